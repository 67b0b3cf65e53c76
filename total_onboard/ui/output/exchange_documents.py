"""Keys, value sheets and hand-offs in the JSON document; no secret but in an opened hand-off."""

from __future__ import annotations

from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any, Literal

from pydantic import BaseModel, ConfigDict, Field

from total_onboard.core.attribute_set import AttributeSet
from total_onboard.core.credential import CredentialChoice, CredentialKind, FederatedTrust
from total_onboard.core.desired_state import DesiredGroup
from total_onboard.core.public_certificate import PublicCertificate
from total_onboard.exchange.handoff.model import Handoff, HandoffGroup
from total_onboard.exchange.handoff.public_credential import HandedCredential
from total_onboard.exchange.handoff.sealed_handoff import SealedHandoff
from total_onboard.exchange.keys.private_keys import KeyFolder, KeyState
from total_onboard.exchange.keys.public_keys import PublicKeys, SigningKey
from total_onboard.exchange.keys.trusted_keys import TrustedKeyState
from total_onboard.exchange.ledger.entries import NewerHandoff
from total_onboard.exchange.readable_codes import fingerprint
from total_onboard.exchange.value_sheet.issued_sheet import IssuedSheet
from total_onboard.exchange.value_sheet.sealed_token import key_of
from total_onboard.exchange.value_sheet.value_sheet import ValueSheet


class _Fact(BaseModel):
    model_config = ConfigDict(frozen=True)


class KeyFacts(_Fact):
    """A pair of key pairs; ``public`` is the JWK Set that customers get."""

    name: str
    fingerprint: str
    signing_kid: str
    handoff_kid: str
    handoff_fingerprint: str
    not_before: datetime
    not_after: datetime
    file: str
    revocation: str | None
    state: KeyState
    public: dict[str, Any]

    @classmethod
    def of(cls, keys: PublicKeys, folder: KeyFolder) -> KeyFacts:
        """``file`` holds the private halves, ``revocation`` the list that revokes them."""
        revocation = folder.revocation(keys.name)
        return cls(
            name=keys.name,
            fingerprint=keys.signing.fingerprint,
            signing_kid=keys.signing.kid,
            handoff_kid=keys.handoff.kid,
            handoff_fingerprint=keys.handoff.fingerprint,
            not_before=keys.signing.begins,
            not_after=keys.signing.ends,
            file=str(folder.file(keys.name)),
            revocation=str(revocation) if revocation.exists() else None,
            state=folder.state(keys.name, datetime.now(UTC)),
            public=keys.document(),
        )


class TrustedKeyFacts(_Fact):
    """A trusted key, which may sign sheets if it is "in use"; ``file`` is where it was stored just now, or null."""

    name: str
    kid: str
    fingerprint: str
    not_before: datetime
    not_after: datetime
    state: TrustedKeyState
    file: str | None

    @classmethod
    def of(cls, key: SigningKey, state: TrustedKeyState, file: Path | None) -> TrustedKeyFacts:
        """Describe a key, and where it was stored now."""
        return cls(
            name=key.name,
            kid=key.kid,
            fingerprint=key.fingerprint,
            not_before=key.begins,
            not_after=key.ends,
            state=state,
            file=str(file) if file else None,
        )


class Signer(_Fact):
    """The key that vouches for a sheet."""

    name: str
    kid: str
    fingerprint: str

    @classmethod
    def of(cls, key: SigningKey) -> Signer:
        """Describe a key and whether it is trusted here."""
        return cls(name=key.name, kid=key.kid, fingerprint=key.fingerprint)


class CertificateFacts(_Fact):
    """TOTAL's public certificate; the thumbprint is SHA-1, as the Microsoft Entra admin center shows it."""

    subject: str
    thumbprint: str
    expires_at: datetime

    @classmethod
    def of(cls, certificate: PublicCertificate) -> CertificateFacts:
        """Describe a certificate."""
        return cls(subject=certificate.subject, thumbprint=certificate.thumbprint, expires_at=certificate.not_after)


class SheetFacts(_Fact):
    """A value sheet, without its token; the members of a signed one are null in one that nobody signed.

    ``scim_token_key`` is the id of the key that opens the token, null if a passphrase does. ``credential`` are the
    kinds that TOTAL takes, the preferred one first.
    """

    path: str
    fingerprint: str
    signed_by: Signer | None
    id: str | None
    issued_at: datetime | None
    expires_at: datetime | None
    customer: str
    tenant: str | None
    tenant_id: str | None
    cloud: str | None
    application_name: str
    redirect_uris: tuple[str, ...]
    scim_url: str | None
    scim_token: Literal["sealed", "opened", "plain", "none"]
    scim_token_key: str | None
    scim_token_ends: date | None
    groups: tuple[DesiredGroup, ...]
    secret_months: int
    attributes: AttributeSet | None
    credential: tuple[CredentialKind, ...]
    certificate: CertificateFacts | None
    federated: FederatedTrust | None
    handoff_url: str | None
    contact: str | None

    @classmethod
    def of(cls, sheet: ValueSheet, key: SigningKey | None, path: Path, text: str) -> SheetFacts:
        """Describe a sheet's file."""
        issued = sheet if isinstance(sheet, IssuedSheet) else None
        described = {"scim_token", "credential", "certificate"}
        values = sheet.model_dump(include=set(cls.model_fields) & set(ValueSheet.model_fields) - described)
        return cls(
            **values,
            path=str(path),
            fingerprint=fingerprint(text.encode()),
            signed_by=Signer.of(key) if key else None,
            id=str(issued.id) if issued else None,
            tenant_id=issued.tenant_id if issued else None,
            issued_at=issued.issued_at if issued else None,
            expires_at=issued.expires_at if issued else None,
            scim_token=_token_of(sheet),
            credential=(sheet.credential_choice or CredentialChoice()).preference,
            certificate=CertificateFacts.of(sheet.certificate) if sheet.certificate else None,
            handoff_url=issued.handoff_url if issued else None,
            scim_token_key=key_of(issued.sealed_scim_token) if issued and issued.sealed_scim_token else None,
        )


def _token_of(sheet: ValueSheet) -> Literal["sealed", "opened", "plain", "none"]:
    sealed = isinstance(sheet, IssuedSheet) and sheet.sealed_scim_token is not None
    if sealed:
        return "opened" if sheet.scim_token else "sealed"
    return "plain" if sheet.scim_token else "none"


class FiledHandoff(_Fact):
    """The public part of a hand-off; without a seal there is neither sheet nor key."""

    path: str
    sealed: bool
    tenant_id: str
    created_at: datetime
    sheet_id: str | None = None
    customer: str | None = None
    kid: str | None = None
    credential: CredentialKind = CredentialKind.SECRET

    @classmethod
    def sealed_in(cls, path: Path, sealed: SealedHandoff) -> FiledHandoff:
        """Describe the readable part of a sealed hand-off."""
        outside = sealed.filing.model_dump(mode="json", exclude={"format"}, exclude_none=True)
        return cls(path=str(path), sealed=True, kid=sealed.kid, **outside)

    @classmethod
    def plain_in(cls, path: Path, handoff: Handoff) -> FiledHandoff:
        """Describe an unsealed hand-off file."""
        return cls(
            path=str(path),
            sealed=False,
            tenant_id=handoff.tenant_id,
            created_at=handoff.created_at,
            credential=handoff.kind,
        )


class OpenedHandoff(_Fact):
    """All values, the client secret in plain among them: what ``handoff open`` is asked for.

    ``credential`` is null for a client secret. ``customer`` is the ledger's. ``newer_handoff`` was opened before and
    makes this one outdated.
    ``bound_to_sheet`` says whether the sheet's nonce came back inside the seal, ``credential_of_sheet`` whether the
    sheet offers exactly this credential.
    """

    tenant_id: str
    tenant_name: str
    client_id: str
    client_secret: str | None = Field(repr=False)
    client_secret_key_id: str | None
    client_secret_expires_at: datetime | None
    credential: HandedCredential | None = None
    groups: tuple[HandoffGroup, ...]
    issuer: str
    discovery_url: str
    created_at: datetime
    sealed: bool
    sheet_id: str | None
    customer: str | None
    answers_issued_sheet: Literal["yes", "no", "not checked"]
    bound_to_sheet: Literal["yes", "no", "first format"]
    credential_of_sheet: Literal["yes", "no", "not checked"] = "not checked"
    superseded: bool
    newer_handoff: NewerHandoff | None = None
    opened_before_at: datetime | None = None
    opened_before_by: str | None = None
    withdrawn_at: datetime | None = None
    withdrawn_by: str | None = None
    withdrawn_reason: str | None = None
    credentials: Literal["work", "not yet", "not checked"]
