"""What is said to an answer: a verdict, the slips that explain it, and the words, in a box."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from html import escape
from typing import Any, Literal, TypeAlias

from hw2lib.display import as_text, brief

Verdict: TypeAlias = Literal["right", "wrong", "too few digits", "undecided", "no answer", "not read"]


class NotReadable(ValueError):  # noqa: N818 (it is no error, but something to say)
    """An answer that can't be read; the message says what is in the way, and what can be written instead.

    Attributes:
        unknown: the word that isn't known, if it is one.
    """

    def __init__(self, says: str, unknown: str = "") -> None:
        super().__init__(says)
        self.unknown = unknown


@dataclass(frozen=True)
class Explanation:
    """Slips that together give the answer, and what they would give with all digits."""

    slips: tuple[str, ...]
    says: str
    value: float = field(compare=False)  # NaN, for a formula


@dataclass(frozen=True, repr=False)
class Feedback:
    """What there is to say to an answer.

    Attributes:
        question: the question's name.
        verdict: "right", "wrong", "too few digits", "undecided" (a formula), "no answer", or "not read" if the
            answer could not be understood.
        text: the feedback in words.
        explanations: the slips that give it; the simplest, and several if they can't be told apart.
        digits: how many significant digits a number has.
    """

    question: str
    verdict: Verdict
    text: str
    explanations: tuple[Explanation, ...] = ()
    digits: int = 0

    @property
    def right(self) -> bool:
        """Whether the answer is right, to the digits that it has."""
        return self.verdict == "right"

    def __bool__(self) -> bool:
        return self.right

    def __repr__(self) -> str:
        return self.text

    def _repr_html_(self) -> str:
        return box(self.verdict, self.text)


def box(verdict: Verdict, text: str) -> str:
    """A box in the page's own colours, so that a dark page shows it too; only its edge has a colour of its own."""
    color, mark = BOXES[verdict]
    first, *rest = (escape(line) for line in text.split("\n"))
    body = "".join(f"<br>{line}" for line in rest)
    style = f"border-left: 4px solid {color}; padding: 0.4em 0.8em; margin: 0.3em 0; color: inherit"
    return f'<div style="{style}; background: none"><strong>{mark} {first}</strong>{body}</div>'


BOXES: Mapping[Verdict, tuple[str, str]] = {
    "right": ("#009E73", "✓"),
    "wrong": ("#D55E00", "✗"),
    "too few digits": ("#E69F00", "?"),
    "undecided": ("#E69F00", "?"),
    "no answer": ("#0072B2", "…"),
    "not read": ("#E69F00", "?"),
}
"""The edge's colour and the mark of each verdict; the colours can be told apart by colour-blind readers."""


def is_missing(answer: Any) -> bool:
    """Whether there is no answer yet."""
    return answer is None or answer is ...


def is_blank(answer: Any) -> bool:
    """Whether there is no answer yet, or an empty text, which a check can't read."""
    text = as_text(answer)
    return is_missing(answer) or (text is not None and not any(c.isprintable() and not c.isspace() for c in text))


def numbered(hints: Sequence[str], count: int) -> list[str]:
    """Return the first `count` hints as lines.

    Example:
        >>> numbered(["Add up.", "Divide."], 1)
        ['Hint 1: Add up.']
    """
    return [f"Hint {i}: {hint}" for i, hint in enumerate(hints[:count], 1)]


def refuse_other_help(hint: Any, reveal: Any, warn: Any = True) -> None:
    """Raise a ValueError unless a check was asked for 0 to 3 hints, and to reveal the answer and to warn, or not."""
    if isinstance(hint, bool) or not isinstance(hint, int) or not 0 <= hint <= 3:
        raise ValueError(f"hint is 0, 1, 2 or 3, not {brief(hint)}")
    for name, value in (("reveal", reveal), ("warn", warn)):
        if not isinstance(value, bool):
            raise ValueError(f"{name} is True or False, not {brief(value)}")
