"""The functions that a student writes, each with its examples, the right values and the usual mistakes."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, TypeAlias

import numpy as np

from hw2lib.byhand.worked import Worked, made
from hw2lib.nn.activations import sigmoid, tanh
from hw2lib.nn.losses import cross_entropy

Rule: TypeAlias = Callable[..., Any]

CLOSE = 1e-6  # relative to the largest entry
ALL_DIGITS = 1e-13


@dataclass(frozen=True)
class Slip:
    """A mistake: its name, what happened, and what is computed with it."""

    name: str
    says: str
    rule: Rule


@dataclass(frozen=True)
class Part:
    """One of the values that the function returns.

    The rules get the arguments, and then the right values of the parts before.

    Attributes:
        name: what it is called.
        formula: how it is written.
        rule: how it is computed.
        slips: the usual mistakes.
        written: the formula in worked numbers, whose edits are further mistakes. It gets what the rules get.
        other_names: what it gets instead, if it is written with others.
        their_values: their values, from what the rules get.
        run: makes a rule of what computes the formula, if it isn't computed once.
        begun: what the page's unfinished function gives, if it gives anything; that is no answer yet.
        within: the largest relative difference that isn't held against it.
    """

    name: str
    formula: str
    rule: Rule
    slips: tuple[Slip, ...] = ()
    written: Callable[..., Worked] | None = None
    other_names: tuple[str, ...] = ()
    their_values: Rule = lambda *values: values
    run: Callable[[Rule], Rule] | None = None
    begun: Rule | None = None
    within: float = CLOSE


@dataclass(frozen=True)
class Task:
    """A function to write: the names of its arguments, those it is tried on, the values it returns, and hints."""

    arguments: tuple[str, ...]
    tried: tuple[tuple[Any, ...], ...]
    parts: tuple[Part, ...]
    hints: tuple[str, ...]


@dataclass(frozen=True)
class Slope:
    """A function that a student's function is given, and how it is written."""

    written: str
    rule: Rule

    def __call__(self, v: float) -> float:
        """Return the slope at v."""
        return self.rule(v)

    def __str__(self) -> str:
        return self.written

    def __mul__(self, other: object) -> float:
        raise TypeError("slope is a function: write slope(v)")

    __rmul__ = __add__ = __radd__ = __sub__ = __rsub__ = __truediv__ = __rtruediv__ = __mul__


def _function(op: str, function: Callable[..., Any]) -> Callable[..., Worked]:
    """A function of worked numbers."""
    return lambda *of: made(op, *of, function=function)


_SUM, _LARGEST, _COLUMNS = _function("sum", np.sum), _function("max", np.max), _function("T", np.transpose)
_PRODUCT, _OUTER = _function("@", np.dot), _function("outer", np.outer)
_EACH = _function("each", lambda one, other: np.array([one, other]))
_POSITIVE = _function("max(., 0)", lambda z: np.maximum(z, 0))
_LOG1P = _function("log1p", np.log1p)
_SOFTPLUS = _function("softplus", lambda z: np.logaddexp(0.0, z))


_Z = (-1000.0, -40.0, -2.0, 0.0, 0.5, 2.0, 6.0, 12.0, 21.0, 26.0, 40.0, 1000.0)  # where it overflows or loses digits
_CUTS = (0.0, 0.5, 2.0, 6.0, 12.0, 21.0)  # above which ln(1 + e^-z) is seen to be missing


def _softplus(z: Any) -> Any:
    return np.logaddexp(0.0, z)


def _cut_above(most: float) -> Rule:
    """Softplus, with z itself above a threshold."""
    return lambda z: z if z > most else _softplus(z)


def _loss(z: float, y: float) -> Any:
    return cross_entropy.value(sigmoid, np.array([z]), np.array([y]))


def _path(step: Rule) -> Rule:
    """The path that a step (slope, v, eta) -> new v takes."""

    def descend(slope: Rule, v: float, eta: float, steps: int) -> list[float]:
        path = [v]
        for _ in range(steps):
            path.append(step(slope, path[-1], eta))
        return path

    return descend


_descend = _path(lambda slope, v, eta: v - eta * slope(v))


ANY: tuple[Slip, ...] = (
    Slip("sign", "The sign is wrong.", lambda right: -right),
    Slip("half", "It is half of what it should be.", lambda right: right / 2),
    Slip("twice", "It is twice what it should be.", lambda right: 2 * right),
    Slip("added up", "The entries were added up. Each stays on its own.", lambda right: right.sum()),
    Slip("averaged", "That is the mean of the entries. Each stays on its own.", lambda right: right.mean()),
    Slip("row and column exchanged", "Row and column are exchanged.", lambda right: right.T),
    Slip("ones", "It is 1 in every entry. Something is missing.", np.ones_like),
    Slip("first two alone", "It ends after one round. Is the return inside the loop?",
         lambda right: np.atleast_1d(right)[:2]),
)  # fmt: skip
"""What may happen to any value: its rule is given the right one."""


TASKS: Mapping[str, Task] = {
    "descend": Task(
        arguments=("slope", "v", "eta", "steps"),
        tried=(
            (Slope("3v", lambda v: 3 * v), 1.0, 0.1, 4),
            (Slope("v/5 + 3 cos 3v", lambda v: v / 5 + 3 * np.cos(3 * v)), 1.0, 0.05, 6),
        ),
        parts=(
            Part(
                "path",
                "path[n + 1] = path[n] - eta*slope(path[n]), and path[0] = v",
                _descend,
                written=lambda slope, v, eta, steps: v - eta * slope,
                run=lambda new: _path(lambda slope, v, eta: new(slope(v), v, eta, 0)),
                slips=(
                    Slip("uphill", "The steps go uphill: the slope has to be subtracted.",
                         _path(lambda slope, v, eta: v + eta * slope(v))),
                    Slip("3v for the slope", "That is right for the slope 3v alone. Use slope(v), whatever it is.",
                         _path(lambda slope, v, eta: v - eta * 3 * v)),
                    Slip("no learning rate", "The learning rate is missing.",
                         _path(lambda slope, v, eta: v - slope(v))),
                    Slip("change alone", "That is the change alone. The new v is the old one plus the change.",
                         _path(lambda slope, v, eta: -eta * slope(v))),
                    Slip("step for the new v", "The old v is missing: the new v is the old one minus the step.",
                         _path(lambda slope, v, eta: eta * slope(v))),
                    Slip("slope alone", "That is the slope alone. Multiply it by the learning rate, and subtract that "
                         "from v.", _path(lambda slope, v, eta: slope(v))),
                    Slip("first slope", "Every step was made with the slope of the start. Take the slope where the "
                         "ball is now.", lambda slope, v, eta, steps: [
                             v - n * eta * slope(v) for n in range(steps + 1)]),
                    Slip("v stays", "v itself never moves. Give it the new value, then append it.",
                         lambda slope, v, eta, steps: [v, *[v - eta * slope(v)] * steps]),
                    Slip("appended too early", "v is appended before its step is taken. Take the step first.",
                         lambda *given: [given[1], *_descend(*given)[:-1]]),
                    Slip("size of the slope", "Only the size of the slope went in. Its sign counts as well.",
                         _path(lambda slope, v, eta: v - eta * abs(slope(v)))),
                    Slip("slopes kept", "The slopes were kept. Append v itself.",
                         lambda *given: [given[1], *(given[0](v) for v in _descend(*given)[1:])]),
                    Slip("sign of the slope", "Only the sign of the slope went in. Its size counts as well.",
                         _path(lambda slope, v, eta: v - eta * np.sign(slope(v)))),
                    Slip("slope times v", "The slope was multiplied by v.",
                         _path(lambda slope, v, eta: v - eta * slope(v) * v)),
                    Slip("slope at 0", "The slope was taken at 0. Take it at v.",
                         _path(lambda slope, v, eta: v - eta * slope(0.0))),
                    Slip("start missing", "The start is missing: the path begins with it.",
                         lambda *given: _descend(*given)[1:]),
                    Slip("one step too many", "There is one step too many.",
                         lambda slope, v, eta, steps: _descend(slope, v, eta, steps + 1)),
                    Slip("one step too few", "There is one step too few.",
                         lambda slope, v, eta, steps: _descend(slope, v, eta, steps - 1)),
                    Slip("end alone", "That is the end alone. Keep where the ball was after each step, the start "
                         "first.", lambda *given: _descend(*given)[-1]),
                ),
                begun=lambda slope, v, eta, steps: [v],
            ),
        ),
        hints=(
            "The slope says which way is up, and how steep it is. The ball goes down.",
            "Take the slope where the ball is now. The learning rate times it is subtracted from v.",
            "v = v - eta*slope(v), and path.append(v)",
        ),
    ),
    "softplus": Task(
        arguments=("z",),
        tried=tuple((z,) for z in _Z),
        parts=(
            Part(
                "s",
                "s = max(z, 0) + log1p(exp(-|z|))",
                _softplus,
                written=lambda z: _POSITIVE(z) + _LOG1P((-abs(z)).exp()),
                within=ALL_DIGITS,
                slips=(
                    *(Slip("z above a threshold", "For large z that is z itself. ln(1 + e^z) is z + ln(1 + e^-z), and "
                           "the second term still counts: at z = 21 it is 8e-10.", _cut_above(most)) for most in _CUTS),
                    Slip("as it stands", "ln(1 + e^z) as it stands: e^z overflows at 1000, and 1 + e^-40 is rounded "
                         "to 1.", lambda z: np.log(1 + np.exp(z))),
                    Slip("overflow", "e^z overflows. Take the exponential of -|z|, which is never positive.",
                         lambda z: np.log1p(np.exp(z))),
                    Slip("log for log1p", "1 + e^-40 is rounded to 1, and ln 1 is 0. np.log1p(u) gives ln(1 + u) "
                         "without adding u to 1 first.",
                         lambda z: np.maximum(z, 0) + np.log(1 + np.exp(-np.abs(z)))),
                    Slip("no maximum", "max(z, 0) is missing: for z > 0, ln(1 + e^z) is z + ln(1 + e^-z).",
                         lambda z: np.log1p(np.exp(-np.abs(z)))),
                    Slip("maximum alone", "The second term is missing: ln(1 + e^-|z|).",
                         lambda z: np.maximum(z, 0)),
                    Slip("sign", "The exponent is |z|, and has to be -|z|.",
                         lambda z: np.maximum(z, 0) + np.log1p(np.exp(np.abs(z)))),
                    Slip("no absolute value", "The exponent is -z, and has to be -|z|.",
                         lambda z: np.maximum(z, 0) + np.log1p(np.exp(-z))),
                    Slip("no absolute value", "The exponent is z, and has to be -|z|.",
                         lambda z: np.maximum(z, 0) + np.log1p(np.exp(z))),
                    Slip("for positive z alone", "z + ln(1 + e^-z) is good for z > 0. For z < 0 its e^-z overflows.",
                         lambda z: z + np.log1p(np.exp(-z))),
                    Slip("absolute value for maximum", "|z| stands where max(z, 0) belongs.",
                         lambda z: np.abs(z) + np.log1p(np.exp(-np.abs(z)))),
                    Slip("minimum for maximum", "min(z, 0) stands where max(z, 0) belongs.",
                         lambda z: np.minimum(z, 0) + np.log1p(np.exp(-np.abs(z)))),
                    Slip("-z for z", "That is softplus(-z).", lambda z: _softplus(-z)),
                    Slip("derivative", "That is its derivative, sigma.", lambda z: sigmoid(np.array(z))),
                ),
            ),
        ),
        hints=(
            "An exponential with a negative exponent can't overflow.",
            "For z > 0, ln(1 + e^z) is z + ln(1 + e^-z). For z < 0 leave it as it is.",
            "max(z, 0), plus ln(1 + e^-|z|) by np.log1p",
        ),
    ),
    "loss from z": Task(
        arguments=("z", "y"),
        tried=tuple((z, y) for z in _Z for y in (0.0, 0.3, 1.0)),
        parts=(
            Part(
                "C",
                "C = y*softplus(-z) + (1 - y)*softplus(z)",
                lambda z, y: _loss(z, y),
                written=lambda z, y: y * _SOFTPLUS(-z) + (1 - y) * _SOFTPLUS(z),
                within=ALL_DIGITS,
                slips=(
                    *(Slip("z above a threshold", "The softplus in it is z itself for large z. The small rest, "
                           "ln(1 + e^-z), still counts.",
                           lambda z, y, cut=cut: y * cut(-z) + (1 - y) * cut(z)) for cut in map(_cut_above, _CUTS)),
                    Slip("through a", "Through a the digits are lost: sigma(40) is rounded to 1. Use softplus, and z "
                         "alone.", lambda z, y: -(y * np.log(sigmoid(np.array(z)))
                                                  + (1 - y) * np.log(1 - sigmoid(np.array(z))))),
                    Slip("cancellation", "At z = 40 and y = 1 two numbers of about 40 are subtracted, and no digit is "
                         "left. Use a sum of two terms.", lambda z, y: _softplus(z) - y * z),
                    Slip("targets exchanged", "y and 1 - y are exchanged: y belongs to softplus(-z).",
                         lambda z, y: y * _softplus(z) + (1 - y) * _softplus(-z)),
                    Slip("sign", "The sign is wrong: softplus has the minus of the loss in it already.",
                         lambda z, y: -_loss(z, y)),
                    Slip("targets of 0 and 1 alone", "That is right for y = 0 and y = 1. A target may lie between.",
                         lambda z, y: _softplus(-z) if y == 1 else _softplus(z)),
                    Slip("targets of 0 and 1 alone", "That is right for y = 0 and y = 1. A target may lie between.",
                         lambda z, y: _softplus(z) if y == 0 else _softplus(-z)),
                    Slip("half", "The half with 1 - y is missing.", lambda z, y: y * _softplus(-z)),
                    Slip("half", "The half with y is missing.", lambda z, y: (1 - y) * _softplus(z)),
                    Slip("not weighted", "The targets are missing: y and 1 - y weight the terms.",
                         lambda z, y: _softplus(z) + _softplus(-z)),
                    Slip("one softplus", "Both terms have softplus(z). -ln a is softplus(-z).",
                         lambda z, y: _softplus(z)),
                    Slip("one softplus", "Both terms have softplus(-z). -ln(1 - a) is softplus(z).",
                         lambda z, y: _softplus(-z)),
                ),
            ),
        ),
        hints=(
            "Put the two softplus terms in place of the two logarithms.",
            "y is the factor of -ln a, and 1 - y that of -ln(1 - a).",
            "y times softplus of -z, plus (1 - y) times softplus of z",
        ),
    ),
    "softmax with temperature": Task(
        arguments=("z", "T"),
        tried=(([1.5, 1.0, 0.3, -1.0], 0.5), ([2.0, 2.0, -1.0], 3.0), ([999.0, 1000.0, 0.0], 1.0)),
        parts=(
            Part(
                "x",
                "x = (z - max z)/T",
                lambda z, t: (z - z.max()) / t,
                written=lambda z, t: (z - _LARGEST(z)) / t,
                slips=(
                    Slip("not shifted", "That is z/T. It overflows in exp at z = 1000: subtract the largest.",
                         lambda z, t: z / t),
                    Slip("temperature left out", "The temperature is missing.", lambda z, t: z - z.max()),
                    Slip("T for 1/T", "z is divided by T, not multiplied by it.", lambda z, t: (z - z.max()) * t),
                    Slip("T for 1/T", "z is divided by T, and the largest is subtracted.", lambda z, t: z * t),
                    Slip("shift not divided", "The largest of z was subtracted from z/T. Subtract first, then divide "
                         "the difference.", lambda z, t: z / t - z.max()),
                    Slip("shift alone divided", "Only the largest was divided by T. The whole difference is.",
                         lambda z, t: z - z.max() / t),
                    Slip("mean for maximum", "The mean was subtracted. Subtract the largest.",
                         lambda z, t: (z - z.mean()) / t),
                    Slip("first for largest", "The first was subtracted. Subtract the largest, wherever it stands.",
                         lambda z, t: (z - z[0]) / t),
                    Slip("smallest for largest", "The smallest was subtracted. Then the exponents are positive, and "
                         "overflow.", lambda z, t: (z - z.min()) / t),
                    Slip("sign", "The sign is turned round: that gives the smallest z the largest output.",
                         lambda z, t: (z.max() - z) / t),
                ),
            ),
            Part(
                "e",
                "e = exp(x)",
                lambda z, t, x: np.exp(x),
                written=lambda z, t, x: x.exp(),
                slips=(
                    Slip("z for x", "That is the exponential of z. Take that of x.", lambda z, t, x: np.exp(z)),
                    Slip("not shifted", "That is the exponential of z/T. Take that of x.",
                         lambda z, t, x: np.exp(z / t)),
                    Slip("sign", "That is exp(-x).", lambda z, t, x: np.exp(-x)),
                    Slip("T twice", "x has the temperature in it already.", lambda z, t, x: np.exp(x / t)),
                    Slip("T twice", "x has the temperature in it already.", lambda z, t, x: np.exp(x) / t),
                    *(Slip(f"power of {b}", f"The base is e, not {b}.", lambda z, t, x, b=b: float(b) ** x)
                      for b in (2, 10)),
                ),
            ),
            Part(
                "a",
                "a = e/sum of e",
                lambda z, t, x, e: e / e.sum(),
                written=lambda z, t, x, e: e / _SUM(e),
                slips=(
                    Slip("not divided", "The outputs don't add up to 1. Divide e by its sum.",
                         lambda z, t, x, e: e),
                    Slip("mean for sum", "That is divided by the mean. The outputs have to add up to 1.",
                         lambda z, t, x, e: e / e.mean()),
                    Slip("count for sum", "That is divided by the number of outputs. Divide by the sum.",
                         lambda z, t, x, e: e / len(e)),
                    Slip("T twice", "x has the temperature in it already.", lambda z, t, x, e: e / e.sum() / t),
                    Slip("sigmoid of each", "That is a sigmoid of each x. Softmax divides by the sum over all.",
                         lambda z, t, x, e: e / (1 + e)),
                    Slip("x for e", "That is x divided by its sum. Divide e by its own.",
                         lambda z, t, x, e: x / x.sum()),
                    Slip("length for sum", "That is divided by the root of the sum of squares. Divide by the sum.",
                         lambda z, t, x, e: e / np.sqrt((e**2).sum())),
                ),
            ),
        ),
        hints=(
            "Softmax doesn't change if the same number is subtracted from every z.",
            "Subtract the largest z, divide by T, and take exponentials: none is above 1, so none overflows.",
            "e^x divided by the sum of all e^x, with x = (z - max z)/T",
        ),
    ),
    "back through a hidden layer": Task(
        arguments=("w_next", "delta_next", "z", "a_below"),
        tried=(
            ([[0.4, -0.3], [0.7, 0.5]], [0.2, -0.1], [0.6, -0.9], [0.5, 0.2]),
            ([[-1.2, 0.8], [0.3, 0.9]], [-0.4, 0.3], [-0.2, 1.4], [-0.7, 0.9]),
        ),
        parts=(
            Part(
                "gathered",
                "gathered = w_next.T @ delta_next",
                lambda w, d, z, a: w.T @ d,
                written=lambda w, d, z, a: _PRODUCT(_COLUMNS(w), d),
                slips=(
                    Slip("row for column", "A row of the weights was taken for a column. A neuron's error comes back "
                         "through the weights that leave it, and they stand in a column: w_next.T.",
                         lambda w, d, z, a: w @ d),
                    Slip("errors not weighted", "Each error comes back through its weight.",
                         lambda w, d, z, a: np.full(len(z), d.sum())),
                    Slip("weights without errors", "Those are the weights added up. Each is multiplied by the error "
                         "of the neuron that it leads to.", lambda w, d, z, a: w.sum(0)),
                    Slip("one neuron each", "Each neuron feeds every neuron of the next layer, so it is a matrix "
                         "product, @ and not *.", lambda w, d, z, a: np.diag(w) * d),
                    *(Slip("entry by entry", "That is multiplied entry by entry. Take the matrix product, @.", rule)
                      for rule in (lambda w, d, z, a: w.T * d, lambda w, d, z, a: w * d)),
                    *(Slip("one error", "Only one error comes back. Each neuron feeds all of the next layer.",
                           lambda w, d, z, a, j=j: w[j] * d[j]) for j in (0, 1)),
                    Slip("z for delta", "That comes from z. What comes back is the error, delta_next.",
                         lambda w, d, z, a: w.T @ z),
                ),
            ),
            Part(
                "slope",
                "slope = (sigma'(z_1), tanh'(z_2))",
                lambda w, d, z, a, g: np.array([sigmoid.derivative(z[:1])[0], tanh.derivative(z[1:])[0]]),
                written=lambda a_1, a_2, z_1, z_2: _EACH(a_1 * (1 - a_1), 1 - a_2**2),
                other_names=("a_1", "a_2", "z_1", "z_2"),
                their_values=lambda w, d, z, a, g: (sigmoid(z[:1])[0], np.tanh(z[1]), z[0], z[1]),
                slips=(
                    Slip("f' forgotten", "Both neurons have sigma' here. The second neuron's activation is tanh.",
                         lambda w, d, z, a, g: sigmoid.derivative(z)),
                    Slip("tanh' for all", "Both neurons have tanh' here. Only the second neuron's activation is tanh.",
                         lambda w, d, z, a, g: tanh.derivative(z)),
                    Slip("neurons exchanged", "The two neurons are exchanged: the second has the tanh.",
                         lambda w, d, z, a, g: np.array([tanh.derivative(z[:1])[0], sigmoid.derivative(z[1:])[0]])),
                    Slip("z for a", "The slopes were worked out from z. They are a*(1 - a) and 1 - a**2.",
                         lambda w, d, z, a, g: np.array([z[0] * (1 - z[0]), 1 - z[1] ** 2])),
                    Slip("tanh' for sigma'", "1 - a**2 is the slope of tanh. The first neuron's is a*(1 - a).",
                         lambda w, d, z, a, g: np.array([1 - sigmoid(z[:1])[0] ** 2, tanh.derivative(z[1:])[0]])),
                    Slip("f for f'", "Those are the activations f(z). Here f'(z) is needed, the slope.",
                         lambda w, d, z, a, g: np.array([sigmoid(z[:1])[0], tanh(z[1:])[0]])),
                    Slip("square forgotten", "The slope of tanh is 1 - tanh(z)**2; the square is missing.",
                         lambda w, d, z, a, g: np.array([sigmoid.derivative(z[:1])[0], 1 - tanh(z[1:])[0]])),
                    Slip("rule of sigma for tanh", "tanh(z)*(1 - tanh(z)) is sigma's rule. The slope of tanh "
                         "is 1 - tanh(z)**2.", lambda w, d, z, a, g: np.array(
                             [sigmoid.derivative(z[:1])[0], tanh(z[1:])[0] * (1 - tanh(z[1:])[0])])),
                ),
            ),
            Part(
                "delta",
                "delta = gathered*slope",
                lambda w, d, z, a, g, s: g * s,
                written=lambda w, d, z, a, g, s: g * s,
                slips=(
                    Slip("slope forgotten", "The slope is missing: delta is dC/dz, and gathered is dC/da.",
                         lambda w, d, z, a, g, s: g),
                    Slip("f for f'", "gathered was multiplied by a number of the forward pass. BP2 has the slope.",
                         lambda w, d, z, a, g, s: g * z),
                    Slip("outer product", "Each neuron has its own slope: *, not np.outer.",
                         lambda w, d, z, a, g, s: np.outer(g, s)),
                    Slip("z multiplied", "There is an extra factor z.", lambda w, d, z, a, g, s: g * s * z),
                    Slip("sum of products", "The products were added up. Each neuron keeps its own: *, not @.",
                         lambda w, d, z, a, g, s: np.full(len(z), g @ s)),
                    Slip("sum for product", "The slope is a factor, not a term.", lambda w, d, z, a, g, s: g + s),
                    Slip("divided", "The slope is a factor. Here gathered was divided by it.",
                         lambda w, d, z, a, g, s: g / s),
                ),
            ),
            Part(
                "db",
                "db = delta",
                lambda w, d, z, a, g, s, e: e,
                written=lambda w, d, z, a, g, s, e: 1 * e,
                slips=(
                    Slip("input for 1", "A bias has no input: nothing is multiplied.",
                         lambda w, d, z, a, g, s, e: e * a),
                    Slip("error of the next layer", "That is the error of the next layer. These are the biases of "
                         "the hidden layer.", lambda w, d, z, a, g, s, e: d),
                    Slip("slope twice", "delta has the slope in it already.", lambda w, d, z, a, g, s, e: e * s),
                    Slip("summed over the layer", "Each neuron has its own bias, so nothing is added up.",
                         lambda w, d, z, a, g, s, e: np.full(len(z), e.sum())),
                    Slip("gathered for delta", "That is gathered, without the slope.",
                         lambda w, d, z, a, g, s, e: g),
                ),
            ),
            Part(
                "dw",
                "dw = np.outer(delta, a_below)",
                lambda w, d, z, a, g, s, e, f: np.outer(e, a),
                written=lambda w, d, z, a, g, s, e, f: _OUTER(e, a),
                slips=(
                    Slip("row and column exchanged", "Row and column are exchanged: entry [j, k] is delta_j times "
                         "a_k from below.", lambda w, d, z, a, g, s, e, f: np.outer(a, e)),
                    Slip("z for the input", "That comes from this layer's z. A weight's derivative has what comes "
                         "in from below.", lambda w, d, z, a, g, s, e, f: np.outer(e, z)),
                    Slip("error of the next layer", "That comes from the error of the next layer.",
                         lambda w, d, z, a, g, s, e, f: np.outer(d, a)),
                    Slip("number for a matrix", "The products were added up. Each weight has its own: np.outer.",
                         lambda w, d, z, a, g, s, e, f: e @ a),
                    Slip("upper end", "delta was multiplied by this layer's own activations. Take those from below.",
                         lambda w, d, z, a, g, s, e, f: np.outer(e, [sigmoid(z[:1])[0], np.tanh(z[1])])),
                    Slip("one weight each", "Each entry of delta meets each input: np.outer(delta, a_below).",
                         lambda w, d, z, a, g, s, e, f: np.diag(e * a)),
                    Slip("gathered for delta", "That comes from gathered: the slope is missing.",
                         lambda w, d, z, a, g, s, e, f: np.outer(g, a)),
                ),
            ),
        ),
        hints=(
            "w_next[j, k] leads from hidden neuron k to neuron j. Which of its entries belong to one hidden neuron?",
            "A column belongs to one hidden neuron, so w_next is transposed. Then go on entry by entry; tanh' is "
            "1 - tanh(z)**2.",
            "gathered = w_next.T @ delta_next, delta = gathered*slope, and dw[j, k] = delta[j]*a_below[k]",
        ),
    ),
}  # fmt: skip
"""What there is to write."""
