# ---
# jupyter:
#   jupytext:
#     text_representation:
#       extension: .py
#       format_name: percent
#       format_version: '1.3'
#       jupytext_version: 1.19.6
#   kernelspec:
#     display_name: Python 3 (ipykernel)
#     language: python
#     name: python3
# ---

# %% [markdown]
# # Start here
#
# This is a homework on how a neural network learns, as pages that you can read, run and take apart. It asks about
# gradient descent, backpropagation, softmax and the cross-entropy. Its exercises are Michael Nielsen's, from
# [*Neural Networks and Deep Learning*](http://neuralnetworksanddeeplearning.com/) (CC BY-NC 3.0), and Matt Mazur's
# [network worked by hand](https://mattmazur.com/2015/03/17/a-step-by-step-backpropagation-example/). The wording here is
# our own.
#
# | page | what it asks |
# |---|---|
# | [1 · Gradient descent](1_gradient_descent.ipynb) | 1.1 the ball in one dimension · 1.2 one example a step, twenty, or all |
# | [2 · Backpropagation](2_backpropagation.ipynb) | 2.1 a neuron of its own · 2.2 softmax and the log-likelihood · 2.3 linear neurons |
# | [3 · The cross-entropy](3_cross_entropy.ipynb) | 3.1 the roles of y and a · 3.2 its minimum · 3.3 one backpropagation step by hand |
# | [4 · The limit of softmax](4_softmax_limit.ipynb) | bonus: where the name comes from |
# | [Errata](errata.ipynb) | the 62 equations of the printed solution, each with a verdict |
#
# ## How to use a page
#
# 1. Read the question, and try it on paper. The hints are folded; open one at a time.
# 2. Run the cells from the top: `Shift` + `Enter` runs one and goes on to the next.
# 3. Put your answer in the place of `None` where it says *your turn*. A wrong one is told
#    which slip gives it, if it is a known one.
# 4. Change things. Every number is computed, so another weight gives other numbers all the way down.
#
# ## Is everything here?

# %%
import importlib.metadata
import sys

from hw2lib import Network, backprop, check, cross_entropy, gradient_check, sigmoid

# %%
packages = ("hw2lib", "numpy", "matplotlib", "ipywidgets", "sympy", "jupyterlab")
installed = {package.metadata["Name"].lower() for package in importlib.metadata.distributions()}
missing = [package for package in packages if package not in installed]
print("OK" if not missing else f"missing: {', '.join(missing)}; close JupyterLab and run: {sys.executable} start.py")

# %% [markdown]
# ## The library in five lines
#
# The pages compute with `hw2lib`, which is small enough to read in an evening. A network is a list of weight matrices
# `w[j, k]` (from neuron `k` to neuron `j`), a list of biases and an activation. `backprop` gives the loss and its
# derivative in each of them, and `gradient_check` holds that against difference quotients.

# %%
net = Network.random([2, 3, 1], sigmoid, seed=0)
x, y = [[0, 0], [0, 1], [1, 0], [1, 1]], [[0], [1], [1], [0]]
backprop(net, x, y, cross_entropy)

# %%
gradient_check(net, x, y, cross_entropy)

# %% [markdown]
# If that line says *ok*, everything works. One line more judges an answer. It is one to exercise 3.3, where the names are
# explained: $w_1$ leads to the hidden neuron h1, which feeds the outputs o1 and o2.

# %%
check("dC/dw1", 0.002399)

# %% [markdown]
# Begin with a page from the table above.
