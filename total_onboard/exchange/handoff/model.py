"""Content of a hand-off, as TOTAL reads it, and its seal: a JWE, with nothing outside but what is needed to file it."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from typing import Annotated, Any, Final, Literal
from uuid import UUID

from pydantic import AfterValidator, AwareDatetime, BaseModel, ConfigDict, Field

from total_onboard.core.desired_state import Recipient
from total_onboard.core.secret import SecretText
from total_onboard.exchange import jose
from total_onboard.exchange.keys.public_keys import HandoffKey

TYP: Final = "total-handoff+jwe"
FORMAT: Final = "total-handoff/v1"
FORMAT_2: Final = "total-handoff/v2"
"""Format with the nonce of the sheet that it answers."""
OUTSIDE: Final = "filing"
LONGEST_NAME: Final = 256


def _printable(text: str) -> str:
    if not text.isprintable():
        raise ValueError("it has characters that cannot be printed")
    return text


class Filing(BaseModel):
    """Readable part of a sealed file, which nobody can change: it is authenticated with the rest."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    format: Literal["total-handoff/v1", "total-handoff/v2"] = FORMAT
    sheet_id: UUID
    customer: Annotated[str, Field(max_length=120), AfterValidator(_printable)]
    tenant_id: UUID
    created_at: AwareDatetime


class HandoffGroup(BaseModel):
    """A group as TOTAL enters it: its object ID, and the role that its members get."""

    model_config = ConfigDict(frozen=True)

    id: str
    name: str
    role: str


class Handoff(BaseModel):
    """All values that travel from the customer to TOTAL."""

    model_config = ConfigDict(frozen=True)

    tenant_id: str
    tenant_name: str
    client_id: str
    client_secret: SecretText | None
    client_secret_key_id: str | None
    client_secret_expires_at: datetime | None
    groups: tuple[HandoffGroup, ...]
    issuer: str
    discovery_url: str
    created_at: datetime = Field(default_factory=lambda: datetime.now(UTC))
    # Recipient of the sealed file; not part of the file.
    recipient: Recipient | None = Field(default=None, exclude=True, repr=False)

    def content(self) -> str:
        """Return what is delivered: sealed if TOTAL gave a key for it, plain otherwise."""
        document = self.document()
        if self.recipient:
            return seal(document, self.tenant_id, self.recipient)
        return json.dumps(document, indent=2) + "\n"

    def document(self) -> dict[str, Any]:
        """Return everything, secret included: only to be sealed, or to be written to the requested place."""
        body = self.model_dump(mode="json")
        body["tenant_name"] = _printable_name(self.tenant_name) or self.tenant_id
        if self.client_secret:
            body["client_secret"] = self.client_secret.reveal(to="the hand-off that the admin asked for")
        head: dict[str, Any] = {"format": FORMAT, "sealed": self.recipient is not None}
        if self.recipient and self.recipient.nonce:
            head |= {"format": FORMAT_2, "sheet_nonce": self.recipient.nonce}
        return {**head, "handoff": body}


def _printable_name(name: str) -> str:
    """Return a tenant's name as TOTAL takes it: its administrators may have put any character into it."""
    return "".join(character if character.isprintable() else " " for character in name).strip()[:LONGEST_NAME]


def seal(document: dict[str, Any], tenant_id: str, recipient: Recipient) -> str:
    """Return the file's content. An expired key is accepted: a created secret must be delivered."""
    key = HandoffKey.model_validate(recipient.key)
    filing = Filing(
        format=FORMAT_2 if recipient.nonce else FORMAT,
        sheet_id=UUID(recipient.sheet_id),
        customer=recipient.customer,
        tenant_id=UUID(tenant_id),
        created_at=datetime.now(UTC).replace(microsecond=0),
    )
    payload = json.dumps(document, ensure_ascii=False, separators=(",", ":")).encode()
    outside = {OUTSIDE: filing.model_dump(mode="json")}
    return jose.seal_to_key(payload, key.key, typ=TYP, kid=key.kid, outside=outside) + "\n"
