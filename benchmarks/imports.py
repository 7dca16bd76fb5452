"""How long does `import hw2lib` take beyond NumPy's own import?

    python benchmarks/imports.py [--rounds N]

Every import is a fresh process, in turn with and without hw2lib; the time is taken inside it.
"""

from __future__ import annotations

import argparse
import statistics
import subprocess
import sys
from collections.abc import Sequence

TIMED = "import time; t = time.perf_counter(); import numpy; {}; print(time.perf_counter() - t)"


def milliseconds(code: str) -> float:
    """Run a fresh interpreter and return how long its imports took."""
    run = subprocess.run([sys.executable, "-c", TIMED.format(code)], capture_output=True, text=True, check=True)
    return 1000 * float(run.stdout)


def main(arguments: Sequence[str] | None = None) -> None:
    """Print the medians and the difference."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--rounds", type=int, default=15)
    parser.add_argument("--quick", action="store_true", help="accepted as by the other benchmarks; this one is quick")
    rounds = parser.parse_args(arguments).rounds
    pairs = [(milliseconds("pass"), milliseconds("import hw2lib")) for _ in range(rounds)]
    numpy, both = (statistics.median(column) for column in zip(*pairs, strict=True))
    extra = statistics.median(with_it - without for without, with_it in pairs)
    print(f"numpy {numpy:.0f} ms, with hw2lib {both:.0f} ms: {extra:.0f} ms more (medians of {rounds} pairs)")


if __name__ == "__main__":
    main()
