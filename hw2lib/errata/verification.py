"""What carrying out an entry found: each statement in it, whether it holds, and how that was settled."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Literal

from hw2lib.errata.typeset import in_line


@dataclass(frozen=True)
class Finding:
    """One statement, and what became of it.

    Attributes:
        says: the statement, its formulas between dollar signs.
        holds: whether it holds.
        how: by what it was proved or refuted.
    """

    says: str
    holds: bool
    how: str

    def __repr__(self) -> str:
        return f"{'holds' if self.holds else 'fails'}: {self.says} ({self.how})".replace("$", "")


@dataclass(frozen=True, repr=False)
class Verification:
    """An entry of the errata, carried out.

    Attributes:
        label: which entry.
        claimed: the verdict that the errata give.
        printed: a finding for each statement in what is printed.
        correct: a finding for each statement that is given in its place.
    """

    label: str
    claimed: str
    printed: tuple[Finding, ...]
    correct: tuple[Finding, ...] = ()

    @property
    def verdict(self) -> Literal["holds", "fails", "blank"]:
        """What the findings say: what is printed holds if each of its statements does."""
        if not self.printed:
            return "blank"
        return "holds" if all(finding.holds for finding in self.printed) else "fails"

    @property
    def confirmed(self) -> bool:
        """Whether the errata are right: their verdict is the one found, and what they put in its place holds."""
        return self.verdict == self.claimed and all(finding.holds for finding in self.correct)

    def __bool__(self) -> bool:
        return self.confirmed

    def __repr__(self) -> str:
        lines = [f"{self.label} {self.claimed}: {'confirmed' if self.confirmed else 'NOT CONFIRMED'}"]
        lines += [f"  printed {finding!r}" for finding in self.printed]
        lines += [f"  right   {finding!r}" for finding in self.correct]
        return "\n".join(lines)

    def _repr_markdown_(self) -> str:
        verdict = "confirmed" if self.confirmed else "**not confirmed**"
        lines = [f"**{self.label}** {self.claimed}: {verdict}", ""]
        for where, findings in (("printed", self.printed), ("right", self.correct)):
            lines += [
                f"- {where} {'✓' if finding.holds else '✗'} {in_line(finding.says)}: {finding.how}"
                for finding in findings
            ]
        return "\n".join(lines)


def settled(left: Any, right: Any, says: str) -> Finding:
    """Prove or refute that two of SymPy's expressions are equal.

    Raises:
        ValueError: if neither can be done.
    """
    import sympy as sp

    from hw2lib.proofs import Counterexample, prove

    if isinstance(left, sp.MatrixBase) != isinstance(right, sp.MatrixBase):
        return Finding(says, False, "one side is a vector, and the other a number")
    try:
        proof = prove(left, right)
    except Counterexample as refuted:
        return Finding(says, False, f"refuted: {refuted}")
    if not proof:
        raise ValueError(f"undecided: {proof}")
    return Finding(says, True, f"proved by {proof.means}")
