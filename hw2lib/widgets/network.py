"""The 2-2-2 network as it is drawn, in pictures and in controls: where everything stands, and what is written there."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any, NamedTuple

import numpy as np
from matplotlib.axes import Axes
from matplotlib.patches import Circle
from matplotlib.quiver import Quiver

from hw2lib.byhand.mazur import NEURONS, WEIGHTS
from hw2lib.byhand.problem import Problem
from hw2lib.display import rounded
from hw2lib.widgets.theme import BLUE, FONT_SIZE, INK, ON_PAPER, PAPER

WIDTH, HEIGHT = 640, 360  # of the drawing; a unit is a pixel of the page
RADIUS = 44  # of a neuron
_ACROSS, _UP = {"i": 50, "h": 277, "o": 504}, {"1": 273, "2": 87}
PLACES = {f"{kind}{j}": (x, y) for kind, x in _ACROSS.items() for j, y in _UP.items()}
_SUBSCRIPTS = str.maketrans("ho0123456789", "ₕₒ₀₁₂₃₄₅₆₇₈₉")


class Place(NamedTuple):
    """Where a text stands, which part of it, and whether it covers the line under it."""

    x: float
    y: float
    anchor: str = "mm"
    patch: bool = False


def ends(weight: str) -> tuple[str, str]:
    """Return the neurons that a weight leads from and to.

    Example:
        >>> ends("w7")
        ('h1', 'o2')
    """
    l, j, k = WEIGHTS[weight]
    return "ih"[l] + str(k + 1), "ho"[l] + str(j + 1)


def on_edge(weight: str, backward: bool = False) -> Place:
    """Return the place of a text on the edge of a weight, off the middle, where diagonals cross, and off its head."""
    (x0, y0), (x1, y1) = (PLACES[end] for end in ends(weight))
    along = 0.5 if y0 == y1 else 0.66 if backward else 0.34
    return Place(x0 + along * (x1 - x0), y0 + along * (y1 - y0), patch=True)


def beside(neuron: str, away: float = 1.5) -> Place:
    """Return the place over a neuron of the upper row, or under one of the lower, so many radii away."""
    x, y = PLACES[neuron]
    return Place(x, y + away * RADIUS * (1 if y == _UP["1"] else -1))


def inside(neuron: str) -> Place:
    """Return the place in the middle of a neuron."""
    return Place(*PLACES[neuron])


def target_of(output: str) -> Place:
    """Return the place of an output's target, at its right."""
    x, y = PLACES[output]
    return Place(x + RADIUS + 8, y, "lm")


def neurons(ax: Axes) -> None:
    """Draw the six neurons, and clear the axes of all else."""
    for place in PLACES.values():
        ax.add_patch(Circle(place, RADIUS, facecolor=PAPER, edgecolor=BLUE, linewidth=1.5, zorder=2))
    ax.set(xlim=(0, WIDTH), ylim=(0, HEIGHT), aspect="equal")
    ax.axis("off")


def ring(neuron: str) -> Callable[[Axes], Any]:
    """Return what draws a ring about a neuron."""
    whole: Any = {"fill": False, "linewidth": 3, "zorder": 3}
    return lambda ax: ax.add_patch(Circle(PLACES[neuron], RADIUS + 1, **whole))


def edges(ax: Axes, backward: bool = False) -> Quiver:
    """Draw the eight weights as arrows from rim to rim, in the order of WEIGHTS; backward, they point to the left."""
    starts, ways = [], []
    for weight in WEIGHTS:
        start, end = (np.array(PLACES[n], float) for n in (reversed(ends(weight)) if backward else ends(weight)))
        rim = (end - start) * (RADIUS + 3) / np.hypot(*(end - start))
        starts.append(start + rim)
        ways.append(end - start - 2 * rim)
    whole: Any = {"angles": "xy", "scale_units": "xy", "scale": 1, "units": "xy", "width": 1.6}
    head: Any = {"headwidth": 6, "headlength": 8, "headaxislength": 8}
    return ax.quiver(*np.transpose(starts), *np.transpose(ways), color=INK, zorder=1, **whole, **head)


def write(ax: Axes, place: Place, text: str, color: str = "", **style: Any) -> None:
    """Write a text of a picture that doesn't move."""
    across = {"l": "left", "m": "center", "r": "right"}[place.anchor[0]]
    patch = {"facecolor": PAPER, "edgecolor": "none", "pad": 2} if place.patch else None
    color = color or (ON_PAPER if place.patch else INK)
    ax.text(place.x, place.y, text, ha=across, va="center", color=color, fontsize=FONT_SIZE, bbox=patch, **style)


def with_subscripts(text: str) -> str:
    """Write the names of weights, biases, targets and errors with subscripts.

    Example:
        >>> with_subscripts("w7 = 0.5, b_h1, ∂C/∂w5, δ_o2 of o2")
        'w₇ = 0.5, bₕ₁, ∂C/∂w₅, δₒ₂ of o2'
    """
    return re.sub(r"(?<!\w)([wbtδ])_?([ho]?\d)\b", lambda name: name[1] + name[2].translate(_SUBSCRIPTS), text)


def numbers(example: Problem) -> dict[str, tuple[Place, str]]:
    """Return what stands where in a worked example before its step: every weight, bias, output and target.

    Example:
        >>> from hw2lib.byhand.mazur import mazur
        >>> numbers(mazur())["w7"][1], numbers(mazur())["h1"][1]
        ('w7 = 0.5', 'h1\\n0.593270')
    """
    texts = {name: (on_edge(name), f"{name} = {rounded(example[name]):.4g}") for name in WEIGHTS}
    texts |= {f"b_{n}": (beside(n), f"b_{n} = {rounded(example[f'b_{n}']):.4g}") for n in NEURONS}
    texts |= {f"t{j}": (target_of(f"o{j}"), f"t{j} = {rounded(example[f't{j}']):.4g}") for j in (1, 2)}
    texts |= {n: (inside(n), f"{n}\n{rounded(example[f'out_{n}']):z.6f}") for n in NEURONS}
    return texts | _inputs(example)


def errors(example: Problem) -> dict[str, tuple[Place, str]]:
    """Return what stands where on the way back: delta on each neuron, and dC/dw on each edge.

    Example:
        >>> from hw2lib.byhand.mazur import mazur
        >>> errors(mazur())["h1"][1], errors(mazur())["w7"][1]
        ('δ_h1\\n0.0454', '∂C/∂w7\\n-0.128782')
    """
    texts = {
        name: (on_edge(name, backward=True), f"∂C/∂{name}\n{rounded(example[f'dC/d{name}']):z.6f}") for name in WEIGHTS
    }
    texts |= {n: (inside(n), f"δ_{n}\n{rounded(example[f'delta_{n}']):z.4f}") for n in NEURONS}
    return texts | _inputs(example)


def _inputs(example: Problem) -> dict[str, tuple[Place, str]]:
    return {n: (inside(n), f"{n}\n{rounded(example[n]):.4g}") for n in ("i1", "i2")}
