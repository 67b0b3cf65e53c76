"""The directory's audit trail: one entry for every change that Graph carried out."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Final, cast

from starlette.datastructures import State

from total_onboard.sandbox.sign_in.access_tokens import Caller
from total_onboard.sandbox.store import Body, Store

ACTIVITIES: Final = {
    "POST /applications": ("Add application", "ApplicationManagement"),
    "POST /applicationTemplates/{id}/instantiate": ("Add application", "ApplicationManagement"),
    "PATCH /applications/{id}": ("Update application", "ApplicationManagement"),
    "DELETE /applications/{id}": ("Delete application", "ApplicationManagement"),
    "POST /applications/{id}/owners/$ref": ("Add owner to application", "ApplicationManagement"),
    "POST /applications/{id}/addPassword": (
        "Update application – Certificates and secrets management",
        "ApplicationManagement",
    ),
    "POST /applications/{id}/removePassword": (
        "Update application – Certificates and secrets management",
        "ApplicationManagement",
    ),
    "POST /servicePrincipals": ("Add service principal", "ApplicationManagement"),
    "PATCH /servicePrincipals/{id}": ("Update service principal", "ApplicationManagement"),
    "POST /servicePrincipals/{id}/appRoleAssignedTo": (
        "Add app role assignment to service principal",
        "ApplicationManagement",
    ),
    "DELETE /servicePrincipals/{id}/appRoleAssignedTo/{assignment_id}": (
        "Remove app role assignment from service principal",
        "ApplicationManagement",
    ),
    "POST /oauth2PermissionGrants": ("Add delegated permission grant", "ApplicationManagement"),
    "POST /groups": ("Add group", "GroupManagement"),
    "PATCH /groups/{id}": ("Update group", "GroupManagement"),
    "DELETE /groups/{id}": ("Delete group", "GroupManagement"),
    "POST /groups/{id}/members/$ref": ("Add member to group", "GroupManagement"),
    "DELETE /groups/{id}/members/{member_id}/$ref": ("Remove member from group", "GroupManagement"),
}
"""Activity and category by operation ("Microsoft Entra audit log categories and activities")."""


@dataclass
class AuditTrail:
    """One tenant's entries as Graph shows them, oldest first."""

    store: Store
    entries: list[Body] = field(default_factory=list)

    def record(self, operation: str, caller: Caller, target_id: str | None) -> None:
        """Note a change that was carried out; what is no activity of the audit log is left out."""
        if operation not in ACTIVITIES:
            return
        activity, category = ACTIVITIES[operation]
        self.entries.append(
            {
                "id": f"Directory_{self.store.new_id()}",
                "activityDateTime": self.store.clock.now().strftime("%Y-%m-%dT%H:%M:%SZ"),
                "activityDisplayName": activity,
                "additionalDetails": [],
                "category": category,
                "correlationId": self.store.new_id(),
                "initiatedBy": self._initiator(caller),
                "loggedByService": "Core Directory",
                "operationType": activity.partition(" ")[0],
                "result": "success",
                "resultReason": "",
                "targetResources": [{"id": target_id}] if target_id else [],
            }
        )

    def _initiator(self, caller: Caller) -> Body:
        if caller.kind == "app":
            return {"app": {"appId": caller.app_id, "servicePrincipalId": caller.oid}, "user": None}
        user = self.store.users.truth(caller.oid) or {}
        return {"app": None, "user": {"id": caller.oid, "userPrincipalName": user.get("userPrincipalName")}}


def trail_of(state: State, store: Store) -> AuditTrail:
    """The trail that an application keeps in its state; begun with the first request."""
    if not hasattr(state, "trail"):
        state.trail = AuditTrail(store)
    return cast(AuditTrail, state.trail)
