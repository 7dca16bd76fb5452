"""Case by case: an identity with jumps or roots in it is proved on every piece of the line on which nothing jumps.

|x| is -x below 0, 0 at 0 and x above, so with |x| in it a statement falls into three. The pieces are bounded by the
numbers at which an argument of such a function is 0, for one symbol after another; max(x, y), with y left open, bounds
those of x by y.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from itertools import pairwise

import sympy as sp
from sympy.core.relational import Relational

from hw2lib.proofs.statement import Expression, Interval, has_all_of, put_in

JUMPING = (sp.Abs, sp.sign, sp.Heaviside, sp.Max, sp.Min, sp.Piecewise)
PIECES = 5  # bounds of pieces
SYMBOLS = 2  # which are split, one after the other


def by_cases(
    e: Expression,
    intervals: Mapping[Expression, Interval],
    is_zero: Callable[[Expression], str | None],
    left: int = SYMBOLS,
) -> str | None:
    """The step by which an expression is seen to be 0 on every piece; None if it isn't, or doesn't fall into any."""
    for symbol in sorted((s for s in e.free_symbols if s.is_Symbol and s.is_real), key=sp.default_sort_key):
        bounds = _bounds(e, symbol)
        if not bounds or (left < SYMBOLS and not e.has(*JUMPING)):
            continue
        pieces = _pieces(e, symbol, bounds, intervals.get(symbol, (-sp.oo, sp.oo)))
        if all(is_zero(piece) or (left > 1 and by_cases(piece, intervals, is_zero, left - 1)) for piece in pieces):
            return "going through the cases"
    return None


def _arguments(e: Expression) -> Iterator[Expression]:
    """What jumps, or has a root taken of it, where it is 0."""
    for node in sp.preorder_traversal(e):
        if isinstance(node, (sp.Max, sp.Min)) or (isinstance(node, Relational) and isinstance(node.args[0], sp.Expr)):
            first, *others = node.args
            yield from (first - other for other in others)
        elif isinstance(node, (*JUMPING, sp.log)) and not isinstance(node, sp.Piecewise):
            yield node.args[0]
        elif isinstance(node, sp.Pow) and not node.exp.is_Integer:
            yield node.base


def _bounds(e: Expression, symbol: Expression) -> list[Expression]:
    """Where the pieces of a symbol's line meet, in rising order; empty if there are none, or they can't be ordered."""
    found = set()
    for argument in dict.fromkeys(_arguments(e)):
        for factor in (f for p in sp.Mul.make_args(argument) for f in [p.base if p.is_Pow and p.exp.is_Integer else p]):
            if not factor.has(symbol):
                continue
            slope = factor.coeff(symbol) if factor.is_polynomial(symbol) else sp.Integer(0)
            rest = sp.expand(factor - slope * symbol)
            if not slope.is_Rational or slope == 0 or rest.has(symbol) or not rest.is_real:
                return []
            found.add(-rest / slope)
    if len(found) > PIECES or (len(found) > 1 and not all(b.is_Rational for b in found)):
        return []
    return sorted(found) if len(found) > 1 else list(found)


def _pieces(e: Expression, symbol: Expression, bounds: list[Expression], interval: Interval) -> Iterator[Expression]:
    """The expression on every piece, each bound being a piece of its own; where the symbol can't lie is left out."""
    low, high = interval
    numeric = all(b.is_Rational for b in bounds)
    inside = [b for b in bounds if low < b < high] if numeric else bounds
    for bound in inside:
        if not numeric or has_all_of(bound, symbol):
            there = put_in(e, symbol, bound)
            nowhere = there.has(sp.nan, sp.zoo) and not there.has(sp.Piecewise)  # one of the sides has no value there
            if not nowhere:
                yield there
    u = sp.Dummy("u", positive=True)
    ends = [low, *inside, high]
    for start, end in pairwise(ends):
        if numeric and ((symbol.is_nonnegative and end <= 0) or (symbol.is_nonpositive and start >= 0)):
            continue
        if start == -sp.oo and end == sp.oo:
            yield e
        elif end == sp.oo:
            yield _decided(put_in(e, symbol, start + u))
        elif start == -sp.oo:
            yield _decided(put_in(e, symbol, end - u))
        else:
            yield _decided(put_in(e, symbol, start + (end - start) * u / (1 + u)))


def _decided(e: Expression) -> Expression:
    """Write the arguments of what jumps so that their signs can be seen."""

    def seen(argument: Expression) -> Expression:
        return sp.factor(sp.together(argument))

    def extreme(node: Expression) -> Expression:
        best, *others = node.args
        for other in others:
            ahead = seen(other - best)
            if ahead.is_nonnegative or ahead.is_nonpositive:
                best = other if bool(ahead.is_nonnegative) == isinstance(node, sp.Max) else best
            else:
                return node
        return best

    def relation(node: Expression) -> Expression:
        return type(node)(seen(node.args[0] - node.args[1]), 0)

    e = e.replace(lambda x: isinstance(x, (sp.Max, sp.Min)), extreme)
    e = e.replace(lambda x: isinstance(x, Relational) and isinstance(x.args[0], sp.Expr), relation)
    return e.replace(
        lambda x: isinstance(x, (sp.Abs, sp.sign, sp.Heaviside)), lambda x: x.func(seen(x.args[0]), *x.args[1:])
    )
