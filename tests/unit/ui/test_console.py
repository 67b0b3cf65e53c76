"""Which console gets what, and who decides about colours."""

from __future__ import annotations

import sys

import pytest

from tests.unit.ui.conftest import Terminal
from total_onboard.ui.console import NARROWEST, WIDTH_OF_A_PIPE, Screen, open_screen

VARIABLES = ("NO_COLOR", "FORCE_COLOR", "CLICOLOR", "CLICOLOR_FORCE", "COLUMNS", "LINES", "TTY_COMPATIBLE")


@pytest.fixture(autouse=True)
def bare_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in VARIABLES:
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("TERM", "xterm-256color")


def sit_at_a_terminal(monkeypatch: pytest.MonkeyPatch) -> None:
    """Called within a test, for pytest changes the streams between its set-up and itself."""
    for name in ("stdin", "stdout", "stderr"):
        monkeypatch.setattr(sys, name, Terminal())


def colours(screen: Screen) -> bool:
    with screen.stderr.capture() as capture:
        screen.stderr.print("x", style="bad")
    return "\x1b[31m" in capture.get()


@pytest.mark.parametrize(
    ("environment", "coloured"),
    [
        ({}, True),
        ({"NO_COLOR": "1"}, False),
        ({"CLICOLOR": "0"}, False),
        ({"TERM": "dumb"}, False),
        ({"NO_COLOR": "1", "CLICOLOR_FORCE": "1"}, False),
    ],
)
def test_on_a_terminal_there_are_colours_unless_someone_minds(
    environment: dict[str, str], coloured: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    sit_at_a_terminal(monkeypatch)
    for name, value in environment.items():
        monkeypatch.setenv(name, value)
    assert colours(open_screen()) is coloured


@pytest.mark.parametrize(
    ("environment", "coloured"), [({}, False), ({"FORCE_COLOR": "1"}, True), ({"CLICOLOR_FORCE": "1"}, True)]
)
def test_in_a_pipe_there_are_colours_only_if_they_are_forced(
    environment: dict[str, str], coloured: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name, value in environment.items():
        monkeypatch.setenv(name, value)
    screen = open_screen()
    assert colours(screen) is coloured
    assert not screen.is_live


def test_at_a_terminal_questions_can_be_asked_unless_forbidden(monkeypatch: pytest.MonkeyPatch) -> None:
    sit_at_a_terminal(monkeypatch)
    assert open_screen().interactive
    assert not open_screen(no_input=True).interactive
    assert not open_screen(json=True).interactive


def test_in_a_pipe_nobody_is_asked(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "stderr", Terminal())
    assert not open_screen().interactive


def test_lines_are_redrawn_only_where_that_is_possible(monkeypatch: pytest.MonkeyPatch) -> None:
    sit_at_a_terminal(monkeypatch)
    assert open_screen().is_live
    assert not open_screen(json=True).is_live
    monkeypatch.setenv("TERM", "dumb")
    assert not open_screen().is_live


def test_in_json_everything_for_people_goes_to_standard_error(capsys: pytest.CaptureFixture[str]) -> None:
    screen = open_screen(json=True)
    screen.result.print("for people")
    screen.say("and this")
    out, err = capsys.readouterr()
    assert out == ""
    assert err == "for people\nand this\n"


def test_in_text_a_result_goes_to_standard_output(capsys: pytest.CaptureFixture[str]) -> None:
    screen = open_screen()
    screen.result.print("the result")
    screen.say("the talk")
    assert capsys.readouterr() == ("the result\n", "the talk\n")


def test_a_pipe_gets_wide_lines_and_a_tiny_terminal_readable_ones(monkeypatch: pytest.MonkeyPatch) -> None:
    assert open_screen().stderr.width == WIDTH_OF_A_PIPE
    monkeypatch.setenv("COLUMNS", "20")
    assert open_screen().stderr.width == NARROWEST
