"""The controls, and each notebook run to its end, in JupyterLab in a real browser, light and dark."""

import base64
import os
import re
import shutil
from contextlib import contextmanager
from pathlib import Path

import nbformat
import numpy as np
import pytest
from nbclient import NotebookClient

from hw2lib import controls
from hw2lib.widgets.theme import DPI, FONT_SIZE
from tools.lab import CHROMIUM, FLAGS, IDLE, choose_theme, jupyterlab, run_all, wait_until
from tools.refresh import KERNELSPEC

playwright = pytest.importorskip("playwright.sync_api")
ROOT = Path(__file__).resolve().parents[2]
AT_THE_NEXT_STEP = ("eta", "biases", "updated")
ONE, ALL = "one_control.ipynb", "all_controls.ipynb"
QUICK = ("0_start_here.ipynb",)  # the others take up to a minute each
AGAIN = ("exchanged_roles", "linear_layers", "minimum", "softmax_limit")  # they have no kind of input of their own
NOTHING_IS_READ_BACK = """(() => {
    const pen = CanvasRenderingContext2D.prototype;
    pen.readByTest = pen.getImageData;
    pen.getImageData = () => { throw new Error("a pixel was read back"); };
    for (const name of ["toDataURL", "toBlob"]) {
        HTMLCanvasElement.prototype[name] = () => { throw new Error("a picture was read back"); };
    }
})()"""
ALL_NUMBERED = """() => [...document.querySelectorAll('.jp-NotebookPanel .jp-CodeCell .jp-InputPrompt')]
    .filter(prompt => !prompt.closest('.jp-Placeholder'))  // a folded cell has an empty one besides its own
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
    for name, shown in ((ONE, ["minimum"]), (ALL, controls.__all__)):
        cells = [nbformat.v4.new_code_cell(f"from hw2lib import controls\ncontrols.{control}()") for control in shown]
        made = nbformat.v4.new_notebook(cells=cells, metadata={"kernelspec": KERNELSPEC})
        if name == ONE:  # of the other nothing is looked at before it is run
            NotebookClient(made, kernel_name="python3", store_widget_state=False).execute()
        nbformat.write(made, home / "notebooks" / name)
    with jupyterlab(home, home / "notebooks") as address:
        yield address


@pytest.fixture(scope="module")
def browser():
    with playwright.sync_playwright() as p:
        browser = p.chromium.launch(executable_path=CHROMIUM, headless=True, args=FLAGS)
        yield browser
        browser.close()


AS_MANY_PIXELS = """() => [...document.querySelectorAll('canvas.hw2lib-moving')].every(
    e => !e.clientWidth || e.width === Math.round(e.clientWidth * devicePixelRatio))"""


@contextmanager
def watched(browser):
    """A page in which no error happens and no pixel is read back."""
    page = browser.new_page(viewport={"width": 1280, "height": 1000})
    page_errors = []
    page.on("pageerror", lambda error: page_errors.append(str(error)))
    page.add_init_script(NOTHING_IS_READ_BACK)
    yield page
    page.close()
    assert not page_errors


@pytest.fixture(scope="module")
def all_controls(lab, browser):
    """A page on which every control lives."""
    with watched(browser) as page:
        run_to_its_end(page, lab, ALL)
        yield page


def run_to_its_end(page, address, name):
    """Run a notebook, and see that nothing went wrong and every picture has its words."""
    run_all(page, address, name)
    wait_until(ALL_NUMBERED, page)
    wait_until(IDLE, page)
    assert page.locator(".jp-OutputArea-output[data-mime-type='application/vnd.jupyter.stderr']").count() == 0
    assert page.locator(".jp-OutputArea-output[data-mime-type='application/vnd.jupyter.error']").count() == 0
    assert page.locator(".MathJax_Error, mjx-merror").count() == 0
    pictures = page.locator(".jp-OutputArea-output img:visible").count()
    told = page.locator(".jp-OutputArea-output summary:visible", has_text="What the picture shows")
    assert told.count() == pictures


@pytest.mark.parametrize(
    "path",
    [
        pytest.param(path, marks=[] if path.name in QUICK else pytest.mark.slow, id=path.stem)
        for path in sorted(ROOT.glob("notebooks/*.ipynb"))
    ],
)
def test_a_notebook_runs_to_its_end(lab, browser, path):
    with watched(browser) as page:
        run_to_its_end(page, lab, path.name)
        shown = re.findall(r"controls\.(\w+)\(", path.with_suffix(".py").read_text(encoding="utf-8"))
        assert page.locator(".hw2lib-panel").count() == len(shown)
        if folder := os.environ.get("SCREENSHOTS"):
            for theme in ("Light", "Dark"):
                choose_theme(page, theme)
                _save_screenshots(page, Path(folder), f"{path.stem}-{theme.lower()}")


@pytest.mark.parametrize(
    "name", [pytest.param(name, marks=pytest.mark.slow if name in AGAIN else []) for name in controls.__all__]
)
def test_a_control_does_what_its_twin_in_python_does(all_controls, name):
    page, twin = all_controls, getattr(controls, name)()
    panel = page.locator(".hw2lib-panel").nth(controls.__all__.index(name))
    panel.scroll_into_view_if_needed()
    agrees(page, panel, twin)
    move_everything(page, panel, twin)
    play(page, panel, twin)
    drag_in_the_picture(page, panel, twin)


def test_controls_fit_in_narrow_windows(all_controls):
    fits_in_narrow_windows(all_controls, all_controls.locator(".hw2lib-panel"))


@pytest.mark.parametrize("theme", ["Light", "Dark"])
def test_controls_are_accessible(all_controls, theme):
    choose_theme(all_controls, theme)
    accessible(all_controls)


def test_a_control_shows_one_thing(lab, browser):
    """A picture and numbers where the notebook isn't trusted, the living view alone where the cell was run."""
    page = browser.new_page(viewport={"width": 1280, "height": 1000})
    page.goto(f"{lab}/lab/tree/{ONE}?reset")
    page.wait_for_selector(".jp-OutputArea-output img")
    assert page.locator(".hw2lib-panel").count() == 0
    assert page.locator(".jp-OutputArea-output:visible").count() == 2
    assert "minimum at a = y = 0.30" in page.locator(".jp-OutputArea-output").nth(1).inner_text()
    width, natural = page.locator(".jp-OutputArea-output img").evaluate("image => [image.width, image.naturalWidth]")
    assert (width, natural) == (640, 1280)
    run_all(page, lab, ONE)
    page.wait_for_selector(".hw2lib-panel")
    assert page.locator(".jp-OutputArea-output:visible").count() == 1
    assert page.locator(".jp-OutputArea-output img:visible").count() == 0
    page.close()


def test_a_page_zoomed_to_200_percent_gets_twice_the_pixels(lab, browser):
    context = browser.new_context(viewport={"width": 640, "height": 500}, device_scale_factor=2)
    page = context.new_page()
    page.add_init_script(NOTHING_IS_READ_BACK)
    run_all(page, lab, ONE)
    page.wait_for_selector(".hw2lib-panel")
    wide = page.locator("canvas.hw2lib-moving").evaluate("canvas => canvas.clientWidth")
    twin = controls.minimum()
    twin._handle_custom_msg({"scale": 2 * wide / 640}, [])
    agrees(page, page.locator(".hw2lib-panel"), twin)
    wait_until(AS_MANY_PIXELS, page)
    context.close()


def values_in(panel, python):
    """Read every input of a panel in the page, as its Python twin calls the values."""
    found = {}
    for name, field in python.fields.items():
        element = panel.locator(f"[name={name}]")
        if field.kind == "slider":
            found[name] = field.stops[int(element.input_value())]
        else:
            found[name] = element.is_checked() if field.kind == "switch" else element.input_value()
    return found


PIXELS = """const context = canvas.getContext("2d");
    const { data } = Object.getPrototypeOf(context).readByTest.call(context, 0, 0, canvas.width, canvas.height);"""


EVERY = 4  # row of a picture is fetched, except for a panel's first


def shown(panel, every=1):
    """The text and the pixels of a panel in the page: of what stays, and of what moves; every so manyth row of them."""
    read = (
        "(canvas, every) => {"
        + PIXELS
        + """
        let text = "", rows = 0;
        for (let y = 0; y < canvas.height; y += every, rows++)
            text += String.fromCharCode(...data.subarray(4 * y * canvas.width, 4 * (y + 1) * canvas.width));
        return [canvas.width, rows, btoa(text)];
    }"""
    )
    pictures = []
    for part in ("still", "moving"):
        width, height, text = panel.locator(f"canvas.hw2lib-{part}").evaluate(read, every)
        pictures.append(np.frombuffer(base64.b64decode(text), np.uint8).reshape(height, width, 4))
    return text_of(panel), *pictures


def text_of(panel):
    return panel.locator(".hw2lib-text").inner_text()


def wanted(python, every=1):
    """What the page must show: the text, what stays, and what moves where it differs from that."""
    background, drawn = python.scene.background, python.scene.pixels()
    moving = np.where(drawn == background, np.uint32(0), drawn)
    rows = (picture[::every].copy() for picture in (background, moving))
    return python.text, *(picture.view(np.uint8).reshape(*picture.shape, 4) for picture in rows)


def same(seen, meant):
    """Canvases keep colours multiplied by their alpha, in bytes: what is nearly transparent comes back a little off."""

    def multiplied(picture):
        return picture[..., :3] * (picture[..., 3:] / 255), picture[..., 3]

    return seen[0] == meant[0] and all(
        a.shape == b.shape
        and all(np.abs(x - y.astype(float)).max() <= 1.5 for x, y in zip(multiplied(a), multiplied(b), strict=True))
        for a, b in zip(seen[1:], meant[1:], strict=True)
    )


def agrees(page, panel, python, every=1):
    """Wait until the page shows what Python computes for the settings."""
    meant = wanted(python, every)
    for _ in range(100):
        if text_of(panel) == meant[0] and same(shown(panel, every), meant):
            return
        page.wait_for_timeout(50)
    seen = shown(panel, every)
    assert seen[0] == meant[0]
    assert same(seen, meant), "the picture differs"


def look(panel):
    """Text and pixels as something that can be compared: a checksum is quicker to fetch than a picture."""
    checksum = (
        "canvas => {"
        + PIXELS
        + """
        let sum = 0;
        for (const pixel of new Uint32Array(data.buffer)) sum = (Math.imul(sum, 31) + pixel) | 0;
        return sum;
    }"""
    )
    parts = (panel.locator(f"canvas.hw2lib-{part}") for part in ("still", "moving"))
    return text_of(panel), *(part.evaluate(checksum) for part in parts)


def move_everything(page, panel, python):
    """Move the inputs by keyboard, drag the sliders, press every button, and hold each result to Python's.

    Of many sliders the first and the last few are moved: in a page they are alike, and in Python each is tried.
    """
    sliders = [name for name, field in python.fields.items() if field.kind == "slider"]
    alike = sliders[2:-2]
    for name, field in ((name, field) for name, field in python.fields.items() if name not in alike):
        before = look(panel)
        element = panel.locator(f"[name={name}]")
        element.focus()
        at_the_end = field.kind == "slider" and python.values[name] == field.stops[-1]
        onward = "ArrowLeft" if at_the_end else "ArrowRight"
        page.keyboard.press({"slider": onward, "choice": "ArrowDown", "switch": "Space"}[field.kind])
        after = values_in(panel, python)
        assert after[name] != python.values[name], name
        python.set(**{name: after[name]})
        agrees(page, panel, python, EVERY)
        assert look(panel) != before or name in AT_THE_NEXT_STEP, name
        if field.kind == "slider":
            drag(page, element.bounding_box(), 0.5, 0.7)
            python.set(**{name: values_in(panel, python)[name]})
            agrees(page, panel, python, EVERY)
        if name in sliders[:1]:
            for i in range(20):  # a burst ends on its last value
                page.keyboard.press(("ArrowRight", "ArrowLeft", "ArrowLeft")[i % 3])
            python.set(**{name: values_in(panel, python)[name]})
            agrees(page, panel, python, EVERY)
    for name, button in python.buttons.items():
        if not button.every:
            panel.locator(f"button[name={name}]").focus()
            page.keyboard.press("Enter")
            python.press(name)
            agrees(page, panel, python, EVERY)


def drag(page, box, start, end, height=0.5):
    """Drag across a box, from and to a part of its width."""
    y = box["y"] + box["height"] * height
    page.mouse.move(box["x"] + box["width"] * start, y)
    page.mouse.down()
    page.mouse.move(box["x"] + box["width"] * end, y, steps=5)
    page.mouse.up()


def drag_in_the_picture(page, panel, python):
    """Drag across each pair of axes that moves an input, and hold the result to Python's."""
    for area in list(python.drags):
        picture = panel.locator("canvas.hw2lib-moving")
        picture.scroll_into_view_if_needed()
        left, top, right, bottom = area["box"]
        ends = [left + part * (right - left) for part in (0.4, 0.75)]
        drag(page, picture.bounding_box(), *ends, (top + bottom) / 2)
        low, high = area["limits"]
        value = low * (high / low) ** 0.75 if area["log"] else low + 0.75 * (high - low)
        stops = python.fields[area["name"]].stops
        page.wait_for_timeout(300)
        moved = values_in(panel, python)
        assert abs(stops.index(moved[area["name"]]) - min(range(len(stops)), key=lambda i: abs(stops[i] - value))) <= 1
        python.set(**moved)
        agrees(page, panel, python, EVERY)


def play(page, panel, python):
    """Start what goes by itself, stop it, and hold what it then shows to Python's."""
    for name, button in python.buttons.items():
        if button.every:
            element = panel.locator(f"button[name={name}]")
            before = look(panel)
            element.click()
            assert element.inner_text() == "Pause"
            page.wait_for_timeout(4.5 * button.every)
            element.click()
            assert element.inner_text() == button.label
            page.wait_for_timeout(500)
            stopped = look(panel)
            page.wait_for_timeout(3 * button.every)
            assert look(panel) == stopped != before
            for _ in range(20):
                if python.press(button.presses) == stopped[0]:
                    break
            agrees(page, panel, python, EVERY)
            element.click()
            panel.locator("button[name=reset]").click()  # a hand on anything else ends it
            assert element.inner_text() == button.label
            python.reset()
            page.wait_for_timeout(2 * button.every)
            agrees(page, panel, python, EVERY)


def fits_in_narrow_windows(page, panels):
    """At 800 pixels, and at 640, which 200 % zoom makes of 1280, with the file browser open: nothing is cut off."""
    cut_off = """panel => [...panel.querySelectorAll('input, select, output, button, label, pre, canvas')].filter(e =>
        e.getBoundingClientRect().right > panel.getBoundingClientRect().right + 1).map(e => e.outerHTML)"""
    size = page.viewport_size
    for width in (800, 640):
        page.set_viewport_size({"width": width, "height": size["height"]})
        page.wait_for_timeout(300)
        assert page.locator("#filebrowser, .jp-FileBrowser").first.is_visible()
        for i in range(panels.count()):
            panels.nth(i).scroll_into_view_if_needed()
            assert panels.nth(i).evaluate(cut_off) == []
            assert panels.nth(i).evaluate("panel => panel.scrollWidth <= panel.clientWidth + 1")
            box = panels.nth(i).locator("canvas.hw2lib-moving").bounding_box()
            wait_until(AS_MANY_PIXELS, page)
            if width == 800:
                assert box["width"] * FONT_SIZE * DPI / 72 / 640 >= 9  # pixels of a letter
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
