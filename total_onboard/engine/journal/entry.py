"""The kinds of entries in a journal. What each is for stands in docs/file-formats.md#journal."""

from __future__ import annotations

from datetime import UTC, datetime
from enum import StrEnum
from functools import cache
from pathlib import Path
from typing import Annotated, Any, Final, Literal, NamedTuple, get_args

from pydantic import BaseModel, ConfigDict, Field, TypeAdapter

from total_onboard.engine.inspection.object_contents import Baseline

FORMAT_VERSION: Final = 2
"""Each line carries it, not a header: a torn or lost line takes nothing from the others."""


class Addition(NamedTuple):
    """Something that a step put into an object: what it is, by name, address or id."""

    step: str
    object_id: str
    what: str


class Entry(BaseModel):
    """Hold what every entry has; the journal fills in ``run`` when it writes the entry."""

    model_config = ConfigDict(frozen=True, extra="forbid", defer_build=True)

    at: datetime = Field(default_factory=lambda: datetime.now(UTC))
    run: str = ""


class RunStarted(Entry):
    """Record the command of a run and the account that signed in."""

    kind: Literal["run"] = "run"
    command: str
    account: str = ""


class _Create(Entry):
    """Name an object that a step creates by the value by which a search finds it again."""

    step: str
    search_key: str


class CreateRequested(_Create):
    """Record, before the call, that an object is about to be created."""

    kind: Literal["create-requested"] = "create-requested"


class CreateRefused(_Create):
    """Record that a requested object was certainly not created."""

    kind: Literal["create-refused"] = "create-refused"


class Created(_Create):
    """Record that an object exists; ``object_id`` of a client secret is its key ID."""

    kind: Literal["created"] = "created"
    object_id: str


class BaselineTaken(Entry):
    """Record what an object contains that is about to be adopted."""

    kind: Literal["baseline"] = "baseline"
    step: str
    object_id: str
    baseline: Baseline


class Adopted(Entry):
    """Record that an existing object was taken over."""

    kind: Literal["adopted"] = "adopted"
    step: str
    unique_name: str
    object_id: str


class _Content(Entry):
    """Name something inside an object, by id, name or URI."""

    step: str
    object_id: str
    item: str

    @property
    def addition(self) -> Addition:
        """What the entry is about."""
        return Addition(self.step, self.object_id, self.item)


class Accepted(_Content):
    """Record that something in an object was accepted after its adoption."""

    kind: Literal["accepted"] = "accepted"


class Added(_Content):
    """Record, before the call, that something is added to an object that may be older."""

    kind: Literal["added"] = "added"


class AdditionRefused(_Content):
    """Record that a requested addition was certainly not made."""

    kind: Literal["addition-refused"] = "addition-refused"


class ContentRemoved(_Content):
    """Record that something was removed from an object."""

    kind: Literal["content-removed"] = "content-removed"


class Deleted(Entry):
    """Record that an object was deleted; ``name`` is its unique name, if it has one."""

    kind: Literal["deleted"] = "deleted"
    step: str
    object_id: str
    name: str = ""


class GroupFound(Entry):
    """Record a group that another machine's setup created and a teardown found."""

    kind: Literal["group-found"] = "group-found"
    name: str
    group_id: str


class TornDown(Entry):
    """Record that a teardown is complete."""

    kind: Literal["torn-down"] = "torn-down"
    account: str = ""


class GraphWrite(Entry):
    """Record one write to Graph; without ``status`` no answer came."""

    kind: Literal["graph-write"] = "graph-write"
    method: str
    path: str
    status: int | None = None
    request_id: str = ""
    client_request_id: str = ""


class _Secret(Entry):
    """Name a client secret by its key ID."""

    key_id: str


class SecretRemovalRequested(_Secret):
    """Record, before the call, that a client secret is about to be removed."""

    kind: Literal["secret-removal-requested"] = "secret-removal-requested"


class SecretRemoved(_Secret):
    """Record that a client secret was removed."""

    kind: Literal["secret-removed"] = "secret-removed"


class DeliveryStarted(_Secret):
    """Record, before it happens, where a client secret is handed off; without ``file``, to the clipboard."""

    kind: Literal["delivery-started"] = "delivery-started"
    file: Path | None = None


class Delivered(_Secret):
    """Record that a client secret was handed off."""

    kind: Literal["delivered"] = "delivered"


class SecretKept(_Secret):
    """Record that TOTAL has a client secret that another setup handed off."""

    kind: Literal["secret-kept"] = "secret-kept"


class SecretVerified(_Secret):
    """Record that Microsoft issued a token for a client secret."""

    kind: Literal["verified"] = "verified"


class GroupDelivered(Entry):
    """Record that a hand-off named a group."""

    kind: Literal["group-delivered"] = "group-delivered"
    group_id: str


class CredentialDelivered(Entry):
    """Record that a hand-off named a certificate by its key ID, or a federated credential by its name."""

    kind: Literal["credential-delivered"] = "credential-delivered"
    credential: str


class SheetUsed(Entry):
    """Record that a hand-off answered a value sheet."""

    kind: Literal["sheet-used"] = "sheet-used"
    sheet_id: str


class ScimStored(Entry):
    """Record that Microsoft stores a SCIM address and its token, known by a fingerprint of both."""

    kind: Literal["scim-stored"] = "scim-stored"
    fingerprint: str
    address: str = ""
    failure_mails_to: str = ""


class DesiredStateChanged(Entry):
    """Record the desired state, without secrets and admins."""

    kind: Literal["desired-state"] = "desired-state"
    desired: dict[str, Any]


class Stage(StrEnum):
    """Progress of a removal test with a member."""

    STARTED = "started"
    """The person may be in the group."""
    REMOVED = "removed"
    """The person is not in the group any more."""
    ENDED = "ended"
    """TOTAL has deactivated the person, or the test was given up."""


class MemberRemovalTestProgress(Entry):
    """Record how far a removal test with a temporary member came."""

    kind: Literal["member-removal-test"] = "member-removal-test"
    stage: Stage
    user_id: str
    user_name: str


class _ScimTest(Entry):
    """Name the SCIM address of a removal test."""

    address: str


class HandoffSent(Entry):
    """Record what became of sending a sealed hand-off; without a receipt it wasn't delivered."""

    kind: Literal["handoff-sent"] = "handoff-sent"
    url: str
    sha256: str
    status: int | None = None
    receipt_id: str = ""


class ScimTestObjectRequested(_ScimTest):
    """Record, before the call, that a removal test creates a user or group at TOTAL."""

    kind: Literal["scim-test-object-requested"] = "scim-test-object-requested"
    name: str


class ScimTestAccountIdentified(_ScimTest):
    """Record, before the call, the ``externalId`` of an account that a removal test creates."""

    kind: Literal["scim-test-account-identified"] = "scim-test-account-identified"
    external_id: str


class ScimTestObjectDeleted(_ScimTest):
    """Record that a user or group of a removal test is gone."""

    kind: Literal["scim-test-object-deleted"] = "scim-test-object-deleted"
    name: str


class ScimRemovalTested(_ScimTest):
    """Record whether removals take effect at a SCIM address with its flags."""

    kind: Literal["scim-removal-tested"] = "scim-removal-tested"
    passed: bool


JournalEntry = (
    RunStarted
    | CreateRequested
    | CreateRefused
    | Created
    | BaselineTaken
    | Adopted
    | Accepted
    | Added
    | AdditionRefused
    | ContentRemoved
    | Deleted
    | GroupFound
    | TornDown
    | GraphWrite
    | SecretRemovalRequested
    | SecretRemoved
    | DeliveryStarted
    | Delivered
    | SecretKept
    | SecretVerified
    | GroupDelivered
    | CredentialDelivered
    | SheetUsed
    | HandoffSent
    | ScimStored
    | DesiredStateChanged
    | MemberRemovalTestProgress
    | ScimTestObjectRequested
    | ScimTestAccountIdentified
    | ScimTestObjectDeleted
    | ScimRemovalTested
)
"""Any entry; the member ``kind`` of a line says which."""

ENTRY_TYPES: Final[dict[str, type[Entry]]] = {one.model_fields["kind"].default: one for one in get_args(JournalEntry)}
"""Every class by its kind."""


@cache
def entry_adapter() -> TypeAdapter[JournalEntry]:
    """Validate and tell apart entries by ``kind``; built on first use, because it takes some milliseconds."""
    return TypeAdapter(Annotated[JournalEntry, Field(discriminator="kind")])
