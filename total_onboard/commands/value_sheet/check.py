"""``value-sheet check``, and ``show`` of a sheet's file."""

from __future__ import annotations

from pathlib import Path

from total_onboard.commands.inputs.sealed_token import stored_sealed_token
from total_onboard.commands.inputs.sheet_tenant import refuse_other_tenant
from total_onboard.commands.inputs.value_sheet import trusted_sheet
from total_onboard.commands.invocation.context import CommandContext, CommandResult
from total_onboard.exchange.value_sheet.issued_sheet import IssuedSheet
from total_onboard.settings import Settings, load_settings
from total_onboard.ui.output.exchange_documents import SheetFacts
from total_onboard.ui.views.exchange.sheet import show_sheet, show_verdict


def check_sheet(context: CommandContext, path: Path, tenant: str | None, *, only_verdict: bool) -> CommandResult:
    """Believe the sheet or refuse it; then its values, or the verdict alone. Raises BadSheet, BadValue."""
    settings = load_settings({"tenant": tenant})
    read = trusted_sheet(context, settings, path)
    refuse_other_tenant(read.sheet, settings, path.name)
    sheet = _token_tried(settings, read.sheet) if isinstance(read.sheet, IssuedSheet) else read.sheet
    facts = SheetFacts.of(sheet, read.key, path, read.text)
    show_verdict(context.screen, facts, alone=only_verdict)
    if not only_verdict:
        show_sheet(context.screen, facts)
    return CommandResult(members={"sheet": facts})


def _token_tried(settings: Settings, sheet: IssuedSheet) -> IssuedSheet:
    """Try a known passphrase now, to fail before the setup starts."""
    token = stored_sealed_token(settings, sheet.sealed_scim_token) if sheet.sealed_scim_token else None
    return sheet.with_token(token) if token else sheet
