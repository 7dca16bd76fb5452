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
# **What you will do**: find out why target and output can't change places in the cross-entropy, write it so that no digit is
# lost, find its minimum, and take one step of gradient descent by hand.
#
# **What you will learn**: what floating point does to a logarithm, where the minimum is for soft targets, which weight
# carries which error back, and how to find the mistake behind a wrong number.
#
# **What you need**: the chain rule, and paper. A sigmoid neuron has the output $a = \sigma(z) = 1/(1 + e^{-z})$, with the slope
# $\sigma' = \sigma(1 - \sigma)$. For a target $y$ its cross-entropy is
#
# $$C = -\big[\,y \ln a + (1 - y) \ln(1 - a)\,\big].$$
#
# **Time**: about three hours, half of them for 3.3. After 3.2 is a good place to stop for the day.
#
# Answers are given and checked as on [page 0](0_start_here.ipynb): put yours in the place of `None`. In a check, `hint=1`, `hint=2`
# and `hint=3` add one hint each, and `reveal=True` shows the answer. Here is a wrong answer to the slope of the sigmoid, with a hint:

# %%
from hw2lib import check_formula

check_formula("sigma'", "a*(1 + a)", hint=1)

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
# ### A prediction
#
# Answer with a letter in quotes, such as `"a"`.

# %% tags=["answer"]
exchanged_at_1 = None

# %%
from hw2lib import choose

choose("exchanged form at y = 1", exchanged_at_1)

# %% [markdown]
# ### Your turn
#
# What is left of the right form at $y = 1$? And how does the exchanged form change with the output: what is its derivative
# with respect to $a$? Write formulas in quotes, as in `"y/a - 1"`.

# %% tags=["answer"]
C_at_1 = None

# %%
check_formula("cross-entropy at y = 1", C_at_1)

# %% tags=["answer"]
exchanged_slope = None

# %%
check_formula("dC/da of the exchanged form", exchanged_slope)

# %% [markdown]
# And a sentence: why does the right form stay finite at $y = 0$ and $y = 1$, where the exchanged one doesn't?

# %% tags=["answer"]
why_finite = None

# %% [markdown]
# <details style="margin: 0 0 1em"><summary>A model answer</summary>
#
# In the right form the logarithms are taken of $a$ and $1 - a$, and a sigmoid's output is neither 0 nor 1. Of its two
# terms, the one with the factor 0 vanishes. In the exchanged form it is the target that goes into the logarithm. It *is*
# 0 or 1 in most training sets, and the infinite logarithm has a factor $a$ or $1 - a$, which isn't 0.
# </details>
#
# ### The exchanged form
#
# Its two terms have the factors $a$ and $1 - a$, which are both positive. Take $a = 4/5$, and let SymPy find the limits
# (`oo` is its infinity):

# %%
import sympy as sp

a, y, z = sp.symbols("a y z", real=True)
exchanged = -(a * sp.log(y) + (1 - a) * sp.log(1 - y))

# %%
first, second = (term.subs(a, sp.Rational(4, 5)) for term in (-a * sp.log(y), -(1 - a) * sp.log(1 - y)))
for end, side in ((0, "+"), (1, "-")):
    print(f"y -> {end}: the terms go to {sp.limit(first, y, end, side)} and {sp.limit(second, y, end, side)}")

# %% [markdown]
# One term vanishes, and the other is infinite. Whatever the network puts out, the loss of every example with a hard target, 0 or
# 1, is infinite, and can't tell a good output from a bad one.
#
# A soft target, between 0 and 1, doesn't save it. Here is the derivative of the exchanged form with respect to $a$:

# %%
from hw2lib.proofs import prove, prove_positive

inside = {a: (0, 1), y: (0, 1)}
prove(sp.Derivative(exchanged, a), sp.log(1 - y) - sp.log(y), on=inside)

# %% [markdown]
# There is no $a$ in it: over $a$ the exchanged form is a straight line. For $y < \frac12$ it rises, so descent pushes the
# output to 0; for $y > \frac12$ it falls, and descent pushes the output to 1. At $y = \frac12$ the slope is 0, and every
# output is as good as any other. The target itself is never what the network is led to.
#
# ### The right form
#
# At $y = 0$ and $y = 1$ one term vanishes, and the other behaves as it should: it is 0 where the output agrees, and grows
# without bound as the output goes to the wrong end.

# %%
C = -(y * sp.log(a) + (1 - y) * sp.log(1 - a))
print("y = 1:  C =", C.subs(y, 1), "   y = 0:  C =", C.subs(y, 0))

# %%
import numpy as np

from hw2lib.widgets.figures import plot_curves, show

outputs = np.linspace(0.001, 0.999, 500)
curves = {"$y = 0$": (outputs, -np.log(1 - outputs)), "$y = 1$": (outputs, -np.log(outputs))}
axes = plot_curves(curves, xlabel="output $a$", ylabel="$C$", ylim=(0, 5))
show(axes.figure, "Two curves over the output. For y = 0 the loss rises from 0 to infinity, for y = 1 it falls to 0.")

# %% [markdown]
# ### And in a computer?
#
# On paper $\sigma(z)$ is never 0 or 1. And in floating point? A prediction:

# %% tags=["answer"]
where_sigma_is_1 = None

# %%
choose("where sigma is 1", where_sigma_is_1)

# %% [markdown]
# <details style="margin: 0 0 1em"><summary>The prediction, worked out</summary>
#
# The next double above 1 is $1 + 2.2 \cdot 10^{-16}$. A number below half of that distance is lost when it is added to 1,
# and $e^{-37} = 8.5 \cdot 10^{-17}$ is. So $\sigma(37)$ is exactly 1.
#
# It isn't the same at the other end. Near 0 doubles lie much closer together, the smallest at $5 \cdot 10^{-324}$, so
# $\sigma(-37)$ is $8.5 \cdot 10^{-17}$ and not 0. It is $1 - a$ that has lost its digits, and not $a$.
# </details>
#
# Weighted inputs of such a size do occur, with a few large weights or with inputs that nobody has scaled.

# %%
from hw2lib import sigmoid

for extreme in (30.0, 36.0, 37.0):
    right_end, left_end = sigmoid(np.array([extreme, -extreme]))
    print(f"1 - sigma({extreme:.0f}) = {1 - right_end:.3e}   sigma(-{extreme:.0f}) = {left_end:.3e}")

# %% [markdown]
# The two columns would be equal on paper. In the first the digits go, and at 37 the last of them. Now the loss, typed in $a$
# as it is defined above, at $z = 40$: for $y = 1$ it is $0 \cdot \ln 0$, which is no number, and for $y = 0$ it is infinite.

# %%
typed = lambda out, target: -(target * np.log(out) + (1 - target) * np.log(1 - out))

with np.errstate(all="ignore"):
    print(f"y = 1: {typed(sigmoid(np.array(40.0)), 1.0)}   y = 0: {typed(sigmoid(np.array(40.0)), 0.0)}")

# %% [markdown]
# All this comes from computing $a$ first. So don't: go back to $z$. Put $a = \sigma(z)$ into $C$ and simplify: **what is the cross-entropy as a formula in $z$ and $y$?**

# %% tags=["answer"]
C_in_z = None

# %%
check_formula("cross-entropy in z", C_in_z)

# %% [markdown]
# ### Write it so that nothing is lost
#
# <details style="margin: 0 0 1em"><summary>When you have the formula: what are its logarithms called?</summary>
#
# $s(z) = \ln(1 + e^z)$ is the *softplus* function, and the two logarithms in $C$ are
#
# $$-\ln a = s(-z), \qquad -\ln(1 - a) = s(z).$$
# </details>
#
# The function *softplus* is the logarithm of $1 + e^z$. **Write softplus in code, for any number $z$ from $-1000$ to $1000$, without overflow and to all digits.** Two things help: an
# exponential whose exponent is never positive can't overflow, and `np.log1p(u)` gives $\ln(1 + u)$ without adding $u$
# to 1 first. Then write the loss with it.


# %% tags=["answer"]
def softplus(z):
    return ...


# %%
from hw2lib import check_code

check_code("softplus", softplus)


# %% tags=["answer"]
def loss_from_z(z, y):
    return ...


# %%
check_code("loss from z", loss_from_z)

# %% [markdown]
# <details style="margin: 0 0 1em"><summary>How to get there</summary>
#
# For $z > 0$ take $e^z$ out of the bracket: $\ln(1 + e^z) = z + \ln(1 + e^{-z})$. For $z < 0$ leave it as it is. Both at once:
# $s(z) = \max(z, 0) + \ln(1 + e^{-|z|})$.
# </details>
#
# The worked solution is folded away below. It passes the same check.


# %% jupyter={"source_hidden": true} tags=["solution"]
def solved_softplus(z):
    return np.maximum(z, 0) + np.log1p(np.exp(-np.abs(z)))


def solved_loss(z, y):
    return y * solved_softplus(-z) + (1 - y) * solved_softplus(z)


print(check_code("softplus", solved_softplus))
print(check_code("loss from z", solved_loss))

# %% [markdown]
# ### Why this form
#
# As a function of $z$ the cross-entropy is $y\,s(-z) + (1 - y)\,s(z)$. Since $s(-z) = \ln\frac{e^z + 1}{e^z} = s(z) - z$, that is
# $s(z) - yz$, which is finite everywhere:

# %%
sigma = 1 / (1 + sp.exp(-z))
s = lambda v: sp.log(1 + sp.exp(v))
prove(C.subs(a, sigma), s(z) - y * z)

# %% [markdown]
# That is good on paper, and not yet in a computer. At $z = 1000$ its $e^z$ overflows. And at $z = 40$ with $y = 1$ it takes 40
# from 40: the true value is about $4 \cdot 10^{-18}$, and none of its digits is left. Two changes mend that. The first is a
# sum of two terms that are never negative, so that nothing cancels:

# %%
prove(y * s(-z) + (1 - y) * s(z), s(z) - y * z)

# %% [markdown]
# The second is $s(z) = \max(z, 0) + \ln(1 + e^{-|z|})$, whose exponent is never positive. For $z < 0$ it is the definition. For
# $z > 0$ it uses this identity:

# %%
prove(s(z), z + s(-z))

# %% [markdown]
# One trap is left. Typed with `np.log(1 + ...)`, this form still gives 0 at $z = 40$ and $y = 1$: $e^{-40}$ is lost when it is
# added to 1, before the logarithm is taken. `np.log1p` saves it:

# %%
small = np.exp(-40.0)
print(f"np.log(1 + u)  {np.log(1 + small):.3e}")
print(f"np.log1p(u)    {np.log1p(small):.3e}")

# %% [markdown]
# `hw2lib` computes its losses this way, from $z$:

# %%
from hw2lib import cross_entropy

for extreme in (-1000.0, 40.0, 1000.0):
    losses = [float(cross_entropy.value(sigmoid, np.array([extreme]), np.array([t]))) for t in (0.0, 1.0)]
    print(f"z = {extreme:6.0f}   y = 0: {losses[0]:z9.3e}   y = 1: {losses[1]:z9.3e}")

# %% [markdown]
# ### Move it
#
# Move $y$ to an end: the exchanged form is infinite for every $a$. In the pictures you can drag $a$ (left) and $z$ (right). On the
# right is the right form over $z$, computed in two ways. Computed from $a$ it breaks off where $\sigma(z)$ is rounded to 1.

# %%
from hw2lib import controls

roles = controls.exchanged_roles()
roles

# %% [markdown]
# You can move a control from Python too. `set` does what a hand does, and returns the lines of text beside the picture.

# %%
for settings in ({"y": 1.0, "a": 0.8, "z": 2.0}, {"y": 0.0, "a": 0.8, "z": 40.0}):
    print(roles.set(**settings))
_ = roles.reset()

# %% [markdown]
# **In one line**: the logarithm belongs to the output, which only comes close to 0 and 1; and a program computes the loss
# from $z$.
#
# ### What the printed solution says
#
# Here is what the printed solution says about 3.1. Its "first equation" is the right form, its "second" the exchanged one. Which of
# its sentences hold? Judge each before you open the verdict.

# %%
from hw2lib.errata import audit, claims

claims(section="3.1").as_exercise()

# %% [markdown]
# ## 3.2 · Where the minimum is
#
# The [question](http://neuralnetworksanddeeplearning.com/chap3.html#exercises_824189): for $y = 0$ and $y = 1$ the
# cross-entropy is small when the output is near the target. Sometimes the target lies in between, $0 < y < 1$.
# **Show that $C$ is still smallest at $\sigma(z) = y$. What is its value there?**
#
# ### A prediction

# %% tags=["answer"]
largest_minimum = None

# %%
choose("largest minimum", largest_minimum)

# %% [markdown]
# ### Your turn
#
# Four formulas: the derivative with respect to $a$, the first and the second derivative with respect to $z$, and the value at the
# minimum. In the two derivatives with respect to $z$ you may write $a$ for $\sigma(z)$.

# %% tags=["answer"]
dC_da = None

# %%
check_formula("dC/da of the cross-entropy", dC_da)

# %% tags=["answer"]
dC_dz = None

# %%
check_formula("dC/dz of the cross-entropy", dC_dz)

# %% tags=["answer"]
second_in_z = None

# %%
check_formula("second derivative of the cross-entropy in z", second_in_z)

# %% tags=["answer"]
C_at_minimum = None

# %%
check_formula("minimum of the cross-entropy", C_at_minimum)

# %% [markdown]
# And a sentence: a second derivative that is positive at a stationary point makes it a minimum. What more do you know if it is
# positive for *every* $z$?

# %% tags=["answer"]
why_only_one = None

# %% [markdown]
# <details style="margin: 0 0 1em"><summary>A model answer</summary>
#
# Then the first derivative rises all the way, so it is 0 at one place at most: there is no other stationary point, and the
# minimum is the lowest point of the whole curve.
# </details>
#
# ### First derivatives

# %%
prove(sp.Derivative(C, a), (a - y) / (a * (1 - a)), on=inside)

# %% [markdown]
# By the chain rule this is multiplied by $da/dz = a(1 - a)$, and the denominator cancels:

# %%
prove(sp.Derivative(C.subs(a, sigma), z), sigma - y)

# %% [markdown]
# Both are 0 at $a = y$ and nowhere else; below it they are negative, above it positive. That alone makes it the minimum:
# $C$ falls up to $a = y$ and rises from there.
#
# ### Second derivatives
#
# With respect to $a$:

# %%
second_in_a = y / a**2 + (1 - y) / (1 - a) ** 2
prove(sp.Derivative(C, a, 2), second_in_a, on=inside)

# %% [markdown]
# This is more than 1: $1/a^2$ and $1/(1 - a)^2$ both are, and $y$ and $1 - y$ are shares that add up to 1.

# %%
prove_positive(second_in_a - 1, on=inside)

# %% [markdown]
# With respect to $z$ the second derivative is different, and simpler. It is the slope of $\sigma(z) - y$, in which $y$ is a constant:

# %%
prove(sp.Derivative(C.subs(a, sigma), z, 2), sigma * (1 - sigma))

# %%
prove_positive(sigma * (1 - sigma))

# %% [markdown]
# It is positive for every $z$, so $C$ is **convex** in $z$. It is never more than $\frac14$, since its distance from
# $\frac14$ is a square:

# %%
prove(sp.Rational(1, 4) - sigma * (1 - sigma), (sigma - sp.Rational(1, 2)) ** 2)

# %% [markdown]
# ### The value at the minimum
#
# At $a = y$ the loss is $-[\,y \ln y + (1 - y)\ln(1 - y)\,] = H(y)$, the **entropy** of the target. Entropy measures how
# undecided a distribution is. Its slope is this:

# %%
H = C.subs(a, y)
prove(sp.Derivative(H, y), sp.log((1 - y) / y), on={y: (0, 1)})

# %% [markdown]
# That is 0 at $y = \frac12$ alone, positive below and negative above. So the entropy is largest there, where it is $\ln 2$, and falls to 0
# at both ends:

# %%
print("limits at 0 and 1:", sp.limit(H, y, 0, "+"), sp.limit(H, y, 1, "-"))
for target in (0.01, 0.1, 0.5, 0.99):
    print(f"H({target:4}) = {float(H.subs(y, target)):.6f}")

# %% [markdown]
# The network has no influence on $H(y)$, only on what $C$ has above it. That part is the Kullback-Leibler divergence $D(y \,\Vert\, a)$:
#
# $$C - H(y) = y \ln \frac{y}{a} + (1 - y) \ln \frac{1 - y}{1 - a}.$$
#
# Here $\ln y - \ln a$ is $\ln(y/a)$, and likewise for $1 - y$ and $1 - a$.

# %% [markdown]
# It is never negative, and that needs no new proof. It differs from $C$ by $H(y)$, in which $a$ doesn't occur, so it has the same
# derivative: it falls up to $a = y$ and rises from there. And at $a = y$ it is $y \ln 1 + (1 - y) \ln 1 = 0$.

# %%
divergence = y * sp.log(y / a) + (1 - y) * sp.log((1 - y) / (1 - a))
prove(sp.Derivative(divergence, a), (a - y) / (a * (1 - a)), on=inside)

# %%
print("at a = y:", divergence.subs(a, y))

# %%
zs = np.linspace(-6, 6, 400)
in_z = {f"$y = {t:g}$": cross_entropy.value(sigmoid, zs[:, None], np.full((400, 1), t)) for t in (0.01, 0.3, 0.5, 0.99)}
axes = plot_curves({name: (zs, losses) for name, losses in in_z.items()}, xlabel="$z$", ylabel="$C$", ylim=(0, 4))
show(axes.figure, "Four convex curves over z. Each has one lowest point, at sigma(z) = y, and none of them touches 0.")

# %% [markdown]
# ### A whole training set
#
# The loss of a training set is the mean over its examples, $C = -\frac1n \sum_x [y \ln a + (1 - y) \ln(1 - a)]$. Each
# example's part is smallest at its own $\sigma(z) = y$. So if the network can reach all targets at once, that is the minimum,
# and its value is the mean entropy of the targets. Three examples, for which three parameters are enough:

# %%
from hw2lib import Network, train

x3 = np.array([[0.0, 0.0], [0.0, 1.0], [1.0, 0.0]])
y3 = np.array([[0.2], [0.9], [0.5]])
start = Network.random([2, 1], sigmoid, seed=0)
fitted, history = train(start, x3, y3, cross_entropy, learning_rate=2.0, epochs=2000, progress=False)

# %%
entropy = lambda t: -(t * np.log(t) + (1 - t) * np.log(1 - t))
print("outputs", fitted(x3).ravel().round(6))
print(f"loss {history.loss[-1]:.9f}   mean entropy {entropy(y3).mean():.9f}")

# %% [markdown]
# If two examples have the *same* input and different targets, the network can't reach both. What then?

# %% tags=["answer"]
same_input = None

# %%
choose("one input, two targets", same_input)

# %% [markdown]
# <details style="margin: 0 0 1em"><summary>Why</summary>
#
# The derivative of the mean with respect to $z$ is $\frac12[(a - 0) + (a - 1)]$. It is 0 where $a$ is the mean of the two targets. The loss
# there is $\ln 2$, although each target's own entropy is 0.
# </details>
#
# Training finds the same:

# %%
x2, y2 = np.array([[1.0, 1.0], [1.0, 1.0]]), np.array([[0.0], [1.0]])
fitted, history = train(start, x2, y2, cross_entropy, learning_rate=2.0, epochs=500, progress=False)
print(f"output {fitted(x2)[0, 0]:.6f}, loss {history.loss[-1]:.6f}, ln 2 = {np.log(2):.6f}")

# %% [markdown]
# ### Move it
#
# The dot is the minimum; drag it in the left picture. Both first derivatives cross 0 there, and both second derivatives are positive everywhere.

# %%
trough = controls.minimum()
trough

# %%
for target in (0.1, 0.5, 0.9):
    print(trough.set(y=target).splitlines()[0])
_ = trough.reset()

# %% [markdown]
# **In one line**: $\partial C/\partial z = a - y$ vanishes where the output is the target,
# $\partial^2 C/\partial z^2 = a(1 - a) > 0$ makes that the only minimum, and the entropy of the target is what remains.
#
# ### What the printed solution says
#
# It goes the same way. Its $\hat y$ is our $a$. The standard is strict: a line that isn't true as it is written fails, even if
# what follows from it is right. Some of the lines below hold. Which slip gives each of the others?

# %%
audit(11, 12, 13, 14, 15, 18, 19).as_exercise()

# %%
claims(section="3.2").as_exercise()

# %% [markdown]
# ## 3.3 · One step by hand
#
# Matt Mazur wrote a page that takes
# [one step of backpropagation through a 2-2-2 network](https://mattmazur.com/2015/03/17/a-step-by-step-backpropagation-example/)
# with all its numbers. He uses the squared error. The question: **take the same step with the cross-entropy in its
# place.** Work out the forward pass, the loss, and its derivatives with respect to the eight weights and the biases.
# The loss is the *sum* over both outputs, $C = E_{o1} + E_{o2}$.
#
# Here is the network with all that is given, in his names: $i$ inputs, $h$ hidden neurons, $o$ outputs, $t$ targets. He
# writes $\mathrm{net}$ for $z$ and $\mathrm{out}$ for $a$.

# %%
from hw2lib.byhand.mazur import mazur
from hw2lib.widgets.figures import draw_example

example = mazur(cross_entropy)
show(draw_example(example, "The network before the step", given=True))

# %% [markdown]
# The same numbers as matrices. Row $j$ holds the weights *into* neuron $j$. Mazur has one bias a layer, $b_1$ and $b_2$; here
# each neuron has its own, and the two of a layer start out equal.

# %%
for where, w, b in zip(("the hidden layer", "the outputs"), example.net.w, example.net.b, strict=True):
    print(f"into {where}: w = {w.tolist()}, b = {b.tolist()}")

# %% [markdown]
# ### A prediction

# %% tags=["answer"]
which_fall = None

# %%
choose("which weights fall", which_fall)

# %% [markdown]
# ### Your turn: forward
#
# Go forward on paper, and keep all the digits that you compute. Give six significant digits: with fewer, different mistakes lead
# to the same number. If a known mistake leads to your number, you are told which. Here is one for
# $\mathrm{net}_{h1}$, which you aren't asked for:

# %%
from hw2lib import check

check("net_h1", 0.0275)

# %% tags=["answer"]
net_h2 = None

# %%
check("net_h2", net_h2)

# %% tags=["answer"]
out_o1 = None

# %%
check("out_o1", out_o1)

# %% tags=["answer"]
E_total = None

# %%
check("E_total", E_total)

# %% [markdown]
# ### Forward, step by step
#
# Each hidden neuron adds up its weighted inputs and its bias. (Numbers are shown to nine decimals at most and computed with more, so
# the last decimal may be off by one or two when you add up what is shown.)

# %%
example.walk("net_h1", "net_h2")

# %% [markdown]
# Each sum goes through the sigmoid. Mind the plus sign in $1 + e^{-\mathrm{net}}$.

# %%
example.walk("out_h1", "out_h2")

# %% [markdown]
# The output neurons do the same with the outputs of the hidden neurons:

# %%
example.walk("net_o1", "net_o2", "out_o1", "out_o2")

# %% [markdown]
# The cross-entropy has two terms for each output. Both count here, because the targets are 0.01 and 0.99 and not 0 and 1:

# %%
example.walk("E_o1", "E_o2", "E_total")

# %% [markdown]
# ### Your turn: backward
#
# Now the derivatives. Write $\delta$ for the error of a neuron, $\partial C/\partial\,\mathrm{net}$. Begin with a weight into an output. Then find the error of a hidden neuron,
# $\delta_{h2} = \partial C/\partial\,\mathrm{net}_{h2}$, as a formula in `w1` ... `w8`, `out_h2`, `delta_o1` and `delta_o2`. That of $h_1$
# goes the same way, and leads to $w_1$: work out its derivative, and its value after one step with the learning rate 0.5.

# %% tags=["answer"]
dw5 = None

# %%
check("dC/dw5", dw5)

# %% tags=["answer"]
delta_h2 = None

# %%
check_formula("delta_h2", delta_h2)

# %% tags=["answer"]
dw1 = None

# %%
check("dC/dw1", dw1)

# %% tags=["answer"]
new_w1 = None

# %%
check("w1 after 1 step", new_w1)

# %% [markdown]
# And a sentence: which of the weights $w_5 \dots w_8$ belong in $\delta_{h2}$, and why these?

# %% tags=["answer"]
why_these_weights = None

# %% [markdown]
# <details style="margin: 0 0 1em"><summary>A model answer</summary>
#
# $w_6$ and $w_8$: those are the two through which the output of $h_2$ reaches $o_1$ and $o_2$. If $\mathrm{out}_{h2}$ grows
# a little, $\mathrm{net}_{o1}$ grows by $w_6$ times that and $\mathrm{net}_{o2}$ by $w_8$ times that, and the loss
# responds to both.
# </details>
#
# ### Backward: the output layer
#
# Write $\delta_o = \partial C/\partial\,\mathrm{net}_o$ for the error of an output neuron. The chain rule has two factors:
#
# $$\frac{\partial C}{\partial\,\mathrm{out}} = \frac{\mathrm{out} - t}{\mathrm{out}\,(1 - \mathrm{out})},
# \qquad \frac{\partial\,\mathrm{out}}{\partial\,\mathrm{net}} = \mathrm{out}\,(1 - \mathrm{out}).$$
#
# As in 3.2, the second cancels the denominator of the first. The difference between output and target remains:

# %%
example.walk("delta_o1", "delta_o2")

# %% [markdown]
# If a weight grows by $\varepsilon$, the sum that it feeds grows by $\varepsilon$ times the output that the weight carries. So its
# derivative is the $\delta$ of the neuron that it enters, times the output of the neuron that it leaves:

# %%
example.walk("dC/dw5", "dC/dw6", "dC/dw7", "dC/dw8")

# %% [markdown]
# A bias is a weight on a constant input of 1. If both outputs share one bias $b_2$, as on Mazur's page, it feeds both, and
# the two derivatives add up:

# %%
example.walk("dC/db_o1", "dC/db_o2", "dC/db2")

# %% [markdown]
# ### Backward: the hidden layer
#
# $h_1$ feeds both outputs, so both errors come back to it, each through its own weight: $\delta_{o1}$ through $w_5$ and
# $\delta_{o2}$ through $w_7$. In the matrix of the output weights these two are a *column*. Here it is easy
# to go wrong. Weights are numbered by the neuron that they *enter*: $w_5$ and $w_6$ enter $o_1$. If you are used to
# numbering them by the neuron that they *leave*, you expect $w_5$ and $w_6$ on the two ways out of $h_1$, and take the
# row for the column.

# %%
from hw2lib.widgets.figures import draw_row_and_column

show(draw_row_and_column())

# %%
example.walk("delta_h1", "delta_h2")

# %% [markdown]
# From here on it goes as before: the error of a hidden neuron, times the input at the other end of the weight.

# %%
example.walk("dC/dw1", "dC/dw2", "dC/dw3", "dC/dw4")

# %%
example.walk("dC/db_h1", "dC/db_h2", "dC/db1")

# %% [markdown]
# All of it in one picture. It is read from right to left:

# %%
from hw2lib.widgets.figures import draw_backward

show(draw_backward(example, "The way back"))

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
#
# The column is in BP2: $(w^{l+1})^T$ has the columns of $w^{l+1}$ as its rows.

# %%
from hw2lib import backprop

grads = backprop(example.net, example.x, example.y, cross_entropy)
for where, dw in zip(("the hidden layer", "the outputs"), grads.dw, strict=True):
    print(f"dC/dw into {where}:\n{dw.round(9)}")

# %% [markdown]
# Is it right? The loss itself can tell. `gradient_check` moves each of the twelve parameters a little up and a little down, and
# compares the derivatives with finite differences. These use the forward pass only, so they can't repeat a mistake made on the
# way back.

# %%
from hw2lib import gradient_check

gradient_check(example.net, example.x, example.y, cross_entropy)

# %% [markdown]
# ### After one step
#
# With a learning rate of 0.5 each weight moves by half its derivative, downhill. Mazur keeps the biases fixed, so we do too.

# %%
after = example.step()
for name in ("w1", "w2", "w3", "w4", "w5", "w6", "w7", "w8"):
    print(f"{name}  {example[name]:.2f} -> {after[name]:.9f}")
print(f"C   {example['E_total']:.9f} -> {after['E_total']:.9f}")

# %% [markdown]
# ### Move it
#
# The whole step, a line at a time. *Next line* writes a line with its numbers and lights up what it is made of. Set any
# number of the network, choose a cost and a learning rate, and take steps.

# %%
walker = controls.worked_network()
walker

# %%
print(walker.set(line=21))
print(*walker.press("one").splitlines()[-2:], sep="\n")
_ = walker.reset()

# %% [markdown]
# ### Once more, with a network of your own
#
# `variant` makes another network of this shape from any name or number, with other weights, another example and another
# learning rate. Put your own name here, and you have numbers of your own: only your namesakes have the same.

# %% tags=["answer"]
my_name = "Ada"

# %%
from hw2lib import variant

mine = variant(my_name)
show(draw_example(mine, f"{my_name}'s network, learning rate {mine.learning_rate:g}", given=True))

# %% [markdown]
# The loss is the cross-entropy again. Work out a number of the forward pass, a derivative in each layer, and a weight after one
# step.

# %% tags=["answer"]
my_out_o2 = None

# %%
check("out_o2", my_out_o2, problem=mine)

# %% tags=["answer"]
my_dw6 = None

# %%
check("dC/dw6", my_dw6, problem=mine)

# %% tags=["answer"]
my_dw4 = None

# %%
check("dC/dw4", my_dw4, problem=mine)

# %% tags=["answer"]
my_new_w4 = None

# %%
check("w4 after 1 step", my_new_w4, problem=mine)

# %% [markdown]
# **In one line**: errors flow back through the weights that the signal came forward through, column by column, and the
# cross-entropy saves the output layer the factor $\sigma'$.
#
# ### What the printed solution says
#
# Its plan is right: forward, $\delta_o = \mathrm{out}_o - t$, then the chain rule. Not all of its lines are. Here are some
# from the way forward and some from the way back. One of them holds. **Which slip is in each of the others?**
#
# - Look at the numbers that went in.
# - Where a line ends in a wrong number with at least four digits, give that number to `check`, under its name: (26) is `"out_h2"`,
#   (28) `"out_o2"`, (30) `"E_o1"`, (37) `"dC/dw6"`, (51) `"dC/dw1"` and (52) `"dC/dw2"`. If `check` asks for more digits, there are none: the
#   print stops there.
# - The remaining lines you can only judge by reading them. After (50) the print says that $w_{ji}$ leads from the hidden neuron $j$
#   to the output $i$.
#
# The verdicts are folded.

# %%
audit(23, 25, 26, 28, 29, 30).as_exercise()

# %%
audit(37, 48, 49, 51, 52).as_exercise()

# %% [markdown]
# The [errata](errata.ipynb) go through all of its equations.
#
# ## If you want more
#
# Mazur's own figures, a race between the two costs, how low the loss can go, and what the biases change.
#
# ### Mazur's own numbers
#
# With the squared error $\tfrac12 \sum (t - \mathrm{out})^2$ only one *formula* of the way back changes, that of the outputs'
# errors: the factor $\sigma'$, which the cross-entropy cancels, is back. All numbers after it change.

# %%
from hw2lib import quadratic

squared = mazur(quadratic)
squared.walk("delta_o1", "delta_o2", "dC/dw5", "delta_h1", "dC/dw1")

# %% [markdown]
# His page gives the total error before the step, after it, and after 10,000 steps. Here is what the right algorithm gives,
# beside his figures:

# %%
from hw2lib.byhand.mazur import PUBLISHED

before_last = squared.steps(9_999)
later = before_last.step()
rows = {"E_total": squared, "E_total after 1 step": squared.step()}
rows |= {f"{name} after 10000 steps": later for name in ("E_total", "out_o1", "out_o2")}

# %%
for name, problem in rows.items():
    digits = len(PUBLISHED[name].partition(".")[2])
    print(f"{name:25} computed {problem[name.split()[0]]:<12.{digits}f} published {PUBLISHED[name]}")

# %% [markdown]
# The first agrees, the others differ slightly. `check` knows a slip that gives the second:

# %%
check("E_total after 1 step", PUBLISHED["E_total after 1 step"], loss=quadratic)

# %% [markdown]
# The page itself says, rightly, that the errors go back through the *old* $w_5 \dots w_8$. Suppose that the program behind
# the figures used the new ones. Then 10,000 steps end here:

# %%
slipped = squared.steps(10_000, output_weights="updated")
print(f"E_total {slipped['E_total']:.10f}, out_o1 {slipped['out_o1']:.9f}, out_o2 {slipped['out_o2']:.9f}")

# %% [markdown]
# The two outputs are his, digit for digit. His error after 10,000 steps isn't. It is what the *right* algorithm has after 9,999 steps,
# which is the error that a program sees on its 10,000th pass, before it updates:

# %%
print(f"old weights, after 9,999 steps: E_total {before_last['E_total']:.10f}")

# %% [markdown]
# So the figures would fit two runs of the program, one with the updated output weights and one without. That is a
# conclusion from the digits; the page doesn't say so. The eight weights that his page gives after the first step are right.
#
# ### Which cost learns faster, and why
#
# Both costs start from the same place. The squared error's $\delta$ is the cross-entropy's times
# $\sigma' = \mathrm{out}(1 - \mathrm{out})$:

# %%
factor = {o: squared[f"delta_{o}"] / example[f"delta_{o}"] for o in ("o1", "o2")}
for o in factor:
    print(f"{o}: {squared[f'delta_{o}']:.6f} / {example[f'delta_{o}']:.6f} = {factor[o]:.6f} = sigma'(net_{o})")

# %% [markdown]
# So at the same learning rate the first step of the squared error is less than a fifth as long. A larger learning rate could
# make up for that. Does it? A prediction:

# %% tags=["answer"]
equal_first_steps = None

# %%
choose("equal first steps", equal_first_steps)

# %% [markdown]
# We count the steps until both outputs are near their targets. (The two losses themselves can't be compared: they measure in
# different units.) Nothing here is random, so one run of each is enough.

# %%
fair = 0.5 / factor["o1"]
races = {"cross-entropy, 0.5": (example, 0.5), "squared, 0.5": (squared, 0.5), f"squared, {fair:.2f}": (squared, fair)}
races |= {"cross-entropy, 2": (example, 2), "squared, 10": (squared, 10)}
distance = {name: [] for name in races}
for name, (runner, rate) in races.items():
    while not distance[name] or distance[name][-1] > 0.02:
        distance[name].append(np.abs(runner.net(runner.x) - runner.y).max())
        runner = runner.step(learning_rate=rate)

# %%
from hw2lib.display import table

limits = (0.3, 0.1, 0.05, 0.02)
needed = [[name, *(sum(1 for d in far if d > limit) for limit in limits)] for name, far in distance.items()]
print(table(["steps to a distance of", *limits], needed))

# %%
axes = plot_curves(
    {name: (range(len(far[:450])), far[:450]) for name, far in list(distance.items())[:3]},
    xlabel="steps", ylabel=r"largest $|\mathrm{out} - t|$", yscale="log",
)  # fmt: skip
axes.set_yticks([0.7, 0.3, 0.1, 0.05, 0.02], ["0.7", "0.3", "0.1", "0.05", "0.02"])
axes.minorticks_off()
show(
    axes.figure,
    "Three falling curves. That of the cross-entropy falls steadily. The squared error at the larger rate is slightly ahead at "
    "first and then falls behind; at the same rate it is far behind from the start.",
)

# %% [markdown]
# The first three rows are drawn. With equal first steps the squared error is even ahead down to a distance of 0.3: $\sigma'$
# rises to $\frac14$ while $\mathrm{out}_{o1}$ comes down to $\frac12$. From there it shrinks with the output, to 0.03 where the
# race ends, and the squared error's steps get short. The last two rows show that a larger learning rate helps both. So the race doesn't
# say that one loss is always quicker. It shows where the factor $\sigma'$ costs steps: near the target.
#
# It is worst for a neuron that is saturated at the *wrong* end. It is as wrong as it can be, and the squared error gives it
# almost no gradient:

# %%
from hw2lib.widgets.figures import draw_saturated

show(draw_saturated())

# %%
for z_wrong in (2.0, 5.0, 10.0):
    at, target = np.array([z_wrong]), np.array([0.0])
    natural, slow = (loss.delta(sigmoid, at, sigmoid(at), target)[0] for loss in (cross_entropy, quadratic))
    print(f"target 0, out {sigmoid(at)[0]:.6f}: delta {natural:.6f} with the cross-entropy, {slow:.6f} squared")

# %% [markdown]
# ### How low can it go?
#
# The squared error can reach 0. The cross-entropy can't, as 3.2 has shown: each output adds the entropy of its target.

# %%
floor = entropy(example.y).sum()
print(f"floor {floor:.9f}")

# %%
options = {"learning_rate": 0.5, "epochs": 5_000, "train_biases": False, "progress": False}
_, history = train(example.net, example.x, example.y, cross_entropy, **options)
for step in (0, 1, 100, 1_000, 5_000):
    print(f"after {step:4} steps {history.loss[step]:.9f}, {history.loss[step] - floor:z.9f} above the floor")

# %% [markdown]
# ### And the biases?
#
# Mazur leaves them where they are, which is a choice and not a rule. A bias for each neuron gives the network more to
# work with. One bias a layer, as in his drawing, gets the *sum* of its two neurons' derivatives. After 100 steps:

# %%
for biases in ("held", "each", "shared"):
    trained = example.steps(100, biases=biases)
    print(f"{biases:6}  C {trained['E_total']:.9f}  b_o1 {trained['b_o1']:.6f}  b_o2 {trained['b_o2']:.6f}")

# %% [markdown]
# ## How far have you got?
#
# In 3.1, 3.2 and 3.3:

# %%
from hw2lib import answered

answered(
    {
        "exchanged form": choose("exchanged form at y = 1", exchanged_at_1),
        "C at y = 1": check_formula("cross-entropy at y = 1", C_at_1),
        "slope of the exchanged form": check_formula("dC/da of the exchanged form", exchanged_slope),
        "why finite": why_finite,
        "where σ is 1": choose("where sigma is 1", where_sigma_is_1),
        "C in z": check_formula("cross-entropy in z", C_in_z),
        "softplus": check_code("softplus", softplus),
        "loss from z": check_code("loss from z", loss_from_z),
    }
)

# %%
answered(
    {
        "largest minimum": choose("largest minimum", largest_minimum),
        "dC/da": check_formula("dC/da of the cross-entropy", dC_da),
        "dC/dz": check_formula("dC/dz of the cross-entropy", dC_dz),
        "second derivative": check_formula("second derivative of the cross-entropy in z", second_in_z),
        "C at the minimum": check_formula("minimum of the cross-entropy", C_at_minimum),
        "why only one": why_only_one,
        "one input with two targets": choose("one input, two targets", same_input),
    }
)

# %%
answered(
    {
        "which weights fall": choose("which weights fall", which_fall),
        "net_h2": check("net_h2", net_h2),
        "out_o1": check("out_o1", out_o1),
        "E_total": check("E_total", E_total),
        "dC/dw5": check("dC/dw5", dw5),
        "delta_h2": check_formula("delta_h2", delta_h2),
        "dC/dw1": check("dC/dw1", dw1),
        "w1 after 1 step": check("w1 after 1 step", new_w1),
        "why these weights": why_these_weights,
        "equal first steps": choose("equal first steps", equal_first_steps),
    }
)

# %% [markdown]
# And with your own network:

# %%
answered(
    {
        "out_o2": check("out_o2", my_out_o2, problem=mine),
        "dC/dw6": check("dC/dw6", my_dw6, problem=mine),
        "dC/dw4": check("dC/dw4", my_dw4, problem=mine),
        "w4 after 1 step": check("w4 after 1 step", my_new_w4, problem=mine),
    }
)

# %% [markdown]
# Next: [4 · The limit of softmax](4_softmax_limit.ipynb), about an hour.
#
# Exercises 3.1 and 3.2 are Michael Nielsen's, from
# [*Neural Networks and Deep Learning*](http://neuralnetworksanddeeplearning.com/) (CC BY-NC 3.0). The network of 3.3 and
# its step with the squared error are Matt Mazur's; the homework that asks for the cross-entropy is EECS663 Homework II.
