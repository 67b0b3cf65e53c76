"""An error for people: what happened and why, the one next thing to do, what Microsoft's support will ask for."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from rich.text import Text

from total_onboard.terminal.lines import hanging, put

if TYPE_CHECKING:
    from total_onboard.errors import OnboardError
    from total_onboard.terminal.screen import Screen


def show_error(screen: Screen, error: OnboardError) -> None:
    """Three short parts on standard error, never a traceback."""
    _show(screen, error.message, error.remedy, error.request_id)


def show_unexpected(
    screen: Screen, error: BaseException, *, verbose: bool = False, log_file: Path | None = None
) -> None:
    """A mistake of ours, said calmly. The traceback is the log's; here stands only where that is."""
    if verbose or log_file:
        report = f"send {log_file or 'what is printed above'} to your TOTAL representative"
    else:
        report = "add --log-file FILE, and send that file to your TOTAL representative"
    again = "Run the same command again: it goes on where it stopped. If it happens again,"
    _show(screen, f"Something unexpected happened ({kind_of(error)}).", f"{again} {report}; no secret is in it.")


def kind_of(error: BaseException) -> str:
    """The name of the error, or of the first one in a group."""
    return kind_of(error.exceptions[0]) if isinstance(error, BaseExceptionGroup) else type(error).__name__


def _show(screen: Screen, message: str, remedy: str, request_id: str | None = None) -> None:
    screen.talk.print()
    for name, style, text in (("Error", "bad", message), ("Next", "name", remedy), ("Request id", "quiet", request_id)):
        if text:
            put(screen.talk, hanging(screen.talk, Text(f"{name}: ", style=style), Text(text)))
