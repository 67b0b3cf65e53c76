"""Entries and lines of the ledger."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from enum import StrEnum
from uuid import UUID

from pydantic import AwareDatetime, BaseModel, ConfigDict, Field

from total_onboard.core.credential import CredentialKind


class WaitingFor(StrEnum):
    """Role that has to act next about a sheet."""

    CUSTOMER = "customer"
    """Its hand-off has not come."""
    TOTAL = "total"
    """The hand-off came, but the customer has no SCIM values yet: they need a sheet that holds them."""
    RENEWAL = "renewal"
    """Sheet that expired before a hand-off came, or whose SCIM token expired: the customer needs a new one."""
    ROTATION = "rotation"
    """The client secret or the certificate expired: the customer must replace it."""


class Expiring(StrEnum):
    """What expires next."""

    SHEET = "sheet"
    SECRET = "secret"  # noqa: S105
    SCIM_TOKEN = "scim-token"  # noqa: S105


class ChecklistStep(StrEnum):
    """What a representative does with the values of a hand-off, in this order."""

    ENTERED = "entered"
    TESTED = "tested"
    INFORMED = "informed"
    FINISHED = "finished"


class _Entry(BaseModel):
    model_config = ConfigDict(frozen=True, from_attributes=True)


class Marks(_Entry):
    """Representatives' notes about a sheet: a text, a withdrawal with its reason, and whether it is done."""

    note: str | None = None
    withdrawn_at: AwareDatetime | None = None
    withdrawn_by: str | None = None
    withdrawn_reason: str | None = None
    done_at: AwareDatetime | None = None
    done_by: str | None = None


class SheetEntry(Marks):
    """A sheet that was issued; ``key_id`` is the id of the key that signed it.

    ``has_file`` is whether the ledger keeps the sheet itself, sealed to TOTAL's key.

    ``tenant_id`` is the tenant that the sheet names; without one, ``pinned_tenant_id`` is that of the first hand-off.
    """

    id: UUID
    customer: str
    tenant: str | None
    redirect_uris: tuple[str, ...]
    has_scim_values: bool
    scim_token_ends: date | None
    issued_at: AwareDatetime
    expires_at: AwareDatetime
    issued_by: str
    key_id: str
    fingerprint: str
    has_nonce: bool = False
    tenant_id: str | None = None
    pinned_tenant_id: str | None = None
    has_file: bool = False
    version: int = Field(default=1, exclude=True)


class HandoffEntry(_Entry):
    """A hand-off that was opened; the secret's members are None if it held none.

    ``credential`` is None for a client secret. For a certificate, the secret's members are its key ID and expiry date;
    a federated credential has neither.
    ``has_file`` is whether the ledger keeps the hand-off itself, sealed as it came.
    """

    tenant_id: str
    client_id: str
    secret_key_id: str | None
    secret_ends_at: AwareDatetime | None
    credential: CredentialKind | None = None
    created_at: AwareDatetime
    received_at: AwareDatetime
    received_by: str
    has_file: bool = False


class NewerHandoff(HandoffEntry):
    """A hand-off that makes an older one outdated; it may answer a newer sheet of the same customer."""

    sheet_id: UUID


class LedgerLine(SheetEntry):
    """A sheet with what came back; ``waiting`` is None if nothing is to be done.

    ``secret`` is the customer's newest hand-off with a credential, even if it expires sooner than an older one, and
    None for a sheet that a newer one replaced.
    """

    waiting: WaitingFor | None
    handoffs: tuple[HandoffEntry, ...]
    secret: HandoffEntry | None = None
    replaced_by: UUID | None = None
    replaced_at: AwareDatetime | None = None


class Checklist(HandoffEntry):
    """A hand-off with its checklist."""

    id: int
    sheet_id: UUID
    entered_at: AwareDatetime | None = None
    entered_by: str | None = None
    tested_at: AwareDatetime | None = None
    tested_by: str | None = None
    informed_at: AwareDatetime | None = None
    informed_by: str | None = None
    finished_at: AwareDatetime | None = None
    finished_by: str | None = None


class CustomerEntry(_Entry):
    """A customer in a list; ``move`` is who acts next, ``since`` from when they have to."""

    customer: str
    tenant: str | None
    sheet_id: UUID
    move: str
    since: AwareDatetime | None
    issued_at: AwareDatetime
    handoff_at: AwareDatetime | None
    has_scim_values: bool
    closed_at: AwareDatetime | None
    ends_at: AwareDatetime | None
    ends_what: Expiring | None


class PostedHandoff(_Entry):
    """A hand-off that was sent to the team's address; nothing in it is verified."""

    digest: str
    id: UUID
    sheet_id: UUID
    received_at: AwareDatetime
    customer: str = ""


class EventDetail(_Entry):
    """What someone did, in a word and a detail; no secret is in it."""

    by: str
    action: str
    detail: str | None = None


class EventEntry(EventDetail):
    """A line of the audit trail."""

    sheet_id: UUID | None
    customer: str | None
    at: AwareDatetime


class LedgerFilter(_Entry):
    """Filter for ledger lines; None or empty matches all.

    ``customer`` is any part of the name and ``exactly`` the whole, in small or large letters, which ``named``
    distinguishes; ``tenant`` is what the sheet or a hand-off says.
    ``expiring`` finds what expires within so many days or has expired: a sheet without an answer, a client
    secret, a SCIM token. A sheet that a newer one of the same customer replaced is excluded.
    """

    customer: str | None = None
    exactly: str | None = None
    named: str | None = None
    id: UUID | None = None
    tenant: str | None = None
    waiting: tuple[WaitingFor, ...] = ()
    expiring: int | None = None

    @property
    def until(self) -> datetime | None:
        """The last moment that ``expiring`` looks at."""
        return None if self.expiring is None else datetime.now(UTC) + timedelta(days=self.expiring)


class Conflict(BaseModel):
    """A sheet that both ledgers have with different values in these fields; nothing of it was imported."""

    model_config = ConfigDict(frozen=True)

    id: UUID
    customer: str
    fields: tuple[str, ...]


class Counts(BaseModel):
    """``completed`` are entries of this ledger that got what they lacked, such as a note or a file."""

    model_config = ConfigDict(frozen=True)

    imported: int = 0
    completed: int = 0
    known: int = 0


class ImportReport(BaseModel):
    """``source`` and ``ledger`` name the places, without user and password."""

    model_config = ConfigDict(frozen=True)

    source: str
    ledger: str
    sheets: Counts
    handoffs: Counts
    conflicts: tuple[Conflict, ...] = ()
