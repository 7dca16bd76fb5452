import numpy as np
import pytest

from hw2lib import Gradients, History, Trace
from hw2lib.byhand.problem import Line
from hw2lib.display import rounded


@pytest.mark.parametrize("tie", [0.1125, 0.0005, 2.5, 1.0000005, -1234.5, 5e-9])
def test_rounded_numbers_that_differ_in_their_last_bits_are_written_alike(tie):
    bits = [tie]
    for towards in (-np.inf, np.inf):
        near = tie
        for _ in range(4):
            near = np.nextafter(near, towards)
            bits.append(near)
    for decimals in range(10):
        assert len({f"{rounded(v):.{decimals}f}" for v in bits}) == 1
    assert len(set(rounded(np.array(bits)).tolist())) == 1
    assert rounded(bits).dtype == np.float64


def test_rounded_keeps_what_has_no_more_digits_and_the_callers_array():
    array = np.array([[0.1, np.inf], [1 / 3, np.nan]], np.float32)
    before = array.copy()
    np.testing.assert_array_equal(rounded(array), array)
    np.testing.assert_array_equal(array, before)
    assert rounded(array).dtype == np.float32
    assert rounded(np.zeros((0, 2))).shape == (0, 2)
    assert rounded(12345, digits=2) == 12000


RUBBISH = ["trace", None, 5, [[1.0]], [None], (np.array(["a"]),), (), np.array([1, 2]), np.array([1j]), {"a": 1}]


@pytest.mark.parametrize("made_of", RUBBISH, ids=repr)
@pytest.mark.parametrize("make", [Trace, Gradients, History, Line])
def test_results_made_by_hand_are_made_of_what_they_show(make, made_of):
    with pytest.raises(TypeError, match="made of"):
        make(*[made_of] * {Trace: 2, Gradients: 4, History: 1, Line: 1}[make])
    assert "0.5" in repr(History(np.array([0.5, 0.25])))
