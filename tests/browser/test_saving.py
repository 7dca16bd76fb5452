"""A student's page in a real browser: opened as the command opens it, written in, saved, closed and opened again."""

import json

import pytest

from tools.lab import CHROMIUM, FLAGS, IDLE, jupyterlab, wait_until

playwright = pytest.importorskip("playwright.sync_api")
PAGE = "0_start_here.ipynb"
ANSWER = "w5 = 0.0821670406  # mine"

pytestmark = [
    pytest.mark.skipif(not CHROMIUM, reason="no Chromium here: install it, or name it in CHROMIUM, to run these tests"),
    pytest.mark.filterwarnings("default"),
]


@pytest.fixture
def open_page(tmp_path):
    """A way to open a page in a new tab of a browser that was never used before."""
    my = tmp_path / "my"
    with jupyterlab(tmp_path, my, "-m", "hw2lib", str(my), "--") as address, playwright.sync_playwright() as p:
        for settings in (tmp_path / "settings").rglob("notification.*"):
            settings.unlink()  # as on a student's machine, where nobody has turned the news off
        browser = p.chromium.launch(executable_path=CHROMIUM, headless=True, args=FLAGS)

        def open_page():
            tab = browser.new_page(viewport={"width": 1280, "height": 1000})
            tab.goto(f"{address}/lab/tree/{PAGE}?reset")
            tab.wait_for_selector(".jp-NotebookPanel .jp-CodeCell .cm-content")
            wait_until(IDLE, tab)
            return tab

        yield open_page, my / PAGE
        browser.close()


def first_cell(tab):
    return tab.locator(".jp-NotebookPanel .jp-CodeCell .cm-content").first


def type_in(tab, text, at="Control+Home"):
    first_cell(tab).click()
    tab.keyboard.press(at)
    tab.keyboard.type(text)


def save_until(tab, there):
    tab.keyboard.press("Control+S")
    for _ in range(100):
        if there():
            break
        tab.wait_for_timeout(100)
    assert there()


def test_an_answer_typed_in_the_page_is_there_again(open_page):
    open_page, path = open_page
    tab = open_page()
    assert ANSWER not in first_cell(tab).inner_text()
    type_in(tab, f"{ANSWER}\n")
    save_until(tab, lambda: ANSWER in path.read_text(encoding="utf-8"))
    tab.close()
    tab = open_page()
    tab.wait_for_selector(f".jp-NotebookPanel .jp-CodeCell .cm-content:has-text('{ANSWER}')")
    tab.wait_for_timeout(2000)
    assert tab.locator(".Toastify__toast").all_inner_texts() == []  # no question whether one likes to get news


def test_a_control_is_saved_with_its_page(open_page):
    open_page, path = open_page
    tab = open_page()
    type_in(tab, "from hw2lib import controls\ncontrols.descent()", at="Control+A")
    tab.keyboard.press("Shift+Enter")
    tab.wait_for_selector(".jp-NotebookPanel .hw2lib-moving", timeout=60_000)
    save_until(tab, lambda: "widgets" in json.loads(path.read_text(encoding="utf-8"))["metadata"])
