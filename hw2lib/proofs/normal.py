"""A normal form in which many identities become 0 = 0: one fraction of polynomials.

The unknowns of the polynomials are the symbols and whatever else stands there: a power with a symbol in its exponent, a
logarithm, a square root. exp(2*z) is the square of exp(z), 4**n of 2**n, and log(x*y) the sum of two logarithms if x
and y are positive, so they are written through one another first. Sizes are bounded before anything is expanded.
"""

from __future__ import annotations

import math
from collections.abc import Iterator

import sympy as sp

from hw2lib.proofs.statement import TRIGONOMETRIC, Expression

TERMS = 3000  # of a polynomial that is written out
PARTS = 1500  # of an expression that is put on one fraction
FACTORED = 60  # terms of a polynomial that is factored
FACTORABLE = 100  # largest number in it
PIECES = 8  # terms of such a power's exponent, and denominators on a fraction


def is_zero(e: Expression) -> str | None:
    """The step by which an expression is seen to be 0; None if it isn't."""
    if e == 0 or (terms_of(e) <= TERMS and sp.expand(e) == 0):
        return "expansion"
    if _parts(e) > PARTS:
        return None
    if e.has(*TRIGONOMETRIC):
        e = e.rewrite(list(TRIGONOMETRIC), sp.exp)
    e = _with_equal_powers(e)
    if e.has(sp.log):
        e = _with_equal_powers(_logarithms_apart(e))
    numerator = sp.numer(sp.together(e)) if _denominators(e) <= PIECES * 4 else e
    return "simplification" if terms_of(numerator) <= TERMS and sp.expand(numerator) == 0 else None


def on_one_fraction(e: Expression, *, factored: bool = False) -> Expression:
    """Put an expression on one fraction, its numerator and denominator factored if they are small."""
    if _parts(e) > PARTS or _denominators(e) > PIECES:
        return e
    e = sp.together(e)
    if not factored:
        return e
    above, below = sp.fraction(e)
    return _factor(above) / _factor(below)


def terms_of(e: Expression) -> int:
    """At most how many terms there are when an expression is expanded, and whatever stands in it."""
    if isinstance(e, sp.Add):
        return sum(map(terms_of, e.args))
    if isinstance(e, sp.Mul):
        return math.prod(map(terms_of, e.args))
    if isinstance(e, sp.Pow) and e.exp.is_Integer:
        terms, power = terms_of(e.base), abs(int(e.exp))
        if terms == 1:
            return 1
        return math.comb(terms + power - 1, power) if power <= 100 else TERMS + 1
    inside = max((terms_of(argument) for argument in e.args), default=1)
    return inside if inside > TERMS else 1


def _parts(e: Expression) -> int:
    return sum(1 for _ in sp.preorder_traversal(e))


def _denominators(e: Expression) -> int:
    return len({p.base for p in e.atoms(sp.Pow) if p.exp.could_extract_minus_sign()})


def _factor(e: Expression) -> Expression:
    if e.is_number or terms_of(e) > FACTORED * 8:
        return e
    e = sp.expand(e)
    simple = len(sp.Add.make_args(e)) <= FACTORED and len(e.free_symbols) <= 6 and largest_number(e) <= FACTORABLE
    return sp.factor(e) if simple else e


def largest_number(e: Expression) -> int:
    """Return the largest numerator or denominator in an expression: one in an exponent becomes a degree."""
    return max((max(abs(int(n.p)), int(n.q)) for n in e.atoms(sp.Rational)), default=0)


def _with_equal_powers(e: Expression) -> Expression:
    """Write every power with a symbol in its exponent through a few that have nothing to do with one another.

    With exp(2*z) and exp(z/2) in it, t = exp(z/2) becomes the unknown, and exp(2*z) is t**4.
    """
    found = {node: parts for node in e.atoms(sp.exp, sp.Pow) if (parts := list(_pieces(node)))}
    common: dict[tuple[Expression, Expression], int] = {}
    for parts in found.values():
        for base, factor, rest in parts:
            if rest != 1:
                common[base, rest] = math.lcm(common.get((base, rest), 1), int(factor.q))
    names = {
        (base, rest): sp.Dummy("t", positive=True) if rest.is_real else sp.Dummy("t", zero=False)
        for base, rest in sorted(common, key=sp.default_sort_key)
    }
    written = {
        node: sp.Mul(*[b**f if r == 1 else names[b, r] ** (f * common[b, r]) for b, f, r in parts])
        for node, parts in found.items()
    }
    logs = {sp.log(name): sp.log(b) * r / common[b, r] for (b, r), name in names.items() if r.is_real}
    named = e.xreplace(written)
    if named.has(sp.log):
        named = named.replace(lambda x: isinstance(x, sp.log), _logarithm_of_fraction).xreplace(logs)
    return named


def _pieces(node: Expression) -> Iterator[tuple[Expression, Expression, Expression]]:
    """base, factor, rest, such that this power is the product of the base**(factor*rest); none if it stays whole."""
    base, exponent = node.as_base_exp() if not isinstance(node, sp.exp) else (sp.E, node.args[0])
    if exponent.is_Rational or not (exponent.free_symbols or base == sp.E):
        return
    if base.is_Integer and 1 < base < 10**6:
        bases = [(sp.Integer(p), k) for p, k in sp.factorint(base).items()]
    elif base == sp.E or (base.is_Symbol and base.is_positive):
        bases = [(base, 1)]
    else:
        return
    terms = sp.Add.make_args(sp.expand(exponent)) if terms_of(exponent) <= FACTORED else [exponent]
    if len(terms) > PIECES * 2:
        return
    for prime, k in bases:
        for term in terms:
            if term.free_symbols:
                factor, rest = term.as_coeff_Mul(rational=True)
                yield prime, factor * k, rest
            else:
                yield prime ** (k * term), sp.Integer(1), sp.Integer(1)


def _logarithms_apart(e: Expression) -> Expression:
    return e.replace(lambda x: isinstance(x, sp.log), _logarithm_of_fraction)


def _logarithm_of_fraction(x: Expression) -> Expression:
    """Put the argument of a logarithm on one fraction, and take it apart as far as the signs of its factors allow."""
    return sp.expand_log(sp.log(on_one_fraction(x.args[0], factored=True)))
