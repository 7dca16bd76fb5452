"""hw2lib: feedforward networks, their losses and backpropagation, and a homework on them that checks your answers.

`hw2lib.nn`, the networks themselves, is small enough to read in an evening.
"""

from importlib import import_module
from typing import TYPE_CHECKING, Any

from hw2lib import _missing
from hw2lib.nn.activations import Activation, linear, mixed, relu, sigmoid, softmax, tanh
from hw2lib.nn.backprop import Gradients, backprop
from hw2lib.nn.gradient_check import GradientCheck, gradient_check
from hw2lib.nn.history import DivergenceError, History
from hw2lib.nn.losses import Loss, cross_entropy, log_likelihood, quadratic
from hw2lib.nn.network import Network, Trace
from hw2lib.nn.training import train

if TYPE_CHECKING:
    from hw2lib.answers.algebra import check_formula, formulas
    from hw2lib.answers.choice import choose
    from hw2lib.answers.code import check_code
    from hw2lib.answers.compare import compare
    from hw2lib.answers.numbers import check
    from hw2lib.answers.progress import answered
    from hw2lib.answers.questions import questions
    from hw2lib.byhand.mazur import variant
    from hw2lib.experiments import data
    from hw2lib.widgets import controls

__version__ = "0.1.0"

__all__ = [
    "Activation",
    "DivergenceError",
    "GradientCheck",
    "Gradients",
    "History",
    "Loss",
    "Network",
    "Trace",
    "answered",
    "backprop",
    "check",
    "check_code",
    "check_formula",
    "choose",
    "compare",
    "controls",
    "cross_entropy",
    "data",
    "formulas",
    "gradient_check",
    "linear",
    "log_likelihood",
    "mixed",
    "quadratic",
    "questions",
    "relu",
    "sigmoid",
    "softmax",
    "tanh",
    "train",
    "variant",
]

_missing.install()

# what needs more than NumPy, or time to build, is loaded when it is first asked for
_LOADED_LATER = {
    "check": "hw2lib.answers.numbers",
    "questions": "hw2lib.answers.questions",
    "check_formula": "hw2lib.answers.algebra",
    "choose": "hw2lib.answers.choice",
    "check_code": "hw2lib.answers.code",
    "answered": "hw2lib.answers.progress",
    "compare": "hw2lib.answers.compare",
    "variant": "hw2lib.byhand.mazur",
    "formulas": "hw2lib.answers.algebra",
    "controls": "hw2lib.widgets",
    "data": "hw2lib.experiments",
}


def __getattr__(name: str) -> Any:
    if name not in _LOADED_LATER:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    module = import_module(_LOADED_LATER[name])
    return getattr(module, name) if hasattr(module, name) else import_module(f"{module.__name__}.{name}")
