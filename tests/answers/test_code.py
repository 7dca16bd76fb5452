"""A student's function is tried: every slip is named, and nothing that it does ends in a traceback."""

import json
import math
from pathlib import Path

import numpy as np
import pytest

from hw2lib import check_code
from hw2lib.answers.code_tasks import TASKS
from hw2lib.byhand.worked import Worked
from hw2lib.nn.descent import descend as library
from tests.snapshots import assert_kept

SLIPS = [(task, part, slip) for task, asked in TASKS.items() for part in asked.parts for slip in part.slips]


def written(task, part=None, rule=None):
    """A function that computes every part rightly, but for one."""

    def function(*arguments):
        known = list(arguments)
        for each in TASKS[task].parts:
            known.append((rule if each is part else each.rule)(*known))
        returned = known[len(arguments) :]
        return tuple(returned) if len(returned) > 1 else returned[0]

    return function


@pytest.mark.parametrize("task", TASKS)
def test_the_right_function_is_right(task):
    feedback = check_code(task, written(task))
    assert feedback.right
    assert all(f"{part.name}: right" in feedback.text for part in TASKS[task].parts)


@pytest.mark.parametrize(("task", "part", "slip"), SLIPS, ids=[f"{part.name}-{slip.name}" for _, part, slip in SLIPS])
def test_every_slip_is_named(task, part, slip):
    feedback = check_code(task, written(task, part, slip.rule))
    assert feedback.verdict == "wrong"
    assert feedback.explanations[0].says == slip.says
    assert feedback.text.count("not right") == 1


def test_what_the_slips_say_and_give_is_kept():
    """A snapshot, written anew on purpose by deleting the file."""
    snapshot = Path(__file__).with_name("code_slips.json")
    found = []
    for task, part, slip in SLIPS:
        given = []
        for example in TASKS[task].tried:
            known = [np.array(argument) if isinstance(argument, list) else argument for argument in example]
            for each in TASKS[task].parts[: TASKS[task].parts.index(part)]:
                known.append(each.rule(*known))
            with np.errstate(all="ignore"):
                given += np.ravel(np.asarray(slip.rule(*known), float)).tolist()
        found.append([f"{task}: {part.name}: {slip.name}", slip.says, " ".join(f"{v:.5g}" for v in given)])
    assert_kept(snapshot, json.dumps(found, indent=1, ensure_ascii=False).splitlines())


WRITTEN = [(task, part) for task, asked in TASKS.items() for part in asked.parts if part.written]


@pytest.mark.parametrize(("task", "part"), WRITTEN, ids=[f"{task}-{part.name}" for task, part in WRITTEN])
def test_the_formula_that_is_edited_is_the_right_one(task, part):
    before = (*TASKS[task].arguments, *(p.name for p in TASKS[task].parts[: TASKS[task].parts.index(part)]))
    names = {name: Worked(0.5, name=name) for name in part.other_names or before}
    formula = part.written(*names.values()).called(part.name).compiled()
    compared = 0
    for example in TASKS[task].tried:
        known = [np.array(argument) if isinstance(argument, list) else argument for argument in example]
        for each in TASKS[task].parts[: TASKS[task].parts.index(part)]:
            known.append(each.rule(*known))

        def rule(*values):
            return formula(dict(zip(names, part.their_values(*values), strict=True)))

        with np.errstate(all="ignore"):
            its = np.asarray((part.run(rule) if part.run else rule)(*known), float)
        if np.isfinite(its).all():  # written plainly it may overflow
            compared += 1
            np.testing.assert_allclose(its, np.asarray(part.rule(*known), float), rtol=1e-9, atol=1e-12)
    assert compared


def skeleton(z, t):
    return ..., ..., ...


def begun(z, t):
    return (z - z.max()) / t, None, ...


def in_place(z, t):
    z -= z.max()
    return z / t, np.exp(z / t), z


def hostile(z, t):
    raise RecursionError("deep")


TASK = "softmax with temperature"
ODD = [
    (None, "no answer", "No answer yet"),
    (..., "no answer", "No answer yet"),
    (skeleton, "no answer", "x: no answer yet"),
    (lambda z, t: None, "wrong", "Your function returns nothing. End it with: return x, e, a"),
    (begun, "no answer", "x: right.\ne: no answer yet"),
    (3.5, "not read", "not a function"),
    (in_place, "wrong", "changes what it was given"),
    (hostile, "not read", "RecursionError: deep"),
    (lambda z: z, "not read", "TypeError"),
    (lambda z, t: z, "wrong", "return x, e, a"),
    (lambda z, t: ("a", "b", "c"), "wrong", "x: str is not an array of numbers"),
    (lambda z, t: (z[:2], z, z), "wrong", "It is 2 numbers in a row, and should be 4 numbers in a row"),
    (lambda z, t: (z[:, None], z, z), "wrong", "It is an array of the shape (4, 1), and should be"),
    (lambda z, t: (z[0], z, z), "wrong", "It is a single number, and should be"),
    (lambda z, t: (z * np.nan, z, z), "wrong", "nan"),
    (lambda z, t: (z + 1, z, z), "wrong", "x: not right.\nFor z ="),
    (lambda z, t: (((z - z.max()) / t) * (1 + 1e-8), ..., ...), "no answer", "relative difference of 1.0e-08"),
]


@pytest.mark.parametrize(("function", "verdict", "words"), ODD)
def test_whatever_is_handed_over_gets_a_verdict(function, verdict, words):
    feedback = check_code(TASK, function)
    assert feedback.verdict == verdict
    assert words in feedback.text


def test_hints_and_the_formulas():
    assert [check_code(TASK, None, hint=n).text.count("Hint") for n in range(4)] == [0, 1, 2, 3]
    assert "x = (z - max z)/T" in check_code(TASK, None, reveal=True).text
    with pytest.raises(ValueError, match="hint is"):
        check_code(TASK, None, hint=4)
    assert all(len(task.hints) == 3 for task in TASKS.values())


@pytest.mark.parametrize("name", ["descent", "", None, 3, [], "softmacks"])
def test_a_function_that_is_not_asked_for(name):
    feedback = check_code(name, print)
    assert feedback.verdict == "not read"
    assert "'softmax with temperature'" in feedback.text or "'descend'" in feedback.text


@pytest.mark.parametrize(
    "way",
    [
        lambda z: max(z, 0) + math.log1p(math.exp(-abs(z))),
        lambda z: np.logaddexp(0, z),
        lambda z: z + np.log1p(np.exp(-z)) if z > 0 else np.log1p(np.exp(z)),
    ],
)
def test_softplus_is_right_however_it_is_written(way):
    assert check_code("softplus", way).right
    assert check_code("loss from z", lambda z, y: y * way(-z) + (1 - y) * way(z)).right


def test_softplus_is_told_where_its_digits_go():
    feedback = check_code("softplus", lambda z: np.maximum(z, 0) + np.log(1 + np.exp(-np.abs(z))))
    assert "np.log1p" in feedback.text
    assert "z = -40" in feedback.text
    assert check_code("softplus", lambda z: ...).verdict == "no answer"


# --- a function that is given a function, and returns a path -----------------------------------------------------------


def test_descend_is_the_library_s():
    right = TASKS["descend"].parts[0].rule
    for slope, v, eta, steps in TASKS["descend"].tried:
        np.testing.assert_allclose(right(slope, v, eta, steps), library(slope, v, learning_rate=eta, steps=steps))
    assert check_code("descend", lambda slope, v, eta, steps: library(slope, v, learning_rate=eta, steps=steps))


def test_an_unfilled_loop_is_no_answer():
    for result, says in ((lambda v: [v], "; it is still what it was at the start"), (lambda v: ..., "")):
        feedback = check_code("descend", lambda slope, v, eta, steps, result=result: result(v))
        assert (feedback.verdict, feedback.text) == ("no answer", f"path: no answer yet{says}.")


def test_an_unknown_mistake_shows_both_paths():
    def late(slope, v, eta, steps):
        path = TASKS["descend"].parts[0].rule(slope, v, eta, steps)
        return [*path[:3], *(p + 1 for p in path[3:])]

    feedback = check_code("descend", late)
    assert feedback.verdict == "wrong"
    assert feedback.text.splitlines() == [
        "path: not right.",
        "For slope = 3v, v = 1, eta = 0.1 and steps = 4",
        "it gives (1, 0.7, 0.49, 1.343, 1.24);",
        "right is (1, 0.7, 0.49, 0.343, 0.2401).",
    ]


ODD_DESCENTS = [
    3,
    "descend",
    list,
    lambda *of: 1 / 0,
    lambda slope, v, eta, steps: slope(...),
    lambda *of: (_ for _ in ()).throw(RuntimeError()),
]


@pytest.mark.parametrize("function", ODD_DESCENTS)
def test_what_cannot_be_run_is_not_read(function):
    assert check_code("descend", function).verdict == "not read"


@pytest.mark.parametrize("result", ["path", [1, [2]], {}, [None], 1j, [[1.0]], [], np.nan, [1.0, np.inf, 2, 3, 4]])
def test_whatever_it_returns_gets_words(result):
    feedback = check_code("descend", lambda *of: result)
    assert feedback.verdict == "wrong"
    assert feedback._repr_html_()


class Hostile(BaseException):
    pass


def _resizes(z, T):
    z.resize(2, refcheck=False)
    return z, z, z


def _cancels(z):
    raise Hostile


@pytest.mark.parametrize(
    "function", [lambda z: np.logaddexp(0, z) + 5j, lambda z: str(float(np.logaddexp(0, z))),
                 lambda z: np.ma.array(np.logaddexp(0, z), mask=True), _cancels]
)  # fmt: skip
def test_only_real_numbers_are_right(function):
    assert not check_code("softplus", function).right


def test_a_function_that_resizes_what_it_was_given_is_told():
    assert "changes what it was given" in check_code("softmax with temperature", _resizes).text


@pytest.mark.parametrize("value", [1e308, -1e308, float("inf"), [1e308] * 2], ids=repr)
def test_a_huge_result_is_wrong_and_warns_of_nothing(value):
    for task in TASKS:
        assert check_code(task, lambda *_: value).verdict in ("wrong", "not read")


def test_a_function_that_never_ends_is_stopped(monkeypatch):
    monkeypatch.setattr("hw2lib.answers.code.SECONDS", 0.2)

    def endless(z):
        while True:
            z = z + 0

    feedback = check_code("softplus", endless)
    assert feedback.verdict == "not read"
    assert "Is there a loop in it that doesn't end?" in feedback.text


def test_what_usually_stops_a_function_comes_with_its_remedy():
    def appended(C_prime, v, eta, steps):
        path = [v]
        for _ in range(steps):
            v = v - eta * C_prime(v)
            path = path.append(v)
        return path

    def added(C_prime, v, eta, steps):
        path = [v]
        for _ in range(steps):
            v = v - eta * C_prime(v)
            path += v
        return path

    def caret(z):
        return np.log(1 + np.e**z) ^ 2

    for task, function, remedy in (
        ("descend", appended, "append changes the list itself"),
        ("descend", added, "write path.append(v)"),
        ("softplus", caret, "A power is written **."),
        ("softplus", lambda z: exp(z), "NumPy's is np.exp."),  # noqa: F821
    ):
        assert remedy in check_code(task, function).text, check_code(task, function).text
