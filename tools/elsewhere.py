"""Run the notebooks, the doctests and the README as other machines compute, and compare with what is stored.

python tools/elsewhere.py [--seeds N] [--at-least N] [--openblas KERNEL ...] [notebooks/NAME.ipynb ...]

Processors differ in the last bit of exp, log, tanh and of products. Here a child process computes

- with NumPy's SIMD level lowered (NPY_DISABLE_CPU_FEATURES),
- with libm's lowered (GLIBC_TUNABLES),
- with up to one unit in the last place put on all that libm and BLAS return (noise.c under LD_PRELOAD), one seed each,
- with another kernel of OpenBLAS (OPENBLAS_CORETYPE), if asked for.

In each it is tested that some bits do come out differently. What can't be had on this machine is listed as untried.
With notebooks named, only they are run. The exit status is 1 if something differs, or if fewer machines than --at-least
could be tried.
"""

from __future__ import annotations

import argparse
import json
import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor, as_completed
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import Any

import nbformat
import numpy as np

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))  # as a script it would see tools/ alone

from tools.outputs import differences
from tools.refresh import KERNEL_ENVIRONMENT, ROOT, execute

# the arguments are multiples of 2^-53, which every machine draws alike
PROBE = """
import hashlib, json, math
import numpy as np
x = 6 * np.random.default_rng(0).random(2500) + 0.01
a = x.reshape(50, 50)
computed = {
    "exp": np.exp(x), "log": np.log(x), "tanh": np.tanh(x), "expm1": np.expm1(x), "log1p": np.log1p(x),
    "math.exp": [math.exp(v) for v in x], "math.log": [math.log(v) for v in x],
    "matrix product": a @ (a + 1), "matrix times vector": a @ a[0], "scalar products": [row @ a[0] for row in a],
}
print(json.dumps({name: hashlib.sha256(np.asarray(value).tobytes()).hexdigest() for name, value in computed.items()}))
"""
DOCTESTS = (  # and what numbers, spelled and drawn, were said before
    "hw2lib",
    "README.md",
    "tests/test_readme.py::test_answers_in_comments",
    "tests/answers/test_given.py",
    "tests/answers/test_numbers.py::test_what_the_slips_say_is_kept",
    "tests/answers/test_numbers.py::test_what_check_says_of_wrong_numbers_is_kept",
    "tests/answers/test_numbers.py::test_what_the_edits_say_and_give_is_kept",
    "tests/widgets/test_figures.py",
)


@dataclass(frozen=True)
class Machine:
    """A way to compute.

    Attributes:
        name: as the report calls it.
        environment: variables for the child process.
        untried: why it can't be had here; empty if it can.
        ours: whether it must change bits wherever it can be had.
    """

    name: str
    environment: dict[str, str] = field(default_factory=dict)
    untried: str = ""
    ours: bool = False


@dataclass(frozen=True)
class Outcome:
    """What a machine made of one notebook, or of the doctests.

    Attributes:
        machine, subject: who and what.
        changed: what came out with other bits in the process itself.
        differs: what is shown otherwise than stored.
    """

    machine: Machine
    subject: str
    changed: tuple[str, ...]
    differs: tuple[str, ...]

    def __str__(self) -> str:
        verdict = "DIFFERS" if self.differs else "as stored"
        lines = [f"{self.machine.name} ({', '.join(self.changed)}): {self.subject} {verdict}", *self.differs]
        return "\n  ".join(lines)


@contextmanager
def machines(seeds: int = 2, kernels: Sequence[str] = ()) -> Iterator[list[Machine]]:
    """Yield all machines, those that can't be had among them; what was built for them goes when the block ends."""
    features = " ".join(_numpy_features())
    without_simd = {"NPY_DISABLE_CPU_FEATURES": features} if features else {}
    numpy = Machine("NumPy without SIMD", without_simd, "" if features else "NumPy has no SIMD level to lower here")
    on_linux = sys.platform == "linux"
    glibc = Machine(
        "libm without AVX2 and FMA",
        {"GLIBC_TUNABLES": "glibc.cpu.hwcaps=-AVX2,-FMA"},
        "" if on_linux else "only Linux has GLIBC_TUNABLES",
    )
    with tempfile.TemporaryDirectory() as folder:
        library, why_not = _noise(Path(folder))
        preload = " ".join(filter(None, [library, os.environ.get("LD_PRELOAD", "")]))
        shaken = [
            Machine(
                f"noise, seed {seed}",
                {**without_simd, "LD_PRELOAD": preload, "ULP_NOISE": str(seed)},
                why_not,
                ours=True,
            )
            for seed in range(1, seeds + 1)
        ]
        other = [Machine(f"OpenBLAS {kernel}", {"OPENBLAS_CORETYPE": kernel}) for kernel in kernels]
        if not kernels:
            other = [Machine("other kernels of OpenBLAS", untried="only where --openblas names them")]
        yield [_tried(machine) for machine in [numpy, glibc, *shaken, *other]]


def _numpy_features() -> list[str]:
    """The SIMD levels that this NumPy can choose and this processor has: NumPy's own names, which change over time."""
    configuration: Any = np.show_config(mode="dicts")
    return list(configuration.get("SIMD Extensions", {}).get("found", []))


def _noise(folder: Path) -> tuple[str, str]:
    """Compile noise.c; return the library, and why there is none."""
    compiler = next(filter(None, map(shutil.which, (os.environ.get("CC", "cc"), "gcc", "clang"))), None)
    if sys.platform != "linux":
        return "", "only on Linux a library can be put before libm"
    if compiler is None:
        return "", "there is no C compiler"
    library, source = str(folder / "noise.so"), str(ROOT / "tools/noise.c")
    command = [compiler, "-shared", "-fPIC", "-fno-builtin", "-O2", "-o", library, source, "-ldl"]
    subprocess.run(command, check=True)
    return library, ""


def _tried(machine: Machine) -> Machine:
    """The machine, untried if it changes no bit."""
    if machine.untried or changed(_probed(machine)):
        return machine
    if machine.ours:
        raise AssertionError(
            f"{machine.name} changes no bit: the library isn't loaded, or NumPy's BLAS has other names"
        )
    return Machine(
        machine.name, machine.environment, "it changes no bit of exp, log, tanh or a product on this processor"
    )


def changed(printed: str) -> tuple[str, ...]:
    """Return what came out with other bits than here, from what PROBE printed."""
    there = json.loads(printed.splitlines()[-1])
    return tuple(name for name, digest in json.loads(_here()).items() if there[name] != digest)


@cache
def _here() -> str:
    return _probed(Machine("as here"))


def _probed(machine: Machine) -> str:
    command = [sys.executable, "-c", PROBE]
    return subprocess.run(command, env=_environment(machine), check=True, capture_output=True, text=True).stdout


def _environment(machine: Machine) -> dict[str, str]:
    return {**os.environ, **KERNEL_ENVIRONMENT, **machine.environment}


def run(machine: Machine, path: Path, stored: Any = None) -> Outcome:
    """Execute a notebook on a machine, and compare it with the stored one."""
    again, printed = execute(path, machine.environment, last=PROBE)
    stored = stored or nbformat.read(path, as_version=4)
    return _outcome(machine, path.stem, changed(printed), differences(stored, again))


def run_doctests(machine: Machine) -> Outcome:
    """Run the doctests and the README on a machine."""
    command = [sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider", "--tb=short", "--no-header", *DOCTESTS]
    done = subprocess.run(
        command, cwd=ROOT, env=_environment(machine), check=False, capture_output=True, text=True, encoding="utf-8"
    )
    differs = [] if done.returncode == 0 else [f"pytest says\n{done.stdout}{done.stderr}"]
    return _outcome(machine, "doctests", changed(_probed(machine)), differs)


def _outcome(machine: Machine, subject: str, bits: tuple[str, ...], differs: Sequence[str]) -> Outcome:
    if not bits:
        raise AssertionError(f"{machine.name} changed no bit in {subject}, so nothing was tried")
    return Outcome(machine, subject, bits, tuple(differs))


def main(arguments: Sequence[str]) -> int:
    """Run what the command line asks for; return the exit status."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--seeds", type=int, default=2, help="how many seeds of noise")
    parser.add_argument("--at-least", type=int, default=1, help="how many machines must be tried")
    parser.add_argument("--openblas", nargs="+", default=[], metavar="KERNEL", help="Prescott, Sandybridge, Haswell")
    parser.add_argument("--jobs", type=int, default=os.cpu_count(), help="processes at a time")
    parser.add_argument("notebooks", nargs="*", type=Path)
    options = parser.parse_args(arguments)
    paths = options.notebooks or sorted(ROOT.glob("notebooks/*.ipynb"), key=lambda path: -path.stat().st_size)
    with machines(options.seeds, options.openblas) as all_machines, ProcessPoolExecutor(options.jobs) as pool:
        tried = [machine for machine in all_machines if not machine.untried]
        print(f"NumPy {np.__version__}; {len(tried)} machines, {len(paths)} notebooks", flush=True)
        futures = [pool.submit(run, machine, path.resolve()) for path in paths for machine in tried]
        if not options.notebooks:
            futures += [pool.submit(run_doctests, machine) for machine in tried]
        failed = 0
        for future in as_completed(futures):
            print(future.result(), flush=True)
            failed += bool(future.result().differs)
    untried = [machine for machine in all_machines if machine.untried]
    for machine in untried:
        print(f"untried: {machine.name}: {machine.untried}")
    if len(tried) < options.at_least:
        print(f"{len(tried)} machines were tried, and {options.at_least} are asked for")
    print(f"{len(futures) - failed} passed, {failed} failed, {len(untried)} skipped")
    return int(failed > 0 or len(tried) < options.at_least)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
