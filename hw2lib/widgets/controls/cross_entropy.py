"""The controls of notebook 3: the roles of y and a, the minimum, and the network worked by hand."""

from __future__ import annotations

import textwrap
from collections.abc import Mapping, Set
from dataclasses import dataclass, replace
from typing import Any

import numpy as np

from hw2lib.byhand.mazur import NEURONS, WEIGHTS, mazur
from hw2lib.byhand.names import AFTER
from hw2lib.byhand.problem import Biases, OutputWeights, Problem
from hw2lib.display import rounded
from hw2lib.nn.activations import sigmoid
from hw2lib.nn.losses import cross_entropy, log_likelihood, quadratic
from hw2lib.nn.network import Network
from hw2lib.widgets import network
from hw2lib.widgets.panel import Button, Press, Values, choice, control, slider, switch
from hw2lib.widgets.scene import Plot, Scene, evenly, geometric, legend_above
from hw2lib.widgets.theme import BLUE, GREEN, INK, ON_PAPER, ORANGE, shown, shown_small

# --- 3.1 ------------------------------------------------------------------------------------------------------------

# ticks of our own: between 0 and 1 a last bit decides which ones matplotlib takes, and they move the axes
_FROM_0_TO_1: Any = {"xlim": (0, 1), "xticks": (0, 0.2, 0.4, 0.6, 0.8, 1)}
_END = np.geomspace(1e-6, 0.004, 25, endpoint=False)  # near 0 and 1 a loss rises without bound
_A, _Z = np.concatenate([_END, np.linspace(0.004, 0.996, 250), 1 - _END[::-1]]), np.linspace(-50, 50, 401)


def _as_typed(logged: Any, weight: Any) -> Any:
    """The cross-entropy as it is typed: the logarithm of one, weighted by the other."""
    with np.errstate(all="ignore"):
        return -(weight * np.log(logged) + (1 - weight) * np.log(1 - logged))


@control("The roles of y and a", size=(640, 340))
def exchanged_roles(
    picture: Scene,
    *,
    y: float = slider("target y", evenly(0, 1, 0.05), 0.3),
    a: float = slider("a, on the left", evenly(0.01, 0.99, 0.01), 0.8),
    z: float = slider("z, on the right", evenly(-50, 50, 0.5), 2.0, 1),
) -> tuple[str, str]:
    """Exercise 3.1: the cross-entropy with y and a in their places and exchanged, and what floating point makes of it.

    Example:
        >>> panel = exchanged_roles()
        >>> panel.set(y=1.0, a=0.8).splitlines()[1]
        'exchanged   −[a ln y + (1 − a) ln(1 − y)] = inf, since ln(1 − y) = ln 0'
    """
    right, exchanged = float(_as_typed(np.float64(a), y)), float(_as_typed(np.float64(y), a))
    stable = float(cross_entropy.value(sigmoid, np.array([z]), np.array([y])))
    naive = float(_as_typed(sigmoid(np.array(z)), y))
    over_a, over_z = picture.axes(columns=2)
    over_a.set(**_FROM_0_TO_1, ylim=(0, 6), xlabel="output $a$", title="over $a$")
    over_a.line("right", _A, _as_typed(_A, y), color=BLUE)
    over_a.line("exchanged", _A, _as_typed(np.float64(y), _A) + 0 * _A, "--", color=ORANGE)
    over_a.line("here", a, right, "o", color=BLUE, markersize=10, markeredgecolor="black", clip_on=False)
    over_a.once("legend", lambda ax: ax.legend(handles=ax.lines[:2], loc="upper center"))
    over_a.handle("a")
    over_z.set(xlim=(-50, 50), ylim=(0, 52), xlabel="$z$", title="over $z$, in floating point")
    over_z.line("from $z$", _Z, cross_entropy.value(sigmoid, _Z[:, None], np.full((len(_Z), 1), y)), color=BLUE)
    over_z.line(r"from $a = \sigma(z)$", _Z, _as_typed(sigmoid(_Z), y), "--", color=ORANGE, linewidth=2.5)
    over_z.line("here", z, stable, "o", color=BLUE, markersize=10, markeredgecolor="black", clip_on=False)
    over_z.once("legend", lambda ax: ax.legend(handles=ax.lines[:2], loc="upper center"))
    over_z.handle("z")
    why = {0.0: ", since ln y = ln 0", 1.0: ", since ln(1 − y) = ln 0"}.get(y, "")
    if not np.isinf(exchanged):  # 0 ln 0, with a at the same end
        why = ": 0 times ln 0 is no number" if np.isnan(exchanged) else ""
    if y in (0.0, 1.0):
        over_a.text(0.5, 3.6, "exchanged: infinite for every a", color=ORANGE)
    lost = "" if abs(naive - stable) <= 1e-6 * max(1, stable) else ": in floating point σ(z) is rounded"
    lost = lost if np.isfinite(naive) else ": in floating point σ(z) is 1"
    output, rest = sigmoid(np.array([z, -z])).tolist()  # sigma(z), and what is missing from 1 with all its digits
    exactly = f"1 − {rest:.1e}" if rest < 1e-6 else shown_small(output, 6)
    text = [
        f"right       −[y ln a + (1 − y) ln(1 − a)] = {shown(right)}",
        f"exchanged   −[a ln y + (1 − a) ln(1 − y)] = {shown(exchanged)}{why}",
        f"at z = {z:.1f}, σ(z) = {exactly}:",
        f"  from z {shown_small(stable, 6)}   from a {shown_small(naive, 6)}{lost}",
    ]
    return "\n".join(text), f"Both forms over a for y = {y:.2f}, and the right one over z, computed in two ways."


# --- 3.2 ------------------------------------------------------------------------------------------------------------

_NEAR_Z = np.linspace(-6, 6, 250)


@control("Where the cross-entropy is smallest", size=(640, 350))
def minimum(picture: Scene, *, y: float = slider("target y", evenly(0.01, 0.99, 0.01), 0.3)) -> tuple[str, str]:
    """Exercise 3.2: the cross-entropy over a and over z, its derivatives, and its minimum.

    Example:
        >>> panel = minimum()
        >>> panel.set(y=0.5).splitlines()[0]
        'minimum at a = y = 0.50, z = ln(y/(1 − y)) = 0.0000: C = H(y) = 0.693147'
    """
    a, z = _A, _NEAR_Z
    at = float(np.log(y / (1 - y)))
    entropy = float(cross_entropy.value(sigmoid, np.array([at]), np.array([y])))
    slopes_in_a = (a - y) / (a * (1 - a)), y / a**2 + (1 - y) / (1 - a) ** 2
    in_z = cross_entropy.value(sigmoid, z[:, None], np.full((len(z), 1), y))
    over_a, over_z = picture.axes(columns=2)
    over_a.set(**_FROM_0_TO_1, ylim=(-4, 6), xlabel="$a$", title="over $a$")
    over_z.set(xlim=(-6, 6), ylim=(-1.2, 6.6), xlabel="$z$", title="over $z$")
    for plot, x, curves, lowest in (
        (over_a, a, (_as_typed(a, y), *slopes_in_a), y),
        (over_z, z, (in_z, sigmoid(z) - y, sigmoid.derivative(z)), at),
    ):
        plot.once("zero", lambda ax: ax.axhline(0, color=INK, linewidth=0.8))
        plot.line("$C$", x, curves[0], color=BLUE)
        plot.line("first derivative", x, curves[1], "--", color=ORANGE)
        plot.line("second derivative", x, curves[2], ":", color=GREEN, linewidth=2)
        plot.line("minimum", lowest, entropy, "o", color=BLUE, markersize=10, markeredgecolor="black", clip_on=False)
    over_z.once("legend", lambda ax: legend_above(ax, ax.lines[1:4]))
    over_a.handle("y")
    text = [
        f"minimum at a = y = {y:.2f}, z = ln(y/(1 − y)) = {shown(at)}: C = H(y) = {shown(entropy, 6)}",
        f"there ∂C/∂z = a − y = 0, ∂²C/∂z² = a (1 − a) = {shown(y * (1 - y))} (at most 1/4)",
        f"and ∂²C/∂a² = 1/(y (1 − y)) = {shown(1 / (y * (1 - y)))}; ∂²C/∂a² is nowhere below 1",
    ]
    alt = f"The loss with both derivatives, over a and over z, for y = {y:.2f}; a dot at the minimum."
    return "\n".join(text), alt


# --- 3.3 ------------------------------------------------------------------------------------------------------------

_COSTS = {"cross-entropy": cross_entropy, "squared error": quadratic, "softmax with log-likelihood": log_likelihood}
_SETTABLE = (*WEIGHTS, *(f"b_{name}" for name in NEURONS), "i1", "i2", "t1", "t2")
_LINES = tuple(mazur().formulas)  # the same for every cost
_HIGH = 150 + network.HEIGHT
_BOXES = (0.0, 150 / _HIGH, 1.0, network.HEIGHT / _HIGH), (0.12, 55 / _HIGH, 0.84, 90 / _HIGH)  # network and curve


@dataclass(frozen=True, eq=False)
class Run:
    """The network under way, from the numbers that it began with.

    Attributes:
        changes: numbers that differ from Mazur's.
        start, now: the network before and after the steps.
        losses: E_total at the start and after each step.
    """

    cost: str
    changes: Mapping[str, float]
    start: Problem
    now: Problem
    losses: tuple[float, ...]

    @classmethod
    def begin(cls, cost: str, changes: Mapping[str, float], eta: float = 0.5, biases: Biases = "held") -> Run:
        """Return a run before its first step: Mazur's network with some of its numbers set to others."""
        start = mazur(_COSTS[cost], eta, biases)
        numbers = {name: start[name] for name in _SETTABLE} | dict(changes)
        w, b = [np.array(w) for w in start.net.w], [np.array(b) for b in start.net.b]
        for name, (l, j, k) in WEIGHTS.items():
            w[l][j, k] = numbers[name]
        for name, (l, j) in NEURONS.items():
            b[l][j] = numbers[f"b_{name}"]
        x, y = (np.array([numbers[f"{kind}{j}"] for j in (1, 2)]) for kind in "it")
        start = replace(start, net=Network(w, b, start.net.activations), x=x, y=y)
        return cls(cost, dict(changes), start, start, (_loss(start),))

    def after(self, steps: int, output_weights: OutputWeights) -> Run:
        """Return the run after some more steps."""
        now, losses = self.now, list(self.losses)
        for _ in range(steps):
            now = now.step(output_weights=output_weights)
            losses.append(_loss(now))
        return replace(self, now=now, losses=tuple(losses))


def _loss(example: Problem) -> float:
    net = example.net
    return float(example.loss.value(net.activations[-1], net.forward(example.x).z[-1], example.y))


def _allowed(cost: str, changes: Mapping[str, float], kept: str) -> dict[str, float]:
    """The changes with targets that the cost can have: from 0 to 1, and for softmax with the sum 1."""
    allowed = dict(changes)
    targets = [name for name in dict.fromkeys((kept, "t1", "t2")) if name in ("t1", "t2") and name in allowed]
    if cost != "squared error":
        allowed |= {name: min(max(allowed[name], 0.0), 1.0) for name in targets}
    if cost.startswith("softmax") and targets:
        allowed[{"t1": "t2", "t2": "t1"}[targets[0]]] = round(1 - allowed[targets[0]], 10)
    return allowed


def _settle(old: Values, new: Values, given: Set[str]) -> Values:
    """A number that is chosen shows its value; whatever the steps depend on begins the run anew."""
    run, number = old["run"], new["number"]
    begins = given & {"value", "cost", "eta", "biases", "updated"}
    if begins:
        changes = {**run.changes, number: new["value"]} if "value" in given else run.changes
        run = Run.begin(new["cost"], _allowed(new["cost"], changes, number), new["eta"], new["biases"])
    anew = old["anew"] or len(old["run"].losses) > 1 if begins else old["anew"]
    return {**new, "run": run, "anew": anew, "value": rounded(run.start[number])}


def _output_weights(updated: bool) -> OutputWeights:
    return "updated" if updated else "old"


def _train(count: int) -> Press:
    def press(values: Values) -> Values:
        return {**values, "run": values["run"].after(count, _output_weights(values["updated"])), "anew": False}

    return press


@control(
    "The network worked by hand",
    size=(network.WIDTH, _HIGH),
    settle=_settle,
    back=Button("Line back", lambda values: {**values, "line": max(values["line"] - 1, 1)}),
    next=Button("Next line", lambda values: {**values, "line": min(values["line"] + 1, len(_LINES))}),
    lines=Button("Play the lines", presses="next", every=1200),
    one=Button("Train 1 step", _train(1)),
    ten=Button("10 steps", _train(10)),
    thousand=Button("1000 steps", _train(1000)),
    play=Button("Play the steps", presses="one", every=250),
)
def worked_network(
    picture: Scene,
    *,
    cost: str = choice("cost", tuple(_COSTS)),
    line: float = slider("line of the walk", evenly(1, len(_LINES), 1), 1, 0),
    number: str = choice("number to set", _SETTABLE),
    value: float = slider("its start value", evenly(-2, 2, 0.01), 0.15),
    eta: float = slider("learning rate η", geometric(0.01, 20, 60, also=(0.5,)), 0.5, None),
    biases: Biases = choice("biases in a step", ("held", "each", "shared")),
    updated: bool = switch("a slip: go back through the updated output weights"),
    run: Run = Run.begin("cross-entropy", {}),  # noqa: B008  (nothing changes a run)
    anew: bool = False,
) -> tuple[str, str]:
    """Exercise 3.3: Mazur's network. Set its numbers, walk through a step of learning line by line, and train it.

    Example:
        >>> panel = worked_network()
        >>> print(panel.set(line=14))  # doctest: +ELLIPSIS
        line 14 of ..., backward:
          dC/dw5 = delta_o1*out_h1
                 = 0.74136507*0.593269992
                 = 0.439829649
        0 steps taken, η = 0.5, biases held:
          out = (0.751365, 0.772928), E_total = 1.650528532, w1 = 0.150000
        >>> print(panel.press("one").splitlines()[-1])
          out = (0.699169, 0.786122), E_total = 1.446433739, w1 = 0.148866
    """
    example, taken = run.now, len(run.losses) - 1
    walked = example.line(_LINES[int(line) - 1], _output_weights(updated))
    way = _way(walked.name)
    net, curve = picture.axes(boxes=_BOXES)
    _draw_network(net, example, _output_weights(updated), walked, way)
    limits = {"xlim": (-0.2, 1e4), "ylim": (1e-5, 5)}
    curve.set(xscale="symlog", yscale="log", yticks=(1e-4, 1e-2, 1), xlabel="steps", ylabel="$C$", **limits)
    curve.line("loss", np.arange(taken + 1), np.maximum(run.losses, 1e-9), color=BLUE)
    curve.line("now", taken, max(run.losses[-1], 1e-9), "o", color=BLUE, markersize=7)
    slip = ", with the slip" if rounded(walked.value) != rounded(example[walked.name]) else ""
    out = shown([example["out_o1"], example["out_o2"]], 6)
    text = [
        f"line {line:.0f} of {len(_LINES)}, {way}{slip}:",
        textwrap.indent(repr(walked), "  "),
        f"{taken} step{'s' * (taken != 1)} taken{' (begun anew)' * anew}, η = {eta:g}, biases {biases}"
        f"{', updated output weights' * updated}:",
        f"  out = {out}, E_total = {shown(run.losses[-1], 9)}, {number} = {shown(example[number], 6)}",
    ]
    alt = f"The 2-2-2 network after {taken} steps, {walked.name} and what goes into it lit up; the curve of its loss."
    return "\n".join(text), alt


def _way(name: str) -> str:
    """Return the part of the step to which a line belongs."""
    if name.endswith(AFTER):
        return "update" if name[0] in "wb" else "forward again"
    return "backward" if name.startswith(("delta", "dC/d")) else "forward"


def _draw_network(plot: Plot, example: Problem, output_weights: OutputWeights, line: Any, way: str) -> None:
    """Draw the numbers of the way forward, of the way back, or after the step, with what the line uses lit up."""
    used = {name.removesuffix(AFTER).removeprefix("dC/d") for name in (line.name, *line.names)}
    plot.once("neurons", network.neurons)
    backward = way == "backward"
    colors = [ORANGE if name in used else INK for name in WEIGHTS]
    plot.artist(f"edges {backward}", lambda ax: network.edges(ax, backward), color=colors)
    for neuron in network.PLACES:
        if any(name == neuron or name.endswith(f"_{neuron}") for name in used):
            plot.artist(f"ring {neuron}", network.ring(neuron), edgecolor=ORANGE)
    again = way == "forward again"
    after = example.step(output_weights=output_weights) if again or way == "update" else example
    texts = network.errors(example) if backward else network.numbers(after if again else example)
    if backward:  # what the line takes of an edge is its weight
        forward = network.numbers(example)
        texts |= {name: (texts[name][0], forward[name][1]) for name in line.names if name in WEIGHTS}
    later = _LINES[_LINES.index(line.name) + 1 :]  # no number shows before its line
    for name in [*NEURONS, *WEIGHTS]:
        made = (f"delta_{name}" if name in NEURONS else f"dC/d{name}") if backward else f"out_{name}{AFTER * again}"
        if made in later and not (backward and name in line.names):
            place, text = texts[name]
            texts[name] = place, text.partition("\n")[0]
    reached = {name.removesuffix(AFTER) for name in _LINES if name.endswith(AFTER) and name not in later}
    for name in texts.keys() & reached if way == "update" else ():
        texts[name] = texts[name][0], f"{name}\n→ {shown(after[name], 5)}"
    for name, (place, text) in texts.items():
        color = ON_PAPER if name in network.PLACES else INK
        covers = place.patch or name in used - set(network.PLACES)
        plot.text(place.x, place.y, network.with_subscripts(text), place.anchor, color, covers)
