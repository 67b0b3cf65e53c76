"""``rotate-secret``: replace the client secret and remove the old one; or store a new SCIM token."""

from __future__ import annotations

import asyncio

from total_onboard.commands.inputs.adoption_decisions import adoption_decisions
from total_onboard.commands.inputs.load_inputs import load_inputs
from total_onboard.commands.invocation.context import CommandContext, CommandResult
from total_onboard.commands.rotate_secret.create import create_new_secret
from total_onboard.commands.rotate_secret.credential import rotate_credential
from total_onboard.commands.rotate_secret.finish import remove_old_secrets
from total_onboard.commands.rotate_secret.rotation_session import RotationOptions, open_rotation
from total_onboard.commands.rotate_secret.scim_token import ScimRotation, completed, with_address_asked
from total_onboard.commands.rotate_secret.secret_source import read_given
from total_onboard.commands.session.desired_baseline import resolve_baseline
from total_onboard.commands.session.handoff_delivery import require_single_target
from total_onboard.commands.session.open_run import RunInputs
from total_onboard.commands.session.receipt_report_summary import enable_receipt
from total_onboard.commands.session.sign_in import sign_in_session
from total_onboard.core.errors import BadValue
from total_onboard.engine.state.run_state import RunChoices
from total_onboard.exchange.desired_state.from_sheet import partial_desired_state, require_unexpired_token
from total_onboard.steps.access.command_scopes import FINISH_SCOPES, ROTATE_SCOPES, SCIM_TOKEN_SCOPES


def run_rotation(context: CommandContext, options: RotationOptions) -> CommandResult:
    """Rotate, after checking all typed values before the sign-in."""
    _check(options)
    return _rotate_scim_token(context, options) if options.scim_token else _rotate_client_secret(context, options)


def _check(options: RotationOptions) -> None:
    """Raise BadValue for options that do not belong together, BadSheet for a hand-off to finish with that is none."""
    if options.scim_token and (options.finish or options.again or options.handoff or options.clipboard):
        raise BadValue(
            "--scim-token replaces a token that TOTAL created, so it has no hand-off and needs no --finish.",
            remedy="Leave --handoff, --clipboard, --again and --finish out, or --scim-token.",
        )
    if options.finish and (options.again or options.clipboard):
        raise BadValue(
            "--finish creates no secret, so it can't be combined with --again or --clipboard.",
            remedy="Leave --again and --clipboard out, or --finish.",
        )
    if options.total_uses_it and not options.finish:
        raise BadValue(
            "--total-uses-new-secret confirms that --finish may delete the old secret.", remedy="Add --finish."
        )
    require_single_target(options.handoff, clipboard=options.clipboard)
    if options.finish and options.handoff:
        read_given(options.handoff)


def _rotate_client_secret(context: CommandContext, options: RotationOptions) -> CommandResult:
    settings, sheet = load_inputs(context, options.overrides)
    given, choices = partial_desired_state(settings, sheet), RunChoices(adoption_decisions(settings))
    asked = FINISH_SCOPES if options.finish else ROTATE_SCOPES
    enable_receipt(context, options.receipt, settings, asked)
    session = sign_in_session(context, settings, asked)
    baseline = resolve_baseline(context, settings, session.tenant_id, given, sheet)

    inputs = RunInputs(context, settings, session, baseline.journal, asked, choices)

    async def work() -> CommandResult:
        async with open_rotation(inputs, options, baseline.desired) as rotation:
            if rotation.concerns_other_credentials:
                return await rotate_credential(rotation)
            return await (remove_old_secrets(rotation) if options.finish else create_new_secret(rotation))

    return asyncio.run(work())


def _rotate_scim_token(context: CommandContext, options: RotationOptions) -> CommandResult:
    settings, sheet = load_inputs(context, options.overrides)
    require_unexpired_token(settings)
    settings = completed(context, settings, sheet)
    given, choices = partial_desired_state(settings, sheet), RunChoices(adoption_decisions(settings))
    if given.scim is None and settings.deferred_token is None:
        raise BadValue(
            "The new SCIM token is not known.",
            remedy="Give it with --scim-token-file, or it and its address with --sheet.",
        )
    enable_receipt(context, options.receipt, settings, SCIM_TOKEN_SCOPES)
    session = sign_in_session(context, settings, SCIM_TOKEN_SCOPES)
    found = resolve_baseline(context, settings, session.tenant_id, given, sheet, takes_new_token=True)
    journal = found.journal
    desired = with_address_asked(context, settings, found.desired)
    desired = desired.model_copy(update={"scim_token_ends": given.scim_token_ends})
    inputs = RunInputs(context, settings, session, journal, SCIM_TOKEN_SCOPES, choices)
    return asyncio.run(ScimRotation(inputs, desired).run())
