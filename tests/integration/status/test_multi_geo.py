"""A multi-geo tenant: a preferred data location on people and groups, and a subscription more."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.support.admin_session import AT_ONCE, AdminSession, session_with_rare_cycles
from tests.support.set_up_once import OpenTenant


@pytest.fixture
def multi_geo(tmp_path: Path) -> Iterator[AdminSession]:
    persona = session_with_rare_cycles("multi-geo").model_copy(update=AT_ONCE)
    session = AdminSession(tmp_path, persona, OpenTenant.start(persona, auto_approve=0.0))
    try:
        yield session
    finally:
        session.tenant.stop()


def test_setup_and_status_of_a_multi_geo_tenant_succeed(multi_geo: AdminSession) -> None:
    store = multi_geo.tenant.store
    assert {"EUR", "APC"} < {user["preferredDataLocation"] for user in store.users.all_current()}
    assert {one["skuPartNumber"] for one in store.subscribed_skus} > {"OFFICE365_MULTIGEO"}
    multi_geo.sets_up()
    assert multi_geo.status()["exit_code"] == 0
    again = multi_geo.runs("setup", "--output", "json")
    assert again.status == 0
    assert {action for done in again.actions().values() for action in done} == {"none"}


def test_data_location_of_the_admin_group_is_no_difference(multi_geo: AdminSession) -> None:
    multi_geo.sets_up()
    group = f"groups/{multi_geo.resources['admin_group_id']}"
    multi_geo.portal.does("PATCH", group, {"preferredDataLocation": "APC"})
    assert multi_geo.portal.does("GET", group)["preferredDataLocation"] == "APC"
    found = multi_geo.status()
    assert (found["exit_code"], found["drift"]) == (0, [])
    added = multi_geo.runs("admins", "add", "bo@contoso.com", "--output", "json").document["admins"]
    assert [one["outcome"] for one in added] == ["added"]
