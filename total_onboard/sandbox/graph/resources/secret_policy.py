"""The tenant's app management policy at work on new secrets (Graph reference, ``tenantAppManagementPolicy``)."""

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
    own = store.app_policies.get(owner["id"])
    policy = own or store.app_management_policy
    for one in _in_force(policy, restrictions, owner):
        if one["restrictionType"] == "passwordAddition":
            message = f"Credential type is not allowed as per assigned policy '{policy['id']}'."
            raise GraphRefusal(400, "CredentialTypeNotAllowedAsPerAppPolicy", message)
        if one["restrictionType"] == "passwordLifetime" and _life(credential) > _longest(one):
            raise _lives_too_long(policy["id"])


def _in_force(policy: Body, restrictions: str, owner: Body) -> Iterator[dict[str, Any]]:
    """Yield the restrictions that are enabled, and not for younger applications only."""
    if not policy.get("isEnabled"):
        return
    for one in (policy.get("restrictions") or policy.get(restrictions) or {}).get("passwordCredentials", []):
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


def _lives_too_long(policy_id: str) -> GraphRefusal:
    message = f"Credential lifetime exceeds the max value allowed as per assigned policy '{policy_id}'."
    detail = {"code": "InvalidKeyEndDate", "message": message, "target": "EndDate"}
    return GraphRefusal(400, "CredentialInvalidLifetimeAsPerAppPolicy", message, details=[detail])
