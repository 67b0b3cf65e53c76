"""What somebody made by hand stays, without what set-up added to it; what others added to ours is told first."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from copy import deepcopy
from pathlib import Path
from typing import Any

import pytest

from tests.integration.teardown.teardown_session import tears_down
from tests.support.admin_session import AdminSession
from total_onboard.sandbox.directory.store import Body

pytestmark = pytest.mark.sweep

GRAVE = ("--groups", "--purge")
LEFT = {"uniqueName", "appRoleAssignmentRequired"}
"""What stays on an object made by hand, as the plan says."""


@pytest.fixture
def admin_session(tmp_path: Path) -> Iterator[AdminSession]:
    made = AdminSession(tmp_path)
    yield made
    made.tenant.stop()


def sets_up(admin_session: AdminSession, *words: str) -> None:
    end = admin_session.runs("setup", "--output", "json", *words)
    assert end.status == 0, end.err
    admin_session.resources = end.document["resources"]


def but_for_what_stays(body: Body) -> Body:
    return {name: value for name, value in body.items() if name not in LEFT}


def forget_everything(admin_session: AdminSession) -> None:
    """From here on it is another machine."""
    shutil.rmtree(admin_session.home / "state")


def sent_to_total(admin_session: AdminSession) -> str:
    """The state of the only job."""
    (job,) = admin_session.tenant.dump()["jobs"].values()
    return str(job["state"])


def an_application_with_a_past(admin_session: AdminSession) -> Body:
    """Made by hand, with an address, a secret, a foreign permission and the consent to one that TOTAL wants, too."""
    does, app = admin_session.portal.does, admin_session.portal.create_application_in_portal()
    foreign = {
        "resourceAppId": "00000002-0000-0000-c000-000000000000",
        "resourceAccess": [{"id": app["id"], "type": "Role"}],
    }
    change = {"web": {"redirectUris": ["https://by-hand.example/cb"]}, "requiredResourceAccess": [foreign]}
    does("PATCH", f"applications/{app['id']}", change)
    does("POST", f"applications/{app['id']}/addPassword", {"passwordCredential": {"displayName": "TOTAL integration"}})
    principal = does("GET", f"servicePrincipals(appId='{app['appId']}')")["id"]
    graph = does("GET", "servicePrincipals(appId='00000003-0000-0000-c000-000000000000')")["id"]
    grant = {"clientId": principal, "resourceId": graph, "consentType": "AllPrincipals", "scope": "openid User.Read"}
    does("POST", "oauth2PermissionGrants", grant)
    return dict(admin_session.portal.store.applications.truth(app["id"]) or {})


def test_an_application_made_by_hand_is_again_what_it_was(admin_session: AdminSession) -> None:
    app = an_application_with_a_past(admin_session)
    admin_session.portal.does(
        "PATCH", f"servicePrincipals(appId='{app['appId']}')", {"appRoleAssignmentRequired": True}
    )
    before, grants = deepcopy(app), deepcopy(admin_session.tenant.dump()["oauth2PermissionGrants"])
    sets_up(admin_session, "--app-id", app["id"])
    document = tears_down(admin_session, *GRAVE)
    assert (document["exit_code"], document["problems"]) == (0, [])
    after = admin_session.portal.store.applications.truth(app["id"])
    assert after
    assert but_for_what_stays(after) == but_for_what_stays(before)
    assert scopes(admin_session.tenant.dump()["oauth2PermissionGrants"]) == scopes(grants)
    assert admin_session.tenant.dump()["appRoleAssignments"] == {}
    assert sent_to_total(admin_session) == "Paused"
    assert admin_session.tenant.dump()["storedKeys"] == {admin_session.resources["service_principal_id"]: []}


def scopes(grants: dict[str, Body]) -> list[set[str]]:
    return [set(grant["scope"].split()) for grant in grants.values()]


def test_of_an_application_made_by_hand_it_is_said_what_stays(admin_session: AdminSession) -> None:
    sets_up(admin_session, "--app-id", an_application_with_a_past(admin_session)["id"])
    told = " ".join(tears_down(admin_session)["warnings"])
    for words in (
        "wasn't created by total-onboard, so it isn't deleted",
        "the unique name total-onboard-total, which can't be removed",
    ):
        assert words in told
    assert admin_session.status()["exit_code"] == 3


def made_by_hand(admin_session: AdminSession, members: list[str]) -> Body:
    made = admin_session.portal.create_group_in_portal(members=members)
    return dict(admin_session.portal.store.groups.truth(made["id"]) or {})


def test_a_group_made_by_hand_stays_with_all_its_members(admin_session: AdminSession) -> None:
    group = made_by_hand(admin_session, ["bo@contoso.com"])
    sets_up(admin_session, "--group-id", f"TOTAL-Admin={group['id']}")
    document = tears_down(admin_session, *GRAVE)
    assert document["exit_code"] == 0
    assert but_for_what_stays(admin_session.portal.store.groups.truth(group["id"]) or {}) == but_for_what_stays(group)
    assert len(admin_session.portal.store.members[group["id"]]) == 2
    assert admin_session.tenant.dump()["applications"] == {}


def test_whom_set_up_put_into_a_group_made_by_hand_is_named_with_the_command_that_takes_them_out(
    admin_session: AdminSession,
) -> None:
    group = made_by_hand(admin_session, ["bo@contoso.com"])
    before = admin_session.tenant.dump()["members"]
    sets_up(admin_session, "--group-id", f"TOTAL-Admin={group['id']}")
    told = " ".join(tears_down(admin_session, *GRAVE)["warnings"])
    assert "stays, with its unique name and 2 members. Setup added ada@contoso.com. To remove people: " in told
    assert "total-onboard admins remove ada@contoso.com" in told
    assert admin_session.runs("admins", "remove", "ada@contoso.com", "--allow-last-admin").status == 0
    assert admin_session.tenant.dump()["members"][group["id"]] == before[group["id"]]


def ids_of(admin_session: AdminSession) -> tuple[str, ...]:
    """As the first machine's ``status --output json`` tells them."""
    made = admin_session.resources
    others = {name.partition(" ")[2]: one for name, one in made.items() if name.startswith("group_id ")}
    groups = {"TOTAL-Admin": made["admin_group_id"], **others}
    named = [word for name, one in groups.items() for word in ("--group-id", f"{name}={one}")]
    return ("--app-id", made["application_object_id"], *named)


def prepared_ids(admin_session: AdminSession) -> tuple[str, ...]:
    """Prepare an application and a group in the portal, and return the options that adopt them."""
    app, group = admin_session.portal.create_application_in_portal(), admin_session.portal.create_group_in_portal()
    return ("--app-id", app["id"], "--group-id", f"TOTAL-Admin={group['id']}")


@pytest.mark.parametrize("adopted", [True, False])
def test_on_another_machine_nothing_is_deleted_without_ids(admin_session: AdminSession, adopted: bool) -> None:
    sets_up(admin_session, *(prepared_ids(admin_session) if adopted else ()))
    forget_everything(admin_session)
    before = admin_session.tenant.dump()
    refused = tears_down(admin_session, *GRAVE)
    assert refused["exit_code"] == 3
    assert {one["kind"] for one in refused["unmanaged"]} == {"application", "group"}
    kept = tears_down(admin_session, *GRAVE, *ids_of(admin_session))
    assert kept["exit_code"] == 5
    assert ["wasn't created from this machine" in one["sentence"] for one in kept["blocked"]] == [True, True]
    assert admin_session.tenant.dump() == before


@pytest.mark.parametrize("adopted", [True, False])
def test_on_another_machine_ids_and_delete_adopted_delete(admin_session: AdminSession, adopted: bool) -> None:
    sets_up(admin_session, *(prepared_ids(admin_session) if adopted else ()))
    forget_everything(admin_session)
    document = tears_down(admin_session, *GRAVE, *ids_of(admin_session), "--delete-adopted")
    assert (document["exit_code"], document["blocked"]) == (0, [])
    assert admin_session.tenant.dump()["applications"] == admin_session.tenant.dump()["groups"] == {}


def test_an_adopted_object_is_deleted_only_when_it_is_named(admin_session: AdminSession) -> None:
    sets_up(admin_session, *prepared_ids(admin_session))
    unnamed = admin_session.runs("teardown", "--yes", "--delete-adopted", "--output", "json")
    assert unnamed.status == 2
    assert "only what is named" in unnamed.document["problems"][0]["message"]
    assert len(admin_session.tenant.dump()["applications"]) == 1
    document = tears_down(admin_session, *GRAVE, *ids_of(admin_session), "--delete-adopted")
    assert document["exit_code"] == 0
    assert admin_session.tenant.dump()["applications"] == admin_session.tenant.dump()["groups"] == {}


TWO_GROUPS = ("--group", "TOTAL-Admin=admin", "--group", "TOTAL-Analyst=analyst")


def test_every_group_that_is_named_goes_from_another_machine_too(admin_session: AdminSession) -> None:
    sets_up(admin_session, *TWO_GROUPS)
    forget_everything(admin_session)
    tears_down(admin_session, *ids_of(admin_session), "--delete-adopted")
    document = tears_down(admin_session, *GRAVE, *ids_of(admin_session), "--delete-adopted")
    assert (document["exit_code"], document["blocked"]) == (0, [])
    assert admin_session.tenant.dump()["groups"] == {}


def test_status_knows_a_group_beyond_the_desired_ones_only_by_its_id(admin_session: AdminSession) -> None:
    sets_up(admin_session, *TWO_GROUPS)
    forget_everything(admin_session)
    ids = ids_of(admin_session)
    assert (admin_session.status(*ids)["drift"], admin_session.status(*ids)["exit_code"]) == ([], 0)
    (drift,) = admin_session.status(*ids[:4])["drift"]
    assert (drift["kind"], drift["found"]) == ("unmanaged", "TOTAL-Analyst")
    assert "but TOTAL doesn't know it" in drift["sentence"]


def test_a_note_or_a_description_proves_nothing_on_another_machine(admin_session: AdminSession) -> None:
    sets_up(admin_session)
    forget_everything(admin_session)
    ids = ids_of(admin_session)
    told = admin_session.runs("teardown", "--dry-run", "--output", "json", *ids).document["warnings"]
    assert "The group TOTAL-Admin stays, with 1 member; it was not created from this machine." in told


def test_a_group_of_a_product_of_a_longer_name_stays(admin_session: AdminSession) -> None:
    sets_up(admin_session, "--application-name", "TOTAL Test")
    theirs = admin_session.resources["admin_group_id"]
    sets_up(admin_session, "--application-name", "TOTAL", "--group-id", "TOTAL-Admin=new")
    assign(admin_session, {"id": theirs})
    document = tears_down(admin_session, *GRAVE, "--application-name", "TOTAL")
    assert document["exit_code"] == 0
    assert set(admin_session.tenant.dump()["groups"]) == {theirs}


def test_namesakes_are_never_touched(admin_session: AdminSession) -> None:
    admin_session.portal.create_application_in_portal()
    admin_session.portal.create_group_in_portal()
    before = admin_session.tenant.dump()
    words = ("--app-id", "new", "--group-id", "TOTAL-Admin=new")
    sets_up(admin_session, *words)
    assert tears_down(admin_session, *GRAVE)["exit_code"] == 0
    after = admin_session.tenant.dump()
    assert {kind: after[kind] for kind in ("applications", "groups", "servicePrincipals")} == {
        kind: before[kind] for kind in ("applications", "groups", "servicePrincipals")
    }


def test_what_another_admin_added_to_ours_is_told_before_anybody_is_asked(admin_session: AdminSession) -> None:
    sets_up(admin_session)
    does, made = admin_session.portal.does, admin_session.resources
    uris = [admin_session.tenant.sheet_values.redirect_uri, "https://elsewhere.example/cb"]
    does("PATCH", f"applications/{made['application_object_id']}", {"web": {"redirectUris": uris}})
    path = f"applications/{made['application_object_id']}/addPassword"
    does("POST", path, {"passwordCredential": {"displayName": "by hand"}})
    others = admin_session.portal.create_group_in_portal("Interns")
    assign(admin_session, others)
    end = admin_session.runs("teardown", "--dry-run", "--output", "json")
    told = [one for one in end.document["warnings"] if one.startswith("An unmanaged part is deleted with")]
    for one, words in zip(told, ("https://elsewhere.example/cb", "by hand", "Interns"), strict=True):
        assert words in one


def test_what_else_rests_upon_a_group_of_ours_is_told_before_it_goes(admin_session: AdminSession) -> None:
    sets_up(admin_session)
    payroll = admin_session.portal.create_application_in_portal("Payroll")
    principal = admin_session.portal.does("GET", f"servicePrincipals(appId='{payroll['appId']}')")["id"]
    assign(admin_session, {"id": admin_session.resources["admin_group_id"]}, principal)
    told = {words: warnings(admin_session, *words) for words in ((), ("--groups",))}
    sentence = "TOTAL-Admin (1 member) is also assigned to Payroll. That access ends, too."
    assert sentence not in told[()]
    assert sentence in told[("--groups",)]


def warnings(admin_session: AdminSession, *words: str) -> list[str]:
    told: list[str] = admin_session.runs("teardown", "--dry-run", "--output", "json", *words).document["warnings"]
    return told


def assign(admin_session: AdminSession, group: Body, to: str = "") -> None:
    principal = to or admin_session.resources["service_principal_id"]
    roles: list[Any] = admin_session.portal.does("GET", f"servicePrincipals/{principal}")["appRoles"]
    role = next(one["id"] for one in roles if one["displayName"] == "User")
    body = {"principalId": group["id"], "resourceId": principal, "appRoleId": role}
    admin_session.portal.does("POST", f"servicePrincipals/{principal}/appRoleAssignedTo", body)
