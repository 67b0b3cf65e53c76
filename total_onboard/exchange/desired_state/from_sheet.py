"""Desired state of the tenant, from a value sheet and the settings."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import Final
from urllib.parse import urlsplit

from total_onboard.core.credential import CredentialChoice
from total_onboard.core.desired_state import EXAMPLE_FILE, DesiredState, ScimEndpoint
from total_onboard.core.errors import BadValue
from total_onboard.core.resource_values import RESOURCE_VALUES, ResourceValue
from total_onboard.core.secret import SecretText
from total_onboard.core.text.decoding import NotText, read_text
from total_onboard.exchange import address_validation, validation
from total_onboard.exchange.desired_state.groups import check_groups
from total_onboard.exchange.desired_state.value_declarations import VALUE_OPTIONS
from total_onboard.exchange.value_sheet.issued_sheet import IssuedSheet
from total_onboard.exchange.value_sheet.value_sheet import ValueSheet
from total_onboard.settings import Settings
from total_onboard.settings_sources import without_gaps

NO_SCIM_ADDRESS: Final = "There is a SCIM token, but no SCIM address."


def desired_state(settings: Settings, sheet: ValueSheet | None) -> DesiredState:
    """Combine settings and sheet; settings win over the sheet. Raises BadValue."""
    desired = partial_desired_state(settings, sheet)
    require_redirect_uris(desired)
    return desired


def require_redirect_uris(desired: DesiredState) -> None:
    """Raise BadValue if nothing gives the address of TOTAL's sign-in."""
    if not desired.redirect_uris:
        raise BadValue(
            "The redirect URI of TOTAL's sign-in is missing.",
            remedy="Give the value sheet with --sheet, or the address with --redirect-uri.",
        )


def partial_desired_state(settings: Settings, sheet: ValueSheet | None) -> DesiredState:
    """Combine settings and sheet while the values from TOTAL can still be missing. Raises BadValue."""
    given: dict[str, object] = {
        option.desired: option.validated(getattr(settings, option.setting))
        for option in VALUE_OPTIONS
        if option.desired
    }
    given["scim"] = scim_endpoint(settings, sheet)
    given["recipient"] = sheet.recipient if isinstance(sheet, IssuedSheet) else None
    given["credential"] = (sheet.credential_choice or CredentialChoice()) if sheet else None
    values = _from_sheet(sheet) | without_gaps(given)
    desired = DesiredState.model_validate(values)
    check_groups(desired)
    return desired


def _from_sheet(sheet: ValueSheet | None) -> dict[str, object]:
    names = ({one.desired for one in VALUE_OPTIONS} & ValueSheet.model_fields.keys()) - {"credential"}
    return without_gaps(sheet.model_dump(include=names)) if sheet else {}


def scim_endpoint(settings: Settings, sheet: ValueSheet | None) -> ScimEndpoint | None:
    """Return TOTAL's end, or None if neither address nor token is known. Raises BadValue for one without the other."""
    url = sheet.scim_url if settings.scim_url is None and sheet else settings.scim_url
    token = settings.scim_token or _token_of_the_sheet(settings, sheet)
    if url is None and not token:
        return None
    if url is None:
        raise BadValue(NO_SCIM_ADDRESS, remedy="Give the address with --scim-url.")
    if not token and isinstance(sheet, IssuedSheet) and sheet.sealed_scim_token:
        raise BadValue(
            "The SCIM token in the sheet is sealed.",
            remedy="Set TOTAL_ONBOARD_SHEET_PASSPHRASE to the passphrase from your TOTAL representative, or run the "
            "command in a terminal.",
        )
    if not token:
        raise BadValue(
            "There is a SCIM address, but no SCIM token.",
            remedy="Give the token with --scim-token-file, or in TOTAL_ONBOARD_SCIM_TOKEN.",
        )
    mails = [(one, getattr(settings, one.setting)) for one in RESOURCE_VALUES]
    checked = checked_token(token, settings.cloud, mails)
    return ScimEndpoint(url=address_validation.scim_address(url), token=checked, again=token_options(settings))


def token_options(settings: Settings) -> tuple[str, ...]:
    """Return the options with which another command gets the SCIM token as this one did."""
    if not settings.scim_token and not settings.deferred_token:
        return ("--sheet", str(settings.given_files.get("sheet", "FILE")))
    source = settings.source_of("scim_token")
    if source and not source.is_of_this_run:
        return ()
    return ("--scim-token-file", str(settings.given_files.get("scim_token", EXAMPLE_FILE)))


def require_unexpired_token(settings: Settings) -> None:
    """Raise BadValue if the day that was said for the end of a token to be stored has passed."""
    if settings.scim_token_ends:
        validation.scim_token_end(settings.scim_token_ends, datetime.now(UTC).date())


def checked_token(
    token: SecretText, in_cloud: str | None = None, stored_with_it: Iterable[tuple[ResourceValue, Sequence[str]]] = ()
) -> SecretText:
    """Return the token itself. Raises BadValue if it can be none, or none that this cloud keeps with these values."""
    text = validation.scim_token(token.reveal(to="the rules for SCIM tokens"), in_cloud)
    for declared, texts in stored_with_it:
        validation.token_with_failure_mails(text, declared, texts, in_cloud)
    return token


def _token_of_the_sheet(settings: Settings, sheet: ValueSheet | None) -> SecretText | None:
    """Return the token of the sheet, which is for its host: no other may see it. Raises BadValue."""
    if sheet is None or sheet.scim_token is None:
        return None
    refuse_other_host(settings, sheet)
    return sheet.scim_token


def refuse_other_host(settings: Settings, sheet: ValueSheet) -> None:
    """Raise BadValue if the sheet's token would go to another host than the sheet's."""
    if settings.scim_url and urlsplit(settings.scim_url).netloc != urlsplit(sheet.scim_url or "").netloc:
        raise BadValue(
            "The SCIM address is on another host than the one in the value sheet, so the token in the sheet "
            "wasn't used.",
            remedy="Give the token of that address with --scim-token-file, or omit --scim-url.",
        )


def read_scim_token(path: Path) -> SecretText:
    """Read the token from a file; line breaks and blanks around it are the editor's or the shell's. Raises BadValue."""
    try:
        text = read_text(path)
    except (OSError, NotText) as error:
        raise BadValue(f"The SCIM token file {path} cannot be read.", remedy="Check --scim-token-file.") from error
    return SecretText(validation.scim_token(text.strip()))
