"""``total-onboard help [COMMAND...]``."""

from __future__ import annotations

from typing import Annotated

import typer


def show_help(
    ctx: typer.Context,
    words: Annotated[
        list[str] | None, typer.Argument(help="Command, such as setup or keys create.", metavar="COMMAND")
    ] = None,
) -> None:
    """Show the help of a command."""
    root = ctx.find_root()
    arguments = [*(words or ()), "--help"]
    raise typer.Exit(root.command.main(arguments, prog_name=root.info_name, standalone_mode=False) or 0)
