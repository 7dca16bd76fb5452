"""Open the course, or run its tests. Everything needed is set up in this folder first, and nowhere else.

python3 start.py          opens the start notebook in JupyterLab
python3 start.py test     runs all tests; what follows is handed to pytest

On Windows the first word is py. Needs Python 3.11 or newer, pip, and a network on the first run.
"""

from __future__ import annotations

import hashlib
import os
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent
ENVIRONMENT = ROOT / ".venv"
BIN = ENVIRONMENT / ("Scripts" if os.name == "nt" else "bin")
PYTHON = BIN / ("python.exe" if os.name == "nt" else "python")
UV = "uv==0.13.9"


def run(*command: str | Path) -> None:
    """Run a command from the project's root; if it fails, stop with its exit status."""
    environment = {**os.environ, "PATH": f"{BIN}{os.pathsep}{os.environ['PATH']}", "VIRTUAL_ENV": str(ENVIRONMENT)}
    status = subprocess.run([str(word) for word in command], cwd=ROOT, env=environment, check=False).returncode
    if status:
        sys.exit(status)


def uv() -> Path:
    """Return uv's path; it is installed beside the project, which pip allows also where it refuses global installs."""
    folder = ROOT / ".uv"
    program = folder / "bin" / ("uv.exe" if os.name == "nt" else "uv")
    if not program.exists():
        run(sys.executable, "-m", "pip", "install", "--quiet", "--target", folder, "--upgrade", UV)
    return program


def set_up() -> None:
    """Make the environment hold the pinned versions; a second run finds it done."""
    stamp = ENVIRONMENT / "installed"
    pins = b"".join((ROOT / name).read_bytes() for name in ("requirements.txt", "pyproject.toml"))
    wanted = hashlib.sha256(pins + sys.version.encode()).hexdigest()
    if stamp.exists() and stamp.read_text() == wanted:
        return
    print("Setting up in .venv; the first time this takes a minute.", flush=True)
    program = uv()
    run(program, "venv", "--quiet", "--clear", "--python", sys.executable, ENVIRONMENT)
    run(
        program, "pip", "install", "--quiet", "--python", PYTHON, "--requirement", "requirements.txt", "--editable", "."
    )
    stamp.write_text(wanted)


def main(arguments: list[str]) -> None:
    """Do what the command line asks for."""
    if sys.version_info < (3, 11):
        sys.exit(f"Python 3.11 or newer is needed; this is {sys.version.split()[0]}")
    if arguments and arguments[0] not in ("test", "lab"):
        sys.exit(__doc__)
    set_up()
    if arguments[:1] == ["test"]:
        run(PYTHON, "-m", "ruff", "check", "--quiet", ".")
        run(PYTHON, "-m", "ruff", "format", "--quiet", "--check", ".")
        run(PYTHON, "-m", "mypy", "--no-error-summary")
        run(PYTHON, "-m", "pytest", "--nbval", *arguments[1:])
    else:
        run(PYTHON, "-m", "jupyter", "lab", *arguments[1:], "notebooks/0_start_here.ipynb")


if __name__ == "__main__":
    main(sys.argv[1:])
