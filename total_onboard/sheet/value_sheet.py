"""The value sheet: what TOTAL tells its customer, as a small JSON or TOML file."""

from __future__ import annotations

import json
import tomllib
from datetime import date
from pathlib import Path
from typing import Annotated, Any, Literal

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, ValidationError

from total_onboard.desired_state import WantedGroup
from total_onboard.errors import BadSheet, BadValue
from total_onboard.secret_text import SecretText
from total_onboard.sheet import values

ASK_REP = "Ask your TOTAL representative for a new sheet."
LARGEST_SHEET = 1_000_000


def _group(group: WantedGroup) -> WantedGroup:
    values.name(group.name, "a group")
    return group


def _token(token: SecretText) -> SecretText:
    values.scim_token(token.reveal(to="the rules for SCIM tokens"))
    return token


class ValueSheet(BaseModel):
    """Everything in it may also be said by options; a field that is not known is refused, never ignored."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    format: Literal["total-value-sheet/v1"]
    customer: str
    tenant: str | None = None
    cloud: str | None = None
    application_name: Annotated[str, AfterValidator(lambda v: values.name(v, "an application"))] = "TOTAL"
    redirect_uris: Annotated[tuple[Annotated[str, AfterValidator(values.redirect_uri)], ...], Field(min_length=1)]
    scim_url: Annotated[str, AfterValidator(values.scim_address)] | None = None
    scim_token: Annotated[SecretText, AfterValidator(_token)] | None = None
    scim_token_ends: date | None = None
    groups: tuple[Annotated[WantedGroup, AfterValidator(_group)], ...] = ()
    secret_months: Annotated[int, AfterValidator(values.secret_months)] = values.LONGEST_SECRET_MONTHS
    contact: str | None = None


def read_value_sheet(path: Path) -> ValueSheet:
    """Read a plain sheet. Raises BadSheet, naming the field that cannot be used."""
    document = _parse(path, _text_of(path))
    try:
        return ValueSheet.model_validate(document)
    except BadValue as error:
        raise BadSheet(f"{path.name}: {error.message}", remedy=ASK_REP) from error
    except ValidationError as error:
        first = error.errors(include_input=False, include_url=False)[0]
        field = ".".join(str(part) for part in first["loc"]) or "the sheet"
        raise BadSheet(f"{path.name}: {field}: {first['msg']}.", remedy=ASK_REP) from None


def _text_of(path: Path) -> str:
    try:
        if path.stat().st_size > LARGEST_SHEET:
            raise BadSheet(f"{path.name} is far too large for a value sheet.", remedy=ASK_REP)
        return path.read_text(encoding="utf-8")
    except OSError as error:
        raise BadSheet(f"{path} cannot be read: {error.strerror}.", remedy="Check the path after --sheet.") from error
    except UnicodeDecodeError as error:
        raise BadSheet(f"{path.name} is not a text file.", remedy=ASK_REP) from error


def _parse(path: Path, text: str) -> dict[str, Any]:
    try:
        document = json.loads(text) if text.lstrip().startswith("{") else tomllib.loads(text)
    except (ValueError, RecursionError) as error:
        raise BadSheet(f"{path.name} is damaged: it is neither JSON nor TOML.", remedy=ASK_REP) from error
    assert isinstance(document, dict)
    return document
