"""The control of notebook 4: softmax with a factor c."""

from __future__ import annotations

import numpy as np

from hw2lib.byhand.mazur import mazur
from hw2lib.nn.activations import softmax
from hw2lib.nn.arrays import Array
from hw2lib.widgets.panel import choice, control, slider
from hw2lib.widgets.scene import Scene, geometric
from hw2lib.widgets.theme import BLUE, GREEN, shown

_Z = {
    "1.5, 1.0, 0.3, -1.0": [1.5, 1.0, 0.3, -1.0],
    "a tie: 1.5, 1.5, 0.3, -1.0": [1.5, 1.5, 0.3, -1.0],
    "all alike: 1, 1, 1, 1": [1.0] * 4,
    "the worked network's net_o": [mazur()["net_o1"], mazur()["net_o2"]],
}
NO_BREAK = "‑"  # a hyphen at which no line ends: of the exponent
_POSITIVE = geometric(0.01, 100, 41)
_GRID = np.concatenate([-np.geomspace(100, 0.01, 120), [0.0], np.geomspace(0.01, 100, 120)])


def _entropy(a: Array) -> Array:
    return np.abs((a * np.log(np.where(a > 0, a, 1))).sum(-1))


@control("Softmax with a factor c", size=(640, 320))
def softmax_limit(
    picture: Scene,
    *,
    c: float = slider("factor c", (*(-c for c in reversed(_POSITIVE)), 0.0, *_POSITIVE), 1.0, None),
    z: str = choice("weighted inputs z", tuple(_Z)),
) -> tuple[str, str]:
    """Bonus: softmax with a factor c, from large negative values through 0 to large positive ones.

    Example:
        >>> panel = softmax_limit()
        >>> panel.set(c=10.0).splitlines()[0]
        'a = (0.9933, 0.0067, 0.0000, 0.0000)   T = 1/c = 0.1'
    """
    inputs = np.array(_Z[z])
    a = softmax(c * inputs)
    outputs, entropy = picture.axes(columns=2)
    outputs.set(ylim=(0, 1.1), xlim=(0.4, len(a) + 0.6), xticks=(), title=r"outputs $a_j$, over their $z_j$")
    outputs.bars("a", a, BLUE)
    for j, height in enumerate(a, 1):
        outputs.text(j, height + 0.045, shown(height))
        outputs.text(j, -0.05, shown(inputs[j - 1], 2))
    entropy.once("scale", lambda ax: ax.set_xscale("symlog", linthresh=0.1))
    entropy.set(
        xlim=(-150, 150),
        ylim=(0, 1.45),
        xlabel="$c$, stretched near 0",
        title="entropy of the outputs",
        xticks=(-100, -10, -1, 0, 1, 10, 100),
        xticklabels=("−100", "", "−1", "0", "1", "", "100"),
    )
    entropy.line("entropy", _GRID, _entropy(softmax(_GRID[:, None] * inputs)), color=GREEN)
    entropy.line("here", c, _entropy(a), "o", color=GREEN, markersize=10, markeredgecolor="black", clip_on=False)
    temperature = f"   T = 1/c = {1 / c:.6g}" if c > 0 else "" if c else "   T = 1/c is infinite"
    text = [
        f"a = {shown(a)}{temperature}",
        f"entropy {shown(_entropy(a), 6)}, of at most ln {len(a)} = {shown(np.log(len(a)), 6)}",
        _bound(c, inputs, a),
    ]
    return "\n".join(
        text
    ), f"Bars of the outputs {shown(a, 2)} for c = {c:g}, and their entropy over c, with a dot there."


def _bound(c: float, z: Array, a: Array) -> str:
    """How far the outputs still are from the limit, and the bound by the gap to the next."""
    if c == 0:
        return f"c = 0: every output is 1/{len(z)}"
    ordered = np.sort(np.sign(c) * z)[::-1]
    ties = int(np.isclose(ordered, ordered[0]).sum())
    if ties == len(z):
        return f"all {ties} are tied: 1/{ties} each, for every c"
    gap, others = ordered[0] - ordered[ties], len(z) - ties
    small = others * np.exp(-abs(c) * gap) / ties
    missing = a[~np.isclose(np.sign(c) * z, ordered[0])].sum()
    end = "largest" if c > 0 else "smallest"
    whose = f"the {end} goes to 1: it is" if ties == 1 else f"the {ties} {end} go to 1/{ties} each: together they are"
    left, most = (f"{value:.4g}".replace("-", NO_BREAK) for value in (missing, small / (1 + small)))
    return f"{whose} {left} below 1;\nby the gap of {gap:.4g} it is at most {most}"
