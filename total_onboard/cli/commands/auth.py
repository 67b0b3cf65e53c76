"""``total-onboard auth login``, ``auth status`` and ``auth logout``."""

from __future__ import annotations

from functools import partial
from typing import Annotated, Final

import typer

from total_onboard.cli.completion.values import signing_in_commands
from total_onboard.cli.dispatch import run
from total_onboard.cli.help.panels import WHAT_TO_DO
from total_onboard.cli.options.global_options import NO_REQUESTS, takes_common_options
from total_onboard.commands.invocation.global_options import GlobalOptions

_UNUSED: Final = ("yes", "app_id", "group_id")
_OFFLINE: Final = partial(takes_common_options, unused=(*_UNUSED, *NO_REQUESTS, "tenant", "sign_in", "no_input"))

app = typer.Typer()


@app.command()
@partial(takes_common_options, unused=_UNUSED)
def login(
    common: GlobalOptions,
    commands: Annotated[
        list[str] | None,
        typer.Option(
            "--for",
            help="Request only this command's permissions. Repeatable. Default: all commands.",
            metavar="COMMAND",
            autocompletion=signing_in_commands,
            rich_help_panel=WHAT_TO_DO,
        ),
    ] = None,
) -> None:
    """Sign in for later commands, and replace the remembered sign-in."""
    from total_onboard.commands.auth import run_login

    run("auth login", common, lambda context: run_login(context, commands or ()))


@app.command()
@_OFFLINE
def status(common: GlobalOptions) -> None:
    """Show who is signed in, and where the sign-in is stored."""
    from total_onboard.commands.auth import show_sign_in_status

    run("auth status", common, show_sign_in_status)


@app.command()
@_OFFLINE
def logout(common: GlobalOptions) -> None:
    """Remove the remembered sign-in from this computer."""
    from total_onboard.commands.auth import run_logout

    run("auth logout", common, run_logout)
