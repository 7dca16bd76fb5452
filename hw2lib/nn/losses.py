"""Losses: what a network is trained to make small, each as its value and its delta = dC/dz of the output layer (BP1).

Both are computed from z, with the logarithms that the output activation knows, so that nothing overflows and no
epsilon is needed.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, TypeAlias

import numpy as np

from hw2lib.nn.activations import Activation, sigmoid, softmax
from hw2lib.nn.arrays import Array

OfOutput: TypeAlias = Callable[[Array, Array], Array]


class Loss:
    """A loss that is written in terms of the output activations a and the target y.

    Args:
        name: how it is called in a repr.
        value: maps a and y, each (..., n_out), to one loss an example, (...).
        gradient: maps a and y to dC/da, (..., n_out).

    Example:
        >>> from hw2lib import linear
        >>> absolute = Loss("absolute", lambda a, y: abs(a - y).sum(-1), lambda a, y: np.sign(a - y))
        >>> float(absolute.value(linear, np.array([1.0, 5.0]), np.array([0.0, 3.0])))
        3.0
    """

    def __init__(self, name: str, value: OfOutput, gradient: OfOutput) -> None:
        self.name = name
        self._value = value
        self._gradient = gradient

    def value(self, activation: Activation, z: Array, y: Array) -> Array:
        """Return the loss of each example, (...), for outputs activation(z) and targets y, both (..., n_out)."""
        return self._value(activation(z), y)

    def delta(self, activation: Activation, z: Array, a: Array, y: Array) -> Array:
        """Return delta = dC/dz of the output layer, (..., n_out); a is activation(z), which the caller has already."""
        return activation.vjp(self._gradient(a, y), z, a)

    def check_targets(self, activation: Activation, y: Array) -> None:
        """Raise ValueError if y, (..., n_out), can't be a target of this loss. In general every number can."""

    def __reduce__(self) -> Any:
        """Pickle the losses of this module by their name."""
        return self.name if globals().get(self.name) is self else super().__reduce__()

    def __repr__(self) -> str:
        return self.name


class _LogarithmicLoss(Loss):
    """A loss built from ln a and ln(1 - a), which the activation computes from z."""

    def __init__(self, name: str, natural: Activation) -> None:
        self.name = name
        self._natural = natural

    def value(self, activation: Activation, z: Array, y: Array) -> Array:
        a = activation(z)
        if activation is not self._natural and ((a < 0) | (a > 1)).any():
            outside = a[(a < 0) | (a > 1)][0]
            raise ValueError(
                f"{self} needs outputs between 0 and 1, but {activation} gave {outside:.6g}; "
                "sigmoid or softmax as the output activation keeps them there"
            )
        return self._from_logs(activation, z, y)

    def delta(self, activation: Activation, z: Array, a: Array, y: Array) -> Array:
        if activation is self._natural:
            return a - y  # sigma' cancels: this one line is what the loss was made for
        return self._delta_from_logs(activation, z, y)

    def _from_logs(self, activation: Activation, z: Array, y: Array) -> Array:
        raise NotImplementedError

    def _delta_from_logs(self, activation: Activation, z: Array, y: Array) -> Array:
        raise NotImplementedError

    def check_targets(self, activation: Activation, y: Array) -> None:
        if ((y < 0) | (y > 1)).any():
            raise ValueError(f"{self} needs targets between 0 and 1, but y holds {y[(y < 0) | (y > 1)][0]:.6g}")


class _CrossEntropy(_LogarithmicLoss):
    def _from_logs(self, activation: Activation, z: Array, y: Array) -> Array:
        return -(_times(y, activation.log(z)) + _times(1 - y, activation.log_complement(z))).sum(-1)

    def _delta_from_logs(self, activation: Activation, z: Array, y: Array) -> Array:
        return -(activation.log.vjp(y, z) + activation.log_complement.vjp(1 - y, z))


class _LogLikelihood(_LogarithmicLoss):
    def _from_logs(self, activation: Activation, z: Array, y: Array) -> Array:
        return -_times(y, activation.log(z)).sum(-1)

    def _delta_from_logs(self, activation: Activation, z: Array, y: Array) -> Array:
        return -activation.log.vjp(y, z)

    def check_targets(self, activation: Activation, y: Array) -> None:
        super().check_targets(activation, y)
        off = np.abs(y.sum(-1) - 1)
        if activation is softmax and (off > 1e-6).any():  # 1e-6: what float32 makes of a row that sums to 1
            worst = y.sum(-1).flat[off.argmax()]
            raise ValueError(f"after softmax each example's targets must sum to 1, but a row of y sums to {worst:.6g}")


def _times(weight: Array, log: Array) -> Array:
    """weight * log, where a weight of 0 makes even an infinite logarithm count as 0: the limit of y ln y."""
    with np.errstate(invalid="ignore"):
        return np.where(weight == 0, np.zeros_like(log), weight * log)


quadratic = Loss("quadratic", lambda a, y: ((a - y) ** 2).sum(-1) / 2, lambda a, y: a - y)
"""C = 1/2 sum_j (a_j - y_j)^2, whose delta is the activation's vector-Jacobian product of a - y."""

cross_entropy: Loss = _CrossEntropy("cross_entropy", natural=sigmoid)
"""C = -sum_j [y_j ln a_j + (1 - y_j) ln(1 - a_j)] (homework, equation 11); after sigmoid its delta is a - y."""

log_likelihood: Loss = _LogLikelihood("log_likelihood", natural=softmax)
"""C = -sum_j y_j ln a_j; after softmax, with targets that sum to 1, its delta is a - y (homework, equation 3)."""
