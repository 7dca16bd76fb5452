"""A page that asks for a module which isn't there any more is told where it went, and how to get the new page."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from importlib.abc import MetaPathFinder
from pathlib import Path
from types import ModuleType
from typing import NoReturn

_PACKAGE = Path(__file__).resolve().parent


class _Missing(MetaPathFinder):
    """Asked last of all finders, so only for what none of the others found."""

    def find_spec(self, fullname: str, path: Sequence[str] | None, target: ModuleType | None = None) -> None:
        if fullname.startswith("hw2lib."):
            _tell(fullname)


def _tell(fullname: str) -> NoReturn:
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


def install() -> None:
    """Let Python ask here when nobody else has found a module."""
    if not any(type(finder).__qualname__ == _Missing.__qualname__ for finder in sys.meta_path):
        sys.meta_path.append(_Missing())
