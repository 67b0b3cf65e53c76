"""Values of a sheet, from TOTAL to its customer. Without a signature they are a small JSON or TOML file."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from datetime import date
from typing import Annotated, Any, Final, Literal, Self, TypeVar

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, ValidationError, model_validator

from total_onboard.core.attribute_set import AttributeSet
from total_onboard.core.credential import CredentialChoice, FederatedTrust
from total_onboard.core.desired_state import DesiredGroup
from total_onboard.core.errors import BadSheet, BadValue
from total_onboard.core.secret import SecretText
from total_onboard.entra.clouds import CloudName
from total_onboard.exchange import address_validation, validation
from total_onboard.exchange.parsing.file_kind import FileKind, refuse_unrelated
from total_onboard.exchange.parsing.mailed_text import parse_mailed_json
from total_onboard.exchange.parsing.strict_json import NotJson
from total_onboard.exchange.value_sheet.credential_values import Preference, SheetCertificate, choice_in

ASK_REP: Final = "Ask your TOTAL representative for a new sheet."
_NEWER: Final = f"Update total-onboard, and run the same command again. If that doesn't help: {ASK_REP}"
FORMAT: Final = "total-value-sheet/v1"
FORMAT_2: Final = "total-value-sheet/v2"
"""Format with a nonce, and the tenant's ID if it could be looked up; only signed sheets have these."""
LARGEST_TOML: Final = 16_000


def _group(group: DesiredGroup) -> DesiredGroup:
    validation.name(group.name, "a group")
    validation.role(group.role)
    return group


def _token(token: SecretText) -> SecretText:
    validation.scim_token(token.reveal(to="the rules for SCIM tokens"))
    return token


class ValueSheet(BaseModel):
    """Values that options can give too; an unknown field is refused, never ignored."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    format: Literal["total-value-sheet/v1"]
    customer: Annotated[str, AfterValidator(validation.customer)]
    tenant: Annotated[str, AfterValidator(validation.tenant)] | None = None
    cloud: CloudName | None = None
    application_name: Annotated[str, AfterValidator(lambda v: validation.name(v, "an application"))] = "TOTAL"
    redirect_uris: Annotated[
        tuple[Annotated[str, AfterValidator(address_validation.redirect_uri)], ...], Field(min_length=1)
    ]
    scim_url: Annotated[str, AfterValidator(address_validation.scim_address)] | None = None
    scim_token: Annotated[SecretText, AfterValidator(_token)] | None = None
    scim_token_ends: date | None = None
    groups: tuple[Annotated[DesiredGroup, AfterValidator(_group)], ...] = ()
    secret_months: Annotated[int, AfterValidator(validation.secret_months)] = validation.LONGEST_SECRET_MONTHS
    attributes: AttributeSet | None = None
    credential: Preference | None = None
    certificate: SheetCertificate | None = None
    federated: FederatedTrust | None = None
    contact: Annotated[str, AfterValidator(validation.contact)] | None = None

    @model_validator(mode="after")
    def _credential_is_whole(self) -> Self:
        choice_in(self.credential, self.certificate, self.federated)
        return self

    @property
    def credential_choice(self) -> CredentialChoice | None:
        """The credentials that TOTAL takes; None if the sheet leaves it to the default, a client secret."""
        return choice_in(self.credential, self.certificate, self.federated)


Sheet = TypeVar("Sheet", bound=ValueSheet)


def sheet_of(kind: type[Sheet], document: Mapping[str, Any], name: str) -> Sheet:
    """Return the checked values of a document. Raises BadSheet, naming the field that cannot be used."""
    try:
        return kind.model_validate(document)
    except BadValue as error:
        raise BadSheet(f"{name}: {error.message}", remedy=ASK_REP) from error
    except ValidationError as error:
        first = error.errors(include_input=False, include_url=False)[0]
        field = ".".join(str(part) for part in first["loc"]) or "the sheet"
        if first["type"] == "extra_forbidden" and field == "handoff_url":
            raise BadSheet(f"{name}: {field}: only a signed sheet can name it.", remedy=ASK_REP) from None
        if first["type"] == "extra_forbidden":
            raise BadSheet(f"{name}: {field}: this version of total-onboard doesn't know it.", remedy=_NEWER) from None
        raise BadSheet(f"{name}: {field}: {first['msg']}.", remedy=ASK_REP) from None


def plain_sheet(text: str, name: str) -> ValueSheet:
    """Read a sheet that nobody signed. Raises BadSheet."""
    try:
        document = parse_mailed_json(text) if text.lstrip("> \t\r\n").startswith("{") else _parse_toml(text)
    except NotJson as error:
        raise BadSheet(f"{name} is damaged: {error}.", remedy=ASK_REP) from error
    except (ValueError, RecursionError) as error:
        refuse_unrelated(text, name, FileKind.SHEET)
        message = (
            f"{name}: signature: there is none, and it is neither JSON nor TOML; the file was changed or cut short."
        )
        raise BadSheet(message, remedy=ASK_REP) from error
    return sheet_of(ValueSheet, document, name)


def _parse_toml(text: str) -> dict[str, Any]:
    """Parse TOML; reading takes longer by the square of the length of a dotted name."""
    if len(text) > LARGEST_TOML:
        raise ValueError
    return tomllib.loads(text)
