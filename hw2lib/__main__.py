"""Open the course in JupyterLab: your own copies of its pages, in a folder of yours.

    python -m hw2lib [FOLDER] [-- OPTIONS]

The copies are made once and never overwritten. When the course has changed, you are told, and get the new page with
your answers in it beside the one that you had. What follows -- is handed to JupyterLab: -- --no-browser --port 9999.
"""

from __future__ import annotations

import argparse
import importlib.util
import os
import sys
from collections.abc import Sequence
from pathlib import Path

from hw2lib import course

SETTINGS = Path(__file__).resolve().parent / "lab"  # no news, and controls are saved with the page


def lab_options() -> list[str]:
    """Return the options with which JupyterLab starts here; as root, it starts only if it is told that it may."""
    options = [f"--LabApp.app_settings_dir={SETTINGS}"]
    if hasattr(os, "geteuid") and os.geteuid() == 0:  # Windows has no root
        print("You are root, as in a container, so JupyterLab is started with --allow-root.", flush=True)
        options.append("--allow-root")
    return options


def open_in_lab(page: Path, options: Sequence[str]) -> None:
    """Become JupyterLab, with this page open and its folder served. Ctrl-C is JupyterLab's, which asks first."""
    if importlib.util.find_spec("jupyterlab") is None:
        sys.exit('JupyterLab is not installed here. This brings it: pip install "hw2lib[notebooks]"')
    from jupyterlab.labapp import main as jupyterlab

    jupyterlab([*lab_options(), *options, str(page)])


def main(arguments: Sequence[str] | None = None) -> None:
    """Prepare the copies and open the first page, or do what is asked with one page."""
    words = list(sys.argv[1:] if arguments is None else arguments)
    ours = words[: words.index("--")] if "--" in words else words
    options = words[len(ours) + 1 :]
    parser = argparse.ArgumentParser(
        prog="python -m hw2lib", description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("folder", nargs="?", default="my", metavar="FOLDER", help="where your copies are (my)")
    which = parser.add_mutually_exclusive_group()
    which.add_argument("--afresh", metavar="PAGE", help="start your copy of a page afresh; yours is kept beside it")
    which.add_argument("--original", metavar="PAGE", help="put the course's page beside yours")
    which.add_argument("--course", action="store_true", help="open the course's own pages: what you save changes them")
    asked = parser.parse_args(ours)
    if not asked.folder.strip():
        parser.error("the folder has no name; leave it out for my/, or write . for this one")
    try:
        page, told = prepared(asked)
    except (FileNotFoundError, ValueError) as error:
        sys.exit(str(error))
    except OSError as error:
        sys.exit(f"{error}. Name a folder that you can write to: python -m hw2lib FOLDER")
    print("".join(f"{sentence}\n" for sentence in told), end="", flush=True)
    if page:
        open_in_lab(page, options)


def prepared(asked: argparse.Namespace) -> tuple[Path | None, list[str]]:
    """Do with the copies what is asked; return the page to open, if one is, and what there is to tell."""
    if asked.afresh:
        return None, [course.start_afresh(asked.folder, asked.afresh)]
    if asked.original:
        return None, [course.put_original_beside(asked.folder, asked.original)]
    first = course.pages()[0]
    if asked.course:
        return first, []
    told = course.prepare(asked.folder)
    return Path(asked.folder).resolve() / first.name, told


if __name__ == "__main__":
    main()
