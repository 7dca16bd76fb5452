"""The same records in the same order, whoever runs them, and a failure keeps its settings."""

import asyncio
import csv
import os
import sys
import threading
import time
from concurrent.futures import ProcessPoolExecutor, ThreadPoolExecutor

import numpy as np
import pytest

from hw2lib import Network, cross_entropy, linear, quadratic, sigmoid, softmax, train
from hw2lib.experiments.sweep import Sweep, TrainingRun, sweep
from hw2lib.nn.losses import log_likelihood

X = np.random.default_rng(0).normal(size=(30, 3))
Y = np.eye(2)[(X.sum(1) > 0).astype(int)]
RUN = TrainingRun((3, 4, 2), [sigmoid, softmax], log_likelihood, X, Y, epochs=3, validation=(X[:5], Y[:5]))
GRID = {"seed": [0, 1, 2], "learning_rate": [0.1, 1.0], "batch_size": [1, 10, None]}


def numbers(outcome):
    return [{k: v for k, v in record.items() if not isinstance(v, np.ndarray)} for record in outcome.records]


def test_a_record_has_what_the_training_ended_with():
    record = RUN(seed=0, learning_rate=0.5, batch_size=5)
    start = Network.random((3, 4, 2), [sigmoid, softmax], seed=0)
    options = {"learning_rate": 0.5, "epochs": 3, "batch_size": 5, "seed": 0, "validation": (X[:5], Y[:5])}
    _, history = train(start, X, Y, log_likelihood, **options, progress=False)
    assert record["loss"] == history.loss[-1] != history.loss[-2]
    assert record["accuracy"] == history.accuracy[-1] != history.accuracy[-2]
    assert record["held_out_loss"] == history.validation_loss[-1] != history.validation_loss[-2]
    assert record["held_out_accuracy"] == history.validation_accuracy[-1] != history.validation_accuracy[-2]


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


def dies_in_a_while(n):
    """Kill the worker, but not before its nanny has heard that it started: it wouldn't start another one."""
    if n == 3:
        time.sleep(1)
    return dies(n)


def when(n):
    return {"time": time.perf_counter_ns() + os.getpid()}


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
    dask = pytest.importorskip("dask")
    settings = [{"n": n, "flag": str(tmp_path / "died")} for n in range(8)]
    options = {"n_workers": 2, "threads_per_worker": 1, "processes": True, "dashboard_address": None}
    with (
        dask.config.set({"distributed.scheduler.allowed-failures": 0}),  # Dask tries nothing again: that is left to us
        distributed.LocalCluster(**options) as cluster,
        distributed.Client(cluster) as client,
    ):
        outcome = sweep(dies_once, settings, executor=client.get_executor(), progress=False)
        spread = sweep(RUN, GRID, executor=client.get_executor(), progress=False)
        dead = sweep(dies_in_a_while, {"n": range(8)}, executor=client.get_executor(), progress=False)
        again = sweep(when, [{"n": 1}, {"n": 1}], executor=client.get_executor(), progress=False)
        left = sweep(leaves, {"n": range(3)}, executor=client.get_executor(), progress=False)
    assert [record["n"] for record in dead.failures] == [3]
    assert dead["square"].tolist() == [n * n for n in range(8) if n != 3]
    assert [record["error"] for record in left.failures] == ["SystemExit: 3"]
    assert len(set(again["time"])) == 2  # equal settings are run as often as they are given
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


def leaves(n):
    if n == 1:
        sys.exit(3)
    return {"square": n * n}


def dies_late(n):
    if n % 8000 == 250:
        os._exit(1)
    return {"square": n * n}


def refuses(n):
    raise Unpicklable(n)


class Unpicklable(Exception):
    def __init__(self, n):
        super().__init__()
        self.lock = threading.Lock()


@pytest.mark.parametrize("workers", [1, 2])
def test_a_dying_worker_takes_nobody_along(workers):
    with ProcessPoolExecutor(workers) as executor:
        outcome = sweep(dies, {"n": range(8)}, executor=executor, progress=False)
        assert "BrokenProcessPool" in outcome.failures[0]["error"]
        again = sweep(dies, {"n": range(5)}, executor=executor, progress=False)  # the pool is broken from the start
    assert [record["n"] for record in outcome.failures] == [record["n"] for record in again.failures] == [3]
    assert outcome["square"].tolist() == [n * n for n in range(8) if n != 3]


def test_the_record_is_complete_for_many_settings_whoever_dies():
    with ProcessPoolExecutor(2) as executor:
        outcome = sweep(dies_late, {"n": range(20_000)}, executor=executor, progress=False)
    assert len(outcome.records) == 20_000
    assert [record["n"] for record in outcome.failures] == [250, 8250, 16_250]
    assert len(outcome["square"]) == 20_000 - 3


@pytest.mark.parametrize("executor", [None, ThreadPoolExecutor, ProcessPoolExecutor])
def test_what_a_run_raises_is_its_own_error(executor):
    for experiment, failed in ((leaves, {1: "SystemExit: 3"}), (refuses, dict.fromkeys(range(3), "Unpicklable: "))):
        if executor is None:
            outcome = sweep(experiment, {"n": range(3)}, progress=False)
        else:
            with executor(2) as pool:
                outcome = sweep(experiment, {"n": range(3)}, executor=pool, progress=False)
        assert {record["n"]: record["error"] for record in outcome.failures} == failed


class Silent(Exception):
    def __str__(self):
        raise RuntimeError("no")


def test_an_error_that_cannot_be_shown_is_a_failure_as_any_other():
    def experiment(n):
        raise Silent

    outcome = sweep(experiment, {"n": [1, 2]}, progress=False)
    assert [record["error"] for record in outcome.records] == ["Silent: it can't be shown"] * 2


def test_diverging_runs_in_processes_break_no_pool():
    run = TrainingRun((3, 2), linear, quadratic, X, Y, epochs=50)
    grid = {"seed": [0, 1], "learning_rate": [1e-2, 1e3, 1e-1], "batch_size": [5]}
    with ProcessPoolExecutor(2) as executor:
        outcome = sweep(run, grid, executor=executor, progress=False)
    assert [record["learning_rate"] for record in outcome.failures] == [1e3, 1e3]
    assert all("learning rate 1000 is probably too large" in record["error"] for record in outcome.failures)


def test_submitting_that_fails_is_the_runs_error():
    pool = ThreadPoolExecutor(1)
    pool.shutdown()
    outcome = sweep(inverse, {"n": [1, 2]}, executor=pool, progress=False)
    assert [record["error"] for record in outcome.records] == [
        "RuntimeError: cannot schedule new futures after shutdown"
    ] * 2


@pytest.mark.parametrize(
    ("returned", "words"),
    [
        ({"n": 5}, "ValueError: a result can't be called 'n'"), ({"error": 0}, "a result can't be called 'error'"),
        ({3: 0}, "a result can't be called 3"), (5, "TypeError: an experiment returns a mapping"), (None, "TypeError"),
    ],
)  # fmt: skip
def test_results_that_cannot_stand_in_a_record(returned, words):
    outcome = sweep(lambda n: returned, {"n": [1]}, progress=False)
    assert outcome.records[0]["n"] == 1
    assert words in outcome.failures[0]["error"]


def test_results_are_kept_as_they_are():
    buffer, seen = np.zeros(1), [True, False]

    def experiment(n):
        buffer[0] = n
        return {
            "large": np.bool_(n > 1), "zero": np.array(1.5), "mixed": "x" if n > 1 else n, "text": "a\0",
            "whole": 2**60 + 1 if n > 1 else 2**63 + 1, "curve": buffer,
        }  # fmt: skip

    outcome = sweep(experiment, {"n": [1, 2]}, progress=False)
    assert outcome["large"].tolist() == seen[::-1]
    assert outcome["mixed"].tolist() == [1, "x"]
    assert outcome["text"].tolist() == ["a\0", "a\0"]
    assert outcome["whole"].tolist() == [2**63 + 1, 2**60 + 1]
    assert outcome["curve"].tolist() == [[1.0], [2.0]]
    assert all(name in repr(outcome) for name in ("large", "zero", "mixed"))


def test_whatever_a_run_raises_the_others_are_kept():
    def experiment(n):
        if n == 2:
            raise asyncio.CancelledError
        return {"half": n / 2}

    outcome = sweep(experiment, {"n": [1, 2, 3]}, progress=False)
    assert outcome["half"].tolist() == [0.5, 1.5]
    assert "CancelledError" in outcome.failures[0]["error"]


def test_a_column_that_some_runs_lack_is_missing_there(tmp_path):
    def some(n):
        more = {"words": str(n), "curve": np.ones(n)} if n > 1 else {}
        return {"half": n / 2, **more, **({"third": n / 3} if n < 3 else {})}

    outcome = sweep(some, {"n": [1, 2, 3]}, progress=False)
    np.testing.assert_array_equal(outcome["third"], [1 / 3, 2 / 3, np.nan])
    assert outcome["words"].tolist() == [None, "2", "3"]
    assert [v if v is None else len(v) for v in outcome["curve"]] == [None, 2, 3]
    assert len(outcome.where(words="3").records) == 1
    outcome.to_csv(tmp_path / "out.csv")
    assert (tmp_path / "out.csv").read_text().splitlines()[1].count(",") == 3
    assert outcome.plot("n", "third").lines[0].get_xdata().tolist() == [1, 2]
    assert outcome == sweep(some, {"n": [1, 2, 3]}, progress=False)
    assert outcome != sweep(some, {"n": [1, 2]}, progress=False)
    with pytest.raises(ValueError, match="no column 'x'"):
        outcome.where(x=1)


def test_a_full_batch_stands_on_the_axis_by_its_name():
    ax = sweep(RUN, {"seed": [0], "learning_rate": [0.1], "batch_size": [10, None]}, progress=False).plot(
        "batch_size", "loss"
    )
    assert list(ax.lines[0].get_xdata()) == ["10", "None"]


def test_an_interrupt_keeps_what_has_run():
    def impatient(n):
        if n == 2:
            raise KeyboardInterrupt
        return {"square": n * n}

    outcome = sweep(impatient, {"n": range(4)}, progress=False)
    assert outcome["square"].tolist() == [0, 1]
    assert all("KeyboardInterrupt" in record["error"] for record in outcome.failures)


@pytest.mark.parametrize(
    ("experiment", "settings", "executor"),
    [(3, {"n": [1]}, None), (inverse, {"n": [1]}, 4), (inverse, 5, None), (inverse, {"n": b"ab"}, None)],
)
def test_arguments_of_another_kind(experiment, settings, executor):
    with pytest.raises(TypeError):
        sweep(experiment, settings, executor=executor)


@pytest.mark.parametrize("settings", [{"error": [1]}, {3: [1]}])
def test_names_that_no_setting_can_have(settings):
    with pytest.raises(ValueError, match="none is called 'error'"):
        sweep(inverse, settings)


def test_what_is_drawn_are_numbers_and_what_is_asked_for_is_a_column():
    outcome = sweep(lambda sizes: {"words": "many", "n": len(sizes)}, {"sizes": [[2, 3], [1]]}, progress=False)
    with pytest.raises(ValueError, match="words holds 'many', which is no number"):
        outcome.plot("sizes", "words")
    with pytest.raises(ValueError, match="there is no column \\['n'\\]"):
        outcome[["n"]]
    ax = outcome.plot("sizes", "n", by="sizes")  # lists can be settings
    assert [line.get_label() for line in ax.lines] == ["sizes = [2, 3]", "sizes = [1]"]


def test_settings_that_can_t_be_compared_are_different():
    class Strange:
        def __eq__(self, other):
            raise RuntimeError("incomparable")

    outcome = sweep(lambda a: {"b": 1}, {"a": [np.float64(1), Strange()]}, progress=False)
    assert len(outcome.where(a=10**400).records) == 0
    assert len(outcome.where(a=1).records) == 1
