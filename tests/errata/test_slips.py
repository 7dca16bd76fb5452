"""The wrong numbers of the print are what the slips give that the errata name."""

import pytest

from hw2lib.answers.numbers import check
from hw2lib.answers.slips import SLIPS
from hw2lib.errata import EQUATIONS


@pytest.mark.parametrize("number", [n for n, e in EQUATIONS.items() if e.numbers])
def test_a_wrong_number_is_what_its_slips_give(number):
    equation = EQUATIONS[number]
    for question, printed in equation.numbers.items():
        feedback = check(question, printed)
        assert feedback.verdict == "wrong"
        assert set(equation.slips) in [set(e.slips) for e in feedback.explanations]
        assert {name for name in equation.slips if "rounded" not in name} <= set(SLIPS)
