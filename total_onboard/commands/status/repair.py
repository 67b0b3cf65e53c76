"""``status --repair``: the steps in which something differs, and no others, carried out as set-up would."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass
from pathlib import Path

from total_onboard.commands.context import CommandContext
from total_onboard.commands.session.baseline import DesiredBaseline
from total_onboard.commands.session.confirmation import Confirmation, Proposal
from total_onboard.commands.session.connection import TenantConnection, TenantSession, connect_tenant
from total_onboard.commands.session.handoff_delivery import HandoffDelivery, deliver_handoff
from total_onboard.commands.session.session_info import who_of
from total_onboard.commands.session.sign_in import scopes_for, sign_in_session
from total_onboard.commands.session.unmanaged import named_only, refuse_unknown
from total_onboard.commands.status.repair_result import RepairResult
from total_onboard.core.errors import OnboardError
from total_onboard.diagnostics.drift.inspection import REPAIR_STEPS, existing_admins
from total_onboard.engine.journal.lock import exclusive_lock
from total_onboard.engine.plan import Plan
from total_onboard.engine.reconciler import Reconciler
from total_onboard.engine.state.initial_state import build_initial_state
from total_onboard.engine.state.observed_state import ObservedState
from total_onboard.engine.step import ExecutionContext
from total_onboard.entra.sign_in.session import Session
from total_onboard.exchange.handoff.delivery import HandoffTarget
from total_onboard.settings import Settings
from total_onboard.steps.client_secret.client_secret import ClientSecret
from total_onboard.steps.lost_responses import wait_for_lost_creates
from total_onboard.steps.provisioning.exit_quarantine import ExitQuarantine
from total_onboard.steps.provisioning.start_job import StartProvisioning
from total_onboard.ui.console import Screen
from total_onboard.ui.output.json_document import DeliveredHandoff
from total_onboard.ui.views.handoff import how_to_send
from total_onboard.ui.views.plan import show_plan
from total_onboard.ui.views.progress import ProgressView
from total_onboard.ui.views.session import show_who


@dataclass(frozen=True)
class _Proposed:
    """One plan of a repair, what it was made from, and where a hand-off would go."""

    reconciler: Reconciler
    plan: Plan
    observed: ObservedState
    handing: HandoffDelivery


@dataclass
class RepairRun:
    """One repair; only for it a sign-in is asked that may write."""

    context: CommandContext
    settings: Settings
    wished: DesiredBaseline
    chosen: frozenset[str]
    handoff: Path | None

    def mend(self) -> RepairResult:
        """Plan, ask, do, read back."""
        session = sign_in_session(self.context, self.settings, scopes_for(self._set_up_steps()))
        with exclusive_lock(self.wished.journal):
            return asyncio.run(self._run(session))

    def _set_up_steps(self) -> frozenset[str]:
        """A restart takes the same right as a start."""
        restarts = ExitQuarantine.id in self.chosen
        return (self.chosen - {ExitQuarantine.id}) | ({StartProvisioning.id} if restarts else set())

    async def _run(self, session: Session) -> RepairResult:
        journal, asked = self.wished.journal, scopes_for(self._set_up_steps())
        progress = ProgressView(self.context.screen, {step.id: step.title for step in REPAIR_STEPS})
        journal.start_run(f"{self.context.command} --repair", session.username)
        async with connect_tenant(self.settings, session, progress, journal.note_call, asked) as opened:
            run = opened.run(journal, progress, session)
            confirmation = Confirmation(self.context)
            proposed = await confirmation.of(lambda: self._proposal(opened, run, progress, session), self._ask)
            return await self._carry_out(proposed, progress)

    async def _proposal(
        self, opened: TenantConnection, run: ExecutionContext, progress: ProgressView, session: Session
    ) -> Proposal[_Proposed]:
        tenant_session = await opened.load_facts()
        observed = await self._picture(tenant_session)
        reconciler = Reconciler(run, self.wished.desired, REPAIR_STEPS, self.chosen, progress)
        await reconciler.observe(observed)
        await wait_for_lost_creates(reconciler, observed)
        plan = reconciler.plan(observed)
        handing = await self._prepared(run, plan, observed)
        await refuse_unknown(tenant_session.tenant, reconciler.desired, observed, f"{self.context.command} --repair")
        who = who_of(self.context, tenant_session, session, scopes_for(self._set_up_steps()))

        def show(screen: Screen) -> None:
            show_who(screen, who)
            show_plan(screen, plan)

        unmanaged = await named_only(tenant_session.tenant, reconciler.desired, observed) if plan.writes else ()
        return Proposal(_Proposed(reconciler, plan, observed, handing), plan, bool(plan.writes), show, unmanaged)

    def _ask(self, proposed: _Proposed, yes: bool) -> None:
        self.context.ask_first(f"Carry this out in {proposed.observed.organization.display_name}?", yes=yes)

    async def _picture(self, tenant_session: TenantSession) -> ObservedState:
        observed = await build_initial_state(tenant_session.tenant, tenant_session.facts, (), self.wished.journal)
        await existing_admins(tenant_session.tenant, observed, self.wished.desired.admins)
        return observed

    async def _prepared(self, run: ExecutionContext, plan: Plan, observed: ObservedState) -> HandoffDelivery:
        delivery = HandoffTarget.to(self.handoff, run.journal.path, clipboard=False)
        handing = HandoffDelivery(self.context, self.settings.the_cloud, self.wished.desired, delivery)
        await handing.prepare(run, plan, observed)
        return handing

    async def _carry_out(self, proposed: _Proposed, progress: ProgressView) -> RepairResult:
        reconciler, plan, observed = proposed.reconciler, proposed.plan, proposed.observed
        with progress:
            try:
                failures = await reconciler.apply(plan, observed)
            finally:
                handoff = self._hand_off(reconciler.run, observed, proposed.handing)
            problems = [failure.error for failure in failures if failure.error]
            if not failures:
                problems += await _not_read_back(reconciler, observed)
        return RepairResult(plan, reconciler.done, tuple(problems), handoff)

    def _hand_off(
        self, run: ExecutionContext, observed: ObservedState, handing: HandoffDelivery
    ) -> DeliveredHandoff | None:
        """A secret that is not to be made anew is the one that TOTAL has."""
        if not handing.hand_over(run, observed, keeps_the_secret=ClientSecret.id not in self.chosen):
            return None
        self.context.screen.say(f"The hand-off for TOTAL is in {handing.tenant_session}.")
        sealed, secret = self.wished.desired.recipient is not None, run.new_password is not None
        self.context.screen.say(how_to_send(in_a_file=True, sealed=sealed, secret=secret))
        return deliver_handoff(handing.delivery, self.wished.desired, run.new_password)


async def _not_read_back(reconciler: Reconciler, observed: ObservedState) -> list[OnboardError]:
    """Something was written by now, so its error is told with what was done."""
    try:
        await reconciler.read_back(observed)
    except OnboardError as error:
        return [error]
    return []
