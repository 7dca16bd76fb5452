"""Whether two formulas are one function: exactly, by fractions of polynomials, with a bound on the work.

The polynomials are in the names, and in atoms that stand for what isn't rational: exp(m/2) for a monomial m, the
logarithm of an irreducible polynomial or of a prime, the square root of one, its size. Each atom obeys the laws that it
is made by: exp(u + v) = exp(u) exp(v), ln(u v) = ln u + ln v, sqrt(u)^2 = u, |u|^2 = u^2. So a difference that comes
out as the polynomial 0 is 0 wherever both formulas are defined. A factor has a sign only if the ranges of the names
give it one; the argument of a logarithm or of a root is positive where that is defined.
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from contextlib import suppress
from fractions import Fraction
from typing import Any, TypeAlias

import sympy as sp
from sympy.polys.domains import ZZ
from sympy.polys.rings import ring

from hw2lib.answers.trees import BIGGEST_POWER, Tree, evaluate

Polynomial: TypeAlias = Any
Range: TypeAlias = tuple[float, float]

ATOMS = 16
WORK = 15_000  # products of terms that one comparison may take
FACTORED = (24, 10, 4)  # terms, degree and names of a polynomial that may be factored
SQUARE_FREE = 150  # terms, up to which repeated factors are looked for
ANY: Range = (-math.inf, math.inf)
POSITIVE: Range = (0.0, math.inf)


class UndecidedError(Exception):
    """The comparison would take too long, or needs a law that isn't known here."""


def equal(one: Tree, other: Tree, ranges: Mapping[str, Range], dependent: Mapping[str, Tree] | None = None) -> bool:
    """Whether two formulas are equal as functions.

    Args:
        one, other: the formulas.
        ranges: between which two numbers, or infinities, each name lies.
        dependent: names to be written out, with the formulas that they stand for.

    Raises:
        UndecidedError: if it can't be told within the bounds.

    Example:
        >>> from hw2lib.answers.notation import read
        >>> between = {"y": (0.0, 1.0), "z": ANY}
        >>> def formula(text): return read(text, ["y", "z"])
        >>> equal(formula("ln(1 + e^z) - yz"), formula("-y ln σ(z) - (1-y) ln(1-σ(z))"), between)
        True
        >>> equal(formula("ln(1 + e^z)"), formula("ln(1 + e^z) + 10^-20"), between)
        False
        >>> equal(formula("|z - 5|"), formula("5 - z"), between)
        False
    """
    return _equal(one, other, ranges, dependent or {}, frozenset())


def _equal(
    one: Tree, other: Tree, ranges: Mapping[str, Range], dependent: Mapping[str, Tree], turned: frozenset[str]
) -> bool:
    """The same with -z written for the names z that are turned. Where |z| is left over, z is tried with either sign."""
    exactly = _Exactly(ranges, dependent, turned)
    same: bool | None = None
    with suppress(UndecidedError, RecursionError, OverflowError, ZeroDivisionError):
        same = exactly.zero(evaluate(one, exactly) - evaluate(other, exactly))
    signless = next((name for name, symbol in exactly.names.items() if ("abs", symbol) in exactly.atoms), None)
    if signless and not same:
        ranges = {**ranges, signless: POSITIVE}
        return all(_equal(one, other, ranges, dependent, signs) for signs in (turned, turned | {signless}))
    if same is None:
        raise UndecidedError
    return same


class _Ratio:
    """A fraction of two polynomials; not in lowest terms, for that would take long."""

    def __init__(self, field: _Exactly, top: Polynomial, bottom: Polynomial) -> None:
        self.field, self.top, self.bottom = field, top, bottom

    def made(self, other: Any) -> _Ratio:
        return other if isinstance(other, _Ratio) else self.field.number(Fraction(other))

    def __add__(self, other: Any) -> _Ratio:
        times, other = self.field.times, self.made(other)
        if self.bottom == other.bottom:
            return _Ratio(self.field, self.top + other.top, self.bottom)
        top = times(self.top, other.bottom) + times(other.top, self.bottom)
        return _Ratio(self.field, top, times(self.bottom, other.bottom))

    def __neg__(self) -> _Ratio:
        return _Ratio(self.field, -self.top, self.bottom)

    def __sub__(self, other: Any) -> _Ratio:
        return self + -self.made(other)

    def __rsub__(self, other: Any) -> _Ratio:
        return self.made(other) - self

    def __mul__(self, other: Any) -> _Ratio:
        times, other = self.field.times, self.made(other)
        return _Ratio(self.field, times(self.top, other.top), times(self.bottom, other.bottom))

    def __truediv__(self, other: Any) -> _Ratio:
        other = self.made(other)
        if self.field.reduced(other.top) == 0:
            raise ZeroDivisionError
        return self * _Ratio(self.field, other.bottom, other.top)

    def __rtruediv__(self, other: Any) -> _Ratio:
        return self.made(other) / self

    __radd__, __rmul__ = __add__, __mul__


class _Exactly:
    """The arithmetic of `_Ratio`s. A later atom may be made of earlier ones, so it ranks above them."""

    def __init__(
        self, ranges: Mapping[str, Range], dependent: Mapping[str, Tree], turned: frozenset[str] = frozenset()
    ) -> None:
        self.dependent, self.turned = dependent, turned
        self.written_out: dict[str, _Ratio] = {}
        atoms = [f"_{i}" for i in reversed(range(ATOMS))]
        self.ring, *symbols = ring([*atoms, *ranges], ZZ)
        self.free = list(reversed(symbols[:ATOMS]))
        self.names = dict(zip(ranges, symbols[ATOMS:], strict=True))
        self.ranges = {self.names[name]: between for name, between in ranges.items()}
        self.atoms: dict[Any, Polynomial] = {}
        self.squares: list[tuple[Polynomial, Polynomial]] = []  # a root or a size, and its square
        self.logarithms: dict[Polynomial, _Ratio] = {}  # of the atoms that are exponentials
        self.work = 0
        self.one = self.number(Fraction(1))

    # --- what a formula needs

    def number(self, value: Fraction) -> _Ratio:
        return _Ratio(self, self.ring(value.numerator), self.ring(value.denominator))

    def name(self, name: str) -> _Ratio:
        if name not in self.dependent:
            return _Ratio(self, self.names[name], self.ring(-1 if name in self.turned else 1))
        if name not in self.written_out:
            self.written_out[name] = evaluate(self.dependent[name], self)
        return self.written_out[name]

    def exp(self, x: _Ratio) -> _Ratio:
        top, bottom = self.lowest(x)
        made = self.one
        if not bottom.is_ground:  # one atom for all of it, up to a rational factor
            (over, top), (under, bottom) = top.primitive(), bottom.primitive()
            sign = -1 if top.LC < 0 else 1
            return self.exponential(Fraction(sign * int(over), int(under)), top * sign, bottom)
        for monomial, coefficient in top.terms():
            factor = Fraction(int(coefficient), int(bottom.LC))
            made = made * self.exponential(factor, self.ring({monomial: 1}), self.ring(1))
        return made

    def ln(self, x: _Ratio) -> _Ratio:
        made = self.number(Fraction(0))
        for factor, times in self.factors(x):
            if factor in self.logarithms:
                made = made + self.logarithms[factor] * times
            else:
                atom = self.atom(("ln", factor), ANY)
                made = made + _Ratio(self, atom, self.ring(1)) * times
        return made

    def power(self, x: _Ratio, y: _Ratio) -> _Ratio:
        top, bottom = self.lowest(y)
        if not (top.is_ground and bottom.is_ground):
            return self.exp(y * self.ln(x))
        exponent = Fraction(int(top.LC), int(bottom.LC)) if top else Fraction(0)
        if exponent.denominator == 1:
            return self.whole_power(x, exponent.numerator)
        made = self.one
        for factor, times in self.factors(x):
            made = made * self.root(factor, times * exponent)
        return made

    def absolute(self, x: _Ratio) -> _Ratio:
        made = self.one
        for factor, times in self.factors(x):
            if self.sign(factor) == 0:  # as a whole it has none
                factor = self.size(factor)
            made = made * self.whole_power(_Ratio(self, factor, self.ring(1)), times)
        return made

    # --- how

    def times(self, one: Polynomial, other: Polynomial) -> Polynomial:
        self.work += len(one) * len(other)
        if self.work > WORK:
            raise UndecidedError
        return one * other

    def whole_power(self, x: _Ratio, n: int) -> _Ratio:
        if abs(n) > BIGGEST_POWER:
            raise UndecidedError
        made = self.one
        for _ in range(abs(n)):
            made = made * x
        return made if n >= 0 else self.one / made

    def atom(self, what: Any, between: Range) -> Polynomial:
        """Return the symbol that stands for something, which lies in a range."""
        if what not in self.atoms:
            if len(self.atoms) == ATOMS:
                raise UndecidedError
            self.atoms[what] = symbol = self.free[len(self.atoms)]
            self.ranges[symbol] = between
        return self.atoms[what]

    def size(self, factor: Polynomial) -> Polynomial:
        """Return |factor|, of which only the square is known."""
        factor = -factor if factor.LC < 0 else factor
        known = ("abs", factor) in self.atoms
        symbol = self.atom(("abs", factor), POSITIVE)
        if not known:
            self.squares.append((symbol, factor**2))
        return symbol

    def exponential(self, factor: Fraction, top: Polynomial, bottom: Polynomial) -> _Ratio:
        """Return exp(factor top/bottom), by the atom that is exp(top/bottom/2)."""
        logarithm = next((f for kind, f in self.atoms if kind == "ln" and self.atoms[kind, f] == top), None)
        if logarithm is not None and bottom == 1:  # exp(ln f)
            return self.root(logarithm, factor)
        twice = 2 * factor
        if twice.denominator != 1:
            raise UndecidedError
        symbol = self.atom(("exp", (top, bottom)), POSITIVE)
        self.logarithms[symbol] = _Ratio(self, top, bottom * 2)
        return self.whole_power(_Ratio(self, symbol, self.ring(1)), twice.numerator)

    def root(self, factor: Polynomial, exponent: Fraction) -> _Ratio:
        """Return factor^exponent, where the exponent is a multiple of 1/2."""
        if factor in self.logarithms:
            return self.exp(self.logarithms[factor] * exponent)
        twice = 2 * exponent
        if twice.denominator != 1:
            raise UndecidedError
        made = self.whole_power(_Ratio(self, factor, self.ring(1)), twice.numerator // 2)
        if twice.numerator % 2 == 0:
            return made
        known = ("sqrt", factor) in self.atoms
        symbol = self.atom(("sqrt", factor), POSITIVE)
        if not known:
            self.squares.append((symbol, factor))
            self.logarithms[symbol] = self.ln(_Ratio(self, factor, self.ring(1))) * Fraction(1, 2)
        return made * _Ratio(self, symbol, self.ring(1))

    def factors(self, x: _Ratio) -> list[tuple[Polynomial, int]]:
        """Return what |x| is the product of: primes, and polynomials that are positive where x is.

        Those that may be negative stay together: of two of them both may be negative where their product isn't.
        """
        powers: dict[Polynomial, int] = {}
        sign = 1
        for polynomial, up in ((x.top, 1), (x.bottom, -1)):
            if self.reduced(polynomial) == 0:
                raise ZeroDivisionError
            constant, parts = self.split(self.reduced(polynomial))
            sign *= 1 if constant > 0 else -1
            if abs(constant) > 10**12:
                raise UndecidedError
            primes = [(self.ring(prime), times) for prime, times in sp.factorint(abs(int(constant))).items()]
            for part, times in (*primes, *parts):
                powers[part] = powers.get(part, 0) + up * times
        found: list[tuple[Polynomial, int]] = []
        signless = [part for part, times in powers.items() if times % 2 and self.sign(part) == 0]
        for part, times in powers.items():
            known = self.sign(part)
            if known:
                found.append((part * known, times))
                sign *= known**times
            elif part not in signless and times:
                found.append((self.size(part), times))
            elif len(signless) > 1 and times != 1:
                found.append((self.size(part), times - 1))
        if signless:
            times = powers[signless[0]] if len(signless) == 1 else 1
            found.append((math.prod(signless, start=self.ring(sign)), times))
        return [(factor, times) for factor, times in found if times]

    def split(self, polynomial: Polynomial) -> tuple[Any, list[tuple[Polynomial, int]]]:
        """Factor a polynomial; of a larger one, what all its terms share and its repeated factors are taken out."""
        names = sum(any(monomial[i] for monomial in polynomial.monoms()) for i in range(self.ring.ngens))
        degree = max(sum(monomial) for monomial in polynomial.monoms())
        if all(n <= most for n, most in zip((len(polynomial), degree, names), FACTORED, strict=True)):
            return polynomial.factor_list()
        constant, rest = polynomial.primitive()
        monomial = tuple(map(min, zip(*rest.monoms(), strict=True)))
        rest = rest.quo_term((monomial, self.ring.domain.one))
        shared = [(gen, times) for gen, times in zip(self.ring.gens, monomial, strict=True) if times]
        if len(rest) > SQUARE_FREE or names > FACTORED[2]:
            return constant, [*shared, (rest, 1)]
        unit, parts = rest.sqf_list()
        return constant * unit, [*shared, *parts]

    def sign(self, polynomial: Polynomial) -> int:
        """Return 1 or -1 if the ranges of its symbols leave it one sign, 0 if they don't."""
        low = high = 0.0
        for monomial, coefficient in polynomial.terms():
            least, most = 1.0, 1.0
            for symbol, times in zip(self.ring.gens, monomial, strict=True):
                below, above = self.ranges.get(symbol, ANY)
                if times and below < 0:
                    below, above = (-math.inf if times % 2 else 0.0), math.inf
                if times:
                    least, most = (below**times * least if least >= 0 <= below else -math.inf), above**times * most
            ends = sorted(end * int(coefficient) if end else 0.0 for end in (least, most))
            low, high = low + ends[0], high + ends[1]
        return 1 if low >= 0 else -1 if high <= 0 else 0

    def lowest(self, x: _Ratio) -> tuple[Polynomial, Polynomial]:
        top, bottom = self.reduced(x.top), self.reduced(x.bottom)
        if not bottom.is_ground and len(top) <= FACTORED[0] and len(bottom) <= FACTORED[0]:
            top, bottom = top.cancel(bottom)
        return top, bottom

    def reduced(self, polynomial: Polynomial) -> Polynomial:
        """Write squares of roots through what they are the roots of."""
        for symbol, square in reversed(self.squares):
            if polynomial.degree(symbol) > 1:
                polynomial = polynomial.rem([symbol**2 - square])
        return polynomial

    def zero(self, x: _Ratio) -> bool:
        """Whether x is 0; it has no value if its denominator is 0."""
        if self.reduced(x.bottom) == 0:
            raise ZeroDivisionError
        return bool(self.reduced(x.top) == 0)
