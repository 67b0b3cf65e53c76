"""The main job, from an empty tenant to the verification, as an admin would see it."""

from __future__ import annotations

import json
import stat
from pathlib import Path

import pytest

from tests.e2e.conftest import OpenTenant
from tests.support.cli_runner import typed
from total_onboard.diagnostics.verification import UNATTENDED_VERIFICATIONS
from total_onboard.sandbox.directory.store import Store

pytestmark = pytest.mark.journey

SCHEMA = "total-onboard/v2"


def the_application(store: Store) -> dict[str, object]:
    found = [app for app in store.applications.all_current() if app["displayName"] == "TOTAL"]
    assert len(found) == 1
    return found[0]


def test_an_empty_tenant_is_brought_to_the_desired_state_and_verified(at: OpenTenant, tmp_path: Path) -> None:
    admin = at("ready")
    ended = admin.sets_up("--test-removal", "--handoff", "contoso.totalhandoff")
    assert ended.status == 0, ended.err
    document = ended.document
    assert (document["schema"], document["command"], document["ok"]) == (SCHEMA, "setup", True)
    assert {verification["id"] for verification in document["verifications"]} == {
        attempt.id for attempt in UNATTENDED_VERIFICATIONS
    }
    assert {verification["outcome"] for verification in document["verifications"]} == {"verified"}
    store = admin.tenant.store
    app = the_application(store)
    assert app["uniqueName"] == "total-onboard-total"
    assert app["web"]["redirectUris"] == [admin.tenant.sheet_values.redirect_uri]  # type: ignore[index]
    assert app["signInAudience"] == "AzureADMyOrg"
    groups = [group for group in store.groups.all_current() if group["displayName"] == "TOTAL-Admin"]
    assert len(groups) == 1
    assert len(store.members[groups[0]["id"]]) == len(admin.tenant.sheet_values.admins)
    handoff = tmp_path / "contoso.totalhandoff"
    assert stat.S_IMODE(handoff.stat().st_mode) == 0o600
    body = json.loads(handoff.read_text(encoding="utf-8"))["handoff"]
    assert body["client_id"] == app["appId"] == document["resources"]["client_id"]
    assert [group["id"] for group in body["groups"]] == [groups[0]["id"]]
    assert body["client_secret"]
    assert body["client_secret"] not in ended.out + ended.err


def test_a_second_run_changes_nothing_and_says_so(at: OpenTenant) -> None:
    admin = at("ready")
    first = admin.sets_up("--handoff", "contoso.totalhandoff")
    assert first.status == 0, first.err
    before, writes = admin.tenant.dump(), list(admin.writes)
    second = admin.sets_up("--handoff", "contoso.totalhandoff")
    assert second.status == 0, second.err
    assert admin.writes == writes
    assert admin.tenant.dump() == before
    assert {action for actions in second.actions().values() for action in actions} == {"none"}


def test_a_dry_run_shows_the_plan_and_writes_nothing(at: OpenTenant) -> None:
    admin = at("ready")
    ended = admin.sets_up("--dry-run")
    assert ended.status == 0, ended.err
    assert "create" in ended.actions("plan")["application"]
    assert admin.writes == []


@pytest.mark.sweep
def test_slow_replicas_are_waited_for(at: OpenTenant) -> None:
    ended = at("slow-replication").sets_up()
    assert ended.status == 0, ended.err


@pytest.mark.sweep
def test_without_the_scim_values_everything_else_is_done_and_the_next_run_finishes(at: OpenTenant) -> None:
    admin = at("ready")
    first = admin.sets_up(TOTAL_ONBOARD_SCIM_URL=None, TOTAL_ONBOARD_SCIM_TOKEN=None)
    assert first.status == 5, first.err
    assert {item["step"] for item in first.document["blocked"]} == {"scim-credentials", "start"}
    assert first.actions()["application"] == {"create"}
    second = admin.sets_up()
    assert second.status == 0, second.err
    assert second.actions()["application"] == {"none"}
    assert second.actions()["scim-credentials"] == {"update"}


def test_where_nobody_may_consent_it_says_who_must_and_how(at: OpenTenant) -> None:
    ended = at("split-duties").sets_up()
    assert ended.status == 5, ended.err
    waiting = {item["step"]: item for item in ended.document["blocked"]}
    assert "Privileged Role Administrator" in waiting["consent"]["sentence"]
    assert "setup --only consent" in waiting["consent"]["remedy"]


@pytest.mark.parametrize(("persona", "says"), [("free-tier", "Entra ID P1"), ("no-roles", "role")])
def test_a_missing_prerequisite_stops_before_the_first_write(at: OpenTenant, persona: str, says: str) -> None:
    admin = at(persona)
    ended = admin.sets_up()
    assert ended.status == 3, ended.err
    assert says in ended.document["problems"][0]["message"]
    assert admin.writes == []
    assert "Traceback" not in ended.err


@pytest.mark.sweep
def test_every_write_stands_in_the_journal_with_its_request_id(at: OpenTenant, tmp_path: Path) -> None:
    admin = at("ready")
    state = tmp_path / "state"
    assert admin.sets_up(TOTAL_ONBOARD_STATE_DIR=str(state)).status == 0
    (journal,) = state.glob("*/*.jsonl")
    lines = [json.loads(line) for line in journal.read_text(encoding="utf-8").splitlines()]
    calls = [line for line in lines if line["kind"] == "graph-write"]
    assert sorted(f"{line['method']} {line['path']}".replace("/v1.0", "") for line in calls) == sorted(
        write.replace("/v1.0", "") for write in admin.writes
    )
    assert all(line["request_id"] and line["client_request_id"] for line in calls)


@pytest.mark.sweep
def test_a_group_of_which_total_was_not_told_is_told_by_the_next_run_and_only_once(at: OpenTenant) -> None:
    admin = at("ready")
    assert admin.sets_up("--handoff", "first.totalhandoff").status == 0
    groups = ("--group", "TOTAL-Admin=admin", "--group", "TOTAL-Analyst=analyst")
    made = admin.sets_up("--only", "groups", "--only", "assignment", *groups)
    assert made.status == 0, made.err
    assert "handoff" not in made.document
    writes = list(admin.writes)
    told = admin.sets_up(*groups, "--handoff", "second.totalhandoff")
    assert told.status == 0, told.err
    assert "second.totalhandoff" in told.err
    handoff = json.loads((admin.home / "second.totalhandoff").read_text(encoding="utf-8"))["handoff"]
    assert ({group["name"] for group in handoff["groups"]}, handoff["client_secret"]) == (
        {"TOTAL-Admin", "TOTAL-Analyst"},
        None,
    )
    assert "handoff" not in admin.sets_up(*groups).document
    assert admin.writes == writes


@pytest.mark.sweep
def test_what_failed_after_the_first_write_does_not_say_that_nothing_was_changed(at: OpenTenant) -> None:
    admin = at("ready")
    admin.tenant.faults.add(
        {"kind": "status", "status": 403, "method": "PATCH", "path": ".*/applications/.*", "times": 0}
    )
    ended = admin.sets_up("--only", "application")
    assert list(admin.tenant.store.applications.all_current()), "it was made, and could not be marked"
    assert ended.status == 5, ended.err
    assert ended.document["problems"][0]["code"] == "graph-restricted"
    admin.tenant.faults.clear()
    assert admin.sets_up().status == 0
    assert len(list(admin.tenant.store.applications.all_current())) == 1


@pytest.mark.parametrize(("words", "named"), [(("--handoff", "kept.totalhandoff"), True), ((), False)])
def test_setup_in_the_embedded_sandbox_names_a_handoff_that_stays(
    words: tuple[str, ...], named: bool, tmp_path: Path
) -> None:
    end = typed("setup", "--sandbox", *words, home=tmp_path, environment={})
    assert end.status == 0, end.err
    assert ("Hand-off: kept.totalhandoff" in end.out) is named
    assert ("Hand-off:" in end.out) is (tmp_path / "kept.totalhandoff").is_file()
