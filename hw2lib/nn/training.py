"""Mini-batch stochastic gradient descent, with online learning (batch size 1) and the full batch as its two ends."""

from contextlib import closing

import numpy as np
import numpy.typing as npt

from hw2lib.display import brief, show_progress
from hw2lib.nn.arrays import Array, Arrays, Shape, as_floats, non_negative, positive_integer
from hw2lib.nn.backprop import check_examples, gradients
from hw2lib.nn.batches import Block, blocks, checked_size, new_order
from hw2lib.nn.history import DivergenceError, History, Log
from hw2lib.nn.losses import Loss
from hw2lib.nn.network import Network, Seed, forward, generator, generators


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
    if validation is not None and not (isinstance(validation, tuple) and len(validation) == 2):
        raise TypeError("validation must be a pair (x, y)")
    held_out = None if validation is None else [np.atleast_2d(v) for v in check_examples(net, *validation, loss)]
    n = x.shape[-2]
    batch_size = n if batch_size is None else checked_size(batch_size, n)
    epochs = positive_integer("epochs", epochs)
    if not isinstance(train_biases, (bool, np.bool_)):
        raise TypeError(f"train_biases must be True or False, not {brief(train_biases)}")
    rate = _rates(learning_rate, net.copies, net.dtype)
    decay = non_negative("l2", l2) / n
    rngs = generators(seed)
    if rngs is not None and net.copies != (len(rngs),):
        raise ValueError(f"{len(rngs)} seeds came for {net.copies[0] if net.copies else 'a network without'} copies")
    rngs = [generator(seed)] if rngs is None else rngs

    w, b = [np.array(v) for v in net.w], [np.array(v) for v in net.b]
    step_size = (rate[..., None, None] if rate.ndim else rate)[()]  # one for all, or one a copy
    on = n if measure is None else min(n, positive_integer("measure", measure))
    measured = slice(None) if on == n else np.linspace(0, n - 1, on).astype(int)
    log = Log(loss, net.activations, (x[..., measured, :], y[..., measured, :]), held_out)
    side_by_side = [Block(w, b, x, y, step_size, some) for some in blocks(net)]

    epoch = 0
    try:
        with (
            np.errstate(over="ignore", invalid="ignore"),  # divergence is noticed below, in words
            closing(show_progress(range(1, epochs + 1), epochs, "training", "epoch", progress)) as counted,
        ):
            log.measure(w, b)
            _stop_if_diverged(net, w, b, log, epoch, rate, decay)
            for epoch in counted:
                order = new_order(rngs, n, net.copies) if batch_size < n else None
                for block in side_by_side:
                    for xs, ys in block.mini_batches(order, batch_size):
                        z, a = forward(block.w, block.b, net.activations, xs)
                        scale = block.rate / ys.shape[-2]
                        _, step_w, step_b = gradients(block.w, net.activations, z, a, ys, loss, scale)
                        for l in range(len(w)):
                            if decay:
                                block.w[l] *= 1 - block.rate * decay
                            block.w[l] -= step_w[l]
                            if train_biases:
                                block.b[l] -= step_b[l]
                _measure(log, w, b, epoch)
                _stop_if_diverged(net, w, b, log, epoch, rate, decay)
    except KeyboardInterrupt:
        log.interrupted = True
        _stop_if_diverged(net, w, b, log, epoch, rate, decay)
    return Network(w, b, net.activations), log.history()


def _rates(learning_rate: npt.ArrayLike, copies: Shape, dtype: npt.DTypeLike) -> Array:
    rate = as_floats("learning_rate", learning_rate, dtype)
    if np.asarray(learning_rate).dtype == bool:
        raise TypeError(f"learning_rate must be a number, not {brief(learning_rate)}")
    if rate.shape not in ((), copies):
        wanted = f"one number, or {copies} of them, one a copy" if copies else "one number"
        raise ValueError(f"learning_rate must be {wanted}, but has shape {rate.shape}")
    if (rate <= 0).any():
        raise ValueError(f"learning_rate must be positive, not {rate[rate <= 0].flat[0]:g} (in {rate.dtype})")
    return rate


def _measure(log: Log, w: Arrays, b: Arrays, epoch: int) -> None:
    try:
        log.measure(w, b)
    except ValueError as error:  # an output has left what the loss is defined for
        raise DivergenceError(f"training stopped in epoch {epoch}: {error}", log.history()) from None


def _stop_if_diverged(net: Network, w: Arrays, b: Arrays, log: Log, epoch: int, rate: Array, decay: float) -> None:
    """Raise DivergenceError if the loss measured last, or a parameter, isn't finite."""
    loss = np.asarray(log.measured[-1][0] if log.measured else np.zeros(net.copies))
    finite = np.isfinite(loss)
    for values, axes in [*((v, (-1, -2)) for v in w), *((v, -1) for v in b)]:
        finite = finite & np.isfinite(values).all(axes)
    if finite.all():
        return
    lost = [str(tuple(map(int, i)) if len(i) > 1 else int(i[0])) for i in np.argwhere(~finite)[:5] if loss.ndim]
    which = f" of copy {', '.join(lost)}" if lost else ""
    off = loss[~np.isfinite(loss)]
    what = f"the loss is {off.flat[0]:g}" if off.size else "a weight or a bias is infinite or NaN"
    how = f"diverged in epoch {epoch}: {what}" if epoch else f"can't begin: {what} before the first step"
    cause = "See what net(x) gives, and what the loss makes of it."
    if epoch:
        cause = _cause(net, [v[~finite] for v in (*w, *b)], np.broadcast_to(rate, finite.shape)[~finite], decay)
    raise DivergenceError(f"training{which} {how}. {cause}", log.history())


def _cause(net: Network, parameters: Arrays, rates: Array, decay: float) -> str:
    """Say what is known of the cause, given the parameters that were lost and their learning rates."""
    if rates.max() * decay > 2:
        return f"learning_rate * l2 / n is {rates.max() * decay:g}, and above 2 the decay itself makes weights grow."
    at_first = max(1.0, *(np.abs(v).max() for v in (*net.w, *net.b)))
    if np.max([np.abs(v).max() for v in parameters]) < 1000 * at_first:  # none of them is NaN
        return "All parameters are finite and not large, so it is the loss that has no value at these outputs."
    named = ", ".join(f"{r:g}" for r in dict.fromkeys(rates.tolist()))
    return f"The learning rate {named} is probably too large; try a smaller one."
