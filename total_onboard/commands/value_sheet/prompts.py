"""Prompts for a sheet: turn typed values into a request, and ask for missing ones at a terminal."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path

from total_onboard.commands.value_sheet.credential_options import CredentialOptions, handoff_address
from total_onboard.core.attribute_set import AttributeSet
from total_onboard.core.secret import SecretText
from total_onboard.exchange import address_validation, validation
from total_onboard.exchange.desired_state.from_sheet import checked_token, read_scim_token
from total_onboard.exchange.desired_state.groups import parse_group
from total_onboard.exchange.keys.private_keys import KeyFolder
from total_onboard.exchange.keys.public_key_file import admin_key
from total_onboard.exchange.value_sheet.create import SheetRequest
from total_onboard.exchange.value_sheet.expiry import expiry
from total_onboard.settings import Settings
from total_onboard.ui.console import Screen
from total_onboard.ui.validated_prompts import ask_valid, ask_valid_secret


@dataclass(frozen=True)
class SheetOptions:
    """Options of ``value-sheet create``; None or empty if not given."""

    customer: str | None = None
    tenant: str | None = None
    cloud: str | None = None
    key: str | None = None
    application_name: str | None = None
    redirect_uri: tuple[str, ...] = ()
    scim_url: str | None = None
    scim_token_file: Path | None = None
    scim_token_ends: date | None = None
    group: tuple[str, ...] = ()
    secret_months: int | None = None
    attributes: AttributeSet | None = None
    credential: CredentialOptions = field(default_factory=CredentialOptions)
    handoff_url: str | None = None
    expires: str | None = None
    contact: str | None = None
    out: Path | None = None
    passphrase_file: Path | None = None
    admin_key: Path | None = None
    note: str | None = None


def ask_sheet_request(screen: Screen, settings: Settings, options: SheetOptions) -> SheetRequest:
    """Ask for the values of a sheet. Raises BadValue, by the same rules as for the admin."""
    customer = options.customer or ask_valid(screen, "The customer", "--customer", validation.customer)
    tenant = options.tenant or _asked_or_none(screen, options, "Tenant (ID or domain)", validation.tenant)
    uris = options.redirect_uri or (
        ask_valid(screen, "The redirect URI", "--redirect-uri", address_validation.redirect_uri),
    )
    scim_url = options.scim_url or _asked_or_none(screen, options, "SCIM address", address_validation.scim_address)
    token = _token(screen, settings, options, scim_url)
    contact = options.contact or _asked_or_none(
        screen, options, "Contact for questions: a name, a number", validation.contact
    )
    return SheetRequest(
        customer=customer,
        tenant=tenant,
        cloud=options.cloud and validation.cloud(options.cloud),
        application_name=options.application_name or "TOTAL",
        redirect_uris=uris,
        scim_url=scim_url,
        scim_token=token,
        scim_token_ends=options.scim_token_ends,
        groups=tuple(parse_group(text) for text in options.group),
        secret_months=validation.LONGEST_SECRET_MONTHS if options.secret_months is None else options.secret_months,
        attributes=options.attributes,
        credential=options.credential.choice(),
        handoff_url=options.handoff_url and handoff_address(settings, options.handoff_url),
        contact=contact,
        expires_at=expiry(options.expires) if options.expires else None,
        admin_key=admin_key(options.admin_key, KeyFolder.of(settings.state_dir)) if options.admin_key else None,
    )


def _token(screen: Screen, settings: Settings, options: SheetOptions, scim_url: str | None) -> SecretText | None:
    if options.scim_token_file:
        return read_scim_token(options.scim_token_file)
    if scim_url is None:
        return None
    if settings.scim_token or not screen.interactive:
        return settings.scim_token
    question = "SCIM token (Enter if there is none yet)"
    return ask_valid_secret(
        screen, question, "--scim-token-file", lambda token: checked_token(token) if token else None
    )


def _asked_or_none(screen: Screen, options: SheetOptions, what: str, rule: Callable[[str], str]) -> str | None:
    """Ask for an optional value, which Enter skips; do not ask if the customer is given by option."""
    if not screen.interactive or options.customer is not None:
        return None
    return ask_valid(screen, f"{what} (Enter to skip)", "", lambda text: rule(text) if text else "") or None
