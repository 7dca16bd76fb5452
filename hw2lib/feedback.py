"""Your answer, judged by the digits you gave; a wrong one is told which slip gives exactly that number."""

from __future__ import annotations

import math
import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from difflib import get_close_matches
from fractions import Fraction
from functools import cached_property
from html import escape
from itertools import combinations
from numbers import Rational, Real
from operator import attrgetter
from typing import Any, Literal, TypeAlias

import numpy as np
import numpy.typing as npt

from hw2lib.activations import sigmoid
from hw2lib.arrays import non_negative
from hw2lib.backprop import backprop, check_examples
from hw2lib.ledger import EQUATIONS
from hw2lib.losses import Loss, cross_entropy, log_likelihood, quadratic
from hw2lib.network import Network
from hw2lib.slips import SLIPS, Problem, Slip, Way, Work, combine
from hw2lib.worked_example import BIAS_STEPS, NEURONS, WEIGHTS, WorkedExample, loss_of_each_output, mazur

Verdict: TypeAlias = Literal["right", "wrong", "too few digits", "undecided", "no answer"]
Getter: TypeAlias = Callable[[Any], Any]

ENOUGH = 2  # digits without which an answer is neither right nor explained
SURE = 4  # digits from which a fit is hardly chance, so that pairs of slips are looked for
FULL = 1e-9  # relative: what a number with all digits of a float has to keep
LONGEST = 100  # characters of an answer
SHOWN = 3  # explanations at the most

SEEN = tuple(dict.fromkeys(equation.slips for equation in EQUATIONS.values() if len(equation.slips) > 1))
"""Combinations of slips that occur in the printed solution: they are tried too, however many slips they hold."""


@dataclass(frozen=True)
class Question:
    """One number that can be asked for.

    Attributes:
        name: how it is called.
        kind: which hints belong to it.
        get: takes the number out of a Work.
        before: the questions that come before it, where a mistake may lie.
    """

    name: str
    kind: str
    get: Getter
    before: tuple[str, ...] = ()


@dataclass(frozen=True)
class Explanation:
    """Slips that together give the answer, and what they would give with all digits."""

    slips: tuple[str, ...]
    says: str
    value: float


@dataclass(frozen=True, repr=False)
class Feedback:
    """What there is to say to an answer.

    Attributes:
        question: the question's name.
        verdict: "right", "wrong", "too few digits", "undecided" (a formula) or "no answer".
        digits: how many significant digits the answer has.
        explanations: the slips that give it; the simplest, and several if they can't be told apart.
        text: the feedback in words.
    """

    question: str
    verdict: Verdict
    digits: int
    explanations: tuple[Explanation, ...]
    text: str

    @property
    def right(self) -> bool:
        """Whether the answer is right, to the digits that it has."""
        return self.verdict == "right"

    def __bool__(self) -> bool:
        return self.right

    def __repr__(self) -> str:
        return self.text

    def _repr_html_(self) -> str:
        color, mark = BOXES[self.verdict]
        first, *rest = (escape(line) for line in self.text.split("\n"))
        body = "".join(f"<br>{line}" for line in rest)
        style = f"border-left: 4px solid {color}; padding: 0.4em 0.8em; margin: 0.3em 0"
        return f'<div style="{style}"><strong>{mark} {first}</strong>{body}</div>'


BOXES: Mapping[Verdict, tuple[str, str]] = {
    "right": ("#009E73", "✓"),
    "wrong": ("#D55E00", "✗"),
    "too few digits": ("#E69F00", "?"),
    "undecided": ("#E69F00", "?"),
    "no answer": ("#0072B2", "…"),
}


def check(
    question: str,
    answer: Any,
    *,
    net: Network | None = None,
    x: npt.ArrayLike | None = None,
    y: npt.ArrayLike | None = None,
    loss: Loss = cross_entropy,
    learning_rate: float = 0.5,
    biases: str = "held",
    hint: int = 0,
    reveal: bool = False,
) -> Feedback:
    """Judge an answer, and find the slip behind a wrong one.

    The number has to be right to the digits that it gives, rounded or cut: 0.44 is right to two digits, 0.4398 to four.

    Args:
        question: a name of `questions()`, such as "net_h1", "dC/dw5", "dw[1][0,1]" or "w5 after 1 step".
        answer: a number, or a string such as "0.43983", "2.4e-3" or "1/3"; None, if there is none yet.
        net, x, y: another network and its example; Mazur's, if not given.
        loss: cross_entropy, quadratic, or log_likelihood, for which Mazur's outputs are a softmax.
        learning_rate, biases: of the step that "after 1 step" speaks of; biases are "held", "each" or "shared".
        hint: 1, 2 or 3 adds so many hints.
        reveal: True adds the answer and where it comes from.

    Raises:
        TypeError, ValueError: if the answer is no number, the question is unknown, or the network doesn't fit.

    Example:
        >>> check("dC/dw5", 0.43983)
        Right, to 5 digits.
        >>> check("dC/dw5", "-0.43983").explanations[0].slips
        ('sign of delta',)
    """
    if isinstance(hint, bool) or not isinstance(hint, int) or not 0 <= hint <= 3:
        raise ValueError(f"hint is 0, 1, 2 or 3, not {hint!r}")
    problem, example = _problem(net, x, y, loss, learning_rate, biases)
    asked = _find(question, problem)
    right = float(asked.get(_Right(problem)))
    if math.isnan(right):
        raise ValueError(f"{asked.name} is one number only if the layer's neurons share their bias; biases={biases!r}")
    more = _hints(asked, problem, hint) + (_answer(asked, right, problem, example) if reveal else [])

    def feedback(verdict: Verdict, digits: int, found: Sequence[Explanation], lines: Sequence[str]) -> Feedback:
        return Feedback(asked.name, verdict, digits, tuple(found), "\n".join([*lines, *more]))

    if answer is None:
        return feedback("no answer", 0, (), [f"No answer yet for {asked.name}."])
    given = _Given.parse(answer)
    if given.fits(right):
        if given.digits < ENOUGH and abs(given.value - right) > FULL * abs(right):
            return feedback("too few digits", given.digits, (), ["Too few digits to tell: give two or more."])
        return feedback("right", given.digits, (), [f"Right, {given.to_digits}."])
    with np.errstate(all="ignore"):  # a wrong way may well take the logarithm of a negative number
        found = _explain(asked, given, right, problem) if given.digits >= ENOUGH else []
    lines = ["Not right.", *_in_words(found, sure=given.digits >= SURE)]
    if not found:
        lines.append(_where_to_look(asked))
    return feedback("wrong", given.digits, found, lines)


def questions(net: Network | None = None) -> tuple[str, ...]:
    """Return the name of every question that `check` knows about a network; about Mazur's, if none is given.

    Example:
        >>> [name for name in questions() if name.startswith("net")]
        ['net_h1', 'net_h2', 'net_o1', 'net_o2']
    """
    net = mazur().net if net is None else net
    return tuple(q.name for q in _questions(net.sizes))


# --- the questions ---------------------------------------------------------------------------------------------------


def _entry(path: str, l: int, *index: int) -> Getter:
    get = attrgetter(path)
    return lambda work: get(work)[l][index]


def _layer_sum(l: int) -> Getter:
    return lambda work: work.db[l].sum()


def _shared_bias(l: int) -> Getter:
    """The bias of a layer after the step, NaN where its neurons don't share one."""

    def get(work: Any) -> float:
        b = work.after.p.b[l]
        return float(b[0]) if (b == b[0]).all() else math.nan

    return get


def _questions(sizes: Sequence[int]) -> Iterator[Question]:
    if tuple(sizes) == (2, 2, 2):
        yield from _of_the_homework()
    layers = range(len(sizes) - 1)
    for l in layers:
        for j in range(sizes[l + 1]):
            yield Question(f"z[{l}][{j}]", "net", _entry("z", l, j))
            yield Question(f"a[{l + 1}][{j}]", "out", _entry("a", l + 1, j), (f"z[{l}][{j}]",))
    yield Question("loss", "E", attrgetter("total"), (f"a[{len(sizes) - 1}][0]",))
    for l in reversed(layers):
        kind = "output" if l == layers[-1] else "hidden"
        for j in range(sizes[l + 1]):
            before = f"a[{l + 1}][{j}]" if kind == "output" else f"delta[{l + 1}][0]"
            yield Question(f"delta[{l}][{j}]", f"{kind} delta", _entry("delta", l, j), (before,))
            yield Question(f"db[{l}][{j}]", "db", _entry("db", l, j), (f"delta[{l}][{j}]",))
            for k in range(sizes[l]):
                yield Question(f"dw[{l}][{j},{k}]", f"{kind} dw", _entry("dw", l, j, k), (f"delta[{l}][{j}]",))
    for l in layers:
        for j in range(sizes[l + 1]):
            for k in range(sizes[l]):
                yield Question(
                    f"w[{l}][{j},{k}] after 1 step",
                    "step",
                    _entry("after.p.w", l, j, k),
                    (f"dw[{l}][{j},{k}]",),
                )
            yield Question(f"b[{l}][{j}] after 1 step", "step", _entry("after.p.b", l, j), (f"db[{l}][{j}]",))
    yield Question("loss after 1 step", "loss after", attrgetter("after.total"))


def _of_the_homework() -> Iterator[Question]:
    for name, (l, j) in NEURONS.items():
        yield Question(f"net_{name}", "net", _entry("z", l, j), () if l == 0 else ("out_h1", "out_h2"))
        yield Question(f"out_{name}", "out", _entry("a", l + 1, j), (f"net_{name}",))
    for j in (0, 1):
        yield Question(f"E_o{j + 1}", "E", _entry("costs", j), (f"out_o{j + 1}",))
    yield Question("E_total", "E", attrgetter("total"), ("E_o1", "E_o2"))
    for name, (l, j) in reversed(list(NEURONS.items())):
        kind, before = ("output", (f"out_{name}",)) if l else ("hidden", ("delta_o1", "delta_o2"))
        yield Question(f"delta_{name}", f"{kind} delta", _entry("delta", l, j), before)
        yield Question(f"dC/db_{name}", "db", _entry("db", l, j), (f"delta_{name}",))
    for name, (l, j, k) in WEIGHTS.items():
        kind, neuron = ("output dw", f"o{j + 1}") if l else ("hidden dw", f"h{j + 1}")
        yield Question(f"dC/d{name}", kind, _entry("dw", l, j, k), (f"delta_{neuron}",))
    for l, kind in ((0, "h"), (1, "o")):
        before = (f"delta_{kind}1", f"delta_{kind}2")
        yield Question(f"dC/db{l + 1}", "shared db", _layer_sum(l), before)
    for name, (l, j, k) in WEIGHTS.items():
        yield Question(f"{name} after 1 step", "step", _entry("after.p.w", l, j, k), (f"dC/d{name}",))
    for name, (l, j) in NEURONS.items():
        yield Question(f"b_{name} after 1 step", "step", _entry("after.p.b", l, j), (f"dC/db_{name}",))
    for l in (0, 1):
        yield Question(f"b{l + 1} after 1 step", "shared step", _shared_bias(l), (f"dC/db{l + 1}",))
    for j in (0, 1):
        before = (f"w{5 + 2 * j} after 1 step",)
        yield Question(f"E_o{j + 1} after 1 step", "loss after", _entry("after.costs", j), before)
    yield Question(
        "E_total after 1 step", "loss after", attrgetter("after.total"), ("w1 after 1 step", "w5 after 1 step")
    )


def _find(name: Any, problem: Problem) -> Question:
    if not isinstance(name, str):
        raise TypeError(f"a question is named by a string, such as 'dC/dw5', not {name!r}")
    plain = name.strip().replace(" ,", ",").replace(", ", ",").replace("∂", "d").replace("δ", "delta")
    plain = re.sub(r"^dE(_tot(al)?)?/d|^d(?=[wb]\d|b_)", "dC/d", plain)
    plain = re.sub(r"^(C|E_tot|E)(?= after|$)", "E_total", plain)
    known = {q.name: q for q in _questions(problem.sizes)}
    if plain in known:
        return known[plain]
    if plain.startswith("E_total") and plain.replace("E_total", "loss") in known:
        return known[plain.replace("E_total", "loss")]
    near = get_close_matches(plain, known, n=5, cutoff=0.4)
    says = f"near it: {', '.join(near)}" if near else "questions() lists all"
    raise ValueError(f"there is no question {name[:LONGEST]!r}; {says}")


def _problem(
    net: Network | None, x: Any, y: Any, loss: Loss, learning_rate: float, biases: str
) -> tuple[Problem, WorkedExample | None]:
    if loss not in (cross_entropy, quadratic, log_likelihood):
        raise ValueError(f"check knows cross_entropy, quadratic and log_likelihood, not {loss!r}")
    if biases not in ("held", "each", "shared"):
        raise ValueError(f'biases are "held", "each" or "shared", not {biases!r}')
    if (net is None) != (x is None) or (net is None) != (y is None):
        raise ValueError("a network of your own comes with its example: give net, x and y")
    example = None
    if net is None:
        example = mazur(loss)
        net, x, y = example.net, example.x, example.y
    if not isinstance(net, Network) or net.copies:
        raise TypeError(f"net must be one Network, not {net!r}")
    x, y = check_examples(net, x, y, loss)
    if x.ndim != 1:
        raise ValueError(f"one example is checked at a time, so x has shape ({net.sizes[0]},), not {x.shape}")
    rate = non_negative("learning_rate", learning_rate)
    return Problem(net.w, net.b, net.activations, x, y, loss, rate, biases), example


class _Right:
    """The right numbers, from `forward` and `backprop`, with the face of a Work."""

    def __init__(self, problem: Problem) -> None:
        self.p = problem
        net = Network(problem.w, problem.b, problem.activations)
        trace, grads = net.forward(problem.x), backprop(net, problem.x, problem.y, problem.loss)
        self.z, self.a, self.total = trace.z, trace.a, grads.loss
        self.delta, self.dw, self.db = grads.delta, grads.dw, grads.db

    @cached_property
    def costs(self) -> Any:
        return loss_of_each_output(self.p.loss, self.p.activations[-1], self.z[-1], self.p.y)

    @cached_property
    def after(self) -> _Right:
        p, rate = self.p, self.p.learning_rate
        w = tuple(w - rate * dw for w, dw in zip(p.w, self.dw, strict=True))
        b = tuple(b - rate * BIAS_STEPS[p.biases](db) for b, db in zip(p.b, self.db, strict=True))
        return _Right(replace(p, w=w, b=b))


# --- the answer as it was given --------------------------------------------------------------------------------------


@dataclass(frozen=True)
class _Given:
    """A number, and the place value of the last digit that was given; 0 for an exact one."""

    value: float
    unit: float

    @classmethod
    def parse(cls, answer: Any) -> _Given:
        if isinstance(answer, (bool, np.bool_)) or not isinstance(answer, (str, Real, np.floating, np.integer)):
            raise TypeError(f"an answer is a number or a string with one, not {answer!r}"[:300])
        if isinstance(answer, Rational) and not isinstance(answer, (int, np.integer)):
            return cls(float(answer), 0.0)
        plain = isinstance(answer, (str, int, np.number))
        text = (str(answer) if plain else repr(float(answer))).strip().replace("−", "-")
        if len(text) > LONGEST:
            raise ValueError(f"an answer has at most {LONGEST} characters, not {len(text)}")
        number = r"[+-]?(?:\d+\.?\d*|\.\d+)"
        if match := re.fullmatch(rf"({number})\s*/\s*({number})", text):
            top, bottom = Fraction(match[1]), Fraction(match[2])
            if bottom == 0:
                raise ValueError("an answer can't be divided by 0")
            return cls(float(top / bottom), 0.0)
        match = re.fullmatch(rf"({number})(?:[eE]([+-]?\d{{1,4}}))?", text)
        if not match:
            hint = "; write a decimal point" if re.fullmatch(r"[+-]?\d+,\d+", text) else ""
            raise ValueError(f"{text!r} is no number such as 0.43983, 2.4e-3 or 1/3{hint}")
        decimals = len(match[1].partition(".")[2])
        value, unit = float(text), float(f"1e{int(match[2] or 0) - decimals}")
        if not np.isfinite(value) or unit == 0:
            raise ValueError(f"{text!r} is too {'small' if unit == 0 else 'large'}")
        return cls(value, unit)

    @cached_property
    def digits(self) -> int:
        """Significant digits: leading zeros don't count. An exact number has as many as a float."""
        if self.unit == 0:
            return 15
        units = round(abs(self.value) / self.unit) if self.value else 0
        return min(len(str(units)), 15) if units else 0

    @property
    def to_digits(self) -> str:
        if self.digits >= 12:
            return "to all its digits"
        if self.value == 0:
            return "it is 0"
        return f"to {self.digits} digit{'s' * (self.digits != 1)}"

    def fits(self, value: float) -> bool:
        """Whether `value`, rounded or cut to the digits given, is the answer."""
        if not math.isfinite(value):
            return False
        if self.digits >= 12:
            return bool(abs(value - self.value) <= FULL * max(abs(value), abs(self.value)))
        rounded = abs(value - self.value) <= self.unit / 2 * (1 + 1e-9)
        same_side = value * self.value > 0
        cut = same_side and -1e-9 * self.unit <= abs(value) - abs(self.value) < self.unit
        return bool(rounded or cut)


# --- the search over slips -------------------------------------------------------------------------------------------


def _explain(asked: Question, given: _Given, right: float, problem: Problem) -> list[Explanation]:
    """Single slips first; if none fits, pairs, and the combinations that the printed solution has."""
    memo: dict[Any, Any] = {}

    def value(slips: Sequence[Slip]) -> float | None:
        way = combine(slips)
        return None if way is None else _value_of(asked, way, problem, memo)

    usable = [s.name for s in SLIPS.values() if not s.only_with_others and s.needs <= problem.traits]
    singles = {name: value([slip]) for name, slip in SLIPS.items() if name in usable}
    matters = {n: v for n, v in singles.items() if v is not None and abs(v - right) > 1e-12 * max(1, abs(right))}
    found = [_explanation((name,), v, asked, problem) for name, v in matters.items() if given.fits(v)]
    found = _without_the_general(found)
    found += _other_questions(asked, given, right, problem)
    if found:
        return found
    if given.digits < SURE:
        return []  # few digits fit to one pair or another by chance
    candidates: list[tuple[str, ...]] = [*combinations(matters, 2)]
    seen = [names for names in SEEN if {"2-2-2", "sigmoid"} <= problem.traits and problem.loss is cross_entropy]
    for names in [*seen, *(pair for pair in candidates if pair not in seen)]:
        v = value([SLIPS[name] for name in names])
        if v is not None and given.fits(v):
            found.append(_explanation(names, v, asked, problem))
    return [e for e in found if not any(set(other.slips) < set(e.slips) for other in found)]


def _value_of(asked: Question, way: Way, problem: Problem, memo: dict[Any, Any]) -> float | None:
    value = float(way.answer(asked.get(Work.begin(problem, way, memo))))
    return value if math.isfinite(value) else None


def _explanation(names: tuple[str, ...], value: float, asked: Question, problem: Problem) -> Explanation:
    words = {"row_for_column": _row_for_column(asked), "delta": _delta_in_words(problem)}
    small = "2-2-2" in problem.traits
    parts = [f"{SLIPS[n].says} {SLIPS[n].example if small else ''}".strip().format(**words) for n in names]
    return Explanation(names, " And: ".join(parts), value)


def _delta_in_words(problem: Problem) -> str:
    if problem.loss is quadratic:
        return "(a - y) a (1 - a)" if problem.activations[-1] is sigmoid else "(a - y) f'(z)"
    return "a - y"


def _without_the_general(found: list[Explanation]) -> list[Explanation]:
    """ "The sign is wrong" adds nothing where a slip is known that makes it wrong."""
    general = {"sign of the answer", "answer halved", "answer doubled"}
    particular = [e for e in found if e.slips[0] not in general]
    return particular or found


def _other_questions(asked: Question, given: _Given, right: float, problem: Problem) -> list[Explanation]:
    """Is it the right answer to another question?"""
    if given.digits <= ENOUGH:
        return []
    correct = _Right(problem)
    homework = "[" not in asked.name and asked.name not in ("loss", "loss after 1 step")
    found = []
    for other in _questions(problem.sizes):
        if ("[" in other.name or other.name.startswith("loss")) == homework and problem.sizes == (2, 2, 2):
            continue  # the same number under its other name
        if ("after" in other.name) and "after" not in asked.name:
            continue
        value = float(other.get(correct))
        if other.name != asked.name and abs(value - right) > 1e-12 and given.fits(value):
            found.append(
                Explanation((f"answer to {other.name}",), f"That is {other.name}; {asked.name} is asked.", value)
            )
    return found


def _row_for_column(asked: Question) -> str:
    weights = {"dC/dw1": 1, "dC/dw2": 1, "dC/dw3": 2, "dC/dw4": 2}
    neuron = weights.get(asked.name) or next((n for n in (1, 2) if asked.name.endswith(f"h{n}")), None)
    if neuron == 1:
        return "That is what w6 in the place of w7 gives: h1 feeds o1 through w5 and o2 through w7."
    if neuron == 2:
        return "That is what w7 in the place of w6 gives: h2 feeds o1 through w6 and o2 through w8."
    return "The errors come back to neuron k through column k: the weights that leave it."


# --- in words --------------------------------------------------------------------------------------------------------


def _in_words(found: Sequence[Explanation], sure: bool) -> list[str]:
    if not found:
        return []
    if len(found) == 1:
        return [found[0].says if sure else f"It could be this: {found[0].says} More digits would tell."]
    shown = [f"({i}) {e.says}" for i, e in enumerate(found[:SHOWN], 1)]
    more = f" Here are {SHOWN} of {len(found)}." if len(found) > SHOWN else ""
    same = all(math.isclose(e.value, found[0].value, rel_tol=FULL) for e in found)
    several = "one number; any of them fits." if same else "these digits; more digits may tell them apart."
    return [f"Several slips give {several}{more}", *shown]


def _where_to_look(asked: Question) -> str:
    if not asked.before:
        return "No slip that is known here gives this number. Write the formula down first, then put the numbers in."
    calls = " and ".join(f'check("{name}", …)' for name in asked.before)
    return f"No slip that is known here gives this number. See whether what goes into it is right: {calls}."


_HINTS: Mapping[str, tuple[str, str]] = {
    "net": ("Add up what comes in.", "Each input is multiplied by its weight; then the bias."),
    "out": ("It is a function of the weighted input alone.", "Apply the neuron's activation function to it."),
    "E": ("It compares an output with its target.", "With soft targets no term is zero. Logarithms are natural."),
    "output delta": ("It is dC/dz: the chain rule has two factors.", "dC/da, times da/dz."),
    "hidden delta": (
        "The neuron feeds every neuron of the layer above.",
        "Each of their errors comes back through the weight that leads there; then times the activation's derivative.",
    ),
    "output dw": (
        "How much does z change when this weight does?",
        "The error at one end of the weight, times what comes in at the other.",
    ),
    "hidden dw": (
        "First the error of the hidden neuron that the weight leads to.",
        "That error collects the errors above, through the column of weights that leave the neuron.",
    ),
    "db": ("A bias is a weight whose input is 1.", "So nothing is multiplied."),
    "shared db": ("One bias feeds both neurons.", "Both derivatives count."),
    "shared step": (
        "Downhill. Are the biases held?",
        "One bias feeds both neurons, so both errors count; held biases stay as they are.",
    ),
    "step": ("Downhill.", "The learning rate times the derivative is taken away."),
    "loss after": (
        "Take the step, then go forward again.",
        "All weights move at once, by derivatives from before the step.",
    ),
}
_FORMULAS: Mapping[str, tuple[str, str]] = {
    "net": ("z_j = sum over k of w_jk a_k, plus b_j", "net_h1 = w1 i1 + w2 i2 + b1"),
    "out": ("a_j = f(z_j)", "out_h1 = 1/(1 + e^-net_h1)"),
    "output delta": ("delta_j = {delta}", "delta_o1 = {delta}, with a = out_o1, y = t1"),
    "hidden delta": (
        "delta_k = (sum over j of w_jk delta_j) f'(z_k)",
        "delta_h1 = (w5 delta_o1 + w7 delta_o2) out_h1 (1 - out_h1)",
    ),
    "output dw": ("dC/dw_jk = delta_j a_k", "dC/dw5 = delta_o1 out_h1"),
    "hidden dw": (
        "dC/dw_jk = delta_j a_k, with delta_j from the layer above",
        "dC/dw1 = (w5 delta_o1 + w7 delta_o2) out_h1 (1 - out_h1) i1",
    ),
    "db": ("dC/db_j = delta_j", "dC/db_h1 = delta_h1"),
    "shared db": ("dC/db = sum of the layer's delta", "dC/db1 = delta_h1 + delta_h2"),
    "shared step": ("b - eta (sum of the layer's delta), or b if biases are held",) * 2,
    "step": ("w - eta dC/dw", "w - eta dC/dw"),
    "loss after": ("w - eta dC/dw for every weight, then a forward pass",) * 2,
}
_LOSS_FORMULAS: Mapping[Loss, str] = {
    quadratic: "1/2 (y - a)^2, summed over the outputs",
    cross_entropy: "-[y ln a + (1 - y) ln(1 - a)], summed over the outputs",
    log_likelihood: "-y ln a, summed over the outputs",
}


def _formula(asked: Question, problem: Problem) -> str:
    if asked.kind == "E":
        return _LOSS_FORMULAS[problem.loss]
    small = {"2-2-2", "sigmoid"} <= problem.traits and problem.activations[-1] is sigmoid
    return _FORMULAS[asked.kind][small].format(delta=_delta_in_words(problem))


def _hints(asked: Question, problem: Problem, hint: int) -> list[str]:
    texts = [*_HINTS[asked.kind], _formula(asked, problem)]
    return [f"Hint {i}: {text}" for i, text in enumerate(texts[:hint], 1)]


def _answer(asked: Question, right: float, problem: Problem, example: WorkedExample | None) -> list[str]:
    if example is not None and asked.name in example.formulas:
        return [repr(example.line(asked.name))]
    return [f"{asked.name} = {right:z.9f}, from {_formula(asked, problem)}"]
