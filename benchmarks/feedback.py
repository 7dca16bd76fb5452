"""How often is a slip recognised from the number that it gives, and how long does the search take?

    python benchmarks/feedback.py [--networks N] [--seed S]

Every slip gives wrong answers on the standard network and on random ones, under each loss. They are rounded to 3 to 8
digits and checked. Told is the share of answers of which the slip is named; alone, of which nothing else is named. A
slip that changes nothing within the digits given is not counted. The time is that of a search that finds nothing, which
is the longest, for every question about the standard network.
"""

from __future__ import annotations

import argparse
import time
from collections.abc import Iterator, Sequence

import _root  # noqa: F401  # before tests
import numpy as np

from hw2lib import check, questions
from hw2lib.answers.slips import SLIPS, Slip
from tests.students import LOSSES, slips_in, wrong_answers

DIGITS = range(3, 9)
UNLIKELY = 0.71828182  # no slip gives it


def told_and_alone(slip: Slip, digits: int, networks: int, seed: int) -> tuple[int, int, int]:
    """Return how many answers the slip gave, of how many it was named, and of how many it alone."""
    answers = list(wrong_answers(slip, np.random.default_rng(seed), digits, 10.0 ** (1 - digits), networks))
    told = [feedback for _, _, feedback in answers if slip.name in slips_in(feedback)]
    return len(answers), len(told), sum(len(feedback.explanations) == 1 for feedback in told)


def search_times(repeat: int = 5) -> Iterator[tuple[str, float]]:
    """Yield every question with the median seconds of a search that finds nothing."""
    for loss in LOSSES:
        for question in questions():
            times = []
            for _ in range(repeat):
                start = time.perf_counter()
                feedback = check(question, UNLIKELY, loss=loss)
                times.append(time.perf_counter() - start)
            if not feedback.explanations:
                yield f"{question}, {loss}", float(np.median(times))


def main(arguments: Sequence[str] | None = None) -> None:
    """Print both tables."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--networks", type=int, default=2, help="random networks a loss")
    parser.add_argument("--seed", type=int, default=0)
    args = parser.parse_args(arguments)

    slips = [slip for slip in SLIPS.values() if not slip.only_with_others]
    counts = {
        digits: np.array([told_and_alone(slip, digits, args.networks, args.seed) for slip in slips])
        for digits in DIGITS
    }
    print("| digits | answers | told | alone |\n|---|---|---|---|")
    for digits, table in counts.items():
        answers, told, alone = table.sum(0)
        print(f"| {digits} | {answers} | {told / answers:.1%} | {alone / answers:.1%} |")

    print(f"\n| slip, told (alone) in % at | {' | '.join(map(str, DIGITS))} |\n|---|{'---|' * len(DIGITS)}")
    for row, slip in enumerate(slips):
        cells = []
        for table in counts.values():
            answers, told, alone = table[row]
            cells.append(f"{100 * told / answers:.0f} ({100 * alone / answers:.0f})" if answers else "-")
        print(f"| {slip.name} | {' | '.join(cells)} |")

    times = sorted(search_times(), key=lambda pair: pair[1])
    seconds = [pair[1] for pair in times]
    print(f"\na search that finds nothing: median {1e3 * np.median(seconds):.0f} ms, ", end="")
    print(f"longest {1e3 * seconds[-1]:.0f} ms ({times[-1][0]}), of {len(times)} questions")


if __name__ == "__main__":
    main()
