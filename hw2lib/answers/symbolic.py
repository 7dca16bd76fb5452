"""A SymPy expression, rebuilt as a formula of our own from a whitelist of node types; nothing of it is called."""

from __future__ import annotations

from collections.abc import Mapping
from fractions import Fraction
from functools import partial, reduce
from typing import Any

import sympy as sp
from sympy.core.function import AppliedUndef, UndefinedFunction

from hw2lib.answers.feedback import NotReadable
from hw2lib.answers.notation import LARGEST
from hw2lib.answers.tokens import function, key, known
from hw2lib.answers.trees import LONGEST_NUMBER, Applied, E, Name, Tree, joined, number

DEEPEST = 150
_ARGUMENTS = sp.Basic.__dict__["_args"]  # the slot itself, which no subclass can put a method in the place of
_JOINED: Mapping[type, str] = {sp.Add: "+", sp.Mul: "*", sp.Pow: "^"}
_APPLIED: Mapping[type, str] = {
    sp.exp: "exp",
    sp.log: "ln",
    sp.tanh: "tanh",
    sp.sinh: "sinh",
    sp.cosh: "cosh",
    sp.Abs: "abs",
}
_RATIONAL = {sp.Integer, sp.Rational, *map(type, (sp.S.One, sp.S.Zero, sp.S.NegativeOne, sp.S.Half))}


def is_symbolic(kind: type) -> bool:
    """Whether a type is one of SymPy's."""
    return issubclass(kind, sp.Basic)


def number_of(expression: Any) -> Fraction | None:
    """Return the value of one of SymPy's numbers, or None if it isn't a finite one.

    Raises:
        NotReadable: if it has too many digits.

    Example:
        >>> number_of(sp.Rational(1, 3)), number_of(sp.Float("0.25")), number_of(sp.oo)
        (Fraction(1, 3), Fraction(1, 4), None)
    """
    kind = type(expression)
    if kind in _RATIONAL:
        return Fraction(int(expression.p), int(expression.q))
    if kind is not sp.Float:
        return None
    mantissa, exponent = int(expression._mpf_[1]), int(expression._mpf_[2])
    if abs(exponent) + mantissa.bit_length() > 10 * LONGEST_NUMBER:
        raise NotReadable("a number is too large or too small")
    return Fraction(str(expression)) if mantissa or expression == 0 else None


def from_sympy(expression: Any, spelled: Mapping[str, str]) -> Tree:
    """Return the formula that a SymPy expression is.

    Args:
        expression: made of numbers, symbols, + - * / **, exp, log, sqrt, tanh, and Function("sigma").
        spelled: the names that may occur, as `notation.spellings` gives them.

    Raises:
        NotReadable: for anything else.

    Example:
        >>> a, z = sp.symbols("a z")
        >>> from_sympy(a * z, {"a": "a", "z": "z"})
        Operation(sign='*', left=Name(name='a'), right=Name(name='z'))
        >>> from_sympy(sp.zeta(a), {"a": "a"})
        Traceback (most recent call last):
        hw2lib.answers.feedback.NotReadable: zeta of SymPy has no place in a formula
    """
    left = [LARGEST]

    def convert(node: Any, depth: int) -> Tree:
        left[0] -= 1
        if left[0] < 0 or depth > DEEPEST:
            raise NotReadable("the formula is too large; simplify it first")
        kind = type(node)
        value = number_of(node)
        if value is not None:
            return number(value)
        if kind is sp.Symbol:
            written = str.__str__(node.name)
            name = known(key(written[:LARGEST]), spelled)
            if name is None:
                raise NotReadable(f"{written[:40]} is unknown here")
            return Name(name)
        if node is sp.E:
            return E
        if kind in _JOINED:
            parts = [convert(part, depth + 1) for part in _ARGUMENTS.__get__(node)]
            return reduce(partial(joined, _JOINED[kind]), parts)
        if kind in _APPLIED or (type(kind) is UndefinedFunction and kind.__mro__[1] is AppliedUndef):
            meant = _APPLIED[kind] if kind in _APPLIED else function(str.__str__(kind.__name__)[:LARGEST])
            arguments = _ARGUMENTS.__get__(node)
            if meant and len(arguments) == 1:
                return Applied(meant, convert(arguments[0], depth + 1))
        raise NotReadable(f"{type_name(kind)} of SymPy has no place in a formula")

    return convert(expression, 0)


def type_name(kind: type) -> str:
    """Return a type's name, without asking the type."""
    return str(type.__dict__["__name__"].__get__(kind))[:40]
