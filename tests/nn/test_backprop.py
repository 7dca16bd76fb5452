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
from hw2lib.experiments.data import one_hot
from tests.references import PLAIN, PLAIN_LOSS, plain_loss

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
    assert grads.summary().splitlines()[1:] == [
        "dw[0]     (1, 1)         1.000000",
        "db[0]       (1,)         0.500000",
    ]
    assert "<td>1.000000</td>" in grads._repr_html_()


NET, ONE = Network.random([3, 2], sigmoid, seed=0), Network.random([3, 1], sigmoid, seed=0)
BAD = [
    (lambda: backprop(NET, np.ones(3), np.ones(3), quadratic), ValueError, r"y must have shape \(2,\)"),
    (lambda: backprop(NET, np.ones((4, 3)), np.ones((5, 2)), quadratic), ValueError, "agree in their examples"),
    (lambda: backprop(NET, np.ones((4, 3)), np.ones(2), quadratic), ValueError, "agree in their examples"),
    (lambda: backprop(NET, np.ones((4, 3)), np.arange(4), quadratic), ValueError, r"y must have shape"),
    (lambda: backprop(NET, np.ones((4, 3)), [0, 1, 1, 0], quadratic), ValueError, r"labels\? one_hot\(y, 2\)"),
    (lambda: backprop(NET, np.ones((2, 3)), [0, 1], quadratic), ValueError, r"has \(2,\); labels\? one_hot\(y, 2\)"),
    (lambda: backprop(NET, np.ones((4, 3)), [[0], [1], [1], [0]], quadratic), ValueError, r"one_hot\(y.ravel\(\), 2\)"),
    (lambda: backprop(ONE, np.ones((4, 3)), [0, 1, 1, 0], quadratic), ValueError, r"one example a row: y\[:, None\]"),
    (lambda: backprop(NET, np.ones((3, 1)), [0, 1], quadratic), ValueError, r"has \(3, 1\); one example a row: x\.T"),
    (lambda: backprop(NET, np.ones((3, 5)), np.ones((5, 2)), quadratic), ValueError, r"one example a row: x\.T"),
    (lambda: backprop(NET, np.ones(3), np.ones((2, 1)), quadratic), ValueError, r"one example a row: y\.T"),
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


ALL_OUTPUTS = [sigmoid, softmax, tanh, relu, linear, mixed([sigmoid, relu, tanh])]


@pytest.mark.parametrize("hidden", [*HIDDEN, mixed(sigmoid, {0: tanh, 2: relu})], ids=repr)
@pytest.mark.parametrize("loss", [quadratic, cross_entropy, log_likelihood], ids=repr)
@pytest.mark.parametrize("output", ALL_OUTPUTS, ids=repr)
def test_every_pairing_goes_through_the_full_chain_rule(output, loss, hidden):
    # outputs kept between 0 and 1, so that every loss is defined; targets are distributions; a complex step judges
    rng = np.random.default_rng(3)
    w = [rng.normal(size=(4, 2)), 0.05 * rng.normal(size=(3, 4))]
    net = Network(w, [rng.normal(size=4), np.array([0.3, 0.4, 0.5])], [hidden, output])
    x, y = rng.normal(size=(3, 2)), softmax(rng.normal(size=(3, 3)))
    grads = backprop(net, x, y, loss)
    for l, block in enumerate(net.w):
        exact = np.zeros_like(block)
        for place in np.ndindex(block.shape):
            w = [v.astype(complex) for v in net.w]
            w[l][place] += 1e-30j
            exact[place] = complex_loss(w, net, x, y, loss).imag / 1e-30
        np.testing.assert_allclose(grads.dw[l], exact, rtol=1e-11, atol=1e-15)


def complex_loss(w, net, x, y, loss):
    a = x
    for w_l, b_l, f in zip(w, net.b, net.activations, strict=True):
        z = a @ w_l.T + b_l
        names = NEURONS.get(repr(f))
        a = COMPLEX[f.name](z) if names is None else np.stack([COMPLEX[n](z[:, j]) for j, n in enumerate(names)], -1)
    return PLAIN_LOSS[loss.name](a, y).mean()


def complex_softmax(z):
    e = np.exp(z - z.real.max(-1, keepdims=True))
    return e / e.sum(-1, keepdims=True)


COMPLEX = {**PLAIN, "relu": lambda z: z * (z.real > 0), "softmax": complex_softmax, "tanh": np.tanh}
NEURONS = {
    "mixed([sigmoid, relu, tanh])": ["sigmoid", "relu", "tanh"],
    "mixed(sigmoid, {0: tanh, 2: relu})": ["tanh", "sigmoid", "relu", "sigmoid"],
}


def test_a_relu_softmax_network_worked_elsewhere():
    w = [[[0.18, 0.10], [0.04, 0.22]], [[0.19, -0.02], [-0.10, -0.01], [0.10, 0.04]]]
    net = Network(w, [np.zeros(2), np.zeros(3)], [relu, softmax])
    grads = backprop(net, [16, -6], one_hot([2], 3)[0], log_likelihood)
    assert grads.loss == pytest.approx(1.051375468504, abs=1e-12)
    np.testing.assert_allclose(grads.dw[1][:, 0], [0.978240210068, 0.504998396209, -1.483238606277], atol=1e-12)


def test_results_can_be_compared():
    net = Network.random([3, 2], sigmoid, seed=0)
    x, y = np.ones((2, 3)), np.ones((2, 2))
    assert backprop(net, x, y, quadratic) == backprop(net, x, y, quadratic)
    assert backprop(net, x, y, quadratic) != backprop(net, 2 * x, y, quadratic)
    assert net.forward(x) == net.forward(x)
    assert net.forward(x) != net.forward(2 * x)
    assert backprop(net, x, y, quadratic) != net.forward(x)
    assert gradient_check(net, x, y, quadratic) == gradient_check(net, x, y, quadratic)
