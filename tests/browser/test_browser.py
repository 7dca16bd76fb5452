"""Each notebook is opened in JupyterLab in a real browser and run to its end, light and dark."""

import hashlib
import os
import shutil
from pathlib import Path

import pytest

from hw2lib import controls
from tools.lab import CHROMIUM, FLAGS, IDLE, jupyterlab, run_all

playwright = pytest.importorskip("playwright.sync_api")
ROOT = Path(__file__).resolve().parents[2]
AT_THE_NEXT_STEP = ("biases", "updated")
CONTROLS = {
    "1_gradient_descent.ipynb": ("descent", "batches"),
    "2_backpropagation.ipynb": ("own_neuron", "softmax_layer", "linear_layers"),
    "3_cross_entropy.ipynb": ("exchanged_roles", "minimum", "worked_network"),
    "4_softmax_limit.ipynb": ("softmax_limit",),
}
ALL_NUMBERED = """() => [...document.querySelectorAll('.jp-NotebookPanel .jp-CodeCell .jp-InputPrompt')]
    .every(prompt => /\\[\\d+\\]/.test(prompt.textContent))"""

pytestmark = [
    pytest.mark.skipif(not CHROMIUM, reason="no Chromium here: install it, or name it in CHROMIUM, to run these tests"),
    pytest.mark.filterwarnings("default"),
]


@pytest.fixture(scope="module")
def lab(tmp_path_factory):
    """A JupyterLab on a copy of the notebooks."""
    home = tmp_path_factory.mktemp("lab")
    shutil.copytree(ROOT / "notebooks", home / "notebooks")
    with jupyterlab(home, home / "notebooks") as address:
        yield address


@pytest.fixture(scope="module")
def browser():
    with playwright.sync_playwright() as p:
        browser = p.chromium.launch(executable_path=CHROMIUM, headless=True, args=FLAGS)
        yield browser
        browser.close()


@pytest.mark.parametrize("name", [path.name for path in sorted(ROOT.glob("notebooks/*.ipynb"))])
def test_a_notebook_runs_to_its_end(lab, browser, name):
    address = lab
    page = browser.new_page(viewport={"width": 1280, "height": 1000})
    page_errors = []
    page.on("pageerror", lambda error: page_errors.append(str(error)))
    run_all(page, address, name)
    page.wait_for_function(ALL_NUMBERED, timeout=120_000)
    page.wait_for_function(IDLE, timeout=120_000)
    assert page.locator(".jp-OutputArea-output[data-mime-type='application/vnd.jupyter.stderr']").count() == 0
    assert page.locator(".jp-OutputArea-output[data-mime-type='application/vnd.jupyter.error']").count() == 0
    assert page.locator(".MathJax_Error, mjx-merror").count() == 0
    pictures = page.locator(".jp-OutputArea-output img").count()
    assert page.locator(".jp-OutputArea-output details").count() == pictures
    panels = page.locator(".hw2lib-panel")
    assert panels.count() == len(CONTROLS.get(name, ()))
    for i, control in enumerate(CONTROLS.get(name, ())):
        twin = getattr(controls, control)()
        panels.nth(i).scroll_into_view_if_needed()
        agrees(page, panels.nth(i), twin)
        move_everything(page, panels.nth(i), twin)
        play(page, panels.nth(i), twin)
    if panels.count():
        fits_in_narrow_windows(page, panels)
    for theme in ("Light", "Dark"):
        choose(page, theme)
        if panels.count():
            accessible(page)
        if folder := os.environ.get("SCREENSHOTS"):
            _save_screenshots(page, Path(folder), f"{Path(name).stem}-{theme.lower()}")
    page.close()
    assert not page_errors


def choose(page, theme):
    """Switch JupyterLab to its light or its dark theme."""
    page.click(".lm-MenuBar-itemLabel:text-is('Settings')")
    page.hover(".lm-Menu-itemLabel:text-is('Theme')")
    page.click(f".lm-Menu-itemLabel:text-is('JupyterLab {theme}')")
    page.wait_for_selector(f"body[data-jp-theme-light='{str(theme == 'Light').lower()}']", state="attached")
    page.wait_for_timeout(300)


def values_in(panel, python):
    """Read every input of a panel in the page, as its Python twin calls the values."""
    found = {}
    for field in python._fields.values():
        element = panel.locator(f"[name={field.name}]")
        if field.kind == "slider":
            found[field.name] = field.stops[int(element.input_value())]
        else:
            found[field.name] = element.is_checked() if field.kind == "switch" else element.input_value()
    return found


def shown(panel):
    """The text and the picture of a panel in the page, the picture as the hash of its pixels."""
    get = """async canvas => {
        const { data } = canvas.getContext("2d").getImageData(0, 0, canvas.width, canvas.height);
        const hash = new Uint8Array(await crypto.subtle.digest("SHA-256", data));
        return [...hash].map(byte => byte.toString(16).padStart(2, "0")).join("");
    }"""
    return panel.locator(".hw2lib-text").inner_text(), panel.locator("canvas.hw2lib-picture").evaluate(get)


def agrees(page, panel, python):
    """Wait until the page shows what Python computes for the settings."""
    picture = hashlib.sha256(python._scene.pixels().tobytes()).hexdigest()
    for _ in range(100):
        if shown(panel) == (python.text, picture):
            return
        page.wait_for_timeout(50)
    assert shown(panel) == (python.text, picture)


def move_everything(page, panel, python):
    """Move every input by keyboard, drag every slider, press every button, and hold each result to Python's."""
    for field in python._fields.values():
        before = shown(panel)
        element = panel.locator(f"[name={field.name}]")
        element.focus()
        at_the_end = field.kind == "slider" and python.values[field.name] == field.stops[-1]
        onward = "ArrowLeft" if at_the_end else "ArrowRight"
        page.keyboard.press({"slider": onward, "choice": "ArrowDown", "switch": "Space"}[field.kind])
        after = values_in(panel, python)
        assert after[field.name] != python.values[field.name], field.name
        python.set(**{field.name: after[field.name]})
        agrees(page, panel, python)
        assert shown(panel) != before or field.name in AT_THE_NEXT_STEP, field.name
        if field.kind == "slider":
            box = element.bounding_box()
            page.mouse.move(box["x"] + box["width"] / 2, box["y"] + box["height"] / 2)
            page.mouse.down()
            page.mouse.move(box["x"] + box["width"] * 0.7, box["y"] + box["height"] / 2, steps=5)
            page.mouse.up()
            python.set(**{field.name: values_in(panel, python)[field.name]})
            agrees(page, panel, python)
            element.focus()
            for i in range(20):  # a burst ends on its last value
                page.keyboard.press(("ArrowRight", "ArrowLeft", "ArrowLeft")[i % 3])
            python.set(**{field.name: values_in(panel, python)[field.name]})
            agrees(page, panel, python)
    for button in python.inputs:
        if button["kind"] == "button" and not button["every"]:
            panel.locator(f"button[name={button['name']}]").click()
            python.press(button["presses"])
            agrees(page, panel, python)


def play(page, panel, python):
    """Start what goes by itself, stop it, and hold what it then shows to Python's."""
    for button in python.inputs:
        if button["kind"] == "button" and button["every"]:
            element = panel.locator(f"button[name={button['name']}]")
            before = shown(panel)
            element.click()
            assert element.get_attribute("aria-pressed") == "true"
            page.wait_for_timeout(4.5 * button["every"])
            element.click()
            assert element.get_attribute("aria-pressed") == "false"
            page.wait_for_timeout(500)
            stopped = shown(panel)
            page.wait_for_timeout(3 * button["every"])
            assert shown(panel) == stopped != before
            for _ in range(8):
                if python.press(button["presses"]) == stopped[0]:
                    break
            agrees(page, panel, python)
            element.click()
            panel.locator("button[name=reset]").click()  # a hand on anything else ends it
            assert element.get_attribute("aria-pressed") == "false"
            python.reset()
            page.wait_for_timeout(2 * button["every"])
            agrees(page, panel, python)


def fits_in_narrow_windows(page, panels):
    """At 800 pixels, and at 640, which 200 % zoom makes of 1280: nothing is cut off, and only the picture scrolls."""
    cut_off = """panel => [...panel.querySelectorAll('input, select, output, button, label, pre')].filter(e =>
        e.getBoundingClientRect().right > panel.getBoundingClientRect().right + 1).map(e => e.outerHTML)"""
    size = page.viewport_size
    for width in (800, 640):
        page.set_viewport_size({"width": width, "height": size["height"]})
        page.wait_for_timeout(300)
        for i in range(panels.count()):
            panels.nth(i).scroll_into_view_if_needed()
            assert panels.nth(i).evaluate(cut_off) == []
            assert panels.nth(i).evaluate("panel => panel.scrollWidth <= panel.clientWidth + 1")
    page.set_viewport_size(size)


def accessible(page):
    """No violation of the accessibility rules of axe-core within the panels."""
    from axe_playwright_python.sync_playwright import Axe

    results = Axe().run(page, context={"include": [[".hw2lib-panel"]]})
    assert results.violations_count == 0, results.generate_report()


def _save_screenshots(page, folder, name):
    """With SCREENSHOTS=folder: the whole page, a window at a time, for eyes to look at."""
    folder.mkdir(parents=True, exist_ok=True)
    page.evaluate("document.querySelector('.jp-WindowedPanel-outer').scrollTop = 0")
    for i in range(40):
        page.wait_for_timeout(300)
        page.screenshot(path=folder / f"{name}-{i:02}.png")
        scroll = "() => { const p = document.querySelector('.jp-WindowedPanel-outer'); const t = p.scrollTop;"
        if not page.evaluate(scroll + " p.scrollTop += 850; return p.scrollTop > t }"):
            break
