"""Overrides from the command line, a sheet and the environment: settings and the desired state."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final

from total_onboard.commands.inputs.ignorable_settings import invalid_settings
from total_onboard.commands.inputs.sheet_contradictions import Contradiction, contradictions, refuse_unattended
from total_onboard.commands.inputs.sheet_tenant import tenant_of
from total_onboard.commands.inputs.value_sheet import open_sheet
from total_onboard.commands.invocation.context import CommandContext
from total_onboard.commands.invocation.global_options import GlobalOptions, SandboxConnection
from total_onboard.commands.invocation.recording import note_settings
from total_onboard.core.errors import BadValue
from total_onboard.exchange import validation
from total_onboard.exchange.desired_state.from_sheet import read_scim_token, scim_endpoint
from total_onboard.exchange.desired_state.value_declarations import SCIM_TOKEN_FILE
from total_onboard.exchange.value_sheet.value_sheet import ValueSheet
from total_onboard.settings import ANY_ORGANIZATION, Settings, load_settings
from total_onboard.settings_sources import PREFIX, Source, SourceKind, set_in_environment, without_gaps
from total_onboard.ui.console import Screen

_SCIM: Final = ("scim_url", "scim_token")
_NOT_IN_A_SANDBOX: Final = (
    "cloud",
    "authority_url",
    "graph_url",
    "ca_bundle",
    "tenant",
    "redirect_uri",
    *_SCIM,
    "admin",
)
"""Settings that belong to one tenant: a sandbox takes them from options, files and a sheet, not from variables."""


@dataclass(frozen=True)
class CliOverrides:
    """Values given to a command in addition to the global options: by option, and in a sheet.

    ``may_stay_sealed`` is set by commands that do not need the sheet's SCIM values, ``opens_later`` by those that ask
    for its passphrase after the sign-in, ``remembers_address`` by those that take the SCIM address from the last setup.
    ``unneeded`` are the settings that may be invalid. ``reaches_no_tenant`` is set by commands that work offline, so
    that Microsoft isn't asked for the ID of the sheet's tenant. ``sources`` are those of options that were not typed;
    ``is_attended`` says that a person sees the plan although this context asks nobody.
    """

    options: Mapping[str, object] = field(default_factory=dict)
    sheet: Path | None = None
    may_stay_sealed: bool = False
    opens_later: bool = False
    remembers_address: bool = False
    unneeded: frozenset[str] = frozenset()
    reaches_no_tenant: bool = False
    sources: Mapping[str, Source] = field(default_factory=dict)
    is_attended: bool = False


def load_inputs(context: CommandContext, overrides: CliOverrides) -> tuple[Settings, ValueSheet | None]:
    """Load settings and sheet. A sandbox's addresses and values win over the environment; else they only fill gaps.

    A sandbox accepts a sheet for any tenant, so that a real one can be tried out. Raises BadValue, BadSheet.
    """
    settings, sheet = _loaded(context, overrides)
    note_settings(context.recording, settings, sheet)
    return settings, sheet


def _loaded(context: CommandContext, overrides: CliOverrides) -> tuple[Settings, ValueSheet | None]:
    settings = _usable_settings(_given(context.common, context.sandbox, overrides), overrides)
    token_file = overrides.options.get(SCIM_TOKEN_FILE.setting)
    settings = settings.with_given_files(
        sheet=overrides.sheet, scim_token=token_file if isinstance(token_file, Path) else None
    )
    _check_addressable(settings)
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
        _show_ignored(context.screen, settings)
        _name_ignored_variables(context.screen)
        return settings.model_copy(update=_gaps_of(settings, sheet, context.sandbox)), sheet
    if sheet and sheet.cloud and "cloud" not in settings.model_fields_set:
        settings = settings.model_copy(update={"cloud": sheet.cloud})
    _show_ignored(context.screen, settings)
    found = contradictions(settings, sheet)
    settings = _marked(context, settings, found, is_attended=overrides.is_attended)
    if overrides.remembers_address:
        from total_onboard.commands.inputs.remembered_scim_address import (
            defer_lone_token,  # loads the journal
        )

        settings = defer_lone_token(context.screen, settings, sheet)
    if overrides.may_stay_sealed:
        settings = _without_unneeded_scim(context.screen, settings, sheet)
    if overrides.reaches_no_tenant:
        return settings, sheet
    tenant = tenant_of(sheet, settings, overrides.sheet.name if overrides.sheet else "")
    return settings.model_copy(update={"tenant": tenant}), sheet


def _marked(
    context: CommandContext, settings: Settings, found: tuple[Contradiction, ...], *, is_attended: bool
) -> Settings:
    """Return settings whose contradictions to a sheet are shown: by setup in its plan, else here.

    Raises BadValue.
    """
    if not (context.screen.interactive or is_attended):
        refuse_unattended(found)
    notes = tuple(f"{one}." for one in found)
    if context.command != "setup":
        for note in notes:
            context.screen.say(f"Warning: {note}", style="caution")
    return settings.with_notes(notes)


def _given(common: GlobalOptions, sandbox: SandboxConnection | None, overrides: CliOverrides) -> dict[str, object]:
    given = without_gaps({**common.given(), **overrides.options})
    if isinstance(token_file := given.pop(SCIM_TOKEN_FILE.setting, None), Path):
        given["scim_token"] = read_scim_token(token_file)
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
    if not _is_given(settings, "redirect_uri"):
        gaps["redirect_uri"] = () if sheet else sandbox.redirect_uris
    if not _is_given(settings, "admin"):
        gaps["admin"] = sandbox.admins
    return gaps


def _is_given(settings: Settings, name: str) -> bool:
    """Return whether a setting has a value for a sandbox; the environment may hold values of another tenant."""
    source = settings.source_of(name)
    return source is not None and source.kind is not SourceKind.ENVIRONMENT


def _name_ignored_variables(screen: Screen) -> None:
    """Name the variables that a sandbox ignores: the values of ``sandbox serve``, or those of a real tenant."""
    ignored = set_in_environment(_NOT_IN_A_SANDBOX)
    if "authority_url" in ignored:
        ignored = (*ignored, *set_in_environment(("state_dir",)))
    if ignored:
        names = ", ".join(name.upper() for name in ignored)
        screen.say(f"--sandbox ignores these {PREFIX} variables: {names}.", style="quiet")


def _check_addressable(settings: Settings) -> None:
    """Check the values that become a part of an address at Microsoft. Raise BadValue."""
    if settings.tenant != ANY_ORGANIZATION:
        validation.tenant(settings.tenant)
    validation.client_id(settings.client_id)


def _usable_settings(given: Mapping[str, object], overrides: CliOverrides) -> Settings:
    """Load what was said, without what is invalid and unneeded. Raises BadValue."""
    settings = load_settings(given, overrides.unneeded, overrides.sources)
    return settings.without(invalid_settings(settings, overrides.unneeded))


def _show_ignored(screen: Screen, settings: Settings) -> None:
    """Name each setting that was left out, and where it is set."""
    for name, why in sorted(settings.ignored.items()):
        source = settings.source_of(name)
        screen.say(f"Ignored {source.label if source else name}: {why} This command doesn't need it.", style="quiet")


def _without_unneeded_scim(screen: Screen, settings: Settings, sheet: ValueSheet | None) -> Settings:
    """Leave an incomplete or wrong SCIM address or token out, unless it was typed, and name it."""
    found = [(name, source) for name in _SCIM if (source := settings.source_of(name))]
    if not found or any(source.is_of_this_run for _, source in found):
        return settings
    try:
        scim_endpoint(settings, sheet)
    except BadValue as error:
        names = " and ".join(source.label for _, source in found)
        screen.say(f"Ignored {names}: {error.message} This command doesn't need it.", style="quiet")
        return settings.model_copy(update=dict.fromkeys(_SCIM))
    return settings
