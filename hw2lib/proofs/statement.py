"""What may stand in a statement, and what its symbols may be.

A statement is rebuilt from a list of known kinds of node, with symbols and functions of our own in the place of the
caller's. So no name that somebody chose reaches SymPy's simplifications, which look names up, and no class that
somebody wrote is asked for anything. Whatever isn't on the list, or is too large, is left undecided.
"""

from __future__ import annotations

import numbers
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from typing import Any, NamedTuple, TypeAlias

import sympy as sp
from sympy.core.function import AppliedUndef, UndefinedFunction
from sympy.core.relational import Relational
from sympy.functions.elementary.piecewise import ExprCondPair
from sympy.logic.boolalg import BooleanFalse, BooleanTrue

Expression: TypeAlias = Any  # SymPy is not typed
Interval: TypeAlias = tuple[Any, Any]
Range: TypeAlias = tuple[Expression, Expression]

PARTS = 3000  # of an expression
DEPTH = 60
BITS = 10_000  # of a number that stands in it, or that a power in it comes to
ORDER = 6  # of a derivative
FAILURES = (NotImplementedError, ValueError, TypeError, AttributeError, ArithmeticError, LookupError, RecursionError)
"""What SymPy may raise at a step that it can't take."""

NUMBERS = {
    *map(type, (sp.S.Zero, sp.S.One, sp.S.NegativeOne, sp.S.Half, sp.S.Pi, sp.S.Exp1, sp.S.ImaginaryUnit)),
    *map(type, (sp.oo, -sp.oo)),
    sp.Integer,
    sp.Rational,
    sp.Float,
}
SYMBOLS = {sp.Symbol, sp.Dummy}
CONNECTIVES = {sp.And, sp.Or, sp.Not, sp.Eq, sp.Ne, sp.Lt, sp.Le, sp.Gt, sp.Ge, BooleanTrue, BooleanFalse}
TRIGONOMETRIC = {sp.sin, sp.cos, sp.tan, sp.sinh, sp.cosh, sp.tanh}
SMOOTH = {sp.exp, sp.log, *TRIGONOMETRIC}
PARTS_OF_COMPLEX = {sp.re, sp.im, sp.conjugate}
WITH_JUMPS = {sp.Abs, sp.sign, sp.Max, sp.Min, sp.Heaviside, sp.floor, sp.ceiling, sp.frac, sp.Piecewise}
PLAIN = {sp.Add, sp.Mul, sp.Pow, sp.KroneckerDelta, ExprCondPair}
PLAIN |= SMOOTH | PARTS_OF_COMPLEX | WITH_JUMPS | CONNECTIVES


class OutOfReachError(Exception):
    """The statement can't be judged; the message says why, in words that end a sentence."""


# --- what is typed ----------------------------------------------------------------------------------------------------


def read_expression(name: str, value: Any) -> Expression:
    """Return what was given as a SymPy object. Nothing is parsed: a string is refused, at any depth."""
    if isinstance(value, (str, bytes)):
        raise TypeError(f"{name} is a string; write it with SymPy's symbols, so that it is clear what they stand for")
    if isinstance(value, sp.MatrixBase):
        if 0 in value.shape:
            raise ValueError(f"{name} is a matrix of shape {value.shape}: there is nothing in it to compare")
        made = sp.ImmutableMatrix(value)
    elif isinstance(value, numbers.Number) and not isinstance(value, bool):
        made = sp.sympify(value, strict=True)
    else:
        made = value
    if isinstance(made, sp.MatrixExpr) and not isinstance(made, sp.MatrixBase):
        raise TypeError(f"{name} holds a matrix by its name; write it out, entry by entry, with sp.Matrix")
    if not isinstance(made, (sp.Expr, sp.MatrixBase)):
        raise TypeError(
            f"{name} must be a SymPy expression, a number or a matrix, not {_kind(value)}"
            f"{'; write sp.Matrix(...)' if isinstance(value, (list, tuple)) or hasattr(value, '__array__') else ''}"
        )
    if is_small(made) and made.has(sp.nan, sp.zoo):
        raise ValueError(f"{name} has no value: it is {made}")
    return made


def read_intervals(on: Any) -> dict[Expression, Interval]:
    """Return the interval of every symbol, its ends SymPy numbers."""
    if not isinstance(on, Mapping):
        raise TypeError(f"on must be a dictionary such as {{a: (0, 1)}}, not {_kind(on)}")
    checked = {}
    for symbol, ends in on.items():
        if type(symbol) not in SYMBOLS:
            raise TypeError(f"an interval belongs to a symbol, not to {_kind(symbol)}")
        if not isinstance(ends, (tuple, list)) or len(ends) != 2:
            raise ValueError(f"the interval of {symbol} must be its two ends, such as (0, 1)")
        low, high = (_end(symbol, end) for end in ends)
        if not low < high:
            raise ValueError(f"({low}, {high}) is no interval for {symbol}: its first end must be the smaller one")
        if (symbol.is_positive and low < 0) or (symbol.is_negative and high > 0):
            raise ValueError(f"{symbol} is assumed to be of one sign, and ({low}, {high}) has both")
        if symbol.is_integer and low.is_finite and high.is_finite and sp.floor(low) + 1 >= high:
            raise ValueError(f"{symbol} is a whole number, and there is none between {low} and {high}")
        checked[symbol] = (low, high)
    return checked


def read_hypotheses(given: Any) -> dict[Expression, Expression]:
    """Return what may be used: an expression and what it equals, or a relation such as j <= n and True."""
    if not isinstance(given, Mapping):
        raise TypeError(f"given must be a dictionary such as {{Sum(y[k], (k, 1, n)): 1}}, not {_kind(given)}")
    hypotheses = {}
    for key, value in given.items():
        if key is True or key is sp.true:  # SymPy has seen already that the condition holds
            continue
        if isinstance(key, Relational):
            if value not in (True, sp.true):
                raise ValueError(f"{key} is given as a condition: its value must be True")
            hypotheses[key] = sp.true
            continue
        sides = [read_expression("a key of given", key), read_expression("a value of given", value)]
        if any(isinstance(side, sp.MatrixBase) for side in sides):
            raise TypeError("given is about numbers, not matrices: give it entry by entry")
        hypotheses[sides[0]] = sides[1]
    return hypotheses


def _end(symbol: Expression, end: Any) -> Expression:
    if isinstance(end, (str, bytes)):
        raise TypeError(f"an end of the interval of {symbol} is a string; write a number, or sp.oo")
    is_number = (isinstance(end, numbers.Number) and not isinstance(end, bool)) or type(end) in NUMBERS
    made = sp.sympify(end, strict=True) if is_number else end
    if isinstance(made, sp.Float) and made.is_finite:
        made = sp.Rational(str(made))
    known = isinstance(made, sp.Expr) and is_small(made) and not made.free_symbols and _familiar_number(made)
    if not known or made.is_extended_real is not True:
        raise ValueError(f"the ends of the interval of {symbol} must be real numbers or sp.oo, not {_kind(end)}")
    return made


def _familiar_number(e: Expression) -> bool:
    return all(type(node) in NUMBERS | {sp.Add, sp.Mul, sp.Pow} for node in sp.preorder_traversal(e))


def _kind(value: Any) -> str:
    """What was given, in words: a SymPy object is shown, anything else named by its type."""
    if isinstance(value, sp.Basic) and is_small(value):
        return str(value)
    name = type(value).__name__
    return "None" if value is None else f"{'an' if name[0].lower() in 'aeiou' else 'a'} {name}"


def _bits(number: Expression) -> int:
    return max(abs(int(number.p)), int(number.q)).bit_length()


def is_small(expression: Expression, most: int = PARTS) -> bool:
    """Whether it is small enough to be looked at; counted without recursion, which a deep one would exhaust."""
    count, level = 0, [expression]
    for _ in range(DEPTH):
        count += len(level)
        if count > most or any(node.is_Rational and _bits(node) > BITS for node in level):
            return False
        level = [part for node in level for part in node.args]
        if not level:
            return True
    return False


# --- what stands in it ------------------------------------------------------------------------------------------------


@dataclass
class Ours:
    """Our own symbols, functions and families in the place of the caller's, and what may be assumed of each.

    Attributes:
        intervals: by symbol of the caller.
        whole: symbols at the end of a sum, which are whole numbers there; the upper ones count from 0 at least.
        lengths: those at an upper end.
        symbols, functions, families: ours, by the caller's.
        ranks: how many indices each family has.
        evaluate: whether SymPy may evaluate what is rebuilt. It does so by what is assumed of our symbols, and can err.
    """

    intervals: Mapping[Expression, Interval] = field(default_factory=dict)
    whole: set[Expression] = field(default_factory=set)
    lengths: set[Expression] = field(default_factory=set)
    symbols: dict[Expression, Expression] = field(default_factory=dict)
    functions: dict[Any, Any] = field(default_factory=dict)
    families: dict[Expression, Expression] = field(default_factory=dict)
    ranks: dict[Expression, int] = field(default_factory=dict)
    evaluate: bool = True

    @classmethod
    def of(cls, expressions: Iterable[Expression], intervals: Mapping[Expression, Interval]) -> Ours:
        """Find out what is counted in some expressions of the caller."""
        ends = [pair for e in expressions for pair in _free_ends(e, frozenset())]
        lengths = {high for _, high in ends if type(high) in SYMBOLS}
        return cls(intervals, lengths | {low for low, _ in ends if type(low) in SYMBOLS}, lengths)

    def as_written(self, node: Expression) -> Expression:
        """Rebuild an expression, and let SymPy evaluate nothing."""
        return replace(self, evaluate=False)(node)  # it shares our symbols

    def __call__(self, node: Expression, bound: Mapping[Expression, Expression] | None = None) -> Expression:
        """Rebuild an expression. `bound` holds the symbols that a sum, a limit or a substitution around it binds."""
        bound = bound or {}
        kind = type(node)
        if kind in NUMBERS:
            return node
        if kind in SYMBOLS:
            return bound[node] if node in bound else self.symbol(node)
        if kind is sp.Piecewise and node.has(sp.Limit):
            raise OutOfReachError("a limit in it stands in one of several cases")
        if kind in PLAIN:
            return _made(kind, [self(argument, bound) for argument in node.args], self.evaluate)
        if kind is sp.Indexed:
            indices = [self(index, bound) for index in node.indices]
            return self.family(node.base, len(indices))[tuple(indices)]
        if type(kind) is UndefinedFunction and kind.__bases__ == (AppliedUndef,):
            return self.function(kind, len(node.args))(*[self(argument, bound) for argument in node.args])
        if kind is sp.Sum:
            return self._sum(node, bound)
        if kind is sp.Derivative:
            return self._derivative(node, bound)
        if kind is sp.Subs and len(node.variables) > 1 and any(point.has(*node.variables) for point in node.point):
            raise OutOfReachError("what is put into it holds a variable that something else is put in for")
        if kind is sp.Subs and not node.expr.has(sp.Derivative, sp.Limit, sp.Sum):
            put_in = dict(bound)
            for variable, value in reversed(list(zip(node.variables, node.point, strict=True))):  # one after the other
                put_in[variable] = self(value, put_in)
            return self(node.expr, put_in)
        if kind is sp.Subs:
            inner = {variable: _like(variable) for variable in node.variables}
            points = [self(point, bound) for point in node.point]
            return sp.Subs(self(node.expr, {**bound, **inner}), tuple(inner.values()), tuple(points))
        if kind is sp.Limit:
            body, variable, point, side = node.args
            inner = {variable: _like(variable)}
            return sp.Limit(self(body, {**bound, **inner}), inner[variable], self(point, bound), str(side))
        raise OutOfReachError(f"{kind.__name__} is not among the functions that are tried here")

    def symbol(self, symbol: Expression) -> Expression:
        """Our symbol for one of the caller's, with all that is assumed of it: by itself, by `on`, or by its place."""
        if symbol not in self.symbols:
            assumed = symbol.assumptions0
            extra: dict[str, bool] = {}
            if symbol in self.intervals:
                low, high = self.intervals[symbol]
                extra = {"real": True} | ({"positive": True} if low >= 0 else {"negative": True} if high <= 0 else {})
            if symbol in self.whole:
                extra |= {"integer": True}
                if symbol in self.lengths and symbol not in self.intervals:
                    extra |= {"nonnegative": True}
            try:
                self.symbols[symbol] = sp.Dummy(symbol.name, **{**assumed, **extra})
            except sp.core.facts.InconsistentAssumptions:
                raise OutOfReachError(f"what is assumed of {symbol} can't be where it stands") from None
        return self.symbols[symbol]

    def function(self, function: Any, arity: int) -> Any:
        """Our unknown function for one of the caller's."""
        if (function, arity) not in self.functions:
            if any(known == function for known, _ in self.functions):
                raise ValueError(f"{function.__name__} stands with different numbers of arguments")
            assumed = {name: value for name, value in function._kwargs.items() if value is not None}
            ours = sp.Function(f"_function_{len(self.functions)}", **assumed)
            self.functions[function, arity] = ours
        return self.functions[function, arity]

    def family(self, base: Expression, rank: int) -> Expression:
        """Our family for one of the caller's, which has so many indices."""
        if type(base) is not sp.IndexedBase or type(base.label) not in SYMBOLS:
            raise OutOfReachError("something with an index in it is no IndexedBase with a name of its own")
        if self.ranks.setdefault(base, rank) != rank:
            raise OutOfReachError(f"{base.label} stands in it with different numbers of indices")
        if base not in self.families:
            self.families[base] = sp.IndexedBase(sp.Dummy(base.label.name, **base.label.assumptions0))
        return self.families[base]

    def _sum(self, node: Expression, bound: Mapping[Expression, Expression]) -> Expression:
        limits = []
        for limit in reversed(node.limits):  # the outermost is the last
            if len(limit) != 3:
                raise OutOfReachError("a sum in it has no ends")
            index, low, high = limit
            if type(index) not in SYMBOLS:
                raise OutOfReachError("the index of a sum in it is no symbol")
            ends = self(low, bound), self(high, bound)
            if any(end.is_infinite for end in ends):
                raise OutOfReachError("a sum in it has endlessly many terms")
            if not all(end.is_integer for end in ends):
                raise OutOfReachError("the ends of a sum in it are not whole numbers")
            bound = {**bound, index: sp.Dummy(index.name, integer=True)}
            limits.append((bound[index], *ends))
        return sp.Sum(self(node.function, bound), *reversed(limits))

    def _derivative(self, node: Expression, bound: Mapping[Expression, Expression]) -> Expression:
        counts = [(self(variable, bound), count) for variable, count in node.variable_count]
        if not all(count.is_Integer for _, count in counts) or sum(int(count) for _, count in counts) > ORDER:
            raise OutOfReachError(f"a derivative in it is of no definite order, or of one above {ORDER}")
        body = self(node.expr, bound)
        for variable, _ in counts:
            if isinstance(variable, AppliedUndef):
                alike = {f for f in body.atoms(AppliedUndef) if f.func == variable.func}
                if alike != {variable} or not variable.free_symbols or body.has(sp.Sum):
                    raise OutOfReachError("a derivative in it is with respect to one of several values of a function")
        if any(variable.is_integer for variable, _ in counts):
            raise OutOfReachError("a derivative in it is with respect to a whole number")
        for variable, _ in counts:
            if not (variable.is_Symbol or isinstance(variable, (sp.Indexed, AppliedUndef))):
                raise OutOfReachError("a derivative in it is with respect to something that is no variable")
        return sp.Derivative(body, *counts) if body.free_symbols else sp.Integer(0)


def _free_ends(e: Expression, bound: frozenset[Expression]) -> Iterator[tuple[Expression, Expression]]:
    """The two ends of every sum, where they are no symbols that a sum around it, a limit or a substitution binds."""
    if type(e) is sp.Sum:
        for index, *ends in reversed(e.limits):  # the outermost is the last
            if len(ends) == 2:
                low, high = (None if end in bound else end for end in ends)
                yield low, high
            bound |= {index}
    elif type(e) in (sp.Limit, sp.Subs):
        bound |= {e.args[1]} if type(e) is sp.Limit else set(e.variables)
    for part in e.args if type(e) is not sp.Sum else [e.function]:
        yield from _free_ends(part, bound)


def _like(symbol: Expression) -> Expression:
    if type(symbol) not in SYMBOLS:
        raise OutOfReachError("it binds something that is no symbol")
    return sp.Dummy(symbol.name, **symbol.assumptions0)


def _made(kind: Any, arguments: list[Expression], evaluate: bool) -> Expression:
    """kind(*arguments), unless SymPy would work out a number too large on the way, or is known to misjudge it."""
    first = arguments[0] if arguments else sp.true
    if kind is sp.Pow:
        base, exponent = arguments
        if exponent.is_number and base.is_number:
            _keep_small_power(base, exponent)
        if base.is_irrational and not base.is_number:
            raise OutOfReachError("SymPy misjudges powers of an irrational number")
        if not base.is_nonnegative and exponent.is_rational and not (exponent.is_integer or exponent.is_number):
            raise OutOfReachError("SymPy misjudges roots of unknown order of what may be negative")
    elif kind is sp.Mul and _is_fraction_of_even(arguments):
        raise OutOfReachError("SymPy misjudges fractions of even numbers")
    elif kind in TRIGONOMETRIC and first.is_imaginary:
        raise OutOfReachError(f"SymPy misjudges {kind.__name__} of an imaginary number")
    elif kind is sp.exp and first.is_number and not (first.is_Rational and abs(first) <= BITS):
        _keep_small_power(sp.E, first)
    elif kind in {sp.floor, sp.ceiling, sp.frac} and first.is_number and first.has(sp.exp, sp.Pow):
        raise OutOfReachError("it rounds a number that may be too large")
    return kind(*arguments) if evaluate or not arguments or kind is ExprCondPair else kind(*arguments, evaluate=False)


def _is_fraction_of_even(factors: list[Expression]) -> bool:
    """Whether an even number is divided by another one than 2."""
    below = any((f.is_Rational and f.q > 2) or (f.is_Pow and f.exp.is_negative and f.base.is_integer) for f in factors)
    return below and any(f.is_even for f in factors if not f.is_number)


def _keep_small_power(base: Expression, exponent: Expression) -> None:
    size = _bits(base) if base.is_Rational else 2
    bounded = exponent.is_Rational or not exponent.has(sp.exp, sp.Pow)
    if not bounded or (exponent.is_Rational and base not in (0, 1, -1) and abs(exponent) * size > BITS):
        raise OutOfReachError("a power in it is too large")


def put_in(e: Expression, symbol: Expression, value: Expression) -> Expression:
    """Put a value in the place of a symbol, unless SymPy would work out a number too large on the way."""
    for power in e.atoms(sp.Pow, sp.exp):
        if power.exp.has(symbol):
            tower = any(inner.exp.has(symbol) for inner in power.exp.atoms(sp.Pow, sp.exp))
            if tower or any(abs(n) > BITS for n in power.exp.subs(symbol, value).atoms(sp.Rational)):
                raise OutOfReachError("a power in it is too large where a number is put in")
    return e.subs(symbol, value)


def may_be_infinite(symbol: Expression) -> bool:
    """Whether infinity is among the numbers that a symbol may be."""
    return bool((symbol.is_extended_real and symbol.is_finite is None) or symbol.is_infinite)


def has_all_of(number: Expression, symbol: Expression) -> bool:
    """Whether SymPy says of a number all that is assumed of a symbol."""
    return all(getattr(number, f"is_{name}", None) is value for name, value in symbol.assumptions0.items())


# --- what is assumed --------------------------------------------------------------------------------------------------


class Condition(NamedTuple):
    """Words with formulas in them.

    Example:
        >>> from sympy.abc import alpha, n
        >>> condition = Condition("positive ${} <= {}$", (alpha, n))
        >>> condition.text
        'positive alpha <= n'
        >>> condition.latex
        'positive $\\\\alpha \\\\le n$'
    """

    words: str  # formulas between dollars, with {} for each of their parts
    parts: tuple[Expression, ...]

    @property
    def text(self) -> str:
        """The formulas as they are typed."""
        return self.words.replace("$", "").format(*self.parts)

    @property
    def latex(self) -> str:
        """The formulas in LaTeX."""
        return self.words.replace("<=", r"\le").format(*(sp.latex(part, ln_notation=True) for part in self.parts))


def index_ranges(expressions: Iterable[Expression], free: Iterable[Expression]) -> dict[Expression, list[Range]]:
    """The ranges in which a plain whole number lies because it stands where the index of a sum stands.

    In z[j], beside a sum of the z[k] from k = 1 to n, j is taken to be one of those k, as it is in every textbook.
    Whoever declares j to be positive, or gives it an interval, has said where it lies: no more is taken for granted.
    """
    plain = sp.Dummy(integer=True).assumptions0
    eligible = {s for s in free if s.assumptions0 == plain}
    places: dict[Any, tuple[list[Range], list[Expression]]] = {}
    ranges: dict[Expression, list[Range]] = {}
    for expression in expressions:
        for here, place, index, limits in _indices(expression, {}):
            summed, unbound = places.setdefault((here, place), ([], []))
            if index in limits:
                summed.append(limits[index])
            elif index in eligible:
                unbound.append(index)
    for summed, unbound in places.values():
        for index in unbound:
            ranges.setdefault(index, []).extend(summed)
    ends = set(free)
    definite = {
        index: [r for r in dict.fromkeys(found) if all(end.free_symbols <= ends - {index} for end in r)]
        for index, found in ranges.items()
    }
    return {index: found for index, found in definite.items() if found}


def _indices(
    e: Expression, limits: Mapping[Expression, Range]
) -> Iterator[tuple[Any, int, Expression, Mapping[Expression, Range]]]:
    """Every index that is a symbol: of which family or delta, in which place, and which sums are around it."""
    if isinstance(e, sp.Sum):
        limits = {**limits, **{index: (low, high) for index, low, high in e.limits}}
    elif isinstance(e, sp.Indexed):
        for place, index in enumerate(e.indices):
            yield e.base.label, place, index, limits
    elif isinstance(e, sp.KroneckerDelta):
        for index in e.args:
            yield e, 0, index, limits
    for part in e.args:
        yield from _indices(part, limits)


def conditions(
    ours: Ours, ranges: Mapping[Expression, list[Range]], given: Mapping[Expression, Expression]
) -> tuple[Condition, ...]:
    """What is assumed of every symbol that occurs, of every family and every function; then what was given."""
    theirs = {own: symbol for symbol, own in ours.symbols.items()}
    found = [_between(low, symbol, high, " < ") for symbol, (low, high) in ours.intervals.items()]
    found += [
        _between(low.xreplace(theirs), index, high.xreplace(theirs), " <= ")
        for index, own in sorted(ours.symbols.items(), key=lambda pair: str(pair[0]))
        for low, high in ranges.get(own, [])
    ]
    named = {str(symbol): (symbol, symbol, own) for symbol, own in ours.symbols.items() if own not in ranges}
    k = sp.Symbol("k")
    named |= {f"{base.label}[k]": (base[k], base.label, family.label) for base, family in ours.families.items()}
    groups: dict[str, list[Expression]] = {}
    for _, (written, symbol, own) in sorted(named.items()):
        implied = ours.intervals.get(symbol, ()) and {"real", "complex", "positive", "negative"}
        if implied and not symbol.is_integer and set(_said(symbol)) <= implied:
            continue
        groups.setdefault(_kind_of_number(symbol, own, symbol in ours.intervals), []).append(written)
    for (function, _), own in ours.functions.items():
        if adjectives := _adjectives(_fewest(own._kwargs)):
            groups.setdefault(f"{adjectives} {{}}", []).append(function)
    found += [Condition(kind.format(", ".join(["${}$"] * len(of))), tuple(of)) for kind, of in groups.items() if kind]
    found += [
        Condition("${}$", (key,)) if value == sp.true else Condition("${} = {}$", (key, value))
        for key, value in given.items()
    ]
    return tuple(found)


def _between(low: Expression, symbol: Expression, high: Expression, less: str) -> Condition:
    ends = [symbol] if high == sp.oo else [symbol, high]
    chain = ends if low == -sp.oo else [low, *ends]
    return Condition(f"${less.join(['{}'] * len(chain))}$", tuple(chain))


def _kind_of_number(symbol: Expression, own: Expression, has_interval: bool) -> str:
    said = _said(symbol)
    more = {name: value for name, value in said.items() if name not in IMPLIED_BY_WHOLE}
    if own.is_integer and (has_interval or not more or not symbol.is_nonnegative):
        adjectives = f"{_adjectives(more)} " if more else ""
        if has_interval or not own.is_nonnegative:
            return f"{adjectives}whole {{}}"
        return f"every {adjectives}whole {{}} from {'1 on' if own.is_positive else '0 on'}"
    adjectives = _adjectives(said)
    return f"{adjectives} {{}}" if adjectives else ""


IMPLIED_BY_WHOLE = {"integer", "positive", "nonnegative", "real", "complex", "rational", "finite"}


def _said(symbol: Expression) -> Mapping[str, Any]:
    """What was declared of a symbol."""
    return getattr(symbol, "_assumptions_orig", None) or {}


def _fewest(assumed: Mapping[str, Any]) -> dict[str, Any]:
    """The fewest of some assumptions that say all of them."""
    said = {name: value for name, value in assumed.items() if value is not None and name != "commutative"}
    everything = sp.Dummy(**said).assumptions0
    for name in sorted(said, key=lambda name: (said[name] is True, "extended" not in name, len(name), name)):
        rest = {other: value for other, value in said.items() if other != name}
        if sp.Dummy(**rest).assumptions0 == everything:
            said = rest
    return said


def _adjectives(said: Mapping[str, Any]) -> str:
    said = {name: value for name, value in said.items() if value is not None and (name, value) != ("commutative", True)}
    if said.get("real") and any(said.get(name) for name in ("positive", "negative", "integer")):
        del said["real"]
    return " ".join(
        ("" if value else "not ") + ("whole" if name == "integer" else name) for name, value in said.items()
    )
