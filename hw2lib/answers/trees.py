"""A formula as a small tree: numbers, names, + - * / ^ and a few functions. `evaluate` walks it in any arithmetic."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from fractions import Fraction
from typing import Any, Protocol, TypeAlias

from hw2lib.answers.feedback import NotReadable

LONGEST_NUMBER = 200  # bits of a numerator or denominator
BIGGEST_POWER = 24


@dataclass(frozen=True)
class Number:
    """A number, exactly."""

    value: Fraction


@dataclass(frozen=True)
class Name:
    """One of the names that the question has."""

    name: str


@dataclass(frozen=True)
class Operation:
    """Two formulas, joined by one of + - * / ^."""

    sign: str
    left: Tree
    right: Tree


@dataclass(frozen=True)
class Applied:
    """A function of `FUNCTIONS`, applied to a formula."""

    function: str
    argument: Tree


Tree: TypeAlias = Number | Name | Operation | Applied

_ZERO = Number(Fraction(0))
E = Applied("exp", Number(Fraction(1)))
"""Euler's number."""


class Arithmetic(Protocol):
    """What a formula can be worked out in: floats, many digits, or exact fractions of polynomials."""

    def number(self, value: Fraction) -> Any:
        """Return the number."""

    def name(self, name: str) -> Any:
        """Return the value of the name."""

    def exp(self, x: Any) -> Any:
        """Return e^x."""

    def ln(self, x: Any) -> Any:
        """Return the natural logarithm."""

    def power(self, x: Any, y: Any) -> Any:
        """Return x^y."""

    def absolute(self, x: Any) -> Any:
        """Return |x|."""


def _sigma(k: Arithmetic, x: Any) -> Any:
    return 1 / (1 + k.exp(-x))


def _sigma_prime(k: Arithmetic, x: Any) -> Any:
    a = _sigma(k, x)
    return a * (1 - a)


def _tanh(k: Arithmetic, x: Any) -> Any:
    e = k.exp(2 * x)
    return (e - 1) / (e + 1)


FUNCTIONS: Mapping[str, Callable[[Arithmetic, Any], Any]] = {
    "exp": lambda k, x: k.exp(x),
    "ln": lambda k, x: k.ln(x),
    "sqrt": lambda k, x: k.power(x, k.number(Fraction(1, 2))),
    "sigma": _sigma,
    "sigma'": _sigma_prime,
    "tanh": _tanh,
    "sinh": lambda k, x: (k.exp(x) - k.exp(-x)) / 2,
    "cosh": lambda k, x: (k.exp(x) + k.exp(-x)) / 2,
    "abs": lambda k, x: k.absolute(x),
    "log10": lambda k, x: k.ln(x) / k.ln(k.number(Fraction(10))),
    "log2": lambda k, x: k.ln(x) / k.ln(k.number(Fraction(2))),
    "log1p": lambda k, x: k.ln(1 + x),
    "expm1": lambda k, x: k.exp(x) - 1,
    "softplus": lambda k, x: k.ln(1 + k.exp(x)),
    "square": lambda k, x: x * x,
    "relu": lambda k, x: (x + k.absolute(x)) / 2,
}


def evaluate(tree: Tree, arithmetic: Arithmetic) -> Any:
    """Work a formula out.

    Example:
        >>> from hw2lib.answers.notation import read
        >>> class Floats:
        ...     def number(self, value): return float(value)
        ...     def name(self, name): return {"a": 0.25}[name]
        ...     def power(self, x, y): return x**y
        >>> evaluate(read("a(1 - a) + a^½", ["a"]), Floats())
        0.6875
    """
    match tree:
        case Number(value):
            return arithmetic.number(value)
        case Name(name):
            return arithmetic.name(name)
        case Applied(function, argument):
            return FUNCTIONS[function](arithmetic, evaluate(argument, arithmetic))
        case Operation(sign, left, right):
            x, y = evaluate(left, arithmetic), evaluate(right, arithmetic)
            match sign:
                case "+":
                    return x + y
                case "-":
                    return x - y
                case "*":
                    return x * y
                case "/":
                    return x / y
            return arithmetic.power(x, y)


def names_in(tree: Tree) -> set[str]:
    """Return the names that occur in a formula.

    Example:
        >>> from hw2lib.answers.notation import read
        >>> sorted(names_in(read("a*(1 - y)", ["a", "y", "z"])))
        ['a', 'y']
    """
    match tree:
        case Name(name):
            return {name}
        case Operation(_, left, right):
            return names_in(left) | names_in(right)
        case Applied(_, argument):
            return names_in(argument)
    return set()


def with_names(tree: Tree, numbers: Mapping[Fraction, Tree]) -> Tree:
    """Put formulas in the place of their numbers.

    Example:
        >>> with_names(Operation("-", Name("a"), Number(Fraction(1, 100))), {Fraction(1, 100): Name("t1")}).right
        Name(name='t1')
    """
    match tree:
        case Number(value) if value in numbers:
            return numbers[value]
        case Operation(sign, left, right):
            return joined(sign, with_names(left, numbers), with_names(right, numbers))
        case Applied(function, argument):
            return Applied(function, with_names(argument, numbers))
    return tree


def size(tree: Tree) -> int:
    """Return the number of a tree's nodes."""
    match tree:
        case Operation(_, left, right):
            return 1 + size(left) + size(right)
        case Applied(_, argument):
            return 1 + size(argument)
    return 1


def joined(sign: str, left: Tree, right: Tree) -> Tree:
    """Join two formulas by + - * / ^; two numbers become one, exactly, and one too large is refused.

    Example:
        >>> joined("/", Number(Fraction(1)), Number(Fraction(3)))
        Number(value=Fraction(1, 3))
    """
    if sign == "^" and left == E:
        return Applied("exp", right)
    if sign == "^" and right == Number(Fraction(2)) and isinstance(left, Applied) and left.function == "abs":
        return Operation("^", left.argument, right)
    if sign == "^" and isinstance(right, Number) and abs(right.value) > BIGGEST_POWER:
        raise NotReadable(f"the power {_shortly(right.value)} is too large; {BIGGEST_POWER} is the largest")
    if (sign == "/" and right == _ZERO) or (
        sign == "^" and left == _ZERO and isinstance(right, Number) and right.value < 0
    ):
        raise NotReadable("the formula divides by 0")
    if not (isinstance(left, Number) and isinstance(right, Number)):
        return Operation(sign, left, right)
    x, y = left.value, right.value
    if sign == "^":
        if y.denominator != 1:
            return Operation(sign, left, right)
        if max(x.numerator.bit_length(), x.denominator.bit_length()) * abs(y) > LONGEST_NUMBER:
            raise NotReadable("a number in the formula is too large")
        return number(x**y.numerator)
    return number({"+": x.__add__, "-": x.__sub__, "*": x.__mul__, "/": x.__truediv__}[sign](y))


def number(value: Fraction) -> Number:
    """Return a number of bearable length."""
    if max(value.numerator.bit_length(), value.denominator.bit_length()) > LONGEST_NUMBER:
        raise NotReadable("a number in the formula has too many digits")
    return Number(value)


def negative(tree: Tree) -> Tree:
    """Return the negative of a formula."""
    return number(-tree.value) if isinstance(tree, Number) else Operation("-", _ZERO, tree)


def _shortly(value: Fraction) -> str:
    return str(value) if value.numerator.bit_length() < 100 else "there"
