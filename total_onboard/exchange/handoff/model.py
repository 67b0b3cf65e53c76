"""Content of a hand-off, as TOTAL reads it."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from typing import Any, Final

from pydantic import BaseModel, ConfigDict, Field

from total_onboard.core.credential import CredentialKind
from total_onboard.core.desired_state import Recipient
from total_onboard.core.secret import SecretText
from total_onboard.exchange.handoff.public_credential import HandedCertificate, HandedCredential
from total_onboard.exchange.handoff.sealed_handoff import FORMAT, FORMAT_2, seal

LONGEST_NAME: Final = 256


class HandoffGroup(BaseModel):
    """A group as TOTAL enters it: its object ID, and the role that its members get."""

    model_config = ConfigDict(frozen=True)

    id: str
    name: str
    role: str


class Handoff(BaseModel):
    """All values that travel from the customer to TOTAL.

    ``credential`` is None for a client secret, which the three members for it describe; they are None for another kind.
    """

    model_config = ConfigDict(frozen=True)

    tenant_id: str
    tenant_name: str
    client_id: str
    client_secret: SecretText | None
    client_secret_key_id: str | None
    client_secret_expires_at: datetime | None
    credential: HandedCredential | None = None
    groups: tuple[HandoffGroup, ...]
    issuer: str
    discovery_url: str
    created_at: datetime = Field(default_factory=lambda: datetime.now(UTC))
    # Recipient of the sealed file; not part of the file.
    recipient: Recipient | None = Field(default=None, exclude=True, repr=False)

    @property
    def kind(self) -> CredentialKind:
        """The kind of credential that TOTAL signs in with."""
        return self.credential.kind if self.credential else CredentialKind.SECRET

    @property
    def expires_at(self) -> datetime | None:
        """When the credential expires; None if it doesn't, or isn't in this hand-off."""
        if isinstance(self.credential, HandedCertificate):
            return self.credential.expires_at
        return self.client_secret_expires_at

    @property
    def key_id(self) -> str | None:
        """The ID of the credential in the tenant; None if it has none, or isn't in this hand-off."""
        return self.credential.key_id if isinstance(self.credential, HandedCertificate) else self.client_secret_key_id

    def content(self) -> str:
        """Return what is delivered: sealed if TOTAL gave a key for it, plain otherwise."""
        document = self.document()
        if self.recipient:
            return seal(document, self.tenant_id, self.recipient, self.credential.kind if self.credential else None)
        return json.dumps(document, indent=2) + "\n"

    def document(self) -> dict[str, Any]:
        """Return everything, secret included: only to be sealed, or to be written to the requested place."""
        body = self.model_dump(mode="json", exclude=None if self.credential else {"credential"})
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
