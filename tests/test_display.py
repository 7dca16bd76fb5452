"""What a progress bar leaves behind in a notebook: nothing, however slow it was."""

import subprocess
import sys

import nbformat
import numpy as np
import pytest
from nbclient import NotebookClient

from hw2lib.classroom.editions import handout
from hw2lib.classroom.grading import grade
from hw2lib.classroom.roster import read_names
from hw2lib.course import start_afresh
from hw2lib.display import brief, rounded, same
from hw2lib.experiments.data import mnist

CELL = """
import numpy as np
import pytest
import hw2lib.display
from hw2lib import Network, quadratic, sigmoid, train
hw2lib.display.DELAY = 0
train(Network.random([1, 1], sigmoid, seed=0), np.ones((9, 1)), np.ones((9, 1)), quadratic, learning_rate=1, epochs=30)
print("done")
"""


def test_a_bar_leaves_no_output_behind_in_a_notebook(tmp_path):
    output = nbformat.v4.new_output("stream", name="stdout", text="done\n")
    cell = nbformat.v4.new_code_cell(CELL.replace("\ntrain(", "\n_ = train("), execution_count=1, outputs=[output])
    path = tmp_path / "slow.ipynb"
    nbformat.write(nbformat.v4.new_notebook(cells=[cell]), path)
    command = [sys.executable, "-m", "pytest", "--nbval", "--nbval-current-env", "-p", "no:cacheprovider", str(path)]
    run = subprocess.run(command, capture_output=True, text=True, cwd=tmp_path, check=False)
    assert "1 passed" in run.stdout, run.stdout


def test_the_bar_is_there_and_taken_back():
    shown = CELL.replace("\ntrain(", "\nhw2lib.display.PAUSE = 0\n_ = train(")
    notebook = nbformat.v4.new_notebook(cells=[nbformat.v4.new_code_cell(shown)])
    NotebookClient(notebook, kernel_name="python3", timeout=120).execute()
    bar, printed = notebook.cells[0].outputs
    assert bar.output_type == "display_data"
    assert bar.data == {}
    assert printed.text == "done\n"


def test_results_of_other_shapes_and_kinds_differ():
    assert not same({"a": [1]}, {"a": (1,)})
    assert not same({"a": 1}, {"b": 1})
    assert not same([1, 2], [1])


def test_a_message_can_show_everything():
    class Strange:
        def __repr__(self):
            raise RuntimeError("no")

    shown = [brief(value) for value in (10**9999, Strange(), "x" * 10**6, None)]
    assert shown[:2] == ["an int", "a Strange"]
    assert (len(shown[2]), shown[3]) == (80, "None")


def test_what_can_t_be_compared_is_not_the_same():
    assert not same(10**400, np.float64(1))
    assert not same({"loss": 10**400}, {"loss": np.float64(np.inf)})


def test_lists_that_hold_themselves_are_compared():
    one, other, table = [1.0], [1.0], {}
    one.append(one)
    other.append(other)
    table["table"] = table
    assert not same(one, other)
    assert not same(table, {"table": table, "more": 1})


@pytest.mark.parametrize("value", [1 + 2j, np.array([1 + 2j]), [1j], "0.5", None, 10**400, [[1, None]], {"a": 1}])
def test_only_real_numbers_are_rounded(value):
    with pytest.raises(TypeError, match="only real numbers are rounded, not "):
        rounded(value)


def test_rounded_keeps_the_number_type_of_an_array():
    kept = rounded(np.array([1 / 3, -0.0], np.float32), 3)
    assert (kept.dtype, kept.tolist()) == (np.float32, [np.float32(0.333), 0.0])
    assert rounded(np.array([1234567]), 3).tolist() == [1230000]
    assert rounded([1, 2]).dtype == np.float64


@pytest.mark.parametrize("value", [None, 5, b"x", ["a"]])
@pytest.mark.parametrize(
    "takes", [mnist, read_names, handout, grade, lambda folder: start_afresh(folder, "0_start_here")]
)
def test_what_is_no_path_is_refused(takes, value):
    with pytest.raises(TypeError, match="is a path, such as"):
        takes(value)
