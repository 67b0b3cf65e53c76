"""Two admins at two machines set up the same tenant at the same moment."""

from __future__ import annotations

import json
import time
from pathlib import Path
from signal import SIGKILL
from typing import Any

import pytest

from tests.e2e.conftest import Admin, OpenTenant, ended
from tests.support.cli_runner import CliResult
from tests.support.portal import Portal
from total_onboard.sandbox.directory.store import Store
from total_onboard.sandbox.http.faults import Kind
from total_onboard.sandbox.persona import load_persona
from total_onboard.sandbox.provisioning.service import synchronization_service
from total_onboard.sandbox.sign_in.approval import answer_device_code

pytestmark = [pytest.mark.journey, pytest.mark.sweep]

HANDOFF = ("--handoff", "contoso.totalhandoff")


def both(first: Admin, second: Admin) -> tuple[CliResult, CliResult]:
    """Both type ``setup``, and are let in at the same moment."""
    running = [admin.begins("setup", "--output", "json", *HANDOFF) for admin in (first, second)]
    platform = first.tenant.platform
    while len(waiting := platform.pending.waiting()) < 2:
        assert all(process.poll() is None for process in running), [process.communicate() for process in running]
        time.sleep(0.05)
    for code in waiting:
        answer_device_code(platform, code, platform.store.persona.administrator.upn, "approved")
    one, other = (ended(process) for process in running)
    return one, other


def of_ours(store: Store, kind: str) -> list[dict[str, Any]]:
    return [body for body in store.shelves[kind].all_current() if body["displayName"] in ("TOTAL", "TOTAL-Admin")]


@pytest.mark.parametrize(("seed", "lag"), [(1, (0.2, 0.8)), (2, (1.5, 1.9)), (3, (0.0, 0.0)), (4, (2.0, 2.5))])
def test_both_end_with_one_application_one_group_and_one_job(
    at: OpenTenant, tmp_path: Path, seed: int, lag: tuple[float, float]
) -> None:
    ada = at("ready", seed=seed, lag=lag, auto_approve=None)
    (tmp_path / "bo").mkdir()
    bo = Admin(tmp_path / "bo", ada.tenant)
    ends = both(ada, bo)
    print(*(one.err[-3000:] for one in ends))
    store = ada.tenant.store
    assert sorted(one.status for one in ends) in ([0, 3], [0, 5])
    winner, loser = (0, 1) if ends[0].status == 0 else (1, 0)
    (app,) = of_ours(store, "applications")
    assert app["uniqueName"] == "total-onboard-total"
    assert ends[winner].document["resources"]["application_object_id"] == app["id"]
    assert app["id"] in ends[loser].document["problems"][0]["message"]
    assert len(of_ours(store, "servicePrincipals")) == len(of_ours(store, "groups")) == 1
    assert [len(jobs) for jobs in synchronization_service(store).jobs.values() if jobs] == [1]
    ada.tenant.platform.auto_approve = 0.05
    slower = (ada, bo)[loser]
    assert slower.sets_up(*HANDOFF).status == 3
    goes_on = slower.sets_up(*HANDOFF, *ids_of(ends[winner]))
    assert goes_on.status == 0, goes_on.err
    every_secret_was_delivered(of_ours(store, "applications")[0], ada, bo)
    before = ada.tenant.dump()
    for admin in (ada, bo):
        again = admin.sets_up(*HANDOFF)
        assert again.status == 0, again.err
        assert {action for actions in again.actions().values() for action in actions} == {"none"}
    assert ada.tenant.dump() == before


def ids_of(run: CliResult) -> tuple[str, ...]:
    """The options that name what another administrator's run printed."""
    made = run.document["resources"]
    return ("--app-id", made["application_object_id"], "--group-id", made["admin_group_id"])


def every_secret_was_delivered(app: dict[str, Any], *admins: Admin) -> None:
    files = [admin.home / HANDOFF[1] for admin in admins]
    delivered = [json.loads(file.read_text(encoding="utf-8"))["handoff"] for file in files if file.exists()]
    assert {one["client_id"] for one in delivered} == {app["appId"]}
    minted = {one["keyId"] for one in app["passwordCredentials"]}
    with_secret = [one for one in delivered if one["client_secret_key_id"]]
    assert {one["client_secret_key_id"] for one in with_secret} == minted
    # Who was slower made no secret, but has told nobody of the group yet.
    assert all(one["groups"] and not one["client_secret"] for one in delivered if one not in with_secret)


def cut_off_while_making_its_application(admin: Admin) -> dict[str, Any]:
    """The answer never comes, and then the machine fails; the journal knows only what was about to be made."""
    cut_off_at(admin, ".*/instantiate")
    (made,) = admin.tenant.store.applications.all_current()
    return made


def cut_off_at(admin: Admin, path: str) -> None:
    admin.tenant.faults.add({"kind": "cut-after", "method": "POST", "path": path})
    running = admin.begins("setup", *HANDOFF)
    admin.tenant.faults.when(Kind.CUT_AFTER, running.kill)
    running.communicate()
    assert running.returncode == -SIGKILL


def test_an_application_whose_answer_was_lost_is_awaited_and_finished_by_the_next_run(at: OpenTenant) -> None:
    admin = at("ready", lag=(20.0, 20.0))
    made = cut_off_while_making_its_application(admin)
    assert made["displayName"].startswith("TOTAL (being set up, ")
    admin.tenant.store.persona = load_persona("ready")
    again = admin.sets_up(*HANDOFF)
    assert again.status == 0, again.err
    assert "No response to" in again.err
    (app,) = admin.tenant.store.applications.all_current()
    assert (app["id"], app["displayName"], app["uniqueName"]) == (made["id"], "TOTAL", "total-onboard-total")


def test_what_never_came_to_be_is_awaited_no_longer_than_it_must_have_shown(at: OpenTenant) -> None:
    admin = at("ready")
    admin.tenant.faults.add({"kind": "cut-before", "method": "POST", "path": ".*/instantiate"})
    running = admin.begins("setup", *HANDOFF)
    admin.tenant.faults.when(Kind.CUT_BEFORE, running.kill)
    running.communicate()
    begun = time.monotonic()
    again = admin.sets_up(*HANDOFF, TOTAL_ONBOARD_REPLICATION_SECONDS="4")
    assert again.status == 0, again.err
    assert time.monotonic() - begun < 60
    assert len(of_ours(admin.tenant.store, "applications")) == 1


@pytest.mark.parametrize("used", [False, True], ids=["unused", "used meanwhile"])
def test_what_lost_to_another_admins_is_removed_only_if_nobody_uses_it(
    at: OpenTenant, tmp_path: Path, used: bool
) -> None:
    ada = at("ready", lag=(0.1, 0.3))
    made = cut_off_while_making_its_application(ada)
    (tmp_path / "bo").mkdir()
    bo = Admin(tmp_path / "bo", ada.tenant)
    first = bo.sets_up(*HANDOFF)
    assert first.status == 0, first.err
    if used:
        password = {"passwordCredential": {"displayName": "somebody's"}}
        Portal(ada.tenant).does("POST", f"applications/{made['id']}/addPassword", password)
    assert ada.sets_up(*HANDOFF).status == 3
    again = ada.sets_up(*HANDOFF, *ids_of(first))
    assert again.status == 0, again.err
    assert again.actions()["application"] == ({"adopt"} if used else {"adopt", "delete"})
    assert [made["id"] in warning for warning in again.document["warnings"]] == ([True] if used else [])
    assert (ada.tenant.store.applications.truth(made["id"]) is not None) is used
    assert len(of_ours(ada.tenant.store, "applications")) == 1
