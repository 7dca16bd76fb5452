import numpy as np
import pytest

from hw2lib import Network, linear, mixed, relu, sigmoid, softmax, tanh

W = [np.array([[1.0, 2.0], [3.0, 4.0], [5.0, 6.0]]), np.array([[1.0, -1.0, 0.5]])]
B = [np.array([0.1, 0.2, 0.3]), np.array([-0.4])]


def test_forward_is_w_a_plus_b_layer_by_layer():
    net = Network(W, B, [tanh, linear])
    x = np.array([0.5, -0.25])
    trace = net.forward(x)
    z0 = [1 * 0.5 - 2 * 0.25 + 0.1, 3 * 0.5 - 4 * 0.25 + 0.2, 5 * 0.5 - 6 * 0.25 + 0.3]
    np.testing.assert_allclose(trace.z[0], z0)
    np.testing.assert_allclose(trace.a[1], np.tanh(z0))
    np.testing.assert_allclose(trace.z[1], [np.tanh(z0[0]) - np.tanh(z0[1]) + np.tanh(z0[2]) / 2 - 0.4])
    np.testing.assert_array_equal(trace.a[0], x)
    np.testing.assert_array_equal(net(x), trace.a[-1])
    assert [len(trace.z), len(trace.a)] == [2, 3]


def test_a_batch_has_an_example_a_row():
    net = Network.random([3, 4, 2], [sigmoid, softmax], seed=0)
    x = np.random.default_rng(0).normal(size=(5, 3))
    batch = net.forward(x)
    for i in range(5):
        single = net.forward(x[i])
        for l in range(2):
            np.testing.assert_allclose(batch.z[l][i], single.z[l], rtol=1e-14)
            assert single.z[l].shape == net.b[l].shape


def test_random_is_reproducible_and_of_the_stated_size():
    a, b = (Network.random([400, 300, 2], sigmoid, seed=7) for _ in range(2))
    np.testing.assert_array_equal(a.w[0], b.w[0])
    assert a.w[0].std() == pytest.approx(1 / 20, rel=0.02)
    assert a.w[0].mean() == pytest.approx(0, abs=1e-3)
    assert a.b[0].std() == pytest.approx(1, rel=0.1)
    c = Network.random([400, 300, 2], sigmoid, seed=np.random.default_rng(7))
    np.testing.assert_array_equal(a.w[1], c.w[1])
    assert not np.array_equal(a.w[0], Network.random([400, 300, 2], sigmoid, seed=8).w[0])
    assert not np.array_equal(Network.random([2, 1], sigmoid).w[0], Network.random([2, 1], sigmoid).w[0])


def test_copies_are_networks_of_their_own():
    net = Network.random([3, 4, 2], tanh, seed=[5, 6, 7])
    assert (net.copies, net.sizes, net.n_parameters) == ((3,), (3, 4, 2), 26)
    x = np.random.default_rng(0).normal(size=(6, 3))
    own = np.random.default_rng(1).normal(size=(3, 6, 3))
    for k in range(3):
        alone = Network.random([3, 4, 2], tanh, seed=5 + k)
        np.testing.assert_array_equal(net[k].w[1], alone.w[1])
        np.testing.assert_allclose(net(x)[k], alone(x), rtol=1e-12)
        np.testing.assert_allclose(net(x[0])[k], alone(x[0]), rtol=1e-12)
        np.testing.assert_allclose(net(own)[k], alone(own[k]), rtol=1e-12)
    assert net[:2].copies == (2,)
    drawn = Network.random([3, 2], tanh, seed=0, copies=4)
    child = Network.random([3, 2], tanh, seed=np.random.default_rng(0).spawn(4)[2])
    np.testing.assert_array_equal(drawn[2].w[0], child.w[0])
    with pytest.raises(TypeError, match="no copies"):
        alone[0]


def test_number_types():
    assert Network.random([2, 3], relu, seed=0, dtype=np.float32)([1, 2]).dtype == np.float32
    net = Network([np.ones((1, 2), np.float32)], [np.zeros(1, np.float32)], sigmoid)
    assert net.dtype == np.float32
    assert net(np.ones(2)).dtype == np.float32
    assert Network([[[1, 2]]], [[0]], linear)([1, 1]).dtype == np.float64
    assert Network([[[True, False]]], [[0]], linear)(np.array([1, 0], bool)) == 1


def test_arrays_are_copied_and_frozen():
    w, b = [np.ones((1, 2))], [np.zeros(1)]
    net = Network(w, b, linear)
    w[0][:] = 7
    assert net([1.0, 1.0]) == 2
    with pytest.raises(ValueError, match="read-only"):
        net.w[0][0, 0] = 3
    x = np.ones(2)
    net(x)
    np.testing.assert_array_equal(x, [1, 1])


def test_reprs():
    net = Network(W, B, [sigmoid, softmax])
    assert repr(net) == "Network 2-3-1: sigmoid, softmax; 13 parameters, float64"
    assert net.summary().splitlines()[1].split() == ["0", "2", "->", "3", "sigmoid", "9"]
    assert "<td>softmax</td>" in net._repr_html_()
    assert repr(net.forward([0, 0])) == "Trace: a[0] (2,) -> z[0], a[1] (3,) -> z[1], a[2] (1,)"
    assert repr(Network.random([2, 1], sigmoid, seed=0, copies=3)).endswith("; 3 copies")


COPIES = Network.random([2, 1], sigmoid, seed=0, copies=4)
BAD = [
    (lambda: Network(W, B[:1], sigmoid), ValueError, "2 w and 1 b"),
    (lambda: Network([], [], sigmoid), ValueError, "a weight matrix and a bias vector"),
    (lambda: Network([W[0].T, W[1]], B, sigmoid), ValueError, r"b\[0\] must have shape \(2,\), but has \(3,\)"),
    (lambda: Network([W[0], W[1].T], B, sigmoid), ValueError, "takes 1 inputs, but layer 0 has 3 neurons"),
    (lambda: Network([W[0], W[1].T], B, sigmoid), ValueError, r"transposed\? w\[1\]\.T fits"),
    (lambda: Network([w.T for w in W], B, sigmoid), ValueError, r"transposed\? w\[0\]\[j, k\] .*: w\[0\]\.T"),
    (lambda: Network(5, B, sigmoid), TypeError, "w must be a list with one array a layer"),
    (lambda: Network(W, B, "sigmoid"), TypeError, "activations must be an Activation, or a list"),
    (lambda: Network([[[10**400, 1]]], [[0]], sigmoid), ValueError, r"w\[0\] holds a number too large for a float"),
    (lambda: Network(W, B, sigmoid)([10**400, 1]), ValueError, "x holds a number too large"),
    (lambda: Network.random([2, 10**400], sigmoid), ValueError, "every layer's size is too large"),
    (lambda: Network.random([2, -(10**400)], sigmoid), ValueError, "every layer's size must be at least 1"),
    (lambda: Network.random([2, 1], sigmoid, seed=10**400), ValueError, "2\\*\\*128"),
    (lambda: Network.random([2, 1], sigmoid, seed=[1, 10**400]), ValueError, "2\\*\\*128"),
    (lambda: Network.random([2, 1], sigmoid, copies=10**400), ValueError, "copies is too large"),
    (lambda: Network.random([2, 1], sigmoid, seed=b"ab"), TypeError, "a seed is a whole number .*, not b'ab'"),
    (lambda: Network.random([2, 1], sigmoid, seed=bytearray(b"ab")), TypeError, "a seed is a whole number"),
    (
        lambda: Network.random(5, sigmoid),
        ValueError,
        "inputs and at least one layer, not 5",
    ),
    (lambda: COPIES[..., 0], TypeError, "chosen by whole numbers, slices or lists of them, not by Ellipsis"),
    (lambda: COPIES[None], TypeError, "not by None"),
    (lambda: COPIES[True], TypeError, "not by True"),
    (lambda: COPIES["a"], TypeError, "not by 'a'"),
    (lambda: COPIES[1.0], TypeError, "not by 1.0"),
    (lambda: COPIES[4], IndexError, "there are 4 copies, and 4 is none"),
    (lambda: COPIES[0, 0], IndexError, "there are 4 copies"),
    (lambda: COPIES[10**400], IndexError, "there are 4 copies"),
    (lambda: COPIES[4:], ValueError, "chooses none of 4 copies"),
    (lambda: Network([W[0][0]], [B[0]], sigmoid), ValueError, r"must have shape \(n_out, n_in\), but has \(2,\)"),
    (lambda: Network([3.0], [B[0]], sigmoid), ValueError, r"must have shape \(n_out, n_in\), but has \(\)"),
    (lambda: Network([np.ones((0, 2))], [np.ones(0)], sigmoid), ValueError, r"but has \(0, 2\)"),
    (lambda: Network([W[0]], [B[0][:, None]], sigmoid), ValueError, r"must have shape \(3,\), but has \(3, 1\)"),
    (lambda: Network([W[0][None]], [B[0]], sigmoid), ValueError, r"must have shape \(1, 3\)"),
    (lambda: Network(W, B, [sigmoid]), ValueError, "2 layers need 2 activations, but 1 came"),
    (lambda: Network(W, B, [sigmoid, "softmax"]), TypeError, "must be an Activation, not 'softmax'"),
    (lambda: Network(W, B, mixed([sigmoid, tanh, relu])), ValueError, "names 3 neurons, but the layer has 1"),
    (lambda: Network([W[0] * np.nan], [B[0]], sigmoid), ValueError, r"w\[0\] must be finite, but holds nan at index"),
    (lambda: Network([W[0]], [B[0] + np.inf], sigmoid), ValueError, r"b\[0\] must be finite, but holds inf at index 0"),
    (lambda: Network([[["a", "b"]]], [[0]], sigmoid), TypeError, "must hold real numbers"),
    (lambda: Network([W[0] * 1j], [B[0]], sigmoid), TypeError, "not complex128"),
    (lambda: Network([[[1, 2], [3]]], [[0, 0]], sigmoid), TypeError, "rows differ in length"),
    (lambda: Network([np.ma.masked_equal(W[0], 1)], [B[0]], sigmoid), ValueError, "masked array"),
    (lambda: Network(W, B, sigmoid)([1.0, 2.0, 3.0]), ValueError, r"x must have shape \(2,\) or \(examples, 2\)"),
    (lambda: Network(W, B, sigmoid)(np.ones((2, 3))), ValueError, r"but has \(2, 3\)"),
    (lambda: Network(W, B, sigmoid)(1.0), ValueError, r"but has \(\)"),
    (lambda: Network(W, B, sigmoid)(np.ones((1, 1, 2))), ValueError, r"but has \(1, 1, 2\)"),
    (lambda: Network(W, B, sigmoid)(np.ones((0, 2))), ValueError, "x is empty"),
    (lambda: Network(W, B, sigmoid)("12"), TypeError, "x must hold real numbers"),
    (lambda: Network(W, B, sigmoid)([None, 1]), TypeError, "x must hold real numbers"),
    (lambda: Network(W, B, sigmoid)([np.nan, 1]), ValueError, "x must be finite, but holds nan at index 0"),
    (lambda: Network(W, B, sigmoid)(np.ones(2, np.longdouble)), TypeError, "real numbers"),
    (lambda: Network.random([2, 1], relu, dtype=np.float32)([1e300, 0]), ValueError, "x must be finite"),
    (lambda: Network.random([2, 1], relu, seed=0, copies=3)(np.ones((2, 4, 2))), ValueError, r"\(3, examples, 2\)"),
    (lambda: Network.random([2], sigmoid), ValueError, "at least one layer"),
    (lambda: Network.random([2, 0], sigmoid), ValueError, "every layer's size must be at least 1"),
    (lambda: Network.random([2, 1.5], sigmoid), TypeError, "every layer's size must be a whole number"),
    (lambda: Network.random([2, 1], sigmoid, seed=-1), ValueError, "can't be negative"),
    (lambda: Network.random([2, 1], sigmoid, seed="0"), TypeError, "a seed is"),
    (lambda: Network.random([2, 1], sigmoid, seed=[1, 2], copies=3), ValueError, "2 seeds can't draw 3 copies"),
    (lambda: Network.random([2, 1], sigmoid, copies=0), ValueError, "copies must be at least 1"),
    (lambda: Network.random([2, 1], sigmoid, dtype=int), TypeError, "dtype must be float64 or float32"),
]


@pytest.mark.parametrize(("make", "error", "words"), BAD, ids=[words for _, _, words in BAD])
def test_bad_input_is_refused_in_words(make, error, words):
    with pytest.raises(error, match=words):
        make()


@pytest.mark.parametrize("shape", [(3,), (1, 3), (5, 3), (4, 5, 3)])
def test_a_trace_has_every_layer_whatever_the_batch(shape):
    net = Network.random([3, 4, 2], sigmoid, seed=0, copies=4 if len(shape) == 3 else None)
    x = np.random.default_rng(0).normal(size=shape)
    trace = net.forward(x)
    assert len(trace.z) == 2
    assert len(trace.a) == 3
    assert [a.shape[:-1] for a in trace.a] == [shape[:-1]] * 3
    np.testing.assert_array_equal(trace.a[0], x)
    for z, a in zip(trace.z, trace.a[1:], strict=True):
        np.testing.assert_array_equal(a, sigmoid(z))


def test_copies_are_chosen_in_many_ways():
    w, b = np.random.default_rng(0).normal(size=(2, 3, 1, 4)), np.zeros((2, 3, 1))
    net = Network([w], [b], sigmoid)
    np.testing.assert_array_equal(net[1].w[0], w[1])
    np.testing.assert_array_equal(net[1, -1].w[0], w[1, -1])
    np.testing.assert_array_equal(net[:, np.int64(0)].w[0], w[:, 0])
    np.testing.assert_array_equal(COPIES[[2, 0]].w[0], COPIES.w[0][[2, 0]])
    np.testing.assert_array_equal(COPIES[np.array([True, False, False, True])].w[0], COPIES.w[0][[0, 3]])
    assert len(list(COPIES)) == 4


def test_a_trace_has_a_table():
    trace = Network(W, B, [sigmoid, softmax]).forward([0, 0])
    assert [row.split()[0] for row in trace.summary().splitlines()[1:]] == ["a[0]", "z[0]", "a[1]", "z[1]", "a[2]"]
    assert "<td>z[1]</td>" in trace._repr_html_()


def test_seeds_may_be_an_array():
    drawn = Network.random([2, 1], sigmoid, seed=np.arange(3))
    np.testing.assert_array_equal(drawn[2].w[0], Network.random([2, 1], sigmoid, seed=2).w[0])


def test_a_trace_keeps_what_it_was_made_of():
    x = np.array([[0.3, -0.2]])
    trace, a = Network(W, B, sigmoid).forward(x), linear(x)
    x[:] = 7
    np.testing.assert_array_equal(trace.a[0], [[0.3, -0.2]])
    np.testing.assert_array_equal(a, [[0.3, -0.2]])


@pytest.mark.parametrize(
    ("call", "error", "words"),
    [
        (lambda: Network.random(b"ab", sigmoid), ValueError, "sizes are a list"),
        (lambda: Network.random(np.array(3), sigmoid), ValueError, "sizes are a list"),
        (lambda: Network.random([2, 1], sigmoid, seed=[]), ValueError, "0 seeds can't draw any copies"),
        (lambda: Network.random([2, 1], sigmoid, seed=np.array(1.5)), TypeError, "a seed is a whole number"),
        (lambda: mixed({sigmoid, tanh}), TypeError, "a list of activations"),  # a set has no order
        (lambda: mixed(np.array(2.0)), TypeError, "a list of activations"),
        (lambda: mixed(tanh, {10**5000: sigmoid}), ValueError, "a neuron's index is .*, not an int"),
        (lambda: Network("w" * 10**6, B, sigmoid), TypeError, r"w must be a list .*www\.\.\.$"),
    ],
)
def test_what_is_no_list_and_what_can_t_be_written(call, error, words):
    with pytest.raises(error, match=words):
        call()


def test_a_network_keeps_what_it_was_made_of():
    net = Network.random([2, 1], sigmoid, seed=0)
    with pytest.raises(TypeError, match="a network keeps its w: make a new one"):
        net.w = [np.zeros((1, 2))]
    assert net([1.0, 2.0]).shape == (1,)
