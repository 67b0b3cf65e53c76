"""Overrides from the command line, a sheet and the environment: settings and the desired state."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

from total_onboard.commands.context import CommandContext
from total_onboard.commands.global_options import GlobalOptions, SandboxConnection
from total_onboard.commands.inputs.contradictions import Contradiction, contradictions, refuse_unattended
from total_onboard.commands.inputs.remembered_scim_address import with_lone_token_aside
from total_onboard.commands.inputs.sheet import open_sheet
from total_onboard.commands.inputs.usable_settings import (
    check_addressable,
    show_ignored,
    usable_settings,
    without_unneeded_scim,
)
from total_onboard.commands.session.tenant_guard import in_tenant_of
from total_onboard.core.errors import BadValue
from total_onboard.exchange.desired_state import read_scim_token
from total_onboard.exchange.value_sheet.value_sheet import ValueSheet
from total_onboard.settings import Settings


@dataclass(frozen=True)
class CliOverrides:
    """Values given to a command in addition to the global options: by option, in a sheet, in a file.

    ``may_stay_sealed`` is set by commands that do not need the sheet's SCIM values, ``opens_later`` by those that ask
    for its passphrase after the sign-in, ``remembers_address`` by those that take the SCIM address from the last setup.
    ``unneeded`` are the settings that may be invalid.
    """

    options: Mapping[str, object] = field(default_factory=dict)
    sheet: Path | None = None
    scim_token_file: Path | None = None
    may_stay_sealed: bool = False
    opens_later: bool = False
    remembers_address: bool = False
    unneeded: frozenset[str] = frozenset()


def load_inputs(context: CommandContext, overrides: CliOverrides) -> tuple[Settings, ValueSheet | None]:
    """Load settings and sheet. A sandbox's addresses win over the environment; its values only fill gaps.

    A sandbox accepts a sheet for any tenant, so that a real one can be tried out. Raises BadValue, BadSheet.
    """
    given = _given(context.common, context.sandbox, overrides)
    settings = usable_settings(given, overrides.unneeded)
    check_addressable(settings)
    sheet = (
        open_sheet(
            context,
            settings,
            overrides.sheet,
            may_stay_sealed=overrides.may_stay_sealed,
            opens_later=overrides.opens_later,
        )
        if overrides.sheet
        else None
    )
    if context.sandbox:
        settings = usable_settings(given | _gaps_of(settings, sheet, context.sandbox), overrides.unneeded)
        show_ignored(context.screen, settings)
        return settings, sheet
    settings = _in_cloud_of(sheet, settings, given, overrides)
    show_ignored(context.screen, settings)
    settings = _marked(context, settings, contradictions(settings, sheet))
    if overrides.remembers_address:
        settings = with_lone_token_aside(context.screen, settings, sheet)
    if overrides.may_stay_sealed:
        settings = without_unneeded_scim(context.screen, settings, sheet)
    return in_tenant_of(sheet, settings, overrides.sheet.name if overrides.sheet else ""), sheet


def _marked(context: CommandContext, settings: Settings, found: tuple[Contradiction, ...]) -> Settings:
    """Return settings whose contradictions to a signed sheet are shown: by setup in its plan, else here.

    Raises BadValue.
    """
    if not context.screen.interactive:
        refuse_unattended(found)
    notes = tuple(f"{one}." for one in found)
    if context.command != "setup":
        for note in notes:
            context.screen.say(f"Warning: {note}", style="caution")
    return settings.with_notes(notes)


def _given(common: GlobalOptions, sandbox: SandboxConnection | None, overrides: CliOverrides) -> dict[str, object]:
    given = _without_gaps({**common.given(), **overrides.options})
    if overrides.scim_token_file:
        given["scim_token"] = read_scim_token(overrides.scim_token_file)
    if sandbox is None:
        return given
    if "cloud" in given:
        raise BadValue(
            "--cloud is for a real tenant, and --sandbox works in the sandbox tenant.",
            remedy="Leave --cloud out, or --sandbox.",
        )
    # A sandbox never reaches a real SCIM endpoint by accident, as it would through the environment or a real sheet.
    own_end = {} if {"scim_url", "scim_token"} & given.keys() else sandbox.scim
    return {**sandbox.settings, **own_end, **given}


def _gaps_of(settings: Settings, sheet: ValueSheet | None, sandbox: SandboxConnection) -> dict[str, object]:
    gaps: dict[str, object] = {}
    if not settings.redirect_uri and sheet is None:
        gaps["redirect_uri"] = sandbox.redirect_uris
    if not settings.admin:
        gaps["admin"] = sandbox.admins
    return gaps


def _in_cloud_of(
    sheet: ValueSheet | None, settings: Settings, given: Mapping[str, object], overrides: CliOverrides
) -> Settings:
    """Apply the sheet's cloud, unless an option names one."""
    if sheet and sheet.cloud and "cloud" not in settings.model_fields_set:
        return usable_settings({**given, "cloud": sheet.cloud}, overrides.unneeded)
    return settings


def _without_gaps(given: Mapping[str, object]) -> dict[str, object]:
    return {name: value for name, value in given.items() if value is not None and value != ()}
