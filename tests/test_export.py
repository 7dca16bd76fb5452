"""A worked page as one file to hand in."""

import json
import re
import subprocess
import sys
import time
from pathlib import Path

import nbformat
import pytest

from hw2lib.export import export, main, mathml

ROOT = Path(__file__).resolve().parents[1]
LARGEST = ("2_backpropagation", "3_cross_entropy")  # their formulas are those of the others, and more
PIXEL = "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg=="
VIEW = "application/vnd.jupyter.widget-view+json"


def page(folder, *cells):
    path = folder / "page.ipynb"
    nbformat.write(nbformat.v4.new_notebook(cells=list(cells)), path)
    return path


def test_formulas_pictures_and_answers_are_in_it_and_nothing_is_fetched(tmp_path):
    outputs = [
        nbformat.v4.new_output("execute_result", {"text/latex": r"$\displaystyle \frac{1}{2}$", "text/plain": "1/2"}),
        nbformat.v4.new_output("display_data", {"text/html": "<p>so $a < b$</p>", "text/plain": ""}),
        nbformat.v4.new_output("display_data", {"image/png": PIXEL}, metadata={"image/png": {"alt": "A dot."}}),
        nbformat.v4.new_output("display_data", {VIEW: {"model_id": "0" * 32}, "text/plain": "Panel(y=1)"}),
    ]
    path = page(
        tmp_path,
        nbformat.v4.new_markdown_cell("Mine: $\\delta_o = a - y$, and\n\n$$\\sum_k w_k$$\n\nIt costs $5, or $6."),
        nbformat.v4.new_markdown_cell("\\begin{align}a &= b \\\\ c &= d\\end{align}\n\n`$x$` stays."),
        nbformat.v4.new_code_cell("w5 = 0.358916  # $mine$", outputs=outputs),
    )
    target = export(path, tmp_path / "to hand in")
    html = target.read_text(encoding="utf-8")
    assert target == tmp_path / "to hand in" / "page.html"
    assert html.count("<math") == 5
    assert html.count('display="block"') == 2
    assert "0.358916" in html
    assert "$mine$" in html
    assert "$x$" in html
    assert "$5, or $6" in html
    assert 'alt="A dot."' in html
    assert PIXEL in html
    assert "Panel(y=1)" not in html
    assert "<script" not in html
    assert not re.search(r"""(src=["']|url\(["']?)https?:""", html)
    assert "<link" not in html


def test_what_an_output_holds_can_neither_run_nor_fetch(tmp_path):
    html = '<img src="https://example.org/seen.png" onerror="alert(1)"><iframe srcdoc="<b>in</b>"></iframe>'
    output = nbformat.v4.new_output("display_data", {"text/html": html, "text/plain": ""})
    written = export(page(tmp_path, nbformat.v4.new_code_cell("1", outputs=[output]))).read_text("utf-8")
    head = written[: written.index("<style")]
    assert """content="default-src 'none'; font-src data:; img-src data:; style-src 'unsafe-inline'" """.strip() in head
    assert 'http-equiv="Content-Security-Policy"' in head


def test_a_folder_that_can_t_be_written_to_is_told(tmp_path):
    (tmp_path / "file").write_text("")
    with pytest.raises(SystemExit, match="file"):
        main([str(page(tmp_path)), "--to", str(tmp_path / "file")])


def test_a_formula_that_cant_be_read_is_shown_as_it_was_typed(tmp_path):
    path = page(tmp_path, nbformat.v4.new_markdown_cell(r"I mean $\frac{1}{$ and $\nosuch x$."))
    html = export(path).read_text("utf-8")
    assert r"<code>\frac{1}{</code>" in html
    assert r"<code>\nosuch x</code>" in html


@pytest.mark.parametrize(
    "path",
    [
        pytest.param(path, id=path.stem, marks=[] if path.stem in LARGEST else pytest.mark.slow)
        for path in sorted(ROOT.glob("notebooks/*.ipynb"))
    ],
)
def test_the_course_s_pages(path, tmp_path):
    html = export(path, tmp_path).read_text("utf-8")
    assert "<script" not in html
    assert not re.search(r"<code>[^<]*\\(frac|sum|delta|partial)", html)


def test_what_is_no_notebook_is_refused_in_words(tmp_path):
    for name, text in (("a.ipynb", "not json"), ("b.ipynb", "[]"), ("c.ipynb", "{}"), ("none.ipynb", None)):
        if text is not None:
            (tmp_path / name).write_text(text, encoding="utf-8")
        with pytest.raises(ValueError, match=f"{name}"):
            export(tmp_path / name)
    command = [sys.executable, "-m", "hw2lib.export", str(tmp_path / "a.ipynb")]
    run = subprocess.run(command, capture_output=True, text=True, check=False)
    assert run.returncode == 1
    assert "can't be read as a notebook" in run.stderr
    assert "Traceback" not in run.stderr


@pytest.mark.parametrize("typed", ["$" + "a+" * 50_000 + "a$", "$" * 100_000], ids=["a formula", "dollars"])
def test_a_cell_of_100_000_characters_takes_no_longer_than_reading_it(typed, tmp_path):
    start = time.process_time()
    html = export(page(tmp_path, nbformat.v4.new_markdown_cell(typed))).read_text("utf-8")
    assert time.process_time() - start < 15  # the exporter itself takes a few seconds
    assert html.count("a") >= typed.count("a")


def test_mathml_keeps_every_part():
    assert "<mfrac>" in mathml(r"\frac{\partial C}{\partial w_{jk}}", block=True)


@pytest.mark.parametrize(
    "cell",
    [
        {"cell_type": "code", "source": 5, "metadata": {}},
        {"cell_type": "code", "source": "", "metadata": {"tags": 5}, "outputs": [], "execution_count": None},
        {"cell_type": "poem", "source": "", "metadata": {}},
    ],
)
def test_cells_that_are_none_are_refused_in_words(cell, tmp_path):
    (tmp_path / "a.ipynb").write_text(json.dumps({**nbformat.v4.new_notebook(), "cells": [cell]}), encoding="utf-8")
    with pytest.raises(ValueError, match="can't be read as a notebook"):
        export(tmp_path / "a.ipynb")
    (tmp_path / "b.ipynb").write_text("[" * 100_000, encoding="utf-8")
    with pytest.raises(ValueError, match="can't be read as a notebook"):
        export(tmp_path / "b.ipynb")


def test_a_copied_cell_is_no_trouble(tmp_path):
    cells = [nbformat.v4.new_markdown_cell(text, id="one") for text in ("first", "second")]
    (tmp_path / "a.ipynb").write_text(json.dumps({**nbformat.v4.new_notebook(), "cells": cells}), encoding="utf-8")
    html = export(tmp_path / "a.ipynb").read_text("utf-8")
    assert html.index("first") < html.index("second")
