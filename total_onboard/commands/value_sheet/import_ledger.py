"""``value-sheet import``: the entries of a ledger's file, into the ledger that a team shares."""

from __future__ import annotations

from pathlib import Path

from total_onboard.commands.invocation.context import CommandContext, CommandResult
from total_onboard.commands.value_sheet.ledger_access import open_ledger
from total_onboard.core.errors import BadValue
from total_onboard.core.exit_status import ExitStatus
from total_onboard.exchange.ledger.location import SETTING, own_ledger
from total_onboard.settings import load_settings
from total_onboard.ui.views.exchange.ledger import show_import


def import_ledger(context: CommandContext, file: Path | None) -> CommandResult:
    """Import a file, by default this computer's own ledger. Exits with 5 if entries conflict. Raises BadValue."""
    settings, source = load_settings({}), file or own_ledger()
    if settings.ledger_url is None:
        raise BadValue(
            f"{SETTING} isn't set, so there is no shared ledger to import into.",
            remedy=f"Set {SETTING}=postgresql://USER@HOST/DATABASE; see https://docs.yourtotal.com/total-onboard/representatives/track.html",
        )
    if not source.is_file():
        raise BadValue(f"There is no ledger {source}.", remedy="Name the file of a ledger: value-sheet import FILE.")
    ledger = open_ledger(context, settings)
    if Path(ledger.name) == source.absolute():
        raise BadValue(f"{source} is the ledger that {SETTING} names.", remedy="Name another file to import.")
    report = ledger.import_from(source)
    show_import(context.screen, report)
    return CommandResult(ExitStatus.INCOMPLETE if report.conflicts else ExitStatus.DONE, {"imported": report})
