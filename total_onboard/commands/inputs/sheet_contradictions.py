"""Values said outside a sheet that contradict it, and where each comes from."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass

from total_onboard.commands.inputs.sealed_token import stored_sealed_token
from total_onboard.core.errors import BadValue, OnboardError
from total_onboard.exchange.desired_state.groups import parse_group
from total_onboard.exchange.value_sheet.issued_sheet import IssuedSheet
from total_onboard.exchange.value_sheet.value_sheet import ValueSheet
from total_onboard.settings import Settings
from total_onboard.settings_sources import Source, SourceKind, option_of


@dataclass(frozen=True)
class Contradiction:
    """Value that contradicts the sheet's and takes its place."""

    name: str
    found: str
    expected: str
    source: Source
    is_signed: bool = True

    def __str__(self) -> str:
        if not self.is_signed:
            return f"{self.source.label} overrides the sheet: {self.expected} → {self.found}"
        return f"{self.name} differs from the signed sheet: {self.expected} → {self.found}, from {self.source.label}"


def contradictions(settings: Settings, sheet: ValueSheet | None) -> tuple[Contradiction, ...]:
    """Return all of them, in a signed sheet or another."""
    return tuple(_contradictions(settings, sheet)) if sheet else ()


def refuse_unattended(found: tuple[Contradiction, ...]) -> None:
    """Raise BadValue for a value of the environment or a file: without a terminal nobody sees the plan.

    A sheet that nobody signed is only one more source.
    """
    for one in found:
        if one.is_signed and one.source.kind is not SourceKind.COMMAND_LINE:
            raise BadValue(f"{one}.", remedy=_remedy(one))


def _remedy(one: Contradiction) -> str:
    if one.source.kind is SourceKind.TENANTS_FILE:
        return "Remove it there, or run the same command in a terminal and check the plan."
    return f"Remove it there, or give it on the command line with {option_of(one.name)}."


def _contradictions(settings: Settings, sheet: ValueSheet) -> Iterator[Contradiction]:
    is_signed = isinstance(sheet, IssuedSheet)
    for name, (found, expected) in _compared(settings, sheet).items():
        source = settings.source_of(name)
        if source and found and found != expected:
            yield Contradiction(name, _shown(found), _shown(expected), source, is_signed)
    source = settings.source_of("scim_token")
    if source and _is_another_token(settings, sheet):
        expected = "the sealed token" if is_signed else "the sheet's token"
        yield Contradiction("scim_token", "another token", expected, source, is_signed)


def _is_another_token(settings: Settings, sheet: ValueSheet) -> bool:
    """Return whether the sheet's token is known and is another one; nobody is asked for a passphrase."""
    if settings.scim_token is None:
        return False
    if not isinstance(sheet, IssuedSheet):
        return sheet.scim_token not in (None, settings.scim_token)
    if sheet.sealed_scim_token is None:
        return False
    with suppress(OnboardError):
        return stored_sealed_token(settings, sheet.sealed_scim_token) not in (None, settings.scim_token)
    return False


def _compared(settings: Settings, sheet: ValueSheet) -> dict[str, tuple[object, object]]:
    """Return the given value and the sheet's, by setting. A value that the sheet leaves out is not contradicted."""
    groups = tuple(parse_group(text) for text in settings.group)
    says = sheet.model_fields_set if type(sheet) is ValueSheet else ValueSheet.model_fields.keys()
    return {
        "cloud": (str(settings.cloud), str(sheet.cloud or settings.cloud)),
        "application_name": (
            settings.application_name,
            sheet.application_name if "application_name" in says else settings.application_name,
        ),
        "redirect_uri": (tuple(settings.redirect_uri), tuple(sheet.redirect_uris)),
        "scim_url": (settings.scim_url, sheet.scim_url or settings.scim_url),
        "scim_token_ends": (settings.scim_token_ends, sheet.scim_token_ends or settings.scim_token_ends),
        "group": (tuple(map(_group, groups)), tuple(map(_group, sheet.groups)) or tuple(map(_group, groups))),
        "secret_months": (
            settings.secret_months,
            sheet.secret_months if "secret_months" in says else settings.secret_months,
        ),
        "attributes": (settings.attributes, sheet.attributes or settings.attributes),
    }


def _group(group: object) -> str:
    return f"{getattr(group, 'name', '')}={getattr(group, 'role', '')}"


def _shown(value: object) -> str:
    return ", ".join(map(str, value)) if isinstance(value, tuple) else str(value)
