"""Suggestions for a mistyped name."""

from __future__ import annotations

from collections.abc import Iterable


def did_you_mean(name: str, known: Iterable[str]) -> str:
    """Return ``Did you mean …? `` with a blank at its end, or an empty text if nothing is similar."""
    from difflib import get_close_matches

    by_small_letters = {one.casefold(): one for one in known}
    near = [by_small_letters[one] for one in get_close_matches(name.casefold(), by_small_letters, n=3)]
    return f"Did you mean {' or '.join(near)}? " if near else ""
