"""A panel for the notebook: inputs with labels, a picture that is redrawn quickly, and its numbers as text.

Everything is computed in Python, so that a cell can set the inputs and print what the panel shows. The browser's part,
panel.js, is native inputs and a canvas.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any, ClassVar, TypeAlias

import anywidget
import traitlets

from hw2lib.widgets.scene import COLORS, Scene, captioned, png, runs

Values: TypeAlias = dict[str, Any]

HERE = Path(__file__).parent


@dataclass(frozen=True)
class Slider:
    """A number, moved along its stops.

    Attributes:
        name, label: for Python and for people.
        stops: the values it goes through, rising; evenly spaced or not.
        value: where it starts; any number from the first stop to the last.
        decimals, unit: how it is shown; decimals=None for as many as the value has.
    """

    name: str
    label: str
    stops: tuple[float, ...]
    value: float
    decimals: int | None = 2
    unit: str = ""
    kind: ClassVar[str] = "slider"

    def check(self, value: Any) -> float:
        """Return the value as a float, or say why it can't be."""
        if isinstance(value, bool) or not isinstance(value, (int, float)):
            raise TypeError(f"{self.name} must be a number, not {value!r}")
        if not self.stops[0] <= value <= self.stops[-1]:
            raise ValueError(f"{self.name} goes from {self.stops[0]:g} to {self.stops[-1]:g}, not to {value!r}")
        return float(value)


@dataclass(frozen=True)
class Choice:
    """One of several words."""

    name: str
    label: str
    options: tuple[str, ...]
    value: str
    kind: ClassVar[str] = "choice"

    def check(self, value: Any) -> str:
        """Return the value if it is one of the options."""
        if value not in self.options:
            raise ValueError(f"{self.name} must be one of {', '.join(self.options)}, not {value!r}")
        return str(value)


@dataclass(frozen=True)
class Switch:
    """On or off."""

    name: str
    label: str
    value: bool = False
    kind: ClassVar[str] = "switch"

    def check(self, value: Any) -> bool:
        """Return the value if it is True or False."""
        if not isinstance(value, bool):
            raise TypeError(f"{self.name} must be True or False, not {value!r}")
        return value


@dataclass(frozen=True)
class Button:
    """Presses itself or, if `presses` names another, that one; with `every`, again and again after so many ms."""

    name: str
    label: str
    presses: str = ""
    every: int = 0
    kind: ClassVar[str] = "button"


Input: TypeAlias = Slider | Choice | Switch
Draw: TypeAlias = Callable[[Values], tuple[str, str]]
Press: TypeAlias = Callable[[Values], Values]
Settle: TypeAlias = Callable[[Values, Values], Values]


class Panel(anywidget.AnyWidget):
    """Inputs, a picture and text.

    Args:
        title: names the panel for screen readers.
        inputs: Slider, Choice, Switch and Button, in the order in which they stand.
        scene: the figure.
        draw: takes the values of all inputs, moves the artists of the scene, and returns the text under the picture and
            the picture's description.
        presses: for each button, what a press makes of the values. A button "Reset" is added to yours.
        hidden: values that belong to no input, such as a count that buttons change; `draw` gets them too.
        settle: takes the values before and after a change by hand, and returns what they shall be: for inputs that
            follow others.

    Example:
        >>> from matplotlib.figure import Figure
        >>> figure = Figure((3, 2))
        >>> line, = figure.subplots().plot([0, 1], [0, 1])
        >>> def draw(values):
        ...     line.set_ydata([0, values["slope"]])
        ...     return f"slope {values['slope']:.1f}", "A line."
        >>> panel = Panel("A line", [Slider("slope", "slope", (0.0, 0.5, 1.0), 1.0)], Scene(figure, [line]), draw)
        >>> panel.set(slope=0.5)
        'slope 0.5'
        >>> panel
        Panel(slope=0.5) -> slope 0.5
    """

    _esm = HERE / "panel.js"
    _css = HERE / "panel.css"
    title = traitlets.Unicode().tag(sync=True)
    inputs: Any = traitlets.List().tag(sync=True)
    values: Any = traitlets.Dict().tag(sync=True, echo_update=False)  # an echo would come before the picture
    size: Any = traitlets.Tuple().tag(sync=True)
    background = traitlets.Bytes().tag(sync=True)
    overlay = traitlets.Bytes().tag(sync=True)
    text = traitlets.Unicode().tag(sync=True)
    alt = traitlets.Unicode().tag(sync=True)
    failed = traitlets.Bool(False).tag(sync=True)

    def __init__(
        self,
        title: str,
        inputs: Sequence[Input | Button],
        scene: Scene,
        draw: Draw,
        presses: Mapping[str, Press] | None = None,
        settle: Settle | None = None,
        hidden: Values | None = None,
    ) -> None:
        self._fields: dict[str, Input] = {i.name: i for i in inputs if not isinstance(i, Button)}
        self._scene, self._draw, self._settle = scene, draw, settle
        self._presses: dict[str, Press] = {**(presses or {}), "reset": lambda values: dict(self._start)}
        specs = [{"kind": i.kind, **asdict(i)} for i in [*inputs, Button("reset", "Reset")]]
        for spec in specs:
            if spec["kind"] == "button":
                spec["presses"] = spec["presses"] or spec["name"]
        start = {name: field.value for name, field in self._fields.items()}
        self._hidden = dict(hidden or {})
        kept = png(scene.background)
        super().__init__(title=title, inputs=specs, values=start, size=scene.size, background=kept)
        self._start = {**start, **self._hidden}
        self._redraw()
        self.observe(self._on_values, "values")
        self.on_msg(self._on_press)

    @property
    def picture(self) -> bytes:
        """What the panel shows, as a PNG."""
        return png(self._scene.pixels(), COLORS)

    def set(self, **values: Any) -> str:
        """Set inputs as a hand would, and return the text that the panel then shows.

        Raises:
            TypeError, ValueError: for an unknown name, or a value that the input can't have.
        """
        unknown = [name for name in values if name not in self._fields]
        if unknown:
            raise ValueError(f"there is no input {unknown[0]!r}; there are {', '.join(self._fields)}")
        checked = {name: self._fields[name].check(value) for name, value in values.items()}
        self.values = {**self.values, **checked}
        return self.text

    def press(self, button: str, times: int = 1) -> str:
        """Press a button, and return the text that the panel then shows."""
        if button not in self._presses:
            raise ValueError(f"there is no button {button!r}; there are {', '.join(self._presses)}")
        for _ in range(times):
            self._put(self._presses[button]({**self.values, **self._hidden}))
        return self.text

    def reset(self) -> str:
        """Set every input to where it started, and return the text."""
        return self.press("reset")

    def _on_values(self, change: Any) -> None:
        if self._settle is None:
            self._redraw()
        else:
            self._put(self._settle({**change["old"], **self._hidden}, {**change["new"], **self._hidden}))

    def _put(self, values: Values) -> None:
        """Set values that are settled. Hidden ones stay here: sent to a page, they would come in the way of a drag."""
        self._hidden = {name: values[name] for name in self._hidden}
        self.unobserve(self._on_values, "values")
        self.values = {name: value for name, value in values.items() if name not in self._hidden}
        self.observe(self._on_values, "values")
        self._redraw()

    def _redraw(self) -> None:
        """Whatever goes wrong is shown in the panel: a front end shows no error of a callback."""
        try:
            text, alt = self._draw({**self.values, **self._hidden})
            failed = False
        except Exception as error:
            text, alt, failed = f"{type(error).__name__}: {error}", "The picture could not be drawn.", True
        with self.hold_sync():  # one message for all of it
            self.overlay = runs(self._scene.pixels(), self._scene.background)
            self.text, self.alt, self.failed = text, alt, failed

    def _on_press(self, _: Any, content: Any, __: Any) -> None:
        if isinstance(content, dict) and content.get("press") in self._presses:
            self.press(content["press"])

    def __repr__(self) -> str:
        shown = ", ".join(f"{name}={value!r}" for name, value in self.values.items())
        return f"Panel({shown}) -> {self.text}"


def still(panel: Panel) -> None:
    """Show a panel's picture as an ordinary output, for readers without a kernel; a line under it says what it is."""
    from hw2lib.widgets.figures import show_png

    caption = "A still picture. The panel below it moves, once the cells have been run."
    show_png(captioned(panel.picture, caption), panel.alt)
