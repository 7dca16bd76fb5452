"""The contenders of `training.py`: the same training in other ways, each as a function that runs one epoch.

All train sizes-layer sigmoid networks on the quadratic cost with plain mini-batch gradient descent, with the same
batch size and learning rate, in one thread. What a contender does outside its epoch (copying data, compiling) is not
timed.
"""

from __future__ import annotations

import importlib.util
import os
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

for _name in ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS"):
    os.environ.setdefault(_name, "1")
os.environ.setdefault("XLA_FLAGS", "--xla_cpu_multi_thread_eigen=false intra_op_parallelism_threads=1")

import numpy as np  # noqa: E402  # after the number of threads is set

from hw2lib import Network, quadratic, sigmoid, train  # noqa: E402

RATE = 0.1


@dataclass(frozen=True)
class Task:
    """What is trained: layer sizes, batch size, how many steps make an epoch, number type, copies side by side."""

    sizes: tuple[int, ...]
    batch: int
    steps: int
    dtype: Any = np.float64
    copies: int | None = None

    @property
    def epochs(self) -> int:
        """Epochs in one call of `train`, which checks its data once; thirty are what the book takes."""
        return 2 if self.copies else 10

    @property
    def label(self) -> str:
        """How the task is called in a table."""
        copies = f", {self.copies} copies" if self.copies else ""
        return f"{'-'.join(map(str, self.sizes))}, batch {self.batch}{copies}, {np.dtype(self.dtype)}"

    @lru_cache(maxsize=1)  # noqa: B019  # all contenders read the same data, and none writes to it
    def data(self) -> tuple[Any, Any]:
        """Random inputs and one-hot targets."""
        rng = np.random.default_rng(0)
        n = self.batch * self.steps
        x = rng.random((n, self.sizes[0]), dtype=self.dtype)
        return x, np.eye(self.sizes[-1], dtype=self.dtype)[rng.integers(self.sizes[-1], size=n)]

    def network(self) -> Network:
        """The network that all of them start from."""
        return Network.random(list(self.sizes), sigmoid, seed=0, copies=self.copies, dtype=self.dtype)


def products(task: Task) -> Callable[[], object]:
    """The matrix products of a step alone: one forward and two backward a layer, but for the first."""
    x, _ = task.data()
    w = [np.array(v) for v in task.network().w]
    batches = x.reshape(task.steps, task.batch, -1)
    a = [None, *(np.zeros((*(v.shape[:-2]), task.batch, v.shape[-2]), task.dtype) for v in w)]

    def epoch() -> None:
        for xs in batches:
            a[0] = xs
            for l in range(len(w)):
                a[l] @ w[l].swapaxes(-1, -2)
            for l in reversed(range(1, len(w))):
                a[l + 1] @ w[l]
            for l in range(len(w)):
                a[l + 1].swapaxes(-1, -2) @ a[l]

    return epoch


def hw2lib_train(task: Task) -> Callable[[], object]:
    """`hw2lib.train` as users call it, with shuffling, checks and history."""
    (x, y), net = task.data(), task.network()
    settings: Any = {"learning_rate": RATE, "batch_size": task.batch, "seed": 0, "progress": False}
    return lambda: train(net, x, y, quadratic, epochs=task.epochs, **settings)


def nielsen(task: Task) -> Callable[[], object]:
    """One example at a time, as column vectors, as the book's first program does it."""
    x, y = task.data()
    net = task.network()
    w, b = [np.array(v) for v in net.w], [np.array(v)[:, None] for v in net.b]
    pairs = [(p[:, None], q[:, None]) for p, q in zip(x, y, strict=True)]
    rng = np.random.default_rng(0)

    def backward(p: Any, q: Any) -> tuple[list[Any], list[Any]]:
        a, z = [p], []
        for w_l, b_l in zip(w, b, strict=True):
            z.append(w_l @ a[-1] + b_l)
            a.append(1 / (1 + np.exp(-z[-1])))
        delta = (a[-1] - q) * a[-1] * (1 - a[-1])
        db, dw = [delta], [delta @ a[-2].T]
        for l in range(2, len(w) + 1):
            delta = (w[-l + 1].T @ delta) * a[-l] * (1 - a[-l])
            db.insert(0, delta)
            dw.insert(0, delta @ a[-l - 1].T)
        return dw, db

    def epoch() -> None:
        order = rng.permutation(len(pairs))
        for start in range(0, len(pairs), task.batch):
            sum_w, sum_b = [np.zeros_like(v) for v in w], [np.zeros_like(v) for v in b]
            for i in order[start : start + task.batch]:
                dw, db = backward(*pairs[i])
                sum_w = [s + d for s, d in zip(sum_w, dw, strict=True)]
                sum_b = [s + d for s, d in zip(sum_b, db, strict=True)]
            for l in range(len(w)):
                w[l] = w[l] - RATE / task.batch * sum_w[l]
                b[l] = b[l] - RATE / task.batch * sum_b[l]

    return epoch


def scikit_learn(task: Task) -> Callable[[], object]:
    """MLPRegressor: sigmoid hidden layers, linear output, squared error, plain SGD."""
    from sklearn.neural_network import MLPRegressor

    x, y = task.data()
    model = MLPRegressor(
        hidden_layer_sizes=task.sizes[1:-1], activation="logistic", solver="sgd", alpha=0.0, batch_size=task.batch,
        momentum=0.0, nesterovs_momentum=False, learning_rate_init=RATE, max_iter=1, random_state=0, shuffle=True,
    )  # fmt: skip
    model.partial_fit(x, y)
    return lambda: model.partial_fit(x, y)


def pytorch(task: Task) -> Callable[[], object]:
    """Eager PyTorch with torch.optim.SGD."""
    import torch

    torch.set_num_threads(1)
    x, y = (torch.from_numpy(v) for v in task.data())
    layers: list[Any] = []
    for n_in, n_out in zip(task.sizes[:-1], task.sizes[1:], strict=True):
        layers += [torch.nn.Linear(n_in, n_out, dtype=x.dtype), torch.nn.Sigmoid()]
    model = torch.nn.Sequential(*layers)
    optimiser = torch.optim.SGD(model.parameters(), lr=RATE)

    def epoch() -> None:
        order = torch.randperm(len(x))
        for start in range(0, len(x), task.batch):
            some = order[start : start + task.batch]
            optimiser.zero_grad()
            loss = ((model(x[some]) - y[some]) ** 2).sum() / (2 * task.batch)
            loss.backward()
            optimiser.step()

    return epoch


def jax_scan(task: Task) -> Callable[[], object]:
    """JAX: a whole epoch in one jitted scan; with copies, vmap over it."""
    import jax
    import jax.numpy as jnp

    jax.config.update("jax_enable_x64", True)
    x, y = (jnp.asarray(v) for v in task.data())
    net = task.network()
    parameters = [(jnp.asarray(w), jnp.asarray(b)) for w, b in zip(net.w, net.b, strict=True)]

    def loss(p: Any, xs: Any, ys: Any) -> Any:
        for w, b in p:
            xs = jax.nn.sigmoid(xs @ w.T + b)
        return ((xs - ys) ** 2).sum() / (2 * task.batch)

    def step(p: Any, batch: Any) -> tuple[Any, None]:
        slopes = jax.grad(loss)(p, x[batch], y[batch])
        return jax.tree.map(lambda v, d: v - RATE * d, p, slopes), None

    def one_epoch(p: Any, key: Any) -> Any:
        order = jax.random.permutation(key, len(x)).reshape(task.steps, task.batch)
        return jax.lax.scan(step, p, order)[0]

    run = jax.jit(jax.vmap(one_epoch, (0, None)) if task.copies else one_epoch)
    key = jax.random.key(0)
    jax.block_until_ready(run(parameters, key))  # compiles
    return lambda: jax.block_until_ready(run(parameters, key))


_ALL: Mapping[str, tuple[str | None, Callable[[Task], Callable[[], object]]]] = {
    "products alone": (None, products),
    "hw2lib": (None, hw2lib_train),
    "Nielsen's loop": (None, nielsen),
    "scikit-learn": ("sklearn", scikit_learn),
    "PyTorch eager": ("torch", pytorch),
    "JAX scan": ("jax", jax_scan),
}
_ALSO_WITH_COPIES = ("products alone", "hw2lib", "JAX scan")


def contenders(task: Task) -> dict[str, Callable[[Task], Callable[[], object]]]:
    """Those that are installed and can do the task."""
    return {
        name: make
        for name, (package, make) in _ALL.items()
        if (package is None or importlib.util.find_spec(package)) and (not task.copies or name in _ALSO_WITH_COPIES)
    }
