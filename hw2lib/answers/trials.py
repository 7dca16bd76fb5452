"""The numbers that candidates give: all formulas that differ from the right ones run side by side, in arrays."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property, lru_cache
from itertools import compress
from typing import Any, TypeAlias

import numpy as np
import numpy.typing as npt

from hw2lib.answers.candidates import EDITED, NAMED, Candidate, Lines, text_of, upstream
from hw2lib.answers.given import FULL, Given
from hw2lib.byhand.names import number_at
from hw2lib.byhand.problem import Problem
from hw2lib.byhand.worked import Environment, Worked
from hw2lib.nn.arrays import Array

Formula: TypeAlias = Callable[[Environment], Any]
Places: TypeAlias = npt.NDArray[np.intp]
Replaced: TypeAlias = tuple[Formula, tuple[str, ...], Places]  # a formula, its names, and whose it is


@dataclass(frozen=True)
class Prepared:
    """The candidates that change the number asked for, ready to run."""

    order: tuple[str, ...]  # the lines to work out
    single: Mapping[str, tuple[tuple[Candidate, ...], tuple[Formula, ...]]]  # by the only line that they change
    several: tuple[Candidate, ...]
    replaced: Mapping[str, tuple[Replaced, ...]]  # what the several put in the place of a line


def ready(lines: Lines, line: str, source: Iterable[Candidate]) -> Prepared:
    """Return the candidates that change a line, each way to a number once."""
    right = upstream(lines, line)
    needed = set(right)
    seen: set[frozenset[tuple[str, str]]] = {frozenset()}
    single: dict[str, list[Candidate]] = defaultdict(list)
    several: list[Candidate] = []
    for candidate in source:
        within = _within(lines, line, candidate.changes, right)
        changes = {name: formula for name, formula in candidate.changes.items() if name in within}
        key = frozenset((name, text_of(formula)) for name, formula in changes.items())
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
        {name: (tuple(some), tuple(compiled(c.changes[name]) for c in some)) for name, some in single.items()},
        tuple(several),
        {name: tuple(_replaced(name, several)) for name in dict.fromkeys(n for c in several for n in c.changes)},
    )


def _within(lines: Lines, line: str, changes: Lines, right: set[str]) -> set[str]:
    """What a line hangs on with some formulas changed; nothing, if they don't matter for it."""
    if not changes.keys() & right:
        return set()
    if len(changes) > 1:
        return upstream(lines, line, changes)
    ((name, formula),) = changes.items()  # the way to this line is what it was, so only its own names may be new
    return {name}.union(*(upstream(lines, n) for n in formula.names if n not in right)) if formula.of else {name}


def _replaced(name: str, several: Sequence[Candidate]) -> Iterator[Replaced]:
    """Each formula that stands in place of a line, with the candidates that put it there."""
    groups: dict[str, tuple[Worked, list[int]]] = {}
    for i, candidate in enumerate(several):
        if name in candidate.changes:
            formula = candidate.changes[name]
            groups.setdefault(text_of(formula), (formula, []))[1].append(i)
    for formula, places in groups.values():
        yield compiled(formula), formula.names, np.array(places)


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


@lru_cache(maxsize=20_000)
def compiled(formula: Worked) -> Formula:
    """Return the formula as a function of the numbers of its names."""
    return formula.compiled()


def worked_out(lines: Lines, order: Iterable[str], given: Callable[[str], Any]) -> dict[str, Any]:
    """Return the right numbers of these lines by name; `given` knows those that have no formula."""
    known: dict[str, Any] = {}
    for name in order:
        known[name] = compiled(lines[name])(known) if lines[name].of else given(name)
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
                changed[later] = compiled(lines[later])(known | changed)
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
            value = compiled(lines[name])({**known, **changed})
        if name in found.replaced:
            value = np.array(np.broadcast_to(value, every), dtype=float)
            for formula, names, places in found.replaced[name]:
                value[places] = formula({n: changed[n][places] if n in changed else known[n] for n in names})
        if np.shape(value) == every:
            changed[name] = value
    return np.broadcast_to(changed.get(line, known[line]), every)
