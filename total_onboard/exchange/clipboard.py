"""The clipboard of this machine, if a program can reach one."""

from __future__ import annotations

import os
from collections.abc import Callable
from typing import Final

from total_onboard.core.errors import OnboardError
from total_onboard.core.platforms.child_environment import hide_own_variables

TO_A_FILE: Final = "Omit --clipboard: the hand-off then goes to a file that only you can read."


class ClipboardMissing(OnboardError):
    """This machine has no clipboard that a program could reach."""

    code = "no-clipboard"

    def __init__(self, remedy: str = TO_A_FILE) -> None:
        super().__init__("This machine has no clipboard that total-onboard can use.", remedy=remedy)


def check_clipboard(instead: str = TO_A_FILE) -> None:
    """Make sure that there is one; ``instead`` is what to do without. Raises ClipboardMissing."""
    try:
        _copying()
    except ClipboardMissing:
        raise ClipboardMissing(instead) from None


def copy(text: str) -> None:
    """Copy a text. Raises ClipboardMissing, also if another program blocks it."""
    import pyperclip

    try:
        with hide_own_variables():
            _copying()(text)
    except pyperclip.PyperclipException as error:
        raise ClipboardMissing from error


def _copy_on_windows(text: str) -> None:
    from total_onboard.core.platforms.windows_clipboard import ClipboardBusy, copy_unrecorded

    try:
        copy_unrecorded(text)
    except ClipboardBusy as error:
        raise ClipboardMissing from error


def _copying() -> Callable[[str], None]:
    """Return pyperclip's function for copying. Raises ClipboardMissing if there is none."""
    import pyperclip

    if os.name == "nt":
        return _copy_on_windows
    found, _ = pyperclip.determine_clipboard()
    if not found:
        raise ClipboardMissing
    copying: Callable[[str], None] = found
    return copying
