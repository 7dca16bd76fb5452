import numpy as np
import pytest

from hw2lib import Activation, Loss, Network, cross_entropy, gradient_check, quadratic, relu, sigmoid, tanh
from hw2lib.nn.gradient_check import relative_error

X, Y = np.random.default_rng(0).normal(size=(4, 3)), np.random.default_rng(1).random((4, 2))


def test_a_right_gradient_passes_and_every_entry_is_counted():
    check = gradient_check(Network.random([3, 5, 2], sigmoid, seed=0), X, Y, cross_entropy)
    assert check.ok
    assert check.worst < 1e-7
    assert [(b.name, b.size, b.checked) for b in check.blocks] == [
        ("dw[0]", 15, 15),
        ("db[0]", 5, 5),
        ("dw[1]", 10, 10),
        ("db[1]", 2, 2),
    ]
    assert repr(check).startswith("GradientCheck: ok, worst relative error ")  # which is rounding, and differs
    assert check.summary().count(" ok") == 4
    assert "<td>dw[0]</td>" in check._repr_html_()


def test_a_wrong_derivative_is_found_where_it_is():
    wrong = Activation("wrong tanh", np.tanh, lambda z: 1 - np.tanh(z))
    check = gradient_check(Network.random([3, 5, 2], [wrong, sigmoid], seed=0), X, Y, cross_entropy)
    assert not check.ok
    assert [block.error > 1e-3 for block in check.blocks] == [True, True, False, False]
    assert check.worst == max(block.error for block in check.blocks)
    assert check.summary().count("WRONG") == 2
    assert "WRONG" in repr(check)
    first = check.blocks[0]
    assert first.error == pytest.approx(
        abs(first.backprop - first.difference) / max(abs(first.backprop), abs(first.difference))
    )


def test_a_gradient_that_is_slightly_off_or_nan_is_found():
    off = Loss("off", lambda a, y: ((a - y) ** 2).sum(-1) / 2, lambda a, y: (a - y) * (1 + 1e-4))
    check = gradient_check(Network.random([3, 2], tanh, seed=0), X, Y, off)
    assert check.worst == pytest.approx(1e-4, rel=0.01)
    assert not check.ok
    nan = Loss("nan", lambda a, y: ((a - y) ** 2).sum(-1) / 2, lambda a, y: a * np.nan)
    check = gradient_check(Network.random([3, 2], tanh, seed=0), X, Y, nan)
    assert not check.ok


def test_gradients_that_are_zero_on_both_sides_agree():
    net = Network([np.zeros((2, 3)), np.zeros((2, 2))], [np.zeros(2), np.zeros(2)], sigmoid)
    check = gradient_check(net, np.zeros(3), [0.5, 0.5], quadratic)
    assert check.ok
    assert check.worst < 1e-6


def test_kinks_are_noticed_and_said():
    # x = 1, w = 0: z sits on the kink, and there is no derivative to compare
    net = Network([[[0.0]], [[1.0]]], [[0.0], [0.0]], [relu, sigmoid])
    check = gradient_check(net, [1.0], [0.0], quadratic)
    assert [block.kinks for block in check.blocks] == [1, 1, 0, 0]
    assert "0 of 1, 1 at a kink" in check.summary()
    assert "nothing to compare" in check.summary()
    assert check.ok
    far = Network([[[0.5]], [[1.0]]], [[0.0], [0.0]], [relu, sigmoid])
    assert sum(block.kinks for block in gradient_check(far, [1.0], [0.0], quadratic).blocks) == 0


def test_nothing_compared_is_not_ok():
    net = Network([[[0.0]]], [[0.0]], relu)
    assert not gradient_check(net, [1.0], [1.0], quadratic).ok


def test_large_blocks_are_sampled_and_it_is_said():
    check = gradient_check(Network.random([3, 50, 2], sigmoid, seed=0), X, Y, cross_entropy, at_most=20)
    assert [block.checked for block in check.blocks] == [20, 20, 20, 2]
    assert "20 of 150" in check.summary()


def test_copies_and_float32():
    assert gradient_check(Network.random([3, 4, 2], sigmoid, seed=0, copies=3), X, Y, cross_entropy).ok
    check = gradient_check(Network.random([3, 4, 2], sigmoid, seed=0, dtype=np.float32), X, Y, cross_entropy)
    assert check.ok
    assert check.tolerance == 1e-3


def test_the_network_is_left_alone():
    net = Network.random([3, 2], sigmoid, seed=0)
    before = [v.copy() for v in (*net.w, *net.b)]
    gradient_check(net, X, Y, cross_entropy)
    for old, new in zip(before, (*net.w, *net.b), strict=True):
        np.testing.assert_array_equal(old, new)


def test_relative_error():
    assert relative_error(1.0, 1.1) == pytest.approx(0.1 / 1.1)
    assert relative_error(-2.0, 2.0) == 2
    assert relative_error(0.0, 0.0) == 0
    assert relative_error(1e-13, 0.0) == 1
    assert relative_error(1e-13, 0.0, floor=1e-6) == pytest.approx(1e-7)


@pytest.mark.parametrize(
    ("settings", "error", "words"),
    [
        ({"step": 0.0}, ValueError, "step must be positive"),
        ({"step": "a"}, TypeError, "step must be a number"),
        ({"at_most": 0}, ValueError, "at_most must be at least 1"),
    ],
)
def test_bad_settings(settings, error, words):
    with pytest.raises(error, match=words):
        gradient_check(Network.random([3, 2], sigmoid, seed=0), X, Y, cross_entropy, **settings)
