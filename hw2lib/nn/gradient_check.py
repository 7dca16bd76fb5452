"""The gradient check: backprop held against difference quotients, parameter by parameter.

The two share nothing but the forward pass and the loss, so when they agree, backprop is right.

A centred quotient is off by a multiple of h^2, so quotients with h and h/2 give a better one, (4 q(h/2) - q(h)) / 3
(Richardson), and h is halved until two of these agree. The first h is chosen for each parameter, so that z moves by
`step`: an input of 255 takes a step 255 times as short.
"""

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from hw2lib.display import Result, rounded
from hw2lib.nn.arrays import Array, positive, positive_integer
from hw2lib.nn.backprop import backprop, check_examples
from hw2lib.nn.losses import Loss
from hw2lib.nn.network import Network, forward

Place = tuple[int, ...]
_Entry = tuple[float, Place, float, float]  # relative error, place, gradient, difference quotient

HALVINGS = 12  # of the step, at the most
DIRECTIONS = 4  # along which a block too large to check whole is compared in all its entries together
SMALLEST = 1e-8  # step, below which the differences are rounding
SHORTEST = 16 * np.finfo(np.float64).eps  # push, as a share of the parameter: a shorter one may be lost in it
SETTLED = 1e-5  # two quotients that differ by this share leave Richardson's an error of its square


@dataclass(frozen=True)
class BlockCheck:
    """One parameter block of the check.

    Attributes:
        name: dw[l] or db[l], as in `backprop`.
        size: entries of the block.
        checked: entries that were compared one by one.
        directions: random directions along which all entries were compared together; 0 if all were, one by one.
        kinks: entries left out because no difference quotient keeps clear of a kink (relu's z = 0).
        error: the largest relative error |g - d| / max(|g|, |d|), 0 where both are 0 to the quotient's rounding.
        place: where it is, as an index into the block, or () if only all entries together show it. Errors that agree to
            two digits count as equal, and so do all within the tolerance; then the larger gradient is shown, and then
            the first.
        backprop, difference: the two values there.
    """

    name: str
    size: int
    checked: int
    directions: int
    kinks: int
    error: float
    place: Place
    backprop: float
    difference: float


@dataclass(frozen=True, repr=False, eq=False)
class GradientCheck(Result):
    """The outcome of `gradient_check`: a row for each parameter block.

    Attributes:
        blocks: one BlockCheck for each dw[l] and db[l].
        tolerance: the largest relative error that counts as agreement.
    """

    blocks: tuple[BlockCheck, ...]
    tolerance: float

    @property
    def worst(self) -> float:
        """The largest relative error over all blocks; NaN if one of them is."""
        return float(np.max([block.error for block in self.blocks]))

    @property
    def ok(self) -> bool:
        """Whether in every block something could be compared, and all that was compared agrees."""
        return all(self._verdict(block) == "ok" for block in self.blocks)

    def _verdict(self, block: BlockCheck) -> str:
        if not block.checked:
            return "nothing to compare"
        return "ok" if block.error <= self.tolerance else "WRONG"

    def _shown(self, error: float) -> str:
        """The error, if there is one: what passes is rounding, and differs from machine to machine."""
        return f"< {self.tolerance:.0e}" if error <= self.tolerance else f"{error:.0e}"

    def _rows(self) -> tuple[list[str], list[list[object]]]:
        rows: list[list[object]] = []
        for block in self.blocks:
            checked = f"{block.checked} of {block.size}"
            if block.directions:
                checked += f", all along {block.directions} directions"
            if block.kinks:
                checked += f", {block.kinks} at a kink"
            numbers = f"{rounded(block.backprop):.6f}", f"{rounded(block.difference):.6f}", self._shown(block.error)
            at = f"[{', '.join(map(str, block.place))}]" if block.place else "all"
            rows.append([block.name, self._verdict(block), checked, at, *numbers])
        return ["block", "verdict", "checked", "entry", "backprop", "difference quotient", "relative error"], rows

    def __repr__(self) -> str:
        verdicts = {self._verdict(block) for block in self.blocks}
        verdict: str = next(v for v in ("WRONG", "nothing to compare", "ok") if v in verdicts)
        if verdict == "nothing to compare":
            verdict += " in " + ", ".join(b.name for b in self.blocks if not b.checked)
        return f"GradientCheck: {verdict}, worst relative error {self._shown(self.worst)}"


def gradient_check(
    net: Network,
    x: npt.ArrayLike,
    y: npt.ArrayLike,
    loss: Loss,
    *,
    step: float = 1e-3,
    tolerance: float | None = None,
    at_most: int = 1000,
) -> GradientCheck:
    """Compare backprop with (C(w + h) - C(w - h)) / 2h for every weight and bias.

    The differences are taken in float64, also for a float32 network, whose gradients are then given 1e-3. With copies,
    each is compared on its own and the worst is shown. An entry whose difference reaches over a kink of an activation,
    however small h, is left out and counted.

    Args:
        net, x, y, loss: as for `backprop`.
        step: how far a push may move z at first; h is this over the largest input that the parameter multiplies.
        tolerance: largest relative error that passes; 5e-7, or 1e-3 for float32, if not given.
        at_most: in a larger block only so many entries, evenly spread, are compared one by one. All its entries are
            then compared together, along random directions.

    Raises:
        TypeError, ValueError: as `backprop`; and if `step` is so short, or so long, that differences say nothing.

    Example:
        >>> from hw2lib import cross_entropy, sigmoid
        >>> net = Network([[[0.5, -0.5]]], [[0.1]], sigmoid)
        >>> check = gradient_check(net, [1.0, 2.0], [1.0], cross_entropy)
        >>> check
        GradientCheck: ok, worst relative error < 5e-07
        >>> print(check.summary())
        block  verdict  checked   entry   backprop  difference quotient  relative error
        dw[0]       ok   2 of 2  [0, 1]  -1.197375            -1.197375         < 5e-07
        db[0]       ok   1 of 1     [0]  -0.598688            -0.598688         < 5e-07
    """
    step, at_most = positive("step", step), positive_integer("at_most", at_most)
    if not SMALLEST <= step <= 1:
        raise ValueError(f"step is how far z moves: from {SMALLEST:g} to 1, not {step:g}")
    grads = backprop(net, x, y, loss)
    usual = 5e-7 if net.dtype == np.float64 else 1e-3
    tolerance = positive("tolerance", usual if tolerance is None else tolerance)
    checker = _Checker(net, x, y, loss, step, tolerance, at_most)
    blocks = []
    for l, n_out in enumerate(net.sizes[1:]):
        blocks.append(checker.check(f"dw[{l}]", checker.w[l], grads.dw[l], np.tile(checker.units[l], (n_out, 1))))
        blocks.append(checker.check(f"db[{l}]", checker.b[l], grads.db[l], np.ones(n_out)))
    return GradientCheck(tuple(blocks), tolerance)


class _Checker:
    """The network and its examples in float64, with parameters that may be pushed about.

    A direction is an array in the shape of a block of one copy: how far each entry goes when z moves by 1.
    """

    def __init__(
        self, net: Network, x: npt.ArrayLike, y: npt.ArrayLike, loss: Loss, step: float, tolerance: float, at_most: int
    ) -> None:
        x, y = check_examples(net, x, y, loss)
        self.x, self.y = (np.atleast_2d(v).astype(np.float64) for v in (x, y))
        self.w, self.b = ([np.array(v, np.float64) for v in values] for values in (net.w, net.b))
        self.net, self.loss, self.step, self.tolerance, self.at_most = net, loss, step, tolerance, at_most
        _, a = forward(self.w, self.b, net.activations, self.x)
        largest = [np.abs(a_l).reshape(-1, a_l.shape[-1]).max(0) for a_l in a]
        self.units = [1 / np.where(a_l > 1e-100, a_l, 1.0) for a_l in largest]

    @np.errstate(all="ignore")  # a NaN among the differences is one of the things to be seen
    def check(self, name: str, values: Array, g: Array, unit: Array) -> BlockCheck:
        """Compare the entries of a block one by one and, if they are too many, all of them along directions."""
        entries: list[_Entry] = []
        directions = 0
        flat = np.unique(np.linspace(0, unit.size - 1, min(unit.size, self.at_most)).astype(int))
        rng = np.random.default_rng(0)
        for _ in range(DIRECTIONS if unit.size > self.at_most else 0):
            found = self.compare(values, g, unit * rng.choice([-1.0, 1.0], unit.shape))
            directions += bool(found)
            entries += [(error, (), v, d) for error, _, v, d in found if error > self.tolerance]
        for i in flat:
            place = tuple(int(k) for k in np.unravel_index(i, unit.shape))
            direction = np.zeros(unit.shape)
            direction[place] = unit[place]
            found = self.compare(values, g, direction)
            entries += [(error, (*copy, *place), v / unit[place], d / unit[place]) for error, copy, v, d in found]
        checked = sum(place != () for _, place, _, _ in entries)
        kinks = flat.size * int(np.prod(self.net.copies)) - checked
        worst = min(entries, key=self.rank, default=(0.0, (0,) * values.ndim, 0.0, 0.0))
        return BlockCheck(name, values.size, checked, directions, kinks, *worst)

    def rank(self, entry: _Entry) -> tuple[float, float, Place]:
        """The rule by which the entry to show is chosen, such that no last digit decides it."""
        error, place, g, _ = entry
        two_digits = float(f"{error:.1e}") if error > self.tolerance else 0.0
        return -two_digits, -float(f"{abs(np.nan_to_num(g)):.5e}"), place

    def compare(self, values: Array, g: Array, direction: Array) -> list[_Entry]:
        """Return, for each copy, the relative error, the copy, and the derivatives by backprop and by differences.

        The error is infinite if one of the two is NaN. A copy that has a kink there is left out.
        """
        axes = tuple(range(-direction.ndim, 0))
        along = (np.asarray(g, np.float64) * direction).sum(axes)
        size = np.sqrt(((g * direction) ** 2).sum(axes))  # of such a sum, since its signs are random
        d, noise, kink = self.slope(values, direction)
        width = np.abs(direction).max() * np.sqrt(np.count_nonzero(direction))
        noise = noise + 8 * np.finfo(self.net.dtype).eps * np.abs(g).max(axes) * width
        error = relative_error(along, d, np.maximum(noise / self.tolerance, size))
        error = np.where(np.isnan(error), np.inf, error)
        return [(float(error[c]), c, float(along[c]), float(d[c])) for c in np.ndindex(self.net.copies) if not kink[c]]

    def slope(self, values: Array, direction: Array) -> tuple[Array, Array, Array]:
        """Return the derivative along a direction, how far it may be off, and whether there is none, for a kink."""
        best = q = r = np.full(self.net.copies, np.nan)
        spread, noise, over = np.full_like(best, np.inf), np.full_like(best, np.nan), np.isnan(best)
        kink = over
        for halvings in range(HALVINGS):
            q_before, r_before, over_before = q, r, over
            q, rounding, over = self.quotient(values, direction, self.step / 2**halvings)
            r = (4 * q - q_before) / 3
            kink = kink & (over | over_before)
            by = np.abs(q - q_before)
            change = np.fmin(np.abs(r - r_before), np.where(by <= SETTLED * np.abs(q), SETTLED * by, np.nan))
            better = change < spread
            best, spread, noise = (np.where(better, *v) for v in ((r, best), (change, spread), (rounding, noise)))
            if (spread <= np.fmax(noise, 1e-3 * self.tolerance * np.abs(best))).all():
                break
        unsettled = np.isfinite(spread) & (spread > 1e-3 * np.abs(best)) & (spread > 100 * noise)
        return best, noise + 2 * spread, kink | unsettled

    def quotient(self, values: Array, direction: Array, h: float) -> tuple[Array, Array, npt.NDArray[np.bool_]]:
        """Return the difference quotient, its rounding error, and whether it reached over a kink."""
        kept = values.copy()
        push = np.maximum(np.abs(h * direction), np.where(direction, SHORTEST * np.abs(kept), 0)) * np.sign(direction)
        up, down = kept + push, kept - push
        values[...] = up
        above, sides_above = self.evaluate()
        values[...] = down
        below, sides_below = self.evaluate()
        values[...] = kept
        over = np.zeros(self.net.copies, bool)
        for side_above, side_below in zip(sides_above, sides_below, strict=True):
            over |= (side_above != side_below).any((-1, -2))
        width = np.abs(up - down).sum(tuple(range(-direction.ndim, 0))) / np.abs(direction).sum()
        # the losses are rounded, and so are the activations that they are made of, however small the loss is
        rounding = 8 * np.finfo(np.float64).eps * (np.abs(above) + np.abs(below) + h) / width
        return np.where(over, np.nan, (above - below) / width), rounding, over

    def evaluate(self) -> tuple[Array, list[Array]]:
        """Return the loss of every copy, and on which side of its kinks every neuron is."""
        z, _ = forward(self.w, self.b, self.net.activations, self.x)
        sides = [np.sign(z_l - k) for z_l, f in zip(z, self.net.activations, strict=True) for k in f.kinks]
        try:
            return self.loss.forward(self.net.activations[-1], z[-1], self.y).mean(-1), sides
        except ValueError:  # pushed out of what the loss is defined for
            return np.full(self.net.copies, np.nan), sides


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
