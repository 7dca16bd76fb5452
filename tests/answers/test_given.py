"""A number is read in whatever way it is written; its digits count, and nothing that is given is run."""

import math
from decimal import Decimal
from fractions import Fraction

import numpy as np
import pytest
import sympy as sp
from hypothesis import given, settings
from hypothesis import strategies as st

from hw2lib.answers.feedback import NotReadable
from hw2lib.answers.given import Given

RIGHT = 0.439829649  # dC/dw5 of the course

READ = [
    # what was given, its value, its digits
    ("0.43983", 0.43983, 5), ("0.4400", 0.44, 4), (".44", 0.44, 2), ("4.4e-1", 0.44, 2), ("4.4E-01", 0.44, 2), ("2.4 e-3", 0.0024, 2),
    ("2.4e -3", 0.0024, 2), ("43.98%", 0.4398, 4), ("43.98 %", 0.4398, 4), ("0.593 27", 0.59327, 5), ("0.593\u2009270 1", 0.5932701, 7), ("0.44 ± 0.01", 0.44, 2), ("0.44 +/- 0.01", 0.44, 2),
    ("0.44 (rounded)", 0.44, 2), ("ca. 0.44", 0.44, 2), ("about 0.44", 0.44, 2), (r"43.98\%", 0.4398, 4), ("４３.９８％", 0.4398, 4), ("4.4*10^-1", 0.44, 2),
    ("4.4 * 10**-1", 0.44, 2), ("4.4*10^(-1)", 0.44, 2), ("1.2 × 10⁻³", 0.0012, 2), ("1.2·10⁻³", 0.0012, 2), ("1.2 x 10^-3", 0.0012, 2),
    (r"1.2 \times 10^{-3}", 0.0012, 2), (r"$1.2\cdot 10^{-3}$", 0.0012, 2), ("≈0.44", 0.44, 2), ("≈ 0.44", 0.44, 2), ("~0.44", 0.44, 2),
    ("= 0.44", 0.44, 2), ("dC/dw5 = 0.44", 0.44, 2), ("∂C/∂w5 ≈ 0.44", 0.44, 2), ("dC/dw5: 0.44", 0.44, 2), ("0.44 = dC/dw5", 0.44, 2),
    (r"\frac{\partial C}{\partial w_5} = 0.44", 0.44, 2), ("$0.44$", 0.44, 2), ("(0.44)", 0.44, 2), ("[0.44]", 0.44, 2), ("`0.44`", 0.44, 2),
    ("'0.44'", 0.44, 2), ("**0.44**", 0.44, 2), ("0.44.", 0.44, 2), ("0.44…", 0.44, 2), ("0.44...", 0.44, 2), ("–0.44", -0.44, 2), ("−0.44", -0.44, 2),
    ("- 0.44", -0.44, 2), ("-(0.44)", -0.44, 2), ("+0.44", 0.44, 2), ("  0.44\n", 0.44, 2), ("٠٫٤٤", 0.44, 2), ("०.४४", 0.44, 2),
    ("11/25", 0.44, 2), ("-11/25", -0.44, 2), ("1/3", 0.3333, 4), ("2 / 3", 0.6667, 4), ("½", 0.5, 1), (r"\frac{11}{25}", 0.44, 2),
    ("11÷25", 0.44, 2), (Fraction(11, 25), 0.44, 2), (Fraction(1, 3), 0.3333, 4), (Fraction(151, 400), 0.3775, 4), (Fraction(4), 4, 1),
    (0.43983, 0.43983, 5), (403.0, 403, 3), (400.0, 400, 1), (140, 140, 2), ("140", 140, 2), ("140.0", 140, 4), ("140.", 140, 2), (1e22, 1e22, 1),
    (0, 0, 0), (0.0, 0, 0), ("0.00", 0, 0), ("000.44", 0.44, 2), (Decimal("0.4400"), 0.44, 4), (Decimal("4.4E-1"), 0.44, 2), (5, 5, 1),
    (np.array(0.43983), 0.43983, 5), (np.array([0.44]), 0.44, 2), (np.array([[[140]]]), 140, 2), (np.array(["0.44"]), 0.44, 2),
    (np.array([Fraction(11, 25)], object), 0.44, 2), (np.float64(0.44), 0.44, 2), (np.float32(0.44), 0.44, 2), (np.float16(0.44), 0.44, 2),
    (np.float32(0.44).item(), 0.44, 2), (np.longdouble("0.5"), 0.5, 1), (np.int8(12), 12, 2), (np.uint64(12), 12, 2), ([0.44], 0.44, 2), ((0.44,), 0.44, 2),
    (np.ma.array([0.44], mask=[False]), 0.44, 2), (sp.Float("0.44"), 0.44, 2), (sp.Rational(11, 25), 0.44, 2),
    (sp.Integer(12), 12, 2), ("0.4 - 0.5*0.1", 0.35, 2), ("1-0.56", 0.44, 2), ("sqrt(0.1936)", 0.44, 2), ("2^-2", 0.25, 2), ("10^-3", 0.001, 1),
]  # fmt: skip


@pytest.mark.parametrize(("answer", "value", "digits"), READ, ids=[f"{i}" for i in range(len(READ))])
def test_numbers_in_all_spellings(answer, value, digits):
    read = Given.parse(answer)
    assert math.isclose(read.value, value, rel_tol=1e-12)
    assert read.digits == digits
    assert read.fits(value)
    assert not read.computed


REFUSED = [
    # what was given, and what is said
    ("0,43983", "write a decimal point: 0.43983"), ("-0,44", "write a decimal point: -0.44"), ((0, 43983), "write a decimal point, 0.43983"),
    ("1,234.5", "without commas"), ("1,234", "without commas"), ("0,44e-3", "write a decimal point: 0.44e-3"), ("", "there is no number"),
    ("  ", "there is no number"), ("=", "there is no number"), ("abc", "is no number"), ("0x10", "is no number"), ("1_000", "is no number"),
    ("1 000", "two numbers side by side"), ("nan", "is no number"), ("inf", "is no number"), ("1/0", "divided by 0"), ("0.44 0.45", "side by side"),
    ("w5*0.1", "is no number"), ("9" * 1000, "at most 200"), ("9" * 190 + "e300", "too large"), ("1e9999", "too large"), ("1e-9999", "too small"), ("1e-350", "too small"),
    ("__import__('os')", "is no number"), ("0.5932(7)", "write 0.59327 or"), ("ln(0)", "no finite value"), ("1/(1-1)", "divides by 0"),
    ("e^1000", "no finite value"), ("\x00", "is no number"), ("1/2/", "is no number"), ("(0.44", "is no number"), ("0.4.4", "is no number"),
    (np.timedelta64(3), "of the type timedelta64"), (np.datetime64("2020-01-01"), "of the type datetime64"),
    (True, "True and False"), (np.bool_(True), "True and False"), (np.array(True), "True and False"), (float("nan"), "isn't finite"),
    (float("inf"), "isn't finite"), (np.float32("nan"), "isn't finite"), (Decimal("NaN"), "isn't finite"), (Decimal("sNaN"), "isn't finite"),
    (Decimal("Infinity"), "isn't finite"), (Decimal("1e999999"), "too large"), (Decimal("1e-999999"), "too small"), (10**400, "too large"),
    (10**5000, "too large"), (-(10**5000), "too large"), (Fraction(1, 10**400), "too many digits"), (Fraction(10**320, 3), "too many digits"),
    (sp.Integer(10) ** 400, "too large"), (sp.Integer(10) ** 5000, "too large"), (sp.Float("1e5000"), "too large"), (sp.oo, "not of the type"),
    (sp.nan, "not of the type"), (sp.sqrt(2), "not of the type"), (sp.zeta(3), "not of the type"), (sp.Symbol("x"), "not of the type"),
    (1j, "type complex"), (np.complex128(1), "type complex"), (b"0.44", "type bytes"), ({0.44}, "type set"), ({}, "type dict"), (None, "type NoneType"),
    ([], "not 0"), ([0.44, 0.45], "not 2"), ([[[[[0.44]]]]], "one number"), (np.zeros(3), "array of 3"), (np.zeros(0), "array of 0"),
    (np.ma.masked, "masked"), (np.ma.array([0.44], mask=[True]), "masked"), (np.array(None), "type NoneType"), (np.datetime64("2020-01-01"), "type"),
    (np.void(b"abc"), "type"), (np.str_("abc"), "is no number"), (lambda: 1, "type function"), (object(), "type object"), (int, "type type"), (range(1), "type range"),
]  # fmt: skip


@pytest.mark.parametrize(("answer", "says"), REFUSED, ids=[f"{i}" for i in range(len(REFUSED))])
def test_what_is_no_number_is_told_what_to_write(answer, says):
    with pytest.raises(NotReadable, match=says.replace("(", r"\(").replace("+", r"\+")):
        Given.parse(answer)


class Hostile:
    """Does everything that it is asked in a way that would be seen."""

    def __getattribute__(self, name):
        raise KeyboardInterrupt(name)

    def __float__(self):
        raise KeyboardInterrupt

    __repr__ = __str__ = __index__ = __int__ = __len__ = __iter__ = __eq__ = __bool__ = __float__
    __hash__ = object.__hash__


def hostile(base):
    return type(
        f"Hostile{base.__name__}",
        (base,),
        {k: v for k, v in vars(Hostile).items() if k not in ("__dict__", "__weakref__")},
    )


def test_nothing_that_is_given_is_called():
    for base, arguments in (
        (str, ("0.44",)),
        (float, (0.44,)),
        (int, (44,)),
        (np.float64, (0.44,)),
        (np.float32, (0.44,)),
    ):
        assert Given.parse(hostile(base)(*arguments)).digits == 2
    array = np.array([0.44]).view(hostile(np.ndarray))
    assert Given.parse(array).digits == 2
    for thing in (
        Hostile(),
        hostile(list)([0.44]),
        hostile(Fraction)(1, 2),
        hostile(Decimal)("1"),
        hostile(sp.Expr)(),
        Hostile,
    ):
        with pytest.raises(NotReadable, match=r"not of the type|one number"):
            Given.parse(thing)


ANYTHING = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.decimals() | st.fractions() | st.complex_numbers()
    | st.text(max_size=30) | st.binary(max_size=9) | st.text("0123456789.,eE+-*/^%×⁻³½ ()=≈$", max_size=20),
    lambda inner: st.lists(inner, max_size=3) | st.tuples(inner) | st.dictionaries(st.text(max_size=3), inner, max_size=2),
    max_leaves=4,
)  # fmt: skip


@given(ANYTHING)
@settings(max_examples=500, deadline=None)
def test_anything_is_read_or_refused(answer):
    try:
        read = Given.parse(answer)
    except NotReadable:
        return
    assert math.isfinite(read.value)
    assert 0 <= read.digits <= 15


# --- which values fit ------------------------------------------------------------------------------------------------


@given(st.floats(1e-6, 1e6), st.integers(1, 15), st.sampled_from([1, -1]))
@settings(max_examples=300)
def test_rounded_values_fit_and_others_do_not(value, digits, sign):
    text = f"{sign * value:.{digits - 1}e}"
    read = Given.parse(text)
    assert read.digits == digits
    assert read.fits(sign * value)
    off = Given.parse(f"{float(text) * (1 + 2.5 * 10.0 ** (1 - min(digits, 11)))!r:.30}") if digits > 1 else None
    assert off is None or not Given(off.value, read.unit).fits(sign * value)


def test_cut_values_fit_too():
    assert Given.parse("0.4398").fits(0.43989)
    assert not Given.parse("0.4398").fits(0.439901)
    assert not Given.parse("0.4398").fits(0.43974)
    assert not Given.parse("0.4398").fits(-0.4398)


@pytest.mark.parametrize("digits", range(8, 13))
def test_more_digits_are_never_judged_more_loosely(digits):
    """A step of two units of the last digit is wrong, at 12 digits as at 11."""
    text = f"{RIGHT + 2 * 10.0**-digits:.{digits}f}"
    assert not Given.parse(text).fits(RIGHT)
    assert Given.parse(text).close_to(RIGHT) == 0


EXPRESSIONS = [
    # as Python works them out from rounded operands, the right value, the digits to which it is right
    ((0.75137 - 0.01) * 0.59327, RIGHT, 5), (0.741365 * 0.593270, RIGHT, 7), (1.380711 + 0.269818, 1.650529388, 7), (0.74136 * 0.59325, RIGHT, 4),
    (0.4 - 0.5 * 0.43983, 0.1800851755, 6), (np.float64(0.741365) * 0.59327, RIGHT, 7), ("0.741365*0.593270", RIGHT, 7), ("(0.75137-0.01)*0.59327", RIGHT, 5),
]  # fmt: skip


@pytest.mark.parametrize(("answer", "right", "digits"), EXPRESSIONS)
def test_rounding_on_the_way_is_allowed_for_in_floats(answer, right, digits):
    read = Given.parse(answer)
    assert read.fits(right) or read.close_to(right) == digits
    assert read.computed
    assert not read.meets(right * (1 + 1e-8))
    assert read.meets(read.value * (1 + 1e-10))
    assert read.close_to(right * 1.01) == 0
    assert read.close_to(-right) == 0


@pytest.mark.parametrize(
    "answer",
    [
        np.float32(RIGHT),
        np.float32(RIGHT).item(),
        np.array([RIGHT], np.float32),
        np.float32(0.741365) * np.float32(0.59327),
    ],
)
def test_single_precision_has_seven_digits(answer):
    read = Given.parse(answer)
    assert read.digits == 7
    assert read.fits(RIGHT) or read.close_to(RIGHT) >= 6
    assert not read.fits(RIGHT * 1.00001)


def test_half_precision_has_three_digits():
    assert Given.parse(np.float16(RIGHT)).fits(RIGHT)
    assert not Given.parse(np.float16(RIGHT)).fits(RIGHT * 1.05)


def test_a_sum_of_rounded_floats_may_be_off_in_its_last_digit():
    assert Given.parse(1.650528).close_to(1.650529388) == 6
    assert Given.parse(1.65052).close_to(1.65063) == 0
    assert Given.parse("1.650527").close_to(1.650529388) == 0


def test_nothing_fits_what_is_no_number():
    for value in (math.nan, math.inf):
        assert not Given.parse(0.44).fits(value)
        assert not Given.parse(1 / 3).meets(value)
        assert Given.parse(1 / 3).close_to(value) == 0


def test_in_words():
    assert [Given.parse(a).to_digits for a in ("0.4", "0.44", 1 / 3, 0)] == [
        "to 1 digit",
        "to 2 digits",
        "to all its digits",
        "it is 0",
    ]
