"""Names of operations in the audit log.

Sources: Entra pages “Microsoft Entra audit log categories and activities” and “Check the status of user provisioning”
(“Audit changes to your provisioning configuration”).
"""

from __future__ import annotations

from typing import Final, NamedTuple


class Activity(NamedTuple):
    """A name of the log and the category under which it stands."""

    name: str
    category: str

    @property
    def adds(self) -> bool:
        """Whether something is there afterwards that was not there before."""
        return self.name.startswith("Add ")


APPLICATIONS: Final = "ApplicationManagement"
GROUPS: Final = "GroupManagement"
USERS: Final = "UserManagement"
PROVISIONING: Final = "ProvisioningManagement"

UPDATE_APPLICATION: Final = Activity("Update application", APPLICATIONS)
UPDATE_SERVICE_PRINCIPAL: Final = Activity("Update service principal", APPLICATIONS)
UPDATE_GROUP: Final = Activity("Update group", GROUPS)
SECRETS: Final = Activity("Update application – Certificates and secrets management", APPLICATIONS)
ADD_MEMBER: Final = Activity("Add member to group", GROUPS)
ADD_GRANT: Final = Activity("Add delegated permission grant", APPLICATIONS)
REMOVE_GRANT: Final = Activity("Remove delegated permission grant", APPLICATIONS)

_JOB: Final = "/servicePrincipals/{id}/synchronization/jobs/{job_id}"

ACTIVITIES: Final = {
    "POST /applications": Activity("Add application", APPLICATIONS),
    "POST /applicationTemplates/{id}/instantiate": Activity("Add application", APPLICATIONS),
    "PATCH /applications/{id}": UPDATE_APPLICATION,
    "DELETE /applications/{id}": Activity("Delete application", APPLICATIONS),
    "POST /applications/{id}/owners/$ref": Activity("Add owner to application", APPLICATIONS),
    "DELETE /applications/{id}/owners/{owner_id}/$ref": Activity("Remove owner from application", APPLICATIONS),
    "POST /applications/{id}/addPassword": SECRETS,
    "POST /applications/{id}/removePassword": SECRETS,
    "POST /servicePrincipals": Activity("Add service principal", APPLICATIONS),
    "PATCH /servicePrincipals/{id}": UPDATE_SERVICE_PRINCIPAL,
    "POST /oauth2PermissionGrants": ADD_GRANT,
    "PATCH /oauth2PermissionGrants/{id}": ADD_GRANT,
    "DELETE /oauth2PermissionGrants/{id}": REMOVE_GRANT,
    "POST /groups": Activity("Add group", GROUPS),
    "PATCH /groups/{id}": UPDATE_GROUP,
    "DELETE /groups/{id}": Activity("Delete group", GROUPS),
    "POST /groups/{id}/members/$ref": ADD_MEMBER,
    "DELETE /groups/{id}/members/{member_id}/$ref": Activity("Remove member from group", GROUPS),
    "POST /servicePrincipals/{id}/synchronization/jobs": Activity("Add provisioning configuration", PROVISIONING),
    f"DELETE {_JOB}": Activity("Delete provisioning configuration", PROVISIONING),
    f"POST {_JOB}/start": Activity("Enable/start provisioning configuration", PROVISIONING),
    f"POST {_JOB}/pause": Activity("Disable/pause provisioning configuration", PROVISIONING),
    f"POST {_JOB}/restart": Activity("Enable/restart provisioning configuration", PROVISIONING),
    f"PUT {_JOB}/schema": Activity("Update attribute mappings or scope", PROVISIONING),
    "PUT /servicePrincipals/{id}/synchronization/secrets": Activity(
        "Update provisioning setting or credentials", PROVISIONING
    ),
}

_ASSIGNMENTS: Final = {
    "Group": (GROUPS, "Add app role assignment to group", "Remove app role assignment from group"),
    "User": (USERS, "Add app role assignment grant to user", "Remove app role assignment from user"),
    "ServicePrincipal": (
        APPLICATIONS,
        "Add app role assignment to service principal",
        "Remove app role assignment from service principal",
    ),
}
"""By the kind of the principal."""


def of_an_assignment(kind: str, *, added: bool) -> Activity:
    """Return the activity of an assignment or of its removal."""
    category, adding, removing = _ASSIGNMENTS[kind]
    return Activity(adding if added else removing, category)
