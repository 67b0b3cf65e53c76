"""One run of ``setup`` in an open tenant, in the order of events."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Final

from total_onboard.commands.inputs.load_inputs import CliOverrides
from total_onboard.commands.invocation.context import CommandResult
from total_onboard.commands.session.awaited_roles import with_activated_roles
from total_onboard.commands.session.change_pipeline import ApplyRequest, PlannedRun, apply_plan
from total_onboard.commands.session.handoff_delivery import HandoffDelivery, HandoffTarget
from total_onboard.commands.session.handoff_sending import HandoffSending
from total_onboard.commands.session.news_for_total import tell_news
from total_onboard.commands.session.open_run import RunInputs, TenantRun, open_run
from total_onboard.commands.session.public_credential import handed_credential
from total_onboard.commands.session.receipt_report_summary import Reporting, TicketSummary
from total_onboard.commands.session.run_result import RunResult
from total_onboard.commands.setup.inspection import SetupInspection
from total_onboard.commands.setup.wait_for_consent import wait_for_consent
from total_onboard.commands.setup.wizard.missing_values import MissingValues
from total_onboard.commands.setup.wizard.wizard import complete
from total_onboard.commands.verify.on_demand_member import expected_member
from total_onboard.commands.verify.scim_removal_test import removal_test_of
from total_onboard.commands.verify.verification_inputs import setup_verification_context
from total_onboard.core.desired_state import DesiredState
from total_onboard.core.platforms.tls import ssl_context
from total_onboard.diagnostics.preflight.context import CheckEnvironment
from total_onboard.diagnostics.preflight.read_snapshot import only_scim_endpoint
from total_onboard.diagnostics.preflight.tenant_snapshot import TenantSnapshot
from total_onboard.diagnostics.verification import verify_all
from total_onboard.diagnostics.verification.context import VerificationContext
from total_onboard.diagnostics.verification.verification_result import VerificationResult
from total_onboard.engine.journal.queries import last_desired_state
from total_onboard.engine.plan import BlockedItem, Plan
from total_onboard.engine.reconciler import Reconciler
from total_onboard.engine.state.initial_state import state_from_journal
from total_onboard.engine.step import ExecutionContext
from total_onboard.engine.step_id import StepId
from total_onboard.entra.tenant_client import TenantClient
from total_onboard.exchange.desired_state.value_declarations import VALUE_OPTIONS
from total_onboard.report.inputs import ReportInput
from total_onboard.report.security_baselines import Baseline, baseline_of
from total_onboard.steps import SETUP_STEPS
from total_onboard.steps.credentials.considered import chosen_credential
from total_onboard.ui.views.exchange.handoff import how_to_send

_REMEMBERED: Final = ("recipient", "credential", *(option.desired for option in VALUE_OPTIONS if option.is_remembered))
"""Without the recipient of the last sheet, a hand-off would suddenly be unsealed."""


@dataclass(frozen=True)
class SetupOptions:
    """Options of ``setup``."""

    overrides: CliOverrides = field(default_factory=CliOverrides)
    dry_run: bool = False
    only: frozenset[str] = frozenset()
    skip: frozenset[str] = frozenset()
    handoff: Path | None = None
    clipboard: bool = False
    no_send: bool = False
    wait_for_consent: bool = False
    receipt: Path | None = None
    report: Path | None = None
    summary: Path | None = None
    accept: frozenset[str] = frozenset()
    wait_for_roles: bool = False
    keep_secret: str = ""
    test_removal: bool = False


@dataclass
class SetupRun:
    """Brings one tenant to the desired state, hands off what TOTAL needs, and verifies it."""

    inputs: RunInputs
    options: SetupOptions
    desired: DesiredState
    chosen: frozenset[str]
    missing: MissingValues = field(default_factory=MissingValues)
    baseline_before: Baseline | None = field(default=None, init=False)
    plan: Plan | None = field(default=None, init=False)
    tenant_name: str | None = field(default=None, init=False)
    sends: HandoffSending | None = field(default=None, init=False)

    async def run(self) -> CommandResult:
        """Ask for missing values, plan, confirm, apply, hand off, read back, verify."""
        mark, dry = self.desired.unique_name, self.options.dry_run
        async with open_run(self.inputs, SETUP_STEPS, mark=mark, snapshot=self._snapshot, reads_only=dry) as run:
            if self.missing.any:
                self.desired = await complete(run, self.desired, self.missing)
            planned = await apply_plan(run, self._request(run))
            self.plan, self.tenant_name, self.sends = planned.plan, planned.tenant_name, planned.sends
            result = self._reported(planned, await self._ended(run, planned))
            opened = planned.tenant_session
            return await with_activated_roles(self.inputs.context.screen, opened, result) if opened else result

    def _request(self, run: TenantRun) -> ApplyRequest:
        async def await_people(planned: PlannedRun) -> None:
            planned.result.blocked = await self._consent_awaited(run, planned)

        return ApplyRequest(
            plan=lambda: self._planned(run),
            dry_run=self.options.dry_run,
            before_apply=self._remember,
            announce=_announce,
            await_people=await_people,
            verify=self._verify,
        )

    async def _planned(self, run: TenantRun) -> PlannedRun:
        inspected = await self._begun(run)
        plan = await inspected.plan()
        will_write = plan.writes and not self.options.dry_run
        self.baseline_before = baseline_of(inspected.state.observed) if will_write else None
        self.inputs = self.inputs._replace(choices=inspected.state.choices)
        delivery = self._delivery()
        if will_write:
            await delivery.prepare(run.execution, plan, inspected.state)
        context, journal = self.inputs.context, self.inputs.journal
        result = RunResult(context, self.desired, inspected.state, plan, journal, findings=inspected.findings)
        result.headline = self._headline(result)
        result.credential = chosen_credential(self.desired, inspected.state, self.chosen)
        member = await expected_member(self._verification_context(run.execution, result)) if plan.writes else None
        return PlannedRun(
            reconciler=inspected.reconciler,
            result=result,
            tenant_session=inspected.tenant_session,
            delivery=delivery,
            member=member,
        )

    async def _snapshot(self, tenant: TenantClient) -> TenantSnapshot:
        return await only_scim_endpoint(tenant, self._around())

    def _headline(self, result: RunResult) -> str:
        tenant = result.state.identity.organization.display_name
        if self.chosen < {step.id for step in SETUP_STEPS}:
            return f"Done: applied the chosen steps in {tenant}."
        return f"Connected: {self.desired.application_name} is set up in {tenant}."

    def _around(self) -> CheckEnvironment:
        settings, desired, decisions = self.inputs.settings, self.desired, self.inputs.choices.adoption
        trust = ssl_context(settings.ca_bundle)
        return CheckEnvironment(settings.the_cloud, desired, decisions, desired.scim, trust, settings)

    async def _begun(self, run: TenantRun) -> SetupInspection:
        context, _, session, journal, _, choices = self.inputs
        remembered = last_desired_state(journal.entries())
        self.desired = _with_remembered(self.desired, remembered)
        tenant = run.connection.tenant
        me = run.connection.me or await tenant.users.me()
        return SetupInspection(
            context=context,
            connection=run.connection,
            session=session,
            reconciler=Reconciler(run.execution, self.desired, SETUP_STEPS, self.chosen, run.progress),
            state=state_from_journal(tenant, me, session.tenant_id, journal, choices),
            progress=run.progress,
            accept=self.options.accept,
            wait_for_roles=self.options.wait_for_roles,
            first_time=remembered is None or self.options.report is not None,
        )

    async def _ended(self, run: TenantRun, planned: PlannedRun) -> CommandResult:
        result = planned.result
        if not result.plan.writes:
            self._remember(planned)
        if self.options.dry_run:
            return result.without_writing(dry_run=True)
        if result.plan.writes:
            return result.after_writing()
        await tell_news(planned)
        result.blocked = await self._consent_awaited(run, planned)
        return result.without_writing()

    def _reported(self, planned: PlannedRun, result: CommandResult) -> CommandResult:
        context, settings, session, journal, scopes, _ = self.inputs
        known = ReportInput(
            cloud=settings.the_cloud,
            account=session.username or planned.result.state.identity.me.user_principal_name,
            desired=self.desired,
            state=planned.result.state,
            ended=planned.result.known(dry_run=self.options.dry_run),
            exit_status=result.exit_status,
            asked=tuple(scopes),
            entries=journal.entries(),
            journal=str(journal.path),
            is_sandbox=context.sandbox is not None,
            baseline_before=self.baseline_before,
        )
        result = TicketSummary(context, self.options.summary).with_summary(result, known, _next_steps(planned.result))
        return Reporting(context, self.options.report).with_page(result, known)

    def _delivery(self) -> HandoffDelivery:
        context, settings, _, journal, _, _ = self.inputs
        target = HandoffTarget.to(self.options.handoff, journal.path, clipboard=self.options.clipboard)
        return HandoffDelivery(
            context, settings.the_cloud, self.desired, target, settings.ca_bundle, not self.options.no_send
        )

    def _remember(self, planned: PlannedRun) -> None:  # noqa: ARG002
        """Record the desired state for ``status``; a run of a few steps need not know all of it."""
        if StepId.REDIRECT_URIS in self.chosen and not self.options.dry_run:
            self.inputs.journal.remember(self.desired)

    async def _consent_awaited(self, run: TenantRun, planned: PlannedRun) -> tuple[BlockedItem, ...]:
        asked_to, result = self.options.wait_for_consent, planned.result
        return await wait_for_consent(
            run.inputs.context, run.progress, planned.reconciler, result.state, result.blocked, asked_to=asked_to
        )

    async def _verify(self, planned: PlannedRun) -> tuple[VerificationResult, ...]:
        context, settings, _, journal, _, _ = self.inputs
        verification_context = self._verification_context(planned.reconciler.run, planned.result)
        option = self.options.test_removal
        test = removal_test_of(context, settings, self.desired, journal, option=option, ask=False)
        return await verify_all(
            replace(verification_context, removal_test=test, ordered=planned.member_id, accepts_earlier_test=True)
        )

    def _verification_context(self, run: ExecutionContext, result: RunResult) -> VerificationContext:
        return setup_verification_context(
            self.inputs.settings, self.desired, result.state, run, result.password, result.blocked, self.chosen
        )


def _next_steps(result: RunResult) -> tuple[str, ...]:
    """Return what is left for the administrator: members of the admin group, and the hand-off."""
    if result.delivered_to is None:
        return (result.next,)
    path, sealed, secret = result.delivered_to.path, result.desired.recipient is not None, result.password is not None
    credential = handed_credential(result.desired, result.state) is not None
    send = how_to_send(in_a_file=path is not None, sealed=sealed, secret=secret, credential=credential)
    return (result.next, f"{send} File: {path}" if path else send)


def _announce(delivery: HandoffDelivery, planned: PlannedRun, interrupted: bool) -> None:
    """Report a created credential after an interruption, which has no summary."""
    if interrupted:
        what = "client secret" if planned.result.password else "credential"
        delivery.context.screen.say(f"The {what} is created; its hand-off for TOTAL is in {delivery.location}.")


def _with_remembered(desired: DesiredState, remembered: DesiredState | None) -> DesiredState:
    """Reuse what the last setup was given and this one was not."""
    if remembered is None:
        return desired
    forgotten = [name for name in _REMEMBERED if name not in desired.model_fields_set]
    return desired.model_copy(update={name: getattr(remembered, name) for name in forgotten})
