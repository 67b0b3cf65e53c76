"""Taken away is what set-up made, and nothing else; what is left is said before anybody is asked."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from urllib.parse import parse_qs

import pytest

from tests.status.desk import DeskOfAdmin
from tests.sweep.normalised import differences, normalised
from tests.teardown.desk import tears_down, without_the_bin
from total_onboard.sandbox.persona import load_persona

GRAVE = ("--groups", "--purge")


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[DeskOfAdmin]:
    made = DeskOfAdmin(tmp_path)
    yield made
    made.tenant.stop()


def test_for_good_and_with_its_groups_the_tenant_is_as_before(desk: DeskOfAdmin) -> None:
    before = desk.tenant.dump()
    desk.sets_up()
    document = tears_down(desk, *GRAVE)
    assert (document["exit_code"], document["problems"]) == (0, [])
    assert not differences(normalised(before), normalised(desk.tenant.dump()))


def test_of_all_a_sign_in_left_the_consent_to_its_client_alone_stays_and_is_told(tmp_path: Path) -> None:
    """The one exception: other programs sign in with the same client (docs/decisions/0055)."""
    nobody_consented = load_persona("ready").model_copy(update={"tools_consented": False})
    desk = DeskOfAdmin(tmp_path, nobody_consented)
    try:
        before = desk.tenant.dump()
        desk.sets_up()
        document = tears_down(desk, *GRAVE)
        after = desk.tenant.dump()
    finally:
        desk.tenant.stop()
    (grant,) = after["oauth2PermissionGrants"].values()
    assert grant["consentType"] == "Principal"
    assert {"Application.ReadWrite.All", "Group.ReadWrite.All"} <= set(grant["scope"].split())
    assert not differences(normalised(before), normalised(after | {"oauth2PermissionGrants": {}}))
    assert "given to Microsoft Graph Command Line Tools" in document["warnings"][-1]


def test_otherwise_it_is_as_before_but_for_the_recycle_bin(desk: DeskOfAdmin) -> None:
    before = desk.tenant.dump()
    desk.sets_up()
    assert tears_down(desk, "--groups")["exit_code"] == 0
    assert not differences(normalised(before), normalised(without_the_bin(desk)))
    assert {kind: len(bodies) for kind, bodies in desk.tenant.dump()["deleted"].items()} == {
        "applications": 1,
        "servicePrincipals": 1,
        "groups": 1,
    }


def test_provisioning_rests_and_forgets_before_anything_else_goes(desk: DeskOfAdmin) -> None:
    desk.sets_up()
    since = len(desk.writes)
    tears_down(desk, *GRAVE)
    shapes = [write.replace(one, "*") for write in desk.writes[since:] for one in [write.split("/")[-1]]]
    order = ["pause", "secrets", "appRoleAssignedTo", "applications", "deletedItems"]
    found = [next(i for i, write in enumerate(desk.writes[since:]) if word in write) for word in order]
    assert found == sorted(found), shapes
    assert not any(write.startswith("DELETE") and "/jobs/" in write for write in desk.writes[since:])


def test_nothing_is_deleted_while_microsoft_still_has_the_scim_values(desk: DeskOfAdmin) -> None:
    desk.sets_up()
    kept_silently = {"kind": "status", "status": 204, "body": "", "method": "PUT", "path": ".*/synchronization/secrets"}
    desk.tenant.faults.add(kept_silently)
    words = ("teardown", "--yes", "--output", "json")
    end = desk.runs(*words, TOTAL_ONBOARD_REPLICATION_SECONDS="1")
    (problem,) = end.document["problems"]
    assert (end.status, problem["code"]) == (1, "scim-values-still-stored")
    assert "Run the same command again" in problem["remedy"]
    assert not any(write.startswith("DELETE") for write in desk.writes)
    assert desk.runs(*words).status == 0


def test_a_second_run_writes_nothing(desk: DeskOfAdmin) -> None:
    desk.sets_up()
    tears_down(desk)
    writes = list(desk.writes)
    again = tears_down(desk)
    assert (again["exit_code"], desk.writes) == (0, writes)
    assert {change["action"] for change in again["changes"]} == {"none"}


def test_what_was_soft_deleted_can_still_be_deleted_for_good(desk: DeskOfAdmin) -> None:
    before = desk.tenant.dump()
    desk.sets_up()
    tears_down(desk)
    assert tears_down(desk, *GRAVE)["exit_code"] == 0
    assert not differences(normalised(before), normalised(desk.tenant.dump()))


def test_where_nobody_can_be_asked_it_takes_away_what_can_be_restored(desk: DeskOfAdmin) -> None:
    desk.sets_up()
    assert desk.runs("teardown", "--output", "json").status == 0
    assert desk.runs("setup", "--adopt", "--output", "json", "--handoff", "again.totalhandoff").status == 0


def test_where_nobody_can_be_asked_nothing_is_deleted_for_good(desk: DeskOfAdmin) -> None:
    end = desk.types("teardown", "--purge", "--yes", "--output", "json")
    assert (end.status, desk.tenant.requests) == (2, [])
    assert "--yes" in end.document["problems"][0]["remedy"]


def test_a_dry_run_asks_for_nothing_that_could_write(desk: DeskOfAdmin) -> None:
    desk.sets_up()
    writes, since = list(desk.writes), len(desk.tenant.requests)
    end = desk.runs("teardown", "--dry-run", "--output", "json")
    assert (end.status, desk.writes) == (0, writes)
    assert {change["action"] for change in end.document["plan"]} == {"update", "delete"}
    sent = [one.body for one in desk.tenant.requests[since:] if one.host == "sign_in" and one.method == "POST"]
    assert not any("Write" in scope for body in sent for scope in parse_qs(body).get("scope", []))


def test_the_right_to_delete_groups_is_asked_for_only_with_the_groups(desk: DeskOfAdmin) -> None:
    desk.sets_up()
    for words, asked in (((), False), (("--groups",), True)):
        receipt = desk.home / f"receipt-{asked}.json"
        tears_down(desk, "--receipt", str(receipt), *words)
        assert ("Group.ReadWrite.All" in receipt.read_text(encoding="utf-8")) is asked


def test_status_says_that_it_was_taken_away_and_by_whom(desk: DeskOfAdmin) -> None:
    desk.sets_up()
    tears_down(desk)
    document = desk.status()
    assert document["exit_code"] == 3
    (problem,) = document["problems"]
    assert "taken away from Contoso" in problem["message"]
    assert "by ada@contoso.com" in problem["message"]
    assert "setup --adopt restores it" in problem["remedy"]


def test_after_it_a_set_up_begins_anew(desk: DeskOfAdmin) -> None:
    first = desk.sets_up()
    clean = normalised(desk.tenant.dump())
    tears_down(desk, *GRAVE)
    second = desk.runs("setup", "--output", "json", "--handoff", str(desk.home / "second.totalhandoff"))
    assert second.status == 0, second.err
    assert not differences(clean, normalised(desk.tenant.dump()))
    assert first.document["resources"]["client_id"] != second.document["resources"]["client_id"]
    assert desk.status()["exit_code"] == 0


def test_what_setup_says_of_the_recycle_bin_leads_to_a_new_beginning(desk: DeskOfAdmin) -> None:
    desk.sets_up()
    tears_down(desk, "--groups")
    anew = ("setup", "--output", "json", "--handoff", str(desk.home / "second.totalhandoff"))
    for said in ((), ("--app-id", "new", "--group-id", "TOTAL-Admin=new")):
        stopped = desk.runs(*anew, *said)
        assert stopped.status == 3
        assert "teardown --purge (with --groups the groups, too)" in stopped.document["problems"][0]["remedy"]
    assert tears_down(desk, *GRAVE)["exit_code"] == 0
    assert desk.runs(*anew).status == 0


def test_what_lies_in_the_recycle_bin_comes_back_whole(desk: DeskOfAdmin) -> None:
    first = desk.sets_up()
    tears_down(desk)
    assert desk.runs("setup", "--output", "json").status == 3
    restored = desk.runs("setup", "--output", "json", "--adopt")
    assert restored.status == 0, restored.err
    assert restored.document["resources"] == first.document["resources"]
    # TOTAL was told to forget the old secret, so a new one was handed off; the old one works until it is removed.
    assert [one["step"] for one in desk.status()["waiting"]] == ["client-secret"]
    assert desk.runs("rotate-secret", "--finish", "--total-uses-new-secret").status == 0
    assert desk.status()["exit_code"] == 0
