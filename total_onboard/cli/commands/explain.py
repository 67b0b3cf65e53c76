"""``total-onboard explain``."""

from __future__ import annotations

from typing import Annotated

import typer

from total_onboard.cli.completion.values import explained_codes
from total_onboard.cli.dispatch import run
from total_onboard.cli.help.panels import WHAT_TO_DO
from total_onboard.cli.options.global_options import takes_only
from total_onboard.commands.invocation.global_options import GlobalOptions


@takes_only("output")
def explain(
    common: GlobalOptions,
    code: Annotated[
        str | None,
        typer.Argument(
            help="Code from an error, AADSTS number, or ID of a check, a verification or a step.",
            metavar="CODE",
            autocompletion=explained_codes,
        ),
    ] = None,
    every: Annotated[bool, typer.Option("--list", help="List all codes.", rich_help_panel=WHAT_TO_DO)] = False,
) -> None:
    """Explain a code: what it means, why it happens, and what to do next. Works offline.

    Without a code, list all codes.
    """
    from total_onboard.commands.explain.command import run_explain

    run("explain", common, lambda context: run_explain(context, code, every=every))
