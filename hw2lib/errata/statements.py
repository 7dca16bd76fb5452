"""What is executed to judge an equation: its own LaTeX, read with what the symbols mean where it stands.

A = B = C states A = B and A = C. Each is proved or refuted, or, where it is about numbers, compared with the right
value. So a sign or an index that changes in errata.toml changes what is executed.
"""

from __future__ import annotations

import math
import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from functools import cached_property
from itertools import product
from typing import Any, TypeAlias

import numpy as np
import sympy as sp

from hw2lib.byhand.mazur import mazur
from hw2lib.byhand.problem import Problem
from hw2lib.errata.assertions import ASSERTIONS
from hw2lib.errata.latex import Expression, chain
from hw2lib.errata.ledger import EQUATIONS, Claim, Entry, Equation
from hw2lib.errata.typeset import split, statements
from hw2lib.errata.verification import Finding, Verification, settled
from hw2lib.nn.activations import sigmoid, softmax
from hw2lib.nn.losses import cross_entropy
from hw2lib.nn.network import Network

Member: TypeAlias = tuple[str, Expression]  # one side of an equation, as it is written and as it is read


def verify(entry: Entry) -> Verification:
    """Carry out an entry: prove or refute what is printed, and prove what stands in its place."""
    if isinstance(entry, Claim):
        printed, correct = ASSERTIONS[entry.name]()
        return Verification(entry.label, entry.verdict, tuple(printed), tuple(correct))
    assert isinstance(entry, Equation)
    if entry.verdict == "blank" and not entry.printed:
        return Verification(entry.label, entry.verdict, ())
    reading = reading_of(entry.number)
    before = EQUATIONS[entry.continues].printed if entry.continues else ""
    mended = entry.correct != entry.printed
    return Verification(
        entry.label,
        entry.verdict,
        tuple(reading.judge(entry.printed, before)),
        tuple(reading.judge(entry.correct)) if mended else (),
    )


class Reading:
    """What the symbols of an equation stand for: quantities that are defined by each other, from the loss down.

    Attributes:
        levels: the definitions, from the loss down; each replaces one kind of quantity by what it is made of.
        free: the indices for each of whose values 1 and 2 an equation is read.
        bound: the values that they have in one reading of it.
    """

    levels: Sequence[Callable[[Expression], Expression]] = ()
    free = ""

    def __init__(self, bound: Mapping[str, int] | None = None) -> None:
        self.bound = dict(bound or {})

    # --- what the symbols mean

    def number(self, text: str) -> Expression:
        """Return a number."""
        return sp.Rational(text)

    def name(self, name: str, sub: str, sup: str) -> Expression:
        """Return a variable; `sub` and `sup` are its subscript and superscript, "" where it has none."""
        raise ValueError(f"{name} with {sub!r} and {sup!r} means nothing here")

    def function(self, name: str, primes: int, argument: Expression) -> Expression:
        """Return sigma or one of its derivatives at the argument."""
        t = sp.Symbol("t", real=True)
        return sp.diff(logistic(t), t, primes).subs(t, argument)

    def partial(self, top: Expression, bottom: Expression, order: int = 1) -> Expression:
        """Return a partial derivative: `top` is unfolded just so far that `bottom` occurs in it."""
        for unfold in (lambda e: e, *self.levels):
            top = unfold(top)
            if _occurs(bottom, top):
                return sp.Derivative(top, (bottom, order)).doit()
        return sp.Integer(0)

    def total(self, sub: str, sup: str, body: Callable[[], Expression]) -> Expression:
        """Return the sum over an index of what `body` reads."""
        raise ValueError("a sum means nothing here")

    # --- what an equation states

    def judge(self, latex: str, before: str = "") -> Iterator[Finding]:
        """Settle each statement of an equation; `before` is the line that it carries on."""
        for formula in statements(latex):
            text, known = f"{before} {formula}", _complete(before)
            cases = [type(self)(bound) for bound in self._bindings(text)]
            chains = [chain(text, case) for case in cases]
            for i in range(max(known, 1), len(chains[0])):
                found = [case.settle(members[0], members[i]) for case, members in zip(cases, chains, strict=True)]
                yield next((finding for finding in found if not finding.holds), found[0])

    def _bindings(self, latex: str) -> Iterator[dict[str, int]]:
        letters = [i for i in self.free if re.search(rf"_(\{{?\w*{i})", latex)]
        for values in product((1, 2), repeat=len(letters)):
            yield dict(zip(letters, values, strict=True))

    def settle(self, left: Member, right: Member) -> Finding:
        """Prove or refute that two members are equal."""
        return settled(self.unfolded(left[1]), self.unfolded(right[1]), f"${left[0]} = {right[0]}$")

    def unfolded(self, side: Expression) -> Expression:
        """Return an expression in what everything is made of in the end."""
        for unfold in self.levels:
            side = unfold(side)
        return side


def logistic(t: Expression) -> Expression:
    """Return sigma(t)."""
    return 1 / (1 + sp.exp(-t))


def _complete(latex: str) -> int:
    """How many members of an equation are there before the line that carries it on."""
    return sum(bool(member.strip()) for member in split(latex, "=")) - latex.rstrip().endswith("+")


def _occurs(quantity: Expression, expression: Expression) -> bool:
    """Whether a quantity, or another one of its family, occurs."""
    if isinstance(quantity, sp.Indexed):
        return any(found.base == quantity.base for found in expression.atoms(sp.Indexed))
    return bool(expression.has(quantity))


def _family(name: str) -> Expression:
    return sp.IndexedBase(sp.Symbol(name, real=True))


def _by(base: Expression, definition: Callable[..., Expression]) -> Callable[[Expression], Expression]:
    """Replace every member of a family by its definition."""
    return lambda e: e.replace(
        lambda part: isinstance(part, sp.Indexed) and part.base == base, lambda part: definition(*part.indices)
    )


# --- 2.2 and the bonus: softmax -------------------------------------------------------------------------------------

n = sp.Symbol("n", integer=True, positive=True)
W, B, X, Y, Z, A = map(_family, "wbxyza")
CLASS = sp.Symbol("c", integer=True)  # the class that is y where it is an index
COST = sp.Symbol("C", real=True)
FACTOR = sp.Symbol("factor", positive=True)  # the bonus's c


class Softmax(Reading):
    """A softmax layer of n neurons above n inputs, with the log-likelihood cost."""

    def __init__(self, bound: Mapping[str, int] | None = None) -> None:
        super().__init__(bound)
        k, m = sp.symbols("k_ m_", integer=True)
        self.levels = (
            lambda e: e.subs(COST, -sp.log(A[CLASS])),
            _by(A, lambda j: sp.exp(Z[j]) / sp.Sum(sp.exp(Z[k]), (k, 1, n))),
            _by(Z, lambda j: sp.Sum(W[j, m] * X[m], (m, 1, n)) + B[j]),
        )

    def name(self, name: str, sub: str, sup: str) -> Expression:
        """Return C, c, 1_{j=y}, y_j, delta_j, or a member of a family; a^(L-1) are the inputs."""
        indices = [CLASS if letter == "y" else sp.Symbol(letter, integer=True) for letter in sub.replace("=", "")]
        if name in ("C", "c"):
            return COST if name == "C" else FACTOR
        if name in ("1", "y"):
            return sp.KroneckerDelta(*indices, *([CLASS] if name == "y" else []))
        if name == "delta":
            return self.partial(COST, Z[tuple(indices)]) if sub else sp.Matrix(sp.symbols("delta1:3"))
        if name == "w" and not sub:
            return sp.Matrix(2, 2, sp.symbols("w1:5"))
        return {"a": X if sup == "L-1" else A, "z": Z, "w": W, "b": B}[name][tuple(indices)]

    def total(self, sub: str, sup: str, body: Callable[[], Expression]) -> Expression:
        """Return the sum over all neurons."""
        return sp.Sum(body(), (sp.Symbol(sub, integer=True), 1, n))

    def settle(self, left: Member, right: Member) -> Finding:
        """Prove or refute it: in the weighted inputs, or in the weights where there are some."""
        bases = {found.base for _, side in (left, right) for found in side.atoms(sp.Indexed)}
        if not bases & {W, B, X}:
            self.levels = self.levels[:2]
        return super().settle(left, right)


class Sharpened(Softmax):
    """The bonus: softmax with a factor c, held against `softmax` at numbers."""

    def settle(self, left: Member, right: Member) -> Finding:
        """Compare the right side with the library's softmax."""
        z, factor = np.array([1.0, -2.0, 0.5]), 1.7
        concrete = right[1].subs(n, 3).doit().subs({Z[k + 1]: value for k, value in enumerate(z)})
        (own,) = left[1].indices
        values = [float(concrete.subs({own: j, Z[own]: z[j - 1], FACTOR: factor}).evalf()) for j in (1, 2, 3)]
        return agreement(f"${left[0]} = {right[0]}$", values, softmax(factor * z), "softmax of cz")


def agreement(says: str, values: Any, wanted: Any, what: str) -> Finding:
    """Compare numbers with what the library computes."""
    agree = bool(np.allclose(values, wanted, rtol=1e-12, atol=0))
    return Finding(says, agree, f"{'agrees' if agree else 'disagrees'} with hw2lib's {what}, at numbers")


# --- 2.3: linear neurons --------------------------------------------------------------------------------------------


class Linear(Reading):
    """Two layers of two linear neurons, and any cost of the two outputs."""

    free = "j"
    w = sp.Matrix(2, 2, sp.symbols("w11 w12 w21 w22", real=True))
    a, z, below = (sp.Matrix(sp.symbols(f"{name}1:3", real=True)) for name in ("a", "z", "v"))

    def __init__(self, bound: Mapping[str, int] | None = None) -> None:
        super().__init__(bound)
        cost = sum((a - t) ** 2 for a, t in zip(self.a, sp.symbols("t1:3", real=True), strict=True)) / 2
        self.levels = (
            lambda e: e.subs(COST, cost),
            lambda e: e.subs(dict(zip(self.a, self.z, strict=True))),
            lambda e: e.subs(dict(zip(self.z, self.w * self.below, strict=True))),
        )

    def name(self, name: str, sub: str, sup: str) -> Expression:
        """Return C or its gradient, the weights, or a vector, or an entry of one; above stands L or l+1, below l."""
        if name in ("C", "w"):
            return COST if name == "C" else self.w
        if name == "nabla":
            return self._gradient({"a": self.a}[sub])
        vector = self.below if sup == "l" else {"a": self.a, "z": self.z, "delta": self.z}[name]
        if name == "delta":
            vector = self._gradient(vector)
        return vector[self.bound[sub] - 1] if sub else vector

    def _gradient(self, vector: Expression) -> Expression:
        return sp.Matrix([self.partial(COST, entry) for entry in vector])

    def function(self, name: str, primes: int, argument: Expression) -> Expression:
        """Return z, or its derivatives, entry by entry."""
        t = sp.Symbol("t")
        derivative = sp.Lambda(t, sp.diff(t, t, primes))
        return argument.applyfunc(derivative) if isinstance(argument, sp.MatrixBase) else derivative(argument)


# --- 3.2: the cross-entropy of a sigmoid ----------------------------------------------------------------------------


EXAMPLE = sp.Symbol("x", integer=True)
ALONE = {base[EXAMPLE]: sp.Symbol(str(base), real=True) for base in (Y, Z)}


class CrossEntropy(Reading):
    """n examples x, each with its z and its y, and the cross-entropy C of a sigmoid; C_x is that of one of them."""

    x = EXAMPLE

    def __init__(self, bound: Mapping[str, int] | None = None) -> None:
        super().__init__(bound)
        k = sp.Symbol("k_", integer=True)
        self.levels = (
            lambda e: e.subs(COST, sp.Sum(self.cost(k), (k, 1, n)) / n),
            _by(A, lambda k: logistic(Z[k])),
        )

    @staticmethod
    def cost(x: Expression) -> Expression:
        """Return the cross-entropy of one example, in its y and a."""
        return -(Y[x] * sp.log(A[x]) + (1 - Y[x]) * sp.log(1 - A[x]))

    def name(self, name: str, sub: str, sup: str) -> Expression:
        """Return C, C_x, n, or what belongs to example x; a superscript is an exponent here."""
        if name == "C":
            return self.cost(self.x) if sub else COST
        if name == "n":
            return n
        value = {"y": Y, "z": Z, "a": A, "hat y": A}[name][self.x]
        return value ** int(sup) if sup else value

    def total(self, sub: str, sup: str, body: Callable[[], Expression]) -> Expression:
        """Return the sum over the examples."""
        return sp.Sum(body(), (self.x, 1, n))

    def settle(self, left: Member, right: Member) -> Finding:
        """Prove or refute it; of one example alone, y and z are plain symbols."""
        one, other = self.unfolded(left[1]), self.unfolded(right[1])
        if not (one.has(n) or other.has(n)):
            one, other = one.subs(ALONE), other.subs(ALONE)
        return settled(one, other, f"${left[0]} = {right[0]}$")


class MeanOfExamples(CrossEntropy):
    """The definition of the cost, held against `cross_entropy` at numbers."""

    def settle(self, left: Member, right: Member) -> Finding:
        """Compare the right side with the library's loss of five examples."""
        rng = np.random.default_rng(0)
        net, inputs, y = Network.random([2, 1], sigmoid, seed=0), rng.normal(size=(5, 2)), rng.random((5, 1))
        z = net.forward(inputs).z[-1]
        concrete = self.unfolded(right[1]).subs(n, 5).doit()
        numbers = {Z[k + 1]: z[k, 0] for k in range(5)} | {Y[k + 1]: y[k, 0] for k in range(5)}
        value = float(concrete.subs(numbers).evalf())
        return agreement(f"${left[0]} = {right[0]}$", value, cross_entropy.value(sigmoid, z, y).mean(), "cross_entropy")


class Condition(CrossEntropy):
    """An equation in y and z that is to hold at the minimum, and only there."""

    def settle(self, left: Member, right: Member) -> Finding:
        """Solve it for y."""
        says = f"${left[0]} = {right[0]}$"
        y, z = ALONE.values()
        one, other, slope = (
            self.unfolded(side).subs(ALONE) for side in (left[1], right[1], self.partial(self.cost(self.x), Z[self.x]))
        )
        solutions = sp.solve(one - other, y)
        holds = (
            len(solutions) == 1
            and settled(solutions[0], logistic(z), says).holds
            and settled(slope.subs(y, logistic(z)), sp.Integer(0), says).holds
        )
        return Finding(
            says,
            holds,
            f"solved for $y$, it gives ${sp.latex(sp.Tuple(*solutions))}$"
            if not holds
            else r"it holds for $y = \sigma(z)$ alone, and there $\partial C_x/\partial z = 0$",
        )


# --- 3.3: one step by hand ------------------------------------------------------------------------------------------


class Neuron(Reading):
    """One sigmoid neuron with two inputs, and its cross-entropy."""

    free = "j"

    def __init__(self, bound: Mapping[str, int] | None = None) -> None:
        super().__init__(bound)
        self.w, self.x = sp.symbols("w1:3", real=True), sp.symbols("x1:3", real=True)
        self.z, self.y, self.b = sp.symbols("z y b", real=True)
        a = logistic(self.z)
        net = sum(w * x for w, x in zip(self.w, self.x, strict=True)) + self.b
        self.levels = (
            lambda e: e.subs(COST, -(self.y * sp.log(a) + (1 - self.y) * sp.log(1 - a))),
            lambda e: e.subs(self.z, net),
        )

    def name(self, name: str, sub: str, sup: str) -> Expression:
        """Return C, y, z, b, w_j or x_j."""
        if sub:
            return {"w": self.w, "x": self.x}[name][self.bound[sub] - 1]
        return {"C": COST, "y": self.y, "z": self.z, "b": self.b}[name]


class WorkedReading(Reading):
    """Mazur's network under the homework's names: numbers are compared with the right ones, formulas with each other.

    As the words after (50) say, w_pq leads here from p to q: i counts the outputs, j the hidden neurons, k the inputs.
    What is called z or y without an index is one number for both outputs.
    """

    free = "jk"

    def __init__(self, bound: Mapping[str, int] | None = None) -> None:
        super().__init__(bound)
        self.rounded: dict[Expression, tuple[sp.Rational, float]] = {}  # a number with its digits' unit
        s = self.symbol
        costs = [s(f"E_o{i}") for i in (1, 2)]
        self.levels = (
            lambda e: e.subs(COST, sum(costs)),
            self._define({f"E_o{i}": _cross_entropy(s(f"t{i}"), s(f"out_o{i}")) for i in (1, 2)}),
            self._define({f"out_o{i}": logistic(s(f"net_o{i}")) for i in (1, 2)}),
            self._define({f"net_o{i}": self._net("o", i, 4 + 2 * i, "out_h") for i in (1, 2)}),
            self._define({f"out_h{j}": logistic(s(f"net_h{j}")) for j in (1, 2)}),
            self._define({f"net_h{j}": self._net("h", j, 2 * j, "i") for j in (1, 2)}),
        )

    @staticmethod
    def symbol(name: str) -> Expression:
        """Return a number of the homework."""
        return sp.Symbol(name, real=True)

    def _define(self, definitions: Mapping[str, Expression]) -> Callable[[Expression], Expression]:
        return lambda e: e.subs({self.symbol(name): value for name, value in definitions.items()})

    def _net(self, layer: str, j: int, last: int, below: str) -> Expression:
        s = self.symbol
        return s(f"w{last - 1}") * s(f"{below}1") + s(f"w{last}") * s(f"{below}2") + s(f"b_{layer}{j}")

    @cached_property
    def example(self) -> Problem:
        """The worked example, whose numbers are right."""
        return mazur()

    @cached_property
    def others(self) -> list[Problem]:
        """The same network after some steps, with a bias for each neuron."""
        return [self.example.steps(steps, biases="each") for steps in (1, 10, 100)]

    def number(self, text: str) -> Expression:
        """Return a number: exact if it is given or whole, and otherwise one that was rounded or cut."""
        value = sp.Rational(text)
        given = {sp.Rational(str(self.example[name])) for name in [f"w{m}" for m in range(1, 9)] + GIVEN}
        if value in given or value.is_integer:
            return value
        symbol = sp.Dummy(f"n{len(self.rounded)}")
        self.rounded[symbol] = (value, 10.0 ** -len(text.partition(".")[2]))
        return symbol

    def name(self, name: str, sub: str, sup: str) -> Expression:
        """Return a number of the homework, or the loss."""
        s, i = self.symbol, "".join(str(self.bound.get(letter, letter)) for letter in sub)
        if name == "C" or (name == "E" and sub.startswith("tot")):
            return COST
        if name == "delta":
            return self.partial(COST, s(f"net_{sub}"))
        if name in ("net", "out", "E"):
            return s(f"{name}_{sub}")
        if name == "w":
            first, *second = map(int, i)
            return s(f"w{(4 if not sup else 0) + 2 * (second[0] - 1) + first}" if second else f"w{first}")
        if name == "b":
            return s(f"b_{i}" if i[0] in "ho" else f"b_h{i}")
        if name in ("z", "y") and not sub:
            return s(name)
        return s({"z": "net_h" if sup else "net_o", "a": "out_h", "y": "t", "i": "i", "t": "t"}[name] + i)

    def total(self, sub: str, sup: str, body: Callable[[], Expression]) -> Expression:
        """Return the sum over both outputs."""
        terms = []
        for self.bound["i"] in (1, 2):
            terms.append(body())
        del self.bound["i"]
        return sum(terms)

    def settle(self, left: Member, right: Member) -> Finding:
        """Compare a calculation or a number with the right value; prove or refute a formula."""
        says = f"${left[0]} = {right[0]}$"
        if right[1].free_symbols - set(self.rounded):
            return self._compared(left[1], right[1], says)
        true = self.value(left[1])
        if bare := re.fullmatch(r"-?\d+\.\d+", right[0].strip()):
            holds = bare[0] in _rounded_or_cut(true, len(bare[0].partition(".")[2]))
        else:
            holds = abs(self.value(right[1]) - true) <= self.uncertainty(right[1])
        return Finding(
            says, holds, f"its value is {true:z.9f}" if holds else f"{_short(self.value(right[1]))} is not {true:z.9f}"
        )

    def _compared(self, left: Expression, right: Expression, says: str) -> Finding:
        """Compare two formulas in several networks: their proof in all letters takes minutes."""
        for example in (self.example, *self.others):
            one, other = self.value(left, example), self.value(right, example)
            if not math.isclose(one, other, rel_tol=1e-9):
                return Finding(says, False, f"{_short(one)} is not {_short(other)}")
        return Finding(says, True, f"agrees in {1 + len(self.others)} networks")

    def value(self, expression: Expression, example: Problem | None = None) -> float:
        """Return the number that an expression is, in the worked example or another one of its shape."""
        numbers = {symbol: value for symbol, (value, _) in self.rounded.items()} | FOR_BOTH_OUTPUTS
        right = example or self.example
        names = {s: right["E_total" if s == COST else s.name] for s in expression.free_symbols - set(numbers)}
        return float(expression.subs(numbers | names))

    def uncertainty(self, expression: Expression) -> float:
        """Return by how much a calculation can be off because of the digits of its numbers, to first order."""
        return 1e-12 + sum(
            abs(self.value(sp.diff(expression, symbol))) * unit for symbol, (_, unit) in self.rounded.items()
        )


FOR_BOTH_OUTPUTS = {sp.Symbol("z", real=True): 0.8, sp.Symbol("y", real=True): 0.3}  # whatever it is
GIVEN = ["i1", "i2", "t1", "t2", "b_h1", "b_o1"]


def _cross_entropy(t: Expression, a: Expression) -> Expression:
    return -(t * sp.log(a) + (1 - t) * sp.log(1 - a))


def _rounded_or_cut(value: float, decimals: int) -> set[str]:
    """How a number may be printed with so many decimals."""
    digits = f"{abs(value):.15f}"
    return {f"{value:z.{decimals}f}", f"{'-' if value < 0 else ''}{digits[: digits.index('.') + 1 + decimals]}"}


def _short(value: float) -> str:
    return f"{value:z.9f}".rstrip("0")


class FirstLine(WorkedReading):
    """The first line of two: its summand, against the first one of the right sum."""

    def judge(self, latex: str, before: str = "") -> Iterator[Finding]:
        """Compare the summands; a complete sum is judged like any other."""
        if not latex.rstrip().endswith("+"):
            yield from super().judge(latex)
            return
        line = next(e for e in EQUATIONS.values() if e.printed == latex)
        left, right = split(line.correct, "=")
        _, (term, summand) = chain(latex.rstrip("+ "), self)
        _, (_, first) = chain(f"{left} = {split(right, '+-')[0]}", self)
        off, true = self.value(summand), self.value(first)
        holds = abs(off - true) <= self.uncertainty(summand)
        yield Finding(
            f"${term}$ is the first summand", holds, f"{_short(off)} is not {_short(true)}" if not holds else ""
        )


READINGS: Mapping[type[Reading], tuple[int, ...]] = {
    Softmax: (1, 2, 3, 4, 5, 6, 7),
    Linear: (8, 9, 10),
    MeanOfExamples: (11,),
    CrossEntropy: (12, 13, 14, 19),
    Condition: (15, 16, 17, 18),
    Neuron: (34, 35),
    FirstLine: (54, 60),
    Sharpened: (62,),
}
"""How the equations are read; all others as `WorkedReading`."""


def reading_of(number: int) -> Reading:
    """Return what the symbols mean in one of the 62 equations."""
    return next((reading for reading, numbers in READINGS.items() if number in numbers), WorkedReading)()
