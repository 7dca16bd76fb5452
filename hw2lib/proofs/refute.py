"""Refutations: the two sides of a statement are compared at many points, chosen to break it if it can be broken.

A point obeys every assumption: a number is tried for a symbol only if SymPy says of the number all that is assumed of
the symbol. The points are of three kinds: numbers of every sort; 0, 1 and other special ones; and those where the
argument of a jump, a logarithm or a denominator vanishes, where a statement that is true almost everywhere fails.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from fractions import Fraction
from functools import cache, partial
from typing import Any

import numpy as np
import sympy as sp
from sympy.core.function import AppliedUndef
from sympy.core.relational import Relational

from hw2lib.proofs.evaluate import NEAR, Evaluator, NoValueError, Number, Point, digits_for, is_exact
from hw2lib.proofs.statement import (
    FAILURES,
    WITH_JUMPS,
    Expression,
    Ours,
    OutOfReachError,
    Range,
    has_all_of,
    may_be_infinite,
)

POINTS = 32  # of all sorts of numbers
ENOUGH = 8  # points, if each of them takes long
WORK = 12_000  # nodes visited before these are enough
MOST_WORK = 400_000  # nodes visited at all, also at points where there is no value
TRIES = 4  # for each point: not every one has a value, or obeys what is given
CRITICAL = 24  # points at which an argument vanishes
MOST = 10_000  # bits of a value that is compared

WHOLE = (1, 2, 3, 0, 4, -1, 5, -2, 7, 6, -3, 9, 10, 11, -4, -7, 12)
FRACTIONS = (
    "0.82",
    "-0.64",
    "2.41",
    "1/2",
    "-1.73",
    "0.37",
    "1/3",
    "-5/3",
    "5.29",
    "-1/2",
    "7/4",
    "-4.1",
    "0.003",
    "-2.2",
)
REAL = [sp.Rational(q) for q in FRACTIONS] + [sp.Integer(n) for n in WHOLE]
IRRATIONAL = [sp.sqrt(2), -sp.sqrt(3), sp.pi, -sp.E, 1 / sp.pi, (1 + sp.sqrt(5)) / 2]
IMAGINARY = [sp.I * q for q in (1, -2, sp.Rational(3, 2), 4, sp.Rational(-5, 3), sp.sqrt(2))]
COMPLEX = [sp.Rational(a) + sp.I * sp.Rational(b) for a, b in (("1", "2"), ("-2", "1/2"), ("3", "-4"), ("-1/2", "-3"))]
LENGTHS = [sp.Integer(n) for n in (2, 1, 3, 4, 0)]
SPECIAL = [sp.Rational(q) for q in ("0", "1", "-1", "2", "1/2", "10", "-10", "1/7", "-3")]
INSIDE = [sp.Rational(q) for q in ("0.37", "0.82", "0.02", "1/2", "0.98", "1/7", "0.64", "0.999")]
BEYOND = [sp.Rational(q) for q in ("0.37", "0.02", "1.82", "3", "1/7", "12", "100", "1")]
NOISE_DIGITS = 150
CONSTANTS = 5  # of a statement, which are tried for its symbols, as are their neighbours
LONGEST = 9  # sum that is tried


class Counterexample(ValueError):  # noqa: N818  it is one, and not merely an error
    """The two sides differ. `point` says where, `left` and `right` what they are there."""

    def __init__(self, message: str, point: Mapping[Expression, Expression], left: Any, right: Any) -> None:
        super().__init__(message)
        self.point = dict(point)
        self.left = left
        self.right = right

    def __reduce__(self) -> tuple[Any, ...]:
        return type(self), (str(self), self.point, self.left, self.right)


def refute(
    left: Expression,
    right: Expression,
    relation: str,
    ours: Ours,
    ranges: Mapping[Expression, list[Range]],
    given: Mapping[Expression, Expression],
    where: str = "",
) -> int:
    """Compare two sides in our own symbols at many points.

    Returns:
        the number of points at which both had a value.

    Raises:
        Counterexample: at the first point where the relation is broken.
        OutOfReachError: if there is too much to compute.
    """
    sampler = Sampler([left, right], ours, ranges, given)
    digits = max(digits_for(left), digits_for(right))
    sure = NEAR // 2 if left.has(sp.Limit) or right.has(sp.Limit) else NEAR
    compared = work = 0
    for point in sampler.points():
        if (compared >= ENOUGH and work > WORK) or work > MOST_WORK:
            break
        evaluate = Evaluator(point, digits)
        try:
            values = evaluate(left), evaluate(right)
            broken = _broken(evaluate, values, relation, sure)
        except NoValueError:
            continue
        finally:
            work += evaluate.visited
        if not broken:
            compared += 1
        elif _is_sure(left, right, relation, point, digits, values, sure) and _limits_agree(
            (left, right), point, digits
        ):
            raise _counterexample(relation, ours, point, evaluate, values, where)
    return compared


def _broken(evaluate: Evaluator, values: tuple[Number, Number], relation: str, sure: int) -> bool:
    one, other = values
    if any(evaluate.magnitude(value) > MOST for value in values if not is_exact(value)):
        raise NoValueError("too large to be compared")
    if relation == "=":
        return not evaluate.near(one, other, sure)
    if isinstance(one, evaluate.mp.mpc):
        if not evaluate.near(one.imag, 0, NEAR, least=max(1, abs(one))):
            return True
        one = one.real  # the rest is rounding
    if not is_exact(one) and -(evaluate.mp.mpf(10) ** -NEAR) < one <= 0:
        raise NoValueError("so near to 0 that its sign may be rounding")
    return not one > 0


def _is_sure(
    left: Expression,
    right: Expression,
    relation: str,
    point: Point,
    digits: int,
    values: tuple[Number, Number],
    sure: int,
) -> bool:
    """Whether the difference stays what it is when more digits are computed, each disturbed in its last place."""
    if all(map(is_exact, values)):
        return True
    for seed in (1, 2):
        evaluate = Evaluator(point, digits + NOISE_DIGITS, np.random.default_rng(seed))
        try:
            again = evaluate(left), evaluate(right)
            broken = _broken(evaluate, again, relation, sure)
        except NoValueError:
            return False
        known = [Evaluator(point, digits).inexact(v) if is_exact(v) else v for v in values]
        pairs = [(evaluate.mp.mpmathify(old), new) for old, new in zip(known, again, strict=True)]
        same = all(evaluate.near(old, new, sure) for old, new in pairs)
        if left.has(sp.Float) or right.has(sp.Float):  # decimals are disturbed as well, and their last digits count
            before, after = (one - other for one, other in zip(*pairs, strict=True))
            same = bool(abs(after - before) <= abs(before) / 100)
        if not (broken and same):
            return False
    return True


def _limits_agree(sides: Sequence[Expression], point: Point, digits: int) -> bool:
    """Whether SymPy finds the same limits: a function that has stood still for 48 powers of ten may move yet."""
    numbers = {symbol: _number(value) for symbol, value in point.symbols.items()}
    for limit in {node for side in sides for node in side.atoms(sp.Limit)}:
        evaluate = Evaluator(point, digits)
        unknown = [e for e in limit.atoms(AppliedUndef, sp.Indexed) if not e.has(limit.args[1])]
        definite = limit.xreplace({e: _sympy(evaluate, evaluate(e)) for e in unknown}).xreplace(numbers)
        if definite.free_symbols or definite.has(AppliedUndef, sp.Indexed):
            continue  # SymPy knows nothing of these
        try:
            if not evaluate.near(evaluate(definite.doit()), evaluate(limit), NEAR // 2):
                return False
        except FAILURES:
            return False
    return True


def _counterexample(
    relation: str, ours: Ours, point: Point, evaluate: Evaluator, values: tuple[Number, Number], where: str
) -> Counterexample:
    theirs = {own: symbol for symbol, own in ours.symbols.items()}
    bases = {family.label: base for base, family in ours.families.items()}
    at = {theirs[own]: _sympy(evaluate, value) for own, value in point.symbols.items() if own in theirs}
    at = dict(sorted(at.items(), key=lambda pair: str(pair[0])))
    entries = [(bases[label][indices], value) for (label, indices), value in point.entries.items()]
    at |= {entry: _sympy(evaluate, value) for entry, value in sorted(entries, key=lambda pair: str(pair[0]))}
    left, right = (_sympy(evaluate, value) for value in values)
    differ = "the sides differ" if relation == "=" else "it is not positive everywhere"
    place = ", ".join(f"{name} = {_short(value, 6)}" for name, value in at.items())
    says = f"the left is {_short(left, 4)}, the right {_short(right, 4)}"
    message = f"{differ}: {f'at {place} ' if place else ''}{says}{where}"
    return Counterexample(message, at, left, right)


def _sympy(evaluate: Evaluator, value: Number) -> Expression:
    if isinstance(value, sp.Basic):
        return value
    if is_exact(value):
        return sp.Rational(value.numerator, value.denominator)
    if isinstance(value, evaluate.mp.mpc):
        return sp.Float(value.real, 30) + sp.I * sp.Float(value.imag, 30)
    return sp.Float(value, 30) if evaluate.mp.isfinite(value) else sp.oo * int(evaluate.mp.sign(value))


def _short(value: Expression, digits: int) -> str:
    """In few digits; what has no decimals is shown as it is."""
    if value.is_infinite or (not value.is_Float and not value.is_Rational and value.is_real):
        return str(value)
    if not value.is_real:
        return str(sp.N(value, digits, chop=sp.Float("1e-20")))
    if value.is_Rational and abs(value) < 10**15:
        return f"{float(value):.{digits}g}"
    return str(sp.N(value, digits)) if abs(value) > 1e300 or 0 < abs(value) < 1e-300 else f"{float(value):.{digits}g}"


class Sampler:
    """Chooses points at which two expressions are compared; the same ones every time."""

    def __init__(
        self,
        sides: Sequence[Expression],
        ours: Ours,
        ranges: Mapping[Expression, list[Range]],
        given: Mapping[Expression, Expression],
    ) -> None:
        self.sides, self.ranges, self.given = sides, ranges, given
        self.intervals = {ours.symbols[s]: ends for s, ends in ours.intervals.items() if s in ours.symbols}
        self.lengths = {ours.symbols[s] for s in ours.lengths if s in ours.symbols}
        everything = [*sides, *given, *given.values()]
        applied = {f for e in everything for f in e.atoms(AppliedUndef)}
        self.labels = sorted({i.base.label for e in everything for i in e.atoms(sp.Indexed)}, key=str)
        present = {s for e in everything for s in e.atoms(sp.Dummy)}
        self.constants = sorted({n for e in sides for n in e.atoms(sp.Rational)}, key=abs)[:CONSTANTS]
        self.symbols = [own for own in ours.symbols.values() if own in present]
        self.functions = [own for own in ours.functions.values() if any(f.func == own for f in applied)]
        self.pools = {symbol: self._pool(symbol) for symbol in [*self.symbols, *self.labels]}

        self.orders = {
            s: list(np.random.default_rng(k).permutation(len(self.pools[s]))) for k, s in enumerate(self.symbols)
        }

    def points(self) -> Iterator[Point]:
        """Yield all points: of every sort first."""
        usual = [p for number in range(POINTS) if (p := self._obeying(number)) is not None]
        yield from usual
        if usual:
            yield from filter(self._is_allowed, self._special(usual))
            yield from filter(self._is_allowed, self._critical(usual))

    def _pool(self, symbol: Expression) -> list[Expression]:
        """The numbers that are all that the symbol is assumed to be."""
        if symbol in self.intervals:
            candidates = _between(*self.intervals[symbol], whole=symbol.is_integer)
        elif symbol in self.lengths:
            at_the_end = [n + by for n in self.constants if n.is_Integer and 4 <= n <= LONGEST for by in (1, -1)]
            candidates = list(dict.fromkeys(LENGTHS + at_the_end)) if symbol.is_nonnegative else REAL
        else:
            candidates = REAL + IRRATIONAL + IMAGINARY + COMPLEX
            if may_be_infinite(symbol):
                candidates = [sp.oo, -sp.oo, *candidates]
        return [number for number in candidates if has_all_of(number, symbol)]

    def _obeying(self, number: int) -> Point | None:
        """A point with that number at which everything given holds; None if none was found."""
        for attempt in range(TRIES * (3 if self.given or self.ranges else 1)):
            rng = np.random.default_rng((number, attempt))
            point = self._drawn(rng, number, small=attempt % 2 == 0 and bool(self.given))
            if point is None or not all(self._made_true(point, *pair) for pair in self.given.items()):
                continue
            if all(
                self._holds(point, *pair) for pair in self.given.items()
            ):  # one may have been mended to another's cost
                return point
        return None

    def _drawn(self, rng: Any, number: int, *, small: bool) -> Point | None:
        symbols = {}
        for symbol in self.symbols:
            if symbol in self.ranges:
                continue
            pool = self.pools[symbol]
            if not pool:
                return None
            again = self.given or rng.random() < 0.25  # so that two symbols don't always go together
            symbols[symbol] = _exact(
                pool[int(rng.integers(len(pool)))] if again else pool[self.orders[symbol][number % len(pool)]]
            )

        def draw(label: Expression, indices: tuple[int, ...]) -> Any:
            pool = self.pools.get(label) or []
            if small and has_all_of(part := sp.Rational(int(rng.integers(2, 20)), 100), label):
                return _exact(part)
            if not pool:
                raise NoValueError("nothing that an entry may be")
            return _exact(pool[int(rng.integers(len(pool)))])

        point = Point(symbols, draw, {f: _like(f, number, k) for k, f in enumerate(self.functions)})
        for index, found in self.ranges.items():
            if index in self.symbols and not self._put_in_range(point, index, found, rng):
                return None
        return point

    def _put_in_range(self, point: Point, index: Expression, found: list[Range], rng: Any) -> bool:
        evaluate = Evaluator(point)
        try:
            ends = [(evaluate(low), evaluate(high)) for low, high in found]
        except NoValueError:
            return False
        if not all(is_exact(end) and end.denominator == 1 for pair in ends for end in pair):
            return False
        low, high = max(pair[0] for pair in ends), min(pair[1] for pair in ends)
        if low > high:
            return False
        point.symbols[index] = int(rng.integers(low, high + 1))
        return True

    def _made_true(self, point: Point, key: Expression, value: Expression) -> bool:
        """Whether what is given holds at the point, if need be with one of its numbers changed."""
        if self._holds(point, key, value):
            return True
        if isinstance(key, Relational):
            return False
        inside = key.free_symbols | value.free_symbols
        unknowns: list[tuple[dict[Any, Any], Any, Expression]] = [
            (point.symbols, s, s) for s in self.symbols if s in inside and s not in self.lengths
        ]
        unknowns += [(point.entries, entry, entry[0]) for entry in point.entries if entry[0] in inside]
        for numbers, unknown, owner in unknowns:
            before = numbers[unknown]
            root = _root(partial(_difference, point, key, value), numbers, unknown)
            if root is not None and has_all_of(_rational(root), owner):
                numbers[unknown] = root
                if self._holds(point, key, value):
                    return True
            numbers[unknown] = before
        return False

    def _holds(self, point: Point, key: Expression, value: Expression) -> bool:
        evaluate = Evaluator(point, digits_for(key))
        try:
            if isinstance(key, Relational):
                return evaluate.truth(key)
            return evaluate.near(evaluate(key), evaluate(value), 2 * NEAR, least=0)
        except NoValueError:
            return False

    def _with(self, point: Point, symbol: Expression, value: Any) -> Point:
        moved = Point({**point.symbols, symbol: _exact(value)}, point.draw, point.functions)
        moved.entries = dict(point.entries)
        return moved

    def _special(self, usual: list[Point]) -> Iterator[Point]:
        """Points with 0, 1 and the like for one of the symbols, or for all entries of every family."""
        numbers = dict.fromkeys([*SPECIAL, *(n + step for n in self.constants for step in (0, 1, -1))])
        choices = [
            (s, n)
            for s in self.symbols
            for n in numbers
            if n in self.pools[s] or (s not in self.lengths and has_all_of(n, s))
        ]
        yield from (self._with(usual[k % len(usual)], s, n) for k, (s, n) in enumerate(choices))
        for number in (0, 1):
            if self.labels and all(has_all_of(sp.Integer(number), label) for label in self.labels):
                yield Point(usual[0].symbols, partial(_alike, number), usual[0].functions)

    def _critical(self, usual: list[Point]) -> Iterator[Point]:
        """Points at which something vanishes that the sides hinge upon, and those 1 on either side."""
        places = [
            (argument, symbol)
            for argument in dict.fromkeys(a for side in self.sides for a in _hinges(side))
            for symbol in self.symbols
            if symbol in argument.free_symbols
        ]
        for k, (argument, symbol) in enumerate(places[:CRITICAL]):
            point = self._with(usual[k % len(usual)], symbol, 0)
            root = _root(partial(_difference, point, argument, sp.Integer(0)), point.symbols, symbol)
            if root is not None:
                candidates = (_rational(near) for near in (root, root + 1, root - 1))
                yield from (self._with(point, symbol, n) for n in candidates if has_all_of(n, symbol))

    def _is_allowed(self, point: Point) -> bool:
        """Whether every number lies in its interval, every index in its ranges, and everything given holds."""
        inside = (
            low < _number(point.symbols[s]) < high for s, (low, high) in self.intervals.items() if s in point.symbols
        )
        evaluate = Evaluator(point)
        try:
            return (
                all(inside)
                and all(self._holds(point, *pair) for pair in self.given.items())
                and all(
                    evaluate(low) <= point.symbols[index] <= evaluate(high)
                    for index, found in self.ranges.items()
                    if index in point.symbols
                    for low, high in found
                )
            )
        except NoValueError:
            return False


def _hinges(e: Expression) -> Iterator[Expression]:
    """What an expression hinges upon: where one of these is 0, it may jump, or have no value."""
    for node in sp.preorder_traversal(e):
        kind = type(node)
        if kind in (sp.Max, sp.Min, sp.KroneckerDelta) or isinstance(node, Relational):
            first, *others = node.args
            yield from (first - other for other in others if isinstance(other, sp.Expr))
        elif kind is sp.log:
            yield node.args[0]
        elif kind is sp.Pow:
            base, exponent = node.args
            if not (exponent.is_Integer and exponent > 0):
                yield from (base, exponent)
        elif kind in WITH_JUMPS and node.args and kind is not sp.Piecewise:
            yield node.args[0]


def _root(function: Callable[[], Number], numbers: dict[Any, Any], unknown: Any) -> Number | None:
    """Where a function of one of a point's numbers is 0, if it is exact and linear in it."""
    before, values = numbers[unknown], []
    for number in (0, 1, 2):
        numbers[unknown] = number
        try:
            values.append(function())
        except (NoValueError, OutOfReachError):
            break
    numbers[unknown] = before
    if len(values) < 3 or not all(map(is_exact, values)):
        return None
    slope = values[1] - values[0]
    if slope == 0 or values[2] - values[1] != slope:
        return None
    return _exact(sp.Rational(-values[0].numerator, values[0].denominator) / _rational(slope))


def _difference(point: Point, left: Expression, right: Expression) -> Number:
    evaluate = Evaluator(point, digits_for(left))
    one, other = evaluate(left), evaluate(right)
    return one - other if is_exact(one) and is_exact(other) else evaluate.inexact(one) - evaluate.inexact(other)


def _between(low: Expression, high: Expression, *, whole: bool) -> list[Expression]:
    if low == -sp.oo and high == sp.oo:
        return REAL + IRRATIONAL
    if high == sp.oo:
        found = [low + step for step in BEYOND]
    elif low == -sp.oo:
        found = [high - step for step in BEYOND]
    else:
        found = [low + (high - low) * step for step in INSIDE]
    if whole:
        first = sp.floor(low) + 1 if low != -sp.oo else sp.ceiling(high) - 12
        last = sp.ceiling(high) - 1 if high != sp.oo else sp.floor(low) + 12
        found = [first + k for k in range(min(12, int(last - first) + 1))] + [last, sp.floor((first + last) / 2)]
    return [n for n in dict.fromkeys([*found, *REAL, *IRRATIONAL]) if low < n < high]


@cache
def _forms(function: Any) -> list[Callable[[Any, Number], Number]]:
    """What may be made of any real number so that it is all that is assumed of an unknown function."""
    assumed = {name: value for name, value in function._kwargs.items() if value is not None}
    u = sp.Dummy(real=True)
    forms: dict[Expression, Callable[[Any, Number], Number]] = {
        u: lambda mp, v: v,
        sp.exp(u): lambda mp, v: mp.exp(v / 4),
        -sp.exp(u): lambda mp, v: -mp.exp(v / 4),
        u**2: lambda mp, v: v**2,
        -(u**2): lambda mp, v: -(v**2),
        sp.floor(u): lambda mp, v: int(mp.floor(v)),
        sp.I * sp.exp(u): lambda mp, v: mp.mpc(0, 1) * mp.exp(v / 4),
    }
    return [f for form, f in forms.items() if all(getattr(form, f"is_{n}") is v for n, v in assumed.items())]


def _like(function: Any, number: int, place: int) -> Callable[[Evaluator, list[Number]], Number] | None:
    """A known function that is all that is assumed of an unknown one."""
    fitting = _forms(function)
    if not fitting:
        return None
    real_alone = any(value is not None and name != "commutative" for name, value in function._kwargs.items())
    form = fitting[number % len(fitting) if real_alone else 0]

    def known(evaluate: Evaluator, arguments: list[Number]) -> Number:
        mp = evaluate.mp
        if real_alone and any(isinstance(argument, mp.mpc) for argument in arguments):
            raise NoValueError("it is known what the function is for real numbers alone")
        t = sum((k + 1) * argument for k, argument in enumerate(arguments))
        value = mp.sin(t + place) + (t + 1) * sum(arguments) / (place + 2)
        scale = (1, -1, 0 if number % 16 < 8 else 2, 1 if real_alone else mp.mpc(1, 2))[number // 2 % 4]
        return form(mp, scale * value)

    return known


def _exact(value: Any) -> Any:
    """A SymPy number as a whole number or a fraction, if it is one."""
    if isinstance(value, sp.Rational):
        return int(value.p) if value.q == 1 else Fraction(int(value.p), int(value.q))
    return value


def _alike(number: int, _label: Expression, _indices: tuple[int, ...]) -> int:
    return number


def _number(value: Any) -> Expression:
    return value if isinstance(value, sp.Basic) else _rational(value)


def _rational(value: Number) -> Expression:
    return sp.Rational(value.numerator, value.denominator)
