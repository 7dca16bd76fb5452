"""What happens to a finished number when it is written down."""

from __future__ import annotations

import math
from collections.abc import Iterator

from hw2lib.answers.given import to_digits

LEFT_OF_0 = 1e-12  # below which a number may be what rounding leaves of 0


def of_the_number(right: float, digits: int) -> Iterator[tuple[float, str]]:
    """Yield what happens to a number when it is written down: lost or exchanged digits, percent, powers of ten.

    `digits` says how many significant digits are written.

    Example:
        >>> [(f"{value:.3f}", says) for value, says in of_the_number(0.438, 3)][3]
        ('0.483', 'The digits 3 and 8 have changed places.')
    """
    yield from miscopied(right, digits)
    yield right * 100, "That is a hundred times the right number, as if it were in percent."
    yield right / 100, "That is a hundredth of the right number."
    figures, exponent = _figures(right)
    for kept in range(1, digits):
        for number, how in ((float(f"{right:.{kept - 1}e}"), "rounded"), (_number(right, figures[:kept]), "cut")):
            yield number, f"It is the right number, {how} {to_digits(kept)}. The zeros after it are not its digits."
    if abs(exponent) > 2 and abs(right) > LEFT_OF_0:
        yield right / 10.0**exponent, f"The power of ten is missing: the number is that times 10^{exponent}."


def with_a_wrong_digit(right: float, digits: int) -> Iterator[float]:
    """Yield the number with another digit at each of so many places.

    Example:
        >>> [f"{value:.1f}" for value in with_a_wrong_digit(2.0, 1)]
        ['0.0', '1.0', '3.0', '4.0', '5.0', '6.0', '7.0', '8.0', '9.0']
    """
    figures, exponent = _figures(right)
    for i in range(min(digits, 9)):
        for digit in "0123456789":
            if digit != figures[i]:
                off = (int(digit) - int(figures[i])) * 10.0 ** (exponent - i)
                yield right + math.copysign(1, right) * off


def miscopied(number: float, digits: int) -> Iterator[tuple[float, str]]:
    """Yield what a number becomes if its point is moved, or one of so many digits exchanged, left out or written twice.

    Example:
        >>> [f"{value:.3f}" for value, _ in miscopied(0.438, 3)]
        ['4.380', '0.044', '0.348', '0.483', '0.444', '0.380', '0.434', '0.480', '0.439', '0.430']
    """
    if number < 0:
        yield -number, "The minus is lost."
    for factor, where in ((10, "right"), (0.1, "left")):
        yield number * factor, f"The decimal point is one place too far to the {where}."
    figures, _ = _figures(number)
    for i in range(min(digits, 9) - 1):
        one, two = figures[i], figures[i + 1]
        if one != two:
            exchanged = figures[:i] + two + one + figures[i + 2 :]
            yield _number(number, exchanged), f"The digits {one} and {two} have changed places."
    for i in range(min(digits, 9)):
        yield _number(number, figures[: i + 1] + figures[i:]), f"The digit {figures[i]} stands there twice."
        yield _number(number, figures[:i] + figures[i + 1 :]), f"The digit {figures[i]} is left out."


def _figures(number: float) -> tuple[str, int]:
    """The digits of a number, and its power of ten."""
    figures, _, exponent = f"{abs(number):.14e}".replace(".", "").partition("e")
    return figures, int(exponent)


def _number(like: float, figures: str) -> float:
    """The number with other digits, of the same sign and power of ten."""
    return math.copysign(float(f"{figures[0]}.{figures[1:]}e{_figures(like)[1]}"), like)
