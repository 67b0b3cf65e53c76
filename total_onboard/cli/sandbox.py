"""``total-onboard sandbox serve``."""

from __future__ import annotations

from contextlib import AbstractContextManager
from typing import Annotated

import typer

app = typer.Typer(no_args_is_help=True, help="The embedded practice tenant.")


@app.callback()
def sandbox() -> None:
    """Keep ``serve`` a command of its own."""


@app.command()
def serve(
    persona: Annotated[str, typer.Option(help="Its circumstances.", metavar="NAME")] = "ready",
    approve: Annotated[
        bool, typer.Option("--approve", help="Approve every sign-in by itself, as --sandbox does.")
    ] = False,
) -> None:
    """Run the practice tenant until interrupted, and print the environment that points the tool at it."""
    from total_onboard.cli.practice import APPROVES_AFTER, practice_tenant_module
    from total_onboard.commands.serving import Served
    from total_onboard.commands.serving import serve as serve_until_interrupted

    def opened() -> AbstractContextManager[Served]:
        module = practice_tenant_module(persona)
        tenant: AbstractContextManager[Served] = module.PracticeTenant.start(
            persona, auto_approve=APPROVES_AFTER if approve else None
        )
        return tenant

    raise typer.Exit(serve_until_interrupted(opened))
