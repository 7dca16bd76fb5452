"""The value of an expression at a point, by walking its tree; SymPy isn't asked, so this is a judge of its own.

Whole numbers and fractions stay exact, so that a comparison, a rounding or an index is decided and not guessed. All
else is computed to many digits. Where there is no value, or none that can be told from its rounding, there is a
`NoValueError`.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping
from fractions import Fraction
from functools import cache
from typing import Any, TypeAlias

import sympy as sp
from mpmath import MPContext
from sympy.core.function import AppliedUndef
from sympy.functions.elementary.piecewise import ExprCondPair

from hw2lib.proofs.statement import BITS, PARTS_OF_COMPLEX, SMOOTH, Expression, OutOfReachError

Number: TypeAlias = Any  # an int, a Fraction, or a number of mpmath's

DIGITS = 40
DIGITS_LOST = 30  # by a derivative, for each order up to its own: the inner ones take shorter steps
STEP = Fraction(1, 10**25)  # of the differences that make a derivative
AGREE = 16  # digits to which a derivative is the same from both sides, and for an eighth of the step
NEAR = 15  # digits to which two numbers that are rounded can't be told apart
TERMS = 400  # of a sum
BEYOND = 10**300  # bits, of a number beyond all bounds
WORK = 150_000  # nodes visited for one value
APPROACH = tuple(  # a limit is approached by these, or one over them: no whole numbers, nor multiples of one number
    Fraction(*away) * 10**k for k, away in ((12, (8, 7)), (24, (13, 11)), (48, (17, 13)))
)
SCALE = 100  # bits, up or down, of what else stands in a limit: then 10**48 is far beyond it
STEEP = 50  # bits likewise in a derivative
STILL = 100  # digits to which a limit is reached
LARGE = 400  # bits of the argument of an exponential
HUGE = 3000  # bits of the argument of any other function
EXACT_AT_0 = {sp.exp: 1, sp.cos: 1, sp.cosh: 1, sp.sin: 0, sp.tan: 0, sp.sinh: 0, sp.tanh: 0}


class NoValueError(ArithmeticError):
    """There is no number here, or none that could be computed with certainty."""


@cache
def _context(digits: int) -> Any:
    """Numbers of so many digits, apart from mpmath's own, which others may be using."""
    context = MPContext()
    context.dps = digits
    return context


class Point:
    """Where something is evaluated: the numbers of the symbols and families, and a known function for each unknown one.

    Args:
        symbols: a number for every symbol, exact or a SymPy number.
        draw: gives the number of an entry of a family when it is first asked for.
        functions: by function, what it does to a list of numbers.
    """

    def __init__(
        self,
        symbols: Mapping[Expression, Any],
        draw: Callable[[Expression, tuple[int, ...]], Any],
        functions: Mapping[Any, Callable[[Any, list[Number]], Number] | None],
    ) -> None:
        self.symbols = dict(symbols)
        self.entries: dict[tuple[Expression, tuple[int, ...]], Any] = {}
        self.draw = draw
        self.functions = functions

    def entry(self, label: Expression, indices: tuple[int, ...]) -> Any:
        """The number of one entry; of an index out of the range of every sum, too."""
        if (label, indices) not in self.entries:
            self.entries[label, indices] = self.draw(label, indices)
        return self.entries[label, indices]


class Evaluator:
    """Evaluates expressions at a point.

    Args:
        point: where.
        digits: to compute with; derivatives and limits take more.
        noise: a random generator, if every rounding is to be disturbed. What two disturbed evaluations agree upon isn't
            made of rounding errors.
    """

    def __init__(self, point: Point, digits: int = DIGITS, noise: Any = None) -> None:
        self.point = point
        self.mp = _context(digits)
        self.noise = noise
        self.visited = 0
        self.bound: dict[Any, Number] = {}

    def __call__(self, node: Expression) -> Number:
        """Return the value of an expression; NoValueError if there is none, OutOfReachError if it takes too long."""
        self.visited += 1
        if self.visited > WORK:
            raise OutOfReachError("there is too much to compute in it")
        kind = type(node)
        if node.is_Rational:
            return int(node.p) if node.q == 1 else Fraction(int(node.p), int(node.q))
        step = STEPS.get(kind)
        if step is not None:
            return step(self, node)
        if kind in SMOOTH:
            return self._function(node)
        if isinstance(node, AppliedUndef):
            return self._unknown(node)
        raise NoValueError(f"no value of {kind.__name__}")

    # --- numbers

    def inexact(self, value: Number) -> Number:
        """A number of mpmath's, disturbed in its last digit if that is wanted."""
        if isinstance(value, Fraction):
            value = self.mp.mpf(value.numerator) / value.denominator
        elif isinstance(value, int):
            return self.mp.mpf(value)
        if self.noise is not None and value and self.mp.isfinite(value):
            value = value * (1 + self.mp.ldexp(int(self.noise.integers(1, 64)) - 32, -self.mp.prec + 4))
        return self.checked(value)

    def checked(self, value: Number) -> Number:
        """A number that is one, and real if its imaginary part is 0."""
        if isinstance(value, (int, Fraction)):
            return value
        if self.mp.isnan(value):
            raise NoValueError("not a number")
        return value.real if isinstance(value, self.mp.mpc) and value.imag == 0 else value

    def magnitude(self, value: Number) -> float:
        """Its size in bits."""
        value = self._plain(value)
        return 0 if value == 0 or not self.mp.isfinite(value) else float(min(self.mp.mag(value), BEYOND))

    def compare(self, one: Number, other: Number) -> int:
        """-1, 0 or 1: whether one number is less than, equal to or greater than another."""
        if is_exact(one) and is_exact(other):
            return (one > other) - (one < other)
        one, other = (self.inexact(v) if is_exact(v) else v for v in (one, other))
        if isinstance(one, self.mp.mpc) or isinstance(other, self.mp.mpc):
            raise NoValueError("complex numbers have no order")
        if self.mp.isinf(one) or self.mp.isinf(other):
            return int(one > other) - int(one < other)
        if self.near(one, other):
            raise NoValueError("equal, or nearly so")
        return 1 if one > other else -1

    def near(self, one: Number, other: Number, digits: int = NEAR, least: int = 1) -> bool:
        """Whether two numbers can't be told apart by that many digits of the larger one, or of `least`."""
        if is_exact(one) and is_exact(other):
            return bool(one == other)
        one, other = (self.mp.mpmathify(v) if isinstance(v, int) else self._plain(v) for v in (one, other))
        if self.mp.isinf(one) or self.mp.isinf(other):
            return bool(one == other)
        return bool(abs(one - other) <= self.mp.mpf(10) ** -digits * max(least, abs(one), abs(other)))

    def _moved(self, value: Number, by: Fraction) -> Number:
        return value + by if is_exact(value) else value + self._plain(by)

    def _plain(self, value: Number) -> Number:
        return self.mp.mpf(value.numerator) / value.denominator if isinstance(value, Fraction) else value

    # --- nodes

    def _symbol(self, node: Expression) -> Number:
        if node in self.bound:
            return self.bound[node]
        if node not in self.point.symbols:
            raise NoValueError(f"{node} is nowhere")
        value = self.point.symbols[node]
        return self(value) if isinstance(value, sp.Basic) else value

    def _constant(self, node: Expression) -> Number:
        if not node.is_Float:
            return self.inexact(CONSTANTS[node](self.mp))
        value = self.mp.mpmathify(node._to_mpmath(self.mp.prec))
        return value if self.noise is None else value * (1 + self.mp.ldexp(int(self.noise.integers(-4, 5)), -53))

    def _add(self, node: Expression) -> Number:
        exact: Number = 0
        rounded = None
        for value in map(self, node.args):
            if is_exact(value):
                exact += value
            else:
                rounded = value if rounded is None else rounded + value
        return exact if rounded is None else self.inexact(rounded + self._plain(exact))

    def _mul(self, node: Expression) -> Number:
        exact: Number = 1
        rounded = None
        for value in map(self, node.args):
            if is_exact(value):
                exact *= value
            else:
                rounded = value if rounded is None else rounded * value
        if rounded is None:
            return exact if bits(exact) <= BITS else self.inexact(exact)
        if exact == 0 and self.mp.isfinite(rounded):
            return 0
        return self.checked(rounded * self._plain(exact))

    def _power(self, base: Number, exponent: Number) -> Number:
        if base == 0:
            if not is_exact(base) or not is_exact(exponent) or exponent < 0:
                raise NoValueError("a power of 0")
            return 1 if exponent == 0 else 0
        if is_exact(exponent) and exponent.denominator == 1:
            exponent = int(exponent)
            if not is_exact(base):
                if abs(exponent) > BITS:
                    raise OutOfReachError("a power in it is too large")
                return self.checked(base**exponent)
            if bits(base) * abs(exponent) <= 10 * BITS or abs(base) == 1:
                return Fraction(base) ** exponent if exponent < 0 else base**exponent
            if base < 0:
                raise OutOfReachError("a power in it is too large")
        if is_exact(exponent) and is_exact(base) and exponent.denominator == 2:
            if base < 0:
                turn = (1, self.mp.mpc(0, 1), -1, self.mp.mpc(0, -1))[exponent.numerator % 4]
                return self.checked(turn * self._plain(self._power(-base, exponent)))
            roots = math.isqrt(base.numerator), math.isqrt(base.denominator)
            if roots[0] ** 2 == base.numerator and roots[1] ** 2 == base.denominator:
                return self._power(Fraction(*roots), exponent.numerator)
        self._off_cut(base)
        logarithm = self.mp.log(self.inexact(base)) * self._plain(exponent)
        return self._exponential(logarithm)

    def _exponential(self, value: Number) -> Number:
        if self.magnitude(value) > LARGE:
            raise NoValueError("too large")
        return self.inexact(self.mp.exp(value))

    def _off_cut(self, value: Number) -> None:
        """The logarithm jumps across the negative axis: none can be trusted of a number rounded onto it."""
        near = isinstance(value, self.mp.mpc) and 0 < abs(value.imag) < abs(value) * self.mp.mpf(10) ** -NEAR
        if near and value.real < 0:
            raise NoValueError("too near to a branch cut")

    def _function(self, node: Expression) -> Number:
        kind, value = type(node), self(node.args[0])
        if is_exact(value) and value == 0 and kind in EXACT_AT_0:
            return EXACT_AT_0[kind]
        if kind is sp.log and is_exact(value) and value == 1:
            return 0
        if kind is sp.exp:
            return self._exponential(self.inexact(value))
        if kind is sp.log and value == 0:
            raise NoValueError("the logarithm of 0")
        value = self.inexact(value)
        if kind is sp.log:
            self._off_cut(value)
        elif self.magnitude(value) > HUGE:
            raise NoValueError("too large")
        try:
            return self.inexact(getattr(self.mp, kind.__name__)(value))
        except (ValueError, ZeroDivisionError, OverflowError):
            raise NoValueError("no value") from None

    def _unknown(self, node: Expression) -> Number:
        if node in self.bound:
            return self.bound[node]
        known = self.point.functions.get(node.func)
        if known is None:
            raise NoValueError("an unknown function that none of ours is like")
        return self.checked(known(self, [self.inexact(self(argument)) for argument in node.args]))

    def _indexed(self, node: Expression) -> Number:
        indices = tuple(self._whole(index) for index in node.indices)
        key = (node.base.label, indices)
        if key in self.bound:
            return self.bound[key]
        value = self.point.entry(*key)
        return self(value) if isinstance(value, sp.Basic) else value

    def _whole(self, node: Expression) -> int:
        value = self(node)
        if not is_exact(value) or value.denominator != 1:
            raise NoValueError("not a whole number")
        return int(value)

    def _summed(self, body: Expression, limits: list[Any]) -> Number:
        if not limits:
            return self(body)
        index, low, high = limits[-1]
        first, last = self._whole(low), self._whole(high)
        if last < first - 1:
            raise NoValueError("a range that is turned round")
        if last - first > TERMS:
            raise NoValueError("too many terms")
        total: Number = 0
        for k in range(first, last + 1):
            self.bound[index] = k
            term = self._summed(body, limits[:-1])
            total = total + term if is_exact(total) == is_exact(term) else self._plain(total) + self._plain(term)
        self.bound.pop(index, None)
        return self.checked(total)

    def _differentiated(self, body: Expression, variables: list[Expression], depth: int = 0) -> Number:
        """The derivative, if it is the same from all sides; `depth` counts those around it, which will show that."""
        if not variables:
            return self(body)
        *before, variable = variables
        if isinstance(variable, AppliedUndef) and len(variables) > 1:
            raise NoValueError("a mixed derivative with respect to a function")
        indices = tuple(map(self._whole, variable.indices)) if isinstance(variable, sp.Indexed) else ()
        key = (variable.base.label, indices) if indices else variable
        at = self(variable)  # exact if it can be, so that what holds at this point alone is seen
        if not is_exact(at) and not self.mp.isfinite(at):
            raise NoValueError("a derivative at infinity")
        step = STEP ** (1 + depth)  # so short that a kink between two points of the outer one is seen there
        steps: list[Number] = [step, -step]
        if not depth:
            self._keep_scale(body, variable, STEEP)
            steps += [step / 8] + [self._plain(step) * 1j] * (not getattr(variable, "is_extended_real", False))
        earlier = self.bound.get(key)

        def moved(by: Number) -> Number:
            self.bound[key] = at + by if is_exact(at) and is_exact(by) else self._plain(at) + self._plain(by)
            return self._plain(self._differentiated(body, before, depth + 1 if before[-1:] == [variable] else 0))

        here = 0 if depth else moved(0)
        slopes = [self.checked((moved(by) - here) / self._plain(by)) for by in steps]
        if earlier is None:
            del self.bound[key]
        else:
            self.bound[key] = earlier
        if not depth and not all(self.near(slopes[0], slope, AGREE) for slope in slopes):
            raise NoValueError("the derivative depends on the direction, or the step is too long for it")
        return self.checked((slopes[0] + slopes[1]) / 2)

    def _subs(self, node: Expression) -> Number:
        values = {v: self(p) for v, p in zip(node.variables, node.point, strict=True)}
        earlier = {v: self.bound[v] for v in values if v in self.bound}
        self.bound.update(values)
        result = self(node.expr)
        for variable in values:
            del self.bound[variable]
        self.bound.update(earlier)
        return result

    def _limit(self, node: Expression) -> Number:
        body, variable, place, side = node.args
        target = self(place)
        infinite = not is_exact(target) and self.mp.isinf(target)
        sides = {"+": [1], "-": [-1], "+-": [1, -1]}[str(side)]
        if infinite:
            sides = [1 if target > 0 else -1]
        found = [self._approached(body, variable, target, direction, infinite) for direction in sides]
        if not all(self.near(found[0], value, NEAR // 2) for value in found):
            raise NoValueError("the limit differs from side to side")
        return found[0]

    def _approached(self, body: Expression, variable: Expression, target: Number, side: int, infinite: bool) -> Number:
        self._keep_scale(body, variable, SCALE)
        values = []
        for far in APPROACH:
            off = side * far if infinite else side / far
            self.bound[variable] = off if infinite else self._moved(target, off)
            try:
                values.append(self._plain(self(body)))
            except OutOfReachError:
                raise NoValueError("too large near the limit") from None
        del self.bound[variable]
        first, middle, last = values
        if self.near(middle, last, 10):
            if not self.mp.isfinite(last):
                return last
            still = self.mp.mpf(10) ** -STILL * max(1, abs(last))
            if abs(last - middle) <= max(abs(middle - first), still):  # else it has only begun to move
                return last
        real = not any(isinstance(value, self.mp.mpc) for value in values)
        grows = abs(last) > max(1e10, 2 * abs(middle)) and abs(last * first) >= abs(middle) ** 2 / 2
        if real and grows and first * middle > 0 and middle * last > 0:
            return self.mp.inf if last > 0 else -self.mp.inf
        raise NoValueError("no limit in sight")

    def _keep_scale(self, body: Expression, variable: Expression, most: int) -> None:
        """Refuse what is looked at from too far or too near: no part without the variable may have more bits."""
        if self._scale(body, variable) > most:
            raise NoValueError("a number too large or too small beside the steps that are taken")

    def _scale(self, node: Expression, variable: Expression) -> float:
        """The bits by which a formula stretches or shrinks its variable, at the most; nested factors add up."""
        if not isinstance(node, sp.Expr) or not node.has(variable):
            try:
                return abs(self.magnitude(self(node))) if isinstance(node, sp.Expr) else 0
            except NoValueError:  # the index of a sum
                return 0
        within = [self._scale(part, variable) for part in node.args if part.has(variable)]
        beside = [part for part in node.args if not part.has(variable)]
        sizes = [self._scale(part, variable) for part in beside]
        both = sum(sizes) if isinstance(node, sp.Mul) else max(sizes, default=0.0)
        return both + max(within, default=0.0) if isinstance(node, sp.Mul) else max(both, *within, 0.0)

    def _equal(self, one: Number, other: Number) -> bool:
        if is_exact(one) and is_exact(other):
            return bool(one == other)
        if self.near(one, other):
            raise NoValueError("equal, or nearly so")
        return False

    def truth(self, node: Expression) -> bool:
        """Whether a condition holds."""
        if node in (sp.true, sp.false):
            return node == sp.true
        kind = type(node)
        if kind in (sp.Eq, sp.Ne):
            return self._equal(*map(self, node.args)) == (kind is sp.Eq)
        if kind in ORDER_OF:
            return self.compare(*map(self, node.args)) in ORDER_OF[kind]
        if kind is sp.Not:
            return not self.truth(node.args[0])
        if kind in (sp.And, sp.Or):
            return (all if kind is sp.And else any)(self.truth(argument) for argument in node.args)
        raise NoValueError("an unknown condition")

    def _piecewise(self, node: Expression) -> Number:
        for pair in node.args:
            if isinstance(pair, ExprCondPair) and self.truth(pair.cond):
                return self(pair.expr)
        raise NoValueError("outside of every case")

    def _extreme(self, node: Expression) -> Number:
        values = list(map(self, node.args))
        if any(isinstance(value, self.mp.mpc) for value in values):
            raise NoValueError("complex numbers have no order")
        return (max if type(node) is sp.Max else min)(values, key=self._plain)

    def _sign(self, node: Expression) -> Number:
        value = self(node.args[0])
        if isinstance(value, self.mp.mpc):
            return value / abs(value)
        return self.compare(value, 0)

    def _part(self, node: Expression) -> Number:
        value, kind = self(node.args[0]), type(node)
        if isinstance(value, self.mp.mpc):
            return self.checked({sp.re: value.real, sp.im: value.imag, sp.conjugate: self.mp.conj(value)}[kind])
        return 0 if kind is sp.im else value

    def _floor(self, node: Expression) -> Number:
        value, kind = self(node.args[0]), type(node)
        if isinstance(value, self.mp.mpc):
            raise NoValueError("a complex number isn't rounded")
        if not is_exact(value):
            if not self.mp.isfinite(value) or self.magnitude(value) > HUGE:
                raise NoValueError("too large")
            if self.near(value, int(self.mp.nint(value))):
                raise NoValueError("a whole number, or nearly so")
        below = math.floor(value) if is_exact(value) else int(self.mp.floor(value))
        if kind is sp.frac:
            return value - below
        return below if kind is sp.floor or below == value else below + 1

    def _heaviside(self, node: Expression) -> Number:
        sign = self.compare(self(node.args[0]), 0)
        return self(node.args[1]) if sign == 0 else int(sign > 0)


def is_exact(value: Number) -> bool:
    """Whether it is a whole number or a fraction of two."""
    return isinstance(value, (int, Fraction))


def bits(value: Number) -> int:
    """The length of a whole number or a fraction."""
    return max(abs(value.numerator), value.denominator).bit_length()


def digits_for(expression: Expression) -> int:
    """Digits to compute with, so that enough are left of its derivatives and limits."""
    order = _order(expression)
    return DIGITS + DIGITS_LOST * order * (order + 1) // 2 + (200 if expression.has(sp.Limit) else 0)


def _order(e: Expression) -> int:
    own = sum(int(count) for _, count in e.variable_count) if isinstance(e, sp.Derivative) else 0
    return own + max(map(_order, e.args), default=0)


CONSTANTS: dict[Expression, Callable[[Any], Number]] = {
    sp.pi: lambda mp: mp.pi(),
    sp.E: lambda mp: mp.e(),
    sp.I: lambda mp: mp.mpc(0, 1),
}
ORDER_OF = {sp.Lt: (-1,), sp.Le: (-1, 0), sp.Gt: (1,), sp.Ge: (0, 1)}
STEPS: dict[Any, Callable[[Evaluator, Expression], Number]] = {
    **dict.fromkeys((sp.Symbol, sp.Dummy), Evaluator._symbol),
    **dict.fromkeys((sp.Float, *map(type, CONSTANTS)), Evaluator._constant),
    **dict.fromkeys((type(sp.oo), type(-sp.oo)), lambda e, node: e.mp.inf if node is sp.oo else -e.mp.inf),
    **dict.fromkeys((sp.Max, sp.Min), Evaluator._extreme),
    **dict.fromkeys((sp.floor, sp.ceiling, sp.frac), Evaluator._floor),
    **dict.fromkeys(PARTS_OF_COMPLEX, Evaluator._part),
    sp.Add: Evaluator._add,
    sp.Mul: Evaluator._mul,
    sp.Pow: lambda e, node: e._power(*map(e, node.args)),
    sp.Indexed: Evaluator._indexed,
    sp.Sum: lambda e, node: e._summed(node.function, list(node.limits)),
    sp.Derivative: lambda e, node: e._differentiated(node.expr, list(node.variables)),
    sp.Subs: Evaluator._subs,
    sp.Limit: Evaluator._limit,
    sp.KroneckerDelta: lambda e, node: int(e._equal(*map(e, node.args[:2]))),
    sp.Piecewise: Evaluator._piecewise,
    sp.Abs: lambda e, node: abs(e(node.args[0])),
    sp.sign: Evaluator._sign,
    sp.Heaviside: Evaluator._heaviside,
}
