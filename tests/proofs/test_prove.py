"""A proof is a proof: true identities are proved, false ones never, and what can't be settled is called undecided."""

import pytest
import sympy as sp

from hw2lib.proofs import Counterexample, prove, prove_positive

x, y, z = sp.symbols("x y z", real=True)
a, u = sp.symbols("a u", positive=True)
n = sp.Symbol("n", integer=True, positive=True)
i, j, k = sp.symbols("i j k", integer=True)
Z, Y, W = (sp.IndexedBase(sp.Symbol(name, real=True)) for name in ("z", "y", "w"))
delta = sp.KroneckerDelta
total = sp.Sum(sp.exp(Z[k]), (k, 1, n))


def softmax(m):
    return sp.exp(Z[m]) / total


sigma = 1 / (1 + sp.exp(-z))
f = sp.Function("f")

TRUE = {
    "derivative of sigma": (sp.Derivative(sigma, z), sigma * (1 - sigma)),
    "sigma(-z)": (sigma.subs(z, -z), 1 - sigma),
    "tanh and sigma": (sp.tanh(z), 2 * sigma.subs(z, 2 * z) - 1),
    "softplus": (sp.log(1 + sp.exp(z)) - z, sp.log(1 + sp.exp(-z))),
    "chain rule": (sp.Derivative(f(x * y), x), y * sp.Derivative(f(z), z).subs(z, x * y)),
    "limit": (sp.Limit(u * sp.log(u), u, 0), 0),
    "jacobian": (sp.Derivative(softmax(i), Z[j]), softmax(i) * (delta(i, j) - softmax(j))),
    "sum of softmax": (sp.Sum(softmax(k), (k, 1, n)), 1),
    "sum of a family": (sp.Sum(2 * Y[k] + 1, (k, 1, n)), 2 * sp.Sum(Y[i], (i, 1, n)) + n),
    "matrix": (sp.Matrix([[x, y]]) * sp.Matrix([x, y]), sp.Matrix([x**2 + y**2])),
    "number": (sp.Rational(1, 2) + sp.Rational(1, 3), sp.Rational(5, 6)),
}
FALSE = {
    "derivative of sigma": (sp.Derivative(sigma, z), sigma * (1 + sigma)),
    "diagonal for all": (sp.Derivative(softmax(i), Z[j]), softmax(i) * (1 - softmax(j))),
    "indices exchanged": (sp.Derivative(sp.Sum(W[j, i] * Y[i], (i, 1, n)), W[j, k]), Y[j]),
    "square root": (sp.sqrt(x**2), x),
    "logarithm of a square": (sp.log(x**2), 2 * sp.log(x)),
    "true at 0 alone": (sp.sin(x), x),
    "off by little": (x, x + sp.Rational(1, 10**9)),
    "chain rule forgotten": (sp.Derivative(f(x * y), x), sp.Derivative(f(z), z).subs(z, x * y)),
    "sum without n": (sp.Sum(Y[k] + 1, (k, 1, n)), sp.Sum(Y[i], (i, 1, n)) + 1),
    "matrix": (sp.Matrix([x, y]), sp.Matrix([y, x])),
}


@pytest.mark.parametrize("name", TRUE)
def test_true(name):
    proof = prove(*TRUE[name])
    assert proof
    assert repr(proof).startswith("proved: ")
    assert "by " in repr(proof)


@pytest.mark.parametrize("name", FALSE)
def test_false(name):
    with pytest.raises(Counterexample, match=r"the sides differ: at .* the left is .* the right ") as caught:
        prove(*FALSE[name])
    assert caught.value.left != caught.value.right
    assert caught.value.point


NOT_FOR_EVERY_N = {
    "a fixed index in a delta": (sp.Sum(delta(i, 2), (i, 1, n)), 1),
    "a fixed index in a derivative": (sp.Derivative(sp.Sum(Y[k], (k, 1, n)), Y[3]), 1),
    "a fixed index chosen": (sp.Sum(Y[k] * delta(k, 3), (k, 1, n)), Y[3]),
    "a delta in an exponent": (sp.Sum(sp.exp(delta(i, j)) * Y[i], (i, 0, n)), sp.E * Y[j]),
    "a delta in a denominator": (sp.Sum(Y[i] / (1 + delta(i, j)), (i, 0, n)), Y[j] / 2),
    "a family shifted by one": (sp.Sum(sp.exp(delta(i, j)) * Y[i + 1], (i, 1, n)), sp.E * Y[j + 1]),
    "a whole number": (sp.Symbol("p", integer=True, positive=True), 3),
    "a power of -1": ((-1) ** sp.Symbol("p", integer=True, positive=True), -1),
}


@pytest.mark.parametrize("name", NOT_FOR_EVERY_N)
def test_what_is_true_for_some_n_or_some_whole_numbers_alone(name):
    with pytest.raises(Counterexample):
        prove(*NOT_FOR_EVERY_N[name])


def test_a_symbol_of_ours_is_not_taken_for_yours():
    g, yours = sp.Function("g"), sp.Symbol("u_x", positive=True)
    with pytest.raises(Counterexample):
        prove(x + g(x, y), yours / (1 + yours) + g(x, y), on={x: (0, 1)})


def test_undecided_is_not_called_proved():
    proof = prove(sp.sqrt(x**2 - 2 * x + 1), sp.Abs(x - 1))  # true, and no step of ours settles it
    assert not proof
    assert repr(proof).startswith("undecided: ")
    assert "proved" not in repr(proof)
    assert "**undecided**" in proof._repr_markdown_()


def test_a_wide_statement_is_set_in_two_lines():
    narrow, wide = prove(2 * x - x, x), prove(sp.expand((x + 1) ** 9), (x + 1) ** 9)
    assert r"\\[1ex] &=" in wide._repr_markdown_()
    assert r"\\" not in narrow._repr_markdown_()


def test_a_plain_symbol_may_be_complex():
    plain = sp.Symbol("c")
    with pytest.raises(Counterexample, match="I"):
        prove(sp.log(sp.exp(plain)), plain)
    assert prove(sp.log(sp.exp(x)), x)


def test_what_cannot_be_evaluated_is_not_called_proved():
    nowhere = sp.Piecewise((x, sp.And(x > 1000, x < 1000 + sp.pi / 10**9)))
    proof = prove(nowhere, 2 * nowhere)
    assert not proof
    assert proof.points == 0
    assert "no point" in repr(proof)


def test_where_both_sides_are_defined_is_said():
    for left, right in [((x**2 - 1) / (x - 1), x + 1), (x * y / x**2, y / x), (sp.tan(x) * sp.cos(x), sp.sin(x))]:
        proof = prove(left, right)
        assert proof
        assert not proof.everywhere
        assert "where both sides are defined, by " in repr(proof)
        assert "where both sides are defined, by " in proof._repr_markdown_()
    for left, right in [(1 / (1 + x**2) - 1, -(x**2) / (1 + x**2)), (1 / u - 1, (1 - u) / u), (sigma + 1 - 1, sigma)]:
        proof = prove(left, right)
        assert proof.everywhere
        assert "defined" not in repr(proof)
    assert prove(sp.log(x / (1 - x)), sp.log(x) - sp.log(1 - x), on={x: (0, 1)}).everywhere
    assert not prove(2 * Y[x], Y[x] + Y[x]).everywhere  # an index is a whole number


WHAT_IS_ASSUMED = {
    "1 <= j <= n": (sp.Sum(delta(k, j) * Y[k], (k, 1, n)), Y[j]),
    "1 <= i <= 4": (sp.Derivative(sp.Sum(Y[k], (k, 1, 4)), Y[i]), 1),
    "whole j": ((j + 1) ** 2, j**2 + 2 * j + 1),
    "every whole n from 1 on": (sp.Sum(1, (k, 1, n)), n),
    "every whole m from 0 on": (sp.Sum(1, (k, 1, sp.Symbol("m", integer=True))), sp.Symbol("m", integer=True)),
    "nonnegative w": (sp.sqrt(sp.Symbol("w", nonnegative=True) ** 2), sp.Symbol("w", nonnegative=True)),
    "imaginary t": (sp.Abs(sp.Symbol("t", imaginary=True)) ** 2, -(sp.Symbol("t", imaginary=True) ** 2)),
    "positive h": (sp.Abs(sp.Function("h", positive=True)(x)), sp.Function("h", positive=True)(x)),
}


@pytest.mark.parametrize("words", WHAT_IS_ASSUMED)
def test_what_is_assumed_is_said(words):
    proof = prove(*WHAT_IS_ASSUMED[words])
    assert proof
    assert words in proof.assumptions
    assert words in repr(proof)


def test_an_index_that_may_lie_out_of_range():
    p = sp.Symbol("p", integer=True, positive=True)
    chosen = (sp.Sum(delta(k, p) * Y[k], (k, 1, n)), Y[p])
    with pytest.raises(Counterexample) as caught:
        prove(*chosen)
    assert caught.value.point[p] > caught.value.point[n]
    proof = prove(*chosen, given={p <= n: True})
    assert proof
    assert "p <= n" in proof.assumptions
    assert prove(sp.Sum(delta(k, p), (k, 1, 4)), 1, on={p: (0, 5)})
    with pytest.raises(Counterexample):
        prove(sp.Sum(delta(k, p), (k, 1, 4)), 1, on={p: (0, 6)})


def test_the_point_is_where_the_sides_differ():
    with pytest.raises(Counterexample) as caught:
        prove(sp.Sum(Y[k], (k, 1, n)), Y[1])
    point = caught.value.point
    assert sum(point[Y[m]] for m in range(1, point[n] + 1)) == caught.value.left != caught.value.right == point[Y[1]]


def test_functions_of_several_arguments_and_of_functions():
    g, s, t = sp.Function("g"), *sp.symbols("s t", real=True)
    inside = {s: 2 * f(x), t: 3 * f(x) + y}
    by_s, by_t = (sp.diff(g(s, t), q).subs(inside, simultaneous=True) for q in (s, t))
    whole = sp.Derivative(g(s, t).subs(inside, simultaneous=True), x)
    assert prove(whole, (2 * by_s + 3 * by_t) * sp.diff(f(x), x))
    assert prove(sp.Derivative(f(g(x, y)), x), sp.diff(f(t), t).subs(t, g(x, y)) * sp.diff(g(x, y), x))
    with pytest.raises(Counterexample):
        prove(whole, (3 * by_s + 2 * by_t) * sp.diff(f(x), x))
    with pytest.raises(Counterexample):
        prove(g(x, y), g(y, x))
    with pytest.raises(ValueError, match="different numbers of arguments"):
        prove(g(x), g(x, y))


def test_a_function_is_the_same_on_both_sides():
    g = sp.Function("g")
    assert prove((f(x) + 1) ** 2 - f(x) ** 2 - 2 * f(x) - 1 + g(x), g(x))


def test_an_interval_makes_a_proof_possible_or_a_counterexample_unnecessary():
    free = sp.Symbol("a", real=True)
    assert prove(sp.log(free / (1 - free)), sp.log(free) - sp.log(1 - free), on={free: (0, 1)})
    assert "0 < a < 1" in repr(prove(sp.Abs(free), free, on={free: (0, 1)}))
    with pytest.raises(Counterexample):
        prove(sp.Abs(free), free, on={free: (-1, 1)})


def test_a_hypothesis_is_used_and_named():
    loss = -sp.Sum(Y[i] * sp.log(softmax(i)), (i, 1, n))
    ones = {sp.Sum(Y[k], (k, 1, n)): 1}
    proof = prove(sp.Derivative(loss, Z[j]), softmax(j) - Y[j], given=ones)
    assert proof
    assert "Sum(y[k], (k, 1, n)) = 1" in repr(proof)
    with pytest.raises(Counterexample):
        prove(sp.Derivative(loss, Z[j]), softmax(j) - Y[j])
    with pytest.raises(Counterexample):
        prove(sp.Derivative(loss, Z[j]), Y[j] * (softmax(j) - 1), given=ones)


def test_positive():
    free = sp.Symbol("a", real=True)
    assert prove_positive(y**2 + 1)
    assert prove_positive(1 / free + 1 / (1 - free), on={free: (0, 1)})
    true_but_hard = 1 / free + 1 / (1 - free) - sp.Rational(39, 10)
    assert "undecided" in repr(prove_positive(true_but_hard, on={free: (0, 1)}))
    with pytest.raises(Counterexample, match="not positive everywhere"):
        prove_positive(free - sp.Rational(1, 2), on={free: (0, 1)})
    with pytest.raises(Counterexample):
        prove_positive(sp.Integer(0))


def test_numbers_beyond_all_bounds_are_no_error():
    z = sp.Symbol("z", real=True)
    assert prove_positive(sp.cosh(sp.exp(100 * z)))
    assert prove_positive(sp.cosh(sp.cosh(z**3)))


def test_derivatives_of_unknown_functions_on_an_interval():
    difference = sp.Abs(x) * sp.Derivative(f(x), x) - x * sp.Derivative(f(x), x)
    assert prove(difference, 0, on={x: (0, 1)})
    with pytest.raises(Counterexample):
        prove(difference, 0)
    plain = sp.Symbol("c")
    assert not prove(sp.Derivative(sp.conjugate(plain), plain), 1)


def test_the_answer_says_all_that_is_assumed_of_a_symbol():
    nonnegative, nonzero = sp.Symbol("w", nonnegative=True), sp.Symbol("q", real=True, nonzero=True)
    assert "nonnegative w" in repr(prove_positive(nonnegative + 1, on={nonnegative: (-1, 1)}))
    assert "nonzero q" in repr(prove_positive(sp.Abs(nonzero), on={nonzero: (-1, 1)}))
    length, k = sp.Symbol("nc", complex=True), sp.Symbol("k")
    assert "every whole nc from 0 on" in repr(prove(sp.Abs(length) + sp.Sum(0, (k, 1, length)), length))
    even = sp.Symbol("ev", even=True)
    assert "every even whole ev from 0 on" in repr(prove(sp.Abs(even) + sp.Sum(0, (k, 1, even)), even))


def test_a_derivative_may_have_no_value_where_its_function_has_one():
    w = sp.Symbol("w", nonnegative=True)
    assert not prove(sp.Derivative(sp.sqrt(w), w), sp.Derivative(sp.sqrt(w), w)).everywhere


def test_complex_numbers_have_no_order():
    c, d = sp.symbols("c d")
    for jump in (sp.Max(c, d), sp.floor(c), sp.Heaviside(c), sp.Piecewise((c, c > 0), (d, True))):
        assert not prove((jump + 1) ** 2, jump**2 + 2 * jump + 1).everywhere
    assert prove((sp.Max(x, y) + 1) ** 2, sp.Max(x, y) ** 2 + 2 * sp.Max(x, y) + 1).everywhere
