"""``check-prereqs --tenants``."""

from __future__ import annotations

from dataclasses import replace

from total_onboard.commands.check_prereqs import CheckOptions, checked
from total_onboard.commands.inputs.adoption_decisions import adoption_decisions
from total_onboard.commands.invocation.context import CommandContext, CommandResult
from total_onboard.commands.tenants.batch_options import TenantsOptions
from total_onboard.commands.tenants.run_tenants import run_in_tenants
from total_onboard.commands.tenants.tenant_context import OneTenant
from total_onboard.diagnostics.preflight import check_accepted_ids
from total_onboard.exchange.desired_state.from_sheet import partial_desired_state
from total_onboard.steps.access.command_scopes import PREFLIGHT_SCOPES


def run_check_prereqs_of_tenants(
    context: CommandContext, options: CheckOptions, tenants: TenantsOptions
) -> CommandResult:
    """Check in every tenant whether a setup can succeed."""
    check_accepted_ids(options.accept)
    return run_in_tenants(context, tenants, PREFLIGHT_SCOPES, lambda one: _checked(one, options))


async def _checked(one: OneTenant, options: CheckOptions) -> CommandResult:
    settings, sheet = await one.load(replace(options.overrides, options={}))
    desired, decisions = partial_desired_state(settings, sheet), adoption_decisions(settings)
    session = await one.sign_in(settings)
    one.doing("checking")
    return await checked(one.context, options, settings, session, desired, decisions)
