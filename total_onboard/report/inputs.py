"""What a run knows when it ends: all that a report is made of."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import TYPE_CHECKING

from total_onboard.core.desired_state import DesiredState
from total_onboard.core.errors import OnboardError
from total_onboard.core.exit_status import ExitStatus
from total_onboard.diagnostics.drift.model import StatusReport
from total_onboard.engine.journal.journal import JournalEntry
from total_onboard.engine.plan import BlockedItem, Plan
from total_onboard.engine.state.observed_state import ObservedState
from total_onboard.engine.step import StepResult
from total_onboard.entra.clouds import Cloud
from total_onboard.entra.sign_in.scopes import ScopeReason

if TYPE_CHECKING:
    from total_onboard.diagnostics.preflight.check_result import CheckResult
    from total_onboard.diagnostics.verification.proof import VerificationResult


@dataclass(frozen=True)
class SetupOutcome:
    """What a set-up knows besides: its plan, what became of each step, what it checked and proved."""

    plan: Plan
    dry_run: bool = False
    done: Mapping[str, StepResult] = field(default_factory=dict)
    findings: tuple[CheckResult, ...] = ()
    proofs: tuple[VerificationResult, ...] = ()
    waiting: tuple[BlockedItem, ...] = ()
    problems: tuple[OnboardError, ...] = ()
    warnings: tuple[str, ...] = ()


@dataclass(frozen=True)
class ReportInput:
    """``ended`` is what a set-up, or a look by ``status``, knows besides; ``asked`` is what the sign-in was for."""

    cloud: Cloud
    account: str
    desired: DesiredState
    observed: ObservedState
    ended: SetupOutcome | StatusReport
    exit_status: ExitStatus
    asked: tuple[ScopeReason, ...] = ()
    entries: tuple[JournalEntry, ...] = ()
    journal: str = ""
    is_sandbox: bool = False
    written_at: datetime = field(default_factory=lambda: datetime.now(UTC))

    @property
    def set_up(self) -> SetupOutcome | None:
        """What a set-up knows; None after a mere look."""
        return self.ended if isinstance(self.ended, SetupOutcome) else None

    @property
    def status(self) -> StatusReport | None:
        """What a look found; None after a set-up."""
        return None if isinstance(self.ended, SetupOutcome) else self.ended
