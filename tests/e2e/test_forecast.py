"""Who will administer TOTAL: what is foretold, compared person by person with whom TOTAL really lets in afterwards."""

from __future__ import annotations

import json
from datetime import timedelta

import pytest

from tests.e2e.conftest import Admin, OpenTenant
from tests.e2e.test_scim_values import wait_until
from tests.support.cli_runner import CliResult
from total_onboard.sandbox.console.state import console_of
from total_onboard.sandbox.provisioning.service import synchronization_service

pytestmark = [pytest.mark.journey, pytest.mark.sweep]

MANY = ("ada@contoso.com", "finn@contoso.com", "dan@contoso.com")


def knowing(at: OpenTenant, persona: str) -> Admin:
    """An administrator who names the group of the admins by its id, where it exists."""
    admin = at(persona)
    groups = [one["id"] for one in admin.tenant.store.groups.all_current() if one["displayName"] == "TOTAL-Admin"]
    if groups:
        admin.environment["TOTAL_ONBOARD_GROUP_ID"] = f"TOTAL-Admin={groups[0]}"
    return admin


def foretold(admin: Admin, **environment: str) -> CliResult:
    return admin.runs("check-prereqs", "--forecast", "--output", "json", **environment)


def let_in(admin: Admin) -> set[str]:
    """Everybody whom TOTAL lets in as an administrator, after the hand-off and one whole cycle."""
    tenant = admin.tenant
    tenant.take_handoff(json.loads((admin.home / "to.totalhandoff").read_text(encoding="utf-8"))["handoff"])
    service = synchronization_service(tenant.store)
    (job,) = (job for by_id in service.jobs.values() for job in by_id.values())
    before = job.last_execution
    tenant.store.clock.leap(timedelta(hours=1))
    wait_until(lambda: job.last_execution is not before)
    accounts = console_of(tenant.store, tenant.addresses.total).accounts
    return {user["id"] for user in tenant.store.users.all_current() if accounts.admit(user["id"]).is_granted}


@pytest.mark.parametrize(
    ("persona", "admins", "decided"),
    [
        ("ready", ("ada@contoso.com",), {}),
        ("mixed-members", MANY, {}),
        ("mixed-members", ("ada@contoso.com",), {}),
        ("group-of-every-kind", MANY, {}),
        ("already-there", ("ada@contoso.com",), {"TOTAL_ONBOARD_APP_ID": "new"}),
    ],
)
def test_provisioning_then_does_what_was_foretold_of_everybody(
    at: OpenTenant, persona: str, admins: tuple[str, ...], decided: dict[str, str]
) -> None:
    admin = knowing(at, persona)
    environment = {"TOTAL_ONBOARD_ADMIN": ",".join(admins), **decided}
    forecast = foretold(admin, **environment).document["forecast"]
    assert admin.writes == []
    ended = admin.sets_up("--handoff", "to.totalhandoff", **environment)
    assert ended.status == 0, ended.err
    there = let_in(admin)
    for person in forecast["people"]:
        assert (person["name"], person["will_be_admin"]) == (person["name"], person["id"] in there)
    assert there <= {person["id"] for person in forecast["people"]}
    assert there


def test_everybody_who_will_not_is_told_why(at: OpenTenant) -> None:
    admin = knowing(at, "mixed-members")
    everybody = (*MANY, "bo.andersson@contoso.com", "nobody@contoso.com")
    people = foretold(admin, TOTAL_ONBOARD_ADMIN=",".join(everybody)).document["forecast"]["people"]
    reasons = {person["name"]: person["why"] for person in people if not person["will_be_admin"]}
    assert reasons == {
        "Bo Andersson": "The account is disabled",
        "Help Desk": "A nested group, which provisioning ignores",
        "Eve Marchetti": "Only in a nested group, which provisioning ignores",
        "nobody@contoso.com": "Not found in this tenant, or an address of several people",
    }
    remarks = {person["name"]: person["why"] for person in people if person["will_be_admin"]}
    assert set(remarks) == {"Ada Lindqvist", "Finn Berg", "Dan Okafor", "Cleo Ruiz"}
    assert "guest" in remarks["Cleo Ruiz"]
    assert "no mail address" in remarks["Dan Okafor"]
    assert remarks["Ada Lindqvist"] == ""


def test_whatever_a_group_can_hold_is_foretold(at: OpenTenant) -> None:
    people = foretold(knowing(at, "group-of-every-kind")).document["forecast"]["people"]
    assert {person["name"]: person["why"] for person in people if not person["will_be_admin"]} == {
        "Bo Andersson": "The account is disabled",
        "Help Desk": "A nested group, which provisioning ignores",
        "Backup Robot": "Not a person",
        "Eve Marchetti": "Only in a nested group, which provisioning ignores",
        "Hana Sato": "Only in a nested group, which provisioning ignores",
    }
    assert {person["name"] for person in people if person["will_be_admin"]} == {
        "Ada Lindqvist",
        "Cleo Ruiz",
        "Dan Okafor",
    }


@pytest.mark.parametrize(
    ("persona", "because"),
    [("free-tier", "a group cannot be assigned"), ("already-there", "was not set up from this machine")],
)
def test_where_the_group_has_no_effect_nobody_will_and_the_reason_is_told_once(
    at: OpenTenant, persona: str, because: str
) -> None:
    forecast = foretold(at(persona)).document["forecast"]
    assert because in forecast["nobody_because"]
    assert forecast["people"]
    assert [person["name"] for person in forecast["people"] if person["will_be_admin"]] == []


def test_a_group_that_gets_its_members_by_a_rule_makes_nobody_an_administrator(at: OpenTenant) -> None:
    admin = knowing(at, "mixed-members")
    (group,) = (one for one in admin.tenant.store.groups.all_current() if one["displayName"] == "TOTAL-Admin")
    group |= {"groupTypes": ["DynamicMembership"], "membershipRule": "user.department -eq IT"}
    forecast = foretold(admin).document["forecast"]
    assert "has dynamic membership" in forecast["nobody_because"]
    assert not any(person["will_be_admin"] for person in forecast["people"])


def test_people_read_who_will_and_who_will_not(at: OpenTenant) -> None:
    ended = at("mixed-members").runs("check-prereqs", "--forecast")
    assert "Who will administer TOTAL after setup, through TOTAL-Admin" in ended.out
    assert "Bo Andersson (bo@contoso.com): The account is disabled" in ended.out


def test_without_the_option_nobody_is_looked_up(at: OpenTenant) -> None:
    admin = knowing(at, "mixed-members")
    document = admin.runs("check-prereqs", "--output", "json").document
    assert "forecast" not in document
    assert not [r for r in admin.tenant.requests if r.host == "graph" and "Members" in r.path]
