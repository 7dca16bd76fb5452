"""The gradient check: backprop held against centred differences, parameter by parameter.

The two share nothing but the forward pass and the loss, so when they agree, backprop is right.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt

from hw2lib.nn.arrays import Array, html_table, non_negative, positive_integer, table
from hw2lib.nn.backprop import backprop, check_examples
from hw2lib.nn.losses import Loss
from hw2lib.nn.network import Network, forward

Place = tuple[int, ...]

NEGLIGIBLE = 1e-8  # relative errors below it are rounding, differ between machines, and are all the same to us


@dataclass(frozen=True)
class BlockCheck:
    """One parameter block of the check.

    Attributes:
        name: dw[l] or db[l], as in `backprop`.
        size: entries of the block.
        checked: entries that were compared.
        kinks: entries left out because the difference quotient reaches over a kink (relu's z = 0).
        error: the largest relative error |g - d| / max(|g|, |d|), 0 where both are 0 to the quotient's rounding.
        place: where it is, as an index into the block; where all errors are negligible, the largest gradient.
        backprop, difference: the two values there.
    """

    name: str
    size: int
    checked: int
    kinks: int
    error: float
    place: Place
    backprop: float
    difference: float


@dataclass(frozen=True, repr=False)
class GradientCheck:
    """The outcome of `gradient_check`: a row for each parameter block.

    Attributes:
        blocks: one BlockCheck for each dw[l] and db[l].
        tolerance: the largest relative error that counts as agreement.
    """

    blocks: tuple[BlockCheck, ...]
    tolerance: float

    @property
    def worst(self) -> float:
        """The largest relative error over all blocks."""
        return max(block.error for block in self.blocks)

    @property
    def ok(self) -> bool:
        """Whether every block agrees, and at least one entry could be compared."""
        return self.worst <= self.tolerance and any(block.checked for block in self.blocks)

    def _rows(self) -> tuple[list[str], list[list[object]]]:
        rows: list[list[object]] = []
        for block in self.blocks:
            at = ", ".join(map(str, block.place))
            verdict = "nothing to compare" if not block.checked else "ok" if block.error <= self.tolerance else "WRONG"
            checked = f"{block.checked} of {block.size}"
            if block.kinks:
                checked += f", {block.kinks} at a kink"
            numbers = f"{block.backprop:.6f}", f"{block.difference:.6f}", _shown(block.error)
            rows.append([block.name, checked, f"[{at}]", *numbers, verdict])
        return ["block", "checked", "entry", "backprop", "difference", "relative error", "verdict"], rows

    def summary(self) -> str:
        """Return the table as plain text."""
        return table(*self._rows())

    def __repr__(self) -> str:
        verdict = "ok" if self.ok else "WRONG"
        return f"GradientCheck: {verdict}, worst relative error {_shown(self.worst)} (tolerance {self.tolerance:.0e})"

    def _repr_html_(self) -> str:
        return html_table(*self._rows())


def gradient_check(
    net: Network,
    x: npt.ArrayLike,
    y: npt.ArrayLike,
    loss: Loss,
    *,
    step: float = 1e-5,
    tolerance: float | None = None,
    at_most: int = 1000,
) -> GradientCheck:
    """Compare backprop with (C(w + h) - C(w - h)) / 2h for every weight and bias.

    The differences are taken in float64, also for a float32 network, whose gradients are then given 1e-3. With copies,
    each is compared on its own and the worst is shown. An entry whose difference reaches over a kink of an activation
    is left out and counted.

    Args:
        net, x, y, loss: as for `backprop`.
        step: h.
        tolerance: largest relative error that passes; 1e-6, or 1e-3 for float32, if not given.
        at_most: in a larger block only so many entries, evenly spread, are compared, and the table says so.

    Raises:
        TypeError, ValueError: as `backprop`.

    Example:
        >>> from hw2lib import cross_entropy, sigmoid
        >>> net = Network([[[0.5, -0.5]]], [[0.1]], sigmoid)
        >>> check = gradient_check(net, [1.0, 2.0], [1.0], cross_entropy)
        >>> check
        GradientCheck: ok, worst relative error < 1e-08 (tolerance 1e-06)
        >>> print(check.summary())
        block  checked   entry   backprop  difference  relative error  verdict
        dw[0]   2 of 2  [0, 1]  -1.197375   -1.197375         < 1e-08       ok
        db[0]   1 of 1     [0]  -0.598688   -0.598688         < 1e-08       ok
    """
    if non_negative("step", step) == 0:
        raise ValueError("step must be positive")
    at_most = positive_integer("at_most", at_most)
    if tolerance is None:
        tolerance = 1e-6 if net.dtype == np.float64 else 1e-3
    grads = backprop(net, x, y, loss)
    double = _Double(net, x, y, loss)
    blocks = []
    for kind, parameters, analytic in (("dw", double.w, grads.dw), ("db", double.b, grads.db)):
        for l, block in enumerate(parameters):
            blocks.append(_check_block(f"{kind}[{l}]", double, block, analytic[l], step, tolerance, at_most))
    order = sorted(blocks, key=lambda block: (int(block.name[3:-1]), block.name[:2] == "db"))
    return GradientCheck(tuple(order), tolerance)


class _Double:
    """The network and its examples in float64, with parameters that may be pushed about."""

    def __init__(self, net: Network, x: npt.ArrayLike, y: npt.ArrayLike, loss: Loss) -> None:
        x, y = check_examples(net, x, y, loss)
        self.copies = net.copies
        self.x, self.y = (np.atleast_2d(v).astype(np.float64) for v in (x, y))
        self.w, self.b = ([np.array(v, np.float64) for v in values] for values in (net.w, net.b))
        self.activations = net.activations
        self.loss = loss

    def evaluate(self) -> tuple[Array, list[Array]]:
        """Return the loss of every copy, and on which side of its kinks every neuron is."""
        z, _ = forward(self.w, self.b, self.activations, self.x)
        loss = self.loss.value(self.activations[-1], z[-1], self.y).mean(-1)
        sides = [np.sign(z_l - k) for z_l, f in zip(z, self.activations, strict=True) for k in f.kinks]
        return loss, sides

    def difference(self, block: Array, place: Place, h: float) -> tuple[Array, Array, Array]:
        """Return the difference quotient in one entry, its rounding error, and whether it reached over a kink."""
        entry: Any = (..., *place)
        kept = np.array(block[entry])
        block[entry] = kept + h
        above, sides_above = self.evaluate()
        width: Array = block[entry] - kept
        block[entry] = kept - h
        below, sides_below = self.evaluate()
        width = width + (kept - block[entry])
        block[entry] = kept
        over_kink = np.zeros(self.copies, bool)
        for side_above, side_below in zip(sides_above, sides_below, strict=True):
            over_kink |= (side_above != side_below).any((-1, -2))
        # the losses are rounded, and so are the activations that they are made of, however small the loss is
        rounding = 8 * np.finfo(np.float64).eps * (np.abs(above) + np.abs(below) + h) / width
        return (above - below) / width, rounding, over_kink


def _check_block(
    name: str, double: _Double, block: Array, analytic: Array, step: float, tolerance: float, at_most: int
) -> BlockCheck:
    copies = double.copies
    checked = kinks = 0
    worst: tuple[float, Place, float, float] = (0.0, (0,) * block.ndim, 0.0, 0.0)
    for place in _places(block.shape[len(copies) :], at_most):
        difference, rounding, over_kink = double.difference(block, place, step)
        here: Any = (..., *place)
        g = np.asarray(analytic[here], np.float64)
        error = relative_error(g, difference, rounding / tolerance)
        for copy in np.ndindex(copies):
            if over_kink[copy]:
                kinks += 1
                continue
            checked += 1
            entry = (float(error[copy]), (*copy, *place), float(g[copy]), float(difference[copy]))
            if checked == 1 or _rank(entry) > _rank(worst):
                worst = entry
    return BlockCheck(name, block.size, checked, kinks, *worst)


def _rank(entry: tuple[float, Place, float, float]) -> tuple[float, float]:
    """The entry to show is the one with the largest error, and among the negligible ones the largest gradient."""
    error, _, g, _ = entry
    return (np.inf if np.isnan(error) else max(error, NEGLIGIBLE), abs(g))


def _shown(error: float) -> str:
    return f"< {NEGLIGIBLE:.0e}" if error < NEGLIGIBLE else f"{error:.0e}"


def relative_error(a: npt.ArrayLike, b: npt.ArrayLike, floor: npt.ArrayLike = 0.0) -> Array:
    """Return |a - b| / max(|a|, |b|, floor), and 0 where a and b are both 0.

    `floor` is the size below which a number is noise. With tolerance t and noise r, a floor of r / t lets two numbers
    that differ by no more than r pass.

    Example:
        >>> relative_error([1.0, 0.0, 1e-20], [1.1, 0.0, 0.0], 1e-9).round(3)
        array([0.091, 0.   , 0.   ])
    """
    a, b, floor = np.asarray(a), np.asarray(b), np.asarray(floor)
    scale = np.maximum(np.maximum(np.abs(a), np.abs(b)), floor)
    difference = np.abs(a - b)
    return np.where(difference == 0, 0.0, difference / np.where(scale == 0, 1.0, scale))


def _places(shape: Place, at_most: int) -> Iterator[Place]:
    size = int(np.prod(shape))
    for flat in np.unique(np.linspace(0, size - 1, min(size, at_most)).astype(int)):
        yield tuple(int(i) for i in np.unravel_index(flat, shape))


__all__ = ["BlockCheck", "GradientCheck", "gradient_check", "relative_error"]
