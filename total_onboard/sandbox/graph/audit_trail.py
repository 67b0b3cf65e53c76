"""The directory's audit trail: one entry for every change that Graph carried out."""

from __future__ import annotations

import json
from typing import Final
from weakref import WeakKeyDictionary

from starlette.responses import Response

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
    "POST /oauth2PermissionGrants": ("Add delegated permission grant", "ApplicationManagement"),
    "POST /groups": ("Add group", "GroupManagement"),
    "PATCH /groups/{id}": ("Update group", "GroupManagement"),
    "DELETE /groups/{id}": ("Delete group", "GroupManagement"),
    "POST /groups/{id}/members/$ref": ("Add member to group", "GroupManagement"),
    "DELETE /groups/{id}/members/{member_id}/$ref": ("Remove member from group", "GroupManagement"),
}
"""Activity and category by operation ("Microsoft Entra audit log categories and activities")."""

_TRAILS: Final[WeakKeyDictionary[Store, list[Body]]] = WeakKeyDictionary()


def audit_trail(store: Store) -> list[Body]:
    """A tenant's entries, oldest first."""
    return _TRAILS.setdefault(store, [])
