"""A list of customers that was dropped: its columns, its rows, and what is wrong with them. It stays in memory."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Final

from total_onboard.core.errors import BadValue
from total_onboard.core.text.decoding import NotText, decoded, known_encoding
from total_onboard.dashboard.sheets.public_values import public_value, unused_credential
from total_onboard.exchange.bulk import cell_values
from total_onboard.exchange.bulk.csv_dialect import records_in
from total_onboard.exchange.bulk.customer_rows import CustomerRow
from total_onboard.exchange.bulk.customers_csv import COLUMNS as FILE_COLUMNS
from total_onboard.exchange.bulk.customers_csv import columns_with_content, row_of
from total_onboard.exchange.bulk.headings import find_heading
from total_onboard.exchange.keys.private_keys import KeyFolder

MOST_ROWS: Final = 10_000
MOST_COLUMNS: Final = 100
COLUMNS: Final = tuple(FILE_COLUMNS)
"""Columns of a dropped list: those of the command line, but a cell contains a certificate or a key itself."""
FOR_ALL: Final = (
    *("credential", "certificate", "federated_issuer", "federated_subject", "federated_audience"),
    "handoff_url",
)
"""Values that can be given for all rows that leave them out: TOTAL's own, which are equal for many customers."""


@dataclass(frozen=True)
class ImportDraft:
    """``columns`` says for each heading which value it is; None for one that is ignored.

    ``numbers`` are the rows as a spreadsheet counts them. ``assumed`` is a code page that may have garbled letters.
    ``for_all`` are the values of rows that leave them out.
    """

    name: str
    headings: tuple[str, ...]
    columns: tuple[str | None, ...]
    cells: tuple[tuple[str, ...], ...]
    numbers: tuple[int, ...]
    assumed: str | None = None
    for_all: Mapping[str, str] = field(default_factory=dict)

    def row(self, index: int, own: KeyFolder) -> CustomerRow:
        """Return the order of a row, or what is wrong with its cells."""
        pairs = zip(self.columns, self.cells[index], strict=False)
        cells = {**self.for_all, **{name: cell for name, cell in pairs if name and cell}}
        return row_of(self.numbers[index], cells, {}, columns_with_content(own))

    def rows(self, own: KeyFolder) -> Iterator[CustomerRow]:
        """Yield all rows."""
        return (self.row(index, own) for index in range(len(self.cells)))

    def cell(self, index: int, column: str) -> str:
        """Return a cell by its column; empty if the list has no such column."""
        return self.cells[index][self.columns.index(column)] if column in self.columns else ""

    def with_columns(self, chosen: Sequence[str]) -> ImportDraft:
        """Return the draft with other columns. Raises BadValue for one that was chosen twice."""
        columns = tuple(name if name in COLUMNS else None for name in chosen)
        twice = next((name for name in columns if name and columns.count(name) > 1), None)
        if twice:
            raise BadValue(f"The column {twice} was chosen twice.", remedy="Choose another one, or leave it out.")
        if len(columns) != len(self.headings):
            raise BadValue("The list has other columns now.", remedy="Open the list again.")
        return replace(self, columns=columns)

    def with_values_for_all(self, typed: Mapping[str, str], certificate: bytes, own: KeyFolder) -> ImportDraft:
        """Return the draft with values for all rows that leave them out. Raises BadValue, naming a wrong one."""
        cells = {name: cell_values.clean(typed.get(name, "")) for name in FOR_ALL}
        cells["certificate"] = public_value("certificate", cells["certificate"], certificate, own)
        given = {name: cell for name, cell in cells.items() if cell}
        example = {"customer": "Example", "redirect_uri": "https://example.com/callback"}
        row = row_of(0, example | given, {}, columns_with_content(own))
        if row.faults:
            raise BadValue(row.faults[0].reason, remedy="Correct the value. Nothing was changed.")
        if row.order and (unused := unused_credential(given, row.order)):
            raise BadValue(unused.reason, remedy="Nothing was changed.")
        return replace(self, for_all=given)

    def with_cell(self, index: int, column: str, text: str) -> ImportDraft:
        """Return the draft with another text in a cell; a column that is missing is added."""
        if column not in COLUMNS or not 0 <= index < len(self.cells):
            raise BadValue("There is no such cell.", remedy="Open the list again.")
        if column not in self.columns:
            wider = tuple((*row, "") for row in self.cells)
            added = replace(self, headings=(*self.headings, column), columns=(*self.columns, column), cells=wider)
            return added.with_cell(index, column, text)
        at, cells = self.columns.index(column), list(self.cells)
        cells[index] = (*cells[index][:at], cell_values.clean(text), *cells[index][at + 1 :])
        return replace(self, cells=tuple(cells))


def read_import(name: str, content: bytes, encoding: str) -> ImportDraft:
    """Read a CSV file. Raises BadValue."""
    codec = known_encoding(encoding) if encoding else None
    try:
        text = decoded(content, codec)
    except (NotText, UnicodeDecodeError) as error:
        remedy = "Save it as “CSV UTF-8”; a workbook can't be read."
        raise BadValue(f"{name} isn't a readable text file.", remedy=remedy) from error
    records = records_in(text.text, Path(name))
    if len(records) < 2 or len(records) > MOST_ROWS:
        raise BadValue(
            f"{name} has {len(records)} rows.", remedy=f"Drop a list with a heading and up to {MOST_ROWS} rows."
        )
    heading = find_heading(records)
    at = heading.at if heading else 0
    width = max(len(record.cells) for record in records[at:])
    if width > MOST_COLUMNS:  # every row is filled up to the widest one
        raise BadValue(f"{name} has {width} columns.", remedy=f"Drop a list with up to {MOST_COLUMNS} columns.")
    titles = (*records[at].cells, *[""] * width)[:width]
    found = (*(heading.columns if heading else ()), *[None] * width)[:width]
    columns = tuple(name if name in COLUMNS else None for name in found)
    rows = records[at + 1 :]
    cells = tuple(tuple(cell_values.clean(cell) for cell in (*row.cells, *[""] * width)[:width]) for row in rows)
    assumed = text.encoding if text.assumed else None
    return ImportDraft(name, titles, columns, cells, tuple(row.number for row in rows), assumed)
