"""What the commands share that describe a setup without a tenant: the desired state, and where the text goes."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

from total_onboard.commands.inputs.load_inputs import CliOverrides, load_inputs
from total_onboard.commands.invocation.context import CommandContext
from total_onboard.core.desired_state import DesiredState
from total_onboard.core.errors import BadValue
from total_onboard.core.files.private_files import write_whole_new
from total_onboard.core.secret import SecretText
from total_onboard.engine.export.declared_request import SCIM_TOKEN
from total_onboard.exchange.desired_state.from_sheet import desired_state
from total_onboard.settings import Settings


def inputs_without_tenant(context: CommandContext, overrides: CliOverrides) -> tuple[Settings, DesiredState]:
    """Return the settings, and the desired state in which a reference stands for the SCIM token.

    The text never contains the token, so its passphrase isn't asked for. Raises BadValue, BadSheet.
    """
    options = {**overrides.options, "scim_token": SecretText(SCIM_TOKEN)}
    settings, sheet = load_inputs(context, replace(overrides, options=options, reaches_no_tenant=True))
    if settings.scim_url is None and (sheet is None or sheet.scim_url is None):
        settings = settings.model_copy(update={"scim_token": None})
    return settings, desired_state(settings, sheet)


def print_whole(context: CommandContext, text: str) -> None:
    """Print a text as it is on standard output, unless a JSON document contains it."""
    for line in () if context.screen.json else text.splitlines():
        context.screen.result.print(line, markup=False, highlight=False, soft_wrap=True)


def write_new_file(path: Path, text: str) -> None:
    """Write a text to a file that must not exist yet. Raises BadValue."""
    try:
        write_whole_new(path, text.encode())
    except FileExistsError as error:
        raise BadValue(
            f"{path} exists already, and was not changed.", remedy="Choose another name with --out."
        ) from error
    except OSError as error:
        raise BadValue(
            f"{path} can't be written: {error.strerror}.", remedy="Check the folder's permissions."
        ) from error
