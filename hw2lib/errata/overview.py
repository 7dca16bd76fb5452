"""The errata at a glance: a table with a line for each entry, to filter by verdict and by cause in a browser."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from html import escape

from hw2lib.display import brief
from hw2lib.errata.ledger import CLAIMS, EQUATIONS, VERDICTS, Audit, Entry

COLOURS = {"holds": "#1f9d55", "fails": "#e0483e", "blank": "#888888"}  # 3:1 on a white and on a dark ground
_HEADINGS = ("entry", "verdict", "exercise", "cause")


class Overview(Audit):
    """Entries of the ledger, a line each.

    In a browser that has run it, two lists narrow it to a verdict or to a cause; the work is done by CSS. Where style
    sheets and lists are taken out, as on GitHub, the whole table is seen.
    """

    __slots__ = ()

    def __repr__(self) -> str:
        rows = [[e.label, f"{e.mark} {e.verdict}", e.section, "; ".join(e.causes)] for e in self]
        widest = max(len(row[0]) for row in [_HEADINGS, *rows])
        return "\n".join(f"{a:{widest}}  {b:7}  {c:8}  {d}".rstrip() for a, b, c, d in [_HEADINGS, *rows])

    @property
    def causes(self) -> dict[str, int]:
        """How many entries have each cause, the commonest first.

        Example:
            >>> Overview([EQUATIONS[2], EQUATIONS[3]]).causes
            {"only the Jacobian's diagonal": 2}
        """
        return dict(Counter(cause for entry in self for cause in entry.causes).most_common())

    def _repr_html_(self) -> str:
        causes = list(self.causes)
        rules = [
            f'.hw2lib-errata:has(option[value="{v}"]:checked) tbody tr:not(.{v}) {{display: none}}' for v in VERDICTS
        ]
        rules += [
            f'.hw2lib-errata:has(option[value="c{i}"]:checked) tbody tr:not(.c{i}) {{display: none}}'
            for i in range(len(causes))
        ]
        verdicts = [(v, f"{v} ({count})") for v, count in self.counts().items() if count]
        reasons = [(f"c{i}", f"{cause} ({count})") for i, (cause, count) in enumerate(self.causes.items())]
        body = "".join(_row(entry, causes) for entry in self)
        head = "".join(f'<th style="text-align: left">{heading}</th>' for heading in _HEADINGS)
        return (
            f"<style>{' '.join(rules)} .hw2lib-errata select {{font: inherit; margin: 0 1em .5em 0}}</style>"
            f'<div class="hw2lib-errata">{_list("verdict", verdicts)}{_list("cause", reasons)}'
            f"<table><thead><tr>{head}</tr></thead><tbody>{body}</tbody></table></div>"
        )


def overview(*entries: Entry) -> Overview:
    """Return a table of the entries; without any, of all 62 equations and all claims.

    Example:
        >>> overview(EQUATIONS[22], EQUATIONS[23])
        entry  verdict  exercise  cause
        (22)   ✓ holds  3.3
        (23)   ✗ fails  3.3       weights numbered by the neuron they leave
    """
    if strange := [entry for entry in entries if not isinstance(entry, Entry)]:
        raise TypeError(f"an overview is of entries, such as EQUATIONS[22] or *audit(22), not of {brief(strange[0])}")
    return Overview(entries or (*EQUATIONS.values(), *CLAIMS))


def _list(name: str, choices: Iterable[tuple[str, str]]) -> str:
    """A list to choose from. Its words are attributes: where lists are taken out, none of them stays behind."""
    options = [("", f"every {name}"), *choices]
    inside = "".join(f'<option value="{value}" label="{escape(text)}"></option>' for value, text in options)
    return f'<select aria-label="show only one {name}">{inside}</select>'


def _row(entry: Entry, causes: list[str]) -> str:
    kinds = " ".join([entry.verdict, *(f"c{causes.index(cause)}" for cause in entry.causes)])
    mark = f'<span style="color: {COLOURS[entry.verdict]}; font-weight: bold">{entry.mark}</span>'
    cells = [
        f'<a href="#{entry.anchor}">{escape(entry.label)}</a>',
        f"{mark} {entry.verdict}",
        entry.section,
        escape("; ".join(entry.causes)),
    ]
    return f'<tr class="{kinds}">' + "".join(f'<td style="text-align: left">{cell}</td>' for cell in cells) + "</tr>"
