"""Only an id proves what is ours: what somebody prepared, a second machine, a lost journal, an unattended run."""

from __future__ import annotations

import time
from pathlib import Path

import pytest

from tests.e2e.conftest import Admin, OpenTenant
from tests.support.cli_runner import CliResult
from tests.support.portal import Portal
from total_onboard.sandbox.sandbox_tenant import SandboxTenant

pytestmark = [pytest.mark.journey, pytest.mark.sweep]

HANDOFF = ("--handoff", "contoso.totalhandoff")


def at_another_desk(admin: Admin, home: Path) -> Admin:
    home.mkdir()
    return Admin(home, admin.tenant)


def ids_of(run: CliResult) -> dict[str, str]:
    made = run.document["resources"]
    return {
        "TOTAL_ONBOARD_APP_ID": made["application_object_id"],
        "TOTAL_ONBOARD_GROUP_ID": f"TOTAL-Admin={made['admin_group_id']}",
    }


def is_refused_without_a_write(admin: Admin, *words: str) -> CliResult:
    writes = list(admin.writes)
    end = admin.sets_up(*words)
    assert end.status == 3, end.err
    assert admin.writes == writes
    return end


@pytest.mark.parametrize(
    ("persona", "named"),
    [
        ("prepared-group", "mallory@contoso.com"),
        ("prepared-registration", "mallory@contoso.com"),
        ("prepared-application", "mallory@contoso.com"),
        ("owned-by-another", "mallory@contoso.com"),
        ("prepared-dynamic-group", "TOTAL-Admin"),
        ("prepared-role-group", "TOTAL-Admin"),
    ],
)
@pytest.mark.parametrize("words", [(), ("--adopt",)], ids=["plain", "adopt"])
def test_what_someone_prepared_is_listed_and_nothing_is_written(
    at: OpenTenant, persona: str, named: str, words: tuple[str, ...]
) -> None:
    end = is_refused_without_a_write(at(persona), *words)
    assert end.document["unmanaged"]
    assert named in str(end.document["unmanaged"])
    assert named in end.err
    assert "it may not be TOTAL's" in end.document["problems"][0]["message"]


def test_a_plain_registration_is_not_adopted_by_its_id_and_nobody_is_asked_to_consent(at: OpenTenant) -> None:
    admin = at("prepared-registration")
    (app,) = Portal(admin.tenant).called("applications", "TOTAL")
    for words in (("--app-id", app["id"]), ("--only", "consent", "--app-id", app["appId"])):
        end = is_refused_without_a_write(admin, *words)
        assert "was created as an app registration" in end.document["problems"][0]["message"]
        assert "adminconsent" not in end.err


def test_a_prepared_groups_member_is_named_before_the_confirmation_and_only_its_id_adopts_it(at: OpenTenant) -> None:
    admin = at("prepared-group")
    (group,) = Portal(admin.tenant).called("groups", "TOTAL-Admin")
    planned = admin.sets_up("--dry-run", "--group-id", group["id"])
    told = " ".join(change["summary"] for change in planned.document["plan"])
    assert "This existing member will become a TOTAL administrator: Mallory Finch (mallory@contoso.com" in told
    assert "can add members without any role: Mallory Finch" in told


def test_a_second_administrator_goes_on_with_the_ids_and_gets_a_secret_of_their_own(
    at: OpenTenant, tmp_path: Path
) -> None:
    ada = at("ready")
    first = ada.sets_up(*HANDOFF)
    assert first.status == 0, first.err
    bo = at_another_desk(ada, tmp_path / "bo")
    is_refused_without_a_write(bo)
    again = bo.sets_up(*HANDOFF, **ids_of(first))
    assert again.status == 0, again.err
    assert again.actions()["application"] == again.actions()["groups"] == {"adopt"}
    theirs, hers = (run.document["handoff"]["client_secret_key_id"] for run in (again, first))
    assert theirs not in (None, hers)
    writes = list(ada.writes)
    assert (bo.sets_up(*HANDOFF).status, ada.sets_up(*HANDOFF).status) == (0, 0)
    assert ada.writes == writes


def test_whoever_lost_the_journal_keeps_the_secret_that_total_has(at: OpenTenant, tmp_path: Path) -> None:
    ada = at("ready")
    first = ada.sets_up(*HANDOFF)
    anew = at_another_desk(ada, tmp_path / "new laptop")
    key = first.document["handoff"]["client_secret_key_id"]
    kept = anew.sets_up(*HANDOFF, "--keep-secret", key, **ids_of(first))
    assert kept.status == 0, kept.err
    assert kept.actions()["client-secret"] == {"adopt"}
    again = anew.sets_up(*HANDOFF)
    assert again.status == 0, again.err
    assert not (anew.home / HANDOFF[1]).exists()
    (app,) = ada.tenant.store.applications.all_current()
    assert [one["keyId"] for one in app["passwordCredentials"]] == [key]


def test_a_journal_that_is_partly_unreadable_is_named_and_moved_away_the_ids_replace_it(at: OpenTenant) -> None:
    ada = at("ready")
    first = ada.sets_up(*HANDOFF)
    (journal,) = ada.home.rglob("total-onboard-total.jsonl")
    lines = journal.read_bytes().splitlines(keepends=True)
    journal.write_bytes(b"".join([*lines[:3], b"\x00" * 40 + b"\n", *lines[4:]]))
    refused = is_refused_without_a_write(ada)
    assert f"Line 4 of the journal {journal}" in refused.document["problems"][0]["message"]
    journal.rename(journal.with_suffix(".damaged"))
    is_refused_without_a_write(ada)
    key = first.document["handoff"]["client_secret_key_id"]
    again = ada.sets_up("--keep-secret", key, **ids_of(first))
    assert again.status == 0, again.err


def test_a_group_that_someone_makes_between_the_look_and_the_write_is_never_used(at: OpenTenant) -> None:
    ada = at("ready", auto_approve=None, lag=(0.0, 0.0))
    running = ada.begins("setup", "--output", "json", *HANDOFF, "--yes")
    ada.tenant.faults.add({"kind": "delay", "method": "PATCH", "path": r".*/applications/[^/]+", "seconds": 6})
    ada.answers(ada.sees_a_code(), "ada@contoso.com", "approved")
    prepare_as_soon_as_the_application_is_there(ada.tenant)
    out, err = running.communicate(timeout=90)
    end = CliResult(running.returncode, out, err)
    assert end.status == 5, end.err
    told = " ".join(problem["message"] for problem in end.document["problems"])
    assert "TOTAL-Admin" in told
    assert "bo@contoso.com" in told
    assert not any("appRoleAssignedTo" in write for write in ada.writes)


def prepare_as_soon_as_the_application_is_there(tenant: SandboxTenant) -> None:
    """Somebody sees the application of the set-up, and is faster with the group."""
    while not any(app["displayName"].startswith("TOTAL") for app in tenant.store.applications.all_current()):
        time.sleep(0.05)
    bo = Portal(tenant, "bo@contoso.com")
    group = bo.create_group_in_portal(members=["bo@contoso.com"])
    bo.does("PATCH", f"groups/{group['id']}", {"uniqueName": "total-onboard-total-total-admin"})


def test_setup_lists_unmanaged_application_even_if_provisioning_cannot_be_read(at: OpenTenant) -> None:
    admin = at("prepared-application")
    unreadable = {"kind": "status", "method": "GET", "path": ".*/synchronization/.*", "status": 403, "times": 0}
    admin.tenant.faults.add(unreadable | {"error": "Authorization_RequestDenied"})
    end = is_refused_without_a_write(admin)
    assert end.document["problems"][0]["code"] == "not-set-up-from-here"
    assert "mallory@contoso.com" in str(end.document["unmanaged"])
    assert "mallory@contoso.com" in end.err
