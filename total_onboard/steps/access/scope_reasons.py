"""Delegated permissions of Microsoft Graph that several steps and commands ask for, each with its reason.

Least privilege by call: ``entra/graph/graph_operations.toml``, after the permission tables of the Graph v1.0 reference.
A step that needs another permission declares it in its own folder.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Final

from total_onboard.entra.sign_in.scope_reason import ScopeReason

SIGNED_IN_USER: Final = ScopeReason("User.Read", "See who signed in, and the name of the tenant.")
READ_ORGANIZATION: Final = ScopeReason(
    "Organization.Read.All", "See what kind of tenant it is, how full it is, and which licenses it has."
)
READ_LICENSES: Final = ScopeReason(
    "LicenseAssignment.Read.All", "See whether the tenant has Microsoft Entra ID P1 or P2."
)
READ_ROLES: Final = ScopeReason(
    "RoleManagement.Read.Directory", "See which directory roles you hold, and which you could activate."
)
READ_POLICIES: Final = ScopeReason(
    "Policy.Read.All", "See whether a policy forbids client secrets or limits how long they live."
)
READ_APPLICATIONS: Final = ScopeReason(
    "Application.Read.All", "See whether an application of the same name exists, or is in the recycle bin."
)
READ_MEMBERS: Final = ScopeReason(
    "GroupMember.Read.All", "See whether a group of the same name exists, and who is in it."
)
READ_GROUPS: Final = ScopeReason(
    "Group.Read.All", "See whether a group of the same name exists, or is in the recycle bin."
)
READ_USERS: Final = ScopeReason(
    "User.Read.All", "Find the people who will administer TOTAL, and check that they can sign in."
)
READ_PROVISIONING: Final = ScopeReason("Synchronization.Read.All", "See how provisioning to TOTAL is set up.")
WRITE_APPLICATIONS: Final = ScopeReason(
    "Application.ReadWrite.All", "Create the enterprise application, its redirect URIs and its secret."
)
WRITE_APP_ROLE_ASSIGNMENTS: Final = ScopeReason(
    "AppRoleAssignment.ReadWrite.All", "Assign the groups to it, and consent to reading group members."
)
WRITE_DELEGATED_GRANTS: Final = ScopeReason(
    "DelegatedPermissionGrant.ReadWrite.All", "Consent to signing in with openid, profile and email."
)
WRITE_GROUPS: Final = ScopeReason("Group.ReadWrite.All", "Create the admin group and keep its members.")
WRITE_PROVISIONING: Final = ScopeReason(
    "Synchronization.ReadWrite.All", "Set up provisioning to TOTAL, start it and watch it."
)
WRITE_MEMBERS: Final = ScopeReason("GroupMember.ReadWrite.All", "Add people to the admin group, and remove them.")
READ_DIRECTORY: Final = ScopeReason(
    "Directory.Read.All", "See the application, its groups and its consent; no smaller permission shows all of them."
)
STATUS_READS: Final = (READ_DIRECTORY, READ_PROVISIONING)
"""What ``status`` reads, besides what it reads of the person who signed in."""
READ_AUDIT_LOG: Final = ScopeReason("AuditLog.Read.All", "See who changed what, and when.")

# Removing has separate reasons.
NAME_USERS: Final = ScopeReason("User.ReadBasic.All", "Name the people that setup added to a group of yours.")
FIND_DELETED_APPLICATION: Final = ScopeReason(
    "Application.Read.All", "See whether the application is in the recycle bin."
)
REMOVE_APPLICATION: Final = ScopeReason(
    "Application.ReadWrite.All", "Delete the application, or remove what was added to one of yours."
)
REMOVE_APP_ROLE_ASSIGNMENTS: Final = ScopeReason(
    "AppRoleAssignment.ReadWrite.All", "Revoke the groups' assignment, and the consent to read members."
)
REMOVE_DELEGATED_GRANTS: Final = ScopeReason(
    "DelegatedPermissionGrant.ReadWrite.All", "Revoke the consent to signing in."
)
STOP_PROVISIONING: Final = ScopeReason(
    "Synchronization.ReadWrite.All", "Stop provisioning, and overwrite TOTAL's address and token."
)
DELETE_GROUPS: Final = ScopeReason("Group.ReadWrite.All", "Delete the groups that were created for TOTAL.")
READ_MONITOR: Final = ScopeReason("Application.Read.All", "See whether the monitoring identity exists.")
WRITE_MONITOR: Final = ScopeReason(
    "Application.ReadWrite.All", "Create or delete the monitoring identity, and set how it signs in."
)
GRANT_MONITOR: Final = ScopeReason(
    "AppRoleAssignment.ReadWrite.All", "Consent to the reading permissions of the monitoring identity."
)
FIND_GROUPS: Final = ScopeReason("Group.Read.All", "See the groups that were created for TOTAL, and their members.")

_ORDER: Final = (
    SIGNED_IN_USER,
    READ_ORGANIZATION,
    READ_LICENSES,
    READ_ROLES,
    READ_POLICIES,
    READ_APPLICATIONS,
    READ_MEMBERS,
    READ_GROUPS,
    READ_USERS,
    READ_PROVISIONING,
    WRITE_APPLICATIONS,
    WRITE_APP_ROLE_ASSIGNMENTS,
    WRITE_DELEGATED_GRANTS,
    WRITE_GROUPS,
    WRITE_PROVISIONING,
    WRITE_MEMBERS,
    READ_DIRECTORY,
    READ_AUDIT_LOG,
    NAME_USERS,
    FIND_DELETED_APPLICATION,
    REMOVE_APPLICATION,
    REMOVE_APP_ROLE_ASSIGNMENTS,
    REMOVE_DELEGATED_GRANTS,
    STOP_PROVISIONING,
    DELETE_GROUPS,
    FIND_GROUPS,
)


def ordered(reasons: Iterable[ScopeReason]) -> tuple[ScopeReason, ...]:
    """Return each permission once, in the order in which people see them; one that is not listed here comes last."""
    place = {each: number for number, each in enumerate(_ORDER)}
    in_order = sorted(set(reasons), key=lambda each: (place.get(each, len(_ORDER)), each))
    by_scope: dict[str, ScopeReason] = {}
    for each in in_order:
        by_scope.setdefault(each.scope, each)
    return tuple(by_scope.values())
