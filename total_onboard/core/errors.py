"""The one kind of exception that a person is shown: what happened, why, and the one next thing to do."""

from __future__ import annotations

from typing import ClassVar

from total_onboard.core.exit_status import ExitStatus


class OnboardError(Exception):
    """A failure that was foreseen.

    ``message`` is a sentence that says what happened and why; ``remedy`` is the next thing to do; ``code`` is
    stable and made for searching; ``label`` is what the screen calls the error; ``request_id`` is what Microsoft's
    support asks for, if a request failed; ``details`` are single findings, each of which the screen shows on a line.
    """

    code: ClassVar[str] = "failed"
    exit_status: ClassVar[ExitStatus] = ExitStatus.FAILED
    label: ClassVar[str] = "Error"
    details: tuple[str, ...] = ()

    def __init__(self, message: str, *, remedy: str, request_id: str | None = None) -> None:
        super().__init__(message)
        self.message = message
        self.remedy = remedy
        self.request_id = request_id

    def __str__(self) -> str:
        """Return the message with the details."""
        return " ".join((self.message, "; ".join(self.details))).strip()

    @property
    def topic(self) -> str:
        """Argument of ``total-onboard explain``: the code, or a more precise one."""
        return self.code


class BadValue(OnboardError):
    """A value that was typed, or read from the environment or a settings file, cannot be used as it stands."""

    code = "bad-value"
    exit_status = ExitStatus.USAGE


class PrerequisiteMissing(OnboardError):
    """Something that must be true before the first write is not: a license, a role, a policy."""

    code = "prerequisite-missing"
    exit_status = ExitStatus.PREREQUISITE


class BadSheet(OnboardError):
    """A value sheet or a hand-off file cannot be read, or what it says cannot be true."""

    code = "bad-sheet"
    exit_status = ExitStatus.UNTRUSTED_FILE


class SignInFailed(OnboardError):
    """Microsoft did not give a token: refused, expired, declined, the wrong account or tenant."""

    code = "sign-in-failed"
    exit_status = ExitStatus.SIGN_IN
    refusal = ""
    """Microsoft's number, as ``AADSTS50076``, if it is one that can be explained."""

    @property
    def topic(self) -> str:
        """The refusal if there is one."""
        return self.refusal or self.code


class Interrupted(OnboardError):
    """The admin pressed Ctrl-C, or the terminal went away."""

    code = "interrupted"
    exit_status = ExitStatus.INTERRUPTED


class NotConfirmed(Interrupted):
    """The admin was asked before the first write, and declined."""

    def __init__(self) -> None:
        super().__init__("Canceled. No changes made.", remedy="Run the same command again when you are ready.")


class ConfirmationNeeded(BadValue):
    """The command would write, nobody can be asked, and an option that confirms it is missing."""

    code = "confirmation-needed"
