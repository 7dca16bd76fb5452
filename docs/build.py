"""Build the site: the pages to read, and beside them the same pages to run in a browser.

    python docs/build.py [--output FOLDER] [--pyodide ADDRESS_OR_FOLDER] [--only read|run]

No notebook is executed: what is published is what the tests compared. Python in the browser is Pyodide. It comes from
its CDN when a page is read, or from a folder that holds the files of its full release, and then from the site itself.
Where pyproject.toml names the repository, the notebooks' copies for Colab are written to FOLDER-colab.
"""

from __future__ import annotations

import argparse
import shutil
import sys
import tempfile
from collections.abc import Sequence
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))  # as a script it would see docs/ alone

from docs import api, lite
from docs.links import ROOT, links
from docs.pages import NOTEBOOKS, to_colab, to_read, write

SHELL = 2.1  # megabytes of JupyterLab itself, compressed, when a page is opened; the browser's test measures it
LIVE = "live"


def build_reading(output: Path) -> None:
    """Build the pages to read, with Sphinx, from a folder put together of docs/ and the notebooks' copies."""
    for old in output.glob("*"):
        if old.name != LIVE:
            shutil.rmtree(old) if old.is_dir() else old.unlink()
    with tempfile.TemporaryDirectory() as folder:
        source = Path(folder, "source")
        shutil.copytree(ROOT / "docs", source, ignore=shutil.ignore_patterns("*.py", "__pycache__"))
        shutil.copy(ROOT / "docs/conf.py", source)
        shutil.copy(ROOT / "benchmarks/README.md", source / "benchmarks.md")
        shutil.copytree(ROOT / "images", source / "images")
        for name in NOTEBOOKS:
            write(to_read(name, links()), source / "notebooks" / name)
        api.write(source / "api")
        (source / "first_visit.md").write_text(first_visit(output / LIVE), encoding="utf-8")
        command: list[str | Path] = [sys.executable, "-m", "sphinx", "--quiet", "--fail-on-warning", "--keep-going"]
        lite.quietly([*command, "--builder", "html", "--doctree-dir", Path(folder, "trees"), source, output])


def first_visit(live: Path) -> str:
    """Say how much a first visit to the live copy fetches."""
    said = f"JupyterLab itself is {SHELL:.1f} MB."
    fetched = lite.bytes_of_first_visit(live) if live.exists() else None
    if fetched is None:
        return f"{said} Python and its libraries come on top of that, and are most of it.\n"
    start, more = (number / 1e6 for number in fetched)
    return (
        f"{said} Python and its libraries are {start:.0f} MB more, so {start + SHELL:.0f} MB in all. The page that "
        f"trains on handwritten digits fetches another {more:.0f} MB for scikit-learn; no other page does.\n"
    )


def main(arguments: Sequence[str]) -> None:
    """Build what the command line asks for."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--output", type=Path, default=ROOT / "build/site")
    parser.add_argument("--pyodide", default=lite.PYODIDE_CDN_URL)
    parser.add_argument("--only", choices=("read", "run"))
    options = parser.parse_args(arguments)
    output = options.output.resolve()
    output.mkdir(parents=True, exist_ok=True)
    if options.only != "read":
        lite.build(output / LIVE, options.pyodide)
    if options.only != "run":
        build_reading(output)
    if here := links():
        for name in NOTEBOOKS:
            write(to_colab(name, here), output.with_name(f"{output.name}-colab") / name)
    print(f"The site is in {output}. To look at it: python -m http.server --directory {output}")


if __name__ == "__main__":
    try:
        main(sys.argv[1:])
    except (ValueError, RuntimeError) as error:
        sys.exit(str(error))
