"""What can go wrong on the way to a number: every slip, named or generated, as the formulas that it changes.

Which they are hangs on the layers, the activations and the loss alone, so they are worked out once for a shape.
"""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Callable, Hashable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import lru_cache, partial
from itertools import combinations, permutations, product
from typing import Any, TypeAlias

import numpy as np

from hw2lib.answers.edits import SECOND_PASS, Edit, edits, habits
from hw2lib.answers.operations import factors, product_of
from hw2lib.answers.slips import PRINTED, PRINTED_NEEDS, SLIPS, combined, traits
from hw2lib.byhand.mazur import SIZES, mazur
from hw2lib.byhand.names import AFTER
from hw2lib.byhand.problem import Problem, trace
from hw2lib.byhand.walk import DC_DA, RIGHT, through
from hw2lib.byhand.worked import Worked, by_name, made
from hw2lib.display import listed, sentence
from hw2lib.nn.losses import cross_entropy

Lines: TypeAlias = Mapping[str, Worked]
Changes: TypeAlias = Lines
NO_CHANGES: Changes = {}

LARGEST_EDITED = 24  # weights of a network whose formulas are edited in every place
ROUNDED = ("z", "a", "cost", "delta", "dw", "db")  # what is rounded a line at a time, or in the lines of its layer
SIGNED = {"cost", "delta"}  # in which a slip comes with the wrong sign as well
LAYERED = ("z", "a", "delta")
DECIMALS = (4, 3, 2, 1)  # of two that give one number, the finer rounding comes first
RATES = tuple(sorted({0.001, 0.002, 0.005, 1.5, 2.0, 2.5, 3.0, 5.0, 10.0} | {i / 20 for i in range(1, 21)} | {0.01}))

# the ranks of an explanation: what is named comes before what is generated, the asked line before earlier ones
NAMED_HERE, NAMED, EDITED_HERE, EDITED, PAIR = range(5)
A_RANK = 4  # levels


@dataclass(frozen=True)
class Candidate:
    """One way to a wrong number.

    Attributes:
        slips: the names of what goes wrong.
        says: the same in a sentence.
        rank: how near at hand it is; the lower the nearer.
        rarity: among those of one rank, how seldom it is met.
        changes: the formulas that differ; empty where the value is known already.
        value: the number that it gives, NaN if it gives none.
    """

    slips: tuple[str, ...]
    says: str
    rank: int
    rarity: int = 0
    changes: Changes = field(default_factory=dict, repr=False)
    value: float = math.nan
    depth: int = 0  # of an edit: how deep in the formula it is
    misread: Lines = field(default_factory=dict, repr=False)  # given numbers that were read wrongly, and as what
    common: bool = False  # whether every teacher meets it

    @property
    def level(self) -> int:
        """Rank and rarity in one, the lower the nearer at hand; what is common is nearer by a rank."""
        return A_RANK * (self.rank - self.common) + self.rarity


@dataclass(frozen=True)
class Shape:
    """What decides which formulas there are, with a problem of that shape, of which only the formulas are used."""

    key: tuple[Any, ...]
    problem: Problem = field(compare=False)


def shape_of(problem: Problem) -> Shape:
    """Return the shape of a problem."""
    return Shape((problem.net.sizes, problem.net.activations, problem.loss, problem.biases), problem)


@lru_cache(maxsize=256)
def right_lines(shape: Shape) -> Lines:
    """Return the walk's formulas by name, in order."""
    return trace(shape.problem)


def upstream(lines: Lines, line: str, changes: Changes = NO_CHANGES) -> set[str]:
    """Return the line and everything that it hangs on, with some formulas changed."""
    needed: set[str] = set()
    todo = [line]
    while todo:
        name = todo.pop()
        if name not in needed:
            needed.add(name)
            formula = changes.get(name) or lines[name]
            todo += formula.names if formula.of else ()
    return needed


def single_slips(shape: Shape) -> tuple[Candidate, ...]:
    """Return every slip, named and generated; of a large network the named ones alone."""
    edited = shape.problem.net.n_parameters <= LARGEST_EDITED
    return (*_named(shape), *(_generated(shape) if edited else ()))


def named_pairs(shape: Shape, line: str) -> Iterator[Candidate]:
    """Yield two named slips at once, or one with the sign, and the combinations that the printed solution has.

    Only up to the step: of what is computed after it there are too many for any to be likely.
    """
    within = upstream(right_lines(shape), line)
    has = traits(shape.problem)
    places = shape.problem.places
    if places[line][0] in SECOND_PASS:
        return
    likely = [c for c in _named(shape) if c.rank == NAMED and c.rarity == 0 and within & c.changes.keys()]
    for c in likely:
        if {places[n][0].removeprefix("new ") for n in c.changes} <= SIGNED:
            turned = {name: (-line.unnamed).called(name) for name, line in c.changes.items()}
            yield Candidate((*c.slips, "sign"), f"{c.says} And: The sign is wrong.", PAIR, 0, turned)
    matters = {name for c in likely for name in c.slips}
    for names in (
        *(PRINTED if has >= PRINTED_NEEDS else ()),
        *combinations([name for name in SLIPS if name in matters], 2),
    ):
        each = [_changes(shape, (name,)) for name in names]
        overlap = set.intersection(*(set(changes) & within for changes in each)) if len(each) == 2 else {line}
        together = overlap or len(each) > 2
        changes = _changes(shape, names, again=False) if together else {k: v for c in each for k, v in c.items()}
        if changes:
            yield Candidate(names, " And: ".join(SLIPS[name].says for name in names), PAIR, 0, changes)


@lru_cache(maxsize=256)
def _named(shape: Shape) -> tuple[Candidate, ...]:
    """The named slips: made wherever they can be made, in one layer, and in one line alone."""
    found = []
    has = traits(shape.problem)
    for name, slip in SLIPS.items():
        if slip.needs <= has and not slip.rare:
            changes = _changes(shape, (name,))
            for some in filter(None, [changes] if slip.whole else _parts_of(changes, shape)):
                whole = len(some) == len(changes)
                rank = EDITED if slip.seldom else NAMED
                found.append(Candidate((name,), slip.says, rank, int(not whole), some, common=whole and slip.common))
    return tuple(sorted(found, key=lambda c: c.rarity))  # what a slip is as a whole comes before a part of another


@lru_cache(maxsize=4096)
def _changes(shape: Shape, slips: tuple[str, ...], again: bool = True) -> Changes:
    """The formulas in which a walk with these slips differs from the right one; none if they exclude each other."""
    steps = combined(slips)
    if steps is None:
        return {}
    right, wrong = right_lines(shape), trace(shape.problem, steps, again)
    changed = (n for n, line in wrong.items() if line.of and line.unnamed.as_operand() != text_of(right[n]))
    return {name: _alone(wrong[name]) for name in changed}


def _alone(line: Worked) -> Worked:
    """The formula alone: its names no longer hold the formulas of other lines, which would keep a whole walk."""

    def leaf(node: Worked) -> Worked:
        if node.name or not node.of:
            return Worked(node.value, name=node.name)
        return Worked(node.value, node.op, tuple(map(leaf, node.of)), "", node.function)

    return Worked(line.value, line.op, tuple(map(leaf, line.of)), line.name, line.function)


@lru_cache(maxsize=20_000)
def text_of(formula: Worked) -> str:
    """The formula alone, by which two of them are the same."""
    return formula.unnamed.as_operand()


def _parts_of(changes: Changes, shape: Shape) -> Iterator[Changes]:
    """All changes; those of one layer, of one kind, of both; each alone."""
    yield changes
    parts: dict[Hashable, dict[str, Worked]] = defaultdict(dict)
    for name, line in changes.items():
        kind, index = shape.problem.places[name]
        layer = index[0] if index else -1
        for part in (layer, kind, (kind, layer), (kind, index)):
            parts[part][name] = line
    seen = [changes.keys()]
    for some in parts.values():
        if some.keys() not in seen:
            seen.append(some.keys())
            yield some


def _steps_of_some(shape: Shape) -> Iterator[Candidate]:
    """Weights that were held: those of one neuron, or a single one, or all others; and biases, if they move."""
    lines, places = right_lines(shape), shape.problem.places
    for kind, what in (("w", "weights"), ("b", "biases")):
        old = {n: n.removesuffix(AFTER) for n in lines if places[n][0] == f"new {kind}" and lines[n].of}
        groups: dict[Any, set[str]] = defaultdict(set)
        for name in old:
            groups[places[name][1]].add(name)
            groups[places[name][1][:2]].add(name)
        for group in groups.values():
            some = listed(old[name] for name in old if name in group)
            others = [name for name in old if name not in group]
            verb = "was" if len(group) == 1 else "were"
            for held, says in ((others, f"only {some} moved"), (group, f"{some} {verb} not moved")):
                if held:
                    changes = {name: lines[old[name]].called(name) for name in held}
                    yield Candidate((says,), f"That comes out if {says}. All {what} take the step.", NAMED, 3, changes)


def rates(problem: Problem) -> Iterator[Candidate]:
    """Yield the same step with another learning rate."""
    for rate in RATES:
        if rate != problem.learning_rate:
            says = f"That is a step with eta = {rate:g}. Here it is {problem.learning_rate:g}."
            yield Candidate((f"learning rate {rate:g}",), says, NAMED, 1, {"eta": Worked(rate).called("eta")})


@lru_cache(maxsize=256)
def _generated(shape: Shape) -> tuple[Candidate, ...]:
    """The generated slips: each edit of a formula, the same edit alike in all lines of a kind, and misread numbers."""
    lines, places = right_lines(shape), shape.problem.places
    errors = {name: line for name, line in lines.items() if places[name][0] == "delta"}
    in_full = trace(shape.problem, {**RIGHT, "error": lambda s: through(s, _dc_da_in_full(s))})
    every: list[Edit] = []
    before: dict[str, Worked] = {}
    for name, line in lines.items():
        if line.of:
            known = (
                before | errors if places[name][0] in ("dw", "layer db") else before
            )  # the error of any neuron may stand in it
            every += edits(line, known, places)
            if name in errors and text_of(in_full[name]) != text_of(line):  # before anything has cancelled
                in_full_edits = edits(_alone(in_full[name]), known, places)
                every += [replace(edit, form=", written as dC/da times the slope") for edit in in_full_edits]
        before[name] = line
    single = [of_edits((edit,)) for edit in every]
    alike = [of_edits(group) for group in habits(every, places)]
    return (*single, *alike, *_misread(shape), *_steps_of_some(shape))


def _dc_da_in_full(s: Any) -> Any:
    if s.loss is cross_entropy:
        return -(s.y / s.a) + (1 - s.y) / (1 - s.a)
    return DC_DA[s.loss](s.y, s.a)


def of_edits(group: Sequence[Edit]) -> Candidate:
    """Return an edit of one line, or the same one in several, as a candidate."""
    lines = [edit.line for edit in group]
    says = ", ".join(dict.fromkeys(edit.says for edit in group))
    where = listed(lines)
    if len(lines) > 2:
        says = group[0].says
        others = listed(lines[1:]) if len(lines) < 5 else "all lines of its kind"
        alike = all(edit.says == says for edit in group)
        where = f"{lines[0]} and likewise{'' if alike else ', with their own names,'} in {others}"
    what = f"in {where}{group[0].form}: {says}"
    changes = {edit.line: edit.formula for edit in group}
    return Candidate((what,), sentence(what), EDITED, group[0].rarity, changes, depth=group[0].depth)


def _misread(shape: Shape) -> Iterator[Candidate]:
    """A given number that was read wrongly, and used so everywhere; or all of one kind and layer alike."""
    lines, places = right_lines(shape), shape.problem.places
    given = {name: line for name, line in lines.items() if not line.of and name != "eta"}
    groups: dict[tuple[Any, ...], list[str]] = defaultdict(list)
    for name in given:
        kind, index = places[name]
        groups[kind, index[0] if len(index) > 1 else 0].append(name)
    shared = [tuple(names) for (kind, _), names in groups.items() if kind == "b"]
    alone = [(name,) for name in given]
    alone_or_alike = dict.fromkeys([*alone, *map(tuple, groups.values())])
    for says, factor in DECIMAL_POINT.items():
        for group in alone_or_alike:
            yield _read_as(f"{listed(group)} with {says}", 0, {name: given[name] * factor for name in group})
    for group in dict.fromkeys([*alone, *shared]):
        yield _read_as(f"{listed(group)} with {WRONG_SIGN}", 1, {name: -given[name] for name in group})
        for says, function in MISREAD_DIGITS.items():
            misread = {name: made(says, given[name], function=function) for name in group}
            says = says.replace("its ", "their ") if len(group) > 1 else says
            yield _read_as(f"{listed(group)} with {says}", 2 if "exchanged" in says else 3, misread)
    if shape.problem.net.sizes == SIZES:  # numbers of Mazur's network, which has the same names
        for group in alone_or_alike:
            yield _read_as(f"{listed(group)} of Mazur's network", 1, {name: Worked(mazur()[name]) for name in group})
    for one, other in permutations(given, 2):
        if places[other][0] == places[one][0]:
            yield _read_as(f"{other} in place of {one}", 1, {one: given[other]})
            if one < other:
                yield _read_as(f"{one} and {other} exchanged", 2, {one: given[other], other: given[one]})


def _read_as(what: str, rarity: int, numbers: Lines) -> Candidate:
    changes = {name: number.called(name) for name, number in numbers.items()}
    return Candidate((what,), f"That comes from {what}.", EDITED, rarity, changes, misread=numbers)


def _misread_here(line: Worked, lines: Lines) -> Iterator[Candidate]:
    """A given number, misread in the line asked for and in no other."""
    for name in line.names:
        given = lines[name]
        if not given.of and name != "eta":
            places = [path for path, part in line.parts() if part.name == name]
            for says, misread, rarity in (
                *((says, given * factor, 0) for says, factor in DECIMAL_POINT.items()),
                *((says, made(says, given, function=function), 3) for says, function in MISREAD_DIGITS.items()),
            ):
                formula = line.with_parts((path, misread) for path in places).called(line.name)
                yield replace(_read_as(f"{name} with {says}", rarity, {name: misread}), changes={line.name: formula})


def _digits_exchanged(number: Any) -> Any:
    """0.54 for 0.45, of numbers of two decimals; one decimal stays."""
    hundreds = np.round(np.abs(number) * 100)
    last, tens = hundreds % 10, hundreds // 10 % 10
    exchanged = np.sign(number) * (hundreds - 10 * tens - last + 10 * last + tens) / 100
    return np.where(last == 0, number, exchanged)


def _with_digit(place: int, digit: int, number: Any) -> Any:
    """The number with another digit at a decimal place."""
    shifted = np.floor(np.abs(number) * 10.0**place + 1e-9)
    return np.sign(number) * (np.abs(number) + (digit - shifted % 10) / 10.0**place)


DECIMAL_POINT = {
    f"the decimal point one place too far to the {where}": by for where, by in (("right", 10.0), ("left", 0.1))
}
WRONG_SIGN = "the wrong sign"
MISREAD_DIGITS: Mapping[str, Callable[[Any], Any]] = {
    "its last digits exchanged": _digits_exchanged,
    **{
        f"{digit} as its {ordinal} decimal": partial(_with_digit, place, digit)
        for place, ordinal in ((1, "first"), (2, "second"), (3, "third"))
        for digit in (range(10) if place < 3 else (5, 9))
    },
}
"""A number with one digit misread."""


def in_the_line(shape: Shape, asked: str) -> Iterator[Candidate]:
    """What goes wrong in the line that is asked for: numbers rounded or misread on the way into it."""
    if shape.problem.net.n_parameters <= LARGEST_EDITED:
        lines = right_lines(shape)
        yield from _rounded_lines(shape, asked)
        yield from _misread_here(lines[asked], lines)


def _rounded_lines(shape: Shape, asked: str) -> Iterator[Candidate]:
    """A number that was rounded before it was used, or all those of one kind in a layer; not the one asked for."""
    lines, places = right_lines(shape), shape.problem.places
    groups: dict[tuple[Any, ...], list[str]] = defaultdict(list)
    for name, line in lines.items():
        kind, index = places[name]
        if line.of and name != asked and kind in ROUNDED:
            groups[name,].append(name)
            groups[kind, *index[: kind in LAYERED]].append(name)
    groups["all that goes in",] = [name for name in lines[asked].names if lines[name].of]
    for digits, group in product(DECIMALS, dict.fromkeys(map(tuple, filter(None, groups.values())))):
        rounded = {
            n: made(f"round_{digits}", lines[n].unnamed, function=partial(np.round, decimals=digits)) for n in group
        }
        whose = listed(group) if len(group) < 5 else f"{group[0]} and its like"
        yield _rounded_to(digits, whose, {n: formula.called(n) for n, formula in rounded.items()})
    for name in (asked, *(n for n in lines[asked].names if lines[n].of)):
        yield from _rounded_parts(lines[name])


def _rounded_parts(line: Worked) -> Iterator[Candidate]:
    """What is worked out within the line asked for, and rounded before it is used; or all of one operation."""
    groups: dict[str, list[tuple[tuple[int, ...], Worked]]] = defaultdict(list)
    for path, part in line.parts():
        if path and part.of and part.op != "neg":
            groups[part.as_operand()].append((path, part))
            groups["every name" if part.name else f"every {part.op}"].append((path, part))
    for digits in DECIMALS:
        to = partial(made, f"round_{digits}", function=partial(np.round, decimals=digits))
        for parts in groups.values():
            formula = line.with_parts((path, to(part)) for path, part in parts)
            whose = listed(dict.fromkeys(part.as_operand() for _, part in parts))
            yield _rounded_to(digits, whose, {line.name: formula.called(line.name)})
        first, *rest = factors(line.unnamed)
        if len(rest) > 1:  # a slope such as out*(1 - out), which the product holds one factor after the other
            slope = product_of(rest)
            formula = product_of([first, ("*", to(slope))]).called(line.name)
            yield _rounded_to(digits, slope.as_operand(), {line.name: formula})


def _rounded_to(digits: int, whose: str, changes: Changes) -> Candidate:
    what = f"{whose} rounded to {digits} decimal{'s' * (digits > 1)}"
    return Candidate((what,), f"That comes out with {what}. Keep a few more digits.", NAMED, 2, changes)


def names_exchanged(right: Worked, wrong: Worked) -> str:
    """Say in a sentence which names stand in place of others, if that is the whole difference.

    Example:
        >>> from hw2lib.byhand.mazur import mazur
        >>> lines = mazur().trace
        >>> names_exchanged(lines["dC/dw5"], lines["delta_o1"] * lines["out_h2"])
        ' In dC/dw5, that is out_h2 in place of out_h1.'
    """
    if len(right.names) != len(wrong.names):
        return ""
    exchanged = {a: b for a, b in zip(right.names, wrong.names, strict=True) if a != b}
    if set(exchanged) == set(exchanged.values()):  # the same names, in another order
        return ""
    if len(exchanged) > 2 or wrong.write() != right.write(lambda n: exchanged.get(n.name, by_name(n))):
        return ""
    return f" In {right.name}, that is {' and '.join(f'{b} in place of {a}' for a, b in exchanged.items())}."
