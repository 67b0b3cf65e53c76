"""``export``: the desired state as code, from the steps of setup. Reaches no tenant."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Final

from total_onboard.commands.inputs.adoption_decisions import adoption_decisions, require_group_names
from total_onboard.commands.inputs.load_inputs import CliOverrides, load_inputs
from total_onboard.commands.invocation.context import CommandContext, CommandResult
from total_onboard.commands.invocation.global_options import ExportFormat
from total_onboard.core.adoption_decisions import NEW
from total_onboard.core.desired_state import DesiredState
from total_onboard.core.errors import BadValue
from total_onboard.core.files.private_files import write_whole_new
from total_onboard.core.secret import SecretText
from total_onboard.engine.export.az_script import az_script
from total_onboard.engine.export.declared_request import SCIM_TOKEN
from total_onboard.engine.export.export_source import ExportSource
from total_onboard.engine.export.terraform.configuration import terraform_configuration
from total_onboard.engine.export.terraform.existing_objects import ExistingObjects
from total_onboard.entra.graph.captured_request import RequestCapture
from total_onboard.exchange.desired_state.from_sheet import desired_state
from total_onboard.exchange.value_sheet.value_sheet import ValueSheet
from total_onboard.settings import Settings
from total_onboard.steps import SETUP_STEPS
from total_onboard.steps.groups.create import group_name

_NEXT: Final = {
    ExportFormat.AZ: "Read it, then run it with: sh {path}",
    ExportFormat.TERRAFORM: "Read it, then run terraform init and terraform plan in its folder.",
}


@dataclass(frozen=True)
class ExportOptions:
    """Options of ``export``."""

    overrides: CliOverrides
    format: ExportFormat = ExportFormat.AZ
    out: Path | None = None


def run_export(context: CommandContext, options: ExportOptions) -> CommandResult:
    """Write the code to standard output or to a file. Raises BadValue, BadSheet."""
    settings, sheet = load_inputs(context, _with_reference(options.overrides))
    desired, cloud = _desired(settings, sheet), settings.the_cloud
    source = ExportSource(SETUP_STEPS, desired, datetime.now(UTC), cloud.graph_url, cloud.non_gallery_templates[0])
    text = _text(source, options.format, settings)
    if options.out:
        _write(options.out, text)
        context.screen.say(f"Wrote {options.out}. {_NEXT[options.format].format(path=options.out)}")
        return CommandResult(members={"files": {"export": str(options.out)}})
    for line in () if context.screen.json else text.splitlines():
        context.screen.result.print(line, markup=False, highlight=False, soft_wrap=True)
    return CommandResult(members={"export": text})


def _text(source: ExportSource, format_: ExportFormat, settings: Settings) -> str:
    cloud = settings.the_cloud
    existing = _existing(settings, source.desired)
    if format_ is ExportFormat.TERRAFORM:
        return terraform_configuration(source, RequestCapture(cloud), cloud.name, existing)
    if existing != ExistingObjects():
        raise BadValue(
            "A script for the Azure CLI can't use existing objects: it creates its own.",
            remedy="Leave out --app-id and --group-id, or use --format terraform.",
        )
    return az_script(source, RequestCapture(cloud))


def _existing(settings: Settings, desired: DesiredState) -> ExistingObjects:
    decisions = adoption_decisions(settings)
    require_group_names(decisions, desired)
    found = {group_name(desired, group): decisions.of_group(desired, group) for group in desired.groups}
    groups = {name: given for name, given in found.items() if given not in {"", NEW}}
    return ExistingObjects("" if decisions.application == NEW else decisions.application, groups)


def _with_reference(overrides: CliOverrides) -> CliOverrides:
    """Let a reference stand for the SCIM token: an export never contains it, so its passphrase isn't asked for."""
    return replace(overrides, options={**overrides.options, "scim_token": SecretText(SCIM_TOKEN)})


def _desired(settings: Settings, sheet: ValueSheet | None) -> DesiredState:
    if settings.scim_url is None and (sheet is None or sheet.scim_url is None):
        settings = settings.model_copy(update={"scim_token": None})
    return desired_state(settings, sheet)


def _write(path: Path, text: str) -> None:
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
