"""The command line: every command at a glance. Nothing heavy is imported until a command needs it."""

from __future__ import annotations

from typing import Annotated, Final

import typer

from total_onboard import __version__
from total_onboard.cli.help.arrangement import HELP_NAMES
from total_onboard.cli.help.command_group import commands_of, root_with
from total_onboard.cli.help.late_command import CommandPlace
from total_onboard.cli.help.panels import FOR_ADMINS, FOR_EVERYONE, FOR_REPRESENTATIVES

_COMMANDS: Final = (
    CommandPlace(
        "check-prereqs",
        FOR_ADMINS,
        "commands.check_prereqs",
        "check_prereqs",
        "Check whether setup can succeed: license, roles, policies, endpoints. Changes nothing in the tenant.",
    ),
    CommandPlace(
        "setup",
        FOR_ADMINS,
        "commands.setup",
        "setup",
        "Connect a Microsoft Entra tenant to TOTAL: plan, confirm, apply, verify, hand off.",
    ),
    CommandPlace(
        "status",
        FOR_ADMINS,
        "commands.status",
        "status",
        "Compare the tenant with its desired state: differences, expiry dates, provisioning health.",
    ),
    CommandPlace(
        "verify",
        FOR_ADMINS,
        "commands.verify",
        "verify",
        "Verify the connection: sign-in, permissions, SCIM endpoint, attribute mapping, a provisioned member.",
    ),
    CommandPlace(
        "sync",
        FOR_ADMINS,
        "commands.sync",
        "sync",
        "Provision the admin group now, instead of waiting up to 40 minutes for Microsoft's next cycle.",
    ),
    CommandPlace(
        "rotate-secret",
        FOR_ADMINS,
        "commands.rotate_secret",
        "rotate_secret",
        "Replace the client secret without downtime: create a new one, hand it off, delete the old one.",
    ),
    CommandPlace(
        "teardown",
        FOR_ADMINS,
        "commands.teardown",
        "teardown",
        "Delete what setup created, and nothing else: plan, confirm with the tenant's name, delete, check.",
    ),
    CommandPlace(
        "guide",
        FOR_ADMINS,
        "commands.guide",
        "guide",
        "Show the setup as steps in the Microsoft Entra admin center. Changes nothing and needs no sign-in.",
    ),
    CommandPlace(
        "export",
        FOR_ADMINS,
        "commands.export",
        "export",
        "Export the setup as code, for tenants that allow no third-party tool. Changes nothing and contains no secret.",
    ),
    CommandPlace(
        "dashboard",
        FOR_REPRESENTATIVES,
        "commands.representative.dashboard",
        "dashboard",
        "Show customers, value sheets and hand-offs as a web page that only this computer reaches.",
    ),
    CommandPlace(
        "explain",
        FOR_EVERYONE,
        "commands.explain",
        "explain",
        "Explain a code: what it means, why it happens, and what to do next. Works offline.",
    ),
    CommandPlace(
        "completion",
        FOR_EVERYONE,
        "completion.command",
        "completion",
        "Print a script that completes commands, options and values in your shell.",
    ),
    CommandPlace("help", FOR_EVERYONE, "commands.help", "show_help", "Show the help of a command."),
)

app = typer.Typer(
    name="total-onboard",
    cls=root_with(_COMMANDS),
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
    context_settings={"help_option_names": HELP_NAMES},
    help="Connect a Microsoft Entra tenant to TOTAL: check, set up, verify, and keep it working.",
    epilog="First time? Try it without a tenant: total-onboard setup --sandbox",
)
app.add_typer(
    commands_of("admins", "List, add and remove administrators of TOTAL, the members of its admin group."),
    name="admins",
    rich_help_panel=FOR_ADMINS,
)
app.add_typer(
    commands_of("monitor", "Manage a read-only identity for unattended status and verify."),
    name="monitor",
    rich_help_panel=FOR_ADMINS,
)
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
app.add_typer(
    commands_of("sandbox", "Run the sandbox, a simulated Microsoft Entra tenant with TOTAL."),
    name="sandbox",
    rich_help_panel=FOR_EVERYONE,
)
app.add_typer(
    commands_of("config", "Show the settings in force and where each comes from."),
    name="config",
    rich_help_panel=FOR_EVERYONE,
)


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
