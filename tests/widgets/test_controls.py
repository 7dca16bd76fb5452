"""Each control draws what hw2lib computes, answers Python as it answers a hand, and shows its errors."""

import base64
import inspect
import io
import re
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from hw2lib import (
    Network,
    backprop,
    controls,
    cross_entropy,
    log_likelihood,
    mixed,
    quadratic,
    sigmoid,
    softmax,
    tanh,
    variant,
)  # fmt: skip
from hw2lib.byhand.mazur import NEURONS, PUBLISHED, WEIGHTS, mazur
from hw2lib.widgets.controls.gradient_descent import CURVES
from hw2lib.widgets.controls.softmax_limit import NO_BREAK
from hw2lib.widgets.network import with_subscripts
from hw2lib.widgets.panel import Button, Slider, Switch, choice, control, slider
from hw2lib.widgets.theme import ORANGE, RED, with_minus
from tests.snapshots import assert_kept
from tests.widgets.drawn import lines_of

NAMES = controls.__all__
AT_THE_NEXT_STEP = ("eta", "biases", "updated")  # of worked_network
each = pytest.mark.parametrize("name", NAMES)


def make(name):
    return getattr(controls, name)()


def other_values(field):
    if isinstance(field, Slider):
        return [field.stops[0], field.stops[len(field.stops) // 3], field.stops[-1]]
    return [not field.value] if isinstance(field, Switch) else [o for o in field.options if o != field.value]


def artist(panel, name, axes=0):
    return panel.scene.plots[axes].artists[name]


def xy(panel, name, axes=0):
    return artist(panel, name, axes).get_xydata().T


def shows(panel, name, axes=0):
    return artist(panel, name, axes) in panel.scene.seen


def heights(panel, name, axes=0):
    artists = panel.scene.plots[axes].artists
    return [artists[key].get_height() for key in artists if key.startswith(f"{name} ")]


def as_drawn(text):
    return with_minus(with_subscripts(text))


def written(panel):
    return [text for _, _, _, text, *_ in panel.scene.texts]


# --- all of them ------------------------------------------------------------------------------------------------------


@each
def test_one_line_makes_it(name):
    assert not inspect.signature(getattr(controls, name)).parameters
    assert "Example:" in getattr(controls, name).__doc__


@each
def test_a_control_holds_what_it_held(name):
    panel, found = make(name), []
    for place in (None, 0, -1):
        chosen = {} if place is None else {key: other_values(f)[place] for key, f in panel.fields.items()}
        if chosen.get("steps", 0) > 5:
            chosen["steps"] = 5  # where a ball that jumps about is after many steps, its last bits decide
        panel.set(**chosen)
        found += [*lines_of(panel.scene.figure), *(f"text {text[1:]}" for text in panel.scene.texts)]
        found += [*panel.text.splitlines(), panel.alt]
    assert_kept(Path(__file__).with_name("drawn") / f"{name}.txt", found)


@each
def test_every_input_changes_what_is_shown_and_nothing_fails(name):
    panel = make(name)
    for key, field in panel.fields.items():
        before, changed = (panel.text, panel.overlay, panel.background), False
        for value in other_values(field):
            text = panel.set(**{key: value})
            assert panel.values[key] == value
            assert text == panel.text != ""
            assert not panel.failed, text
            changed |= (panel.text, panel.overlay, panel.background) != before
        assert changed or (name == "worked_network" and key in AT_THE_NEXT_STEP), key
        panel.reset()
        assert panel.text == before[0]


@each
def test_what_stays_is_drawn_once(name):
    panel = make(name)
    before = panel.scene.background
    panel.set(**panel.values)
    assert panel.scene.background is before


@each
def test_reset_gives_the_start_back_exactly(name):
    panel, fresh = make(name), make(name)
    for key, field in panel.fields.items():
        panel.set(**{key: other_values(field)[0]})
    for button in panel.buttons:
        panel.press(button, times=2)
    panel.reset()
    assert panel.state == fresh.state
    assert (panel.text, panel.alt) == (fresh.text, fresh.alt)
    assert (panel.scene.pixels() == fresh.scene.pixels()).all()


@pytest.fixture
def displayed(monkeypatch):
    """The bundles and metadata that are displayed."""
    import IPython.display

    found = []
    monkeypatch.setattr(IPython.display, "display", lambda data, raw, metadata=None: found.append((data, metadata)))
    return found


@each
def test_it_brings_a_picture_for_readers_without_a_kernel(name, displayed):
    panel = make(name)
    panel._ipython_display_()
    (still, metadata), (view, _) = displayed
    assert list(still) == ["text/plain", "image/png"]
    picture = Image.open(io.BytesIO(base64.b64decode(still["image/png"])))
    assert picture.width == 2 * metadata["image/png"]["width"] == 2 * 640
    assert metadata["image/png"]["alt"] == still["text/plain"] == panel.alt
    assert len(panel.alt) > 30
    assert len(still["image/png"]) < 80_000
    assert view["application/vnd.jupyter.widget-view+json"]["model_id"] == panel.model_id
    assert "image/png" not in view  # where the view can't be shown there would be two pictures
    assert panel.text in view["text/plain"]


@pytest.mark.filterwarnings("default")  # nbconvert's own
def test_a_page_without_a_kernel_shows_the_picture_and_the_numbers(displayed):
    import nbformat
    from nbconvert import HTMLExporter

    panel = make("minimum")
    panel._ipython_display_()
    outputs = [nbformat.v4.new_output("display_data", data, metadata=metadata or {}) for data, metadata in displayed]
    cell = nbformat.v4.new_code_cell("controls.minimum()", outputs=outputs)
    page, _ = HTMLExporter(template_name="lab").from_notebook_node(nbformat.v4.new_notebook(cells=[cell]))
    assert page.count(displayed[0][0]["image/png"][:60]) == 1
    assert "minimum at a = y = 0.30" in page
    assert 'type="application/vnd.jupyter.widget-view+json"' not in page


@each
def test_labels_limits_and_readouts(name):
    panel = make(name)
    assert panel.title
    for key, field in panel.fields.items():
        assert field.label
        if isinstance(field, Slider):
            assert list(field.stops) == sorted(field.stops)
            assert field.value in field.stops  # else a hand that left it could not come back
            for value in (field.stops[-1] + 1, float("nan"), float("inf")):
                with pytest.raises(ValueError, match="goes from"):
                    panel.set(**{key: value})
            with pytest.raises(TypeError, match="must be a number"):
                panel.set(**{key: "high"})
            if field.decimals == 0:
                with pytest.raises(ValueError, match="whole number"):
                    panel.set(**{key: field.stops[0] + 0.5})
            panel.set(**{key: np.float64(field.stops[0])})
            assert type(panel.values[key]) is float


@each
def test_symbols_are_those_of_the_text(name):
    panel = make(name)
    said = " ".join([panel.text, *(field.label for field in panel.fields.values()), *written(panel)])
    for word in ("eta", "lambda", "sigma(", "C''", "d2C"):
        assert word not in said.replace("delta", "").replace("beta", "")


# --- 1.1 ------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("curve", CURVES)
def test_what_descent_draws(curve):
    panel = make("descent")
    panel.set(curve=curve, start=1.0, eta=0.05, steps=4)
    v, c = xy(panel, "$C$")
    by_hand = {"v^2/4": v**2 / 4, "v^2/10 + sin 3v": v**2 / 10 + np.sin(3 * v)}[curve]
    np.testing.assert_allclose(c, by_hand)
    slope, bend = np.gradient(c, v), np.gradient(np.gradient(c, v), v)
    at = [1.0]
    for _ in range(4):
        at.append(at[-1] - 0.05 * np.interp(at[-1], v, slope))
    np.testing.assert_allclose(xy(panel, "steps"), [at, np.interp(at, v, c)], atol=5e-3)
    assert xy(panel, "ball")[:, 0] == pytest.approx(xy(panel, "steps")[:, -1])
    (left, right), (low, high) = xy(panel, "tangent")
    assert (high - low) / (right - left) == pytest.approx(np.interp(at[-1], v, slope), abs=5e-3)
    assert (left + right) / 2 == pytest.approx(at[-1], abs=5e-3)
    curvature = np.interp(at[-1], v, bend)
    if curvature > 0:
        for name, factor in (("1/λ", 1), ("2/λ", 2)):
            assert shows(panel, name, axes=1) is bool(factor / curvature < 5.5)
            assert artist(panel, name, axes=1).get_xdata()[0] == pytest.approx(factor / curvature, rel=0.02)
    assert xy(panel, "rate", axes=1)[0] == [0.05]


def test_an_arrow_points_to_a_ball_that_has_left_the_picture():
    panel = make("descent")
    panel.set(eta=4.5, steps=1)
    assert shows(panel, "ball")
    panel.set(steps=6)
    assert not shows(panel, "ball")
    assert shows(panel, "arrow >")
    assert "v = 11.4" in written(panel)
    panel.set(steps=7)
    assert shows(panel, "arrow <")
    assert not shows(panel, "arrow >")
    panel.set(eta=5.0, steps=60)
    assert not panel.failed


def test_a_slider_shows_two_decimals_if_nothing_else_is_said():
    assert slider("x", (0.0, 1.0), 0.0).decimals == Slider("x", (0.0, 1.0), 0.0).decimals == 2


def test_on_another_curve_the_ball_starts_anew():
    panel = controls.descent()
    panel.press("step", 5)
    panel.set(curve="v^2/10 + sin 3v")
    assert panel.values["steps"] == 0
    panel.set(curve="v^2/4", steps=3)
    assert panel.values["steps"] == 3


def test_a_tiny_loss_is_told():
    assert re.search(r"epoch: \d\.\de-\d\d\nover five orders", controls.batches().set(noise=0, epochs=10, eta=0.5))


def test_descent_agrees_with_the_bounds():
    panel = make("descent")
    assert "λ = C″(v) = 0.5000: 1/λ = 2.0000, 2/λ = 4.0000" in panel.text
    for eta, word in ((1.0, "one side"), (2.0, "one step is enough"), (3.0, "side to side"), (4.0, "to and fro")):
        assert word in panel.set(eta=eta)
    assert {2.0, 4.0} <= set(panel.fields["eta"].stops)
    assert "outside the picture" not in panel.set(eta=1.0, steps=3)
    assert "diverges" in panel.set(eta=4.5, steps=60)
    assert "outside the picture" in panel.text
    assert "stays where it is" in panel.set(start=0.0)
    panel.set(start=3.0)
    assert "v = 1.5000" in panel.set(eta=1.0, steps=1)
    assert panel.press("step", times=2).startswith("step 3 ")
    assert panel.press("back").startswith("step 0 ")
    assert " − 0.011 · " in panel.set(eta=0.011)


# --- 1.2 ------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("m", [1, 6, 24])
def test_what_batches_draws(m):
    """The path of a linear neuron, in plain NumPy."""
    panel = make("batches")
    panel.set(batch_size=m, eta=0.1, epochs=2, noise=0.0)
    x = np.random.default_rng(0).normal(size=(24, 2)) * [1.0, 0.5]
    x -= x.mean(0)
    target, w, rng = np.array([1.0, -0.5]), np.array([-1.5, 1.5]), np.random.default_rng(0)
    path = [w]
    for _ in range(2):
        order = rng.permutation(24)
        for i in range(0, 24, m):
            batch = x[order[i : i + m]]
            w = w - 0.1 * batch.T @ (batch @ (w - target)) / len(batch)
            path.append(w)
    above = [((x @ (w - target)) ** 2).mean() / 2 for w in path]
    np.testing.assert_allclose(xy(panel, "path"), np.transpose(path))
    np.testing.assert_allclose(xy(panel, "loss", axes=1), [np.arange(len(path)), above])
    np.testing.assert_allclose(xy(panel, "end"), np.transpose(path[-1:]))
    assert f"{above[-1]:.4f}" in panel.text
    panel.set(against="epochs")
    assert xy(panel, "loss", axes=1)[0][-1] == 2
    assert panel.scene.plots[1].ax.get_xlabel() == "epochs"


def test_the_full_batch_knows_no_seed():
    panel = make("batches")
    assert panel.set(batch_size=24) == panel.set(seed=5)
    assert panel.set(batch_size=1) != panel.set(seed=0)


# --- 2.1 ------------------------------------------------------------------------------------------------------------


def test_what_own_neuron_draws():
    panel = make("own_neuron")
    panel.set(neuron="h1", f="relu")
    start = variant("one neuron", quadratic)
    out = max(start["net_h1"], 0)
    assert f"h1\nrelu\n{out:.4f}" in written(panel)
    assert f"a = {start['out_h1']:.5f} → {out:.5f}" in written(panel)
    assert {text for text in written(panel) if " = 0." in text and text.startswith("w")} == {
        as_drawn(f"{name} = {start[name]:g}") for name in WEIGHTS
    }
    rings = {
        name for name in NEURONS if f"ring {name}" in panel.scene.plots[0].artists and shows(panel, f"ring {name}")
    }
    assert rings == {"h1", "h2", "o1", "o2"}
    assert RED not in {color for *_, color, _ in panel.scene.texts}


def test_what_is_wrong_is_red():
    from matplotlib.colors import to_hex

    panel = make("own_neuron")
    panel.set(neuron="h1", f="tanh", forget=True)
    red = [text for *_, text, _, color, _ in panel.scene.texts if color == RED]
    assert len(red) == 1
    right = variant("one neuron", quadratic)
    tanh_there = Network(right.net.w, right.net.b, [mixed(sigmoid, {0: tanh}), sigmoid])
    kept, now = (backprop(net, right.x, right.y, quadratic).delta[0][0] for net in (right.net, tanh_there))
    assert red[0].startswith(f"δ = {kept:.5f} → ")
    assert red[0] != f"δ = {kept:.5f} → {now:.5f}"
    colors = {name: to_hex(artist(panel, f"ring {name}").get_edgecolor()).upper() for name in ("h1", "o1")}
    assert colors == {"h1": RED.upper(), "o1": ORANGE.upper()}
    edges = dict(zip(WEIGHTS, artist(panel, "edges").get_facecolors(), strict=True))
    assert {name for name, color in edges.items() if to_hex(color) == RED.lower()} == {"w1", "w2"}


def test_forgetting_f_prime_turns_the_check_red():
    panel = make("own_neuron")
    assert "gradient check: ok" in panel.set(neuron="h2", f="relu")
    slope = 1 - np.tanh(variant("one neuron", quadratic)["net_h2"]) ** 2
    forgotten = panel.set(f="tanh", forget=True)
    assert "WRONG" in forgotten
    assert f"f′(z) = {slope:.6f}\nthe way back uses σ′(z) = " in forgotten
    assert "changed from all sigmoid:\n  nothing" in panel.set(f="sigmoid", forget=False)


def test_softmax_layer_is_backprop():
    panel = make("softmax_layer")
    text = panel.set(z1=0.3, z2=-1.2, z3=2.0, target="soft: 0.7, 0.2, 0.1")
    z, y = np.array([0.3, -1.2, 2.0]), np.array([0.7, 0.2, 0.1])
    delta = log_likelihood.delta(softmax, z, softmax(z), y)
    np.testing.assert_allclose(heights(panel, "a"), softmax(z))
    np.testing.assert_allclose(heights(panel, "delta", axes=2), delta)
    np.testing.assert_allclose(xy(panel, "y"), [[1, 2, 3], y])
    np.testing.assert_allclose(artist(panel, "Jacobian", axes=1).get_array(), softmax.jacobian(z))
    assert with_minus(f"({', '.join(f'{d:.4f}' for d in delta)})") in text


def test_linear_layers_keep_the_output():
    panel = make("linear_layers")
    outputs = {panel.set(factor=f).split(" x = ")[1].split(" for every")[0] for f in (0.25, 1.0, 4.0)}
    assert len(outputs) == 1


def test_what_linear_layers_draws():
    panel = make("linear_layers")
    panel.set(factor=4.0, x1=0.5, x2=2.0)
    maps = [next(a for a in plot.artists.values()).get_array() for plot in panel.scene.plots]
    x, target = np.array([0.5, 2.0]), np.array([1.0, 0.0])
    w, h = [np.array(m) for m in maps[:3]], 1e-6
    np.testing.assert_allclose(maps[3], w[2] @ w[1] @ w[0])

    def loss(layers):
        return ((layers[2] @ layers[1] @ layers[0] @ x - target) ** 2).sum() / 2

    for l, shown in enumerate(maps[4:7]):
        for place in np.ndindex(2, 2):
            moved = [[m.copy() for m in w] for _ in range(2)]
            moved[0][l][place] += h
            moved[1][l][place] -= h
            assert shown[place] == pytest.approx((loss(moved[0]) - loss(moved[1])) / 2 / h, abs=1e-6)
    assert "4.000*" in written(panel)
    assert "beyond ±1.2" in panel.text
    assert "beyond" not in panel.set(factor=1.0, x1=0.1, x2=0.1)


def test_what_exchanged_roles_draws():
    panel = make("exchanged_roles")
    panel.set(y=0.4, a=0.7, z=-3.0)
    a, right = xy(panel, "right")
    np.testing.assert_allclose(right, -(0.4 * np.log(a) + 0.6 * np.log(1 - a)))
    np.testing.assert_allclose(xy(panel, "exchanged")[1], -(a * np.log(0.4) + (1 - a) * np.log(0.6)))
    z, stable = xy(panel, "from $z$", axes=1)
    np.testing.assert_allclose(stable, np.maximum(z, 0) - 0.4 * z + np.log1p(np.exp(-np.abs(z))))
    near = np.abs(z) < 5
    np.testing.assert_allclose(xy(panel, r"from $a = \sigma(z)$", axes=1)[1][near], stable[near])
    assert xy(panel, "here").ravel() == pytest.approx([0.7, -(0.4 * np.log(0.7) + 0.6 * np.log(0.3))])
    assert xy(panel, "here", axes=1).ravel() == pytest.approx([-3.0, np.interp(-3.0, z, stable)])
    assert make("exchanged_roles").values["y"] == 0.3


def test_it_is_said_where_the_exchanged_form_is_infinite():
    panel = make("exchanged_roles")
    assert "= inf, since ln y = ln 0" in panel.set(y=0.0)
    assert "exchanged: infinite for every a" in written(panel)
    assert "inf" not in panel.set(y=0.5)
    assert "exchanged: infinite for every a" not in written(panel)
    assert "σ(z) = 1 − 1.9e-22:\n" in panel.set(y=0.0, z=50.0)
    assert panel.text.endswith(": in floating point σ(z) is 1")
    assert "σ(z) = 4.2e-18:\n" in panel.set(z=-40.0)


def test_the_minimum_is_where_it_is_said_to_be():
    text = make("minimum").set(y=0.25)
    assert f"H(y) = {-(0.25 * np.log(0.25) + 0.75 * np.log(0.75)):.6f}" in text


def test_what_minimum_draws():
    panel = make("minimum")
    panel.set(y=0.25)
    for axes, at in ((0, 0.25), (1, np.log(0.25 / 0.75))):
        x, c = xy(panel, "$C$", axes)
        first, second = xy(panel, "first derivative", axes)[1], xy(panel, "second derivative", axes)[1]
        inner = slice(50, -50)  # beyond that the points of a lie at uneven distances
        np.testing.assert_allclose(np.gradient(c, x)[inner], first[inner], atol=0.02)
        np.testing.assert_allclose(np.gradient(first, x)[inner], second[inner], rtol=0.02, atol=1e-3)
        assert xy(panel, "minimum", axes)[0][0] == pytest.approx(at)
        assert xy(panel, "minimum", axes)[1][0] == pytest.approx(c.min(), abs=1e-3)


# --- 3.3 ------------------------------------------------------------------------------------------------------------


def lit(panel):
    """The edges in orange, and the neurons with a ring, of the last call."""
    from matplotlib.colors import to_hex

    plot = panel.scene.plots[0]
    (edges,) = (a for key, a in plot.artists.items() if key.startswith("edges") and a in panel.scene.seen)
    orange = {n for n, c in zip(WEIGHTS, edges.get_facecolors(), strict=True) if to_hex(c) == ORANGE.lower()}
    rings = {key.split()[1] for key, a in plot.artists.items() if key.startswith("ring") and a in panel.scene.seen}
    return orange, rings, bool((edges.U < 0).all())


def test_lines_light_up_what_they_use_forward_and_backward():
    panel, names = make("worked_network"), list(mazur().formulas)
    for name, weights, neurons, backward in (
        ("net_h1", {"w1", "w2"}, {"i1", "i2", "h1"}, False),
        ("out_h2", set(), {"h2"}, False),
        ("net_o2", {"w7", "w8"}, {"h1", "h2", "o2"}, False),
        ("delta_h1", {"w5", "w7"}, {"h1", "o1", "o2"}, True),
        ("dC/dw6", {"w6"}, {"o1", "h2"}, True),
        ("dC/dw1", {"w1"}, {"h1", "i1"}, True),
    ):
        panel.set(line=names.index(name) + 1)
        assert lit(panel) == (weights, neurons, backward), name
        e = mazur()
        if backward:
            shown = {f"delta_{n}": as_drawn(f"δ_{n}\n{e[f'delta_{n}']:z.4f}") for n in NEURONS}
            carried = set(e.trace[name].names) & set(WEIGHTS)  # these edges show their weights
            assert {as_drawn(f"{w} = {e[w]:g}") for w in carried} <= set(written(panel))
            derivatives = {w: f"∂C/∂{w}\n{e[f'dC/d{w}']:z.6f}" for w in WEIGHTS if w not in carried}
            shown |= {f"dC/d{w}": as_drawn(text) for w, text in derivatives.items()}
        else:
            assert {as_drawn(f"{w} = {e[w]:g}") for w in WEIGHTS} <= set(written(panel))
            shown = {f"out_{n}": f"{n}\n{e[f'out_{n}']:.6f}" for n in NEURONS}
        reached = names[: names.index(name) + 1]  # a number shows from its own line on
        for number, text in shown.items():
            assert (text in written(panel)) == (number in reached), number


@pytest.mark.parametrize("loss", [quadratic, cross_entropy, log_likelihood], ids=str)
def test_the_walk_has_the_same_lines_for_every_cost(loss):
    assert make("worked_network").fields["line"].stops[-1] == len(mazur().formulas)
    assert list(mazur(loss).formulas) == list(mazur().formulas)


def test_a_new_number_stands_in_the_place_of_the_old():
    panel, e = make("worked_network"), mazur()
    panel.set(line=list(e.formulas).index("w5 after 1 step") + 1)
    for name in ("w1", "w4", "w5"):  # those of the lines before stay
        assert as_drawn(f"{name}\n→ {e[f'{name} after 1 step']:.5f}") in written(panel)
    assert "w₆ = 0.45" in written(panel)
    assert "update" in panel.text
    assert lit(panel) == ({"w5"}, set(), False)


def test_after_the_step_the_way_forward_has_the_new_numbers():
    panel, names = make("worked_network"), list(mazur().formulas)
    text = panel.set(eta=2.0, line=names.index("net_o1 after 1 step") + 1)
    after = mazur(learning_rate=2.0).step()
    assert "forward again" in text
    assert f"= {after['net_o1']:.9f}" in text
    assert {as_drawn(f"{w} = {after[w]:.4g}") for w in WEIGHTS} <= set(written(panel))
    assert f"h1\n{after['out_h1']:.6f}" in written(panel)
    assert "o1" in written(panel)  # its number isn't reached yet


def test_the_lines_of_the_update_know_the_learning_rate_and_the_biases():
    panel, names = make("worked_network"), list(mazur().formulas)
    e = mazur(learning_rate=2.0, biases="shared")
    panel.set(eta=2.0, biases="shared")
    for name in ("w5 after 1 step", "b_o1 after 1 step"):
        assert f"= {e[name]:.9f}" in panel.set(line=names.index(name) + 1)


def test_the_curve_is_the_loss_of_every_step():
    panel = make("worked_network")
    panel.set(eta=2.0, cost="squared error")
    panel.press("ten")
    e, losses = mazur(quadratic), [mazur(quadratic)["E_total"]]
    for _ in range(10):
        e = e.step(2.0)
        losses.append(e["E_total"])
    np.testing.assert_allclose(xy(panel, "loss", axes=1), [range(11), losses])
    assert xy(panel, "now", axes=1).ravel() == pytest.approx([10, losses[-1]])
    assert "10 steps taken, η = 2, biases held:\n" in panel.text
    assert "0 steps taken (begun anew), η = 1" in panel.set(eta=1.0)


def test_a_number_and_its_value_may_be_set_at_once():
    panel = make("worked_network")
    panel.set(number="w2", value=1.0)
    assert panel.values["value"] == panel.state["run"].start["w2"] == 1.0
    panel.set(number="w1")
    assert panel.values["value"] == 0.15
    assert panel.state["run"].start["w2"] == 1.0


@pytest.mark.parametrize("first", ["squared error", "cross-entropy", "softmax with log-likelihood"])
@pytest.mark.parametrize("second", ["squared error", "cross-entropy", "softmax with log-likelihood"])
def test_a_target_of_one_cost_never_breaks_another(first, second):
    for value in (1.7, -0.4, 0.3):
        panel = make("worked_network")
        panel.set(cost=first)
        panel.set(number="t1", value=value)
        assert not panel.failed
        panel.set(number="w3", value=0.5, cost=second)
        assert not panel.failed
        run = panel.state["run"]
        assert run.start["w3"] == 0.5
        if second != "squared error":
            assert 0 <= run.start["t1"] <= 1
        if second.startswith("softmax"):
            assert run.start["t1"] + run.start["t2"] == pytest.approx(1)
        panel.press("one")
        assert not panel.failed


def test_a_line_is_a_whole_number():
    with pytest.raises(ValueError, match="line is a whole number from 1 to"):
        make("worked_network").set(line=15.5)


def test_the_worked_network_walks_and_trains():
    panel = make("worked_network")
    e = mazur()
    names = list(e.formulas)
    for number, name in enumerate(names, 1):
        assert f"{e[name]:z.9f}" in panel.set(line=number)
    assert f"{e.step()['E_total']:.9f}" in panel.press("one")
    assert f"{e.steps(11)['E_total']:.9f}" in panel.press("ten")
    panel.reset()
    panel.set(cost="squared error", updated=True)
    assert PUBLISHED["E_total after 1 step"] in panel.press("one")
    panel.reset()
    panel.set(cost="squared error", biases="shared")
    assert f"{mazur(quadratic).steps(1000, biases='shared')['E_total']:.9f}" in panel.press("thousand")


def test_setting_a_number_of_the_worked_network():
    panel = make("worked_network")
    panel.set(number="w7")
    assert panel.values["value"] == 0.5
    assert "0 steps" in panel.set(value=0.8)
    w = [np.array(v) for v in mazur().net.w]
    w[1][1, 0] = 0.8
    net = Network(w, mazur().net.b, mazur().net.activations)
    assert f"{backprop(net, mazur().x, mazur().y, cross_entropy).loss:.9f}" in panel.text


def test_targets_are_such_as_the_cost_can_have():
    panel = make("worked_network")
    panel.set(number="t1", value=0.15)
    for value, kept in ((1.5, 1.0), (-0.5, 0.0), (0.3, 0.3)):
        panel.set(value=value)
        assert (panel.values["value"], panel.failed) == (kept, False)
    assert panel.state["run"].changes == {"t1": 0.3}
    panel.set(cost="softmax with log-likelihood")
    assert panel.state["run"].changes == {"t1": 0.3, "t2": 0.7}
    panel.set(number="t2")
    panel.set(value=0.4)
    assert panel.state["run"].changes == {"t1": 0.6, "t2": 0.4}
    panel.set(cost="squared error")
    panel.set(value=1.7)
    assert panel.values["value"] == 1.7
    panel.set(cost="cross-entropy")
    assert (panel.values["value"], panel.failed) == (1.0, False)


def test_it_says_when_the_training_begins_anew():
    panel = make("worked_network")
    panel.press("ten")
    assert "0 steps taken (begun anew)" in panel.set(value=0.2)
    assert "anew" not in panel.press("one")
    assert "0 steps taken, η" in panel.reset()


def test_the_walk_shows_the_slip_that_the_step_makes():
    panel = make("worked_network")
    panel.set(cost="squared error", updated=True)
    names = list(mazur(quadratic).formulas)
    slipped = mazur(quadratic).step(output_weights="updated")
    for name in ("w1", "w2", "w3", "w4"):
        text = panel.set(line=names.index(f"dC/d{name}") + 1)
        gradient = float(text.splitlines()[-3].split("=")[1])
        assert "with the slip" in text
        assert mazur(quadratic)[name] - 0.5 * gradient == pytest.approx(slipped[name], abs=1e-9)
    assert "slip" not in panel.set(line=names.index("dC/dw5") + 1)
    assert "slip" not in panel.set(updated=False, line=names.index("dC/dw1") + 1)


def test_what_softmax_limit_draws():
    panel = make("softmax_limit")
    panel.set(c=2.5)
    z = np.array([1.5, 1.0, 0.3, -1.0])
    a = np.exp(2.5 * z) / np.exp(2.5 * z).sum()
    np.testing.assert_allclose(heights(panel, "a"), a)
    assert {with_minus(f"{v:.2f}") for v in z} | {f"{v:.4f}" for v in a} == set(written(panel))
    c, entropy = xy(panel, "entropy", axes=1)
    p = softmax(c[:, None] * z)
    np.testing.assert_allclose(entropy, -(p * np.log(np.maximum(p, 1e-300))).sum(-1), atol=1e-12)
    assert xy(panel, "here", axes=1).ravel() == pytest.approx([2.5, -(a * np.log(a)).sum()])


def test_softmax_limit_and_its_bound():
    panel = make("softmax_limit")
    for z in panel.fields["z"].options:
        panel.set(z=z)
        for c in (-100.0, -1.0, 0.01, 1.0, 10.0):
            text = panel.set(c=c)
            if z.startswith("all alike"):
                assert text.endswith("\nall 4 are tied: 1/4 each, for every c")
            else:
                found = re.search(r"(\S+) below 1;\n.* at most (\S+)$", text.replace(NO_BREAK, "-"))
                below, bound = map(float, found.groups())
                assert 0 < below <= bound + 1e-6
    panel.reset()
    others = 3 * np.exp(-2.5 * 0.5)  # by the gap to the second, 1.5 - 1.0
    assert panel.set(c=2.5).endswith(f"by the gap of 0.5 it is at most {others / (1 + others):.4g}")


# --- the panel itself -------------------------------------------------------------------------------------------------


def make_small(**settings):
    @control("Lines", size=(300, 200), **settings)
    def small(
        picture,
        *,
        slope: float = slider("slope", (0.0, 0.5, 1.0), 1.0),
        kind: str = choice("kind", ("a", "b")),
        times: int = 1,
    ):
        if kind == "b" and slope < 1:
            raise RuntimeError("no such slope")
        (plot,) = picture.axes()
        plot.set(xlim=(0, 1), ylim=(0, 2))
        plot.line("a line", [0, 1], [0, slope * times])
        plot.handle("slope", kind="a")
        return f"slope {slope * times:.1f}", "A line."

    return small()


def test_its_parts_are_public():
    panel = make_small(go=Button("Go", lambda values: {**values, "times": 2}))
    assert list(panel.fields) == ["slope", "kind"]
    assert list(panel.buttons) == ["go", "reset"]
    assert panel.state == {"slope": 1.0, "kind": "a", "times": 1}
    panel.press("go")
    assert panel.state["times"] == 2


def test_an_error_in_a_callback_is_shown():
    panel = make_small()
    panel.set(kind="b")
    panel.set_state({"values": {**panel.values, "slope": 0.5}})  # as the browser does it
    assert (panel.text, panel.failed) == ("RuntimeError: no such slope", True)
    panel.set(slope=1.0)
    assert (panel.text, panel.failed) == ("slope 1.0", False)


def test_a_control_that_cannot_draw_its_start_says_so():
    @control("Broken", size=(300, 200))
    def broken(picture, *, slope: float = slider("slope", (0.0, 1.0), 0.0)):
        raise RuntimeError("not drawn")

    with pytest.raises(ValueError, match="not drawn"):
        broken()


def test_messages_from_the_browser():
    panel = make_small(
        go=Button("Go", lambda values: {**values, "slope": 0.5}), play=Button("Play", presses="go", every=9)
    )
    panel._handle_custom_msg({"press": "go"}, [])
    assert panel.text == "slope 0.5"
    panel.reset()
    panel.press("play")
    assert panel.text == "slope 0.5"
    for nonsense in ({"press": "unknown"}, "nonsense", {"scale": "big"}):
        panel._handle_custom_msg(nonsense, [])
    assert (panel.text, panel.size) == ("slope 0.5", (300, 200))


def test_a_picture_has_the_pixels_of_its_screen():
    panel = make_small()
    panel.set(slope=0.5)
    before = panel.background
    panel._handle_custom_msg({"scale": 2}, [])
    assert panel.size == (600, 400)
    assert panel.background != before
    assert panel.text == "slope 0.5"
    panel._handle_custom_msg({"scale": 1e9}, [])
    assert panel.size == (900, 600)
    panel._handle_custom_msg({"scale": 0.5}, [])
    assert panel.size == (150, 100)


def test_settle_is_told_what_the_hand_has_set():
    seen = []

    def settle(old, new, given):
        seen.append(set(given))
        return {**new, "times": 3}

    panel = make_small(settle=settle)
    panel.set(slope=1.0, kind="b")
    panel.set_state({"values": {**panel.values, "kind": "a"}})
    assert seen == [{"slope", "kind"}, {"kind"}]
    assert panel.text == "slope 3.0"


def test_wrong_names_and_values():
    panel = make_small()
    for call, error, match in (
        (lambda: panel.set(size=1), ValueError, "no input"),
        (lambda: panel.set(times=1), ValueError, "no input"),
        (lambda: panel.set(kind="c"), ValueError, "one of a, b"),
        (lambda: panel.press("stop"), ValueError, "no button"),
        (lambda: Switch("s").check("s", 1), TypeError, "True or False"),
    ):
        with pytest.raises(error, match=match):
            call()
    assert panel.values == {"slope": 1.0, "kind": "a"}


def test_a_drag_is_described_to_the_page():
    (drag,) = make_small().drags
    assert (drag["name"], drag["also"], drag["limits"]) == ("slope", {"kind": "a"}, [0, 1])


def test_the_page_never_reads_a_pixel_back():
    """A browser that resists fingerprinting answers such a call with noise."""
    from hw2lib.widgets.panel import HERE

    script = (HERE / "panel.js").read_text(encoding="utf-8")
    for call in ("getImageData", "toDataURL", "toBlob", "convertToBlob", "readPixels"):
        assert call not in script
    assert "drawImage" in script


def test_every_panel_can_be_reset():
    panel = make_small()
    panel.set(slope=0.0)
    assert panel.press("reset") == "slope 1.0"
    assert panel.values == {"slope": 1.0, "kind": "a"}
    assert panel.inputs[-1]["name"] == "reset"


@pytest.mark.parametrize("name", NAMES)
def test_what_an_input_can_t_have_changes_nothing(name):
    panel = getattr(controls, name)()
    start, text = dict(panel.values), panel.text
    odd = [10**400, -(10**400), float("nan"), np.array(["a", "b"]), [1], None, b"1"]
    for field in panel.fields:
        for value in odd:
            with pytest.raises((TypeError, ValueError), match=f"^{field} (must|goes|is)"):
                panel.set(**{field: value})
    assert (dict(panel.values), panel.text) == (start, text)


def test_a_page_that_knows_another_panel_changes_nothing():
    panel = controls.descent()
    start = panel.set(eta=0.7)
    for values in ({}, {**panel.values, "eta": "fast"}, {**panel.values, "curve": "none"}):
        panel.values = values
        assert (panel.text, panel.failed, panel.values["eta"]) == (start, False, 0.7)
    for message in ({"press": ["step"]}, {"press": {}}, {"scale": float("nan")}, {"scale": 10**400}, None):
        panel._on_message(None, message, None)
    assert panel.text == start


@pytest.mark.parametrize("times", [0, -1, 1.5, None, True, 10**400])
def test_a_button_is_pressed_a_number_of_times(times):
    panel = controls.descent()
    with pytest.raises((TypeError, ValueError), match="times"):
        panel.press("step", times)
    with pytest.raises(ValueError, match="there is no button"):
        panel.press(["step"])


@pytest.mark.parametrize("scale", [0, -1, float("nan"), float("inf"), 10**400, 1e4, None])
def test_a_picture_has_a_size(scale):
    with pytest.raises(ValueError, match=r"scale is a number from 0\.1 to 10"):
        controls.minimum().picture(scale)
