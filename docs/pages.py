"""The notebooks' copies: to read, to run in the browser, and to run on Colab.

Each is made of the committed notebook, whose outputs the tests have compared; nothing is executed. No copy holds the
state of a control, which would let its slider move and leave its picture behind.
"""

from __future__ import annotations

import ast
import json
from collections.abc import Iterator
from html import escape
from pathlib import Path
from typing import Any

import nbformat

from docs.links import ROOT, Links, live

VIEW = "application/vnd.jupyter.widget-view+json"
PYTHON = {"display_name": "Python (Pyodide)", "language": "python", "name": "python"}
NOTEBOOKS = tuple(sorted(path.name for path in ROOT.glob("notebooks/*.ipynb")))

FETCH_SCIKIT_LEARN = "import sklearn  # only this page needs scikit-learn: the browser fetches it now"
INSTALL = """\
# On Colab this installs the course. Where the course is installed, it does nothing.
import importlib.util

if importlib.util.find_spec("hw2lib") is None:
    get_ipython().run_line_magic("pip", 'install --quiet "hw2lib[notebooks] @ git+{repository}"')"""


def read(name: str) -> Any:
    """Read a committed notebook, with every text in one piece, and leave out the state of its controls."""
    notebook = nbformat.read(ROOT / "notebooks" / name, as_version=4)
    notebook.metadata.pop("widgets", None)
    return notebook


def write(notebook: Any, path: Path) -> None:
    """Write a copy, each text in one piece: JupyterLite shows a list of lines with commas between them."""
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(json.dumps(notebook, indent=1, ensure_ascii=False) + "\n", encoding="utf-8", newline="\n")


def to_read(name: str, here: Links | None) -> Any:
    """Make the copy that Sphinx shows: with links to where it runs, and words where a control would move."""
    notebook = read(name)
    first = notebook.cells[0]
    title, _, rest = first.source.partition("\n")
    if first.cell_type == "markdown" and title.startswith("# "):
        first.source = f"{title}\n\n{run_line(name, here)}\n{rest}"
    else:
        notebook.cells.insert(0, nbformat.v4.new_markdown_cell(run_line(name, here)))
    moves = (
        f'<p class="moves">The picture stands still. On the <a href="../{live(name)}">live page</a> '
        "it moves, and answers to your hand.</p>"
    )
    for cell in notebook.cells:
        for output in cell.get("outputs", []):
            if VIEW in output.get("data", {}):
                output.data = {"text/html": moves}
        if cell.metadata.get("jupyter", {}).get("source_hidden"):
            cell.metadata["tags"] = [*cell.metadata.get("tags", []), "hide-input"]
    notebook.cells = [part for cell in notebook.cells for part in one_picture_each(cell)]
    return notebook


def one_picture_each(cell: Any) -> Iterator[Any]:
    """Split a cell's outputs so that no part has two pictures, and tell myst-nb each one's alt text and width.

    It asks the cell for them, where Jupyter has them with the output. What is split off shows its outputs alone.
    """
    part = cell
    for output in cell.pop("outputs", []):
        described = output.get("metadata", {}).get("image/png")
        if "outputs" in part and described and "mystnb" in part.metadata:
            yield part
            part = nbformat.v4.new_code_cell(metadata={"tags": ["remove-input"]})
        part["outputs"] = [*part.get("outputs", []), output]
        if described:
            width = {"width": f"{described['width']}px"} if "width" in described else {}
            part.metadata["mystnb"] = {"image": {"alt": described.get("alt", ""), **width}}
    if part.cell_type == "code":
        part.setdefault("outputs", [])
    yield part


def run_line(name: str, here: Links | None) -> str:
    """Say where a page can be run, in HTML."""
    places = {"Run this page in your browser": f"../{live(name)}"}
    if here:
        places |= {"on Binder": here.binder(name), "on Colab": here.colab(name)}
    shown = (f'<a href="{escape(place)}">{words}</a>' for words, place in places.items())
    return f'<p class="run">{" · ".join(shown)}</p>\n'


def to_run(name: str) -> Any:
    """Make the copy that JupyterLite opens."""
    notebook = read(name)
    notebook.metadata["kernelspec"] = dict(PYTHON)  # under another name JupyterLite asks for a kernel
    for cell in notebook.cells:
        if cell.cell_type == "code":  # what no kernel stands behind is left out; the still picture stays
            cell.outputs = [output for output in cell.outputs if VIEW not in output.get("data", {})]
    if needs_scikit_learn(notebook):
        fetch = nbformat.v4.new_code_cell(FETCH_SCIKIT_LEARN, id="fetch-scikit-learn")
        notebook.cells.insert(first_code(notebook), fetch)
    return notebook


def to_colab(name: str, here: Links) -> Any:
    """Make the copy for Colab, which installs the course where it is missing."""
    notebook = read(name)
    install = nbformat.v4.new_code_cell(INSTALL.format(repository=here.repository), id="install")
    notebook.cells.insert(first_code(notebook), install)
    return notebook


def first_code(notebook: Any) -> int:
    """Find the place of the first code cell."""
    return next(i for i, cell in enumerate(notebook.cells) if cell.cell_type == "code")


def needs_scikit_learn(notebook: Any) -> bool:
    """Say whether a notebook's code imports scikit-learn, or calls what does, as `hw2lib.data.digits` does.

    Example:
        >>> page = nbformat.v4.new_notebook(cells=[nbformat.v4.new_code_cell("train_set = data.digits()")])
        >>> needs_scikit_learn(page), needs_scikit_learn(nbformat.v4.new_notebook())
        (True, False)
    """
    code = [cell.source for cell in notebook.cells if cell.cell_type == "code"]
    return any("sklearn" in names(source) or "digits(" in source for source in code)


def names(source: str) -> Iterator[str]:
    """Yield every name that a piece of code imports, reads or looks up; none if it isn't Python."""
    try:
        tree = ast.parse(source)
    except SyntaxError:
        return
    for node in ast.walk(tree):
        match node:
            case ast.Name(id=name) | ast.Attribute(attr=name):
                yield name
            case ast.ImportFrom(module=module, names=imported):
                yield from (module or "").split(".")
                yield from (alias.name for alias in imported)
            case ast.Import(names=imported):
                yield from (part for alias in imported for part in alias.name.split("."))
