"""The reference of the library: a page for each of its packages, from the docstrings."""

from __future__ import annotations

import ast
from pathlib import Path

from docs.links import ROOT

PACKAGE = ROOT / "hw2lib"


def write(folder: Path) -> None:
    """Write a page for each package, with all of its modules that have something public, and one that lists them."""
    folder.mkdir(parents=True)
    names = ["hw2lib", *(f"hw2lib.{path.parent.name}" for path in sorted(PACKAGE.glob("*/__init__.py")))]
    for name in names:
        page = "\n\n".join([heading(name, "="), *map(section, modules(name))])
        (folder / f"{name}.rst").write_text(page + "\n", encoding="utf-8")
    index = [heading("The library", "="), ".. toctree::", "\n".join(f"   {name}" for name in names)]
    (folder / "index.rst").write_text("\n\n".join(index) + "\n", encoding="utf-8")


def modules(package: str) -> list[str]:
    """Name a package itself and its public modules, if they define something; packages below have their own page."""
    folder = PACKAGE.parent.joinpath(*package.split("."))
    paths = [folder / "__init__.py", *sorted(folder.rglob("*.py") if folder != PACKAGE else folder.glob("*.py"))]
    public = [path for path in dict.fromkeys(paths) if defines(path) and not path.name.startswith(("_m", "__m"))]
    names = (path.relative_to(PACKAGE.parent).with_suffix("").parts for path in public)
    return [".".join(parts).removesuffix(".__init__") for parts in names]


def defines(path: Path) -> bool:
    """Say whether a module defines a public function or class."""
    body = ast.parse(path.read_text(encoding="utf-8")).body
    kinds = (ast.FunctionDef, ast.ClassDef)
    return any(isinstance(node, kinds) and not node.name.startswith("_") for node in body)


def section(module: str) -> str:
    """Write the part of a page that documents one module."""
    return f"{heading(module, '-')}\n\n.. automodule:: {module}\n   :members:"


def heading(title: str, line: str) -> str:
    """Underline a title."""
    return f"{title}\n{line * len(title)}"
