"""Named slips: misconceptions that students have, each a sentence and the steps of the walk that go wrong in it.

A slip replaces steps of `hw2lib.byhand.walk.RIGHT`. Run on floats it gives the wrong number, run on worked numbers the
wrong formulas, and the difference of a wrong formula from the right one says which name stands in the place of which.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from types import MappingProxyType, SimpleNamespace
from typing import Any

import numpy as np

from hw2lib.answers.operations import sigma
from hw2lib.byhand.problem import Problem
from hw2lib.byhand.walk import (
    COST,
    DC_DA,
    NEW_BIASES,
    RIGHT,
    UPDATED_WEIGHTS,
    Step,
    Steps,
    activate,
    natural,
    through,
)
from hw2lib.nn.activations import Activation, sigmoid, softmax, tanh
from hw2lib.nn.losses import cross_entropy, log_likelihood, quadratic


@dataclass(frozen=True)
class Slip:
    """One thing that goes wrong.

    Attributes:
        name: how the errata and the tests call it.
        needs: the traits that a problem must have for the slip to make sense.
        says: what happened, in a sentence or two.
        steps: the steps of the walk that it replaces.
        common: whether every teacher meets it: it comes before what is as near at hand, and chance is weighed among
            these alone.
        seldom: whether it is as far-fetched as an edit, and comes with them.
        rare: whether it is looked for only in combinations that have been seen.
        whole: whether the sentence is true only if the steps are replaced wherever they can be.
    """

    name: str
    needs: frozenset[str]
    says: str
    steps: Mapping[str, Step]
    common: bool = False
    seldom: bool = False
    rare: bool = False
    whole: bool = False


SLIPS: dict[str, Slip] = {}
"""Every named slip by its name, roughly in the order of the walk."""


def slip(
    name: str,
    needs: str,
    says: str,
    *,
    common: bool = False,
    seldom: bool = False,
    rare: bool = False,
    whole: bool = False,
    only: Step | None = None,
    **steps: Step,
) -> None:
    """Add one to SLIPS; a step's underscores stand for spaces, and `only(s)` says in which layers it goes wrong."""
    named = {step.replace("_", " "): wrong for step, wrong in steps.items()}
    if only is not None:
        named = {step: _where(only, wrong, step) for step, wrong in named.items()}
    traits_needed = frozenset(filter(None, needs.split(", ")))
    SLIPS[name] = Slip(name, traits_needed, says, MappingProxyType(named), common, seldom, rare, whole)


def _where(place: Step, wrong: Step, step: str) -> Step:
    """The wrong step where `place(s)` says so, and the right one elsewhere."""
    return lambda s, *more: wrong(s, *more) if place(s) else RIGHT[step](s, *more)


def combined(names: Iterable[str]) -> Steps | None:
    """Return the walk's steps with these slips in it, or None if two of them are about the same step.

    Example:
        >>> combined(["sign of delta", "row for column"]) is None
        False
        >>> combined(["sign of delta", "dC/da for delta"]) is None
        True
    """
    steps: dict[str, Step] = {}
    for name in names:
        if steps.keys() & SLIPS[name].steps.keys():
            return None
        steps |= SLIPS[name].steps
    return {**RIGHT, **steps}


def traits(problem: Problem) -> frozenset[str]:
    """What slips may need of a problem: of its network, its loss, or what a step does with its biases.

    Example:
        >>> from hw2lib.byhand.mazur import mazur
        >>> sorted(traits(mazur(quadratic)))  # doctest: +NORMALIZE_WHITESPACE
        ['2-2-2', 'another loss than cross_entropy', 'another loss than log_likelihood', 'hidden', 'no softmax', 'quadratic',
         'sigmoid', 'square', 'unmoved biases']
    """
    net, loss = problem.net, problem.loss
    hidden = {f.of_neuron(j) for f, n in zip(net.activations[:-1], net.sizes[1:], strict=False) for j in range(n)}
    has = {
        "2-2-2": net.sizes == (2, 2, 2),
        "hidden": len(net.w) > 1,
        "square": len(net.w) > 1 and any(w.shape[0] == w.shape[1] for w in net.w),
        "sigmoid": sigmoid in hidden or sigmoid in net.activations,
        "tanh": tanh in hidden,
        "softmax": net.activations[-1] is softmax,
        "no softmax": net.activations[-1] is not softmax,
        "quadratic": loss is quadratic,
        "logarithms": loss is not quadratic,
        "cross-entropy": loss is cross_entropy,
        "log-likelihood": loss is log_likelihood,
        "unmoved biases": problem.biases == "held",
        "moving biases": problem.biases != "held",
        "another activation": bool(hidden - {sigmoid, softmax}),
        "another loss than quadratic": loss is not quadratic,
        "another loss than cross_entropy": loss is not cross_entropy,
        "another loss than log_likelihood": loss is not log_likelihood,
    }
    return frozenset(name for name, there in has.items() if there)


# --- helpers of several slips ----------------------------------------------------------------------------------------


def _reading(**read: Step) -> Step:
    """A step that reads something else than what is given; each argument makes it from all that is given."""
    return lambda given: SimpleNamespace(**(vars(given) | {name: wrong(given) for name, wrong in read.items()}))


def _transposed(w: Any) -> Any:
    return w.T if w.shape[0] == w.shape[1] else w


def _one_each(w: Any, below: Any, product: Any) -> Any:
    """The diagonal of the weights, times what is below, if they are square; else their product."""
    return np.diag(w) * below if w.shape[0] == w.shape[1] else product


def _misread(w: Any) -> Any:
    """The first weight of the second neuron, read as the one that stands before it in the list: w3 as w2."""
    wrong = np.array(w)
    if len(wrong) > 1:
        wrong[1, 0] = wrong[0, -1]
    return wrong


def _misread_on_the_way_to_o2(s: Any) -> Any:
    """h2 is misread, but o1 gets the right out_h2 all the same."""
    if s.l < s.last:
        return _misread(s.w) @ s.below + s.b
    u = s.under
    below = RIGHT["a"](SimpleNamespace(f=u.f, z=u.w @ u.below + u.b))
    return np.array([(s.w @ below + s.b)[0], *(s.w @ s.below + s.b)[1:]])


def _output(s: Any) -> bool:
    return bool(s.l == s.last)


def _hidden(s: Any) -> bool:
    return bool(s.l < s.last)


def _slope_of(kind: Activation, slope: Step) -> Step:
    """Another slope for the hidden neurons with this activation, and the right one for all others."""

    def wrong(s: Any, v: Any) -> Any:
        own = [s.l < s.last and s.f.of_neuron(j) is kind for j in range(len(s.a))]
        right = RIGHT["through"](s, v)
        return np.where(own, v * slope(s), right) if any(own) else right

    return wrong


def _error_with(slope: Step) -> Step:
    """The squared error's delta of an output, with another slope."""
    return lambda s: (s.a - s.y) * slope(s)


def _sigmoid_as(formula: Step) -> Step:
    return _where(lambda s: s.f is sigmoid, lambda s: formula(s.z), "a")


def _softmax_as(formula: Step) -> Step:
    return _where(lambda s: s.f is softmax, lambda s: formula(s.z), "a")


def _only(index: int) -> Step:
    return lambda s: s.w_above[index % len(s.delta_above)] * s.delta_above[index % len(s.delta_above)]


# fmt: off
# --- reading the problem ---------------------------------------------------------------------------------------------

slip("w3 read as w2", "2-2-2",
     "The first weight into h2 is w3, but w2 was used. Each hidden neuron has its own row: w1, w2 for h1; w3, w4 for "
     "h2.", read=_reading(w=lambda g: [_misread(g.w[0]), *g.w[1:]]))
slip("w3 read as w2 on the way to o2", "2-2-2",
     "out_h2 was computed with w2 in place of w3, but for o1 with the right one.", rare=True,
     z=_misread_on_the_way_to_o2)
slip("weights numbered by the neuron they leave", "square, hidden",
     "The weights are numbered the other way round: row j holds those that lead into neuron j, not those that leave "
     "it.", read=_reading(w=lambda g: [_transposed(w) for w in g.w]))
slip("first weights numbered by the input they leave", "square, hidden",
     "The first layer's weights are numbered the other way round: row j holds those that lead into hidden neuron j.",
     read=_reading(w=lambda g: [_transposed(g.w[0]), *g.w[1:]]))
slip("output weights numbered by the neuron they leave", "square, hidden",
     "The output weights are numbered the other way round: row j holds those that lead into output j.",
     read=_reading(w=lambda g: [*g.w[:-1], _transposed(g.w[-1])]))
slip("inputs exchanged", "2-2-2", "i1 and i2 changed places: w1 and w3 belong to i1, w2 and w4 to i2.",
     read=_reading(x=lambda g: g.x[::-1]))
slip("targets taken for 0 and 1", "", "The targets were taken for 0 and 1. Use them as they are given.",
     read=_reading(y=lambda g: np.round(g.y)))
slip("targets exchanged", "2-2-2", "t1 and t2 changed places: t1 is the target of o1.",
     read=_reading(y=lambda g: g.y[::-1]))
slip("biases exchanged", "2-2-2",
     "The bias of the other layer was used: b1 belongs to the hidden neurons, b2 to the outputs.",
     read=_reading(b=lambda g: g.b[::-1]))
slip("hidden bias everywhere", "2-2-2",
     "The hidden neurons' bias was used for the outputs too. They have their own, b2.",
     common=True, read=_reading(b=lambda g: [g.b[0], g.b[0]]))
slip("output bias everywhere", "2-2-2",
     "The outputs' bias was used for the hidden neurons too. They have their own, b1.",
     common=True, read=_reading(b=lambda g: [g.b[1], g.b[1]]))
slip("layers exchanged", "2-2-2",
     "The weights of the two layers changed places: w1 to w4 lead to the hidden neurons, w5 to w8 to the outputs.",
     seldom=True,
     read=_reading(w=lambda g: g.w[::-1]))

# --- forward ---------------------------------------------------------------------------------------------------------

slip("bias forgotten", "", "The bias is missing: z = w a + b.", common=True, z=lambda s: s.w @ s.below)
slip("bias subtracted", "", "The bias was subtracted: z = w a + b.", z=lambda s: s.w @ s.below - s.b)
slip("bias times the input", "", "The bias was multiplied by what comes in. It is added once, as it is.",
     seldom=True, z=lambda s: s.w @ s.below + s.b * s.below.sum())
slip("bias counted with each input", "", "The bias was added once for each input. It is added once.",
     z=lambda s: s.w @ s.below + s.b * len(s.below))
slip("sum of weights and inputs", "", "Weights and inputs were added up. Each input is multiplied by its weight.",
     z=lambda s: (s.w + s.below).sum(1) + s.b)
slip("sigma of each product", "sigmoid", "sigma was applied to each product. They are added up first, with the bias.",
     only=lambda s: s.f is sigmoid, z=lambda s: sigma(s.w * s.below).sum(1) + s.b)
slip("all products of the layer added up", "hidden",
     "The products of all the layer's neurons were added up. Each neuron has only those of its own row.",
     seldom=True, z=lambda s: np.resize((s.w @ s.below).sum(), len(s.b)) + s.b)
slip("one input each", "square, hidden", "Each neuron was fed by one neuron below. It is fed by all of them.",
     seldom=True, z=lambda s: _one_each(s.w, s.below, s.w @ s.below) + s.b)
slip("inputs for hidden outputs", "2-2-2",
     "The outputs were fed with the inputs. They are fed by the hidden neurons' out.",
     only=_output, z=lambda s: s.w @ s.x + s.b)
slip("weights transposed on the way forward", "square, hidden",
     "The weights were taken column by column going forward: row j holds those that lead into neuron j.",
     z=lambda s: _transposed(s.w) @ s.below + s.b)
slip("hidden outputs exchanged", "2-2-2", "out_h1 and out_h2 changed places: w5 and w7 belong to h1, w6 and w8 to h2.",
     only=_output, z=lambda s: s.w @ s.below[::-1] + s.b)
slip("net for out", "hidden",
     "The neurons below passed on their weighted input, net. What goes on is out, after the activation function.",
     common=True, only=lambda s: s.l > 0, z=lambda s: s.w @ s.under.z + s.b)
slip("hidden neurons not squashed", "hidden",
     "The hidden neurons pass on their weighted input; their activation function is missing.",
     common=True, only=_hidden, a=lambda s: s.z)
slip("outputs not squashed", "", "The outputs are left at their weighted input; their activation function is missing.",
     common=True, only=_output, a=lambda s: s.z)
slip("bias after the activation", "", "The bias was added after the activation function. It belongs in z, before it.",
     a=lambda s: activate(s.f, s.w @ s.below) + s.b)
slip("bias once more after the activation", "",
     "The bias was added once more, after the activation function. It is in z already.",
     a=lambda s: activate(s.f, s.z) + s.b)
slip("nothing squashed", "hidden", "The activation function is missing in every neuron.", common=True, a=lambda s: s.z)
slip("e^z for e^-z", "sigmoid",
     "The exponent has the wrong sign: sigma(z) = 1/(1 + e^-z), and 1/(1 + e^z) is 1 - sigma(z).",
     common=True, a=_sigmoid_as(lambda z: 1 / (1 + np.exp(z))))
slip("1 - e^-z for 1 + e^-z", "sigmoid", "The denominator has a plus sign: sigma(z) = 1/(1 + e^-z).",
     a=_sigmoid_as(lambda z: 1 / (1 - np.exp(-z))))
slip("parentheses of sigma lost", "sigmoid", "The parentheses around 1 + e^-z were lost: 1/1 + e^-z is 1 + e^-z.",
     a=_sigmoid_as(lambda z: 1 + np.exp(-z)))
slip("exponential alone", "sigmoid", "That is e^-z alone: sigma(z) = 1/(1 + e^-z).",
     a=_sigmoid_as(lambda z: np.exp(-z)))
slip("no reciprocal", "sigmoid", "That is 1 - e^-z. sigma is a fraction: sigma(z) = 1/(1 + e^-z).",
     a=_sigmoid_as(lambda z: 1 - np.exp(-z)))
slip("minus before the first product alone", "sigmoid",
     "The minus of e^-z stands before the first product alone. It belongs before all of z.", seldom=True,
     only=lambda s: s.f is sigmoid,
     a=lambda s: 1 / (1 + np.exp(-(s.w[:, 0] * s.below[0]) + s.w[:, 1:] @ s.below[1:] + s.b)))
slip("e^z alone", "sigmoid", "That is e^z alone: sigma(z) = 1/(1 + e^-z).", a=_sigmoid_as(np.exp))
slip("1 forgotten in sigma", "sigmoid", "The 1 in the denominator is missing: sigma(z) = 1/(1 + e^-z).",
     a=_sigmoid_as(lambda z: 1 / np.exp(-z)))
POWERS = "That comes from powers of {}. The exponential has base e = 2.71828..."
for base in (10, 2):
    slip(f"{base} for e", "sigmoid", POWERS.format(base), seldom=base == 2,
         a=_sigmoid_as(lambda z, base=base: 1 / (1 + float(base) ** (-z))))
for rough in (2.7, 2.72, 2.718):
    slip(f"e taken for {rough}", "sigmoid",
         f"That comes from e = {rough}. Take e with all the digits that your calculator has.", whole=True,
         a=_sigmoid_as(lambda z, e=rough: 1 / (1 + e ** (-z))))
slip("sigma for another activation", "another activation",
     "sigma was used going forward, for a neuron with another activation.",
     only=_hidden, a=lambda s: sigma(s.z))
slip("tanh throughout", "sigmoid, no softmax",
     "That comes from tanh and its slope, 1 - a^2. The activation here is sigma(z) = 1/(1 + e^-z).", whole=True,
     a=_sigmoid_as(np.tanh), through=lambda s, v: v * (1 - s.a**2),
     error=lambda s: s.a - s.y if natural(s) else DC_DA[s.loss](s.y, s.a) * (1 - s.a**2))
slip("tanh' for tanh", "tanh", "That is the derivative, 1 - tanh(z)^2. Going forward a neuron gives tanh(z).",
     only=_hidden, a=lambda s: np.where([s.f.of_neuron(j) is tanh for j in range(len(s.z))], 1 - np.tanh(s.z) ** 2, activate(s.f, s.z)))
slip("tanh for sigma", "sigmoid", "That comes from tanh. The activation here is sigma(z) = 1/(1 + e^-z).",
     a=_sigmoid_as(np.tanh))
slip("relu for sigma", "sigmoid", "That comes from relu, max(z, 0). The activation here is sigma(z) = 1/(1 + e^-z).",
     a=_sigmoid_as(lambda z: (z + abs(z)) / 2))
slip("sigma twice", "sigmoid", "The activation function was applied twice.", seldom=True,
     a=_sigmoid_as(lambda z: sigma(sigma(z))))
slip("sigma' for sigma", "sigmoid",
     "That is the derivative, sigma(z) (1 - sigma(z)). Going forward a neuron gives sigma(z).",
     a=_sigmoid_as(lambda z: sigma(z) * (1 - sigma(z))))
slip("softmax for the output activation", "no softmax",
     "The outputs were put through softmax. Here each has an activation of its own.",
     only=_output, a=lambda s: np.exp(s.z) / np.exp(s.z).sum())
slip("outputs divided by their sum", "no softmax",
     "The outputs were divided by their sum. Each stands for itself.",
     only=_output, a=lambda s: activate(s.f, s.z) / activate(s.f, s.z).sum())
slip("softmax over the hidden neurons", "hidden",
     "The hidden neurons were put through softmax. Each has an activation of its own.",
     only=_hidden, a=lambda s: np.exp(s.z) / np.exp(s.z).sum())
slip("divided by the sum of the layer", "",
     "The weighted inputs were divided by their sum. Each neuron has an activation of its own.", seldom=True,
     only=lambda s: s.f is not softmax, a=lambda s: s.z / s.z.sum())
slip("softmax after the sigmoid", "no softmax, sigmoid",
     "Softmax was applied to the sigmoids. Here the sigmoid is the last step.",
     only=_output, a=lambda s: np.exp(sigma(s.z)) / np.exp(sigma(s.z)).sum())
slip("softmax of sigmoids", "softmax", "Softmax was applied to sigma(z). It takes z itself.",
     a=_softmax_as(lambda z: np.exp(sigma(z)) / np.exp(sigma(z)).sum()))
slip("sigmoid for softmax", "softmax",
     "Each output was put through a sigmoid of its own. Softmax divides e^z by the sum over all outputs.",
     common=True, a=_softmax_as(sigma))
slip("sum of softmax forgotten", "softmax", "That is e^z alone. Softmax divides it by the sum over all outputs.",
     a=_softmax_as(np.exp))
slip("softmax without the exponential", "softmax",
     "That is z divided by the sum of all z. Softmax takes e^z of each first.", a=_softmax_as(lambda z: z / z.sum()))
for base in (10, 2):
    slip(f"{base} for e in softmax", "softmax", POWERS.format(base),
         a=_softmax_as(lambda z, base=base: float(base) ** z / (float(base) ** z).sum()))
slip("squares in softmax", "softmax", "Squares were divided by their sum. Softmax divides e^z by the sum of all e^z.",
     a=_softmax_as(lambda z: z**2 / (z**2).sum()))
slip("tanh for softmax", "softmax", "That comes from tanh. The outputs here are a softmax.", a=_softmax_as(np.tanh))
slip("logarithm of softmax", "softmax", "That is the logarithm of softmax. The output is softmax itself.",
     a=_softmax_as(lambda z: np.log(np.exp(z) / np.exp(z).sum())))
slip("1 for the own exponential", "softmax",
     "1 stands in the sum for the output's own e^z. Softmax divides by the sum of all e^z.",
     a=_softmax_as(lambda z: np.exp(z) / (1 + np.exp(z).sum() - np.exp(z))))
slip("sigmoids divided by their sum", "softmax",
     "Sigmoids were divided by their sum. Softmax divides e^z by the sum of all e^z.",
     a=_softmax_as(lambda z: sigma(z) / sigma(z).sum()))
slip("softmax with e^-z", "softmax",
     "The exponent has the wrong sign: softmax has e^z, so that the largest z gets the most.",
     a=_softmax_as(lambda z: np.exp(-z) / np.exp(-z).sum()))

# --- the loss --------------------------------------------------------------------------------------------------------

BOTH_HALVES = "With soft targets both halves of -[y ln a + (1 - y) ln(1 - a)] count."
slip("sign of the loss", "logarithms",
     "The minus sign in front of the logarithms is missing. The logarithm of a number below 1 is negative; a loss is "
     "not.", common=True, cost=lambda s: -COST[s.loss](s.y, s.a))
for base in (10, 2):
    slip(f"logarithm to base {base}", "logarithms",
         f"That is the logarithm to base {base}. ln is the natural one, to base e.",
         common=base == 10, cost=lambda s, base=base: COST[s.loss](s.y, s.a) / float(np.log(base)))
slip("1 - y half forgotten", "cross-entropy", f"The second half is missing. {BOTH_HALVES}",
     cost=lambda s: -(s.y * np.log(s.a)))
slip("y half forgotten", "cross-entropy", f"The first half is missing. {BOTH_HALVES}",
     cost=lambda s: -((1 - s.y) * np.log(1 - s.a)))
slip("minus in front of the first half only", "cross-entropy",
     "The minus sign belongs in front of both halves: -[y ln a + (1 - y) ln(1 - a)].",
     cost=lambda s: -(s.y * np.log(s.a)) + (1 - s.y) * np.log(1 - s.a))
slip("halves subtracted", "cross-entropy",
     "The two halves were subtracted. They are added: -[y ln a + (1 - y) ln(1 - a)].",
     cost=lambda s: -(s.y * np.log(s.a) - (1 - s.y) * np.log(1 - s.a)))
slip("targets of the halves exchanged", "cross-entropy",
     "y and 1 - y changed places: y goes with ln a, and 1 - y with ln(1 - a).",
     cost=lambda s: -((1 - s.y) * np.log(s.a) + s.y * np.log(1 - s.a)))
slip("target forgotten", "cross-entropy",
     "That is -ln a alone. The target belongs in front of it, and the half with 1 - y is missing.",
     cost=lambda s: -np.log(s.a))
slip("ln a in both halves", "cross-entropy", "Both halves have ln a. The second has ln(1 - a).",
     cost=lambda s: -(s.y * np.log(s.a) + (1 - s.y) * np.log(s.a)))
slip("halves not weighted", "cross-entropy",
     "The targets are missing: ln a is multiplied by y, and ln(1 - a) by 1 - y.",
     cost=lambda s: -(np.log(s.a) + np.log(1 - s.a)))
slip("y and a exchanged in the loss", "logarithms",
     "Target and output changed places in the loss: it has the logarithm of the output.",
     common=True, cost=lambda s: COST[s.loss](s.a, s.y))
slip("stray factor", "2-2-2, cross-entropy",
     "The second term is multiplied by E_o1, the result itself, which has no place in the formula: E = -[t ln out + "
     "(1 - t) ln(1 - out)].",
     cost=lambda s: -(s.y * np.log(s.a) + (1 - s.y) * np.log(1 - s.a) * COST[s.loss](s.y, s.a)[0]))
slip("1/2 forgotten", "quadratic", "The 1/2 of the squared error is missing.", common=True, cost=lambda s: (s.y - s.a) ** 2)
slip("square forgotten", "quadratic", "The difference is not squared.", cost=lambda s: abs(s.y - s.a) / 2)
slip("difference only", "quadratic", "That is the difference. The error is half its square.", cost=lambda s: s.y - s.a)
slip("difference of squares", "quadratic", "Each was squared before subtracting. The difference is squared.",
     cost=lambda s: (s.y**2 - s.a**2) / 2)
slip("halved before squaring", "quadratic", "The difference was halved before it was squared. The square is halved.",
     cost=lambda s: ((s.y - s.a) / 2) ** 2)
slip("sum in the squared error", "quadratic", "Target and output were added. They are subtracted.",
     cost=lambda s: (s.y + s.a) ** 2 / 2)
slip("squared difference for the loss", "logarithms", "That is the squared difference. This loss has logarithms.",
     cost=lambda s: (s.y - s.a) ** 2)
for other, called in ((quadratic, "squared error"), (cross_entropy, "cross-entropy"), (log_likelihood, "log-likelihood")):
    slip(f"{other} for the loss", f"another loss than {other}", f"Another loss was used, the {called}.",
         common=other is cross_entropy, whole=True, cost=lambda s, other=other: COST[other](s.y, s.a),
         error=lambda s, other=other: RIGHT["error"](SimpleNamespace(**(vars(s) | {"loss": other}))))
slip("relative entropy", "logarithms",
     "That is the relative entropy, with y ln(y/a). This loss has the logarithm of the output alone.",
     cost=lambda s: RIGHT["cost"](s) - COST[s.loss](s.y, s.y))
slip("mean for sum", "", "The loss is the sum over the outputs, not their mean.",
     common=True, total=lambda s: s.cost.sum() / len(s.cost))
slip("square of the sum", "quadratic", "The differences were added up before they were squared. Each is squared first.",
     total=lambda s: (s.y - s.a).sum() ** 2 / 2)
slip("root of the sum of squares", "quadratic",
     "That is the length of the difference, the root of the sum of squares. The loss is half that sum.",
     total=lambda s: (2 * s.cost.sum()) ** 0.5)
slip("root of the sum of squared losses", "", "The losses of the outputs were squared, added, and the root was taken. They "
     "are added.", total=lambda s: (s.cost**2).sum() ** 0.5)
slip("only o1 in the loss", "2-2-2", "The loss is the sum over both outputs. That is the first alone.",
     common=True, total=lambda s: s.cost[0])
slip("only o2 in the loss", "2-2-2", "The loss is the sum over both outputs. That is the second alone.",
     total=lambda s: s.cost[1])
slip("outputs' losses subtracted", "2-2-2", "The losses of the two outputs were subtracted. They are added.",
     total=lambda s: s.cost[0] - s.cost[1])


# --- BP1 -------------------------------------------------------------------------------------------------------------

slip("sign of delta", "", "The difference is the wrong way round: it is output minus target.",
     common=True, error=lambda s: s.y - s.a if natural(s) else through(s, -DC_DA[s.loss](s.y, s.a)))
slip("difference of the other output", "2-2-2, quadratic",
     "The difference of the other output was used. Each output has its own.",
     error=lambda s: through(s, DC_DA[s.loss](s.y, s.a)[::-1]))
slip("sigma' once too often", "", "There is a factor sigma' = a (1 - a) too many in the error of the output.",
     common=True, error=lambda s: RIGHT["error"](s) * s.a * (1 - s.a))
slip("sigma' left out", "quadratic, sigmoid",
     "The derivative of the output's activation is missing. It cancels only with the cross-entropy.",
     common=True, error=lambda s: s.a - s.y)
slip("sigma' alone", "sigmoid, no softmax",
     "That is the slope of the output's activation alone. The error has output minus target in it.",
     error=lambda s: s.a * (1 - s.a))
slip("dC/da for delta", "logarithms",
     "That comes from the derivative with respect to a. The error is the one with respect to z.",
     common=True, error=lambda s: DC_DA[s.loss](s.y, s.a))
slip("first half only in dC/da", "cross-entropy",
     "The half with 1 - y depends on a too. It was left out of the derivative.",
     error=lambda s: through(s, -(s.y / s.a)))
slip("first half alone, and not through", "cross-entropy",
     "That is -y/a. The half with 1 - y depends on a too, and the slope of the output's activation is missing.",
     error=lambda s: -(s.y / s.a))
slip("1/2 kept in delta", "quadratic",
     "The 1/2 of the squared error is still there. It cancels with the 2 that the square brings down.",
     error=lambda s: RIGHT["error"](s) / 2)
slip("off-diagonal of softmax alone", "softmax, log-likelihood",
     "Only the other outputs were counted. An output also depends on its own z.",
     error=lambda s: s.a * (s.y.sum() - s.y))
slip("dC/da of the cross-entropy", "softmax, log-likelihood",
     "That is (a - y)/(a (1 - a)), which belongs to the cross-entropy of a sigmoid, and to dC/da.",
     error=lambda s: (s.a - s.y) / (s.a * (1 - s.a)))
slip("off-diagonal of softmax forgotten", "softmax, log-likelihood",
     "That is y (a - 1), which is left if only the diagonal of softmax's Jacobian is used. Each output depends on "
     "every z, and together they give a - y.", error=lambda s: s.y * (s.a - 1))
slip("learning rate in delta", "", "The learning rate was put into the error. It belongs in the step alone.",
     error=lambda s: s.eta * RIGHT["error"](s),
     through=_where(_hidden, lambda s, v: s.eta * RIGHT["through"](s, v), "through"))
slip("factor 2 in delta", "", "There is an extra factor 2.", error=lambda s: 2 * RIGHT["error"](s))
slip("delta divided by the number of outputs", "",
     "The error of an output was divided by the number of outputs. The loss is their sum, so there is no such factor.",
     error=lambda s: RIGHT["error"](s) / len(s.a))
slip("the whole loss for its derivative", "",
     "That comes from the whole loss. The error of an output is the derivative of the loss.",
     error=lambda s: np.resize(s.cost.sum(), len(s.a)))
slip("loss for dC/da", "sigmoid, no softmax",
     "The loss itself was multiplied by the slope. It is dC/da that goes there.",
     error=lambda s: s.cost * s.a * (1 - s.a))
slip("whole loss for dC/da", "sigmoid, no softmax",
     "The whole loss was multiplied by the slope. It is dC/da that goes there.",
     error=lambda s: s.cost.sum() * s.a * (1 - s.a))
slip("differences of all outputs added up", "",
     "The differences of all outputs were added up. Each output has its own.",
     error=lambda s: np.resize((s.a - s.y).sum(), len(s.a)) if natural(s) else through(
         s, np.resize(DC_DA[s.loss](s.y, s.a).sum(), len(s.a))))
slip("mean of the outputs' errors", "",
     "That is the mean of the outputs' errors. Each output has its own.",
     error=lambda s: np.resize(RIGHT["error"](s).sum() / len(s.a), len(s.a)))
slip("net for out in delta", "", "The error was computed from net. It is computed from out, what the activation function gives.",
     common=True, error=lambda s: s.z - s.y if natural(s) else through(s, DC_DA[s.loss](s.y, s.z)))
slip("logarithm for its derivative", "logarithms", "The logarithms were kept. The derivative of ln a is 1/a.",
     error=lambda s: s.cost)
slip("relative error", "", "The difference was divided by the target. The error is the difference.",
     error=lambda s: (s.a - s.y) / s.y if natural(s) else through(s, DC_DA[s.loss](s.y, s.a)) / s.y)
slip("target added", "", "Output and target were added. The error is output minus target.",
     error=lambda s: s.a + s.y if natural(s) else through(s, s.a + s.y))
slip("loss for its derivative", "", "That comes from the loss itself. The error is its derivative.",
     error=lambda s: s.cost if s.l == s.last else RIGHT["error"](s))

# --- BP2 -------------------------------------------------------------------------------------------------------------

slip("row for column", "square, hidden",
     "A row of the output weights was taken for a column. Errors come back through the weights that leave the neuron.",
     common=True, gathered=lambda s: _transposed(s.w_above.T) @ s.delta_above)
for o in (0, 1):
    slip(f"only the error of o{o + 1}", "2-2-2",
         f"Only the error of o{o + 1} came back. A hidden neuron feeds both outputs, and both send their error back.",
         common=o == 0, gathered=_only(o))
slip("errors shared out by the weights", "hidden",
     "Each error was shared out in the proportion of its weights. It comes back through each weight as that is.",
     gathered=lambda s: (s.w_above / s.w_above.sum(1)[:, None]).T @ s.delta_above)
slip("errors not weighted", "hidden",
     "The errors of the layer above were added up without their weights. Each comes back through its own weight.",
     gathered=lambda s: np.resize(s.delta_above.sum(), len(s.a)))
slip("errors subtracted", "2-2-2", "There is a minus between the errors that come back. They add up.",
     gathered=lambda s: s.w_above[0] * s.delta_above[0] - s.w_above[1] * s.delta_above[1])
slip("errors averaged", "hidden", "The mean of the errors that come back was taken. It is their sum that counts.",
     gathered=lambda s: s.w_above.T @ s.delta_above / len(s.delta_above))
slip("errors exchanged on the way back", "2-2-2",
     "The errors of o1 and o2 changed places: w5 and w6 lead to o1, w7 and w8 to o2.",
     gathered=lambda s: s.w_above.T @ s.delta_above[::-1])
slip("first weights on the way back", "2-2-2",
     "The errors came back through the first layer's weights. They come back through the output weights, w5 to w8.",
     gathered=lambda s: s.w.T @ s.delta_above)
slip("one error for each, not weighted", "square, hidden",
     "Each hidden neuron got the error of one output, without its weight. It feeds all outputs, each through a weight.",
     gathered=lambda s: s.delta_above if len(s.delta_above) == len(s.a) else RIGHT["gathered"](s))
slip("all weights on the way back", "2-2-2",
     "All the output weights were used. To a hidden neuron errors come back through those that leave it.",
     gathered=lambda s: np.resize((s.w_above.sum(1) * s.delta_above).sum(), len(s.a)))
slip("output weights moved uphill on the way back", "hidden",
     "The errors went back through output weights that had been moved already, and uphill. They go back through the "
     "old ones.", gathered=lambda s: (s.w_above + s.eta * s.above.dw).T @ s.delta_above)
slip("own weights on the way back", "2-2-2",
     "The errors came back through the weights that lead into the neuron. They come back through those that leave it.",
     gathered=lambda s: s.w @ s.delta_above)
slip("derivatives for weights on the way back", "2-2-2",
     "The errors came back through the derivatives dC/dw. They come back through the weights themselves.",
     gathered=lambda s: s.above.dw.T @ s.delta_above)
slip("derivatives summed on the way back", "2-2-2",
     "The derivatives dC/dw were added up. What comes back are the errors, each times its weight.",
     gathered=lambda s: s.above.dw.sum(0))
slip("one error each on the way back", "square, hidden",
     "Each hidden neuron got the error of one output. It feeds all of them, and all send their error back.",
     gathered=lambda s: _one_each(s.w_above.T, s.delta_above, RIGHT["gathered"](s)))
slip("outputs' sigma' once more on the way back", "hidden, sigmoid",
     "The outputs' slopes came in again on the way back. They are in the outputs' errors already, or have cancelled.",
     gathered=lambda s: s.w_above.T @ (s.delta_above * s.above.a * (1 - s.above.a)))
slip("weights summed on the way back", "2-2-2",
     "The weights and the errors were each added up first. Each error is multiplied by its own weight.",
     gathered=lambda s: s.w_above.sum(0) * s.delta_above.sum())
slip("no chain to the layer below", "hidden",
     "That is the error of an output. To get to a hidden neuron the chain rule goes on: times the weight, summed over "
     "the outputs, times the derivative of the hidden neuron's activation.",
     gathered=lambda s: np.resize(s.delta_above, len(s.a)), through=lambda s, v: v if s.l < s.last else through(s, v))
slip("target and slope for a hidden neuron", "2-2-2, sigmoid",
     "The hidden neuron was given a target, as if it were an output. Its error comes back from the outputs.",
     only=_hidden, through=lambda s, v: (s.a - s.y) * s.a * (1 - s.a))
slip("target for a hidden neuron", "2-2-2",
     "The hidden neuron was given a target, as if it were an output. Its error comes back from the outputs.",
     only=_hidden, through=lambda s, v: RIGHT["error"](s))
slip("updated output weights", "hidden",
     "The errors went back through the output weights after their own update. They go back through the old ones, "
     "those that made the error.", common=True, gathered=UPDATED_WEIGHTS["gathered"])
slip("dC/da of the outputs sent back", "hidden",
     "What comes back is delta = dC/dz of the outputs, not dC/da: the outputs' own sigma' belongs to it.",
     gathered=lambda s: s.w_above.T @ (DC_DA[s.loss](s.above.y, s.above.a) if s.above.l == s.above.last
                                       else s.delta_above))
slip("hidden sigma' left out", "hidden", "The derivative of the hidden neuron's activation is missing.",
     common=True, only=_hidden, through=lambda s, v: v)
slip("sigma' of the output for the hidden one", "2-2-2, sigmoid",
     "The slope of an output was used. The hidden neuron has its own: out_h (1 - out_h).",
     only=_hidden, through=lambda s, v: v * s.above.a * (1 - s.above.a))
slip("divided by hidden sigma'", "hidden, sigmoid",
     "The error that came back was divided by the hidden neuron's slope. It is multiplied by it.",
     only=_hidden, through=lambda s, v: v / (s.a * (1 - s.a)))
slip("sigma' twice on the hidden neuron", "hidden, sigmoid", "The hidden neuron's slope came in twice.",
     only=_hidden, through=lambda s, v: v * s.a * (1 - s.a) * s.a * (1 - s.a))
SLOPES: Mapping[str, tuple[str, Step]] = {
    "sigma' from net": ("was worked out from net: it is a (1 - a), not z (1 - z)", lambda s: s.z * (1 - s.z)),
    "1 - a forgotten": ("is a (1 - a). Only a was used", lambda s: s.a),
    "a forgotten": ("is a (1 - a). Only 1 - a was used", lambda s: 1 - s.a),
    "1 + a for 1 - a": ("is a (1 - a), with a minus and not a plus", lambda s: s.a * (1 + s.a)),
    "1 - a^2 for a (1 - a)": ("is a (1 - a). 1 - a^2 is the slope of tanh", lambda s: 1 - s.a**2),
    "sigma' of out": (
        "was taken of out. It is taken of net, and equals a (1 - a)",
        lambda s: sigma(s.a) * (1 - sigma(s.a)),
    ),
    "parentheses of sigma' lost": ("is a (1 - a), not a - a: the parentheses were lost", lambda s: s.a * 1 - s.a),
    "largest slope": ("is a (1 - a). 1/4 is the largest that it can be", lambda s: 0.25 + 0 * s.a),
    "sigma for sigma'": ("is a (1 - a). That is sigma of out", lambda s: sigma(s.a)),
    "e^-z for sigma'": ("is a (1 - a). Only the numerator of its fraction was used", lambda s: np.exp(-s.z)),
}
for name, (says, slope) in SLOPES.items():
    common = name == "sigma' from net"
    slip(name, "hidden, sigmoid", f"The hidden neuron's sigma' {says}.", common=common,
         through=_slope_of(sigmoid, slope))
    slip(f"{name} at the outputs", "quadratic, sigmoid, no softmax", f"The output's sigma' {says}.", common=common,
         error=_error_with(slope))
    slip(f"{name} everywhere", "hidden, quadratic, sigmoid, no softmax", f"Everywhere sigma' {says}.", seldom=True,
         whole=True, through=_slope_of(sigmoid, slope), error=_error_with(slope))
TANH_SLOPES: Mapping[str, tuple[str, Step]] = {
    "tanh' from net": ("was worked out from net: it is 1 - a^2, not 1 - z^2", lambda s: 1 - s.z**2),
    "tanh' of out": ("was taken of out. It is taken of net, and equals 1 - a^2", lambda s: 1 - np.tanh(s.a) ** 2),
    "square of tanh' forgotten": ("is 1 - a^2. The square is missing", lambda s: 1 - s.a),
    "root of tanh'": ("is 1/cosh^2. Its square was forgotten", lambda s: np.sqrt(1 - s.a**2)),
    "a (1 - a) for tanh'": ("is 1 - a^2. a (1 - a) is the slope of sigma", lambda s: s.a * (1 - s.a)),
    "tanh for tanh'": ("is 1 - a^2. That is a itself", lambda s: s.a),
}
for name, (says, slope) in TANH_SLOPES.items():
    slip(name, "hidden, tanh", f"The hidden neuron's tanh' {says}.", through=_slope_of(tanh, slope))
slip("sigma' in place of f'", "another activation", "sigma' was used for a neuron with another activation.",
     only=_hidden, through=lambda s, v: v * sigma(s.z) * (1 - sigma(s.z)))


# --- BP3 and BP4 -----------------------------------------------------------------------------------------------------

slip("first-layer weights numbered column by column", "2-2-2",
     "Row and column of the first layer's weights are exchanged: w2 leads from i2 to h1, and w3 from i1 to h2.",
     common=True, only=_hidden, dw=lambda s: _transposed(RIGHT["dw"](s)))
slip("output weights numbered column by column", "2-2-2",
     "Row and column of the output weights are exchanged: w6 leads from h2 to o1, and w7 from h1 to o2.",
     common=True, only=_output, dw=lambda s: _transposed(RIGHT["dw"](s)))
slip("all weights numbered column by column", "2-2-2",
     "Row and column of both layers' weights are exchanged. Row j holds those that lead into neuron j.", whole=True,
     dw=lambda s: _transposed(RIGHT["dw"](s)))
slip("input left out", "",
     "That is the error alone. A weight's derivative is the error times what comes through the weight.",
     common=True, dw=lambda s: np.repeat(s.delta[:, None], len(s.below), axis=1))
slip("other input", "2-2-2",
     "The error was multiplied by the other input. It has to be what comes through this weight.",
     common=True, dw=lambda s: s.delta[:, None] * s.below[::-1])
slip("target for the input", "2-2-2",
     "The error was multiplied by a target. It has to be what comes through this weight.",
     dw=lambda s: s.delta[:, None] * s.y)
slip("the neuron's own output for its input", "",
     "The error was multiplied by the neuron's own output. It has to be what comes through this weight.",
     dw=lambda s: np.repeat((s.delta * s.a)[:, None], len(s.below), axis=1))
slip("net for the input", "hidden", "The error was multiplied by net of the neuron below. It has to be its out.",
     common=True, dw=lambda s: s.delta[:, None] * (s.under.z if s.l else s.below))
slip("inputs for hidden outputs in dw", "2-2-2",
     "The error was multiplied by an input of the network. Into an output comes what a hidden neuron gives, out_h.",
     dw=lambda s: s.delta[:, None] * s.x)
slip("dC/da in dC/dw", "no softmax",
     "dC/da was used in place of the error dC/dz: the slope of the output's activation is missing.",
     only=_output, dw=lambda s: DC_DA[s.loss](s.y, s.a)[:, None] * s.below)
slip("times the weight", "",
     "The error was multiplied by the weight. The derivative with respect to a weight has what comes through it.",
     dw=lambda s: s.delta[:, None] * s.w)
slip("input divided", "", "The error was divided by what comes through the weight. It is multiplied by it.",
     dw=lambda s: s.delta[:, None] / s.below)
slip("shared bias for one neuron's", "",
     "That is the sum over the layer, which belongs to a bias that all its neurons share. One neuron's own bias has "
     "its error alone.", db=lambda s: np.resize(s.delta.sum(), len(s.delta)))
slip("learning rate in the derivatives", "",
     "The learning rate was put into the derivative. It belongs in the step alone.",
     dw=lambda s: s.eta * RIGHT["dw"](s), db=lambda s: s.eta * s.delta, layer_db=lambda s: s.eta * s.delta.sum())
slip("bias in the bias's derivative", "", "The error was multiplied by the bias. dz/db is 1.",
     db=lambda s: s.delta * s.b, layer_db=lambda s: (s.delta * s.b).sum())
slip("error left out of the bias's derivative", "", "That is dz/db alone, which is 1. Times the error it is dC/db.",
     db=lambda s: 0 * s.delta + 1)
for o in (0, 1):
    slip(f"shared bias from neuron {o + 1} alone", "2-2-2",
         f"Only neuron {o + 1} of the layer was counted. Both share the bias, so both errors add up.",
         common=o == 0, layer_db=lambda s, o=o: s.delta[o])
slip("bias averaged over the layer", "", "The errors were averaged over the layer. They add up.",
     layer_db=lambda s: s.delta.sum() / len(s.delta))
slip("layer's errors subtracted", "2-2-2",
     "The two errors were subtracted. Both neurons share the bias, so they add up.",
     layer_db=lambda s: s.delta[0] - s.delta[1])

# --- the step --------------------------------------------------------------------------------------------------------

slip("step uphill", "", "The step goes the wrong way: w - eta dC/dw leads downhill.",
     common=True, step=lambda s, v, dv: v + s.eta * dv)
slip("learning rate forgotten", "", "The learning rate is missing: w - eta dC/dw.", common=True, step=lambda s, v, dv: v - dv)
slip("learning rate forgotten, uphill", "",
     "The learning rate is missing, and the step goes the wrong way: w - eta dC/dw.", step=lambda s, v, dv: v + dv)
slip("step without the weight", "", "That is the change alone, -eta dC/dw. The new weight is the old one plus that.",
     step=lambda s, v, dv: -(s.eta * dv))
slip("size of the step for the new weight", "", "That is eta dC/dw. The new weight is the old one minus that.",
     step=lambda s, v, dv: s.eta * dv)
slip("divided by the learning rate", "", "The derivative was divided by the learning rate: w - eta dC/dw.",
     step=lambda s, v, dv: v - dv / s.eta)
slip("weight times the step", "", "The weight was multiplied by the step: w - eta dC/dw.",
     step=lambda s, v, dv: v * (s.eta * dv))
slip("weight scaled by the rate", "", "The weight was multiplied too: w - eta dC/dw.",
     step=lambda s, v, dv: s.eta * (v - dv))
slip("learning rate on the weight", "",
     "The weight was multiplied by the learning rate, and not the derivative: w - eta dC/dw.",
     step=lambda s, v, dv: s.eta * v - dv)
slip("weight and derivative exchanged", "", "The weight and its derivative have changed places: w - eta dC/dw.",
     step=lambda s, v, dv: dv - s.eta * v)
slip("only the output layer moved", "hidden",
     "Only the output layer was moved, or the hidden neurons' old outputs were used again. All weights take the step, "
     "and then all is computed anew.",
     common=True, whole=True, step=lambda s, v, dv: RIGHT["step"](s, v, dv) if s.l == s.last else v)
slip("only the hidden layer moved", "hidden", "Only the hidden layer was moved. All weights take the step.",
     whole=True, step=lambda s, v, dv: RIGHT["step"](s, v, dv) if s.l < s.last else v)
slip("biases moved though held", "unmoved biases",
     "The biases were moved too, each by its own derivative. Here they are held.",
     common=True, whole=True, new_b=NEW_BIASES["each"])
slip("output biases moved though held", "unmoved biases, hidden",
     "The outputs' biases were moved too, each by its own derivative. Here they are held.",
     whole=True, only=_output, new_b=NEW_BIASES["each"])
slip("shared biases moved though held", "unmoved biases",
     "The biases were moved too, each layer's by the sum of its derivatives. Here they are held.",
     common=True, whole=True, new_b=NEW_BIASES["shared"])
slip("biases held though moved", "moving biases", "The biases were held. Here they take the step too.",
     whole=True, new_b=NEW_BIASES["held"])
slip("each bias by its own derivative", "moving biases",
     "Each bias was moved by its own neuron's derivative. A shared bias moves by the sum over its layer.",
     new_b=NEW_BIASES["each"])
slip("biases by the layer's sum", "moving biases",
     "Each bias was moved by the sum over its layer. Here each neuron has its own.",
     new_b=NEW_BIASES["shared"])

# fmt: on
PRINTED_NEEDS = frozenset({"2-2-2", "cross-entropy", "sigmoid", "no softmax"})
PRINTED = (
    ("stray factor",),
    ("w3 read as w2 on the way to o2",),
    ("w3 read as w2 on the way to o2", "stray factor"),
    ("row for column", "w3 read as w2 on the way to o2"),
    ("row for column", "w3 read as w2"),
    ("row for column", "first-layer weights numbered column by column"),
    ("row for column", "first-layer weights numbered column by column", "w3 read as w2 on the way to o2"),
    ("row for column", "first-layer weights numbered column by column", "w3 read as w2"),
)
"""Combinations that occur in the printed solution: they are tried too, however many slips they hold."""
