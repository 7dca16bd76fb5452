from collections import UserList, deque

import numpy as np
import pytest

from hw2lib import Gradients, History, Trace, compare
from hw2lib.byhand.problem import Line
from hw2lib.display import rounded
from hw2lib.nn.arrays import UserFunction, as_floats, as_reals, non_negative, positive, positive_integer


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


def test_a_mask_within_a_list_is_seen():
    masked = np.ma.array([0.0, 1e6], mask=[0, 1])
    for value in ([masked, masked], ([[masked]],), [1.0, np.ma.masked]):
        with pytest.raises(ValueError, match="masked"):
            as_reals("x", value)


@pytest.mark.parametrize("kind", [UserList, deque, lambda parts: HandsOut(parts[0])], ids=["list", "deque", "object"])
def test_a_mask_within_another_kind_of_list_is_seen(kind):
    with pytest.raises(ValueError, match="masked"):
        as_floats("x", kind([np.ma.array([1.0, 2.0], mask=[0, 1])]))


class HandsOut:
    """Something that is made into an array."""

    def __init__(self, array):
        self.array = array

    def __array__(self, *_, **__):
        return self.array


def test_a_list_that_holds_itself_is_refused():
    endless = []
    endless.extend([endless] * 1000)
    with pytest.raises(TypeError, match="deep"):
        as_floats("x", endless)
    assert compare(endless, "dw[1]").verdict == "not read"


@pytest.mark.parametrize("value", [np.timedelta64(1), True, "1", None])
def test_what_is_no_number_is_refused(value):
    for check in (positive, non_negative, positive_integer):
        with pytest.raises(TypeError, match="number"):
            check("it", value)


def test_single_precision_of_the_other_byte_order_stays_single():
    assert as_reals("x", np.array([1, 2], ">f4")).dtype == np.float32


def test_an_object_that_fails_to_be_an_array_is_refused_in_words():
    class Odd:
        def __array__(self, *_, **__):
            raise KeyError(1)

    with pytest.raises(TypeError, match="x can't be read as an array: KeyError"):
        as_reals("x", Odd())


def test_a_function_that_reuses_its_memory_gives_new_arrays():
    memory = np.empty(2)
    reusing = UserFunction("reusing", lambda z: np.tanh(z, out=memory))
    first, second = reusing(np.array([1.0, 2.0])), reusing(np.array([3.0, 4.0]))
    np.testing.assert_array_equal(first, np.tanh([1.0, 2.0]))
    np.testing.assert_array_equal(second, np.tanh([3.0, 4.0]))
