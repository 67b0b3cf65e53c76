"""Values said outside a signed sheet that contradict it, and where each comes from."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass

from total_onboard.commands.inputs.sealed_token import stored_sealed_token
from total_onboard.core.errors import BadValue, OnboardError
from total_onboard.exchange.desired_state import parse_group
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

    def __str__(self) -> str:
        return f"{self.name} differs from the signed sheet: {self.expected} → {self.found}, from {self.source.label}"


def contradictions(settings: Settings, sheet: ValueSheet | None) -> tuple[Contradiction, ...]:
    """Return all of them; a sheet that nobody signed is only one more source."""
    return tuple(_contradictions(settings, sheet)) if isinstance(sheet, IssuedSheet) else ()


def refuse_unattended(found: tuple[Contradiction, ...]) -> None:
    """Raise BadValue for a value of the environment or a file: without a terminal nobody sees the plan."""
    for one in found:
        if one.source.kind is not SourceKind.COMMAND_LINE:
            raise BadValue(
                f"{one}.", remedy=f"Remove it there, or say it on the command line with {option_of(one.name)}."
            )


def _contradictions(settings: Settings, sheet: IssuedSheet) -> Iterator[Contradiction]:
    for name, (found, expected) in _compared(settings, sheet).items():
        source = settings.source_of(name)
        if source and found and found != expected:
            yield Contradiction(name, _shown(found), _shown(expected), source)
    source = settings.source_of("scim_token")
    if source and _is_another_token(settings, sheet):
        yield Contradiction("scim_token", "another token", "the sealed token", source)


def _is_another_token(settings: Settings, sheet: IssuedSheet) -> bool:
    """Return whether the sheet's token could be opened and is another one; nobody is asked for a passphrase."""
    if settings.scim_token is None or sheet.sealed_scim_token is None:
        return False
    with suppress(OnboardError):
        return stored_sealed_token(settings, sheet.sealed_scim_token) not in (None, settings.scim_token)
    return False


def _compared(settings: Settings, sheet: IssuedSheet) -> dict[str, tuple[object, object]]:
    """Return the given value and the sheet's, by setting. A value that the sheet leaves out is not contradicted."""
    groups = tuple(parse_group(text) for text in settings.group)
    return {
        "cloud": (str(settings.cloud), str(sheet.cloud or settings.cloud)),
        "application_name": (settings.application_name, sheet.application_name),
        "redirect_uri": (tuple(settings.redirect_uri), tuple(sheet.redirect_uris)),
        "scim_url": (settings.scim_url, sheet.scim_url or settings.scim_url),
        "scim_token_ends": (settings.scim_token_ends, sheet.scim_token_ends or settings.scim_token_ends),
        "group": (tuple(map(_group, groups)), tuple(map(_group, sheet.groups)) or tuple(map(_group, groups))),
        "secret_months": (settings.secret_months, sheet.secret_months),
    }


def _group(group: object) -> str:
    return f"{getattr(group, 'name', '')}={getattr(group, 'role', '')}"


def _shown(value: object) -> str:
    return ", ".join(map(str, value)) if isinstance(value, tuple) else str(value)
