"""A drawing sent as runs is the drawing, what moves is made once, and labels stand where they should."""

import io

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays
from PIL import Image

from hw2lib.widgets.scene import Scene, png, runs
from hw2lib.widgets.theme import PAPER

WHITE = 0xFFFFFFFF


def painted(sent, background):
    """What the page shows of runs: the upper canvas where it isn't transparent, else the lower one."""
    count = len(sent) // 6
    colors, lengths = np.frombuffer(sent[: 4 * count], "<u4"), np.frombuffer(sent[4 * count :], "<u2")
    overlay = np.repeat(colors, lengths).reshape(background.shape)
    return np.where(overlay == 0, background, overlay)


drawings = arrays(np.uint32, (7, 11), elements=st.sampled_from([WHITE, 0xFF000000, 0xFF0072B2]))


@given(drawings, drawings)
def test_runs_give_the_drawing_back(pixels, background):
    assert (painted(runs(pixels, background), background) == pixels).all()


def test_what_stays_costs_a_run_a_row():
    page = np.full((20, 60_000), WHITE, "<u4")
    assert len(runs(page, page)) == 20 * 6


def draw(picture, slope=1.0, label="", patch=False, line=True, limit=1.0):
    (plot,) = picture.axes()
    plot.set(xlim=(0, 1), ylim=(0, limit))
    if line:
        plot.line("a line", [0, 1], [0, slope], color="#0072B2")
    if label:
        plot.text(0.5, 0.5, label, patch=patch)


@pytest.fixture
def scene():
    scene = Scene((300, 200))
    scene.frame(draw)
    return scene


def test_an_artist_is_made_at_the_first_call_and_moved_later(scene):
    (plot,) = scene.plots
    line = plot.artists["a line"]
    first = scene.pixels().copy()
    scene.frame(draw, slope=0.5)
    assert plot.artists["a line"] is line
    assert line.get_ydata().tolist() == [0, 0.5]
    assert len(plot.ax.lines) == 1
    assert (scene.pixels() != first).any()
    scene.frame(draw, slope=1.0)
    assert (scene.pixels() == first).all()


def test_what_a_call_does_not_mention_is_hidden(scene):
    scene.frame(draw, line=False)
    assert (scene.pixels() == scene.background).all()


def test_the_background_is_drawn_again_only_when_limits_change(scene):
    before = scene.background
    scene.frame(draw, slope=0.2)
    assert scene.background is before
    scene.frame(draw, limit=2.0)
    assert scene.background is not before


@pytest.mark.parametrize("shown", range(100, 1000, 7))
def test_a_picture_has_exactly_the_pixels_that_are_shown(shown):
    scene = Scene((640, 470), shown / 640)
    scene.frame(draw)
    assert scene.size == (shown, round(470 * shown / 640))


def test_settings_may_come_in_several_calls(scene):
    def draw_in_two(picture):
        (plot,) = picture.axes()
        plot.set(xlim=(0, 3))
        plot.set(ylim=(0, 3))

    scene.frame(draw_in_two)
    before = scene.background
    scene.frame(draw_in_two)
    assert scene.background is before


def test_a_label_stands_where_it_should(scene):
    scene.frame(draw, line=False, label="0.75")
    differs = np.argwhere(scene.pixels() != scene.background)
    x, y = scene.plots[0].ax.transData.transform((0.5, 0.5))
    assert np.abs(differs.mean(0) - (200 - y, x)).max() < 3  # pixels


def test_a_patch_covers_what_is_under_the_label(scene):
    scene.frame(draw, label="0.75", patch=True)
    covered = scene.pixels().copy()
    scene.frame(draw, line=False, label="0.75", patch=True)
    box = np.argwhere(scene.pixels() != scene.background)
    (top, left), (bottom, right) = box.min(0), box.max(0)
    assert (covered[top:bottom, left:right] == scene.pixels()[top:bottom, left:right]).all()
    corner = covered[top, left].tobytes()
    assert corner == bytes.fromhex(PAPER[1:]) + b"\xff"


def test_a_finer_screen_gets_the_same_picture_with_more_pixels():
    fine = Scene((300, 200), scale=2.0)
    fine.frame(draw, label="0.75")
    assert fine.size == (600, 400)
    coarse = Scene((300, 200))
    coarse.frame(draw, label="0.75")
    for place in [(0, 0), (1, 1), (0.5, 0.25)]:
        at = [scene.plots[0].ax.transData.transform(place) / scene.size for scene in (fine, coarse)]
        np.testing.assert_allclose(*at, atol=0.01)


def test_letters_have_their_own_colour_to_the_rim(scene):
    """Where a letter covers a pixel in part, the pixel has the letter's colour, and some transparency."""
    scene.frame(draw, line=False, label="0.75")
    written = scene.pixels()[scene.pixels() != scene.background]
    assert len(np.unique(written >> 24)) > 3
    assert set((written & 0xFFFFFF).tolist()) == {0x7F7F7F}


def test_where_a_hand_may_drag():
    scene = Scene((400, 200))

    def draw_two(picture):
        left, right = picture.axes(boxes=[(0.1, 0.2, 0.3, 0.7), (0.6, 0.2, 0.3, 0.7)])
        left.set(xlim=(-1, 3))
        right.set(xlim=(0.01, 10), xscale="log")
        left.handle("start", steps=0)
        right.handle("rate")

    scene.frame(draw_two)
    first, second = scene.drags()
    assert (first["name"], first["also"], first["log"]) == ("start", {"steps": 0}, False)
    assert first["box"] == pytest.approx([0.1, 0.1, 0.4, 0.8])  # left, top, right, bottom
    assert first["limits"] == [-1, 3]
    assert (second["name"], second["log"], second["limits"]) == ("rate", True, [0.01, 10])


def test_a_png_without_a_palette_is_exact(scene):
    pixels = scene.pixels()
    with Image.open(io.BytesIO(png(pixels))) as image:
        assert (np.asarray(image.convert("RGBA")).view("<u4")[..., 0] == pixels).all()
    assert len(png(pixels, colors=64)) < len(png(pixels))


def test_a_number_beyond_the_full_colour_has_a_star():
    scene = Scene((300, 200))

    def matrix(picture, values):
        (plot,) = picture.axes()
        return plot.matrix("m", np.array(values), largest=1.0)

    assert scene.frame(matrix, values=[[0.5, 1.5], [-1.0, -2.0]])
    assert [text for _, _, _, text, *_ in scene.texts] == ["0.500", "1.500*", "−1.000", "−2.000*"]
    assert not scene.frame(matrix, values=[[0.5, 1.0], [-1.0, 0.0]])
    assert scene.plots[0].artists["m"].get_array().ravel().tolist() == [0.5, 1.0, -1.0, 0.0]
