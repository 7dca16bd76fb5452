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
# **What you will learn**: why it is called *soft*max, what a large factor makes of it and how fast, what happens at a tie, and what
# temperature means.
#
# **What you need**: the softmax of exercise [2.2](2_backpropagation.ipynb), the quotient rule, and what a variance is.
#
# **Time**: about an hour.
#
# Answers are given and checked as on [page 0](0_start_here.ipynb): put yours in the place of `None`. In a check, `hint=1`, `hint=2`
# and `hint=3` add one hint each, and `reveal=True` shows the answer.
#
# ## Bonus · Where the name comes from
#
# The [question](http://neuralnetworksanddeeplearning.com/chap3.html#problems_919607): change softmax to
#
# $$a_j = \frac{e^{c z_j}}{\sum_k e^{c z_k}}$$
#
# with a positive constant $c$; the usual softmax has $c = 1$. **What happens to the outputs as $c \to \infty$, and why is
# the usual one called a *softened* maximum?**
#
# ### A prediction
#
# Put the letter of your choice in the place of `None`, such as `"a"`, and run both cells.

# %% tags=["answer"]
second_largest = None

# %%
from hw2lib import choose

choose("the second largest", second_largest)

# %% [markdown]
# ### Your turn: a limit, and how far from one
#
# Of $n$ outputs the $m$ largest are tied. What does each of these $m$ tend to as $c$ grows?

# %% tags=["answer"]
limit_at_tie = None

# %%
from hw2lib import check_formula

check_formula("limit of softmax at a tie", limit_at_tie)

# %% [markdown]
# Now let there be two outputs, with $z_1$ larger than $z_2$ by the gap $g$. Then $a_1$ tends to 1. How far is it from 1 at a
# given $c$? Write a formula in quotes, such as `"g/(1 + c)"`.

# %% tags=["answer"]
distance_from_1 = None

# %%
check_formula("1 - a_1 of softmax with two outputs", distance_from_1)

# %% [markdown]
# And a sentence: argmax, written as a vector, has a 1 for the largest $z$ and a 0 for every other. In what way is softmax with
# $c = 1$ softer than that?

# %% tags=["answer"]
why_soft = None

# %% [markdown]
# <details style="margin: 0 0 1em"><summary>A model answer</summary>
#
# It keeps the order of the $z$, and its outputs add up to 1 as those of argmax do. But every output gets a share, and the
# shares change smoothly with $z$. Argmax jumps: at a tie the smallest change decides everything.
# </details>
#
# ### Numbers first
#
# Four outputs, $z = (1.5, 1, 0.3, -1)$, and four values of $c$:

# %%
import numpy as np

from hw2lib import softmax

z = np.array([1.5, 1.0, 0.3, -1.0])
for c in (0.1, 1, 10, 100):
    print(f"c = {c:5}  a = ({', '.join(f'{a_j:.6f}' for a_j in softmax(c * z))})")

# %% [markdown]
# ### Derivation
#
# Let $z_1$ be the largest, and let $g_k = z_1 - z_k \geq 0$ be the gap of output $k$. Divide the numerator and the denominator
# by $e^{c z_1}$:
#
# $$a_j = \frac{e^{-c g_j}}{\sum_k e^{-c g_k}}.$$
#
# SymPy agrees, for any number of outputs:

# %%
import sympy as sp

from hw2lib.proofs import prove

n = sp.Symbol("n", integer=True, positive=True)
i, j, k = sp.symbols("i j k", integer=True)
c, top = sp.symbols("c z_1", real=True)
Z = sp.IndexedBase(sp.Symbol("z", real=True))
S = sp.Sum(sp.exp(c * Z[i]), (i, 1, n))
a = lambda m: sp.exp(c * Z[m]) / S

# %%
shifted = sp.exp(-c * (top - Z[j])) / sp.Sum(sp.exp(-c * (top - Z[k])), (k, 1, n))
prove(a(j), shifted)

# %% [markdown]
# Now every exponent is $-c$ times a gap. A term with the gap 0 is 1 for every $c$. A term with a positive gap vanishes:

# %%
g = sp.Symbol("g", positive=True)
prove(sp.Limit(sp.exp(-c * g), c, sp.oo), 0)

# %% [markdown]
# Say $m$ outputs share the largest $z$. Then the denominator tends to $m$: each of these $m$ tends to $1/m$, and all others to
# 0. If the largest is alone, the limit is 1 for the largest and 0 for the rest. That is **argmax**, written as a one-hot
# vector. At a tie the limit is shared:

# %%
tied = sp.exp(0) / (2 + sp.exp(-c * g))
prove(sp.Limit(tied, c, sp.oo), sp.Rational(1, 2))

# %%
from hw2lib.widgets.figures import draw_tie, show

show(draw_tie())

# %% [markdown]
# ### How fast?
#
# Let the largest be alone, and let $g$ be its gap to the second. All other terms of the denominator together are
# $s = \sum_{k \geq 2} e^{-c g_k}$, so $a_1 = 1/(1 + s)$, and it is this far from 1:

# %%
s = sp.Symbol("s", positive=True)
prove(1 - 1 / (1 + s), s / (1 + s))

# %% [markdown]
# $s$ has $n - 1$ positive terms, and the largest of them is $e^{-cg}$. So $e^{-cg} \leq s \leq (n - 1)\,e^{-cg}$. And
# $s/(1 + s)$ grows with $s$:

# %%
from hw2lib.proofs import prove_positive

prove_positive(sp.Derivative(s / (1 + s), s))

# %% [markdown]
# Together:
#
# $$\frac{e^{-cg}}{1 + e^{-cg}} \;\leq\; 1 - a_1 \;\leq\; \frac{(n - 1)\,e^{-cg}}{1 + (n - 1)\,e^{-cg}},$$
#
# and the last fraction is below $(n - 1)\,e^{-cg}$.
#
# The two outer fractions are tight. The upper one is reached if all others are tied for second place. The lower one is reached with two
# outputs, and approached with more if all but the first two lie far below. The distance from argmax falls exponentially, and
# the gap to the second sets the pace.

# %%
gap = z[0] - z[1]
factors = np.linspace(0, 12, 200)
e = np.exp(-factors * gap)
curves = {
    "upper bound": 3 * e / (1 + 3 * e),
    "$1 - a_1$": 1 - softmax(factors[:, None] * z)[:, 0],
    "lower bound": e / (1 + e),
}

# %%
from hw2lib.widgets.figures import plot_curves

axes = plot_curves(
    {name: (factors, v) for name, v in curves.items()}, xlabel="$c$", ylabel="distance from 1", yscale="log"
)
show(
    axes.figure,
    "Three falling curves on a logarithmic axis, straight for larger c. That of 1 - a_1 runs between its bounds, and comes close "
    "to the lower one as c grows.",
)

# %% [markdown]
# ### Your turn: how large a factor?
#
# How large must $c$ be so that $1 - a_1$ is surely at most $\varepsilon$, for $n$ outputs and a gap $g$? Use the simplest of the
# upper bounds, the last one. Write `eps` for $\varepsilon$.

# %% tags=["answer"]
factor_needed = None

# %%
check_formula("c that brings softmax within eps of argmax", factor_needed)

# %% [markdown]
# <details style="margin: 0 0 1em"><summary>Worked out</summary>
#
# $(n - 1)\,e^{-cg} = \varepsilon$ gives $e^{cg} = (n - 1)/\varepsilon$, so $c = \frac1g \ln\frac{n - 1}{\varepsilon}$. Twice the
# gap needs half the factor, and each further digit costs $\ln 10/g$ more.
# </details>
#
# ### To the other side
#
# At $c = 0$ every exponent is 0, and every output is $1/n$. For negative $c$ the order is turned round, and $c \to -\infty$
# picks the *smallest*: softmax of $-|c|\,z$ is a soft argmin.

# %%
prove(a(j).subs(c, 0), 1 / n)

# %%
for factor in (-100, -1, -0.01, 0, 0.01, 1, 100):
    print(f"c = {factor:6}  a = ({', '.join(f'{a_j:.6f}' for a_j in softmax(factor * z))})")

# %% [markdown]
# ### Your turn: how an output moves with c
#
# Let $S = \sum_k e^{c z_k}$ be the denominator, and let $\bar z = \sum_k a_k z_k$ be the mean of the $z$, each weighted by its
# output. What is $da_j/dc$? Write `mean` for $\bar z$.

# %% tags=["answer"]
slope_in_c = None

# %%
check_formula("da_j/dc of softmax", slope_in_c)

# %% [markdown]
# The mean itself moves with $c$, since its weights do. What is $d\bar z/dc$? Write `square` for $\sum_k a_k z_k^2$.

# %% tags=["answer"]
slope_of_mean = None

# %%
check_formula("dmean/dc of softmax", slope_of_mean)

# %% [markdown]
# ### Derivation
#
# $dS/dc = \sum_k z_k e^{c z_k} = S \bar z$, and the quotient rule gives
#
# $$\frac{d a_j}{d c} = \frac{z_j\,e^{c z_j} S - e^{c z_j} S \bar z}{S^2} = a_j\,(z_j - \bar z):$$
#
# an output grows as long as its $z$ is above the mean.

# %%
mean = sp.Sum(a(k) * Z[k], (k, 1, n))
prove(sp.Derivative(a(j), c), a(j) * (Z[j] - mean))

# %% [markdown]
# For the mean, put this into its own derivative:
#
# $$\sum_k z_k \frac{d a_k}{d c} = \sum_k z_k a_k (z_k - \bar z)$$
#
# $$= \sum_k a_k z_k^2 - \bar z^2.$$
#
# That is the variance of the $z$ under the outputs, which is never negative. So the mean never falls as $c$ grows:

# %%
variance = sp.Sum(a(k) * Z[k] ** 2, (k, 1, n)) - mean**2
prove(sp.Derivative(mean, c), variance)

# %% [markdown]
# An output in the middle grows until the mean has overtaken its $z$, and falls from then on. The curve of $z = 1$ does that to
# the right of 0, the curve of $z = 0.3$ to the left:

# %%
factors = np.linspace(-4, 6, 300)
outputs = softmax(factors[:, None] * z)
axes = plot_curves({f"$z$ = {v:g}": (factors, outputs[:, m]) for m, v in enumerate(z)}, xlabel="$c$", ylabel="output")
show(
    axes.figure,
    "Four curves over c from -4 to 6. At 0 all are a quarter. To the right the one with the largest z rises to 1; the second "
    "rises a little, then falls. To the left the one with the smallest z rises to 1.",
)

# %%
for v, curve in zip(z[1:3], outputs.T[1:3], strict=True):  # the other two come closer and closer to 1
    print(f"z = {v:4}  largest output {curve.max():.3f}, at c = {factors[curve.argmax()]:z.1f}")

# %% [markdown]
# ### Your turn: entropy
#
# Entropy measures how undecided a distribution is: $H = -\sum_k a_k \ln a_k$. It is $\ln n$ if all outputs are equal, and 0 if
# one of them is 1. Since $\ln a_k = c z_k - \ln S$,
#
# $$H = -\sum_k a_k\,(c z_k - \ln S) = \ln S - c\,\bar z.$$
#
# What is $dH/dc$? Write `var` for the variance of the $z$.

# %% tags=["answer"]
slope_of_entropy = None

# %%
check_formula("dH/dc of softmax", slope_of_entropy)

# %% [markdown]
# And a sentence: what does its sign say about $H$ on both sides of $c = 0$?

# %% tags=["answer"]
what_the_sign_says = None

# %% [markdown]
# <details style="margin: 0 0 1em"><summary>The derivative, and a model answer</summary>
#
# $\dfrac{dH}{dc} = \bar z - \bar z - c\,\dfrac{d\bar z}{dc} = -c\,\mathrm{Var}(z).$
#
# For negative $c$ it isn't negative, for positive $c$ it isn't positive. So $H$ is largest at $c = 0$, where all outputs are
# equal, and falls to both sides, unless all $z$ are equal: then it is $\ln n$ for every $c$.
# </details>

# %%
H = -sp.Sum(a(k) * sp.log(a(k)), (k, 1, n))
prove(H, sp.log(S) - c * mean)

# %%
prove(sp.Derivative(H, c), -c * variance)


# %%
def entropy(p):
    return -(p * np.log(np.where(p > 0, p, 1))).sum()


for factor in (-10, -1, 0, 1, 10, 100):
    print(f"c = {factor:4}  entropy {entropy(softmax(factor * z)):z.6f}")
print(f"ln 4 =    {np.log(4):.6f}")

# %% [markdown]
# ### Temperature
#
# In practice the same knob is turned the other way round: $T = 1/c$ is the *temperature*. The word is from statistical
# physics, where $e^{-E/T}$ is the weight of a state of energy $E$. Language models divide their logits, which are the $z$ of
# their last layer, by $T$ before they draw the next word. A
# prediction:

# %% tags=["answer"]
twice_the_temperature = None

# %%
choose("twice the temperature", twice_the_temperature)

# %% [markdown]
# **Write softmax with a temperature in code**, such that it doesn't overflow even for $z$ as large as 1000. Return three arrays:
# the exponents $x$, none of which is positive; their exponentials $e$; and the outputs $a$.


# %% tags=["answer"]
def softmax_at(z, T):
    return ...  # x, e, a


# %%
from hw2lib import check_code

check_code("softmax with temperature", softmax_at)

# %% [markdown]
# The worked solution is folded away below. It passes the same check.


# %% jupyter={"source_hidden": true} tags=["solution"]
def solved_softmax_at(z, T):
    x = (z - z.max()) / T
    e = np.exp(x)
    return x, e, e / e.sum()


check_code("softmax with temperature", solved_softmax_at)

# %% [markdown]
# A high temperature makes the outputs alike, a low one lets the largest dominate, and as $T \to 0$ only the likeliest is taken; tied ones
# share. This is how often each class is drawn at three temperatures, with $z = (1.5, 1, 0.3, -1)$; the dots are the probabilities:

# %%
from hw2lib.widgets.figures import draw_sampling

show(draw_sampling())

# %% [markdown]
# ### On the worked network
#
# The two output neurons of [exercise 3.3](3_cross_entropy.ipynb) have weighted inputs that lie close together. With a
# softmax in the place of the two sigmoids, it takes a large $c$ to tell them apart:

# %%
from hw2lib.byhand.mazur import mazur

example = mazur()
net_o = np.array([example["net_o1"], example["net_o2"]])
print(f"net_o = ({net_o[0]:.6f}, {net_o[1]:.6f}), and the gap is {net_o[1] - net_o[0]:.6f}")
for factor in (1, 10, 100):
    print(f"c = {factor:3}  out = ({', '.join(f'{a_j:.6f}' for a_j in softmax(factor * net_o))})")

# %% [markdown]
# ### Move it
#
# $c$ goes from $-100$ through 0 to 100. Choose a tie, and see the limit shared. Choose the worked network. At $c = 0$ its entropy is $\ln 2 = 0.693$:
# going up from there, between which two positions of the slider does it fall below half of that?
#
# <details style="margin: 0 0 1em"><summary>The answer</summary>
#
# Between 16 and 20. (It is at $c = 17.6$.)
# </details>

# %%
from hw2lib import controls

limit = controls.softmax_limit()
limit

# %%
for factor in (-10.0, 0.0, 10.0):
    print(limit.set(c=factor).splitlines()[0])
print(limit.set(z="a tie: 1.5, 1.5, 0.3, -1.0", c=100.0).splitlines()[-1])
_ = limit.reset()

# %% [markdown]
# **In one line**: softmax is argmax with soft edges, and the larger $c$ times the gap, the sharper they are.
#
# ### What the printed solution says
#
# Here are two things that it says. Does each of them hold, and under what condition?

# %%
from hw2lib.errata import claims

claims(section="bonus").as_exercise()

# %% [markdown]
# The [errata](errata.ipynb) go through all of its equations and its main claims.
#
# ## How far have you got?

# %%
from hw2lib import answered

predictions = {"the second largest": second_largest, "twice the temperature": twice_the_temperature}
written = {
    "limit of softmax at a tie": limit_at_tie,
    "1 - a_1 of softmax with two outputs": distance_from_1,
    "c that brings softmax within eps of argmax": factor_needed,
    "da_j/dc of softmax": slope_in_c,
    "dmean/dc of softmax": slope_of_mean,
    "dH/dc of softmax": slope_of_entropy,
}

# %%
answered(
    {question: choose(question, answer) for question, answer in predictions.items()}
    | {question: check_formula(question, answer) for question, answer in written.items()}
    | {"softmax with temperature": check_code("softmax with temperature", softmax_at)}
    | {"why soft": why_soft, "what the sign says": what_the_sign_says}
)

# %% [markdown]
# This was the last page. If you want to know more about the printed solution, go on with the [errata](errata.ipynb). To
# work through another network with numbers of your own, go back to *Once more, with a network of your own* in
# [exercise 3.3](3_cross_entropy.ipynb) and give `my_name` another name.
#
# The exercise is Michael Nielsen's, from
# [*Neural Networks and Deep Learning*](http://neuralnetworksanddeeplearning.com/) (CC BY-NC 3.0); the printed solution is
# that of EECS663 Homework II.
