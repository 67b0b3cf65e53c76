"""Making one value sheet from what a representative ordered: values in, a signed text and a passphrase out."""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from typing import Final
from uuid import uuid4

from total_onboard.core.attribute_set import AttributeSet
from total_onboard.core.credential import CredentialChoice
from total_onboard.core.desired_state import DesiredGroup, DesiredState
from total_onboard.core.errors import BadValue
from total_onboard.core.secret import SecretText
from total_onboard.entra.object_ids import is_id
from total_onboard.exchange import jose, validation
from total_onboard.exchange.desired_state.from_sheet import checked_token
from total_onboard.exchange.desired_state.groups import check_groups
from total_onboard.exchange.keys.private_keys import OwnKeys
from total_onboard.exchange.keys.public_keys import HandoffKey, PublicKeys, SigningKey
from total_onboard.exchange.readable_codes import fingerprint, new_passphrase
from total_onboard.exchange.value_sheet.issued_sheet import IssuedSheet
from total_onboard.exchange.value_sheet.nonce import nonce_of
from total_onboard.exchange.value_sheet.sealed_token import seal_token, seal_token_to
from total_onboard.exchange.value_sheet.signature import TYP
from total_onboard.exchange.value_sheet.value_sheet import FORMAT_2

LIFE: Final = timedelta(days=30)
"""How long a sheet can be used when nothing else is said."""


@dataclass(frozen=True)
class SheetRequest:
    """Content of one customer's sheet; ``expires_at`` None is :data:`LIFE` from now, at most the key's end."""

    customer: str
    redirect_uris: tuple[str, ...]
    tenant: str | None = None
    tenant_id: str | None = None
    """What Microsoft answered when ``tenant`` was looked up; None if it could not be."""
    cloud: str | None = None
    application_name: str = "TOTAL"
    scim_url: str | None = None
    scim_token: SecretText | None = None
    scim_token_ends: date | None = None
    groups: tuple[DesiredGroup, ...] = ()
    secret_months: int = validation.LONGEST_SECRET_MONTHS
    attributes: AttributeSet | None = None
    credential: CredentialChoice | None = None
    """None leaves it to the default, a client secret."""
    handoff_url: str | None = None
    contact: str | None = None
    expires_at: datetime | None = None
    admin_key: HandoffKey | None = None
    """The token is sealed to it; with a passphrase if it is unknown."""
    sealed_token: str | None = None
    """The sealed token of an earlier sheet, which opens as it did there."""

    @property
    def needs_passphrase(self) -> bool:
        """Whether the customer needs a passphrase."""
        return self.scim_token is not None and self.admin_key is None


@dataclass(frozen=True)
class CreatedSheet:
    """``text`` is the file's content; ``passphrase`` opens its token, and is None if nothing needs one.

    ``sheet`` holds what may stand on a page for people; no secret is in it.
    """

    text: str
    sheet: IssuedSheet
    passphrase: SecretText | None
    signing_key: SigningKey

    @property
    def sheet_id(self) -> str:
        """By which the hand-off that answers it is recognized."""
        return str(self.sheet.id)

    @property
    def expires_at(self) -> datetime:
        """Until when it can be used."""
        return self.sheet.expires_at

    @property
    def fingerprint(self) -> str:
        """To compare on the phone."""
        return fingerprint(self.text.encode())


def create_sheet(order: SheetRequest, keys: OwnKeys, now: datetime | None = None) -> CreatedSheet:
    """Check, seal and sign. Raises BadValue, naming what cannot stand in a sheet; nothing is written anywhere."""
    issued_at = (now or datetime.now(UTC)).replace(microsecond=0)
    expires_at = _expiry_of(order, keys.public, issued_at)
    check_order(order, keys.public, issued_at)
    sheet_id, passphrase = uuid4(), new_passphrase() if order.needs_passphrase else None
    sheet = IssuedSheet.model_validate(
        {
            **_values_of(order),
            "id": sheet_id,
            "tenant_id": order.tenant_id or (order.tenant if order.tenant and is_id(order.tenant) else None),
            "handoff_nonce": nonce_of(keys, sheet_id),
            "issued_at": issued_at,
            "expires_at": expires_at,
            "sealed_scim_token": _sealed_token(order, passphrase),
            "handoff_key": keys.public.handoff,
        }
    )
    payload = json.dumps(sheet.document(), ensure_ascii=False, separators=(",", ":")).encode()
    text = jose.sign(payload, keys.signing, typ=TYP, kid=keys.public.signing.kid) + "\n"
    return CreatedSheet(text, sheet, passphrase, keys.public.signing)


def _sealed_token(order: SheetRequest, passphrase: SecretText | None) -> str | None:
    if order.scim_token and order.admin_key:
        return seal_token_to(order.scim_token, order.admin_key)
    return seal_token(order.scim_token, passphrase) if order.scim_token and passphrase else order.sealed_token


def _values_of(order: SheetRequest) -> dict[str, object]:
    groups = {"groups": order.groups} if order.groups else {}
    choice = order.credential
    return groups | {
        "format": FORMAT_2,
        "customer": order.customer,
        "tenant": order.tenant,
        "cloud": order.cloud,
        "application_name": order.application_name,
        "redirect_uris": order.redirect_uris,
        "scim_url": order.scim_url,
        "scim_token_ends": order.scim_token_ends,
        "secret_months": order.secret_months,
        "attributes": order.attributes,
        "credential": choice and choice.preference,
        "certificate": choice and choice.certificate,
        "federated": choice and choice.federated,
        "handoff_url": order.handoff_url,
        "contact": order.contact,
    }


def _expiry_of(order: SheetRequest, keys: PublicKeys, now: datetime) -> datetime:
    return order.expires_at or min(now + LIFE, keys.signing.ends)


def check_order(order: SheetRequest, keys: PublicKeys, now: datetime) -> None:
    """Check what no single field can know. Raises BadValue."""
    signing = keys.signing
    if not signing.is_current(now):
        raise BadValue(
            f"The key {keys.name} is trusted from {signing.begins:%Y-%m-%d} until {signing.ends:%Y-%m-%d} only.",
            remedy="Create a new one with total-onboard keys create, and give its public keys to your customers.",
        )
    if order.expires_at and not now < order.expires_at <= signing.ends:
        raise BadValue(
            f"The sheet can't expire on {order.expires_at:%Y-%m-%d}.",
            remedy=f"Choose a day between now and {signing.ends:%Y-%m-%d}, when its key expires.",
        )
    if not order.redirect_uris:
        raise BadValue("A value sheet requires a redirect URI.", remedy="Give it with --redirect-uri.")
    _check_token(order, now)
    _check_certificate(order, now, _expiry_of(order, keys, now))
    if order.groups:
        check_groups(DesiredState(application_name=order.application_name, groups=order.groups))


def _check_certificate(order: SheetRequest, now: datetime, expires_at: datetime) -> None:
    certificate = order.credential and order.credential.certificate
    if not certificate:
        return
    if certificate.is_expired(now):
        raise BadValue(
            f"TOTAL's certificate expired on {certificate.not_after:%Y-%m-%d}.",
            remedy="Give a new one with --certificate.",
        )
    if certificate.not_after < expires_at:
        raise BadValue(
            f"TOTAL's certificate expires on {certificate.not_after:%Y-%m-%d}, before the sheet does "
            f"({expires_at:%Y-%m-%d}).",
            remedy="Give a newer one with --certificate, or an earlier day with --expires.",
        )


def _check_token(order: SheetRequest, now: datetime) -> None:
    if order.scim_token and not order.scim_url:
        raise BadValue("There is a SCIM token, but no SCIM address.", remedy="Give the address with --scim-url.")
    if order.scim_token:
        checked_token(order.scim_token, order.cloud)
    if order.scim_token_ends:
        validation.scim_token_end(order.scim_token_ends, now.date())
    if order.admin_key and not order.scim_token:
        raise BadValue(
            "There is a key of the admin, but no SCIM token to seal to it.",
            remedy="Give the token with --scim-token-file, or omit --admin-key.",
        )
    if order.admin_key and not order.admin_key.is_current(now):
        raise BadValue(
            f"The admin's key {order.admin_key.name} isn't valid at this time.",
            remedy="Ask the admin for another key, or omit --admin-key: the token then gets a passphrase.",
        )
