"""``setup``: observe, plan, confirm, apply, hand off, read back, verify."""

from __future__ import annotations

import asyncio
from collections.abc import Collection

from total_onboard.commands.inputs.adoption_decisions import adoption_decisions, key_id, require_group_names
from total_onboard.commands.inputs.load_inputs import load_inputs
from total_onboard.commands.invocation.context import CommandContext, CommandResult
from total_onboard.commands.session.handoff_delivery import require_single_target
from total_onboard.commands.session.open_run import RunInputs
from total_onboard.commands.session.receipt_report_summary import enable_receipt
from total_onboard.commands.session.sign_in import scopes_for, sign_in_session
from total_onboard.commands.setup.run import SetupOptions, SetupRun
from total_onboard.commands.setup.wizard.missing_values import MissingValues, missing_values
from total_onboard.core.desired_state import DesiredState
from total_onboard.core.errors import BadValue
from total_onboard.core.text.suggestions import did_you_mean
from total_onboard.diagnostics.preflight import check_accepted_ids
from total_onboard.engine.journal.journal import Journal
from total_onboard.engine.state.run_state import RunChoices
from total_onboard.engine.step_id import StepId
from total_onboard.exchange.desired_state.from_sheet import (
    desired_state,
    partial_desired_state,
    require_unexpired_token,
)
from total_onboard.exchange.value_sheet.value_sheet import ValueSheet
from total_onboard.settings import Settings
from total_onboard.steps import SETUP_STEPS
from total_onboard.steps.provisioning.scim_credentials import StoreScimCredentials


def run_setup(context: CommandContext, options: SetupOptions) -> CommandResult:
    """Run setup; values that were given are checked before the sign-in, and missing ones asked for after it."""
    chosen = chosen_steps(options.only, options.skip)
    check_accepted_ids(options.accept)
    require_single_target(options.handoff, clipboard=options.clipboard)
    settings, sheet = load_inputs(context, options.overrides)
    require_unexpired_token(settings)
    missing = missing_values(context, settings, sheet, chosen)
    desired = known_desired_state(settings, sheet, chosen, missing)
    decisions = adoption_decisions(settings).model_copy(update={"keep_secret": key_id(options.keep_secret)})
    require_group_names(decisions, desired)
    choices = RunChoices(decisions, store_scim_anyway=StoreScimCredentials.id in options.only)
    asked = scopes_for(chosen, dry_run=options.dry_run)
    enable_receipt(context, options.receipt, settings, asked)
    session = sign_in_session(context, settings, asked)
    journal = Journal.of(settings.state_dir, session.tenant_id, desired.unique_name)
    inputs = RunInputs(context, settings, session, journal, asked, choices)
    return asyncio.run(SetupRun(inputs, options, desired, chosen, missing).run())


def known_desired_state(
    settings: Settings, sheet: ValueSheet | None, chosen: Collection[str], missing: MissingValues
) -> DesiredState:
    """Return the desired state without what will be asked for. Raises BadValue."""
    if missing.scim or missing.sealed_token:
        settings = settings.model_copy(update={"scim_url": None, "scim_token": None})
        sheet = sheet and sheet.model_copy(update={"scim_url": None, "scim_token": None})
    if StepId.REDIRECT_URIS in chosen and not missing.redirect_uris:
        return desired_state(settings, sheet)
    return partial_desired_state(settings, sheet)


def chosen_steps(only: frozenset[str], skip: frozenset[str]) -> frozenset[str]:
    """Return the steps to be done. Raises BadValue for a name that is none."""
    known = frozenset(step.id for step in SETUP_STEPS)
    unknown = sorted((only | skip) - known)
    if unknown:
        ids = [step.id for step in SETUP_STEPS]
        raise BadValue(
            f"There is no step {unknown[0]!r}.",
            remedy=f"{did_you_mean(unknown[0], ids)}Choose among: {', '.join(ids)}.",
        )
    return (only or known) - skip
