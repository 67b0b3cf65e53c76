"""Has the signed-in admin the roles? One check for each duty, because three people may share them."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from typing import TYPE_CHECKING

from total_onboard.checks.check import Check, Verdict, failed, passed, skipped
from total_onboard.engine.facts import Unreadable
from total_onboard.entra.role_ids import MAY_CONSENT_FOR_ALL, MAY_MANAGE_APPLICATIONS, MAY_MANAGE_GROUPS

if TYPE_CHECKING:
    from total_onboard.checks.context import CheckContext
    from total_onboard.entra.directory_roles import DirectoryRole


def _name(role: DirectoryRole) -> str:
    return role.display_name or role.role_template_id


def _one_of(sufficient: frozenset[str], remedy: str) -> Callable[[CheckContext], Awaitable[Verdict]]:
    async def look(context: CheckContext) -> Verdict:
        roles = context.facts.roles
        if isinstance(roles, Unreadable):
            return skipped(f"Your roles could not be read: {roles.why}", remedy)
        holding = sorted(_name(role) for role in roles if role.role_template_id in sufficient)
        if holding:
            return passed(" and ".join(holding))
        others = ", ".join(sorted(map(_name, roles)))
        return failed(f"{context.facts.me.user_principal_name} has {others or 'no directory role'}", remedy)

    return look


APPLICATIONS_ROLE = Check(
    id="role-applications",
    title="Role to manage applications",
    needed="Application Administrator, Cloud Application Administrator or Global Administrator",
    docs="docs/checks.md#role-applications",
    steps=frozenset(
        [
            "application",
            "owner",
            "redirect-uris",
            "permissions",
            "client-secret",
            "assignment",
            "provisioning-job",
            "scim-credentials",
            "attribute-mapping",
            "start",
        ]
    ),
    look=_one_of(
        MAY_MANAGE_APPLICATIONS,
        "Have somebody give you the role Application Administrator (if it is eligible, activate it in Privileged "
        "Identity Management), then sign in again.",
    ),
)

GROUPS_ROLE = Check(
    id="role-groups",
    title="Role to manage groups",
    needed="Groups Administrator, User Administrator or Global Administrator",
    docs="docs/checks.md#role-groups",
    steps=frozenset({"groups", "members"}),
    look=_one_of(
        MAY_MANAGE_GROUPS,
        "Have somebody give you the role Groups Administrator (if it is eligible, activate it in Privileged "
        "Identity Management), then sign in again.",
    ),
)

CONSENT_ROLE = Check(
    id="role-consent",
    title="Role to consent for everybody",
    needed="Privileged Role Administrator or Global Administrator",
    docs="docs/checks.md#role-consent",
    steps=frozenset({"consent"}),
    look=_one_of(
        MAY_CONSENT_FOR_ALL,
        "Have a Privileged Role Administrator at hand: setup does everything else, and gives that person one command.",
    ),
)
