"""Whoever asks for a module that isn't there is told what to do: where it went, or which extra brings it."""

from __future__ import annotations

import re
import sys
from collections.abc import Sequence
from importlib import metadata
from importlib.abc import MetaPathFinder
from pathlib import Path
from types import ModuleType
from typing import NoReturn

_PACKAGE = Path(__file__).resolve().parent
_DISTRIBUTIONS = {  # where what brings a module has another name
    "sklearn": "scikit-learn",
    "PIL": "pillow",
    "bs4": "nbconvert",
    "nbformat": "nbconvert",
}


class _Missing(MetaPathFinder):
    """Asked last of all finders, so only for what none of the others found."""

    def find_spec(self, fullname: str, path: Sequence[str] | None, target: ModuleType | None = None) -> None:
        if fullname.startswith("hw2lib."):
            _tell_where_it_went(fullname)
        if "." not in fullname and _importing_module().partition(".")[0] == "hw2lib":
            _tell_what_brings_it(fullname)


def _tell_where_it_went(fullname: str) -> NoReturn:
    """Raise ModuleNotFoundError with the module's new place, if one has its name, and the way to the new page."""
    leaf = fullname.rpartition(".")[2]
    files = sorted([*_PACKAGE.rglob(f"{leaf}.py"), *_PACKAGE.rglob(f"{leaf}/__init__.py")])
    names = [".".join(("hw2lib", *file.relative_to(_PACKAGE).with_suffix("").parts)) for file in files]
    now = f", which is now {names[0].removesuffix('.__init__')}" if names else ""
    message = (
        f"This version of hw2lib has no {fullname}{now}. If your page is from an earlier version of the course, close "
        "JupyterLab and open the course again (python3 start.py in a clone, else python -m hw2lib): you get the new "
        "page with your answers in it, and yours is kept beside it."
    )
    raise ModuleNotFoundError(message, name=fullname)


def _tell_what_brings_it(module: str) -> NoReturn:
    """Raise ModuleNotFoundError with the command that installs a package which this part of hw2lib needs."""
    package = _DISTRIBUTIONS.get(module, module)
    extra = _extra_with(package)
    commands = [f'pip install "hw2lib[{extra}]"' if extra else f"pip install {package}"]
    if extra and extra != "notebooks":
        commands.append('pip install "hw2lib[notebooks]" brings all that the course needs')
    message = (
        f"{_importing_module()} needs {package}, which isn't installed here. This brings it: {'; '.join(commands)}."
    )
    raise ModuleNotFoundError(message, name=module)


def _extra_with(package: str) -> str | None:
    """Return the extra that names a package, as it is declared in pyproject.toml."""
    try:
        declared = metadata.requires("hw2lib") or []
    except metadata.PackageNotFoundError:  # a copy of the code that nobody installed
        return "notebooks"
    for requirement in declared:
        found = re.match(r"([\w.-]+).*extra == ['\"]([\w-]+)['\"]", requirement)
        if found and found[1].lower() == package.lower() and found[2] != "tests":
            return found[2]
    return None


def _importing_module() -> str:
    """Return the name of the module whose import statement is under way."""
    frame = sys._getframe()
    while frame.f_back and frame.f_globals["__name__"] in (__name__, "importlib._bootstrap"):
        frame = frame.f_back
    spec = frame.f_globals.get("__spec__")  # run by python -m, a module's __name__ is __main__
    return spec.name if spec else str(frame.f_globals.get("__name__", ""))


def install() -> None:
    """Let Python ask here when nobody else has found a module."""
    if not any(type(finder).__qualname__ == _Missing.__qualname__ for finder in sys.meta_path):
        sys.meta_path.append(_Missing())
