"""The words of a formula: numbers, names in any spelling, functions, signs; several words written as one are parted."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from difflib import get_close_matches

from hw2lib.answers.characters import GLUE, plain
from hw2lib.answers.feedback import NotReadable
from hw2lib.answers.trees import FUNCTIONS

_SPELLINGS: Mapping[str, str] = {
    **{name: name for name in FUNCTIONS if name.isalnum()},
    **dict.fromkeys(("log", "loge"), "ln"),
    **dict.fromkeys(("sigmoid", "logistic", "expit"), "sigma"),
    **dict.fromkeys(("sigmaprime", "sigmoidprime", "sigmoidderivative", "dsigmoid", "dsigma"), "sigma'"),
    "root": "sqrt",
    "√": "sqrt",
    "fabs": "abs",
}
_OF_TWO = {"pow": "power", "power": "power", "max": "max", "maximum": "max", "min": "min", "minimum": "min"}
_ONLY_APPLIED = ("square",)  # without parentheses it is a name, if perhaps that of another question
_MODULES = "np|numpy|math|sp|sympy|torch|jnp|jax|tf|scipy|special|nn|functional|F|cmath|mp|mpmath"


def key(name: str) -> str:
    """Return a name without what differs from one spelling to another.

    Example:
        >>> key("δ_{o1}"), key("delta_o1"), key("w[5]")
        ('deltao1', 'deltao1', 'w5')
    """
    return re.sub(r"[^A-Za-z0-9]", "", plain(name))


def spellings(names: Iterable[str], also: Mapping[str, Sequence[str]]) -> dict[str, str]:
    """Return the names by their keys, those of other words for them included, and for functions such as "softplus()".

    Example:
        >>> spellings(["z"], {"z": ["z_j"], "softplus()": ["s"]})
        {'zj': 'z', 's': 'softplus()', 'z': 'z'}
    """
    names = tuple(names)
    functions = (name for name in also if name.endswith("()"))
    others = {key(other): name for name in (*names, *functions) for other in also.get(name, ())}
    return others | {key(name): name for name in names}


@dataclass(frozen=True)
class Token:
    """One word of a formula.

    Attributes:
        kind: number, name, function, "of two" (arguments), e, end, or the sign itself.
        value: its value: of a name in another spelling, the name itself.
        start, end: where it stands in the text.
        spaced: whether a space stands before it.
    """

    kind: str
    value: str
    start: int
    end: int
    spaced: bool = False


_LAYER = r"\^(?:\{[Ll](?:-1)?\}|\([Ll](?:-1)?\)|[Ll](?![A-Za-z0-9]))"  # in a^L_j it is no power
_WORD = re.compile(
    rf"(?:(?:{_MODULES})\.)*"
    rf"(?P<word>√|[A-Za-z](?:[A-Za-z0-9]|_\{{(?:[^{{}}]|\{{[^{{}}]*\}})*\}}|_?{_LAYER}|_)*)"
)
_NUMBER = re.compile(r"(?:\d+(?:\.\d*)?|\.\d+)(?:[eE][+-]?\d+)?")


def tokens(text: str, spelled: Mapping[str, str]) -> list[Token]:
    """Return the words of a formula, the last of them the end.

    Args:
        text: the formula, in plain characters.
        spelled: the names by their keys, as `spellings` gives them.

    Raises:
        NotReadable: for an unknown word, one that can be parted in two ways, and a character that has no place here.

    Example:
        >>> [token.value for token in tokens("2 w1w5 + exp(z)", spellings(["w1", "w5", "z"], {}))]
        ['2', 'w1', 'w5', '+', 'exp', '(', 'z', ')', '']
    """
    made: list[Token] = []
    at, spaced = 0, False
    while at < len(text):
        c = text[at]
        if c == " " or c == GLUE:
            spaced, at = spaced or c == " ", at + 1
            continue
        if match := _NUMBER.match(text, at):
            if text[match.end() : match.end() + 1] == "_":
                raise NotReadable(f"{text[at : match.end() + 4]} is no number here: write its digits without _")
            found = [Token("number", match[0], at, match.end(), spaced)]
        elif match := _WORD.match(text, at):
            found = _word(text, match, spaced, spelled)
        elif text.startswith(("**", "//"), at):
            found = [Token({"*": "^", "/": "/"}[c], text[at : at + 2], at, at + 2, spaced)]
        elif c in "+-*/^()[]{}|',:":
            found = [Token("/" if c == ":" else c, c, at, at + 1, spaced)]
        else:
            raise NotReadable(f"{_quoted(c)} has no place in a formula")
        made += found
        at, spaced = found[-1].end, False
    return [*made, Token("end", "", len(text), len(text), spaced)]


def _quoted(c: str) -> str:
    return f'"{c}"' if c.isprintable() else f"the character U+{ord(c):04X}"


def _word(text: str, match: re.Match[str], spaced: bool, spelled: Mapping[str, str]) -> list[Token]:
    """A word is a name, a function, several of them without a space between, or unknown."""
    word, start, end = match["word"], match.start("word"), match.end()
    bare = re.sub(_LAYER, "", word)
    plainly = re.sub(r"[^A-Za-z0-9√]", "", bare)
    index = re.compile(r"\[\s*(?:'|\")?([A-Za-z0-9_]+)(?:'|\")?\s*\]").match(text, end)
    if index and (name := known(plainly + key(index[1]), spelled)):
        return [Token("name", name, start, index.end(), spaced)]
    if index and known(plainly, spelled) and not known(key(index[1]), spelled):
        raise _unknown(f"{word}[{index[1]}]", plainly + index[1], spelled)
    kind = _one_word(plainly, spelled, text[end:].lstrip().startswith("("))
    if kind:
        return [Token(*kind, start, end, spaced)]
    if re.search(r"_\{[^}]*[^\w\s,{}" + GLUE + r"][^}]*\}", bare):
        raise _unknown(word, plainly, spelled)
    after = re.compile(r" ?([A-Za-z0-9]+)").match(text, end)  # delta o1
    if after and (name := spelled.get(plainly + after[1])):
        return [Token("name", name, start, after.end(), spaced)]
    splits = _split(bare, spelled, text[end:].lstrip(f" {GLUE}").startswith(("^", "**")))
    if len(splits) > 1:
        one, other = ("*".join(piece for piece, _ in split) for split in splits[:2])
        raise NotReadable(f"{word} can be read in two ways: write {one} or {other}")
    if not splits:
        raise _unknown(bare, plainly, spelled)
    made, at = [], start
    for i, (piece, (kind_of, value)) in enumerate(splits[0]):
        made.append(Token(kind_of, value, at, at + len(piece), spaced and i == 0))
        at += len(piece)
    return [*made[:-1], Token(made[-1].kind, made[-1].value, made[-1].start, end, made[-1].spaced)]


def known(plainly: str, spelled: Mapping[str, str]) -> str | None:
    """Return the name whose `key` that is; capitals don't matter where they tell nothing apart."""
    if plainly in spelled:
        return spelled[plainly]
    alike = {name for other, name in spelled.items() if other.casefold() == plainly.casefold()}
    return alike.pop() if len(alike) == 1 else None


def function(name: str) -> str | None:
    """Return the function of `FUNCTIONS` that is meant by a name.

    Example:
        >>> function("log"), function("sigmoid"), function("σ'"), function("zeta")
        ('ln', 'sigma', "sigma'", None)
    """
    plainly = plain(name).strip(GLUE).casefold().replace("_", "")
    return plainly if plainly == "sigma'" else _SPELLINGS.get(plainly)


def _one_word(plainly: str, spelled: Mapping[str, str], applied: bool) -> tuple[str, str] | None:
    if plainly in spelled:
        return _meant(spelled[plainly])
    lower = plainly.casefold()
    if lower in _SPELLINGS and (applied or lower not in _ONLY_APPLIED):
        return "function", _SPELLINGS[lower]
    if lower in _OF_TWO and (applied or lower != "power"):
        return "of two", _OF_TWO[lower]
    if plainly == "e":
        return "e", "e"
    name = known(plainly, spelled)
    return ("name", name) if name else None


def _meant(name: str) -> tuple[str, str]:
    return ("function", name.removesuffix("()")) if name.endswith("()") else ("name", name)


def _split(word: str, spelled: Mapping[str, str], power_follows: bool) -> list[list[tuple[str, tuple[str, str]]]]:
    """Return the ways, two at the most, to take a word for several: w1w5, etav, yz, ye^z."""
    pieces = {spelling: _meant(name) for spelling, name in spelled.items()}
    functions = [name for name in _SPELLINGS if len(name) > 1 and name not in (*pieces, *_ONLY_APPLIED)]
    pieces |= {name: ("function", _SPELLINGS[name]) for name in functions}
    found: list[list[tuple[str, tuple[str, str]]]] = []

    def go(rest: str, taken: list[tuple[str, tuple[str, str]]]) -> None:
        if len(found) > 1:
            return
        if not rest:
            found.append(taken)
        if rest == "e" and power_follows and taken and "e" not in pieces:
            found.append([*taken, ("e", ("e", "e"))])
        for piece in pieces:
            if match := re.match("_?".join(piece), rest):
                go(rest[match.end() :], [*taken, (match[0], pieces[piece])])

    if len(word) <= 40:
        go(re.sub(rf"[{{}},\s{GLUE}]", "", word), [])
    return found


def _unknown(word: str, plainly: str, spelled: Mapping[str, str]) -> NotReadable:
    """Say that a word is unknown, and which name it may be meant for."""
    words = {**{k: k for k in _SPELLINGS if len(k) > 2}, **spelled}
    near = [words[k] for k in get_close_matches(plainly, words, n=2, cutoff=0.6)] if len(plainly) > 1 else []
    meant = f"; did you mean {' or '.join(dict.fromkeys(near))}?" if near else ""
    return NotReadable(f"{word.replace(GLUE, '')} is unknown here{meant}", plainly)
