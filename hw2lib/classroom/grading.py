"""The grading of a folder: every notebook in it, its answers judged, and a line for whatever is amiss."""

from __future__ import annotations

import os
import re
import unicodedata
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from concurrent.futures import Executor
from dataclasses import dataclass, field, replace
from functools import lru_cache, partial
from pathlib import Path
from typing import Any

import hw2lib
from hw2lib import course
from hw2lib.answers.feedback import Feedback, is_blank
from hw2lib.classroom.cells import Cell, cells_of, names_bound, seed_argument, seed_places, student_in
from hw2lib.classroom.literals import CODE, Unknown
from hw2lib.classroom.questions import JUDGES, Asked, Copy, Page, page_for, read_page
from hw2lib.classroom.roster import folder_of
from hw2lib.display import as_path, sentence
from hw2lib.experiments.sweep import sweep

TEXT = "text: not graded here"
UNREADABLE = "not a notebook"
NOTHING = "nothing handed in"
CHUNK = 25  # notebooks that a worker takes at a time


@dataclass(frozen=True)
class Row:
    """What there is to say on one answer, or on a notebook as a whole.

    Attributes:
        student, notebook: whose, and the file, below the folder that was graded.
        question: empty, if it is about the notebook.
        verdict: one of check's; else "code: not graded here", "text: not graded here", "not a notebook" or "nothing
            handed in".
        digits: how many significant digits the answer has; 0 if it is no number.
        slip: the slips that together give the answer; " | " stands between several that can't be told apart.
        says: what was said about the likeliest slip.
        answer: as it was read.
        note: what the teacher should know.
        page: of which page the notebook is a copy.
    """

    student: str
    notebook: str
    question: str = ""
    verdict: str = ""
    digits: int = 0
    slip: str = ""
    says: str = ""
    answer: str = ""
    note: str = ""
    page: str = ""


@dataclass(frozen=True)
class HandedIn:
    """One file, and whose it is: by its folder, else by what the file says of itself."""

    path: Path
    folder: Path
    names: Mapping[str, str] = field(default_factory=dict)

    @property
    def notebook(self) -> str:
        """Its place below the folder."""
        return self.path.relative_to(self.folder).as_posix()

    def student(self, made_for: str | None) -> str:
        """Return whose it is: of the class by a folder on its way, else as the copy itself says.

        Learning platforms put more behind a student's name: "Ada Lovelace_12345_assignsubmission_file". A copy that
        says of itself that it is Ada Lovelace's isn't Ada's for lying in a folder Ada_L.
        """
        *folders, file = self.path.relative_to(self.folder).parts
        if made_for and not folders:
            return made_for
        places = folders or [Path(file).stem]
        known = next(filter(None, map(self._in_class, places)), None)
        if made_for and (made_for in self.names.values() if known is None else _begins(made_for, known)):
            return made_for
        agrees = made_for and not self.names and _begins(places[0], made_for)
        return known or (made_for if made_for and agrees else places[0])

    def _in_class(self, place: str) -> str | None:
        """Return the student of the class whose name a folder begins with; of several the longest."""
        found = [name for folder, name in self.names.items() if place == folder or _begins(place, name)]
        return max(found, key=lambda name: (place == folder_of(name), len(name)), default=None)


def _begins(longer: str, name: str) -> bool:
    """Whether it begins with the words of a name, or is all of them in one, whatever stands between the words."""
    words, wanted = (re.findall(r"[^\W_]+", unicodedata.normalize("NFKC", text).casefold()) for text in (longer, name))
    return bool(wanted) and (words[: len(wanted)] == wanted or "".join(words) == "".join(wanted))


def grade(
    folder: str | Path,
    names: Mapping[str, str] | None = None,
    *,
    pages: Sequence[str | Path] | None = None,
    executor: Executor | None = None,
    progress: bool = False,
) -> list[Row]:
    """Judge the answers in every notebook below a folder; not a line of them is run.

    Args:
        folder: with a folder for each student, or with notebooks.
        names: each student's name by their folder, as `read_names` returns it; who handed nothing in is listed then.
        pages: of which the notebooks are copies, or their folder; those of the course, if not given.
        executor: who does the work; None, for here. Its workers have to see the folder.
        progress: show a bar if it takes more than two seconds.

    Returns:
        one row an answer, and one for whatever is amiss with a notebook, by student and notebook.

    Raises:
        NotADirectoryError: if there is no such folder.
        TypeError, ValueError: if `names` or `pages` are something else, or there is no such page.
    """
    folder = as_path("folder", folder).resolve()
    if not folder.is_dir():
        raise NotADirectoryError(f"{folder} is no folder.")
    _ = hw2lib.check_formula  # where SymPy is missing, that is said at once
    names = {} if names is None else names
    if not isinstance(names, Mapping) or not all(isinstance(part, str) for pair in names.items() for part in pair):
        raise TypeError("names are each student's name by their folder, as read_names returns them")
    paths = list(course.pages()) if pages is None else _pages(pages)
    files = [HandedIn(path, folder, dict(names)) for path in notebooks_below(folder)]
    settings = [{"files": files[i : i + CHUNK]} for i in range(0, len(files), CHUNK)]
    experiment = partial(_graded_files, paths)
    rows: list[Row] = []
    for record in sweep(experiment, settings, executor=executor, progress=progress).records if settings else ():
        if "error" in record:
            lost = f"It could not be graded: {record['error'][:300]}."
            rows += [Row(f.student(None), f.notebook, verdict=UNREADABLE, note=lost) for f in record["files"]]
        else:
            rows += record["rows"]
    seen = {row.student for row in rows}
    rows += [Row(name, "", verdict=NOTHING) for name in names.values() if name not in seen]
    return sorted(_doubles_noted(rows), key=lambda row: (row.student.casefold(), row.notebook))


def _pages(pages: Any) -> list[Path]:
    """Return the paths of the pages, each of which can be read."""
    if isinstance(pages, (str, Path)):
        paths = list(notebooks_below(Path(pages)))
        if not paths:
            raise ValueError(f"pages, {pages}: there is no such folder, or no notebook in it")
    else:
        paths = list(map(Path, pages))
    for path in paths:
        try:
            read_page(path)
        except (OSError, ValueError) as why:
            raise ValueError(f"pages: {path} is no notebook that can be read: {why}") from None
    return paths


def notebooks_below(folder: Path) -> Iterator[Path]:
    """Yield every notebook below a folder, in order; what only points elsewhere isn't followed."""
    for place, folders, files in os.walk(folder, followlinks=False):
        folders[:] = sorted(f for f in folders if not f.startswith("."))
        notebooks = (name for name in sorted(files) if name.casefold().endswith(".ipynb") and name[0] != ".")
        yield from (Path(place, name) for name in notebooks)


def _graded_files(paths: Sequence[Path], *, files: Sequence[HandedIn]) -> dict[str, list[Row]]:
    """An experiment for `sweep`: a few notebooks."""
    pages = [read_page(path) for path in paths]
    return {"rows": [row for file in files for row in rows_of(file, pages)]}


def rows_of(file: HandedIn, pages: Sequence[Page]) -> list[Row]:
    """Judge the answers of one notebook; whatever goes wrong in it costs the others nothing."""
    try:
        return list(graded(file, pages))
    except Exception as error:
        note = f"It could not be graded: {type(error).__name__}: {str(error)[:300]}."
        return [Row(file.student(None), file.notebook, verdict=UNREADABLE, note=note)]


def graded(file: HandedIn, pages: Sequence[Page]) -> Iterator[Row]:
    """Judge the answers of one notebook."""
    student = file.student(None)
    try:
        cells = cells_of(file.path)
        made_for = student_in(file.path)
    except (OSError, ValueError) as why:
        says = why.strerror or str(why) if isinstance(why, OSError) else str(why)
        yield Row(student, file.notebook, verdict=UNREADABLE, note=sentence(says))
        return
    student = file.student(made_for)
    page = page_for(file.path, cells, pages)
    start = Row(student, file.notebook, page=page.name)
    notes = [] if page.of_the_course else ["It is no page of the course; its own checks are taken as they stand."]
    if made_for and made_for != student:
        notes.append(f"The copy was made for {made_for}.")
    copy = Copy(page, cells)
    whose = _seed_in(cells)
    seed = student if made_for or file.names else whose
    if seed is not None and whose not in (None, seed) and _is_personal(page):
        notes.append(f"Its numbers are those of {whose!r}; it is judged by those of {seed!r}.")
    if notes:
        yield replace(start, note=" ".join(notes))
    for asked in page.asked:
        yield _judged(start, asked, copy, seed)
    for cell in page.others:
        written = copy.written(cell)
        kind = TEXT if cell.kind != "code" or written != copy.by_id.get(cell.id, cell).source else CODE
        yield replace(
            start, question=_title(cell), verdict=kind if written.strip() else "no answer", answer=written[:500]
        )


def _is_personal(page: Page) -> bool:
    return any(seed_argument(statement) is not None for cell in page.cells for statement in cell.statements)


def _seed_in(cells: Sequence[Cell]) -> str | None:
    """Return whose numbers a copy has, by its mine = variant(...)."""
    values = [place.value for _, place in seed_places([cell.statements for cell in cells])]
    return str(values[-1]) if values and isinstance(values[-1], (str, int)) else None


def _title(cell: Cell) -> str:
    """Call a cell by the name that it asks for, else by its first line."""
    names = sorted(names_bound(cell))
    first = next((line.strip() for line in cell.source.splitlines() if line.strip()), "an empty cell")
    return names[0] if len(names) == 1 else first.lstrip("#* ")[:60]


def _judged(start: Row, asked: Asked, copy: Copy, seed: str | None) -> Row:
    answer = copy.answer(asked)
    row = replace(start, question=asked.label, note=answer.note)
    if isinstance(answer.value, Unknown):
        return replace(row, verdict=answer.value.verdict, note=f"{row.note} {answer.value.says}".strip())
    if is_blank(answer.value):
        return replace(row, verdict="no answer")
    options = copy.page.options(asked, seed)
    if unknown := [name for name, value in options.items() if isinstance(value, Unknown)]:
        return replace(row, verdict=CODE, note=f"What {', '.join(unknown)} is can only be told by running the page.")
    feedback = _feedback(asked, answer.value, options)
    said = feedback.explanations[:1]
    return replace(
        row,
        verdict=feedback.verdict,
        digits=feedback.digits,
        slip=" | ".join(" + ".join(e.slips) for e in feedback.explanations),
        says=said[0].says if said else "",
        answer=repr(answer.value)[:200],
    )


@dataclass(frozen=True)
class _Literal:
    """A value that is told from others by its text."""

    text: str
    value: Any = field(compare=False)


def _feedback(asked: Asked, answer: Any, options: dict[str, Any]) -> Feedback:
    """Ask the judge; an answer that many give to the same question is judged once."""
    if options:
        return _judge(asked.judge, asked.question, answer, options)
    return _common(asked.judge, asked.question, _Literal(repr(answer), answer))


@lru_cache(maxsize=10_000)
def _common(judge: str, question: str, answer: _Literal) -> Feedback:
    return _judge(judge, question, answer.value, {})


def _judge(judge: str, question: str, answer: Any, options: dict[str, Any]) -> Feedback:
    given = (answer, question) if JUDGES[judge] else (question, answer)
    silent = {"warn": False} if judge == "check" else {}  # nobody reads what is said to a right answer
    try:
        return getattr(hw2lib, judge)(*given, **options, **silent)
    except (AttributeError, TypeError, ValueError) as why:  # a notebook's own check may ask for what there isn't
        return Feedback(question, "not read", str(why))


def _doubles_noted(rows: Sequence[Row]) -> list[Row]:
    """Note where a student has handed in a page twice; both are judged."""
    several = Counter((row.student, row.page, row.question) for row in rows if row.question)
    says = "This page was handed in more than once."
    return [
        replace(row, note=f"{row.note} {says}".strip()) if several[row.student, row.page, row.question] > 1 else row
        for row in rows
    ]
