"""The first command, wherever it runs: each case is one sentence that says what to do, or just works. No network."""

import os
import re
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import pytest

import start

ROOT = Path(__file__).resolve().parents[1]
VERSION = "{}.{}".format(*sys.version_info)
AS_ROOT = hasattr(os, "geteuid") and os.geteuid() == 0

pytestmark = pytest.mark.skipif(os.name == "nt", reason="the stand-ins for uv and pip are shell scripts")

# what is asked of uv is written down; its environments have a Python that writes down what is asked of it
FAKE_UV = """#!/bin/sh
echo "uv $*" >> "$LOG"
case "$1" in
--version) exit "${UV_STATUS:-0}" ;;
venv)
    for folder; do :; done
    mkdir -p "$folder/bin"
    echo "version_info = $VERSION.1" > "$folder/pyvenv.cfg"
    printf '#!/bin/sh\\n[ "$1" = --version ] && exit\\necho "python $*" >> "$LOG"\\n%s\\n' "$DO" > "$folder/bin/python"
    chmod +x "$folder/bin/python" ;;
pip)
    echo "Installed 155 packages" >&2
    sleep "${SLEEP:-0}"
    exit "${INSTALL_STATUS:-0}" ;;
esac
"""
FAKE_PIP = """
import os, shutil, sys
if "--version" not in sys.argv:
    if "FAKE_UV" not in os.environ:
        sys.exit("WARNING: Location '/nowhere' is ignored\\nERROR: No matching distribution found for uv")
    target = sys.argv[sys.argv.index("--target") + 1]
    os.makedirs(target + "/bin", exist_ok=True)
    shutil.copy(os.environ["FAKE_UV"], target + "/bin/uv")
"""
NOT_HERE = "import sys; sys.exit('not here')"


class Machine:
    """A clone, a Python whose pip and venv are stand-ins, and a log of what was called."""

    def __init__(self, folder):
        self.folder, self.clone, self.log = folder, folder / "clone", folder / "log"
        self.clone.mkdir()
        for name in ("start.py", "requirements.txt", "pyproject.toml"):
            shutil.copy(ROOT / name, self.clone)
        self.fake_uv = self.script(folder / "uv", FAKE_UV)
        self.python = sys.executable
        self.user = {}
        (folder / "modules").mkdir()
        (folder / "home").mkdir()
        (folder / "bin").mkdir()
        self.module("pip", FAKE_PIP)
        self.environment = {
            "PATH": f"{folder / 'bin'}:/usr/bin:/bin",
            "HOME": str(folder / "home"),
            "PYTHONPATH": str(folder / "modules"),
            "LOG": str(self.log),
            "VERSION": VERSION,
            "FAKE_UV": str(self.fake_uv),
        }

    def script(self, path, text):
        path.write_text(text)
        path.chmod(0o755)
        return path

    def module(self, name, text):
        (self.folder / "modules" / f"{name}.py").write_text(text)

    def start(self, *words, **environment):
        return subprocess.Popen(
            [self.python, str(self.clone / "start.py"), *words],
            env={**self.environment, **environment},
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            start_new_session=True,
            **self.user,
        )

    def run(self, *words, **environment):
        """Return the exit status and what was said, in which there is never a traceback."""
        process = self.start(*words, **environment)
        said = process.communicate(timeout=60)[0]
        assert "Traceback" not in said, said
        return process.returncode, said

    def called(self):
        calls = self.log.read_text().splitlines() if self.log.exists() else []
        self.log.unlink(missing_ok=True)
        return [call for call in calls if call != "uv --version"]


@pytest.fixture
def machine(tmp_path):
    return Machine(tmp_path)


def test_it_sets_up_once_and_shows_what_it_does(machine):
    status, said = machine.run()
    assert status == 0
    assert f"Setting up in {machine.clone / '.venv'}" in said
    assert "Fetching uv" in said
    assert "Installed 155 packages" in said
    made, installed, opened = machine.called()
    assert made.startswith("uv venv")
    assert "--clear" not in made
    assert installed.endswith(f"--editable {machine.clone}")
    assert opened == f"python -m hw2lib {machine.clone / 'my'} --"
    assert machine.run() == (0, "")
    assert machine.called() == [opened]


def test_what_follows_is_handed_on(machine):
    my = machine.clone / "my"
    for words, asked in {
        "lab --no-browser --port 9999": f"{my} -- --no-browser --port 9999",
        "course --no-browser": "--course -- --no-browser",
        "afresh 2_backpropagation": f"{my} --afresh 2_backpropagation",
        "original errata": f"{my} --original errata",
    }.items():
        machine.run(*words.split())
        assert machine.called()[-1] == f"python -m hw2lib {asked}"
    machine.run("test", "-x", "tests/nn")
    *checks, tests = machine.called()
    assert [re.search(r"ruff check|ruff format|mypy|importlinter", check)[0] for check in checks] == [
        "ruff check",
        "ruff format",
        "mypy",
        "importlinter",
    ]
    processes = os.cpu_count() + 1
    options = f"--numprocesses {processes} --dist loadfile --no-loadscope-reorder"
    assert tests == f"python -m pytest --nbval {options} -x tests/nn"


def test_a_failing_check_ends_it_with_its_status(machine):
    assert machine.run("test", DO="exit 3")[0] == 3
    assert sum(call.startswith("python") for call in machine.called()) == 1


def test_help_and_what_it_does_not_know(machine):
    for word in ("--help", "notebook", ""):
        status, said = machine.run(word)
        assert status == 1
        assert said.strip() == start.__doc__.strip()
    assert machine.called() == []
    for word in ("lab", "afresh", "original", "course", "test"):
        assert f"start.py {word} " in start.__doc__


def test_an_old_python_is_told(monkeypatch):
    monkeypatch.setattr(sys, "version_info", (3, 10, 2))
    with pytest.raises(SystemExit, match=r"Python 3\.11 or newer is needed"):
        start.main([])


def test_offline_at_the_first_run(machine):
    del machine.environment["FAKE_UV"]
    status, said = machine.run()
    assert status == 1
    assert "The first run needs a network" in said
    assert "Location" not in said


def test_offline_with_the_real_pip(machine):
    """Nobody answers at that port; pip gives up in seconds, not in a quarter of a minute."""
    (machine.folder / "modules" / "pip.py").unlink()
    nobody = {"PIP_INDEX_URL": "http://127.0.0.1:9/simple", "PIP_CONFIG_FILE": os.devnull}
    status, said = machine.run(**nobody)
    assert status == 1
    assert "The first run needs a network" in said


def test_offline_when_uv_is_there_and_the_packages_are_not(machine):
    status, said = machine.run(INSTALL_STATUS="2")
    assert status == 1
    assert "The set-up failed; why stands above" in said
    machine.called()
    assert machine.run()[0] == 0  # and with a network it goes on
    assert "uv pip install" in machine.called()[1]


def test_the_systems_uv_is_used_where_it_cannot_be_fetched(machine):
    del machine.environment["FAKE_UV"]
    shutil.copy(machine.fake_uv, machine.folder / "bin" / "uv")
    status, said = machine.run()
    assert status == 0
    assert "the uv that is installed here is used" in said


def test_without_pip_a_virtual_environment_brings_it(machine):
    machine.module("pip", NOT_HERE)
    (machine.folder / "more").mkdir()
    (machine.folder / "more" / "pip.py").write_text(FAKE_PIP)
    with_pip = f'#!/bin/sh\nPYTHONPATH={machine.folder}/more exec {sys.executable} "$@"\n'
    python = machine.script(machine.folder / "bin" / "with_pip", with_pip)
    make = f"import os, sys; b = sys.argv[-1] + '/bin'; os.makedirs(b); os.symlink({str(python)!r}, b + '/python')"
    machine.module("venv", make)
    assert machine.run()[0] == 0


def test_without_pip_and_venv_it_says_what_to_install(machine):
    machine.module("pip", NOT_HERE)
    machine.module("venv", NOT_HERE)
    status, said = machine.run()
    assert status == 1
    assert "apt install python3-pip python3-venv" in said


@pytest.mark.parametrize(("text", "mode"), [("half", 0o644), ("", 0o755), ("\x7fELF half", 0o755)])
def test_a_broken_uv_is_fetched_again(machine, text, mode):
    program = machine.clone / ".uv" / "bin" / "uv"
    program.parent.mkdir(parents=True)
    program.write_text(text)
    program.chmod(mode)
    assert machine.run()[0] == 0
    assert program.read_text() == FAKE_UV


def test_a_uv_that_stays_broken_is_told(machine):
    assert "install uv" in machine.run(UV_STATUS="1")[1]


def wait_for(machine, call):
    for _ in range(300):
        if machine.log.exists() and call in machine.log.read_text():
            return
        time.sleep(0.05)
    raise AssertionError(f"never asked: {call}")


def test_ctrl_c_in_the_set_up(machine):
    process = machine.start(SLEEP="30")
    wait_for(machine, "uv pip")
    os.killpg(process.pid, signal.SIGINT)
    said = process.communicate(timeout=20)[0]
    assert said.endswith("Stopped. The same command goes on from here.\n")
    assert "Traceback" not in said
    assert process.returncode == 1
    machine.called()
    assert machine.run()[0] == 0
    assert "uv pip install" in machine.called()[1]


def test_ctrl_c_is_for_jupyterlab_to_answer(machine):
    """It asks a question and takes its time; start.py neither kills it nor writes over the question."""
    lab = "trap 'echo asked; sleep 1; echo answered; exit 0' INT; for i in 1 2 3; do sleep 9; done"
    process = machine.start("lab", DO=lab)
    wait_for(machine, "python -m hw2lib")
    time.sleep(0.3)
    os.killpg(process.pid, signal.SIGINT)
    said = process.communicate(timeout=20)[0]
    assert said.endswith("asked\nanswered\n")
    assert process.returncode == 0


def test_the_environment_of_another_python_stays(machine):
    """A JupyterLab may be running in it."""
    theirs = machine.clone / ".venv"
    theirs.mkdir()
    (theirs / "pyvenv.cfg").write_text("home = /usr/bin\nversion_info = 3.99.0\n")
    before = sorted(theirs.rglob("*"))
    assert machine.run()[0] == 0
    assert sorted(theirs.rglob("*")) == before
    assert (machine.clone / f".venv-{VERSION}" / "installed").exists()
    machine.called()
    assert machine.run() == (0, "")
    assert len(machine.called()) == 1


def test_new_pins_are_installed_into_what_is_there(machine):
    machine.run()
    machine.called()
    inside = machine.clone / ".venv" / "a running JupyterLab's file"
    inside.touch()
    with (machine.clone / "requirements.txt").open("a") as pins:
        pins.write("# another pin\n")
    assert machine.run()[0] == 0
    assert len(machine.called()) == 3
    assert inside.exists()


def test_pins_that_come_back_after_an_interruption_are_installed_again(machine):
    machine.run()
    pins = machine.clone / "requirements.txt"
    before = pins.read_text()
    pins.write_text(f"{before}# another pin\n")
    assert machine.run(INSTALL_STATUS="1")[0] == 1
    pins.write_text(before)
    machine.called()
    machine.run()
    assert "uv pip install" in machine.called()[1]


def test_a_half_made_environment_is_installed_as_a_whole(machine):
    """Of a package there may be the name and not the code."""
    machine.run(INSTALL_STATUS="1")
    assert "--reinstall" not in machine.called()[1]
    machine.run()
    assert "--reinstall" in machine.called()[1]
    (machine.clone / "requirements.txt").write_text("# other pins")
    machine.run()
    assert "--reinstall" not in machine.called()[1]


def test_an_environment_whose_python_is_gone_is_made_again(machine):
    """As after an upgrade of the system's Python, on which it stood."""
    machine.run()
    machine.called()
    (machine.clone / ".venv" / "bin" / "python").unlink()
    assert machine.run()[0] == 0
    assert machine.called()[0].startswith("uv venv")


def test_what_stands_in_the_way_is_told(machine):
    (machine.clone / ".venv").write_text("")
    status, said = machine.run()
    assert status == 1
    assert "Name a folder of yours in HW2LIB_HOME" in said


def test_a_changed_course_is_installed_where_a_copy_of_it_is(machine):
    source = machine.clone / "hw2lib" / "a.py"
    source.parent.mkdir()
    source.write_text("1")
    for _ in range(2):
        machine.run(HW2LIB_HOME=str(machine.folder / "elsewhere"))
    assert len(machine.called()) == 4
    source.write_text("2")
    machine.run(HW2LIB_HOME=str(machine.folder / "elsewhere"))
    assert "--reinstall-package hw2lib" in machine.called()[1]


def test_a_folder_may_be_named(machine):
    elsewhere = machine.folder / "else where"
    status, said = machine.run(HW2LIB_HOME=str(elsewhere))
    assert status == 0
    assert f"Everything is written to {elsewhere}." in said
    _, installed, opened = machine.called()
    assert "--editable" not in installed  # the clone's own folder would be written to
    assert opened == f"python -m hw2lib {elsewhere / 'my'} --"
    assert "run them in a clone that you can write to" in machine.run("test", HW2LIB_HOME=str(elsewhere))[1]


@pytest.fixture
def read_only():
    """A clone that belongs to another user, whom we only read from; as root, we are nobody."""
    python = sys.executable
    user = {}
    if AS_ROOT:
        python = shutil.which("python3", path="/usr/bin:/usr/local/bin")
        if not python or subprocess.run([python, "-c", "import sys; sys.exit(sys.version_info < (3, 11))"]).returncode:
            pytest.skip("no Python 3.11 that other users can run")
        user = {"user": 65534, "group": 65534, "extra_groups": []}
    folder = Path(tempfile.mkdtemp())
    folder.chmod(0o755)
    machine = Machine(folder)
    machine.python, machine.user = python, user
    machine.log.touch()
    machine.log.chmod(0o666)
    machine.environment["PYTHONDONTWRITEBYTECODE"] = "1"
    machine.environment["VERSION"] = subprocess.check_output(
        [python, "-c", "import sys; print('{}.{}'.format(*sys.version_info))"], text=True
    ).strip()
    if AS_ROOT:
        os.chown(folder / "home", 65534, 65534)
    machine.clone.chmod(0o555)
    yield machine
    machine.clone.chmod(0o755)
    (folder / "home").chmod(0o755)
    shutil.rmtree(folder)


def test_a_clone_that_can_only_be_read(read_only):
    before = sorted(read_only.clone.rglob("*"))
    status, said = read_only.run()
    home = read_only.folder / "home" / "hw2lib-course"
    assert status == 0, said
    assert f"Everything is written to {home}." in said
    assert sorted(read_only.clone.rglob("*")) == before
    assert (home / ".venv" / "installed").exists()


def test_nowhere_to_write_to(read_only):
    (read_only.folder / "home").chmod(0o555)
    status, said = read_only.run()
    assert status == 1
    assert said.endswith("can be written to. Name a folder of yours in HW2LIB_HOME.\n")
