"""``--from FILE``: people one a line, or as a CSV export of the Microsoft Entra admin center."""

from __future__ import annotations

import csv
import re
from pathlib import Path
from typing import Final

from total_onboard.core.errors import BadValue
from total_onboard.core.text.decoding import NotText, read_standard_input, read_text

_COLUMNS: Final = ("userprincipalname", "upn", "user principal name", "mail", "email", "e-mail", "id", "object id")
"""Headings of the column that identifies people, the best first, in small letters."""
_SEPARATOR: Final = re.compile(r'"?sep=([,;\t|])"?', re.IGNORECASE)
_UNSEEN: Final = dict.fromkeys((0x200B, 0x200C, 0x200D, 0x2060, 0xFEFF, 0xAD), None)
"""Characters without a width, which come along when an address is copied from a page."""


def read_people(path: Path) -> tuple[str, ...]:
    """Read everybody named, once; ``-`` is standard input, lines that begin with ``#`` are remarks. Raises BadValue."""
    lines = [line for line in _text(path).splitlines() if line.strip() and not line.lstrip().startswith("#")]
    delimiter = _delimiter(lines)
    lines = lines[1:] if lines and _SEPARATOR.fullmatch(lines[0]) else lines
    rows = _rows(lines, delimiter, path)
    column = _column(rows[0]) if rows else None
    cells = [row[column] for row in rows[1:] if len(row) > column] if column is not None else [row[0] for row in rows]
    people = tuple({cell.casefold(): cell for cell in cells if cell}.values())
    if not people:
        raise BadValue(
            f"{path} contains no names.",
            remedy="Write one user principal name, mail address or object ID on each line.",
        )
    return people


def _rows(lines: list[str], delimiter: str, path: Path) -> list[list[str]]:
    try:
        rows = list(csv.reader(lines, delimiter=delimiter))
    except csv.Error as error:
        raise BadValue(f"{path} can't be read: {error}.", remedy="Write one person on each line.") from error
    return [[cell.translate(_UNSEEN).strip() for cell in row] for row in rows if row]


def _text(path: Path) -> str:
    try:
        return read_standard_input() if str(path) == "-" else read_text(path)
    except (OSError, NotText) as error:
        raise BadValue(f"{path} can't be read as text.", remedy="Check the file after --from.") from error


def _delimiter(lines: list[str]) -> str:
    """Return the delimiter that a first line ``sep=;`` names, or the most frequent one."""
    named = _SEPARATOR.fullmatch(lines[0]) if lines else None
    return named[1] if named else max(",;\t", key=lines[0].count) if lines else ","


def _column(head: list[str]) -> int | None:
    """Return the column that identifies people; None if the first line is a person already."""
    names = [cell.casefold() for cell in head]
    return next((names.index(name) for name in _COLUMNS if name in names), None)
