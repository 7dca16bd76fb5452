"""A student's function is tried: the right one passes however it is written, each slip is named, nothing is raised."""

import math

import numpy as np
import pytest

from hw2lib import check_function, sigmoid
from hw2lib.answers.code import TASKS

RIGHT = {
    "softplus": [
        lambda z: max(z, 0) + math.log1p(math.exp(-abs(z))),
        lambda z: np.maximum(z, 0) + np.log1p(np.exp(-np.abs(z))),
        lambda z: np.logaddexp(0, z),
        lambda z: z + np.log1p(np.exp(-z)) if z > 0 else np.log1p(np.exp(z)),
        lambda z: [np.logaddexp(0, z)],
    ],
    "loss from z": [
        lambda z, y: y * np.logaddexp(0, -z) + (1 - y) * np.logaddexp(0, z),
        lambda z, y: -(y * -np.logaddexp(0, -z) + (1 - y) * -np.logaddexp(0, z)),
    ],
}
SLIPS = [(task, says) for task in TASKS for says in TASKS[task].slips]


@pytest.mark.parametrize(("task", "number"), [(task, i) for task in RIGHT for i in range(len(RIGHT[task]))])
def test_every_way_to_write_it_is_right(task, number):
    assert check_function(task, RIGHT[task][number]).right


@pytest.mark.parametrize(("task", "says"), SLIPS)
def test_each_slip_is_wrong_and_is_the_only_one_named(task, says):
    feedback = check_function(task, TASKS[task].slips[says])
    assert feedback.verdict == "wrong"
    assert [e.says for e in feedback.explanations] == [says]


@pytest.mark.parametrize("task", list(TASKS))
def test_right_but_for_the_last_digits_only_at_one_point_is_wrong(task):
    slightly = lambda *point: TASKS[task].right(*point) + (1e-17 if point[0] == -40 else 0)  # noqa: E731
    feedback = check_function(task, slightly)
    assert feedback.verdict == "wrong"
    assert "z = -40" in feedback.text
    assert not feedback.explanations


def test_the_loss_through_a_breaks_off_where_sigma_is_1():
    feedback = check_function("loss from z", lambda z, y: -y * np.log(sigmoid(z)) - (1 - y) * np.log(1 - sigmoid(z)))
    assert "rounded to 1" in feedback.text


def test_an_empty_function_is_no_answer_yet():
    for empty in (None, ..., lambda z: None, lambda z: ...):
        assert check_function("softplus", empty).verdict == "no answer"


@pytest.mark.parametrize(
    "odd",
    [
        3.0,
        "softplus",
        lambda: 1,
        lambda z, y: z,
        lambda z: 1 / 0,
        lambda z: "x",
        lambda z: [1, 2],
        lambda z: math.exp(z),
    ],
)
def test_whatever_it_does_is_answered_without_a_traceback(odd):
    assert check_function("softplus", odd).verdict == "not read"


def test_a_task_that_does_not_exist_is_told_what_there_is():
    assert "softplus" in check_function("relu", abs).text
    assert check_function(7, abs).verdict == "not read"
