import matplotlib.pyplot as plt
import numpy as np

from hw2lib import quadratic
from hw2lib.byhand.mazur import mazur
from hw2lib.widgets.figures import COLORS, draw_example, plot_curves


def test_the_drawing_shows_every_number():
    e = mazur(quadratic)
    figure = draw_example(e)
    words = " ".join(text.get_text() for text in figure.axes[0].texts)
    for i in range(1, 9):
        assert f"w{i} = {e[f'w{i}']:g}" in words
    for name in ("h1", "h2", "o1", "o2"):
        assert f"{name}\n{e[f'out_{name}']:.6f}" in words
        assert f"b_{name} = {e[f'b_{name}']:g}" in words
    assert "t1 = 0.01" in words
    plt.close(figure)


def test_curves_differ_in_colour_and_in_dashes():
    ax = plot_curves({name: ([0, 1], [0, i]) for i, name in enumerate("abcd")}, xlabel="x", yscale="log")
    assert len({(line.get_color(), line.get_linestyle()) for line in ax.lines}) == 4
    assert len({line.get_linestyle() for line in ax.lines}) == 4
    assert ax.get_yscale() == "log"
    np.testing.assert_array_equal(ax.lines[3].get_ydata(), [0, 3])
    assert ax.lines[0].get_color() == COLORS[0]
    plt.close(ax.figure)
