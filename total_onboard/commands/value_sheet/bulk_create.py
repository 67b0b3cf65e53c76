"""``value-sheet create --from``: a sheet for each row, and what is wrong with the others."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any, Final

from total_onboard.commands.inputs.key_passphrase import only_key, unlock_signing_key
from total_onboard.commands.invocation.context import CommandContext, CommandResult
from total_onboard.commands.value_sheet.ledger_access import entry_of, file_of, open_ledger
from total_onboard.commands.value_sheet.pages import PageOptions
from total_onboard.commands.value_sheet.prompts import SheetOptions
from total_onboard.commands.value_sheet.tenant_lookup import TenantLookup
from total_onboard.core.errors import BadValue
from total_onboard.core.exit_status import ExitStatus
from total_onboard.exchange.bulk.csv_dialect import EncodingUnknown
from total_onboard.exchange.bulk.customer_rows import CustomerRow
from total_onboard.exchange.bulk.customers_csv import CustomersFile, parts_for_all, read_customers
from total_onboard.exchange.bulk.idempotency_key import ContentKeys
from total_onboard.exchange.bulk.row_result import THE_ROW, RowOutcome, RowProblem, RowResult
from total_onboard.exchange.bulk.sheet_files import PassphraseTable, file_name, write_one
from total_onboard.exchange.keys.private_keys import KeyFolder, OwnKeys
from total_onboard.exchange.ledger.entries import SheetEntry
from total_onboard.exchange.ledger.issue_sheets import Issuing
from total_onboard.exchange.ledger.ledger import Ledger
from total_onboard.exchange.sheet_page.formats import PageKind
from total_onboard.exchange.value_sheet.create import CreatedSheet, create_sheet
from total_onboard.settings import load_settings
from total_onboard.ui.prompts import confirm
from total_onboard.ui.views.exchange.sheet import show_rows
from total_onboard.ui.views.run.progress_count import counting

BATCH_SIZE: Final = 250
"""Sheets in one transaction: others who write into the ledger wait for less than a second."""


@dataclass(frozen=True)
class ManyOptions:
    """Source of the rows and target of the sheets; ``again`` includes sheets that were issued before."""

    file: Path | None = None
    folder: Path | None = None
    again: bool = False
    encoding: str | None = None
    kinds: frozenset[PageKind] = frozenset()
    pages: PageOptions = field(default_factory=PageOptions)


def create_many(context: CommandContext, sheet_options: SheetOptions, options: ManyOptions) -> CommandResult:
    """Create sheets once the whole file could be read; ``sheet_options`` apply to rows that do not set them.

    Raises BadValue.
    """
    settings = load_settings({})
    if options.file is None or options.folder is None:
        raise BadValue("No folder for the sheets was given.", remedy="Add --out-dir FOLDER.")
    read = _read(context, options.file, parts_for_all(_cells_of(sheet_options)), options.encoding)
    rows = _without_own_keys(read.rows, KeyFolder.of(settings.state_dir))
    for note in read.notes:
        context.screen.say(note, style="caution")
    table = _table_for(rows, options.file, sheet_options.passphrase_file)
    _make_room(options.folder)
    keys_here = KeyFolder.of(settings.state_dir)
    keys = unlock_signing_key(
        context.screen, settings, keys_here, sheet_options.key or only_key(context.screen, keys_here)
    )
    lookup = TenantLookup(settings)
    maker = _Maker(open_ledger(context, settings), keys, options, options.folder, table, lookup, sheet_options.note)
    results: list[RowResult] = []
    with counting(context.screen, "Making sheets", len(rows)) as advance:
        for some in _batches(rows):
            results += maker.make(some)
            advance(len(some))
    lookup.warn(context.screen)
    show_rows(context.screen, results, options.folder, table.path if table else None)
    return CommandResult(_status(results), {"rows": tuple(results), **({"warnings": read.notes} if read.notes else {})})


def _read(context: CommandContext, file: Path, for_all: Mapping[str, object], encoding: str | None) -> CustomersFile:
    """Read the file; ask about a code page if interactive. Raises BadValue."""
    try:
        return read_customers(file, for_all, encoding)
    except EncodingUnknown as unknown:
        question = f"{file.name} is in a code page. Read it as {unknown.assumed}, with {unknown.sample!r} in it?"
        if not context.screen.interactive or not confirm(context.screen, question, "--encoding"):
            raise
        return read_customers(file, for_all, unknown.assumed)


def _without_own_keys(rows: Sequence[CustomerRow], folder: KeyFolder) -> tuple[CustomerRow, ...]:
    """Fail rows whose admin key is our own: the admin could not open the token."""
    return tuple(_refused_own_key(row, folder) for row in rows)


def _refused_own_key(row: CustomerRow, folder: KeyFolder) -> CustomerRow:
    name = folder.owner_of(row.order.admin_key) if row.order and row.order.admin_key else None
    fault = RowProblem(field="admin_key", reason=f"It is your own key {name}, so the admin could not open the token.")
    return replace(row, order=None, faults=(fault,)) if name else row


@dataclass
class _Maker:
    """One run through a file; ``rows_of`` are the rows of the orders that were seen in it."""

    ledger: Ledger
    keys: OwnKeys
    options: ManyOptions
    folder: Path
    table: PassphraseTable | None
    lookup: TenantLookup
    note: str | None = None
    content_keys: ContentKeys = field(init=False)
    rows_of: dict[str, int] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.content_keys = ContentKeys(self.keys)

    def make(self, rows: Sequence[CustomerRow]) -> list[RowResult]:
        """Write the files first, then the ledger: the next run writes anew what an interrupted one left."""
        keyed = [(row, self.content_keys.of(row.order) if row.order else "") for row in rows]
        self.lookup.look_up(row.order for row in rows if row.order)
        with self.ledger.issuing() as issuing:
            known = {} if self.options.again else issuing.known([key for _, key in keyed])
            made: list[tuple[CreatedSheet, Path]] = []
            results = [self._not_made(row, key, known) or self._made(row, key, issuing, made) for row, key in keyed]
            if self.table:
                self.table.add(made)
        return results

    def _not_made(self, row: CustomerRow, key: str, known: Mapping[str, SheetEntry]) -> RowResult | None:
        if row.order is None:
            return _outcome(row, RowOutcome.FAILED, faults=row.faults)
        if self.rows_of.setdefault(key, row.number) != row.number:
            return _outcome(row, RowOutcome.DUPLICATE, faults=_fault(f"It is the same as row {self.rows_of[key]}."))
        return _outcome(row, RowOutcome.KNOWN, **_facts(known[key])) if key in known else None

    def _made(self, row: CustomerRow, key: str, issuing: Issuing, made: list[tuple[CreatedSheet, Path]]) -> RowResult:
        assert row.order is not None
        path = self.folder / file_name(row.customer, key)
        try:
            sheet = create_sheet(self.lookup.resolved(row.order), self.keys)
            pages = tuple(self.options.pages.for_sheet(path, self.options.kinds).drawn(sheet, path))
        except BadValue as error:
            return _outcome(row, RowOutcome.FAILED, faults=_fault(error.message))
        write_one(path, sheet.text)
        for page in pages:
            write_one(page.path, page.content)
        entry = entry_of(sheet, self.keys, self.note)
        issuing.record(entry, key, file_of(sheet, self.keys))
        made.append((sheet, path))
        return _outcome(row, RowOutcome.MADE, path=str(path), **_facts(entry))


def _outcome(row: CustomerRow, outcome: RowOutcome, **facts: Any) -> RowResult:  # noqa: ANN401
    return RowResult(row=row.number, customer=row.customer, outcome=outcome, **facts)


def _facts(entry: SheetEntry) -> dict[str, Any]:
    return entry.model_dump(include={"id", "fingerprint", "issued_at", "expires_at"})


def _fault(reason: str) -> tuple[RowProblem, ...]:
    return (RowProblem(field=THE_ROW, reason=reason),)


def _cells_of(sheet_options: SheetOptions) -> dict[str, str]:
    """Return the options as the columns of the same names would say them."""
    cells = {
        "cloud": sheet_options.cloud,
        "application_name": sheet_options.application_name,
        "redirect_uri": " ".join(sheet_options.redirect_uri),
        "scim_url": sheet_options.scim_url,
        "scim_token_ends": sheet_options.scim_token_ends and sheet_options.scim_token_ends.isoformat(),
        "group": "|".join(sheet_options.group),
        "secret_months": sheet_options.secret_months and str(sheet_options.secret_months),
        "attributes": sheet_options.attributes,
        **sheet_options.credential.cells(),
        "handoff_url": sheet_options.handoff_url,
        "contact": sheet_options.contact,
        "expires": sheet_options.expires,
    }
    return {name: cell for name, cell in cells.items() if cell}


def _table_for(rows: Sequence[CustomerRow], file: Path, passphrase_file: Path | None) -> PassphraseTable | None:
    if not any(row.order and row.order.needs_passphrase for row in rows):
        return None
    if passphrase_file is None:
        raise BadValue(
            f"{file} contains SCIM tokens, and each gets its own passphrase, to read out on the phone.",
            remedy="Use --passphrase-file FILE to write the passphrases, in another folder than the sheets.",
        )
    table = PassphraseTable(passphrase_file)
    table.check()
    return table


def _make_room(folder: Path) -> None:
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        message = f"{folder} can't be created: {error.strerror}."
        raise BadValue(message, remedy="Choose another folder with --out-dir.") from error


def _batches(rows: Sequence[CustomerRow]) -> Iterator[Sequence[CustomerRow]]:
    for begin in range(0, len(rows), BATCH_SIZE):
        yield rows[begin : begin + BATCH_SIZE]


def _status(results: Sequence[RowResult]) -> ExitStatus:
    """Return usage error if every row is wrong, incomplete if some are."""
    failed = sum(one.outcome is RowOutcome.FAILED for one in results)
    if not failed:
        return ExitStatus.DONE
    return ExitStatus.USAGE if failed == len(results) else ExitStatus.INCOMPLETE
