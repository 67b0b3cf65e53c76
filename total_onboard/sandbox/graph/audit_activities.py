"""What an operation is called in the audit log, and which objects it is about.

Sources: Entra pages “Microsoft Entra audit log categories and activities” and “Check the status of user provisioning”
(“Audit changes to your provisioning configuration”).
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final, NamedTuple

from total_onboard.sandbox.store import Body, Store

APPLICATIONS: Final = "ApplicationManagement"
GROUPS: Final = "GroupManagement"
USERS: Final = "UserManagement"
PROVISIONING: Final = "ProvisioningManagement"

_SECRETS: Final = "Update application – Certificates and secrets management"
_JOB: Final = "/servicePrincipals/{id}/synchronization/jobs/{job_id}"

_ACTIVITIES: Final = {
    "POST /applications": (APPLICATIONS, "Add application"),
    "POST /applicationTemplates/{id}/instantiate": (APPLICATIONS, "Add application"),
    "PATCH /applications/{id}": (APPLICATIONS, "Update application"),
    "DELETE /applications/{id}": (APPLICATIONS, "Delete application"),
    "POST /applications/{id}/owners/$ref": (APPLICATIONS, "Add owner to application"),
    "DELETE /applications/{id}/owners/{owner_id}/$ref": (APPLICATIONS, "Remove owner from application"),
    "POST /applications/{id}/addPassword": (APPLICATIONS, _SECRETS),
    "POST /applications/{id}/removePassword": (APPLICATIONS, _SECRETS),
    "POST /servicePrincipals": (APPLICATIONS, "Add service principal"),
    "PATCH /servicePrincipals/{id}": (APPLICATIONS, "Update service principal"),
    "POST /oauth2PermissionGrants": (APPLICATIONS, "Add delegated permission grant"),
    "DELETE /oauth2PermissionGrants/{id}": (APPLICATIONS, "Remove delegated permission grant"),
    "POST /groups": (GROUPS, "Add group"),
    "PATCH /groups/{id}": (GROUPS, "Update group"),
    "DELETE /groups/{id}": (GROUPS, "Delete group"),
    "POST /groups/{id}/members/$ref": (GROUPS, "Add member to group"),
    "DELETE /groups/{id}/members/{member_id}/$ref": (GROUPS, "Remove member from group"),
    "POST /servicePrincipals/{id}/synchronization/jobs": (PROVISIONING, "Add provisioning configuration"),
    f"DELETE {_JOB}": (PROVISIONING, "Delete provisioning configuration"),
    f"POST {_JOB}/start": (PROVISIONING, "Enable/start provisioning configuration"),
    f"POST {_JOB}/pause": (PROVISIONING, "Disable/pause provisioning configuration"),
    f"POST {_JOB}/restart": (PROVISIONING, "Enable/restart provisioning configuration"),
    f"PUT {_JOB}/schema": (PROVISIONING, "Update attribute mappings or scope"),
    "PUT /servicePrincipals/{id}/synchronization/secrets": (
        PROVISIONING,
        "Update provisioning setting or credentials",
    ),
}
_ASSIGNMENTS: Final = {
    "Group": (GROUPS, "Add app role assignment to group", "Remove app role assignment from group"),
    "User": (USERS, "Add app role assignment grant to user", "Remove app role assignment from user"),
    "": (
        APPLICATIONS,
        "Add app role assignment to service principal",
        "Remove app role assignment from service principal",
    ),
}
"""By the kind of the principal; the last is that of an application."""


class About(NamedTuple):
    """The objects of an operation; ``kind`` is that of the principal of an assignment."""

    targets: tuple[str, ...]
    kind: str = ""


def about(store: Store, operation: str, path: Mapping[str, str], body: Any) -> About:  # noqa: ANN401
    """To be asked before the operation is carried out: what is deleted cannot be looked at afterwards."""
    given = body if isinstance(body, dict) else {}
    if "/appRoleAssign" in operation:
        row = store.app_role_assignments.truth(path.get("assignment_id", "")) or given
        return About(_ids(row, "resourceId", "principalId"), _kind(store, str(row.get("principalId"))))
    if "/oauth2PermissionGrants" in operation:
        return About(_ids(store.permission_grants.truth(path.get("id", "")) or given, "resourceId", "clientId"))
    return About((path["id"],) if "id" in path else ())


def activities(operation: str, of: About) -> list[tuple[str, str]]:
    """Names, each with its category; none where it is no activity of the log. A grant that is changed is logged as
    removed and added."""
    method, _, path = operation.partition(" ")
    if "/appRoleAssign" in path and method in ("POST", "DELETE"):
        category, added, removed = _ASSIGNMENTS[of.kind]
        return [(added if method == "POST" else removed, category)]
    if operation == "PATCH /oauth2PermissionGrants/{id}":
        return [(f"{deed} delegated permission grant", APPLICATIONS) for deed in ("Remove", "Add")]
    if operation not in _ACTIVITIES:
        return []
    category, name = _ACTIVITIES[operation]
    return [(name, category)]


def _kind(store: Store, object_id: str) -> str:
    return "Group" if store.groups.truth(object_id) else "User" if store.users.truth(object_id) else ""


def _ids(row: Body, *names: str) -> tuple[str, ...]:
    return tuple(str(row[name]) for name in names if row.get(name))
