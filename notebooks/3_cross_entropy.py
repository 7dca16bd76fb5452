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
# **What you will do**: take one step of gradient descent by hand, with every number on the page, on a network of two
# inputs, two hidden neurons and two outputs.
#
# **What you will learn**: which weight carries which error back, why the cross-entropy learns faster than the squared
# error, and how to find out which mistake is behind a wrong number.
#
# **What you need**: the chain rule, and the sigmoid $\sigma(z) = 1/(1 + e^{-z})$ with $\sigma' = \sigma(1 - \sigma)$.

# %%
import numpy as np

from hw2lib import backprop, cross_entropy, gradient_check, quadratic, sigmoid, train
from hw2lib.figures import describe_example, draw_example, plot_curves, show
from hw2lib.worked_example import PUBLISHED, mazur

# %% [markdown]
# ## 3.3 · One step by hand
#
# Matt Mazur wrote a page that takes
# [one step of backpropagation through a 2-2-2 network](https://mattmazur.com/2015/03/17/a-step-by-step-backpropagation-example/)
# with all its numbers. He uses the squared error. The question: **take the same step with the cross-entropy in its
# place.** Work out the forward pass, the loss, and the derivative of the loss in each of the eight weights and in the
# biases.
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
# Take paper and work out $\partial C/\partial w_5$ and $\partial C/\partial w_1$ before you read on. Put your numbers here.

# %%
my_dC_dw5 = None
my_dC_dw1 = None

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
# Each hidden neuron adds up its weighted inputs and its bias:

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
check = gradient_check(example.net, example.x, example.y, cross_entropy)
print(check.summary())

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
# The plan of the printed solution is right: forward, $\delta_o = \mathrm{out}_o - t$, then the chain rule. Its numbers
# are not all right, and the slips are the ones that everybody makes:
#
# - Equation (23) takes $w_3 = 0.20$, which is $w_2$. With $w_3 = 0.25$ the sum is 0.3925 and not 0.39, and
#   $\mathrm{out}_{h2}$ is 0.596884 and not 0.596282.
# - Equations (25), (26) and (28) print $1 - e^{-z}$ under the fraction. The sigmoid has a plus; the number printed in (25)
#   was worked out with the plus.
# - Equations (29) and (31) leave out the minus sign of the cross-entropy, and multiply one term by a stray 1.38073. That
#   factor is $E_{o1}$ itself, the right answer, which found its way back into the formula.
# - Equations (51) to (61) send the errors back to $h_1$ through $0.40$ and $0.45$. That is $w_5, w_6$, the row. It has to
#   be the column $w_5, w_7$, which is $0.40$ and $0.50$.
#
# Three of these slips in code, each with the digits that the solution prints:

# %%
print(f"w3 = 0.20 gives out_h2 = {sigmoid(0.20 * 0.05 + 0.30 * 0.10 + 0.35):.6f}")

# %%
stray = -(0.01 * np.log(0.75137) + 0.99 * np.log(1 - 0.75137) * 1.38073)
print(f"the stray factor gives E_o1 = {stray:.4f}; without it, {example['E_o1']:.4f}")

# %%
row = (0.40 * 0.74137 + 0.45 * (0.77287 - 0.99)) * 0.59327 * (1 - 0.59327) * 0.05
print(f"the row w5, w6 gives dC/dw1 = {row:.6f}; the column w5, w7 gives {example['dC/dw1']:.6f}")

# %% [markdown]
# ### Mazur's own walk
#
# With the squared error $\tfrac12 \sum (t - \mathrm{out})^2$ only the errors of the outputs change: the $\sigma'$ that the
# cross-entropy cancels is back.

# %%
squared = mazur(quadratic)
squared.walk("delta_o1", "delta_o2", "dC/dw5", "dC/dw1")

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
#
# ### Which cost learns faster, and why
#
# Both costs start from the same place. We let each take 300 steps and draw how far the outputs still are from their
# targets. (The two losses themselves can't be compared: they measure in different units.)

# %%
steps = 300
distance = {}
for name, start in {"squared error": squared, "cross-entropy": example}.items():
    e, far = start, []
    for _ in range(steps):
        far.append(np.abs(e.net(e.x) - e.y).max())
        e = e.step()
    distance[name] = (range(steps), far)
below = {name: int(np.argmax(np.array(far) < 0.1)) for name, (_, far) in distance.items()}
show(
    plot_curves(distance, xlabel="steps", ylabel="largest |out - t|", title="Distance from the targets").figure,
    f"Two falling curves over {steps} steps. The cross-entropy's falls steeply and is below 0.1 after "
    f"{below['cross-entropy']} steps; the squared error's falls slowly and needs {below['squared error']}.",
)

# %%
for name, step in below.items():
    print(f"{name}: the distance is below 0.1 after {step} steps")

# %% [markdown]
# The reason is in one line. The squared error's $\delta$ is the cross-entropy's times $\sigma' = \mathrm{out}(1 -
# \mathrm{out})$, which is never more than 1/4 and is tiny where a neuron is saturated, that is, just where it is most
# wrong:

# %%
for o in ("o1", "o2"):
    ratio = squared[f"delta_{o}"] / example[f"delta_{o}"]
    print(f"{o}: {squared[f'delta_{o}']:.6f} / {example[f'delta_{o}']:.6f} = {ratio:.6f} = sigma'(net_{o})")

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
# The network and the squared-error walk are Matt Mazur's; the homework that asks for the cross-entropy is EECS663
# Homework II.
