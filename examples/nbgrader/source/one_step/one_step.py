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

# %% [markdown] nbgrader={"grade": false, "grade_id": "question", "locked": true, "schema_version": 3, "solution": false, "task": false}
# # One step of backpropagation
#
# Mazur's 2-2-2 network, with the cross-entropy. What is $\partial C/\partial w_5$? And $\delta_{h1}$, as a formula?

# %% nbgrader={"grade": false, "grade_id": "dw5", "locked": false, "schema_version": 3, "solution": true, "task": false}
dw5 = None
### BEGIN SOLUTION
dw5 = 0.43983
### END SOLUTION

# %% nbgrader={"grade": true, "grade_id": "dw5-check", "locked": true, "points": 1, "schema_version": 3, "solution": false, "task": false}
from hw2lib import check

assert check("dC/dw5", dw5), check("dC/dw5", dw5)

# %% nbgrader={"grade": false, "grade_id": "delta_h1", "locked": false, "schema_version": 3, "solution": true, "task": false}
delta_h1 = None
### BEGIN SOLUTION
delta_h1 = "(w5*delta_o1 + w7*delta_o2)*out_h1*(1 - out_h1)"
### END SOLUTION

# %% nbgrader={"grade": true, "grade_id": "delta_h1-check", "locked": true, "points": 2, "schema_version": 3, "solution": false, "task": false}
from hw2lib import check_formula

assert check_formula("delta_h1", delta_h1), check_formula("delta_h1", delta_h1)
