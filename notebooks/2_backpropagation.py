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
# **What you will do**: work out how backpropagation changes when a neuron gets an activation of its own, when the output
# layer is a softmax, and when all neurons are linear.
#
# **What you will learn**: which of the four equations an activation enters, why softmax and the log-likelihood belong
# together, and what a network without a curve in it can't do.
#
# **What you need**: the four equations of
# [chapter 2](http://neuralnetworksanddeeplearning.com/chap2.html) of Nielsen's book. In his notation $w^l_{jk}$ leads from
# neuron $k$ of layer $l - 1$ to neuron $j$ of layer $l$, $z^l$ is a layer's weighted input, $a^l$ its activation, and
# $\delta^l_j = \partial C/\partial z^l_j$ its error. Formulas and panels count from 1, the code from 0: `delta[0]` is
# $\delta^2$, the error of the first layer that has weights, and `delta[0][1]` that of its second neuron.
#
# | | |
# |---|---|
# | BP1 | $\delta^L = \nabla_a C \odot \sigma'(z^L)$ |
# | BP2 | $\delta^l = ((w^{l+1})^T \delta^{l+1}) \odot \sigma'(z^l)$ |
# | BP3 | $\partial C/\partial b^l_j = \delta^l_j$ |
# | BP4 | $\partial C/\partial w^l_{jk} = a^{l-1}_k \delta^l_j$ |

# %%
import numpy as np
import sympy as sp

from hw2lib import (
    Activation,
    Network,
    backprop,
    check,
    check_formula,
    controls,
    cross_entropy,
    gradient_check,
    linear,
    log_likelihood,
    mixed,
    quadratic,
    sigmoid,
    softmax,
    tanh,
)
from hw2lib.errata import audit, claims
from hw2lib.proofs import prove
from hw2lib.widgets.controls import still
from hw2lib.widgets.figures import plot_matrix, show

# %% [markdown]
# ## 2.1 · One neuron of its own
#
# The [question](http://neuralnetworksanddeeplearning.com/chap2.html#exercises_675621): all neurons of a network have the
# sigmoid, but for a single one, whose output is $f(z)$ with some other function $f$. **What changes in backpropagation?**
#
# <details><summary>Hint 1</summary>
#
# Go through the four equations. In which of them does $\sigma$ occur, and for which neurons?
# </details>
#
# <details><summary>Hint 2</summary>
#
# The equations use numbers from the forward pass. Are those still the same?
# </details>
#
# <details><summary>Hint 3</summary>
#
# $\odot$ works entry by entry. The entry of our neuron is $f'(z_j)$; every other entry stays as it was.
# </details>
#
# ### Derivation
#
# Let the neuron be the second of two hidden ones. Every neuron $i$ of the next layer sees both of them, through the weights
# $u_i$ and $v_i$: its weighted input is $s_i = u_i\,\sigma(z_1) + v_i\,f(z_2)$ and a bias. Write $c$ for whatever happens
# from there on, so that $C = c(s_1, s_2, \dots)$. The chain rule gives
#
# $$\frac{\partial C}{\partial z_2} = \sum_i \frac{\partial C}{\partial s_i} \frac{\partial s_i}{\partial z_2}
# = \Big(\sum_i v_i\,\frac{\partial C}{\partial s_i}\Big) f'(z_2).$$
#
# SymPy agrees, for two neurons in the next layer and *any* $c$ and $f$:

# %%
z1, z2, u1, u2, v1, v2, s1, s2 = sp.symbols("z1 z2 u1 u2 v1 v2 s1 s2", real=True)
c, f = sp.Function("c"), sp.Function("f")
sigma = 1 / (1 + sp.exp(-z1))
inputs = {s1: u1 * sigma + v1 * f(z2), s2: u2 * sigma + v2 * f(z2)}
C = c(s1, s2).subs(inputs)
error1, error2 = (sp.diff(c(s1, s2), s).subs(inputs) for s in (s1, s2))

# %%
bool(prove(sp.Derivative(C, z2), (v1 * error1 + v2 * error2) * sp.diff(f(z2), z2)))

# %% [markdown]
# The errors that come back, each through its weight, times $f'(z_2)$ in the place of $\sigma'(z_2)$. And its neighbour's
# formula is what it always was:

# %%
bool(prove(sp.Derivative(C, z1), (u1 * error1 + u2 * error2) * sp.diff(sigma, z1)))

# %% [markdown]
# If the neuron is an output, there is no next layer. Then $C = c(f(z_2))$, and $f'$ stands in BP1:

# %%
prove(sp.Derivative(c(f(z2)), z2), sp.diff(c(s1), s1).subs(s1, f(z2)) * sp.diff(f(z2), z2))

# %% [markdown]
# So there are two places:
#
# 1. **forward**: $a_j = f(z_j)$;
# 2. **its own error**: $f'(z_j)$ in BP2, or in BP1 if it is an output.
#
# Nothing else changes. BP3 and BP4 have no $\sigma$ in them, and the other neurons keep their formulas. They don't keep their
# *numbers*: whoever comes after $a_j$ sees another value.
#
# ### In numbers
#
# `mixed` builds such a layer. Here is a small network twice, once with a tanh for the second of its hidden neurons, which has
# the index 1:

# %%
x, y = [0.5, -1.0], [0.8]
plain = Network.random([2, 3, 1], sigmoid, seed=1)
odd = Network(plain.w, plain.b, [mixed(sigmoid, {1: tanh}), sigmoid])
odd

# %%
for name, net in {"all sigmoid": plain, "neuron 1 tanh": odd}.items():
    trace, grads = net.forward(x), backprop(net, x, y, cross_entropy)
    print(f"{name:14} a  {trace.a[1].round(6)}  output {trace.a[2].round(6)}")
    print(f"{'':14} delta {grads.delta[0].round(6)}  of the output {grads.delta[1].round(6)}")

# %% [markdown]
# Of the hidden activations only one differs, since the inputs are the same. Of the errors *all* differ: the output is
# another, so another error comes back.
#
# The same with the odd neuron in the output layer, where $f'$ enters through BP1. The gradient check confirms both:

# %%
odd_output = Network(plain.w, plain.b, [sigmoid, mixed(sigmoid, {0: tanh})])
print("hidden:", gradient_check(odd, x, y, quadratic))
print("output:", gradient_check(odd_output, x, y, quadratic))

# %% [markdown]
# ### If $f'$ is forgotten
#
# A usual slip: the forward pass has the tanh, the backward pass still has $\sigma'$. The check finds it. Its table names the
# worst entry of each block; beside the right gradient, only the second row of `dw[0]` differs, because only the odd neuron's
# error does:

# %%
forgetful = Activation("tanh with sigma'", tanh, sigmoid.derivative)
wrong = Network(plain.w, plain.b, [mixed(sigmoid, {1: forgetful}), sigmoid])
print(gradient_check(wrong, x, y, quadratic).summary())
difference = backprop(wrong, x, y, quadratic).dw[0] - backprop(odd, x, y, quadratic).dw[0]
print("difference in dw[0]:", difference.round(6).tolist())

# %% [markdown]
# ### Your turn
#
# What is the error of the odd hidden neuron, `delta[0][1]`, with the quadratic cost? Put your number in the place of `None`.
# The network has these weights and biases, the input is (0.5, -1) and the target 0.8:

# %%
for l in (0, 1):
    print(f"w[{l}] {odd.w[l].round(4).tolist()}\nb[{l}] {odd.b[l].round(4).tolist()}")

# %%
check("delta[0][1]", None, net=odd, x=x, y=y, loss=quadratic)

# %% [markdown]
# Here is what the slip above is told:

# %%
slip = float(backprop(wrong, x, y, quadratic).delta[0][1])
check("delta[0][1]", f"{slip:.6f}", net=odd, x=x, y=y, loss=quadratic, hint=2)

# %% [markdown]
# ### Move it
#
# Mazur's network of [exercise 3.3](3_cross_entropy.ipynb), with the squared error. Choose a neuron and its $f$. A ring marks
# every neuron of which a number changes. Then forget $f'$.

# %%
own = controls.own_neuron()
still(own)

# %%
own

# %% [markdown]
# The same from Python: `set` does what a hand does, and returns what the panel then says.

# %%
for neuron in ("h1", "o1"):
    for forget in (False, True):
        print(own.set(neuron=neuron, f="tanh", forget=forget))
_ = own.reset()

# %% [markdown]
# ### What the printed solution says

# %%
claims(section="2.1")

# %% [markdown]
# **In one line**: an activation enters twice, as $f$ on the way forward and as $f'$ in the error of its own neuron.
#
# ## 2.2 · Softmax and the log-likelihood
#
# The [question](http://neuralnetworksanddeeplearning.com/chap3.html#problems_919607): the output layer is a softmax,
# $a^L_j = e^{z^L_j} / \sum_k e^{z^L_k}$, and the cost of an example of class $y$ is $C = -\ln a^L_y$. **Derive**
#
# $$\delta^L_j = a^L_j - y_j, \qquad \frac{\partial C}{\partial b^L_j} = a^L_j - y_j, \qquad
# \frac{\partial C}{\partial w^L_{jk}} = a^{L-1}_k (a^L_j - y_j).$$
#
# Here $y$ plays two parts. In $\ln a_y$ it is a number, the class. In $y_j$ it is a vector, 1 at the class and 0
# elsewhere: $y_j = [j = y]$. That is where the $y_j$ comes from. To keep them apart we call the class $c$ from here on.
#
# ### Your turn
#
# What is $\partial C/\partial z_j$, in `a_j` and `y_j`? Put a formula in the place of `None`.

# %%
check_formula("delta of softmax with log-likelihood", None)

# %% [markdown]
# Many readers find $y_j (a_j - 1)$ instead. Here is what that is told:

# %%
check_formula("delta of softmax with log-likelihood", "y_j*(a_j - 1)")

# %% [markdown]
# <details><summary>Hint 1</summary>
#
# $C$ depends on $z_j$ through <em>every</em> output, because every output has the same denominator.
# </details>
#
# <details><summary>Hint 2</summary>
#
# Differentiate $a_k$ in $z_j$ twice: once for $k = j$, once for $k \neq j$.
# </details>
#
# <details><summary>Hint 3</summary>
#
# Both cases in one: $\partial a_k/\partial z_j = a_k\,([k = j] - a_j)$. Only $k = c$ counts in the end.
# </details>
#
# ### Step 1: the Jacobian of softmax
#
# Write $S = \sum_k e^{z_k}$, so that $a_i = e^{z_i}/S$ and $\partial S/\partial z_j = e^{z_j}$. The numerator contains $z_j$
# only for $i = j$; write $[i = j]$ for 1 if that is so and 0 if not. The quotient rule:
#
# $$\frac{\partial a_i}{\partial z_j} = \frac{[i = j]\,e^{z_i} S - e^{z_i} e^{z_j}}{S^2} = a_i\,\big([i = j] - a_j\big).$$
#
# SymPy takes $n$ outputs, with $n$ left open: sums run from 1 to $n$, and $[i = j]$ is Kronecker's delta $\delta_{ij}$,
# which has nothing to do with the error $\delta$.

# %%
n = sp.Symbol("n", integer=True, positive=True)
i, j, k, c = sp.symbols("i j k c", integer=True)
Z = sp.IndexedBase(sp.Symbol("z", real=True))
equal = sp.KroneckerDelta
a = lambda m: sp.exp(Z[m]) / sp.Sum(sp.exp(Z[k]), (k, 1, n))

# %%
prove(sp.Derivative(a(i), Z[j]), a(i) * (equal(i, j) - a(j)))

# %% [markdown]
# On the diagonal that is $a_j(1 - a_j)$, the same as for a sigmoid. Off the diagonal it is $-a_i a_j$: if one
# *weighted input* rises, its own output rises and all others fall. Here are all entries for three outputs. Each column adds up to 0, because the outputs add up to 1
# whatever happens; each row too, because the same amount added to every $z$ changes nothing.

# %%
z = np.array([1.0, 2.0, 0.5])
jacobian = softmax.jacobian(z)
print("a       ", softmax(z).round(6))
print("columns ", abs(jacobian.sum(axis=0)).round(12), " rows ", abs(jacobian.sum(axis=1)).round(12))
ax = plot_matrix(jacobian, title="da_k/dz_j of softmax", rows="output k", columns="weighted input j")
show(ax.figure, "A 3 by 3 map. The diagonal is positive, every other entry is negative; opposite entries are equal.")

# %% [markdown]
# ### Step 2: the error
#
# $C = -\ln a_c$, so $\partial C/\partial a_c = -1/a_c$, and the other outputs aren't in it. Row $c$ of the Jacobian has the
# factor $a_c$, which cancels that denominator:
#
# $$\frac{\partial C}{\partial z_j} = -\frac{1}{a_c}\,a_c\,\big([j = c] - a_j\big) = a_j - [j = c] = a_j - y_j.$$

# %%
C = -sp.log(a(c))
prove(sp.Derivative(C, Z[j]), a(j) - equal(j, c))

# %% [markdown]
# For $j = c$ this is $a_c - 1$, which is negative: the right output should rise. For $j \neq c$ it is $a_j$, which is
# positive: every other output should fall, the more the larger it is. Both times it is output minus target. So the answer
# to "is only the gradient of the $c$-th output non-zero?" is no: $\partial C/\partial a_j$ is non-zero for $j = c$ alone,
# and $\partial C/\partial z_j$ for every $j$.
#
# ### Step 3: soft targets
#
# A target may be any distribution $y$ over the classes; then $C = -\sum_i y_i \ln a_i$. Every row of the Jacobian counts now,
#
# $$\frac{\partial C}{\partial z_j} = -\sum_i \frac{y_i}{a_i}\,a_i\,\big([i = j] - a_j\big)
# = a_j \sum_i y_i - y_j,$$
#
# and that is $a_j - y_j$ again, because $\sum_i y_i = 1$:

# %%
Y = sp.IndexedBase(sp.Symbol("y", real=True))
C_soft = -sp.Sum(Y[i] * sp.log(a(i)), (i, 1, n))
prove(sp.Derivative(C_soft, Z[j]), a(j) * sp.Sum(Y[k], (k, 1, n)) - Y[j])

# %%
prove(sp.Derivative(C_soft, Z[j]), a(j) - Y[j], given={sp.Sum(Y[k], (k, 1, n)): 1})

# %% [markdown]
# ### Step 4: the two gradients of the question
#
# $z_j = \sum_k w_{jk} a^{L-1}_k + b_j$. Of all weighted inputs only $z_j$ contains $b_j$ and $w_{jk}$. So in
# $\partial C/\partial b_j = \sum_k (\partial C/\partial z_k)(\partial z_k/\partial b_j)$ just one term is left. With $x$ for
# the activations $a^{L-1}$ below, and the whole network from the weights to the loss in one formula:

# %%
W, B, X = (sp.IndexedBase(sp.Symbol(name, real=True)) for name in "wbx")
N = sp.Symbol("N", integer=True, positive=True)  # neurons in the layer below
z_of = lambda m: sp.Sum(W[m, i] * X[i], (i, 1, N)) + B[m]
a_of = lambda m: sp.exp(z_of(m)) / sp.Sum(sp.exp(z_of(k)), (k, 1, n))
C_of = -sp.log(a_of(c))

# %%
prove(sp.Derivative(C_of, B[j]), a_of(j) - equal(j, c))

# %%
m = sp.Symbol("m", integer=True)
prove(sp.Derivative(C_of, W[j, m]), X[m] * (a_of(j) - equal(j, c)))

# %% [markdown]
# ### If the off-diagonal is forgotten
#
# Somebody who takes $a_j(1 - a_j)$ for the derivative of softmax gets $\delta_j = -\frac{y_j}{a_j} \cdot a_j(1 - a_j) =
# y_j(a_j - 1)$. It is right at $j = c$ and 0 everywhere else. In numbers, for the first class:

# %%
y_hot = np.array([1.0, 0.0, 0.0])
net = Network(np.array([np.eye(3)]), [np.zeros(3)], softmax)
right = backprop(net, z, y_hot, log_likelihood).delta[0]
forgotten = y_hot * (softmax(z) - 1)
print("a - y        ", right.round(6))
print("y (a - 1)    ", forgotten.round(6) + 0)

# %% [markdown]
# For a single example, a step in the weights of the output layer still lowers the cost, since $a_c$ is pushed up. But it isn't
# the direction of steepest descent. How far it is off:

# %%
cosine = right @ forgotten / np.linalg.norm(right) / np.linalg.norm(forgotten)
print(f"angle between the two: {np.degrees(np.arccos(cosine)):.1f} degrees")

# %% [markdown]
# Over many examples it goes wrong, because nothing ever pushes a weighted input *down*. Let three classes make up 60, 30 and
# 10 % of the examples, with nothing to tell them apart by. A softmax with biases alone should learn these shares. The mean of
# $a - y$ over the examples is $a$ minus the shares, and that of $y(a - 1)$ is the shares times $a - 1$:

# %%
shares = np.array([0.6, 0.3, 0.1])
rules = {"a - y": lambda a: a - shares, "y (a - 1)": lambda a: shares * (a - 1)}
for name, mean_delta in rules.items():
    b = np.zeros(3)
    for step in range(1001):
        if step in (0, 15, 100, 1000):
            loss = float(log_likelihood.value(softmax, b, shares))
            print(f"{name:10} after {step:4} steps  loss {loss:.4f}  outputs {softmax(b).round(4)}")
        b = b - 0.5 * mean_delta(softmax(b))

# %% [markdown]
# At first both descend. Then all biases of the wrong rule go on growing, the more frequent classes faster, and the rare one is
# lost.

# %% [markdown]
# ### Which loss goes with which output?
#
# Readers of the book ask about the other pairings. All of them are allowed, and backpropagation handles them all. Here is
# $\delta$ for each, at the same $z$, for the first class:

# %%
for output in (sigmoid, softmax):
    for loss in (quadratic, cross_entropy, log_likelihood):
        net = Network(np.array([np.eye(3)]), [np.zeros(3)], output)
        print(f"{output!r:8} {loss!r:15} {backprop(net, z, y_hot, loss).delta[0].round(6) + 0}")

# %% [markdown]
# - Two of the six are $a - y$: sigmoid with cross-entropy, softmax with log-likelihood.
# - *Sigmoid with log-likelihood* has an error at the right output alone. Nothing ever tells the other outputs to go down.
# - *Softmax with the cross-entropy* asks each output a yes-or-no question of its own, although they share one sum. Its
#   errors can be larger than 1.
# - *Softmax with the quadratic cost* has the whole Jacobian in it, and with it the slow start: if the network is sure and
#   wrong, the Jacobian is nearly 0.
#
# **If $\delta$ is $a - y$ as it is for the quadratic cost of linear neurons, what has been gained?** There, $a = z$ and
# nothing saturates anyway. With outputs that do saturate the quadratic cost has the extra factor. Let a softmax network be
# more and more wrong, and compare:

# %%
for gap in (0, 5, 10, 20):
    z_wrong = np.array([0.0, gap, 0.0])
    natural, squared = (loss.delta(softmax, z_wrong, softmax(z_wrong), y_hot) for loss in (log_likelihood, quadratic))
    print(f"z = {z_wrong}  log-likelihood {abs(natural).max():.6f}  quadratic {abs(squared).max():.6f}")

# %% [markdown]
# The more it is wrong, the *less* the quadratic cost tells it. The log-likelihood's error goes to 1.

# %% [markdown]
# ### Move it
#
# Three weighted inputs. Watch the off-diagonal of the Jacobian, and what *diagonal only* does to $\delta$.

# %%
layer = controls.softmax_layer()
still(layer)

# %%
layer

# %% [markdown]
# The same from Python: `set` does what a hand does, and returns what the panel then says.

# %%
for target in ("class 1", "soft: 0.7, 0.2, 0.1"):
    print(layer.set(target=target, diagonal=False))
print(layer.set(target="class 1", diagonal=True))
_ = layer.reset()

# %% [markdown]
# ### What the printed solution says

# %%
audit(section="2.2", verdict="fails")

# %%
claims(section="2.2", verdict="fails")

# %% [markdown]
# **In one line**: softmax mixes all outputs, so its derivative is a full matrix; the $1/a_c$ of the logarithm cancels the $a_c$
# of its row, and what is left is output minus target.
#
# ## 2.3 · Linear neurons
#
# The [question](http://neuralnetworksanddeeplearning.com/chap2.html#exercises_675621): replace $\sigma(z)$ by $z$
# throughout the network. **What does backpropagation become?**
#
# ### Your turn
#
# Mazur's 2-2-2 network of [exercise 3.3](3_cross_entropy.ipynb), with linear neurons and the quadratic cost: `w5` and `w7` lead
# from `h1` to `o1` and `o2`. What is the error of `h1`? And if the two layers are written as one, which weight leads from `i1` to
# `o1`? (`w1` and `w3` lead from `i1` to `h1` and `h2`, and `w6` from `h2` to `o1`.)

# %%
check_formula("delta_h1 of linear neurons", None)

# %%
check_formula("weight from i1 to o1 of linear neurons", None)

# %% [markdown]
# Two wrong ones:

# %%
check_formula("delta_h1 of linear neurons", "(w5*delta_o1 + w7*delta_o2)*out_h1")

# %%
check_formula("weight from i1 to o1 of linear neurons", "w1*w5 + w2*w7")

# %% [markdown]
# <details><summary>Hint</summary>
#
# What is $\sigma'$ now?
# </details>
#
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
# Two layers with the quadratic cost. Is the gradient in the first weights, which SymPy takes entry by entry, the product
# $(w^2)^T \delta^2 \, x^T$ that BP2 and BP4 give?

# %%
v = sp.Matrix(sp.symbols("x1 x2", real=True))
target = sp.Matrix(sp.symbols("t1 t2", real=True))
W1 = sp.Matrix(2, 2, sp.symbols("p11 p12 p21 p22", real=True))
W2 = sp.Matrix(2, 2, sp.symbols("q11 q12 q21 q22", real=True))
error = W2 * W1 * v - target
C_linear = (error.T * error)[0] / 2

# %%
by_sympy = sp.Matrix(2, 2, lambda r, s: sp.diff(C_linear, W1[r, s]))
bool(prove(by_sympy, (W2.T * error) * v.T))

# %% [markdown]
# ### The network collapses
#
# $a^2 = w^2(w^1 x + b^1) + b^2 = (w^2 w^1)\,x + (w^2 b^1 + b^2)$: however many layers there are, the whole network is one
# matrix and one vector.

# %%
deep = Network.random([3, 4, 5, 2], linear, seed=0)
product = deep.w[2] @ deep.w[1] @ deep.w[0]
shift = deep.w[2] @ (deep.w[1] @ deep.b[0] + deep.b[1]) + deep.b[2]
flat = Network([product], [shift], linear)
x3, y2 = [1.0, -2.0, 0.5], [1.0, 0.0]
print("three layers", deep(x3).round(6), " one layer", flat(x3).round(6))

# %% [markdown]
# So depth adds nothing to what a linear network can *compute*. It does change how it *learns*. Take $w^2 w^1$ apart in
# another way, twice the first matrix and half the second. The product is the same, the output is the same, and the
# gradients are not:

# %%
two = Network.random([2, 2, 2], linear, seed=3)
other = Network([2 * two.w[0], two.w[1] / 2], [2 * two.b[0], two.b[1]], linear)
x2 = [1.0, -0.5]
print("outputs   ", two(x2).round(6), other(x2).round(6))
for name, net in {"w2 w1": two, "(w2/2)(2 w1)": other}.items():
    grads = backprop(net, x2, y2, quadratic)
    print(f"{name:13} dC/dw1 {grads.dw[0].round(4).tolist()}  dC/dw2 {grads.dw[1].round(4).tolist()}")

# %% [markdown]
# The gradient of the first layer is halved, because the error comes back through weights half as large; that of the
# second is doubled, because what comes in is twice as large. One step of gradient descent then moves the *product*
# differently, too:

# %%
for name, net in {"w2 w1": two, "(w2/2)(2 w1)": other}.items():
    dw = backprop(net, x2, y2, quadratic).dw
    after = (net.w[1] - 0.1 * dw[1]) @ (net.w[0] - 0.1 * dw[0])
    print(f"{name:13} change of the product {(after - net.w[1] @ net.w[0]).round(6).tolist()}")

# %%
gradient_check(deep, x3, y2, quadratic)

# %% [markdown]
# ### Move it
#
# The factor goes into the first layer and out of the last. The product and the output stay. The gradients of the first and the
# last layer don't; those of the layer between and of the product do.

# %%
layers = controls.linear_layers()
still(layers)

# %%
layers

# %% [markdown]
# The same from Python: `set` does what a hand does, and returns what the panel then says.

# %%
for factor in (0.5, 1.0, 2.0):
    print(layers.set(factor=factor))
_ = layers.reset()

# %% [markdown]
# ### What the printed solution says

# %%
audit(section="2.3")

# %% [markdown]
# **In one line**: without a curve the errors go back through the bare weights, and any depth computes one matrix, learnt
# in another way.
#
# The exercises are Michael Nielsen's, from
# [*Neural Networks and Deep Learning*](http://neuralnetworksanddeeplearning.com/) (CC BY-NC 3.0); the printed solution is
# that of EECS663 Homework II.
