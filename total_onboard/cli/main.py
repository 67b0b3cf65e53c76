"""Entry point: the version and completion answer without loading what commands need."""

from __future__ import annotations

import os
import sys
from io import TextIOWrapper
from itertools import pairwise
from typing import Final

from total_onboard import __version__
from total_onboard.cli.program_names import PROGRAM, VARIABLE
from total_onboard.core.platforms.garbage_collection import pause_garbage_collection
from total_onboard.core.platforms.unused_modules import defer_unused_modules

_STREAMS: Final = {"stdin": "r", "stdout": "w", "stderr": "w"}
"""Ordered by number: the null device takes the lowest free number."""


def open_closed_streams() -> None:
    """Open the null device in place of closed standard streams.

    Otherwise the next file that is opened, for example the journal, takes the stream's number, and messages are
    written into it.
    """
    for name, mode in _STREAMS.items():
        if getattr(sys, name) is None:
            setattr(sys, name, open(os.devnull, mode, encoding="utf-8"))  # noqa: PTH123, SIM115


def set_encodings() -> None:
    """Write UTF-8 into pipes and files, and never fail for a character that a terminal lacks.

    On Windows, a pipe has the code page of the system, which lacks most letters.
    """
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, TextIOWrapper):
            stream.reconfigure(encoding=None if stream.isatty() else "utf-8", errors="backslashreplace")


def main() -> None:
    """Run the command line. A wrong option exits with 2, in JSON too if that was requested."""
    open_closed_streams()
    pause_garbage_collection()
    defer_unused_modules()
    set_encodings()
    arguments = sys.argv[1:]
    if arguments in (["--version"], ["-V"]):
        sys.stdout.write(f"total-onboard {__version__}\n")
    elif _asks_for_json(arguments):
        sys.exit(_answered_in_json())
    else:
        from total_onboard.cli.app import app

        if VARIABLE in os.environ:
            _prepare_completion()
            app(prog_name=PROGRAM)
        else:
            sys.exit(_answered_in_text())


def _prepare_completion() -> None:
    from typer._completion_classes import completion_init

    completion_init()


def _answered_in_json() -> int:
    import typer

    from total_onboard.cli.app import app

    try:
        return int(app(prog_name=PROGRAM, standalone_mode=False) or 0)
    except typer.TyperException as error:
        from total_onboard.commands.invocation.runner import report_usage

        return report_usage(error.format_message(), _command_of(error), error.exit_code)


def _answered_in_text() -> int:
    """Run the command, and show a usage error as every other error is shown."""
    import typer
    from typer._click.exceptions import NoArgsIsHelpError

    from total_onboard.cli.app import app

    try:
        return int(app(prog_name=PROGRAM, standalone_mode=False) or 0)
    except NoArgsIsHelpError as error:
        error.show()
        return error.exit_code
    except typer.TyperException as error:
        from total_onboard.commands.invocation.runner import report_usage_as_text

        return report_usage_as_text(error.format_message(), _command_of(error), error.exit_code)


def _command_of(error: Exception) -> str:
    """Return the command whose help shows what is right: an error about an option's argument doesn't name it."""
    if context := getattr(error, "ctx", None):
        return str(context.command_path)
    import typer.main

    from total_onboard.cli.app import app
    from total_onboard.cli.help.arrangement import leaves

    typed = sys.argv[1:]
    known = [words for words in leaves(typer.main.get_command(app)) if words == tuple(typed[: len(words)])]
    return " ".join([PROGRAM, *max(known, key=len, default=())])


def _asks_for_json(arguments: list[str]) -> bool:
    return "--output=json" in arguments or ("--output", "json") in pairwise(arguments)
