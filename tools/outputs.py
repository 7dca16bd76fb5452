"""What two executions of a notebook differ in: texts to the letter, pictures as far as the eye sees."""

from __future__ import annotations

import base64
import difflib
import io
from collections.abc import Iterator
from typing import Any, TypeAlias

import numpy as np
import numpy.typing as npt
from PIL import Image

WIDGET_STATE = "application/vnd.jupyter.widget-state+json"
PICTURE = "image/png"
LARGEST = 32  # of 255 levels, in the mean of 3 by 3 pixels: one pixel may turn over, two side by side may not
MEAN = 0.1  # of 255 levels, over the whole picture

Pixels: TypeAlias = npt.NDArray[np.float64]


def alike(first: bytes, second: bytes) -> bool:
    """Whether two PNGs differ by less than the eye sees.

    Example:
        >>> def drawn(dot, value):
        ...     image = Image.new("L", (40, 30), 255)
        ...     image.paste(value, dot)
        ...     file = io.BytesIO()
        ...     image.save(file, "PNG")
        ...     return file.getvalue()
        >>> dot = drawn((9, 9, 13, 13), 0)
        >>> [alike(dot, drawn((left, 9, 13, 13), value)) for left, value in ((9, 1), (9, 60), (8, 0))]
        [True, False, False]
    """
    try:
        return first == second or _alike(_decoded(first), _decoded(second))
    except OSError:  # not a picture
        return False


def _alike(one: Pixels, other: Pixels) -> bool:
    if one.shape != other.shape:
        return False
    off = np.pad(np.abs(one - other), ((1, 1), (1, 1), (0, 0)))
    height, width, _ = one.shape
    around = np.stack([off[i : i + height, j : j + width] for i in range(3) for j in range(3)]).mean(0)
    return bool(around.max() <= LARGEST and off.mean() <= MEAN)


def _decoded(png: bytes) -> Pixels:
    """Return a PNG's pixels as they are seen, 0 to 255: (height, width, 4), the last of them the opacity."""
    return _seen(np.asarray(Image.open(io.BytesIO(png)).convert("RGBA")))


def _seen(pixels: npt.NDArray[Any]) -> Pixels:
    """Return the colours times the opacity: on any ground, what is transparent has no colour to be seen."""
    return np.concatenate([pixels[..., :3] * (pixels[..., 3:] / 255), pixels[..., 3:]], axis=-1)


def differences(stored: Any, again: Any, *, pictures: bool = True) -> list[str]:
    """Say in which cells an execution shows something else than what is stored, and what.

    A cell tagged nbval-ignore-output may print what it likes, but shows a picture where one is stored.

    Args:
        stored, again: notebooks with the same cells.
        pictures: whether pixels are compared; that a picture is there always is.
    """
    if [cell.source for cell in stored.cells] != [cell.source for cell in again.cells]:
        return ["the cells themselves differ: run tools/refresh.py first"]
    found = []
    for number, (before, after) in enumerate(zip(stored.cells, again.cells, strict=True)):
        found += [f"cell {number}: {words}" for words in _in_cell(before, after, pictures)]
    return found + [f"panel {words}" for words in _in_panels(stored, again, pictures)]


def _in_cell(before: Any, after: Any, pictures: bool) -> Iterator[str]:
    old, new = before.get("outputs", []), after.get("outputs", [])
    timed = "nbval-ignore-output" in before.metadata.get("tags", [])
    if [_kinds(output) for output in old] != [_kinds(output) for output in new]:
        yield f"shows {[_kinds(o) for o in new]} where {[_kinds(o) for o in old]} is stored"
        return
    for one, other in zip(old, new, strict=True):
        if timed:
            continue
        if one.get("metadata") != other.get("metadata"):
            yield _lines(str(one.get("metadata")), str(other.get("metadata")))
        here, there = _shown(one), _shown(other)
        for kind in here:
            if kind != PICTURE:
                if here[kind] != there[kind]:
                    yield _lines(str(here[kind]), str(there[kind]))
            elif pictures and not alike(base64.b64decode(here[kind]), base64.b64decode(there[kind])):
                yield "the picture differs"


def _shown(output: Any) -> dict[str, Any]:
    """What an output shows, by kind."""
    if "data" in output:
        return dict(output["data"])
    return {name: output[name] for name in ("name", "text", "ename", "evalue") if name in output}


def _kinds(output: Any) -> list[str]:
    return sorted(_shown(output))


def _lines(before: str, after: str) -> str:
    changes = difflib.unified_diff(before.splitlines(), after.splitlines(), lineterm="", n=0)
    return "\n".join(
        ["text differs", *(f"    {line}" for line in changes if not line.startswith(("---", "+++", "@@")))]
    )


def _in_panels(stored: Any, again: Any, pictures: bool) -> Iterator[str]:
    old, new = panels(stored), panels(again)
    if list(old) != list(new):
        yield f"models {list(new)} are kept where {list(old)} are stored"
        return
    for number, (before, after) in enumerate(zip(old.values(), new.values(), strict=True)):
        title = before["state"].get("title", f"model {number}")
        public = [name for name in before["state"] if not name.startswith("_")]  # the rest are versions and code
        for name in public:
            said, now = before["state"][name], after["state"].get(name)
            if said != now:
                yield f"{title!r}: {name}: {_lines(str(said), str(now))}"
        if pictures and not same_buffers(before, after):
            yield f"{title!r}: the picture differs"


def panels(notebook: Any) -> Any:
    """Return the widget models that a notebook keeps, by their ids."""
    return notebook.metadata.get("widgets", {}).get(WIDGET_STATE, {}).get("state", {})


def same_buffers(before: Any, after: Any) -> bool:
    """Whether two models of a widget hold the same pictures, as far as the eye sees."""
    old, new = ({b["path"][0]: base64.b64decode(b["data"]) for b in m.get("buffers", [])} for m in (before, after))
    try:
        return old == new or (old.keys() == new.keys() and _alike(_panel(old), _panel(new)))
    except (KeyError, OSError, ValueError):  # not a panel's pictures
        return False


def _panel(buffers: dict[str, bytes]) -> Pixels:
    """Return what a panel shows: its background, and over it runs of equal pixels, colours first, then lengths."""
    background, overlay = _decoded(buffers["background"]), buffers["overlay"]
    count = len(overlay) // 6
    colors = np.frombuffer(overlay, np.uint8, 4 * count).reshape(count, 4)
    moving = np.repeat(colors, np.frombuffer(overlay, "<u2", count, 4 * count), axis=0).reshape(background.shape)
    return np.where(moving[..., 3:] == 0, background, _seen(moving))
