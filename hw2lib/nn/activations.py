"""Activation functions: f, its derivative, and the vector-Jacobian product that backpropagation needs.

An activation also knows ln f and ln(1 - f), which are activations themselves. The losses are built on
those two, so that a saturated neuron (|z| = 1000) still has the right finite loss: ln(sigmoid(-1000)) is -1000,
although sigmoid(-1000) is 0 in floating point.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any, TypeAlias

import numpy as np

from hw2lib.nn.arrays import Array

Function: TypeAlias = Callable[[Array], Array]


class Activation:
    """An activation function that acts on each neuron alone: a_j = f(z_j).

    Args:
        name: how it is called in a repr.
        f: maps an array z of any shape to f(z), elementwise.
        derivative: maps z to f'(z), elementwise.
        log: the activation ln f, if there is a better way to it than the logarithm of f.
        log_complement: the activation ln(1 - f), likewise.
        kinks: the points z at which f' jumps (0 for relu); the gradient check looks out for them.

    Example:
        >>> softplus = Activation("softplus", lambda z: np.logaddexp(0, z), sigmoid)
        >>> softplus(np.array([0.0])).round(4)
        array([0.6931])
        >>> softplus.vjp(np.array([2.0]), np.array([0.0]))
        array([1.])
    """

    def __init__(
        self,
        name: str,
        f: Function,
        derivative: Function,
        *,
        log: Activation | None = None,
        log_complement: Activation | None = None,
        kinks: Sequence[float] = (),
    ) -> None:
        self.name = name
        self.f = f
        self.derivative = derivative
        self.kinks = tuple(kinks)
        self._log = log
        self._log_complement = log_complement

    def __call__(self, z: Array) -> Array:
        """Return a = f(z), in the shape of z."""
        return self.f(z)

    def vjp(self, v: Array, z: Array, a: Array | None = None) -> Array:
        """Return the vector-Jacobian product: sum over k of v_k da_k/dz_j, here v_j f'(z_j). Shapes as z.

        `a` is f(z), if the caller has it: some derivatives are quicker with it.
        """
        return v * self.derivative(z)

    def jacobian(self, z: Array) -> Array:
        """Return da_k/dz_j for z of shape (..., n), as (..., n, n) with row k and column j."""
        z = np.asarray(z)
        basis = np.eye(z.shape[-1], dtype=z.dtype)
        return self.vjp(np.broadcast_to(basis, (*z.shape, z.shape[-1])), z[..., None, :])

    @property
    def log(self) -> Activation:
        """The activation ln f."""
        return self._log or _Logarithm(f"ln {self.name}", lambda z: np.log(self.f(z)), lambda z: self._over(z, self.f))

    @property
    def log_complement(self) -> Activation:
        """The activation ln(1 - f)."""
        return self._log_complement or _Logarithm(
            f"ln(1 - {self.name})", lambda z: np.log1p(-self.f(z)), lambda z: -self._over(z, lambda z: 1 - self.f(z))
        )

    def _over(self, z: Array, g: Function) -> Array:
        return self.derivative(z) / g(z)

    def check_width(self, width: int) -> None:
        """Raise ValueError if a layer of `width` neurons can't have this activation. An elementwise one fits any."""

    def __reduce__(self) -> Any:
        """Pickle the activations of this module by their name: softmax is softmax in every process."""
        return self.name if globals().get(self.name) is self else super().__reduce__()

    def __repr__(self) -> str:
        return self.name


class _Logarithm(Activation):
    """ln f or ln(1 - f), minus infinity where its argument is 0; a factor 0 before that infinity counts as 0."""

    def __call__(self, z: Array) -> Array:
        with np.errstate(divide="ignore"):
            return self.f(z)

    def vjp(self, v: Array, z: Array, a: Array | None = None) -> Array:
        with np.errstate(divide="ignore", invalid="ignore"):
            return np.where(v == 0, np.zeros_like(z), v * self.derivative(z))


@np.errstate(over="ignore")  # where e^-z overflows, 1/(1 + e^-z) is 0 to the last digit
def _sigmoid(z: Array) -> Array:
    return 1 / (1 + np.exp(-z))


def _sigmoid_derivative(z: Array) -> Array:
    # sigma(z) sigma(-z) and not a (1 - a): 1 - a has no digits left where a is nearly 1
    return _sigmoid(z) * _sigmoid(-z)


class _Sigmoid(Activation):
    @np.errstate(over="ignore")
    def vjp(self, v: Array, z: Array, a: Array | None = None) -> Array:
        # sigma' = sigma(z) sigma(-z), and sigma(-z) = 1/(1 + e^z)
        return v * (_sigmoid(z) if a is None else a) / (1 + np.exp(z))


def _softplus(z: Array) -> Array:
    """ln(1 + e^z), without overflow."""
    return np.maximum(z, 0) + np.log1p(np.exp(-np.abs(z)))


def _tanh_derivative(z: Array) -> Array:
    return 4 * _sigmoid_derivative(2 * z)


def _log_tanh(z: Array) -> Array:
    # near 1 the logarithm is taken of 1 - tanh, which has the digits; z < 0 has none and gives NaN
    with np.errstate(invalid="ignore"):
        return np.where(z > 0.5, np.log1p(-2 * _sigmoid(-2 * z)), np.log(np.tanh(z)))


def _log_tanh_derivative(z: Array) -> Array:
    # 1 / (sinh z cosh z) = 4 e^(-2z) / (1 - e^(-4z)) for z > 0
    return -4 * np.exp(-2 * np.abs(z)) / np.expm1(-4 * np.abs(z)) * np.sign(z)


def _log_one_minus_tanh(z: Array) -> Array:
    # 1 - tanh z = 2 / (1 + e^(2z)), whose logarithm has no digits to lose where tanh is nearly 1
    return np.where(z > 0.5, z.dtype.type(np.log(2)) - _softplus(2 * z), np.log1p(-np.tanh(np.minimum(z, 0.5))))


sigmoid: Activation = _Sigmoid(
    "sigmoid",
    _sigmoid,
    _sigmoid_derivative,
    log=Activation("ln sigmoid", lambda z: -_softplus(-z), lambda z: _sigmoid(-z)),
    log_complement=Activation("ln(1 - sigmoid)", lambda z: -_softplus(z), lambda z: -_sigmoid(z)),
)
"""sigma(z) = 1 / (1 + e^-z), with sigma' = sigma (1 - sigma)."""

tanh = Activation(
    "tanh",
    np.tanh,
    _tanh_derivative,
    log=_Logarithm("ln tanh", _log_tanh, _log_tanh_derivative),
    log_complement=Activation("ln(1 - tanh)", _log_one_minus_tanh, lambda z: -2 * _sigmoid(2 * z)),
)
"""The hyperbolic tangent, with tanh' = 1 - tanh^2."""

relu = Activation("relu", lambda z: np.maximum(z, 0), lambda z: (z > 0).astype(z.dtype), kinks=(0.0,))
"""max(z, 0). Its derivative at the kink z = 0 is taken to be 0."""

linear = Activation("linear", lambda z: z, np.ones_like)
"""f(z) = z, with f' = 1 (homework 2.3, equations 8 to 10)."""


class _Softmax(Activation):
    """a_j = e^(z_j) / sum_k e^(z_k) over the last axis. Every output depends on every z: its Jacobian is full."""

    def __init__(self) -> None:
        super().__init__(
            "softmax", _softmax, self._no_derivative, log=_LogSoftmax(), log_complement=_LogOneMinusSoftmax()
        )

    @staticmethod
    def _no_derivative(z: Array) -> Array:
        raise TypeError("softmax has no elementwise derivative, since a_j depends on every z_k; use vjp or jacobian")

    def vjp(self, v: Array, z: Array, a: Array | None = None) -> Array:
        a = _softmax(z) if a is None else a
        return a * (v - (a * v).sum(-1, keepdims=True))  # from da_k/dz_j = a_k (1[j = k] - a_j)


def _softmax(z: Array) -> Array:
    e = np.exp(z - z.max(-1, keepdims=True))
    return e / e.sum(-1, keepdims=True)


def _without_each(z: Array) -> Array:
    """ln of sum_{i != k} e^(z_i) for every k: the log-sum-exp that leaves one out."""
    n = z.shape[-1]
    others = np.where(np.eye(n, dtype=bool), -np.inf, z[..., None, :])
    if n == 1:
        return others[..., 0]
    top = others.max(-1, keepdims=True)
    return np.log(np.exp(others - top).sum(-1)) + top[..., 0]


def _log_sum_exp(z: Array) -> Array:
    """ln sum e^(z_k) for z whose largest entry is 0, to the last digit also when all others are tiny beside it."""
    e = np.exp(z)
    np.put_along_axis(e, z.argmax(-1)[..., None], 0, -1)  # the largest is e^0 = 1: the 1 of log1p
    return np.log1p(e.sum(-1, keepdims=True))


class _LogSoftmax(Activation):
    def __init__(self) -> None:
        super().__init__("ln softmax", self._value, _Softmax._no_derivative)

    @staticmethod
    def _value(z: Array) -> Array:
        shifted = z - z.max(-1, keepdims=True)
        return shifted - _log_sum_exp(shifted)

    def vjp(self, v: Array, z: Array, a: Array | None = None) -> Array:
        return v - _softmax(z) * v.sum(-1, keepdims=True)


class _LogOneMinusSoftmax(Activation):
    def __init__(self) -> None:
        super().__init__("ln(1 - softmax)", self._value, _Softmax._no_derivative)

    @staticmethod
    def _value(z: Array) -> Array:
        a = _softmax(z)
        shifted = z - z.max(-1, keepdims=True)
        with np.errstate(divide="ignore"):
            return np.where(a < 0.5, np.log1p(-a), _without_each(shifted) - _log_sum_exp(shifted))

    def vjp(self, v: Array, z: Array, a: Array | None = None) -> Array:
        # d ln(1 - a_k)/dz_j is -a_k for j = k and a_k a_j / (1 - a_k) for j != k; the ratio a_j / (1 - a_k) is
        # a softmax over all but k, computed as such because both its parts may underflow
        a = _softmax(z)
        n = z.shape[-1]
        shifted = z - z.max(-1, keepdims=True)
        off_diagonal = ~np.eye(n, dtype=bool)
        log_ratio = np.where(off_diagonal, shifted[..., :, None] - _without_each(shifted)[..., None, :], -np.inf)
        return (np.exp(log_ratio) * (a * v)[..., None, :]).sum(-1) - a * v


softmax: Activation = _Softmax()
"""a_j = e^(z_j) / sum_k e^(z_k) over the last axis (homework, equation 62 with c = 1)."""


class _Mixed(Activation):
    """A layer whose neurons have activations of their own: a_j = f_j(z_j)."""

    def __init__(self, default: Activation | None, of_neuron: Mapping[int, Activation], width: int | None) -> None:
        self._default = default
        self._of_neuron = dict(of_neuron)
        self._width = width
        own = ", ".join(f"{j}: {f}" for j, f in self._of_neuron.items())
        name = f"mixed({default}, {{{own}}})" if default else f"mixed([{', '.join(map(str, of_neuron.values()))}])"
        parts = [*([default] if default else []), *of_neuron.values()]
        super().__init__(
            name,
            lambda z: self._each(z, lambda f, z_j: f(z_j)),
            lambda z: self._each(z, lambda f, z_j: f.derivative(z_j)),
            kinks=sorted({k for f in parts for k in f.kinks}),
        )

    def _each(self, z: Array, apply: Callable[[Activation, Array], Array]) -> Array:
        out = np.empty_like(z) if self._default is None else np.array(apply(self._default, z))
        for j, f in self._of_neuron.items():
            out[..., j] = apply(f, z[..., j])
        return out

    def _of_each(self, log: Callable[[Activation], Activation]) -> Activation:
        default = log(self._default) if self._default else None
        return _MixedLogarithm(default, {j: log(f) for j, f in self._of_neuron.items()}, self._width)

    @property
    def log(self) -> Activation:
        return self._of_each(lambda f: f.log)

    @property
    def log_complement(self) -> Activation:
        return self._of_each(lambda f: f.log_complement)

    def check_width(self, width: int) -> None:
        if self._width not in (None, width):
            raise ValueError(f"{self} names {self._width} neurons, but the layer has {width}")
        too_far = [j for j in self._of_neuron if j >= width]
        if too_far:
            raise ValueError(f"{self} names neuron {too_far[0]}, but the layer's neurons are 0 to {width - 1}")


class _MixedLogarithm(_Mixed, _Logarithm):
    """The logarithms of a mixed layer: each neuron's own, with the rule of _Logarithm for a factor 0."""

    __call__ = _Logarithm.__call__
    vjp = _Logarithm.vjp


def mixed(default: Activation | Sequence[Activation], of_neuron: Mapping[int, Activation] | None = None) -> Activation:
    """Give single neurons of a layer an activation of their own (homework 2.1).

    Args:
        default: the activation of all other neurons; or a list with one activation for every neuron.
        of_neuron: which neurons differ, and what they have instead: {1: tanh} is the layer's second neuron.

    Raises:
        TypeError: if something here is no activation.
        ValueError: for softmax, which no neuron can have alone, or a negative index.

    Example:
        >>> layer = mixed(sigmoid, {1: linear})
        >>> layer(np.array([0.0, 3.0]))
        array([0.5, 3. ])
        >>> layer.derivative(np.array([0.0, 3.0]))
        array([0.25, 1.  ])
        >>> mixed([sigmoid, linear])
        mixed([sigmoid, linear])
    """
    own: dict[int, Activation]
    if isinstance(default, Activation):
        if not isinstance(of_neuron, Mapping):
            raise TypeError("mixed(f, {j: g}) needs a mapping from a neuron's index to its activation")
        own, width = dict(of_neuron), None
        parts = [default, *own.values()]
    else:
        if of_neuron is not None:
            raise TypeError("mixed takes a list with one activation a neuron, or an activation and a mapping, not both")
        parts = list(default)
        own, width = dict(enumerate(parts)), len(parts)
    for f in parts:
        if not isinstance(f, Activation):
            raise TypeError(f"mixed is made of activations, and {f!r} isn't one")
        if f is softmax:
            raise ValueError("softmax belongs to a whole layer: a single neuron can't have it")
    for j in own:
        if isinstance(j, bool) or not isinstance(j, int) or j < 0:
            raise ValueError(f"a neuron's index is a whole number from 0 on, not {j!r}")
    return _Mixed(default if isinstance(default, Activation) else None, own, width)
