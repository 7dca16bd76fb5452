"""A prediction: one choice of a few, each wrong one with what speaks against it. `choices.toml` holds them."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from difflib import get_close_matches
from functools import cache
from typing import Any
from unicodedata import normalize

from hw2lib.answers.feedback import Feedback, is_missing
from hw2lib.display import as_text, stored


@dataclass(frozen=True)
class Option:
    """One choice: its text, and what is said to whoever makes it."""

    text: str
    says: str


@dataclass(frozen=True)
class Choice:
    """A question with its choices by their letters, and the letter of the right one."""

    asks: str
    right: str
    options: Mapping[str, Option]

    def __str__(self) -> str:
        return "\n".join([self.asks, *(f"({letter}) {option.text}" for letter, option in self.options.items())])


@cache
def choices() -> Mapping[str, Choice]:
    """Every question that has choices, by its name.

    Example:
        >>> list(choices()["one step of the ball"].options)
        ['a', 'b', 'c']
    """
    entries = stored("hw2lib.answers", "choices.toml")
    return {
        name: Choice(entry["asks"], entry["right"], {k: Option(**option) for k, option in entry["options"].items()})
        for name, entry in entries.items()
    }


def choose(question: str, answer: Any) -> Feedback:
    """Judge a prediction. A wrong one is told what speaks against it.

    Args:
        question: a name of `choices()`, such as "one step of the ball".
        answer: the letter of your choice, such as "b"; None or ..., if you have none yet: that shows the choices.

    Returns:
        The verdict "right", "wrong", "no answer" or "not read", and words. Whatever is typed gets one of them.

    Example:
        >>> choose("one step of the ball", "b").verdict
        'wrong'
        >>> choose("one step of the ball", "left").verdict
        'not read'
    """
    name = as_text(question) or ""
    asked = choices().get(name)
    if asked is None:
        near = get_close_matches(name, choices(), 1)
        meant = f" Did you mean {near[0]!r}?" if near else ""
        return Feedback(name[:60], "not read", f"There is no prediction called {name[:60]!r}.{meant}")
    if is_missing(answer):
        return Feedback(name, "no answer", f"No answer yet.\n{asked}")
    letter = _letter(answer, asked)
    if letter is None:
        can = ", ".join(f'"{letter}"' for letter in asked.options)
        return Feedback(name, "not read", f"This is none of the choices. Give one letter in quotes: {can}.")
    option = asked.options[letter]
    if letter == asked.right:
        return Feedback(name, "right", f"Right: {option.text}\n{option.says}\nThe question was: {asked.asks}")
    return Feedback(name, "wrong", f"Not ({letter}): {option.text}\n{option.says}\n{asked}")


def _letter(answer: Any, asked: Choice) -> str | None:
    """The letter that was given, bare or as in (b), or whose text was."""
    text = as_text(answer)
    if text is None:
        return None
    plain = normalize("NFKC", text).strip().casefold()
    bare = re.fullmatch(r"\(?\s*(\w)\s*[).:]?", plain)
    if bare and bare[1] in asked.options:
        return bare[1]
    return next((letter for letter, option in asked.options.items() if plain == option.text.casefold()), None)
