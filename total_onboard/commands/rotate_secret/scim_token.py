"""``rotate-secret --scim-token``: tested by Microsoft, stored, and proven by a member who comes to TOTAL with it."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Final

from total_onboard.commands.inputs.remembered_scim_address import remembers_something, with_lone_token_aside
from total_onboard.commands.session.confirmation import Confirmation, Proposal
from total_onboard.commands.session.connection import site
from total_onboard.commands.session.preconditions import NothingThere
from total_onboard.commands.session.run_result import SetUpResult
from total_onboard.commands.session.session_info import who_of
from total_onboard.commands.session.torn_down import refuse_what_is_not_there
from total_onboard.commands.session.unmanaged import named_only, refuse_unknown
from total_onboard.commands.verify.on_demand_order import member_to_order, show_order
from total_onboard.commands.verify.proof_inputs import KnownSecret, proof_context
from total_onboard.core.desired_state import ScimEndpoint
from total_onboard.core.errors import OnboardError
from total_onboard.diagnostics.verification import prove_all
from total_onboard.diagnostics.verification.directory.assignment import ASSIGNMENT
from total_onboard.diagnostics.verification.provisioning.attribute_mapping import MAPPING
from total_onboard.diagnostics.verification.provisioning.job_health import JOB
from total_onboard.diagnostics.verification.provisioning.member_provisioned import MEMBER
from total_onboard.diagnostics.verification.provisioning.scim_from_entra import SCIM_FROM_ENTRA
from total_onboard.diagnostics.verification.provisioning.scim_local import SCIM_FROM_HERE
from total_onboard.engine.journal.history import last_wishes
from total_onboard.engine.journal.lock import alone
from total_onboard.engine.journal.scim_fingerprint import is_of
from total_onboard.engine.reconciler import Onboarding
from total_onboard.engine.state.initial_state import first_picture
from total_onboard.entra.sign_in.scopes import SCIM_TOKEN_SCOPES
from total_onboard.exchange import validation
from total_onboard.steps import SETUP_STEPS
from total_onboard.steps.provisioning.quarantine import can_leave
from total_onboard.steps.provisioning.scim_credentials import StoredScimCredentials
from total_onboard.steps.provisioning.start_job import Start
from total_onboard.ui.prompts import ask, ask_secret
from total_onboard.ui.views.plan import show_plan
from total_onboard.ui.views.progress import ProgressView
from total_onboard.ui.views.session import show_who

if TYPE_CHECKING:
    from total_onboard.commands.context import Desk, Result
    from total_onboard.commands.session.connection import Site
    from total_onboard.core.desired_state import DesiredState
    from total_onboard.diagnostics.verification.context import ProofContext
    from total_onboard.diagnostics.verification.proof import Attempt
    from total_onboard.engine.journal.journal import Journal
    from total_onboard.engine.plan import Plan
    from total_onboard.engine.state.observed_state import Picture
    from total_onboard.engine.step import Run
    from total_onboard.entra.sign_in.session import Session
    from total_onboard.exchange.value_sheet.value_sheet import ValueSheet
    from total_onboard.settings import Settings
    from total_onboard.ui.console import Screen

_ADDRESS: Final = "TOTAL's SCIM address"
_WITH_THE_TOKEN: Final[tuple[Attempt, ...]] = (SCIM_FROM_HERE, SCIM_FROM_ENTRA, MAPPING, ASSIGNMENT, JOB, MEMBER)
"""What rests upon the token, and what the last of them rests upon."""


def completed(desk: Desk, settings: Settings, sheet: ValueSheet | None) -> Settings:
    """Ask for what is missing at a terminal; an address that the last setup stored is not asked for."""
    if not desk.screen.interactive or settings.token_aside:
        return settings
    answers: dict[str, object] = {}
    lacks_address = not settings.scim_url and not (sheet and sheet.scim_url)
    is_remembered = remembers_something(settings.state_dir)
    if lacks_address and not is_remembered:
        answers["scim_url"] = ask(desk.screen, _ADDRESS, "--scim-url")
    if not settings.scim_token and not (sheet and sheet.scim_token):
        answers["scim_token"] = ask_secret(desk.screen, "TOTAL's new SCIM token", "--scim-token-file")
    settings = settings.model_copy(update=answers) if answers else settings
    return with_lone_token_aside(desk.screen, settings, sheet) if lacks_address and is_remembered else settings


def with_address_asked(desk: Desk, settings: Settings, wanted: DesiredState) -> DesiredState:
    """Ask for an address that no setup from here stored. Raises BadValue if nobody can be asked."""
    if wanted.scim or settings.token_aside is None:
        return wanted
    address = ask(desk.screen, _ADDRESS, "--scim-url")
    return wanted.model_copy(
        update={"scim": ScimEndpoint(url=validation.scim_address(address), token=settings.token_aside)}
    )


@dataclass(frozen=True)
class _Proposed:
    """One plan of a new token, what it was made from, and the id of the member who is provisioned with it."""

    onboarding: Onboarding
    plan: Plan
    picture: Picture
    ordered: str


@dataclass(frozen=True)
class ScimRotation:
    """Replaces the SCIM token in one tenant, and shows that a member comes to TOTAL with the new one."""

    desk: Desk
    settings: Settings
    wanted: DesiredState
    journal: Journal
    session: Session

    async def run(self) -> Result:
        """Look, plan, ask, test and store, read back, prove."""
        progress, asked = ProgressView(self.desk.screen, {s.id: s.title for s in SETUP_STEPS}), SCIM_TOKEN_SCOPES
        self.journal.is_of_run(self.desk.command, self.session.username)
        with alone(self.journal):
            async with site(self.settings, self.session, progress, self.journal.note_call, asked) as opened:
                proposed = await Confirmation(self.desk).of(lambda: self._proposal(opened, progress), self._ask)
                return await self._in(proposed, progress)

    async def _proposal(self, opened: Site, progress: ProgressView) -> Proposal[_Proposed]:
        """The token's plan, and the member who is provisioned with it."""
        place = await opened.looked_at()
        picture = await first_picture(place.tenant, place.facts, self.wanted.admins, self.journal)
        onboarding = await self._looked(place.run(self.journal, progress, self.session), picture, progress)
        plan = onboarding.plan(picture)
        member = await member_to_order(self._proof_context(onboarding.run, picture))
        who, ordered = who_of(self.desk, place, self.session, SCIM_TOKEN_SCOPES), member.id if member else ""

        def show(screen: Screen) -> None:
            show_who(screen, who)
            show_plan(screen, plan)
            if member:
                show_order(screen, member)

        writes = bool(plan.writes or member)
        unmanaged = await named_only(place.tenant, self.wanted, picture) if writes else ()
        return Proposal(_Proposed(onboarding, plan, picture, ordered), (plan, ordered), writes, show, unmanaged)

    def _ask(self, proposed: _Proposed, yes: bool) -> None:
        """Raises NotConfirmed."""
        self.desk.ask_first(f"Carry this out in {proposed.picture.organization.display_name}?", yes=yes)

    def _proof_context(self, run: Run, picture: Picture) -> ProofContext:
        return proof_context(self.settings, self.wanted, picture, run, KnownSecret())

    async def _in(self, proposed: _Proposed, progress: ProgressView) -> Result:
        onboarding, plan, picture = proposed.onboarding, proposed.plan, proposed.picture
        result = SetUpResult(self.desk, onboarding.wanted, picture, plan, self.journal)
        if plan.writes:
            await self._carry_out(onboarding, result, progress)
        if not result.problems:
            await self._show_that_it_works(onboarding, result, progress, proposed.ordered)
        return result.after_writing()

    async def _looked(self, run: Run, picture: Picture, progress: ProgressView) -> Onboarding:
        """A job that is in quarantine because of the old token is restarted with the new one."""
        everything = Onboarding(run, self._wanted_now(picture), SETUP_STEPS, frozenset({Start.id}), progress)
        await everything.observe(picture)
        await refuse_unknown(run.tenant, self.wanted, picture, f"{self.desk.command} --scim-token")
        refuse_what_is_not_there(self.journal, picture, self.wanted.application_name)
        if picture.job is None:
            raise NothingThere(
                f"There is no provisioning job for {self.wanted.application_name} yet.",
                remedy="Run total-onboard setup first, with TOTAL's SCIM address and token.",
            )
        restarts = {Start.id} if can_leave(everything.wanted, picture) else set()
        chosen = frozenset({StoredScimCredentials.id} | restarts)
        return Onboarding(run, everything.wanted, SETUP_STEPS, chosen, progress)

    def _wanted_now(self, picture: Picture) -> DesiredState:
        """What is known to be stored already is not stored again, so that a second run writes nothing."""
        assert self.wanted.scim is not None
        stored = bool(picture.stored_scim) and is_of(picture.stored_scim, self.wanted.scim)
        return self.wanted.model_copy(update={"store_scim_anyway": not stored})

    async def _carry_out(self, onboarding: Onboarding, result: SetUpResult, progress: ProgressView) -> None:
        with progress:
            failures = await onboarding.apply(result.plan, result.picture)
        result.done = onboarding.done
        result.problems = [failure.error for failure in failures if failure.error]

    async def _show_that_it_works(
        self, onboarding: Onboarding, result: SetUpResult, progress: ProgressView, ordered: str
    ) -> None:
        if last_wishes(self.journal.entries()):
            self.journal.remember(self.wanted)
        context = replace(self._proof_context(onboarding.run, result.picture), ordered=ordered)
        try:
            with progress:
                result.waiting = (await onboarding.read_back(result.picture)).waiting
                result.proofs = await prove_all(context, _WITH_THE_TOKEN)
        except OnboardError as error:
            result.problems.append(error)
