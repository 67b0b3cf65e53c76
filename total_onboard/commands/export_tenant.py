"""What ``export`` reads of a tenant: the plan that a setup would apply there. Nothing is written to the tenant."""

from __future__ import annotations

import asyncio
from typing import Final, NamedTuple

from total_onboard.commands.inputs.adoption_decisions import adoption_decisions, require_group_names
from total_onboard.commands.inputs.load_inputs import CliOverrides
from total_onboard.commands.inputs.without_tenant import inputs_without_token
from total_onboard.commands.invocation.context import CommandContext
from total_onboard.commands.session.desired_baseline import resolve_baseline
from total_onboard.commands.session.open_run import RunInputs, TenantRun, open_run
from total_onboard.commands.session.sign_in import scopes_for, sign_in_session
from total_onboard.commands.session.tenant_session import who_of
from total_onboard.commands.setup.inspection import SetupInspection
from total_onboard.core.desired_state import DesiredState, ScimEndpoint
from total_onboard.core.known_secrets import has_query_value
from total_onboard.core.secret import SecretText
from total_onboard.engine.export.declared_request import SCIM_TOKEN
from total_onboard.engine.export.export_source import ReadTenant
from total_onboard.engine.journal.journal import Journal
from total_onboard.engine.journal.queries import stored_address
from total_onboard.engine.journal.scim_fingerprint import fingerprint
from total_onboard.engine.reconciler import Reconciler
from total_onboard.engine.state.initial_state import state_from_journal
from total_onboard.engine.state.run_state import RunChoices, RunState
from total_onboard.exchange.desired_state.from_sheet import require_redirect_uris
from total_onboard.settings import Settings
from total_onboard.steps import SETUP_STEPS
from total_onboard.steps.credentials.choice import with_selected
from total_onboard.ui.views.run.plan import show_plan
from total_onboard.ui.views.session import show_who

_ALL: Final = frozenset(step.id for step in SETUP_STEPS)


class TenantToExport(NamedTuple):
    """Settings, the desired state with the chosen credential, and what was read."""

    settings: Settings
    desired: DesiredState
    tenant: ReadTenant


def read_tenant(context: CommandContext, overrides: CliOverrides) -> TenantToExport:
    """Sign in, read the tenant, and show the plan.

    What isn't given comes from the last setup on this machine. Raises BadValue, BadSheet, SignInFailed,
    PrerequisiteMissing.
    """
    settings, sheet, given = inputs_without_token(context, overrides)
    decisions, asked = adoption_decisions(settings), scopes_for(_ALL, dry_run=True)
    session = sign_in_session(context, settings, asked)
    desired, _, journal = resolve_baseline(context, settings, session.tenant_id, given, sheet)
    require_redirect_uris(desired)
    require_group_names(decisions, desired)
    inputs = RunInputs(context, settings, session, journal, asked, RunChoices(decisions))
    return asyncio.run(_read(inputs, _with_address(desired, journal, inputs.choices)))


def _with_address(desired: DesiredState, journal: Journal, choices: RunChoices) -> DesiredState:
    """Add the SCIM address that was stored from here, if none was given; no token is needed for a text.

    One with a value in its query is left out, because the value can be a secret.
    """
    stored = stored_address(journal.entries(), choices.adoption)
    if desired.scim or stored is None or has_query_value(stored.address):
        return desired
    return desired.model_copy(update={"scim": ScimEndpoint(url=stored.address, token=SecretText(SCIM_TOKEN))})


async def _read(inputs: RunInputs, desired: DesiredState) -> TenantToExport:
    async with open_run(inputs, SETUP_STEPS, mark=desired.unique_name, reads_only=True) as run:
        state = await _initial_state(run, desired)
        inspection = _inspection(run, desired, state)
        plan = await inspection.plan()
        _show(run, inspection)
        show_plan(inputs.context.screen, plan, run.progress.titles)
        return TenantToExport(inputs.settings, with_selected(desired, state), ReadTenant(state, plan))


async def _initial_state(run: TenantRun, desired: DesiredState) -> RunState:
    """Return what the journal knows; a token for the address that was stored from here counts as the stored one."""
    tenant, journal = run.connection.tenant, run.inputs.journal
    me = run.connection.me or await tenant.users.me()
    state = state_from_journal(tenant, me, run.inputs.session.tenant_id, journal, run.inputs.choices)
    stored = stored_address(journal.entries(), run.inputs.choices.adoption)
    if desired.scim and stored and stored.address == desired.scim.url:
        state.history.stored_scim = fingerprint(desired.scim)
    return state


def _inspection(run: TenantRun, desired: DesiredState, state: RunState) -> SetupInspection:
    return SetupInspection(
        context=run.inputs.context,
        connection=run.connection,
        session=run.inputs.session,
        reconciler=Reconciler(run.execution, desired, SETUP_STEPS, _ALL, run.progress),
        state=state,
        progress=run.progress,
        accept=frozenset(),
        wait_for_roles=False,
        first_time=False,
        tests_scim=False,
    )


def _show(run: TenantRun, inspection: SetupInspection) -> None:
    context, session, scopes = run.inputs.context, run.inputs.session, run.inputs.scopes
    organization = inspection.state.identity.organization
    who = who_of(context, inspection.tenant_session or run.connection, session, scopes, organization)
    show_who(context.screen, who, explain=context.common.explain_permissions)
