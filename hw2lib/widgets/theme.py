"""One look for every picture: it stands on a white page as well as on a dark one.

The ground is transparent. Text is a grey whose contrast to white and to the dark pages of JupyterLab, GitHub and
VS Code is at least 4 to 1, lines are colours with at least 3 to 1. What is written on a light patch is nearly black.
"""

from __future__ import annotations

import re
from typing import Any

import numpy as np
import numpy.typing as npt
from matplotlib.axes import Axes
from matplotlib.colors import LinearSegmentedColormap, to_hex, to_rgba
from matplotlib.figure import Figure
from matplotlib.text import Text

from hw2lib.display import rounded

INK = "#7F7F7F"
"""Of text and axes on the page."""
PAPER = "#E8F1F8"
"""Of a neuron, and of the patch under a number that stands on a line."""
ON_PAPER = "#101010"
"""Of what is written on such a patch."""
RED = "#EE3434"
"""Of what is wrong."""
COLORS = ("#0072B2", "#D55E00", "#009E73", "#CC79A7", "#A67A00", "#3C8DC5", INK)
"""Okabe and Ito's palette, its light colours darkened; neighbours stay apart for every kind of colour vision."""
BLUE, ORANGE, GREEN, PURPLE = COLORS[:4]
LINES = ("-", "--", "-.", ":")
BLUE_TO_ORANGE = LinearSegmentedColormap.from_list("blue to orange", ["#6BAEDB", "#DDDDDD", "#F0A35E"])
"""All of it is light enough for black numbers, and none of it is a white slab on a dark page."""
INK_ON_NOTHING = LinearSegmentedColormap.from_list("ink on nothing", [to_rgba(INK, 0.0), to_rgba(INK, 1.0)])
"""Of a handwritten digit."""
FONT_SIZE = 11.5  # points: 16 pixels of a picture 640 wide, and 9 where it is shrunk to 368, on a page of 800
DPI = 100  # of a picture at its natural size

_BLACK = ("#000000", "#262626", "#cccccc")  # what matplotlib gives texts, axes and frames by itself


_MINUS = re.compile(r"(?<![\w.])-(?=\d)")
_FORMULA = re.compile(r"\$(?!\\mathdefault)[^$]*\$")  # with mathdefault it is a number of an axis


def dress(figure: Figure) -> Figure:
    """Give a figure the look: a transparent ground, and grey for matplotlib's own black; return it.

    Example:
        >>> figure = Figure()
        >>> ax = figure.subplots()
        >>> _ = ax.set_xlabel("x"), ax.text(0, 0, "on a patch", color=ON_PAPER)
        >>> _ = dress(figure)
        >>> ax.xaxis.label.get_color(), ax.texts[0].get_color()
        ('#7F7F7F', '#101010')
    """
    figure.set_facecolor("none")
    for ax in figure.axes:
        ax.set_facecolor("none")
        ax.tick_params(which="both", color=INK, labelcolor=INK, labelsize=FONT_SIZE)
        for spine in ax.spines.values():
            spine.set_edgecolor(INK)
        if legend := ax.get_legend():
            legend.get_frame().set(facecolor="none", edgecolor="none")
    black: list[Any] = figure.findobj(_is_black)
    for artist in black:
        artist.set_color(INK)
    for text in figure.findobj(Text):
        text.set_math_fontfamily("stix")
        text.set_text(with_minus(text.get_text()))
        beside = _FORMULA.sub("", text.get_text())
        is_formula = beside != text.get_text() and not re.search(r"\d", beside)  # numbers keep the size of all others
        larger = 1.15 if is_formula else 1.0  # a formula looks smaller than words of the same size
        text.set_fontsize(max(text.get_fontsize(), FONT_SIZE * larger))
    return figure


def _is_black(artist: Any) -> bool:
    color = getattr(artist, "get_color", lambda: None)()
    return isinstance(color, str) and to_hex(color) in _BLACK if color not in (None, "none") else False


def tidy(ax: Axes, **settings: Any) -> Axes:
    """Set what `settings` say, with no frame at the top and the right, and with a grid.

    Example:
        >>> tidy(Figure().subplots(), xlabel="epoch").get_xlabel()
        'epoch'
    """
    ax.set(**settings)
    ax.spines[["top", "right"]].set_visible(False)
    ax.grid(color=INK, alpha=0.25)
    ax.title.set_fontsize(FONT_SIZE)
    for label in (ax.xaxis.label, ax.yaxis.label):
        label.set_fontsize(FONT_SIZE)
    return ax


def shown(value: npt.ArrayLike, decimals: int = 4) -> str:
    """Write a number, or a vector, with so many decimals, as long as it isn't so large that they say nothing.

    Example:
        >>> shown(2 / 3), shown([0.5, -1e-9], 2), shown(-12345678.9)
        ('0.6667', '(0.50, 0.00)', '−1.23e+07')
    """
    if np.ndim(value):
        return f"({', '.join(shown(v, decimals) for v in np.asarray(value))})"
    number = rounded(float(np.asarray(value)))
    return with_minus(f"{number:z.{decimals}f}" if abs(number) < 1e6 else f"{number:.3g}")


def with_minus(text: str) -> str:
    """Write a true minus sign before each number that has one.

    Example:
        >>> with_minus("w7 = -0.5, from 1e-07")
        'w7 = −0.5, from 1e-07'
    """
    return _MINUS.sub("−", text)


def shown_small(value: float, decimals: int = 4) -> str:
    """Write a number that may be tiny, so that it isn't taken for 0.

    Example:
        >>> shown_small(0.25), shown_small(4.7e-20), shown_small(0.0)
        ('0.2500', '4.7e-20', '0.0000')
    """
    return shown(value, decimals) if not 0 < value < 10.0**-decimals else f"{value:.1e}"
