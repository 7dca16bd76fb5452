"""A class: pages handed out to each with numbers of their own, graded without being run, and summed up."""

import csv
import json
import os
import random
import re
import sys
from collections import Counter
from concurrent.futures import ProcessPoolExecutor
from multiprocessing import get_context
from pathlib import Path

import pytest

from hw2lib import check, check_formula, course, formulas, variant
from hw2lib.answers.slips import combined
from hw2lib.byhand.names import number_at
from hw2lib.byhand.walk import walk
from hw2lib.classroom.__main__ import main
from hw2lib.classroom.cells import LARGEST_FILE, cells_of
from hw2lib.classroom.editions import handout, solutions
from hw2lib.classroom.grading import NOTHING, TEXT, UNREADABLE, Row, grade
from hw2lib.classroom.literals import CODE, Unknown
from hw2lib.classroom.questions import read_page
from hw2lib.classroom.report import slips_made, summary, write_csv, write_page
from hw2lib.classroom.roster import folder_of, read_names

NAME = "3_page"
ASKED = {"net": ("z", (0, 0)), "dw5": ("dw", (1, 0, 0)), "dw1": ("dw", (0, 0, 0))}  # the name, and where its number is
QUESTIONS = {"net": "net_h1 of mine", "dw5": "dC/dw5 of mine", "dw1": "dC/dw1 of mine", "slope": "sigma'"}
SLIPS = {"net": "bias forgotten", "dw5": "sign of delta", "dw1": "row for column"}


def cell(name, source, *tags, kind="code", outputs=()):
    made = {"cell_type": kind, "id": name, "metadata": {"tags": list(tags)} if tags else {}, "source": source}
    return made if kind == "markdown" else {**made, "execution_count": 1, "outputs": list(outputs)}


PAGE = {
    "cells": [
        cell("title", "# A page\n", kind="markdown"),
        cell("name", 'my_name = "Ada"', "answer"),
        cell("mine", "from hw2lib import check, check_formula, choose, variant\n\nmine = variant(my_name)"),
        cell("shown", "print(mine)", outputs=[{"output_type": "stream", "name": "stdout", "text": "Ada's"}]),
        cell("demo", 'check("net_h2", 0.3, problem=mine)'),
        cell("hint", 'check("net_h2", None, reveal=True)', outputs=[{"output_type": "stream", "text": "kept"}]),
        *(
            made
            for name in ASKED
            for made in (
                cell(f"hole-{name}", f"{name} = None", "answer"),
                cell(f"check-{name}", f'check("{QUESTIONS[name].removesuffix(" of mine")}", {name}, problem=mine)'),
            )
        ),
        cell("hole-slope", "slope = None", "answer"),
        cell("check-slope", 'check_formula("sigma\'", slope)'),
        cell("hole-code", "def softplus(z):\n    return ...", "answer"),
        cell("check-code", 'check_code("softplus", softplus)'),
        cell("hole-why", "why = None", "answer"),
        cell("solved", 'check("dC/dw5", 0.43983)', "solution"),
        cell("words", "Because of the chain rule.", "solution", kind="markdown"),
        cell("end", 'answered({"slope": check_formula("sigma\'", slope)})'),
    ],
    "metadata": {"kernelspec": {"name": "python3"}},
    "nbformat": 4,
    "nbformat_minor": 5,
}


@pytest.fixture
def one_page(tmp_path, monkeypatch):
    """A course of one page."""
    page = tmp_path / "course" / f"{NAME}.ipynb"
    page.parent.mkdir()
    page.write_text(json.dumps(PAGE), encoding="utf-8")
    monkeypatch.setattr(course, "pages", lambda: [page])
    return page


@pytest.fixture
def folder(tmp_path):
    made = tmp_path / "handed in"
    made.mkdir()
    return made


def read(path):
    return json.loads(path.read_text(encoding="utf-8"))


def sources(path):
    return {c["id"]: "".join(c["source"]) for c in read(path)["cells"]}


def hand_in(folder, student="Ada", drop=(), add=(), file=f"{NAME}.ipynb", **texts):
    """Write a copy of the page with other texts in its cells; a name of the page is short for its hole."""
    notebook = json.loads(json.dumps(PAGE))
    texts = {f"hole-{name}" if f"hole-{name}" in sources_of(notebook) else name: t for name, t in texts.items()}
    for c in notebook["cells"]:
        c["source"] = texts.get(c["id"].replace("-", "_"), texts.get(c["id"], c["source"]))
    notebook["cells"] = [c for c in notebook["cells"] if c["id"] not in drop] + [
        cell(f"new{i}", t) for i, t in enumerate(add)
    ]
    path = folder / student / file
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(json.dumps(notebook), encoding="utf-8")
    return path


def sources_of(notebook):
    return {c["id"] for c in notebook["cells"]}


def table(path):
    with Path(path).open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def the_row(folder, name, **options):
    (row,) = [row for row in grade(folder, **options) if row.question == QUESTIONS.get(name, name)]
    return row


def right(student, name):
    return f"{float(number_at(variant(student).numbers, *ASKED[name])):.6g}"


def slipped(student, name):
    return f"{float(number_at(walk(variant(student), combined([SLIPS[name]])), *ASKED[name])):#.6g}"


# --- handing out -----------------------------------------------------------------------------------------------------


def test_students_get_no_solutions(one_page, tmp_path):
    (path,) = handout(tmp_path / "out")
    assert path == tmp_path / "out" / f"{NAME}.ipynb"
    assert list(sources(path)) == [c["id"] for c in PAGE["cells"] if "solution" not in c["metadata"].get("tags", [])]
    assert "hw2lib" not in read(path)["metadata"]  # so it is never renewed with the solutions in it


def test_solutions_can_be_folded(one_page, tmp_path):
    (path,) = handout(tmp_path / "out", fold=True)
    cells = {c["id"]: c for c in read(path)["cells"]}
    assert cells["solved"]["metadata"]["jupyter"] == {"source_hidden": True, "outputs_hidden": True}
    assert cells["words"]["source"].startswith("<details>")
    assert "jupyter" not in cells["demo"]["metadata"]


def test_everyone_gets_numbers_of_their_own(one_page, tmp_path):
    names = {"Grace": "Grace", "D'Arcy": "D'Arcy"}
    made = handout(tmp_path / "out", names)
    assert [path.parent.name for path in made] == list(names)
    for path, name in zip(made, names, strict=True):
        assert sources(path)["name"] == f"my_name = {name!r}"
        assert read(path)["metadata"]["hw2lib"] == {"student": name}
        outputs = {c["id"]: c["outputs"] for c in read(path)["cells"] if c["cell_type"] == "code"}
        assert outputs["shown"] == []  # made with another's numbers
        assert outputs["hint"] != []


def test_a_page_may_name_the_seed_itself(tmp_path, monkeypatch):
    page = tmp_path / "p.ipynb"
    text = 'ü = "é"; mine = variant("Ada", loss=quadratic)  # é'
    page.write_text(json.dumps({**PAGE, "cells": [cell("mine", text)]}), encoding="utf-8")
    monkeypatch.setattr(course, "pages", lambda: [page])
    (path,) = handout(tmp_path / "out", {"Bo": "Bo"})
    assert sources(path)["mine"] == "ü = \"é\"; mine = variant('Bo', loss=quadratic)  # é"


def test_nothing_is_overwritten(one_page, tmp_path):
    (path,) = handout(tmp_path / "out")
    path.write_text("mine")
    for again in (handout, solutions):
        with pytest.raises(FileExistsError, match="nothing is overwritten"):
            again(tmp_path / "out")
    assert path.read_text() == "mine"


def test_the_teacher_gets_everyones_answers(one_page, tmp_path):
    *pages, answers = solutions(tmp_path / "out", {"Ada": "Ada", "Bo": "Bo"})
    assert sources(pages[0]) == sources(one_page)
    rows = table(answers)
    assert Counter(row["question"] for row in rows) == {**dict.fromkeys(list(QUESTIONS.values())[:3], 2), "sigma'": 1}
    (bo,) = [row for row in rows if row["student"] == "Bo" and row["question"] == "dC/dw1 of mine"]
    assert f"{variant('Bo')['dC/dw1']:.8f}" in bo["answer"]


def test_the_courses_own_pages_can_be_handed_out(tmp_path):
    made = handout(tmp_path / "out", {"Bo": "Bo"})
    assert {path.name for path in made} == {path.name for path in course.pages()}
    for path in made:
        assert not [c for c in read(path)["cells"] if "solution" in c["metadata"].get("tags", [])]
    assert "my_name = 'Bo'" in sources(tmp_path / "out" / "Bo" / "3_cross_entropy.ipynb").values()
    blank = grade(tmp_path / "out")
    assert {row.verdict for row in blank} <= {"no answer", ""}
    assert len({row.question for row in blank}) > 20


@pytest.mark.parametrize("names", [["Bo"], "Bo", 5, {"Bo"}])
@pytest.mark.parametrize("edition", [handout, solutions])
def test_names_that_are_no_table_are_refused(edition, names, tmp_path):
    with pytest.raises(TypeError, match="names are what read_names returns"):
        edition(tmp_path / "out", names)
    assert not (tmp_path / "out").exists()


def test_whatever_the_courses_pages_ask_can_be_judged_without_running_them():
    for page in map(read_page, course.pages()):
        for asked in page.asked:
            options = page.options(asked, "Bo")
            assert not [value for value in options.values() if isinstance(value, Unknown)], (page.name, asked.label)


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("Ada\nBo\n", ["Ada", "Bo"]),
        ("\ufeffstudent\nAda\n\n Bo \n", ["Ada", "Bo"]),
        ("First name;E-mail;Name\nx;y;Bo\n", ["Bo"]),
        ('"Lovelace, Ada"\n', ["Lovelace, Ada"]),
        ("../../etc/passwd\n", ["../../etc/passwd"]),
    ],
)
def test_a_class_is_read(tmp_path, text, names):
    (tmp_path / "names.csv").write_text(text, encoding="utf-8")
    found = read_names(tmp_path / "names.csv")
    assert list(found.values()) == names
    assert all(Path(folder).name == folder for folder in found)


@pytest.mark.parametrize(
    ("text", "why"), [("", "nobody"), ("Ada\nada\n", "share a folder"), ("a/b\na:b", "share"), ("Bo\nBo", "share")]
)
def test_a_class_that_cannot_be_told_apart(tmp_path, text, why):
    (tmp_path / "names.csv").write_text(text, encoding="utf-8")
    with pytest.raises(ValueError, match=why):
        read_names(tmp_path / "names.csv")


@pytest.mark.parametrize("name", ["..", ".", "", "/", "a/../../b", "C:\\x", "nul", "COM1.txt", "x\0y", "~", "é" * 300])
def test_no_name_leads_out_of_the_folder(tmp_path, name):
    place = tmp_path / folder_of(name)
    place.mkdir()
    assert place.resolve().parent == tmp_path.resolve()


# --- answers, as they are found --------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "verdict", "note"),
    [
        ("dw5 = {right}", "right", ""),
        ("dw5 = '{right}'", "right", ""),
        ("dw5 = 2 * ({right} / 2)", "right", ""),
        ("half = {right} / 2\ndw5 = half + half", "right", ""),
        ("dw5: float = {right}", "right", ""),
        ("dw5, rest = {right}, 1", "right", ""),
        ("# mine\ndw5 = [{right}]", "right", ""),
        ("%time\ndw5 = {right}", "right", ""),
        ("dw5 = −5", "wrong", "as text"),
        ("dw5 = 0,43", "not read", ""),
        ("dw5 = None", "no answer", ""),
        ("dw5 = ...", "no answer", ""),
        ("dw5 = ''", "no answer", ""),
        ("", "no answer", ""),
        ("W5 = {right}", "no answer", "The cell has W5 = "),
        ("dw5 = 1/0", "not read", "division by zero"),
        ("dw5 = 9**9**9**9", "not read", "too large"),
        ("dw5 = 0 0\nx x", "not read", "isn't Python"),
        ("dw5 = " + "(" * 300 + "1" + ")" * 300, "not read", "isn't Python|nested"),
        ("dw5 = " + "-" * 3000 + "1", "not read", "isn't Python|nested"),
        ("dw5 = 'a' * 10**12", CODE, ""),
        ("dw5 = out * 2", CODE, ""),
        ("while True: pass\ndw5 = open('/etc/passwd').read()", CODE, ""),
        ("for dw5 in (1, 2): pass", CODE, ""),
        ("first, *dw5 = 1, 2", CODE, ""),
        ("def f():\n    dw5 = 1\ndw5 = {right}", "right", ""),
        ("dw5 = 1\ndw5 = {right}", "right", "Two answers or more: 1, then"),
    ],
)  # fmt: skip
def test_an_answer_is_read(one_page, folder, text, verdict, note):
    hand_in(folder, dw5=text.replace("{right}", right("Ada", "dw5")))
    row = the_row(folder, "dw5")
    assert row.verdict == verdict, row
    assert any(part in row.note for part in note.split("|")), row.note


def test_why_it_can_t_be_read_is_told_once(one_page, folder):
    hand_in(folder, dw5="half = 1 / 0\ntwice = 2 * half\ndw5 = twice + half")
    assert the_row(folder, "dw5").note == "It can't be worked out: division by zero."


def test_an_answer_elsewhere_counts(one_page, folder):
    hand_in(folder, dw5="", add=[f"dw5 = {right('Ada', 'dw5')}"])
    assert the_row(folder, "dw5").verdict == "right"
    hand_in(folder, check_dw5=f'check("dC/dw5", {right("Ada", "dw5")}, problem=mine)')
    assert the_row(folder, "dw5").verdict == "right"
    hand_in(folder, dw5="dw5 = 1", check_dw5=f'check("dC/dw5", {right("Ada", "dw5")}, problem=mine)')
    assert "Two answers" in the_row(folder, "dw5").note


def test_a_check_that_was_changed_changes_nothing(one_page, folder):
    easy = right("easy", "dw5")
    hand_in(
        folder, dw5=f"dw5 = {easy}", check_dw5='check("dC/dw5", dw5, problem=variant("easy"))', add=["check = print"]
    )
    assert the_row(folder, "dw5").verdict == "wrong"
    hand_in(folder, drop=["check-dw5"], dw5=f"dw5 = {right('Ada', 'dw5')}")
    assert the_row(folder, "dw5").verdict == "right"


def test_a_cell_that_is_gone_is_told(one_page, folder):
    hand_in(folder, drop=["hole-dw5", "check-dw5"])
    assert the_row(folder, "dw5").note == "The cell to write in isn't there any more."


def test_what_is_not_graded_here(one_page, folder):
    hand_in(folder, code="def softplus(z):\n    return z", why='why = "because"')
    assert the_row(folder, "softplus").verdict == CODE
    row = the_row(folder, "why")
    assert (row.verdict, row.answer) == (TEXT, "because")
    hand_in(folder)
    assert the_row(folder, "softplus").verdict == the_row(folder, "why").verdict == "no answer"


def test_what_is_shown_is_not_asked(one_page, folder):
    hand_in(folder)
    assert not [row for row in grade(folder) if "net_h2" in row.question]


def test_formulas_in_other_names(one_page, folder):
    hand_in(folder, slope='slope = "q(1 - q)"')
    assert the_row(folder, "slope").verdict == "not read"
    hand_in(folder, slope='slope = "a*(1 + a)"')
    assert the_row(folder, "slope").verdict == "wrong"


def test_a_notebook_of_the_students_own(one_page, folder):
    notebook = {**PAGE, "cells": [cell("x1", "w = 0.43983"), cell("x2", 'check("dC/dw5", w)\ncheck("net_h1", 0.3775)')]}
    (folder / "own.ipynb").write_text(json.dumps(notebook), encoding="utf-8")
    rows = grade(folder)
    assert [(row.student, row.question, row.verdict) for row in rows[1:]] == [
        ("own", "dC/dw5", "right"),
        ("own", "net_h1", "right"),
    ]
    assert "no page of the course" in rows[0].note


def test_whose_numbers_they_are(one_page, folder):
    names = {"Bo": "Bo", "Cy": "Cy"}
    (bo, cy) = handout(folder, names)
    stolen = read(bo)
    for c in stolen["cells"]:
        if c["id"] == "hole-dw5":
            c["source"] = f"dw5 = {right('Bo', 'dw5')}"
    for path in (bo, cy):
        path.write_text(json.dumps(stolen), encoding="utf-8")
    by_student = {row.student: row for row in grade(folder, names) if row.question == "dC/dw5 of mine"}
    assert (by_student["Bo"].verdict, by_student["Cy"].verdict) == ("right", "wrong")
    (first, *_) = [row for row in grade(folder, names) if row.student == "Cy"]
    assert first.note.startswith("The copy was made for Bo. Its numbers are those of 'Bo'")
    hand_in(folder, "Dee", name='my_name = "Dee"', dw5=f"dw5 = {right('Dee', 'dw5')}")
    assert {row.verdict for row in grade(folder) if row.student == "Dee" and "dw5" in row.question} == {"right"}


@pytest.mark.parametrize("named", [True, False], ids=["the class is known", "the copy says it"])
def test_folders_as_learning_platforms_name_them(one_page, folder, named):
    """Such as Moodle, with a folder for each student: their name, a number, and what it is."""
    names = {"Ada": "Ada", "Ada_B": "Ada_B", "Bo": "Bo"}
    for path in handout(folder, names):
        path.parent.rename(folder / f"{path.parent.name}_12345_assignsubmission_file")
    assert {row.student for row in grade(folder, names if named else None)} == set(names)


@pytest.mark.parametrize(
    "place",
    ["Ada_Lovelace", "Ada_L (late)", "ada lovelace", "AdaLovelace", "submissions/Ada Lovelace", "Group 1 - Ada", "s0"],
)
def test_folders_that_have_other_names(one_page, folder, place):
    """The copy says whose it is; a folder of another student's name is believed first."""
    names = {"Ada": "Ada", "Ada Lovelace": "Ada Lovelace", "Bo": "Bo"}
    copies = {path.parent.name: path for path in handout(folder, names)}
    read_by = json.loads(copies["Ada Lovelace"].read_text(encoding="utf-8"))
    for c in read_by["cells"]:
        if c["id"] == "hole-dw5":
            c["source"] = f"dw5 = {right('Ada Lovelace', 'dw5')}"
    target = folder / place / "x.ipynb"
    copies["Ada Lovelace"].unlink()
    target.parent.mkdir(parents=True, exist_ok=True)
    target.write_text(json.dumps(read_by), encoding="utf-8")
    mine = {row.verdict for row in grade(folder, names) if row.student == "Ada Lovelace" and "dw5" in row.question}
    assert mine == {"right"}


def test_text_is_found_in_a_new_cell_and_what_is_no_assignment_is_shown(one_page, folder):
    hand_in(folder, drop=("hole-why",), add=["why = 'the chain rule'"])
    hand_in(folder, "Bo", dw5="print(0.43983)")
    by_student = {(row.student, row.question): row for row in grade(folder)}
    assert by_student["Ada", "why"].answer == "the chain rule"
    row = by_student["Bo", QUESTIONS["dw5"]]
    assert row.verdict == "not read"
    assert "print(0.43983)" in row.note


def test_capitals_and_windows_lines(one_page, folder):
    notebook = json.loads(json.dumps(PAGE))
    for c in notebook["cells"]:
        c["source"] = c["source"].replace("\n", "\r\n")
    (folder / "Ada").mkdir()
    (folder / "Ada" / f"{NAME}.IPYNB").write_text(json.dumps(notebook), encoding="utf-8")
    rows = grade(folder)
    assert rows
    assert {row.verdict for row in rows} == {"no answer"}


@pytest.mark.parametrize("pages", ["nowhere", ["nowhere.ipynb"], Path("nowhere")])
def test_pages_that_are_not_there_are_not_blamed_on_students(one_page, folder, pages):
    hand_in(folder)
    with pytest.raises(ValueError, match="nowhere"):
        grade(folder, pages=pages)
    assert grade(folder, pages=one_page.parent) == grade(folder)
    with pytest.raises(TypeError, match="read_names"):
        grade(folder, {"a": 1})


def test_a_table_of_excel_and_of_addresses(tmp_path):
    path = tmp_path / "class.csv"
    path.write_text("sep=;\nE-mail;group\nada@x.org;1\n", encoding="utf-8")
    assert list(read_names(path)) == ["ada@x.org"]


def test_a_page_handed_in_twice(one_page, folder):
    hand_in(folder, dw5="dw5 = 1")
    hand_in(folder, file=f"{NAME}.old.ipynb", dw5="dw5 = 2")
    rows = [row for row in grade(folder) if row.question == QUESTIONS["dw5"]]
    assert [row.answer for row in rows] == ["1", "2"]
    assert all("more than once" in row.note for row in rows)


# --- hostile ones ----------------------------------------------------------------------------------------------------


def test_nothing_is_run_and_nothing_followed(one_page, folder, tmp_path):
    trap, secret = tmp_path / "trap", tmp_path / "secret.ipynb"
    hand_in(tmp_path, "elsewhere", dw5="dw5 = 1", file="secret.ipynb").rename(secret)
    hand_in(
        folder, "Mallory", dw5=f"import os\nos.system('touch {trap}')\nwhile True: pass", add=["1 +", "x" * 100_000]
    )
    (folder / "Linker").mkdir()
    (folder / "Linker" / "a.ipynb").symlink_to(secret)
    (folder / "Folder").symlink_to(tmp_path / "elsewhere", target_is_directory=True)
    if hasattr(os, "mkfifo"):
        os.mkfifo(folder / "Linker" / "b.ipynb")
    rows = grade(folder)
    assert not trap.exists()
    linker = [row for row in rows if row.student == "Linker"]
    assert linker
    assert {(row.verdict, row.note) for row in linker} == {
        (UNREADABLE, "It is a link or no plain file, and isn't followed.")
    }
    assert "Folder" not in {row.student for row in rows}


@pytest.mark.parametrize("line", ["a = [a, a]", "a = (a, a)", "a = {1: a, 2: a}", "a = [a]"])
def test_an_answer_that_grows_without_end_is_not_read(one_page, folder, line):
    lines = "\n".join(["a = 1", *[line] * 900])
    hand_in(folder, dw5=f"{lines}\ndw5 = a")
    assert the_row(folder, "dw5").verdict == "not read"
    assert {row.verdict for row in grade(folder)} == {"no answer", "not read"}


@pytest.mark.parametrize(
    "code",
    [
        "x = " + "+".join(["1"] * 1000),
        'check("dC/dw5", 0.4, problem=' + "+".join(["a"] * 900) + ")",
        "if a: pass\n" + "elif a: pass\n" * 1200,
        "x = " + "not " * 1500 + "x",
        "f" + "()" * 1400,
        "out_h2 = 0x" + "f" * 4000,
        "x y" + "\n" * 45_000,
    ],
    ids=["a sum", "an option", "elif", "not", "calls", "a long number", "empty lines"],
)  # fmt: skip
def test_a_strange_cell_costs_nobody_an_answer(one_page, folder, code):
    hand_in(folder, net=code)
    (folder / "Zoe").mkdir()
    (folder / "Zoe" / f"{NAME}.ipynb").write_text(json.dumps(PAGE), encoding="utf-8")
    rows = grade(folder)
    assert UNREADABLE not in {row.verdict for row in rows}
    assert {row.question for row in rows if row.student == "Zoe"} >= {"net_h1 of mine", "dC/dw5 of mine"}


def test_what_goes_wrong_in_one_notebook_costs_the_others_nothing(one_page, folder, monkeypatch):
    hand_in(folder)
    (folder / "Zoe").mkdir()
    (folder / "Zoe" / f"{NAME}.ipynb").write_text(json.dumps(PAGE), encoding="utf-8")
    whole = sys.modules["hw2lib.classroom.grading"].graded

    def graded(file, pages):
        if file.path.parent.name == "Zoe":
            raise RecursionError("too deep")
        return whole(file, pages)

    monkeypatch.setattr("hw2lib.classroom.grading.graded", graded)
    rows = grade(folder)
    assert [row.note for row in rows if row.student == "Zoe"] == ["It could not be graded: RecursionError: too deep."]
    assert len({row.question for row in rows}) > 4


@pytest.mark.parametrize(
    ("options", "says"),
    [
        (["--csv", "same", "--page", "same"], "overwrite"),
        (["--workers", "0"], "at least one"),
        (["--pages", "nowhere"], "no such folder"),
    ],
)
def test_a_command_that_would_lose_something_is_refused(one_page, folder, options, says):
    hand_in(folder)
    with pytest.raises(SystemExit, match=says):
        main(["grade", str(folder), *options])


@pytest.mark.parametrize(
    "content",
    [
        b"", b"\xff\xfe", b"null", b"[]", b"{}", b'{"cells": 1, "metadata": {}}', b'{"cells": [1], "metadata": {}}',
        b'{"cells": [{"cell_type": "code", "source": [1]}], "metadata": {}}', b"[" * 100_000,
        b'{"cells": [{"cell_type": "code", "metadata": 3}], "metadata": {}}', b'{"worksheets": []}',
        b'{"cells": [], "metadata": {}',
    ],
)  # fmt: skip
def test_broken_files_are_told(one_page, folder, content):
    (folder / "bad.ipynb").write_bytes(content)
    hand_in(folder)
    rows = grade(folder)
    assert [(row.student, row.verdict) for row in rows if row.notebook == "bad.ipynb"] == [("bad", UNREADABLE)]
    assert len(rows) > 5


def test_a_huge_file_is_not_read(one_page, folder):
    with (folder / "huge.ipynb").open("wb") as file:
        file.truncate(LARGEST_FILE + 1)
    with pytest.raises(ValueError, match="are the most that are read"):
        cells_of(folder / "huge.ipynb")


def test_a_folder_that_is_none(tmp_path):
    with pytest.raises(NotADirectoryError, match="is no folder"):
        grade(tmp_path / "nowhere")


# --- the class -------------------------------------------------------------------------------------------------------


def a_class(folder, size, seed=0):
    """Hand in for a class, and return what each answer should be found to be: its verdict and its slip."""
    rng, expected, names = random.Random(seed), {}, {}
    for i in range(size):
        student = f"Student {i}"
        names[student] = student
        kind = rng.choices(["answers", "broken", "absent"], [18, 1, 1])[0]
        if kind == "broken":
            path = hand_in(folder, student)
            path.write_text(path.read_text(encoding="utf-8")[: rng.randrange(1000)], encoding="utf-8")
            expected[student, ""] = (UNREADABLE, "")
        elif kind == "absent":
            expected[student, ""] = (NOTHING, "")
        else:
            texts = {"name": f"my_name = {student!r}"}
            for name in (*ASKED, "slope"):
                answer, expected[student, QUESTIONS[name]] = an_answer(rng, student, name)
                texts[name] = f"{name} = {answer}"
            hand_in(folder, student, **texts)
    return names, expected


def an_answer(rng, student, name):
    kind = rng.choices(["right", "slip", "blank"], [6, 3, 1])[0]
    if kind == "blank":
        return "None", ("no answer", "")
    if name == "slope":
        return ('"a - a^2"', ("right", "")) if kind == "right" else ('"a"', ("wrong", "only a"))
    if kind == "right":
        return right(student, name), ("right", "")
    return repr(slipped(student, name)), ("wrong", SLIPS[name])


def as_expected(rows, expected):
    found = {(row.student, row.question): row for row in rows if row.question in ("", *QUESTIONS.values())}
    assert found.keys() == expected.keys()
    for key, (verdict, slip) in expected.items():
        assert found[key].verdict == verdict, (found[key], slip)
        if slip in SLIPS.values():
            assert slip in found[key].slip.split(" | "), (found[key], slip)


def test_a_class_is_graded_and_summed_up(one_page, folder, tmp_path, capsys, monkeypatch):
    names, expected = a_class(folder, 25)
    as_expected(grade(folder, names), expected)
    (tmp_path / "names.csv").write_text("\n".join(names), encoding="utf-8")
    monkeypatch.chdir(tmp_path)
    main(["grade", str(folder), "--each", "names.csv", "--workers", "1"])
    said = capsys.readouterr().out
    made = sum(slip == "row for column" for _, slip in expected.values())
    assert made > 2
    assert f"{made} of 25: A row of the output weights was taken for a column." in said
    graded = table("grades.csv")
    assert [*graded[0]][:6] == ["student", "notebook", "question", "verdict", "digits", "slip"]
    assert Counter(row["verdict"] for row in graded)["right"] == sum(v == "right" for v, _ in expected.values())
    page = Path("grades.html").read_text(encoding="utf-8")
    assert f"<td>{made} of 25</td><td>A row of the output weights" in page
    assert page.count("<rect") > 10


def test_a_table_is_not_lost_to_an_empty_folder_or_a_wrong_path(one_page, folder, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    Path("grades.csv").write_text("mine", encoding="utf-8")
    (tmp_path / "empty").mkdir()
    with pytest.raises(SystemExit, match="no notebook in it to grade, and nothing was written"):
        main(["grade", "empty", "--workers", "1"])
    assert Path("grades.csv").read_text(encoding="utf-8") == "mine"
    for path, why in (("missing/g.csv", "its folder is missing"), (".", "it is a folder")):
        with pytest.raises(SystemExit, match=f"can't be written: {why}"):
            main(["grade", str(folder), "--csv", path])
    with pytest.raises(SystemExit, match=r"nobody\.csv: No such file"):
        main(["handout", str(tmp_path / "out"), "--each", "nobody.csv"])


@pytest.mark.slow
def test_a_class_of_200_in_processes(one_page, folder):
    names, expected = a_class(folder, 200)
    with ProcessPoolExecutor(2, mp_context=get_context("spawn")) as executor:
        as_expected(grade(folder, names, executor=executor), expected)


@pytest.mark.slow
def test_a_class_on_dask(one_page, folder, tmp_path, capsys):
    distributed = pytest.importorskip("distributed")
    a_class(folder, 30)
    with distributed.LocalCluster(n_workers=2, threads_per_worker=1, dashboard_address=None) as cluster:
        files = [str(tmp_path / name) for name in ("g.csv", "g.html")]
        main(["grade", str(folder), "--scheduler", cluster.scheduler_address, "--csv", files[0], "--page", files[1]])
    write_csv(grade(folder), tmp_path / "here.csv")
    assert Path(files[0]).read_bytes() == (tmp_path / "here.csv").read_bytes()


def test_a_worker_that_dies_takes_nothing_with_it(one_page, folder, monkeypatch):
    hand_in(folder)

    class Dead:
        def submit(self, *words, **more):
            from concurrent.futures import Future

            future = Future()
            future.set_exception(MemoryError("all gone"))
            return future

    (row,) = grade(folder, executor=Dead())
    assert (row.student, row.verdict) == ("Ada", UNREADABLE)
    assert "all gone" in row.note


ROWS = [
    Row("=HYPERLINK(1)", "a.ipynb", "dC/dw5", "wrong", 3, "row | other", "It <b>was</b> a row.", "-0.43", page="p"),
    Row("Bo", "b.ipynb", "dC/dw5", "wrong", 3, "row", "It <b>was</b> a row.", "'<script>'", page="p"),
    Row("Bo", "b.ipynb", "dC/dw1", "right", 3, page="p", note="<i>"),
]


def test_the_bars_have_a_legend(tmp_path):
    write_page(ROWS, tmp_path / "g.html")
    page = (tmp_path / "g.html").read_text(encoding="utf-8")
    for name in ("right", "too few digits", "wrong", "no answer", "code"):
        assert f">{name}</text>" in page


def test_the_report_harms_nobody(tmp_path):
    write_csv(ROWS, tmp_path / "g.csv")
    first, *_ = table(tmp_path / "g.csv")
    assert (first["student"], first["answer"]) == ("'=HYPERLINK(1)", "-0.43")
    write_page(ROWS, tmp_path / "g.html")
    page = (tmp_path / "g.html").read_text(encoding="utf-8")
    assert "<script" not in page
    assert "<b>was" not in page
    assert "default-src 'none'" in page
    assert "http" not in page.replace("http-equiv", "")


def test_slips_are_counted_by_student():
    (made,) = slips_made([*ROWS, ROWS[1]])
    assert (made.slip, len(made.students), made.questions) == ("row", 2, ("dC/dw5",))
    assert "2 of 2: It <b>was</b> a row. (row)" in summary(ROWS)
    assert "0 questions" in summary([])


def test_the_command_says_what_to_do(one_page, tmp_path, capsys):
    main(["handout", str(tmp_path / "out")])
    assert "1 notebooks are in" in capsys.readouterr().out
    for words in (
        ["handout", str(tmp_path / "out")],
        ["grade", "nowhere"],
        ["solutions", "x", "--each", "nowhere.csv"],
    ):
        with pytest.raises(SystemExit) as stopped:
            main(words)
        assert isinstance(stopped.value.code, str)
    main(["solutions", str(tmp_path / "teacher")])
    assert "answers.csv" in capsys.readouterr().out
    assert sys.exc_info() == (None, None, None)


def test_the_teacher_s_answers_are_right(tmp_path):
    solutions(tmp_path, {"ada": "Ada"})
    with (tmp_path / "answers.csv").open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    assert all(row["answer"] for row in rows)
    numbers = [row for row in rows if row["question"] in ("net_h2", "dC/dw5", "w1 after 1 step")]
    assert all(check(row["question"], row["answer"]) for row in numbers)
    assert len(numbers) == 3
    assert check("dC/dw6", next(r["answer"] for r in rows if r["question"] == "dC/dw6 of mine"), problem=variant("Ada"))
    is_number = re.compile(r"-?[\d.]+").fullmatch
    written = [row for row in rows if row["question"] in formulas() and not is_number(row["answer"])]
    assert all(check_formula(row["question"], row["answer"]) for row in written)
    assert len(written) > 15


@pytest.mark.parametrize("text", ['"Ada\nBob\n', "x" * 200_000, 'name\n"Ada" Lovelace\n'])
def test_what_is_no_table_is_refused_in_words(text, tmp_path):
    (tmp_path / "names.csv").write_text(text, encoding="utf-8")
    with pytest.raises(ValueError, match="can't be read as a table"):
        read_names(tmp_path / "names.csv")


def test_a_line_ends_where_it_ends(tmp_path):
    (tmp_path / "names.csv").write_text('name\nAda\x0bLovelace\n"Grace\nHopper"\n', encoding="utf-8")
    assert list(read_names(tmp_path / "names.csv").values()) == ["Ada Lovelace", "Grace Hopper"]


def test_half_a_character_in_one_copy_doesn_t_end_the_report(tmp_path):
    rows = [Row("Ada", "a.ipynb", note="made for \ud800."), Row("Bob", "b.ipynb", "net", "right", page="3")]
    write_csv(rows, tmp_path / "rows.csv")
    write_page(rows, tmp_path / "page.html")
    for name in ("rows.csv", "page.html"):
        text = (tmp_path / name).read_text(encoding="utf-8")
        assert "\\ud800" in text
        assert "Bob" in text


def test_names_come_as_they_are_read(tmp_path):
    with pytest.raises(TypeError, match="as read_names returns them"):
        grade(tmp_path, ["Ada"])
