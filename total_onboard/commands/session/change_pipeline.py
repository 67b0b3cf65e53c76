"""The pipeline of every command that changes a tenant: plan, confirm, apply, hand off, read back, verify."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import Final

from total_onboard.commands.session.confirmation import Confirmation, Proposal
from total_onboard.commands.session.handoff_delivery import HandoffDelivery
from total_onboard.commands.session.handoff_sending import HandoffSending
from total_onboard.commands.session.open_run import TenantRun
from total_onboard.commands.session.run_result import RunResult
from total_onboard.commands.session.tenant_session import TenantSession, who_of
from total_onboard.commands.verify.on_demand_member import show_order
from total_onboard.core.errors import OnboardError
from total_onboard.diagnostics.verification.verification_result import VerificationResult
from total_onboard.engine.executor import StepFailure
from total_onboard.engine.inspection.object_contents import Inspection
from total_onboard.engine.plan import Plan
from total_onboard.engine.reconciler import Reconciler
from total_onboard.engine.step_id import StepId
from total_onboard.entra.resources.groups import Member
from total_onboard.entra.resources.users import User
from total_onboard.report.plan_lines import plan_lines
from total_onboard.ui.console import Screen
from total_onboard.ui.views.run.plan import NOTHING, show_plan
from total_onboard.ui.views.session import permission_details, show_who

QUESTION: Final = "Apply this plan in {tenant}?"


@dataclass(frozen=True, kw_only=True)
class PlannedRun:
    """One plan, what it was made from, and the target of its hand-off.

    ``member`` is the person provisioned by the verification; ``unmanaged`` are the objects that only an option names;
    ``nothing`` says that there is nothing to do.
    """

    reconciler: Reconciler
    result: RunResult
    tenant_session: TenantSession | None
    delivery: HandoffDelivery | None = None
    member: User | Member | None = None
    unmanaged: tuple[Inspection, ...] = ()
    nothing: str = NOTHING

    @property
    def plan(self) -> Plan:
        """What differs."""
        return self.result.plan

    @property
    def member_id(self) -> str:
        """The object ID of the member, or an empty text."""
        return self.member.id if self.member else ""

    @property
    def sends(self) -> HandoffSending | None:
        """The sending of the hand-off that the plan announces; None if there is no plan or no hand-off."""
        if self.delivery is None or not self.plan.writes:
            return None
        news = self.delivery.has_news(self.result.journal, self.result.state)
        return self.delivery.sending if news or self.delivery.is_expected(self.plan) else None

    @property
    def tenant_name(self) -> str:
        """The tenant's name, for questions."""
        return self.result.state.identity.organization.display_name


def ignore(planned: PlannedRun) -> None:
    """Do nothing: most commands add nothing at this point."""


def say_nothing(delivery: HandoffDelivery, planned: PlannedRun, interrupted: bool) -> None:
    """Leave it to the summary to say where the hand-off is."""


async def no_verification(planned: PlannedRun) -> tuple[VerificationResult, ...]:  # noqa: ARG001
    """Verify nothing after the steps."""
    return ()


async def defer_blocked(planned: PlannedRun) -> None:
    """Leave what is blocked to a later run."""


@dataclass(frozen=True, kw_only=True)
class ApplyRequest:
    """Request of one command to the pipeline.

    ``plan`` is called again if the answer took long. ``ask`` replaces the question. With ``always`` the steps run even
    if nothing differs, so that a hand-off that is due goes out. ``announce`` says where a hand-off is; its last
    argument is whether an interruption ended the run. ``await_people`` waits for what only a person can do.
    """

    plan: Callable[[], Awaitable[PlannedRun]]
    question: str = QUESTION
    ask: Callable[[PlannedRun, bool], None] | None = None
    dry_run: bool = False
    always: bool = False
    before_apply: Callable[[PlannedRun], None] = ignore
    announce: Callable[[HandoffDelivery, PlannedRun, bool], None] = say_nothing
    after_apply: Callable[[PlannedRun], None] = ignore
    await_people: Callable[[PlannedRun], Awaitable[None]] = defer_blocked
    verify: Callable[[PlannedRun], Awaitable[tuple[VerificationResult, ...]]] = no_verification


async def apply_plan(run: TenantRun, request: ApplyRequest) -> PlannedRun:
    """Plan, confirm and apply; the result of what is returned holds what became of it.

    Raises NotConfirmed, ConfirmationNeeded, PlanChanged.
    """
    planned = await _confirmed(run, request)
    if request.always or (planned.plan.writes and not request.dry_run):
        await _apply(run, request, planned)
    return planned


async def _confirmed(run: TenantRun, request: ApplyRequest) -> PlannedRun:
    context = run.inputs.context

    async def propose() -> Proposal[PlannedRun]:
        with run.progress.aside():
            planned = await request.plan()
        return _proposal(run, request, planned)

    def ask(planned: PlannedRun, yes: bool) -> None:
        details = permission_details(
            run.inputs.scopes, then=lambda screen: _show_planned(run, request, planned, screen)
        )
        context.ask_first(request.question.format(tenant=planned.tenant_name), yes=yes, details=details)

    return await Confirmation(context).of(propose, request.ask or ask)


def _proposal(run: TenantRun, request: ApplyRequest, planned: PlannedRun) -> Proposal[PlannedRun]:
    plan, member = planned.plan, planned.member
    context, session, scopes = run.inputs.context, run.inputs.session, run.inputs.scopes
    organization = planned.result.state.identity.organization
    who = who_of(context, planned.tenant_session or run.connection, session, scopes, organization)

    titles = run.progress.titles
    run.progress.expect(plan_lines(plan.changes, titles), blocked=len(plan.blocked))

    def show(screen: Screen) -> None:
        show_who(screen, who, explain=context.common.explain_permissions)
        if member:
            show_order(screen, member, "at the end")
        if planned.sends:
            planned.sends.show(screen)
        _show_planned(run, request, planned, screen)

    writes = bool(plan.writes or member) and not request.dry_run
    address = planned.sends.address if planned.sends else ""
    return Proposal(planned, (plan, planned.member_id, address), writes, show, planned.unmanaged)


def _show_planned(run: TenantRun, request: ApplyRequest, planned: PlannedRun, screen: Screen) -> None:
    """Show the plan; what was drawn last on the screen of the run is ticked in place."""
    titles, nothing = run.progress.titles, planned.nothing
    why_not_asked = run.inputs.context.why_not_asked
    drawn = show_plan(
        screen, planned.plan, titles, as_result=request.dry_run, nothing=nothing, why_not_asked=why_not_asked
    )
    if screen.stderr is run.inputs.context.screen.stderr:
        run.progress.drawn_plan = drawn


async def _apply(run: TenantRun, request: ApplyRequest, planned: PlannedRun) -> None:
    request.before_apply(planned)
    announced = planned.sends is not None
    with run.progress:
        failures = await _run_steps(request, planned)
        if announced:
            await _send(request, planned)
        planned.result.problems = [failure.error for failure in failures if failure.error]
        if failures:
            return
        request.after_apply(planned)
        await _read_back(planned)
    if not announced and planned.result.delivered_to and confirm_unplanned_sending(planned):
        await _send(request, planned)
    await _verify(run, request, planned)


async def _run_steps(request: ApplyRequest, planned: PlannedRun) -> tuple[StepFailure, ...]:
    """Apply, and hand off what the steps made, even if the run is interrupted."""
    reconciler, result = planned.reconciler, planned.result
    try:
        failures = await reconciler.apply(result.plan, result.state)
    except BaseException:
        _hand_off(request, planned, interrupted=True)
        raise
    result.done = reconciler.done
    _hand_off(request, planned, interrupted=False)
    return failures


def _hand_off(request: ApplyRequest, planned: PlannedRun, *, interrupted: bool) -> None:
    if planned.delivery and deliver(planned.delivery, planned):
        request.announce(planned.delivery, planned, interrupted)


def deliver(delivery: HandoffDelivery, planned: PlannedRun) -> bool:
    """Hand off if it is due, and note it in the result; return whether it was due."""
    reconciler, result = planned.reconciler, planned.result
    made = reconciler.run.outputs.get(StepId.CLIENT_SECRET)
    due = delivery.hand_over(made, reconciler.run.journal, result.state, needs_no_new_secret=result.needs_no_new_secret)
    if due:
        result.delivered_to, result.password = delivery.target, made
    return due


async def _send(request: ApplyRequest, planned: PlannedRun) -> None:
    """Send the hand-off; who interrupts it learns where the file is."""
    try:
        await send_handoff(planned)
    except BaseException:
        if planned.delivery and planned.result.delivered_to:
            request.announce(planned.delivery, planned, True)
        raise


def confirm_unplanned_sending(planned: PlannedRun) -> bool:
    """Ask whether a hand-off that no plan announced is sent; if nobody can be asked, warn that it isn't."""
    if planned.delivery is None:
        return False
    sending = planned.delivery.sending
    if sending.unsent_warning:
        planned.result.warnings = (*planned.result.warnings, sending.unsent_warning)
    return sending.may_be_sent()


async def send_handoff(planned: PlannedRun) -> None:
    """Send the sealed hand-off that was just written, if the sheet names an address; the file stays in any case."""
    delivery, result = planned.delivery, planned.result
    if delivery is None or result.delivered_to is None or result.delivered_to.path is None:
        return
    if warning := delivery.sending.warning:
        result.warnings = (*result.warnings, warning)
    result.sent = await delivery.sending.send(result.delivered_to.path, result.journal)
    if result.sent and not result.sent.is_delivered:
        text = f"The hand-off could not be sent to {result.sent.url}: {result.sent.problem}."
        result.warnings = (*result.warnings, text)


async def _read_back(planned: PlannedRun) -> None:
    """Read back; an error is part of the result, because something may have been written."""
    result = planned.result
    try:
        result.apply_read_back(await planned.reconciler.read_back(result.state))
    except OnboardError as error:
        result.problems.append(error)


async def _verify(run: TenantRun, request: ApplyRequest, planned: PlannedRun) -> None:
    result = planned.result
    if result.problems:
        return
    try:
        await request.await_people(planned)
        if request.verify is not no_verification:
            with run.progress:
                result.verifications = await request.verify(planned)
    except OnboardError as error:
        result.problems.append(error)
