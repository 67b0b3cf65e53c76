"""``status --repair``: the steps in which something differs, and no others, carried out as set-up would."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from total_onboard.commands.session.confirmation import Confirmation, Proposal
from total_onboard.commands.session.connection import site
from total_onboard.commands.session.handoff_delivery import HandingOver, delivered
from total_onboard.commands.session.session_info import who_of
from total_onboard.commands.session.sign_in import scopes_for, signed_in
from total_onboard.commands.session.unmanaged import named_only, refuse_unknown
from total_onboard.commands.status.repair_result import Mended
from total_onboard.core.errors import OnboardError
from total_onboard.diagnostics.drift.inspection import REPAIR_STEPS, admins_who_are_there
from total_onboard.engine.journal.lock import alone
from total_onboard.engine.reconciler import Onboarding
from total_onboard.engine.state.initial_state import first_picture
from total_onboard.exchange.handoff.delivery import Delivery
from total_onboard.steps.client_secret.client_secret import ClientSecret
from total_onboard.steps.lost_responses import until_shown
from total_onboard.steps.provisioning.exit_quarantine import LeavingQuarantine
from total_onboard.steps.provisioning.start_job import Start
from total_onboard.ui.views.handoff import how_to_send
from total_onboard.ui.views.plan import show_plan
from total_onboard.ui.views.progress import ProgressView
from total_onboard.ui.views.session import show_who

if TYPE_CHECKING:
    from total_onboard.commands.context import Desk
    from total_onboard.commands.session.baseline import Wished
    from total_onboard.commands.session.connection import Site, Workplace
    from total_onboard.engine.plan import Plan
    from total_onboard.engine.state.observed_state import Picture
    from total_onboard.engine.step import Run
    from total_onboard.entra.sign_in.session import Session
    from total_onboard.settings import Settings
    from total_onboard.ui.console import Screen
    from total_onboard.ui.output.json_document import DeliveredHandoff


@dataclass(frozen=True)
class _Proposed:
    """One plan of a repair, what it was made from, and where a hand-off would go."""

    onboarding: Onboarding
    plan: Plan
    picture: Picture
    handing: HandingOver


@dataclass
class Mending:
    """One repair; only for it a sign-in is asked that may write."""

    desk: Desk
    settings: Settings
    wished: Wished
    chosen: frozenset[str]
    handoff: Path | None

    def mend(self) -> Mended:
        """Plan, ask, do, read back."""
        session = signed_in(self.desk, self.settings, scopes_for(self._set_up_steps()))
        with alone(self.wished.journal):
            return asyncio.run(self._run(session))

    def _set_up_steps(self) -> frozenset[str]:
        """A restart takes the same right as a start."""
        restarts = LeavingQuarantine.id in self.chosen
        return (self.chosen - {LeavingQuarantine.id}) | ({Start.id} if restarts else set())

    async def _run(self, session: Session) -> Mended:
        journal, asked = self.wished.journal, scopes_for(self._set_up_steps())
        progress = ProgressView(self.desk.screen, {step.id: step.title for step in REPAIR_STEPS})
        journal.is_of_run(f"{self.desk.command} --repair", session.username)
        async with site(self.settings, session, progress, journal.note_call, asked) as opened:
            run = opened.run(journal, progress, session)
            confirmation = Confirmation(self.desk)
            proposed = await confirmation.of(lambda: self._proposal(opened, run, progress, session), self._ask)
            return await self._carry_out(proposed, progress)

    async def _proposal(self, opened: Site, run: Run, progress: ProgressView, session: Session) -> Proposal[_Proposed]:
        place = await opened.looked_at()
        picture = await self._picture(place)
        onboarding = Onboarding(run, self.wished.wanted, REPAIR_STEPS, self.chosen, progress)
        await onboarding.observe(picture)
        await until_shown(onboarding, picture)
        plan = onboarding.plan(picture)
        handing = await self._prepared(run, plan, picture)
        await refuse_unknown(place.tenant, onboarding.wanted, picture, f"{self.desk.command} --repair")
        who = who_of(self.desk, place, session, scopes_for(self._set_up_steps()))

        def show(screen: Screen) -> None:
            show_who(screen, who)
            show_plan(screen, plan)

        unmanaged = await named_only(place.tenant, onboarding.wanted, picture) if plan.writes else ()
        return Proposal(_Proposed(onboarding, plan, picture, handing), plan, bool(plan.writes), show, unmanaged)

    def _ask(self, proposed: _Proposed, yes: bool) -> None:
        self.desk.ask_first(f"Carry this out in {proposed.picture.organization.display_name}?", yes=yes)

    async def _picture(self, place: Workplace) -> Picture:
        picture = await first_picture(place.tenant, place.facts, (), self.wished.journal)
        await admins_who_are_there(place.tenant, picture, self.wished.wanted.admins)
        return picture

    async def _prepared(self, run: Run, plan: Plan, picture: Picture) -> HandingOver:
        delivery = Delivery.to(self.handoff, run.journal.path, clipboard=False)
        handing = HandingOver(self.desk, self.settings.the_cloud, self.wished.wanted, delivery)
        await handing.prepare(run, plan, picture)
        return handing

    async def _carry_out(self, proposed: _Proposed, progress: ProgressView) -> Mended:
        onboarding, plan, picture = proposed.onboarding, proposed.plan, proposed.picture
        with progress:
            try:
                failures = await onboarding.apply(plan, picture)
            finally:
                handoff = self._hand_off(onboarding.run, picture, proposed.handing)
            problems = [failure.error for failure in failures if failure.error]
            if not failures:
                problems += await _not_read_back(onboarding, picture)
        return Mended(plan, onboarding.done, tuple(problems), handoff)

    def _hand_off(self, run: Run, picture: Picture, handing: HandingOver) -> DeliveredHandoff | None:
        """A secret that is not to be made anew is the one that TOTAL has."""
        if not handing.hand_over(run, picture, keeps_the_secret=ClientSecret.id not in self.chosen):
            return None
        self.desk.screen.say(f"The hand-off for TOTAL is in {handing.place}.")
        sealed, secret = self.wished.wanted.recipient is not None, run.new_password is not None
        self.desk.screen.say(how_to_send(in_a_file=True, sealed=sealed, secret=secret))
        return delivered(handing.delivery, self.wished.wanted, run.new_password)


async def _not_read_back(onboarding: Onboarding, picture: Picture) -> list[OnboardError]:
    """Something was written by now, so its error is told with what was done."""
    try:
        await onboarding.read_back(picture)
    except OnboardError as error:
        return [error]
    return []
