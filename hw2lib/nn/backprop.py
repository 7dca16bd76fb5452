"""Backpropagation: the four equations of Nielsen's chapter 2, a line each."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt

from hw2lib.display import Result, brief, rounded
from hw2lib.nn.activations import Activation
from hw2lib.nn.arrays import Array, Arrays, batch_of, only_arrays, remedy_for
from hw2lib.nn.losses import Loss
from hw2lib.nn.network import Network, forward


@dataclass(frozen=True, repr=False, eq=False)
class Gradients(Result):
    """The loss and its derivatives; entry l of each list belongs to layer l, and l = 0 is the first that has weights.

    Attributes:
        loss: the mean loss over the examples; a number, or (*copies,).
        delta: each example's own dC/dz, (n_out,) or (examples, n_out).
        dw: the mean over the examples of dC/dw[j, k], (n_out, n_in).
        db: the mean over the examples of dC/db[j], (n_out,).

    With copies of a network each of them carries the leading axes.
    """

    loss: Array
    delta: tuple[Array, ...]
    dw: tuple[Array, ...]
    db: tuple[Array, ...]

    def __post_init__(self) -> None:
        for arrays in ([self.loss], self.delta, self.dw, self.db):
            only_arrays("a gradient", arrays)

    def _rows(self) -> tuple[list[str], list[list[object]]]:
        rows: list[list[object]] = []
        for i, (dw, db) in enumerate(zip(self.dw, self.db, strict=True)):
            rows.append([f"dw[{i}]", dw.shape, f"{rounded(np.abs(dw).max()):.6f}"])
            rows.append([f"db[{i}]", db.shape, f"{rounded(np.abs(db).max()):.6f}"])
        return ["gradient", "shape", "largest |entry|"], rows

    def __repr__(self) -> str:
        parts = ", ".join(f"{name} {shape}" for name, shape, _ in self._rows()[1])
        loss = f"{rounded(self.loss):.9f}" if np.ndim(self.loss) == 0 else f"of shape {self.loss.shape}"
        return f"Gradients: loss {loss}; {parts}"


def backprop(net: Network, x: npt.ArrayLike, y: npt.ArrayLike, loss: Loss) -> Gradients:
    """Return the loss of `net` on the examples and its gradient with respect to every weight and bias.

    Args:
        net: the network, or several copies of it.
        x: inputs, (n_in,) or (examples, n_in), or (*copies, examples, n_in).
        y: targets in the shape of x, with n_out in the place of n_in.
        loss: quadratic, cross_entropy, log_likelihood or one of your own.

    Raises:
        TypeError, ValueError: if x or y is not finite numbers of such a shape, or y can't be a target of this loss.

    Example:
        >>> from hw2lib import Network, cross_entropy, sigmoid
        >>> grads = backprop(Network([[[0.0]]], [[0.0]], sigmoid), [2.0], [1.0], cross_entropy)
        >>> grads
        Gradients: loss 0.693147181; dw[0] (1, 1), db[0] (1,)
        >>> grads.dw[0], grads.db[0]
        (array([[-1.]]), array([-0.5]))
    """
    x, y = check_examples(net, x, y, loss)
    single = x.ndim == 1
    x, y = np.atleast_2d(x), np.atleast_2d(y)
    z, a = forward(net.w, net.b, net.activations, x)
    value = loss.forward(net.activations[-1], z[-1], y).mean(-1)
    n = y.shape[-2]
    delta, dw, db = gradients(net.w, net.activations, z, a, y, loss, 1 / n)
    delta = [d[..., 0, :] if single else n * d for d in delta]
    return Gradients(value, tuple(delta), tuple(dw), tuple(db))


def gradients(
    w: Arrays, activations: Sequence[Activation], z: Arrays, a: Arrays, y: Array, loss: Loss, scale: Any
) -> tuple[list[Array], list[Array], list[Array]]:
    """The backward pass on checked arrays: return delta, dw and db, given what `network.forward` returned.

    BP1  delta^L = nabla_a C  . f'(z^L)                 (homework, equations 8 and 9)
    BP2  delta^l = ((w^(l+1))^T delta^(l+1)) . f'(z^l)  (equation 10)
    BP3  dC/db^l_j = delta^l_j                          (equation 35)
    BP4  dC/dw^l_jk = a^(l-1)_k delta^l_j               (equation 34)

    The products with f' are vector-Jacobian products, so that softmax fits on any layer. An example is a row, so
    (w^T delta) of the book reads delta @ w here. BP3 and BP4 are sums over the examples. All that comes back is times
    `scale`: one over their number makes it the gradient of the mean, and the learning rate times that the step that
    training takes. It enters at delta^L, the smallest array, and the chain rule carries it on.

    Example:
        >>> from hw2lib import linear, quadratic
        >>> w, one = [np.array([[2.0]])], np.array([[1.0]])
        >>> gradients(w, [linear], [2 * one], [one, 2 * one], 5 * one, quadratic, 1.0)
        ([array([[-3.]])], [array([[-3.]])], [array([-3.])])
    """
    delta = [scale * loss.backward(activations[-1], z[-1], a[-1], y)]  # BP1
    for l in reversed(range(len(w) - 1)):
        delta.insert(0, activations[l].backward(delta[0] @ w[l + 1], z[l], a[l + 1]))  # BP2
    each = np.ones(y.shape[-2], y.dtype)  # a sum over the examples is a product with ones, and quicker as such
    db: list[Array] = [each @ d for d in delta]  # BP3
    dw: list[Array] = [d.swapaxes(-1, -2) @ a_below for d, a_below in zip(delta, a, strict=False)]  # BP4
    return delta, dw, db


def check_examples(net: Network, x: npt.ArrayLike, y: npt.ArrayLike, loss: Loss) -> tuple[Array, Array]:
    """Return x and y as checked arrays of the network's number type, or say what is wrong with them.

    Example:
        >>> from hw2lib import Network, cross_entropy, sigmoid
        >>> check_examples(Network([[[0.0]]], [[0.0]], sigmoid), [1.0], [2.0], cross_entropy)
        Traceback (most recent call last):
        ValueError: cross_entropy needs targets between 0 and 1, but y holds 2
    """
    if not isinstance(net, Network):
        raise TypeError(f"a Network is needed, not {brief(net)}")
    if not isinstance(loss, Loss):
        raise TypeError(f"a loss is needed (quadratic, cross_entropy, log_likelihood or your own), not {brief(loss)}")
    x = batch_of("x", x, net.sizes[0], net.copies, net.dtype)
    n = 1 if x.ndim == 1 else x.shape[-2]
    y = batch_of("y", y, net.sizes[-1], net.copies, net.dtype, n)
    if x.shape[:-1] != y.shape[:-1]:
        remedy = remedy_for("y", y, net.sizes[-1], n)
        raise ValueError(f"x and y must agree in their examples, but x has shape {x.shape} and y has {y.shape}{remedy}")
    loss.check_targets(net.activations[-1], y)
    return x, y
