import autograd
import numpy as np
import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from hw2lib import (
    Network,
    backprop,
    cross_entropy,
    gradient_check,
    linear,
    log_likelihood,
    mixed,
    quadratic,
    relu,
    sigmoid,
    softmax,
    tanh,
)
from tests.references import plain_loss

HIDDEN = [sigmoid, tanh, relu, linear, softmax]
PAIRS = [
    (output, loss)
    for output in (sigmoid, softmax, tanh, relu, linear)
    for loss in (quadratic, cross_entropy, log_likelihood)
    if loss is quadratic or output in (sigmoid, softmax)
]


@st.composite
def problems(draw):
    """A random network with inputs, targets that are distributions, and a loss."""
    output, loss = draw(st.sampled_from(PAIRS))
    sizes = draw(st.lists(st.integers(1, 4), min_size=2, max_size=5))
    assume(not (output is softmax and loss is cross_entropy and sizes[-1] == 1))  # ln(1 - 1)
    hidden = draw(st.lists(st.sampled_from(HIDDEN), min_size=len(sizes) - 2, max_size=len(sizes) - 2))
    rng = np.random.default_rng(draw(st.integers(0, 2**32 - 1)))
    examples = draw(st.integers(1, 3))
    y = softmax(rng.normal(size=(examples, sizes[-1])))
    net = Network.random(sizes, [*hidden, output], seed=rng)
    return net, rng.normal(size=(examples, sizes[0])), y, loss


@settings(max_examples=150)
@given(problems())
def test_against_automatic_differentiation(problem):
    net, x, y, loss = problem
    grads = backprop(net, x, y, loss)
    names = [f.name for f in net.activations]
    value, (dw, db) = autograd.value_and_grad(plain_loss)((list(net.w), list(net.b)), names, x, y, loss.name)
    np.testing.assert_allclose(grads.loss, value, rtol=1e-10)
    for l in range(len(net.w)):
        np.testing.assert_allclose(grads.dw[l], dw[l], rtol=1e-8, atol=1e-11)
        np.testing.assert_allclose(grads.db[l], db[l], rtol=1e-8, atol=1e-11)


@settings(max_examples=60)
@given(problems())
def test_against_centred_differences(problem):
    assert gradient_check(*problem).ok


@settings(max_examples=60)
@given(problems(), st.data())
def test_against_a_complex_step(problem, data):
    net, x, y, loss = problem
    analytic = [f.name for f in net.activations]
    assume(not {"relu", "softmax"} & set(analytic))  # max is not analytic
    l = data.draw(st.integers(0, len(net.w) - 1))
    j, k = (data.draw(st.integers(0, n - 1)) for n in net.w[l].shape)
    w = [np.array(v, complex) for v in net.w]
    w[l][j, k] += 1e-30j
    step = plain_loss((w, list(net.b)), analytic, x, y, loss.name).imag / 1e-30
    np.testing.assert_allclose(backprop(net, x, y, loss).dw[l][j, k], step, rtol=1e-10, atol=1e-14)


@pytest.mark.parametrize("loss", [quadratic, log_likelihood], ids=repr)
def test_mixed_layers(loss):
    x, y = np.random.default_rng(0).normal(size=(4, 2)), softmax(np.random.default_rng(1).normal(size=(4, 3)))
    hidden = mixed(sigmoid, {1: linear})
    output = mixed([sigmoid, tanh, linear]) if loss is quadratic else mixed(sigmoid, {})
    assert gradient_check(Network.random([2, 3, 3], [hidden, output], seed=3), x, y, loss).ok


def test_saturated_to_the_last_digit():
    # z = +-1000 by a weight of 1000; C = 1000 and dC/dw = (a - y) x
    net = Network([[[1000.0]]], [[0.0]], sigmoid)
    with np.errstate(all="raise", under="ignore"):
        grads = backprop(net, [1.0], [0.0], cross_entropy)
        assert (grads.loss, grads.dw[0], grads.db[0]) == (1000, 1, 1)
        grads = backprop(net, [-1.0], [1.0], cross_entropy)
        assert (grads.loss, grads.dw[0], grads.db[0]) == (1000, 1, -1)
        grads = backprop(net, [-1.0], [0.99], log_likelihood)
        assert grads.loss == pytest.approx(990, rel=1e-15)
        assert grads.dw[0] == pytest.approx(0.99, rel=1e-15)


def test_shapes_and_means():
    net = Network.random([3, 4, 2], sigmoid, seed=0)
    x, y = np.random.default_rng(0).normal(size=(5, 3)), np.random.default_rng(1).random((5, 2))
    batch = backprop(net, x, y, cross_entropy)
    singles = [backprop(net, x[i], y[i], cross_entropy) for i in range(5)]
    assert batch.delta[0].shape == (5, 4)
    assert singles[0].delta[0].shape == (4,)
    assert np.shape(singles[0].loss) == ()
    np.testing.assert_allclose(batch.loss, np.mean([s.loss for s in singles]), rtol=1e-14)
    for l in range(2):
        assert singles[0].dw[l].shape == net.w[l].shape
        assert singles[0].db[l].shape == net.b[l].shape
        np.testing.assert_allclose(batch.delta[l], [s.delta[l] for s in singles], rtol=1e-13)
        np.testing.assert_allclose(batch.dw[l], np.mean([s.dw[l] for s in singles], 0), rtol=1e-13)
        np.testing.assert_allclose(batch.db[l], np.mean([s.db[l] for s in singles], 0), rtol=1e-13)


@pytest.mark.parametrize("own_batches", [False, True])
def test_copies(own_batches):
    net = Network.random([3, 4, 2], [softmax, sigmoid], seed=0, copies=6)
    rng = np.random.default_rng(1)
    leading = (6, 5) if own_batches else (5,)
    x, y = rng.normal(size=(*leading, 3)), rng.random((*leading, 2))
    together = backprop(net, x, y, quadratic)
    assert together.loss.shape == (6,)
    for k in range(6):
        alone = backprop(net[k], x[k] if own_batches else x, y[k] if own_batches else y, quadratic)
        np.testing.assert_allclose(together.loss[k], alone.loss, rtol=1e-12)
        for l in range(2):
            for name in ("delta", "dw", "db"):
                np.testing.assert_allclose(getattr(together, name)[l][k], getattr(alone, name)[l], rtol=1e-12)
    single = backprop(net, x[..., 0, :], y[..., 0, :], quadratic) if not own_batches else None
    if single:
        assert [single.delta[0].shape, single.dw[0].shape] == [(6, 4), (6, 4, 3)]


def test_two_leading_axes():
    w, b = np.random.default_rng(0).normal(size=(2, 3, 1, 4)), np.zeros((2, 3, 1))
    grads = backprop(Network([w], [b], sigmoid), np.ones((5, 4)), np.ones((5, 1)), cross_entropy)
    alone = backprop(Network([w[1, 2]], [b[1, 2]], sigmoid), np.ones((5, 4)), np.ones((5, 1)), cross_entropy)
    np.testing.assert_allclose(grads.dw[0][1, 2], alone.dw[0], rtol=1e-12)
    assert "loss of shape (2, 3)" in repr(grads)


def test_float32_stays_float32():
    net = Network.random([3, 4, 2], [softmax, sigmoid], seed=0, dtype=np.float32)
    for loss in (quadratic, cross_entropy, log_likelihood):
        grads = backprop(net, np.ones((2, 3)), [[0, 1], [0.5, 0.5]], loss)
        assert {v.dtype for v in (grads.loss, *grads.delta, *grads.dw, *grads.db)} == {np.dtype(np.float32)}


def test_arguments_are_left_alone():
    net = Network.random([3, 2], sigmoid, seed=0)
    x, y = np.ones((2, 3)), np.ones((2, 2))
    backprop(net, x, y, cross_entropy)
    assert (x == 1).all()
    assert (y == 1).all()


def test_summary():
    grads = backprop(Network([[[0.0]]], [[0.0]], sigmoid), [2.0], [1.0], cross_entropy)
    assert grads.summary().splitlines()[1:] == ["dw[0]     (1, 1)  1.000000", "db[0]       (1,)  0.500000"]
    assert "<td>1.000000</td>" in grads._repr_html_()


NET = Network.random([3, 2], sigmoid, seed=0)
BAD = [
    (lambda: backprop(NET, np.ones(3), np.ones(3), quadratic), ValueError, r"y must have shape \(2,\)"),
    (lambda: backprop(NET, np.ones((4, 3)), np.ones((5, 2)), quadratic), ValueError, "agree in their examples"),
    (lambda: backprop(NET, np.ones((4, 3)), np.ones(2), quadratic), ValueError, "agree in their examples"),
    (lambda: backprop(NET, np.ones((4, 3)), np.arange(4), quadratic), ValueError, r"y must have shape"),
    (lambda: backprop(NET, np.ones(3), [0.5, np.nan], quadratic), ValueError, "y must be finite"),
    (lambda: backprop(NET, np.ones(3), [0.5, 2.0], cross_entropy), ValueError, "between 0 and 1"),
    (lambda: backprop(NET, np.ones(3), [0.5, 0.5], "quadratic"), TypeError, "a loss is needed"),
    (lambda: backprop([NET], np.ones(3), [0.5, 0.5], quadratic), TypeError, "a Network is needed"),
    (
        lambda: backprop(Network.random([3, 2], tanh, seed=0), -5 * np.ones(3), [0.5, 0.5], cross_entropy),
        ValueError,
        "cross_entropy needs outputs between 0 and 1, but tanh gave",
    ),
]


@pytest.mark.parametrize(("call", "error", "words"), BAD, ids=[words for _, _, words in BAD])
def test_bad_input_is_refused_in_words(call, error, words):
    with pytest.raises(error, match=words):
        call()
