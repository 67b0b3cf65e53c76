"""``keys create``, ``keys show`` and ``keys revoke``: the key pairs that sign value sheets and open hand-offs."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Final

from total_onboard.commands.inputs.key_passphrase import choose_key, unlock_keys
from total_onboard.commands.invocation.context import CommandContext, CommandResult
from total_onboard.core.errors import BadValue
from total_onboard.core.text.visible_text import json_text
from total_onboard.exchange.keys.private_keys import KeyFolder, KeyState, OwnKeys
from total_onboard.exchange.keys.revocations import revoke
from total_onboard.exchange.keys.trusted_keys import load_trusted_keys
from total_onboard.exchange.safe_files import FOR_ALL, write_new
from total_onboard.settings import NOT_NEEDED_OFFLINE, Settings, load_settings
from total_onboard.ui.output.exchange_documents import KeyFacts, TrustedKeyFacts
from total_onboard.ui.views.exchange.keys import show_key_list, show_keys

LIFE: Final = timedelta(days=3 * 365)


@dataclass(frozen=True)
class KeyOptions:
    """Options of ``keys create``; None is now, and :data:`LIFE` later."""

    name: str
    not_before: datetime | None = None
    not_after: datetime | None = None


def create_keys(context: CommandContext, options: KeyOptions) -> CommandResult:
    """Make both pairs, and keep them; what is there is never overwritten."""
    settings = load_settings({}, NOT_NEEDED_OFFLINE)
    begins = _utc(options.not_before) or datetime.now(UTC)
    ends = _utc(options.not_after) or begins + LIFE
    if ends <= begins:
        raise BadValue("The key would expire before it becomes valid.", remedy="Choose a later day with --not-after.")
    keys, folder = OwnKeys.create(options.name, begins, ends), KeyFolder.of(settings.state_dir)
    folder.refuse_taken(options.name)
    folder.save(keys, choose_key(context.screen, settings, options.name))
    facts = KeyFacts.of(keys.public, folder)
    show_keys(context.screen, (facts,))
    context.screen.say(f"Give customers the output of: total-onboard keys show {options.name} --public", style="quiet")
    return CommandResult(members={"keys": (facts,)})


def show_public_keys(context: CommandContext, name: str | None, *, public: bool) -> CommandResult:
    """Show one or all of them; ``public`` prints the file that customers get."""
    folder = KeyFolder.of(load_settings({}, NOT_NEEDED_OFFLINE).state_dir)
    names = (name,) if name else folder.names()
    if not names:
        raise BadValue(
            "There is no key on this computer.", remedy="Make one with total-onboard keys create --name NAME."
        )
    found = [folder.public(each) for each in names]
    facts = tuple(KeyFacts.of(keys, folder) for keys in found)
    if public:
        document = {"keys": [key for keys in found for key in keys.document()["keys"]]}
        for line in json_text(document).split("\n"):
            context.screen.result.print(line, soft_wrap=True)
    else:
        show_keys(context.screen, facts)
    return CommandResult(members={"keys": facts})


def list_keys(context: CommandContext) -> CommandResult:
    """List every own key, also one that can't be used, with its state; then the trusted keys."""
    settings, now = load_settings({}, NOT_NEEDED_OFFLINE), datetime.now(UTC)
    folder = KeyFolder.of(settings.state_dir)
    states = {name: folder.state(name, now) for name in folder.names()}
    readable = [name for name, state in states.items() if state not in (KeyState.DAMAGED, KeyState.NO_PUBLIC_HALF)]
    facts = tuple(KeyFacts.of(folder.public(name), folder) for name in readable)
    trusted, key_warnings = _trusted(settings, now)
    show_key_list(context.screen, states, facts, trusted)
    for warning in key_warnings:
        context.screen.say(f"Warning: {warning}", style="caution")
    unreadable = [f"Key {name}: {state}" for name, state in states.items() if name not in readable]
    warnings = (*unreadable, *key_warnings)
    members = {"keys": facts, "trusted_keys": trusted, **({"warnings": warnings} if warnings else {})}
    return CommandResult(members=members)


def _trusted(settings: Settings, now: datetime) -> tuple[tuple[TrustedKeyFacts, ...], tuple[str, ...]]:
    """Return every trusted key with its state, or why they are unavailable."""
    try:
        trusted = load_trusted_keys(settings.trusted_keys)
    except BadValue as error:
        return (), (f"{error.message} {error.remedy}",)
    return tuple(TrustedKeyFacts.of(key, trusted.state(key, now), None) for key in trusted.keys), ()


def revoke_key(context: CommandContext, name: str, by: str | None) -> CommandResult:
    """Sign the list that revokes both keys of a name, and keep it with them. Raises BadValue."""
    settings = load_settings({}, NOT_NEEDED_OFFLINE)
    folder = KeyFolder.of(settings.state_dir)
    revoked, file = folder.public(name), folder.revocation(name)
    refuse_revoked(file, name)
    signer = unlock_keys(context.screen, settings, folder, by or name)
    write_new(file, revoke(revoked, signer, datetime.now(UTC)), option="NAME", mode=FOR_ALL)
    facts = KeyFacts.of(revoked, folder)
    show_keys(context.screen, (facts,))
    context.screen.say(f"Send {file} to every customer; it belongs next to the trusted key.", style="quiet")
    return CommandResult(members={"keys": (facts,)})


def refuse_revoked(file: Path, name: str) -> None:
    """Raise BadValue for a key that is revoked: its list is kept as it was sent out."""
    if file.exists():
        raise BadValue(f"The key {name} is revoked already.", remedy=f"Send {file} to your customers.")


def _utc(day: datetime | None) -> datetime | None:
    return day.replace(tzinfo=UTC) if day else None
