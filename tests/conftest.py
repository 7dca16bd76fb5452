"""What the tests share: random tests that draw the same networks every time, and the package as it is built."""

import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from hypothesis import settings

settings.register_profile("repeatable", deadline=None, derandomize=True)
settings.load_profile("repeatable")

ROOT = Path(__file__).resolve().parents[1]


@pytest.fixture(autouse=True)
def no_figure_stays_open():
    """Matplotlib warns of too many figures, whichever test has left them."""
    yield
    if "matplotlib.pyplot" in sys.modules:
        sys.modules["matplotlib.pyplot"].close("all")


def build(source, target, kind, step="build_"):
    """Build a wheel or an sdist as pip does, without its isolation, which would need a network."""
    code = f"from setuptools import build_meta; print(build_meta.{step}{kind}({str(target)!r}))"
    run = subprocess.run([sys.executable, "-c", code], cwd=source, capture_output=True, text=True, check=False)
    assert run.returncode == 0, run.stderr
    return target / run.stdout.split()[-1]


@pytest.fixture(scope="session")
def sdist(tmp_path_factory):
    """An sdist of the clone."""
    folder = tmp_path_factory.mktemp("sdist")
    ignored = shutil.ignore_patterns(".git", ".uv", ".venv*", ".*_cache", "my", "*.egg-info", "__pycache__", "build")
    source = shutil.copytree(ROOT, folder / "clone", ignore=ignored)
    return build(source, folder, "sdist")


@pytest.fixture(scope="session")
def wheel(sdist, tmp_path_factory):
    """A wheel that was built from an sdist: what is missing in either is missing in it."""
    folder = tmp_path_factory.mktemp("wheel")
    shutil.unpack_archive(sdist, folder / "unpacked", filter="data")
    (unpacked,) = (folder / "unpacked").iterdir()
    return build(unpacked, folder, "wheel")
