"""``total-onboard handoff show|open``."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from total_onboard.cli.dispatch import run as do
from total_onboard.cli.global_options import takes_talking_options
from total_onboard.commands.global_options import GlobalOptions

app = typer.Typer(no_args_is_help=True, help="The hand-off that goes back to TOTAL.")

HandoffArgument = Annotated[Path, typer.Argument(help="The hand-off.", metavar="FILE")]


@app.command()
@takes_talking_options
def show(common: GlobalOptions, file: HandoffArgument) -> None:
    """Show what stands outside the seal, and say what is inside; opens nothing."""
    from total_onboard.commands.representative.handoff import show_handoff_file

    do("handoff show", common, lambda context: show_handoff_file(context, file))


@app.command("open")
@takes_talking_options
def open_(
    common: GlobalOptions,
    file: HandoffArgument,
    command: Annotated[
        list[str] | None, typer.Argument(help="With --run: the command, after --.", metavar="-- COMMAND")
    ] = None,
    any_sheet: Annotated[
        bool, typer.Option("--any-sheet", help="Open it although the sheet that it answers was not issued here.")
    ] = False,
    accept_tenant_change: Annotated[
        bool,
        typer.Option("--accept-tenant-change", help="Accept another tenant than that of the sheet's first hand-off."),
    ] = False,
    verify: Annotated[bool, typer.Option("--verify", help="Ask Microsoft for a token with the client secret.")] = False,
    clipboard: Annotated[bool, typer.Option("--clipboard", help="Copy the values instead of printing them.")] = False,
    run: Annotated[
        bool, typer.Option("--run", help="Run a command with the values in its environment, as TOTAL_CLIENT_SECRET …")
    ] = False,
) -> None:
    """Open a hand-off with TOTAL's private key; prints the client secret.

    The passphrase of the key is asked for, or read from TOTAL_ONBOARD_KEY_PASSPHRASE.
    """
    from total_onboard.commands.representative.handoff import OpenOptions, open_handoff

    options = OpenOptions(file, any_sheet, accept_tenant_change, verify, clipboard, run, tuple(command or ()))
    do("handoff open", common, lambda context: open_handoff(context, options))
