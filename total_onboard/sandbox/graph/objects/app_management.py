"""App management policies: which credentials an application may have, and for how long.

Source: https://learn.microsoft.com/graph/api/resources/applicationauthenticationmethodpolicy
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import Any, Final

from pydantic import TypeAdapter

from total_onboard.sandbox.directory.store import Body, Store
from total_onboard.sandbox.graph.errors import GraphRefusal

_DURATION: Final = TypeAdapter(timedelta)


def check_new_password(store: Store, restrictions: str, owner: Body, credential: Body) -> None:
    """See that the policy lets the application have this secret. Raises GraphRefusal."""
    policy = _policy_of(store, owner)
    for one in _in_force(policy, restrictions, "passwordCredentials", owner):
        if one["restrictionType"] == "passwordAddition":
            raise _not_allowed(policy["id"])
        if one["restrictionType"] == "passwordLifetime" and _life(credential) > _longest(one):
            raise _lives_too_long(policy["id"])


def check_new_certificate(store: Store, owner: Body, credential: Body, *, is_self_signed: bool) -> None:
    """See that the policy lets the application have this certificate. Raises GraphRefusal.

    No persona declares an authority, so a trusted authority is one that isn't the certificate itself.
    """
    policy = _policy_of(store, owner)
    for one in _in_force(policy, "applicationRestrictions", "keyCredentials", owner):
        if one["restrictionType"] == "asymmetricKeyLifetime" and _life(credential) > _longest(one):
            raise _lives_too_long(policy["id"])
        if one["restrictionType"] == "trustedCertificateAuthority" and is_self_signed:
            raise _not_allowed(policy["id"])


def _policy_of(store: Store, owner: Body) -> Body:
    return store.app_policies.get(owner["id"]) or store.app_management_policy


def _in_force(policy: Body, restrictions: str, kind: str, owner: Body) -> Iterator[dict[str, Any]]:
    """Yield the restrictions that are enabled, and not for younger applications only."""
    if not policy.get("isEnabled"):
        return
    for one in (policy.get("restrictions") or policy.get(restrictions) or {}).get(kind, []):
        after = one.get("restrictForAppsCreatedAfterDateTime")
        made = owner.get("createdDateTime")
        is_young = not after or not made or datetime.fromisoformat(made) > datetime.fromisoformat(after)
        if one.get("state", "enabled") == "enabled" and is_young:
            yield one


def _life(credential: Body) -> timedelta:
    start, end = (datetime.fromisoformat(credential[name]) for name in ("startDateTime", "endDateTime"))
    return end - start


def _longest(restriction: dict[str, Any]) -> timedelta:
    return _DURATION.validate_python(restriction["maxLifetime"])


def _not_allowed(policy_id: str) -> GraphRefusal:
    message = f"Credential type is not allowed as per assigned policy '{policy_id}'."
    return GraphRefusal(400, "CredentialTypeNotAllowedAsPerAppPolicy", message)


def _lives_too_long(policy_id: str) -> GraphRefusal:
    message = f"Credential lifetime exceeds the max value allowed as per assigned policy '{policy_id}'."
    detail = {"code": "InvalidKeyEndDate", "message": message, "target": "EndDate"}
    return GraphRefusal(400, "CredentialInvalidLifetimeAsPerAppPolicy", message, details=[detail])
