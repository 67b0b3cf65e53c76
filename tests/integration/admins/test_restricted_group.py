"""A group in a restricted unit: roles count from the same source as in check and plan, also through a group."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, Final

import pytest

from tests.support.admin_session import AdminSession
from total_onboard.sandbox.directory.catalog import role_template_id

PEOPLE: Final = ("bo@contoso.com",)
ROLES_GROUP: Final = "8f0f5b1e-1c1c-4a57-9d5e-5a0b7a7c3f21"


@pytest.fixture
def restricted(admin_session: AdminSession) -> Iterator[AdminSession]:
    """The admin group belongs to a restricted management administrative unit."""
    store = admin_session.tenant.store
    group = store.groups.truth(admin_session.resources["admin_group_id"])
    assert group
    admin_session.tenant.between_requests(
        lambda: store.groups.put({**group, "isManagementRestricted": True}, replicated=True)
    )
    yield admin_session
    store.members.pop(ROLES_GROUP, None)
    store.roles_in_unit.pop(ROLES_GROUP, None)
    store.groups.put(group, replicated=True)


def _hold_roles_through_a_group(admin_session: AdminSession) -> None:
    store = admin_session.tenant.store
    admin_group = store.groups.truth(admin_session.resources["admin_group_id"])
    assert admin_group
    made: dict[str, Any] = {"id": ROLES_GROUP, "displayName": "Unit admins", "isAssignableToRole": True}
    store.groups.put({**admin_group, **made, "uniqueName": None, "isManagementRestricted": False}, replicated=True)
    ada = next(user["id"] for user in store.users.all_current() if user["userPrincipalName"] == "ada@contoso.com")
    store.members[ROLES_GROUP] = [ada]
    store.roles_in_unit[ROLES_GROUP] = [role_template_id("Groups Administrator")]


def test_admins_add_without_a_role_in_the_unit_exits_with_3(restricted: AdminSession) -> None:
    ended = restricted.runs("admins", "add", *PEOPLE, "--output", "json")
    assert ended.status == 3
    assert ended.document["problems"][0]["code"] == "graph-restricted"


@pytest.mark.parametrize("outcome", ["add", "remove"])
def test_role_in_the_unit_through_a_group_counts(restricted: AdminSession, outcome: str) -> None:
    store = restricted.tenant.store
    if outcome == "remove":
        bo = next(user["id"] for user in store.users.all_current() if user["userPrincipalName"] == PEOPLE[0])
        store.members[restricted.resources["admin_group_id"]].append(bo)
    restricted.tenant.between_requests(lambda: _hold_roles_through_a_group(restricted))
    ended = restricted.runs("admins", outcome, *PEOPLE, "--output", "json")
    assert ended.status == 0, ended.err
    assert ended.document["admins"][0]["outcome"] == {"add": "added", "remove": "removed"}[outcome]


def test_unreadable_groups_leave_the_decision_to_microsoft(restricted: AdminSession) -> None:
    path = ".*/me/transitiveMemberOf.*"
    restricted.tenant.between_requests(lambda: _hold_roles_through_a_group(restricted))
    restricted.tenant.faults.add({"kind": "status", "method": "GET", "path": path, "status": 403, "times": 0})
    ended = restricted.runs("admins", "add", *PEOPLE, "--output", "json")
    assert ended.status == 0, ended.err
