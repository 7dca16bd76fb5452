"""The package as it is installed: what plain hw2lib can do, which extra brings the rest, and what an index shows."""

import os
import re
import shutil
import subprocess
import sys
import tarfile
import tomllib
import zipfile
from email.parser import Parser
from pathlib import Path

import pytest
import yaml

import hw2lib
from tests.conftest import build

ROOT = Path(__file__).resolve().parents[1]
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
PLAIN = ("numpy", "numpy.libs", "tqdm")


@pytest.fixture(scope="module")
def plain(wheel, tmp_path_factory):
    """Run code where hw2lib's wheel and its plain requirements are installed, and nothing else is."""
    site = tmp_path_factory.mktemp("site")
    zipfile.ZipFile(wheel).extractall(site)
    for name in PLAIN:
        found = [Path(place, name) for place in sys.path if place and Path(place, name).is_dir()]
        if found:  # some systems' wheels of NumPy have no numpy.libs
            shutil.copytree(found[0], site / name, ignore=shutil.ignore_patterns("tests", "__pycache__"))

    def run(code):
        words = [sys.executable, "-S", "-c", code]
        environment = {**os.environ, "PYTHONPATH": str(site)}
        return subprocess.run(words, cwd=site, env=environment, capture_output=True, text=True, check=False)

    return run


@pytest.mark.parametrize(
    ("code", "needs", "extras"),
    [
        ("from hw2lib import controls", "anywidget|matplotlib", ["widgets", "notebooks"]),
        ("import hw2lib; hw2lib.controls", "anywidget|matplotlib", ["widgets", "notebooks"]),
        ("from hw2lib.widgets import figures", "matplotlib", ["widgets", "notebooks"]),
        ("from hw2lib import check_formula", "mpmath|sympy", ["symbols", "notebooks"]),
        ("from hw2lib.proofs import prove", "sympy", ["symbols", "notebooks"]),
        ("import hw2lib; hw2lib.data.digits()", "scikit-learn", ["notebooks"]),
        (
            "from hw2lib import Network, cross_entropy, sigmoid, train; n = Network([[[1.0]]], [[0.0]], sigmoid)\n"
            "train(n, [1], [1], cross_entropy, learning_rate=1, epochs=1, progress=False)[1].plot()",
            "matplotlib",
            ["widgets", "notebooks"],
        ),
        ("from hw2lib.classroom.grading import grade; grade('.')", "mpmath|sympy", ["symbols", "notebooks"]),
    ],
)
def test_what_is_missing_names_the_extra_that_brings_it(plain, code, needs, extras):
    run = plain(code)
    last = run.stderr.strip().splitlines()[-1]
    assert re.match(rf"ModuleNotFoundError: hw2lib\.[\w.]+ needs ({needs}), which isn't installed here\.", last), last
    assert re.findall(r"hw2lib\[(\w+)\]", last) == extras


def test_plain_hw2lib_answers_and_trains(plain):
    run = plain(
        "from hw2lib import Network, check, cross_entropy, sigmoid, train, variant\n"
        "print(check('dC/dw5', 0.43983)); print(variant('Ada'))\n"
        "n = Network([[[1.0]]], [[0.0]], sigmoid)\n"
        "print(len(train(n, [1], [1], cross_entropy, learning_rate=1, epochs=3)[1].loss))"
    )
    assert run.stderr == ""
    assert run.stdout.splitlines()[0] == "Right, to 5 digits."


def test_others_are_told_by_python_itself(plain):
    """Whether a package is there can still be asked, and another's missing import is not ours to explain."""
    run = plain(
        "import hw2lib, importlib.util\n"
        "print(importlib.util.find_spec('matplotlib'))\n"
        "try:\n    import matplotlib\n"
        "except ModuleNotFoundError as error:\n    print(error)"
    )
    assert run.stdout.splitlines() == ["None", "No module named 'matplotlib'"]


def test_what_no_extra_brings_is_named_by_itself(monkeypatch):
    from hw2lib import _missing

    monkeypatch.setattr(_missing, "_importing_module", lambda: "hw2lib.somewhere")
    with pytest.raises(ModuleNotFoundError, match=r"pip install nonesuch\."):
        _missing._tell_what_brings_it("nonesuch")


def test_every_import_is_declared():
    """Whatever the library imports is a requirement of it or of an extra, and not of the tests alone."""
    names = {"sklearn": "scikit-learn", "PIL": "pillow", "IPython": "ipywidgets", "traitlets": "ipywidgets"}
    names |= {"bs4": "nbconvert", "nbformat": "nbconvert"}  # which they come with
    extras = PROJECT["optional-dependencies"]
    named = [
        *PROJECT["dependencies"],
        *(r for extra in extras if extra not in ("tests", "docs") for r in extras[extra]),
    ]
    declared = {re.split(r"[>=\[]", requirement)[0] for requirement in named}
    imported = set()
    for path in ROOT.glob("hw2lib/**/*.py"):
        lines = re.findall(r"^\s*(?:from|import) (\w+)", path.read_text(encoding="utf-8"), re.MULTILINE)
        imported |= {names.get(name, name) for name in lines if name not in sys.stdlib_module_names}
    assert imported - {"hw2lib", "distributed"} <= declared  # Dask is for whoever has a cluster


def test_the_version_stands_in_one_place(wheel):
    assert "version" in PROJECT["dynamic"]
    assert wheel.name.startswith(f"hw2lib-{hw2lib.__version__}-")
    files = [p for p in ROOT.glob("hw2lib/**/*.py") if "__version__ =" in p.read_text(encoding="utf-8")]
    assert files == [ROOT / "hw2lib" / "__init__.py"]


def test_the_pythons_that_are_named_are_tested():
    named = re.findall(r"Python :: (3\.\d+)", "\n".join(PROJECT["classifiers"]))
    jobs = yaml.safe_load((ROOT / ".github/workflows/tests.yml").read_text(encoding="utf-8"))["jobs"]
    assert named == jobs["course"]["strategy"]["matrix"]["python"]
    assert f">={named[0]}" == PROJECT["requires-python"]


def test_an_index_shows_the_readme(sdist, tmp_path):
    """Once the repository has an address, every link and picture of the README leads there from an index too."""
    shutil.unpack_archive(sdist, tmp_path, filter="data")
    (source,) = tmp_path.iterdir()
    with (source / "pyproject.toml").open("a", encoding="utf-8") as project:
        project.write('\n[project.urls]\nRepository = "https://github.com/someone/course/"\n')
    folder = build(source, tmp_path, "wheel", "prepare_metadata_for_build_")
    metadata = Parser().parsestr((folder / "METADATA").read_text(encoding="utf-8"))
    assert metadata["Description-Content-Type"] == "text/markdown"
    assert metadata["Keywords"]
    assert metadata["Author"]
    links = re.findall(r"\]\(([^)#]+)\)|src(?:set)?=\"([^\"]+)\"", str(metadata.get_payload()))
    assert [link for link in map("".join, links) if not re.match("https?://", link)] == []
    assert ("https://github.com/someone/course/raw/HEAD/images/network.png", "") in links
    assert ("https://github.com/someone/course/blob/HEAD/CONTRIBUTING.md", "") in links


def test_twine_finds_nothing_to_mend(wheel, sdist):
    pytest.importorskip("twine", reason="twine is in the extra docs")
    run = subprocess.run(
        [sys.executable, "-m", "twine", "check", "--strict", wheel, sdist], capture_output=True, text=True
    )
    assert run.returncode == 0, run.stdout + run.stderr


@pytest.mark.slow
def test_the_tests_run_in_the_sdist(sdist, tmp_path):
    with tarfile.open(sdist) as files:
        files.extractall(tmp_path, filter="data")
    (unpacked,) = tmp_path.iterdir()
    words = [
        "-q",
        "-p",
        "no:cacheprovider",
        "tests/nn",
        "tests/byhand",
        "tests/test_course.py",
        "tests/test_environment.py",
        "README.md",
        "hw2lib/nn",
    ]
    environment = {**os.environ, "PYTHONPATH": str(unpacked)}
    run = subprocess.run(
        [sys.executable, "-m", "pytest", *words], cwd=unpacked, env=environment, capture_output=True, text=True
    )
    assert run.returncode == 0, run.stdout[-3000:]
