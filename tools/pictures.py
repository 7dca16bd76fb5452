"""Draw the README's pictures: the network, and two controls as JupyterLab shows them in its light and its dark theme.

python tools/pictures.py [FOLDER]

FOLDER is images/ if none is named. The controls need Chromium.
"""

from __future__ import annotations

import argparse
import sys
import tempfile
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import nbformat
from PIL import Image

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))  # as a script it would see tools/ alone

from tools.lab import CHROMIUM, FLAGS, IDLE, WATCHDOG, choose_theme, jupyterlab, run_all, wait_until
from tools.refresh import KERNELSPEC, ROOT

CONTROLS: Mapping[str, tuple[str, str]] = {
    "descent": ("Light", "set(eta=3.2, steps=6)"),
    "worked_network": ("Dark", 'set(number="i1", value=0.6, line=17)'),
}
"""By name: the theme, and what is set first."""


def draw_network(folder: Path) -> None:
    """Draw the network with the numbers that are given, transparent, and twice as fine as it is shown."""
    from hw2lib.widgets.figures import draw_example

    draw_example(given=True).savefig(folder / "network.png", dpi=200, transparent=True)


def draw_controls(folder: Path) -> None:
    """Run a page with the controls, and keep a screenshot of each."""
    from playwright.sync_api import sync_playwright

    with tempfile.TemporaryDirectory() as made, sync_playwright() as p:
        home = Path(made)
        cells = [
            nbformat.v4.new_code_cell(
                f"from hw2lib import controls\n_ = (shown := controls.{name}()).{settings}\nshown"
            )
            for name, (_, settings) in CONTROLS.items()
        ]
        page: Any = nbformat.v4.new_notebook(cells=cells, metadata={"kernelspec": KERNELSPEC})
        nbformat.write(page, home / "controls.ipynb")
        browser = p.chromium.launch(executable_path=CHROMIUM, headless=True, args=FLAGS)
        with jupyterlab(home, home) as address:
            tab = browser.new_page(viewport={"width": 1100, "height": 1400}, device_scale_factor=2)
            run_all(tab, address, "controls.ipynb")
            tab.locator(".hw2lib-panel").nth(len(CONTROLS) - 1).wait_for(timeout=WATCHDOG)
            wait_until(IDLE, tab)
            for number, (name, (theme, _)) in enumerate(CONTROLS.items()):
                choose_theme(tab, theme)
                tab.wait_for_timeout(1000)
                tab.locator(".hw2lib-panel").nth(number).screenshot(path=folder / f"{name}.png")
        browser.close()


def main(arguments: Sequence[str] | None = None) -> None:
    """Draw all of them."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("folder", nargs="?", type=Path, default=ROOT / "images")
    folder = parser.parse_args(arguments).folder
    draw_network(folder)
    draw_controls(folder)
    for path in sorted(folder.glob("*.png")):
        Image.open(path).quantize(128, method=Image.Quantize.FASTOCTREE).save(path, optimize=True)


if __name__ == "__main__":
    main()
