"""What `pytest --nbval` does not check: that every cell was run, that pairs agree, that a second run gives the same."""

import ast
import re
from importlib import resources
from importlib.metadata import version
from pathlib import Path

import jupytext
import nbformat
import pytest

from tools.outputs import differences
from tools.refresh import KERNELSPEC, as_text, refreshed

ROOT = Path(__file__).resolve().parents[2]
NOTEBOOKS = sorted(ROOT.glob("notebooks/*.ipynb"))
each = pytest.mark.parametrize("path", NOTEBOOKS, ids=lambda path: path.stem)


def read(path):
    return nbformat.read(path, as_version=4)


def code_cells(path):
    return [cell for cell in read(path).cells if cell.cell_type == "code"]


def test_no_notebook_is_missing():
    assert {path.stem for path in NOTEBOOKS} == {path.stem for path in ROOT.glob("notebooks/*.py")}
    assert "0_start_here" in {path.stem for path in NOTEBOOKS}


@each
def test_valid_and_with_the_common_kernel(path):
    notebook = read(path)
    nbformat.validate(notebook)
    assert notebook.metadata.kernelspec == KERNELSPEC


@each
def test_the_pair_agrees_to_the_blank_line(path):
    def without_version(text):
        return re.sub(r"jupytext_version: .*", "", text)

    written = jupytext.writes(read(path), fmt="py:percent")
    assert without_version(written) == without_version(path.with_suffix(".py").read_text(encoding="utf-8"))


@each
def test_every_cell_was_run_in_order(path):
    cells = code_cells(path)
    assert [cell.execution_count for cell in cells] == list(range(1, len(cells) + 1))


@each
def test_nothing_that_nbval_cannot_follow(path):
    for cell in code_cells(path):
        assert not cell.source.rstrip().endswith(";")
        assert not re.search(
            r"\b(interact|interactive|interactive_output|Output)\(|clear_output|display_id", cell.source
        )
        for output in cell.outputs:
            assert output.output_type != "error"
            assert output.get("name", "stdout") == "stdout"
            text = output.get("text", "") + output.get("data", {}).get("text/plain", "")
            assert not re.search(r"0x[0-9a-f]{6,}|/tmp/|/home/|/root/", text)
            assert "image/svg+xml" not in output.get("data", {})
            if "text/latex" in output.get("data", {}):
                assert output.data["text/plain"]


@each
def test_every_picture_has_an_alt_text(path):
    for cell in code_cells(path):
        for output in cell.outputs:
            if "image/png" in output.get("data", {}):
                assert len(output.metadata["image/png"]["alt"]) > 40


@each
def test_numbers_are_printed_with_a_fixed_number_of_decimals(path):
    for cell in code_cells(path):
        for output in cell.outputs:
            assert not re.search(r"\d\.\d{13,}", output.get("text", "") + output.get("data", {}).get("text/plain", ""))


@each
def test_cells_are_short(path):
    sources = [cell.source for cell in code_cells(path)]
    lengths = sorted(len(source.splitlines()) for source in sources if not source.startswith(("import ", "from ")))
    assert lengths[len(lengths) // 2] <= 4
    assert lengths[-1] <= 15


def test_stored_controls_have_the_script_and_the_style_of_today():
    panel = resources.files("hw2lib.widgets")
    today = {part: panel.joinpath(f"panel.{part}").read_text(encoding="utf-8") for part in ("js", "css")}
    stored = [
        state["state"]
        for path in NOTEBOOKS
        for widgets in read(path).metadata.get("widgets", {}).values()
        for state in widgets["state"].values()
        if "_esm" in state["state"]
    ]
    assert len(stored) >= 8
    assert all((one["_esm"], one["_css"]) == (today["js"], today["css"]) for one in stored)


@each
def test_links_lead_somewhere(path):
    for cell in read(path).cells:
        for target in re.findall(r"\]\(([^)#]+?)(?:#[^)]*)?\)", cell.source if cell.cell_type == "markdown" else ""):
            assert target.startswith(("http://", "https://")) or (path.parent / target).exists(), target


@each
def test_what_measures_time_is_not_compared(path):
    """A clock is read, and what it gave is used, in cells tagged nbval-ignore-output alone."""
    timed = {"time", "perf_counter", "process_time", "monotonic", "timeit"}
    for cell in code_cells(path):
        nodes = list(ast.walk(ast.parse(cell.source)))
        names = [node for node in nodes if isinstance(node, ast.Name)]
        used = {node.id for node in names if isinstance(node.ctx, ast.Load)} | {
            node.attr for node in nodes if isinstance(node, ast.Attribute)
        }
        given = {node.id for node in names if isinstance(node.ctx, ast.Store)}
        if "nbval-ignore-output" in cell.metadata.get("tags", []):
            timed |= given
        else:
            assert not (used - given) & timed
            timed -= given


@pytest.mark.parametrize(
    "path",
    [pytest.param(p, id=p.stem, marks=[] if p.stem.startswith("0") else pytest.mark.slow) for p in NOTEBOOKS],
)
@pytest.mark.filterwarnings("default")  # nbclient's own
def test_executed_again_it_is_the_same(path):
    """Texts to the letter; pictures as far as the eye sees, where the same versions draw them."""
    again, stored = refreshed(path.with_suffix(".py")), read(path)
    assert differences(stored, again, pictures=pinned("matplotlib", "pillow")) == []
    if pinned("anywidget", "ipywidgets", "matplotlib", "nbformat", "pillow"):
        assert as_text(again) == path.read_text(encoding="utf-8")


def pinned(*packages):
    pins = (ROOT / "requirements.txt").read_text(encoding="utf-8").splitlines()
    return all(f"{package}=={version(package)}" in pins for package in packages)
