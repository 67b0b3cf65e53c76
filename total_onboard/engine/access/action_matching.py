"""Role actions: whether the actions of a person's directory roles allow those that a step requires.

Source: “Microsoft Entra built-in roles” and “Enterprise application permissions for custom roles” (Entra pages).
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable
from functools import lru_cache
from typing import Final

_NAMESPACE: Final = "microsoft.directory/"
CONSENT_TO_ANYTHING: Final = "servicePrincipals/managePermissionGrantsForAll.microsoft-company-admin"

# Narrower names for what ours are: applications of one tenant, security groups, provisioning from Entra to elsewhere.
_BROADER: Final = (
    (re.compile(r"^applications\.myOrganization/"), "applications/"),
    (re.compile(r"^groups\.security(\.assignedMembership)?/"), "groups/"),
    (
        re.compile(r"^servicePrincipals/synchronization\.cloudTenantToExternalSystem/(\w)(\w+)/manage$"),
        lambda found: f"servicePrincipals/synchronization{found[1].upper()}{found[2]}/manage",
    ),
)


def missing_actions(actions: Iterable[str], granted: Collection[str]) -> frozenset[str]:
    """Return the actions that none of those granted allows."""
    plain = {_plain(action) for action in granted if action.startswith(_NAMESPACE)}
    return frozenset(action for action in actions if not _allowed(action, plain))


def allows_any(actions: Collection[str], granted: Collection[str]) -> bool:
    """Return whether those granted allow at least one of the actions."""
    return missing_actions(actions, granted) != frozenset(actions)


@lru_cache(maxsize=4096)
def _plain(action: str) -> str:
    name = action.removeprefix(_NAMESPACE)
    for narrower, broader in _BROADER:
        name = narrower.sub(broader, name)
    return name


def _allowed(action: str, granted: Collection[str]) -> bool:
    """Return whether an action is allowed by name, or by a wider one: all tasks on a property set, all properties.

    Consenting to anything is in nothing wider: who may change every service principal may still not consent.
    """
    entity, _, rest = action.partition("/")
    wider = {action}
    if action != CONSENT_TO_ANYTHING:
        wider |= {f"{entity}/allProperties/allTasks", f"{action.rpartition('/')[0]}/allTasks"}
        wider |= {f"{entity}/allProperties/update"} if rest.endswith("/update") else set()
    return bool(wider & set(granted))
