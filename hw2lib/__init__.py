"""hw2lib: feedforward networks, their losses and backpropagation, small enough to read in an evening."""

from hw2lib.activations import Activation, linear, mixed, relu, sigmoid, softmax, tanh
from hw2lib.backprop import Gradients, backprop
from hw2lib.gradient_check import GradientCheck, gradient_check
from hw2lib.losses import Loss, cross_entropy, log_likelihood, quadratic
from hw2lib.network import Network, Trace
from hw2lib.training import DivergenceError, History, train

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
    "backprop",
    "cross_entropy",
    "gradient_check",
    "linear",
    "log_likelihood",
    "mixed",
    "quadratic",
    "relu",
    "sigmoid",
    "softmax",
    "tanh",
    "train",
]
