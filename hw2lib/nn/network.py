"""A feedforward network: its layers, and a forward pass that keeps every z and every a."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise
from numbers import Integral
from typing import Any, TypeAlias

import numpy as np
import numpy.typing as npt

from hw2lib.display import Result, Tabled, brief, rounded
from hw2lib.nn.activations import Activation
from hw2lib.nn.arrays import (
    Array,
    Arrays,
    Shape,
    as_floats,
    as_reals,
    batch_of,
    is_list,
    is_number,
    only_arrays,
    positive_integer,
)

Seed: TypeAlias = int | np.random.Generator | Sequence[int] | None


@dataclass(frozen=True, repr=False, eq=False)
class Trace(Result):
    """What a forward pass computed on its way.

    Attributes:
        z: weighted inputs, one array a layer with weights, each (..., n_out); z[0] belongs to w[0].
        a: activations, one array more: a[0] is the input x, and a[l + 1] = f(z[l]).

    Example:
        >>> from hw2lib import Network, sigmoid
        >>> Network([[[1.0, -1.0]]], [[0.0]], sigmoid).forward([2.0, 2.0])
        Trace: a[0] (2,) -> z[0], a[1] (1,)
    """

    z: tuple[Array, ...]
    a: tuple[Array, ...]

    def __post_init__(self) -> None:
        for arrays in (self.z, self.a):
            only_arrays("a trace", arrays)

    def __repr__(self) -> str:
        steps = [f"z[{i}], a[{i + 1}] {z.shape}" for i, z in enumerate(self.z)]
        return f"Trace: a[0] {self.a[0].shape} -> " + " -> ".join(steps)

    def _rows(self) -> tuple[list[str], list[list[object]]]:
        named = {f"{name}[{i}]": v for name in "za" for i, v in enumerate(getattr(self, name))}
        order = sorted(named, key=lambda name: (int(name[2:-1]), name))  # a[0], z[0], a[1], z[1] and so on
        ends = {name: [f"{rounded(end):.6f}" for end in (v.min(), v.max())] for name, v in named.items()}
        return ["array", "shape", "smallest", "largest"], [[name, named[name].shape, *ends[name]] for name in order]


class Network(Tabled):
    """Layers of neurons, each layer a weight matrix w[j, k], a bias vector b[j] and an activation.

    Args:
        w: one weight array a layer, (n_out, n_in); w[l][j, k] leads from neuron k to neuron j.
        b: one bias array a layer, (n_out,).
        activations: one activation for all layers, or a list with one each.

    w and b may carry leading axes, the same on all of them: copies of the network, side by side in one object.
    The arrays are copied, so that yours are never written to, and the network's own can't be written to.

    Raises:
        TypeError: if something is no number, or no activation.
        ValueError: if the shapes don't fit together; the message says which came and which was wanted.

    Example:
        >>> from hw2lib import linear, sigmoid
        >>> net = Network([[[1.0, 2.0]], [[0.5], [-1.0]]], [[0.0], [1.0, 1.0]], [linear, sigmoid])
        >>> net
        Network 2-1-2: linear, sigmoid; 7 parameters, float64
        >>> net([1.0, 1.0]).round(4)
        array([0.9241, 0.1192])
        >>> print(net.summary())
        layer  neurons  activation  parameters
        0       2 -> 1      linear           3
        1       1 -> 2     sigmoid           4
    """

    def __init__(
        self, w: Sequence[npt.ArrayLike], b: Sequence[npt.ArrayLike], activations: Activation | Sequence[Activation]
    ) -> None:
        for name, value in (("w", w), ("b", b)):
            if not is_list(value):
                raise TypeError(f"{name} must be a list with one array a layer, not {brief(value)}")
        if len(w) == 0 or len(w) != len(b):
            raise ValueError(
                f"a network needs a weight matrix and a bias vector a layer, but has {len(w)} w and {len(b)} b"
            )
        ws = [as_floats(f"w[{i}]", value) for i, value in enumerate(w)]
        bs = [as_floats(f"b[{i}]", value) for i, value in enumerate(b)]
        dtype = np.result_type(*ws, *bs)
        self.w = tuple(_frozen(value, dtype) for value in ws)
        self.b = tuple(_frozen(value, dtype) for value in bs)
        if isinstance(activations, Activation):
            activations = [activations] * len(self.w)
        if not isinstance(activations, Sequence) or isinstance(activations, str):
            raise TypeError(f"activations must be an Activation, or a list with one a layer, not {brief(activations)}")
        self.activations = tuple(activations)
        self._check()

    def _check(self) -> None:
        if len(self.activations) != len(self.w):
            raise ValueError(f"{len(self.w)} layers need {len(self.w)} activations, but {len(self.activations)} came")
        width = self.w[0].shape[-1] if self.w[0].ndim else 0
        for i, (w, b, f) in enumerate(zip(self.w, self.b, self.activations, strict=True)):
            if not isinstance(f, Activation):
                raise TypeError(f"the activation of layer {i} must be an Activation, not {brief(f)}")
            if w.ndim < 2 or 0 in w.shape:
                raise ValueError(f"w[{i}] must have shape (n_out, n_in), but has {w.shape}")
            if w.shape[-1] != width:
                transposed = f"; transposed? w[{i}].T fits" if w.shape[-2] == width else ""
                raise ValueError(
                    f"w[{i}] has shape {w.shape}, so it takes {w.shape[-1]} inputs, but layer {i - 1} has {width} "
                    f"neurons; w[{i}][j, k] leads from neuron k of the layer below to neuron j{transposed}"
                )
            width = w.shape[-2]
            wanted = (*self.copies, width)
            if w.shape[:-2] != self.copies or b.shape != wanted:
                turned = w.shape[:-2] == self.copies and b.shape == (*self.copies, w.shape[-1])
                transposed = f"; transposed? w[{i}][j, k] leads from neuron k to neuron j: w[{i}].T" if turned else ""
                raise ValueError(
                    f"w[{i}] has shape {w.shape}, so b[{i}] must have shape {wanted}, but has {b.shape}{transposed}"
                )
            f.check_width(width)

    def __setattr__(self, name: str, value: Any) -> None:
        if hasattr(self, name):
            raise TypeError(f"a network keeps its {name}: make a new one, Network(w, b, activations)")
        super().__setattr__(name, value)

    @classmethod
    def random(
        cls,
        sizes: Sequence[int],
        activations: Activation | Sequence[Activation],
        *,
        seed: Seed = None,
        copies: int | None = None,
        dtype: npt.DTypeLike = np.float64,
    ) -> Network:
        """Draw a network: weights from N(0, 1/n_in), so that z starts at the size of the inputs, biases from N(0, 1).

        Args:
            sizes: neurons a layer, the inputs first: [784, 30, 10].
            activations: one for all layers, or a list with one each.
            seed: an int or a Generator; or a list of ints, one a copy: copy k is then the network that seed k draws.
            copies: how many networks to draw in one; with a single seed, copy k is drawn from its k-th child.
            dtype: float64 or float32.

        Example:
            >>> from hw2lib import sigmoid
            >>> Network.random([784, 30, 10], sigmoid, seed=0)
            Network 784-30-10: sigmoid; 23860 parameters, float64
            >>> Network.random([2, 3, 1], sigmoid, seed=0, copies=100)
            Network 2-3-1: sigmoid; 13 parameters, float64; 100 copies
        """
        if not is_list(sizes) or len(sizes) < 2:
            raise ValueError(f"sizes are a list such as [2, 3, 1]: inputs and at least one layer, not {brief(sizes)}")
        widths = [positive_integer("every layer's size", n) for n in sizes]
        if np.dtype(dtype) not in (np.dtype(np.float32), np.dtype(np.float64)):
            raise TypeError(f"dtype must be float64 or float32, not {np.dtype(dtype)}")
        rngs = generators(seed)
        if rngs is not None and (not rngs or copies not in (None, len(rngs))):
            raise ValueError(f"{len(rngs)} seeds can't draw {copies or 'any'} copies: give one seed a copy")
        single = rngs is None and copies is None
        if rngs is None:
            rng = generator(seed)
            rngs = [rng] if copies is None else rng.spawn(positive_integer("copies", copies))
        drawn = zip(*(_draw(widths, rng) for rng in rngs), strict=True)
        w, b = ([np.stack(layer).astype(dtype) for layer in zip(*part, strict=True)] for part in drawn)
        return cls([v[0] for v in w], [v[0] for v in b], activations) if single else cls(w, b, activations)

    @property
    def sizes(self) -> Shape:
        """Neurons a layer, the inputs first."""
        return (self.w[0].shape[-1], *(w.shape[-2] for w in self.w))

    @property
    def copies(self) -> Shape:
        """The leading axes of the parameters; () for a single network."""
        return self.w[0].shape[:-2]

    @property
    def dtype(self) -> np.dtype[Any]:
        """float64 or float32: what the network computes in, whatever number type its input has."""
        return self.w[0].dtype

    @property
    def n_parameters(self) -> int:
        """Weights and biases of one network."""
        return sum(n_out * (n_in + 1) for n_in, n_out in pairwise(self.sizes))

    def forward(self, x: npt.ArrayLike) -> Trace:
        """Compute z^l = w^l a^(l-1) + b^l and a^l = f(z^l), layer by layer, and keep them all.

        Args:
            x: (n_in,) or (examples, n_in); or (*copies, examples, n_in), one batch for each copy.

        Returns:
            A Trace whose arrays are (..., n) for a network of its own and (*copies, ..., n) for copies.

        Raises:
            TypeError, ValueError: if x is not finite numbers of such a shape.

        Example:
            >>> from hw2lib import linear
            >>> trace = Network([[[1.0, 2.0]]], [[0.5]], linear).forward([[1.0, 1.0], [0.0, 1.0]])
            >>> trace.z[0]
            array([[3.5],
                   [2.5]])
        """
        x = batch_of("x", x, self.sizes[0], self.copies, self.dtype).copy()  # a trace keeps what it was made of
        z, a = forward(self.w, self.b, self.activations, np.atleast_2d(x))
        if x.ndim > 1:
            return Trace(tuple(z), (x, *a[1:]))
        return Trace(tuple(v[..., 0, :] for v in z), (x, *(v[..., 0, :] for v in a[1:])))

    def __call__(self, x: npt.ArrayLike) -> Array:
        """Return the output activations alone; see `forward`."""
        return self.forward(x).a[-1]

    def __getitem__(self, copy: Any) -> Network:
        """Return one copy as a network of its own, or some: by a slice, a list of numbers or an array of booleans."""
        if not self.copies:
            raise TypeError("this network has no copies to choose from")
        for part in copy if isinstance(copy, tuple) else (copy,):
            several = isinstance(part, (list, np.ndarray)) and as_reals("a choice of copies", part).ndim > 0
            if not (several or isinstance(part, slice) or is_number(part, Integral)):
                raise TypeError(f"copies are chosen by whole numbers, slices or lists of them, not by {brief(part)}")
        try:
            chosen = np.arange(np.prod(self.copies)).reshape(self.copies)[copy]
        except IndexError:
            raise IndexError(f"there are {_times(self.copies)} copies, and {brief(copy)} is none") from None
        if chosen.size == 0:
            raise ValueError(f"{brief(copy)} chooses none of {_times(self.copies)} copies")
        ws, bs = ([v.reshape(-1, *v.shape[len(self.copies) :]) for v in values] for values in (self.w, self.b))
        return Network([w[chosen] for w in ws], [b[chosen] for b in bs], self.activations)

    def __reduce__(self) -> Any:
        """Pickle what it was made of."""
        return Network, (self.w, self.b, self.activations)

    def __repr__(self) -> str:
        names = self.activations[:1] if len(set(self.activations)) == 1 else self.activations
        text = f"Network {'-'.join(map(str, self.sizes))}: {', '.join(map(str, names))}"
        text += f"; {self.n_parameters} parameters, {self.dtype}"
        return text + (f"; {_times(self.copies)} copies" if self.copies else "")

    def _rows(self) -> tuple[list[str], list[list[object]]]:
        rows: list[list[object]] = [
            [i, f"{w.shape[-1]} -> {w.shape[-2]}", f, w.shape[-2] * (w.shape[-1] + 1)]
            for i, (w, f) in enumerate(zip(self.w, self.activations, strict=True))
        ]
        return ["layer", "neurons", "activation", "parameters"], rows


def forward(w: Arrays, b: Arrays, activations: Sequence[Activation], x: Array) -> tuple[list[Array], list[Array]]:
    """The forward pass on checked arrays: x is (..., examples, n_in), and so are all z and a that come back.

    Example:
        >>> from hw2lib import linear
        >>> forward([np.array([[2.0]])], [np.array([1.0])], [linear], np.array([[3.0]]))[0]
        [array([[7.]])]
    """
    z: list[Array] = []
    a = [x]
    for w_l, b_l, f in zip(w, b, activations, strict=True):
        z.append(a[-1] @ w_l.swapaxes(-1, -2))
        z[-1] += b_l[..., None, :]
        a.append(f.forward(z[-1]))
    return z, a


def _times(shape: Shape) -> str:
    return " x ".join(map(str, shape))


def generator(seed: Any) -> np.random.Generator:
    """Return the Generator for a seed; a Generator is passed through.

    Example:
        >>> generator(0).integers(10)
        np.int64(8)
    """
    if isinstance(seed, np.random.Generator) or seed is None:
        return np.random.default_rng(seed)
    if not is_number(seed, Integral):
        raise TypeError(f"a seed is a whole number or a numpy.random.Generator, not {brief(seed)}")
    if not 0 <= int(seed) < 2**128:
        raise ValueError("a seed can't be negative, nor 2**128 or more")
    return np.random.default_rng(int(seed))


def generators(seed: Any) -> list[np.random.Generator] | None:
    """Return the Generators for a list of seeds, one a copy; None if `seed` is no list.

    Example:
        >>> len(generators([1, 2, 3]))
        3
        >>> generators(1)
    """
    return [generator(s) for s in seed] if is_list(seed) else None


def _draw(widths: Sequence[int], rng: np.random.Generator) -> tuple[list[Array], list[Array]]:
    pairs = list(pairwise(widths))
    w: list[Array] = [rng.standard_normal((n_out, n_in)) / np.sqrt(n_in) for n_in, n_out in pairs]
    b: list[Array] = [rng.standard_normal(n_out) for _, n_out in pairs]
    return w, b


def _frozen(array: Array, dtype: npt.DTypeLike) -> Array:
    copy = np.array(array, dtype=dtype)
    copy.flags.writeable = False
    return copy
