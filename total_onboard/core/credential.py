"""How TOTAL proves its identity when it signs in: a client secret, a certificate, or tokens of another issuer."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from typing import Any, Final, Self
from urllib.parse import urlsplit

from pydantic import BaseModel, ConfigDict, field_validator, model_validator

from total_onboard.core.credential_kind import CredentialKind as CredentialKind
from total_onboard.core.public_certificate import PublicCertificate

ENTRA_AUDIENCE: Final = "api://AzureADTokenExchange"
"""What Microsoft recommends as the audience of the tokens that it exchanges."""
LONGEST: Final = 600
"""Characters that Graph allows for issuer, subject and audience each."""
_UNPRINTABLE: Final = re.compile(r"[\x00-\x20\x7f-\xa0\u2000-\u200f\u2028-\u202f\u2060-\u206f\ufeff]")


class FederatedTrust(BaseModel):
    """Tokens that Microsoft Entra accepts in place of a secret: all three values must match exactly."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    issuer: str
    subject: str
    audience: str = ENTRA_AUDIENCE

    @field_validator("issuer", "subject", "audience")
    @classmethod
    def _within_limits(cls, value: str) -> str:
        if not 1 <= len(value) <= LONGEST:
            raise ValueError(f"it must have 1 to {LONGEST} characters")
        if _UNPRINTABLE.search(value):
            raise ValueError("it must have no blanks and no control characters")
        if "*" in value:
            raise ValueError("it must have no *, because Microsoft Entra compares it exactly")
        return value

    @field_validator("issuer")
    @classmethod
    def _address(cls, value: str) -> str:
        """Microsoft appends ``/.well-known/openid-configuration`` and reads the keys from there."""
        parts = urlsplit(value)
        if parts.scheme != "https" or not parts.hostname or parts.query or parts.fragment or "@" in parts.netloc:
            raise ValueError("it must be an https:// address without a user name, query or fragment")
        return value


class CredentialChoice(BaseModel):
    """Acceptable kinds of credentials, the preferred one first, with what each of them needs.

    Without any data of TOTAL's, a client secret is the only one possible.
    """

    model_config = ConfigDict(frozen=True)

    preference: tuple[CredentialKind, ...] = (CredentialKind.SECRET,)
    certificate: PublicCertificate | None = None
    federated: FederatedTrust | None = None

    @model_validator(mode="after")
    def _complete(self) -> Self:
        if not self.preference:
            raise ValueError("no kind of credential is given")
        if len(set(self.preference)) != len(self.preference):
            raise ValueError("a kind of credential is given twice")
        data = {CredentialKind.CERTIFICATE: self.certificate, CredentialKind.FEDERATED: self.federated}
        if missing := [kind for kind in self.preference if kind in data and data[kind] is None]:
            raise ValueError(f"the data of the credential “{missing[0]}” is missing")
        return self

    @property
    def preferred(self) -> CredentialChoice:
        """The choice of the preferred kind alone."""
        return self.model_copy(update={"preference": self.preference[:1]})

    @classmethod
    def of(
        cls,
        preference: str | Iterable[str] | None = None,
        certificate: str | bytes | None = None,
        federated: Mapping[str, Any] | None = None,
    ) -> CredentialChoice:
        """Read the members of a value sheet: one kind or a list of kinds, the certificate, the trust.

        Raises ValueError.
        """
        kinds = [preference] if isinstance(preference, str) else [*(preference or (CredentialKind.SECRET,))]
        return cls(
            preference=tuple(CredentialKind(kind) for kind in kinds),
            certificate=None if certificate is None else PublicCertificate.of(certificate),
            federated=None if federated is None else FederatedTrust.model_validate(dict(federated)),
        )
