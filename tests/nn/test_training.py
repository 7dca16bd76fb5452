import pickle
import sys

import numpy as np
import pytest

from hw2lib import (
    DivergenceError,
    Loss,
    Network,
    backprop,
    cross_entropy,
    linear,
    log_likelihood,
    quadratic,
    relu,
    sigmoid,
    softmax,
    tanh,
    train,
)
from hw2lib.nn.batches import blocks
from hw2lib.nn.history import accuracy

RNG = np.random.default_rng(0)
X = RNG.normal(size=(23, 3))
Y = softmax(3 * RNG.normal(size=(23, 2)))
NET = Network.random([3, 4, 2], sigmoid, seed=1)


def by_hand(net, x, y, loss, rate, epochs, batch_size, seed, l2=0.0, train_biases=True):
    """Mini-batch SGD written out with the public backprop, one batch after the other."""
    rng = np.random.default_rng(seed)
    losses = [backprop(net, x, y, loss).loss]
    for _ in range(epochs):
        order = rng.permutation(len(x))
        for start in range(0, len(x), batch_size):
            batch = order[start : start + batch_size]
            grads = backprop(net, x[batch], y[batch], loss)
            w = [w - rate * (dw + l2 / len(x) * w) for w, dw in zip(net.w, grads.dw, strict=True)]
            b = [b - rate * db * train_biases for b, db in zip(net.b, grads.db, strict=True)]
            net = Network(w, b, net.activations)
        losses.append(backprop(net, x, y, loss).loss)
    return net, losses


def assert_same(a, b, rtol=1e-12):
    for p, q in zip((*a.w, *a.b), (*b.w, *b.b), strict=True):
        np.testing.assert_allclose(p, q, rtol=rtol, atol=1e-15)


@pytest.mark.parametrize("batch_size", [1, 10, 22])
@pytest.mark.parametrize("extra", [{}, {"l2": 0.7}, {"train_biases": False}], ids=str)
def test_is_what_its_docstring_says(batch_size, extra):
    settings = {"learning_rate": 0.5, "epochs": 3, "batch_size": batch_size, "seed": 4}
    trained, history = train(NET, X, Y, cross_entropy, **settings, **extra)
    expected, losses = by_hand(NET, X, Y, cross_entropy, 0.5, 3, batch_size, 4, **extra)
    assert_same(trained, expected)
    np.testing.assert_allclose(history.loss, losses, rtol=1e-12)


def test_the_full_batch_is_the_other_end():
    a, _ = train(NET, X, Y, quadratic, learning_rate=0.5, epochs=2)
    b, _ = train(NET, X, Y, quadratic, learning_rate=0.5, epochs=2, batch_size=len(X), seed=9)
    assert_same(a, b)
    expected = NET
    for _ in range(2):
        grads = backprop(expected, X, Y, quadratic)
        expected = Network(
            [w - 0.5 * d for w, d in zip(expected.w, grads.dw, strict=True)],
            [b - 0.5 * d for b, d in zip(expected.b, grads.db, strict=True)],
            sigmoid,
        )
    assert_same(a, expected)


def test_the_same_seed_gives_the_same_bits():
    settings = {"learning_rate": 0.5, "epochs": 2, "batch_size": 4}
    a, first = train(NET, X, Y, cross_entropy, seed=3, **settings)
    b, second = train(NET, X, Y, cross_entropy, seed=np.random.default_rng(3), **settings)
    c, _ = train(NET, X, Y, cross_entropy, seed=4, **settings)
    np.testing.assert_array_equal(a.w[0], b.w[0])
    np.testing.assert_array_equal(first.loss, second.loss)
    assert not np.array_equal(a.w[0], c.w[0])


def test_global_random_state_is_not_used():
    before = np.random.get_state()[1].copy()  # noqa: NPY002
    train(NET, X, Y, cross_entropy, learning_rate=0.5, epochs=1, batch_size=4)
    np.testing.assert_array_equal(np.random.get_state()[1], before)  # noqa: NPY002


@pytest.mark.parametrize("own_data", [False, True])
@pytest.mark.parametrize("seed", [5, [5, 6, 7]], ids=["one seed", "a seed each"])
@pytest.mark.parametrize("rate", [0.5, [0.1, 0.5, 2.0]], ids=["one rate", "a rate each"])
def test_copies_train_as_if_alone(seed, rate, own_data):
    net = Network.random([3, 4, 2], [tanh, softmax], seed=[1, 2, 3])
    x = np.random.default_rng(3).normal(size=(3, 23, 3)) if own_data else X
    y = softmax(np.random.default_rng(4).normal(size=(3, 23, 2))) if own_data else Y
    settings = {"epochs": 3, "batch_size": 5, "l2": 0.1}
    validation = (X[:4], Y[:4])
    together, history = train(
        net, x, y, log_likelihood, learning_rate=rate, seed=seed, validation=validation, **settings
    )
    assert history.loss.shape == history.accuracy.shape == history.validation_loss.shape == (4, 3)
    for k in range(3):
        alone, own = train(
            net[k],
            x[k] if own_data else x,
            y[k] if own_data else y,
            log_likelihood,
            learning_rate=rate if np.isscalar(rate) else rate[k],
            seed=seed if np.isscalar(seed) else seed[k],
            validation=validation,
            **settings,
        )
        assert_same(together[k], alone)
        np.testing.assert_allclose(history.loss[:, k], own.loss, rtol=1e-12)
        np.testing.assert_allclose(history.validation_loss[:, k], own.validation_loss, rtol=1e-12)
        np.testing.assert_array_equal(history.accuracy[:, k], own.accuracy)


def test_it_learns_and_float32_stays_float32():
    x = np.random.default_rng(1).normal(size=(200, 2))
    y = np.stack([x[:, 0] > 0, x[:, 0] <= 0], -1)
    net = Network.random([2, 8, 2], [tanh, softmax], seed=0, dtype=np.float32)
    trained, history = train(net, x, y, log_likelihood, learning_rate=0.5, epochs=20, batch_size=10, seed=0)
    assert trained.dtype == np.float32
    assert {v.dtype for v in trained.b} == {np.dtype(np.float32)}
    assert history.loss.dtype == np.float32
    assert history.accuracy[-1] > 0.97
    assert history.loss[-1] < 0.1 < history.loss[0]


def test_what_came_is_left_alone():
    x, y, before = X.copy(), Y.copy(), [v.copy() for v in NET.w]
    train(NET, x, y, quadratic, learning_rate=0.5, epochs=1, batch_size=4, seed=0)
    np.testing.assert_array_equal(x, X)
    np.testing.assert_array_equal(y, Y)
    np.testing.assert_array_equal(NET.w[0], before[0])


def test_a_single_example_may_be_one_dimensional():
    _, history = train(NET, X[0], Y[0], quadratic, learning_rate=0.5, epochs=3)
    assert history.loss.shape == (4,)


def test_validation_and_history():
    _, history = train(
        NET,
        X[:15],
        Y[:15],
        cross_entropy,
        learning_rate=0.1,
        epochs=7,
        batch_size=5,
        seed=0,
        validation=(X[15:], Y[15:]),
    )
    assert history.epochs == 7
    assert history.validation_loss[0] == pytest.approx(backprop(NET, X[15:], Y[15:], cross_entropy).loss)
    assert history.accuracy[0] == np.mean(NET(X[:15]).argmax(-1) == Y[:15].argmax(-1))
    assert repr(history).startswith(
        f"History: 7 epochs; loss {history.loss[0]:.6f} -> {history.loss[-1]:.6f}; accuracy"
    )
    assert [line.split()[0] for line in history.summary().splitlines()] == ["epoch", "0", "1", "2", "4", "5", "7"]
    assert "<th>validation loss</th>" in history._repr_html_()
    ax = history.plot()
    np.testing.assert_allclose(ax.lines[0].get_ydata(), history.loss)
    np.testing.assert_allclose(ax.lines[1].get_ydata(), history.validation_loss)
    ax.figure.clear()


def test_history_of_copies_plots_their_mean_and_each():
    _, history = train(Network.random([3, 2], sigmoid, seed=0, copies=4), X, Y, quadratic, learning_rate=1, epochs=2)
    ax = history.plot()
    np.testing.assert_allclose(ax.lines[0].get_ydata(), history.loss.mean(-1))
    assert len(ax.lines) == 5
    assert "of 4 copies, means" in repr(history)


def test_many_examples_are_measured_in_parts():
    x, y = np.random.default_rng(0).normal(size=(9001, 3)), np.full((9001, 2), 0.5)
    y[8000:] = [0, 1]
    settings = {"learning_rate": 0.1, "epochs": 1, "batch_size": 3000, "seed": 0}
    _, history = train(NET, x, y, cross_entropy, measure=None, **settings)
    assert history.loss[0] == pytest.approx(backprop(NET, x, y, cross_entropy).loss, rel=1e-13)
    trained, sampled = train(NET, x, y, cross_entropy, measure=100, **settings)
    spread = [9000 * i // 99 for i in range(100)]  # from the first to the last
    assert sampled.loss[0] == pytest.approx(backprop(NET, x[spread], y[spread], cross_entropy).loss, rel=1e-13)
    assert sampled.loss[1] == pytest.approx(backprop(trained, x[spread], y[spread], cross_entropy).loss, rel=1e-13)
    assert history.accuracy[0] == pytest.approx(accuracy(NET(x), y), rel=1e-13)


def test_accuracy_of_a_single_output_takes_the_side_of_one_half():
    for a, y, right in ((0.6, 1.0, 1), (0.4, 1.0, 0), (0.4, 0.0, 1), (0.6, 0.0, 0), (0.9, 0.6, 1), (0.9, 0.4, 0)):
        assert accuracy(np.array([[a]]), np.array([[y]])) == right


def test_accuracy():
    assert accuracy(np.array([[0.6], [0.4], [0.9]]), np.array([[1.0], [1.0], [0.0]])) == pytest.approx(1 / 3)
    a, y = np.array([[0.2, 0.8], [0.9, 0.1]]), np.array([[0.0, 1.0], [0.0, 1.0]])
    assert accuracy(a, y) == 0.5
    np.testing.assert_array_equal(accuracy(np.stack([a, y]), y), [0.5, 1])
    net = Network.random([3, 2], linear, seed=0)
    assert train(net, X, 5 * Y, quadratic, learning_rate=0.01, epochs=1)[1].accuracy is None


@pytest.mark.parametrize("stop_at", [1, 30])
def test_keyboard_interrupt_returns_what_was_reached(stop_at):
    calls = 0

    def gradient(a, y):
        nonlocal calls
        calls += 1
        if calls == stop_at:
            raise KeyboardInterrupt
        return a - y

    impatient = Loss("impatient", lambda a, y: ((a - y) ** 2).sum(-1) / 2, gradient)
    trained, history = train(NET, X, Y, impatient, learning_rate=0.5, epochs=50, batch_size=5, seed=0)
    assert history.interrupted
    assert history.epochs == (stop_at - 1) // 5
    assert len(history.loss) == len(history.accuracy)
    assert "(interrupted)" in repr(history)
    assert np.array_equal(trained.w[0], NET.w[0]) == (stop_at == 1)


def test_divergence_names_the_learning_rate():
    net = Network.random([3, 4, 2], linear, seed=0)
    with pytest.raises(
        DivergenceError, match=r"diverged in epoch \d+: the loss is (inf|nan). The learning rate 50 is"
    ) as e:
        train(net, X, Y, quadratic, learning_rate=50, epochs=100, batch_size=5, seed=0)
    assert e.value.history.loss[0] == pytest.approx(backprop(net, X, Y, quadratic).loss)
    copies = Network.random([3, 4, 2], linear, seed=0, copies=3)
    with pytest.raises(DivergenceError, match=r"training of copy 1 diverged .* learning rate 50 is"):
        train(copies, X, Y, quadratic, learning_rate=[0.01, 50, 0.02], epochs=100, batch_size=5, seed=0)


def test_a_parameter_that_ran_away_is_divergence_even_if_the_loss_stays_finite():
    big = Loss("big", lambda a, y: 0 * a.sum(-1), lambda a, y: np.full_like(a, 1e308))
    with pytest.raises(DivergenceError, match="learning rate 10"):
        train(Network.random([3, 2], linear, seed=0), np.ones((2, 3)), Y[:2], big, learning_rate=10, epochs=3)


def test_progress_bar_only_when_it_takes_long(capsys):
    train(NET, X, Y, quadratic, learning_rate=0.5, epochs=2)
    assert capsys.readouterr() == ("", "")


BAD = [
    ({"learning_rate": -1}, ValueError, "learning_rate must be positive, not -1"),
    ({"learning_rate": 0}, ValueError, "learning_rate must be positive"),
    ({"learning_rate": np.nan}, ValueError, "learning_rate must be finite"),
    ({"learning_rate": "fast"}, TypeError, "learning_rate must hold real numbers"),
    ({"learning_rate": [0.1, 0.2]}, ValueError, "learning_rate must be one number"),
    ({"batch_size": 0}, ValueError, "batch_size must be at least 1"),
    ({"batch_size": 24}, ValueError, "batch_size is 24, but there are only 23 examples"),
    ({"batch_size": 2.5}, TypeError, "batch_size must be a whole number"),
    ({"batch_size": True}, TypeError, "batch_size must be a whole number"),
    ({"epochs": 0}, ValueError, "epochs must be at least 1"),
    ({"epochs": "3"}, TypeError, "epochs must be a whole number"),
    ({"l2": -0.1}, ValueError, "l2 must be finite and at least 0"),
    ({"l2": np.inf}, ValueError, "l2 must be finite"),
    ({"learning_rate": 10**400}, ValueError, "learning_rate holds a number too large"),
    ({"epochs": 10**400}, ValueError, "epochs is too large"),
    ({"batch_size": 10**400}, ValueError, "batch_size is too large"),
    ({"measure": 10**400}, ValueError, "measure is too large"),
    ({"l2": 10**400}, ValueError, "l2 must be finite"),
    ({"seed": 10**400}, ValueError, "a seed can't be"),
    ({"seed": b"ab"}, TypeError, "a seed is a whole number .*, not b'ab'"),
    ({"l2": True}, TypeError, "l2 must be a number"),
    ({"seed": 1.5}, TypeError, "a seed is a whole number"),
    ({"seed": "abc"}, TypeError, "a seed is a whole number"),
    ({"seed": [1, 2]}, ValueError, "2 seeds came for a network without copies"),
    ({"validation": X}, TypeError, "validation must be a pair"),
    ({"validation": (X, Y[:5])}, ValueError, "agree in their examples"),
]


@pytest.mark.parametrize(("change", "error", "words"), BAD, ids=[str(change)[:40] for change, _, _ in BAD])
def test_bad_settings_are_refused_in_words(change, error, words):
    with pytest.raises(error, match=words):
        train(NET, X, Y, quadratic, **{"learning_rate": 0.5, "epochs": 1, "batch_size": 5, **change})


def test_bad_data_is_refused_in_words():
    for x, y, words in [
        (X[:0], Y[:0], "x is empty"),
        (X.T, Y, r"x must have shape \(3,\) or \(examples, 3\)"),
        (X, np.eye(3)[[0] * 23], r"y must have shape \(2,\) or \(examples, 2\), but has \(23, 3\)"),
        (X, Y[:-1], "agree in their examples"),
        (X, 2 * Y, "targets between 0 and 1"),
    ]:
        with pytest.raises(ValueError, match=words):
            train(NET, x, y, cross_entropy, learning_rate=0.5, epochs=1)


@pytest.mark.parametrize("rate", [0.5, [0.1, 0.2, 0.5, 1.0, 2.0]], ids=["one rate", "a rate each"])
@pytest.mark.parametrize("seed", [7, [1, 2, 3, 4, 5]], ids=["one seed", "a seed each"])
def test_copies_in_blocks_are_what_they_would_be_alone(monkeypatch, rate, seed):
    monkeypatch.setattr("hw2lib.nn.batches.CACHE", 2 * 8 * Network.random([3, 4, 2], sigmoid, seed=0).n_parameters)
    rng = np.random.default_rng(0)
    x, y = rng.normal(size=(17, 3)), rng.random((17, 2))
    many = Network.random([3, 4, 2], sigmoid, seed=0, copies=5)
    settings = {"epochs": 3, "batch_size": 4, "l2": 0.1, "progress": False}
    together, history = train(many, x, y, cross_entropy, learning_rate=rate, seed=seed, **settings)
    for k in range(5):
        own_rate, own_seed = (v if np.ndim(v) == 0 else v[k] for v in (rate, seed))
        alone, own = train(many[k], x, y, cross_entropy, learning_rate=own_rate, seed=own_seed, **settings)
        for p, q in zip((*alone.w, *alone.b), (*together.w, *together.b), strict=True):
            np.testing.assert_allclose(q[k], p, rtol=1e-12)
        np.testing.assert_allclose(history.loss[:, k], own.loss, rtol=1e-12)


def test_a_divergence_can_be_pickled():
    with pytest.raises(DivergenceError) as e:
        train(Network.random([3, 4, 2], linear, seed=0), X, Y, quadratic, learning_rate=50, epochs=100, batch_size=5)
    again = pickle.loads(pickle.dumps(e.value))
    assert str(again) == str(e.value)
    assert again.history == e.value.history


def stopping(after, value=lambda a, y: ((a - y) ** 2).sum(-1) / 2):
    """A loss whose value is interrupted at its so-manieth call."""
    calls = iter(range(10**6))

    def interrupted(a, y):
        if next(calls) == after:
            raise KeyboardInterrupt
        return value(a, y)

    return Loss("stopping", interrupted, lambda a, y: a - y)


def test_interrupted_at_the_first_measurement():
    trained, history = train(NET, X, Y, stopping(0), learning_rate=0.5, epochs=3, validation=(X, Y))
    assert history.interrupted
    assert history.epochs == 0
    assert repr(history) == "History: interrupted before the first measurement"
    assert history.summary().split() == ["epoch", "loss", "accuracy", "validation", "loss", "validation", "accuracy"]
    assert len(history.plot().lines) == 2
    assert_same(trained, NET)


def test_interrupted_between_the_two_measurements_of_an_epoch():
    _, history = train(NET, X, Y, stopping(3), learning_rate=0.5, epochs=3, validation=(X, Y))
    assert len(history.loss) == len(history.validation_loss) == len(history.validation_accuracy) == 1


def test_interrupted_after_it_ran_away():
    net = Network.random([3, 4, 2], linear, seed=0)
    with pytest.raises(DivergenceError, match="learning rate 50") as e:
        train(net, X, Y, stopping(1), learning_rate=50, epochs=1000, batch_size=1, seed=0)
    assert e.value.history.interrupted
    assert e.value.history.epochs == 0


def test_a_loss_that_is_infinite_from_the_start_is_not_the_learning_rates_fault():
    net = Network([[[0.0]]], [[0.0]], relu)  # ln 0
    with pytest.raises(DivergenceError, match=r"can't begin: the loss is inf before the first step\. See") as e:
        train(net, [[1.0]], [[0.5]], cross_entropy, learning_rate=1e-9, epochs=3)
    assert "learning rate" not in str(e.value)
    assert e.value.history.loss.tolist() == [np.inf]


def test_a_loss_that_becomes_infinite_while_the_parameters_stay_small():
    net = Network([[[0.25]]], [[0.0]], relu)
    flat = Loss("flat", lambda a, y: np.where(a.sum(-1) < 0.2, np.inf, a.sum(-1)), lambda a, y: np.ones_like(a))
    with pytest.raises(DivergenceError, match="All parameters are finite and not large, so it is the loss") as e:
        train(net, [[1.0]], [[0.0]], flat, learning_rate=0.1, epochs=9)
    assert "learning rate" not in str(e.value)


def test_decay_that_makes_weights_grow_is_named():
    net = Network([[[1.0]]], [[0.0]], sigmoid)
    with pytest.raises(DivergenceError, match=r"learning_rate \* l2 / n is 30, and above 2"):
        train(net, [[1.0]], [[0.0]], quadratic, learning_rate=0.1, l2=300, epochs=1000)


def test_an_output_that_leaves_what_the_loss_is_defined_for():
    net = Network([[[0.5]]], [[0.0]], linear)
    with pytest.raises(DivergenceError, match=r"stopped in epoch \d: cross_entropy needs outputs between 0 and 1") as e:
        train(net, [[1.0]], [[1.0]], cross_entropy, learning_rate=0.2, epochs=9, validation=([[1.0]], [[1.0]]))
    assert 1 <= len(e.value.history.loss) == len(e.value.history.validation_loss)
    with pytest.raises(ValueError, match="cross_entropy needs outputs between 0 and 1"):
        train(net, [[3.0]], [[1.0]], cross_entropy, learning_rate=0.2, epochs=9)


def test_a_float32_history_is_float32_and_histories_can_be_compared():
    net = Network.random([3, 4, 2], sigmoid, seed=0, dtype=np.float32)
    settings = {"learning_rate": 0.5, "epochs": 2, "batch_size": 4, "seed": 0, "validation": (X, Y)}
    _, history = train(net, X, Y, quadratic, **settings)
    curves = history.loss, history.accuracy, history.validation_loss, history.validation_accuracy
    assert {curve.dtype for curve in curves} == {np.dtype(np.float32)}
    assert history == train(net, X, Y, quadratic, **settings)[1]
    assert history != train(net, X, Y, quadratic, **{**settings, "seed": 1})[1]


def test_what_a_loss_of_ones_own_is_given_cannot_be_written_to():
    y = Y.copy()
    greedy = Loss("greedy", lambda a, y: (a - y).sum(-1), lambda a, y: y.__imul__(0))
    with pytest.raises(ValueError, match="read-only"):
        train(NET, X, y, greedy, learning_rate=0.5, epochs=1)
    np.testing.assert_array_equal(y, Y)


def test_without_progress_there_is_no_tqdm(monkeypatch):
    monkeypatch.setitem(sys.modules, "tqdm", None)  # importing it fails
    train(NET, X, Y, quadratic, learning_rate=0.5, epochs=2, progress=False)
    with pytest.raises(ImportError):
        train(NET, X, Y, quadratic, learning_rate=0.5, epochs=2, progress=True)


@pytest.mark.parametrize("value", ["no", "False", 1, None])
def test_train_biases_is_a_yes_or_a_no(value):
    with pytest.raises(TypeError, match="train_biases must be True or False"):
        train(NET, X, Y, quadratic, learning_rate=0.1, epochs=1, train_biases=value)


@pytest.mark.parametrize(("rate", "words"), [(1e-60, "must be positive, not 0 "), (1e60, "must be finite")])
def test_a_learning_rate_is_one_in_the_network_s_number_type(rate, words):
    """Else a float32 network would be trained with 0, or with infinity."""
    net = Network.random([3, 2], sigmoid, seed=0, dtype=np.float32)
    with pytest.raises(ValueError, match=f"learning_rate {words}"):
        train(net, X, Y, quadratic, learning_rate=rate, epochs=1)


def test_copies_along_two_axes_are_trained_in_blocks_as_small_as_along_one():
    net = Network.random([784, 30, 10], sigmoid, seed=0, copies=20)
    pairs = Network([np.stack([v, v], 1) for v in net.w], [np.stack([v, v], 1) for v in net.b], sigmoid)
    assert blocks(net) == [slice(0, 10), slice(10, 20)]
    assert blocks(pairs) == [slice(start, start + 5) for start in (0, 5, 10, 15)]


@pytest.mark.parametrize(("n", "measure"), [(1001, 1000), (30, 20), (10, 10), (10, 99)])
def test_as_many_examples_are_measured_as_were_asked_for(n, measure, monkeypatch):
    seen = []
    monkeypatch.setattr("hw2lib.nn.history.accuracy", lambda a, y: seen.append(y.shape[-2]) or np.float64(0))
    x = np.linspace(0, 1, n)[:, None]
    train(Network([[[1.0]]], [[0.0]], sigmoid), x, x, quadratic, learning_rate=0.1, epochs=1, measure=measure, seed=0)
    assert sum(seen) == 2 * min(n, measure)
