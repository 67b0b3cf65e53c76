"""Events for the engine's listeners: the terminal, the JSON document, the journal, a test."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import Protocol


class StepOutcome(StrEnum):
    """Outcome of one step."""

    CREATED = "created"
    CHANGED = "changed"
    KEPT = "kept"
    ADOPTED = "adopted"
    REMOVED = "removed"
    BLOCKED = "blocked"


@dataclass(frozen=True)
class StepStarted:
    """A step has begun to write."""

    step: str
    title: str


@dataclass(frozen=True)
class PollProgress:
    """Progress of a poll: ``sentence`` completes "Waiting until …"; times in seconds."""

    sentence: str
    elapsed: float
    limit: float


@dataclass(frozen=True)
class NoResponse:
    """A request got no answer, and it is checked whether it took effect; ``request`` names it, times in seconds."""

    request: str
    elapsed: float
    limit: float


@dataclass(frozen=True)
class PollEnded:
    """End of a poll: it succeeded, or the limit passed, or the run stopped."""

    sentence: str


@dataclass(frozen=True)
class Throttled:
    """Microsoft asked us to slow down for so many seconds."""

    seconds: float


@dataclass(frozen=True)
class StepFinished:
    """A step finished or is blocked; ``summary`` is a sentence for people."""

    step: str
    outcome: StepOutcome
    summary: str


@dataclass(frozen=True)
class StepFailed:
    """A step could not be done; the error itself travels as an exception."""

    step: str
    message: str


Event = StepStarted | PollProgress | PollEnded | NoResponse | Throttled | StepFinished | StepFailed


class Listener(Protocol):
    """Anybody who wants to know how the run goes."""

    def on(self, event: Event) -> None:
        """Take note of one event; must not block."""


class NullListener:
    """The listener for those who do not care."""

    def on(self, event: Event) -> None:
        """Ignore it."""
