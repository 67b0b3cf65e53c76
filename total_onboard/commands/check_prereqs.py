"""``check-prereqs``: everything that can be known before the first write, and nothing written."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass
from functools import partial
from pathlib import Path

from total_onboard.commands.inputs.adoption_decisions import adoption_decisions
from total_onboard.commands.inputs.load_inputs import CliOverrides, load_inputs
from total_onboard.commands.invocation.context import CommandContext, CommandResult
from total_onboard.commands.session.awaited_roles import wait_for_roles, with_activated_roles
from total_onboard.commands.session.receipt_report_summary import enable_receipt
from total_onboard.commands.session.sign_in import sign_in_session
from total_onboard.commands.session.tenant_session import connect_tenant, open_tenant_session
from total_onboard.commands.verify.scim_removal_test import removal_test_of
from total_onboard.core.adoption_decisions import AdoptionDecisions
from total_onboard.core.desired_state import DesiredState
from total_onboard.core.exit_status import ExitStatus
from total_onboard.core.platforms.tls import ssl_context
from total_onboard.diagnostics.preflight import check_accepted_ids, obstacles, run_checks
from total_onboard.diagnostics.preflight.admin_forecast import forecast as forecast_of
from total_onboard.diagnostics.preflight.context import CheckEnvironment
from total_onboard.diagnostics.preflight.read_snapshot import take_snapshot
from total_onboard.engine.events import NullListener
from total_onboard.engine.journal.journal import Journal
from total_onboard.entra.http.call_record import ignore_call
from total_onboard.entra.sign_in.session import Session
from total_onboard.exchange.desired_state.from_sheet import partial_desired_state
from total_onboard.settings import Settings
from total_onboard.steps.access.command_scopes import PREFLIGHT_SCOPES
from total_onboard.steps.access.role_actions import SETUP_ROLE_ACTIONS
from total_onboard.ui.views.checks import show_checks, show_forecast
from total_onboard.ui.views.run.progress import ProgressView


@dataclass(frozen=True)
class CheckOptions:
    """Options of ``check-prereqs``; ``accept`` are checks that may fail."""

    overrides: CliOverrides
    receipt: Path | None = None
    forecast: bool = False
    accept: frozenset[str] = frozenset()
    wait_for_roles: bool = False
    test_removal: bool = False


def run_check_prereqs(context: CommandContext, options: CheckOptions) -> CommandResult:
    """Run all checks, then show the verdict; with a forecast, also who will administer TOTAL."""
    check_accepted_ids(options.accept)
    settings, sheet = load_inputs(context, options.overrides)
    desired, decisions = partial_desired_state(settings, sheet), adoption_decisions(settings)
    enable_receipt(context, options.receipt, settings, PREFLIGHT_SCOPES)
    session = sign_in_session(context, settings, PREFLIGHT_SCOPES)
    return asyncio.run(checked(context, options, settings, session, desired, decisions))


async def checked(
    context: CommandContext,
    options: CheckOptions,
    settings: Settings,
    session: Session,
    desired: DesiredState,
    decisions: AdoptionDecisions,
) -> CommandResult:
    """Run all checks in a tenant that is signed in to, and show the verdict."""
    trust = ssl_context(settings.ca_bundle)
    journal = Journal.of(settings.state_dir, session.tenant_id, desired.unique_name)
    journal.start_run(context.command, session.username)
    removal = removal_test_of(context, settings, desired, journal, option=options.test_removal)
    environment = CheckEnvironment(
        settings.the_cloud, desired, decisions, desired.scim, trust, settings, removal_test=removal
    )
    read_snapshot = partial(take_snapshot, environment=environment, with_forecast=options.forecast)
    async with open_tenant_session(
        connect_tenant(
            settings, session, NullListener(), ignore_call, mark=desired.unique_name, read_snapshot=read_snapshot
        )
    ) as tenant_session:
        if options.wait_for_roles:
            tenant_session = await wait_for_roles(
                tenant_session, session, context.screen, ProgressView(context.screen, {}), frozenset(SETUP_ROLE_ACTIONS)
            )
        check_context = tenant_session.check_context(desired, decisions, desired.scim)
        findings = await run_checks(check_context, accepted=options.accept)
        expected = await forecast_of(check_context) if options.forecast else None
        show_checks(context.screen, findings)
        if expected:
            show_forecast(context.screen, expected)
        status = ExitStatus.PREREQUISITE if obstacles(findings) else ExitStatus.DONE
        result = CommandResult(status, {"checks": findings, "forecast": expected})
        return await with_activated_roles(context.screen, tenant_session, result)
