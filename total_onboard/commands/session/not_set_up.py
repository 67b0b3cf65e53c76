"""Errors of commands that require a setup, if there is none; the remedy is different in a sandbox."""

from __future__ import annotations

from typing import Final

from total_onboard.core.errors import PrerequisiteMissing

_KEEP_ONE_OPEN: Final = (
    "--sandbox opens a new sandbox tenant each time. Run total-onboard sandbox serve in another terminal, set here "
    "what it prints, and run setup and then {command} without --sandbox."
)


class ApplicationNotFound(PrerequisiteMissing):
    """Error: an object of the setup is not in the tenant."""

    def in_sandbox(self, command: str) -> ApplicationNotFound:
        """Return the error for a sandbox that was opened for this command alone."""
        return ApplicationNotFound(self.message, remedy=keep_one_open(command))


class NotSetUp(ApplicationNotFound):
    """The application is not in the tenant, under the name that was said or remembered."""

    def __init__(self, application_name: str) -> None:
        super().__init__(
            f"There is no application {application_name} in this tenant that setup made.",
            remedy="Run total-onboard setup first; or say its name with --application-name.",
        )


def keep_one_open(command: str) -> str:
    """Return the remedy: keep a sandbox open, so that commands share it."""
    return _KEEP_ONE_OPEN.format(command=command)
