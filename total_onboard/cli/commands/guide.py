"""``total-onboard guide``."""

from __future__ import annotations

from typing import Annotated

import typer

from total_onboard.cli.dispatch import run
from total_onboard.cli.help.panels import OUTPUT
from total_onboard.cli.options.global_options import takes_only
from total_onboard.cli.options.shared_options import SheetOption, TextOutOption
from total_onboard.cli.options.value_options import Takes, Values, takes_values
from total_onboard.commands.invocation.global_options import GlobalOptions, GuideFormat
from total_onboard.exchange.desired_state.value_declarations import WITHOUT_TOKEN


@takes_only("cloud", "config", "output")
@takes_values
def guide(
    common: GlobalOptions,
    *,
    sheet: SheetOption = None,
    values: Annotated[Values, Takes(*WITHOUT_TOKEN)],
    format_: Annotated[
        GuideFormat,
        typer.Option(
            "--format",
            help="md: Markdown (default). html: a page to read and print.",
            metavar="FORMAT",
            show_default=False,
            rich_help_panel=OUTPUT,
        ),
    ] = GuideFormat.MARKDOWN,
    out: TextOutOption = None,
) -> None:
    """Show the setup as steps in the Microsoft Entra admin center. Changes nothing and needs no sign-in.

    For tenants that allow no third-party tool. The result contains no secret.
    """
    from total_onboard.commands.guide import GuideOptions, run_guide
    from total_onboard.commands.inputs.load_inputs import CliOverrides

    options = GuideOptions(CliOverrides(values, sheet), format_, out)
    run("guide", common, lambda context: run_guide(context, options))
