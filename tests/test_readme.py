"""The README's code runs, and each answer in a comment is what its line gives."""

import doctest
import re
from pathlib import Path

import pytest

README = (Path(__file__).resolve().parents[1] / "README.md").read_text(encoding="utf-8")
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
