"""The packaging says one thing in several places: here they are held together."""

import re
import subprocess
import sys
import tomllib
from pathlib import Path

import yaml

ROOT = Path(__file__).resolve().parents[1]
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
PINS = (ROOT / "requirements.txt").read_text(encoding="utf-8")


def declared():
    named = {*PROJECT["dependencies"], *(r for extra in PROJECT["optional-dependencies"].values() for r in extra)}
    return sorted(requirement for requirement in named if not requirement.startswith("hw2lib["))


def test_conda_gets_what_pip_gets():
    conda = yaml.safe_load((ROOT / "environment.yml").read_text(encoding="utf-8"))["dependencies"]
    (pip,) = [entry["pip"] for entry in conda if isinstance(entry, dict)]
    plain = [entry for entry in conda if isinstance(entry, str)]
    assert f"python{PROJECT['requires-python']}" in plain
    assert "--editable ." in pip
    listed = [entry for entry in (*plain, *pip) if not entry.startswith(("python>", "--editable")) and entry != "pip"]
    assert sorted(listed) == declared()


def test_pins_cover_what_is_declared_and_hold_no_address():
    pinned = dict(re.findall(r"^([a-z0-9-]+)==([^ ;\n]+)", PINS, re.MULTILINE))
    for requirement in declared():
        name, bound = re.split(">=|==", requirement)
        version = [int(part) for part in re.findall(r"\d+", pinned[name])]
        assert version >= [int(part) for part in bound.split(".")], requirement
    assert "://" not in PINS
    assert "@" not in PINS


def test_importing_hw2lib_needs_numpy_alone():
    code = "import sys; before = set(sys.modules); import numpy; import hw2lib; print(*sys.modules)"
    modules = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stdout.split()
    heavy = {"matplotlib", "sympy", "ipywidgets", "IPython", "tqdm", "sklearn", "scipy"}
    assert not heavy & {name.split(".")[0] for name in modules}


def test_citation_and_changelog_name_this_version():
    import hw2lib

    citation = yaml.safe_load((ROOT / "CITATION.cff").read_text(encoding="utf-8"))
    assert citation["version"] == hw2lib.__version__
    assert f"## {hw2lib.__version__}" in (ROOT / "CHANGELOG.md").read_text(encoding="utf-8")


def test_imports_go_downwards_only():
    """The contracts stand in pyproject.toml."""
    run = subprocess.run([Path(sys.executable).with_name("lint-imports")], cwd=ROOT, capture_output=True, text=True)
    assert run.returncode == 0, run.stdout
