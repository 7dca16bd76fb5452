"""What can't be had is listed, what changes nothing counts for nothing, and what hangs on a last bit is found."""

import shutil
import sys

import nbformat
import pytest

from tools import elsewhere
from tools.elsewhere import Machine

here = Machine("as here")
compiles = pytest.mark.skipif(
    sys.platform != "linux" or not shutil.which("cc"), reason="noise needs Linux and a C compiler"
)
LAST_BIT = """import numpy as np
x = np.random.default_rng(0).random(99)
print([v.hex() for v in np.log(x).tolist()])"""


@pytest.fixture
def page(tmp_path):
    """A page of one steady cell and one whose output hangs on a last bit."""

    def write(*sources):
        path = tmp_path / "page.ipynb"
        nbformat.write(nbformat.v4.new_notebook(cells=[nbformat.v4.new_code_cell(s) for s in sources]), path)
        again, _ = elsewhere.execute(path)
        nbformat.write(again, path)
        return path

    return write


def test_a_machine_that_changes_no_bit_is_untried():
    assert "changes no bit" in elsewhere._tried(here).untried
    with pytest.raises(AssertionError, match="changes no bit"):
        elsewhere._tried(Machine("noise", ours=True))


@pytest.mark.filterwarnings("default")  # nbclient's own
def test_a_notebook_in_which_nothing_changed_is_not_passed(page):
    with pytest.raises(AssertionError, match="nothing was tried"):
        elsewhere.run(here, page("print(1)"))


@compiles
@pytest.mark.filterwarnings("default")
def test_noise_finds_what_hangs_on_a_last_bit_and_says_where(page):
    path = page("print(1 / 3)", LAST_BIT)
    with elsewhere.machines(seeds=1) as machines:
        (noise,) = [machine for machine in machines if machine.ours]
        outcome = elsewhere.run(noise, path)
    assert {"log", "math.exp", "matrix product", "scalar products"} <= set(outcome.changed)
    assert len(outcome.differs) == 1
    assert outcome.differs[0].startswith("cell 1: text differs")
    assert "DIFFERS" in str(outcome)


@compiles
@pytest.mark.filterwarnings("default")
def test_noise_leaves_exact_results_alone(page):
    path = page(
        "import numpy as np",
        "print(np.exp(0.0), np.log(1.0), np.tanh(40.0), np.arange(6).reshape(2, 3) @ np.ones(3), np.exp(-np.inf))",
        "a = np.random.default_rng(0).random((5, 9))",
        "print((a @ a.T == (a @ a.T).T).all(), (a[:, :1] @ a[:1])[0, 0] == a[0, 0] * a[0, 0])",
    )
    with elsewhere.machines(seeds=1) as machines:
        outcome = elsewhere.run(next(machine for machine in machines if machine.ours), path)
    assert outcome.differs == ()


def test_what_cannot_be_had_is_listed_with_its_reason(monkeypatch):
    monkeypatch.setattr(elsewhere.sys, "platform", "darwin")
    with elsewhere.machines(seeds=2) as machines:
        untried = {machine.name: machine.untried for machine in machines}
    assert "Linux" in untried["noise, seed 2"]
    assert "Linux" in untried["libm without AVX2 and FMA"]
    monkeypatch.setattr(elsewhere.sys, "platform", "linux")
    monkeypatch.setattr(elsewhere.shutil, "which", lambda _: None)
    with elsewhere.machines(seeds=1, kernels=["no such kernel"]) as machines:
        untried = {machine.name: machine.untried for machine in machines}
    assert "compiler" in untried["noise, seed 1"]
    assert "changes no bit" in untried["OpenBLAS no such kernel"]


def test_too_few_machines_are_a_failure(monkeypatch, capsys):
    monkeypatch.setattr(elsewhere, "_tried", lambda machine: Machine(machine.name, untried="not here"))
    assert elsewhere.main(["--at-least", "1", "notebooks/errata.ipynb"]) == 1
    told = capsys.readouterr().out
    assert "untried: noise, seed 1: not here" in told
    assert told.splitlines()[-1] == "0 passed, 0 failed, 5 skipped"
