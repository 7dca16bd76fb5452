"""What each number of a step is called: by its place in any network, and by the homework's names in the 2-2-2 network.

A number has a kind and an index. Layers count from 0, and layer l leads from a[l] to a[l + 1]; a[0] is the input x.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from types import MappingProxyType
from typing import Any, TypeAlias

Names: TypeAlias = Mapping[str, Callable[..., str]]
Index: TypeAlias = tuple[int, ...]
Places: TypeAlias = Mapping[str, tuple[str, Index]]  # kind and index of a number by its name
AFTER = " after 1 step"


def _with_what_a_step_changes(names: dict[str, Callable[..., str]]) -> Names:
    """Add the numbers after one step: their names are those of before, with a suffix."""

    def after(name: Callable[..., str]) -> Callable[..., str]:
        return lambda *index: name(*index) + AFTER

    changed = ("w", "b", "layer b", "z", "a", "cost", "total")
    return MappingProxyType(names | {f"new {kind}": after(names[kind]) for kind in changed})


PLACES: Names = _with_what_a_step_changes(
    {
        "w": lambda l, j, k: f"w[{l}][{j},{k}]",
        "b": lambda l, j: f"b[{l}][{j}]",
        "layer b": lambda l: f"b[{l}]",
        "y": lambda j: f"y[{j}]",
        "eta": lambda: "eta",
        "z": lambda l, j: f"z[{l}][{j}]",
        "a": lambda l, j: f"a[{l}][{j}]" if l else f"x[{j}]",
        "cost": lambda j: f"loss of output {j}",
        "total": lambda: "loss",
        "delta": lambda l, j: f"delta[{l}][{j}]",
        "dw": lambda l, j, k: f"dw[{l}][{j},{k}]",
        "db": lambda l, j: f"db[{l}][{j}]",
        "layer db": lambda l: f"sum of db[{l}]",
    }
)
"""By place, as `backprop` returns them: delta[1][0] is the first neuron's of the second layer with weights."""


def _neuron(l: int, j: int) -> str:
    return f"{'ho'[l]}{j + 1}"


HOMEWORK: Names = _with_what_a_step_changes(
    {
        "w": lambda l, j, k: f"w{4 * l + 2 * j + k + 1}",
        "b": lambda l, j: f"b_{_neuron(l, j)}",
        "layer b": lambda l: f"b{l + 1}",
        "y": lambda j: f"t{j + 1}",
        "eta": lambda: "eta",
        "z": lambda l, j: f"net_{_neuron(l, j)}",
        "a": lambda l, j: f"out_{_neuron(l - 1, j)}" if l else f"i{j + 1}",
        "cost": lambda j: f"E_o{j + 1}",
        "total": lambda: "E_total",
        "delta": lambda l, j: f"delta_{_neuron(l, j)}",
        "dw": lambda l, j, k: f"dC/dw{4 * l + 2 * j + k + 1}",
        "db": lambda l, j: f"dC/db_{_neuron(l, j)}",
        "layer db": lambda l: f"dC/db{l + 1}",
    }
)
"""Mazur's and the homework's: i inputs, h hidden, o outputs, t targets; net is z, and out is a."""


NEURON: Names = _with_what_a_step_changes(
    {
        "w": lambda l, j, k: f"w{k + 1}",
        "b": lambda l, j: "b",
        "layer b": lambda l: "b of the layer",
        "y": lambda j: "y",
        "eta": lambda: "eta",
        "z": lambda l, j: "z",
        "a": lambda l, j: "a" if l else f"x{j + 1}",
        "cost": lambda j: "C of the output",
        "total": lambda: "C",
        "delta": lambda l, j: "delta",
        "dw": lambda l, j, k: f"dC/dw{k + 1}",
        "db": lambda l, j: "dC/db",
        "layer db": lambda l: "dC/db of the layer",
    }
)
"""Of a single neuron, as every book has them."""


def names_of(sizes: Sequence[int]) -> Names:
    """Return the homework's names for a 2-2-2 network, a book's for a single neuron, and places for any other.

    Example:
        >>> names_of([2, 2, 2])["dw"](1, 0, 1), names_of([3, 1])["dw"](0, 0, 2), names_of([3, 2])["dw"](0, 0, 2)
        ('dC/dw6', 'dC/dw3', 'dw[0][0,2]')
    """
    if tuple(sizes) == (2, 2, 2):
        return HOMEWORK
    return NEURON if len(sizes) == 2 and sizes[1] == 1 else PLACES


def indices(kind: str, sizes: Sequence[int]) -> Iterator[Index]:
    """Yield every index of a kind of number in a network of these layer sizes.

    Example:
        >>> list(indices("dw", [2, 1]))
        [(0, 0, 0), (0, 0, 1)]
    """
    layers = range(len(sizes) - 1)
    match kind.removeprefix("new "):
        case "w" | "dw":
            yield from ((l, j, k) for l in layers for j in range(sizes[l + 1]) for k in range(sizes[l]))
        case "b" | "db" | "z" | "delta":
            yield from ((l, j) for l in layers for j in range(sizes[l + 1]))
        case "a":
            yield from ((l, j) for l in range(1 if kind == "new a" else 0, len(sizes)) for j in range(sizes[l]))
        case "layer b" | "layer db":
            yield from ((l,) for l in layers)
        case "y" | "cost":
            yield from ((j,) for j in range(sizes[-1]))
        case _:
            yield ()


def places(names: Names, sizes: Sequence[int]) -> dict[str, tuple[str, Index]]:
    """Return kind and index of every number by its name.

    Example:
        >>> places(HOMEWORK, [2, 2, 2])["w7"]
        ('w', (1, 1, 0))
    """
    return {name(*index): (kind, index) for kind, name in names.items() for index in indices(kind, sizes)}


def number_at(numbers: Mapping[str, Any], kind: str, index: Index) -> Any:
    """Return one number of a walk's, or a judge's, which keep them by kind and layer.

    Example:
        >>> number_at({"z": [[0.5, 0.25]]}, "z", (0, 1))
        0.25
    """
    found = numbers[kind]
    for i in index:
        found = found[i]
    return found
