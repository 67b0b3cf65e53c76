"""The questions for the SCIM address and token; both can come later."""

from __future__ import annotations

from typing import Final

from total_onboard.commands.setup.wizard.missing import MissingValues
from total_onboard.core.desired_state import ScimEndpoint
from total_onboard.core.secret import SecretText
from total_onboard.exchange import validation
from total_onboard.exchange.desired_state import checked_token
from total_onboard.ui.console import Screen
from total_onboard.ui.questions import ask_valid, ask_valid_secret, explain
from total_onboard.ui.views.wizard import show_accepted

_LATER: Final = "later"
_EXPLANATION: Final = (
    "SCIM address and token: Microsoft Entra provisions accounts to TOTAL with them. Some customers get them only "
    "after TOTAL has their hand-off: then answer later (l)."
)
_CONSEQUENCE: Final = "Later: setup does everything else now. Run it again when TOTAL has sent both."


def ask_scim(screen: Screen, missing: MissingValues, default: str, cloud: str) -> tuple[str, ScimEndpoint | None]:
    """Return the address, empty if unknown, and address and token if both are known. Raises Interrupted."""
    explain(screen, _EXPLANATION)
    url = missing.scim_url or _ask_address(screen, default)
    token = (missing.scim_token or _ask_token(screen, cloud)) if url else None
    if token is None:
        show_accepted(screen, _CONSEQUENCE)
    return url, ScimEndpoint(url=url, token=token) if token else None


def _ask_address(screen: Screen, default: str) -> str:
    question = "SCIM address (l for later)" if default else "SCIM address"
    return ask_valid(
        screen,
        question,
        "--scim-url",
        lambda text: "" if _is_later(text) else validation.scim_address(text),
        default or _LATER,
    )


def _ask_token(screen: Screen, cloud: str) -> SecretText | None:
    def rule(token: SecretText) -> SecretText | None:
        text = token.reveal(to="the rules for SCIM tokens")
        return checked_token(token, cloud) if text and not _is_later(text) else None

    return ask_valid_secret(screen, "SCIM token [later]", "--scim-token-file", rule)


def _is_later(text: str) -> bool:
    return text.casefold() in ("l", _LATER)
