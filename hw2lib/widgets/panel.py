"""A panel for the notebook: inputs with labels, a picture that is redrawn quickly, and its numbers as text.

Everything is computed in Python, so that a cell can set the inputs and print what the panel shows. The browser's part,
panel.js, is native inputs and two canvases.

A panel shows one thing. Its output is a still picture and, below it, the living view beside its numbers as plain text;
panel.css takes the picture away above a view that lives. So a reader sees
- in JupyterLab the view alone, once the cell was run; the picture and the numbers, as long as the notebook isn't
  trusted; and the picture, with JupyterLab's word that the model is gone, in a notebook that is opened again;
- on pages without a kernel, which nbconvert, Sphinx or GitHub make, the picture and the numbers: they would try the
  view, but not without its state, so no notebook of the course stores the state of its widgets.
Were both in one output, JupyterLab would prefer the view even where its model is gone, and show no picture.
"""

from __future__ import annotations

import base64
import inspect
from collections.abc import Callable, Mapping, Set
from dataclasses import dataclass, field
from functools import wraps
from numbers import Real
from pathlib import Path
from typing import Any, ClassVar, TypeAlias

import anywidget
import traitlets

from hw2lib.display import brief
from hw2lib.nn.arrays import is_number, positive_integer
from hw2lib.widgets.scene import COLORS, Scene, png, runs

Values: TypeAlias = dict[str, Any]
Press: TypeAlias = Callable[[Values], Values]
Settle: TypeAlias = Callable[[Values, Values, Set[str]], Values]
Draw: TypeAlias = Callable[..., tuple[str, str]]

HERE = Path(__file__).parent
SIZE = (640, 340)


@dataclass(frozen=True)
class Slider:
    """A number, moved along its stops.

    Attributes:
        label: for people.
        stops: the values it goes through, rising; evenly spaced or not.
        value: where it starts; any number from the first stop to the last.
        decimals: how many are shown, None for as many as the value has; with 0 of them it takes whole numbers only.
    """

    label: str
    stops: tuple[float, ...]
    value: float
    decimals: int | None = 2
    kind: ClassVar[str] = "slider"

    def check(self, name: str, value: Any) -> float:
        """Return the value as a float, or say why it can't be."""
        if not is_number(value):
            raise TypeError(f"{name} must be a number, not {brief(value)}")
        if value < self.stops[0] or not value <= self.stops[-1]:
            raise ValueError(f"{name} goes from {self.stops[0]:g} to {self.stops[-1]:g}, not to {brief(value)}")
        if self.decimals == 0 and value % 1:
            raise ValueError(
                f"{name} is a whole number from {self.stops[0]:g} to {self.stops[-1]:g}, not {brief(value)}"
            )
        return float(value)


@dataclass(frozen=True)
class Choice:
    """One of several words; `shown` says how those are written for people that are typed in another way."""

    label: str
    options: tuple[str, ...]
    value: str
    shown: Mapping[str, str] = field(default_factory=dict)
    kind: ClassVar[str] = "choice"

    def check(self, name: str, value: Any) -> str:
        """Return the value if it is one of the options."""
        if not isinstance(value, str) or value not in self.options:
            raise ValueError(f"{name} must be one of {', '.join(self.options)}, not {brief(value)}")
        return str(value)


@dataclass(frozen=True)
class Switch:
    """On or off."""

    label: str
    value: bool = False
    kind: ClassVar[str] = "switch"

    def check(self, name: str, value: Any) -> bool:
        """Return the value if it is True or False."""
        if not isinstance(value, bool):
            raise TypeError(f"{name} must be True or False, not {brief(value)}")
        return value


@dataclass(frozen=True)
class Button:
    """A press makes new values of the old; or it presses another button, named by `presses`, `every` so many ms."""

    label: str
    press: Press | None = None
    presses: str = ""
    every: int = 0
    kind: ClassVar[str] = "button"


Input: TypeAlias = Slider | Choice | Switch


def slider(label: str, stops: tuple[float, ...], value: float, decimals: int | None = 2) -> Any:
    """Declare a `Slider` where the default of an argument stands."""
    return Slider(label, stops, value, decimals)


def choice(label: str, options: tuple[str, ...], value: str = "", **shown: str) -> Any:
    """Declare a `Choice` where the default of an argument stands; it starts at the first option or at `value`."""
    return Choice(label, options, value or options[0], shown)


def switch(label: str) -> Any:
    """Declare a `Switch` where the default of an argument stands."""
    return Switch(label)


def control(
    title: str, size: tuple[int, int] = SIZE, settle: Settle | None = None, **buttons: Button
) -> Callable[[Draw], Callable[[], Panel]]:
    """Make a control of the function that draws it: its keyword arguments are the inputs.

    Args:
        title: names the panel for screen readers.
        size: of the picture, in pixels of the page.
        settle: takes the values before a change, those after it and the names that the hand has set, and returns what
            the values shall be: for inputs that follow others.
        buttons: by their names; "Reset" is added to them.

    The function is called with a `Scene` and the values. It draws, and returns the text beside the picture and the
    picture's description. An argument whose default is no input holds a value that only buttons and `settle` change.

    Example:
        >>> @control("A line", size=(300, 200), twice=Button("Twice", lambda v: {**v, "times": 2 * v["times"]}))
        ... def line(picture, *, slope: float = slider("slope", (0.0, 0.5, 1.0), 1.0), times: int = 1):
        ...     (ax,) = picture.axes()
        ...     ax.line("a line", [0, 1], [0, slope * times])
        ...     return f"slope {slope * times:.1f}", "A line."
        >>> panel = line()
        >>> panel.set(slope=0.5), panel.press("twice")
        ('slope 0.5', 'slope 1.0')
        >>> panel
        A line, a control: run its cell to move it.
        slope 1.0
    """

    def declare(draw: Draw) -> Callable[[], Panel]:
        declared = inspect.signature(draw).parameters.values()
        arguments = {p.name: p.default for p in declared if p.kind is p.KEYWORD_ONLY}

        @wraps(draw)
        def make() -> Panel:
            return Panel(title, arguments, buttons, draw, size, settle)

        del make.__wrapped__  # what it wraps has arguments, and a control has none
        return make

    return declare


class Panel(anywidget.AnyWidget):
    """Inputs, a picture and text; `control` makes them.

    Attributes:
        fields: the inputs by their names.
        buttons: the buttons by theirs.
        scene: the picture; its plots hold the artists.
        draw: what draws it, called with the scene and the state.
    """

    _esm = HERE / "panel.js"
    _css = HERE / "panel.css"
    title = traitlets.Unicode().tag(sync=True)
    inputs: Any = traitlets.List().tag(sync=True)
    values: Any = traitlets.Dict().tag(sync=True, echo_update=False)  # an echo would come before the picture
    width = traitlets.Int().tag(sync=True)
    size: Any = traitlets.Tuple().tag(sync=True)
    background = traitlets.Bytes().tag(sync=True)
    overlay = traitlets.Bytes().tag(sync=True)
    drags: Any = traitlets.List().tag(sync=True)
    text = traitlets.Unicode().tag(sync=True)
    alt = traitlets.Unicode().tag(sync=True)
    failed = traitlets.Bool(False).tag(sync=True)

    def __init__(
        self,
        title: str,
        arguments: Mapping[str, Any],
        buttons: Mapping[str, Button],
        draw: Draw,
        size: tuple[int, int] = SIZE,
        settle: Settle | None = None,
    ) -> None:
        self.fields: dict[str, Input] = {n: a for n, a in arguments.items() if isinstance(a, Input)}
        self.buttons = {**buttons, "reset": Button("Reset", lambda values: dict(self._start))}
        self._start = {n: a.value if n in self.fields else a for n, a in arguments.items()}
        self._hidden = {n: a for n, a in arguments.items() if n not in self.fields}
        self.draw, self._settle, self._natural = draw, settle, size
        self.scene = Scene(size)
        start = {name: self._start[name] for name in self.fields}
        super().__init__(title=title, inputs=self._specs(), values=start, width=size[0])
        self._redraw()
        if self.failed:
            raise ValueError(self.text)
        self.observe(self._on_values, "values")
        self.on_msg(self._on_message)

    def _specs(self) -> list[dict[str, Any]]:
        """What the page has to know of the inputs and buttons."""
        return [
            {"name": name, "kind": spec.kind, **{k: v for k, v in vars(spec).items() if k != "press"}}
            for name, spec in {**self.fields, **self.buttons}.items()
        ]

    @property
    def state(self) -> Values:
        """What everything is set to: every input by its name, and the values that belong to no input."""
        return {**self.values, **self._hidden}

    def picture(self, scale: float = 1.0) -> bytes:
        """Return what the panel shows as a PNG, at so many times its natural size: from 1/10 to 10."""
        if not isinstance(scale, Real) or not 0.1 <= scale <= 10:
            raise ValueError(f"scale is a number from 0.1 to 10, not {brief(scale)}")
        scene = self.scene if scale == 1 else Scene(self._natural, scale)
        scene.frame(self.draw, **self.state)
        return png(scene.pixels(), COLORS)

    def set(self, **values: Any) -> str:
        """Set inputs as a hand would, and return the text that the panel then shows.

        Raises:
            TypeError, ValueError: for an unknown name, or a value that the input can't have.
        """
        unknown = [name for name in values if name not in self.fields]
        if unknown:
            raise ValueError(f"there is no input {unknown[0]!r}; there are {', '.join(self.fields)}")
        checked = {name: self.fields[name].check(name, value) for name, value in values.items()}
        self._change(self.state, {**self.state, **checked}, set(checked))
        return self.text

    def press(self, button: str, times: int = 1) -> str:
        """Press a button, and return the text that the panel then shows.

        Raises:
            TypeError, ValueError: for an unknown name, or a number of times that isn't 1 or more.
        """
        if not isinstance(button, str) or button not in self.buttons:
            raise ValueError(f"there is no button {brief(button)}; there are {', '.join(self.buttons)}")
        press = self.buttons[self.buttons[button].presses or button].press
        for _ in range(positive_integer("times", times)):
            if press is not None:
                self._put(press(self.state))
        return self.text

    def reset(self) -> str:
        """Set every input to where it started, and return the text."""
        return self.press("reset")

    def _on_values(self, change: Any) -> None:
        old, new = {**change["old"], **self._hidden}, self.state
        try:
            for name, spec in self.fields.items():
                spec.check(name, new[name])
        except (KeyError, TypeError, ValueError):  # from a page that knows another panel
            self._put(old)
            return
        self._change(old, new, {name for name in new if new[name] != old[name]})

    def _change(self, old: Values, new: Values, given: Set[str]) -> None:
        self._put(self._settle(old, new, given) if self._settle else new)

    def _put(self, values: Values) -> None:
        """Set values that are settled. Hidden ones stay here: sent to a page, they would come in the way of a drag."""
        self._hidden = {name: values[name] for name in self._hidden}
        self.unobserve(self._on_values, "values")
        self.values = {name: values[name] for name in self.fields}
        self.observe(self._on_values, "values")
        self._redraw()

    def _redraw(self) -> None:
        """Whatever goes wrong is shown in the panel: a front end shows no error of a callback."""
        try:
            text, alt = self.scene.frame(self.draw, **self.state)
            failed, drawn = False, self.scene.pixels()
        except Exception as error:
            text, alt, failed, drawn = f"{type(error).__name__}: {error}", "The picture could not be drawn.", True, None
        with self.hold_sync():  # one message for all of it
            if drawn is not None:
                if self._published is not self.scene.background:
                    self._published = self.scene.background
                    self.size, self.background = self.scene.size, png(self.scene.background)
                self.overlay, self.drags = runs(drawn, self.scene.background), self.scene.drags()
            self.text, self.alt, self.failed = text, alt, failed

    _published: Any = None

    def _on_message(self, _: Any, content: Any, __: Any) -> None:
        """A page says which button was pressed, or at how many times its natural size its screen shows the picture."""
        message = content if isinstance(content, dict) else {}
        if isinstance(press := message.get("press"), str) and press in self.buttons:
            self.press(press)
            self.send({"answered": press})  # what plays by itself goes on when it is answered
        if isinstance(scale := message.get("scale"), (int, float)) and scale == scale:
            self.scene = Scene(self._natural, float(min(max(scale, 0.25), 3)))
            self._redraw()

    def _ipython_display_(self) -> None:
        """Show the picture and the view; panel.css hides the picture above a view that lives."""
        from IPython.display import display

        still = {"text/plain": self.alt, "image/png": base64.b64encode(self.picture(scale=2.0)).decode()}
        display(still, raw=True, metadata={"image/png": {"alt": self.alt, "width": self.width}})
        view, _ = self._repr_mimebundle_() or ({}, {})
        display(view, raw=True)

    def __repr__(self) -> str:
        return f"{self.title}, a control: run its cell to move it.\n{self.text}"
