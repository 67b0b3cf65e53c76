"""Who will administer TOTAL once the set-up is done, person by person; who in the group will not, and why.

What Microsoft's provisioning follows: people who are enabled and direct members of an assigned group (Entra page “How
application provisioning works”; known issues: groups within a group are not opened). A forecast changes nothing.
"""

from __future__ import annotations

import asyncio
from datetime import UTC, datetime
from typing import TYPE_CHECKING

from pydantic import BaseModel, ConfigDict

from total_onboard.checks.check import Outcome
from total_onboard.checks.licence import LICENCE
from total_onboard.engine.picture import Picture
from total_onboard.engine.step import Obstacle
from total_onboard.entra.groups import Member
from total_onboard.steps.groups import Groups

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from total_onboard.checks.context import CheckContext
    from total_onboard.entra.users import User


class Prospect(BaseModel):
    """One person, or whatever else is in the group. ``why`` says why not, or what is unusual about an administrator."""

    model_config = ConfigDict(frozen=True)

    id: str
    name: str
    user_principal_name: str
    will_be_admin: bool
    why: str = ""


class Forecast(BaseModel):
    """``group`` is the admin group's name; ``nobody_because`` is why it stays without effect, whoever is in it."""

    model_config = ConfigDict(frozen=True)

    group: str
    people: tuple[Prospect, ...]
    nobody_because: str = ""


async def forecast(context: CheckContext) -> Forecast:
    """Those who are named, and those who are in the admin group already. May raise GraphError."""
    group = context.wanted.admin_group.name
    (obstacle, group_id), named, licence = await asyncio.gather(
        _the_group(context), _named(context), LICENCE.run(context)
    )
    people = {one.id or one.user_principal_name: one for one in [*await _within(context, group_id), *named]}
    because = obstacle or (f"{licence.found}: a group cannot be assigned" * (licence.outcome is Outcome.FAIL))
    return Forecast(group=group, people=tuple(_under(because, people.values())), nobody_because=because)


async def _the_group(context: CheckContext) -> tuple[str, str]:
    """Why no group can be used, and the id of the one that set-up would go on with; both empty for a new one."""
    facts, wanted = context.facts, context.wanted
    picture = Picture(now=datetime.now(UTC), organization=facts.organization, me=facts.me, roles=facts.role_ids)
    step = Groups()
    await step.observe(context.tenant, wanted, picture)
    name = wanted.admin_group.name
    found = picture.group(name)
    stops = [item.sentence for item in step.plan(wanted, picture) if isinstance(item, Obstacle)]
    there = found.group or next(iter(found.namesakes), None) if stops else found.group
    return " ".join(stops), there.id if there and not there.deleted_date_time else ""


async def _named(context: CheckContext) -> list[Prospect]:
    references = context.wanted.admins
    found = await context.tenant.users.find_all(references) if references else {}
    return [_judged(_as_member(found[one])) if one in found else _unknown(one) for one in references]


async def _within(context: CheckContext, group_id: str) -> list[Prospect]:
    """The direct members, and those whom only a group within the group brings along."""
    if not group_id:
        return []
    groups = context.tenant.groups
    direct, all_below = await asyncio.gather(groups.members(group_id), groups.transitive_members(group_id))
    ids = {member.id for member in direct}
    deeper = [one for one in all_below if one.is_user and one.id not in ids]
    inner = "Only in a group within the group, which is not opened"
    return [*map(_judged, direct), *(_prospect(one, will_be_admin=False, why=inner) for one in deeper)]


def _as_member(user: User) -> Member:
    return Member.model_validate(user.model_dump())


def _judged(person: Member) -> Prospect:
    if why := _why_not(person):
        return _prospect(person, will_be_admin=False, why=why)
    return _prospect(person, will_be_admin=True, why="; ".join(_unusual(person)))


def _why_not(person: Member) -> str:
    if not person.is_user:
        is_group = person.odata_type.endswith(".group")
        return "A group within the group, which is not opened" if is_group else "Not a person"
    if person.account_enabled is False:
        return "The account is disabled"
    return "" if person.user_principal_name else "The account has no user name"


def _unusual(person: Member) -> Iterable[str]:
    if person.user_type == "Guest":
        yield "a guest: TOTAL gets the user name of this tenant, not the one at home"
    if not person.mail:
        yield "no mail address: TOTAL cannot write to this person"


def _prospect(person: Member, *, will_be_admin: bool, why: str) -> Prospect:
    return Prospect(
        id=person.id,
        name=person.display_name or "",
        user_principal_name=person.user_principal_name or "",
        will_be_admin=will_be_admin,
        why=why,
    )


def _unknown(reference: str) -> Prospect:
    why = "Nobody in this tenant, or the mail address of several people"
    return Prospect(id="", name=reference, user_principal_name=reference, will_be_admin=False, why=why)


def _under(because: str, people: Iterable[Prospect]) -> Sequence[Prospect]:
    """What stands in the way of the group stands in everybody's; who could not be one anyway keeps the reason."""
    if not because:
        return tuple(people)
    denied = {"will_be_admin": False, "why": because}
    return tuple(one.model_copy(update=denied) if one.will_be_admin else one for one in people)
