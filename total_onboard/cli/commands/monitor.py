"""``total-onboard monitor enable|disable``."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from total_onboard.cli.dispatch import run
from total_onboard.cli.help.panels import WHAT_TO_DO
from total_onboard.cli.options.global_options import takes_plan_options
from total_onboard.cli.options.shared_options import DryRunOption, ReceiptOption, SheetOption
from total_onboard.cli.options.value_options import Takes, Values, takes_values
from total_onboard.commands.invocation.global_options import GlobalOptions
from total_onboard.exchange.desired_state.value_declarations import APPLICATION_NAME

app = typer.Typer()


@app.command()
@takes_plan_options
@takes_values
def enable(
    common: GlobalOptions,
    *,
    sheet: SheetOption = None,
    values: Annotated[Values, Takes(APPLICATION_NAME)],
    github: Annotated[
        str | None,
        typer.Option(
            help="Trust the workflows of a GitHub repository, such as contoso/ops:ref:refs/heads/main.",
            metavar="OWNER/REPO:WHAT",
            rich_help_panel=WHAT_TO_DO,
        ),
    ] = None,
    issuer: Annotated[
        str | None,
        typer.Option(
            help="Trust the tokens of another issuer, with --subject.", metavar="ADDRESS", rich_help_panel=WHAT_TO_DO
        ),
    ] = None,
    subject: Annotated[
        str | None,
        typer.Option(help="Exact subject of the issuer's tokens.", metavar="TEXT", rich_help_panel=WHAT_TO_DO),
    ] = None,
    audience: Annotated[
        str | None,
        typer.Option(
            help="Audience of these tokens. Default: api://AzureADTokenExchange.",
            metavar="TEXT",
            rich_help_panel=WHAT_TO_DO,
        ),
    ] = None,
    certificate: Annotated[
        Path | None,
        typer.Option(
            help="Public certificate (PEM or DER) instead of an issuer.", metavar="FILE", rich_help_panel=WHAT_TO_DO
        ),
    ] = None,
    dry_run: DryRunOption = False,
    receipt: ReceiptOption = None,
) -> None:
    """Create an identity that only reads, for unattended status and verify.

    It has no secret. It signs in with a certificate or with the tokens of a pipeline. Exits with 5 if another
    administrator must consent.
    """
    from total_onboard.commands.inputs.ignorable_settings import UNNEEDED
    from total_onboard.commands.inputs.load_inputs import CliOverrides
    from total_onboard.commands.monitor.command import MonitorOptions, enable_monitor
    from total_onboard.commands.monitor.credential import MonitorCredential

    overrides = CliOverrides(values, sheet, may_stay_sealed=True, unneeded=UNNEEDED["teardown"])
    credential = MonitorCredential(github, issuer, subject, audience, certificate)
    options = MonitorOptions(credential, overrides, dry_run, receipt)
    run("monitor enable", common, lambda context: enable_monitor(context, options))


@app.command()
@takes_plan_options
@takes_values
def disable(
    common: GlobalOptions,
    *,
    sheet: SheetOption = None,
    values: Annotated[Values, Takes(APPLICATION_NAME)],
    dry_run: DryRunOption = False,
    receipt: ReceiptOption = None,
) -> None:
    """Delete the monitoring identity that this machine created."""
    from total_onboard.commands.inputs.ignorable_settings import UNNEEDED
    from total_onboard.commands.inputs.load_inputs import CliOverrides
    from total_onboard.commands.monitor.command import MonitorOptions, disable_monitor

    overrides = CliOverrides(values, sheet, may_stay_sealed=True, unneeded=UNNEEDED["teardown"])
    options = MonitorOptions(overrides=overrides, dry_run=dry_run, receipt=receipt)
    run("monitor disable", common, lambda context: disable_monitor(context, options))
