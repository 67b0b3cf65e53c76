"""``total-onboard dashboard``."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import typer

from total_onboard.cli.dispatch import run
from total_onboard.cli.help.panels import WHAT_TO_DO
from total_onboard.cli.options.global_options import takes_only
from total_onboard.commands.invocation.global_options import GlobalOptions

if TYPE_CHECKING:
    from total_onboard.commands.invocation.context import CommandContext, CommandResult


@takes_only("verbose", "log_file")
def dashboard(
    common: GlobalOptions,
    port: Annotated[
        int,
        typer.Option(
            help="Port on this computer. Default: any free port.",
            metavar="NUMBER",
            min=0,
            max=65_535,
            show_default=False,
            rich_help_panel=WHAT_TO_DO,
        ),
    ] = 0,
    receive_port: Annotated[
        int | None,
        typer.Option(
            help="Also receive hand-offs from setups: the port for your reverse proxy. Default: off.",
            metavar="NUMBER",
            min=1,
            max=65_535,
            show_default=False,
            rich_help_panel=WHAT_TO_DO,
        ),
    ] = None,
) -> None:
    """Show customers, value sheets and hand-offs as a web page that only this computer reaches.

    Prints an address that works once, in one browser. Runs until Ctrl-C. The extra 'dashboard' installs its server.
    """
    from total_onboard.core.platforms.extras import Extra, extra_installed

    def serve(context: CommandContext) -> CommandResult:
        with extra_installed(Extra.DASHBOARD, "The dashboard"):
            from total_onboard.dashboard.command import serve_dashboard
        return serve_dashboard(context, port, receive_port)

    run("dashboard", common, serve)
