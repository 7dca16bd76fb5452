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
# # 3 · The cross-entropy
#
# **What you will do**: see why target and output can't change places in the cross-entropy, find its minimum, and take one
# step of gradient descent by hand, with every number on the page.
#
# **What you will learn**: what floating point does to a logarithm, why the minimum is where it should be also for soft
# targets, which weight carries which error back, and how to find out which mistake is behind a wrong number.
#
# **What you need**: the chain rule, and the sigmoid $\sigma(z) = 1/(1 + e^{-z})$ with $\sigma' = \sigma(1 - \sigma)$. One
# output $a = \sigma(z)$ with target $y$ has the cross-entropy
#
# $$C = -\big[\,y \ln a + (1 - y) \ln(1 - a)\,\big].$$

# %%
import warnings

import numpy as np
import sympy as sp

from hw2lib import (
    Network,
    backprop,
    check,
    check_formula,
    controls,
    cross_entropy,
    gradient_check,
    quadratic,
    sigmoid,
    train,
)
from hw2lib.byhand.mazur import PUBLISHED, mazur
from hw2lib.errata import audit, claims
from hw2lib.proofs import prove, prove_positive
from hw2lib.widgets.controls import still
from hw2lib.widgets.figures import describe_example, draw_example, plot_curves, show

# %% [markdown]
# ## 3.1 · The roles of y and a
#
# The [question](http://neuralnetworksanddeeplearning.com/chap3.html#exercises_824189): it is easy to forget which of the
# two goes into the logarithm. **What goes wrong if they are exchanged,**
#
# $$-\big[\,a \ln y + (1 - a) \ln(1 - y)\,\big],$$
#
# **when $y$ is 0 or 1? Does the right form have the same trouble?**
#
# ### Your turn
#
# What is left of the right form at $y = 1$? And how does the exchanged form change with the output: what is its derivative
# in $a$?

# %%
check_formula("cross-entropy at y = 1", None)

# %%
check_formula("dC/da of the exchanged form", None)

# %% [markdown]
# A wrong answer to the second, and what it is told:

# %%
check_formula("dC/da of the exchanged form", "(a - y)/(a*(1 - a))")

# %% [markdown]
# <details><summary>Hint 1</summary>
#
# $\ln 1 = 0$. What does $\ln u$ do as $u$ goes to 0?
# </details>
#
# <details><summary>Hint 2</summary>
#
# In the right form the logarithm is taken of $a$ and $1 - a$. Can $\sigma(z)$ be 0 or 1?
# </details>
#
# <details><summary>Hint 3</summary>
#
# Not on paper. In a computer: try `sigmoid(np.array(40.0)) == 1`.
# </details>
#
# ### The exchanged form
#
# Let SymPy take the limits, with an $a$ anywhere between 0 and 1. (We write it as $u/(1 + u)$ with $u > 0$, which runs
# through that interval, so that SymPy knows the signs. `oo` is its infinity.)

# %%
u = sp.Symbol("u", positive=True)
a = u / (1 + u)
y, z = sp.symbols("y z", real=True)
exchanged = -(a * sp.log(y) + (1 - a) * sp.log(1 - y))
for name, term in {"-a ln y": -a * sp.log(y), "-(1-a) ln(1-y)": -(1 - a) * sp.log(1 - y)}.items():
    print(f"{name:14}  y -> 0: {sp.limit(term, y, 0, '+')!s:3}  y -> 1: {sp.limit(term, y, 1, '-')}")

# %% [markdown]
# At $y = 0$ the first term is infinite and the second 0; at $y = 1$ it is the other way round. Whatever the network puts
# out, the loss of every ordinary training example is infinite. It can't say which output is better.
#
# Soft targets don't save it. The exchanged form is a straight line in $a$:

# %%
soft = sp.Symbol("y", positive=True)
output = sp.Symbol("a", real=True)
in_a = -(output * sp.log(soft) + (1 - output) * sp.log(1 - soft))
prove(sp.Derivative(in_a, output), sp.log(1 - soft) - sp.log(soft))

# %% [markdown]
# There is no $a$ in the slope, so there is no minimum in between. For $y < \frac12$ the slope is positive and pushes the output to
# 0, for $y > \frac12$ it pushes it to 1; never to $y$.
#
# ### The right form
#
# There one term vanishes, for the same targets, and the other is what one would wish for: it is 0 where the output agrees,
# and grows without bound as the output goes to the wrong end. With $y = 1$ and $a = 0.8$ its terms are $-\ln 0.8 = 0.223$ and
# 0, where the exchanged form has 0 and infinity.

# %%
A = sp.Symbol("a", real=True)
C = -(y * sp.log(A) + (1 - y) * sp.log(1 - A))
print("y = 1:", C.subs(y, 1), "   y = 0:", C.subs(y, 0))

# %%
outputs = np.linspace(0.001, 0.999, 500)
curves = {f"y = {t:g}": (outputs, -(t * np.log(outputs) + (1 - t) * np.log(1 - outputs))) for t in (0, 1, 0.3)}
show(
    plot_curves(curves, xlabel="output a", ylabel="C", ylim=(0, 5)).figure,
    "Three curves over the output. For y = 0 the loss rises from 0 to infinity, for y = 1 it falls to 0, and for y = 0.3 "
    "it is a trough whose lowest point is at 0.3, above 0.",
)

# %% [markdown]
# ### And in a computer?
#
# On paper $\sigma(z)$ is never 0 or 1. In double precision it is exactly 1 from about $z = 37$ on: the next number above 1 is
# $1 + 2.2 \cdot 10^{-16}$, and $e^{-37}$, which is less than half of that distance, is lost when it is added to 1. A weighted
# input gets there without much ado: a few large weights will do, or inputs that nobody has scaled.

# %%
for big in (30.0, 36.0, 37.0, 40.0):
    print(f"z = {big}  1 - sigma(z) = {1 - sigmoid(np.array(big)):.3e}   exactly 1: {sigmoid(np.array(big)) == 1}")

# %% [markdown]
# What the formula then gives, typed as it stands, at $z = 40$: for the target $y = 1$ it is $0 \cdot \ln 0$, which is no
# number, and for $y = 0$ it is infinite. The true values are about $4 \cdot 10^{-18}$ and 40.

# %%
big = np.array([40.0])
with warnings.catch_warnings():
    warnings.simplefilter("ignore")
    for t in (1.0, 0.0):
        out = sigmoid(big)
        naive = -(t * np.log(out) + (1 - t) * np.log(1 - out))
        print(
            f"y = {t:g}  typed as it stands {naive[0]}  from z {cross_entropy.value(sigmoid, big, np.array([t])):.3e}"
        )

# %% [markdown]
# The way out is not to go through $a$. Written in $z$, the cross-entropy is
#
# $$C = \ln(1 + e^z) - y z,$$
#
# which has no pole at all. Typed as it stands it isn't good enough yet: at $z = 1000$ its $e^z$ overflows, and at $z = 40$ with
# $y = 1$ it subtracts 40 from 40 and has no digit of the $4 \cdot 10^{-18}$ left. So `hw2lib` computes
#
# $$C = y\,s(-z) + (1 - y)\,s(z), \qquad s(z) = \ln(1 + e^z) = \max(z, 0) + \ln(1 + e^{-|z|}).$$
#
# None of its terms is negative, so that nothing cancels; and no exponent is positive, so that nothing overflows.

# %%
sigma = 1 / (1 + sp.exp(-z))
s = lambda v: sp.log(1 + sp.exp(v))
prove(C.subs(A, sigma), s(z) - y * z)

# %%
prove(y * s(-z) + (1 - y) * s(z), s(z) - y * z)

# %%
for extreme in (-1000.0, 1000.0):
    losses = [float(cross_entropy.value(sigmoid, np.array([extreme]), np.array([t]))) for t in (0.0, 1.0)]
    print(f"z = {extreme:7}  y = 0: {losses[0]:z6.1f}  y = 1: {losses[1]:z6.1f}")

# %% [markdown]
# ### Move it
#
# Move $y$ to an end, and the exchanged form has a pole for every $a$. On the right is the right form over $z$, computed in two
# ways: through $a$ it breaks off where $\sigma(z)$ is rounded to 1.

# %%
roles = controls.exchanged_roles()
still(roles)

# %%
roles

# %% [markdown]
# The same from Python: `set` does what a hand does, and returns what the panel then says.

# %%
for y_, a_, z_ in ((1.0, 0.8, 2.0), (0.5, 0.8, 2.0), (0.0, 0.8, 40.0)):
    print(roles.set(y=y_, a=a_, z=z_))
_ = roles.reset()

# %% [markdown]
# ### What the printed solution says

# %%
claims(section="3.1")

# %% [markdown]
# **In one line**: the logarithm belongs to the output, which only comes close to 0 and 1, and in a computer it belongs to
# $z$.
#
# ## 3.2 · Where the minimum is
#
# The [question](http://neuralnetworksanddeeplearning.com/chap3.html#exercises_824189): for $y = 0$ and $y = 1$ the
# cross-entropy is small when the output is near the target. Sometimes the target is in between, $0 < y < 1$.
# **Show that $C$ is still smallest at $\sigma(z) = y$. What is its value there?**
#
# ### Your turn
#
# The first step is the derivative of $C$ in $z$. Put yours in the place of `None`; the second line shows what a wrong one
# is told.

# %%
check_formula("dC/dz of the cross-entropy", None)

# %%
check_formula("dC/dz of the cross-entropy", "(a - y)*a*(1 - a)")

# %% [markdown]
# <details><summary>Hint 1</summary>
#
# Differentiate in $a$ first, then use $da/dz = a(1 - a)$.
# </details>
#
# <details><summary>Hint 2</summary>
#
# A stationary point is a minimum if the second derivative is positive there. If it is positive <em>everywhere</em>, there
# is no other stationary point.
# </details>
#
# <details><summary>Hint 3</summary>
#
# The second derivative of $C$ in $z$ is the derivative of $a - y$.
# </details>
#
# ### First derivatives

# %%
prove(sp.Derivative(C, A), (A - y) / (A * (1 - A)))

# %% [markdown]
# Times $da/dz = a(1 - a)$ the denominator cancels:

# %%
prove(sp.Derivative(C.subs(A, sigma), z), sigma - y)

# %% [markdown]
# Both are 0 at $a = y$ and nowhere else; below it they are negative, above it positive. That alone makes it a minimum:
# $C$ falls up to $a = y$ and rises from there.
#
# ### Second derivatives
#
# In $a$:

# %%
second_in_a = y / A**2 + (1 - y) / (1 - A) ** 2
prove(sp.Derivative(C, A, 2), second_in_a)

# %% [markdown]
# This is at least 1, and more than 1 inside: $1/a^2$ and $1/(1 - a)^2$ are both above 1, and $y$ and $1 - y$ are shares
# that add up to 1.

# %%
prove_positive(second_in_a - 1, on={A: (0, 1), y: (0, 1)})

# %% [markdown]
# In $z$ the second derivative is another, and a simpler one. The $y$ has gone:

# %%
prove(sp.Derivative(C.subs(A, sigma), z, 2), sigma * (1 - sigma))

# %%
prove_positive(sp.Derivative(C.subs(A, sigma), z, 2))

# %% [markdown]
# It is positive for every $z$, so that $C$ is **convex** in $z$: one minimum, and no other stationary point. It is never more
# than $1/4$. Equation (19) and the line after it say that it is at least 1; in $z$ it isn't.
#
# ### The value at the minimum
#
# $C(a = y) = -[y \ln y + (1 - y)\ln(1 - y)] = H(y)$, the **entropy** of the target. It is 0 for $y = 0$ and $y = 1$, and
# largest for $y = \frac12$, where it is $\ln 2$.

# %%
entropy = C.subs(A, y)
print("limits at 0 and 1:", sp.limit(entropy, y, 0, "+"), sp.limit(entropy, y, 1, "-"))
for t in (0.01, 0.1, 0.5, 0.99):
    print(f"H({t:4}) = {float(entropy.subs(y, t)):.6f}")

# %% [markdown]
# What a network can still influence is the part above $H(y)$. It is the Kullback-Leibler divergence of the target
# from the output:
#
# $$C - H(y) = y \ln \frac{y}{a} + (1 - y) \ln \frac{1 - y}{1 - a} \geq 0.$$

# %%
above = y * sp.log(y / A) + (1 - y) * sp.log((1 - y) / (1 - A))
prove(C - entropy, above, on={A: (0, 1), y: (0, 1)})

# %%
zs = np.linspace(-6, 6, 400)
curves = {}
for t in (0.01, 0.3, 0.5, 0.99):
    curves[f"y = {t:g}"] = (zs, cross_entropy.value(sigmoid, zs[:, None], np.full((400, 1), t)))
ax = plot_curves(curves, xlabel="z", ylabel="C", ylim=(0, 4), title="Convex for every target")
show(ax.figure, "Four convex curves over z. Each has one lowest point, at sigma(z) = y, and none of them touches 0.")

# %% [markdown]
# ### A whole training set
#
# The loss of a training set is the mean over its examples, $C = -\frac1n \sum_x [y \ln a + (1 - y) \ln(1 - a)]$. Each
# example's part is smallest at its own $\sigma(z) = y$, and nothing is smaller than the mean of the smallest. So if the
# network can reach all targets at once, that is the minimum, and its value is the mean entropy of the targets:

# %%
x4 = np.array([[0.0, 0.0], [0.0, 1.0], [1.0, 0.0]])
y4 = np.array([[0.2], [0.9], [0.5]])
start = Network.random([2, 1], sigmoid, seed=0)
fitted, history = train(start, x4, y4, cross_entropy, learning_rate=2.0, epochs=2000)
mean_entropy = float(np.mean(-(y4 * np.log(y4) + (1 - y4) * np.log(1 - y4))))
print("outputs", fitted(x4).ravel().round(6))
print(f"loss {history.loss[-1]:.9f}   mean entropy {mean_entropy:.9f}")

# %% [markdown]
# Two examples with the *same* input and different targets can't both be reached. The best output is then the mean of
# their targets, since the sum of $a - y$ over the two has to vanish:

# %%
x_same, y_same = np.array([[1.0, 1.0], [1.0, 1.0]]), np.array([[0.0], [1.0]])
fitted, history = train(start, x_same, y_same, cross_entropy, learning_rate=2.0, epochs=500)
print(f"output {fitted(x_same)[0, 0]:.6f}, loss {history.loss[-1]:.6f} = ln 2, although each target's entropy is 0")

# %% [markdown]
# ### Move it
#
# The dot is the minimum. Both first derivatives cross 0 there, and both second derivatives are above 0 everywhere.

# %%
trough = controls.minimum()
still(trough)

# %%
trough

# %% [markdown]
# The same from Python: `set` does what a hand does, and returns what the panel then says.

# %%
for y_ in (0.1, 0.5, 0.9):
    print(trough.set(y=y_))
_ = trough.reset()

# %% [markdown]
# ### What the printed solution says

# %%
audit(section="3.2", verdict="fails")

# %%
claims(section="3.2")

# %% [markdown]
# **In one line**: $dC/dz = a - y$ vanishes where the output is the target, $d^2C/dz^2 = a(1 - a) > 0$ makes that the only
# minimum, and the entropy of the targets is what remains.

# %% [markdown]
# ## 3.3 · One step by hand
#
# Matt Mazur wrote a page that takes
# [one step of backpropagation through a 2-2-2 network](https://mattmazur.com/2015/03/17/a-step-by-step-backpropagation-example/)
# with all its numbers. He uses the squared error. The question: **take the same step with the cross-entropy in its
# place.** Work out the forward pass, the loss, and the derivative of the loss in each of the eight weights and in the
# biases. The loss is the *sum* over both outputs, $C = E_{o1} + E_{o2}$.
#
# The network and its example, in his names ($i$ inputs, $h$ hidden neurons, $o$ outputs, $t$ targets):

# %%
example = mazur(cross_entropy)
show(draw_example(example, "The network before the step"), describe_example(example))

# %% [markdown]
# The same numbers as matrices. Row $j$ of a weight matrix holds what flows *into* neuron $j$; column $k$ holds what flows
# *out of* neuron $k$. Mazur has one bias a layer, $b_1$ and $b_2$; here each neuron has its own, and the two of a layer
# start out equal.

# %%
for name, array in zip(("w1..w4", "w5..w8", "b1", "b2"), (*example.net.w, *example.net.b), strict=True):
    print(f"{name:7} {array.tolist()}")

# %% [markdown]
# ### Your turn
#
# Take paper and work out $\partial C/\partial w_5$ and $\partial C/\partial w_1$ before you read on. Put your numbers in the
# place of `None`. As many digits as you give will be judged.

# %%
check("dC/dw5", None)

# %%
check("dC/dw1", None)

# %% [markdown]
# If a number is off, you are told which slip gives it, if it is a known one. Here is the $\partial C/\partial w_1$ that the
# printed solution has. (`hint=1`, `2` or `3` tells more; `reveal=True` shows the answer. `questions()` lists all that can
# be asked.)

# %%
check("dC/dw1", 0.002399)

# %% [markdown]
# <details><summary>Hint 1: where to start</summary>
#
# Go forward first: $\mathrm{net}_{h1}$, then $\mathrm{out}_{h1}$, and so on up to $\mathrm{out}_{o2}$. Keep all of them.
# </details>
#
# <details><summary>Hint 2: the output layer</summary>
#
# With the cross-entropy after a sigmoid, $\partial C/\partial \mathrm{net}_{o} = \mathrm{out}_o - t$. There is no
# $\sigma'$ in it.
# </details>
#
# <details><summary>Hint 3: the hidden layer</summary>
#
# $h_1$ feeds $o_1$ through $w_5$ and $o_2$ through $w_7$. Its error is
# $(w_5\,\delta_{o1} + w_7\,\delta_{o2})\,\mathrm{out}_{h1}(1 - \mathrm{out}_{h1})$.
# </details>

# %% [markdown]
# ### Forward
#
# Each hidden neuron adds up its weighted inputs and its bias. (Numbers are shown to nine decimals and computed with all, so
# the last decimal may be off by one or two when you add up what is shown.)

# %%
example.walk("net_h1", "net_h2")

# %% [markdown]
# Each sum goes through the sigmoid. Mind the plus sign in $1 + e^{-\mathrm{net}}$.

# %%
example.walk("out_h1", "out_h2")

# %% [markdown]
# The output neurons do the same with what the hidden neurons put out:

# %%
example.walk("net_o1", "net_o2")

# %%
example.walk("out_o1", "out_o2")

# %% [markdown]
# ### The loss
#
# The cross-entropy has two terms an output. Both count here, because the targets are 0.01 and 0.99 and not 0 and 1:

# %%
example.walk("E_o1", "E_o2", "E_total")

# %% [markdown]
# ### Backward: the output layer
#
# Write $\delta_o = \partial C/\partial\,\mathrm{net}_o$ for the error of an output neuron. The chain rule has two factors:
#
# $$\frac{\partial C}{\partial\,\mathrm{out}} = \frac{\mathrm{out} - t}{\mathrm{out}\,(1 - \mathrm{out})},
# \qquad \frac{\partial\,\mathrm{out}}{\partial\,\mathrm{net}} = \mathrm{out}\,(1 - \mathrm{out}).$$
#
# The second cancels the denominator of the first, and what stays is the difference between output and target:

# %%
example.walk("delta_o1", "delta_o2")

# %% [markdown]
# A weight into $o_1$ changes $\mathrm{net}_{o1}$ by what comes through it, so its derivative is $\delta_{o1}$ times the
# output of the hidden neuron at its other end:

# %%
example.walk("dC/dw5", "dC/dw6", "dC/dw7", "dC/dw8")

# %% [markdown]
# A bias sees a constant 1. If both outputs share one bias $b_2$, as they do on Mazur's page, it feeds both, and the two
# derivatives add up:

# %%
example.walk("dC/db_o1", "dC/db_o2", "dC/db2")

# %% [markdown]
# ### Backward: the hidden layer
#
# $h_1$ has a hand in both outputs, so both errors come back to it, each through its own weight: $\delta_{o1}$ through
# $w_5$ and $\delta_{o2}$ through $w_7$. Those two weights are a *column* of the output matrix. It is easy to take the row
# $w_5, w_6$ by mistake; those lead into $o_1$ from two different neurons.

# %%
example.walk("delta_h1", "delta_h2")

# %% [markdown]
# From here on it goes as before: the error of a hidden neuron, times the input at the other end of the weight.

# %%
example.walk("dC/dw1", "dC/dw2", "dC/dw3", "dC/dw4")

# %%
example.walk("dC/db_h1", "dC/db_h2", "dC/db1")

# %% [markdown]
# ### The same as matrices
#
# Nielsen's four equations say all of this at once. `backprop` is those four lines, for any number of layers:
#
# | | | here |
# |---|---|---|
# | BP1 | $\delta^L = \nabla_a C \odot \sigma'(z^L)$ | $\delta_{o1}, \delta_{o2}$ |
# | BP2 | $\delta^l = ((w^{l+1})^T \delta^{l+1}) \odot \sigma'(z^l)$ | $\delta_{h1}, \delta_{h2}$ |
# | BP3 | $\partial C/\partial b^l_j = \delta^l_j$ | the biases |
# | BP4 | $\partial C/\partial w^l_{jk} = a^{l-1}_k \delta^l_j$ | the weights |

# %%
grads = backprop(example.net, example.x, example.y, cross_entropy)
for l in (0, 1):
    print(f"dC/dw, layer {l}:\n{grads.dw[l].round(9)}")

# %% [markdown]
# Is it right? A derivative is a limit of difference quotients, so we can ask the loss itself. The check below moves each
# of the twelve parameters by $\pm 10^{-5}$ and compares. It uses the forward pass only, so it can't repeat a mistake
# made on the way back.

# %%
print(gradient_check(example.net, example.x, example.y, cross_entropy).summary())

# %% [markdown]
# ### After one step
#
# With a learning rate of 0.5 each weight moves by half its derivative, downhill. Mazur holds the biases, so we do too.

# %%
after = example.step(learning_rate=0.5)
for name in ("w1", "w2", "w3", "w4", "w5", "w6", "w7", "w8"):
    print(f"{name}  {example[name]:.2f} -> {after[name]:.9f}")
print(f"C   {example['E_total']:.9f} -> {after['E_total']:.9f}")

# %% [markdown]
# ### What the printed solution says
#
# The plan is right: forward, $\delta_o = \mathrm{out}_o - t$, then the chain rule. Not all its numbers are, and the slips are
# common ones. The first ones, on the way forward:

# %%
audit(23, 25, 26, 28, 29)

# %% [markdown]
# And those on the way back. The [errata](errata.ipynb) go through every one.

# %%
audit(37, 49, 51, 52)

# %% [markdown]
# Three of the slips in code, each with the digits that the solution prints:

# %%
print(f"w3 = 0.20 gives out_h2 = {sigmoid(0.20 * 0.05 + 0.30 * 0.10 + 0.35):.7f}, printed 0.596282")

# %%
stray = -(0.01 * np.log(0.75137) + 0.99 * np.log(1 - 0.75137) * 1.38073)
print(f"the stray factor gives E_o1 = {stray:.6f}, printed 1.905327; without it, {example['E_o1']:.6f}")

# %%
row = (0.40 * 0.74137 + 0.45 * (0.77287 - 0.99)) * 0.59327 * (1 - 0.59327) * 0.05
print(f"the row w5, w6 gives dC/dw1 = {row:.6f}, printed 0.002399; the column gives {example['dC/dw1']:.6f}")

# %% [markdown]
# ### Mazur's own walk
#
# With the squared error $\tfrac12 \sum (t - \mathrm{out})^2$ only one *formula* of the way back changes, that
# of the outputs' errors: the $\sigma'$ that the cross-entropy cancels is back. The numbers after it change with it.

# %%
squared = mazur(quadratic)
squared.walk("delta_o1", "delta_o2", "dC/dw5", "delta_h1", "dC/dw1")

# %% [markdown]
# His page gives the total error before the step, after it, and after 10,000 steps. Here is what the step gives, beside
# what he published:

# %%
later = squared.steps(10_000)
print("                      computed      published")
print(f"before                {squared['E_total']:.9f}   {PUBLISHED['E_total']}")
print(f"after 1 step          {squared.step()['E_total']:.9f}   {PUBLISHED['E_total after 1 step']}")
print(f"after 10,000 steps    {later['E_total']:.10f}  {PUBLISHED['E_total after 10000 steps']}")
print(f"  out_o1              {later['out_o1']:.9f}   {PUBLISHED['out_o1 after 10000 steps']}")
print(f"  out_o2              {later['out_o2']:.9f}   {PUBLISHED['out_o2 after 10000 steps']}")

# %% [markdown]
# The first agrees, the others don't quite. Many readers have asked why. The page says, rightly, that the errors go back
# to the hidden layer through the *old* $w_5 \dots w_8$, the ones that made the error. Suppose that the program behind the
# figures used the new ones, which the same step had just changed:

# %%
slipped = squared.steps(10_000, output_weights="updated")
print(f"after 1 step          {squared.step(output_weights='updated')['E_total']:.9f}")
print(f"after 10,000 steps    {slipped['E_total']:.10f}")
print(f"  out_o1              {slipped['out_o1']:.9f}")
print(f"  out_o2              {slipped['out_o2']:.9f}")

# %% [markdown]
# That is his error after one step, and those are his two outputs after 10,000, digit for digit. His last figure,
# 0.0000351085, is another matter: it doesn't belong to those outputs, whose error is 0.0000350848. It is what the
# *right* algorithm has after 9,999 steps, which is the error that a program measures on its 10,000th pass, before it
# updates:

# %%
print(f"old weights, after 9,999 steps  {squared.steps(9_999)['E_total']:.10f}")

# %% [markdown]
# So the published figures come from two runs: one with the updated output weights, one without. The eight weights that
# the page shows after the first step are right.

# %% [markdown]
# ### Move it
#
# The whole walk, a line at a time: *Next line* writes it out with its numbers and lights up what it is made of. Set any number
# of the network, choose a cost, take steps, with or without Mazur's slip. *Reset* brings everything back.

# %%
walker = controls.worked_network()
still(walker)

# %%
walker

# %% [markdown]
# The same from Python: `set` does what a hand does, and returns what the panel then says.

# %%
print(walker.set(line=21))
print(walker.press("one").splitlines()[-1])
print(walker.set(cost="squared error", updated=True).splitlines()[-1])
print(walker.press("thousand", times=10).splitlines()[-1])
_ = walker.reset()

# %% [markdown]
# ### Which cost learns faster, and why
#
# Both costs start from the same place. The squared error's $\delta$ is the cross-entropy's times $\sigma' = \mathrm{out}(1 -
# \mathrm{out})$:

# %%
factor = {}
for o in ("o1", "o2"):
    factor[o] = squared[f"delta_{o}"] / example[f"delta_{o}"]
    print(f"{o}: {squared[f'delta_{o}']:.6f} / {example[f'delta_{o}']:.6f} = {factor[o]:.6f} = sigma'(net_{o})")

# %% [markdown]
# So at the same learning rate its first steps are more than five times as short. That alone would prove nothing: a larger
# learning rate makes up for it. We let the cross-entropy learn at 0.5, the squared error at 0.5 and at a rate that makes the first
# step of $o_1$ as long, and count the steps until the outputs are near their targets. (The two losses themselves can't be
# compared: they measure in different units.)

# %%
fair = 0.5 / factor["o1"]
races = {"cross-entropy, 0.5": (example, 0.5), "squared, 0.5": (squared, 0.5), f"squared, {fair:.2f}": (squared, fair)}
distance = {}
for name, (e, rate) in races.items():
    far = []
    while not far or far[-1] > 0.02:
        far.append(np.abs(e.net(e.x) - e.y).max())
        e = e.step(learning_rate=rate)
    distance[name] = np.array(far)

# %%
for name, far in distance.items():
    needed = [int((far > d).sum()) for d in (0.3, 0.1, 0.05, 0.02)]
    print(f"{name:18}  steps to a distance of 0.3, 0.1, 0.05, 0.02: {needed}")

# %%
show(
    plot_curves(
        {name: (range(len(far[:450])), far[:450]) for name, far in distance.items()},
        xlabel="steps",
        ylabel="largest |out - t|",
        yscale="log",
        title="Distance from the targets",
    ).figure,
    "Three falling curves. The cross-entropy's falls steadily. The squared error's at the larger rate keeps up with it at first "
    "and then falls behind; at the same rate it is far behind from the start.",
)

# %% [markdown]
# As far as a distance of 0.1 most of the lead was the learning rate. Behind it the lead is real: near its target of 0.01 an
# output's $\sigma'$ is 0.01, and the squared error's steps get short. No fixed learning rate mends that, since $\sigma'$
# changes on the way. It is worst for a neuron that is saturated at the *wrong* end. It is as wrong as can be, and is told next
# to nothing:

# %%
for z_wrong in (2.0, 5.0, 10.0):
    at, target = np.array([z_wrong]), np.array([0.0])
    natural, slow = (loss.delta(sigmoid, at, sigmoid(at), target)[0] for loss in (cross_entropy, quadratic))
    print(f"target 0, out {sigmoid(at)[0]:.6f}: delta {natural:.6f} with the cross-entropy, {slow:.6f} squared")

# %% [markdown]
# ### How low can it go?
#
# The squared error can reach 0. The cross-entropy can't: with a target of 0.01 it is smallest at $\mathrm{out} = 0.01$,
# and there it is still $-[0.01 \ln 0.01 + 0.99 \ln 0.99]$, the entropy of the target. Two outputs have twice that.

# %%
t = example.y
floor = -(t * np.log(t) + (1 - t) * np.log(1 - t)).sum()
print(f"floor {floor:.9f}")

# %%
settings = {"learning_rate": 0.5, "epochs": 5_000, "train_biases": False, "progress": False}
trained, history = train(example.net, example.x, example.y, cross_entropy, **settings)
for step in (0, 1, 100, 1_000, 5_000):
    print(f"after {step:4} steps {history.loss[step]:.9f}, {history.loss[step] - floor:z.9f} above the floor")

# %% [markdown]
# ### And the biases?
#
# Mazur leaves them where they are, which is a choice and not a rule. A bias for each neuron gives the network more to
# work with. One bias a layer, which is what his drawing shows, gets the *sum* of its two neurons' derivatives.

# %%
for biases in ("held", "each", "shared"):
    e = example.steps(100, biases=biases)
    print(f"{biases:6}  loss after 100 steps {e['E_total']:.9f}   b_o1 {e['b_o1']:.6f}   b_o2 {e['b_o2']:.6f}")

# %% [markdown]
# **In one line**: errors flow back through the same weights that the signal came forward through, column by column, and
# the cross-entropy saves the output layer the factor $\sigma'$.
#
# Exercises 3.1 and 3.2 are Michael Nielsen's, from
# [*Neural Networks and Deep Learning*](http://neuralnetworksanddeeplearning.com/) (CC BY-NC 3.0). The network of 3.3 and
# its squared-error walk are Matt Mazur's; the homework that asks for the cross-entropy is EECS663 Homework II.
