"""``total-onboard config path``, ``config show`` and ``config init``."""

from __future__ import annotations

from typing import Annotated

import typer

from total_onboard.cli.dispatch import run
from total_onboard.cli.help.panels import CONFIRMATION
from total_onboard.cli.options.global_options import takes_only
from total_onboard.cli.options.shared_options import SheetOption
from total_onboard.commands.invocation.global_options import GlobalOptions

app = typer.Typer()


@app.command()
@takes_only("config", "output")
def path(common: GlobalOptions) -> None:
    """Show where settings files can be, and which of them is used, ignored or refused."""
    from total_onboard.commands.config.command import show_config_paths

    run("config path", common, show_config_paths)


@app.command()
@takes_only("tenant", "cloud", "config", "output")
def show(common: GlobalOptions, sheet: SheetOption = None) -> None:
    """Show each setting in force and its source: command line, environment, file, value sheet or default.

    Secrets are shown as "set", never with their value.
    """
    from total_onboard.commands.config.command import show_config

    run("config show", common, lambda context: show_config(context, sheet))


@app.command()
@takes_only("output")
def init(
    common: GlobalOptions,
    force: Annotated[
        bool, typer.Option("--force", help="Replace an existing file.", rich_help_panel=CONFIRMATION)
    ] = False,
) -> None:
    """Write your settings file, with every setting as a comment. Only you can read it.

    Keeps an existing file unless you add --force.
    """
    from total_onboard.commands.config.command import create_config

    run("config init", common, lambda context: create_config(context, force=force))
