"""Drop any file: what it is, whether it can be believed, and its values, one by one."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Final
from uuid import UUID

from markupsafe import Markup, escape
from starlette.responses import PlainTextResponse, Response

from total_onboard.commands.handoff.credential_of_sheet import with_credential_compared
from total_onboard.commands.handoff.origin import check_sealed, issued_sheet, recorded
from total_onboard.commands.handoff.possession import tested_secret
from total_onboard.core.errors import BadSheet, BadValue
from total_onboard.core.text.formatting import format_time
from total_onboard.dashboard.call import Call
from total_onboard.dashboard.dropped_files import (
    Dropped,
    DroppedHandoff,
    DroppedSheet,
    OpenHandoff,
    Standing,
    dropped_handoff,
    read_dropped,
)
from total_onboard.exchange.handoff.sealed_handoff import sealed_in
from total_onboard.exchange.ledger.entries import EventDetail

SECRET: Final = "client_secret"  # noqa: S105
TEMPLATES: Final = {
    DroppedSheet: "dropped_sheet.html",
    DroppedHandoff: "dropped_handoff.html",
    OpenHandoff: "open_handoff.html",
}


@dataclass(frozen=True)
class Value:
    """A value to enter at TOTAL; the text of a secret isn't in it."""

    field: str
    title: str
    text: str | None


def choose(call: Call) -> Response:
    """Ask for a file."""
    return call.page("file_drop.html")


def drop(call: Call) -> Response:
    """Recognize a file, and keep it in memory."""
    name, content = call.file("file")
    return _to(call, call.services.memory.put(read_dropped(call.services, name, content)))


def again(call: Call) -> Response:
    """Take the newest hand-off of a sheet from the ledger, sealed as it came."""
    sheet_id = UUID(call.part("sheet_id"))
    sealed = call.services.ledger.newest_sealed_handoff(sheet_id)
    if sealed is None:
        raise BadValue("The ledger keeps no hand-off of this sheet.", remedy="Drop the file that the customer sent.")
    found = dropped_handoff(call.services, sealed_in(sealed, "the hand-off in the ledger"))
    return _to(call, call.services.memory.put(found))


def posted(call: Call) -> Response:
    """Take a hand-off that was sent to the team's address."""
    sealed = call.services.ledger.posted_file(call.part("digest"))
    if sealed is None:
        raise BadValue("There is no such hand-off.", remedy="Look at the inbox.")
    found = dropped_handoff(call.services, sealed_in(sealed, "the hand-off that was sent"))
    return _to(call, call.services.memory.put(found))


def discard(call: Call) -> Response:
    """Take a hand-off that was sent out of the inbox, without opening it."""
    call.services.ledger.discard_post(call.part("digest"), call.services.user)
    return call.redirect("/")


def show(call: Call) -> Response:
    """Show what is known about a file."""
    found = call.services.memory.get(call.part("name"), object)
    if not isinstance(found, Dropped):
        raise BadValue("This page isn't of a file.", remedy="Drop the file again.")
    values = tuple(values_of(found)) if isinstance(found, OpenHandoff) else ()
    return call.page(TEMPLATES[type(found)], name=call.part("name"), file=found, values=values, standings=Standing)


def open_sealed(call: Call) -> Response:
    """Open a hand-off, check where it comes from, and enter it into the ledger. Raises BadSheet, BadValue."""
    name, dropped, services = (
        call.part("name"),
        call.services.memory.get(call.part("name"), DroppedHandoff),
        call.services,
    )
    sealed, any_sheet = dropped.sealed, call.text("any_sheet") == "yes"
    entry = issued_sheet(sealed, services.ledger, any_sheet=any_sheet)
    public = services.keys.by_handoff_key(sealed.kid)
    if public is None:
        raise BadSheet(
            f"No key on this computer opens it; it is sealed to the key {sealed.kid}.",
            remedy="Open it on the computer with that key. The page Keys shows this computer's keys.",
        )
    keys = services.keys.opened(public.name, services.passphrase(call.text("passphrase")))
    checked = check_sealed(sealed, keys, entry, has_ledger=True, any_sheet=any_sheet)
    if entry:
        change = call.text("accept_tenant_change") == "yes"
        checked = with_credential_compared(checked, services.ledger, services.keys, keys)
        checked = recorded(checked, services.ledger, accept_tenant_change=change, by=services.user)
    standing = dropped.standing
    if checked.superseded:
        standing = Standing.OLDER
    elif checked.opened_before:
        standing = Standing.SAME
    services.memory.put(OpenHandoff(sealed.name, checked, standing), name)
    return _to(call, name)


def test(call: Call) -> Response:
    """Request a token from Microsoft with the client secret. Raises SignInFailed, BadValue."""
    name, found = call.part("name"), call.services.memory.get(call.part("name"), OpenHandoff)
    result = tested_secret(call.services.settings, found.checked.handoff)
    _record(call, found, "client secret tested", result)
    call.services.memory.put(replace(found, credentials=result), name)
    return _to(call, name)


def value(call: Call) -> Response:
    """Return one value, to be copied or shown; who asked for a secret is recorded."""
    found, field = call.services.memory.get(call.part("name"), OpenHandoff), call.text("field")
    how = "copied" if call.text("how") == "copy" else "shown"
    one = next((each for each in values_of(found) if each.field == field), None)
    if one is None:
        raise BadValue("There is no such value.", remedy="Open the file again.")
    text = one.text
    if text is None:
        _record(call, found, f"client secret {how}", None)
        text = _client_secret(found)
    if how == "copied":
        return PlainTextResponse(text)
    template = "value_fragment.html" if call.is_fragment else "value.html"
    return call.page(template, title=one.title, name=call.part("name"), value=Markup(escape(text)))  # noqa: S704


def values_of(found: OpenHandoff) -> Iterator[Value]:
    """Yield the values to enter at TOTAL, in the order of its form."""
    handoff = found.checked.handoff
    yield Value("tenant_id", "Tenant ID", handoff.tenant_id)
    yield Value("client_id", "Client ID", handoff.client_id)
    if handoff.client_secret:
        yield Value(SECRET, "Client secret", None)
    if handoff.client_secret_expires_at:
        yield Value("expires", "Client secret expires", format_time(handoff.client_secret_expires_at))
    if handoff.credential:
        for name, text in handoff.credential.model_dump(mode="json").items():
            yield Value(f"credential-{name}", f"Credential: {name.replace('_', ' ')}", str(text))
    yield Value("issuer", "Issuer", handoff.issuer)
    yield Value("discovery_url", "Discovery URL", handoff.discovery_url)
    for number, group in enumerate(handoff.groups):
        yield Value(f"group-{number}", f"Group {group.name} ({group.role})", group.id)


def _client_secret(found: OpenHandoff) -> str:
    secret = found.checked.handoff.client_secret
    assert secret
    return secret.reveal(to="the representative who asked for it in the dashboard")


def _record(call: Call, found: OpenHandoff, action: str, detail: str | None) -> None:
    sheet = found.checked.sheet
    what = EventDetail(by=call.services.user, action=action, detail=detail)
    call.services.ledger.note_event(sheet.id if sheet else None, what)


def _to(call: Call, name: str) -> Response:
    return call.redirect(f"/files/{name}")
