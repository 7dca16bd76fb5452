"""How results and long runs are shown: tables, as plain text and in a notebook, and a progress bar.

In a terminal the bar is tqdm's, which in a notebook would leave its last line among the outputs. There it is an output
of its own, whose content is taken back at the end, so that nothing is left to be stored or compared.
"""

from __future__ import annotations

import os
import sys
import time
from collections.abc import Generator, Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any, TypeVar, overload

import numpy as np
import numpy.typing as npt

Array = npt.NDArray[np.floating[Any]]

T = TypeVar("T")

DELAY = 2.0  # seconds that pass before a bar is shown
PAUSE = 0.2  # seconds between two looks of it in a notebook


def as_path(name: str, value: Any) -> Path:
    """Return a path that was given as one, or as text.

    Example:
        >>> as_path("folder", None)
        Traceback (most recent call last):
        TypeError: folder is a path, such as "my/folder", and not None
    """
    if not isinstance(value, (str, os.PathLike)) or not isinstance(path := os.fspath(value), str):
        raise TypeError(f'{name} is a path, such as "my/{name}", and not {brief(value)}')
    return Path(path)


def show_progress(items: Iterable[T], total: int, label: str, unit: str, show: bool) -> Generator[T, None, None]:
    """Yield the items, and show how many there have been, if `show` and if it takes long.

    Example:
        >>> list(show_progress("ab", 2, "reading", "letter", show=False))
        ['a', 'b']
    """
    if not show:
        yield from items  # without a tqdm: even one that is disabled starts a thread
    elif _in_a_notebook():
        yield from _with_a_line(items, total, label, unit)
    else:
        from tqdm import tqdm  # here, and not above: `import hw2lib` should need NumPy alone

        yield from tqdm(items, total=total, desc=label, unit=unit, delay=DELAY, leave=False)


def _in_a_notebook() -> bool:
    ipython = sys.modules.get("IPython")
    return hasattr(ipython.get_ipython(), "kernel") if ipython else False


def _with_a_line(items: Iterable[T], total: int, label: str, unit: str) -> Generator[T, None, None]:
    from IPython.display import display
    from tqdm import tqdm

    start = shown = time.monotonic()
    line: Any = None
    try:
        for done, item in enumerate(items):
            now = time.monotonic()
            if now - start >= DELAY and now - shown >= min(PAUSE, DELAY):
                line, shown = line or display({}, raw=True, display_id=True), now
                text = tqdm.format_meter(done, total, now - start, ncols=79, prefix=label, unit=unit)
                line.update({"text/plain": text}, raw=True)
            yield item
    finally:
        if line:
            line.update({}, raw=True)


@overload
def rounded(value: float, digits: int = 12) -> float: ...
@overload
def rounded(value: Array | Sequence[float], digits: int = 12) -> Array: ...
def rounded(value: Any, digits: int = 12) -> Any:
    """Return a number, or each of an array's, rounded to so many significant digits, before it is printed or drawn.

    Processors differ in a number's last bit, and where a decimal ends in 5 that bit decides how it is
    written. Twelve digits are the same on all of them. A negative zero loses its sign; infinity and NaN stay.

    Example:
        >>> f"{0.11249999999999999:.3f} {0.1125:.3f}"
        '0.112 0.113'
        >>> f"{rounded(0.11249999999999999):.3f} {rounded(0.1125):.3f}"
        '0.113 0.113'
        >>> rounded([2 / 3, -0.0, 12345.678], digits=3).tolist()
        [0.667, 0.0, 12300.0]
    """
    array = np.asarray(value)
    if array.dtype.kind not in "biuf":
        raise TypeError(f"only real numbers are rounded, not {brief(value)}")
    if array.ndim == 0:
        return float(f"{float(value):.{digits - 1}e}") + 0.0
    dtype = array.dtype if isinstance(value, np.ndarray) else np.float64
    return np.array([rounded(v, digits) for v in array.flat], dtype).reshape(array.shape)


def listed(words: Iterable[str]) -> str:
    """Return words as a sentence has them.

    Example:
        >>> listed(["z"]), listed(["z", "y"]), listed(["z", "y", "a"])
        ('z', 'z and y', 'z, y and a')
    """
    *most, last = words
    return f"{', '.join(most)} and {last}" if most else last


def stored(package: str, name: str) -> Any:
    """Return what a TOML file of a package holds.

    Example:
        >>> sorted(stored("hw2lib.answers", "choices.toml"))[0]
        'a weight in the picture'
    """
    import tomllib  # here, and not above: `import hw2lib` should cost little more than NumPy
    from importlib.resources import files

    return tomllib.loads(files(package).joinpath(name).read_text(encoding="utf-8"))


def sentence(words: str) -> str:
    """Return words as a sentence of their own.

    Example:
        >>> sentence("only w5 moved")
        'Only w5 moved.'
    """
    return f"{words[:1].upper()}{words[1:]}."


def brief(value: object, longest: int = 80) -> str:
    """Return what was given as a message shows it: its repr, cut short; its type, if it has none.

    Example:
        >>> brief("0.5"), brief(10**9999), len(brief("long" * 100))
        ("'0.5'", 'an int', 80)
    """
    try:
        text = repr(value)
    except Exception:  # a whole number of more than 4300 digits has none, nor have some people's classes
        kind = type(value).__name__
        return f"{'an' if kind[0].lower() in 'aeiou' else 'a'} {kind}"
    return text if len(text) <= longest else f"{text[: longest - 3]}..."


class Tabled:
    """What has rows, shown as plain text and in a notebook."""

    def _rows(self) -> tuple[list[str], list[list[object]]]:
        """The headings, and a row of entries a line."""
        raise NotImplementedError

    def summary(self) -> str:
        """Return the table as plain text."""
        return table(*self._rows())

    def _repr_html_(self) -> str:
        return html_table(*self._rows())


class Result(Tabled):
    """A result: it has a table, and equals another one of its kind if all that it holds is equal."""

    __hash__ = None  # type: ignore[assignment]  # what holds arrays can't be hashed

    def __eq__(self, other: object) -> bool:
        return type(self) is type(other) and same(vars(self), vars(other))


def as_text(value: Any) -> str | None:
    """Return a text as Python's own, whatever class of text it is, without a call of its methods; else None.

    Example:
        >>> as_text("dC/dw5"), as_text(5)
        ('dC/dw5', None)
    """
    return str.__str__(value) if issubclass(type(value), str) else None


def same(a: Any, b: Any) -> bool:
    """Whether a and b are equal, arrays within them entry by entry; NaN equals NaN.

    Example:
        >>> same({"loss": np.array([1.0, np.nan])}, {"loss": np.array([1.0, np.nan])})
        True
    """
    try:
        if isinstance(a, Mapping) and isinstance(b, Mapping):
            return a.keys() == b.keys() and all(same(a[key], b[key]) for key in a)
        if isinstance(a, (list, tuple)) and type(a) is type(b):
            return len(a) == len(b) and all(map(same, a, b))
        if isinstance(a, np.ndarray) or isinstance(b, np.ndarray):
            numbers = all(np.asarray(v).dtype.kind == "f" for v in (a, b))
            return np.array_equal(a, b, equal_nan=numbers)
        return bool(a == b) or bool(a != a and b != b)  # only NaN differs from itself
    except Exception:  # what can't be compared, as a table or a list within itself, isn't equal
        return False


def table(headings: Iterable[str], rows: Iterable[Iterable[object]]) -> str:
    """Set rows as plain text under their headings, each column as wide as its longest entry.

    Example:
        >>> print(table(["name", "value"], [["w1", "0.1500"], ["out_o1", "0.7514"]]))
        name     value
        w1      0.1500
        out_o1  0.7514
    """
    cells = [[str(c) for c in row] for row in [headings, *rows]]
    widths = [max(len(row[i]) for row in cells) for i in range(len(cells[0]))]
    lines = [
        "  ".join(c.ljust(w) if i == 0 else c.rjust(w) for i, (c, w) in enumerate(zip(row, widths, strict=True)))
        for row in cells
    ]
    return "\n".join(line.rstrip() for line in lines)


def html_table(headings: Iterable[str], rows: Iterable[Iterable[object]]) -> str:
    """Set the same rows as a small HTML table for the notebook.

    Example:
        >>> html_table(["a"], [["1 < 2"]])
        '<table><thead><tr><th>a</th></tr></thead><tbody><tr><td>1 &lt; 2</td></tr></tbody></table>'
    """
    import html  # here, and not above: `import hw2lib` should cost little more than NumPy

    def line(tag: str, row: Iterable[object]) -> str:
        return "<tr>" + "".join(f"<{tag}>{html.escape(str(c))}</{tag}>" for c in row) + "</tr>"

    body = "".join(line("td", row) for row in rows)
    return f"<table><thead>{line('th', headings)}</thead><tbody>{body}</tbody></table>"
