"""The tenant's app management policy for certificates, reduced to what a setup requires."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from total_onboard.engine.access.secret_policy import in_force
from total_onboard.entra.resources.policies import AppManagementPolicy


@dataclass(frozen=True)
class CertificatePolicy:
    """How long a certificate of a new application may live, and whether it must be of an authority."""

    longest: timedelta | None = None
    requires_authority: bool = False


def certificate_policy(policy: AppManagementPolicy, now: datetime) -> CertificatePolicy:
    """Return the rule for an application made now, or earlier; the stricter reading if the policy is dated."""
    if not policy.is_enabled:
        return CertificatePolicy()
    rules = [rule for rule in policy.key_restrictions if in_force(rule, now)]
    lifetimes = [rule.max_lifetime for rule in rules if rule.restriction_type == "asymmetricKeyLifetime"]
    return CertificatePolicy(
        longest=min((lifetime for lifetime in lifetimes if lifetime), default=None),
        requires_authority=any(rule.restriction_type == "trustedCertificateAuthority" for rule in rules),
    )
