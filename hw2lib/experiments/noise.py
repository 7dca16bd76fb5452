"""How far the gradient of a mini-batch is off, and how often a step with it goes uphill."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from hw2lib.nn.arrays import Array, as_floats, positive, positive_integer
from hw2lib.nn.backprop import backprop, check_examples
from hw2lib.nn.batches import checked_size
from hw2lib.nn.losses import Loss
from hw2lib.nn.network import Network, Seed, generator


def example_gradients(net: Network, x: npt.ArrayLike, y: npt.ArrayLike, loss: Loss) -> Array:
    """Return the gradient of each example by itself, (examples, parameters); their mean is that of all.

    Entry (e, ...) is delta^l_j a^(l-1)_k for the weights of each layer (BP4), then delta^l_j for the biases (BP3).

    Example:
        >>> from hw2lib import quadratic, sigmoid
        >>> net = Network.random([2, 3, 1], sigmoid, seed=0)
        >>> example_gradients(net, [[0, 1], [1, 1]], [[0], [1]], quadratic).shape
        (2, 13)
    """
    x, y = _examples(net, x, y, loss)
    activations, deltas = net.forward(x).a, backprop(net, x, y, loss).delta
    weights = [np.einsum("ej,ek->ejk", d, a).reshape(len(d), -1) for d, a in zip(deltas, activations[:-1], strict=True)]
    return np.concatenate([*weights, *deltas], axis=1)


def batch_gradients(gradients: Array, batch_size: int, *, draws: int, seed: Seed = None) -> Array:
    """Return the gradients of mini-batches drawn at random, (draws, parameters).

    Args:
        gradients: those of the examples, one a row, as from `example_gradients`.
        batch_size: examples in a mini-batch, drawn without putting back.
        draws: how many mini-batches.
        seed: of the draws.

    Example:
        >>> batch_gradients(np.array([[-1.0], [1.0]]), 2, draws=3).ravel()
        array([0., 0., 0.])
    """
    gradients, rng = _drawn_from(gradients), generator(seed)
    drawn = _batches(rng, len(gradients), batch_size, positive_integer("draws", draws))
    return np.array([gradients[batch].mean(0) for batch in drawn])


def gradient_noise(gradients: Array, batch_size: int, *, draws: int = 400, seed: Seed = None) -> float:
    """Return how far the mean of a mini-batch is from the mean of all: the root of the mean square distance.

    Args:
        gradients: one a row, as from `example_gradients`.
        batch_size: gradients in a mini-batch, drawn without putting back.
        draws: how many mini-batches; with a batch size of 1, each row is taken once.
        seed: of the draws.

    Example:
        >>> round(gradient_noise(np.array([[-1.0], [1.0]]), 1), 3)
        1.0
    """
    gradients = _drawn_from(gradients)
    one = checked_size(batch_size, len(gradients)) == 1
    means = gradients if one else batch_gradients(gradients, batch_size, draws=draws, seed=seed)
    return float(np.sqrt(((means - gradients.mean(0)) ** 2).sum(-1).mean()))


def noise_law(gradients: Array, batch_size: int) -> float:
    """Return what statistics says of `gradient_noise`: s/sqrt(m), times sqrt((n - m)/(n - 1)) for the n at hand.

    Example:
        >>> noise_law(np.array([[-1.0], [1.0]]), 1), noise_law(np.array([[-1.0], [1.0]]), 2)
        (1.0, 0.0)
    """
    gradients = _drawn_from(gradients)
    n = len(gradients)
    m = checked_size(batch_size, n)
    s = np.sqrt(((gradients - gradients.mean(0)) ** 2).sum(-1).mean())
    return float(s * np.sqrt((n - m) / (m * max(n - 1, 1))))


def uphill(
    net: Network,
    x: Array,
    y: Array,
    loss: Loss,
    *,
    batch_size: int,
    learning_rate: float,
    steps: int,
    seed: Seed = None,
) -> float:
    """Return the share of single steps, each from `net`, after which the loss over all examples is larger.

    Example:
        >>> from hw2lib import quadratic, sigmoid
        >>> x, y = np.array([[0.0, 1.0], [1.0, 1.0]]), np.array([[0.0], [1.0]])
        >>> net = Network.random([2, 3, 1], sigmoid, seed=0)
        >>> uphill(net, x, y, quadratic, batch_size=2, learning_rate=0.1, steps=3)
        0.0
    """
    x, y = _examples(net, x, y, loss)
    learning_rate, rng = positive("learning_rate", learning_rate), generator(seed)
    drawn = _batches(rng, len(x), batch_size, positive_integer("steps", steps))
    taken = [backprop(net, x[batch], y[batch], loss) for batch in drawn]
    w = [np.stack([v - learning_rate * step.dw[l] for step in taken]) for l, v in enumerate(net.w)]
    b = [np.stack([v - learning_rate * step.db[l] for step in taken]) for l, v in enumerate(net.b)]
    z = Network(w, b, net.activations).forward(x).z[-1]
    after = loss.value(net.activations[-1], z, y).mean(-1)
    return float((after > backprop(net, x, y, loss).loss).mean())


def _examples(net: Network, x: npt.ArrayLike, y: npt.ArrayLike, loss: Loss) -> tuple[Array, Array]:
    """Return x and y as a batch for a single network, or say what is wrong with them."""
    x, y = check_examples(net, x, y, loss)
    if net.copies:
        raise ValueError("one network is looked at, and this one has copies: choose one of them, net[0]")
    return np.atleast_2d(x), np.atleast_2d(y)


def _drawn_from(gradients: npt.ArrayLike) -> Array:
    rows = as_floats("gradients", gradients)
    if rows.ndim != 2 or not len(rows):
        raise ValueError(f"gradients must have the shape (examples, parameters), but have {rows.shape}")
    return rows


def _batches(rng: np.random.Generator, n: int, batch_size: int, count: int) -> list[npt.NDArray[np.intp]]:
    size = checked_size(batch_size, n)
    return [rng.choice(n, size, replace=False) for _ in range(count)]
