"""The controls of notebook 2: one neuron with another activation, a layer of softmax, linear layers."""

from __future__ import annotations

import math
from functools import cache
from typing import Any

import numpy as np

from hw2lib.byhand.mazur import NEURONS, WEIGHTS, variant
from hw2lib.nn.activations import Activation, linear, mixed, relu, sigmoid, softmax, tanh
from hw2lib.nn.arrays import Array
from hw2lib.nn.backprop import Gradients, backprop
from hw2lib.nn.gradient_check import GradientCheck, gradient_check
from hw2lib.nn.losses import log_likelihood, quadratic
from hw2lib.nn.network import Network, Trace
from hw2lib.widgets import network
from hw2lib.widgets.panel import choice, control, slider, switch
from hw2lib.widgets.scene import Scene, evenly, geometric
from hw2lib.widgets.theme import BLUE, INK, ON_PAPER, ORANGE, RED, shown

# --- 2.1 ------------------------------------------------------------------------------------------------------------

_ACTIVATIONS: dict[str, Activation] = {"tanh": tanh, "relu": relu, "linear": linear, "sigmoid": sigmoid}
_FORGETFUL = {n: Activation(f"{f} with sigma'", f, sigmoid.derivative, kinks=f.kinks) for n, f in _ACTIVATIONS.items()}
_START = variant("one neuron", quadratic)  # not the network whose numbers exercise 3.3 asks for


@cache  # there are 32 settings
def _computed(neuron: str, f: Activation) -> tuple[Trace, Gradients, GradientCheck]:
    """The network with f in the place of one neuron's sigmoid."""
    l, j = NEURONS[neuron]
    activations: list[Activation] = [sigmoid, sigmoid]
    activations[l] = mixed(sigmoid, {j: f})
    net = Network(_START.net.w, _START.net.b, activations)
    example = _START.x, _START.y, quadratic
    return net.forward(_START.x), backprop(net, *example), gradient_check(net, *example)


@control("One neuron with a different activation", size=(network.WIDTH, network.HEIGHT))
def own_neuron(
    picture: Scene,
    *,
    neuron: str = choice("neuron", tuple(NEURONS)),
    f: str = choice("its activation f", tuple(_ACTIVATIONS)),
    forget: bool = switch("forget f′, and go back with σ′"),
) -> tuple[str, str]:
    """Exercise 2.1: give one neuron of a 2-2-2 network another activation, and see which numbers change.

    Example:
        >>> panel = own_neuron()
        >>> for line in panel.set(f="tanh", forget=True).splitlines()[-2:]:
        ...     print(line)
        gradient check: WRONG in dw[0], db[0].
        The neuron's delta was made with σ′ in place of f′.
    """
    l, j = NEURONS[neuron]
    before_trace, before, _ = _computed(neuron, sigmoid)
    _, right, _ = _computed(neuron, _ACTIVATIONS[f])
    used = _FORGETFUL[f] if forget else _ACTIVATIONS[f]
    trace, now, check = _computed(neuron, used)
    changed, wrong = [], []
    (plot,) = picture.axes(boxes=[(0, 0, 1, 1)])
    plot.once("neurons", network.neurons)
    for name, (layer, k) in NEURONS.items():
        outs = before_trace.a[layer + 1][k], trace.a[layer + 1][k]
        deltas = before.delta[layer][k], now.delta[layer][k]
        is_wrong = not math.isclose(deltas[1], right.delta[layer][k], rel_tol=1e-12)
        moved = [not math.isclose(*pair, rel_tol=1e-12) for pair in (outs, deltas)]
        changed += [f"{word}_{name}" for word, m in zip(("out", "delta"), moved, strict=True) if m]
        wrong += [name] * is_wrong
        if any(moved):
            plot.artist(f"ring {name}", network.ring(name), edgecolor=RED if is_wrong else ORANGE)
        plot.text(
            *network.inside(name)[:2], f"{name}\n{f if name == neuron else 'sigmoid'}\n{shown(outs[1])}", color=ON_PAPER
        )
        place = network.beside(name, 1.5)
        for word, pair, m, up in (("a", outs, moved[0], 10), ("δ", deltas, moved[1], -9)):
            old_and_new = " → ".join(shown(v, 5) for v in (pair if m else pair[:1]))
            color = RED if word == "δ" and is_wrong else INK
            plot.text(place.x, place.y + up, f"{word} = {old_and_new}", color=color)
    colors = [RED if network.ends(name)[1] in wrong else INK for name in WEIGHTS]
    plot.artist("edges", network.edges, color=colors)
    for name in WEIGHTS:
        plot.text(*network.on_edge(name)[:2], network.with_subscripts(f"{name} = {_START[name]:.4g}"), patch=True)
    for name in ("i1", "i2"):
        plot.text(*network.inside(name)[:2], f"{name}\n{_START[name]:.4g}", color=ON_PAPER)
    blocks = [block.name for block in check.blocks if block.error > check.tolerance]
    slopes = f"f′(z) = {shown(_ACTIVATIONS[f].derivative(trace.z[l])[j], 6)}"
    if forget:
        slopes += f"\nthe way back uses σ′(z) = {shown(used.derivative(trace.z[l])[j], 6)}"
    text = [
        f"{neuron} has {f}: f(z) = {shown(trace.a[l + 1][j], 6)}, {slopes}",
        f"changed from all sigmoid:\n  {', '.join(changed) if changed else 'nothing'}",
        f"gradient check: WRONG in {', '.join(blocks)}.\nThe neuron's delta was made with σ′ in place of f′."
        if blocks
        else "gradient check: ok",
    ]
    alt = f"The 2-2-2 network with {f} in {neuron}; ringed are the neurons with a changed number: {', '.join(changed)}."
    return "\n".join(text), alt + f" Wrong is the delta of {', '.join(wrong)}, in red." * bool(wrong)


# --- 2.2 ------------------------------------------------------------------------------------------------------------

_TARGETS = {
    "class 1": [1.0, 0.0, 0.0],
    "class 2": [0.0, 1.0, 0.0],
    "class 3": [0.0, 0.0, 1.0],
    "soft: 0.7, 0.2, 0.1": [0.7, 0.2, 0.1],
    "soft: all alike": [1 / 3] * 3,
}
_Z_STOPS = evenly(-5, 5, 0.1)


@control("Softmax with the log-likelihood", size=(640, 290))
def softmax_layer(
    picture: Scene,
    *,
    z1: float = slider("z₁", _Z_STOPS, 1.0, 1),
    z2: float = slider("z₂", _Z_STOPS, 2.0, 1),
    z3: float = slider("z₃", _Z_STOPS, 0.5, 1),
    target: str = choice("target y", tuple(_TARGETS)),
    diagonal: bool = switch("with the diagonal of the Jacobian only"),
) -> tuple[str, str]:
    """Exercise 2.2: outputs, Jacobian and delta of a softmax layer with the log-likelihood.

    Example:
        >>> panel = softmax_layer()
        >>> panel.set(z1=1.0, z2=2.0, z3=0.5).splitlines()[2]
        'δ = a − y = (−0.7688, 0.6285, 0.1402)'
    """
    z, y = np.array([z1, z2, z3]), np.array(_TARGETS[target])
    a, jacobian = softmax(z), softmax.jacobian(z)
    right = backprop(Network([np.eye(3)], [np.zeros(3)], softmax), z, y, log_likelihood).delta[0]
    if diagonal:
        jacobian = np.diag(np.diag(jacobian))
    delta = -(y / a) @ jacobian
    outputs, entries, errors = picture.axes(columns=3, width_ratios=(3, 4, 3))
    outputs.set(ylim=(-0.1, 1.2), xlim=(0.4, 3.6), xticks=(1, 2, 3), title="$a$, and target $y$ (o)")
    outputs.bars("a", a, BLUE)
    ring: Any = {"color": ORANGE, "markerfacecolor": "none", "markeredgewidth": 2.5, "clip_on": False}
    outputs.line("y", [1, 2, 3], y, "o", markersize=11, **ring)
    entries.set(title=r"$\partial a_k/\partial z_j$", xlabel="$j$", ylabel="$k$", xticks=(1, 2, 3), yticks=(1, 2, 3))
    entries.matrix("Jacobian", jacobian, 0.25)
    errors.set(ylim=(-1.3, 1.3), xlim=(0.4, 3.6), xticks=(1, 2, 3), title=r"$\delta$")
    errors.once("zero", lambda ax: ax.axhline(0, color=INK, linewidth=0.8))
    errors.bars("delta", delta, ORANGE)
    for k in range(3):
        above = max(a[k], y[k]) + 0.1 if abs(y[k] - a[k]) < 0.16 else a[k] + 0.05  # clear of the target's ring
        outputs.text(k + 1, above, shown(a[k], 2))
        errors.text(k + 1, delta[k] + (0.1 if delta[k] >= 0 else -0.1), shown(delta[k], 2))
    name = "y (a − 1), diagonal only," if diagonal else "a − y"
    text = [
        f"a = {shown(a)}   C = {shown(log_likelihood.value(softmax, z, y))}",
        f"y = {shown(y)}",
        f"δ = {name} = {shown(delta)}",
    ]
    if diagonal:
        text.append(f"right is a − y = {shown(right)}")
    alt = f"Bars of the outputs {shown(a, 2)}, the Jacobian as a map of 3 by 3 cells, bars of delta {shown(delta, 2)}."
    return "\n".join(text), alt


# --- 2.3 ------------------------------------------------------------------------------------------------------------

_W: list[Array] = [
    np.array(v) for v in ([[1.0, -0.5], [0.5, 1.0]], [[0.6, 0.4], [-0.4, 0.8]], [[0.5, -1.0], [1.0, 0.5]])
]
_FULL = 1.2  # a colour is full at this number


@control("Linear layers and their product", size=(640, 370))
def linear_layers(
    picture: Scene,
    *,
    factor: float = slider("factor s", geometric(0.25, 4, 33), 1.0, None),
    x1: float = slider("input x₁", evenly(-2, 2, 0.1), 1.0, 1),
    x2: float = slider("input x₂", evenly(-2, 2, 0.1), 0.5, 1),
) -> tuple[str, str]:
    """Exercise 2.3: three linear layers, their product, and the gradients of both.

    Example:
        >>> panel = linear_layers()
        >>> print(panel.set(factor=2.0))
        s = 2: (w⁴/s) w³ (s w²) x = (−0.0750, 1.1000) for every s
        target (1, 0), C = 1.1828
        lengths of the gradients: ∂C/∂(s w²) 0.8702, ∂C/∂w³ 2.1495,
        ∂C/∂(w⁴/s) 3.0335, of the product 1.7196
        A * marks a number beyond ±1.2, where the colours end.
    """
    x, target = np.array([x1, x2]), np.array([1.0, 0.0])
    deep = [_W[0] * factor, _W[1], _W[2] / factor]
    product = deep[2] @ deep[1] @ deep[0]
    flat = Network([product], [np.zeros(2)], linear)
    grads = backprop(Network(deep, [np.zeros(2)] * 3, linear), x, target, quadratic)
    slopes = [*grads.dw, backprop(flat, x, target, quadratic).dw[0]]
    names = ["s\\,w^2", "w^3", "w^4/s", "w^4 w^3 w^2"]
    titles = [f"${name}$" for name in names] + [rf"$\partial C/\partial({name})$" for name in names]
    full = False
    for plot, title, matrix in zip(picture.axes(rows=2, columns=4), titles, [*deep, product, *slopes], strict=True):
        plot.set(xticks=(), yticks=(), title=title)
        full |= plot.matrix(title, matrix, _FULL)
    sizes = zip(("∂C/∂(s w²)", "∂C/∂w³", "∂C/∂(w⁴/s)", "of the product"), map(np.linalg.norm, slopes), strict=True)
    text = [
        f"s = {factor:g}: (w⁴/s) w³ (s w²) x = {shown(flat(x))} for every s",
        f"target (1, 0), C = {shown(grads.loss)}",
        "lengths of the gradients: {}, {},\n{}, {}".format(*(f"{name} {shown(size)}" for name, size in sizes)),
    ]
    if full:
        text.append(f"A * marks a number beyond ±{_FULL}, where the colours end.")
    return "\n".join(text), "Eight 2 by 2 maps: three weight matrices, their product, and the gradient of each."
