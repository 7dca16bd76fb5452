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
# This is a course on how a neural network learns, as pages that you can read, run and take apart. It asks about gradient
# descent, backpropagation, softmax and the cross-entropy. This page takes five minutes: it shows what a network is made of, and
# how an answer is given.
#
# ## One neuron
#
# A neuron multiplies each of its inputs by a weight, adds up the products, and adds a bias: that is $z$. Then it applies a function
# to $z$, its *activation* $f$. What comes out is $a$.

# %%
from hw2lib.widgets.figures import draw_example, draw_neuron, show

show(draw_neuron())

# %% [markdown]
# ### A first answer
#
# Let a neuron have two inputs, $x_1 = 1.5$ and $x_2 = 0.6$, the weights $w_1 = 0.8$ and $w_2 = -0.35$, and the bias $b = 0.12$.
# What is its $z$? Put your number in the place of `None`. Then run the cell and the one after it: `Shift` + `Enter` runs a cell
# and goes on to the next.

# %% tags=["answer"]
z = None

# %%
from hw2lib import Network, answered, check, choose, sigmoid

neuron, x, y = Network([[[0.8, -0.35]]], [[0.12]], sigmoid), [1.5, 0.6], [1.0]
check("z", z, net=neuron, x=x, y=y)

# %% [markdown]
# Every page has such pairs of cells, one for your answer and one that checks it. A number counts as right if every digit that you
# give is right. For a wrong one you are told which mistakes would give the digits that you typed, if any is known. If you are stuck, add
# `hint=1`, `hint=2` or `hint=3` before the last bracket of the check; `reveal=True` shows the answer.
#
# <details style="margin: 0 0 1em"><summary>A worked solution</summary>
#
# $z = w_1 x_1 + w_2 x_2 + b = 0.8 \cdot 1.5 - 0.35 \cdot 0.6 + 0.12$. The next cell computes it.
# </details>

# %% jupyter={"source_hidden": true} tags=["solution"]
# a worked solution: open it by a click on the dots
check("z", 0.8 * 1.5 - 0.35 * 0.6 + 0.12, net=neuron, x=x, y=y)

# %% [markdown]
# ## The network
#
# Neurons in layers make a network: what comes out of one layer goes into the next. This small one is worked through by hand on
# page 3. Its weights are $w_1$ to $w_8$; the *b*'s are biases, and the *t*'s are targets, the outputs that it should learn to give.

# %%
show(draw_example())

# %% [markdown]
# Which weight leads from the input $i_1$ to the hidden neuron $h_2$? The choices are listed below the check. Answer with a
# letter in quotes, such as `"a"`.

# %% tags=["answer"]
weight = None

# %%
choose("a weight in the picture", weight)

# %% [markdown]
# ## The pages
#
# | page | time | what it asks |
# |---|---|---|
# | [1&nbsp;·&nbsp;Gradient descent](1_gradient_descent.ipynb) | 1½&nbsp;hours | 1.1 the ball in one dimension · 1.2 one example per step, twenty, or all |
# | [2&nbsp;·&nbsp;Backpropagation](2_backpropagation.ipynb) | 2&nbsp;hours | 2.1 one neuron with a different activation · 2.2 softmax and the log-likelihood · 2.3 linear neurons |
# | [3&nbsp;·&nbsp;The cross-entropy](3_cross_entropy.ipynb) | 3&nbsp;hours | 3.1 the roles of y and a · 3.2 its minimum · 3.3 one backpropagation step by hand |
# | [4&nbsp;·&nbsp;The limit of softmax](4_softmax_limit.ipynb) | 1&nbsp;hour | bonus: where the name comes from |
# | [Errata](errata.ipynb) | | to look things up: the printed solution of the homework that this course grew out of, each of its 62 numbered lines with a verdict |
#
# The times are rough, and include working on paper. On each page:
#
# 1. Read the question, make the prediction, and try it on paper.
# 2. Run the cells from the top, and put your answers in the place of `None`.
# 3. Change things. Every output is computed, so another weight gives other outputs all the way down. (The text won't change with them.)
# 4. Near its end each page says what you have answered and what is still open.
#
# ## Is everything installed?

# %%
import importlib.metadata
import sys

packages = ["hw2lib", "numpy", "matplotlib", "ipywidgets", "sympy"]
packages += ["jupyterlab"] * (sys.platform != "emscripten")  # a page in the browser runs without it
installed = {package.metadata["Name"].lower() for package in importlib.metadata.distributions()}
missing = [package for package in packages if package not in installed]
print("OK" if not missing else f"missing: {', '.join(missing)}; close JupyterLab and run: {sys.executable} start.py")

# %% [markdown]
# ## The library
#
# The pages compute with `hw2lib`. You needn't know the words that follow yet: here they only test the installation. A network is a list of weight matrices `w[j, k]` (from neuron `k` to neuron `j`), a list of
# biases and an activation. The loss is a number that says how far the outputs are from their targets. The table that `backprop` prints
# has a line for each array of derivatives of the loss, with the size of its largest entry.

# %%
from hw2lib import backprop, cross_entropy, gradient_check

net = Network.random([2, 3, 1], sigmoid, seed=0)
inputs, targets = [[0, 0], [0, 1], [1, 0], [1, 1]], [[0], [1], [1], [0]]
backprop(net, inputs, targets, cross_entropy)

# %% [markdown]
# `gradient_check` works the derivatives out once more, from small differences of the loss, and compares:

# %%
gradient_check(net, inputs, targets, cross_entropy)

# %% [markdown]
# If every row says *ok*, the two ways agree for this network.
#
# ## How far have you got?

# %%
answered({"z": check("z", z, net=neuron, x=x, y=y), "the picture": choose("a weight in the picture", weight)})

# %% [markdown]
# Next: [1 · Gradient descent](1_gradient_descent.ipynb).
#
# The exercises are Michael Nielsen's, from
# [*Neural Networks and Deep Learning*](http://neuralnetworksanddeeplearning.com/) (CC BY-NC 3.0), and the small network is Matt
# Mazur's, from his [backpropagation example](https://mattmazur.com/2015/03/17/a-step-by-step-backpropagation-example/). The
# wording here is our own.
