"""Content of an object, for people: the same as the member ``unmanaged`` of the document."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from total_onboard.core.text.formatting import format_time
from total_onboard.engine.inspection.object_contents import Inspection
from total_onboard.ui import symbols
from total_onboard.ui.console import Screen
from total_onboard.ui.layout import heading, print_line, symbol_line


def show_unmanaged(screen: Screen, inspections: Iterable[Inspection]) -> None:
    """Show each object with all that it contains; unavailable parts are marked."""
    console = screen.stderr
    for one in inspections:
        console.print()
        console.print(heading(f"Not set up from this machine: the {one.kind} {one.display_name}"))
        for line in lines_of(one):
            print_line(console, symbol_line(console, symbols.CAUTION, line))
        for part, why in one.unavailable.items():
            print_line(console, symbol_line(console, symbols.CAUTION, f"{part} could not be read: {why}"))


def lines_of(one: Inspection) -> Iterator[str]:
    """Yield one sentence for each thing that it contains."""
    yield from _identity(one)
    yield from (f"Owner: {person.description}" for person in one.owners)
    yield from (f"Member: {person.description}" for person in one.members)
    yield from (f"Redirect URI ({uri.platform}): {uri.uri}" for uri in one.redirect_uris)
    yield from (f"Client secret: {secret.description}" for secret in one.secrets)
    yield from (f"Certificate: {certificate.description}" for certificate in one.certificates)
    yield from (f"Federated credential: {trust.description}" for trust in one.federated)
    yield from (f"App role: {role.display_name or role.value or role.id}" for role in one.app_roles)
    yield from (f"Owner of the service principal: {person.description}" for person in one.principal_owners)
    yield from (f"Credential of the service principal: {key.description}" for key in one.principal_credentials)
    yield from (f"{entry.called}: {entry.value}" for entry in one.other)


def _identity(one: Inspection) -> Iterator[str]:
    yield f"Object ID: {one.object_id}"
    if one.kind == "application":
        yield f"Client ID: {one.client_id}"
        yield f"Template: {one.template_id or 'none'}"
        yield f"Sign-in audience: {one.sign_in_audience or 'not shown'}"
    yield f"Created: {format_time(one.created) if one.created else 'not shown'}"
