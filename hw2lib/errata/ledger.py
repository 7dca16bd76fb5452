r"""The printed solution, audited: its 62 numbered equations, what its prose claims, and the figures of Mazur's page.

An equation *holds* if it is true as written in its context and each of its numbers is the right value, rounded or cut
to the digits shown. Otherwise it *fails*, also where the conclusion drawn from it is right; `because` says so. Some
numbers of the print stand on an empty line: *blank*. The tests execute every verdict.

In the print's notation w_jk leads from neuron k to neuron j, a^L are the outputs, and 1_{j=y} is 1 where j = y and 0
elsewhere. Numbers on the right-hand sides here are computed by `worked_example`.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import Literal, TypeAlias

from hw2lib.byhand.mazur import PUBLISHED, mazur
from hw2lib.nn.losses import quadratic

Verdict: TypeAlias = Literal["holds", "fails", "blank"]
NO_NUMBERS: Mapping[str, str] = MappingProxyType({})


@dataclass(frozen=True, repr=False)
class Equation:
    r"""One numbered equation of the printed solution.

    Attributes:
        number: 1 to 62.
        section: the exercise it belongs to, "2.2"; the last one belongs to the "bonus".
        printed: what stands there, in LaTeX.
        verdict: "holds", "fails" or "blank".
        correct: what is true in its place, in LaTeX; the same as `printed` where it holds.
        because: what is wrong and how the slip came about, with formulas between dollar signs; empty where nothing
            needs to be said.
        numbers: the wrong numbers that it prints, {"dC/dw1": "0.002399"}, under the names of `worked_example`.
        slips: the names of the slips that give them, for `feedback.check`.

    Example:
        >>> EQUATIONS[62]
        (62) bonus, holds: a_j^L = \frac{e^{cz_j^L}}{\sum_k e^{cz_k^L}}
    """

    number: int
    section: str
    printed: str
    verdict: Verdict
    correct: str
    because: str = ""
    numbers: Mapping[str, str] = field(default_factory=lambda: NO_NUMBERS)
    slips: tuple[str, ...] = ()

    @property
    def label(self) -> str:
        """How it is cited: its number in parentheses."""
        return f"({self.number})"

    def __repr__(self) -> str:
        return _as_text(self, *_texts(self))

    def _repr_markdown_(self) -> str:
        return _as_markdown(self, *_texts(self, "$"))


@dataclass(frozen=True, repr=False)
class Claim:
    """Something that the printed solution, or a published page, asserts in words or as a figure of its own.

    Attributes:
        section: the exercise.
        printed: the claim, in a few words.
        verdict: "holds" or "fails".
        correct: what is true.
        because: why.

    Example:
        >>> CLAIMS[0].section, CLAIMS[0].verdict
        ('1.1', 'holds')
    """

    section: str
    printed: str
    verdict: Verdict
    correct: str
    because: str = ""

    @property
    def label(self) -> str:
        """How it is cited: as a claim."""
        return "Claim"

    def __repr__(self) -> str:
        return _as_text(self, _plain(self.printed), _plain(self.correct))

    def _repr_markdown_(self) -> str:
        return _as_markdown(self, self.printed, self.correct)


Entry: TypeAlias = Equation | Claim


class Audit(tuple[Entry, ...]):
    """Several entries of the ledger, shown one below the other."""

    __slots__ = ()

    def __repr__(self) -> str:
        return "\n".join(map(repr, self))

    def _repr_markdown_(self) -> str:
        return "\n\n".join(entry._repr_markdown_() for entry in self)

    def counts(self) -> dict[Verdict, int]:
        """Return how many entries hold, fail and are blank.

        Example:
            >>> audit(48, 49, 58).counts()
            {'holds': 1, 'fails': 1, 'blank': 1}
        """
        found = Counter(entry.verdict for entry in self)
        return {verdict: found[verdict] for verdict in ("holds", "fails", "blank")}


def audit(*numbers: int, section: str | None = None, verdict: Verdict | None = None) -> Audit:
    """Return equations of the ledger: those of the given numbers, or all, narrowed to a section or a verdict.

    Raises:
        ValueError: for a number that isn't one of 1 to 62, or an unknown section or verdict.

    Example:
        >>> [equation.number for equation in audit(section="2.2", verdict="fails")]
        [2, 3, 5, 6]
    """
    unknown = [number for number in numbers if number not in EQUATIONS]
    if unknown:
        raise ValueError(f"the equations are numbered 1 to {len(EQUATIONS)}; there is no {unknown[0]}")
    return _narrowed((EQUATIONS[number] for number in numbers or EQUATIONS), section, verdict)


def claims(*, section: str | None = None, verdict: Verdict | None = None) -> Audit:
    """Return what the prose claims, narrowed to a section or a verdict.

    Raises:
        ValueError: for an unknown section or verdict.

    Example:
        >>> len(claims(section="2.3"))
        1
    """
    return _narrowed(CLAIMS, section, verdict)


def _narrowed(entries: Iterable[Entry], section: str | None, verdict: Verdict | None) -> Audit:
    if section is not None and section not in SECTIONS:
        raise ValueError(f"the sections are {', '.join(SECTIONS)}; there is no {section!r}")
    if verdict not in (None, "holds", "fails", "blank"):
        raise ValueError(f'a verdict is "holds", "fails" or "blank", not {verdict!r}')
    return Audit(e for e in entries if section in (None, e.section) and verdict in (None, e.verdict))


def _texts(equation: Equation, math: str = "") -> tuple[str, str]:
    return f"{math}{equation.printed}{math}", f"{math}{equation.correct}{math}"


def _plain(text: str) -> str:
    """The words of an entry without their LaTeX."""
    for command, word in ((r"\partial ", "d"), (r"\sqrt m", "sqrt(m)"), ("\\", ""), ("$", ""), ("{", ""), ("}", "")):
        text = text.replace(command, word)
    return text


def _as_text(entry: Entry, printed: str, correct: str) -> str:
    text = f"{entry.label} {entry.section}, {entry.verdict}"
    if entry.verdict == "blank":
        return text
    text += f": {printed}"
    if entry.verdict == "fails":
        text += f" | right: {correct}"
    return text + (f" | {_plain(entry.because)}" if entry.because else "")


def _as_markdown(entry: Entry, printed: str, correct: str) -> str:
    marks = {"holds": "✓ holds", "fails": "✗ fails", "blank": "– an empty line"}
    lines = [f"**{entry.label}** · exercise {entry.section} · {marks[entry.verdict]}"]
    if entry.verdict != "blank":
        lines.append(f"- printed: {_in_line(printed)}")
    if entry.verdict == "fails":
        lines.append(f"- right: {_in_line(correct)}")
    if entry.because:
        lines.append(f"- {entry.because}")
    return "\n".join([lines[0], "", *lines[1:]])


def _in_line(text: str) -> str:
    """A formula in a list is set in text style; this makes its fractions readable."""
    return text.replace("$", r"$\displaystyle ", 1) if text.startswith("$") else text


_E = mazur()


def _right(*names: str) -> str:
    return r",\quad ".join(_E.line(name).latex for name in names)


def _equations() -> Iterator[Equation]:
    """The 62, in order. `printed` keeps the print's symbols and its slips."""

    def holds(number: int, section: str, printed: str, because: str = "") -> Equation:
        return Equation(number, section, printed, "holds", printed, because)

    def fails(
        number: int,
        section: str,
        printed: str,
        correct: str,
        because: str,
        numbers: Mapping[str, str] = NO_NUMBERS,
        slips: tuple[str, ...] = (),
    ) -> Equation:
        return Equation(number, section, printed, "fails", correct, because, MappingProxyType(dict(numbers)), slips)

    def blank(number: int, section: str) -> Equation:
        return Equation(number, section, "", "blank", "")

    # 2.2: softmax with the log-likelihood
    yield holds(
        1,
        "2.2",
        r"\frac{\partial C}{\partial b_j^L} = \sum_k \frac{\partial C}{\partial z_k^L} \cdot"
        r" \frac{\partial z_k^L}{\partial b_j^L}",
        "The chain rule. Only $k = j$ is left of the sum, because $b_j$ enters no other $z_k$.",
    )
    yield fails(
        2,
        "2.2",
        r"\delta_j^L = \sum_k \frac{\partial C}{\partial a_k^L} \frac{\partial a_k^L}{\partial z_j^L}"
        r" = \frac{\partial -\ln a_y^L}{\partial a_k^L} = -\frac{1}{a_y^L} \cdot a_j^L(1 - a_j^L)",
        r"\delta_j^L = \sum_k \frac{\partial C}{\partial a_k^L} \frac{\partial a_k^L}{\partial z_j^L}"
        r" = -\frac{1}{a_y^L} \frac{\partial a_y^L}{\partial z_j^L}"
        r" = -\frac{1}{a_y^L} \cdot a_y^L(1_{j=y} - a_j^L) = a_j^L - 1_{j=y}",
        "The middle member lost its factor $\\partial a_k/\\partial z_j$. The last one takes the diagonal entry $a_j "
        "(1 - a_j)$ of softmax's Jacobian for every $j$; what stands in row $y$ is $a_y (1_{j=y} - a_j)$, which "
        "for $j$ other than $y$ is $-a_y a_j$.",
    )
    yield fails(
        3,
        "2.2",
        r"\delta_j^L = -\frac{1}{a_y^L} \cdot a_j^L(1 - a_j^L) = a_y^L - 1_{j=y} = a_y^L - y_j",
        r"\delta_j^L = -\frac{1}{a_y^L} \cdot a_y^L(1_{j=y} - a_j^L) = a_j^L - 1_{j=y} = a_j^L - y_j",
        "The line before it says $j = y$, and there it is true; from then on it is used for every $j$. For $j$ other "
        "than $y$ the first member should be $a_j$, and the second says $a_y$. The conclusion $a_j - y_j$ is right.",
    )
    yield holds(
        4,
        "2.2",
        r"\frac{\partial C}{\partial w_{jk}^L} = \sum_i \frac{\partial C}{\partial z_i^L} \cdot"
        r" \frac{\partial z_i^L}{\partial w_{jk}^L} = \sum_i \frac{\partial C}{\partial a_i^L}"
        r" \frac{\partial a_i^L}{\partial z_j^L} \frac{\partial z_j^L}{\partial w_{jk}^L}",
        "In the first sum only $i = j$ is left; the second sum is what $\\partial C/\\partial z_j$ is made of.",
    )
    yield fails(
        5,
        "2.2",
        r"\frac{\partial z_j^L}{\partial w_{jk}^L}"
        r" = \frac{\partial \sum_i w_{ij}^L a_i^{L-1} + b_j^L}{\partial w_{jk}^L}",
        r"\frac{\partial z_j^L}{\partial w_{jk}^L}"
        r" = \frac{\partial \left(\sum_i w_{ji}^L a_i^{L-1} + b_j^L\right)}{\partial w_{jk}^L}",
        "The indices of $w$ are exchanged: the weight from neuron $i$ into neuron $j$ is $w_{ji}$. As printed, the "
        "weight $w_{jk}$ is not even in the sum, unless $j = k$.",
    )
    yield fails(
        6,
        "2.2",
        r"((w^{l+1})^T \delta^{l+1}) = a_k^{L-1}",
        r"\frac{\partial z_j^L}{\partial w_{jk}^L} = a_k^{L-1}",
        "The left side is a piece of the backpropagation equation (10), put here by mistake. It should be the "
        "derivative that (5) began with.",
    )
    yield holds(7, "2.2", r"\frac{\partial C}{\partial w_{jk}^L} = a_k^{L-1}(a_j^L - y_j)")

    # 2.3: linear neurons
    yield holds(
        8,
        "2.3",
        r"\delta_j^L = \frac{\partial C}{\partial a_j^L} \sigma'(z_j^L) = \frac{\partial C}{\partial a_j^L} 1"
        r" = \frac{\partial C}{\partial a_j^L}",
    )
    yield holds(9, "2.3", r"\delta^L = \nabla_a C \odot \sigma'(z^L) = \nabla_a C")
    yield holds(
        10,
        "2.3",
        r"\delta^l = ((w^{l+1})^T \delta^{l+1}) \odot \sigma'(z^l) = ((w^{l+1})^T \delta^{l+1})",
    )

    # 3.2: where the cross-entropy is smallest
    yield holds(11, "3.2", r"C = -\frac{1}{n} \sum_x [y \ln \hat{y} + (1 - y) \ln(1 - \hat{y})]")
    yield holds(
        12,
        "3.2",
        r"\frac{\partial C}{\partial z} = -y \frac{1}{\sigma(z)} \sigma'(z)"
        r" + (1 - y) \frac{1}{1 - \sigma(z)} \sigma'(z)",
        "For one example, $n = 1$; the mean over $x$ of (11) has silently gone. Nothing that follows depends on it.",
    )
    yield fails(
        13,
        "3.2",
        r"\sigma'(z) = \frac{-y}{\sigma(z)} + \frac{(1 - y)}{1 - \sigma(z)}",
        r"\frac{\partial C}{\partial z} = \sigma'(z) \left[\frac{-y}{\sigma(z)} + \frac{1 - y}{1 - \sigma(z)}\right]"
        r" = \sigma(z) - y",
        "The factor $\\sigma'$ was taken out of (12) and ended up in the place of $\\partial C/\\partial z$, as "
        "if the two were equal.",
    )
    yield fails(
        14,
        "3.2",
        r"\sigma'(z) = \frac{\partial C}{\partial z} = \frac{-y}{\sigma(z)} + \frac{(1-y)}{1-\sigma(z)}",
        r"\frac{\partial C}{\partial z} = \sigma'(z) \left[\frac{-y}{\sigma(z)} + \frac{1 - y}{1 - \sigma(z)}\right]",
        "The same slip, now written out: $\\partial C/\\partial z$ is not $\\sigma'$, and the right-hand side is "
        "$\\partial C/\\partial a$.",
    )
    yield holds(
        15,
        "3.2",
        r"0 = \frac{-y}{\sigma(z)} + \frac{(1-y)}{1-\sigma(z)}",
        "The condition for a stationary point; $\\sigma'$ is never 0, so it may be divided out.",
    )
    yield holds(16, "3.2", r"\frac{y}{\sigma(z)} = \frac{(1-y)}{1-\sigma(z)}")
    yield holds(17, "3.2", r"y(1-\sigma(z)) = \sigma(z)(1-y)")
    yield holds(18, "3.2", r"y = \sigma(z)")
    yield fails(
        19,
        "3.2",
        r"\frac{\partial^2 C}{\partial z^2} = \sigma''(z) = \frac{y}{\sigma(z)^2} + \frac{(1-y)}{(1-\sigma(z))^2}",
        r"\frac{\partial^2 C}{\partial z^2} = \sigma'(z) = \sigma(z)(1-\sigma(z)), \quad"
        r" \frac{\partial^2 C}{\partial a^2} = \frac{y}{a^2} + \frac{1-y}{(1-a)^2}",
        "The right-hand side is the second derivative in $a$, not in $z$, and neither is $\\sigma''$. In $z$ it is "
        "$\\sigma'$, which is positive, so the minimum is one all the same.",
    )
    yield blank(20, "3.2")

    # 3.3: the network worked by hand
    yield holds(
        21,
        "3.3",
        r"net_{h1} = w_1 * i_1 + w_2 * i_2 + b_1 =",
        "The last equals sign leads on to (22).",
    )
    yield holds(22, "3.3", r"net_{h1} = 0.15 * 0.05 + 0.2 * 0.1 + 0.35 = 0.3775")
    yield fails(
        23,
        "3.3",
        r"net_{h1} = 0.2 * 0.05 + 0.3 * 0.1 + 0.35 = 0.39",
        _right("net_h2"),
        "This is the second hidden neuron, $h_2$, and its first weight is $w_3 = 0.25$. The 0.2 is $w_2$, and the sum "
        "with it is 0.39 exactly, which only looks like 0.3925 with two digits.",
    )
    yield blank(24, "3.3")
    yield fails(
        25,
        "3.3",
        r"out_{h1} = \frac{1}{1 - e^{-0.3775}} = 0.59327",
        _right("out_h1"),
        "The sigmoid has a plus under the fraction; as printed it would be more than 3. The number was worked out with "
        "the plus, and is right.",
    )
    yield fails(
        26,
        "3.3",
        r"out_{h2} = \frac{1}{1 - e^{-0.39}} = 0.596282",
        _right("out_h2"),
        "The minus as in (25), and the sum 0.39 of (23), which has $w_2$ in the place of $w_3$. The number is "
        "that of 0.39.",
        {"out_h2": "0.596282"},
        ("w3 read as w2",),
    )
    yield holds(
        27,
        "3.3",
        r"out_{o1} = \frac{1}{1 + e^{-1.105905967}} = 0.75137",
        "The sum is the one that the right $out_{h2}$ gives, not the one of (26).",
    )
    yield fails(
        28,
        "3.3",
        r"out_{o2} = \frac{1}{1 - e^{-0.39}} = 0.77287",
        _right("net_o2", "out_o2"),
        "The fraction is a copy of (26). The number comes from somewhere else: from $net_{o2}$ with the $out_{h2}$ of "
        "(26), which has $w_2$ in the place of $w_3$.",
        {"out_o2": "0.77287"},
        ("w3 read as w2",),
    )
    yield fails(
        29,
        "3.3",
        r"E_{o1} = 0.01 * \ln(0.75137) + (1 - 0.01) * \ln(1 - 0.75137) * 1.38073",
        _right("E_o1"),
        "The minus sign of the cross-entropy is missing, and the factor 1.38073 has no business here. It is $E_{o1}$ "
        "itself, as the rounded 0.75137 gives it, which found its way back into the formula.",
    )
    yield fails(
        30,
        "3.3",
        r"= 1.905327",
        _right("E_o1"),
        "What (29) gives, with the minus sign, and with its stray factor.",
        {"E_o1": "1.905327"},
        ("stray factor", "outputs rounded to 5 decimals"),
    )
    yield fails(
        31,
        "3.3",
        r"E_{o2} = 0.99 * \ln(0.77287) + (1 - 0.99) * \ln(1 - 0.77287) * 1.38073",
        _right("E_o2"),
        "The minus sign and the stray factor as in (29), and the output of (28).",
    )
    yield fails(
        32,
        "3.3",
        r"= 0.2755336",
        _right("E_o2"),
        "What (31) gives, with the minus sign.",
        {"E_o2": "0.2755336"},
        ("w3 read as w2 on the way to o2", "stray factor", "outputs rounded to 5 decimals"),
    )
    yield fails(
        33,
        "3.3",
        r"E_{tot} = 0.2755336 + 1.905327 = 2.1808636",
        _right("E_total"),
        "Both summands are those of (30) and (32). Their sum is 2.1808606; the printed one belongs to 1.90533, which "
        "is $E_{o1}$ with a digit less.",
        {"E_total": "2.1808636"},
        (
            "w3 read as w2 on the way to o2",
            "stray factor",
            "outputs rounded to 5 decimals",
            "E_o1 rounded to 5 decimals",
        ),
    )
    yield holds(
        34,
        "3.3",
        r"\frac{\partial C}{\partial w_j} = x_j(\sigma(z) - y)",
        "For one sigmoid neuron, its inputs $x$, and one example.",
    )
    yield holds(35, "3.3", r"\frac{\partial C}{\partial b} = (\sigma(z) - y)")
    yield holds(36, "3.3", r"\frac{\partial C}{\partial w_5} = 0.59327 * (0.75137 - 0.01) = 0.4398")
    yield fails(
        37,
        "3.3",
        r"\frac{\partial C}{\partial w_6} = 0.596282 * (0.75137 - 0.01) = 0.44207",
        _right("dC/dw6"),
        "The $out_{h2}$ of (26), with $w_2$ in the place of $w_3$.",
        {"dC/dw6": "0.44207"},
        ("w3 read as w2 on the way to o2", "outputs rounded to 5 decimals"),
    )
    yield fails(
        38,
        "3.3",
        r"\frac{\partial C}{\partial w_7} = 0.59327 * (0.77287 - 0.99) = -0.1288",
        _right("dC/dw7"),
        "The output 0.77287 of (28) should be 0.77293. To the four digits shown the product is right all the same.",
    )
    yield fails(
        39,
        "3.3",
        r"\frac{\partial C}{\partial w_8} = 0.596282 * (0.77287 - 0.99) = -0.1295",
        _right("dC/dw8"),
        "The $out_{h2}$ of (26) and the $out_{o2}$ of (28), both with $w_2$ in the place of $w_3$. Cut to the four "
        "digits shown, the right product has the same digits.",
    )
    yield holds(40, "3.3", r"\frac{\partial C}{\partial b_{o1}} = (0.75137 - 0.01) = 0.74137")
    yield fails(
        41,
        "3.3",
        r"\frac{\partial C}{\partial b_{o2}} = (0.77287 - 0.99) = -0.21713",
        _right("dC/db_o2"),
        "The $out_{o2}$ of (28), with $w_2$ in the place of $w_3$.",
        {"dC/db_o2": "-0.21713"},
        ("w3 read as w2",),
    )
    yield blank(42, "3.3")
    for number, weight, neuron in ((43, 1, 1), (44, 2, 1), (45, 3, 2), (46, 4, 2)):
        yield holds(
            number,
            "3.3",
            rf"\frac{{\partial C}}{{\partial w_{weight}^1}} = \frac{{\partial C}}{{\partial z_{neuron}^1}}"
            rf" \frac{{\partial z_{neuron}^1}}{{\partial w_{weight}^1}}",
        )
    yield blank(47, "3.3")
    yield holds(
        48,
        "3.3",
        r"\frac{\partial C}{\partial z_j^1} = \sum_{i=1}^2 \frac{\partial C}{\partial z_i}"
        r" \frac{\partial z_i}{\partial a_j} \frac{\partial a_j}{\partial z_j^1}",
    )
    yield fails(
        49,
        "3.3",
        r"= \sum_{i=1}^2 (\sigma(z) - y)(w_{ji})(a_j(1 - a_j))",
        r"\frac{\partial C}{\partial z_j^1} = \sum_{i=1}^2 (\sigma(z_i) - y_i)\, w_{ij}\, a_j(1 - a_j)",
        "$z$ and $y$ lack the index $i$ of their output. And in the order of (4) and (7), where $w_{jk}$ leads from "
        "$k$ to $j$, the weight from hidden neuron $j$ to output $i$ is $w_{ij}$. The words after (50) describe "
        "the right "
        "weight; the numbers of (51) to (61) take $w_{ji}$ as a row, which is another one.",
    )
    yield fails(
        50,
        "3.3",
        r"\frac{\partial C}{\partial w_j^1} = \sum_{i=1}^2 (\sigma(z) - y)(w_{ji})(a_j(1 - a_j))(i_k)",
        r"\frac{\partial C}{\partial w_{jk}^1} = \sum_{i=1}^2 (\sigma(z_i) - y_i)\, w_{ij}\, a_j(1 - a_j)\, i_k",
        "The indices of (49), and a $k$ on the left: a hidden neuron has a weight for each input.",
    )
    row = (
        "The errors are sent back through a row of the output weights, the two that lead into one output; it has to be "
    )
    yield fails(
        51,
        "3.3",
        r"\frac{\partial C}{\partial w_1^1} = (0.75137 - 0.01) * (0.4) * (0.59327 * (1 - 0.59327)) * (0.05)"
        r" + (0.77287 - 0.99) * (0.45) * (0.59327 * (1 - 0.59327)) * (0.05) = 0.002399",
        _right("delta_h1", "dC/dw1"),
        row + "the column of the two that leave $h_1$, $w_5 = 0.40$ and $w_7 = 0.50$. And 0.77287 is that of (28).",
        {"dC/dw1": "0.002399"},
        ("row for column",),
    )
    yield fails(
        52,
        "3.3",
        r"\frac{\partial C}{\partial w_2^1} = (0.75137 - 0.01) * (0.5) * (0.596282 * (1 - 0.596282)) * (0.05)"
        r" + (0.77287 - 0.99) * (0.55) * (0.596282 * (1 - 0.596282)) * (0.05) = 0.003024",
        _right("delta_h1", "dC/dw2"),
        "$h_2$ and $i_1$ belong to $w_3$; $w_2$ leads from $i_2$ to $h_1$. "
        + row
        + "$w_5$ and $w_7$. And $out_{h2}$ is that of (26), 0.77287 that of (28).",
        {"dC/dw2": "0.003024"},
        ("w3 read as w2", "row for column", "first-layer weights numbered column by column"),
    )
    yield fails(
        53,
        "3.3",
        r"\frac{\partial C}{\partial w_3^1} = (0.75137 - 0.01) * (0.4) * (0.59327 * (1 - 0.59327)) * (0.1)"
        r" + (0.77287 - 0.99) * (0.45) * (0.59327 * (1 - 0.59327)) * (0.1) = 0.004798",
        _right("delta_h2", "dC/dw3"),
        "$h_1$ and $i_2$ belong to $w_2$; $w_3$ leads from $i_1$ to $h_2$. " + row + "$w_6 = 0.45$ and $w_8 = "
        "0.55$. And 0.77287 is that of (28).",
        {"dC/dw3": "0.004798"},
        ("row for column", "first-layer weights numbered column by column"),
    )
    w4 = r"\frac{\partial C}{\partial w_4^1} = (0.75137 - 0.01) * (0.5) * (0.596282 * (1 - 0.596282)) * (0.1) +"
    yield fails(
        54,
        "3.3",
        w4,
        r"\frac{\partial C}{\partial w_4} = \delta_{o1} w_6\, \mathrm{out}_{h2}(1 - \mathrm{out}_{h2})\, i_2 + \ldots",
        "The first line of the sum that ends in (55). $w_6 = 0.45$ leads from $h_2$ to $o_1$, not 0.5. And "
        "$out_{h2}$ is of (26).",
    )
    yield fails(
        55,
        "3.3",
        r"(0.77287 - 0.99) * (0.55) * (0.596282 * (1 - 0.596282)) * (0.1) = 0.00605",
        _right("delta_h2", "dC/dw4"),
        row + "the column of the two that leave $h_2$, $w_6 = 0.45$ and $w_8 = 0.55$. And $out_{h2}$ is that of "
        "(26), 0.77287 of (28).",
        {"dC/dw4": "0.00605"},
        ("row for column",),
    )
    for number, neuron in ((56, 1), (57, 2)):
        yield holds(
            number,
            "3.3",
            rf"\frac{{\partial C}}{{\partial b_{neuron}^1}} = \frac{{\partial C}}{{\partial z_{neuron}^1}}"
            rf" \frac{{\partial z_{neuron}^1}}{{\partial b_{neuron}^1}}",
        )
    yield blank(58, "3.3")
    yield fails(
        59,
        "3.3",
        r"\frac{\partial C}{\partial b_1^1} = (0.75137 - 0.01) * (0.4) * (0.59327 * (1 - 0.59327))"
        r" + (0.77287 - 0.99) * (0.45) * (0.59327 * (1 - 0.59327)) = 0.04798",
        _right("delta_h1", "dC/db_h1"),
        row + "$w_5 = 0.40$ and $w_7 = 0.50$. And 0.77287 is that of (28).",
        {"dC/db_h1": "0.04798"},
        ("row for column",),
    )
    yield fails(
        60,
        "3.3",
        r"\frac{\partial C}{\partial b_2^1} = (0.75137 - 0.01) * (0.5) * (0.596282 * (1 - 0.596282)) +",
        r"\frac{\partial C}{\partial b_{h2}} = \delta_{o1} w_6\, \mathrm{out}_{h2}(1 - \mathrm{out}_{h2}) + \ldots",
        "The first line of the sum that ends in (61). $w_6 = 0.45$ leads from $h_2$ to $o_1$, not 0.5. And "
        "$out_{h2}$ is of (26).",
    )
    yield fails(
        61,
        "3.3",
        r"(0.77287 - 0.99) * (0.55) * (0.596282 * (1 - 0.596282)) = 0.06049",
        _right("delta_h2", "dC/db_h2"),
        row + "$w_6 = 0.45$ and $w_8 = 0.55$. And $out_{h2}$ is that of (26), 0.77287 of (28).",
        {"dC/db_h2": "0.06049"},
        ("w3 read as w2 on the way to o2", "row for column"),
    )

    # the bonus
    yield holds(62, "bonus", r"a_j^L = \frac{e^{cz_j^L}}{\sum_k e^{cz_k^L}}")


EQUATIONS: Mapping[int, Equation] = MappingProxyType({equation.number: equation for equation in _equations()})
"""The 62 numbered equations."""


CLAIMS: tuple[Claim, ...] = (
    Claim(
        "1.1",
        "With one variable the loss is a curve, $v_1$ to the right and the loss upwards",
        "holds",
        "With one variable the loss is a curve.",
    ),
    Claim(
        "1.1",
        "The ball rolls down to the minimum of a quadratic",
        "fails",
        "Gradient descent converges to it if the learning rate is below $2/C''$; at $2/C''$ it oscillates, above it "
        "diverges",
        "True of a ball and of infinitely small steps. A step has the length of the learning rate times the slope, and "
        "may lead to the other side and further up.",
    ),
    Claim(
        "1.2",
        "Online learning jumps out of saddle points and local minima quickly",
        "fails",
        "It can leave those at which the single examples' gradients don't vanish, if the learning rate is large "
        "enough. Hidden neurons that start equal stay equal, whatever the batch size",
        "The noise that lets it jump is the spread of the examples' gradients. At some saddles every example's "
        "gradient is zero, or is the same for both neurons.",
    ),
    Claim(
        "1.2",
        "A single noisy example can adjust the weights wrongly",
        "holds",
        "A single noisy example can adjust the weights wrongly.",
        "Measured: with the same learning rate most online steps raise the loss of the whole set, and few steps on "
        "mini-batches of 20 do.",
    ),
    Claim(
        "1.2",
        "A mini-batch finds a balance between the advantage and the disadvantage",
        "holds",
        "A mini-batch finds a balance.",
        "The noise of its gradient falls as $1/\\sqrt m$, and its cost in time rises more slowly than $m$.",
    ),
    Claim(
        "2.1",
        "With one neuron that has its own $f$, we just need to put $f'$ into the backpropagated error",
        "fails",
        "Two things change: $a_j = f(z_j)$ on the way forward, and $f'(z_j)$ in the error of the neuron. BP3, "
        "BP4 and the "
        "other neurons' formulas stay",
        "True of the error, and not all: the forward pass is forgotten. All that follows uses its $a_j$.",
    ),
    Claim(
        "2.2",
        "In the sum of (1) we can't choose a single element",
        "fails",
        "In (1) only $k = j$ is left, since $b_j$ enters $z_j$ alone; the sum that stays is the one over the "
        "activations",
        "Two sums are confused. $z_k$ doesn't depend on $b_j$ for $k$ other than $j$; $a_k$ depends on every $z_j$.",
    ),
    Claim(
        "2.2",
        "The derivative of softmax is $a_j (1 - a_j)$",
        "fails",
        "$\\partial a_k/\\partial z_j = a_k (1_{j=k} - a_j)$",
        "That is the diagonal of the Jacobian. Off the diagonal it is $-a_k a_j$, because the outputs share one sum.",
    ),
    Claim(
        "2.2",
        "The gradients are shown to be $a_j - y_j$ and $a_k (a_j - y_j)$",
        "fails",
        "They are, for every $j$; shown is $j = y$ alone",
        "The conclusion is right, the proof covers one case of two. And soft targets aren't considered.",
    ),
    Claim(
        "2.2",
        "In the sum of (5) the partial derivatives with $i$ other than $j$ are 0",
        "fails",
        "Those with $i$ other than $k$ are 0: $w_{jk}$ is the factor of $a_k$",
        "$i$ counts the neurons below, $j$ is the one above.",
    ),
    Claim(
        "2.3",
        "With linear neurons $\\sigma(z) = z$ and $\\sigma'(z) = 1$",
        "holds",
        "$\\sigma(z) = z$, $\\sigma'(z) = 1$.",
    ),
    Claim(
        "3.1",
        "With $y$ and $a$ exchanged, one of the terms is undefined at $y = 0$ and at $y = 1$",
        "holds",
        "One of the terms is undefined.",
        "At $y = 0$ it is $a \\ln y$, at $y = 1$ it is $(1 - a) \\ln(1 - y)$; both tend to minus infinity for $0 "
        "< a < 1$.",
    ),
    Claim(
        "3.1",
        "The right form is safe, because a model almost never predicts exactly 0 or 1",
        "fails",
        "In double precision $\\sigma(z)$ is exactly 1 from about $z = 37$ on. Computed from $z$, the loss is "
        "finite for all $z$",
        "It is true of real numbers, where $\\sigma$ never gets there, and false in floating point.",
    ),
    Claim(
        "3.1",
        "If it does, we have the same issue",
        "holds",
        "Written with $a$ we have.",
        "At $a = 0$ or 1 the formula in $a$ gives infinity or no number. Written with $z$ it is $\\ln(1 + e^z) - "
        "y z$, which "
        "is finite for every $z$.",
    ),
    Claim(
        "3.1",
        "With a label of 0 or 1, one of the two terms of the right form is left",
        "holds",
        "One of the two terms is left.",
    ),
    Claim(
        "3.1",
        "In the exchanged form both terms act on the loss",
        "fails",
        "For $y = 1$ the first term is $a \\ln 1 = 0$, and the second is infinite; for $y = 0$ the other way round",
        "One term acts there too. What is wrong with it is that it is infinite.",
    ),
    Claim(
        "3.2",
        "$1 > z > 0$",
        "fails",
        "$z$ is any real number",
        "$y$ must be meant, or $a$.",
    ),
    Claim(
        "3.2",
        "The second derivative is at least 1, so the extremum is a minimum",
        "fails",
        "In $a$ it is at least 1; in $z$ it is $\\sigma'(z)$, positive and at most 1/4. Either makes it a minimum",
        "The bound belongs to the second derivative in $a$, which (19) takes for the one in $z$. The conclusion "
        "is right.",
    ),
    Claim("3.3", "A hidden weight feels the errors of both outputs", "holds", "It feels both."),
    Claim(
        "bonus",
        "For $c$ to infinity the largest $a_j$ is 1 and all others are 0",
        "fails",
        "If the largest $z$ is unique. If $m$ of them are equal and largest, each gets $1/m$",
        "Ties were not thought of.",
    ),
    Claim(
        "bonus",
        "With $c = 1$ it is a soft version of argmax",
        "holds",
        "It is.",
        "Of argmax as a one-hot vector, that is: argmax proper is an index.",
    ),
)
"""What the prose of the solution claims without a number."""


def _mazurs() -> Iterator[Claim]:
    squared = mazur(quadratic)
    step, wrong = squared.step(), squared.step(output_weights="updated")
    later, before = squared.steps(10_000), squared.steps(9_999)
    slipped = squared.steps(10_000, output_weights="updated")
    said = PUBLISHED["E_total"]
    yield Claim("3.3", f"Total error before the step: {said}", "holds", f"{squared['E_total']:.9f}")
    yield Claim(
        "3.3",
        f"Total error after one step: {PUBLISHED['E_total after 1 step']}",
        "fails",
        f"{step['E_total']:.9f}",
        "The errors went back to the hidden layer through output weights that the same step had already changed; that "
        f"gives {wrong['E_total']:.9f}. The eight new weights that the page prints are right.",
    )
    for o in ("out_o1", "out_o2"):
        yield Claim(
            "3.3",
            f"{o} after 10,000 steps: {PUBLISHED[f'{o} after 10000 steps']}",
            "fails",
            f"{later[o]:.9f}",
            f"Updated output weights again, which give {slipped[o]:.9f}.",
        )
    yield Claim(
        "3.3",
        f"Total error after 10,000 steps: {PUBLISHED['E_total after 10000 steps']}",
        "fails",
        f"{later['E_total']:.10f}",
        f"This is the error of the right algorithm after 9,999 steps, {before['E_total']:.10f}: what a program sees on "
        "its 10,000th pass, before it updates. It doesn't belong to the two outputs above, whose error is "
        f"{slipped['E_total']:.10f}.",
    )


def mazurs_figures() -> Audit:
    """Return what Mazur's page states for the squared error, audited; this trains for 10,000 steps.

    Example:
        >>> mazurs_figures().counts()
        {'holds': 1, 'fails': 4, 'blank': 0}
    """
    return Audit(_mazurs())


SECTIONS = tuple(dict.fromkeys([*(c.section for c in CLAIMS), *(e.section for e in EQUATIONS.values())]))
"""The exercises that have an entry."""
