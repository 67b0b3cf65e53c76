"""The tenant's app management policy for client secrets and certificates, reduced to what a setup requires."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from total_onboard.entra.resources.policies import AppManagementPolicy, CredentialRestriction


@dataclass(frozen=True)
class ClientSecretPolicy:
    """Whether a new application may have a client secret, and how long it may live."""

    forbidden: bool = False
    longest: timedelta | None = None


def secret_policy(policy: AppManagementPolicy, now: datetime) -> ClientSecretPolicy:
    """Return the rule for an application made now, or earlier; the stricter reading if the policy is dated."""
    if not policy.is_enabled:
        return ClientSecretPolicy()
    rules = [rule for rule in policy.password_restrictions if in_force(rule, now)]
    lifetimes = [rule.max_lifetime for rule in rules if rule.restriction_type == "passwordLifetime"]
    return ClientSecretPolicy(
        forbidden=any(rule.restriction_type == "passwordAddition" for rule in rules),
        longest=min((lifetime for lifetime in lifetimes if lifetime), default=None),
    )


def in_force(rule: CredentialRestriction, now: datetime) -> bool:
    """Return whether a rule holds for an application made now."""
    since = rule.restrict_for_apps_created_after
    return rule.state == "enabled" and (since is None or since <= now)


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
