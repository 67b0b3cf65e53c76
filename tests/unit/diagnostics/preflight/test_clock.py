"""The check of this machine's clock, by the times that Microsoft's answers name."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from tests.unit.diagnostics.preflight.facts import found
from total_onboard.diagnostics.preflight.check_result import CheckStatus
from total_onboard.diagnostics.preflight.machine.clock_skew import CLOCK
from total_onboard.entra.http.call_record import CallRecord


def call(ahead: float, *, said: bool = True) -> CallRecord:
    now = datetime.now(UTC)
    said_at = now - timedelta(seconds=ahead) if said else None
    return CallRecord("GET", "/v1.0/me", 200, 0.1, None, "", write=False, at=now, server_time=said_at)


@pytest.mark.parametrize(
    ("ahead", "outcome", "words"),
    [
        (0, CheckStatus.PASS, "agrees"),
        (-55, CheckStatus.PASS, "agrees"),
        (70, CheckStatus.WARN, "70 seconds ahead"),
        (-299, CheckStatus.WARN, "4 minutes behind"),
        (301, CheckStatus.FAIL, "5 minutes ahead"),
        (-7200, CheckStatus.FAIL, "120 minutes behind"),
    ],
)
def test_a_clock_that_is_wrong_is_told_by_how_much(ahead: float, outcome: CheckStatus, words: str) -> None:
    finding = found(CLOCK, calls=[call(ahead)])
    assert (finding.outcome, words in finding.found) == (outcome, True), finding.found


def test_a_slow_answer_does_not_make_the_clock_wrong() -> None:
    assert found(CLOCK, calls=[call(400), call(2), call(90)]).outcome is CheckStatus.PASS


def test_without_any_time_the_clock_is_unknown() -> None:
    assert found(CLOCK, calls=[call(0, said=False)]).outcome is CheckStatus.SKIP
