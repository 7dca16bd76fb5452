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
# **What you will do**: follow a ball down a curve, step by step; write gradient descent yourself; then train a network on
# handwritten digits with one example per step, with twenty, and with all of them.
#
# **What you will learn**: how large a step may be, what noise in the gradient costs and what it is good for, and which
# batch size is quicker, in epochs and in seconds.
#
# **What you need**: derivatives, the variance of a mean, and [chapter 1](http://neuralnetworksanddeeplearning.com/chap1.html) of Nielsen's book.
#
# **Time**: about an hour and a half: half an hour for 1.1, an hour for 1.2. What stands under *If you want more* can wait for
# another day. If you begin with 1.2, run the cells of 1.1 first. Cells that train many networks take some seconds each, and all cells together a minute or two.
#
# ## 1.1 · One dimension
#
# The [question](http://neuralnetworksanddeeplearning.com/chap1.html#exercises_647181): gradient descent is usually
# pictured as a ball that rolls down into a valley. There the loss $C$ depends on two variables. **What does gradient
# descent do when $C$ depends on one variable only, and what is the picture then?**
#
# ### First a prediction
#
# Put the letter of your choice in the place of `None`, such as `"a"`, and run both cells.

# %%
from hw2lib import answered, check_code, check_formula, choose, controls

# %% tags=["answer"]
prediction = None

# %%
choose("raising the learning rate", prediction)

# %% [markdown]
# ### Your turn: one step, two steps
#
# A step takes the ball from $v$ to $v - \eta\,C'(v)$; $\eta$ is the learning rate. Let $C(v) = \frac32 v^2$. Where is
# the ball after one step, and where after two? You may use `v` and `eta`. Write the formula in quotes, such as `"2*v +
# eta"`; `"2v + η"` is understood too.

# %% tags=["answer"]
after_one = None

# %%
check_formula("v after 1 step on 3/2 v^2", after_one)

# %% tags=["answer"]
after_two = None

# %%
check_formula("v after 2 steps on 3/2 v^2", after_two)

# %% [markdown]
# A wrong answer gets an explanation of the likely mistake. If you are stuck, ask for hints: `hint=1` gives one,
# `hint=3` all three. `reveal=True` adds the answer. Here is how that looks on another question, the slope of $v^2/4$:

# %%
check_formula("slope of v^2/4", "v^2/2", hint=1)

# %%
check_formula("slope of v^2/4", None, hint=3, reveal=True)

# %% [markdown]
# ### Your turn: any parabola
#
# Now let $C(v) = \frac{\lambda}{2} v^2$, with its minimum at 0 and the curvature $C'' = \lambda > 0$. A step multiplies
# $v$ by a number. Which? You may use `eta` and `lam`.

# %% tags=["answer"]
factor = None

# %%
check_formula("factor of a step", factor)

# %% [markdown]
# The ball comes closer to the minimum with every step as long as $\eta$ is below a bound. Which? You may use `lam`.

# %% tags=["answer"]
bound = None

# %%
check_formula("bound of the learning rate", bound)

# %% [markdown]
# ### Your turn: the descent in Python
#
# Replace the `...` by lines of your own. The function gets the slope as a function, so `slope(v)` is $C'(v)$. It returns
# where the ball was at the start and after each step: `steps + 1` numbers.


# %% tags=["answer"]
def descend_by_hand(slope, v, eta, steps):
    path = [v]
    for _ in range(steps):
        ...  # take one step, and append where it ends
    return path


# %%
check_code("descend", descend_by_hand)

# %% [markdown]
# One solution is in the next cell. It is folded; click on the dots to open it.


# %% jupyter={"source_hidden": true} tags=["solution"]
def descend_solved(slope, v, eta, steps):
    path = [v]
    for _ in range(steps):
        v = v - eta * slope(v)
        path.append(v)
    return path


check_code("descend", descend_solved)

# %% [markdown]
# ### In your own words
#
# What is the picture in one dimension, and what are the two things that the slope decides? Write two sentences, in quotes.

# %% tags=["answer"]
picture = None

# %% [markdown]
# <details style="margin: 0 0 1em"><summary>One way to say it</summary>
#
# The loss is a curve, and the gradient is its slope. The sign of the slope says which way is down, and its size, times the
# learning rate, says how far the ball jumps.
# </details>
#
# ### What a step does
#
# Two things are in a step $-\eta\,C'(v)$:
#
# - The **sign** of the slope gives the direction. Where the curve rises, $v$ decreases; where it falls, $v$ increases. Either
#   way the ball sets off downhill.
# - The **size** of the slope times $\eta$ gives the length. Where the curve is steep the steps are long, and near the bottom
#   they become short by themselves.
#
# `descend` from the library does what yours does, and takes many balls at once. On $C(v) = \frac32 v^2$, from $v = 1$:

# %%
from hw2lib.nn.descent import descend


def slope(v):
    return 3 * v


for eta in (0.1, 0.5, 0.75):
    print(f"eta = {eta:<4}", descend(slope, 1.0, learning_rate=eta, steps=5).round(4))

# %% [markdown]
# The last learning rate is too large: each step leads further up the other side.
#
# ### Why there is a bound
#
# Let the minimum be at $v_*$, so that $C(v) = \frac{\lambda}{2}(v - v_*)^2$. How far from it is the ball after one step?

# %%
import sympy as sp

from hw2lib.proofs import prove

v, v_min = sp.symbols("v v_*", real=True)
lam, eta = sp.symbols("lambda eta", positive=True)
C = lam / 2 * (v - v_min) ** 2
prove(v - eta * sp.Derivative(C, v) - v_min, (1 - eta * lam) * (v - v_min))

# %% [markdown]
# So each step multiplies $v - v_*$, the distance with its sign, by $1 - \eta\lambda$; $n$ steps multiply it by the
# $n$-th power. Everything follows from that one number:
#
# | learning rate | factor | the ball |
# |---|---|---|
# | $0 < \eta < 1/\lambda$ | between 0 and 1 | comes closer from one side |
# | $\eta = 1/\lambda$ | 0 | is there after one step |
# | $1/\lambda < \eta < 2/\lambda$ | between $-1$ and 0 | comes closer, jumping from side to side |
# | $\eta = 2/\lambda$ | $-1$ | jumps to and fro for ever |
# | $\eta > 2/\lambda$ | below $-1$ | runs away |
#
# For $\lambda = 3$:

# %%
for share in (0.5, 1.0, 1.5, 2.0, 2.1):
    path = descend(slope, 1.0, learning_rate=share / 3, steps=60)
    print(f"eta = {share:.1f}/lambda  factor {1 - share:+.1f}  after 60 steps {path[-1]:z.6f}")

# %%
from hw2lib.widgets.descents import draw_descents
from hw2lib.widgets.figures import draw_valley, show

paths = {rf"$\eta$ = {share}/$\lambda$": descend(slope, 1.2, learning_rate=share / 3, steps=8) for share in (0.5, 1.8)}
alt = (
    "A parabola with two paths from the same start. At half of 1/lambda the ball comes down one side in ever "
    "shorter steps; at 1.8/lambda it jumps from side to side, a little lower each time."
)
show(draw_descents(lambda v: 1.5 * v**2, paths, alt, sides=(-1.3, 1.3)))

# %% [markdown]
# ### And in two dimensions?
#
# Make a choice before you look at the picture below.

# %% tags=["answer"]
which = None

# %%
choose("two curvatures", which)

# %% [markdown]
# <details style="margin: 0 0 1em"><summary>Why, in one line</summary>
#
# Along each axis of the valley the step is that of one dimension, with the factor $1 - \eta\lambda_k$. All these factors have to
# lie between $-1$ and 1.
# </details>
#
# The contours are those of such a valley, with the curvatures 1 and 8. The larger one is $\lambda_{\max}$:

# %%
show(draw_valley())

# %% [markdown]
# On the left $\eta$ is a little below $2/8$: the ball jumps across the valley and settles. On the right it is a little above,
# and the ball runs away across the valley, though $\eta$ is far below 2, its own bound along the valley.
#
# ### Several minima
#
# A curve may have more than one valley. Then the start decides where the ball ends, and that need not be the deepest
# valley. Here is $C(v) = \frac{v^2}{10} + \sin 3v$, with balls from five starts:

# %%
import numpy as np


def wavy(v):
    return v**2 / 10 + np.sin(3 * v)


starts = np.array([-3.0, -1.5, 0.2, 1.0, 3.0])
rolled = descend(lambda v: v / 5 + 3 * np.cos(3 * v), starts, learning_rate=0.05, steps=200)
for start, end in zip(starts, rolled[-1], strict=True):
    print(f"start {start:4.1f}  end {end:z.4f}  C = {wavy(end):z.4f}")

# %%
alt = "A wave on a parabola, with four valleys. Five balls lie at the bottoms, two of them in the deepest valley."
show(draw_descents(wavy, {"ends": rolled[-1]}, alt, sides=(-4, 4), line=False))

# %% [markdown]
# Gradient descent knows the slope where the ball is, and nothing else. Where it comes to rest there is usually *a*
# minimum. It need not be *the* minimum.
#
# ### Move it
#
# *Step* takes one step, *Play* keeps going. You can drag in the curve, to set the ball down somewhere else, and on the scale of
# learning rates below it. On the parabola, raise the rate until the ball jumps, and then until it runs away. Work out from
# the curvature, 1/2, where that has to happen, and compare it with the marks on the scale. On the other curve it doesn't run away for good at any rate on this scale. What does it do instead?
#
# <details style="margin: 0 0 1em"><summary>What it does</summary>
#
# It jumps about between the valleys, and often far outside the picture. Above the mark for $2/\lambda$ it can't settle where
# it is, but that is the curvature at one place. Far out the curvature of $v^2/10 + \sin 3v$ is $\frac15$ on average, for which $2/\lambda$ is 10:
# that is beyond this scale, so the ball is always brought back.
# </details>

# %%
ball = controls.descent()
ball

# %% [markdown]
# The same from Python: `set` moves the sliders and returns what the panel then says.

# %%
for eta in (0.5, 2.0, 3.0, 4.5):
    print(ball.set(eta=eta, steps=10).splitlines()[-1])
_ = ball.reset()

# %% [markdown]
# ### What the printed solution says
#
# This course grew out of a printed solution of a homework, EECS663 Homework II. Here are its two sentences on this exercise.

# %%
from IPython.display import Markdown

from hw2lib.errata import claims

Markdown("\n\n".join(f"> {' '.join(claim.printed.split())}" for claim in claims(section="1.1")))

# %% tags=["answer"]
condition = None

# %%
choose("the printed ball", condition)

# %% [markdown]
# The [errata](errata.ipynb) have both sentences with their verdicts.
#
# **In one line**: the sign of the slope is the direction, its size times the learning rate is the step, and the
# curvature says how large the learning rate may be.
#
# ## 1.2 · One example, twenty, or all
#
# The [question](http://neuralnetworksanddeeplearning.com/chap1.html#exercise_263792): in *online* learning each step
# uses one training example, so it is a mini-batch of size 1. **Name one advantage and one disadvantage, compared with
# mini-batches of, say, 20.**
#
# ### A prediction
#
# An *epoch* goes through all training examples once.

# %% tags=["answer"]
fastest = None

# %%
choose("epochs or seconds", fastest)

# %% [markdown]
# ### In your own words
#
# One advantage of online learning and one disadvantage, before you see any measurement. Write two sentences.

# %% tags=["answer"]
advantage_and_disadvantage = None

# %% [markdown]
# <details style="margin: 0 0 1em"><summary>One way to say it</summary>
#
# Advantage: it learns from each example as soon as it sees it, so it takes the most steps in an epoch (and it can learn from
# examples that arrive one by one). Disadvantage: its gradient is noisy, so many steps go uphill.
# </details>
#
# ### Your turn: two formulas
#
# How many steps does an epoch have, with $n$ examples in mini-batches of $m$, if $m$ divides $n$? You may use `n` and `m`.

# %% tags=["answer"]
steps = None

# %%
check_formula("steps in an epoch", steps)

# %% [markdown]
# Let $s$ be the root mean square distance of a single example's gradient from the gradient of the whole set. What is that distance
# for the mean of $m$ such gradients, if each example is drawn at random from the whole set? You may use `s` and `m`.

# %% tags=["answer"]
noise = None

# %%
check_formula("noise of a mini-batch", noise)

# %% [markdown]
# ### The data
#
# So let us measure. The data are scikit-learn's 1,797 handwritten digits of 8 by 8 pixels: 1,500 to learn from, and 297 held out,
# which the network never learns from. The network has 30 hidden sigmoid neurons and a softmax, whose ten outputs add up to 1. Its loss is
# the log-likelihood, $-\ln$ of the output for the right digit. (Page 2 has more on both.)

# %%
from hw2lib.experiments.data import digits
from hw2lib.widgets.figures import draw_digits

data = digits()
show(draw_digits())

# %% [markdown]
# `train` can train many copies of a network side by side, each with its own seed (which draws the first weights and the
# order of the examples) and its own learning rate. So many runs cost little more time than a few:

# %%
from hw2lib import Network, log_likelihood, sigmoid, softmax, train

held_out = (data.x_held_out, data.y_held_out)


def run(batch_size, learning_rate, seeds, y=data.y, epochs=10):
    start = Network.random([64, 30, 10], [sigmoid, softmax], seed=seeds)
    options = {"learning_rate": learning_rate, "batch_size": batch_size, "epochs": epochs, "validation": held_out}
    return train(start, data.x, y, log_likelihood, seed=seeds, **options)


# %% [markdown]
# ### A learning rate for each
#
# Each batch size gets a learning rate that suits it: the one with the lowest loss after ten epochs, on a coarse grid and with
# one seed. (Above the best rate the loss can differ from computer to computer, because rounding decides the path. So only *worse* is
# printed there.)

# %%
grid = [0.1, 0.3, 1.0, 3.0, 10.0]
names = {1: "online", 20: "batches of 20", None: "full batch"}
rates = {}
for m in names:
    loss = run(m, grid, [100] * len(grid))[1].loss[-1]
    rates[m] = grid[loss.argmin()]
    told = [f"{eta:g}: {f'{c:.2f}' if eta <= rates[m] else 'worse'}" for eta, c in zip(grid, loss, strict=True)]
    print(f"{names[m]:14}", "  ".join(told), f"  best {rates[m]:g}")

# %% [markdown]
# ### Loss against epochs
#
# Now 24 other seeds for each, at that rate. The number after ± is the standard error of the mean: the spread of the runs (SD,
# their standard deviation) divided by $\sqrt{24}$. Two means that differ by less than about two standard errors of their
# difference aren't told apart by these runs.

# %%
from hw2lib.experiments.estimate import estimate

seeds = range(24)
histories = {m: run(m, eta, seeds)[1] for m, eta in rates.items()}
print("loss after 10 epochs")
for m, history in histories.items():
    print(f"{names[m]:14} {estimate(history.loss[-1])!r}")

# %% [markdown]
# The accuracy is the share of digits for which the largest output is that of the right digit:

# %%
print("accuracy on the held-out digits")
for m, history in histories.items():
    print(f"{names[m]:14} {estimate(history.validation_accuracy[-1])!r}")

# %%
from hw2lib.widgets.figures import plot_curves

curves = {names[m]: (range(11), history.loss.mean(-1)) for m, history in histories.items()}
ax = plot_curves(curves, xlabel="epoch", ylabel="loss, mean of 24 runs", yscale="log")
alt = (
    "Three curves on a logarithmic axis. Online learning falls fastest, batches of 20 follow. The full batch "
    "rises at first, and has not come far in 10 epochs."
)
show(ax.figure, alt)

# %% [markdown]
# Counted in epochs, online learning is ahead: it takes 1,500 steps in an epoch, batches of 20 take 75, and the full batch a single
# one. That is the **advantage** of online learning. On the held-out digits no lead of the first two over each other is shown: their
# accuracies differ by about one standard error. The full batch is far behind. Its first step even leads too far, and its loss rises:
# an exact direction doesn't make a step of any length safe.
#
# ### Loss against time
#
# How long does an epoch take, including the measurement of the loss? The next cell times three runs for each batch size, and takes the
# quickest. Yours will differ: it is another computer.

# %% tags=["nbval-ignore-output"]
import time

timed = {}
for m, epochs in {1: 2, 20: 15, None: 100}.items():
    tries = []
    for _ in range(3):
        begin = time.perf_counter()
        history = run(m, rates[m], 0, epochs=epochs)[1]
        tries.append(time.perf_counter() - begin)
    timed[names[m]] = np.linspace(0, min(tries), epochs + 1), history.loss
    print(f"{names[m]:14} {1000 * min(tries) / epochs:7.1f} ms per epoch")
slower = max(timed[names[m]][0][-1] for m in (1, 20))
ax = plot_curves(timed, xlabel="seconds", ylabel="loss, one run", yscale="log", xlim=(0, slower))
alt = "The loss of three runs over seconds, one for each batch size. That of batches of 20 comes down first."
show(ax.figure, alt)

# %% [markdown]
# An epoch of online learning has twenty times as many steps as one with batches of 20, and takes several times as long. (Not twenty
# times: a step on twenty examples does take longer, but far less than in proportion.) Counted in seconds, batches of 20 are ahead in this run.
# That is one **disadvantage**.
#
# ### The noise of the gradient
#
# The other is noise. A mini-batch's gradient is an estimate of the gradient of all examples. Here are many of them for a
# linear neuron with two weights, where a gradient is an arrow in the plane:

# %%
from hw2lib.widgets.figures import draw_batch_gradients, draw_noise

show(draw_batch_gradients())

# %% [markdown]
# How far off are they? Variances of independent draws add up. The sum of $m$ gradients has the variance $ms^2$, their
# mean has $ms^2/m^2 = s^2/m$, and so the noise falls as $s/\sqrt m$. Mini-batches are drawn *without* putting examples
# back; that brings a factor $\sqrt{(n - m)/(n - 1)}$, the *finite population correction* of statistics. It is 0 for $m = n$: then
# the batch is the whole set.

# %%
show(draw_noise())

# %% [markdown]
# The same for the digits, with eight networks that have been trained for two epochs. The columns *noise* and *law*
# belong to one of these networks. For $m = 1$ the noise is $s$ itself; for larger $m$ it is measured on batches that are drawn at
# random. The last column is the noise divided by the gradient, as the mean over all eight:

# %%
from hw2lib.experiments.noise import example_gradients, gradient_noise, noise_law, uphill

nets, _ = run(20, rates[20], range(8), epochs=2)
each = [example_gradients(nets[i], data.x, data.y, log_likelihood) for i in range(8)]
for m in (1, 5, 20, 100):
    noisy = [gradient_noise(gradients, m, seed=0) for gradients in each]
    ratio = [noise / np.linalg.norm(gradients.mean(0)) for noise, gradients in zip(noisy, each, strict=True)]
    print(f"m = {m:3}  noise {noisy[0]:.3f}  law {noise_law(each[0], m):.3f}  noise / gradient {estimate(ratio):.1f}")

# %% [markdown]
# The noise of a single example is several times as large as the gradient that it estimates; how many times differs from network to
# network. (For each $m$ above 1, 400 batches are drawn, so the noise comes within several per cent of the law.) How often, then, does a
# step raise the loss of the whole set? We take 50 single steps of each kind from each of the eight networks: at two learning rates, and
# for batches of 20 also at their own.

# %%
for eta, m in ((0.003, 1), (0.003, 20), (0.3, 1), (0.3, 20), (3.0, 20)):
    options = {"batch_size": m, "learning_rate": eta, "steps": 50, "seed": 0}
    shares = [100 * uphill(nets[i], data.x, data.y, log_likelihood, **options) for i in range(8)]
    print(f"eta = {eta:<5}  m = {m:2}  {estimate(shares):.0f} % of the steps raise the loss")

# %% [markdown]
# There are two causes, and the rates separate them. With very short steps only the *direction* counts: about a third of
# the online steps point uphill, and with twenty examples few do. At 0.3, online learning's own rate, the *length* comes in as well:
# some steps that set off downhill lead too far, and two in five end higher than they began. A batch of twenty is still quiet there. But
# its own rate is 3, which makes its steps ten times as long as at 0.3, and about as many of them raise the loss as online. The gradient
# is less noisy, but a rate ten times as large makes the step as noisy again.
#
# ### Move it
#
# One linear neuron with two weights and 24 examples. With one example per step the path rattles about the minimum. With all 24 it is
# smooth, but an epoch is a single step: not even ten of them lead all the way. Look at the loss against steps, and then against epochs. Then set the noise of the labels to 0:
# does the path still rattle?
#
# <details style="margin: 0 0 1em"><summary>Does it?</summary>
#
# On the way it does. At the minimum it comes to rest: without noise one pair of weights fits all examples, so there the gradient
# of every single example is 0.
# </details>

# %%
batches = controls.batches()
batches

# %% [markdown]
# The same from Python:

# %%
for m in (1, 4, 24):
    print(batches.set(batch_size=m))
_ = batches.reset()

# %% [markdown]
# **In one line**: online learning takes the most steps in an epoch, with the noisiest gradients; mini-batches take fewer, with less
# noisy gradients, in a fraction of the time per epoch.
#
# ## If you want more
#
# What noise costs if labels are wrong, where it helps, and what the printed solution says of this exercise.
#
# ### Wrong labels
#
# Online learning takes a whole step for a single example. What if its label is wrong? A prediction first:

# %% tags=["answer"]
pull = None

# %%
choose("a wrong label", pull)

# %% [markdown]
# We give each of the 1,500 digits a wrong label, one at a time, and measure the gradient of that one example in a
# network that batches of 20 have trained for ten epochs:

# %%
trained, _ = run(20, rates[20], 0)
wrong = np.roll(data.y, 1, axis=1)  # a 3 is called a 4, and a 9 a 0
gradients = {"right": example_gradients(trained, data.x, data.y, log_likelihood)}
gradients["wrong"] = example_gradients(trained, data.x, wrong, log_likelihood)
median = {label: np.median(np.linalg.norm(each, axis=1)) for label, each in gradients.items()}
print("median length of the gradient:", ", ".join(f"{label} label {length:.3f}" for label, length in median.items()))

# %% [markdown]
# A wrong label pulls hundreds of times as hard as a right one. A step multiplies this pull by $\eta/m$: in online
# learning the wrong example has the whole step, in a mini-batch of 20 it has a twentieth of it. But the mini-batch uses a
# larger $\eta$ here. Does the small share still protect it? We train again, with a tenth of the labels wrong, and measure on
# held-out digits whose labels are right. Each run is compared with the run of the same seed without wrong labels:

# %%
spoil = np.random.default_rng(0).random((1500, 1)) < 0.1
labels = np.where(spoil, wrong, data.y)
lost = {}
for m in (1, 20):
    after = run(m, rates[m], seeds, y=labels)[1].validation_accuracy[-1]
    lost[m] = histories[m].validation_accuracy[-1] - after
    print(f"{names[m]:14} eta/m = {rates[m] / m:.2f}  accuracy {estimate(after):.3f}  lost {estimate(lost[m]):.3f}")
print(f"online loses more by {estimate(lost[1] - lost[20]):.3f}")

# %% [markdown]
# Both lose several points, and each loss is several standard errors. Online learning loses a little more, by not quite two
# standard errors of the difference: a hint, but no proof that twenty protect better than one. A likely reason why there is so
# little between them is the learning rates. They were chosen for the lowest loss, and with them $\eta/m$, which is what one
# wrong label can do, differs only by a factor of two.
#
# ### Does noise help?
#
# It can. This example is tailored to show it: a single neuron $\sigma(wx)$ without a bias, two examples, the quadratic
# loss. The curve has a valley at $w = 0.39$, then a low ridge, and beyond it a wide, nearly flat basin that lies lower.

# %%
x2, y2 = np.array([4.0, 0.4]), np.array([0.75, 0.98])


def two_losses(w):
    return ((sigmoid(np.multiply.outer(w, x2)) - y2) ** 2 / 2).mean(-1)


def slope_of(example, w):
    a = sigmoid(w * x2[example])
    return (a - y2[example]) * a * (1 - a) * x2[example]


# %%
for name, w in {"valley": 0.3901, "ridge": 0.7157, "basin": 9.73}.items():
    print(f"{name:6} w = {w:.2f}  C = {two_losses(w):.4f}  slope {(slope_of(0, w) + slope_of(1, w)) / 2:z.4f}")
curvature = sum(slope_of(k, 0.3902) - slope_of(k, 0.39) for k in (0, 1)) / 2 / 0.0002
print(f"2/lambda at the bottom of the valley: {2 / curvature:.1f}")

# %% [markdown]
# Now 24 balls start at the bottom of the valley. In each step each ball takes one of the two examples at random:

# %%
rng = np.random.default_rng(0)
online = {}
for eta in (0.25, 8.0):
    online[eta] = descend(lambda w: slope_of(rng.integers(2, size=24), w), [0.39] * 24, learning_rate=eta, steps=400)
    print(f"online, eta = {eta:g}: {(online[eta][-1] > 0.7157).sum():2} of 24 have left the valley")

# %% [markdown]
# With short steps no ball crosses the ridge in these 400 steps. With long ones the noise takes every ball over the ridge. And the full batch, with the exact slope?

# %%
full = [-0.5, 0.0, 0.2, 0.39, 0.7, 0.8, 1.0]
for eta in (0.25, 8.0):
    ends = descend(lambda w: (slope_of(0, w) + slope_of(1, w)) / 2, full, learning_rate=eta, steps=400)[-1]
    print(f"full batch, eta = {eta:g}")
    print("  from", *(f"{w:6g}" for w in full))
    print("  to  ", *(f"{end:6.2f}" for end in ends))

# %%
paths = {r"online, $\eta$ = 1/4": online[0.25][:, 0], r"online, $\eta$ = 8": online[8.0][:25, 0]}
alt = (
    "Left, a curve with a valley at w = 0.39 and, beyond a low ridge, a flat basin that lies lower. Right, "
    "valley and ridge enlarged: the path at the learning rate 1/4 stays in the valley, that at 8 crosses the "
    "ridge."
)
show(draw_descents(two_losses, paths, alt, sides=(-2, 12), zoom=(0, 1.2), variable="w"))

# %% [markdown]
# At the very bottom the slope is 0, and the full batch stays. From 0.2 and 0.7, near the bottom, it comes back to it, even
# at $\eta = 8$, which is below the bound $2/\lambda$ there. It leaves the valley from $-0.5$ and 0 if $\eta = 8$, for then its first step leads
# across the ridge; 0.8 and 1 lie beyond the ridge from the start. So the long step does part of the work, and the noise does the
# rest: it keeps the ball moving where the slope is 0.
#
# ### Saddles and twins
#
# A **saddle** is a point where all slopes are 0, with a way down in one direction and up in another. Here is one: a
# neuron with the activation $\tanh z$ and the bias 0.5, then a linear one, which puts out its $z$; both weights are 0. The four
# examples' slopes cancel.

# %%
from hw2lib import linear, quadratic, tanh
from hw2lib.display import table

x4 = np.array([[-1.0], [-0.5], [0.5], [1.0]])
y4 = 0.8 * x4


def from_saddle(weight, batch_size):
    start = Network([np.full((24, 1, 1), weight)] * 2, [np.full((24, 1), 0.5), np.zeros((24, 1))], [tanh, linear])
    options = {"learning_rate": 0.1, "epochs": 300, "seed": seeds}
    return train(start, x4, y4, quadratic, batch_size=batch_size, **options)[1].loss.mean(-1)


rows = []
for weight, m in ((0.0, 1), (0.0, None), (0.001, None)):
    loss = from_saddle(weight, m)
    rows.append([names[m], weight, *(f"{loss[epoch]:.3f}" for epoch in (0, 150, 300))])
print(table(["", "weights", "loss at 0", "150", "300 epochs"], rows))

# %% [markdown]
# Each example by itself has a slope, and that is enough for online learning. The full batch never moves from exactly 0. But
# neither does it need noise to leave: weights of 0.001 are enough, for nearly every point beside a saddle is pushed away from it.
#
# And noise can't do everything. A last prediction:

# %% tags=["answer"]
twins = None

# %%
choose("the twins", twins)

# %%
rows = []
for second in (1.0, 0.5):
    pair = Network([[[1.0], [second]], [[0.5, 0.5]]], [[0.5, 0.5], [0.0]], [tanh, linear])
    after, history = train(pair, x4, x4**2, quadratic, learning_rate=0.1, epochs=1000, batch_size=1, seed=0)
    one, other = after.w[0].ravel()
    losses = [f"{history.loss[epoch]:.3f}" for epoch in (0, 100, 1000)]
    rows.append([f"1 and {second}", "equal" if one == other else "different", *losses])
print(table(["start", "at the end", "loss at 0", "100", "1000 epochs"], rows))

# %% [markdown]
# Here the target is $x^2$, for which the network needs both neurons. Twins can only do what one neuron can: their output rises with $x$,
# or falls, throughout. The best such curve is one step, which is right at one of the outer examples and gives $\frac12$ at the other
# three. Its loss is $\frac{3}{64} = 0.047$, and twins can't go below it. Two that start different bring the loss to 0. This is why the
# first weights are drawn at random.
#
# ### What the printed solution says
#
# Three sentences. Does anything measured above speak against one of them? Decide for yourself; the verdicts are on the page of
# the [errata](errata.ipynb).

# %%
Markdown("\n\n".join(f"> {' '.join(claim.printed.split())}" for claim in claims(section="1.2")))

# %% [markdown]
# And a variant of one of them:

# %% tags=["answer"]
ability = None

# %%
choose("the printed ability", ability)

# %% [markdown]
# <details style="margin: 0 0 1em"><summary>The verdict</summary>
#
# Nothing measured here speaks against any of the three. Two of their words weren't measured, *quickly* and *wildly*.
# Noise can help at saddles and in shallow valleys, and it hurts with wrong labels; the gradient of a mini-batch has less of it, and not
# none. What the solution leaves out is time, and the learning rate: a batch of 20 is ahead in seconds, and its longer
# steps bring back some of the noise that it averages away. The [errata](errata.ipynb) have each sentence with its verdict.
# </details>
#
# ## How far have you got?

# %%
answered(
    {
        "1.1 prediction": choose("raising the learning rate", prediction),
        "one step": check_formula("v after 1 step on 3/2 v^2", after_one),
        "two steps": check_formula("v after 2 steps on 3/2 v^2", after_two),
        "factor": check_formula("factor of a step", factor),
        "bound": check_formula("bound of the learning rate", bound),
        "your descent": check_code("descend", descend_by_hand),
        "1.1 in words": picture,
        "two curvatures": choose("two curvatures", which),
        "the printed ball": choose("the printed ball", condition),
    }
)

# %%
answered(
    {
        "1.2 prediction": choose("epochs or seconds", fastest),
        "steps in an epoch": check_formula("steps in an epoch", steps),
        "noise": check_formula("noise of a mini-batch", noise),
        "1.2 in words": advantage_and_disadvantage,
    }
)

# %%
answered(
    {
        "a wrong label": choose("a wrong label", pull),
        "the twins": choose("the twins", twins),
        "the printed ability": choose("the printed ability", ability),
    }
)

# %% [markdown]
# Next: [2 · Backpropagation](2_backpropagation.ipynb), where the gradient itself is worked out.
#
# The exercises are Michael Nielsen's, from
# [*Neural Networks and Deep Learning*](http://neuralnetworksanddeeplearning.com/) (CC BY-NC 3.0); the digits come with
# [scikit-learn](https://scikit-learn.org/stable/datasets/toy_dataset.html#digits-dataset); the printed solution is that of
# EECS663 Homework II.
