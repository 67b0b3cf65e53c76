"""Consent in a sandbox that lives for one command: nobody else can give it there."""

from __future__ import annotations

from typing import Final

from total_onboard.commands.invocation.context import CommandContext
from total_onboard.engine.command_line import command_line
from total_onboard.engine.plan import BlockedItem
from total_onboard.steps.consent.consent import Consent

_REMEDY: Final = (
    "This sandbox closes with this command. To consent{who}, keep one open in another terminal, load its values here, "
    "and repeat setup without --sandbox: {serve}"
)


def in_own_sandbox(context: CommandContext, blocked: tuple[BlockedItem, ...]) -> tuple[BlockedItem, ...]:
    """Replace the remedy of a missing consent if the tenant ends with the command."""
    if context.sandbox is None:
        return blocked
    who = f" as {context.sandbox.consents}" if context.sandbox.consents else ""
    serve = command_line("sandbox serve", "--persona", context.sandbox.persona)
    remedy = _REMEDY.format(who=who, serve=serve)
    return tuple(one.model_copy(update={"remedy": remedy}) if one.step == Consent.id else one for one in blocked)
