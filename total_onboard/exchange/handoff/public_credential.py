"""What a hand-off says of a credential that isn't a client secret: nothing in it is secret."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field

from total_onboard.core.credential import CredentialKind


class HandedCertificate(BaseModel):
    """TOTAL's certificate in the tenant: its key ID there, and its SHA-1 thumbprint as the portal shows it."""

    model_config = ConfigDict(frozen=True)

    kind: Literal[CredentialKind.CERTIFICATE] = CredentialKind.CERTIFICATE
    key_id: str
    thumbprint: str
    expires_at: datetime


class HandedTrust(BaseModel):
    """The federated identity credential in the tenant: its name, and the tokens of TOTAL's that it takes."""

    model_config = ConfigDict(frozen=True)

    kind: Literal[CredentialKind.FEDERATED] = CredentialKind.FEDERATED
    name: str
    issuer: str
    subject: str
    audience: str


HandedCredential = Annotated[HandedCertificate | HandedTrust, Field(discriminator="kind")]
