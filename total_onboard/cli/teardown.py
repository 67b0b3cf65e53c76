"""``total-onboard teardown``."""

from __future__ import annotations

from typing import Annotated

import typer

from total_onboard.cli.dispatch import run
from total_onboard.cli.global_options import takes_common_options
from total_onboard.cli.options import ApplicationNameOption, GroupOption, ReceiptOption, SheetOption
from total_onboard.cli.setup import CHOICE
from total_onboard.commands.global_options import GlobalOptions


@takes_common_options
def teardown(
    common: GlobalOptions,
    sheet: SheetOption = None,
    application_name: ApplicationNameOption = None,
    group: GroupOption = None,
    groups: Annotated[
        bool, typer.Option("--groups", help="Delete the groups that set-up made, too.", rich_help_panel=CHOICE)
    ] = False,
    purge: Annotated[
        bool, typer.Option("--purge", help="Delete permanently; nobody can restore it then.", rich_help_panel=CHOICE)
    ] = False,
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Show the plan and stop.", rich_help_panel=CHOICE)] = False,
    confirm_tenant: Annotated[
        str | None,
        typer.Option(
            help="The tenant's name or id, instead of typing it; off a terminal, --purge requires it.",
            metavar="NAME",
            rich_help_panel=CHOICE,
        ),
    ] = None,
    delete_adopted: Annotated[
        bool,
        typer.Option(
            "--delete-adopted",
            help="Also delete what --app-id and --group-id name, if it was adopted or is not in this journal.",
            rich_help_panel=CHOICE,
        ),
    ] = False,
    receipt: ReceiptOption = None,
) -> None:
    """Take away what set-up made, and nothing else: show it, ask for the tenant's name, remove it, read back.

    What somebody made by hand stays, without what set-up added to it. Interrupted, it continues where it stopped.
    """
    from total_onboard.commands.inputs.ignorable_settings import UNNEEDED
    from total_onboard.commands.inputs.load_inputs import CliOverrides
    from total_onboard.commands.teardown.command import TeardownOptions, run_teardown

    given: dict[str, object] = {"application_name": application_name, "group": tuple(group or ())}
    unneeded = UNNEEDED["teardown --groups" if groups else "teardown"]
    overrides = CliOverrides(given, sheet, may_stay_sealed=True, unneeded=unneeded)
    options = TeardownOptions(overrides, groups, purge, dry_run, receipt, confirm_tenant or "", delete_adopted)
    run("teardown", common, lambda context: run_teardown(context, options))
