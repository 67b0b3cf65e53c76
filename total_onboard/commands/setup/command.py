"""``setup``: observe, plan, confirm, apply, hand off, read back, prove."""

from __future__ import annotations

import asyncio

from total_onboard.commands.accepted_checks import check_accepted_ids
from total_onboard.commands.context import CommandContext, CommandResult
from total_onboard.commands.inputs.load_inputs import load_inputs
from total_onboard.commands.session.receipt_option import enable_receipt
from total_onboard.commands.session.sign_in import scopes_for, sign_in_session
from total_onboard.commands.session.tenant_run import RunInputs
from total_onboard.commands.setup.options import SetupOptions
from total_onboard.commands.setup.run import SetupRun
from total_onboard.core.errors import BadValue
from total_onboard.engine.journal.journal import Journal
from total_onboard.engine.step_id import StepId
from total_onboard.exchange.adoption_decisions import key_id, require_group_names
from total_onboard.exchange.desired_state import desired_state, partial_desired_state, require_unexpired_token
from total_onboard.exchange.handoff.delivery import require_single_target
from total_onboard.exchange.value_sheet.value_sheet import ValueSheet
from total_onboard.settings import Settings
from total_onboard.steps import SETUP_STEPS
from total_onboard.steps.provisioning.scim_credentials import StoreScimCredentials
from total_onboard.ui.prompts import ask, ask_secret


def run_setup(context: CommandContext, options: SetupOptions) -> CommandResult:
    """Run setup, after checking all values before the sign-in."""
    chosen = chosen_steps(options.only, options.skip)
    check_accepted_ids(options.accept)
    require_single_target(options.handoff, clipboard=options.clipboard)
    settings, sheet = load_inputs(context, options.overrides)
    require_unexpired_token(settings)
    if context.screen.interactive and StepId.REDIRECT_URIS in chosen:
        settings = _completed(context, settings, sheet)
    desired = (
        desired_state(settings, sheet) if StepId.REDIRECT_URIS in chosen else partial_desired_state(settings, sheet)
    )
    require_group_names(desired)
    decisions = desired.decisions.model_copy(update={"keep_secret": key_id(options.keep_secret)})
    anyway = StoreScimCredentials.id in options.only
    desired = desired.model_copy(update={"store_scim_anyway": anyway, "decisions": decisions})
    asked = scopes_for(chosen, dry_run=options.dry_run)
    enable_receipt(context, options.receipt, settings, asked)
    session = sign_in_session(context, settings, asked)
    journal = Journal.of(settings.state_dir, session.tenant_id, desired.unique_name)
    inputs = RunInputs(context, settings, session, journal, asked)
    return asyncio.run(SetupRun(inputs, options, desired, chosen).run())


def chosen_steps(only: frozenset[str], skip: frozenset[str]) -> frozenset[str]:
    """Return the steps to be done. Raises BadValue for a name that is none."""
    known = frozenset(step.id for step in SETUP_STEPS)
    unknown = sorted((only | skip) - known)
    if unknown:
        raise BadValue(
            f"There is no step {unknown[0]!r}.", remedy=f"Choose among: {', '.join(step.id for step in SETUP_STEPS)}."
        )
    return (only or known) - skip


def _completed(context: CommandContext, settings: Settings, sheet: ValueSheet | None) -> Settings:
    """Ask for missing values if interactive; raise an error otherwise."""
    answers: dict[str, object] = {}
    if not settings.redirect_uri and sheet is None:
        answers["redirect_uri"] = (ask(context.screen, "The redirect URI of TOTAL's sign-in", "--redirect-uri"),)
    if settings.scim_url and not settings.scim_token and not (sheet and sheet.scim_token):
        answers["scim_token"] = ask_secret(context.screen, "TOTAL's SCIM token", "--scim-token-file")
    return settings.model_copy(update=answers) if answers else settings
