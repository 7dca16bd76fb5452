"""The search for what gives a wrong number: every slip is tried, and what hangs on the numbers themselves."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable, Iterator, Sequence
from functools import lru_cache
from typing import Any

import numpy as np

from hw2lib.answers.candidates import (
    EDITED,
    EDITED_HERE,
    LARGEST_EDITED,
    NAMED,
    NAMED_HERE,
    PAIR,
    Candidate,
    Shape,
    in_the_line,
    named_pairs,
    rates,
    right_lines,
    shape_of,
    single_slips,
    upstream,
)
from hw2lib.answers.given import Given
from hw2lib.answers.misprints import miscopied, of_the_number, with_a_wrong_digit
from hw2lib.answers.questions import Question, before_the_step, is_traced
from hw2lib.answers.slips import PRINTED, PRINTED_NEEDS, SLIPS, combined, traits
from hw2lib.answers.trials import Numbers, Prepared, Trials, Tried, compiled, given_numbers, ready, right_numbers
from hw2lib.byhand.mazur import SIZES, mazur
from hw2lib.byhand.names import AFTER, number_at
from hw2lib.byhand.problem import Biases, Problem
from hw2lib.byhand.walk import RIGHT, Note, walk
from hw2lib.nn.losses import Loss

NO_STEP = ("no step",)
COPIED, WRITTEN = 6, 4  # digits of a number that is carried on: as computed, and as it is often written


def tried(asked: Question, given: Given, right: float, problem: Problem) -> Tried:
    """Try every candidate but the pairs."""
    with np.errstate(all="ignore"):  # a wrong way may well take the logarithm of a negative number
        found = _tried([*_by_hand(asked, given, right, problem), *_rounded(asked, given, problem)])
        if not is_traced(problem):
            return (found + _tried(_large(asked, problem))).but(right)
        if asked.after:
            found = found + _trials(problem, ready(rates(problem))).tried(asked.line)
        here = _trials(problem, ready_in_the_line(shape_of(problem), asked.line)).tried(asked.line)
        return (found + _tried(_printed(asked, problem)) + every(problem).tried(asked.line) + here).but(right)


def tried_pairs(asked: Question, right: float, problem: Problem) -> Tried:
    """Try the pairs of named slips, and the combinations that the print has."""
    if problem.net.n_parameters > LARGEST_EDITED:
        return _tried(())
    with np.errstate(all="ignore"):
        pairs = _trials(problem, ready_pairs(shape_of(problem), asked.line)).tried(asked.line)
        return (pairs + _tried(_times_a_factor(asked, problem))).but(right)


@lru_cache(maxsize=8)
def every(problem: Problem) -> Trials:
    """Return the trials of every single slip, which serve all questions about a problem."""
    return _trials(problem, ready_slips(shape_of(problem)))


def _trials(problem: Problem, found: Prepared) -> Trials:
    return Trials(right_lines(shape_of(problem)), found, _right_numbers(problem))


@lru_cache(maxsize=8)
def _right_numbers(problem: Problem) -> Numbers:
    return right_numbers(right_lines(shape_of(problem)), given_numbers(problem))


@lru_cache(maxsize=32)
def ready_slips(shape: Shape) -> Prepared:
    """Return every single slip, ready to run."""
    return ready(single_slips(shape))


@lru_cache(maxsize=256)
def ready_in_the_line(shape: Shape, line: str) -> Prepared:
    """Return what can go wrong within a line, ready to run."""
    return ready(in_the_line(shape, line))


@lru_cache(maxsize=24)  # some five megabytes each
def ready_pairs(shape: Shape, line: str) -> Prepared:
    """Return the pairs of named slips that matter for a line, ready to run."""
    return ready(named_pairs(shape, line))


def _tried(found: Iterable[Candidate]) -> Tried:
    found = tuple(found)
    return Tried(found, np.array([c.value for c in found]))


def _by_hand(asked: Question, given: Given, right: float, problem: Problem) -> Iterator[Candidate]:
    """What happens to the finished number, and answers to other questions."""
    for value, says in of_the_number(right, given.digits):
        yield Candidate((says,), says, EDITED_HERE, 1, value=value)
    for value in with_a_wrong_digit(right, given.digits):
        says = "One digit is wrong. Did you copy it right?"
        yield Candidate((says,), says, EDITED, 3, value=value)
    if asked.after:
        says = "To these digits nothing has changed: that is what was there before the step."
        yield Candidate(NO_STEP, says, NAMED_HERE, 0, value=before_the_step(asked, problem))
        twice = float(number_at(problem.step().numbers, asked.kind, asked.index))
        yield Candidate(("two steps",), "That is after two steps. One is asked for.", NAMED_HERE, 1, value=twice)
    if problem.net.sizes == SIZES and not math.isclose(his := _of_mazur(asked, problem), right):
        says = "That is the number of Mazur's network. Yours has other numbers."
        yield Candidate(("Mazur's network",), says, NAMED_HERE, 1, value=his)
    if asked.kind == "new total":
        drop = float(problem.numbers["total"]) - right
        for value in (drop, -drop):
            says = "That is the change of the loss. You were asked for the loss after the step."
            yield Candidate(("change of the loss",), says, NAMED_HERE, 0, value=value)
    if not is_traced(problem):
        return
    yield from _copied(asked, problem)
    single = len(problem.net.w) == 1  # a single neuron takes no step on the pages
    answers: set[float] = set()
    own_new = (f"new {asked.kind.replace('dw', 'w').replace('db', 'b')}", asked.index)
    for name, other in problem.trace.items():
        unlikely = single or problem.places[name] != own_new
        later = AFTER in name and not asked.after and unlikely
        if later or name in (asked.line, asked.line.removesuffix(AFTER)):
            continue
        if not math.isclose(float(other.value), right, rel_tol=1e-12):
            says = f"That is {name}. You were asked for {asked.name}."
            same = problem.places[name][0] == asked.kind
            if not same and float(other.value) in answers:  # another name of a number, as dC/db_h1 is of delta_h1
                continue
            answers.add(float(other.value))
            rank = NAMED_HERE if same else NAMED if other.of else EDITED_HERE
            yield Candidate((f"answer to {name}",), says, rank, 1, value=float(other.value))


def _copied(asked: Question, problem: Problem) -> Iterator[Candidate]:
    """A number on the way that was miscopied: on its way into the line, or before, and so carried on."""
    lines, right = problem.trace, _right_numbers(problem)
    within = upstream(lines, asked.line)
    order = [name for name in lines if name in within]
    numbers = {name: right[name] for name in order}
    for place, name in enumerate(order[:-1]):
        if not lines[name].of:
            continue
        number, direct = float(numbers[name]), name in lines[asked.line].names
        whole = [*miscopied(number, COPIED), *miscopied(float(to_significant(number, WRITTEN)), WRITTEN)]
        found = {**numbers, name: np.array([value for value, _ in whole])}
        for later in order[-1:] if direct else order[place + 1 :]:
            found[later] = compiled(lines[later])(found)
        for (_, says), value in zip(whole, np.broadcast_to(found[asked.line], len(whole)), strict=True):
            what = f"In {name}: {says[0].lower()}{says[1:]}"
            yield Candidate((what,), f"{what} Did you copy it right?", EDITED, 2 if direct else 3, value=float(value))


def _of_mazur(asked: Question, problem: Problem) -> float:
    """The same number of Mazur's network, NaN where it has other activations."""
    his = _mazur(problem.loss, problem.biases)
    alike = his.net.activations == problem.net.activations
    return float(number_at(his.numbers, asked.kind, asked.index)) if alike else math.nan


@lru_cache(maxsize=9)
def _mazur(loss: Loss, biases: Biases) -> Problem:
    return mazur(loss, biases=biases)


def _rounded(asked: Question, given: Given, problem: Problem) -> Iterator[Candidate]:
    """Rounding or cutting on the way, in every number or in one kind of them, to decimals or significant digits."""

    def value(note: Note) -> float:
        return _walked(asked, problem, (), note)

    for digits in range(6, 0, -1):
        for how, to, written_so in (
            ("decimal", _to_decimals, math.isclose(given.unit, 10.0**-digits)),
            ("significant digit", to_significant, given.digits == digits),
        ):
            places = f"{digits} {how}{'s' * (digits > 1)}"
            for cut, what in ((False, "rounded"), (True, "cut")):
                says = f"That comes out if every number on the way is {what} to {places}. Keep a few more digits."
                note = _rounding(to, digits, cut, None, asked)
                common = written_so and 1 < digits < 5 and not cut  # then the answer itself was rounded like the rest
                yield Candidate((f"{what} to {places}",), says, NAMED, 1 + cut, value=value(note), common=common)
            for kind, name in (("a", "outputs"), ("delta", "errors"), ("z", "weighted inputs")):
                says = f"That comes out if the {name} are rounded to {places}. Keep a few more digits."
                note = _rounding(to, digits, False, (kind, f"new {kind}"), asked)
                yield Candidate((f"{name} rounded to {places}",), says, NAMED, 2, value=value(note))


def _printed(asked: Question, problem: Problem) -> Iterator[Candidate]:
    """The combinations of the printed solution, with the outputs rounded to five decimals as it has them, or not."""
    if not traits(problem) >= PRINTED_NEEDS:
        return
    last = len(problem.net.w)

    def outputs(kind: str, l: int | None, value: Any) -> Any:
        return np.round(value, 5) if kind == "a" and l == last else value

    def outputs_and_cost(kind: str, l: int | None, value: Any) -> Any:
        return np.array([np.round(value[0], 5), *value[1:]]) if kind == "cost" else outputs(kind, l, value)

    rounded = "The outputs were rounded to 5 decimals."
    for note, names, says in (
        (None, (), ""),
        (outputs, ("outputs rounded to 5 decimals",), rounded),
        (
            outputs_and_cost,
            ("outputs rounded to 5 decimals", "E_o1 rounded to 5 decimals"),
            f"{rounded} And: E_o1 was rounded before E_o2 was added.",
        ),
    ):
        for slips in PRINTED:
            sentence = " And: ".join([*(SLIPS[name].says for name in slips), *([says] if says else [])])
            value = _walked(asked, problem, slips, note)
            yield Candidate((*slips, *names), sentence, NAMED, 2, value=value)


def _rounding(to: Callable[..., Any], digits: int, cut: bool, kinds: Sequence[str] | None, asked: Question) -> Note:
    """A note that rounds what is computed on the way, but neither what is given nor what is asked for."""
    layer = asked.index[0] if len(asked.index) > 1 or "layer" in asked.kind else None

    def note(kind: str, l: int | None, value: Any) -> Any:
        given = kind in ("w", "b", "y", "eta") or (kind == "a" and l == 0)
        if given or (kind, l) == (asked.kind, layer) or (kinds is not None and kind not in kinds):
            return value
        return to(value, digits, cut)

    return note


def _to_decimals(value: Any, digits: int, cut: bool) -> Any:
    scale = 10.0**digits
    return np.trunc(value * scale) / scale if cut else np.round(value, digits)


def to_significant(value: Any, digits: int, cut: bool = False) -> Any:
    """Round or cut numbers to significant digits.

    Example:
        >>> [f"{value:g}" for value in to_significant(np.array([1234.0, 0.0567]), 2)]
        ['1200', '0.057']
    """
    size = np.floor(np.log10(np.where(value == 0, 1, np.abs(value))))
    scale = 10.0 ** (digits - 1 - size)
    return (np.trunc if cut else np.round)(value * scale) / scale


def _walked(asked: Question, problem: Problem, slips: Sequence[str], note: Note | None = None) -> float:
    """The number that a walk on floats gives; NaN where it gives none."""
    steps = combined(slips) if slips else RIGHT
    if steps is None:
        return math.nan
    found = walk(problem, steps, note) if note else walk(problem, steps)
    index = (asked.index[0] - 1, *asked.index[1:]) if asked.kind == "new a" else asked.index
    return float(number_at(found, asked.kind, index))


def _large(asked: Question, problem: Problem) -> Iterator[Candidate]:
    """The named slips on a network that is too large for formulas."""
    has = traits(problem)
    for name, slip in SLIPS.items():
        if slip.needs <= has and not slip.rare:
            yield Candidate((name,), slip.says, NAMED, 0, value=_walked(asked, problem, (name,)))


def _times_a_factor(asked: Question, problem: Problem) -> Iterator[Candidate]:
    """A named slip in an error or a derivative, and a factor too many."""
    stepped = asked.kind in ("new w", "new b")
    kind = asked.kind.replace("new ", "d")
    if kind not in ("delta", "dw", "db"):
        return
    line = problem.names[kind](*asked.index)
    old = before_the_step(asked, problem) if stepped else 0.0
    right = float(problem[line])
    alone = every(problem).tried(line).but(right)
    named = alone.where(np.array([c.rank <= NAMED and c.rarity == 0 for c in alone.candidates]))
    factors = {name: problem[name] for name, (kind, _) in problem.places.items() if kind in ("w", "a", "eta")}
    factors |= {f"(1 - {n})": 1 - v for n, v in factors.items() if problem.places[n][0] == "a"}
    slips = ((c.slips, f"{c.says} And: ", v) for c, v in zip(named.candidates, named.values, strict=True))
    for names, before, value in (((), "", right), *slips):
        for text, factor in factors.items():
            says = f"{before}There is an extra factor {text}."
            result = old - problem.learning_rate * value * factor if stepped else value * factor
            yield Candidate((*names, f"an extra factor {text}"), says, PAIR, int(bool(names)), value=float(result))
