"""``status --tenants``."""

from __future__ import annotations

from dataclasses import replace

from total_onboard.commands.inputs.adoption_decisions import adoption_decisions
from total_onboard.commands.invocation.context import CommandContext, CommandResult
from total_onboard.commands.session.desired_baseline import resolve_baseline
from total_onboard.commands.session.run_result import resources_of
from total_onboard.commands.status.command import StatusInspector, StatusOptions, status_result
from total_onboard.commands.tenants.batch_options import TenantsOptions
from total_onboard.commands.tenants.run_tenants import run_in_tenants
from total_onboard.commands.tenants.tenant_context import OneTenant
from total_onboard.engine.state.run_state import RunChoices
from total_onboard.exchange.desired_state.from_sheet import partial_desired_state
from total_onboard.steps.access.command_scopes import STATUS_SCOPES, WHO_SCOPES


def run_status_of_tenants(context: CommandContext, options: StatusOptions, tenants: TenantsOptions) -> CommandResult:
    """Compare every tenant with its desired state."""
    scopes = WHO_SCOPES if options.who else STATUS_SCOPES
    return run_in_tenants(context, tenants, scopes, lambda one: _inspected(one, options), applications=True)


async def _inspected(one: OneTenant, options: StatusOptions) -> CommandResult:
    settings, sheet = await one.load(replace(options.overrides, options={}))
    given, choices = partial_desired_state(settings, sheet), RunChoices(adoption_decisions(settings))
    session = await one.sign_in(settings)
    baseline = resolve_baseline(one.context, settings, session.tenant_id, given, sheet)
    one.doing("reading")
    report, state = await StatusInspector(settings, session, baseline, choices, options.who).inspected()
    one.name = report.tenant
    return status_result(report, {"resources": resources_of(baseline.desired, state)})
