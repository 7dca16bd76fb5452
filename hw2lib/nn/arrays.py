"""Checks of the arrays that a function is given, or that a function of somebody else's returns.

They live here once, so that a wrong shape is refused with the shape that came and the shape
that was wanted, before NumPy has a chance to broadcast it.
"""

import sys
from collections import deque
from collections.abc import Callable, Sequence
from numbers import Integral, Real
from typing import Any, TypeAlias

import numpy as np
import numpy.typing as npt

from hw2lib.display import brief

Array: TypeAlias = npt.NDArray[np.floating[Any]]
Arrays: TypeAlias = Sequence[Array]
Shape: TypeAlias = tuple[int, ...]
DEEPEST = 8  # axes that a list may have
TEXTS = (str, bytes, bytearray, memoryview)  # sequences that are no lists


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
    masked = ValueError(f"{name} is a masked array; fill or drop its masked entries first")
    if _holds_masked(name, value):
        raise masked
    try:
        array = np.asanyarray(value)
    except ValueError:
        raise TypeError(f"{name} must be a rectangular array of real numbers, but its rows differ in length") from None
    except Exception as error:  # an object may fail to be an array in any way
        raise TypeError(f"{name} can't be read as an array: {type(error).__name__}") from None
    if isinstance(array, np.ma.MaskedArray):
        raise masked
    array = np.asarray(array)
    if array.dtype == object and all(isinstance(entry, Real) for entry in array.flat):
        try:
            array = array.astype(np.float64)  # whole numbers beyond 64 bits, fractions
        except OverflowError:
            raise ValueError(f"{name} holds a number too large for a float") from None
    if array.dtype.kind not in "biuf" or array.dtype.itemsize > 8:
        raise TypeError(f"{name} must hold real numbers (float64 or float32), not {array.dtype}")
    if dtype is None:
        dtype = np.float32 if (array.dtype.kind, array.dtype.itemsize) == ("f", 4) else np.float64
    with np.errstate(over="ignore"):  # float64 to float32 may overflow, to infinity
        return array.astype(dtype, copy=False)


def _holds_masked(name: str, value: Any) -> bool:
    """Whether it is a list with a masked array in it, whose mask NumPy would drop.

    Raises:
        TypeError: for lists that are too deep within each other, such as one that holds itself.
    """
    parts = [value] if _is_nested(value) else []
    for _ in range(DEEPEST):
        inside = [part for some in parts for part in some if not isinstance(part, (float, int))]
        if any(isinstance(part, np.ma.MaskedArray) for part in inside):
            return True
        parts = list({id(part): part for part in inside if _is_nested(part)}.values())
    if parts:
        raise TypeError(f"{name} must be an array, but its lists lie more than {DEEPEST} deep within each other")
    return False


def _is_nested(value: Any) -> bool:
    return isinstance(value, (Sequence, deque)) and not isinstance(value, TEXTS)


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


def is_list(value: Any) -> bool:
    """Return whether it is a sequence, or an array with an axis: no text, and no single number.

    Example:
        >>> is_list([1, 2]), is_list("12"), is_list(np.array(1.0))
        (True, False, False)
    """
    return isinstance(value, (Sequence, np.ndarray)) and not isinstance(value, TEXTS) and getattr(value, "ndim", 1) > 0


def is_number(value: Any, kind: type[Any] = Real) -> bool:
    """Return whether it is a real number, or a whole one: no truth value, and no span of time.

    Example:
        >>> is_number(2), is_number(True), is_number(np.timedelta64(2)), is_number(2.5, Integral)
        (True, False, False, False)
    """
    return isinstance(value, kind) and not isinstance(value, (bool, np.timedelta64))


def positive_integer(name: str, value: Any) -> int:
    """Return `value` as an int of at least 1.

    Example:
        >>> positive_integer("epochs", 30)
        30
    """
    if not is_number(value, Integral):
        raise TypeError(f"{name} must be a whole number, not {brief(value)}")
    if not 1 <= int(value) <= sys.maxsize:
        too_large = f"is too large: {sys.maxsize} at most"
        raise ValueError(f"{name} {too_large if int(value) > 0 else f'must be at least 1, not {brief(value)}'}")
    return int(value)


def non_negative(name: str, value: Any) -> float:
    """Return `value` as a finite float of at least 0.

    Example:
        >>> non_negative("l2", 0)
        0.0
    """
    if not is_number(value):
        raise TypeError(f"{name} must be a number, not {brief(value)}")
    if value < 0 or not value <= sys.float_info.max:
        raise ValueError(f"{name} must be finite and at least 0, not {brief(value)}")
    return float(value)


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


def only_arrays(what: str, arrays: Any) -> None:
    """Raise TypeError unless this is a list of arrays of floats, at least one, of which a result is made.

    Example:
        >>> only_arrays("a trace", [np.ones(2), [1.0]])
        Traceback (most recent call last):
        TypeError: a trace is made of arrays of floats, not of [1.0]
    """
    for array in arrays if isinstance(arrays, (tuple, list)) and arrays else [None]:
        if not isinstance(array, (np.ndarray, np.floating)) or array.dtype.kind != "f":
            raise TypeError(f"{what} is made of arrays of floats, not of {brief(array)}")


class UserFunction:
    """A function that somebody else wrote: it can't write to what it is given, and what it returns is checked.

    Args:
        name: how messages call it.
        function: takes arrays and returns an array of the number type and, as a rule, the shape of the first.
        shape: makes another shape of that of the first.
        finite: whether the first result has to be finite; later on it may run away, as a training can.
        hint: what to say if the result has the shape of the first array, and another was wanted.

    Example:
        >>> double = UserFunction("double", lambda z: 2 * z)
        >>> double(np.array([1.0, 2.0]))
        array([2., 4.])
        >>> UserFunction("total", np.sum)(np.array([1.0, 2.0]))
        Traceback (most recent call last):
        ValueError: total must return an array of shape (2,), but returned one of ()
    """

    def __init__(
        self, name: str, function: Any, *, shape: Callable[[Shape], Shape] = tuple, finite: bool = True, hint: str = ""
    ) -> None:
        if not isinstance(name, str) or not callable(function):
            raise TypeError(f"a name and a function are needed, not {brief(name)} and {brief(function)}")
        self.name, self.function, self.shape, self.hint, self._must_be_finite = name, function, shape, hint, finite

    def __call__(self, *arrays: Array) -> Array:
        """Return the function of the arrays."""
        shape, what = self.shape(arrays[0].shape), f"what {self.name} returns"
        # a copy, since the function may hand out the same memory every time
        result = as_reals(what, self.function(*map(_read_only, arrays)), arrays[0].dtype).copy()
        if result.shape != shape:
            hint = self.hint if result.shape == arrays[0].shape else ""
            raise ValueError(
                f"{self.name} must return an array of shape {shape}, but returned one of {result.shape}{hint}"
            )
        if self._must_be_finite and all(map(_finite, arrays)):
            as_floats(what, result)
            self._must_be_finite = False
        return result


def _read_only(array: Array) -> Array:
    view = np.asarray(array).view()
    view.flags.writeable = False
    return view
