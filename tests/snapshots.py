"""What is kept of an earlier run, to see what a change changes."""

from pathlib import Path


def kept(snapshot: Path, text: str) -> str:
    """Return what a snapshot holds. It is written anew, with this text, on purpose by deleting its file."""
    if not snapshot.exists():
        snapshot.parent.mkdir(exist_ok=True)
        snapshot.write_text(text, encoding="utf-8")
    return snapshot.read_text(encoding="utf-8")
