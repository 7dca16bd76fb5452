"""Losses: what a network is trained to make small, each as its value and its delta = dC/dz of the output layer (BP1).

Both are computed from z, with the logarithms that the output activation knows, so that nothing overflows and no
epsilon is needed.
"""

from collections.abc import Callable
from operator import itemgetter
from typing import Any, TypeAlias

import numpy as np
import numpy.typing as npt

from hw2lib.display import brief
from hw2lib.nn.activations import Activation, sigmoid, softmax
from hw2lib.nn.arrays import Array, UserFunction, as_floats

OfOutput: TypeAlias = Callable[[Array, Array], Array]


class Loss:
    """A loss that is written in terms of the output activations a and the target y.

    Args:
        name: how it is called in a repr.
        value: maps a and y, each (..., n_out), to one loss an example, (...).
        gradient: maps a and y to dC/da, (..., n_out).

    Neither can write to a or y. What they return must have these shapes and be real, and finite when they are first
    called; it is taken in the number type of a.

    Example:
        >>> from hw2lib import linear
        >>> absolute = Loss("absolute", lambda a, y: abs(a - y).sum(-1), lambda a, y: np.sign(a - y))
        >>> float(absolute.value(linear, [1.0, 5.0], [0.0, 3.0]))
        3.0
    """

    def __init__(self, name: str, value: OfOutput, gradient: OfOutput) -> None:
        if not isinstance(name, str):
            raise TypeError(f"a loss is named by a text, not by {brief(name)}")
        self.name = name
        hint = "; is .sum(-1) missing?"
        self._value = UserFunction(f"the value of {name}", value, shape=itemgetter(slice(-1)), hint=hint)
        self._gradient = UserFunction(f"the gradient of {name}", gradient)

    def value(self, activation: Activation, z: npt.ArrayLike, y: npt.ArrayLike) -> Array:
        """Return the loss of each example, (...), for outputs activation(z) and targets y, both (..., n_out).

        y may lack the first axes of z, and is then the same along them.
        """
        z, y, _ = self._checked(activation, z, y)
        return self.forward(activation, z, y)

    def delta(self, activation: Activation, z: npt.ArrayLike, a: npt.ArrayLike | None, y: npt.ArrayLike) -> Array:
        """Return delta = dC/dz of the output layer, (..., n_out); a is activation(z), or None to have it computed."""
        z, y, given = self._checked(activation, z, y, a)
        a = activation.forward(z) if a is None else given
        self.check_outputs(activation, a)
        return self.backward(activation, z, a, y)

    def _checked(
        self, activation: Activation, z: npt.ArrayLike, y: npt.ArrayLike, a: npt.ArrayLike | None = None
    ) -> tuple[Array, Array, Array]:
        if not isinstance(activation, Activation):
            raise TypeError(f"an activation is needed, not {brief(activation)}")
        z = as_floats("z", z)
        y = as_floats("y", y, z.dtype)
        a = z if a is None else as_floats("a", a, z.dtype)
        if z.ndim == 0 or y.ndim == 0 or y.shape != z.shape[-y.ndim :] or a.shape != z.shape:
            raise ValueError(f"z, a and y must agree in shape, but z has {z.shape}, a {a.shape} and y {y.shape}")
        activation.check_width(z.shape[-1])
        self.check_targets(activation, y)
        return z, y, a

    def forward(self, activation: Activation, z: Array, y: Array) -> Array:
        """Return what `value` does, once it has checked its arguments."""
        a = activation.forward(z)
        return self._value(a, y)

    def backward(self, activation: Activation, z: Array, a: Array, y: Array) -> Array:
        """Return what `delta` does, once it has checked its arguments."""
        return activation.backward(self._gradient(a, y), z, a)

    def check_targets(self, activation: Activation, y: Array) -> None:
        """Raise ValueError if y, (..., n_out), can't be a target of this loss. In general every number can."""

    def check_outputs(self, activation: Activation, a: Array) -> None:
        """Raise ValueError if the loss has no value at outputs a, (..., n_out). In general every output has one."""

    def __reduce__(self) -> Any:
        """Pickle the losses of this module by their name."""
        return self.name if globals().get(self.name) is self else super().__reduce__()

    def __repr__(self) -> str:
        return self.name


class _Quadratic(Loss):
    def __init__(self) -> None:
        self.name = "quadratic"

    def forward(self, activation: Activation, z: Array, y: Array) -> Array:
        return ((activation.forward(z) - y) ** 2).sum(-1) / 2

    def backward(self, activation: Activation, z: Array, a: Array, y: Array) -> Array:
        return activation.backward(a - y, z, a)


class _LogarithmicLoss(Loss):
    """A loss built from ln a and ln(1 - a), which the activation computes from z."""

    def __init__(self, name: str, natural: Activation) -> None:
        self.name = name
        self._natural = natural

    def forward(self, activation: Activation, z: Array, y: Array) -> Array:
        self.check_outputs(activation, activation.forward(z))
        return self._from_logs(activation, z, y)

    def backward(self, activation: Activation, z: Array, a: Array, y: Array) -> Array:
        if activation is self._natural:
            return a - y  # sigma' cancels: this one line is what the loss was made for
        return self._delta_from_logs(activation, z, y)

    _from_logs: Callable[[Activation, Array, Array], Array]
    _delta_from_logs: Callable[[Activation, Array, Array], Array]

    def check_outputs(self, activation: Activation, a: Array) -> None:
        if activation is not self._natural and ((a < 0) | (a > 1)).any():
            outside = a[(a < 0) | (a > 1)][0]
            raise ValueError(
                f"{self} needs outputs between 0 and 1, but {activation} gave {outside:.6g}; "
                "sigmoid or softmax as the output activation keeps them there"
            )

    def check_targets(self, activation: Activation, y: Array) -> None:
        y = as_floats("y", y)
        if ((y < 0) | (y > 1)).any():
            raise ValueError(f"{self} needs targets between 0 and 1, but y holds {y[(y < 0) | (y > 1)][0]:.6g}")


class _CrossEntropy(_LogarithmicLoss):
    def _from_logs(self, activation: Activation, z: Array, y: Array) -> Array:
        return -(_times(y, activation.log.forward(z)) + _times(1 - y, activation.log_complement.forward(z))).sum(-1)

    def _delta_from_logs(self, activation: Activation, z: Array, y: Array) -> Array:
        return -(activation.log.backward(y, z, None) + activation.log_complement.backward(1 - y, z, None))


class _LogLikelihood(_LogarithmicLoss):
    def _from_logs(self, activation: Activation, z: Array, y: Array) -> Array:
        return -_times(y, activation.log.forward(z)).sum(-1)

    def _delta_from_logs(self, activation: Activation, z: Array, y: Array) -> Array:
        return -activation.log.backward(y, z, None)

    def check_targets(self, activation: Activation, y: Array) -> None:
        super().check_targets(activation, y)
        y = np.asarray(y)
        off = np.abs(y.sum(-1) - 1)
        if activation is softmax and (off > 1e-6).any():  # 1e-6: what float32 makes of a row that sums to 1
            worst = y.sum(-1).flat[off.argmax()]
            raise ValueError(f"after softmax each example's targets must sum to 1, but a row of y sums to {worst:.6g}")


def _times(weight: Array, log: Array) -> Array:
    """weight * log, where a weight of 0 makes even an infinite logarithm count as 0: the limit of y ln y."""
    with np.errstate(invalid="ignore"):
        return np.where(weight == 0, np.zeros_like(log), weight * log)


quadratic: Loss = _Quadratic()
"""C = 1/2 sum_j (a_j - y_j)^2, whose delta is the activation's vector-Jacobian product of a - y."""

cross_entropy: Loss = _CrossEntropy("cross_entropy", natural=sigmoid)
"""C = -sum_j [y_j ln a_j + (1 - y_j) ln(1 - a_j)] (homework, equation 11); after sigmoid its delta is a - y."""

log_likelihood: Loss = _LogLikelihood("log_likelihood", natural=softmax)
"""C = -sum_j y_j ln a_j; after softmax, with targets that sum to 1, its delta is a - y (homework, equation 3)."""
