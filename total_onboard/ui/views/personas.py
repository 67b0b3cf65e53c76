"""Personas of the sandbox for people: name and title, findings, and the objects that exist from the start."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from total_onboard.ui.console import Screen
from total_onboard.ui.layout import heading, print_facts

if TYPE_CHECKING:
    from total_onboard.ui.output.documents_without_tenant import PersonaFacts, PreparedObject


def show_personas(screen: Screen, personas: Sequence[PersonaFacts]) -> None:
    """Show one persona after the other."""
    for persona in personas:
        screen.result.print(heading(persona.name))
        print_facts(screen.result, [("Tenant", persona.title), *_findings(persona), *map(_object, persona.objects)])
    screen.say("Try one: total-onboard check-prereqs --sandbox --persona NAME", style="quiet")


def _findings(persona: PersonaFacts) -> list[tuple[str, str]]:
    found = [f"{check} ({outcome})" for check, outcome in persona.findings.items() if outcome != "skip"]
    return [("check-prereqs", ", ".join(found) or "all checks pass")]


def _object(one: PreparedObject) -> tuple[str, str]:
    client = f" (client ID {one.client_id})" if one.client_id else ""
    return one.kind.capitalize(), f"{one.object_id}{client}"
