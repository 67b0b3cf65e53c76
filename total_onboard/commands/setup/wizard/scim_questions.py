"""The questions for the SCIM address and token; both can come later."""

from __future__ import annotations

from typing import Final

from total_onboard.commands.inputs.sealed_token import VARIABLE, open_typed
from total_onboard.commands.setup.wizard.missing_values import MissingValues
from total_onboard.core.desired_state import ScimEndpoint
from total_onboard.core.errors import BadValue
from total_onboard.core.secret import SecretText
from total_onboard.exchange import address_validation
from total_onboard.exchange.desired_state.from_sheet import checked_token
from total_onboard.settings import Settings
from total_onboard.ui.console import Screen
from total_onboard.ui.validated_prompts import ask_valid, ask_valid_secret, explain
from total_onboard.ui.views.wizard import show_accepted

_LATER: Final = "later"
_LATER_TYPED: Final = tuple(map(SecretText, ("l", "L", _LATER, _LATER.title(), _LATER.upper())))
_EXPLANATION: Final = (
    "SCIM address and token: Microsoft Entra provisions accounts to TOTAL with them. Don't have them yet? "
    "Type l; TOTAL sends them after it gets the hand-off."
)
_SEALED: Final = (
    "SCIM token: the one in the value sheet is sealed. Type the passphrase that your TOTAL representative gave you, or "
    "that of your own key if the token is sealed to it."
)
_CONSEQUENCE: Final = "Later: setup does everything else now. Run it again when TOTAL has sent both."
_CONSEQUENCE_SEALED: Final = "Later: setup does everything else now. Run it again with the passphrase."


def ask_scim(
    screen: Screen, settings: Settings, missing: MissingValues, default: str
) -> tuple[str, ScimEndpoint | None]:
    """Return the address, empty if unknown, and address and token if both are known. Raises Interrupted, BadSheet."""
    explain(screen, _SEALED if missing.sealed_token else _EXPLANATION)
    url = missing.scim_url or _ask_address(screen, default)
    token = (missing.scim_token or _ask_token(screen, settings, missing.sealed_token)) if url else None
    if token is None:
        show_accepted(screen, _CONSEQUENCE_SEALED if missing.sealed_token else _CONSEQUENCE)
    return url, ScimEndpoint(url=url, token=token) if token else None


def _ask_address(screen: Screen, default: str) -> str:
    question = "SCIM address (l for later)" if default else "SCIM address"
    return ask_valid(
        screen,
        question,
        "--scim-url",
        lambda text: "" if _is_later(text) else address_validation.scim_address(text),
        default or _LATER,
    )


def _ask_token(screen: Screen, settings: Settings, sealed: str) -> SecretText | None:
    """Ask for the token, or for the passphrase that opens the sheet's."""

    def rule(typed: SecretText) -> SecretText | None:
        if typed in _LATER_TYPED or (sealed and not typed):
            return None
        if not typed:
            raise BadValue("Nothing was typed.", remedy="Type or paste the token, or type l for later.")
        return checked_token(open_typed(settings, sealed, typed) if sealed else typed, settings.cloud)

    question, option = ("Passphrase [later]", VARIABLE) if sealed else ("SCIM token (l for later)", "--scim-token-file")
    return ask_valid_secret(screen, question, option, rule)


def _is_later(text: str) -> bool:
    return text.casefold() in ("l", _LATER)
