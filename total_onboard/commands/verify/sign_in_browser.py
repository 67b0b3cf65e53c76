"""Browser for a test sign-in: a human's window, or for a sandbox a hidden one that acts automatically."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from total_onboard.commands.invocation.context import CommandContext
from total_onboard.diagnostics.verification.context import VerificationContext
from total_onboard.diagnostics.verification.provisioning.member_provisioned import chosen_member
from total_onboard.diagnostics.verification.sign_in.total_login import page_of_total, redirect_uri
from total_onboard.entra.sign_in.browser.browser_operators import InteractiveUser, SandboxUser
from total_onboard.entra.sign_in.browser.controlled_browser import AutomatedBrowser, Person
from total_onboard.entra.tls_probe import NotReached, probe_tls

_SECONDS_FOR_A_HUMAN: Final = 600.0
_SECONDS_FOR_SANDBOX: Final = 30.0


async def browser_for(context: CommandContext, verification: VerificationContext) -> AutomatedBrowser:
    """Return the browser for the sign-in; a sign-in on this machine is a sandbox's and needs no person."""

    async def key_pins() -> Sequence[str]:
        return await _key_pins(verification)

    if verification.run.tenant.cloud.is_sandbox:
        member = await chosen_member(verification)
        person: Person = SandboxUser(member.user_principal_name or "" if member else "")
        return AutomatedBrowser(person, _SECONDS_FOR_SANDBOX, key_pins)
    return AutomatedBrowser(InteractiveUser(context.screen.say), _SECONDS_FOR_A_HUMAN, key_pins)


async def _key_pins(verification: VerificationContext) -> list[str]:
    """Return the keys that the CA bundle trusts here, because the browser does not know the bundle."""
    if verification.ca_bundle is None:
        return []
    pins: list[str] = []
    for origin in (verification.run.tenant.cloud.authority_url, page_of_total(redirect_uri(verification))):
        try:
            pins.append((await probe_tls(origin, verification.trust)).key_pin)
        except NotReached:
            continue
    return pins
