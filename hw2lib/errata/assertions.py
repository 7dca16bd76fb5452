"""What is executed to judge a claim made in words: for each, findings for what is printed and for what is right."""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping
from itertools import product
from typing import TypeAlias

import numpy as np
import sympy as sp

from hw2lib.byhand.mazur import PUBLISHED, mazur
from hw2lib.errata.ledger import EQUATIONS, mazurs_figures
from hw2lib.errata.verification import Finding, settled
from hw2lib.nn.activations import linear, mixed, sigmoid, softmax, tanh
from hw2lib.nn.backprop import backprop
from hw2lib.nn.losses import cross_entropy, quadratic
from hw2lib.nn.network import Network
from hw2lib.nn.training import train
from hw2lib.proofs import prove_positive

Findings: TypeAlias = tuple[list[Finding], list[Finding]]
Assertion: TypeAlias = Callable[[], Findings]

ASSERTIONS: dict[str, Assertion] = {}
"""By the name of the claim, what is executed for it."""

a, y, z = sp.symbols("a y z", real=True)
t = sp.Symbol("t", positive=True)
SIGMA = 1 / (1 + sp.exp(-z))
WITHIN = t / (1 + t)  # any number between 0 and 1


def of(name: str) -> Callable[[Assertion], Assertion]:
    """Enter the statements of a claim under its name."""

    def enter(assertion: Assertion) -> Assertion:
        ASSERTIONS[name] = assertion
        return assertion

    return enter


def shown(says: str, holds: object, how: str) -> Finding:
    """Return what a computation found."""
    return Finding(says, bool(holds), how)


def positive(expression: sp.Expr, says: str, on: Mapping[sp.Symbol, tuple[int, int]] | None = None) -> Finding:
    """Prove that an expression is greater than 0."""
    return Finding(says, bool(prove_positive(expression, on=on or {})), "proved from the signs of its parts")


@of("loss is a curve")
def _() -> Findings:
    values = [(v - 1) ** 2 for v in np.linspace(-1, 3, 5)]
    return [shown("each $v_1$ has one loss", np.shape(values) == (5,), "a function of one variable has a curve")], []


@of("ball rolls down")
def _() -> Findings:
    time, curvature = sp.symbols("t lambda", positive=True)
    start = sp.Symbol("v0", real=True)
    v = start * sp.exp(-curvature * time)
    rolls = settled(sp.diff(v, time), -sp.diff(curvature * z**2 / 2, z).subs(z, v), r"$dv/dt = -C'(v)$")
    ends = shown(r"$v \to 0$, the minimum", sp.limit(v, time, sp.oo) == 0, "its limit")
    return [rolls, ends], [
        shown(
            f"steps of ${rate}/C''$ {'reach it' if rate < 2 else 'do not'}",
            (abs(1 - rate) < 1) == (rate < 2),
            "v shrinks or grows by a factor",
        )
        for rate in (1.9, 2.1)
    ]


@of("ability to jump out")
def _() -> Findings:
    slope, at = (lambda v: v**3 - v + 0.2), 0.8793850  # two valleys; online, each example adds 2 or takes 2 away
    for _step in range(100):
        at -= slope(at) / (3 * at**2 - 1)
    rng, v, lowest = np.random.default_rng(0), at, at
    for noise in rng.choice([-2.0, 2.0], 400):
        v -= 0.1 * (slope(v) + noise)
        lowest = min(lowest, v)
    return [
        shown(
            "from a local minimum, where the mean gradient is 0, online steps reach the next valley",
            abs(slope(at)) < 1e-12 and lowest < -0.9,
            "two valleys, two examples, 400 steps",
        ),
    ], [_twins_stay_equal()]


def _twins_stay_equal() -> Finding:
    inputs, targets = [[-1.0], [0.5], [1.0], [2.0]], [[0.2], [0.4], [0.9], [0.1]]
    twins = Network([[[0.3], [0.3]], [[0.5, 0.5]]], [[0.1, 0.1], [0.0]], tanh)
    online, _ = train(twins, inputs, targets, quadratic, learning_rate=0.5, epochs=50, batch_size=1, seed=0)
    same = online.w[0][0, 0] == online.w[0][1, 0] != twins.w[0][0, 0]
    return shown("hidden neurons that start equal stay equal", same, "200 online steps")


@of("noisy example")
def _() -> Findings:
    inputs, targets = np.array([[-2.0], [-1.0], [1.0], [2.0], [1.5]]), np.array([[0.0], [0.0], [1.0], [1.0], [0.0]])
    net = Network([[[2.0]]], [[0.0]], sigmoid)
    after, _ = train(net, inputs[4:], targets[4:], cross_entropy, learning_rate=3.0, epochs=1)
    before, then = (cross_entropy.value(sigmoid, n.forward(inputs).z[-1], targets).mean() for n in (net, after))
    return [
        shown(
            "a step on a mislabelled example raises the loss of all", then > before, f"from {before:.2f} to {then:.2f}"
        )
    ], []


@of("balance")
def _() -> Findings:
    gradients = [-2.0, -0.5, 0.0, 1.0, 4.0]
    spread = [np.std([np.mean(batch) for batch in product(gradients, repeat=m)]) for m in (1, 2, 4)]
    scaled = np.array(spread) * np.sqrt([1, 2, 4])
    return [
        shown(
            r"the noise falls as $1/\sqrt m$, and is not gone",
            np.allclose(scaled, spread[0]) and spread[-1] > 0,
            "every mini-batch of 1, 2 and 4 from five gradients",
        )
    ], []


@of("only the derivative")
def _() -> Findings:
    net = Network([[[1.0], [2.0]], [[0.7, -1.3]]], [[0.1, -0.2], [0.3]], [mixed(sigmoid, {1: tanh}), sigmoid])
    hidden = net.forward(np.array([0.5])).z[0]
    grads = backprop(net, [0.5], [1.0], cross_entropy)
    slopes = np.array([sigmoid.derivative(hidden[:1])[0], 1 - math.tanh(hidden[1]) ** 2])
    errors = net.w[1].T @ grads.delta[1] * slopes
    return [
        shown(
            r"$\delta_j^l = (w^T \delta)_j f'(z_j)$",
            np.allclose(errors, grads.delta[0], rtol=1e-12),
            "agrees with `backprop` for sigmoid and tanh side by side",
        )
    ], []


def _reading(latex: str) -> list[Finding]:
    from hw2lib.errata.statements import Softmax

    return list(Softmax().judge(latex))


@of("no single element")
def _() -> Findings:
    factors = r"\frac{\partial C}{\partial a_%s^L} \frac{\partial a_%s^L}{\partial z_j^L}"
    single = _reading(rf"{factors % ('j', 'j')} = \sum_k {factors % ('k', 'k')}")
    return [shown("in (2), $k = j$ alone is not enough", not single[0].holds, "it is refuted")], []


@of("derivative of softmax")
def _() -> Findings:
    right = [
        _reading(rf"\frac{{\partial a_k^L}}{{\partial z_j^L}} = {form}")
        for form in ("a_j^L (1 - a_j^L)", "a_k^L (1_{j=k} - a_j^L)")
    ]
    return right[0], right[1]


@of("respective partial")
def _() -> Findings:
    return tuple(
        _reading(rf"\frac{{\partial w_{{ji}}^L a_i^{{L-1}}}}{{\partial w_{{jk}}^L}} = 1_{{{pair}}} a_i^{{L-1}}")
        for pair in ("i=j", "i=k")
    )  # type: ignore[return-value]


@of("shown")
def _() -> Findings:
    equation = EQUATIONS[3].verify()
    return list(equation.printed), _reading(EQUATIONS[7].printed)


@of("linear neurons")
def _() -> Findings:
    values = np.array([-2.0, 0.5, 3.0])
    same = (linear(values) == values).all() and (linear.derivative(values) == 1).all()
    return [shown(r"$\sigma(z) = z$ and $\sigma'(z) = 1$", same, "at three numbers")], []


def _exchanged(target: sp.Expr) -> tuple[sp.Expr, sp.Expr]:
    return -WITHIN * sp.log(target), -(1 - WITHIN) * sp.log(1 - target)


@of("undefined term")
def _() -> Findings:
    left, right = _exchanged(y)
    return [
        shown(r"$-a \ln y \to \infty$ for $y \to 0$", sp.limit(left, y, 0, "+") == sp.oo, "its limit"),
        shown(r"$-(1 - a) \ln(1 - y) \to \infty$ for $y \to 1$", sp.limit(right, y, 1, "-") == sp.oo, "its limit"),
    ], []


@of("almost never certain")
def _() -> Findings:
    first = next(value for value in range(30, 50) if sigmoid(np.array(float(value))) == 1)
    return [positive(SIGMA, r"$\sigma(z) > 0$"), positive(1 - SIGMA, r"$\sigma(z) < 1$")], [
        shown("in double precision it is 1 from about 37 on", first == 37, f"the first whole number is {first}")
    ]


@of("same issue")
def _() -> Findings:
    with np.errstate(all="ignore"):
        in_a = [
            -(target * np.log(out) + (1 - target) * np.log(1 - out))
            for target in (0.0, 1.0)
            for out in np.array([0.0, 1.0])
        ]
    in_z = [
        cross_entropy.value(sigmoid, np.array([at]), np.array([target])) for at in (-1e3, 1e3) for target in (0.0, 1.0)
    ]
    softplus = -(y * sp.log(SIGMA) + (1 - y) * sp.log(1 - SIGMA))
    return [shown("at $a = 0$ and $a = 1$ no loss is finite", not np.isfinite(in_a).any(), "in floating point")], [
        settled(softplus, sp.log(1 + sp.exp(z)) - y * z, r"$C = \ln(1 + e^z) - y z$"),
        shown("from $z$ it is finite", np.isfinite(in_z).all(), "at $z = -1000$ and $1000$"),
    ]


@of("one side")
def _() -> Findings:
    loss = -(y * sp.log(a) + (1 - y) * sp.log(1 - a))
    return [
        settled(loss.subs(y, 1), -sp.log(a), r"$C = -\ln a$ for $y = 1$"),
        settled(loss.subs(y, 0), -sp.log(1 - a), r"$C = -\ln(1 - a)$ for $y = 0$"),
    ], []


@of("both sides")
def _() -> Findings:
    ends = {
        target: [sp.limit(term, y, target, side) for term in _exchanged(y)] for target, side in ((0, "+"), (1, "-"))
    }
    return [shown("neither term vanishes", 0 not in [*ends[0], *ends[1]], "one is 0 at $y = 0$, and one at $y = 1$")], [
        shown("one term is 0, the other infinite", ends == {0: [sp.oo, 0], 1: [0, sp.oo]}, "their limits")
    ]


@of("output z")
def _() -> Findings:
    loss = -(y * sp.log(a) + (1 - y) * sp.log(1 - a))
    right_side = -y / a + (1 - y) / (1 - a)  # of (14)
    return [shown("the output is $z$", sigmoid(np.array(0.5)) == 0.5, r"at $z = \frac12$ it is $\sigma(z) = 0.62$")], [
        settled(sp.Derivative(loss, a), right_side, "(14) has the derivative with respect to $a$"),
        settled(sp.Derivative(loss.subs(a, SIGMA), z), SIGMA - y, r"$\partial C/\partial z = \sigma(z) - y$"),
    ]


@of("z between 0 and 1")
def _() -> Findings:
    out = mazur()["net_o1"]
    return [
        positive(SIGMA, r"$\sigma(z) > 0$"),
        positive(1 - SIGMA, r"$\sigma(z) < 1$"),
        shown("$0 < z < 1$", 0 < out < 1, f"$z = {out:.6f}$ in (27)"),
    ], []


@of("at least 1")
def _() -> Findings:
    loss = -(y * sp.log(a) + (1 - y) * sp.log(1 - a))
    in_z, in_a = sp.diff(loss.subs(a, SIGMA), z, 2), sp.diff(loss, a, 2)
    at_0 = sp.simplify(in_z.subs(z, 0))
    return [shown(r"$\partial^2 C/\partial z^2 \geq 1$", at_0 >= 1, f"it is {at_0} at $z = 0$")], [
        positive(in_a - 1, r"$\partial^2 C/\partial a^2 > 1$", {a: (0, 1), y: (0, 1)}),
        positive(sp.simplify(in_z), r"$\partial^2 C/\partial z^2 > 0$"),
        settled(
            sp.Rational(1, 4) - in_z,
            (SIGMA - sp.Rational(1, 2)) ** 2,
            r"$1/4 - \partial^2 C/\partial z^2 = (\sigma(z) - 1/2)^2$",
        ),
    ]


@of("both outputs")
def _() -> Findings:
    e = mazur()
    shares = [e[f"delta_o{i}"] * e[w] for i, w in ((1, "w5"), (2, "w7"))]
    return [
        shown(
            "both outputs contribute to the error of $h_1$",
            min(map(abs, shares)) > 0.01,
            f"{shares[0]:.3f} and {shares[1]:.3f}",
        )
    ], []


@of("words after (50)")
def _() -> Findings:
    return list(EQUATIONS[49].verify().correct), []


@of("limit is argmax")
def _() -> Findings:
    alone, tied = (softmax(1e4 * np.array(z_)) for z_ in ([0.3, 0.1, 0.2], [0.3, 0.3, 0.1]))
    return [
        shown("the largest of three gets 1", alone.tolist() == [1, 0, 0], "$c = 10^4$"),
        shown("so does it at a tie", tied.max() == 1, "two equal ones get 1/2 each"),
    ], [shown("at a tie of two each gets 1/2", tied.tolist() == [0.5, 0.5, 0], "$c = 10^4$")]


@of("soft version")
def _() -> Findings:
    values = softmax(np.array([2.0, 1.0, 0.0]))
    return [
        shown(
            "the largest $z$ has the largest share, and all have some",
            values.argmax() == 0 and (values > 0).all(),
            "at three numbers",
        )
    ], []


def _figure(name: str) -> Assertion:
    def compare() -> Findings:
        figure = next(f for f in mazurs_figures() if f.name == name)  # type: ignore[attr-defined]
        stated = figure.printed.rpartition(" ")[2]
        return [shown(f"{name} = {stated}", stated == figure.correct, f"the worked example has {figure.correct}")], []

    return compare


ASSERTIONS |= {name: _figure(name) for name in PUBLISHED}
