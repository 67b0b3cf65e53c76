"""Role actions that each step requires, and whether a person's roles allow them.

Source: “Microsoft Entra built-in roles” and “Enterprise application permissions for custom roles” (Entra pages).
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Mapping
from typing import Final

from total_onboard.engine.step_id import StepId

_NAMESPACE: Final = "microsoft.directory/"
CONSENT_TO_ANYTHING: Final = "servicePrincipals/managePermissionGrantsForAll.microsoft-company-admin"

SETUP_ROLE_ACTIONS: Final[Mapping[str, tuple[str, ...]]] = {
    StepId.APPLICATION: (
        "applicationTemplates/instantiate",
        "applications/basic/update",
        "servicePrincipals/basic/update",
    ),
    StepId.OWNER: ("applications/owners/update",),
    StepId.REDIRECT_URIS: ("applications/authentication/update",),
    StepId.PERMISSIONS: ("applications/permissions/update",),
    StepId.CONSENT: (CONSENT_TO_ANYTHING,),
    StepId.GROUPS: ("groups/create", "groups/basic/update"),
    StepId.MEMBERS: ("groups/members/update",),
    StepId.CLIENT_SECRET: ("applications/credentials/update",),
    StepId.ASSIGNMENT: ("servicePrincipals/appRoleAssignedTo/update",),
    StepId.PROVISIONING_JOB: ("servicePrincipals/synchronizationSchema/manage",),
    StepId.SCIM_CREDENTIALS: ("servicePrincipals/synchronizationCredentials/manage",),
    StepId.ATTRIBUTE_MAPPING: ("servicePrincipals/synchronizationSchema/manage",),
    StepId.START: ("servicePrincipals/synchronizationJobs/manage",),
}
"""Role actions by step of a setup, without their common namespace."""

TEARDOWN_ROLE_ACTIONS: Final[Mapping[str, tuple[str, ...]]] = {
    StepId.STOP_PROVISIONING: ("servicePrincipals/synchronizationJobs/manage",),
    StepId.SCIM_CREDENTIALS: ("servicePrincipals/synchronizationCredentials/manage",),
    StepId.ASSIGNMENT: ("servicePrincipals/appRoleAssignedTo/update",),
    StepId.ADDITIONS: (
        "applications/credentials/update",
        "applications/authentication/update",
        "applications/permissions/update",
    ),
    StepId.APPLICATION: ("applications/delete",),
    StepId.GROUPS: ("groups/delete",),
    StepId.PURGE_APPLICATION: ("applications/delete",),
    StepId.PURGE_GROUPS: ("groups/delete",),
}
"""Role actions by step of a teardown; the plan checks those of the consent, which ends with its application, too."""

# Narrower names for what ours are: applications of one tenant, security groups, provisioning from Entra to elsewhere.
_BROADER: Final = (
    (re.compile(r"^applications\.myOrganization/"), "applications/"),
    (re.compile(r"^groups\.security(\.assignedMembership)?/"), "groups/"),
    (
        re.compile(r"^servicePrincipals/synchronization\.cloudTenantToExternalSystem/(\w)(\w+)/manage$"),
        lambda found: f"servicePrincipals/synchronization{found[1].upper()}{found[2]}/manage",
    ),
)


def missing_steps(
    steps: Iterable[str], granted: Collection[str], table: Mapping[str, tuple[str, ...]] = SETUP_ROLE_ACTIONS
) -> tuple[str, ...]:
    """Return the steps for which an action is missing among those granted."""
    plain = {_plain(action) for action in granted if action.startswith(_NAMESPACE)}
    return tuple(step for step in steps if not all(_allowed(action, plain) for action in table[step]))


def covers_any(steps: Iterable[str], granted: Collection[str]) -> bool:
    """Whether the actions allow something that one of the steps takes."""
    plain = {_plain(action) for action in granted if action.startswith(_NAMESPACE)}
    return any(_allowed(action, plain) for step in steps for action in SETUP_ROLE_ACTIONS[step])


def _plain(action: str) -> str:
    name = action.removeprefix(_NAMESPACE)
    for narrower, broader in _BROADER:
        name = narrower.sub(broader, name)
    return name


def _allowed(action: str, granted: Collection[str]) -> bool:
    """By its own name, or by a wider one: all tasks on a property set, all properties of an entity.

    Consenting to anything is in nothing wider: who may change every service principal may still not consent.
    """
    entity, _, rest = action.partition("/")
    wider = {action}
    if action != CONSENT_TO_ANYTHING:
        wider |= {f"{entity}/allProperties/allTasks", f"{action.rpartition('/')[0]}/allTasks"}
        wider |= {f"{entity}/allProperties/update"} if rest.endswith("/update") else set()
    return bool(wider & set(granted))
