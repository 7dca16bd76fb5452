"""Balls on a curve of one variable: the pictures of the first notebook that don't move."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

import matplotlib.pyplot as plt
import numpy as np
import numpy.typing as npt
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from hw2lib.nn.arrays import Array
from hw2lib.widgets.theme import BLUE, FONT_SIZE, GREEN, INK, ORANGE, PURPLE, tidy

_BALLS = ((ORANGE, "o"), (GREEN, "s"), (PURPLE, "^"))


def draw_descents(
    loss: Callable[[Array], Array],
    paths: Mapping[str, npt.ArrayLike],
    alt: str,
    *,
    sides: tuple[float, float],
    zoom: tuple[float, float] | None = None,
    variable: str = "v",
    line: bool = True,
) -> Figure:
    """Draw a curve and, on it, where each ball was after every step.

    Args:
        loss: the curve.
        paths: by name, the values of the variable after each step.
        alt: what there is to see.
        sides: where the curve begins and ends.
        zoom: the ends of a part that is drawn once more, larger, on its right.
        variable: its name.
        line: whether the places of a path are joined.

    Example:
        >>> figure = draw_descents(np.square, {"ball": [1, 0.5, 0.25]}, "A ball in a valley.", sides=(-1, 1))
        >>> figure.axes[0].lines[1].get_ydata()
        array([1.    , 0.25  , 0.0625])
        >>> plt.close(figure)
    """
    parts = [sides] if zoom is None else [sides, zoom]
    figure, axes = plt.subplots(1, len(parts), figsize=(6.4, 3.2), layout="constrained", squeeze=False)
    figure.set_label(alt)
    for ax, part in zip(axes[0], parts, strict=True):
        _descents(ax, loss, paths, part, line)
        tidy(ax, xlabel=f"${variable}$", xlim=part)
    axes[0, 0].set_ylabel(f"$C({variable})$")
    if zoom is not None:
        axes[0, 0].indicate_inset(_bounds(axes[0, 1]), edgecolor=INK, linewidth=2, alpha=1)
        axes[0, 1].set_title("the part in the frame, larger", fontsize=FONT_SIZE)
    if len(paths) > 1:
        figure.legend(*axes[0, 0].get_legend_handles_labels(), loc="outside upper center", ncols=3, frameon=False)
    return figure


def _descents(
    ax: Axes, loss: Callable[[Array], Array], paths: Mapping[str, Any], sides: tuple[float, float], line: bool
) -> None:
    grid = np.linspace(*sides, 400)
    ax.plot(grid, loss(grid), color=BLUE, linewidth=1.8)
    low, high = ax.get_ylim()
    for (name, path), (color, marker) in zip(paths.items(), _BALLS, strict=False):
        visited = np.asarray(path, float)
        ax.plot(
            visited,
            loss(visited),
            linestyle="-" if line else "none",
            marker=marker,
            color=color,
            markersize=5,
            linewidth=0.8,
            label=name,
        )
    ax.set_ylim(low, high)


def _bounds(ax: Axes) -> tuple[float, float, float, float]:
    (left, right), (low, high) = ax.get_xlim(), ax.get_ylim()
    return left, low, right - left, high - low
