"""A drawing sent as runs over its background is the drawing, and labels stand on it."""

import io

import numpy as np
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays
from matplotlib.figure import Figure
from PIL import Image

from hw2lib.widgets.scene import Label, Scene, png, runs

WHITE = 0xFFFFFFFF


def painted(sent, background):
    """What the page makes of runs: the same as paint() in panel.js."""
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


def scene(at=0.25):
    figure = Figure((3, 2), dpi=100)
    ax = figure.subplots()
    (line,) = ax.plot([0, 1], [0, 1])
    return Scene(figure, [line], [label := Label(ax, 0.5, at)]), line, label


def test_only_what_moves_differs_from_the_background():
    drawn, line, label = scene()
    assert drawn.pixels().shape == drawn.background.shape == (200, 300)
    line.set_visible(False)
    assert (drawn.pixels() == drawn.background).all()
    label.text = "0.75"
    differs = np.argwhere(drawn.pixels() != drawn.background)
    x, y = label.ax.transData.transform((label.x, label.y))
    assert np.abs(differs.mean(0) - (200 - y, x)).max() < 3  # pixels: it stands where it should
    label.text = ""
    assert (drawn.pixels() == drawn.background).all()


def test_a_box_covers_what_is_under_the_label():
    drawn, line, label = scene(at=0.5)
    label.text, label.boxed = "0.75", True
    boxed = drawn.pixels().copy()
    line.set_visible(False)
    box = np.argwhere(drawn.pixels() != drawn.background)
    (top, left), (bottom, right) = box.min(0), box.max(0)
    assert (boxed[top:bottom, left:right] == drawn.pixels()[top:bottom, left:right]).all()


def test_a_png_without_a_palette_is_exact():
    pixels = scene()[0].pixels()
    with Image.open(io.BytesIO(png(pixels))) as image:
        assert (np.asarray(image.convert("RGBA")).view("<u4")[..., 0] == pixels).all()
    assert len(png(pixels, colors=64)) < len(png(pixels))
