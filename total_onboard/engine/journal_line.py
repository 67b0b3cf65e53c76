"""One line of the journal: what was intended, what came of it, what was added to what, what was taken away."""

from __future__ import annotations

from datetime import UTC, datetime
from enum import StrEnum
from typing import NamedTuple

from pydantic import BaseModel, ConfigDict, Field


class Kind(StrEnum):
    """The kinds of line."""

    RUN = "run"
    INTENT = "intent"
    RECEIPT = "receipt"
    ADOPTED = "adopted"
    ADDED = "added"
    REMOVED = "removed"
    TORN_DOWN = "torn-down"
    WRITE = "write"
    NOTHING_CAME = "nothing-came"
    HANDING_OVER = "handing-over"
    HANDED_OFF = "handed-off"
    TOLD = "told"
    PROVEN = "proven"
    STORED = "stored"
    WISHES = "wishes"
    REHEARSAL = "rehearsal"


class Addition(NamedTuple):
    """Something that a step put into an object: what it is, by name, address or id."""

    step: str
    object_id: str
    what: str


class Entry(BaseModel):
    """One line. ``mark`` is how the object is found again if the receipt never comes."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    at: datetime = Field(default_factory=lambda: datetime.now(UTC))
    run: str
    kind: Kind
    step: str = ""
    mark: str = ""
    object_id: str = ""
    account: str = ""
    call: str = ""
    status: int | None = None
    request_id: str = ""
    client_request_id: str = ""
    wishes: dict[str, object] | None = None
