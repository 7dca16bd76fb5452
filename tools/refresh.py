"""Execute the notebooks' text and write them, always to the same bytes.

python tools/refresh.py [--check] [--elsewhere] [notebooks/NAME.py ...]

With --check nothing is written, and the exit status is 1 if a notebook would change. With --elsewhere a notebook is
executed as other machines compute too (tools/elsewhere.py), and is refused if it shows something else there.
A picture whose pixels differ from the stored one's by less than the eye sees is left as it is.
"""

from __future__ import annotations

import argparse
import base64
import hashlib
import itertools
import json
import os
import re
import sys
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import jupytext
import nbformat
from nbclient import NotebookClient

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))  # as a script it would see tools/ alone

from tools.outputs import PICTURE, WIDGET_STATE, alike, panels, same_buffers

ROOT = Path(__file__).resolve().parent.parent
KERNEL_ENVIRONMENT = {
    "PYTHONHASHSEED": "0",
    "OMP_NUM_THREADS": "1",
    "OPENBLAS_NUM_THREADS": "1",
    "MKL_NUM_THREADS": "1",
    "TQDM_DISABLE": "1",  # a bar that appears on slow machines alone would be an output
    "MPLBACKEND": "module://matplotlib_inline.backend_inline",
}
WIDGET_VIEW = "application/vnd.jupyter.widget-view+json"
KERNELSPEC = {"display_name": "Python 3 (ipykernel)", "language": "python", "name": "python3"}
NAMED = ("answer", "solution")  # tags of cells whose id is the name that they give
GIVEN = re.compile(r"^(?:def )?([A-Za-z_]\w*)", re.MULTILINE)


def execute(path: Path, environment: Mapping[str, str] | None = None, last: str = "") -> tuple[Any, str]:
    """Execute a notebook, from its text or as it is stored.

    Args:
        path: the .py or the .ipynb.
        environment: variables for the kernel, besides those that every kernel gets.
        last: code that runs in the same kernel after all cells, and isn't kept.

    Returns:
        The notebook, and what `last` printed.
    """
    notebook: Any = jupytext.read(path)
    if last:
        notebook.cells.append(nbformat.v4.new_code_cell(last))
    client = NotebookClient(
        notebook,
        timeout=600,
        kernel_name="python3",
        record_timing=False,
        coalesce_streams=True,
        extra_arguments=["--IPKernelApp.log_level=ERROR"],  # else each warns that it talks to us without encryption
        resources={"metadata": {"path": str(path.parent)}},
    )
    client.execute(env={**os.environ, **KERNEL_ENVIRONMENT, **(environment or {})})
    printed = "".join(output.get("text", "") for output in notebook.cells.pop().outputs) if last else ""
    return _normal(notebook), printed


def refreshed(path: Path) -> Any:
    """Execute a notebook's text; what differs from the stored notebook for no good reason stays as it is stored."""
    notebook, _ = execute(path)
    stored = path.with_suffix(".ipynb")
    if stored.exists():
        _keep(notebook, nbformat.read(stored, as_version=4))
    refuse_addresses(path, notebook)
    return notebook


def as_text(notebook: Any) -> str:
    """Return what is written to the file."""
    return nbformat.writes(notebook).rstrip("\n") + "\n"


def _normal(notebook: Any) -> Any:
    """Drop what differs between two executions: random cell ids, widget ids, versions and times."""
    for cell, name in zip(notebook.cells, cell_ids(notebook.cells), strict=True):
        cell["id"] = name
        cell.metadata.pop("execution", None)
        if "outputs" in cell:  # a progress bar that has gone leaves an empty display on a slow machine
            cell["outputs"] = [o for o in cell.outputs if o.get("data", {"": 1})]
    notebook = _renamed_widgets(notebook)
    notebook.metadata["kernelspec"] = KERNELSPEC
    notebook.metadata["language_info"] = {"name": "python"}
    notebook.metadata.pop("jupytext", None)
    notebook.nbformat, notebook.nbformat_minor = 4, 5
    return notebook


def cell_ids(cells: Sequence[Any]) -> list[str]:
    """Return an id for each cell, made from its text; an answer's and a solution's from the name that it gives.

    So such a cell keeps its id when its text changes or its question moves, and what a student wrote there is found
    again.

    Example:
        >>> def cell(source, *tags):
        ...     return nbformat.v4.new_code_cell(source, metadata={"tags": list(tags)})
        >>> check = cell('check("dC/dw5", w5)')
        >>> cell_ids([cell("w5 = None", "answer"), check])
        ['answer-w5', '2cc5568a']
        >>> cell_ids([cell("w5 = ...  # a number", "answer"), check, cell("def w5(): ...", "solution"), check])
        ['answer-w5', '2cc5568a', 'solution-w5', '2cc5568a-2']
    """
    ids: list[str] = []
    for cell in cells:
        name = hashlib.sha256(f"{cell.cell_type}\0{cell.source}".encode()).hexdigest()[:8]
        for tag in set(NAMED) & set(cell.metadata.get("tags", [])):
            given = GIVEN.search(cell.source)
            name = f"{tag}-{given[1]}"[:50] if given else tag
        numbered = (f"{name}-{n}" if n > 1 else name for n in itertools.count(1))
        ids.append(next(free for free in numbered if free not in ids))
    return ids


def _keep(notebook: Any, stored: Any) -> None:
    """Keep the stored outputs of a cell that measures time, and each picture that looks the same.

    Another processor, or another compression, would else write other bytes for what nobody can tell apart.
    """
    shown = {cell.id: cell.outputs for cell in stored.cells if "outputs" in cell}
    for cell in notebook.cells:
        outputs = shown.get(cell.id, [])
        if outputs and "nbval-ignore-output" in cell.metadata.get("tags", []):
            cell["outputs"] = outputs
        for new, old in zip(cell.get("outputs", []), outputs, strict=False):
            drawn, kept = (output.get("data", {}).get(PICTURE) for output in (new, old))
            if drawn and kept and alike(base64.b64decode(drawn), base64.b64decode(kept)):
                new["data"][PICTURE] = kept
    models, before = panels(notebook), panels(stored)
    for name in models.keys() & before.keys():
        if models[name]["state"] == before[name]["state"] and same_buffers(models[name], before[name]):
            models[name] = before[name]


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
    parser.add_argument("--elsewhere", action="store_true")
    parser.add_argument("texts", nargs="*", type=Path, default=sorted(ROOT.glob("notebooks/*.py")))
    options = parser.parse_args(arguments)
    refused = 0
    for path in options.texts:
        notebook, stored = refreshed(path), path.with_suffix(".ipynb")
        if options.elsewhere and _differs_elsewhere(path, notebook):
            refused = 1
        elif not options.check:
            stored.write_text(as_text(notebook), encoding="utf-8", newline="\n")
            text_status = path.stat()
            os.utime(stored, ns=(text_status.st_atime_ns, text_status.st_mtime_ns))  # neither is newer than the other
        elif not stored.exists() or stored.read_text(encoding="utf-8") != as_text(notebook):
            print(f"{stored} would change")
            refused = 1
    return refused


def _differs_elsewhere(path: Path, notebook: Any) -> bool:
    from tools import elsewhere  # which executes by the functions above

    with elsewhere.machines() as machines:
        found = [elsewhere.run(machine, path, notebook) for machine in machines if not machine.untried]
    for outcome in found:
        print(outcome)
    return any(outcome.differs for outcome in found)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
