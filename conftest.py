"""Makes `pytest --nbval notebooks/` right as typed, from any folder: every kernel it starts computes the same way."""

import os

import matplotlib

from tools.refresh import KERNEL_ENVIRONMENT

collect_ignore = ["start.py", "setup.py", "conftest.py"]
collect_ignore_glob = ["notebooks/*.py", "tools/*", "benchmarks/*"]  # a notebook is run as .ipynb, not as its text

os.environ.update(KERNEL_ENVIRONMENT)  # the kernels inherit it
matplotlib.use("agg")  # the tests' own pictures need no screen
