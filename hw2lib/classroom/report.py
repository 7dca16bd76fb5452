"""What a class has answered: a table for a spreadsheet, and a page for its teacher."""

from __future__ import annotations

import csv
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass, fields
from html import escape
from pathlib import Path

from hw2lib.answers.feedback import BOXES
from hw2lib.answers.slips import SLIPS
from hw2lib.classroom.grading import NOTHING, TEXT, UNREADABLE, Row
from hw2lib.classroom.literals import CODE
from hw2lib.display import as_path, html_table

HALF = "backslashreplace"  # half a character, which JSON can hold and no file of text, is written as its number
_OTHERS = "#888888"
SHOWN = {
    "right": BOXES["right"][0],
    "wrong": BOXES["wrong"][0],
    "too few digits": BOXES["too few digits"][0],
    "undecided": "#CC79A7",
    "not read": "#F0E442",
    "no answer": "#9ECAE1",
    CODE: _OTHERS,
    TEXT: _OTHERS,
}
"""The verdicts in the order of the bars, with their colours."""


@dataclass(frozen=True)
class Made:
    """A slip, and who made it in which questions."""

    slip: str
    says: str
    students: frozenset[str]
    questions: tuple[str, ...]


def write_csv(rows: Sequence[Row], path: str | Path) -> None:
    """Write one line an answer. What a spreadsheet would take for a formula gets an apostrophe before it."""
    with as_path("path", path).open("w", newline="", encoding="utf-8", errors=HALF) as file:
        writer = csv.DictWriter(file, [field.name for field in fields(Row)], lineterminator="\n")
        writer.writeheader()
        writer.writerows({name: _harmless(value) for name, value in asdict(row).items()} for row in rows)


def _harmless(value: object) -> object:
    risky = isinstance(value, str) and value[:1] in ("=", "+", "-", "@", "\t", "\r")
    return f"'{value}" if risky and not _is_number(str(value)) else value


def _is_number(text: str) -> bool:
    try:
        float(text)
    except ValueError:
        return False
    return True


def slips_made(rows: Iterable[Row]) -> list[Made]:
    """Return the slips, the one that most students made first."""
    by_slip: dict[str, list[Row]] = defaultdict(list)
    for row in rows:
        if row.verdict == "wrong" and row.slip:
            by_slip[row.slip.partition(" | ")[0]].append(row)
    made = [
        Made(
            slip,
            _in_general(slip) or some[0].says,
            frozenset(r.student for r in some),
            tuple(dict.fromkeys(r.question for r in some)),
        )
        for slip, some in by_slip.items()
    ]
    return sorted(made, key=lambda m: (-len(m.students), m.slip))


def _in_general(slip: str) -> str:
    """Say what named slips are about, without the place where one student made them."""
    names = slip.split(" + ")
    return " And: ".join(SLIPS[name].says for name in names) if all(name in SLIPS for name in names) else ""


def by_question(rows: Iterable[Row]) -> Mapping[tuple[str, str], Counter[str]]:
    """Return how often each verdict was given, by page and question, in the order of the pages."""
    counts: dict[tuple[str, str], Counter[str]] = defaultdict(Counter)
    for row in rows:
        if row.question:
            counts[row.page, row.question][row.verdict] += 1
    return dict(sorted(counts.items(), key=lambda item: item[0][0]))


def summary(rows: Sequence[Row]) -> str:
    """Return the class in a few lines of plain text."""
    students = {row.student for row in rows}
    answers = [row for row in rows if row.question]
    verdicts = Counter(row.verdict for row in answers)
    counted = ", ".join(f"{verdicts[v]} {v}" for v in SHOWN if verdicts[v])
    amiss = [row for row in rows if row.verdict in (UNREADABLE, NOTHING)]
    lines = [f"{len(students)} students, {len(answers)} questions put to them: {counted or 'none'}."]
    lines += [f"{len(amiss)} could not be graded; the page lists them."] if amiss else []
    lines += [f"{len(m.students)} of {len(students)}: {m.says} ({m.slip})" for m in slips_made(rows)[:10]]
    return "\n".join(lines)


def write_page(rows: Sequence[Row], path: str | Path) -> None:
    """Write the teacher's page: one file, which loads nothing from elsewhere."""
    students = sorted({row.student for row in rows}, key=str.casefold)
    noted = [row for row in rows if row.note or row.verdict in (UNREADABLE, NOTHING)]
    slips = [
        [f"{len(m.students)} of {len(students)}", m.says, m.slip, ", ".join(m.questions)] for m in slips_made(rows)
    ]
    parts = [
        f"<h1>How the class did</h1><p>{escape(summary(rows).splitlines()[0])}</p>",
        "<h2>Which questions</h2>",
        _picture(by_question(rows)),
        "<h2>Which slips</h2>",
        html_table(["students", "what happened", "slip", "in"], slips) if slips else "<p>None that is known.</p>",
        "<h2>What to look at yourself</h2>",
        html_table(
            ["student", "notebook", "question", "verdict", "answer", "note"],
            [[r.student, r.notebook, r.question, r.verdict, r.answer, r.note] for r in noted],
        )
        if noted
        else "<p>Nothing.</p>",
        "<h2>Who has what</h2>",
        html_table(["student", *SHOWN], _by_student(rows, students)),
    ]
    as_path("path", path).write_text(_HTML.format(body="\n".join(parts)), encoding="utf-8", errors=HALF, newline="\n")


def _by_student(rows: Iterable[Row], students: Iterable[str]) -> list[list[object]]:
    counts: dict[str, Counter[str]] = defaultdict(Counter)
    for row in rows:
        counts[row.student][row.verdict] += bool(row.question)
    return [[student, *(counts[student][verdict] for verdict in SHOWN)] for student in students]


WIDE, HIGH, NAMES = 900, 26, 300  # of the picture, of one bar with its gap, and of the space for names; in pixels


def _picture(counts: Mapping[tuple[str, str], Counter[str]]) -> str:
    """A bar a question, with a part for each verdict; each part says how many it stands for."""
    bars, page_before = [], None
    y = 30
    for (page, question), verdicts in counts.items():
        if page != page_before:
            bars.append(f'<text x="0" y="{y + 16}" font-weight="bold">{escape(page)}</text>')
            page_before, y = page, y + HIGH
        name = question if len(question) <= 42 else f"{question[:41]}…"
        bars.append(f'<text x="{NAMES - 8}" y="{y + 16}" text-anchor="end">{escape(name)}</text>')
        x, total = float(NAMES), sum(verdicts.values())
        for verdict in sorted(verdicts, key=[*SHOWN, *verdicts].index):
            width = (WIDE - NAMES) * verdicts[verdict] / total
            bars.append(_part(x, y, width, verdict, verdicts[verdict]))
            x += width
        y += HIGH
    says = "; ".join(f"{q}: {v['right']} of {sum(v.values())} right" for (_, q), v in counts.items())
    return (
        f'<svg viewBox="0 0 {WIDE} {y}" role="img" aria-label="{escape(says)}" font-size="13">'
        f"{_legend()}{''.join(bars)}</svg>"
    )


def _part(x: float, y: int, width: float, verdict: str, count: int) -> str:
    color = SHOWN.get(verdict, _OTHERS)
    number = (
        f'<text x="{x + width / 2:.1f}" y="{y + 16}" text-anchor="middle" class="on">{count}</text>'
        if width > 20
        else ""
    )
    return (
        f'<rect x="{x:.1f}" y="{y}" width="{width:.1f}" height="{HIGH - 4}" fill="{color}">'
        f"<title>{escape(verdict)}: {count}</title></rect>{number}"
    )


def _legend() -> str:
    shown = {verdict.partition(":")[0]: color for verdict, color in SHOWN.items() if verdict != TEXT}
    step = WIDE / len(shown)
    return "".join(
        f'<rect x="{i * step:.0f}" y="4" width="12" height="12" fill="{color}"/>'
        f'<text x="{i * step + 17:.0f}" y="15">{escape(verdict)}</text>'
        for i, (verdict, color) in enumerate(shown.items())
    )


_HTML = """<!DOCTYPE html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>How the class did</title>
<style>
:root {{ color-scheme: light dark }}
body {{ font: 16px/1.5 system-ui, sans-serif; max-width: 60rem; margin: 2rem auto; padding: 0 1rem }}
svg {{ width: 100%; height: auto; fill: currentColor }}
svg .on {{ fill: #000 }}
table {{ border-collapse: collapse; display: block; overflow-x: auto; font-size: 0.9rem }}
th, td {{ text-align: left; vertical-align: top; padding: 0.2rem 0.8rem 0.2rem 0; border-bottom: 1px solid #8886 }}
</style>
</head>
<body>
{body}
</body>
</html>
"""
