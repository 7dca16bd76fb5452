"""Plant mistakes in the formulas, one at a time, and see whether the tests catch each.

python tools/plant_mistakes.py [--jobs N] [--sample N] [--seed N] [--all-tests] [FOLDER, MODULE or NOTEBOOK ...]

A mistake is a flipped sign or operator, a changed constant or index, a transpose left out, operands of a product
exchanged, or a digit changed in a stored output of a notebook. The tests run on a copy; nothing here is changed.
A mistake first meets the tests that are named after its module, then those of its folder; with --all-tests those that
got through meet all others, too. Each is told as soon as it is known.
"""

from __future__ import annotations

import argparse
import ast
import copy
import json
import multiprocessing
import os
import random
import re
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any

import pytest

ROOT = Path(__file__).resolve().parent.parent
OPERATORS: dict[type[ast.operator], type[ast.operator]] = {
    ast.Add: ast.Sub,
    ast.Sub: ast.Add,
    ast.Mult: ast.Div,
    ast.Div: ast.Mult,
    ast.Pow: ast.Mult,
}
FORKS = multiprocessing.get_context("forkserver")
FORKS.set_forkserver_preload(["hypothesis", "matplotlib.pyplot", "mpmath", "numpy", "pytest", "sympy"])
LIMIT = 900  # seconds that tests may take: a mistake that makes them hang doesn't go unnoticed
FUNCTIONS = {"log1p": "log", "exp": "expm1", "mean": "sum", "sum": "mean", "maximum": "minimum", "max": "min"}


@dataclass(frozen=True)
class Mistake:
    """One file with one mistake in it, which `write` gives as the text of the file."""

    path: Path
    line: int
    what: str
    write: Callable[[], str]

    def __str__(self) -> str:
        return f"{self.path.relative_to(ROOT)}:{self.line}: {self.what}"


def variants(node: ast.AST) -> Iterator[tuple[str, Callable[[Any], ast.AST]]]:
    """Yield what may go wrong in a node: a description, and a function that makes it so in a copy."""
    match node:
        case ast.BinOp(op=op) if type(op) in OPERATORS:
            other = OPERATORS[type(op)]
            yield f"{type(op).__name__} -> {other.__name__}", lambda n: _set(n, op=other())
        case ast.BinOp(op=ast.MatMult()):
            yield "operands of @ exchanged", lambda n: _set(n, left=n.right, right=n.left)
        case ast.UnaryOp(op=ast.USub()):
            yield "minus sign left out", lambda n: n.operand
        case ast.Constant(value=int() | float() as value) if not isinstance(value, bool):
            yield f"{value} -> {value + 1}", lambda n: _set(n, value=n.value + 1)
        case ast.Compare(ops=[ast.Gt() | ast.GtE() | ast.Lt() | ast.LtE()]):
            yield "comparison turned round", lambda n: _set(n, left=n.comparators[0], comparators=[n.left])
        case ast.Call(func=ast.Attribute(attr="swapaxes")):
            yield "transpose left out", lambda n: n.func.value
        case ast.Call(func=ast.Attribute(attr=name)) if name in FUNCTIONS:
            yield f"{name} -> {FUNCTIONS[name]}", lambda n: _set(n, func=_set(n.func, attr=FUNCTIONS[name]))


def _set(node: Any, **changes: Any) -> Any:
    for name, value in changes.items():
        setattr(node, name, value)
    return node


def mistakes_in_formulas(path: Path) -> Iterator[Mistake]:
    """Every mistake of one module, but for those in error messages, reprs and checks of arguments."""
    text = path.read_text(encoding="utf-8")
    tree = ast.parse(text)
    left_out = _left_out(tree)
    for node in ast.walk(tree):
        for what, change in variants(node) if node not in left_out else ():
            segment = " ".join((ast.get_source_segment(text, node) or "").split())
            where = f"{what} in {segment[:60]!r}, column {getattr(node, 'col_offset', 0) + 1}"
            yield Mistake(path, getattr(node, "lineno", 0), where, partial(_replaced, text, node, change))


def _left_out(tree: ast.AST) -> set[ast.AST]:
    """What is words and tables and not mathematics: raise statements, reprs, summaries, f-strings, annotations."""
    out: set[ast.AST] = set()
    for node in ast.walk(tree):
        words = isinstance(node, (ast.Raise, ast.JoinedStr)) or (
            isinstance(node, ast.FunctionDef)
            and (node.name in WORDS or node.name.startswith(("__repr", "_repr", "_check", "check_")))
        )
        parts: list[ast.AST] = [node] if words else []
        if isinstance(node, ast.If) and any(isinstance(inner, ast.Raise) for inner in ast.walk(node)):
            parts.append(node.test)
        if isinstance(node, (ast.arg, ast.AnnAssign)) and node.annotation is not None:
            parts.append(node.annotation)
        for part in parts:
            out.update(ast.walk(part))
    return out


WORDS = {"_rows", "summary", "_layers", "plot", "_shown", "_bar", "_number", "_symbol", "_latex", "set_in", "_places"}


def _replaced(text: str, node: Any, change: Callable[[Any], ast.AST]) -> str:
    """The text of a module in which one node is changed, and nothing else."""
    source = text.encode()  # in which the columns are counted
    lines = source.splitlines(keepends=True)
    start = sum(map(len, lines[: node.lineno - 1])) + node.col_offset
    end = sum(map(len, lines[: node.end_lineno - 1])) + node.end_col_offset
    changed = ast.unparse(change(copy.deepcopy(node)))
    return (source[:start] + f"({changed})".encode() + source[end:]).decode()


def mistakes_in_outputs(path: Path) -> Iterator[Mistake]:
    """A digit changed in each number with decimals that a notebook stores as an output."""
    notebook = json.loads(path.read_text(encoding="utf-8"))
    for number, cell in enumerate(notebook["cells"]):
        for output in cell.get("outputs", []):
            lines = output.get("text") or output.get("data", {}).get("text/plain", [])
            for i, line in enumerate(lines):
                for match in re.finditer(r"\d+\.\d+", line):
                    digit = str((int(line[match.end() - 1]) + 1) % 10)
                    changed = line[: match.end() - 1] + digit + line[match.end() :]
                    yield Mistake(
                        path, number, f"{match[0]}, last digit changed", partial(_written, notebook, lines, i, changed)
                    )


def _written(notebook: Any, lines: list[str], place: int, changed: str) -> str:
    """The text of a notebook with one of its lines changed."""
    kept, lines[place] = lines[place], changed
    text = json.dumps(notebook, indent=1)
    lines[place] = kept
    return text


def tests_of(place: Path, workshop: Path, everything: bool) -> list[list[str]]:
    """The tests that a mistake in a file meets, one list after the other: the nearest first."""
    if place.suffix == ".ipynb":
        return [["--nbval", str(place)]]
    tests = workshop / "tests"
    folder = tests / place.relative_to(workshop / "hw2lib").parts[0]
    folder = folder if folder.is_dir() else tests
    own = [folder / f"test_{place.stem}.py", folder / f"test_{place.parent.name}.py"]
    own += [tests / f"test_{place.parent.name}.py"]
    nearest = [str(place), *(str(path) for path in dict.fromkeys(own) if path.exists())]
    all_tests = [str(tests), str(workshop / "hw2lib"), str(workshop / "README.md"), "-m", "not slow and not browser"]
    by_size = sorted(folder.glob("test_*.py"), key=lambda path: path.stat().st_size)
    wider = [list(map(str, by_size))] if folder != tests else []
    return [nearest, *wider, *([all_tests] if everything else [])]


def passes(tests: list[str], workshop: Path) -> bool:
    """Whether some tests are green in the copy; those that hang aren't."""
    process = FORKS.Process(target=_run, args=(tests, str(workshop)))
    process.start()
    process.join(LIMIT)
    process.kill()
    process.join()
    return process.exitcode in (0, 5)  # 5: a module without an example has no tests of its own


def _run(tests: list[str], workshop: str) -> None:
    """Run some tests in a process that has imported what takes long, and nothing of the project."""
    os.chdir(workshop)
    sys.path.insert(0, workshop)
    os.environ["PYTHONPATH"] = workshop  # of the processes that the tests start
    os.environ["PYTHONDONTWRITEBYTECODE"] = "1"
    sys.dont_write_bytecode = True
    nowhere = os.open(os.devnull, os.O_WRONLY)
    os.dup2(nowhere, 1)
    os.dup2(nowhere, 2)
    imported_before = ["-W", "ignore::pytest.PytestAssertRewriteWarning"]
    os._exit(pytest.main(["-x", "-q", "-p", "no:cacheprovider", *imported_before, *tests]))


class Workshop:
    """A copy of the project, in which mistakes are planted."""

    def __init__(self, folder: Path, everything: bool) -> None:
        self.folder, self.everything = folder, everything
        self.green: set[tuple[str, ...]] = set()
        self.red: set[tuple[str, ...]] = set()
        ignored = shutil.ignore_patterns(".git", ".venv*", ".uv", "__pycache__", ".*_cache", "*.egg-info", "my")
        shutil.copytree(ROOT, folder, ignore=ignored)
        # compiled once, and compared with the source by its content: a mistake may have its size and its second
        modules = [sys.executable, "-m", "compileall", "-q", "--invalidation-mode", "checked-hash", "hw2lib", "tests"]
        subprocess.run(modules, cwd=folder, check=True)

    def catches(self, mistake: Mistake) -> bool:
        """Whether the tests go red with the mistake planted in the copy."""
        place = self.folder / mistake.path.relative_to(ROOT)
        kept = place.read_bytes()
        place.write_text(mistake.write(), encoding="utf-8")
        for tests in tests_of(place, self.folder, self.everything):
            green = passes(tests, self.folder)
            (self.green if green else self.red).add(tuple(tests))
            if not green:
                break
        place.write_bytes(kept)
        return not green

    def check(self) -> None:
        """End the program if tests that were red for every mistake are so without any."""
        for tests in sorted(self.red - self.green):
            if not passes(list(tests), self.folder):
                sys.exit(f"red without any mistake: {' '.join(tests)}")


def all_mistakes(names: Sequence[str]) -> Iterator[Mistake]:
    """The mistakes of the named folders, modules and notebooks; of every module, if nothing is named."""
    package = ROOT / "hw2lib"
    for name in names or ["."]:
        folder = package / name
        modules = sorted(folder.rglob("*.py") if folder.is_dir() else package.rglob(f"{name}.py"))
        for module in modules:
            yield from mistakes_in_formulas(module)
        if not modules:
            yield from mistakes_in_outputs(ROOT / "notebooks" / f"{name}.ipynb")


def main(arguments: Sequence[str]) -> int:
    """Plant mistakes, tell of each whether it was caught, and return 1 if one got through."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--jobs", type=int, default=2)
    parser.add_argument("--sample", type=int, help="plant only so many, chosen at random")
    parser.add_argument("--seed", type=int, default=0, help="of the sample")
    parser.add_argument("--all-tests", action="store_true", help="let those that got through meet all other tests")
    parser.add_argument("names", nargs="*")
    options = parser.parse_args(arguments)
    mistakes = list(all_mistakes(options.names))
    count = len(mistakes)
    if options.sample:
        mistakes = random.Random(options.seed).sample(mistakes, min(options.sample, count))
    print(f"{len(mistakes)} of {count} mistakes, seed {options.seed}", flush=True)

    def go(job: int, folder: Path) -> int:
        workshop, survivors = Workshop(folder / str(job), options.all_tests), 0
        for mistake in mistakes[job :: options.jobs]:
            found = workshop.catches(mistake)
            survivors += not found
            print(f"{'caught    ' if found else 'NOT CAUGHT'} {mistake}", flush=True)
        workshop.check()
        return survivors

    with tempfile.TemporaryDirectory() as folder, ThreadPoolExecutor(options.jobs) as pool:
        survivors = sum(pool.map(partial(go, folder=Path(folder)), range(options.jobs)))
    print(f"{len(mistakes) - survivors} of {len(mistakes)} mistakes caught")
    return int(survivors > 0)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
