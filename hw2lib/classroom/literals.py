"""What an expression is worth, told from its text: literals, arithmetic of them, and names that stand for such."""

from __future__ import annotations

import ast
import operator
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import partial
from typing import Any, TypeAlias

from hw2lib.answers.feedback import NotReadable
from hw2lib.byhand.mazur import mazur, variant
from hw2lib.byhand.problem import Problem
from hw2lib.nn.activations import linear, mixed, relu, sigmoid, softmax, tanh
from hw2lib.nn.losses import cross_entropy, log_likelihood, quadratic
from hw2lib.nn.network import Network

CODE = "code: not graded here"
LARGEST = 2000  # bits of a whole number, characters of a text, values in a list

Functions: TypeAlias = Mapping[str, Callable[..., Any]]

PLAIN: Functions = {"mazur": mazur, "variant": variant}
"""What may be called to make a problem."""

OF_A_PAGE: Functions = {
    **PLAIN,
    "Network": Network,
    "Network.random": Network.random,
    "Problem": Problem,
    "mixed": mixed,
}
"""What the course's own pages may call beside it: there nobody asks for a network that is too large."""

NAMES: Mapping[str, Any] = {
    made.name: made for made in (cross_entropy, log_likelihood, quadratic, linear, relu, sigmoid, softmax, tanh)
}

_BINARY: Mapping[type[ast.operator], Callable[[Any, Any], Any]] = {
    ast.Add: operator.add,
    ast.Sub: operator.sub,
    ast.Mult: operator.mul,
    ast.Div: operator.truediv,
    ast.Pow: operator.pow,
}
_UNARY: Mapping[type[ast.unaryop], Callable[[Any], Any]] = {ast.USub: operator.neg, ast.UAdd: operator.pos}


class CodeError(ValueError):
    """An expression that would have to be run."""


@dataclass(frozen=True)
class Unknown:
    """What stands in the place of a value that can't be told."""

    verdict: str
    says: str = ""


def worked_out(node: ast.expr, known: Mapping[str, Any], functions: Functions = PLAIN) -> Any:
    """Return the value of an expression, or an Unknown: nothing is run, and nothing takes long.

    Example:
        >>> def value(text):
        ...     return worked_out(ast.parse(text, mode="eval").body, {"out": 0.5})
        >>> value("2*(out - 0.01)"), value("'a - y'"), value("open('/etc/passwd')").verdict
        (0.98, 'a - y', 'code: not graded here')
    """
    try:
        return _value(node, known, functions)
    except CodeError:
        return Unknown(CODE)
    except NotReadable as why:  # it was told already, where a name that stands here was given its value
        return Unknown("not read", str(why))
    except RecursionError:
        return Unknown("not read", "The expression is nested too deeply.")
    except (ArithmeticError, TypeError, ValueError) as error:
        return Unknown("not read", f"It can't be worked out: {str(error)[:200]}.")


def _value(node: ast.expr, known: Mapping[str, Any], functions: Functions) -> Any:
    value = partial(_value, known=known, functions=functions)
    match node:
        case ast.Constant():
            return node.value
        case ast.Name() if node.id in known or node.id in NAMES:
            found = known[node.id] if node.id in known else NAMES[node.id]
            if isinstance(found, Unknown):
                raise CodeError if found.verdict == CODE else NotReadable(found.says)
            return found
        case ast.Tuple():
            return _small(tuple(map(value, node.elts)))
        case ast.List():
            return _small(list(map(value, node.elts)))
        case ast.Dict() if None not in node.keys:
            return _small({value(k): value(v) for k, v in zip(node.keys, node.values, strict=True) if k is not None})
        case ast.UnaryOp() if type(node.op) in _UNARY:
            return _UNARY[type(node.op)](_number(value(node.operand)))
        case ast.BinOp() if type(node.op) in _BINARY:
            return _arithmetic(type(node.op), value(node.left), value(node.right))
        case ast.Attribute(attr="net" | "x" | "y" | "loss" | "w" | "b"):
            owner = value(node.value)
            if isinstance(owner, (Problem, Network)) and hasattr(owner, node.attr):
                return getattr(owner, node.attr)
        case ast.Call() if (name := ast.unparse(node.func)) in functions and all(k.arg for k in node.keywords):
            return functions[name](*map(value, node.args), **{str(k.arg): value(k.value) for k in node.keywords})
    raise CodeError


def _small(several: Any) -> Any:
    """Let a few values through; ten lines of a = [a, a, a, a] make more than anybody can read."""
    if _size(several) > LARGEST:
        raise ValueError("it is too much")
    return several


def _size(value: Any) -> int:
    """Count the numbers and characters in a value."""
    if isinstance(value, dict):
        value = [*value, *value.values()]
    if isinstance(value, (list, tuple)):
        return 1 + sum(map(_size, value))
    return len(value) if isinstance(value, (bytes, str)) else 1


def _number(value: Any) -> Any:
    """Let numbers through; arithmetic of anything else isn't done here."""
    if type(value) not in (int, float):
        raise CodeError
    if isinstance(value, int) and value.bit_length() > LARGEST:
        raise ValueError("the number is too large")
    return value


def _arithmetic(how: type[ast.operator], left: Any, right: Any) -> Any:
    if how is ast.Add and isinstance(left, str) and isinstance(right, str):
        if len(left) + len(right) > LARGEST:
            raise ValueError("the text is too long")
        return left + right
    _number(left), _number(right)
    if how is ast.Pow and isinstance(left, int) and isinstance(right, int) and left.bit_length() * right > LARGEST:
        raise ValueError("the number is too large")
    return _BINARY[how](left, right)
