"""Make one file of a worked page, to hand it in: with its formulas, pictures and answers, and nothing from a network.

    python -m hw2lib.export PAGE.ipynb ... [--to FOLDER]

PAGE.html is written beside the page. Any browser shows it, and prints it to PDF. The page is taken as it was saved:
nothing is executed.
"""

from __future__ import annotations

import argparse
import re
import sys
import warnings
from collections.abc import Sequence
from functools import lru_cache
from html import escape
from pathlib import Path
from typing import Any

from hw2lib import course
from hw2lib.display import as_path

VIEW = "application/vnd.jupyter.widget-view+json"
FORMULA = re.compile(
    r"\$\$(?P<block>.+?)\$\$"
    r"|(?P<environment>\\begin\{(?P<name>(?:align|equation|gather)\*?)\}.+?\\end\{(?P=name)\})"
    r"|(?<![\\$\w])\$(?!\s)(?P<inline>[^$]+?)(?<![\s\\])\$(?![\d$])",
    re.DOTALL,
)
POLICY = "default-src 'none'; font-src data:; img-src data:; style-src 'unsafe-inline'"
LONGEST = 5000  # characters of a formula: what reads it takes time with their square
NO_FORMULAS_IN = {"code", "pre", "script", "style", "textarea"}


def export(page: str | Path, to: str | Path | None = None) -> Path:
    """Write a saved notebook as one HTML file, and return that file's path.

    Args:
        page: the notebook.
        to: the folder of the file, which is made if it isn't there; None for the notebook's own.

    Raises:
        ValueError: if the page can't be read as a notebook.
        ModuleNotFoundError: with the way to get it, if what writes the file isn't installed.
    """
    page = as_path("page", page)
    html = as_html(page)
    target = as_path("folder", to or page.parent) / f"{page.stem}.html"
    target.parent.mkdir(parents=True, exist_ok=True)
    target.write_text(html, encoding="utf-8", newline="\n")
    return target


def as_html(page: Path) -> str:
    """Return a notebook as one HTML document; its formulas are MathML, which browsers show by themselves."""
    import nbformat
    from bs4 import BeautifulSoup
    from nbconvert import HTMLExporter

    if not page.is_file():
        raise ValueError(f"There is no file {page}.")
    try:
        course.read(page)
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # a copied cell has the id of its original, which doesn't matter here
            notebook = nbformat.read(page, as_version=4)
            nbformat.validate(notebook)
        cells = notebook.cells
    except (ValueError, KeyError, TypeError, AttributeError, RecursionError, nbformat.ValidationError):
        raise ValueError(f"{page} can't be read as a notebook.") from None
    notebook.metadata.pop("widgets", None)
    for cell in cells:
        if "outputs" in cell:
            cell.outputs = [output for output in cell.outputs if not _only_a_control(output)]
    exporter = HTMLExporter(embed_images=True, exclude_anchor_links=True)
    where = {"metadata": {"name": page.stem, "path": str(page.parent)}}
    html, _ = exporter.from_notebook_node(notebook, resources=where)
    soup: Any = BeautifulSoup(html, "html.parser")
    for script in soup("script"):  # a page that is handed in runs nothing and fetches nothing
        script.decompose()
    policy = {"http-equiv": "Content-Security-Policy", "content": POLICY}  # nor does what an output put into it
    soup.head.insert(0, soup.new_tag("meta", attrs=policy))
    alts = _alt_texts(cells)
    for picture in soup("img"):
        picture["alt"] = alts.get(str(picture.get("src")), str(picture.get("alt", "")))
    _write_formulas(soup)
    return str(soup)


def _only_a_control(output: Any) -> bool:
    """Take a control's view from an output, which no page without a kernel can show; say whether nothing was left."""
    data = output.get("data", {})
    if data.pop(VIEW, None) is None:
        return False
    return not any(mime.startswith("image/") for mime in data)


def _alt_texts(cells: Any) -> dict[str, str]:
    """Return the alt text of each picture by its address in the page; nbconvert leaves them out."""
    texts = {}
    for cell in cells:
        for output in cell.get("outputs", []):
            for mime, described in output.get("metadata", {}).items():
                if mime in output.get("data", {}) and "alt" in described:
                    texts[f"data:{mime};base64,{output.data[mime].strip()}"] = described["alt"]
    return texts


def _write_formulas(soup: Any) -> None:
    """Put MathML in the place of every formula between dollars, and of every environment."""
    for text in list(soup.find_all(string=FORMULA)):
        if not NO_FORMULAS_IN & {parent.name for parent in text.parents}:
            parts = _parts(str(text))
            text.replace_with(type(soup)(parts, "html.parser"))


def _parts(text: str) -> str:
    """Return a text as HTML, with its formulas in MathML."""
    html, end = "", 0
    for found in FORMULA.finditer(text):
        formula = found["block"] or found["environment"] or found["inline"]
        html += escape(text[end : found.start()]) + mathml(formula, block=found["inline"] is None)
        end = found.end()
    return html + escape(text[end:])


@lru_cache(1000)
def mathml(formula: str, *, block: bool = False) -> str:
    """Return a formula in MathML; one that can't be read, or is longer than any, is shown as it was typed.

    Example:
        >>> mathml("a < b")  # doctest: +ELLIPSIS
        '<math xmlns="http://www.w3.org/1998/Math/MathML" display="inline"><mrow><mi>a</mi>...
        >>> mathml(r"\\frac{1}{")
        '<code>\\\\frac{1}{</code>'
    """
    from latex2mathml.converter import convert

    if len(formula) > LONGEST:
        return f"<code>{escape(formula)}</code>"
    try:
        written = convert(
            formula.strip().replace(r"}[t]", "}"), display="block" if block else "inline"
        )  # of aligned[t]
    except Exception:  # its errors have no base class of their own, and nothing that was typed may be lost
        return f"<code>{escape(formula)}</code>"
    return f"<code>{escape(formula)}</code>" if "\\" in written else written


def main(arguments: Sequence[str] | None = None) -> None:
    """Write the pages that the command line names."""
    parser = argparse.ArgumentParser(
        prog="python -m hw2lib.export", description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("pages", nargs="+", type=Path, metavar="PAGE.ipynb")
    parser.add_argument("--to", type=Path, metavar="FOLDER", help="where the files go; else beside the pages")
    options = parser.parse_args(arguments)
    try:
        for page in options.pages:
            print(export(page, options.to))
    except (ValueError, ModuleNotFoundError, OSError) as error:
        sys.exit(str(error))


if __name__ == "__main__":
    main()
