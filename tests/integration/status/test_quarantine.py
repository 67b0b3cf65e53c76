"""Every reason of quarantine has a diagnosis; those that can be mended end healthy, by the narrowest restart."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from tests.support.admin_session import AdminSession
from tests.support.yaml_text import read_yaml
from total_onboard.sandbox.console.state import console_of
from total_onboard.sandbox.provisioning.job import Job
from total_onboard.steps.provisioning.quarantine_reasons import quarantine_reasons

pytestmark = pytest.mark.sweep

CASES = read_yaml(Path(__file__).with_name("quarantines.yaml").read_text(encoding="utf-8"))
NOTHING_GIVEN = {"TOTAL_ONBOARD_SCIM_URL": None, "TOTAL_ONBOARD_SCIM_TOKEN": None}


def quarantine(admin_session: AdminSession, reason: Any, message: str) -> Job:
    admin_session.puts_into_quarantine(reason, message)
    return admin_session.job


def reset_scopes(admin_session: AdminSession, since: int) -> list[str]:
    sent = [one for one in admin_session.tenant.requests[since:] if one.path.endswith("/restart")]
    return [json.loads(one.body)["criteria"]["resetScope"] for one in sent]


def named(case: dict[str, Any]) -> str:
    return f"{case['diagnosis']}{' with the values at hand' if case.get('given') else ''}"


@pytest.mark.parametrize("case", CASES, ids=named)
def test_a_quarantine_is_explained_and_mended_where_that_helps(
    admin_session: AdminSession, case: dict[str, Any]
) -> None:
    job, values = quarantine(admin_session, case["reason"], case["message"]), {} if case.get("given") else NOTHING_GIVEN
    found = admin_session.status(**values)
    diagnosis = found["status"]["provisioning"]["quarantine"]
    assert (found["exit_code"], diagnosis["id"]) == (7, case["diagnosis"])
    assert diagnosis["evidence"] == case.get("evidence", diagnosis["evidence"])
    assert [one["step"] for one in found["drift"]] == case.get("differs", ["quarantine"])
    assert [one["step"] for one in found["blocked"]] == case.get("blocked", [])
    since, writes = len(admin_session.tenant.requests), len(admin_session.writes)
    after = admin_session.status("--repair", **values)
    assert reset_scopes(admin_session, since) == ([case["restart"]] if "restart" in case else [])
    assert not any(write.startswith("DELETE") for write in admin_session.writes[writes:])
    assert (job.quarantine is None) == ("restart" in case)
    assert after["exit_code"] == (0 if "restart" in case else 7)
    job.forget({"QuarantineState"})


def test_there_is_a_case_for_every_diagnosis() -> None:
    assert {case["diagnosis"] for case in CASES} == {reason.id for reason in quarantine_reasons()}


def test_what_still_does_not_work_is_not_restarted(admin_session: AdminSession) -> None:
    job, console = (
        quarantine(admin_session, "Unknown", ""),
        console_of(admin_session.tenant.store, admin_session.tenant.addresses.total),
    )
    good, console.scim_token = console.scim_token, "another"
    since = len(admin_session.tenant.requests)
    ended = admin_session.runs("status", "--repair", "--output", "json", **NOTHING_GIVEN)
    console.scim_token = good
    assert ended.status == 7
    assert ended.document["problems"][0]["code"] == "scim-end-refused"
    assert reset_scopes(admin_session, since) == []
    job.forget({"QuarantineState"})


def test_a_token_that_total_replaced_ends_in_a_diagnosis_and_a_new_one_mends_it(admin_session: AdminSession) -> None:
    job, console = admin_session.job, console_of(admin_session.tenant.store, admin_session.tenant.addresses.total)
    the_old_one, console.scim_token = console.scim_token, "the-new-token"
    job.next_run_at = 0.0
    admin_session.awaits(lambda: job.quarantine)
    found = admin_session.status(**NOTHING_GIVEN)
    assert found["status"]["provisioning"]["quarantine"]["id"] == "token-refused"
    mended = admin_session.status("--repair", TOTAL_ONBOARD_SCIM_TOKEN="the-new-token")
    console.scim_token = the_old_one
    assert mended["exit_code"] == 0
    assert job.quarantine is None
    assert admin_session.status("--repair")["exit_code"] == 0


def test_a_reason_that_nobody_knows_yet_counts_as_unknown(admin_session: AdminSession) -> None:
    job = quarantine(admin_session, "SomethingNew", "")
    assert admin_session.status(**NOTHING_GIVEN)["status"]["provisioning"]["quarantine"]["id"] == "unknown"
    job.forget({"QuarantineState"})
