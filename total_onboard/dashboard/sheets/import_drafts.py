"""A list of customers that was dropped: its columns, its rows, and what is wrong with them. It stays in memory."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Final

from total_onboard.core.errors import BadValue
from total_onboard.core.text.decoding import NotText, decoded, known_encoding
from total_onboard.exchange.bulk import cell_values
from total_onboard.exchange.bulk.csv_dialect import records_in
from total_onboard.exchange.bulk.customer_rows import CustomerRow
from total_onboard.exchange.bulk.customers_csv import row_of
from total_onboard.exchange.bulk.headings import find_heading

MOST_ROWS: Final = 10_000
MOST_COLUMNS: Final = 100
COLUMNS: Final = (
    *("customer", "tenant", "redirect_uri", "scim_url", "scim_token", "scim_token_ends", "contact", "expires"),
    *("cloud", "application_name", "group", "secret_months", "attributes"),
)
"""Columns that a dropped list can have; those that name files on the computer of the command line aren't among them."""


@dataclass(frozen=True)
class ImportDraft:
    """``columns`` says for each heading which value it is; None for one that is ignored.

    ``numbers`` are the rows as a spreadsheet counts them. ``assumed`` is a code page that may have garbled letters.
    """

    name: str
    headings: tuple[str, ...]
    columns: tuple[str | None, ...]
    cells: tuple[tuple[str, ...], ...]
    numbers: tuple[int, ...]
    assumed: str | None = None

    def row(self, index: int) -> CustomerRow:
        """Return the order of a row, or what is wrong with its cells."""
        pairs = zip(self.columns, self.cells[index], strict=False)
        return row_of(self.numbers[index], {name: cell for name, cell in pairs if name and cell}, {})

    def rows(self) -> Iterator[CustomerRow]:
        """Yield all rows."""
        return (self.row(index) for index in range(len(self.cells)))

    def cell(self, index: int, column: str) -> str:
        """Return a cell by its column; empty if the list has no such column."""
        return self.cells[index][self.columns.index(column)] if column in self.columns else ""

    def with_columns(self, chosen: Sequence[str]) -> ImportDraft:
        """Return the draft with other columns. Raises BadValue for one that was chosen twice."""
        columns = tuple(name if name in COLUMNS else None for name in chosen)
        twice = next((name for name in columns if name and columns.count(name) > 1), None)
        if twice or len(columns) != len(self.headings):
            raise BadValue(f"The column {twice} was chosen twice.", remedy="Choose another one, or leave it out.")
        return replace(self, columns=columns)

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
