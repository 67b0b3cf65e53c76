"""``rotate-secret --scim-token``: tested by Microsoft, stored, and verified by a member who comes to TOTAL with it."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Final

from total_onboard.commands.inputs.remembered_scim_address import defer_lone_token, has_any_history
from total_onboard.commands.invocation.context import CommandContext, CommandResult
from total_onboard.commands.session.change_pipeline import ApplyRequest, PlannedRun, apply_plan
from total_onboard.commands.session.not_set_up import ApplicationNotFound, refuse_missing
from total_onboard.commands.session.open_run import RunInputs, TenantRun, open_run
from total_onboard.commands.session.run_result import RunResult
from total_onboard.commands.session.unknown_objects import named_only, refuse_unknown
from total_onboard.commands.verify.on_demand_member import member_to_order
from total_onboard.commands.verify.verification_inputs import SecretLookup, build_verification_context
from total_onboard.core.desired_state import DesiredState, ScimEndpoint
from total_onboard.diagnostics.verification import verify_all
from total_onboard.diagnostics.verification.context import VerificationContext
from total_onboard.diagnostics.verification.directory.assignment import ASSIGNMENT
from total_onboard.diagnostics.verification.provisioning.attribute_mapping import MAPPING
from total_onboard.diagnostics.verification.provisioning.job_health import JOB
from total_onboard.diagnostics.verification.provisioning.member_provisioned import MEMBER
from total_onboard.diagnostics.verification.provisioning.scim_from_entra import SCIM_FROM_ENTRA
from total_onboard.diagnostics.verification.provisioning.scim_from_this_machine import SCIM_FROM_HERE
from total_onboard.diagnostics.verification.verification_result import Verification, VerificationResult
from total_onboard.engine.journal.queries import last_desired_state
from total_onboard.engine.journal.scim_fingerprint import is_of
from total_onboard.engine.reconciler import Reconciler
from total_onboard.engine.state.run_state import RunChoices, RunState
from total_onboard.engine.step import ExecutionContext
from total_onboard.exchange import address_validation
from total_onboard.exchange.desired_state.from_sheet import checked_token
from total_onboard.exchange.value_sheet.value_sheet import ValueSheet
from total_onboard.settings import Settings
from total_onboard.steps import SETUP_STEPS
from total_onboard.steps.provisioning.quarantine import can_exit_quarantine
from total_onboard.steps.provisioning.scim_credentials import StoreScimCredentials
from total_onboard.steps.provisioning.start_job import StartProvisioning
from total_onboard.ui.console import Screen
from total_onboard.ui.validated_prompts import ask_valid, ask_valid_secret, cancelable, explain

_ADDRESS: Final = "TOTAL's SCIM address"
_UNCHANGED: Final = "Microsoft already has this SCIM token. Give the new one with --scim-token-file FILE."
_WITH_THE_TOKEN: Final[tuple[Verification, ...]] = (SCIM_FROM_HERE, SCIM_FROM_ENTRA, MAPPING, ASSIGNMENT, JOB, MEMBER)
"""Verifications that depend on the token, and the dependencies of the last of them."""


def completed(context: CommandContext, settings: Settings, sheet: ValueSheet | None) -> Settings:
    """Ask for what is missing at a terminal; an address that the last setup stored is not asked for."""
    if not context.screen.interactive or settings.deferred_token:
        return settings
    lacks_address = not settings.scim_url and not (sheet and sheet.scim_url)
    is_remembered = has_any_history(settings.state_dir)
    with cancelable(context.screen):
        answers = _typed(context.screen, settings, sheet, asks_address=lacks_address and not is_remembered)
    settings = settings.model_copy(update=answers) if answers else settings
    return defer_lone_token(context.screen, settings, sheet) if lacks_address and is_remembered else settings


def _typed(screen: Screen, settings: Settings, sheet: ValueSheet | None, *, asks_address: bool) -> dict[str, object]:
    """Ask for the address and the token, if they are missing."""
    answers: dict[str, object] = {}
    if asks_address:
        answers["scim_url"] = ask_valid(screen, _ADDRESS, "--scim-url", address_validation.scim_address)
    if not settings.scim_token and not (sheet and sheet.scim_token):
        explain(screen, "Microsoft tests the new token before it replaces the stored one.")
        answers["scim_token"] = ask_valid_secret(
            screen,
            "TOTAL's new SCIM token",
            "--scim-token-file",
            lambda token: checked_token(token, settings.cloud),
        )
    return answers


def with_address_asked(context: CommandContext, settings: Settings, desired: DesiredState) -> DesiredState:
    """Ask for an address that no setup from here stored. Raises BadValue if nobody can be asked."""
    if desired.scim or settings.deferred_token is None:
        return desired
    with cancelable(context.screen):
        address = ask_valid(context.screen, _ADDRESS, "--scim-url", address_validation.scim_address)
    return desired.model_copy(update={"scim": ScimEndpoint(url=address, token=settings.deferred_token)})


@dataclass(frozen=True)
class ScimRotation:
    """Replaces the SCIM token in one tenant, and shows that a member comes to TOTAL with the new one."""

    inputs: RunInputs
    desired: DesiredState

    async def run(self) -> CommandResult:
        """Plan, confirm, test and store, read back, verify."""
        async with open_run(self.inputs, SETUP_STEPS) as run:
            request = ApplyRequest(plan=lambda: self._planned(run), after_apply=self._remember, verify=self._verify)
            planned = await apply_plan(run, request)
            if planned.plan.writes:
                return planned.result.after_writing()
            self._remember(planned)
            return planned.result.unchanged(_UNCHANGED)

    async def _planned(self, run: TenantRun) -> PlannedRun:
        """Return the token's plan, and the member who is provisioned with it."""
        chosen = frozenset({StartProvisioning.id})
        opened, state, everything = await run.initial_read(self.desired, SETUP_STEPS, chosen, self.desired.admins)
        reconciler = await self._looked(run, everything, state)
        result = RunResult(self.inputs.context, reconciler.desired, state, reconciler.plan(state), self.inputs.journal)
        result.headline = "Done: Microsoft uses the new SCIM token."
        planned = PlannedRun(reconciler=reconciler, result=result, tenant_session=opened, nothing=_UNCHANGED)
        if not result.plan.writes:
            return planned
        member = await member_to_order(self._verification_context(reconciler.run, state))
        return replace(planned, member=member, unmanaged=await named_only(opened.tenant, state))

    def _verification_context(self, run: ExecutionContext, state: RunState) -> VerificationContext:
        return build_verification_context(self.inputs.settings, self.desired, state, run, SecretLookup())

    async def _looked(self, run: TenantRun, everything: Reconciler, state: RunState) -> Reconciler:
        """Inspect the job; one in quarantine because of the old token is restarted with the new one."""
        state.choices = self._choices_now(state)
        await everything.observe(state)
        await refuse_unknown(run.execution.tenant, state, f"{self.inputs.context.command} --scim-token")
        refuse_missing(self.inputs.journal, state, self.desired.application_name)
        if state.observed.job is None:
            raise ApplicationNotFound(
                f"There is no provisioning job for {self.desired.application_name} yet.",
                remedy="Run total-onboard setup first, with TOTAL's SCIM address and token.",
            )
        restarts = {StartProvisioning.id} if can_exit_quarantine(everything.desired, state) else set()
        chosen = frozenset({StoreScimCredentials.id} | restarts)
        return run.reconciler(everything.desired, SETUP_STEPS, chosen)

    def _choices_now(self, state: RunState) -> RunChoices:
        """Ask for values to be stored unless they are known to be, so that a second run writes nothing."""
        assert self.desired.scim is not None
        stored = bool(state.history.stored_scim) and is_of(state.history.stored_scim, self.desired.scim)
        return replace(state.choices, store_scim_anyway=not stored)

    def _remember(self, planned: PlannedRun) -> None:  # noqa: ARG002
        if last_desired_state(self.inputs.journal.entries()):
            self.inputs.journal.remember(self.desired)

    async def _verify(self, planned: PlannedRun) -> tuple[VerificationResult, ...]:
        context = self._verification_context(planned.reconciler.run, planned.result.state)
        return await verify_all(replace(context, ordered=planned.member_id), _WITH_THE_TOKEN)
