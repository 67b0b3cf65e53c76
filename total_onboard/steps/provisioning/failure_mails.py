"""Recipient of the mail that Microsoft sends when provisioning goes into quarantine.

It is a part of ``SyncNotificationSettings``, which is only stored together with the SCIM address and token. Microsoft
documents one recipient, a person or a group, so that the first of the requested addresses is the one
(https://learn.microsoft.com/entra/identity/app-provisioning/configure-automatic-user-provisioning-portal).
"""

from __future__ import annotations

from total_onboard.core.desired_state import DesiredState
from total_onboard.engine.state.run_state import RunState


def known_recipient(state: RunState) -> str | None:
    """Return who gets failure mails, empty for nobody; None if neither Microsoft nor the journal says it."""
    if state.observed.notification_settings is not None:
        return state.observed.notification_settings.recipients or ""
    return state.history.failure_mails_to if state.history.stored_scim else None


# Assumption failure-mail-recipients.
def recipient_to_store(desired: DesiredState, state: RunState) -> str:
    """Return the first of the requested addresses; without one, the recipient stays."""
    return desired.failure_mails_to or known_recipient(state) or ""


def has_another_recipient(desired: DesiredState, state: RunState) -> bool:
    """Return whether failure mails are known to go to nobody or to another address than requested."""
    known = known_recipient(state)
    return known is not None and known.casefold() != recipient_to_store(desired, state).casefold()


def recipient_is_unknown(desired: DesiredState, state: RunState) -> bool:
    """Return whether an address was requested, and nobody can see whether it is the recipient."""
    return bool(desired.failure_mails_to) and known_recipient(state) is None
