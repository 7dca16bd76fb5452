# ---
# jupyter:
#   jupytext:
#     text_representation:
#       extension: .py
#       format_name: percent
#   kernelspec:
#     display_name: Python 3
#     language: python
#     name: python3
# ---

# %% [raw]
# # ASSIGNMENT CONFIG
# name: one_step
# init_cell: true
# export_cell: false
# check_all_cell: false
# requirements:
#   - hw2lib[notebooks]

# %% [markdown]
# # One step of backpropagation

# %% [raw]
# # BEGIN QUESTION
# name: dw5
# points: 1

# %% [markdown]
# Mazur's 2-2-2 network, with the cross-entropy. What is $\partial C/\partial w_5$?

# %% [raw]
# # BEGIN SOLUTION

# %%
dw5 = 0.43983  # SOLUTION

# %% [raw]
# # END SOLUTION

# %% [raw]
# # BEGIN TESTS

# %%
from hw2lib import check

assert check("dC/dw5", dw5), check("dC/dw5", dw5)

# %% [raw]
# # END TESTS

# %% [raw]
# # END QUESTION

# %% [raw]
# # BEGIN QUESTION
# name: delta_h1
# points: 2

# %% [markdown]
# And $\delta_{h1}$, as a formula?

# %% [raw]
# # BEGIN SOLUTION

# %%
delta_h1 = "(w5*delta_o1 + w7*delta_o2)*out_h1*(1 - out_h1)"  # SOLUTION

# %% [raw]
# # END SOLUTION

# %% [raw]
# # BEGIN TESTS

# %%
from hw2lib import check_formula

assert check_formula("delta_h1", delta_h1), check_formula("delta_h1", delta_h1)

# %% [raw]
# # END TESTS

# %% [raw]
# # END QUESTION
