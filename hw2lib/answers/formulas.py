"""The formulas that are asked for, each with the wrong forms that are often given, and what happened in them."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, replace
from functools import cache

from hw2lib.byhand.mazur import mazur
from hw2lib.nn.losses import cross_entropy, log_likelihood, quadratic


@dataclass(frozen=True)
class Known:
    """A wrong form that is often given: the formula, and what happened."""

    name: str
    formula: str
    says: str


@dataclass(frozen=True)
class Formula:
    """One formula that can be asked for.

    Attributes:
        name: how it is called.
        right: the formula, as a string.
        free: the symbols that can be chosen freely, with the interval that each lies in; of ints for
            whole numbers.
        dependent: other symbols that may be used, as formulas in the free ones.
        known: wrong forms.
        permitted: makes a point that was drawn one at which the question makes sense.
    """

    name: str
    right: str
    free: Mapping[str, tuple[float, float]]
    dependent: Mapping[str, str]
    known: tuple[Known, ...] = ()
    permitted: Callable[[dict[str, float]], dict[str, float]] = dict


_TIMES = "There is a factor sigma' = a (1 - a) too many: that is the squared error's. It cancels here."
_SIGN = "The sign is wrong: it is the output minus the target."
UNIT = (0.0, 1.0)
_REAL = (-3.0, 3.0)
_POSITIVE = (0.1, 10.0)
_COUNT = (1, 50)
_FREE_2_2_2 = {
    **{f"w{k}": _REAL for k in range(1, 9)},
    **dict.fromkeys(("i1", "i2"), _REAL),
    **dict.fromkeys(("out_h1", "out_h2", "out_o1", "out_o2", "t1", "t2"), UNIT),
}


def _of_gradient_descent() -> Iterator[Formula]:
    """Exercises 1.1, with C = 3/2 v^2, and 1.2."""
    free = {"v": _REAL, "eta": UNIT}
    uphill = "The step goes uphill: it is v - eta C'(v)."
    yield Formula(
        "v after 1 step on 3/2 v^2",
        "v - 3*eta*v",
        free,
        {},
        (
            Known("step uphill", "v + 3*eta*v", uphill),
            Known("step without the start", "-3*eta*v", "That is the change alone. The new v is the old one plus it."),
            Known("learning rate forgotten", "v - 3*v", "The learning rate is missing: v - eta C'(v)."),
            Known("loss for its slope", "v - eta*3/2*v^2", "That is made with C(v); a step takes the slope C'(v)."),
            Known(
                "exponent not brought down", "v - 3/2*eta*v", "The derivative of v^2 is 2v, so that of 3/2 v^2 is 3v."
            ),
            Known("slope for the step", "3*v", "That is the slope. A step is v - eta times the slope."),
        ),
    )
    yield Formula(
        "v after 2 steps on 3/2 v^2",
        "(1 - 3*eta)^2*v",
        free,
        {},
        (
            Known(
                "both steps with the first slope",
                "v - 6*eta*v",
                "The second step has the slope of the start. It takes the slope where the first ended.",
            ),
            Known("one step", "v - 3*eta*v", "That is where the first step ends."),
            Known("step uphill", "(1 + 3*eta)^2*v", uphill),
        ),
    )
    yield Formula(
        "bound of the learning rate",
        "2/lam",
        {"lam": _POSITIVE},
        {},
        (
            Known(
                "best for bound",
                "1/lam",
                "With 1/lam the ball is at the minimum in one step. Beyond that it jumps to the other side, "
                "but comes closer up to 2/lam.",
            ),
            Known("curvature upside down", "lam/2", "A larger curvature asks for a smaller learning rate."),
            Known("curvature upside down", "lam", "A larger curvature asks for a smaller learning rate."),
            Known("curvature for its factor", "1/(2*lam)", "C = lam/2 v^2 has the curvature lam: its 1/2 is gone."),
            Known("curvature for its factor", "4/lam", "C = lam/2 v^2 has the curvature lam: its 1/2 is gone."),
        ),
    )
    yield Formula(
        "steps in an epoch",
        "n/m",
        {"n": _COUNT, "m": _COUNT},
        {},
        (
            Known("upside down", "m/n", "It is upside down: more examples give more steps, larger batches fewer."),
            Known("examples for steps", "n", "That is so for batches of one. A step uses up m examples."),
            Known("batch for steps", "m", "That is how many examples one step uses up."),
            Known("product for quotient", "n*m", "Each example is used once in an epoch, m of them in each step."),
        ),
        permitted=lambda point: point | {"n": point["n"] * point["m"]},
    )
    yield Formula(
        "noise of a mini-batch",
        "s/sqrt(m)",
        {"s": _POSITIVE, "m": _COUNT},
        {},
        (
            Known(
                "variance for its root",
                "s/m",
                "It is the variance of a mean that falls as 1/m. The noise is its root.",
            ),
            Known("variance", "s^2/m", "That is the variance of the mean. The noise is its root."),
            Known("one example's", "s", "That is the noise of one example. A mean of m is quieter."),
            Known("sum for mean", "s*sqrt(m)", "That is the noise of a sum of m gradients. A step takes their mean."),
        ),
    )


def _of_linear_neurons() -> Iterator[Formula]:
    """Exercise 2.3: the 2-2-2 network with f(z) = z and the quadratic cost."""
    kept = "There is a factor out (1 - out), sigma's slope. The neurons are linear now: f(z) = z, so f' = 1."
    yield Formula(
        "delta_o1 of linear neurons",
        "out_o1 - t1",
        _FREE_2_2_2,
        {},
        (
            Known("sigma' kept", "(out_o1 - t1)*out_o1*(1 - out_o1)", kept),
            Known("f for f'", "(out_o1 - t1)*out_o1", "That has f(z) = z = out where f'(z) = 1 belongs."),
            Known("sign of delta", "t1 - out_o1", _SIGN),
            Known("f' taken for 0", "0", "f'(z) is 1, not 0: f(z) = z rises with slope 1."),
        ),
    )
    outputs = {"delta_o1": "out_o1 - t1", "delta_o2": "out_o2 - t2"}
    back = "w5*delta_o1 + w7*delta_o2"
    hidden = (
        Known("sigma' kept", f"({back})*out_h1*(1 - out_h1)", kept),
        Known("f for f'", f"({back})*out_h1", "That has f(z) = z = out_h1 where f'(z) = 1 belongs."),
        *_slips_in("delta_h1", back),
    )
    yield Formula("delta_h1 of linear neurons", back, _FREE_2_2_2, outputs, hidden)
    yield Formula(
        "dC/dw1 of linear neurons",
        f"({back})*i1",
        _FREE_2_2_2,
        outputs,
        (
            *(replace(known, formula=f"({known.formula})*i1") for known in hidden),
            Known("input left out", back, "That is delta_h1. A weight's derivative is the error times its input, i1."),
        ),
    )
    yield Formula(
        "weight from i1 to o1 of linear neurons",
        "w5*w1 + w6*w3",
        _FREE_2_2_2,
        {},
        (
            Known("one path", "w5*w1", "That is the path through h1. i1 reaches o1 through h2 as well."),
            Known("one path", "w6*w3", "That is the path through h2. i1 reaches o1 through h1 as well."),
            Known(
                "matrices in the wrong order",
                "w1*w5 + w2*w7",
                "That is the product the other way round. The layer that comes first stands on the right: W2 W1.",
            ),
            Known(
                "row times row",
                "w5*w1 + w6*w2",
                "A row was multiplied by a row. From i1 to h2 leads w3; w2 leads from i2 to h1.",
            ),
        ),
    )


def _of_the_limits() -> Iterator[Formula]:
    """Exercise 3.1 and the bonus."""
    yield Formula(
        "cross-entropy at y = 1",
        "-ln(a)",
        {"a": UNIT},
        {},
        (
            Known("the other half", "-ln(1 - a)", "That is the loss at y = 0: the half with 1 - y."),
            Known("sign of the loss", "ln(a)", "The minus sign is missing: ln a is negative, and a loss is not."),
            Known("both halves", "-ln(a) - ln(1 - a)", "At y = 1 the second half is multiplied by 1 - y = 0."),
            Known("roles exchanged", "0", "ln y is 0 at y = 1; but the logarithm is taken of a."),
        ),
    )
    yield Formula(
        "cross-entropy in z",
        "ln(1 + exp(z)) - y*z",
        {"z": _REAL, "y": UNIT},
        {"a": "sigma(z)"},
        (
            Known("at y = 0", "ln(1 + exp(z))", "That is the loss at y = 0; the target has to come in."),
            Known("sign of z", "ln(1 + exp(-z)) - y*z", "-ln(1 - a) is ln(1 + e^z); ln(1 + e^-z) is -ln a."),
            Known("sign of z", "ln(1 + exp(-z)) + y*z", "It is ln(1 + e^-z) + (1 - y) z: the factor is 1 - y."),
            Known("sign of the target", "ln(1 + exp(z)) + y*z", "A larger z agrees with y = 1: the loss falls by y z."),
            Known("sign of the loss", "y*z - ln(1 + exp(z))", "The sign is wrong: a loss is positive."),
        ),
    )
    yield Formula(
        "dC/da of the exchanged form",
        "ln(1 - y) - ln(y)",
        {"a": UNIT, "y": UNIT},
        {},
        (
            Known(
                "sign of the loss", "ln(y) - ln(1 - y)", "The sign is wrong: there is a minus in front of the brackets."
            ),
            Known("one half", "-ln(y)", "1 - a depends on a too: the second half gives + ln(1 - y)."),
            Known("sign of the inner derivative", "-ln(y) - ln(1 - y)", "The derivative of 1 - a is -1."),
            Known(
                "the right form's",
                "(a - y)/(a*(1 - a))",
                "That is dC/da of the right form. In the exchanged one the logarithms have no a in them.",
            ),
            Known("dC/dy", "(1 - a)/(1 - y) - a/y", "That is the derivative in y. The network can only change a."),
        ),
    )
    yield Formula(
        "limit of softmax at a tie",
        "1/m",
        {"m": _COUNT, "n": _COUNT},
        {},
        (
            Known(
                "c to 0", "1/n", "That is for c = 0, where all n are equal. For c to infinity only the m largest share."
            ),
            Known(
                "no tie", "1", "That is so if the largest is alone, m = 1. The outputs add up to 1: m of them share it."
            ),
            Known("share of the others", "0", "That is the limit of the others, below the largest."),
            Known("fraction of the outputs", "m/n", "The limit of the outputs is asked for, not how many of them tie."),
        ),
        permitted=lambda point: point | {"n": point["n"] + point["m"]},
    )
    yield Formula(
        "1 - a_1 of softmax with two outputs",
        "exp(-c*g)/(1 + exp(-c*g))",
        {"c": _POSITIVE, "g": UNIT},
        {},
        (
            Known("upper bound", "exp(-c*g)", "That is an upper bound. Exactly, it is divided by 1 + e^(-c g)."),
            Known("the other output", "1/(1 + exp(-c*g))", "That is a_1 itself, the larger output."),
            Known("sign of the exponent", "exp(c*g)/(1 + exp(c*g))", "The exponent's sign is wrong: that is a_1."),
            Known("factor forgotten", "exp(-g)/(1 + exp(-g))", "That is for c = 1."),
        ),
    )
    yield Formula(
        "da_j/dc of softmax",
        "a_j*(z_j - mean)",
        {"a_j": UNIT, "z_j": _REAL, "mean": _REAL},
        {},
        (
            Known(
                "off-diagonal of softmax forgotten",
                "a_j*(1 - a_j)*z_j",
                "c multiplies every z, so the other outputs count too: they bring in the mean of z.",
            ),
            Known("denominator forgotten", "a_j*z_j", "The sum below the fraction depends on c too."),
            Known("sign", "a_j*(mean - z_j)", "The sign is wrong: as c grows, the largest z_j gains."),
            Known("a_j forgotten", "z_j - mean", "The factor a_j is missing; these would not add up to 0."),
        ),
    )


def _of_the_derivations() -> Iterator[Formula]:
    yield Formula(
        "delta of softmax with log-likelihood",
        "a_j - y_j",
        {"a_j": UNIT, "y_j": UNIT},
        {},
        (
            Known(
                "off-diagonal of softmax forgotten",
                "y_j*(a_j - 1)",
                "Only the diagonal of softmax's Jacobian was used. The others together send (1 - y_j) a_j back.",
            ),
            Known("sigma' once too often", "(a_j - y_j)*a_j*(1 - a_j)", _TIMES),
            Known("diagonal entry", "a_j*(1 - a_j)", "That is da_j/dz_j, one entry of the Jacobian, without the loss."),
            Known("sign of delta", "y_j - a_j", _SIGN),
            Known("dC/da for delta", "-y_j/a_j", "That is dC/da_j. The derivative in z needs the Jacobian of softmax."),
        ),
    )
    neuron = {"a": "sigma(z)"}
    free = {"z": _REAL, "y": UNIT}
    yield Formula(
        "dC/dz of the cross-entropy",
        "a - y",
        free,
        neuron,
        (
            Known("sigma' once too often", "(a - y)*a*(1 - a)", _TIMES),
            Known("sign of delta", "y - a", _SIGN),
            Known("sign of delta", "(y - a)*a*(1 - a)", f"{_SIGN} And: {_TIMES}"),
            Known("dC/da for delta", "(a - y)/(a*(1 - a))", "That is dC/da. Times da/dz = a (1 - a) it is dC/dz."),
            Known("sigma' for dC/dz", "a*(1 - a)", "That is sigma'(z), which equation (13) takes for dC/dz."),
        ),
    )
    yield Formula(
        "dC/da of the cross-entropy",
        "(a - y)/(a*(1 - a))",
        {"a": UNIT, "y": UNIT},
        {},
        (
            Known("sign of delta", "(y - a)/(a*(1 - a))", _SIGN),
            Known(
                "minus sign of the loss", "y/a + (1 - y)/(1 - a)", "The inner derivative of ln(1 - a) is -1/(1 - a)."
            ),
            Known("dC/dz for dC/da", "a - y", "That is dC/dz; sigma' is in it already."),
            Known(
                "second half forgotten",
                "-y/a",
                "The half with 1 - y depends on a too: its derivative is (1 - y)/(1 - a).",
            ),
        ),
    )
    yield Formula(
        "second derivative of the cross-entropy in z",
        "a*(1 - a)",
        free,
        neuron,
        (
            Known(
                "second derivative in a",
                "y/a^2 + (1 - y)/(1 - a)^2",
                "That is the second derivative in a, as in equation (19). In z the chain rule brings sigma' back.",
            ),
            Known(
                "second derivative of sigma",
                "a*(1 - a)*(1 - 2*a)",
                "That is sigma''. dC/dz is a - y, so only sigma' is needed.",
            ),
        ),
    )
    yield Formula(
        "sigma'",
        "a*(1 - a)",
        {"z": _REAL},
        neuron,
        (
            Known("sign of sigma'", "-a*(1 - a)", "The sign is wrong: sigma rises."),
            Known("1 - a forgotten", "a", "That is sigma itself."),
            Known("1 + a for 1 - a", "a*(1 + a)", "There is a plus where a minus belongs."),
            Known("square forgotten", "exp(-z)/(1 + exp(-z))", "The denominator is squared by the quotient rule."),
            Known("sigma' from z", "z*(1 - z)", "sigma' is made of a, not of z."),
            Known("derivative of tanh", "1 - a^2", "That is how tanh' is made of tanh."),
        ),
    )
    yield Formula(
        "dC/dz of the quadratic cost",
        "(a - y)*a*(1 - a)",
        free,
        neuron,
        (
            Known(
                "sigma' left out",
                "a - y",
                "The factor sigma' = a (1 - a) is missing; only the cross-entropy cancels it.",
            ),
            Known("sign of delta", "(y - a)*a*(1 - a)", _SIGN),
            Known("factor 2", "2*(a - y)*a*(1 - a)", "The 1/2 of the cost cancels the 2."),
        ),
    )
    yield Formula(
        "dC/da of the quadratic cost",
        "a - y",
        {"a": UNIT, "y": UNIT},
        {},
        (
            Known("sign of delta", "y - a", _SIGN),
            Known("factor 2", "2*(a - y)", "The 1/2 of the cost cancels the 2."),
            Known("dC/dz for dC/da", "(a - y)*a*(1 - a)", "That is dC/dz: sigma' belongs to the next step."),
        ),
    )


def _of_the_network() -> Iterator[Formula]:
    """BP1 to BP4 on the 2-2-2 network with the cross-entropy; the squared error's output deltas beside them."""
    lines = mazur(cross_entropy).formulas
    asked = [name for name in lines if name.startswith(("delta", "dC/d"))]
    deltas = {name: lines[name] for name in asked if name.startswith("delta")}
    for name in asked:
        others = tuple(
            Known(f"answer to {other}", lines[other], f"That is {other}; {name} is asked.")
            for other in asked
            if other != name and name not in lines[other] and lines[name] != other
        )
        dependent = {} if name.startswith("delta_o") else dict(deltas)
        dependent.pop(name, None)
        yield Formula(
            name,
            lines[name],
            _FREE_2_2_2,
            dependent,
            (*_slips_in(name, lines[name]), *others) if dependent else _slips_in(name, lines[name]),
        )
    for loss in (quadratic, log_likelihood):
        for name in ("delta_o1", "delta_o2"):
            right = mazur(loss).formulas[name]
            yield Formula(f"{name} with {loss}", right, _FREE_2_2_2, {}, _slips_in(name, right))


def _slips_in(name: str, right: str) -> tuple[Known, ...]:
    """The usual slips, made in the text of the right formula."""
    turned = re.sub(r"\((out_o\d) - (t\d)\)", r"(\2 - \1)", right)
    known = [Known("sign of delta", f"-({right})", "The sign is wrong.")]
    if name.startswith("delta_o"):
        o = name[-1]
        slope = f"out_o{o}*(1 - out_o{o})"
        known += [
            Known("sigma' once too often", f"({right})*{slope}", "There is a factor sigma' = out (1 - out) too many."),
            Known("sigma' left out", f"out_o{o} - t{o}", "The factor sigma' = out (1 - out) is missing."),
            Known("target and output exchanged", turned, _SIGN),
        ]
    if name in ("delta_h1", "delta_h2"):
        h = name[-1]
        row = {"1": ("w7", "w6"), "2": ("w6", "w7")}[h]
        column = {"1": "w5 and w7", "2": "w6 and w8"}[h]
        known += [
            Known(
                "row for column",
                right.replace(*row),
                f"A row of the output weights was taken for a column: out_h{h} leaves through {column}.",
            ),
            Known(
                "hidden sigma' left out",
                right.partition("*out_h")[0],
                "The factor sigma' = out_h (1 - out_h) is missing.",
            ),
            Known("1 - a forgotten", right.partition("*(1 - ")[0], "sigma' is out (1 - out); only out was taken."),
            Known(
                "only the error of o1",
                re.sub(r" \+ w\d\*delta_o2", "", right),
                "The error of o2 is missing: the neuron feeds both outputs.",
            ),
            Known(
                "only the error of o2",
                re.sub(r"w\d\*delta_o1 \+ ", "", right),
                "The error of o1 is missing: the neuron feeds both outputs.",
            ),
            Known("errors not weighted", re.sub(r"w\d\*", "", right), "Each error comes back through its weight."),
        ]
    return tuple(form for form in known if form.formula != right)


@cache
def all_formulas() -> Mapping[str, Formula]:
    """Every formula by its name, in the order of the exercises.

    Example:
        >>> all_formulas()["sigma'"].right
        'a*(1 - a)'
    """
    groups = (_of_gradient_descent(), _of_the_derivations(), _of_linear_neurons(), _of_the_limits(), _of_the_network())
    return {formula.name: formula for group in groups for formula in group}
