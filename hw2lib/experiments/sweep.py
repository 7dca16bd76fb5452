"""An experiment over many settings, here or on as many workers as there are, always with the same results.

The spreading is left to whoever does it best: any `concurrent.futures.Executor` will do, such as a
ProcessPoolExecutor for the cores of one machine, or Dask's `client.get_executor()` for several.
"""

from __future__ import annotations

import csv
from collections.abc import Callable, Generator, Iterable, Iterator, Mapping, Sequence
from concurrent.futures import BrokenExecutor, CancelledError, Executor, Future, ProcessPoolExecutor, as_completed
from contextlib import closing
from dataclasses import dataclass
from itertools import product
from numbers import Real
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeAlias
from uuid import uuid4

import numpy as np

from hw2lib.display import Result, as_path, brief, rounded, same, show_progress
from hw2lib.nn.activations import Activation
from hw2lib.nn.arrays import Array
from hw2lib.nn.losses import Loss
from hw2lib.nn.network import Network
from hw2lib.nn.training import train

if TYPE_CHECKING:
    from matplotlib.axes import Axes

Settings: TypeAlias = Mapping[str, Any]
Record: TypeAlias = dict[str, Any]
Experiment: TypeAlias = Callable[..., Mapping[str, Any]]

ERROR = "error"  # under this name a failed run has its error
INTERRUPTED = "KeyboardInterrupt: the sweep was stopped before this run had ended"
LOST = ("KilledWorker", "FutureCancelledError", "FuturesCancelledError", "CommClosedError")  # what Dask calls it


@dataclass(frozen=True, repr=False, eq=False)
class Sweep(Result):
    """What came out, one record a setting, in the order in which the settings were given.

    Attributes:
        names: the names of the settings.
        records: the setting and what the experiment returned for it; where it failed, the setting and "error".

    Example:
        >>> outcome = sweep(lambda a, b: {"sum": a + b}, {"a": [1, 2], "b": [10]}, progress=False)
        >>> outcome
        Sweep: 2 runs of a, b -> sum
        >>> outcome["sum"]
        array([11, 12])
    """

    names: tuple[str, ...]
    records: tuple[Record, ...]

    @property
    def failures(self) -> tuple[Record, ...]:
        """The records of the runs that failed."""
        return tuple(record for record in self.records if ERROR in record)

    @property
    def succeeded(self) -> tuple[Record, ...]:
        """The records of the runs that did not."""
        return tuple(record for record in self.records if ERROR not in record)

    def __getitem__(self, column: str) -> Array:
        """Return one column of the runs that succeeded; where a run lacks it, NaN stands for a number, else None."""
        there = [record[column] for record in self.succeeded if isinstance(column, str) and column in record]
        if not there:
            raise ValueError(f"there is no column {brief(column)}; there are {', '.join(self._columns())}")
        missing = np.nan if all(isinstance(value, Real) for value in there) else None
        values = [record.get(column, missing) for record in self.succeeded]
        try:
            array = np.array(values)
        except ValueError:  # arrays of several lengths
            array = np.empty(0)
        if array.ndim > 1 or same(array.tolist(), values):
            return array
        objects = np.empty(len(values), object)  # NumPy would make a text of a number beside one, or round it
        objects[:] = values
        return objects

    def where(self, **wanted: Any) -> Sweep:
        """Return the part in which these settings have these values.

        Example:
            >>> outcome = sweep(lambda a: {"square": a * a}, {"a": [1, 2, 3]}, progress=False)
            >>> outcome.where(a=3)["square"]
            array([9])
        """
        for name in wanted:
            if not any(name in record for record in self.records):
                raise ValueError(f"there is no column {name!r}; there are {', '.join(self._columns())}")
        return Sweep(
            self.names,
            tuple(r for r in self.records if all(k in r and same(r[k], v) for k, v in wanted.items())),
        )

    def _columns(self) -> list[str]:
        numbers = dict.fromkeys(
            name for record in self.records for name, value in record.items() if isinstance(value, (Real, str))
        )
        return [*self.names, *(name for name in numbers if name not in self.names)]

    def _rows(self) -> tuple[list[str], list[list[object]]]:
        columns = self._columns()
        return columns, [[_shown(record.get(name, "")) for name in columns] for record in self.records]

    def __repr__(self) -> str:
        results = [name for name in self._columns() if name not in (*self.names, ERROR)]
        failed = f"; {len(self.failures)} failed" if self.failures else ""
        return f"Sweep: {len(self.records)} runs of {', '.join(self.names)} -> {', '.join(results)}{failed}"

    def to_csv(self, path: str | Path) -> None:
        """Write the table as CSV, numbers with all their digits."""
        columns = self._columns()
        with as_path("path", path).open("w", newline="", encoding="utf-8") as file:
            writer = csv.DictWriter(file, columns, extrasaction="ignore", lineterminator="\n")
            writer.writeheader()
            writer.writerows(self.records)

    def plot(self, x: str, y: str, by: str | None = None, ax: Axes | None = None) -> Axes:
        """Draw the mean of column y against column x, one line for each value of `by`, and return the axes.

        Runs that lack one of them are left out. What isn't a number (None, for the full batch) stands on the axis by
        its name, in the order of the settings.
        """
        from matplotlib import pyplot as plt  # here, and not above: a sweep without a picture needs NumPy alone

        columns = [x, y] if by is None else [x, y, by]
        for column in columns:
            self[column]  # says which there are, if there is none of this name
        if none := [record[y] for record in self.succeeded if not isinstance(record.get(y, 0.0), Real)]:
            raise ValueError(f"{y} holds {brief(none[0])}, which is no number, so it has no mean to draw")
        runs = [record for record in self.succeeded if all(column in record for column in columns)]
        numbers = all(isinstance(record[x], Real) for record in runs)
        ax = plt.subplots(layout="constrained")[1] if ax is None else ax
        for value in dict.fromkeys(str(record[by]) for record in runs) if by else [None]:
            part = [record for record in runs if by is None or str(record[by]) == value]
            of_place: dict[Any, list[float]] = {}
            for record in part:
                of_place.setdefault(record[x] if numbers else str(record[x]), []).append(float(record[y]))
            places = sorted(of_place) if numbers else list(of_place)
            means = [float(np.mean(of_place[place])) for place in places]
            ax.plot(places, means, label=y if by is None else f"{by} = {value}")
        ax.set(xlabel=x.replace("_", " "), ylabel=y.replace("_", " "))
        if by is not None:
            ax.legend(frameon=False)
        return ax


@dataclass(frozen=True, eq=False)
class TrainingRun:
    """An experiment for `sweep`: train a fresh network, and report how far it came.

    Called with a seed, a learning rate and a batch size (None for the full batch), it returns the last loss and
    accuracy, on the training and on the held-out examples, and under "losses" and "held_out_losses" those after every
    epoch.

    Example:
        >>> from hw2lib import cross_entropy, sigmoid
        >>> x, y = [[0, 0], [0, 1], [1, 0], [1, 1]], [[0], [0], [0], [1]]
        >>> run = TrainingRun((2, 1), sigmoid, cross_entropy, x, y, epochs=100)
        >>> outcome = sweep(run, {"seed": [0, 1], "learning_rate": [0.5], "batch_size": [1, None]}, progress=False)
        >>> outcome["accuracy"]
        array([1., 1., 1., 1.])
    """

    sizes: Sequence[int]
    activations: Activation | Sequence[Activation]
    loss: Loss
    x: Any
    y: Any
    epochs: int
    validation: tuple[Any, Any] | None = None
    l2: float = 0.0

    def __call__(self, *, seed: int, learning_rate: float, batch_size: int | None) -> Record:
        """Train once."""
        net = Network.random(self.sizes, self.activations, seed=seed)
        _, history = train(
            net,
            self.x,
            self.y,
            self.loss,
            learning_rate=learning_rate,
            epochs=self.epochs,
            batch_size=batch_size,
            seed=seed,
            l2=self.l2,
            validation=self.validation,
            progress=False,
        )
        if history.interrupted:
            raise KeyboardInterrupt  # half a run is no result
        record: Record = {"loss": float(history.loss[-1])}
        if history.accuracy is not None:
            record["accuracy"] = float(history.accuracy[-1])
        if history.validation_loss is not None:
            record["held_out_loss"] = float(history.validation_loss[-1])
            record["held_out_losses"] = history.validation_loss
        if history.validation_accuracy is not None:
            record["held_out_accuracy"] = float(history.validation_accuracy[-1])
        return record | {"losses": history.loss}


def sweep(
    experiment: Experiment,
    settings: Mapping[str, Iterable[Any]] | Iterable[Settings],
    *,
    executor: Executor | None = None,
    progress: bool = True,
) -> Sweep:
    """Run an experiment for every setting.

    Args:
        experiment: called with each setting as keywords; it returns a mapping of results. With processes it has to be
            something that can be pickled, such as a function of a module or a `TrainingRun`.
        settings: values for each name, {"seed": range(10), "batch_size": [1, 20]}, of which all combinations are run,
            the last name changing fastest; or a list of settings.
        executor: who runs them; None, for here and one after the other. It isn't shut down. A Dask cluster that has
            lost its last worker waits for another one, and so does the sweep.
        progress: show a bar if it takes more than two seconds.

    Returns:
        a Sweep, with the same records in the same order whoever runs them. A run that fails has its error in its
        record, and the others go on. So does a run whose worker dies of it: the runs that the worker takes along are
        tried again, in a fresh pool if a ProcessPoolExecutor is broken, and those that may be at fault one at a time.
        After a KeyboardInterrupt, the record of what had not run says so.

    Raises:
        TypeError, ValueError: if there are no settings, they don't have the same names, or one is called "error".

    Example:
        >>> def experiment(n):
        ...     return {"half": 1 / n}
        >>> print(sweep(experiment, {"n": [2, 0]}, progress=False).summary())
        n      half                                error
        2  0.500000
        0            ZeroDivisionError: division by zero
    """
    if not callable(experiment):
        raise TypeError(f"an experiment is a function of the settings, not {brief(experiment)}")
    if executor is not None and not hasattr(executor, "submit"):
        raise TypeError(f"executor must be a concurrent.futures.Executor, not {brief(executor)}")
    chosen = list(_combinations(settings))
    names = tuple(chosen[0]) if chosen else ()
    if not names:
        raise ValueError("a sweep needs at least one setting")
    if any(tuple(setting) != names for setting in chosen):
        raise ValueError("all settings must have the same names in the same order")
    if not all(isinstance(name, str) for name in names) or ERROR in names:
        raise ValueError(f"settings are named by texts, and none is called {ERROR!r}, which is for what goes wrong")
    outcomes: dict[int, Record] = {}
    runs = _here(experiment, chosen) if executor is None else _spread(executor, experiment, chosen)
    try:
        with closing(runs), closing(show_progress(runs, len(chosen), "sweep", "run", progress)) as counted:
            for i, outcome in counted:
                outcomes[i] = outcome
    except KeyboardInterrupt:
        pass
    return Sweep(names, tuple({**s, **outcomes.get(i, {ERROR: INTERRUPTED})} for i, s in enumerate(chosen)))


def _combinations(settings: Mapping[str, Iterable[Any]] | Iterable[Settings]) -> Iterator[Settings]:
    if isinstance(settings, Mapping):
        for name, values in settings.items():
            if isinstance(values, (str, bytes)) or not isinstance(values, Iterable):
                raise TypeError(f"the values of {name} must be a list, not {brief(values)}")
        for values in product(*settings.values()):
            yield dict(zip(settings, values, strict=True))
        return
    if not isinstance(settings, Iterable):
        raise TypeError(f"settings are a mapping from names to lists, or a list of mappings, not {brief(settings)}")
    for setting in settings:
        if not isinstance(setting, Mapping):
            raise TypeError(f"a setting is a mapping from names to values, not {brief(setting)}")
        yield dict(setting)


def _outcome(experiment: Experiment, setting: Settings, ticket: str = "") -> Record:
    """Run the experiment once, wherever this is called.

    `ticket` differs from call to call: Dask takes the same function of the same arguments for the same result, and
    wouldn't run it again.
    """
    try:
        result = experiment(**setting)
        if not isinstance(result, Mapping):
            raise TypeError(f"an experiment returns a mapping from names to results, not {brief(result)}")
        taken = [name for name in result if name in setting or name == ERROR or not isinstance(name, str)]
        if taken:
            raise ValueError(f"a result can't be called {taken[0]!r}: that is a setting, or the place of errors")
        return {name: _kept(value) for name, value in result.items()}
    except KeyboardInterrupt:
        raise
    except BaseException as error:  # whatever went wrong in one run, the others are kept
        return _failure(error)


def _kept(value: Any) -> Any:
    """A result as Python's own number or text, or as an array that the experiment can't refill for its next run."""
    if isinstance(value, np.generic) or (isinstance(value, np.ndarray) and value.ndim == 0):
        return value.item()
    return value.copy() if isinstance(value, (np.ndarray, list, dict)) else value


def _failure(error: BaseException) -> Record:
    try:
        said = str(error)
    except Exception:  # an error may fail to say what it is
        said = "it can't be shown"
    return {ERROR: f"{type(error).__name__}: {said}"}


Runs: TypeAlias = Generator[tuple[int, Record], None, None]


def _here(experiment: Experiment, chosen: Sequence[Settings]) -> Runs:
    for i, setting in enumerate(chosen):
        yield i, _outcome(experiment, setting)


def _spread(executor: Executor, experiment: Experiment, chosen: Sequence[Settings]) -> Runs:
    """Yield the number and the outcome of every run, in the order in which they end.

    When a process dies, its pool tells of every run that had not ended. The one at fault was on a worker or next in
    line, so it is among the first of them; those get a pool of one worker, and the rest a fresh one of the same size.
    """
    lost = yield from _together(executor, experiment, chosen, range(len(chosen)))
    while lost:
        workers: int = getattr(executor, "_max_workers", 1) if isinstance(executor, ProcessPoolExecutor) else len(lost)
        for i in lost[: 2 * workers + 1]:
            yield i, _alone(executor, experiment, chosen[i])
        lost = lost[2 * workers + 1 :]
        if lost:
            with _fresh(executor, workers) as pool:
                lost = yield from _together(pool, experiment, chosen, lost)


def _together(
    executor: Executor, experiment: Experiment, chosen: Sequence[Settings], which: Sequence[int]
) -> Generator[tuple[int, Record], None, list[int]]:
    """Run these all at once; return those that were lost with a worker."""
    futures: dict[Future[Record], int] = {}
    lost: list[int] = []
    try:
        for i in which:
            try:
                futures[executor.submit(_outcome, experiment, chosen[i], uuid4().hex)] = i
            except Exception as error:  # such as that the pool is broken by now
                if not _is_lost(error):
                    yield i, _failure(error)
                else:
                    lost.append(i)
        for future in as_completed(list(futures)):
            i, outcome = futures.pop(future), _of(future)  # Dask computes anew what a dying worker had, if it is held
            if outcome is None:
                lost.append(i)
            else:
                yield i, outcome
    finally:
        for future in futures:
            future.cancel()  # those that haven't begun, if the sweep itself was stopped
    return sorted(lost)


def _of(future: Future[Record]) -> Record | None:
    """Return the outcome of a run that has ended, or None if it was lost with a worker."""
    try:
        return future.result()
    except Exception as error:
        return None if _is_lost(error) else _failure(error)


def _is_lost(error: Exception) -> bool:
    """Whether this tells of a worker that died, and not of the run itself."""
    return isinstance(error, (BrokenExecutor, CancelledError)) or type(error).__name__ in LOST


def _alone(executor: Executor, experiment: Experiment, setting: Settings) -> Record:
    """Run once more, with nobody else who could be at fault."""
    try:
        if not isinstance(executor, ProcessPoolExecutor):
            return executor.submit(_outcome, experiment, setting, uuid4().hex).result()
        with _fresh(executor, 1) as pool:
            return pool.submit(_outcome, experiment, setting, uuid4().hex).result()
    except Exception as error:
        return _failure(error)


def _fresh(pool: Executor, workers: int) -> ProcessPoolExecutor:
    """Return a pool whose workers begin as those of a broken one did; Python has no public name for how they did."""
    begin: Any = {name: getattr(pool, f"_{name}") for name in ("mp_context", "initializer", "initargs")}
    return ProcessPoolExecutor(workers, **begin)


def _shown(value: object) -> str:
    return f"{rounded(value):.6f}" if isinstance(value, float) else str(value)
