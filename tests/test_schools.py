"""The graders that schools have, for real: nbgrader and otter-grader, with the examples that docs/teaching.md shows.

Each is looked for as a command, or where HW2LIB_NBGRADER and HW2LIB_OTTER say: both live in environments of their own.
"""

import csv
import json
import os
import shutil
import subprocess
from pathlib import Path

import jupytext
import nbformat
import pytest

ROOT = Path(__file__).resolve().parents[1]
RIGHT = {"dw5": "0.4398296", "delta_h1": '"out_h1*(1 - out_h1)*(w7*delta_o2 + w5*delta_o1)"'}
HALF = {"dw5": "0.43983", "delta_h1": '"(w5*delta_o1 + w6*delta_o2)*out_h1*(1 - out_h1)"'}
WRONG = {"dw5": "-0.43983", "delta_h1": '"a - y"'}
CLASS = {"right": (RIGHT, 3), "half": (HALF, 1), "wrong": (WRONG, 0), "blank": ({}, 0)}

pytestmark = pytest.mark.slow


def tool(name, where):
    found = os.environ.get(where) or shutil.which(name)
    if not found:
        pytest.skip(f"{name} isn't installed here, and {where} names none")

    def run(folder, *words):
        environment = {**os.environ, "PATH": f"{Path(found).parent}{os.pathsep}{os.environ['PATH']}"}
        done = subprocess.run([found, *words], cwd=folder, env=environment, capture_output=True, text=True, check=False)
        assert done.returncode == 0, done.stdout + done.stderr
        return done.stdout + done.stderr

    return run


def as_notebook(script, path):
    path.parent.mkdir(parents=True, exist_ok=True)
    jupytext.write(jupytext.read(script), path)


def answered(blank, answers, path):
    notebook = nbformat.read(blank, as_version=4)
    for cell in notebook.cells:
        name = cell.source.partition(" = ")[0]
        if cell.cell_type == "code" and name in answers:
            cell.source = f"{name} = {answers[name]}"
    path.parent.mkdir(parents=True, exist_ok=True)
    nbformat.write(notebook, path)
    return notebook


def test_nbgrader(tmp_path):
    nbgrader = tool("nbgrader", "HW2LIB_NBGRADER")
    here = ROOT / "examples" / "nbgrader"
    shutil.copy(here / "nbgrader_config.py", tmp_path)
    shutil.copytree(here / "source", tmp_path / "source")
    as_notebook(here / "source/one_step/one_step.py", tmp_path / "source/one_step/one_step.ipynb")
    nbgrader(tmp_path, "generate_assignment", "one_step")
    released = tmp_path / "release/one_step/one_step.ipynb"
    assert "0.43983" not in released.read_text(encoding="utf-8")
    assert list(released.parent.iterdir()) == [released]  # nor in a file beside it
    for student, (answers, _) in CLASS.items():
        answered(released, answers, tmp_path / "submitted" / student / "one_step/one_step.ipynb")
    tampered = answered(released, WRONG, tmp_path / "submitted/tampered/one_step/one_step.ipynb")
    for cell in tampered.cells:
        cell.source = "pass" if "assert" in cell.source else cell.source
    nbformat.write(tampered, tmp_path / "submitted/tampered/one_step/one_step.ipynb")
    nbgrader(tmp_path, "autograde", "one_step")
    nbgrader(tmp_path, "export")
    with (tmp_path / "grades.csv").open(encoding="utf-8") as file:
        scores = {row["student_id"]: float(row["raw_score"]) for row in csv.DictReader(file)}
    assert scores == {**{student: points for student, (_, points) in CLASS.items()}, "tampered": 0}
    graded = (tmp_path / "autograded/half/one_step/one_step.ipynb").read_text(encoding="utf-8")
    assert "A row of the output weights was taken for a column" in graded


def test_otter(tmp_path):
    otter = tool("otter", "HW2LIB_OTTER")
    as_notebook(ROOT / "examples/otter/one_step.py", tmp_path / "one_step.ipynb")
    otter(tmp_path, "assign", "one_step.ipynb", "dist")  # runs the solutions against their own tests
    released = tmp_path / "dist/student/one_step.ipynb"
    assert "0.43983" not in released.read_text(encoding="utf-8")
    (autograder,) = (tmp_path / "dist/autograder").glob("*.zip")
    for student, (answers, points) in CLASS.items():
        answered(released, answers, tmp_path / f"{student}.ipynb")
        (tmp_path / student).mkdir()
        otter(tmp_path, "run", "-a", str(autograder), "-o", student, f"{student}.ipynb")
        results = json.loads((tmp_path / student / "results.json").read_text(encoding="utf-8"))["tests"]
        assert sum(test.get("score", 0) for test in results) == points, student
    assert "A row of the output weights" in (tmp_path / "half/results.json").read_text(encoding="utf-8")
