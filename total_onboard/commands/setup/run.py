"""One run of ``setup`` in an open tenant, told in the order in which it happens."""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import partial
from typing import TYPE_CHECKING, Final

from total_onboard.commands.session.confirmation import Confirmation, Proposal
from total_onboard.commands.session.connection import site
from total_onboard.commands.session.handoff_delivery import HandingOver, has_new_group
from total_onboard.commands.session.pim_roles import with_roles_to_give_back
from total_onboard.commands.session.report_option import Reporting
from total_onboard.commands.session.run_result import SetUpResult
from total_onboard.commands.session.session_info import who_of
from total_onboard.commands.session.sign_in import scopes_for
from total_onboard.commands.setup.inspection import SetUpLook
from total_onboard.commands.setup.wait_for_consent import consent_awaited
from total_onboard.commands.verify.on_demand_order import member_after_setup, show_order
from total_onboard.commands.verify.proof_inputs import setup_proof_context
from total_onboard.commands.verify.removal_test_accounts import removal_test_of
from total_onboard.core.errors import OnboardError
from total_onboard.core.tls import ssl_context
from total_onboard.diagnostics.preflight.environment import Surroundings
from total_onboard.diagnostics.preflight.tenant_snapshot import scim_end_alone
from total_onboard.diagnostics.verification import prove_all
from total_onboard.engine.journal.history import last_wishes
from total_onboard.engine.journal.journal import Journal
from total_onboard.engine.journal.lock import alone
from total_onboard.engine.reconciler import Onboarding
from total_onboard.engine.state.initial_state import begun_picture
from total_onboard.exchange.handoff.delivery import Delivery
from total_onboard.report.inputs import Known
from total_onboard.steps import SETUP_STEPS
from total_onboard.ui.views.handoff import how_to_send
from total_onboard.ui.views.plan import show_plan
from total_onboard.ui.views.progress import ProgressView
from total_onboard.ui.views.session import show_who

if TYPE_CHECKING:
    from total_onboard.commands.context import Desk, Result
    from total_onboard.commands.session.connection import Site
    from total_onboard.commands.setup.command import SetupOptions
    from total_onboard.core.desired_state import DesiredState
    from total_onboard.diagnostics.preflight.check import Finding
    from total_onboard.diagnostics.verification.context import ProofContext
    from total_onboard.diagnostics.verification.proof import Proof
    from total_onboard.engine.plan import Plan, Waiting
    from total_onboard.engine.state.observed_state import Picture
    from total_onboard.engine.step import Run
    from total_onboard.entra.sign_in.scopes import ScopeReason
    from total_onboard.entra.sign_in.session import Session
    from total_onboard.settings import Settings
    from total_onboard.ui.console import Screen


_NEW_GROUP: Final = "TOTAL has to be told of a group"
_RECEIPT: Final = "Receipt for the value sheet, without a client secret, because TOTAL has it already"


@dataclass(frozen=True)
class _Proposed:
    """One look, its plan, where a hand-off would go, and the id of the member that the verification provisions."""

    look: SetUpLook
    plan: Plan
    handing: HandingOver
    ordered: str


@dataclass
class SetUpRun:
    """Brings one tenant to what is wanted, hands off what TOTAL needs, and proves it."""

    desk: Desk
    options: SetupOptions
    settings: Settings
    wanted: DesiredState
    chosen: frozenset[str]
    session: Session
    progress: ProgressView

    async def run(self) -> Result:
        """Look, plan, ask, do, hand off, read back, prove."""
        journal = Journal.of(self.settings.state_dir, self.session.tenant_id, self.wanted.mark)
        journal.is_of_run(self.desk.command, self.session.username)
        with alone(journal):
            asked, mark = self._asked, self.wanted.mark
            look = partial(scim_end_alone, around=self._around())
            async with site(self.settings, self.session, self.progress, journal.note_call, asked, mark, look) as opened:
                confirmation = Confirmation(self.desk)
                proposed = await confirmation.of(lambda: self._proposal(opened, journal), self._ask)
                seen = proposed.look
                result = await self._in(proposed, journal)
                return await with_roles_to_give_back(self.desk.screen, seen.place, result) if seen.place else result

    async def _proposal(self, opened: Site, journal: Journal) -> Proposal[_Proposed]:
        look = await self._begun(opened, journal)
        plan = await look.plan()
        self.wanted = look.onboarding.wanted
        handing, writes = self._handing_over(journal), bool(plan.writes) and not self.options.dry_run
        if writes:
            await handing.prepare(look.onboarding.run, plan, look.picture)
        who = who_of(self.desk, look.place or opened, self.session, self._asked, look.picture.organization)
        context = self._proof_context(look.onboarding.run, look.picture, plan.waiting)
        member = await member_after_setup(context) if plan.writes else None
        ordered = member.id if member else ""

        def show(screen: Screen) -> None:
            show_who(screen, who)
            show_plan(screen, plan, as_result=self.options.dry_run)
            if member:
                show_order(screen, member)

        return Proposal(_Proposed(look, plan, handing, ordered), (plan, ordered), writes, show, ())

    def _ask(self, proposed: _Proposed, yes: bool) -> None:
        self.desk.ask_first(f"Carry this out in {proposed.look.picture.organization.display_name}?", yes=yes)

    def _around(self) -> Surroundings:
        settings, wanted = self.settings, self.wanted
        return Surroundings(settings.the_cloud, wanted, wanted.scim, ssl_context(settings.ca_bundle), settings)

    @property
    def _asked(self) -> tuple[ScopeReason, ...]:
        return scopes_for(self.chosen, dry_run=self.options.dry_run)

    async def _begun(self, opened: Site, journal: Journal) -> SetUpLook:
        remembered = last_wishes(journal.entries())
        self.wanted = _answering_the_same(self.wanted, remembered)
        me = opened.me or await opened.tenant.users.me()
        run = opened.run(journal, self.progress, self.session)
        return SetUpLook(
            desk=self.desk,
            site=opened,
            session=self.session,
            onboarding=Onboarding(run, self.wanted, SETUP_STEPS, self.chosen, self.progress),
            picture=begun_picture(opened.tenant, me, self.session.tenant_id, journal),
            progress=self.progress,
            accept=self.options.accept,
            wait_for_roles=self.options.wait_for_roles,
            first_time=remembered is None or self.options.report is not None,
        )

    async def _in(self, proposed: _Proposed, journal: Journal) -> Result:
        look, plan = proposed.look, proposed.plan
        result = SetUpResult(self.desk, look.onboarding.wanted, look.picture, plan, journal)
        if not plan.writes:
            self._remember(journal)
        return self._reported(result, look.findings, await self._ended(proposed, result), journal)

    async def _ended(self, proposed: _Proposed, result: SetUpResult) -> Result:
        onboarding = proposed.look.onboarding
        if self.options.dry_run:
            return result.without_writing(dry_run=True)
        if result.plan.writes:
            await self._carry_out(onboarding, result, proposed)
            return result.after_writing()
        await self._tell_news(onboarding.run, result)
        result.waiting = await self._consent_awaited(onboarding, result)
        return result.without_writing()

    def _reported(self, ended: SetUpResult, findings: tuple[Finding, ...], result: Result, journal: Journal) -> Result:
        known = Known(
            cloud=self.settings.the_cloud,
            account=self.session.username or ended.picture.me.user_principal_name,
            wanted=self.wanted,
            picture=ended.picture,
            ended=ended.known(findings, dry_run=self.options.dry_run),
            exit_status=result.exit_status,
            asked=self._asked,
            entries=journal.entries(),
            journal=str(journal.path),
            is_practice=self.desk.practice is not None,
        )
        return Reporting(self.desk, self.options.report).with_page(result, known)

    async def _carry_out(self, onboarding: Onboarding, result: SetUpResult, proposed: _Proposed) -> None:
        run, picture, handing = onboarding.run, result.picture, proposed.handing
        self._remember(run.journal)
        with self.progress:
            try:
                failures = await onboarding.apply(result.plan, picture)
            except BaseException:
                self._say_where(handing, run, result)
                raise
            result.done = onboarding.done
            _hand_off(handing, run, result)
            result.problems = [failure.error for failure in failures if failure.error]
        if not failures:
            await self._show_that_it_works(onboarding, result, proposed.ordered)

    def _handing_over(self, journal: Journal) -> HandingOver:
        delivery = Delivery.to(self.options.handoff, journal.path, clipboard=self.options.clipboard)
        return HandingOver(self.desk, self.settings.the_cloud, self.wanted, delivery)

    def _say_where(self, handing: HandingOver, run: Run, result: SetUpResult) -> None:
        """After an interruption there is no summary; a secret that was made before it is told of all the same."""
        if _hand_off(handing, run, result):
            self.desk.screen.say(f"The client secret is made; its hand-off for TOTAL is in {handing.place}.")

    async def _tell_news(self, run: Run, result: SetUpResult) -> None:
        """Hand off what TOTAL does not know yet, although nothing is to be done in the tenant."""
        handing = self._handing_over(run.journal)
        if not result.keeps_the_secret or not handing.has_news(run.journal, result.picture):
            return
        why = _NEW_GROUP if has_new_group(run.journal, result.picture) else _RECEIPT
        await handing.prepare(run, result.plan, result.picture)
        _hand_off(handing, run, result)
        sealed, in_a_file = self.wanted.recipient is not None, handing.delivery.path is not None
        self.desk.screen.say(f"{why}: the hand-off is in {handing.place}.")
        self.desk.screen.say(how_to_send(in_a_file=in_a_file, sealed=sealed, secret=False))

    def _remember(self, journal: Journal) -> None:
        """For ``status``; a run of a few steps need not know all wishes."""
        if "redirect-uris" in self.chosen and not self.options.dry_run:
            journal.remember(self.wanted)

    async def _show_that_it_works(self, onboarding: Onboarding, result: SetUpResult, ordered: str) -> None:
        try:
            with self.progress:
                result.take_read_back(await onboarding.read_back(result.picture))
            result.waiting = await self._consent_awaited(onboarding, result)
            with self.progress:
                result.proofs = await self._prove(onboarding.run, result, ordered)
        except OnboardError as error:
            result.problems.append(error)

    async def _consent_awaited(self, onboarding: Onboarding, result: SetUpResult) -> tuple[Waiting, ...]:
        asked_to, waiting = self.options.wait_for_consent, result.waiting
        return await consent_awaited(self.desk, self.progress, onboarding, result.picture, waiting, asked_to=asked_to)

    async def _prove(self, run: Run, result: SetUpResult, ordered: str) -> tuple[Proof, ...]:
        context = self._proof_context(run, result.picture, result.waiting)
        option = self.options.test_removal
        test = removal_test_of(self.desk, self.settings, self.wanted, run.journal, option=option, ask=False)
        return await prove_all(replace(context, removal_test=test, ordered=ordered))

    def _proof_context(self, run: Run, picture: Picture, waiting: tuple[Waiting, ...]) -> ProofContext:
        return setup_proof_context(self.settings, self.wanted, picture, run, waiting, self.chosen)


def _hand_off(handing: HandingOver, run: Run, result: SetUpResult) -> bool:
    due = handing.hand_over(run, result.picture, keeps_the_secret=result.keeps_the_secret)
    if due:
        result.delivery, result.password = handing.delivery, run.new_password
    return due


def _answering_the_same(wanted: DesiredState, remembered: DesiredState | None) -> DesiredState:
    """Without a new sheet the hand-off is sealed as the last sheet wanted it, never plain all at once."""
    if wanted.recipient or remembered is None:
        return wanted
    return wanted.model_copy(update={"recipient": remembered.recipient})
