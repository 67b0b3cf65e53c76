"""One run of ``setup`` in an open tenant, told in the order in which it happens."""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import partial
from typing import Final

from total_onboard.commands.context import CommandContext, CommandResult
from total_onboard.commands.session.confirmation import Confirmation, Proposal
from total_onboard.commands.session.connection import TenantConnection, connect_tenant
from total_onboard.commands.session.handoff_delivery import HandoffDelivery, has_new_group
from total_onboard.commands.session.pim_roles import with_activated_roles
from total_onboard.commands.session.report_option import Reporting
from total_onboard.commands.session.run_result import RunResult
from total_onboard.commands.session.session_info import who_of
from total_onboard.commands.session.sign_in import scopes_for
from total_onboard.commands.setup.inspection import SetupInspection
from total_onboard.commands.setup.options import SetupOptions
from total_onboard.commands.setup.wait_for_consent import wait_for_consent
from total_onboard.commands.verify.on_demand_order import member_after_setup, show_order
from total_onboard.commands.verify.proof_inputs import setup_proof_context
from total_onboard.commands.verify.removal_test_accounts import removal_test_of
from total_onboard.core.desired_state import DesiredState
from total_onboard.core.errors import OnboardError
from total_onboard.core.tls import ssl_context
from total_onboard.diagnostics.preflight.check_result import CheckResult
from total_onboard.diagnostics.preflight.environment import CheckEnvironment
from total_onboard.diagnostics.preflight.read_snapshot import only_scim_endpoint
from total_onboard.diagnostics.verification import prove_all
from total_onboard.diagnostics.verification.context import VerificationContext
from total_onboard.diagnostics.verification.proof import VerificationResult
from total_onboard.engine.journal.history import last_desired_state
from total_onboard.engine.journal.journal import Journal
from total_onboard.engine.journal.lock import exclusive_lock
from total_onboard.engine.plan import BlockedItem, Plan
from total_onboard.engine.reconciler import Reconciler
from total_onboard.engine.state.initial_state import state_from_journal
from total_onboard.engine.state.observed_state import ObservedState
from total_onboard.engine.step import ExecutionContext
from total_onboard.engine.step_id import StepId
from total_onboard.entra.sign_in.scopes import ScopeReason
from total_onboard.entra.sign_in.session import Session
from total_onboard.exchange.handoff.delivery import HandoffTarget
from total_onboard.report.inputs import ReportInput
from total_onboard.settings import Settings
from total_onboard.steps import SETUP_STEPS
from total_onboard.ui.console import Screen
from total_onboard.ui.views.handoff import how_to_send
from total_onboard.ui.views.plan import show_plan
from total_onboard.ui.views.progress import ProgressView
from total_onboard.ui.views.session import show_who

_NEW_GROUP: Final = "TOTAL has to be told of a group"
_RECEIPT: Final = "Receipt for the value sheet, without a client secret, because TOTAL has it already"


@dataclass(frozen=True)
class _Proposed:
    """One look, its plan, where a hand-off would go, and the id of the member that the verification provisions."""

    look: SetupInspection
    plan: Plan
    handing: HandoffDelivery
    ordered: str


@dataclass
class SetupRun:
    """Brings one tenant to what is wanted, hands off what TOTAL needs, and proves it."""

    context: CommandContext
    options: SetupOptions
    settings: Settings
    desired: DesiredState
    chosen: frozenset[str]
    session: Session
    progress: ProgressView

    async def run(self) -> CommandResult:
        """Look, plan, ask, do, hand off, read back, prove."""
        journal = Journal.of(self.settings.state_dir, self.session.tenant_id, self.desired.unique_name)
        journal.start_run(self.context.command, self.session.username)
        with exclusive_lock(journal):
            asked, mark = self._asked, self.desired.unique_name
            look = partial(only_scim_endpoint, around=self._around())
            async with connect_tenant(
                self.settings, self.session, self.progress, journal.note_call, asked, mark, look
            ) as opened:
                confirmation = Confirmation(self.context)
                proposed = await confirmation.of(lambda: self._proposal(opened, journal), self._ask)
                seen = proposed.look
                result = await self._in(proposed, journal)
                return (
                    await with_activated_roles(self.context.screen, seen.tenant_session, result)
                    if seen.tenant_session
                    else result
                )

    async def _proposal(self, opened: TenantConnection, journal: Journal) -> Proposal[_Proposed]:
        look = await self._begun(opened, journal)
        plan = await look.plan()
        self.desired = look.reconciler.desired
        handing, writes = self._handing_over(journal), bool(plan.writes) and not self.options.dry_run
        if writes:
            await handing.prepare(look.reconciler.run, plan, look.observed)
        who = who_of(self.context, look.tenant_session or opened, self.session, self._asked, look.observed.organization)
        verification = self._proof_context(look.reconciler.run, look.observed, plan.waiting)
        member = await member_after_setup(verification) if plan.writes else None
        ordered = member.id if member else ""

        def show(screen: Screen) -> None:
            show_who(screen, who)
            show_plan(screen, plan, as_result=self.options.dry_run)
            if member:
                show_order(screen, member)

        return Proposal(_Proposed(look, plan, handing, ordered), (plan, ordered), writes, show, ())

    def _ask(self, proposed: _Proposed, yes: bool) -> None:
        self.context.ask_first(f"Carry this out in {proposed.look.observed.organization.display_name}?", yes=yes)

    def _around(self) -> CheckEnvironment:
        settings, desired = self.settings, self.desired
        return CheckEnvironment(settings.the_cloud, desired, desired.scim, ssl_context(settings.ca_bundle), settings)

    @property
    def _asked(self) -> tuple[ScopeReason, ...]:
        return scopes_for(self.chosen, dry_run=self.options.dry_run)

    async def _begun(self, opened: TenantConnection, journal: Journal) -> SetupInspection:
        remembered = last_desired_state(journal.entries())
        self.desired = _answering_the_same(self.desired, remembered)
        me = opened.me or await opened.tenant.users.me()
        run = opened.run(journal, self.progress, self.session)
        return SetupInspection(
            context=self.context,
            connection=opened,
            session=self.session,
            reconciler=Reconciler(run, self.desired, SETUP_STEPS, self.chosen, self.progress),
            observed=state_from_journal(opened.tenant, me, self.session.tenant_id, journal),
            progress=self.progress,
            accept=self.options.accept,
            wait_for_roles=self.options.wait_for_roles,
            first_time=remembered is None or self.options.report is not None,
        )

    async def _in(self, proposed: _Proposed, journal: Journal) -> CommandResult:
        look, plan = proposed.look, proposed.plan
        result = RunResult(self.context, look.reconciler.desired, look.observed, plan, journal)
        if not plan.writes:
            self._remember(journal)
        return self._reported(result, look.findings, await self._ended(proposed, result), journal)

    async def _ended(self, proposed: _Proposed, result: RunResult) -> CommandResult:
        reconciler = proposed.look.reconciler
        if self.options.dry_run:
            return result.without_writing(dry_run=True)
        if result.plan.writes:
            await self._carry_out(reconciler, result, proposed)
            return result.after_writing()
        await self._tell_news(reconciler.run, result)
        result.waiting = await self._consent_awaited(reconciler, result)
        return result.without_writing()

    def _reported(
        self, ended: RunResult, findings: tuple[CheckResult, ...], result: CommandResult, journal: Journal
    ) -> CommandResult:
        known = ReportInput(
            cloud=self.settings.the_cloud,
            account=self.session.username or ended.observed.me.user_principal_name,
            desired=self.desired,
            observed=ended.observed,
            ended=ended.known(findings, dry_run=self.options.dry_run),
            exit_status=result.exit_status,
            asked=self._asked,
            entries=journal.entries(),
            journal=str(journal.path),
            is_sandbox=self.context.sandbox is not None,
        )
        return Reporting(self.context, self.options.report).with_page(result, known)

    async def _carry_out(self, reconciler: Reconciler, result: RunResult, proposed: _Proposed) -> None:
        run, observed, handing = reconciler.run, result.observed, proposed.handing
        self._remember(run.journal)
        with self.progress:
            try:
                failures = await reconciler.apply(result.plan, observed)
            except BaseException:
                self._say_where(handing, run, result)
                raise
            result.done = reconciler.done
            _hand_off(handing, run, result)
            result.problems = [failure.error for failure in failures if failure.error]
        if not failures:
            await self._show_that_it_works(reconciler, result, proposed.ordered)

    def _handing_over(self, journal: Journal) -> HandoffDelivery:
        delivery = HandoffTarget.to(self.options.handoff, journal.path, clipboard=self.options.clipboard)
        return HandoffDelivery(self.context, self.settings.the_cloud, self.desired, delivery)

    def _say_where(self, handing: HandoffDelivery, run: ExecutionContext, result: RunResult) -> None:
        """After an interruption there is no summary; a secret that was made before it is told of all the same."""
        if _hand_off(handing, run, result):
            self.context.screen.say(
                f"The client secret is made; its hand-off for TOTAL is in {handing.tenant_session}."
            )

    async def _tell_news(self, run: ExecutionContext, result: RunResult) -> None:
        """Hand off what TOTAL does not know yet, although nothing is to be done in the tenant."""
        handing = self._handing_over(run.journal)
        if not result.keeps_the_secret or not handing.has_news(run.journal, result.observed):
            return
        why = _NEW_GROUP if has_new_group(run.journal, result.observed) else _RECEIPT
        await handing.prepare(run, result.plan, result.observed)
        _hand_off(handing, run, result)
        sealed, in_a_file = self.desired.recipient is not None, handing.delivery.path is not None
        self.context.screen.say(f"{why}: the hand-off is in {handing.tenant_session}.")
        self.context.screen.say(how_to_send(in_a_file=in_a_file, sealed=sealed, secret=False))

    def _remember(self, journal: Journal) -> None:
        """For ``status``; a run of a few steps need not know all wishes."""
        if StepId.REDIRECT_URIS in self.chosen and not self.options.dry_run:
            journal.remember(self.desired)

    async def _show_that_it_works(self, reconciler: Reconciler, result: RunResult, ordered: str) -> None:
        try:
            with self.progress:
                result.take_read_back(await reconciler.read_back(result.observed))
            result.waiting = await self._consent_awaited(reconciler, result)
            with self.progress:
                result.proofs = await self._prove(reconciler.run, result, ordered)
        except OnboardError as error:
            result.problems.append(error)

    async def _consent_awaited(self, reconciler: Reconciler, result: RunResult) -> tuple[BlockedItem, ...]:
        asked_to, waiting = self.options.wait_for_consent, result.waiting
        return await wait_for_consent(
            self.context, self.progress, reconciler, result.observed, waiting, asked_to=asked_to
        )

    async def _prove(self, run: ExecutionContext, result: RunResult, ordered: str) -> tuple[VerificationResult, ...]:
        verification = self._proof_context(run, result.observed, result.waiting)
        option = self.options.test_removal
        test = removal_test_of(self.context, self.settings, self.desired, run.journal, option=option, ask=False)
        return await prove_all(replace(verification, removal_test=test, ordered=ordered))

    def _proof_context(
        self, run: ExecutionContext, observed: ObservedState, waiting: tuple[BlockedItem, ...]
    ) -> VerificationContext:
        return setup_proof_context(self.settings, self.desired, observed, run, waiting, self.chosen)


def _hand_off(handing: HandoffDelivery, run: ExecutionContext, result: RunResult) -> bool:
    due = handing.hand_over(run, result.observed, keeps_the_secret=result.keeps_the_secret)
    if due:
        result.delivery, result.password = handing.delivery, run.new_password
    return due


def _answering_the_same(desired: DesiredState, remembered: DesiredState | None) -> DesiredState:
    """Without a new sheet the hand-off is sealed as the last sheet wanted it, never plain all at once."""
    if desired.recipient or remembered is None:
        return desired
    return desired.model_copy(update={"recipient": remembered.recipient})
