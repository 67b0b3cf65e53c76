"""Columns of a tenants file: named like the settings, each with the rule for its values."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path
from typing import Any, Final

from total_onboard.core.attribute_set import AttributeSet
from total_onboard.core.errors import BadValue
from total_onboard.core.text.suggestions import did_you_mean
from total_onboard.entra.object_ids import is_id
from total_onboard.exchange import address_validation, validation
from total_onboard.exchange.bulk import cell_values
from total_onboard.exchange.bulk.headings import plain
from total_onboard.exchange.desired_state.value_declarations import SCIM_URL, VALUE_OPTIONS, ValueOption

_SEPARATORS: Final = re.compile(r"[;|\n]")
_SECRETS: Final = {
    "scim_token": "scim_token_file",
    "sheet_passphrase": "sheet_passphrase_file",
    "client_secret": "",
    "key_passphrase": "",
    "ledger_url": "",
}
"""Settings that no tenants file contains, and the column to use instead."""


@dataclass(frozen=True)
class Column:
    """``rule`` refuses a wrong value; what it returns is not used, because the settings read the value again.

    With ``is_secret``, the file must be below the folder of the tenants file.
    """

    kind: type = str
    is_secret: bool = False
    is_repeatable: bool = False
    rule: Callable[[Any], object] | None = None

    def read(self, given: object, folder: Path) -> object:
        """Return a cell of a CSV file, or a value of a TOML file, as its setting takes it. Raises BadValue."""
        value: object = tuple(map(self._one, _parts(given))) if self.is_repeatable else self._one(given)
        if self.kind is Path:
            return _existing(folder, str(value), is_secret=self.is_secret)
        if self.rule:
            self.rule(value)
        return value

    def _one(self, given: object) -> object:
        if self.kind is int:
            return given if _is_number(given) else cell_values.whole_number(_text(given), "months")
        if self.kind is datetime:
            return given if type(given) is date else cell_values.day(_text(given))
        return _text(given)


def _parts(given: object) -> Iterable[object]:
    return given if isinstance(given, list) else [part for part in _SEPARATORS.split(_text(given)) if part.strip()]


def _text(given: object) -> str:
    if not isinstance(given, str):
        raise BadValue("It isn't a text.", remedy="Put it in quotation marks.")
    return cell_values.clean(given)


def _is_number(given: object) -> bool:
    return isinstance(given, int) and not isinstance(given, bool)


def _existing(folder: Path, name: str, *, is_secret: bool) -> Path:
    """Return a file. A row also names the host that gets a secret, so it can name only secrets that are next to it."""
    path = folder / name
    if is_secret and not path.resolve().is_relative_to(folder.resolve()):
        raise BadValue(f"{path} isn't in the folder of the tenants file.", remedy="Move it there.")
    if not path.is_file():
        raise BadValue(f"There is no file {path}.", remedy="Correct the path; it is relative to the tenants file.")
    return path


def _object_id(text: str) -> None:
    if text != "new" and not is_id(text.lower()):
        raise BadValue(f"{text!r} is not an ID.", remedy="Use an object ID, or new.")


def _group_ids(texts: tuple[str, ...]) -> None:
    for text in texts:
        _object_id(text.rpartition("=")[2].strip())


def _of_option(option: ValueOption) -> Column:
    rule = address_validation.scim_address if option is SCIM_URL else option.rule
    rule = validation.attribute_set if option.type is AttributeSet else rule
    return Column(option.type, option.type is Path, option.is_repeatable, rule)


COLUMNS: Final = {
    "tenant": Column(rule=validation.tenant),
    "home": Column(rule=validation.tenant),
    "sheet": Column(Path),
    "sheet_passphrase_file": Column(Path, is_secret=True),
    "app_id": Column(rule=_object_id),
    "group_id": Column(is_repeatable=True, rule=_group_ids),
} | {option.setting: _of_option(option) for option in VALUE_OPTIONS}

_BY_HEADING: Final = {plain(name): name for name in COLUMNS} | {
    f"{plain(name)}s": name for name, column in COLUMNS.items() if column.is_repeatable
}


def column_named(heading: str) -> str:
    """Return the column that a heading means. Raises BadValue for a secret and for an unknown one."""
    text = cell_values.clean(heading)
    if found := _BY_HEADING.get(plain(text)):
        return found
    secret = next((name for name in _SECRETS if plain(name) == plain(text)), None)
    if secret:
        instead = _SECRETS[secret] and f" Name a file in {_SECRETS[secret]}."
        raise BadValue(f"A tenants file can't contain secrets, and {secret} is one.{instead}", remedy="Remove it.")
    near = did_you_mean(text, COLUMNS).strip()
    raise BadValue(f"There is no column {text!r}.{near and f' {near}'}", remedy=f"Use: {', '.join(COLUMNS)}.")
