"""Open the course, or run its tests. What that needs is set up in this folder first, and nowhere else.

python3 start.py                  opens your copies of the pages, in my/, in JupyterLab
python3 start.py lab OPTIONS      the same; OPTIONS go to JupyterLab, as in: lab --no-browser --port 9999
python3 start.py afresh PAGE      starts your copy of a page afresh, as in: afresh 2_backpropagation; yours is kept
python3 start.py original PAGE    puts the course's page beside yours
python3 start.py course OPTIONS   opens the course's own pages: what you save there changes the clone
python3 start.py test OPTIONS     runs all tests; OPTIONS go to pytest

On Windows the first word is py. Needs Python 3.11 or newer, and a network on the first run. Where this folder can't be
written to, ~/hw2lib-course is used, or the folder that HW2LIB_HOME names.
"""

from __future__ import annotations

import contextlib
import hashlib
import os
import re
import shutil
import signal
import subprocess
import sys
import tempfile
from pathlib import Path

ROOT = Path(__file__).resolve().parent
WINDOWS = os.name == "nt"
BIN = "Scripts" if WINDOWS else "bin"
EXE = ".exe" if WINDOWS else ""
UV = "uv==0.13.9"
NO_UV = """{}
uv, which installs everything else, can't be fetched. The first run needs a network. If there is one and this Python
has neither pip nor venv, install them (on Debian and Ubuntu: apt install python3-pip python3-venv), or install uv."""
STUCK = """The set-up failed; why stands above. It needs a network and 2 GB of space. The same command goes on from
here. If it fails again, delete .venv and run it once more."""


def writable_home() -> Path:
    """Return the folder that everything is written to: the clone, or one of the user's where it can't be written to."""
    named = os.environ.get("HW2LIB_HOME")
    if not named and os.access(ROOT, os.W_OK):
        return ROOT
    home = Path(named or "~/hw2lib-course").expanduser().resolve()
    with contextlib.suppress(OSError):
        home.mkdir(parents=True, exist_ok=True)
    if not os.access(home, os.W_OK):
        sys.exit(f"Neither {ROOT} nor {home} can be written to. Name a folder of yours in HW2LIB_HOME.")
    print(f"Everything is written to {home}.", flush=True)
    return home


def environment_in(home: Path) -> Path:
    """Return .venv, or where another version of Python made that, one beside it: a JupyterLab may be running there."""
    usual, version = home / ".venv", "{}.{}".format(*sys.version_info)
    settings = usual / "pyvenv.cfg"
    if not settings.exists() or re.search(rf"^version\w* = {re.escape(version)}\b", settings.read_text(), re.MULTILINE):
        return usual
    return home / f".venv-{version}"


def set_up(home: Path) -> Path:
    """Make the environment hold the pinned versions, and return its Python; a second run finds it done."""
    environment = environment_in(home)
    python = environment / BIN / f"python{EXE}"
    stamp = environment / "installed"
    watched = [ROOT / "requirements.txt", ROOT / "pyproject.toml"]
    if home != ROOT:  # a copy of the course is installed there
        watched += sorted([*ROOT.glob("hw2lib/**/*.*"), *ROOT.glob("notebooks/*.ipynb")])
    contents = b"".join(path.read_bytes() for path in watched if path.suffix != ".pyc")
    wanted = hashlib.sha256(contents + f"{sys.version} {ROOT}".encode()).hexdigest()
    if stamp.exists() and stamp.read_text() == wanted and runs(python):
        return python
    half_made = environment.exists() and not stamp.exists()  # a set-up that ended before its time
    stamp.unlink(missing_ok=True)
    print(f"Setting up in {environment}: some 150 packages, 800 MB. The first time this takes a minute.", flush=True)
    program = uv(home)
    # what is there stays, and is brought up to date: a running JupyterLab goes on
    step(program, "venv", "--quiet", "--allow-existing", "--python", sys.executable, environment)
    install = [program, "pip", "install", "--python", python, "--requirement", ROOT / "requirements.txt"]
    install += ["--reinstall"] * half_made
    if home == ROOT:
        step(*install, "--editable", ROOT)
    else:
        with tempfile.TemporaryDirectory() as folder:  # building writes beside the sources
            copy = shutil.copytree(ROOT, Path(folder, "hw2lib"), ignore=shutil.ignore_patterns(".*", "my"))
            step(*install, "--reinstall-package", "hw2lib", copy)
    stamp.write_text(wanted)
    return python


def uv(home: Path) -> str | Path:
    """Return uv: the one beside the project, which is fetched if it isn't there or is broken, or the system's."""
    folder = home / ".uv"
    program = folder / "bin" / f"uv{EXE}"
    if runs(program):
        return program
    print(f"Fetching {UV}, which installs the rest.", flush=True)
    said = fetch_uv(folder)
    if runs(program):
        return program
    system = shutil.which("uv")
    if system and runs(system):
        print("It can't be fetched; the uv that is installed here is used.", flush=True)
        return system
    return sys.exit(NO_UV.format(said))


def fetch_uv(folder: Path) -> str:
    """Install uv into a folder, where pip allows it also if it refuses global installs; return what was said."""
    python, said = Path(sys.executable), ""
    if not runs(python, "-m", "pip"):  # a virtual environment brings its own
        said = output_of(python, "-m", "venv", "--clear", folder / "pip")
        python = folder / "pip" / BIN / f"python{EXE}"
    install = ("-m", "pip", "install", "--quiet", "--retries", "1", "--upgrade", "--target")
    return said + output_of(python, *install, folder, UV)


def runs(*program: str | Path) -> bool:
    """Say whether a program is there and whole."""
    try:
        return subprocess.run([*program, "--version"], capture_output=True, check=False).returncode == 0
    except OSError:
        return False


def output_of(*command: str | Path) -> str:
    """Run pip or venv, and return what it said but for the warnings, which frighten and matter to nobody here."""
    settings = {**os.environ, "PIP_USER": "0", "PIP_REQUIRE_VIRTUALENV": "0"}  # --target goes with neither
    try:
        done = subprocess.run(command, env=settings, capture_output=True, text=True, check=False)
    except OSError as error:
        return f"{error}\n"
    return "".join(line for line in (done.stdout + done.stderr).splitlines(True) if not line.startswith("WARNING"))


def step(*command: str | Path) -> None:
    """Do a step of the set-up; if it fails, say how to go on."""
    if subprocess.run(command, cwd=ROOT, check=False).returncode:
        sys.exit(STUCK)


def run(*command: str | Path) -> None:
    """Run a command from the project's root and end with its status if it failed; what the keyboard says is for it."""
    folder = Path(command[0]).parent
    path = os.pathsep.join([str(folder), os.environ.get("PATH", os.defpath)])
    environment = {**os.environ, "PATH": path, "VIRTUAL_ENV": str(folder.parent)}
    process = subprocess.Popen(command, cwd=ROOT, env=environment)
    signal.signal(signal.SIGINT, lambda *_: None)  # Ctrl-C reaches the command too: JupyterLab asks, pytest sums up
    signal.signal(signal.SIGTERM, lambda *_: process.terminate())
    if status := process.wait():
        sys.exit(status)


def test(python: Path, options: list[str]) -> None:
    """Run what CI runs, on all cores. The tests of one file stay together, since a notebook is one kernel's.

    There is one process more than cores, since many wait for a browser or a kernel. The files keep their order: by the
    number of their tests the few long ones of the browser would come last.
    """
    run(python, "-m", "ruff", "check", "--quiet", ".")
    run(python, "-m", "ruff", "format", "--quiet", "--check", ".")
    run(python, "-m", "mypy", "--no-error-summary")
    run(python, "-c", "from importlinter.cli import lint_imports_command as lint; lint()", "--no-logo")
    processes = str((os.cpu_count() or 1) + 1)
    distributed = ["--numprocesses", processes, "--dist", "loadfile", "--no-loadscope-reorder"]
    run(python, "-m", "pytest", "--nbval", *distributed, *options)


def main(arguments: list[str]) -> None:
    """Do what the command line asks for."""
    if sys.version_info < (3, 11):
        sys.exit(f"Python 3.11 or newer is needed; this is {sys.version.split()[0]}.")
    word, *rest = arguments or ["lab"]
    if word not in ("lab", "afresh", "original", "course", "test"):
        sys.exit(__doc__)
    home = writable_home()
    if word == "test" and home != ROOT:
        sys.exit("The tests write beside the sources: run them in a clone that you can write to.")
    python = set_up(home)
    if word == "test":
        test(python, rest)
    elif word in ("afresh", "original"):
        run(python, "-m", "hw2lib", home / "my", f"--{word}", *rest)
    else:
        run(python, "-m", "hw2lib", home / "my" if word == "lab" else "--course", "--", *rest)


if __name__ == "__main__":
    try:
        main(sys.argv[1:])
    except KeyboardInterrupt:
        sys.exit("\nStopped. The same command goes on from here.")
    except OSError as error:  # a full disk, or files of another user
        sys.exit(f"{error}. Name a folder of yours in HW2LIB_HOME, and everything is written there.")
