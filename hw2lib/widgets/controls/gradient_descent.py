"""The controls of notebook 1: a ball on a curve, and the size of a batch."""

from __future__ import annotations

from collections.abc import Set
from typing import Any

import numpy as np
from matplotlib.axes import Axes

from hw2lib.nn.activations import linear
from hw2lib.nn.arrays import Array
from hw2lib.nn.backprop import gradients
from hw2lib.nn.descent import descend
from hw2lib.nn.losses import quadratic
from hw2lib.nn.network import forward
from hw2lib.widgets.panel import Button, Values, choice, control, slider
from hw2lib.widgets.scene import Plot, Scene, evenly, geometric, legend_above
from hw2lib.widgets.theme import BLUE, GREEN, INK, ORANGE, RED, shown, shown_small

# --- 1.1 ------------------------------------------------------------------------------------------------------------

CURVES: dict[str, tuple[Any, Any, Any]] = {  # C, C' and C''
    "v^2/4": (lambda v: v**2 / 4, lambda v: v / 2, lambda v: 0.5 + 0 * v),
    "v^2/10 + sin 3v": (
        lambda v: v**2 / 10 + np.sin(3 * v),
        lambda v: v / 5 + 3 * np.cos(3 * v),
        lambda v: 1 / 5 - 9 * np.sin(3 * v),
    ),
}
_GRID = np.linspace(-4.2, 4.2, 300)
_SIDES, _LOWEST, _HIGHEST = 4.2, -1.4, 4.6  # of the picture
_RATES = geometric(0.01, 5, 60, also=(0.5, 2.0, 4.0))


def _back_to_the_start(old: Values, new: Values, given: Set[str]) -> Values:
    """On another curve the ball hasn't taken a step yet."""
    return {**new, "steps": 0.0} if "curve" in given and "steps" not in given else new


@control(
    "Gradient descent in one dimension",
    size=(640, 410),
    settle=_back_to_the_start,
    step=Button("Step", lambda values: {**values, "steps": min(values["steps"] + 1, 60)}),
    play=Button("Play", presses="step", every=400),
    back=Button("Back to the start", lambda values: {**values, "steps": 0.0}),
)
def descent(
    picture: Scene,
    *,
    curve: str = choice("curve C", tuple(CURVES), **{name: name.replace("^2", "²") for name in CURVES}),
    start: float = slider("start v", evenly(-4, 4, 0.1), 3.0, 1),
    eta: float = slider("learning rate η", _RATES, 0.5, None),
    steps: float = slider("steps taken", evenly(0, 60, 1), 0, 0),
) -> tuple[str, str]:
    """Exercise 1.1: a ball on a curve, its steps, the tangent where it stands, and the bound that the curvature sets.

    Example:
        >>> panel = descent()
        >>> print(panel.set(eta=4.5, steps=20).splitlines()[-1])
        η is above 2/λ = 4: the ball diverges.
    """
    loss, slope, bend = CURVES[curve]
    visited = descend(slope, start, learning_rate=eta, steps=max(int(steps), 1))[: int(steps) + 1]
    v = float(visited[-1])
    with np.errstate(all="ignore"):
        here, rise, curvature = float(loss(v)), float(slope(v)), float(bend(v))
        heights = loss(visited)
    hill, rates = picture.axes(rows=2, height_ratios=(5, 1))
    hill.set(xlim=(-_SIDES, _SIDES), ylim=(_LOWEST, _HIGHEST), xlabel="$v$", ylabel="$C(v)$")
    hill.line("$C$", _GRID, loss(_GRID), color=BLUE)
    hill.line("tangent", [v - 1, v + 1], [here - rise, here + rise], "--", color=GREEN)
    hill.line("steps", visited, heights, "o-", color=ORANGE, markersize=4, linewidth=0.8)
    outside = not (abs(v) < _SIDES and here < _HIGHEST)
    if outside:
        _arrow(hill, v, here)
    else:
        hill.line("ball", v, here, "o", color=ORANGE, markersize=13, markeredgecolor="black")
    hill.once("legend", lambda ax: legend_above(ax, ax.lines[:3]))
    hill.handle("start", steps=0.0)
    _scale(rates, eta, curvature)
    text = [
        f"step {steps:.0f}   v = {shown(v)}   C(v) = {shown(here)}   slope C′(v) = {shown(rise)}"
        + "   (outside the picture)" * outside,
        f"next step: v − η C′(v) = {shown(v)} − {eta:g} · {_in_parentheses(shown(rise))} = {shown(v - eta * rise)}",
        f"curvature λ = C″(v) = {shown(curvature)}: "
        + (f"1/λ = {shown(1 / curvature)}, 2/λ = {shown(2 / curvature)}" if curvature > 0 else "no bound on η here"),
        _fate(curve == "v^2/4", eta, v, rise, curvature, bool(slope(start) == 0)),
    ]
    alt = f"The curve C = {curve} with the ball at v = {shown(v, 2)} after {steps:.0f} steps, and its tangent there."
    return "\n".join(text), alt


def _in_parentheses(number: str) -> str:
    """A negative number as it stands behind a dot."""
    return f"({number})" if number.startswith("−") else number


def _arrow(hill: Plot, v: float, height: float) -> None:
    """At the edge of the picture, point to where the ball has gone."""
    side = np.sign(v) if abs(v) >= _SIDES else 0
    marker, x = {-1: ("<", -_SIDES + 0.2), 0: ("^", v), 1: (">", _SIDES - 0.2)}[int(side if v == v else 1)]
    y = float(np.clip(height, _LOWEST + 0.3, _HIGHEST - 0.3)) if height == height else _HIGHEST - 0.3
    hill.line(f"arrow {marker}", x, y, marker, color=ORANGE, markersize=14)
    hill.text(x - 0.2 * side, y - 0.55, f"v = {shown(v, 1)}", anchor={-1: "lm", 0: "mm", 1: "rm"}[int(side)])


def _scale(rates: Plot, eta: float, curvature: float) -> None:
    """A scale of learning rates, with what the curvature where the ball stands says of them."""
    low, high = _RATES[0], _RATES[-1] * 1.1
    rates.set(xscale="log", xlim=(low, high), ylim=(-1, 2.4), yticks=(), xlabel="learning rate $\\eta$")
    if curvature > 0:
        bound = 2 / curvature
        rates.line("converges", [low, min(max(bound, low), high)], [0, 0], color=GREEN, linewidth=4)
        rates.line("diverges", [min(max(bound, low), high), high], [0, 0], color=RED, linewidth=4)
        for name, mark in (("1/λ", bound / 2), ("2/λ", bound)):
            if low < mark < high:
                rates.line(name, mark, 0, "|", color=INK, markersize=16, markeredgewidth=2)
                rates.text(mark, 1.6, name)
    else:
        rates.line("no bound", [low, high], [0, 0], color=INK, linewidth=4)
    rates.line("rate", eta, 0, "o", color=ORANGE, markersize=10, markeredgecolor="black")
    rates.handle("eta")


def _fate(parabola: bool, eta: float, v: float, rise: float, curvature: float, at_rest: bool) -> str:
    if at_rest:
        return "The slope is 0: the ball stays where it is."
    if parabola:
        bound = 2 / curvature
        if eta == bound:
            return f"η is 2/λ = {bound:g}: the ball jumps to and fro."
        if eta > bound:
            return f"η is above 2/λ = {bound:g}: the ball diverges."
        if eta == bound / 2:
            return f"η is 1/λ = {bound / 2:g}: one step is enough."
        kind = "jumps from side to side and comes closer" if eta > bound / 2 else "comes closer from one side"
        return f"η is below 2/λ = {bound:g}: the ball {kind}."
    if abs(rise) < 1e-3:
        return "The slope is 0: the ball has come to rest in a valley."
    if curvature <= 0:
        return "The ball is under way. The curve bends downwards here, so λ sets no bound."
    return f"The ball is under way; η is {'below' if eta < 2 / curvature else 'above'} 2/λ where the ball is."


# --- 1.2 ------------------------------------------------------------------------------------------------------------

_N, _ORDERS = 24, 5
_MINIMUM = np.array([1.0, -0.5])
_STARTS = np.array([-1.5, 1.5])


def _examples() -> tuple[Array, Array]:
    """Inputs with mean 0, and noise for their targets that doesn't move the minimum."""
    x = np.random.default_rng(0).normal(size=(_N, 2)) * [1.0, 0.5]
    x -= x.mean(0)
    noise = np.random.default_rng(1).normal(size=_N)
    columns = np.c_[x, np.ones(_N)]
    return x, noise - columns @ np.linalg.lstsq(columns, noise, rcond=None)[0]


_X, _NOISE = _examples()


def _above(w: Array) -> Array:
    """How far the loss at w, (..., 2), is above its minimum."""
    gap = w - _MINIMUM
    return np.einsum("...j,jk,...k", gap, _X.T @ _X / _N, gap) / 2


def _valley(ax: Axes) -> None:
    w1, w2 = np.meshgrid(np.linspace(-2.2, 2.6, 80), np.linspace(-3.8, 2.2, 100))
    ax.contour(w1, w2, _above(np.stack([w1, w2], -1)), levels=np.geomspace(0.01, 4, 9), colors=INK, linewidths=0.7)


@control("Online learning, mini-batches and the full batch", size=(640, 360))
def batches(
    picture: Scene,
    *,
    batch_size: float = slider("batch size m", (1, 2, 3, 4, 6, 8, 12, 24), 1, 0),
    eta: float = slider("learning rate η", geometric(0.01, 3, 40, also=(0.3,)), 0.3, None),
    epochs: float = slider("epochs", evenly(1, 10, 1), 6, 0),
    noise: float = slider("noise of the labels", evenly(0, 2, 0.1), 0.5, 1),
    seed: float = slider("order of the examples", evenly(0, 9, 1), 0, 0),
    against: str = choice("loss against", ("steps", "epochs")),
) -> tuple[str, str]:
    """Exercise 1.2: the same descent with one example per step, a few, or all.

    Example:
        >>> panel = batches()
        >>> print(panel.set(batch_size=24.0))
        6 epochs of 1 step each with batches of 24: 6 steps
        above the minimum, after the last epoch: 0.2808
        any order of the examples gives the same path
    """
    m, last = int(batch_size), int(epochs)
    orders = range(_ORDERS * int(seed), _ORDERS * int(seed) + _ORDERS)
    visited = _paths(_X @ _MINIMUM + noise * _NOISE, m, eta, last, orders)
    path = visited[:, 0]
    with np.errstate(all="ignore"):
        above, ends = _above(path), _above(visited[-1])
    each = -(-_N // m)
    left, right = picture.axes(columns=2)
    left.set(
        xlabel="$w_1$", ylabel="$w_2$", title="the path, over contours of the loss", xlim=(-2.2, 2.6), ylim=(-3.8, 2.2)
    )
    left.once("valley", _valley)
    left.line("path", path[:, 0], path[:, 1], color=ORANGE, linewidth=1.2)
    left.line("start", _STARTS[0], _STARTS[1], "s", color=GREEN, markersize=7)
    left.line("end", path[-1, 0], path[-1, 1], "o", color=ORANGE, markersize=7, markeredgecolor="black")
    left.line("minimum", _MINIMUM[0], _MINIMUM[1], "+", color=BLUE, markersize=13, markeredgewidth=2.5)
    left.once("legend", lambda ax: legend_above(ax, ax.lines))
    by_steps = against == "steps"
    scale: dict[str, Any] = (
        {"xscale": "symlog", "xlim": (0, 300)} if by_steps else {"xscale": "linear", "xlim": (0, 10)}
    )
    right.set(ylim=(1e-6, 10), yscale="log", xlabel=against, title="loss, above its minimum", **scale)
    right.line("loss", np.arange(len(above)) / (1 if by_steps else each), np.maximum(above, 1e-9), color=ORANGE)
    right.line("end", (len(above) - 1) / (1 if by_steps else each), max(above[-1], 1e-9), "o", color=ORANGE)
    spread = f"over five orders of the examples: {shown_small(ends.min())} to {shown_small(ends.max())}"
    many = "s" * (each > 1)
    text = [
        f"{last} epoch{'s' * (last > 1)} of {each} step{many} each with batches of {m}: {last * each} steps",
        f"above the minimum, after the last epoch: {shown_small(above[-1])}",
        spread if m < _N else "any order of the examples gives the same path",
    ]
    if not above[-1] < 10:
        text.append("It diverges: the learning rate is too large for this batch size.")
    alt = f"One path over the contours of a bowl, and its loss against {against}: {last} epochs with batches of {m}."
    return "\n".join(text), alt


def _paths(y: Array, m: int, eta: float, epochs: int, orders: range) -> Array:
    """The weights of one linear neuron after each step, (steps + 1, orders, 2): a copy of it for each order."""
    w, b = [np.tile(_STARTS, (len(orders), 1, 1))], [np.zeros((len(orders), 1))]
    rngs = [np.random.default_rng(seed) for seed in orders]
    visited = [w[0][:, 0].copy()]
    with np.errstate(all="ignore"):
        for _ in range(epochs):
            order = np.stack([rng.permutation(_N) for rng in rngs])
            for first in range(0, _N, m):
                some = order[:, first : first + m]
                z, a = forward(w, b, [linear], _X[some])
                _, step, _ = gradients(w, [linear], z, a, y[some][..., None], quadratic, eta / some.shape[1])
                w[0] -= step[0]
                visited.append(w[0][:, 0].copy())
    return np.array(visited)
