"""People of the admin group by the thousand: added by the twenty, removed one by one, each with what became of it."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from enum import StrEnum

from pydantic import BaseModel, ConfigDict

from total_onboard.entra.graph.errors import BadRequest, Conflict, GraphError, NotFound, Restricted, is_already_there
from total_onboard.entra.resources.admin_eligibility import (
    Ineligibility,
    Remark,
    ineligibility_of,
    remarks_on,
)
from total_onboard.entra.resources.groups import MEMBERS_PER_REQUEST, Groups, Member
from total_onboard.entra.resources.users import User

Finished = Callable[[Sequence["Person"]], None]
"""Takes the people of each answered request, with what became of them."""


class MembershipOutcome(StrEnum):
    """Result of adding or removing a member."""

    ADDED = "added"
    ALREADY = "already a member"
    REMOVED = "removed"
    NO_MEMBER = "not a member"
    UNKNOWN = "unknown"
    REFUSED = "refused"


class Person(BaseModel):
    """Current or future admin of TOTAL; ``given`` is how the person was named, ``remarks`` what is unusual."""

    model_config = ConfigDict(frozen=True)

    given: str = ""
    id: str = ""
    name: str = ""
    user_principal_name: str = ""
    mail: str | None = None
    remarks: tuple[str, ...] = ()
    outcome: MembershipOutcome | None = None
    reason: str = ""

    @property
    def is_left_over(self) -> bool:
        """Whether what was asked for did not happen."""
        return self.outcome in (MembershipOutcome.UNKNOWN, MembershipOutcome.REFUSED)


def person_of(user: User | Member, given: str = "") -> Person:
    """Describe a person, with what an admin should know before granting full access."""
    unusual = set(remarks_on(user))
    remarks = {
        "guest": Remark.GUEST in unusual,
        "from another tenant": Remark.EXTERNAL in unusual,
        "account disabled": ineligibility_of(user) is Ineligibility.DISABLED,
        "no mail address": Remark.NO_MAIL in unusual,
    }
    return Person(
        given=given,
        id=user.id,
        name=user.display_name or "",
        user_principal_name=user.user_principal_name or "",
        mail=user.mail,
        remarks=tuple(remark for remark, holds in remarks.items() if holds),
    )


def group_within(member: Member) -> Person:
    """Describe a member that is no person: provisioning does not follow it."""
    is_group = member.odata_type == "#microsoft.graph.group"
    remark = "a nested group, whose members are not provisioned" if is_group else "no person"
    return Person(id=member.id, name=member.display_name or "", remarks=(remark,))


async def add_people(groups: Groups, group_id: str, people: Sequence[Person], finished: Finished) -> list[Person]:
    """Add twenty references a request; Graph refuses all twenty for one, so those are sent again one by one."""
    results: list[Person] = []
    for start in range(0, len(people), MEMBERS_PER_REQUEST):
        batch = people[start : start + MEMBERS_PER_REQUEST]
        try:
            await groups.add_members(group_id, [person.id for person in batch])
            added = [_with(person, MembershipOutcome.ADDED) for person in batch]
        except Restricted as error:
            if not results:
                raise
            added = [_with(person, MembershipOutcome.REFUSED, _why(error)) for person in batch]
        except (BadRequest, NotFound, Conflict):
            added = [await _add_one(groups, group_id, person) for person in batch]
        finished(added)
        results += added
    return results


async def remove_people(groups: Groups, group_id: str, people: Sequence[Person], finished: Finished) -> list[Person]:
    """Remove people by one request each, as Graph takes no batch; a member who left meanwhile counts as removed."""
    results: list[Person] = []
    for person in people:
        try:
            await groups.remove_member(group_id, person.id)
            results.append(_with(person, MembershipOutcome.REMOVED))
        except (BadRequest, Conflict, Restricted) as error:
            if isinstance(error, Restricted) and not results:
                raise
            results.append(_with(person, MembershipOutcome.REFUSED, _why(error)))
        finished(results[-1:])
    return results


async def _add_one(groups: Groups, group_id: str, person: Person) -> Person:
    try:
        await groups.add_members(group_id, [person.id])
    except (BadRequest, NotFound, Conflict, Restricted) as error:
        already = is_already_there(error)
        return (
            _with(person, MembershipOutcome.ALREADY)
            if already
            else _with(person, MembershipOutcome.REFUSED, _why(error))
        )
    return _with(person, MembershipOutcome.ADDED)


def _why(error: GraphError) -> str:
    """Return the reason, and what helps, if not trying again."""
    return f"{error.message} {error.remedy}" if isinstance(error, Restricted) else error.message


def _with(person: Person, outcome: MembershipOutcome, reason: str = "") -> Person:
    return person.model_copy(update={"outcome": outcome, "reason": reason})
