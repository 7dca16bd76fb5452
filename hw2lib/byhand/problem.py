"""A network with one example, its loss and its learning rate: what is asked about, and the right numbers."""

from __future__ import annotations

import math
import re
from collections.abc import Mapping
from dataclasses import dataclass, fields, replace
from functools import cached_property
from types import MappingProxyType, SimpleNamespace
from typing import Any, Literal, TypeAlias, get_args

import numpy as np

from hw2lib.byhand.names import AFTER, Names, names_of, number_at, places
from hw2lib.byhand.walk import COST, RIGHT, UPDATED_WEIGHTS, Steps, walk
from hw2lib.byhand.worked import LATEX, Worked, by_name, with_numbers, worked
from hw2lib.display import brief, same
from hw2lib.nn.activations import Activation
from hw2lib.nn.arrays import Array, non_negative, positive_integer
from hw2lib.nn.backprop import backprop, check_examples, gradients
from hw2lib.nn.losses import Loss, cross_entropy, quadratic
from hw2lib.nn.network import Network, forward

Biases: TypeAlias = Literal["held", "each", "shared"]

GREEK = {"delta": r"\delta", "eta": r"\eta"}
OutputWeights: TypeAlias = Literal["old", "updated"]
WIDE = 44  # characters of a row of LaTeX on a narrow page
_SIGNS = re.compile(r"[(){}]| (\\cdot|[+-]) ")
_IN_BRACES = 1000


@dataclass(frozen=True, repr=False, eq=False)
class Problem:
    """One example on one network, with a loss and a step of learning.

    Args:
        net: one network of any depth, without copies.
        x: the inputs, (n_in,).
        y: the targets, (n_out,).
        loss: quadratic, cross_entropy or log_likelihood.
        learning_rate: of the step.
        biases: what a step does with them: "held", as on Mazur's page; "each", one a neuron; or "shared", one a layer,
            whose derivative is the sum over its neurons.

    Raises:
        TypeError, ValueError: for copies of a network, a batch, another loss, or an example that doesn't fit.

    Example:
        >>> from hw2lib.byhand.mazur import mazur
        >>> mazur(quadratic)
        Problem: 2-2-2, quadratic, out = (0.751365070, 0.772928465), E_total = 0.298371109
        >>> print(f"{mazur(cross_entropy)['dC/dw5']:z.9f}")
        0.439829649
    """

    net: Network
    x: Array
    y: Array
    loss: Loss = cross_entropy
    learning_rate: float = 0.5
    biases: Biases = "held"

    def __post_init__(self) -> None:
        if not any(self.loss is loss for loss in COST):
            raise ValueError(
                f"a step is worked by hand for quadratic, cross_entropy and log_likelihood, not for {brief(self.loss)}"
            )
        if not isinstance(self.biases, str) or self.biases not in get_args(Biases):
            raise ValueError(f'biases are "held", "each" or "shared", not {brief(self.biases)}')
        if not isinstance(self.net, Network) or self.net.copies:
            raise TypeError(f"one Network is needed, without copies, not {brief(self.net)}")
        x, y = check_examples(self.net, self.x, self.y, self.loss)
        if x.ndim != 1:
            raise ValueError(f"one example is worked at a time, so x has shape ({self.net.sizes[0]},), not {x.shape}")
        for name, array in (("x", x.copy()), ("y", y.copy())):  # of its own, and what follows from them is kept
            array.flags.writeable = False
            object.__setattr__(self, name, array)
        object.__setattr__(self, "learning_rate", non_negative("learning_rate", self.learning_rate))

    def __reduce__(self) -> Any:
        """Pickle and copy what it was made of; the rest is computed again."""
        return Problem, (self.net, self.x, self.y, self.loss, self.learning_rate, self.biases)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Problem) and same(self._made_of, other._made_of)

    def __hash__(self) -> int:
        return hash((self.net.sizes, self.net.activations, self.loss, self.learning_rate, self.biases))

    @property
    def _made_of(self) -> tuple[Any, ...]:
        net = self.net
        return (net.w, net.b, net.activations, self.x, self.y, self.loss, self.learning_rate, self.biases)

    @property
    def names(self) -> Names:
        """What its numbers are called."""
        return names_of(self.net.sizes)

    @cached_property
    def numbers(self) -> Mapping[str, Any]:
        """The right numbers by kind, as `walk` returns them, but from `backprop`."""
        before, after = self._judged, self.step()._judged
        new = {f"new {kind}": after[kind] for kind in ("w", "b", "z", "cost", "total")}
        return MappingProxyType(
            before
            | new
            | {"new a": after["a"], "eta": self.learning_rate}
            | {"layer b": list(map(_common, self.net.b)), "new layer b": list(map(_common, after["b"]))}
        )

    @cached_property
    def _judged(self) -> dict[str, Any]:
        trace, grads = self.net.forward(self.x), backprop(self.net, self.x, self.y, self.loss)
        return {
            "w": self.net.w,
            "b": self.net.b,
            "y": self.y,
            "z": trace.z,
            "a": trace.a,
            "cost": loss_of_each_output(self.loss, self.net.activations[-1], trace.z[-1], self.y),
            "total": grads.loss,
            "delta": grads.delta,
            "dw": grads.dw,
            "db": grads.db,
            "layer db": [db.sum() for db in grads.db],
        }

    @cached_property
    def places(self) -> Mapping[str, tuple[str, tuple[int, ...]]]:
        """Kind and index of every number by its name."""
        return MappingProxyType(places(self.names, self.net.sizes))

    @cached_property
    def values(self) -> Mapping[str, float]:
        """Every number by its name, computed by `forward` and `backprop`."""
        return MappingProxyType({name: self[name] for name in self.places})

    def __getitem__(self, name: str) -> float:
        """Return the right number of that name."""
        if not isinstance(name, str) or name not in self.places:
            raise ValueError(f"{brief(name)} is none of the names here: {', '.join(self.places)}")
        return float(number_at(self.numbers, *self.places[name]))

    @cached_property
    def trace(self) -> Mapping[str, Worked]:
        """Every number of the walk by its name, with its formula, in the order of the walk."""
        return MappingProxyType(trace(self))

    @property
    def formulas(self) -> dict[str, str]:
        """The formula of every number that is computed, in the order of the walk.

        Example:
            >>> from hw2lib.byhand.mazur import mazur
            >>> mazur().formulas["delta_h1"]
            '(w5*delta_o1 + w7*delta_o2)*out_h1*(1 - out_h1)'
        """
        return {name: number.write() for name, number in self.trace.items() if number.of}

    def line(self, name: str, output_weights: OutputWeights = "old") -> Line:
        """Return one line of the walk: the formula, the formula with its numbers, and the value.

        With output_weights="updated" the errors go back through the weights that the step has just changed.

        Example:
            >>> from hw2lib.byhand.mazur import mazur
            >>> mazur(quadratic).line("w5 after 1 step")
            w5 after 1 step = w5 - eta*dC/dw5
                            = 0.4 - 0.5*0.082167041
                            = 0.358916480
            >>> mazur(quadratic).line("dC/dw1", output_weights="updated")
            dC/dw1 = delta_h1*i1
                   = 0.007294458*0.05
                   = 0.000364723
        """
        steps = _taken(output_weights)
        lines = self.trace if steps is RIGHT else trace(self, steps)
        if not isinstance(name, str) or name not in lines or not lines[name].of:
            raise ValueError(f"{brief(name)} is not computed in the walk; these are: {', '.join(self.formulas)}")
        return Line(lines[name])

    def walk(self, *names: str) -> Lines:
        """Return several lines of the walk; all of them up to the derivatives, if none is named."""
        return Lines(self.line(name) for name in names or (n for n in self.formulas if "after" not in n))

    def step(
        self,
        learning_rate: float | None = None,
        biases: Biases | None = None,
        output_weights: OutputWeights = "old",
    ) -> Problem:
        """Return the problem after one step of gradient descent.

        Args:
            learning_rate, biases: another learning rate, or another way with the biases, from here on.
            output_weights: with which of them the errors go back to the layer below. "old" is right; "updated" is the
                slip of taking the weights that this same step has just changed.

        Raises:
            ValueError: for a negative learning rate or another word.

        Example:
            >>> from hw2lib.byhand.mazur import mazur
            >>> print(f"{mazur(quadratic).step()['w1']:z.9f}")
            0.149780716
        """
        return self.steps(1, learning_rate, biases, output_weights)

    def steps(
        self,
        n: int,
        learning_rate: float | None = None,
        biases: Biases | None = None,
        output_weights: OutputWeights = "old",
    ) -> Problem:
        """Return the problem after `n` steps; the other arguments are those of `step`.

        Example:
            >>> from hw2lib.byhand.mazur import mazur
            >>> mazur(quadratic).steps(2)["E_total"] == mazur(quadratic).step().step()["E_total"]
            True
        """
        rate = self.learning_rate if learning_rate is None else learning_rate
        problem = replace(self, learning_rate=rate, biases=self.biases if biases is None else biases)
        steps, w, b = _taken(output_weights), list(self.net.w), list(self.net.b)
        for _ in range(positive_integer("n", n)):
            w, b = _descended(problem, w, b) if steps is RIGHT else _walked(problem, w, b, steps)
        return replace(problem, net=Network(w, b, self.net.activations))

    def __repr__(self) -> str:
        net = "-".join(map(str, self.net.sizes))
        out = ", ".join(f"{a:z.9f}" for a in self.numbers["a"][-1][:5])
        return f"Problem: {net}, {self.loss}, out = ({out}), {self.names['total']()} = {self.numbers['total']:z.9f}"


def _common(b: Array) -> float:
    """The bias that all neurons of a layer have, NaN where they differ."""
    return float(b[0]) if (b == b[0]).all() else math.nan


def _taken(output_weights: str) -> Steps:
    if not isinstance(output_weights, str) or output_weights not in get_args(OutputWeights):
        raise ValueError(f'output_weights must be "old" or "updated", not {brief(output_weights)}')
    return RIGHT if output_weights == "old" else UPDATED_WEIGHTS


def _descended(problem: Problem, w: list[Array], b: list[Array]) -> tuple[list[Array], list[Array]]:
    """The parameters after a step of gradient descent from w and b, by the equations of `backprop`."""
    f, rate = problem.net.activations, problem.learning_rate
    z, a = forward(w, b, f, problem.x[None])
    _, dw, db = gradients(w, f, z, a, problem.y[None], problem.loss, 1.0)
    new_w = [v - rate * dv for v, dv in zip(w, dw, strict=True)]
    if problem.biases == "held":
        return new_w, b
    shared = problem.biases == "shared"  # one bias feeds all neurons of its layer: their derivatives add up
    return new_w, [v - rate * (dv.sum() if shared else dv) for v, dv in zip(b, db, strict=True)]


def _walked(problem: Problem, w: list[Array], b: list[Array], steps: Steps) -> tuple[list[Array], list[Array]]:
    """The parameters after the step of a walk from w and b."""
    given: Any = SimpleNamespace(**{field.name: getattr(problem, field.name) for field in fields(problem)})
    given.net = SimpleNamespace(w=w, b=b, activations=problem.net.activations)
    taken = walk(given, steps, again=False)
    return taken["new w"], taken["new b"]


def trace(problem: Problem, steps: Steps = RIGHT, again: bool = True) -> dict[str, Worked]:
    """Walk on worked numbers: return each number by its name, in the order of the walk; `again` as for `walk`.

    Example:
        >>> from hw2lib.byhand.mazur import mazur
        >>> lines = trace(mazur())
        >>> lines["net_h1"].write(), lines["dC/dw1"].names
        ('w1*i1 + w2*i2 + b_h1', ('delta_h1', 'i1'))
    """
    lines: dict[str, Worked] = {}
    names = problem.names

    def note(kind: str, l: int | None, value: Any) -> Any:
        layer = () if l is None else (l,)
        named = worked(value, lambda *index: names[kind](*layer, *index))
        lines.update({number.name: number for number in named.flat})
        return named if named.ndim else named[()]

    with np.errstate(all="ignore"):  # a step gone wrong may take the logarithm of a negative number
        walk(problem, steps, note, again)
    return lines


def loss_of_each_output(loss: Loss, activation: Activation, z: Array, y: Array) -> Array:
    """Return the share of each output in the loss of one example; z, y and the result are (n_out,).

    Like the loss itself it is computed from z, with the activation's own logarithms.

    Example:
        >>> from hw2lib import sigmoid
        >>> loss_of_each_output(quadratic, sigmoid, np.array([0.0, 0.0]), np.array([0.5, 0.0]))
        array([0.   , 0.125])
    """
    if loss is quadratic:
        return (activation(z) - y) ** 2 / 2
    terms = [(y, activation.log(z))] + [(1 - y, activation.log_complement(z))] * (loss is cross_entropy)
    return -np.sum([np.multiply(v, log, where=v != 0, out=np.zeros_like(z)) for v, log in terms], axis=0)


@dataclass(frozen=True, repr=False)
class Line:
    """One line of the walk: a name, its formula, and its value.

    Example:
        >>> from hw2lib.byhand.mazur import mazur
        >>> mazur().line("net_h1")
        net_h1 = w1*i1 + w2*i2 + b_h1
               = 0.15*0.05 + 0.2*0.1 + 0.35
               = 0.377500000
    """

    number: Worked

    def __post_init__(self) -> None:
        if not isinstance(self.number, Worked):
            raise TypeError(f"a line is made of a number that remembers how it was made, not of {brief(self.number)}")

    @property
    def name(self) -> str:
        """What the number is called."""
        return self.number.name

    @property
    def value(self) -> float:
        """The number."""
        return float(self.number.value)

    @property
    def names(self) -> tuple[str, ...]:
        """What goes into it."""
        return self.number.names

    @property
    def formula(self) -> str:
        """How it is made of other numbers."""
        return self.number.write()

    @property
    def with_numbers(self) -> str:
        """The formula with every name replaced by its number, to nine decimals."""
        return self.number.write(with_numbers)

    def __repr__(self) -> str:
        steps = [self.formula, *([] if self._is_another_name else [self.with_numbers]), f"{self.value:z.9f}"]
        return f"{self.name} = " + f"\n{' ' * len(self.name)} = ".join(steps)

    @property
    def _is_another_name(self) -> bool:
        """Whether the formula is a name and nothing else: then its number is the value."""
        return self.number.op == "same"

    def _results(self) -> list[str]:
        """The formula with its numbers, and the value, in LaTeX."""
        numbers = [] if self._is_another_name else [self.number.write(with_numbers, LATEX)]
        return [*numbers, f"{self.value:z.9f}"]

    @property
    def latex(self) -> str:
        """The line in LaTeX: name, formula with its numbers, value."""
        return " = ".join([symbol(self.name), *self._results()])

    def aligned(self) -> str:
        """The line in LaTeX, a member a row."""
        formula = self.number.write(by_symbol, LATEX)
        return rf"{symbol(self.name)} &= " + r" \\ &= ".join([formula, *map(_in_rows, self._results())])

    def _repr_latex_(self) -> str:
        return rf"$\displaystyle \begin{{aligned}}{self.aligned()}\end{{aligned}}$"


class Lines(tuple[Line, ...]):
    """Several lines of the walk, shown one below the other."""

    __slots__ = ()

    def __repr__(self) -> str:
        return "\n".join(map(repr, self))

    def _repr_latex_(self) -> str:
        body = r" \\[1ex] ".join(line.aligned() for line in self)
        return rf"$\displaystyle \begin{{aligned}}{body}\end{{aligned}}$"


def _in_rows(latex: str) -> str:
    """Break a formula that is too wide for a narrow page before the last of its outermost signs that leaves room."""
    signs, depth = [], 0
    for match in _SIGNS.finditer(latex):
        depth += {"(": 1, ")": -1, "{": _IN_BRACES, "}": -_IN_BRACES}.get(match[0], 0)
        if match[1] and depth < _IN_BRACES and 0 < _width(latex[: match.start()]) <= WIDE:
            signs.append(((depth, match[1] == r"\cdot"), match.start()))
    if _width(latex) <= WIDE or not signs:
        return latex
    outermost = min(at for at, _ in signs)
    place = max(start for at, start in signs if at == outermost)
    return rf"{latex[:place]} \\ &\qquad {{}}{_in_rows(latex[place:].lstrip())}"


def _width(latex: str) -> int:
    """How many characters a reader sees, about."""
    return len(re.sub(r"\\(?:mathrm|frac|partial)|[{}^_\\]", "", latex).replace("cdot", "."))


def symbol(name: str) -> str:
    r"""Write a name of the homework in LaTeX: out_h1 becomes \mathrm{out}_{h1}.

    Example:
        >>> print(symbol("dC/dw1"), symbol("delta_o1"), symbol("i2"), symbol("b"), symbol("z[0][1]"))
        \frac{\partial C}{\partial w_{1}} \delta_{o1} i_{2} b \text{z[0][1]}
    """
    if name.endswith(AFTER):
        return f"{symbol(name.removesuffix(AFTER))}^{{+}}"
    if name.startswith("dC/d"):
        return rf"\frac{{\partial C}}{{\partial {symbol(name[4:])}}}"
    match = re.fullmatch(r"([A-Za-z]+?)(?:_?([a-z]?\d+|total))?", name)
    if not match:  # a place, such as w[0][0,1], or words
        return rf"\text{{{name}}}"
    letters, index = map(_upright, match.groups(default=""))
    return f"{letters}_{{{index}}}" if index else letters


def _upright(word: str) -> str:
    """A word in LaTeX; a letter, and what has digits in it, stays as it is."""
    return GREEK.get(word) or (rf"\mathrm{{{word}}}" if len(word) > 1 and word.isalpha() else word)


def by_symbol(number: Worked) -> str:
    """Write a number by its symbol in LaTeX, or as itself where it has no name."""
    return symbol(number.name) if number.name else by_name(number)
