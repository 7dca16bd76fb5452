"""`check`: right answers are right, wrong ones get their cause, and nothing that is typed ends in a traceback."""

import json
import math
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from hw2lib import (
    Network,
    check,
    compare,
    cross_entropy,
    linear,
    log_likelihood,
    mixed,
    quadratic,
    questions,
    sigmoid,
    softmax,
    tanh,
)
from hw2lib.answers.edits import edits
from hw2lib.answers.given import Given
from hw2lib.answers.operations import of_an_operation
from hw2lib.answers.search import every, to_significant
from hw2lib.answers.slips import SLIPS, combined, traits
from hw2lib.byhand.mazur import mazur, variant
from hw2lib.byhand.names import number_at
from hw2lib.byhand.problem import Problem
from hw2lib.byhand.walk import walk
from hw2lib.byhand.worked import Worked
from hw2lib.errata import EQUATIONS
from tests.snapshots import assert_kept, kept

LOSSES = [cross_entropy, quadratic, log_likelihood]
MOST = 2  # questions that a slip is asked about


def problem(loss, seed, sizes=(2, 2, 2), biases="held"):
    rng = np.random.default_rng(seed)
    output = softmax if loss is log_likelihood else sigmoid
    net = Network.random(list(sizes), [sigmoid] * (len(sizes) - 2) + [output], seed=rng)
    return Problem(net, rng.normal(size=sizes[0]), softmax(rng.normal(size=sizes[-1])), loss, 0.5, biases)


def digits_of(value, digits):
    decimals = max(0, digits - 1 - math.floor(math.log10(abs(value)))) if value else 0
    return f"{value:.{decimals}f}"


def test_right_answers():
    assert repr(check("dC/dw5", 0.43983)) == "Right, to 5 digits."
    assert check("dC/dw5", "0.44").right
    assert check("dC/dw5", mazur()["dC/dw5"]).text == "Right, to all its digits."
    assert check("E_total", "1.65053").right
    assert check("dC/dw1", f"{mazur()['dC/dw1']:.3e}").right


@pytest.mark.parametrize("rubbish", ["Ada", np.ones(2), 0, [], Network.random([2, 2], sigmoid)])
def test_what_is_no_problem_is_refused_in_words(rubbish):
    with pytest.raises(TypeError, match="a problem is needed, such as variant"):
        check("net_h1", 0.3, problem=rubbish)
    if not isinstance(rubbish, Network):
        with pytest.raises(TypeError, match="questions are asked about a Network"):
            questions(rubbish)


def test_cut_or_rounded():
    assert f"{mazur()['dC/dw8']:.4f}" == "-0.1296"  # -0.12956...
    assert [check("dC/dw8", answer).right for answer in ("-0.1296", "-0.12956", "-0.1297", "-0.1294")] == [
        True, True, False, False,
    ]  # fmt: skip


def test_a_cut_number_that_a_mistake_rounds_to_asks_for_digits():
    assert f"{mazur()['w1 after 1 step']:.6f}" == "0.148866"
    feedback = check("w1 after 1 step", 0.1488)
    assert feedback.verdict == check("w1 after 1 step", 0.1488, warn=False).verdict == "too few digits"
    assert "A row of the output weights was taken for a column" in feedback.text
    assert [check("w1 after 1 step", answer).right for answer in (0.1489, 0.14886)] == [True, True]


@pytest.mark.parametrize(
    ("loss", "biases"),
    [(cross_entropy, "held"), (cross_entropy, "shared"), (quadratic, "held"), (quadratic, "each"), (log_likelihood, "held")],
    ids=repr,
)  # fmt: skip
def test_right_answers_are_never_called_wrong(loss, biases):
    p = problem(loss, 0, biases=biases)
    for question in questions():
        value = p[question] if "[" not in question and not question.startswith("loss") else math.nan
        if math.isnan(value) or abs(value) < 1e-9:
            continue
        for digits in (3, 7) if question.endswith(("1", "total")) else (7,):
            assert check(question, digits_of(value, digits), problem=p).verdict in ("right", "too few digits")


def test_the_row_for_the_column():
    feedback = check("dC/dw1", 0.002399)
    assert not feedback
    assert feedback.explanations[0].slips == ("row for column",)
    assert "In delta_h1, that is w6 in place of w7" in repr(feedback)


def test_the_numbers_of_the_print_are_explained_by_its_own_slips():
    for equation in EQUATIONS.values():
        for question, answer in equation.numbers.items():
            first = check(question, answer).explanations[0]
            assert set(first.slips) & set(equation.slips), (equation.number, first.slips)


@pytest.mark.parametrize("name", SLIPS)
def test_every_named_slip_is_named(name):
    """The number that it gives with all its digits is explained first by it, or by what gives the very same number."""
    slip, asked = SLIPS[name], 0
    for loss in LOSSES:
        for biases in ("held", "shared", "each"):
            p = problem(loss, 11, biases=biases)
            if not slip.needs <= traits(p) or slip.rare:
                continue
            with np.errstate(all="ignore"):
                wrong = walk(p, combined([name]))
            for question in (
                "net_o1",
                "out_o1",
                "E_o1",
                "E_total",
                "delta_o1",
                "delta_h1",
                "dC/dw1",
                "dC/dw3",
                "dC/dw6",
                "dC/db1",
                "dC/db_o1",
                "w1 after 1 step",
                "w5 after 1 step",
                "b_h1 after 1 step",
                "b_o1 after 1 step",
            ):
                kind, index = p.places[question]
                value = float(number_at(wrong, kind, index))
                if not math.isfinite(value) or value == 0 or math.isclose(value, p[question], rel_tol=1e-6):
                    continue
                asked += 1
                if asked > MOST:
                    return
                first = check(question, repr(value), problem=p).explanations[0]
                assert math.isclose(first.value, value, rel_tol=1e-9), question
    assert asked or slip.rare or slip.needs & {"another activation", "tanh"}


@pytest.mark.parametrize("loss", LOSSES, ids=repr)
def test_the_search_gives_what_the_walk_gives(loss):
    """The formulas that a slip changes, run side by side, give the same numbers as a walk on floats."""
    p = problem(loss, 4, biases="each")
    for question in ("E_total after 1 step", "dC/dw2"):
        with np.errstate(all="ignore"):
            tried = every(p).tried(question)
        values = dict(zip([c.slips for c in tried.candidates][::-1], tried.values[::-1], strict=True))
        for name, slip in SLIPS.items():
            if (name,) in values and slip.needs <= traits(p):
                with np.errstate(all="ignore"):
                    found = walk(p, combined([name]))
                walked = float(number_at(found, *p.places[question]))
                assert values[(name,)] == pytest.approx(walked, rel=1e-9, nan_ok=True) or any(
                    np.isclose(v, walked, rtol=1e-9, equal_nan=True)
                    for c, v in zip(tried.candidates, tried.values, strict=True)
                    if c.slips == (name,)
                ), name


@pytest.mark.parametrize(
    ("question", "formula", "says"),
    [
        ("net_o1", lambda e: e["w5"] * e["out_h1"] + e["w7"] * e["out_h2"] + e["b_o1"], "w7"),
        ("net_h2", lambda e: e["w3"] * e["i1"] + e["w4"] * 0.01 + e["b_h2"], "i2"),
        ("out_o1", lambda e: math.tanh(e["net_o1"]), "tanh"),
        ("dC/dw7", lambda e: e["delta_o1"] * e["out_h1"], "delta_o1 in place of delta_o2"),
        ("delta_h1", lambda e: (e["w5"] * e["delta_o1"] + e["w7"] * e["delta_o2"]) * e["out_h1"] * 1 - e["out_h1"], "parentheses"),
        ("w5 after 1 step", lambda e: e["w5"] - 0.1 * e["dC/dw5"], "eta = 0.1"),
        ("net_h1", lambda e: e["w1"] * e["i1"] + e["w2"] * e["i2"] + e["b_h1"] * e["i1"], "b_h1 multiplied by i1"),
        ("dC/dw5", lambda e: (e["delta_o1"] + e["delta_o2"]) * e["out_h1"], "The differences of all outputs"),
        ("w3 after 1 step", lambda e: e["w4"] - 0.5 * e["dC/dw3"], "w4 in place of w3"),
        ("delta_h1", lambda e: (e["w5"] * round(e["delta_o1"], 3) + e["w7"] * e["delta_o2"]) * e["out_h1"] * (1 - e["out_h1"]), "delta_o1 rounded to 3 decimals"),
        ("E_total after 1 step", lambda e: e["E_total"] - e["E_total after 1 step"], "change of the loss"),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)  # fmt: skip
def test_slips_that_nobody_typed_in(question, formula, says):
    feedback = check(question, f"{formula(mazur()):.9f}")
    assert feedback.verdict == "wrong"
    assert any(says in e.says for e in feedback.explanations)


def test_the_answer_to_another_question():
    assert "That is dC/dw3. You were asked for dC/dw2." in repr(check("dC/dw2", f"{mazur()['dC/dw3']:.6f}"))


def test_other_losses_and_the_step():
    assert check("dC/dw5", "0.082167", loss=quadratic).right
    assert check("w5 after 1 step", "0.35891648", loss=quadratic).right
    slipped = check("E_total after 1 step", "0.291027924", loss=quadratic)
    assert slipped.explanations[0].slips == ("updated output weights",)
    assert check("b_o1 after 1 step", f"{mazur().step(biases='shared')['b_o1']:.6f}", biases="shared").right


def test_the_old_weight():
    assert check("w1 after 1 step", "0.15").verdict == "too few digits"  # right to two digits, and the old one
    assert check("w5 after 1 step", "0.4").explanations[0].slips == ("no step",)


def test_a_right_answer_that_a_mistake_gives_too_says_so():
    feedback = check("net_h2", "0.39")
    assert feedback.right
    assert "w3, but w2 was used" in repr(feedback)


def test_another_rate_is_told_and_not_a_pair_of_slips():
    w, b = [[[0.20, 0.25], [0.30, 0.35]], [[0.45, 0.50], [0.55, 0.60]]], [[0.40, 0.40], [0.65, 0.65]]
    p = Problem(Network(w, b, sigmoid), np.array([0.10, 0.20]), np.array([0.05, 0.95]), quadratic, 0.3)
    wrong = p.step(learning_rate=0.5)
    for question in ("w5", "w1"):
        assert "eta = 0.5" in repr(check(f"{question} after 1 step", f"{wrong[question]:.9f}", problem=p))


def test_hints_and_the_answer():
    three = repr(check("dC/dw1", None, hint=3))
    assert [f"Hint {i}" in three for i in (1, 2, 3, 4)] == [True, True, True, False]
    assert "delta_h1 = (w5*delta_o1 + w7*delta_o2)*out_h1*(1 - out_h1)" in three
    assert f"{mazur()['dC/dw1']:.9f}" not in three
    assert f"{mazur()['dC/dw1']:.9f}" in repr(check("dC/dw1", None, reveal=True))
    for question in questions():
        assert "Hint 3" in repr(check(question, None, hint=3))


def test_where_to_look_names_all_that_goes_in():
    says = repr(check("delta_h1", "123.456"))
    assert all(f'check("{name}", …)' in says for name in ("delta_o1", "delta_o2", "out_h1"))
    e = mazur()
    right = {name: f"{e[name]:.6f}" for name in ("delta_o1", "delta_o2", "out_h1")}
    assert "the mistake is in this step" in repr(check("delta_h1", "123.456", inputs=right))
    assert "isn't right yet: delta_o2" in repr(check("delta_h1", "123.456", inputs=right | {"delta_o2": "0.5"}))


@pytest.mark.parametrize("answer", [None, ...])
def test_no_answer(answer):
    assert check("dC/dw5", answer).verdict == "no answer"


@pytest.mark.parametrize(
    "answer",
    ["", "abc", "nan", "inf", "1/0", "__import__('os')", True, [0.4, 0.5], 1j, float("nan"), b"0.4", object(), {}, "9" * 1000],
)  # fmt: skip
def test_what_cannot_be_read_is_no_traceback(answer):
    assert check("dC/dw5", answer).verdict == "not read"


def test_questions_and_their_spellings():
    assert {"net_h1", "dC/dw8", "dC/db1", "E_total after 1 step", "dw[1][0,1]", "loss"} <= set(questions())
    for name in ("dE/dw5", "∂C/∂w5", "dE_total/dw5", " dC/dw5 ", "dw5"):
        assert check(name, 0.43983).right
    for name in ("E_tot", "C", "E"):
        assert check(name, "1.65053").right
    for name in ("new w5", "w5+", "w5 after one step", "w5 after the step"):
        assert check(name, f"{mazur()['w5 after 1 step']:.6f}").right
    unknown = check("dC/w5", 1.0)
    assert unknown.verdict == "not read"
    assert "dC/dw5" in unknown.text
    assert check(5, 1.0).verdict == "not read"


def test_one_bias_of_a_layer():
    assert check("b1 after 1 step", "0.35").right
    p = problem(cross_entropy, 3, biases="each")
    assert "equal" in check("b1 after 1 step", "0.35", problem=p).text


def test_any_network_can_be_asked_about():
    net = Network.random([2, 3, 2], [softmax, sigmoid], seed=0)
    settings = {"net": net, "x": [0.5, -1.0], "y": [0.0, 1.0], "loss": quadratic}
    p = Problem(net, np.array([0.5, -1.0]), np.array([0.0, 1.0]), quadratic)
    assert check("dw[0][0,0]", f"{p['dw[0][0,0]']:.9f}", **settings).right
    wrong = check("dw[1][1,2]", f"{-p['dw[1][1,2]']:.9f}", **settings)
    assert wrong.explanations[0].slips == ("sign of delta",)
    odd = Network.random([2, 3, 2], [mixed(sigmoid, {1: tanh}), linear], seed=1)
    q = Problem(odd, np.array([0.5, -1.0]), np.array([0.0, 1.0]), quadratic)
    z, back = q["z[0][1]"], sum(odd.w[1][j, 1] * q[f"delta[1][{j}]"] for j in (0, 1))
    s = 1 / (1 + math.exp(-z))
    assert "another activation" in repr(check("delta[0][1]", f"{back * s * (1 - s):.9f}", problem=q))


def test_a_large_network_is_answered_by_walks():
    net = Network.random([60, 20, 10], [sigmoid, softmax], seed=0)
    rng = np.random.default_rng(0)
    p = Problem(net, rng.normal(size=60), softmax(rng.normal(size=10)), log_likelihood)
    assert check("dw[1][3,4]", f"{p['dw[1][3,4]']:.9f}", problem=p).right
    assert check("dw[1][3,4]", f"{-p['dw[1][3,4]']:.9f}", problem=p).explanations[0].slips == ("sign of delta",)
    assert "w_jk" in repr(check("z[0][3]", None, problem=p, hint=3))


def test_programming_errors_stay_exceptions():
    with pytest.raises(ValueError, match="hint is 0, 1, 2 or 3"):
        check("dC/dw5", 1.0, hint=7)
    with pytest.raises(ValueError, match="comes with its example"):
        check("dC/dw5", 1.0, net=mazur().net)
    with pytest.raises(ValueError, match="quadratic, cross_entropy and log_likelihood"):
        check("dC/dw5", 1.0, loss="mse")
    with pytest.raises(ValueError, match='"held", "each" or "shared"'):
        check("dC/dw5", 1.0, biases="frozen")


@pytest.mark.parametrize("zero", [0, 0.0, "0", "0.0"])
def test_zero_is_no_rounded_number(zero):
    feedback = check("dC/dw1", zero)
    assert feedback.verdict == "wrong"
    assert "it isn't 0" in feedback.text
    assert "parentheses of sigma' lost" in feedback.explanations[0].slips
    assert check("dC/dw1", "0.00").verdict == "too few digits"  # 0.0023, rounded
    assert not check("E_total", zero).explanations


def test_the_number_of_mazurs_network_is_told_in_another():
    mine = variant("Ada", quadratic)
    for question in ("net_h1", "E_total", "dC/dw5", "w1 after 1 step"):
        feedback = check(question, f"{mazur(quadratic)[question]:.6g}", problem=mine)
        assert feedback.explanations[0].slips == ("Mazur's network",), question


def test_a_typed_float_that_a_named_slip_gives_is_not_right():
    assert check("out_h1", 0.593261).explanations[0].slips == ("e taken for 2.718",)
    assert check("E_total", 1.380711 + 0.269818).right  # a sum of rounded numbers


def test_numbers_that_are_all_rounded_are_told_so_at_few_digits():
    everything = check("E_total", "0.641", loss=log_likelihood)
    assert everything.explanations[0].slips == ("rounded to 3 significant digits",)
    assert "It could be" in everything.text


def test_shown_in_a_box_with_a_mark_and_not_by_colour_alone():
    assert "✓" in check("dC/dw5", 0.43983)._repr_html_()
    assert "✗" in check("dC/dw5", 0.5)._repr_html_()
    assert "<script" not in check("<script>", 0.5)._repr_html_()


def test_a_slip_is_found_behind_the_rounding_of_every_line():
    """Who writes each line down in six digits, and goes on with those, is a little off at the end."""
    p, found = mazur(quadratic), []

    def rounded(kind, l, value):
        given_ = kind in ("w", "b", "y", "eta") or (kind == "a" and l == 0)
        return value if given_ else to_significant(value, 6)

    for name in [name for name, slip in SLIPS.items() if slip.needs <= traits(p) and not slip.rare]:
        with np.errstate(all="ignore"):
            exact, written = (walk(p, combined([name]), *note) for note in ((), (rounded,)))
        for question in ("delta_o1", "dC/dw6", "w5 after 1 step"):
            value, typed = (float(number_at(numbers_, *p.places[question])) for numbers_ in (exact, written))
            off = f"{typed:.5e}" != f"{value:.5e}"
            if math.isfinite(typed) and off and not math.isclose(value, p[question], rel_tol=1e-3):
                feedback = check(question, f"{typed:.5e}", problem=p)
                first = feedback.explanations[:1]
                found.append(any(name in e.slips or math.isclose(e.value, value, rel_tol=1e-6) for e in first))
                assert found[-1] or not first or "could be" in feedback.text
    assert len(found) > 100
    assert sum(found) > 0.9 * len(found)


def test_what_the_slips_say_is_kept():
    """A snapshot: a changed sentence or number is seen, and written anew on purpose by deleting the file."""
    snapshot = Path(__file__).with_name("slips.json")
    e = mazur(quadratic)
    with_tanh = Problem(Network(e.net.w, e.net.b, [tanh, sigmoid]), e.x, e.y, quadratic)
    problems = [mazur(), e, mazur(log_likelihood), mazur(biases="shared"), mazur(biases="each"), with_tanh]
    steps = ("w1 after 1 step", "w5 after 1 step", "b_h1 after 1 step", "b_o1 after 1 step")
    asked = ("E_total", "dC/dw1", "dC/dw2", "dC/dw6", "dC/db1", "dC/db_h1", *steps)

    def wrong(name, p):
        with np.errstate(all="ignore"):
            found = walk(p, combined([name]))
        numbers_ = {q: float(number_at(found, *p.places[q])) for q in asked}
        return {q: f"{v:.6g}" for q, v in numbers_.items() if not math.isclose(v, p[q], rel_tol=1e-9)}

    said = {}
    for name, slip in SLIPS.items():
        tried = (wrong(name, p) for p in problems if slip.needs <= traits(p))
        said[name] = [slip.says, next(filter(None, tried))]
    assert_kept(snapshot, json.dumps(said, indent=1, ensure_ascii=False).splitlines())


def test_what_check_says_of_wrong_numbers_is_kept():
    """A snapshot of whole answers: causes, their order and how sure they are, written anew by deleting the file."""
    snapshot = Path(__file__).with_name("said.txt")
    given = json.loads(Path(__file__).with_name("slips.json").read_text(encoding="utf-8"))
    said = []
    for i, (name, slip) in enumerate(SLIPS.items()):
        numbers_ = list(given[name][1].items()) if slip.needs <= traits(mazur()) else []
        for question, number in numbers_[i % 5 :: 10]:
            short = f"{float(number):.{4 if i % 2 else 6}g}"
            said.append(f"{question} = {short}\n{check(question, short).text}\n")
    said.append("\n".join(f"{n}: {check('dC/dw1', n).text}" for n in ("0.1", "1e-3", "0.0008", "0.00082", "-1")))
    text = "\n".join(said)
    assert kept(snapshot, text) == text


def test_what_the_edits_say_and_give_is_kept():
    """A snapshot of every edit of one line of each kind, written anew on purpose by deleting the file."""
    snapshot = Path(__file__).with_name("edits.txt")
    e, lines = mazur(), []
    softly = mazur(log_likelihood)
    with_tanh = Problem(Network(e.net.w, e.net.b, [tanh, sigmoid]), e.x, e.y, quadratic)
    for p, asked in (
        (e, ("net_o1", "out_o1", "E_o1", "E_total", "delta_o1", "delta_h1", "dC/dw5", "dC/db2", "w5 after 1 step")),
        (with_tanh, ("out_h1", "E_o1", "delta_o1", "delta_h1")),
        (softly, ("out_o1", "E_o1", "delta_h1")),
    ):
        before = {}
        for name, line in p.trace.items():
            for edit in edits(line, before, p.places) if name in asked else ():
                with np.errstate(all="ignore"):
                    value = edit.formula.compiled()({n: float(number.value) for n, number in p.trace.items()})
                lines.append(f"{name}: {edit.says}: {float(value):.5g}")
            before[name] = line
    a, b, c, d = (Worked(v, name=n) for n, v in {"a": 0.7, "b": 0.3, "c": 1.9, "d": 2.6}.items())
    for whole in (
        a - (b + c) * d, a - (b - c) * d / b, a * (b + c) / d, (a - b) / (c - d), a / (b * c), a * b + c * d, a + b * c,
        a - b * c, a - b**2, (a - b) ** 2, (a + b) ** 2, -(a + b), -(a - b), a * b - c, a**2 * b, a / b / c,
        1 / (1 + (-a).exp()), (a * b).exp(), (a + b).log(), -a * b.log() - (1 - a) * (1 - b).log(), a + b + c, 1 - a * b,
    ):  # fmt: skip
        for _, part in whole.parts():
            for changed, says, pattern in of_an_operation(part) if part.of else ():
                lines.append(f"{part.write()}: {says}: {float(changed.value):.5g} {pattern}")
    assert_kept(snapshot, lines)


def test_a_computed_number_near_the_right_one_is_a_slip_s_to_nine_digits_only():
    assert f"{mazur(quadratic)['E_total after 1 step']:.9f}" == "0.291027774"
    assert check("E_total after 1 step", 0.29102778, loss=quadratic).right  # sigma' from net gives 0.29102778, too
    slipped = mazur(quadratic).step(output_weights="updated")["E_total"]
    assert check("E_total after 1 step", slipped, loss=quadratic).verdict == "wrong"


def test_a_sum_that_cancels_is_0():
    p = problem(log_likelihood, 3)
    for answer in ("0", "0.000", 0, 0.0, float(np.float64(0.1) + 0.2 - 0.3), p["dC/db2"]):
        assert check("dC/db2", answer, problem=p).text == "Right: it is 0."
    assert check("dC/db2", "0.0001", problem=p).verdict == "wrong"
    assert not check("net_h1", "0", problem=p).right


def test_a_warning_can_be_spared():
    warned, spared = check("net_o1", 1.11), check("net_o1", 1.11, warn=False)
    assert "A mistake can give these digits too" in warned.text
    assert spared.right
    assert spared.text == warned.text.splitlines()[0]


class Text(str):
    """A text whose methods do what they like."""

    def _no(self, *_):
        raise RuntimeError

    split = strip = __hash__ = casefold = _no


def test_a_text_of_another_class_is_read_as_text():
    assert check(Text("net_h1"), 0.3775).right
    assert compare([0.3775, 0.3925], Text("z[0]")).right
    assert variant(Text("Ada")) == variant("Ada")


def test_what_is_given_twice_or_is_no_mapping_is_refused():
    for more in ({"loss": quadratic}, {"learning_rate": 9.0}, {"biases": "each"}):
        with pytest.raises(ValueError, match="a problem has its own"):
            check("net_h1", 0.1, problem=variant("Ada"), **more)
    with pytest.raises(TypeError, match="inputs are your numbers by name"):
        check("delta_h1", 0.1234567, inputs=5)


@pytest.mark.parametrize("text", ["0.1499", "0.2499"])
def test_a_number_is_not_cut_to_less_than_it_is(text):
    assert not Given.parse(text).fits(float(text) + 0.0001)


def test_a_misread_digit_is_named():
    says = check("net_o2", "0.926479", loss=quadratic).text
    assert "w8 with 0 as its first decimal. It was read as 0.05, and is 0.55." in says


@pytest.mark.parametrize(
    ("question", "answer", "loss", "says"),
    [
        ("dC/dw8", "-0.125666", cross_entropy, "The digit 9 is left out."),
        ("dC/dw8", "-0.129566", cross_entropy, "Right"),
        ("dC/dw8", "-0.1295566", cross_entropy, "The digit 5 stands there twice."),
        ("dC/dw8", "-0.149566", cross_entropy, "One digit is wrong. Did you copy it right?"),
        ("out_h2", "-14.9420", cross_entropy, "e times -z for e^-z"),
        ("out_o2", "-0.415991", quadratic, "-e^z for e^-z"),
        ("out_o1", "0.431915", log_likelihood, "powers of 10"),
        ("out_h1", "0.496250", quadratic, "put through softmax"),
        ("delta_o2", "0.232530", cross_entropy, "minus in front of (-t2/out_o2)"),  # nothing has cancelled yet
        ("delta_o1", "1.84765", log_likelihood, "belongs to the cross-entropy of a sigmoid"),
        ("E_o2", "0.788759", quadratic, "the mixed term of the square left out"),
        ("net_o1", "1.01024", quadratic, "worked from left to right"),
        ("net_o1", "1.73083", log_likelihood, "all the layer's neurons were added up"),
        ("dC/dw5", "-0.125689", log_likelihood, "delta_o1*delta_o2 in place of delta_o1"),
        ("net_o2 after 1 step", "1.27028", quadratic, "dC/da was used in place of the error"),
        ("delta_h1", "0.03341980106", quadratic, "the error of one output, without its weight"),
        ("out_o2", "0.507073", cross_entropy, "divided by their sum. Each stands for itself"),
        (
            "net_o1 after 1 step",
            "1.056860839",
            quadratic,
            "(1) Only the output layer was moved, or the hidden neurons' old outputs",
        ),  # it is nearer
        ("out_h1", "0.5900", quadratic, "the right number, rounded to 2 digits"),
        ("w4 after 1 step", "0.2997", cross_entropy, "That is a step with eta = 0.05."),
        ("delta_o1", "0.751365", cross_entropy, "(1) The targets were taken for 0 and 1."),
        ("dC/dw7", "-0.134715", quadratic, "The targets were taken for 0 and 1."),
        ("E_o1", "0.285864", cross_entropy, "(1) That is -ln a alone."),
        ("delta_o1", "0.0692493", quadratic, "The 1/2 of the squared error is still there."),
        ("delta_o2", "-1.28084", cross_entropy, "That is -y/a."),
        (
            "E_total",
            "0.235698",
            quadratic,
            "(1) That comes from t1 with the decimal point one place too far to the right.",
        ),
        ("net_h1", "0.359500", cross_entropy, "(1) That comes from i2 with the decimal point"),
        ("net_h2", "0.385000", quadratic, "w2 and w3 in place of w3 and w4"),
        ("net_h1", "0.2025", cross_entropy, "b_h1/2 in place of b_h1"),
        ("E_total after 1 step", "0.946803", quadratic, "taken for the loss"),
        ("delta_o2", "0.0920188", quadratic, "The differences of all outputs were added up."),
        ("delta_h1", "0.0747953", quadratic, "That comes from tanh and its slope"),
        ("delta_o1", "0.7413", cross_entropy, "Right, to 4 digits, cut and not rounded."),
        ("E_o1", "-0.370683", quadratic, "(t1 - out_o1) not squared"),
        (
            "delta_h1",
            "0.00942851",
            quadratic,
            "Everywhere sigma' was taken of out.",
        ),
        ("w1 after 1 step", "0.1500", quadratic, "More digits would tell whether a step was taken."),
    ],
)
def test_what_others_thought_of_is_explained(question, answer, loss, says):
    assert says in check(question, answer, loss=loss).text


@pytest.mark.parametrize("question", ["dC/dw5", "w5 after 1 step"])
def test_a_slip_and_a_factor_too_many(question):
    p = mazur(quadratic)
    slope = (p["out_o1"] - p["t1"]) * p["out_h1"] * p["w5"]  # without sigma', and times w5
    value = slope if question == "dC/dw5" else p["w5"] - p.learning_rate * slope
    found = [e.slips for e in check(question, f"{value:.9f}", loss=quadratic).explanations]
    assert ("sigma' left out", "an extra factor w5") in found


def test_an_answer_where_the_right_one_is_0():
    """With a hard target half of the loss vanishes."""
    zero = replace(mazur(log_likelihood), y=np.array([1.0, 0.0]))
    assert zero["E_o2"] == 0
    for answer in (f"{-np.log(zero['out_o2']):.6f}", "1.81736", "0.5", "-0.3"):
        assert check("E_o2", answer, problem=zero).verdict == "wrong"
    assert check("E_o2", "0", problem=zero).right


def test_a_lost_minus_is_told_as_that_alone():
    net = Network([[[0.8, -0.35]]], [[0.12]], sigmoid)
    feedback = check("z", "1.53", net=net, x=[1.5, 0.6], y=[1.0])
    assert [e.slips for e in feedback.explanations] == [("w2 with the wrong sign",)]


def test_nothing_is_said_of_a_step_that_holds_for_a_part_of_it_only():
    """One weight that stayed is not the number that was there before, and neither is one cut to its digits."""
    one_held = check("net_o1 after 1 step", "1.081520863", loss=quadratic)
    assert "w6 was not moved" in one_held.text
    assert "nothing has changed" not in one_held.text
    assert f"{variant(11)['E_o1']:.5f}" == "1.44795"
    assert "nothing has changed" in check("E_o1 after 1 step", "1.448", problem=variant(11)).text
    assert "nothing has changed" not in check("E_o1 after 1 step", "1.447", problem=variant(11)).text


def test_two_mistakes_at_once_are_never_stated_as_a_fact():
    p, (one, other) = mazur(quadratic), ("bias forgotten", "1/2 forgotten")
    with np.errstate(all="ignore"):
        found = walk(p, combined([one, other]))
    feedback = check("E_total", f"{float(found['total']):.9f}", loss=quadratic)
    assert feedback.explanations[0].slips == (one, other)
    assert "It could be" in feedback.text


def test_names_that_are_exchanged_are_both_exchanged():
    """Of two given numbers each gets the other's, and not the one what the other has become."""
    p = mazur(quadratic)
    with np.errstate(all="ignore"):
        tried = list(every(p).tried("E_total").valued())
    found = [c for c in tried if c.slips[0].endswith(" exchanged") and len(c.misread) == 2]
    assert len(found) > 20
    for c in found:
        given = {
            "w": [w.copy() for w in p.net.w],
            "b": [b.copy() for b in p.net.b],
            "a": [p.x.copy()],
            "y": [p.y.copy()],
        }
        for name, number in c.misread.items():
            kind, index = p.places[name]
            layer, *rest = index if len(index) > 1 else (0, *index)
            given[kind][layer][tuple(rest)] = number.compiled()(p.values)
        net = Network(given["w"], given["b"], p.net.activations)
        assert c.value == pytest.approx(Problem(net, given["a"][0], given["y"][0], quadratic)["E_total"], rel=1e-12)


def test_inputs_that_are_none_of_the_network_are_told():
    for inputs, near in (({"delta_01": 0.74}, "did you mean delta_o1?"), ({1: 1.0}, "1, which isn't a number")):
        feedback = check("dC/dw5", 0.5, inputs=inputs)
        assert feedback.verdict == "not read"
        assert near in feedback.text
