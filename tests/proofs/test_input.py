"""Whatever is passed is answered in plain words; nothing of it is run, and nothing takes long."""

import decimal
import fractions

import numpy as np
import pytest
import sympy as sp

from hw2lib.proofs import Counterexample, Proof, prove, prove_positive
from tests.proofs.statements import R, Sum, a, f, i, k, m, n, x, y, z

A, B = sp.symbols("A B", commutative=False)
nan, zoo, oo = sp.nan, sp.zoo, sp.oo
FILE = "was_run"
CODE = f"open({FILE!r}, 'w').close()"


class Pasted(sp.Function):
    """A function that hands code to whoever prints it."""

    nargs = 1

    def _run(self, *_, **__):
        return f"({CODE} or 1)"

    _pythoncode = _numpycode = _lambdacode = _mpmathcode = _sympyrepr = _run

    def _eval_evalf(self, prec):
        raise AssertionError("it was evaluated")


class Named(sp.Symbol):
    _pythoncode = _lambdacode = Pasted._run


def nested(depth):
    e = x
    for _ in range(depth):
        e = sp.sin(e, evaluate=False)
    return e


def shared(depth):
    e = x
    for _ in range(depth):
        e = sp.Add(e, sp.Mul(e, e, evaluate=False), evaluate=False)
    return e


STRINGS = {
    "side": lambda: prove(CODE, x),
    "other side": lambda: prove(x, CODE),
    "bytes": lambda: prove(CODE.encode(), x),
    "list": lambda: prove([CODE], x),
    "nested list": lambda: prove([[CODE]], x),
    "tuple": lambda: prove((CODE,), x),
    "set": lambda: prove({CODE}, x),
    "dict": lambda: prove({CODE: CODE}, x),
    "array": lambda: prove(np.array([CODE]), x),
    "array of objects": lambda: prove(np.array([CODE], dtype=object), x),
    "NumPy string": lambda: prove(np.str_(CODE), x),
    "key of on": lambda: prove(x, x, on={CODE: (0, 1)}),
    "end of on": lambda: prove(x, x, on={x: (CODE, 1)}),
    "other end of on": lambda: prove(x, x, on={x: [0, CODE]}),
    "value of on": lambda: prove(x, x, on={x: CODE}),
    "array in on": lambda: prove(x, x, on={x: np.array([CODE, CODE])}),
    "list in on": lambda: prove(x, x, on={x: ([CODE], 1)}),
    "key of given": lambda: prove(x, x, given={CODE: 1}),
    "value of given": lambda: prove(x, x, given={x: CODE}),
    "list in given": lambda: prove(x, x, given={x: [CODE]}),
    "tuple as a key of given": lambda: prove(x, x, given={(CODE,): 1}),
    "given itself": lambda: prove(x, x, given=CODE),
    "positive": lambda: prove_positive(CODE),
    "end of on, positive": lambda: prove_positive(x, on={x: (0, CODE)}),
}


@pytest.mark.parametrize("where", STRINGS)
def test_strings_are_refused_and_not_parsed(where, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    with pytest.raises((TypeError, ValueError)) as caught:
        STRINGS[where]()
    assert not isinstance(caught.value, Counterexample)
    assert not list(tmp_path.iterdir())


def test_names_and_classes_that_hold_code_are_not_run(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    evil = sp.Function(f"{CODE} or float")
    assert prove(sp.Derivative(evil(z) ** 2, z), 2 * evil(z) * sp.Derivative(evil(z), z))
    with pytest.raises(Counterexample):
        prove(evil(z), evil(z) + 1)
    with pytest.raises(Counterexample):
        prove(sp.Symbol(CODE, real=True) ** 2, 1)
    for odd in (Pasted(x), Pasted(x) + 1, f(Pasted(x)), sp.Matrix([Pasted(x)]), Named("x") + x):
        assert "not among the functions" in repr(prove(odd, 2 * odd))
    assert not prove_positive(Pasted(x))
    assert not list(tmp_path.iterdir())


def test_an_unknown_function_is_unknown_whatever_its_name():
    for name in ("exp", "sin", "Abs", "floor"):
        with pytest.raises(Counterexample):
            prove(sp.Function(name)(x), getattr(sp, name)(x))


PLAIN_WORDS = {
    "lhs must be a SymPy expression, a number or a matrix, not an object": lambda: prove(object(), x),
    "rhs must be a SymPy expression, a number or a matrix, not None": lambda: prove(x, None),
    "a number or a matrix, not Eq(x, y)": lambda: prove(sp.Eq(x, y), 1),
    "not a bool": lambda: prove(True, True),
    "not a list; write sp.Matrix": lambda: prove([x], [x]),
    "not a ndarray; write sp.Matrix": lambda: prove(np.array([1.0]), x),
    "write it out, entry by entry": lambda: prove(sp.MatrixSymbol("A", 2, 2), sp.MatrixSymbol("A", 2, 2)),
    "lhs is a matrix of shape (0, 0): there is nothing": lambda: prove(sp.Matrix([]), sp.Matrix([])),
    "lhs is a matrix of shape (0, 3): there is nothing": lambda: prove(sp.zeros(0, 3), sp.zeros(0, 3)),
    "the left side has shape (1, 1), the right side ()": lambda: prove(sp.Matrix([x]), x),
    "a matrix is neither positive nor negative": lambda: prove_positive(sp.Matrix([x])),
    "lhs has no value: it is nan": lambda: prove(nan, nan),
    "lhs has no value: it is zoo": lambda: prove(zoo, zoo),
    "rhs has no value: it is Matrix([[nan]])": lambda: prove(sp.Matrix([x]), sp.Matrix([nan])),
    "lhs has no value": lambda: prove(float("nan"), 1),
    "on must be a dictionary such as {a: (0, 1)}, not None": lambda: prove(x, x, on=None),
    "on must be a dictionary such as {a: (0, 1)}, not an int": lambda: prove_positive(x, on=3),
    "given must be a dictionary such as {Sum(y[k], (k, 1, n)): 1}, not a list": lambda: prove(x, x, given=[1]),
    "an interval belongs to a symbol, not to x + 1": lambda: prove(x, x, on={x + 1: (0, 1)}),
    "the interval of x must be its two ends, such as (0, 1)": lambda: prove(x, x, on={x: 5}),
    "the interval of x must be its two ends": lambda: prove(x, x, on={x: (0,)}),
    "the interval of x must be its two": lambda: prove(x, x, on={x: {0, 1}}),
    "the interval of x must be": lambda: prove(x, x, on={x: sp.Interval(0, 1)}),
    "must be real numbers or sp.oo, not a": lambda: prove(x, x, on={x: (a, 1)}),
    "must be real numbers or sp.oo, not nan": lambda: prove(x, x, on={x: (nan, 1)}),
    "must be real numbers or sp.oo, not a float": lambda: prove(x, x, on={x: (0, float("nan"))}),
    "must be real numbers or sp.oo, not I": lambda: prove(x, x, on={x: (sp.I, 1)}),
    "must be real numbers or sp.oo, not None": lambda: prove(x, x, on={x: (None, 1)}),
    "(1, 0) is no interval for x": lambda: prove(x, x, on={x: (1, 0)}),
    "(1, 1) is no interval for x": lambda: prove(x, x, on={x: (1, 1)}),
    "assumed to be of one sign": lambda: prove_positive(a + 5, on={a: (-5, 5)}),
    "there is none between 1 and 2": lambda: prove(m, m, on={m: (1, 2)}),
    "its value must be True": lambda: prove(n, n, given={n <= m: False}),
    "give it entry by entry": lambda: prove(x, x, given={x: sp.Matrix([x])}),
    "f stands with different numbers of arguments": lambda: prove(f(x), f(x, y)),
}


@pytest.mark.parametrize("words", PLAIN_WORDS)
def test_errors_are_in_plain_words(words):
    with pytest.raises((TypeError, ValueError)) as caught:
        PLAIN_WORDS[words]()
    assert words in str(caught.value)
    assert not isinstance(caught.value, Counterexample)


PRODUCT = sp.prod([x + q * y + a for q in range(20)])
TOO_MUCH = {
    "a limit that isn't there": lambda: prove(sp.Limit(sp.Abs(x) / x, x, 0, "+-"), 1),
    "an oscillation": lambda: prove(sp.Limit(sp.sin(x), x, oo), 0),
    "a hard limit": lambda: prove(sp.Limit(sp.exp(sp.exp(x)) / sp.exp(sp.exp(x - sp.exp(-sp.exp(x)))), x, oo), 1),
    "an integral": lambda: prove(sp.Integral(sp.exp(sp.sin(x) ** 3), (x, 0, 1)), 1),
    "zeta": lambda: prove(sp.zeta(x), sp.zeta(x)),
    "a product": lambda: prove(sp.Product(k, (k, 1, n)), sp.factorial(n)),
    "an index of another kind": lambda: prove(sp.IndexedBase("x")[sp.Idx("i")], 1),
    "a family with one index, and with two": lambda: prove(sp.Derivative(sp.Indexed("W", n, k), sp.Indexed("W", k)), 0),
    "a condition that isn't known": lambda: prove(sp.Piecewise((x, sp.Contains(x, sp.S.Integers)), (0, True)), x),
    "a large factorial": lambda: prove(sp.factorial(n * 10**6), 1),
    "an unevaluated factorial": lambda: prove(sp.factorial(10**9, evaluate=False), 1),
    "an arc function": lambda: prove(sp.atan(x) + sp.atan(1 / x), sp.pi / 2),
    "an unevaluated power": lambda: prove(sp.Pow(10, 10**9, evaluate=False), 1),
    "a tower": lambda: prove(sp.Pow(10, sp.Pow(10, sp.Pow(10, 10, evaluate=False), evaluate=False), evaluate=False), 1),
    "a tower by substitution": lambda: prove(sp.Subs(x ** (x**x), x, 10), 1),
    "a tower in a sum": lambda: prove(Sum(10 ** (10**k), (k, 1, 10)), 1),
    "a rounded tower": lambda: prove(sp.floor(sp.exp(10**9, evaluate=False), evaluate=False), 1),
    "a long sum": lambda: prove(Sum(sp.sin(k), (k, 1, 10**9)), 1),
    "a sum without end": lambda: prove(Sum(R(1, 2) ** k, (k, 0, oo)), 2),
    "a high degree": lambda: prove((x + 1) ** (10**6), (x + 1) ** (10**6 - 1)),
    "many terms": lambda: prove((x**2 + 2 * x * y + y**2) ** 60, (x + y) ** 120),
    "a product of many sums": lambda: prove(PRODUCT, sp.expand(PRODUCT)),
    "a high derivative": lambda: prove(sp.Derivative(sp.sin(x), (x, 50)), -sp.sin(x)),
    "a derivative of order n": lambda: prove(sp.Derivative(x**5, (x, n)), 0),
    "a deep expression": lambda: prove(nested(3000), nested(3000)),
    "a deep expression, positive": lambda: prove_positive(nested(3000)),
    "a shared expression": lambda: prove(shared(60), x),
    "a long expression": lambda: prove(sp.Add(*sp.symbols("q:4000")), x),
    "a large matrix": lambda: prove(sp.ones(40, 40) * x, sp.ones(40, 40) * x),
    "a large number": lambda: prove(10**100_000, x),
    "factors that don't commute": lambda: prove(A * B, B * A),
    "a contradiction": lambda: prove(x, x + 1, given={sp.Integer(1): 2}),
    "a steep exponential": lambda: prove_positive(1 - sp.exp(-(10**6) * (x - sp.sqrt(2)) ** 2)),
    "two steep exponentials": lambda: prove_positive(1 + sp.exp(-(10**9) * x) - sp.exp(-(10**9) * y)),
    "a degree of 2000": lambda: prove_positive(x**2000 - x + 10),
    "decimals": lambda: prove(0.1 * x + 0.2 * x, 0.3 * x + 0),
}  # fmt: skip


@pytest.mark.parametrize("what", TOO_MUCH)
def test_what_would_take_long_or_is_unknown_is_undecided(what):
    proof = TOO_MUCH[what]()
    assert isinstance(proof, Proof)
    assert not proof
    assert repr(proof).startswith("undecided: ")
    assert proof._repr_markdown_()


def test_a_limit_that_hangs_on_the_sign_of_a_parameter():
    p = sp.Symbol("p")
    with pytest.raises(Counterexample):
        prove(sp.Limit(sp.tanh(p * x), p, oo), 1)
    assert prove(sp.Limit(sp.tanh(p * a), p, oo), 1)


def test_numbers_of_every_kind_are_taken():
    for half in (fractions.Fraction(1, 2), R(1, 2), sp.Integer(1) / 2):
        assert prove(half * x, x / 2)
        assert prove(half, R(1, 2))
    for two in (2, np.int64(2), sp.Integer(2)):
        assert prove(two, 2)
    for decimal_half in (0.5, np.float64(0.5), decimal.Decimal("0.5"), 0.5 + 0j):
        assert "decimals" in repr(prove(decimal_half, R(1, 2)))
        with pytest.raises(Counterexample):
            prove(decimal_half, R(1, 3))
    assert prove(sp.Abs(x), x, on={x: (0.1, np.float64(2))})
    assert prove(sp.Abs(x), x, on={x: (0, float("inf"))})


def test_the_caller_s_matrix_is_left_alone():
    matrix = sp.Matrix([[x, y]])
    assert prove(matrix, matrix.copy())
    assert matrix == sp.Matrix([[x, y]])
    with pytest.raises(Counterexample, match="in row 1 and column 2"):
        prove(matrix, sp.Matrix([[x, z]]))


def test_indices_are_found_wherever_they_stand():
    X = sp.IndexedBase(sp.Symbol("X", real=True))
    assert "1 <= i <= n" in prove(Sum(X[k], (k, 1, n)) + X[i], X[i] + Sum(X[k], (k, 1, n))).assumptions
