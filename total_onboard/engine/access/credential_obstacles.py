"""Why the tenant's policy, or the calendar, doesn't allow a credential that TOTAL accepts."""

from __future__ import annotations

from datetime import datetime, timedelta

from total_onboard.core.credential import CredentialChoice, CredentialKind
from total_onboard.core.public_certificate import PublicCertificate
from total_onboard.core.text.formatting import format_date
from total_onboard.engine.access.app_management_policy import CertificatePolicy, ClientSecretPolicy


def is_expired(choice: CredentialChoice, now: datetime) -> bool:
    """Return whether TOTAL's certificate has expired."""
    return choice.certificate is not None and choice.certificate.is_expired(now)


def expiry_obstacle(kind: CredentialKind, choice: CredentialChoice, now: datetime) -> str:
    """Return that the certificate has expired, if so."""
    if kind is not CredentialKind.CERTIFICATE or choice.certificate is None or not is_expired(choice, now):
        return ""
    return f"TOTAL's certificate expired on {format_date(choice.certificate.not_after)}"


def policy_obstacle(
    kind: CredentialKind,
    choice: CredentialChoice,
    secrets: ClientSecretPolicy,
    certificates: CertificatePolicy,
    now: datetime,
) -> str:
    """Return why the policy forbids a new one; empty if it doesn't. No policy forbids federated credentials."""
    if kind is CredentialKind.SECRET and secrets.forbidden:
        return "the tenant's app management policy forbids client secrets"
    if kind is CredentialKind.CERTIFICATE and choice.certificate:
        return _forbidden_certificate(choice.certificate, certificates, now)
    return ""


# Assumption certificate-lifetime.
def _forbidden_certificate(certificate: PublicCertificate, rule: CertificatePolicy, now: datetime) -> str:
    left = certificate.not_after - max(now, certificate.not_before)
    if rule.longest is not None and left > rule.longest:
        days = -(-left // timedelta(days=1))
        return f"the tenant's app management policy limits certificates ({days} → {rule.longest.days} days)"
    if rule.requires_authority and certificate.is_self_signed:
        return "the tenant's app management policy requires a certificate of a trusted authority"
    return ""
