"""The search for what gives a wrong number: every slip is tried, and chance is weighed before one is named.

A slip is a set of changes, each a number of the walk and the formula that it has in place of the right one. Which they
are hangs on the layers, the activations and the loss alone, so they are worked out once; the numbers of many networks
then run through them, all candidates side by side in arrays.
"""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property, lru_cache, partial
from itertools import combinations, compress, product
from typing import Any, TypeAlias

import numpy as np
import numpy.typing as npt

from hw2lib.answers.edits import Edit, edits, factors, habits, of_the_number, product_of
from hw2lib.answers.given import FULL, Given
from hw2lib.answers.questions import Question, is_traced
from hw2lib.answers.slips import PRINTED, PRINTED_NEEDS, SLIPS, combined, traits
from hw2lib.byhand.names import number_at
from hw2lib.byhand.problem import Problem, trace
from hw2lib.byhand.walk import RIGHT, Note, walk
from hw2lib.byhand.worked import Environment, Worked, by_name, made
from hw2lib.display import listed
from hw2lib.nn.arrays import Array

Formula: TypeAlias = Callable[[Environment], Any]
Places: TypeAlias = npt.NDArray[np.intp]
Lines: TypeAlias = Mapping[str, Worked]
Changes: TypeAlias = Lines
NO_CHANGES: Changes = {}

LARGEST_EDITED = 24  # weights of a network whose formulas are edited in every place
RATES = tuple(sorted({0.001, 0.002, 0.005, 1.5, 2.0, 2.5, 3.0, 5.0, 10.0} | {i / 20 for i in range(1, 21)} | {0.01}))

ROUNDED = ("z", "a", "cost", "delta", "dw", "db")  # what is rounded a line at a time, or in the lines of its layer
SIGNED = {"cost", "delta"}  # in which a slip comes with the wrong sign as well
LAYERED = ("z", "a", "delta")
DECIMALS = (1, 2, 3, 4)

# the ranks of an explanation: what is named comes before what is generated, the asked line before earlier ones
NAMED_HERE, NAMED, EDITED_HERE, EDITED, PAIR = range(5)


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

    @property
    def level(self) -> int:
        """Rank and rarity in one: the lower the nearer at hand."""
        return 4 * self.rank + self.rarity


# --- what can go wrong, by the shape of the problem ------------------------------------------------------------------


@dataclass(frozen=True)
class Shape:
    """What decides which formulas there are."""

    problem: Problem  # one of this shape; only its formulas are used

    @property
    def key(self) -> tuple[Any, ...]:
        """The same for all problems of one shape."""
        p = self.problem
        return (p.net.sizes, p.net.activations, p.loss, p.biases)

    def __hash__(self) -> int:
        return hash(self.key)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Shape) and self.key == other.key


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


@lru_cache(maxsize=256)
def _named(shape: Shape) -> tuple[Candidate, ...]:
    """The named slips: made wherever they can be made, in one layer, and in one line alone."""
    found = []
    has = traits(shape.problem)
    for name, slip in SLIPS.items():
        if slip.needs <= has and not slip.rare:
            changes = _changes(shape, (name,))
            for some in _parts_of(changes, shape):
                found.append(Candidate((name,), slip.says, NAMED, 0 if len(some) == len(changes) else 1, some))
    return tuple(sorted(found, key=lambda c: c.rarity))  # what a slip is as a whole comes before a part of another


@lru_cache(maxsize=4096)
def _changes(shape: Shape, slips: tuple[str, ...]) -> Changes:
    """The formulas in which a walk with these slips differs from the right one; none if they exclude each other."""
    steps = combined(slips)
    if steps is None:
        return {}
    right, wrong = _texts(shape), trace(shape.problem, steps)
    changed = {name: line for name, line in wrong.items() if line.of and line.unnamed.as_operand() != right[name]}
    return {name: _alone(line) for name, line in changed.items()}


def _alone(line: Worked) -> Worked:
    """The formula alone: its names no longer hold the formulas of other lines, which would keep a whole walk."""

    def leaf(node: Worked) -> Worked:
        if node.name or not node.of:
            return Worked(node.value, name=node.name)
        return Worked(node.value, node.op, tuple(map(leaf, node.of)), "", node.function)

    return Worked(line.value, line.op, tuple(map(leaf, line.of)), line.name, line.function)


@lru_cache(maxsize=256)
def _texts(shape: Shape) -> Mapping[str, str]:
    return {name: _text(line) for name, line in right_lines(shape).items()}


def _parts_of(changes: Changes, shape: Shape) -> Iterator[Changes]:
    """All changes; those of one layer; each alone."""
    yield changes
    layers: dict[int, dict[str, Worked]] = defaultdict(dict)
    for name, line in changes.items():
        _, index = shape.problem.places[name]
        layers[index[0] if index else -1][name] = line
    if len(layers) > 1:
        yield from layers.values()
    if len(changes) > 1:
        yield from ({name: line} for name, line in changes.items())


@lru_cache(maxsize=256)
def _generated(shape: Shape) -> tuple[Candidate, ...]:
    """The generated slips: each edit of a formula, the same edit alike in all lines of a kind, and misread numbers."""
    lines, places = right_lines(shape), shape.problem.places
    errors = {name: line for name, line in lines.items() if places[name][0] == "delta"}
    every: list[Edit] = []
    before: dict[str, Worked] = {}
    for name, line in lines.items():
        if line.of:
            known = before | errors if places[name][0] == "dw" else before  # the error of any neuron may stand in it
            every += edits(line, known, places)
        before[name] = line
    single = [of_edits((edit,)) for edit in every]
    alike = [of_edits(group) for group in habits(every, places)]
    return (*single, *alike, *_misread(lines, places))


def of_edits(group: Sequence[Edit]) -> Candidate:
    """Return an edit of one line, or the same one in several, as a candidate."""
    lines = [edit.line for edit in group]
    says = ", ".join(dict.fromkeys(edit.says for edit in group))
    where = listed(lines)
    if len(lines) > 4:
        where = f"{lines[0]} and all lines of its kind"
        says = group[0].says
    what = f"in {where}: {says}"
    sentence = f"{what[0].upper()}{what[1:]}."
    return Candidate((what,), sentence, EDITED, group[0].rarity, {edit.line: edit.formula for edit in group})


def _misread(lines: Mapping[str, Worked], places: Mapping[str, Any]) -> Iterator[Candidate]:
    """A given number that was read wrongly, and used so everywhere."""
    given = {name: line for name, line in lines.items() if not line.of and name != "eta"}
    for name, line in given.items():
        for factor, says in ((10.0, "one place too far to the right"), (0.1, "one place too far to the left")):
            what = f"{name} with its decimal point {says}"
            yield Candidate((what,), f"That comes from {what}.", EDITED, 1, {name: (line * factor).called(name)})
        what = f"{name} with the wrong sign"
        yield Candidate((what,), f"That comes from {what}.", EDITED, 1, {name: (-line).called(name)})
        what = f"{name} with its last digits exchanged"
        exchanged = made("digits exchanged in", line, function=_digits_exchanged)
        yield Candidate((what,), f"That comes from {what}.", EDITED, 2, {name: exchanged.called(name)})
        for other, line_other in given.items():
            if other != name and places[other][0] == places[name][0]:
                what = f"{other} read for {name}"
                yield Candidate(
                    (what,), f"{other} was read in place of {name}.", EDITED, 1, {name: line_other.called(name)}
                )


def _digits_exchanged(number: Any) -> Any:
    """0.54 for 0.45, of numbers of two decimals."""
    hundreds = np.round(np.abs(number) * 100)
    last, tens = hundreds % 10, hundreds // 10 % 10
    return np.sign(number) * (hundreds - 10 * tens - last + 10 * last + tens) / 100


def _rounded_lines(shape: Shape, asked: str) -> Iterator[Candidate]:
    """A number that was rounded before it was used, or all those of one kind in a layer; not the one asked for."""
    lines, places = right_lines(shape), shape.problem.places
    if shape.problem.net.n_parameters > LARGEST_EDITED:
        return
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
    yield from _rounded_parts(lines[asked])


def _rounded_parts(line: Worked) -> Iterator[Candidate]:
    """What is worked out within the line asked for, and rounded before it is used; or all of one operation."""
    groups: dict[str, list[tuple[tuple[int, ...], Worked]]] = defaultdict(list)
    for path, part in line.parts():
        if path and part.of and not part.name and part.op != "neg":
            groups[part.as_operand()].append((path, part))
            groups[f"every {part.op}"].append((path, part))
    for digits in DECIMALS:
        to = partial(made, f"round_{digits}", function=partial(np.round, decimals=digits))
        for parts in groups.values():
            formula = line.unnamed
            for path, part in parts:
                formula = formula.with_part(path, to(part))
            whose = listed(part.as_operand() for _, part in parts)
            yield _rounded_to(digits, whose, {line.name: formula.called(line.name)})
        first, *rest = factors(line.unnamed)
        if len(rest) > 1:  # a slope such as out*(1 - out), which the product holds one factor after the other
            slope = product_of(rest)
            formula = product_of([first, ("*", to(slope))]).called(line.name)
            yield _rounded_to(digits, slope.as_operand(), {line.name: formula})


def _rounded_to(digits: int, whose: str, changes: Changes) -> Candidate:
    what = f"{whose} rounded to {digits} decimal{'s' * (digits > 1)}"
    return Candidate((what,), f"That comes out with {what}. Keep a few more digits.", NAMED, 2, changes)


# --- what belongs to one question ------------------------------------------------------------------------------------


Replaced: TypeAlias = tuple[Formula, tuple[str, ...], Places]  # a formula, its names, and whose it is


@dataclass(frozen=True)
class Prepared:
    """The candidates that change the number asked for, ready to run."""

    order: tuple[str, ...]  # the lines to work out
    single: Mapping[str, tuple[tuple[Candidate, ...], tuple[Formula, ...]]]  # by the only line that they change
    several: tuple[Candidate, ...]
    replaced: Mapping[str, tuple[Replaced, ...]]  # what the several put in the place of a line


@lru_cache(maxsize=256)
def prepared(shape: Shape, line: str, pairs: bool = False) -> Prepared:
    """Return the candidates for a question, each way to a number once; or the pairs of named slips."""
    source = named_pairs(shape, line) if pairs else (*single_slips(shape), *_rounded_lines(shape, line))
    return ready(right_lines(shape), line, source)


def single_slips(shape: Shape) -> tuple[Candidate, ...]:
    """Return every slip, named and generated; of a large network the named ones alone."""
    edited = shape.problem.net.n_parameters <= LARGEST_EDITED
    return (*_named(shape), *(_generated(shape) if edited else ()))


def ready(lines: Lines, line: str, source: Iterable[Candidate]) -> Prepared:
    """Return the candidates that change a line, each way to a number once."""
    right = upstream(lines, line)
    needed = set(right)
    seen: set[frozenset[tuple[str, str]]] = {frozenset()}
    single: dict[str, list[Candidate]] = defaultdict(list)
    several: list[Candidate] = []
    for candidate in source:
        within = upstream(lines, line, candidate.changes) if candidate.changes.keys() & right else set()
        changes = {name: formula for name, formula in candidate.changes.items() if name in within}
        key = frozenset((name, _text(formula)) for name, formula in changes.items())
        if not changes or (key in seen and (candidate.rarity or candidate.rank != NAMED)):
            continue  # a second name for it is kept, another place of a slip isn't
        seen.add(key)
        needed |= within
        here = changes.keys() == {line}
        rank = candidate.rank - 1 if here and candidate.rank in (NAMED, EDITED) else candidate.rank
        made = replace(candidate, rank=rank, changes=changes)
        (several if len(changes) > 1 else single[next(iter(changes))]).append(made)
    return Prepared(
        tuple(name for name in lines if name in needed),
        {name: (tuple(some), tuple(_compiled(c.changes[name]) for c in some)) for name, some in single.items()},
        tuple(several),
        {name: tuple(_replaced(name, several)) for name in dict.fromkeys(n for c in several for n in c.changes)},
    )


def _replaced(name: str, several: Sequence[Candidate]) -> Iterator[Replaced]:
    """Each formula that stands in place of a line, with the candidates that put it there."""
    groups: dict[str, tuple[Worked, list[int]]] = {}
    for i, candidate in enumerate(several):
        if name in candidate.changes:
            formula = candidate.changes[name]
            groups.setdefault(_text(formula), (formula, []))[1].append(i)
    for formula, places in groups.values():
        yield _compiled(formula), formula.names, np.array(places)


def named_pairs(shape: Shape, line: str) -> Iterator[Candidate]:
    """Yield two named slips at once, or one with the sign, and the combinations that the printed solution has."""
    within = upstream(right_lines(shape), line)
    has = traits(shape.problem)
    places = shape.problem.places
    for c in _named(shape):
        if (
            c.rarity == 0
            and within & c.changes.keys()
            and {places[n][0].removeprefix("new ") for n in c.changes} <= SIGNED
        ):
            turned = {name: (-line.unnamed).called(name) for name, line in c.changes.items()}
            yield Candidate((*c.slips, "sign"), f"{c.says} And: The sign is wrong.", PAIR, 0, turned)
    matters = {n for c in _named(shape) if c.rarity == 0 and within & c.changes.keys() for n in c.slips}
    for names in (
        *(PRINTED if has >= PRINTED_NEEDS else ()),
        *combinations([name for name in SLIPS if name in matters], 2),
    ):
        each = [_changes(shape, (name,)) for name in names]
        overlap = set.intersection(*(set(changes) & within for changes in each)) if len(each) == 2 else {line}
        changes = _changes(shape, names) if overlap or len(each) > 2 else {k: v for c in each for k, v in c.items()}
        if changes:
            yield Candidate(names, " And: ".join(SLIPS[name].says for name in names), PAIR, 0, changes)


@dataclass(frozen=True)
class Tried:
    """Candidates, and the number that each gives."""

    candidates: tuple[Candidate, ...]
    values: Array

    @cached_property
    def levels(self) -> npt.NDArray[np.intp]:
        """How near at hand each is, the lower the nearer."""
        return np.array([c.level for c in self.candidates], dtype=int)

    def __add__(self, other: Tried) -> Tried:
        return Tried(self.candidates + other.candidates, np.concatenate([self.values, other.values]))

    def but(self, value: float) -> Tried:
        """All but those that give this number."""
        return self.where(~np.isclose(self.values, value, rtol=FULL, atol=1e-300))

    def where(self, mask: npt.NDArray[np.bool_]) -> Tried:
        """Those of which it is so."""
        return Tried(tuple(compress(self.candidates, mask)), self.values[mask])

    def fitting(self, given: Given) -> list[Candidate]:
        """Those that fit the digits given, with their numbers."""
        with np.errstate(all="ignore"):
            near = np.abs(self.values - given.value) <= 2 * given.unit + FULL * abs(given.value)
        close = self.where(near)
        return [
            replace(c, value=float(v)) for c, v in zip(close.candidates, close.values, strict=True) if given.meets(v)
        ]


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


def _tried(found: Iterable[Candidate]) -> Tried:
    found = tuple(found)
    return Tried(found, np.array([c.value for c in found]))


# --- their numbers ---------------------------------------------------------------------------------------------------


@lru_cache(maxsize=20_000)
def _compiled(formula: Worked) -> Formula:
    return formula.compiled()


@lru_cache(maxsize=20_000)
def _text(formula: Worked) -> str:
    """The formula alone, by which two of them are the same."""
    return formula.unnamed.as_operand()


def worked_out(lines: Lines, order: Iterable[str], given: Callable[[str], Any]) -> dict[str, Any]:
    """Return the right numbers of these lines by name; `given` knows those that have no formula."""
    known: dict[str, Any] = {}
    for name in order:
        known[name] = _compiled(lines[name])(known) if lines[name].of else given(name)
    return known


def given_numbers(problem: Problem) -> Callable[[str], Any]:
    """Return what knows the given numbers of a problem by name."""

    def value(name: str) -> Any:
        kind, index = problem.places[name]
        return np.float64(number_at(problem.numbers, kind, index) if kind != "eta" else problem.learning_rate)

    return value


def numbers(lines: Lines, line: str, found: Prepared, given: Callable[[str], Any], size: tuple[int, ...] = ()) -> Tried:
    """Work out the number that each candidate gives for `line`; an array of that size, if that is what is given."""
    known = worked_out(lines, found.order, given)
    candidates: list[Candidate] = []
    values: list[Array] = []
    for name, (some, formulas) in found.single.items():
        made = [formula(known) for formula in formulas]
        made = [np.broadcast_to(value, size) for value in made] if size else made
        changed: dict[str, Any] = {name: np.array(made, dtype=float)}
        for later in found.order[found.order.index(name) + 1 :]:
            if not changed.keys().isdisjoint(lines[later].names):
                changed[later] = _compiled(lines[later])(known | changed)
        candidates += some
        values.append(np.broadcast_to(changed[line], (len(some), *size)))
    if found.several:
        candidates += found.several
        values.append(_several(lines, known, line, found, size))
    return Tried(tuple(candidates), np.concatenate(values) if values else np.empty((0, *size)))


def _several(lines: Lines, known: Mapping[str, Any], line: str, found: Prepared, size: tuple[int, ...]) -> Array:
    """All candidates that change more than one line, side by side."""
    every = (len(found.several), *size)
    changed: dict[str, Any] = {}
    for name in found.order:
        value: Any = known[name]
        if lines[name].of and not changed.keys().isdisjoint(lines[name].names):
            value = _compiled(lines[name])({**known, **changed})
        if name in found.replaced:
            value = np.array(np.broadcast_to(value, every), dtype=float)
            for formula, names, places in found.replaced[name]:
                value[places] = formula({n: changed[n][places] if n in changed else known[n] for n in names})
        if np.shape(value) == every:
            changed[name] = value
    return np.broadcast_to(changed.get(line, known[line]), every)


# --- what hangs on the numbers themselves ----------------------------------------------------------------------------


def _by_hand(asked: Question, given: Given, right: float, problem: Problem) -> Iterator[Candidate]:
    """What happens to the finished number, and answers to other questions."""
    for value, says in of_the_number(right, given.digits):
        yield Candidate((says,), says, EDITED_HERE, 1, value=value)
    if asked.kind == "new total":
        drop = float(problem.numbers["total"]) - right
        for value in (drop, -drop):
            says = "That is the change of the loss. You were asked for the loss after the step."
            yield Candidate(("change of the loss",), says, NAMED_HERE, 0, value=value)
    if not is_traced(problem):
        return
    own_new = (f"new {asked.kind.replace('dw', 'w').replace('db', 'b')}", asked.index)
    for name, other in problem.trace.items():
        if name == asked.line or (" after " in name and not asked.after and problem.places[name] != own_new):
            continue
        if not math.isclose(float(other.value), right, rel_tol=1e-12):
            says = f"That is {name}. You were asked for {asked.name}."
            same = problem.places[name][0] == asked.kind
            yield Candidate((f"answer to {name}",), says, NAMED_HERE if same else NAMED, 1, value=float(other.value))


def _rounded(asked: Question, problem: Problem) -> Iterator[Candidate]:
    """Rounding or cutting on the way, in every number or in one kind of them, to decimals or significant digits."""

    def value(note: Note, slips: Sequence[str] = ()) -> float:
        return _walked(asked, problem, slips, note)

    for digits in range(1, 7):
        for how, to in (("decimal", _to_decimals), ("significant digit", _to_significant)):
            places = f"{digits} {how}{'s' * (digits > 1)}"
            for cut, what in ((False, "rounded"), (True, "cut")):
                says = f"That comes out if every number on the way is {what} to {places}. Keep a few more digits."
                note = _rounding(to, digits, cut, None, asked)
                yield Candidate((f"{what} to {places}",), says, NAMED, 1 + cut, value=value(note))
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


def _to_significant(value: Any, digits: int, cut: bool) -> Any:
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


def _rates(asked: Question, problem: Problem, shape: Shape) -> Iterator[Candidate]:
    """The same step with another learning rate."""
    if not asked.after or not is_traced(problem):
        return
    lines = right_lines(shape)
    within = upstream(lines, asked.line)
    order = [name for name in lines if name in within]
    known = worked_out(lines, order, given_numbers(problem))
    changed: dict[str, Any] = {"eta": np.array(RATES)}
    for name in order:
        if lines[name].of and any(n in changed for n in lines[name].names):
            changed[name] = _compiled(lines[name])(known | changed)
    for rate, value in zip(RATES, np.broadcast_to(changed.get(asked.line, math.nan), len(RATES)), strict=True):
        if rate != problem.learning_rate:
            what = f"learning rate {rate:g}"
            says = f"That is a step with eta = {rate:g}. Here it is {problem.learning_rate:g}."
            yield Candidate((what,), says, NAMED, 1, value=float(value))


def _large(asked: Question, problem: Problem) -> Iterator[Candidate]:
    """The named slips on a network that is too large for formulas."""
    has = traits(problem)
    for name, slip in SLIPS.items():
        if slip.needs <= has and not slip.rare:
            yield Candidate((name,), slip.says, NAMED, 0, value=_walked(asked, problem, (name,)))


# --- the search ------------------------------------------------------------------------------------------------------


def tried(asked: Question, given: Given, right: float, problem: Problem) -> Tried:
    """Try every candidate but the pairs."""
    shape = Shape(problem)
    with np.errstate(all="ignore"):  # a wrong way may well take the logarithm of a negative number
        found = _tried([*_by_hand(asked, given, right, problem), *_rounded(asked, problem)])
        if not is_traced(problem):
            return (found + _tried(_large(asked, problem))).but(right)
        every = numbers(right_lines(shape), asked.line, prepared(shape, asked.line), given_numbers(problem))
        return (found + _tried([*_rates(asked, problem, shape), *_printed(asked, problem)]) + every).but(right)


def tried_pairs(asked: Question, right: float, problem: Problem) -> Tried:
    """Try the pairs of named slips, and the combinations that the print has."""
    shape = Shape(problem)
    if problem.net.n_parameters > LARGEST_EDITED:
        return _tried(())
    with np.errstate(all="ignore"):
        found = prepared(shape, asked.line, pairs=True)
        pairs = numbers(right_lines(shape), asked.line, found, given_numbers(problem))
        return (pairs + _tried(_times_a_factor(asked, problem))).but(right)


def _times_a_factor(asked: Question, problem: Problem) -> Iterator[Candidate]:
    """A named slip in an error or a derivative, and a factor too many."""
    stepped = asked.kind in ("new w", "new b")
    kind = asked.kind.replace("new ", "d")
    if kind not in ("delta", "dw", "db"):
        return
    shape, old = Shape(problem), 0.0
    line = problem.names[kind](*asked.index)
    if stepped:
        old = float(number_at(problem.numbers, asked.kind.removeprefix("new "), asked.index))
    alone = numbers(right_lines(shape), line, prepared(shape, line), given_numbers(problem))
    named = alone.where(np.array([c.rank <= NAMED and c.rarity == 0 for c in alone.candidates]))
    factors = {name: problem[name] for name, (kind, _) in problem.places.items() if kind in ("w", "a", "eta")}
    factors |= {f"(1 - {n})": 1 - v for n, v in factors.items() if problem.places[n][0] == "a"}
    for c, value in zip(named.candidates, named.values, strict=True):
        for text, factor in factors.items():
            says = f"{c.says} And: There is an extra factor {text}."
            result = old - problem.learning_rate * value * factor if stepped else value * factor
            yield Candidate((*c.slips, f"an extra factor {text}"), says, PAIR, 1, value=float(result))
