"""Import of a list of customers: columns, a preview in which cells are corrected, and the signatures."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Final

from starlette.responses import Response

from total_onboard.core.errors import BadValue
from total_onboard.dashboard.call import Call
from total_onboard.dashboard.sheets.form_labels import LABELS
from total_onboard.dashboard.sheets.import_drafts import COLUMNS, FOR_ALL, ImportDraft, read_import
from total_onboard.dashboard.sheets.import_signing import SignedList, sign_list
from total_onboard.dashboard.sheets.signing import signing_keys, unlocked
from total_onboard.dashboard.views.customers import page_number
from total_onboard.dashboard.views.sheets import CHOICES, typed_credential
from total_onboard.exchange.bulk.customer_rows import row_warnings
from total_onboard.exchange.bulk.row_result import THE_ROW
from total_onboard.exchange.bulk.sheet_files import passphrase_table
from total_onboard.exchange.keys.private_keys import KeyFolder
from total_onboard.exchange.ledger.entries import EventDetail

PAGE_SIZE: Final = 50
MOST_WARNINGS: Final = 20
HIDDEN: Final = frozenset({"scim_token", "certificate", "admin_key"})
"""Columns whose cells are never in a page: a secret, and what may be a private key by mistake."""
SIGNED: Final = "signed-{}"
"""Name of what was signed of a draft: kept from the first signature on, so that no failure loses it."""


@dataclass(frozen=True)
class Cell:
    """A cell of the preview; ``text`` is empty for one that isn't shown: ``given`` says whether it is filled."""

    column: str
    text: str
    given: bool
    fault: str
    is_hidden: bool = False


@dataclass(frozen=True)
class PreviewRow:
    """A row of the preview; ``fault`` is about the whole row."""

    index: int
    number: int
    customer: str
    cells: tuple[Cell, ...]
    fault: str

    @property
    def is_wrong(self) -> bool:
        """Whether it makes no sheet as it is."""
        return bool(self.fault) or any(cell.fault for cell in self.cells)


def choose(call: Call) -> Response:
    """Ask for a file."""
    return call.page("import_drop.html")


def drop(call: Call) -> Response:
    """Read a list, and keep it in memory."""
    name, content = call.file("file")
    return _to(call, call.services.memory.put(read_import(name, content, call.text("encoding"))))


def show(call: Call) -> Response:
    """Show columns and rows, those that are wrong first if asked for."""
    if _is_signed(call):
        return _done(call)
    draft = _draft(call)
    rows = [_preview(draft, index, call.services.keys) for index in range(len(draft.cells))]
    wrong = [row for row in rows if row.is_wrong]
    only_wrong, number = call.query("only") == "wrong", page_number(call.query("page"))
    listed = wrong if only_wrong else rows
    warnings = list(row_warnings(tuple(draft.rows(call.services.keys))))
    return call.page(
        "import.html",
        name=call.part("name"),
        draft=draft,
        choices=COLUMNS,
        rows=listed[(number - 1) * PAGE_SIZE : number * PAGE_SIZE],
        counts={"all": len(rows), "wrong": len(wrong), "good": len(rows) - len(wrong)},
        only_wrong=only_wrong,
        page=number,
        pages=-(-len(listed) // PAGE_SIZE),
        warnings=warnings[:MOST_WARNINGS],
        more_warnings=max(len(warnings) - MOST_WARNINGS, 0),
        keys=signing_keys(call.services),
        signed=_signed(call),
        credentials=CHOICES["credential"],
        labels=LABELS,
    )


def columns(call: Call) -> Response:
    """Choose what each column is."""
    draft = _draft(call)
    chosen = [call.text(f"column-{number}") for number in range(len(draft.headings))]
    call.services.memory.put(draft.with_columns(chosen), call.part("name"))
    return _to(call, call.part("name"))


def for_all(call: Call) -> Response:
    """Take values for all rows that leave them out."""
    typed = {name: call.text(name) for name in FOR_ALL} | {"credential": typed_credential(call)}
    changed = _draft(call).with_values_for_all(typed, call.optional_file("certificate_file"), call.services.keys)
    call.services.memory.put(changed, call.part("name"))
    return _to(call, call.part("name"))


def cell(call: Call) -> Response:
    """Correct a cell in its place."""
    index, column = call.text("index"), call.text("column")
    if not index.isdecimal() or len(index) > 6:
        raise BadValue("There is no such row.", remedy="Open the list again.")
    draft = _draft(call).with_cell(int(index), column, call.text("text"))
    call.services.memory.put(draft, call.part("name"))
    if call.is_fragment:
        return call.page("import_row.html", name=call.part("name"), row=_preview(draft, int(index), call.services.keys))
    return call.redirect(f"/import/{call.part('name')}?only=wrong")


def finish(call: Call) -> Response:
    """Sign a sheet for each good row, once."""
    services, name = call.services, call.part("name")
    keys = unlocked(services, call.text("key"), call.text("passphrase"))
    if _is_signed(call):
        return _done(call)
    draft = services.memory.take(name, ImportDraft)
    if draft is None:
        raise BadValue("This list was signed already, or it has expired.", remedy="See the customers.")
    signed = _signed(call) or SignedList()
    services.memory.put(signed, SIGNED.format(name))
    try:
        sign_list(services, signed, draft.rows(services.keys), keys)
    except BaseException:
        services.memory.put(draft, name)
        raise
    finally:
        services.memory.put(signed, SIGNED.format(name))
    what = EventDetail(by=services.user, action="list imported", detail=f"{len(signed.made)} sheets from {draft.name}")
    services.ledger.note_event(None, what)
    return _done(call)


def done(call: Call) -> Response:
    """Show what was signed."""
    return call.page("import_done.html", name=call.part("name"), signed=_kept(call))


def archive(call: Call) -> Response:
    """Return all sheets and pages in one file."""
    signed = _kept(call)
    return call.download(f"sheets-{datetime.now(UTC):%Y-%m-%d}.zip", signed.archive(), "application/zip")


def passphrases(call: Call) -> Response:
    """Return the table of passphrases for the phone, once."""
    services, signed = call.services, _kept(call)
    if not signed.has_passphrases:
        raise BadValue("The passphrases were saved already.", remedy="Renew a sheet with a new SCIM token instead.")
    services.ledger.note_event(None, EventDetail(by=services.user, action="passphrases of a list saved"))
    unsaved = signed.made[signed.saved :]
    signed.saved += len(unsaved)
    return call.download("passphrases.csv", passphrase_table(unsaved), "text/csv")


def _signed(call: Call) -> SignedList | None:
    return call.services.memory.find(SIGNED.format(call.part("name")), SignedList)


def _kept(call: Call) -> SignedList:
    return call.services.memory.get(SIGNED.format(call.part("name")), SignedList)


def _is_signed(call: Call) -> bool:
    """Return whether this draft was signed, or is being signed."""
    return _signed(call) is not None and call.services.memory.find(call.part("name"), ImportDraft) is None


def _done(call: Call) -> Response:
    return call.redirect(f"/import/{call.part('name')}/done")


def _preview(draft: ImportDraft, index: int, own: KeyFolder) -> PreviewRow:
    row = draft.row(index, own)
    faults = {fault.field: fault.reason for fault in row.faults}
    named = [name for name in COLUMNS if name in draft.columns or name in faults]
    cells = tuple(_cell(name, draft.cell(index, name), faults.get(name, "")) for name in named)
    other = "; ".join(reason for field, reason in faults.items() if field == THE_ROW or field not in COLUMNS)
    return PreviewRow(index, row.number, row.customer, cells, other)


def _cell(column: str, text: str, fault: str) -> Cell:
    is_hidden = column in HIDDEN
    return Cell(column, "" if is_hidden else text, bool(text), fault, is_hidden)


def _draft(call: Call) -> ImportDraft:
    return call.services.memory.get(call.part("name"), ImportDraft)


def _to(call: Call, name: str) -> Response:
    return call.redirect(f"/import/{name}")
