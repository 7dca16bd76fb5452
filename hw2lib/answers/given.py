"""An answer as it was given: how many digits it has, and which values it is the rounding of."""

from __future__ import annotations

import math
import re
from dataclasses import dataclass
from fractions import Fraction
from functools import cached_property
from numbers import Rational, Real
from typing import Any

import numpy as np

FULL = 1e-9  # relative: what a number with all digits of a float has to keep
LONGEST = 100  # characters of an answer


@dataclass(frozen=True)
class Given:
    """A number, and the place value of the last digit that was given; 0 for an exact one.

    Example:
        >>> given = Given.parse("0.43983")
        >>> given.digits, given.fits(0.4398316), given.fits(0.4399)
        (5, True, False)
    """

    value: float
    unit: float

    @classmethod
    def parse(cls, answer: Any) -> Given:
        """Read a number, or a string such as "0.43983", "2.4e-3" or "1/3".

        Raises:
            TypeError, ValueError: if it is none, or too long, too large or too small.
        """
        if isinstance(answer, (bool, np.bool_)) or not isinstance(answer, (str, Real, np.floating, np.integer)):
            raise TypeError(f"an answer is a number or a string with one, not {answer!r}"[:300])
        if isinstance(answer, Rational) and not isinstance(answer, (int, np.integer)):
            return cls(float(answer), 0.0)
        plain = isinstance(answer, (str, int, np.number))
        text = (str(answer) if plain else repr(float(answer))).strip().replace("−", "-")
        if len(text) > LONGEST:
            raise ValueError(f"an answer has at most {LONGEST} characters, not {len(text)}")
        number = r"[+-]?(?:\d+\.?\d*|\.\d+)"
        if match := re.fullmatch(rf"({number})\s*/\s*({number})", text):
            top, bottom = Fraction(match[1]), Fraction(match[2])
            if bottom == 0:
                raise ValueError("an answer can't be divided by 0")
            return cls(float(top / bottom), 0.0)
        match = re.fullmatch(rf"({number})(?:[eE]([+-]?\d{{1,4}}))?", text)
        if not match:
            hint = "; write a decimal point" if re.fullmatch(r"[+-]?\d+,\d+", text) else ""
            raise ValueError(f"{text!r} is no number such as 0.43983, 2.4e-3 or 1/3{hint}")
        decimals = len(match[1].partition(".")[2])
        value, unit = float(text), float(f"1e{int(match[2] or 0) - decimals}")
        if not np.isfinite(value) or unit == 0:
            raise ValueError(f"{text!r} is too {'small' if unit == 0 else 'large'}")
        return cls(value, unit)

    @cached_property
    def digits(self) -> int:
        """Significant digits: leading zeros don't count. An exact number has as many as a float."""
        if self.unit == 0:
            return 15
        units = round(abs(self.value) / self.unit) if self.value else 0
        return min(len(str(units)), 15) if units else 0

    @property
    def to_digits(self) -> str:
        """How many digits those are, in words."""
        if self.digits >= 12:
            return "to all its digits"
        if self.value == 0:
            return "it is 0"
        return f"to {self.digits} digit{'s' * (self.digits != 1)}"

    def fits(self, value: float) -> bool:
        """Whether `value`, rounded or cut to the digits given, is the answer."""
        if not math.isfinite(value):
            return False
        if self.digits >= 12:
            return bool(abs(value - self.value) <= FULL * max(abs(value), abs(self.value)))
        rounded = abs(value - self.value) <= self.unit / 2 * (1 + 1e-9)
        same_side = value * self.value > 0
        cut = same_side and -1e-9 * self.unit <= abs(value) - abs(self.value) < self.unit
        return bool(rounded or cut)
