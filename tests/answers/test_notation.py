"""Formulas are read as people write them; what has two readings is refused with both."""

from fractions import Fraction

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from hw2lib import check_formula, formulas
from hw2lib.answers.characters import plain
from hw2lib.answers.feedback import NotReadable
from hw2lib.answers.notation import LARGEST, read
from hw2lib.answers.tokens import function, key
from hw2lib.answers.trees import Applied, Name, Number, Operation, names_in, size
from tests.answers.notations import AMBIGUOUS, WRITTEN, every_notation

NAMES = ["a", "y", "z", "m", "s", "v", "c", "g", "eta", "lam"]
ALSO = {"lam": ["lambda"]}


def test_nearly_every_notation_is_read_and_none_is_misread(capsys):
    answers = [(question, text, check_formula(question, text)) for question, _, text in every_notation()]
    refused = [(question, text) for question, text, feedback in answers if feedback.verdict == "not read"]
    misread = [
        (question, text, feedback)
        for question, text, feedback in answers
        if feedback.verdict not in ("right", "not read")
    ]
    share = 1 - len(refused) / len(answers)
    with capsys.disabled():
        print(f"\n{len(answers)} formulas as people write them: {share:.1%} read; refused: {refused}")
    assert not misread
    assert len(answers) >= 350
    assert share >= 0.95
    assert set(WRITTEN) >= {name for name in formulas() if name.startswith(("v ", "dC/da", "sigma", "limit", "cross"))}


@pytest.mark.parametrize(("text", "readings"), AMBIGUOUS, ids=[text for text, _ in AMBIGUOUS])
def test_what_has_two_readings_is_refused_with_both(text, readings):
    with pytest.raises(NotReadable, match="can be read in two ways") as refused:
        read(text, NAMES, ALSO, {"a": ["z"]})
    assert all(reading in str(refused.value) for reading in readings)


CLEAR = [
    # what looks like the ambiguous ones and isn't, and the same with every sign
    ("1/2 a", "(1/2)*a"), ("1/4(1-a)", "(1/4)*(1-a)"), ("3/2 v^2", "(3/2)*v^2"), ("½a", "(1/2)*a"), (r"\frac12 a", "(1/2)*a"), ("a/(y z)", "a/(y*z)"), ("a y/z", "(a*y)/z"),
    ("a/y*z", "(a/y)*z"), ("a/y/z", "(a/y)/z"), ("e^-z*a", "(e^(-z))*a"), ("e^(-z) a", "(e^(-z))*a"), ("e^-z/2", "(e^(-z))/2"), ("e^{-z^2}", "e^(-(z^2))"),
    ("a²y", "(a^2)*y"), ("a^2 y", "(a^2)*y"), ("-a^2", "0-(a^2)"), ("a^-1", "a^(-1)"), ("2^-a", "2^(-a)"), ("ln a + y", "ln(a) + y"),
    ("y ln a", "y*ln(a)"), ("ln(a) y", "ln(a)*y"), ("ln a ln y", "ln(a)*ln(y)"), ("√m s", "sqrt(m)*s"), ("s/√m", "s/sqrt(m)"), ("√m/s", "sqrt(m)/s"),
    ("a[1-a]", "a*(1-a)"), ("a{1-a}", "a*(1-a)"), ("a [y]", "a*y"), ("2(a)", "2*a"), ("(a)(y)", "a*y"), ("a*-y", "a*(-y)"), ("a - -y", "a-(-y)"),
    ("tanh²(z)", "tanh(z)^2"), ("tanh^2(z)", "tanh(z)^2"), ("σ²(z)", "sigma(z)^2"), ("sigma", "sigma(z)"), ("(a-y)σ'", "(a-y)*sigma'(z)"), ("|z|", "abs(z)"),
    ("ln|z|", "ln(abs(z))"), ("|a||y|", "abs(a)*abs(y)"), ("exp^(-z)", "exp(-z)"), ("exp -z", "exp(-z)"), ("1e-3a", "0.001*a"), ("2.5", "5/2"), (".5a", "0.5*a"),
    ("ye^z", "y*e^z"), ("cg", "c*g"), ("3etav", "3*eta*v"), ("a y=", "a*y"), ("C = a = y", "y"), ("0 < eta < 2/lam", "2/lam"), ("lambda", "lam"),
    ("lambda v: v", "v"), ("lambda: a", "a"), ("lambda v, a: v a", "v*a"), ("2 lambda", "2*lam"), ("x = 2/lambda", "2/lam"), ("-1(a)", "-1*a"),
    ("\frac{a}{y}", "a/y"), ("\tanh(z)", "tanh(z)"), (r"\\frac{a}{y}", "a/y"), (r"\sqrt[3]{m}", "m^(1/3)"), ("np.exp(-z)", "exp(-z)"), ("m**.5", "m^0.5"),
    (r"\frac{\frac{a}{y}}{\frac{z}{m}}", "(a/y)/(z/m)"), ("a⋅y", "a*y"), ("a\u2062y", "a*y"), ("a\u00a0y", "a*y"), ("a:y", "a/y"), ("a x y", "a*y"), ("a - y # so", "a-y"), ("v ← v - a", "v-a"), ("log_2(a)", "log2(a)"), ("a\u200by", "a*y"),
    ('"a"', "a"), ("**a**", "a"), ("`a*y`", "a*y"), ("$a$", "a"),
]  # fmt: skip


@pytest.mark.parametrize(("text", "full"), CLEAR, ids=[repr(text) for text, _ in CLEAR])
def test_what_is_clear_is_read(text, full):
    assert read(text, NAMES, ALSO) == read(full, NAMES, ALSO)


REFUSED = [
    # what was typed, and what is said
    ("q", "q is unknown here"), ("etaa_", "unknown"), ("ets*v", "did you mean eta"), ("sigm(z)", "did you mean sigma"), ("sqr(m)", "did you mean sqrt"),
    ("Q", "unknown"), ("a_z", "a_z is unknown"), ("a2", "a2 is unknown"), ("0x1F", "x1F is unknown"), ("1_000", "without _"), ("0,5*a", "write a decimal point: 0.5"),
    ("a, y", "comma"), ("(a", "isn't closed"), ("a)", "too many"), ("(a]", r'"\)" is missing'), ("a +", "at the end"), ("*a", "before"), ("()", "nothing between"),
    ("", "no formula"), ("=", "no formula"), ("a!", '"!" has no place'), ("ln", "applied to"), ("tanh'(z)", "there is sigma"), ("a''", "too many"), ("pow(a)", "comma|missing"),
    ("exp(a, y)", "comma"), ("a^99", "too large"), ("10^400", "too large"), ("9^9*9^9*9^9*9^9*9^9*9^9*9^9*9^9", "too many digits"), ("1/0", "divides by 0"),
    ("(" * 99 + "a" + ")" * 99, "too deep"), ("a+" * 350 + "a", "too large"), ("a" * 2000, "at most"), ("2 3", "side by side"), ("2½", "two ways"), ("\x00", "U\\+0000"),
    ("a[0]", r"a\[0\] is unknown"), ("a.real", "has no place"), ("a if y else z", "unknown"), (r"\frac{a}", "nothing in its braces"), (r"\frac{a}{y", "isn't closed"), ("|a", "isn't closed"),
]  # fmt: skip


@pytest.mark.parametrize(("text", "says"), REFUSED, ids=[repr(text[:20]) for text, _ in REFUSED])
def test_what_is_no_formula_is_refused_in_words(text, says):
    with pytest.raises(NotReadable, match=says):
        read(text, NAMES, ALSO)


@given(st.text(max_size=80) | st.text("aeyz12.+-*/^()[]{}|'σ√ ²=,<_\\½πfrac", max_size=60))
@settings(max_examples=500, deadline=None)
def test_any_text_is_read_or_refused(text):
    try:
        tree = read(text, NAMES, ALSO)
    except NotReadable:
        return
    assert size(tree) <= LARGEST
    assert names_in(tree) <= set(NAMES)


def test_the_tree():
    a = Name("a")
    assert read("-ln a", ["a"]) == Operation("-", Number(Fraction(0)), Applied("ln", a))
    assert read("0.1a", ["a"]) == Operation("*", Number(Fraction(1, 10)), a)
    assert read("a_j(1-a[j])", ["a_j"]) == read("aj*(1 - a_{j})", ["a_j"])
    assert read("δ_o1 w₅", ["delta_o1", "w5"]) == Operation("*", Name("delta_o1"), Name("w5"))
    assert read("W5 T1", ["w5", "t1"]) == read("w5*t1", ["w5", "t1"])


def test_two_ways_to_take_a_word_apart_are_shown():
    with pytest.raises(NotReadable, match=r"a\*bc or ab\*c"):
        read("abc", ["a", "ab", "bc", "c"])


def test_names_in_plain_characters():
    assert [key(name) for name in ("δ_{o1}", "w[5]", "ŷ_j", "z̄", "η", "λ")] == [
        "deltao1",
        "w5",
        "yhatj",
        "zbar",
        "eta",
        "lambda",
    ]
    assert plain("а") == "a"  # the Cyrillic letter
    assert plain("σ′(z)·𝑎⁻¹") == "sigma'(z)*a^(-1)"
    assert [function(name) for name in ("Log", "σ", "sigmoid_prime", "zeta")] == ["ln", "sigma", "sigma'", None]
