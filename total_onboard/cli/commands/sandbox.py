"""``total-onboard sandbox serve|personas|replay|compare``."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from total_onboard.cli.completion.values import persona_choices
from total_onboard.cli.dispatch import run
from total_onboard.cli.help.panels import SANDBOX, WHAT_TO_DO
from total_onboard.cli.options.global_options import takes_only
from total_onboard.commands.invocation.global_options import GlobalOptions

app = typer.Typer()


@app.command()
def serve(
    persona: Annotated[
        str,
        typer.Option(
            help="Which simulated tenant. Default: ready.",
            metavar="NAME",
            show_default=False,
            autocompletion=persona_choices,
            rich_help_panel=SANDBOX,
        ),
    ] = "ready",
    approve: Annotated[
        bool,
        typer.Option(
            "--approve", help="Approve every sign-in automatically, as --sandbox does.", rich_help_panel=SANDBOX
        ),
    ] = False,
    reading: Annotated[
        list[str] | None,
        typer.Option(
            help="Assumption about Microsoft to simulate, from docs/assumptions.md. Repeatable.",
            metavar="NAME=VALUE",
            show_default=False,
            rich_help_panel=SANDBOX,
        ),
    ] = None,
    tenants: Annotated[
        int | None,
        typer.Option(
            help="Number of tenants to serve. One partner account has roles in all of them.",
            metavar="NUMBER",
            min=1,
            max=1000,
            rich_help_panel=SANDBOX,
        ),
    ] = None,
) -> None:
    """Run the sandbox until interrupted, and print the environment variables that select it.

    They include the values of TOTAL's representative: setup and all later commands work in another terminal.
    """
    from total_onboard.cli.embedded_sandbox import served_tenant
    from total_onboard.commands.sandbox import serve as serve_until_interrupted

    if tenants:
        from total_onboard.cli.served_tenants import served_tenants

        if reading:
            raise typer.BadParameter("--reading is for one tenant. Omit --reading or --tenants.")
        raise typer.Exit(serve_until_interrupted(lambda: served_tenants(tenants, persona, approve=approve)))
    raise typer.Exit(serve_until_interrupted(lambda: served_tenant(persona, approve=approve, readings=reading or [])))


@app.command()
@takes_only("output")
def personas(
    common: GlobalOptions,
    findings: Annotated[
        bool,
        typer.Option("--findings", help="Also list the personas of single findings.", rich_help_panel=WHAT_TO_DO),
    ] = False,
) -> None:
    """List the personas: each simulated tenant, what check-prereqs finds there, and its objects' IDs."""
    from total_onboard.cli.embedded_sandbox import persona_facts
    from total_onboard.commands.sandbox import list_personas

    run("sandbox personas", common, lambda context: list_personas(context, persona_facts(findings=findings)))


@app.command()
def replay(
    recording: Annotated[Path, typer.Argument(help="Recording of a run (--record).", metavar="FILE")],
) -> None:
    """Answer as in a recording until interrupted, and print the environment variables that select it.

    The recorded command takes the same course in another terminal, offline. Requests that the recording doesn't have
    are listed here.
    """
    from total_onboard.cli.sandbox_recordings import open_replay
    from total_onboard.commands.sandbox_recordings import serve_replay

    raise typer.Exit(serve_replay(lambda say: open_replay(recording, say)))


@app.command()
@takes_only("output")
def compare(
    common: GlobalOptions,
    recording: Annotated[Path, typer.Argument(help="Recording of a run (--record).", metavar="FILE")],
    persona: Annotated[
        str,
        typer.Option(
            help="The simulated tenant to compare with. Default: ready.",
            metavar="NAME",
            show_default=False,
            autocompletion=persona_choices,
            rich_help_panel=SANDBOX,
        ),
    ] = "ready",
) -> None:
    """Compare the sandbox with a recording: send the recorded requests to it, and show how its answers differ.

    Only the form of answers is compared, not their values. Exits with 7 if there are differences without a reason.
    The sandbox starts with the objects that the recording's reads show, so about these only the form is compared.
    Requests about other objects that are older than the recording can't be compared. Both are counted.
    """
    from total_onboard.cli.sandbox_recordings import compared_run
    from total_onboard.commands.sandbox_recordings import show_compared

    run("sandbox compare", common, lambda context: show_compared(context, lambda: compared_run(recording, persona)))
