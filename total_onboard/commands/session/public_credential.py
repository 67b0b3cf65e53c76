"""The credential of a hand-off that isn't a client secret: as the application has it, nothing of it secret."""

from __future__ import annotations

from total_onboard.core.credential import CredentialKind
from total_onboard.core.desired_state import DesiredState
from total_onboard.engine.journal.journal import Journal
from total_onboard.engine.journal.secret_deliveries import delivered_credentials
from total_onboard.engine.state.run_state import RunState
from total_onboard.exchange.handoff.public_credential import HandedCertificate, HandedCredential, HandedTrust
from total_onboard.steps.credentials.choice import registered_certificate, registered_trust, selection, works_until


def uses_secret(desired: DesiredState, state: RunState) -> bool:
    """Return whether TOTAL signs in with a client secret, also if no credential is possible."""
    return selection(desired, state).kind in (None, CredentialKind.SECRET)


def handed_credential(desired: DesiredState, state: RunState) -> HandedCredential | None:
    """Return the chosen certificate or trust; None if it isn't there, or if it is a secret."""
    kind, certificate = selection(desired, state).kind, desired.credential.certificate
    if kind is CredentialKind.CERTIFICATE and certificate and (found := registered_certificate(desired, state)):
        return HandedCertificate(
            key_id=found.key_id, thumbprint=certificate.thumbprint, expires_at=works_until(found, certificate)
        )
    if kind is CredentialKind.FEDERATED and (trust := registered_trust(desired, state)):
        audience = trust.audiences[0]
        return HandedTrust(name=trust.name, issuer=trust.issuer, subject=trust.subject, audience=audience)
    return None


def name_of(credential: HandedCredential | None) -> str:
    """Return how the journal names it: the key ID of a certificate, the name of a trust."""
    if credential is None:
        return ""
    return credential.key_id if isinstance(credential, HandedCertificate) else credential.name


def is_new_credential(desired: DesiredState, journal: Journal, state: RunState) -> bool:
    """Return whether the credential is in no hand-off yet, from this run or from an interrupted one."""
    name = name_of(handed_credential(desired, state))
    return bool(name) and name not in delivered_credentials(journal.entries())
