"""Inputs of a report: all that a run knows when it ends."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import TYPE_CHECKING

from total_onboard.core.desired_state import DesiredState
from total_onboard.core.errors import OnboardError
from total_onboard.core.exit_status import ExitStatus
from total_onboard.diagnostics.drift.status_result import StatusReport
from total_onboard.diagnostics.preflight.check_result import CheckResult
from total_onboard.engine.journal.entry import JournalEntry
from total_onboard.engine.plan import BlockedItem, Plan
from total_onboard.engine.state.run_state import RunState
from total_onboard.engine.step import StepResult
from total_onboard.entra.clouds import Cloud
from total_onboard.entra.sign_in.scope_reason import ScopeReason

if TYPE_CHECKING:
    from total_onboard.diagnostics.verification.verification_result import VerificationResult


@dataclass(frozen=True)
class SetupOutcome:
    """Additional input from a setup: its plan, the outcome of each step, its checks and verifications."""

    plan: Plan
    dry_run: bool = False
    done: Mapping[str, StepResult] = field(default_factory=dict)
    findings: tuple[CheckResult, ...] = ()
    verifications: tuple[VerificationResult, ...] = ()
    blocked: tuple[BlockedItem, ...] = ()
    problems: tuple[OnboardError, ...] = ()
    warnings: tuple[str, ...] = ()
    handoff: str = ""
    """The file to send to TOTAL; empty if there is none."""


@dataclass(frozen=True)
class ReportInput:
    """Input of a report. ``ended`` is the additional input from a setup or from ``status``; ``asked`` are the reasons
    for signing in.
    """

    cloud: Cloud
    account: str
    desired: DesiredState
    state: RunState
    ended: SetupOutcome | StatusReport
    exit_status: ExitStatus
    asked: tuple[ScopeReason, ...] = ()
    entries: tuple[JournalEntry, ...] = ()
    journal: str = ""
    is_sandbox: bool = False
    baseline_before: Mapping[str, bool] | None = None
    """Which rules of security baselines passed before a setup's changes."""
    written_at: datetime = field(default_factory=lambda: datetime.now(UTC))

    @property
    def setup(self) -> SetupOutcome | None:
        """The setup's additional input; None after ``status``."""
        return self.ended if isinstance(self.ended, SetupOutcome) else None

    @property
    def status(self) -> StatusReport | None:
        """The status report; None after a setup."""
        return None if isinstance(self.ended, SetupOutcome) else self.ended
