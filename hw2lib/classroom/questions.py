"""What a page asks, and what a student's copy answers to it."""

from __future__ import annotations

import ast
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache, lru_cache
from pathlib import Path
from typing import Any

from hw2lib.answers.feedback import is_blank
from hw2lib.classroom.cells import (
    Binding,
    Cell,
    bindings,
    called,
    calls,
    cells_of,
    names_bound,
    names_used,
    seed_places,
)
from hw2lib.classroom.literals import CODE, OF_A_PAGE, PLAIN, Functions, Unknown, worked_out

JUDGES = {"check": 0, "check_formula": 0, "check_code": 0, "choose": 0, "compare": 1}
"""Which argument of each is the question's name; the other of the first two is the answer."""

HELP = {"hint", "reveal", "inputs", "warn"}
SEVERAL = "Two answers or more: {}. The last is judged."


@dataclass(frozen=True)
class Asked:
    """One question of a page.

    Attributes:
        judge: who is asked: the name of a function in JUDGES.
        question: the question's name.
        answer: the expression that stands for the answer.
        options: the expressions of the other arguments, such as problem=mine.
        cell: where it is asked.
        holes: the cells in which the answer is written, if it isn't written into the call.
    """

    judge: str
    question: str
    answer: ast.expr
    options: Mapping[str, ast.expr]
    cell: Cell
    holes: tuple[Cell, ...] = ()

    @property
    def key(self) -> tuple[str, ...]:
        """The same for the same question about the same network."""
        return (self.judge, self.question, *(f"{k}={ast.unparse(v)}" for k, v in sorted(self.options.items())))

    @property
    def label(self) -> str:
        """What it is called in a table: "dC/dw5 of mine"."""
        about = self.options.get("problem") or self.options.get("net")
        return f"{self.question} of {ast.unparse(about)}" if about else self.question


@dataclass(frozen=True, eq=False)
class Page:
    """A page of the course, or a notebook that is none of them and is taken at its own word."""

    name: str
    cells: Sequence[Cell]
    asked: Sequence[Asked]
    of_the_course: bool = True
    others: Sequence[Cell] = ()  # cells to write in whose answers nobody here judges

    def options(self, asked: Asked, seed: str | None) -> dict[str, Any]:
        """Return the arguments with which a question is judged, for a student's own numbers if a seed is given."""
        if not asked.options:
            return {}
        above = [cell.id for cell in self.cells[: self.cells.index(asked.cell) + 1]]
        known = {b.name: b.value for b in _bindings_of(self, seed) if b.cell.id in above}
        return {name: worked_out(node, known, self.functions) for name, node in asked.options.items()}

    @property
    def functions(self) -> Functions:
        """What it may call."""
        return OF_A_PAGE if self.of_the_course else PLAIN


@lru_cache(maxsize=32)
def _bindings_of(page: Page, seed: str | None) -> list[Binding]:
    """A student's five answers ask for the same numbers."""
    return bindings(page.cells, page.functions, seed)


def page_of(name: str, cells: Sequence[Cell], of_the_course: bool = True) -> Page:
    """Find what a page asks: what its students are to fill in, and not what it shows with an answer in place."""
    asked: dict[tuple[str, ...], Asked] = {}
    for question in _asked(cells):
        if (_is_open(question) if of_the_course else not _is_shown(question)) and question.key not in asked:
            asked[question.key] = question
    used = {id(hole) for question in asked.values() for hole in question.holes}
    used |= {id(cells[i]) for i, _ in seed_places([cell.statements for cell in cells])}
    others = [c for c in cells if "answer" in c.tags and id(c) not in used and not _asks(c, asked)]
    return Page(name, cells, list(asked.values()), of_the_course, others if of_the_course else ())


def _asks(cell: Cell, asked: Mapping[tuple[str, ...], Asked]) -> bool:
    return any(question.cell is cell for question in asked.values())


def _is_open(question: Asked) -> bool:
    return "solution" not in question.cell.tags and (bool(question.holes) or is_blank(_literal(question.answer)))


def _is_shown(question: Asked) -> bool:
    return "solution" in question.cell.tags


def _literal(node: ast.expr) -> Any:
    return node.value if isinstance(node, ast.Constant) else node


def _asked(cells: Sequence[Cell]) -> Iterator[Asked]:
    for cell, call in calls(cells, JUDGES.__contains__):
        judge = called(call)
        place = JUDGES[judge]
        named = {k.arg: k.value for k in call.keywords if k.arg}
        question = call.args[place] if len(call.args) > place else named.pop("name" if place else "question", None)
        answers = [node for i, node in enumerate(call.args) if i != place]
        if judge == "compare" and len(answers) > 1:
            named["problem"] = answers.pop()
        answers += [named.pop(k) for k in ("answer", "expression", "yours") if k in named]
        if not isinstance(question, ast.Constant) or not isinstance(question.value, str) or not answers:
            continue
        if "reveal" in named and is_blank(_literal(answers[0])):
            continue  # shown, not asked
        options = {k: v for k, v in named.items() if k not in HELP}
        answer = answers[0] if len(answers) == 1 else ast.Tuple(answers, ast.Load())  # 0,43 are two arguments
        upto = cells[: cells.index(cell) + 1]
        yield Asked(judge, question.value, answer, options, cell, tuple(_holes(names_used(answer), upto)))


def _holes(names: set[str], upto: Sequence[Cell]) -> Iterator[Cell]:
    """The cells to write in from which these names come, directly or through what the page computes in between."""
    for name in sorted(names):
        place = next((i for i in reversed(range(len(upto))) if name in names_bound(upto[i])), None)
        if place is not None and "answer" in upto[place].tags:
            yield upto[place]
        elif place is not None:
            yield from _holes(set().union(*map(names_used, upto[place].statements)), upto[:place])


# --- whose page it is ------------------------------------------------------------------------------------------------


@cache
def read_page(path: Path) -> Page:
    """Read a page of the course; a worker does it once."""
    return page_of(path.stem, cells_of(path))


def page_for(path: Path, cells: Sequence[Cell], pages: Sequence[Page]) -> Page:
    """Return the page of which a notebook is a copy, by its cells, else by its name; else the notebook's own word."""
    theirs = {cell.id for cell in cells if cell.id}
    common = {page.name: len(theirs & {cell.id for cell in page.cells}) for page in pages}
    best = max(pages, key=lambda page: (common[page.name], page.name in path.stem), default=None)
    if best and 2 * common[best.name] >= min(len(theirs), len(best.cells)) > 0:
        return best
    return next((page for page in pages if page.name in path.stem), page_of(path.stem, cells, of_the_course=False))


# --- what was answered -----------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Answer:
    """What a copy answers: a value, None if it has none yet, or an Unknown; and what there is to tell about it."""

    value: Any
    note: str = ""


class Copy:
    """A student's copy of a page."""

    def __init__(self, page: Page, cells: Sequence[Cell]) -> None:
        self.page = page
        self.cells = cells
        self.bindings = bindings(cells)
        self.calls = list(_asked(cells))
        self.by_id = {cell.id: cell for cell in cells if cell.id}

    def answer(self, asked: Asked) -> Answer:
        """Find the answer to a question: under the name that the page wants, or typed into the call itself."""
        found = [*self._bound(asked), *self._typed_in(asked)]
        given = [b for b in found if not is_blank(b.value)]
        if not given:
            return self._none(asked, found)
        different = {_text(b.value): b.value for b in given}
        notes = [b.note for b in given[-1:] if b.note]
        if len(different) > 1:
            notes.append(SEVERAL.format(", then ".join(different)))
        return Answer(given[-1].value, " ".join(notes))

    def _bound(self, asked: Asked) -> list[Binding]:
        """The assignments to the answer's name, but for those that belong to other cells of the page."""
        name = asked.answer.id if isinstance(asked.answer, ast.Name) else ""
        if asked.holes and not any(name in names_bound(hole) for hole in asked.holes):
            return self._code(asked)
        elsewhere = {c.id for c in self.page.cells if c.id and c not in asked.holes} if self.page.of_the_course else ()
        untouched = {hole.source.strip() for hole in asked.holes}
        mine = [b for b in self.bindings if b.name == name and b.cell.id not in elsewhere]
        return [b for b in mine if not self.page.of_the_course or b.cell.source.strip() not in untouched]

    def _code(self, asked: Asked) -> list[Binding]:
        """What can only be run, if something was written in its cells."""
        written = [self.by_id[h.id] for h in asked.holes if h.id in self.by_id and self.by_id[h.id].source != h.source]
        return [Binding("", Unknown(CODE), cell) for cell in written]

    def _typed_in(self, asked: Asked) -> list[Binding]:
        found = []
        for theirs in self.calls:
            same = (theirs.judge, theirs.question) == (asked.judge, asked.question)
            here = theirs.cell.id == asked.cell.id or (theirs.key == asked.key and not self._is_the_page_s(theirs.cell))
            if same and here and not names_used(theirs.answer):
                found.append(Binding("", worked_out(theirs.answer, {}), theirs.cell))
        if self.page.of_the_course or isinstance(asked.answer, ast.Name):
            return found
        return [*found, *([Binding("", Unknown(CODE), asked.cell)] if names_used(asked.answer) else [])]

    def _is_the_page_s(self, cell: Cell) -> bool:
        return self.page.of_the_course and any(cell.id == theirs.id for theirs in self.page.cells)

    def _none(self, asked: Asked, found: Sequence[Binding]) -> Answer:
        """Tell why there is no answer, if there is more to tell than that it is blank."""
        wanted = names_used(asked.answer)
        if asked.holes and not any(hole.id in self.by_id for hole in asked.holes) and not found:
            return Answer(None, "The cell to write in isn't there any more.")
        for hole in asked.holes:
            others = [
                b for b in self.bindings if b.cell.id == hole.id and b.name not in wanted and not is_blank(b.value)
            ]
            if others:
                has = f"{others[-1].name} = {_text(others[-1].value)}"
                return Answer(None, f"The cell has {has}; {ast.unparse(asked.answer)} is asked.")
            theirs = self.by_id.get(hole.id)
            if theirs and theirs.source.split() != hole.source.split() and theirs.source.strip() and not found:
                if theirs.kind == "code" and not theirs.statements:
                    return Answer(Unknown("not read", "The cell isn't Python, so it can't be read."))
                has = f"The cell to write in has no {ast.unparse(asked.answer)} = ..., but {theirs.source[:100]!r}."
                return Answer(Unknown("not read", has))
        return Answer(None)

    def written(self, hole: Cell) -> str:
        """Return what was written in a cell of the page: a text that was assigned, or the whole cell; else ""."""
        theirs, names = self.by_id.get(hole.id, hole), names_bound(hole)
        texts = [
            b.value
            for b in self.bindings
            if isinstance(b.value, str)
            and (b.cell is theirs or (b.name in names and not self._is_the_page_s(b.cell)))
            and not is_blank(b.value)
        ]
        return texts[-1] if texts else "" if theirs.source.split() == hole.source.split() else theirs.source


def _text(value: Any) -> str:
    return "code" if isinstance(value, Unknown) else repr(value)[:100]
