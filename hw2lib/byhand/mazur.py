"""The 2-2-2 network of Matt Mazur's page and of homework 3.3: both its passes, with numbers in the formulas.

Names are the homework's: i inputs, h hidden, o outputs, t targets; net is z and out is a. Every value comes from
`forward` and `backprop`; the formulas stand beside them, and the tests hold the two together.

Source: https://mattmazur.com/2015/03/17/a-step-by-step-backpropagation-example/
"""

from __future__ import annotations

import ast
import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from types import MappingProxyType
from typing import Any, Literal, TypeAlias

import numpy as np

from hw2lib.nn.activations import Activation, sigmoid, softmax
from hw2lib.nn.arrays import Array, non_negative, positive_integer
from hw2lib.nn.backprop import backprop, check_examples, gradients
from hw2lib.nn.losses import Loss, cross_entropy, log_likelihood, quadratic
from hw2lib.nn.network import Network, forward

Biases: TypeAlias = Literal["held", "each", "shared"]
OutputWeights: TypeAlias = Literal["old", "updated"]

WEIGHTS: Mapping[str, tuple[int, int, int]] = MappingProxyType(
    {f"w{4 * l + 2 * j + k + 1}": (l, j, k) for l in range(2) for j in range(2) for k in range(2)}
)
"""Where each weight stands in matrix form: w7 is w[1][1, 0], from hidden neuron 0 to output 1."""

NEURONS: Mapping[str, tuple[int, int]] = MappingProxyType({"h1": (0, 0), "h2": (0, 1), "o1": (1, 0), "o2": (1, 1)})
"""Layer and index of each neuron that has a bias."""

PUBLISHED: Mapping[str, str] = MappingProxyType(
    {
        "E_total": "0.298371109",
        "E_total after 1 step": "0.291027924",
        "E_total after 10000 steps": "0.0000351085",
        "out_o1 after 10000 steps": "0.015912196",
        "out_o2 after 10000 steps": "0.984065734",
    }
)
"""What Mazur's page states for the squared error, to the digits it gives."""

_FORWARD = {
    "net_h1": "w1*i1 + w2*i2 + b_h1",
    "net_h2": "w3*i1 + w4*i2 + b_h2",
    "out_h1": "1/(1 + exp(-net_h1))",
    "out_h2": "1/(1 + exp(-net_h2))",
    "net_o1": "w5*out_h1 + w6*out_h2 + b_o1",
    "net_o2": "w7*out_h1 + w8*out_h2 + b_o2",
}
_SIGMOID_OUTPUT = {"out_o1": "1/(1 + exp(-net_o1))", "out_o2": "1/(1 + exp(-net_o2))"}
_SOFTMAX_OUTPUT = {
    "out_o1": "exp(net_o1)/(exp(net_o1) + exp(net_o2))",
    "out_o2": "exp(net_o2)/(exp(net_o1) + exp(net_o2))",
}
_LOSSES: Mapping[Loss, dict[str, str]] = {
    quadratic: {f"E_o{j}": f"(t{j} - out_o{j})**2/2" for j in (1, 2)},
    cross_entropy: {f"E_o{j}": f"-(t{j}*ln(out_o{j}) + (1 - t{j})*ln(1 - out_o{j}))" for j in (1, 2)},
    log_likelihood: {f"E_o{j}": f"-t{j}*ln(out_o{j})" for j in (1, 2)},
}
_OUTPUT_DELTAS: Mapping[Loss, dict[str, str]] = {
    quadratic: {f"delta_o{j}": f"(out_o{j} - t{j})*out_o{j}*(1 - out_o{j})" for j in (1, 2)},
    cross_entropy: {f"delta_o{j}": f"out_o{j} - t{j}" for j in (1, 2)},
    log_likelihood: {f"delta_o{j}": f"out_o{j} - t{j}" for j in (1, 2)},
}
_BACKWARD = {
    "dC/dw5": "delta_o1*out_h1",
    "dC/dw6": "delta_o1*out_h2",
    "dC/dw7": "delta_o2*out_h1",
    "dC/dw8": "delta_o2*out_h2",
    "dC/db_o1": "delta_o1",
    "dC/db_o2": "delta_o2",
    "dC/db2": "delta_o1 + delta_o2",
    "delta_h1": "(w5*delta_o1 + w7*delta_o2)*out_h1*(1 - out_h1)",
    "delta_h2": "(w6*delta_o1 + w8*delta_o2)*out_h2*(1 - out_h2)",
    "dC/dw1": "delta_h1*i1",
    "dC/dw2": "delta_h1*i2",
    "dC/dw3": "delta_h2*i1",
    "dC/dw4": "delta_h2*i2",
    "dC/db_h1": "delta_h1",
    "dC/db_h2": "delta_h2",
    "dC/db1": "delta_h1 + delta_h2",
}

_HIDDEN_GRADIENTS = tuple(_BACKWARD)[list(_BACKWARD).index("delta_h1") :]

BIAS_STEPS: Mapping[str, Callable[[Array], Array]] = {
    "held": np.zeros_like,
    "each": np.asarray,
    "shared": lambda db: np.full_like(db, db.sum()),  # one bias feeds both neurons: their gradients add up
}
"""By what a step moves the biases of a layer, given the derivative in each, before the learning rate."""


@dataclass(frozen=True, repr=False)
class Line:
    """One line of the walk: a name, its formula, and its value.

    Example:
        >>> mazur().line("net_h1")
        net_h1 = w1*i1 + w2*i2 + b_h1
               = 0.15*0.05 + 0.2*0.1 + 0.35
               = 0.377500000
    """

    name: str
    formula: str
    value: float
    values: Mapping[str, float]

    @property
    def with_numbers(self) -> str:
        """The formula with every name replaced by its number, to nine decimals."""

        def number(match: re.Match[str]) -> str:
            name = match[0]
            if name not in self.values:
                return name
            text = _number(self.values[name])
            return f"({text})" if text.startswith("-") else text

        return re.sub(r"\(\((-[\d.]+)\)\)", r"(\1)", re.sub(r"[a-zA-Z_]\w*", number, self.formula))

    @property
    def _is_a_name(self) -> bool:
        """Whether the formula is another name and nothing else: then its number is the value."""
        return self.formula in self.values

    def __repr__(self) -> str:
        numbers = [] if self._is_a_name else [self.with_numbers]
        steps = [self.formula, *numbers, f"{self.value:z.9f}"]
        return f"{self.name} = " + f"\n{' ' * len(self.name)} = ".join(steps)

    def _results(self) -> list[str]:
        """The formula with its numbers, and the value, in LaTeX."""
        numbers = [] if self._is_a_name else [_latex(self.formula, lambda name: _number(self.values[name]))]
        return [*numbers, f"{self.value:z.9f}"]

    @property
    def latex(self) -> str:
        """The line in LaTeX: name, formula with its numbers, value."""
        return " = ".join([_symbol(self.name), *self._results()])

    def _aligned(self) -> str:
        return rf"{_symbol(self.name)} &= " + r" \\ &= ".join([_latex(self.formula, _symbol), *self._results()])

    def _repr_latex_(self) -> str:
        return rf"$\displaystyle \begin{{aligned}}{self._aligned()}\end{{aligned}}$"


class Walk(tuple[Line, ...]):
    """Several lines of the walk, shown one below the other."""

    __slots__ = ()

    def __repr__(self) -> str:
        return "\n".join(map(repr, self))

    def _repr_latex_(self) -> str:
        body = r" \\[1ex] ".join(line._aligned() for line in self)
        return rf"$\displaystyle \begin{{aligned}}{body}\end{{aligned}}$"


@dataclass(frozen=True, repr=False)
class WorkedExample:
    """A 2-2-2 network with one example and one of three losses, worked by hand.

    Args:
        net: sizes 2, 2, 2; sigmoid on both layers, or softmax on the second for log_likelihood.
        x: the two inputs.
        y: the two targets.
        loss: quadratic, cross_entropy or log_likelihood.

    Raises:
        ValueError: for another shape of network or another pairing.

    Example:
        >>> mazur(quadratic)
        WorkedExample: quadratic, out = (0.751365070, 0.772928465), E_total = 0.298371109
        >>> print(f"{mazur(cross_entropy)['dC/dw5']:z.9f}")
        0.439829649
    """

    net: Network
    x: Array
    y: Array
    loss: Loss = cross_entropy

    def __post_init__(self) -> None:
        if self.loss not in _LOSSES:
            raise ValueError(f"the worked example has quadratic, cross_entropy or log_likelihood, not {self.loss!r}")
        wanted = (sigmoid, softmax if self.loss is log_likelihood else sigmoid)
        if self.net.sizes != (2, 2, 2) or self.net.copies or self.net.activations != wanted:
            raise ValueError(
                f"{self.loss} is worked on one 2-2-2 network with {wanted[0]}, {wanted[1]}; got {self.net}"
            )
        x, y = check_examples(self.net, self.x, self.y, self.loss)
        if x.ndim != 1:
            raise ValueError(f"one example is worked at a time, so x has shape (2,), not {x.shape}")
        object.__setattr__(self, "x", x)
        object.__setattr__(self, "y", y)

    @property
    def formulas(self) -> dict[str, str]:
        """Every name that is computed, in the order of the walk, with its formula."""
        output = _SOFTMAX_OUTPUT if self.loss is log_likelihood else _SIGMOID_OUTPUT
        total = {"E_total": "E_o1 + E_o2"}
        return _FORWARD | output | _LOSSES[self.loss] | total | _OUTPUT_DELTAS[self.loss] | _BACKWARD

    @cached_property
    def values(self) -> Mapping[str, float]:
        """Every name of the homework with its number, computed by `forward` and `backprop`."""
        net = self.net
        trace = net.forward(self.x)
        grads = backprop(net, self.x, self.y, self.loss)
        named: dict[str, float] = {}
        for j in (0, 1):
            named[f"i{j + 1}"] = self.x[j]
            named[f"t{j + 1}"] = self.y[j]
        for name, (l, j, k) in WEIGHTS.items():
            named[name] = net.w[l][j, k]
        for name, (l, j) in NEURONS.items():
            named[f"b_{name}"] = net.b[l][j]
            named[f"net_{name}"] = trace.z[l][j]
            named[f"out_{name}"] = trace.a[l + 1][j]
        named |= _named_gradients(grads.delta, grads.dw, grads.db)
        for j, share in enumerate(loss_of_each_output(self.loss, net.activations[-1], trace.z[-1], self.y)):
            named[f"E_o{j + 1}"] = share
        named["E_total"] = float(grads.loss)
        return MappingProxyType({name: float(value) for name, value in named.items()})

    def __getitem__(self, name: str) -> float:
        """Return the number that the homework calls `name`."""
        if name not in self.values:
            raise ValueError(f"{name!r} is none of the names here: {', '.join(self.values)}")
        return self.values[name]

    def line(self, name: str, output_weights: OutputWeights = "old") -> Line:
        """Return one line of the walk: the formula, the formula with its numbers, and the value.

        With output_weights="updated" the errors go back through the weights that a step of 0.5 has just changed.

        Example:
            >>> mazur(quadratic).line("dC/dw1", output_weights="updated")
            dC/dw1 = delta_h1*i1
                   = 0.007294458*0.05
                   = 0.000364723
        """
        if name not in self.formulas:
            raise ValueError(f"{name!r} is not computed in the walk; these are: {', '.join(self.formulas)}")
        values = self.values
        if output_weights == "updated" and name in _HIDDEN_GRADIENTS:
            values = MappingProxyType({**values, **self._slipped})
        return Line(name, self.formulas[name], values[name], values)

    @cached_property
    def _slipped(self) -> Mapping[str, float]:
        """What differs on the way back to the hidden layer if it leads through the updated output weights."""
        after = self.step().net.w[1]
        delta, dw, db = self._gradients(self.net.w, self.net.b, 0.5, "updated")
        updated = {name: after[j, k] for name, (l, j, k) in WEIGHTS.items() if l == 1}
        numbers = updated | _named_gradients([d[0] for d in delta], dw, db)
        return {name: float(value) for name, value in numbers.items()}

    def _gradients(
        self, w: Sequence[Array], b: Sequence[Array], rate: float, output_weights: OutputWeights
    ) -> tuple[list[Array], list[Array], list[Array]]:
        """Return delta, dw and db at these parameters; with Mazur's slip, if the output weights are "updated"."""
        activations, y = self.net.activations, self.y[None]
        z, a = forward(w, b, activations, self.x[None])
        delta, dw, db = gradients(w, activations, z, a, y, self.loss, 1.0)
        if output_weights == "updated":
            return gradients((w[0], w[1] - rate * dw[1]), activations, z, a, y, self.loss, 1.0)
        return delta, dw, db

    def walk(self, *names: str) -> Walk:
        """Return several lines of the walk; all of them, if none is named."""
        return Walk(self.line(name) for name in names or self.formulas)

    def step(
        self, learning_rate: float = 0.5, biases: Biases = "held", output_weights: OutputWeights = "old"
    ) -> WorkedExample:
        """Return the example after one step of gradient descent.

        Args:
            learning_rate: the step size.
            biases: held, as on Mazur's page; each, one a neuron; or shared, one a layer, whose gradient is the sum.
            output_weights: with which of them the errors go back to the hidden layer. "old" is right; "updated" is the
                slip of taking the weights that this same step has just changed.

        Raises:
            ValueError: for a negative learning rate or another word.

        Example:
            >>> print(f"{mazur(quadratic).step()['w1']:z.9f}")
            0.149780716
        """
        return self.steps(1, learning_rate, biases, output_weights)

    def steps(
        self, n: int, learning_rate: float = 0.5, biases: Biases = "held", output_weights: OutputWeights = "old"
    ) -> WorkedExample:
        """Return the example after `n` steps; the other arguments are those of `step`.

        Example:
            >>> mazur(quadratic).steps(2)["E_total"] == mazur(quadratic).step().step()["E_total"]
            True
        """
        n, rate = positive_integer("n", n), non_negative("learning_rate", learning_rate)
        if biases not in BIAS_STEPS:
            raise ValueError(f"biases must be one of {', '.join(BIAS_STEPS)}, not {biases!r}")
        if output_weights not in ("old", "updated"):
            raise ValueError(f'output_weights must be "old" or "updated", not {output_weights!r}')
        w, b = self.net.w, self.net.b
        for _ in range(n):
            _, dw, db = self._gradients(w, b, rate, output_weights)
            w = tuple(w_l - rate * dw_l for w_l, dw_l in zip(w, dw, strict=True))
            b = tuple(b_l - rate * BIAS_STEPS[biases](db_l) for b_l, db_l in zip(b, db, strict=True))
        return WorkedExample(Network(w, b, self.net.activations), self.x, self.y, self.loss)

    def __repr__(self) -> str:
        out = f"({self['out_o1']:z.9f}, {self['out_o2']:z.9f})"
        return f"WorkedExample: {self.loss}, out = {out}, E_total = {self['E_total']:z.9f}"


def _named_gradients(delta: Sequence[Array], dw: Sequence[Array], db: Sequence[Array]) -> dict[str, Any]:
    """The gradients of one example under the homework's names."""
    named = {f"dC/d{name}": dw[l][j, k] for name, (l, j, k) in WEIGHTS.items()}
    for name, (l, j) in NEURONS.items():
        named[f"delta_{name}"] = delta[l][j]
        named[f"dC/db_{name}"] = db[l][j]
    return named | {f"dC/db{l + 1}": db[l].sum() for l in (0, 1)}


def loss_of_each_output(loss: Loss, activation: Activation, z: Array, y: Array) -> Array:
    """Return the share of each output in the loss of one example; z, y and the result are (n_out,).

    Example:
        >>> loss_of_each_output(quadratic, sigmoid, np.array([0.0, 0.0]), np.array([0.5, 0.0]))
        array([0.   , 0.125])
    """
    if activation is softmax:  # the share of output j in the sum over outputs
        return np.array([loss.value(activation, z, row) for row in np.diag(y)])
    return loss.value(activation, z[:, None], y[:, None])  # the outputs don't see each other: each on its own


def mazur(loss: Loss = cross_entropy) -> WorkedExample:
    """Return Mazur's network, inputs and targets, with the loss of your choice.

    Example:
        >>> mazur(cross_entropy)["w7"]
        0.5
    """
    w = [[[0.15, 0.20], [0.25, 0.30]], [[0.40, 0.45], [0.50, 0.55]]]
    b = [[0.35, 0.35], [0.60, 0.60]]
    output = softmax if loss is log_likelihood else sigmoid
    return WorkedExample(Network(w, b, [sigmoid, output]), np.array([0.05, 0.10]), np.array([0.01, 0.99]), loss)


def _number(value: float) -> str:
    """Nine decimals, without the zeros at the end."""
    text = f"{value:z.9f}".rstrip("0")
    return text + "0" if text.endswith(".") else text


def _symbol(name: str) -> str:
    """Write a name of the homework in LaTeX: out_h1 becomes \\mathrm{out}_{h1}.

    >>> _symbol("dC/dw1"), _symbol("delta_o1"), _symbol("i2")
    ('\\\\frac{\\\\partial C}{\\\\partial w_{1}}', '\\\\delta_{o1}', 'i_{2}')
    """
    if name.startswith("dC/d"):
        return rf"\frac{{\partial C}}{{\partial {_symbol(name[4:])}}}"
    letters, index = name.split("_") if "_" in name else (name[0], name[1:])
    words = {"net": r"\mathrm{net}", "out": r"\mathrm{out}", "E": "E", "delta": r"\delta"}
    index = r"\mathrm{total}" if index == "total" else index
    return f"{words.get(letters, letters)}_{{{index}}}"


def _latex(formula: str, leaf: Callable[[str], str]) -> str:
    """Set a formula, written as a Python expression, in LaTeX, with `leaf` deciding how a name is written."""

    def set_in(node: ast.expr, inside: int = 0) -> str:
        """`inside` is how tightly the surrounding operator binds: looser parts get parentheses."""
        binds, text = 4, ""
        match node:
            case ast.Constant():
                text = str(node.value)
            case ast.Name():
                text = leaf(node.id)
                binds = 1 if text.startswith("-") else 4
            case ast.BinOp(left, ast.Div(), right):
                text = rf"\frac{{{set_in(left)}}}{{{set_in(right)}}}"
            case ast.BinOp(left, ast.Pow(), right):
                text = f"{set_in(left, 4)}^{{{set_in(right)}}}"
            case ast.BinOp(left, ast.Mult(), right):
                text, binds = rf"{set_in(left, 2)} \cdot {set_in(right, 3)}", 2
            case ast.BinOp(left, op, right):
                sign, right_binds = ("+", 1) if isinstance(op, ast.Add) else ("-", 2)
                text, binds = f"{set_in(left)} {sign} {set_in(right, max(right_binds, 2))}", 1
            case ast.UnaryOp(ast.USub(), operand):
                text, binds = f"-{set_in(operand, 2)}", 1
            case ast.Call(ast.Name("exp"), [argument]):
                text = f"e^{{{set_in(argument)}}}"
            case ast.Call(ast.Name("ln"), [argument]):
                text = rf"\ln({set_in(argument)})"
            case _:
                raise ValueError(f"{ast.unparse(node)} can't be set")
        return f"({text})" if binds < inside else text

    return set_in(ast.parse(formula, mode="eval").body)
