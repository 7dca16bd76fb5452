"""What happens to a finished number when it is written down."""

from __future__ import annotations

import math
from collections.abc import Iterator

from hw2lib.answers.given import to_digits

LEFT_OF_0 = 1e-12  # below which a number may be what rounding leaves of 0


def of_the_number(right: float, digits: int) -> Iterator[tuple[float, str]]:
    """Yield what happens to a number when it is written down: the decimal point, percent, exchanged or wrong digits.

    `digits` says how many significant digits are written.

    Example:
        >>> [(f"{value:.3f}", says) for value, says in of_the_number(0.438, 3)][7]
        ('0.483', 'The digits 3 and 8 have changed places.')
    """
    for factor, says in ((10, "The decimal point is one place too far to the right."), (100, "That is in percent.")):
        yield right * factor, says
    for divisor, says in (
        (10, "The decimal point is one place too far to the left."),
        (100, "The decimal point is off."),
    ):
        yield right / divisor, says
    for kept in range(1, digits):
        says = f"It is the right number, rounded {to_digits(kept)}. The zeros after it are not its digits."
        yield float(f"{right:.{kept - 1}e}"), says
    figures, _, exponent = f"{abs(right):.14e}".replace(".", "").partition("e")
    if abs(int(exponent)) > 2 and abs(right) > LEFT_OF_0:
        yield right / 10.0 ** int(exponent), f"The power of ten was lost: times 10^{int(exponent)}."

    def number(digits: str) -> float:
        return math.copysign(float(f"{digits[0]}.{digits[1:]}e{exponent}"), right)

    for i in range(min(digits, 9) - 1):
        one, two = figures[i], figures[i + 1]
        if one != two:
            exchanged = figures[:i] + two + one + figures[i + 2 :]
            yield number(exchanged), f"The digits {one} and {two} have changed places."
    for i in range(min(digits, 9)):
        for digit in "0123456789":
            if digit != figures[i]:
                off = (int(digit) - int(figures[i])) * 10.0 ** (int(exponent) - i)
                yield right + math.copysign(1, right) * off, "One digit is wrong. Did you copy it right?"
        yield number(figures[: i + 1] + figures[i:]), f"The digit {figures[i]} stands there twice."
        yield number(figures[:i] + figures[i + 1 :]), f"The digit {figures[i]} is left out."
