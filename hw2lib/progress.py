"""A progress bar for what takes a while: tqdm's in a terminal, and in a notebook a line that goes when it is done.

tqdm would leave its last line among a notebook's outputs. Here the line is an output whose content is taken back at
the end, so that nothing is left to be stored or compared.
"""

from __future__ import annotations

import sys
import time
from collections.abc import Generator, Iterable
from typing import Any, TypeVar

T = TypeVar("T")

DELAY = 2.0  # seconds that pass before a bar is shown
PAUSE = 0.2  # seconds between two looks of it in a notebook


def show_progress(items: Iterable[T], total: int, label: str, unit: str, show: bool) -> Generator[T, None, None]:
    """Yield the items, and show how many there have been, if `show` and if it takes long.

    Example:
        >>> list(show_progress("ab", 2, "reading", "letter", show=False))
        ['a', 'b']
    """
    if not show:
        yield from items  # without a tqdm: even one that is disabled starts a thread
    elif _in_a_notebook():
        yield from _with_a_line(items, total, label, unit)
    else:
        from tqdm import tqdm  # here, and not above: `import hw2lib` should need NumPy alone

        yield from tqdm(items, total=total, desc=label, unit=unit, delay=DELAY, leave=False)


def _in_a_notebook() -> bool:
    ipython = sys.modules.get("IPython")
    return hasattr(ipython.get_ipython(), "kernel") if ipython else False


def _with_a_line(items: Iterable[T], total: int, label: str, unit: str) -> Generator[T, None, None]:
    from IPython.display import display
    from tqdm import tqdm

    start = shown = time.monotonic()
    line: Any = None
    try:
        for done, item in enumerate(items):
            now = time.monotonic()
            if now - start >= DELAY and now - shown >= min(PAUSE, DELAY):
                line, shown = line or display({}, raw=True, display_id=True), now
                text = tqdm.format_meter(done, total, now - start, ncols=79, prefix=label, unit=unit)
                line.update({"text/plain": text}, raw=True)
            yield item
    finally:
        if line:
            line.update({}, raw=True)
