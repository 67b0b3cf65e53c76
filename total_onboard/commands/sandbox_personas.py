"""``sandbox personas``: list the personas."""

from __future__ import annotations

from total_onboard.commands.context import CommandContext
from total_onboard.commands.result import CommandResult
from total_onboard.ui.output.json_document import PersonaFacts
from total_onboard.ui.views.personas import show_personas


def list_personas(context: CommandContext, personas: tuple[PersonaFacts, ...]) -> CommandResult:
    """Show the personas."""
    show_personas(context.screen, personas)
    return CommandResult(members={"personas": personas})
