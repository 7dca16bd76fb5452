"""Proofs of identities: two expressions are shown to be equal by SymPy, refuted by a point, or left undecided.

A difference that SymPy turns into 0 is a proof. A point at which the two sides differ is a refutation. When neither is
found the answer is *undecided*: agreement at a few points proves nothing, and is never reported as if it did.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, TypeAlias

import numpy as np
import sympy as sp

Expression: TypeAlias = Any  # SymPy is not typed
Interval: TypeAlias = tuple[Any, Any]

POINTS = 4  # at which two sides are compared, for each length, before a proof is tried
LENGTHS = (1, 2, 3, 4)  # of an indexed family in such a comparison
FAR = 6  # how far a point goes where an interval has no end
DIGITS = 30
NO_INTERVALS: Mapping[Expression, Interval] = {}
NO_HYPOTHESES: Mapping[Expression, Expression] = {}


@dataclass(frozen=True, repr=False)
class Proof:
    """What was shown, under which assumptions, and by what means.

    Attributes:
        lhs, relation, rhs: the statement, such as lhs = rhs or lhs > 0.
        assumptions: in words, one for each symbol that has any.
        means: the step that settled it; None if nothing did.
        points: how many points the two sides were compared at before.
    """

    lhs: Expression
    relation: str
    rhs: Expression
    assumptions: tuple[str, ...]
    means: str | None
    points: int

    @property
    def proved(self) -> bool:
        """Whether it is proved; False means undecided."""
        return self.means is not None

    def __bool__(self) -> bool:
        return self.proved

    @property
    def _how(self) -> str:
        given = f" for {', '.join(self.assumptions)}" if self.assumptions else ""
        if self.proved:
            return f"{given}, by {self.means}"
        if not self.points:
            return f"{given}: there was no point at which it could be tried"
        return f"{given}: it holds at the {self.points} points that were tried, but SymPy could not settle it"

    def __repr__(self) -> str:
        verdict = "proved" if self.proved else "undecided"
        return f"{verdict}: {self.lhs} {self.relation} {self.rhs}{self._how}"

    def _repr_markdown_(self) -> str:
        verdict = "proved" if self.proved else "undecided"
        left, right = sp.latex(self.lhs, ln_notation=True), sp.latex(self.rhs, ln_notation=True)
        return f"$$\\displaystyle {left} {self.relation} {right}$$\n\n**{verdict}**{self._how}"


class Counterexample(ValueError):  # noqa: N818  it is one, and not merely an error
    """The two sides differ. `point` says where, `left` and `right` what they are there."""

    def __init__(self, message: str, point: Mapping[Expression, Expression], left: Any, right: Any) -> None:
        super().__init__(message)
        self.point = dict(point)
        self.left = left
        self.right = right


def prove(
    lhs: Expression,
    rhs: Expression,
    *,
    on: Mapping[Expression, Interval] = NO_INTERVALS,
    given: Mapping[Expression, Expression] = NO_HYPOTHESES,
) -> Proof:
    """Show that two SymPy expressions are equal.

    Args:
        lhs, rhs: expressions, numbers or matrices of the same shape; derivatives, sums and limits that stand
            unevaluated are carried out. They may hold sums over an index up to a symbolic n, and undefined functions.
        on: the open interval in which a symbol lies, {a: (0, 1)}, beside what its own assumptions say.
        given: what may be used, as replacements: {Sum(y[k], (k, 1, n)): 1} says that the y sum to 1.

    Returns:
        a Proof: proved, or undecided.

    Raises:
        Counterexample: if the sides differ; the message has the point, and both values there.
        TypeError: if a side is no SymPy expression.
        ValueError: if the shapes of two matrices differ.

    Example:
        >>> z = sp.Symbol("z", real=True)
        >>> sigma = 1 / (1 + sp.exp(-z))
        >>> prove(sigma.diff(z), sigma * (1 - sigma)).proved
        True
        >>> prove(sigma.diff(z), sigma)
        Traceback (most recent call last):
        hw2lib.proofs.Counterexample: the sides differ: at z = 0.82 the left is 0.2121, the right 0.6942
    """
    left, right = _expression("lhs", lhs), _expression("rhs", rhs)
    shapes = [side.shape if isinstance(side, sp.MatrixBase) else () for side in (left, right)]
    if shapes[0] != shapes[1]:
        raise ValueError(f"the left side has shape {shapes[0]}, the right side {shapes[1]}")
    intervals = _checked_intervals(on)
    pairs = [(left, right)] if shapes[0] == () else list(zip(left, right, strict=True))
    hypotheses = {sp.sympify(key): sp.sympify(value) for key, value in given.items()}
    counts = [_refute(one, other, "=", intervals, hypotheses) for one, other in pairs]
    points = min(counts)
    means = [
        _settle_equal(one, other, intervals, hypotheses) if count or one == other else None
        for (one, other), count in zip(pairs, counts, strict=True)
    ]  # what could nowhere be evaluated isn't called proved, unless both sides are the same
    settled = None if None in means else ", then ".join(dict.fromkeys(filter(None, means)))
    return Proof(left, "=", right, _assumptions(left, right, intervals, hypotheses), settled, points)


def prove_positive(expression: Expression, *, on: Mapping[Expression, Interval] = NO_INTERVALS) -> Proof:
    """Show that an expression is greater than 0 wherever its symbols may lie.

    Args:
        expression: a SymPy expression; derivatives that stand unevaluated are carried out.
        on: the open interval in which a symbol lies, as in `prove`.

    Raises:
        Counterexample: if a point was found at which it is 0 or negative.
        TypeError: if it is no SymPy expression.

    Example:
        >>> a, y = sp.symbols("a y")
        >>> prove_positive(y / a**2 + (1 - y) / (1 - a) ** 2, on={a: (0, 1), y: (0, 1)}).proved
        True
    """
    left = _expression("expression", expression)
    intervals = _checked_intervals(on)
    points = _refute(left, sp.Integer(0), ">", intervals, NO_HYPOTHESES)
    means = None
    for name, form in _in_positive_symbols(left.doit(), intervals):
        if form.is_positive or sp.factor(sp.together(form)).is_positive:
            means = f"{name}, and the signs of the parts" if name else "the signs of the parts"
            break
    return Proof(left, ">", sp.Integer(0), _assumptions(left, sp.Integer(0), intervals, NO_HYPOTHESES), means, points)


# --- proofs ---------------------------------------------------------------------------------------------------------


def _settle_equal(
    left: Expression,
    right: Expression,
    intervals: Mapping[Expression, Interval],
    given: Mapping[Expression, Expression],
) -> str | None:
    """Return the means by which left - right was turned into 0, or None."""
    if left == right:
        return "being the same expression"
    difference = _carried_out(left) - _carried_out(right)
    if difference == 0:
        return "carrying it out"
    hypotheses = {_apart(_carried_out(key)): value for key, value in given.items()}
    means: list[tuple[str, Callable[[Expression], Expression]]] = [
        ("expansion", sp.expand),
        ("simplification", sp.simplify),
        ("writing everything in exponentials", lambda e: sp.simplify(e.rewrite(sp.exp))),
        ("taking logarithms apart", lambda e: sp.simplify(sp.expand_log(sp.expand(e)))),
        ("taking logarithms of single fractions apart", _logs_of_fractions),
    ]
    if difference.has(sp.Sum):
        difference = _apart(difference)
        for key, value in hypotheses.items():
            difference = difference.subs(key, value)
        difference = _sums_as_symbols(_with_equal_indices(_expanded(difference)))
        means = [
            ("taking the sums apart term by term", sp.expand),
            ("taking the sums apart term by term", lambda e: sp.simplify(sp.powsimp(sp.expand(e)))),
        ]
    elif hypotheses:
        difference = difference.subs(hypotheses)
    for name, form in _in_positive_symbols(difference, intervals):
        for step, transform in means:
            if transform(form) == 0:
                return f"{name}, and {step}" if name else step
    return None


def _carried_out(expression: Expression) -> Expression:
    """Carry out derivatives and limits; a sum up to a symbolic n stays a sum, which `_apart` deals with."""
    if not expression.has(sp.Sum):
        return expression.doit()
    return expression.replace(
        lambda e: isinstance(e, sp.Derivative), lambda e: sp.diff(e.expr, *e.variable_count)
    ).replace(lambda e: isinstance(e, (sp.Limit, sp.Subs)), lambda e: e.doit())


def _in_positive_symbols(
    expression: Expression, intervals: Mapping[Expression, Interval]
) -> Iterator[tuple[str, Expression]]:
    """The expression as it is, then with every symbol of an interval written through one that is positive.

    u/(1 + u) runs through (0, 1) as u runs through all positive numbers, and SymPy knows what "positive" implies.
    """
    yield "", expression
    through = {}
    for symbol, (low, high) in intervals.items():
        u = sp.Dummy(f"u_{symbol}", positive=True)
        if low == -sp.oo and high == sp.oo:
            through[symbol] = sp.Symbol(str(symbol), real=True)
        elif high == sp.oo:
            through[symbol] = low + u
        elif low == -sp.oo:
            through[symbol] = high - u
        else:
            through[symbol] = low + (high - low) * u / (1 + u)
    if through:
        names = ", ".join(f"{symbol} = {form}" for symbol, form in through.items()).replace("_u_", "u_")
        written = expression.subs(through)
        yield f"putting {names}, u > 0", written
        yield f"putting {names}, u > 0", sp.simplify(written)


def _logs_of_fractions(e: Expression) -> Expression:
    """Put the argument of every logarithm over one denominator before it is taken apart."""
    e = e.replace(lambda x: isinstance(x, sp.log), lambda x: sp.log(sp.factor(sp.together(x.args[0]))))
    return sp.simplify(sp.expand_log(e))


def _apart(expression: Expression) -> Expression:
    """Take sums apart into sums of single terms, pull out what doesn't depend on the index, and let deltas choose."""
    if not expression.has(sp.Sum):
        return expression
    if isinstance(expression, sp.Sum) and len(expression.limits) == 1:
        index, low, high = expression.limits[0]
        body = _expanded(_apart(expression.function))
        return sp.Add(*[_one_sum(term, index, low, high) for term in sp.Add.make_args(body)])
    return expression.func(*[_apart(argument) for argument in expression.args])


def _expanded(body: Expression) -> Expression:
    """Expand, with inner sums left alone: SymPy would make a product of the exponential of a sum."""
    names = {total: sp.Dummy(positive=total.is_positive) for total in _outermost_sums(body)}
    expanded = sp.expand(sp.powsimp(sp.expand(body.xreplace(names))))
    return expanded.xreplace({name: total for total, name in names.items()})


def _one_sum(term: Expression, index: Expression, low: Expression, high: Expression) -> Expression:
    for delta in term.atoms(sp.KroneckerDelta):
        chosen = next((argument for argument in delta.args if argument != index), index)
        # it chooses only where it is a factor, and a fixed number may lie outside the range
        if index in delta.args and delta in sp.Mul.make_args(term) and chosen.is_Symbol:
            return (term / delta).subs(index, chosen)
    outside, inside = term.as_independent(index, as_Add=False)
    if inside == 1:
        return outside * (high - low + 1)
    bound = sp.Dummy("k", integer=True)
    return outside * _canonical(sp.Sum(inside.subs(index, bound), (bound, low, high)))


def _canonical(total: Expression) -> Expression:
    """Give the index one name, so that equal sums are the same object."""
    (bound, low, high), body = total.limits[0], total.function
    name = sp.Symbol(f"k_{len(body.atoms(sp.Sum))}", integer=True)
    return sp.Sum(body.subs(bound, name), (name, low, high))


def _with_equal_indices(expression: Expression) -> Expression:
    """In a term with KroneckerDelta(i, j) write i for j everywhere: it counts only where the two are equal."""
    terms = []
    for term in sp.Add.make_args(expression):
        for delta in sorted(term.atoms(sp.KroneckerDelta), key=str):
            if isinstance(term, sp.Mul) and delta in term.args:
                one, other = sorted(delta.args, key=str)
                term = delta * (term / delta).subs(other, one)
        terms.append(term)
    return sp.Add(*terms)


def _sums_as_symbols(expression: Expression) -> Expression:
    """What is left of the sums are numbers that don't depend on anything bound: name them."""
    return expression.subs({s: sp.Dummy("S", positive=s.is_positive) for s in _outermost_sums(expression)})


def _outermost_sums(expression: Expression) -> list[Expression]:
    totals = expression.atoms(sp.Sum)
    return [s for s in totals if not any(s != t and t.has(s) for t in totals)]


# --- refutations ------------------------------------------------------------------------------------------------------


def _refute(
    left: Expression,
    right: Expression,
    relation: str,
    intervals: Mapping[Expression, Interval],
    given: Mapping[Expression, Expression],
) -> int:
    """Compare both sides at a few points, raise a Counterexample where the relation is broken, or count the points."""
    compared = 0
    differ = "the sides differ" if relation == "=" else "it is not positive everywhere"
    indices, lengths = _indices([left, right, *given]), _lengths([left, right])
    instances = _instances([left, right, *given, *given.values()])
    for length in LENGTHS:
        concrete = [_concrete(side, length, instances) for side in (left, right)]
        hypotheses = [tuple(_concrete(side, length, instances) for side in pair) for pair in given.items()]
        every = [*concrete, *(side for pair in hypotheses for side in pair)]
        for point in _points(every, indices, dict.fromkeys(lengths, length), length, intervals, given):
            if any(not _close(*(_value(side, point) for side in pair)) for pair in hypotheses):
                continue  # a point at which what is given doesn't hold says nothing
            one, other = (_value(side, point) for side in concrete)
            if one is None or other is None:
                continue
            compared += 1
            broken = not _close(one, other) if relation == "=" else not (one.is_real and one > other)
            if broken:
                where = ", ".join(f"{name} = {float(value):.6g}" for name, value in point.items())
                says = f"the left is {_short(one)}, the right {_short(other)}"
                raise Counterexample(f"{differ}: {f'at {where} ' if where else ''}{says}", point, one, other)
    return compared


def _indices(expressions: Sequence[Expression]) -> set[Expression]:
    """The symbols that count the members of a family: they run from 1 to its length."""
    inside = [i for e in expressions for i in e.atoms(sp.Indexed, sp.KroneckerDelta)]
    return {s for i in inside for s in i.free_symbols if s.is_Symbol and s.is_integer}


def _instances(expressions: Sequence[Expression]) -> dict[Expression, Expression]:
    """A known function for every undefined one, the same wherever it occurs; of several arguments, if it has them."""
    applied = {f for e in expressions for f in e.atoms(sp.core.function.AppliedUndef)}
    arities = sorted({(str(f.func), len(f.args), f.func) for f in applied}, key=str)
    made = {}
    for k, (name, arity, function) in enumerate(arities):
        if function in made:
            raise ValueError(f"{name} stands with different numbers of arguments")
        arguments = sp.symbols(f"t:{arity}")
        t = sum((place + 1) * argument for place, argument in enumerate(arguments))
        made[function] = sp.Lambda(arguments, sp.sin(t + k) + (t + 1) * sum(arguments) / (k + 2))
    return made


def _concrete(expression: Expression, length: int, instances: Mapping[Expression, Expression]) -> Expression:
    """Carry out derivatives and sums, with undefined functions replaced by known ones and n by a small number."""
    expression = expression.subs(dict.fromkeys(_lengths([expression]), length))
    while applied := expression.atoms(sp.core.function.AppliedUndef):
        # the outermost first: a derivative in f(z) can be carried out while f has a name, and not after
        outermost = next(f for f in applied if not any(g != f and g.has(f) for g in applied)).func
        expression = expression.replace(outermost, instances[outermost]).doit()
    return expression.doit()


def _lengths(expressions: Sequence[Expression]) -> set[Expression]:
    """The symbols up to which a sum runs."""
    return {limit[2] for e in expressions for s in e.atoms(sp.Sum) for limit in s.limits if limit[2].is_Symbol}


def _points(
    expressions: Sequence[Expression],
    indices: set[Expression],
    lengths: Mapping[Expression, int],
    length: int,
    intervals: Mapping[Expression, Interval],
    given: Mapping[Expression, Expression],
) -> Iterator[dict[Expression, Expression]]:
    rng = np.random.default_rng(length)
    families = {i.base for e in expressions for i in e.atoms(sp.Indexed)}
    free = {s for e in expressions for s in e.free_symbols if s.is_Symbol}
    symbols = sorted(free - {base.label for base in families}, key=str)
    for number in range(POINTS):
        point: dict[Expression, Expression] = {}
        for symbol in symbols:
            inside = sp.Integer(int(rng.integers(1, length + 1)))
            point[symbol] = inside if symbol in indices else _sample(symbol, intervals, rng)
        point |= {symbol: sp.Integer(n) for symbol, n in lengths.items() if symbol in free}
        at = [e.subs(point) for e in expressions]
        for base in sorted(families, key=str):
            entries = sorted({i for e in at for i in e.atoms(sp.Indexed) if i.base == base}, key=str)
            values = [_sample(base.label, intervals, rng) for _ in entries]
            if given and number % 2 == 0:  # what is assumed of a family is most often that it sums to 1
                sum_of_all = sum(abs(v) for v in values)
                values = [abs(v) / sum_of_all for v in values]
            point |= dict(zip(entries, values, strict=True))
        yield point


def _sample(symbol: Expression, intervals: Mapping[Expression, Interval], rng: np.random.Generator) -> Expression:
    low, high = intervals.get(symbol, (0 if symbol.is_positive else -FAR / 2, 0 if symbol.is_negative else FAR / 2))
    if symbol.is_integer:
        return sp.Integer(int(rng.integers(1 if symbol.is_positive else -FAR, FAR + 1)))
    start = float(low) if low != -sp.oo else (float(high) if high != sp.oo else FAR / 2) - FAR
    end = float(high) if high != sp.oo else start + FAR
    value = start + (end - start) * (0.02 + 0.96 * rng.random())
    return (
        sp.Rational(round(100 * value), 100) or sp.Rational(1, 7)
        if end - start > 1
        else sp.Rational(str(round(value, 6)))
    )


def _value(expression: Expression, point: Mapping[Expression, Expression]) -> Any:
    """The number at a point, or None where there is none."""
    indices = {name: number for name, number in point.items() if name.is_Symbol}
    try:
        value = expression.subs(indices).doit().xreplace(dict(point)).doit().evalf(DIGITS)
    except (ValueError, TypeError, ZeroDivisionError, AttributeError):
        return None
    if value.free_symbols or value.atoms(sp.Indexed) or not value.is_number or value.has(sp.nan, sp.zoo):
        return None
    return value


def _close(one: Any, other: Any) -> bool:
    if one is None or other is None:
        return False
    if one.is_infinite or other.is_infinite:
        return bool(one == other)
    return bool(abs(one - other) <= 10 ** (-DIGITS // 2) * max(1, abs(one), abs(other)))


def _short(value: Any) -> str:
    return f"{float(value):.4g}" if value.is_real else str(sp.N(value, 4))


# --- what may be assumed ----------------------------------------------------------------------------------------------


def _expression(name: str, value: Any) -> Expression:
    if isinstance(value, str):
        raise TypeError(f"{name} is a string; write it with SymPy's symbols, so that it is clear what they stand for")
    try:
        made = sp.sympify(value)
    except (sp.SympifyError, TypeError, AttributeError):
        raise TypeError(f"{name} must be a SymPy expression, a number or a matrix, not {value!r}") from None
    if not isinstance(made, (sp.Expr, sp.MatrixBase)):
        raise TypeError(f"{name} must be a SymPy expression, a number or a matrix, not {value!r}")
    if made.has(sp.nan, sp.zoo):
        raise ValueError(f"{name} has no value: it is {made}")
    return sp.ImmutableMatrix(made) if isinstance(made, sp.MatrixBase) else made


def _checked_intervals(on: Mapping[Expression, Interval]) -> dict[Expression, Interval]:
    checked = {}
    for symbol, ends in on.items():
        low, high = (sp.sympify(end) for end in ends)
        if not getattr(symbol, "is_Symbol", False):
            raise TypeError(f"an interval belongs to a symbol, not to {symbol!r}")
        if not low < high:
            raise ValueError(f"({low}, {high}) is no interval for {symbol}")
        if (symbol.is_positive and low < 0) or (symbol.is_negative and high > 0):
            raise ValueError(f"{symbol} is assumed to be of one sign, and ({low}, {high}) has both")
        checked[symbol] = (low, high)
    return checked


def _assumptions(
    left: Expression,
    right: Expression,
    intervals: Mapping[Expression, Interval],
    given: Mapping[Expression, Expression],
) -> tuple[str, ...]:
    """In words, what was assumed of every symbol that occurs."""
    words = [
        f"{low} < {symbol} < {high}".replace("-oo < ", "").replace(" < oo", "")
        for symbol, (low, high) in intervals.items()
    ]
    free = left.free_symbols | right.free_symbols
    indexed = {i.base.label for side in (left, right) for i in side.atoms(sp.Indexed)}
    groups: dict[str, list[str]] = {}
    for symbol in sorted((s for s in free if s.is_Symbol and s not in intervals), key=str):
        kinds = [
            ("every whole {} from 1 on", symbol.is_integer and symbol.is_positive),
            ("every index {} in range", symbol.is_integer),
            ("positive {}", symbol.is_positive),
            ("real {}", symbol.is_real),
        ]
        kind = next((words for words, fits in kinds if fits), None)
        if kind:
            groups.setdefault(kind, []).append(f"{symbol}[k]" if symbol in indexed else str(symbol))
    words += [kind.format(", ".join(names)) for kind, names in groups.items()]
    words += [f"{key} = {value}" for key, value in given.items()]
    return tuple(words)
