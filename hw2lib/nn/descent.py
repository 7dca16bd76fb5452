"""Gradient descent on a plain function of a few variables: the rolling ball of chapter 1."""

from collections.abc import Callable

import numpy as np
import numpy.typing as npt

from hw2lib.nn.arrays import Array, UserFunction, as_floats, non_negative, positive_integer


def descend(
    gradient: Callable[[Array], npt.ArrayLike], start: npt.ArrayLike, *, learning_rate: float, steps: int
) -> Array:
    """Return the path of v <- v - learning_rate * gradient(v), the start first.

    Args:
        gradient: maps v to the gradient there, in the shape of v.
        start: a number, or an array of any shape; several balls may roll at once.
        learning_rate: the step size, 0 or more.
        steps: how many steps to take.

    Returns:
        an array (steps + 1, *start.shape). A path that runs away ends in infinity or NaN; that is no error here.

    Raises:
        TypeError, ValueError: if an argument can't be used, or the gradient has another shape than v.

    Example:
        >>> descend(lambda v: 2 * v, 1.0, learning_rate=0.25, steps=3)
        array([1.   , 0.5  , 0.25 , 0.125])
    """
    v = as_floats("start", start)
    rate = non_negative("learning_rate", learning_rate)
    slope = UserFunction("the gradient", gradient, finite=False)
    path = [v]
    with np.errstate(all="ignore"):  # to diverge is one of the things to be seen
        for _ in range(positive_integer("steps", steps)):
            v = v - rate * slope(v)
            path.append(v)
    return np.array(path)
