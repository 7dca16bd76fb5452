"""Each notebook is opened in JupyterLab in a real browser and run to its end, light and dark."""

import json
import os
import shutil
import socket
import subprocess
import sys
import time
import urllib.request
from pathlib import Path

import pytest

playwright = pytest.importorskip("playwright.sync_api")
ROOT = Path(__file__).resolve().parents[1]
CHROMIUM = os.environ.get("CHROMIUM") or shutil.which("chromium")
FLAGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]
IDLE = "() => /\\| Idle/.test(document.querySelector('#jp-main-statusbar')?.innerText || '')"
ALL_NUMBERED = """() => [...document.querySelectorAll('.jp-NotebookPanel .jp-CodeCell .jp-InputPrompt')]
    .every(prompt => /\\[\\d+\\]/.test(prompt.textContent))"""

pytestmark = [
    pytest.mark.skipif(not CHROMIUM, reason="no Chromium here: install it, or name it in CHROMIUM, to run these tests"),
    pytest.mark.filterwarnings("default"),
]


@pytest.fixture(scope="module")
def lab(tmp_path_factory):
    """A JupyterLab that knows nothing of this machine's settings, on a copy of the notebooks."""
    home = tmp_path_factory.mktemp("lab")
    shutil.copytree(ROOT / "notebooks", home / "notebooks")
    settings = home / "settings" / "@jupyterlab" / "apputils-extension"
    settings.mkdir(parents=True)
    (settings / "notification.jupyterlab-settings").write_text('{"fetchNews": "false", "checkForUpdates": false}')
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    folders = {
        "JUPYTER_CONFIG_DIR": "config",
        "JUPYTER_DATA_DIR": "data",
        "JUPYTER_RUNTIME_DIR": "runtime",
        "IPYTHONDIR": "ipython",
        "JUPYTERLAB_SETTINGS_DIR": "settings",
        "JUPYTERLAB_WORKSPACES_DIR": "workspaces",
    }
    options = [f"--port={port}", "--ip=127.0.0.1", "--no-browser", "--allow-root", "--IdentityProvider.token="]
    with (home / "log").open("w") as log:
        server = subprocess.Popen(
            [sys.executable, "-m", "jupyterlab", *options, f"--ServerApp.root_dir={home / 'notebooks'}"],
            env={**os.environ, **{name: str(home / folder) for name, folder in folders.items()}},
            stdout=log,
            stderr=log,
        )
        address = f"http://127.0.0.1:{port}"
        deadline = time.monotonic() + 60
        while True:
            try:
                urllib.request.urlopen(f"{address}/api", timeout=1).close()
                break
            except OSError:
                assert server.poll() is None, (home / "log").read_text()
                assert time.monotonic() < deadline, (home / "log").read_text()
                time.sleep(0.1)
        yield address, settings
        server.terminate()
        server.wait(20)


@pytest.fixture(scope="module")
def browser():
    with playwright.sync_playwright() as p:
        browser = p.chromium.launch(executable_path=CHROMIUM, headless=True, args=FLAGS)
        yield browser
        browser.close()


@pytest.mark.parametrize("theme", ["JupyterLab Light", "JupyterLab Dark"])
@pytest.mark.parametrize("name", [path.name for path in sorted(ROOT.glob("notebooks/*.ipynb"))])
def test_a_notebook_runs_to_its_end(lab, browser, name, theme):
    address, settings = lab
    (settings / "themes.jupyterlab-settings").write_text(json.dumps({"theme": theme}))
    page = browser.new_page(viewport={"width": 1280, "height": 1000})
    page_errors = []
    page.on("pageerror", lambda error: page_errors.append(str(error)))
    page.goto(f"{address}/lab/tree/{name}?reset")
    page.wait_for_selector(".jp-NotebookPanel .jp-Cell")
    page.wait_for_function(IDLE, timeout=60_000)  # the notebook's own indicator is idle before there is a kernel
    page.wait_for_timeout(500)
    page.click(".lm-MenuBar-itemLabel:text-is('Run')")
    page.click("li[data-command='runmenu:run-all']")
    page.wait_for_timeout(300)
    page.wait_for_function(ALL_NUMBERED, timeout=120_000)
    page.wait_for_function(IDLE, timeout=120_000)
    assert page.locator(".jp-OutputArea-output[data-mime-type='application/vnd.jupyter.stderr']").count() == 0
    assert page.locator(".jp-OutputArea-output[data-mime-type='application/vnd.jupyter.error']").count() == 0
    assert page.locator(".MathJax_Error, mjx-merror").count() == 0
    pictures = page.locator(".jp-OutputArea-output img").count()
    assert page.locator(".jp-OutputArea-output details").count() == pictures
    if folder := os.environ.get("SCREENSHOTS"):
        _save_screenshots(page, Path(folder), f"{Path(name).stem}-{theme.split()[-1].lower()}")
    page.close()
    assert not page_errors


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
