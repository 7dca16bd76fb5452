"""Sums over an index up to a symbolic n: taken apart into sums of single terms, with Kronecker's deltas choosing.

A delta chooses a term only if it is known that there is one to choose: that its index lies in the range of the sum.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import TypeAlias

import sympy as sp

from hw2lib.proofs.statement import Expression, put_in

Fact: TypeAlias = tuple[Expression, Expression]  # (a, b): a <= b

UNROLLED = 20  # terms of a sum of a definite number of terms, which is written out
SHIFT = 3  # terms by which the ends of a sum may differ from those of another one
DEGREE = 8  # of a polynomial whose sum has a closed form that is used


def facts_of(ranges: Iterable[tuple[Expression, Expression, Expression]]) -> list[Fact]:
    """What (index, low, high) says: low <= index and index <= high."""
    return [fact for index, low, high in ranges for fact in ((low, index), (index, high))]


def at_most(one: Expression, other: Expression, facts: Sequence[Fact]) -> bool:
    """Whether one <= other is known: by what is assumed of their symbols, or through facts."""
    if (other - one).is_nonnegative:
        return True
    return any(
        (
            (low - one).is_nonnegative
            and (low != one or high != other)
            and at_most(high, other, [f for f in facts if f != (low, high)])
        )
        or (low, high) == (one, other)
        for low, high in facts
    )


def apart(expression: Expression, facts: Sequence[Fact]) -> Expression:
    """Take sums apart into sums of single terms, pull out what doesn't depend on the index, and let deltas choose."""
    if not expression.has(sp.Sum):
        return expression
    if not isinstance(expression, sp.Sum):
        return expression.func(*[apart(argument, facts) for argument in expression.args])
    limits = list(expression.limits)  # the innermost first
    body = apart(expression.function, [*facts, *facts_of(limits)])
    for place, limit in enumerate(limits):
        around = [*facts, *facts_of(limits[place + 1 :])]
        body = sp.Add(*[_one_sum(term, limit, around) for term in sp.Add.make_args(expanded(body))])
    return body


def expanded(body: Expression) -> Expression:
    """Expand, with inner sums left alone: SymPy would make a product of the exponential of a sum."""
    names = names_of_sums(body)
    opened = sp.expand(sp.powsimp(sp.expand(body.xreplace(names))))
    return opened.xreplace({name: total for total, name in names.items()})


def _one_sum(term: Expression, limit: Sequence[Expression], facts: Sequence[Fact]) -> Expression:
    """The sum of one term over one index."""
    index, low, high = limit
    factors = sp.Mul.make_args(term)
    for delta in (f for f in factors if isinstance(f, sp.KroneckerDelta) and index in f.args):
        chosen = next((argument for argument in delta.args if argument != index), index)
        if chosen.is_integer and not chosen.has(index) and at_most(low, chosen, facts) and at_most(chosen, high, facts):
            return put_in(term / delta, index, chosen)
    outside, inside = term.as_independent(index, as_Add=False)
    if low.is_Integer and (high - low).is_Integer and -1 <= high - low < UNROLLED:
        return outside * sp.Add(*[put_in(inside, index, k) for k in range(int(low), int(high) + 1)])
    if inside == 1:
        return outside * (high - low + 1)
    if inside.is_polynomial(index) and inside.free_symbols == {index} and sp.degree(inside, index) <= DEGREE:
        return outside * sp.Sum(inside, (index, low, high)).doit()
    ends, terms = _shifted(low, high, facts)
    bound = sp.Dummy("k", integer=True)
    total = _canonical(sp.Sum(inside.subs(index, bound), (bound, *ends)))
    return outside * (total + sp.Add(*[sign * put_in(inside, index, k) for k, sign in terms]))


def _shifted(
    low: Expression, high: Expression, facts: Sequence[Fact]
) -> tuple[tuple[Expression, Expression], list[tuple[Expression, int]]]:
    """Write a sum from 1 to n for one from 0 to n + 1: its ends, and the terms to be added (1) or taken away (-1)."""
    terms: list[tuple[Expression, int]] = []
    more, end = high.as_coeff_Add()
    if more.is_Integer and 0 < abs(more) <= SHIFT and at_most(low - 1, end + min(more, 0), facts):
        steps = range(1, int(more) + 1) if more > 0 else range(0, int(more), -1)
        terms += [(end + k, 1 if more > 0 else -1) for k in steps]
        high = end
    if low.is_Integer and 0 < abs(low - 1) <= SHIFT and at_most(max(low - 1, 0), high, facts):
        terms += [(sp.Integer(k), 1) for k in range(int(low), 1)] + [(sp.Integer(k), -1) for k in range(1, int(low))]
        low = sp.Integer(1)
    return (low, high), terms


def _canonical(total: Expression) -> Expression:
    """Give the index one name, so that equal sums are the same object."""
    (bound, low, high), body = total.limits[0], total.function
    name = sp.Symbol(f"k_{len(body.atoms(sp.Sum))}", integer=True)
    return sp.Sum(body.subs(bound, name), (name, low, high), *total.limits[1:])


def with_equal_indices(expression: Expression) -> Expression:
    """In a term with KroneckerDelta(i, j) write i for j everywhere: it counts only where the two are equal."""
    terms = []
    for term in sp.Add.make_args(expression):
        for delta in sorted(term.atoms(sp.KroneckerDelta), key=sp.default_sort_key):
            if isinstance(term, sp.Mul) and delta in term.args:
                one, other = sorted(delta.args, key=sp.default_sort_key)
                if other.is_Symbol:
                    term = delta * put_in(term / delta, other, one)
        terms.append(term)
    return sp.Add(*terms)


def as_symbols(expression: Expression) -> Expression:
    """What is left of the sums are numbers that don't depend on anything bound: name them."""
    return expression.xreplace(names_of_sums(expression))


def names_of_sums(expression: Expression) -> dict[Expression, Expression]:
    """A symbol for every outermost sum, with what is seen of its sign. SymPy doesn't count with an empty sum."""
    return {total: sp.Dummy("S", **_sign(total)) for total in outermost(expression)}


def _sign(total: Expression) -> dict[str, bool]:
    """A sum is as positive as its terms, if there is at least one; and else 0, if it has a value at all."""
    term = as_symbols(total.function)
    if term.is_positive and all((high - low).is_nonnegative for _, low, high in total.limits):
        return {"positive": True}
    return {"nonnegative": True} if term.is_nonnegative else {}


def outermost(expression: Expression) -> list[Expression]:
    """The sums that stand in no other sum, in the order in which they occur."""
    found: dict[Expression, None] = {}
    walk = sp.preorder_traversal(expression)
    for node in walk:
        if isinstance(node, sp.Sum):
            found[node] = None
            walk.skip()
    return list(found)
