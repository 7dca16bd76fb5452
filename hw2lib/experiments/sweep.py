"""An experiment over many settings, here or on as many workers as there are, always with the same results.

The spreading is left to whoever does it best: any `concurrent.futures.Executor` will do, such as a
ProcessPoolExecutor for the cores of one machine, or Dask's `client.get_executor()` for several.
"""

from __future__ import annotations

import csv
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from concurrent.futures import Executor, as_completed
from dataclasses import dataclass
from itertools import product
from numbers import Real
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeAlias

import numpy as np

from hw2lib.nn.activations import Activation
from hw2lib.nn.arrays import Array, html_table, rounded, table
from hw2lib.nn.losses import Loss
from hw2lib.nn.network import Network
from hw2lib.nn.training import train

if TYPE_CHECKING:
    from matplotlib.axes import Axes

Settings: TypeAlias = Mapping[str, Any]
Record: TypeAlias = dict[str, Any]


@dataclass(frozen=True, repr=False)
class Sweep:
    """What came out, one record a setting, in the order in which the settings were given.

    Attributes:
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
        return tuple(record for record in self.records if "error" in record)

    @property
    def succeeded(self) -> tuple[Record, ...]:
        """The records of the runs that did not."""
        return tuple(record for record in self.records if "error" not in record)

    def __getitem__(self, column: str) -> Array:
        """Return one column of the runs that succeeded."""
        if not self.succeeded or column not in self.succeeded[0]:
            raise ValueError(f"there is no column {column!r}; there are {', '.join(self._columns())}")
        return np.array([record[column] for record in self.succeeded])

    def where(self, **wanted: Any) -> Sweep:
        """Return the part in which these settings have these values.

        Example:
            >>> outcome = sweep(lambda a: {"square": a * a}, {"a": [1, 2, 3]}, progress=False)
            >>> outcome.where(a=3)["square"]
            array([9])
        """
        return Sweep(self.names, tuple(r for r in self.records if all(r[k] == v for k, v in wanted.items())))

    def _columns(self) -> list[str]:
        numbers = dict.fromkeys(
            name for record in self.records for name, value in record.items() if isinstance(value, (Real, str))
        )
        return [*self.names, *(name for name in numbers if name not in self.names)]

    def _rows(self) -> tuple[list[str], list[list[object]]]:
        columns = self._columns()
        return columns, [[_shown(record.get(name, "")) for name in columns] for record in self.records]

    def summary(self) -> str:
        """Return the table as plain text."""
        return table(*self._rows())

    def _repr_html_(self) -> str:
        return html_table(*self._rows())

    def __repr__(self) -> str:
        results = [name for name in self._columns() if name not in (*self.names, "error")]
        failed = f"; {len(self.failures)} failed" if self.failures else ""
        return f"Sweep: {len(self.records)} runs of {', '.join(self.names)} -> {', '.join(results)}{failed}"

    def to_csv(self, path: str | Path) -> None:
        """Write the table as CSV, numbers with all their digits."""
        columns = self._columns()
        with Path(path).open("w", newline="", encoding="utf-8") as file:
            writer = csv.DictWriter(file, columns, extrasaction="ignore", lineterminator="\n")
            writer.writeheader()
            writer.writerows({k: _plain(v) for k, v in record.items()} for record in self.records)

    def plot(self, x: str, y: str, by: str | None = None, ax: Axes | None = None) -> Axes:
        """Draw the mean of column y against column x, one line for each value of `by`, and return the axes."""
        from matplotlib import pyplot as plt  # here, and not above: a sweep without a picture needs NumPy alone

        ax = plt.subplots(layout="constrained")[1] if ax is None else ax
        for value in dict.fromkeys(self[by].tolist()) if by else [None]:
            part = self if by is None else self.where(**{by: value})
            places = sorted(set(part[x].tolist()))
            name = y if by is None else f"{by} = {value}"
            ax.plot(places, [float(np.mean(part.where(**{x: place})[y])) for place in places], label=name)
        ax.set(xlabel=x.replace("_", " "), ylabel=y.replace("_", " "))
        if by is not None:
            ax.legend(frameon=False)
        return ax


@dataclass(frozen=True)
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
    experiment: Callable[..., Mapping[str, Any]],
    settings: Mapping[str, Iterable[Any]] | Sequence[Settings],
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
        executor: who runs them; None, for here and one after the other. It isn't shut down.
        progress: show a bar if it takes more than two seconds.

    Returns:
        a Sweep, with the same records in the same order whoever runs them. A run that fails, or whose worker dies, has
        its error in its record, and the others go on.

    Raises:
        TypeError, ValueError: if there are no settings, or they don't have the same names.

    Example:
        >>> def experiment(n):
        ...     return {"half": 1 / n}
        >>> print(sweep(experiment, {"n": [2, 0]}, progress=False).summary())
        n      half                                error
        2  0.500000
        0            ZeroDivisionError: division by zero
    """
    chosen = list(_combinations(settings))
    names = tuple(chosen[0]) if chosen else ()
    if not names:
        raise ValueError("a sweep needs at least one setting")
    if any(tuple(setting) != names for setting in chosen):
        raise ValueError("all settings must have the same names in the same order")
    outcomes: dict[int, Record] = {}
    for i, outcome in _bar(_run_all(experiment, chosen, executor), len(chosen), progress):
        outcomes[i] = outcome
    return Sweep(names, tuple({**setting, **outcomes[i]} for i, setting in enumerate(chosen)))


def _combinations(settings: Mapping[str, Iterable[Any]] | Sequence[Settings]) -> Iterator[Settings]:
    if isinstance(settings, Mapping):
        for name, values in settings.items():
            if isinstance(values, str) or not isinstance(values, Iterable):
                raise TypeError(f"the values of {name} must be a list, not {values!r}")
        for values in product(*settings.values()):
            yield dict(zip(settings, values, strict=True))
        return
    for setting in settings:
        if not isinstance(setting, Mapping):
            raise TypeError(f"a setting is a mapping from names to values, not {setting!r}")
        yield dict(setting)


def _run_all(
    experiment: Callable[..., Mapping[str, Any]], chosen: Sequence[Settings], executor: Executor | None
) -> Iterator[tuple[int, Record]]:
    """Yield the number and the outcome of every run, in the order in which they end."""
    if executor is None:
        for i, setting in enumerate(chosen):
            yield i, _outcome(lambda setting=setting: experiment(**setting))  # type: ignore[misc]
        return
    futures = {executor.submit(experiment, **setting): i for i, setting in enumerate(chosen)}
    try:
        for future in as_completed(futures):
            yield futures[future], _outcome(future.result)
    finally:
        for future in futures:
            future.cancel()  # those that haven't begun, if the sweep itself was stopped


def _outcome(result: Callable[[], Mapping[str, Any]]) -> Record:
    try:
        return dict(result())
    except Exception as error:  # whatever went wrong in one run, the others are kept
        return {"error": f"{type(error).__name__}: {error}"}


def _bar(outcomes: Iterator[tuple[int, Record]], total: int, progress: bool) -> Iterator[tuple[int, Record]]:
    from tqdm import tqdm

    hidden = {} if progress else {"disable": True}  # given only then, so that TQDM_DISABLE can hide it too
    yield from tqdm(outcomes, total=total, desc="sweep", unit="run", delay=2, leave=False, **hidden)


def _shown(value: object) -> str:
    return f"{rounded(value):.6f}" if isinstance(value, float) else str(value)


def _plain(value: Any) -> Any:
    return value.item() if isinstance(value, np.generic) else value
