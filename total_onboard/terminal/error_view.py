"""An error for people: what happened and why, the one next thing to do, what Microsoft's support will ask for."""

from __future__ import annotations

from typing import TYPE_CHECKING

from rich.padding import Padding
from rich.text import Text

if TYPE_CHECKING:
    from total_onboard.errors import OnboardError
    from total_onboard.terminal.screen import Screen


def show_error(screen: Screen, error: OnboardError) -> None:
    """Three short parts on standard error, never a traceback."""
    screen.talk.print()
    screen.talk.print(Text.assemble(("Error: ", "bad"), error.message))
    screen.talk.print(Padding(Text.assemble(("Next: ", "name"), error.remedy), (0, 0, 0, 2), expand=False))
    if error.request_id:
        screen.talk.print(Padding(Text(f"Request id: {error.request_id}", style="quiet"), (0, 0, 0, 2), expand=False))


def show_unexpected(screen: Screen, error: BaseException, *, verbose: bool) -> None:
    """A mistake of ours: said calmly; the traceback only where it was asked for, and without any values."""
    screen.talk.print()
    screen.talk.print(Text.assemble(("Error: ", "bad"), f"Something unexpected happened ({_kind(error)})."))
    screen.talk.print(
        Padding(
            Text.assemble(
                ("Next: ", "name"),
                "Run the same command again: it goes on where it stopped. If it happens again, run it with "
                "--verbose and send what it prints to your TOTAL representative.",
            ),
            (0, 0, 0, 2),
            expand=False,
        )
    )
    if verbose:
        _traceback(screen, error)


def _kind(error: BaseException) -> str:
    inner = error.exceptions[0] if isinstance(error, BaseExceptionGroup) else error
    return type(inner).__name__


def _traceback(screen: Screen, error: BaseException) -> None:
    import traceback

    for line in traceback.format_tb(error.__traceback__):
        screen.say(line.rstrip())
    if isinstance(error, BaseExceptionGroup):
        for inner in error.exceptions:
            _traceback(screen, inner)
