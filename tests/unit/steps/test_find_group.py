"""The same tenant, asked for the group of a finished setup, of one to come, for a check and for the wizard."""

from __future__ import annotations

import asyncio
from types import SimpleNamespace
from typing import Any, cast

import pytest

from total_onboard.core.adoption_decisions import NEW, AdoptionDecisions
from total_onboard.core.desired_state import DesiredState
from total_onboard.entra.resources.groups import Group
from total_onboard.entra.tenant_client import TenantClient
from total_onboard.steps.groups.find_group import find_finished_group, find_group_for_setup, known_group, likely_group

DESIRED = DesiredState()
ADMINS = DESIRED.admin_group


class Groups:
    """A tenant's groups by object ID; the one called ``ours`` has the unique name."""

    def __init__(self, *ids: str) -> None:
        self.there = {one: Group.model_validate({"id": one, "displayName": ADMINS.name}) for one in ids}

    async def find_by_unique_name(self, unique_name: str) -> Group | None:
        assert unique_name == DESIRED.group_unique_name(ADMINS)
        return self.there.get("ours")

    async def list_named(self, name: str) -> list[Group]:
        assert name == ADMINS.name
        return list(self.there.values())

    async def get(self, object_id: str) -> Group | None:
        return self.there.get(object_id)


async def no_deleted_group(unique_name: str) -> None:
    assert unique_name == DESIRED.group_unique_name(ADMINS)


def tenant(*ids: str) -> TenantClient:
    deleted = SimpleNamespace(group=no_deleted_group)
    return cast("TenantClient", SimpleNamespace(groups=Groups(*ids), deleted_items=deleted))


def answers(ids: tuple[str, ...], chosen: str, *, has_created: bool) -> dict[str, Any]:
    """Return the ID that each question finds, and the namesakes that a setup sees."""
    decisions = AdoptionDecisions(groups={"": chosen} if chosen else {})

    async def ask() -> dict[str, Any]:
        there = tenant(*ids)
        to_set_up = await find_group_for_setup(there, DESIRED, ADMINS, decisions, together=False)
        found = {
            "of setup": await find_finished_group(there, DESIRED, ADMINS),
            "to set up": to_set_up.group,
            "likely": await likely_group(there, DESIRED, ADMINS, decisions),
            "known": await known_group(there, DESIRED, ADMINS, decisions, has_created=has_created),
        }
        named = {question: group.id for question, group in found.items() if group}
        return named | {"namesakes": [one.id for one in to_set_up.namesakes]}

    return asyncio.run(ask())


@pytest.mark.parametrize(
    ("ids", "chosen", "expected"),
    [
        ((), "", {"namesakes": []}),
        (("ours",), "", {"of setup": "ours", "to set up": "ours", "likely": "ours", "known": "ours", "namesakes": []}),
        (("other",), "", {"likely": "other", "namesakes": ["other"]}),
        (("other",), NEW, {"namesakes": ["other"]}),
        (
            ("other", "named"),
            "named",
            {"to set up": "named", "likely": "named", "known": "named", "namesakes": ["other"]},
        ),
        (
            ("ours", "named"),
            "named",
            {"of setup": "ours", "to set up": "ours", "likely": "ours", "known": "named", "namesakes": []},
        ),
    ],
    ids=["none", "ours", "namesake", "namesake but a new one", "named by an option", "ours and another named"],
)
def test_group_is_found_by_what_each_question_trusts(
    ids: tuple[str, ...], chosen: str, expected: dict[str, Any]
) -> None:
    created = "ours" in ids
    assert answers(ids, chosen, has_created=created) == expected


def test_known_group_that_another_machine_created_is_not_known() -> None:
    assert "known" not in answers(("ours",), "", has_created=False)
