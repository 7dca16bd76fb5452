"""Your own function, run on a few inputs beside the right one: the first value that differs, and the likely slip."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from difflib import get_close_matches
from typing import Any

import numpy as np
import numpy.typing as npt

from hw2lib.answers.feedback import Explanation, Feedback, Verdict

CLOSE = 1e-9  # relative, of the largest value: what another order of the same operations may change
SHOWN = 60  # characters of what was typed


@dataclass(frozen=True)
class Task:
    """A function that is asked for.

    Attributes:
        right: the function.
        skeleton: what the page gives to begin with; whatever returns the same isn't answered yet.
        cases: arguments that it is run on, each with the words that describe the call.
        value: what one entry of the result is called.
        slips: wrong functions, each with the sentence that says what happened in it.
    """

    right: Callable[..., Any]
    skeleton: Callable[..., Any]
    cases: Mapping[str, Sequence[Any]]
    value: str
    slips: Mapping[str, Callable[..., Any]]


def _path(step: Callable[[Any, float, float], float]) -> Callable[..., list[float]]:
    """The path that a step (slope, v, eta) -> new v takes."""

    def descend(slope: Callable[[float], float], v: float, eta: float, steps: int) -> list[float]:
        path = [v]
        for _ in range(steps):
            v = step(slope, v, eta)
            path.append(v)
        return path

    return descend


def _with_the_first_slope(slope: Callable[[float], float], v: float, eta: float, steps: int) -> list[float]:
    return [v - n * eta * slope(v) for n in range(steps + 1)]


def _parabola(v: float) -> float:
    return 3 * v


def _wave(v: float) -> float:
    return v / 5 + 3 * float(np.cos(3 * v))


_descend = _path(lambda slope, v, eta: v - eta * slope(v))
_DESCEND = Task(
    right=_descend,
    skeleton=lambda slope, v, eta, steps: [v],
    cases={
        "C'(v) = 3v, from v = 1 with η = 0.1": (_parabola, 1.0, 0.1, 4),
        "C'(v) = v/5 + 3 cos 3v, from v = 0.5 with η = 0.05": (_wave, 0.5, 0.05, 6),
    },
    value="step",
    slips={
        "The steps go uphill: the slope is to be taken away.": _path(lambda slope, v, eta: v + eta * slope(v)),
        "The learning rate is missing.": _path(lambda slope, v, eta: v - slope(v)),
        "That is the change alone. The new v is the old one plus it.": _path(lambda slope, v, eta: -eta * slope(v)),
        "That is the slope alone. It still has to be multiplied by the learning rate, and taken from v.": _path(
            lambda slope, v, eta: slope(v)
        ),
        "Every step was made with the slope of the start. Take the slope where the ball is now.": _with_the_first_slope,
        "Only the sign of the slope went in. Its size counts as well.": _path(
            lambda slope, v, eta: v - eta * float(np.sign(slope(v)))
        ),
        "The slope was multiplied by v.": _path(lambda slope, v, eta: v - eta * slope(v) * v),
        "The slope was taken at the start of the axis instead of at v.": _path(
            lambda slope, v, eta: v - eta * slope(0.0)
        ),
        "The start is missing: the path begins with it.": lambda *of: _descend(*of)[1:],
        "There is one step too many.": lambda slope, v, eta, steps: _descend(slope, v, eta, steps + 1),
        "There is one step too few.": lambda slope, v, eta, steps: _descend(slope, v, eta, steps - 1),
        "That is the end alone. Keep where the ball was after each step, the start first.": lambda *of: _descend(*of)[
            -1
        ],
    },
)
TASKS: Mapping[str, Task] = {"descend": _DESCEND}


def check_code(question: str, function: Any) -> Feedback:
    """Run a function of your own on a few inputs, and compare what it returns with the right values, one by one.

    Args:
        question: which function it should be, such as "descend".
        function: yours; None or ..., if there is none yet. A skeleton whose hole isn't filled counts as none, too.

    Returns:
        The verdict "right", "wrong", "no answer" or "not read", and words. An error inside the function is "not read".

    Example:
        >>> def descend(slope, v, eta, steps):
        ...     path = [v]
        ...     for _ in range(steps):
        ...         v = v + eta * slope(v)
        ...         path.append(v)
        ...     return path
        >>> check_code("descend", descend).explanations[0].says
        'The steps go uphill: the slope is to be taken away.'
    """
    name = str.__str__(question) if issubclass(type(question), str) else ""
    if name not in TASKS:
        near = get_close_matches(name, TASKS, 1) or list(TASKS)
        return Feedback(
            name[:SHOWN], "not read", 0, (), f"There is no function {name[:SHOWN]!r}. There is {near[0]!r}."
        )
    task = TASKS[name]

    def feedback(verdict: Verdict, *lines: str, found: Sequence[Explanation] = ()) -> Feedback:
        return Feedback(name, verdict, 0, tuple(found), "\n".join(lines))

    if function is None or function is ...:
        return feedback("no answer", f"No answer yet for {name}.")
    if not callable(function):
        return feedback("not read", f"Give the function itself: {name}, and not what it returns.")
    results = []
    for words, arguments in task.cases.items():
        try:
            result = function(*arguments)
        except Exception as error:  # it is a student's, and may fail in any way
            told = str(error)[:200] or "it has no message"
            return feedback("not read", f"It stopped with {type(error).__name__} on {words}: {told}.")
        results.append(None if result is ... else result)
    if all(result is None for result in results) or _all_alike(results, task, task.skeleton):
        return feedback("no answer", "No answer yet: the hole is still to be filled.")
    numbers = [_numbers(result) for result in results]
    for (words, arguments), array in zip(task.cases.items(), numbers, strict=True):
        right = _numbers(task.right(*arguments))
        if right is not None and not _alike(array, right):
            says = next((says for says, slip in task.slips.items() if _all_alike(results, task, slip)), "")
            found = (Explanation((says,), says, float("nan")),) if says else ()
            told = _first_difference(array, right, task.value)
            return feedback("wrong", f"Not right, on {words}.", *filter(None, [told, says]), found=found)
    count = sum(array.size for array in numbers if array is not None)
    return feedback("right", f"Right: all {count} values agree.")


def _numbers(result: Any) -> npt.NDArray[np.float64] | None:
    try:
        return np.asarray(result, dtype=float)
    except Exception:  # anything may have been returned
        return None


def _alike(one: Any, other: Any) -> bool:
    if one is None or other is None or one.shape != other.shape:
        return False
    return bool(np.allclose(one, other, rtol=0, atol=CLOSE * max(1.0, float(np.abs(other).max(initial=0)))))


def _all_alike(results: Sequence[Any], task: Task, function: Callable[..., Any]) -> bool:
    return all(
        _alike(_numbers(result), _numbers(function(*arguments)))
        for result, arguments in zip(results, task.cases.values(), strict=True)
    )


def _first_difference(array: npt.NDArray[np.float64] | None, right: npt.NDArray[np.float64], value: str) -> str:
    if array is None:
        return "What it returns can't be read as numbers."
    if array.ndim != right.ndim:
        return f"It returns {_sort(array)}, and should return {_sort(right)}."
    pairs = zip(np.atleast_1d(array), np.atleast_1d(right), strict=False)
    for i, (yours, should_be) in enumerate(pairs):
        if not _alike(np.asarray(yours), np.asarray(should_be)):
            return f"At {value} {i} it has {_shown(yours)}, and should have {_shown(should_be)}."
    return f"It returns {len(array)} numbers, and should return {len(right)}."


def _sort(array: npt.NDArray[np.float64]) -> str:
    return (
        f"{len(array)} numbers" if array.ndim == 1 else "one number" if not array.ndim else f"the shape {array.shape}"
    )


def _shown(number: Any) -> str:
    return f"{float(number):z.6f}" if np.ndim(number) == 0 else str(np.shape(number))
