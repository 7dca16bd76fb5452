"""Every verdict of the ledger is executed: what holds is proved or computed; what fails is refuted, and mended."""

import math
import re

import numpy as np
import pytest
import sympy as sp

from hw2lib import Network, backprop, cross_entropy, linear, log_likelihood, quadratic, sigmoid, softmax, tanh, train
from hw2lib.answers.numbers import check
from hw2lib.answers.slips import SLIPS
from hw2lib.byhand.mazur import PUBLISHED, mazur
from hw2lib.errata import CLAIMS, EQUATIONS, SECTIONS, audit, claims, mazurs_figures
from hw2lib.experiments.data import digits
from hw2lib.proofs import Counterexample, prove, prove_positive

E = mazur()
BLANK = {20, 24, 42, 47, 58}

# --- equations between numbers: the printed characters are evaluated -------------------------------------------------

NUMERIC = {
    22: "net_h1", 23: "net_h2", 25: "out_h1", 26: "out_h2", 27: "out_o1", 28: "out_o2",
    29: "E_o1", 30: "E_o1", 31: "E_o2", 32: "E_o2", 33: "E_total",
    36: "dC/dw5", 37: "dC/dw6", 38: "dC/dw7", 39: "dC/dw8", 40: "dC/db_o1", 41: "dC/db_o2",
    51: "dC/dw1", 52: "dC/dw2", 53: "dC/dw3", 55: "dC/dw4", 59: "dC/db_h1", 61: "dC/db_h2",
}  # fmt: skip
FIRST_LINES = {55: 54, 61: 60}  # these two stand on two lines, each with a number of its own


def value_of(latex):
    """Evaluate one side of an equation between numbers, from its LaTeX."""
    text = latex
    while r"\frac" in text:
        text = re.sub(r"\\frac\{((?:[^{}]|\{[^{}]*\})*)\}\{((?:[^{}]|\{[^{}]*\})*)\}", r"((\1)/(\2))", text, count=1)
    text = re.sub(r"e\^\{([^{}]*)\}", r"exp(\1)", text)
    text = text.replace(r"\ln", "log").replace(r"\cdot", "*").replace("\\", "")
    return eval(text, {"__builtins__": {}, "exp": math.exp, "log": math.log})


def numeric_sides(latex):
    sides = [side.strip() for side in latex.split("=")]
    return [s for s in sides if s and not re.search(r"[a-zA-Z]", re.sub(r"\\(frac|ln|cdot)|e\^", "", s))]


def rounded_or_cut(text, value):
    unit = 10.0 ** -len(text.partition(".")[2])
    printed = float(text)
    return abs(printed - value) <= unit / 2 or (printed * value > 0 and 0 <= abs(value) - abs(printed) < unit)


def printed_is_true(number):
    """A number must be right as rounded or cut, a calculation to the precision of the five digits that go into it."""
    equation, value = EQUATIONS[number], E[NUMERIC[number]]
    printed = (EQUATIONS[FIRST_LINES[number]].printed + " " if number in FIRST_LINES else "") + equation.printed
    sides = numeric_sides(printed)
    assert sides
    numbers = [side for side in sides if re.fullmatch(r"-?\d+\.\d+", side)]
    calculations = [side for side in sides if side not in numbers]
    return all(rounded_or_cut(text, value) for text in numbers) and all(
        value_of(side) == pytest.approx(value, rel=2e-5) for side in calculations
    )


@pytest.mark.parametrize("number", NUMERIC)
def test_numbers(number):
    equation = EQUATIONS[number]
    assert equation.verdict == ("holds" if printed_is_true(number) else "fails")
    if equation.verdict == "holds":
        return
    for line in equation.correct.split(r",\quad "):
        values = [value_of(side) for side in numeric_sides(line)]
        assert values
        assert values == pytest.approx([values[-1]] * len(values), rel=1e-5, abs=1e-9)
    assert values[-1] == pytest.approx(E[NUMERIC[number]], abs=1e-9)


@pytest.mark.parametrize("number", [n for n, e in EQUATIONS.items() if e.numbers])
def test_a_wrong_number_is_what_its_slips_give(number):
    equation = EQUATIONS[number]
    for question, printed in equation.numbers.items():
        assert printed in equation.printed
        assert not rounded_or_cut(printed, E[question])
        feedback = check(question, printed)
        assert feedback.verdict == "wrong"
        assert equation.slips in [e.slips for e in feedback.explanations]
        assert set(equation.slips) <= set(SLIPS)


def test_the_sum_of_33_was_made_with_a_digit_less():
    assert f"{0.2755336 + 1.905327:.7f}" == "2.1808606"
    assert f"{0.2755336 + 1.90533:.7f}" == "2.1808636"


@pytest.mark.parametrize(("first", "second"), [(54, 55), (60, 61)])
def test_the_first_line_of_two(first, second):
    """0.5 is w7; w6 belongs there, and with it and the right out_h2 the line is the first summand of the right sum."""
    assert EQUATIONS[first].verdict == "fails"
    printed = value_of(EQUATIONS[first].printed.split("=")[1].rstrip(" +"))
    factor = E["i2"] if first == 54 else 1.0
    right = E["delta_o1"] * E["w6"] * E["out_h2"] * (1 - E["out_h2"]) * factor
    rest = E["delta_o2"] * E["w8"] * E["out_h2"] * (1 - E["out_h2"]) * factor
    assert printed != pytest.approx(right, rel=1e-2)
    assert right + rest == pytest.approx(E[NUMERIC[second]], rel=1e-12)


# --- equations between symbols: SymPy proves or refutes them ---------------------------------------------------------

n = sp.Symbol("n", integer=True, positive=True)
i, j, k, c = sp.symbols("i j k c", integer=True)  # c is the class, called y where it is an index
one = sp.KroneckerDelta


def family(name):
    return sp.IndexedBase(sp.Symbol(name, real=True))


Z, W, B, X, D = (family(name) for name in "zwbxd")
z_of = lambda m: sp.Sum(W[m, i] * X[i], (i, 1, n)) + B[m]  # noqa: E731
a = lambda m: sp.exp(Z[m]) / sp.Sum(sp.exp(Z[k]), (k, 1, n))  # noqa: E731
a_of_w = lambda m: sp.exp(z_of(m)) / sp.Sum(sp.exp(z_of(k)), (k, 1, n))  # noqa: E731
LOSS, LOSS_OF_W = -sp.log(a(c)), -sp.log(a_of_w(c))
DELTA = sp.Derivative(LOSS, Z[j])
p, q = sp.Symbol("p", integer=True), sp.Symbol("q", integer=True)
dC_da = lambda m: -one(m, c) / a(c)  # noqa: E731

z, y, w, b, x = sp.symbols("z y w b x", real=True)
sigma = 1 / (1 + sp.exp(-z))
slope = sp.diff(sigma, z)
C_of = lambda a_: -(y * sp.log(a_) + (1 - y) * sp.log(1 - a_))  # noqa: E731
dC_dz, d2C_dz2 = sp.Derivative(C_of(sigma), z), sp.Derivative(C_of(sigma), z, 2)
bracket = -y / sigma + (1 - y) / (1 - sigma)
in_a = y / sigma**2 + (1 - y) / (1 - sigma) ** 2
f = sp.Function("f")
v = sp.symbols("v1:3", real=True)
M = sp.Matrix(2, 2, sp.symbols("m11 m12 m21 m22", real=True))
t = sp.Matrix(sp.symbols("t1 t2", real=True))
out = M * sp.Matrix(v)
C_linear = sum((o - t_) ** 2 for o, t_ in zip(out, t, strict=True)) / 2
a_z = sp.Symbol("a", real=True)

PRINTED = {
    1: [(sp.Derivative(LOSS_OF_W, B[j]), sp.Sum((a_of_w(p) - one(p, c)) * one(p, j), (p, 1, n)))],
    2: [(DELTA, -1 / a(c) * a(j) * (1 - a(j)))],
    3: [(DELTA, -1 / a(c) * a(j) * (1 - a(j))), (DELTA, a(c) - one(j, c))],
    4: [
        (sp.Derivative(LOSS_OF_W, W[j, q]), sp.Sum((a_of_w(p) - one(p, c)) * one(p, j) * X[q], (p, 1, n))),
        (DELTA, sp.Sum(dC_da(p) * a(p) * (one(p, j) - a(j)), (p, 1, n))),
    ],
    5: [(sp.Derivative(z_of(j), W[j, q]), sp.Derivative(sp.Sum(W[i, j] * X[i], (i, 1, n)) + B[j], W[j, q]))],
    6: [(sp.Sum(W[i, j] * D[i], (i, 1, n)), X[j])],
    7: [(sp.Derivative(LOSS_OF_W, W[j, q]), X[q] * (a_of_w(j) - one(j, c)))],
    8: [(sp.Derivative(f(z), z), sp.diff(f(a_z), a_z).subs(a_z, z) * 1)],
    9: [(sp.Matrix([sp.Derivative(sum((v_ - t_) ** 2 for v_, t_ in zip(v, t, strict=True)) / 2, v_) for v_ in v]),
         sp.Matrix([v_ - t_ for v_, t_ in zip(v, t, strict=True)]))],
    10: [(sp.Matrix([sp.diff(C_linear, v_) for v_ in v]), M.T * (out - t))],
    12: [(dC_dz, -y / sigma * slope + (1 - y) / (1 - sigma) * slope)],
    13: [(slope, bracket)],
    14: [(slope, dC_dz), (dC_dz, bracket)],
    15: [(sp.Integer(0), bracket.subs(y, sigma))],
    16: [((y / sigma).subs(y, sigma), ((1 - y) / (1 - sigma)).subs(y, sigma))],
    17: [((y * (1 - sigma)).subs(y, sigma), (sigma * (1 - y)).subs(y, sigma))],
    18: [(sp.solve(-y / a_z + (1 - y) / (1 - a_z), y)[0], a_z)],
    19: [(d2C_dz2, in_a), (d2C_dz2, sp.diff(sigma, z, 2))],
    34: [(sp.Derivative(C_of(sigma.subs(z, w * x + b)), w), x * (sigma.subs(z, w * x + b) - y))],
    35: [(sp.Derivative(C_of(sigma.subs(z, w * x + b)), b), sigma.subs(z, w * x + b) - y)],
}  # fmt: skip
CORRECT = {
    2: [(DELTA, -1 / a(c) * a(c) * (one(j, c) - a(j))), (DELTA, a(j) - one(j, c))],
    3: [(DELTA, a(j) - one(j, c))],
    5: [(sp.Derivative(z_of(j), W[j, q]), sp.Derivative(sp.Sum(W[j, i] * X[i], (i, 1, n)) + B[j], W[j, q]))],
    6: [(sp.Derivative(z_of(j), W[j, q]), X[q])],
    13: [(dC_dz, slope * bracket), (dC_dz, sigma - y)],
    14: [(dC_dz, slope * bracket)],
    19: [(d2C_dz2, slope), (slope, sigma * (1 - sigma)),
         (sp.Derivative(C_of(a_z), a_z, 2), y / a_z**2 + (1 - y) / (1 - a_z) ** 2)],
}  # fmt: skip


def holds(pair):
    try:
        proof = prove(*pair)
    except Counterexample:
        return False
    assert proof.proved, proof
    return True


@pytest.mark.parametrize("number", PRINTED)
def test_symbols(number):
    verdict = EQUATIONS[number].verdict
    results = [holds(pair) for pair in PRINTED[number]]
    assert verdict == ("holds" if all(results) else "fails")
    if number == 14:
        assert not any(results)
    for pair in CORRECT.get(number, []):
        assert prove(*pair).proved
    assert (verdict == "fails") == (number in CORRECT)


def test_3_is_true_where_j_is_the_class():
    for member in (-1 / a(c) * a(c) * (1 - a(c)), a(c) - 1):
        assert prove(sp.Derivative(LOSS, Z[c]), member).proved


def test_11_is_the_loss_of_the_library():
    rng = np.random.default_rng(0)
    net, xs, ys = Network.random([2, 1], sigmoid, seed=0), rng.normal(size=(5, 2)), rng.random((5, 1))
    y_hat = net(xs)
    printed = -(ys * np.log(y_hat) + (1 - ys) * np.log(1 - y_hat)).sum() / 5
    assert printed == pytest.approx(cross_entropy.value(sigmoid, net.forward(xs).z[-1], ys).mean(), rel=1e-12)


# --- the chain through the hidden layer, on a network of letters -----------------------------------------------------


class Letters:
    """The 2-2-2 network in SymPy, with a shift added to every z, so that dC/dz is a derivative too."""

    def __init__(self):
        self.w = {f"w{m}": sp.Symbol(f"w{m}") for m in range(1, 9)}
        self.b = {name: sp.Symbol(f"b_{name}") for name in ("h1", "h2", "o1", "o2")}
        self.shift = {name: sp.Symbol(f"s_{name}") for name in self.b}
        g, inputs = self.w, sp.symbols("i1 i2")
        s = lambda u: 1 / (1 + sp.exp(-u))  # noqa: E731
        h1 = s(g["w1"] * inputs[0] + g["w2"] * inputs[1] + self.b["h1"] + self.shift["h1"])
        h2 = s(g["w3"] * inputs[0] + g["w4"] * inputs[1] + self.b["h2"] + self.shift["h2"])
        o1 = s(g["w5"] * h1 + g["w6"] * h2 + self.b["o1"] + self.shift["o1"])
        o2 = s(g["w7"] * h1 + g["w8"] * h2 + self.b["o2"] + self.shift["o2"])
        t1, t2 = sp.symbols("t1 t2")
        self.C = sum(-(u * sp.log(o) + (1 - u) * sp.log(1 - o)) for u, o in ((t1, o1), (t2, o2)))
        self.point = {sp.Symbol(name): E[name] for name in (*self.w, "i1", "i2", "t1", "t2")}
        self.point |= {self.b[name]: E[f"b_{name}"] for name in self.b} | dict.fromkeys(self.shift.values(), 0)

    def derivative(self, symbol):
        return float(sp.diff(self.C, symbol).subs(self.point).evalf(20))


LETTERS = Letters()


@pytest.mark.parametrize(("number", "weight", "neuron", "source"), [
    (43, "w1", "h1", "i1"), (44, "w2", "h1", "i2"), (45, "w3", "h2", "i1"), (46, "w4", "h2", "i2"),
])  # fmt: skip
def test_43_to_46(number, weight, neuron, source):
    dz = LETTERS.derivative(LETTERS.shift[neuron])
    assert EQUATIONS[number].verdict == "holds"
    assert LETTERS.derivative(LETTERS.w[weight]) == pytest.approx(dz * E[source], rel=1e-12)


@pytest.mark.parametrize(("number", "neuron"), [(56, "h1"), (57, "h2")])
def test_56_and_57(number, neuron):
    assert EQUATIONS[number].verdict == "holds"
    dz = LETTERS.derivative(LETTERS.shift[neuron])
    assert LETTERS.derivative(LETTERS.b[neuron]) == pytest.approx(dz * 1, rel=1e-12)


def hidden_sum(j, transposed):
    """The right-hand side of (49) for hidden neuron j, with w_ij or with its mirror image w_ji."""
    output_w = E.net.w[1]
    a_j = E[f"out_h{j + 1}"]
    weight = (lambda i: output_w[j, i]) if transposed else (lambda i: output_w[i, j])
    return sum((E[f"out_o{i + 1}"] - E[f"t{i + 1}"]) * weight(i) * a_j * (1 - a_j) for i in (0, 1))


def test_48_to_50():
    assert [EQUATIONS[m].verdict for m in (48, 49, 50)] == ["holds", "fails", "fails"]
    for j in (0, 1):
        dz = LETTERS.derivative(LETTERS.shift[f"h{j + 1}"])
        outputs = [LETTERS.derivative(LETTERS.shift[f"o{i}"]) for i in (1, 2)]
        slope_j = E[f"out_h{j + 1}"] * (1 - E[f"out_h{j + 1}"])
        assert sum(outputs[i] * E.net.w[1][i, j] * slope_j for i in (0, 1)) == pytest.approx(dz, rel=1e-12)
        assert hidden_sum(j, transposed=False) == pytest.approx(dz, rel=1e-12)
        assert hidden_sum(j, transposed=True) != pytest.approx(dz, rel=1e-2)
        for k in (0, 1):
            weight = f"w{2 * j + k + 1}"
            dw = LETTERS.derivative(LETTERS.w[weight])
            assert hidden_sum(j, transposed=False) * E[f"i{k + 1}"] == pytest.approx(dw, rel=1e-12)


def test_21():
    assert EQUATIONS[21].verdict == "holds"
    assert E["w1"] * E["i1"] + E["w2"] * E["i2"] + E["b_h1"] == pytest.approx(E["net_h1"], rel=1e-15)


def test_62_is_softmax_of_c_z():
    zs, factor = np.array([1.0, -2.0, 0.5]), 1.7
    assert EQUATIONS[62].verdict == "holds"
    assert softmax(factor * zs) == pytest.approx(np.exp(factor * zs) / np.exp(factor * zs).sum(), rel=1e-14)


def test_every_equation_is_covered_once():
    one_by_one = {11, 21, 43, 44, 45, 46, 48, 49, 50, 54, 56, 57, 60, 62}
    groups = [set(NUMERIC), set(PRINTED), one_by_one, BLANK]
    assert sum(map(len, groups)) == 62
    assert set.union(*groups) == set(EQUATIONS) == set(range(1, 63))


@pytest.mark.parametrize("number", EQUATIONS)
def test_an_entry_is_complete(number):
    equation = EQUATIONS[number]
    assert equation.number == number
    if number in BLANK:
        assert (equation.verdict, equation.printed, equation.correct) == ("blank", "", "")
    elif equation.verdict == "holds":
        assert equation.correct == equation.printed != ""
    else:
        assert equation.correct != equation.printed
        assert len(equation.because) > 20
    assert equation.printed.count("{") == equation.printed.count("}")
    assert equation.correct.count("{") == equation.correct.count("}")


# --- claims -----------------------------------------------------------------------------------------------------------


def quadratic_descent(rate, curvature=3.0):
    v = 1.0
    for _ in range(200):
        v -= rate * curvature * v
    return abs(v)


def claim_curve():
    return True  # one variable and one loss: the graph of a function


def claim_ball():
    assert quadratic_descent(1.9 / 3) < 1e-6
    assert quadratic_descent(2 / 3) == pytest.approx(1)
    return quadratic_descent(2.1 / 3) < 1


def claim_online_jumps():
    xs, ys = [[-1.0], [0.5], [1.0], [2.0]], [[0.2], [0.4], [0.9], [0.1]]
    twins = Network([[[0.3], [0.3]], [[0.5, 0.5]]], [[0.1, 0.1], [0.0]], tanh)
    online, _ = train(twins, xs, ys, quadratic, learning_rate=0.5, epochs=50, batch_size=1, seed=0)
    assert (online.w[0] != twins.w[0]).all()
    return online.w[0][0, 0] != online.w[0][1, 0]


def share_of_steps_that_raise_the_loss(batch_size):
    """From a network that has learnt digits for two epochs, 60 steps each on its own."""
    data, rng = digits(), np.random.default_rng(0)
    start = Network.random([64, 30, 10], [sigmoid, softmax], seed=0)
    net, _ = train(start, data.x, data.y, log_likelihood, learning_rate=1.0, epochs=2, batch_size=20, seed=0)
    batches = [rng.choice(len(data.x), batch_size, replace=False) for _ in range(60)]
    steps = [backprop(net, data.x[b], data.y[b], log_likelihood) for b in batches]
    w = [np.stack([net.w[l] - 0.3 * s.dw[l] for s in steps]) for l in (0, 1)]
    b = [np.stack([net.b[l] - 0.3 * s.db[l] for s in steps]) for l in (0, 1)]
    after = Network(w, b, net.activations)
    losses = backprop(after, data.x, data.y, log_likelihood).loss
    return (losses > backprop(net, data.x, data.y, log_likelihood).loss).mean()


def claim_noisy_example():
    assert share_of_steps_that_raise_the_loss(1) > 0.5 > 0.3 > share_of_steps_that_raise_the_loss(20)
    xs, ys = np.array([[-2.0], [-1.0], [1.0], [2.0], [1.5]]), np.array([[0.0], [0.0], [1.0], [1.0], [0.0]])
    net = Network([[[2.0]]], [[0.0]], sigmoid)
    before = cross_entropy.value(sigmoid, net.forward(xs).z[-1], ys).mean()
    after, _ = train(net, xs[4:], ys[4:], cross_entropy, learning_rate=3.0, epochs=1)
    return cross_entropy.value(sigmoid, after.forward(xs).z[-1], ys).mean() > before


def claim_balance():
    examples = np.random.default_rng(0).normal(size=4000)
    noise = [np.random.default_rng(1).choice(examples, (4000, m)).mean(1).std() * np.sqrt(m) for m in (1, 20, 200)]
    return noise == pytest.approx([noise[0]] * 3, rel=0.05)


def claim_only_f_prime():
    from hw2lib import mixed

    plain, own = (Network([[[1.0], [2.0]], [[1.0, 1.0]]], [[0.0, 0.0], [0.0]], [f_, sigmoid])
                  for f_ in (sigmoid, mixed(sigmoid, {1: tanh})))  # fmt: skip
    return (
        backprop(plain, [0.5], [1.0], cross_entropy).dw[1][0, 1]
        == backprop(own, [0.5], [1.0], cross_entropy).dw[1][0, 1]
    )


def claim_cannot_choose():
    return not holds((sp.Derivative(LOSS_OF_W, B[j]), a_of_w(j) - one(j, c)))


def claim_softmax_derivative():
    assert prove(sp.Derivative(a(p), Z[j]), a(p) * (one(p, j) - a(j))).proved
    return holds((sp.Derivative(a(p), Z[j]), a(j) * (1 - a(j))))


def claim_shown():
    return all(holds(pair) for pair in PRINTED[3])


def claim_other_z():
    summand = W[j, i] * X[i]
    assert holds((sp.Derivative(summand, W[j, q]), one(i, q) * X[i]))
    return holds((sp.Derivative(summand, W[j, q]), one(i, j) * X[i]))


def claim_linear():
    return holds((sp.diff(z, z), 1)) and (linear.derivative(np.ones(3)) == 1).all()


def exchanged(a_, y_):
    return -(a_ * sp.log(y_) + (1 - a_) * sp.log(1 - y_))


def claim_undefined():
    u = sp.Symbol("u", positive=True)
    inside = u / (1 + u)  # any a in (0, 1)
    return sp.limit(exchanged(inside, y), y, 0, "+") == sp.oo == sp.limit(exchanged(inside, y), y, 1, "-")


def claim_almost_never():
    assert float(sigmoid(np.array(36.0))) < 1.0
    return float(sigmoid(np.array(37.0))) < 1.0


def claim_same_issue():
    losses = [cross_entropy.value(sigmoid, np.array([z_]), np.array([y_])) for z_ in (-1e3, 1e3) for y_ in (0.0, 1.0)]
    assert np.isfinite(losses).all()
    with np.errstate(all="ignore"):
        in_a = [-(y_ * np.log(a_) + (1 - y_) * np.log(1 - a_)) for a_ in np.array([0.0, 1.0]) for y_ in (0.0, 1.0)]
    return not np.isfinite(in_a).any()


def claim_one_term():
    return holds((C_of(a_z).subs(y, 1), -sp.log(a_z))) and holds((C_of(a_z).subs(y, 0), -sp.log(1 - a_z)))


def claim_both_act():
    u = sp.Rational(1, 3)
    terms_at_1 = sp.limit(-u * sp.log(y), y, 1, "-"), sp.limit(-(1 - u) * sp.log(1 - y), y, 1, "-")
    terms_at_0 = sp.limit(-u * sp.log(y), y, 0, "+"), sp.limit(-(1 - u) * sp.log(1 - y), y, 0, "+")
    assert terms_at_1 == (0, sp.oo)
    assert terms_at_0 == (sp.oo, 0)
    return 0 not in (*terms_at_1, *terms_at_0)


def claim_z_in_0_1():
    return 0 < E["net_o1"] < 1  # the printed solution's own numbers refute it


def claim_at_least_1():
    at_least = y / a_z**2 + (1 - y) / (1 - a_z) ** 2 - 1
    assert prove_positive(at_least, on={a_z: (0, 1), y: (0, 1)}).proved
    assert prove_positive(d2C_dz2).proved
    return not prove_positive(sp.Rational(1, 2) - d2C_dz2.doit().simplify())  # at most 1/4: less than 1


def claim_both_outputs():
    return all(abs(E[name]) > 0.05 for name in ("delta_o1", "delta_o2", "w5", "w7"))


def claim_argmax():
    assert softmax(1e4 * np.array([0.3, 0.1])).tolist() == [1.0, 0.0]
    return softmax(1e4 * np.array([0.3, 0.3, 0.1])).max() == 1.0


def claim_soft_version():
    values = softmax(np.array([2.0, 1.0, 0.0]))
    return values.argmax() == 0 and (values > 0).all()


CLAIM_TESTS = [
    claim_curve, claim_ball, claim_online_jumps, claim_noisy_example, claim_balance, claim_only_f_prime,
    claim_cannot_choose, claim_softmax_derivative, claim_shown, claim_other_z, claim_linear, claim_undefined,
    claim_almost_never, claim_same_issue, claim_one_term, claim_both_act, claim_z_in_0_1, claim_at_least_1,
    claim_both_outputs, claim_argmax, claim_soft_version,
]  # fmt: skip


@pytest.mark.parametrize(
    ("claim", "test"), list(zip(CLAIMS, CLAIM_TESTS, strict=True)), ids=lambda v: getattr(v, "__name__", "")
)
def test_claims(claim, test):
    assert claim.verdict == ("holds" if test() else "fails"), claim


def test_mazurs_figures():
    figures = mazurs_figures()
    assert [figure.verdict for figure in figures] == ["holds", "fails", "fails", "fails", "fails"]
    for figure in figures:
        digits = next(text for text in PUBLISHED.values() if text in figure.printed)
        assert (digits in figure.correct) == (figure.verdict == "holds")
        assert figure.verdict == "holds" or digits in figure.because


# --- how it is asked and shown ---------------------------------------------------------------------------------------


def test_narrowing():
    assert len(audit()) == 62
    assert sum(audit().counts().values()) == 62
    assert {e.section for e in audit()} <= set(SECTIONS)
    assert all(e.verdict == "fails" for e in audit(verdict="fails"))
    assert [e.number for e in audit(3, 2)] == [3, 2]
    assert len(claims()) == len(CLAIMS)
    for wrong in (lambda: audit(63), lambda: audit(0), lambda: audit(section="9"), lambda: claims(verdict="false")):
        with pytest.raises(ValueError, match=r"62|sections|verdict"):
            wrong()


def test_shown_as_text_and_as_markdown():
    assert "right:" in repr(EQUATIONS[23])
    assert "right:" not in repr(EQUATIONS[22])
    assert repr(EQUATIONS[58]) == "(58) 3.3, blank"
    markdown = audit(22, 23)._repr_markdown_()
    assert "✓ holds" in markdown
    assert "✗ fails" in markdown
    assert markdown.count("$") % 2 == 0
    assert "&" not in claims()._repr_markdown_()  # an escaped < would be no LaTeX
    with pytest.raises(TypeError):
        EQUATIONS[1] = EQUATIONS[2]
