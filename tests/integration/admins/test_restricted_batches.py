"""A refusal for another reason than a role: nothing was written, or the later batches are listed with the reason."""

from __future__ import annotations

import asyncio
from typing import cast

import pytest

from total_onboard.entra.graph.errors import Restricted
from total_onboard.entra.resources.group_membership import MembershipOutcome, Person, add_people
from total_onboard.entra.resources.groups import MEMBERS_PER_REQUEST, Groups

PEOPLE = [Person(id=f"person-{number}") for number in range(MEMBERS_PER_REQUEST + 1)]


class RefusingFrom:
    """Groups that accept only the first few requests."""

    def __init__(self, accepted: int) -> None:
        self.accepted = accepted

    async def add_members(self, group_id: str, user_ids: list[str]) -> None:
        self.accepted -= 1
        if self.accepted < 0:
            raise Restricted("A quota is used up.", status=403, path=f"/groups/{group_id}", remedy="Delete some.")


def _added(accepted: int) -> list[Person]:
    groups = cast("Groups", RefusingFrom(accepted))
    return asyncio.run(add_people(groups, "g", PEOPLE, lambda _people: None))


def test_add_people_refused_first_raises() -> None:
    with pytest.raises(Restricted):
        _added(0)


def test_add_people_refused_in_a_later_batch_names_reason_and_remedy() -> None:
    outcomes = _added(1)
    assert [one.outcome for one in outcomes] == [
        *[MembershipOutcome.ADDED] * MEMBERS_PER_REQUEST,
        MembershipOutcome.REFUSED,
    ]
    assert "quota" in outcomes[-1].reason
    assert "Delete some." in outcomes[-1].reason
