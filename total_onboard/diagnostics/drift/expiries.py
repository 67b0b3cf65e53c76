"""Expiry dates: the client secret, and TOTAL's SCIM token if its expiry is known."""

from __future__ import annotations

from datetime import UTC, datetime, time, timedelta
from typing import Final

from total_onboard.core.credential import CredentialKind
from total_onboard.core.desired_state import DesiredState
from total_onboard.core.text.formatting import format_date
from total_onboard.diagnostics.drift.differences_from_desired import REPAIR
from total_onboard.diagnostics.drift.sign_in_blocked import secret_is_not_compared
from total_onboard.diagnostics.drift.status_result import Expiry, Level
from total_onboard.engine.state.run_state import RunState
from total_onboard.entra.resources.applications import PasswordCredential
from total_onboard.steps.client_secret.client_secret import current_secret
from total_onboard.steps.client_secret.rotation_state import RotationState, rotation_of
from total_onboard.steps.credentials.choice import registered_certificate, selection, works_until

WARN_DAYS: Final = 60
CRITICAL_DAYS: Final = 30

_ROTATE: Final = "Run total-onboard rotate-secret; the old secret works until TOTAL uses the new one."
_ROTATE_NOW: Final = "Run total-onboard rotate-secret, and send its hand-off to TOTAL: until then nobody can sign in."
_REPAIR_NOW: Final = f"Run {REPAIR}, and send its hand-off to TOTAL: until then nobody can sign in."
_ASK_FOR_CREDENTIALS: Final = (
    "Ask TOTAL for a new SCIM token, then run: total-onboard rotate-secret --scim-token --scim-token-file FILE"
)
_ASK_FOR_CERTIFICATE: Final = (
    "Ask your TOTAL representative for a value sheet with a new certificate, then run: total-onboard rotate-secret "
    "--sheet FILE"
)
_SAY_WHEN: Final = (
    "To be warned, set scim_token_ends in your settings file, or run setup with --scim-token-ends YYYY-MM-DD."
)


def expiries(desired: DesiredState, state: RunState) -> tuple[Expiry, ...]:
    """Return each expiry with the days that are left. Pure."""
    secret = current_secret(desired, state)
    is_chosen = selection(desired, state).kind in (None, CredentialKind.SECRET)
    title = _title_of(secret, rotation_of(desired, state)) if secret and is_chosen else "Old client secret"
    secrets = [_secret(secret, title, state)] if secret else []
    return (*secrets, *_certificate(desired, state), _token(desired, state.identity.now))


def _certificate(desired: DesiredState, state: RunState) -> tuple[Expiry, ...]:
    """Return that of TOTAL's certificate, if the application has it. Pure."""
    certificate = desired.credential.certificate
    found = registered_certificate(desired, state)
    if certificate is None or found is None:
        return ()
    end = works_until(found, certificate)
    return (_ending("certificate", "Certificate", end, state.identity.now, _ASK_FOR_CERTIFICATE),)


def expiry_level(left: timedelta) -> Level:
    """Return how near it is."""
    if left <= timedelta(0):
        return Level.EXPIRED
    if left < timedelta(days=CRITICAL_DAYS):
        return Level.CRITICAL
    return Level.WARN if left < timedelta(days=WARN_DAYS) else Level.OK


def _title_of(secret: PasswordCredential, rotation: RotationState | None) -> str:
    """Say which of several client secrets it is while TOTAL may use an older one, or another credential replaces it."""
    if rotation is None or not rotation.previous_secrets:
        return "Client secret"
    return "New client secret" if secret.key_id == rotation.new.key_id else "Old client secret"


def _secret(secret: PasswordCredential, title: str, state: RunState) -> Expiry:
    """Give the remedy that the difference of an expired secret has, too, if it is compared."""
    name, now = "client-secret", state.identity.now
    if secret.end_date_time is None:
        return Expiry(id=name, title=title, level=Level.OK, sentence="no expiry date")
    replacement = _ROTATE_NOW if secret_is_not_compared(state) else _REPAIR_NOW
    remedy = _ROTATE if secret.end_date_time > now else replacement
    return _ending(name, title, secret.end_date_time, now, remedy)


def _token(desired: DesiredState, now: datetime) -> Expiry:
    name, title = "scim-token", "SCIM token"
    if desired.scim_token_ends is None:
        sentence = "expiry date unknown"
        return Expiry(id=name, title=title, level=Level.UNKNOWN, sentence=sentence, remedy=_SAY_WHEN)
    return _ending(name, title, datetime.combine(desired.scim_token_ends, time.min, UTC), now, _ASK_FOR_CREDENTIALS)


def _ending(name: str, title: str, end: datetime, now: datetime, remedy: str) -> Expiry:
    left, level = end - now, expiry_level(end - now)
    days = f"{left.days} days left, until" if left > timedelta(0) else "expired on"
    return Expiry(
        id=name,
        title=title,
        level=level,
        expires_at=end,
        days_left=left.days,
        sentence=f"{days} {format_date(end)}",
        remedy="" if level is Level.OK else remedy,
    )
