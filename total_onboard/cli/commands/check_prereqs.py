"""``total-onboard check-prereqs``."""

from __future__ import annotations

from functools import partial
from typing import Annotated

import typer

from total_onboard.cli.dispatch import run
from total_onboard.cli.help.panels import WHAT_TO_DO
from total_onboard.cli.options.global_options import takes_common_options
from total_onboard.cli.options.shared_options import (
    AcceptOption,
    ReceiptOption,
    SheetOption,
    TestRemovalOption,
    WaitForRolesOption,
)
from total_onboard.cli.options.value_options import Takes, Values, takes_values
from total_onboard.commands.invocation.global_options import GlobalOptions
from total_onboard.exchange.desired_state.value_declarations import (
    ADMIN,
    APPLICATION_NAME,
    GROUP,
    REDIRECT_URI,
    SCIM_TOKEN_FILE,
    SCIM_URL,
)


@partial(takes_common_options, unused=("yes",))
@takes_values
def check_prereqs(
    common: GlobalOptions,
    *,
    sheet: SheetOption = None,
    values: Annotated[Values, Takes(ADMIN, REDIRECT_URI, SCIM_URL, SCIM_TOKEN_FILE, APPLICATION_NAME, GROUP)],
    forecast: Annotated[
        bool,
        typer.Option(
            "--forecast", help="Show who will administer TOTAL after setup, and who won't.", rich_help_panel=WHAT_TO_DO
        ),
    ] = False,
    receipt: ReceiptOption = None,
    accept: AcceptOption = None,
    wait_for_roles: WaitForRolesOption = False,
    test_removal: TestRemovalOption = False,
) -> None:
    """Check whether setup can succeed: license, roles, policies, endpoints. Changes nothing in the tenant."""
    from total_onboard.commands.check_prereqs import CheckOptions, run_check_prereqs
    from total_onboard.commands.inputs.load_inputs import CliOverrides

    overrides = CliOverrides(values, sheet)
    options = CheckOptions(overrides, receipt, forecast, frozenset(accept or ()), wait_for_roles, test_removal)
    run("check-prereqs", common, lambda context: run_check_prereqs(context, options))
