"""What can be asked about a network and its example: every number of a step, with its hints."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from difflib import get_close_matches
from functools import cache
from typing import Any

from hw2lib.answers.feedback import NotReadable
from hw2lib.byhand.mazur import SIZES
from hw2lib.byhand.names import AFTER, PLACES, Index, indices, names_of, number_at
from hw2lib.byhand.problem import Problem
from hw2lib.display import as_text, brief
from hw2lib.nn.network import Network

ASKED = ("z", "a", "cost", "total", "delta", "dw", "db", "layer db")
ASKED_AFTER = tuple(f"new {kind}" for kind in ("w", "b", "layer b", "z", "a", "cost", "total"))
LONGEST_FORMULA = 300  # characters; longer ones are described instead
LARGEST_TRACED = 200  # weights of a network whose formulas are written out


@dataclass(frozen=True)
class Question:
    """One number that can be asked for.

    Attributes:
        name: how it was asked for.
        kind, index: which number of a walk it is.
        line: what the walk calls it.
    """

    name: str
    kind: str
    index: Index
    line: str

    @property
    def after(self) -> bool:
        """Whether it is about the network after a step."""
        return self.kind.startswith("new ")


def questions(net: Network | None = None) -> tuple[str, ...]:
    """Return the name of every question that `check` knows about a network; about Mazur's, if none is given.

    Example:
        >>> [name for name in questions() if name.startswith("net") and "after" not in name]
        ['net_h1', 'net_h2', 'net_o1', 'net_o2']
    """
    if not isinstance(net, Network | None):
        raise TypeError(f"questions are asked about a Network, and not about {brief(net)}")
    return tuple(every_question(SIZES if net is None else net.sizes))


def checked_problem(problem: Any) -> Problem:
    """Return a problem, or raise TypeError if it is none.

    Example:
        >>> checked_problem("Ada")
        Traceback (most recent call last):
        TypeError: a problem is needed, such as variant('Ada'), and not 'Ada'
    """
    if not isinstance(problem, Problem):
        raise TypeError(f"a problem is needed, such as variant('Ada'), and not {brief(problem)}")
    return problem


def find_question(name: Any, sizes: Sequence[int]) -> Question:
    """Return the question of that name about a network of these layer sizes; a few other spellings will do.

    Raises:
        NotReadable: if there is none; the message says which names are near it.

    Example:
        >>> find_question("dw5", [2, 2, 2]).name
        'dC/dw5'
    """
    name = as_text(name)
    if name is None:
        raise NotReadable("A question is named by a string, such as 'dC/dw5'.")
    known = every_question(tuple(sizes))
    for spelling in _spellings(name):
        if spelling in known:
            return known[spelling]
    near = get_close_matches(_spellings(name)[0], known, n=5, cutoff=0.4)
    says = f"Near it: {', '.join(near)}." if near else "questions() lists all."
    raise NotReadable(f"There is no question {name[:60]!r}. {says}")


def _spellings(name: str) -> list[str]:
    """The name as the questions have it, and what else may be meant by it."""
    plain = re.sub(r"\s*,\s*", ",", " ".join(name.split())).replace("∂", "d").replace("δ", "delta").replace("η", "eta")
    plain = re.sub(r"\b(new|updated) (\S+)$", rf"\2{AFTER}", plain)
    plain = re.sub(r"^(\S+?)(\^\+|\+|')$", rf"\1{AFTER}", plain)
    plain = re.sub(r" after( (one|a|the) step| step 1|)$", AFTER, plain)
    plain = re.sub(r"^dE(_tot(al)?)?/d|^d(?=[wb]\d|b_)", "dC/d", plain)
    total = re.sub(r"^(C|E_tot|E|loss|L)(?= after|$)", "E_total", plain)
    return [
        plain,
        total,
        re.sub("^E_total", "loss", total),
        plain.replace("_", ""),
        re.sub(r"(?<=[a-z])(?=[ho]\d)", "_", plain),
    ]


@cache
def every_question(sizes: tuple[int, ...]) -> Mapping[str, Question]:
    """Return the questions about a network of these layer sizes by name; some networks have two names for each.

    Example:
        >>> list(every_question((1, 1)))[:4]
        ['z', 'a', 'C of the output', 'C']
    """
    return {question.name: question for question in _every_question(sizes)}


def _every_question(sizes: tuple[int, ...]) -> Iterator[Question]:
    names = names_of(sizes)
    for naming in (names, PLACES) if names is not PLACES else (PLACES,):
        for kind in (*ASKED, *ASKED_AFTER):
            for index in indices(kind, sizes):
                if not (kind == "a" and index[0] == 0):
                    yield Question(naming[kind](*index), kind, index, names[kind](*index))


# --- hints -----------------------------------------------------------------------------------------------------------

_HINTS: Mapping[str, tuple[str, str]] = {
    "z": ("Add up what comes in.", "Multiply each input by its weight, and add the bias."),
    "a": ("It depends on the weighted input alone.", "Apply the neuron's activation function to it."),
    "cost": ("It compares an output with its target.", "With soft targets no term is zero. Logarithms are natural."),
    "total": ("It counts every output.", "Work out the loss of each output, and add them up."),
    "output delta": ("It is dC/dz: the chain rule has two factors.", "dC/da, times da/dz."),
    "hidden delta": (
        "The neuron feeds every neuron of the next layer.",
        "Each of their errors comes back through the weight that leads there. Then times the activation's derivative.",
    ),
    "dw": (
        "How much does z change when this weight does?",
        "The error of the neuron that the weight enters, times what comes in through the weight.",
    ),
    "db": ("A bias is a weight whose input is 1.", "So nothing is multiplied."),
    "layer db": ("One bias feeds all neurons of the layer.", "All their derivatives count."),
    "new w": ("A step goes downhill. Which sign is that?", "Subtract the learning rate times the derivative."),
    "new b": ("Are the biases held?", "Held biases stay as they are. Others take the step that a weight takes."),
    "new layer b": ("Are the biases held?", "Held biases stay. A shared one moves by the sum over its layer."),
    "after": (
        "Take the step, then go forward again.",
        "All weights move at once, by derivatives from before the step.",
    ),
}
_EQUATIONS: Mapping[str, str] = {
    "z": "z_j = sum over k of w_jk a_k, plus b_j",
    "a": "a_j = f(z_j)",
    "total": "the sum over the outputs",
    "output delta": "delta_j = sum over k of dC/da_k da_k/dz_j",
    "hidden delta": "delta_k = (sum over j of w_jk delta_j) f'(z_k)",
    "layer db": "the sum of the layer's delta",
}


def hints(asked: Question, problem: Problem) -> list[str]:
    """Return three hints: two in words, then the formula.

    Example:
        >>> from hw2lib.byhand.mazur import mazur
        >>> print(*hints(find_question("dC/dw5", [2, 2, 2]), mazur()), sep="\\n")
        How much does z change when this weight does?
        The error of the neuron that the weight enters, times what comes in through the weight.
        dC/dw5 = delta_o1*out_h1, with delta_o1 = out_o1 - t1
    """
    return [*(_HINTS.get(_topic(asked, problem)) or _HINTS["after"]), formula_of(asked, problem)]


def _topic(asked: Question, problem: Problem) -> str:
    if asked.kind == "delta":
        return "output delta" if asked.index[0] == len(problem.net.w) - 1 else "hidden delta"
    return asked.kind


def formula_of(asked: Question, problem: Problem) -> str:
    """Return the formula that gives the answer, and those of the errors and losses that go into it.

    Example:
        >>> from hw2lib.byhand.mazur import mazur
        >>> formula_of(find_question("net_o2", [2, 2, 2]), mazur())
        'net_o2 = w7*out_h1 + w8*out_h2 + b_o2'
    """
    if not is_traced(problem):
        topic = _topic(asked, problem)
        return _EQUATIONS.get(topic, _EQUATIONS["z"] if topic == "new z" else _HINTS.get(topic, _HINTS["after"])[1])
    line = problem.line(asked.line)
    text = f"{line.name} = {line.formula}"
    if len(text) > LONGEST_FORMULA:
        return _EQUATIONS.get(_topic(asked, problem), text)
    within = [n for n in line.names if problem.places[n][0] in ("delta", "cost") and asked.kind != "delta"]
    inner = [f"{n} = {problem.line(n).formula}" for n in within]
    return ", with ".join([text, *([", ".join(inner)] if inner else [])])


def is_traced(problem: Problem) -> bool:
    """Whether the network is small enough for its formulas to be written out."""
    return problem.net.n_parameters <= LARGEST_TRACED


def before_the_step(asked: Question, problem: Problem) -> float:
    """Return what the number that is asked for was before the step.

    Example:
        >>> from hw2lib.byhand.mazur import mazur
        >>> before_the_step(find_question("w5 after 1 step", [2, 2, 2]), mazur())
        0.4
    """
    return float(number_at(problem.numbers, asked.kind.removeprefix("new "), asked.index))


def goes_into(asked: Question, problem: Problem) -> list[str]:
    """Return the computed numbers that go into the one asked for.

    Example:
        >>> from hw2lib.byhand.mazur import mazur
        >>> goes_into(find_question("delta_h1", [2, 2, 2]), mazur())
        ['delta_o1', 'delta_o2', 'out_h1']
    """
    if not is_traced(problem):
        return []
    trace = problem.trace
    return [name for name in trace[asked.line].names if trace[name].of]
