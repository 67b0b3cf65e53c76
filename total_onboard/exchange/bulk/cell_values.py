"""Read cells as spreadsheets and people write them: invisible characters, dates, whole numbers, hosts beyond ASCII."""

from __future__ import annotations

import re
from datetime import date, datetime, timedelta
from typing import Final
from urllib.parse import urlsplit, urlunsplit

import idna

from total_onboard.core.errors import BadValue

_UNSEEN: Final = dict.fromkeys((0x200B, 0x200C, 0x200D, 0x200E, 0x200F, 0x2060, 0xFEFF, 0xAD), None)
_BLANKS: Final = str.maketrans(dict.fromkeys("\xa0\u2007\u202f", " "))
_FORMULA: Final = re.compile(r'="([^"]*)"')
_EPOCH: Final = date(1899, 12, 30)
"""Day 0 of the dates of spreadsheets, as they have been counted since March 1900."""
_WHOLE: Final = re.compile(r"(\d+)(?:[.,]0*)?")
_NAMED_MONTHS: Final = ("%d-%b-%Y", "%d-%b-%y", "%d %b %Y", "%d %B %Y", "%b %d %Y", "%B %d %Y", "%d. %B %Y")


def clean(cell: str) -> str:
    """Return the cell without characters that have no width, and without blanks around it."""
    text = cell.translate(_UNSEEN).translate(_BLANKS).strip()
    formula = _FORMULA.fullmatch(text)
    return formula[1].strip() if formula else text


def whole_number(cell: str, what: str) -> int:
    """Return a whole number, also ``24.0`` and ``24,00``. Raises BadValue, naming the form."""
    found = _WHOLE.fullmatch(cell)
    if found is None or len(found[1]) > 6:
        raise BadValue(
            f"{cell!r} isn't a number of {what}. Write a whole number such as 12.", remedy="Correct the cell."
        )
    return int(found[1])


def day(cell: str) -> date:
    """Return a day as spreadsheets write it, if it can mean only one. Raises BadValue, naming the form."""
    for read in (_iso, _with_month_name, _numbers):
        if found := read(cell):
            return found
    if cell.isdecimal() and 20_000 < int(cell) < 80_000:
        meant = _EPOCH + timedelta(days=int(cell))
        raise BadValue(
            f"{cell!r} is a spreadsheet's number, not a date. Write it as {meant}.", remedy="Correct the cell."
        )
    raise BadValue(f"{cell!r} isn't a date such as 2027-12-31 (YYYY-MM-DD).", remedy="Correct the cell.")


def ascii_address(cell: str) -> str:
    """Return an address with its host in the form that DNS has; one that is none is left to the rules of addresses."""
    try:
        parts = urlsplit(cell)
        host = parts.hostname or ""
        if host.isascii():
            return cell
        return urlunsplit(parts._replace(netloc=parts.netloc.lower().replace(host, ascii_host(host))))
    except ValueError:
        return cell


def ascii_host(host: str) -> str:
    """``münchen.example`` as ``xn--mnchen-3ya.example``; one that DNS can't have is left unchanged."""
    try:
        return host if host.isascii() else idna.encode(host, uts46=True).decode("ascii")
    except idna.IDNAError:
        return host


def _iso(cell: str) -> date | None:
    try:
        return datetime.fromisoformat(cell).date()
    except ValueError:
        return None


def _with_month_name(cell: str) -> date | None:
    for form in _NAMED_MONTHS:
        try:
            return datetime.strptime(cell.replace(",", ""), form).date()
        except ValueError:
            continue
    return None


def _numbers(cell: str) -> date | None:
    found = re.fullmatch(r"(\d{1,4})([./-])(\d{1,2})\2(\d{4}|\d{1,2})(?:[ T]0?0:00(?::00)?)?", cell)
    if found is None:
        return None
    first, between, last = int(found[1]), int(found[3]), int(found[4])
    if len(found[1]) == 4:
        return _date(first, between, last)
    if len(found[4]) != 4:
        return None
    if found[2] == "." or first > 12:
        return _date(last, between, first)
    if between > 12 or first == between:
        return _date(last, first, between)
    raise BadValue(
        f"{cell!r} can mean {_date(last, between, first)} or {_date(last, first, between)}. Write it as YYYY-MM-DD.",
        remedy="Correct the cell.",
    )


def _date(year: int, month: int, of_month: int) -> date | None:
    try:
        return date(year, month, of_month)
    except ValueError:
        return None
