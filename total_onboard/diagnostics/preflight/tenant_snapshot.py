"""Snapshot of what only a preflight reads of a tenant."""

from __future__ import annotations

from dataclasses import dataclass, field
from itertools import chain

from pydantic import BaseModel, ConfigDict

from total_onboard.core.adoption_decisions import AdoptionDecisions
from total_onboard.core.concurrency import gather_all
from total_onboard.core.desired_state import DesiredState
from total_onboard.diagnostics.preflight.check_result import CheckResult
from total_onboard.engine.access.optional_read import NOT_QUERIED, Unavailable
from total_onboard.engine.inspection.object_contents import Inspection
from total_onboard.engine.inspection.object_reader import inspect_application, inspect_group
from total_onboard.entra.resources.applications import Application
from total_onboard.entra.resources.conditional_access import ConditionalAccessPolicy
from total_onboard.entra.resources.groups import Group, Member
from total_onboard.entra.resources.organization import DirectorySize
from total_onboard.entra.resources.policies import AuthorizationPolicy
from total_onboard.entra.resources.role_management import RoleAssignment
from total_onboard.entra.resources.users import User
from total_onboard.entra.tenant_client import TenantClient
from total_onboard.steps.application.adoption import requested_application
from total_onboard.steps.groups.find_group import requested_group


@dataclass(frozen=True)
class NamedObjects:
    """Existing objects with the desired names; ``inspections`` are by the object ID."""

    applications: tuple[Application, ...] = ()
    groups: tuple[Group, ...] = ()
    inspections: dict[str, Inspection] = field(default_factory=dict)


async def named_objects(tenant: TenantClient, desired: DesiredState, decisions: AdoptionDecisions) -> NamedObjects:
    """Find what the options name, and read everything that adopting it would accept."""
    applications, *found = await gather_all(
        requested_application(tenant, decisions.application),
        *(requested_group(tenant, decisions.of_group(desired, group)) for group in desired.groups),
    )
    groups = tuple(chain.from_iterable(found))
    inspections = await gather_all(
        *(inspect_application(tenant, one) for one in applications), *(inspect_group(tenant, one) for one in groups)
    )
    return NamedObjects(tuple(applications), groups, {one.object_id: one for one in inspections})


class ForecastMember(BaseModel):
    """Person or other member of the group. ``why`` says why not, or what is unusual about an administrator."""

    model_config = ConfigDict(frozen=True)

    id: str
    name: str
    user_principal_name: str
    will_be_admin: bool
    why: str = ""


@dataclass(frozen=True)
class CurrentMembers:
    """Current members of the admin group, and why it cannot be used, if it cannot."""

    obstacle: str
    people: tuple[ForecastMember, ...]


@dataclass(frozen=True)
class AdminGroup:
    """The group that a setup would use, if there is one, its direct members, 999 at most, and its owners."""

    group: Group | None = None
    members: tuple[Member, ...] = ()
    owners: tuple[Member, ...] = ()


@dataclass(frozen=True)
class TenantSnapshot:
    """The tenant as far as only a preflight asks for it.

    ``applications`` and ``groups`` bear a name of ours; ``named`` are those that an option names; ``deleted`` had a
    name of ours; ``people`` are the future admins by how they were named; ``consenters`` hold a role that may consent
    to anything; ``template`` is empty if the cloud has none; ``outside`` is what was found outside the tenant;
    ``gathered`` are the people of a forecast.
    """

    applications: list[Application] | Unavailable = NOT_QUERIED
    groups: list[Group] | Unavailable = NOT_QUERIED
    named: NamedObjects | Unavailable = NOT_QUERIED
    deleted: list[Application | Group] | Unavailable = NOT_QUERIED
    admin_group: AdminGroup | Unavailable = NOT_QUERIED
    people: dict[str, User] | Unavailable = field(default_factory=dict)
    authorization: AuthorizationPolicy | Unavailable = NOT_QUERIED
    conditional_access: list[ConditionalAccessPolicy] | Unavailable = NOT_QUERIED
    security_defaults: bool | Unavailable = NOT_QUERIED
    consenters: list[RoleAssignment] | Unavailable = NOT_QUERIED
    size: DirectorySize | Unavailable | None = None
    template: str | Unavailable = NOT_QUERIED
    outside: tuple[CheckResult, ...] = ()
    gathered: CurrentMembers | Unavailable = NOT_QUERIED
