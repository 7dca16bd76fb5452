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
# # 4 · The limit of softmax
#
# **What you will do**: put a factor $c$ into softmax and let it grow.
#
# **What you will learn**: why it is called *soft*max, how fast it turns into argmax, what happens at a tie, and what people
# mean by temperature.
#
# **What you need**: the softmax of exercise [2.2](2_backpropagation.ipynb).

# %%
import numpy as np
import sympy as sp

from hw2lib import Network, check, check_formula, controls, log_likelihood, softmax
from hw2lib.byhand.mazur import mazur
from hw2lib.errata import audit, claims
from hw2lib.proofs import prove, prove_positive
from hw2lib.widgets.controls import still
from hw2lib.widgets.figures import plot_curves, show

np.set_printoptions(suppress=True)

# %% [markdown]
# ## Bonus · Where the name comes from
#
# The [question](http://neuralnetworksanddeeplearning.com/chap3.html#problems_919607): change softmax to
#
# $$a_j = \frac{e^{c z_j}}{\sum_k e^{c z_k}}$$
#
# with a positive constant $c$; the usual softmax has $c = 1$. **What happens to the outputs as $c \to \infty$, and why is
# the usual one called a *softened* maximum?**
#
# ### Your turn
#
# Of $n$ outputs the $m$ largest are tied. What does each of these tend to? And with two outputs, one of which is the larger by
# a gap $g$: what is missing from 1 in the larger one, at a given $c$?

# %%
check_formula("limit of softmax at a tie", None)

# %%
check_formula("1 - a_1 of softmax with two outputs", None)

# %% [markdown]
# A wrong answer to each, and what it is told:

# %%
check_formula("limit of softmax at a tie", "0")

# %%
check_formula("1 - a_1 of softmax with two outputs", "1/(1 + exp(-c*g))")

# %% [markdown]
# `check` judges numbers. A layer with the weights $c$ on the diagonal is the softmax of $cz$; here is its largest output for
# $z = (2, 1, 0)$ and $c = 2$, as somebody has it who took the sigmoid of each:

# %%
layer = Network([2 * np.eye(3)], [np.zeros(3)], softmax)
check("a[1][0]", "0.982014", net=layer, x=[2, 1, 0], y=[1, 0, 0], loss=log_likelihood)

# %% [markdown]
# <details><summary>Hint 1</summary>
#
# Divide the numerator and the denominator by the largest of the $e^{c z_k}$.
# </details>
#
# <details><summary>Hint 2</summary>
#
# Then every exponent is $-c$ times a gap: how far $z_k$ is below the largest.
# </details>
#
# <details><summary>Hint 3</summary>
#
# $e^{-c g} \to 0$ for a gap $g > 0$, and it is 1 for a gap of 0. How many gaps of 0 are there?
# </details>

# %%
z = np.array([2.0, 1.0, 0.0])
for c in (0.1, 1, 10, 100):
    print(f"c = {c:5}  a = {softmax(c * z).round(6)}")

# %% [markdown]
# ### Derivation
#
# Let $z_1$ be the largest, and $g_k = z_1 - z_k \geq 0$ the gap of output $k$. Dividing by $e^{c z_1}$,
#
# $$a_j = \frac{e^{-c g_j}}{\sum_k e^{-c g_k}}.$$
#
# SymPy agrees, for any number of outputs:

# %%
n = sp.Symbol("n", integer=True, positive=True)
i, j, k = sp.symbols("i j k", integer=True)
c, top = sp.symbols("c z_1", real=True)
Z = sp.IndexedBase(sp.Symbol("z", real=True))
S = sp.Sum(sp.exp(c * Z[k]), (k, 1, n))
a = lambda m: sp.exp(c * Z[m]) / S

# %%
shifted = sp.exp(-c * (top - Z[j])) / sp.Sum(sp.exp(-c * (top - Z[k])), (k, 1, n))
prove(a(j), shifted)

# %% [markdown]
# Now sort the outputs. Say $m$ of them share the largest $z$, and the other $n - m$ have a positive gap. A term with gap 0
# is 1 for every $c$; a term with a positive gap vanishes:

# %%
g = sp.Symbol("g", positive=True)
prove(sp.Limit(sp.exp(-c * g), c, sp.oo), 0)

# %% [markdown]
# So the denominator tends to $m$: each of the $m$ largest outputs tends to $1/m$, and all others to 0. If the largest is
# alone, $m = 1$, and the limit is 1 for the largest and 0 for the rest: **argmax**, written as a one-hot vector. If there
# is a tie, the limit is shared. Here is the limit with three outputs, two of them tied:

# %%
tied = sp.exp(0) / (2 + sp.exp(-c * g))
prove(sp.Limit(tied, c, sp.oo), sp.Rational(1, 2))

# %%
print("no tie    ", softmax(1000 * np.array([2.0, 1.0, 0.0])))
print("two tied  ", softmax(1000 * np.array([2.0, 2.0, 0.0])))
print("all tied  ", softmax(1000 * np.array([2.0, 2.0, 2.0])).round(6))

# %% [markdown]
# The usual softmax keeps the order of the $z$ and the sum of 1, but gives every output a share. It is this argmax with its
# jumps smoothed; *softmax* is short for that.
#
# ### How fast?
#
# Let the largest be alone, $g$ the gap to the second, and $c > 0$. What is missing from 1 is
#
# $$1 - a_1 = \frac{s}{1 + s}, \qquad s = \sum_{k \geq 2} e^{-c g_k}.$$

# %%
s = sp.Symbol("s", positive=True)
prove(1 - 1 / (1 + s), s / (1 + s))

# %% [markdown]
# $s$ has $n - 1$ terms, none of them negative, and the largest is $e^{-cg}$. So $e^{-cg} \leq s \leq (n - 1)\,e^{-cg}$. And
# $s/(1 + s)$ grows with $s$:

# %%
prove_positive(sp.Derivative(s / (1 + s), s))

# %% [markdown]
# Together:
#
# $$\frac{e^{-cg}}{1 + e^{-cg}} \;\leq\; 1 - a_1 \;\leq\; \frac{(n - 1)\,e^{-cg}}{1 + (n - 1)\,e^{-cg}}
# \;<\; (n - 1)\,e^{-cg}.$$
#
# Both bounds are exact: the upper one is reached if all others are tied for second place, the lower one with two outputs, and
# with more in the limit where all but the first two are far below. The distance to argmax falls exponentially, and it is the gap to the second that sets
# the pace.

# %%
z4 = np.array([1.5, 1.0, 0.3, -1.0])
gap = z4[0] - z4[1]
for factor in (1, 5, 10, 20):
    e = np.exp(-factor * gap)
    missing = 1 - softmax(factor * z4)[0]
    print(f"c = {factor:2}  {e / (1 + e):.9f} <= {missing:.9f} <= {3 * e / (1 + 3 * e):.9f}")

# %%
factors = np.linspace(0, 12, 200)
missing = 1 - np.array([softmax(f * z4)[0] for f in factors])
e = np.exp(-factors * gap)
curves = {"upper bound": 3 * e / (1 + 3 * e), "1 - a_1": missing, "lower bound": e / (1 + e)}
ax = plot_curves({name: (factors, v) for name, v in curves.items()}, xlabel="c", ylabel="missing from 1", yscale="log")
show(ax.figure, "Three nearly straight falling lines on a logarithmic axis: 1 - a_1 runs between its two bounds.")

# %% [markdown]
# ### To the other side: c to 0, and c below 0
#
# At $c = 0$ every exponent is 0 and every output $1/n$: no opinion at all. For negative $c$ the order is turned round, and
# $c \to -\infty$ picks the *smallest*: softmax of $-|c|\,z$ is a soft argmin.

# %%
prove(a(j).subs(c, 0), 1 / n)

# %%
for factor in (-100, -1, -0.01, 0, 0.01, 1, 100):
    print(f"c = {factor:6}  a = {softmax(factor * z).round(6)}")

# %% [markdown]
# ### How an output moves with c
#
# Write $\bar z = \sum_k a_k z_k$ for the average of the $z$ under the outputs, and $S = \sum_k e^{c z_k}$ for the denominator.
# Then $dS/dc = \sum_k z_k e^{c z_k} = S \bar z$, and the quotient rule gives
#
# $$\frac{d a_j}{d c} = \frac{z_j\,e^{c z_j} S - e^{c z_j} S \bar z}{S^2} = a_j\,(z_j - \bar z):$$
#
# an output grows as long as its $z$ is above the average.

# %%
mean = sp.Sum(a(k) * Z[k], (k, 1, n))
prove(sp.Derivative(a(j), c), a(j) * (Z[j] - mean))

# %% [markdown]
# The average itself rises with $c$. Its derivative is $\sum_k z_k a_k (z_k - \bar z) = \sum_k a_k z_k^2 - \bar z^2$, the
# variance $\mathrm{Var}(z)$ of the $z$ under the outputs, which is never negative:

# %%
variance = sp.Sum(a(k) * Z[k] ** 2, (k, 1, n)) - mean**2
prove(sp.Derivative(mean, c), variance)

# %% [markdown]
# So on its way from $c = -\infty$ an output in the middle grows until the average has overtaken its $z$, and then falls.

# %%
factors = np.linspace(-4, 6, 300)
outputs = np.array([softmax(f * z4) for f in factors])
curves = {f"z = {v:g}": (factors, outputs[:, m]) for m, v in enumerate(z4)}
show(
    plot_curves(curves, xlabel="c", ylabel="output").figure,
    "Four curves over c from -4 to 6. At 0 all are a quarter. To the right the one with the largest z rises to 1; "
    "the second rises a little, then falls. To the left the one with the smallest z rises to 1.",
)

# %% [markdown]
# ### Entropy
#
# How undecided a distribution is, its entropy says: $H = -\sum_k a_k \ln a_k$. It is $\ln n$ at $c = 0$, where all are
# equal, and it can only fall from there:
#
# $$H = -\sum_k a_k\,(c z_k - \ln S) = \ln S - c\,\bar z, \qquad
# \frac{dH}{dc} = \bar z - \bar z - c\,\frac{d\bar z}{dc} = -c\,\mathrm{Var}(z).$$

# %%
H = -sp.Sum(a(i) * sp.log(a(i)), (i, 1, n))
prove(H, sp.log(S) - c * mean)

# %%
prove(sp.Derivative(H, c), -c * variance)


# %%
def entropy(p):
    return -(p * np.log(np.where(p > 0, p, 1))).sum()


for factor in (-10, -1, 0, 1, 10, 100):
    print(f"c = {factor:4}  entropy {abs(entropy(softmax(factor * z4))):.6f}")
print(f"ln 4 =    {np.log(4):.6f}")

# %% [markdown]
# ### Temperature
#
# In the field the same knob is turned the other way round: $T = 1/c$ is the *temperature*, a word from statistical physics,
# where $e^{-E/T}$ is the weight of a state of energy $E$. A high temperature makes the outputs equal, a low one makes them
# decided. Language models divide their logits by $T$ before they draw the next word; $T \to 0$ always takes the likeliest.

# %%
for T in (10, 2, 1, 0.5, 0.1):
    print(f"T = {T:4}  a = {softmax(z4 / T).round(6)}")

# %% [markdown]
# ### On the worked network
#
# The two output neurons of [exercise 3.3](3_cross_entropy.ipynb) have weighted inputs that lie close together. With a
# softmax in the place of the two sigmoids, it takes a large $c$ to tell them apart:

# %%
example = mazur()
net_o = np.array([example["net_o1"], example["net_o2"]])
print("net_o", net_o.round(6), " gap", round(abs(net_o[1] - net_o[0]), 6))
for factor in (1, 10, 100):
    print(f"c = {factor:3}  out = {softmax(factor * net_o).round(6)}")

# %% [markdown]
# ### Move it
#
# $c$ from $-100$ through 0 to 100. Choose a tie, and the limit is shared.

# %%
limit = controls.softmax_limit()
still(limit)

# %%
limit

# %% [markdown]
# The same from Python: `set` does what a hand does, and returns what the panel then says.

# %%
for c in (-10.0, 0.0, 1.0, 10.0):
    print(limit.set(c=c))
print(limit.set(z="a tie: 1.5, 1.5, 0.3, -1.0", c=100.0).splitlines()[-1])
_ = limit.reset()

# %% [markdown]
# ### What the printed solution says

# %%
audit(62)

# %%
claims(section="bonus")

# %% [markdown]
# **In one line**: softmax is argmax with its edges softened, and the larger $c$ times the gap, the less of that is left.
#
# The exercise is Michael Nielsen's, from
# [*Neural Networks and Deep Learning*](http://neuralnetworksanddeeplearning.com/) (CC BY-NC 3.0); the printed solution is
# that of EECS663 Homework II.
