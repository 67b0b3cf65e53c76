"""One's own keys for people: their names, fingerprints and periods."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from total_onboard.in_words import day
from total_onboard.terminal.lines import heading, print_facts

if TYPE_CHECKING:
    from collections.abc import Sequence

    from total_onboard.terminal.documents_of_files import KeyFacts
    from total_onboard.terminal.screen import Screen


def show_keys(screen: Screen, keys: Sequence[KeyFacts]) -> None:
    """One after the other."""
    for number, key in enumerate(keys):
        if number:
            screen.result.print()
        screen.result.print(heading(key.name))
        print_facts(screen.result, _facts(key))


def _facts(key: KeyFacts) -> Iterator[tuple[str, str]]:
    yield "fingerprint", key.fingerprint
    yield "signs sheets", key.signing_kid
    yield "opens hand-offs", key.handoff_kid
    yield "its fingerprint", key.handoff_fingerprint
    yield "trusted", f"{day(key.not_before)} to {day(key.not_after)}"
    if key.revocation:
        yield "revoked", key.revocation
    yield "private halves", key.file
