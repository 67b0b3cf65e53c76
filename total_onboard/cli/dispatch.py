"""From Typer to a command, and from its exit status back to Typer."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

import typer

from total_onboard.commands.invocation.global_options import GlobalOptions

if TYPE_CHECKING:
    from total_onboard.commands.invocation.context import CommandContext, CommandResult


def run(command: str, common: GlobalOptions, work: Callable[[CommandContext], CommandResult]) -> None:
    """Run a command and exit with its status."""
    from total_onboard.cli.embedded_sandbox import open_sandbox_for
    from total_onboard.commands.invocation.runner import run_command

    raise typer.Exit(run_command(command, common, lambda: open_sandbox_for(common), work))
