"""``sandbox serve``: the practice tenant, until interrupted."""

from __future__ import annotations

import threading
from collections.abc import Callable, Mapping
from contextlib import AbstractContextManager
from typing import Protocol

from total_onboard.commands.stop_signals import stop_signals
from total_onboard.errors import OnboardError
from total_onboard.exit_status import ExitStatus
from total_onboard.terminal.error_view import show_error
from total_onboard.terminal.screen import open_screen


class Served(Protocol):
    """What must be known of a tenant that is served."""

    @property
    def environment(self) -> Mapping[str, str]:
        """The variables that point the tool at it."""

    @property
    def page_url(self) -> str:
        """What an admin would see in the portal."""


def serve(opened: Callable[[], AbstractContextManager[Served]]) -> int:
    """Print the environment, ready for a shell, and serve until Ctrl-C; that is how it is meant to end."""
    screen = open_screen()
    try:
        with stop_signals(), opened() as tenant:
            for name, value in tenant.environment.items():
                screen.result.print(f"export {name}={value}", markup=False, soft_wrap=True)
            screen.say(f"The practice tenant is open; look at {tenant.page_url}. Ctrl-C closes it.")
            threading.Event().wait()
    except KeyboardInterrupt:
        screen.say("Closed.")
    except OnboardError as error:
        show_error(screen, error)
        return error.exit_status
    return ExitStatus.DONE
