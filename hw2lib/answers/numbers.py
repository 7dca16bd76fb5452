"""Your number, judged by the digits you gave; a wrong one gets an explanation of the likely mistake."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import replace
from difflib import get_close_matches
from typing import Any

import numpy as np
import numpy.typing as npt

from hw2lib.answers.candidates import (
    A_RANK,
    EDITED,
    EDITED_HERE,
    NAMED,
    NAMED_HERE,
    PAIR,
    WRONG_SIGN,
    Candidate,
    names_exchanged,
)
from hw2lib.answers.feedback import Explanation, Feedback, NotReadable, is_missing, numbered, refuse_other_help
from hw2lib.answers.given import FULL, Given, to_digits
from hw2lib.answers.misprints import LEFT_OF_0
from hw2lib.answers.questions import (
    Question,
    before_the_step,
    checked_problem,
    find_question,
    formula_of,
    goes_into,
    hints,
    is_traced,
)
from hw2lib.answers.search import NO_STEP, tried, tried_pairs
from hw2lib.answers.trials import Tried, at_the_line
from hw2lib.byhand.mazur import mazur
from hw2lib.byhand.names import number_at
from hw2lib.byhand.problem import Biases, Problem
from hw2lib.display import as_text, brief, listed, rounded
from hw2lib.nn.arrays import as_floats
from hw2lib.nn.losses import Loss, cross_entropy
from hw2lib.nn.network import Network

TOO_FEW = 'Too few digits to tell: give two or more. A 0 at the end counts only in quotes, as in "2.50".'
ENOUGH = 2  # digits without which an answer is neither right nor explained
FEW_AGREE = 5  # digits to which a computed number may agree with the right one by chance
ALL = 9  # digits from which no more are asked for
FEW = 4  # digits with which it can be said that no mistake gives them
SHOWN = 3  # explanations at the most
SURE, POSSIBLE = 0.01, 1.5  # accidental fits to be expected of what is stated, and of what is called possible
LIKELY = 0.2  # likewise, of what a cause may be near to
ROUNDED_BY = (3, 10)  # units of the last place by which a number may be off that is made of rounded ones
NEAR = 0.1  # of the answer: how far about it candidates are counted to see how dense they are
TINY = 1e-9  # below which a number may be the rest of a sum that cancels
APART = 10  # units of the last place from the right number, below which nothing is sure
FAR_APART = 100  # the same, of a number that agrees with the right one to many digits
NEARLY_RIGHT = 5  # digits that agree with the right number, from which rounding on the way is as likely as anything
FAR_OFF = 1000  # units of the last place between an answer and the right one, from which pairs of slips are tried
CLOSE = 0.005  # relative: within it rounding on the way is likelier than anything far-fetched


def check(
    question: str,
    answer: Any,
    *more: Any,
    problem: Problem | None = None,
    net: Network | None = None,
    x: npt.ArrayLike | None = None,
    y: npt.ArrayLike | None = None,
    loss: Loss = cross_entropy,
    learning_rate: float = 0.5,
    biases: Biases = "held",
    inputs: Mapping[str, Any] | None = None,
    hint: int = 0,
    reveal: bool = False,
    warn: bool = True,
) -> Feedback:
    """Judge an answer, and find the mistake behind a wrong one.

    The number has to be right to the digits that it gives, rounded or cut: 0.44 is right to two digits, 0.4398 to four.

    Args:
        question: a name of `questions()`, such as "net_h1", "dC/dw5", "dw[1][0,1]" or "w5 after 1 step".
        answer: a number, or a string such as "0.43983", "2.4 × 10⁻³" or "1/3"; None or ..., if there is none yet.
        more: what a comma in the place of the decimal point leaves behind; you are told to write a point.
        problem: what is asked about, such as `variant(7)`; Mazur's network, if nothing is given.
        net, x, y: another network and its example, in the place of a problem.
        loss: cross_entropy, quadratic, or log_likelihood, for which Mazur's outputs are a softmax.
        learning_rate, biases: of the step that "after 1 step" speaks of; biases are "held", "each" or "shared".
        inputs: your own numbers for what goes into this one, {"delta_o1": 0.7414}; they tell whether a mistake came in
            with them or was made here.
        hint: 1, 2 or 3 adds so many hints.
        reveal: True adds the answer and where it comes from.
        warn: False leaves out the warning, for a right answer of few digits, that a mistake would give the same ones:
            looking for that takes as long as explaining a wrong answer.

    Raises:
        TypeError, ValueError: if the network doesn't fit its example, or for an option that doesn't exist. Whatever is
            typed as an answer gets a verdict: what can't be read is "not read".

    Example:
        >>> check("dC/dw5", 0.43983)
        Right, to 5 digits.
        >>> check("dC/dw5", "-0.43983").explanations[0].slips
        ('sign of delta',)
    """
    refuse_other_help(hint, reveal, warn)
    own = _problem(net, x, y, loss, learning_rate, biases)
    if problem is not None and own != mazur():
        raise ValueError("a problem has its own network, example, loss and learning rate: give it alone, or those")
    problem = own if problem is None else checked_problem(problem)
    if not isinstance(inputs, Mapping | None):
        raise TypeError(f"inputs are your numbers by name, as in {{'delta_o1': 0.74}}, not {brief(inputs)}")
    try:
        asked = find_question(question, problem.net.sizes)
        right = float(number_at(problem.numbers, asked.kind, asked.index))
        if math.isnan(right):
            raise NotReadable(
                f"{asked.name} is one number only if the biases of the layer are equal. Ask for each bias."
            )
        _check_names(inputs or {}, problem)
    except NotReadable as problem_with_it:
        return Feedback((as_text(question) or "")[:60], "not read", str(problem_with_it))
    added = numbered(hints(asked, problem), hint) + (_answer(asked, right, problem) if reveal else [])
    judged = _judge(asked, (answer, *more) if more else answer, right, problem, inputs or {}, warn)
    return replace(judged, text="\n".join([judged.text, *added]))


def _check_names(inputs: Mapping[str, Any], problem: Problem) -> None:
    unknown = [name for name in inputs if name not in problem.places] if is_traced(problem) else []
    if unknown:
        near = get_close_matches(as_text(unknown[0]) or "", problem.places, 1)
        meant = f"; did you mean {near[0]}?" if near else ""
        raise NotReadable(f"inputs has {brief(unknown[0])}, which isn't a number of this network{meant}")


def _judge(
    asked: Question, answer: Any, right: float, problem: Problem, inputs: Mapping[str, Any], warn: bool
) -> Feedback:
    if is_missing(answer):
        return Feedback(asked.name, "no answer", f"No answer yet for {asked.name}.")
    try:
        given = Given.parse(answer)
    except NotReadable as why:
        return Feedback(asked.name, "not read", f"This can't be read as a number: {why}")
    size = max(abs(right), abs(given.value))
    if size < TINY and size <= _noise(asked, problem):
        return Feedback(asked.name, "right", "Right: it is 0.", digits=given.digits)
    if given.value == 0 and (given.unit >= 0.1 or not given.fits(right)):
        given = replace(given, unit=LEFT_OF_0)  # 0 and 0.0 are 0; 0.00 may be 0.002, rounded
    with np.errstate(all="ignore"):
        if given.fits(right):
            return _right(asked, given, right, problem, warn)
        known = tried(asked, given, right, problem)
        digits = given.close_to(right)
        if digits and not _is_a_slip_s(given, known, digits):
            says = f"Right, {to_digits(digits)}; the rest was lost by rounding on the way."
            return Feedback(asked.name, "right", says, digits=digits)
        explained = _explained(asked, given, right, problem, known)
    found = explained or []
    lines = ["Not right." if given.value else "Not right: it isn't 0.", *_in_words(found, given.digits)]
    if not found:
        lines += _where_to_look(asked, given, right, problem, inputs, crowded=explained is None)
    return Feedback(asked.name, "wrong", "\n".join(lines), tuple(e for e, _ in found), given.digits)


def _problem(net: Network | None, x: Any, y: Any, loss: Loss, learning_rate: float, biases: Biases) -> Problem:
    if (net is None) != (x is None) or (net is None) != (y is None):
        raise ValueError("a network of your own comes with its example: give net, x and y")
    if net is None or x is None or y is None:
        return mazur(loss, learning_rate, biases)
    return Problem(net, as_floats("x", x), as_floats("y", y), loss, learning_rate, biases)


def _right(asked: Question, given: Given, right: float, problem: Problem, warn: bool) -> Feedback:
    if given.digits < ENOUGH and abs(given.value - right) > FULL * abs(right):
        return Feedback(asked.name, "too few digits", TOO_FEW, digits=given.digits)
    if asked.after and asked.kind in ("new w", "new b", "new layer b"):
        old = before_the_step(asked, problem)
        if given.fits(old) and not _is(old, right):
            says = f"{given.value:g} is also the old value: give more digits."
            return Feedback(asked.name, "too few digits", says, digits=given.digits)
    cut = not given.rounds(right)
    lines = [f"Right, {given.to_digits}{', cut and not rounded' * cut}."]
    if cut or (warn and given.digits < 6):
        telling = _made_by_hand(asked, right, problem) / given.unit >= 10 ** (FEW - 1)
        known = tried(asked, given, right, problem)
        fitting = _ordered(asked, given, right, problem, known.fitting(given))
        named = [c for c in fitting if c.rank in (NAMED_HERE, NAMED) and c.rarity == 0 and not is_rounding(c)]
        same = [c for c in named if given.rounds(c.value)]
        if same and cut and not telling:
            says = (
                "These are the first digits of the right number, cut and not rounded. But a mistake's number rounds to"
            )
            says = f"{says} the same digits: {same[0].says}\nGive one more digit."
            return Feedback(asked.name, "too few digits", says, digits=given.digits)
        if same:
            lines.append(f"A mistake can give these digits too, so a few more would settle it: {same[0].says}")
    return Feedback(asked.name, "right", "\n".join(lines), digits=given.digits)


def _noise(asked: Question, problem: Problem) -> float:
    """What rounding may leave of a sum whose terms cancel, as the errors of softmax's outputs do."""
    line = problem.trace[asked.line] if is_traced(problem) else None
    if line is None or line.op not in ("+", "-"):
        return 0.0
    parts = [part for operand in line.of for part in (operand, *operand.of)]
    return 4 * float(np.finfo(float).eps) * max(abs(float(part.value)) for part in parts)


def _is_a_slip_s(given: Given, known: Tried, digits: int) -> bool:
    """Whether a float near the right number is what a slip gives, to nine digits: else it may be rounding.

    One that was typed, or agrees with the right number to a few digits alone, is a slip's if all its digits are.
    """

    def is_met(value: float) -> bool:
        few = digits <= FEW_AGREE or not given.computed
        return math.isclose(value, given.value, rel_tol=1e-9) or (few and given.rounds(value))

    farthest = EDITED_HERE if given.computed else NAMED  # what was typed may be a sum of rounded numbers
    likely = (c for c in known.fitting(given) if c.rank <= farthest and not _is_cut_short(c))
    if given.computed:  # and so not miscopied
        return any(is_met(c.value) for c in likely if c.changes or c.rank < EDITED_HERE)
    return any(is_met(c.value) for c in likely if c.rarity == 0)


def is_rounding(candidate: Candidate) -> bool:
    """Whether a candidate is about rounding alone, of e or of a number on the way."""
    return _is_cut_short(candidate) or candidate.slips[0].startswith("e taken for")


def _is_cut_short(candidate: Candidate) -> bool:
    words = candidate.slips[0].split()
    return ("rounded" in words or "cut" in words) and words[-1].startswith(("decimal", "digit"))


def _is(one: float, other: float) -> bool:
    return math.isclose(one, other, rel_tol=FULL, abs_tol=1e-300)


# --- which explanations hold -----------------------------------------------------------------------------------------


def _explained(
    asked: Question, given: Given, right: float, problem: Problem, known: Tried
) -> list[tuple[Explanation, bool]] | None:
    """The explanations of the nearest rank that fits, each with whether it is sure; None if they may well be chance."""
    if asked.after:
        old = [c for c in known.fitting(given) if c.slips == NO_STEP and given.rounds(c.value)]
        if old:
            more = " More digits would tell whether a step was taken." if given.digits < 6 else ""
            return [(_explanation(replace(old[0], says=old[0].says + more), problem, asked.line), True)]
        known = known.where(np.array([c.slips != NO_STEP for c in known.candidates], dtype=bool))
    if given.value and given.digits < ENOUGH:
        return []
    found = _ordered(asked, given, right, problem, known.fitting(given))
    if not found and given.value and abs(given.value - right) >= FAR_OFF * given.unit:
        known = known + tried_pairs(asked, right, problem)
        found = _ordered(asked, given, right, problem, known.fitting(given))
    if not found:
        return _with_rounding(asked, given, right, problem, known)
    by_accident = _by_accident(asked, given, right, problem, known, found[0])
    if by_accident > POSSIBLE:
        common = [c for c in found if given.rounds(c.value) and (c.common or is_rounding(c))]
        if not common or not _is_close(asked, given, right, problem):
            return _with_rounding(asked, given, right, problem, known) or None
        return [(_explanation(c, problem, asked.line), False) for c in common[:1]]
    rivals = any(c.rank <= EDITED and c.rarity < 3 and not _is(c.value, found[0].value) for c in found[1:])
    about = _about(given, ROUNDED_BY[0])
    rivals |= any(c.level <= found[0].level and not _is(c.value, found[0].value) for c in known.fitting(about))
    sure = by_accident <= SURE and not rivals and _can_be_sure(found[0], given, right)
    return [(_explanation(c, problem, asked.line), sure) for c in _as_likely(found, problem)[:SHOWN]]


def _with_rounding(
    asked: Question, given: Given, right: float, problem: Problem, known: Tried
) -> list[tuple[Explanation, bool]]:
    """The cause that comes near the number: who rounds every line goes wrong in the last digits as well."""
    for units in ROUNDED_BY:
        about = _about(given, units)
        if abs(given.value - right) < APART * about.unit:
            break
        near = [c for c in known.fitting(about) if about.rounds(c.value) and not is_rounding(c) and c.rank <= EDITED]
        found = _ordered(asked, about, right, problem, near)
        if found and _by_accident(asked, about, right, problem, known, found[0]) <= LIKELY:
            first = _explanation(found[0], problem, asked.line)
            says = f"{first.says} And numbers were rounded on the way."
            return [(replace(first, says=says), False)]
    return []


def _about(given: Given, units: int) -> Given:
    """The number with so many units of its last place to either side."""
    return replace(given, unit=2 * units * given.unit)


def _can_be_sure(candidate: Candidate, given: Given, right: float) -> bool:
    """Whether a cause may be stated: it is not far-fetched, and the number not so near the right one as rounding is."""
    apart = abs(given.value - right) / (given.unit or 1.0)
    if candidate.slips[0].startswith("It is the right number"):
        return True
    off = apart >= APART and (given.agreement(right) < NEARLY_RIGHT or apart >= FAR_APART)
    far_fetched = len(candidate.misread) > 1 or (bool(candidate.misread) and candidate.rarity == 3)
    far_fetched |= candidate.rank == EDITED and candidate.rarity > 0
    return off and candidate.rank < PAIR and not far_fetched


def _as_likely(found: Sequence[Candidate], problem: Problem) -> list[Candidate]:
    """The first, and those that are as near at hand or give the same number, each said once."""
    first = found[0]
    if _is_a_lost_sign(first, problem):
        return [first]
    alike = [c for c in found if c.level <= first.level or math.isclose(c.value, first.value, rel_tol=1e-12)]
    if first.rank <= NAMED and first.changes and "eta" not in first.changes:
        alike = [c for c in alike if c.rank <= NAMED or not c.changes]  # an edit says the same in other words
    simplest = [
        c for c in alike if not any(set(other.slips) < set(c.slips) or _says_the_same(other, c) for other in alike)
    ]
    roundings = list(filter(is_rounding, simplest))  # of these one will do
    said = [c for c in simplest if c not in roundings[1:]]
    return list({_what_is_said(c): c for c in reversed(said)}.values())[::-1]


def _what_is_said(candidate: Candidate) -> Any:
    """By what two explanations are one: their words or, of edits of the same lines, their number."""
    if candidate.rank in (EDITED_HERE, EDITED) and candidate.changes and not candidate.misread:
        return frozenset(candidate.changes), f"{candidate.value:.12e}"
    return candidate.says


def _is_a_lost_sign(candidate: Candidate, problem: Problem) -> bool:
    """Whether the minus of a given number was lost."""
    return candidate.slips[0].endswith(WRONG_SIGN) and all(problem[name] < 0 for name in candidate.misread)


def _says_the_same(one: Candidate, other: Candidate) -> bool:
    """Whether a name that was misread for another is, in one line, that name for the other."""
    return " in place of " in other.slips[0] and one.slips[0].endswith(f": {other.slips[0]}")


def _is_close(asked: Question, given: Given, right: float, problem: Problem) -> bool:
    """Whether rounding on the way may be the cause."""
    last_place = given.unit if asked.after else 0.0
    return abs(given.value - right) <= CLOSE * _made_by_hand(asked, right, problem) + last_place


def _made_by_hand(asked: Question, right: float, problem: Problem) -> float:
    """The size of what had to be worked out: of a number after the step that is its change."""
    return abs(right - before_the_step(asked, problem)) if asked.after else abs(right)


def _ordered(
    asked: Question, given: Given, right: float, problem: Problem, fitting: Sequence[Candidate]
) -> list[Candidate]:
    """The candidates that fit, the likeliest first; of two that are alike, the one that is nearer."""
    close = _is_close(asked, given, right, problem)
    place = {name: -i for i, name in enumerate(problem.trace)} if is_traced(problem) else {}

    def order(c: Candidate) -> tuple[Any, ...]:
        level = c.level
        if is_rounding(c) and not c.common:
            level = replace(c, rank=NAMED if close else EDITED).level
        elif _is_a_lost_sign(c, problem):
            level = replace(c, rarity=-1).level
        nearest = max((place.get(name, 0) for name in c.changes), default=0)
        telling = given.digits > FEW or c.rank <= NAMED  # few digits may be met exactly by chance
        exactly = telling and _is(c.value, given.value) and not is_rounding(c)  # that has no more digits anyway
        return (not exactly, not given.rounds(c.value), level, nearest)

    return sorted(at_the_line(problem.trace, asked.line, fitting) if is_traced(problem) else fitting, key=order)


def _by_accident(
    asked: Question, given: Given, right: float, problem: Problem, known: Tried, first: Candidate
) -> float:
    """How many of the candidates that are as near at hand would fit an answer in this neighbourhood by accident.

    Candidates crowd about the right number, so the neighbourhood is smaller the nearer the answer is to it. Those about
    rounding crowd there most, and are weighed against one another alone.
    """
    level, of_roundings = first.level, is_rounding(first)
    width = max(min(NEAR * abs(given.value), abs(given.value - right) / 2), 3 * given.unit) or 1.0
    near = known.where((np.abs(known.values - given.value) <= width) & (known.levels <= level + A_RANK))
    candidates = list(near.valued())
    if is_traced(problem):  # what matters of one for the line may be made in it
        candidates = at_the_line(problem.trace, asked.line, candidates)
    values = np.array([c.value for c in candidates if c.level <= level and (of_roundings or not is_rounding(c))])
    distinct = np.unique(np.round(values / (width * 1e-7)))
    return float(len(distinct) * 1.5 * given.unit / (2 * width))


def _explanation(candidate: Candidate, problem: Problem, line: str) -> Explanation:
    """What is said of a candidate: with the line it is about, if that isn't the one asked for, and where it is made."""
    says, difference, lines = candidate.says, _difference(candidate, problem), list(candidate.changes)
    if says.startswith("That is ") and lines and line not in lines and problem.trace[lines[0]].of:
        alike = [name for name in lines if problem.places[name][0] == problem.places[lines[0]][0]]
        says = f"In {listed(alike)}: t{says[1:]}"
    elif candidate.rank == NAMED and candidate.rarity == 1 and len(lines) == 1 and not difference and lines[0] != "eta":
        difference = f" It is so in {lines[0]} alone."
    return Explanation(candidate.slips, f"{says}{difference}", candidate.value)


def _difference(candidate: Candidate, problem: Problem) -> str:
    """The names that stand in the place of others, in the first formula that is wrong."""
    if not candidate.changes or not is_traced(problem):
        return ""
    if len(candidate.misread) == 1:
        name, misread = next(iter(candidate.misread.items()))
        return f" It was read as {misread.compiled()(problem.values):g}, and is {problem[name]:g}."
    if candidate.rank in (EDITED, EDITED_HERE):
        return ""
    name, wrong = next(iter(candidate.changes.items()))
    return names_exchanged(problem.trace[name], wrong)


# --- in words --------------------------------------------------------------------------------------------------------


def _in_words(found: Sequence[tuple[Explanation, bool]], digits: int) -> list[str]:
    if not found:
        return []
    (first, sure), *others = found
    if not others:
        exactly = _is(first.value, rounded(first.value, 6)) or digits >= ALL  # then there are no more digits
        more = "" if exactly else " More digits would tell."
        return [first.says if sure else f"It could be this: {first.says}{more}"]
    same = all(_is(e.value, first.value) for e, _ in others)
    intro = "It could be one of these, which all give this number:"
    if not same:
        intro = "It could be one of these. More digits would tell them apart:"
    return [intro, *(f"({i}) {e.says}" for i, (e, _) in enumerate(found, 1))]


def _where_to_look(
    asked: Question, given: Given, right: float, problem: Problem, inputs: Mapping[str, Any], crowded: bool
) -> list[str]:
    lines = ["No known mistake gives this number."]
    if crowded:
        lines = ["Too many mistakes would give these digits. More digits would tell."]
    if given.value and given.digits < FEW:
        lines = ["With so few digits the mistake can't be told. If your number has more, give six."]
    if _is_close(asked, given, right, problem):
        lines = [
            "It is close to the right number: rounding on the way may be the cause, or a mistake that changes little. "
            f"Keep more digits as you go{': nine would tell' * (given.digits < ALL)}."
        ]
    before = goes_into(asked, problem)
    wrong = [name for name in before if name in inputs and not _fits(inputs[name], problem[name])]
    if wrong:
        return [*lines, f"What goes into it isn't right yet: {', '.join(wrong)}."]
    if not before or all(name in inputs for name in before):
        what = (
            "What goes into it is right, so the mistake is in this step."
            if before
            else "Everything that goes into it is given."
        )
        return [*lines, f"{what} Write the formula down first, then put the numbers in."]
    calls = " and ".join(f'check("{name}", …)' for name in before)
    return [*lines, f"Is what goes into it right? Try {calls}."]


def _fits(answer: Any, right: float) -> bool:
    try:
        return Given.parse(answer).fits(right)
    except NotReadable:
        return False


def _answer(asked: Question, right: float, problem: Problem) -> list[str]:
    if is_traced(problem) and len(problem.line(asked.line).formula) < 300:
        return [repr(problem.line(asked.line))]
    return [f"{asked.name} = {right:z.9f}, from {formula_of(asked, problem)}"]
