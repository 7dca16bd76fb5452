"""What was typed, in plain characters: Unicode signs, LaTeX and Markdown become the ASCII that formulas are read from.

Nothing is decided here that could be read in two ways: characters are replaced by others that mean the same.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping

from hw2lib.answers.feedback import NotReadable

GLUE = "\u2063"  # an invisible separator: between two names, where no space was typed

_SIGNS: Mapping[str, str] = {
    **dict.fromkeys("−–—‐‑‒―﹣➖⁻₋", "-"),
    **dict.fromkeys("·×∙•⋅∗✕✖⨯・⁢＊", "*"),
    **dict.fromkeys("÷∕⁄", "/"),
    **dict.fromkeys("’‘′´ʹʼ＇", "'"),
    **dict.fromkeys("″”“", "''"),
    **dict.fromkeys("≤≦", "<"),
    **dict.fromkeys("≥≧", ">"),
    **dict.fromkeys("→⟶⇒↦←⟵⇐", "→"),
    **dict.fromkeys("≈≃≅∼～", "≈"),
    **dict.fromkeys("≡≔", "="),
    **dict.fromkeys("【〔⟨", "("),
    **dict.fromkeys("】〕⟩", ")"),
    **dict.fromkeys("\u200b\u200c\u200d\u2060\ufeff\u2061\u200e\u200f\ufe0e\ufe0f", ""),
    **dict.fromkeys("∂ⅆ", "d"),
    "ⅇ": "e",
    "٫": ".",
    "。": ".",
    "µ": "μ",
    "√": GLUE + "√",
    **dict(zip("аеорсухіјѕ", "aeopcyxijs", strict=True)),  # Cyrillic letters that look like Latin ones
    **dict(zip("АВЕКМНОРСТХ", "ABEKMHOPCTX", strict=True)),
}
_ACCENTS: Mapping[str, str] = {"\u0302": "hat", "\u0304": "bar", "\u0305": "bar"}

# commands of LaTeX, by what becomes of them; others stand for their own name, as \eta and \ln do
_FRACTIONS = ("frac", "dfrac", "tfrac", "cfrac")
_FONTS = (
    "mathrm",
    "text",
    "operatorname",
    "mathit",
    "mathbf",
    "textrm",
    "textit",
    "mbox",
    "mathsf",
    "boldsymbol",
    "bm",
)
_OVER: Mapping[str, str] = {
    **dict.fromkeys(("hat", "widehat"), "hat"),
    **dict.fromkeys(("bar", "overline"), "bar"),
}
_COMMANDS: Mapping[str, str] = {
    **dict.fromkeys(
        ("left", "right", "middle", "displaystyle", "textstyle", "limits", "!", "(", ")", "[", "]", "rm"), ""
    ),
    **{size + side: "" for size in ("big", "Big", "bigg", "Bigg") for side in ("", "l", "r", "m")},
    **dict.fromkeys((",", ";", ":", " ", "quad", "qquad", "\\", "enspace", "thinspace"), " "),
    **dict.fromkeys(("cdot", "times", "ast", "star", "bullet"), "*"),
    **dict.fromkeys(("le", "leq", "lt", "leqslant"), "<"),
    **dict.fromkeys(("to", "rightarrow", "longrightarrow", "mapsto", "gets", "leftarrow"), "→"),
    **dict.fromkeys(("approx", "simeq", "sim"), "≈"),
    **dict.fromkeys(("lvert", "rvert", "vert", "mid"), "|"),
    **dict.fromkeys(("{", "lbrace", "lbrack"), "("),
    **dict.fromkeys(("}", "rbrace", "rbrack"), ")"),
    "div": "/",
    "prime": "'",
    "partial": "d",
    "equiv": "=",
    "%": "%",
    "$": "",
    "_": "_",
}
# "\frac" in a string that isn't raw is a form feed and "rac"
_ESCAPED = {"\x07": "\\a", "\x08": "\\b", "\x0b": "\\v", "\x0c": "\\f"}


def plain(text: str) -> str:
    r"""Return the text in plain characters.

    Raises:
        NotReadable: if a LaTeX command lacks its braces, or a fraction such as ½ stands right behind a number.

    Example:
        >>> plain("½·(a − y)²"), plain(r"\frac{a-y}{a\left(1-a\right)}")
        ('(1/2)*(a - y)^(2)', '((a-y)/(a(1-a)))')
    """
    for character, meant in _ESCAPED.items():
        text = text.replace(character, meant)
    text = re.sub(r"\t(?=(?:anh|imes|frac|ext|o)\b|ext\{|frac)", r"\\t", text)
    text = re.sub(r"\r(?=ight|m\b|vert)", r"\\r", text)
    text = _fences_off(text)
    text = "".join(_run(match) for match in re.finditer(_RUNS, unicodedata.normalize("NFC", text), re.DOTALL))
    text = re.sub(r"\\\\(?=[A-Za-z])", r"\\", text)
    text = _without_latex(text).replace("~", "≈").replace("&", "")
    text = re.sub(r"\^\s*(?:\(\s*('+)\s*\)|\{\s*('+)\s*\}|('+))", lambda m: m[1] or m[2] or m[3], text)
    return re.sub(r"\s+", " ", text).strip(" " + GLUE)


def _fences_off(text: str) -> str:
    """Take off what Markdown and LaTeX put around a formula: $...$, `...`, **...**."""
    text = text.strip().replace("$", "").replace("`", "").strip()
    for fence in ("**", "__", '"', "'"):
        if len(text) > 2 * len(fence) and text.startswith(fence) and text.endswith(fence):
            text = text[len(fence) : -len(fence)].strip()
    return text


# --- Unicode ---------------------------------------------------------------------------------------------------------


def _kind(character: str) -> str:
    """Return "super", "sub" or "fraction" for a character that is a small form of others."""
    return unicodedata.decomposition(character).partition(">")[0].lstrip("<") if ord(character) > 127 else ""


_SUPER = "".join(c for c in map(chr, range(128, 0x2200)) if _kind(c) == "super") + "ʰʲʳʷˣʸᵃᵇᵉᶜᵍᶻᵐⁿ"
_SUB = "".join(c for c in map(chr, range(128, 0x2C80)) if _kind(c) == "sub")
_RUNS = f"[{re.escape(_SUPER)}]+|[{re.escape(_SUB)}]+|."


def _run(match: re.Match[str]) -> str:
    """A run of superscripts is a power, one of subscripts an index; any other character stands for itself."""
    run = match[0]
    if run[0] in _SUPER:
        return f"^({''.join(_character(c) for c in unicodedata.normalize('NFKC', run))})"
    if run[0] in _SUB:
        return f"_{''.join(_character(c) for c in unicodedata.normalize('NFKC', run))}"
    if _kind(run) == "fraction":
        before = match.string[: match.start()]
        if before[-1:].isdigit():
            raise NotReadable(
                f"{before[-1]}{run} can be read in two ways: write {before[-1]} + {run}, or a product with *"
            )
        return f"({''.join(_character(c) for c in unicodedata.normalize('NFKC', run))})"
    return _character(run)


def _character(character: str) -> str:
    if character.isascii():
        return character
    if character in _SIGNS:
        return _SIGNS[character]
    if len(character) == 1 and unicodedata.decimal(character, None) is not None:
        return str(unicodedata.decimal(character))
    base, *marks = list(unicodedata.normalize("NFD", character))
    if marks and all(mark in _ACCENTS for mark in marks):
        return base + "".join(_ACCENTS[mark] for mark in marks)
    if character in _ACCENTS:  # a mark that stands by itself behind its letter
        return _ACCENTS[character]
    compatible = unicodedata.normalize("NFKC", character)
    if compatible != character:
        return "".join(_character(c) for c in compatible)
    if match := re.fullmatch(
        r"GREEK (SMALL|CAPITAL) LETTER (FINAL )?(\w+)(?: SYMBOL)?", unicodedata.name(character, "")
    ):
        name = match[3].lower().replace("lamda", "lambda")
        return GLUE + (name if match[1] == "SMALL" else name.capitalize())
    return character


# --- LaTeX -----------------------------------------------------------------------------------------------------------


def _without_latex(text: str) -> str:
    text = _over(text)
    made, at = [], 0
    while at < len(text):
        if text[at] != "\\":
            made.append(text[at])
            at += 1
            continue
        match = re.compile(r"\\([A-Za-z]+|.?)", re.DOTALL).match(text, at)
        word, at = (match[1], match.end()) if match else ("", at + 1)
        if word in _FRACTIONS:
            top, at = _argument(text, at, word)
            bottom, at = _argument(text, at, word)
            made.append(f"(({top})/({bottom}))")
        elif word == "sqrt":
            index = re.compile(r"\s*\[\s*(\d+)\s*\]").match(text, at)
            inner, at = _argument(text, index.end() if index else at, word)
            made.append(f"(({inner})^(1/{index[1]}))" if index else f"{GLUE}sqrt({inner})")
        elif word in _OVER or word in _FONTS:
            inner, at = _argument(text, at, word)
            made.append(GLUE + inner + _OVER.get(word, ""))
        elif word in _COMMANDS:
            made.append(_COMMANDS[word])
        else:
            made.append(GLUE + word + (GLUE if text[at : at + 1].isdigit() else ""))
    return "".join(made)


def _over(text: str) -> str:
    r"""{a \over b} is \frac{a}{b}."""
    for _ in range(text.count("\\over")):
        text = re.sub(r"\{([^{}]*)\\over(?![A-Za-z])([^{}]*)\}", r"\\frac{\1}{\2}", text)
    return text


def _argument(text: str, at: int, word: str) -> tuple[str, int]:
    r"""Return what a command is applied to, in plain characters, and where it ends: {...}, a command or a character."""
    while at < len(text) and text[at] in f" {GLUE}":
        at += 1
    if at == len(text):
        raise NotReadable(rf"\{word} has nothing in its braces: write \{word}{{...}}")
    if text[at] != "{":
        match = re.compile(r"\\[A-Za-z]+|.", re.DOTALL).match(text, at)
        end = match.end() if match else at + 1
        return _without_latex(text[at:end]), end
    depth = 0
    for end in range(at, len(text)):
        depth += {"{": 1, "}": -1}.get(text[end], 0)
        if depth == 0:
            return _without_latex(text[at + 1 : end]), end + 1
    raise NotReadable(rf"a brace of \{word} isn't closed")
