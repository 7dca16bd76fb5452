"""What a picture draws is what hw2lib computes: the data of its artists, and the words of its alt text."""

import base64
import io
import re
from pathlib import Path

import matplotlib.pyplot as plt
import numpy as np
import pytest
from matplotlib.figure import Figure
from matplotlib.inset import InsetIndicator
from matplotlib.quiver import Quiver
from PIL import Image

from hw2lib import cross_entropy, log_likelihood, quadratic, relu, sigmoid, softmax, tanh
from hw2lib.byhand.mazur import NEURONS, WEIGHTS, mazur
from hw2lib.widgets import figures, network
from hw2lib.widgets.descents import draw_descents
from hw2lib.widgets.figures import plot_curves, plot_matrix, show
from hw2lib.widgets.theme import COLORS, with_minus
from tests.snapshots import assert_kept
from tests.widgets.drawn import lines_of

DRAWN = Path(__file__).with_name("drawn")
LOSSES = pytest.mark.parametrize("loss", [quadratic, cross_entropy, log_likelihood], ids=str)


def data_of(ax):
    return {line.get_label(): line.get_xydata().T for line in ax.lines}


def words(figure):
    """What is written in a picture, its symbols as they are typed: w1 for $w_{1}$."""
    text = " ".join(text.get_text() for text in figure.axes[0].texts)
    plain = text.replace("$", "").replace(r"\partial ", "∂")
    return re.sub(r"_\{(\d)\}", r"\1", re.sub(r"_\{([ho]\d)\}", r"_\1", plain))


# --- shown in a notebook ----------------------------------------------------------------------------------------------


@pytest.fixture
def displayed(monkeypatch):
    """The bundles and metadata that are displayed."""
    import IPython.display

    found = []
    monkeypatch.setattr(IPython.display, "display", lambda data, raw, metadata=None: found.append((data, metadata)))
    return found


def test_a_picture_is_shown_twice_as_fine_with_its_alt_text_on_a_transparent_ground(displayed):
    show(figures.draw_activations())
    (bundle, metadata), (folded, _) = displayed
    image = Image.open(io.BytesIO(base64.b64decode(bundle["image/png"]))).convert("RGBA")
    assert image.width == 2 * metadata["image/png"]["width"] == 1280
    assert image.getpixel((0, 0))[3] == 0
    assert bundle["text/plain"] == metadata["image/png"]["alt"]
    assert "sigmoid, tanh and relu" in folded["text/html"]
    assert not plt.get_fignums()


def test_black_text_of_a_foreign_figure_becomes_readable(displayed):
    figure, ax = plt.subplots()
    ax.set_title("a title")
    ax.plot([0, 1], [0, 1], color="black")
    show(figure, "A line.")
    assert ax.title.get_color() == ax.lines[0].get_color() == COLORS[-1]


def test_a_picture_without_an_alt_text_is_refused():
    with pytest.raises(ValueError, match="no alt text"):
        show(plt.figure())


@pytest.mark.parametrize("make", figures.PICTURES, ids=lambda make: make.__name__)
def test_each_says_what_it_shows_and_holds_what_it_held(make):
    figure = make()
    assert_kept(DRAWN / f"{make.__name__}.txt", list(lines_of(figure)))
    assert isinstance(figure, Figure)
    assert len(figure.get_label()) > 60
    assert "nan" not in figure.get_label()
    assert figure.get_figwidth() <= 6.4  # inches, that are 640 pixels
    for ax in figure.axes:
        left, bottom, right, top = ax.get_position().extents.round(6)
        assert 0 <= left < right <= 1
        assert 0 <= bottom < top <= 1


# --- curves and matrices ----------------------------------------------------------------------------------------------


def test_curves_differ_in_colour_and_in_dashes():
    ax = plot_curves({name: ([0, 1], [0, i]) for i, name in enumerate("abcd")}, xlabel="x", yscale="log")
    assert len({(line.get_color(), line.get_linestyle()) for line in ax.lines}) == 4
    assert len({line.get_linestyle() for line in ax.lines}) == 4
    assert ax.get_yscale() == "log"
    np.testing.assert_array_equal(ax.lines[3].get_ydata(), [0, 3])
    assert ax.lines[0].get_color() == COLORS[0]


def test_a_matrix_shows_every_number_at_its_row_and_column():
    values = np.array([[0.1125, -0.25, 0.5], [1.0, 0.0, -1e-9]])
    ax = plot_matrix(values)
    at = {text.get_position(): text.get_text() for text in ax.texts}
    assert at == {(1, 1): "0.113", (2, 1): "-0.250", (3, 1): "0.500", (1, 2): "1.000", (2, 2): "0.000", (3, 2): "0.000"}
    np.testing.assert_array_equal(ax.collections[0].get_array(), values)
    assert ax.get_ylim() == (2.5, 0.5)  # the first row is on top


# --- the network ------------------------------------------------------------------------------------------------------


@LOSSES
def test_the_drawing_shows_every_number(loss):
    e = mazur(loss)
    figure = figures.draw_example(e)
    for i in range(1, 9):
        assert f"w{i} = {e[f'w{i}']:g}" in words(figure)
        assert f"w{i} = {e[f'w{i}']:g}" in figure.get_label()
    for name in NEURONS:
        assert f"{name}\n{e[f'out_{name}']:.6f}" in words(figure)
        assert f"b_{name} = {e[f'b_{name}']:g}" in words(figure)
    assert "t1 = 0.01" in words(figure)


def test_names_alone_give_no_number_away():
    figure = figures.draw_example()
    assert not re.search(r"\d\.\d", words(figure) + figure.get_label())
    assert "w7 from h1 to o2" in figure.get_label()


def test_what_is_given_gives_no_output_away():
    e = mazur()
    figure = figures.draw_example(e, given=True)
    assert not any(f"{e[f'out_{name}']:.3f}" in words(figure) + figure.get_label() for name in NEURONS)
    assert "w7 = 0.5" in words(figure)
    assert "o2 has the target 0.99" in figure.get_label()


@LOSSES
def test_the_way_back_shows_every_delta_and_derivative(loss):
    e = mazur(loss)
    figure = figures.draw_backward(e)
    for name in NEURONS:
        assert f"δ_{name}\n{e[f'delta_{name}']:z.4f}" in words(figure)
    for name in WEIGHTS:
        assert f"∂C/∂{name}\n{e[f'dC/d{name}']:z.6f}" in words(figure)
        assert with_minus(f"{name} {e[f'dC/d{name}']:z.4f}") in figure.get_label()


def test_the_way_back_holds_what_it_held():
    assert_kept(DRAWN / "draw_backward.txt", list(lines_of(figures.draw_backward(mazur()))))


def test_weights_and_errors_are_written_as_in_formulas():
    texts = {text.get_text() for text in figures.draw_backward(mazur()).axes[0].texts}
    assert r"$\partial C/\partial w_{5}$" + "\n0.439830" in texts
    assert "$δ_{h1}$\n0.0454" in texts
    assert "i1\n0.05" in texts


@pytest.mark.parametrize("backward", [False, True])
def test_arrows_lead_from_rim_to_rim_in_the_order_of_the_weights(backward):
    arrows = network.edges(Figure().subplots(), backward)
    for name, x, y, u, v in zip(WEIGHTS, arrows.X, arrows.Y, arrows.U, arrows.V, strict=True):
        start, end = (network.PLACES[n] for n in network.ends(name)[:: -1 if backward else 1])
        assert np.hypot(x - start[0], y - start[1]) == pytest.approx(network.RADIUS + 3)
        assert np.hypot(x + u - end[0], y + v - end[1]) == pytest.approx(network.RADIUS + 3)
        assert bool(u < 0) is backward


def test_the_number_of_a_weight_stands_on_its_edge():
    for name in WEIGHTS:
        (x0, y0), (x1, y1) = (network.PLACES[n] for n in network.ends(name))
        for place in (network.on_edge(name), network.on_edge(name, backward=True)):
            assert (place.x - x0) * (y1 - y0) == pytest.approx((place.y - y0) * (x1 - x0))
            assert x0 + network.RADIUS < place.x < x1 - network.RADIUS


def test_the_row_leads_into_o1_and_the_column_out_of_h1():
    figure = figures.draw_row_and_column()
    assert "The row w5, w6 leads into o1" in figure.get_label()
    assert "The column w5, w7 leads out of h1" in figure.get_label()
    right, matrix, habit = ([t.get_text() for t in ax.texts] for ax in figure.axes)
    assert matrix == ["$w_{5}$", "$w_{6}$", "$w_{7}$", "$w_{8}$"]
    assert right[:4] == matrix
    assert habit[:4] == ["$w_{5}$", "$w_{7}$", "$w_{6}$", "$w_{8}$"]


# --- computed curves --------------------------------------------------------------------------------------------------


def test_the_slopes_are_those_of_the_curves():
    values, slopes = (data_of(ax) for ax in figures.draw_activations().axes)
    for name, f in ((r"$\sigma$", sigmoid), (r"$\tanh$", tanh), ("relu", relu)):
        z, a = values[name]
        np.testing.assert_allclose(a, f(z))
        smooth = np.abs(z) > 0.1 if f is relu else slice(None)
        np.testing.assert_allclose(np.gradient(a, z)[smooth][1:-1], slopes[name][1][smooth][1:-1], atol=1e-3)


def test_the_gradients_at_a_saturated_neuron():
    figure = figures.draw_saturated()
    costs, slopes = (data_of(ax) for ax in figure.axes)
    a = sigmoid(costs["squared error"][0])
    np.testing.assert_allclose(costs["squared error"][1], a**2 / 2)
    np.testing.assert_allclose(costs["cross-entropy"][1], -np.log1p(-a), atol=1e-12)
    for name, curve in costs.items():
        if not name.startswith("_"):
            np.testing.assert_allclose(np.gradient(curve[1], curve[0])[1:-1], slopes[name][1][1:-1], atol=1e-3)
    factor = 1 / (sigmoid(np.array(6.0)) * (1 - sigmoid(np.array(6.0))))
    assert figure.get_label().endswith(f"{factor:.0f} times.")


def test_the_largest_curvature_bounds_the_rate():
    below, above = (data_of(ax)["_child1"] for ax in figures.draw_valley().axes)
    assert abs(below[1, -1]) < 0.01
    assert abs(above[1, -1]) > 1
    np.testing.assert_allclose(below[1, 1:] / below[1, :-1], 1 - 8 * 1.8 / 8)
    np.testing.assert_allclose(above[0, 1:] / above[0, :-1], 1 - 2.1 / 8)


def test_the_noise_follows_its_law():
    (ax,) = figures.draw_noise().axes
    law, root, measured = ax.lines
    sizes, noise = measured.get_xydata().T
    expected = np.exp(np.interp(np.log(sizes), np.log(law.get_xdata()), np.log(law.get_ydata())))
    np.testing.assert_allclose(noise, expected, rtol=0.1)
    np.testing.assert_allclose(root.get_ydata() * np.sqrt(root.get_xdata()), root.get_ydata()[0])


def test_mini_batches_scatter_about_the_true_gradient():
    figure = figures.draw_batch_gradients()
    some, whole = (np.column_stack([q.U, q.V]) for q in figure.axes[0].findobj(Quiver))
    assert some.shape == (40, 2)
    np.testing.assert_allclose(some.mean(0), whole[0], atol=0.2)
    assert np.linalg.norm(some - whole, axis=1).max() > 0.05


def test_digits_have_their_labels():
    from hw2lib import data

    figure, examples = figures.draw_digits(), data.digits()
    for ax, x, y in zip(figure.axes, examples.x, examples.y, strict=False):
        np.testing.assert_array_equal(ax.images[0].get_array(), x.reshape(8, 8))
        assert ax.get_title() == str(y.argmax())


def test_softmax_curves_are_softmax():
    (ax,) = figures.draw_raised().axes
    first = ax.lines[0].get_xdata()
    rows = np.column_stack([line.get_ydata() for line in ax.lines])
    np.testing.assert_allclose(rows, [softmax(np.array([z, 1.0, 0.5])) for z in first])
    (ax,) = figures.draw_tie().axes
    ends = [line.get_ydata()[-1] for line in ax.lines]
    np.testing.assert_allclose(ends, [0.5, 0.5, 0, 0], atol=1e-4)


def test_shares_are_near_the_probabilities():
    figure = figures.draw_sampling()
    for ax, t in zip(figure.axes, (0.25, 1.0, 4.0), strict=True):
        p = softmax(np.array([1.5, 1.0, 0.3, -1.0]) / t)
        np.testing.assert_allclose(ax.lines[0].get_ydata(), p)
        np.testing.assert_allclose([bar.get_height() for bar in ax.patches], p, atol=0.05)


@pytest.mark.parametrize(
    ("draw", "words"),
    [
        (lambda: figures.draw_example("mazur"), "a problem on the 2-2-2 network"),
        (lambda: figures.draw_backward(None), "a problem on the 2-2-2 network"),
        (lambda: plot_curves([1, 2]), "curves are a dict"),
        (lambda: plot_curves({"a": 1}), "made of its x and its y"),
        (lambda: plot_curves({"a": ([0, 1], [0])}), "must agree in length"),
        (lambda: plot_matrix([]), "a matrix has rows and columns"),
        (lambda: plot_matrix([1j]), "real numbers"),
    ],
)
def test_what_would_draw_something_untrue_is_refused_in_words(draw, words):
    with pytest.raises((TypeError, ValueError), match=words):
        draw()


def test_the_frame_is_about_what_is_enlarged():
    figure = draw_descents(np.square, {"ball": [1, 0.5]}, "Two balls.", sides=(-2, 3), zoom=(0.25, 1.5))
    whole, part = figure.axes
    (indicator,) = [child for child in whole.get_children() if isinstance(child, InsetIndicator)]
    (left, right), (low, high) = part.get_xlim(), part.get_ylim()
    assert (left, right) == (0.25, 1.5)
    assert indicator.rectangle.get_bbox().bounds == pytest.approx((left, low, right - left, high - low))
