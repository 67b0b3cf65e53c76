"""``rotate-secret --scim-token``: tested by Microsoft, stored, and proven by a member who comes to TOTAL with it."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Final

from total_onboard.commands.context import CommandContext, CommandResult
from total_onboard.commands.inputs.remembered_scim_address import remembers_something, with_lone_token_aside
from total_onboard.commands.session.confirmation import Confirmation, Proposal
from total_onboard.commands.session.connection import TenantConnection, connect_tenant
from total_onboard.commands.session.preconditions import ApplicationNotFound
from total_onboard.commands.session.run_result import RunResult
from total_onboard.commands.session.session_info import who_of
from total_onboard.commands.session.torn_down import refuse_missing
from total_onboard.commands.session.unmanaged import named_only, refuse_unknown
from total_onboard.commands.verify.on_demand_order import member_to_order, show_order
from total_onboard.commands.verify.proof_inputs import SecretLookup, proof_context
from total_onboard.core.desired_state import DesiredState, ScimEndpoint
from total_onboard.core.errors import OnboardError
from total_onboard.diagnostics.verification import prove_all
from total_onboard.diagnostics.verification.context import VerificationContext
from total_onboard.diagnostics.verification.directory.assignment import ASSIGNMENT
from total_onboard.diagnostics.verification.proof import Verification
from total_onboard.diagnostics.verification.provisioning.attribute_mapping import MAPPING
from total_onboard.diagnostics.verification.provisioning.job_health import JOB
from total_onboard.diagnostics.verification.provisioning.member_provisioned import MEMBER
from total_onboard.diagnostics.verification.provisioning.scim_from_entra import SCIM_FROM_ENTRA
from total_onboard.diagnostics.verification.provisioning.scim_local import SCIM_FROM_HERE
from total_onboard.engine.journal.history import last_desired_state
from total_onboard.engine.journal.journal import Journal
from total_onboard.engine.journal.lock import exclusive_lock
from total_onboard.engine.journal.scim_fingerprint import is_of
from total_onboard.engine.plan import Plan
from total_onboard.engine.reconciler import Reconciler
from total_onboard.engine.state.initial_state import build_initial_state
from total_onboard.engine.state.observed_state import ObservedState
from total_onboard.engine.step import ExecutionContext
from total_onboard.entra.sign_in.scopes import SCIM_TOKEN_SCOPES
from total_onboard.entra.sign_in.session import Session
from total_onboard.exchange import validation
from total_onboard.exchange.value_sheet.value_sheet import ValueSheet
from total_onboard.settings import Settings
from total_onboard.steps import SETUP_STEPS
from total_onboard.steps.provisioning.quarantine import can_leave
from total_onboard.steps.provisioning.scim_credentials import EraseScimCredentials
from total_onboard.steps.provisioning.start_job import StartProvisioning
from total_onboard.ui.console import Screen
from total_onboard.ui.prompts import ask, ask_secret
from total_onboard.ui.views.plan import show_plan
from total_onboard.ui.views.progress import ProgressView
from total_onboard.ui.views.session import show_who

_ADDRESS: Final = "TOTAL's SCIM address"
_WITH_THE_TOKEN: Final[tuple[Verification, ...]] = (SCIM_FROM_HERE, SCIM_FROM_ENTRA, MAPPING, ASSIGNMENT, JOB, MEMBER)
"""What rests upon the token, and what the last of them rests upon."""


def completed(context: CommandContext, settings: Settings, sheet: ValueSheet | None) -> Settings:
    """Ask for what is missing at a terminal; an address that the last setup stored is not asked for."""
    if not context.screen.interactive or settings.token_aside:
        return settings
    answers: dict[str, object] = {}
    lacks_address = not settings.scim_url and not (sheet and sheet.scim_url)
    is_remembered = remembers_something(settings.state_dir)
    if lacks_address and not is_remembered:
        answers["scim_url"] = ask(context.screen, _ADDRESS, "--scim-url")
    if not settings.scim_token and not (sheet and sheet.scim_token):
        answers["scim_token"] = ask_secret(context.screen, "TOTAL's new SCIM token", "--scim-token-file")
    settings = settings.model_copy(update=answers) if answers else settings
    return with_lone_token_aside(context.screen, settings, sheet) if lacks_address and is_remembered else settings


def with_address_asked(context: CommandContext, settings: Settings, desired: DesiredState) -> DesiredState:
    """Ask for an address that no setup from here stored. Raises BadValue if nobody can be asked."""
    if desired.scim or settings.token_aside is None:
        return desired
    address = ask(context.screen, _ADDRESS, "--scim-url")
    return desired.model_copy(
        update={"scim": ScimEndpoint(url=validation.scim_address(address), token=settings.token_aside)}
    )


@dataclass(frozen=True)
class _Proposed:
    """One plan of a new token, what it was made from, and the id of the member who is provisioned with it."""

    reconciler: Reconciler
    plan: Plan
    observed: ObservedState
    ordered: str


@dataclass(frozen=True)
class ScimRotation:
    """Replaces the SCIM token in one tenant, and shows that a member comes to TOTAL with the new one."""

    context: CommandContext
    settings: Settings
    desired: DesiredState
    journal: Journal
    session: Session

    async def run(self) -> CommandResult:
        """Look, plan, ask, test and store, read back, prove."""
        progress, asked = ProgressView(self.context.screen, {s.id: s.title for s in SETUP_STEPS}), SCIM_TOKEN_SCOPES
        self.journal.start_run(self.context.command, self.session.username)
        with exclusive_lock(self.journal):
            async with connect_tenant(self.settings, self.session, progress, self.journal.note_call, asked) as opened:
                proposed = await Confirmation(self.context).of(lambda: self._proposal(opened, progress), self._ask)
                return await self._in(proposed, progress)

    async def _proposal(self, opened: TenantConnection, progress: ProgressView) -> Proposal[_Proposed]:
        """The token's plan, and the member who is provisioned with it."""
        tenant_session = await opened.load_facts()
        observed = await build_initial_state(
            tenant_session.tenant, tenant_session.facts, self.desired.admins, self.journal
        )
        reconciler = await self._looked(tenant_session.run(self.journal, progress, self.session), observed, progress)
        plan = reconciler.plan(observed)
        member = await member_to_order(self._proof_context(reconciler.run, observed))
        who, ordered = (
            who_of(self.context, tenant_session, self.session, SCIM_TOKEN_SCOPES),
            member.id if member else "",
        )

        def show(screen: Screen) -> None:
            show_who(screen, who)
            show_plan(screen, plan)
            if member:
                show_order(screen, member)

        writes = bool(plan.writes or member)
        unmanaged = await named_only(tenant_session.tenant, self.desired, observed) if writes else ()
        return Proposal(_Proposed(reconciler, plan, observed, ordered), (plan, ordered), writes, show, unmanaged)

    def _ask(self, proposed: _Proposed, yes: bool) -> None:
        """Raises NotConfirmed."""
        self.context.ask_first(f"Carry this out in {proposed.observed.organization.display_name}?", yes=yes)

    def _proof_context(self, run: ExecutionContext, observed: ObservedState) -> VerificationContext:
        return proof_context(self.settings, self.desired, observed, run, SecretLookup())

    async def _in(self, proposed: _Proposed, progress: ProgressView) -> CommandResult:
        reconciler, plan, observed = proposed.reconciler, proposed.plan, proposed.observed
        result = RunResult(self.context, reconciler.desired, observed, plan, self.journal)
        if plan.writes:
            await self._carry_out(reconciler, result, progress)
        if not result.problems:
            await self._show_that_it_works(reconciler, result, progress, proposed.ordered)
        return result.after_writing()

    async def _looked(self, run: ExecutionContext, observed: ObservedState, progress: ProgressView) -> Reconciler:
        """A job that is in quarantine because of the old token is restarted with the new one."""
        everything = Reconciler(
            run, self._wanted_now(observed), SETUP_STEPS, frozenset({StartProvisioning.id}), progress
        )
        await everything.observe(observed)
        await refuse_unknown(run.tenant, self.desired, observed, f"{self.context.command} --scim-token")
        refuse_missing(self.journal, observed, self.desired.application_name)
        if observed.job is None:
            raise ApplicationNotFound(
                f"There is no provisioning job for {self.desired.application_name} yet.",
                remedy="Run total-onboard setup first, with TOTAL's SCIM address and token.",
            )
        restarts = {StartProvisioning.id} if can_leave(everything.desired, observed) else set()
        chosen = frozenset({EraseScimCredentials.id} | restarts)
        return Reconciler(run, everything.desired, SETUP_STEPS, chosen, progress)

    def _wanted_now(self, observed: ObservedState) -> DesiredState:
        """What is known to be stored already is not stored again, so that a second run writes nothing."""
        assert self.desired.scim is not None
        stored = bool(observed.stored_scim) and is_of(observed.stored_scim, self.desired.scim)
        return self.desired.model_copy(update={"store_scim_anyway": not stored})

    async def _carry_out(self, reconciler: Reconciler, result: RunResult, progress: ProgressView) -> None:
        with progress:
            failures = await reconciler.apply(result.plan, result.observed)
        result.done = reconciler.done
        result.problems = [failure.error for failure in failures if failure.error]

    async def _show_that_it_works(
        self, reconciler: Reconciler, result: RunResult, progress: ProgressView, ordered: str
    ) -> None:
        if last_desired_state(self.journal.entries()):
            self.journal.remember(self.desired)
        context = replace(self._proof_context(reconciler.run, result.observed), ordered=ordered)
        try:
            with progress:
                result.waiting = (await reconciler.read_back(result.observed)).waiting
                result.proofs = await prove_all(context, _WITH_THE_TOKEN)
        except OnboardError as error:
            result.problems.append(error)
