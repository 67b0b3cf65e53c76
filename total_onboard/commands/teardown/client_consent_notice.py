"""The consent to the client that the admin signs in with: no command takes it back (docs/decisions/0055)."""

from __future__ import annotations

from typing import NamedTuple

from total_onboard.settings import GRAPH_COMMAND_LINE_TOOLS, Settings


class RemainingConsent(NamedTuple):
    """Consent that a command leaves in the tenant, and how to remove it."""

    sentence: str
    remedy: str


def remaining_consent(settings: Settings) -> RemainingConsent:
    """Describe the consent that outlives the run, the teardown and ``auth logout``."""
    is_default = settings.client_id == GRAPH_COMMAND_LINE_TOOLS
    client = "Microsoft Graph Command Line Tools" if is_default else f"the client {settings.client_id}"
    return RemainingConsent(
        f"The consent that was given to {client} at the sign-in stays: whichever program signs the same account in "
        "with it gets these permissions without asking.",
        f"If nothing else needs it, take it back in the Entra portal: Enterprise applications, {client}, Permissions.",
    )
