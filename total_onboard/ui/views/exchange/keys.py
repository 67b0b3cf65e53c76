"""Keys for people: their names, fingerprints and periods."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, Final

from total_onboard.core.text.formatting import format_date, pluralize
from total_onboard.exchange.keys.private_keys import KeyState
from total_onboard.ui import symbols
from total_onboard.ui.console import Screen
from total_onboard.ui.layout import heading, next_step, print_facts, print_line, symbol_line

if TYPE_CHECKING:
    from total_onboard.ui.output.exchange_documents import KeyFacts, TrustedKeyFacts

_NEWER: Final = "Ask your TOTAL representative for a value sheet that is signed with a newer key."


def show_keys(screen: Screen, keys: Sequence[KeyFacts]) -> None:
    """Show one after the other."""
    for number, key in enumerate(keys):
        if number:
            screen.result.print()
        screen.result.print(heading(key.name))
        print_facts(screen.result, _facts(key))


def show_key_list(
    screen: Screen, states: Mapping[str, KeyState], keys: Sequence[KeyFacts], trusted: Sequence[TrustedKeyFacts]
) -> None:
    """Show a line for each key, own and trusted: its state, period and fingerprint."""
    facts = {key.name: key for key in keys}
    for name, state in states.items():
        key = facts.get(name)
        period = f", {_period(key)}" if key else ""
        mark = symbols.GOOD if state == KeyState.CURRENT else symbols.CAUTION
        print_line(screen.result, symbol_line(screen.result, mark, f"{state}{period}", title=name))
    for one in trusted:
        _show_listed(screen, one)
    screen.say(
        f"{pluralize(len(states), 'own key')}, {pluralize(len(trusted), 'trusted key')}"
        if states or trusted
        else "No keys. Create one: total-onboard keys create --name NAME"
    )


def _show_listed(screen: Screen, key: TrustedKeyFacts) -> None:
    text = f"TOTAL's, {key.state}, {_period(key)}"
    print_line(screen.result, symbol_line(screen.result, _mark(key), text, title=key.name))
    if key.state != KeyState.CURRENT:
        print_line(screen.result, next_step(screen.result, _what_next(key)))


def _mark(key: TrustedKeyFacts) -> symbols.Symbol:
    return symbols.GOOD if key.state == KeyState.CURRENT else symbols.CAUTION


def _what_next(key: TrustedKeyFacts) -> str:
    """Say what to do about a key whose sheets are refused now."""
    if key.state == KeyState.NOT_YET:
        return f"Wait until {format_date(key.not_before)}: sheets that are signed with this key are refused before."
    return f"Sheets that are signed with this key are refused. {_NEWER}"


def _period(key: KeyFacts | TrustedKeyFacts) -> str:
    return f"trusted {format_date(key.not_before)} to {format_date(key.not_after)}, fingerprint {key.fingerprint}"


def show_trusted_key(screen: Screen, key: TrustedKeyFacts) -> None:
    """Show the key that may sign value sheets from now on, or could before."""
    begins = "" if key.state == KeyState.CURRENT else f" from {format_date(key.not_before)}"
    text = f"{'trusted' if key.file else 'already trusted'} on this computer{begins}"
    print_line(screen.result, symbol_line(screen.result, _mark(key), text, title=key.name))
    facts = [
        ("key fingerprint", key.fingerprint),
        ("trusted", f"{format_date(key.not_before)} to {format_date(key.not_after)}"),
    ]
    print_facts(screen.result, [*facts, *([("stored in", key.file)] if key.file else [])])
    if begins:
        print_line(screen.result, next_step(screen.result, _what_next(key)))


def _facts(key: KeyFacts) -> Iterator[tuple[str, str]]:
    yield "fingerprint", key.fingerprint
    yield "signing key ID", key.signing_kid
    yield "hand-off key ID", key.handoff_kid
    yield "hand-off fingerprint", key.handoff_fingerprint
    yield "trusted", f"{format_date(key.not_before)} to {format_date(key.not_after)}"
    if key.revocation:
        yield "revoked", key.revocation
    yield "private halves", key.file
