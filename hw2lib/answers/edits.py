"""Generated slips: one place of one line's formula edited, in every way in which people get it wrong.

They are enumerated from the walk's own formulas, and their words are made from the edit: "w7 for w6".
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Callable, Hashable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import combinations, permutations
from typing import NamedTuple, TypeAlias

from hw2lib.answers.operations import of_an_operation, sigma
from hw2lib.answers.wholes import COMMON, LESS_COMMON, RARE, of_the_whole
from hw2lib.byhand.names import Index, Places
from hw2lib.byhand.worked import PRODUCT, Worked

Path: TypeAlias = tuple[int, ...]

_NAME = re.compile(r"[A-Za-z]\w*(?:\[[\d,]+\])*")
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
        form: how the line is written there, if otherwise than in the walk.
    """

    line: str
    formula: Worked
    says: str
    pattern: Hashable
    rarity: int = COMMON
    depth: int = 0
    places: int = 1
    form: str = ""

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
        for formula, says, rarity in of_the_whole(line, before, places)
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
    seen, parts = {line.unnamed.as_operand()}, dict(line.parts())
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
            spared = [local for local in alike[group[0].pattern] if local not in group]
            if any(local.says in says for local in spared):
                says += " " + " and ".join(dict.fromkeys(_where(parts[local.path[:-1]]) for local in group))
            pattern = (tuple(local.path for local in group), group[0].pattern)
            depth, places = len(group[0].path), len(group)
            yield Edit(line.name, formula.called(line.name), says, pattern, group[0].rarity, depth, places)


def _where(around: Worked) -> str:
    """Which one of several like places of a formula it is, by what stands around it."""
    return f"in {around.as_operand(need=PRODUCT)}" if around.op in ("+", "-") else "where it is a factor"


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
                yield Local(path, other, _substituted(other, part.name), pattern, rarity)
        elif part.of:
            is_term = bool(path) and at[path[:-1]].op in ("+", "-")
            for other, says, what in of_an_operation(part):
                yield Local(path, other, says, (part.op, what, is_term))
            if is_term and part.op == "*":
                yield Local(path, part * 10, f"{part.as_operand()} ten times too large", "term times 10", LESS_COMMON)
            if path and part.op == "+":
                yield Local(path, part / 2, f"half of {part.as_operand(need=PRODUCT)}", "half of a sum", LESS_COMMON)
        elif part.value == round(part.value) > 1:
            for other in {part.value - 1, part.value + 1} - {1}:
                yield Local(
                    path, Worked(other), f"{other:g} in place of {part.value:g}", ("number", other), LESS_COMMON
                )
    yield from (Local((), *edit) for edit in _exchanges(right, parts, kinds))
    yield from (Local((), *edit) for edit in whole)


def _substituted(other: Worked, name: str) -> str:
    if other.op == "neg" and not other.name:
        return f"the sign of {name} is wrong"
    is_sigma = other.as_operand() == sigma(Worked(0, name=name)).as_operand()
    return f"{f'sigma({name})' if is_sigma else other.as_operand()} in place of {name}"


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
    if plain == "b":
        yield part / 2, (plain, "half"), LESS_COMMON
    if (plain == "b" and places[line][0] == "z") or plain == "y":
        yield Worked(1), (plain, "1 for it"), LESS_COMMON
    if plain == "w" and places[line][0] == "new w":
        bias = next((n for n, at in places.items() if at == ("b", (index[0], index[1]))), "")
        if bias in before:
            yield before[bias], (plain, "bias"), LESS_COMMON
    if plain in ("w", "b", "a", "y", "z", "delta") and part.of:
        yield part * 10, (plain, "decimal point to the right"), RARE
        yield part / 10, (plain, "decimal point to the left"), RARE
    if plain == "y":
        yield part.rint(), (plain, "rounded target"), LESS_COMMON
    if plain == "a" and part.of:
        yield sigma(part), (plain, "sigma twice"), LESS_COMMON
    if plain == "z":
        yield sigma(part), (plain, "sigma of it"), RARE
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
    kind = kind.removeprefix("new ")
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
