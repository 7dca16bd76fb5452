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
# # 2 · Backpropagation
#
# **What you will do**: work out how backpropagation changes when one neuron gets a different activation, when the output
# layer is a softmax, and when all neurons are linear; and write the backward pass through a layer in five lines of NumPy.
#
# **What you will learn**: where an activation enters the four equations, why softmax and the log-likelihood belong
# together, and what a network without a nonlinearity can't do.
#
# **What you need**: the chain rule, and the four equations of
# [chapter 2](http://neuralnetworksanddeeplearning.com/chap2.html) of Nielsen's book.
#
# | | |
# |---|---|
# | BP1 | $\delta^L = \nabla_a C \odot \sigma'(z^L)$ |
# | BP2 | $\delta^l = ((w^{l+1})^T \delta^{l+1}) \odot \sigma'(z^l)$ |
# | BP3 | $\partial C/\partial b^l_j = \delta^l_j$ |
# | BP4 | $\partial C/\partial w^l_{jk} = a^{l-1}_k \delta^l_j$ |
#
# The four equations hold for activations that act on each neuron by itself; softmax, in 2.2, doesn't. In Nielsen's notation $w^l_{jk}$ leads from neuron $k$ of layer $l - 1$ to neuron $j$ of layer $l$. A layer has the weighted
# inputs $z^l$, the activations $a^l$ and the errors $\delta^l_j = \partial C/\partial z^l_j$. The inputs are layer 1, so the
# first layer that has weights is layer 2: its weights are $w^2$. Formulas and pictures count from 1. Code counts from 0, so
# `w[0]` is $w^2$, and `delta[0][1]` is the error of the second neuron of layer 2.
#
# **Time**: about two hours: three quarters of an hour for 2.1, as much for 2.2, and half an hour for 2.3.
#
# ## 2.1 · One neuron with a different activation
#
# The [question](http://neuralnetworksanddeeplearning.com/chap2.html#exercises_675621): in a network of sigmoid neurons, a
# single neuron gets another activation, $f$. **What changes in backpropagation?**
#
# Two candidates for $f$ besides the sigmoid are $\tanh z$, whose slope is $1 - \tanh^2 z$, and relu, $\max(z, 0)$, whose slope is 0 or 1.
# Here are all three, with their slopes:

# %%
from hw2lib.widgets.figures import draw_activations, show

show(draw_activations())

# %% [markdown]
# ### Two predictions first
#
# Put the letter of your choice in the place of `None`, such as `"a"`, and run both cells.

# %% tags=["answer"]
equations = None

# %%
from hw2lib import choose

choose("one tanh among sigmoids", equations)

# %% tags=["answer"]
changed = None

# %%
choose("what changes with a tanh", changed)

# %% [markdown]
# ### Your turn: two numbers
#
# In this network the hidden neuron `h2` has the tanh; the other three have the sigmoid. The loss is the quadratic cost,
# $C = \frac12 \sum_j (a_j - y_j)^2$, here and in all of 2.1 and 2.3; page 3 calls it the squared error.

# %%
from hw2lib import Network, mixed, quadratic, sigmoid, tanh, variant
from hw2lib.byhand.problem import Problem
from hw2lib.widgets.figures import draw_example

plain = variant(14, quadratic)
odd_net = Network(plain.net.w, plain.net.b, [mixed(sigmoid, {1: tanh}), sigmoid])
odd = Problem(odd_net, plain.x, plain.y, quadratic)
show(draw_example(odd, "h2: tanh. h1, o1, o2: sigmoid", given=True))

# %% [markdown]
# (For this network we follow Mazur's names: *net* is a neuron's $z$, and *out* its $a$.)
#
# What is the output of `h2`, $f(\mathrm{net}_{h2})$? And what is its error, $\delta_{h2}$? For the second you need the whole
# forward pass. Give six significant digits.

# %% tags=["answer"]
out_h2 = None

# %%
from hw2lib import check

check("out_h2", out_h2, problem=odd)

# %% tags=["answer"]
delta_h2 = None

# %%
check("delta_h2", delta_h2, problem=odd)

# %% [markdown]
# A wrong answer gets an explanation of the likely mistake, and `hint=1`, `hint=2` or `hint=3` adds one, two or three hints. Here is one
# for another number, the derivative with respect to `w1`. (`reveal=True` adds the answer. Use it last.)

# %%
wrong_end = odd["delta_h1"] * odd["out_h1"]
check("dC/dw1", wrong_end, problem=odd, hint=1)

# %% [markdown]
# ### Your turn: five lines of code
#
# Write the way back through a hidden layer of two neurons, of which the second has the tanh. The function gets the weights
# and the errors of the next layer, $w^{l+1}$ and $\delta^{l+1}$, this layer's $z^l$, and the activations below, $a^{l-1}$.
# Replace each `...`; `w.T` is a transposed matrix, `@` a matrix product, and `*` works entry by entry, as $\odot$ does.
# `np.outer(u, v)` is the matrix of all products $u_j v_k$.


# %% tags=["answer"]
import numpy as np


def back(w_next, delta_next, z, a_below):
    gathered = ...  # what comes back from the next layer: (w^T delta), one number for each neuron here
    slope = ...  # f'(z), entry by entry: np.array([the sigmoid's, the tanh's])
    delta = ...  # BP2
    db = ...  # BP3
    dw = ...  # BP4
    return gathered, slope, delta, db, dw


# %%
from hw2lib import check_code

check_code("back through a hidden layer", back)

# %% [markdown]
# Once that is right, try it on the network above. Is its `delta` what the library computes?

# %%
from hw2lib import compare

given = odd.net.w[1], odd.numbers["delta"][1], odd.numbers["z"][0], odd.x
compare(back(*given)[2], "delta[0]", odd)

# %% [markdown]
# The next cell has a solution. It is folded; click on the dots to open it.


# %% jupyter={"source_hidden": true} tags=["solution"]
def solved_back(w_next, delta_next, z, a_below):
    gathered = w_next.T @ delta_next
    sigma = 1 / (1 + np.exp(-z[0]))
    slope = np.array([sigma * (1 - sigma), 1 - np.tanh(z[1]) ** 2])
    delta = gathered * slope
    return gathered, slope, delta, delta, np.outer(delta, a_below)


print(compare(solved_back(*given)[2], "delta[0]", odd))
check_code("back through a hidden layer", solved_back)

# %% [markdown]
# And how do we know that the library is right? `gradient_check` compares its gradients with numbers that need no
# backpropagation: it moves each weight and bias a little up and a little down, and takes the difference quotient of the loss.
# Of each block the table shows the entry with the largest error (if all are right, the largest entry). The error of a neuron is also the derivative with respect to its bias, so
# `db[0]` holds $\delta_{h1}$ and $\delta_{h2}$.

# %%
from hw2lib import gradient_check

gradient_check(odd.net, odd.x, odd.y, quadratic)

# %% [markdown]
# ### In your own words
#
# Only `h2` has a different activation. Why does the error of `h1` change too? Write a sentence, in quotes.

# %% tags=["answer"]
why_both = None

# %% [markdown]
# <details style="margin: 0 0 1em"><summary>A model answer</summary>
#
# The formula of $\delta_{h1}$ is the same as before, but the outputs get another number from `h2`, so their errors differ, and
# $\delta_{h1}$ is computed from these errors.
# </details>
#
# ### Derivation
#
# Take one neuron with the weighted input $z$ and the output $f(z)$. It sends $s_i = v_i f(z)$ to neuron $i$ of the next
# layer, with the weight $v_i$. Write $g$ for whatever happens from there on: $C = g(s_1, s_2, \dots)$. What the other neurons
# send is in $g$ too. The weighted input of neuron $i$ is $s_i$ plus what they send, so $\partial C/\partial s_i$ is its error, and by
# the chain rule
#
# $$\frac{\partial C}{\partial z} = \sum_i \frac{\partial C}{\partial s_i} \frac{\partial s_i}{\partial z}
# = \Big(\sum_i v_i\,\frac{\partial C}{\partial s_i}\Big) f'(z).$$
#
# The bracket has no $f$ in it: it is an entry of $(w^{l+1})^T \delta^{l+1}$. SymPy agrees, for a next layer of two and for
# *any* $g$ and $f$. (A bar with $s_1 = \dots$ below it says where the derivative is taken.)

# %%
import sympy as sp

from hw2lib.proofs import prove

z, v1, v2, s1, s2 = sp.symbols("z v1 v2 s1 s2", real=True)
g, f = sp.Function("g"), sp.Function("f")
sent = {s1: v1 * f(z), s2: v2 * f(z)}
error1, error2 = (sp.diff(g(s1, s2), s).subs(sent) for s in (s1, s2))

# %%
prove(sp.Derivative(g(s1, s2).subs(sent), z), (v1 * error1 + v2 * error2) * sp.diff(f(z), z))

# %% [markdown]
# $f$ may also be $\sigma$: so a sigmoid neuron next to it keeps its formula. An output neuron has no next layer. There
# $C = g(f(z))$, and the slope stands in BP1:

# %%
prove(sp.Derivative(g(f(z)), z), sp.diff(g(s1), s1).subs(s1, f(z)) * sp.diff(f(z), z))

# %% [markdown]
# So there are two places:
#
# 1. **forward**: $a_j = f(z_j)$;
# 2. **its own error**: $f'(z_j)$ in BP2, or in BP1 if it is an output.
#
# BP3 and BP4 have no $\sigma$ in them, and the other neurons keep their formulas. They don't all keep their *numbers*.
#
# ### In numbers
#
# The same network, before with four sigmoids, and now with the tanh in `h2`:

# %%
for what in ("out_h1", "out_h2", "out_o1", "out_o2", "delta_h1", "delta_h2", "delta_o1", "delta_o2"):
    print(f"{what:8} before {plain[what]: .6f}  now {odd[what]: .6f}")

# %% [markdown]
# Only the output of `h2` differs among the hidden ones, since the inputs are the same. All errors differ. Here is the line where $f'$
# enters, and the whole way back:

# %%
odd.line("delta_h2")

# %%
from hw2lib.widgets.figures import draw_backward

show(draw_backward(odd, "The way back, with a tanh in h2"))

# %% [markdown]
# An output may be the odd one as well. Then $f'$ enters through BP1, and the check passes again:

# %%
odd_output = Network(plain.net.w, plain.net.b, [sigmoid, mixed(sigmoid, {0: tanh})])
gradient_check(odd_output, odd.x, odd.y, quadratic)

# %% [markdown]
# ### If $f'$ is forgotten
#
# Somebody has the tanh in `h2` on the way forward, but goes back with $\sigma'$. A prediction:

# %% tags=["answer"]
which_wrong = None

# %%
choose("f' forgotten", which_wrong)

# %% [markdown]
# The gradient check finds the mistake:

# %%
from hw2lib import Activation, backprop

forgetful = Activation("tanh with sigma'", tanh, sigmoid.derivative)
wrong_net = Network(plain.net.w, plain.net.b, [mixed(sigmoid, {1: forgetful}), sigmoid])
gradient_check(wrong_net, odd.x, odd.y, quadratic)

# %% [markdown]
# Only the first layer's blocks are wrong. Within them, the wrong gradient minus the right one is 0 in the row of `h1`:

# %%
wrong = backprop(wrong_net, odd.x, odd.y, quadratic)
print((wrong.dw[0] - odd.numbers["dw"][0]).round(6) + 0)

# %% [markdown]
# ### Move it
#
# Another network of this shape, with the quadratic cost. Choose a neuron and its $f$. An orange ring marks each neuron with a number
# that changes. Then forget $f'$: what is wrong turns red.

# %%
from hw2lib import controls

own = controls.own_neuron()
own

# %% [markdown]
# You can move a control from Python too. `set` does what a hand does, and returns the lines of text beside the picture.

# %%
for neuron in ("h1", "o1"):
    for forget in (False, True):
        print(own.set(neuron=neuron, f="tanh", forget=forget))
_ = own.reset()

# %% [markdown]
# **In one line**: an activation enters twice, as $f$ on the way forward and as $f'$ in the error of its own neuron.
#
# ### What the printed solution says
#
# It answers in one sentence. Does it hold? Is anything left out that a program would need? Judge before you open the verdict.

# %%
from hw2lib.errata import audit, claims

claims(section="2.1").as_exercise()

# %% [markdown]
# ## 2.2 · Softmax and the log-likelihood
#
# The [question](http://neuralnetworksanddeeplearning.com/chap3.html#problems_919607): the outputs are a softmax,
# $a^L_j = e^{z^L_j} / \sum_k e^{z^L_k}$, and an example of class $c$ costs $C = -\ln a^L_c$. **Find the error $\delta^L_j$, and
# with it $\partial C/\partial b^L_j$ and $\partial C/\partial w^L_{jk}$.**
#
# The book writes $y$ for the class, as in $\ln a_y$, and $y_j$ for the target, the vector that is 1 at the class and 0 elsewhere.
# To keep them apart, the class is $c$ here. So $y_j$ is 1 for $j = c$ and 0 for $j \neq c$. All of 2.2 is about the last layer, so
# from here on we leave its $L$ out: $a_j$ is $a^L_j$.
#
# ### First a prediction

# %% tags=["answer"]
nonzero = None

# %%
choose("which errors of softmax", nonzero)

# %% [markdown]
# ### Your turn: three formulas
#
# First the derivative of an output $a_k$ with respect to the weighted input $z_j$ of *another* one, $k \neq j$. You may use
# `a_k` and `a_j`.

# %% tags=["answer"]
off_diagonal = None

# %%
from hw2lib import check_formula

check_formula("da_k/dz_j of softmax for k != j", off_diagonal)

# %% [markdown]
# Then the error, $\delta_j = \partial C/\partial z_j$. You may use `a_j` and `y_j`.

# %% tags=["answer"]
delta_j = None

# %%
check_formula("delta of softmax with log-likelihood", delta_j)

# %% [markdown]
# And $\partial C/\partial w_{jk}$, with `x_k` for $a^{L-1}_k$, the activation that the weight carries up.

# %% tags=["answer"]
dC_dw = None

# %%
check_formula("dC/dw_jk of softmax with log-likelihood", dC_dw)

# %% [markdown]
# <details style="margin: 0 0 1em"><summary>Where to begin</summary>
#
# Differentiate $a_k$ twice, once for $k = j$ and once for $k \neq j$. Of all outputs only $a_c$ is in $C$.
# </details>
#
# ### Step 1: the Jacobian of softmax
#
# Write $S = \sum_k e^{z_k}$, so that $a_k = e^{z_k}/S$ and $\partial S/\partial z_j = e^{z_j}$. The numerator contains $z_j$
# only for $k = j$. Write $[k = j]$ for 1 if that is so and 0 if not. The quotient rule gives
#
# $$\frac{\partial a_k}{\partial z_j} = \frac{[k = j]\,e^{z_k} S - e^{z_k} e^{z_j}}{S^2}$$
#
# $$= a_k\,\big([k = j] - a_j\big).$$
#
# SymPy proves it for $n$ outputs, with $n$ left open. It writes $[k = j]$ as Kronecker's $\delta_{jk}$, which has nothing to
# do with the error $\delta$.

# %%
n = sp.Symbol("n", integer=True, positive=True)
i, j, k, c = sp.symbols("i j k c", integer=True)
Z = sp.IndexedBase(sp.Symbol("z", real=True))
equal = sp.KroneckerDelta
a = lambda m: sp.exp(Z[m]) / sp.Sum(sp.exp(Z[i]), (i, 1, n))

# %%
prove(sp.Derivative(a(k), Z[j]), a(k) * (equal(k, j) - a(j)))

# %% [markdown]
# On the diagonal that is $a_j(1 - a_j)$, as for a sigmoid. Off the diagonal it is $-a_k a_j$: if one weighted input rises,
# its own output rises and all others fall.

# %%
from hw2lib.widgets.figures import draw_raised

show(draw_raised())

# %% [markdown]
# Here are all entries for three outputs, at $z = (1, 2, \frac12)$:

# %%
from hw2lib import softmax
from hw2lib.widgets.figures import plot_matrix

z3 = np.array([1.0, 2.0, 0.5])
jacobian = softmax.jacobian(z3)
ax = plot_matrix(jacobian, rows="output $k$", columns="weighted input $j$")
show(ax.figure, "A 3 by 3 map, positive on the diagonal, negative elsewhere, and symmetric.")

# %% [markdown]
# Each column adds up to 0, because the outputs always add up to 1. Each row does too, because adding the same amount to every
# $z$ changes nothing.

# %%
print("columns", abs(jacobian.sum(axis=0)).round(12), " rows", abs(jacobian.sum(axis=1)).round(12))

# %% [markdown]
# ### Step 2: the error
#
# $C = -\ln a_c$, so $\partial C/\partial a_c = -1/a_c$, and no other output is in it. Row $c$ of the Jacobian has the factor
# $a_c$, which cancels that denominator:
#
# $$\frac{\partial C}{\partial z_j} = -\frac{1}{a_c}\,a_c\,\big([j = c] - a_j\big)$$
#
# $$= a_j - [j = c] = a_j - y_j.$$

# %%
C = -sp.log(a(c))
prove(sp.Derivative(C, Z[j]), a(j) - equal(j, c))

# %% [markdown]
# For $j = c$ this is $a_c - 1$, which is negative: a step raises this weighted input. For $j \neq c$ it is $a_j$, which is positive: a
# step lowers it, the more the larger the output is. So $\partial C/\partial a_j$ is non-zero for $j = c$ alone, and
# $\partial C/\partial z_j$ for every $j$.
#
# BP1 doesn't hold as it stands above, since it multiplies entry by entry. For softmax the product $\odot$ becomes one with the transposed
# Jacobian $J$: $\delta^L = J^T\,\nabla_a C$. BP2, BP3 and BP4 stay as they are.
#
# ### Move it
#
# Three weighted inputs. Watch the entries off the diagonal, and what *with the diagonal only* does to $\delta$.

# %%
softmax_layer = controls.softmax_layer()
softmax_layer

# %%
for target in ("class 1", "soft: 0.7, 0.2, 0.1"):
    print(softmax_layer.set(target=target, diagonal=False))
print(softmax_layer.set(target="class 1", diagonal=True))
_ = softmax_layer.reset()

# %% [markdown]
# ### Step 3: soft targets
#
# A target may be any distribution $y$ over the classes. Then $C = -\sum_k y_k \ln a_k$, and every row of the Jacobian counts:
#
# $$\frac{\partial C}{\partial z_j} = -\sum_k \frac{y_k}{a_k}\,a_k\,\big([k = j] - a_j\big)$$
#
# $$= a_j \sum_k y_k - y_j.$$
#
# That is $a_j - y_j$ again, because $\sum_k y_k = 1$:

# %%
Y = sp.IndexedBase(sp.Symbol("y", real=True))
C_soft = -sp.Sum(Y[k] * sp.log(a(k)), (k, 1, n))
prove(sp.Derivative(C_soft, Z[j]), a(j) - Y[j], given={sp.Sum(Y[k], (k, 1, n)): 1})

# %% [markdown]
# ### Step 4: the gradients
#
# $z_j = \sum_k w_{jk}\,x_k + b_j$, with $x$ for the activations $a^{L-1}$. Of all weighted inputs only $z_j$ contains $b_j$ and
# $w_{jk}$. So one term is left of $\partial C/\partial b_j = \sum_k (\partial C/\partial z_k)(\partial z_k/\partial b_j)$:
#
# $$\frac{\partial C}{\partial b_j} = a_j - y_j, \qquad \frac{\partial C}{\partial w_{jk}} = x_k\,(a_j - y_j).$$
#
# SymPy goes the whole way, from a weight to the loss, with $N$ neurons in the layer below:

# %%
W, B, X = (sp.IndexedBase(sp.Symbol(name, real=True)) for name in "wbx")
N = sp.Symbol("N", integer=True, positive=True)
z_of = lambda m: sp.Sum(W[m, k] * X[k], (k, 1, N)) + B[m]
a_of = lambda m: sp.exp(z_of(m)) / sp.Sum(sp.exp(z_of(i)), (i, 1, n))
m = sp.Symbol("m", integer=True)

# %%
prove(sp.Derivative(-sp.log(a_of(c)), W[j, m]), X[m] * (a_of(j) - equal(j, c)))

# %% [markdown]
# ### In your own words
#
# $\partial C/\partial a_j$ is 0 for $j \neq c$, and $\partial C/\partial z_j$ is not. How can that be? One or two sentences.

# %% tags=["answer"]
why_every_z = None

# %% [markdown]
# <details style="margin: 0 0 1em"><summary>A model answer</summary>
#
# The outputs share one denominator. A larger $z_j$ makes the sum larger and so makes $a_c$ smaller, and $a_c$ is in the loss.
# </details>
#
# ### If the off-diagonal is forgotten
#
# Take $a_j(1 - a_j)$ for the derivative of softmax, as if it were a sigmoid, and you get
# $\delta_j = -\frac{y_j}{a_j} \cdot a_j(1 - a_j) = y_j(a_j - 1)$. It is right for $j = c$, and 0 everywhere else:

# %%
from hw2lib import log_likelihood

y_hot = np.array([1.0, 0.0, 0.0])
layer = Network([np.eye(3)], [np.zeros(3)], softmax)
right = backprop(layer, z3, y_hot, log_likelihood).delta[0]
forgotten = y_hot * (softmax(z3) - 1)
print("a - y    ", right.round(6))
print("y (a - 1)", forgotten.round(6) + 0)

# %% [markdown]
# For a single example a small step with it still lowers the loss, since $a_c$ is pushed up. But it isn't the direction of
# steepest descent:

# %%
cosine = right @ forgotten / np.linalg.norm(right) / np.linalg.norm(forgotten)
print(f"angle between the two: {np.degrees(np.arccos(cosine)):.1f} degrees")

# %% [markdown]
# What does it do over many examples? Let all of them have the same input, and let 60, 30 and 10 % of them belong to the three classes.
# The best that a network can do is to output these shares, and biases alone are enough for that. A prediction:

# %% tags=["answer"]
in_the_end = None

# %%
choose("diagonal rule in the long run", in_the_end)

# %% [markdown]
# The mean of $a - y$ over the examples is $a$ minus the shares. That of $y(a - 1)$ is the shares times $a - 1$. Now descend with
# each, at $\eta = 0.5$:

# %%
from hw2lib.nn.descent import descend

shares = np.array([0.6, 0.3, 0.1])
rules = {"a - y": lambda b: softmax(b) - shares, "y (a - 1)": lambda b: shares * (softmax(b) - 1)}
paths = {name: descend(rule, np.zeros(3), learning_rate=0.5, steps=1000) for name, rule in rules.items()}
losses = {name: log_likelihood.value(softmax, path, shares) for name, path in paths.items()}

# %%
for name, path in paths.items():
    for step in (0, 15, 100, 1000):
        print(f"{name:9}  after {step:4} steps  loss {losses[name][step]:.4f}  outputs {softmax(path[step]).round(4)}")

# %%
from hw2lib.widgets.figures import plot_curves

curves = {f"${name}$": (np.arange(1, 1001), loss[1:]) for name, loss in losses.items()}
axes = plot_curves(curves, xscale="log", ylim=(0.89, 1.0), xlabel="step", ylabel="mean loss")
show(axes.figure, "The loss of a - y falls and stays; that of y (a - 1) dips below it and then rises.")

# %% [markdown]
# After 15 steps the wrong rule is even ahead. Then its loss rises, and goes on rising. A loss that falls at first is no proof
# of a right gradient. Here is when it is ahead, and what the last step adds to each bias:

# %%
ahead = np.flatnonzero(losses["y (a - 1)"] < losses["a - y"])
print(f"the wrong rule is ahead from step {ahead[0]} to step {ahead[-1]}")
for name, path in paths.items():
    print(f"{name:9}  last step {(path[-1] - path[-2]).round(4) + 0}")

# %% [markdown]
# With the right rule the biases have come to rest. With the wrong one nothing ever pushes a weighted input *down*, so all of
# them grow. Those of classes 1 and 2 end up growing at the same rate: $0.6\,(1 - a_1) = 0.3\,(1 - a_2)$ holds at $a = (\frac23, \frac13, 0)$. That of
# the rare class grows half as fast, so its output goes to 0, and the loss to infinity.

# %% [markdown]
# **In one line**: softmax mixes all outputs, so its derivative is a full matrix; the $1/a_c$ of the logarithm cancels the $a_c$
# of its row, and what is left is output minus target.
#
# ### What the printed solution says
#
# Its result is right, but not every line that leads to it. It writes $y$ for the class. In which lines was the diagonal taken
# for the whole Jacobian? Answer below, before you open the folded verdicts.

# %%
audit(section="2.2").as_exercise()

# %%
claims(section="2.2").as_exercise()

# %% tags=["answer"]
which_lines = None

# %%
choose("the printed Jacobian", which_lines)

# %% [markdown]
# ### If you want more: which loss goes with which output?
#
# Other pairings are possible, and backpropagation handles them. The cross-entropy is
# $-\sum_j [\,y_j \ln a_j + (1 - y_j) \ln(1 - a_j)\,]$; page 3 is about it. (Elsewhere the log-likelihood goes by that name, too.) Here is $\delta$ for each, at the same $z$, with class 1 as the
# target:

# %%
from hw2lib import cross_entropy

for output in (sigmoid, softmax):
    for loss in (quadratic, cross_entropy, log_likelihood):
        delta = backprop(Network([np.eye(3)], [np.zeros(3)], output), z3, y_hot, loss).delta[0]
        print(f"{output!r:8} {loss!r:15} {delta.round(6) + 0}")

# %% [markdown]
# The pair of this exercise is output minus target. So is one other: which?
#
# <details style="margin: 0 0 1em"><summary>Which other pair is it?</summary>
#
# The one in the second line, sigmoid with the cross-entropy. Why it is so is a question on page 3.
# </details>
#
# And what do the remaining ones do?
#
# - *Sigmoid with log-likelihood* has an error at the right output alone. Nothing pushes the others down.
# - *Softmax with cross-entropy* asks each output a yes-or-no question of its own, although all share one sum. Its errors
#   can be larger than 1.
# - *Softmax with the quadratic cost* contains the whole Jacobian, which is nearly 0 where the network is sure, even if it is wrong.
#
# Softmax with the quadratic cost shows what the logarithm is good for. Let a softmax be more and more wrong:

# %%
for gap in (0, 5, 10, 20):
    far = np.array([0.0, gap, 0.0])
    errors = {loss: abs(loss.delta(softmax, far, softmax(far), y_hot)).max() for loss in (log_likelihood, quadratic)}
    print(f"z = (0, {gap:2}, 0)  largest error:", ", ".join(f"{loss} {error:.6f}" for loss, error in errors.items()))

# %% [markdown]
# As the network gets more wrong, the log-likelihood's error goes to 1, and that of the quadratic cost to 0.

# %% [markdown]
# ## 2.3 · Linear neurons
#
# The [question](http://neuralnetworksanddeeplearning.com/chap2.html#exercises_675621): replace $\sigma(z)$ by $z$ in every
# neuron. **What does backpropagation become?**
#
# ### First a prediction

# %% tags=["answer"]
three_layers = None

# %%
choose("depth without a nonlinearity", three_layers)

# %% [markdown]
# ### Your turn: three formulas
#
# Here is the 2-2-2 network of [exercise 3.3](3_cross_entropy.ipynb), with the names of its parts. Let all its neurons be linear, and
# the loss quadratic.

# %%
show(draw_example())

# %% [markdown]
# What is the error of the output `o1`? (The checks of this network know all of its names.)

# %% tags=["answer"]
delta_o1 = None

# %%
check_formula("delta_o1 of linear neurons", delta_o1)

# %% [markdown]
# What is the error of the hidden neuron `h1`, in terms of `delta_o1` and `delta_o2`?

# %% tags=["answer"]
delta_h1 = None

# %%
check_formula("delta_h1 of linear neurons", delta_h1)

# %% [markdown]
# Now write both layers as one. Which weight leads from `i1` to `o1`, in terms of the eight that there are?

# %% tags=["answer"]
from_i1_to_o1 = None

# %%
check_formula("weight from i1 to o1 of linear neurons", from_i1_to_o1)

# %% [markdown]
# ### Derivation
#
# Forward, $a^l = z^l = w^l a^{l-1} + b^l$. Backward, $\sigma'(z) = 1$ everywhere, and a factor 1 can go:
#
# | | |
# |---|---|
# | BP1 | $\delta^L = \nabla_a C$ |
# | BP2 | $\delta^l = (w^{l+1})^T \delta^{l+1}$ |
# | BP3 | $\partial C/\partial b^l_j = \delta^l_j$ |
# | BP4 | $\partial C/\partial w^l_{jk} = a^{l-1}_k \delta^l_j$ |
#
# So $\delta_{h1}$ takes the *column* of the output weights that belongs to `h1`, while $\mathrm{net}_{o1}$ takes the *row* of `o1`. Numbering weights by the neuron that they *leave* invites the confusion of the two:

# %%
from hw2lib.widgets.figures import draw_row_and_column

show(draw_row_and_column())

# %% [markdown]
# SymPy can show on a small case, with the quadratic cost, that the column is right. Take one input $x$, one hidden neuron with a single
# weight $p$, two outputs, and no biases. Then $w^3$ is a single column, $(q_1, q_2)$. BP2 and BP4 say that the derivative with respect to $p$ is
# $(q_1 \delta^3_1 + q_2 \delta^3_2)\,x$. Is it what differentiating the loss gives?

# %%
x, p, q1, q2, t1, t2 = sp.symbols("x p q1 q2 t1 t2", real=True)
error1, error2 = q1 * p * x - t1, q2 * p * x - t2
prove(sp.Derivative((error1**2 + error2**2) / 2, p), (q1 * error1 + q2 * error2) * x)

# %% [markdown]
# ### The network collapses
#
# $$a^3 = w^3(w^2 x + b^2) + b^3$$
#
# $$= (w^3 w^2)\,x + (w^3 b^2 + b^3)$$
#
# The two layers are one matrix and one vector. A third layer changes nothing about that, nor does a tenth. In numbers, with three
# layers of weights:

# %%
from hw2lib import linear

deep = Network.random([3, 4, 5, 2], linear, seed=0)
(W2, W3, W4), (B2, B3, B4) = deep.w, deep.b
flat = Network([W4 @ W3 @ W2], [W4 @ (W3 @ B2 + B3) + B4], linear)

# %%
x3, y2 = [1.0, -2.0, 0.5], [1.0, 0.0]
print("three layers", deep(x3).round(6), " one layer", flat(x3).round(6))
print(gradient_check(deep, x3, y2, quadratic))

# %% [markdown]
# So depth adds nothing to what a linear network can *compute*. Does it change how the network *learns*? Double $w^2$ and $b^2$, and
# halve $w^3$. A prediction:

# %% tags=["answer"]
scaled = None

# %%
choose("twice and half", scaled)

# %%
two = Network.random([2, 2, 2], linear, seed=3)
other = Network([2 * two.w[0], two.w[1] / 2], [2 * two.b[0], two.b[1]], linear)
x2, pair = [1.0, -0.5], {"before": two, "after": other}

# %%
for name, net in pair.items():
    dw2, dw3 = backprop(net, x2, y2, quadratic).dw
    print(f"{name:6}  output {net(x2).round(4)}")
    print(f"        dC/dw^2 (layer 2) {dw2.round(3).tolist()}")
    print(f"        dC/dw^3 (layer 3) {dw3.round(3).tolist()}")

# %% [markdown]
# ### In your own words
#
# Both networks compute the same function, and yet one step of gradient descent will make them different. Why? Look at the gradients
# above. One or two sentences.

# %% tags=["answer"]
what_depth_does = None

# %% [markdown]
# <details style="margin: 0 0 1em"><summary>A model answer</summary>
#
# One product can be taken apart in many ways. The gradient of each matrix is computed from the other matrices, so it depends on how the
# product was taken apart, and so does what the step does to the product.
# </details>
#
# The gradient of $w^2$ is halved, because the error comes back through weights half as large. That of $w^3$
# is doubled, because what comes in is twice as large. So a step of gradient descent moves the
# *product* $w^3 w^2$ differently:

# %%
for name, net in pair.items():
    dw2, dw3 = backprop(net, x2, y2, quadratic).dw
    after = (net.w[1] - 0.1 * dw3) @ (net.w[0] - 0.1 * dw2)
    print(f"{name:6}  change of the product {(after - net.w[1] @ net.w[0]).round(6).tolist()}")

# %% [markdown]
# ### Move it
#
# Three layers of weights. The factor $s$ goes into the first and out of the last, so the product and the output stay. Which of the four
# gradients change as you move it, and which don't?
#
# <details style="margin: 0 0 1em"><summary>Which?</summary>
#
# That of the first layer is divided by $s$, and that of the last multiplied by it. Those of the layer between and of the product don't
# change: what comes in is $s$ times as large, and the error that comes back is divided by $s$.
# </details>

# %%
layers = controls.linear_layers()
layers

# %%
for factor in (0.5, 1.0, 2.0):
    print(layers.set(factor=factor))
_ = layers.reset()

# %% [markdown]
# **In one line**: without a nonlinearity the errors go back through the bare weights; however deep, the network is one matrix and
# one vector, and only the way it learns them differs.
#
# ### What the printed solution says
#
# Is there a mistake in it? Decide before you open a verdict.

# %%
audit(section="2.3").as_exercise()

# %%
claims(section="2.3").as_exercise()

# %% [markdown]
# ## How far have you got?

# %%
from hw2lib import answered

answered(
    {
        "2.1 which equations": choose("one tanh among sigmoids", equations),
        "2.1 which numbers": choose("what changes with a tanh", changed),
        "out_h2": check("out_h2", out_h2, problem=odd),
        "delta_h2": check("delta_h2", delta_h2, problem=odd),
        "your way back": check_code("back through a hidden layer", back),
        "2.1 in words": why_both,
        "f' forgotten": choose("f' forgotten", which_wrong),
    }
)

# %%
answered(
    {
        "2.2 prediction": choose("which errors of softmax", nonzero),
        "da_k/dz_j": check_formula("da_k/dz_j of softmax for k != j", off_diagonal),
        "delta_j": check_formula("delta of softmax with log-likelihood", delta_j),
        "dC/dw_jk": check_formula("dC/dw_jk of softmax with log-likelihood", dC_dw),
        "2.2 in words": why_every_z,
        "in the long run": choose("diagonal rule in the long run", in_the_end),
        "the printed Jacobian": choose("the printed Jacobian", which_lines),
    }
)

# %%
answered(
    {
        "2.3 prediction": choose("depth without a nonlinearity", three_layers),
        "delta_o1": check_formula("delta_o1 of linear neurons", delta_o1),
        "delta_h1": check_formula("delta_h1 of linear neurons", delta_h1),
        "from i1 to o1": check_formula("weight from i1 to o1 of linear neurons", from_i1_to_o1),
        "twice and half": choose("twice and half", scaled),
        "2.3 in words": what_depth_does,
    }
)

# %% [markdown]
# Next: [3 · The cross-entropy](3_cross_entropy.ipynb), with a loss that suits the sigmoid, and one step of
# backpropagation is worked by hand.
#
# The exercises are Michael Nielsen's, from
# [*Neural Networks and Deep Learning*](http://neuralnetworksanddeeplearning.com/) (CC BY-NC 3.0); the printed solution is
# that of EECS663 Homework II.
