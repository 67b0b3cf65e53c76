"""The tenant's name, typed or given: evidence that a teardown is meant for this tenant."""

from __future__ import annotations

import unicodedata

from total_onboard.commands.invocation.context import CommandContext
from total_onboard.core.errors import BadValue, NotConfirmed
from total_onboard.entra.resources.organization import Organization
from total_onboard.ui.prompts import ask
from total_onboard.ui.validated_prompts import cancelable


def confirm_tenant(context: CommandContext, tenant: Organization, given: str, *, yes: bool) -> None:
    """Ask for the tenant's name, or compare the one given with ``--confirm-tenant``.

    ``--yes`` doesn't answer for the name at a terminal. Raises NotConfirmed for another name that was typed, BadValue
    for another one that was given.
    """
    if given:
        _check_given(tenant, given)
        context.ask_first(f"Delete this from {tenant.display_name}?", yes=yes)
    elif context.screen.interactive:
        question = f"To delete all of this, type the name of the tenant ({tenant.display_name}) and press Enter"
        with cancelable(context.screen):
            answer = ask(context.screen, question, "--confirm-tenant", apart=True)
            if not names(tenant, answer):
                if answer.strip():
                    context.screen.say(f"That isn't the name of the tenant, {tenant.display_name}.", style="caution")
                raise NotConfirmed


def names(tenant: Organization, text: str) -> bool:
    """Return whether this is the tenant's display name or id, in any case."""
    return bool(text.strip()) and _plain(text) in (_plain(tenant.display_name), _plain(tenant.id))


def _check_given(tenant: Organization, given: str) -> None:
    if not names(tenant, given):
        raise BadValue(
            f"--confirm-tenant {given} is neither the name nor the id of this tenant, {tenant.display_name} "
            f"({tenant.id}). Nothing was changed.",
            remedy="Check the tenant that you are signed in to, then correct --confirm-tenant.",
        )


def _plain(text: str) -> str:
    return unicodedata.normalize("NFC", text.strip()).casefold()
