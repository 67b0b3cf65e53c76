"""Taken away is what set-up made, and nothing else; what is left is said before anybody is asked."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from urllib.parse import parse_qs

import pytest

from tests.fault_injection.setup.normalised import differences, normalised
from tests.integration.teardown.teardown_session import tears_down, without_the_bin
from tests.support.admin_session import AdminSession
from total_onboard.commands.teardown.run import ASK_TOTAL
from total_onboard.engine.journal.journal import Journal
from total_onboard.engine.journal.lock import exclusive_lock
from total_onboard.engine.plan import Plan
from total_onboard.engine.reconciler import Reconciler
from total_onboard.sandbox.persona import load_persona

GRAVE = ("--groups", "--purge")


@pytest.fixture
def admin_session(tmp_path: Path) -> Iterator[AdminSession]:
    made = AdminSession(tmp_path)
    yield made
    made.tenant.stop()


def test_for_good_and_with_its_groups_the_tenant_is_as_before(admin_session: AdminSession) -> None:
    before = admin_session.tenant.dump()
    admin_session.sets_up()
    document = tears_down(admin_session, *GRAVE)
    assert (document["exit_code"], document["problems"]) == (0, [])
    assert not differences(normalised(before), normalised(admin_session.tenant.dump()))


def test_ctrl_c_after_the_last_deletion_still_says_what_is_left(
    admin_session: AdminSession, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def pressed(*_: object) -> Plan:
        raise KeyboardInterrupt

    admin_session.sets_up()
    monkeypatch.setattr(Reconciler, "read_back", pressed)
    ended = admin_session.runs("teardown", "--yes")
    assert ended.status == 130, ended.err
    assert ASK_TOTAL in " ".join(ended.out.split())
    assert "Interrupted" in ended.err


def test_changes_of_a_whole_teardown_have_the_ids_of_teardown_steps(admin_session: AdminSession) -> None:
    admin_session.sets_up()
    changes = tears_down(admin_session, *GRAVE)["changes"]
    assert list(dict.fromkeys(change["step"] for change in changes)) == [
        "stop-provisioning",
        "scim-credentials",
        "assignment",
        "consent",
        "application",
        "groups",
        "purge-application",
        "purge-groups",
    ]


def test_of_all_a_sign_in_left_the_consent_to_its_client_alone_stays_and_is_told(tmp_path: Path) -> None:
    """The one exception: other programs sign in with the same client (docs/decisions/0055)."""
    nobody_consented = load_persona("ready").model_copy(update={"tools_consented": False})
    admin_session = AdminSession(tmp_path, nobody_consented)
    try:
        before = admin_session.tenant.dump()
        admin_session.sets_up()
        document = tears_down(admin_session, *GRAVE)
        after = admin_session.tenant.dump()
    finally:
        admin_session.tenant.stop()
    (grant,) = after["oauth2PermissionGrants"].values()
    assert grant["consentType"] == "Principal"
    assert {"Application.ReadWrite.All", "Group.ReadWrite.All"} <= set(grant["scope"].split())
    assert not differences(normalised(before), normalised(after | {"oauth2PermissionGrants": {}}))
    assert "Microsoft Graph Command Line Tools, stays" in document["warnings"][-1]


def test_otherwise_it_is_as_before_but_for_the_recycle_bin(admin_session: AdminSession) -> None:
    before = admin_session.tenant.dump()
    admin_session.sets_up()
    assert tears_down(admin_session, "--groups")["exit_code"] == 0
    assert not differences(normalised(before), normalised(without_the_bin(admin_session)))
    assert {kind: len(bodies) for kind, bodies in admin_session.tenant.dump()["deleted"].items()} == {
        "applications": 1,
        "servicePrincipals": 1,
        "groups": 1,
    }


def test_provisioning_rests_and_forgets_before_anything_else_goes(admin_session: AdminSession) -> None:
    admin_session.sets_up()
    since = len(admin_session.writes)
    tears_down(admin_session, *GRAVE)
    shapes = [write.replace(one, "*") for write in admin_session.writes[since:] for one in [write.split("/")[-1]]]
    order = ["pause", "secrets", "appRoleAssignedTo", "applications", "deletedItems"]
    found = [next(i for i, write in enumerate(admin_session.writes[since:]) if word in write) for word in order]
    assert found == sorted(found), shapes
    assert not any(write.startswith("DELETE") and "/jobs/" in write for write in admin_session.writes[since:])


def test_nothing_is_deleted_while_microsoft_still_has_the_scim_values(admin_session: AdminSession) -> None:
    admin_session.sets_up()
    kept_silently = {"kind": "status", "status": 204, "body": "", "method": "PUT", "path": ".*/synchronization/secrets"}
    admin_session.tenant.faults.add(kept_silently)
    words = ("teardown", "--yes", "--output", "json")
    end = admin_session.runs(*words, TOTAL_ONBOARD_REPLICATION_SECONDS="1")
    (problem,) = end.document["problems"]
    assert (end.status, problem["code"]) == (1, "scim-values-still-stored")
    assert "Run the same command again" in problem["remedy"]
    assert not any(write.startswith("DELETE") for write in admin_session.writes)
    assert admin_session.runs(*words).status == 0


def test_a_second_run_writes_nothing(admin_session: AdminSession) -> None:
    admin_session.sets_up()
    tears_down(admin_session)
    writes = list(admin_session.writes)
    again = tears_down(admin_session)
    assert (again["exit_code"], admin_session.writes) == (0, writes)
    assert {change["action"] for change in again["changes"]} == {"none"}


def test_what_was_soft_deleted_can_still_be_deleted_for_good(admin_session: AdminSession) -> None:
    before = admin_session.tenant.dump()
    admin_session.sets_up()
    tears_down(admin_session)
    assert tears_down(admin_session, *GRAVE)["exit_code"] == 0
    assert not differences(normalised(before), normalised(admin_session.tenant.dump()))


def test_where_nobody_can_be_asked_it_takes_away_what_can_be_restored(admin_session: AdminSession) -> None:
    admin_session.sets_up()
    assert admin_session.runs("teardown", "--output", "json").status == 0
    assert admin_session.runs("setup", "--adopt", "--output", "json", "--handoff", "again.totalhandoff").status == 0


def test_where_nobody_can_be_asked_nothing_is_deleted_for_good(admin_session: AdminSession) -> None:
    end = admin_session.types("teardown", "--purge", "--yes", "--output", "json")
    assert (end.status, admin_session.tenant.requests) == (2, [])
    assert "--yes" in end.document["problems"][0]["remedy"]


def journal_in(admin_session: AdminSession) -> Journal:
    (path,) = admin_session.home.rglob("*.jsonl")
    return Journal(path)


def test_a_dry_run_asks_for_nothing_that_could_write(admin_session: AdminSession) -> None:
    admin_session.sets_up()
    writes, since = list(admin_session.writes), len(admin_session.tenant.requests)
    with exclusive_lock(journal_in(admin_session)):  # a setup runs meanwhile
        end = admin_session.runs("teardown", "--dry-run", "--output", "json")
    assert (end.status, admin_session.writes) == (0, writes)
    assert {change["action"] for change in end.document["plan"]} == {"update", "delete"}
    sent = [one.body for one in admin_session.tenant.requests[since:] if one.host == "sign_in" and one.method == "POST"]
    assert not any("Write" in scope for body in sent for scope in parse_qs(body).get("scope", []))


def test_the_right_to_delete_groups_is_asked_for_only_with_the_groups(admin_session: AdminSession) -> None:
    admin_session.sets_up()
    for words, asked in (((), False), (("--groups",), True)):
        receipt = admin_session.home / f"receipt-{asked}.json"
        tears_down(admin_session, "--receipt", str(receipt), *words)
        assert ("Group.ReadWrite.All" in receipt.read_text(encoding="utf-8")) is asked


def test_status_says_that_it_was_taken_away_and_by_whom(admin_session: AdminSession) -> None:
    admin_session.sets_up()
    tears_down(admin_session)
    document = admin_session.status()
    assert document["exit_code"] == 3
    (problem,) = document["problems"]
    assert "removed from Contoso" in problem["message"]
    assert "by ada@contoso.com" in problem["message"]
    assert "To restore it, run total-onboard setup --adopt" in problem["remedy"]


def test_admins_without_the_group_name_the_teardown(admin_session: AdminSession) -> None:
    admin_session.sets_up()
    tears_down(admin_session, *GRAVE)
    for words in (("admins", "list"), ("sync", "--yes")):
        ended = admin_session.runs(*words, "--output", "json")
        (problem,) = ended.document["problems"]
        assert (ended.status, problem["code"]) == (3, "torn-down")
        assert "TOTAL was removed from this tenant on" in problem["message"]
        assert "by ada@contoso.com." in problem["message"]
        assert "run total-onboard setup" in problem["remedy"]


def test_after_it_a_set_up_begins_anew(admin_session: AdminSession) -> None:
    first = admin_session.sets_up()
    clean = normalised(admin_session.tenant.dump())
    tears_down(admin_session, *GRAVE)
    second = admin_session.runs(
        "setup", "--output", "json", "--handoff", str(admin_session.home / "second.totalhandoff")
    )
    assert second.status == 0, second.err
    assert not differences(clean, normalised(admin_session.tenant.dump()))
    assert first.document["resources"]["client_id"] != second.document["resources"]["client_id"]
    assert admin_session.status()["exit_code"] == 0


def test_what_setup_says_of_the_recycle_bin_leads_to_a_new_beginning(admin_session: AdminSession) -> None:
    admin_session.sets_up()
    tears_down(admin_session, "--groups")
    anew = ("setup", "--output", "json", "--handoff", str(admin_session.home / "second.totalhandoff"))
    for said in ((), ("--app-id", "new", "--group-id", "TOTAL-Admin=new")):
        stopped = admin_session.runs(*anew, *said)
        assert stopped.status == 3
        assert "teardown --purge (with --groups the groups, too)" in stopped.document["problems"][0]["remedy"]
    assert tears_down(admin_session, *GRAVE)["exit_code"] == 0
    assert admin_session.runs(*anew).status == 0


def test_what_lies_in_the_recycle_bin_comes_back_whole(admin_session: AdminSession) -> None:
    first = admin_session.sets_up()
    tears_down(admin_session)
    assert admin_session.runs("setup", "--output", "json").status == 3
    restored = admin_session.runs("setup", "--output", "json", "--adopt")
    assert restored.status == 0, restored.err
    assert restored.document["resources"] == first.document["resources"]
    # TOTAL was told to forget the old secret, so a new one was handed off; the old one works until it is removed.
    assert [one["step"] for one in admin_session.status()["blocked"]] == ["client-secret"]
    assert admin_session.runs("rotate-secret", "--finish", "--total-uses-new-secret").status == 0
    assert admin_session.status()["exit_code"] == 0
