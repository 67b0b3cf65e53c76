"""``value-sheet show`` of a customer or a sheet ID: what the ledger knows, and its files again."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

from total_onboard.commands.invocation.context import CommandContext, CommandResult
from total_onboard.commands.value_sheet.check import check_sheet
from total_onboard.commands.value_sheet.ledger_access import known_ledger
from total_onboard.commands.value_sheet.pages import PageOptions
from total_onboard.commands.value_sheet.sheet_lookup import (
    Issued,
    find_issued,
    kept_sheet,
    lines_of,
    refuse_unknown,
)
from total_onboard.core.errors import BadValue
from total_onboard.exchange.ledger.ledger import Ledger
from total_onboard.exchange.safe_files import FOR_ALL, NewFile, new_files
from total_onboard.exchange.value_sheet.create import CreatedSheet
from total_onboard.settings import Settings, load_settings
from total_onboard.ui.views.exchange.ledger import show_details


@dataclass(frozen=True)
class FileOptions:
    """Target files for writing a sheet again; None for a file that isn't wanted."""

    sheet: Path | None = None
    handoff: Path | None = None
    pages: PageOptions = field(default_factory=PageOptions)

    @property
    def any(self) -> bool:
        """Whether a file is wanted."""
        return bool(self.sheet or self.handoff or self.pages.html or self.pages.pdf)


def show_sheet_or_customer(
    context: CommandContext, reference: str, tenant: str | None, options: FileOptions
) -> CommandResult:
    """Show a sheet's file, or what the ledger has about a customer or a sheet ID. Raises BadValue, BadSheet."""
    settings = load_settings({})
    ledger = None if Path(reference).exists() and not options.any else known_ledger(context, settings)
    if ledger is None:
        if options.any:
            raise BadValue("There is no ledger here that could keep files.", remedy="Set TOTAL_ONBOARD_LEDGER_URL.")
        return check_sheet(context, Path(reference), tenant, only_verdict=False)
    return _show_kept(context, settings, ledger, reference, options)


def _show_kept(
    context: CommandContext, settings: Settings, ledger: Ledger, reference: str, options: FileOptions
) -> CommandResult:
    issued = find_issued(settings, ledger, reference) if options.any or Path(reference).is_file() else None
    lines = (issued.line,) if issued else lines_of(ledger, reference)
    if not lines:
        refuse_unknown(ledger, reference)
    files = tuple(_files(context, settings, issued, options)) if issued else ()
    with new_files(files):
        show_details(context.screen, lines)
    for file in files:
        context.screen.say(f"Wrote {file.path}.")
    written = {file.option.removeprefix("--"): str(file.path) for file in files}
    return CommandResult(members={"sheets": lines, **({"files": written} if written else {})})


def _files(context: CommandContext, settings: Settings, issued: Issued, options: FileOptions) -> Iterator[NewFile]:
    pages = options.pages
    if options.sheet or pages.html or pages.pdf:
        own, _ = kept_sheet(context, settings, issued)
        if options.sheet:
            yield NewFile(options.sheet, own.text, "--out", FOR_ALL)
        made = CreatedSheet(own.text, own.sheet, None, own.keys.signing)
        yield from pages.drawn(made, options.sheet or Path(f"{issued.line.id}.totalsheet"))
    if options.handoff:
        yield NewFile(options.handoff, _handoff(issued), "--handoff-out")


def _handoff(issued: Issued) -> str:
    """Return the hand-off, sealed as it came."""
    sealed = issued.ledger.newest_sealed_handoff(issued.line.id)
    if sealed is None:
        opened = ", ".join(one.received_by for one in issued.line.handoffs)
        raise BadValue(
            f"The ledger keeps no hand-off of the sheet {issued.line.id}.",
            remedy=f"Ask {opened} for the file."
            if opened
            else "Open it with total-onboard handoff open FILE, once the customer has sent it.",
        )
    return sealed.rstrip("\n") + "\n"
