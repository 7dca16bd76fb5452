"""Which examples and which copies of a network are trained together: the mini-batches, and the blocks of copies."""

from collections.abc import Iterator, Sequence
from typing import Any

import numpy as np
import numpy.typing as npt

from hw2lib.nn.arrays import Array, Shape, positive_integer
from hw2lib.nn.network import Network

CACHE = 2**21  # bytes of parameters that are trained together


class Block:
    """Views of the copies that are trained together: their parameters, rates and examples."""

    def __init__(self, w: list[Array], b: list[Array], x: Array, y: Array, rate: Any, some: Any) -> None:
        self.w, self.b = [v[some] for v in w], [v[some] for v in b]
        self.rate = rate[some] if np.ndim(rate) else rate
        self.x, self.y = (data[some] if data.ndim > 2 else data for data in (x, y))
        self.some = some

    def mini_batches(self, order: npt.NDArray[np.intp] | None, batch_size: int) -> Iterator[tuple[Array, Array]]:
        """Yield the mini-batches of one epoch: the full batch if there is no order."""
        if order is None:
            yield self.x, self.y
            return
        if order.ndim > 1:
            order = order[self.some]
        for start in range(0, order.shape[-1], batch_size):
            batch = order[..., start : start + batch_size]
            yield _pick(self.x, batch), _pick(self.y, batch)


def blocks(net: Network) -> list[Any]:
    """Return slices of the copies, each small enough for its parameters to stay in a processor's cache for an epoch.

    Example:
        >>> from hw2lib import sigmoid
        >>> blocks(Network.random([784, 30, 10], sigmoid, seed=0, copies=20))
        [slice(0, 10, None), slice(10, 20, None)]
    """
    if not net.copies:
        return [...]
    bytes_of_one = net.n_parameters * net.dtype.itemsize * int(np.prod(net.copies[1:], dtype=int))
    together = max(1, CACHE // bytes_of_one)
    return [slice(start, start + together) for start in range(0, net.copies[0], together)]


def checked_size(batch_size: int, n: int) -> int:
    """Return the size of a mini-batch, or say what is wrong with it: it has at least 1 of the n examples, at most all.

    Example:
        >>> checked_size(20, 10)
        Traceback (most recent call last):
        ValueError: batch_size is 20, but there are only 10 examples
    """
    size = positive_integer("batch_size", batch_size)
    if size > n:
        raise ValueError(f"batch_size is {size}, but there are only {n} examples")
    return size


def new_order(rngs: Sequence[np.random.Generator], n: int, copies: Shape) -> npt.NDArray[np.intp]:
    """Return the examples' indices in the order of one epoch: (n,), or (*copies, n) if each copy has its seed.

    Example:
        >>> new_order([np.random.default_rng(0)], 3, ())
        array([2, 0, 1])
    """
    orders = [rng.permutation(n) for rng in rngs]
    return orders[0] if len(orders) == 1 else np.stack(orders).reshape(*copies, n)


def _pick(data: Array, batch: npt.NDArray[np.intp]) -> Array:
    if batch.ndim == 1:
        return data.take(batch, axis=-2)
    if data.ndim == 2:
        return data[batch]
    return np.take_along_axis(data, batch[..., None], axis=-2)
