"""Scope: the people and groups assigned to an application, and the direct members of those groups."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from total_onboard.sandbox.directory.store import Body, Store


@dataclass(frozen=True)
class Entitlement:
    """Directory ids in scope; groups within groups are not opened."""

    users: tuple[str, ...]
    groups: tuple[str, ...]


def entitlement(store: Store, service_principal_id: str, *, sync_all: bool) -> Entitlement:
    """Return everybody in scope now; with ``sync_all`` the whole directory."""
    if sync_all:
        return Entitlement(_ids(store.users.all_replicated()), _ids(store.groups.all_replicated()))
    assigned = [
        assignment
        for assignment in store.app_role_assignments.all_replicated()
        if assignment["resourceId"] == service_principal_id
    ]
    groups = _principals(assigned, "Group")
    members = [member for group in groups for member in store.members.get(group, []) if store.users.truth(member)]
    return Entitlement(tuple(dict.fromkeys([*_principals(assigned, "User"), *members])), tuple(groups))


def sync_all(secrets: dict[str, str]) -> bool:
    """Return what the setting ``SyncAll`` says; without it, assigned people and groups only."""
    return secrets.get("SyncAll", "false").lower() == "true"


def _principals(assigned: list[Body], kind: str) -> list[str]:
    return list(dict.fromkeys(one["principalId"] for one in assigned if one["principalType"] == kind))


def _ids(bodies: Iterable[Body]) -> tuple[str, ...]:
    return tuple(body["id"] for body in bodies)
