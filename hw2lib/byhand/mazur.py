"""The 2-2-2 network of Matt Mazur's page and of homework 3.3, its names, and the figures that the page states.

Source: https://mattmazur.com/2015/03/17/a-step-by-step-backpropagation-example/
"""

from __future__ import annotations

import hashlib
import unicodedata
from collections.abc import Mapping
from numbers import Integral
from types import MappingProxyType

import numpy as np

from hw2lib.byhand.names import HOMEWORK, indices
from hw2lib.byhand.problem import Biases, Problem
from hw2lib.display import as_text, brief
from hw2lib.nn.activations import sigmoid, softmax
from hw2lib.nn.losses import Loss, cross_entropy, log_likelihood
from hw2lib.nn.network import Network

SIZES = (2, 2, 2)

WEIGHTS: Mapping[str, tuple[int, ...]] = MappingProxyType({HOMEWORK["w"](*i): i for i in indices("w", SIZES)})
"""Where each weight stands in matrix form: w7 is w[1][1, 0], from hidden neuron 0 to output 1."""

NEURONS: Mapping[str, tuple[int, ...]] = MappingProxyType(
    {HOMEWORK["z"](*i).removeprefix("net_"): i for i in indices("z", SIZES)}
)
"""Layer and index of each neuron that has a bias."""

PUBLISHED: Mapping[str, str] = MappingProxyType(
    {
        "E_total": "0.298371109",
        "E_total after 1 step": "0.291027924",
        "E_total after 10000 steps": "0.0000351085",
        "out_o1 after 10000 steps": "0.015912196",
        "out_o2 after 10000 steps": "0.984065734",
    }
)
"""What Mazur's page states for the squared error, to the digits it gives."""


def mazur(loss: Loss = cross_entropy, learning_rate: float = 0.5, biases: Biases = "held") -> Problem:
    """Return Mazur's network, inputs and targets, with the loss of your choice.

    Example:
        >>> mazur(cross_entropy)["w7"]
        0.5
    """
    w = [[[0.15, 0.20], [0.25, 0.30]], [[0.40, 0.45], [0.50, 0.55]]]
    b = [[0.35, 0.35], [0.60, 0.60]]
    output = softmax if loss is log_likelihood else sigmoid
    net = Network(w, b, [sigmoid, output])
    return Problem(net, np.array([0.05, 0.10]), np.array([0.01, 0.99]), loss, learning_rate, biases)


def variant(seed: int | str, loss: Loss = cross_entropy) -> Problem:
    """Return another problem of the same shape, with friendly numbers of its own, so that everybody has theirs.

    Args:
        seed: a number, or a name such as a student's; the same seed gives the same problem everywhere.
        loss: cross_entropy, quadratic or log_likelihood.

    Raises:
        TypeError: if the seed is neither.

    Example:
        >>> mine = variant("Ada")
        >>> mine.net.w[0]
        array([[0.9 , 0.3 ],
               [0.65, 0.7 ]])
        >>> variant("Ada")["w5"] == mine["w5"], variant("Grace")["w5"] == mine["w5"]
        (True, False)
    """
    if isinstance(seed, bool) or not isinstance(seed, (Integral, str)):
        raise TypeError(f"a variant has a whole number or a name for its seed, not {brief(seed)}")
    name = as_text(seed)
    if name is None:
        name = f"{int(seed):d}" if abs(int(seed)) < 10**100 else f"{int(seed):x}"
    # an é is one character or two, as the keyboard has it, and looks the same
    plain = unicodedata.normalize("NFC", name.strip())
    digest = hashlib.sha256(plain.encode(errors="surrogatepass")).digest()
    order = sorted(range(2, 20), key=lambda i: digest[i])  # distinct numbers, so that no mistake hides behind a tie
    picked = [round(0.05 * i, 2) for i in order]
    w1, w2, biases = picked[:4], picked[4:8], picked[8:10]
    x = [round(0.05 * (1 + digest[20] % 5), 2), round(0.3 + 0.05 * (digest[21] % 5), 2)]
    low = round(0.01 * (1 + digest[22] % 9), 2)
    rate = round(0.1 * (1 + digest[23] % 9), 1)
    y = np.array([low, round(1 - low - 0.01 * (digest[24] % 5), 2)])
    y = np.array([low, 1 - low]) if loss is log_likelihood else y
    net = Network(
        [np.reshape(w1, (2, 2)), np.reshape(w2, (2, 2))],
        [np.full(2, b) for b in biases],
        [sigmoid, softmax if loss is log_likelihood else sigmoid],
    )
    return Problem(net, np.array(x), y, loss, rate)
