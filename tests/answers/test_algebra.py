"""Equivalent forms are right, wrong ones get a point, known ones a name, and hostile strings do nothing."""

import time
from decimal import Decimal
from fractions import Fraction

import numpy as np
import pytest
import sympy as sp
from hypothesis import given, settings
from hypothesis import strategies as st

from hw2lib import check_formula, cross_entropy, formulas
from hw2lib.answers.algebra import _sheet
from hw2lib.answers.feedback import BOXES, Feedback
from hw2lib.answers.formulas import all_formulas
from hw2lib.byhand.mazur import mazur

EQUIVALENT = {
    "delta of softmax with log-likelihood": ["a_j - y_j", "-(y_j - a_j)", "a_j - a_j*y_j - (1 - a_j)*y_j", "a - y",
                                             "a_j - [j = c]", "a_j - 1_{j=c}"],
    "dC/dz of the cross-entropy": ["a - y", "sigma(z) - y", "1/(1 + exp(-z)) - y", "(1 - y)*a - y*(1 - a)", "σ(z)−y"],
    "dC/da of the cross-entropy": ["(a - y)/(a*(1 - a))", "-y/a + (1 - y)/(1 - a)", "(a - y)/(a - a^2)"],
    "second derivative of the cross-entropy in z": ["a*(1 - a)", "sigma'(z)", "exp(-z)/(1 + exp(-z))^2", "a - a**2"],
    "sigma'": ["a*(1 - a)", "exp(-z)/(1 + exp(-z))^2", "sigma(z)*sigma(-z)"],
    "dC/dz of the quadratic cost": ["(a - y)*a*(1 - a)", "(sigma(z) - y)*sigma'(z)"],
    "delta_h1": ["(w5*delta_o1 + w7*delta_o2)*out_h1*(1 - out_h1)",
                 "out_h1*(1 - out_h1)*(w5*(out_o1 - t1) + w7*(out_o2 - t2))"],
    "dC/dw1": ["delta_h1*i1", "i1*(w5*delta_o1 + w7*delta_o2)*out_h1*(1 - out_h1)"],
    "dC/db1": ["delta_h1 + delta_h2"],
    "dC/dw5": ["delta_o1*out_h1", "(out_o1 - t1)*out_h1"],
    "v after 1 step on 3/2 v^2": ["v - 3*eta*v", "(1 - 3*eta)*v", "v*(1 - eta) - 2*eta*v"],
    "v after 2 steps on 3/2 v^2": ["(1 - 3*eta)^2*v", "v - 6*eta*v + 9*eta^2*v"],
    "bound of the learning rate": ["2/lam", "1/(lam/2)"],
    "steps in an epoch": ["n/m", "n*m/m^2"],
    "noise of a mini-batch": ["s/sqrt(m)", "sqrt(s^2/m)", "s*sqrt(1/m)", "s*m^(-1/2)"],
    "delta_o1 of linear neurons": ["out_o1 - t1", "(out_o1 - t1)*1"],
    "delta_h1 of linear neurons": ["w5*delta_o1 + w7*delta_o2", "w5*(out_o1 - t1) + w7*(out_o2 - t2)"],
    "dC/dw1 of linear neurons": ["(w5*delta_o1 + w7*delta_o2)*i1"],
    "weight from i1 to o1 of linear neurons": ["w1*w5 + w3*w6"],
    "cross-entropy at y = 1": ["-ln(a)", "ln(1/a)", "-log(a)"],
    "cross-entropy in z": ["ln(1 + exp(z)) - y*z", "ln(1 + exp(-z)) + (1 - y)*z",
                           "s(z) - y z", "y*s(-z) + (1-y)*s(z)", "-ln(1 - sigma(z)) - y*z", "-(y*ln(sigma(z)) + (1 - y)*ln(sigma(-z)))"],
    "minimum of the cross-entropy": ["-y*ln(y) - (1 - y)*ln(1 - y)", "y*ln(1/y) - (1 - y)*ln(1 - y)"],
    "dC/da of the exchanged form": ["ln(1 - y) - ln(y)", "ln((1 - y)/y)", "-ln(y/(1 - y))", "ln(1/y - 1)"],
    "limit of softmax at a tie": ["1/m"],
    "1 - a_1 of softmax with two outputs": ["exp(-c*g)/(1 + exp(-c*g))", "1/(1 + exp(c*g))", "sigma(-c*g)",
                                            "1 - sigma(c*g)"],
    "da_j/dc of softmax": ["a_j*(z_j - mean)", "a_j*z_j - a_j*mean"],
    "c that brings softmax within eps of argmax": ["ln((n - 1)/eps)/g", "(ln(n - 1) - ln(eps))/g", "-ln(eps/(n - 1))/g"],
    "dmean/dc of softmax": ["square - mean^2", "(sqrt(square) - mean)*(sqrt(square) + mean)",
                            "E[z^2] - E[z]^2"],
    "dH/dc of softmax": ["-c*var", "-c Var(z)", "-c*variance", "mean - (mean + c*var)"],
}  # fmt: skip


@pytest.mark.parametrize(("question", "form"), [(q, form) for q, forms in EQUIVALENT.items() for form in forms])
def test_equivalent_forms_are_right(question, form):
    assert check_formula(question, form).right


DC_DZ = "dC/dz of the cross-entropy"
NOT_EVERYWHERE = [  # what agrees with the right formula where it is compared, or nearly, or but for a cancellation
    (DC_DZ, "a - y + |z-5| + z - 5", "wrong", "not everywhere"),
    (DC_DZ, "a - y + (|z-40| + z - 40)*10^9", "undecided", "no proof"),
    ("sigma'", "σ(z)(1-σ(z))*|z-50|/(50-z)", "undecided", "no proof"),
    ("dC/dz of the quadratic cost", "(a-y)*a*(1-a)*sqrt((z-7)^2)/(7-z)", "wrong", "not everywhere"),
    (DC_DZ, "0.99999999999999999*(a-y)", "wrong", "may be rounded.\nAt y = 0.28, a = 0.6835 it gives 0.40352089373631562"),
    (DC_DZ, "1.0000000001*(a-y)", "wrong", "may be rounded"),
    (DC_DZ, "a - y + exp(exp(4+z)) - exp(exp(4)*exp(z))", "right", "a - y"),
    (DC_DZ, "a - y + 2^(10^z*24) - 4^(10^z*12) + |z-9| - |9-z|", "undecided", "no proof"),
    ("cross-entropy in z", "max(z, 0) + ln(1 + e^-|z|) - y z", "right", ""),
    ("cross-entropy in z", "relu(z) + log1p(exp(-abs(z))) - y z", "right", ""),
    ("cross-entropy in z", "min(z, 0) + ln(1 + e^-|z|) - y z", "wrong", ""),
]  # fmt: skip


@pytest.mark.parametrize(("question", "form", "verdict", "says"), NOT_EVERYWHERE)
def test_a_formula_is_right_only_where_it_is_right_everywhere(question, form, verdict, says):
    feedback = check_formula(question, form)
    assert feedback.verdict == verdict, feedback.text
    assert says in feedback.text


@pytest.mark.parametrize("question", [q for q in mazur(cross_entropy).formulas if q.startswith(("delta", "dC/d"))])
def test_the_formulas_of_the_worked_example_are_right(question):
    assert check_formula(question, mazur(cross_entropy).formulas[question]).right


def test_a_sympy_expression_is_taken_too():
    a, y, z = sp.symbols("a y z")
    sigma = sp.Function("sigma")
    assert check_formula("dC/dz of the cross-entropy", a - y).right
    assert check_formula("dC/dz of the cross-entropy", sigma(z) - y).right
    assert check_formula("dC/dz of the cross-entropy", 1 / (1 + sp.exp(-z)) - y).right
    assert not check_formula("dC/dz of the cross-entropy", y - a).right


WRONG = [
    ("da_k/dz_j of softmax for k != j", "-a_k*(1 - a_k)", "diagonal entry"),
    ("delta_h1 of linear neurons", "w6*delta_o1 + w8*delta_o2", "other neuron"),
    ("weight from i1 to o1 of linear neurons", "w2*w5 + w4*w6", "from i2"),
    ("delta_o1 of linear neurons", "1", "slope alone"),
    ("steps in an epoch", "n/20", "a batch of 20"),
    ("delta of softmax with log-likelihood", "y_j*(a_j - 1)", "off-diagonal of softmax forgotten"),
    ("delta of softmax with log-likelihood", "(a_j - y_j)*a_j*(1 - a_j)", "sigma' once too often"),
    ("delta of softmax with log-likelihood", "a_j*(1 - a_j)", "diagonal entry"),
    ("delta of softmax with log-likelihood", "y_j - a_j", "sign of delta"),
    ("dC/dz of the cross-entropy", "(a - y)*sigma'(z)", "sigma' once too often"),
    ("dC/dz of the cross-entropy", "a*(1 - a)", "sigma' for dC/dz"),
    ("dC/da of the cross-entropy", "a - y", "dC/dz for dC/da"),
    ("second derivative of the cross-entropy in z", "y/a^2 + (1 - y)/(1 - a)^2", "second derivative in a"),
    ("dC/dz of the quadratic cost", "a - y", "sigma' left out"),
    ("sigma'", "a*(1 + a)", "1 + a for 1 - a"),
    ("delta_h1", "(w5*delta_o1 + w6*delta_o2)*out_h1*(1 - out_h1)", "row for column"),
    ("delta_h2", "(w7*delta_o1 + w8*delta_o2)*out_h2*(1 - out_h2)", "row for column"),
    ("delta_h1", "w5*delta_o1 + w7*delta_o2", "hidden sigma' left out"),
    ("delta_h1", "w5*delta_o1*out_h1*(1 - out_h1)", "only the error of o1"),
    ("delta_o1 with quadratic", "out_o1 - t1", "sigma' left out"),
    ("delta_o1", "(out_o1 - t1)*out_o1*(1 - out_o1)", "sigma' once too often"),
    ("dC/dw2", "delta_h2*i1", "first-layer weights numbered column by column"),
    ("v after 1 step on 3/2 v^2", "(1 + 3*eta)*v", "step uphill"),
    ("v after 2 steps on 3/2 v^2", "v*(1 - 6*eta)", "both steps with the first slope"),
    ("bound of the learning rate", "1/lam", "best for bound"),
    ("noise of a mini-batch", "s/m", "variance for its root"),
    ("delta_h1 of linear neurons", "(w5*delta_o1 + w7*delta_o2)*out_h1*(1 - out_h1)", "sigma' kept"),
    ("weight from i1 to o1 of linear neurons", "w1*w5 + w2*w7", "matrices in the wrong order"),
    ("cross-entropy at y = 1", "-ln(1 - a)", "the other half"),
    ("cross-entropy in z", "ln(1 + exp(z))", "at y = 0"),
    ("dC/da of the exchanged form", "-ln(y)", "one half"),
    ("limit of softmax at a tie", "1", "no tie"),
    ("1 - a_1 of softmax with two outputs", "exp(-c*g)", "upper bound"),
    ("da_j/dc of softmax", "z_j*a_j*(1 - a_j)", "off-diagonal of softmax forgotten"),
    ("c that brings softmax within eps of argmax", "-ln(eps)/g", "factor n - 1 forgotten"),
    ("dmean/dc of softmax", "mean^2 - square", "sign"),
    ("dH/dc of softmax", "mean - c*var", "one half of the product rule"),
]


@pytest.mark.parametrize(
    ("question", "form"),
    [
        ("E_o1 with quadratic", "sqrt((t1-out_o1)^4)/2"),
        ("cross-entropy in z", "ln((1+e^z)^6)/6 - y*z"),
        ("sigma'", "((a-a^2)^6)^(1/6)"),
        ("sigma'", "((a-a^2)^8)^(1/8)"),
        ("sigma'", "a*(1-a)*ln(e^((a+1)^5))/(a+1)^5"),
        ("sigma'", "a*(1-a)*ln((1+a)^12)/(12*ln(1+a))"),
        ("dC/db2", "dC/db_o1 + dC/db_o2"),
    ],
)
def test_large_powers_and_derivatives_by_name_are_read(question, form):
    assert check_formula(question, form).right


@pytest.mark.parametrize(
    ("question", "form", "says"),
    [
        ("da_j/dc of softmax", "a_j*(1-a_j)", "That is da_j/dz_j."),
        ("delta_h2", "w3*delta_o1+w4*delta_o2", "The factor out_h2*(1 - out_h2) is missing."),
        ("delta_o1 of linear neurons", "(out_o1-t1)**2/2", "That is the loss itself."),
        ("dC/dz of the cross-entropy", "1/(1+exp(z))-y", "In a: the sign of the exponent is wrong."),
        ("dH/dc of softmax", "-c*sqrt(var)", "sqrt(var) in place of var"),
        ("delta_o1", "-t1/out_o1", "That is -y/a."),
        ("out_h1", "out_h1*(1-out_h1)", "out_h1 is what is asked for"),
        ("minimum of the cross-entropy", "H(y)", "write it out"),
    ],
)
def test_what_others_typed_is_explained(question, form, says):
    assert says in check_formula(question, form).text


@pytest.mark.parametrize(("question", "form", "name"), WRONG)
def test_known_wrong_forms_are_named(question, form, name):
    feedback = check_formula(question, form)
    assert feedback.verdict == "wrong"
    assert name in [slip for e in feedback.explanations for slip in e.slips]
    assert "At " in repr(feedback)
    assert "right is" in repr(feedback)


EDITED = [
    ("delta_o1", "(out_o1 - t1)*w5", "There is an extra factor w5."),
    ("delta_o1", "out_o1 - t2", "t1 and t2 changed places"),
    ("delta_o1", "(1 - t1)*out_o1", "left out"),
    ("delta_o1 with quadratic", "(out_o1 - t1)*out_o2*(1 - out_o2)", "out_o2 in place of out_o1"),
    ("dC/dw3", "(w6*delta_o1 + w8*delta_o2)*out_h2*(1 - out_h2)", "In dC/dw3, i1 is missing."),
    ("dC/dw5", "(out_o1 - t1)*out_h1*(1 - out_h1)", "extra factor 1 - out_h1"),
    ("dC/dw8", "-(t2*ln(out_o2) + (1 - t2)*ln(1 - out_o2))", "That is E_o2."),
    ("delta_h1 of linear neurons", "w5*out_o1 + w7*out_o2", "In delta_o1 and delta_o2: t1 left out, t2 left out."),
    ("dC/da of the cross-entropy", "-y/a - (1 - y)/(1 - a)", "the inner derivative, -1, is missing"),
    ("dC/da of the cross-entropy", "-a/y + (1 - a)/(1 - y)", "exchanged throughout"),
    ("sigma'", "exp(z)/(1 + exp(-z))^2", "the sign of the exponent is wrong"),
    ("steps in an epoch", "n/m + 1", "1 added"),
]


@pytest.mark.parametrize(("question", "form", "says"), EDITED)
def test_wrong_forms_that_nobody_typed_in_are_named(question, form, says):
    feedback = check_formula(question, form)
    assert any(says in e.says for e in feedback.explanations), feedback.text


def test_what_is_not_certain_is_not_stated_as_a_fact():
    for question, form, says in (
        ("delta_o1 with quadratic", "(t1 - out_o1)*net_o1*(1 - net_o1)", "It could be two mistakes at once."),
        ("factor of a step", "1 - 2*eta*lam", "It could be one of these:"),
        ("sigma'", "-1/(1 + exp(-z))^2", "It could be this:"),
    ):
        assert says in check_formula(question, form).text


@pytest.mark.parametrize("formula", [f for f in all_formulas().values() if f.forms], ids=lambda f: f.name)
def test_the_other_ways_to_write_a_formula_are_right(formula):
    assert all(check_formula(formula.name, form).right for form in formula.forms)


def test_names_in_a_row_are_told_in_short():
    told = check_formula("weight from i1 to o1 of linear neurons", None).text
    assert told.endswith("You may use w1 to w8, i1 and i2.")


def test_an_unknown_wrong_form_gets_a_point():
    feedback = check_formula("dC/dz of the cross-entropy", "a^3 + 7*y")
    assert repr(feedback).startswith("Not right.\nAt y = ")
    assert not feedback.explanations


def test_nearly_right_is_not_right():
    for text in (
        "a - y + 1/10^12",
        "a - y + 1/10^6",
        "a - y + (1/10^12)^4",
        "a - y + e^-300",
        "2.718282^z/(1+2.718282^z) - y",
    ):
        assert check_formula("dC/dz of the cross-entropy", text).verdict in ("wrong", "undecided"), text
    assert "may be rounded" in repr(check_formula("dC/dz of the cross-entropy", "2.718282^z/(1+2.718282^z) - y"))


def test_no_known_form_is_right():
    from hw2lib.answers.formulas import all_formulas

    for formula in all_formulas().values():
        for known in formula.known:
            assert check_formula(formula.name, known.formula).verdict == "wrong", (formula.name, known)


HOSTILE = [
    "__import__('os').system('true')", "().__class__", "a.real", "[a for a in a]", "{a", "a if a else y",
    "a == q", "f'{a}'", "a @ y", "a % y", "a << 9", "exec(a)", "open(a)", "exp(a, y)", "exp(x=a)",
    "exp(*a)", "True", "1j", "'a", "x", "9**9**9", "((((9^9)^9)^9)^9)", "2**2**2**2**2**2", "10**100",
    "1/0", "0**(0 - 1)", "ln(0)", "(" * 300, "a" * 10_000, "(" * 150 + "a" + ")" * 150,
    "(((((((1.000000000001)^12)^12)^12)^12)^12)^12)^12", "0x1F", "1_000", "1e999", "9" * 300, "a!", "a;b", "\\frac",
    "\\frac{", "\\sqrt[3", "a^", "a^^2", "a**", "*a", "a - ", "a -* y", ")a(", "(a]", "|a", "a|", "'", "sigma'", "σ''(z)",
    "ln", "√", "e(", "pow(a", "pow(a,)", "pow", "a_{", "a_{j+1}", "a[", "a[0]", "0,5*a", "a, y", "=", "= =", "λ", "ℵ",
    "", "   ", "\x00", "#", "\ud800", "🙂", "a\u0336", "2½a", "\\left(", "exp", "exp()", "2 3", "zeta(a)", "^2", "_", "'a'b",
]  # fmt: skip
HEAVY = [
    "a - y + (((a+2*y+3)/1000000)^12)^12", "exp(exp(exp(9)))", "exp(-exp(exp(9)))", "a^(10^20)", "(a+y)^(a*10^9)",
    "(a+y+1)^12*(a+y+2)^12*(a-y+z)^12*(1+z+a)^12*0.000000000001 + a - y",
    "sigma'(" * 49 + "z" + ")" * 49, "+".join(["exp(a*y)/a"] * 36), "tanh(" * 55 + "z" + ")" * 55,
    "a - y + " + "*".join(f"(a+{i}*y+z)" for i in range(40)) + "/10^50",
    "ln(" * 40 + "a+2" + ")" * 40, "sqrt(a^2+z^4+2*a*z^2) - z^2 - y", "a-y+sqrt(a^2+z^4+2*a*z^2)-a-z^2",
    "+".join(f"1/(a+{i})" for i in range(80)), "/".join(f"(a+z^{i})" for i in range(1, 20)),
    "+".join(f"ln(a+{i}y+{i}z)" for i in range(1, 40)), "sqrt(" * 50 + "a" + ")" * 50,
    "a^24^1", "(1+1/(1+1/(1+1/(1+1/(1+1/(1+1/(1+a)^9)^9)^9)^9)^9)^9)^9", "(a^a)^(a^a)^(1)", "exp(z)^20*exp(-z)^19",
    "a - y + (a+y+z)^24 - (a+y+z)^12*(z+y+a)^12", "a-y+" + "+".join(f"(a+y+{i})^20-(y+a+{i})^20" for i in range(9)),
]  # fmt: skip


@pytest.mark.parametrize("text", HOSTILE, ids=range(len(HOSTILE)))
def test_what_is_no_formula_is_not_read_and_told_what_can_be_written(text):
    feedback = check_formula("dC/dz of the cross-entropy", text)
    assert feedback.verdict == "not read" or text in ("ln(0)", "sigma'")
    assert "You can write" in repr(feedback) or feedback.verdict == "wrong"


@pytest.mark.parametrize("text", HEAVY, ids=range(len(HEAVY)))
def test_no_formula_takes_long(text):
    check_formula("dC/dz of the cross-entropy", "a - y")
    start = time.perf_counter()
    feedback = check_formula("dC/dz of the cross-entropy", text)
    assert time.perf_counter() - start < 10  # far over what it takes: a hang is meant, not a speed
    assert isinstance(feedback, Feedback)


class Hostile:
    """Does everything that it is asked in a way that would be seen."""

    def __getattribute__(self, name):
        raise KeyboardInterrupt(name)

    __repr__ = __str__ = __float__ = __len__ = __iter__ = __array__ = __eq__ = __hash__ = __bool__ = None


class HostileText(str):
    __slots__ = ()

    def strip(self, *_):
        raise KeyboardInterrupt

    __str__ = __repr__ = __len__ = replace = __iter__ = __eq__ = strip
    __hash__ = str.__hash__


class HostileExpr(sp.Expr):
    def __getattribute__(self, name):
        raise KeyboardInterrupt(name)


def objects(tmp_path):
    """What isn't a formula; some of it would write a file if it were run."""
    z, k = sp.symbols("z k")
    write = f"open({str(tmp_path / 'seen')!r}, 'w').close()"
    return [
        (write,), [write], {write}, {write: write}, {"a": [write]}, np.array([write]), np.array(write), np.array([[write]], object),
        np.array([1, 2]), np.ma.masked, np.float64("nan"), np.datetime64("2020-01-01"), float("inf"), 1j, b"a", bytearray(b"a"), True,
        object(), Hostile(), HostileExpr(), print, lambda v: v, range(3), iter(()), type, Hostile, Decimal("1"), sp.zeta(z),
        sp.Integral(sp.exp(z), z), sp.Sum(k, (k, 1, 10**9)), sp.factorial(10**9, evaluate=False), sp.Matrix([z]), sp.oo, sp.nan, sp.zoo,
        sp.I, sp.pi, sp.Pow(10, 10**9, evaluate=False), sp.Pow(2, sp.Pow(10, 20, evaluate=False), evaluate=False), sp.Integer(10) ** 4000,
        sp.Function(f"__import__('os').system({'touch ' + str(tmp_path / 'seen')!r}) or float")(z), sp.Symbol(write), sp.Eq(z, k),
        sp.Float("1e5000"), sp.Piecewise((z, z > 0), (0, True)), sp.Lambda(z, z), sp.Derivative(sp.sin(z), z), z > 0, sp.S.true,
        sp.Rational(1, 3**500), sp.Add(*[sp.sin(z + i) for i in range(1000)]), sp.Float("nan"), sp.Symbol("z" * 10**5), sp.Function("sigma")(z, z),
        sum((sp.Symbol(f"q{i}") for i in range(500)), sp.S.Zero), sp.Function("sigma"), sp.Wild("z"), sp.MatrixSymbol("z", 2, 2), 10**5000,
        Fraction(1, 10**500), np.zeros((10, 10, 10)), np.array(None), np.void(b"abc"), sp.exp, sp.Symbol, sp.Dummy("z"), sp.RootOf(z**5 - z + 1, 0),
    ]  # fmt: skip


def test_no_object_is_run_or_raises(tmp_path):
    for thing in objects(tmp_path):
        feedback = check_formula("sigma'", thing)
        assert feedback.verdict == "not read"
        assert "You can write" in repr(feedback)
        assert check_formula(thing, "a").verdict == "not read"
    assert not (tmp_path / "seen").exists()


def test_text_of_another_class_is_read_as_text():
    assert check_formula("sigma'", HostileText("a(1-a)")).right
    assert check_formula(HostileText("sigma'"), "a(1-a)").right


@given(st.text(max_size=60) | st.text("azy12.+-*/^()[]{}|'σ√ ²=,<_\\e", max_size=40))
@settings(max_examples=400, deadline=None)
def test_any_text_is_answered(text):
    assert check_formula("dC/dz of the cross-entropy", text).verdict in BOXES
    assert check_formula(text, "a").verdict == "not read" or text.strip()


NUMBERS = [
    (1, "no tie"),
    (1.0, "no tie"),
    (np.float64(1), "no tie"),
    (np.int8(1), "no tie"),
    (Fraction(0), "share of the others"),
]


@pytest.mark.parametrize(("number", "name"), NUMBERS)
def test_a_number_is_a_formula_too(number, name):
    assert check_formula("limit of softmax at a tie", number).explanations[0].slips == (name,)


def test_questions():
    assert len(formulas()) > 20
    assert check_formula("sigma'", None).verdict == check_formula("sigma'", ...).verdict == "no answer"
    unknown = check_formula("delta_h", "a")
    assert unknown.verdict == "not read"
    assert "near it: " in repr(unknown)
    assert "delta_h1" in repr(unknown)
    assert "named by a string" in repr(check_formula(1, "a"))
    assert check_formula(" ∂C/dz of the Cross-Entropy", "a - y").right
    assert check_formula("σ'", "a(1-a)").right
    assert "q is unknown here" in repr(check_formula("sigma'", sp.Symbol("q")))
    for hint in (7, -1, True, "1", 1.0):
        with pytest.raises(ValueError, match="hint is 0, 1, 2 or 3"):
            check_formula("sigma'", None, hint=hint)


def test_hints_come_one_at_a_time_in_words_first_and_the_answer_when_asked():
    for formula in all_formulas().values():
        if not formula.hints:  # the network's come with its walk
            continue
        texts = [repr(check_formula(formula.name, None, hint=hint)) for hint in range(4)]
        assert [text.count("Hint ") for text in texts] == [0, 1, 2, 3]
        assert formula.right not in formula.hints
        assert all(hint[-1] in ".?" for hint in formula.hints[:2])
        assert f"{formula.name} = {formula.right}" in repr(check_formula(formula.name, None, reveal=True))


def test_points_are_such_that_the_question_makes_sense():
    for question, fits in {
        "steps in an epoch": lambda at: at["n"] % at["m"] == 0,
        "limit of softmax at a tie": lambda at: at["m"] <= at["n"],
    }.items():
        points = _sheet(question).drawn()
        assert all(fits(at) for at in points)
        assert len({tuple(at.values()) for at in points}) > 5


@pytest.mark.parametrize("name", formulas())
def test_no_hint_is_the_answer(name):
    for hint in all_formulas()[name].hints:
        assert check_formula(name, hint).verdict not in ("right", "undecided"), hint


@pytest.mark.parametrize(
    ("name", "formula", "says"),
    [
        ("factor of a step", "v*(1 - eta*lam)", "without v"),
        ("bound of the learning rate", "2/(lam*eta)", "without eta"),
        ("steps in an epoch", "ceil(n/m)", "nothing is rounded"),
        ("minimum of the cross-entropy", "-a ln a - (1 - a) ln(1 - a)", "write y"),
        ("cross-entropy at y = 1", "-y ln a", "no y is left"),
    ],
)
def test_a_name_that_does_not_belong_there_is_explained(name, formula, says):
    feedback = check_formula(name, formula)
    assert feedback.verdict == "not read"
    assert says in feedback.text


def test_a_bare_relation_and_python_s_whole_division_are_read():
    assert check_formula("bound of the learning rate", "< 2/lam").right
    assert check_formula("steps in an epoch", "n//m").right


def test_a_bare_number_is_no_edit_of_a_formula():
    assert check_formula("steps in an epoch", "3").explanations == ()
    assert check_formula("dC/da of the exchanged form", "3").explanations == ()


def test_only_names_of_the_kinds_that_are_needed_are_listed():
    text = check_formula("delta_h1", None).text
    assert "w1 to w8" in text
    assert "delta_o1" in text
    assert "net_h1" not in text
    assert check_formula("delta_h1", "(w5*delta_o1 + w7*delta_o2)*sigma'(net_h1)").right


@pytest.mark.parametrize(
    ("question", "typed"),
    [
        ("delta_o1", "out_o1 − 0.01"), ("net_o1", "0.4*out_h1 + 0.45*out_h2 + 0.6"), ("w5 after 1 step", "-0.5*dC/dw5 + w5"),
        ("E_o1", "-(0.01*ln(out_o1) + 0.99*ln(1 - out_o1))"), ("w1 after 1 step", "w1 - 0.5*delta_h1*i1"),
    ],
)  # fmt: skip
def test_the_network_s_own_numbers_may_stand_for_their_names(question, typed):
    feedback = check_formula(question, typed)
    assert feedback.right
    assert "with numbers put in" in feedback.text
    assert not check_formula(question, typed.replace("0.", "0.1"))


@pytest.mark.parametrize(
    ("question", "typed", "says"),
    [
        ("net_o1", "w5*out_h1 + w6*out_h2", "The bias is missing"),
        ("out_o1", "1/(1 + exp(net_o1))", "exponent has the wrong sign"),
        ("out_o1", "1/(1 + exp(-(w5*out_h1 + w6*out_h2)))", "The bias is missing"),
        ("E_o1", "-t1*ln(out_o1)", "second half is missing"),
        ("E_o1 with quadratic", "(t1 - out_o1)^2", "1/2 of the squared error"),
        ("E_total", "E_o1 - E_o2", "subtracted"),
        ("w5 after 1 step", "w5 + 0.5*dC/dw5", "goes the wrong way"),
        ("w5 after 1 step", "w5 - dC/dw5", "learning rate is missing"),
        ("dC/dw1", "-delta_h1*i1", "In dC/dw1: the sign is wrong."),  # what a name stands for is right
        ("dC/dw5", "(t1 - out_o1)*out_h1", "the wrong way round"),
        ("dC/db2", "(delta_o1 + delta_o2)/2", "averaged over the layer"),
        ("delta_o1 of linear neurons", "w5*out_h1 + w6*out_h2 - t1", "b_o1 left out"),
        ("second derivative of the cross-entropy in z", "1 - a^2", "slope of tanh"),
        ("w5 after 1 step", "w5 - 0.1*dC/dw5", "a step with eta = 0.1. Here it is 0.5.\n"),
        ("w5 after 1 step", "w5 - eta*delta_o1", "delta_o1 in place of dC/dw5"),
        ("dC/dw5", "0.5*delta_o1*out_h1", "learning rate was put into the derivative"),
        ("dC/dw1", "lr*delta_h1*i1", "belongs to the step"),
        ("delta_h1", "(w5 + w7)*out_h1*(1 - out_h1)", "delta_o1 left out"),
        ("delta_h1", "(delta_o1*w5 + delta_o2*w7) + out_h1*(1 - out_h1)", "not times"),
    ],
)
def test_every_line_of_the_walk_is_asked_for_and_its_mistakes_are_named(question, typed, says):
    assert says in check_formula(question, typed).text


@pytest.mark.parametrize(
    ("question", "typed"),
    [
        ("net_h2", "w3*i1 + w4*i2 + b1"), ("net_o2", r"w_7 out_{h1} + w_8 out_{h2} + b_2"), ("net_h1", "w1*i1 + w2*i2 + b_1"),
        ("out_h2", "1/(1 + exp(-(w3*i1 + w4*i2 + b1)))"), ("E_o1 with quadratic", "1/2(t1 - out_o1)^2"), ("E_o1 with quadratic", "|t1 - out_o1|^2/2"),
        ("dC/dw_jk of softmax with log-likelihood", "a^{L-1}_k (a^L_j - y_j)"), ("w5 after 1 step", r"w_5 - \eta\frac{\partial C}{\partial w_5}"),
        ("dC/dz of the cross-entropy", "a_j - y_j"),
    ],
)  # fmt: skip
def test_names_that_a_page_or_a_book_uses(question, typed):
    assert check_formula(question, typed).right
