"""The sheet that a command was given: believed or refused, and its token opened."""

from __future__ import annotations

from pathlib import Path

from total_onboard.commands.inputs.sealed_token import ask_sealed_token, check_own_key, stored_sealed_token
from total_onboard.commands.invocation.context import CommandContext
from total_onboard.core.errors import BadSheet
from total_onboard.exchange.value_sheet.issued_sheet import IssuedSheet
from total_onboard.exchange.value_sheet.sheet_file import DANGER, ReadSheet, read_sheet
from total_onboard.exchange.value_sheet.value_sheet import ValueSheet
from total_onboard.settings import Settings


def open_sheet(
    context: CommandContext, settings: Settings, path: Path, *, may_stay_sealed: bool, opens_later: bool = False
) -> ValueSheet:
    """Return the sheet, with its token if that is needed and can be opened. Raises BadSheet, BadValue.

    ``opens_later`` leaves the token sealed if someone can be asked for the passphrase after the sign-in.
    """
    sheet = trusted_sheet(context, settings, path).sheet
    if not isinstance(sheet, IssuedSheet) or sheet.sealed_scim_token is None or settings.scim_token:
        return sheet
    known = stored_sealed_token(settings, sheet.sealed_scim_token)
    if known is None and may_stay_sealed:
        return sheet.without_scim()
    if known is None and opens_later and context.screen.interactive:
        check_own_key(settings, sheet.sealed_scim_token)
        return sheet
    token = known or ask_sealed_token(context.screen, settings, sheet.sealed_scim_token)
    return sheet.with_token(token) if token else sheet


def trusted_sheet(context: CommandContext, settings: Settings, path: Path) -> ReadSheet:
    """Return the sheet as it stands, with a warning if nobody signed it. Raises BadSheet, BadValue."""
    read = read_sheet(path, settings.trusted_keys, allow_unsigned=context.common.allow_unsigned)
    if read.key is None:
        context.screen.say(f"Warning: {DANGER}", style="caution")
    if isinstance(read.sheet, IssuedSheet) and not context.common.allow_older:
        _refuse_older(read.sheet, settings, path.name)
    return read


def _refuse_older(sheet: IssuedSheet, settings: Settings, name: str) -> None:
    """Refuse an older sheet, which would bring back values that TOTAL replaced. Raises BadSheet."""
    from total_onboard.engine.journal.newest_used_sheet import newest_used

    newest = newest_used(settings.state_dir, sheet.customer, settings.application_name or sheet.application_name)
    if newest and sheet.issued_at < newest:
        raise BadSheet(
            f"{name}: issued_at: a newer sheet of this customer was used here (issued {newest:%Y-%m-%d %H:%M %Z}; "
            f"this one {sheet.issued_at:%Y-%m-%d %H:%M %Z}).",
            remedy="Use the newer sheet, or add --allow-older if TOTAL confirmed that this one is right.",
        )
