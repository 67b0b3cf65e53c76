"""Addresses are links where a terminal can show them, and never anything else than themselves."""

from __future__ import annotations

import io

import pytest

from total_onboard.ui.layout import print_line
from total_onboard.ui.links import shows_links
from total_onboard.ui.sanitized_rich import Console, Text

ADDRESS = "https://docs.yourtotal.com/total-onboard/checks.html#license"


class Terminal(io.TextIOWrapper):
    """A stream that says it is a terminal."""

    def __init__(self, encoding: str = "utf-8", *, is_terminal: bool = True) -> None:
        super().__init__(io.BytesIO(), encoding, write_through=True)
        self.is_terminal = is_terminal

    def isatty(self) -> bool:
        return self.is_terminal


def printed(text: str, terminal: Terminal) -> str:
    console = Console(file=terminal, width=40, highlight=False, emoji=False)
    print_line(console, Text(text))
    buffer = terminal.buffer
    assert isinstance(buffer, io.BytesIO)
    return buffer.getvalue().decode()


@pytest.fixture(autouse=True)
def terminal_type(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TERM", "xterm-256color")
    for name in ("NO_COLOR", "FORCE_COLOR", "COLORTERM", "TTY_COMPATIBLE"):
        monkeypatch.delenv(name, raising=False)


def test_address_in_a_terminal_links_to_itself_without_the_final_period() -> None:
    written = printed(f"See {ADDRESS}.", Terminal())
    assert f";{ADDRESS}\x1b\\{ADDRESS}\x1b]8;;\x1b\\." in written


def test_address_longer_than_the_terminal_stays_whole() -> None:
    assert ADDRESS in printed(ADDRESS, Terminal()).split("\x1b\\")[1]


@pytest.mark.parametrize("name", ["dumb", "linux", "unknown", ""])
def test_terminal_of_an_old_kind_gets_no_link(name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TERM", name)
    assert "\x1b]8" not in printed(ADDRESS, Terminal())


def test_terminal_without_colors_gets_no_link(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("NO_COLOR", "1")
    assert printed(ADDRESS, Terminal()) == f"{ADDRESS}\n"


def test_terminal_without_unicode_gets_no_link() -> None:
    assert "\x1b]8" not in printed(ADDRESS, Terminal("ascii"))


def test_pipe_gets_no_link_even_if_colors_are_forced(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("FORCE_COLOR", "1")
    assert not shows_links(Console(file=Terminal(is_terminal=False)))
    assert "\x1b]8" not in printed(ADDRESS, Terminal(is_terminal=False))


def test_only_web_addresses_become_links() -> None:
    assert "\x1b]8" not in printed("file:///etc/passwd javascript:alert(1)", Terminal())
