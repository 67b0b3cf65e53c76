"""What somebody made by hand stays, without what set-up added to it; what others added to ours is told first."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from copy import deepcopy
from pathlib import Path
from typing import Any

import pytest

from tests.status.desk import DeskOfAdmin
from tests.teardown.desk import tears_down
from total_onboard.sandbox.store import Body

pytestmark = pytest.mark.sweep

GRAVE = ("--groups", "--purge")
LEFT = {"uniqueName", "appRoleAssignmentRequired"}
"""What stays on an object made by hand, as the plan says."""


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[DeskOfAdmin]:
    made = DeskOfAdmin(tmp_path)
    yield made
    made.tenant.stop()


def sets_up(desk: DeskOfAdmin, *words: str) -> None:
    end = desk.runs("setup", "--output", "json", *words)
    assert end.status == 0, end.err
    desk.resources = end.document["resources"]


def but_for_what_stays(body: Body) -> Body:
    return {name: value for name, value in body.items() if name not in LEFT}


def forget_everything(desk: DeskOfAdmin) -> None:
    """From here on it is another machine."""
    shutil.rmtree(desk.home / "state")


def sent_to_total(desk: DeskOfAdmin) -> str:
    """The state of the only job."""
    (job,) = desk.tenant.dump()["jobs"].values()
    return str(job["state"])


def an_application_with_a_past(desk: DeskOfAdmin) -> Body:
    """Made by hand, with an address, a secret, a foreign permission and the consent to one that TOTAL wants, too."""
    does, app = desk.portal.does, desk.portal.makes_an_application()
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
    return dict(desk.portal.store.applications.truth(app["id"]) or {})


def test_an_application_made_by_hand_is_again_what_it_was(desk: DeskOfAdmin) -> None:
    app = an_application_with_a_past(desk)
    desk.portal.does("PATCH", f"servicePrincipals(appId='{app['appId']}')", {"appRoleAssignmentRequired": True})
    before, grants = deepcopy(app), deepcopy(desk.tenant.dump()["oauth2PermissionGrants"])
    sets_up(desk, "--app-id", app["id"])
    document = tears_down(desk, *GRAVE)
    assert (document["exit_code"], document["problems"]) == (0, [])
    after = desk.portal.store.applications.truth(app["id"])
    assert after
    assert but_for_what_stays(after) == but_for_what_stays(before)
    assert scopes(desk.tenant.dump()["oauth2PermissionGrants"]) == scopes(grants)
    assert desk.tenant.dump()["appRoleAssignments"] == {}
    assert sent_to_total(desk) == "Paused"
    assert desk.tenant.dump()["storedKeys"] == {desk.resources["service_principal_id"]: []}


def scopes(grants: dict[str, Body]) -> list[set[str]]:
    return [set(grant["scope"].split()) for grant in grants.values()]


def test_of_an_application_made_by_hand_it_is_said_what_stays(desk: DeskOfAdmin) -> None:
    sets_up(desk, "--app-id", an_application_with_a_past(desk)["id"])
    told = " ".join(tears_down(desk)["warnings"])
    for words in ("was not made by this tool, and is not deleted", "for ever the unique name total-onboard-total"):
        assert words in told
    assert desk.status()["exit_code"] == 3


def made_by_hand(desk: DeskOfAdmin, members: list[str]) -> Body:
    made = desk.portal.makes_a_group(members=members)
    return dict(desk.portal.store.groups.truth(made["id"]) or {})


def test_a_group_made_by_hand_stays_with_all_its_members(desk: DeskOfAdmin) -> None:
    group = made_by_hand(desk, ["bo@contoso.com"])
    sets_up(desk, "--group-id", f"TOTAL-Admin={group['id']}")
    document = tears_down(desk, *GRAVE)
    assert document["exit_code"] == 0
    assert but_for_what_stays(desk.portal.store.groups.truth(group["id"]) or {}) == but_for_what_stays(group)
    assert len(desk.portal.store.members[group["id"]]) == 2
    assert desk.tenant.dump()["applications"] == {}


def test_whom_set_up_put_into_a_group_made_by_hand_is_named_with_the_command_that_takes_them_out(
    desk: DeskOfAdmin,
) -> None:
    group = made_by_hand(desk, ["bo@contoso.com"])
    before = desk.tenant.dump()["members"]
    sets_up(desk, "--group-id", f"TOTAL-Admin={group['id']}")
    told = " ".join(tears_down(desk, *GRAVE)["warnings"])
    assert "stays, with its unique name and 2 members. Set-up added ada@contoso.com; who shall not stay" in told
    assert "total-onboard admins remove ada@contoso.com" in told
    assert desk.runs("admins", "remove", "ada@contoso.com", "--allow-last-admin").status == 0
    assert desk.tenant.dump()["members"][group["id"]] == before[group["id"]]


def ids_of(desk: DeskOfAdmin) -> tuple[str, ...]:
    """As the first machine's ``status --output json`` tells them."""
    made = desk.resources
    others = {name.partition(" ")[2]: one for name, one in made.items() if name.startswith("group_id ")}
    groups = {"TOTAL-Admin": made["admin_group_id"], **others}
    named = [word for name, one in groups.items() for word in ("--group-id", f"{name}={one}")]
    return ("--app-id", made["application_object_id"], *named)


def prepared_ids(desk: DeskOfAdmin) -> tuple[str, ...]:
    """Prepare an application and a group in the portal, and return the options that adopt them."""
    app, group = desk.portal.makes_an_application(), desk.portal.makes_a_group()
    return ("--app-id", app["id"], "--group-id", f"TOTAL-Admin={group['id']}")


@pytest.mark.parametrize("adopted", [True, False])
def test_on_another_machine_nothing_is_deleted_without_ids(desk: DeskOfAdmin, adopted: bool) -> None:
    sets_up(desk, *(prepared_ids(desk) if adopted else ()))
    forget_everything(desk)
    before = desk.tenant.dump()
    refused = tears_down(desk, *GRAVE)
    assert refused["exit_code"] == 3
    assert {one["kind"] for one in refused["unmanaged"]} == {"application", "group"}
    kept = tears_down(desk, *GRAVE, *ids_of(desk))
    assert kept["exit_code"] == 5
    assert ["was not created from this machine" in one["sentence"] for one in kept["waiting"]] == [True, True]
    assert desk.tenant.dump() == before


@pytest.mark.parametrize("adopted", [True, False])
def test_on_another_machine_ids_and_delete_adopted_delete(desk: DeskOfAdmin, adopted: bool) -> None:
    sets_up(desk, *(prepared_ids(desk) if adopted else ()))
    forget_everything(desk)
    document = tears_down(desk, *GRAVE, *ids_of(desk), "--delete-adopted")
    assert (document["exit_code"], document["waiting"]) == (0, [])
    assert desk.tenant.dump()["applications"] == desk.tenant.dump()["groups"] == {}


def test_an_adopted_object_is_deleted_only_when_it_is_named(desk: DeskOfAdmin) -> None:
    sets_up(desk, *prepared_ids(desk))
    unnamed = desk.runs("teardown", "--yes", "--delete-adopted", "--output", "json")
    assert unnamed.status == 2
    assert "only what is named" in unnamed.document["problems"][0]["message"]
    assert len(desk.tenant.dump()["applications"]) == 1
    document = tears_down(desk, *GRAVE, *ids_of(desk), "--delete-adopted")
    assert document["exit_code"] == 0
    assert desk.tenant.dump()["applications"] == desk.tenant.dump()["groups"] == {}


TWO_GROUPS = ("--group", "TOTAL-Admin=admin", "--group", "TOTAL-Analyst=analyst")


def test_every_group_that_is_named_goes_from_another_machine_too(desk: DeskOfAdmin) -> None:
    sets_up(desk, *TWO_GROUPS)
    forget_everything(desk)
    tears_down(desk, *ids_of(desk), "--delete-adopted")
    document = tears_down(desk, *GRAVE, *ids_of(desk), "--delete-adopted")
    assert (document["exit_code"], document["waiting"]) == (0, [])
    assert desk.tenant.dump()["groups"] == {}


def test_status_knows_a_group_beyond_the_desired_ones_only_by_its_id(desk: DeskOfAdmin) -> None:
    sets_up(desk, *TWO_GROUPS)
    forget_everything(desk)
    ids = ids_of(desk)
    assert (desk.status(*ids)["drift"], desk.status(*ids)["exit_code"]) == ([], 0)
    (drift,) = desk.status(*ids[:4])["drift"]
    assert (drift["kind"], drift["found"]) == ("foreign", "TOTAL-Analyst")
    assert "though TOTAL was not told of that group" in drift["sentence"]


def test_a_note_or_a_description_proves_nothing_on_another_machine(desk: DeskOfAdmin) -> None:
    sets_up(desk)
    forget_everything(desk)
    ids = ids_of(desk)
    told = desk.runs("teardown", "--dry-run", "--output", "json", *ids).document["warnings"]
    assert "The group TOTAL-Admin stays, with 1 member; it was not created from this machine." in told


def test_a_group_of_a_product_of_a_longer_name_stays(desk: DeskOfAdmin) -> None:
    sets_up(desk, "--application-name", "TOTAL Test")
    theirs = desk.resources["admin_group_id"]
    sets_up(desk, "--application-name", "TOTAL", "--group-id", "TOTAL-Admin=new")
    assign(desk, {"id": theirs})
    document = tears_down(desk, *GRAVE, "--application-name", "TOTAL")
    assert document["exit_code"] == 0
    assert set(desk.tenant.dump()["groups"]) == {theirs}


def test_namesakes_are_never_touched(desk: DeskOfAdmin) -> None:
    desk.portal.makes_an_application()
    desk.portal.makes_a_group()
    before = desk.tenant.dump()
    words = ("--app-id", "new", "--group-id", "TOTAL-Admin=new")
    sets_up(desk, *words)
    assert tears_down(desk, *GRAVE)["exit_code"] == 0
    after = desk.tenant.dump()
    assert {kind: after[kind] for kind in ("applications", "groups", "servicePrincipals")} == {
        kind: before[kind] for kind in ("applications", "groups", "servicePrincipals")
    }


def test_what_somebody_else_added_to_ours_is_told_before_anybody_is_asked(desk: DeskOfAdmin) -> None:
    sets_up(desk)
    does, made = desk.portal.does, desk.resources
    uris = [desk.tenant.sheet_values.redirect_uri, "https://elsewhere.example/cb"]
    does("PATCH", f"applications/{made['application_object_id']}", {"web": {"redirectUris": uris}})
    path = f"applications/{made['application_object_id']}/addPassword"
    does("POST", path, {"passwordCredential": {"displayName": "by hand"}})
    others = desk.portal.makes_a_group("Interns")
    assign(desk, others)
    end = desk.runs("teardown", "--dry-run", "--output", "json")
    told = [one for one in end.document["warnings"] if one.startswith("Somebody else's goes with the application.")]
    for one, words in zip(told, ("https://elsewhere.example/cb", "by hand", "Interns"), strict=True):
        assert words in one


def test_what_else_rests_upon_a_group_of_ours_is_told_before_it_goes(desk: DeskOfAdmin) -> None:
    sets_up(desk)
    payroll = desk.portal.makes_an_application("Payroll")
    principal = desk.portal.does("GET", f"servicePrincipals(appId='{payroll['appId']}')")["id"]
    assign(desk, {"id": desk.resources["admin_group_id"]}, principal)
    told = {words: warnings(desk, *words) for words in ((), ("--groups",))}
    sentence = "Somebody lets TOTAL-Admin (1 member) into Payroll, too; that ends with it."
    assert sentence not in told[()]
    assert sentence in told[("--groups",)]


def warnings(desk: DeskOfAdmin, *words: str) -> list[str]:
    told: list[str] = desk.runs("teardown", "--dry-run", "--output", "json", *words).document["warnings"]
    return told


def assign(desk: DeskOfAdmin, group: Body, to: str = "") -> None:
    principal = to or desk.resources["service_principal_id"]
    roles: list[Any] = desk.portal.does("GET", f"servicePrincipals/{principal}")["appRoles"]
    role = next(one["id"] for one in roles if one["displayName"] == "User")
    body = {"principalId": group["id"], "resourceId": principal, "appRoleId": role}
    desk.portal.does("POST", f"servicePrincipals/{principal}/appRoleAssignedTo", body)
