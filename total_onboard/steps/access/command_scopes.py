"""Delegated permissions that each command requests from the admin: only those that a run uses.

What setup and teardown ask for is what their steps declare.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from typing import Final

from total_onboard.engine.step_id import StepId
from total_onboard.entra.sign_in.scope_reason import ScopeReason
from total_onboard.steps import SETUP_STEPS, TEARDOWN_STEPS, chosen_teardown_steps
from total_onboard.steps.access.scope_reasons import (
    GRANT_MONITOR,
    NAME_USERS,
    READ_APPLICATIONS,
    READ_AUDIT_LOG,
    READ_DIRECTORY,
    READ_GROUPS,
    READ_MEMBERS,
    READ_MONITOR,
    READ_ORGANIZATION,
    READ_POLICIES,
    READ_ROLES,
    READ_USERS,
    SIGNED_IN_USER,
    STATUS_READS,
    WRITE_APPLICATIONS,
    WRITE_MEMBERS,
    WRITE_MONITOR,
    WRITE_PROVISIONING,
    ordered,
)

_EVERY_RUN: Final = (SIGNED_IN_USER, READ_ROLES)
_COVERED_BY: Final = {
    "GroupMember.Read.All": {"Group.Read.All", "Group.ReadWrite.All"},
    "Group.Read.All": {"Group.ReadWrite.All"},
    "Synchronization.Read.All": {"Synchronization.ReadWrite.All"},
}


def scopes_of_steps(
    doing: Collection[str], seeing: Collection[str], besides: Collection[ScopeReason] = ()
) -> tuple[ScopeReason, ...]:
    """Return the smallest set for a run that reads the state of some steps, does others, and does ``besides``."""
    reads = [each for step in SETUP_STEPS if step.id in {*seeing, *doing} for each in step.read_scopes]
    writes = [each for step in SETUP_STEPS if step.id in doing for each in step.write_scopes]
    return _without_covered((*_EVERY_RUN, *besides, *reads, *writes))


def scopes_of_dry_run(seeing: Collection[str]) -> tuple[ScopeReason, ...]:
    """Return what a run that writes nothing needs; groups in the recycle bin are seen with a larger permission only."""
    return scopes_of_steps((), seeing, (READ_GROUPS,) if StepId.GROUPS in seeing else ())


def scopes_of_teardown(*, groups: bool) -> tuple[ScopeReason, ...]:
    """Return what ``teardown`` asks for; the permission to delete groups only if that was asked for."""
    chosen = chosen_teardown_steps(groups=groups, purge=True)
    reads = [each for step in TEARDOWN_STEPS for each in step.read_scopes]
    writes = [each for step in TEARDOWN_STEPS if step.id in chosen for each in step.write_scopes]
    return _without_covered((*_EVERY_RUN, NAME_USERS, *reads, *writes))


def _without_covered(reasons: Iterable[ScopeReason]) -> tuple[ScopeReason, ...]:
    reasons = ordered(reasons)
    names = {each.scope for each in reasons}
    return tuple(each for each in reasons if not _COVERED_BY.get(each.scope, set()) & names)


_EVERY_STEP: Final = frozenset(step.id for step in SETUP_STEPS)

PREFLIGHT_SCOPES: Final = (
    SIGNED_IN_USER,
    READ_ORGANIZATION,
    READ_ROLES,
    READ_POLICIES,
    READ_APPLICATIONS,
    READ_GROUPS,
    READ_USERS,
)
"""What ``check-prereqs`` asks for: it reads, and can write nothing."""

SETUP_SCOPES: Final = scopes_of_steps(_EVERY_STEP, _EVERY_STEP)
"""What a whole setup asks for."""

ANY_SETUP_SCOPES: Final = ordered(
    (
        *_EVERY_RUN,
        READ_APPLICATIONS,
        READ_GROUPS,
        *(each for step in SETUP_STEPS for each in (*step.read_scopes, *step.write_scopes)),
    )
)
"""What setup asks for in all its variants together: of some steps, or without writing."""

TEARDOWN_SCOPES: Final = scopes_of_teardown(groups=True)
"""What ``teardown --groups`` asks for."""

STATUS_SCOPES: Final = (*_EVERY_RUN, *STATUS_READS)
"""What ``status`` asks for: it reads, and can write nothing."""

WHO_SCOPES: Final = (*STATUS_SCOPES, READ_AUDIT_LOG)
"""What ``status --who`` asks for."""

VERIFY_SCOPES: Final = (SIGNED_IN_USER, READ_DIRECTORY, WRITE_PROVISIONING)
"""What ``verify`` asks for: it reads, and has Microsoft test what is stored and provision one member."""

REMOVAL_TEST_SCOPES: Final = (*VERIFY_SCOPES, WRITE_MEMBERS)
"""Scopes of the removal test of ``verify``, which adds a member and removes that member again."""

LIST_ADMINS_SCOPES: Final = (SIGNED_IN_USER, READ_MEMBERS, READ_USERS)
"""What ``admins list`` asks for."""

CHANGE_ADMINS_SCOPES: Final = (*LIST_ADMINS_SCOPES, READ_ROLES, WRITE_MEMBERS)
"""What ``admins add`` and ``admins remove`` ask for."""


def _because(scopes: Iterable[ScopeReason], reasons: Mapping[str, str]) -> tuple[ScopeReason, ...]:
    """Replace the reasons of some scopes."""
    return tuple(ScopeReason(each.scope, reasons.get(each.scope, each.reason)) for each in scopes)


_FINDS_IT: Final = "Find the application of TOTAL, or see that it is in the recycle bin."


ROTATE_SCOPES: Final = _because(
    scopes_of_steps((StepId.CLIENT_SECRET,), (StepId.APPLICATION, StepId.GROUPS)),
    {
        "Application.Read.All": _FINDS_IT,
        "Application.ReadWrite.All": "Create a second client secret. The old one is removed only if you confirm.",
        "GroupMember.Read.All": "Find the groups, whose IDs are in the hand-off.",
    },
)
"""What ``rotate-secret`` asks for; the hand-off names the groups."""

FINISH_SCOPES: Final = _because(
    scopes_of_steps((), (StepId.APPLICATION,), (WRITE_APPLICATIONS,)),
    {
        "Application.Read.All": _FINDS_IT,
        "Application.ReadWrite.All": "Remove the old client secret.",
    },
)
"""What ``rotate-secret --finish`` asks for."""

SYNC_SCOPES: Final = (
    *LIST_ADMINS_SCOPES,
    READ_ROLES,
    READ_APPLICATIONS,
    WRITE_PROVISIONING,
)
"""What ``sync`` asks for: on-demand provisioning counts as writing."""

SCIM_TOKEN_SCOPES: Final = _because(
    SYNC_SCOPES,
    {
        "Application.Read.All": _FINDS_IT,
        "GroupMember.Read.All": "Find the group and a member, to verify provisioning with the new token.",
        "User.Read.All": "See who that member is.",
        "Synchronization.ReadWrite.All": "Have Microsoft test the new token, store it, and provision that member.",
    },
)
"""What ``rotate-secret --scim-token`` asks for: it stores the token, and provisions a member as evidence."""


STOP_MONITORING_SCOPES: Final = (*_EVERY_RUN, WRITE_MONITOR)
"""What ``monitor disable`` asks for."""

MONITOR_SCOPES: Final = (*_EVERY_RUN, READ_MONITOR, WRITE_MONITOR, GRANT_MONITOR)
"""What ``monitor enable`` asks for."""


COMMANDS: Final[Mapping[str, tuple[ScopeReason, ...]]] = {
    "check-prereqs": PREFLIGHT_SCOPES,
    "setup": ANY_SETUP_SCOPES,
    "status": WHO_SCOPES,
    "verify": REMOVAL_TEST_SCOPES,
    "admins": CHANGE_ADMINS_SCOPES,
    "sync": SYNC_SCOPES,
    "rotate-secret": (*ROTATE_SCOPES, *FINISH_SCOPES, *SCIM_TOKEN_SCOPES),
    "monitor": MONITOR_SCOPES,
    "teardown": TEARDOWN_SCOPES,
}
"""Scopes by command, for any of its options."""


def scopes_for_commands(names: Collection[str]) -> tuple[ScopeReason, ...]:
    """Return what these commands ask for, each permission once; of all commands if none is named. Raises KeyError."""
    chosen = [each for name in names or COMMANDS for each in COMMANDS[name]]
    return tuple({each.scope: each for each in reversed(chosen)}.values())[::-1]
