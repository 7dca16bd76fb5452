"""An answer is there after save, close and reopen, however the page was opened; asked of a real Jupyter server."""

import contextlib
import json
import os
import shutil
import urllib.request
from http.cookiejar import CookieJar
from pathlib import Path

import pytest

from hw2lib import course
from tools.lab import jupyterlab

ROOT = Path(__file__).resolve().parents[1]
ANSWER = "w5 = 0.0821670406  # mine"
PAGE = "2_backpropagation.ipynb"
FOLDERS = {"": "notebooks/", "notebooks": "", "my": ""}  # where JupyterLab is started, and where the page is from there

pytestmark = pytest.mark.filterwarnings("default")


@pytest.fixture(scope="module", params=FOLDERS, ids=["at the root", "at notebooks", "at my"])
def served(request, tmp_path_factory):
    """A clone, in which JupyterLab was started somewhere: the address of a page, and its file."""
    home = tmp_path_factory.mktemp("lab")
    clone = home / "clone"
    shutil.copytree(ROOT / "notebooks", clone / "notebooks")
    shutil.copy(ROOT / "pyproject.toml", clone)
    course.prepare(clone / "my")
    folder, page = request.param, FOLDERS[request.param] + PAGE
    with jupyterlab(home, clone / folder) as address:
        assert "[Jupytext Server Extension] Deriving a" in (home / "log").read_text()  # as in every JupyterLab with it
        yield f"{address}/api/contents/{page}", clone / folder / page


def ask(address, method="GET", **model):
    """Open a notebook, or save it or make one, as JupyterLab's page does, with the cookie that the page gets."""
    cookies = CookieJar()
    opener = urllib.request.build_opener(urllib.request.HTTPCookieProcessor(cookies))
    opener.open(f"{'/'.join(address.split('/')[:3])}/lab", timeout=60).close()
    token = next(cookie.value for cookie in cookies if cookie.name == "_xsrf")
    body = json.dumps(model).encode() if model else None
    request = urllib.request.Request(address, body, {"X-XSRFToken": token}, method=method)
    with opener.open(request, timeout=60) as answer:
        return json.load(answer)


def save(address, notebook):
    ask(address, "PUT", type="notebook", format="json", content=notebook)


def first_code(notebook):
    return next(cell for cell in notebook["cells"] if cell["cell_type"] == "code")


def type_into(notebook):
    first_code(notebook)["source"] = ANSWER
    return notebook


def touch(path, seconds):
    """Make a file older or newer than it is, as git does."""
    os.utime(path, (path.stat().st_atime, path.stat().st_mtime + seconds))


@pytest.mark.parametrize("seconds", [-60, 0, 60], ids=["text older", "as saved", "text newer"])
@pytest.mark.parametrize("saved_by", ["JupyterLab", "an editor"])
def test_an_answer_is_there_when_it_is_opened_again(served, seconds, saved_by):
    address, path = served
    before = path.read_bytes()
    text = path.with_suffix(".py")
    notebook = ask(address)["content"]
    assert first_code(notebook)["source"] != ANSWER
    if saved_by == "JupyterLab":
        save(address, type_into(notebook))
    else:  # such as VS Code, which writes the file itself
        path.write_text(json.dumps(type_into(json.loads(before)), indent=1), encoding="utf-8")
    assert ANSWER in path.read_text(encoding="utf-8")
    if text.exists():
        assert ANSWER not in text.read_text(encoding="utf-8")  # the course's own text is nobody's to write
        touch(text, seconds)
    again = ask(address)["content"]
    assert first_code(again)["source"] == ANSWER
    save(address, again)  # and the next save keeps it
    assert ANSWER in path.read_text(encoding="utf-8")
    path.write_bytes(before)


def test_as_the_command_starts_it(tmp_path):
    """A page of one's own, New in the menu, in a folder with any name, imports hw2lib; nobody is asked about news."""
    from jupyter_client.manager import run_kernel

    my = tmp_path / "my own pages"
    with jupyterlab(tmp_path, my, "-m", "hw2lib", str(my), "--") as address:
        made = ask(f"{address}/api/contents/", "POST", type="notebook")
        assert (my / made["path"]).exists()
        default = ask(f"{address}/api/kernelspecs")["default"]
        notices = ask(f"{address}/lab/api/settings/@jupyterlab/apputils-extension:notification")["schema"]["properties"]
    with run_kernel(kernel_name=default, cwd=my) as kernel:
        reply = kernel.execute_interactive("import hw2lib; assert hw2lib.check", output_hook=lambda _: None, timeout=60)
    assert reply["content"]["status"] == "ok"
    assert notices["fetchNews"]["default"] == "false"  # "none" would ask
    assert notices["checkForUpdates"]["default"] is False


def test_a_server_ends_with_the_test_that_fails(tmp_path):
    with contextlib.suppress(AssertionError), jupyterlab(tmp_path, tmp_path) as address:
        raise AssertionError
    with pytest.raises(OSError, match="refused"):
        urllib.request.urlopen(f"{address}/api", timeout=1)
