"""Your formula, compared with the right one; a wrong one gets a point where it differs and, if it is known, its name.

A formula that comes as a string is parsed, never run: the characters become a syntax tree, and only arithmetic, a few
functions and the names of the question get through.
"""

from __future__ import annotations

import ast
import math
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from difflib import get_close_matches
from functools import cache
from itertools import islice
from typing import Any, TypeAlias

import numpy as np
import sympy as sp

from hw2lib.feedback import Explanation, Feedback, Verdict
from hw2lib.losses import cross_entropy, log_likelihood, quadratic
from hw2lib.worked_example import mazur

Expression: TypeAlias = Any

LONGEST = 400  # characters of a formula
LARGEST = 150  # nodes of its tree
POINTS = 24
AGREEMENT = 1e-9
BIGGEST_NUMBER = 1e12
BIGGEST_POWER = 12
BIGGEST_DEGREE = 16  # of all powers of sums together: beyond it, expanding takes too long
LONGEST_FRACTION = 200  # bits


@dataclass(frozen=True)
class Known:
    """A wrong form that is often given: the formula, and what happened."""

    name: str
    formula: str
    says: str


@dataclass(frozen=True)
class Formula:
    """One formula that can be asked for.

    Attributes:
        name: how it is called.
        right: the formula, as a string.
        free: the symbols that can be chosen freely, with the interval that each lies in.
        dependent: other symbols that may be used, as formulas in the free ones.
        known: wrong forms.
    """

    name: str
    right: str
    free: Mapping[str, tuple[float, float]]
    dependent: Mapping[str, str]
    known: tuple[Known, ...] = ()


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
        Only the diagonal of softmax's Jacobian was used. The other outputs send a_j back as well.
    """
    asked = _find(question)
    if expression is None:
        return Feedback(asked.name, "no answer", 0, (), f"No answer yet for {asked.name}.")
    given, right = _in_free_symbols(asked, expression), _in_free_symbols(asked, asked.right)
    points = list(_points(asked))
    apart = _first_difference(asked, given, right, points)
    if apart is None:
        return _equal_everywhere(asked, given, right)
    found = [
        Explanation((wrong.name,), wrong.says, math.nan)
        for wrong in asked.known
        if _first_difference(asked, given, _in_free_symbols(asked, wrong.formula), points) is None
    ]
    point, is_, should = apart
    used = {symbol.name for symbol in given.free_symbols | right.free_symbols}
    pairs = zip(asked.free, point, strict=True)
    where = ", ".join(f"{name} = {value:.4g}" for name, value in pairs if name in used)
    lines = ["Not right.", *(e.says for e in found[:1])]
    lines.append(f"At {where} it gives {_shown(is_)}; right is {_shown(should)}.")
    return Feedback(asked.name, "wrong", 0, tuple(found), "\n".join(lines))


def formulas() -> tuple[str, ...]:
    """Return the name of every formula that `check_formula` knows.

    Example:
        >>> "sigma'" in formulas(), "delta_h1" in formulas()
        (True, True)
    """
    return tuple(_all())


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


def _in_free_symbols(asked: Formula, expression: Any) -> Expression:
    """Read an answer, and write what depends on other symbols through the free ones."""
    free = {name: sp.Symbol(name, real=True) for name in asked.free}
    symbols = dict(free)
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


def _points(asked: Formula) -> Iterator[list[float]]:
    rng = np.random.default_rng(0)
    for _ in range(POINTS):
        yield [round(low + (high - low) * float(rng.uniform(0.03, 0.97)), 2) for low, high in asked.free.values()]


def _values(asked: Formula, expression: Expression, points: list[list[float]]) -> list[float]:
    """The expression at every point; NaN where it has no value or is beyond what a float holds."""
    f = sp.lambdify([sp.Symbol(name, real=True) for name in asked.free], expression, "math", cse=True)

    def at(point: list[float]) -> float:
        try:
            return float(f(*point))
        except (OverflowError, ValueError, ZeroDivisionError, TypeError):
            return math.nan

    return [at(point) for point in points]


def _first_difference(
    asked: Formula, given: Expression, right: Expression, points: list[list[float]]
) -> tuple[list[float], float, float] | None:
    """Return a point at which the two differ, with both values; None if they agree everywhere."""
    if given == right:
        return None
    _of_bearable_size(given)
    pairs = zip(points, _values(asked, given, points), _values(asked, right, points), strict=True)
    for point, is_, should in pairs:
        if math.isnan(is_) or abs(is_ - should) > AGREEMENT * max(1, abs(is_), abs(should)):
            return point, is_, should
    return None


def _equal_everywhere(asked: Formula, given: Expression, right: Expression) -> Feedback:
    """Agreement at points is not yet equality: SymPy has to say so too."""
    difference = given - right
    steps = (sp.expand, sp.simplify, lambda e: sp.simplify(sp.expand_log(sp.expand(e), force=False)))
    verdict: Verdict = "right" if given == right or any(step(difference) == 0 for step in steps) else "undecided"
    if verdict == "right":
        return Feedback(asked.name, verdict, 0, (), f"Right: it is {asked.right}.")
    says = f"It agrees with the right formula at {POINTS} points, but could not be shown to be equal. Simplify it."
    return Feedback(asked.name, verdict, 0, (), says)


def _shown(value: float) -> str:
    return "no finite number" if not math.isfinite(value) else f"{value:.6g}"


# --- the formulas ----------------------------------------------------------------------------------------------------


def _find(name: Any) -> Formula:
    if not isinstance(name, str):
        raise TypeError(f"a formula is named by a string, not {name!r}")
    plain = name.strip().replace("∂", "d").replace("δ", "delta").replace("σ", "sigma")
    if plain in _all():
        return _all()[plain]
    near = get_close_matches(plain, _all(), n=5, cutoff=0.3)
    says = f"near it: {', '.join(near)}" if near else "formulas() lists all"
    raise ValueError(f"there is no formula {name[:60]!r}; {says}")


_TIMES = "There is a factor sigma' = a (1 - a) too many: that is the squared error's. It cancels here."
_SIGN = "The sign is wrong: it is the output minus the target."
_UNIT = (0.0, 1.0)
_REAL = (-3.0, 3.0)


def _of_the_derivations() -> Iterator[Formula]:
    yield Formula(
        "delta of softmax with log-likelihood",
        "a_j - y_j",
        {"a_j": _UNIT, "y_j": _UNIT},
        {},
        (
            Known(
                "off-diagonal of softmax forgotten",
                "y_j*(a_j - 1)",
                "Only the diagonal of softmax's Jacobian was used. The other outputs send a_j back as well.",
            ),
            Known("sigma' once too often", "(a_j - y_j)*a_j*(1 - a_j)", _TIMES),
            Known("diagonal entry", "a_j*(1 - a_j)", "That is da_j/dz_j, one entry of the Jacobian, without the loss."),
            Known("sign of delta", "y_j - a_j", _SIGN),
            Known("dC/da for delta", "-y_j/a_j", "That is dC/da_j. The derivative in z needs the Jacobian of softmax."),
        ),
    )
    neuron = {"a": "sigma(z)"}
    free = {"z": _REAL, "y": _UNIT}
    yield Formula(
        "dC/dz of the cross-entropy",
        "a - y",
        free,
        neuron,
        (
            Known("sigma' once too often", "(a - y)*a*(1 - a)", _TIMES),
            Known("sign of delta", "y - a", _SIGN),
            Known("sign of delta", "(y - a)*a*(1 - a)", f"{_SIGN} And: {_TIMES}"),
            Known("dC/da for delta", "(a - y)/(a*(1 - a))", "That is dC/da. Times da/dz = a (1 - a) it is dC/dz."),
            Known("sigma' for dC/dz", "a*(1 - a)", "That is sigma'(z), which equation (13) takes for dC/dz."),
        ),
    )
    yield Formula(
        "dC/da of the cross-entropy",
        "(a - y)/(a*(1 - a))",
        {"a": _UNIT, "y": _UNIT},
        {},
        (
            Known("sign of delta", "(y - a)/(a*(1 - a))", _SIGN),
            Known(
                "minus sign of the loss", "y/a + (1 - y)/(1 - a)", "The inner derivative of ln(1 - a) is -1/(1 - a)."
            ),
            Known("dC/dz for dC/da", "a - y", "That is dC/dz; sigma' is in it already."),
            Known(
                "second half forgotten",
                "-y/a",
                "The half with 1 - y depends on a too: its derivative is (1 - y)/(1 - a).",
            ),
        ),
    )
    yield Formula(
        "second derivative of the cross-entropy in z",
        "a*(1 - a)",
        free,
        neuron,
        (
            Known(
                "second derivative in a",
                "y/a^2 + (1 - y)/(1 - a)^2",
                "That is the second derivative in a, as in equation (19). In z the chain rule brings sigma' back.",
            ),
            Known(
                "second derivative of sigma",
                "a*(1 - a)*(1 - 2*a)",
                "That is sigma''. dC/dz is a - y, so only sigma' is needed.",
            ),
        ),
    )
    yield Formula(
        "sigma'",
        "a*(1 - a)",
        {"z": _REAL},
        neuron,
        (
            Known("sign of sigma'", "-a*(1 - a)", "The sign is wrong: sigma rises."),
            Known("1 - a forgotten", "a", "That is sigma itself."),
            Known("1 + a for 1 - a", "a*(1 + a)", "There is a plus where a minus belongs."),
            Known("square forgotten", "exp(-z)/(1 + exp(-z))", "The denominator is squared by the quotient rule."),
            Known("sigma' from z", "z*(1 - z)", "sigma' is made of a, not of z."),
            Known("derivative of tanh", "1 - a^2", "That is how tanh' is made of tanh."),
        ),
    )
    yield Formula(
        "dC/dz of the quadratic cost",
        "(a - y)*a*(1 - a)",
        free,
        neuron,
        (
            Known(
                "sigma' left out",
                "a - y",
                "The factor sigma' = a (1 - a) is missing; only the cross-entropy cancels it.",
            ),
            Known("sign of delta", "(y - a)*a*(1 - a)", _SIGN),
            Known("factor 2", "2*(a - y)*a*(1 - a)", "The 1/2 of the cost cancels the 2."),
        ),
    )
    yield Formula(
        "dC/da of the quadratic cost",
        "a - y",
        {"a": _UNIT, "y": _UNIT},
        {},
        (
            Known("sign of delta", "y - a", _SIGN),
            Known("factor 2", "2*(a - y)", "The 1/2 of the cost cancels the 2."),
            Known("dC/dz for dC/da", "(a - y)*a*(1 - a)", "That is dC/dz: sigma' belongs to the next step."),
        ),
    )


_FREE_2_2_2 = {
    **{f"w{k}": _REAL for k in range(1, 9)},
    **dict.fromkeys(("i1", "i2"), _REAL),
    **dict.fromkeys(("out_h1", "out_h2", "out_o1", "out_o2", "t1", "t2"), _UNIT),
}


def _of_the_network() -> Iterator[Formula]:
    """BP1 to BP4 on the 2-2-2 network with the cross-entropy; the squared error's output deltas beside them."""
    lines = mazur(cross_entropy).formulas
    asked = [name for name in lines if name.startswith(("delta", "dC/d"))]
    deltas = {name: lines[name] for name in asked if name.startswith("delta")}
    for name in asked:
        others = tuple(
            Known(f"answer to {other}", lines[other], f"That is {other}; {name} is asked.")
            for other in asked
            if other != name and name not in lines[other] and lines[name] != other
        )
        dependent = {} if name.startswith("delta_o") else dict(deltas)
        dependent.pop(name, None)
        yield Formula(
            name,
            lines[name],
            _FREE_2_2_2,
            dependent,
            (*_slips_in(name, lines[name]), *others) if dependent else _slips_in(name, lines[name]),
        )
    for loss in (quadratic, log_likelihood):
        for name in ("delta_o1", "delta_o2"):
            right = mazur(loss).formulas[name]
            yield Formula(f"{name} with {loss}", right, _FREE_2_2_2, {}, _slips_in(name, right))


def _slips_in(name: str, right: str) -> tuple[Known, ...]:
    """The usual slips, made in the text of the right formula."""
    turned = re.sub(r"\((out_o\d) - (t\d)\)", r"(\2 - \1)", right)
    known = [Known("sign of delta", f"-({right})", "The sign is wrong.")]
    if name.startswith("delta_o"):
        o = name[-1]
        slope = f"out_o{o}*(1 - out_o{o})"
        known += [
            Known("sigma' once too often", f"({right})*{slope}", "There is a factor sigma' = out (1 - out) too many."),
            Known("sigma' left out", f"out_o{o} - t{o}", "The factor sigma' = out (1 - out) is missing."),
            Known("target and output exchanged", turned, _SIGN),
        ]
    if name in ("delta_h1", "delta_h2"):
        h = name[-1]
        row = {"1": ("w7", "w6"), "2": ("w6", "w7")}[h]
        column = {"1": "w5 and w7", "2": "w6 and w8"}[h]
        known += [
            Known(
                "row for column",
                right.replace(*row),
                f"A row of the output weights was taken for a column: out_h{h} leaves through {column}.",
            ),
            Known(
                "hidden sigma' left out",
                right.partition("*out_h")[0],
                "The factor sigma' = out_h (1 - out_h) is missing.",
            ),
            Known("1 - a forgotten", right.partition("*(1 - ")[0], "sigma' is out (1 - out); only out was taken."),
            Known(
                "only the error of o1",
                re.sub(r" \+ w\d\*delta_o2", "", right),
                "The error of o2 is missing: the neuron feeds both outputs.",
            ),
            Known(
                "only the error of o2",
                re.sub(r"w\d\*delta_o1 \+ ", "", right),
                "The error of o1 is missing: the neuron feeds both outputs.",
            ),
            Known("errors not weighted", re.sub(r"w\d\*", "", right), "Each error comes back through its weight."),
        ]
    return tuple(form for form in known if form.formula != right)


@cache
def _all() -> Mapping[str, Formula]:
    return {formula.name: formula for formula in (*_of_the_derivations(), *_of_the_network())}
