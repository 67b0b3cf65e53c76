"""Every reason of quarantine has a diagnosis; those that can be mended end healthy, by the narrowest restart."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
import yaml

from tests.status.desk import DeskOfAdmin
from total_onboard.sandbox.console.console import console_of
from total_onboard.sandbox.provisioning.job import Job
from total_onboard.steps.provisioning.quarantine_reasons import quarantine_reasons

pytestmark = pytest.mark.sweep

CASES = yaml.safe_load(Path(__file__).with_name("quarantines.yaml").read_text(encoding="utf-8"))
NOTHING_GIVEN = {"TOTAL_ONBOARD_SCIM_URL": None, "TOTAL_ONBOARD_SCIM_TOKEN": None}


def quarantine(desk: DeskOfAdmin, reason: Any, message: str) -> Job:
    desk.puts_into_quarantine(reason, message)
    return desk.job


def reset_scopes(desk: DeskOfAdmin, since: int) -> list[str]:
    sent = [one for one in desk.tenant.requests[since:] if one.path.endswith("/restart")]
    return [json.loads(one.body)["criteria"]["resetScope"] for one in sent]


def named(case: dict[str, Any]) -> str:
    return f"{case['diagnosis']}{' with the values at hand' if case.get('given') else ''}"


@pytest.mark.parametrize("case", CASES, ids=named)
def test_a_quarantine_is_explained_and_mended_where_that_helps(desk: DeskOfAdmin, case: dict[str, Any]) -> None:
    job, values = quarantine(desk, case["reason"], case["message"]), {} if case.get("given") else NOTHING_GIVEN
    found = desk.status(**values)
    diagnosis = found["status"]["provisioning"]["quarantine"]
    assert (found["exit_code"], diagnosis["id"]) == (7, case["diagnosis"])
    assert diagnosis["proof"] == case.get("proof", diagnosis["proof"])
    assert [one["step"] for one in found["drift"]] == case.get("differs", ["quarantine"])
    assert [one["step"] for one in found["waiting"]] == case.get("waiting", [])
    since, writes = len(desk.tenant.requests), len(desk.writes)
    after = desk.status("--repair", **values)
    assert reset_scopes(desk, since) == ([case["restart"]] if "restart" in case else [])
    assert not any(write.startswith("DELETE") for write in desk.writes[writes:])
    assert (job.quarantine is None) == ("restart" in case)
    assert after["exit_code"] == (0 if "restart" in case else 7)
    job.forget({"QuarantineState"})


def test_there_is_a_case_for_every_diagnosis() -> None:
    assert {case["diagnosis"] for case in CASES} == {reason.id for reason in quarantine_reasons()}


def test_what_still_does_not_work_is_not_restarted(desk: DeskOfAdmin) -> None:
    job, console = quarantine(desk, "Unknown", ""), console_of(desk.tenant.store, desk.tenant.addresses.total)
    good, console.scim_token = console.scim_token, "another"
    since = len(desk.tenant.requests)
    ended = desk.runs("status", "--repair", "--output", "json", **NOTHING_GIVEN)
    console.scim_token = good
    assert ended.status == 7
    assert ended.document["problems"][0]["code"] == "scim-end-refused"
    assert reset_scopes(desk, since) == []
    job.forget({"QuarantineState"})


def test_a_token_that_total_replaced_ends_in_a_diagnosis_and_a_new_one_mends_it(desk: DeskOfAdmin) -> None:
    job, console = desk.job, console_of(desk.tenant.store, desk.tenant.addresses.total)
    the_old_one, console.scim_token = console.scim_token, "the-new-token"
    job.next_run_at = 0.0
    desk.awaits(lambda: job.quarantine)
    found = desk.status(**NOTHING_GIVEN)
    assert found["status"]["provisioning"]["quarantine"]["id"] == "token-refused"
    mended = desk.status("--repair", TOTAL_ONBOARD_SCIM_TOKEN="the-new-token")
    console.scim_token = the_old_one
    assert mended["exit_code"] == 0
    assert job.quarantine is None
    assert desk.status("--repair")["exit_code"] == 0


def test_a_reason_that_nobody_knows_yet_counts_as_unknown(desk: DeskOfAdmin) -> None:
    job = quarantine(desk, "SomethingNew", "")
    assert desk.status(**NOTHING_GIVEN)["status"]["provisioning"]["quarantine"]["id"] == "unknown"
    job.forget({"QuarantineState"})
