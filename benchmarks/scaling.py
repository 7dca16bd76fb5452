"""Is the cost of training linear in the data, the depth and the copies, and does memory stay where it is?

    python benchmarks/scaling.py [--rounds N] [--quick]

Each quantity is doubled three times; the table has the time relative to the first, which should double too. Memory is
what Python and NumPy allocate at the most while `train` runs, beyond the data: it should not grow with the number of
steps.
"""

from __future__ import annotations

import argparse
import os
import time
import tracemalloc
from collections.abc import Sequence
from typing import Any

for _name in ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS"):
    os.environ.setdefault(_name, "1")

import numpy as np  # noqa: E402  # after the number of threads is set

from hw2lib import Network, quadratic, sigmoid, train  # noqa: E402


def run(examples: int = 2000, layers: int = 2, copies: int | None = None, epochs: int = 1) -> Any:
    """Return a function that trains once."""
    rng = np.random.default_rng(0)
    x, y = rng.random((examples, 64)), rng.random((examples, 10))
    net = Network.random([64, *[64] * (layers - 1), 10], sigmoid, seed=0, copies=copies)
    settings = {"learning_rate": 0.1, "epochs": epochs, "batch_size": 10, "seed": 0, "progress": False}
    return lambda: train(net, x, y, quadratic, **settings)


def seconds(job: Any, rounds: int) -> float:
    """Return the median time of a job."""
    times = []
    for _ in range(rounds):
        start = time.perf_counter()
        job()
        times.append(time.perf_counter() - start)
    return float(np.median(times))


def main(arguments: Sequence[str] | None = None) -> None:
    """Print the tables."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--quick", action="store_true", help="a tenth of the data")
    options = parser.parse_args(arguments)
    base = 200 if options.quick else 2000
    print("hw2lib: time relative to the first column, one thread, float64")
    rows: dict[str, list[Any]] = {
        "examples 1, 2, 4, 8": [run(base * k) for k in (1, 2, 4, 8)],
        "hidden layers 2, 4, 8, 16": [run(base, layers=k + 1) for k in (2, 4, 8, 16)],
        "copies 8, 16, 32, 64": [run(base // 4, copies=k) for k in (8, 16, 32, 64)],
    }
    for name, jobs in rows.items():
        times = [seconds(job, options.rounds) for job in jobs]
        print(f"    {name:26} " + "  ".join(f"{t / times[0]:5.2f}" for t in times))
    for epochs in (1, 4):
        job = run(base, epochs=epochs)
        tracemalloc.start()
        job()
        _, peak = tracemalloc.get_traced_memory()
        tracemalloc.stop()
        print(f"    peak memory beyond the data, {epochs} epoch{'s' * (epochs > 1)}: {peak / 1e6:.2f} MB")


if __name__ == "__main__":
    main()
