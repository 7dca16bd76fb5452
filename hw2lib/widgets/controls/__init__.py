"""A control for each exercise: one line in a notebook, moved by hand or from Python.

Each function returns a Panel. `panel.set(...)` and `panel.press(...)` do what a hand does and return the numbers shown;
`still(panel)` shows its picture to readers without a kernel.
"""

from __future__ import annotations

import math
import re
import textwrap
from collections.abc import Mapping, Sequence
from functools import cache
from typing import Any

import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from hw2lib.byhand.mazur import NEURONS, WEIGHTS, mazur
from hw2lib.byhand.problem import Problem
from hw2lib.nn.activations import Activation, linear, mixed, relu, sigmoid, softmax, tanh
from hw2lib.nn.arrays import Array
from hw2lib.nn.backprop import Gradients, backprop, gradients
from hw2lib.nn.descent import descend
from hw2lib.nn.gradient_check import GradientCheck, gradient_check
from hw2lib.nn.losses import cross_entropy, log_likelihood, quadratic
from hw2lib.nn.network import Network, Trace, forward
from hw2lib.widgets.figures import BLUE_TO_ORANGE, COLORS, draw_skeleton
from hw2lib.widgets.panel import Button, Choice, Input, Panel, Slider, Switch, Values, still
from hw2lib.widgets.scene import Label, Scene

BLUE, ORANGE, GREEN = COLORS[:3]

__all__ = [
    "batches",
    "descent",
    "exchanged_roles",
    "linear_layers",
    "minimum",
    "own_neuron",
    "softmax_layer",
    "softmax_limit",
    "still",
    "worked_network",
]


def evenly(low: float, high: float, step: float) -> tuple[float, ...]:
    """Stops from low to high, a step apart.

    Example:
        >>> evenly(0, 0.3, 0.1)
        (0.0, 0.1, 0.2, 0.3)
    """
    count = round((high - low) / step)
    return tuple(round(low + i * step, 10) + 0.0 for i in range(count + 1))


def geometric(low: float, high: float, count: int, digits: int = 2) -> tuple[float, ...]:
    """Stops from low to high, each the same multiple of the one before, rounded to significant digits.

    Example:
        >>> geometric(0.1, 10, 3)
        (0.1, 1.0, 10.0)
    """
    return tuple(dict.fromkeys(float(f"{v:.{digits}g}") for v in np.geomspace(low, high, count)))


def _with(stops: Sequence[float], *more: float) -> tuple[float, ...]:
    """The stops, and some that matter among them."""
    return tuple(sorted({*stops, *more}))


def _axes(columns: int, size: tuple[float, float] = (7.2, 3.4)) -> tuple[Figure, list[Axes]]:
    figure = Figure(size, dpi=100, layout="constrained")
    return figure, list(np.atleast_1d(figure.subplots(1, columns)))


def _tidy(ax: Axes, **settings: Any) -> None:
    ax.set(**settings)
    ax.spines[["top", "right"]].set_visible(False)
    ax.grid(alpha=0.3)


class _Map:
    """A square matrix as coloured cells with their numbers; cell (row j, column k) stands at (k, j), counted from 1."""

    def __init__(self, ax: Axes, size: int, largest: float) -> None:
        edges = np.arange(size + 1) + 0.5
        colors: Any = {"cmap": BLUE_TO_ORANGE, "vmin": -largest, "vmax": largest}  # beyond these the colour stays
        self.cells = ax.pcolormesh(edges, edges, np.zeros((size, size)), edgecolor="white", **colors)
        self.labels = [Label(ax, k + 1, j + 1) for j in range(size) for k in range(size)]
        ax.set(xlim=(0.5, size + 0.5), ylim=(size + 0.5, 0.5), aspect="equal")
        ax.spines[:].set_visible(False)

    def show(self, matrix: Array) -> None:
        """Colour the cells and write the numbers."""
        self.cells.set_array(matrix)
        for label, value in zip(self.labels, matrix.flat, strict=True):
            label.text = f"{value:z.3f}"


def _plain(value: float) -> str:
    """Four decimals, as long as the number isn't so large that they say nothing."""
    return f"{value:z.4f}" if abs(value) < 1e6 else f"{value:.3g}"


def _vector(values: Array, decimals: int = 4) -> str:
    return "(" + ", ".join(f"{v:z.{decimals}f}" for v in values) + ")"


# --- 1.1 ------------------------------------------------------------------------------------------------------------


def descent() -> Panel:
    """Exercise 1.1: a ball on a curve, its steps, and the tangent where it stands.

    Example:
        >>> panel = descent()
        >>> print(panel.set(eta=4.5, steps=20).splitlines()[-1])
        eta is above 2/C'' = 4: the ball diverges.
    """
    curves = {
        "v^2/4": (lambda v: v**2 / 4, lambda v: v / 2),
        "v^2/10 + sin 3v": (lambda v: v**2 / 10 + np.sin(3 * v), lambda v: v / 5 + 3 * np.cos(3 * v)),
    }
    grid = np.linspace(-4.2, 4.2, 300)
    figure, (ax,) = _axes(1)
    _tidy(ax, xlim=(-4.2, 4.2), ylim=(-1.4, 4.6), xlabel="v", ylabel="C(v)")
    (curve,) = ax.plot(grid, grid, color=BLUE, label="C")
    (tangent,) = ax.plot([0, 1], [0, 0], "--", color=GREEN, label="tangent")
    (path,) = ax.plot([0], [0], "o-", color=ORANGE, markersize=4, linewidth=0.8, label="steps")
    (ball,) = ax.plot([0], [0], "o", color=ORANGE, markersize=11, markeredgecolor="black")
    ax.legend(loc="upper center", ncols=3, frameon=False)
    scene = Scene(figure, [curve, tangent, path, ball])

    def draw(values: Values) -> tuple[str, str]:
        loss, slope = curves[values["curve"]]
        steps, eta = int(values["steps"]), values["eta"]
        visited = descend(slope, values["start"], learning_rate=eta, steps=max(steps, 1))[: steps + 1]
        v = float(visited[-1])
        with np.errstate(all="ignore"):
            here, rise = float(loss(v)), float(slope(v))
            curve.set_ydata(loss(grid))
            path.set_data(visited, loss(visited))
        ball.set_data([v], [here])
        tangent.set_data([v - 1, v + 1], [here - rise, here + rise])
        outside = "" if abs(v) < 4.2 and here < 4.6 else "   (outside the picture)"
        at_rest = float(slope(values["start"])) == 0
        lines = [
            f"step {steps}   v = {_plain(v)}   C(v) = {_plain(here)}   slope C'(v) = {_plain(rise)}{outside}",
            f"next step: v - eta C'(v) = {_plain(v)} - {eta:g} * ({_plain(rise)}) = {_plain(v - eta * rise)}",
            _fate(values["curve"] == "v^2/4", eta, v, rise, at_rest),
        ]
        alt = (
            f"The curve C = {values['curve']} with the ball at v = {v:z.2f} after {steps} steps, and its tangent there."
        )
        return "\n".join(lines), alt

    inputs: list[Input | Button] = [
        Choice("curve", "curve C", tuple(curves), "v^2/4"),
        Slider("start", "start v", evenly(-4, 4, 0.1), 3.0, 1),
        Slider("eta", "learning rate", _with(geometric(0.01, 5, 60), 0.5, 2.0, 4.0), 0.5, None),
        Slider("steps", "steps taken", evenly(0, 60, 1), 0, 0),
        Button("step", "Step"),
        Button("play", "Play", presses="step", every=400),
        Button("back", "Back to the start"),
    ]
    presses = {
        "step": lambda values: {**values, "steps": min(values["steps"] + 1, 60)},
        "back": lambda values: {**values, "steps": 0.0},
    }
    return Panel("Gradient descent in one dimension", inputs, scene, draw, presses)


def _fate(quadratic_curve: bool, eta: float, v: float, rise: float, at_rest: bool) -> str:
    if at_rest:
        return "The slope is 0: the ball stays where it is."
    if quadratic_curve:
        if eta > 4:
            return "eta is above 2/C'' = 4: the ball diverges."
        if eta == 4:
            return "eta is 2/C'' = 4: the ball jumps to and fro."
        kind = "jumps from side to side and comes closer" if eta > 2 else "comes closer from one side"
        return f"eta is below 2/C'' = 4: the ball {kind}." if eta != 2 else "eta is 1/C'' = 2: one step is enough."
    if not abs(v) < 50:
        return "The ball has left the valleys: it diverges."
    if abs(rise) < 1e-3:
        return "The slope is 0: the ball has come to rest in a valley."
    return "The ball is under way."


# --- 1.2 ------------------------------------------------------------------------------------------------------------

_N, _EPOCHS, _SEEDS = 24, 6, 5


def batches() -> Panel:
    """Exercise 1.2: the same descent with one example a step, a few, or all; five orders of the examples at once.

    Example:
        >>> panel = batches()
        >>> panel.set(batch_size=24.0).splitlines()[0]
        '6 epochs of 1 step each with batches of 24; all five orders give the same path'
    """
    rng = np.random.default_rng(0)
    x = rng.normal(size=(_N, 2)) * [1.0, 0.5]
    x -= x.mean(0)
    figure, (left, right) = _axes(2)
    center = np.array([1.0, -0.5])
    w1, w2 = np.meshgrid(np.linspace(-2.2, 2.6, 80), np.linspace(-2.6, 2.2, 80))
    distance = np.stack([w1, w2], -1) - center
    bowl = np.einsum("...j,jk,...k", distance, x.T @ x / _N, distance) / 2
    left.contour(w1, w2, bowl, levels=np.geomspace(0.01, 4, 9), colors="0.6", linewidths=0.7)
    (lowest,) = left.plot(*center, "+", color="black", markersize=12, markeredgewidth=2)
    _tidy(left, xlabel="w1", ylabel="w2", title="paths over the contours of the loss")
    _tidy(right, xlim=(0, _EPOCHS), ylim=(1e-3, 3), yscale="log", xlabel="epoch", ylabel="above the minimum")
    paths = [left.plot([0], [0], color=COLORS[s], linewidth=1.0)[0] for s in range(_SEEDS)]
    (ends,) = left.plot([0], [0], "o", color="black", markersize=4)
    curves = [right.plot([0], [0], color=COLORS[s], linewidth=1.0)[0] for s in range(_SEEDS)]
    scene = Scene(figure, [*paths, *curves, ends, lowest])
    noise = np.random.default_rng(1).normal(size=_N)
    off = np.c_[x, np.ones(_N)]
    noise -= off @ np.linalg.lstsq(off, noise, rcond=None)[0]  # noise that doesn't move the minimum

    def draw(values: Values) -> tuple[str, str]:
        m, eta = int(values["batch_size"]), values["eta"]
        y = x @ center + values["noise"] * noise
        first = 10 * int(values["seed"])
        visited = _online_paths(x, y, m, eta, [first + s for s in range(_SEEDS)])
        gap = visited - center
        with np.errstate(all="ignore"):
            above = np.einsum("tsj,jk,tsk->ts", gap, x.T @ x / _N, gap) / 2
        epochs = np.linspace(0, _EPOCHS, len(visited))
        for s in range(_SEEDS):
            paths[s].set_data(visited[:, s, 0], visited[:, s, 1])
            curves[s].set_data(epochs, np.maximum(above[:, s], 1e-9))
        ends.set_data(visited[-1, :, 0], visited[-1, :, 1])
        steps = -(-_N // m)
        end = above[-1]
        shuffled = "" if m < _N else "; all five orders give the same path"
        text = [
            f"{_EPOCHS} epochs of {steps} step{'s' * (steps > 1)} each with batches of {m}{shuffled}",
            f"above the minimum, after the last epoch: mean {_plain(end.mean())}, from {_plain(end.min())} to "
            f"{_plain(end.max())}",
        ]
        if not end.max() < 10:
            text.append("It diverges: the learning rate is too large for this batch size.")
        return "\n".join(text), f"Five paths over a bowl, and their five loss curves, with batches of {m}."

    inputs: list[Input | Button] = [
        Slider("batch_size", "batch size", (1, 2, 3, 4, 6, 8, 12, 24), 1, 0),
        Slider("eta", "learning rate", _with(geometric(0.01, 3, 40), 0.3), 0.3, None),
        Slider("noise", "noise of the labels", evenly(0, 2, 0.1), 0.5, 1),
        Slider("seed", "seeds from", evenly(0, 9, 1), 0, 0),
    ]
    return Panel("Online learning, mini-batches and the full batch", inputs, scene, draw)


def _online_paths(x: Array, y: Array, m: int, eta: float, seeds: Sequence[int]) -> Array:
    """The weights of one linear neuron after every step, (steps + 1, seeds, 2): a copy of the network for each seed."""
    w = [np.tile([[[-1.5, 1.5]]], (len(seeds), 1, 1))]
    b = [np.zeros((len(seeds), 1))]
    rngs = [np.random.default_rng(seed) for seed in seeds]
    visited = [w[0][:, 0].copy()]
    with np.errstate(all="ignore"):
        for _ in range(_EPOCHS):
            order = np.stack([rng.permutation(len(x)) for rng in rngs])
            for start in range(0, len(x), m):
                some = order[:, start : start + m]
                z, a = forward(w, b, [linear], x[some])
                _, step, _ = gradients(w, [linear], z, a, y[some][..., None], quadratic, eta / some.shape[1])
                w[0] -= step[0]
                visited.append(w[0][:, 0].copy())
    return np.array(visited)


# --- 2.1 ------------------------------------------------------------------------------------------------------------

_ACTIVATIONS: dict[str, Activation] = {"sigmoid": sigmoid, "tanh": tanh, "relu": relu, "linear": linear}
_FORGETFUL = {f: Activation(f"{f} with sigma'", f, sigmoid.derivative, kinks=f.kinks) for f in _ACTIVATIONS.values()}


def own_neuron() -> Panel:
    """Exercise 2.1: give one neuron of Mazur's network an activation of its own, and see which numbers change.

    Example:
        >>> panel = own_neuron()
        >>> panel.set(f="tanh", forget=True).splitlines()[-1]
        "gradient check: WRONG in dw[0], db[0]. The neuron's delta was made with sigma' in the place of f'."
    """
    start = mazur(quadratic)
    figure, (ax,) = _axes(1, (7.2, 3.6))
    places, _ = draw_skeleton(ax)
    rings = {
        name: ax.plot(*places[name], "o", markersize=60, color="none", markeredgecolor=ORANGE, markeredgewidth=3)[0]
        for name in NEURONS
    }
    numbers = {name: Label(ax, *place) for name, place in places.items()}
    deltas = {
        name: Label(ax, places[name][0], places[name][1] + (0.31 if places[name][1] else -0.31)) for name in NEURONS
    }
    scene = Scene(figure, list(rings.values()), [*numbers.values(), *deltas.values()])
    plain_trace, plain_grads = start.net.forward(start.x), backprop(start.net, start.x, start.y, quadratic)

    @cache  # there are 32 settings
    def computed(chosen: str, f: Activation) -> tuple[Trace, Gradients, GradientCheck]:
        l, j = NEURONS[chosen]
        own: list[Activation] = [sigmoid, sigmoid]
        own[l] = mixed(sigmoid, {j: f})
        net = Network(start.net.w, start.net.b, own)
        example = start.x, start.y, quadratic
        return net.forward(start.x), backprop(net, *example), gradient_check(net, *example)

    def draw(values: Values) -> tuple[str, str]:
        chosen, f = values["neuron"], _ACTIVATIONS[values["f"]]
        l, j = NEURONS[chosen]
        own_slope = f.derivative
        f = _FORGETFUL[f] if values["forget"] else f
        trace, grads, check = computed(chosen, f)
        changed = []
        for name, (layer, k) in NEURONS.items():
            out, delta = trace.a[layer + 1][k], grads.delta[layer][k]
            same_out = math.isclose(out, plain_trace.a[layer + 1][k], rel_tol=1e-12)
            same_delta = math.isclose(delta, plain_grads.delta[layer][k], rel_tol=1e-12)
            rings[name].set_visible(not (same_out and same_delta))
            numbers[name].text = f"{name}\n{values['f'] if name == chosen else 'sigmoid'}\n{out:z.6f}"
            deltas[name].text = f"delta {delta:z.6f}"
            changed += [f"out_{name}"] * (not same_out) + [f"delta_{name}"] * (not same_delta)
        for name in ("i1", "i2"):
            numbers[name].text = f"{name}\n{start[name]:g}"
        wrong = [block.name for block in check.blocks if block.error > check.tolerance]
        slopes = f"f'(z) = {own_slope(trace.z[l])[j]:z.6f}"
        if values["forget"]:
            slopes += f"; used is sigma'(z) = {f.derivative(trace.z[l])[j]:z.6f}"
        text = [
            f"{chosen} has {values['f']}: f(z) = {trace.a[l + 1][j]:z.6f}, {slopes}",
            f"changed from all sigmoid: {', '.join(changed) if changed else 'nothing'}",
            f"gradient check: WRONG in {', '.join(wrong)}. The neuron's delta was made with sigma' in the place of f'."
            if wrong
            else "gradient check: ok",
        ]
        return "\n".join(
            text
        ), f"The 2-2-2 network; a ring marks each neuron with a changed number: {', '.join(changed)}."

    inputs: list[Input | Button] = [
        Choice("neuron", "neuron", tuple(NEURONS), "h1"),
        Choice("f", "its f", tuple(_ACTIVATIONS), "tanh"),
        Switch("forget", "forget f'"),
    ]
    return Panel("One neuron with an activation of its own", inputs, scene, draw)


# --- 2.2 ------------------------------------------------------------------------------------------------------------

_TARGETS = {
    "class 1": [1.0, 0.0, 0.0],
    "class 2": [0.0, 1.0, 0.0],
    "class 3": [0.0, 0.0, 1.0],
    "soft: 0.7, 0.2, 0.1": [0.7, 0.2, 0.1],
    "soft: all alike": [1 / 3] * 3,
}


def _bars(ax: Axes, count: int, color: str) -> list[Any]:
    return list(ax.bar(np.arange(1, count + 1), np.zeros(count), color=color, width=0.6))


def softmax_layer() -> Panel:
    """Exercise 2.2: outputs, Jacobian and delta of a softmax layer with the log-likelihood.

    Example:
        >>> panel = softmax_layer()
        >>> panel.set(z1=1.0, z2=2.0, z3=0.5).splitlines()[2]
        'delta = a - y = (-0.7688, 0.6285, 0.1402)'
    """
    figure, (left, middle, right) = _axes(3, (7.6, 3.0))
    _tidy(left, ylim=(0, 1.08), xlim=(0.4, 3.6), xticks=(1, 2, 3), title="a, and target y (o)")
    bars = _bars(left, 3, BLUE)
    ring: Any = {"markerfacecolor": "none", "markeredgecolor": ORANGE, "markeredgewidth": 2.5, "clip_on": False}
    (target,) = left.plot([1, 2, 3], [0, 0, 0], "o", markersize=10, **ring)
    middle.set(title="Jacobian da_k/dz_j", xlabel="j", ylabel="k", xticks=(1, 2, 3), yticks=(1, 2, 3))
    jacobian_map = _Map(middle, 3, 0.25)
    _tidy(right, ylim=(-1.05, 1.05), xlim=(0.4, 3.6), xticks=(1, 2, 3), title="delta")
    errors = _bars(right, 3, ORANGE)
    right.axhline(0, color="black", linewidth=0.8)
    scene = Scene(figure, [*bars, target, jacobian_map.cells, *errors], jacobian_map.labels)

    def draw(values: Values) -> tuple[str, str]:
        z = np.array([values["z1"], values["z2"], values["z3"]])
        y = np.array(_TARGETS[values["target"]])
        a, jacobian = softmax(z), softmax.jacobian(z)
        net = Network([np.eye(3)], [np.zeros(3)], softmax)
        right_delta = backprop(net, z, y, log_likelihood).delta[0]
        if values["diagonal"]:
            jacobian = np.diag(np.diag(jacobian))
        delta = -(y / a) @ jacobian
        for j in range(3):
            bars[j].set_height(a[j])
            errors[j].set_height(delta[j])
        target.set_ydata(y)
        jacobian_map.show(jacobian)
        loss = float(log_likelihood.value(softmax, z, y))
        name = "y (a - 1), diagonal only" if values["diagonal"] else "a - y"
        text = [f"a = {_vector(a)}   C = {loss:.4f}", f"y = {_vector(y)}", f"delta = {name} = {_vector(delta)}"]
        if values["diagonal"]:
            text.append(f"right is a - y = {_vector(right_delta)}")
        return "\n".join(
            text
        ), f"Bars of the outputs {_vector(a, 2)}, the Jacobian as a map, bars of delta {_vector(delta, 2)}."

    stops = evenly(-5, 5, 0.1)
    inputs: list[Input | Button] = [
        Slider("z1", "z 1", stops, 1.0, 1),
        Slider("z2", "z 2", stops, 2.0, 1),
        Slider("z3", "z 3", stops, 0.5, 1),
        Choice("target", "target y", tuple(_TARGETS), "class 1"),
        Switch("diagonal", "diagonal only"),
    ]
    return Panel("Softmax with the log-likelihood", inputs, scene, draw)


# --- 2.3 ------------------------------------------------------------------------------------------------------------


def linear_layers() -> Panel:
    """Exercise 2.3: three linear layers, their product, and the gradients of both.

    Example:
        >>> panel = linear_layers()
        >>> panel.set(factor=2.0).splitlines()[0]
        's = 2: (w3/s) w2 (s w1) x = (0.8750, 0.5000), the same for every s; target (1, 0), C = 0.1328'
    """
    w = [np.array(v) for v in ([[1.0, -0.5], [0.5, 1.0]], [[0.6, 0.4], [-0.4, 0.8]], [[0.5, -1.0], [1.0, 0.5]])]
    target = np.array([1.0, 0.0])
    figure = Figure((7.6, 3.9), dpi=100, layout="constrained")
    grid = figure.subplots(2, 4)
    names = ["s w1", "w2", "w3/s", "w3 w2 w1"]
    maps = [_Map(ax, 2, 1.2) for row in grid for ax in row]
    for name, above, below in zip(names, *grid, strict=True):
        above.set(xticks=(), yticks=(), title=name)
        below.set(xticks=(), yticks=(), title=f"dC/d({name})")
    scene = Scene(figure, [m.cells for m in maps], [label for m in maps for label in m.labels])

    def draw(values: Values) -> tuple[str, str]:
        s, x = values["factor"], np.array([values["x1"], values["x2"]])
        deep = [w[0] * s, w[1], w[2] / s]
        zero = np.zeros(2)
        grads = backprop(Network(deep, [zero] * 3, linear), x, target, quadratic)
        product = deep[2] @ deep[1] @ deep[0]
        flat = Network([product], [zero], linear)
        flat_grads = backprop(flat, x, target, quadratic)
        for shown, matrix in zip(maps, [*deep, product, *grads.dw, flat_grads.dw[0]], strict=True):
            shown.show(matrix)
        norms = [float(np.linalg.norm(dw)) for dw in (*grads.dw, flat_grads.dw[0])]
        lines = [
            f"s = {s:g}: (w3/s) w2 (s w1) x = {_vector(flat(x))}, the same for every s; target (1, 0), "
            f"C = {float(grads.loss):.4f}",
            "sizes of the gradients: "
            + "   ".join(f"{name} {norm:.4f}" for name, norm in zip((*names[:3], "product"), norms, strict=True)),
        ]
        return "\n".join(lines), "Eight 2 by 2 maps: three weight matrices, their product, and the gradient of each."

    inputs: list[Input | Button] = [
        Slider("factor", "factor s", geometric(0.25, 4, 33), 1.0, None),
        Slider("x1", "input x1", evenly(-2, 2, 0.1), 1.0, 1),
        Slider("x2", "input x2", evenly(-2, 2, 0.1), -0.5, 1),
    ]
    return Panel("Linear layers and their product", inputs, scene, draw)


# --- 3.1 ------------------------------------------------------------------------------------------------------------


def exchanged_roles() -> Panel:
    """Exercise 3.1: the cross-entropy with y and a in their places and exchanged, and what floating point makes of it.

    Example:
        >>> panel = exchanged_roles()
        >>> panel.set(y=1.0, a=0.8).splitlines()[1]
        'exchanged   -[a ln y + (1 - a) ln(1 - y)] = inf: a pole, since ln(1 - y) = ln 0'
    """
    figure, (left, right) = _axes(2)
    outputs, zs = np.linspace(0.002, 0.998, 250), np.linspace(-50, 50, 400)
    _tidy(left, xlim=(0, 1), ylim=(0, 6), xlabel="output a", title="over a")
    (true_line,) = left.plot(outputs, outputs, color=BLUE, label="right")
    (exchanged_line,) = left.plot(outputs, outputs, "--", color=ORANGE, label="exchanged")
    (point,) = left.plot([0], [0], "o", color=BLUE, markersize=9)
    left.legend(loc="upper center", frameon=False)
    _tidy(right, xlim=(-50, 50), ylim=(0, 52), xlabel="z", title="over z, in floating point")
    (stable_line,) = right.plot(zs, zs, color=BLUE, label="from z")
    (naive_line,) = right.plot(zs, zs, "--", color=ORANGE, linewidth=2.5, label="from a = sigma(z)")
    (at_z,) = right.plot([0], [0], "o", color=BLUE, markersize=9)
    right.legend(loc="upper center", frameon=False)
    scene = Scene(figure, [true_line, exchanged_line, point, stable_line, naive_line, at_z])

    def formula(logged: Any, weight: Any) -> Any:
        with np.errstate(all="ignore"):
            return -(weight * np.log(logged) + (1 - weight) * np.log(1 - logged))

    def draw(values: Values) -> tuple[str, str]:
        y, a, z = values["y"], values["a"], values["z"]
        right_value, exchanged = float(formula(np.float64(a), y)), float(formula(np.float64(y), a))
        true_line.set_ydata(formula(outputs, y))
        exchanged_line.set_ydata(formula(np.float64(y), outputs) + 0 * outputs)
        point.set_data([a], [right_value])
        targets = np.full((len(zs), 1), y)
        stable_line.set_ydata(cross_entropy.value(sigmoid, zs[:, None], targets))
        naive_line.set_ydata(formula(sigmoid(zs), y))
        stable = float(cross_entropy.value(sigmoid, np.array([z]), np.array([y])))
        naive = float(formula(sigmoid(np.array(z)), y))
        at_z.set_data([z], [stable])
        pole = {0.0: ": a pole, since ln y = ln 0", 1.0: ": a pole, since ln(1 - y) = ln 0"}.get(y, "")
        if not np.isinf(exchanged):  # 0 ln 0, with a at the same end
            pole = ": 0 times ln 0 is no number" if np.isnan(exchanged) else ""
        lost = "" if abs(naive - stable) <= 1e-6 * max(1, stable) else ": sigma(z) is already rounded here"
        lost = lost if np.isfinite(naive) else ": sigma(z) is exactly 1 here"
        text = [
            f"right       -[y ln a + (1 - y) ln(1 - a)] = {right_value:z.4f}",
            f"exchanged   -[a ln y + (1 - a) ln(1 - y)] = {exchanged:z.4f}{pole}",
            f"at z = {z:.1f}, sigma(z) = {sigmoid(np.array(z)):.6g}: from z {stable:z.6f}   from a {naive:z.6f}{lost}",
        ]
        return "\n".join(text), f"Both forms over a for y = {y:.2f}, and the right one over z, computed in two ways."

    inputs: list[Input | Button] = [
        Slider("y", "target y", evenly(0, 1, 0.05), 1.0),
        Slider("a", "a, on the left", evenly(0.01, 0.99, 0.01), 0.8),
        Slider("z", "z, on the right", evenly(-50, 50, 0.5), 2.0, 1),
    ]
    return Panel("The roles of y and a", inputs, scene, draw)


# --- 3.2 ------------------------------------------------------------------------------------------------------------


def minimum() -> Panel:
    """Exercise 3.2: the cross-entropy over a and over z, its derivatives, and its minimum.

    Example:
        >>> panel = minimum()
        >>> panel.set(y=0.5).splitlines()[0]
        'minimum at a = y = 0.50, z = ln(y/(1 - y)) = 0.0000: C = H(y) = 0.693147'
    """
    figure, (left, right) = _axes(2)
    a, z = np.linspace(0.004, 0.996, 250), np.linspace(-6, 6, 250)
    _tidy(left, xlim=(0, 1), ylim=(-4, 6), xlabel="a", title="over a")
    _tidy(right, xlim=(-6, 6), ylim=(-1.2, 4), xlabel="z", title="over z")
    styles = ((BLUE, "-", "C"), (ORANGE, "--", "first derivative"), (GREEN, ":", "second derivative"))
    over_a = [left.plot(a, a, line, color=color, label=name)[0] for color, line, name in styles]
    over_z = [right.plot(z, z, line, color=color, label=name)[0] for color, line, name in styles]
    for ax in (left, right):
        ax.axhline(0, color="black", linewidth=0.8)
    right.legend(loc="upper center", frameon=False)
    marks = [ax.plot([0], [0], "o", color=BLUE, markersize=9)[0] for ax in (left, right)]
    scene = Scene(figure, [*over_a, *over_z, *marks])

    def draw(values: Values) -> tuple[str, str]:
        y = values["y"]
        sides = [-(y * np.log(a) + (1 - y) * np.log(1 - a)), (a - y) / (a * (1 - a)), y / a**2 + (1 - y) / (1 - a) ** 2]
        target = np.full((len(z), 1), y)
        output = sigmoid(z)
        in_z = [cross_entropy.value(sigmoid, z[:, None], target), output - y, sigmoid.derivative(z)]
        for line, side in zip([*over_a, *over_z], [*sides, *in_z], strict=True):
            line.set_ydata(side)
        at = float(np.log(y / (1 - y)))
        entropy = float(cross_entropy.value(sigmoid, np.array([at]), np.array([y])))
        marks[0].set_data([y], [entropy])
        marks[1].set_data([at], [entropy])
        text = [
            f"minimum at a = y = {y:.2f}, z = ln(y/(1 - y)) = {at:z.4f}: C = H(y) = {entropy:.6f}",
            f"there dC/dz = a - y = 0, d2C/dz2 = a (1 - a) = {y * (1 - y):.4f} (at most 1/4)",
            f"and d2C/da2 = 1/(y (1 - y)) = {1 / (y * (1 - y)):.4f}; d2C/da2 is nowhere below 1",
        ]
        return "\n".join(
            text
        ), f"The loss with both derivatives, over a and over z, for y = {y:.2f}; a dot at the minimum."

    return Panel(
        "Where the cross-entropy is smallest", [Slider("y", "target y", evenly(0.01, 0.99, 0.01), 0.3)], scene, draw
    )


# --- 3.3 ------------------------------------------------------------------------------------------------------------

_COSTS = {"cross-entropy": cross_entropy, "squared error": quadratic, "softmax with log-likelihood": log_likelihood}
_SETTABLE = (*WEIGHTS, "b_h1", "b_h2", "b_o1", "b_o2", "i1", "i2", "t1", "t2")


def _allowed(cost: str, changes: Mapping[str, float], kept: str) -> dict[str, float]:
    """The changes with targets that the cost can have: from 0 to 1, and for softmax with the sum 1."""
    allowed = dict(changes)
    targets = [name for name in dict.fromkeys((kept, "t1", "t2")) if name in ("t1", "t2") and name in allowed]
    if cost != "squared error":
        allowed |= {name: min(max(allowed[name], 0.0), 1.0) for name in targets}
    if cost.startswith("softmax") and targets:
        allowed[{"t1": "t2", "t2": "t1"}[targets[0]]] = round(1 - allowed[targets[0]], 10)
    return allowed


def _changed(cost: str, changes: Mapping[str, float]) -> Problem:
    """Mazur's network with some of its numbers set to others."""
    start = mazur(_COSTS[cost])
    numbers = {name: start[name] for name in _SETTABLE} | dict(changes)
    w, b = [np.empty((2, 2)), np.empty((2, 2))], [np.empty(2), np.empty(2)]
    for name, (l, j, k) in WEIGHTS.items():
        w[l][j, k] = numbers[name]
    for name, (l, j) in NEURONS.items():
        b[l][j] = numbers[f"b_{name}"]
    x, y = np.array([numbers["i1"], numbers["i2"]]), np.array([numbers["t1"], numbers["t2"]])
    return Problem(Network(w, b, start.net.activations), x, y, start.loss)


class _Training:
    """The worked network under way: more steps go on from where it was, anything else begins anew."""

    def __init__(self) -> None:
        self._key: Any = None
        self._steps = 0
        self._example = mazur()

    def after(self, values: Values) -> Problem:
        """Return the network after the steps that the values ask for."""
        slip: Any = "updated" if values["updated"] else "old"
        key = values["cost"], dict(values["changes"]), values["biases"], slip
        steps = int(values["taken"])
        if key != self._key or steps < self._steps:
            self._example, self._steps, self._key = _changed(values["cost"], values["changes"]), 0, key
        if steps > self._steps:
            more = steps - self._steps
            self._example = self._example.steps(more, biases=values["biases"], output_weights=slip)
            self._steps = steps
        return self._example


def worked_network() -> Panel:
    """Exercise 3.3: Mazur's network. Set its numbers, walk through both passes line by line, and train it.

    Example:
        >>> panel = worked_network()
        >>> print(panel.set(line=14))
        line 14 of 29, backward:
          dC/dw5 = delta_o1*out_h1
                 = 0.74136507*0.593269992
                 = 0.439829649
        0 steps taken, eta = 0.5: out = (0.751365, 0.772928), E_total = 1.650528532, w1 = 0.150000
        >>> print(panel.press("one").splitlines()[-1])
        1 step taken, eta = 0.5: out = (0.699169, 0.786122), E_total = 1.446433739, w1 = 0.148866
    """
    figure, (ax,) = _axes(1, (7.2, 3.6))
    places, lines = draw_skeleton(ax)
    rings = {
        name: ax.plot(*places[name], "o", markersize=60, color="none", markeredgecolor=ORANGE, markeredgewidth=3)[0]
        for name in places
    }
    lit = {name: ax.plot(*line.get_data(), color=ORANGE, linewidth=3, zorder=1)[0] for name, line in lines.items()}
    texts = {name: Label(ax, *place) for name, place in places.items()}
    for name, (l, j, k) in WEIGHTS.items():
        (x0, y0), (x1, y1) = places["ih"[l] + str(k + 1)], places["ho"[l] + str(j + 1)]
        along = 0.5 if y0 == y1 else 0.28  # off the middle, where the two diagonals cross
        texts[name] = Label(ax, x0 + along * (x1 - x0), y0 + along * (y1 - y0), boxed=True)
    for name in NEURONS:
        x, y = places[name]
        texts[f"b_{name}"] = Label(ax, x, y + (0.31 if y else -0.31))
    for o in ("1", "2"):
        x, y = places[f"o{o}"]
        texts[f"t{o}"] = Label(ax, x + 0.24, y, anchor="lm")
    scene = Scene(figure, [*lit.values(), *rings.values()], list(texts.values()))
    training = _Training()

    def draw(values: Values) -> tuple[str, str]:
        example = training.after(values)
        names = list(example.formulas)
        name = names[int(values["line"]) - 1]
        line = example.line(name, "updated" if values["updated"] else "old")
        used = set(re.findall(r"[a-zA-Z]\w*", f"{line.name.replace('dC/d', '')} {line.formula}"))
        for neuron, ring in rings.items():
            ring.set_visible(any(part == neuron or part.endswith(f"_{neuron}") for part in used))
        for weight, light in lit.items():
            light.set_visible(weight in used)
        for place, label in texts.items():
            if place in NEURONS:
                label.text = f"{place}\n{example[f'out_{place}']:z.6f}"
            elif place in places:
                label.text = f"{place}\n{example[place]:z.6g}"
            else:
                label.text = f"{place} = {example[place]:z.4f}"
        way = "forward" if names.index(name) < names.index("delta_o1") else "backward"
        slip = ", with Mazur's slip" if abs(line.value - example[name]) > 1e-12 else ""
        head = f"line {values['line']:.0f} of {len(names)}, {way}{slip}:"
        shown = textwrap.indent(repr(line), "  ")
        taken = int(values["taken"])
        anew = " (begun anew)" if values["anew"] else ""
        out = f"({example['out_o1']:z.6f}, {example['out_o2']:z.6f})"
        end = f"{taken} step{'s' * (taken != 1)} taken{anew}, eta = 0.5: out = {out}, "
        end += f"E_total = {example['E_total']:z.9f}, {values['number']} = {example[values['number']]:z.6f}"
        alt = f"The 2-2-2 network with its numbers after {taken} steps; lit up is what {line.name} is made of."
        return f"{head}\n{shown}\n{end}", alt

    def settle(old: Values, new: Values) -> Values:
        if new["number"] != old["number"]:  # another number was chosen: show what it is
            return {**new, "value": _changed(new["cost"], new["changes"])[new["number"]]}
        changes = new["changes"]
        if new["value"] != old["value"]:
            changes = {**changes, new["number"]: new["value"]}
        elif all(new[name] == old[name] for name in ("cost", "biases", "updated")):
            return new
        changes = _allowed(new["cost"], changes, new["number"])
        value = _changed(new["cost"], changes)[new["number"]]
        return {**new, "changes": changes, "value": value, "taken": 0, "anew": old["taken"] > 0 or old["anew"]}

    def step(count: int) -> Any:
        return lambda values: {**values, "taken": values["taken"] + count, "anew": False}

    last = len(mazur().formulas)
    inputs: list[Input | Button] = [
        Choice("cost", "cost", tuple(_COSTS), "cross-entropy"),
        Slider("line", "line of the walk", evenly(1, last, 1), 1, 0),
        Choice("number", "number to set", _SETTABLE, "w1"),
        Slider("value", "its start value", evenly(-2, 2, 0.01), 0.15),
        Choice("biases", "biases in a step", ("held", "each", "shared"), "held"),
        Switch("updated", "Mazur's slip: go back through the updated output weights"),
        Button("back", "Line back"),
        Button("next", "Next line"),
        Button("one", "Train 1 step"),
        Button("ten", "10 steps"),
        Button("thousand", "1000 steps"),
    ]
    hidden = {"changes": {}, "taken": 0, "anew": False}
    presses = {
        "back": lambda values: {**values, "line": max(values["line"] - 1, 1)},
        "next": lambda values: {**values, "line": min(values["line"] + 1, last)},
        "one": step(1),
        "ten": step(10),
        "thousand": step(1000),
    }
    return Panel("The network worked by hand", inputs, scene, draw, presses, settle, hidden)


# --- bonus ----------------------------------------------------------------------------------------------------------

_Z = {
    "1.5, 1.0, 0.3, -1.0": [1.5, 1.0, 0.3, -1.0],
    "a tie: 1.5, 1.5, 0.3, -1.0": [1.5, 1.5, 0.3, -1.0],
    "all alike: 1, 1, 1, 1": [1.0] * 4,
    "the worked network's net_o": [mazur()["net_o1"], mazur()["net_o2"]],
}


def softmax_limit() -> Panel:
    """Bonus: softmax with a factor c, from large negative values through 0 to large positive ones.

    Example:
        >>> panel = softmax_limit()
        >>> panel.set(c=10.0).splitlines()[0]
        'a = (0.9933, 0.0067, 0.0000, 0.0000)   T = 1/c = 0.1'
    """
    positive = geometric(0.01, 100, 41)
    stops = (*(-c for c in reversed(positive)), 0.0, *positive)
    figure, (left, right) = _axes(2)
    _tidy(left, ylim=(0, 1.02), xlim=(0.4, 4.6), xticks=(1, 2, 3, 4), title="outputs")
    bars = _bars(left, 4, BLUE)
    grid = np.concatenate([-np.geomspace(100, 0.01, 120), [0.0], np.geomspace(0.01, 100, 120)])
    _tidy(right, xlim=(-100, 100), ylim=(0, 1.45), xlabel="c", title="entropy of the outputs")
    right.set_xscale("symlog", linthresh=0.1)
    right.set_xticks((-100, -10, -1, 0, 1, 10, 100), ("-100", "-10", "-1", "0", "1", "10", "100"))
    (curve,) = right.plot(grid, grid, color=GREEN)
    (point,) = right.plot([0], [0], "o", color=GREEN, markersize=9)
    scene = Scene(figure, [*bars, curve, point])

    def entropy(a: Array) -> Array:
        return np.abs((a * np.log(np.where(a > 0, a, 1))).sum(-1))

    def draw(values: Values) -> tuple[str, str]:
        c, z = values["c"], np.array(_Z[values["z"]])
        a = softmax(c * z)
        for j, bar in enumerate(bars):
            bar.set_height(a[j] if j < len(a) else 0)
        curve.set_ydata(entropy(softmax(grid[:, None] * z)))
        point.set_data([c], [entropy(a)])
        temperature = f"   T = 1/c = {1 / c:.6g}" if c > 0 else "" if c else "   T = 1/c is infinite"
        text = [
            f"a = {_vector(a)}{temperature}",
            f"entropy {entropy(a):.6f}, of at most ln {len(z)} = {np.log(len(z)):.6f}",
            _bound(c, z, a),
        ]
        return "\n".join(
            text
        ), f"Bars of the outputs {_vector(a, 2)} for c = {c:g}, and the entropy over c with a dot there."

    inputs: list[Input | Button] = [
        Slider("c", "factor c", stops, 1.0, None),
        Choice("z", "weighted inputs z", tuple(_Z), next(iter(_Z))),
    ]
    return Panel("Softmax with a factor c", inputs, scene, draw)


def _bound(c: float, z: Array, a: Array) -> str:
    """What is missing from the limit, and the bound by the gap to the next."""
    if c == 0:
        return f"c = 0: every output is 1/{len(z)}"
    ordered = np.sort(np.sign(c) * z)[::-1]
    ties = int(np.isclose(ordered, ordered[0]).sum())
    if ties == len(z):
        return f"all {ties} are tied: 1/{ties} each, for every c"
    gap, others = ordered[0] - ordered[ties], len(z) - ties
    small = others * np.exp(-abs(c) * gap) / ties
    missing = a[~np.isclose(np.sign(c) * z, ordered[0])].sum()
    end = "largest" if c > 0 else "smallest"
    goes = f"the {end} goes to 1: missing" if ties == 1 else f"the {ties} {end} go to 1/{ties} each: together missing"
    return f"{goes} {missing:.4g} <= bound {small / (1 + small):.4g} (gap {gap:.4f})"
