"""The pages as students get them, without the solutions, and as a teacher has them."""

from __future__ import annotations

import ast
import csv
from collections.abc import Iterable, Mapping, Sequence
from copy import deepcopy
from pathlib import Path
from typing import Any

import hw2lib
from hw2lib import course
from hw2lib.classroom.cells import MINE, names_stored, names_used, parsed, seed_places
from hw2lib.classroom.questions import read_page
from hw2lib.course import Notebook
from hw2lib.display import as_path, brief

EVERYBODY: Mapping[str, str | None] = {"": None}


def handout(folder: str | Path, names: Mapping[str, str] | None = None, *, fold: bool = False) -> list[Path]:
    """Write the student edition of every page: into the folder, or for each student into one of their own in it.

    Args:
        folder: where to; nothing that is there is overwritten.
        names: each student's name by their folder, as `read_names` returns it: everyone gets numbers of their own.
        fold: leave the solutions in, folded away.

    Returns:
        the files.

    Raises:
        FileExistsError: if one of them is there already.
        TypeError: if `names` is no mapping.
    """
    everybody = _everybody(names)
    pages = {path.name: without_solutions(course.read(path), fold) for path in course.pages()}
    return _written(
        (as_path("folder", folder) / student / name, page if seed is None else with_numbers_of(page, seed))
        for student, seed in everybody.items()
        for name, page in pages.items()
    )


def solutions(folder: str | Path, names: Mapping[str, str] | None = None) -> list[Path]:
    """Write the teacher's edition: the pages with their solutions, and answers.csv with everyone's right answers.

    Raises:
        FileExistsError: if one of the files is there already.
    """
    everybody, table = _everybody(names), as_path("folder", folder) / "answers.csv"
    if table.exists():
        raise FileExistsError(f"{table} is there already. Name another folder; nothing is overwritten.")
    made = _written((Path(folder, path.name), _unfolded(course.read(path))) for path in course.pages())
    with table.open("x", newline="", encoding="utf-8") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow(["student", "notebook", "question", "answer"])
        writer.writerows(_right_answers(everybody))
    return [*made, table]


def _right_answers(names: Mapping[str, str | None]) -> Iterable[tuple[str, str, str, str]]:
    """Everyone's right answers; those that are the same for all have no student."""
    for page in map(read_page, course.pages()):
        for asked in page.asked:
            if asked.judge in ("check", "check_formula"):
                own = MINE in {name for node in asked.options.values() for name in names_used(node)}
                for seed in names.values() if own else [None]:
                    shown = getattr(hw2lib, asked.judge)(asked.question, None, reveal=True, **page.options(asked, seed))
                    yield (seed or "", page.name, asked.label, shown.text.splitlines()[-1].partition("= ")[2])


def _everybody(names: Mapping[str, str] | None) -> Mapping[str, str | None]:
    if names is not None and not isinstance(names, Mapping):
        raise TypeError(f"names are what read_names returns, a name by each folder, and not {brief(names)}")
    return names or EVERYBODY


def without_solutions(page: Notebook, fold: bool = False) -> Notebook:
    """Return a page whose solutions are taken out, or folded away."""
    kept = [deepcopy(cell) for cell in page["cells"] if fold or not _is_solution(cell)]
    for cell in filter(_is_solution, kept):
        _fold(cell)
    return {**page, "cells": kept}


def _unfolded(page: Notebook) -> Notebook:
    return {**page, "cells": [_without_folds(cell) if _is_solution(cell) else cell for cell in page["cells"]]}


def _without_folds(cell: Notebook) -> Notebook:
    metadata = {k: v for k, v in cell["metadata"].items() if k != "jupyter"}
    tags = [tag for tag in metadata.get("tags", []) if tag != "hide-input"]
    return {**cell, "metadata": {**metadata, "tags": tags}}


def _is_solution(cell: Notebook) -> bool:
    return "solution" in cell["metadata"].get("tags", [])


def _fold(cell: Notebook) -> None:
    if cell["cell_type"] == "code":
        cell["metadata"]["jupyter"] = {"source_hidden": True, "outputs_hidden": True}
    elif "<details" not in (text := "".join(cell["source"])):
        cell["source"] = f"<details><summary>Solution</summary>\n\n{text}\n\n</details>"


def with_numbers_of(page: Notebook, student: str) -> Notebook:
    """Return a page with a student's name in mine = variant(...), and without the outputs that came of another.

    The copy says whose it is. It keeps no record of the course's own text, so opening the course doesn't renew it.
    """
    code = [_statements(cell) for cell in page["cells"]]
    seeds = [(i, place) for i, place in seed_places(code) if isinstance(place.value, (str, int))]
    cells, others = [], set[str]()
    for i, cell in enumerate(page["cells"]):
        places = [place for at, place in seeds if at == i]
        if places or any(names_used(statement) & others for statement in code[i]):
            others |= set().union(*map(names_stored, code[i]))
            source = _replaced("".join(cell["source"]), places, repr(student))
            cell = {**cell, "source": source, "outputs": [], "execution_count": None}
        cells.append(cell)
    return {**page, "cells": cells, "metadata": {**page["metadata"], "hw2lib": {"student": student}}}


def _statements(cell: Notebook) -> Sequence[ast.stmt]:
    return (parsed("".join(cell["source"])) or ()) if cell["cell_type"] == "code" else ()


def _replaced(source: str, places: Iterable[ast.expr], text: str) -> str:
    """Put a text in the place of expressions, the last first; columns are counted in bytes."""
    lines = source.encode().splitlines(keepends=True)
    for place in sorted(places, key=lambda node: (node.lineno, node.col_offset), reverse=True):
        begin, end = place.lineno - 1, (place.end_lineno or place.lineno) - 1
        tail = lines[end][place.end_col_offset :]
        lines[begin : end + 1] = [lines[begin][: place.col_offset] + text.encode() + tail]
    return b"".join(lines).decode()


def _written(files: Iterable[tuple[Path, Notebook]]) -> list[Path]:
    made: list[tuple[Path, Any]] = list(files)
    for path, _ in made:
        if path.exists() or path.is_symlink():
            raise FileExistsError(f"{path} is there already. Name another folder; nothing is overwritten.")
    for path, notebook in made:
        path.parent.mkdir(parents=True, exist_ok=True)
        course.write(path, notebook)
    return [path for path, _ in made]
