"""``value-sheet list``: issued sheets, received hand-offs, and who has to act next."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from total_onboard.commands.invocation.context import CommandContext, CommandResult
from total_onboard.commands.value_sheet.ledger_access import known_ledger
from total_onboard.exchange.ledger.entries import LedgerFilter
from total_onboard.settings import NOT_NEEDED_OFFLINE, load_settings
from total_onboard.ui.output.calendar_file import write_ledger_calendar
from total_onboard.ui.views.exchange.ledger import show_lines


@dataclass(frozen=True)
class ListOptions:
    """Options of ``value-sheet list``."""

    filter: LedgerFilter
    calendar: Path | None = None


def list_sheets(context: CommandContext, options: ListOptions) -> CommandResult:
    """Read the ledger; without one, nothing was issued. Raises BadValue, LedgerUnavailable."""
    ledger = known_ledger(context, load_settings({}, NOT_NEEDED_OFFLINE))
    lines = ledger.lines(options.filter) if ledger else ()
    show_lines(context.screen, lines)
    if options.calendar:
        write_ledger_calendar(options.calendar, lines)
        context.screen.say(f"Wrote expiry dates to {options.calendar}.")
    return CommandResult(members={"sheets": lines})
