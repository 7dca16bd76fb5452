"""What counts as the same output, and what is kept when a notebook is written again."""

import base64
import copy
import doctest
import io

import nbformat
import numpy as np
import pytest
from PIL import Image

from hw2lib.widgets.scene import png, runs
from tools import outputs, refresh
from tools.outputs import alike, differences, same_buffers
from tools.refresh import cell_ids


@pytest.mark.parametrize("module", [outputs, refresh], ids=["outputs", "refresh"])
def test_the_examples(module):
    assert doctest.testmod(module).failed == 0


PAGE = np.full((60, 90), 0xFFFFFFFF, "<u4")


def drawn(*changes):
    page = PAGE.copy()
    for rows, columns, color in changes:
        page[rows, columns] = color
    return page


DOT = (slice(20, 24), slice(30, 34), 0xFF0000FF)
TELL_APART = [
    (drawn(DOT, (50, 50, 0xFF000000)), True),  # one pixel
    (drawn(DOT, (50, slice(None), 0xFFF8F8F8)), True),  # a grey that is hardly there
    (drawn(DOT, (50, slice(50, 54), 0xFF000000)), False),  # a dash
    (drawn((slice(20, 24), slice(31, 35), 0xFF0000FF)), False),  # the dot a pixel further
    (drawn((slice(20, 24), slice(30, 34), 0xFF0033FF)), False),  # the dot in another red
    (drawn(), False),
    (PAGE[:50], False),
]


@pytest.mark.parametrize(("other", "same"), TELL_APART, ids=range(len(TELL_APART)))
def test_pictures_that_the_eye_tells_apart(other, same):
    assert alike(png(drawn(DOT)), png(other)) is same
    assert same_buffers(panel(drawn(DOT)), panel(other)) is same


def panel(pixels, background=PAGE):
    background = background[: len(pixels)]
    parts = {"background": png(background), "overlay": runs(pixels, background)}
    buffers = [{"path": [name], "data": base64.b64encode(data).decode()} for name, data in parts.items()]
    return {"state": {"title": "Panel", "text": "a = 1"}, "buffers": buffers}


def test_a_panel_shows_its_moving_parts_over_the_background():
    dark = np.full_like(PAGE, 0xFF202020)
    nearly = dark.copy()
    nearly[10, :] = 0xFF212121
    assert same_buffers(panel(dark, dark), panel(nearly, dark))
    assert not same_buffers(panel(PAGE, dark), panel(dark, dark))
    assert not same_buffers(panel(PAGE), {"state": {}, "buffers": [{"path": ["overlay"], "data": ""}]})


@pytest.mark.parametrize(("opacity", "same"), [(0x00, True), (0x0A, True), (0x80, False), (0xFF, False)])
def test_what_is_transparent_has_no_colour_to_be_seen(opacity, same):
    clear = np.zeros_like(PAGE)
    red = clear.copy()
    red[50, 50:54] = opacity << 24 | 0x0000FF
    assert alike(png(clear), png(red)) is same


def test_another_compression_is_the_same_picture_and_rubbish_is_none():
    picture, file = png(drawn(DOT)), io.BytesIO()
    Image.open(io.BytesIO(picture)).save(file, "PNG", compress_level=0)
    assert picture != file.getvalue()
    assert alike(picture, file.getvalue())
    assert not alike(picture, b"rubbish")


def notebook():
    def image(pixels):
        return {"image/png": base64.b64encode(png(pixels)).decode(), "text/plain": "<Figure>"}

    shown = nbformat.v4.new_output("display_data", image(drawn(DOT)), metadata={"image/png": {"alt": "a dot"}})
    cells = [
        nbformat.v4.new_code_cell("print(1)", outputs=[nbformat.v4.new_output("stream", text="1.5\n2.5\n")]),
        nbformat.v4.new_code_cell("show()", outputs=[shown]),
        nbformat.v4.new_code_cell("clock()", outputs=[shown], metadata={"tags": ["nbval-ignore-output"]}),
    ]
    made = nbformat.v4.new_notebook(cells=cells)
    made.metadata["widgets"] = {outputs.WIDGET_STATE: {"state": {"1": panel(drawn(DOT))}}}
    made = nbformat.from_dict(made)
    for cell, name in zip(made.cells, cell_ids(made.cells), strict=True):
        cell["id"] = name
    return made


def changed(change):
    again = notebook()
    change(again)
    return again


def repaint(pixels):
    def change(again):
        again.cells[1].outputs[0].data["image/png"] = base64.b64encode(png(pixels)).decode()

    return change


def panel_of(again):
    return again.metadata["widgets"][outputs.WIDGET_STATE]["state"]["1"]


ONE_PIXEL, GONE = drawn(DOT, (50, 50, 0xFF000000)), drawn()
CHANGES = {
    "text": (lambda n: n.cells[0].outputs[0].update(text="1.5\n2.4\n"), "cell 0"),
    "no output": (lambda n: n.cells[0].update(outputs=[]), "cell 0"),
    "no picture": (lambda n: n.cells[1].outputs[0].data.pop("image/png"), "cell 1"),
    "picture": (repaint(GONE), "cell 1"),
    "alt text": (lambda n: n.cells[1].outputs[0].metadata["image/png"].update(alt="dots"), "cell 1"),
    "no timed picture": (lambda n: n.cells[2].outputs[0].data.pop("image/png"), "cell 2"),
    "source": (lambda n: n.cells[0].update(source="print(2)"), "cells themselves"),
    "panel's text": (lambda n: panel_of(n)["state"].update(text="a = 2"), "Panel"),
    "panel's picture": (lambda n: panel_of(n).update(buffers=[]), "Panel"),
    "no panel": (lambda n: n.metadata.pop("widgets"), "models"),
}


@pytest.mark.parametrize(("change", "where"), CHANGES.values(), ids=CHANGES)
def test_every_difference_is_found_and_said_where(change, where):
    (words,) = differences(notebook(), changed(change))
    assert where in words


def test_lines_that_differ_are_shown():
    (words,) = differences(notebook(), changed(CHANGES["text"][0]))
    assert "-2.5" in words
    assert "+2.4" in words
    assert "1.5" not in words


def test_what_cannot_be_told_apart_is_no_difference():
    assert differences(notebook(), notebook()) == []
    assert differences(notebook(), changed(repaint(ONE_PIXEL))) == []
    assert differences(notebook(), changed(lambda n: n.cells[2].outputs[0].data.update({"text/plain": "2 s"}))) == []
    assert differences(notebook(), changed(repaint(GONE)), pictures=False) == []
    assert differences(notebook(), changed(CHANGES["no picture"][0]), pictures=False) != []


@pytest.mark.parametrize(("pixels", "kept"), [(ONE_PIXEL, True), (GONE, False)], ids=["alike", "another"])
def test_a_picture_that_looks_the_same_keeps_its_bytes(pixels, kept):
    again = changed(repaint(pixels))
    panel_of(again)["buffers"] = panel(pixels)["buffers"]
    before = copy.deepcopy(again)
    refresh._keep(again, notebook())
    assert again == (notebook() if kept else before)


def test_an_answer_keeps_its_id_when_its_text_changes():
    def ids(answer, solution, note="text"):
        def cell(source, tag=None):
            return nbformat.v4.new_code_cell(source, metadata={"tags": [tag]} if tag else {})

        cells = [cell(answer, "answer"), cell("check('w5+', w5)"), nbformat.v4.new_markdown_cell(note)]
        return cell_ids(
            [*cells, cell(solution, "solution"), cell("w = None", "answer"), cell('check_formula("dE", w)')]
        )

    first = ids("w5 = None", "w5 = 1\ncheck('w5+', w5)")
    second = ids("w5 = 0.3  # mine", "w5 = 2\ncheck('w5+', w5)", "other text")
    assert first[0] == second[0] == "answer-w5"
    assert first[3] == second[3] == "solution-w5"
    assert first[4] == second[4] == "answer-w"
    assert first[2] != second[2]


def test_no_two_cells_have_one_id():
    answers = [nbformat.v4.new_code_cell(f"w = {n}", metadata={"tags": ["answer"]}) for n in range(3)]
    check = nbformat.v4.new_code_cell('check("w", w)')
    assert cell_ids([*answers, check, check])[:3] == ["answer-w", "answer-w-2", "answer-w-3"]
    assert len(set(cell_ids([*answers, check, check]))) == 5
