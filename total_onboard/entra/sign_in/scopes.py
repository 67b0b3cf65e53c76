"""Delegated permissions that the tool requests from the admin, each with its reason; only those that a run uses.

Least privilege by call: ``entra/graph/graph_operations.toml``, after the permission tables of the Graph v1.0 reference.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from typing import Final, NamedTuple


class ScopeReason(NamedTuple):
    """A delegated permission of Microsoft Graph, and in one sentence why it is needed."""

    scope: str
    reason: str


_REASONS: Final = {
    each.scope: each
    for each in (
        ScopeReason("User.Read", "See who signed in, and the name of the tenant."),
        ScopeReason(
            "Organization.Read.All", "See what kind of tenant it is, how full it is, and which licences it has."
        ),
        ScopeReason("LicenseAssignment.Read.All", "See whether the tenant has Microsoft Entra ID P1 or P2."),
        ScopeReason(
            "RoleManagement.Read.Directory", "See which directory roles you hold, and which you could activate."
        ),
        ScopeReason("Policy.Read.All", "See whether a policy forbids client secrets or limits how long they live."),
        ScopeReason(
            "Application.Read.All",
            "See whether an application of the same name is there already, or in the recycle bin.",
        ),
        ScopeReason("GroupMember.Read.All", "See whether a group of the same name is there already, and who is in it."),
        ScopeReason("Group.Read.All", "See whether a group of the same name is there already, or in the recycle bin."),
        ScopeReason("User.Read.All", "Find the people who shall administer TOTAL, and see that they may sign in."),
        ScopeReason("Synchronization.Read.All", "See how provisioning to TOTAL is set up."),
        ScopeReason(
            "Application.ReadWrite.All", "Create the enterprise application, its redirect URIs and its secret."
        ),
        ScopeReason(
            "AppRoleAssignment.ReadWrite.All", "Assign the groups to it, and consent to reading group members."
        ),
        ScopeReason("DelegatedPermissionGrant.ReadWrite.All", "Consent to signing in with openid, profile and email."),
        ScopeReason("Group.ReadWrite.All", "Create the admin group and keep its members."),
        ScopeReason("Synchronization.ReadWrite.All", "Set up provisioning to TOTAL, start it and watch it."),
        ScopeReason("GroupMember.ReadWrite.All", "Add people to the admin group, and take them out."),
        ScopeReason("Directory.Read.All", "See the application, its groups and its consent; nothing less shows all."),
        ScopeReason("AuditLog.Read.All", "See who changed what, and when."),
    )
}

_EVERY_RUN: Final = ("User.Read", "RoleManagement.Read.Directory")
_APPLICATION: Final = ("Application.Read.All",)
_PROVISIONING: Final = ("Application.Read.All", "Synchronization.Read.All")
_WRITES_APPLICATION: Final = ("Application.ReadWrite.All",)
_WRITES_PROVISIONING: Final = ("Synchronization.ReadWrite.All",)

_TO_SEE: Final = {
    "application": _APPLICATION,
    "owner": _APPLICATION,
    "redirect-uris": _APPLICATION,
    "permissions": _APPLICATION,
    # Microsoft has no smaller one to read who may sign in with which permission.
    "consent": (*_APPLICATION, "DelegatedPermissionGrant.ReadWrite.All"),
    "groups": ("GroupMember.Read.All",),
    "members": ("GroupMember.Read.All", "User.Read.All"),
    "client-secret": (*_APPLICATION, "Policy.Read.All"),
    "assignment": (*_APPLICATION, "LicenseAssignment.Read.All"),
    "provisioning-job": _PROVISIONING,
    "scim-credentials": _PROVISIONING,
    "attribute-mapping": _PROVISIONING,
    "start": (*_PROVISIONING, "LicenseAssignment.Read.All"),
}
"""Scopes for reading, by step of a setup."""

_TO_DO: Final = {
    "application": _WRITES_APPLICATION,
    "owner": _WRITES_APPLICATION,
    "redirect-uris": _WRITES_APPLICATION,
    "permissions": _WRITES_APPLICATION,
    "consent": ("DelegatedPermissionGrant.ReadWrite.All", "AppRoleAssignment.ReadWrite.All"),
    "groups": ("Group.ReadWrite.All",),
    "members": ("Group.ReadWrite.All",),
    "client-secret": _WRITES_APPLICATION,
    "assignment": ("AppRoleAssignment.ReadWrite.All",),
    "provisioning-job": _WRITES_PROVISIONING,
    "scim-credentials": _WRITES_PROVISIONING,
    "attribute-mapping": _WRITES_PROVISIONING,
    "start": _WRITES_PROVISIONING,
}
"""Scopes for writing, by step of a setup."""

_COVERED_BY: Final = {
    "GroupMember.Read.All": {"Group.Read.All", "Group.ReadWrite.All"},
    "Synchronization.Read.All": {"Synchronization.ReadWrite.All"},
}


def scopes_of_steps(
    doing: Collection[str], seeing: Collection[str], besides: Collection[str] = ()
) -> tuple[ScopeReason, ...]:
    """The smallest set for a run that looks at some steps, carries others out, and does what ``besides`` allows."""
    names = {*_EVERY_RUN, *besides}
    names.update(*(_TO_SEE[step] for step in {*seeing, *doing}), *(_TO_DO[step] for step in doing))
    names = {name for name in names if not _COVERED_BY.get(name, set()) & names}
    return tuple(each for each in _REASONS.values() if each.scope in names)


def scopes_of_dry_run(seeing: Collection[str]) -> tuple[ScopeReason, ...]:
    """Return the scopes of a run that changes nothing; seeing deleted groups requires a larger permission."""
    return scopes_of_steps((), seeing, ("Group.Read.All",) if "groups" in seeing else ())


PREFLIGHT_SCOPES: Final = tuple(
    _REASONS[name]
    for name in (
        "User.Read",
        "Organization.Read.All",
        "RoleManagement.Read.Directory",
        "Policy.Read.All",
        "Application.Read.All",
        "Group.Read.All",
        "User.Read.All",
    )
)
"""What ``check-prereqs`` asks for: it reads, and can write nothing."""

_OF_ANY_SETUP: Final = {*_EVERY_RUN, *_APPLICATION, "Group.Read.All"}.union(*_TO_SEE.values(), *_TO_DO.values())
ANY_SETUP_SCOPES: Final = tuple(each for each in _REASONS.values() if each.scope in _OF_ANY_SETUP)
"""What setup asks for in all its variants together: of some steps, or without writing."""

SETUP_SCOPES: Final = scopes_of_steps(_TO_DO, _TO_SEE)
"""Scopes of a whole setup."""


def _reading(*names: str) -> tuple[ScopeReason, ...]:
    return tuple(_REASONS[name] for name in names)


_TO_TEAR_DOWN: Final = (
    *_reading("User.Read", "RoleManagement.Read.Directory"),
    ScopeReason("User.ReadBasic.All", "Name the people whom set-up put into a group of yours."),
    ScopeReason("Application.Read.All", "See whether the application is in the recycle bin."),
    ScopeReason("Application.ReadWrite.All", "Delete the application, or take out what was added to one of yours."),
    ScopeReason("AppRoleAssignment.ReadWrite.All", "Take back the groups' assignment, and the reading of members."),
    ScopeReason("DelegatedPermissionGrant.ReadWrite.All", "Take back the consent to signing in."),
    ScopeReason("Synchronization.ReadWrite.All", "Stop provisioning, and overwrite TOTAL's address and token."),
)


def scopes_of_teardown(*, groups: bool) -> tuple[ScopeReason, ...]:
    """What ``teardown`` asks for; to delete groups only where that was asked for."""
    if groups:
        return (*_TO_TEAR_DOWN, ScopeReason("Group.ReadWrite.All", "Delete the groups that were made for TOTAL."))
    return (
        *_TO_TEAR_DOWN,
        ScopeReason("Group.Read.All", "See the groups that were made for TOTAL, and their members."),
    )


TEARDOWN_SCOPES: Final = scopes_of_teardown(groups=True)
"""What ``teardown --groups`` asks for."""


STATUS_SCOPES: Final = _reading(*_EVERY_RUN, "Directory.Read.All", "Synchronization.Read.All")
"""What ``status`` asks for: it reads, and can write nothing."""

WHO_SCOPES: Final = (*STATUS_SCOPES, *_reading("AuditLog.Read.All"))
"""Scopes of ``status`` with ``--who``."""

VERIFY_SCOPES: Final = _reading("User.Read", "Directory.Read.All", *_WRITES_PROVISIONING)
"""What ``verify`` asks for: it reads, and has Microsoft test what is stored and provision one member."""

REMOVAL_TEST_SCOPES: Final = (*VERIFY_SCOPES, *_reading("GroupMember.ReadWrite.All"))
"""Scopes of ``verify`` with ``--rehearse-removal``, which adds a member and removes that member."""

LIST_ADMINS_SCOPES: Final = _reading("User.Read", "GroupMember.Read.All", "User.Read.All")
"""What ``admins list`` asks for."""

CHANGE_ADMINS_SCOPES: Final = (
    *LIST_ADMINS_SCOPES,
    *_reading("RoleManagement.Read.Directory", "GroupMember.ReadWrite.All"),
)
"""What ``admins add`` and ``admins remove`` ask for."""


def _because(scopes: Iterable[ScopeReason], reasons: Mapping[str, str]) -> tuple[ScopeReason, ...]:
    """Replace the reasons of some scopes."""
    return tuple(ScopeReason(each.scope, reasons.get(each.scope, each.reason)) for each in scopes)


_FINDS_IT: Final = "Find the application of TOTAL, or see that it is in the recycle bin."


ROTATE_SCOPES: Final = _because(
    scopes_of_steps(("client-secret",), ("application", "groups")),
    {
        "Application.Read.All": _FINDS_IT,
        "Application.ReadWrite.All": "Make a new client secret beside the old one, which is removed only at your word.",
        "GroupMember.Read.All": "Find the groups, whose ids stand in the hand-off.",
    },
)
"""What ``rotate-secret`` asks for; the hand-off names the groups."""

FINISH_SCOPES: Final = _because(
    scopes_of_steps((), ("application",), _WRITES_APPLICATION),
    {
        "Application.Read.All": _FINDS_IT,
        "Application.ReadWrite.All": "Remove the old client secret.",
    },
)
"""What ``rotate-secret --finish`` asks for."""

SYNC_SCOPES: Final = (
    *LIST_ADMINS_SCOPES,
    *_reading("RoleManagement.Read.Directory", "Application.Read.All", "Synchronization.ReadWrite.All"),
)
"""What ``sync`` asks for: on-demand provisioning counts as writing."""

SCIM_TOKEN_SCOPES: Final = _because(
    SYNC_SCOPES,
    {
        "Application.Read.All": _FINDS_IT,
        "GroupMember.Read.All": "Find the group and a member, who comes to TOTAL with the new token as proof.",
        "User.Read.All": "See who that member is.",
        "Synchronization.ReadWrite.All": "Have Microsoft test the new token, store it, and provision that member.",
    },
)
"""What ``rotate-secret --scim-token`` asks for: it stores the token, and provisions a member as proof."""
