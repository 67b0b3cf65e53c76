"""``value-sheet create --from``: a sheet for each row, and what is wrong with the others."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from total_onboard.commands.open_ledger import entry_of, open_ledger
from total_onboard.commands.result import Result
from total_onboard.errors import BadValue
from total_onboard.exit_status import ExitStatus
from total_onboard.sheet.content_key import ContentKeys
from total_onboard.sheet.customers_file import CustomerRow, read_customers
from total_onboard.sheet.many_files import PassphraseTable, file_name, write_whole
from total_onboard.sheet.sheet_of_row import THE_ROW, Fault, RowOutcome, SheetOfRow
from total_onboard.sheet.sheet_order import MadeSheet, make_sheet
from total_onboard.terminal.counting_view import counting
from total_onboard.terminal.rows_view import show_rows

if TYPE_CHECKING:
    from total_onboard.commands.desk import Desk
    from total_onboard.ledger.entries import SheetEntry
    from total_onboard.ledger.issuing import Issuing
    from total_onboard.ledger.ledger import Ledger
    from total_onboard.settings import Settings
    from total_onboard.sheet.own_keys import OwnKeys

AT_ONCE: Final = 250
"""Sheets in one transaction: others who write into the ledger wait for less than a second."""


@dataclass(frozen=True)
class ManyWishes:
    """Where the rows are and where the sheets go; ``unless_said`` are parts of the order for rows that are silent."""

    file: Path
    folder: Path
    unless_said: dict[str, Any]
    passphrase_file: Path | None = None
    again: bool = False


def create_many(desk: Desk, settings: Settings, wishes: ManyWishes, open_keys: Callable[[], OwnKeys]) -> Result:
    """Nothing is made before the whole file could be read. Raises BadValue."""
    rows = read_customers(wishes.file, wishes.unless_said)
    table = _table_for(rows, wishes)
    _make_room(wishes.folder)
    maker = _Maker(open_ledger(settings), open_keys(), wishes, table)
    told: list[SheetOfRow] = []
    with counting(desk.screen, "Making sheets", len(rows)) as advance:
        for some in _batches(rows):
            told += maker.make(some)
            advance(len(some))
    show_rows(desk.screen, told, wishes.folder, table.path if table else None)
    return Result(_status(told), {"rows": tuple(told)})


class _Maker:
    """One run through a file."""

    def __init__(self, ledger: Ledger, keys: OwnKeys, wishes: ManyWishes, table: PassphraseTable | None) -> None:
        self._ledger, self._keys, self._wishes, self._table = ledger, keys, wishes, table
        self._content_keys = ContentKeys(keys)
        self._rows: dict[str, int] = {}

    def make(self, rows: Sequence[CustomerRow]) -> list[SheetOfRow]:
        """Files first, then the ledger: what a run that was cut short has left, the next one writes anew."""
        keyed = [(row, self._content_keys.of(row.order) if row.order else "") for row in rows]
        with self._ledger.issuing() as issuing:
            known = {} if self._wishes.again else issuing.known([key for _, key in keyed])
            made: list[tuple[MadeSheet, Path]] = []
            told = [self._told(issuing, known, row, key, made) for row, key in keyed]
            if self._table:
                self._table.add(made)
        return told

    def _told(
        self,
        issuing: Issuing,
        known: Mapping[str, SheetEntry],
        row: CustomerRow,
        key: str,
        made: list[tuple[MadeSheet, Path]],
    ) -> SheetOfRow:
        if row.order is None:
            return _outcome(row, RowOutcome.FAILED, faults=row.faults)
        if self._rows.setdefault(key, row.number) != row.number:
            return _outcome(row, RowOutcome.DUPLICATE, faults=_fault(f"It says the same as row {self._rows[key]}."))
        if key in known:
            return _outcome(row, RowOutcome.KNOWN, **_facts(known[key]))
        try:
            sheet = make_sheet(row.order, self._keys)
        except BadValue as error:
            return _outcome(row, RowOutcome.FAILED, faults=_fault(error.message))
        path = self._wishes.folder / file_name(row.customer, key)
        write_whole(path, sheet.text.encode())
        entry = entry_of(sheet, self._keys)
        issuing.record(entry, key)
        made.append((sheet, path))
        return _outcome(row, RowOutcome.MADE, path=str(path), **_facts(entry))


def _outcome(row: CustomerRow, outcome: RowOutcome, **facts: Any) -> SheetOfRow:  # noqa: ANN401
    return SheetOfRow(row=row.number, customer=row.customer, outcome=outcome, **facts)


def _facts(entry: SheetEntry) -> dict[str, Any]:
    return entry.model_dump(include={"id", "fingerprint", "issued_at", "expires_at"})


def _fault(reason: str) -> tuple[Fault, ...]:
    return (Fault(field=THE_ROW, reason=reason),)


def _table_for(rows: Sequence[CustomerRow], wishes: ManyWishes) -> PassphraseTable | None:
    if not any(row.order and row.order.scim_token for row in rows):
        return None
    if wishes.passphrase_file is None:
        raise BadValue(
            f"There are SCIM tokens in {wishes.file}, and each gets a passphrase of its own for the phone.",
            remedy="Say where these shall be written with --passphrase-file FILE, not beside the sheets.",
        )
    table = PassphraseTable(wishes.passphrase_file)
    table.check()
    return table


def _make_room(folder: Path) -> None:
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        message = f"{folder} cannot be made: {error.strerror}."
        raise BadValue(message, remedy="Choose another folder with --out-dir.") from error


def _batches(rows: Sequence[CustomerRow]) -> Iterator[Sequence[CustomerRow]]:
    for begin in range(0, len(rows), AT_ONCE):
        yield rows[begin : begin + AT_ONCE]


def _status(told: Sequence[SheetOfRow]) -> ExitStatus:
    """Wrong usage where every row is wrong; incomplete where some are."""
    failed = sum(one.outcome is RowOutcome.FAILED for one in told)
    if not failed:
        return ExitStatus.DONE
    return ExitStatus.USAGE if failed == len(told) else ExitStatus.INCOMPLETE
