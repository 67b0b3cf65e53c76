"""Keys: their state, the next one, their public halves for customers, and revocation."""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Final

from starlette.responses import Response

from total_onboard.commands.inputs.key_passphrase import checked_new_passphrase
from total_onboard.commands.keys.command import LIFE, refuse_revoked
from total_onboard.core.errors import BadValue
from total_onboard.dashboard.call import Call
from total_onboard.exchange.keys.private_keys import KeyState, OwnKeys
from total_onboard.exchange.keys.public_keys import PublicKeys
from total_onboard.exchange.keys.revocations import revoke as signed_revocation
from total_onboard.exchange.ledger.entries import EventDetail
from total_onboard.exchange.safe_files import FOR_ALL, write_new

ROTATE_BEFORE: Final = timedelta(days=90)
"""Customers need the next key's public half before the current one ends; a sheet may last that long."""
_UNREADABLE: Final = frozenset({KeyState.DAMAGED, KeyState.NO_PUBLIC_HALF})


@dataclass(frozen=True)
class KeyLine:
    """A key in the list; ``public`` is None for one that can't be read."""

    name: str
    state: KeyState
    public: PublicKeys | None
    rotate: bool


def show(call: Call) -> Response:
    """List the keys on this computer."""
    folder, now = call.services.keys, datetime.now(UTC)
    states = {name: folder.state(name, now) for name in folder.names()}
    keys = [
        KeyLine(name, state, None if state in _UNREADABLE else folder.public(name), False)
        for name, state in states.items()
    ]
    usable = [
        one.public.signing.ends for one in keys if one.public and one.state in (KeyState.CURRENT, KeyState.NOT_YET)
    ]
    is_due = not usable or max(usable) - now < ROTATE_BEFORE
    lines = [KeyLine(one.name, one.state, one.public, is_due and one.state is KeyState.CURRENT) for one in keys]
    return call.page("keys.html", keys=lines, is_due=is_due, in_use=KeyState.CURRENT, revoked=KeyState.REVOKED)


def create(call: Call) -> Response:
    """Create a key, valid from now for three years. Raises BadValue."""
    name, folder, now = call.text("name"), call.services.keys, datetime.now(UTC)
    if call.text("passphrase") != call.text("repeated"):
        raise BadValue("The two passphrases differ.", remedy="Type both again.")
    passphrase = call.services.passphrase(call.text("passphrase"))
    folder.refuse_taken(name)
    folder.save(OwnKeys.create(name, now, now + LIFE), checked_new_passphrase(passphrase))
    _record(call, "key created", name)
    return call.redirect("/keys")


def public(call: Call) -> Response:
    """Return the file for customers."""
    keys = call.services.keys.public(call.part("name"))
    return call.download(f"{keys.name}.jwk", json.dumps(keys.document(), indent=2) + "\n", "application/json")


def revoke(call: Call) -> Response:
    """Revoke a key, after its name was typed again. Raises BadValue."""
    name, folder = call.part("name"), call.services.keys
    if call.text("name") != name:
        raise BadValue("The name that you typed isn't the name of this key.", remedy="Type it again. Nothing changed.")
    revoked, file = folder.public(name), folder.revocation(name)
    refuse_revoked(file, name)
    signer = folder.opened(name, call.services.passphrase(call.text("passphrase")))
    write_new(file, signed_revocation(revoked, signer, datetime.now(UTC)), option="NAME", mode=FOR_ALL)
    _record(call, "key revoked", name)
    return call.redirect("/keys")


def revocation(call: Call) -> Response:
    """Return the signed list that revokes a key. Raises BadValue."""
    file = call.services.keys.revocation(call.part("name"))
    if not file.exists():
        raise BadValue("This key isn't revoked.", remedy="See the list of keys.")
    return call.download(file.name, file.read_bytes(), "application/octet-stream")


def _record(call: Call, action: str, name: str) -> None:
    call.services.ledger.note_event(None, EventDetail(by=call.services.user, action=action, detail=name))
