"""Activation functions: f, its derivative, and the vector-Jacobian product that backpropagation needs.

An activation also knows ln f and ln(1 - f), which are activations themselves. The losses are built on
those two, so that a saturated neuron (|z| = 1000) still has the right finite loss: ln(sigmoid(-1000)) is -1000,
although sigmoid(-1000) is 0 in floating point.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from numbers import Integral
from typing import Any, TypeAlias

import numpy as np
import numpy.typing as npt

from hw2lib.display import brief
from hw2lib.nn.arrays import Array, UserFunction, as_floats, as_reals, is_list, is_number

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

    f and derivative can't write to z. What they return must have the shape of z and be real, and finite when
    they are first called; it is taken in the number type of z.

    Raises:
        TypeError: if something here is no function, no activation or no number.

    Example:
        >>> softplus = Activation("softplus", lambda z: np.logaddexp(0, z), sigmoid)
        >>> softplus([0.0]).round(4)
        array([0.6931])
        >>> softplus.vjp([2.0], [0.0])
        array([1.])
    """

    elementwise = True  # whether a_j depends on z_j alone

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
        for part in (log, log_complement):
            if not isinstance(part, Activation | None):
                raise TypeError(f"log and log_complement are activations, and {brief(part)} isn't one")
        self.name = name
        self.kinks = tuple(as_floats("kinks", kinks).ravel().tolist())
        self._f: Function = UserFunction(name, f)
        self._derivative: Function = UserFunction(f"the derivative of {name}", derivative)
        self._log, self._log_complement = log, log_complement

    def __call__(self, z: npt.ArrayLike) -> Array:
        """Return a = f(z), in the shape of z; whole numbers count as floats."""
        return self.forward(self._checked("z", z))

    def derivative(self, z: npt.ArrayLike) -> Array:
        """Return f'(z), in the shape of z."""
        return self.slope(self._checked("z", z))

    def vjp(self, v: npt.ArrayLike, z: npt.ArrayLike, a: npt.ArrayLike | None = None) -> Array:
        """Return the vector-Jacobian product: sum over k of v_k da_k/dz_j, here v_j f'(z_j). Shapes as z.

        `a` is f(z), if the caller has it: some derivatives are quicker with it.
        """
        z = self._checked("z", z)
        v, a = self._checked("v", v), None if a is None else self._checked("a", a)
        if v.shape != z.shape or (a is not None and a.shape != z.shape):
            raise ValueError(f"v and a must have the shape of z, {z.shape}, but v has {v.shape}")
        return self.backward(v, z, a)

    def jacobian(self, z: npt.ArrayLike) -> Array:
        """Return da_k/dz_j for z of shape (..., n), as (..., n, n) with row k and column j."""
        z = np.atleast_1d(self._checked("z", z))
        basis = np.eye(z.shape[-1], dtype=z.dtype)
        return self.backward(np.broadcast_to(basis, (*z.shape, z.shape[-1])), z[..., None, :], None)

    def _checked(self, name: str, value: npt.ArrayLike) -> Array:
        array = as_reals(name, value)
        if not self.elementwise:
            if array.ndim == 0 or array.shape[-1] == 0:
                raise ValueError(f"{self} acts on a layer: {name} must have shape (..., n), but has {array.shape}")
            self.check_width(array.shape[-1])
        return array

    def forward(self, z: Array) -> Array:
        """Return f(z) for an array of floats: what `__call__` does once it has checked z."""
        return self._f(z)

    def slope(self, z: Array) -> Array:
        """Return f'(z) for an array of floats."""
        return self._derivative(z)

    def backward(self, v: Array, z: Array, a: Array | None) -> Array:
        """Return the vector-Jacobian product for arrays of floats: what `vjp` does once it has checked them."""
        return v * self.slope(z)

    def of_neuron(self, j: int) -> Activation:
        """Return the activation of a layer's neuron j: this one, unless the layer is mixed."""
        return self

    @property
    def log(self) -> Activation:
        """The activation ln f."""
        return self._log or _Logarithm(
            f"ln {self.name}", lambda z: np.log(self.forward(z)), lambda z: self.slope(z) / self.forward(z)
        )

    @property
    def log_complement(self) -> Activation:
        """The activation ln(1 - f)."""
        return self._log_complement or _Logarithm(
            f"ln(1 - {self.name})",
            lambda z: np.log1p(-self.forward(z)),
            lambda z: -self.slope(z) / (1 - self.forward(z)),
        )

    def check_width(self, width: int) -> None:
        """Raise ValueError if a layer of `width` neurons can't have this activation. An elementwise one fits any."""

    def __reduce__(self) -> Any:
        """Pickle the activations of this module by their name: softmax is softmax in every process."""
        return self.name if globals().get(self.name) is self else super().__reduce__()

    def __repr__(self) -> str:
        return self.name


class _Own(Activation):
    """An activation of this module, whose functions need no check."""

    def __init__(self, name: str, f: Function, derivative: Function, **more: Any) -> None:
        super().__init__(name, f, derivative, **more)
        self._f, self._derivative = f, derivative


class _Logarithm(_Own):
    """ln f or ln(1 - f), minus infinity where its argument is 0; a factor 0 before that infinity counts as 0."""

    def forward(self, z: Array) -> Array:
        with np.errstate(divide="ignore", invalid="ignore"):
            return self._f(z)

    def slope(self, z: Array) -> Array:
        with np.errstate(divide="ignore", invalid="ignore", over="ignore"):
            return self._derivative(z)

    def backward(self, v: Array, z: Array, a: Array | None) -> Array:
        with np.errstate(invalid="ignore"):
            return np.where(v == 0, np.zeros_like(z), v * self.slope(z))


@np.errstate(over="ignore")  # where e^-z overflows, 1/(1 + e^-z) is 0 to the last digit
def _sigmoid(z: Array) -> Array:
    return 1 / (1 + np.exp(-z))


def _sigmoid_derivative(z: Array) -> Array:
    # sigma(z) sigma(-z) and not a (1 - a): 1 - a has no digits left where a is nearly 1
    return _sigmoid(z) * _sigmoid(-z)


class _Sigmoid(_Own):
    @np.errstate(over="ignore")
    def backward(self, v: Array, z: Array, a: Array | None) -> Array:
        # sigma' = sigma(z) sigma(-z), and sigma(-z) = 1/(1 + e^z)
        return v * (_sigmoid(z) if a is None else a) / (1 + np.exp(z))


def _softplus(z: Array) -> Array:
    """ln(1 + e^z), without overflow."""
    return np.maximum(z, 0) + np.log1p(np.exp(-np.abs(z)))


@np.errstate(over="ignore")
def _twice(z: Array) -> Array:
    """2 z, which may be infinite."""
    return 2 * z


def _tanh_derivative(z: Array) -> Array:
    return 4 * _sigmoid_derivative(_twice(z))


def _log_tanh(z: Array) -> Array:
    # near 1 the logarithm is taken of 1 - tanh, which has the digits; z < 0 has none and gives NaN
    with np.errstate(invalid="ignore"):
        return np.where(z > 0.5, np.log1p(-2 * _sigmoid(-_twice(z))), np.log(np.tanh(z)))


def _log_tanh_derivative(z: Array) -> Array:
    # 1 / (sinh z cosh z) = 4 e^(-2z) / (1 - e^(-4z)) for z > 0
    twice = _twice(np.abs(z))
    return -4 * np.exp(-twice) / np.expm1(-_twice(twice)) * np.sign(z)


def _log_one_minus_tanh(z: Array) -> Array:
    # 1 - tanh z = 2 / (1 + e^(2z)), whose logarithm has no digits to lose where tanh is nearly 1
    return np.where(z > 0.5, z.dtype.type(np.log(2)) - _softplus(_twice(z)), np.log1p(-np.tanh(np.minimum(z, 0.5))))


sigmoid: Activation = _Sigmoid(
    "sigmoid",
    _sigmoid,
    _sigmoid_derivative,
    log=_Own("ln sigmoid", lambda z: -_softplus(-z), lambda z: _sigmoid(-z)),
    log_complement=_Own("ln(1 - sigmoid)", lambda z: -_softplus(z), lambda z: -_sigmoid(z)),
)
"""sigma(z) = 1 / (1 + e^-z), with sigma' = sigma (1 - sigma)."""

tanh: Activation = _Own(
    "tanh",
    np.tanh,
    _tanh_derivative,
    log=_Logarithm("ln tanh", _log_tanh, _log_tanh_derivative),
    log_complement=_Own("ln(1 - tanh)", _log_one_minus_tanh, lambda z: -2 * _sigmoid(_twice(z))),
)
"""The hyperbolic tangent, with tanh' = 1 - tanh^2."""

relu: Activation = _Own("relu", lambda z: np.maximum(z, 0), lambda z: (z > 0).astype(z.dtype), kinks=(0.0,))
"""max(z, 0). Its derivative at the kink z = 0 is taken to be 0."""

linear: Activation = _Own("linear", np.positive, np.ones_like)
"""f(z) = z, with f' = 1 (homework 2.3, equations 8 to 10)."""


class _WholeLayer(_Own):
    """Softmax and its logarithms: every a_j depends on every z_k, so the Jacobian is full."""

    elementwise = False

    def __init__(self, name: str, f: Function, **more: Any) -> None:
        super().__init__(name, f, self._no_derivative, **more)

    def _no_derivative(self, z: Array) -> Array:
        raise TypeError("softmax has no elementwise derivative, since a_j depends on every z_k; use vjp or jacobian")


class _Softmax(_WholeLayer):
    def backward(self, v: Array, z: Array, a: Array | None) -> Array:
        a = _softmax(z) if a is None else a
        return a * (v - (a * v).sum(-1, keepdims=True))  # from da_k/dz_j = a_k (1[j = k] - a_j)


@np.errstate(invalid="ignore")  # of infinity, NaN
def _softmax(z: Array) -> Array:
    e = np.exp(z - z.max(-1, keepdims=True))
    return e / e.sum(-1, keepdims=True)


@np.errstate(invalid="ignore")
def _log_softmax(z: Array) -> Array:
    shifted = z - z.max(-1, keepdims=True)
    return shifted - _log_sum_exp(shifted)


def _log_sum_exp(z: Array) -> Array:
    """ln sum e^(z_k) for z whose largest entry is 0, to the last digit also when all others are tiny beside it."""
    e = np.exp(z)
    np.put_along_axis(e, z.argmax(-1)[..., None], 0, -1)  # the largest is e^0 = 1: the 1 of log1p
    return np.log1p(e.sum(-1, keepdims=True))


class _LogSoftmax(_WholeLayer):
    def backward(self, v: Array, z: Array, a: Array | None) -> Array:
        return v - _softmax(z) * v.sum(-1, keepdims=True)


@np.errstate(divide="ignore", invalid="ignore")
def _log_one_minus_softmax(z: Array) -> Array:
    # only the largest a can be near 1, where 1 - a has no digits: it is the sum of all others over the sum of all
    largest = z.argmax(-1)[..., None]
    shifted = z - z.max(-1, keepdims=True)
    others = _without(largest, z)
    second = others.max(-1, keepdims=True)
    out = np.log1p(-_softmax(z))
    of_largest = np.log(np.exp(others - second).sum(-1, keepdims=True)) - _log_sum_exp(shifted)
    of_largest += second - z.max(-1, keepdims=True)
    np.put_along_axis(out, largest, of_largest if z.shape[-1] > 1 else -np.inf, -1)
    return out


class _LogOneMinusSoftmax(_WholeLayer):
    def backward(self, v: Array, z: Array, a: Array | None) -> Array:
        # d ln(1 - a_k)/dz_j is -a_k for j = k and a_k a_j / (1 - a_k) for j != k. For the largest a_k the ratio
        # a_j / (1 - a_k) is a softmax over all others, computed as such, since 1 - a_k has no digits near a_k = 1
        a = _softmax(z)
        if z.shape[-1] == 1:
            return -a * v
        largest = z.argmax(-1)[..., None]
        of_largest = np.take_along_axis(a * v, largest, -1)
        factors = a * v / (1 - _without(largest, a, 0))
        np.put_along_axis(factors, largest, 0, -1)
        # the sum over all k but j loses digits if factor j outweighs the rest, but then a_j v_j below outweighs the sum
        of_others = factors.sum(-1, keepdims=True) - factors
        return a * of_others + of_largest * _softmax(_without(largest, z)) - a * v


def _without(place: npt.NDArray[np.intp], values: Array, instead: float = -np.inf) -> Array:
    """The same values, but for one of each row."""
    others = values.copy()
    np.put_along_axis(others, place, instead, -1)
    return others


softmax: Activation = _Softmax(
    "softmax",
    _softmax,
    log=_LogSoftmax("ln softmax", _log_softmax),
    log_complement=_LogOneMinusSoftmax("ln(1 - softmax)", _log_one_minus_softmax),
)
"""a_j = e^(z_j) / sum_k e^(z_k) over the last axis (homework, equation 62 with c = 1)."""


class _Mixed(Activation):
    """A layer whose neurons have activations of their own: a_j = f_j(z_j)."""

    elementwise = False  # which f it is depends on the place in the layer

    def __init__(self, default: Activation | None, of_neuron: Mapping[int, Activation]) -> None:
        self._default = default
        self._of_neuron = dict(of_neuron)
        self._width = None if default else len(of_neuron)
        own = ", ".join(f"{j}: {f}" for j, f in self._of_neuron.items())
        self.name = f"mixed({default}, {{{own}}})" if default else f"mixed([{', '.join(map(str, of_neuron.values()))}])"
        parts = [*([default] if default else []), *of_neuron.values()]
        self.kinks = tuple(sorted({k for f in parts for k in f.kinks}))

    def of_neuron(self, j: int) -> Activation:
        return self._of_neuron.get(j) or self._default or self

    def _each(self, apply: Callable[..., Array], z: Array, *more: Array) -> Array:
        """Give every activation the columns of its neurons."""
        out = np.empty(np.broadcast_shapes(z.shape, *(v.shape for v in more)), z.dtype)
        neurons: dict[Any, list[int]] = {}
        for j in range(z.shape[-1]):
            neurons.setdefault(self.of_neuron(j), []).append(j)
        for f, of_f in neurons.items():
            out[..., of_f] = apply(f, z[..., of_f], *(v[..., of_f] for v in more))
        return out

    def forward(self, z: Array) -> Array:
        return self._each(lambda f, z: f.forward(z), z)

    def slope(self, z: Array) -> Array:
        return self._each(lambda f, z: f.slope(z), z)

    def backward(self, v: Array, z: Array, a: Array | None) -> Array:
        return self._each(lambda f, v, z, a: f.backward(v, z, a), v, z, self.forward(z) if a is None else a)

    def _of_each(self, log: Callable[[Activation], Activation]) -> Activation:
        default = log(self._default) if self._default else None
        return _Mixed(default, {j: log(f) for j, f in self._of_neuron.items()})

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


def mixed(default: Activation | Sequence[Activation], of_neuron: Mapping[int, Activation] | None = None) -> Activation:
    """Give single neurons of a layer an activation of their own (homework 2.1).

    Args:
        default: the activation of all other neurons; or a list with one activation for every neuron.
        of_neuron: which neurons differ, and what they have instead: {1: tanh} is the layer's second neuron.

    Raises:
        TypeError: if something here is no activation.
        ValueError: for an activation that no neuron can have alone (softmax, or another mixed), or a negative index.

    Example:
        >>> layer = mixed(sigmoid, {1: linear})
        >>> layer(np.array([0.0, 3.0]))
        array([0.5, 3. ])
        >>> layer.derivative(np.array([0.0, 3.0]))
        array([0.25, 1.  ])
        >>> mixed([sigmoid, linear])
        mixed([sigmoid, linear])
    """
    if isinstance(default, Activation):
        if not isinstance(of_neuron, Mapping):
            raise TypeError("mixed(f, {j: g}) needs a mapping from a neuron's index to its activation")
        for j in of_neuron:
            if not is_number(j, Integral) or not 0 <= int(j) < 2**63:
                raise ValueError(f"a neuron's index is a whole number from 0 on, not {brief(j)}")
        own, parts = {int(j): f for j, f in of_neuron.items()}, [default, *of_neuron.values()]
    else:
        if of_neuron is not None:
            raise TypeError("mixed takes a list with one activation a neuron, or an activation and a mapping, not both")
        if not is_list(default) or not (parts := list(default)):
            raise TypeError(f"mixed takes an activation and a mapping, or a list of activations, not {brief(default)}")
        own = dict(enumerate(parts))
    for f in parts:
        if not isinstance(f, Activation):
            raise TypeError(f"mixed is made of activations, and {brief(f)} isn't one")
        if not f.elementwise:
            raise ValueError(f"{f} belongs to a whole layer: a single neuron can't have it")
    return _Mixed(default if isinstance(default, Activation) else None, own)
