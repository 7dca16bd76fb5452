"""A control for each exercise: one line in a notebook, moved by hand or from Python.

Each function returns a Panel. `panel.set(...)` and `panel.press(...)` do what a hand does and return the numbers shown.
"""

from hw2lib.widgets.controls.backpropagation import linear_layers, own_neuron, softmax_layer
from hw2lib.widgets.controls.cross_entropy import exchanged_roles, minimum, worked_network
from hw2lib.widgets.controls.gradient_descent import batches, descent
from hw2lib.widgets.controls.softmax_limit import softmax_limit

__all__ = [
    "batches",
    "descent",
    "exchanged_roles",
    "linear_layers",
    "minimum",
    "own_neuron",
    "softmax_layer",
    "softmax_limit",
    "worked_network",
]
