"""The same records in the same order, whoever runs them, and a failure keeps its settings."""

import csv
import os
from concurrent.futures import ProcessPoolExecutor, ThreadPoolExecutor

import numpy as np
import pytest

from hw2lib import cross_entropy, sigmoid, softmax
from hw2lib.experiments.sweep import Sweep, TrainingRun, sweep
from hw2lib.nn.losses import log_likelihood

X = np.random.default_rng(0).normal(size=(30, 3))
Y = np.eye(2)[(X.sum(1) > 0).astype(int)]
RUN = TrainingRun((3, 4, 2), [sigmoid, softmax], log_likelihood, X, Y, epochs=3, validation=(X[:5], Y[:5]))
GRID = {"seed": [0, 1, 2], "learning_rate": [0.1, 1.0], "batch_size": [1, 10, None]}


def numbers(outcome):
    return [{k: v for k, v in record.items() if not isinstance(v, np.ndarray)} for record in outcome.records]


def inverse(n):
    return {"inverse": 1 / n}


def dies_once(n, flag):
    """Kill the worker that gets n = 3, the first time."""
    if n == 3 and not os.path.exists(flag):
        open(flag, "w").close()
        os._exit(1)
    return {"square": n * n}


def dies(n):
    if n == 3:
        os._exit(1)
    return {"square": n * n}


def test_all_combinations_in_order():
    outcome = sweep(RUN, GRID, progress=False)
    assert len(outcome.records) == 18
    assert [r["batch_size"] for r in outcome.records[:3]] == [1, 10, None]
    assert [r["seed"] for r in outcome.records] == [0] * 6 + [1] * 6 + [2] * 6
    assert not outcome.failures
    assert outcome["losses"].shape == (18, 4)
    assert repr(outcome).startswith("Sweep: 18 runs of seed, learning_rate, batch_size -> loss, accuracy")


@pytest.mark.parametrize("pool", [ThreadPoolExecutor, ProcessPoolExecutor])
def test_an_executor_changes_nothing(pool):
    alone = sweep(RUN, GRID, progress=False)
    with pool(2) as executor:
        spread = sweep(RUN, GRID, executor=executor, progress=False)
    assert numbers(spread) == numbers(alone)


def test_a_failure_keeps_its_settings_and_the_rest():
    outcome = sweep(inverse, {"n": [1, 0, 2]}, progress=False)
    assert [record["n"] for record in outcome.failures] == [0]
    assert outcome.failures[0]["error"] == "ZeroDivisionError: division by zero"
    assert outcome["inverse"].tolist() == [1.0, 0.5]
    assert "1 failed" in repr(outcome)


def test_a_dead_process_is_reported():
    with ProcessPoolExecutor(1) as executor:
        outcome = sweep(dies, {"n": [1, 2, 3]}, executor=executor, progress=False)
    assert "BrokenProcessPool" in outcome.records[2]["error"]
    assert [r["n"] for r in outcome.records] == [1, 2, 3]


@pytest.mark.filterwarnings("default")  # Dask's own
def test_a_real_dask_cluster_of_which_a_worker_is_killed(tmp_path):
    distributed = pytest.importorskip("distributed")
    settings = [{"n": n, "flag": str(tmp_path / "died")} for n in range(8)]
    options = {"n_workers": 2, "threads_per_worker": 1, "processes": True, "dashboard_address": None}
    with distributed.LocalCluster(**options) as cluster, distributed.Client(cluster) as client:
        outcome = sweep(dies_once, settings, executor=client.get_executor(), progress=False)
        spread = sweep(RUN, GRID, executor=client.get_executor(), progress=False)
    assert (tmp_path / "died").exists()
    assert [record["square"] for record in outcome.records] == [n * n for n in range(8)]
    assert numbers(spread) == numbers(sweep(RUN, GRID, progress=False))


def test_csv_and_table_and_plot(tmp_path):
    outcome = sweep(RUN, GRID, progress=False)
    outcome.to_csv(tmp_path / "out.csv")
    with (tmp_path / "out.csv").open(newline="") as file:
        rows = list(csv.DictReader(file))
    assert [float(row["loss"]) for row in rows] == outcome["loss"].tolist()
    assert rows[2]["batch_size"] == ""
    assert outcome.summary().splitlines()[0].split()[:3] == ["seed", "learning_rate", "batch_size"]
    assert "<table>" in outcome._repr_html_()
    ax = outcome.plot("learning_rate", "loss", by="seed")
    assert len(ax.lines) == 3
    part = outcome.where(seed=0, learning_rate=0.1)
    assert ax.lines[0].get_ydata()[0] == pytest.approx(part["loss"].mean())


@pytest.mark.parametrize(
    ("settings", "error"),
    [({}, ValueError), ([], ValueError), ({"n": []}, ValueError), ({"n": 3}, TypeError), ({"n": "abc"}, TypeError),
     ([{"n": 1}, {"m": 1}], ValueError), ([3], TypeError)],
)  # fmt: skip
def test_bad_settings(settings, error):
    with pytest.raises(error):
        sweep(inverse, settings)


def test_unknown_columns():
    outcome = sweep(inverse, {"n": [1]}, progress=False)
    with pytest.raises(ValueError, match="no column 'square'; there are n, inverse"):
        outcome["square"]
    assert isinstance(outcome.where(n=5), Sweep)


def test_a_run_of_yours_can_be_any_function():
    outcome = sweep(lambda a, b: {"sum": a + b}, [{"a": 1, "b": 2}, {"a": 3, "b": 4}], progress=False)
    assert outcome["sum"].tolist() == [3, 7]


def test_a_diverging_run_is_a_failure_and_not_the_end():
    run = TrainingRun((3, 2), sigmoid, cross_entropy, X * 1e300, Y, epochs=2)
    outcome = sweep(run, {"seed": [0], "learning_rate": [1e300], "batch_size": [1]}, progress=False)
    assert "learning rate" in outcome.failures[0]["error"]
