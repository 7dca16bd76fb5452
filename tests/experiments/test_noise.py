"""Noise and estimates against what is known of them."""

import numpy as np
import pytest

from hw2lib import Network, backprop, log_likelihood, sigmoid, softmax
from hw2lib.experiments.estimate import estimate
from hw2lib.experiments.noise import example_gradients, gradient_noise, noise_law, uphill

RNG = np.random.default_rng(0)
X, Y = RNG.normal(size=(40, 5)), np.eye(3)[RNG.integers(3, size=40)]
NET = Network.random([5, 4, 3], [sigmoid, softmax], seed=0)
COPIES = Network.random([5, 4, 3], [sigmoid, softmax], seed=[0, 1])


def test_the_mean_of_the_gradients_is_the_gradient_and_each_is_its_example_s():
    each = example_gradients(NET, X, Y, log_likelihood)

    def flat(grads):
        return np.concatenate([v.ravel() for v in (*grads.dw, *grads.db)])

    np.testing.assert_allclose(each.mean(0), flat(backprop(NET, X, Y, log_likelihood)))
    np.testing.assert_allclose(each[7], flat(backprop(NET, X[7:8], Y[7:8], log_likelihood)))


@pytest.mark.parametrize("m", [1, 4, 20, 40])
def test_the_noise_follows_its_law(m):
    each = example_gradients(NET, X, Y, log_likelihood)
    measured, law = gradient_noise(each, m, draws=3000, seed=1), noise_law(each, m)
    np.testing.assert_allclose(measured, law, rtol=0.03, atol=1e-12)
    if m < 40:
        assert law > 0


def test_a_batch_larger_than_the_data_is_refused():
    with pytest.raises(ValueError, match="only 40 examples"):
        gradient_noise(X, 41)


def test_short_steps_with_all_examples_go_downhill_and_long_ones_with_one_do_not():
    options = {"x": X, "y": Y, "loss": log_likelihood, "steps": 200, "seed": 0}
    assert uphill(NET, batch_size=40, learning_rate=0.01, **options) == 0
    short = uphill(NET, batch_size=1, learning_rate=0.01, **options)
    long = uphill(NET, batch_size=1, learning_rate=10.0, **options)
    assert 0 < short < long <= 1


def test_the_error_of_a_mean_covers_the_truth_two_times_in_three():
    covered = [abs((e := estimate(RNG.normal(size=24))).mean) < e.se for _ in range(2000)]
    assert 0.62 < np.mean(covered) < 0.72


@pytest.mark.parametrize("runs", [[], [1.0], 3.0, [[1.0, 2.0]], [1.0, np.nan], [1e308, 1e308], [1e200, -1e200]])
def test_an_estimate_needs_runs(runs):
    with pytest.raises(ValueError, match=r"two or more runs|infinity or NaN|too large"):
        estimate(runs)


def test_a_sign_is_asked_of_the_mean_alone():
    assert f"{estimate([1.0, 3.0]):+.1f}" == "+2.0 ± 1.0"


@pytest.mark.parametrize(
    ("call", "error", "words"),
    [
        (lambda: gradient_noise([["a"]], 1), TypeError, "gradients must hold real numbers"),
        (lambda: gradient_noise(np.ma.masked_greater(X, 1), 1), ValueError, "masked"),
        (lambda: gradient_noise(X[0], 1), ValueError, "gradients must have the shape"),
        (lambda: gradient_noise(X, 2, draws="many"), TypeError, "draws must be a whole number"),
        (lambda: noise_law(X, 0), ValueError, "batch_size must be at least 1"),
        (lambda: noise_law(X, 41), ValueError, "only 40 examples"),
        (lambda: noise_law(X + 1j, 1), TypeError, "real numbers"),
        (lambda: uphill(NET, X, Y, log_likelihood, batch_size=0, learning_rate=1, steps=2), ValueError, "batch_size"),
        (lambda: uphill(NET, X, Y, log_likelihood, batch_size=1, learning_rate=np.inf, steps=2), ValueError, "finite"),
        (lambda: uphill(NET, X, Y, log_likelihood, batch_size=1, learning_rate=1, steps=None), TypeError, "steps"),
        (lambda: example_gradients(None, X, Y, log_likelihood), TypeError, "a Network is needed"),
        (lambda: example_gradients(COPIES, X, Y, log_likelihood), ValueError, "choose one of them"),
        (lambda: estimate([1 + 1j, 2]), TypeError, "runs must hold real numbers"),
        (lambda: estimate(np.ma.array([1.0, 9.0], mask=[False, True])), ValueError, "masked"),
        (lambda: estimate(np.array(["2020-01-01", "2020-01-02"], "M8[D]")), TypeError, "real numbers"),
        (lambda: estimate([10**400, 1]), ValueError, "too large"),
    ],
)
def test_what_can_t_be_used_is_refused_in_words(call, error, words):
    with pytest.raises(error, match=words):
        call()


def test_one_example_has_a_gradient_too():
    one = example_gradients(NET, X[0], Y[0], log_likelihood)
    np.testing.assert_array_equal(one, example_gradients(NET, X[:1], Y[:1], log_likelihood))
    assert noise_law(one, 1) == 0
