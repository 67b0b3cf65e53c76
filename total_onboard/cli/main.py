"""From the words that were typed to a command; who asks for the version alone need not wait for all of them to load."""

from __future__ import annotations

import sys
from itertools import pairwise

from total_onboard import __version__
from total_onboard.cli.closed_streams import open_closed_streams


def main() -> None:
    """Run the command line; a wrong option ends with 2, in JSON too where that was asked for."""
    open_closed_streams()
    arguments = sys.argv[1:]
    if arguments == ["--version"]:
        sys.stdout.write(f"total-onboard {__version__}\n")
    elif _asks_for_json(arguments):
        sys.exit(_answered_in_json())
    else:
        from total_onboard.cli.app import app

        app()


def _answered_in_json() -> int:
    import typer

    from total_onboard.cli.app import app

    try:
        return int(app(standalone_mode=False) or 0)
    except typer.TyperException as error:
        from total_onboard.commands.runner import report_usage

        return report_usage(error.format_message(), error.exit_code)


def _asks_for_json(arguments: list[str]) -> bool:
    return "--output=json" in arguments or ("--output", "json") in pairwise(arguments)
