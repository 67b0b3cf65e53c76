"""The delegated permissions that the tool asks the admin for, each with its reason, and no more than it uses.

Least privilege by call: the permission tables of the Graph v1.0 reference.
"""

from __future__ import annotations

from typing import Final, NamedTuple


class ScopeReason(NamedTuple):
    """A delegated permission of Microsoft Graph, and in one sentence why it is needed."""

    scope: str
    reason: str


_READ_THE_TENANT: Final = (
    ScopeReason("User.Read", "See who signed in, and the name and domains of the tenant."),
    ScopeReason("LicenseAssignment.Read.All", "See whether the tenant has Microsoft Entra ID P1 or P2."),
    ScopeReason("RoleManagement.Read.Directory", "See which directory roles you hold, and which you could activate."),
    ScopeReason("Policy.Read.All", "See whether a policy forbids client secrets or limits how long they live."),
)

_SEE_APPLICATIONS: Final = ScopeReason(
    "Application.Read.All", "See whether an application of the same name is there already, or in the recycle bin."
)

PREFLIGHT_SCOPES: Final = (
    *_READ_THE_TENANT,
    _SEE_APPLICATIONS,
    ScopeReason("GroupMember.Read.All", "See whether a group of the same name is there already."),
)
"""What ``check-prereqs`` asks for: it reads, and can write nothing."""

SETUP_SCOPES: Final = (
    *_READ_THE_TENANT,
    _SEE_APPLICATIONS,
    ScopeReason("User.Read.All", "Find the people who shall administer TOTAL, and see that they may sign in."),
    ScopeReason("Application.ReadWrite.All", "Create the enterprise application, its redirect URIs and its secret."),
    ScopeReason("AppRoleAssignment.ReadWrite.All", "Assign the groups to it, and consent to reading group members."),
    ScopeReason("DelegatedPermissionGrant.ReadWrite.All", "Consent to signing in with openid, profile and email."),
    ScopeReason("Group.ReadWrite.All", "Create the admin group and keep its members."),
    ScopeReason("Synchronization.ReadWrite.All", "Set up provisioning to TOTAL, start it and watch it."),
)
"""What every command asks for that may write."""
