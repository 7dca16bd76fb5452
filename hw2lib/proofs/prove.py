"""Proofs of identities: two expressions are shown to be equal by SymPy, refuted by a point, or left undecided.

A difference that SymPy turns into 0 is a proof. A point at which the two sides differ is a refutation. When neither is
found the answer is *undecided*: agreement at a few points proves nothing, and is never reported as if it did. How hard
a statement is tried depends on its size alone, never on the time, so the verdict is the same on every machine.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from operator import eq

import sympy as sp
from sympy.core.function import AppliedUndef

from hw2lib.proofs.cases import by_cases
from hw2lib.proofs.normal import is_zero, largest_number, on_one_fraction
from hw2lib.proofs.refute import refute
from hw2lib.proofs.statement import (
    FAILURES,
    PARTS_OF_COMPLEX,
    WITH_JUMPS,
    Condition,
    Expression,
    Interval,
    Ours,
    OutOfReachError,
    conditions,
    index_ranges,
    is_small,
    may_be_infinite,
    read_expression,
    read_hypotheses,
    read_intervals,
)
from hw2lib.proofs.sums import Fact, apart, as_symbols, at_most, expanded, facts_of, outermost, with_equal_indices

NO_INTERVALS: Mapping[Expression, Interval] = {}
NO_HYPOTHESES: Mapping[Expression, Expression] = {}
ENTRIES = 100  # of a matrix
WIDE = 60  # characters of a statement, above which it is set in two lines
ORDERED = (sp.Lt, sp.Le, sp.Gt, sp.Ge)
OF_REAL_NUMBERS = (sp.tanh, sp.Max, sp.Min, sp.Heaviside, sp.floor, sp.ceiling, sp.frac)
JUMPS_OF_LIMITS = {*WITH_JUMPS, sp.KroneckerDelta} - {sp.Abs, sp.sign, sp.Max, sp.Min}
LONG = 10**30  # number in an expression whose sign is asked for
PARTS_OF_LIMIT = 40  # nodes of an expression whose limit is looked for


@dataclass(frozen=True, repr=False)
class Proof:
    """What was shown, under which assumptions, and by what means.

    Attributes:
        lhs, relation, rhs: the statement, such as lhs = rhs or lhs > 0.
        conditions: what is assumed of its symbols, and what was given.
        means: the step that settled it; None if nothing did.
        points: how many points the two sides were compared at before.
        everywhere: whether both sides are seen to have a value wherever the assumptions hold. If not, they are equal
            where both have one: (x**2 - 1)/(x - 1) is x + 1, but has no value at 1.
        reason: why it wasn't tried, in words; empty if it was.
    """

    lhs: Expression
    relation: str
    rhs: Expression
    conditions: tuple[Condition, ...]
    means: str | None
    points: int
    everywhere: bool = True
    reason: str = ""

    @property
    def proved(self) -> bool:
        """Whether it is proved; False means undecided."""
        return bool(self.means)

    def __bool__(self) -> bool:
        return self.proved

    @property
    def assumptions(self) -> tuple[str, ...]:
        """The conditions in words."""
        return tuple(condition.text for condition in self.conditions)

    def _how(self, conditions: Iterable[str]) -> str:
        given = f" for {words}" if (words := ", ".join(conditions)) else ""
        if self.proved:
            where = "both sides are" if self.relation == "=" else "it is"
            return f"{given}{'' if self.everywhere else f', where {where} defined'}, by {self.means}"
        if self.reason:
            return f"{given}: {self.reason}"
        if not self.points:
            return f"{given}: there was no point at which it could be tried"
        return f"{given}: it holds at the {self.points} points that were tried, but SymPy could not settle it"

    def __repr__(self) -> str:
        verdict = "proved" if self.proved else "undecided"
        left, right = (str(side) if is_small(side) else "(something large)" for side in (self.lhs, self.rhs))
        return f"{verdict}: {left} {self.relation} {right}{self._how(self.assumptions)}"

    def _repr_markdown_(self) -> str:
        verdict = "proved" if self.proved else "undecided"
        left, right = (
            sp.latex(side, ln_notation=True) if is_small(side) else r"\text{(something large)}"
            for side in (self.lhs, self.rhs)
        )
        statement = f"{left} {self.relation} {right}"
        if is_small(self.lhs) and is_small(self.rhs) and len(f"{self.lhs}{self.rhs}") > WIDE:
            statement = rf"\begin{{aligned}}&{left} \\[1ex] &{self.relation} {right}\end{{aligned}}"
        how = self._how(condition.latex for condition in self.conditions)
        return f"$$\\displaystyle {statement}$$\n\n**{verdict}**{how}"


def prove(
    lhs: Expression,
    rhs: Expression,
    *,
    on: Mapping[Expression, Interval] = NO_INTERVALS,
    given: Mapping[Expression, Expression] = NO_HYPOTHESES,
) -> Proof:
    """Show that two SymPy expressions are equal wherever both have a value.

    A symbol may be whatever it was declared to be: a plain one any complex number. An index that is declared to be
    whole, and nothing more, lies in the range of the sums over its place: of z[j] beside a sum of the z[k] from 1 to n
    the answer says that 1 <= j <= n.

    Args:
        lhs, rhs: expressions, numbers or matrices of the same shape; derivatives, sums and limits that stand
            unevaluated are carried out. They may hold sums over an index up to a symbolic n, undefined functions,
            powers, exp, log, sin, cos, tan, sinh, cosh, tanh, parts of complex numbers, and functions with jumps such
            as Abs, Max, floor and Piecewise. With anything else in it a statement is left undecided.
        on: the open interval in which a symbol lies, {a: (0, 1)}, beside what its own assumptions say.
        given: what may be used, as replacements: {Sum(y[k], (k, 1, n)): 1} says that the y sum to 1; or as conditions:
            {j <= n: True}.

    Returns:
        a Proof: proved, or undecided.

    Raises:
        Counterexample: if the sides differ; the message has the point, and both values there.
        TypeError: if a side is no SymPy expression. Strings are refused, and never parsed.
        ValueError: if the shapes of two matrices differ, or an interval is none.

    Example:
        >>> z = sp.Symbol("z", real=True)
        >>> sigma = 1 / (1 + sp.exp(-z))
        >>> prove(sigma.diff(z), sigma * (1 - sigma)).proved
        True
        >>> prove((z**2 - 1) / (z - 1), z + 1)
        proved: (z**2 - 1)/(z - 1) = z + 1 for real z, where both sides are defined, by simplification
        >>> prove(sigma.diff(z), sigma)
        Traceback (most recent call last):
        hw2lib.proofs.Counterexample: the sides differ: at z = 0.82 the left is 0.2121, the right 0.6942
    """
    left, right = read_expression("lhs", lhs), read_expression("rhs", rhs)
    shapes = [side.shape if isinstance(side, sp.MatrixBase) else () for side in (left, right)]
    if shapes[0] != shapes[1]:
        raise ValueError(f"the left side has shape {shapes[0]}, the right side {shapes[1]}")
    return _judged(left, "=", right, read_intervals(on), read_hypotheses(given), _settle_equal)


def prove_positive(expression: Expression, *, on: Mapping[Expression, Interval] = NO_INTERVALS) -> Proof:
    """Show that an expression is greater than 0 wherever its symbols may lie, and it has a value.

    Args:
        expression: a SymPy expression; derivatives that stand unevaluated are carried out.
        on: the open interval in which a symbol lies, as in `prove`.

    Raises:
        Counterexample: if a point was found at which it is 0 or negative, or no real number.
        TypeError: if it is no SymPy expression.

    Example:
        >>> a, y = sp.symbols("a y")
        >>> prove_positive(y / a**2 + (1 - y) / (1 - a) ** 2, on={a: (0, 1), y: (0, 1)}).proved
        True
    """
    left = read_expression("expression", expression)
    if isinstance(left, sp.MatrixBase):
        raise TypeError("a matrix is neither positive nor negative: ask for one entry at a time")
    return _judged(left, ">", sp.Integer(0), read_intervals(on), {}, _settle_positive)


@dataclass(frozen=True)
class _Known:
    """What a step of a proof may use, in our own symbols."""

    intervals: Mapping[Expression, Interval]
    names: Mapping[Expression, str]
    given: Mapping[Expression, Expression]
    facts: Sequence[Fact]

    def forms(self, expression: Expression) -> Iterator[tuple[str, Expression]]:
        """The expression as it is, then with every symbol of an interval written through one that is positive.

        u/(1 + u) runs through (0, 1) as u runs through all positive numbers, and SymPy knows what "positive" implies.
        """
        expression = expression.xreplace({s: sp.Integer(0) for s in expression.free_symbols if s.is_zero})
        yield "", expression
        through, words = {}, []
        for symbol, (low, high) in self.intervals.items():
            if low == -sp.oo and high == sp.oo:
                continue
            u = sp.Dummy(f"u_{self.names[symbol]}", positive=True)
            if high == sp.oo:
                through[symbol] = low + u
            elif low == -sp.oo:
                through[symbol] = high - u
            else:
                through[symbol] = low + (high - low) * u / (1 + u)
            words.append(f"{self.names[symbol]} = {through[symbol]}".replace("_u_", "u_"))
        if through:
            name = f"substituting {', '.join(words)} with u > 0"
            written = expression.subs(through)
            yield name, written
            yield name, on_one_fraction(written)


_Settle = Callable[[Expression, Expression, _Known], "str | None"]


def _judged(
    left: Expression,
    relation: str,
    right: Expression,
    intervals: Mapping[Expression, Interval],
    given: Mapping[Expression, Expression],
    settle: _Settle,
) -> Proof:
    """Try to refute a statement, and then to prove it."""
    assumed: tuple[Condition, ...] = ()
    try:
        _check_size(left, right, *given, *given.values())
        ours = Ours.of([left, right, *given, *given.values()], intervals)
        is_matrix = isinstance(left, sp.MatrixBase)
        typed = [list(side) if is_matrix else [side] for side in (left, right)]
        sides = [list(map(ours, side)) for side in typed]
        rebuilt = [_rebuilt(ours, key, value) for key, value in given.items()]
        hypotheses = {key: value for key, value in rebuilt if key is not sp.true}  # true: it is assumed already
        for symbol in intervals:
            ours.symbol(symbol)
        if any(e.has(sp.nan, sp.zoo) for side in sides for e in side):
            raise ValueError("one of the sides has no value")
        everything = [*sides[0], *sides[1], *hypotheses]
        ranges = index_ranges(everything, {own for s, own in ours.symbols.items() if s not in intervals})
        assumed = conditions(ours, ranges, given)
        relations = {key for key, value in hypotheses.items() if value == sp.true}
        known = _Known(
            {ours.symbols[s]: ends for s, ends in intervals.items()},
            {ours.symbols[s]: str(s) for s in intervals},
            {key: value for key, value in hypotheses.items() if key not in relations},
            [
                *facts_of((index, low, high) for index, found in ranges.items() for low, high in found),
                *((r.lts, r.gts) for r in sorted(relations, key=sp.default_sort_key) if isinstance(r, ORDERED)),
                *_facts_of_intervals({ours.symbols[s]: ends for s, ends in intervals.items()}),
            ],
        )
        pairs = list(zip(*sides, strict=True))
        as_written = [(ours.as_written(one), ours.as_written(other)) for one, other in zip(*typed, strict=True)]
        columns = left.shape[1] if is_matrix else 1
        places = [
            f" in row {k // columns + 1} and column {k % columns + 1}" if is_matrix else "" for k in range(len(pairs))
        ]
        counts: list[int] = []
        means: list[str | None] = []
        for (one, other), written, same, place in zip(pairs, as_written, map(eq, *typed), places, strict=True):
            if same and relation == "=":
                means.append("being the same expression")
                continue
            counts.append(refute(written[0], written[1], relation, ours, ranges, hypotheses, place))
            if not counts[-1]:
                means.append(None)  # what could nowhere be evaluated isn't called proved
            elif one == other and relation == "=":
                means.append("what is assumed of the symbols")
            else:
                means.append(_settled(settle, one, other, known))
        settled = None if None in means else ", then ".join(dict.fromkeys(filter(None, means)))
        everywhere = settled is not None and all(_is_defined(e, known, known.facts) for pair in pairs for e in pair)
        if counts and any(e.has(sp.Float) for pair in pairs for e in pair):
            raise OutOfReachError("it holds decimals, which are rounded; write sp.Rational(1, 10) for 0.1")
    except OutOfReachError as beyond:
        return Proof(left, relation, right, assumed, None, 0, reason=str(beyond))
    return Proof(left, relation, right, assumed, settled, min(counts, default=0), everywhere)


def _settled(settle: _Settle, left: Expression, right: Expression, known: _Known) -> str | None:
    """The means that settles it; a step at which SymPy fails settles nothing."""
    try:
        return settle(left, right, known)
    except FAILURES:
        return None


def _check_size(*expressions: Expression) -> None:
    entries = max(len(e) if isinstance(e, sp.MatrixBase) else 1 for e in expressions)
    if entries > ENTRIES or not all(map(is_small, expressions)):
        raise OutOfReachError("it is too large to be tried")


def _rebuilt(ours: Ours, key: Expression, value: Expression) -> tuple[Expression, Expression]:
    """What is given, in our symbols."""
    if value != sp.true:
        return ours(key), ours(value)
    made = type(key)(*map(ours, key.args))
    if made == sp.false:
        raise ValueError(f"{key} is given, and can't be")
    return made, value


def _facts_of_intervals(intervals: Mapping[Expression, Interval]) -> list[Fact]:
    """A whole number between 0 and 5, both excluded, is at least 1 and at most 4."""
    facts: list[Fact] = []
    for symbol, (low, high) in intervals.items():
        step = 1 if symbol.is_integer else 0
        if low != -sp.oo:
            facts.append((sp.floor(low) + 1 if step else low, symbol))
        if high != sp.oo:
            facts.append((symbol, sp.ceiling(high) - 1 if step else high))
    return facts


# --- proofs ---------------------------------------------------------------------------------------------------------


def _settle_equal(left: Expression, right: Expression, known: _Known) -> str | None:
    """Return the means by which left - right was turned into 0, or None."""
    sides = _carried_out(left), _carried_out(right)
    if sides[0] == sides[1] or sides[0] - sides[1] == 0:
        return "differentiating" if (left - right).has(sp.Derivative) else "evaluating both sides"
    difference = sides[0] - sides[1]
    if difference.has(sp.Limit, sp.Subs, sp.AccumBounds, sp.nan, sp.zoo) and not difference.has(sp.Derivative):
        return None
    if difference.has(sp.Sum):
        difference = apart(difference, known.facts)
        difference = _using({apart(_carried_out(k), known.facts): v for k, v in known.given.items()}, difference)
        difference = as_symbols(with_equal_indices(expanded(difference)))
        step = "comparing the sums term by term"
        return next(
            (f"{name}, and {step}" if name else step for name, form in known.forms(difference) if is_zero(form)), None
        )
    if known.given:
        difference = _using({_carried_out(key): value for key, value in known.given.items()}, difference)
    if difference.has(sp.KroneckerDelta):
        difference = with_equal_indices(expanded(difference))
    for name, form in known.forms(difference):
        if found := is_zero(form):
            return f"{name}, and {found}" if name else found
    return by_cases(difference, known.intervals, is_zero) or _by_real_parts(difference)


def _using(given: Mapping[Expression, Expression], e: Expression) -> Expression:
    """Put in what is given; not in a derivative or a limit that stands, for it need hold at the point alone."""
    standing = {node: sp.Dummy() for node in e.atoms(sp.Derivative, sp.Limit, sp.Subs)}
    hidden = e.xreplace(standing)
    for key, value in given.items():
        hidden = hidden.subs(key.xreplace(standing), value)
    return hidden.xreplace({name: node for node, name in standing.items()})


def _by_real_parts(e: Expression) -> str | None:
    """The step by which an expression is 0 if every complex symbol in it is written through two real ones."""
    unreal = sorted((s for s in e.free_symbols if s.is_Symbol and not s.is_real), key=sp.default_sort_key)
    if not unreal or not e.has(sp.Abs, *PARTS_OF_COMPLEX) or e.has(sp.Derivative, sp.Subs):
        return None
    parts = {}
    for symbol in unreal:
        imaginary = sp.I * sp.Dummy("q", real=True)
        parts[symbol] = imaginary if symbol.is_imaginary else sp.Dummy("p", real=True) + imaginary
    return "writing it in real and imaginary parts" if is_zero(e.xreplace(parts).doit()) else None


def _settle_positive(left: Expression, _right: Expression, known: _Known) -> str | None:
    """Return the means by which it was seen that an expression is positive, or None."""
    for name, form in known.forms(as_symbols(_carried_out(left))):
        if largest_number(form) > LONG:
            continue  # SymPy would look for the roots of a polynomial
        if form.is_positive or on_one_fraction(form, factored=True).is_positive:
            return f"{name}, and the signs of the parts" if name else "the signs of the parts"
    return None


def _carried_out(expression: Expression) -> Expression:
    """Carry out derivatives and limits; a sum up to a symbolic n stays a sum, which `apart` deals with."""
    if not expression.has(sp.Derivative, sp.Limit, sp.Subs):
        return expression
    return expression.replace(
        lambda e: isinstance(e, sp.Derivative) and _follows_the_rules(e),
        lambda e: sp.diff(e.expr, *e.variable_count),
    ).replace(lambda e: isinstance(e, (sp.Limit, sp.Subs)), _limit_or_subs)


def _follows_the_rules(e: Expression) -> bool:
    """Whether the rules give a derivative wherever there is one.

    They don't if a case holds at one point alone: x is then differentiated as the constant that it is there. Nor if
    kinks cancel, as in max(x, 2*x, 3*x) - |x|. The first derivative at a single kink, where two smooth pieces meet, is
    safe; the second has a jump in it. Nor where a path through the complex plane may cross a branch cut.
    """
    variables = [v.base if isinstance(v, sp.Indexed) else v for v in e.variables]
    if any(f.has(*variables) and f.has(sp.I) for f in e.expr.atoms(sp.log, sp.Pow)):
        return False  # a branch cut may be crossed
    jumps = [j for j in e.expr.atoms(*WITH_JUMPS, sp.KroneckerDelta) if j.has(*variables)]
    if not jumps:
        return True
    over = [v for v in variables if jumps[0].has(v)]
    return len(jumps) == len(over) == 1 and _is_kink(jumps[0], over[0])


def _is_kink(jump: Expression, variable: Expression) -> bool:
    """Whether two smooth pieces meet in a function with a jump."""
    if isinstance(jump, sp.Piecewise):
        conditions = [pair.cond for pair in jump.args]
        if len(conditions) != 2 or conditions[1] != sp.true or not isinstance(conditions[0], ORDERED):
            return False
        return not sp.diff(conditions[0].lhs - conditions[0].rhs, variable).has(variable)
    return isinstance(jump, sp.Abs) or (isinstance(jump, (sp.Max, sp.Min)) and len(jump.args) == 2)


def _has_no_special_case(limit: Expression) -> bool:
    """Whether a limit is the same formula for all values of what else stands in it.

    SymPy looks at single points where a function jumps. And it takes for granted that nothing vanishes which isn't 0:
    x/(x + y) goes to 0 with x, but not for y = 0. So nothing with a parameter in it may be such that it could. Nor may
    the variable stand at two places with one, where both could grow at the same rate. And f(x) need not go to f(0),
    whatever f is.
    """
    body, variable, point, side = limit.args
    parameters = (body.free_symbols | point.free_symbols) - {variable}
    if body.has(*JUMPS_OF_LIMITS) or (body.has(sp.log) and body.has(sp.I)):
        return False
    if parameters and sum(part == variable for part in sp.preorder_traversal(body)) > 1:
        return False
    away = sp.Dummy("d", positive=True)
    near = [sp.sign(point) * away] if point.is_infinite else [point + int(f"{sign}1") * away for sign in str(side)]
    return not body.has(AppliedUndef) and all(
        part.is_nonzero
        for place in near
        for part in sp.preorder_traversal(body.subs(variable, place))
        if isinstance(part, sp.Expr) and part.has(*parameters)
    )


def _limit_or_subs(e: Expression) -> Expression:
    """A limit that SymPy can't tell stays what it is."""
    if isinstance(e, sp.Limit) and not (is_small(e, PARTS_OF_LIMIT) and _has_no_special_case(e)):
        return e
    if isinstance(e, sp.Subs) and e.has(sp.Derivative):  # one that doesn't follow the rules
        return e
    try:
        return e.doit()
    except FAILURES:
        return e


# --- where both sides have a value ------------------------------------------------------------------------------------


def _is_defined(e: Expression, known: _Known, facts: Sequence[Fact]) -> bool:
    """Whether an expression is seen to have a value wherever the assumptions hold."""
    if isinstance(e, sp.Sum):
        for place, (_, low, high) in enumerate(e.limits):  # the outermost is the last
            if not at_most(low - 1, high, [*facts, *facts_of(e.limits[place + 1 :])]):
                return False
        return _is_defined(e.function, known, [*facts, *facts_of(e.limits)])
    if isinstance(e, sp.Derivative):
        roots = [p.base for p in e.expr.atoms(sp.Pow) if not p.exp.is_Integer]
        logarithms = [log.args[0] for log in e.expr.atoms(sp.log)]
        smooth = not e.expr.has(*WITH_JUMPS) and all(
            inside.is_real and _is_nonzero(inside, known) for inside in (*roots, *logarithms)
        )  # of a complex number they jump at the branch cut
        return smooth and _is_defined(e.expr, known, facts)
    if isinstance(e, sp.Limit):
        reached = _limit_or_subs(e)
        return not reached.has(sp.Limit) and _is_defined(reached, known, facts)
    return _has_value(e, known) and all(_is_defined(argument, known, facts) for argument in e.args)


def _has_value(e: Expression, known: _Known) -> bool:
    """Whether a function has a value wherever its arguments have."""
    if isinstance(e, (sp.Add, sp.Mul)):
        return not any(may_be_infinite(symbol) for symbol in e.free_symbols)
    if isinstance(e, sp.Pow):
        return bool(e.exp.is_nonnegative) or _is_nonzero(e.base, known)
    if isinstance(e, sp.log):
        return _is_nonzero(e.args[0], known)
    if isinstance(e, sp.Indexed):
        return all(index.is_integer for index in e.indices)
    if isinstance(e, sp.Piecewise):
        return e.args[-1].cond == sp.true
    if isinstance(e, (*OF_REAL_NUMBERS, *ORDERED)):
        return all(argument.is_real for argument in e.args)
    return not isinstance(e, sp.tan)


def _is_nonzero(e: Expression, known: _Known) -> bool:
    if e.is_nonzero or e.is_positive:
        return True
    named = as_symbols(e) if outermost(e) else e
    if named.has(sp.Derivative, sp.Limit, sp.Subs):
        return False
    return any(form.is_nonzero or on_one_fraction(form, factored=True).is_nonzero for _, form in known.forms(named))
