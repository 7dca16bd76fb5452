"""The result of your own code, compared with what it should be, entry by entry."""

from __future__ import annotations

from collections import Counter
from typing import Any

import numpy as np

from hw2lib.answers.feedback import Feedback, is_missing
from hw2lib.answers.numbers import check
from hw2lib.answers.questions import checked_problem
from hw2lib.byhand.mazur import mazur
from hw2lib.byhand.names import PLACES, indices
from hw2lib.byhand.problem import Problem
from hw2lib.display import as_text, brief
from hw2lib.nn.arrays import as_reals

KINDS = ("z", "a", "delta", "dw", "db")
CLOSE = 1e-6  # relative, of the largest entry


def compare(yours: Any, name: str, problem: Problem | None = None) -> Feedback:
    """Compare an array that your code computed with the right one: the same, close, or made with which mistake.

    Args:
        yours: your array; None or ..., if there is none yet.
        name: which one it should be: "z[0]", "a[1]", "delta[0]", "dw[1]" or "db[0]", a layer each.
        problem: the network and its example; Mazur's, if not given.

    Returns:
        The verdict "right", "wrong", "no answer" or "not read", and words.

    Example:
        >>> compare([0.3775, 0.3925], "z[0]")
        z[0]: the same, to the last bits.
        >>> compare([0.3825, 0.39], "z[0]").explanations[0].slips
        ('weights numbered by the neuron they leave',)
    """
    problem = mazur() if problem is None else checked_problem(problem)
    name = as_text(name) or brief(name)
    layers = {f"{kind}[{l}]": (kind, l) for kind in KINDS for l in range(len(problem.net.w) + (kind == "a"))}
    if name not in layers:
        return Feedback(name[:60], "not read", f"There is no {name[:60]!r}. There are {', '.join(layers)}.")
    if is_missing(yours):
        return Feedback(name, "no answer", f"No answer yet for {name}.")
    kind, l = layers[name]
    right = np.asarray(problem.numbers[kind][l])
    try:
        array = as_reals(name, yours, float)
    except (TypeError, ValueError):
        return Feedback(name, "not read", f"{name} is an array of {right.shape} numbers, and this isn't one.")
    if array.shape != right.shape:
        turned = " It is its transpose." if array.shape == right.T.shape else ""
        return Feedback(name, "wrong", f"{name} has the shape {right.shape}, and this has {array.shape}.{turned}")
    if not np.isfinite(array).all():
        return Feedback(name, "wrong", f"{name} holds numbers that are infinite or NaN.")
    apart, largest = np.abs(array - right).max(), np.abs(right).max()
    if apart <= 1e-12 * max(largest, 1):
        return Feedback(name, "right", f"{name}: the same, to the last bits.")
    if apart <= CLOSE * largest:
        return Feedback(name, "right", f"{name}: close. The largest difference is {apart:.1e}.")
    return _mistake(name, kind, l, array, problem)


def _mistake(name: str, kind: str, l: int, array: Any, problem: Problem) -> Feedback:
    """The mistake that explains most of the entries that are off."""
    found = []
    for index in indices(kind, problem.net.sizes):
        if index[0] == l:
            feedback = check(PLACES[kind](*index), float(array[index[1:]]), problem=problem, warn=False)
            found += [] if feedback.right else [feedback.explanations]
    if not found:
        return Feedback(name, "right", f"{name}: right, to the digits given.")
    named = Counter(e.slips for explanations in found for e in explanations)
    lines = [f"{name}: {len(found)} of {array.size} numbers {'is' if len(found) == 1 else 'are'} not right."]
    if not named:
        return Feedback(name, "wrong", "\n".join([*lines, "No known mistake gives them. Check what goes in first."]))
    likeliest, _ = max(named.items(), key=lambda item: item[1])
    first = next(e for explanations in found for e in explanations if e.slips == likeliest)
    return Feedback(name, "wrong", "\n".join([*lines, first.says]), (first,))
