"""``status --repair``: apply the steps in which something differs, and no others, as setup would."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Final

from total_onboard.commands.invocation.context import CommandContext
from total_onboard.commands.session.change_pipeline import ApplyRequest, PlannedRun, apply_plan
from total_onboard.commands.session.desired_baseline import DesiredBaseline
from total_onboard.commands.session.handoff_delivery import HandoffDelivery, HandoffTarget
from total_onboard.commands.session.open_run import RunInputs, TenantRun, open_run
from total_onboard.commands.session.run_result import RunResult
from total_onboard.commands.session.sign_in import scopes_for, sign_in_session
from total_onboard.commands.session.unknown_objects import named_only, refuse_unknown
from total_onboard.diagnostics.drift.inspection import existing_admins
from total_onboard.engine.plan import Plan
from total_onboard.engine.state.run_state import RunChoices, RunState
from total_onboard.settings import Settings
from total_onboard.steps import REPAIR_STEPS
from total_onboard.steps.attribute_mapping.attribute_mapping import AttributeMapping
from total_onboard.steps.client_secret.client_secret import ClientSecret
from total_onboard.steps.interrupted_creates import wait_for_lost_creates
from total_onboard.steps.provisioning.exit_quarantine import ExitQuarantine
from total_onboard.steps.provisioning.scim_credentials import StoreScimCredentials
from total_onboard.steps.provisioning.start_job import StartProvisioning
from total_onboard.ui.views.run.summary import show_summary


@dataclass
class RepairRun:
    """One repair; its sign-in requests write permissions only when repairing."""

    context: CommandContext
    settings: Settings
    baseline: DesiredBaseline
    choices: RunChoices
    chosen: frozenset[str]
    handoff: Path | None

    def run(self) -> RunResult:
        """Sign in, plan, confirm, apply, read back."""
        scopes = scopes_for(self._setup_steps())
        session = sign_in_session(self.context, self.settings, scopes)
        inputs = RunInputs(self.context, self.settings, session, self.baseline.journal, scopes, self.choices)
        return asyncio.run(self._run(inputs))

    def _setup_steps(self) -> frozenset[str]:
        """Return the setup steps whose scopes a repair needs; a restart needs the same right as a start."""
        restarts = ExitQuarantine.id in self.chosen
        return (self.chosen - {ExitQuarantine.id}) | ({StartProvisioning.id} if restarts else set())

    @property
    def _command(self) -> str:
        return f"{self.context.command} --repair"

    async def _run(self, inputs: RunInputs) -> RunResult:
        """Run the steps even if nothing differs, because TOTAL may have to know a group."""
        async with open_run(inputs, REPAIR_STEPS, command=self._command) as run:
            request = ApplyRequest(plan=lambda: self._planned(run), always=True, announce=_announce)
            return (await apply_plan(run, request)).result

    async def _planned(self, run: TenantRun) -> PlannedRun:
        opened, state, reconciler = await run.initial_read(self.baseline.desired, REPAIR_STEPS, self.chosen)
        await existing_admins(opened.tenant, state, self.baseline.desired.admins)
        await reconciler.observe(state)
        await wait_for_lost_creates(reconciler, state)
        result = self._result(reconciler.plan(state), state)
        delivery = self._delivery()
        await delivery.prepare(run.execution, result.plan, state)
        await refuse_unknown(opened.tenant, state, self._command)
        unmanaged = await named_only(opened.tenant, state) if result.plan.writes else ()
        return PlannedRun(
            reconciler=reconciler, result=result, tenant_session=opened, delivery=delivery, unmanaged=unmanaged
        )

    def _result(self, plan: Plan, state: RunState) -> RunResult:
        """Build the result; a secret that is not created again is the one that TOTAL has."""
        keeps = ClientSecret.id not in self.chosen
        desired, journal = self.baseline.desired, self.baseline.journal
        return RunResult(self.context, desired, state, plan, journal, steps=REPAIR_STEPS, total_has_secret=keeps)

    def _delivery(self) -> HandoffDelivery:
        target = HandoffTarget.to(self.handoff, self.baseline.journal.path, clipboard=False)
        return HandoffDelivery(
            self.context, self.settings.the_cloud, self.baseline.desired, target, self.settings.ca_bundle
        )


def _announce(delivery: HandoffDelivery, planned: PlannedRun, interrupted: bool) -> None:  # noqa: ARG001
    """Report a hand-off after an interruption, which has no summary."""
    if interrupted:
        delivery.context.screen.say(f"The hand-off for TOTAL is in {delivery.location}.")


_NEW_START: Final = frozenset({StoreScimCredentials.id, AttributeMapping.id, StartProvisioning.id, ExitQuarantine.id})


def show_repair(result: RunResult) -> None:
    """Show it as setup does; what is blocked or open is part of the status that follows."""
    if result.plan.writes or result.problems or result.delivered_to:
        summary = replace(
            result.summary(), headline="Done: repaired.", blocked=(), warnings=(), first="", about_removal=""
        )
        show_summary(result.context.screen, summary)
        if not result.context.screen.json:
            result.context.screen.result.print()


def restarts_provisioning(result: RunResult) -> bool:
    """Return whether provisioning begins anew, so that the failures of its last cycle say nothing any more."""
    return bool(_NEW_START & result.done.keys())


def repair_members(result: RunResult) -> dict[str, object]:
    """Return the members of the document."""
    return result.changes_and_problems() | result.handoff_member()
