import numpy as np
import pytest

from hw2lib import Gradients, History, Trace
from hw2lib.byhand.problem import Line
from hw2lib.display import rounded
from hw2lib.nn.arrays import UserFunction, as_reals


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
