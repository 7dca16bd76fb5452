"""Formulas that are equal for reasons of exponents and logarithms, and some that aren't."""

import pytest

from hw2lib.answers.identity import equal
from hw2lib.answers.notation import read

AT = [{"y": 0.3, "z": 0.5}, {"y": 0.7, "z": -1.0}, {"y": 1.7, "z": 2.0}]


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
    ],
)
def test_powers_and_logarithms(one, other, same):
    assert equal(read(one, ["y", "z"]), read(other, ["y", "z"]), AT) is same
