"""A picture of which only some parts move, drawn quickly, as pixels: what the controls draw on.

A control says in each call what there is to see, and nothing of what was there before. The first call makes the
artists; later ones move them. What a call doesn't mention is hidden.
"""

from __future__ import annotations

import io
from collections.abc import Callable, Sequence
from typing import Any, TypeAlias, TypeVar

import numpy as np
import numpy.typing as npt
from matplotlib.axes import Axes
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.figure import Figure
from matplotlib.font_manager import findfont
from PIL import Image, ImageDraw, ImageFont

from hw2lib.display import rounded
from hw2lib.nn.arrays import Array
from hw2lib.widgets.theme import BLUE_TO_ORANGE, DPI, FONT_SIZE, INK, ON_PAPER, PAPER, dress, tidy, with_minus

Pixels: TypeAlias = npt.NDArray[np.uint32]
Box: TypeAlias = tuple[float, float, float, float]
Result = TypeVar("Result")

COLORS = 128  # of a still picture: about what a drawing has, and a quarter of the size
INK_UNSEEN = int(INK[5:7] + INK[3:5] + INK[1:3], 16)  # transparent, as RGBA read from the low byte on


class Plot:
    """A pair of axes, on which everything has a name by which the next call finds it again.

    Attributes:
        ax: matplotlib's own axes.
        artists: what was drawn so far, by its name.
    """

    def __init__(self, scene: Scene, ax: Axes) -> None:
        self.ax = ax
        self.artists: dict[str, Any] = {}
        self._scene = scene
        self._set: dict[str, Any] = {}
        self._styles: dict[str, dict[str, Any]] = {}
        self._done: set[str] = set()

    def set(self, **settings: Any) -> Plot:
        """Set limits, labels and the like, as `Axes.set` does; where one differs from before, all is redrawn."""
        if not settings.items() <= self._set.items():
            tidy(self.ax, **settings)
            self._set |= settings
            self._scene.stale = True
        return self

    def once(self, name: str, draw: Callable[[Axes], Any]) -> None:
        """Draw what never moves, at the first call."""
        if name not in self._done:
            self._done.add(name)
            draw(self.ax)
            self._scene.stale = True

    def artist(self, name: str, make: Callable[[Axes], Any], **style: Any) -> Any:
        """Return the artist of that name, made at the first call, with this style."""
        if name not in self.artists:
            self.artists[name] = make(self.ax)
            self.artists[name].set_animated(True)  # so it isn't part of what is drawn once and kept
        artist = self.artists[name]
        if self._styles.get(name) != style:
            artist.set(**style)
            self._styles[name] = style
        self._scene.seen[artist] = None
        return artist

    def line(self, name: str, x: npt.ArrayLike, y: npt.ArrayLike, kind: str = "-", **style: Any) -> None:
        """Draw a line, or points, through x and y; `kind` is matplotlib's, such as "--" or "o"."""
        made = self.artist(name, lambda ax: ax.plot([], [], kind, label=name)[0], **style)
        made.set_data(np.atleast_1d(x), np.atleast_1d(y))

    def bars(self, name: str, heights: Array, color: str = INK) -> None:
        """Draw a bar for each height, over 1, 2, 3 and so on."""
        for j, height in enumerate(heights, 1):
            bar = self.artist(f"{name} {j}", lambda ax: ax.bar([0], [0], color=color, width=0.6)[0])
            bar.set(x=j - 0.3, height=height)

    def matrix(self, name: str, values: Array, largest: float) -> bool:
        """Draw a square matrix as coloured cells with their numbers, row j downwards and column k to the right.

        A colour is full at `largest`, and a number beyond it has a star. Return whether there is one.
        """
        n = len(values)
        edges = np.arange(n + 1) + 0.5
        colors: Any = {"cmap": BLUE_TO_ORANGE, "vmin": -largest, "vmax": largest}
        mesh = self.artist(name, lambda ax: ax.pcolormesh(edges, edges, np.zeros((n, n)), **colors))
        mesh.set_array(values)
        full = np.abs(rounded(values)) > largest
        for (j, k), value in np.ndenumerate(rounded(values)):
            self.text(k + 1, j + 1, f"{value:z.3f}{'*' * bool(full[j, k])}", color=ON_PAPER)
        self.once(name, lambda ax: square(ax, n))
        return bool(full.any())

    def text(self, x: float, y: float, text: str, anchor: str = "mm", color: str = INK, patch: bool = False) -> None:
        """Write a short text, its `anchor` at (x, y): "mm" is its middle, "lm" the middle of its left side.

        A `patch` under it covers what is there. Pillow sets it ten times as fast as matplotlib would.
        """
        color = ON_PAPER if patch else color
        self._scene.texts.append((self.ax, float(x), float(y), with_minus(text), anchor, color, patch))

    def handle(self, name: str, **also: Any) -> None:
        """Let a hand that drags across these axes set the input of that name, and `also` others."""
        self._scene.handles.append((self.ax, name, also))


def legend_above(ax: Axes, handles: Sequence[Any]) -> None:
    """Name these artists above all axes of the picture, where nothing lies under the names."""
    figure: Any = ax.figure
    figure.legend(handles=handles, loc="outside upper center", ncols=len(handles), frameon=False, fontsize=FONT_SIZE)


def square(ax: Axes, n: int) -> None:
    """Make axes of cells, counted from 1, without a frame."""
    ax.set(xlim=(0.5, n + 0.5), ylim=(n + 0.5, 0.5), aspect="equal")
    ax.grid(visible=False)
    ax.spines[:].set_visible(False)


class Scene:
    """A picture that is drawn again and again.

    Args:
        size: width and height in pixels of the page.
        scale: how many pixels of the screen are one of the page.

    Example:
        >>> scene = Scene((300, 200))
        >>> def draw(scene, slope):
        ...     (plot,) = scene.axes()
        ...     plot.line("a line", [0, 1], [0, slope])
        >>> scene.frame(draw, slope=1.0)
        >>> scene.frame(draw, slope=0.5)
        >>> scene.plots[0].artists["a line"].get_ydata().tolist()
        [0.0, 0.5]
    """

    def __init__(self, size: tuple[int, int], scale: float = 1.0) -> None:
        width, height = (round(pixels * scale) + 1e-6 for pixels in size)  # of which matplotlib takes the whole part
        dpi = DPI * scale
        self.figure = Figure((width / dpi, height / dpi), dpi=dpi, layout="constrained")
        self.plots: list[Plot] = []
        self.texts: list[tuple[Axes, float, float, str, str, str, bool]] = []
        self.handles: list[tuple[Axes, str, dict[str, Any]]] = []
        self.stale = True
        self.background: Pixels = np.zeros((0, 0), np.uint32)
        self.seen: dict[Any, None] = {}  # the artists of this frame, in the order in which they are drawn
        self._font = ImageFont.truetype(
            findfont("DejaVu Sans"), round(FONT_SIZE * DPI * scale / 72), 0, "", ImageFont.Layout.BASIC
        )

    def axes(self, rows: int = 1, columns: int = 1, boxes: Sequence[Box] = (), **grid: Any) -> list[Plot]:
        """Return the pairs of axes, row by row; `grid` is matplotlib's, such as height_ratios=(3, 1).

        Where `boxes` are given, left, bottom, width and height in fractions of the picture, the axes fill those.
        """
        if not self.plots:
            if boxes:
                self.figure.set_layout_engine("none")
            made: Any = [self.figure.add_axes(box) for box in boxes]
            made = made or np.atleast_1d(self.figure.subplots(rows, columns, gridspec_kw=grid)).flat
            self.plots = [Plot(self, ax) for ax in made]
        return self.plots

    def frame(self, draw: Callable[..., Result], **values: Any) -> Result:
        """Call draw(self, **values), which says what there is to see; return what it returns."""
        self.texts, self.handles, self.seen = [], [], {}
        result = draw(self, **values)
        if self.stale:
            self._build()
        return result

    @property
    def size(self) -> tuple[int, int]:
        """Width and height in pixels of the screen."""
        return self._canvas.get_width_height()

    def _build(self) -> None:
        """Lay the figure out, and draw and keep what doesn't move."""
        dress(self.figure)
        self._canvas = FigureCanvasAgg(self.figure)
        self._canvas.draw()
        memory: Any = self._canvas.buffer_rgba()
        drawn = np.frombuffer(memory, "<u4").reshape(self.size[::-1])
        drawn[drawn >> 24 == 0] = INK_UNSEEN  # else the rims of letters would take the colour of what isn't there
        self._kept = self._canvas.copy_from_bbox(self.figure.bbox)
        self.background = drawn.copy()
        page = Image.frombuffer("RGBA", self.size, memory, "raw", "RGBA", 0, 1)
        page.readonly = 0  # the pen writes into the canvas's own memory: no copy is made on the way
        self._drawn, self._pen = drawn, ImageDraw.Draw(page)
        self._pen.font = self._font
        self.stale = False

    def pixels(self) -> Pixels:
        """Draw what moves over what is kept, and the texts over all, and return a view, (height, width)."""
        self._canvas.restore_region(self._kept)
        for artist in self.seen:
            self.figure.draw_artist(artist)
        height = self.figure.bbox.height
        for ax, x, y, text, anchor, color, patch in self.texts:
            at_x, at_y = ax.transData.transform((x, y))
            place, settings = (at_x, height - at_y), dict[str, Any](anchor=anchor, align="center")
            if patch:
                left, top, right, bottom = self._pen.textbbox(place, text, **settings)
                self._pen.rectangle((left - 3, top - 2, right + 3, bottom + 2), fill=PAPER)
            self._pen.text(place, text, fill=color, **settings)
        return self._drawn

    def drags(self) -> list[dict[str, Any]]:
        """Where a hand can drag what, in fractions of the picture from its upper left corner, and to which values."""
        width, height = self.figure.bbox.size
        found = []
        for ax, name, also in self.handles:
            (left, bottom), (right, top) = ax.bbox.min, ax.bbox.max
            box = rounded([left / width, 1 - top / height, right / width, 1 - bottom / height]).tolist()
            log = ax.get_xscale() == "log"
            found.append({"name": name, "also": also, "box": box, "limits": list(ax.get_xlim()), "log": log})
        return found


def png(pixels: Pixels, colors: int | None = None) -> bytes:
    """Return a drawing, (height, width), as a PNG; exactly, or smaller, with a palette of so many colours.

    Example:
        >>> png(np.full((360, 720), 0xFFFFFFFF, "<u4"))[1:4]
        b'PNG'
    """
    height, width = pixels.shape
    image = Image.frombytes("RGBA", (width, height), pixels.tobytes())
    if colors is not None:
        image = image.quantize(colors, Image.Quantize.FASTOCTREE, dither=Image.Dither.NONE)
    file = io.BytesIO()
    image.save(file, "PNG", optimize=colors is not None)
    return file.getvalue()


def runs(pixels: Pixels, background: Pixels) -> bytes:
    """Return pixels, (height, width), as runs of equal ones within a row: the colour of each as RGBA, then each length.

    Where they are as the background they are transparent. A page turns that into a picture in a millisecond, while the
    decoder of a PNG has it wait for other threads.

    Example:
        >>> white = np.full((1, 300), 0xFFFFFFFF, "<u4")
        >>> runs(white, background=white)
        b'\\x00\\x00\\x00\\x00,\\x01'
    """
    pixels = np.where(pixels == background, np.uint32(0), pixels)
    begins = np.ones(pixels.shape, bool)
    begins[:, 1:] = pixels[:, 1:] != pixels[:, :-1]
    starts = np.flatnonzero(begins)
    return pixels.ravel()[starts].tobytes() + np.diff(starts, append=pixels.size).astype("<u2").tobytes()


def evenly(low: float, high: float, step: float) -> tuple[float, ...]:
    """Stops from low to high, a step apart.

    Example:
        >>> evenly(0, 0.3, 0.1)
        (0.0, 0.1, 0.2, 0.3)
    """
    count = round((high - low) / step)
    return tuple(round(low + i * step, 10) + 0.0 for i in range(count + 1))


def geometric(low: float, high: float, count: int, also: Sequence[float] = ()) -> tuple[float, ...]:
    """Stops from low to high, each the same multiple of the one before, to two digits, and `also` some that matter.

    Example:
        >>> geometric(0.1, 10, 3, also=[0.5])
        (0.1, 0.5, 1.0, 10.0)
    """
    return tuple(sorted({*also, *(float(f"{v:.2g}") for v in np.geomspace(low, high, count))}))
