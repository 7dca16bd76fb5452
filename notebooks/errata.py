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
# # Errata
#
# This course began as a printed solution of EECS663 Homework II, with 62 numbered equations. This page goes through all of
# them, through what its prose claims, and through the figures that Mazur's page publishes. Every verdict here is executed by
# the tests of the course: what holds is proved or computed, what fails is refuted, and what should stand there is proved.
#
# How to read the verdicts:
#
# - **holds**: true as written, and every number right as rounded or cut to the digits shown.
# - **fails**: not true as written. That is no insult. The *conclusions* of 2.2 and 3.2 stand, and their entries say so; and a
#   single wrong weight makes every number after it fail.
# - **blank**: the number stands on an empty line.
#
# In the print's notation $w_{jk}$ leads from neuron $k$ to neuron $j$, $a^L$ are the outputs, and $1_{j=y}$ is 1 where
# $j = y$ and 0 elsewhere. For the network of exercise 3.3, $net$ is $z$ and $out$ is $a$.

# %%
from hw2lib import check
from hw2lib.errata import EQUATIONS, SECTIONS, audit, claims, mazurs_figures
from hw2lib.nn.arrays import table

# %% [markdown]
# ## How many

# %%
rows = [[name, *entries.counts().values()] for name, entries in {"equations": audit(), "claims": claims()}.items()]
rows += [[f"equations of {s}", *audit(section=s).counts().values()] for s in SECTIONS if audit(section=s)]
print(table(["", "holds", "fails", "blank"], rows))

# %% [markdown]
# Nearly all that fails in 3.3 goes back to four slips. One is $w_2$ read for $w_3$ in (23); it spoils
# $\mathrm{out}_{h2}$ and all that uses it. One is a factor that strayed into (29) and (31). One is the row of the output
# weights taken for a column, in (49) to (55) and (59) to (61). And in (52) and (53) the weights of the first layer are numbered
# column by column. The wrong numbers and the slips that give them, digit for digit:

# %%
for equation in EQUATIONS.values():
    for question, printed in equation.numbers.items():
        print(f"{equation.label}  {question:8}  {printed:9}  {' + '.join(equation.slips)}")

# %% [markdown]
# `check` finds them too, from the digits alone. It is the same mechanism that judges your answers:

# %%
check("dC/dw1", EQUATIONS[51].numbers["dC/dw1"])

# %% [markdown]
# ## The equations
#
# One can be looked up with `EQUATIONS[number]`, several with `audit`: `audit(2, 3)`, `audit(section="3.2")`,
# `audit(verdict="fails")`. Here is the whole list, an exercise at a time.
#
# ### 2.2 · Softmax and the log-likelihood

# %%
audit(section="2.2")

# %% [markdown]
# ### 2.3 · Linear neurons

# %%
audit(section="2.3")

# %% [markdown]
# ### 3.2 · The minimum of the cross-entropy

# %%
audit(section="3.2")

# %% [markdown]
# ### 3.3 · One step by hand

# %%
audit(section="3.3")

# %% [markdown]
# ### Bonus

# %%
audit(section="bonus")

# %% [markdown]
# ## What the prose claims

# %%
claims()

# %% [markdown]
# ## Mazur's published figures
#
# His page is about the squared error. Its formulas are right, and so are the eight new weights. The error after one step and
# the two outputs after 10,000 come from a program with a slip; [exercise 3.3](3_cross_entropy.ipynb) shows how that was found out.

# %%
mazurs_figures()
