"""A mean over several runs, with the spread of the runs and the error of the mean."""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from hw2lib.nn.arrays import as_reals


@dataclass(frozen=True, repr=False)
class Estimate:
    """A mean over n runs.

    Attributes:
        mean: the mean.
        sd: the standard deviation of the runs (with n - 1): how far one run is from another.
        n: how many runs.
    """

    mean: float
    sd: float
    n: int

    @property
    def se(self) -> float:
        """The standard error of the mean, sd/sqrt(n): how far the mean would move if all runs were made again."""
        return self.sd / math.sqrt(self.n)

    def __format__(self, spec: str) -> str:
        """Write mean ± standard error, both in the format `spec`."""
        return f"{self.mean:{spec or '.4f'}} ± {self.se:{spec.lstrip('+') or '.4f'}}"

    def __repr__(self) -> str:
        return f"{self} (SD {self.sd:.4f}, {self.n} runs)"


def estimate(runs: npt.ArrayLike) -> Estimate:
    """Return the mean of what several runs gave, with its error.

    Raises:
        ValueError: if there are fewer than two runs, for then there is no spread to see; for a NaN, a masked run or
            numbers too large to be added and squared.
        TypeError: if they are no real numbers.

    Example:
        >>> loss = estimate([0.1, 0.2, 0.3])
        >>> loss
        0.2000 ± 0.0577 (SD 0.1000, 3 runs)
        >>> f"{loss:.2f}"
        '0.20 ± 0.06'
    """
    values = as_reals("runs", runs, np.float64)
    if values.ndim != 1 or len(values) < 2:
        raise ValueError(f"an estimate takes two or more runs in a row, but came with the shape {values.shape}")
    if not np.isfinite(values).all():
        raise ValueError("a run gave infinity or NaN: leave it out, and say how many you left out")
    with np.errstate(over="ignore", invalid="ignore"):
        mean, sd = float(values.mean()), float(values.std(ddof=1))
    if not math.isfinite(mean) or not math.isfinite(sd):
        raise ValueError("the runs are too large for their sum or their squares")
    return Estimate(mean, sd, len(values))
