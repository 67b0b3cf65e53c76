"""The gravest finding decides the verdict, and the exit status follows from the verdict."""

from __future__ import annotations

from datetime import UTC, datetime
from itertools import combinations
from typing import Any, Final

import pytest

from total_onboard.diagnostics.drift.status_result import (
    Drift,
    DriftKind,
    Expiry,
    Level,
    StatusReport,
    StatusVerdict,
    UnavailablePart,
    verdict_of,
)
from total_onboard.engine.plan import BlockedItem

_DRIFT: Final = Drift(
    step="start", title="Start", resource="job", kind=DriftKind.BLOCKED, sentence="Start it", remedy="Start it."
)
_UNAVAILABLE: Final = UnavailablePart(what="groups", why="refused", remedy="Ask for the role.")
_FINDINGS: Final[dict[StatusVerdict, dict[str, Any]]] = {
    StatusVerdict.DIFFERS: {"drift": (_DRIFT,)},
    StatusVerdict.IN_DANGER: {
        "expiries": (Expiry(id="client-secret", title="Client secret", level=Level.CRITICAL, sentence="3 days left"),)
    },
    StatusVerdict.UNAVAILABLE: {"unavailable": (_UNAVAILABLE,)},
    StatusVerdict.BLOCKED: {"blocked": (BlockedItem(step="consent", sentence="Consent", remedy="Ask for it."),)},
}


def report(*verdicts: StatusVerdict) -> StatusReport:
    members = {name: value for verdict in verdicts for name, value in _FINDINGS[verdict].items()}
    now = datetime(2026, 11, 24, tzinfo=UTC)
    return StatusReport(checked_at=now, tenant="Contoso", application="TOTAL", compared_with="the sheet", **members)


def test_verdict_nothing_found_is_well() -> None:
    assert verdict_of(report()) is StatusVerdict.WELL


@pytest.mark.parametrize("verdict", list(_FINDINGS), ids=lambda verdict: verdict.name)
def test_verdict_one_finding_decides(verdict: StatusVerdict) -> None:
    assert verdict_of(report(verdict)) is verdict


@pytest.mark.parametrize("both", list(combinations(_FINDINGS, 2)), ids=lambda both: "-".join(one.name for one in both))
def test_verdict_of_two_findings_is_the_graver(both: tuple[StatusVerdict, StatusVerdict]) -> None:
    assert verdict_of(report(*both)) is both[0]
