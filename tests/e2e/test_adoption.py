"""Made by hand, half done, or in the recycle bin: adopted, restored or left as the admin decides."""

from __future__ import annotations

from typing import Any

import pytest

from tests.e2e.conftest import Admin, OpenTenant
from tests.support.portal import Portal
from total_onboard.sandbox.provisioning.service import synchronization_service

pytestmark = [pytest.mark.journey, pytest.mark.sweep]

AT_ONCE = {"lag": (0.0, 0.0)}


def changes_nothing_the_second_time(admin: Admin, *words: str) -> None:
    before, writes = admin.tenant.dump(), list(admin.writes)
    again = admin.sets_up(*words)
    assert again.status == 0, again.err
    assert admin.writes == writes
    assert admin.tenant.dump() == before


def only(found: list[Any]) -> Any:
    assert len(found) == 1
    return found[0]


def test_without_a_decision_it_stops_before_the_first_write_and_names_the_options(at: OpenTenant) -> None:
    admin = at("already-there")
    ended = admin.sets_up()
    assert ended.status == 3, ended.err
    problem = only(ended.document["problems"])
    assert "was created as an app registration" in problem["message"]
    assert "group TOTAL-Admin" in problem["message"]
    assert "--app-id new" in problem["remedy"]
    members = {one["kind"]: [m["user_principal_name"] for m in one["members"]] for one in ended.document["unmanaged"]}
    assert members == {"application": [], "group": ["cleo@contoso.com"]}
    assert admin.writes == []


def test_what_cannot_be_adopted_is_refused_with_the_reason(at: OpenTenant) -> None:
    admin = at("already-there")
    ended = admin.sets_up("--app-id", "7c5e2d90-41ab-4f38-9b07-d86a1e5f3c24")
    assert ended.status == 3, ended.err
    assert "can't be adopted, because it was created as an app registration" in ended.document["problems"][0]["message"]
    assert admin.writes == []


def test_the_group_is_adopted_with_its_members_and_the_application_left_alone(at: OpenTenant) -> None:
    admin = at("already-there")
    portal = Portal(admin.tenant)
    group, stranger = only(portal.called("groups", "TOTAL-Admin")), only(portal.called("applications", "TOTAL"))
    members, untouched = list(portal.store.members[group["id"]]), dict(stranger)
    assert admin.sets_up("--adopt", "--app-id", "new").status == 3
    words = ("--app-id", "new", "--group-id", f"TOTAL-Admin={group['id']}")
    ended = admin.sets_up(*words)
    assert ended.status == 0, ended.err
    told = [change["summary"] for change in ended.document["changes"] if change["step"] == "groups"]
    assert any("This existing member will become a TOTAL administrator: Cleo Ruiz" in one for one in told)
    assert ended.actions()["groups"] == {"adopt"}
    assert only(portal.called("groups", "TOTAL-Admin"))["uniqueName"] == "total-onboard-total-total-admin"
    assert set(members) < set(portal.store.members[group["id"]])
    assert portal.store.applications.truth(stranger["id"]) == untouched
    assert len(portal.called("applications", "TOTAL")) == 2
    changes_nothing_the_second_time(admin, *words)


@pytest.mark.parametrize("decision", [("--app-id", "{id}"), ("--app-id", "{appId}")])
def test_an_adopted_application_keeps_everything_that_it_had(at: OpenTenant, decision: tuple[str, ...]) -> None:
    admin = at("ready", **AT_ONCE)
    portal = Portal(admin.tenant)
    app = portal.create_application_in_portal()
    foreign = {
        "resourceAppId": "00000002-0000-0000-c000-000000000000",
        "resourceAccess": [{"id": app["id"], "type": "Role"}],
    }
    portal.does(
        "PATCH",
        f"applications/{app['id']}",
        {"web": {"redirectUris": ["https://by-hand.example/cb"]}, "requiredResourceAccess": [foreign]},
    )
    portal.does("POST", f"applications/{app['id']}/addPassword", {"passwordCredential": {"displayName": "by hand"}})
    words = [word.format(**app) for word in decision]
    ended = admin.sets_up(*words)
    assert ended.status == 0, ended.err
    assert ended.actions()["application"] == {"adopt"}
    now = only(portal.called("applications", "TOTAL"))
    assert now["uniqueName"] == "total-onboard-total"
    assert set(now["web"]["redirectUris"]) == {"https://by-hand.example/cb", admin.tenant.sheet_values.redirect_uri}
    assert foreign in now["requiredResourceAccess"]
    assert {one["displayName"] for one in now["passwordCredentials"]} == {"by hand", "TOTAL integration"}
    changes_nothing_the_second_time(admin, *words)
    changes_nothing_the_second_time(admin)


def test_what_another_machine_left_half_done_is_finished_with_its_ids(at: OpenTenant) -> None:
    admin = at("half-done")
    portal = Portal(admin.tenant)
    assert admin.sets_up("--adopt").status == 3
    assert admin.writes == []
    app, group = only(portal.called("applications", "TOTAL")), only(portal.called("groups", "TOTAL-Admin"))
    ended = admin.sets_up("--app-id", app["appId"], TOTAL_ONBOARD_GROUP_ID=group["id"])
    assert ended.status == 0, ended.err
    assert ended.actions()["application"] == ended.actions()["groups"] == {"adopt"}
    assert only(portal.called("applications", "TOTAL"))["id"] == ended.document["resources"]["application_object_id"]
    assert only(portal.called("groups", "TOTAL-Admin"))["id"] == ended.document["resources"]["admin_group_id"]
    changes_nothing_the_second_time(admin)


def test_what_was_deleted_is_restored_once_someone_says_so(at: OpenTenant) -> None:
    admin = at("ready")
    first = admin.sets_up()
    assert first.status == 0, first.err
    made, portal = first.document["resources"], Portal(admin.tenant)
    portal.does("DELETE", f"applications/{made['application_object_id']}")
    portal.does("DELETE", f"groups/{made['admin_group_id']}")
    writes = list(admin.writes)
    stopped = admin.sets_up()
    assert stopped.status == 3, stopped.err
    assert stopped.document["problems"][0]["message"].count("in the recycle bin") == 2
    assert admin.writes == writes
    restored = admin.sets_up("--adopt")
    assert restored.status == 0, restored.err
    assert restored.actions()["application"] == restored.actions()["groups"] == {"adopt"}
    assert restored.document["resources"] == made
    assert all(not bodies for bodies in portal.store.deleted.values())
    jobs = synchronization_service(portal.store).jobs[made["service_principal_id"]]
    assert list(jobs) == [made["job_id"]]
    changes_nothing_the_second_time(admin)


def test_a_service_principal_that_was_deleted_alone_is_restored(at: OpenTenant) -> None:
    admin = at("lenient-total")  # on demand, Microsoft sends text to an account that exists
    first = admin.sets_up()
    assert first.status == 0, first.err
    made = first.document["resources"]
    Portal(admin.tenant).does("DELETE", f"servicePrincipals/{made['service_principal_id']}")
    assert admin.sets_up().status == 3
    restored = admin.sets_up("--app-id", made["application_object_id"])
    assert restored.status == 0, restored.err
    assert restored.document["resources"] == made
    changes_nothing_the_second_time(admin)
