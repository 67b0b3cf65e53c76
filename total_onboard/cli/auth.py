"""``total-onboard auth login``, ``auth status`` and ``auth logout``."""

from __future__ import annotations

from typing import Annotated

import typer

from total_onboard.cli.dispatch import run
from total_onboard.cli.global_options import takes_common_options
from total_onboard.commands.global_options import GlobalOptions

app = typer.Typer(no_args_is_help=True, help="The sign-in that is kept between commands.")


@app.command()
@takes_common_options
def login(
    common: GlobalOptions,
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
    from total_onboard.commands.auth import run_login

    run("auth login", common, lambda context: run_login(context, commands or ()))


@app.command()
@takes_common_options
def status(common: GlobalOptions) -> None:
    """Say who is signed in, and where the sign-in is kept."""
    from total_onboard.commands.auth import show_sign_in_status

    run("auth status", common, show_sign_in_status)


@app.command()
@takes_common_options
def logout(common: GlobalOptions) -> None:
    """Forget the sign-in that is kept on this machine."""
    from total_onboard.commands.auth import run_logout

    run("auth logout", common, run_logout)
