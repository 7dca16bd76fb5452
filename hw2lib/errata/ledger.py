"""The printed solution, audited: its 62 numbered equations, what its prose claims, and the figures of Mazur's page.

The entries stand in errata.toml, and what is executed to judge them in statements.py. One standard holds for all. An
entry is read with everything that the text around it defines, before it or after it, and nothing is added. It *holds*
if it is then true as written, and each of its numbers is the right value, rounded or cut to the digits shown.
Otherwise it *fails*, also where the conclusion drawn from it is right. A number on an empty line is *blank*.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import cache
from numbers import Integral
from types import MappingProxyType
from typing import TYPE_CHECKING, Any, Literal, TypeAlias

from hw2lib.byhand.mazur import PUBLISHED, mazur
from hw2lib.byhand.problem import Problem
from hw2lib.display import brief, stored
from hw2lib.errata.typeset import in_line, plain
from hw2lib.nn.arrays import is_number
from hw2lib.nn.losses import quadratic

if TYPE_CHECKING:
    from hw2lib.errata.verification import Verification

Verdict: TypeAlias = Literal["holds", "fails", "blank"]
VERDICTS: tuple[Verdict, ...] = ("holds", "fails", "blank")
NO_NUMBERS: Mapping[str, str] = MappingProxyType({})
_MARKS = {"holds": "✓", "fails": "✗", "blank": "–"}


@dataclass(frozen=True, repr=False, kw_only=True)
class Entry:
    """What is printed in one place, and what is true.

    Attributes:
        section: the exercise it belongs to, "2.2"; the last one belongs to the "bonus".
        verdict: "holds", "fails" or "blank".
        printed: what stands there.
        correct: what is true in its place; the same as `printed` where that holds.
        because: what is wrong and how the slip came about, with formulas between dollar signs; empty where nothing
            needs to be said.
        causes: the same in a few words each.
    """

    section: str
    verdict: Verdict
    printed: str = ""
    correct: str = ""
    because: str = ""
    causes: tuple[str, ...] = ()

    def __post_init__(self) -> None:
        object.__setattr__(self, "correct", self.correct or self.printed)

    @property
    def label(self) -> str:
        """How it is cited."""
        raise NotImplementedError

    @property
    def anchor(self) -> str:
        """The name of its place on a page, for a link."""
        raise NotImplementedError

    @property
    def mark(self) -> str:
        """The verdict as a sign."""
        return _MARKS[self.verdict]

    def verify(self) -> Verification:
        """Prove or refute what is printed, and prove what should stand there; this needs SymPy.

        Example:
            >>> EQUATIONS[22].verify()
            (22) holds: confirmed
              printed holds: net_{h1} = 0.15 * 0.05 + 0.2 * 0.1 + 0.35 (its value is 0.377500000)
              printed holds: net_{h1} = 0.3775 (its value is 0.377500000)
        """
        from hw2lib.errata.statements import verify

        return verify(self)

    def __repr__(self) -> str:
        text = f"{self.label} {self.section}, {self.verdict}"
        if self.verdict == "blank":
            return text
        text += f": {self._as_text(self.printed)}"
        if self.correct != self.printed:
            text += f" | right: {self._as_text(self.correct)}"
        return text + (f" | {plain(self.because)}" if self.because else "")

    def _repr_markdown_(self) -> str:
        heading = f'<a id="{self.anchor}"></a>**{self.label}** · exercise {self.section} · {self.mark} {self.verdict}'
        printed = [f"- printed: {self._as_markdown(self.printed)}"] if self.verdict != "blank" else []
        return "\n\n".join([heading, *printed, *self._findings()])  # apart, or two fractions would touch

    def _findings(self) -> list[str]:
        """What is right, and why."""
        right = [f"- right: {self._as_markdown(self.correct)}"] if self.correct != self.printed else []
        return right + ([f"- {self.because}"] if self.because else [])

    def _asked(self) -> str:
        """The entry as it is printed, for a student to judge."""
        return f"**{self.label}** {self._as_markdown(self.printed)}"

    def _as_text(self, text: str) -> str:
        return plain(text)

    def _as_markdown(self, text: str) -> str:
        return text


@dataclass(frozen=True, repr=False, kw_only=True)
class Equation(Entry):
    r"""One numbered equation of the printed solution; `printed` and `correct` are LaTeX.

    Attributes:
        number: 1 to 62.
        numbers: the wrong numbers that it prints, {"dC/dw1": "0.002399"}, under the names of the worked example.
        slips: the names of the slips that give them, for `check`.
        continues: the number of the equation whose line it carries on, or None.

    Example:
        >>> EQUATIONS[62]
        (62) bonus, holds: a_j^L = \frac{e^{cz_j^L}}{\sum_k e^{cz_k^L}}
    """

    number: int
    numbers: Mapping[str, str] = field(default_factory=lambda: NO_NUMBERS)
    slips: tuple[str, ...] = ()
    continues: int | None = None

    @property
    def label(self) -> str:
        """How it is cited: its number in parentheses."""
        return f"({self.number})"

    @property
    def anchor(self) -> str:
        """The name of its place on a page, for a link."""
        return f"equation-{self.number}"

    def _as_text(self, text: str) -> str:
        return text

    def _as_markdown(self, text: str) -> str:
        return in_line(f"${text}$")


@dataclass(frozen=True, repr=False, kw_only=True)
class Claim(Entry):
    """Something asserted in words, quoted as it stands, or a figure of Mazur's page.

    Attributes:
        name: what it is about.

    Example:
        >>> CLAIMS[0].section, CLAIMS[0].name, CLAIMS[0].verdict
        ('1.1', 'loss is a curve', 'holds')
    """

    name: str

    @property
    def label(self) -> str:
        """How it is cited: by its name."""
        return f"“{self.name}”"

    def _asked(self) -> str:
        return f"**{self.label}**\n\n> {self.printed}"

    @property
    def anchor(self) -> str:
        """The name of its place on a page, for a link."""
        return "claim-" + re.sub(r"\W+", "-", self.name).strip("-")


class Audit(tuple[Entry, ...]):
    """Several entries of the ledger, shown one below the other."""

    __slots__ = ()

    def __repr__(self) -> str:
        return "\n".join(map(repr, self))

    def _repr_markdown_(self) -> str:
        return "\n\n".join(entry._repr_markdown_() for entry in self)

    def as_exercise(self) -> Exercise:
        """Return the same entries as they are printed, with each verdict folded away.

        Example:
            >>> audit(22).as_exercise()
            (22) 3.3: net_{h1} = 0.15 * 0.05 + 0.2 * 0.1 + 0.35 = 0.3775
        """
        return Exercise(self)

    def counts(self) -> dict[Verdict, int]:
        """Return how many entries hold, fail and are blank.

        Example:
            >>> audit(48, 49, 58).counts()
            {'holds': 1, 'fails': 1, 'blank': 1}
        """
        found = Counter(entry.verdict for entry in self)
        return {verdict: found[verdict] for verdict in VERDICTS}


class Exercise(Audit):
    """Entries as they are printed, for a student to judge: the verdict of each is folded away."""

    __slots__ = ()

    def __repr__(self) -> str:
        return "\n".join(f"{entry.label} {entry.section}: {entry._as_text(entry.printed)}" for entry in self)

    def _repr_markdown_(self) -> str:
        return "\n\n".join(
            f'{entry._asked()}\n\n<details style="margin: 0 0 1em"><summary>The verdict on {entry.label}</summary>\n\n'
            + "\n\n".join([f"**{entry.mark} {entry.verdict}**", *entry._findings()])
            + "\n\n</details>"
            for entry in self
        )


def audit(*numbers: int, section: str | None = None, verdict: Verdict | None = None) -> Audit:
    """Return equations of the ledger: those of the given numbers, or all, narrowed to a section or a verdict.

    Raises:
        ValueError: for a number that isn't one of 1 to 62, or an unknown section or verdict.

    Example:
        >>> [equation.number for equation in audit(section="2.2", verdict="fails")]
        [2, 3, 5, 6]
    """
    unknown = [n for n in numbers if not is_number(n, Integral) or n not in EQUATIONS]
    if unknown:
        raise ValueError(f"the equations are numbered 1 to {len(EQUATIONS)}; there is no {brief(unknown[0])}")
    return _narrowed((EQUATIONS[number] for number in numbers or EQUATIONS), section, verdict)


def claims(*, section: str | None = None, verdict: Verdict | None = None) -> Audit:
    """Return what the prose claims, narrowed to a section or a verdict.

    Raises:
        ValueError: for an unknown section or verdict.

    Example:
        >>> len(claims(section="2.3"))
        1
    """
    return _narrowed(CLAIMS, section, verdict)


def _narrowed(entries: Iterable[Entry], section: str | None, verdict: Verdict | None) -> Audit:
    if not (section is None or (isinstance(section, str) and section in SECTIONS)):
        raise ValueError(f"the sections are {', '.join(SECTIONS)}; there is no {brief(section)}")
    if not (verdict is None or (isinstance(verdict, str) and verdict in VERDICTS)):
        raise ValueError(f'a verdict is "holds", "fails" or "blank", not {brief(verdict)}')
    return Audit(e for e in entries if section in (None, e.section) and verdict in (None, e.verdict))


# --- read from errata.toml ------------------------------------------------------------------------------------------

Numbers: TypeAlias = Callable[[str], float]
_PLACEHOLDER = re.compile(r"<(line )?(\w+(?:/\w+)?)((?: after \d+)?(?:, updated)?)(:\.\d+f)?>")


@cache
def _data() -> dict[str, list[dict[str, Any]]]:
    return stored("hw2lib.errata", "errata.toml")


def _filled(text: str, example: Problem) -> str:
    """Put in the numbers, and the lines of the walk, that the text names."""

    def fill(match: re.Match[str]) -> str:
        line, name, when, form = match.groups()
        if line:
            return example.line(name).latex
        return format(_later(example, when)[name], form[1:] if form else ".9f")

    return _PLACEHOLDER.sub(fill, " ".join(text.split()))


def _later(example: Problem, when: str) -> Problem:
    """The example after the steps that " after 10, updated" tells of; with Mazur's slip, if it says "updated"."""
    steps = re.search(r"\d+", when)
    return _trained(int(steps[0]), "updated" in when) if steps else example


@cache
def _trained(steps: int, updated: bool) -> Problem:
    return mazur(quadratic).steps(steps, output_weights="updated" if updated else "old")


def _fields(entry: dict[str, Any], example: Problem) -> dict[str, Any]:
    """The arguments of an entry, its texts filled in, and nothing that could be changed."""
    texts = {key: _filled(entry[key], example) for key in ("printed", "correct", "because") if key in entry}
    lists = {key: tuple(entry[key]) for key in ("causes", "slips") if key in entry}
    numbers = {"numbers": dict(entry["numbers"])} if "numbers" in entry else {}
    return entry | texts | lists | numbers


EQUATIONS: Mapping[int, Equation] = MappingProxyType(
    {entry["number"]: Equation(**_fields(entry, mazur())) for entry in _data()["equation"]}
)
"""The 62 numbered equations."""

CLAIMS: tuple[Claim, ...] = tuple(Claim(**_fields(entry, mazur())) for entry in _data()["claim"])
"""What the prose of the solution claims without a number, in its own words."""

SECTIONS = tuple(dict.fromkeys([*(c.section for c in CLAIMS), *(e.section for e in EQUATIONS.values())]))
"""The exercises that have an entry."""


def mazurs_figures() -> Audit:
    """Return what Mazur's page states for the squared error, audited; this trains for 10,000 steps.

    Example:
        >>> mazurs_figures().counts()
        {'holds': 1, 'fails': 4, 'blank': 0}
    """
    return Audit(_mazurs())


def _mazurs() -> Iterator[Claim]:
    for entry in _data()["figure"]:
        stated = entry | {"printed": entry["printed"].replace("<published>", PUBLISHED[entry["name"]])}
        yield Claim(**_fields(stated, mazur(quadratic)))
