"""What the preflight reads beside the tenant's facts: everything at the same time, two questions deep, and no more of
them in a large tenant than in a small one. Only what an option names takes a third, because its contents are read, too.
What it asks outside the tenant, it asks meanwhile."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from itertools import chain
from typing import TYPE_CHECKING, Any

from total_onboard.diagnostics.preflight.admin_forecast import Gathered, gathered
from total_onboard.diagnostics.preflight.endpoints.scim_endpoint import SCIM_END
from total_onboard.diagnostics.preflight.external import look_outside
from total_onboard.diagnostics.preflight.tenant.named_objects import NamedObjects, named_objects
from total_onboard.engine.access.readable import NOT_LOOKED_AT, Unreadable, if_readable
from total_onboard.entra.role_ids import MAY_CONSENT_FOR_ALL
from total_onboard.steps.groups.adoption import said_group

if TYPE_CHECKING:
    from total_onboard.core.desired_state import DesiredState
    from total_onboard.diagnostics.preflight.check import Finding
    from total_onboard.diagnostics.preflight.environment import Surroundings
    from total_onboard.entra.resources.applications import Application
    from total_onboard.entra.resources.conditional_access import ConditionalAccessPolicy
    from total_onboard.entra.resources.groups import Group, Member
    from total_onboard.entra.resources.organization import DirectorySize
    from total_onboard.entra.resources.policies import AuthorizationPolicy
    from total_onboard.entra.resources.role_management import RoleAssignment
    from total_onboard.entra.resources.users import User
    from total_onboard.entra.tenant import Tenant


@dataclass(frozen=True)
class AdminGroup:
    """The group that set-up would go on with, if there is one, its direct members, 999 at most, and its owners."""

    group: Group | None = None
    members: tuple[Member, ...] = ()
    owners: tuple[Member, ...] = ()


@dataclass(frozen=True)
class Survey:
    """The tenant as far as only a preflight asks for it.

    ``applications`` and ``groups`` bear a name of ours; ``named`` are those that an option names; ``deleted`` had a
    name of ours; ``people`` are the future admins by how they were named; ``consenters`` hold a role that may consent
    to anything; ``template`` is empty where the cloud has none; ``outside`` is what was found outside the tenant;
    ``gathered`` are the people of a forecast.
    """

    applications: list[Application] | Unreadable = NOT_LOOKED_AT
    groups: list[Group] | Unreadable = NOT_LOOKED_AT
    named: NamedObjects | Unreadable = NOT_LOOKED_AT
    deleted: list[Application | Group] | Unreadable = NOT_LOOKED_AT
    admin_group: AdminGroup | Unreadable = NOT_LOOKED_AT
    people: dict[str, User] | Unreadable = field(default_factory=dict)
    authorization: AuthorizationPolicy | Unreadable = NOT_LOOKED_AT
    conditional_access: list[ConditionalAccessPolicy] | Unreadable = NOT_LOOKED_AT
    security_defaults: bool | Unreadable = NOT_LOOKED_AT
    consenters: list[RoleAssignment] | Unreadable = NOT_LOOKED_AT
    size: DirectorySize | Unreadable | None = None
    template: str | Unreadable = NOT_LOOKED_AT
    outside: tuple[Finding, ...] = ()
    gathered: Gathered | Unreadable = NOT_LOOKED_AT


async def scim_end_alone(tenant: Tenant, around: Surroundings) -> Survey:  # noqa: ARG001
    """What a set-up asks outside the tenant, while Graph answers."""
    return Survey(outside=await look_outside(around, only=SCIM_END.id))


async def survey(tenant: Tenant, around: Surroundings, *, foretell: bool = False) -> Survey:
    """Look at everything; what may not be read stays unknown. ``foretell`` names everybody in the admin group, too."""
    asked = _questions(tenant, around.wanted)
    if foretell:
        asked["gathered"] = lambda: gathered(tenant, around)
    async with asyncio.TaskGroup() as begun:
        answers = {name: begun.create_task(if_readable(ask)) for name, ask in asked.items()}
        outside = begun.create_task(look_outside(around))
    return Survey(outside=outside.result(), **{name: answer.result() for name, answer in answers.items()})


def _questions(tenant: Tenant, wanted: DesiredState) -> dict[str, Callable[[], Awaitable[Any]]]:
    """What is asked of Graph, by the field of the survey that the answer is for."""
    return {
        "applications": lambda: _applications(tenant, wanted),
        "groups": lambda: _groups(tenant, wanted),
        "named": lambda: named_objects(tenant, wanted),
        "deleted": lambda: _deleted(tenant, wanted),
        "admin_group": lambda: _admin_group(tenant, wanted),
        "people": lambda: tenant.users.find_all(wanted.admins),
        "authorization": tenant.policies.authorization_policy,
        "conditional_access": tenant.conditional_access.policies,
        "security_defaults": tenant.policies.security_defaults,
        "consenters": lambda: tenant.role_management.holders_of(sorted(MAY_CONSENT_FOR_ALL)),
        "size": tenant.organization.size,
        "template": lambda: _template(tenant),
    }


async def _applications(tenant: Tenant, wanted: DesiredState) -> list[Application]:
    """Those of our name, and the one of our unique name, whatever it is called."""
    named, marked = await asyncio.gather(
        tenant.applications.list_named(wanted.application_name), tenant.applications.find_by_unique_name(wanted.mark)
    )
    return list({one.id: one for one in [*named, *([marked] if marked else [])]}.values())


async def _groups(tenant: Tenant, wanted: DesiredState) -> list[Group]:
    named, marked = await asyncio.gather(
        asyncio.gather(*(tenant.groups.list_named(group.name) for group in wanted.groups)),
        asyncio.gather(*(tenant.groups.find_by_unique_name(wanted.group_mark(group)) for group in wanted.groups)),
    )
    return list({one.id: one for one in [*chain.from_iterable(named), *filter(None, marked)]}.values())


async def _deleted(tenant: Tenant, wanted: DesiredState) -> list[Application | Group]:
    applications, groups = await asyncio.gather(
        tenant.deleted_items.applications_named(wanted.application_name),
        asyncio.gather(*(tenant.deleted_items.groups_named(group.name) for group in wanted.groups)),
    )
    return [*applications, *chain.from_iterable(groups)]


async def _admin_group(tenant: Tenant, wanted: DesiredState) -> AdminGroup:
    """An option that names a group, or asks for a new one, leaves others of its name alone."""
    said = wanted.said_of(wanted.admin_group)
    ours, named, chosen = await asyncio.gather(
        tenant.groups.find_by_unique_name(wanted.group_mark(wanted.admin_group)),
        tenant.groups.list_named(wanted.admin_group.name),
        said_group(tenant, said),
    )
    group = ours or next(iter(chosen if said else named), None)
    if group is None:
        return AdminGroup()
    members, owners = await asyncio.gather(tenant.groups.first_members(group.id), tenant.groups.owners(group.id))
    return AdminGroup(group, tuple(members), tuple(owners))


async def _template(tenant: Tenant) -> str:
    candidates = tenant.cloud.non_gallery_templates
    there = await asyncio.gather(*(tenant.application_templates.exists(one) for one in candidates))
    return next((one for one, known in zip(candidates, there, strict=True) if known), "")
