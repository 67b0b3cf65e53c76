"""``status --tenants``."""

from __future__ import annotations

from dataclasses import replace
from typing import cast

from total_onboard.commands.inputs.adoption_decisions import adoption_decisions
from total_onboard.commands.inputs.load_inputs import CliOverrides, load_inputs
from total_onboard.commands.invocation.context import CommandContext, CommandResult
from total_onboard.commands.invocation.global_options import StatusOutput
from total_onboard.commands.session.desired_baseline import resolve_baseline
from total_onboard.commands.session.run_result import resources_of
from total_onboard.commands.status.command import StatusInspector, StatusOptions, status_result
from total_onboard.commands.status.notification_sender import NotificationSender
from total_onboard.commands.tenants.batch_options import TenantsOptions
from total_onboard.commands.tenants.notify import TenantsNotices
from total_onboard.commands.tenants.run_tenants import run_in_tenants
from total_onboard.commands.tenants.tenant_context import OneTenant
from total_onboard.engine.state.run_state import RunChoices
from total_onboard.exchange.desired_state.from_sheet import partial_desired_state
from total_onboard.steps.access.command_scopes import STATUS_SCOPES, WHO_SCOPES
from total_onboard.ui.output.calendar_file import write_tenants_calendar
from total_onboard.ui.output.prometheus import print_tenants_metrics
from total_onboard.ui.output.tenant_result import TenantResult


def run_status_of_tenants(context: CommandContext, options: StatusOptions, tenants: TenantsOptions) -> CommandResult:
    """Compare every tenant with its desired state. Raises BadValue for an address of notifications."""
    if options.notify is None:
        return _written(context, options, _run(context, options, tenants, None))
    settings, _ = load_inputs(context, CliOverrides(reaches_no_tenant=True))
    notices = TenantsNotices(NotificationSender.of(settings), settings, options.notify)
    with notices.of_the_run.sent(context.screen):
        result = _written(context, options, _run(context, options, tenants, notices))
    if failed := notices.send(_results(result)):
        context.screen.say(f"Warning: {failed}", style="caution")
        return replace(result, members={**result.members, "warnings": (failed,)})
    return result


def _run(
    context: CommandContext, options: StatusOptions, tenants: TenantsOptions, notices: TenantsNotices | None
) -> CommandResult:
    scopes = WHO_SCOPES if options.who else STATUS_SCOPES
    return run_in_tenants(context, tenants, scopes, lambda one: _inspected(one, options, notices), applications=True)


def _written(context: CommandContext, options: StatusOptions, result: CommandResult) -> CommandResult:
    """Write expiry dates and metrics as asked for. Raises BadValue for a calendar that can't be written."""
    found = _results(result)
    if options.calendar:
        write_tenants_calendar(options.calendar, found)
        context.screen.say(f"Wrote expiry dates to {options.calendar}.")
    if context.common.output == StatusOutput.PROMETHEUS:
        print_tenants_metrics(found, context.screen.own_stdout)
    return result


def _results(result: CommandResult) -> tuple[TenantResult, ...]:
    return cast("tuple[TenantResult, ...]", result.members["tenants"])


async def _inspected(one: OneTenant, options: StatusOptions, notices: TenantsNotices | None) -> CommandResult:
    settings, sheet = await one.load(replace(options.overrides, options={}))
    given, choices = partial_desired_state(settings, sheet), RunChoices(adoption_decisions(settings))
    session = await one.sign_in(settings)
    baseline = resolve_baseline(one.context, settings, session.tenant_id, given, sheet)
    one.doing("reading")
    report, state = await StatusInspector(settings, session, baseline, choices, options.who).inspected()
    one.name = report.tenant
    if notices:
        notices.compare(one.entry.tenant, report, baseline.journal)
    return status_result(report, {"resources": resources_of(baseline.desired, state)})
