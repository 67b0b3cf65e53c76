"""The command line: every command at a glance. Nothing heavy is imported until a command needs it."""

from __future__ import annotations

from typing import Annotated

import typer

from total_onboard import __version__
from total_onboard.cli import admins, auth, config, sandbox
from total_onboard.cli.check_prereqs import check_prereqs
from total_onboard.cli.explain import explain
from total_onboard.cli.representative import handoff, keys, value_sheet
from total_onboard.cli.rotate_secret import rotate_secret
from total_onboard.cli.setup import setup
from total_onboard.cli.status import status
from total_onboard.cli.sync import sync
from total_onboard.cli.teardown import teardown
from total_onboard.cli.usage import Commands
from total_onboard.cli.verify import verify

app = typer.Typer(
    name="total-onboard",
    cls=Commands,
    no_args_is_help=True,
    pretty_exceptions_enable=False,
    context_settings={"help_option_names": ["-h", "--help"]},
    help="Connect a Microsoft Entra tenant to TOTAL: check, set up, prove.",
    epilog="First time? Rehearse without a tenant: total-onboard setup --sandbox",
)
app.command("check-prereqs")(check_prereqs)
app.command("setup")(setup)
app.command("status")(status)
app.command("sync")(sync)
app.command("verify")(verify)
app.command("teardown")(teardown)
app.command("rotate-secret")(rotate_secret)
app.add_typer(admins.app, name="admins")
app.add_typer(value_sheet.app, name="value-sheet")
app.add_typer(handoff.app, name="handoff")
app.add_typer(keys.app, name="keys")
app.add_typer(auth.app, name="auth")
app.add_typer(sandbox.app, name="sandbox")
app.command("explain")(explain)
app.add_typer(config.app, name="config")


def _version(desired: bool) -> None:
    if desired:
        typer.echo(f"total-onboard {__version__}")
        raise typer.Exit


@app.callback()
def total_onboard(
    version: Annotated[
        bool, typer.Option("--version", callback=_version, is_eager=True, help="Say the version and leave.")
    ] = False,
) -> None:
    """Keep the help of the whole program apart from its commands'."""
