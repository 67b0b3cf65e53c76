"""``total-onboard export``."""

from __future__ import annotations

from functools import partial
from typing import Annotated

import typer

from total_onboard.cli.dispatch import run
from total_onboard.cli.help.panels import WHAT_TO_DO
from total_onboard.cli.options.global_options import takes_plan_options
from total_onboard.cli.options.shared_options import SheetOption, TextOutOption
from total_onboard.cli.options.value_options import Takes, Values, takes_values
from total_onboard.commands.invocation.global_options import ExportFormat, GlobalOptions
from total_onboard.exchange.desired_state.value_declarations import WITHOUT_TOKEN


@partial(takes_plan_options, unused=("yes",))
@takes_values
def export(
    common: GlobalOptions,
    *,
    sheet: SheetOption = None,
    values: Annotated[Values, Takes(*WITHOUT_TOKEN)],
    format_: Annotated[
        ExportFormat,
        typer.Option(
            "--format",
            help="az: a script for the Azure CLI (default). terraform: a configuration for Terraform.",
            metavar="FORMAT",
            show_default=False,
            rich_help_panel=WHAT_TO_DO,
        ),
    ] = ExportFormat.AZ,
    out: TextOutOption = None,
) -> None:
    """Export the setup as code, for tenants that allow no third-party tool. Changes nothing and contains no secret.

    Without a sign-in, the code sets up a tenant that has nothing yet. With --tenant, --sign-in or --sandbox, it
    contains what the plan for that tenant would do, with the IDs of what exists.
    """
    from total_onboard.commands.export import ExportOptions, run_export
    from total_onboard.commands.inputs.load_inputs import CliOverrides

    options = ExportOptions(CliOverrides(values, sheet), format_, out)
    run("export", common, lambda context: run_export(context, options))
