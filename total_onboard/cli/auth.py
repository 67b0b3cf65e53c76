"""``total-onboard auth login``, ``auth status`` and ``auth logout``."""

from __future__ import annotations

from typing import Annotated

import typer

from total_onboard.cli.dispatch import run
from total_onboard.cli.global_options import takes_common_options
from total_onboard.commands.global_options import CommonOptions

app = typer.Typer(no_args_is_help=True, help="The sign-in that is kept between commands.")


@app.command()
@takes_common_options
def login(
    common: CommonOptions,
    commands: Annotated[
        list[str] | None,
        typer.Option(
            "--for",
            help="Ask for the permissions of this command alone; repeatable. Default: of all commands.",
            metavar="COMMAND",
        ),
    ] = None,
) -> None:
    """Sign in for later commands, and replace the sign-in that is kept."""
    from total_onboard.commands.auth import log_in

    run("auth login", common, lambda desk: log_in(desk, commands or ()))


@app.command()
@takes_common_options
def status(common: CommonOptions) -> None:
    """Say who is signed in, and where the sign-in is kept."""
    from total_onboard.commands.auth import tell_status

    run("auth status", common, tell_status)


@app.command()
@takes_common_options
def logout(common: CommonOptions) -> None:
    """Forget the sign-in that is kept on this machine."""
    from total_onboard.commands.auth import log_out

    run("auth logout", common, log_out)
