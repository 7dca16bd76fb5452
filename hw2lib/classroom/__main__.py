"""Hand the course out to a class, and grade what comes back.

python -m hw2lib.classroom handout FOLDER [--each names.csv] [--fold]
python -m hw2lib.classroom solutions FOLDER [--each names.csv]
python -m hw2lib.classroom grade FOLDER [--each names.csv]
"""

from __future__ import annotations

import argparse
import os
import sys
from collections.abc import Iterator, Sequence
from concurrent.futures import Executor, ProcessPoolExecutor
from contextlib import contextmanager
from multiprocessing import get_context
from pathlib import Path

from hw2lib.classroom.editions import handout, solutions
from hw2lib.classroom.grading import grade
from hw2lib.classroom.report import summary, write_csv, write_page
from hw2lib.classroom.roster import read_names


def main(arguments: Sequence[str] | None = None) -> None:
    """Do what is asked, and say where the result is."""
    asked = _parser().parse_args(arguments)
    try:
        names = read_names(asked.each) if asked.each else None
        asked.run(asked, names)
    except OSError as error:
        sys.exit(f"{error.filename}: {error.strerror}" if error.filename else str(error))
    except (ImportError, ValueError) as error:
        sys.exit(str(error))


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="python -m hw2lib.classroom", description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    commands = parser.add_subparsers(required=True, metavar="handout | solutions | grade")
    each = argparse.ArgumentParser(add_help=False)
    each.add_argument("folder", metavar="FOLDER")
    each.add_argument("--each", metavar="names.csv", help="the class, one student a line: each has their own numbers")
    out = commands.add_parser("handout", parents=[each], help="write the pages for students, without the solutions")
    out.add_argument("--fold", action="store_true", help="fold the solutions away instead")
    out.set_defaults(run=_handout)
    teacher = commands.add_parser("solutions", parents=[each], help="write the pages with solutions, and all answers")
    teacher.set_defaults(run=_solutions)
    back = commands.add_parser("grade", parents=[each], help="judge the answers; not a line of the notebooks is run")
    back.add_argument("--csv", metavar="FILE", default="grades.csv", help="the table to write (grades.csv)")
    back.add_argument("--page", metavar="FILE", default="grades.html", help="the page to write (grades.html)")
    back.add_argument("--pages", metavar="FOLDER", help="the pages that were handed out, if they aren't the course's")
    who = back.add_mutually_exclusive_group()
    who.add_argument("--workers", metavar="N", type=int, default=os.cpu_count() or 1, help="processes (one a core)")
    who.add_argument("--scheduler", metavar="ADDRESS", help="of a Dask cluster whose workers see the folder")
    back.set_defaults(run=_grade)
    return parser


def _handout(asked: argparse.Namespace, names: dict[str, str] | None) -> None:
    made = handout(asked.folder, names, fold=asked.fold)
    print(f"{len(made)} notebooks are in {asked.folder}.")


def _solutions(asked: argparse.Namespace, names: dict[str, str] | None) -> None:
    made = solutions(asked.folder, names)
    print(f"The pages with their solutions are in {asked.folder}, and the right answers in {made[-1]}.")


def _grade(asked: argparse.Namespace, names: dict[str, str] | None) -> None:
    if Path(asked.csv).resolve() == Path(asked.page).resolve():
        raise ValueError(f"--csv and --page are both {asked.csv}: one would overwrite the other")
    for path in map(Path, (asked.csv, asked.page)):  # before the work is done that would be lost
        if path.is_dir() or not path.resolve().parent.is_dir():
            raise ValueError(
                f"{path} can't be written: {'it is a folder' if path.is_dir() else 'its folder is missing'}"
            )
    if asked.workers < 1:
        raise ValueError(f"--workers is {asked.workers}, and at least one is needed")
    with _executor(asked) as executor:
        rows = grade(asked.folder, names, pages=asked.pages, executor=executor, progress=True)
    if not rows:
        raise ValueError(f"{asked.folder}: there is no notebook in it to grade, and nothing was written")
    write_csv(rows, asked.csv)
    write_page(rows, asked.page)
    print(f"{summary(rows)}\nThe table is {asked.csv}, the page {asked.page}.")


@contextmanager
def _executor(asked: argparse.Namespace) -> Iterator[Executor | None]:
    if asked.scheduler:
        from distributed import Client

        with Client(asked.scheduler) as client:
            yield client.get_executor()
    elif asked.workers > 1:
        with ProcessPoolExecutor(asked.workers, mp_context=get_context("spawn")) as executor:
            yield executor
    else:
        yield None


if __name__ == "__main__":
    main()
