"""What is kept of an earlier run, to see what a change changes."""

import re
from pathlib import Path

import pytest

NUMBER = re.compile(r"-?\d+\.?\d*(?:e-?\d+)?")


def kept(snapshot: Path, text: str) -> str:
    """Return what a snapshot holds. It is written anew, with this text, on purpose by deleting its file."""
    if not snapshot.exists():
        snapshot.parent.mkdir(exist_ok=True)
        snapshot.write_text(text, encoding="utf-8")
    return snapshot.read_text(encoding="utf-8")


def assert_kept(snapshot: Path, found: list[str]) -> None:
    """Fail at the first line that differs from the snapshot by more than the last digits of its numbers.

    Where a number is rounded halfway, or is 0 but for its last bits, those digits are another processor's own.
    """
    before = kept(snapshot, "\n".join([*found, ""])).splitlines()
    assert len(found) == len(before), f"{snapshot.stem}: {len(found)} lines for {len(before)}"
    for ours, theirs in zip(found, before, strict=True):
        assert NUMBER.sub("#", ours) == NUMBER.sub("#", theirs), f"{snapshot.stem}\n{ours}\n{theirs}"
        numbers, others = ([float(n) for n in NUMBER.findall(line)] for line in (ours, theirs))
        assert numbers == pytest.approx(others, rel=1e-4, abs=1e-6), f"{snapshot.stem}\n{ours}\n{theirs}"
