"""Whoever mistypes a passphrase may try again, three times in all."""

from __future__ import annotations

from collections.abc import Iterator
from io import StringIO

import pytest

from total_onboard.core.errors import BadValue
from total_onboard.core.secret import SecretText
from total_onboard.ui import prompts
from total_onboard.ui.console import STYLES, Screen
from total_onboard.ui.prompts import ask_until_valid
from total_onboard.ui.sanitized_rich import Console


def lock(passphrase: SecretText) -> str:
    if passphrase != SecretText("right"):
        raise BadValue("It does not open.", remedy="Try again.")
    return "opened"


def typing(monkeypatch: pytest.MonkeyPatch, *words: str) -> Screen:
    left: Iterator[str] = iter(words)
    monkeypatch.setattr(prompts, "ask_secret", lambda *_: SecretText(next(left)))
    console = Console(file=StringIO(), width=100, theme=STYLES)
    return Screen(console, console, interactive=True)


def test_the_third_trial_may_be_the_right_one(monkeypatch: pytest.MonkeyPatch) -> None:
    assert (
        ask_until_valid(typing(monkeypatch, "wrong", "worse", "right"), "The passphrase", "VARIABLE", lock) == "opened"
    )


def test_the_third_wrong_one_ends_it(monkeypatch: pytest.MonkeyPatch) -> None:
    with pytest.raises(BadValue, match="does not open"):
        ask_until_valid(typing(monkeypatch, "wrong", "worse", "worst", "right"), "The passphrase", "VARIABLE", lock)


def test_empty_answers_are_named_and_do_not_count(monkeypatch: pytest.MonkeyPatch) -> None:
    screen = typing(monkeypatch, "", "", "", "wrong", "", "right")
    assert ask_until_valid(screen, "The passphrase", "VARIABLE", lock) == "opened"
    said = screen.asking.file.getvalue()  # type: ignore[attr-defined]
    assert said.count("Nothing was typed") == 4
    assert said.count("does not open") == 1


def test_endless_empty_answers_end_the_prompt(monkeypatch: pytest.MonkeyPatch) -> None:
    with pytest.raises(BadValue, match="Nothing was typed"):
        ask_until_valid(typing(monkeypatch, *[""] * 20), "The passphrase", "VARIABLE", lock)
