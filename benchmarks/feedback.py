"""How long does it take to find the mistake behind a wrong number?

    python benchmarks/feedback.py [--repeat N]

The time is that of a search that finds nothing, which is the longest, for every question about the 2-2-2 network under
each loss. The first search of a kind, which enumerates what can go wrong, is shown apart.
"""

from __future__ import annotations

import argparse
import statistics
import time
from collections.abc import Iterator, Sequence

from hw2lib import check, cross_entropy, log_likelihood, quadratic, questions
from hw2lib.nn.losses import Loss

UNLIKELY = "0.71828182"  # no slip gives it


def seconds(question: str, loss: Loss) -> float:
    """Return the seconds of one search."""
    start = time.perf_counter()
    check(question, UNLIKELY, loss=loss)
    return time.perf_counter() - start


def searches(repeat: int) -> Iterator[tuple[str, float, float]]:
    """Yield every question with the seconds of the first search, and the median of the later ones."""
    for loss in (quadratic, cross_entropy, log_likelihood):
        for question in questions():
            if "[" not in question and not question.startswith("loss"):
                first = seconds(question, loss)
                yield f"{question}, {loss}", first, statistics.median(seconds(question, loss) for _ in range(repeat))


def main(arguments: Sequence[str] | None = None) -> None:
    """Print the table."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--repeat", type=int, default=5)
    parser.add_argument("--quick", action="store_true", help="every tenth question only")
    options = parser.parse_args(arguments)
    found = list(searches(options.repeat))[:: 10 if options.quick else 1]
    later = sorted((again, question) for question, _, again in found)
    first = max(first for _, first, _ in found)
    print(f"{len(found)} questions; the first search of one takes up to {first:.2f} s, and after that")
    print(
        f"{1000 * statistics.median(again for again, _ in later):.0f} ms in the median, {1000 * later[-1][0]:.0f} ms at the most ({later[-1][1]})"  # noqa: E501
    )


if __name__ == "__main__":
    main()
