"""The desired state of commands that describe a setup: the SCIM token is a reference, because no text contains it."""

from __future__ import annotations

from dataclasses import replace

from total_onboard.commands.inputs.load_inputs import CliOverrides, load_inputs
from total_onboard.commands.invocation.context import CommandContext
from total_onboard.core.desired_state import DesiredState
from total_onboard.core.errors import BadValue
from total_onboard.core.known_secrets import has_query_value
from total_onboard.core.secret import SecretText
from total_onboard.engine.export.declared_request import SCIM_TOKEN
from total_onboard.exchange.desired_state.from_sheet import partial_desired_state, require_redirect_uris
from total_onboard.exchange.value_sheet.value_sheet import ValueSheet
from total_onboard.settings import Settings
from total_onboard.settings_sources import without_gaps


def inputs_without_tenant(context: CommandContext, overrides: CliOverrides) -> tuple[Settings, DesiredState]:
    """Return the settings, and the desired state in which a reference stands for the SCIM token.

    Without the tenant's policy, the credential is the one that TOTAL prefers. Raises BadValue, BadSheet.
    """
    settings, _, desired = inputs_without_token(context, replace(overrides, reaches_no_tenant=True))
    require_redirect_uris(desired)
    return settings, desired.model_copy(update={"credential": desired.credential.preferred})


def inputs_without_token(
    context: CommandContext, overrides: CliOverrides
) -> tuple[Settings, ValueSheet | None, DesiredState]:
    """Return settings, sheet and what they desire, with a reference for the token, whose passphrase isn't asked for.

    Raises BadValue, BadSheet.
    """
    in_sandbox = dict(context.sandbox.scim) if context.sandbox else {}
    options = {**in_sandbox, **without_gaps(overrides.options), "scim_token": SecretText(SCIM_TOKEN)}
    settings, sheet = load_inputs(context, replace(overrides, options=options))
    if settings.scim_url is None and (sheet is None or sheet.scim_url is None):
        settings = settings.model_copy(update={"scim_token": None})
    desired = partial_desired_state(settings, sheet)
    if desired.scim and has_query_value(desired.scim.url):
        raise BadValue(
            "The SCIM address has a value in its query, which can be a secret, and this text must contain none.",
            remedy="Give the address without it: --scim-url URL. Enter the whole address in Microsoft Entra yourself.",
        )
    return settings, sheet, desired
