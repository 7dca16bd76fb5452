"""Each control computes with hw2lib, answers Python as it answers a hand, and shows its errors."""

import inspect
import io

import numpy as np
import pytest
from matplotlib.figure import Figure
from PIL import Image

from hw2lib import backprop, controls, cross_entropy, log_likelihood, quadratic, softmax
from hw2lib.byhand.mazur import PUBLISHED, mazur
from hw2lib.widgets.panel import Button, Choice, Panel, Slider, Switch
from hw2lib.widgets.scene import Label, Scene

NAMES = [name for name in controls.__all__ if name != "still"]
AT_THE_NEXT_STEP = ("biases", "updated")
each = pytest.mark.parametrize("name", NAMES)


def make(name):
    return getattr(controls, name)()


def other_values(field):
    if isinstance(field, Slider):
        return [field.stops[0], field.stops[len(field.stops) // 3], field.stops[-1]]
    return [not field.value] if isinstance(field, Switch) else [o for o in field.options if o != field.value]


@each
def test_one_line_makes_it(name):
    assert not inspect.signature(getattr(controls, name)).parameters
    assert "Example:" in getattr(controls, name).__doc__


@each
def test_every_input_changes_what_is_shown_and_nothing_fails(name):
    panel = make(name)
    for field in panel._fields.values():
        before, changed = (panel.text, panel.picture), False
        for value in other_values(field):
            text = panel.set(**{field.name: value})
            assert panel.values[field.name] == value
            assert text == panel.text != ""
            assert not panel.failed, text
            changed |= (panel.text, panel.picture) != before
        assert changed or field.name in AT_THE_NEXT_STEP, field.name
        panel.reset()
        assert (panel.text, panel.picture) == before


@each
def test_reset_gives_the_start_back_exactly(name):
    panel, fresh = make(name), make(name)
    for field in panel._fields.values():
        panel.set(**{field.name: other_values(field)[0]})
    for button in panel._presses:
        panel.press(button, times=2)
    panel.reset()
    assert (panel.values, panel._hidden) == (fresh.values, fresh._hidden)
    assert (panel.text, panel.picture, panel.alt) == (fresh.text, fresh.picture, fresh.alt)


@each
def test_the_picture_is_a_small_png_and_described(name):
    panel = make(name)
    picture = Image.open(io.BytesIO(panel.picture))
    assert picture.format == "PNG"
    assert 600 <= picture.width <= 800
    assert len(panel.picture) < 40_000
    assert len(panel.alt) > 30
    assert panel.text in repr(panel)


@each
def test_labels_limits_and_readouts(name):
    panel = make(name)
    assert panel.title
    for field in panel._fields.values():
        assert field.label
        if isinstance(field, Slider):
            assert list(field.stops) == sorted(field.stops)
            assert field.value in field.stops  # else a hand that left it could not come back
            with pytest.raises(ValueError, match="goes from"):
                panel.set(**{field.name: field.stops[-1] + 1})
            with pytest.raises(TypeError, match="must be a number"):
                panel.set(**{field.name: "high"})


def test_descent_agrees_with_the_bounds():
    panel = make("descent")
    for eta, word in ((1.0, "one side"), (2.0, "one step is enough"), (3.0, "side to side"), (4.0, "to and fro")):
        assert word in panel.set(eta=eta)
    assert {2.0, 4.0} <= set(panel._fields["eta"].stops)
    assert "outside the picture" not in panel.set(eta=1.0, steps=3)
    assert "diverges" in panel.set(eta=4.5, steps=60)
    assert "outside the picture" in panel.text
    assert "stays where it is" in panel.set(start=0.0)
    panel.set(start=3.0)
    assert "v = 1.5000" in panel.set(eta=1.0, steps=1)
    assert panel.press("step", times=2).startswith("step 3 ")
    assert panel.press("back").startswith("step 0 ")
    assert " - 0.011 * " in panel.set(eta=0.011)


def test_the_full_batch_knows_no_seed():
    panel = make("batches")
    assert panel.set(batch_size=24) == panel.set(seed=5)
    assert panel.set(batch_size=1) != panel.set(seed=0)


def test_forgetting_f_prime_turns_the_check_red():
    panel = make("own_neuron")
    assert "gradient check: ok" in panel.set(neuron="h2", f="relu")
    slope = 1 - np.tanh(mazur(quadratic)["net_h2"]) ** 2
    forgotten = panel.set(f="tanh", forget=True)
    assert "WRONG" in forgotten
    assert f"f'(z) = {slope:.6f}; used is sigma'(z) = " in forgotten
    assert "changed from all sigmoid: nothing" in panel.set(f="sigmoid", forget=False)


def test_softmax_layer_is_backprop():
    panel = make("softmax_layer")
    text = panel.set(z1=0.3, z2=-1.2, z3=2.0, target="soft: 0.7, 0.2, 0.1")
    z, y = np.array([0.3, -1.2, 2.0]), np.array([0.7, 0.2, 0.1])
    delta = log_likelihood.delta(softmax, z, softmax(z), y)
    assert f"({', '.join(f'{d:.4f}' for d in delta)})" in text


def test_linear_layers_keep_the_output():
    panel = make("linear_layers")
    outputs = {panel.set(factor=f).split(" x = ")[1].split(", the")[0] for f in (0.25, 1.0, 4.0)}
    assert len(outputs) == 1


def test_the_poles_are_said():
    panel = make("exchanged_roles")
    assert "a pole" in panel.set(y=0.0)
    assert "a pole" not in panel.set(y=0.5)
    assert "exactly 1 here" in panel.set(y=0.0, z=50.0)


def test_the_minimum_is_where_it_is_said_to_be():
    text = make("minimum").set(y=0.25)
    assert f"H(y) = {-(0.25 * np.log(0.25) + 0.75 * np.log(0.75)):.6f}" in text


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
    from hw2lib import Network

    net = Network(w, mazur().net.b, mazur().net.activations)
    assert f"{backprop(net, mazur().x, mazur().y, cross_entropy).loss:.9f}" in panel.text


def test_targets_are_such_as_the_cost_can_have():
    panel = make("worked_network")
    panel.set(number="t1", value=0.15)
    for value, kept in ((1.5, 1.0), (-0.5, 0.0), (0.3, 0.3)):
        panel.set(value=value)
        assert (panel.values["value"], panel.failed) == (kept, False)
    assert panel._hidden["changes"] == {"t1": 0.3}
    panel.set(cost="softmax with log-likelihood")
    assert panel._hidden["changes"] == {"t1": 0.3, "t2": 0.7}
    panel.set(number="t2")
    panel.set(value=0.4)
    assert panel._hidden["changes"] == {"t1": 0.6, "t2": 0.4}
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
    assert "0 steps taken, eta" in panel.reset()


def test_the_walk_shows_the_slip_that_the_step_makes():
    panel = make("worked_network")
    panel.set(cost="squared error", updated=True)
    names = list(mazur(quadratic).formulas)
    slipped = mazur(quadratic).step(output_weights="updated")
    for name in ("w1", "w2", "w3", "w4"):
        text = panel.set(line=names.index(f"dC/d{name}") + 1)
        gradient = float(text.splitlines()[-2].split("=")[1])
        assert "with Mazur's slip" in text
        assert mazur(quadratic)[name] - 0.5 * gradient == pytest.approx(slipped[name], abs=1e-9)
    assert "slip" not in panel.set(line=names.index("dC/dw5") + 1)
    assert "slip" not in panel.set(updated=False, line=names.index("dC/dw1") + 1)


def test_softmax_limit_and_its_bound():
    panel = make("softmax_limit")
    for z in panel._fields["z"].options:
        panel.set(z=z)
        for c in (-100.0, -1.0, 0.01, 1.0, 10.0):
            last = panel.set(c=c).splitlines()[-1]
            if "missing" in last:
                missing, bound = (float(last.split(word)[1].split()[0]) for word in ("missing ", "bound "))
                assert missing <= bound + 1e-6


# --- the panel itself -------------------------------------------------------------------------------------------------


def small_panel(draw=None, **settings):
    figure = Figure((3, 2), dpi=100)
    ax = figure.subplots()
    (line,) = ax.plot([0, 1], [0, 1])
    label = Label(ax, 0.5, 0.5, "x", boxed=True)

    def moves(values):
        line.set_ydata([0, values["slope"]])
        label.text = f"{values['slope']:.1f}"
        return f"slope {values['slope']:.1f}", "A line."

    inputs = [
        Slider("slope", "slope", (0.0, 0.5, 1.0), 1.0),
        Choice("kind", "kind", ("a", "b"), "a"),
        Button("go", "Go"),
    ]
    return Panel("Lines", inputs, Scene(figure, [line], [label]), draw or moves, **settings)


def test_an_error_in_a_callback_is_shown():
    def broken(values):
        if values["slope"] < 1:
            raise RuntimeError("no such slope")
        return "fine", "A line."

    panel = small_panel(broken)
    assert (panel.text, panel.failed) == ("fine", False)
    panel.set_state({"values": {**panel.values, "slope": 0.5}})  # as the browser does it
    assert (panel.text, panel.failed) == ("RuntimeError: no such slope", True)
    panel.set(slope=1.0)
    assert (panel.text, panel.failed) == ("fine", False)


def test_a_message_from_the_browser_presses_a_button():
    panel = small_panel(presses={"go": lambda values: {**values, "slope": 0.5}})
    panel._handle_custom_msg({"press": "go"}, [])
    assert panel.text == "slope 0.5"
    panel._handle_custom_msg({"press": "unknown"}, [])
    panel._handle_custom_msg("nonsense", [])
    assert panel.text == "slope 0.5"


def test_wrong_names_and_values():
    panel = small_panel(presses={"go": dict})
    for call, error, match in (
        (lambda: panel.set(size=1), ValueError, "no input"),
        (lambda: panel.set(kind="c"), ValueError, "one of a, b"),
        (lambda: panel.press("stop"), ValueError, "no button"),
        (lambda: Switch("s", "s").check(1), TypeError, "True or False"),
    ):
        with pytest.raises(error, match=match):
            call()
    assert panel.values == {"slope": 1.0, "kind": "a"}


def test_what_does_not_move_is_drawn_once_and_what_moves_is_the_same_again():
    panel = small_panel()
    first = panel.picture
    panel.set(slope=0.0)
    assert panel.picture != first
    panel.set(slope=1.0)
    assert panel.picture == first


def test_a_still_picture_stands_for_it(capsys):
    controls.still(small_panel())
    assert "A line." in capsys.readouterr().out


def test_every_panel_can_be_reset():
    panel = small_panel()
    panel.set(slope=0.0, kind="b")
    assert panel.press("reset") == "slope 1.0"
    assert panel.values == {"slope": 1.0, "kind": "a"}
    assert panel.inputs[-1]["name"] == "reset"
