"""How fast is training? hw2lib's `train` beside the matrix products alone and others, as ratios in one run.

    python benchmarks/training.py [--rounds N] [--quick]

All contenders run in turn in this process, round after round, one thread each. A figure is the median over the rounds
of the ratio to the products of the same round; the spread is the smallest and the largest. scikit-learn, PyTorch and
JAX take part if they are installed.
"""

from __future__ import annotations

import argparse
import gc
import platform
import time
from collections.abc import Sequence

import contenders  # before numpy: it sets the number of threads
import numpy as np
from contenders import Task

TASKS = [  # 784 inputs: as many examples as the book trains on, 50,000
    Task((784, 30, 10), 10, 5000),
    Task((64, 30, 10), 10, 3000),
    Task((64, 30, 10), 1, 3000),
    Task((784, 100, 10), 128, 390),
]
SIDE_BY_SIDE = [
    Task(sizes, batch, 1000, copies=copies)
    for sizes, batch in [((784, 30, 10), 10), ((64, 30, 10), 10), ((64, 30, 10), 1)]
    for copies in (10, 100)
]


def microseconds(task: Task, rounds: int) -> dict[str, list[float]]:
    """Time a step of every contender, in turn, so that a drift of the machine meets all of them."""
    epochs = {name: make(task) for name, make in contenders.contenders(task).items()}
    for run in epochs.values():
        run()
    times: dict[str, list[float]] = {name: [] for name in epochs}
    for _ in range(rounds):
        for name, run in epochs.items():
            gc.collect()
            start = time.perf_counter()
            run()
            seconds = (time.perf_counter() - start) / (task.epochs if name == "hw2lib" else 1)
            times[name].append(seconds / task.steps / (task.copies or 1) * 1e6)
    return times


def row(task: Task, times: dict[str, list[float]]) -> str:
    """Set one task as a few lines: microseconds, and the ratio to the products alone."""
    base = np.array(times["products alone"])
    lines = [f"{task.label}: microseconds a step{' and copy' if task.copies else ''}, and ratio to the products alone"]
    for name, values in times.items():
        ratios = np.array(values) / base
        spread = f"{ratios.min():.2f} to {ratios.max():.2f}"
        lines.append(f"    {name:15} {np.median(values):9.1f}   {np.median(ratios):7.2f}   ({spread})")
    return "\n".join(lines)


def versions() -> str:
    """Name what was measured with."""
    from importlib.metadata import PackageNotFoundError, version

    found = []
    for package in ("numpy", "scikit-learn", "torch", "jax"):
        try:
            found.append(f"{package} {version(package)}")
        except PackageNotFoundError:
            found.append(f"no {package}")
    return f"Python {platform.python_version()}, {', '.join(found)}; one thread, {platform.machine()}"


def main(arguments: Sequence[str] | None = None) -> None:
    """Print the tables."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--rounds", type=int, default=7)
    parser.add_argument("--quick", action="store_true", help="the small networks alone, a hundredth of the steps")
    options = parser.parse_args(arguments)
    print(versions())
    for dtype in (np.float64, np.float32):
        for task in TASKS + SIDE_BY_SIDE:
            if options.quick and task.sizes[0] > 64:
                continue
            steps = max(2, task.steps // 100) if options.quick else task.steps
            sized = Task(task.sizes, task.batch, steps, dtype, task.copies)
            print(row(sized, microseconds(sized, options.rounds)), flush=True)


if __name__ == "__main__":
    main()
