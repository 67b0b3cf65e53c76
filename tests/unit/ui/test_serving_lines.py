"""What ``sandbox serve`` shows can be pasted from a narrow terminal, from a wide one and from a pipe."""

from __future__ import annotations

import io
import shlex
from contextlib import AbstractContextManager

import pytest

from total_onboard.commands.sandbox import Served, _say_what_can_be_done, serve
from total_onboard.ui.console import Screen
from total_onboard.ui.sanitized_rich import Console


class _NotYet(Exception):
    """Ends a sandbox that does not open."""


SERVED = Served({}, {}, "https://localhost:46063/tenant/", "https://localhost:46063/settings/handoff", "/tmp/ca-x.pem")


@pytest.mark.parametrize("is_terminal", [True, False], ids=["terminal", "pipe"])
@pytest.mark.parametrize("width", [60, 80])
def test_hand_off_command_shown_is_one_command(width: int, is_terminal: bool) -> None:
    shown = io.StringIO()
    console = Console(file=shown, width=width, force_terminal=is_terminal, color_system=None)
    _say_what_can_be_done(Screen(console, console, interactive=False), SERVED)
    lines = shown.getvalue().splitlines()
    command = [line for line in lines if line.startswith("  ")]
    assert max(map(len, command)) < width
    words = ["curl", "-sS", "-T", "FILE", "--noproxy", "localhost", "--cacert", "/tmp/ca-x.pem"]
    assert shlex.split("\n".join(command).replace("\\\n", "")) == [*words, SERVED.handoff_url]


def test_serving_says_that_the_sandbox_opens_before_it_is_open(capsys: pytest.CaptureFixture[str]) -> None:
    def opened() -> AbstractContextManager[Served]:
        raise _NotYet

    with pytest.raises(_NotYet):
        serve(opened)
    said = capsys.readouterr()
    assert (said.out, said.err.strip()) == ("", "Opening the sandbox tenant …")
