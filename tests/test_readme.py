"""The README's code runs, each answer in a comment is what its line gives, and every command runs as typed."""

import doctest
import re
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[1]
README = (ROOT / "README.md").read_text(encoding="utf-8")
BLOCKS = re.findall(r"```python\n(.*?)```", README, re.DOTALL)


@pytest.mark.parametrize("block", BLOCKS, ids=range(len(BLOCKS)))
def test_answers_in_comments(block):
    script = re.sub(r"^(\S.*?)  +# (.*)$", r"print(repr(\1))\n# want: \2", block, flags=re.MULTILINE)
    assert "# want:" in script
    examples, source = [], ""
    for line in script.splitlines(keepends=True):
        if line.startswith("# want:"):
            *before, asked = source.splitlines(keepends=True)
            examples += [doctest.Example("".join(before), ""), doctest.Example(asked, line[len("# want: ") :])]
            source = ""
        else:
            source += line
    examples = [e for e in examples if e.source.strip()]
    for example in examples:  # doctest compiles one statement at a time, so what has no answer goes first, as a whole
        example.source = example.source if example.want else f"exec({example.source!r}, globals())\n"
    test = doctest.DocTest(examples, {}, "README", "README.md", 0, block)
    failed = doctest.DocTestRunner().run(test).failed
    assert not failed


def test_ci_runs_the_readmes_test_command_and_then_as_other_machines_compute():
    root = Path(__file__).resolve().parents[1]
    *_, command, elsewhere = (root / ".ci/run").read_text(encoding="utf-8").splitlines()
    assert f"\n{command}\n" in README
    assert command == "python3 start.py test"
    assert elsewhere.startswith(".venv/bin/python tools/elsewhere.py --at-least ")


def commands():
    """Every script and module that a text of the project tells to run, and every script that can be run."""
    texts = [*ROOT.glob("*.md"), *ROOT.glob("docs/**/*.md"), *ROOT.glob("*/README.md"), *scripts()]
    texts += ROOT.glob("hw2lib/**/*.py")
    named = re.compile(r"\bpython3? +(-m hw2lib[\w.]*|[\w/]+\.py)")
    told = {command for text in texts for command in named.findall(text.read_text(encoding="utf-8"))}
    return sorted(told | {path.relative_to(ROOT).as_posix() for path in scripts() if can_run(path)})


def scripts():
    folders = ("benchmarks", "docs", "examples", "tools")
    return [ROOT / "start.py", *(path for folder in folders for path in ROOT.glob(f"{folder}/*.py"))]


def can_run(path):
    return '__name__ == "__main__"' in path.read_text(encoding="utf-8")


@pytest.mark.parametrize("command", commands())
def test_a_command_runs_from_the_root_as_typed(command):
    """With --help, which needs all that the script imports."""
    if command == "docs/build.py":
        pytest.importorskip("jupyterlite_pyodide_kernel", reason="the site's packages are in the extra docs")
    run = subprocess.run(
        [sys.executable, *command.split(), "--help"], cwd=ROOT, capture_output=True, text=True, timeout=120, check=False
    )
    assert "Traceback" not in run.stderr, run.stderr
    said = run.stdout + run.stderr
    assert "usage:" in said or "python3 start.py test" in said


def test_the_words_of_start_are_those_it_knows():
    import start

    for text in ("README.md", "CONTRIBUTING.md"):
        for word in re.findall(r"start\.py +([a-z]+)", (ROOT / text).read_text(encoding="utf-8")):
            assert f"start.py {word} " in start.__doc__, word
