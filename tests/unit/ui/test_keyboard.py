"""Keys of a Windows console: an arrow or End arrives as a mark and a letter, which must not count as that letter."""

from __future__ import annotations

import pytest

from total_onboard.ui.keyboard import letter_of


@pytest.mark.parametrize(("typed", "letters"), [("o", ["o"]), ("\xe0Oo", ["", "o"]), ("\x00;\xe0HO", ["", "", "O"])])
def test_letter_of_an_arrow_or_end_is_none(typed: str, letters: list[str]) -> None:
    characters = iter(typed)
    assert [letter_of(lambda: next(characters)) for _ in letters] == letters
    assert next(characters, None) is None
