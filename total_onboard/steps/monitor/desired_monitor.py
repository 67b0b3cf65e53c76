"""What the monitoring identity must be: its permissions, and how it proves who it is; never a secret."""

from __future__ import annotations

from dataclasses import dataclass
from hashlib import sha256
from typing import Final

from total_onboard.core.credential import FederatedTrust
from total_onboard.core.public_certificate import PublicCertificate
from total_onboard.engine.state.run_state import RunState
from total_onboard.entra.resources.non_secret_credentials import Certificate, FederatedCredential
from total_onboard.entra.sign_in.scope_reason import ScopeReason
from total_onboard.steps.access.scope_reasons import STATUS_READS
from total_onboard.steps.consent.permission_ids import role_ids_of

PERMISSIONS: Final[tuple[ScopeReason, ...]] = STATUS_READS
"""Application permissions of Microsoft Graph: exactly what ``status`` needs. Their names are those for people."""
NAME: Final = "TOTAL monitoring"


@dataclass(frozen=True)
class MonitorIdentity:
    """The one credential of the identity: a public certificate, or trust in another issuer's tokens."""

    credential: PublicCertificate | FederatedTrust

    @property
    def certificate(self) -> PublicCertificate | None:
        """The certificate, if that is the credential."""
        return self.credential if isinstance(self.credential, PublicCertificate) else None

    @property
    def trust(self) -> FederatedTrust | None:
        """The trust, if that is the credential."""
        return self.credential if isinstance(self.credential, FederatedTrust) else None

    @property
    def credential_name(self) -> str:
        """What the credential is called in the registration: the same for equal ones."""
        return name_of(fingerprint(self.credential))

    @property
    def summary(self) -> str:
        """How it proves who it is, for people."""
        if trust := self.trust:
            return f"tokens of {trust.issuer} for {trust.subject}"
        assert isinstance(self.credential, PublicCertificate)
        return f"the certificate {self.credential.thumbprint}, valid until {self.credential.not_after:%Y-%m-%d}"


def identity_of(state: RunState) -> MonitorIdentity:
    """Return the identity that this run was asked for."""
    assert state.choices.monitor is not None
    return MonitorIdentity(state.choices.monitor)


def permission_ids(state: RunState) -> dict[str, str]:
    """Return the IDs of the permissions in this tenant, by name. Raises PrerequisiteMissing."""
    return role_ids_of([each.scope for each in PERMISSIONS], state)


def fingerprint(credential: PublicCertificate | FederatedTrust | Certificate | FederatedCredential) -> str:
    """Return the digest of a credential's content: the same for what is asked for and what a registration has."""
    return sha256(_content(credential).encode()).hexdigest()


def name_of(content: str) -> str:
    """Return what the credential of a fingerprint is called."""
    return f"total-onboard-{content[:12]}"


def _content(credential: PublicCertificate | FederatedTrust | Certificate | FederatedCredential) -> str:
    """Return it as JSON. What others put into a registration may be no valid certificate, so it is not checked."""
    if isinstance(credential, Certificate):
        return PublicCertificate.model_construct(der=credential.key or "").model_dump_json()
    if isinstance(credential, FederatedCredential):
        audience = " ".join(credential.audiences)
        trust = FederatedTrust.model_construct(issuer=credential.issuer, subject=credential.subject, audience=audience)
        return trust.model_dump_json()
    return credential.model_dump_json()
