"""The site: links, and in a real browser three pages, and the live copy as far as Pyodide's files are at hand.

HW2LIB_PYODIDE names a folder with the files of Pyodide's full release, or their address.
"""

import functools
import http.server
import json
import os
import re
import threading
import zlib
from html.parser import HTMLParser
from urllib.parse import unquote, urlsplit

import nbformat
import pytest

from tools.lab import CHROMIUM, FLAGS, IDLE, wait_until

pytest.importorskip("sphinx", reason="the site's packages are in the extra docs")
pytest.importorskip("jupyterlite_pyodide_kernel", reason="the site's packages are in the extra docs")

from docs import build, lite, pages
from docs.links import FIRST, ROOT, live

PYODIDE = os.environ.get("HW2LIB_PYODIDE", "")
ANSWER = "w5 = 0.0821670406  # mine"

pytestmark = pytest.mark.filterwarnings("default")


class Addresses(HTMLParser):
    """What a page links to, what it fetches by itself, and its ids."""

    def __init__(self, html):
        super().__init__()
        self.linked, self.fetched, self.ids, self.without_alt = set(), set(), set(), 0
        self.feed(html)

    def handle_starttag(self, tag, attributes):
        found = dict(attributes)
        self.ids |= {found["id"]} if found.get("id") else set()
        if tag == "a" and found.get("href"):
            self.linked.add(found["href"])
        elif tag in ("script", "img", "iframe", "link"):
            self.fetched |= {found[name] for name in ("src", "href") if found.get(name)}
        self.without_alt += tag == "img" and not found.get("alt")


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
def reading(site):
    """The pages to read, and what each links to."""
    _, folder = site
    apart = {"_static", build.LIVE}  # the theme's templates, and the live copy
    written = [path for path in folder.rglob("*.html") if not apart & set(path.relative_to(folder).parts)]
    return {path: Addresses(path.read_text(encoding="utf-8")) for path in written}


@pytest.fixture(scope="module")
def browser():
    playwright = pytest.importorskip("playwright.sync_api")
    if not CHROMIUM:
        pytest.skip("no Chromium here: install it, or name it in CHROMIUM, to run these tests")
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


def test_the_pages_fetch_nothing_from_elsewhere_and_every_link_leads_somewhere(reading):
    assert len(reading) > len(pages.NOTEBOOKS) + 10
    for path, found in reading.items():
        assert not [address for address in found.fetched if urlsplit(address).netloc], path
        for address in found.linked | found.fetched:
            place = urlsplit(address)
            if place.scheme or "live/lab/index.html" in place.path:
                continue
            target = (path.parent / unquote(place.path)).resolve() if place.path else path
            assert target.exists(), f"{path.name}: {address}"
            if place.fragment and target in reading:
                assert unquote(place.fragment) in reading[target].ids, f"{path.name}: {address}"


def test_the_pages_show_what_is_committed(reading):
    for path, found in reading.items():
        if path.parent.name != "notebooks":
            continue
        html = path.read_text(encoding="utf-8")
        assert found.without_alt == 0, path
        assert "application/vnd.jupyter.widget" not in html
        assert f"../{live(path.stem + '.ipynb')}" in found.linked
        stored = nbformat.read(ROOT / "notebooks" / f"{path.stem}.ipynb", as_version=4)
        shown = [output for cell in stored.cells for output in cell.get("outputs", [])]
        views = sum(pages.VIEW in output.get("data", {}) for output in shown)
        assert html.count('class="moves"') == views
        folded = sum(cell.source.count("<details") for cell in stored.cells if cell.cell_type == "markdown")
        assert html.count("<details") >= folded
        assert re.search(r"mathjax/tex-chtml", html) or "$" not in str(stored)


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
    shell = [response.body() for url, response in list(tab.fetched.items()) if "pyodide/" not in url]
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
    tab.wait_for_selector(f".jp-NotebookPanel .jp-CodeCell .cm-content:has-text('{ANSWER}')")
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
    wait_until(IDLE, tab)
    tab.click(".lm-MenuBar-itemLabel:text-is('Run')")
    tab.click("li[data-command='runmenu:run-all']")
    tab.wait_for_timeout(1000)
    wait_until(IDLE, tab)
    assert tab.locator(".jp-OutputArea-output[data-mime-type='application/vnd.jupyter.error']").count() == 0
    assert tab.locator(".jp-OutputArea-output[data-mime-type='application/vnd.jupyter.stderr']").count() == 0
    assert "missing" not in tab.locator(".jp-NotebookPanel").inner_text()
    assert tab.failed == []
