"""The formulas that are asked for, each with the wrong forms that are often given, and what happened in them.

`formulas.toml` holds them, but for those of the 2-2-2 network, which its walk gives.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from functools import cache
from typing import Any

from hw2lib.answers.candidates import upstream
from hw2lib.answers.questions import find_question, hints
from hw2lib.byhand.mazur import SIZES, mazur
from hw2lib.byhand.worked import Worked, by_name
from hw2lib.display import listed, stored
from hw2lib.nn.losses import Loss, cross_entropy, log_likelihood, quadratic


@dataclass(frozen=True)
class Known:
    """A wrong form that is often given: the formula, and what happened."""

    name: str
    formula: str
    says: str


@dataclass(frozen=True)
class Formula:
    """One formula that can be asked for.

    Attributes:
        name: how it is called.
        right: the formula, as a string.
        free: the symbols that can be chosen freely, with the interval that each lies in; of ints for
            whole numbers.
        dependent: other symbols that may be used, as formulas in the free ones and in each other.
        known: wrong forms.
        forms: other ways to write the right formula; people err in those as well.
        permitted: formulas that make a point that was drawn one at which the question makes sense.
        hints: two in words, and one that leads to the answer and isn't it.
        also: other words for a symbol.
        not_here: what to say of a name that doesn't belong into the answer.
        of_walk: the loss and the line of the 2-2-2 network's walk, if it is one of those.
    """

    name: str
    right: str
    free: Mapping[str, tuple[float, float]]
    dependent: Mapping[str, str] = field(default_factory=dict)
    known: tuple[Known, ...] = ()
    forms: tuple[str, ...] = ()
    permitted: Mapping[str, str] = field(default_factory=dict)
    hints: tuple[str, ...] = ()
    also: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    not_here: Mapping[str, str] = field(default_factory=dict)
    of_walk: tuple[Loss, str] | None = None


def _of_the_file() -> Iterator[Formula]:
    stored = _stored()
    for entry in stored["formula"]:
        known = tuple(Known(**form) for form in entry.pop("known", ()))
        free = {name: tuple(stored["ranges"][where]) for name, where in _each(entry.pop("free")).items()}
        not_here = _each(entry.pop("not_here", {}))
        yield Formula(free=free, not_here=not_here, known=known, forms=tuple(entry.pop("forms", ())), **entry)


def _each(named: Mapping[str, str]) -> dict[str, str]:
    """The entries of names that stand together in one key, a name each."""
    return {name: value for names, value in named.items() for name in names.split()}


def _stored() -> dict[str, Any]:
    return stored("hw2lib.answers", "formulas.toml")


@cache
def other_words() -> Mapping[str, tuple[str, ...]]:
    """Return other words for a symbol, in every question that has it.

    Example:
        >>> other_words()["lam"]
        ('lambda',)
    """
    return {name: tuple(words) for name, words in _stored()["also"].items()}


_REAL, _UNIT = (-1.5, 1.5), (0.0, 1.0)
ASKED_IN_FORMULAS = ("z", "a", "cost", "total", "delta", "dw", "db", "layer db", "new w")
_FREE_2_2_2 = {
    **{f"w{k}": _REAL for k in range(1, 9)},
    **dict.fromkeys(("i1", "i2", "b_h1", "b_h2", "b_o1", "b_o2"), _REAL),
    **dict.fromkeys(("t1", "t2"), _UNIT),
}


def _of_the_network() -> Iterator[Formula]:
    """The lines of the 2-2-2 network's walk with the cross-entropy; under the other losses, what differs."""
    for loss in (cross_entropy, quadratic, log_likelihood):
        lines = mazur(loss).trace
        for name in lines if loss is cross_entropy else ("delta_o1", "delta_o2", "E_o1", "E_o2"):
            kind = mazur(loss).places[name][0]
            if lines[name].of and kind in ASKED_IN_FORMULAS:
                yield _of_the_walk(name, kind, loss, lines)


def _of_the_walk(name: str, kind: str, loss: Loss, lines: Mapping[str, Worked]) -> Formula:
    """The question for one line; the weighted inputs, outputs and errors that don't come of it may stand in it."""
    problem = mazur(loss)
    also = {"total": ("cost",), "new w": ("dw",), "layer db": ("db",)}.get(kind, ())
    known = {
        other.replace("dC/", ""): line.write()
        for other, line in lines.items()
        if line.of and problem.places[other][0] in ("z", "a", "delta", *also) and name not in upstream(lines, other)
    }
    steps = kind == "new w"
    *words, _ = hints(find_question(name, SIZES), problem)
    made_of = lines[name].names
    index = problem.places[name][1]
    neuron = index[1] + 1 if len(index) > 1 else 1
    right = lines[name].write(lambda leaf: f"({leaf.write()})" if leaf.name.startswith("dC/") else by_name(leaf))
    return Formula(
        name if loss is cross_entropy else f"{name} with {loss}",
        right,
        {**_FREE_2_2_2, **({"eta": _UNIT} if steps else {})},
        known,
        also={f"b_h{neuron}": ("b_1",), f"b_o{neuron}": ("b_2",)},  # one bias a layer, as in Mazur's drawing
        not_here={} if steps else {"eta": "the learning rate belongs to the step, not to the derivative"},
        hints=(*words, f"It is made of {listed(made_of)}{' alone' * (len(made_of) == 1)}."),
        of_walk=(loss, name),
    )


@cache
def all_formulas() -> Mapping[str, Formula]:
    """Every formula by its name, in the order of the exercises.

    Example:
        >>> all_formulas()["sigma'"].right
        'a*(1 - a)'
    """
    return {formula.name: formula for group in (_of_the_file(), _of_the_network()) for formula in group}
