"""A check: a sentence that is true when it passes, and one function that finds out."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING

from pydantic import BaseModel, ConfigDict

if TYPE_CHECKING:
    from total_onboard.diagnostics.preflight.context import CheckContext
    from total_onboard.engine.access.readable import Unreadable


class Outcome(StrEnum):
    """How a check can end. ``skip`` always says why; a check that may not look does not pass."""

    PASS = "pass"  # noqa: S105
    WARN = "warn"
    FAIL = "fail"
    SKIP = "skip"


class Finding(BaseModel):
    """What one check found, what is needed, and how to get there. Serialises into ``checks`` of the JSON document."""

    model_config = ConfigDict(frozen=True)

    id: str
    title: str
    outcome: Outcome
    found: str
    needed: str
    remedy: str = ""
    docs: str = ""

    def accepted(self) -> Finding:
        """What fails, when the admin said to go on all the same."""
        if self.outcome is not Outcome.FAIL:
            return self
        return self.model_copy(update={"outcome": Outcome.WARN, "found": f"{self.found} (accepted by you)"})


@dataclass(frozen=True)
class Verdict:
    """What a check's function says; the check adds its own name and title."""

    outcome: Outcome
    found: str
    remedy: str = ""


def passed(found: str) -> Verdict:
    """The sentence of the check is true."""
    return Verdict(Outcome.PASS, found)


def warned(found: str, remedy: str) -> Verdict:
    """Set-up can go on, and somebody will want to know."""
    return Verdict(Outcome.WARN, found, remedy)


def failed(found: str, remedy: str) -> Verdict:
    """Set-up cannot succeed until the remedy is applied."""
    return Verdict(Outcome.FAIL, found, remedy)


def skipped(why: str, remedy: str = "") -> Verdict:
    """It does not apply here, or could not be found out."""
    return Verdict(Outcome.SKIP, why, remedy)


def unknown(what: Unreadable, remedy: str = "") -> Verdict:
    """It may not be looked at, so nobody can say that it is good."""
    return skipped(f"Unknown: {what.why}", remedy)


@dataclass(frozen=True)
class Check:
    """One entry of the preflight; ``steps`` are those of a set-up that would fail without it."""

    id: str
    title: str
    needed: str
    docs: str
    steps: frozenset[str]
    look: Callable[[CheckContext], Awaitable[Verdict]]

    async def run(self, context: CheckContext) -> Finding:
        """Look, and tell what was found."""
        return self.finding(await self.look(context))

    def finding(self, verdict: Verdict) -> Finding:
        """The verdict under this check's name."""
        return Finding(
            id=self.id,
            title=self.title,
            outcome=verdict.outcome,
            found=verdict.found,
            needed=self.needed,
            remedy=verdict.remedy,
            docs=self.docs,
        )
