"""Settings in force, and the source of each."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any, Final

from total_onboard.core.desired_state import DesiredState
from total_onboard.core.known_secrets import hide_credentials
from total_onboard.core.secret import SecretText
from total_onboard.exchange.value_sheet.issued_sheet import IssuedSheet
from total_onboard.exchange.value_sheet.value_sheet import ValueSheet
from total_onboard.settings import Settings
from total_onboard.settings_sources import SourceKind
from total_onboard.ui.output.config_documents import SettingFact, SettingSource, SettingValue

_SET: Final = "set"
_SOURCES: Final = {
    SourceKind.COMMAND_LINE: SettingSource.COMMAND_LINE,
    SourceKind.TENANTS_FILE: SettingSource.COMMAND_LINE,
    SourceKind.ENVIRONMENT: SettingSource.ENVIRONMENT,
    SourceKind.CONFIG: SettingSource.CONFIG,
    SourceKind.OWN_FILE: SettingSource.USER_FILE,
}
_SECRETS: Final = frozenset(
    name for name, field in Settings.model_fields.items() if field.annotation == SecretText | None
)


def setting_facts(settings: Settings, sheet: ValueSheet | None, sheet_name: str) -> Iterator[SettingFact]:
    """Yield each setting with its value and source. A value sheet fills what no other source sets."""
    of_the_sheet = _sheet_values(sheet) if sheet else {}
    for name in Settings.model_fields:
        source = settings.source_of(name)
        if source:
            yield _fact(name, getattr(settings, name), _SOURCES[source.kind], source.label, settings.ignored.get(name))
        elif of_the_sheet.get(name) not in (None, ()):
            yield _fact(name, of_the_sheet[name], SettingSource.SHEET, sheet_name)
        else:
            yield _fact(name, _default(settings, name), SettingSource.DEFAULT, None)


def _fact(
    name: str, value: object, source: SettingSource, origin: str | None, problem: str | None = None
) -> SettingFact:
    secret = name in _SECRETS
    shown = (_SET if value is not None else None) if secret else _plain(value)
    if name.endswith("_url") and isinstance(shown, str):
        shown = hide_credentials(shown)
    return SettingFact(name=name, value=shown, secret=secret, source=source, origin=origin, problem=problem)


def _plain(value: object) -> SettingValue:
    """Return a value as JSON can hold it: paths, days and names of clouds as text."""
    if value is None or isinstance(value, bool | int | float):
        return value
    return tuple(map(str, value)) if isinstance(value, tuple) else str(value)


def _default(settings: Settings, name: str) -> object:
    """Return the default, the product's where the setting itself has none."""
    product: Mapping[str, object] = {
        "application_name": DesiredState().application_name,
        "secret_months": DesiredState().secret_months,
        "attributes": DesiredState().attributes,
        "group": tuple(f"{group.name}={group.role}" for group in DesiredState().groups),
    }
    value = getattr(settings, name)
    return product.get(name, value) if value in (None, ()) else value


def _sheet_values(sheet: ValueSheet) -> dict[str, Any]:
    sealed = isinstance(sheet, IssuedSheet) and sheet.sealed_scim_token is not None
    return {
        "application_name": sheet.application_name,
        "cloud": sheet.cloud,
        "group": tuple(f"{group.name}={group.role}" for group in sheet.groups),
        "redirect_uri": sheet.redirect_uris,
        "scim_token": _SET if sealed or sheet.scim_token else None,
        "scim_token_ends": sheet.scim_token_ends,
        "scim_url": sheet.scim_url,
        "secret_months": sheet.secret_months,
        "attributes": sheet.attributes,
        "tenant": sheet.tenant,
    }
