"""The example script and the benchmarks run; how fast they are is nobody's business here."""

import importlib.util
import subprocess
import sys
from pathlib import Path

import pytest

from tests.experiments.test_data import write_mnist

ROOT = Path(__file__).resolve().parents[1]


def load(path):
    spec = importlib.util.spec_from_file_location(path.stem, path)
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def test_digits(capsys):
    load(ROOT / "examples" / "digits.py").main(["--epochs", "10"])
    lines = capsys.readouterr().out.splitlines()
    assert lines[0] == "Examples: 1500 to learn from, 297 held out; 64 inputs, 10 classes"
    assert lines[-1].startswith("epoch 10  held-out accuracy ")
    assert float(lines[-1].split()[-2]) > 90


def test_mnist_files(tmp_path, capsys):
    write_mnist(tmp_path, n=30, compress=True)
    load(ROOT / "examples" / "digits.py").main(["--mnist", str(tmp_path), "--epochs", "1"])
    assert "784 inputs" in capsys.readouterr().out


@pytest.mark.parametrize("script", ["training.py", "imports.py", "scaling.py"])
def test_benchmarks_run(script):
    command = [sys.executable, str(ROOT / "benchmarks" / script), "--quick", "--rounds", "1"]
    run = subprocess.run(command, capture_output=True, text=True, timeout=300, check=False)
    assert run.returncode == 0, run.stderr
    assert "hw2lib" in run.stdout
