"""The names of a class, and the folder that each has."""

from __future__ import annotations

import csv
import re
import unicodedata
from collections.abc import Mapping
from pathlib import Path
from types import MappingProxyType

from hw2lib.display import as_path

HEADINGS = (
    *("student", "name", "full name", "id", "id number", "username", "login"),
    *("email", "e-mail", "email address", "e-mail address"),
)
_RESERVED = re.compile(r"(con|prn|aux|nul|com\d|lpt\d)(\..*)?", re.IGNORECASE)  # Windows has no such folders


def folder_of(name: str) -> str:
    """Return what a student's folder is called: the name, without what a path can't hold or would follow.

    Example:
        >>> folder_of("Ada Lovelace"), folder_of("../../etc/passwd"), folder_of("con")
        ('Ada Lovelace', '_.._etc_passwd', '_con')
    """
    plain = "".join(c if c.isalnum() or c in " -_.,'@+" else "_" for c in unicodedata.normalize("NFC", name.strip()))
    plain = plain[:100].strip(" .") or "_"
    return f"_{plain}" if _RESERVED.fullmatch(plain) else plain


def read_names(path: str | Path) -> Mapping[str, str]:
    """Read a class: one student a line, under a heading such as "student" or "name", or without one.

    Of a table with several columns the one with such a heading is taken, else the first.

    Returns:
        each student's name by the name of their folder.

    Raises:
        ValueError: if there is nobody, two share a name or a folder, or it is no table.
        OSError: if it can't be read.
    """
    try:
        text = as_path("class", path).read_text(encoding="utf-8-sig")
    except UnicodeDecodeError:
        raise ValueError(f"{path} is not UTF-8. Save it as “CSV UTF-8”.") from None
    lines = [line for line in text.split("\n") if line.strip() and not line.startswith("sep=")]  # "sep=;" is Excel's
    separator = max(",;\t", key=lines[0].count) if lines else ","
    try:
        rows = list(csv.reader((f"{line}\n" for line in lines), delimiter=separator, strict=True))
    except csv.Error as error:
        raise ValueError(f"{path} can't be read as a table: {error}. Is a quotation mark missing?") from None
    headings = [cell.strip().casefold() for cell in rows[0]] if rows else []
    column = next((headings.index(heading) for heading in HEADINGS if heading in headings), None)
    names = [" ".join(row[column or 0].split()) for row in rows[column is not None :] if len(row) > (column or 0)]
    found: dict[str, str] = {}
    folders: dict[str, str] = {}  # some systems can't tell capitals apart
    for name in filter(None, names):
        folder = folder_of(name)
        if (other := folders.setdefault(folder.casefold(), name)) != name or folder in found:
            raise ValueError(f"{other!r} and {name!r} would share a folder, {folder!r}. Give each a name of their own.")
        found[folder] = name
    if not found:
        raise ValueError(f"{path} names nobody. Write one student a line.")
    return MappingProxyType(found)
