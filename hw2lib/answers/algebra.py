"""Your formula, compared with the right one; a wrong one gets a point where it differs and, if it is known, its name.

A formula that comes as a string is parsed, never run: the characters become a syntax tree, and only arithmetic, a few
functions and the names of the question get through.
"""

from __future__ import annotations

import ast
import math
import re
from collections.abc import Mapping, Sequence
from difflib import get_close_matches
from functools import cache
from itertools import islice
from typing import Any, TypeAlias

import numpy as np
import sympy as sp

from hw2lib.answers.feedback import Explanation, Feedback, Verdict
from hw2lib.answers.formulas import UNIT, Formula, all_formulas

Expression: TypeAlias = Any

LONGEST = 400  # characters of a formula
LARGEST = 150  # nodes of its tree
POINTS = 24
AGREEMENT = 1e-9
BIGGEST_NUMBER = 1e12
BIGGEST_POWER = 12
BIGGEST_DEGREE = 16  # of all powers of sums together: beyond it, expanding takes too long
LONGEST_FRACTION = 200  # bits


def check_formula(question: str, expression: Any) -> Feedback:
    """Judge a formula: any equivalent form is right.

    Args:
        question: a name of `formulas()`, such as "delta of softmax with log-likelihood", "dC/dz of the cross-entropy",
            "sigma'" or, on the 2-2-2 network, "delta_h1" and "dC/dw1".
        expression: a SymPy expression, or a string such as "(a - y)/(a*(1 - a))"; None, if there is none yet.

    Raises:
        TypeError, ValueError: if the question is unknown, or the expression can't be read; it is never run as Python.

    Example:
        >>> check_formula("dC/dz of the cross-entropy", "sigma(z) - y")
        Right: it is a - y.
        >>> print(check_formula("delta of softmax with log-likelihood", "y_j*(a_j - 1)").explanations[0].says)
        Only the diagonal of softmax's Jacobian was used. The others together send (1 - y_j) a_j back.
    """
    asked = _find(question)
    if expression is None:
        names = ", ".join((*asked.free, *asked.dependent))
        return Feedback(asked.name, "no answer", 0, (), f"No answer yet for {asked.name}. Its names: {names}.")
    given, right = _in_free_symbols(asked, expression), _in_free_symbols(asked, asked.right)
    values, should = _values(asked, _of_bearable_size(given)), _values_of(asked.name, asked.right)
    apart = _first_difference(values, should)
    if apart is None:
        return _equal_everywhere(asked, given, right)
    found = [
        Explanation((wrong.name,), wrong.says, math.nan)
        for wrong in asked.known
        if _first_difference(values, _values_of(asked.name, wrong.formula)) is None
    ]
    used = {symbol.name for symbol in given.free_symbols | right.free_symbols}
    pairs = zip(asked.free, _points(asked)[apart], strict=True)
    where = ", ".join(f"{name} = {value:.4g}" for name, value in pairs if name in used)
    lines = ["Not right.", *(e.says for e in found[:1])]
    lines.append(f"At {where} it gives {_shown(values[apart])}; right is {_shown(should[apart])}.")
    return Feedback(asked.name, "wrong", 0, tuple(found), "\n".join(lines))


def formulas() -> tuple[str, ...]:
    """Return the name of every formula that `check_formula` knows.

    Example:
        >>> "sigma'" in formulas(), "delta_h1" in formulas()
        (True, True)
    """
    return tuple(all_formulas())


# --- reading ---------------------------------------------------------------------------------------------------------


def parse(text: str, symbols: Mapping[str, Expression]) -> Expression:
    """Read a formula: numbers, + - * / ^, parentheses, exp, ln, log, sqrt, sigma, and the given symbols.

    Raises:
        ValueError: for anything else, for a text of over 400 characters, and for numbers or powers too large.

    Example:
        >>> parse("2*a^2", {"a": sp.Symbol("a")})
        2*a**2
    """
    if len(text) > LONGEST:
        raise ValueError(f"a formula has at most {LONGEST} characters, not {len(text)}")
    plain = text.strip().replace("^", "**").replace("−", "-").replace("·", "*").replace("×", "*").replace("σ", "sigma")
    plain = re.sub(r"sigma'", "sigma_prime", plain)
    if not re.fullmatch(r"[\w\s+\-*/().]*", plain, re.ASCII):
        odd = next(c for c in plain if not re.fullmatch(r"[\w\s+\-*/().]", c, re.ASCII))
        raise ValueError(f"{odd!r} has no place in a formula")
    try:
        tree = ast.parse(plain, mode="eval").body
    except (SyntaxError, ValueError, MemoryError, RecursionError):
        raise ValueError(f"{text[:60]!r} can't be read as a formula; write every product with *") from None
    try:
        return _read(tree, symbols)
    except (OverflowError, RecursionError):
        raise ValueError("the formula is too large") from None


def _sigmoid(z: Expression) -> Expression:
    return 1 / (1 + sp.exp(-z))


_FUNCTIONS: Mapping[str, Any] = {
    "exp": sp.exp,
    "ln": sp.log,
    "log": sp.log,
    "sqrt": sp.sqrt,
    "sigma": _sigmoid,
    "sigma_prime": lambda z: _sigmoid(z) * (1 - _sigmoid(z)),
}


def _read(node: ast.expr, symbols: Mapping[str, Expression]) -> Expression:
    match node:
        case ast.Constant(int() | float() as value) if not isinstance(value, bool):
            made = sp.Rational(str(value)) if abs(value) <= BIGGEST_NUMBER else None
        case ast.Name(name):
            if name not in symbols:
                raise ValueError(f"{name} is unknown here; the names are {', '.join(symbols)}")
            made = symbols[name]
        case ast.UnaryOp(ast.USub(), operand):
            made = -_read(operand, symbols)
        case ast.UnaryOp(ast.UAdd(), operand):
            made = _read(operand, symbols)
        case ast.BinOp(left, ast.Pow(), right):
            made = _power(_read(left, symbols), _read(right, symbols))
        case ast.BinOp(left, ast.Add() | ast.Sub() | ast.Mult() | ast.Div() as op, right):
            made = _combined(op, _read(left, symbols), _read(right, symbols))
        case ast.Call(ast.Name(name), [argument], []) if name in _FUNCTIONS:
            made = _FUNCTIONS[name](_read(argument, symbols))
        case _:
            raise ValueError(f"{ast.unparse(node)[:60]!r} has no place in a formula")
    if made is None or (not made.free_symbols and not abs(made.evalf(15)) <= BIGGEST_NUMBER):
        raise ValueError("a number in the formula is too large")
    if made.is_Rational and max(made.p.bit_length(), made.q.bit_length()) > LONGEST_FRACTION:
        raise ValueError("a number in the formula has too many digits")
    return _of_bearable_size(made)


def _of_bearable_size(expression: Expression) -> Expression:
    """Refuse what has grown too large, without walking all of it: sigma' of sigma' of ... doubles at every level."""
    nodes = list(islice(sp.preorder_traversal(expression), LARGEST + 1))
    powers = [node.exp for node in nodes if node.is_Pow and node.exp.is_Integer and not node.base.is_Symbol]
    if len(nodes) > LARGEST or sum(abs(int(power)) for power in powers) > BIGGEST_DEGREE:
        raise ValueError("the formula is too large; simplify it first")
    return expression


def _combined(op: ast.operator, left: Expression, right: Expression) -> Expression:
    if isinstance(op, ast.Div):
        if right.is_zero:
            raise ValueError("the formula divides by 0")
        return left / right
    return left * right if isinstance(op, ast.Mult) else left + right if isinstance(op, ast.Add) else left - right


def _power(base: Expression, exponent: Expression) -> Expression:
    if exponent.is_Number and abs(exponent) > BIGGEST_POWER:
        raise ValueError(f"a power in the formula is too large: {exponent}")
    if base.is_zero and exponent.is_negative:
        raise ValueError("the formula divides by 0")
    return base**exponent


def _free_symbols(asked: Formula) -> dict[str, Expression]:
    return {name: sp.Symbol(name, real=True, positive=low >= 0 or None) for name, (low, _) in asked.free.items()}


def _in_free_symbols(asked: Formula, expression: Any) -> Expression:
    """Read an answer, and write what depends on other symbols through the free ones."""
    symbols = _free_symbols(asked)
    for name, formula in asked.dependent.items():
        symbols[name] = parse(formula, symbols)
    if isinstance(expression, str):
        return parse(expression, symbols)
    try:
        made = sp.sympify(expression, strict=True)
    except (sp.SympifyError, TypeError):
        made = None
    if not isinstance(made, sp.Expr):
        raise TypeError(f"a formula is a string or a SymPy expression, not {expression!r}"[:300])
    unknown = [s.name for s in made.free_symbols if s.name not in symbols]
    if unknown:
        raise ValueError(f"{unknown[0]} is unknown here; the names are {', '.join(symbols)}")
    sigma = {f: _sigmoid(*f.args) for f in made.atoms(sp.core.function.AppliedUndef) if f.func.__name__ == "sigma"}
    return made.subs(sigma).subs({s: symbols[s.name] for s in made.free_symbols}, simultaneous=True)


# --- comparing -------------------------------------------------------------------------------------------------------


def _points(asked: Formula) -> list[list[float]]:
    rng = np.random.default_rng(0)

    def point() -> list[float]:
        drawn = {}
        for name, (low, high) in asked.free.items():
            value = low + (high - low) * rng.uniform(0.03, 0.97)
            drawn[name] = round(float(value), 0 if isinstance(low, int) else 2)
        return [*asked.permitted(drawn).values()]

    return [point() for _ in range(POINTS)]


def _values(asked: Formula, expression: Expression) -> list[float]:
    """The expression at every point; NaN where it has no value or is beyond what a float holds."""
    f = sp.lambdify([*_free_symbols(asked).values()], expression, "math", cse=True)

    def at(point: list[float]) -> float:
        try:
            return float(f(*point))
        except (OverflowError, ValueError, ZeroDivisionError, TypeError):
            return math.nan

    return [at(point) for point in _points(asked)]


@cache
def _values_of(question: str, formula: str) -> list[float]:
    """The same for a formula of our own, worked out once."""
    asked = all_formulas()[question]
    return _values(asked, _in_free_symbols(asked, formula))


def _first_difference(values: Sequence[float], others: Sequence[float]) -> int | None:
    """Return the index of the first point at which the two differ, or None."""
    for index, (one, other) in enumerate(zip(values, others, strict=True)):
        if math.isnan(one) or abs(one - other) > AGREEMENT * max(1, abs(one), abs(other)):
            return index
    return None


def _equal_everywhere(asked: Formula, given: Expression, right: Expression) -> Feedback:
    """Agreement at points is not yet equality: SymPy has to say so too."""
    verdict: Verdict = "right" if given == right or _is_zero(asked, given - right) else "undecided"
    if verdict == "right":
        return Feedback(asked.name, verdict, 0, (), f"Right: it is {asked.right}.")
    says = f"It agrees with the right formula at {POINTS} points, but could not be shown to be equal. Simplify it."
    return Feedback(asked.name, verdict, 0, (), says)


def _is_zero(asked: Formula, difference: Expression) -> bool:
    """Whether SymPy can show it; y = u/(1 + u), for a y between 0 and 1, tells it the sign of 1 - y."""
    unit = [symbol for name, symbol in _free_symbols(asked).items() if asked.free[name] == UNIT]
    ratios = {symbol: u / (1 + u) for symbol in unit for u in [sp.Dummy(positive=True)]}
    steps = (
        sp.expand,
        sp.simplify,
        lambda e: sp.simplify(sp.expand_log(sp.expand(e))),
        lambda e: sp.simplify(sp.expand_log(sp.simplify(e.subs(ratios)))),
    )
    return any(step(difference) == 0 for step in steps)


def _shown(value: float) -> str:
    return "no finite number" if not math.isfinite(value) else f"{value:.6g}"


# --- the formulas ----------------------------------------------------------------------------------------------------


def _find(name: Any) -> Formula:
    if not isinstance(name, str):
        raise TypeError(f"a formula is named by a string, not {name!r}")
    plain = name.strip().replace("∂", "d").replace("δ", "delta").replace("σ", "sigma")
    if plain in all_formulas():
        return all_formulas()[plain]
    near = get_close_matches(plain, all_formulas(), n=5, cutoff=0.3)
    says = f"near it: {', '.join(near)}" if near else "formulas() lists all"
    raise ValueError(f"there is no formula {name[:60]!r}; {says}")
