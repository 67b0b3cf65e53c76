"""What the verification says of a job, as a function of what was read of it."""

from __future__ import annotations

import asyncio
from types import SimpleNamespace
from typing import Any, cast

import pytest

from tests.unit.steps.observed_tenants import run_state_from
from total_onboard.diagnostics.verification.context import VerificationContext
from total_onboard.diagnostics.verification.provisioning.job_health import verify
from total_onboard.diagnostics.verification.verification_result import VerificationOutcome, VerificationStatus

NEVER = "0001-01-01T00:00:00Z"


def shown(*, renewed: bool = False, **status: Any) -> VerificationOutcome:
    job = {"id": "scim.1", "templateId": "scim", "schedule": {"state": "Active"}, "status": status}
    state = run_state_from({"job": job})
    state.effects.credentials_are_new = renewed
    context = SimpleNamespace(state=state, line=lambda command: f"Run: {command}")
    return asyncio.run(verify(cast(VerificationContext, context)))


def found(**status: Any) -> str:
    return shown(**status).found


@pytest.mark.parametrize(
    ("ended", "said"),
    [
        (NEVER, "the first cycle is still to come"),
        (None, "the first cycle is still to come"),
        ("2026-11-03T09:05:00Z", "the last cycle ended on 3 November 2026 at 09:05 UTC without a failure"),
    ],
)
def test_a_cycle_of_the_year_one_was_never(ended: str | None, said: str) -> None:
    assert found(lastExecution={"state": "Succeeded", "timeEnded": ended}).endswith(f"every 40 minutes; {said}")


def ended_as(state: str) -> dict[str, Any]:
    error = {"code": "Practice", "message": "The SCIM end answered 500."}
    return {"lastExecution": {"state": state, "timeEnded": "2026-11-03T09:05:00Z", "error": error}}


def test_a_job_whose_last_cycle_failed_as_a_whole_is_not_verified_before_its_quarantine_either() -> None:
    told = shown(**ended_as("Failed"))
    assert (told.outcome, told.remedy) == (VerificationStatus.FAILED, "Run: status")
    assert told.found.endswith(
        "as a whole, on 3 November 2026 at 09:05 UTC. Microsoft said: The SCIM end answered 500."
    )


def test_a_cycle_that_failed_with_other_values_says_nothing_of_the_new_ones() -> None:
    assert shown(renewed=True, **ended_as("Failed")).outcome is VerificationStatus.VERIFIED


def test_a_cycle_that_could_not_bring_single_people_ran_and_says_where_they_are_named() -> None:
    told = shown(**ended_as("EntryLevelErrors"))
    assert told.outcome is VerificationStatus.VERIFIED
    assert "some people or groups failed" in told.found
    assert "provisioning logs in the Microsoft Entra admin center" in told.found


@pytest.mark.parametrize(
    ("again", "said"), [(NEVER, False), (None, False), ("2026-11-04T09:05:00Z", " on 4 November 2026 at 09:05 UTC.")]
)
def test_of_a_quarantine_is_said_when_it_is_tried_again_where_microsoft_knows(again: str | None, said: Any) -> None:
    sentence = found(quarantine={"reason": "Unknown", "nextAttempt": again})
    assert ("Microsoft tries again" in sentence) is bool(said)
    assert sentence.endswith(said or ".")
