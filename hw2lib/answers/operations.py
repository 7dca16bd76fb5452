"""What becomes of one operation of a formula: a part left out, another sign or function, parentheses lost or added."""

from __future__ import annotations

import operator
from collections.abc import Hashable, Iterator, Sequence

import numpy as np

from hw2lib.byhand.walk import ACTIVATION
from hw2lib.byhand.worked import PRODUCT, Worked, made
from hw2lib.nn.activations import sigmoid

sigma = ACTIVATION[sigmoid]
"""The sigmoid, as one types it: of numbers, of arrays and of worked numbers."""
OTHER_KEYS = {"tan": np.tan, "sinh": np.sinh, "cosh": np.cosh, "artanh": np.arctanh}


def of_an_operation(node: Worked) -> Iterator[tuple[Worked, str, Hashable]]:
    """Yield what becomes of an operation, in words, and the pattern by which the same is seen elsewhere.

    Example:
        >>> a, y = Worked(0.3, name="a"), Worked(1.0, name="y")
        >>> [says for _, says, _ in of_an_operation(a - y)][:3]
        ['a left out', 'y left out', 'plus for minus before y']
    """
    texts = [operand.as_operand(need=PRODUCT) for operand in node.of]
    if len(node.of) == 2:
        a, b = node.of
        first, second = texts
        if node.op != "**":
            upside_down = node.op == "/" and not (a.name or a.of)
            rest = {"-": -b, "/": b if upside_down else 1 / b}.get(node.op, b)
            part = "the factor " if node.op == "*" else ""
            lost = f"{second} for {first}/{second}" if upside_down else f"{part}{first} left out"
            yield rest, lost, "first left out"
            yield a, f"{part}{second} left out", "second left out"
        match node.op:
            case "+":
                yield a - b, f"minus for plus before {second}", "minus for plus"
                yield -a + b, f"minus in front of {first}", "minus in front"
                yield a * b, f"{first} times {second}, not plus", "times for plus"
                if b.name:
                    factors = {part.name: part for _, part in a.parts() if part.name}
                    for i, (name, factor) in enumerate(factors.items()):
                        yield a + b * factor, f"{second} multiplied by {name}", ("multiplied by", i)
                yield from _parentheses_added(node)
                if a.op == b.op == "*" and not (a.name or b.name):
                    (c, d), (e, f) = a.of, b.of
                    keys = f"({first} + {e.as_operand()})*{f.as_operand()}"
                    yield (a + e) * f, f"worked from left to right: {keys}", "left to right"
                    nested = c * (d + b)
                    yield nested, f"{nested.as_operand()} in place of {node.as_operand()}", "bracket too long"
                    yield (c + e) * (d + f), "the product of the sums for the sum of the products", "product of sums"
            case "-":
                yield a + b, f"plus for minus before {second}", "plus for minus"
                yield -a - b, f"minus in front of {first}", "minus in front"
                yield b - a, f"{second} - {first} for {first} - {second}", "difference turned round"
                if is_difference(node):
                    yield node**2, f"{first} - {second} squared", "squared"
                    yield abs(node), f"the absolute value of {first} - {second}", "absolute value"
                yield from _parentheses_added(node)
                yield from _lost_after_a_minus(node)
                if a.name or a.of:
                    yield a * b, f"{first} times {second}, not minus", "times for minus"
                else:
                    yield b, f"{second} for {first} - {second}", "complement"
            case "*":
                yield a / b, f"divided by {second}, not multiplied", "divided"
                yield b / a, f"divided by {first}, not multiplied", "divided by the first"
                yield a + b, f"{first} plus {second}, not times", "plus for times"
                yield from _of_a_long_product(node)
            case "/":
                if a.name and b.name:
                    yield a - b, f"{first} minus {second}, not divided", "minus for divided"
                yield a * b, f"multiplied by {second}, not divided", "multiplied"
                yield b / a, f"{second}/{first} for {first}/{second}", "upside down"
                if b.op == "+" and not b.name:
                    yield a / (1 + b), f"1 more in the denominator, 1 + {b.as_operand()}", "1 more below"
            case "**":
                left_out = f"{first} not squared" if b.value == 2 else f"the power of {first} left out"
                yield a, left_out, "power left out"
                yield a * b, f"{second} times {first} for its power", "factor for power"
                yield a**3, f"{first} to the third", "third power"
    else:
        (a,) = node.of
        (text,) = texts
        if node.op != "neg":
            yield a, f"{_function(node)} left out", "function left out"
        match node.op:
            case "neg":
                yield a, f"the minus before {text} left out", "minus left out"
            case "exp":
                yield (
                    (-a).exp() if a.op != "neg" else (a.of[0]).exp(),
                    "the sign of the exponent is wrong",
                    "sign of the exponent",
                )
                for base in (10, 2, 2.7, 2.72, 2.718, 3):
                    yield base**a, f"{base} for e", ("base", base)
                yield 1 + a, "1 + x for e^x", "linear"
            case "ln":
                of = node.unnamed.as_operand()
                if a.op == "-" and not a.name:
                    c, d = a.of
                    yield c - d.log(), f"{(c - d.log()).as_operand()} for {of}", "ln of the second"
                    yield c.log() - d, f"{(c.log() - d).as_operand()} for {of}", "ln of the first"
                yield (a).log10(), "log10 for ln", "log10"
                yield (a).log2(), "log2 for ln", "log2"
                yield (1 - a).log(), f"{(1 - a).log().as_operand()} for {of}", "of the complement"
                yield (a).exp(), "exp for ln", "exp"
            case "tanh":
                yield sigma(a), "sigma for tanh", "sigma for tanh"
                for name, other in OTHER_KEYS.items():
                    yield made(name, a, function=other), f"{name} for tanh", name
    yield from _parentheses_lost(node)


def _of_a_long_product(node: Worked) -> Iterator[tuple[Worked, str, Hashable]]:
    """The first factor and all others together, such as an error and the slope out*(1 - out)."""
    first, *others = factors(node)
    if len(others) > 1:
        start, rest = first[1], product_of(others)
        one, other = start.as_operand(need=PRODUCT), rest.as_operand(need=PRODUCT)
        yield start + rest, f"{one} plus {other}, not times", "plus for times all"
        yield start / rest, f"divided by {other}, not multiplied", "divided by all"


def is_difference(node: Worked) -> bool:
    """Return whether it is a difference of two names, such as out - t."""
    return node.op == "-" and all(part.name for part in node.of)


def _function(node: Worked) -> str:
    return {"exp": "exp", "ln": "the logarithm"}.get(node.op, node.op)


def _parentheses_added(node: Worked) -> Iterator[tuple[Worked, str, Hashable]]:
    """Of names alone: (a - b)*c for a - b*c, (a - b)**2 for a - b**2, and a*(b + c) for a*b + c."""
    a, b = node.of
    *before, last = a.of if a.op == "+" and not a.name else (a,)
    if node.op == "+" and last.op == "*" and not (last.name or _is_formula(b)):
        both = last.of[1] + b
        whole = last.of[0] * both
        result = before[0] + whole if before else whole
        yield result, f"{result.as_operand()} in place of {node.as_operand()}", "parentheses added behind"
    if _is_formula(a) or not _is_formula(b) or b.op not in ("*", "**"):
        return
    sign = operator.add if node.op == "+" else operator.sub
    members = list(factors(b)) if b.op == "*" else [("**", b.of[0])]
    for i, (_, factor) in enumerate(members):
        if not _is_formula(factor):
            both = sign(a, factor)
            whole = both ** b.of[1] if b.op == "**" else product_of([("*", both), *members[:i], *members[i + 1 :]])
            yield whole, f"{whole.as_operand()} in place of {node.as_operand()}", ("parentheses added", i)


def _lost_after_a_minus(node: Worked) -> Iterator[tuple[Worked, str, Hashable]]:
    """a - b - c*d for a - (b - c)*d."""
    a, b = node.of
    (_, first), *rest = factors(b)
    if rest and _is_formula(first) and first.op in ("+", "-"):
        c, d = first.of
        last = product_of([("*", d), *rest])
        lost = a - c + last if first.op == "+" else a - c - last
        yield lost, f"the parentheses around {first.as_operand()} lost", "parentheses lost after a minus"


def _is_formula(part: Worked) -> bool:
    return bool(part.of) and not part.name


def _parentheses_lost(node: Worked) -> Iterator[tuple[Worked, str, Hashable]]:
    if node.op in ("*", "/"):
        members = list(factors(node))
        for i, (op, factor) in enumerate(members):
            if factor.op not in ("+", "-"):  # a named one is lost as its formula is put in
                continue
            c, d = factor.of
            left, right = product_of([*members[:i], (op, c)]), product_of([("*", d), *members[i + 1 :]])
            lost = left + right if factor.op == "+" else left - right
            yield lost, f"the parentheses around {factor.unnamed.as_operand()} lost", ("parentheses", i)
    if node.op == "neg" and node.of[0].op in ("+", "-") and not node.of[0].name:
        c, d = node.of[0].of
        lost = -c + d if node.of[0].op == "+" else -c - d
        yield lost, f"the minus for {c.as_operand()} only", "minus for the first only"
    if node.op == "**" and node.of[0].op in ("+", "-") and not node.of[0].name:
        c, d = node.of[0].of
        yield c - d**2, f"only {d.as_operand()} squared", "second squared only"
        yield c**2 - d**2, "each squared before subtracting", "each squared"


def factors(node: Worked, op: str = "*") -> Iterator[tuple[str, Worked]]:
    """The factors of a product, each with the operation that brings it in."""
    if node.op in ("*", "/") and not node.name and op == "*":
        yield from factors(node.of[0])
        yield node.op, node.of[1]
    else:
        yield op, node


def product_of(members: Sequence[tuple[str, Worked]]) -> Worked:
    """The product of such factors."""
    (_, total), *rest = members
    for op, factor in rest:
        total = total * factor if op == "*" else total / factor
    return total
