"""``total-onboard teardown``."""

from __future__ import annotations

from typing import Annotated

import typer

from total_onboard.cli.dispatch import run
from total_onboard.cli.help.panels import CONFIRMATION, WHAT_TO_DO
from total_onboard.cli.options.global_options import takes_plan_options
from total_onboard.cli.options.shared_options import (
    DryRunOption,
    ReceiptOption,
    SheetOption,
)
from total_onboard.cli.options.value_options import Takes, Values, takes_values
from total_onboard.commands.invocation.global_options import GlobalOptions
from total_onboard.exchange.desired_state.value_declarations import APPLICATION_NAME, GROUP


@takes_plan_options
@takes_values
def teardown(
    common: GlobalOptions,
    *,
    sheet: SheetOption = None,
    values: Annotated[Values, Takes(APPLICATION_NAME, GROUP)],
    dry_run: DryRunOption = False,
    groups: Annotated[
        bool,
        typer.Option("--groups", help="Also delete the groups that setup created.", rich_help_panel=WHAT_TO_DO),
    ] = False,
    purge: Annotated[
        bool,
        typer.Option("--purge", help="Delete permanently. Nothing can be restored.", rich_help_panel=WHAT_TO_DO),
    ] = False,
    confirm_tenant: Annotated[
        str | None,
        typer.Option(
            help="Tenant's name or ID. Without a terminal, --purge requires it.",
            metavar="NAME",
            rich_help_panel=CONFIRMATION,
        ),
    ] = None,
    delete_adopted: Annotated[
        bool,
        typer.Option(
            "--delete-adopted",
            help="Also delete adopted and unmanaged objects that --app-id and --group-id name.",
            rich_help_panel=CONFIRMATION,
        ),
    ] = False,
    receipt: ReceiptOption = None,
) -> None:
    """Delete what setup created, and nothing else: plan, confirm with the tenant's name, delete, check.

    Adopted objects stay, without what setup added to them. Safe to run again; resumes after an interruption.
    """
    from total_onboard.commands.inputs.ignorable_settings import UNNEEDED
    from total_onboard.commands.inputs.load_inputs import CliOverrides
    from total_onboard.commands.teardown.command import TeardownOptions, run_teardown

    unneeded = UNNEEDED["teardown --groups" if groups else "teardown"]
    overrides = CliOverrides(values, sheet, may_stay_sealed=True, unneeded=unneeded)
    options = TeardownOptions(overrides, groups, purge, dry_run, receipt, confirm_tenant or "", delete_adopted)
    run("teardown", common, lambda context: run_teardown(context, options))
