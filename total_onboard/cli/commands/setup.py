"""``total-onboard setup``."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from total_onboard.cli.completion.values import step_ids
from total_onboard.cli.dispatch import run
from total_onboard.cli.help.panels import WHAT_TO_DO
from total_onboard.cli.options.global_options import takes_plan_options
from total_onboard.cli.options.shared_options import (
    AcceptOption,
    ClipboardOption,
    DryRunOption,
    NoSendOption,
    ReceiptOption,
    ReportOption,
    SheetOption,
    SummaryOption,
    TestRemovalOption,
    WaitForRolesOption,
)
from total_onboard.cli.options.tenants_options import (
    ConcurrencyOption,
    HandoffDirOption,
    ResumeOption,
    TenantsOption,
    TimeLimitOption,
)
from total_onboard.cli.options.value_options import Takes, Values, takes_values
from total_onboard.commands.invocation.global_options import GlobalOptions
from total_onboard.commands.tenants.batch_options import CONCURRENCY, TIME_LIMIT, TenantsOptions, check_options
from total_onboard.exchange.desired_state.value_declarations import VALUE_OPTIONS

if TYPE_CHECKING:
    from total_onboard.commands.invocation.context import CommandContext, CommandResult


@takes_plan_options
@takes_values
def setup(
    common: GlobalOptions,
    *,
    sheet: SheetOption = None,
    values: Annotated[Values, Takes(*VALUE_OPTIONS)],
    dry_run: DryRunOption = False,
    handoff: Annotated[
        Path | None,
        typer.Option(
            help="Hand-off file to write for TOTAL. Default: in the state folder.",
            metavar="FILE",
            rich_help_panel=WHAT_TO_DO,
        ),
    ] = None,
    clipboard: ClipboardOption = False,
    no_send: NoSendOption = False,
    only: Annotated[
        list[str] | None,
        typer.Option(
            help="Run only this step. Repeatable.",
            metavar="STEP",
            autocompletion=step_ids,
            rich_help_panel=WHAT_TO_DO,
        ),
    ] = None,
    skip: Annotated[
        list[str] | None,
        typer.Option(
            help="Skip this step. Repeatable.", metavar="STEP", autocompletion=step_ids, rich_help_panel=WHAT_TO_DO
        ),
    ] = None,
    adopt: Annotated[
        bool,
        typer.Option(
            "--adopt",
            help="Ask about each existing object; restore deleted ones known on this computer.",
            rich_help_panel=WHAT_TO_DO,
        ),
    ] = False,
    keep_secret: Annotated[
        str | None,
        typer.Option(
            help="Keep the client secret with this key ID, because TOTAL has it. Writes no hand-off.",
            metavar="KEYID",
            rich_help_panel=WHAT_TO_DO,
        ),
    ] = None,
    wait_for_consent: Annotated[
        bool,
        typer.Option(
            "--wait-for-consent",
            help="Wait up to an hour until a colleague has consented.",
            rich_help_panel=WHAT_TO_DO,
        ),
    ] = False,
    wait_for_roles: WaitForRolesOption = False,
    test_removal: TestRemovalOption = False,
    accept: AcceptOption = None,
    report: ReportOption = None,
    summary: SummaryOption = None,
    receipt: ReceiptOption = None,
    tenants: TenantsOption = None,
    concurrency: ConcurrencyOption = CONCURRENCY,
    time_limit: TimeLimitOption = TIME_LIMIT,
    resume: ResumeOption = False,
    handoff_dir: HandoffDirOption = None,
) -> None:
    """Connect a Microsoft Entra tenant to TOTAL: plan, confirm, apply, verify, hand off.

    Safe to run again; resumes after an interruption.
    """
    from total_onboard.commands.inputs.load_inputs import CliOverrides
    from total_onboard.commands.setup.command import run_setup
    from total_onboard.commands.setup.run import SetupOptions

    options = SetupOptions(
        overrides=CliOverrides({**values, "adopt": adopt or None}, sheet, opens_later=True),
        dry_run=dry_run,
        only=frozenset(only or ()),
        skip=frozenset(skip or ()),
        handoff=handoff,
        clipboard=clipboard,
        no_send=no_send,
        wait_for_consent=wait_for_consent,
        receipt=receipt,
        report=report,
        summary=summary,
        accept=frozenset(accept or ()),
        wait_for_roles=wait_for_roles,
        keep_secret=keep_secret or "",
        test_removal=test_removal,
    )

    def work(context: CommandContext) -> CommandResult:
        check_options(common)
        if tenants is None:
            return run_setup(context, options)
        from total_onboard.commands.tenants.setup import run_setup_of_tenants

        many = TenantsOptions(tenants, concurrency, time_limit, resume, handoff_dir)
        return run_setup_of_tenants(context, options, many)

    run("setup", common, work)
