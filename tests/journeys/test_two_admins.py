"""Two admins at two machines set up the same tenant at the same moment."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from tests.journeys.conftest import Admin, Ended, OpenTenant, ended
from total_onboard.sandbox.provisioning.service import synchronization_service
from total_onboard.sandbox.sign_in.approval import answer_device_code
from total_onboard.sandbox.store import Store

pytestmark = pytest.mark.journey

HANDOFF = ("--handoff", "contoso.totalhandoff")


def both(first: Admin, second: Admin) -> tuple[Ended, Ended]:
    """Both type ``setup``, and are let in at the same moment."""
    running = [admin.begins("setup", "--output", "json", *HANDOFF) for admin in (first, second)]
    platform = first.tenant.platform
    while len(waiting := [code for code in platform.pending.device_codes.values() if code.answer == "pending"]) < 2:
        assert all(process.poll() is None for process in running), [process.communicate() for process in running]
    for code in waiting:
        answer_device_code(platform, code, platform.store.persona.administrator.upn, "approved")
    one, other = (ended(process) for process in running)
    return one, other


def of_ours(store: Store, kind: str) -> list[dict[str, Any]]:
    return [body for body in store.shelves[kind].all_true() if body["displayName"] in ("TOTAL", "TOTAL-Admin")]


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
    assert {one.status for one in ends} <= {0, 3}
    assert 0 in {one.status for one in ends}
    (app,) = of_ours(store, "applications")
    assert app["uniqueName"] == "total-onboard-total"
    assert len(of_ours(store, "servicePrincipals")) == len(of_ours(store, "groups")) == 1
    assert [len(jobs) for jobs in synchronization_service(store).jobs.values() if jobs] == [1]
    ada.tenant.platform.auto_approve = 0.05
    every_secret_was_delivered(app, ada, bo)
    before = ada.tenant.dump()
    for admin in (ada, bo):
        again = admin.sets_up(*HANDOFF)
        assert again.status == 0, again.err
        assert {action for actions in again.actions().values() for action in actions} == {"none"}
    assert ada.tenant.dump() == before


def every_secret_was_delivered(app: dict[str, Any], *admins: Admin) -> None:
    files = [admin.home / HANDOFF[1] for admin in admins]
    delivered = [json.loads(file.read_text(encoding="utf-8"))["handoff"] for file in files if file.exists()]
    assert {one["client_id"] for one in delivered} == {app["appId"]}
    minted = {one["keyId"] for one in app["passwordCredentials"]}
    assert {one["client_secret_key_id"] for one in delivered} == minted
