"""Mini-batch stochastic gradient descent, with online learning (batch size 1) and the full batch as its two ends."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

import numpy as np
import numpy.typing as npt

from hw2lib.nn.activations import Activation
from hw2lib.nn.arrays import Array, Shape, as_floats, html_table, non_negative, positive_integer, rounded, table
from hw2lib.nn.backprop import check_examples, gradients
from hw2lib.nn.losses import Loss
from hw2lib.nn.network import Network, Seed, forward, generator

if TYPE_CHECKING:
    from matplotlib.axes import Axes

CACHE = 2**21  # bytes of parameters that are trained together
EXAMPLES_AT_ONCE = 512  # how many are evaluated in one go: it bounds the memory, not the result


class DivergenceError(ArithmeticError):
    """Training ran away to infinity. `history` holds what was measured until then."""

    def __init__(self, message: str, history: History) -> None:
        super().__init__(message)
        self.history = history


@dataclass(repr=False)
class History:
    """What training measured: entry e is the network after e epochs, so entry 0 is the start.

    Attributes:
        loss: mean loss over the training examples, (epochs + 1,) or (epochs + 1, *copies), without the L2 penalty; of a
            large training set, over as many as `train` was told to measure.
        accuracy: share of training examples classified rightly, likewise; None if the targets are no classes.
        validation_loss, validation_accuracy: the same over the validation examples; None if there are none.
        interrupted: whether training was stopped by hand.
    """

    loss: Array
    accuracy: Array | None = None
    validation_loss: Array | None = None
    validation_accuracy: Array | None = None
    interrupted: bool = False

    @property
    def epochs(self) -> int:
        """How many epochs were completed."""
        return len(self.loss) - 1

    def _curves(self) -> dict[str, Array]:
        named = {
            "loss": self.loss,
            "accuracy": self.accuracy,
            "validation loss": self.validation_loss,
            "validation accuracy": self.validation_accuracy,
        }
        return {name: values for name, values in named.items() if values is not None}

    def __repr__(self) -> str:
        curves = [f"{name} {_mean(v[0]):.6f} -> {_mean(v[-1]):.6f}" for name, v in self._curves().items()]
        stopped = " (interrupted)" if self.interrupted else ""
        copies = f" of {' x '.join(map(str, self.loss.shape[1:]))} copies, means" if self.loss.ndim > 1 else ""
        return f"History: {self.epochs} epochs{stopped}{copies}; " + "; ".join(curves)

    def _rows(self) -> tuple[list[str], list[list[object]]]:
        shown = sorted({0, *(int(e) for e in np.linspace(0, self.epochs, 6))})
        curves = self._curves()
        rows: list[list[object]] = [[e, *(f"{_mean(v[e]):.6f}" for v in curves.values())] for e in shown]
        return ["epoch", *curves], rows

    def summary(self) -> str:
        """Return up to six epochs of the history as plain text; for copies, the mean over them."""
        return table(*self._rows())

    def _repr_html_(self) -> str:
        return html_table(*self._rows())

    def plot(self, ax: Axes | None = None) -> Axes:
        """Draw the losses over the epochs on `ax` (a new one if there is none) and return it."""
        from matplotlib import pyplot as plt  # here, and not above: `import hw2lib` should need NumPy alone

        ax = plt.subplots(layout="constrained")[1] if ax is None else ax
        for i, (name, loss) in enumerate((("training", self.loss), ("validation", self.validation_loss))):
            if loss is None:
                continue
            of_copies = loss.reshape(self.epochs + 1, -1)
            ax.plot(of_copies.mean(-1), "-" if i == 0 else "--", color=f"C{i}", label=name)
            if of_copies.shape[-1] > 1:
                ax.plot(of_copies, color=f"C{i}", alpha=0.25, linewidth=0.8)
        ax.set(xlabel="epoch", ylabel="loss")
        if self.validation_loss is not None:
            ax.legend(frameon=False)
        return ax


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
        DivergenceError: if the loss or a parameter became infinite or NaN.

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
    log = _Log(loss, net.activations, (x[..., measured, :], y[..., measured, :]), held_out)
    parts = [_Part(w, b, x, y, step_size, some) for some in _blocks(net)]

    try:
        with np.errstate(over="ignore", invalid="ignore"):  # divergence is noticed below, in words
            log.measure(w, b)
            for epoch in _bar(epochs, progress):
                order = _order(rngs, n, net.copies) if batch_size < n else None
                for part in parts:
                    _epoch(part, net.activations, loss, order, batch_size, decay, train_biases)
                log.measure(w, b)
                _stop_if_diverged(w, b, log, epoch, rate)
    except KeyboardInterrupt:
        log.interrupted = True
    return Network(w, b, net.activations), log.history()


def accuracy(a: Array, y: Array) -> Array:
    """Return the share of examples whose largest output is the one with the largest target, over (..., examples, n).

    A single output is a yes or no: it is right on the same side of 1/2 as its target.

    Example:
        >>> accuracy(np.array([[0.1, 0.9], [0.8, 0.2]]), np.array([[0.0, 1.0], [0.0, 1.0]]))
        np.float64(0.5)
    """
    if y.shape[-1] == 1:
        right = (a > 0.5) == (y > 0.5)
        return np.asarray(right[..., 0].mean(-1))[()]
    return np.asarray((a.argmax(-1) == y.argmax(-1)).mean(-1))[()]


class _Part:
    """Views of the copies that are trained together: their parameters, rates and examples."""

    def __init__(self, w: list[Array], b: list[Array], x: Array, y: Array, rate: Any, some: Any) -> None:
        self.w, self.b = [v[some] for v in w], [v[some] for v in b]
        self.rate = rate[some] if np.ndim(rate) else rate
        self.x, self.y = (data[some] if data.ndim > 2 else data for data in (x, y))
        self.some = some


def _epoch(
    part: _Part,
    activations: Sequence[Activation],
    loss: Loss,
    order: npt.NDArray[np.intp] | None,
    batch_size: int,
    decay: float,
    train_biases: bool,
) -> None:
    """Go through all mini-batches once, and change the parameters in place."""
    w, b, rate = part.w, part.b, part.rate
    if order is not None and order.ndim > 1:
        order = order[part.some]
    for xs, ys in _mini_batches(part.x, part.y, order, batch_size):
        z, a = forward(w, b, activations, xs)
        _, step_w, step_b = gradients(w, activations, z, a, ys, loss, rate / ys.shape[-2])
        for l in range(len(w)):
            if decay:
                w[l] *= 1 - rate * decay
            w[l] -= step_w[l]
            if train_biases:
                b[l] -= step_b[l]


@dataclass
class _Log:
    """Measures the network after each epoch, and makes a History of it."""

    loss: Loss
    activations: Sequence[Activation]
    training: tuple[Array, Array]
    held_out: tuple[Array, Array] | None
    interrupted: bool = False
    measured: list[tuple[Array, Array]] = field(default_factory=list)
    measured_held_out: list[tuple[Array, Array]] = field(default_factory=list)

    def measure(self, w: Sequence[Array], b: Sequence[Array]) -> None:
        now = self._on(self.training, w, b)
        if self.held_out is not None:
            self.measured_held_out.append(self._on(self.held_out, w, b))
        self.measured.append(now)

    def _on(self, examples: tuple[Array, Array], w: Sequence[Array], b: Sequence[Array]) -> tuple[Array, Array]:
        x, y = examples
        n = x.shape[-2]
        loss_sum: Any = 0
        right_sum: Any = 0
        for start in range(0, n, EXAMPLES_AT_ONCE):
            some = slice(start, start + EXAMPLES_AT_ONCE)
            y_some = y[..., some, :]
            z, a = forward(w, b, self.activations, x[..., some, :])
            loss_sum = loss_sum + self.loss.value(self.activations[-1], z[-1], y_some).sum(-1)
            right_sum = right_sum + accuracy(a[-1], y_some) * y_some.shape[-2]
        return loss_sum / n, right_sum / n

    def history(self) -> History:
        loss, right = _columns(self.measured)
        of_classes = bool(((self.training[1] >= 0) & (self.training[1] <= 1)).all())
        history = History(loss, right if of_classes else None, interrupted=self.interrupted)
        if self.held_out is not None:
            history.validation_loss, held_out_right = _columns(self.measured_held_out[: len(self.measured)])
            history.validation_accuracy = held_out_right if of_classes else None
        return history


def _columns(measured: Sequence[tuple[Array, Array]]) -> tuple[Array, Array]:
    return np.array([loss for loss, _ in measured]), np.array([right for _, right in measured])


def _mean(values: Array) -> float:
    return rounded(float(np.mean(values)))


def _bar(epochs: int, progress: bool) -> Iterator[int]:
    from tqdm import tqdm  # here, and not above: `import hw2lib` should need NumPy alone

    hidden = {} if progress else {"disable": True}  # given only then, so that TQDM_DISABLE can hide it too
    yield from tqdm(range(1, epochs + 1), desc="training", unit="epoch", delay=2, leave=False, **hidden)


def _blocks(net: Network) -> list[Any]:
    """Slices of the copies, each small enough for its parameters to stay in a processor's cache through an epoch."""
    if not net.copies:
        return [...]
    bytes_of_one = net.n_parameters * net.dtype.itemsize * int(np.prod(net.copies[1:], dtype=int))
    together = max(1, CACHE // bytes_of_one)
    return [slice(start, start + together) for start in range(0, net.copies[0], together)]


def _order(rngs: Sequence[np.random.Generator], n: int, copies: Shape) -> npt.NDArray[np.intp]:
    """The examples' indices in the order of one epoch: (n,), or (*copies, n) if each copy has its seed."""
    orders = [rng.permutation(n) for rng in rngs]
    return orders[0] if len(orders) == 1 else np.stack(orders).reshape(*copies, n)


def _mini_batches(
    x: Array, y: Array, order: npt.NDArray[np.intp] | None, batch_size: int
) -> Iterator[tuple[Array, Array]]:
    """The mini-batches of one epoch: the full batch if there is no order."""
    if order is None:
        yield x, y
        return
    for start in range(0, order.shape[-1], batch_size):
        batch = order[..., start : start + batch_size]
        yield _pick(x, batch), _pick(y, batch)


def _measured(n: int, measure: int | None) -> slice:
    """Every k-th example, so that no more than `measure` are taken."""
    at_most = n if measure is None else positive_integer("measure", measure)
    return slice(None, None, -(-n // at_most))


def _pick(data: Array, batch: npt.NDArray[np.intp]) -> Array:
    if batch.ndim == 1:
        return data.take(batch, axis=-2)
    if data.ndim == 2:
        return data[batch]
    return np.take_along_axis(data, batch[..., None], axis=-2)


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
    if not isinstance(seed, Sequence) or isinstance(seed, str):
        return [generator(seed)]
    if copies != (len(seed),):
        raise ValueError(f"{len(seed)} seeds came for {copies[0] if copies else 'a network without'} copies")
    return [generator(s) for s in seed]


def _stop_if_diverged(w: Sequence[Array], b: Sequence[Array], log: _Log, epoch: int, rate: Array) -> None:
    loss = np.asarray(log.measured[-1][0])
    finite = np.isfinite(loss)
    for values in w:
        finite = finite & np.isfinite(values).all((-1, -2))
    for values in b:
        finite = finite & np.isfinite(values).all(-1)
    if finite.all():
        return
    lost = np.argwhere(~finite)
    rates = np.broadcast_to(rate, finite.shape)[~finite]
    which = (
        f" of copy {', '.join(str(tuple(map(int, i)) if len(i) > 1 else int(i[0])) for i in lost[:5])}"
        if loss.ndim
        else ""
    )
    named = ", ".join(f"{r:g}" for r in dict.fromkeys(rates.tolist()))
    raise DivergenceError(
        f"training{which} diverged in epoch {epoch}: the loss is {loss[~finite].flat[0]:g}. "
        f"The learning rate {named} is probably too large; try a smaller one.",
        log.history(),
    )
