"""A notebook as its cells, and what its names are bound to, cell by cell: read, never run."""

from __future__ import annotations

import ast
import re
import warnings
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any

from hw2lib import course
from hw2lib.classroom.literals import CODE, PLAIN, Functions, Unknown, worked_out

LARGEST_FILE = 50_000_000  # bytes
LONGEST_CELL = 50_000  # characters; one that is longer was not written by hand
DEEPEST = 100  # expressions and statements within each other
BITS = 10_000  # of a whole number
MINE = "mine"  # the name for which a page writes mine = variant(...)


@dataclass(frozen=True)
class Cell:
    """One cell: its id, its tags, its text, and its statements if it is code that can be read.

    `typed` is text that was assigned but isn't Python, such as that of w5 = 0.43 983.
    """

    id: str
    kind: str
    tags: frozenset[str]
    source: str
    statements: tuple[ast.stmt, ...] = ()
    typed: tuple[str, str] | None = None


@dataclass(frozen=True)
class Binding:
    """A name that is given a value in a cell; the value is an Unknown if it can't be told from the text."""

    name: str
    value: Any
    cell: Cell
    note: str = ""


def cells_of(path: Path) -> list[Cell]:
    """Read a notebook.

    Raises:
        ValueError: if it isn't one, or is none that somebody wrote by hand; the message says why.
        OSError: if it can't be read.
    """
    if path.is_symlink() or not path.is_file():
        raise ValueError("it is a link or no plain file, and isn't followed")
    if path.stat().st_size > LARGEST_FILE:
        raise ValueError(f"it has {path.stat().st_size:,} bytes; {LARGEST_FILE:,} are the most that are read")
    try:
        return [_cell(cell) for cell in course.read(path)["cells"]]
    except ValueError:
        raise ValueError("it is damaged, or no notebook of format 4") from None


def student_in(path: Path) -> str | None:
    """Return for whom a copy was made, as `handout --each` has written into it."""
    try:
        name = course.read(path)["metadata"]["hw2lib"]["student"]
    except (KeyError, RecursionError, TypeError, ValueError):
        return None
    return name if isinstance(name, str) and len(name) <= 200 else None


def _cell(cell: Mapping[str, Any]) -> Cell:
    tags = frozenset(cell["metadata"].get("tags", []))
    return _read_cell(cell.get("id", ""), cell["cell_type"], tags, "".join(cell["source"]).replace("\r\n", "\n"))


@lru_cache(maxsize=2000)  # most cells are the same in all copies of a page
def _read_cell(name: str, kind: str, tags: frozenset[str], text: str) -> Cell:
    if kind != "code":
        return Cell(name, kind, tags, text)
    statements = parsed(text)
    if statements is not None:
        return Cell(name, kind, tags, text, statements)
    assigned = re.fullmatch(r"(?:\s*#.*\n)*\s*(\w+)\s*=(?!=)\s*(.{1,200}?)\s*", text)
    return Cell(name, kind, tags, text, typed=(assigned[1], assigned[2]) if assigned else None)


def parsed(source: str) -> tuple[ast.stmt, ...] | None:
    """Return the statements of a cell; None if it isn't Python, even without IPython's lines, or not written by hand.

    Example:
        >>> [type(statement).__name__ for statement in parsed("%matplotlib inline\\na = 1")], parsed("a b")
        (['Pass', 'Assign'], None)
    """
    if len(source) > LONGEST_CELL:
        return None
    for text in (source, re.sub(r"(?m)^([ \t]*)[%!].*$", r"\1pass", source)):
        try:
            with warnings.catch_warnings():
                warnings.simplefilter("ignore")  # such as an unknown escape in a student's text
                statements = tuple(ast.parse(text).body)
                return statements if _is_by_hand(statements) else None
        except (MemoryError, RecursionError, SyntaxError, ValueError):
            continue
    return None


def _is_by_hand(statements: Sequence[ast.AST]) -> bool:
    """Whether nothing in it is too deep or too long to be looked at: what walks it later recurses."""
    level = list(statements)
    for _ in range(DEEPEST):
        if any(isinstance(n, ast.Constant) and isinstance(n.value, int) and n.value.bit_length() > BITS for n in level):
            return False
        level = [part for node in level for part in ast.iter_child_nodes(node)]
        if not level:
            return True
    return False


def seed_argument(statement: ast.stmt) -> ast.expr | None:
    """Return the argument that says whose numbers they are, if the statement is mine = variant(...)."""
    match statement:
        case ast.Assign(targets=[ast.Name(id=name)], value=ast.Call(func=ast.Name(id="variant"), args=[seed, *_])) if (
            name == MINE
        ):
            return seed
    return None


def seed_places(cells: Sequence[Sequence[ast.stmt]]) -> list[tuple[int, ast.Constant]]:
    """Return the literals that decide whose numbers a page has, each with the index of its cell.

    They stand in mine = variant("Ada"), or in my_name = "Ada" for mine = variant(my_name).
    """
    seeds = [(i, seed) for i, cell in enumerate(cells) for s in cell if (seed := seed_argument(s))]
    names = {seed.id for _, seed in seeds if isinstance(seed, ast.Name)}
    for i, cell in enumerate(cells):
        for statement in cell:
            match statement:
                case ast.Assign(targets=[ast.Name(id=name)], value=ast.Constant() as value) if name in names:
                    seeds.append((i, value))
    return [(i, seed) for i, seed in seeds if isinstance(seed, ast.Constant)]


def bindings(cells: Sequence[Cell], functions: Functions = PLAIN, seed: str | None = None) -> list[Binding]:
    """Return every assignment of the cells' top level, in order, with what it would give under Run All.

    Args:
        cells: of one notebook.
        functions: what may be called.
        seed: stands in the place of the one in mine = variant(...).
    """
    known: dict[str, Any] = {}
    found = []
    for cell in cells:
        for name, value, note in _bound(cell, known, functions, seed):
            known[name] = value
            found.append(Binding(name, value, cell, note))
    return found


def _bound(
    cell: Cell, known: Mapping[str, Any], functions: Functions, seed: str | None
) -> Iterator[tuple[str, Any, str]]:
    if cell.typed:
        yield *cell.typed, "It isn't Python as it was typed, and is read as text."
    for statement in cell.statements:
        match statement:
            case ast.Assign(targets=targets, value=expression):
                value = worked_out(_personal(statement, seed) or expression, known, functions)
                for target in targets:
                    yield from ((name, part, "") for name, part in _unpacked(target, value))
            case ast.AnnAssign(target=ast.Name(id=name), value=ast.expr() as expression):
                yield name, worked_out(expression, known, functions), ""
            case ast.Import() | ast.ImportFrom():
                pass
            case _:
                yield from ((name, Unknown(CODE), "") for name in names_stored(statement))


def _personal(statement: ast.stmt, seed: str | None) -> ast.expr | None:
    """Return the value of mine = variant(...) with another seed."""
    if seed is None or seed_argument(statement) is None:
        return None
    call: Any = statement.value  # type: ignore[attr-defined]
    return ast.Call(call.func, [ast.Constant(seed), *call.args[1:]], call.keywords)


def _unpacked(target: ast.expr, value: Any) -> Iterator[tuple[str, Any]]:
    if isinstance(target, ast.Name):
        yield target.id, value
    elif isinstance(target, (ast.Tuple, ast.List)):
        parts = value if isinstance(value, (tuple, list)) and len(value) == len(target.elts) else None
        for i, part in enumerate(target.elts):
            yield from _unpacked(part, parts[i] if parts else Unknown(CODE))
    else:  # a, *rest
        yield from ((name, Unknown(CODE)) for name in names_stored(target))


_OF_ITS_OWN = (ast.Lambda, ast.ListComp, ast.SetComp, ast.DictComp, ast.GeneratorExp)  # their names stay inside


@lru_cache(maxsize=2000)
def names_bound(cell: Cell) -> frozenset[str]:
    """Return the names that a cell binds on the top level."""
    return frozenset().union(*map(names_stored, cell.statements))


def names_stored(node: ast.AST) -> set[str]:
    """Return the names that a piece of code binds on the top level."""
    if isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef)):
        return {node.name}
    if isinstance(node, ast.Name) and isinstance(node.ctx, (ast.Store, ast.Del)):
        return {node.id}
    if isinstance(node, _OF_ITS_OWN):
        return set()
    return set().union(*map(names_stored, ast.iter_child_nodes(node)))


def names_used(node: ast.AST) -> set[str]:
    """Return the names that are read somewhere in a piece of code."""
    return {n.id for n in ast.walk(node) if isinstance(n, ast.Name) and isinstance(n.ctx, ast.Load)}


def calls(cells: Sequence[Cell], to: Callable[[str], bool]) -> Iterator[tuple[Cell, ast.Call]]:
    """Yield each call of a function whose name is wanted, in the order in which they stand."""
    for cell in cells:
        yield from ((cell, call) for call in _calls(cell) if to(called(call)))


@lru_cache(maxsize=2000)
def _calls(cell: Cell) -> tuple[ast.Call, ...]:
    within = [node for statement in cell.statements for node in ast.walk(statement) if isinstance(node, ast.Call)]
    return tuple(sorted(within, key=lambda call: (call.lineno, call.col_offset)))


def called(call: ast.Call) -> str:
    """Return the name of the function that is called, without the module that it is taken from."""
    match call.func:
        case ast.Name(id=name) | ast.Attribute(attr=name):
            return name
    return ""
