"""``total-onboard status``."""

from __future__ import annotations

from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from total_onboard.cli.dispatch import run
from total_onboard.cli.help.panels import OUTPUT, WHAT_TO_DO
from total_onboard.cli.options.global_options import takes_plan_options
from total_onboard.cli.options.shared_options import (
    ReportOption,
    SheetOption,
)
from total_onboard.cli.options.tenants_options import (
    ConcurrencyOption,
    ResumeOption,
    TenantsOption,
    TimeLimitOption,
)
from total_onboard.cli.options.value_options import Takes, Values, takes_values
from total_onboard.commands.invocation.global_options import GlobalOptions, StatusOutput
from total_onboard.commands.tenants.batch_options import CONCURRENCY, TIME_LIMIT, TenantsOptions, check_options
from total_onboard.exchange.desired_state.value_declarations import (
    ADMIN,
    APPLICATION_NAME,
    GROUP,
    REDIRECT_URI,
    SCIM_TOKEN_ENDS,
    SCIM_TOKEN_FILE,
    SCIM_URL,
)

if TYPE_CHECKING:
    from total_onboard.commands.invocation.context import CommandContext, CommandResult

OutputOption = Annotated[
    StatusOutput,
    typer.Option(
        help="text (default), json: one document, or prometheus: metrics.",
        metavar="FORMAT",
        show_default=False,
        rich_help_panel=OUTPUT,
    ),
]


@partial(takes_plan_options, output=OutputOption)
@takes_values
def status(
    common: GlobalOptions,
    *,
    sheet: SheetOption = None,
    values: Annotated[
        Values, Takes(ADMIN, REDIRECT_URI, SCIM_URL, SCIM_TOKEN_FILE, SCIM_TOKEN_ENDS, APPLICATION_NAME, GROUP)
    ],
    who: Annotated[
        bool,
        typer.Option(
            "--who", help="Show who made each change. Requires AuditLog.Read.All.", rich_help_panel=WHAT_TO_DO
        ),
    ] = False,
    ics: Annotated[
        Path | None,
        typer.Option(help="Write expiry dates as a calendar (.ics).", metavar="FILE", rich_help_panel=OUTPUT),
    ] = None,
    report: ReportOption = None,
    ids: Annotated[
        bool,
        typer.Option("--ids", help="Show object IDs and the journal's path.", rich_help_panel=OUTPUT),
    ] = False,
    notify: Annotated[
        bool,
        typer.Option(
            "--notify",
            help="Send new findings to the addresses in TOTAL_ONBOARD_NOTIFY_URL.",
            rich_help_panel=WHAT_TO_DO,
        ),
    ] = False,
    notify_days: Annotated[
        int,
        typer.Option(
            help="With --notify: days before an expiry date. Default: 30.",
            metavar="DAYS",
            min=0,
            show_default=False,
            rich_help_panel=WHAT_TO_DO,
        ),
    ] = 30,
    notify_names: Annotated[
        bool,
        typer.Option("--notify-names", help="With --notify: name people and objects, too.", rich_help_panel=WHAT_TO_DO),
    ] = False,
    repair: Annotated[
        bool,
        typer.Option("--repair", help="Fix what differs, after you confirm.", rich_help_panel=WHAT_TO_DO),
    ] = False,
    handoff: Annotated[
        Path | None,
        typer.Option(
            help="With --repair: hand-off file for a new client secret.", metavar="FILE", rich_help_panel=WHAT_TO_DO
        ),
    ] = None,
    tenants: TenantsOption = None,
    concurrency: ConcurrencyOption = CONCURRENCY,
    time_limit: TimeLimitOption = TIME_LIMIT,
    resume: ResumeOption = False,
) -> None:
    """Compare the tenant with its desired state: differences, expiry dates, provisioning health.

    Exits with 7 if something differs, a credential expires within 30 days, or provisioning fails or is in quarantine.
    """
    from total_onboard.commands.inputs.ignorable_settings import UNNEEDED
    from total_onboard.commands.inputs.load_inputs import CliOverrides
    from total_onboard.commands.status.command import StatusOptions, run_status
    from total_onboard.commands.status.news import NotifyOptions

    options = StatusOptions(
        CliOverrides(
            values,
            sheet,
            may_stay_sealed=True,
            remembers_address=True,
            unneeded=frozenset() if repair else UNNEEDED["status"],
        ),
        who,
        repair,
        handoff,
        ics,
        report,
        ids,
        NotifyOptions(notify_days, notify_names) if notify else None,
    )

    def work(context: CommandContext) -> CommandResult:
        check_options(common)
        if tenants is None:
            return run_status(context, options)
        from total_onboard.commands.tenants.status import run_status_of_tenants

        return run_status_of_tenants(context, options, TenantsOptions(tenants, concurrency, time_limit, resume))

    run("status", common, work)
