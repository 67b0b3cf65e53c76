"""Directory roles that a setup requires, by the template ids that are the same in every tenant.

Source: the built-in roles reference of Microsoft Entra (permissions-reference).
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

GLOBAL_ADMINISTRATOR: Final = "62e90394-69f5-4237-9190-012177145e10"
PRIVILEGED_ROLE_ADMINISTRATOR: Final = "e8611ab8-c189-46e8-94e1-60213ab1f814"
APPLICATION_ADMINISTRATOR: Final = "9b895d92-2cd3-44c7-9d02-a6ac2d5ea5c3"
CLOUD_APPLICATION_ADMINISTRATOR: Final = "158c047a-c907-4556-b7ef-446551a6b5f7"
GROUPS_ADMINISTRATOR: Final = "fdd7a751-b60b-444a-984c-02652fe8fa1c"
USER_ADMINISTRATOR: Final = "fe930be7-5e62-47db-91af-98c3a49a38b1"

MAY_MANAGE_APPLICATIONS: Final = frozenset(
    {GLOBAL_ADMINISTRATOR, APPLICATION_ADMINISTRATOR, CLOUD_APPLICATION_ADMINISTRATOR}
)
MAY_MANAGE_GROUPS: Final = frozenset({GLOBAL_ADMINISTRATOR, GROUPS_ADMINISTRATOR, USER_ADMINISTRATOR})
MAY_CONSENT_FOR_ALL: Final = frozenset({GLOBAL_ADMINISTRATOR, PRIVILEGED_ROLE_ADMINISTRATOR})


def _actions(*names: str) -> frozenset[str]:
    return frozenset(f"microsoft.directory/{name}" for name in names)


_CONSENTS: Final = "servicePrincipals/managePermissionGrantsForAll.microsoft-company-admin"
_OF_APPLICATIONS: Final = _actions(
    "applications/authentication/update",
    "applications/basic/update",
    "applications/create",
    "applications/credentials/update",
    "applications/delete",
    "applications/owners/update",
    "applications/permissions/update",
    "applicationTemplates/instantiate",
    "servicePrincipals/appRoleAssignedTo/update",
    "servicePrincipals/basic/update",
    "servicePrincipals/create",
    "servicePrincipals/owners/update",
    "servicePrincipals/synchronizationCredentials/manage",
    "servicePrincipals/synchronizationJobs/manage",
    "servicePrincipals/synchronizationSchema/manage",
)
_OF_GROUPS: Final = _actions("groups/basic/update", "groups/create", "groups/delete", "groups/members/update")

WELL_KNOWN_ACTIONS: Final[Mapping[str, frozenset[str]]] = {
    GLOBAL_ADMINISTRATOR: _OF_APPLICATIONS | _OF_GROUPS | _actions(_CONSENTS),
    PRIVILEGED_ROLE_ADMINISTRATOR: _actions("servicePrincipals/appRoleAssignedTo/update", _CONSENTS),
    APPLICATION_ADMINISTRATOR: _OF_APPLICATIONS,
    CLOUD_APPLICATION_ADMINISTRATOR: _OF_APPLICATIONS,
    GROUPS_ADMINISTRATOR: _OF_GROUPS,
    USER_ADMINISTRATOR: _OF_GROUPS,
}
"""What these roles allow of a setup and a teardown, for answers that name a role without what it allows."""

WELL_KNOWN_NAMES: Final[Mapping[str, str]] = {
    GLOBAL_ADMINISTRATOR: "Global Administrator",
    PRIVILEGED_ROLE_ADMINISTRATOR: "Privileged Role Administrator",
    APPLICATION_ADMINISTRATOR: "Application Administrator",
    CLOUD_APPLICATION_ADMINISTRATOR: "Cloud Application Administrator",
    GROUPS_ADMINISTRATOR: "Groups Administrator",
    USER_ADMINISTRATOR: "User Administrator",
}
