"""What can be asked about a network and its example: every number of a step, with its name and the right value."""

from __future__ import annotations

import math
import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from difflib import get_close_matches
from functools import cached_property
from operator import attrgetter
from typing import Any, TypeAlias

from hw2lib.answers.slips import BIAS_STEPS, Problem
from hw2lib.byhand.mazur import NEURONS, WEIGHTS, mazur
from hw2lib.byhand.problem import loss_of_each_output
from hw2lib.nn.backprop import backprop
from hw2lib.nn.network import Network

Getter: TypeAlias = Callable[[Any], Any]


@dataclass(frozen=True)
class Question:
    """One number that can be asked for.

    Attributes:
        name: how it is called.
        kind: which hints belong to it.
        get: takes the number out of a Work.
        before: the questions that come before it, where a mistake may lie.
    """

    name: str
    kind: str
    get: Getter
    before: tuple[str, ...] = ()


def questions(net: Network | None = None) -> tuple[str, ...]:
    """Return the name of every question that `check` knows about a network; about Mazur's, if none is given.

    Example:
        >>> [name for name in questions() if name.startswith("net")]
        ['net_h1', 'net_h2', 'net_o1', 'net_o2']
    """
    net = mazur().net if net is None else net
    return tuple(q.name for q in every_question(net.sizes))


def find_question(name: Any, sizes: Sequence[int]) -> Question:
    """Return the question of that name about a network of these layer sizes; a few other spellings will do.

    Raises:
        TypeError, ValueError: if there is none; the message says which names are near it.

    Example:
        >>> find_question("dw5", [2, 2, 2]).name
        'dC/dw5'
    """
    if not isinstance(name, str):
        raise TypeError(f"a question is named by a string, such as 'dC/dw5', not {name!r}")
    plain = name.strip().replace(" ,", ",").replace(", ", ",").replace("∂", "d").replace("δ", "delta")
    plain = re.sub(r"^dE(_tot(al)?)?/d|^d(?=[wb]\d|b_)", "dC/d", plain)
    plain = re.sub(r"^(C|E_tot|E)(?= after|$)", "E_total", plain)
    known = {q.name: q for q in every_question(sizes)}
    if plain in known:
        return known[plain]
    if plain.startswith("E_total") and plain.replace("E_total", "loss") in known:
        return known[plain.replace("E_total", "loss")]
    near = get_close_matches(plain, known, n=5, cutoff=0.4)
    says = f"near it: {', '.join(near)}" if near else "questions() lists all"
    raise ValueError(f"there is no question {name[:100]!r}; {says}")


class Right:
    """The right numbers, from `forward` and `backprop`. A question's `get` takes them as it takes a `slips.Work`.

    Example:
        >>> e = mazur()
        >>> problem = Problem(e.net.w, e.net.b, e.net.activations, e.x, e.y, e.loss)
        >>> float(find_question("net_h1", problem.sizes).get(Right(problem)))
        0.3775
    """

    def __init__(self, problem: Problem) -> None:
        self.p = problem
        net = Network(problem.w, problem.b, problem.activations)
        trace, grads = net.forward(problem.x), backprop(net, problem.x, problem.y, problem.loss)
        self.z, self.a, self.total = trace.z, trace.a, grads.loss
        self.delta, self.dw, self.db = grads.delta, grads.dw, grads.db

    @cached_property
    def costs(self) -> Any:
        """Return the loss of each output, (n_out,)."""
        return loss_of_each_output(self.p.loss, self.p.activations[-1], self.z[-1], self.p.y)

    @cached_property
    def after(self) -> Right:
        """Return the right numbers after one step of gradient descent."""
        p, rate = self.p, self.p.learning_rate
        w = tuple(w - rate * dw for w, dw in zip(p.w, self.dw, strict=True))
        b = tuple(b - rate * BIAS_STEPS[p.biases](db) for b, db in zip(p.b, self.db, strict=True))
        return Right(replace(p, w=w, b=b))


# --- their names -----------------------------------------------------------------------------------------------------


def _entry(path: str, l: int, *index: int) -> Getter:
    get = attrgetter(path)
    return lambda work: get(work)[l][index]


def _layer_sum(l: int) -> Getter:
    return lambda work: work.db[l].sum()


def _shared_bias(l: int) -> Getter:
    """The bias of a layer after the step, NaN where its neurons don't share one."""

    def get(work: Any) -> float:
        b = work.after.p.b[l]
        return float(b[0]) if (b == b[0]).all() else math.nan

    return get


def every_question(sizes: Sequence[int]) -> Iterator[Question]:
    """Yield the questions about a network of these layer sizes; about the 2-2-2 network, under Mazur's names first.

    Example:
        >>> [question.name for question in every_question([1, 1])][:4]
        ['z[0][0]', 'a[1][0]', 'loss', 'delta[0][0]']
    """
    if tuple(sizes) == (2, 2, 2):
        yield from _of_the_homework()
    layers = range(len(sizes) - 1)
    for l in layers:
        for j in range(sizes[l + 1]):
            yield Question(f"z[{l}][{j}]", "net", _entry("z", l, j))
            yield Question(f"a[{l + 1}][{j}]", "out", _entry("a", l + 1, j), (f"z[{l}][{j}]",))
    yield Question("loss", "E", attrgetter("total"), (f"a[{len(sizes) - 1}][0]",))
    for l in reversed(layers):
        kind = "output" if l == layers[-1] else "hidden"
        for j in range(sizes[l + 1]):
            before = f"a[{l + 1}][{j}]" if kind == "output" else f"delta[{l + 1}][0]"
            yield Question(f"delta[{l}][{j}]", f"{kind} delta", _entry("delta", l, j), (before,))
            yield Question(f"db[{l}][{j}]", "db", _entry("db", l, j), (f"delta[{l}][{j}]",))
            for k in range(sizes[l]):
                yield Question(f"dw[{l}][{j},{k}]", f"{kind} dw", _entry("dw", l, j, k), (f"delta[{l}][{j}]",))
    for l in layers:
        for j in range(sizes[l + 1]):
            for k in range(sizes[l]):
                yield Question(
                    f"w[{l}][{j},{k}] after 1 step",
                    "step",
                    _entry("after.p.w", l, j, k),
                    (f"dw[{l}][{j},{k}]",),
                )
            yield Question(f"b[{l}][{j}] after 1 step", "step", _entry("after.p.b", l, j), (f"db[{l}][{j}]",))
    yield Question("loss after 1 step", "loss after", attrgetter("after.total"))


def _of_the_homework() -> Iterator[Question]:
    for name, (l, j) in NEURONS.items():
        yield Question(f"net_{name}", "net", _entry("z", l, j), () if l == 0 else ("out_h1", "out_h2"))
        yield Question(f"out_{name}", "out", _entry("a", l + 1, j), (f"net_{name}",))
    for j in (0, 1):
        yield Question(f"E_o{j + 1}", "E", _entry("costs", j), (f"out_o{j + 1}",))
    yield Question("E_total", "E", attrgetter("total"), ("E_o1", "E_o2"))
    for name, (l, j) in reversed(list(NEURONS.items())):
        kind, before = ("output", (f"out_{name}",)) if l else ("hidden", ("delta_o1", "delta_o2"))
        yield Question(f"delta_{name}", f"{kind} delta", _entry("delta", l, j), before)
        yield Question(f"dC/db_{name}", "db", _entry("db", l, j), (f"delta_{name}",))
    for name, (l, j, k) in WEIGHTS.items():
        kind, neuron = ("output dw", f"o{j + 1}") if l else ("hidden dw", f"h{j + 1}")
        yield Question(f"dC/d{name}", kind, _entry("dw", l, j, k), (f"delta_{neuron}",))
    for l, kind in ((0, "h"), (1, "o")):
        before = (f"delta_{kind}1", f"delta_{kind}2")
        yield Question(f"dC/db{l + 1}", "shared db", _layer_sum(l), before)
    for name, (l, j, k) in WEIGHTS.items():
        yield Question(f"{name} after 1 step", "step", _entry("after.p.w", l, j, k), (f"dC/d{name}",))
    for name, (l, j) in NEURONS.items():
        yield Question(f"b_{name} after 1 step", "step", _entry("after.p.b", l, j), (f"dC/db_{name}",))
    for l in (0, 1):
        yield Question(f"b{l + 1} after 1 step", "shared step", _shared_bias(l), (f"dC/db{l + 1}",))
    for j in (0, 1):
        before = (f"w{5 + 2 * j} after 1 step",)
        yield Question(f"E_o{j + 1} after 1 step", "loss after", _entry("after.costs", j), before)
    yield Question(
        "E_total after 1 step", "loss after", attrgetter("after.total"), ("w1 after 1 step", "w5 after 1 step")
    )
