"""The numbers that candidates give: all formulas that differ from the right ones run side by side, in arrays."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property, lru_cache
from itertools import chain, compress
from typing import Any, TypeAlias

import numpy as np
import numpy.typing as npt

from hw2lib.answers.candidates import EDITED, NAMED, NAMED_HERE, Candidate, Lines, text_of, upstream
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
    """Candidates, with the formulas that they put in the place of each line as functions.

    Attributes:
        candidates: all of them.
        replaced: what stands in the place of each line.
        alone: by line, the places of the candidates that change it and no other.
    """

    candidates: tuple[Candidate, ...]
    replaced: Mapping[str, tuple[Replaced, ...]]
    alone: Mapping[str, Sequence[int]]


def ready(source: Iterable[Candidate]) -> Prepared:
    """Return candidates ready to run."""
    found = tuple(source)
    changed = dict.fromkeys(name for candidate in found for name in candidate.changes)
    alone: dict[str, list[int]] = defaultdict(list)
    for i, candidate in enumerate(found):
        if len(candidate.changes) == 1:
            alone[next(iter(candidate.changes))].append(i)
    return Prepared(found, {name: tuple(_replaced(name, found)) for name in changed}, alone)


def _replaced(name: str, found: Sequence[Candidate]) -> Iterator[Replaced]:
    """Each formula that stands in place of a line, with the candidates that put it there."""
    groups: dict[str, tuple[Worked, list[int]]] = {}
    for i, candidate in enumerate(found):
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
        return [c for c in self.where(near).valued() if given.meets(c.value)]

    def valued(self) -> Iterator[Candidate]:
        """Yield the candidates, each with its number."""
        return (replace(c, value=float(v)) for c, v in zip(self.candidates, self.values, strict=True))


@lru_cache(maxsize=20_000)
def compiled(formula: Worked) -> Formula:
    """Return the formula as a function of the numbers of its names."""
    return formula.compiled()


def given_numbers(problem: Problem) -> Callable[[str], Any]:
    """Return what knows the given numbers of a problem by name."""

    def value(name: str) -> Any:
        kind, index = problem.places[name]
        return np.float64(number_at(problem.numbers, kind, index) if kind != "eta" else problem.learning_rate)

    return value


class Numbers(dict[str, Any]):
    """Numbers by name, or what else hangs on one, each worked out when it is first asked for."""

    def __init__(self, work_out: Callable[[str], Any]) -> None:
        super().__init__()
        self._work_out = work_out

    def __missing__(self, name: str) -> Any:
        self[name] = value = self._work_out(name)
        return value


def right_numbers(lines: Lines, given: Callable[[str], Any]) -> Numbers:
    """Return the right numbers of the lines; `given` knows those that have no formula."""
    found = Numbers(lambda name: compiled(lines[name])(found) if lines[name].of else given(name))
    return found


class Trials:
    """What candidates make of every line.

    Args:
        lines: the right formulas.
        found: the candidates.
        right: the right numbers.
        size: of each number, if it is an array.
    """

    def __init__(self, lines: Lines, found: Prepared, right: Numbers, size: tuple[int, ...] = ()) -> None:
        self._lines, self._found, self._right = lines, found, right
        self._every = (len(found.candidates), *size)
        self._place = {name: i for i, name in enumerate(lines)}
        self._wrong = Numbers(self._with_changes)

    def tried(self, line: str) -> Tried:
        """Return the candidates, and the number that each gives for a line: the right one if it has no part in it."""
        own = {line, *(name for name in self._lines[line].names if not self._lines[name].of)}
        candidates = list(self._found.candidates)
        for i in chain.from_iterable(self._found.alone.get(name, ()) for name in own):
            candidates[i] = _made_here(candidates[i])
        return Tried(tuple(candidates), np.broadcast_to(self._wrong[line], self._every))

    def _with_changes(self, name: str) -> Any:
        value = compiled(self._lines[name])(self._wrong) if self._lines[name].of else self._right[name]
        if name not in self._found.replaced:
            return value
        value = np.array(np.broadcast_to(value, self._every), dtype=float)
        before = self._place[name] if self._lines[name].of else 0  # a given number is misread as what is given
        for formula, names, places in self._found.replaced[name]:
            known = {n: self._wrong[n] if self._place[n] < before else self._right[n] for n in names}
            value[places] = formula({n: v[places] if np.shape(v) == self._every else v for n, v in known.items()})
        return value


def _made_here(candidate: Candidate) -> Candidate:
    return replace(candidate, rank=candidate.rank - 1) if candidate.rank in (NAMED, EDITED) else candidate


def at_the_line(lines: Lines, line: str, found: Iterable[Candidate]) -> list[Candidate]:
    """Return candidates with the changes that matter for a line, each way to its number once.

    A second name for the same is kept, another place of a slip isn't.
    """
    seen: set[frozenset[tuple[str, str]]] = set()
    kept = []
    for c in sorted((_what_matters(lines, line, c) for c in found), key=lambda c: c.level):
        key = frozenset((name, text_of(formula)) for name, formula in c.changes.items())
        if not key or key not in seen or (c.rank in (NAMED, NAMED_HERE) and not c.rarity):
            seen.add(key)
            kept.append(c)
    return kept


def _what_matters(lines: Lines, line: str, candidate: Candidate) -> Candidate:
    """The candidate with the changes that matter for a line; it may be made in the line itself then."""
    if len(candidate.changes) < 2:
        return candidate
    within = upstream(lines, line, candidate.changes)
    changes = {name: formula for name, formula in candidate.changes.items() if name in within}
    return replace(_made_here(candidate) if changes.keys() == {line} else candidate, changes=changes)
