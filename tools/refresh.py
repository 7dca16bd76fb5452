"""Execute the notebooks' text and write them, always to the same bytes.

python tools/refresh.py [--check] [notebooks/NAME.py ...]

With --check nothing is written, and the exit status is 1 if a notebook would change.
"""

from __future__ import annotations

import argparse
import hashlib
import json
import os
import re
import sys
from collections import Counter
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import jupytext
import nbformat
from nbclient import NotebookClient

ROOT = Path(__file__).resolve().parent.parent
KERNEL_ENVIRONMENT = {
    "PYTHONHASHSEED": "0",
    "OMP_NUM_THREADS": "1",
    "OPENBLAS_NUM_THREADS": "1",
    "MKL_NUM_THREADS": "1",
    "MPLBACKEND": "module://matplotlib_inline.backend_inline",
}
WIDGET_STATE = "application/vnd.jupyter.widget-state+json"
WIDGET_VIEW = "application/vnd.jupyter.widget-view+json"
KERNELSPEC = {"display_name": "Python 3 (ipykernel)", "language": "python", "name": "python3"}


def execute(path: Path) -> str:
    """Return the executed notebook of a text file, as the bytes to write."""
    notebook: Any = jupytext.read(path)
    client = NotebookClient(
        notebook,
        timeout=300,
        kernel_name="python3",
        record_timing=False,
        coalesce_streams=True,
        resources={"metadata": {"path": str(path.parent)}},
    )
    client.execute(env={**os.environ, **KERNEL_ENVIRONMENT})
    notebook = _normal(notebook)
    _keep_what_differs(notebook, path.with_suffix(".ipynb"))
    refuse_addresses(path, notebook)
    return nbformat.writes(notebook).rstrip("\n") + "\n"


def _normal(notebook: Any) -> Any:
    """Drop what differs between two executions: random cell ids, widget ids, versions and times."""
    seen: Counter[str] = Counter()
    for cell in notebook.cells:
        name = hashlib.sha256(f"{cell.cell_type}\0{cell.source}".encode()).hexdigest()[:8]
        seen[name] += 1
        cell["id"] = name if seen[name] == 1 else f"{name}-{seen[name]}"
        for key in ("execution", "lines_to_next_cell"):
            cell.metadata.pop(key, None)
    notebook = _renamed_widgets(notebook)
    notebook.metadata["kernelspec"] = KERNELSPEC
    notebook.metadata["language_info"] = {"name": "python"}
    notebook.metadata.pop("jupytext", None)
    notebook.nbformat, notebook.nbformat_minor = 4, 5
    return notebook


def _keep_what_differs(notebook: Any, stored: Path) -> None:
    """A cell that measures time, tagged nbval-ignore-output, keeps its stored output as long as it isn't changed."""
    if not stored.exists():
        return
    before = {cell.id: cell.outputs for cell in nbformat.read(stored, as_version=4).cells if "outputs" in cell}
    for cell in notebook.cells:
        if "nbval-ignore-output" in cell.metadata.get("tags", []) and cell.id in before:
            cell["outputs"] = before[cell.id]


def _renamed_widgets(notebook: Any) -> Any:
    """Number the widget models in the order in which they are shown, and drop those that never are."""
    state = notebook.metadata.get("widgets", {}).get(WIDGET_STATE, {}).get("state", {})
    new: dict[str, str] = {}

    def visit(model: str) -> None:
        if model in new or model not in state:
            return
        new[model] = f"{len(new) + 1:032x}"
        for child in re.findall(r"IPY_MODEL_([0-9a-f]{32})", json.dumps(state[model], sort_keys=True)):
            visit(child)

    for cell in notebook.cells:
        for output in cell.get("outputs", []):
            if WIDGET_VIEW in output.get("data", {}):
                visit(output["data"][WIDGET_VIEW]["model_id"])
    for model in set(state) - set(new):
        del state[model]
    text = json.dumps(notebook)
    for old, numbered in new.items():
        text = text.replace(old, numbered)
    notebook = nbformat.from_dict(json.loads(text))
    if new:
        widgets = notebook.metadata["widgets"][WIDGET_STATE]
        widgets["state"] = dict(sorted(widgets["state"].items()))
    else:
        notebook.metadata.pop("widgets", None)
    return notebook


def refuse_addresses(path: Path, notebook: Any) -> None:
    """Stop if an output shows a memory address, which no second run would show again."""
    for cell in notebook.cells:
        for output in cell.get("outputs", []):
            text = output.get("text", "") + output.get("data", {}).get("text/plain", "")
            if re.search(r"0x[0-9a-f]{6,}", text):
                sys.exit(f"{path}: an output shows a memory address: {text}")


def main(arguments: Sequence[str]) -> int:
    """Write the notebooks, or check them; return the exit status."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--check", action="store_true")
    parser.add_argument("texts", nargs="*", type=Path, default=sorted(ROOT.glob("notebooks/*.py")))
    options = parser.parse_args(arguments)
    stale = 0
    for path in options.texts:
        notebook, written = path.with_suffix(".ipynb"), execute(path)
        if options.check:
            if not notebook.exists() or notebook.read_text(encoding="utf-8") != written:
                print(f"{notebook} would change")
                stale = 1
        else:
            notebook.write_text(written, encoding="utf-8", newline="\n")
            text_status = path.stat()
            os.utime(notebook, ns=(text_status.st_atime_ns, text_status.st_mtime_ns))  # neither is newer than the other
    return stale


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
