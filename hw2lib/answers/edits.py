"""Generated slips: one place of one line's formula edited, in every way in which people get it wrong.

They are enumerated from the walk's own formulas, and their words are made from the edit: "w7 for w6".
"""

from __future__ import annotations

import math
import operator
import re
from collections import defaultdict
from collections.abc import Callable, Hashable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import combinations, permutations
from typing import NamedTuple, TypeAlias

import numpy as np

from hw2lib.byhand.names import Index
from hw2lib.byhand.worked import PRODUCT, Worked, made

Places: TypeAlias = Mapping[str, tuple[str, Index]]
Path: TypeAlias = tuple[int, ...]

COMMON, LESS_COMMON, RARE = 0, 1, 2
_NAME = re.compile(r"[A-Za-z]\w*(?:\[[\d,]+\])*")
OTHER_KEYS = {"tan": np.tan, "sinh": np.sinh, "cosh": np.cosh, "artanh": np.arctanh}
SECOND_PASS = {"new z", "new a", "new cost", "new total"}
SEVERAL = 4  # places of one edit, of which any may be spared


@dataclass(frozen=True)
class Edit:
    """One place of one formula, edited.

    Attributes:
        line: whose formula it is.
        formula: what it has become.
        says: the edit in words.
        pattern: what makes it the same edit in another line of the same kind.
        rarity: how seldom it is met.
        depth: how deep in the formula it is.
        places: at how many places it is made.
    """

    line: str
    formula: Worked
    says: str
    pattern: Hashable
    rarity: int = COMMON
    depth: int = 0
    places: int = 1

    @property
    def sentence(self) -> str:
        """What became of the right formula."""
        changes = "these changes" if self.places > 1 else "one change"
        return f"It is the right formula with {changes}: {self.says}."


class Local(NamedTuple):
    """What stands at one place of a formula in place of the right part."""

    path: Path
    part: Worked
    says: str
    pattern: Hashable
    rarity: int = COMMON


def edits(line: Worked, before: Mapping[str, Worked], places: Places) -> Iterator[Edit]:
    """Yield every edit of a line; `before` holds the names that are known when it is worked out.

    Example:
        >>> from hw2lib.byhand.mazur import mazur
        >>> lines = mazur().trace
        >>> says = [edit.says for edit in edits(lines["net_o1"], lines, mazur().places)]
        >>> says[0], "b_o1 left out" in says
        ('(w5*out_h1 + w6*out_h2) left out', True)
    """

    def substitutes(part: Worked) -> Iterator[tuple[Worked, Hashable, int]]:
        return _substitutes(line.name, part, before, places)

    whole = (
        (formula, says, _pattern(says, line.name, places), rarity)
        for formula, says, rarity in _of_the_whole(line, line.unnamed, before, places)
    )
    kinds = {name: kind for name, (kind, _) in places.items()}
    yield from edited(line, local_edits(line, substitutes, whole, kinds))


def _pattern(says: str, line: str, places: Places) -> str:
    """The words of an edit with each name as what it is to the line: the same in every line of a kind."""
    here = _aligned(*places[line], places)

    def relation(match: re.Match[str]) -> str:
        if match[0] not in places:
            return match[0]
        there = _aligned(*places[match[0]], places)
        return f"{places[match[0]][0]} {_relation(here, there)}"

    return _NAME.sub(relation, says)


def _relation(here: Index, there: Index) -> Index:
    """Where an index lies as seen from another: how many layers on, and whether the neurons are the same."""
    return tuple((t - h) % 2 if i else t - h for i, (h, t) in enumerate(zip(here, there, strict=False)))


def edited(line: Worked, found: Iterable[Local]) -> Iterator[Edit]:
    """Make the edits: each alone, and those of one pattern in all the places where they can be made."""
    seen = {line.unnamed.as_operand()}
    alike: dict[Hashable, list[Local]] = defaultdict(list)
    for local in found:
        alike[local.pattern].append(local)
    groups = [some for group in alike.values() for some in _subsets(group)]
    for group in sorted(groups, key=len):
        if any(one.path[: len(other.path)] == other.path for one, other in permutations(group, 2)):
            continue  # one place within another
        formula = line.with_parts((local.path, local.part) for local in group)
        text = formula.as_operand()
        if text not in seen:
            seen.add(text)
            says = ", ".join(dict.fromkeys(local.says for local in group))
            pattern = (tuple(local.path for local in group), group[0].pattern)
            depth, places = len(group[0].path), len(group)
            yield Edit(line.name, formula.called(line.name), says, pattern, group[0].rarity, depth, places)


def _subsets(places: Sequence[Local]) -> Iterator[tuple[Local, ...]]:
    """Each place alone, all of them, and all but one."""
    all_but_one = {len(places) - 1} if 2 < len(places) <= SEVERAL else set()
    for size in sorted({1, len(places)} | all_but_one):
        yield from combinations(places, size)


def local_edits(
    line: Worked,
    substitutes: Callable[[Worked], Iterable[tuple[Worked, Hashable, int]]],
    whole: Iterable[tuple[Worked, str, Hashable, int]],
    kinds: Mapping[str, str],
) -> Iterator[Local]:
    """Yield what can be edited in a formula: its names, its operations, and all of it.

    Args:
        line: the formula.
        substitutes: yields what is taken for a name, with the pattern and the rarity of that.
        whole: what is done to the formula as a whole, in words, with the pattern and the rarity of that.
        kinds: the kind of each name; two of one kind may be exchanged.
    """
    right, parts = line.unnamed, list(line.parts())
    at = dict(parts)
    for path, part in parts:
        if part.name:
            for other, pattern, rarity in substitutes(part):
                says = (
                    f"{other.as_operand()} for {part.name}"
                    if other.name or other.op != "neg"
                    else f"a minus before {part.name}"
                )
                yield Local(path, other, says, pattern, rarity)
        elif part.of:
            is_term = bool(path) and at[path[:-1]].op in ("+", "-")
            for other, says, what in _of_an_operation(part):
                yield Local(path, other, says, (part.op, what, is_term))
            if is_term and part.op == "*":
                yield Local(path, part * 10, f"{part.as_operand()} ten times too large", "term times 10", LESS_COMMON)
            if path and part.op == "+":
                yield Local(path, part / 2, f"half of {part.as_operand(need=PRODUCT)}", "half of a sum", LESS_COMMON)
        elif part.value == round(part.value) > 1:
            for other in {part.value - 1, part.value + 1} - {1}:
                yield Local(path, Worked(other), f"{other:g} for {part.value:g}", ("number", other), LESS_COMMON)
    yield from (Local((), *edit) for edit in _exchanges(right, parts, kinds))
    yield from (Local((), *edit) for edit in whole)


# --- one name for another --------------------------------------------------------------------------------------------


def _substitutes(
    line: str, part: Worked, before: Mapping[str, Worked], places: Places
) -> Iterator[tuple[Worked, Hashable, int]]:
    kind, index = places[part.name]
    new = kind.startswith("new ")
    plain, line_is_new, is_dw = kind.removeprefix("new "), places[line][0] in SECOND_PASS, places[line][0] == "dw"
    here = _aligned(plain, index, places)
    for name, other in before.items():
        other_kind, other_index = places[name]
        if name == part.name or name == line:
            continue
        if new and other_kind == plain and other_index == index:
            yield other, ("old for new",), COMMON
            continue
        if line_is_new and not (new and other_kind.startswith("new ")):
            continue
        other_plain = other_kind.removeprefix("new ")
        there = _aligned(other_plain, other_index, places)
        if other_kind.startswith("new ") and not new:
            continue
        if not _may_stand_for(other_plain, there, plain, here):
            continue
        same_layer, same_kind = here[0] == there[0], other_plain == plain
        relation = _relation(here, there)
        yield other, (plain, other_plain, relation), COMMON if same_layer and same_kind else LESS_COMMON
        if plain == "delta" and other_plain == "a":
            yield 1 - other, (plain, "1 - output"), LESS_COMMON
        if plain == other_plain and ((same_layer and (plain == "delta" or (plain == "a" and is_dw))) or plain == "b"):
            yield part + other, (plain, "both", relation), LESS_COMMON
            yield (part + other) / 2, (plain, "mean of both", relation), RARE
            yield part * other, (plain, "both multiplied", relation), RARE
    if plain in ("a", "y") and not line_is_new:
        yield 1 - part, (plain, "1 - it"), LESS_COMMON
    if plain == "a" and places[line][0] in ("z", "dw"):
        yield part**2, (plain, "squared"), LESS_COMMON
    if (plain == "b" and places[line][0] == "z") or plain == "y":
        yield Worked(1), (plain, "1 for it"), LESS_COMMON
    if plain == "w" and places[line][0] == "new w":
        bias = next((n for n, at in places.items() if at == ("b", (index[0], index[1]))), "")
        if bias in before:
            yield before[bias], (plain, "bias"), LESS_COMMON
    if plain in ("w", "b", "a", "y", "z", "delta"):
        seldom = RARE if part.of else LESS_COMMON
        yield part * 10, (plain, "decimal point to the right"), seldom
        yield part / 10, (plain, "decimal point to the left"), seldom
    if plain == "y":
        yield made("round", part, function=np.round), (plain, "rounded target"), LESS_COMMON
    if plain == "a" and part.of:
        yield _sigma(part), (plain, "sigma twice"), LESS_COMMON
    if plain == "z":
        yield _sigma(part), (plain, "sigma of it"), RARE
    yield -part, (plain, "sign"), COMMON


def _may_stand_for(other: str, there: Index, kind: str, here: Index) -> bool:
    match kind, other:
        case "a", "z":
            return here == there or here[0] == there[0] - 1  # its own net, or that of a neuron it feeds
        case "z", "a":
            return here == there or here[0] == there[0] + 1  # its own out, or that of a neuron that feeds it
        case ("a", "y") | ("y", "a"):
            return True
        case "delta", "a" | "z" | "y" | "cost":
            return here == there
        case "dw", "delta":
            return here[:2] == there
        case "dw" | "delta", "total":
            return True
        case "layer db", "db" | "delta":
            return here[0] == there[0]
        case "db", "layer db":
            return here[0] == there[0]
        case _:
            return kind == other


def _aligned(kind: str, index: Index, places: Places) -> Index:
    """The index with the layer of weights first that makes the number: a[l + 1], z[l] and the targets stand at l."""
    if kind == "a":
        return (index[0] - 1, *index[1:])
    if kind in ("y", "cost"):
        last = max(i[0] for k, i in places.values() if k == "z")
        return (last, *index)
    return index or (0,)


def _exchanges(
    right: Worked, parts: Sequence[tuple[Path, Worked]], kinds: Mapping[str, str]
) -> Iterator[tuple[Worked, str, Hashable]]:
    """Two names of one kind that have changed places."""
    named = [(path, part) for path, part in parts if part.name in kinds]
    for i, (path, part) in enumerate(named):
        for other_path, other in named[i + 1 :]:
            if part.name != other.name and kinds[part.name] == kinds[other.name]:
                exchanged = right.with_parts([(path, other), (other_path, part)])
                yield exchanged, f"{part.name} and {other.name} exchanged", ("exchanged", path, other_path)
    for one, other_name in combinations(dict.fromkeys(part.name for _, part in named), 2):
        both = {one: other_name, other_name: one}
        places = [(path, part) for path, part in named if part.name in both]
        if len(places) > 2 and kinds[one] == kinds[other_name]:
            known = {part.name: part for _, part in places}
            exchanged = right.with_parts((path, known[both[part.name]]) for path, part in places)
            yield exchanged, f"{one} and {other_name} exchanged throughout", ("exchanged", one, other_name)


# --- the operations --------------------------------------------------------------------------------------------------


def _of_an_operation(node: Worked) -> Iterator[tuple[Worked, str, Hashable]]:
    """What becomes of an operation: a part left out, another sign, another function, parentheses lost."""
    texts = [operand.as_operand(need=PRODUCT) for operand in node.of]
    if len(node.of) == 2:
        a, b = node.of
        first, second = texts
        if node.op != "**":
            upside_down = node.op == "/" and not (a.name or a.of)
            rest = {"-": -b, "/": b if upside_down else 1 / b}.get(node.op, b)
            yield rest, f"{second} for {first}/{second}" if upside_down else f"{first} left out", "first left out"
            yield a, f"{second} left out", "second left out"
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
                    yield (c + e) * (d + f), "the product of the sums for the sum of the products", "product of sums"
            case "-":
                yield a + b, f"plus for minus before {second}", "plus for minus"
                yield -a - b, f"minus in front of {first}", "minus in front"
                yield b - a, f"{second} - {first} for {first} - {second}", "difference turned round"
                if _is_difference(node):
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
                yield a, f"the power of {first} left out", "power left out"
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
                if a.op == "-" and not a.name:
                    c, d = a.of
                    yield c - d.log(), f"{c.as_operand()} - ln({d.as_operand()}) for ln({text})", "ln of the second"
                    yield c.log() - d, f"ln({c.as_operand()}) - {d.as_operand()} for ln({text})", "ln of the first"
                yield (a).log10(), "log10 for ln", "log10"
                yield (a).log2(), "log2 for ln", "log2"
                yield (1 - a).log(), f"ln(1 - {text}) for ln({text})", "of the complement"
                yield (a).exp(), "exp for ln", "exp"
            case "tanh":
                yield _sigma(a), "sigma for tanh", "sigma for tanh"
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


def _is_difference(node: Worked) -> bool:
    """Whether it is one of two names, such as out - t."""
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
        says = f"parentheses around {both.as_operand()}"
        yield (before[0] + whole if before else whole), says, "parentheses added behind"
    if _is_formula(a) or not _is_formula(b) or b.op not in ("*", "**"):
        return
    sign = operator.add if node.op == "+" else operator.sub
    members = list(factors(b)) if b.op == "*" else [("**", b.of[0])]
    for i, (_, factor) in enumerate(members):
        if not _is_formula(factor):
            both = sign(a, factor)
            whole = both ** b.of[1] if b.op == "**" else product_of([("*", both), *members[:i], *members[i + 1 :]])
            yield whole, f"parentheses around {both.as_operand()}", ("parentheses added", i)


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


# --- the whole formula -----------------------------------------------------------------------------------------------


def _of_the_whole(
    line: Worked, right: Worked, before: Mapping[str, Worked], places: Places
) -> Iterator[tuple[Worked, str, int]]:
    kind = places[line.name][0]
    plain = kind.removeprefix("new ")
    derivative = plain in ("dw", "db", "layer db", "delta")
    yield -right, "the sign is wrong", COMMON
    yield right / 2, "half of it", COMMON
    yield 2 * right, "twice as much", COMMON
    if "eta" in before and derivative:
        yield before["eta"] * right, "times the learning rate", COMMON
        yield -(before["eta"] * right), "times minus the learning rate", COMMON
    if plain == "z":
        return
    if kind in ("new w", "new b"):
        yield from _of_a_step(right)
        return
    if plain in ("w", "b"):
        return
    if derivative:
        yield from _of_a_derivative(line, right, before, places)
    if plain == "cost" and len(line.names) == 2:
        yield from _other_losses(*(before[n] for n in sorted(line.names, key=lambda n: places[n][0])))
    yield 1 - right, "1 minus it", LESS_COMMON
    yield 1 / right, "1 divided by it", LESS_COMMON
    yield right**2, "its square", LESS_COMMON
    yield abs(right).sqrt(), "its square root", LESS_COMMON
    yield right * (1 - right), "times 1 minus itself", LESS_COMMON
    if plain == "a" and len(line.names) == 1:
        yield from _other_activations(before[line.names[0]])
    if plain == "delta":
        yield from _of_an_error(line, right, before, places)


def _sigma(z: Worked) -> Worked:
    return 1 / (1 + (-z).exp())


def _other_activations(z: Worked) -> Iterator[tuple[Worked, str, int]]:
    """What is taken for the activation, or mistyped for 1/(1 + e^-z)."""
    e, s = (-z).exp(), _sigma(z)
    yield z, "not squashed", COMMON
    yield z.tanh(), "tanh for the activation", COMMON
    yield z.exp(), "e^z", COMMON
    yield (z + abs(z)) / 2, "relu for the activation", COMMON
    yield _sigma(s), "the activation twice", COMMON
    yield 1 / (1 + 10 ** (-z)), "10 for e", COMMON
    yield s, "sigma for the activation", COMMON
    yield 2 * z.exp(), "e^z/1 + e^z for e^z/(1 + e^z): the parentheses were lost", LESS_COMMON
    yield 1 / (1 - z.exp()), "-e^z for e^-z", LESS_COMMON
    yield 1 / 2 + z / 4, "1/2 + z/4, the tangent at 0", LESS_COMMON
    yield 0.2 * z + 0.5, "0.2 z + 0.5 for sigma", RARE
    yield _sigma(1 / z), "1/z in the exponent", RARE
    yield _sigma(z + 1), "1 added to z", RARE
    yield 1 / (1 - made("e times", z, function=lambda v: v * math.e)), "e times -z for e^-z", RARE
    yield 1 / e + 1, "1/e^-z + 1 for 1/(1 + e^-z): the parentheses were lost", LESS_COMMON
    yield 1 / (1 + z), "1/(1 + z), without the exponential", LESS_COMMON
    yield 1 / (1 + z.log()), "ln z for e^-z", LESS_COMMON
    yield 1 / (1 + e * z), "e^-z multiplied by z", RARE
    yield z.exp() / (1 + e), "e^z/(1 + e^-z)", LESS_COMMON
    yield _sigma(z**2), "z squared in the exponent", LESS_COMMON
    yield 2 * s - 1, "2 sigma(z) - 1", LESS_COMMON
    yield z * s, "z times sigma(z)", LESS_COMMON
    yield (z / (1 - z)).log(), "the inverse of sigma, ln(z/(1 - z))", LESS_COMMON
    yield (1 + z.exp()).log(), "softplus, ln(1 + e^z)", LESS_COMMON
    yield z / (1 + abs(z)), "z/(1 + |z|)", LESS_COMMON
    yield made("arctan", z, function=np.arctan), "arctan(z)", LESS_COMMON
    yield 1 / (1 + made("e^-1 times", z, function=lambda v: v * math.exp(-1))), "e^-1 times z for e^-z", RARE


def _other_losses(a: Worked, y: Worked) -> Iterator[tuple[Worked, str, int]]:
    """What is taken for the loss of an output a with the target y."""
    yield abs(a - y), f"the difference of {a.name} and {y.name}", LESS_COMMON
    yield a - y, f"{a.name} - {y.name}", LESS_COMMON
    yield (1 - y) / (1 - a) - y / a, "the derivative of the cross-entropy", LESS_COMMON
    yield y * (y / a).log() + (1 - y) * ((1 - y) / (1 - a)).log(), "the relative entropy", LESS_COMMON
    yield -((y * a).log() + ((1 - y) * (1 - a)).log()), "the targets inside the logarithms", LESS_COMMON
    yield -(y * a + (1 - y) * (1 - a)).log(), "one logarithm of the whole sum", LESS_COMMON
    yield -(y * a).log(), "the target inside the logarithm", LESS_COMMON
    yield y - a**2 / 2, f"{y.name} - {a.name}**2/2: the parentheses were lost", LESS_COMMON
    yield (y**2 + a**2) / 2, "the mixed term of the square left out", LESS_COMMON
    yield y**2 - 2 * y * a + a**2 / 2, "only the last term of the square halved", RARE
    yield (y - a) ** 2 / 2 * a * (1 - a), f"the squared error times {a.name}*(1 - {a.name})", RARE
    yield abs((y - a) ** 3) / 2, "the cube for the square", RARE


def _of_a_step(right: Worked) -> Iterator[tuple[Worked, str, int]]:
    """The signs within a step w - eta*dC/dw."""
    if right.op == "-" and right.of[1].op == "*":
        old, (rate, slope) = right.of[0], right.of[1].of
        yield old - rate + slope, "the learning rate subtracted, the derivative added", LESS_COMMON
        yield 1 - rate * slope, f"1 for {old.as_operand()}", LESS_COMMON
        yield old * (1 - rate * slope), "the old one multiplied by 1 - its step", LESS_COMMON
        yield old - rate * abs(slope), "the derivative without its sign", LESS_COMMON
        yield old - rate * slope**2, "the derivative squared", LESS_COMMON
        yield rate * slope - old, "the old one subtracted from the step", LESS_COMMON


def _of_a_derivative(
    line: Worked, right: Worked, before: Mapping[str, Worked], places: Places
) -> Iterator[tuple[Worked, str, int]]:
    """Factors too many, the step taken already, and what is added up for a shared bias."""
    kind, (l, *index) = places[line.name]
    for name, (other, at) in places.items():
        if name not in before:
            continue
        own = (other == "w" and kind == "dw" and at == (l, *index)) or (other == "b" and kind == "db" and at[0] == l)
        fed = other == "a" and (at[0] in (l, l + 1) or kind == "dw") and kind != "layer db"
        if own or fed:
            yield right * before[name], f"an extra factor {name}", LESS_COMMON
        if fed:
            a = before[name]
            yield right * (1 - a), f"an extra factor 1 - {name}", LESS_COMMON
            yield right * a * (1 - a), f"an extra factor {name}*(1 - {name})", LESS_COMMON
        if own:
            yield right + before[name], f"{name} added", LESS_COMMON
        if own or (other == "b" and kind == "layer db" and at == (l, 0)):
            yield before[name] - before["eta"] * right, f"{name} after its step", LESS_COMMON
        if kind == "dw" and other == "b" and at == (l, 0) and right.op == "*":
            yield right.of[0] * (right.of[1] + before[name]), f"{name} added to {right.of[1].as_operand()}", LESS_COMMON
    if kind == "layer db":
        errors = {at: before[name] for name, (other, at) in places.items() if other == "delta" and name in before}
        below = {at[1]: before[name] for name, (other, at) in places.items() if other == "a" and at[0] == l}
        here = {at[1]: delta for at, delta in errors.items() if at[0] == l}
        if here.keys() == below.keys():
            yield _total(delta * below[j] for j, delta in here.items()), "each error times an input", LESS_COMMON
        if here and below:
            gradients = [delta * a for delta in here.values() for a in below.values()]
            yield _total(gradients), "the derivatives of all the layer's weights added up", LESS_COMMON
        if len(errors) > len(here):
            yield _total(errors.values()), "the errors of all layers added up", LESS_COMMON


def _of_an_error(
    line: Worked, right: Worked, before: Mapping[str, Worked], places: Places
) -> Iterator[tuple[Worked, str, int]]:
    """Slopes too many, and what is taken for the difference of output and target."""
    for name in line.names:
        if places[name][0] == "a":
            a = before[name]
            yield right * a * (1 - a), f"an extra factor {name}*(1 - {name})", COMMON
            yield right * (1 - a**2), f"an extra factor 1 - {name}**2", LESS_COMMON
            yield right + a * (1 - a), f"{name}*(1 - {name}) added", LESS_COMMON
    own = next((n for n, at in places.items() if at == ("z", places[line.name][1])), "")
    if own in before:
        yield right * before[own], f"an extra factor {own}", LESS_COMMON
    first, *slope = factors(right)
    if slope and first[1].op == "+" and not first[1].name:  # errors that come back, and a slope for all of them
        one, other = first[1].of
        rest = product_of([("*", Worked(1)), *slope]).of[1] if len(slope) == 1 else product_of(slope)
        yield one * rest + other, f"{rest.as_operand()} with {one.as_operand()} only", LESS_COMMON
        layer, neuron = places[line.name][1]
        for name, at in places.items():
            if at in (("b", (layer, neuron)), ("b", (layer + 1, 0))) and name in before:
                yield (first[1] + before[name]) * rest, f"{name} added to the errors", LESS_COMMON
    for path, part in line.parts():
        if _is_difference(part):
            output, target = part.of
            cost = next((n for n, at in places.items() if at == ("cost", places[line.name][1][1:])), "")
            yield right.with_part(path, 1 - output), f"1 - {output.name} for {part.as_operand()}", LESS_COMMON
            yield right.with_part(path, output * target), f"{output.name} times {target.name}", LESS_COMMON
            if cost in before:
                yield right.with_part(path, before[cost]), f"{cost} for {part.as_operand()}", LESS_COMMON
                yield right.with_part(path, before[cost] - target), f"{cost} for {output.name}", LESS_COMMON


def _total(terms: Iterable[Worked]) -> Worked:
    first, *others = terms
    for term in others:
        first = first + term
    return first


# --- alike in lines of one kind --------------------------------------------------------------------------------------


def habits(found: Sequence[Edit], places: Places) -> Iterator[tuple[Edit, ...]]:
    """Yield the edits that are made alike in all lines of their kind: in a layer, in every layer, before and after.

    Example:
        >>> from hw2lib.byhand.mazur import mazur
        >>> problem = mazur()
        >>> lines, places = problem.trace, problem.places
        >>> found = [edit for name in ("net_h1", "net_h2") for edit in edits(lines[name], lines, places)]
        >>> ["; ".join(edit.says for edit in group) for group in habits(found, places)][0]
        '(w1*i1 + w2*i2) left out; (w3*i1 + w4*i2) left out'
    """
    groups: dict[tuple[Hashable, Hashable], dict[str, Edit]] = defaultdict(dict)
    lines: dict[Hashable, set[str]] = defaultdict(set)
    for edit in found:
        kind, index = places[edit.line]
        layer = index[0] if kind not in ("cost", "total", "new cost", "new total") else None
        plain = kind.removeprefix("new ")
        alike: tuple[Hashable, ...] = ((kind, layer), (kind,), (plain, layer, "both"), (plain, "both"))
        for group in alike:
            lines[group].add(edit.line)
            groups[group, edit.pattern].setdefault(edit.line, edit)
    for (group, _), members in groups.items():
        if len(members) > 1 and members.keys() == lines[group]:
            yield tuple(members.values())


# --- the finished number ---------------------------------------------------------------------------------------------


def of_the_number(right: float, digits: int) -> Iterator[tuple[float, str]]:
    """Yield what happens to a number when it is written down: the decimal point, percent, exchanged or wrong digits.

    `digits` says how many significant digits are written.

    Example:
        >>> [(f"{value:.3f}", says) for value, says in of_the_number(0.438, 3)][5]
        ('0.483', 'The digits 3 and 8 have changed places.')
    """
    for factor, says in ((10, "The decimal point is one place too far to the right."), (100, "That is in percent.")):
        yield right * factor, says
    for divisor, says in (
        (10, "The decimal point is one place too far to the left."),
        (100, "The decimal point is off."),
    ):
        yield right / divisor, says
    figures, _, exponent = f"{abs(right):.14e}".replace(".", "").partition("e")

    def number(digits: str) -> float:
        return math.copysign(float(f"{digits[0]}.{digits[1:]}e{exponent}"), right)

    for i in range(min(digits, 9) - 1):
        one, two = figures[i], figures[i + 1]
        if one != two:
            exchanged = figures[:i] + two + one + figures[i + 2 :]
            yield number(exchanged), f"The digits {one} and {two} have changed places."
    for i in range(min(digits, 9)):
        for digit in "0123456789":
            if digit != figures[i]:
                off = (int(digit) - int(figures[i])) * 10.0 ** (int(exponent) - i)
                yield right + math.copysign(off, right), "One digit is wrong. Did you copy it right?"
        yield number(figures[: i + 1] + figures[i:]), f"The digit {figures[i]} stands there twice."
        yield number(figures[:i] + figures[i + 1 :]), f"The digit {figures[i]} is left out."
