"""A function of your own, tried where mistakes show; a wrong one is told where it differs, and which mistake does that.

What is right, and each slip beside its sentence, is a function too: a slip is found by what it computes.
"""

from __future__ import annotations

import warnings
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from itertools import product
from types import MappingProxyType
from typing import Any

import numpy as np

from hw2lib.answers.feedback import Explanation, Feedback
from hw2lib.nn.activations import sigmoid
from hw2lib.nn.losses import cross_entropy

AGREEMENT = 1e-12  # relative
Function = Callable[..., Any]


@dataclass(frozen=True)
class Task:
    """A function to write.

    Attributes:
        right: what it computes.
        at: the values that each of its arguments takes, in every combination.
        slips: by their sentences, functions that are often written in its place.
    """

    right: Function
    at: tuple[tuple[float, ...], ...]
    slips: Mapping[str, Function]


def _softplus(z: float) -> Any:
    return np.logaddexp(0.0, z)


_Z = (-1000.0, -40.0, -2.0, 0.0, 0.5, 40.0, 1000.0)
_AS_IT_STANDS = "That is ln(1 + e^z) as it stands: e^z overflows at 1000, and 1 + e^-40 is rounded to 1."
_OVERFLOW = "e^z overflows. Take the exponential of -|z|, which is never positive."
_LOG = "1 + e^-40 is rounded to 1, and ln 1 is 0. np.log1p(u) gives ln(1 + u) without adding 1 first."
_IN_A = "Through a the digits are lost: sigma(40) is rounded to 1. Use softplus, and z alone."
_CANCELS = "At z = 40 and y = 1 two numbers of about 40 are subtracted, and no digit is left. Use a sum of two terms."

TASKS: Mapping[str, Task] = MappingProxyType(
    {
        "softplus": Task(
            _softplus,
            (_Z,),
            {
                _AS_IT_STANDS: lambda z: np.log(1 + np.exp(z)),
                _OVERFLOW: lambda z: np.log1p(np.exp(z)),
                _LOG: lambda z: np.maximum(z, 0) + np.log(1 + np.exp(-np.abs(z))),
                "max(z, 0) is missing: for z > 0, ln(1 + e^z) is z + ln(1 + e^-z).": lambda z: np.log1p(
                    np.exp(-np.abs(z))
                ),
                "The second term is missing: ln(1 + e^-|z|).": lambda z: np.maximum(z, 0),
                "The exponent is |z| where it has to be -|z|.": lambda z: (
                    np.maximum(z, 0) + np.log1p(np.exp(np.abs(z)))
                ),
                "The exponent is -z where it has to be -|z|.": lambda z: np.maximum(z, 0) + np.log1p(np.exp(-z)),
                "The exponent is z where it has to be -|z|.": lambda z: np.maximum(z, 0) + np.log1p(np.exp(z)),
                "|z| stands where max(z, 0) belongs.": lambda z: np.abs(z) + np.log1p(np.exp(-np.abs(z))),
                "min(z, 0) stands where max(z, 0) belongs.": lambda z: np.minimum(z, 0) + np.log1p(np.exp(-np.abs(z))),
                "That is softplus(-z).": lambda z: _softplus(-z),
                "That is its derivative, sigma.": lambda z: sigmoid(np.array(z)),
            },
        ),
        "loss from z": Task(
            lambda z, y: float(cross_entropy.value(sigmoid, np.array([z]), np.array([y]))),
            (_Z, (0.0, 0.3, 1.0)),
            {
                _IN_A: lambda z, y: -(y * np.log(sigmoid(z)) + (1 - y) * np.log(1 - sigmoid(z))),
                _CANCELS: lambda z, y: _softplus(z) - y * z,
                "y and 1 - y are exchanged: y belongs to softplus(-z).": lambda z, y: (
                    y * _softplus(z) + (1 - y) * _softplus(-z)
                ),
                "The sign is wrong: softplus has the minus of the loss in it already.": lambda z, y: (
                    -(y * _softplus(-z) + (1 - y) * _softplus(z))
                ),
                "The half with 1 - y is missing.": lambda z, y: y * _softplus(-z),
                "The half with y is missing.": lambda z, y: (1 - y) * _softplus(z),
                "Both terms have softplus(z). -ln a is softplus(-z).": lambda z, y: _softplus(z) + 0 * y,
                "Both terms have softplus(-z). -ln(1 - a) is softplus(z).": lambda z, y: _softplus(-z) + 0 * y,
            },
        ),
    }
)


def check_function(task: str, function: Any) -> Feedback:
    """Try a function that you wrote, and find the mistake behind a wrong one.

    Args:
        task: "softplus", of z, or "loss from z", of z and y.
        function: yours, called with one number for each argument. While it returns None or ..., there is no answer yet.

    Returns:
        The verdict "right", "wrong", "no answer" or "not read", and words. Whatever the function does is answered.

    Example:
        >>> check_function("softplus", lambda z: np.logaddexp(0, z))
        Right: softplus agrees at all 7 points.
        >>> check_function("softplus", lambda z: np.maximum(z, 0) + np.log(1 + np.exp(-np.abs(z))))
        Not right: at z = -40 it gives 0, and 4.24835e-18 is right.
        1 + e^-40 is rounded to 1, and ln 1 is 0. np.log1p(u) gives ln(1 + u) without adding 1 first.
    """
    task = str.__str__(task) if issubclass(type(task), str) else ""
    asked = TASKS.get(task)
    if asked is None:
        return Feedback(task[:60], "not read", 0, (), f"There is no {task[:60]!r} to write: {', '.join(TASKS)}.")
    if function is None or function is ...:
        return Feedback(task, "no answer", 0, (), f"No answer yet for {task}.")
    if not callable(function):
        return Feedback(task, "not read", 0, (), f"{task} is a function: give its name, without brackets after it.")
    points = list(product(*asked.at))
    given = []
    for point in points:
        try:
            value = _called(function, point)
            if value is None or value is ...:
                return Feedback(task, "no answer", 0, (), f"No answer yet for {task}: it returns {value}.")
            given.append(float(np.asarray(value, dtype=float).item()))
        except Exception as error:  # whatever a student's code does is answered
            what = f"{type(error).__name__}: {error}"[:200]
            says = f"At {_written(point)} it gives no number ({what})."
            return Feedback(task, "not read", 0, (), says)
    return _compared(task, asked, points, given)


def _called(function: Function, point: Sequence[float]) -> Any:
    """What a function gives at a point, without a word about overflow: an infinity says that."""
    with np.errstate(all="ignore"), warnings.catch_warnings():
        warnings.simplefilter("ignore")
        return function(*map(np.float64, point))


def _compared(task: str, asked: Task, points: list[tuple[float, ...]], given: list[float]) -> Feedback:
    right = [float(_called(asked.right, point)) for point in points]
    off = next((i for i, pair in enumerate(zip(given, right, strict=True)) if not _same(*pair)), None)
    if off is None:
        return Feedback(task, "right", 0, (), f"Right: {task} agrees at all {len(points)} points.")
    where = _written(points[off])
    lines = [f"Not right: at {where} it gives {given[off]:.6g}, and {right[off]:.6g} is right."]
    found = [
        Explanation((says,), says, given[off])
        for says, slip in asked.slips.items()
        if all(_same(value, float(_called(slip, point))) for value, point in zip(given, points, strict=True))
    ]
    lines += [found[0].says] if found else []
    return Feedback(task, "wrong", 0, tuple(found), "\n".join(lines))


def _same(one: float, other: float) -> bool:
    return bool(np.isclose(one, other, rtol=AGREEMENT, atol=0, equal_nan=True))


def _written(point: Sequence[float]) -> str:
    return " and ".join(f"{name} = {value:g}" for name, value in zip("zy", point, strict=False))
