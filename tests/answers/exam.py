"""An exam for `hw2lib.check`: wrong numbers and formulas as students hand them in, each with its cause in a few words.

The 2-2-2 network is walked through here in plain Python, a line a number, and shares no code with `hw2lib`. A slip
replaces lines. The wrong number that comes out is handed to `check`, and the explanation is marked twice: by its value,
which must be the wrong number itself, and by its words, which must name the cause.

    python -m tests.answers.exam              all tables, and the slips that fare worst
    python -m tests.answers.exam SLIPS.py     the same for a file with a list SLIPS of its own
"""

import math
import random
import re
import sys
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from decimal import ROUND_DOWN, ROUND_HALF_EVEN, Decimal
from functools import cache
from importlib.util import module_from_spec, spec_from_file_location
from itertools import product
from typing import Any

import hw2lib

# ---------------------------------------------------------------------------------------------------- the walk

FORWARD = {
    "net_h1": "w1*i1 + w2*i2 + b_h1",
    "net_h2": "w3*i1 + w4*i2 + b_h2",
    "out_h1": "1/(1 + exp(-net_h1))",
    "out_h2": "1/(1 + exp(-net_h2))",
    "net_o1": "w5*out_h1 + w6*out_h2 + b_o1",
    "net_o2": "w7*out_h1 + w8*out_h2 + b_o2",
}
OUTPUT = {  # what the loss decides: the output's activation, the loss, and delta
    "cross_entropy": {
        "out_o1": "1/(1 + exp(-net_o1))",
        "out_o2": "1/(1 + exp(-net_o2))",
        "E_o1": "-(t1*log(out_o1) + (1 - t1)*log(1 - out_o1))",
        "E_o2": "-(t2*log(out_o2) + (1 - t2)*log(1 - out_o2))",
        "E_total": "E_o1 + E_o2",
        "delta_o1": "out_o1 - t1",
        "delta_o2": "out_o2 - t2",
    },
    "quadratic": {
        "out_o1": "1/(1 + exp(-net_o1))",
        "out_o2": "1/(1 + exp(-net_o2))",
        "E_o1": "0.5*(t1 - out_o1)**2",
        "E_o2": "0.5*(t2 - out_o2)**2",
        "E_total": "E_o1 + E_o2",
        "delta_o1": "(out_o1 - t1)*out_o1*(1 - out_o1)",
        "delta_o2": "(out_o2 - t2)*out_o2*(1 - out_o2)",
    },
    "log_likelihood": {
        "out_o1": "exp(net_o1)/(exp(net_o1) + exp(net_o2))",
        "out_o2": "exp(net_o2)/(exp(net_o1) + exp(net_o2))",
        "E_o1": "-t1*log(out_o1)",
        "E_o2": "-t2*log(out_o2)",
        "E_total": "E_o1 + E_o2",
        "delta_o1": "out_o1 - t1",
        "delta_o2": "out_o2 - t2",
    },
}
BACKWARD = {
    "delta_h1": "(w5*delta_o1 + w7*delta_o2)*out_h1*(1 - out_h1)",
    "delta_h2": "(w6*delta_o1 + w8*delta_o2)*out_h2*(1 - out_h2)",
    "dw1": "delta_h1*i1",
    "dw2": "delta_h1*i2",
    "dw3": "delta_h2*i1",
    "dw4": "delta_h2*i2",
    "dw5": "delta_o1*out_h1",
    "dw6": "delta_o1*out_h2",
    "dw7": "delta_o2*out_h1",
    "dw8": "delta_o2*out_h2",
    "db_h1": "delta_h1",
    "db_h2": "delta_h2",
    "db_o1": "delta_o1",
    "db_o2": "delta_o2",
    "db1": "db_h1 + db_h2",
    "db2": "db_o1 + db_o2",
}
STEP = {f"w{n}_new": f"w{n} - eta*dw{n}" for n in range(1, 9)} | {
    f"b_{n}_new": f"b_{n}" for n in ("h1", "h2", "o1", "o2")
}
LOSSES = tuple(OUTPUT)
CE, SQ, LL = (("cross_entropy",), ("quadratic",), ("log_likelihood",))

# what a question is called where it isn't called as the line is
ASKED = {
    **{name: name for name in (*FORWARD, *OUTPUT["quadratic"], "delta_h1", "delta_h2")},
    **{f"dw{n}": f"dC/dw{n}" for n in range(1, 9)},
    **{f"db{n}": f"dC/db{n}" for n in ("1", "2", "_h1", "_h2", "_o1", "_o2")},
    **{f"w{n}_new": f"w{n} after 1 step" for n in range(1, 9)},
    "E_total_new": "E_total after 1 step",
}


def second_pass(expression: str) -> str:
    """Return the line as it reads after the step, with the new weights."""
    return re.sub(r"\b(w\d|b_[ho]\d|net_..|out_..|E_o\d)\b", r"\1_new", expression)


@cache
def right_lines(loss: str) -> dict[str, str]:
    """Return the walk's lines: forward, backward, the step, and forward again."""
    once = FORWARD | OUTPUT[loss]
    again = {f"{name}_new": second_pass(text) for name, text in once.items() if not name.startswith("delta")}
    return once | BACKWARD | STEP | again


class Walk(dict[str, float]):
    """The numbers of a walk, each worked out by its line when it is asked for."""

    def __init__(
        self, lines: dict[str, str], given: dict[str, float], rounded: Callable[[float], float] = float
    ) -> None:
        super().__init__(given)
        self.lines, self.rounded = lines, rounded

    def __missing__(self, name: str) -> float:
        if name not in self.lines:
            raise KeyError(name)
        self[name] = self.rounded(eval(compiled(self.lines[name]), FUNCTIONS, self))
        return self[name]


@cache
def compiled(text: str) -> Any:
    return compile(text, text, "eval")


FUNCTIONS = {
    "__builtins__": {},
    "exp": math.exp,
    "log": math.log,
    "log10": math.log10,
    "log2": math.log2,
    "sqrt": math.sqrt,
    "tanh": math.tanh,
    "abs": abs,
    "round": round,
    "max": max,
    "sig": lambda z: 1 / (1 + math.exp(-z)),
}


# ------------------------------------------------------------------------------------------------- the networks

MAZUR = {
    "i1": 0.05,
    "i2": 0.10,
    "t1": 0.01,
    "t2": 0.99,
    "eta": 0.5,
    "w1": 0.15,
    "w2": 0.20,
    "w3": 0.25,
    "w4": 0.30,
    "b_h1": 0.35,
    "b_h2": 0.35,
    "w5": 0.40,
    "w6": 0.45,
    "w7": 0.50,
    "w8": 0.55,
    "b_o1": 0.60,
    "b_o2": 0.60,
}


def random_network(seed: int) -> dict[str, float]:
    """Draw a network as a teacher would set it: two decimals; some with shared biases, some with one-hot targets."""
    rng = random.Random(seed)
    given = {f"w{n}": round(rng.uniform(-1.2, 1.2), 2) or 0.37 for n in range(1, 9)}
    given |= {f"b_{n}": round(rng.uniform(-0.9, 0.9), 2) or 0.43 for n in ("h1", "h2", "o1", "o2")}
    if seed % 2:
        given |= {"b_h2": given["b_h1"], "b_o2": given["b_o1"]}
    given |= {"i1": round(rng.uniform(0.05, 1.5), 2), "i2": round(rng.uniform(-1.5, -0.05), 2)}
    t1 = 0.0 if seed % 3 == 0 else round(rng.uniform(0.02, 0.98), 2)
    return given | {"t1": t1, "t2": round(1 - t1, 2), "eta": 0.5}  # softmax wants targets that sum to 1


@cache
def network(seed: int) -> dict[str, float]:
    """Return Mazur's network for seed 0, else a random one."""
    return random_network(seed) if seed else MAZUR


@cache
def arguments(seed: int, loss: str) -> dict[str, Any]:
    """Return what `check` is to be told of the network; nothing of Mazur's, which is its own."""
    given, chosen = network(seed), {"loss": getattr(hw2lib, loss)}
    if seed == 0:
        return chosen
    output = hw2lib.softmax if loss == "log_likelihood" else hw2lib.sigmoid
    n = given.__getitem__
    net = hw2lib.Network(
        [[[n("w1"), n("w2")], [n("w3"), n("w4")]], [[n("w5"), n("w6")], [n("w7"), n("w8")]]],
        [[n("b_h1"), n("b_h2")], [n("b_o1"), n("b_o2")]],
        [hw2lib.sigmoid, output],
    )
    return chosen | {"net": net, "x": [n("i1"), n("i2")], "y": [n("t1"), n("t2")], "learning_rate": n("eta")}


# ---------------------------------------------------------------------------------------------------- the slips


@dataclass(frozen=True)
class Edit:
    """Replace `find` by `put` in every line whose name matches."""

    names: str
    find: str
    put: str


@dataclass(frozen=True)
class Slip:
    """A way in which students err.

    Attributes:
        cause: as it would stand in the margin.
        lines: Edits, or "name = text; name = text", where a name may be a regular expression, \\1 is its group, and
            {} the right text.
        says: a sentence that names the cause matches one of these.
        losses: for which it can be made.
        on_the_way: whether the asked line itself is spared, as by one who rounds what goes into it.
    """

    cause: str
    lines: str | tuple[Edit, ...]
    says: tuple[str, ...]
    losses: tuple[str, ...] = LOSSES
    on_the_way: bool = False

    @cache  # noqa: B019  # the slips live as long as the exam
    def changes(self, loss: str) -> dict[str, str]:
        """Return the erring lines. Whoever errs in several lines does so again in the second pass."""
        right, erring = right_lines(loss), {}
        for rule in self.lines if isinstance(self.lines, tuple) else self.lines.split("; "):
            for name in right:
                text = self._replaced(rule, name, erring.get(name, right[name]))
                if text != right[name]:
                    erring[name] = text
        if len(erring) > 1:
            again = {f"{name}_new": second_pass(text) for name, text in erring.items()}
            erring = {name: text for name, text in again.items() if name in right} | erring
        return erring

    @staticmethod
    def _replaced(rule: str | Edit, name: str, text: str) -> str:
        if isinstance(rule, Edit):
            return re.sub(rule.find, rule.put, text) if re.fullmatch(rule.names, name) else text
        pattern, put = rule.split(" = ")
        match = re.fullmatch(pattern, name)
        return match.expand(put).replace("{}", f"({text})") if match else text


def slip(
    cause: str, lines: str | Edit | tuple[Edit, ...], *says: str, losses: tuple[str, ...] = LOSSES, **more: bool
) -> Slip:
    return Slip(cause, (lines,) if isinstance(lines, Edit) else lines, says, losses, **more)


BIAS = r"bias|\bb_?[ho]?[12]?\b"
TRANSPOSED = r"\brows?\b.*column|column.*\brows?\b|transpos"
SIGMA_PRIME = r"sigma'|σ'|derivative|slope|out_..\s*\*?\s*\(1\s*[-−]\s*out|a\s*\*?\s*\(1\s*[-−]\s*a"
SIGN = r"sign|minus|wrong way|[-−] ?for ?\+|\+ ?for ?[-−]|negative"
ROUNDED = r"round|decimals|digits|cut"
TARGET = r"target|\bt[12]\b"
OTHER_TARGET = r"\bt1\b.*\bt2\b|\bt2\b.*\bt1\b|(other|wrong)( output's| neuron's)? target|target.*other"
ACTIVATED = r"activation|sigmoid|sigma|σ|squash|net_..\b.*(for|place|instead).*out|net\b"
ETA = r"learning rate|eta|η"
LOGARITHM = r"base|log_?10|natural log|\bln\b"
PATH = r"path|only|one of|left out|missing|forgot|gather"
OLD_WEIGHT = r"\b(new|updated|old|already)\b"
SWAPPED = r"swap|exchang|mixed up|wrong way|in (the )?place of|instead of"
HALF = r"half|1/2|0\.5|½|factor|\b2\b"


def other(one: str, two: str) -> str:
    """Match a sentence that has both names, in whichever order."""
    return rf"\b{one}\b.*\b{two}\b|\b{two}\b.*\b{one}\b"


# fmt: off
NETS = [
    slip("forgot the bias of h1", "net_h1 = w1*i1 + w2*i2", BIAS),
    slip("forgot the bias of h2", "net_h2 = w3*i1 + w4*i2", BIAS),
    slip("forgot the bias of o1", "net_o1 = w5*out_h1 + w6*out_h2", BIAS),
    slip("forgot the bias of o2", "net_o2 = w7*out_h1 + w8*out_h2", BIAS),
    slip("forgot every bias", Edit("net_..", r" \+ b_\w+", ""), BIAS),
    slip("forgot the biases of the output layer", Edit("net_o.", r" \+ b_\w+", ""), BIAS),
    slip("w3 for w2: went down the column", "net_h1 = w1*i1 + w3*i2 + b_h1", other("w2", "w3"), TRANSPOSED),
    slip("w2 for w3: went down the column", "net_h2 = w2*i1 + w4*i2 + b_h2", other("w2", "w3"), TRANSPOSED),
    slip("hidden weights transposed", (Edit("net_h1", "w2", "w3"), Edit("net_h2", "w3", "w2")), other("w2", "w3"),
         TRANSPOSED),
    slip("w7 for w6: went down the column", "net_o1 = w5*out_h1 + w7*out_h2 + b_o1", other("w6", "w7"), TRANSPOSED),
    slip("w6 for w7: went down the column", "net_o2 = w6*out_h1 + w8*out_h2 + b_o2", other("w6", "w7"), TRANSPOSED),
    slip("output weights transposed", (Edit("net_o1", "w6", "w7"), Edit("net_o2", "w7", "w6")), other("w6", "w7"),
         TRANSPOSED),
    slip("all weights transposed on the way forward",
         (Edit("net_h1", "w2", "w3"), Edit("net_h2", "w3", "w2"),
          Edit("net_o1", "w6", "w7"), Edit("net_o2", "w7", "w6")), other("w6", "w7"), other("w2", "w3"), TRANSPOSED),
    slip("inputs of h1 the wrong way round", "net_h1 = w1*i2 + w2*i1 + b_h1", other("i1", "i2"), other("w1", "w2")),
    slip("inputs of h2 the wrong way round", "net_h2 = w3*i2 + w4*i1 + b_h2", other("i1", "i2"), other("w3", "w4")),
    slip("inputs swapped throughout the hidden layer", "net_h1 = w1*i2 + w2*i1 + b_h1; net_h2 = w3*i2 + w4*i1 + b_h2",
         other("i1", "i2"), r"w1.*w2|w3.*w4"),
    slip("hidden outputs the wrong way round in net_o1", "net_o1 = w5*out_h2 + w6*out_h1 + b_o1",
         other("out_h1", "out_h2"), other("w5", "w6")),
    slip("hidden outputs the wrong way round in net_o2", "net_o2 = w7*out_h2 + w8*out_h1 + b_o2",
         other("out_h1", "out_h2"), other("w7", "w8")),
    slip("net of the hidden neurons passed on, unsquashed, to o1", "net_o1 = w5*net_h1 + w6*net_h2 + b_o1", ACTIVATED),
    slip("net of the hidden neurons passed on, unsquashed, to o2", "net_o2 = w7*net_h1 + w8*net_h2 + b_o2", ACTIVATED),
    slip("net of the hidden neurons passed on to both outputs", Edit("net_o.", "out_h", "net_h"), ACTIVATED),
    slip("net_h1 for out_h1 in one term", "net_o1 = w5*net_h1 + w6*out_h2 + b_o1", ACTIVATED),
    slip("the hidden layer's bias at o1", "net_o1 = w5*out_h1 + w6*out_h2 + b_h1", BIAS),
    slip("the hidden layer's bias at o2", "net_o2 = w7*out_h1 + w8*out_h2 + b_h2", BIAS),
    slip("the output layer's bias at h1", "net_h1 = w1*i1 + w2*i2 + b_o1", BIAS),
    slip("the hidden biases in all neurons", Edit("net_o.", r"b_o", "b_h"), BIAS),
    slip("the biases of the two layers swapped", (Edit("net_o.", "b_o", "b_h"), Edit("net_h.", "b_h", "b_o")), BIAS),
    slip("bias subtracted in h1", "net_h1 = w1*i1 + w2*i2 - b_h1", BIAS),
    slip("bias subtracted in o2", "net_o2 = w7*out_h1 + w8*out_h2 - b_o2", BIAS),
    slip("biases subtracted everywhere", Edit("net_..", r"\+ b", "- b"), BIAS),
    slip("bias counted with each input of h1", "net_h1 = w1*i1 + w2*i2 + 2*b_h1", BIAS),
    slip("bias counted with each input everywhere", Edit("net_..", r"\+ b", "+ 2*b"), BIAS),
    slip("bias multiplied by the input", "net_h1 = w1*i1 + w2*i2 + b_h1*i1", BIAS),
    slip("h2's weights for h1", "net_h1 = w3*i1 + w4*i2 + b_h1",
         r"w[34]\b.*w[12]\b|w[12]\b.*w[34]\b|other (neuron|unit)|h2"),
    slip("h1's weights for h2", "net_h2 = w1*i1 + w2*i2 + b_h2",
         r"w[34]\b.*w[12]\b|w[12]\b.*w[34]\b|other (neuron|unit)|h1"),
    slip("o2's weights for o1", "net_o1 = w7*out_h1 + w8*out_h2 + b_o1",
         r"w[78]\b.*w[56]\b|w[56]\b.*w[78]\b|other (neuron|unit)|o2"),
    slip("o1's weights for o2", "net_o2 = w5*out_h1 + w6*out_h2 + b_o2",
         r"w[78]\b.*w[56]\b|w[56]\b.*w[78]\b|other (neuron|unit)|o1"),
    slip("only the first input of h1", "net_h1 = w1*i1 + b_h1", r"w2|i2"),
    slip("only the second input of h2", "net_h2 = w4*i2 + b_h2", r"w3|i1"),
    slip("only h1 reaches o1", "net_o1 = w5*out_h1 + b_o1", r"w6|out_h2|h2"),
    slip("only h2 reaches o2", "net_o2 = w8*out_h2 + b_o2", r"w7|out_h1|h1"),
    slip("each output fed by one hidden neuron only", "net_o1 = w5*out_h1 + b_o1; net_o2 = w8*out_h2 + b_o2",
         r"only|left out|missing|w6|w7|without"),
    slip("minus between the products of h1", "net_h1 = w1*i1 - w2*i2 + b_h1", SIGN),
    slip("minus between the products of o1", "net_o1 = w5*out_h1 - w6*out_h2 + b_o1", SIGN),
    slip("the inputs themselves fed into o1", "net_o1 = w5*i1 + w6*i2 + b_o1", r"\bi[12]\b|inputs"),
    slip("the inputs themselves fed into the outputs", "net_o1 = w5*i1 + w6*i2 + b_o1; net_o2 = w7*i1 + w8*i2 + b_o2",
         r"\bi[12]\b|inputs"),
    slip("out_h1 in both terms", "net_o1 = w5*out_h1 + w6*out_h1 + b_o1", other("out_h1", "out_h2")),
    slip("i1 in both terms", "net_h2 = w3*i1 + w4*i1 + b_h2", other("i1", "i2")),
    slip("first weight in both terms", "net_h1 = w1*i1 + w1*i2 + b_h1", other("w1", "w2")),
    slip("a decimal place lost in i1", "net_h1 = w1*10*i1 + w2*i2 + b_h1", r"decimal|\b10\b|ten\b"),
    slip("weights added instead of multiplied", "net_h1 = w1 + i1 + w2 + i2 + b_h1", r"add|\+|multipl|product"),
    slip("the products without the weights", "net_h1 = i1 + i2 + b_h1", r"weight|w[12]"),
    slip("weight w2 used in o1 in the place of w6: wrong layer", "net_o1 = w5*out_h1 + w2*out_h2 + b_o1",
         other("w2", "w6")),
    slip("product of sums for the sum of products", "net_o2 = (w7 + w8)*(out_h1 + out_h2) + b_o2",
         r"bracket|parenthes|product|sum"),
    slip("w2 times i2 and the bias", "net_h1 = w1*i1 + w2*(i2 + b_h1)", r"bracket|parenthes"),
]

OUTS = [
    slip("sign of the exponent at h1", "out_h1 = 1/(1 + exp(net_h1))", SIGN),
    slip("sign of the exponent at h2", "out_h2 = 1/(1 + exp(net_h2))", SIGN),
    slip("sign of the exponent at o1", "out_o1 = 1/(1 + exp(net_o1))", SIGN, losses=CE + SQ),
    slip("sign of every exponent", Edit("out_..", r"exp\(-", "exp("), SIGN),
    slip("minus in the denominator at h1", "out_h1 = 1/(1 - exp(-net_h1))", SIGN, r"1 \+|denominator"),
    slip("minus in the denominator at o2", "out_o2 = 1/(1 - exp(-net_o2))", SIGN, r"1 \+|denominator", losses=CE + SQ),
    slip("minus in every denominator", Edit("out_..", r"1 \+ exp\(-", "1 - exp(-"), SIGN, r"1 \+|denominator"),
    slip("squashed twice at h1", "out_h1 = sig(sig(net_h1))", r"twice|two|again"),
    slip("squashed twice at o1", "out_o1 = sig(sig(net_o1))", r"twice|two|again", losses=CE + SQ),
    slip("every neuron squashed twice", "out_(..) = sig(sig(net_\\1))", r"twice|two|again", losses=CE + SQ),
    slip("h1 not squashed", "out_h1 = net_h1", ACTIVATED),
    slip("h2 not squashed", "out_h2 = net_h2", ACTIVATED),
    slip("o1 not squashed", "out_o1 = net_o1", ACTIVATED, losses=SQ),
    slip("no activation anywhere", "out_(..) = net_\\1", ACTIVATED, r"linear", losses=SQ),
    slip("no activation in the hidden layer", "out_(h.) = net_\\1", ACTIVATED, r"linear"),
    slip("tanh for the sigmoid at h1", "out_h1 = tanh(net_h1)", r"tanh"),
    slip("tanh for the sigmoid in the hidden layer", "out_(h.) = tanh(net_\\1)", r"tanh"),
    slip("tanh for the sigmoid in the output layer", "out_(o.) = tanh(net_\\1)", r"tanh", losses=SQ),
    slip("typed 1/1 + exp(-net): brackets missing", "out_h1 = 1/1 + exp(-net_h1)",
         r"bracket|parenthes|1/|reciproc|divid|fraction|denominator"),
    slip("brackets missing in every sigmoid", "out_(h.) = 1/1 + exp(-net_\\1)",
         r"bracket|parenthes|1/|reciproc|divid|fraction|denominator"),
    slip("only the exponential", "out_h2 = exp(-net_h2)", r"exp|1 \+|denominator"),
    slip("the derivative for the function at h2", "out_h2 = sig(net_h2)*(1 - sig(net_h2))", SIGMA_PRIME),
    slip("the derivative for the function at o1", "out_o1 = sig(net_o1)*(1 - sig(net_o1))", SIGMA_PRIME,
         losses=CE + SQ),
    slip("10 to the power for e to the power", "out_h1 = 1/(1 + 10**(-net_h1))", r"10|base|\be\b"),
    slip("10 to the power for e to the power, throughout", Edit("out_..", r"exp\(-(net_..)\)", r"10**(-\1)"),
         r"10|base|\be\b"),
    slip("sigma of the other hidden net", "out_h1 = 1/(1 + exp(-net_h2))", other("net_h1", "net_h2"), r"other"),
    slip("sigma of the other output net", "out_o2 = 1/(1 + exp(-net_o1))", other("net_o1", "net_o2"), r"other",
         losses=CE + SQ),
    slip("the outputs of the hidden neurons swapped", "out_h1 = sig(net_h2); out_h2 = sig(net_h1)", SWAPPED,
         other("net_h1", "net_h2"), other("out_h1", "out_h2")),
    slip("sigma of h1's net for o1", "out_o1 = 1/(1 + exp(-net_h1))", other("net_h1", "net_o1"), losses=CE + SQ),
    slip("1 minus the sigmoid at o2", "out_o2 = 1 - 1/(1 + exp(-net_o2))", SIGN, r"1 [-−]", losses=CE + SQ),
    slip("not normalised: exp(net) alone", "out_(o.) = exp(net_\\1)", r"normal|sum|denominator|divid", losses=LL),
    slip("not normalised at o1 alone", "out_o1 = exp(net_o1)", r"normal|sum|denominator|divid", losses=LL),
    slip("a sigmoid for the softmax", "out_(o.) = 1/(1 + exp(-net_\\1))", r"sigmoid", losses=LL),
    slip("shares of net, without exp", "out_(o.) = net_\\1/(net_o1 + net_o2)", r"exp", losses=LL),
    slip("exponents of softmax negative", "out_(o.) = exp(-net_\\1)/(exp(-net_o1) + exp(-net_o2))", SIGN, losses=LL),
    slip("own exponential missing in the denominator", "out_o1 = exp(net_o1)/exp(net_o2)", r"denominator|sum|own|all",
         losses=LL),
    slip("softmax on top of the sigmoid", "out_(o.) = exp(sig(net_\\1))/(exp(sig(net_o1)) + exp(sig(net_o2)))",
         r"sigmoid|twice|both", losses=LL),
    slip("softmax's outputs swapped",
         "out_o1 = exp(net_o2)/(exp(net_o1) + exp(net_o2)); out_o2 = exp(net_o1)/(exp(net_o1) + exp(net_o2))", SWAPPED,
         other("out_o1", "out_o2"), other("net_o1", "net_o2"), losses=LL),
    slip("softmax with 1 in the denominator", "out_(o.) = exp(net_\\1)/(1 + exp(net_o1) + exp(net_o2))",
         r"denominator|sum|\b1\b", losses=LL),
    slip("the bias after the sigmoid", "out_h1 = sig(w1*i1 + w2*i2) + b_h1", BIAS),
    slip("o1's net left out: the sigmoid of out_h1", "out_o1 = sig(out_h1)", r"out_h1", losses=CE + SQ),
    slip("shares of sigmoids", "out_(o.) = sig(net_\\1)/(sig(net_o1) + sig(net_o2))", r"sigmoid", losses=LL),
]

COSTS = [
    slip("no minus before the cost of o1", "E_o1 = -({})", SIGN, losses=CE + LL),
    slip("no minus before any cost", "E_o. = -({})", SIGN, losses=CE + LL),
    slip("logarithm to base 10 in E_o1", Edit("E_o1", "log", "log10"), LOGARITHM, losses=CE + LL),
    slip("logarithms to base 10", Edit("E_o.", "log", "log10"), LOGARITHM, losses=CE + LL),
    slip("logarithms to base 2", Edit("E_o.", "log", "log2"), r"base|log_?2", losses=CE + LL),
    slip("forgot the (1 - t) term of o1", "E_o1 = -t1*log(out_o1)", r"1 [-−] t|1 [-−] y|second|term|half", losses=CE),
    slip("forgot the (1 - t) term of o2", "E_o2 = -t2*log(out_o2)", r"1 [-−] t|1 [-−] y|second|term|half", losses=CE),
    slip("forgot the (1 - t) terms", "E_o(.) = -t\\1*log(out_o\\1)", r"1 [-−] t|1 [-−] y|second|term|half", losses=CE),
    slip("only the (1 - t) term of o1", "E_o1 = -(1 - t1)*log(1 - out_o1)", r"first|t1|term|half", losses=CE),
    slip("target and output exchanged in E_o1", "E_o1 = -(out_o1*log(t1) + (1 - out_o1)*log(1 - t1))",
         r"exchang|swap|roles|place", losses=CE),
    slip("target and output exchanged in all costs", "E_o(.) = -(out_o\\1*log(t\\1) + (1 - out_o\\1)*log(1 - t\\1))",
         r"exchang|swap|roles|place", losses=CE),
    slip("t with ln(1 - out): the terms crossed in E_o2", "E_o2 = -(t2*log(1 - out_o2) + (1 - t2)*log(out_o2))",
         r"cross|swap|exchang|1 [-−]|wrong way|target", losses=CE),
    slip("squared error for the cross-entropy", "E_o(.) = 0.5*(t\\1 - out_o\\1)**2", r"squar|quadratic",
         losses=CE + LL),
    slip("squared error without the half for the cross-entropy", "E_o(.) = (t\\1 - out_o\\1)**2", r"squar|quadratic",
         losses=CE),
    slip("the other target in E_o1", Edit("E_o1", "t1", "t2"), OTHER_TARGET),
    slip("the other target in E_o2", Edit("E_o2", "t2", "t1"), OTHER_TARGET),
    slip("targets exchanged in both costs", (Edit("E_o1", "t1", "t2"), Edit("E_o2", "t2", "t1")), OTHER_TARGET),
    slip("the other output in E_o1", Edit("E_o1", "out_o1", "out_o2"), other("out_o1", "out_o2"), r"other"),
    slip("net for out in E_o2", Edit("E_o2", "out_o2", "net_o2"), ACTIVATED),
    slip("minus between the two terms", "E_o1 = -(t1*log(out_o1) - (1 - t1)*log(1 - out_o1))", SIGN, losses=CE),
    slip("the minus reached the first term only", "E_o2 = -t2*log(out_o2) + (1 - t2)*log(1 - out_o2)", SIGN, r"bracket",
         losses=CE),
    slip("ln(out) in both terms", "E_o1 = -(t1*log(out_o1) + (1 - t1)*log(out_o1))", r"1 [-−]|both|log", losses=CE),
    slip("no targets before the logarithms", "E_o1 = -(log(out_o1) + log(1 - out_o1))", TARGET, r"t1|weigh|factor",
         losses=CE),
    slip("mean for the sum of the costs", "E_total = (E_o1 + E_o2)/2", r"mean|averag|half|divid|1/2|/2|factor"),
    slip("only the first cost in the total", "E_total = E_o1", r"only|E_o2|other|missing|sum"),
    slip("only the second cost in the total", "E_total = E_o2", r"only|E_o1|other|missing|sum"),
    slip("difference of the costs", "E_total = E_o1 - E_o2", SIGN, r"differ|subtract"),
    slip("no half before the square of o1", "E_o1 = (t1 - out_o1)**2", HALF, losses=SQ),
    slip("no half before any square", "E_o(.) = (t\\1 - out_o\\1)**2", HALF, losses=SQ),
    slip("a quarter: the half squared too", "E_o1 = (0.5*(t1 - out_o1))**2", HALF, r"quarter|bracket", losses=SQ),
    slip("not squared", "E_o2 = 0.5*(t2 - out_o2)", r"squar|power|\*\*2|\^2|exponent", losses=SQ),
    slip("target and output added", "E_o1 = 0.5*(t1 + out_o1)**2", SIGN, r"sum|add", losses=SQ),
    slip("squared one by one", "E_o1 = 0.5*(t1**2 - out_o1**2)", r"squar|bracket", losses=SQ),
    slip("cross-entropy for the squared error", "E_o(.) = -(t\\1*log(out_o\\1) + (1 - t\\1)*log(1 - out_o\\1))",
         r"cross|entropy|log", losses=SQ + LL),
    slip("root of the total", "E_total = sqrt(2*(E_o1 + E_o2))", r"root|norm|distance", losses=SQ),
    slip("no target before the logarithm of o1", "E_o1 = -log(out_o1)", TARGET, r"t1|weigh|factor", losses=LL),
    slip("target and output exchanged", "E_o(.) = -out_o\\1*log(t\\1)", r"exchang|swap|roles|place", losses=LL),
    slip("the logarithm of 1 - out", "E_o2 = -t2*log(1 - out_o2)", r"1 [-−]", losses=LL),
    slip("1 - ln(out) for ln(1 - out)", "E_o1 = -(t1*log(out_o1) + (1 - t1)*(1 - log(out_o1)))", r"ln\(|log", losses=CE),
    slip("squared after they were added", "E_total = 0.5*(t1 - out_o1 + t2 - out_o2)**2", r"squar|added", losses=SQ),
]

OUTPUT_DELTAS = [
    slip("target minus output at o1", "delta_o1 = -{}", SIGN),
    slip("target minus output at o2", "delta_o2 = -{}", SIGN),
    slip("target minus output at both", "delta_o. = -{}", SIGN),
    slip("the other target in delta_o1", Edit("delta_o1", "t1", "t2"), OTHER_TARGET),
    slip("the other target in delta_o2", Edit("delta_o2", "t2", "t1"), OTHER_TARGET),
    slip("targets exchanged", (Edit("delta_o1", "t1", "t2"), Edit("delta_o2", "t2", "t1")), OTHER_TARGET),
    slip("sigma' of the squared error kept at o1", "delta_o1 = {}*out_o1*(1 - out_o1)", SIGMA_PRIME, r"squar|quadratic",
         losses=CE + LL),
    slip("sigma' of the squared error kept at both", "delta_o(.) = {}*out_o\\1*(1 - out_o\\1)", SIGMA_PRIME,
         r"squar|quadratic", losses=CE + LL),
    slip("the original page's numbers: squared error throughout",
         "E_o(.) = 0.5*(t\\1 - out_o\\1)**2; delta_o(.) = (out_o\\1 - t\\1)*out_o\\1*(1 - out_o\\1)", SIGMA_PRIME,
         r"squar|quadratic", losses=CE),
    slip("derivative with respect to out, not net, at o1", "delta_o1 = (out_o1 - t1)/(out_o1*(1 - out_o1))",
         SIGMA_PRIME, r"dC/da|out_o1|respect|\ba\b", losses=CE),
    slip("derivative with respect to out, not net", "delta_o(.) = (out_o\\1 - t\\1)/(out_o\\1*(1 - out_o\\1))",
         SIGMA_PRIME, r"dC/da|out_o|respect|\ba\b", losses=CE),
    slip("the (1 - t) term forgotten in the derivative", "delta_o1 = -t1*(1 - out_o1)", r"1 [-−] t|1 [-−] y|term|half",
         losses=CE),
    slip("net minus target at o1", "delta_o1 = net_o1 - t1", ACTIVATED, losses=CE + LL),
    slip("net minus target at both", "delta_o(.) = net_o\\1 - t\\1", ACTIVATED, losses=CE),
    slip("target forgotten at o1", "delta_o1 = out_o1", TARGET, r"t1", losses=CE + LL),
    slip("output plus target", "delta_o2 = out_o2 + t2", SIGN, r"add|sum|plus", losses=CE + LL),
    slip("the cost taken for delta at o1", "delta_o1 = E_o1", r"E_o1|cost|loss|error", losses=CE),
    slip("the cost taken for delta at both", "delta_o(.) = E_o\\1", r"E_o|cost|loss|error", losses=SQ),
    slip("the other output in delta_o1", "delta_o1 = out_o2 - t1", other("out_o1", "out_o2"), r"other", losses=CE + LL),
    slip("sigma' forgotten at o1", "delta_o1 = out_o1 - t1", SIGMA_PRIME, losses=SQ),
    slip("sigma' forgotten at both outputs", "delta_o(.) = out_o\\1 - t\\1", SIGMA_PRIME, losses=SQ),
    slip("sigma' and the sign at both outputs", "delta_o(.) = t\\1 - out_o\\1", SIGN, SIGMA_PRIME, losses=SQ),
    slip("sigma' twice at o1", "delta_o1 = {}*out_o1*(1 - out_o1)", r"twice|two|again|square", losses=SQ),
    slip("sigma' taken at out, not at net, at o1", "delta_o1 = (out_o1 - t1)*sig(out_o1)*(1 - sig(out_o1))",
         SIGMA_PRIME, r"twice", losses=SQ),
    slip("sigma' taken at out, not at net, at both", "delta_o(.) = (out_o\\1 - t\\1)*sig(out_o\\1)*(1 - sig(out_o\\1))",
         SIGMA_PRIME, r"twice", losses=SQ),
    slip("net(1 - net) for sigma' at o2", "delta_o2 = (out_o2 - t2)*net_o2*(1 - net_o2)", r"net", losses=SQ),
    slip("a factor 2 from the square", "delta_o. = 2*{}", r"factor|2|half|square", losses=SQ),
    slip("the half kept in the derivative", "delta_o1 = 0.5*{}", HALF, losses=SQ),
    slip("sigma' of the other output", "delta_o1 = (out_o1 - t1)*out_o2*(1 - out_o2)", r"out_o2|other", losses=SQ),
    slip("sigma' of the hidden neuron at o1", "delta_o1 = (out_o1 - t1)*out_h1*(1 - out_h1)", r"out_h1|hidden",
         losses=SQ),
    slip("1 - out missing in sigma' at o1", "delta_o1 = (out_o1 - t1)*out_o1", r"1 [-−]", losses=SQ),
    slip("out missing in sigma' at o2", "delta_o2 = (out_o2 - t2)*(1 - out_o2)", r"out_o2|sigma'|factor|derivative",
         losses=SQ),
    slip("tanh's derivative at the outputs", "delta_o(.) = (out_o\\1 - t\\1)*(1 - out_o\\1**2)", r"tanh|1 [-−]",
         losses=SQ),
    slip("out(1 + out) for sigma'", "delta_o1 = (out_o1 - t1)*out_o1*(1 + out_o1)", SIGN, r"1 [-−+]", losses=SQ),
    slip("the target in sigma'", "delta_o1 = (out_o1 - t1)*t1*(1 - t1)", TARGET, r"\bt1", losses=SQ),
    slip("only the diagonal of softmax's Jacobian", "delta_o(.) = -t\\1*(1 - out_o\\1)", r"diagonal|other|jacobian",
         losses=LL),
    slip("only the diagonal of softmax's Jacobian at o1", "delta_o1 = -t1*(1 - out_o1)", r"diagonal|other|jacobian",
         losses=LL),
    slip("derivative with respect to out of the log-likelihood", "delta_o(.) = -t\\1/out_o\\1", SIGMA_PRIME,
         r"dC/da|respect|jacobian|out|\ba\b", losses=LL),
    slip("sigma' alone at o1", "delta_o1 = out_o1*(1 - out_o1)", SIGMA_PRIME, losses=CE + SQ),
]

HIDDEN_DELTAS = [
    slip("row for column in delta_h1: w6 for w7", "delta_h1 = (w5*delta_o1 + w6*delta_o2)*out_h1*(1 - out_h1)",
         other("w6", "w7"), TRANSPOSED),
    slip("row for column in delta_h2: w7 for w6", "delta_h2 = (w7*delta_o1 + w8*delta_o2)*out_h2*(1 - out_h2)",
         other("w6", "w7"), TRANSPOSED),
    slip("rows for columns on the way back", (Edit("delta_h1", "w7", "w6"), Edit("delta_h2", "w6", "w7")),
         other("w6", "w7"), TRANSPOSED),
    slip("only the path through o1 to h1", "delta_h1 = w5*delta_o1*out_h1*(1 - out_h1)", PATH, r"o2|w7"),
    slip("only the path through o2 to h1", "delta_h1 = w7*delta_o2*out_h1*(1 - out_h1)", PATH, r"o1|w5"),
    slip("only the path through o2 to h2", "delta_h2 = w8*delta_o2*out_h2*(1 - out_h2)", PATH, r"o1|w6"),
    slip("h1 hears o1 only, h2 hears o2 only",
         "delta_h1 = w5*delta_o1*out_h1*(1 - out_h1); delta_h2 = w8*delta_o2*out_h2*(1 - out_h2)", PATH, r"w6|w7"),
    slip("both hear o1 only", "delta_h1 = w5*delta_o1*out_h1*(1 - out_h1); delta_h2 = w6*delta_o1*out_h2*(1 - out_h2)",
         PATH, r"o2|w7|w8"),
    slip("sigma' forgotten at h1", "delta_h1 = w5*delta_o1 + w7*delta_o2", SIGMA_PRIME),
    slip("sigma' forgotten at h2", "delta_h2 = w6*delta_o1 + w8*delta_o2", SIGMA_PRIME),
    slip("sigma' forgotten in the hidden layer", Edit("delta_h.", r"\*out_h.*", ""), SIGMA_PRIME),
    slip("sigma' forgotten in both layers", (Edit("delta_..", r"\*out_[ho].\*\(.*", ""),), SIGMA_PRIME, losses=SQ),
    slip("h2's sigma' at h1", Edit("delta_h1", "out_h1", "out_h2"), r"out_h2|other|h2"),
    slip("h1's sigma' at h2", Edit("delta_h2", "out_h2", "out_h1"), r"out_h1|other|h1"),
    slip("the output's sigma' at h1", Edit("delta_h1", "out_h1", "out_o1"), r"out_o1|output"),
    slip("net(1 - net) for sigma' at h1", Edit("delta_h1", "out_h1", "net_h1"), r"net"),
    slip("net(1 - net) for every sigma'", Edit("delta_h.", "out_h", "net_h"), r"net"),
    slip("sigma' at out, not at net, in h1", "delta_h1 = (w5*delta_o1 + w7*delta_o2)*sig(out_h1)*(1 - sig(out_h1))",
         SIGMA_PRIME, r"twice"),
    slip("sigma' at out, not at net, in the hidden layer",
         (Edit("delta_h.", r"\*(out_h.)\*\(1 - out_h.\)", r"*sig(\1)*(1 - sig(\1))"),), SIGMA_PRIME, r"twice"),
    slip("minus between the paths", "delta_h1 = (w5*delta_o1 - w7*delta_o2)*out_h1*(1 - out_h1)", SIGN),
    slip("the minus of delta_o2 lost", "delta_h1 = (w5*delta_o1 + w7*abs(delta_o2))*out_h1*(1 - out_h1)", SIGN,
         r"absolute|size"),
    slip("the deltas gathered without weights", "delta_h1 = (delta_o1 + delta_o2)*out_h1*(1 - out_h1)",
         r"weight|w5|w7"),
    slip("the deltas gathered without weights at both", "delta_(h.) = (delta_o1 + delta_o2)*out_\\1*(1 - out_\\1)",
         r"weight|w5|w7"),
    slip("1 - out missing in sigma' at h1", "delta_h1 = (w5*delta_o1 + w7*delta_o2)*out_h1", r"1 [-−]"),
    slip("1 - out missing in sigma' of both", Edit("delta_h.", r"\*\(1 - out_h.\)", ""), r"1 [-−]"),
    slip("out missing in sigma' at h2", "delta_h2 = (w6*delta_o1 + w8*delta_o2)*(1 - out_h2)",
         r"out_h2|sigma'|derivative|factor"),
    slip("new weights on the way back",
         (Edit("delta_h1", r"(w[57])", r"\1_new"), Edit("delta_h2", r"(w[68])", r"\1_new")), OLD_WEIGHT),
    slip("new weights on the way back to h1", "delta_h1 = (w5_new*delta_o1 + w7_new*delta_o2)*out_h1*(1 - out_h1)",
         OLD_WEIGHT),
    slip("the two weights swapped on the way back", "delta_h1 = (w7*delta_o1 + w5*delta_o2)*out_h1*(1 - out_h1)",
         other("w5", "w7"), other("delta_o1", "delta_o2")),
    slip("h2's weights for h1 on the way back", "delta_h1 = (w6*delta_o1 + w8*delta_o2)*out_h1*(1 - out_h1)",
         r"w[68]\b.*w[57]\b|w[57]\b.*w[68]\b|other (neuron|unit)|h2"),
    slip("the weights into the hidden neuron for those out of it",
         "delta_h1 = (w1*delta_o1 + w2*delta_o2)*out_h1*(1 - out_h1)", r"w[12]\b|incoming|into|layer"),
    slip("mean for the sum over the paths", "delta_h1 = (w5*delta_o1 + w7*delta_o2)/2*out_h1*(1 - out_h1)",
         r"mean|averag|half|1/2|factor|divid"),
    slip("tanh's derivative in the hidden layer", Edit("delta_h.", r"(out_h.)\*\(1 - out_h.\)", r"(1 - \1**2)"),
         r"tanh|1 [-−]"),
    slip("the costs sent back for the deltas", "delta_h1 = (w5*E_o1 + w7*E_o2)*out_h1*(1 - out_h1)",
         r"E_o|cost|loss|error"),
    slip("brackets missing: sigma' reached one path only", "delta_h1 = w5*delta_o1 + w7*delta_o2*out_h1*(1 - out_h1)",
         r"bracket|parenthes|only|path", SIGMA_PRIME),
    slip("product for the sum of the paths", "delta_h2 = w6*delta_o1*w8*delta_o2*out_h2*(1 - out_h2)",
         r"product|sum|add|multipl|\+"),
    slip("delta_o1 twice", "delta_h1 = (w5*delta_o1 + w7*delta_o1)*out_h1*(1 - out_h1)", other("delta_o1", "delta_o2")),
    slip("sigma' twice at h1", "delta_h1 = {}*out_h1*(1 - out_h1)", r"twice|two|again|square"),
    slip("sign of the hidden delta", "delta_h1 = -{}", SIGN),
    slip("out^2 for out(1 - out)", "delta_h2 = (w6*delta_o1 + w8*delta_o2)*out_h2*out_h2", r"1 [-−]|square|out_h2"),
    slip("h2's delta for h1's", "delta_h1 = (w6*delta_o1 + w8*delta_o2)*out_h2*(1 - out_h2)", r"other|h2"),
    slip("dC/dw for the weights: gathered the gradients", "delta_h1 = (dw5 + dw7)*out_h1*(1 - out_h1)",
         r"dC/dw|gradient|weight|out_h1|w5"),
    slip("sigma' of the output on the way back, too",
         "delta_h1 = (w5*delta_o1*out_o1*(1 - out_o1) + w7*delta_o2*out_o2*(1 - out_o2))*out_h1*(1 - out_h1)",
         SIGMA_PRIME, r"twice|out_o|again"),
    slip("a target for h1", "delta_h1 = out_h1 - t1", TARGET, losses=CE),
    slip("divided by sigma' at h1", "delta_h1 = (w5*delta_o1 + w7*delta_o2)/(out_h1*(1 - out_h1))", SIGMA_PRIME),
]

GRADIENTS = [
    slip("net_h1 for out_h1 in dC/dw5", "dw5 = delta_o1*net_h1", ACTIVATED),
    slip("net for out in all output gradients", Edit("dw[5-8]", "out_h", "net_h"), ACTIVATED),
    slip("out_h2 for out_h1 in dC/dw5", "dw5 = delta_o1*out_h2", other("out_h1", "out_h2"), other("w5", "w6"),
         r"other"),
    slip("out_h1 for out_h2 in dC/dw8", "dw8 = delta_o2*out_h1", other("out_h1", "out_h2"), r"w[78].*w[78]", r"other"),
    slip("dC/dw6 and dC/dw7 swapped", "dw6 = delta_o2*out_h1; dw7 = delta_o1*out_h2", other("w6", "w7"), SWAPPED,
         TRANSPOSED),
    slip("dC/dw2 and dC/dw3 swapped, as in print", "dw2 = delta_h2*i1; dw3 = delta_h1*i2", other("w2", "w3"), SWAPPED,
         TRANSPOSED),
    slip("the neuron's own output for its input", "dw5 = delta_o1*out_o1", other("out_h1", "out_o1"),
         r"own|output|out_o1"),
    slip("own output for input in all output gradients",
         "dw5 = delta_o1*out_o1; dw6 = delta_o1*out_o1; dw7 = delta_o2*out_o2; dw8 = delta_o2*out_o2",
         r"own|output|out_o"),
    slip("times the weight, not the input, in dC/dw5", "dw5 = delta_o1*w5", r"weight|w5"),
    slip("times the weight and the input", "dw6 = delta_o1*out_h2*w6", r"weight|w6"),
    slip("only delta in dC/dw5", "dw5 = delta_o1", r"out_h1|input|factor|bias"),
    slip("only delta in all output gradients", "dw5 = delta_o1; dw6 = delta_o1; dw7 = delta_o2; dw8 = delta_o2",
         r"out_h|input|factor|bias"),
    slip("sign of dC/dw7", "dw7 = -delta_o2*out_h1", SIGN),
    slip("sign of every gradient", "dw. = -{}", SIGN),
    slip("an extra sigma' of h1 in dC/dw5", "dw5 = delta_o1*out_h1*(1 - out_h1)", SIGMA_PRIME, r"1 [-−]"),
    slip("i2 for i1 in dC/dw1", "dw1 = delta_h1*i2", other("i1", "i2"), other("w1", "w2"), r"other"),
    slip("i1 for i2 in dC/dw4", "dw4 = delta_h2*i1", other("i1", "i2"), r"w[34].*w[34]", r"other"),
    slip("only delta in dC/dw1", "dw1 = delta_h1", r"\bi1|input|factor|bias"),
    slip("inputs forgotten in all hidden gradients", Edit("dw[1-4]", r"\*i.", ""), r"\bi[12]|input|factor|bias"),
    slip("times the weight, not the input, in dC/dw1", "dw1 = delta_h1*w1", r"weight|w1"),
    slip("times the neuron's output in dC/dw1", "dw1 = delta_h1*out_h1", r"out_h1|output"),
    slip("the output's delta in dC/dw1", "dw1 = delta_o1*i1", other("delta_h1", "delta_o1"), r"output|o1"),
    slip("h1's delta in dC/dw3", "dw3 = delta_h1*i1", other("delta_h1", "delta_h2"), r"other|w1"),
    slip("h2's delta in dC/dw2", "dw2 = delta_h2*i2", other("delta_h1", "delta_h2"), r"other|w4"),
    slip("o1's delta in dC/dw8", "dw8 = delta_o1*out_h2", other("delta_o1", "delta_o2"), r"other|w6"),
    slip("o2's delta in dC/dw5", "dw5 = delta_o2*out_h1", other("delta_o1", "delta_o2"), r"other|w7"),
    slip("sigma' once more in dC/dw1", "dw1 = delta_h1*out_h1*(1 - out_h1)*i1", r"twice|two|again|square"),
    slip("both deltas in dC/dw5", "dw5 = (delta_o1 + delta_o2)*out_h1", r"delta_o2|both|other|sum"),
    slip("times the learning rate already in the gradient", "dw. = eta*{}", ETA),
    slip("a zero lost after the point in dC/dw1", "dw1 = 10*{}", r"decimal|\b10\b|ten\b"),
    slip("the cost times the input", "dw5 = E_o1*out_h1", r"E_o1|cost|loss|error"),
    slip("bias gradient times the bias", "db_o1 = delta_o1*b_o1", r"b_o1|bias|factor|times"),
    slip("bias gradient times an input", "db_o1 = delta_o1*out_h1", r"out_h1|input|w5"),
    slip("bias gradient times i1", "db_h1 = delta_h1*i1", r"\bi1|input|w1"),
    slip("bias gradients added over the layer", "db_h1 = delta_h1 + delta_h2", r"sum|shared|both|other|delta_h2|db_h2"),
    slip("sign of the bias gradient", "db_o2 = -delta_o2", SIGN),
    slip("mean for the sum of the hidden biases", "db1 = (db_h1 + db_h2)/2", r"mean|averag|half|1/2|factor"),
    slip("mean for the sum of the output biases", "db2 = (db_o1 + db_o2)/2", r"mean|averag|half|1/2|factor"),
    slip("only one neuron of the shared bias b1", "db1 = db_h1", r"only|h2|both|sum"),
    slip("only one neuron of the shared bias b2", "db2 = db_o2", r"only|o1|both|sum"),
    slip("layers mistaken: b2's for b1's", "db1 = db_o1 + db_o2", r"layer|o1|output"),
    slip("difference for the sum of b2", "db2 = db_o1 - db_o2", SIGN, r"differ|subtract"),
    slip("product for the sum of b1", "db1 = db_h1*db_h2", r"product|sum|add|multipl|\+"),
    slip("the hidden error in dC/dw5", "dw5 = delta_h1*out_h1", r"delta_h1"),
    slip("both hidden outputs in dC/dw5", "dw5 = delta_o1*(out_h1 + out_h2)", r"out_h2"),
    slip("the input as well in dC/dw6", "dw6 = delta_o1*out_h2*i1", r"\bi1\b"),
]

STEPS = [
    slip("added the step to w5", "w5_new = w5 + eta*dw5", SIGN, r"uphill|add|ascent"),
    slip("added the step to w1", "w1_new = w1 + eta*dw1", SIGN, r"uphill|add|ascent"),
    slip("added all steps", Edit(r"w\d_new", "-", "+"), SIGN, r"uphill|add|ascent"),
    slip("learning rate forgotten at w5", "w5_new = w5 - dw5", ETA),
    slip("learning rate forgotten at w7", "w7_new = w7 - dw7", ETA),
    slip("learning rate forgotten throughout", Edit(r"w\d_new", r"eta\*", ""), ETA),
    slip("gave the step itself", "w6_new = eta*dw6", r"w6|step|only|old|weight"),
    slip("gave the change, with its sign", "w8_new = -eta*dw8", r"w8|step|only|change|old|weight"),
    slip("delta for the gradient in the step", "w5_new = w5 - eta*delta_o1", r"delta|out_h1|gradient|dC/dw5"),
    slip("w5's gradient for w6", "w6_new = w6 - eta*dw5", other("w5", "w6"), r"dC/dw5", r"other"),
    slip("w6's gradient for w7", "w7_new = w7 - eta*dw6", other("w6", "w7"), r"dC/dw6", r"other"),
    slip("started from w4 for w3", "w3_new = w4 - eta*dw3", other("w3", "w4"), r"start"),
    slip("a tenth of the learning rate", Edit(r"w\d_new", "eta", "0.1*eta"), ETA, r"decimal|\b10\b|0\.1"),
    slip("half the learning rate", Edit(r"w\d_new", "eta", "0.5*eta"), ETA, HALF),
    slip("two steps", "w5_new = w5 - 2*eta*dw5", r"two|twice|2|factor"),
    slip("learning rate on the weight, too", "w5_new = eta*(w5 - dw5)", ETA, r"bracket"),
    slip("divided by the learning rate", "w7_new = w7 - dw7/eta", ETA, r"divid"),
    slip("multiplied the weight by the step", "w5_new = w5*eta*dw5", r"multipl|product|subtract|[-−]"),
    slip("shrank the weight: w(1 - eta dC/dw)", "w5_new = w5*(1 - eta*dw5)", r"multipl|factor|w5|product|weight"),
    slip("roles of weight and gradient swapped", "w8_new = dw8 - eta*w8", SWAPPED, SIGN),
    slip("the gradients worked out once more with the new output weights, for w1 alone",
         "w1_new = w1 - eta*(w5_new*delta_o1 + w7_new*delta_o2)*out_h1*(1 - out_h1)*i1", OLD_WEIGHT),
    slip("biases moved, too, before the second pass", Edit("b_(..)_new", r"b_(..)", r"b_\1 - eta*db_\1"), BIAS),
    slip("shared biases moved, too, before the second pass",
         (Edit("b_h._new", r"(b_h.)", r"\1 - eta*db1"), Edit("b_o._new", r"(b_o.)", r"\1 - eta*db2")), BIAS),
    slip("second pass with the old hidden weights", (Edit("net_h._new", r"(w\d)_new", r"\1"),), OLD_WEIGHT,
         r"hidden|w1"),
    slip("second pass with the old output weights", (Edit("net_o._new", r"(w\d)_new", r"\1"),), OLD_WEIGHT,
         r"output|w5"),
    slip("the cost before the step", "E_total_new = E_total", OLD_WEIGHT, r"before|again|step|same"),
    slip("second pass: only the cost of o1", "E_total_new = E_o1_new", r"only|E_o2|other|missing|sum"),
    slip("gave the drop of the cost", "E_total_new = E_total - {}", r"differ|drop|change"),
    slip("the gradient subtracted from the cost", "E_total_new = E_total - eta*E_total", ETA, r"step|forward|again"),
    slip("the learning rate at w5 itself", "w5_new = eta*w5 - dw5", ETA),
]

ROUNDINGS = [
    slip("hidden nets rounded to 2 decimals", "net_h. = round({}, 2)", ROUNDED, on_the_way=True),
    slip("net_h1 rounded to 2 decimals", "net_h1 = round({}, 2)", ROUNDED, on_the_way=True),
    slip("out_h1 rounded to 2 decimals", "out_h1 = round({}, 2)", ROUNDED, on_the_way=True),
    slip("hidden outputs rounded to 2 decimals", "out_h. = round({}, 2)", ROUNDED, on_the_way=True),
    slip("all outputs rounded to 2 decimals", "out_.. = round({}, 2)", ROUNDED, on_the_way=True),
    slip("all outputs rounded to 3 decimals", "out_.. = round({}, 3)", ROUNDED, on_the_way=True),
    slip("outputs o1, o2 rounded to 2 decimals", "out_o. = round({}, 2)", ROUNDED, on_the_way=True),
    slip("every number of the forward pass rounded to 2 decimals", "net_..|out_..|E_o. = round({}, 2)", ROUNDED,
         on_the_way=True),
    slip("every number of the forward pass rounded to 3 decimals", "net_..|out_..|E_o. = round({}, 3)", ROUNDED,
         on_the_way=True),
    slip("delta_o rounded to 2 decimals", "delta_o. = round({}, 2)", ROUNDED, on_the_way=True),
    slip("delta_o rounded to 3 decimals", "delta_o. = round({}, 3)", ROUNDED, on_the_way=True),
    slip("delta_o1 rounded to 1 decimal", "delta_o1 = round({}, 1)", ROUNDED, on_the_way=True),
    slip("every number rounded to 3 decimals", "net_..|out_..|E_o.|delta_..|dw. = round({}, 3)", ROUNDED,
         on_the_way=True),
    slip("every number rounded to 4 decimals", "net_..|out_..|E_o.|delta_..|dw. = round({}, 4)", ROUNDED,
         on_the_way=True),
    slip("gradients rounded to 2 decimals before the step", "dw. = round({}, 2)", ROUNDED, on_the_way=True),
]

TOGETHER = [  # two at once
    slip("row for column, and sigma' forgotten", "delta_h1 = w5*delta_o1 + w6*delta_o2", other("w6", "w7"), TRANSPOSED,
         SIGMA_PRIME),
    slip("row for column, with the sign of delta turned",
         (Edit("delta_o.", r"^(.*)$", r"-(\1)"), Edit("delta_h1", "w7", "w6"), Edit("delta_h2", "w6", "w7")),
         other("w6", "w7"), TRANSPOSED, SIGN),
    slip("biases and minus sign of the exponent forgotten",
         (Edit("net_..", r" \+ b_\w+", ""), Edit("out_..", r"exp\(-", "exp(")), BIAS, SIGN),
    slip("learning rate forgotten and added", Edit(r"w\d_new", r"- eta\*", "+ "), ETA, SIGN),
    slip("only one path, and sigma' forgotten", "delta_h1 = w5*delta_o1; delta_h2 = w8*delta_o2", PATH, SIGMA_PRIME),
    slip("log to base 10, and no minus", (Edit("E_o.", "log", "log10"), Edit("E_o.", r"^-", "")), LOGARITHM, SIGN,
         losses=CE + LL),
    slip("no half, and only the first cost", (Edit("E_o.", r"0\.5\*", ""), Edit("E_total", r" \+ E_o2", "")), HALF,
         PATH, losses=SQ),
    slip("hidden weights transposed, biases forgotten", "net_h1 = w1*i1 + w3*i2; net_h2 = w2*i1 + w4*i2", BIAS,
         other("w2", "w3"), TRANSPOSED),
]
# fmt: on

SECTIONS = {
    "net": NETS,
    "out": OUTS,
    "E": COSTS,
    "delta of the outputs": OUTPUT_DELTAS,
    "delta of the hidden layer": HIDDEN_DELTAS,
    "gradients": GRADIENTS,
    "step": STEPS,
    "rounded on the way": ROUNDINGS,
    "two at once": TOGETHER,
}
SLIPS = [slip for section in SECTIONS.values() for slip in section]


# ---------------------------------------------------------------------------------------------------- the cases


@dataclass(frozen=True)
class Case:
    """A wrong number: who made it how, what was asked, and what was written."""

    slip: Slip
    setting: str
    question: str
    loss: str
    seed: int
    right: float
    wrong: float
    digits: int

    @property
    def text(self) -> str:
        return written(self.wrong, self.digits)

    @property
    def distance(self) -> float:
        """How far off the right number it is, in units of its last place."""
        return abs(float(self.text) - self.right) / one_unit(self.text)


def written(value: float, digits: int, rounding: str = ROUND_HALF_EVEN) -> str:
    """Write a number to so many significant digits, rounded or cut; a number that is shorter is written as it is."""
    exact = Decimal(repr(float(f"{value:.14g}")))
    if not exact or len(exact.normalize().as_tuple().digits) <= digits:
        return str(exact.normalize())
    return str(exact.quantize(Decimal(1).scaleb(exact.adjusted() - digits + 1), rounding=rounding))


def one_unit(text: str) -> float:
    """Return one unit in the last place that is written."""
    return float(Decimal(1).scaleb(int(Decimal(text).as_tuple().exponent)))


@cache
def right_walk(seed: int, loss: str) -> Walk:
    return Walk(right_lines(loss), network(seed))


def same(one: float, two: float) -> bool:
    return math.isclose(one, two, rel_tol=1e-9, abs_tol=1e-14)


def setting(slip: Slip, name: str, loss: str) -> str | None:
    """Return "asked line", "carried on" or "habit", as the slip changes the line; None if the question can't be put."""
    changed = slip.changes(loss)
    if len(changed) != 1:
        return "habit" if changed else None
    (line,) = changed
    if line == name:
        return None if slip.on_the_way else "asked line"
    again = f"{line}_new" in right_lines(loss) and name == "E_total_new"
    return None if again else "carried on"  # nobody can tell whether it is made again in the second pass


def outcome(slip: Slip, name: str, loss: str, seed: int) -> float | None:
    """Return the number that the slip gives at a line, or None if it gives none, or the right one."""
    changed = {line: text for line, text in slip.changes(loss).items() if not (slip.on_the_way and line == name)}
    try:
        wrong = Walk(right_lines(loss) | changed, network(seed))[name]
    except (ArithmeticError, ValueError):
        return None
    if not math.isfinite(wrong) or same(wrong, right_walk(seed, loss)[name]):
        return None
    if slip.on_the_way and same(wrong, round(wrong, 4)):  # rounded itself, and so no error
        return None
    return wrong if abs(wrong) > 1e-12 else 0.0  # a difference of equal numbers leaves a last bit


def cases(slips: Sequence[Slip], seeds: Sequence[int], each: int) -> Iterator[Case]:
    """Yield up to so many cases of each slip in each setting, at random over questions, losses and networks.

    Mazur's network counts as much as all others together.
    """
    for number, slip in enumerate(slips):
        rng, found = random.Random(number), Counter[str]()
        places = list(product(ASKED, slip.losses, seeds))
        for name, loss, seed in sorted(
            places, key=lambda place: rng.expovariate(1 if place[2] else max(1, len(seeds) - 1))
        ):
            how = setting(slip, name, loss)
            if how is None or found[how] >= each:
                continue
            wrong = outcome(slip, name, loss, seed)
            if wrong is None:
                continue
            lengths = {written(wrong, digits): digits for digits in (6, 4)}.values()  # a short number is handed in once
            right = right_walk(seed, loss)[name]
            made = [Case(slip, how, ASKED[name], loss, seed, right, wrong, digits) for digits in lengths]
            made = [case for case in made if case.distance > 1]  # else it is right to these digits
            found[how] += bool(made)
            yield from made


# -------------------------------------------------------------------------------------------------- the marking

FIRST, LATER, NONE, HEDGED, FACT = (
    "right cause first",
    "right, not first",
    "unexplained",
    "wrong, hedged",
    "wrong, as a fact",
)
MARKS = (FIRST, LATER, NONE, HEDGED, FACT)


def hedged(feedback: Any) -> bool:
    """Tell whether the explanation is offered as a possibility only."""
    return "could be" in feedback.text.lower()


def marked(feedback: Any, is_right: Callable[[Any], bool]) -> str:
    """Mark a feedback by its explanations."""
    if feedback.verdict != "wrong":
        return f"called {feedback.verdict}"
    right = [is_right(explanation) for explanation in feedback.explanations]
    if not right:
        return NONE
    if any(right):
        return FIRST if right[0] else LATER
    return HEDGED if hedged(feedback) else FACT


def names(says: Iterable[str], sentence: str) -> bool:
    """Tell whether the sentence names the cause."""
    return any(re.search(pattern, sentence, re.IGNORECASE | re.DOTALL) for pattern in says)


def says(case: Case) -> tuple[str, ...]:
    """Return what a sentence may say: the slip's words, or "that is ...", if the number is another line's right one."""
    walk = right_walk(case.seed, case.loss)
    others = [re.escape(ASKED[name]) for name in ASKED if same(walk[name], case.wrong)]
    return (*case.slip.says, *(rf"(that is|gave|asked).*{name}|{name}.*asked" for name in others))


def asked(question: str, answer: Any, loss: str, seed: int) -> Any:
    return hw2lib.check(question, answer, **arguments(seed, loss))


@dataclass(frozen=True)
class Mark:
    case: Case
    by_value: str
    by_words: str


def sit(slips: Sequence[Slip], seeds: Sequence[int], each: int) -> list[Mark]:
    """Hand the wrong numbers in."""
    marks = []
    for case in cases(slips, seeds, each):
        feedback = asked(case.question, case.text, case.loss, case.seed)
        by_value = marked(feedback, lambda e, case=case: same(e.value, case.wrong))
        by_words = marked(feedback, lambda e, case=case: names(says(case), e.says))
        marks.append(Mark(case, by_value, by_words))
    return marks


def share(marks: Sequence[str], *kinds: str) -> float:
    return sum(mark in kinds for mark in marks) / len(marks)


def table(title: str, marks: Sequence[Mark], by: Callable[[Mark], str], kind: Callable[[Case], str]) -> str:
    """Return a table of shares: a row for each kind of case, and one for all."""
    groups: dict[str, list[str]] = {}
    for mark in marks:
        groups.setdefault(kind(mark.case), []).append(by(mark))
    groups = dict(sorted(groups.items())) | {"all": [by(mark) for mark in marks]}
    others = sorted({by(mark) for mark in marks} - set(MARKS))
    head = f"{title:34}" + "".join(f"{name:>19}" for name in (*MARKS, *others)) + f"{'cases':>9}"
    rows = [
        f"{group:34}" + "".join(f"{share(all_, name):19.1%}" for name in (*MARKS, *others)) + f"{len(all_):9}"
        for group, all_ in groups.items()
    ]
    return "\n".join([head, *rows])


KINDS: dict[str, Callable[[Case], str]] = {
    "setting": lambda case: case.setting,
    "digits": lambda case: f"{case.digits} digits",
    "loss": lambda case: case.loss,
    "network": lambda case: "random network" if case.seed else "Mazur's network",
    "how far off": lambda case: "within 10 units of the last place" if case.distance < 10 else "farther off",
    "slip in": lambda case: next((name for name, slips in SECTIONS.items() if case.slip in slips), "another set"),
    "question": lambda case: re.sub(r"(?<=[whob_])[_\d]+\b|_[ho]\d", "..", case.question),
}


def worst(marks: Sequence[Mark], by: Callable[[Mark], str], most: int = 60) -> str:
    """Return the slips that fare worst, with an example of each."""
    of_slip: dict[str, list[Mark]] = {}
    for mark in marks:
        of_slip.setdefault(mark.case.slip.cause, []).append(mark)
    low = sorted(of_slip.items(), key=lambda item: share([by(m) for m in item[1]], FIRST))
    lines = []
    for cause, all_ in low[:most]:
        missed = next((m for m in all_ if by(m) != FIRST), None)
        if missed is None:
            break
        c = missed.case
        example = f'{by(missed)}: {c.question} = "{c.text}", {c.loss}, seed {c.seed}, {c.setting}'
        lines.append(f"{share([by(m) for m in all_], FIRST):6.0%} of {len(all_):3}  {cause}\n                {example}")
    return "\n".join(lines)


# ----------------------------------------------------------------------------- wrong numbers without a slip


def arbitrary(count: int, seeds: Sequence[int], start: int = 0) -> Iterator[tuple[str, str, str, int, str, float]]:
    """Yield wrong answers that no slip made: question, text, loss, seed, how it was drawn, and the number itself."""
    rng, made = random.Random(start), 0
    while made < count:
        name, loss, seed, digits = (
            rng.choice(list(ASKED)),
            rng.choice(LOSSES),
            rng.choice(seeds),
            rng.choice((3, 4, 5, 6)),
        )
        walk = right_walk(seed, loss)
        right, how = walk[name], rng.choice(tuple(DRAWN))
        number = DRAWN[how](rng, right, walk)
        if not math.isfinite(number) or abs(number) > 1e6 or 0 < abs(number) < 1e-7:
            continue
        text = written(number, digits)
        if abs(float(text) - right) > one_unit(text):
            made += 1
            yield ASKED[name], text, loss, seed, how, number


def combined(rng: random.Random, right: float, walk: Walk) -> float:
    """Combine two or three numbers of the walk at random."""
    pool = [walk[name] for name in (*network(0), *ASKED)]
    number = rng.choice(pool)
    for _ in range(rng.choice((1, 1, 2))):
        other_, sign = rng.choice(pool), rng.choice("+-*/")
        if sign == "/" and not other_:
            continue
        number = {"+": number + other_, "-": number - other_, "*": number * other_, "/": number / (other_ or 1)}[sign]
    return number


def digit_changed(rng: random.Random, right: float, walk: Walk) -> float:
    """Change one of the first four digits, or swap two neighbours."""
    digits, exponent = f"{abs(right):.9e}".split("e")
    place = rng.choice((0, 2, 3, 4))
    figures = list(digits)
    if rng.random() < 0.5:
        figures[place] = rng.choice("123456789")
    else:
        after = 2 if place == 0 else place + 1
        figures[place], figures[after] = figures[after], figures[place]
    return math.copysign(float("".join(figures) + "e" + exponent), right)


DRAWN: dict[str, Callable[[random.Random, float, Walk], float]] = {
    "random arithmetic": combined,
    "near the right number": lambda rng, right, walk: right * (1 + rng.uniform(-0.2, 0.2)),
    "a digit changed": digit_changed,
    "any number": lambda rng, right, walk: rng.choice(
        (rng.uniform(0, 1), rng.uniform(-1, 1), 10 ** rng.uniform(-4, 0))
    ),
}


def blamed(count: int, seeds: Sequence[int], start: int = 0) -> dict[str, Counter[str]]:
    """Count how wrong answers without a slip are met, apart from those that are a slip's own number, to 9 digits."""
    met: dict[str, Counter[str]] = {how: Counter() for how in DRAWN}
    for question, text, loss, seed, how, number in arbitrary(count, seeds, start):
        feedback = asked(question, text, loss, seed)
        if any(same(explanation.value, number) for explanation in feedback.explanations):
            met[how]["a slip's own number"] += 1
        else:
            met[how][marked(feedback, lambda _: False)] += 1
    return met


# --------------------------------------------------------------------------------------------- right answers


def right_answers(count: int, seeds: Sequence[int], start: int = 0) -> Iterator[tuple[str, str | float, str, int]]:
    """Yield right answers: rounded or cut at 2 to 12 digits, or floats from numbers rounded to 6 or more on the way.

    A difference of nearly equal numbers can lose what the rounding left; such floats are right to 5 digits or not used.
    """
    rng, made = random.Random(start), 0
    places = list(product(ASKED, LOSSES, seeds))
    while made < count:
        name, loss, seed = places[rng.randrange(len(places))] if made >= len(places) else places[made]
        right = right_walk(seed, loss)[name]
        if abs(right) < 1e-12:  # softmax's deltas add up to 0, but for the last bit
            answer: str | float = rng.choice(("0", "0.0", 0, right))
        elif rng.random() < 0.7:
            answer = written(right, rng.randint(2, 12), rng.choice((ROUND_HALF_EVEN, ROUND_DOWN)))
            answer = answer if rng.random() < 0.8 else float(answer) if rng.random() < 0.5 else f"{Decimal(answer):e}"
        else:
            kept = rng.randint(6, 10)
            answer = Walk(right_lines(loss), network(seed), lambda x, kept=kept: float(f"{x:.{kept}g}"))[name]
            if not math.isclose(answer, right, rel_tol=5e-6):
                continue
        made += 1
        yield ASKED[name], answer, loss, seed


def called_wrong(count: int, seeds: Sequence[int], start: int = 0) -> tuple[Counter[str], list[str]]:
    """Count the verdicts on right answers, and list those that were called wrong."""
    verdicts, lost = Counter[str](), []
    for question, answer, loss, seed in right_answers(count, seeds, start):
        feedback = asked(question, answer, loss, seed)
        verdicts[f"{'written out' if isinstance(answer, str) else 'a float'}: {feedback.verdict}"] += 1
        if feedback.verdict == "wrong":
            lost.append(f"{question} = {answer!r}, {loss}, seed {seed}")
    return verdicts, lost


# ------------------------------------------------------------------------------------------------ wrong formulas

DA, DZ = "dC/da of the cross-entropy", "dC/dz of the cross-entropy"
# fmt: off
FORMULAS: list[tuple[str, str, str]] = [
    ("delta_o1", "t1 - out_o1", SIGN),
    ("delta_o1", "out_o1 - t2", OTHER_TARGET),
    ("delta_o1", "out_o2 - t1", r"out_o[12]|other"),
    ("delta_o1", "out_o1 + t1", SIGN),
    ("delta_o1", "out_o1", r"t1|target"),
    ("delta_o1", "(out_o1 - t1)*out_o1*(1 - out_o1)", SIGMA_PRIME + "|squar|quadratic"),
    ("delta_o1", "(t1 - out_o1)*out_o1*(1 - out_o1)", SIGMA_PRIME + "|squar|quadratic|" + SIGN),
    ("delta_o1", "(out_o1 - t1)/(out_o1*(1 - out_o1))", SIGMA_PRIME + "|dC/da|respect"),
    ("delta_o1", "-t1/out_o1", r"1 [-−] t|1 [-−] y|term|respect|dC/da"),
    ("delta_o1", "-t1*(1 - out_o1)", r"1 [-−] t|1 [-−] y|term|half"),
    ("delta_o1", "(1 - t1)*out_o1", r"\bt1|term|half|first"),
    ("delta_o1", "-(t1*log(out_o1) + (1 - t1)*log(1 - out_o1))", r"cost|loss|E_o1|derivative|entropy"),
    ("delta_o1", "2*(out_o1 - t1)", r"factor|2|twice|square"),
    ("delta_o1", "(out_o1 - t1)/2", r"factor|2|half"),
    ("delta_o1", "(out_o1 - t1)**2", r"squar|power|\^2|\*\*2"),
    ("delta_o1", "(out_o1 - t1)*out_h1", r"out_h1|dC/dw|weight|w5"),
    ("delta_o1", "(out_o1 - t1)*w5", r"w5|weight"),
    ("delta_o1", "out_h1 - t1", r"out_h1"),
    ("delta_h1", "(w5*delta_o1 + w6*delta_o2)*out_h1*(1 - out_h1)", other("w6", "w7") + "|" + TRANSPOSED),
    ("delta_h1", "(w5*(out_o1 - t1) + w6*(out_o2 - t2))*out_h1*(1 - out_h1)", other("w6", "w7") + "|" + TRANSPOSED),
    ("delta_h1", "(w6*delta_o1 + w8*delta_o2)*out_h1*(1 - out_h1)", r"w[68]|h2|other"),
    ("delta_h1", "w5*delta_o1 + w7*delta_o2", SIGMA_PRIME),
    ("delta_h1", "(w5*delta_o1 + w7*delta_o2)*out_h1", r"1 [-−]|sigma'|derivative"),
    ("delta_h1", "(w5*delta_o1 + w7*delta_o2)*(1 - out_h1)", r"out_h1|sigma'|derivative"),
    ("delta_h1", "w5*delta_o1*out_h1*(1 - out_h1)", PATH + "|o2|w7"),
    ("delta_h1", "w7*delta_o2*out_h1*(1 - out_h1)", PATH + "|o1|w5"),
    ("delta_h1", "(w5*delta_o1 - w7*delta_o2)*out_h1*(1 - out_h1)", SIGN),
    ("delta_h1", "-(w5*delta_o1 + w7*delta_o2)*out_h1*(1 - out_h1)", SIGN),
    ("delta_h1", "(w5*(t1 - out_o1) + w7*(t2 - out_o2))*out_h1*(1 - out_h1)", SIGN),
    ("delta_h1", "(delta_o1 + delta_o2)*out_h1*(1 - out_h1)", r"weight|w5|w7"),
    ("delta_h1", "(w5*delta_o1 + w7*delta_o2)*out_h2*(1 - out_h2)", r"out_h2|h2|other"),
    ("delta_h1", "(w5*delta_o1 + w7*delta_o2)*out_o1*(1 - out_o1)", r"out_o1|output"),
    ("delta_h1", "(w5*delta_o1 + w7*delta_o2)*(1 - out_h1**2)", r"tanh|1 [-−]"),
    ("delta_h1", "(w5*delta_o2 + w7*delta_o1)*out_h1*(1 - out_h1)", r"delta_o|w5|w7|swap"),
    ("delta_h1", "(w1*delta_o1 + w2*delta_o2)*out_h1*(1 - out_h1)", r"w1|w2|layer|into|incoming"),
    ("delta_h1", "w5*delta_o1 + w7*delta_o2*out_h1*(1 - out_h1)", r"bracket|parenthes|path|only|" + SIGMA_PRIME),
    ("delta_h1", "(w5*delta_o1 + w7*delta_o2)*out_h1*(1 + out_h1)", SIGN),
    ("delta_h1", "(w5*delta_o1 + w7*delta_o2)*out_h1*(1 - out_h1)*i1", r"i1|dC/dw|weight"),
    ("delta_h1", "(w5*delta_o1 + w7*delta_o2)*out_h1*(1 - out_h1)/2", r"half|factor|2|mean"),
    ("dC/dw1", "(w5*delta_o1 + w7*delta_o2)*out_h1*(1 - out_h1)", r"i1|input|delta_h1.*asked"),
    ("dC/dw1", "(w5*delta_o1 + w7*delta_o2)*out_h1*(1 - out_h1)*i2", r"i2|w2|other"),
    ("dC/dw1", "(w5*delta_o1 + w6*delta_o2)*out_h1*(1 - out_h1)*i1", other("w6", "w7") + "|" + TRANSPOSED),
    ("dC/dw1", "(w5*delta_o1 + w7*delta_o2)*i1", SIGMA_PRIME),
    ("dC/dw1", "w5*delta_o1*out_h1*(1 - out_h1)*i1", PATH + "|o2|w7"),
    ("dC/dw1", "(w5*delta_o1 + w7*delta_o2)*out_h1*(1 - out_h1)*w1", r"w1|weight"),
    ("dC/dw1", "(w5*delta_o1 + w7*delta_o2)*out_h1*(1 - out_h1)*out_h1", r"out_h1"),
    ("dC/dw1", "(out_o1 - t1)*i1", r"layer|path|weight|delta|output|sigma|hidden|w5"),
    ("dC/dw1", "(w6*delta_o1 + w8*delta_o2)*out_h2*(1 - out_h2)*i1", r"h2|w3|other"),
    ("dC/dw1", "-(w5*delta_o1 + w7*delta_o2)*out_h1*(1 - out_h1)*i1", SIGN),
    ("dC/dw1", "(w5*delta_o1 + w7*delta_o2)*out_h1*i1", r"1 [-−]|sigma'|derivative"),
    ("dC/dw5", "(t1 - out_o1)*out_h1", SIGN),
    ("dC/dw5", "(out_o1 - t1)*out_h2", r"out_h2|w6|other"),
    ("dC/dw5", "out_o1 - t1", r"out_h1|input|delta|bias"),
    ("dC/dw5", "(out_o1 - t1)*w5", r"w5|weight"),
    ("dC/dw5", "(out_o1 - t1)*i1", r"i1|input|layer"),
    ("dC/dw5", "(out_o1 - t1)*out_o1", r"out_o1|own|output"),
    ("dC/dw5", "(out_o2 - t2)*out_h1", r"o2|w7|other"),
    ("dC/dw5", "(out_o1 - t2)*out_h1", OTHER_TARGET),
    ("dC/dw5", "(out_o1 - t1)*out_o1*(1 - out_o1)*out_h1", SIGMA_PRIME + "|squar|quadratic"),
    ("dC/dw5", "(out_o1 - t1)*out_h1*(1 - out_h1)", SIGMA_PRIME + "|1 [-−]"),
    ("dC/dw5", "out_o1*out_h1", r"t1|target"),
    ("dC/dw5", "(out_o1 - t1)*out_h1*w5", r"w5|weight"),
    (DA, "(y - a)/(a*(1 - a))", SIGN),
    (DA, "a - y", SIGMA_PRIME + "|dC/dz|respect"),
    (DA, "(a - y)*a*(1 - a)", r"divid|multipl|invers|reciproc|factor|denominator|a\*?\(1"),
    (DA, "-y/a", r"1 [-−] y|second|term"),
    (DA, "-y/a - (1 - y)/(1 - a)", SIGN + "|chain|inner"),
    (DA, "y/a + (1 - y)/(1 - a)", SIGN + "|chain|inner"),
    (DA, "y/a - (1 - y)/(1 - a)", SIGN),
    (DA, "(1 - y)/(1 - a)", r"first|term|y/a"),
    (DA, "(a - y)/a", r"1 [-−] a|denominator"),
    (DA, "(a - y)/(1 - a)", r"\ba\b"),
    (DA, "-y/(1 - a) + (1 - y)/a", r"swap|exchang|cross|1 [-−] a|wrong|interchang|place"),
    (DA, "-log(a)", r"derivative|log"),
    (DA, "-(a/y) + (1 - a)/(1 - y)", r"swap|exchang|roles|upside|invers|place"),
    (DZ, "y - a", SIGN),
    (DZ, "(a - y)*a*(1 - a)", SIGMA_PRIME + "|squar|quadratic"),
    (DZ, "(a - y)/(a*(1 - a))", SIGMA_PRIME + "|dC/da|respect"),
    (DZ, "a + y", SIGN),
    (DZ, "a", r"\by\b|target"),
    (DZ, "z - y", r"\bz\b|activation|sigma"),
    (DZ, "-y*(1 - a)", r"1 [-−] y|second|term"),
    (DZ, "(1 - y)*a", r"first|term|\by\b"),
    (DZ, "-y*(1 - a) - (1 - y)*a", SIGN),
    (DZ, "(a - y)*z", r"\bz\b|factor|input"),
    (DZ, "-y/a*sigma(z)", r"sigma'|derivative|term|1 [-−]"),
    ("sigma'", "a*(1 + a)", SIGN),
    ("sigma'", "a", r"1 [-−]|derivative|itself"),
    ("sigma'", "1 - a", r"\ba\b|factor"),
    ("sigma'", "a**2", r"1 [-−]|square"),
    ("sigma'", "1 - a**2", r"tanh"),
    ("sigma'", "-a*(1 - a)", SIGN),
    ("sigma'", "z*(1 - z)", r"\bz\b|sigma|activation"),
    ("sigma'", "sigma(z)*(1 - z)", r"\bz\b"),
    ("sigma'", "exp(-z)/(1 + exp(-z))", r"square|power|\*\*2|\^2|quotient|chain|1 [-−]|denominator"),
    ("sigma'", "-exp(-z)/(1 + exp(-z))**2", SIGN + "|chain|inner"),
    ("sigma'", "1/(1 + exp(-z))**2", r"exp|chain|inner|numerator|factor|1 [-−]|square"),
    ("sigma'", "exp(z)/(1 + exp(-z))**2", SIGN),
    ("sigma'", "-1/(1 + exp(-z))**2", r"exp|chain|inner|numerator|sign|factor"),
]
# fmt: on


@dataclass(frozen=True)
class FormulaMark:
    question: str
    formula: str
    mark: str
    says: str


def formulas_marked(formulas: Sequence[tuple[str, str, str]] = FORMULAS) -> list[FormulaMark]:
    """Hand the wrong formulas in. The first explanation has to name the cause."""
    marks = []
    for question, formula, says in formulas:
        feedback = hw2lib.check_formula(question, formula)
        mark = marked(feedback, lambda e, says=says: names([says], e.says))
        marks.append(
            FormulaMark(
                question, formula, mark, feedback.explanations[0].says if feedback.explanations else feedback.text
            )
        )
    return marks


# --------------------------------------------------------------------------------------------------- the report


def of_numbers(marks: Sequence[Mark], in_full: bool = True) -> str:
    """Return the tables of the slips."""
    parts = []
    for title, by in (("by value", lambda m: m.by_value), ("by words", lambda m: m.by_words)):
        parts += [
            table(f"{title}, {kind}", marks, by, KINDS[kind]) for kind in (KINDS if in_full else ("setting", "digits"))
        ]
        parts += [f"the slips that fare worst, {title}\n{worst(marks, by)}"] if in_full else []
    return "\n\n".join(parts)


def of_random(met: dict[str, Counter[str]]) -> str:
    """Return the table of wrong answers without a slip."""
    kinds = sorted({kind for counts in met.values() for kind in counts})
    rows = {**met, "all": sum(met.values(), Counter())}
    head = f"{'wrong answers without a slip':34}" + "".join(f"{kind:>22}" for kind in kinds)
    return "\n".join(
        [head, *(f"{how:34}" + "".join(f"{counts[kind]:22}" for kind in kinds) for how, counts in rows.items())]
    )


def of_formulas(marks: Sequence[FormulaMark]) -> str:
    """Return what the wrong formulas were met with."""
    counts = Counter(m.mark for m in marks)
    head = f"{len(marks)} wrong formulas: " + ", ".join(f"{kind} {count}" for kind, count in counts.most_common())
    return "\n".join([head, *(f"  {m.mark}: {m.question} = {m.formula}: {m.says!r}" for m in marks if m.mark != FIRST)])


def slips_of(path: str) -> list[Slip]:
    """Return the list SLIPS of another file."""
    spec = spec_from_file_location("slips", path)
    assert spec is not None
    assert spec.loader is not None
    module = module_from_spec(spec)
    spec.loader.exec_module(module)
    return list(module.SLIPS)


def main(paths: Sequence[str] = ()) -> None:
    """Print all tables."""
    slips = slips_of(paths[0]) if paths else SLIPS
    print(f"{len(slips)} slips\n\n{of_numbers(sit(slips, ALL_SEEDS, EACH))}\n")
    if not paths:
        print(of_random(blamed(RANDOM, ALL_SEEDS)))
        verdicts, lost = called_wrong(RIGHT, ALL_SEEDS)
        print(f"\nright answers: {dict(verdicts)}", *lost[:20], sep="\n  ")
        print(f"\n{of_formulas(formulas_marked())}")


ALL_SEEDS = range(9)  # Mazur's network and eight random ones
EACH = 4  # cases of a slip in a setting
RANDOM, RIGHT = 2_400, 12_000

if __name__ == "__main__":
    from tests.answers import exam  # the Slips of another file are those of the module, not of the script

    exam.main(sys.argv[1:])
