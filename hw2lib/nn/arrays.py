"""Checks of the arrays that a function is given, and the tables that results are shown in.

The checks live here once, so that a wrong shape is refused with the shape that came and the shape
that was wanted, before NumPy has a chance to broadcast it.
"""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterable, Mapping
from numbers import Integral, Real
from typing import Any, TypeAlias

import numpy as np
import numpy.typing as npt

Array: TypeAlias = npt.NDArray[np.floating[Any]]
Shape: TypeAlias = tuple[int, ...]


def as_floats(name: str, value: Any, dtype: npt.DTypeLike | None = None) -> Array:
    """Return `value` as an array of finite floats, never written to by us.

    float32 stays float32 and every other real number becomes float64, unless `dtype` says otherwise.

    Raises:
        TypeError: for strings, complex numbers, ragged lists and everything else that isn't a real number.
        ValueError: for a masked array, for NaN, for infinity and for a number too large for a float.

    Example:
        >>> as_floats("x", [1, 2])
        array([1., 2.])
    """
    floats = as_reals(name, value, dtype)
    if not _finite(floats):
        place = tuple(int(i) for i in np.argwhere(~np.isfinite(floats))[0])
        at = f" at index {place[0] if len(place) == 1 else place}" if place else ""
        raise ValueError(f"{name} must be finite, but holds {floats[place]}{at}")
    return floats


def as_reals(name: str, value: Any, dtype: npt.DTypeLike | None = None) -> Array:
    """Return what `as_floats` returns, but let infinity and NaN pass.

    Example:
        >>> as_reals("z", [1, np.inf])
        array([ 1., inf])
    """
    if isinstance(value, np.ma.MaskedArray):
        raise ValueError(f"{name} is a masked array; fill or drop its masked entries first")
    try:
        array = np.asarray(value)
    except ValueError:
        raise TypeError(f"{name} must be a rectangular array of real numbers, but its rows differ in length") from None
    if array.dtype == object and all(isinstance(entry, Real) for entry in array.flat):
        try:
            array = array.astype(np.float64)  # whole numbers beyond 64 bits, fractions
        except OverflowError:
            raise ValueError(f"{name} holds a number too large for a float") from None
    if array.dtype.kind not in "biuf" or array.dtype.itemsize > 8:
        raise TypeError(f"{name} must hold real numbers (float64 or float32), not {array.dtype}")
    if dtype is None:
        dtype = np.float32 if array.dtype == np.float32 else np.float64
    with np.errstate(over="ignore"):  # float64 to float32 may overflow, to infinity
        return array.astype(dtype, copy=False)


def _finite(floats: Array) -> bool:
    """Whether all are finite: a finite sum says so in one quick pass; only another one needs a closer look."""
    with np.errstate(over="ignore", invalid="ignore"):
        return bool(np.isfinite(floats.sum()) or np.isfinite(floats).all())


def batch_of(
    name: str, value: Any, width: int, copies: Shape, dtype: npt.DTypeLike, examples: int | None = None
) -> Array:
    """Return one example (width,) or a batch (examples, width), shared by all copies or with one batch a copy.

    `examples` is how many there should be, if that is known: it tells labels from targets.

    Raises:
        ValueError: if the shape is another, or if the batch is empty; with the remedy, where there is a usual cause.

    Example:
        >>> batch_of("x", [0.05, 0.10], 2, (), np.float64)
        array([0.05, 0.1 ])
        >>> batch_of("x", np.ones((784, 1)), 784, (), np.float64)
        Traceback (most recent call last):
        ValueError: x must have shape (784,) or (examples, 784), but has (784, 1); one example a row: x.T
    """
    array = as_floats(name, value, dtype)
    shapes = [f"({width},)", f"(examples, {width})"]
    if copies:
        shapes.append(f"({', '.join(map(str, copies))}, examples, {width})")
    shape_fits = array.ndim in (1, 2) or (array.ndim == len(copies) + 2 and array.shape[:-2] == copies)
    if not shape_fits or array.shape[-1] != width:
        wanted = " or ".join(shapes) if len(shapes) == 2 else ", ".join(shapes[:-1]) + " or " + shapes[-1]
        remedy = remedy_for(name, array, width, examples)
        raise ValueError(f"{name} must have shape {wanted}, but has {array.shape}{remedy}")
    if array.size == 0:
        raise ValueError(f"{name} is empty: its shape is {array.shape}, and at least one example is needed")
    return array


def remedy_for(name: str, array: Array, width: int, examples: int | None) -> str:
    """Return what usually helps against a wrong shape, as the end of a message; empty where nothing is usual.

    Example:
        >>> remedy_for("y", np.array([0.0, 1.0, 1.0]), 2, 3)
        '; labels? one_hot(y, 2) of hw2lib.data makes targets of them'
    """
    if array.ndim == 1 and width == 1:
        return f"; one example a row: {name}[:, None]"
    flat = array.ndim == 1 or array.shape[1:] == (1,)
    if flat and array.size == examples and np.isin(array, np.arange(width)).all():
        labels = name if array.ndim == 1 else f"{name}.ravel()"
        return f"; labels? one_hot({labels}, {width}) of hw2lib.data makes targets of them"
    if array.ndim == 2 and array.shape[0] == width != array.shape[1]:
        return f"; one example a row: {name}.T"
    return ""


def positive_integer(name: str, value: Any) -> int:
    """Return `value` as an int of at least 1.

    Example:
        >>> positive_integer("epochs", 30)
        30
    """
    if isinstance(value, bool) or not isinstance(value, Integral):
        raise TypeError(f"{name} must be a whole number, not {value!r}")
    number = int(value)
    if number < 1:
        raise ValueError(f"{name} must be at least 1" + (f", not {number}" if number > -sys.maxsize else ""))
    if number > sys.maxsize:
        raise ValueError(f"{name} is too large: {sys.maxsize} at most")
    return number


def non_negative(name: str, value: Any) -> float:
    """Return `value` as a finite float of at least 0.

    Example:
        >>> non_negative("l2", 0)
        0.0
    """
    if isinstance(value, bool) or not isinstance(value, Real):
        raise TypeError(f"{name} must be a number, not {value!r}")
    try:
        number = float(value)
    except OverflowError:
        raise ValueError(f"{name} is too large for a float") from None
    if not 0 <= number < np.inf:
        raise ValueError(f"{name} must be finite and at least 0, not {value}")
    return number


def positive(name: str, value: Any) -> float:
    """Return `value` as a finite float above 0.

    Example:
        >>> positive("step", 0.0)
        Traceback (most recent call last):
        ValueError: step must be positive
    """
    number = non_negative(name, value)
    if number == 0:
        raise ValueError(f"{name} must be positive")
    return number


class UserFunction:
    """A function that somebody else wrote: it can't write to what it is given, and what it returns is checked.

    Args:
        name: how messages call it.
        function: takes arrays and returns an array.
        finite: whether its first result has to be finite.
        hint: what to say if the result has the shape of the first argument, and another was wanted.

    Example:
        >>> double = UserFunction("double", lambda z: 2 * z)
        >>> double((2,), np.float64, np.array([1.0, 2.0]))
        array([2., 4.])
        >>> double((), np.float64, np.array([1.0, 2.0]))
        Traceback (most recent call last):
        ValueError: double must return an array of shape (), but returned one of (2,)
    """

    def __init__(self, name: str, function: Callable[..., Any], *, finite: bool = True, hint: str = "") -> None:
        if not callable(function):
            raise TypeError(f"{name} must be a function, not {function!r}")
        self.name = name
        self.function = function
        self.hint = hint
        self._must_be_finite = finite

    def __call__(self, shape: Shape, dtype: npt.DTypeLike, *arrays: Array) -> Array:
        """Return the function of the arrays, which has to have this shape, as this type."""
        result = as_reals(f"what {self.name} returns", self.function(*map(_read_only, arrays)), dtype)
        if result.shape != shape:
            hint = self.hint if result.shape == arrays[0].shape else ""
            raise ValueError(
                f"{self.name} must return an array of shape {shape}, but returned one of {result.shape}{hint}"
            )
        if self._must_be_finite and all(map(_finite, arrays)):
            as_floats(f"what {self.name} returns", result)
            self._must_be_finite = False  # later on it may run away, as a training can
        return result


def _read_only(array: Array) -> Array:
    view = array.view()
    view.flags.writeable = False
    return view


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


def same(a: Any, b: Any) -> bool:
    """Whether a and b are equal, arrays within them entry by entry; NaN equals NaN.

    Example:
        >>> same({"loss": np.array([1.0, np.nan])}, {"loss": np.array([1.0, np.nan])})
        True
    """
    if isinstance(a, Mapping) and isinstance(b, Mapping):
        return a.keys() == b.keys() and all(same(a[key], b[key]) for key in a)
    if isinstance(a, (list, tuple)) and type(a) is type(b):
        return len(a) == len(b) and all(map(same, a, b))
    if isinstance(a, np.ndarray) or isinstance(b, np.ndarray):
        numbers = all(np.asarray(v).dtype.kind == "f" for v in (a, b))
        return np.array_equal(a, b, equal_nan=numbers)
    return bool(a == b) or (a != a and b != b)  # only NaN differs from itself


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
