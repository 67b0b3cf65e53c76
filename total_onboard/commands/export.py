"""``export``: the setup as code, from its steps: for a value sheet, or for a tenant as it is."""

from __future__ import annotations

import shlex
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from pathlib import Path

from total_onboard.commands.inputs.adoption_decisions import adoption_decisions, require_group_names
from total_onboard.commands.inputs.load_inputs import CliOverrides
from total_onboard.commands.inputs.without_tenant import inputs_without_tenant
from total_onboard.commands.invocation.context import CommandContext, CommandResult
from total_onboard.commands.invocation.global_options import ExportFormat, GlobalOptions
from total_onboard.commands.text_result import deliver_text
from total_onboard.core.adoption_decisions import NEW
from total_onboard.core.desired_state import DesiredState
from total_onboard.core.errors import BadValue
from total_onboard.engine.export.az_script import az_script
from total_onboard.engine.export.export_source import ExportSource, ReadTenant
from total_onboard.engine.export.terraform.configuration import terraform_configuration
from total_onboard.engine.export.terraform.existing_objects import ExistingObjects, require_importable
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
    if names_tenant(context.common):
        return _export_tenant(context, options)
    settings, desired = inputs_without_tenant(context, options.overrides)
    source, existing = _source(settings, desired), _existing(settings, desired)
    if existing != ExistingObjects() and options.format is ExportFormat.AZ:
        raise BadValue(
            "A script for the Azure CLI can use existing objects only after they were read.",
            remedy="Use --format terraform, or add --tenant TENANT, which signs in and reads them, or remove "
            f"{_given_in(settings)}.",
        )
    text = _text(source, options.format, settings, existing)
    return deliver_text(context, "export", text, options.out, _next_step(options, source))


def names_tenant(common: GlobalOptions) -> bool:
    """Return whether the command line says which tenant to read, or how to sign in to it."""
    return common.sandbox or common.tenant is not None or common.sign_in is not None


def _export_tenant(context: CommandContext, options: ExportOptions) -> CommandResult:
    from total_onboard.commands.export_tenant import read_tenant  # loads what signs in
    from total_onboard.commands.session.run_result import resources_of

    settings, desired, tenant = read_tenant(context, options.overrides)
    source = _source(settings, desired, tenant)
    if options.format is ExportFormat.TERRAFORM:
        require_importable(source)
    text = _text(source, options.format, settings, ExistingObjects())
    result = deliver_text(context, "export", text, options.out, _next_step(options, source))
    plan, resources = tenant.plan, resources_of(desired, tenant.state)
    members = {"plan": plan.changes, "warnings": plan.warnings, "blocked": plan.blocked, "resources": resources}
    return replace(result, members={**members, **result.members})


def _source(settings: Settings, desired: DesiredState, tenant: ReadTenant | None = None) -> ExportSource:
    cloud = settings.the_cloud
    template = _template_of(tenant) or cloud.non_gallery_templates[0]
    return ExportSource(SETUP_STEPS, desired, datetime.now(UTC), cloud.graph_url, template, tenant)


def _template_of(tenant: ReadTenant | None) -> str:
    app = tenant.state.observed.application if tenant else None
    return (app.application_template_id or "") if app else ""


def _next_step(options: ExportOptions, source: ExportSource) -> str:
    if options.format is ExportFormat.TERRAFORM:
        return "Read it, then run terraform init and terraform plan in its folder."
    token = "SCIM_TOKEN_FILE=FILE " if source.stores_token else ""
    return f"Read it, then run it with: {token}sh {shlex.quote(str(options.out))}"


def _text(source: ExportSource, format_: ExportFormat, settings: Settings, existing: ExistingObjects) -> str:
    cloud = settings.the_cloud
    if format_ is ExportFormat.TERRAFORM:
        return terraform_configuration(source, RequestCapture(cloud), cloud.name, existing)
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
