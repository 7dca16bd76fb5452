"""One step of learning on one example, written once: a line an equation.

Run on floats it gives the numbers, and on worked numbers the formulas. With a step replaced it gives what a mistake
in that step gives. The right numbers by which answers are judged come from `backprop`; the tests hold the two together.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from types import MappingProxyType, SimpleNamespace
from typing import TYPE_CHECKING, Any, TypeAlias

import numpy as np

from hw2lib.byhand.worked import made
from hw2lib.nn.activations import Activation, linear, sigmoid, softmax, tanh
from hw2lib.nn.losses import Loss, cross_entropy, log_likelihood, quadratic

if TYPE_CHECKING:
    from hw2lib.byhand.problem import Problem

Step: TypeAlias = Callable[..., Any]
Steps: TypeAlias = Mapping[str, Step]
Note: TypeAlias = Callable[[str, "int | None", Any], Any]

ACTIVATION: Mapping[Activation, Step] = {
    sigmoid: lambda z: 1 / (1 + np.exp(-z)),
    softmax: lambda z: np.exp(z) / np.exp(z).sum(),
    tanh: np.tanh,
    linear: lambda z: z,
}
"""As one works them out by hand. For moderate z that is what `hw2lib.nn` computes for every z."""

THROUGH: Mapping[Activation, Step] = {
    sigmoid: lambda v, s: v * s.a * (1 - s.a),
    softmax: lambda v, s: s.a * (v - (v * s.a).sum()),  # sum over k of v_k da_k/dz_j, with softmax's full Jacobian
    tanh: lambda v, s: v * (1 - s.a**2),
    linear: lambda v, s: v,
}
"""From dC/da to dC/dz: times f', or times softmax's Jacobian."""

COST: Mapping[Loss, Step] = {
    quadratic: lambda y, a: (y - a) ** 2 / 2,
    cross_entropy: lambda y, a: -(y * np.log(a) + (1 - y) * np.log(1 - a)),
    log_likelihood: lambda y, a: -(y * np.log(a)),
}
"""The loss of each output."""

DC_DA: Mapping[Loss, Step] = {
    quadratic: lambda y, a: a - y,
    cross_entropy: lambda y, a: (a - y) / (a * (1 - a)),
    log_likelihood: lambda y, a: -(y / a),
}


def natural(s: Any) -> bool:
    """Whether loss and output activation are made for each other, so that f' cancels and delta is a - y."""
    return (s.f, s.loss) in ((sigmoid, cross_entropy), (softmax, log_likelihood))


def activate(f: Activation, z: Any) -> Any:
    """Return f(z), by the formula of ACTIVATION, or by calling f itself."""
    if own := _of_each_neuron(f, z):
        return np.concatenate([activate(f_j, z[[j]]) for j, f_j in enumerate(own)])
    return ACTIVATION[f](z) if f in ACTIVATION else _entry_by_entry(f.name, f, z)


def through(s: Any, v: Any) -> Any:
    """Return dC/dz for v = dC/da at one layer."""
    if own := _of_each_neuron(s.f, s.z):
        alone = [SimpleNamespace(f=f_j, z=s.z[[j]], a=s.a[[j]]) for j, f_j in enumerate(own)]
        return np.concatenate([through(neuron, v[[j]]) for j, neuron in enumerate(alone)])
    if s.f in THROUGH:
        return THROUGH[s.f](v, s)
    return v * _entry_by_entry(f"{s.f.name}'", s.f.derivative, s.z)


def _of_each_neuron(f: Activation, z: Any) -> list[Activation]:
    """The activations of a mixed layer's neurons; nothing, if all have the same one."""
    own = [f.of_neuron(j) for j in range(len(z))]
    return [] if all(f_j is f for f_j in own) else own


def _entry_by_entry(name: str, f: Step, z: Any) -> Any:
    """Apply an elementwise function of another kind; on worked numbers each entry remembers its name."""
    if z.dtype != object:
        return f(z)

    def of_one(j: int) -> Step:
        def entry(z_j: Any) -> Any:
            full = np.zeros((*np.shape(z_j), len(z)))  # an activation may differ from neuron to neuron
            full[..., j] = z_j
            return f(full)[..., j]

        return entry

    return np.array([made(name, z_j, function=of_one(j)) for j, z_j in enumerate(z)], dtype=object)


NEW_BIASES: Mapping[str, Step] = {
    "held": lambda s: s.b,
    "each": lambda s: s.steps["step"](s, s.b, s.db),
    # one bias feeds all neurons of the layer: their derivatives add up
    "shared": lambda s: s.steps["step"](s, s.b, np.full_like(s.b, s.layer_db)),
}
"""The biases after a step, by what it does with them."""


RIGHT: Steps = MappingProxyType(
    {
        "read": lambda given: given,
        "z": lambda s: s.w @ s.below + s.b,
        "a": lambda s: activate(s.f, s.z),
        "cost": lambda s: COST[s.loss](s.y, s.a),
        "total": lambda s: s.cost.sum(),
        "error": lambda s: s.a - s.y if natural(s) else through(s, DC_DA[s.loss](s.y, s.a)),  # BP1
        "gathered": lambda s: s.w_above.T @ s.delta_above,  # BP2 ...
        "through": through,  # ... times f'
        "db": lambda s: s.delta,  # BP3
        "layer db": lambda s: s.delta.sum(),
        "dw": lambda s: s.delta[:, None] * s.below,  # BP4
        "step": lambda s, v, dv: v - s.eta * dv,
        "new b": lambda s: NEW_BIASES[s.biases](s),
    }
)
"""Each step of learning. `s` is one layer with what is there by then: s.w, s.b, s.below, s.f, s.z, s.a, s.y, s.loss,
s.delta, s.w_above, s.delta_above, s.eta; s.above and s.under, the layers next to it; s.l and s.last, the indices of
this layer and of the last."""


UPDATED_WEIGHTS: Steps = MappingProxyType(
    {**RIGHT, "gathered": lambda s: s.steps["step"](s, s.w_above, s.above.dw).T @ s.delta_above}
)
"""Mazur's page takes the errors back through the weights that the same step has just changed."""


def _as_it_is(kind: str, l: int | None, value: Any) -> Any:
    return value


def walk(problem: Problem, steps: Steps = RIGHT, note: Note = _as_it_is, again: bool = True) -> dict[str, Any]:
    """Take one step of learning, and return every number on the way by its kind; those of layers as lists.

    Args:
        problem: a network, one example, a loss and a learning rate.
        steps: RIGHT, or RIGHT with some steps replaced.
        note: sees every result as note(kind, layer, value), and returns what to go on with: the value itself, its
            rounding, or a number with a name.
        again: whether to go forward again with the new weights and biases.

    Returns:
        w, b, a (a[0] is the input), y, eta; z, cost (one an output), total; delta, dw, db and layer db (the sum over a
        layer); and what there is after the step: new w, new b, new layer b and, if `again`, new z, new a, new cost and
        new total.

    Example:
        >>> from hw2lib.byhand.mazur import mazur
        >>> walk(mazur())["z"][0]
        array([0.3775, 0.3925])
    """
    net = problem.net
    layers = range(len(net.w))
    given = SimpleNamespace(
        w=[note("w", l, net.w[l]) for l in layers],
        b=[note("b", l, net.b[l]) for l in layers],
        x=note("a", 0, problem.x),
        y=note("y", None, problem.y),
        eta=note("eta", None, problem.learning_rate),
    )
    numbers = dict(vars(given))
    given = steps["read"](given)
    common = {"loss": problem.loss, "biases": problem.biases, "steps": steps, "y": given.y, "eta": given.eta}
    states = [
        SimpleNamespace(l=l, last=layers[-1], f=net.activations[l], w=given.w[l], b=given.b[l], x=given.x, **common)
        for l in layers
    ]
    numbers |= _forward(states, steps, note)
    numbers["a"].insert(0, numbers.pop("x"))
    _backward(states, steps, note)
    numbers |= {
        kind: [getattr(s, kind.replace(" ", "_")) for s in states] for kind in ("delta", "db", "layer db", "dw")
    }
    numbers |= _stepped(states, steps, note)
    if not again:
        return numbers
    after = [SimpleNamespace(**{**vars(s), "w": s.new_w, "b": s.new_b}) for s in states]
    return numbers | {f"new {kind}": value for kind, value in _forward(after, steps, _renamed(note)).items()}


def _forward(states: list[Any], steps: Steps, note: Note) -> dict[str, Any]:
    below, under = states[0].x, None
    for s in states:
        s.below, s.under = below, under
        s.z = note("z", s.l, steps["z"](s))
        below = s.a = note("a", s.l + 1, steps["a"](s))
        under = s
    s = states[-1]
    s.cost = note("cost", None, steps["cost"](s))
    total = note("total", None, steps["total"](s))
    return {"z": [s.z for s in states], "a": [s.a for s in states], "cost": s.cost, "total": total}


def _backward(states: list[Any], steps: Steps, note: Note) -> None:
    above = None
    for s in reversed(states):
        s.above = above
        if above is None:
            s.delta = note("delta", s.l, steps["error"](s))
        else:
            s.w_above, s.delta_above = above.w, above.delta
            s.delta = note("delta", s.l, steps["through"](s, steps["gathered"](s)))
        s.dw = note("dw", s.l, steps["dw"](s))
        s.db = note("db", s.l, steps["db"](s))
        s.layer_db = note("layer db", s.l, steps["layer db"](s))
        above = s


def _stepped(states: list[Any], steps: Steps, note: Note) -> dict[str, Any]:
    for s in states:
        s.new_w = note("new w", s.l, steps["step"](s, s.w, s.dw))
        s.new_b = note("new b", s.l, steps["new b"](s))
    return {
        "new w": [s.new_w for s in states],
        "new b": [s.new_b for s in states],
        "new layer b": [note("new layer b", s.l, s.new_b[0]) for s in states],
    }


def _renamed(note: Note) -> Note:
    return lambda kind, l, value: note(f"new {kind}", l, value)
