r"""Formulas broken into lines that fit a page, and LaTeX in the words of plain text."""

from __future__ import annotations

import re
from collections.abc import Iterator

LINE = 32  # characters: what fits beside the margins of a notebook at 200 %, or at 800 pixels with the files open

_INVISIBLE = re.compile(r"\\(?:left|right|mathrm|displaystyle|hat)\b|\\[,;!]")
_DOT = "·"  # stands for \\cdot, so that it is one character like the other marks
_SUM, _PRODUCT = "+-", f"*{_DOT}"
_GROUP = r"\{((?:[^{}]|\{(?:[^{}]|\{[^{}]*\})*\})*)\}"
_FRACTION = re.compile(r"\\frac" + _GROUP + _GROUP)
_WORDS = (
    *((r"\partial ", "d"), (r"\sqrt m", "sqrt(m)"), (r"\ne ", "!= "), (r"\neq ", "!= "), (r"\geq ", ">= ")),
    *((r"\to ", "-> "), (r"\rightarrow ", "-> "), (r"\infty", "infinity"), (r"\hat y", "yhat"), (r"\text", "")),
    *((r"\mathrm", ""), (r"\quad", " "), (r"\,", " "), ("\\", ""), ("$", ""), ("{", ""), ("}", "")),
)


def split(latex: str, marks: str, depth: int = 0) -> list[str]:
    """Take a formula apart at the marks that stand in `depth` brackets; each but "=" stays with what follows it.

    Example:
        >>> split("a = (b = c) = d", "="), split("a + (b - c) - d", "+-")
        (['a ', ' (b = c) ', ' d'], ['a ', '+ (b - c) ', '- d'])
    """
    parts = [""]
    for character in latex:
        depth += (character in ")]}") - (character in "([{")
        if depth == 0 and character in marks and (character == "=" or parts[-1].strip(" =")):
            parts.append("" if character == "=" else character)
        else:
            parts[-1] += character
    return parts


def statements(latex: str) -> list[str]:
    r"""Take a list of equations apart, which `,\quad` separates.

    Example:
        >>> statements(r"a = b,\quad c = d")
        ['a = b', 'c = d']
    """
    return [part.strip() for part in re.split(r",\s*\\quad", latex)]


def width(latex: str) -> int:
    r"""Return about how many characters wide a formula is when it is set.

    Example:
        >>> width(r"\frac{\partial C}{\partial b_j}"), width(r"\sigma(z) = 1")
        (4, 6)
    """
    while found := _FRACTION.search(latex):
        latex = latex.replace(found[0], max(found[1], found[2], key=width) + "|", 1)
    signs = re.sub(r"\\[a-zA-Z]+", "x", _INVISIBLE.sub("", latex))
    return len(re.sub(r"[{}_^ ]", "", signs))


def lines(latex: str, limit: int = LINE) -> list[str]:
    r"""Break a formula that is too long: at its equals signs, else before a plus or a minus, else before a factor.

    Example:
        >>> lines("a = b"), lines("aaaa = b + cccc = d", limit=5)
        (['a = b'], ['aaaa', '= b', '+ cccc', '= d'])
    """
    if width(latex) <= limit:
        return [latex]
    first, *others = [member.strip() for member in split(latex.replace(r"\cdot", _DOT), "=")]
    members = [first, *(f"= {member}".rstrip() for member in others)]
    return [line.replace(_DOT, r"\cdot") for member in members if member for line in _broken(member, limit, _SUM)]


def _broken(member: str, limit: int, marks: str) -> Iterator[str]:
    line = ""
    in_brackets = marks == _PRODUCT and len(split(member, marks)) == 1  # (a * b), and not (a) * (b)
    terms = split(member, marks, depth=int(in_brackets))
    if marks == _PRODUCT:  # a factor that is itself too long is a sum in brackets
        long = [width(term) > limit and r"\frac" not in term for term in terms]
        terms = [t for term, cut in zip(terms, long, strict=True) for t in (split(term, _SUM, 1) if cut else [term])]
    for term in terms:
        if line and term.strip() not in marks and width(line + term) > limit:
            yield line.strip()
            line = ""
        if width(term) > limit and marks != _PRODUCT:
            *above, line = _broken(line + term.replace(r"\left", "").replace(r"\right", ""), limit, _PRODUCT)
            yield from above
        else:
            line = f"{line} {term}"
    yield line.strip()


def aligned(latex: str) -> str:
    r"""Set one formula, or several that `,\quad` separates, in lines that fit, their equals signs below each other.

    Example:
        >>> aligned("a = b"), aligned(r"a = b,\quad c = d")
        ('a = b', '\\begin{aligned}[t]a &= b \\\\[1ex] c &= d\\end{aligned}')
    """
    formulas = [lines(formula) for formula in statements(latex)]
    if len(formulas) == len(formulas[0]) == 1:
        return latex
    body = r" \\[1ex] ".join(r" \\ ".join(_rows(formula)) for formula in formulas)
    return rf"\begin{{aligned}}[t]{body}\end{{aligned}}"


def _rows(formula: list[str]) -> Iterator[str]:
    left, *members = split(formula[0], "=")
    if members:
        yield f"{left}&={'='.join(members)}"
        return
    first, *others = formula
    if others and others[0].startswith("=") and not first.startswith("="):
        first = f"{first} &{others.pop(0)}"
    yield first if "&" in first else f"&{first}"
    yield from (f"&{line}" if line.startswith("=") else rf"&\quad {line}" for line in others)


def in_line(text: str) -> str:
    """Return an entry's text for a list: a formula that begins it is set large, and in lines that fit.

    Example:
        >>> in_line("$a = b$, of course")
        '$\\\\displaystyle a = b$, of course'
    """
    if not text.startswith("$"):
        return text
    _, formula, rest = text.split("$", 2)
    return rf"$\displaystyle {aligned(formula)}${rest}"


def plain(text: str) -> str:
    """Return the words of an entry without their LaTeX.

    Example:
        >>> plain(r"only $k = j$ is left")
        'only k = j is left'
    """
    for command, word in _WORDS:
        text = text.replace(command, word)
    return text
