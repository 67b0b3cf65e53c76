"""``total-onboard verify``."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from total_onboard.cli.completion.values import handoff_files
from total_onboard.cli.dispatch import run
from total_onboard.cli.help.panels import VALUES, WHAT_TO_DO
from total_onboard.cli.options.global_options import takes_common_options
from total_onboard.cli.options.shared_options import (
    ReceiptOption,
    SheetOption,
    TestRemovalOption,
)
from total_onboard.cli.options.value_options import Takes, Values, takes_values
from total_onboard.commands.invocation.global_options import GlobalOptions
from total_onboard.exchange.desired_state.value_declarations import (
    ADMIN,
    APPLICATION_NAME,
    GROUP,
    SCIM_TOKEN_FILE,
    SCIM_URL,
)


@takes_common_options
@takes_values
def verify(
    common: GlobalOptions,
    *,
    sheet: SheetOption = None,
    values: Annotated[Values, Takes(SCIM_URL, SCIM_TOKEN_FILE, APPLICATION_NAME, GROUP)],
    admin: Annotated[
        str | None,
        typer.Option(help="Member to provision as a test.", metavar="UPN", rich_help_panel=VALUES),
    ] = None,
    handoff: Annotated[
        Path | None,
        typer.Option(
            help="Hand-off with the client secret.",
            metavar="FILE",
            autocompletion=handoff_files,
            rich_help_panel=VALUES,
        ),
    ] = None,
    identity: Annotated[
        bool,
        typer.Option("--identity", help="Also sign in to TOTAL in a browser window.", rich_help_panel=WHAT_TO_DO),
    ] = False,
    rehearse_removal: Annotated[
        bool,
        typer.Option(
            "--rehearse-removal",
            help="Add a person, wait for the account in TOTAL, remove the person, wait until it is inactive.",
            rich_help_panel=WHAT_TO_DO,
        ),
    ] = False,
    test_person: Annotated[
        str | None,
        typer.Option(
            help="With --rehearse-removal: a test account that is in none of TOTAL's groups.",
            metavar="UPN",
            rich_help_panel=WHAT_TO_DO,
        ),
    ] = None,
    test_removal: TestRemovalOption = False,
    receipt: ReceiptOption = None,
) -> None:
    """Verify the connection: sign-in, permissions, SCIM endpoint, attribute mapping, a provisioned member.

    Exits with 1 if a verification failed, and with 5 if one could not run. The result says what is missing.
    """
    from total_onboard.commands.inputs.ignorable_settings import UNNEEDED
    from total_onboard.commands.inputs.load_inputs import CliOverrides
    from total_onboard.commands.verify.command import VerifyOptions, run_verify

    given = {**values, ADMIN.setting: (admin,) if admin else ()}
    unneeded = UNNEEDED["verify --rehearse-removal" if rehearse_removal else "verify"]
    overrides = CliOverrides(
        given,
        sheet,
        may_stay_sealed=True,
        remembers_address=True,
        unneeded=unneeded,
    )
    options = VerifyOptions(overrides, handoff, receipt, identity, rehearse_removal, test_person or "", test_removal)
    run("verify", common, lambda context: run_verify(context, options))
