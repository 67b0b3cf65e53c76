"""The client secret at hand, compared with what Entra lists of the application's: IDs, hints and dates."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta
from typing import Final

from total_onboard.core.secret import SecretText
from total_onboard.core.text.formatting import format_date, pluralize
from total_onboard.diagnostics.verification.context import VerificationContext
from total_onboard.diagnostics.verification.verification_result import VerificationOutcome, failed
from total_onboard.entra.resources.applications import PasswordCredential

_YOUNG: Final = timedelta(minutes=5)
"""For so long the sign-in may refuse a new secret in the words with which it refuses a wrong one."""


def is_id_of_one(context: VerificationContext, secret: SecretText) -> bool:
    """Return whether it is the ID of a listed client secret: the portal shows ID and value side by side."""
    return any(secret.starts_with(one.key_id) or secret.starts_with(one.key_id.upper()) for one in _listed(context))


def may_be_one_of(context: VerificationContext, secret: SecretText) -> Sequence[PasswordCredential]:
    """Return the listed client secrets whose hint, the first characters of the value, fits or is not known."""
    return [one for one in _listed(context) if secret.starts_with(one.hint or "")]


def is_young(context: VerificationContext, secret: SecretText) -> bool:
    """Return whether the sign-in may not know the secret yet; only then does it help to wait.

    One that was handed off a moment ago may not be listed everywhere yet.
    """
    handed_off, now = context.handed_off, context.state.identity.now
    if handed_off and handed_off.key_id not in {one.key_id for one in _listed(context)}:
        return now - handed_off.at < _YOUNG
    fitting = [one for one in may_be_one_of(context, secret) if handed_off is None or one.key_id == handed_off.key_id]
    return any(one.start_date_time and now - one.start_date_time < _YOUNG for one in fitting)


def refused(context: VerificationContext, secret: SecretText, message: str) -> VerificationOutcome:
    """Explain why the sign-in refuses the secret, as far as the list of secrets shows it."""
    name, again = context.desired.application_name, context.line("verify", "--handoff", "FILE")
    if is_id_of_one(context, secret):
        return failed(f"This is the ID of a client secret of {name}, not its value", again)
    if may_be_one_of(context, secret):
        return failed(message, context.line("rotate-secret"))
    return failed(f"{name} has no client secret that begins like this one. {_hints(context)}", again)


def _hints(context: VerificationContext) -> str:
    listed = [f"{one.hint}… (created {_created(one)})" for one in _listed(context)]
    return (
        f"Entra lists {pluralize(len(listed), 'client secret')}: {', '.join(listed)}" if listed else "Entra lists none"
    )


def _created(one: PasswordCredential) -> str:
    return format_date(one.start_date_time) if one.start_date_time else "on an unknown day"


def _listed(context: VerificationContext) -> tuple[PasswordCredential, ...]:
    return tuple(context.state.observed.the_application.password_credentials)
