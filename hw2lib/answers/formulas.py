"""The formulas that are asked for, each with the wrong forms that are often given, and what happened in them.

`formulas.toml` holds them, but for those of the 2-2-2 network, which its walk gives.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from functools import cache
from importlib.resources import files
from typing import Any

from hw2lib.byhand.mazur import mazur
from hw2lib.nn.losses import cross_entropy, log_likelihood, quadratic


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
        permitted: formulas that make a point that was drawn one at which the question makes sense.
        hints: two in words, and the formula that leads to the answer.
        also: other words for a symbol.
    """

    name: str
    right: str
    free: Mapping[str, tuple[float, float]]
    dependent: Mapping[str, str] = field(default_factory=dict)
    known: tuple[Known, ...] = ()
    permitted: Mapping[str, str] = field(default_factory=dict)
    hints: tuple[str, ...] = ()
    also: Mapping[str, tuple[str, ...]] = field(default_factory=dict)


def _of_the_file() -> Iterator[Formula]:
    stored = _stored()
    for entry in stored["formula"]:
        known = tuple(Known(**form) for form in entry.pop("known", ()))
        free = {
            name: tuple(stored["ranges"][where]) for names, where in entry.pop("free").items() for name in names.split()
        }
        yield Formula(free=free, known=known, **entry)


def _stored() -> dict[str, Any]:
    return tomllib.loads(files("hw2lib.answers").joinpath("formulas.toml").read_text(encoding="utf-8"))


@cache
def other_words() -> Mapping[str, tuple[str, ...]]:
    """Return other words for a symbol, in every question that has it.

    Example:
        >>> other_words()["lam"]
        ('lambda',)
    """
    return {name: tuple(words) for name, words in _stored()["also"].items()}


_SIGN = "The sign is wrong: it is the output minus the target."
_REAL, _UNIT = (-1.5, 1.5), (0.0, 1.0)
_FREE_2_2_2 = {
    **{f"w{k}": _REAL for k in range(1, 9)},
    **dict.fromkeys(("i1", "i2", "b_h1", "b_h2", "b_o1", "b_o2"), _REAL),
    **dict.fromkeys(("t1", "t2"), _UNIT),
}


def _of_the_network() -> Iterator[Formula]:
    """BP1 to BP4 on the 2-2-2 network with the cross-entropy; the squared error's output deltas beside them."""
    lines = {name: line for name, line in mazur(cross_entropy).formulas.items() if " after " not in name}
    asked = [name for name in lines if name.startswith(("delta", "dC/d"))]
    forward = {name: lines[name] for name in lines if name.startswith(("net", "out"))}
    deltas = {name: lines[name] for name in asked if name.startswith("delta")}
    for name in asked:
        others = tuple(
            Known(f"answer to {other}", lines[other], f"That is {other}; {name} is asked.")
            for other in asked
            if other != name and name not in lines[other] and lines[name] != other
        )
        dependent = {n: f for n, f in (forward | deltas).items() if name not in (n, *re.findall(r"\w+", f))}
        known = _slips_in(name, lines[name]) if name.startswith("delta_o") else (*_slips_in(name, lines[name]), *others)
        yield Formula(name, lines[name], _FREE_2_2_2, dependent, known)
    for loss in (quadratic, log_likelihood):
        for name in ("delta_o1", "delta_o2"):
            right = mazur(loss).formulas[name]
            yield Formula(f"{name} with {loss}", right, _FREE_2_2_2, forward, _slips_in(name, right))


def _slips_in(name: str, right: str) -> tuple[Known, ...]:
    """The usual slips, made in the text of the right formula."""
    turned = re.sub(r"\((out_o\d) - (t\d)\)", r"(\2 - \1)", right)
    known = [Known("sign of delta", f"-({right})", "The sign is wrong.")]
    if name.startswith("delta_o"):
        o = name[-1]
        slope = f"out_o{o}*(1 - out_o{o})"
        known += [
            Known("sigma' once too often", f"({right})*{slope}", "There is a factor sigma' = out (1 - out) too many."),
            Known("sigma' left out", f"out_o{o} - t{o}", "The factor sigma' = out (1 - out) is missing."),
            Known("target and output exchanged", turned, _SIGN),
        ]
    if name in ("delta_h1", "delta_h2"):
        h = name[-1]
        row = {"1": ("w7", "w6"), "2": ("w6", "w7")}[h]
        column = {"1": "w5 and w7", "2": "w6 and w8"}[h]
        known += [
            Known(
                "row for column",
                right.replace(*row),
                f"A row of the output weights was taken for a column: out_h{h} leaves through {column}.",
            ),
            Known(
                "hidden sigma' left out",
                right.partition("*out_h")[0],
                "The factor sigma' = out_h (1 - out_h) is missing.",
            ),
            Known("1 - a forgotten", right.partition("*(1 - ")[0], "sigma' is out (1 - out); only out was taken."),
            Known(
                "only the error of o1",
                re.sub(r" \+ w\d\*delta_o2", "", right),
                "The error of o2 is missing: the neuron feeds both outputs.",
            ),
            Known(
                "only the error of o2",
                re.sub(r"w\d\*delta_o1 \+ ", "", right),
                "The error of o1 is missing: the neuron feeds both outputs.",
            ),
            Known("errors not weighted", re.sub(r"w\d\*", "", right), "Each error comes back through its weight."),
        ]
    return tuple(form for form in known if form.formula != right)


@cache
def all_formulas() -> Mapping[str, Formula]:
    """Every formula by its name, in the order of the exercises.

    Example:
        >>> all_formulas()["sigma'"].right
        'a*(1 - a)'
    """
    return {formula.name: formula for group in (_of_the_file(), _of_the_network()) for formula in group}
