"""What could not be read: each is told, and takes nothing else away."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, TypeVar

from total_onboard.errors import OnboardError
from total_onboard.status.report import Unread

if TYPE_CHECKING:
    from collections.abc import Awaitable

Answer = TypeVar("Answer")


@dataclass
class Reading:
    """``unread`` by the id of the step, or another word for what was asked."""

    unread: dict[str, Unread] = field(default_factory=dict)

    async def attempt(self, key: str, what: str, question: Awaitable[Answer]) -> Answer | None:
        """The answer; None where there is none, which is then told once."""
        try:
            return await question
        except OnboardError as error:
            self.note(key, what, error)
            return None

    def note(self, key: str, what: str, error: OnboardError) -> None:
        """That it could not be read."""
        self.unread.setdefault(key, Unread(what=what, why=error.message, remedy=error.remedy))
