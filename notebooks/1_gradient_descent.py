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
# # 1 · Gradient descent
#
# **What you will do**: let a ball roll down a curve, one step at a time, and then train a network on handwritten digits with
# one example a step, with twenty, and with all of them.
#
# **What you will learn**: how large a step may be, what noise in the gradient does, good and bad, and which batch size is
# quicker, in epochs and in seconds.
#
# **What you need**: derivatives, and [chapter 1](http://neuralnetworksanddeeplearning.com/chap1.html) of Nielsen's book.

# %%
import time

import numpy as np
import sympy as sp

from hw2lib import (
    Network,
    backprop,
    check_formula,
    controls,
    linear,
    log_likelihood,
    quadratic,
    sigmoid,
    softmax,
    tanh,
    train,
)
from hw2lib.errata import claims
from hw2lib.experiments.data import digits
from hw2lib.experiments.sweep import TrainingRun, sweep
from hw2lib.nn.descent import descend
from hw2lib.proofs import prove
from hw2lib.widgets.controls import still
from hw2lib.widgets.figures import plot_curves, show

# %% [markdown]
# ## 1.1 · One dimension
#
# The [question](http://neuralnetworksanddeeplearning.com/chap1.html#exercises_647181): gradient descent is pictured as a ball
# that rolls down a valley, when the loss $C$ depends on two variables. **What does it do when $C$ depends on one variable
# only? Is there a picture for it?**
#
# ### Your turn
#
# Take $C(v) = \frac32 v^2$ and the learning rate $\eta$. Where is the ball after one step from $v$, and where after two? Put a
# formula in the place of `None`, in quotes and with a `*` for every product, such as `"2*v + eta"`.

# %%
check_formula("v after 1 step on 3/2 v^2", None)

# %%
check_formula("v after 2 steps on 3/2 v^2", None)

# %% [markdown]
# A wrong formula is told what happened in it. Here is one for the second question:

# %%
check_formula("v after 2 steps on 3/2 v^2", "v - 6*eta*v")

# %% [markdown]
# <details><summary>Hint 1</summary>
#
# A step is $v \to v - \eta\, C'(v)$. What is $C'(v)$ here?
# </details>
#
# <details><summary>Hint 2</summary>
#
# $C'(v) = 3v$. So a step multiplies $v$ by a number.
# </details>
#
# ### The picture
#
# With one variable the loss is a curve, and the gradient is its slope $C'(v)$. Two things are in a step $-\eta\,C'(v)$:
#
# - the **sign** of the slope says which way. Where the curve rises, $v$ goes down; where it falls, $v$ goes up. Both times
#   the ball sets off downhill;
# - the **size** of the slope times $\eta$ says how far. On a steep piece the steps are long, near the bottom they get short by
#   themselves.


# %%
def slope(v):
    return 3 * v


rates = {"eta = 0.1": 0.1, "eta = 1/3": 1 / 3, "eta = 0.5": 0.5, "eta = 0.75": 0.75}
for name, eta in rates.items():
    print(f"{name:10}", descend(slope, 1.0, learning_rate=eta, steps=5).round(4))

# %% [markdown]
# The last one goes wrong: each step leads further up the other side.
#
# ### Exact bounds for a quadratic
#
# Let $C(v) = \frac{\lambda}{2}(v - v_*)^2$ with curvature $C'' = \lambda > 0$ and its minimum at $v_*$. One step, seen from the
# minimum:

# %%
v, v_min = sp.symbols("v v_min", real=True)
lam, eta = sp.symbols("lambda eta", positive=True)
C = lam / 2 * (v - v_min) ** 2
prove(v - eta * sp.Derivative(C, v) - v_min, (1 - eta * lam) * (v - v_min))

# %% [markdown]
# So $v - v_*$, the distance from the minimum with its sign, is multiplied by $1 - \eta\lambda$ in every step, and by its $n$-th
# power in $n$ steps. Everything follows from that one number:
#
# | learning rate | factor | the ball |
# |---|---|---|
# | $0 < \eta < 1/\lambda$ | between 0 and 1 | comes closer from one side |
# | $\eta = 1/\lambda$ | 0 | is there after one step |
# | $1/\lambda < \eta < 2/\lambda$ | between $-1$ and 0 | comes closer, jumping from side to side |
# | $\eta = 2/\lambda$ | $-1$ | jumps to and fro for ever |
# | $\eta > 2/\lambda$ | below $-1$ | diverges |
#
# It is exactly the curvature that bounds the learning rate: $\eta < 2/C''$. If you had said $1/\lambda$, as many do:

# %%
check_formula("bound of the learning rate", "1/lam")

# %%
for share in (0.5, 1.0, 1.5, 2.0, 2.1):
    path = descend(slope, 1.0, learning_rate=share / 3, steps=60)
    print(f"eta = {share:.1f}/lambda  factor {1 - share:+.1f}  after 60 steps {path[-1]:z.6f}")

# %%
grid = np.linspace(-1.3, 1.3, 200)
curves = {"C": (grid, 1.5 * grid**2)}
for share in (0.5, 1.8):
    path = descend(slope, 1.2, learning_rate=share / 3, steps=8)
    curves[f"eta = {share}/lambda"] = (path, 1.5 * path**2)
ax = plot_curves(curves, xlabel="v", ylabel="C")
for line in ax.lines[1:]:
    line.set(marker="o", markersize=4)
show(
    ax.figure,
    "A parabola with two paths. With eta at half of 1/lambda the ball comes down one side in shorter and shorter steps; with "
    "1.8/lambda it jumps from side to side, a little lower every time.",
)

# %% [markdown]
# ### Several minima
#
# A curve may have more than one valley. Then the start decides in which the ball ends, and it need not be the deepest. Here
# is $C(v) = \frac{v^2}{10} + \sin(3v)$, with balls from five starts:


# %%
def wavy_slope(v):
    return v / 5 + 3 * np.cos(3 * v)


starts = np.array([-3.0, -1.5, 0.2, 1.0, 3.0])
ends = descend(wavy_slope, starts, learning_rate=0.05, steps=200)[-1]
for start, end in zip(starts, ends, strict=True):
    print(f"start {start:4.1f}  end {end:z.4f}  C = {end**2 / 10 + np.sin(3 * end):z.4f}")

# %%
grid = np.linspace(-4, 4, 400)
ax = plot_curves({"C": (grid, grid**2 / 10 + np.sin(3 * grid))}, xlabel="v", ylabel="C")
_ = ax.plot(ends, ends**2 / 10 + np.sin(3 * ends), "o", color="#D55E00")
show(ax.figure, "A wave on a parabola with four valleys. Five balls lie at their bottoms, two of them in the deepest.")

# %% [markdown]
# Gradient descent knows the slope where it stands, and nothing else. If it comes to rest, it is as a rule in *a* minimum, and not
# always in *the* minimum.

# %% [markdown]
# ### Move it
#
# A ball on either curve. *Step* takes one step, *Play* goes on by itself. Raise the learning rate until the ball jumps, and
# then until it flies.

# %%
ball = controls.descent()
still(ball)

# %%
ball

# %% [markdown]
# The same from Python: `set` does what a hand does, and returns what the panel then says.

# %%
for eta in (0.5, 2.0, 3.0, 4.5):
    print(ball.set(eta=eta, steps=10).splitlines()[-1])
print(ball.set(curve="v^2/10 + sin 3v", eta=0.05, start=1.0, steps=30))
_ = ball.reset()

# %% [markdown]
# ### What the printed solution says

# %%
claims(section="1.1")

# %% [markdown]
# **In one line**: the sign of the slope is the direction, its size times the learning rate the step, and the curvature says
# how large the learning rate may be.
#
# ## 1.2 · One example, twenty, or all
#
# The [question](http://neuralnetworksanddeeplearning.com/chap1.html#exercise_263792): in *online* learning each step uses one
# training example, a mini-batch of size 1. **Name one advantage and one disadvantage, compared with mini-batches of, say,
# 20.**
#
# ### Your turn
#
# An *epoch* goes through all training examples once. Two numbers decide the question. How many steps does an epoch have, with $n$
# examples in mini-batches of $m$, if $m$ divides $n$? And if the gradient of one example is off by $s$ on average (the root of
# the mean square), by how much is the mean of $m$ of them off, each drawn at random from all examples?

# %%
check_formula("steps in an epoch", None)

# %%
check_formula("noise of a mini-batch", None)

# %% [markdown]
# A wrong answer to the second:

# %%
check_formula("noise of a mini-batch", "s*sqrt(m)")

# %% [markdown]
# <details><summary>Hint 1</summary>
#
# In an epoch each example is used once.
# </details>
#
# <details><summary>Hint 2</summary>
#
# Variances of independent draws add up. What is that of the sum of $m$ of them, what that of their mean, and what its root?
# </details>
#
# <details><summary>Hint 3</summary>
#
# And how long does a step take? A product of matrices with twenty rows is not twenty times as slow as with one.
# </details>
#
# Opinions on this are cheap, so we measure. The data are scikit-learn's 1,797 handwritten digits of 8 by 8 pixels: 1,500 to
# learn from, 297 held out. The network has 30 hidden neurons and a softmax.

# %%
data = digits()
data

# %% [markdown]
# ### Loss against epochs
#
# A noisy gradient asks for small steps, a good one bears large ones. So each batch size first looks for a learning rate that
# suits it, with one seed and a coarse grid. `sweep` runs all combinations. (A rate above the best one is only called worse.
# There a difference in the last bit grows, so the loss after ten epochs differs from one computer to another.)

# %%
run = TrainingRun(
    (64, 30, 10),
    [sigmoid, softmax],
    log_likelihood,
    data.x,
    data.y,
    epochs=10,
    validation=(data.x_held_out, data.y_held_out),
)

# %%
grid = {"batch_size": [1, 20, None], "learning_rate": [0.1, 0.3, 1.0, 3.0, 10.0], "seed": [100]}
search = sweep(run, grid, progress=False)
rates = {}
for m in grid["batch_size"]:
    means = {eta: search.where(batch_size=m, learning_rate=eta)["loss"].mean() for eta in grid["learning_rate"]}
    rates[m] = min(means, key=means.get)
    print(
        f"batch {m or 'full':4}",
        "  ".join(f"{eta:g}: {f'{loss:.3f}' if eta <= rates[m] else 'worse'}" for eta, loss in means.items()),
        f"  best {rates[m]:g}",
    )

# %% [markdown]
# Then six other seeds each, at that rate:

# %%
settings = [{"batch_size": m, "learning_rate": eta, "seed": s} for m, eta in rates.items() for s in range(6)]
outcome = sweep(run, settings, progress=False)
print(outcome)

# %%
names = {1: "online", 20: "batches of 20", None: "full batch"}
for m, name in names.items():
    part = outcome.where(batch_size=m)
    loss, right = part["loss"], part["held_out_accuracy"]
    print(
        f"{name:14} loss {loss.mean():.4f} +- {loss.std():.4f}   held-out accuracy {right.mean():.4f} +- {right.std():.4f}"
    )

# %%
epochs = np.arange(11)
curves = {name: (epochs, outcome.where(batch_size=m)["losses"].mean(0)) for m, name in names.items()}
show(
    plot_curves(curves, xlabel="epoch", ylabel="loss, mean of 6 seeds", yscale="log").figure,
    "Three falling curves on a logarithmic axis. Online learning falls fastest, batches of 20 come after it, and the full "
    "batch has not come far in 10 epochs.",
)

# %% [markdown]
# Counted in epochs, online learning is ahead: it takes 1,500 steps in one, where batches of 20 take 75 and the full batch takes
# one. That is its **advantage**: it learns from each example at once. It can also learn from data that come one by one.
#
# ### Loss against time
#
# But a step on one example is expensive for what it does. The next cell takes the time of an epoch. Times differ from one
# computer to another, so this is the one cell of the course whose output isn't compared with what is stored.

# %% tags=["nbval-ignore-output"]
seconds = {}
for m in names:
    begin = time.perf_counter()
    run(seed=0, learning_rate=rates[m], batch_size=m)
    seconds[m] = (time.perf_counter() - begin) / run.epochs
ax = plot_curves({n: (epochs * seconds[m], curves[n][1]) for m, n in names.items()}, xlabel="seconds", yscale="log")
for m, name in names.items():
    print(
        f"{name:14} {1000 * seconds[m]:8.2f} ms an epoch, {seconds[m] / seconds[20]:5.1f} times that of batches of 20"
    )
show(
    ax.set(ylabel="loss", xlim=(0, 6 * seconds[20] * 10)) and ax.figure,
    "The same three curves over seconds. Batches of 20 now are the first to come down, and online learning needs several "
    "times as long for its first epochs.",
)

# %% [markdown]
# On a computer that multiplies matrices quickly, a step on twenty examples takes a little longer than a step on one, and far
# from twenty times as long. So an epoch of online learning, which has twenty times as many steps, takes several times as long.
#
# ### The noise of the gradient
#
# The gradient of a mini-batch of $m$ of the $n$ examples is an estimate of the gradient of all. How far it is off, we can
# compute: take the gradient of each example, draw mini-batches, and measure the distance of their means from the mean of all.
# If the examples are drawn at random, statistics says that it falls as $1/\sqrt m$: variances of independent draws add up, so
# that of their mean is $m s^2/m^2 = s^2/m$. (Drawn *without* putting back, as `train`
# does it, there is another factor $\sqrt{(n - m)/(n - 1)}$, which is 0 for $m = n$.)

# %%
net, _ = train(
    Network.random([64, 30, 10], [sigmoid, softmax], seed=0), data.x, data.y, log_likelihood,
    learning_rate=1.0, epochs=2, batch_size=20, seed=0,
)  # fmt: skip
trace, grads = net.forward(data.x), backprop(net, data.x, data.y, log_likelihood)
each = [np.einsum("ej,ek->ejk", d, a).reshape(1500, -1) for d, a in zip(grads.delta, trace.a, strict=False)]
each = np.concatenate([*each, *grads.delta], axis=1)
print("one gradient for each example:", each.shape)

# %%
rng = np.random.default_rng(0)
full = each.mean(0)
spread = np.sqrt(((each - full) ** 2).sum(1).mean())
for m in (1, 5, 20, 100, 500):
    some = np.arange(1500)[:, None] if m == 1 else [rng.choice(1500, m, replace=False) for _ in range(400)]
    draws = [each[batch].mean(0) - full for batch in some]
    noise = np.sqrt(np.mean([d @ d for d in draws]))
    law = spread / np.sqrt(m) * np.sqrt((1500 - m) / 1499)
    print(f"m = {m:3}  noise {noise:.4f}  law {law:.4f}   noise / gradient {noise / np.linalg.norm(full):7.2f}")

# %% [markdown]
# The noise of a single example is ten times as large as the gradient itself: most of an online step is *not* downhill. That
# is its **disadvantage**. For twenty examples it is still twice as large. How often does a step raise the loss of the whole
# set? We try 300 steps of each kind from the same network, as 300 copies of it, all with the same learning rate 0.3, and then
# with the rate that each found for itself:


# %%
def share_that_raises(m, eta):
    batches = [rng.choice(1500, m, replace=False) for _ in range(300)]
    steps = [backprop(net, data.x[b], data.y[b], log_likelihood) for b in batches]
    w = [np.stack([net.w[l] - eta * s.dw[l] for s in steps]) for l in (0, 1)]
    b = [np.stack([net.b[l] - eta * s.db[l] for s in steps]) for l in (0, 1)]
    z = Network(w, b, net.activations).forward(data.x).z[-1]
    return (log_likelihood.value(softmax, z, data.y).mean(-1) > grads.loss).mean()


for m in (1, 5, 20, 100):
    print(
        f"m = {m:3}, eta = 0.3  {100 * share_that_raises(m, 0.3):4.0f} % of the steps raise the loss of the whole set"
    )
print(f"m =  20, eta = {rates[20]:g}    {100 * share_that_raises(20, rates[20]):4.0f} %")

# %% [markdown]
# At the same learning rate, steps on twenty examples are right far more often. At its own rate the mini-batch spends that
# again on longer steps: from here nearly every single step leads too far. And over a whole epoch? Ten shuffles, from the same network:

# %%
ten = Network([np.stack([v] * 10) for v in net.w], [np.stack([v] * 10) for v in net.b], net.activations)
for eta in (0.3, 1.0, 3.0):
    settings = {"learning_rate": eta, "epochs": 1, "batch_size": 20, "seed": range(10), "measure": None}
    start, end = train(ten, data.x, data.y, log_likelihood, **settings)[1].loss
    print(f"eta {eta:<3g}  loss {start[0]:.2f} -> {end.mean():.2f}, from {end.min():.2f} to {end.max():.2f}")

# %% [markdown]
# With the largest rate the loss still falls on average, but not in every run, and a rate of 1 would have been the better one
# from here. Over ten epochs from the start 3 was the best: long steps pay while the loss is high.

# %% [markdown]
# ### Wrong labels
#
# Now a tenth of the labels are wrong, on purpose. An online step believes each of them; in a mini-batch the others outvote it.
# A single label pushes the weights by $\eta/m$ times its gradient, so a smaller learning rate should do as well. What remains,
# on held-out digits whose labels are right:

# %%
labels = data.y.argmax(1)
wrong = rng.random(1500) < 0.1
labels[wrong] = (labels[wrong] + rng.integers(1, 10, wrong.sum())) % 10
spoilt = TrainingRun(
    run.sizes, run.activations, run.loss, data.x, np.eye(10)[labels], epochs=10, validation=run.validation
)
pushes = [(1, rates[1]), (1, rates[1] / 3), (20, rates[20]), (20, rates[20] / 3)]
settings = [{"batch_size": m, "learning_rate": eta, "seed": s} for m, eta in pushes for s in range(6)]
results = {
    "right labels": sweep(run, settings, progress=False),
    "a tenth wrong": sweep(spoilt, settings, progress=False),
}

# %%
print("held-out accuracy")
for m, eta in pushes:
    right = {name: r.where(batch_size=m, learning_rate=eta)["held_out_accuracy"] for name, r in results.items()}
    told = "   ".join(f"{name} {v.mean():.3f} +- {v.std():.3f}" for name, v in right.items())
    print(f"{names[m]:14} eta {eta:<4g} eta/m {eta / m:.3f}   {told}")

# %% [markdown]
# On average all four are worse with the wrong labels, by one to three digits in a hundred, which is hardly more than the spread
# over the seeds. So one wrong label does push an online step the wrong way, but over ten epochs the mini-batch shows no clear
# advantage here: at its own, larger learning rate it is pushed too.
#
# ### Does noise help?
#
# It can. Here is a single neuron, $\sigma(wx)$ without a bias, with two examples and the quadratic cost. Its loss has two
# valleys, with a low ridge between them. The full batch starts in the upper one, at its bottom, and stays. Online learning is
# pushed about by the two examples in turn, and at a large learning rate it is pushed over the ridge, with every one of 20
# seeds:

# %%
x2, y2 = np.array([[4.0], [0.4]]), np.array([[0.75], [0.98]])
trapped = Network([np.full((20, 1, 1), 0.39)], [np.zeros((20, 1))], sigmoid)
for m, eta in ((1, 2.0), (1, 8.0), (None, 8.0)):
    after, _ = train(
        trapped,
        x2,
        y2,
        quadratic,
        learning_rate=eta,
        epochs=400,
        batch_size=m,
        train_biases=False,
        seed=list(range(20)),
    )
    print(f"batch {m or 'full':4}  eta {eta:.0f}   {(after.w[0] > 3).sum():2} of 20 have left the upper valley")

# %%
grid = np.linspace(-2, 14, 300)
valleys = ((sigmoid(grid[:, None] * x2[:, 0]) - y2[:, 0]) ** 2).mean(-1) / 2
ax = plot_curves({"C": (grid, valleys)}, xlabel="w", ylabel="C, mean of the two examples")
show(
    ax.figure,
    "A curve with a shallow valley at w = 0.4 and a wide, deeper one near w = 9.7; a low ridge lies between them.",
)
top = valleys[(grid > 0.4) & (grid < 3)].max()
print(f"upper valley {valleys[(grid > 0) & (grid < 1)].min():.4f}, ridge {top:.4f}, lower valley {valleys.min():.4f}")

# %% [markdown]
# With a small learning rate the noise isn't enough: the ball stays in the upper valley.
#
# A **saddle** is a point where all slopes are zero, some direction leads down and another up. Here is one: one tanh neuron
# with bias 0.5, one linear output, both weights 0. The slopes of the four examples cancel, so the full batch never moves. Each
# example by itself has a slope, and that is enough:

# %%
x4 = np.array([[-1.0], [-0.5], [0.5], [1.0]])
y4 = 0.8 * x4
at_saddle = Network([np.zeros((20, 1, 1))] * 2, [np.full((20, 1), 0.5), np.zeros((20, 1))], [tanh, linear])
for m in (1, 2, None):
    after, history = train(
        at_saddle, x4, y4, quadratic, learning_rate=0.1, epochs=300, batch_size=m, seed=list(range(20))
    )
    print(f"batch {m or 'full':4}  loss {history.loss[0].mean():.6f} -> {history.loss[-1].mean():.6f}")

# %% [markdown]
# But noise doesn't get out of everything. Two hidden neurons that start with the same weights get the same gradient from
# *every* example. They stay twins, whatever the batch size; no noise can tell them apart. That is why weights are drawn at
# random.

# %%
twins = Network([[[0.3], [0.3]], [[0.5, 0.5]]], [[0.1, 0.1], [0.0]], [tanh, linear])
after, _ = train(twins, x4, y4, quadratic, learning_rate=0.1, epochs=300, batch_size=1, seed=0)
print("weights of the twins:", after.w[0].ravel().round(6), " still equal:", bool(after.w[0][0] == after.w[0][1]))

# %% [markdown]
# ### Move it
#
# One linear neuron with two weights and 24 examples, from five shuffles at once. With one example a step the paths rattle
# about the minimum; with all 24 there is one smooth path, which is short. The plus is the minimum, a dot the end of a path.

# %%
noisy = controls.batches()
still(noisy)

# %%
noisy

# %% [markdown]
# The same from Python: `set` does what a hand does, and returns what the panel then says.

# %%
for m in (1, 4, 24):
    print(noisy.set(batch_size=m))
_ = noisy.reset()

# %% [markdown]
# ### What the printed solution says

# %%
claims(section="1.2")

# %% [markdown]
# **In one line**: online learning takes the most steps from an epoch, and noisy ones; a mini-batch takes fewer and better ones,
# and goes through an epoch in a fraction of the time.
#
# The exercises are Michael Nielsen's, from
# [*Neural Networks and Deep Learning*](http://neuralnetworksanddeeplearning.com/) (CC BY-NC 3.0); the digits come with
# [scikit-learn](https://scikit-learn.org/stable/datasets/toy_dataset.html#digits-dataset); the printed solution is that of
# EECS663 Homework II.
