"""What training measured: the loss and the accuracy after each epoch."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

import numpy as np

from hw2lib.display import Result, rounded
from hw2lib.nn.activations import Activation
from hw2lib.nn.arrays import Array, Arrays, only_arrays
from hw2lib.nn.losses import Loss
from hw2lib.nn.network import forward

if TYPE_CHECKING:
    from matplotlib.axes import Axes

EXAMPLES_AT_ONCE = 512  # how many are evaluated in one go: it bounds the memory, not the result


class DivergenceError(ArithmeticError):
    """Training ran away, or left what its loss is defined for. `history` is what was measured until then."""

    def __init__(self, message: str, history: History) -> None:
        super().__init__(message)
        self.history = history

    def __reduce__(self) -> Any:
        return DivergenceError, (str(self), self.history)


@dataclass(repr=False, eq=False)
class History(Result):
    """What training measured: entry e is the network after e epochs, so entry 0 is the start.

    Attributes:
        loss: mean loss over the training examples, (epochs + 1,) or (epochs + 1, *copies), without the L2 penalty; of a
            large training set, over as many as `train` was told to measure.
        accuracy: share of training examples classified rightly, likewise; None if the targets are no classes.
        validation_loss, validation_accuracy: the same over the validation examples; None if there are none.
        interrupted: whether training was stopped by hand; if that was before the first measurement, all are empty.

    A float32 network's history is float32. The table has up to six epochs; for copies, the mean over them.
    """

    loss: Array
    accuracy: Array | None = None
    validation_loss: Array | None = None
    validation_accuracy: Array | None = None
    interrupted: bool = False

    def __post_init__(self) -> None:
        measured = (self.accuracy, self.validation_loss, self.validation_accuracy)
        only_arrays("a history", [self.loss, *(v for v in measured if v is not None)])

    @property
    def epochs(self) -> int:
        """How many epochs were completed."""
        return max(len(self.loss) - 1, 0)

    def _curves(self) -> dict[str, Array]:
        return {name.replace("_", " "): v for name, v in vars(self).items() if isinstance(v, np.ndarray)}

    def __repr__(self) -> str:
        if not len(self.loss):
            return "History: interrupted before the first measurement"
        ends = {k: [f"{rounded(np.mean(v[e])):.6f}" for e in (0, -1)] for k, v in self._curves().items()}
        curves = [f"{name} {first} -> {last}" for name, (first, last) in ends.items()]
        stopped = " (interrupted)" if self.interrupted else ""
        copies = f" of {' x '.join(map(str, self.loss.shape[1:]))} copies, means" if self.loss.ndim > 1 else ""
        return f"History: {self.epochs} epochs{stopped}{copies}; " + "; ".join(curves)

    def _rows(self) -> tuple[list[str], list[list[object]]]:
        shown = sorted({int(e) for e in np.linspace(0, self.epochs, 6)}) if len(self.loss) else []
        curves = self._curves()
        rows: list[list[object]] = [[e, *(f"{rounded(np.mean(v[e])):.6f}" for v in curves.values())] for e in shown]
        return ["epoch", *curves], rows

    def plot(self, ax: Axes | None = None) -> Axes:
        """Draw the losses over the epochs on `ax` (a new one if there is none) and return it."""
        from matplotlib import pyplot as plt  # here, and not above: `import hw2lib` should need NumPy alone

        ax = plt.subplots(layout="constrained")[1] if ax is None else ax
        for i, (name, loss) in enumerate((("training", self.loss), ("validation", self.validation_loss))):
            if loss is not None:
                of_copies = loss.reshape(len(loss), -1) if len(loss) else loss[:, None]
                ax.plot(of_copies.mean(-1), "-" if i == 0 else "--", color=f"C{i}", label=name)
                if of_copies.shape[-1] > 1:
                    ax.plot(of_copies, color=f"C{i}", alpha=0.25, linewidth=0.8)
        ax.set(xlabel="epoch", ylabel="loss")
        if self.validation_loss is not None:
            ax.legend(frameon=False)
        return ax


def accuracy(a: Array, y: Array) -> Array:
    """Return the share of examples whose largest output is the one with the largest target, over (..., examples, n).

    A single output is a yes or no: it is right on the same side of 1/2 as its target.

    Example:
        >>> accuracy(np.array([[0.1, 0.9], [0.8, 0.2]]), np.array([[0.0, 1.0], [0.0, 1.0]]))
        np.float64(0.5)
    """
    right = (a[..., 0] > 0.5) == (y[..., 0] > 0.5) if y.shape[-1] == 1 else a.argmax(-1) == y.argmax(-1)
    return np.asarray(right.mean(-1))[()]


@dataclass
class Log:
    """Measures a network after each epoch, on training examples and held-out ones, and makes a History of it."""

    loss: Loss
    activations: Sequence[Activation]
    training: Arrays
    held_out: Arrays | None
    interrupted: bool = False
    measured: list[list[Array]] = field(default_factory=list)  # loss and accuracy, and those of the held-out ones

    def measure(self, w: Arrays, b: Arrays) -> None:
        """Measure the network with these parameters."""
        sets = [self.training] if self.held_out is None else [self.training, self.held_out]
        self.measured.append([value for examples in sets for value in self._on(examples, w, b)])

    def _on(self, examples: Arrays, w: Arrays, b: Arrays) -> tuple[Array, Array]:
        x, y = examples
        n = x.shape[-2]
        loss_sum: Any = 0
        right_sum: Any = 0
        for start in range(0, n, EXAMPLES_AT_ONCE):
            some = slice(start, start + EXAMPLES_AT_ONCE)
            y_some = y[..., some, :]
            z, a = forward(w, b, self.activations, x[..., some, :])
            loss_sum = loss_sum + self.loss.forward(self.activations[-1], z[-1], y_some).sum(-1)
            right_sum = right_sum + accuracy(a[-1], y_some) * y_some.shape[-2]
        return loss_sum / n, right_sum / n

    def history(self) -> History:
        """Return all that was measured."""
        y = self.training[1]
        columns: list[Any] = [np.array(v, y.dtype) for v in zip(*self.measured, strict=True)]
        columns = columns or [np.empty(0, y.dtype)] * (2 if self.held_out is None else 4)
        if ((y < 0) | (y > 1)).any():
            columns[1::2] = [None] * len(columns[1::2])  # the targets are no classes
        loss, right, held_out_loss, held_out_right = [*columns, None, None][:4]
        return History(loss, right, held_out_loss, held_out_right, self.interrupted)
