"""What went wrong in a formula: the slips and edits of the right one, told apart by their numbers at a few points.

A formula is a number at each point, so that the search for a wrong number serves it as well. What is wrong in two
places is found if one of them is a factor, such as a sign, or if both are named slips.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable, Hashable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from fractions import Fraction
from functools import cached_property
from types import SimpleNamespace
from typing import Any

import numpy as np
import numpy.typing as npt

from hw2lib.answers.candidates import (
    EDITED,
    EDITED_HERE,
    NAMED,
    PAIR,
    Candidate,
    Lines,
    named_pairs,
    names_exchanged,
    of_edits,
    rates,
    right_lines,
    shape_of,
    single_slips,
    upstream,
)
from hw2lib.answers.edits import Edit, edited, local_edits
from hw2lib.answers.formulas import Formula, Known
from hw2lib.answers.slips import SLIPS
from hw2lib.answers.trees import FUNCTIONS, Name, Number, Operation, Tree
from hw2lib.answers.trials import Numbers, Trials, at_the_line, ready, right_numbers
from hw2lib.answers.wholes import COMMON, LESS_COMMON
from hw2lib.byhand.mazur import mazur
from hw2lib.byhand.names import AFTER
from hw2lib.byhand.problem import Problem
from hw2lib.byhand.worked import ATOM, OPERATIONS, Worked, made
from hw2lib.display import sentence
from hw2lib.nn.arrays import Array

OPERATORS = {"^": "**"}
CLOSE = 1e-9  # of the larger number and 1
ENOUGH = 3  # points at which both have a value
SIGN = "the sign is wrong"
MOST = 3  # causes that are told, if they can't be told apart
TINY = 1e-30  # a step for a derivative
RATE = 0.37  # a learning rate, which no formula of the backward pass may use


@dataclass(frozen=True)
class Forms:
    """The wrong forms of one formula.

    Attributes:
        line: what the formula is called.
        lines: it, and what its names stand for.
        source: what can go wrong in it.
        pairs: gives two slips at once; they are tried if nothing else fits.
        names: the values of the names that may be used, at each point.
    """

    line: str
    lines: Lines
    source: tuple[Candidate, ...]
    names: Mapping[str, Array]
    pairs: Callable[[], Iterable[Candidate]] = field(default_factory=lambda: tuple)
    of_walk: bool = False

    @cached_property
    def _known(self) -> Numbers:
        """The right values of the lines."""
        return right_numbers(self.lines, self._given)

    @cached_property
    def _right(self) -> Array:
        with np.errstate(all="ignore"):
            return np.broadcast_to(self._known[self.line], self._size)

    def causes(self, values: Array, written: Worked) -> tuple[list[Candidate], bool]:
        """Return the likeliest causes of a wrong formula, and whether it is certain that it is one of them.

        There are several, if they give the same and are as likely. What is found by its values, but written in other
        names, isn't certain, and neither is what takes two slips.

        Args:
            values: of the formula, at each point; NaN where it has none.
            written: it, as it was typed.
        """
        tries = (
            lambda: self._fitting(self._single, values),
            lambda: list(self._derived(values, written)),
            lambda: self._times_a_factor(values),
            lambda: self._fitting(self._tried(self.pairs()), values),
        )
        found = next(filter(None, (_told(found(), written) for found in tries)), [])
        if not found:
            return [], False

        names = [name for name in written.names if name in self.lines]
        closed = set().union(*(upstream(self.lines, name) for name in names))  # what a name stands for is right

        def in_other_names(c: Candidate) -> bool:
            return not self.of_walk and set(self._formula(c).names) != set(written.names)

        def order(c: Candidate) -> tuple[Any, ...]:
            unlike = 0 if self.of_walk else self._unlike(c, written)  # what is written alike comes first
            elsewhere = bool(c.changes) and c.changes.keys() <= closed
            how_far = (c.rank == PAIR, elsewhere, in_other_names(c), c.rank >= EDITED_HERE)
            return (*how_far, c.rarity, unlike, c.depth, c.rank)

        found.sort(key=order)
        first = found[0]
        likeliest = {c.says: c for c in found if order(c) == order(first)}
        likeliest = {says: c for says, c in likeliest.items() if c.slips == (SIGN,)} or likeliest  # says it in a word
        sure = first.rank < EDITED_HERE or (first.rank < PAIR and not in_other_names(first))
        return [replace(c, says=c.says + self._where(c)) for c in likeliest.values()][:MOST], sure

    def _formula(self, candidate: Candidate) -> Worked:
        return candidate.changes.get(self.line) or self.lines[self.line]

    def _unlike(self, candidate: Candidate, written: Worked) -> int:
        """How many names, numbers and operations a wrong form has more or fewer than what was typed."""
        both = (self._formula(candidate), written)
        one, other = (Counter(part.name or part.op or part.value for _, part in f.parts()) for f in both)
        return ((one - other) + (other - one)).total()

    def _where(self, candidate: Candidate) -> str:
        """Which names of a named slip's line are others, or missing."""
        if candidate.rank >= EDITED_HERE or not self.of_walk or not candidate.changes:
            return ""
        name, wrong = next(iter(candidate.changes.items()))
        if "missing" in candidate.says or not self.lines[name].of:  # it says so itself, or is about a given number
            return ""
        missing = [n for n in self.lines[name].names if n not in wrong.names]
        if 0 < len(missing) <= 2 and set(wrong.names) < set(self.lines[name].names):
            return f" In {name}, {' and '.join(missing)} {'is' if len(missing) == 1 else 'are'} missing."
        return names_exchanged(self.lines[name], wrong)

    @property
    def _size(self) -> tuple[int, ...]:
        return next(iter(self.names.values())).shape

    def _given(self, name: str) -> Any:
        return self.names[name] if name in self.names else np.full(self._size, RATE)

    @cached_property
    def _single(self) -> tuple[tuple[Candidate, ...], Array]:
        candidates, values = self._tried(self.source)
        factors = [Candidate((says,), sentence(says), EDITED_HERE, n, depth=1) for says, n, _ in self._factors]
        times = [self._right * factor for _, _, factor in self._factors]
        return (*candidates, *factors), np.concatenate([values, times])

    @cached_property
    def _factors(self) -> list[tuple[str, int, Any]]:
        with np.errstate(all="ignore"):
            parts = [part for _, part in self.lines[self.line].parts() if part.op in ("+", "-")]
            sums = {part.as_operand(need=ATOM): part.compiled()(self._known) for part in parts[:MOST]}
            return list(_factors(self.names, sums, self.lines[self.line].write()))

    def _tried(self, source: Iterable[Candidate]) -> tuple[tuple[Candidate, ...], Array]:
        """The candidates that give another formula, each with its values."""
        with np.errstate(all="ignore"):
            tried = Trials(self.lines, ready(source), self._known, self._size).tried(self.line)
        wrong = tried.where(~_alike(tried.values, self._right))
        return wrong.candidates, wrong.values

    def _fitting(self, tried: tuple[tuple[Candidate, ...], Array], values: Array) -> list[Candidate]:
        fits = np.flatnonzero(_alike(tried[1], values))
        return at_the_line(self.lines, self.line, (tried[0][i] for i in fits))

    def _derived(self, values: Array, written: Worked) -> Iterator[Candidate]:
        """One derivative too many, or one too few."""
        if self.of_walk:
            return
        for name in self.lines:
            if not self.lines[name].of:
                for formula, wanted, says in (
                    (
                        self.lines[self.line],
                        values,
                        f"One derivative too many: it was differentiated with respect to {name}.",
                    ),
                    (written, self._right, f"One derivative is missing: differentiate it with respect to {name}."),
                ):
                    derivative = self._derivative(formula, name)
                    if np.any(derivative) and _alike(derivative[None], np.array(wanted)).all():
                        yield Candidate((says,), says, NAMED)

    def _derivative(self, formula: Worked, name: str) -> Array:
        """The derivative at each point, by a step along the imaginary axis, which loses no digits."""
        known: dict[str, Any] = {n: self.names[n] + 0j for n, line in self.lines.items() if not line.of}
        known[name] += TINY * 1j
        with np.errstate(all="ignore"):
            for n, line in self.lines.items():
                if line.of:
                    known[n] = line.compiled()(known)
            return np.broadcast_to(np.imag(formula.compiled()(known)) / TINY, self._size)

    def _times_a_factor(self, values: Array) -> list[Candidate]:
        candidates, its = self._single
        found = []
        for says, rarity, factor in self._factors:
            with np.errstate(all="ignore"):
                fits = np.flatnonzero(_alike(its * factor, values))
            common = (candidates[i] for i in fits if candidates[i].rarity == COMMON)
            for c in at_the_line(self.lines, self.line, common):
                if c.says.startswith("That is") or (c.rank > NAMED and rarity != COMMON):
                    continue  # times a factor it is no longer that; and an edit with a factor is nobody's mistake
                what = c.says if c.rank <= NAMED else f"One change: {c.slips[0]}."
                both = f"{what} And: {sentence(says)}"
                found.append(Candidate((*c.slips, says), both, PAIR, c.rarity + rarity + (c.rank > NAMED), c.changes))
        return found


def _told(found: list[Candidate], written: Worked) -> list[Candidate]:
    """What may be told of a formula: a bare number is no edit of one, but may be what is left of it."""
    return [c for c in found if written.names or c.rank <= NAMED or c.slips[0].endswith("left out")]


def _factors(names: Mapping[str, Array], sums: Mapping[str, Any], right: str) -> Iterator[tuple[str, int, Any]]:
    """What the right formula may be multiplied by: in words, how seldom, and its values."""
    yield SIGN, COMMON, -1.0
    yield "there is an extra factor 2", COMMON, 2.0
    yield "there is an extra factor 1/2", COMMON, 0.5
    factors = dict(sums)
    for name, value in names.items():
        factors |= {name: value, f"(1 - {name})": 1 - value, f"{name}*(1 - {name})": value * (1 - value)}
    for text, factor in factors.items():
        yield f"there is an extra factor {text}", LESS_COMMON, factor
        missing = f"the factor {text} is missing" if text in right else f"there is an extra divisor {text}"
        yield missing, LESS_COMMON, 1 / factor


def _alike(values: Array, others: Array) -> npt.NDArray[np.bool_]:
    """Which rows have the same values; where one has none, the other may have none either."""
    one, other = np.where(np.isfinite(values), values, np.nan), np.where(np.isfinite(others), others, np.nan)
    with np.errstate(all="ignore"):
        close = np.abs(one - other) <= CLOSE * np.maximum(1, np.maximum(np.abs(one), np.abs(other)))
    neither = np.isnan(one) & np.isnan(other)
    return (close | neither).all(-1) & (close.sum(-1) >= min(ENOUGH, close.shape[-1]))


# --- of the walk -----------------------------------------------------------------------------------------------------


def of_the_walk(problem: Problem, line: str, names: Mapping[str, Array]) -> Forms:
    """Return the wrong forms of one formula of the backward pass: the slips are those of the errors that go into it.

    Example:
        >>> from hw2lib.byhand.mazur import mazur
        >>> names = {name: np.array([value]) for name, value in mazur().values.items() if "after" not in name}
        >>> wrong = of_the_walk(mazur(), "dC/dw5", names)
        >>> [cause.says for cause in wrong.causes(-names["dC/dw5"], mazur().trace["dC/dw5"])[0]]
        ['In dC/dw5: the sign is wrong.']
    """
    shape = shape_of(problem)
    lines, places = right_lines(shape), problem.places
    within = upstream(lines, line)
    backward = {n for n in within if places[n][0] == "delta"} | {line}
    if places[line][0] in ("a", "cost", "total"):
        backward |= set(lines[line].names)

    def made_here(source: Iterable[Candidate]) -> tuple[Candidate, ...]:
        return tuple(c for c in source if c.changes.keys() & within <= backward)

    def other_lines() -> Iterator[Candidate]:
        for name, other in lines.items():
            if other.of and name != line and AFTER not in name:
                says = f"That is {name}. You were asked for {line}."
                yield Candidate(
                    (f"answer to {name}",), says, EDITED, LESS_COMMON, {line: Worked(0.0, name=name).called(line)}
                )

    def rate_as_a_number() -> Iterator[Candidate]:
        if places[line][0] in ("delta", "dw", "db", "layer db"):
            says = SLIPS["learning rate in the derivatives"].says
            rate = Worked(problem.learning_rate)
            yield Candidate(("learning rate in it",), says, NAMED, 1, {line: (rate * lines[line].unnamed).called(line)})

    stepped = rates(problem) if "eta" in names else rate_as_a_number()
    source = (*stepped, *made_here(single_slips(shape)), *other_lines())
    return Forms(line, lines, source, names, lambda: made_here(named_pairs(shape, line)), of_walk=True)


# --- of any formula --------------------------------------------------------------------------------------------------


def forms(
    asked: Formula,
    trees: Mapping[str, Tree],
    others: Iterable[Tree],
    known: Iterable[tuple[Known, Tree]],
    names: Mapping[str, Array],
) -> Forms:
    """Return the wrong forms of a formula.

    Args:
        asked: the formula.
        trees: what its dependent names stand for, and itself, by its own name.
        others: the same formula, written otherwise.
        known: the wrong forms that are known.
        names: the values of its names at each point.
    """
    if asked.of_walk is not None:
        loss, name = asked.of_walk
        return of_the_walk(mazur(loss), name, names)
    leaves = {name: Worked(0.5, name=name) for name in names}
    lines = {name: leaves[name] for name in asked.free}
    lines |= {name: worked_tree(tree, leaves).called(name) for name, tree in trees.items()}

    def source() -> Iterator[Candidate]:
        for form, tree in known:
            yield Candidate(
                (form.name,), form.says, NAMED, 0, {asked.name: worked_tree(tree, leaves).called(asked.name)}
            )
        for tree in (trees[asked.name], *others):
            for edit in of_a_tree(tree, leaves, asked.name):
                changes = {asked.name: edit.formula}
                yield Candidate((edit.says,), edit.sentence, EDITED, edit.rarity, changes, depth=edit.depth)
        alike: dict[Hashable, list[Edit]] = defaultdict(list)
        for name in asked.dependent:
            for edit in of_a_tree(trees[name], leaves, name):
                alike[edit.pattern].append(edit)
                yield of_edits([edit])
        yield from (of_edits(group) for group in alike.values() if len(group) > 1)

    return Forms(asked.name, lines, tuple(source()), names)


def of_a_tree(right: Tree, names: Mapping[str, Worked], called: str = "it") -> Iterator[Edit]:
    """Yield the edits of a formula that has been read; any of the names may be taken for another.

    Example:
        >>> from hw2lib.answers.notation import read
        >>> names = {name: Worked(0.5, name=name) for name in ("a", "y")}
        >>> [edit.says for edit in of_a_tree(read("a - y", names), names)][:3]
        ['a left out', 'y left out', 'plus for minus before y']
    """
    yield from of_a_formula(worked_tree(right, names).called(called), names)


def of_a_formula(line: Worked, names: Mapping[str, Worked]) -> Iterator[Edit]:
    """Yield the edits of a formula in which any of the names may be taken for another."""

    def substitutes(part: Worked) -> Iterator[tuple[Worked, object, int]]:
        for name, other in names.items():
            if name not in (part.name, line.name):
                yield other, (part.name, name), LESS_COMMON
        yield 1 - part, (part.name, "1 - it"), LESS_COMMON
        yield -part, (part.name, "sign"), LESS_COMMON
        yield part**2, (part.name, "squared"), LESS_COMMON
        yield 2 * part, (part.name, "twice"), LESS_COMMON
        yield part / 2, (part.name, "half"), LESS_COMMON
        yield part + 1, (part.name, "1 more"), LESS_COMMON
        yield part - 1, (part.name, "1 less"), LESS_COMMON
        yield _root(part), (part.name, "root"), LESS_COMMON
        yield Worked(1), (part.name, "1 for it"), LESS_COMMON

    yield from edited(line, local_edits(line, substitutes, _whole(line.unnamed), dict.fromkeys(names, "")))


def _whole(right: Worked) -> Iterator[tuple[Worked, str, Hashable, int]]:
    for formula, says in (
        (1 - right, "the sign of the exponent is wrong" if right.op == "sigma" else "1 minus it"),
        (1 / right, "upside down"),
        (right**2, "its square"),
        (_root(right), "its square root"),
        (abs(right), "its absolute value"),
        (right + 1, "1 added"),
        (right - 1, "1 subtracted"),
    ):
        yield formula, says, says, LESS_COMMON


def _root(number: Worked) -> Worked:
    """The square root, of the size where the number is negative."""
    return made("sqrt", number, function=lambda x: np.sqrt(np.abs(x)))


def worked_tree(tree: Tree, names: Mapping[str, Worked]) -> Worked:
    """Return a formula that has been read as worked numbers.

    Example:
        >>> from hw2lib.answers.notation import read
        >>> worked_tree(read("sigma(z) - 1", ["z"]), {"z": Worked(0.0, name="z")})
        sigma(z) - 1 = -0.5
    """
    match tree:
        case Number(value):
            return Worked(int(value) if value.denominator == 1 else float(value))
        case Name(name):
            return names[name]
        case Operation(sign, left, right):
            if sign == "-" and left == Number(Fraction(0)):
                return -worked_tree(right, names)
            first, second = worked_tree(left, names), worked_tree(right, names)
            if sign in "*/" and first.op == "neg":  # -y/a is the negative of y/a
                return -made(sign, *first.of, second)
            return made(OPERATORS.get(sign, sign), first, second)
    function = tree.function
    own = None if function in OPERATIONS else lambda x: FUNCTIONS[function](_ARRAYS, x)
    return made(function, worked_tree(tree.argument, names), function=own)


_ARRAYS: Any = SimpleNamespace(number=float, exp=np.exp, ln=np.log, absolute=np.abs, power=np.power)
"""The arithmetic of arrays; a function's formula has no names."""
