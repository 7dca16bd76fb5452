"""`check` and `check_formula` sit the exam: a fixed sample of it each time, all of it with `-m slow`."""

from collections import Counter
from pathlib import Path

import pytest

import hw2lib
from tests.answers import exam

RIGHT_CAUSE_FIRST = 0.90  # at least so many of the wrong numbers that a slip gives
UNEXPLAINED = 0.07  # the goal is .05: at most
WRONG_AS_FACT = 0.01  # at most: another cause than the true one, not hedged
RANDOM_BLAMED_AS_FACT = 0.01  # at most so many of the wrong numbers that no slip gives
RIGHT_CALLED_WRONG = 0
FORMULAS_EXPLAINED = 0.93  # at least so many of the wrong formulas, by their cause


@pytest.mark.parametrize("loss", exam.LOSSES)
@pytest.mark.parametrize("seed", exam.ALL_SEEDS)
def test_the_exams_own_walk_is_right(seed, loss):
    walk, more = exam.right_walk(seed, loss), exam.arguments(seed or 1, loss)
    if seed == 0:  # Mazur's, which check knows without being told
        output = hw2lib.softmax if loss == "log_likelihood" else hw2lib.sigmoid
        w, b = [[[0.15, 0.2], [0.25, 0.3]], [[0.4, 0.45], [0.5, 0.55]]], [[0.35, 0.35], [0.6, 0.6]]
        more = more | {"net": hw2lib.Network(w, b, [hw2lib.sigmoid, output]), "x": [0.05, 0.1], "y": [0.01, 0.99]}
    gradients = hw2lib.backprop(more["net"], more["x"], more["y"], more["loss"])
    expected = {
        "dw1": gradients.dw[0][0, 0],
        "dw4": gradients.dw[0][1, 1],
        "dw6": gradients.dw[1][0, 1],
        "db_o2": gradients.db[1][1],
    }
    assert {name: walk[name] for name in expected} == pytest.approx(expected, rel=1e-12)
    assert walk["E_total"] == pytest.approx(float(gradients.loss), rel=1e-12)
    assert walk["E_total_new"] < walk["E_total"]


def test_the_slips_are_many_and_each_gives_a_wrong_number():
    made = {case.slip.cause for case in exam.cases(exam.SLIPS, range(3), 1)}
    assert made == {slip.cause for slip in exam.SLIPS}
    assert len(made) == len(exam.SLIPS) >= 150


def test_the_patterns_are_plain_text():
    patterns = [says for slip in exam.SLIPS for says in slip.says] + [says for _, _, says in exam.FORMULAS]
    assert all(pattern.isprintable() for pattern in patterns)  # a backspace where \b was meant matches nothing


def test_the_marks():
    explanation = hw2lib.check("dC/dw5", "-0.43983")
    assert exam.marked(explanation, lambda _: True) == exam.FIRST
    assert exam.marked(explanation, lambda _: False) in (exam.FACT, exam.HEDGED)
    assert exam.marked(hw2lib.check("dC/dw5", "0.43983"), lambda _: True) == "called right"


@pytest.fixture(scope="module", params=["sample", pytest.param("whole", marks=pytest.mark.slow)])
def whole(request):
    return request.param == "whole"


@pytest.fixture(scope="module")
def marks(whole):
    sat = exam.sit(exam.SLIPS, exam.ALL_SEEDS, exam.EACH) if whole else exam.sit(exam.SLIPS[::14], range(2), 1)
    print(exam.of_numbers(sat, in_full=whole))
    return [mark.by_value for mark in sat]


def test_the_right_cause_stands_first_and_few_slips_go_unexplained(marks):
    assert exam.share(marks, exam.FIRST) >= RIGHT_CAUSE_FIRST
    assert exam.share(marks, exam.NONE) <= UNEXPLAINED
    assert exam.share(marks, exam.FACT) <= WRONG_AS_FACT  # another cause, stated as a fact


def test_numbers_without_a_slip_are_not_blamed_on_one(whole):
    met = exam.blamed(exam.RANDOM if whole else 25, exam.ALL_SEEDS)
    print(exam.of_random(met))
    assert sum(counts[exam.FACT] for counts in met.values()) <= RANDOM_BLAMED_AS_FACT * sum(
        map(sum, map(Counter.values, met.values()))
    )


def test_no_right_answer_is_called_wrong(whole):
    verdicts, lost = exam.called_wrong(exam.RIGHT if whole else 100, exam.ALL_SEEDS)
    print(verdicts)
    assert len(lost) <= RIGHT_CALLED_WRONG, lost


def test_wrong_formulas_are_told_their_cause(whole):
    marks = exam.formulas_marked(exam.FORMULAS if whole else exam.FORMULAS[::4])
    print(exam.of_formulas(marks))
    assert {mark.mark for mark in marks} <= set(exam.MARKS)
    assert exam.share([mark.mark for mark in marks], exam.FIRST) >= FORMULAS_EXPLAINED


def test_the_readme_counts_its_mistakes():
    readme = Path(__file__).resolve().parents[2] / "README.md"
    assert f"for {len(exam.SLIPS)} ways in which students err" in readme.read_text(encoding="utf-8")
