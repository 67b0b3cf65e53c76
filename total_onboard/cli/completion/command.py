"""``total-onboard completion SHELL``."""

from __future__ import annotations

from enum import StrEnum
from typing import Annotated

import typer

from total_onboard.cli.program_names import PROGRAM, VARIABLE


class Shell(StrEnum):
    """Shells whose completion is supported."""

    BASH = "bash"
    ZSH = "zsh"
    FISH = "fish"
    POWERSHELL = "powershell"


def completion(
    shell: Annotated[Shell, typer.Argument(help="bash, zsh, fish or powershell.", metavar="SHELL")],
) -> None:
    """Print a script that completes commands, options and values in your shell."""
    from typer._completion_shared import get_completion_script

    typer.echo(get_completion_script(prog_name=PROGRAM, complete_var=VARIABLE, shell=shell.value))
