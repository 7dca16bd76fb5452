"""References that share no code with hw2lib: the same mathematics in mpmath, in autograd and with complex numbers."""

from __future__ import annotations

import autograd.numpy as anp
import mpmath
import numpy as np

mpmath.mp.dps = 50


# --- autograd: plain formulas, good for |z| of a few tens ---------------------------------------------------------


def _a_softmax(z):
    e = anp.exp(z - anp.max(z, axis=-1, keepdims=True))
    return e / anp.sum(e, axis=-1, keepdims=True)


PLAIN = {
    "sigmoid": lambda z: 1 / (1 + anp.exp(-z)),
    "tanh": anp.tanh,
    "relu": lambda z: anp.maximum(z, 0),
    "linear": lambda z: z,
    "softmax": _a_softmax,
}
PLAIN_LOSS = {
    "quadratic": lambda a, y: anp.sum((a - y) ** 2, axis=-1) / 2,
    "cross_entropy": lambda a, y: -anp.sum(y * anp.log(a) + (1 - y) * anp.log(1 - a), axis=-1),
    "log_likelihood": lambda a, y: -anp.sum(y * anp.log(a), axis=-1),
}


def plain_loss(parameters, names, x, y, loss):
    """The mean loss of a network given as (weights, biases); it also takes complex parameters, for complex steps."""
    w, b = parameters
    a = x
    for w_l, b_l, name in zip(w, b, names, strict=True):
        a = PLAIN[name](anp.matmul(a, anp.swapaxes(w_l, -1, -2)) + b_l)
    return anp.mean(PLAIN_LOSS[loss](a, y))


# --- mpmath: 50 digits ----------------------------------------------------------------------------------------------


def _m_softmax(z):
    top = max(z)
    e = [mpmath.exp(v - top) for v in z]
    return [v / mpmath.fsum(e) for v in e]


MP = {
    "sigmoid": lambda z: [1 / (1 + mpmath.exp(-v)) for v in z],
    "tanh": lambda z: [mpmath.tanh(v) for v in z],
    "relu": lambda z: [max(v, mpmath.mpf(0)) for v in z],
    "linear": list,
    "softmax": _m_softmax,
}


def _x_ln(y, a):
    return mpmath.mpf(0) if y == 0 else y * mpmath.log(a)


MP_LOSS = {
    "quadratic": lambda a, y: mpmath.fsum((p - q) ** 2 for p, q in zip(a, y, strict=True)) / 2,
    "cross_entropy": lambda a, y: -mpmath.fsum(_x_ln(q, p) + _x_ln(1 - q, 1 - p) for p, q in zip(a, y, strict=True)),
    "log_likelihood": lambda a, y: -mpmath.fsum(_x_ln(q, p) for p, q in zip(a, y, strict=True)),
}


def mp_value_and_delta(activation, loss, z, y, digits=1000):
    """The loss and dC/dz in so many digits that e^-1000 beside 1 is no trouble; delta by centred differences."""
    with mpmath.workdps(digits):
        z, y = [mpmath.mpf(float(v)) for v in z], [mpmath.mpf(float(v)) for v in y]

        def value(at):
            return MP_LOSS[loss](MP[activation](at), y)

        h = mpmath.mpf(10) ** (-digits // 4)
        delta = []
        for j in range(len(z)):
            above, below = list(z), list(z)
            above[j] += h
            below[j] -= h
            delta.append(float((value(above) - value(below)) / (2 * h)))
        return float(value(z)), np.array(delta)
