"""An answer as it was given: its digits, which values it is the rounding of, and which it comes close to."""

from __future__ import annotations

import math
import re
import sys
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from functools import cached_property
from types import SimpleNamespace
from typing import Any

import numpy as np

from hw2lib.answers.characters import GLUE, plain
from hw2lib.answers.feedback import NotReadable
from hw2lib.answers.notation import read
from hw2lib.answers.trees import evaluate
from hw2lib.display import as_text

FULL = 1e-9  # relative: within it a computed number meets a value
NOISE = 1e-12  # relative: what the order of the operations may change in a float; below the last of 11 digits
LONGEST = 200  # characters of an answer
TYPED = 7  # digits of a float that someone may have typed; more come from an expression
LEAST = 4  # digits to which a computed number has to agree with a value that rounding on the way led away from
OF_A_FRACTION = 4  # digits, at the most, as which a fraction is judged
EXAMPLES = "write a number such as 0.43983, 2.4e-3 or 1/3"


@dataclass(frozen=True)
class Given:
    """A number, and the place value of its last digit.

    Attributes:
        value: the number.
        unit: the place value of the last digit that counts.
        computed: whether it is a float with more digits than one types: the result of an expression, in which the
            operands may have been rounded.
        rounding: how far from a value that rounding may have led, absolutely; infinite for a computed one, 0 for text.

    Example:
        >>> given = Given.parse("0.43983")
        >>> given.digits, given.fits(0.4398316), given.fits(0.4399)
        (5, True, False)
        >>> given = Given.parse((0.75137 - 0.01) * 0.59327)
        >>> given.computed, given.fits(0.439829649), given.close_to(0.439829649)
        (True, False, 5)
    """

    value: float
    unit: float
    computed: bool = False
    rounding: float = 0.0

    @classmethod
    def parse(cls, answer: Any) -> Given:
        r"""Read an answer: any number, an array or a list of one, or text such as "0.43983", "2.4 × 10⁻³" or "44 %".

        A float that was typed has the digits that it shows; one with more than 7 is taken for the result of an
        expression. Zeros at the end of a float or of a whole number are no digits; in text with a decimal point they
        are. A fraction has the digits of its decimal expansion, 4 at the most.

        Raises:
            NotReadable: for anything else. Nothing of an object is called, so nothing else can be raised.

        Example:
            >>> [Given.parse(a).value for a in ("dC/dw5 = 0.44", "≈ -4.4·10^-1", "43.98 %", "11/25", [0.44], r"$.44$")]
            [0.44, -0.44, 0.4398, 0.44, 0.44, 0.44]
            >>> Given.parse("0,43983")
            Traceback (most recent call last):
            hw2lib.answers.feedback.NotReadable: write a decimal point: 0.43983
        """
        return _given(answer, depth=0)

    @cached_property
    def digits(self) -> int:
        """Significant digits: leading zeros don't count; 15 at the most."""
        units = round(abs(self.value) / self.unit) if self.value else 0
        return min(len(str(units)), 15) if units else 0

    @property
    def to_digits(self) -> str:
        """How many digits those are, in words."""
        if self.value == 0:
            return "it is 0"
        return "to all its digits" if self.digits >= 12 else to_digits(self.digits)

    def fits(self, value: float) -> bool:
        """Whether `value`, rounded or cut to the digits given, is the answer."""
        same_side = value * self.value > 0
        cut = same_side and -1e-9 <= (abs(value) - abs(self.value)) / (self.unit or 1.0) < 1 - 1e-9
        return self.rounds(value) or cut

    def rounds(self, value: float) -> bool:
        """Whether `value`, rounded to the digits given, is the answer."""
        apart, noise = abs(value - self.value), NOISE * max(abs(value), abs(self.value))
        return math.isfinite(value) and apart <= max(self.unit / 2 * (1 + 1e-9), noise)

    def meets(self, value: float) -> bool:
        """Whether it is that value, to nine digits if it was computed: what a slip gives has to be met so closely."""
        if self.computed and math.isfinite(value):
            return abs(value - self.value) <= max(self.unit / 2, FULL * max(abs(value), abs(self.value)))
        return self.fits(value)

    def close_to(self, value: float) -> int:
        """Return to how many digits it agrees with a value, if rounding on the way can explain the rest; else 0.

        Of a computed number 4 digits have to agree. Of a float of 6 or 7 digits the first five count, since it may be
        made of rounded numbers, too. Text is what someone chose to write, so no rounding is allowed for.

        Example:
            >>> Given.parse(1.38071 + 0.2698182).close_to(1.6505291), Given.parse("1.650528").close_to(1.6505291)
            (6, 0)
        """
        if not math.isfinite(value) or value == 0 or abs(value - self.value) > self.rounding:
            return 0
        agreed = self.agreement(value)
        return agreed if agreed >= LEAST else 0

    def agreement(self, value: float) -> int:
        """Return the number of significant digits to which it agrees with a value; with 0 either all or none."""
        apart = abs(value - self.value)
        if apart == 0 or value == 0:
            return max(self.digits, 1) if apart == 0 else 0
        place = math.floor(math.log10(abs(value))) + 1
        return max(0, min(math.floor(place - math.log10(2 * apart)), 15))


def to_digits(digits: int) -> str:
    """Return a number of digits in words.

    Example:
        >>> to_digits(1), to_digits(5)
        ('to 1 digit', 'to 5 digits')
    """
    return f"to {digits} digit{'s' * (digits != 1)}"


# --- what it was given as --------------------------------------------------------------------------------------------


def _given(answer: Any, depth: int) -> Given:
    """Tell by the type; an object's own methods are never called, for they may do anything."""
    kind = type(answer)
    text = as_text(answer)
    if text is not None:
        return _of_text(text)
    if kind is bool or issubclass(kind, np.bool_):
        raise NotReadable(f"True and False are no numbers; {EXAMPLES}")
    if issubclass(kind, int):
        return _of_whole(int.__int__(answer))
    if issubclass(kind, float):
        return _of_float(float.__float__(answer))
    if kind is Decimal:
        return _of_decimal(answer)
    if kind is Fraction:
        return _of_fraction(answer)
    if depth > 3:
        raise NotReadable(f"one number is asked for; {EXAMPLES}")
    if issubclass(kind, np.longdouble):
        return _of_float(np.longdouble.__float__(answer))
    if issubclass(kind, np.generic) and not issubclass(kind, (np.timedelta64, np.datetime64)):
        return _given(np.generic.item(answer), depth + 1)
    if issubclass(kind, np.ndarray):
        return _of_array(answer, depth)
    if kind in (list, tuple):
        if len(answer) == 1:
            return _given(answer[0], depth + 1)
        if kind is tuple and len(answer) == 2 and all(type(n) is int and abs(n) < 10**15 for n in answer):
            raise NotReadable(
                f"{answer[0]},{answer[1]} are two numbers: write a decimal point, {answer[0]}.{answer[1]}"
            )
        raise NotReadable(f"one number is asked for, not {len(answer)}")
    if "sympy" in sys.modules:
        from hw2lib.answers.symbolic import is_symbolic, number_of

        value = number_of(answer) if is_symbolic(kind) else None
        if value is not None:
            return _of_fraction(value) if kind is not sys.modules["sympy"].Float else _of_float(_float(value))
    name = type.__dict__["__name__"].__get__(kind)[:40]
    raise NotReadable(f"an answer is a number or a text with one, not of the type {name}; {EXAMPLES}")


def _of_array(array: np.ndarray[Any, Any], depth: int) -> Given:
    size = np.ndarray.size.__get__(array)
    if size != 1:
        raise NotReadable(f"one number is asked for, not an array of {size}")
    if issubclass(type(array), np.ma.MaskedArray) and np.any(np.ma.MaskedArray.mask.__get__(array)):
        raise NotReadable("the only entry of the array is masked")
    return _given(np.ndarray.item(array), depth + 1)


def _float(value: Fraction) -> float:
    try:
        made = float(value)
    except OverflowError:
        raise NotReadable("the number is too large") from None
    if made == 0 and value:
        raise NotReadable("the number is too small")
    return made


def _of_whole(value: int) -> Given:
    if value.bit_length() > 1000:
        raise NotReadable("the number is too large")
    digits = str(abs(value))
    return Given(float(value), float(10 ** (len(digits) - len(digits.rstrip("0")))) if value else 1.0)


def _of_fraction(value: Fraction) -> Given:
    """Judge a fraction as its decimal expansion, to four digits at the most."""
    if value.denominator == 1:
        return _of_whole(value.numerator)
    size = max(value.numerator.bit_length(), value.denominator.bit_length())
    if size > 1000:
        raise NotReadable("the fraction has too many digits")
    return _of_number(f"{_float(value):.{OF_A_FRACTION - 1}e}", zeros=False)


def _of_decimal(value: Decimal) -> Given:
    if not value.is_finite():
        raise NotReadable(f"the number isn't finite; {EXAMPLES}")
    text = str(value)
    if len(text) > LONGEST:
        raise NotReadable("the number has too many digits")
    return _of_number(text, zeros=True)


def _of_float(value: float) -> Given:
    """Read a float by its shortest text; one that single or half precision holds has no more digits than that."""
    if not math.isfinite(value):
        raise NotReadable(f"the number isn't finite; {EXAMPLES}")
    given = _of_number(repr(value), zeros=False)
    if given.digits <= TYPED:
        allowed = given.unit * 10.0 ** (given.digits - 5) if given.digits >= 6 else 0.0  # the digits beyond the fifth
        return Given(given.value, given.unit, False, allowed)
    with np.errstate(all="ignore"):
        narrow = next((t for t in (np.float16, np.float32) if float(t(value)) == value), None)
    if narrow is None:
        return Given(value, max(given.unit, 10.0 ** (math.floor(math.log10(abs(value))) - 14)), True, math.inf)
    shortest = _of_number(str(narrow(value)), zeros=False)
    holds = {np.float16: 3, np.float32: 7}[narrow]
    if shortest.digits < holds:
        return shortest
    return Given(value, 10.0 ** (math.floor(math.log10(abs(value))) - holds + 1), True, math.inf)


def _of_number(text: str, zeros: bool) -> Given:
    """Read a plain number; `zeros` says whether zeros at its end were chosen, and so are digits."""
    mantissa, _, exponent = text.lower().partition("e")
    digits, _, decimals = mantissa.partition(".")
    if abs(int(exponent or 0)) > 400:
        raise NotReadable(f"the number is too {'small' if int(exponent) < 0 else 'large'}")
    place = int(exponent or 0) - len(decimals)
    figures = digits + decimals
    if not (zeros and decimals):
        kept = figures.rstrip("0") if figures.strip("+-0") else figures
        place += len(figures) - len(kept)
    value, unit = float(text), float(f"1e{place}")
    if not math.isfinite(value) or unit == 0 or not math.isfinite(unit):
        raise NotReadable(f"the number is too {'small' if unit == 0 else 'large'}")
    return Given(value, unit)


# --- text ------------------------------------------------------------------------------------------------------------

_PLAIN = r"(?:\d+\.?\d*|\.\d+)"
_POWER = r"\s*[*x]?\s*10\s*(?:\^|\*\*)\s*[({]?\s*(?P<power>[+-]?\s*\d{1,4})\s*[)}]?"
_NUMBER = re.compile(
    rf"(?P<sign>[+-]?)\s*(?P<number>{_PLAIN})(?:\s*[eE]\s?(?P<exponent>[+-]?\d{{1,4}})|{_POWER})?\s*(?P<percent>%?)"
)
_WORDS = re.compile(r"\(?\b(?:rounded|about|approx|approximately|roughly|circa|ca)\b\.?\)?", re.IGNORECASE)
_GROUPS = re.compile(r"[+-]?\d\.\d{3}( \d{3})* \d{1,3}")  # 0.593 27
_UNSURE = re.compile(rf"({_PLAIN})\((\d+)\)")  # 0.5932(7)
_FRACTION = re.compile(rf"(?P<sign>[+-]?)\s*(?P<top>{_PLAIN})\s*/\s*(?P<bottom>{_PLAIN})")


def _of_text(text: str) -> Given:
    if len(text) > LONGEST:
        raise NotReadable(f"an answer has at most {LONGEST} characters, not {len(text)}")
    written = _WORDS.sub(" ", plain(text).replace(GLUE, "")).split("±")[0].split("+/-")[0].rstrip(" .;…")
    parts = [part.strip() for part in re.split(r"[=≈:→]", written) if part.strip()]
    if not parts:
        raise NotReadable(f"there is no number; {EXAMPLES}")
    number = next((part for part in reversed(parts) if _readable(part)), parts[-1])
    return _of_part(_without_parentheses(number))


def _readable(part: str) -> bool:
    inside = _without_parentheses(part)
    return bool(_NUMBER.fullmatch(inside) or _FRACTION.fullmatch(inside))


def _without_parentheses(text: str) -> str:
    text = text.strip()
    for sign, opening, closing in (("", "(", ")"), ("", "[", "]"), ("", "{", "}"), ("-", "(", ")")):
        inside = text.removeprefix(sign).strip()
        if text.startswith(sign) and inside.startswith(opening) and inside.endswith(closing):
            inner = inside[1:-1].strip()
            if _NUMBER.fullmatch(inner) or _FRACTION.fullmatch(inner) or not re.search(r"[()\[\]{}]", inner):
                return inner if not sign else f"-{inner}" if inner[:1] not in "+-" else text
    return text


def _of_part(text: str) -> Given:
    text = text.replace(" ", "") if _GROUPS.fullmatch(text) else text
    if match := _UNSURE.fullmatch(text):
        one, other = match[1] + match[2], f"{match[1]}*{match[2]}"
        raise NotReadable(f"{text} can be read in two ways: write {one} or {other}")
    if match := _NUMBER.fullmatch(text):
        power = (match["exponent"] or match["power"] or "0").replace(" ", "")
        exponent = int(power) - 2 * bool(match["percent"])
        return _of_number(f"{match['sign']}{match['number']}e{exponent}", zeros=True)
    if match := _FRACTION.fullmatch(text):
        bottom = Fraction(match["bottom"])
        if bottom == 0:
            raise NotReadable("an answer can't be divided by 0")
        return _of_fraction(Fraction(match["sign"] + match["top"]) / bottom)
    if match := re.fullmatch(r"([+-]?\s*\d+),(\d+)(.*)", text):
        if re.search(r"[.,]", match[3]) or (len(match[2]) == 3 and match[1].strip("+-0 ")):
            raise NotReadable("write the number without commas, and with a decimal point")
        raise NotReadable(f"write a decimal point: {match[1]}.{match[2]}{match[3]}")
    return _of_expression(text)


def _power(x: float, y: float) -> float:
    return math.sqrt(x) if y == 0.5 else math.pow(x, y)  # a root has the same last bit on every machine, a power hasn't


_FLOATS: Any = SimpleNamespace(number=float, exp=math.exp, ln=math.log, power=_power, absolute=abs)
"""The arithmetic of floats; there are no names in a number."""


def _of_expression(text: str) -> Given:
    """Work out an expression of numbers, such as 0.741365*0.593270."""
    shown = "".join(c for c in text[:40] if c.isprintable())
    try:
        value = evaluate(read(text, ()), _FLOATS)
    except NotReadable as problem:
        reason = f" ({problem})" if re.search(r"\d", text) and "unknown" not in str(problem) else ""
        raise NotReadable(f'"{shown}" is no number{reason}; {EXAMPLES}') from None
    except (ArithmeticError, ValueError, RecursionError):
        raise NotReadable(f'"{shown}" has no finite value; {EXAMPLES}') from None
    return _of_float(float(value))
