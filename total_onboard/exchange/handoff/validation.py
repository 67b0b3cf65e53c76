"""The rules for the values of a hand-off that came from outside: each field has one, and what breaks it is refused."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from typing import Any, Final

from pydantic import ValidationError

from total_onboard.core.credential import FederatedTrust
from total_onboard.core.errors import BadSheet, BadValue
from total_onboard.entra.clouds import CLOUDS, is_here
from total_onboard.exchange import address_validation, validation
from total_onboard.exchange.handoff.model import LONGEST_NAME, Handoff, HandoffGroup
from total_onboard.exchange.handoff.public_credential import HandedCertificate, HandedTrust
from total_onboard.exchange.handoff.sealed_handoff import ASK_CUSTOMER
from total_onboard.exchange.value_sheet.credential_values import reason_of

_Checks = Iterator[tuple[str, Callable[[Any], object], Any]]

LONGEST_SECRET: Final = 512
LONGEST_ADDRESS: Final = 512
MOST_GROUPS: Final = 1000
CLOCKS_DIFFER: Final = timedelta(hours=1)
_THUMBPRINT: Final = re.compile(r"[0-9A-Fa-f]{40}", re.ASCII)
_DISCOVERY: Final = "/.well-known/openid-configuration"


def check_received(handoff: Handoff, name: str, now: datetime | None = None) -> None:
    """Check every field. Raises BadSheet, naming the field; ``name`` is the file's."""
    for field, rule, value in (*_fields(handoff, now or datetime.now(UTC)), *_groups(handoff.groups)):
        try:
            rule(value)
        except BadValue as error:
            raise BadSheet(f"{name}: handoff.{field}: {error.message}", remedy=ASK_CUSTOMER) from None


def _fields(handoff: Handoff, now: datetime) -> _Checks:
    yield "tenant_id", validation.guid, handoff.tenant_id
    yield "tenant_name", _text, handoff.tenant_name
    yield "client_id", validation.guid, handoff.client_id
    if handoff.client_secret is not None:
        yield "client_secret", _secret, handoff.client_secret.reveal(to="the rules for client secrets")
    if handoff.client_secret_key_id is not None:
        yield "client_secret_key_id", validation.guid, handoff.client_secret_key_id
    if handoff.credential is not None:
        yield from _credential(handoff)
    yield "issuer", lambda text: _of_tenant(text, handoff.tenant_id), handoff.issuer
    yield "discovery_url", lambda text: _same(text, handoff.issuer + _DISCOVERY), handoff.discovery_url
    yield "created_at", lambda at: _not_later(at, now + CLOCKS_DIFFER), handoff.created_at
    yield "groups", _few, handoff.groups


def _credential(handoff: Handoff) -> _Checks:
    """Check a credential that is no secret; a secret next to it would leave open which of the two to use."""
    yield "client_secret", _absent, handoff.client_secret
    yield "client_secret_key_id", _absent, handoff.client_secret_key_id
    if isinstance(handoff.credential, HandedCertificate):
        yield "credential.key_id", validation.guid, handoff.credential.key_id
        yield "credential.thumbprint", _thumbprint, handoff.credential.thumbprint
        yield "credential.expires_at", _with_offset, handoff.credential.expires_at
    elif handoff.credential:
        yield "credential.name", _text, handoff.credential.name
        yield "credential", _trust, handoff.credential


def _absent(value: object) -> None:
    if value is not None:
        raise _bad("It must be absent, because the hand-off names another credential.")


def _thumbprint(text: str) -> None:
    if not _THUMBPRINT.fullmatch(text):
        raise _bad("It must have 40 hexadecimal digits (SHA-1).")


def _with_offset(at: datetime) -> None:
    if at.tzinfo is None:
        raise _bad("It must have an offset from UTC.")


def _trust(handed: HandedTrust) -> None:
    try:
        FederatedTrust.model_validate(handed.model_dump(include={"issuer", "subject", "audience"}))
    except ValidationError as error:
        part = error.errors(include_input=False, include_url=False)[0]["loc"][0]
        raise _bad(f"The {part} can't be used: {reason_of(error)}.") from None


def _groups(groups: tuple[HandoffGroup, ...]) -> _Checks:
    for at, group in enumerate(groups):
        yield f"groups.{at}.id", validation.guid, group.id
        yield f"groups.{at}.name", _text, group.name
        yield f"groups.{at}.role", _text, group.role


def _text(text: str) -> None:
    if not text.strip() or len(text) > LONGEST_NAME or not validation.is_printable(text):
        raise _bad(f"It must have 1 to {LONGEST_NAME} printable characters.")


def _secret(text: str) -> None:
    """Check the secret; the message never holds any of it."""
    if not text or len(text) > LONGEST_SECRET or not text.isascii() or not text.isprintable() or " " in text:
        raise _bad(f"It must have 1 to {LONGEST_SECRET} printable ASCII characters, without blanks.")


def _of_tenant(text: str, tenant_id: str) -> None:
    """Check the issuer's tenant: another tenant's issuer would let its users sign in."""
    parts = address_validation.https_address(text, "issuer")
    if len(text) > LONGEST_ADDRESS or parts.query or parts.fragment:
        raise _bad("It must be a short address without a query.")
    if parts.path.lower() != f"/{tenant_id.lower()}/v2.0":
        raise _bad("It is not the issuer of the hand-off's tenant (https://HOST/TENANT-ID/v2.0).")
    if not any(text.startswith(f"{cloud.authority_url}/") for cloud in CLOUDS.values()) and not is_here(text):
        raise _bad("Its host isn't one of Microsoft's sign-in hosts.")


def _same(text: str, expected: str) -> None:
    if text != expected:
        raise _bad(f"It must be the issuer followed by {_DISCOVERY}.")


def _not_later(at: datetime, limit: datetime) -> None:
    _with_offset(at)
    if at > limit:
        raise _bad(f"It is in the future ({at:%Y-%m-%d %H:%M %Z}).")


def _few(groups: tuple[HandoffGroup, ...]) -> None:
    if len(groups) > MOST_GROUPS:
        raise _bad(f"There are more than {MOST_GROUPS}.")


def _bad(message: str) -> BadValue:
    return BadValue(message, remedy=ASK_CUSTOMER)
