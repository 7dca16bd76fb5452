"""The self-check at the end of a page: what is answered, and what is open."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from numbers import Number
from typing import Any

from hw2lib.answers.feedback import Feedback, box, is_blank
from hw2lib.display import as_text, brief


@dataclass(frozen=True, repr=False)
class Progress:
    """How far a page has come: the names of what is answered, of what isn't right yet, and of what is open."""

    answered: tuple[str, ...]
    wrong: tuple[str, ...]
    open: tuple[str, ...]

    def __repr__(self) -> str:
        count = len(self.answered) + len(self.wrong) + len(self.open)
        lines = {"Answered": self.answered, "Not right yet": self.wrong, "Open": self.open}
        told = [f"{what}: {' · '.join(names)}" for what, names in lines.items() if names]
        return "\n".join([f"{len(self.answered)} of {count} answered.", *told])

    def _repr_html_(self) -> str:
        return box("no answer" if self.wrong or self.open else "right", repr(self))


def answered(answers: Mapping[str, Any]) -> Progress:
    """Tell what is answered and what is open.

    Args:
        answers: by name, what `check`, `check_formula`, `choose` or `compare` said to an answer; or an answer that
            nothing judges, such as a sentence. None, ... and an empty text mean that there is none yet.

    Raises:
        TypeError: if it is no mapping.

    Example:
        >>> from hw2lib import check
        >>> answered({"dC/dw5": check("dC/dw5", 0.43983), "a sentence": None})
        1 of 2 answered.
        Answered: dC/dw5
        Open: a sentence
    """
    if not isinstance(answers, Mapping):
        raise TypeError('answered takes names with their answers, as in answered({"a sentence": my_sentence})')
    states = {name: _state(answer) for name, answer in answers.items()}
    named = [(as_text(name) or brief(name), state) for name, state in states.items()]
    return Progress(*(tuple(name for name, is_state in named if is_state == state) for state in STATES))


STATES = ("answered", "wrong", "open")


def _state(answer: Any) -> str:
    if isinstance(answer, Feedback):
        return {"right": "answered", "no answer": "open"}.get(answer.verdict, "wrong")
    is_number = isinstance(answer, Number)  # which is no sentence
    return "open" if is_number or is_blank(answer) else "answered"
