"""What every command works with: the options, the screen, and the practice tenant if there is one."""

from __future__ import annotations

from contextlib import ExitStack
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from total_onboard.commands.result import Result
from total_onboard.errors import NotConfirmed
from total_onboard.terminal.prompts import confirm

if TYPE_CHECKING:
    from total_onboard.commands.common_options import CommonOptions, Practice
    from total_onboard.terminal.screen import Screen

__all__ = ["Desk", "Result"]


@dataclass(frozen=True)
class Desk:
    """One command at work; ``at_the_end`` gives back what it took from the terminal, however it ends."""

    command: str
    common: CommonOptions
    screen: Screen
    practice: Practice | None
    at_the_end: ExitStack = field(default_factory=ExitStack)

    def ask_first(self, question: str) -> None:
        """Where nobody can be asked, running the command was the word (docs/decisions/0006). Raises NotConfirmed."""
        if not (self.common.yes or not self.screen.interactive or confirm(self.screen, question)):
            raise NotConfirmed
