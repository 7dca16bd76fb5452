"""Your own function, tried on examples: each value on its way is compared, and the first mistake gets its name."""

from __future__ import annotations

import warnings
from _thread import interrupt_main
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from difflib import get_close_matches
from itertools import chain
from threading import Event, Timer, current_thread, main_thread
from typing import Any, TypeAlias

import numpy as np

from hw2lib.answers.code_tasks import ANY, CLOSE, TASKS, Part, Rule, Slip, Task
from hw2lib.answers.feedback import Explanation, Feedback, Verdict, is_missing, numbered, refuse_other_help
from hw2lib.answers.forms import of_a_formula
from hw2lib.byhand.worked import Worked
from hw2lib.display import as_text, listed, same
from hw2lib.nn.arrays import Array, as_reals

EXACT = 1e-12  # relative to the largest entry
CANCELLED = 1e-10  # what may be left of a difference of numbers of about 1000
SECONDS = 5  # that a function may take
SHOWN = 60  # characters of what was typed


def check_code(task: str, function: Any, *, hint: int = 0, reveal: bool = False) -> Feedback:
    """Try a function that you wrote on a few examples, and find the mistake in it.

    The values that it returns are compared one after the other. The first that is wrong is explained, and those after
    it are left for later.

    Args:
        task: what it should compute: "descend", "softplus", "loss from z", "softmax with temperature" or "back through
            a hidden layer".
        function: yours; None or ..., if there is none yet. Also each of its values may still be None or ....
        hint: 1, 2 or 3 adds so many hints.
        reveal: True adds the formula of every value.

    Returns:
        The verdict "right", "wrong", "no answer" or "not read", and words. An error in your function is "not read".

    Raises:
        ValueError: if hint is none of 0, 1, 2 and 3.

    Example:
        >>> def mine(z, T):
        ...     x = (z - z.max()) / T
        ...     return x, np.exp(x), np.exp(x)
        >>> check_code("softmax with temperature", mine)
        x: right.
        e: right.
        a: not right. The outputs don't add up to 1. Divide e by its sum.
        For z = (1.5, 1, 0.3, -1) and T = 0.5
        it gives (1, 0.3679, 0.09072, 0.006738);
        right is (0.6824, 0.2511, 0.06191, 0.004598).
    """
    refuse_other_help(hint, reveal)
    name = as_text(task) or ""
    if name not in TASKS:
        near = get_close_matches(name, TASKS, 1) or list(TASKS)
        says = f"There is no task {name[:SHOWN]!r}. There is {' and '.join(map(repr, near))}."
        return Feedback(name[:SHOWN], "not read", says)
    asked = TASKS[name]
    verdict, lines, found = _judged(asked, function)
    lines += numbered(asked.hints, hint)
    lines += [part.formula for part in asked.parts] if reveal else []
    return Feedback(name, verdict, "\n".join(lines), found)


_Judged: TypeAlias = tuple[Verdict, list[str], tuple[Explanation, ...]]


def _judged(task: Task, function: Any) -> _Judged:
    if is_missing(function):
        return "no answer", ["No answer yet."], ()
    if not callable(function):
        return "not read", ["This is not a function. Give its name alone, without parentheses."], ()
    runs = []
    for given in task.tried:
        returned, verdict, trouble = _run(task, function, given)
        if trouble:
            return verdict, [trouble], ()
        runs.append(returned)
    lines: list[str] = []
    known: list[list[Any]] = [[_copy(argument) for argument in given] for given in task.tried]
    for place, part in enumerate(task.parts):
        verdict, words, found = _compared(task, part, [returned[place] for returned in runs], known)
        lines += words
        if verdict != "right":
            return verdict, lines, found
        for values in known:
            values.append(part.rule(*values))
    return "right", [*lines, f"Right on {'both' if len(runs) == 2 else f'all {len(runs)}'} examples."], ()


def _run(task: Task, function: Rule, given: tuple[Any, ...]) -> tuple[tuple[Any, ...], Verdict, str]:
    """What the function returns, a value for each part; or a verdict and what is in the way."""
    arguments = [_copy(argument) for argument in given]
    endless = Event()
    try:
        with warnings.catch_warnings(), np.errstate(all="ignore"), _interrupted_after(SECONDS, endless):
            warnings.simplefilter("ignore")
            returned = function(*arguments)
    except KeyboardInterrupt:
        if not endless.is_set():
            raise
        says = f"For {_in_words(task, given)} your function is still running after {SECONDS} seconds."
        return (), "not read", f"{says} Is there a loop in it that doesn't end?"
    except BaseException as error:  # whatever a student's code does
        return (), "not read", f"For {_in_words(task, given)} your function stops with {_told(error)}"
    if not same(arguments, [_copy(argument) for argument in given]):
        return (), "wrong", "Your function changes what it was given. Make new arrays instead: x = x / 2, not x /= 2."
    count = len(task.parts)
    if returned is None:
        return (), "wrong", f"Your function returns nothing. End it with: {_ending(task)}"
    if count == 1 or is_missing(returned):
        return (returned,) * count, "right", ""
    try:
        values = tuple(returned) if isinstance(returned, tuple | list) else ()
    except Exception:  # a list of one's own kind may not be one
        values = ()
    if len(values) != count:
        return (), "wrong", f"Your function should end with: {_ending(task)}"
    return values, "right", ""


@contextmanager
def _interrupted_after(seconds: float, endless: Event) -> Iterator[None]:
    """Interrupt what takes longer, as a hand would, and say so; where no other thread can be had, a hand has to."""

    def interrupt() -> None:
        endless.set()
        interrupt_main()

    timer = Timer(seconds, interrupt)
    timer.daemon = True
    if current_thread() is main_thread():
        with suppress(RuntimeError):  # in a browser there are no threads
            timer.start()
    try:
        yield
    finally:
        timer.cancel()


def _compared(task: Task, part: Part, yours: list[Any], known: list[list[Any]]) -> _Judged:
    """Judge one value on all examples."""
    rights = [np.asarray(part.rule(*values), float) for values in known]
    arrays = [None if is_missing(value) else _numbers(value) for value in yours]
    if any(map(is_missing, yours)):
        return "no answer", [f"{part.name}: no answer yet."], ()
    if part.begun and _gives(part.begun, arrays, known, part.within):
        return "no answer", [f"{part.name}: no answer yet; it is still what it was at the start."], ()
    apart = [_apart(array, right) for array, right in zip(arrays, rights, strict=True)]
    if max(apart) <= part.within:
        close = "" if max(apart) <= EXACT else f", but for a relative difference of {max(apart):.1e}"
        return "right", [f"{part.name}: right{close}."], ()
    worst = next(i for i, distance in enumerate(apart) if distance > part.within)
    slip = _slip(task, part, arrays, known, rights)
    array, right, says = arrays[worst], rights[worst], f" {slip.says}" if slip else ""
    if array is None:
        return "wrong", [f"{part.name}: {type(yours[worst]).__name__} is not an array of numbers."], ()
    found = (Explanation((slip.name,), slip.says, float(array.flat[0]) if array.size else np.nan),) if slip else ()
    if array.shape != right.shape:
        says = says or f" It is {_shape(array)}, and should be {_shape(right)}."
        return "wrong", [f"{part.name}: not right.{says}"], found
    digits = next(n for n in (4, 8, 12, 17) if n == 17 or _shown(array, n) != _shown(right, n))
    lines = [
        f"{part.name}: not right.{says}",
        f"For {_in_words(task, task.tried[worst])}",
        f"it gives {_shown(array, digits)};",
        f"right is {_shown(right, digits)}.",
    ]
    return "wrong", lines, found


def _slip(
    task: Task, part: Part, arrays: list[Array | None], known: list[list[Any]], rights: list[Array]
) -> Slip | None:
    """The mistake that gives these arrays: of this value, or of any; at last one that overflows as well."""
    before = (*task.arguments, *(p.name for p in task.parts))[: len(known[0])]
    others = (
        Slip(f"{name} for {part.name}", f"That is {name}.", lambda *values, i=i: values[i])
        for i, name in enumerate(before)
        if not callable(known[0][i])
    )
    general = (Slip(s.name, s.says, lambda *values, s=s: s.rule(np.asarray(part.rule(*values), float))) for s in ANY)
    lost = Slip("digits lost", "The formula is right, but it overflows, or digits are lost.", part.rule)
    finite = all(array is not None and np.isfinite(array).all() for array in arrays)
    every = chain(part.slips, chain(general, others, _edited(part, before)) if finite else ())
    exactly = next((s for s in every if _gives(s.rule, arrays, known, part.within)), None)
    if exactly or any(array is None or array.ndim or right.ndim for array, right in zip(arrays, rights, strict=True)):
        return exactly
    return next((s for s in (lost, *part.slips) if _nearly_gives(s.rule, np.array(arrays, float), known)), None)


def _edited(part: Part, before: tuple[str, ...]) -> Iterator[Slip]:
    """The formula with one change, in every way in which people get it wrong."""
    if part.written is None:
        return
    names = {name: Worked(0.5, name=name) for name in part.other_names or before}
    written = part.written(*names.values()).called(part.name)
    for edit in sorted(of_a_formula(written, names), key=lambda edit: edit.rarity):
        formula = edit.formula.compiled()

        def rule(*values: Any, formula: Any = formula) -> Any:
            try:
                return formula(dict(zip(names, part.their_values(*values), strict=True)))
            except ValueError:  # the shapes don't fit
                return np.nan

        yield Slip(edit.says, edit.sentence, part.run(rule) if part.run else rule)


def _ending(task: Task) -> str:
    return f"return {', '.join(part.name for part in task.parts)}"


def _numbers(value: Any) -> Array | None:
    """The value as numbers; None if it isn't any."""
    try:
        return as_reals("it", value, float)
    except Exception:  # anything may have been returned
        return None


@np.errstate(all="ignore")
def _gives(rule: Rule, arrays: list[Array | None], known: list[list[Any]], within: float) -> bool:
    """Whether a rule gives these arrays on all examples."""
    return all(
        array is not None and _is_alike(array, np.asarray(rule(*values), float), within)
        for array, values in zip(arrays, known, strict=True)
    )


@np.errstate(all="ignore")
def _nearly_gives(rule: Rule, yours: Array, known: list[list[Any]]) -> bool:
    """Whether a rule gives these numbers, one an example, but for those that overflow and digits that cancel."""
    its = np.array([rule(*values) for values in known], float)
    both = np.isfinite(yours) & np.isfinite(its)
    return 2 * both.sum() >= len(yours) and np.allclose(yours[both], its[both], rtol=CLOSE, atol=CANCELLED)


def _is_alike(one: Array, other: Array, within: float) -> bool:
    """Whether two arrays agree, relative to the largest finite entry; infinities have to agree too."""
    largest = np.abs(other[np.isfinite(other)]).max(initial=0.0)
    return one.shape == other.shape and np.allclose(one, other, rtol=within, atol=within * largest, equal_nan=True)


@np.errstate(over="ignore")  # an answer may be as large as it likes
def _apart(array: Array | None, right: Array) -> float:
    """The largest difference, relative to the largest entry; infinite where a number is missing."""
    if array is None or array.shape != right.shape or not np.isfinite(array).all():
        return np.inf
    return float(np.abs(array - right).max() / max(np.abs(right).max(), 1e-300))


# --- in words --------------------------------------------------------------------------------------------------------


def _told(error: BaseException) -> str:
    kind = type(error).__name__
    try:
        message = str(error)
        remedy = next((says for part, says in REMEDIES.items() if part in message), "")
        return f"{kind}: {message[:200]}".removesuffix(": ") + f". {remedy}" * bool(remedy)
    except Exception:  # a message may have none itself
        return kind


REMEDIES = {
    "'NoneType' object has no attribute 'append'": "append changes the list itself and returns nothing: "
    "write path.append(v), and don't assign it.",
    **dict.fromkeys(
        ("'float' object is not iterable", "'numpy.float64' object is not iterable"),
        "To put a number at the end of a list, write path.append(v).",
    ),
    "name 'T' is not defined": "The transpose of w is w.T.",
    "name 'exp' is not defined": "NumPy's is np.exp.",
    "name 'log' is not defined": "NumPy's natural logarithm is np.log.",
    "name 'e' is not defined": "e to the power of x is np.exp(x).",
    "for ^: ": "A power is written **.",
    "ufunc 'bitwise_xor' not supported": "A power is written **.",
    "mismatch in its core dimension": "The shapes don't fit for @: is one of the two to be transposed?",
    "could not be broadcast together": "The shapes don't fit. A product of matrices is written @.",
}
"""What to do about an error, by a part of its message."""


def _copy(argument: Any) -> Any:
    return np.array(argument) if isinstance(argument, list) else argument


def _in_words(task: Task, given: tuple[Any, ...]) -> str:
    return listed(f"{name} = {_shown(value)}" for name, value in zip(task.arguments, given, strict=True))


def _shape(array: Array) -> str:
    if array.ndim == 1:
        return f"{array.size} number{'s' * (array.size != 1)} in a row"
    return f"an array of the shape {array.shape}" if array.ndim else "a single number"


def _shown(values: Any, digits: int = 4) -> str:
    if callable(values):
        return str(values)
    array = np.asarray(values, dtype=float)
    return f"({', '.join(_shown(v, digits) for v in array)})" if array.ndim else f"{array:z.{digits}g}"
