"""Wrong forms of a formula, read off the walk's slips and edited out of the right form, each with its cause."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from fractions import Fraction

from hw2lib.answers.edits import LESS_COMMON, Edit, edited, local_edits
from hw2lib.answers.notation import Name, Number, Operation, Tree
from hw2lib.answers.search import Candidate, Changes, Shape, prepared, right_lines, upstream
from hw2lib.byhand.problem import Problem
from hw2lib.byhand.worked import Worked, made

OPERATORS = {"^": "**"}


def of_the_walk(problem: Problem, name: str) -> Iterator[tuple[str, str, str]]:
    """Yield the wrong forms that slips give to one formula of the backward pass: cause, form, sentence.

    The slips are those of the line itself and of the errors that go into it.

    Example:
        >>> from hw2lib.byhand.mazur import mazur
        >>> next(form for cause, form, says in of_the_walk(mazur(), "delta_h1") if cause == "row for column")
        '(w5*delta_o1 + w6*delta_o2)*out_h1*(1 - out_h1)'
    """
    shape = Shape(problem)
    lines = right_lines(shape)
    backward = {n for n in upstream(shape, name) if problem.places[n][0] == "delta"} | {name}
    found = prepared(shape, name)
    candidates = [c for some, _ in found.single.values() for c in some] + list(found.several)
    for candidate in sorted(candidates, key=_order):
        if candidate.changes.keys() <= backward:
            formula = _written_out(name, candidate.changes, lines)
            yield candidate.slips[0], formula.unnamed.as_operand(), candidate.says


def _order(candidate: Candidate) -> int:
    return candidate.level


def _written_out(name: str, changes: Changes, lines: Mapping[str, Worked]) -> Worked:
    """The formula of a line in which the names of changed lines are written out."""

    def changed(other: str) -> bool:
        return other in changes or (bool(lines[other].of) and any(changed(n) for n in lines[other].names))

    def rebuilt(node: Worked) -> Worked:
        if node.name:
            return _written_out(node.name, changes, lines) if changed(node.name) and node.name != name else node
        return made(node.op, *map(rebuilt, node.of), function=node.function) if node.of else node

    return rebuilt((changes.get(name) or lines[name]).unnamed)


def of_a_formula(right: Tree, names: Iterable[str]) -> Iterator[Edit]:
    """Yield the edits of a formula that has been read; any of the names may be taken for another.

    Example:
        >>> from hw2lib.answers.notation import read
        >>> [edit.says for edit in of_a_formula(read("a - y", ("a", "y")), ("a", "y"))][:3]
        ['a left out', 'y left out', 'plus for minus before y']
    """
    every = {name: Worked(0.5, name=name) for name in names}
    line = _worked(right, every).called("it")

    def substitutes(part: Worked) -> Iterator[tuple[Worked, object, int]]:
        for name, other in every.items():
            if name != part.name:
                yield other, (part.name, name), LESS_COMMON
        yield 1 - part, (part.name, "1 - it"), LESS_COMMON
        yield -part, (part.name, "sign"), LESS_COMMON
        yield part**2, (part.name, "squared"), LESS_COMMON

    yield from edited(line, local_edits(line, substitutes, _whole(line.unnamed, every), dict.fromkeys(every, "")))


def _whole(right: Worked, every: Mapping[str, Worked]) -> Iterator[tuple[Worked, str, int]]:
    yield -right, "the sign is wrong", 0
    yield right / 2, "half of it", 0
    yield 2 * right, "twice as much", 0
    yield 1 - right, "1 minus it", 1
    yield 1 / right, "upside down", 1
    yield right**2, "its square", 1
    for name, factor in every.items():
        yield right * factor, f"{name} is a factor too many", 1
        yield right / factor, f"divided by {name}", 1
        yield right * factor * (1 - factor), f"{name}*(1 - {name}) is a factor too many", 1
        yield right / (factor * (1 - factor)), f"divided by {name}*(1 - {name})", 1


def _worked(tree: Tree, names: Mapping[str, Worked]) -> Worked:
    """The tree as worked numbers; the values don't matter here."""
    if isinstance(tree, Number):
        return Worked(_shortest(tree.value))
    if isinstance(tree, Name):
        return names[tree.name]
    if isinstance(tree, Operation):
        left, right = _worked(tree.left, names), _worked(tree.right, names)
        if tree.sign == "-" and isinstance(tree.left, Number) and not tree.left.value:
            return -right
        return made(OPERATORS.get(tree.sign, tree.sign), left, right)
    return made(tree.function, _worked(tree.argument, names), function=abs)


def _shortest(value: Fraction) -> float | int:
    return int(value) if value.denominator == 1 else float(value)
