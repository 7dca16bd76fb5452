"""The site: its notebooks' copies, its lock, its addresses, and the build of the pages to read."""

import hashlib
import json
import os
import subprocess
import sys
import zipfile

import nbformat
import pytest
import yaml

pytest.importorskip("sphinx", reason="the site's packages are in the extra docs")
pytest.importorskip("jupyterlite_pyodide_kernel", reason="the site's packages are in the extra docs")

from docs import lite, pages
from docs.links import ROOT, Links, links, live, why_not_released

HERE = Links("https://github.com/someone/course", "https://someone.github.io/course/")
CONTROL = nbformat.v4.new_output("display_data", {pages.VIEW: {"model_id": "0" * 32}, "text/plain": "Panel()"})
STILL = nbformat.v4.new_output("display_data", {"image/png": "AAAA"}, metadata={"image/png": {"alt": "A line."}})


@pytest.fixture
def page(monkeypatch):
    """A made-up page with a control, two pictures and a solution."""
    cells = [
        nbformat.v4.new_markdown_cell("# A page\n\nIts text."),
        nbformat.v4.new_code_cell("ball", outputs=[STILL, CONTROL, STILL]),
        nbformat.v4.new_code_cell("w5 = 1", metadata={"tags": ["solution"], "jupyter": {"source_hidden": True}}),
    ]
    page = nbformat.v4.new_notebook(cells=cells, metadata={"widgets": {"state": {}}})
    monkeypatch.setattr(pages.nbformat, "read", lambda *_, **__: nbformat.from_dict(json.loads(json.dumps(page))))
    return page


def outputs(notebook):
    return [output for cell in notebook.cells for output in cell.get("outputs", [])]


def test_a_page_to_read_links_to_its_twin_and_says_what_moves(page):
    copy = pages.to_read("a_page.ipynb", None)
    twin = "../live/lab/index.html?path=a_page.ipynb"
    assert copy.cells[0].source.startswith(f'# A page\n\n<p class="run"><a href="{twin}"')
    assert copy.cells[0].source.endswith("Its text.")
    shown = [output["data"] for output in outputs(copy)]
    assert [next(iter(data)) for data in shown] == ["image/png", "text/html", "image/png"]
    assert live("a_page.ipynb") in shown[1]["text/html"]
    assert "widgets" not in copy.metadata
    assert "mybinder" not in json.dumps(copy)
    assert "mybinder" in json.dumps(pages.to_read("a_page.ipynb", HERE))


def test_each_picture_keeps_its_alt_text_and_a_solution_is_folded(page):
    copy = pages.to_read("a_page.ipynb", None)
    described = [cell.metadata["mystnb"]["image"]["alt"] for cell in copy.cells if "mystnb" in cell.metadata]
    assert described == ["A line.", "A line."]
    assert "hide-input" in copy.cells[-1].metadata["tags"]
    assert [cell.source for cell in copy.cells if cell.cell_type == "code"] == ["ball", "", "w5 = 1"]


@pytest.mark.parametrize("name", pages.NOTEBOOKS)
def test_the_copies_of_the_notebooks(name, tmp_path):
    stored = nbformat.read(ROOT / "notebooks" / name, as_version=4)
    copy = pages.to_run(name)
    pages.write(copy, tmp_path / name)
    written = json.loads((tmp_path / name).read_text(encoding="utf-8"))
    assert written["metadata"]["kernelspec"]["name"] == "python"
    assert "widgets" not in written["metadata"]
    for cell in written["cells"]:
        assert isinstance(cell["source"], str)
        for output in cell.get("outputs", []):
            texts = [output.get("text", ""), *output.get("data", {}).values()]
            assert all(isinstance(text, str) for text in texts)
            assert pages.VIEW not in output.get("data", {})
    added = [cell.source for cell in copy.cells if cell.id == "fetch-scikit-learn"]
    assert [cell.source for cell in copy.cells if cell.source not in added] == [cell.source for cell in stored.cells]
    assert bool(added) == any("digits(" in c.source for c in stored.cells if c.cell_type == "code")


def test_on_colab_the_first_cell_installs_and_elsewhere_it_is_silent(page):
    install = next(cell for cell in pages.to_colab("a_page.ipynb", HERE).cells if cell.cell_type == "code").source
    assert "hw2lib[notebooks] @ git+https://github.com/someone/course" in install
    ran = subprocess.run([sys.executable, "-c", install], capture_output=True, text=True, check=True)
    assert ran.stdout + ran.stderr == ""
    calls = []
    shell = type("Shell", (), {"run_line_magic": lambda _, *call: calls.append(call)})()
    exec(install.replace('"hw2lib")', '"hw2lib_not_here")'), {"get_ipython": lambda: shell})
    assert calls[0][0] == "pip"


def project(folder, urls):
    path = folder / "pyproject.toml"
    path.write_text(f'[project]\nname = "x"\n{urls}', encoding="utf-8")
    return path


def test_everything_follows_from_one_address(tmp_path):
    assert links(project(tmp_path, "")) is None
    assert links(project(tmp_path, '[project.urls]\nRepository = ""')) is None
    here = links(project(tmp_path, '[project.urls]\nRepository = "https://github.com/Someone/course/"'))
    assert here.site == "https://someone.github.io/course/"
    assert here.badges().count("](https://") == 8
    with pytest.raises(ValueError, match="OWNER/NAME"):
        links(project(tmp_path, '[project.urls]\nRepository = "https://example.org/x"'))


def test_the_readme_has_the_badges_exactly_if_there_is_an_address():
    readme = (ROOT / "README.md").read_text(encoding="utf-8")
    here = links()
    assert here.badges() in readme if here else "mybinder.org" not in readme


def test_only_the_repository_itself_releases_its_own_version():
    assert why_not_released(HERE, HERE.repository, "v1.0", "1.0") == ""
    assert "not the repository" in why_not_released(HERE, "https://github.com/other/course", "v1.0", "1.0")
    assert "v1.0" in why_not_released(HERE, HERE.repository, "v2.0", "1.0")
    command = [sys.executable, ROOT / "docs/links.py", "--release", "https://github.com/other/course", "v0"]
    run = subprocess.run(command, capture_output=True, text=True, check=False)
    assert (run.returncode, run.stderr) == (1, "")


def test_workflows_devcontainer_and_binder_are_whole():
    for path in (ROOT / ".github/workflows").glob("*.yml"):
        jobs = yaml.safe_load(path.read_text(encoding="utf-8"))["jobs"]
        assert all(job["steps"] for job in jobs.values())
    release = yaml.safe_load((ROOT / ".github/workflows/release.yml").read_text(encoding="utf-8"))["jobs"]
    assert release["publish"]["permissions"] == {"id-token": "write"}
    assert "secrets." not in str(release)
    container = json.loads((ROOT / ".devcontainer/devcontainer.json").read_text(encoding="utf-8"))
    assert "start.set_up(start.ROOT)" in container["postCreateCommand"]
    assert os.access(ROOT / ".binder/postBuild", os.X_OK)
    assert "--constraint ../requirements.txt" in (ROOT / ".binder/requirements.txt").read_text(encoding="utf-8")


def wheel(folder, name, *required):
    path = folder / f"{name}-1.0-py3-none-any.whl"
    lines = ["Metadata-Version: 2.1", f"Name: {name}", "Version: 1.0", *(f"Requires-Dist: {r}" for r in required)]
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr(f"{name}-1.0.dist-info/METADATA", "\n".join(lines))
        archive.writestr(f"{name}/__init__.py", "")
    return path


def test_the_lock_names_each_wheel_and_what_it_needs_in_a_browser(tmp_path):
    course = wheel(tmp_path, "course", "numpy>=2", 'pywin32; sys_platform == "win32"', 'ruff; extra == "tests"')
    entry = lite.entries([course], {"numpy"})["course"]
    assert entry["depends"] == ["numpy"]
    assert entry["imports"] == ["course"]
    assert entry["sha256"] == hashlib.sha256(course.read_bytes()).hexdigest()
    with pytest.raises(ValueError, match=r"needs numpy, which the lock doesn't have"):
        lite.entries([course], set())


def test_a_folder_without_pyodide_is_refused_in_words(tmp_path):
    run = subprocess.run(
        [sys.executable, ROOT / "docs/build.py", "--only", "run", "--output", tmp_path, "--pyodide", tmp_path],
        capture_output=True,
        text=True,
        check=False,
    )
    assert run.returncode == 1
    assert "pyodide.mjs" in run.stderr
    assert "Traceback" not in run.stderr


def test_the_settings_load_the_course_before_the_first_cell():
    (kernel,) = lite.settings("./static/pyodide/pyodide.mjs")["jupyter-config-data"]["litePluginSettings"].values()
    assert kernel["loadPyodideOptions"]["packages"][0] == "hw2lib"
    assert not set(lite.BY_ONE_PAGE) & set(kernel["loadPyodideOptions"]["packages"])
