"""Pictures that don't move. Each is computed by hw2lib, and carries an alt text that is made from what it shows."""

from __future__ import annotations

import base64
import io
import re
from collections.abc import Mapping
from html import escape
from typing import Any

import matplotlib.pyplot as plt
import numpy as np
import numpy.typing as npt
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.legend import Legend
from matplotlib.patches import Circle, FancyArrowPatch, Rectangle
from PIL import Image

from hw2lib.byhand.mazur import NEURONS, SIZES, WEIGHTS, mazur
from hw2lib.byhand.problem import Problem
from hw2lib.display import brief, rounded
from hw2lib.experiments import data
from hw2lib.experiments.noise import batch_gradients, example_gradients, gradient_noise, noise_law
from hw2lib.nn.activations import linear, relu, sigmoid, softmax, tanh
from hw2lib.nn.arrays import Array, as_floats, as_reals, is_list
from hw2lib.nn.descent import descend
from hw2lib.nn.losses import Loss, cross_entropy, quadratic
from hw2lib.nn.network import Network
from hw2lib.widgets import network
from hw2lib.widgets.scene import COLORS as PALETTE
from hw2lib.widgets.scene import square
from hw2lib.widgets.theme import (
    BLUE,
    BLUE_TO_ORANGE,
    COLORS,
    DPI,
    FONT_SIZE,
    GREEN,
    INK,
    INK_ON_NOTHING,
    LINES,
    ON_PAPER,
    ORANGE,
    PAPER,
    RED,
    dress,
    shown,
    tidy,
)

Curves = Mapping[str, tuple[npt.ArrayLike, npt.ArrayLike]]


# --- to show them -----------------------------------------------------------------------------------------------------


def show(figure: Figure, alt: str = "") -> None:
    """Display a figure in the notebook, twice as fine as the page, with an alt text, and close it.

    Args:
        figure: any; where it has matplotlib's black on white, it gets the look of the others.
        alt: what there is to see, in words; the pictures of this module bring their own.

    Raises:
        ValueError: if there is no alt text.

    Example:
        >>> figure, _ = plt.subplots()
        >>> show(figure, "An empty pair of axes.")  # doctest: +ELLIPSIS
        {'text/plain': 'An empty pair of axes.', 'image/png': ...
    """
    alt = alt or str(figure.get_label())
    if not alt:
        raise ValueError('this picture has no alt text: say what it shows, show(figure, "...")')
    file = io.BytesIO()
    _draw_every_point(dress(figure))
    figure.savefig(file, format="png", dpi=2 * DPI, metadata={"Software": None})
    plt.close(figure)
    small = io.BytesIO()
    with Image.open(file) as image:
        image.quantize(PALETTE, Image.Quantize.FASTOCTREE, dither=Image.Dither.NONE).save(small, "PNG", optimize=True)
    show_png(small.getvalue(), alt, round(figure.get_figwidth() * DPI))


def _draw_every_point(figure: Figure) -> None:
    """Leave out no point of a nearly straight curve, and move no line to whole pixels: last bits decide on both."""
    for ax in figure.axes:
        for line in ax.lines:
            line.get_path().should_simplify = False
    for legend in figure.findobj(Legend):
        for line in legend.get_lines():
            line.set_snap(False)


def show_png(picture: bytes, alt: str, width: int) -> None:
    """Display a PNG so many pixels of the page wide. JupyterLab gives it no alt text, so that stands below, folded."""
    from IPython.display import display

    folded = f"<details><summary>What the picture shows</summary>{escape(alt)}</details>"
    bundle = {"text/plain": alt, "image/png": base64.b64encode(picture).decode()}
    display(bundle, raw=True, metadata={"image/png": {"alt": alt, "width": width}})
    display({"text/plain": alt, "text/html": folded}, raw=True)


def _figure(
    alt: str, columns: int = 1, size: tuple[float, float] = (6.4, 3.4), **grid: Any
) -> tuple[Figure, list[Axes]]:
    figure, axes = plt.subplots(1, columns, figsize=size, layout="constrained", squeeze=False, **grid)
    figure.set_label(alt)
    return figure, list(axes[0])


# --- any curves, any matrix -------------------------------------------------------------------------------------------


def plot_curves(
    curves: Curves,
    *,
    title: str = "",
    xlabel: str = "",
    ylabel: str = "",
    ax: Axes | None = None,
    legend: bool = True,
    **settings: Any,
) -> Axes:
    """Draw named curves, each its x and y, told apart by colour and by dashes; `settings` go to `Axes.set`.

    Example:
        >>> ax = plot_curves({"line": ([0, 1], [0, 1]), "parabola": ([0, 1, 2], [0, 1, 4])}, xlabel="x")
        >>> len(ax.lines)
        2
        >>> plt.close(ax.figure)
    """
    if not isinstance(curves, Mapping):
        raise TypeError(f'curves are a dict such as {{"line": ([0, 1], [0, 1])}}, not {brief(curves)}')
    if ax is None:
        _, (ax,) = _figure("", size=(6.4, 3.6))
    for i, (name, curve) in enumerate(curves.items()):
        ax.plot(*_points(name, curve), LINES[i % len(LINES)], color=COLORS[i % len(COLORS)], label=name, linewidth=1.8)
    tidy(ax, title=title, xlabel=xlabel, ylabel=ylabel, **settings)
    if legend and len(curves) > 1:
        ax.legend(frameon=False, fontsize=FONT_SIZE)
    return ax


def _points(name: object, curve: Any) -> tuple[Array, Array]:
    """The x and y of a curve, of the same length."""
    if not is_list(curve) or len(curve) != 2:
        raise TypeError(f"the curve {brief(name)} is made of its x and its y, not of {brief(curve)}")
    x, y = (np.atleast_1d(as_reals(f"{axis} of {brief(name)}", v)) for axis, v in zip("xy", curve, strict=True))
    if x.shape[:1] != y.shape[:1]:
        raise ValueError(f"x and y of {brief(name)} must agree in length, but have {x.shape} and {y.shape}")
    return x, y


def plot_matrix(
    values: npt.ArrayLike, *, title: str = "", rows: str = "$j$", columns: str = "$k$", ax: Axes | None = None
) -> Axes:
    """Draw a matrix as a map, each entry with its number: blue for negative, orange for positive. It counts from 1.

    Example:
        >>> ax = plot_matrix([[0.25, -0.25], [-0.25, 0.25]], title="Jacobian")
        >>> [text.get_text() for text in ax.texts]
        ['0.250', '-0.250', '-0.250', '0.250']
        >>> plt.close(ax.figure)
    """
    matrix = np.atleast_2d(as_floats("values", values, np.float64))
    if matrix.ndim != 2 or not matrix.size:
        raise ValueError(f"a matrix has rows and columns, and this has the shape {matrix.shape}")
    n_rows, n_columns = matrix.shape
    if ax is None:
        _, (ax,) = _figure("", size=(0.9 * n_columns + 1.4, 0.7 * n_rows + 1.3))
    largest = float(np.abs(matrix).max()) or 1.0
    ax.pcolormesh(np.arange(n_columns + 1) + 0.5, np.arange(n_rows + 1) + 0.5, matrix, cmap=BLUE_TO_ORANGE,
                  vmin=-largest, vmax=largest)  # fmt: skip
    for (j, k), value in np.ndenumerate(rounded(matrix)):
        ax.text(k + 1, j + 1, f"{value:z.3f}", ha="center", va="center", color=ON_PAPER, fontsize=FONT_SIZE)
    tidy(ax, title=title, xlabel=columns, ylabel=rows, xticks=range(1, n_columns + 1), yticks=range(1, n_rows + 1))
    square(ax, n_columns)
    ax.set_ylim(n_rows + 0.5, 0.5)
    return ax


# --- the network ------------------------------------------------------------------------------------------------------


def draw_example(example: Problem | None = None, title: str = "", given: bool = False) -> Figure:
    """Draw the 2-2-2 network with the number of every weight, bias, input, activation and target; or names alone.

    With given=True the activations, which are to be computed, stay out.

    Example:
        >>> figure = draw_example(mazur())
        >>> [text.get_text() for text in figure.axes[0].texts][-2:]
        ['i1\\n0.05', 'i2\\n0.1']
        >>> names = draw_example()
        >>> [text.get_text() for text in names.axes[0].texts][-2:]
        ['i1', 'i2']
        >>> plt.close("all")
    """
    if example is not None:
        texts = network.numbers(_of_the_homework(example))
        texts |= {name: (texts[name][0], name) for name in NEURONS if given}
        return _network(texts, describe_example(example, given), title)
    names = {name: (place, name) for name, (place, _) in network.numbers(mazur()).items()}
    leads = [f"{name} from {start} to {end}" for name in WEIGHTS for start, end in [network.ends(name)]]
    neurons = "Two inputs, i1 and i2, feed the hidden neurons h1 and h2, and those the outputs o1 and o2."
    alt = f"{neurons} Weights: {', '.join(leads)}."
    return _network(names, alt, title)


def _of_the_homework(example: Any) -> Problem:
    if not isinstance(example, Problem) or example.net.sizes != SIZES:
        raise TypeError(f"a problem on the 2-2-2 network is drawn, such as mazur(), and not {brief(example)}")
    return example


_SYMBOL = re.compile(r"(∂C/∂)?\b([bwtδ])_?([ho]?\d)\b")


def _in_symbols(text: str) -> str:
    """Weights, biases, targets and errors as they are set in formulas; the names of neurons stay as they are."""

    def symbol(match: re.Match[str]) -> str:
        slope = r"\partial C/\partial " if match[1] else ""
        return f"${slope}{match[2]}_{{{match[3]}}}$"

    return _SYMBOL.sub(symbol, text)


def describe_example(example: Problem, given: bool = False) -> str:
    """Return in words what `draw_example` shows: its alt text.

    Example:
        >>> describe_example(mazur())[:88]
        'Two inputs, i1 = 0.05 and i2 = 0.1, feed two hidden neurons, and those feed two outputs.'
        >>> describe_example(mazur(), given=True)[-47:]
        'o1 has the target 0.01; o2 has the target 0.99.'
    """
    _of_the_homework(example)
    weights = [
        f"{name} = {rounded(example[name]):.4g} leads from {start} to {end}"
        for name in WEIGHTS
        for start, end in [network.ends(name)]
    ]
    biases = [f"{name} {rounded(example[f'b_{name}']):.4g}" for name in NEURONS]
    gives = {j: "" if given else f" gives {shown(example[f'out_o{j}'], 6)}, and" for j in (1, 2)}
    ends = [f"o{j}{gives[j]} has the target {example[f't{j}']:g}" for j in (1, 2)]
    return (
        f"Two inputs, i1 = {example['i1']:g} and i2 = {example['i2']:g}, feed two hidden neurons, and those feed "
        f"two outputs. {', '.join(weights)}. The biases: {', '.join(biases)}. {'; '.join(ends)}."
    )


def draw_backward(example: Problem, title: str = "") -> Figure:
    """Draw the way back through the 2-2-2 network: delta on each neuron, dC/dw on each edge.

    Example:
        >>> figure = draw_backward(mazur())
        >>> figure.get_label()[:69]
        'The arrows lead from the outputs back to the inputs. delta: h1 0.0454'
        >>> plt.close(figure)
    """
    _of_the_homework(example)
    deltas = [f"{name} {shown(example[f'delta_{name}'])}" for name in NEURONS]
    slopes = [f"{name} {shown(example[f'dC/d{name}'])}" for name in WEIGHTS]
    alt = (
        f"The arrows lead from the outputs back to the inputs. delta: {', '.join(deltas)}. dC/dw: {', '.join(slopes)}."
    )
    return _network(network.errors(example), alt, title, backward=True)


def _network(texts: Mapping[str, tuple[network.Place, str]], alt: str, title: str, backward: bool = False) -> Figure:
    figure, (ax,) = _figure(alt, size=(network.WIDTH / DPI, network.HEIGHT / DPI + 0.3 * bool(title)))
    figure.set_layout_engine("none")
    ax.set_position((0, 0, 1, network.HEIGHT / DPI / figure.get_figheight()))
    network.neurons(ax)
    network.edges(ax, backward)
    for name, (place, text) in texts.items():
        network.write(ax, place, _in_symbols(text), ON_PAPER if name in network.PLACES else "")
    ax.set_title(title, fontsize=FONT_SIZE, y=0.99)
    return figure


def draw_row_and_column() -> Figure:
    """Draw the row and the column of the output weights, and how the other way of numbering mixes them up.

    Example:
        >>> figure = draw_row_and_column()
        >>> figure.get_label()[:71]
        'The matrix of the output weights has the rows w5, w6 and w7, w8. The ro'
        >>> plt.close(figure)
    """
    names = np.array([[next(n for n, place in WEIGHTS.items() if place == (1, j, k)) for k in (0, 1)] for j in (0, 1)])
    row, column = names[0], names[:, 0]
    alt = (
        f"The matrix of the output weights has the rows {', '.join(names[0])} and {', '.join(names[1])}. "
        f"The row {', '.join(row)} leads into o1: it makes net_o1. The column {', '.join(column)} leads out of "
        "h1: it makes delta_h1. Whoever numbers the weights by the neuron that they leave writes "
        f"{', '.join(row)} on the two edges out of h1, and takes the row for the column."
    )
    figure, axes = _figure(alt, 3, (6.4, 2.9))
    _output_layer(axes[0], names, "numbered by the neuron\nthat they enter")
    _output_layer(axes[2], names.T, "another habit: by the\nneuron that they leave")
    tidy(axes[1], title="the left as a matrix", xticks=(1, 2), yticks=(1, 2))
    axes[1].set(xticklabels=("$h_1$", "$h_2$"), yticklabels=("$o_1$", "$o_2$"))
    axes[1].grid(visible=False)
    axes[1].tick_params(length=0)
    square(axes[1], 2)
    for (j, k), name in np.ndenumerate(names):
        text = axes[1].text(k + 1, j + 1, _in_symbols(name), ha="center", va="center", fontsize=FONT_SIZE + 4)
        text.set(color=ON_PAPER, bbox={"facecolor": PAPER, "edgecolor": "none", "pad": 3})
    axes[1].plot([], [], color=BLUE, label=r"into $o_1$: makes $\mathrm{net}_{o1}$")
    axes[1].plot([], [], "--", color=ORANGE, label=r"out of $h_1$: makes $\delta_{h1}$")
    figure.legend(loc="outside lower center", ncols=2, frameon=False, fontsize=FONT_SIZE)
    axes[1].add_patch(Rectangle((0.57, 0.62), 1.86, 0.76, fill=False, edgecolor=BLUE, linewidth=2.5))
    axes[1].add_patch(Rectangle((0.62, 0.57), 0.76, 1.86, fill=False, edgecolor=ORANGE, linewidth=2.5, linestyle="--"))
    return figure


def _output_layer(ax: Axes, names: Any, title: str) -> None:
    """The edges of the output layer; those into o1 in blue, those out of h1 dashed and orange, each with its name."""
    places = {("h", 0): (0.0, 1.0), ("h", 1): (0.0, 0.0), ("o", 0): (1.6, 1.0), ("o", 1): (1.6, 0.0)}
    for (j, k), name in np.ndenumerate(names):
        (x0, y0), (x1, y1) = places["h", k], places["o", j]
        styles = [(BLUE, "-")] * (j == 0) + [(ORANGE, (0, (4, 2)))] * (k == 0) or [(INK, "-")]
        for i, (color, dashes) in enumerate(styles):
            up = 0.05 * (i - (len(styles) - 1) / 2)
            ax.plot([x0, x1], [y0 + up, y1 + up], color=color, linestyle=dashes, linewidth=2, zorder=1)
        along = 0.5 if j == k else 0.32
        network.write(ax, network.Place(x0 + along * (x1 - x0), y0 + along * (y1 - y0), patch=True), _in_symbols(name))
    for (kind, i), place in places.items():
        ax.add_patch(Circle(place, 0.2, facecolor=PAPER, edgecolor=BLUE, linewidth=1.5, zorder=2))
        ax.text(*place, f"${kind}_{i + 1}$", ha="center", va="center", color=ON_PAPER, zorder=3)
    ax.set(xlim=(-0.25, 1.85), ylim=(-0.3, 1.3), aspect="equal")
    ax.set_title(title, fontsize=FONT_SIZE)
    ax.axis("off")


def draw_neuron() -> Figure:
    """Draw a neuron of two inputs, with the names of what goes in, of what it computes, and of what comes out.

    Example:
        >>> figure = draw_neuron()
        >>> figure.get_label()[:60]
        'One neuron. Its inputs x1, x2 are weighted by w1, w2 and add'
        >>> plt.close(figure)
    """
    alt = "One neuron. Its inputs x1, x2 are weighted by w1, w2 and added to b: that is z. Its output is f(z)."
    figure, (ax,) = _figure(alt, size=(6.4, 2.4))
    middle = 0.5
    ends: Any = {"arrowstyle": "-|>", "mutation_scale": 14, "color": INK, "linewidth": 1.6, "shrinkA": 0, "shrinkB": 0}
    for k, y in enumerate((1.0, 0.0)):
        ax.text(0, y, f"$x_{k + 1}$", ha="right", va="center", fontsize=FONT_SIZE + 3)
        ax.add_patch(FancyArrowPatch((0.1, y), (2.36, middle + 0.25 * (y - middle)), **ends))
        network.write(ax, network.Place(0.95, y + 0.27 * (middle - y), patch=True), f"$w_{k + 1}$")
    box: Any = {"facecolor": PAPER, "edgecolor": BLUE, "linewidth": 1.5, "boxstyle": "round,pad=0.55"}
    ax.text(
        3.25,
        middle,
        r"$z = \sum_k w_k x_k + b$",
        ha="center",
        va="center",
        color=ON_PAPER,
        bbox=box,
        fontsize=FONT_SIZE + 3,
    )
    ax.text(5.15, middle, "$a = f(z)$", ha="center", va="center", color=ON_PAPER, bbox=box, fontsize=FONT_SIZE + 3)
    ax.add_patch(FancyArrowPatch((4.14, middle), (4.61, middle), **ends))
    ax.add_patch(FancyArrowPatch((5.68, middle), (6.15, middle), **ends))
    ax.text(6.2, middle, "$a$", ha="left", va="center", fontsize=FONT_SIZE + 3)
    ax.set(xlim=(-0.4, 6.5), ylim=(-0.5, 1.5))
    ax.axis("off")
    return figure


# --- gradient descent -------------------------------------------------------------------------------------------------


def draw_valley() -> Figure:
    """Draw two descents in a valley of two dimensions: the largest curvature bounds the learning rate.

    Example:
        >>> figure = draw_valley()
        >>> figure.get_label()[:67]
        'A valley with the curvatures 1 and 8, and two descents of 25 steps.'
        >>> plt.close(figure)
    """
    flat, steep, steps = 1.0, 8.0, 25
    start, rates = np.array([-3.0, 0.6]), (1.8 / steep, 2.1 / steep)
    paths = [descend(lambda v: v * [flat, steep], start, learning_rate=rate, steps=steps) for rate in rates]
    alt = (
        f"A valley with the curvatures {flat:g} and {steep:g}, and two descents of {steps} steps. At the rate "
        f"{rates[0]:.4g}, below 2/{steep:g}, the ball jumps across the valley and ends at {shown(paths[0][-1], 2)}. "
        f"At {rates[1]:.4g}, above it but "
        f"far below 2/{flat:g}, it ends at {shown(paths[1][-1], 2)}: it runs away across the valley."
    )
    figure, axes = _figure(alt, 2, (6.4, 3.0), sharey=True)
    v1, v2 = np.meshgrid(np.linspace(-3.6, 1.2, 100), np.linspace(-2.6, 2.6, 100))
    for ax, rate, path, color, word in zip(axes, rates, paths, (GREEN, RED), ("below", "above"), strict=True):
        ax.contour(
            v1, v2, (flat * v1**2 + steep * v2**2) / 2, levels=np.geomspace(0.05, 30, 9), colors=INK, linewidths=0.7
        )
        ax.plot(*path.T, "o-", color=color, markersize=3, linewidth=1.2)
        ax.plot(*start, "s", color=BLUE, markersize=7)
        tidy(
            ax,
            xlim=(-3.6, 1.2),
            ylim=(-2.6, 2.6),
            xlabel="$v_1$",
            title=rf"$\eta$ = {rate:.4g}, {word} $2/\lambda_\max$",
        )
    axes[0].set_ylabel("$v_2$")
    return figure


def _neuron_gradients() -> Array:
    """The gradients of examples with respect to the two weights of a linear neuron off its minimum, (examples, 2)."""
    rng, examples = np.random.default_rng(0), 200
    x = rng.normal(size=(examples, 2))
    y = x @ [[1.0], [-0.5]] + 0.5 * rng.normal(size=(examples, 1))
    net = Network([np.array([[0.2, 0.4]])], [np.zeros(1)], linear)
    return example_gradients(net, x, y, quadratic)[:, :2]


def draw_batch_gradients() -> Figure:
    """Draw the gradients of mini-batches as arrows about the gradient of all examples, for a neuron of two weights.

    Example:
        >>> figure = draw_batch_gradients()
        >>> figure.get_label()[:62]
        '40 thin arrows, the gradients of mini-batches of 5 of 200 exam'
        >>> plt.close(figure)
    """
    each, batch_size, draws = _neuron_gradients(), 5, 40
    arrows, whole = batch_gradients(each, batch_size, draws=draws, seed=0), each.mean(0)
    apart = np.degrees(np.arccos(arrows @ whole / np.linalg.norm(arrows, axis=1) / np.linalg.norm(whole)))
    alt = (
        f"{draws} thin arrows, the gradients of mini-batches of {batch_size} of {len(each)} examples, lie about a "
        f"thick one, the gradient of all of them, {shown(whole, 2)}. Half of them are within "
        f"{np.median(apart):.0f} degrees of it."
    )
    figure, (ax,) = _figure(alt, size=(4.6, 3.8))
    for vectors, color, width, label in (
        (arrows, BLUE, 0.004, f"mini-batches of {batch_size}"),
        (whole[None], ORANGE, 0.014, f"all {len(each)} examples"),
    ):
        at_0 = np.zeros((2, len(vectors)))
        ax.quiver(*at_0, *vectors.T, color=color, width=width, label=label, angles="xy", scale_units="xy", scale=1)
    reach = 1.1 * np.abs(np.vstack([arrows, whole])).max(0)
    corners = np.vstack([arrows, whole, np.zeros(2)])
    low, high = corners.min(0) - 0.1 * reach, corners.max(0) + 0.1 * reach
    tidy(ax, xlim=(low[0], high[0]), ylim=(low[1], high[1]), aspect="equal",
         xlabel=r"$\partial C/\partial w_1$", ylabel=r"$\partial C/\partial w_2$")  # fmt: skip
    figure.legend(loc="outside upper center", ncols=2, fontsize=FONT_SIZE, frameon=False)
    return figure


def draw_noise() -> Figure:
    """Draw the noise of a mini-batch's gradient against its size m, with its law, on logarithmic axes.

    The noise is the root of the mean square distance to the gradient of all n examples. Batches are drawn without
    replacement, so it is s sqrt((n - m)/(m (n - 1))), with s the noise of a single example.

    Example:
        >>> figure = draw_noise()
        >>> figure.get_label()[:57]
        'On logarithmic axes the noise of the gradient falls from '
        >>> plt.close(figure)
    """
    each, sizes, draws = _neuron_gradients(), (1, 2, 5, 10, 20, 50, 100, 150), 400
    n, s = len(each), noise_law(each, 1)
    noise = [gradient_noise(each, m, draws=draws, seed=0) for m in sizes]
    m = range(1, n)
    alt = (
        f"On logarithmic axes the noise of the gradient falls from {shown(noise[0], 2)} at m = {sizes[0]} to "
        f"{shown(noise[-1], 2)} at m = {sizes[-1]}. The points, each from {draws} mini-batches, lie on the law "
        f"s sqrt((n - m)/(m (n - 1))), which follows s/sqrt(m) until m comes near to n = {n}."
    )
    figure, (ax,) = _figure(alt)
    plot_curves(
        {
            r"$s\,\sqrt{(n-m)/(m\,(n-1))}$": (m, [noise_law(each, i) for i in m]),
            r"$s/\sqrt{m}$": (m, s / np.sqrt(np.array(m))),
        },
        ax=ax,
        xscale="log",
        yscale="log",
        xlabel="batch size $m$",
        ylabel="noise of the gradient",
    )
    ax.plot(sizes, noise, "o", color=GREEN, label=f"measured: {draws} batches, or all examples", markersize=7)
    ax.legend(frameon=False, fontsize=FONT_SIZE)
    return figure


def draw_digits() -> Figure:
    """Draw the first of scikit-learn's digits, each with its label.

    Example:
        >>> figure = draw_digits()
        >>> figure.get_label()[:42]
        '20 small pictures of handwritten digits, 8'
        >>> plt.close(figure)
    """
    examples = data.digits()
    figure, axes = plt.subplots(2, 10, figsize=(6.4, 1.7), layout="constrained")
    labels = examples.y[: axes.size].argmax(-1)
    names = ", ".join(map(str, labels))
    figure.set_label(f"{axes.size} small pictures of handwritten digits, 8 by 8 pixels each: {names}.")
    for ax, pixels, label in zip(axes.flat, examples.x, labels, strict=False):
        ax.axis("off")
        ax.imshow(pixels.reshape(8, 8), cmap=INK_ON_NOTHING)
        ax.set_title(str(label), fontsize=FONT_SIZE, pad=2)
    return figure


# --- activations and losses -------------------------------------------------------------------------------------------


def draw_activations() -> Figure:
    """Draw sigmoid, tanh and relu, and their slopes.

    Example:
        >>> figure = draw_activations()
        >>> figure.get_label()[:58]
        'Left: sigmoid, tanh and relu over z from -5 to 5. Right: t'
        >>> plt.close(figure)
    """
    z = np.linspace(-5, 5, 401)
    named = {r"$\sigma$": sigmoid, r"$\tanh$": tanh, "relu": relu}
    steepest = [f"{f} {shown(f.derivative(z).max(), 2)}" for f in named.values()]
    ends = [f"{f} {shown(f.derivative(z[-1:])[0])}" for f in named.values()]
    alt = (
        f"Left: sigmoid, tanh and relu over z from -5 to 5. Right: their slopes. The largest: {', '.join(steepest)}; "
        f"at z = 5 there is left: {', '.join(ends)}."
    )
    figure, axes = _figure(alt, 2, (6.4, 3.1))
    plot_curves({n: (z, f(z)) for n, f in named.items()}, ax=axes[0], xlabel="$z$", title="$f(z)$", ylim=(-1.2, 2.4))
    plot_curves(
        {n: (z, f.derivative(z)) for n, f in named.items()}, ax=axes[1], xlabel="$z$", title="$f'(z)$", legend=False
    )
    return figure


def draw_saturated() -> Figure:
    """Draw squared error and cross-entropy over z for one sigmoid neuron, and their gradients, where it is wrong.

    Example:
        >>> figure = draw_saturated()
        >>> print(figure.get_label()[-91:])
        gradient of the squared error is 0.0025 there, that of the cross-entropy 0.9975: 405 times.
        >>> plt.close(figure)
    """
    y, z, grid = 0.0, 6.0, np.linspace(-8, 8, 401)
    losses = {"cross-entropy": cross_entropy, "squared error": quadratic}  # in the colours of the page's other plots
    values = {n: (grid, loss.value(sigmoid, grid[:, None], np.full((len(grid), 1), y))) for n, loss in losses.items()}

    def delta(loss: Loss, at: Array) -> Array:
        inputs = at[:, None]
        return loss.delta(sigmoid, inputs, sigmoid(inputs), np.full_like(inputs, y))[:, 0]

    slopes = {n: (grid, delta(loss, grid)) for n, loss in losses.items()}
    here = [float(delta(loss, np.array([z]))[0]) for loss in losses.values()]
    alt = (
        f"Cross-entropy and squared error over z, and their gradients, for the target {y:g}. A neuron at z = {z:g} is "
        f"wrong and saturated: the gradient of the squared error is {shown(here[1])} there, that of the cross-entropy "
        f"{shown(here[0])}: {here[0] / here[1]:.0f} times."
    )
    figure, axes = _figure(alt, 2, (6.4, 3.1))
    plot_curves(values, ax=axes[0], xlabel="$z$", title=f"$C$ for $y = {y:g}$; dots: $z = {z:g}$")
    plot_curves(slopes, ax=axes[1], xlabel="$z$", title=r"$\partial C/\partial z$", legend=False)
    for ax, curves in zip(axes, (values, slopes), strict=True):
        for (_, heights), color in zip(curves.values(), COLORS, strict=False):
            ax.plot(z, np.interp(z, grid, np.asarray(heights)), "o", color=color, markersize=8)
    return figure


# --- softmax ----------------------------------------------------------------------------------------------------------


def draw_raised() -> Figure:
    """Draw how raising the first weighted input moves every output of a softmax layer.

    Example:
        >>> figure = draw_raised()
        >>> figure.get_label()[:76]
        'Three outputs over z_1, the others held at (1.00, 0.50). From z_1 = -5 to 5 '
        >>> plt.close(figure)
    """
    first, others = np.linspace(-5, 5, 201), (1.0, 0.5)
    a = softmax(np.column_stack([first, *(np.full_like(first, v) for v in others)]))
    moves = [
        f"a_{j} goes from {shown(low, 2)} to {shown(high, 2)}"
        for j, (low, high) in enumerate(zip(a[0], a[-1], strict=True), 1)
    ]
    alt = (
        f"Three outputs over z_1, the others held at {shown(others, 2)}. From z_1 = -5 to 5 {', '.join(moves)}. "
        "Their sum is 1 throughout."
    )
    figure, (ax,) = _figure(alt)
    plot_curves({f"$a_{j}$": (first, a_j) for j, a_j in enumerate(a.T, 1)}, ax=ax, xlabel="$z_1$", ylim=(0, 1))
    return figure


def draw_tie() -> Figure:
    """Draw the outputs of softmax(c z) as c grows, for weighted inputs of which the largest are tied.

    Example:
        >>> figure = draw_tie()
        >>> print(figure.get_label()[-73:])
        At c = 8 they are (0.5000, 0.5000, 0.0000, 0.0000): the tied share the 1.
        >>> plt.close(figure)
    """
    z, c = np.array([1.5, 1.5, 0.3, -1.0]), np.linspace(0, 8, 161)
    a = softmax(c[:, None] * z)
    alt = (
        f"The outputs for z = {shown(z, 1)} over the factor c from 0 to {c[-1]:g}. They begin at "
        f"{shown(a[0, 0], 2)} each. At c = {c[-1]:g} they are {shown(a[-1])}: the tied share the 1."
    )
    figure, (ax,) = _figure(alt)
    curves = {f"$a_{j}$ ($z_{j}$ = {z_j:g})": (c, a_j) for j, (z_j, a_j) in enumerate(zip(z, a.T, strict=True), 1)}
    plot_curves(curves, ax=ax, xlabel="$c$", ylabel="output", ylim=(0, 0.6))
    return figure


def draw_sampling() -> Figure:
    """Draw how often each class is drawn from softmax(z/T), at several temperatures T.

    Example:
        >>> figure = draw_sampling()
        >>> figure.get_label()[:67]
        '1000 draws at each of 3 temperatures. At T = 0.25 the classes come '
        >>> plt.close(figure)
    """
    z, temperatures, draws = np.array([1.5, 1.0, 0.3, -1.0]), (0.25, 1.0, 4.0), 1000
    rng = np.random.default_rng(0)
    chances = [softmax(z / t) for t in temperatures]
    shares = [rng.multinomial(draws, p) / draws for p in chances]
    says = [
        f"At T = {t:g} the classes come with the shares {shown(s, 3)}"
        for t, s in zip(temperatures, shares, strict=True)
    ]
    alt = f"{draws} draws at each of {len(temperatures)} temperatures. {'. '.join(says)}. Dots mark the probabilities."
    figure, axes = _figure(alt, len(temperatures), (6.4, 2.9), sharey=True)
    classes = np.arange(1, len(z) + 1)
    for ax, t, share, p in zip(axes, temperatures, shares, chances, strict=True):
        ax.bar(classes, share, color=BLUE, width=0.6)
        ax.plot(classes, p, "o", color=ORANGE, markersize=8, markeredgecolor=ON_PAPER)
        tidy(ax, xlabel="class", title=f"$T$ = {t:g}", xticks=classes, ylim=(0, 1))
    axes[0].set_ylabel(f"share of {draws} draws")
    return figure


PICTURES = (
    draw_example,
    draw_row_and_column,
    draw_neuron,
    draw_valley,
    draw_batch_gradients,
    draw_noise,
    draw_digits,
    draw_activations,
    draw_saturated,
    draw_raised,
    draw_tie,
    draw_sampling,
)
"""Those that need nothing but themselves."""
