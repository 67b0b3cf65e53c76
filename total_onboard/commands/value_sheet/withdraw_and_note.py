"""``value-sheet withdraw`` and ``note``: what representatives write into the ledger about a sheet."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Final

from total_onboard.commands.invocation.context import CommandContext, CommandResult
from total_onboard.commands.value_sheet.ledger_access import current_user
from total_onboard.commands.value_sheet.sheet_lookup import Issued, find_issued, ledger_here
from total_onboard.core.errors import BadValue
from total_onboard.core.text.formatting import format_date, format_time
from total_onboard.exchange.ledger.entries import EventDetail, LedgerFilter, LedgerLine, Marks
from total_onboard.exchange.validation import is_printable
from total_onboard.settings import load_settings
from total_onboard.ui.prompts import ask
from total_onboard.ui.views.exchange.ledger import show_lines

LONGEST: Final = 500


def withdraw_sheet(context: CommandContext, reference: str, reason: str | None) -> CommandResult:
    """Mark a sheet as withdrawn, and say what a copy of it can still do. Raises BadValue, EntryChanged."""
    settings = load_settings({})
    issued = find_issued(settings, ledger_here(context, settings), reference)
    if at := issued.line.withdrawn_at:
        context.screen.say(f"{issued.line.withdrawn_by} withdrew it on {format_time(at)} already. Nothing was changed.")
    else:
        text = checked_note(reason or ask(context.screen, "Why is it withdrawn", "--reason"), "--reason")
        _withdraw(issued, text)
    after = issued.newest_line
    warnings = tuple(still_possible(after, _older(issued)))
    show_lines(context.screen, (after,), count=False)
    for warning in warnings:
        context.screen.say(f"Warning: {warning}", style="caution")
    return CommandResult(members={"sheets": (after,), "warnings": warnings})


def note_sheet(context: CommandContext, reference: str, text: str | None, *, done: bool | None) -> CommandResult:
    """Write a note to a sheet, or mark it as done. Raises BadValue, EntryChanged."""
    if text is None and done is None:
        raise BadValue("No note was given.", remedy='Give a text in quotation marks ("" deletes it), or --done.')
    settings = load_settings({})
    issued = find_issued(settings, ledger_here(context, settings), reference)
    issued.ledger.mark(issued.line.id, _marks(text, done=done), _noted(text, done=done), issued.line.version)
    after = issued.newest_line
    show_lines(context.screen, (after,), count=False)
    return CommandResult(members={"sheets": (after,)})


def checked_note(text: str, option: str) -> str:
    """Return a note without blanks around it. Raises BadValue."""
    note = text.strip()
    if not note or len(note) > LONGEST or not is_printable(note):
        raise BadValue(f"{option} needs 1 to {LONGEST} characters on one line.", remedy=f"Shorten {option}.")
    return note


def _withdraw(issued: Issued, reason: str) -> None:
    now = datetime.now(UTC).replace(microsecond=0)
    marks = Marks(withdrawn_at=now, withdrawn_by=current_user(), withdrawn_reason=reason)
    what = EventDetail(by=current_user(), action="withdrawn", detail=reason)
    issued.ledger.mark(issued.line.id, marks, what, issued.line.version)


def _marks(text: str | None, *, done: bool | None) -> Marks:
    noted: dict[str, object] = {} if text is None else {"note": checked_note(text, "TEXT") if text.strip() else None}
    if done is not None:
        now = datetime.now(UTC).replace(microsecond=0) if done else None
        noted |= {"done_at": now, "done_by": current_user() if done else None}
    return Marks.model_validate(noted)


def _noted(text: str | None, *, done: bool | None) -> EventDetail:
    state = {True: "marked as done", False: "marked as not done", None: "noted"}[done]
    return EventDetail(by=current_user(), action=state, detail=(text or "").strip() or None)


def still_possible(line: LedgerLine, older: tuple[LedgerLine, ...]) -> Iterator[str]:
    """Say what a copy of a withdrawn sheet can still do: the machine of the customer doesn't ask TOTAL."""
    if line.expires_at > datetime.now(UTC):
        yield (
            f"Copies of the sheet still work until {format_time(line.expires_at)}. To stop that sooner, "
            "revoke its key (total-onboard keys revoke): customers then refuse every sheet of that key."
        )
    if line.has_scim_values:
        yield "The SCIM token in it stays valid until you delete it in TOTAL's console."
    for handoff in line.handoffs[-1:]:
        yield (
            f"Its hand-off was opened on {format_date(handoff.received_at)} by {handoff.received_by}. "
            "What was set up stays: "
            "the customer removes it with total-onboard teardown."
        )
    for one in older:
        expiry = format_date(one.expires_at)
        yield f"The older sheet {one.id} of this customer isn't withdrawn, and expires on {expiry}."


def _older(issued: Issued) -> tuple[LedgerLine, ...]:
    line, now = issued.line, datetime.now(UTC)
    same = (one for one in issued.ledger.lines(LedgerFilter(exactly=line.customer)) if one.tenant == line.tenant)
    older = (one for one in same if one.issued_at < line.issued_at)
    return tuple(one for one in older if one.expires_at > now and not one.withdrawn_at)
