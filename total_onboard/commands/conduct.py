"""Runs one command from its options to its exit status; every way in which it can end is here."""

from __future__ import annotations

import logging
from collections.abc import Callable
from contextlib import AbstractContextManager, ExitStack
from typing import TYPE_CHECKING, Final

from total_onboard.commands.common_options import CommonOptions, Output
from total_onboard.commands.desk import Desk
from total_onboard.commands.result import Result
from total_onboard.commands.stop_signals import stop_signals
from total_onboard.errors import BadValue, Interrupted, OnboardError
from total_onboard.exit_status import ExitStatus
from total_onboard.terminal.error_view import kind_of, show_error, show_unexpected
from total_onboard.terminal.json_document import Problem, print_document
from total_onboard.terminal.logging_setup import LOGGER, start_logging
from total_onboard.terminal.prompts import wait_for_enter
from total_onboard.terminal.screen import Screen, open_screen

if TYPE_CHECKING:
    from total_onboard.commands.common_options import Practice

OpenPractice = Callable[[], AbstractContextManager["Practice | None"]]

_GO_ON: Final = "Run the same command again: it goes on where it stopped."


def conduct(command: str, common: CommonOptions, practice: OpenPractice, work: Callable[[Desk], Result]) -> int:
    """Do the work, tell how it ended, and return the exit status."""
    screen = open_screen(json=common.output is Output.JSON, no_input=common.no_input)
    try:
        start_logging(verbose=common.verbose, log_file=common.log_file)
        if common.sandbox:
            screen.say("Opening the practice tenant …", style="quiet")
        with stop_signals(), practice() as tenant, ExitStack() as at_the_end:
            result = work(Desk(command, common, screen, tenant, at_the_end))
            _let_look(screen, tenant)
    except OnboardError as error:
        return _refused(screen, command, error)
    except KeyboardInterrupt:
        return _refused(screen, command, Interrupted("Interrupted.", remedy=_GO_ON))
    except Exception as error:
        return _unexpected(screen, command, error, common)
    if screen.json:
        print_document(command, result.exit_status, dict(result.members))
    return result.exit_status


def _let_look(screen: Screen, practice: Practice | None) -> None:
    """A rehearsal shows its result: what an admin would see in the portal, and who can sign in to TOTAL now."""
    if practice and screen.interactive:
        screen.say()
        screen.say(f"Look at the practice tenant: {practice.page_url}")
        screen.say("(Your browser will warn of its certificate, which was made for this rehearsal.)", style="quiet")
        wait_for_enter(screen, "Press Enter to close it")


def _refused(screen: Screen, command: str, error: OnboardError) -> int:
    show_error(screen, error)
    if screen.json:
        print_document(command, error.exit_status, {"problems": (Problem.of(error),)})
    return error.exit_status


def _unexpected(screen: Screen, command: str, error: Exception, common: CommonOptions) -> int:
    logging.getLogger(LOGGER).error("unexpected: %s", type(error).__name__, exc_info=error)
    show_unexpected(screen, error, verbose=common.verbose, log_file=common.log_file)
    if screen.json:
        message = f"Something unexpected happened ({kind_of(error)})."
        problem = Problem(code="unexpected", message=message, remedy=_GO_ON)
        print_document(command, ExitStatus.FAILED, {"problems": (problem,)})
    return ExitStatus.FAILED


def report_usage(message: str, exit_code: int) -> int:
    """A wrong option, told as the document that was asked for."""
    error = BadValue(message, remedy="See total-onboard --help.")
    show_error(open_screen(json=True), error)
    print_document("usage", exit_code, {"problems": (Problem.of(error),)})
    return exit_code
