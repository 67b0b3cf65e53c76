"""The command line: every command at a glance. Nothing heavy is imported until a command needs it."""

from __future__ import annotations

from typing import Annotated

import typer

from total_onboard import __version__
from total_onboard.cli.commands.check_prereqs import check_prereqs
from total_onboard.cli.commands.explain import explain
from total_onboard.cli.commands.export import export
from total_onboard.cli.commands.guide import guide
from total_onboard.cli.commands.help import show_help
from total_onboard.cli.commands.representative.dashboard import dashboard
from total_onboard.cli.commands.rotate_secret import rotate_secret
from total_onboard.cli.commands.setup import setup
from total_onboard.cli.commands.status import status
from total_onboard.cli.commands.sync import sync
from total_onboard.cli.commands.teardown import teardown
from total_onboard.cli.commands.verify import verify
from total_onboard.cli.completion.command import completion
from total_onboard.cli.help.arrangement import HELP_NAMES
from total_onboard.cli.help.command_group import Commands, commands_of
from total_onboard.cli.help.panels import FOR_ADMINS, FOR_EVERYONE, FOR_REPRESENTATIVES

app = typer.Typer(
    name="total-onboard",
    cls=Commands,
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
    context_settings={"help_option_names": HELP_NAMES},
    help="Connect a Microsoft Entra tenant to TOTAL: check, set up, verify, and keep it working.",
    epilog="First time? Try it without a tenant: total-onboard setup --sandbox",
)
app.command("check-prereqs", rich_help_panel=FOR_ADMINS)(check_prereqs)
app.command("setup", rich_help_panel=FOR_ADMINS)(setup)
app.command("status", rich_help_panel=FOR_ADMINS)(status)
app.command("verify", rich_help_panel=FOR_ADMINS)(verify)
app.add_typer(
    commands_of("admins", "List, add and remove administrators of TOTAL, the members of its admin group."),
    name="admins",
    rich_help_panel=FOR_ADMINS,
)
app.command("sync", rich_help_panel=FOR_ADMINS)(sync)
app.command("rotate-secret", rich_help_panel=FOR_ADMINS)(rotate_secret)
app.command("teardown", rich_help_panel=FOR_ADMINS)(teardown)
app.add_typer(
    commands_of("monitor", "Manage a read-only identity for unattended status and verify."),
    name="monitor",
    rich_help_panel=FOR_ADMINS,
)
app.command("guide", rich_help_panel=FOR_ADMINS)(guide)
app.command("export", rich_help_panel=FOR_ADMINS)(export)
app.add_typer(
    commands_of("auth", "Manage the remembered sign-in."),
    name="auth",
    rich_help_panel=FOR_ADMINS,
)
app.add_typer(
    commands_of("representative.value_sheet", "Create and track value sheets, the values that a customer needs."),
    name="value-sheet",
    rich_help_panel=FOR_REPRESENTATIVES,
)
app.add_typer(
    commands_of("representative.handoff", "Show and open hand-offs, the files that go back to TOTAL."),
    name="handoff",
    rich_help_panel=FOR_REPRESENTATIVES,
)
app.add_typer(
    commands_of("representative.keys", "Manage keys that sign value sheets, open hand-offs and open SCIM tokens."),
    name="keys",
    rich_help_panel=FOR_REPRESENTATIVES,
)
app.command("dashboard", rich_help_panel=FOR_REPRESENTATIVES)(dashboard)
app.add_typer(
    commands_of("sandbox", "Run the sandbox, a simulated Microsoft Entra tenant with TOTAL."),
    name="sandbox",
    rich_help_panel=FOR_EVERYONE,
)
app.command("explain", rich_help_panel=FOR_EVERYONE)(explain)
app.add_typer(
    commands_of("config", "Show the settings in force and where each comes from."),
    name="config",
    rich_help_panel=FOR_EVERYONE,
)
app.command("completion", rich_help_panel=FOR_EVERYONE)(completion)
app.command("help", rich_help_panel=FOR_EVERYONE)(show_help)


def _version(desired: bool) -> None:
    if desired:
        typer.echo(f"total-onboard {__version__}")
        raise typer.Exit


@app.callback()
def total_onboard(
    version: Annotated[
        bool, typer.Option("--version", "-V", callback=_version, is_eager=True, help="Show the version.")
    ] = False,
) -> None:
    """Keep the help of the whole program apart from its commands'."""
