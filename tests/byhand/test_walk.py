"""The walk is held against the judge: `backprop`, which shares no line with it."""

import numpy as np
import pytest

from hw2lib import Network, cross_entropy, linear, log_likelihood, mixed, quadratic, relu, sigmoid, softmax, tanh
from hw2lib.byhand.mazur import mazur
from hw2lib.byhand.names import HOMEWORK, PLACES, indices
from hw2lib.byhand.problem import Problem, loss_of_each_output, trace
from hw2lib.byhand.walk import RIGHT, walk

HIDDEN = [sigmoid, tanh, relu, linear, softmax, mixed(sigmoid, {0: tanh})]
OUTPUTS = {
    quadratic: [sigmoid, tanh, relu, linear, softmax, mixed(tanh, {0: linear})],
    cross_entropy: [sigmoid, softmax],
    log_likelihood: [sigmoid, softmax],
}
PAIRINGS = [(hidden, output, loss) for loss, outputs in OUTPUTS.items() for output in outputs for hidden in HIDDEN]


def problem(hidden, output, loss, seed, sizes, biases="each"):
    rng = np.random.default_rng(seed)
    net = Network.random(list(sizes), [hidden] * (len(sizes) - 2) + [output], seed=rng)
    return Problem(net, rng.normal(size=sizes[0]), softmax(rng.normal(size=sizes[-1])), loss, 0.3, biases)


def assert_same(one, other):
    assert one.keys() == other.keys()
    for kind, right in other.items():
        if kind == "new layer b":
            continue  # the judge gives NaN where the biases differ
        pairs = zip(one[kind], right, strict=True) if isinstance(right, (list, tuple)) else [(one[kind], right)]
        for a, b in pairs:
            np.testing.assert_allclose(np.asarray(a, float), b, rtol=1e-9, atol=1e-12, err_msg=kind)


@pytest.mark.parametrize(("hidden", "output", "loss"), PAIRINGS, ids=str)
def test_walk_is_backprop(hidden, output, loss):
    for seed, sizes in enumerate([(2, 2, 2), (3, 2), (2, 3, 4, 2), (1, 4, 2)]):
        p = problem(hidden, output, loss, seed, sizes, ("held", "each", "shared")[seed % 3])
        numbers = walk(p)
        right = {kind: p.numbers[kind] for kind in numbers}
        right["new a"] = right["new a"][1:]
        right["layer b"] = numbers["layer b"] = 0
        assert_same(numbers, right)


@pytest.mark.parametrize(("hidden", "output", "loss"), PAIRINGS, ids=str)
def test_the_formulas_give_the_numbers(hidden, output, loss):
    p = problem(hidden, output, loss, 5, (2, 3, 2))
    lines = trace(p)
    values = {name: number.value for name, number in lines.items()}
    for name, number in lines.items():
        if number.of:
            assert float(number.compiled()(values)) == pytest.approx(float(number.value), rel=1e-12, abs=1e-15), name
        if name in p.places and "b[" not in name:
            assert float(number.value) == pytest.approx(p[name], rel=1e-9, abs=1e-12), name


def test_every_number_has_one_name():
    for names, sizes in ((HOMEWORK, (2, 2, 2)), (PLACES, (3, 2, 4))):
        every = [name(*index) for kind, name in names.items() for index in indices(kind, sizes)]
        assert len(every) == len(set(every))


def test_notes_see_every_result_and_change_what_follows():
    seen = []

    def note(kind, l, value):
        seen.append((kind, l))
        return np.round(value, 2) if kind in ("z", "a") and l else value

    numbers = walk(mazur(), note=note)
    assert numbers["a"][1].tolist() == [0.59, 0.6]
    assert seen.index(("delta", 1)) < seen.index(("dw", 1)) < seen.index(("delta", 0)) < seen.index(("new w", 0))


def test_a_step_replaced_changes_what_hangs_on_it_and_nothing_else():
    right, wrong = walk(mazur()), walk(mazur(), {**RIGHT, "gathered": lambda s: s.w_above @ s.delta_above})
    np.testing.assert_array_equal(right["delta"][1], wrong["delta"][1])
    assert (right["delta"][0] != wrong["delta"][0]).all()


def test_a_mixed_layer_writes_each_neurons_own_formula():
    net = Network.random([2, 2, 2], [mixed(sigmoid, {1: tanh}), mixed(sigmoid, {0: relu})], seed=0)
    formulas = Problem(net, np.array([0.5, 0.2]), np.array([0.1, 0.9]), quadratic).formulas
    assert formulas["out_h1"] == "1/(1 + exp(-net_h1))"
    assert formulas["out_h2"] == "tanh(net_h2)"
    assert formulas["delta_h2"].endswith("*(1 - out_h2**2)")
    assert formulas["out_o1"] == "relu(net_o1)"
    assert formulas["delta_o2"] == "(out_o2 - t2)*out_o2*(1 - out_o2)"


def test_the_shares_of_the_outputs_in_the_loss_add_up_also_at_targets_of_0_and_1():
    z, y = np.array([2.0, -1.0, 800.0, -800.0]), np.array([1.0, 0.0, 1.0, 0.0])
    for loss in (quadratic, cross_entropy, log_likelihood):
        share = loss_of_each_output(loss, sigmoid, z, y)
        assert share.sum() == pytest.approx(float(loss.value(sigmoid, z, y)), rel=1e-12)
    assert loss_of_each_output(cross_entropy, sigmoid, z, y)[:2] == pytest.approx(np.log1p(np.exp([-2.0, -1.0])))
    assert loss_of_each_output(log_likelihood, sigmoid, z, y)[:2] == pytest.approx([np.log1p(np.exp(-2.0)), 0])


def test_indices_of_layers_of_three_widths():
    assert list(indices("z", [4, 3, 2])) == [(0, 0), (0, 1), (0, 2), (1, 0), (1, 1)]
    assert len(list(indices("dw", [4, 3, 2]))) == 4 * 3 + 3 * 2
    assert [list(indices(kind, [4, 3, 2]))[-1] for kind in ("a", "new a", "layer b", "y", "dw")] == [
        (2, 1), (2, 1), (1,), (1,), (1, 1, 2),
    ]  # fmt: skip
