import numpy as np
import pytest

from hw2lib import Loss, cross_entropy, linear, log_likelihood, mixed, quadratic, relu, sigmoid, softmax, tanh
from tests.references import mp_value_and_delta

LOSSES = [quadratic, cross_entropy, log_likelihood]
CASES = [
    # z, y: moderate, saturated, at 1000; hard and soft targets that sum to 1
    ([0.3, -1.2, 2.0], [0.0, 0.0, 1.0]),
    ([0.3, -1.2, 2.0], [0.2, 0.5, 0.3]),
    ([8.0, -6.0, 3.0], [0.01, 0.98, 0.01]),
    ([1000.0, -1000.0, 1000.0], [0.0, 1.0, 0.0]),
    ([1000.0, -1000.0, -1000.0], [0.25, 0.5, 0.25]),
    ([1000.0, 990.0, -1000.0], [0.0, 0.0, 1.0]),
    ([-1000.0, -1000.0, 1000.0], [0.0, 0.01, 0.99]),
    ([-1000.0, -1000.0, -1000.0], [0.0, 0.25, 0.75]),
]


@pytest.mark.parametrize(("z", "y"), CASES, ids=str)
@pytest.mark.parametrize("activation", [sigmoid, softmax], ids=repr)
@pytest.mark.parametrize("loss", LOSSES, ids=repr)
def test_value_and_delta_against_exact_arithmetic(activation, loss, z, y):
    value, delta = mp_value_and_delta(activation.name, loss.name, z, y, digits=2000)
    z, y = np.array(z), np.array(y)
    np.testing.assert_allclose(loss.value(activation, z, y), value, rtol=1e-12, atol=0)
    # a - y is a rounding away from the truth where a is all but y: an absolute 1e-15 says so
    np.testing.assert_allclose(loss.delta(activation, z, activation(z), y), delta, rtol=1e-12, atol=1e-15)


@pytest.mark.parametrize(("z", "y"), [([0.5, 1.5, 19.0], [0.0, 0.5, 0.5]), ([30.0, 400.0, 0.1], [0.01, 0.98, 0.01])])
@pytest.mark.parametrize("loss", LOSSES, ids=repr)
def test_tanh_outputs(loss, z, y):
    value, delta = mp_value_and_delta("tanh", loss.name, z, y)
    z, y = np.array(z), np.array(y)
    np.testing.assert_allclose(loss.value(tanh, z, y), value, rtol=1e-12)
    np.testing.assert_allclose(loss.delta(tanh, z, tanh(z), y), delta, rtol=1e-12, atol=1e-15)


@pytest.mark.parametrize("activation", [relu, linear, mixed([relu, linear])], ids=repr)
@pytest.mark.parametrize("loss", LOSSES, ids=repr)
def test_outputs_that_happen_to_be_probabilities(activation, loss):
    z, y = np.array([0.3, 0.6]), np.array([0.2, 0.8])
    value, delta = mp_value_and_delta("linear", loss.name, z, y)
    np.testing.assert_allclose(loss.value(activation, z, y), value, rtol=1e-12)
    np.testing.assert_allclose(loss.delta(activation, z, z, y), delta, rtol=1e-12)


@pytest.mark.parametrize(
    ("activation", "loss"), [(sigmoid, cross_entropy), (softmax, log_likelihood), (linear, quadratic)]
)
def test_natural_pairs_give_a_minus_y_to_the_bit(activation, loss):
    z = np.random.default_rng(0).normal(scale=10, size=(50, 4))
    y = softmax(np.random.default_rng(1).normal(size=(50, 4)))
    a = activation(z)
    np.testing.assert_array_equal(loss.delta(activation, z, a, y), a - y)


def test_the_infinite_is_infinite_and_its_zero_share_is_nothing():
    z = np.array([-2.0, 0.5])
    assert cross_entropy.value(relu, z, np.array([0.0, 0.5])) == pytest.approx(np.log(2))
    assert cross_entropy.value(relu, z, np.array([0.5, 0.5])) == np.inf
    np.testing.assert_array_equal(cross_entropy.delta(relu, z, relu(z), np.array([0.0, 0.25])), [0, 1])


@pytest.mark.parametrize(("activation", "z"), [(tanh, -1.0), (relu, 2.0), (linear, -0.1)])
@pytest.mark.parametrize("loss", [cross_entropy, log_likelihood])
def test_outputs_that_are_no_probabilities_are_refused(activation, z, loss):
    with pytest.raises(ValueError, match=f"{loss} needs outputs between 0 and 1, but {activation} gave"):
        loss.value(activation, np.array([z]), np.array([1.0]))


def test_targets_are_checked():
    with pytest.raises(ValueError, match=r"targets between 0 and 1, but y holds 1\.5"):
        cross_entropy.check_targets(sigmoid, np.array([1.5]))
    with pytest.raises(ValueError, match="targets between 0 and 1, but y holds -1"):
        log_likelihood.check_targets(sigmoid, np.array([[0.5], [-1.0]]))
    with pytest.raises(ValueError, match=r"must sum to 1, but a row of y sums to 1\.2"):
        log_likelihood.check_targets(softmax, np.array([[0.5, 0.5], [0.6, 0.6]]))
    log_likelihood.check_targets(softmax, np.full((1, 3), 1 / 3, np.float32).astype(float))
    log_likelihood.check_targets(sigmoid, np.array([0.5, 0.1]))
    cross_entropy.check_targets(softmax, np.array([0.5, 0.1]))
    quadratic.check_targets(linear, np.array([-7.0]))


def test_a_loss_of_ones_own():
    cubic = Loss("cubic", lambda a, y: (abs(a - y) ** 3).sum(-1), lambda a, y: 3 * (a - y) * abs(a - y))
    z, y = np.array([[0.5, -1.0]]), np.array([[0.0, 1.0]])
    delta = cubic.delta(tanh, z, tanh(z), y)
    h = 1e-6
    for j in range(2):
        e = h * np.eye(2)[j]
        numeric = (cubic.value(tanh, z + e, y) - cubic.value(tanh, z - e, y)) / (2 * h)
        assert delta[0, j] == pytest.approx(numeric[0], rel=1e-7)
    assert repr(cubic) == "cubic"


@pytest.mark.parametrize("dtype", [np.float32, np.float64])
def test_cross_entropy_after_softmax_where_all_is_saturated(dtype):
    z, y = np.array([-1000.0, -1000.0, 0.0], dtype), np.array([1.0, 0.0, 0.0], dtype)
    _, exact = mp_value_and_delta("softmax", "cross_entropy", z, y, digits=2000)
    delta = cross_entropy.delta(softmax, z, softmax(z), y)
    assert delta.dtype == dtype
    np.testing.assert_allclose(delta, exact, rtol=4 * np.finfo(dtype).eps)
    assert exact[0] == -1.5


@pytest.mark.parametrize(
    ("value", "words"),
    [
        (lambda a, y: (a - y) ** 2, r"of shape \(4,\), but returned one of \(4, 2\); .*sum\(-1\) missing"),
        (lambda a, y: ((a - y) ** 2).sum(), r"of shape \(4,\), but returned one of \(\)"),
        (lambda a, y: (a - y).sum(-1) * np.inf, "must be finite"),
        (lambda a, y: (a - y + 1j).sum(-1), "real numbers"),
        (lambda a, y: y.__setitem__(..., 0), "read-only"),
    ],
)  # fmt: skip
def test_the_value_of_ones_own_loss_is_checked(value, words):
    with pytest.raises((ValueError, TypeError), match=words):
        Loss("odd", value, lambda a, y: a - y).value(sigmoid, np.ones((4, 2)), np.zeros((4, 2)))


@pytest.mark.parametrize(
    ("gradient", "words"),
    [
        (lambda a, y: (a - y)[..., :1], r"must return an array of shape \(4, 2\), but returned one of \(4, 1\)"),
        (lambda a, y: (a - y).sum(-1), r"but returned one of \(4,\)"), (lambda a, y: a * 1j, "real numbers"),
        (lambda a, y: a * np.nan, "must be finite"), (lambda a, y: a.__setitem__(..., 0), "read-only"),
    ],
)  # fmt: skip
def test_the_gradient_of_ones_own_loss_is_checked(gradient, words):
    y = np.zeros((4, 2))
    z = np.ones((4, 2))
    with pytest.raises((ValueError, TypeError), match=words):
        Loss("odd", lambda a, y: (a - y).sum(-1), gradient).delta(sigmoid, z, sigmoid(z), y)
    assert (y == 0).all()


def test_lists_are_taken_and_shapes_that_would_broadcast_are_not():
    for loss in LOSSES:
        assert loss.value(sigmoid, [0.5, 1.0], [0, 1]) == loss.value(
            sigmoid, np.array([0.5, 1.0]), np.array([0.0, 1.0])
        )
        with pytest.raises(ValueError, match="must agree in shape"):
            loss.value(sigmoid, np.ones((4, 1)), np.ones(4))
        with pytest.raises(ValueError, match="must agree in shape"):
            loss.delta(sigmoid, [1.0, 2.0], [0.5], [1, 0])
        with pytest.raises(TypeError, match="an activation is needed"):
            loss.value("sigmoid", [1.0], [1.0])
    with pytest.raises(ValueError, match="between 0 and 1, but linear gave 2"):
        cross_entropy.delta(linear, [2.0], [2.0], [1.0])
    with pytest.raises(ValueError, match="must sum to 1"):
        log_likelihood.delta(softmax, [1.0, 2.0], softmax([1.0, 2.0]), [1, 1])
    with pytest.raises(TypeError):
        Loss("f", 3, quadratic)


@pytest.mark.parametrize("name", [None, 3, ["a"]])
def test_a_loss_is_named_by_a_text(name):
    with pytest.raises(TypeError, match="named by a text"):
        Loss(name, lambda a, y: (a - y).sum(-1), lambda a, y: np.ones_like(a))


@pytest.mark.parametrize("loss", [quadratic, cross_entropy])
def test_delta_computes_the_outputs_if_it_is_not_given_any(loss):
    z, y = np.array([5.0, -5.0]), np.array([1.0, 0.0])
    np.testing.assert_array_equal(loss.delta(sigmoid, z, None, y), loss.delta(sigmoid, z, sigmoid(z), y))
