"""Numbers that remember how they were made, as micrograd's do, so that a calculation can be read back as formulas.

NumPy's object arrays carry them through `@`, `*`, `+` and `np.exp`: code written for floats runs on them unchanged.
"""

from __future__ import annotations

import math
import operator
from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import Any, NamedTuple, TypeAlias

import numpy as np
import numpy.typing as npt

Environment: TypeAlias = Mapping[str, Any]
Leaf: TypeAlias = Callable[["Worked"], str]


class Written(NamedTuple):
    """How an operation is written: a template, how tightly the result binds, and how tightly each operand has to."""

    template: str
    binds: int
    operands: tuple[int, ...]


SUM, PRODUCT, POWER, ATOM = 1, 2, 3, 4
OPERATIONS: Mapping[str, Callable[..., Any]] = {
    "+": operator.add,
    "-": operator.sub,
    "*": operator.mul,
    "/": operator.truediv,
    "**": operator.pow,
    "neg": operator.neg,
    "exp": np.exp,
    "ln": np.log,
    "log10": np.log10,
    "log2": np.log2,
    "tanh": np.tanh,
    "sqrt": np.sqrt,
    "abs": np.abs,
    "round": np.round,
}
TEXT: Mapping[str, Written] = {
    "+": Written("{} + {}", SUM, (SUM, PRODUCT)),
    "-": Written("{} - {}", SUM, (SUM, PRODUCT)),
    "*": Written("{}*{}", PRODUCT, (PRODUCT, POWER)),
    "/": Written("{}/{}", PRODUCT, (PRODUCT, POWER)),
    "**": Written("{}**{}", POWER, (ATOM, ATOM)),
    "neg": Written("-{}", SUM, (PRODUCT,)),
}
LATEX: Mapping[str, Written] = {
    **TEXT,
    "*": Written(r"{} \cdot {}", PRODUCT, (PRODUCT, POWER)),
    "/": Written(r"\frac{{{}}}{{{}}}", ATOM, (0, 0)),
    "**": Written("{}^{{{}}}", ATOM, (ATOM, 0)),
    "exp": Written("e^{{{}}}", ATOM, (0,)),
    "sqrt": Written(r"\sqrt{{{}}}", ATOM, (0,)),
    "ln": Written(r"\ln({})", ATOM, (0,)),
    "log10": Written(r"\log_{{10}}({})", ATOM, (0,)),
    "log2": Written(r"\log_{{2}}({})", ATOM, (0,)),
}


def binary(op: str, reflected: bool = False) -> Callable[[Any, Any], Any]:
    """Return the method of an operator with two operands."""

    def method(self: Any, other: Any) -> Any:
        if isinstance(other, np.ndarray):
            return NotImplemented  # NumPy goes through the entries
        return made(op, other, self) if reflected else made(op, self, other)

    return method


def unary(op: str) -> Callable[[Any], Any]:
    """Return the method of an operator or function with one operand."""
    return lambda self: made(op, self)


class Worked:
    """A number, the operation and the operands that made it, and the name it was given.

    Args:
        value: the number.
        op: a key of OPERATIONS, the name of a function of one's own, or "" for a given number.
        of: the operands.
        name: what it is called; a formula that uses it writes the name.
        function: computes `op`, if it isn't one of OPERATIONS.

    Example:
        >>> w, x = Worked(0.15, name="w1"), Worked(0.05, name="i1")
        >>> z = (w * x + 0.35).called("net")
        >>> z
        net = w1*i1 + 0.35 = 0.3575
        >>> (1 / (1 + np.exp(-np.array([z], dtype=object))))[0].write()
        '1/(1 + exp(-net))'
    """

    __slots__ = ("_names", "function", "name", "of", "op", "value")

    def __init__(
        self,
        value: Any,
        op: str = "",
        of: tuple[Worked, ...] = (),
        name: str = "",
        function: Callable[..., Any] | None = None,
    ) -> None:
        self.value, self.op, self.of, self.name = value, op, of, name
        self.function = function or OPERATIONS.get(op)
        self._names: tuple[str, ...] | None = None

    def called(self, name: str) -> Worked:
        """Return the same number under a name; of what has a name already, or is a constant, it is another name."""
        if self.name or not self.of:
            return Worked(self.value, "same", (self,), name, _same)
        return Worked(self.value, self.op, self.of, name, self.function)

    @property
    def unnamed(self) -> Worked:
        """How it was made, without its name."""
        if self.op == "same":
            return self.of[0]
        return Worked(self.value, self.op, self.of, "", self.function) if self.of else self

    @property
    def names(self) -> tuple[str, ...]:
        """The names that its formula uses, in order of appearance.

        Example:
            >>> a, b = Worked(1.0, name="a"), Worked(2.0, name="b")
            >>> (a * b - a).names
            ('a', 'b')
        """
        if self._names is None:
            self._names = tuple(dict.fromkeys(node.name for node in self._leaves(top=True) if node.name))
        return self._names

    def _leaves(self, top: bool = False) -> Iterator[Worked]:
        if not self.of or (self.name and not top):
            yield self
            return
        for operand in self.of:
            yield from operand._leaves()

    def parts(self) -> Iterator[tuple[tuple[int, ...], Worked]]:
        """Yield every place of its formula, as the path of operands that leads there, with what stands there.

        Example:
            >>> a, b = Worked(1.0, name="a"), Worked(2.0, name="b")
            >>> [(path, part.as_operand()) for path, part in (a - b).parts()]
            [((), 'a - b'), ((0,), 'a'), ((1,), 'b')]
        """
        top = self.unnamed
        yield (), top
        for i, operand in enumerate(() if top.name else top.of):
            inner = [((), operand)] if operand.name else operand.parts()
            yield from (((i, *path), part) for path, part in inner)

    def with_parts(self, parts: Iterable[tuple[tuple[int, ...], Worked]]) -> Worked:
        """Return its formula with other parts at several places, none of which lies within another.

        Example:
            >>> a, b = Worked(1.0, name="a"), Worked(2.0, name="b")
            >>> (a - b).with_parts([((0,), b), ((1,), a)]).write()
            'b - a'
        """
        formula = self.unnamed
        for path, part in parts:
            formula = formula.with_part(path, part)
        return formula

    def with_part(self, path: tuple[int, ...], part: Worked) -> Worked:
        """Return its formula with another part at a place.

        Example:
            >>> a, b = Worked(1.0, name="a"), Worked(2.0, name="b")
            >>> (a - b).with_part((0,), b).write()
            'b - b'
        """
        if not path:
            return part
        first, *rest = path
        node = self.unnamed
        of = list(node.of)
        of[first] = of[first].with_part(tuple(rest), part)
        return made(node.op, *of, function=node.function)

    def write(self, leaf: Leaf | None = None, style: Mapping[str, Written] = TEXT) -> str:
        """Return its formula; `leaf` writes a name or a given number, and `style` is TEXT or LATEX.

        Example:
            >>> a, b = Worked(3.0, name="a"), Worked(-4.0, name="b")
            >>> c = (a - b) / (a * b)
            >>> c.write(), c.write(with_numbers), c.write(style=LATEX)
            ('(a - b)/(a*b)', '(3.0 - (-4.0))/(3.0*(-4.0))', '\\\\frac{a - b}{a \\\\cdot b}')
        """
        leaf = leaf or by_name
        if not self.of:
            return leaf(self)
        return self._write(leaf, style)[0]

    def _write(self, leaf: Leaf, style: Mapping[str, Written]) -> tuple[str, int]:
        if self.op == "same":
            return self.of[0].as_operand(leaf, style, 0), ATOM
        name = self.op.replace("{", "{{").replace("}", "}}")  # of an activation such as mixed(sigmoid, {1: tanh})
        arguments = ", ".join(["{}"] * len(self.of))
        written = style.get(self.op) or Written(f"{name}({arguments})", ATOM, (0,) * len(self.of))
        parts = [o.as_operand(leaf, style, need) for o, need in zip(self.of, written.operands, strict=True)]
        return written.template.format(*parts), written.binds

    def as_operand(self, leaf: Leaf | None = None, style: Mapping[str, Written] = TEXT, need: int = 0) -> str:
        """Write it as it stands in a formula: its name, or its own formula if it has none.

        `need` is how tightly it has to bind there; what binds less gets parentheses.
        """
        leaf = leaf or by_name
        if self.name or not self.of:
            text = leaf(self)
            several_words = style is TEXT and " " in text  # w5 after 1 step
            binds = SUM if text.startswith("-") or several_words else ATOM
        else:
            text, binds = self._write(leaf, style)
        return f"({text})" if binds < need else text

    def compiled(self) -> Callable[[Environment], Any]:
        """Return its formula as a function of the names' values, which may be numbers or arrays.

        Example:
            >>> a, b = Worked(3.0, name="a"), Worked(4.0, name="b")
            >>> float((a / b + 1).compiled()({"a": 1.0, "b": 2.0}))
            1.5
        """
        return self.unnamed._compiled()

    def _compiled(self) -> Callable[[Environment], Any]:
        if self.name:
            return operator.itemgetter(self.name)
        if not self.of:
            value = self.value
            return lambda _: value
        f: Any = self.function
        parts = [operand._compiled() for operand in self.of]
        if len(parts) == 1:
            (part,) = parts
            return lambda env: f(part(env))
        left, right = parts
        return lambda env: f(left(env), right(env))

    def __repr__(self) -> str:
        formula = [] if not self.of else [self.write()]
        return " = ".join([*([self.name] if self.name else []), *formula, plain_number(self.value)])

    __add__, __radd__ = binary("+"), binary("+", reflected=True)
    __sub__, __rsub__ = binary("-"), binary("-", reflected=True)
    __mul__, __rmul__ = binary("*"), binary("*", reflected=True)
    __truediv__, __rtruediv__ = binary("/"), binary("/", reflected=True)
    __pow__, __rpow__ = binary("**"), binary("**", reflected=True)
    __neg__, __abs__ = unary("neg"), unary("abs")
    # NumPy's functions call these on the entries of an object array
    exp, log, log10, log2, tanh, sqrt = map(unary, ("exp", "ln", "log10", "log2", "tanh", "sqrt"))
    rint = unary("round")


def made(op: str, *operands: Any, function: Callable[..., Any] | None = None) -> Worked:
    """Return what an operation makes of worked or plain numbers; where it has no value the result is NaN."""
    of = tuple(o if isinstance(o, Worked) else Worked(o) for o in operands)
    f = function or OPERATIONS[op]
    with np.errstate(all="ignore"):
        return Worked(f(*(np.float64(o.value) for o in of)), op, of, "", function)


def worked(numbers: npt.ArrayLike, name: Callable[..., str]) -> Any:
    """Return an array of numbers as an object array of named ones; `name` is called with each index.

    Example:
        >>> worked([0.05, 0.10], lambda k: f"i{k + 1}")[1]
        i2 = 0.1
    """
    array = np.asarray(numbers)
    result = np.empty(array.shape, dtype=object)
    for index, value in np.ndenumerate(array):
        named = value.called(name(*index)) if isinstance(value, Worked) else Worked(value, name=name(*index))
        result[index] = named
    return result


def by_name(number: Worked) -> str:
    """Write a number by its name, or as itself where it has none."""
    return number.name or plain_number(number.value)


def with_numbers(number: Worked) -> str:
    """Write a number with its digits; those that belong to the formula, such as the 1 of 1 - a, as they are."""
    return nine_decimals(number.value) if number.name else plain_number(number.value)


def plain_number(value: Any) -> str:
    """Write a number that stands in a formula: 1, 2, 0.5."""
    return f"{value:.10g}"


def nine_decimals(value: Any) -> str:
    """Nine decimals, without the zeros at the end.

    Example:
        >>> nine_decimals(0.05), nine_decimals(3), nine_decimals(-0.2170715350)
        ('0.05', '3.0', '-0.217071535')
    """
    if not math.isfinite(value):
        return str(value)
    text = f"{value:z.9f}".rstrip("0")
    return text + "0" if text.endswith(".") else text


def _same(value: Any) -> Any:
    return value
