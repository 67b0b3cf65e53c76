"""``total-onboard handoff show|open``."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from total_onboard.cli.completion.values import handoff_files
from total_onboard.cli.dispatch import run as do
from total_onboard.cli.help.panels import CONFIRMATION, WHAT_TO_DO
from total_onboard.cli.options.global_options import takes_only, takes_output_options
from total_onboard.commands.invocation.global_options import GlobalOptions

app = typer.Typer()

HandoffArgument = Annotated[Path, typer.Argument(help="Hand-off.", metavar="FILE", autocompletion=handoff_files)]


@app.command()
@takes_only("output")
def show(common: GlobalOptions, file: HandoffArgument) -> None:
    """Show the public part of a hand-off, and which values are sealed. Opens nothing."""
    from total_onboard.commands.handoff.command import show_handoff_file

    do("handoff show", common, lambda context: show_handoff_file(context, file))


@app.command("open")
@takes_output_options
def open_(
    common: GlobalOptions,
    file: HandoffArgument,
    command: Annotated[
        list[str] | None, typer.Argument(help="With --run: the command, after --.", metavar="COMMAND")
    ] = None,
    verify: Annotated[
        bool,
        typer.Option("--verify", help="Test the credential: request a token.", rich_help_panel=WHAT_TO_DO),
    ] = False,
    certificate_key: Annotated[
        Path | None,
        typer.Option(
            help="With --verify and a certificate: its private key (PEM or PKCS#12).",
            metavar="FILE",
            rich_help_panel=WHAT_TO_DO,
        ),
    ] = None,
    federated_token: Annotated[
        Path | None,
        typer.Option(
            help="With --verify and a federated credential: a token of TOTAL's issuer. Default: "
            "AZURE_FEDERATED_TOKEN_FILE.",
            metavar="FILE",
            rich_help_panel=WHAT_TO_DO,
        ),
    ] = None,
    clipboard: Annotated[
        bool, typer.Option("--clipboard", help="Copy the values instead of printing them.", rich_help_panel=WHAT_TO_DO)
    ] = False,
    run: Annotated[
        bool,
        typer.Option(
            "--run",
            help="Run a command with the values in its environment, such as TOTAL_CLIENT_SECRET.",
            rich_help_panel=WHAT_TO_DO,
        ),
    ] = False,
    any_sheet: Annotated[
        bool,
        typer.Option(
            "--any-sheet", help="Accept a hand-off whose value sheet was not issued here.", rich_help_panel=CONFIRMATION
        ),
    ] = False,
    accept_tenant_change: Annotated[
        bool,
        typer.Option(
            "--accept-tenant-change",
            help="Accept a tenant other than that of the sheet's first hand-off.",
            rich_help_panel=CONFIRMATION,
        ),
    ] = False,
) -> None:
    """Open a hand-off with TOTAL's private key, and print its values, the client secret included.

    Asks for the key's passphrase, or reads it from TOTAL_ONBOARD_KEY_PASSPHRASE. The passphrase of a certificate's
    private key can be in TOTAL_ONBOARD_CERTIFICATE_KEY_PASSPHRASE.
    """
    from total_onboard.commands.handoff.command import OpenOptions, open_handoff
    from total_onboard.commands.handoff.possession import PossessionFiles

    options = OpenOptions(
        file,
        any_sheet,
        accept_tenant_change,
        verify,
        PossessionFiles(certificate_key, federated_token),
        clipboard,
        run,
        tuple(command or ()),
    )
    do("handoff open", common, lambda context: open_handoff(context, options))
