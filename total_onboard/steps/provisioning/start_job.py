"""The provisioning job at work."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import ClassVar

from total_onboard.core.desired_state import DesiredState
from total_onboard.engine.events import StepOutcome
from total_onboard.engine.export.declared_request import JOB, PRINCIPAL, Declared, DeclaredRequest, Lookup
from total_onboard.engine.inspection.audit_matching import AuditSignature, by_name
from total_onboard.engine.plan import Action, BlockedItem, Change, ItemLists, PlanHeading, PlanWarning
from total_onboard.engine.provisioning_retry import retry_until_ready
from total_onboard.engine.state.run_state import RunState
from total_onboard.engine.step import ExecutionContext, PartOf, PlanItems, PortalPage, PortalValue, Step, StepResult
from total_onboard.engine.step_id import StepId
from total_onboard.entra.sign_in.scope_reason import ScopeReason
from total_onboard.steps.access.scope_reasons import (
    READ_APPLICATIONS,
    READ_LICENSES,
    READ_PROVISIONING,
    WRITE_PROVISIONING,
)
from total_onboard.steps.provisioning.quarantine import (
    LEAVES_QUARANTINE,
    can_exit_quarantine,
    is_quarantined,
    needs_credentials,
    quarantine_summary,
)
from total_onboard.steps.provisioning.scim_credentials import ONCE_TOTAL_HAS_ANSWERED, are_stored


class StartProvisioning(Step):
    """Start after the credentials work and the mapping is right: what a wrong mapping provisions must be redone."""

    id: ClassVar[StepId] = StepId.START
    title: ClassVar[str] = "Start of provisioning"
    needs: ClassVar[tuple[StepId, ...]] = (
        StepId.ASSIGNMENT,
        StepId.MEMBERS,
        StepId.SCIM_CREDENTIALS,
        StepId.ATTRIBUTE_MAPPING,
    )
    read_scopes: ClassVar[tuple[ScopeReason, ...]] = (
        READ_APPLICATIONS,
        READ_PROVISIONING,
        READ_LICENSES,
    )
    write_scopes: ClassVar[tuple[ScopeReason, ...]] = (WRITE_PROVISIONING,)
    role_actions: ClassVar[tuple[str, ...]] = ("servicePrincipals/synchronizationJobs/manage",)
    audit_signature: ClassVar[AuditSignature] = AuditSignature(r"pause provisioning", by_name)
    portal_page: ClassVar[PortalPage] = PortalPage("Provisioning", "Provisioning")
    removed_by: ClassVar[StepId] = StepId.STOP_PROVISIONING
    heading: ClassVar[PlanHeading] = PlanHeading.PROVISIONING
    items: ClassVar[ItemLists] = ItemLists.SINGLE
    part_of: ClassVar[PartOf] = PartOf(StepId.PROVISIONING_JOB)

    def plan(self, desired: DesiredState, state: RunState) -> PlanItems:
        """Start it, unless it runs already or has nothing to run with."""
        if state.observed.job and can_exit_quarantine(desired, state):
            summary = "Restart provisioning, which is in quarantine, with the SCIM address and token given now"
            change = Change(step=self.id, resource="job", action=Action.UPDATE, summary=summary)
            return [change.model_copy(update={"before": "in quarantine", "after": "Active"})]
        if state.observed.job and state.observed.job.schedule_state == "Active":
            return [*self._quarantine_warnings(state), self._kept()]
        if desired.scim is None and not are_stored(state):
            sentence = "Provisioning starts once the SCIM address and token are stored."
            return [BlockedItem(step=self.id, sentence=sentence, remedy=ONCE_TOTAL_HAS_ANSWERED)]
        return [self._start(state)]

    def _start(self, state: RunState) -> Change:
        return Change(
            step=self.id,
            resource="job",
            action=Action.UPDATE,
            summary="Start provisioning",
            before=state.observed.job.schedule_state if state.observed.job else None,
            after="Active",
            item="a cycle every 40 minutes",
        )

    def _kept(self) -> Change:
        kept = "Provisioning is running (a cycle every 40 minutes)"
        return Change(step=self.id, resource="job", action=Action.NONE, summary=kept)

    def _quarantine_warnings(self, state: RunState) -> list[PlanWarning]:
        """Warn that a restart would hide what failed, or delete what the service asks about: look first."""
        if not is_quarantined(state) or needs_credentials(state):
            return []
        return [
            PlanWarning(step=self.id, sentence=f"{quarantine_summary(state)} Run total-onboard status for the remedy.")
        ]

    def requests(self, desired: DesiredState, now: datetime, state: RunState | None = None) -> Sequence[Declared]:  # noqa: ARG002
        """Declare the start, which requires the SCIM address and token."""
        started = DeclaredRequest(
            purpose="Start provisioning (a cycle every 40 minutes).",
            call=lambda tenant: tenant.synchronization.start(PRINCIPAL, JOB),
            unless=Lookup(
                lambda tenant: tenant.synchronization.jobs(PRINCIPAL),
                f"value[?id == '{JOB}' && schedule.state == 'Active'].id | [0]",
            ),
        )
        if state is None or state.observed.job is None:
            return [started] if desired.scim else []
        restarts = [_restart()] if can_exit_quarantine(desired, state) else []
        return [*restarts, started] if desired.scim or are_stored(state) else []

    def portal_values(self, desired: DesiredState, now: datetime) -> Sequence[PortalValue]:  # noqa: ARG002
        """Return the status."""
        return [PortalValue("Provisioning Status", "On")]

    async def apply(self, run: ExecutionContext, desired: DesiredState, state: RunState) -> StepResult:
        """Start the job; starting and restarting are repeatable, because a second one changes nothing."""
        principal, job = state.observed.the_principal.id, state.observed.the_job
        if can_exit_quarantine(desired, state):
            await run.tenant.synchronization.restart(principal, job.id, LEAVES_QUARANTINE)
            state.effects.restarted = True
        await retry_until_ready(
            run,
            "the provisioning job can be started",
            lambda: run.tenant.synchronization.start(principal, job.id),
        )
        state.observed.job = job.model_copy(update={"schedule_state": "Active"})
        return StepResult(StepOutcome.CHANGED, "running; a cycle every 40 minutes")


def _restart() -> DeclaredRequest:
    """Return the restart that leaves the quarantine after new credentials."""
    return DeclaredRequest(
        purpose="Restart provisioning, which is in quarantine, with the new SCIM address and token.",
        call=lambda tenant: tenant.synchronization.restart(PRINCIPAL, JOB, LEAVES_QUARANTINE),
        unless=Lookup(
            lambda tenant: tenant.synchronization.jobs(PRINCIPAL),
            f"value[?id == '{JOB}' && !status.quarantine].id | [0]",
        ),
    )
