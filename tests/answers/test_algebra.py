"""Equivalent forms are right, wrong ones get a point, known ones a name, and hostile strings do nothing."""

import contextlib
import time

import pytest
import sympy as sp

from hw2lib import check_formula, cross_entropy, formulas
from hw2lib.answers.algebra import _points, parse
from hw2lib.answers.formulas import all_formulas
from hw2lib.byhand.mazur import mazur

EQUIVALENT = {
    "delta of softmax with log-likelihood": ["a_j - y_j", "-(y_j - a_j)", "a_j - a_j*y_j - (1 - a_j)*y_j"],
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
    "cross-entropy in z": ["ln(1 + exp(z)) - y*z", "ln(1 + exp(-z)) + (1 - y)*z", "-y*ln(a) - (1 - y)*ln(1 - a)",
                           "-ln(1 - sigma(z)) - y*z", "-(y*ln(sigma(z)) + (1 - y)*ln(sigma(-z)))"],
    "dC/da of the exchanged form": ["ln(1 - y) - ln(y)", "ln((1 - y)/y)", "-ln(y/(1 - y))", "ln(1/y - 1)"],
    "limit of softmax at a tie": ["1/m"],
    "1 - a_1 of softmax with two outputs": ["exp(-c*g)/(1 + exp(-c*g))", "1/(1 + exp(c*g))", "sigma(-c*g)",
                                            "1 - sigma(c*g)"],
    "da_j/dc of softmax": ["a_j*(z_j - mean)", "a_j*z_j - a_j*mean"],
}  # fmt: skip


@pytest.mark.parametrize(("question", "form"), [(q, form) for q, forms in EQUIVALENT.items() for form in forms])
def test_equivalent_forms_are_right(question, form):
    assert check_formula(question, form).right


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
    ("dC/dw2", "delta_h2*i1", "answer to dC/dw3"),
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
]


@pytest.mark.parametrize(("question", "form", "name"), WRONG)
def test_known_wrong_forms_are_named(question, form, name):
    feedback = check_formula(question, form)
    assert feedback.verdict == "wrong"
    assert name in [slip for e in feedback.explanations for slip in e.slips]
    assert "At " in repr(feedback)
    assert "right is" in repr(feedback)


def test_an_unknown_wrong_form_gets_a_point():
    feedback = check_formula("dC/dz of the cross-entropy", "a + y")
    assert repr(feedback).startswith("Not right.\nAt z = ")
    assert not feedback.explanations


def test_nearly_right_is_not_right():
    assert check_formula("dC/dz of the cross-entropy", "a - y + 1/10^12").verdict == "undecided"
    assert check_formula("dC/dz of the cross-entropy", "a - y + 1/10^6").verdict == "wrong"


def test_no_known_form_is_right():
    from hw2lib.answers.formulas import all_formulas

    for formula in all_formulas().values():
        for known in formula.known:
            assert check_formula(formula.name, known.formula).verdict == "wrong", (formula.name, known)


HOSTILE = [
    "__import__('os').system('true')", "().__class__", "a.real", "lambda: 1", "[a for a in a]", "{a}", "a if a else y",
    "a == y", "a; y", "f'{a}'", "a @ y", "a // y", "a % y", "a << 9", "exec(a)", "open(a)", "exp(a, y)", "exp(x=a)",
    "exp(*a)", "True", "1j", "'a'", "a_", "x", "9**9**9", "((((9**9)**9)**9)**9)", "2**2**2**2**2**2", "10**100",
    "1/0", "0**(0 - 1)", "ln(0)", "exp(exp(exp(9)))", "(" * 300, "a" * 10_000, "(" * 150 + "a" + ")" * 150,
    "(((((((1.000000000001)^12)^12)^12)^12)^12)^12)^12",
    "a - y + (((a+2*y+3)/1000000)^12)^12",
    "(a+y+1)^12*(a+y+2)^12*(a-y+z)^12*(1+z+a)^12*0.000000000001 + a - y",
    "sigma'(" * 49 + "z" + ")" * 49, "+".join(["exp(a*y)/a"] * 36), "", "   ", "\x00", "a\n+y", "a\ty", "𝑎 - y", "#",
]  # fmt: skip


@pytest.mark.parametrize("text", HOSTILE, ids=range(len(HOSTILE)))
def test_hostile_strings_do_nothing_and_take_no_time(text):
    start = time.perf_counter()
    with contextlib.suppress(ValueError):
        assert not check_formula("dC/dz of the cross-entropy", text).right
    assert time.perf_counter() - start < 2  # seconds for what takes milliseconds: a hang is meant, not a speed


def test_questions_and_types():
    assert len(formulas()) > 20
    assert check_formula("sigma'", None).verdict == "no answer"
    with pytest.raises(ValueError, match="near it"):
        check_formula("delta_h", "a")
    with pytest.raises(TypeError, match="named by a string"):
        check_formula(1, "a")
    with pytest.raises(TypeError, match="string or a SymPy expression"):
        check_formula("sigma'", object())
    with pytest.raises(ValueError, match="unknown here; the names are"):
        check_formula("sigma'", sp.Symbol("q"))


def test_parse():
    a, b = sp.symbols("a b")
    names = {"a": a, "b": b}
    assert parse("2*a^2 - b/3", names) == 2 * a**2 - b / 3
    assert parse("-a + +b", names) == b - a
    assert parse("ln(exp(1))", names) == 1
    assert parse("0.1*a", names) == a / 10


def test_points_are_such_that_the_question_makes_sense():
    for question, fits in {
        "steps in an epoch": lambda at: at["n"] % at["m"] == 0,
        "limit of softmax at a tie": lambda at: at["m"] <= at["n"],
    }.items():
        asked = all_formulas()[question]
        points = [dict(zip(asked.free, point, strict=True)) for point in _points(asked)]
        assert all(fits(at) for at in points)
        assert len({tuple(at.values()) for at in points}) > 5
