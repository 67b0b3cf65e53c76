"""The sheet that a command was given: believed or refused, and its token opened with the passphrase."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from total_onboard.sheet.issued_sheet import IssuedSheet
from total_onboard.sheet.sealed_token import open_token
from total_onboard.sheet.sheet_file import DANGER, ReadSheet, read_sheet
from total_onboard.terminal.prompts import tried

if TYPE_CHECKING:
    from pathlib import Path

    from total_onboard.commands.desk import Desk
    from total_onboard.secret_text import SecretText
    from total_onboard.settings import Settings
    from total_onboard.sheet.value_sheet import ValueSheet
    from total_onboard.terminal.screen import Screen

VARIABLE: Final = "TOTAL_ONBOARD_SHEET_PASSPHRASE"


def opened_sheet(desk: Desk, settings: Settings, path: Path, *, may_stay_sealed: bool) -> ValueSheet:
    """The sheet, with its token where that is needed and can be opened. Raises BadSheet, BadValue."""
    sheet = believed_sheet(desk, settings, path).sheet
    if not isinstance(sheet, IssuedSheet) or sheet.sealed_scim_token is None or settings.scim_token:
        return sheet
    if settings.sheet_passphrase:
        return sheet.with_token(open_token(sheet.sealed_scim_token, settings.sheet_passphrase))
    if may_stay_sealed:
        return sheet.without_scim()
    return sheet.with_token(_asked(desk.screen, sheet.sealed_scim_token)) if desk.screen.interactive else sheet


def believed_sheet(desk: Desk, settings: Settings, path: Path) -> ReadSheet:
    """The sheet as it stands, with a warning where nobody signed it. Raises BadSheet, BadValue."""
    read = read_sheet(path, settings.trusted_keys, allow_unsigned=desk.common.allow_unsigned)
    if read.key is None:
        desk.screen.say(f"Warning: {DANGER}", style="caution")
    return read


def _asked(screen: Screen, sealed: str) -> SecretText:
    question = "The passphrase of the sheet's SCIM token"
    return tried(screen, question, VARIABLE, lambda passphrase: open_token(sealed, passphrase))
