"""A student's function is tried: every slip is named, and nothing that it does ends in a traceback."""

import math

import numpy as np
import pytest

from hw2lib import check_code
from hw2lib.answers.code import TASKS, _copy, _is_alike

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


@pytest.mark.parametrize("task", TASKS)
def test_slips_differ_on_the_examples(task):
    """No two slips of a part give the same, and none gives what is right."""
    for given in [TASKS[task].tried]:
        known = [[_copy(argument) for argument in arguments] for arguments in given]
        for part in TASKS[task].parts:
            with np.errstate(all="ignore"):
                rules = [part.rule, *(slip.rule for slip in part.slips)]
                results = [[np.asarray(rule(*values), float) for values in known] for rule in rules]
            for i, one in enumerate(results):
                for other in results[i + 1 :]:
                    assert not all(map(_is_alike, one, other)), part.slips[i]
            for values in known:
                values.append(part.rule(*values))


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
    (lambda z, t: None, "no answer", "x: no answer yet"),
    (begun, "no answer", "x: right.\ne: no answer yet"),
    (3.5, "not read", "no function"),
    (in_place, "wrong", "changes what it was given"),
    (hostile, "wrong", "RecursionError: deep"),
    (lambda z: z, "wrong", "TypeError"),
    (lambda z, t: z, "wrong", "return x, e, a"),
    (lambda z, t: ("a", "b", "c"), "wrong", "aren't numbers"),
    (lambda z, t: (z[:2], z, z), "wrong", "shape"),
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
    assert check_code("softmacks", None).verdict == "not read"


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
