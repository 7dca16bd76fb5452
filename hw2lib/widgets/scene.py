"""A figure of which only some parts move, drawn quickly, as pixels."""

from __future__ import annotations

import io
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, TypeAlias

import numpy as np
import numpy.typing as npt
from matplotlib.artist import Artist
from matplotlib.axes import Axes
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.figure import Figure
from matplotlib.font_manager import findfont
from PIL import Image, ImageDraw, ImageFont

Pixels: TypeAlias = npt.NDArray[np.uint32]

FONT_SIZE = 9  # points
CAPTION = 18  # pixels
COLORS = 64  # of a still picture: more than a drawing has, and a tenth of the size


@dataclass
class Label:
    """A short text that changes, at a place in the data of some axes. Pillow sets it ten times as fast as matplotlib.

    Attributes:
        ax, x, y: where.
        text: what; lines are separated by newlines.
        anchor: which part of the text stands there, as in Pillow: "mm" is its middle, "lm" the middle of its left side.
        boxed: whether the text has a white background.
    """

    ax: Axes
    x: float
    y: float
    text: str = ""
    anchor: str = "mm"
    boxed: bool = False


class Scene:
    """A figure of which only some artists move: the rest is drawn once and kept.

    Args:
        figure: laid out, with everything in it; its size is that of the picture.
        moving: the artists that change; those drawn later cover those before.
        labels: the texts that change, over all of them.
    """

    def __init__(self, figure: Figure, moving: Sequence[Artist], labels: Sequence[Label] = ()) -> None:
        figure.set_facecolor("white")
        self._canvas = FigureCanvasAgg(figure)
        self._figure = figure
        self._moving = list(moving)
        for artist in self._moving:
            artist.set_animated(True)
        self._canvas.draw()  # lays the figure out
        self._kept = self._canvas.copy_from_bbox(figure.bbox)
        self.background = self._drawn().copy()
        height = figure.bbox.height
        places = [label.ax.transData.transform((label.x, label.y)) for label in labels]
        self._labels = [(label, (float(x), float(height - y))) for label, (x, y) in zip(labels, places, strict=True)]
        self._pen = self._pen_on_canvas()
        self._pen.font = _font(FONT_SIZE * figure.dpi / 72)

    @property
    def size(self) -> tuple[int, int]:
        """Width and height in pixels."""
        return self._canvas.get_width_height()

    def pixels(self) -> Pixels:
        """Draw the moving artists over what is kept and the labels over all, and return a view, (height, width)."""
        self._canvas.restore_region(self._kept)
        for artist in self._moving:
            if artist.get_visible():
                self._figure.draw_artist(artist)
        for label, place in self._labels:
            settings: Any = {"anchor": label.anchor, "align": "center"}
            if label.boxed:
                left, top, right, bottom = self._pen.textbbox(place, label.text, **settings)
                self._pen.rectangle((left - 2, top - 2, right + 2, bottom + 2), fill="white")
            self._pen.text(place, label.text, fill="black", **settings)
        return self._drawn()

    def _drawn(self) -> Pixels:
        return np.asarray(self._canvas.buffer_rgba()).view("<u4")[..., 0]

    def _pen_on_canvas(self) -> ImageDraw.ImageDraw:
        """A pen that writes into the canvas's own memory: no copy is made on the way."""
        memory: Any = self._canvas.buffer_rgba()
        page = Image.frombuffer("RGBA", self.size, memory, "raw", "RGBA", 0, 1)
        page.readonly = 0
        return ImageDraw.Draw(page)


def _font(pixels: float) -> ImageFont.FreeTypeFont:
    """The font of all labels, in the quicker of Pillow's two layouts."""
    return ImageFont.truetype(findfont("DejaVu Sans"), round(pixels), 0, "", ImageFont.Layout.BASIC)


def captioned(picture: bytes, caption: str) -> bytes:
    """Return a picture, a PNG, with a line of small grey text under it.

    Example:
        >>> white = png(np.full((100, 300), 0xFFFFFFFF, "<u4"))
        >>> Image.open(io.BytesIO(captioned(white, "As it stands."))).size
        (300, 118)
    """
    drawn = Image.open(io.BytesIO(picture)).convert("RGB")
    page = Image.new("RGB", (drawn.width, drawn.height + CAPTION), "white")
    page.paste(drawn)
    place = (drawn.width / 2, drawn.height + CAPTION / 2)
    ImageDraw.Draw(page).text(place, caption, fill="#595959", font=_font(12), anchor="mm")
    return _encoded(page, COLORS)


def png(pixels: Pixels, colors: int | None = None) -> bytes:
    """Return a drawing, (height, width), as a PNG; exactly, or smaller, with a palette of so many colours.

    Example:
        >>> png(np.full((360, 720), 0xFFFFFFFF, "<u4"))[1:4]
        b'PNG'
    """
    height, width = pixels.shape
    return _encoded(Image.frombytes("RGBA", (width, height), pixels.tobytes()).convert("RGB"), colors)


def _encoded(image: Image.Image, colors: int | None) -> bytes:
    if colors is not None:
        image = image.quantize(colors, Image.Quantize.FASTOCTREE, dither=Image.Dither.NONE)
    file = io.BytesIO()
    image.save(file, "PNG", optimize=True)
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
