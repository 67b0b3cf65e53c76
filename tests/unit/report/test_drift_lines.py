"""Differences as lines: found → expected, also if nothing was found."""

from __future__ import annotations

import pytest

from total_onboard.diagnostics.drift.status_result import Drift, DriftKind
from total_onboard.engine.step_id import StepId
from total_onboard.report.drift_lines import difference_of, difference_title


@pytest.mark.parametrize(
    ("step", "found", "expected", "line"),
    [
        (StepId.CLIENT_SECRET, "expired", "valid until 1 May 2028", "expired → valid until 1 May 2028"),
        (StepId.CLIENT_SECRET, None, "valid until 1 May 2028", "missing → valid until 1 May 2028"),
        (StepId.PROVISIONING_JOB, None, "template scim", "missing → template scim"),
        (StepId.SCIM_CREDENTIALS, None, "stored", "missing → stored"),
        (StepId.START, None, "Active", "not started → running"),
        (StepId.START, "Paused", "Active", "paused → running"),
        (StepId.START, "in quarantine", "Active", "in quarantine → running"),
    ],
)
def test_difference_of_a_single_thing_has_an_arrow(step: StepId, found: str | None, expected: str, line: str) -> None:
    drift = Drift(
        step=step,
        title="Title",
        resource="id",
        kind=DriftKind.DIFFERS,
        found=found,
        expected=expected,
        sentence="Sentence",
        remedy="Remedy",
    )
    assert (difference_title(drift), difference_of(drift)) == ("Title", line)
