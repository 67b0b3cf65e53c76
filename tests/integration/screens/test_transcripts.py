"""Standard screens at 80 columns, word for word, and no longer than their limits."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

import pytest
from syrupy.assertion import SnapshotAssertion

from tests.support.screens import LIMITS, blocked_screens, complete_screens, normalized

WIDTH: Final = 80
NAMES: Final = tuple(name for name in LIMITS if name not in {"setup, a step failed", "setup, resumed"})

VARYING: Final = frozenset({"status, quarantine"})
"""A cycle may end meanwhile; these words are in tests/unit/ui/test_upkeep_views.py."""


@pytest.fixture(scope="module")
def screens(tmp_path_factory: pytest.TempPathFactory) -> Mapping[str, str]:
    home = tmp_path_factory.mktemp("screens")
    return dict([*complete_screens(home / "complete", WIDTH), *blocked_screens(home / "blocked", WIDTH)])


@pytest.mark.journey
@pytest.mark.parametrize("name", [name for name in NAMES if name not in VARYING])
def test_standard_screen_reads_like_this(name: str, screens: Mapping[str, str], snapshot: SnapshotAssertion) -> None:
    assert normalized(screens[name]) == snapshot


@pytest.mark.journey
@pytest.mark.parametrize("name", NAMES)
def test_standard_screen_is_no_longer_than_its_limit(name: str, screens: Mapping[str, str]) -> None:
    assert len(screens[name].splitlines()) <= LIMITS[name]


@pytest.mark.journey
@pytest.mark.parametrize("name", NAMES)
def test_line_wider_than_the_terminal_is_one_value_or_a_command(name: str, screens: Mapping[str, str]) -> None:
    wide = [line.strip() for line in screens[name].splitlines() if len(line) > WIDTH]
    whole = ("total-onboard ", "/", "https://", "To sign in, open ", "The code works for another")
    assert [line for line in wide if not line.startswith(whole)] == []
