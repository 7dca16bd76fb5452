"""The site in a real browser: three pages are read, the live copy is opened, and run if Pyodide's files are there.

HW2LIB_PYODIDE names a folder with the files of Pyodide's full release, or their address.
"""

import functools
import http.server
import json
import os
import threading
import zlib
from urllib.parse import urlsplit

import pytest

from tools.lab import CHROMIUM, FLAGS, IDLE

pytest.importorskip("sphinx", reason="the site's packages are in the extra docs")
pytest.importorskip("jupyterlite_pyodide_kernel", reason="the site's packages are in the extra docs")
playwright = pytest.importorskip("playwright.sync_api")

from docs import build, lite, pages  # noqa: E402
from docs.links import FIRST, live  # noqa: E402

PYODIDE = os.environ.get("HW2LIB_PYODIDE", "")
ANSWER = "w5 = 0.0821670406  # mine"

pytestmark = [
    pytest.mark.browser,
    pytest.mark.skipif(not CHROMIUM, reason="no Chromium here: install it, or name it in CHROMIUM, to run these tests"),
    pytest.mark.filterwarnings("default"),
]


class Quiet(http.server.SimpleHTTPRequestHandler):
    def log_message(self, *_):
        pass


@pytest.fixture(scope="module")
def site(tmp_path_factory):
    """Both copies, served: the address, and the folder."""
    folder = tmp_path_factory.mktemp("site")
    try:
        lite.build(folder / build.LIVE, PYODIDE or lite.PYODIDE_CDN_URL)
    except RuntimeError as error:
        pytest.skip(f"the live copy needs the package registries: {error}")
    build.build_reading(folder)
    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), functools.partial(Quiet, directory=folder))
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield f"http://127.0.0.1:{server.server_port}", folder
    server.shutdown()
    server.server_close()


@pytest.fixture(scope="module")
def browser():
    with playwright.sync_playwright() as p:
        browser = p.chromium.launch(executable_path=CHROMIUM, headless=True, args=FLAGS)
        yield browser
        browser.close()


@pytest.fixture
def tab(site, browser):
    """A tab that remembers what it fetched, what failed, and what was asked of other hosts, which gets no answer."""
    address, _ = site
    context = browser.new_context(viewport={"width": 1280, "height": 1000})
    tab = context.new_page()
    tab.fetched, tab.failed, tab.elsewhere, tab.errors = {}, [], [], []
    host = urlsplit(address).netloc
    if "://" not in PYODIDE:

        def stop(route):
            tab.elsewhere.append(route.request.url)
            route.abort()

        context.route(lambda url: urlsplit(url).netloc not in (host, ""), stop)
    context.on("response", lambda r: tab.failed.append(r.url) if r.status >= 400 else tab.fetched.update({r.url: r}))
    context.on("requestfailed", lambda r: tab.failed.append(r.url))
    tab.on("pageerror", lambda error: tab.errors.append(str(error)))
    yield tab
    context.close()


def own(tab, addresses):
    return [address for address in addresses if address not in tab.elsewhere]


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_three_pages_are_read_without_a_failing_request(site, tab, scheme):
    address, _ = site
    tab.emulate_media(color_scheme=scheme)
    for page in ("index", "notebooks/3_cross_entropy", "api/hw2lib.nn"):
        tab.goto(f"{address}/{page}.html")
        tab.wait_for_load_state("networkidle")
        assert tab.locator("html").get_attribute("data-theme") == scheme
        if page.startswith("notebooks"):
            tab.wait_for_selector("mjx-container")
            assert tab.locator("mjx-merror, .MathJax_Error").count() == 0
            pictures = tab.locator(".cell_output img")
            assert pictures.count() > 0
            assert pictures.evaluate_all("all => all.every(img => img.alt && (img.loading || img.naturalWidth))")
    assert tab.failed == []
    assert tab.elsewhere == []
    assert tab.errors == []


def test_search_finds_a_word_of_a_page(site, tab):
    address, _ = site
    tab.goto(f"{address}/search.html?q=softmax")
    tab.wait_for_selector("#search-results li a")
    assert tab.locator("#search-results li a").count() > 1


def opened(site, tab, page):
    address, _ = site
    tab.goto(f"{address}/{live(page)}")
    tab.wait_for_selector(".jp-NotebookPanel .jp-CodeCell .cm-content", timeout=120_000)


def test_a_live_page_opens_without_a_question_and_asks_for_our_python(site, tab):
    _, folder = site
    with tab.expect_event("framenavigated"):
        opened(site, tab, FIRST)
    for _ in range(100):
        asked = tab.elsewhere or [url for url in tab.fetched if "pyodide.mjs" in url]
        if asked:
            break
        tab.wait_for_timeout(200)
    settings = json.loads((folder / build.LIVE / "jupyter-lite.json").read_text(encoding="utf-8"))
    kernel = settings["jupyter-config-data"]["litePluginSettings"][lite.PYODIDE_KERNEL_PLUGIN_ID]
    assert asked[0].endswith(kernel["pyodideUrl"].removeprefix("."))
    assert tab.locator(".jp-Dialog").count() == 0
    assert own(tab, tab.failed) == []
    shell = [response.body() for url, response in tab.fetched.items() if "pyodide/" not in url]
    megabytes = sum(len(zlib.compress(body)) for body in shell)
    assert megabytes / 1e6 == pytest.approx(build.SHELL, rel=0.2)


def test_what_is_saved_in_a_live_page_is_there_again_and_can_be_downloaded(site, tab, tmp_path):
    opened(site, tab, FIRST)
    cell = tab.locator(".jp-NotebookPanel .jp-CodeCell .cm-content").first
    cell.click()
    tab.keyboard.press("Control+Home")
    tab.keyboard.type(f"{ANSWER}\n")
    tab.keyboard.press("Control+S")
    tab.wait_for_timeout(2000)
    opened(site, tab, FIRST)
    assert ANSWER in tab.locator(".jp-NotebookPanel .jp-CodeCell .cm-content").first.inner_text()
    tab.click(".lm-MenuBar-itemLabel:text-is('File')")
    with tab.expect_download() as download:
        tab.click("li[data-command='docmanager:download']")
    download.value.save_as(tmp_path / FIRST)
    assert ANSWER in (tmp_path / FIRST).read_text(encoding="utf-8")


@pytest.mark.slow
@pytest.mark.skipif(not PYODIDE, reason="HW2LIB_PYODIDE names no folder with Pyodide's files, and no address of them")
@pytest.mark.parametrize("page", pages.NOTEBOOKS)
def test_a_live_page_runs_to_its_end(site, tab, page):
    opened(site, tab, page)
    tab.wait_for_function(IDLE, timeout=300_000)
    tab.click(".lm-MenuBar-itemLabel:text-is('Run')")
    tab.click("li[data-command='runmenu:run-all']")
    tab.wait_for_timeout(1000)
    tab.wait_for_function(IDLE, timeout=600_000)
    assert tab.locator(".jp-OutputArea-output[data-mime-type='application/vnd.jupyter.error']").count() == 0
    assert tab.locator(".jp-OutputArea-output[data-mime-type='application/vnd.jupyter.stderr']").count() == 0
    assert "missing" not in tab.locator(".jp-NotebookPanel").inner_text()
    assert tab.failed == []
