"""``export``: the desired state as code, from the steps of setup. Reaches no tenant."""

from __future__ import annotations

import shlex
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from total_onboard.commands.inputs.adoption_decisions import adoption_decisions, require_group_names
from total_onboard.commands.inputs.load_inputs import CliOverrides
from total_onboard.commands.inputs.without_tenant import inputs_without_tenant
from total_onboard.commands.invocation.context import CommandContext, CommandResult
from total_onboard.commands.invocation.global_options import ExportFormat
from total_onboard.commands.text_result import deliver_text
from total_onboard.core.adoption_decisions import NEW
from total_onboard.core.desired_state import DesiredState
from total_onboard.core.errors import BadValue
from total_onboard.engine.export.az_script import az_script
from total_onboard.engine.export.export_source import ExportSource
from total_onboard.engine.export.terraform.configuration import terraform_configuration
from total_onboard.engine.export.terraform.existing_objects import ExistingObjects
from total_onboard.entra.graph.captured_request import RequestCapture
from total_onboard.settings import Settings
from total_onboard.steps import SETUP_STEPS
from total_onboard.steps.groups.create import group_name


@dataclass(frozen=True)
class ExportOptions:
    """Options of ``export``."""

    overrides: CliOverrides
    format: ExportFormat = ExportFormat.AZ
    out: Path | None = None


def run_export(context: CommandContext, options: ExportOptions) -> CommandResult:
    """Write the code to standard output or to a file. Raises BadValue, BadSheet."""
    settings, desired = inputs_without_tenant(context, options.overrides)
    cloud = settings.the_cloud
    source = ExportSource(SETUP_STEPS, desired, datetime.now(UTC), cloud.graph_url, cloud.non_gallery_templates[0])
    text = _text(source, options.format, settings)
    return deliver_text(context, "export", text, options.out, _next_step(options, desired))


def _next_step(options: ExportOptions, desired: DesiredState) -> str:
    if options.format is ExportFormat.TERRAFORM:
        return "Read it, then run terraform init and terraform plan in its folder."
    token = "SCIM_TOKEN_FILE=FILE " if desired.scim else ""
    return f"Read it, then run it with: {token}sh {shlex.quote(str(options.out))}"


def _text(source: ExportSource, format_: ExportFormat, settings: Settings) -> str:
    cloud = settings.the_cloud
    existing = _existing(settings, source.desired)
    if format_ is ExportFormat.TERRAFORM:
        return terraform_configuration(source, RequestCapture(cloud), cloud.name, existing)
    if existing != ExistingObjects():
        raise BadValue(
            "A script for the Azure CLI can't use existing objects: it creates its own.",
            remedy=f"Remove {_given_in(settings)}, or use --format terraform.",
        )
    return az_script(source, RequestCapture(cloud))


def _given_in(settings: Settings) -> str:
    sources = [source for name in ("app_id", "group_id") if (source := settings.source_of(name))]
    return " and ".join(source.label for source in sources)


def _existing(settings: Settings, desired: DesiredState) -> ExistingObjects:
    decisions = adoption_decisions(settings)
    require_group_names(decisions, desired)
    found = {group_name(desired, group): decisions.of_group(desired, group) for group in desired.groups}
    groups = {name: given for name, given in found.items() if given not in {"", NEW}}
    return ExistingObjects("" if decisions.application == NEW else decisions.application, groups)
