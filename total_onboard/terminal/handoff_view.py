"""A hand-off for people: every value that is no secret, and where the secret is."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from total_onboard.terminal.lines import heading, print_facts

if TYPE_CHECKING:
    from total_onboard.sheet.handoff import Handoff
    from total_onboard.terminal.screen import Screen


def show_handoff(screen: Screen, handoff: Handoff) -> None:
    """The tenant and the application, then the groups with the roles that TOTAL gives their members."""
    screen.result.print(heading(f"Hand-off of {handoff.tenant_name}"))
    print_facts(screen.result, _facts(handoff))
    screen.result.print()
    screen.result.print(heading("Groups and their roles in TOTAL"))
    print_facts(screen.result, ((f"{group.name} ({group.role})", group.id) for group in handoff.groups))


def _facts(handoff: Handoff) -> Iterator[tuple[str, str]]:
    yield "made", f"{handoff.created_at:%d %B %Y %H:%M %Z}"
    yield "tenant id", handoff.tenant_id
    yield "client id", handoff.client_id
    yield "issuer", handoff.issuer
    yield "discovery", handoff.discovery_url
    if handoff.client_secret_key_id is None or handoff.client_secret_expires_at is None:
        yield "client secret", "delivered before; not in this hand-off"
        return
    yield "client secret", f"in the file; works until {handoff.client_secret_expires_at:%d %B %Y}"
    yield "secret's key id", handoff.client_secret_key_id
