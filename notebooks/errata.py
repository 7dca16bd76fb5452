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
# This course grew out of a printed solution of EECS663 Homework II. It has 62 numbered lines: 57 equations, and five that are empty. This
# page goes through all of them, through the main claims of its prose, and through the figures on Mazur's page. Each equation was read
# from its own LaTeX, and then proved, refuted, or compared with the right numbers.
#
# One standard holds for all. An entry is read with everything that the text around it defines, before it or after it, and
# nothing is added. A line that is later used for every index must hold for every index.
#
# - **holds**: true as written, and every number is right as rounded or cut to the digits shown.
# - **fails**: not true as written, even if the conclusion drawn from it is right. A dropped mean or a missing index counts,
#   and a single wrong weight makes every number fail that is computed from it.
# - **blank**: the number stands on an empty line.
#
# A claim in words holds if it is true of what it speaks of. *The ball rolls down* speaks of a ball, and is true of one, although
# gradient descent needn't. *We approach argmax* speaks of softmax, and is not true of every softmax. Words such as *quickly*,
# which nothing here measures, are left out of the verdict, and the note says so.
#
# In the print, $a^L$ are the outputs, and $1_{j=y}$ is 1 where $j = y$ and 0 elsewhere. $w_{jk}$ leads from neuron $k$ to
# neuron $j$ in exercise 2.2; in (49) and (50) it is the other way round, as the words after (50) say. In exercise 3.3, $net$
# is $z$ and $out$ is $a$.
#
# ## At a glance
#
# Of the 62 numbered lines, so many hold, fail, or are blank:

# %%
from hw2lib.errata import EQUATIONS, audit, claims, mazurs_figures, overview

audit().counts()

# %% [markdown]
# The table has the claims and Mazur's figures as well. Click an entry to go to its explanation. Run the page; then the two menus above
# the table filter it by verdict and by cause. (Entries that hold have no cause: if you choose *holds* and a cause, the table is empty. If
# a link leads to another entry while the page is still being drawn, click it again.)

# %%
overview()

# %% [markdown]
# ## Where the errors of 3.3 come from
#
# Most of what fails in exercise 3.3 goes back to one habit and one copying error.
#
# The habit is to number weights by the neuron they *leave*: $w_1$ and $w_2$ from $i_1$, $w_3$ and $w_4$ from $i_2$. With
# that numbering, (23) is $w_2 i_1 + w_4 i_2 + b_1$, and the digits of (51) to (55), (59) and (61) all follow. But Mazur's
# figure numbers weights by the neuron they *enter*, and so does the print itself in (21), (22), (27), (36) to (39) and (43)
# to (46). The 0.39 of (23) then spoils $\mathrm{out}_{h2}$ and what is computed from it, with one
# exception: (27) was computed with the right $\mathrm{out}_{h2}$, so $\mathrm{out}_{o1}$ and $\delta_{o1}$ are right.
#
# The copying error is a factor 1.38073 in (29) and (31): a result that found its way back into the formula.
#
# Here is, for each wrong number from (26) on, the shortest list of slips that gives its digits, rounded or cut. Further slips may be in it, too
# small to show. `check` knows the habit as three slips, because each can occur alone: *w3 read as w2*, *row for column*, and *first-layer weights numbered column by column*.
# *w3 read as w2 on the way to o2* is the first of them with $o_1$ left right, as in (27).

# %%
for equation in EQUATIONS.values():
    for question, printed in equation.numbers.items():
        print(f"{equation.label}  {question:8}  {printed:9}  {' + '.join(equation.slips)}")

# %% [markdown]
# `check` recognises them in your answers, too:

# %%
from hw2lib import check

check("dC/dw1", EQUATIONS[51].numbers["dC/dw1"])

# %% [markdown]
# ## How a verdict is reached
#
# `verify` works an entry out again. Here are a refuted equation with its correction, and one with a wrong number:

# %%
EQUATIONS[13].verify()

# %%
EQUATIONS[26].verify()

# %% [markdown]
# ## The equations
#
# `EQUATIONS[number]` looks one up. `audit` shows several: `audit(2, 3)`, `audit(section="3.2")`, `audit(verdict="fails")`.
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
#
# In the words of the print.

# %%
claims()

# %% [markdown]
# ## Mazur's published figures
#
# His page uses the squared error. Its formulas are right, and so are the eight new weights. The error after one step and the
# two outputs after 10,000 steps are what a program with a slip gives; [exercise 3.3](3_cross_entropy.ipynb) shows how we
# found out.

# %%
mazurs_figures()
