"""The window in which somebody signs in: a human being's, or in a practice tenant a hidden one that acts by itself."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from total_onboard.diagnostics.verification.provisioning.member_provisioned import chosen_member
from total_onboard.diagnostics.verification.sign_in.redirect_target import page_of_total, redirect_uri
from total_onboard.entra.sign_in.automated_browser import DrivenBrowser
from total_onboard.entra.sign_in.browser_users import Human, Practised
from total_onboard.entra.tls_probe import NotReached, reach

if TYPE_CHECKING:
    from collections.abc import Sequence

    from total_onboard.commands.context import Desk
    from total_onboard.diagnostics.verification.context import ProofContext
    from total_onboard.entra.sign_in.automated_browser import Person

_SECONDS_FOR_A_HUMAN: Final = 600.0
_SECONDS_FOR_PRACTICE: Final = 30.0


async def window_for(desk: Desk, context: ProofContext) -> DrivenBrowser:
    """Microsoft's sign-in is never on this machine; where it is, nobody needs to be asked."""

    async def key_pins() -> Sequence[str]:
        return await _key_pins(context)

    if context.run.tenant.cloud.is_practice:
        member = await chosen_member(context)
        person: Person = Practised(member.user_principal_name or "" if member else "")
        return DrivenBrowser(person, _SECONDS_FOR_PRACTICE, key_pins)
    return DrivenBrowser(Human(desk.screen.say), _SECONDS_FOR_A_HUMAN, key_pins)


async def _key_pins(context: ProofContext) -> list[str]:
    """The browser knows nothing of the CA bundle: it is told the very keys that the bundle vouches for here."""
    if context.ca_bundle is None:
        return []
    pins: list[str] = []
    for origin in (context.run.tenant.cloud.authority_url, page_of_total(redirect_uri(context))):
        try:
            pins.append((await reach(origin, context.trust)).key_pin)
        except NotReached:
            continue
    return pins
