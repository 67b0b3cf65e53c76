"""One line of the journal: what was intended, what came of it, what was added to what, what was taken away."""

from __future__ import annotations

from datetime import UTC, datetime
from enum import StrEnum
from typing import NamedTuple

from pydantic import BaseModel, ConfigDict, Field

from total_onboard.engine.inspection.contents import Baseline


class EntryKind(StrEnum):
    """The kinds of line, and what ``step``, ``mark`` and ``object_id`` hold in each.

                  step           mark                          object_id
    RUN           the command
    INTENT        the step       what it is found by again
    NOTHING_CAME  the step       the same
    RECEIPT       the step       the same                      what was made
    ADOPTED       the step       the unique name it was given  what was taken over
    BASELINE      the step                                     what is adopted; ``baseline`` is what it contains
    ACCEPTED      the step       what was accepted later       what it belongs to
    FOUND         groups         its name                      what set-up made elsewhere
    ADDED         the step       what was added                what it was added to
    REMOVED       the step       what had been added           what it was taken out of
                                 or the name, if it has one    what was deleted
    HANDING_OVER  client-secret  the file; none: clipboard     the key
    HANDED_OFF    client-secret                                the key
    KEPT          client-secret                                the key of a secret that TOTAL had already
    TOLD          groups                                       the group
                  sheet          the sheet's id
    PROVEN        the step                                     the key
    STORED        the step       fingerprint of the values     the SCIM address
    REHEARSAL     the stage      the person's name             the person
    REMOVAL_TEST  the stage      the test object's name        the SCIM address
                                 or its externalId

    TORN_DOWN, WRITE and WISHES hold none of the three.
    """

    RUN = "run"
    INTENT = "intent"
    RECEIPT = "receipt"
    ADOPTED = "adopted"
    BASELINE = "baseline"
    ACCEPTED = "accepted"
    FOUND = "found"
    ADDED = "added"
    REMOVED = "removed"
    TORN_DOWN = "torn-down"
    WRITE = "write"
    NOTHING_CAME = "nothing-came"
    HANDING_OVER = "handing-over"
    HANDED_OFF = "handed-off"
    KEPT = "kept"
    TOLD = "told"
    PROVEN = "proven"
    STORED = "stored"
    WISHES = "wishes"
    REHEARSAL = "rehearsal"
    REMOVAL_TEST = "removal-test"


class Addition(NamedTuple):
    """Something that a step put into an object: what it is, by name, address or id."""

    step: str
    object_id: str
    what: str


class JournalEntry(BaseModel):
    """One line; ``account`` is whose run it is, and what the rest holds depends on the :class:`Kind`."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    at: datetime = Field(default_factory=lambda: datetime.now(UTC))
    run: str
    kind: EntryKind
    step: str = ""
    mark: str = ""
    object_id: str = ""
    account: str = ""
    call: str = ""
    status: int | None = None
    request_id: str = ""
    client_request_id: str = ""
    wishes: dict[str, object] | None = None
    baseline: Baseline | None = None
