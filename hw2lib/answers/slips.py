"""Slips: a student's way through a network, step by step, with one step or several gone wrong.

A way is the right way with some of its functions replaced. A slip is such a replacement, with a name and a sentence
that says what happened. Slips of different steps combine, so that the wrong number that two of them give together is
computed in just the way in which a student arrives at it.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field, replace
from types import MappingProxyType, SimpleNamespace
from typing import Any, TypeAlias

import numpy as np

from hw2lib.nn.activations import Activation, sigmoid, softmax
from hw2lib.nn.arrays import Array
from hw2lib.nn.losses import Loss, cross_entropy, log_likelihood, quadratic

Function: TypeAlias = Callable[..., Any]
Layers: TypeAlias = tuple[Array, ...]
NEGLIGIBLE = 1e-12
BIAS_STEPS: Mapping[str, Function] = {
    "held": np.zeros_like,
    "each": np.asarray,
    "shared": lambda db: np.full_like(db, db.sum()),
}


@dataclass(frozen=True)
class Problem:
    """What a student starts from: one example, and a network with its loss.

    Attributes:
        w, b: the network's parameters, a layer each.
        activations: one a layer.
        x, y: the example, (n_in,) and (n_out,).
        loss: quadratic, cross_entropy or log_likelihood.
        learning_rate: of the step.
        biases: "held", "each" or "shared": what a step does with them.
    """

    w: Layers
    b: Layers
    activations: tuple[Activation, ...]
    x: Array
    y: Array
    loss: Loss
    learning_rate: float = 0.5
    biases: str = "held"

    @property
    def last(self) -> int:
        """Index of the output layer."""
        return len(self.w) - 1

    @property
    def sizes(self) -> tuple[int, ...]:
        """Neurons a layer, the inputs first."""
        return (len(self.x), *(len(b) for b in self.b))

    @property
    def traits(self) -> frozenset[str]:
        """What slips may need: of the network, of its output layer, or of the loss."""
        hidden = self.activations[:-1]
        return frozenset(
            name
            for name, has in {
                "2-2-2": self.sizes == (2, 2, 2),
                "sigmoid": all(f is sigmoid for f in hidden) and self.activations[-1] in (sigmoid, softmax),
                "softmax": self.activations[-1] is softmax,
                "logarithms": self.loss is not quadratic,
                "quadratic": self.loss is quadratic,
            }.items()
            if has
        )


# --- the right way --------------------------------------------------------------------------------------------------


def _weighted(p: Problem, l: int, a: Array) -> Array:
    return p.w[l] @ a + p.b[l]


def _softmax_as_typed(z: Array) -> Array:
    e = np.exp(z)
    return e / e.sum()


_AS_TYPED = {sigmoid: lambda z: 1 / (1 + np.exp(-z)), softmax: _softmax_as_typed}
"""As a student would work them out. For moderate z that is the same, and it is quicker than what holds for every z."""


def _squash(p: Problem, l: int, z: Array) -> Array:
    return _AS_TYPED.get(p.activations[l], p.activations[l])(z)


def _forward(p: Problem, way: Way) -> tuple[list[Array], list[Array]]:
    z, a = [], [p.x]
    for l in range(len(p.w)):
        z.append(way.rounded(way.weighted(p, l, a[-1])))
        a.append(way.rounded(way.squash(p, l, z[-1])))
    a[-1] = way.rounded_output(a[-1])
    return z, a


def _costs(p: Problem, a: Array) -> Array:
    if p.loss is quadratic:
        return (p.y - a) ** 2 / 2
    if p.loss is log_likelihood:
        return -p.y * np.log(a)
    return -(p.y * np.log(a) + (1 - p.y) * np.log(1 - a))


def _total(p: Problem, costs: Array) -> Array:
    return costs.sum()


def _output_delta(p: Problem, z: Array, a: Array) -> Array:
    if p.loss is not quadratic:
        return a - p.y
    f = p.activations[-1]
    return (a - p.y) * a * (1 - a) if f is sigmoid else f.vjp(a - p.y, z)


def _slope(p: Problem, l: int, z: Array, a: Array) -> Array:
    f = p.activations[l]
    return a * (1 - a) if f is sigmoid else f.derivative(z)


def _gathered(p: Problem, l: int, w_above: Array, delta: Array) -> Array:
    return w_above.T @ delta


def _dw(p: Problem, l: int, delta: Array, a_below: Array) -> Array:
    return delta[:, None] * a_below


def _db(p: Problem, l: int, delta: Array) -> Array:
    return delta


def _step(p: Problem, parameter: Array, gradient: Array) -> Array:
    return parameter - p.learning_rate * gradient


def _old(work: Work, l: int, delta: Array) -> Array:
    return work.p.w[l]


def _updated(work: Work, l: int, delta: Array) -> Array:
    p, way = work.p, work.way
    return way.step(p, p.w[l], way.dw(p, l, delta, work.a[l]))


def _same(value: Any) -> Any:
    return value


RIGHT_STEPS: Mapping[str, Function] = MappingProxyType(
    {
        "read": _same,  # Problem -> Problem
        "forward": _forward,
        "weighted": _weighted,  # z of a layer
        "squash": _squash,  # a of a layer
        "rounded": _same,  # applied to every z, a and delta
        "rounded_output": _same,  # applied to the outputs of the network
        "costs": _costs,  # one an output
        "rounded_costs": _same,
        "total": _total,
        "output_delta": _output_delta,  # BP1
        "slope": _slope,  # f' of a hidden layer
        "gathered": _gathered,  # BP2: the errors that come back to a hidden layer
        "back_weights": _old,  # the output weights that they come back through: before their update, or after
        "db": _db,  # BP3
        "dw": _dw,  # BP4
        "step": _step,
        "answer": _same,  # the last number, just before it is given
    }
)
"""How each step is done if nothing goes wrong."""


FORWARD = frozenset({"read", "forward", "weighted", "squash", "rounded", "rounded_output"})
BACKWARD = FORWARD | {"output_delta", "slope", "gathered", "back_weights", "dw", "step"}
A_STEP = BACKWARD | {"db"}


class Way(SimpleNamespace):
    """A way through the network: the right steps, but for those that are given."""

    def __init__(self, **wrong: Function) -> None:
        super().__init__(**{**RIGHT_STEPS, **wrong})
        self.wrong = wrong

    def wrong_in(self, steps: frozenset[str]) -> frozenset[tuple[str, Function]]:
        """What is done in the place of the right way, among these steps."""
        return frozenset(item for item in self.wrong.items() if item[0] in steps)


RIGHT = Way()


class Work:
    """What one way gives on one problem; what several ways have in common is computed once.

    Example:
        >>> from hw2lib.byhand.mazur import mazur
        >>> e = mazur()
        >>> problem = Problem(e.net.w, e.net.b, e.net.activations, e.x, e.y, e.loss)
        >>> float(Work.begin(problem, RIGHT).dw[1][0, 0]) == e["dC/dw5"]
        True
    """

    def __init__(self, problem: Problem, way: Way, memo: dict[Any, Any]) -> None:
        self.p, self.way, self._memo = problem, way, memo
        self.z, self.a = self.shared("forward", FORWARD, lambda: way.forward(problem, way))

    @classmethod
    def begin(cls, problem: Problem, way: Way, memo: dict[Any, Any] | None = None) -> Work:
        """Read the problem, and start. Ways that are given the same `memo` and problem share their work."""
        return cls(way.read(problem), way, {} if memo is None else memo)

    def shared(self, what: str, steps: frozenset[str], compute: Callable[[], Any]) -> Any:
        """Compute once for all ways that do these steps alike."""
        key = (what, self.way.wrong_in(steps))
        if key not in self._memo:
            self._memo[key] = compute()
        return self._memo[key]

    @property
    def costs(self) -> Array:
        """The loss of each output."""
        return self.way.rounded_costs(self.way.costs(self.p, self.a[-1]))

    @property
    def total(self) -> Array:
        """The loss."""
        return self.way.total(self.p, self.costs)

    @property
    def delta(self) -> list[Array]:
        """BP1 and BP2."""
        return self.shared("delta", BACKWARD, self._delta)

    @property
    def dw(self) -> list[Array]:
        """BP4."""
        return [self.way.dw(self.p, l, delta, self.a[l]) for l, delta in enumerate(self.delta)]

    @property
    def db(self) -> list[Array]:
        """BP3."""
        return [self.way.db(self.p, l, delta) for l, delta in enumerate(self.delta)]

    @property
    def after(self) -> Work:
        """The same way on the network after one step."""
        stepped, memo = self.shared("after", A_STEP, lambda: (self._stepped(), {}))
        return Work(stepped, self.way, memo)

    def _delta(self) -> list[Array]:
        p, way, last = self.p, self.way, self.p.last
        deltas = [way.rounded(way.output_delta(p, self.z[last], self.a[-1]))]
        for l in reversed(range(last)):
            back = way.gathered(p, l, way.back_weights(self, l + 1, deltas[0]), deltas[0]) * way.slope(
                p, l, self.z[l], self.a[l + 1]
            )
            deltas.insert(0, way.rounded(back))
        return deltas

    def _stepped(self) -> Problem:
        p, step = self.p, self.way.step
        w = tuple(step(p, w, dw) for w, dw in zip(p.w, self.dw, strict=True))
        b = p.b
        if p.biases != "held":
            b = tuple(step(p, b, BIAS_STEPS[p.biases](db)) for b, db in zip(p.b, self.db, strict=True))
        return replace(p, w=w, b=b)


# --- slips ----------------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Slip:
    """One thing that goes wrong.

    Attributes:
        name: how the ledger and the tests call it.
        says: what happened, in a sentence or two, with the formula; in it {delta} stands for the right delta of an
            output under the loss that is asked for.
        steps: the functions of the way that it replaces.
        example: the same in the names of the 2-2-2 network, where that is asked about.
        needs: the traits that a problem must have for the slip to make sense.
        only_with_others: whether it is looked for only in combinations that have been seen.
    """

    name: str
    says: str
    steps: Mapping[str, Function] = field(repr=False)
    example: str = ""
    needs: frozenset[str] = frozenset()
    only_with_others: bool = False


def combine(slips: Iterable[Slip]) -> Way | None:
    """Return the way with these slips in it, or None if two of them are about the same step.

    Example:
        >>> combine([SLIPS["row for column"], SLIPS["sign of delta"]]) is None
        False
        >>> combine([SLIPS["sign of delta"], SLIPS["sigma' once too often"]]) is None
        True
    """
    steps: dict[str, Function] = {}
    for slip in slips:
        if steps.keys() & slip.steps.keys():
            return None
        steps |= slip.steps
    return Way(**steps)


def _misread(p: Problem) -> Problem:
    """The first weight of the second neuron, read as the one that stands before it in the list: w3 as w2."""
    first = np.array(p.w[0])
    if first.shape[0] > 1:
        first[1, 0] = first[0, -1]
    return replace(p, w=(first, *p.w[1:]))


def _forward_misread_for_later_outputs(p: Problem, way: Way) -> tuple[list[Array], list[Array]]:
    right_z, _ = _forward(p, way)
    z, a = _forward(_misread(p), way)
    z[-1][0] = right_z[-1][0]
    a[-1] = way.rounded_output(way.rounded(way.squash(p, p.last, z[-1])))
    return z, a


def _without_bias(layers: Callable[[Problem], Iterable[int]]) -> Function:
    def weighted(p: Problem, l: int, a: Array) -> Array:
        return p.w[l] @ a if l in layers(p) else _weighted(p, l, a)

    return weighted


def _transposed_weights(p: Problem, l: int, a: Array) -> Array:
    w = p.w[l]
    return (w.T if w.shape[0] == w.shape[1] else w) @ a + p.b[l]


def _unsquashed(hidden: bool) -> Function:
    def squash(p: Problem, l: int, z: Array) -> Array:
        return z if (l < p.last) == hidden else _squash(p, l, z)

    return squash


def _in_place_of(activation: Activation, formula: Callable[[Array], Array]) -> Function:
    def squash(p: Problem, l: int, z: Array) -> Array:
        return formula(z) if p.activations[l] is activation else _squash(p, l, z)

    return squash


def _softmax_for_sigmoid(p: Problem, l: int, z: Array) -> Array:
    return softmax(z) if l == p.last else _squash(p, l, z)


def _costs_in_base(base: float) -> Function:
    return lambda p, a: _costs(p, a) / (1 if p.loss is quadratic else np.log(base))


def _first_half(p: Problem, a: Array) -> Array:
    return -p.y * np.log(a) if p.loss is cross_entropy else _costs(p, a)


def _second_half(p: Problem, a: Array) -> Array:
    return -(1 - p.y) * np.log(1 - a) if p.loss is cross_entropy else _costs(p, a)


def _roles_exchanged(p: Problem, a: Array) -> Array:
    return _costs(replace(p, y=a), p.y)


def _stray_factor(p: Problem, a: Array) -> Array:
    """The second term of every output times E_o1, as the printed solution has it in (29) and (31)."""
    if p.loss is not cross_entropy:
        return _costs(p, a)
    return -(p.y * np.log(a) + (1 - p.y) * np.log(1 - a) * _costs(p, a)[0])


def _half_forgotten(p: Problem, a: Array) -> Array:
    return _costs(p, a) * (2 if p.loss is quadratic else 1)


def _square_forgotten(p: Problem, a: Array) -> Array:
    return abs(p.y - a) / 2 if p.loss is quadratic else _costs(p, a)


def _wrong_loss(loss: Loss) -> Function:
    return lambda p, a: _costs(replace(p, loss=loss), a)


def _delta_of(p: Problem, z: Array, a: Array, loss: Loss) -> Array:
    return _output_delta(replace(p, loss=loss), z, a)


def _too_many_slopes(p: Problem, z: Array, a: Array) -> Array:
    return _output_delta(p, z, a) * a * (1 - a)


def _without_slope(p: Problem, z: Array, a: Array) -> Array:
    return a - p.y


def _divided(p: Problem, z: Array, a: Array) -> Array:
    return (a - p.y) / (a * (1 - a))


def _diagonal_only(p: Problem, z: Array, a: Array) -> Array:
    return p.y * (a - 1) if p.loss is log_likelihood else _output_delta(p, z, a)


def _twice(p: Problem, z: Array, a: Array) -> Array:
    return 2 * _output_delta(p, z, a)


def _mean_delta(p: Problem, z: Array, a: Array) -> Array:
    return _output_delta(p, z, a) / len(a)


def _row_for_column(p: Problem, l: int, w_above: Array, delta: Array) -> Array:
    return (w_above if w_above.shape[0] == w_above.shape[1] else w_above.T) @ delta


def _one_error(o: int) -> Function:
    return lambda p, l, w_above, delta: w_above[o % len(delta)] * delta[o % len(delta)]


def _without_weights(p: Problem, l: int, w_above: Array, delta: Array) -> Array:
    return np.full(w_above.shape[1], delta.sum())


def _own_error(p: Problem, l: int, w_above: Array, delta: Array) -> Array:
    return np.resize(delta, w_above.shape[1])


def _no_slope(p: Problem, l: int, z: Array, a: Array) -> Array:
    return np.ones_like(a)


def _slope_of_sigmoid(p: Problem, l: int, z: Array, a: Array) -> Array:
    return sigmoid.derivative(z)


def _slope_of_z(p: Problem, l: int, z: Array, a: Array) -> Array:
    return z * (1 - z)


def _half_a_slope(p: Problem, l: int, z: Array, a: Array) -> Array:
    return a


def _slope_with_plus(p: Problem, l: int, z: Array, a: Array) -> Array:
    return a * (1 + a)


def _numbered_by_column(layer: Callable[[Problem], int]) -> Function:
    def dw(p: Problem, l: int, delta: Array, a_below: Array) -> Array:
        right = _dw(p, l, delta, a_below)
        return right.T if l == layer(p) and right.shape[0] == right.shape[1] else right

    return dw


def _without_input(p: Problem, l: int, delta: Array, a_below: Array) -> Array:
    return np.outer(delta, np.ones_like(a_below))


def _own_activation(p: Problem, l: int, delta: Array, a_below: Array) -> Array:
    return _dw(p, l, delta, np.resize(p.y if l == p.last else p.x[::-1], a_below.shape))


def _layers_bias(p: Problem, l: int, delta: Array) -> Array:
    return np.full_like(delta, delta.sum())


def _one_neurons_bias(o: int) -> Function:
    return lambda p, l, delta: np.where(np.arange(len(delta)) == o, delta, 0)


def _half_of_layers_bias(p: Problem, l: int, delta: Array) -> Array:
    return delta / len(delta)


def _rounding(decimals: int) -> Function:
    return lambda value: np.round(value, decimals)


def _first_cost_rounded(costs: Array) -> Array:
    return np.array([np.round(costs[0], 5), *costs[1:]])


def _hidden_layers(p: Problem) -> range:
    return range(p.last)


def _slips() -> Iterable[Slip]:
    """All of them. Formulas are general where they can be; the example has the homework's names."""

    def slip(name: str, says: str, needs: str = "", example: str = "", rare: bool = False, **steps: Function) -> Slip:
        return Slip(name, says, MappingProxyType(steps), example, frozenset(needs.split()), rare)

    # reading the problem
    yield slip(
        "w3 read as w2",
        "The first weight into h2 is w3, and w2 was taken. Each hidden neuron has its own row: w1, w2 into h1; w3, w4 "
        "into h2.",
        needs="2-2-2",
        read=_misread,
    )
    yield slip(
        "w3 read as w2 on the way to o2",
        "out_h2 was worked out with w2 in the place of w3, and o1 with the right one.",
        needs="2-2-2",
        rare=True,
        forward=_forward_misread_for_later_outputs,
    )
    yield slip(
        "inputs exchanged",
        "i1 and i2 changed places: w1 and w3 belong to i1, w2 and w4 to i2.",
        needs="2-2-2",
        read=lambda p: replace(p, x=p.x[::-1]),
    )
    yield slip(
        "targets exchanged",
        "t1 and t2 changed places: t1 is the target of o1.",
        needs="2-2-2",
        read=lambda p: replace(p, y=p.y[::-1]),
    )
    yield slip(
        "biases exchanged",
        "The bias of the other layer was used: b1 belongs to the hidden neurons, b2 to the outputs.",
        needs="2-2-2",
        read=lambda p: replace(p, b=p.b[::-1]),
    )
    # forward
    yield slip(
        "bias forgotten",
        "The biases are missing: z = w a + b.",
        weighted=_without_bias(lambda p: range(len(p.w))),
    )
    yield slip(
        "hidden bias forgotten",
        "The hidden neurons' biases are missing.",
        example="net_h1 = w1 i1 + w2 i2 + b1.",
        weighted=_without_bias(_hidden_layers),
    )
    yield slip(
        "output bias forgotten",
        "The outputs' biases are missing.",
        example="net_o1 = w5 out_h1 + w6 out_h2 + b2.",
        weighted=_without_bias(lambda p: (p.last,)),
    )
    yield slip(
        "weights taken by columns",
        "The weights are taken by columns, where it should be rows: what flows into neuron j is row j, w_j1, w_j2, ...",
        weighted=_transposed_weights,
    )
    yield slip(
        "e^z for e^-z",
        "The exponent has the wrong sign: sigma(z) = 1/(1 + e^-z), and 1/(1 + e^z) is 1 - sigma(z).",
        needs="sigmoid",
        squash=_in_place_of(sigmoid, lambda z: 1 / (1 + np.exp(z))),
    )
    yield slip(
        "1 - e^-z for 1 + e^-z",
        "Under the fraction stands a plus: sigma(z) = 1/(1 + e^-z).",
        needs="sigmoid",
        squash=_in_place_of(sigmoid, lambda z: 1 / (1 - np.exp(-z))),
    )
    yield slip(
        "tanh for sigma",
        "That is made with tanh; the neurons here have sigma(z) = 1/(1 + e^-z).",
        needs="sigmoid",
        squash=_in_place_of(sigmoid, np.tanh),
    )
    yield slip(
        "hidden neurons not squashed",
        "The hidden neurons pass on their weighted input z; their activation function is missing.",
        squash=_unsquashed(hidden=True),
    )
    yield slip(
        "outputs not squashed",
        "The outputs are left at their weighted input z; their activation function is missing.",
        squash=_unsquashed(hidden=False),
    )
    yield slip(
        "softmax for the output activation",
        "The outputs were put through softmax; here each has an activation of its own.",
        squash=_softmax_for_sigmoid,
    )
    yield slip(
        "sigmoid for softmax",
        "Each output was put through a sigmoid of its own. Softmax divides e^z by the sum over all outputs.",
        needs="softmax",
        squash=_in_place_of(softmax, sigmoid),
    )
    yield slip(
        "sum of softmax forgotten",
        "That is made with e^z alone. Softmax divides it by the sum over all outputs.",
        needs="softmax",
        squash=_in_place_of(softmax, np.exp),
    )
    # the loss
    yield slip(
        "sign of the loss",
        "The minus sign in front of the logarithms is missing: logarithms of numbers below 1 are negative, and a loss "
        "is not.",
        needs="logarithms",
        costs=lambda p, a: -_costs(p, a),
    )
    for base in (10, 2):
        yield slip(
            f"logarithm to base {base}",
            f"That is the logarithm to base {base}. ln is the natural one, to base e.",
            needs="logarithms",
            costs=_costs_in_base(base),
        )
    both_halves = "With soft targets both halves of -[y ln a + (1 - y) ln(1 - a)] count."
    yield slip(
        "1 - y half forgotten", f"The second half is missing. {both_halves}", needs="logarithms", costs=_first_half
    )
    yield slip("y half forgotten", f"The first half is missing. {both_halves}", needs="logarithms", costs=_second_half)
    yield slip(
        "y and a exchanged in the loss",
        "Target and output changed places in the loss: the logarithm is taken of the output.",
        needs="logarithms",
        costs=_roles_exchanged,
    )
    yield slip(
        "stray factor",
        "The second term is multiplied by E_o1, the result itself, which has no business in the formula: "
        "E = -[t ln out + (1 - t) ln(1 - out)].",
        needs="2-2-2 logarithms",
        costs=_stray_factor,
    )
    yield slip(
        "1/2 forgotten",
        "The 1/2 of the squared error is missing: 1/2 (y - a)^2.",
        needs="quadratic",
        costs=_half_forgotten,
    )
    yield slip(
        "square forgotten",
        "The difference is not squared: 1/2 (y - a)^2.",
        needs="quadratic",
        costs=_square_forgotten,
    )
    for loss in (quadratic, cross_entropy):
        yield slip(
            f"{loss} for the loss",
            f"That is the number for another loss, {loss}.",
            costs=_wrong_loss(loss),
            output_delta=lambda p, z, a, loss=loss: _delta_of(p, z, a, loss),
        )
    yield slip(
        "mean for sum", "The loss is the sum over the outputs, not their mean.", total=lambda p, costs: costs.mean()
    )
    yield slip(
        "only o1 in the loss",
        "The loss is the sum over both outputs; that is the first alone.",
        needs="2-2-2",
        total=_first,
    )
    # BP1
    yield slip(
        "sign of delta",
        "The difference is the wrong way round: it is output minus target, so that going downhill moves the output "
        "towards the target.",
        output_delta=lambda p, z, a: -_output_delta(p, z, a),
    )
    yield slip(
        "sigma' once too often",
        "There is a factor a (1 - a) too many in the error of the output: it is {delta}.",
        output_delta=_too_many_slopes,
    )
    yield slip(
        "sigma' left out",
        "The derivative of the output's activation is missing: its error is {delta}.",
        needs="quadratic",
        output_delta=_without_slope,
    )
    yield slip(
        "dC/da for delta",
        "That is made with the derivative in a, (a - y)/(a (1 - a)). The error is the derivative in z: {delta}.",
        needs="logarithms",
        output_delta=_divided,
    )
    yield slip(
        "off-diagonal of softmax forgotten",
        "That is y (a - 1), which is left if only the diagonal of softmax's Jacobian is used. Each output depends on "
        "every z, and together they give a - y.",
        needs="logarithms",
        output_delta=_diagonal_only,
    )
    yield slip(
        "factor 2 in delta",
        "A factor 2 came in: the error of an output is {delta}.",
        output_delta=_twice,
    )
    yield slip(
        "delta divided by the number of outputs",
        "The error of an output was divided by their number. The loss is their sum: its error is {delta}.",
        output_delta=_mean_delta,
    )
    # BP2
    yield slip(
        "row for column",
        "A row of the output weights was taken for a column. {row_for_column}",
        gathered=_row_for_column,
    )
    for o in (0, 1):
        yield slip(
            f"only the error of o{o + 1}",
            f"Only the error of o{o + 1} came back. A hidden neuron feeds both outputs; both send their error back.",
            needs="2-2-2",
            gathered=_one_error(o),
        )
    yield slip(
        "errors not weighted",
        "The errors of the layer above were added up without their weights: each comes back through its own.",
        example="delta_h1 = (w5 delta_o1 + w7 delta_o2) sigma'.",
        gathered=_without_weights,
    )
    yield slip(
        "no chain to the layer below",
        "That is the error of an output. To get to a hidden neuron the chain rule goes on: times the weight, summed "
        "over the outputs, times the derivative of the hidden neuron's activation.",
        gathered=_own_error,
        slope=_no_slope,
    )
    yield slip(
        "updated output weights",
        "The errors went back through the output weights after their own update. They go back through the old ones, "
        "those that made the error.",
        back_weights=_updated,
    )
    yield slip(
        "hidden sigma' left out",
        "The derivative of the hidden neuron's activation is missing.",
        example="It is out_h (1 - out_h).",
        slope=_no_slope,
    )
    yield slip(
        "sigma' from net",
        "sigma' was worked out from z: it is a (1 - a), not z (1 - z).",
        needs="sigmoid",
        slope=_slope_of_z,
    )
    yield slip(
        "sigma' in the place of f'",
        "sigma' was used for a neuron whose activation isn't the sigmoid: it has an f' of its own.",
        slope=_slope_of_sigmoid,
    )
    yield slip("1 - a forgotten", "sigma' is a (1 - a); only a was taken.", needs="sigmoid", slope=_half_a_slope)
    yield slip(
        "1 + a for 1 - a", "sigma' is a (1 - a); there is a plus in it.", needs="sigmoid", slope=_slope_with_plus
    )
    # BP3 and BP4
    yield slip(
        "first-layer weights numbered column by column",
        "Row and column of the first layer's weights are exchanged: w_jk leads from neuron k to neuron j.",
        example="w2 leads from i2 to h1, and w3 from i1 to h2.",
        dw=_numbered_by_column(lambda p: 0),
    )
    yield slip(
        "output weights numbered column by column",
        "Row and column of the output weights are exchanged: w_jk leads from neuron k to neuron j.",
        example="w6 leads from h2 to o1, and w7 from h1 to o2.",
        dw=_numbered_by_column(lambda p: p.last),
    )
    yield slip(
        "input left out",
        "That is the error alone. A weight's derivative is the error times what comes through the weight.",
        dw=_without_input,
    )
    yield slip(
        "wrong input",
        "The error was multiplied by the wrong number: it has to be what comes through this weight.",
        needs="2-2-2",
        dw=_own_activation,
    )
    yield slip(
        "shared bias for one neuron's",
        "That is the sum over the layer, which belongs to a bias that all its neurons share. One neuron's own bias has "
        "its error alone.",
        db=_layers_bias,
    )
    for o in (0, 1):
        yield slip(
            f"shared bias from neuron {o + 1} alone",
            f"Only neuron {o + 1} of the layer was counted. Both share the bias, so both errors add up.",
            needs="2-2-2",
            db=_one_neurons_bias(o),
        )
    yield slip(
        "bias averaged over the layer",
        "A bias has the neuron's error for its derivative; it is not divided by the number of neurons.",
        db=_half_of_layers_bias,
    )
    # the step
    yield slip(
        "step uphill",
        "The step goes the wrong way: w - eta dC/dw leads downhill.",
        step=lambda p, parameter, gradient: parameter + p.learning_rate * gradient,
    )
    yield slip(
        "learning rate forgotten",
        "The learning rate is missing: w - eta dC/dw.",
        step=lambda p, parameter, gradient: parameter - gradient,
    )
    yield slip(
        "step without the weight",
        "That is the change alone, -eta dC/dw. The new weight is the old one plus that.",
        step=lambda p, parameter, gradient: -p.learning_rate * gradient,
    )
    # at the end, and all along
    yield slip("sign of the answer", "The size is right, the sign isn't.", answer=lambda value: -value)
    yield slip("answer halved", "That is half of it.", answer=lambda value: value / 2)
    yield slip("answer doubled", "That is twice as much.", answer=lambda value: 2 * value)
    for decimals in (1, 2, 3, 4):
        places = f"{decimals} decimal{'s' * (decimals > 1)}"
        yield slip(
            f"rounded to {places}",
            f"Rounding half way, to {places}, and going on with the rounded numbers gives this. Keep a few digits more "
            "than you want in the end.",
            rounded=_rounding(decimals),
        )
    yield slip(
        "outputs rounded to 5 decimals",
        "The outputs were rounded to 5 decimals before going on.",
        rounded_output=_rounding(5),
    )
    yield slip(
        "E_o1 rounded to 5 decimals",
        "E_o1 was rounded before E_o2 was added.",
        needs="2-2-2",
        rare=True,
        rounded_costs=_first_cost_rounded,
    )


def _first(p: Problem, costs: Array) -> Array:
    return costs[0]


SLIPS: Mapping[str, Slip] = MappingProxyType({slip.name: slip for slip in _slips()})
"""Every slip by its name, roughly in the order of the walk."""
