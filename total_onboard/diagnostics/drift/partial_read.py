"""Partial reads: each unavailable part is reported, and does not affect the others."""

from __future__ import annotations

from collections.abc import Awaitable
from dataclasses import dataclass, field
from typing import TypeVar

from total_onboard.core.errors import OnboardError
from total_onboard.diagnostics.drift.status_result import UnavailablePart

Answer = TypeVar("Answer")


@dataclass
class PartialReader:
    """``unread`` by the id of the step, or by another key for a question that concerns ``step``."""

    unread: dict[str, UnavailablePart] = field(default_factory=dict)

    async def attempt(self, key: str, what: str, question: Awaitable[Answer], *, step: str = "") -> Answer | None:
        """Return the answer; None if there is none, which is then noted once."""
        try:
            return await question
        except OnboardError as error:
            self.note(key, what, error, step=step)
            return None

    def note(self, key: str, what: str, error: OnboardError, *, step: str = "") -> None:
        """Note that it could not be read, and of which step that makes the state unknown."""
        self.unread.setdefault(key, UnavailablePart(step=step, what=what, why=error.message, remedy=error.remedy))
