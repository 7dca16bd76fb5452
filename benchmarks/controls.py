"""How long from a key press on a slider to the new picture painted? Every control, beside `interactive` and `plt.show`.

    python benchmarks/controls.py [--presses N]

JupyterLab runs in a headless Chromium. The rival of a control computes the same numbers and draws the same figure, in
full, in an ipywidgets `interactive` that displays it, as `plt.show` does. The time is taken in the page, from the key
event to the frame after the new picture was put on the canvas, or was loaded. A burst is 20 presses, 40 ms apart; its
lag is from the last press to the last picture.
"""

from __future__ import annotations

import argparse
import tempfile
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import _root  # noqa: F401  # before tools
import nbformat
import numpy as np

from hw2lib import controls
from hw2lib.widgets.panel import Slider
from tools.lab import CHROMIUM, FLAGS, IDLE, jupyterlab, run_all, wait_until

NAMES = controls.__all__
PAUSE = 200  # milliseconds between single presses, so that each is answered on its own
RIVAL = """
import ipywidgets
from hw2lib import controls
from hw2lib.widgets.scene import Scene

def rival(name):
    panel = getattr(controls, name)()
    key, field = next(((k, f) for k, f in panel.fields.items() if f.kind == "slider"), next(iter(panel.fields.items())))
    positions = field.stops if field.kind == "slider" else field.options
    scene = panel.scene
    for plot in scene.plots:
        for artist in plot.artists.values():
            artist.set_animated(False)
    texts = []

    def f(position):
        scene.frame(panel.draw, **{**panel.state, key: positions[position]})
        for plot in scene.plots:
            for artist in plot.artists.values():
                artist.set_visible(artist in scene.seen)
        while texts:
            texts.pop().remove()
        for ax, x, y, text, *_ in scene.texts:
            texts.append(ax.text(x, y, text, ha="center", va="center", fontsize=10))
        display(scene.figure)

    return ipywidgets.interactive(f, position=ipywidgets.IntSlider(len(positions) // 4, 0, len(positions) - 1))
"""
WATCH = """root => {
    const state = window.bench = {pressed: 0, painted: 0, frames: 0};
    document.addEventListener('keydown', () => { state.pressed = performance.now(); state.painted = 0; }, true);
    const seen = () => requestAnimationFrame(() => { state.painted = performance.now(); state.frames += 1; });
    root.querySelectorAll('canvas').forEach(canvas => {
        const pen = canvas.getContext('2d'), put = pen.putImageData;
        pen.putImageData = function (...picture) { put.apply(pen, picture); seen(); };
    });
    const listen = image => image.addEventListener('load', seen);
    new MutationObserver(changes => changes.forEach(change => change.addedNodes.forEach(node => {
        const images = node.nodeName === 'IMG' ? [node] : node.querySelectorAll ? node.querySelectorAll('img') : [];
        images.forEach(image => image.complete && image.naturalWidth ? seen() : listen(image));
    }))).observe(root, {childList: true, subtree: true});
}"""


def notebook(folder: Path) -> None:
    """One cell for each control, and one for its rival."""
    cells = [nbformat.v4.new_code_cell(RIVAL)]
    for name in NAMES:
        cells.append(nbformat.v4.new_code_cell(f"controls.{name}()"))
        cells.append(nbformat.v4.new_code_cell(f"rival({name!r})"))
    made = nbformat.v4.new_notebook(cells=cells)
    made.metadata["kernelspec"] = {"display_name": "Python 3 (ipykernel)", "language": "python", "name": "python3"}
    nbformat.write(made, folder / "bench.ipynb")


def first_input(name: str) -> tuple[str, Any]:
    """Return the first slider of a control with its name, or its first input if it has none."""
    fields = list(getattr(controls, name)().fields.items())
    return next((named for named in fields if isinstance(named[1], Slider)), fields[0])


def latencies(page: Any, handle: Any, presses: int, keys: tuple[str, str]) -> list[float]:
    """Press an arrow key so many times, each after the picture of the one before, and return the milliseconds."""
    times = []
    handle.focus()
    for i in range(presses + 2):
        page.keyboard.press(keys[i % 2])
        page.wait_for_function("() => window.bench.painted > window.bench.pressed", timeout=20_000)
        times.append(page.evaluate("() => window.bench.painted - window.bench.pressed"))
        page.wait_for_timeout(PAUSE)
    return times[2:]


def burst(page: Any, handle: Any, keys: tuple[str, str]) -> tuple[float, int]:
    """Return the lag after the last of 20 quick presses, and how many pictures were shown."""
    handle.focus()
    page.evaluate("() => { window.bench.frames = 0; }")
    for i in range(20):
        page.keyboard.press(keys[i // 2 % 2])
        page.wait_for_timeout(40)
    page.wait_for_timeout(1500)
    lag = page.evaluate("() => window.bench.painted - window.bench.pressed")
    return float(lag), int(page.evaluate("() => window.bench.frames"))


def main(arguments: Sequence[str] | None = None) -> None:
    """Print the table."""
    from playwright.sync_api import sync_playwright

    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--presses", type=int, default=30)
    presses = parser.parse_args(arguments).presses
    print(
        f"{'control':16} {'median':>7} {'p95':>7}   {'rival':>7} {'ratio':>6}   {'burst lag':>9} {'pictures':>8}   (ms)"
    )
    with tempfile.TemporaryDirectory() as folder, sync_playwright() as p:
        home = Path(folder)
        (home / "notebooks").mkdir()
        notebook(home / "notebooks")
        browser = p.chromium.launch(executable_path=CHROMIUM, headless=True, args=FLAGS)
        with jupyterlab(home, home / "notebooks") as address:
            page = browser.new_page(viewport={"width": 1280, "height": 1000})
            run_all(page, address, "bench.ipynb")
            page.wait_for_timeout(8000)
            wait_until(IDLE, page)
            for name in NAMES:
                key, field = first_input(name)
                keys = ("ArrowRight", "ArrowLeft") if isinstance(field, Slider) else ("ArrowDown", "ArrowUp")
                panel = page.locator(f".hw2lib-panel[aria-label={getattr(controls, name)().title!r}]")
                panel.scroll_into_view_if_needed()
                page.evaluate(WATCH, panel.element_handle())
                slider = panel.locator(f"[name={key}]")
                if isinstance(field, Slider):
                    slider.evaluate("e => { e.value = Math.floor(e.max / 4); e.dispatchEvent(new Event('input')); }")
                page.wait_for_timeout(500)
                own = latencies(page, slider, presses, keys)
                lag, pictures = burst(page, slider, keys)
                cell = page.locator(".jp-CodeCell", has_text=f"rival('{name}')")
                cell.scroll_into_view_if_needed()
                page.evaluate(WATCH, cell.element_handle())
                rival = latencies(page, cell.locator(".noUi-handle"), presses, ("ArrowRight", "ArrowLeft"))
                print(
                    f"{name:16} {np.median(own):7.0f} {np.percentile(own, 95):7.0f}   {np.median(rival):7.0f} "
                    f"{np.median(own) / np.median(rival):6.2f}   {lag:9.0f} {pictures:8}",
                    flush=True,
                )
        browser.close()


if __name__ == "__main__":
    main()
