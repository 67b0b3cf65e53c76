"""Result of one tenant of a run over several, in the JSON document and in the record of the run."""

from __future__ import annotations

from pydantic import BaseModel, ConfigDict

from total_onboard.diagnostics.drift.status_result import Drift, StatusReport
from total_onboard.diagnostics.preflight.check_result import CheckResult
from total_onboard.diagnostics.verification.verification_result import VerificationResult
from total_onboard.engine.plan import BlockedItem, Change
from total_onboard.steps.credentials.considered import ChosenCredential
from total_onboard.ui.output.documents_without_tenant import Problem


class TenantResult(BaseModel):
    """Members are those of the command in one tenant; what it says nothing about is left out.

    ``tenant`` is as the tenants file names it, ``name`` the organization's display name; ``summary`` is one line for
    people; ``handoff`` is the path of the hand-off file.
    """

    model_config = ConfigDict(frozen=True)

    tenant: str
    tenant_id: str | None = None
    name: str | None = None
    ok: bool
    exit_code: int
    summary: str
    seconds: float
    checks: tuple[CheckResult, ...] | None = None
    plan: tuple[Change, ...] | None = None
    changes: tuple[Change, ...] | None = None
    warnings: tuple[str, ...] | None = None
    blocked: tuple[BlockedItem, ...] | None = None
    verifications: tuple[VerificationResult, ...] | None = None
    credential: ChosenCredential | None = None
    drift: tuple[Drift, ...] | None = None
    status: StatusReport | None = None
    resources: dict[str, str] | None = None
    handoff: str | None = None
    problems: tuple[Problem, ...] = ()

    @property
    def members_without_value(self) -> set[str]:
        """The members without a value."""
        return {name for name, value in self if value is None}
