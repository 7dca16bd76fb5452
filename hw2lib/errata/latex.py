r"""The LaTeX of the equations, read into SymPy, and broken into lines that fit a page.

Only what the printed solution writes is read: sums, fractions, derivatives, subscripts and superscripts, ln, e^, sigma.
What a symbol *means* is no question of LaTeX: a `Meaning` answers it.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from typing import Any, Protocol, TypeAlias

import sympy as sp

from hw2lib.errata.typeset import split

Expression: TypeAlias = Any  # SymPy is not typed

_TOKEN = re.compile(r"\\[a-zA-Z]+|\d+(?:\.\d+)?|net|out|[a-zA-Z]|\S")
_SPACING = re.compile(r"\\left|\\right|\\[,;! ]|\\q?quad\b|\\displaystyle")
_UPRIGHT = re.compile(r"\\mathrm\{(\w+)\}")
_ENDS = {"", ")", "]", "}", "+", "-", "="}


class Meaning(Protocol):
    """What the symbols of an equation stand for."""

    def number(self, text: str) -> Expression:
        """Return a number."""

    def name(self, name: str, sub: str, sup: str) -> Expression:
        """Return a variable; `sub` and `sup` are its subscript and superscript, "" where it has none."""

    def function(self, name: str, primes: int, argument: Expression) -> Expression:
        """Return sigma or one of its derivatives at the argument."""

    def partial(self, top: Expression, bottom: Expression, order: int) -> Expression:
        """Return the partial derivative of `top` with respect to `bottom`."""

    def total(self, sub: str, sup: str, body: Callable[[], Expression]) -> Expression:
        """Return the sum over an index of what `body` reads."""


def chain(latex: str, meaning: Meaning) -> list[tuple[str, Expression]]:
    """Read A = B = C: its members, each as it is written and as SymPy's expression; an empty one is left out.

    Raises:
        ValueError: for LaTeX that isn't understood.
    """
    members = [member.strip() for member in split(latex, "=")]
    return [(member, read(member, meaning)) for member in members if member]


def read(latex: str, meaning: Meaning) -> Expression:
    """Read one side of an equation.

    Raises:
        ValueError: for LaTeX that isn't understood.
    """
    reader = _Reader(latex, meaning)
    value = reader.sum()
    if reader.next:
        raise ValueError(f"{latex} isn't understood from {reader.next!r} on")
    return value


class _Reader:
    """A recursive descent: sum, product, power, atom."""

    def __init__(self, latex: str, meaning: Meaning) -> None:
        self.tokens = _TOKEN.findall(_UPRIGHT.sub(r"\1", _SPACING.sub("", latex)))
        self.at = 0
        self.meaning = meaning

    @property
    def next(self) -> str:
        return self.tokens[self.at] if self.at < len(self.tokens) else ""

    def take(self, wanted: str = "") -> str:
        token = self.next
        if not token or (wanted and token != wanted):
            raise ValueError(f"{wanted or 'something'} is missing before {token or 'the end'!r}")
        self.at += 1
        return token

    def sum(self) -> Expression:
        value = -self.product() if self.next == "-" and self.take() else self.product()
        while self.next in ("+", "-"):
            value = value + self.product() if self.take() == "+" else value - self.product()
        return value

    def product(self) -> Expression:
        value = self.power()
        while self.next not in _ENDS:
            entrywise = self.next == r"\odot"
            if self.next in ("*", r"\cdot", r"\odot"):
                self.take()
            factor = self.power()
            value = value.multiply_elementwise(factor) if entrywise else value * factor
        return value

    def power(self) -> Expression:
        value = self.atom()
        while self.next == "^":
            exponent = self.raw("^")
            value = value.T if exponent == "T" else value ** sp.Integer(exponent)
        return value

    def atom(self) -> Expression:
        token = self.take()
        if token in ("(", "["):
            return self.closed(")" if token == "(" else "]")
        if token == "{":
            return self.closed("}")
        if token == r"\frac":
            return self.derivative() if self.tokens[self.at + 1] == r"\partial" else self.group() / self.group()
        if token == r"\sum":
            sub, sup, start = self.raw("_"), self.raw("^"), self.at
            return self.meaning.total(sub, sup, lambda: self.again(start))
        if token == r"\ln":
            return sp.log(self.power())
        if token == "e" and self.next == "^":
            self.take()
            return sp.exp(self.group())
        if token[0].isdigit():
            indicator = token == "1" and self.next == "_"
            return self.meaning.name("1", self.raw("_"), "") if indicator else self.meaning.number(token)
        return self.variable(token)

    def variable(self, token: str) -> Expression:
        if token == r"\nabla":
            of = self.raw("_")
            self.power()
            return self.meaning.name("nabla", of, "")
        if token == r"\hat":
            return self.meaning.name(f"hat {self.raw()}", "", "")
        primes = 0
        while self.next == "'":
            primes += len(self.take())
        if token == r"\sigma":
            self.take("(")
            return self.meaning.function("sigma", primes, self.closed(")"))
        if not re.fullmatch(r"\\?[a-zA-Z]+", token) or primes:
            raise ValueError(f"{token!r} isn't understood")
        return self.meaning.name(token.lstrip("\\"), self.raw("_"), self.raw("^"))

    def derivative(self) -> Expression:
        self.take("{")
        self.take(r"\partial")
        order = self.raw("^") or "1"
        top = self.closed("}")
        self.take("{")
        self.take(r"\partial")
        if order != "1":  # the 2 of dz^2 belongs to the derivative, and not to z
            at = self.tokens.index("}", self.at) - 2
            if self.tokens[at : at + 2] != ["^", order]:
                raise ValueError("the orders above and below a derivative differ")
            del self.tokens[at : at + 2]
        return self.meaning.partial(top, self.closed("}"), int(order))

    def group(self) -> Expression:
        self.take("{")
        return self.closed("}")

    def closed(self, end: str) -> Expression:
        value = self.sum()
        self.take(end)
        return value

    def again(self, start: int) -> Expression:
        self.at = start
        return self.product()

    def raw(self, mark: str = "") -> str:
        """The tokens of a subscript or a superscript, joined; "" if there is none."""
        if mark and self.next != mark:
            return ""
        if mark:
            self.take()
        if self.next != "{":
            return self.take()
        return "".join(self._until_closed())

    def _until_closed(self) -> Iterator[str]:
        self.take("{")
        depth = 1
        while True:
            token = self.take()
            depth += {"{": 1, "}": -1}.get(token, 0)
            if not depth:
                return
            yield token
