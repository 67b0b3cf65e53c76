"""Runs one command from its options to its exit status; every way in which it can end is here."""

from __future__ import annotations

import logging
from collections.abc import Callable
from contextlib import AbstractContextManager, ExitStack, suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import IO, Final, cast

from total_onboard.commands.inputs.output_files import check_outputs
from total_onboard.commands.invocation.context import CommandContext, CommandResult
from total_onboard.commands.invocation.global_options import GlobalOptions, Output, SandboxConnection
from total_onboard.commands.invocation.last_failure import keep_failure
from total_onboard.commands.invocation.recording import finish_recording, start_recording
from total_onboard.commands.invocation.stop_signals import stop_signals
from total_onboard.commands.session.not_set_up import ApplicationNotFound
from total_onboard.core.errors import BadValue, Interrupted, NotConfirmed, OnboardError
from total_onboard.core.exit_status import ExitStatus
from total_onboard.core.platforms.garbage_collection import resume_garbage_collection
from total_onboard.core.platforms.private_access import pop_unprotected
from total_onboard.engine.inspection.object_contents import Inspection, NotSetUpFromHere
from total_onboard.entra.recording.recording import Recording
from total_onboard.entra.recording.tap import tapped
from total_onboard.settings_sources import ignored_file
from total_onboard.ui.console import Screen, Streams, open_screen
from total_onboard.ui.logging_setup import LOGGER, LastCalls, start_logging, stop_logging
from total_onboard.ui.output.documents_without_tenant import Problem
from total_onboard.ui.prompts import wait_for_enter
from total_onboard.ui.views.errors import kind_of, show_error, show_support_file, show_unexpected
from total_onboard.ui.views.object_contents import show_unmanaged

OpenSandbox = Callable[[], AbstractContextManager["SandboxConnection | None"]]

_CONTINUE: Final = "Run the same command again. It keeps what is already done."
_NEW_SANDBOX: Final = "The sandbox tenant is closed. Run the same command again to begin in a new one."


def run_command(
    command: str,
    common: GlobalOptions,
    sandbox: OpenSandbox,
    work: Callable[[CommandContext], CommandResult],
    streams: Streams | None = None,
) -> int:
    """Do the work, tell how it ended, and return the exit status.

    Runs in several threads don't mix: logs, receipts and recordings are bound to the run, and ``streams`` are its own.
    """
    end = _End(
        command, common, open_screen(json=common.output != Output.TEXT, no_input=common.no_input, streams=streams)
    )
    try:
        return _run(end, sandbox, work)
    finally:
        stop_logging(end.last)


def _run(end: _End, sandbox: OpenSandbox, work: Callable[[CommandContext], CommandResult]) -> int:
    command, common, screen = end.command, end.common, end.screen
    resume_garbage_collection()
    try:
        check_outputs(common.outputs, common.inputs)
        end.last = start_logging(verbose=common.verbose, log_file=common.log_file, stderr=screen.own_stderr)
        _name_ignored_file(screen, common)
        if common.sandbox and screen.is_live:
            screen.say("Opening the sandbox tenant …", style="quiet")
        end.recording = start_recording(command, common)
        with tapped(end.recording), stop_signals(), sandbox() as tenant, ExitStack() as at_the_end:
            result = work(CommandContext(command, common, screen, tenant, at_the_end, end.unmanaged, end.recording))
            _let_look(screen, tenant)
    except NotConfirmed as declined:
        return end.declined(declined)
    except ApplicationNotFound as error:
        return end.refused(error.in_sandbox(command) if common.sandbox else error)
    except OnboardError as error:
        return end.refused(error)
    except KeyboardInterrupt:
        return end.refused(Interrupted("Interrupted.", remedy=_NEW_SANDBOX if common.sandbox else _CONTINUE))
    except Exception as error:
        return end.unexpected(error)
    return end.done(result)


def _name_ignored_file(screen: Screen, common: GlobalOptions) -> None:
    if file := ignored_file(common.config):
        screen.say(
            f"Ignored {file} in the working directory. To use it, add --config {file} or set TOTAL_ONBOARD_CONFIG.",
            style="caution",
        )


@dataclass
class _End:
    """End of a command: shows the outcome to people and scripts, and writes the support file of a failure."""

    command: str
    common: GlobalOptions
    screen: Screen
    last: LastCalls = field(default_factory=LastCalls)
    unmanaged: list[Inspection] = field(default_factory=list)
    recording: Recording | None = None

    def done(self, result: CommandResult) -> int:
        problems = tuple(cast("tuple[Problem, ...]", result.members.get("problems", ())))
        if problems or result.exit_status is ExitStatus.FAILED:
            show_support_file(self.screen, self._kept(result.exit_status, problems))
        return self._left(result.exit_status, dict(result.members))

    def declined(self, error: NotConfirmed) -> int:
        """Report a declined prompt, which is no problem."""
        for screen in self.screen.views:
            screen.say(error.message)
        return self._left(error.exit_status, {"problems": ()})

    def refused(self, error: OnboardError) -> int:
        problem = Problem.of(error)
        members = _unmanaged(self.screen, error)
        support = self._kept(error.exit_status, (problem,)) if error.label == "Error" else None
        show_error(self.screen, error, support)
        return self._left(error.exit_status, {"problems": (problem,), **members})

    def unexpected(self, error: Exception) -> int:
        logging.getLogger(LOGGER).error("unexpected: %s", type(error).__name__, exc_info=error)
        message = f"Something unexpected happened ({kind_of(error)})."
        problem = Problem(code="unexpected", message=message, remedy=_NEW_SANDBOX if self.common.sandbox else _CONTINUE)
        support = self._kept(ExitStatus.FAILED, (problem,), error)
        verbose, log_file = self.common.verbose, self.common.log_file
        show_unexpected(self.screen, error, verbose=verbose, log_file=log_file, support=support)
        return self._left(ExitStatus.FAILED, {"problems": (problem,)})

    def _kept(self, status: ExitStatus, problems: tuple[Problem, ...], error: Exception | None = None) -> Path | None:
        return keep_failure(self.command, self.common, self.last, status, problems, error)

    def _left(self, status: ExitStatus, members: dict[str, object]) -> int:
        finish_recording(self.screen, self.recording, self.common, status)
        for path in pop_unprotected():
            self.screen.say(f"Others may be able to read {path}: its access could not be restricted.", style="caution")
        if self.common.output == Output.JSON:
            shown = {"unmanaged": tuple(self.unmanaged)} if self.unmanaged else {}
            _print_document(self.command, status, {**shown, **members}, self.screen.own_stdout)
        return status


def _unmanaged(screen: Screen, error: OnboardError) -> dict[str, object]:
    """Return what was found that is not known here, shown before the error that says what to do about it."""
    if not isinstance(error, NotSetUpFromHere):
        return {}
    show_unmanaged(screen, error.unmanaged)
    return {"unmanaged": error.unmanaged}


def _let_look(screen: Screen, sandbox: SandboxConnection | None) -> None:
    """Show the sandbox's result: what an admin would see in the portal, and who can sign in to TOTAL now."""
    if sandbox and screen.interactive:
        screen.say()
        screen.say(f"Look at the sandbox tenant: {sandbox.page_url}")
        screen.say("(Your browser will warn of its certificate, which was made for this sandbox.)", style="quiet")
        with suppress(KeyboardInterrupt):  # the command has done its work
            wait_for_enter(screen, "Press Enter to close it")


def report_usage_as_text(message: str, command: str, exit_code: int) -> int:
    """Show a wrong command or option as any other error."""
    show_error(open_screen(), _wrong_usage(message, command))
    return exit_code


def report_usage(message: str, command: str, exit_code: int) -> int:
    """Report a wrong option as the requested document."""
    error = _wrong_usage(message, command)
    show_error(open_screen(json=True), error)
    _print_document("usage", exit_code, {"problems": (Problem.of(error),)})
    return exit_code


def _wrong_usage(message: str, command: str) -> BadValue:
    return BadValue(message.replace(": Value error, ", ": "), remedy=f"See {command} --help.")


def _print_document(command: str, status: int, members: dict[str, object], stream: IO[str] | None = None) -> None:
    from total_onboard.ui.output.json_document import print_document  # loads what any command can report

    print_document(command, status, members, stream)
