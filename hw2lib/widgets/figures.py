"""Pictures: the network drawn with its numbers, and curves; each is shown with an alt text."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, TypeAlias

import matplotlib.pyplot as plt
import numpy as np
import numpy.typing as npt
from matplotlib.axes import Axes
from matplotlib.colors import LinearSegmentedColormap
from matplotlib.figure import Figure
from matplotlib.lines import Line2D

from hw2lib.byhand.mazur import NEURONS, WEIGHTS
from hw2lib.byhand.problem import Problem

Point: TypeAlias = tuple[float, float]

# Okabe and Ito's palette, in an order that keeps neighbours apart for every kind of colour vision
COLORS = ("#0072B2", "#D55E00", "#009E73", "#CC79A7", "#E69F00", "#56B4E9", "#000000")
# both ends are light enough for black numbers on them
BLUE_TO_ORANGE = LinearSegmentedColormap.from_list("blue to orange", ["#6BAEDB", "#FFFFFF", "#F0A35E"])
RADIUS = 27  # of a drawn neuron, in points
LINES = ("-", "--", "-.", ":")


def show(figure: Figure, alt: str) -> None:
    """Display a figure in the notebook, with `alt` for those who can't see it, and close it.

    JupyterLab doesn't give a picture the alt text that its metadata holds, so the text also stands below it, folded.

    Example:
        >>> figure, _ = plt.subplots()
        >>> show(figure, "An empty pair of axes.")  # doctest: +ELLIPSIS
        Figure(640x480)
        {'text/plain': 'An empty pair of axes.', ...
    """
    from IPython.display import display

    figure.set_facecolor("white")  # a page of its own, so that black on white stays so on a dark theme
    display(figure, metadata={"image/png": {"alt": alt}})
    _describe(alt)
    plt.close(figure)


def show_png(picture: bytes, alt: str) -> None:
    """Display a picture that is a PNG already, with its alt text.

    Example:
        >>> show_png(b"", "Nothing at all.")  # doctest: +ELLIPSIS
        <IPython.core.display.Image object>
        {'text/plain': 'Nothing at all.', ...
    """
    from IPython.display import Image, display

    display(Image(picture, format="png", alt=alt), metadata={"image/png": {"alt": alt}})
    _describe(alt)


def _describe(alt: str) -> None:
    from html import escape

    from IPython.display import display

    folded = f"<details><summary>What the picture shows</summary>{escape(alt)}</details>"
    display({"text/plain": alt, "text/html": folded}, raw=True)


def plot_curves(
    curves: Mapping[str, tuple[npt.ArrayLike, npt.ArrayLike]],
    *,
    title: str = "",
    xlabel: str = "",
    ylabel: str = "",
    ax: Axes | None = None,
    **settings: Any,
) -> Axes:
    """Draw named curves, told apart by colour and by dashes; `settings` go to `Axes.set`.

    Example:
        >>> ax = plot_curves({"line": ([0, 1], [0, 1]), "parabola": ([0, 1, 2], [0, 1, 4])}, xlabel="x")
        >>> len(ax.lines)
        2
        >>> plt.close(ax.figure)
    """
    if ax is None:
        _, ax = plt.subplots(figsize=(6.4, 3.6), layout="constrained")
    for i, (name, (x, y)) in enumerate(curves.items()):
        ax.plot(x, y, LINES[i % len(LINES)], color=COLORS[i % len(COLORS)], label=name)
    ax.set(title=title, xlabel=xlabel, ylabel=ylabel, **settings)
    ax.spines[["top", "right"]].set_visible(False)
    ax.grid(alpha=0.3)
    if len(curves) > 1:
        ax.legend(frameon=False)
    return ax


def plot_matrix(
    values: npt.ArrayLike, *, title: str = "", rows: str = "j", columns: str = "k", ax: Axes | None = None
) -> Axes:
    """Draw a matrix as a map, each entry with its number: blue for negative, orange for positive.

    Example:
        >>> ax = plot_matrix([[0.25, -0.25], [-0.25, 0.25]], title="Jacobian")
        >>> [text.get_text() for text in ax.texts]
        ['0.250', '-0.250', '-0.250', '0.250']
        >>> plt.close(ax.figure)
    """
    matrix = np.atleast_2d(np.asarray(values, float))
    if ax is None:
        _, ax = plt.subplots(figsize=(0.9 * matrix.shape[1] + 1.4, 0.7 * matrix.shape[0] + 1.3), layout="constrained")
    largest = float(np.abs(matrix).max()) or 1.0
    ax.imshow(matrix, cmap=BLUE_TO_ORANGE, vmin=-largest, vmax=largest)
    for (j, k), value in np.ndenumerate(matrix):
        ax.text(k, j, f"{value:z.3f}", ha="center", va="center", color="black", fontsize=9)
    ax.set(title=title, xlabel=columns, ylabel=rows, xticks=range(matrix.shape[1]), yticks=range(matrix.shape[0]))
    ax.spines[:].set_visible(False)
    return ax


def draw_example(example: Problem, title: str = "") -> Figure:
    """Draw the 2-2-2 network with the number of every weight, bias, input, activation and target.

    Example:
        >>> from hw2lib.byhand.mazur import mazur
        >>> figure = draw_example(mazur())
        >>> [text.get_text() for text in figure.axes[0].texts][:3]
        ['i1\\n0.05', 'i2\\n0.1', 'h1\\n0.593270']
        >>> plt.close(figure)
    """
    figure, ax = plt.subplots(figsize=(7.2, 3.9), layout="constrained")
    across = {"i": 0.0, "h": 1.0, "o": 2.0}
    places = {f"{kind}{j}": (across[kind], 1.0 if j == 1 else 0.0) for kind in "iho" for j in (1, 2)}
    for name, (x, y) in places.items():
        value = f"{example[name]:g}" if name in ("i1", "i2") else f"{example[f'out_{name}']:.6f}"
        _neuron(ax, x, y, f"{name}\n{value}")
    for name, (l, j, k) in WEIGHTS.items():
        start, end = places["ih"[l] + str(k + 1)], places["ho"[l] + str(j + 1)]
        _weight(ax, start, end, f"{name} = {example[name]:.4g}")
    for name in NEURONS:
        x, y = places[name]
        ax.text(x, y + (0.24 if y else -0.24), f"b_{name} = {example[f'b_{name}']:.4g}", ha="center", va="center")
    for j in (1, 2):
        x, y = places[f"o{j}"]
        ax.text(x + 0.2, y, f"t{j} = {example[f't{j}']:g}", ha="left", va="center")
    ax.set(xlim=(-0.25, 2.5), ylim=(-0.36, 1.36), title=title)
    ax.axis("off")
    return figure


def draw_skeleton(ax: Axes) -> tuple[dict[str, Point], dict[str, Line2D]]:
    """Draw the 2-2-2 network without numbers; return where its neurons stand, and the line of each weight.

    Example:
        >>> figure, ax = plt.subplots()
        >>> places, lines = draw_skeleton(ax)
        >>> places["o2"], len(lines)
        ((2.0, 0.0), 8)
        >>> plt.close(figure)
    """
    places = {f"{kind}{j}": ("iho".index(kind) * 1.0, 1.0 if j == 1 else 0.0) for kind in "iho" for j in (1, 2)}
    lines = {}
    for name, (l, j, k) in WEIGHTS.items():
        (x0, y0), (x1, y1) = places["ih"[l] + str(k + 1)], places["ho"[l] + str(j + 1)]
        inside = 0.16 if y0 == y1 else 0.125  # a line ends at its neurons' rims
        ends = [(x0 + t * (x1 - x0), y0 + t * (y1 - y0)) for t in (inside, 1 - inside)]
        (lines[name],) = ax.plot(*zip(*ends, strict=True), color="0.45", linewidth=1, zorder=1)
    for name in places:
        _neuron(ax, *places[name], "")
    ax.set(xlim=(-0.3, 2.62), ylim=(-0.42, 1.42))
    ax.axis("off")
    return places, lines


def describe_example(example: Problem) -> str:
    """Return in words what `draw_example` shows: its alt text.

    Example:
        >>> from hw2lib.byhand.mazur import mazur
        >>> describe_example(mazur())[:88]
        'Two inputs, i1 = 0.05 and i2 = 0.1, feed two hidden neurons, and those feed two outputs.'
    """
    weights = [
        f"{name} = {example[name]:.4g} leads from {'ih'[l]}{k + 1} to {'ho'[l]}{j + 1}"
        for name, (l, j, k) in WEIGHTS.items()
    ]
    biases = [f"{name} {example[f'b_{name}']:.4g}" for name in NEURONS]
    outputs = [f"o{j} gives {example[f'out_o{j}']:.6f}, its target is {example[f't{j}']:g}" for j in (1, 2)]
    return (
        f"Two inputs, i1 = {example['i1']:g} and i2 = {example['i2']:g}, feed two hidden neurons, and those feed "
        f"two outputs. {', '.join(weights)}. The biases: {', '.join(biases)}. {'; '.join(outputs)}."
    )


def _neuron(ax: Axes, x: float, y: float, text: str) -> None:
    ax.scatter([x], [y], s=(2 * RADIUS) ** 2, color="#E8F1F8", edgecolors=COLORS[0], linewidths=1.5, zorder=2)
    ax.text(x, y, text, ha="center", va="center", zorder=3, fontsize=9)


def _weight(ax: Axes, start: Point, end: Point, text: str) -> None:
    (x0, y0), (x1, y1) = start, end
    ax.annotate("", end, start, arrowprops={"arrowstyle": "->", "shrinkA": RADIUS, "shrinkB": RADIUS})
    along = 0.5 if y0 == y1 else 0.27  # off the middle, where the two diagonals cross
    x, y = x0 + along * (x1 - x0), y0 + along * (y1 - y0)
    ax.text(x, y, text, ha="center", va="center", fontsize=9, bbox={"color": "white", "pad": 1.5})
