"""A student's own function is run, compared value by value, and never ends in a traceback."""

import numpy as np
import pytest

from hw2lib.answers.descent_code import TASKS, check_code
from hw2lib.nn.descent import descend as library

each = pytest.mark.parametrize("name", TASKS)


@each
def test_the_right_function_is_right_and_the_skeleton_no_answer(name):
    task = TASKS[name]
    assert check_code(name, task.right)
    assert check_code(name, task.skeleton).verdict == "no answer"
    assert check_code(name, None).verdict == check_code(name, ...).verdict == "no answer"


@each
def test_every_slip_is_named(name):
    for says, slip in TASKS[name].slips.items():
        feedback = check_code(name, slip)
        assert feedback.verdict == "wrong"
        assert feedback.explanations[0].says == says


def test_descend_is_the_library_s():
    for slope, v, eta, steps in TASKS["descend"].cases.values():
        np.testing.assert_allclose(
            TASKS["descend"].right(slope, v, eta, steps), library(slope, v, learning_rate=eta, steps=steps)
        )
    assert check_code("descend", lambda slope, v, eta, steps: library(slope, v, learning_rate=eta, steps=steps))


def test_an_unknown_mistake_shows_the_first_value_that_differs():
    def late(slope, v, eta, steps):
        path = TASKS["descend"].right(slope, v, eta, steps)
        return [*path[:3], *(p + 1 for p in path[3:])]

    feedback = check_code("descend", late)
    assert feedback.verdict == "wrong"
    assert "At step 3 it has 1.343000, and should have 0.343000." in feedback.text


@pytest.mark.parametrize(
    "function",
    [
        3,
        "descend",
        list,
        lambda *of: 1 / 0,
        lambda slope, v, eta, steps: slope(...),
        lambda *of: (_ for _ in ()).throw(RuntimeError()),
    ],
)
def test_what_cannot_be_run_is_not_read(function):
    assert check_code("descend", function).verdict == "not read"


@pytest.mark.parametrize("result", ["path", [1, [2]], {}, [None], 1j, [[1.0]], [], np.nan, [1.0, np.inf, 2, 3, 4]])
def test_whatever_it_returns_gets_words(result):
    feedback = check_code("descend", lambda *of: result)
    assert feedback.verdict == "wrong"
    assert feedback._repr_html_()


@pytest.mark.parametrize("result", [None, ...])
def test_nothing_returned_is_no_answer(result):
    assert check_code("descend", lambda *of: result).verdict == "no answer"


@pytest.mark.parametrize("name", ["descent", "", None, 3, []])
def test_a_function_that_is_not_asked_for(name):
    assert "There is 'descend'" in check_code(name, print).text
