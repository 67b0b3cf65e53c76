"""``monitor enable`` and ``monitor disable``: plan, confirm, apply, read back."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Final

from total_onboard.commands.inputs.adoption_decisions import adoption_decisions
from total_onboard.commands.inputs.load_inputs import CliOverrides, load_inputs
from total_onboard.commands.invocation.context import CommandContext, CommandResult
from total_onboard.commands.monitor.credential import MonitorCredential
from total_onboard.commands.session.change_pipeline import ApplyRequest, PlannedRun, apply_plan
from total_onboard.commands.session.desired_baseline import resolve_baseline
from total_onboard.commands.session.open_run import RunInputs, TenantRun, open_run
from total_onboard.commands.session.receipt_report_summary import enable_receipt
from total_onboard.commands.session.run_result import RunResult
from total_onboard.commands.session.sign_in import sign_in_session
from total_onboard.core.desired_state import DesiredState
from total_onboard.engine.command_line import command_line, journaled_targets
from total_onboard.engine.state.run_state import RunChoices
from total_onboard.engine.step import Step
from total_onboard.entra.sign_in.scope_reason import ScopeReason
from total_onboard.exchange.desired_state.from_sheet import partial_desired_state
from total_onboard.steps import MONITOR_STEPS
from total_onboard.steps.access.command_scopes import MONITOR_SCOPES, STOP_MONITORING_SCOPES
from total_onboard.steps.monitor.delete import DeleteMonitor
from total_onboard.steps.monitor.desired_monitor import MonitorIdentity
from total_onboard.ui.views.run.summary import show_next

_NOTHING: Final = "Nothing to delete: this machine created no monitoring identity."


@dataclass(frozen=True)
class MonitorOptions:
    """Options of both commands."""

    credential: MonitorCredential = field(default_factory=MonitorCredential)
    overrides: CliOverrides = field(default_factory=CliOverrides)
    dry_run: bool = False
    receipt: Path | None = None
    identity: MonitorIdentity | None = None


class MonitorResult(RunResult):
    """Result whose resources are those of the monitoring identity; removals at TOTAL don't concern it."""

    @property
    def _about_removal(self) -> str:
        return ""

    def without_writing(self, *, dry_run: bool = False) -> CommandResult:
        """See :meth:`RunResult.without_writing`."""
        return _without_removal(super().without_writing(dry_run=dry_run))

    def after_writing(self) -> CommandResult:
        """See :meth:`RunResult.after_writing`."""
        return _without_removal(super().after_writing())

    def _resources(self) -> dict[str, str]:
        monitor = self.state.observed.monitor
        found = {
            "tenant_id": self.state.identity.organization.id,
            "client_id": monitor.application and monitor.application.app_id,
            "application_object_id": monitor.application and monitor.application.id,
            "service_principal_id": monitor.service_principal and monitor.service_principal.id,
        }
        return {name: value for name, value in found.items() if value}


def _without_removal(result: CommandResult) -> CommandResult:
    return replace(result, members={k: v for k, v in result.members.items() if k != "removal_verified"})


def enable_monitor(context: CommandContext, options: MonitorOptions) -> CommandResult:
    """Create the identity, its credential and its consent. Raises BadValue before signing in."""
    identity = options.credential.identity()
    options = replace(options, identity=identity)
    return _run(
        context, options, MONITOR_STEPS, MONITOR_SCOPES, lambda planned: _say_how_to_use(context, identity, planned)
    )


def disable_monitor(context: CommandContext, options: MonitorOptions) -> CommandResult:
    """Delete the identity that this machine created."""
    return _run(context, options, (DeleteMonitor(),), STOP_MONITORING_SCOPES, lambda _: None)


def _run(
    context: CommandContext,
    options: MonitorOptions,
    steps: tuple[Step, ...],
    scopes: tuple[ScopeReason, ...],
    then: Callable[[PlannedRun], None],
) -> CommandResult:
    settings, sheet = load_inputs(context, options.overrides)
    given, credential = (
        partial_desired_state(settings, sheet),
        options.identity.credential if options.identity else None,
    )
    choices = RunChoices(adoption_decisions(settings), monitor=credential)
    enable_receipt(context, options.receipt, settings, scopes)
    session = sign_in_session(context, settings, scopes)
    baseline = resolve_baseline(context, settings, session.tenant_id, given, sheet)
    inputs = RunInputs(context, settings, session, baseline.journal, scopes, choices)
    planned = asyncio.run(_carried_out(inputs, baseline.desired, steps, options))
    if not planned.plan.writes or options.dry_run:
        return planned.result.without_writing(dry_run=options.dry_run)
    result = planned.result.after_writing()
    if not planned.result.problems:
        then(planned)
    return result


async def _carried_out(
    inputs: RunInputs, desired: DesiredState, steps: tuple[Step, ...], options: MonitorOptions
) -> PlannedRun:
    async with open_run(inputs, steps, reads_only=options.dry_run) as run:
        request = ApplyRequest(plan=lambda: _planned(run, desired, steps), dry_run=options.dry_run)
        return await apply_plan(run, request)


async def _planned(run: TenantRun, desired: DesiredState, steps: tuple[Step, ...]) -> PlannedRun:
    chosen = frozenset(step.id for step in steps)
    opened, state, reconciler = await run.initial_read(desired, steps, chosen)
    await reconciler.observe(state)
    plan = reconciler.plan(state)
    done = "created" if steps is MONITOR_STEPS else "deleted"
    result = MonitorResult(
        run.inputs.context,
        desired,
        state,
        plan,
        run.inputs.journal,
        steps=steps,
        headline=f"Done: {done} the monitoring identity.",
    )
    return PlannedRun(reconciler=reconciler, result=result, tenant_session=opened, nothing=_NOTHING)


def _say_how_to_use(context: CommandContext, identity: MonitorIdentity, planned: PlannedRun) -> None:
    state = planned.result.state
    app, tenant = state.observed.monitor.application, state.identity.organization.id
    if app is None:
        return
    variables = (
        f"TOTAL_ONBOARD_CLIENT_ID={app.app_id} TOTAL_ONBOARD_CLIENT_CERTIFICATE=FILE"
        if identity.certificate
        else f"AZURE_TENANT_ID={tenant} AZURE_CLIENT_ID={app.app_id} AZURE_FEDERATED_TOKEN_FILE=FILE"
    )
    method = "certificate" if identity.certificate else "azure"
    result = planned.result
    targets = journaled_targets(result.desired, state, result.journal.entries())
    command = command_line("status", *targets, "--sign-in", method, "--no-input")
    show_next(context.screen, f"Set {variables}, then run: {command}")
