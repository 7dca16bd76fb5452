"""Mini-batch stochastic gradient descent, with online learning (batch size 1) and the full batch as its two ends."""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import closing
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt

from hw2lib.nn.activations import Activation
from hw2lib.nn.arrays import Array, Shape, as_floats, non_negative, positive_integer
from hw2lib.nn.backprop import check_examples, gradients
from hw2lib.nn.batches import Block, blocks, new_order
from hw2lib.nn.history import DivergenceError, History, Log
from hw2lib.nn.losses import Loss
from hw2lib.nn.network import Network, Seed, forward, generator, generators
from hw2lib.progress import show_progress


def train(
    net: Network,
    x: npt.ArrayLike,
    y: npt.ArrayLike,
    loss: Loss,
    *,
    learning_rate: npt.ArrayLike,
    epochs: int,
    batch_size: int | None = None,
    seed: Seed = None,
    l2: float = 0.0,
    train_biases: bool = True,
    validation: tuple[npt.ArrayLike, npt.ArrayLike] | None = None,
    measure: int | None = 1000,
    progress: bool = True,
) -> tuple[Network, History]:
    """Train a network by gradient descent on mini-batches; return the trained one, and how it went.

    Each epoch shuffles the examples and goes through all of them; when the batch size doesn't divide their number, the
    last mini-batch is smaller, and its gradient is the mean over the examples it has. A step is
    w <- w - learning_rate (dC/dw + (l2 / n) w), with n the number of training examples, and likewise for b without l2.

    With copies of a network, copy k gives what it would give alone: `learning_rate` and `seed` may each be one for all
    or a list with one a copy, and the examples may be shared or (*copies, examples, n).

    Args:
        net: where to start; it is not changed.
        x: inputs, (examples, n_in).
        y: targets, (examples, n_out).
        loss: quadratic, cross_entropy, log_likelihood or one of your own.
        learning_rate: the step size, positive.
        epochs: how often to go through the examples.
        batch_size: examples a step: 1 is online learning; None, the full batch.
        seed: an int, a Generator, or a list of ints for copies; the same seed gives the same bits.
        l2: strength of the L2 penalty l2/(2n) sum w^2.
        train_biases: False holds the biases where they are.
        validation: (x, y) of examples to measure on but not to train on.
        measure: on how many training examples, evenly spread, the history is measured; None for all of them, which
            costs half as much again as training on them. The validation examples are all measured on.
        progress: show a bar if it takes more than two seconds.

    Raises:
        TypeError, ValueError: if an argument can't be used; the message says what was wanted.
        DivergenceError: if the loss or a parameter became infinite or NaN, or an output left what the loss is defined
            for; its `history` is what was measured by then.

    KeyboardInterrupt is no error here: it ends the training, and what was reached is returned.

    Example:
        >>> from hw2lib import cross_entropy, sigmoid
        >>> x, y = [[0, 0], [0, 1], [1, 0], [1, 1]], [[0], [0], [0], [1]]
        >>> net = Network.random([2, 1], sigmoid, seed=0)
        >>> trained, history = train(net, x, y, cross_entropy, learning_rate=1.0, epochs=100, batch_size=2, seed=0)
        >>> trained(x).round(1).ravel()
        array([0. , 0.1, 0.1, 0.9])
        >>> history.epochs, history.accuracy[-1]
        (100, np.float64(1.0))
    """
    x, y = (np.atleast_2d(v) for v in check_examples(net, x, y, loss))
    held_out = None if validation is None else _validation(net, validation, loss)
    n = x.shape[-2]
    batch_size = n if batch_size is None else positive_integer("batch_size", batch_size)
    if batch_size > n:
        raise ValueError(f"batch_size is {batch_size}, but there are only {n} examples; None takes all of them")
    epochs = positive_integer("epochs", epochs)
    rate = _rates(learning_rate, net.copies)
    decay = non_negative("l2", l2) / n
    rngs = _generators(seed, net.copies)

    w, b = [np.array(v) for v in net.w], [np.array(v) for v in net.b]
    step_size = (rate[..., None, None] if rate.ndim else rate).astype(net.dtype)[()]  # one for all, or one a copy
    measured = _measured(n, measure)
    log = Log(loss, net.activations, (x[..., measured, :], y[..., measured, :]), held_out)
    trained = [Block(w, b, x, y, step_size, some) for some in blocks(net)]

    epoch = 0
    ran_away = _RanAway(net, log, rate, decay)
    try:
        with (
            np.errstate(over="ignore", invalid="ignore"),  # divergence is noticed below, in words
            closing(show_progress(range(1, epochs + 1), epochs, "training", "epoch", progress)) as counted,
        ):
            log.measure(w, b)
            ran_away.check(w, b, epoch)
            for epoch in counted:
                order = new_order(rngs, n, net.copies) if batch_size < n else None
                for block in trained:
                    _epoch(block, net.activations, loss, order, batch_size, decay, train_biases)
                _measure(log, w, b, epoch)
                ran_away.check(w, b, epoch)
    except KeyboardInterrupt:
        log.interrupted = True
        ran_away.check(w, b, epoch)
    return Network(w, b, net.activations), log.history()


def _epoch(
    block: Block,
    activations: Sequence[Activation],
    loss: Loss,
    order: npt.NDArray[np.intp] | None,
    batch_size: int,
    decay: float,
    train_biases: bool,
) -> None:
    """Go through all mini-batches once, and change the parameters in place."""
    w, b, rate = block.w, block.b, block.rate
    for xs, ys in block.mini_batches(order, batch_size):
        z, a = forward(w, b, activations, xs)
        _, step_w, step_b = gradients(w, activations, z, a, ys, loss, rate / ys.shape[-2])
        for l in range(len(w)):
            if decay:
                w[l] *= 1 - rate * decay
            w[l] -= step_w[l]
            if train_biases:
                b[l] -= step_b[l]


def _measured(n: int, measure: int | None) -> slice:
    """Every k-th example, so that no more than `measure` are taken."""
    at_most = n if measure is None else positive_integer("measure", measure)
    return slice(None, None, -(-n // at_most))


def _validation(net: Network, validation: Any, loss: Loss) -> tuple[Array, Array]:
    if not isinstance(validation, tuple) or len(validation) != 2:
        raise TypeError("validation must be a pair (x, y)")
    x, y = check_examples(net, validation[0], validation[1], loss)
    return np.atleast_2d(x), np.atleast_2d(y)


def _rates(learning_rate: npt.ArrayLike, copies: Shape) -> Array:
    rate = as_floats("learning_rate", learning_rate, np.float64)
    if rate.shape not in ((), copies):
        wanted = f"one number, or {copies} of them, one a copy" if copies else "one number"
        raise ValueError(f"learning_rate must be {wanted}, but has shape {rate.shape}")
    if (rate <= 0).any():
        raise ValueError(f"learning_rate must be positive, not {rate[rate <= 0].flat[0]:g}")
    return rate


def _generators(seed: Seed, copies: Shape) -> list[np.random.Generator]:
    rngs = generators(seed)
    if rngs is None:
        return [generator(seed)]
    if copies != (len(rngs),):
        raise ValueError(f"{len(rngs)} seeds came for {copies[0] if copies else 'a network without'} copies")
    return rngs


def _measure(log: Log, w: Sequence[Array], b: Sequence[Array], epoch: int) -> None:
    try:
        log.measure(w, b)
    except ValueError as error:  # an output has left what the loss is defined for
        raise DivergenceError(f"training stopped in epoch {epoch}: {error}", log.history()) from None


@dataclass
class _RanAway:
    """Notices that the loss or a parameter isn't finite, and says what is known of the cause."""

    net: Network
    log: Log
    rate: Array
    decay: float

    def check(self, w: Sequence[Array], b: Sequence[Array], epoch: int) -> None:
        """Raise DivergenceError if the loss measured last, or a parameter, isn't finite."""
        if not self.log.measured:
            return
        loss = self.log.last_loss
        finite = np.isfinite(loss)
        for values, axes in [*((v, (-1, -2)) for v in w), *((v, -1) for v in b)]:
            finite = finite & np.isfinite(values).all(axes)
        if finite.all():
            return
        which = ""
        if loss.ndim:
            lost = [str(tuple(map(int, i)) if len(i) > 1 else int(i[0])) for i in np.argwhere(~finite)[:5]]
            which = f" of copy {', '.join(lost)}"
        off = loss[~np.isfinite(loss)]
        what = f"the loss is {off.flat[0]:g}" if off.size else "a weight or a bias is infinite or NaN"
        rates = np.unique(np.broadcast_to(self.rate, finite.shape)[~finite])
        parameters = [v[~finite] for v in (*w, *b)]
        how = f"diverged in epoch {epoch}: {what}" if epoch else f"can't begin: {what} before the first step"
        raise DivergenceError(f"training{which} {how}. {self._cause(epoch, rates, parameters)}", self.log.history())

    def _cause(self, epoch: int, rates: Array, parameters: Sequence[Array]) -> str:
        if epoch == 0:
            return "See what net(x) gives, and what the loss makes of it."
        if rates.max() * self.decay > 2:
            return f"learning_rate * l2 / n is {rates.max() * self.decay:g}, and above 2 the decay itself grows."
        largest, at_first = (
            max(float(np.abs(v).max()) for v in values) for values in (parameters, (*self.net.w, *self.net.b))
        )
        if largest < 1000 * max(1.0, at_first):
            return "All parameters are finite and not large, so it is the loss that has no value at these outputs."
        x, y = self.log.training
        with np.errstate(all="ignore"):
            z, a = forward(self.net.w, self.net.b, self.net.activations, x)
            _, dw, db = gradients(self.net.w, self.net.activations, z, a, y, self.log.loss, 1 / y.shape[-2])
        if not all(np.isfinite(v).all() for v in (*dw, *db)):
            return "The gradient isn't finite even at the start: look at the derivatives of activations and loss."
        return f"The learning rate {', '.join(f'{r:g}' for r in rates)} is probably too large; try a smaller one."
