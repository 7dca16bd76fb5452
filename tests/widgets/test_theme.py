"""Text and lines can be read on white and on every dark page, and numbers don't hang on a last bit."""

import itertools

import numpy as np
import pytest
from matplotlib.colors import to_hex, to_rgb
from matplotlib.text import Text

from hw2lib import controls
from hw2lib.byhand.mazur import mazur
from hw2lib.widgets import figures
from hw2lib.widgets.theme import BLUE_TO_ORANGE, COLORS, INK, ON_PAPER, PAPER, RED, dress, shown

GROUNDS = {  # of the output of a cell
    "white": "#ffffff",
    "JupyterLab, dark": "#111111",
    "GitHub, dark": "#0d1117",
    "VS Code, dark": "#1f1f1f",
    "Sphinx, dark": "#14181e",
}
grounds = pytest.mark.parametrize("ground", GROUNDS.values(), ids=GROUNDS)


def luminance(color):
    """Of WCAG 2."""
    channels = np.array(to_rgb(color))
    linear = np.where(channels <= 0.04045, channels / 12.92, ((channels + 0.055) / 1.055) ** 2.4)
    return float(linear @ [0.2126, 0.7152, 0.0722])


def contrast(a, b):
    dark, light = sorted((luminance(a), luminance(b)))
    return (light + 0.05) / (dark + 0.05)


def test_the_measure_is_that_of_wcag():
    assert contrast("#000000", "#ffffff") == pytest.approx(21)
    assert contrast("#777777", "#ffffff") == pytest.approx(4.48, abs=0.01)


@grounds
def test_text_has_four_to_one_and_lines_three_to_one(ground):
    assert min(contrast(color, ground) for color in (INK, RED)) >= 4
    assert min(contrast(color, ground) for color in COLORS) >= 3


def test_what_stands_on_a_patch_or_a_cell_can_be_read():
    grounds = [PAPER, *(to_hex(BLUE_TO_ORANGE(v)) for v in np.linspace(0, 1, 11))]
    assert min(contrast(ON_PAPER, ground) for ground in grounds) >= 7


def test_colours_that_stand_side_by_side_can_be_told_apart_without_red_or_green():
    """Seen by a dichromat (Vienot, Brettel and Mollon, 1999): no two colours in a row are near each other."""
    to_lms = np.array([[17.8824, 43.5161, 4.11935], [3.45565, 27.1554, 3.86714], [0.0299566, 0.184309, 1.46709]])
    lost = {
        "protan": np.array([[0, 2.02344, -2.52581], [0, 1, 0], [0, 0, 1]]),
        "deutan": np.array([[1, 0, 0], [0.494207, 0, 1.24827], [0, 0, 1]]),
    }
    for kind, matrix in lost.items():
        seen = [np.linalg.solve(to_lms, matrix @ to_lms @ np.array(to_rgb(color)) ** 2.2) for color in COLORS]
        for (a, b), names in zip(itertools.pairwise(seen), itertools.pairwise(COLORS), strict=True):
            assert np.linalg.norm(a - b) > 0.15, (kind, names)


def colors_of(figure):
    texts = [text for text in figure.findobj(Text) if text.get_text() and text.get_visible()]
    lines = [line for ax in figure.axes for line in ax.lines]
    return {to_hex(text.get_color()) for text in texts}, {to_hex(line.get_color()) for line in lines}


def all_pictures():
    yield from (make() for make in figures.PICTURES)
    yield from (figures.draw_example(mazur()), figures.draw_backward(mazur()))


def test_every_picture_and_every_control_keeps_to_the_palette_and_to_a_transparent_ground():
    known_texts = {color.lower() for color in (INK, ON_PAPER, RED)}
    known_lines = {color.lower() for color in (*COLORS, RED)}
    panels = [getattr(controls, name)() for name in controls.__all__]
    drawn = [dress(figure) for figure in all_pictures()]
    for figure in [*drawn, *(panel.scene.figure for panel in panels)]:
        texts, lines = colors_of(figure)
        assert texts <= known_texts, figure.get_label()
        assert lines <= known_lines, figure.get_label()
        assert figure.get_facecolor()[3] == 0
        assert all(ax.get_facecolor()[3] == 0 for ax in figure.axes)
    for panel in panels:
        assert {color for *_, color, _ in panel.scene.texts} <= {INK, ON_PAPER, RED}


def test_no_letter_is_smaller_than_nine_pixels_on_a_page_of_800():
    """Beside JupyterLab's file browser an output of such a page is 368 pixels wide; a picture shrinks to that."""
    for figure in map(dress, all_pictures()):
        figure.canvas.draw()
        shrunk = min(1, 368 / (figure.get_figwidth() * 100))
        for text in figure.findobj(Text):
            if text.get_text() and text.get_visible():
                assert text.get_fontsize() * 100 / 72 * shrunk >= 9, text


def test_a_number_on_the_edge_is_rounded_the_same_way_from_either_side():
    for value in (0.1125, np.nextafter(0.1125, 0), np.nextafter(0.1125, 1)):
        assert shown(value, 3) == "0.113"
    assert shown(-1e-20) == "0.0000"
    assert shown(np.inf) == "inf"
    assert shown(np.array([1.0, 2.0]), 1) == "(1.0, 2.0)"
