"""Questions, only where somebody can answer; elsewhere an error names the option that says it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from rich.prompt import Confirm, Prompt

from total_onboard.errors import BadValue
from total_onboard.secret_text import SecretText

if TYPE_CHECKING:
    from total_onboard.terminal.screen import Screen


def confirm(screen: Screen, question: str) -> bool:
    """Yes or no; Enter alone is no."""
    screen.talk.print()
    return Confirm.ask(question, console=screen.talk, default=False)


def ask(screen: Screen, what: str, option: str) -> str:
    """A value that is missing. Raises BadValue, naming the option, where nobody can be asked."""
    _require_somebody(screen, what, option)
    return Prompt.ask(what, console=screen.talk).strip()


def ask_secret(screen: Screen, what: str, option: str) -> SecretText:
    """A secret, not shown while it is typed or pasted. Raises BadValue where nobody can be asked."""
    _require_somebody(screen, what, option)
    return SecretText(Prompt.ask(f"{what} (not shown)", console=screen.talk, password=True))


def wait_for_enter(screen: Screen, invitation: str) -> None:
    """Hold until Enter is pressed."""
    Prompt.ask(invitation, console=screen.talk, default="", show_default=False)


def _require_somebody(screen: Screen, what: str, option: str) -> None:
    if not screen.interactive:
        raise BadValue(f"{what} is not known, and nobody can be asked here.", remedy=f"Give it with {option}.")
