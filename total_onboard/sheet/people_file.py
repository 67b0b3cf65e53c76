"""``--from FILE``: people one a line, or as a CSV export of the Entra portal."""

from __future__ import annotations

import csv
import sys
from pathlib import Path
from typing import Final

from total_onboard.errors import BadValue

_COLUMNS: Final = ("userprincipalname", "upn", "user principal name", "mail", "email", "e-mail", "id", "object id")
"""Headings of the column that identifies people, the best first, in small letters."""


def read_people(path: Path) -> tuple[str, ...]:
    """Everybody named, once; ``-`` is standard input, lines that begin with ``#`` are remarks. Raises BadValue."""
    lines = [line for line in _text(path).splitlines() if line.strip() and not line.lstrip().startswith("#")]
    rows = [[cell.strip() for cell in row] for row in csv.reader(lines, delimiter=_delimiter(lines)) if row]
    column = _column(rows[0]) if rows else None
    cells = [row[column] for row in rows[1:] if len(row) > column] if column is not None else [row[0] for row in rows]
    people = tuple({cell.casefold(): cell for cell in cells if cell}.values())
    if not people:
        raise BadValue(f"{path} names nobody.", remedy="Put one user principal name, mail address or object id a line.")
    return people


def _text(path: Path) -> str:
    try:
        return sys.stdin.read() if str(path) == "-" else path.read_text(encoding="utf-8-sig")
    except (OSError, UnicodeDecodeError) as error:
        raise BadValue(f"{path} cannot be read as text.", remedy="Check the file after --from.") from error


def _delimiter(lines: list[str]) -> str:
    """Spreadsheets of some countries separate by semicolons."""
    return ";" if lines and lines[0].count(";") > lines[0].count(",") else ","


def _column(head: list[str]) -> int | None:
    """The column that identifies people; None where the first line is somebody already."""
    names = [cell.casefold() for cell in head]
    return next((names.index(name) for name in _COLUMNS if name in names), None)
