"""From the few lines of a case to all that a run knows when it ends."""

from __future__ import annotations

from typing import Any

from tests.unit.steps.observed_tenants import NOW, run_state_from
from total_onboard.core.desired_state import DesiredState
from total_onboard.core.errors import OnboardError
from total_onboard.core.exit_status import ExitStatus
from total_onboard.diagnostics.drift.status_result import StatusReport
from total_onboard.diagnostics.verification.verification_result import VerificationResult
from total_onboard.engine.events import StepOutcome
from total_onboard.engine.journal.entry import JournalEntry
from total_onboard.engine.plan import BlockedItem, Change, Plan
from total_onboard.engine.step import StepResult
from total_onboard.entra.clouds import CLOUDS, Cloud, CloudName
from total_onboard.report.inputs import ReportInput, SetupOutcome

REDIRECT = "https://app.yourtotal.com/auth/oidc/callback"


def known_from(
    case: dict[str, Any], cloud: Cloud = CLOUDS[CloudName.GLOBAL], entries: tuple[JournalEntry, ...] = (), **over: Any
) -> ReportInput:
    """What a case does not mention is as on an empty tenant."""
    desired = DesiredState.model_validate({"redirect_uris": [REDIRECT]} | case.get("wanted", {}))
    return ReportInput(
        cloud=cloud,
        account="ada@contoso.com",
        desired=desired,
        state=run_state_from(case.get("tenant", {})),
        ended=_status(case) if "status" in case else _set_up(case),
        exit_status=ExitStatus(case.get("exit", 0)),
        entries=entries,
        written_at=NOW,
        **over,
    )


def _status(case: dict[str, Any]) -> StatusReport:
    told = {"checked_at": NOW, "tenant": "Contoso", "application": "TOTAL", "compared_with": "the value sheet"}
    return StatusReport.model_validate(told | case["status"])


def _set_up(case: dict[str, Any]) -> SetupOutcome:
    blocked = tuple(BlockedItem.model_validate(one) for one in case.get("blocked", ()))
    return SetupOutcome(
        plan=Plan(changes=tuple(Change.model_validate(one) for one in case.get("changes", ())), blocked=blocked),
        dry_run=case.get("set_up", {}).get("dry_run", False),
        done={
            step: StepResult(StepOutcome(outcome), summary) for step, (outcome, summary) in case.get("done", {}).items()
        },
        verifications=tuple(VerificationResult.model_validate(one) for one in case.get("verifications", ())),
        blocked=blocked,
        warnings=tuple(case.get("set_up", {}).get("warnings", ())),
        handoff=case.get("set_up", {}).get("handoff", ""),
        problems=tuple(OnboardError(one.pop("message"), **one) for one in case.get("problems", ())),
    )
