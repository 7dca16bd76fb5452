"""Hints for each kind of question: two in words, and then the formula."""

from __future__ import annotations

from collections.abc import Mapping

from hw2lib.answers.questions import Question
from hw2lib.answers.slips import Problem
from hw2lib.nn.activations import sigmoid
from hw2lib.nn.losses import Loss, cross_entropy, log_likelihood, quadratic

_HINTS: Mapping[str, tuple[str, str]] = {
    "net": ("Add up what comes in.", "Each input is multiplied by its weight; then the bias."),
    "out": ("It is a function of the weighted input alone.", "Apply the neuron's activation function to it."),
    "E": ("It compares an output with its target.", "With soft targets no term is zero. Logarithms are natural."),
    "output delta": ("It is dC/dz: the chain rule has two factors.", "dC/da, times da/dz."),
    "hidden delta": (
        "The neuron feeds every neuron of the layer above.",
        "Each of their errors comes back through the weight that leads there; then times the activation's derivative.",
    ),
    "output dw": (
        "How much does z change when this weight does?",
        "The error at one end of the weight, times what comes in at the other.",
    ),
    "hidden dw": (
        "First the error of the hidden neuron that the weight leads to.",
        "That error collects the errors above, through the column of weights that leave the neuron.",
    ),
    "db": ("A bias is a weight whose input is 1.", "So nothing is multiplied."),
    "shared db": ("One bias feeds both neurons.", "Both derivatives count."),
    "shared step": (
        "Downhill. Are the biases held?",
        "One bias feeds both neurons, so both errors count; held biases stay as they are.",
    ),
    "step": ("Downhill.", "The learning rate times the derivative is taken away."),
    "loss after": (
        "Take the step, then go forward again.",
        "All weights move at once, by derivatives from before the step.",
    ),
}
_FORMULAS: Mapping[str, tuple[str, str]] = {
    "net": ("z_j = sum over k of w_jk a_k, plus b_j", "net_h1 = w1 i1 + w2 i2 + b1"),
    "out": ("a_j = f(z_j)", "out_h1 = 1/(1 + e^-net_h1)"),
    "output delta": ("delta_j = {delta}", "delta_o1 = {delta}, with a = out_o1, y = t1"),
    "hidden delta": (
        "delta_k = (sum over j of w_jk delta_j) f'(z_k)",
        "delta_h1 = (w5 delta_o1 + w7 delta_o2) out_h1 (1 - out_h1)",
    ),
    "output dw": ("dC/dw_jk = delta_j a_k", "dC/dw5 = delta_o1 out_h1"),
    "hidden dw": (
        "dC/dw_jk = delta_j a_k, with delta_j from the layer above",
        "dC/dw1 = (w5 delta_o1 + w7 delta_o2) out_h1 (1 - out_h1) i1",
    ),
    "db": ("dC/db_j = delta_j", "dC/db_h1 = delta_h1"),
    "shared db": ("dC/db = sum of the layer's delta", "dC/db1 = delta_h1 + delta_h2"),
    "shared step": ("b - eta (sum of the layer's delta), or b if biases are held",) * 2,
    "step": ("w - eta dC/dw", "w - eta dC/dw"),
    "loss after": ("w - eta dC/dw for every weight, then a forward pass",) * 2,
}
_LOSS_FORMULAS: Mapping[Loss, str] = {
    quadratic: "1/2 (y - a)^2, summed over the outputs",
    cross_entropy: "-[y ln a + (1 - y) ln(1 - a)], summed over the outputs",
    log_likelihood: "-y ln a, summed over the outputs",
}


def formula_of(asked: Question, problem: Problem) -> str:
    """Return the formula that gives the answer, as plain text.

    Example:
        >>> from hw2lib.answers.questions import find_question
        >>> from hw2lib.byhand.mazur import mazur
        >>> e = mazur()
        >>> problem = Problem(e.net.w, e.net.b, e.net.activations, e.x, e.y, e.loss)
        >>> formula_of(find_question("dC/dw5", problem.sizes), problem)
        'dC/dw5 = delta_o1 out_h1'
    """
    if asked.kind == "E":
        return _LOSS_FORMULAS[problem.loss]
    small = {"2-2-2", "sigmoid"} <= problem.traits and problem.activations[-1] is sigmoid
    return _FORMULAS[asked.kind][small].format(delta=delta_in_words(problem))


def hints_of(asked: Question, problem: Problem, hint: int) -> list[str]:
    """Return the first `hint` hints, each a line; the third of them is the formula."""
    texts = [*_HINTS[asked.kind], formula_of(asked, problem)]
    return [f"Hint {i}: {text}" for i, text in enumerate(texts[:hint], 1)]


def delta_in_words(problem: Problem) -> str:
    """Return what dC/dz of an output is, in terms of a and y."""
    if problem.loss is quadratic:
        return "(a - y) a (1 - a)" if problem.activations[-1] is sigmoid else "(a - y) f'(z)"
    return "a - y"
