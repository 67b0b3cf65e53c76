"""``total-onboard check-prereqs``."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, Annotated

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
from total_onboard.cli.options.tenants_options import (
    ConcurrencyOption,
    ResumeOption,
    TenantsOption,
    TimeLimitOption,
)
from total_onboard.cli.options.value_options import Takes, Values, takes_values
from total_onboard.commands.invocation.global_options import GlobalOptions
from total_onboard.commands.tenants.batch_options import CONCURRENCY, TIME_LIMIT, TenantsOptions, check_options
from total_onboard.exchange.desired_state.value_declarations import (
    ADMIN,
    APPLICATION_NAME,
    GROUP,
    REDIRECT_URI,
    SCIM_TOKEN_FILE,
    SCIM_URL,
)

if TYPE_CHECKING:
    from total_onboard.commands.invocation.context import CommandContext, CommandResult


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
    tenants: TenantsOption = None,
    concurrency: ConcurrencyOption = CONCURRENCY,
    time_limit: TimeLimitOption = TIME_LIMIT,
    resume: ResumeOption = False,
) -> None:
    """Check whether setup can succeed: license, roles, policies, endpoints. Changes nothing in the tenant."""
    from total_onboard.commands.check_prereqs import CheckOptions, run_check_prereqs
    from total_onboard.commands.inputs.load_inputs import CliOverrides

    overrides = CliOverrides(values, sheet)
    options = CheckOptions(overrides, receipt, forecast, frozenset(accept or ()), wait_for_roles, test_removal)

    def work(context: CommandContext) -> CommandResult:
        check_options(common)
        if tenants is None:
            return run_check_prereqs(context, options)
        from total_onboard.commands.tenants.check_prereqs import run_check_prereqs_of_tenants

        return run_check_prereqs_of_tenants(context, options, TenantsOptions(tenants, concurrency, time_limit, resume))

    run("check-prereqs", common, work)
