"""Your formula, compared with the right one; a wrong one gets a point where it differs and, if it is known, its name.

A formula is read, never run (see `notation`). It is wrong if it differs at a point, worked out to many digits; it is
right if it agrees at all of them *and* the difference is shown to be 0 by exact arithmetic (see `identity`).
"""

from __future__ import annotations

import math
import re
from collections.abc import Mapping, Sequence
from difflib import get_close_matches
from fractions import Fraction
from functools import cache, cached_property
from itertools import groupby
from typing import Any

import mpmath
import numpy as np

from hw2lib.answers.candidates import PAIR, Candidate
from hw2lib.answers.feedback import Explanation, Feedback, NotReadable, Verdict, is_missing, numbered, refuse_other_help
from hw2lib.answers.forms import Forms, forms, worked_tree
from hw2lib.answers.formulas import Formula, all_formulas, other_words
from hw2lib.answers.identity import ANY, POSITIVE, Range, UndecidedError, equal
from hw2lib.answers.notation import ALLOWED, read
from hw2lib.answers.symbolic import from_sympy, is_symbolic, type_name
from hw2lib.answers.tokens import key, spellings
from hw2lib.answers.trees import Applied, Name, Operation, Tree, evaluate, names_in, negative, number, with_names
from hw2lib.byhand.mazur import mazur
from hw2lib.byhand.worked import Worked
from hw2lib.display import as_text, listed

POINTS = 16
FEW = 6  # of them tell one wrong form from another
DIGITS = 90  # in which the formulas are worked out: more than a number of theirs has
MORE_DIGITS = 200  # in which a difference must be the same: else it is what large terms leave that cancel
LARGE, MOST_DIGITS = 100.0, 9000  # e to the power of more than that is large; then so many digits
FAR, FARTHER = 2, 10  # of the points, the last few are drawn from so many times the range of what may be any number
AGREEMENT = 1e-25
NEARLY = 1e-5
_UNIT = (0.0, 1.0)
_DERIVATIVE = re.compile(  # one name, and no quotient
    r"[d∂][CEL](?:_total)?\s*/\s*[d∂]([wb])_?\{?([ho]?\d)\}?"
    r"|\\[dt]?frac\s*\{\s*(?:\\partial|d|∂)\s*[CEL](?:_\{?\w+\}?)?\s*\}"
    r"\{\s*(?:\\partial|d|∂)\s*([wb])_?\{?([ho]?\d)\}?\s*\}"
)
_NUMPY = (np.int8, np.int16, np.int32, np.int64, np.uint8, np.float16, np.float32, np.float64)


def check_formula(question: str, expression: Any, *, hint: int = 0, reveal: bool = False) -> Feedback:
    r"""Judge a formula: any equivalent form is right.

    Args:
        question: a name of `formulas()`, such as "delta of softmax with log-likelihood", "dC/dz of the cross-entropy",
            "sigma'" or, on the 2-2-2 network, "delta_h1" and "dC/dw1".
        expression: the formula as you would write it, in Python, on paper or in LaTeX: "(a - y)/(a*(1 - a))",
            "σ(z) − y", r"\frac{1}{1 + e^{-z}} - y"; or a SymPy expression; None or ..., if there is none yet. It is
            never run.
        hint: 1, 2 or 3 adds so many hints.
        reveal: True adds the right formula.

    Returns:
        What there is to say. The verdict is "not read" if the formula can't be understood, or in two ways.

    Raises:
        ValueError: if hint is none of 0, 1, 2 and 3.

    Example:
        >>> check_formula("dC/dz of the cross-entropy", "sigma(z) - y")
        Right: it is a - y.
        >>> print(check_formula("delta of softmax with log-likelihood", "y_j(a_j - 1)").explanations[0].says)
        Only the diagonal of softmax's Jacobian was used. The others together send (1 - y_j) a_j back.
    """
    refuse_other_help(hint, reveal)
    try:
        asked = _find(question)
    except NotReadable as problem:
        return Feedback((as_text(question) or "")[:100], "not read", f"Not read: {problem}.")
    more = numbered(asked.hints, hint)
    more += [f"{asked.name} = {asked.right}"] if reveal else []

    def feedback(verdict: Verdict, *lines: str, found: Sequence[Explanation] = ()) -> Feedback:
        return Feedback(asked.name, verdict, "\n".join([*lines, *more]), tuple(found))

    usable = _usable(asked)
    if is_missing(expression):
        return feedback("no answer", f"No answer yet for {asked.name}. You may use {usable}.")
    sheet = _sheet(asked.name)
    try:
        given = sheet.read(expression)
    except NotReadable as problem:
        says = asked.not_here.get(sheet.not_here.get(problem.unknown, problem.unknown), str(problem))
        if problem.unknown == key(asked.name):
            says = f"{asked.name} is what is asked for: write it in other names."
        can = f"You can write numbers, {ALLOWED}, and {usable}."
        return feedback("not read", f"Not read: {says.rstrip('.')}{'' if says.endswith('?') else '.'}", can)
    values = sheet.values(given)
    apart = sheet.first_difference(given, values)
    named = sheet.with_names(given) if apart is not None else given
    if named != given and sheet.first_difference(named, sheet.values(named)) is None and sheet.equal(named):
        names = [name for name in sheet.names if name in names_in(named) - names_in(given)]
        says = f"Right, with numbers put in. With {listed(names)} it holds for every network: it is {asked.right}."
        return feedback("right", says)
    if apart is not None:
        causes: list[Candidate] = []
        lines = ["A number in it may be rounded."] if sheet.nearly(values) else []
        if apart >= FEW:
            lines = ["It agrees with the right one in many places, but not everywhere."]
        elif not lines:
            causes, sure = sheet.causes(named, sheet.values(named))
            if not causes and named != given:
                causes, sure = sheet.causes(given, values)
            lines = _in_words(causes, sure)
        if not names_in(given) and asked.free and names_in(sheet.right):
            lines.append("It should be a formula, not a number.")
        found = [Explanation(c.slips, c.says, math.nan) for c in causes]
        return feedback("wrong", "Not right.", *lines, sheet.where(given, values, apart), found=found)
    if sheet.equal(given):
        return feedback("right", f"Right: it is {asked.right}.")
    says = (
        f"It agrees with the right one at {POINTS} points, but no proof was found that the two are equal. Simplify it."
    )
    return feedback("undecided", says)


def formulas() -> tuple[str, ...]:
    """Return the name of every formula that `check_formula` knows.

    Example:
        >>> "sigma'" in formulas(), "delta_h1" in formulas()
        (True, True)
    """
    return tuple(all_formulas())


def _usable(asked: Formula) -> str:
    """The names to write an answer with; of those of the walk, the kinds that it needs."""
    names = (*asked.free, *asked.dependent)
    if asked.of_walk is not None:
        loss, line = asked.of_walk
        problem = mazur(loss)
        kinds = {problem.places[name][0] for name in problem.trace[line].names}
        names = tuple(name for name in names if name not in problem.places or problem.places[name][0] in kinds)
    return _in_runs(names)


def _in_runs(names: Sequence[str]) -> str:
    """Names in a sentence: "w1 to w8, i1 and i2"."""
    told: list[str] = []
    for _, run in groupby(enumerate(names), lambda at: _stem(at[1], at[0])):
        some = [name for _, name in run]
        told += [f"{some[0]} to {some[-1]}"] if len(some) > 2 else some
    return listed(told)


def _stem(name: str, place: int) -> tuple[str, int]:
    """What names that are numbered one after the other have in common."""
    stem = name.rstrip("0123456789")
    number = name.removeprefix(stem)
    return (stem, int(number) - place) if number else (name, place)


def _in_words(causes: Sequence[Candidate], sure: bool) -> list[str]:
    """What went wrong, as a fact only if it is one thing and no other is as likely."""
    if len(causes) > 1:
        return ["It could be one of these:", *(f"({i}) {c.says}" for i, c in enumerate(causes, 1))]
    could_be = "It could be two mistakes at once." if causes and causes[0].rank == PAIR else "It could be this:"
    return [c.says if sure else f"{could_be} {c.says}" for c in causes]


def _find(name: Any) -> Formula:
    text = as_text(name)
    if text is None:
        raise NotReadable("a formula is named by a string; formulas() lists the names")
    typed = text.strip()[:100]
    written = typed.replace("∂", "d").replace("δ", "delta").replace("σ", "sigma").replace("′", "'").replace("’", "'")
    names = all_formulas()
    if written in names:
        return names[written]
    folded = {name.casefold(): name for name in names}
    if written.casefold() in folded:
        return names[folded[written.casefold()]]
    near = [folded[n] for n in get_close_matches(written.casefold(), folded, n=5, cutoff=0.3)]
    near = near or [n for n in names if written and n.casefold().startswith(written.casefold())][:5]
    shown = "".join(c for c in typed[:60] if c.isprintable())
    says = f"near it: {', '.join(near)}" if near else "formulas() lists all"
    raise NotReadable(f'there is no formula "{shown}"; {says}')


# --- reading and comparing -------------------------------------------------------------------------------------------


@cache
def _sheet(name: str) -> _Sheet:
    return _Sheet(all_formulas()[name])


class _Sheet:
    """What belongs to a question: its names, the points at which formulas are compared, and the right one's values."""

    def __init__(self, asked: Formula) -> None:
        self.asked = asked
        self.names = (*asked.free, *asked.dependent)
        self.also = {
            name: (*other_words().get(name, ()), *asked.also.get(name, ()))
            for name in dict.fromkeys((*self.names, *asked.also))
        }
        everything = [(other, name) for name, others in self.also.items() for other in others]
        self.no_words = [(other, name) for other, name in everything if re.search(r"[(=\[]", other)]  # such as Var(z)
        self.not_here = {key(word): name for name in asked.not_here for word in (name, *other_words().get(name, ()))}
        self.dependent = {name: read(text, self.names, self.also) for name, text in asked.dependent.items()}
        self.depends = {name: names_in(tree) for name, tree in self.dependent.items()}
        self.right = read(asked.right, self.names, self.also)
        self.points = [_Digits(point, self.dependent) for point in self.drawn()]

    def read(self, expression: Any) -> Tree:
        kind, text = type(expression), as_text(expression)
        if text is not None:
            name = self.asked.name
            called = (name, *(name.partition(word)[0] for word in (" of ", " with ") if word in name))
            typed = _DERIVATIVE.sub(lambda m: f" d{m[1] or m[3]}_{m[2] or m[4]}", text)
            for other, name in self.no_words:
                typed = typed.replace(other, f" {name} ")
            return read(typed, self.names, self.also, self.depends, called)
        if is_symbolic(kind):
            return from_sympy(expression, spellings(self.names, self.also))
        if kind in (int, Fraction):
            return number(Fraction(expression))
        if kind in (float, *_NUMPY):
            if not math.isfinite(expression):
                raise NotReadable("a formula is finite")
            return number(Fraction(repr(float(expression))))
        raise NotReadable(f'a formula is a string, such as "a*(1 - a)", or a SymPy expression, not a {type_name(kind)}')

    def drawn(self) -> list[dict[str, Fraction]]:
        """Draw the points, always the same ones."""
        rng = np.random.default_rng(0)

        def point(place: int) -> dict[str, Fraction]:
            drawn = {}
            for name, (low, high) in self.asked.free.items():
                value = low + (high - low) * rng.uniform(0.03, 0.97)
                value *= FARTHER if low < 0 and place >= POINTS - FAR else 1
                drawn[name] = Fraction(str(round(float(value), 0 if isinstance(low, int) else 2)))
            trees = {name: read(text, self.asked.free) for name, text in self.asked.permitted.items()}
            at = _Digits(drawn, {})
            return drawn | {name: Fraction(int(evaluate(tree, at))) for name, tree in trees.items()}

        return [point(place) for place in range(POINTS)]

    def values(self, tree: Tree, count: int = POINTS) -> list[Any]:
        """Return the formula's value at the first points; None where it has none."""
        return [point.value(tree) for point in self.points[:count]]

    @cached_property
    def should(self) -> list[Any]:
        return self.values(self.right)

    @cached_property
    def forms(self) -> Forms:
        """The wrong forms."""
        names = {name: np.array([float(p.name(name)) for p in self.points[:FEW]]) for name in self.names}
        written = [read(text, self.names, self.also) for text in self.asked.forms]
        known = [(form, read(form.formula, self.names, self.also)) for form in self.asked.known]
        return forms(self.asked, self.dependent | {self.asked.name: self.right}, written, known, names)

    def causes(self, given: Tree, values: list[Any]) -> tuple[list[Candidate], bool]:
        """The likeliest causes of a wrong formula, and whether it is certain that it is one of them."""
        few = np.array([math.nan if value is None else float(value) for value in values[:FEW]])
        leaves = {name: Worked(0.5, name=name) for name in self.names}
        return self.forms.causes(few, worked_tree(given, leaves))

    def first_difference(self, given: Tree, values: list[Any]) -> int | None:
        """Return the index of the first point at which it differs; it may have no value at a few."""
        missing = [i for i, value in enumerate(values) if value is None]
        apart = (i for i, (v, s) in enumerate(zip(values, self.should, strict=True)) if _apart(v, s) > AGREEMENT)
        differ = (i for i in apart if _apart(self.points[i].to_more_digits(given), values[i]) < AGREEMENT)
        return next(differ, next(iter(missing if 4 * len(missing) > POINTS else []), None))

    def nearly(self, values: list[Any]) -> bool:
        return all(v is not None and _apart(v, s) < NEARLY for v, s in zip(values, self.should, strict=True))

    def where(self, given: Tree, values: list[Any], index: int) -> str:
        used = names_in(given) | names_in(self.right)
        point = self.points[index]
        at = ", ".join(f"{name} = {float(point.name(name)):.4g}" for name in self.names if name in used)
        value, right = values[index], self.should[index]
        digits = next(d for d in (6, 12, 24, DIGITS) if _shown(value, d) != _shown(right, d) or d == DIGITS)
        return f"At {at} it gives {_shown(value, digits)}; right is {_shown(right, digits)}."

    def with_names(self, given: Tree) -> Tree:
        """A formula of the walk with names in the place of Mazur's numbers."""
        if self.asked.of_walk is None:
            return given
        loss, line = self.asked.of_walk
        problem = mazur(loss)
        numbers: dict[Fraction, Tree] = {}
        for name in problem.trace[line].names:
            if not problem.trace[name].of and name in self.names:
                value = Fraction(f"{problem[name]:g}")
                complement = {1 - value: Operation("-", number(Fraction(1)), Name(name))} if name[0] == "t" else {}
                numbers = {value: Name(name), -value: negative(Name(name)), **complement, **numbers}
        return with_names(given, numbers)

    def equal(self, given: Tree) -> bool:
        """Whether the difference can be shown to be 0: as it is written, or with the dependent names written out."""
        for dependent in ({}, self.dependent):
            try:
                if equal(given, self.right, self.ranges, dependent):
                    return True
            except UndecidedError:
                continue
        return False

    @cached_property
    def ranges(self) -> dict[str, Range]:
        """Between which bounds each name lies, whatever points are drawn."""
        free = {
            name: _UNIT if ends == _UNIT else ANY if ends[0] < 0 else POSITIVE for name, ends in self.asked.free.items()
        }
        sigmas = (isinstance(tree, Applied) and tree.function == "sigma" for tree in self.dependent.values())
        return free | {name: _UNIT if sigma else ANY for name, sigma in zip(self.dependent, sigmas, strict=True)}


class _Digits:
    """The arithmetic of many digits, at one point."""

    def __init__(self, point: Mapping[str, Fraction], dependent: Mapping[str, Tree], digits: int = DIGITS) -> None:
        self.point, self.dependent, self.many = point, dependent, _context(digits)
        self.largest = 0.0  # exponent to which e was taken
        self.known = {name: self.number(value) for name, value in point.items()}

    def to_more_digits(self, tree: Tree) -> Any:
        """Return the formula's value, worked out anew in more digits: far more, if there are large terms in it."""
        again = _Digits(self.point, self.dependent, MORE_DIGITS)
        value = again.value(tree)
        return _Digits(self.point, self.dependent, MOST_DIGITS).value(tree) if again.largest > LARGE else value

    def value(self, tree: Tree) -> Any:
        """Return the formula's value, or None if it has none or is beyond all bounds."""
        try:
            return evaluate(tree, self)
        except (OverflowError, ValueError, ZeroDivisionError):
            return None

    def number(self, value: Fraction) -> Any:
        return self.many.mpf(value.numerator) / value.denominator

    def name(self, name: str) -> Any:
        if name not in self.known:
            self.known[name] = evaluate(self.dependent[name], self)
        return self.known[name]

    def exp(self, x: Any) -> Any:
        if abs(x) > 10_000:
            raise OverflowError
        self.largest = max(self.largest, float(abs(x)))
        return self.many.exp(x)

    def ln(self, x: Any) -> Any:
        if x <= 0:
            raise ValueError
        return self.many.ln(x)

    def power(self, x: Any, y: Any) -> Any:
        if x == 0:
            return 1 / self.many.mpf(0) if y < 0 else self.many.mpf(y == 0)
        if y == int(y) and abs(y) < 100:
            self.largest = max(self.largest, float(abs(y) * abs(self.many.mag(x))))
            return x ** int(y)
        return self.exp(y * self.ln(x))

    def absolute(self, x: Any) -> Any:
        return abs(x)


@cache
def _context(digits: int) -> mpmath.MPContext:
    """Arithmetic of so many digits, of its own, so that nobody else's precision is touched."""
    many = mpmath.MPContext()
    many.dps = digits
    return many


def _apart(one: Any, other: Any) -> float:
    """Return how far two values differ, of the larger of them and 1; 0 if there is no value."""
    if one is None or other is None:
        return 0.0
    return float(abs(one - other) / max(1, abs(one), abs(other)))


def _shown(value: Any, digits: int) -> str:
    if value is None or abs(value) > 1e300:
        return "no finite number"
    return f"{float(value):.{digits}g}" if digits < 16 else str(mpmath.nstr(value, digits))
