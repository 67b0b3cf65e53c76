"""Tap on the requests of one command: what is sent inside its context goes to its recording, and to no other."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager, suppress
from contextvars import ContextVar
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import TYPE_CHECKING, Final, Protocol

if TYPE_CHECKING:
    import httpx


class Service(StrEnum):
    """Service that a request goes to."""

    SIGN_IN = "sign_in"
    GRAPH = "graph"
    TOTAL = "total"


@dataclass(frozen=True)
class Exchange:
    """One request and its answer; ``failure`` is why none came."""

    service: Service
    request: httpx.Request
    response: httpx.Response | None
    started: datetime
    seconds: float
    failure: str = ""


class Tap(Protocol):
    """Receiver of exchanges."""

    def add(self, exchange: Exchange) -> None:
        """Take one exchange."""


_TAP: Final[ContextVar[Tap | None]] = ContextVar("recording", default=None)


@contextmanager
def tapped(tap: Tap | None) -> Iterator[None]:
    """Send the exchanges inside the context to this tap."""
    before = _TAP.set(tap)
    try:
        yield
    finally:
        _TAP.reset(before)


def note_exchange(exchange: Exchange) -> None:
    """Send an exchange to the tap. Never raises: the answer exists and must not be lost."""
    if tap := _TAP.get():
        with suppress(Exception):
            tap.add(exchange)
