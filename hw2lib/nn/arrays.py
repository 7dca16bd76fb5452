"""Checks of the arrays that a function is given, and the tables that results are shown in.

The checks live here once, so that a wrong shape is refused with the shape that came and the shape
that was wanted, before NumPy has a chance to broadcast it.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from numbers import Integral, Real
from typing import Any, TypeAlias, overload

import numpy as np
import numpy.typing as npt

Array: TypeAlias = npt.NDArray[np.floating[Any]]
Shape: TypeAlias = tuple[int, ...]


def as_floats(name: str, value: Any, dtype: npt.DTypeLike | None = None) -> Array:
    """Return `value` as an array of finite floats, never written to by us.

    float32 stays float32 and every other real number becomes float64, unless `dtype` says otherwise.

    Raises:
        TypeError: for strings, complex numbers, ragged lists and everything else that isn't a real number.
        ValueError: for a masked array, for NaN and for infinity.

    Example:
        >>> as_floats("x", [1, 2])
        array([1., 2.])
    """
    if isinstance(value, np.ma.MaskedArray):
        raise ValueError(f"{name} is a masked array; fill or drop its masked entries first")
    try:
        array = np.asarray(value)
    except ValueError:
        raise TypeError(f"{name} must be a rectangular array of real numbers, but its rows differ in length") from None
    if array.dtype.kind not in "biuf" or array.dtype.itemsize > 8:
        raise TypeError(f"{name} must hold real numbers (float64 or float32), not {array.dtype}")
    if dtype is None:
        dtype = np.float32 if array.dtype == np.float32 else np.float64
    with np.errstate(over="ignore"):  # float64 to float32 may overflow: the next line says so in words
        floats = array.astype(dtype, copy=False)
    if not _finite(floats):
        place = tuple(int(i) for i in np.argwhere(~np.isfinite(floats))[0])
        at = f" at index {place[0] if len(place) == 1 else place}" if place else ""
        raise ValueError(f"{name} must be finite, but holds {floats[place]}{at}")
    return floats


def _finite(floats: Array) -> bool:
    """Whether all are finite: a finite sum says so in one quick pass; only another one needs a closer look."""
    with np.errstate(over="ignore", invalid="ignore"):
        return bool(np.isfinite(floats.sum()) or np.isfinite(floats).all())


def batch_of(name: str, value: Any, width: int, copies: Shape, dtype: npt.DTypeLike) -> Array:
    """Return one example (width,) or a batch (examples, width), shared by all copies or with one batch a copy.

    Raises:
        ValueError: if the shape is another, or if the batch is empty.

    Example:
        >>> batch_of("x", [0.05, 0.10], 2, (), np.float64)
        array([0.05, 0.1 ])
    """
    array = as_floats(name, value, dtype)
    shapes = [f"({width},)", f"(examples, {width})"]
    if copies:
        shapes.append(f"({', '.join(map(str, copies))}, examples, {width})")
    shape_fits = array.ndim in (1, 2) or (array.ndim == len(copies) + 2 and array.shape[:-2] == copies)
    if not shape_fits or array.shape[-1] != width:
        wanted = " or ".join(shapes) if len(shapes) == 2 else ", ".join(shapes[:-1]) + " or " + shapes[-1]
        raise ValueError(f"{name} must have shape {wanted}, but has {array.shape}")
    if array.size == 0:
        raise ValueError(f"{name} is empty: its shape is {array.shape}, and at least one example is needed")
    return array


def positive_integer(name: str, value: Any) -> int:
    """Return `value` as an int of at least 1.

    Example:
        >>> positive_integer("epochs", 30)
        30
    """
    if isinstance(value, bool) or not isinstance(value, Integral):
        raise TypeError(f"{name} must be a whole number, not {value!r}")
    if value < 1:
        raise ValueError(f"{name} must be at least 1, not {value}")
    return int(value)


def non_negative(name: str, value: Any) -> float:
    """Return `value` as a finite float of at least 0.

    Example:
        >>> non_negative("l2", 0)
        0.0
    """
    if isinstance(value, bool) or not isinstance(value, Real):
        raise TypeError(f"{name} must be a number, not {value!r}")
    number = float(value)
    if not 0 <= number < np.inf:
        raise ValueError(f"{name} must be finite and at least 0, not {value}")
    return number


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
    if np.ndim(value) == 0:
        return float(f"{float(value):.{digits - 1}e}") + 0.0
    array = np.asarray(value, dtype=getattr(value, "dtype", np.float64))
    return np.array([rounded(v, digits) for v in array.flat], array.dtype).reshape(array.shape)


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
