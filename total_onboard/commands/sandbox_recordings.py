"""``sandbox replay|compare``: serve a recorded run until interrupted, and show how the sandbox differs from it."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from contextlib import AbstractContextManager
from dataclasses import dataclass
from typing import Final

from total_onboard.commands.invocation.context import CommandContext, CommandResult
from total_onboard.commands.invocation.stop_signals import stop_signals, wait_until_stopped
from total_onboard.core.errors import OnboardError
from total_onboard.core.exit_status import ExitStatus
from total_onboard.core.platforms.shell import calling_shell
from total_onboard.core.text.visible_text import visible
from total_onboard.exchange.desired_state.value_declarations import SCIM_TOKEN_FILE, VALUE_OPTIONS
from total_onboard.ui.console import Screen, open_screen
from total_onboard.ui.output.comparison_documents import ComparedRun
from total_onboard.ui.views.comparison import show_comparison
from total_onboard.ui.views.errors import show_error

REPLAYED_SETTINGS: Final = (
    *(one.setting for one in VALUE_OPTIONS if one is not SCIM_TOKEN_FILE),
    "client_id",
    "app_id",
    "adopt",
    "group_id",
    "verification_seconds",
    "replication_seconds",
)
"""Settings of the recorded run that its replay takes over."""


@dataclass(frozen=True)
class ReplayedRun:
    """A served recording: the variables that select it, and the recorded command, its exit status and its requests."""

    environment: Mapping[str, str]
    command: tuple[str, ...]
    exit_status: int
    requests: int


def serve_replay(opened: Callable[[Callable[[str], None]], AbstractContextManager[ReplayedRun]]) -> int:
    """Print the environment, ready for a shell, and serve until Ctrl-C."""
    screen = open_screen()

    def say_departure(what: str) -> None:
        screen.say(f"Left the recording: {visible(what)}", style="caution")

    try:
        with stop_signals(), opened(say_departure) as run:
            _show(screen, run)
            wait_until_stopped()
    except KeyboardInterrupt:
        screen.say("Closed.")
    except OnboardError as error:
        show_error(screen, error)
        return error.exit_status
    return ExitStatus.DONE


def show_compared(context: CommandContext, compared: Callable[[], ComparedRun]) -> CommandResult:
    """Show how the sandbox differs from a recorded run; differences that no reason explains are drift."""
    context.screen.say("Sending the recorded requests to a new sandbox tenant …")
    run = compared()
    show_comparison(context.screen, run)
    differs = any(not one.reason for one in run.differences)
    return CommandResult(ExitStatus.DRIFT if differs else ExitStatus.DONE, {"comparison": run})


def _show(screen: Screen, run: ReplayedRun) -> None:
    shell = calling_shell()
    for name, value in run.environment.items():
        screen.result.print(shell.set_variable(name, visible(value)), soft_wrap=True)
    command = shell.join(["total-onboard", *(visible(word) for word in run.command)])
    screen.say(f"Recorded requests: {run.requests}. Run this in another terminal, with these variables:")
    screen.stderr.print(f"  {command}", markup=False, highlight=False, soft_wrap=True)
    screen.say(f"The recorded run exited with {run.exit_status}. Nobody has to sign in. Ctrl-C closes the replay.")
