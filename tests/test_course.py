"""A student's copies: made once, never overwritten, renewed with the answers in them; and the notebooks in a wheel."""

import json
import os
import re
import shutil
import subprocess
import sys
import zipfile
from pathlib import Path

import nbformat
import pytest

import hw2lib.__main__ as command
from hw2lib import course
from tools.refresh import KERNEL_ENVIRONMENT

ROOT = Path(__file__).resolve().parents[1]


def cell(name, source, tags=(), kind="code"):
    made = {"cell_type": kind, "id": name, "metadata": {"tags": list(tags)} if tags else {}, "source": source}
    return made if kind == "markdown" else {**made, "execution_count": None, "outputs": []}


def page(*cells):
    return {"cells": list(cells), "metadata": {}, "nbformat": 4, "nbformat_minor": 5}


QUESTION = cell("question", ["What is w5?\n", "And w6?"], kind="markdown")
HOLE = cell("hole", "w5 = None", ["answer"])
OTHER_HOLE = cell("other", "w6 = None", ["answer"])
CHECK = cell("check", 'check("dC/dw5", w5)')


@pytest.fixture
def one_page(tmp_path, monkeypatch):
    """A course of one page, the folder of a student's copies, and a way to change the course."""
    original = tmp_path / "course" / "1_page.ipynb"
    original.parent.mkdir()
    monkeypatch.setattr(course, "pages", lambda: [original])

    def write(*cells):
        original.write_text(json.dumps(page(*cells)), encoding="utf-8")

    write(QUESTION, HOLE, OTHER_HOLE, CHECK)
    return write


@pytest.fixture
def my(tmp_path):
    return tmp_path / "my"


def read(folder, name="1_page.ipynb"):
    return json.loads((folder / name).read_text(encoding="utf-8"))


def sources(notebook):
    return {c["id"]: "".join(c["source"]) for c in notebook["cells"]}


def edit(folder, **texts):
    """Write into cells as a front end does, which may break a text into lines; a cell that isn't there is added."""
    notebook = read(folder)
    for name, text in texts.items():
        if name not in sources(notebook):
            notebook["cells"].append(cell(name, ""))
        (place,) = [c for c in notebook["cells"] if c["id"] == name]
        place["source"] = text.splitlines(keepends=True)
    (folder / "1_page.ipynb").write_text(json.dumps(notebook, indent=2), encoding="utf-8")


def names(folder):
    return sorted(path.name for path in folder.iterdir())


def test_copies_are_the_pages(tmp_path):
    assert course.prepare(tmp_path) == []
    assert names(tmp_path) == [path.name for path in course.pages()] == names_of_notebooks()
    for original in course.pages():
        copy = nbformat.read(tmp_path / original.name, as_version=4)
        nbformat.validate(copy)
        before = nbformat.read(original, as_version=4)
        assert copy.cells == before.cells
        assert copy.metadata.kernelspec == before.metadata.kernelspec


def names_of_notebooks():
    return sorted(path.name for path in ROOT.glob("notebooks/*.ipynb"))


def test_what_a_page_links_to_is_there_in_the_copies(tmp_path):
    """A copy stands in another folder, so it may link to pages and to the web, and to no file beside them."""
    course.prepare(tmp_path)
    for path in tmp_path.iterdir():
        for c in nbformat.read(path, as_version=4).cells:
            links = re.findall(r"\]\(([^)#]+?)(?:#[^)]*)?\)|(?:src|href)=\"([^\"#]+)", c.source)
            for target in ["".join(pair) for pair in links if c.cell_type == "markdown"]:
                assert target.startswith(("http", "attachment:", "data:")) or (tmp_path / target).exists(), target


def test_the_digest_of_a_cell_is_the_one_that_older_copies_have():
    for source in ("z = w @ x + b", ["z = w @ x ", "+ b"]):
        assert course._digest({"cell_type": "code", "source": source}) == "cd07865d5a57"


def test_a_second_time_nothing_changes(one_page, my):
    course.prepare(my)
    edit(my, hole="w5 = 0.08", mine="w5 / 2")
    before = (my / "1_page.ipynb").read_bytes()
    assert course.prepare(my) == []
    assert names(my) == ["1_page.ipynb"]
    assert (my / "1_page.ipynb").read_bytes() == before


def test_a_changed_page_comes_with_the_answers(one_page, my):
    course.prepare(my)
    edit(my, hole="w5 = 0.08\nw5", mine="w5 / 2")
    before = (my / "1_page.ipynb").read_bytes()
    one_page(QUESTION, cell("hint", "A hint.", kind="markdown"), HOLE, cell("new", "w7 = None", ["answer"]), OTHER_HOLE)
    (told,) = course.prepare(my)
    assert "answers are in the new page" in told
    assert "1_page.old.ipynb" in told
    assert "only there" not in told
    assert (my / "1_page.old.ipynb").read_bytes() == before
    new = read(my)
    assert list(sources(new)) == ["question", "hint", "hole", "new", "other", "mine"]
    assert sources(new)["hole"] == "w5 = 0.08\nw5"
    assert sources(new)["new"] == "w7 = None"
    assert sources(new)["mine"] == "w5 / 2"
    nbformat.validate(nbformat.from_dict(new))
    assert course.prepare(my) == []  # and then it is this course's


def test_an_added_cell_goes_behind_the_one_that_it_stood_behind(one_page, my):
    course.prepare(my)
    notebook = read(my)
    notebook["cells"][2:2] = [cell("mine", "x = 1"), cell("mine too", "y = 2")]
    notebook["cells"].insert(0, cell("first", "z = 3"))
    (my / "1_page.ipynb").write_text(json.dumps(notebook), encoding="utf-8")
    one_page(QUESTION, HOLE, cell("new", "new"), OTHER_HOLE, CHECK)
    course.prepare(my)
    assert list(sources(read(my))) == ["first", "question", "hole", "mine", "mine too", "new", "other", "check"]


def test_an_answer_in_the_course_s_own_words_is_an_answer(one_page, my):
    """A student may write what the worked solution says, or copy one of the course's cells."""
    solution = cell("solved", "w5 = 0.08", ["solution"])
    one_page(QUESTION, HOLE, CHECK, solution)
    course.prepare(my)
    edit(my, hole="w5 = 0.08", mine=CHECK["source"])
    one_page(QUESTION, cell("hint", "A hint.", kind="markdown"), HOLE, CHECK, solution)
    course.prepare(my)
    assert sources(read(my))["hole"] == "w5 = 0.08"
    assert sources(read(my))["mine"] == CHECK["source"]


def test_a_cell_that_lost_its_id_is_neither_lost_nor_doubled(one_page, my):
    course.prepare(my)
    notebook = read(my)
    notebook["cells"] = [{k: v for k, v in c.items() if k != "id"} for c in notebook["cells"]]
    (my / "1_page.ipynb").write_text(json.dumps(notebook), encoding="utf-8")
    one_page(QUESTION, HOLE, OTHER_HOLE)
    course.prepare(my)
    assert [c["source"] for c in read(my)["cells"]] == [c["source"] for c in (QUESTION, HOLE, OTHER_HOLE)]


@pytest.mark.parametrize("name", [None, "hole"], ids=["without an id", "with another's id"])
def test_a_cell_that_a_program_added_is_something_written(one_page, my, name):
    course.prepare(my)
    notebook = read(my)
    mine = cell(name, "w5 = 0.08")
    notebook["cells"].insert(0, mine if name else {k: v for k, v in mine.items() if k != "id"})
    (my / "1_page.ipynb").write_text(json.dumps(notebook), encoding="utf-8")
    one_page(QUESTION, HOLE)
    (told,) = course.prepare(my)
    assert "nothing" not in told
    assert "w5 = 0.08" in [c["source"] for c in read(my)["cells"]]
    assert "w5 = 0.08" in [c["source"] for c in read(my, "1_page.old.ipynb")["cells"]]


def test_what_has_no_place_in_the_new_page_is_told_and_kept(one_page, my):
    course.prepare(my)
    edit(my, hole="w5 = 0.08", check="print(w5)")
    one_page(QUESTION, OTHER_HOLE, CHECK)
    (told,) = course.prepare(my)
    assert told.endswith("What you changed in the course's other cells is only there.")
    assert sources(read(my))["check"] == CHECK["source"]
    assert sources(read(my, "1_page.old.ipynb"))["hole"] == "w5 = 0.08"


def test_the_course_may_change_often(one_page, my):
    course.prepare(my)
    edit(my, hole="w5 = 0.08")
    for number in range(3):
        one_page(cell("question", f"Version {number}", kind="markdown"), HOLE, OTHER_HOLE)
        course.prepare(my)
        assert sources(read(my))["hole"] == "w5 = 0.08"
    assert names(my) == ["1_page.ipynb", "1_page.old-2.ipynb", "1_page.old-3.ipynb", "1_page.old.ipynb"]


def test_a_page_in_which_nothing_was_written_is_renewed(one_page, my):
    course.prepare(my)
    notebook = read(my)
    notebook["cells"][1]["outputs"] = [{"output_type": "stream", "name": "stdout", "text": "run, not written"}]
    (my / "1_page.ipynb").write_text(json.dumps(notebook), encoding="utf-8")
    one_page(QUESTION, HOLE)
    (told,) = course.prepare(my)
    assert "nothing" in told
    assert names(my) == ["1_page.ipynb"]
    assert list(sources(read(my))) == ["question", "hole"]


def test_an_answer_typed_into_the_course_s_own_page_is_kept(one_page, my):
    """It is the course's word when it is copied; then git puts the course's page back."""
    one_page(QUESTION, cell("hole", "w5 = 0.44", ["answer"]), OTHER_HOLE, CHECK)
    course.prepare(my)
    one_page(QUESTION, HOLE, OTHER_HOLE, CHECK)
    (told,) = course.prepare(my)
    assert "1_page.old.ipynb" in told
    assert "w5 = 0.44" in (my / "1_page.old.ipynb").read_text(encoding="utf-8")
    assert "w5 = None" in (my / "1_page.ipynb").read_text(encoding="utf-8")


def test_new_outputs_alone_change_no_copy(one_page, my):
    course.prepare(my)
    edit(my, hole="w5 = 0.08")
    one_page(QUESTION, {**HOLE, "execution_count": 7}, OTHER_HOLE, CHECK)
    assert course.prepare(my) == []


@pytest.mark.parametrize("text", ["", "{", "[]", '{"cells": 1}', "\ufeff\x00"])
def test_what_is_no_notebook_is_left_alone(one_page, my, text):
    my.mkdir()
    (my / "1_page.ipynb").write_text(text, encoding="utf-8")
    (told,) = course.prepare(my)
    assert "can't be read" in told
    assert (my / "1_page.ipynb").read_text(encoding="utf-8") == text


def test_a_page_of_ones_own_with_that_name_is_left_alone(one_page, my):
    my.mkdir()
    (my / "1_page.ipynb").write_text(json.dumps(page(cell("mine", "x = 1"))), encoding="utf-8")
    assert course.prepare(my) == []
    assert list(sources(read(my))) == ["mine"]


def test_a_full_disk_loses_nothing(one_page, my, monkeypatch):
    course.prepare(my)
    edit(my, hole="w5 = 0.08")
    before = (my / "1_page.ipynb").read_bytes()
    one_page(HOLE)

    def full(*_, **__):
        raise OSError("No space left on device")

    monkeypatch.setattr(Path, "write_text", full)
    with pytest.raises(OSError, match="No space"):
        course.prepare(my)
    assert (my / "1_page.ipynb").read_bytes() == before


@pytest.mark.parametrize("name", ["1_page", "1_page.ipynb", "my/1_page.ipynb"])
def test_afresh_and_original(one_page, my, name):
    course.prepare(my)
    edit(my, hole="w5 = 0.08")
    mine = (my / "1_page.ipynb").read_bytes()
    assert "1_page.original.ipynb" in course.put_original_beside(my, name)
    assert (my / "1_page.ipynb").read_bytes() == mine
    assert sources(read(my, "1_page.original.ipynb"))["hole"] == "w5 = None"
    assert "1_page.old.ipynb" in course.start_afresh(my, name)
    assert (my / "1_page.old.ipynb").read_bytes() == mine
    assert sources(read(my))["hole"] == "w5 = None"


def test_no_such_page(one_page, my):
    for ask in (course.start_afresh, course.put_original_beside):
        with pytest.raises(ValueError, match=r"no page '7'.*1_page"):
            ask(my, "7")


def git(folder, *words):
    who = ("-c", "user.name=A", "-c", "user.email=a@example.org", "-c", "commit.gpgsign=false")
    run = subprocess.run(["git", "-C", folder, *who, *words], capture_output=True, text=True, check=True)
    return run.stdout


@pytest.mark.skipif(not shutil.which("git"), reason="no git here")
def test_git_sees_no_copy_and_pulls(tmp_path):
    upstream, clone = tmp_path / "upstream", tmp_path / "clone"
    upstream.mkdir()
    for name in (".gitignore", "notebooks"):
        (shutil.copytree if name == "notebooks" else shutil.copy)(ROOT / name, upstream / name)
    git(upstream, "init", "-q")
    git(upstream, "add", "-A")
    git(upstream, "commit", "-qm", "one")
    git(tmp_path, "clone", "-q", upstream, clone)
    course.prepare(clone / "my")
    (clone / "my" / "own page.ipynb").write_text("{}")
    assert git(clone, "status", "--porcelain") == ""
    (upstream / "notebooks" / "0_start_here.ipynb").write_text("{}")
    git(upstream, "commit", "-qam", "two")
    git(clone, "pull", "-q", "--ff-only")
    assert git(clone, "status", "--porcelain") == ""
    assert len(names(clone / "my")) == len(course.pages()) + 1


def test_nbval_passes_on_copies_outside_the_clone(tmp_path):
    """In any folder, with none of the settings that the clone's conftest makes."""
    course.prepare(tmp_path / "my")
    environment = {name: value for name, value in os.environ.items() if name not in KERNEL_ENVIRONMENT}
    run = subprocess.run(
        [sys.executable, "-m", "pytest", "--nbval", "-q", "-p", "no:cacheprovider", "my/0_start_here.ipynb"],
        cwd=tmp_path,
        env={**environment, "PYTEST_ADDOPTS": ""},
        capture_output=True,
        text=True,
        check=False,
    )
    assert run.returncode == 0, run.stdout
    assert " passed" in run.stdout


def test_a_wheel_has_the_notebooks_and_every_module(wheel):
    files = set(zipfile.ZipFile(wheel).namelist())
    assert {file for file in files if "/notebooks/" in file} == {f"hw2lib/notebooks/{n}" for n in names_of_notebooks()}
    code = {path.relative_to(ROOT).as_posix() for path in ROOT.glob("hw2lib/**/*.*") if "__pycache__" not in path.parts}
    assert code <= files
    assert not {file for file in files if file.startswith(("tests", "tools", "benchmarks", "setup"))}


def test_an_installed_wheel_makes_the_copies(wheel, tmp_path):
    zipfile.ZipFile(wheel).extractall(tmp_path / "site")

    def python(*words):
        environment = {**os.environ, "PYTHONPATH": str(tmp_path / "site")}
        return subprocess.check_output([sys.executable, *words], cwd=tmp_path, env=environment, text=True)

    assert python("-m", "hw2lib", "mine", "--afresh", "errata").endswith("is as the course has it.\n")
    assert names(tmp_path / "mine") == ["errata.ipynb"]
    first = python("-c", "import hw2lib.course; print(hw2lib.course.pages()[0])").strip()
    assert Path(first) == tmp_path / "site" / "hw2lib" / "notebooks" / "0_start_here.ipynb"


def test_an_install_without_notebooks_says_so(tmp_path, monkeypatch):
    monkeypatch.setattr(course, "_PACKAGE", tmp_path / "hw2lib")
    with pytest.raises(FileNotFoundError, match="without its notebooks"):
        course.pages()
    with pytest.raises(SystemExit, match="without its notebooks"):
        command.main([str(tmp_path / "my")])


@pytest.fixture
def opened(monkeypatch):
    """What JupyterLab would be asked to open."""
    calls = []
    monkeypatch.setattr(command, "open_in_lab", lambda page, options: calls.append((page, list(options))))
    return calls


def test_the_command_opens_the_copies(one_page, my, opened, capsys):
    command.main([str(my), "--", "--no-browser", "--port", "9999"])
    assert opened == [(my / "1_page.ipynb", ["--no-browser", "--port", "9999"])]
    edit(my, hole="w5 = 0.08")
    one_page(HOLE)
    command.main([str(my)])
    assert capsys.readouterr().out.count("\n") == 1
    command.main(["--course"])
    assert opened[-1] == (course.pages()[0], [])
    command.main([str(my), "--afresh", "1_page"])
    command.main([str(my), "--original", "1_page"])
    assert len(opened) == 3


def test_the_command_says_what_to_do(one_page, tmp_path, opened):
    (tmp_path / "file").write_text("")
    with pytest.raises(SystemExit, match="Name a folder that you can write to"):
        command.main([str(tmp_path / "file")])
    with pytest.raises(SystemExit, match="There is no page"):
        command.main([str(tmp_path / "my"), "--afresh", "7"])
    assert not opened


def test_root_is_told(monkeypatch, capsys):
    monkeypatch.setattr(os, "geteuid", lambda: 0, raising=False)
    assert "--allow-root" in command.lab_options()
    assert "You are root" in capsys.readouterr().out
    monkeypatch.setattr(os, "geteuid", lambda: 1000, raising=False)
    assert "--allow-root" not in command.lab_options()
    assert capsys.readouterr().out == ""


def test_without_jupyterlab_it_says_what_brings_it(monkeypatch, tmp_path):
    monkeypatch.setattr(command.importlib.util, "find_spec", lambda name: None)
    with pytest.raises(SystemExit, match=r"hw2lib\[notebooks\]"):
        command.open_in_lab(tmp_path / "page.ipynb", [])


@pytest.mark.parametrize(
    ("old", "now"), [("losses", "which is now hw2lib.nn.losses"), ("proofs.nope", "has no hw2lib.proofs.nope.")]
)
def test_a_module_that_moved(old, now):
    """An old page asks for hw2lib.losses, which stands in hw2lib.nn today."""
    with pytest.raises(ModuleNotFoundError, match=r"python3 start\.py") as raised:
        __import__(f"hw2lib.{old}")
    assert now in str(raised.value)
    assert raised.value.name == f"hw2lib.{old}"


def test_other_missing_modules_are_none_of_our_business():
    with pytest.raises(ModuleNotFoundError, match="No module named 'nonesuch'"):
        __import__("nonesuch")


ODD = {
    "cells that aren't": {"cells": [1], "metadata": {}, "nbformat": 4, "nbformat_minor": 5},
    "no list of cells": {"cells": None, "metadata": {}},
    "a text that is a number": {"cells": [{"cell_type": "code", "source": 5, "metadata": {}}], "metadata": {}},
    "tags that are a number": {
        "cells": [{"cell_type": "code", "source": "", "metadata": {"tags": 5}}],
        "metadata": {},
    },
    "metadata in a list": {"cells": [], "metadata": []},
}


@pytest.mark.parametrize("text", [*map(json.dumps, ODD.values()), "[" * 100_000], ids=[*ODD, "a deep one"])
def test_what_is_no_notebook_is_left_as_it_is(text, tmp_path):
    page = course.pages()[0]
    (tmp_path / page.name).write_text(text, encoding="utf-8")
    (told,) = course.prepare(tmp_path)
    assert "can't be read as a notebook and is left as it is" in told
    assert (tmp_path / page.name).read_text(encoding="utf-8") == text
    assert (tmp_path / course.pages()[1].name).exists()


@pytest.mark.parametrize("about", [5, [], {"course": 5}, {"course": {"a": 1}}, {"course": None}])
def test_a_page_with_a_strange_record_is_the_student_s_own(about, tmp_path):
    page = course.pages()[0]
    text = json.dumps({"cells": [], "metadata": {"hw2lib": about}, "nbformat": 4, "nbformat_minor": 5})
    (tmp_path / page.name).write_text(text, encoding="utf-8")
    assert course.prepare(tmp_path) == []
    assert (tmp_path / page.name).read_text(encoding="utf-8") == text
