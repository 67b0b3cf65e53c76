"""Conditional Access: the tenant's policies as Graph shows them, and what they demand of one sign-in.

Sources: Entra pages "Conditional Access: Grant", "Conditional Access: Session", "Conditional Access: Conditions",
"Block authentication flows"; numbers from "Microsoft Entra authentication error codes".
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, Final
from uuid import NAMESPACE_URL, uuid5

from total_onboard.sandbox.directory.catalog import MICROSOFT_GRAPH
from total_onboard.sandbox.directory.role_assignments import groups_of, roles_held
from total_onboard.sandbox.directory.store import Body, Store
from total_onboard.sandbox.persona import Persona

BLOCKED: Final = 53003
NOT_COMPLIANT: Final = 53000
NOT_JOINED: Final = 53001
SIGN_IN_TOO_OLD: Final = 70043
_APPROVED_CLIENT: Final = 53002
_PROTECTED_CLIENT: Final = 53009
_SECONDS: Final = {"hours": 3600.0, "days": 86_400.0}
_EVERY_TIME: Final = 300.0
"""“Every time” allows five minutes for the difference of clocks."""
_DESKTOP: Final = "mobileAppsAndDesktopClients"


@dataclass(frozen=True)
class SignInAttempt:
    """One sign-in as the policies see it.

    ``device`` is the state of the device where the browser runs; a device code carries none from there to the
    client, so it is never managed. ``age`` is how many seconds ago the person signed in.
    """

    user: Body
    client_id: str
    by_code: bool
    device: str = "unmanaged"
    age: float = 0.0


def policies_of(store: Store) -> list[Body]:
    """Return every policy, for everybody and everything as far as it does not say otherwise."""
    return [_policy(store, declared) for declared in declared_policies(store.persona)]


def declared_policies(persona: Persona) -> list[Body]:
    """Return what the persona declares of its policies."""
    return [*persona.conditional_access, *([_DEVICE_CODE_BLOCK] if persona.device_code == "blocked" else [])]


def refusal_of(store: Store, attempt: SignInAttempt) -> int | None:
    """Return the number with which the first unmet policy refuses the sign-in, or None."""
    return next((code for policy in _applied(store, attempt) if (code := _unmet(store, policy, attempt))), None)


def sign_in_is_too_old(store: Store, attempt: SignInAttempt) -> bool:
    """Return whether a policy about the sign-in frequency wants to see the person again."""
    return any(attempt.age > limit for policy in _applied(store, attempt) for limit in _frequency(policy))


def _applied(store: Store, attempt: SignInAttempt) -> Iterator[Body]:
    for policy in policies_of(store):
        conditions = policy["conditions"]
        if (
            policy["state"] == "enabled"
            and _concerns(store, conditions["users"], attempt.user["id"])
            and _is_about(conditions["applications"], attempt.client_id)
            and {"all", _DESKTOP} & set(conditions["clientAppTypes"])
            and _is_of_flow(conditions, attempt)
        ):
            yield policy


def _concerns(store: Store, users: Body, user_id: str) -> bool:
    names = {user_id, *groups_of(store, user_id), *roles_held(store, user_id)}
    included, excluded = (_named(users, way) for way in ("include", "exclude"))
    return not excluded & names and bool(included & (names | {"All"}))


def _named(users: Body, way: str) -> set[str]:
    return {one for kind in ("Users", "Groups", "Roles") for one in users.get(way + kind) or []}


def _is_about(applications: Body, client_id: str) -> bool:
    ids = {client_id, MICROSOFT_GRAPH}
    excluded = set(applications.get("excludeApplications") or [])
    return not excluded & ids and bool(set(applications.get("includeApplications") or []) & (ids | {"All"}))


def _is_of_flow(conditions: Body, attempt: SignInAttempt) -> bool:
    """Return whether it applies to this way to sign in, on the desktop system that the tool runs on."""
    methods = (conditions.get("authenticationFlows") or {}).get("transferMethods")
    flow = not methods or (attempt.by_code and "deviceCodeFlow" in methods.split(","))
    platforms = (conditions.get("platforms") or {}).get("includePlatforms") or ["all"]
    return flow and bool(set(platforms) & {"all", "windows", "macOS", "linux"})


def _unmet(store: Store, policy: Body, attempt: SignInAttempt) -> int | None:
    """Return the number of the first control that is not met; with OR one that is met is enough."""
    controls = policy.get("grantControls") or {}
    results = [*(_control(name, attempt) for name in controls.get("builtInControls") or [])]
    results += [None] * len(controls.get("termsOfUse") or [])
    if controls.get("authenticationStrength"):
        results.append(None if store.persona.strong_method else BLOCKED)
    if controls.get("operator") == "OR" and None in results:
        return None
    return next((code for code in results if code), None)


def _control(name: str, attempt: SignInAttempt) -> int | None:
    device = "unmanaged" if attempt.by_code else attempt.device
    refused: dict[str, int | None] = {
        "block": BLOCKED,
        "compliantDevice": None if device in ("compliant", "compliant-and-joined") else NOT_COMPLIANT,
        "domainJoinedDevice": None if device in ("joined", "compliant-and-joined") else NOT_JOINED,
        "approvedApplication": _APPROVED_CLIENT,
        "compliantApplication": _PROTECTED_CLIENT,
    }
    return refused.get(name)


def _frequency(policy: Body) -> Iterator[float]:
    frequency: dict[str, Any] = (policy.get("sessionControls") or {}).get("signInFrequency") or {}
    if not frequency.get("isEnabled"):
        return
    if frequency.get("frequencyInterval") == "everyTime":
        yield _EVERY_TIME
    elif frequency.get("value"):
        yield frequency["value"] * _SECONDS[frequency["type"]]


def _policy(store: Store, declared: Body) -> Body:
    conditions = _EVERYTHING | declared.get("conditions", {})
    made = {"id": str(uuid5(NAMESPACE_URL, declared["displayName"])), "state": "enabled"}
    return {**made, "createdDateTime": store.organization["createdDateTime"], **declared, "conditions": conditions}


_EVERYTHING: Final[Body] = {
    "clientAppTypes": ["all"],
    "applications": {"includeApplications": ["All"], "excludeApplications": []},
    "users": {"includeUsers": ["All"], "excludeUsers": []},
}

_DEVICE_CODE_BLOCK: Final[Body] = {
    "displayName": "Block device code flow",
    "conditions": {"authenticationFlows": {"transferMethods": "deviceCodeFlow"}},
    "grantControls": {"operator": "OR", "builtInControls": ["block"]},
}
