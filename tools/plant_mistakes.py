"""Plant mistakes in the formulas, one at a time, and see whether the tests catch each.

python tools/plant_mistakes.py [--jobs N] [MODULE ...]

A mistake is a flipped sign or operator, a changed constant or index, a transpose left out, operands of a product
exchanged, or a digit changed in a stored output of a notebook. The tests run on a copy; nothing here is changed.
"""

from __future__ import annotations

import argparse
import ast
import copy
import os
import re
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parent.parent
MODULES = ("activations", "losses", "network", "backprop", "gradient_check", "training", "walk", "problem")
OPERATORS: dict[type[ast.operator], type[ast.operator]] = {
    ast.Add: ast.Sub,
    ast.Sub: ast.Add,
    ast.Mult: ast.Div,
    ast.Div: ast.Mult,
    ast.Pow: ast.Mult,
}
FUNCTIONS = {"log1p": "log", "exp": "expm1", "mean": "sum", "sum": "mean", "maximum": "minimum", "max": "min"}


@dataclass(frozen=True)
class Mistake:
    """One file with one mistake in it."""

    path: Path
    line: int
    what: str
    source: str


def variants(node: ast.AST) -> Iterator[tuple[str, Callable[[Any], ast.AST | None]]]:
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
    tree = ast.parse(path.read_text(encoding="utf-8"))
    nodes = [node for node in ast.walk(tree) if node not in _left_out(tree)]
    for node in nodes:
        for what, change in variants(node):
            planted = _replaced(tree, node, change)
            yield Mistake(path, getattr(node, "lineno", 0), what, ast.unparse(planted))


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


def _replaced(tree: ast.AST, target: ast.AST, change: Callable[[Any], ast.AST | None]) -> ast.AST:
    """A copy of the tree in which the one node is changed."""
    position = list(ast.walk(tree)).index(target)
    fresh = copy.deepcopy(tree)
    node = list(ast.walk(fresh))[position]

    class Replace(ast.NodeTransformer):
        def generic_visit(self, visited: ast.AST) -> ast.AST:
            if visited is node:
                return change(visited) or visited
            return super().generic_visit(visited)

    return ast.fix_missing_locations(Replace().visit(fresh))


def mistakes_in_outputs(path: Path) -> Iterator[Mistake]:
    """A digit changed in each number with decimals that a notebook stores as an output."""
    import json

    notebook = json.loads(path.read_text(encoding="utf-8"))
    for number, cell in enumerate(notebook["cells"]):
        for output in cell.get("outputs", []):
            lines = output.get("text") or output.get("data", {}).get("text/plain", [])
            for i, line in enumerate(lines):
                for match in re.finditer(r"\d+\.\d+", line):
                    kept = lines[i]
                    digit = str((int(line[match.end() - 1]) + 1) % 10)
                    lines[i] = line[: match.end() - 1] + digit + line[match.end() :]
                    yield Mistake(path, number, f"{match[0]}, last digit changed", json.dumps(notebook, indent=1))
                    lines[i] = kept


def caught(mistake: Mistake, workshop: Path) -> bool:
    """Whether the tests go red with the mistake planted in the copy."""
    place = workshop / mistake.path.relative_to(ROOT)
    kept = place.read_bytes()
    place.write_text(mistake.source, encoding="utf-8")
    if place.suffix == ".ipynb":
        tests = ["--nbval", str(place)]
    else:
        folder = workshop / "tests" / place.relative_to(workshop / "hw2lib").parts[0]
        tests = [str(place), str(folder)]
    environment = {**os.environ, "PYTHONPATH": str(workshop), "PYTHONDONTWRITEBYTECODE": "1"}
    command = [sys.executable, "-m", "pytest", "-x", "-q", "-p", "no:cacheprovider", *tests]
    try:
        run = subprocess.run(command, cwd=workshop, env=environment, capture_output=True, timeout=300, check=False)
        return run.returncode != 0
    except subprocess.TimeoutExpired:  # a mistake that makes the tests hang doesn't go unnoticed
        return True
    finally:
        place.write_bytes(kept)


def all_mistakes(names: Sequence[str]) -> Iterator[Mistake]:
    """The mistakes of the named modules and notebooks."""
    for name in names:
        module = next(ROOT.glob(f"hw2lib/**/{name}.py"), None)
        if module is not None:
            yield from mistakes_in_formulas(module)
        else:
            yield from mistakes_in_outputs(ROOT / "notebooks" / f"{name}.ipynb")


def main(arguments: Sequence[str]) -> int:
    """Plant every mistake and print those that got through; return 1 if there are any."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--jobs", type=int, default=2)
    parser.add_argument("--every", type=int, default=1, help="plant only every N-th mistake")
    parser.add_argument("names", nargs="*", default=MODULES)
    options = parser.parse_args(arguments)
    mistakes = list(all_mistakes(options.names))[:: options.every]
    survivors = 0
    with tempfile.TemporaryDirectory() as folder:
        workshops = [Path(folder) / str(job) for job in range(options.jobs)]
        for workshop in workshops:
            ignored = shutil.ignore_patterns(".git", ".venv", ".uv", "__pycache__", ".*_cache", "*.egg-info")
            shutil.copytree(ROOT, workshop, ignore=ignored)

        for name in options.names:
            control = next(all_mistakes([name]))
            control = Mistake(control.path, 0, "nothing", control.path.read_text(encoding="utf-8"))
            if caught(control, workshops[0]):
                sys.exit(f"the tests of {name} are red without any mistake")

        def go(job: int) -> list[Mistake]:
            return [m for m in mistakes[job :: options.jobs] if not caught(m, workshops[job])]

        with ThreadPoolExecutor(options.jobs) as pool:
            for through in pool.map(go, range(options.jobs)):
                for mistake in through:
                    survivors += 1
                    print(f"not caught: {mistake.path.name}:{mistake.line}: {mistake.what}")
    print(f"{len(mistakes) - survivors} of {len(mistakes)} mistakes caught")
    return int(survivors > 0)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
