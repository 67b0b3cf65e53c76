"""What the proof says of a job, as a function of what was read of it."""

from __future__ import annotations

import asyncio
from types import SimpleNamespace
from typing import Any, cast

import pytest

from tests.planning.pictures import picture_from
from total_onboard.proofs.context import ProofContext
from total_onboard.proofs.job import show

NEVER = "0001-01-01T00:00:00Z"


def found(**status: Any) -> str:
    job = {"id": "scim.1", "templateId": "scim", "schedule": {"state": "Active"}, "status": status}
    context = SimpleNamespace(picture=picture_from({"job": job}), line=lambda command: f"Run: {command}")
    return asyncio.run(show(cast(ProofContext, context))).found


@pytest.mark.parametrize(
    ("ended", "said"),
    [
        (NEVER, "the first cycle is still to come"),
        (None, "the first cycle is still to come"),
        ("2026-11-03T09:05:00Z", "the last cycle ended on 3 November 2026 at 09:05 UTC (Succeeded)"),
    ],
)
def test_a_cycle_of_the_year_one_was_never(ended: str | None, said: str) -> None:
    assert found(lastExecution={"state": "Succeeded", "timeEnded": ended}).endswith(f"every 40 minutes; {said}")


@pytest.mark.parametrize(
    ("again", "said"), [(NEVER, False), (None, False), ("2026-11-04T09:05:00Z", " on 4 November 2026 at 09:05 UTC.")]
)
def test_of_a_quarantine_is_said_when_it_is_tried_again_where_microsoft_knows(again: str | None, said: Any) -> None:
    sentence = found(quarantine={"reason": "Unknown", "nextAttempt": again})
    assert ("It is tried again" in sentence) is bool(said)
    assert sentence.endswith(said or ".")
