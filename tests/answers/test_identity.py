"""Formulas that are equal for reasons of exponents and logarithms, and some that aren't."""

import pytest

from hw2lib.answers.identity import ANY, POSITIVE, equal
from hw2lib.answers.notation import read

BETWEEN = {"y": POSITIVE, "z": ANY}


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        ("y^z", "exp(z*ln(y))", True),
        ("y^(z+1)", "y*exp(z*ln(y))", True),
        ("(y^2)^z", "y^(2*z)", True),
        ("sqrt((z-y)^4)", "(z-y)^2", True),
        ("ln((1+e^z)^12)", "12*ln(1+e^z)", True),
        ("y^z", "exp(z*ln(y)) - 1", False),
        ("sqrt((z-y)^4)", "z^2-y^2", False),
        ("|-y|", "y", True),
        ("|z-5|", "5-z", False),
        ("sqrt((z-7)^2)", "7-z", False),
        ("sqrt((z-7)^2)", "|7-z|", True),
        ("exp(ln((z-5)^2)/2)", "5-z", False),
        ("sqrt((z-5)*(z-6))*sqrt((z-6)*(z-7))", "(6-z)*sqrt((5-z)*(7-z))", False),
        ("ln((z-5)/(z-6))", "ln((z-5)*(z-6)) - ln((z-6)^2)", True),
        ("ln(y^2/(y+y*z))", "ln(y) - ln(1+z)", True),
        ("max(z, 0) + ln(1 + e^-|z|)", "ln(1 + e^z)", True),
        ("max(z, 0) - min(-z, 0)", "2*max(z, 0)", True),
        ("max(z, y)", "y", False),
    ],
)
def test_powers_and_logarithms(one, other, same):
    assert equal(read(one, ["y", "z"]), read(other, ["y", "z"]), BETWEEN) is same
