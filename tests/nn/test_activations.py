import pickle
import tracemalloc

import autograd
import mpmath
import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from hw2lib import Activation, linear, mixed, relu, sigmoid, softmax, tanh
from tests.references import MP, PLAIN

ELEMENTWISE = [sigmoid, tanh, relu, linear]
ALL = [*ELEMENTWISE, softmax]
Z = np.array([-1000.0, -750.0, -40.0, -3.0, -0.5, -1e-8, 1e-8, 0.3, 2.0, 19.0, 37.0, 700.0, 1000.0])
finite = st.floats(-30, 30)


def close(actual, desired):
    """To the last digits; numbers below 2.2e-308 have few, so that four units in their last place are allowed."""
    np.testing.assert_allclose(actual, desired, rtol=1e-12, atol=4 * np.finfo(np.float64).smallest_subnormal)


@pytest.mark.parametrize("f", ELEMENTWISE, ids=repr)
def test_values_and_derivatives_to_the_last_digits(f):
    with mpmath.workdps(1000):
        g = lambda v: MP[f.name]([v])[0]  # noqa: E731
        close(f(Z), [float(g(mpmath.mpf(v))) for v in Z])
        h = mpmath.mpf(10) ** -300
        close(f.derivative(Z), [float((g(mpmath.mpf(v) + h) - g(mpmath.mpf(v) - h)) / (2 * h)) for v in Z])


@pytest.mark.parametrize("f", [sigmoid, tanh, Activation("half", lambda z: 0.5 + 0 * z, lambda z: 0 * z)], ids=repr)
def test_logarithms_elementwise(f):
    z = Z[Z > 0] if f is tanh else Z
    of = {"half": lambda z: [mpmath.mpf(1) / 2 for _ in z], **MP}[f.name]
    with mpmath.workdps(2500):
        h = mpmath.mpf(10) ** -300
        for log, part in ((f.log, lambda a: a), (f.log_complement, lambda a: 1 - a)):
            g = lambda v, part=part: mpmath.log(part(of([v])[0]))  # noqa: E731
            close(log(z), [float(g(mpmath.mpf(v))) for v in z])
            slope = [float((g(mpmath.mpf(v) + h) - g(mpmath.mpf(v) - h)) / (2 * h)) for v in z]
            close(log.vjp(np.ones_like(z), z), slope)


def test_the_largest_numbers_there_are_give_no_warning():
    z = np.array([1e308, 1.7e308])
    for f in ELEMENTWISE:
        assert np.isfinite(f.derivative(np.concatenate([z, -z]))).all()
    for log in (tanh.log, tanh.log_complement, sigmoid.log, sigmoid.log_complement):
        assert not np.isnan(log(z)).any()
        assert np.isfinite(log.derivative(z)).all()


def test_the_logarithm_of_a_negative_number_is_none():
    assert np.isnan(linear.log([-1.0])).all()
    assert np.isnan(linear.log_complement([2.0])).all()
    assert np.isnan(tanh.log([-1.0])).all()


def test_softmax_of_infinity_is_none_and_gives_no_warning():
    for f in (softmax, softmax.log, softmax.log_complement):
        assert np.isnan(f([np.inf, 1.0])).any()
    assert softmax([-np.inf, 1.0]).tolist() == [0, 1]


SOFTMAX_Z = [
    [0.0, 0.0, 0.0],
    [1.0, -2.0, 0.5],
    [1000.0, -1000.0, 990.0],
    [1000.0, 1000.0, -1000.0],
    [-1000.0, -1000.0, -960.0],
    [40.0, 0.0, 0.0],
    [700.0, 0.0, -40.0],
]


@pytest.mark.parametrize("z", SOFTMAX_Z, ids=str)
def test_softmax_and_its_logarithms(z):
    with mpmath.workdps(1500):
        exact = MP["softmax"]([mpmath.mpf(v) for v in z])
        close(softmax(np.array(z)), [float(a) for a in exact])
        close(softmax.log(np.array(z)), [float(mpmath.log(a)) for a in exact])
        close(softmax.log_complement(np.array(z)), [float(mpmath.log(1 - a)) for a in exact])
        # d ln a_k/dz_j = [j = k] - a_j;  d ln(1 - a_k)/dz_j = -a_k for j = k, else a_j a_k/(1 - a_k)
        v = [mpmath.mpf(2), mpmath.mpf(3), mpmath.mpf(5)]
        log = [v[j] - exact[j] * sum(v) for j in range(3)]
        other = [
            sum(v[k] * exact[j] * exact[k] / (1 - exact[k]) for k in range(3) if k != j) - v[j] * exact[j]
            for j in range(3)
        ]
    weights = np.array([2.0, 3.0, 5.0])
    np.testing.assert_allclose(softmax.log.vjp(weights, np.array(z)), [float(x) for x in log], rtol=1e-12, atol=1e-14)
    close(softmax.log_complement.vjp(weights, np.array(z)), [float(x) for x in other])


def test_softmax_of_one_neuron_is_certain():
    z = np.array([[3.0]])
    assert softmax(z) == 1
    assert softmax.log(z) == 0
    assert softmax.log_complement(z) == -np.inf


@pytest.mark.parametrize("f", ALL, ids=repr)
@given(z=st.lists(finite, min_size=1, max_size=5), data=st.data())
def test_vjp_and_jacobian_agree_with_automatic_differentiation(f, z, data):
    z = np.array([v if abs(v) > 1e-3 else 1.0 for v in z])
    v = np.array(data.draw(st.lists(finite, min_size=len(z), max_size=len(z))))
    exact = autograd.jacobian(PLAIN[f.name])(z)
    np.testing.assert_allclose(f.jacobian(z), exact, rtol=1e-9, atol=1e-12)
    np.testing.assert_allclose(f.vjp(v, z), v @ exact, rtol=1e-9, atol=1e-10)


@pytest.mark.parametrize("f", [*ALL, mixed(sigmoid, {0: tanh})], ids=repr)
def test_float32_stays_float32(f):
    z = np.array([[0.5, -2.0, 100.0]], np.float32)
    for result in (f(z), f.vjp(z, z), f.jacobian(z)):
        assert result.dtype == np.float32
    for log in (f.log, f.log_complement):
        with np.errstate(all="ignore"):
            assert log(abs(z)).dtype == np.float32
            assert log.vjp(z, abs(z)).dtype == np.float32


def test_relu_says_where_its_kink_is():
    assert relu.kinks == (0.0,)
    assert relu.derivative(np.array([-1.0, 0.0, 1.0])).tolist() == [0, 0, 1]
    assert mixed(sigmoid, {0: relu}).kinks == (0.0,)
    assert mixed(sigmoid, {0: tanh}).kinks == ()


def test_softmax_has_no_elementwise_derivative():
    for f in (softmax, softmax.log, softmax.log_complement):
        with pytest.raises(TypeError, match="every z_k"):
            f.derivative(np.array([1.0, 2.0]))


def test_mixed_gives_each_neuron_its_own():
    z = np.array([[0.5, -1.5, 2.0], [1.0, 2.0, 3.0]])
    layer = mixed([sigmoid, tanh, linear])
    same = mixed(sigmoid, {1: tanh, 2: linear})
    expected = np.stack([sigmoid(z[:, 0]), np.tanh(z[:, 1]), z[:, 2]], -1)
    np.testing.assert_array_equal(layer(z), expected)
    np.testing.assert_array_equal(same(z), expected)
    slopes = np.stack([sigmoid.derivative(z[:, 0]), tanh.derivative(z[:, 1]), np.ones(2)], -1)
    np.testing.assert_array_equal(layer.vjp(2 * z, z), 2 * z * slopes)
    np.testing.assert_array_equal(layer(z[0]), expected[0])
    positive = abs(z) / 4
    for log, plain in ((layer.log, np.log), (layer.log_complement, lambda a: np.log(1 - a))):
        np.testing.assert_allclose(log(positive), plain(layer(positive)), rtol=1e-12)


def test_mixed_refuses_what_makes_no_layer():
    with pytest.raises(ValueError, match="softmax belongs to a whole layer"):
        mixed(sigmoid, {1: softmax})
    with pytest.raises(ValueError, match="from 0 on"):
        mixed(sigmoid, {-1: tanh})
    with pytest.raises(ValueError, match="from 0 on"):
        mixed(sigmoid, {"h1": tanh})
    with pytest.raises(TypeError, match="made of activations"):
        mixed([sigmoid, "tanh"])
    with pytest.raises(TypeError, match="needs a mapping"):
        mixed(sigmoid, [tanh])
    with pytest.raises(TypeError, match="not both"):
        mixed([sigmoid], {0: tanh})
    for whole in (softmax.log, softmax.log_complement, mixed(sigmoid, {0: tanh})):
        for make in (lambda f: mixed([sigmoid, f]), lambda f: mixed(f, {0: tanh}), lambda f: mixed(tanh, {1: f})):
            with pytest.raises(ValueError, match="belongs to a whole layer"):
                make(whole)
    for nothing in ([], 3, None):
        with pytest.raises(TypeError, match="list of activations"):
            mixed(nothing)
    with pytest.raises(ValueError, match="from 0 on"):
        mixed(sigmoid, {True: tanh})
    with pytest.raises(ValueError, match="names 2 neurons, but the layer has 3"):
        mixed([sigmoid, tanh]).check_width(3)
    with pytest.raises(ValueError, match="names neuron 3, but the layer's neurons are 0 to 2"):
        mixed(sigmoid, {3: tanh}).check_width(3)


def test_an_activation_of_ones_own_has_all_it_needs():
    swish = Activation("swish", lambda z: z * sigmoid(z), lambda z: sigmoid(z) + z * sigmoid.derivative(z))
    z = np.array([0.3, 0.7])
    np.testing.assert_allclose(swish.log(z), np.log(swish(z)))
    np.testing.assert_allclose(swish.log_complement(z), np.log(1 - swish(z)))
    np.testing.assert_allclose(swish.log.derivative(z), swish.derivative(z) / swish(z))
    np.testing.assert_allclose(swish.log_complement.derivative(z), -swish.derivative(z) / (1 - swish(z)))
    assert repr(swish) == "swish"


@pytest.mark.parametrize(
    "call", [lambda f, z: f(z), lambda f, z: f.vjp(z, z), lambda f, z: f.log(z), lambda f, z: f.jacobian(z)]
)
def test_a_mixed_layer_of_another_width_is_refused_and_never_half_filled(call):
    with pytest.raises(ValueError, match="names 2 neurons, but the layer has 5"):
        call(mixed([sigmoid, tanh]), np.ones((3, 5)))
    with pytest.raises(ValueError, match="names neuron 7"):
        call(mixed(sigmoid, {7: tanh}), np.ones((3, 5)))


def test_mixed_layers_pickle_and_take_numpy_integers():
    z = np.array([[0.5, -0.25, 0.75]])
    for layer in (mixed([sigmoid, tanh, linear]), mixed(sigmoid, {np.int64(1): tanh})):
        again = pickle.loads(pickle.dumps(layer))
        np.testing.assert_array_equal(again(z), layer(z))
        np.testing.assert_array_equal(again.log_complement(abs(z)), layer.log_complement(abs(z)))
        assert repr(again) == repr(layer)
    assert pickle.loads(pickle.dumps(softmax)) is softmax


def test_the_default_of_a_mixed_layer_sees_its_own_neurons_alone():
    def root(z):
        assert (z >= 0).all()
        return np.sqrt(z)

    layer = mixed(Activation("root", root, lambda z: 0.5 / np.sqrt(z)), {1: linear})
    np.testing.assert_array_equal(layer([4.0, -3.0]), [2, -3])
    np.testing.assert_array_equal(layer.vjp([1.0, 1.0], [4.0, -3.0]), [0.25, 1])


@pytest.mark.parametrize("f", [*ALL, mixed([sigmoid, tanh, relu])], ids=repr)
@pytest.mark.parametrize("kind", [np.uint8, np.int64, np.float32, bool, list, "big"])
def test_whole_numbers_and_lists_are_taken_as_floats_by_all(f, kind):
    plain = np.array([1.0, 0.0, 1.0])
    z = [1, 0, 1] if kind is list else np.array([1, 0, 1], object) if kind == "big" else plain.astype(kind)
    exact = np.float32 if kind is np.float32 else np.float64
    for calculate in (f, lambda z: f.vjp(z, z), f.jacobian, f.log_complement):
        with np.errstate(all="ignore"):
            result, wanted = calculate(z), calculate(plain.astype(exact))
        assert result.dtype == exact
        np.testing.assert_array_equal(result, wanted)
    if f.elementwise:
        np.testing.assert_array_equal(f.derivative(z), f.derivative(plain.astype(exact)))


@pytest.mark.parametrize(
    ("z", "error", "words"),
    [
        (["a"], TypeError, "real numbers"), ([1j], TypeError, "real numbers"),
        ([[1], [1, 2]], TypeError, "differ in length"),
        ([None], TypeError, "real numbers"), ([10**400], ValueError, "too large for a float"),
        (np.ma.masked_equal([1, 2], 1), ValueError, "masked"),
    ],
)  # fmt: skip
@pytest.mark.parametrize("f", ALL, ids=repr)
def test_what_is_no_number_is_refused_by_all(f, z, error, words):
    for call in (f, lambda z: f.vjp(z, z), lambda z: f.vjp([1.0], z)):
        with pytest.raises(error, match=words):
            call(z)


def test_shapes_that_make_no_layer_are_refused():
    for z in (1.0, np.ones((2, 0))):
        with pytest.raises(ValueError, match=r"must have shape \(..., n\)"):
            softmax(z)
    with pytest.raises(ValueError, match="must have the shape of z"):
        tanh.vjp([1.0, 2.0], [1.0])


@pytest.mark.parametrize(
    ("returned", "error", "words"),
    [
        (lambda z: z[..., :1], ValueError, r"must return an array of shape \(2, 3\), but returned one of \(2, 1\)"),
        (lambda z: z.sum(), ValueError, r"but returned one of \(\)"), (lambda z: z + 1j, TypeError, "real numbers"),
        (lambda z: z.astype(str), TypeError, "real numbers"), (lambda z: None, TypeError, "real numbers"),
        (lambda z: np.nan * z, ValueError, "what .* returns must be finite"),
        (lambda z: [[1], [1, 2]], TypeError, "length"),
        (lambda z: z.__setitem__(..., 0), ValueError, "read-only"),
    ],
)  # fmt: skip
def test_what_a_function_of_ones_own_returns_is_checked(returned, error, words):
    z = np.ones((2, 3))
    with pytest.raises(error, match=words):
        Activation("odd", returned, tanh.derivative)(z)
    with pytest.raises(error, match=words):
        Activation("odd", tanh, returned).vjp(z, z)
    assert (z == 1).all()


def test_what_a_function_of_ones_own_returns_takes_the_number_type_of_z():
    step = Activation("step", lambda z: z > 0, lambda z: [0.0] * len(z))
    z = np.array([-1.0, 2.0], np.float32)
    assert step(z).tolist() == [0, 1]
    assert step(z).dtype == step.vjp(z, z).dtype == np.float32
    infinite = Activation("exp", np.exp, np.exp)
    infinite([1.0])
    with np.errstate(over="ignore"):
        assert infinite([1000.0]) == np.inf  # later on it may run away


@pytest.mark.parametrize(
    "make",
    [
        lambda: Activation("f", 3, tanh), lambda: Activation("f", tanh, None), lambda: Activation(3, tanh, tanh),
        lambda: Activation("f", tanh, tanh, log=np.log), lambda: Activation("f", tanh, tanh, kinks=["a"]),
    ],
)  # fmt: skip
def test_what_makes_no_activation_is_refused(make):
    with pytest.raises(TypeError):
        make()


def test_leaving_one_out_takes_linear_memory_and_keeps_its_digits():
    rng = np.random.default_rng(0)
    n = 10_000
    z, v = rng.normal(scale=4, size=(4, n)), rng.random((4, n))
    tracemalloc.start()
    value, product = softmax.log_complement(z), softmax.log_complement.vjp(v, z)
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert peak < 20 * z.nbytes
    with mpmath.workdps(50):
        e = [mpmath.exp(mpmath.mpf(x)) for x in z[0]]
        total = mpmath.fsum(e)
        a = [x / total for x in e]
        factors = [mpmath.mpf(x) * p / (1 - p) for x, p in zip(v[0], a, strict=True)]
        total = mpmath.fsum(factors)
        exact = [float(a[j] * (total - factors[j] - mpmath.mpf(v[0, j]))) for j in range(0, n, 97)]
        logs = [float(mpmath.log(1 - p)) for p in a[::97]]
    np.testing.assert_allclose(value[0, ::97], logs, rtol=1e-12)
    np.testing.assert_allclose(product[0, ::97], exact, rtol=1e-11, atol=1e-16)


@pytest.mark.parametrize("z", [*SOFTMAX_Z, [-1000.0, -1000.0, 0.0], [0.0, 30.0, 30.0], [-80.0, 3.0, -81.0]], ids=str)
def test_softmax_in_float32_to_its_last_digits(z):
    z, v = np.array(z, np.float32), np.array([2.0, -3.0, 5.0], np.float32)
    exactly = z.astype(np.float64), v.astype(np.float64)
    for f in (softmax, softmax.log, softmax.log_complement):
        np.testing.assert_allclose(f(z), f(exactly[0]), rtol=1e-6, atol=1e-44)
        np.testing.assert_allclose(f.vjp(v, z), f.vjp(*exactly[::-1]), rtol=1e-6, atol=1e-6)
