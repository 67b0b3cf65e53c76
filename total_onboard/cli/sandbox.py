"""``total-onboard sandbox serve``."""

from __future__ import annotations

from typing import Annotated

import typer

app = typer.Typer(no_args_is_help=True, help="The embedded sandbox tenant.")


@app.command()
def serve(
    persona: Annotated[str, typer.Option(help="Its circumstances.", metavar="NAME")] = "ready",
    approve: Annotated[
        bool, typer.Option("--approve", help="Approve every sign-in by itself, as --sandbox does.")
    ] = False,
) -> None:
    """Run the sandbox tenant until interrupted, and print the environment that points the tool at it.

    What TOTAL's representative would tell is among it, so that setup and all commands after it can be rehearsed.
    """
    from total_onboard.cli.embedded_sandbox import served_tenant
    from total_onboard.commands.sandbox_serve import serve as serve_until_interrupted

    raise typer.Exit(serve_until_interrupted(lambda: served_tenant(persona, approve=approve)))


@app.command()
def personas() -> None:
    """List the personas: what each tenant is like, and the ids of what it contains from the start."""
    from total_onboard.cli.embedded_sandbox import persona_lines

    for line in persona_lines():
        typer.echo(line)
