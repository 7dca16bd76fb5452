r"""Formulas as people write them, read into a tree; nothing is ever run, and what has two readings is refused.

expression = term  {(+ | -) term}
term       = factor {[* | /] factor}             a product's sign may be left out: 3 eta v, a(1-a)
factor     = (+ | -) factor | power
power      = atom [^ [-] atom]
atom       = number | name | function argument | "(" expression ")", with [ ], { } and | | likewise
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from fractions import Fraction
from typing import Any, NoReturn

from hw2lib.answers.characters import GLUE, plain
from hw2lib.answers.feedback import NotReadable
from hw2lib.answers.tokens import Token, key, spellings, tokens
from hw2lib.answers.trees import Applied, E, Name, Number, Tree, joined, negative, number, size

LONGEST = 1000  # characters of a formula
LARGEST = 400  # nodes of its tree
DEEPEST = 60  # parentheses within each other
ALLOWED = "+ - * / ^, parentheses, exp, ln, sqrt, tanh, sigma, sigma'"


def read(
    text: str,
    names: Iterable[str],
    also: Mapping[str, Sequence[str]] | None = None,
    depends: Mapping[str, Iterable[str]] | None = None,
    asked: Sequence[str] = (),
) -> Tree:
    r"""Read a formula.

    Args:
        text: as it was typed: in Python's notation, as on paper, in LaTeX; a left side ("delta = ...") is passed over.
        names: what may occur in it. Any spelling will do: a_j, aj, a[j], a_{j}, aⱼ; δ_o1 for delta_o1.
        also: other words for a name.
        depends: the names that a name depends on, so that a(z) isn't taken for a product.
        asked: what the formula is called, if it stands on the right: "a - y = delta".

    Raises:
        NotReadable: if it can't be read, or in two ways; the message shows both.

    Example:
        >>> read("3 eta v", ["eta", "v"]) == read(r"3\,\eta\cdot v", ["eta", "v"]) == read("3*eta*v", ["eta", "v"])
        True
        >>> read("1/2a", ["a"])
        Traceback (most recent call last):
        hw2lib.answers.feedback.NotReadable: 1/2a can be read in two ways: write (1/2)*a or 1/(2*a)
    """
    if len(text) > LONGEST:
        raise NotReadable(f"a formula has at most {LONGEST} characters, not {len(text)}")
    spelled = spellings(names, also or {})
    right = _right_side(plain(text), spelled, asked)
    if len(right) > LONGEST:
        raise NotReadable(f"a formula has at most {LONGEST} characters")
    try:
        reader = _Reader(right, tokens(right, spelled), {k: set(v) for k, v in (depends or {}).items()}, spelled)
        tree = reader.whole()
        if size(tree) > LARGEST:
            raise NotReadable("the formula is too large; simplify it first")
    except RecursionError:
        raise NotReadable("the formula is too deep; simplify it first") from None
    return tree


def _right_side(text: str, spelled: Mapping[str, str], asked: Sequence[str]) -> str:
    """Pass over a left side, a trailing "=", Python's "lambda v:", and a full stop."""
    text = re.sub(rf"^{GLUE}?lambda(?:\s+\w+(?:\s*,\s*\w+)*)?\s*:(?!=)", "", text)
    text = re.sub(r"^return\b|#.*", "", text.strip()).rstrip(" .;,")
    if "x" not in spelled:  # alone between two factors it is a product's sign
        text = re.sub(r"(?<=[\w)\]}]) [xX] (?=[\w([{\u2063])", " * ", text)
    parts = [part.lstrip(f" {GLUE}:").rstrip(f" {GLUE}:.;,") for part in re.split(r":=|==|->|<=|[=→≈]", text)]
    parts = [part for part in parts if part]
    if not parts:
        raise NotReadable("there is no formula")
    *left, right = parts
    if left and any(key(right) == key(name) for name in asked) and key(right) not in spelled:
        right = left[-1]
    before, less, after = right.rpartition("<")
    if less and after.strip() and (not before.strip() or all(_is_label(part) for part in before.split("<"))):
        right = after.strip()
    return right


def _is_label(text: str) -> bool:
    """Whether it is a mere name or number, such as the 0 and the eta of 0 < eta < 2/lam."""
    return bool(re.fullmatch(r"\w+(_\{\w+\})?", text.strip(f" {GLUE}")))


# --- the parser ------------------------------------------------------------------------------------------------------


_CLOSING = {"(": ")", "[": "]", "{": "}"}
_STARTS = ("number", "name", "function", "of two", "e", "(", "[", "{")


@dataclass
class _Reader:
    """A parser by recursive descent. `last` says how the factor just read ends, on which a product's sign may hang."""

    text: str
    tokens: list[Token]
    depends: Mapping[str, set[str]]
    spelled: Mapping[str, str]
    at: int = 0
    depth: int = 0
    bars: int = 0
    last: tuple[Any, ...] = field(default=("closed",))

    @property
    def next(self) -> Token:
        return self.tokens[self.at]

    def take(self) -> Token:
        self.at += 1
        return self.tokens[self.at - 1]

    def source(self, start: int, end: int | None = None) -> str:
        """Return what was typed, from one place to another; or to the last token."""
        end = self.tokens[self.at - 1].end if end is None else end
        return self.text[start:end].replace(GLUE, "").strip()

    def ambiguous(self, typed: str, one: str, other: str) -> NoReturn:
        raise NotReadable(f"{typed} can be read in two ways: write {one} or {other}")

    def whole(self) -> Tree:
        if self.next.kind == "end":
            raise NotReadable("there is no formula")
        tree = self.expression()
        token = self.next
        if token.kind == ",":
            before, after = self.tokens[self.at - 1], self.tokens[self.at + 1]
            if before.kind == after.kind == "number" and "." not in before.value + after.value:
                raise NotReadable(f"write a decimal point: {before.value}.{after.value}")
            raise NotReadable("a comma has no place in this formula")
        if token.kind != "end":
            raise NotReadable(f'there is a "{token.value}" too many, or what it belongs to is missing')
        return tree

    def expression(self) -> Tree:
        tree = self.term()
        while self.next.kind in ("+", "-"):
            loose, sign = self.last, self.take()
            if loose[0] == "loose" and loose[3]:  # ln 1 - a
                _, start, argument, _ = loose
                name, inner = self.source(start, argument), self.source(argument, sign.start)
                rest_start = self.next.start
                self.term()
                rest = f"{sign.value} {self.source(rest_start)}"
                self.ambiguous(self.source(start), f"{name}({inner}) {rest}", f"{name}({inner} {rest})")
            tree = joined(sign.kind, tree, self.term())
        return tree

    def term(self) -> Tree:
        start = self.next.start
        tree = self.factor()
        divided: tuple[int, int, bool] | None = None  # the divisor's place; whether it is as in 1/2
        while True:
            token = self.next
            if token.kind in ("*", "/"):
                self.refuse_loose(token)
                before = self.tokens[self.at - 1]
                self.take()
                divisor = self.next
                right = self.factor()
                tree = joined(token.kind, tree, right)
                fraction = before.kind == "number" and divisor is self.tokens[self.at - 1] and divisor.kind == "number"
                divided = (divisor.start, self.tokens[self.at - 1].end, fraction and not divisor.spaced)
                divided = divided if token.kind == "/" else None
            elif token.kind in _STARTS or (token.kind == "|" and not self.bars):
                self.refuse_number(token)
                self.refuse_loose(token)
                self.refuse_exponent(token)
                self.refuse_dependence(token)
                at = self.at
                right = self.power()
                if divided and not (divided[2] and (token.spaced or token.kind == "(")):
                    self.refuse_divided(start, divided, at)
                tree = joined("*", tree, right)
            else:
                return tree

    def factor(self) -> Tree:
        if self.next.kind in ("+", "-"):
            sign = self.take()
            self.deeper()
            operand = self.factor()
            self.depth -= 1
            return operand if sign.kind == "+" else negative(operand)
        return self.power()

    def power(self) -> Tree:
        start = self.next.start
        base_token = self.next
        tree = self.atom()
        if self.next.kind != "^":
            return tree
        if self.last[0] == "loose":  # ln a^2
            _, begin, argument, _ = self.last
            name, inner = self.source(begin, argument), self.source(argument)
            self.take()
            power_start = self.next.start
            self.exponent()
            power = self.source(power_start)
            self.ambiguous(self.source(begin), f"{name}({inner}^{power})", f"({name}({inner}))^{power}")
        base_end = self.tokens[self.at - 1].end
        self.take()
        up = self.next
        exponent = self.exponent()
        if self.next.kind == "^":  # e^-z^2
            middle = self.source(up.start)
            lower = self.source(start)
            self.take()
            top = self.next.start
            self.exponent()
            base = self.source(start, base_end)
            self.ambiguous(self.source(start), f"{base}^({middle}^{self.source(top)})", f"({lower})^{self.source(top)}")
        if up.value == "1" and self.next.kind == "/":  # m^1/2
            self.take()
            below = self.source(start, base_end), self.next.start
            self.factor()
            divisor = self.source(below[1])
            self.ambiguous(self.source(start), f"{below[0]}^(1/{divisor})", f"{below[0]}/{divisor}")
        bare = up.kind not in _CLOSING
        simple = up.kind == "number" and base_token.value not in ("e", "exp")
        self.last = ("exponent", start, base_end, up.start) if bare and not simple else ("closed",)
        return joined("^", tree, exponent)

    def exponent(self) -> Tree:
        sign = self.take() if self.next.kind in ("+", "-") else None
        tree = self.atom()
        return negative(tree) if sign and sign.kind == "-" else tree

    def atom(self) -> Tree:
        token = self.take()
        self.last = ("closed",)
        match token.kind:
            case "number":
                return _literal(token.value)
            case "name":
                self.last = ("name", token.value)
                return Name(token.value)
            case "e":
                return self.euler(token)
            case "function":
                return self.function(token)
            case "of two":
                return self.of_two(token)
            case "(" | "[" | "{":
                return self.closed(token)
            case "|":
                self.bars += 1
                self.deeper()
                tree = self.expression()
                self.depth -= 1
                self.bars -= 1
                if self.take().kind != "|":
                    raise NotReadable("a | isn't closed")
                self.last = ("closed",)
                return Applied("abs", tree)
            case "end":
                raise NotReadable("something is missing at the end of the formula")
            case "'":
                raise NotReadable("a prime belongs to sigma only: write sigma'(z)")
        raise NotReadable(f'something is missing before "{token.value}"')

    def closed(self, opening: Token) -> Tree:
        self.deeper()
        bars, self.bars = self.bars, 0
        if self.next.kind == _CLOSING[opening.kind]:
            raise NotReadable("there is nothing between the parentheses")
        tree = self.expression()
        self.bars = bars
        self.depth -= 1
        self.expect(_CLOSING[opening.kind])
        self.last = ("closed",)
        return tree

    def expect(self, closing: str) -> None:
        if self.next.kind != closing:
            if self.next.kind == "end":
                raise NotReadable(f'a parenthesis isn\'t closed: a "{closing}" is missing')
            if self.next.kind == ",":
                raise NotReadable("a comma has no place here: write a decimal point, or one argument")
            raise NotReadable(f'a "{closing}" is missing before "{self.next.value}"')
        self.take()

    def deeper(self) -> None:
        self.depth += 1
        if self.depth > DEEPEST:
            raise NotReadable("the formula is too deep; simplify it first")

    # --- functions

    def euler(self, token: Token) -> Tree:
        if self.next.kind in _CLOSING:
            start = self.next.start
            self.closed(self.take())
            inner = self.source(start)
            self.ambiguous(self.source(token.start), f"e^{inner}", f"e*{inner}")
        return E

    def function(self, token: Token) -> Tree:
        name = token.value
        shown = self.source(token.start, token.end)
        if self.next.kind == "'":
            while self.next.kind == "'":
                self.take()
                name = {"sigma": "sigma'"}.get(name, "")
                shown += "'"
            if not name:
                raise NotReadable(f"{shown} is unknown here; there is sigma'(z)")
        upper: Tree | None = None
        if self.next.kind == "^" and name == "exp":  # exp^(-z), for e^(-z)
            return E
        if self.next.kind == "^" and self.power_then_argument():
            self.take()
            upper = self.exponent()
        argument = self.next
        self.last = ("closed",)
        if argument.kind in _CLOSING or (argument.kind == "|" and not self.bars):
            tree: Tree = Applied(name, self.argument(name, shown))
            return joined("^", tree, upper) if upper else tree
        if name in ("sigma", "sigma'"):
            return self.bare_sigma(name, shown, token)
        if argument.kind in ("number", "name", "e", "function") or (argument.kind == "-" and shown != "√"):
            sign = self.take() if argument.kind == "-" else None
            self.deeper()
            inner = self.atom()
            self.depth -= 1
            self.last = ("loose", token.start, argument.start, argument.kind == "number" and shown != "√")
            return Applied(name, negative(inner) if sign else inner)
        raise NotReadable(f"{shown} needs what it is applied to: {shown}(...)")

    def power_then_argument(self) -> bool:
        """Whether tanh^2(...) follows: an exponent, and then a parenthesis."""
        after = self.at + 1
        if self.tokens[after].kind == "number":
            after += 1
        elif [t.kind for t in self.tokens[after : after + 3]] == ["(", "number", ")"]:
            after += 3
        else:
            return False
        return self.tokens[after].kind in _CLOSING

    def argument(self, name: str, shown: str) -> Tree:
        """Read what stands in parentheses; σ(1-σ) means a product on paper."""
        opening = self.next
        begin = self.at
        tree = self.atom()
        inside = self.tokens[begin : self.at]
        bare = any(
            t.value == "sigma" and t.kind == "function" and inside[i + 1].kind not in (*_CLOSING, "'")
            for i, t in enumerate(inside[:-1])
        )
        if name == "sigma" and bare:
            typed = self.source(opening.start)
            raise NotReadable(
                f"{shown}{typed} can be read in two ways: write {shown}*{typed}, or {shown} applied to {typed}; "
                "with sigma(z) in full it is clear"
            )
        self.last = ("closed",)
        return tree

    def bare_sigma(self, name: str, shown: str, token: Token) -> Tree:
        """Sigma without an argument is sigma(z), where there is a z; but what is "sigma' z"?"""
        if self.next.kind in _STARTS:
            start = self.next.start
            self.atom()
            inner = self.source(start)
            self.ambiguous(self.source(token.start), f"{shown}({inner})", f"{shown}*{inner}")
        if "z" not in self.spelled:
            raise NotReadable(f"{shown} needs what it is applied to: {shown}(...)")
        return Applied(name, Name(self.spelled["z"]))

    def of_two(self, token: Token) -> Tree:
        if self.next.kind != "(":
            raise NotReadable(f"{token.value} needs two arguments: {token.value}(a, 2)")
        self.take()
        self.deeper()
        one = self.expression()
        self.expect(",")
        other = self.expression()
        self.depth -= 1
        self.expect(")")
        self.last = ("closed",)
        if token.value == "power":
            return joined("^", one, other)
        sign = "+" if token.value == "max" else "-"  # the larger of two is half their sum and half their distance
        distance = Applied("abs", joined("-", one, other))
        return joined("/", joined(sign, joined("+", one, other), distance), Number(Fraction(2)))

    # --- what has two readings

    def refuse_number(self, token: Token) -> None:
        """A number right behind a factor: (1-a)2 may be a lost power."""
        if token.kind != "number":
            return
        before = self.tokens[self.at - 1]
        if before.kind == "number":
            raise NotReadable(f"{before.value} {token.value} are two numbers side by side: write a sign between them")
        start = before.start
        if before.kind in _CLOSING.values():
            start = self.opening_of(self.at - 1)
        typed = self.source(start)
        self.ambiguous(self.source(start, token.end), f"{typed}^{token.value}", f"{typed}*{token.value}")

    def opening_of(self, closing: int) -> int:
        depth = 0
        for i in range(closing, -1, -1):
            depth += (self.tokens[i].kind in _CLOSING.values()) - (self.tokens[i].kind in _CLOSING)
            if depth == 0:
                return self.tokens[i].start
        return 0

    def refuse_loose(self, token: Token) -> None:
        """A function without parentheses, and a product after it: ln a y, ln a/y."""
        if self.last[0] != "loose" or (token.kind in ("function",)):
            return
        _, start, argument, _ = self.last
        name, inner = self.source(start, argument), self.source(argument)
        if name == "√" and (token.kind in "*/" or token.spaced):  # its bar ends where the sign or the space is
            return
        sign = token.kind if token.kind in "*/" else "*"
        if token.kind in "*/":
            self.take()
        rest_start = self.next.start
        self.factor()
        rest = self.source(rest_start)
        self.ambiguous(self.source(start), f"{name}({inner}){sign}{rest}", f"{name}({inner}{sign}{rest})")

    def refuse_exponent(self, token: Token) -> None:
        """An exponent without parentheses, and a product after it: e^-z a."""
        if self.last[0] != "exponent":
            return
        _, start, base_end, up = self.last
        whole, base, exponent = self.source(start), self.source(start, base_end), self.source(up)
        self.power()
        rest = self.source(token.start)
        self.ambiguous(self.source(start), f"({whole})*{rest}", f"{base}^({exponent}*{rest})")

    def refuse_divided(self, start: int, divided: tuple[int, int, bool], at: int) -> None:
        """A quotient, and a product without its sign after it: a/bc."""
        first = self.tokens[at].start
        typed, rest = self.source(start), self.source(first)
        fraction, top = self.source(start, divided[1]), self.source(start, divided[0])
        divisor = self.source(divided[0], divided[1])
        self.ambiguous(typed, f"({fraction})*{rest}", f"{top}({divisor}*{rest})")

    def refuse_dependence(self, token: Token) -> None:
        """a(z), where a depends on z, may mean a itself."""
        inside = self.tokens[self.at : self.at + 3]
        kinds = [t.kind for t in inside]
        if self.last[0] != "name" or token.spaced or kinds != ["(", "name", ")"]:
            return
        name, other = self.last[1], inside[1].value
        if other in self.depends.get(name, ()):
            raise NotReadable(
                f"{name}({other}) can be read in two ways: write {name}*({other}), "
                f"or {name} alone if you mean {name}, which depends on {other}"
            )


def _literal(text: str) -> Number:
    mantissa, _, exponent = text.lower().partition("e")
    if abs(int(exponent or 0)) > 60 or len(mantissa) > 60:
        raise NotReadable(f"the number {text[:20]} is too long, too large or too small")
    return number(Fraction(text))
