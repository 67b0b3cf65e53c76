"""Forecast of who will administer TOTAL after the setup, person by person; who in the group will not, and why.

Microsoft's provisioning follows people who are enabled and direct members of an assigned group (Entra page “How
application provisioning works”; known issues: groups within a group are not opened). A forecast changes nothing, and
its requests run while the preflight reads everything else.
"""

from __future__ import annotations

import asyncio
from collections.abc import Iterable, Sequence
from typing import Final

from pydantic import BaseModel, ConfigDict

from total_onboard.diagnostics.preflight.check_result import CheckStatus
from total_onboard.diagnostics.preflight.context import CheckContext, CheckEnvironment
from total_onboard.diagnostics.preflight.tenant.license import LICENCE
from total_onboard.diagnostics.preflight.tenant_snapshot import CurrentMembers, ForecastMember
from total_onboard.engine.access.optional_read import Unavailable
from total_onboard.engine.journal.journal import Journal
from total_onboard.engine.state.initial_state import state_from_journal
from total_onboard.engine.state.run_state import RunChoices
from total_onboard.engine.step import Blocker
from total_onboard.entra.resources.admin_eligibility import (
    Ineligibility,
    Remark,
    ineligibility_of,
    remarks_on,
)
from total_onboard.entra.resources.groups import Group, Member
from total_onboard.entra.resources.users import User
from total_onboard.entra.tenant_client import TenantClient
from total_onboard.steps.groups.create import inspect_groups
from total_onboard.steps.groups.find_group import find_group_for_setup
from total_onboard.steps.groups.groups import Groups


class Forecast(BaseModel):
    """Forecast for the admin group ``group``; ``nobody_because`` is why the group has no effect at all;
    ``unknown_because`` is why no forecast is possible, and then nobody is listed.
    """

    model_config = ConfigDict(frozen=True)

    group: str
    people: tuple[ForecastMember, ...]
    nobody_because: str = ""
    unknown_because: str = ""


async def gathered(tenant: TenantClient, environment: CheckEnvironment) -> CurrentMembers:
    """Find the group that a setup would use, then everybody in it. Raises GraphError."""
    desired, group = environment.desired, environment.desired.admin_group
    found, organization = await asyncio.gather(
        find_group_for_setup(tenant, desired, group, environment.decisions, together=True), tenant.organization.get()
    )
    journal = Journal.of(environment.settings.state_dir, organization.id, desired.unique_name)
    state = state_from_journal(tenant, User(id=""), organization.id, journal, RunChoices(environment.decisions))
    there = found.group or next(iter(found.namesakes), None)
    _, within = await asyncio.gather(inspect_groups(tenant, desired, group, found, state), _within(tenant, there))
    planned = Groups().plan_one(desired, group, found, state)[0]
    obstacle = planned.sentence if isinstance(planned, Blocker) else ""
    return CurrentMembers(obstacle, tuple(within) if obstacle or found.group else ())


async def forecast(context: CheckContext) -> Forecast:
    """Forecast for the current members of the admin group and the named admins, from the snapshot."""
    group, there, named = context.desired.admin_group.name, context.snapshot.gathered, context.snapshot.people
    if isinstance(there, Unavailable):
        return Forecast(group=group, people=(), unknown_because=there.why)
    if isinstance(named, Unavailable):
        return Forecast(group=group, people=(), unknown_because=named.why)
    licence = await LICENCE.run(context)
    because = there.obstacle or (f"{licence.found}: a group cannot be assigned" * (licence.outcome is CheckStatus.FAIL))
    everybody = [*there.people, *(_named(one, named.get(one)) for one in context.desired.admins)]
    people = {one.id or one.user_principal_name: one for one in everybody}
    return Forecast(group=group, people=tuple(_under(because, people.values())), nobody_because=because)


def _named(reference: str, user: User | None) -> ForecastMember:
    return _judged(_as_member(user)) if user else _unknown(reference)


async def _within(tenant: TenantClient, group: Group | None) -> list[ForecastMember]:
    """Return the direct members, and those who are members only through a nested group."""
    if group is None or group.deleted_date_time:
        return []
    groups = tenant.groups
    direct, all_below = await asyncio.gather(groups.members(group.id), groups.transitive_members(group.id))
    ids = {member.id for member in direct}
    deeper = [one for one in all_below if one.is_user and one.id not in ids]
    inner = "Only in a nested group, which provisioning ignores"
    return [*map(_judged, direct), *(_prospect(one, will_be_admin=False, why=inner) for one in deeper)]


def _as_member(user: User) -> Member:
    return Member.model_validate(user.model_dump())


def _judged(person: Member) -> ForecastMember:
    if why := _why_not(person):
        return _prospect(person, will_be_admin=False, why=why)
    return _prospect(person, will_be_admin=True, why="; ".join(_unusual(person)))


_WHY_NOT: Final = {
    Ineligibility.NESTED_GROUP: "A nested group, which provisioning ignores",
    Ineligibility.NO_PERSON: "Not a person",
    Ineligibility.DISABLED: "The account is disabled",
    Ineligibility.NO_USER_NAME: "The account has no user name",
}
_UNUSUAL: Final = {
    Remark.GUEST: "a guest: TOTAL gets the user name of this tenant, not the one at home",
    Remark.EXTERNAL: "from another tenant: TOTAL gets the user name of this tenant, not the one at home",
    Remark.NO_MAIL: "no mail address: TOTAL cannot write to this person",
}


def _why_not(person: Member) -> str:
    why_not = ineligibility_of(person)
    return _WHY_NOT[why_not] if why_not else ""


def _unusual(person: Member) -> Iterable[str]:
    return (_UNUSUAL[remark] for remark in remarks_on(person))


def _prospect(person: Member, *, will_be_admin: bool, why: str) -> ForecastMember:
    return ForecastMember(
        id=person.id,
        name=person.display_name or "",
        user_principal_name=person.user_principal_name or "",
        will_be_admin=will_be_admin,
        why=why,
    )


def _unknown(reference: str) -> ForecastMember:
    why = "Not found in this tenant, or an address of several people"
    return ForecastMember(id="", name=reference, user_principal_name=reference, will_be_admin=False, why=why)


def _under(because: str, people: Iterable[ForecastMember]) -> Sequence[ForecastMember]:
    """Return the members with the group's problem as the reason, except those who have another one."""
    if not because:
        return tuple(people)
    denied = {"will_be_admin": False, "why": because}
    return tuple(one.model_copy(update=denied) if one.will_be_admin else one for one in people)
