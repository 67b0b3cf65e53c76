"""``--from customers.csv``: one order for each row, or what is wrong with the row, cell by cell."""

from __future__ import annotations

import csv
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any, Final, TypeVar

from total_onboard.desired_state import WantedGroup
from total_onboard.errors import BadValue
from total_onboard.secret_text import SecretText
from total_onboard.sheet import values
from total_onboard.sheet.expiry import expiry
from total_onboard.sheet.key_file import admin_key
from total_onboard.sheet.sheet_of_row import THE_ROW, Fault
from total_onboard.sheet.sheet_order import SheetOrder
from total_onboard.sheet.wishes import wanted_group

_T = TypeVar("_T")


@dataclass(frozen=True)
class CustomerRow:
    """``number`` is the row as a spreadsheet counts it, the heading being 1. With faults there is no order."""

    number: int
    customer: str
    order: SheetOrder | None
    faults: tuple[Fault, ...] = ()


@dataclass(frozen=True)
class _Column:
    """Which part of the order a cell is, and its rule."""

    part: str
    rule: Callable[[str], object]


def _redirect_uris(cell: str) -> tuple[str, ...]:
    """Several stand in one cell with blanks or line breaks between them."""
    return tuple(values.redirect_uri(uri) for uri in cell.split())


def _groups(cell: str) -> tuple[WantedGroup, ...]:
    """``NAME=ROLE``; several with a bar or line breaks between them."""
    return tuple(wanted_group(text) for text in cell.replace("|", "\n").splitlines() if text.strip())


def _months(cell: str) -> int:
    return values.secret_months(_or_bad(int, cell, "a number of months"))


def _day(cell: str) -> date:
    return _or_bad(date.fromisoformat, cell, "a day such as 2027-12-31")


def _or_bad(read: Callable[[str], _T], cell: str, what: str) -> _T:
    try:
        return read(cell)
    except ValueError:
        raise BadValue(f"{cell!r} is not {what}.", remedy="Correct the cell.") from None


COLUMNS: Final[Mapping[str, _Column]] = {
    "customer": _Column("customer", values.customer),
    "tenant": _Column("tenant", values.tenant),
    "cloud": _Column("cloud", values.cloud),
    "application_name": _Column("application_name", lambda cell: values.name(cell, "an application")),
    "redirect_uri": _Column("redirect_uris", _redirect_uris),
    "scim_url": _Column("scim_url", values.scim_address),
    "scim_token": _Column("scim_token", lambda cell: SecretText(values.scim_token(cell))),
    "scim_token_ends": _Column("scim_token_ends", _day),
    "admin_key": _Column("admin_key", lambda cell: admin_key(Path(cell))),
    "group": _Column("groups", _groups),
    "secret_months": _Column("secret_months", _months),
    "contact": _Column("contact", values.contact),
    "expires": _Column("expires_at", expiry),
}
"""The headings, which are those of the options; capitals, blanks and dashes in them do not matter."""
_PLURALS: Final = {"redirect_uris": "redirect_uri", "groups": "group"}


def parts_for_all(cells: Mapping[str, str]) -> dict[str, object]:
    """Parts of the order that were said outside the file, by the same rules. Raises BadValue."""
    return {COLUMNS[name].part: COLUMNS[name].rule(cell) for name, cell in cells.items()}


def read_customers(path: Path, unless_said: Mapping[str, Any]) -> tuple[CustomerRow, ...]:
    """Every row that is not empty. Parts of the order that no cell says are taken from ``unless_said``.

    Raises BadValue for a file that cannot be read as a whole: no UTF-8, a quotation mark that is not closed, a
    heading that is missing or not known.
    """
    lines = _text(path).splitlines(keepends=True)
    delimiter = max(",;\t", key=lines[0].count) if lines else ","
    try:
        records = list(csv.reader(lines, delimiter=delimiter, strict=True))
    except csv.Error as error:
        raise _unusable(path, f"a quotation mark is missing or too many ({error})") from error
    columns = _columns(path, records[0] if records else [], unless_said)
    filled = ((at, record) for at, record in enumerate(records[1:], 2) if any(cell.strip() for cell in record))
    rows = tuple(_row(at, record, columns, unless_said) for at, record in filled)
    if not rows:
        raise _unusable(path, "it has no rows under its heading")
    return rows


def _row(number: int, record: list[str], columns: list[str], unless_said: Mapping[str, Any]) -> CustomerRow:
    if len(record) > len(columns):
        reason = "It has more cells than the heading: what holds a separator must stand in quotation marks."
        return CustomerRow(number, "", None, (Fault(field=THE_ROW, reason=reason),))
    cells = {name: cell.strip() for name, cell in zip(columns, record, strict=False) if cell.strip()}
    parts, faults = dict(unless_said), list(_missing(cells, unless_said))
    for name, cell in cells.items():
        try:
            parts[COLUMNS[name].part] = COLUMNS[name].rule(cell)
        except BadValue as error:
            faults.append(Fault(field=name, reason=error.message))
    return CustomerRow(number, cells.get("customer", ""), None if faults else SheetOrder(**parts), tuple(faults))


def _missing(cells: Mapping[str, str], unless_said: Mapping[str, Any]) -> Iterator[Fault]:
    for name in ("customer", "redirect_uri"):
        if name not in cells and COLUMNS[name].part not in unless_said:
            yield Fault(field=name, reason="It is empty.")


def _columns(path: Path, heading: list[str], unless_said: Mapping[str, Any]) -> list[str]:
    names = [cell.strip().lower().replace(" ", "_").replace("-", "_") for cell in heading]
    names = [_PLURALS.get(name, name) for name in names]
    unknown = [cell for cell, name in zip(heading, names, strict=True) if name not in COLUMNS]
    if unknown:
        raise _unusable(path, f"its heading has a column that is not known: {unknown[0]!r}")
    twice = [name for name in names if names.count(name) > 1]
    if twice:
        raise _unusable(path, f"its heading has the column {twice[0]} twice")
    missing = [name for name in ("customer", "redirect_uri") if name not in names]
    missing = [name for name in missing if COLUMNS[name].part not in unless_said]
    if missing:
        raise _unusable(path, f"its heading has no column {missing[0]}")
    return names


def _text(path: Path) -> str:
    """Excel begins its UTF-8 with a mark that is no part of the heading."""
    try:
        return path.read_text(encoding="utf-8-sig")
    except OSError as error:
        raise BadValue(f"{path} cannot be read: {error.strerror}.", remedy="Check the file after --from.") from error
    except UnicodeDecodeError as error:
        message = f"{path} is not in UTF-8, so that names would be garbled."
        raise BadValue(message, remedy="Save it as “CSV UTF-8”.") from error


def _unusable(path: Path, why: str) -> BadValue:
    return BadValue(f"{path} cannot be used: {why}.", remedy=f"The columns are: {', '.join(COLUMNS)}.")
