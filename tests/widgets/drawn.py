"""What a picture holds, in lines of text: every artist with its data, its place and its look."""

from collections.abc import Iterator
from typing import Any

import numpy as np
from matplotlib.artist import Artist
from matplotlib.axes import Axes
from matplotlib.colors import to_hex
from matplotlib.figure import Figure
from matplotlib.text import Text

ATTRIBUTES = [
    "text",
    "position",
    "xy",
    "ha",
    "va",
    "rotation",
    "fontsize",
    "xydata",
    "linestyle",
    "linewidth",
    "marker",
    "markersize",
    "offsets",
    "sizes",
    "array",
    "clim",
    "x",
    "y",
    "U",
    "V",
    "width",
    "height",
    "center",
    "radius",
    "closed",
    "color",
    "facecolor",
    "edgecolor",
    "alpha",
]


def lines_of(figure: Figure) -> Iterator[str]:
    """Yield a line for each artist of a figure that can be seen."""
    figure.draw_without_rendering()
    yield f"figure {_shown(figure.get_size_inches())}"
    for ax in figure.axes:
        names = ["title", "xlabel", "ylabel", "xscale", "yscale", "xlim", "ylim"]
        yield f"axes {_attributes(ax, names)}"
        for axis in (ax.xaxis, ax.yaxis) if ax.axison else ():
            ticks = [text.get_text() for text in axis.get_ticklabels() if text.get_visible()]
            yield f"ticks {_shown(axis.get_ticklocs())} {ticks}"
        yield f"spines {[name for name, spine in ax.spines.items() if spine.get_visible()]}"
        for artist in _content(ax):
            yield f"{type(artist).__name__} {_attributes(artist, ATTRIBUTES)}"


def _content(ax: Axes) -> Iterator[Artist]:
    frame = {ax.patch, ax.xaxis, ax.yaxis, *ax.spines.values(), *ax.child_axes}
    found = [a for a in ax.get_children() if a not in frame and a.get_visible()]
    legend = ax.get_legend()
    yield from (a for a in found if a is not legend and (not isinstance(a, Text) or a.get_text()))
    yield from (legend.get_texts() if legend else ())


def _attributes(artist: Any, names: list[str]) -> str:
    of: list[str] = []
    for name in names:
        value = _got(artist, name)
        if value is None or (name in ("markersize", "marker") and artist.get_marker() == "None"):
            continue
        if name == "facecolor" and _got(artist, "array") is not None:  # a last bit can choose the colour beside it
            name, value = "cmap", artist.get_cmap().name
        elif name.endswith("color"):
            colors = [value] if isinstance(value, str) or np.size(value) == 0 else np.atleast_2d(value)
            value = sorted({to_hex(color, keep_alpha=True) for color in colors if np.size(color)})
        of.append(f"{name}={_shown(value)}")
    return " ".join(of)


def _got(artist: Any, name: str) -> Any:
    """What its getter, or else its attribute, of that name gives; None if it has none."""
    try:
        return getattr(artist, f"get_{name}")() if hasattr(artist, f"get_{name}") else getattr(artist, name)
    except (AttributeError, TypeError, ValueError):
        return None


def _shown(value: Any) -> str:
    """A value in short: of many numbers how many they are, the first and the last, their mean and their spread."""
    try:
        numbers = np.ma.filled(np.ma.asarray(value, float), np.nan).ravel()
    except (TypeError, ValueError):
        return repr(value)
    if numbers.size > 12:
        kept = numbers[np.isfinite(numbers)]
        slanted = (kept * np.linspace(0, 1, kept.size)).mean()  # another order is seen, too
        return f"{numbers.size}: {_shown([numbers[0], numbers[-1], kept.mean(), kept.std(), slanted])}"
    return " ".join(f"{v:.6g}" for v in numbers)
