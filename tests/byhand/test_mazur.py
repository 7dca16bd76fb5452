import copy
import math
import pickle
from dataclasses import replace

import numpy as np
import pytest

from hw2lib import Network, cross_entropy, gradient_check, log_likelihood, quadratic, sigmoid, softmax, train
from hw2lib.byhand.mazur import PUBLISHED, WEIGHTS, mazur, variant
from hw2lib.byhand.problem import Problem

LOSSES = [quadratic, cross_entropy, log_likelihood]


def example(loss, seed=0):
    """A 2-2-2 network in which nothing is symmetric or equal by chance."""
    rng = np.random.default_rng(seed)
    output = softmax if loss is log_likelihood else sigmoid
    net = Network.random([2, 2, 2], [sigmoid, output], seed=rng)
    return Problem(net, rng.normal(size=2), softmax(rng.normal(size=2)), loss)


@pytest.mark.parametrize("loss", LOSSES, ids=repr)
@pytest.mark.parametrize("make", [mazur, example], ids=["mazur", "random"])
def test_every_formula_gives_the_value_that_stands_beside_it(make, loss):
    e = make(loss)
    functions = {"exp": math.exp, "ln": math.log}
    lines = e.walk()
    assert len(lines) == 29
    for line in lines:
        assert eval(line.formula, functions, dict(e.values)) == pytest.approx(line.value, rel=1e-12, abs=1e-15)
        assert eval(line.with_numbers, functions) == pytest.approx(line.value, rel=2e-6, abs=2e-8)


def test_mazurs_forward_pass_and_first_step():
    e = mazur(quadratic)
    published = {
        "net_h1": "0.3775",
        "out_h1": "0.593269992",
        "out_h2": "0.596884378",
        "net_o1": "1.105905967",
        "out_o1": "0.75136507",
        "out_o2": "0.772928465",
        "E_o1": "0.274811083",
        "E_o2": "0.023560026",
        "dC/dw5": "0.082167041",
        "dC/dw1": "0.000438568",
        "E_total": PUBLISHED["E_total"],
    }
    after = {
        "w1": "0.149780716",
        "w2": "0.19956143",
        "w3": "0.24975114",
        "w4": "0.29950229",
        "w5": "0.35891648",
        "w6": "0.408666186",
        "w7": "0.511301270",
        "w8": "0.561370121",
    }
    for e_, digits in ((e, published), (e.step(), after)):
        for name, text in digits.items():
            decimals = len(text.split(".")[1])
            assert f"{e_[name]:.{decimals}f}" == text, name


def test_which_mistake_gives_mazurs_figures():
    e = mazur(quadratic)
    assert f"{e.step()['E_total']:.9f}" == "0.291027774"
    assert f"{e.step(output_weights='updated')['E_total']:.9f}" == PUBLISHED["E_total after 1 step"]
    slipped = e.steps(10_000, output_weights="updated")
    assert f"{slipped['out_o1']:.9f}" == PUBLISHED["out_o1 after 10000 steps"]
    assert f"{slipped['out_o2']:.9f}" == PUBLISHED["out_o2 after 10000 steps"]
    assert f"{slipped['E_total']:.10f}" == "0.0000350848"
    assert f"{e.steps(10_000)['E_total']:.10f}" == "0.0000351019"
    assert f"{e.steps(9_999)['E_total']:.10f}" == PUBLISHED["E_total after 10000 steps"]


def test_steps_are_those_of_train():
    e = mazur(cross_entropy)
    for biases, held in (("held", True), ("each", False)):
        trained, history = train(e.net, e.x, e.y, cross_entropy, learning_rate=0.5, epochs=3, train_biases=not held)
        after = e.steps(3, biases=biases)
        for p, q in zip((*trained.w, *trained.b), (*after.net.w, *after.net.b), strict=True):
            np.testing.assert_allclose(p, q, rtol=1e-13)
        assert history.loss[-1] == pytest.approx(after["E_total"])


def test_shared_biases_stay_shared_and_move_by_the_sum():
    e = mazur(cross_entropy)
    after = e.step(biases="shared")
    for l, neurons in (("1", "h"), ("2", "o")):
        moved = e[f"b_{neurons}1"] - 0.5 * (e[f"dC/db_{neurons}1"] + e[f"dC/db_{neurons}2"])
        assert after[f"b_{neurons}1"] == after[f"b_{neurons}2"] == pytest.approx(moved, rel=1e-14)
        assert e[f"dC/db{l}"] == pytest.approx(e[f"dC/db_{neurons}1"] + e[f"dC/db_{neurons}2"])
    each = e.step(biases="each")
    assert each["b_h1"] == pytest.approx(0.35 - 0.5 * e["dC/db_h1"])
    assert each["b_h2"] == pytest.approx(0.35 - 0.5 * e["dC/db_h2"])
    assert e.step()["b_h1"] == 0.35


def test_the_slip_changes_the_hidden_layer_only():
    e = example(quadratic)
    right, slipped = e.step(), e.step(output_weights="updated")
    np.testing.assert_array_equal(right.net.w[1], slipped.net.w[1])
    w7 = right["w7"]
    w5 = right["w5"]
    delta_h1 = (w5 * e["delta_o1"] + w7 * e["delta_o2"]) * e["out_h1"] * (1 - e["out_h1"])
    assert slipped["w1"] == pytest.approx(e["w1"] - 0.5 * delta_h1 * e["i1"], rel=1e-12)


def test_the_gradients_are_checked():
    for loss in LOSSES:
        e = mazur(loss)
        assert gradient_check(e.net, e.x, e.y, loss).ok


def test_names():
    assert WEIGHTS["w2"] == (0, 0, 1)
    assert WEIGHTS["w3"] == (0, 1, 0)
    assert WEIGHTS["w7"] == (1, 1, 0)
    e = mazur()
    assert [e[f"w{i}"] for i in range(1, 9)] == [0.15, 0.2, 0.25, 0.3, 0.4, 0.45, 0.5, 0.55]
    assert (e["i1"], e["i2"], e["t1"], e["t2"], e["b_h2"], e["b_o1"]) == (0.05, 0.1, 0.01, 0.99, 0.35, 0.6)


def test_lines_read_well():
    e = mazur()
    assert repr(e.line("dC/dw7")) == (
        "dC/dw7 = delta_o2*out_h1\n       = (-0.217071535)*0.593269992\n       = -0.128782028"
    )
    latex = e.line("out_h1")._repr_latex_()
    assert r"\mathrm{out}_{h1} &= \frac{1}{1 + e^{-\mathrm{net}_{h1}}} \\ &= \frac{1}{1 + e^{-0.3775}}" in latex
    assert r"\ln(1 - \mathrm{out}_{o1})" in e.line("E_o1")._repr_latex_()
    assert r"\cdot (-0.217071535)" in e.line("delta_h1")._repr_latex_()
    assert r"^{2}}{2}" in mazur(quadratic).line("E_o1")._repr_latex_()
    both = e.walk("net_h1", "net_h2")
    assert repr(both) == f"{e.line('net_h1')}\n{e.line('net_h2')}"
    assert both._repr_latex_().count("&=") == 6
    assert repr(e) == "Problem: 2-2-2, cross_entropy, out = (0.751365070, 0.772928465), E_total = 1.650528532"


NET = mazur().net
BAD = [
    (lambda: mazur()["w9"], ValueError, "'w9' is none of the names here: w1, w2"),
    (lambda: mazur().line("w1"), ValueError, "'w1' is not computed in the walk"),
    (lambda: mazur().step(-1), ValueError, "learning_rate must be finite and at least 0"),
    (lambda: mazur().steps(0), ValueError, "n must be at least 1"),
    (lambda: mazur().step(biases="frozen"), ValueError, 'biases are "held", "each" or "shared"'),
    (lambda: mazur().step(output_weights="new"), ValueError, 'must be "old" or "updated"'),
    (lambda: Problem(NET, [1.0, 2.0], [0.5, 2.0]), ValueError, "targets between 0 and 1"),
    (lambda: Problem(NET, [[1.0, 2.0]], [[0.5, 0.5]]), ValueError, "one example is worked at a time"),
    (lambda: Problem(NET, [1.0, 2.0], [0.5, 0.5], "quadratic"), ValueError, "worked by hand for quadratic"),
    (lambda: Problem(Network.random([2, 2], sigmoid, copies=3), [1.0, 2.0], [0.5, 0.5]), TypeError, "without copies"),
]


@pytest.mark.parametrize(("call", "error", "words"), BAD, ids=[words for _, _, words in BAD])
def test_bad_input_is_refused_in_words(call, error, words):
    with pytest.raises(error, match=words):
        call()


def test_a_problem_keeps_its_own_example():
    x, y = np.array([0.05, 0.1]), np.array([0.01, 0.99])
    problem = Problem(mazur().net, x, y)
    before = problem["E_total"]
    x[:], y[:] = 5, 0.5
    assert problem["E_total"] == before == Problem(problem.net, problem.x, problem.y)["E_total"]
    assert problem.line("net_h1").value == mazur()["net_h1"]
    with pytest.raises(ValueError, match="read-only"):
        problem.x[0] = 3


@pytest.mark.parametrize("again", [lambda p: pickle.loads(pickle.dumps(p)), copy.copy, copy.deepcopy])
def test_a_problem_can_be_sent_and_copied_after_it_was_asked(again):
    problem = mazur(quadratic, 0.3, "shared")
    problem.walk("w5 after 1 step")
    assert dict(again(problem).values) == dict(problem.values)
    assert again(problem).biases == "shared"


@pytest.mark.parametrize(
    "odd", [["w1"], np.array([1, 2]), np.array(["old", "old"]), {}, 10**5000], ids=lambda v: type(v).__name__
)
@pytest.mark.parametrize(
    "ask",
    [
        lambda odd: mazur()[odd],
        lambda odd: mazur().line(odd),
        lambda odd: mazur(odd),
        lambda odd: mazur(biases=odd),
        lambda odd: mazur().line("w1 after 1 step", odd),
        lambda odd: mazur().steps(1, output_weights=odd),
    ],
)
def test_a_word_is_a_word(ask, odd):
    with pytest.raises(
        ValueError, match=r"none of the names|not computed|worked by hand|biases are|output_weights must"
    ):
        ask(odd)


def test_a_name_looks_the_same_however_it_was_typed():
    assert variant("Jose\u0301")["w5"] == variant("Jos\u00e9")["w5"]
    assert variant(np.int64(7))["w5"] == variant(7)["w5"]
    assert variant("\ud800").net.sizes == variant(10**5000).net.sizes == (2, 2, 2)
    with pytest.raises(TypeError, match="a whole number or a name"):
        variant(True)


def test_a_variant_is_the_same_in_every_version_and_its_numbers_are_friendly():
    ada, seven = variant("Ada"), variant(7, log_likelihood)
    assert [v.tolist() for v in (*ada.net.w, ada.x, ada.y)] == [
        [[0.9, 0.3], [0.65, 0.7]], [[0.2, 0.1], [0.4, 0.25]], [0.05, 0.4], [0.06, 0.9],
    ]  # fmt: skip
    assert ([v.tolist() for v in ada.net.b], ada.learning_rate) == ([[0.8, 0.8], [0.45, 0.45]], 0.3)
    assert [v.tolist() for v in (*seven.net.w, seven.x, seven.y.round(2))] == [
        [[0.6, 0.75], [0.9, 0.25]], [[0.55, 0.4], [0.7, 0.1]], [0.1, 0.5], [0.07, 0.93],
    ]  # fmt: skip
    assert ([v.tolist() for v in seven.net.b], seven.learning_rate) == ([[0.85, 0.85], [0.65, 0.65]], 0.2)
    for seed in range(200):
        problem = variant(seed)
        first, second = problem.x
        low, high = problem.y
        assert 0.05 <= first <= 0.25 < 0.3 <= second <= 0.5
        assert 0.01 <= low <= 0.09
        assert 0.87 <= high <= 0.99
        assert 0.1 <= problem.learning_rate <= 0.9


def test_problems_are_compared_by_what_they_are_made_of():
    ada = variant("Ada")
    assert ada == variant("Ada") == copy.deepcopy(ada)
    assert hash(ada) == hash(variant("Ada"))
    assert ada not in (variant("Grace"), replace(ada, learning_rate=0.123), replace(ada, biases="each"), "Ada")
