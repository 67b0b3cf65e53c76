"""Read a tenants file, TOML or CSV, as a whole: every tenant, or everything that is wrong with the file."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Final

from total_onboard.commands.tenants.columns import COLUMNS, column_named
from total_onboard.commands.tenants.tenant_entry import Fault, TenantEntry
from total_onboard.core.errors import BadValue
from total_onboard.core.files.file_trust import check_private
from total_onboard.core.text.decoding import NotText, read_text
from total_onboard.exchange.bulk.cell_values import clean
from total_onboard.exchange.bulk.csv_dialect import records_in
from total_onboard.exchange.bulk.headings import plain

_TABLE: Final = re.compile(r"\s*\[\[\s*([\"']?)tenants\1\s*\]\]\s*(?:#.*)?")
_KEY: Final = re.compile(r"\s*[\"']?([A-Za-z0-9_-]+)[\"']?\s*=")
_FIELDS: Final = ("tenant", "home", "sheet", "sheet_passphrase_file", "app_id", "group_id")
_MOST: Final = 10_000_000
"""Bytes of the largest file; 5,000 tenants need one."""


class BadTenantsFile(BadValue):
    """A tenants file with ``faults``; nothing was contacted."""

    code = "bad-tenants-file"

    def __init__(self, path: Path, faults: Iterable[Fault]) -> None:
        self.faults = tuple(sorted(faults))
        number = "a problem" if len(self.faults) == 1 else f"{len(self.faults)} problems"
        self.details = tuple(str(fault) for fault in self.faults)
        super().__init__(
            f"{path} has {number}. No tenant was contacted.",
            remedy="Correct the file, then run the same command again.",
        )


@dataclass(frozen=True)
class _Row:
    """One tenant as it is in the file: cells by heading, each with its line."""

    line: int
    cells: Mapping[str, object]
    lines: Mapping[str, int] = field(default_factory=dict)


def read_tenants(path: Path) -> tuple[TenantEntry, ...]:
    """Return the tenants of a file. Raises BadValue, BadTenantsFile."""
    check_private(path, "tenants file", "Make it and its folders writable for you alone (chmod go-w).")
    text = _text_of(path)
    rows = _toml_rows(text, path) if path.suffix.lower() == ".toml" else _csv_rows(text, path)
    faults: list[Fault] = []
    entries = [entry for row in rows if (entry := _entry(row, path.parent, faults))]
    faults += _twice(rows)
    if not rows:
        faults.append(Fault(0, "", "It names no tenant."))
    if faults:
        raise BadTenantsFile(path, dict.fromkeys(faults))
    return tuple(entries)


def _text_of(path: Path) -> str:
    try:
        text = read_text(path, _MOST)
    except (OSError, NotText) as error:
        why = (error.strerror or "unknown reason") if isinstance(error, OSError) else "it isn't a text file"
        raise BadValue(f"{path} can't be read: {why}.", remedy="Check the file after --tenants.") from error
    if len(text) > _MOST:
        raise BadValue(f"{path} is larger than a tenants file can be.", remedy="Check the file after --tenants.")
    return text


def _csv_rows(text: str, path: Path) -> list[_Row]:
    """Raise BadTenantsFile for a wrong heading: without it, no cell has a meaning."""
    records = records_in(text, path)
    if not records:
        return []
    first, rest = records[0], records[1:]
    faults = [Fault(first.number, "", why) for why in _wrong_headings(first.cells)]
    if faults:
        raise BadTenantsFile(path, faults)
    rows, width = [], len(first.cells)
    for record in rest:
        cells = {name: cell for name, cell in zip(first.cells, record.cells, strict=False) if cell.strip()}
        rows.append(_Row(record.number, cells))
        if any(cell.strip() for cell in record.cells[width:]):
            faults.append(Fault(record.number, "", "It has more cells than the heading."))
    if faults:
        raise BadTenantsFile(path, faults)
    return rows


def _wrong_headings(headings: Iterable[str]) -> Iterator[str]:
    seen = set()
    for heading in headings:
        try:
            column = column_named(heading)
        except BadValue as error:
            yield error.message
            continue
        if column in seen:
            yield f"The column {column} is there twice."
        seen.add(column)
    if "tenant" not in seen:
        yield "There is no column tenant."


def _toml_rows(text: str, path: Path) -> list[_Row]:
    try:
        document = tomllib.loads(text)
    except (tomllib.TOMLDecodeError, RecursionError) as error:
        raise BadValue(f"{path} isn't TOML: {error}.", remedy="Correct that line of the file.") from None
    tables = document.pop("tenants", [])
    if document or not isinstance(tables, list) or not all(isinstance(one, dict) for one in tables):
        wrong = f"{next(iter(document))!r} isn't known there" if document else "tenants isn't a list of tables"
        raise BadTenantsFile(path, [Fault(0, "", f"{wrong}. Begin each tenant with a line [[tenants]].")])
    return [_Row(line, table, lines) for table, (line, lines) in zip(tables, _places(text, tables), strict=True)]


def _places(text: str, tables: list[dict[str, Any]]) -> list[tuple[int, dict[str, int]]]:
    """Return the line of each table and of its keys; zeros if the text doesn't show them."""
    found: list[tuple[int, dict[str, int]]] = []
    for number, line in enumerate(text.split("\n"), 1):
        if _TABLE.fullmatch(line.rstrip("\r")):
            found.append((number, {}))
        elif found and (key := _KEY.match(line)):
            found[-1][1].setdefault(key[1], number)
    return found if len(found) == len(tables) else [(0, {})] * len(tables)


def _entry(row: _Row, folder: Path, faults: list[Fault]) -> TenantEntry | None:
    values: dict[str, Any] = {}
    before = len(faults)
    for heading, given in row.cells.items():
        line = row.lines.get(heading, row.line)
        try:
            column = column_named(heading)
            if column in values:
                raise BadValue(f"{column} is there twice.", remedy="Remove one.")
            values[column] = COLUMNS[column].read(given, folder)
        except BadValue as error:
            faults.append(Fault(line, heading, error.message))
    if "tenant" not in values and len(faults) == before:
        faults.append(Fault(row.line, "tenant", "It is missing."))
    if "tenant" not in values or len(faults) > before:
        return None
    own = {name: values.pop(name) for name in _FIELDS if name in values}
    return TenantEntry(row.line, **own, values=values)


def _twice(rows: Iterable[_Row]) -> Iterator[Fault]:
    first: dict[str, int] = {}
    for row in rows:
        given = next((cell for heading, cell in row.cells.items() if plain(heading) == "tenant"), None)
        tenant = clean(given).lower() if isinstance(given, str) else ""
        if tenant and tenant in first:
            where = f", first in line {first[tenant]}" if first[tenant] else ""
            yield Fault(row.line, "tenant", f"{clean(str(given))} is named twice{where}.")
        first.setdefault(tenant, row.line)
