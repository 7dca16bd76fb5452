"""The pages of the course, and a student's copies of them.

A copy is made once and is the student's from then on: nothing here ever overwrites what they wrote. Each copy records
which course it was made from, so that a page that has changed since is noticed: the new one then takes its place with
the student's answers in it, and the one they worked in is kept beside it.

>>> import tempfile
>>> with tempfile.TemporaryDirectory() as folder:
...     told = prepare(folder)
...     made = sorted(path.name for path in Path(folder).iterdir())
>>> made == [path.name for path in pages()], told
(True, [])
"""

from __future__ import annotations

import hashlib
import json
import os
from collections.abc import Iterator
from pathlib import Path
from typing import Any, TypeGuard

from hw2lib.display import as_path

Notebook = dict[str, Any]  # a notebook is JSON
Record = dict[str, str]  # a cell's id, and a digest of what the course wrote there

_PACKAGE = Path(__file__).resolve().parent


def pages() -> list[Path]:
    """Return the course's own pages: those of the clone, or those that came with the installed package.

    Raises FileNotFoundError if there are none.
    """
    for folder in (_PACKAGE / "notebooks", _PACKAGE.parent / "notebooks"):
        if found := sorted(folder.glob("*.ipynb")):
            return found
    raise FileNotFoundError(
        "This hw2lib was installed without its notebooks. Install it anew, or clone the repository."
    )


def prepare(folder: str | Path) -> list[str]:
    """Copy the pages that are missing in a folder, and renew those that the course has changed.

    Returns a sentence on each page about which there is something to tell. What a student wrote is never lost:
    a page that they wrote in stays beside its new version, which has their answers and the cells that they added.
    """
    folder = as_path("folder", folder)
    folder.mkdir(parents=True, exist_ok=True)
    return [sentence for page in pages() for sentence in _prepare(page, folder / page.name)]


def start_afresh(folder: str | Path, name: str) -> str:
    """Put the course's page in the place of a student's copy, which is kept beside it; return a sentence that says so.

    Raises ValueError if there is no page of that name.
    """
    page = _page(name)
    copy = as_path("folder", folder) / page.name
    kept = _keep(copy) if copy.exists() else None
    copy.parent.mkdir(parents=True, exist_ok=True)
    write(copy, _recorded(read(page)))
    return f"{copy} is as the course has it." + (f" Yours is kept in {kept}." if kept else "")


def put_original_beside(folder: str | Path, name: str) -> str:
    """Put the course's page beside a student's copy, which stays as it is; return a sentence that says where.

    Raises ValueError if there is no page of that name.
    """
    page = _page(name)
    place = next(_free_names(as_path("folder", folder) / page.name, "original"))
    place.parent.mkdir(parents=True, exist_ok=True)
    write(place, _recorded(read(page)))
    return f"{place} is the page as the course has it; your own is as it was."


def _page(name: str) -> Path:
    """Find a page by its name, given with or without the folder and the ending."""
    by_name = {page.stem: page for page in pages()}
    stem = as_path("page", name).name.removesuffix(".ipynb")
    if stem not in by_name:
        raise ValueError(f"There is no page {name!r}. The pages are: {', '.join(by_name)}.")
    return by_name[stem]


def _prepare(page: Path, copy: Path) -> list[str]:
    """Make or renew one copy, and return what there is to tell."""
    new = _recorded(read(page))
    if not copy.exists():
        write(copy, new)
        return []
    try:
        theirs = read(copy)
    except ValueError:
        return [f"{copy} can't be read as a notebook and is left as it is. To go on, rename it, or start it afresh."]
    about = theirs["metadata"].get("hw2lib")
    record = about.get("course") if isinstance(about, dict) else None
    if not _is_record(record) or record == _record(new):  # a page without a record is of the student's own making
        return []
    if _is_as_recorded(theirs, record):
        # a hole that the course has filled differently may be an answer that was typed into the course's own page
        kept = _keep(copy) if _holes_differ(theirs, new) else None
        write(copy, new)
        unwritten = "your copy, in which you had written nothing, is the new page"
        return [f"The course has changed {copy.name}: {f'the old one is kept in {kept.name}' if kept else unwritten}."]
    all_in = _carry_over(theirs, new, record)
    kept = _keep(copy)
    write(copy, new)
    told = f"The course has changed {copy.name}: your answers are in the new page, and yours is kept in {kept.name}."
    return [told if all_in else f"{told} What you changed in the course's other cells is only there."]


def _holes_differ(theirs: Notebook, new: Notebook) -> bool:
    """Say whether a cell to write in, which both have, has another text in the one than in the other."""
    holes = {cell["id"]: _digest(cell) for cell in new["cells"] if "answer" in cell["metadata"].get("tags", [])}
    return any(_digest(cell) != holes.get(cell.get("id", ""), _digest(cell)) for cell in theirs["cells"])


def _carry_over(theirs: Notebook, new: Notebook, record: Record) -> bool:
    """Put a student's answers and the cells that they added into the new page; return whether that is all."""
    place = {cell["id"]: cell for cell in new["cells"]}
    added: dict[str, list[Notebook]] = {}
    before, all_in = "", True  # an added cell goes behind the one that it stood behind
    here = {cell.get("id", "") for cell in theirs["cells"]}
    renamed = {digest for name, digest in record.items() if name not in here}  # some tools give cells other ids
    for cell in theirs["cells"]:
        name, digest = cell.get("id", ""), _digest(cell)
        if name in place:
            before = name
        if record.get(name) == digest or (name not in record and digest in renamed):  # the course's own words
            continue
        if name not in record:
            added.setdefault(before, []).append(cell)
        elif name in place and "answer" in place[name]["metadata"].get("tags", []):
            place[name]["source"] = cell["source"]
        else:
            all_in = False
    new["cells"] = added.get("", []) + [c for cell in new["cells"] for c in (cell, *added.get(cell["id"], []))]
    return all_in


def _digest(cell: Notebook) -> str:
    """Return what tells whether a cell was written in: its text decides, its outputs don't."""
    text = "".join(cell["source"])  # a string, or a list of lines
    return hashlib.sha256(f"{cell['cell_type']}\0{text}".encode(errors="surrogatepass")).hexdigest()[:12]


def _record(notebook: Notebook) -> Record:
    return {cell["id"]: _digest(cell) for cell in notebook["cells"] if "id" in cell}


def _is_as_recorded(notebook: Notebook, record: Record) -> bool:
    """Say whether a notebook has the course's cells and nothing else; two cells may have one id, or none at all."""
    return sorted((cell.get("id", ""), _digest(cell)) for cell in notebook["cells"]) == sorted(record.items())


def _is_record(value: Any) -> TypeGuard[Record]:
    return isinstance(value, dict) and len(value) > 0 and all(isinstance(digest, str) for digest in value.values())


def _recorded(page: Notebook) -> Notebook:
    """Return a page that says what the course wrote in it: that travels with the file."""
    return {**page, "metadata": {**page["metadata"], "hw2lib": {"course": _record(page)}}}


def read(path: Path) -> Notebook:
    """Read a notebook; ValueError if the file isn't one, in which each cell has a type, a text and its metadata."""
    try:
        notebook = json.loads(path.read_text(encoding="utf-8"))
    except (RecursionError, ValueError):
        notebook = None
    if not (_has(notebook, cells=list, metadata=dict) and all(map(_is_cell, notebook["cells"]))):
        raise ValueError(f"{path} is not a notebook.")
    return notebook


def _is_cell(cell: Any) -> bool:
    if not _has(cell, cell_type=str, source=(str, list), metadata=dict) or not isinstance(cell.get("id", ""), str):
        return False
    tags = cell["metadata"].get("tags", [])
    return isinstance(tags, list) and all(isinstance(text, str) for text in (*cell["source"], *tags))


def _has(part: Any, **kinds: Any) -> bool:
    return isinstance(part, dict) and all(isinstance(part.get(name), kind) for name, kind in kinds.items())


def write(path: Path, notebook: Notebook) -> None:
    """Write a notebook in one go: an interruption leaves the old file or the new one, never half of one."""
    half = path.with_name(f".{path.name}.new")
    half.write_text(json.dumps(notebook, indent=1, ensure_ascii=False) + "\n", encoding="utf-8", newline="\n")
    half.replace(path)


def _keep(path: Path) -> Path:
    """Keep a file under a free name beside it, so that there's never a moment without it; return that name."""
    for kept in _free_names(path, "old"):
        try:
            with kept.open("xb") as file:
                file.write(path.read_bytes())
        except FileExistsError:
            continue
        os.utime(kept, ns=(path.stat().st_atime_ns, path.stat().st_mtime_ns))
        return kept
    raise AssertionError("there is always a free name")


def _free_names(path: Path, word: str) -> Iterator[Path]:
    number = 1
    while True:
        place = path.with_name(f"{path.stem}.{word}{'' if number == 1 else f'-{number}'}.ipynb")
        if not place.exists():
            yield place
        number += 1
