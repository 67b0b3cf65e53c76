"""What ``sandbox serve`` shows can be pasted from a narrow terminal, from a wide one and from a pipe."""

from __future__ import annotations

import io
import shlex

import pytest

from total_onboard.commands.sandbox_serve import Served, _say_what_can_be_done
from total_onboard.ui.console import Screen
from total_onboard.ui.sanitized_rich import Console

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
