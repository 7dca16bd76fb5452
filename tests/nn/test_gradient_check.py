from dataclasses import replace

import numpy as np
import pytest

from hw2lib import (
    Activation,
    Gradients,
    Loss,
    Network,
    backprop,
    cross_entropy,
    gradient_check,
    linear,
    quadratic,
    relu,
    sigmoid,
    softmax,
    tanh,
)
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
    assert repr(check) == "GradientCheck: ok, worst relative error < 5e-07"
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


def test_a_gradient_that_is_slightly_off_is_found():
    off = Loss("off", lambda a, y: ((a - y) ** 2).sum(-1) / 2, lambda a, y: (a - y) * (1 + 1e-4))
    check = gradient_check(Network.random([3, 2], tanh, seed=0), X, Y, off)
    assert check.worst == pytest.approx(1e-4, rel=0.01)
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
    assert not check.ok
    assert repr(check).startswith("GradientCheck: nothing to compare in dw[0], db[0]")
    far = Network([[[0.5]], [[1.0]]], [[0.0], [0.0]], [relu, sigmoid])
    assert sum(block.kinks for block in gradient_check(far, [1.0], [0.0], quadratic).blocks) == 0


def test_nothing_compared_is_not_ok():
    net = Network([[[0.0]]], [[0.0]], relu)
    assert not gradient_check(net, [1.0], [1.0], quadratic).ok


def test_large_blocks_are_sampled_and_it_is_said():
    check = gradient_check(Network.random([3, 50, 2], sigmoid, seed=0), X, Y, cross_entropy, at_most=20)
    assert [block.checked for block in check.blocks] == [20, 20, 20, 2]
    assert [block.directions for block in check.blocks] == [4, 4, 4, 0]
    assert "20 of 150, all along 4 directions" in check.summary()


def test_two_mistakes_that_cancel_in_the_sum_are_found_in_a_large_block(monkeypatch):
    """The directions have signs of their own, in which they don't."""

    def off(*given):
        right = backprop(*given)
        dw = [right.dw[0].copy(), *right.dw[1:]]
        dw[0][1, 1] += 0.01
        dw[0][2, 1] -= 0.01
        return replace(right, dw=tuple(dw))

    monkeypatch.setattr("hw2lib.nn.gradient_check.backprop", off)
    check = gradient_check(Network.random([3, 50, 2], sigmoid, seed=0), X, Y, cross_entropy, at_most=2)
    assert [block.error > check.tolerance for block in check.blocks] == [True, False, False, False]


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
        ({"tolerance": 0}, ValueError, "tolerance must be positive"),
        ({"tolerance": -1e-6}, ValueError, "tolerance must be finite and at least 0"),
        ({"tolerance": np.nan}, ValueError, "tolerance must be finite"),
        ({"tolerance": "tight"}, TypeError, "tolerance must be a number"),
        ({"tolerance": 10**400}, ValueError, "tolerance must be finite"),
        ({"step": 10**400}, ValueError, "step must be finite"),
        ({"at_most": 10**400}, ValueError, "at_most is too large"),
        ({"step": 0.0}, ValueError, "step must be positive"),
        ({"step": "a"}, TypeError, "step must be a number"),
        ({"at_most": 0}, ValueError, "at_most must be at least 1"),
    ],
)
def test_bad_settings(settings, error, words):
    with pytest.raises(error, match=words):
        gradient_check(Network.random([3, 2], sigmoid, seed=0), X, Y, cross_entropy, **settings)


@pytest.mark.parametrize("x", [1e6, 1e13, 1.7e18])
@pytest.mark.parametrize("f", [linear, sigmoid, relu], ids=repr)
def test_a_step_is_never_lost_in_the_parameter(f, x):
    """Not even for inputs such as a time in nanoseconds, for which it would be less than the last digit."""
    assert gradient_check(Network([[[1.0]]], [[0.0]], f), [x], [0.5], quadratic).ok


def test_nan_is_not_ok_wherever_it_stands():
    # the second layer's gradients are right, and come after: the worst of all is still the one that isn't a number
    root = Activation("root", np.sqrt, lambda z: 0.5 / np.sqrt(z))
    check = gradient_check(Network([[[1e-9]]], [[0.0]], root), [1.0], [0.2], quadratic)
    assert not check.ok
    assert check.worst == np.inf
    assert check.summary().count("WRONG") == 2
    assert "WRONG" in repr(check)
    late = Activation("late", lambda z: z, lambda z: np.where(np.abs(z) > 1.5, np.nan, 1.0))
    late.vjp(X, X / 10)
    assert not gradient_check(Network([[[1.0]], [[1.0]]], [[0.0], [0.0]], [late, sigmoid]), [2.0], [0.5], quadratic).ok


@pytest.mark.parametrize("seed", range(10))
def test_unscaled_inputs_are_right(seed):
    rng = np.random.default_rng(seed)
    net = Network.random([4, 5, 2], [[tanh, sigmoid][seed % 2], sigmoid], seed=seed)
    net = Network([net.w[0] / 100, net.w[1]], net.b, net.activations)
    check = gradient_check(net, 100 * rng.normal(size=(6, 4)), rng.random((6, 2)), cross_entropy)
    assert check.ok
    assert check.worst < 1e-7


@pytest.mark.parametrize("scale", [1e-3, 255, 1e5])
@pytest.mark.parametrize("hidden", [sigmoid, tanh, relu, softmax], ids=repr)
def test_inputs_of_any_size_are_right(hidden, scale):
    net = Network.random([3, 5, 2], [hidden, sigmoid], seed=1)
    assert gradient_check(net, scale * X, Y, cross_entropy).ok


@pytest.mark.parametrize("scale", [1e-7, 1e7])
def test_the_step_fits_the_inputs(scale):
    net = Network.random([3, 5, 2], [tanh, sigmoid], seed=1)
    net = Network([net.w[0] / scale, net.w[1]], net.b, net.activations)
    check = gradient_check(net, scale * X, Y, cross_entropy)
    assert check.ok
    assert check.worst < 1e-8


@pytest.mark.parametrize("seed", range(20))
def test_a_factor_of_a_millionth_more_is_found(seed):
    off = Loss("off", lambda a, y: ((a - y) ** 2).sum(-1) / 2, lambda a, y: (a - y) * (1 + 1e-6))
    net = Network.random([3, 5, 2], [tanh, sigmoid], seed=seed)
    assert not gradient_check(net, X, Y, off).ok
    assert gradient_check(net, X, Y, quadratic).ok


@pytest.mark.parametrize("place", [(0, 1), (3, 17), (48, 0)])
def test_one_wrong_sign_in_a_large_block_is_found(monkeypatch, place):
    def flipped(*arguments):
        grads = backprop(*arguments)
        dw = [v.copy() for v in grads.dw]
        dw[0][place] *= -1
        return Gradients(grads.loss, grads.delta, tuple(dw), grads.db)

    net = Network.random([20, 50, 2], sigmoid, seed=0)
    x = np.random.default_rng(0).normal(size=(4, 20))
    assert gradient_check(net, x, Y, cross_entropy, at_most=10).ok
    monkeypatch.setattr("hw2lib.nn.gradient_check.backprop", flipped)
    check = gradient_check(net, x, Y, cross_entropy, at_most=10)
    assert [block.error > 1e-3 for block in check.blocks] == [True, False, False, False]
    assert check.blocks[0].place == ()
    assert "all" in check.summary().splitlines()[1].split()


def test_the_entry_shown_does_not_hang_on_a_last_digit(monkeypatch):
    # every entry is off by the same half, and two gradients are equal but for noise: the first of the largest is shown
    half = Loss("half", lambda a, y: ((a - y) ** 2).sum(-1) / 2, lambda a, y: (a - y) / 2)
    net = Network([[[0.1, 0.1], [0.1, 0.1]]], [[0.0, 0.0]], sigmoid)
    rng, shown = np.random.default_rng(0), set()

    def noisy(*arguments):
        g = backprop(*arguments)
        return Gradients(g.loss, g.delta, tuple(v * (1 + 1e-15 * rng.normal(size=v.shape)) for v in g.dw), g.db)

    monkeypatch.setattr("hw2lib.nn.gradient_check.backprop", noisy)
    for _ in range(20):
        checks = [gradient_check(net, [1.0, 1.0], [0.9, 0.9], loss) for loss in (half, quadratic)]
        shown.add((*(check.blocks[0].place for check in checks), *map(repr, checks)))
    assert len(shown) == 1
    assert next(iter(shown))[:2] == ((0, 0), (0, 0))


def test_a_kink_that_nobody_named_is_left_out():
    secret = Activation("secret", lambda z: np.maximum(z, 0), lambda z: (z > 0) * 1.0)
    check = gradient_check(Network([[[3e-5]]], [[0.0]], secret), [1.0], [1.0], quadratic)
    assert check.ok  # the step is halved until it keeps clear


def test_outputs_near_the_end_of_what_the_loss_allows():
    check = gradient_check(Network([[[1e-4]]], [[0.0]], linear), [1.0], [0.5], cross_entropy)
    assert check.ok


def test_what_float32_leaves_of_two_large_gradients_is_no_mistake():
    net = Network(np.array([[[5.0, 0.0]]], np.float32), np.zeros((1, 1), np.float32), linear)
    x, y = [[1.0, 1.0], [1.0, -1.0]], [[0.7], [0.7 + 3e-6]]  # dw[0, 1] is the difference of two numbers near 4.3
    small = backprop(net, x, y, quadratic).dw[0][0, 1]
    assert abs(small - 1.5e-6) > 1e-2 * 1.5e-6
    assert gradient_check(net, x, y, quadratic).ok


@pytest.mark.parametrize("step", [1e-16, 1e6])
def test_a_step_that_says_nothing_is_refused(step):
    net = Network([[[0.5, -0.5]]], [[0.1]], sigmoid)
    with pytest.raises(ValueError, match="step is how far z moves"):
        gradient_check(net, [1.0, 2.0], [1.0], cross_entropy, step=step)
