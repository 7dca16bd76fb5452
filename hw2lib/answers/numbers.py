"""Your answer, judged by the digits you gave; a wrong one is told which slip gives exactly that number."""

from __future__ import annotations

import math
from collections.abc import Sequence
from itertools import combinations
from typing import Any

import numpy as np
import numpy.typing as npt

from hw2lib.answers.feedback import Explanation, Feedback, Verdict
from hw2lib.answers.given import FULL, Given
from hw2lib.answers.hints import delta_in_words, formula_of, hints_of
from hw2lib.answers.questions import Question, Right, every_question, find_question
from hw2lib.answers.slips import SLIPS, Problem, Slip, Way, Work, combine
from hw2lib.byhand.mazur import mazur
from hw2lib.byhand.problem import Problem as WorkedExample
from hw2lib.errata import EQUATIONS
from hw2lib.nn.arrays import non_negative
from hw2lib.nn.backprop import check_examples
from hw2lib.nn.losses import Loss, cross_entropy, log_likelihood, quadratic
from hw2lib.nn.network import Network

ENOUGH = 2  # digits without which an answer is neither right nor explained
SURE = 4  # digits from which a fit is hardly chance, so that pairs of slips are looked for
SHOWN = 3  # explanations at the most

SEEN = tuple(dict.fromkeys(equation.slips for equation in EQUATIONS.values() if len(equation.slips) > 1))
"""Combinations of slips that occur in the printed solution: they are tried too, however many slips they hold."""


def check(
    question: str,
    answer: Any,
    *,
    net: Network | None = None,
    x: npt.ArrayLike | None = None,
    y: npt.ArrayLike | None = None,
    loss: Loss = cross_entropy,
    learning_rate: float = 0.5,
    biases: str = "held",
    hint: int = 0,
    reveal: bool = False,
) -> Feedback:
    """Judge an answer, and find the slip behind a wrong one.

    The number has to be right to the digits that it gives, rounded or cut: 0.44 is right to two digits, 0.4398 to four.

    Args:
        question: a name of `questions()`, such as "net_h1", "dC/dw5", "dw[1][0,1]" or "w5 after 1 step".
        answer: a number, or a string such as "0.43983", "2.4e-3" or "1/3"; None, if there is none yet.
        net, x, y: another network and its example; Mazur's, if not given.
        loss: cross_entropy, quadratic, or log_likelihood, for which Mazur's outputs are a softmax.
        learning_rate, biases: of the step that "after 1 step" speaks of; biases are "held", "each" or "shared".
        hint: 1, 2 or 3 adds so many hints.
        reveal: True adds the answer and where it comes from.

    Raises:
        TypeError, ValueError: if the answer is no number, the question is unknown, or the network doesn't fit.

    Example:
        >>> check("dC/dw5", 0.43983)
        Right, to 5 digits.
        >>> check("dC/dw5", "-0.43983").explanations[0].slips
        ('sign of delta',)
    """
    if isinstance(hint, bool) or not isinstance(hint, int) or not 0 <= hint <= 3:
        raise ValueError(f"hint is 0, 1, 2 or 3, not {hint!r}")
    problem, example = _problem(net, x, y, loss, learning_rate, biases)
    asked = find_question(question, problem.sizes)
    right = float(asked.get(Right(problem)))
    if math.isnan(right):
        raise ValueError(f"{asked.name} is one number only if the layer's neurons share their bias; biases={biases!r}")
    more = hints_of(asked, problem, hint) + (_answer(asked, right, problem, example) if reveal else [])

    def feedback(verdict: Verdict, digits: int, found: Sequence[Explanation], lines: Sequence[str]) -> Feedback:
        return Feedback(asked.name, verdict, digits, tuple(found), "\n".join([*lines, *more]))

    if answer is None:
        return feedback("no answer", 0, (), [f"No answer yet for {asked.name}."])
    given = Given.parse(answer)
    if given.fits(right):
        if given.digits < ENOUGH and abs(given.value - right) > FULL * abs(right):
            return feedback("too few digits", given.digits, (), ["Too few digits to tell: give two or more."])
        return feedback("right", given.digits, (), [f"Right, {given.to_digits}."])
    with np.errstate(all="ignore"):  # a wrong way may well take the logarithm of a negative number
        found = _explain(asked, given, right, problem) if given.digits >= ENOUGH else []
    lines = ["Not right.", *_in_words(found, sure=given.digits >= SURE)]
    if not found:
        lines.append(_where_to_look(asked))
    return feedback("wrong", given.digits, found, lines)


def _problem(
    net: Network | None, x: Any, y: Any, loss: Loss, learning_rate: float, biases: str
) -> tuple[Problem, WorkedExample | None]:
    if loss not in (cross_entropy, quadratic, log_likelihood):
        raise ValueError(f"check knows cross_entropy, quadratic and log_likelihood, not {loss!r}")
    if biases not in ("held", "each", "shared"):
        raise ValueError(f'biases are "held", "each" or "shared", not {biases!r}')
    if (net is None) != (x is None) or (net is None) != (y is None):
        raise ValueError("a network of your own comes with its example: give net, x and y")
    example = None
    if net is None:
        example = mazur(loss)
        net, x, y = example.net, example.x, example.y
    if not isinstance(net, Network) or net.copies:
        raise TypeError(f"net must be one Network, not {net!r}")
    x, y = check_examples(net, x, y, loss)
    if x.ndim != 1:
        raise ValueError(f"one example is checked at a time, so x has shape ({net.sizes[0]},), not {x.shape}")
    rate = non_negative("learning_rate", learning_rate)
    return Problem(net.w, net.b, net.activations, x, y, loss, rate, biases), example


# --- the search over slips -------------------------------------------------------------------------------------------


def _explain(asked: Question, given: Given, right: float, problem: Problem) -> list[Explanation]:
    """Single slips first; if none fits, pairs, and the combinations that the printed solution has."""
    memo: dict[Any, Any] = {}

    def value(slips: Sequence[Slip]) -> float | None:
        way = combine(slips)
        return None if way is None else _value_of(asked, way, problem, memo)

    usable = [s.name for s in SLIPS.values() if not s.only_with_others and s.needs <= problem.traits]
    singles = {name: value([slip]) for name, slip in SLIPS.items() if name in usable}
    matters = {n: v for n, v in singles.items() if v is not None and abs(v - right) > 1e-12 * max(1, abs(right))}
    found = [_explanation((name,), v, asked, problem) for name, v in matters.items() if given.fits(v)]
    found = _without_the_general(found)
    found += _otherevery_question(asked, given, right, problem)
    if found:
        return found
    if given.digits < SURE:
        return []  # few digits fit to one pair or another by chance
    candidates: list[tuple[str, ...]] = [*combinations(matters, 2)]
    seen = [names for names in SEEN if {"2-2-2", "sigmoid"} <= problem.traits and problem.loss is cross_entropy]
    for names in [*seen, *(pair for pair in candidates if pair not in seen)]:
        v = value([SLIPS[name] for name in names])
        if v is not None and given.fits(v):
            found.append(_explanation(names, v, asked, problem))
    return [e for e in found if not any(set(other.slips) < set(e.slips) for other in found)]


def _value_of(asked: Question, way: Way, problem: Problem, memo: dict[Any, Any]) -> float | None:
    value = float(way.answer(asked.get(Work.begin(problem, way, memo))))
    return value if math.isfinite(value) else None


def _explanation(names: tuple[str, ...], value: float, asked: Question, problem: Problem) -> Explanation:
    words = {"row_for_column": _row_for_column(asked), "delta": delta_in_words(problem)}
    small = "2-2-2" in problem.traits
    parts = [f"{SLIPS[n].says} {SLIPS[n].example if small else ''}".strip().format(**words) for n in names]
    return Explanation(names, " And: ".join(parts), value)


def _without_the_general(found: list[Explanation]) -> list[Explanation]:
    """ "The sign is wrong" adds nothing where a slip is known that makes it wrong."""
    general = {"sign of the answer", "answer halved", "answer doubled"}
    particular = [e for e in found if e.slips[0] not in general]
    return particular or found


def _otherevery_question(asked: Question, given: Given, right: float, problem: Problem) -> list[Explanation]:
    """Is it the right answer to another question?"""
    if given.digits <= ENOUGH:
        return []
    correct = Right(problem)
    homework = "[" not in asked.name and asked.name not in ("loss", "loss after 1 step")
    found = []
    for other in every_question(problem.sizes):
        if ("[" in other.name or other.name.startswith("loss")) == homework and problem.sizes == (2, 2, 2):
            continue  # the same number under its other name
        if ("after" in other.name) and "after" not in asked.name:
            continue
        value = float(other.get(correct))
        if other.name != asked.name and abs(value - right) > 1e-12 and given.fits(value):
            found.append(
                Explanation((f"answer to {other.name}",), f"That is {other.name}; {asked.name} is asked.", value)
            )
    return found


def _row_for_column(asked: Question) -> str:
    weights = {"dC/dw1": 1, "dC/dw2": 1, "dC/dw3": 2, "dC/dw4": 2}
    neuron = weights.get(asked.name) or next((n for n in (1, 2) if asked.name.endswith(f"h{n}")), None)
    if neuron == 1:
        return "That is what w6 in the place of w7 gives: h1 feeds o1 through w5 and o2 through w7."
    if neuron == 2:
        return "That is what w7 in the place of w6 gives: h2 feeds o1 through w6 and o2 through w8."
    return "The errors come back to neuron k through column k: the weights that leave it."


# --- in words --------------------------------------------------------------------------------------------------------


def _in_words(found: Sequence[Explanation], sure: bool) -> list[str]:
    if not found:
        return []
    if len(found) == 1:
        return [found[0].says if sure else f"It could be this: {found[0].says} More digits would tell."]
    shown = [f"({i}) {e.says}" for i, e in enumerate(found[:SHOWN], 1)]
    more = f" Here are {SHOWN} of {len(found)}." if len(found) > SHOWN else ""
    same = all(math.isclose(e.value, found[0].value, rel_tol=FULL) for e in found)
    several = "one number; any of them fits." if same else "these digits; more digits may tell them apart."
    return [f"Several slips give {several}{more}", *shown]


def _where_to_look(asked: Question) -> str:
    if not asked.before:
        return "No slip that is known here gives this number. Write the formula down first, then put the numbers in."
    calls = " and ".join(f'check("{name}", …)' for name in asked.before)
    return f"No slip that is known here gives this number. See whether what goes into it is right: {calls}."


def _answer(asked: Question, right: float, problem: Problem, example: WorkedExample | None) -> list[str]:
    if example is not None and asked.name in example.formulas:
        return [repr(example.line(asked.name))]
    return [f"{asked.name} = {right:z.9f}, from {formula_of(asked, problem)}"]
