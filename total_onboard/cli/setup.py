"""``total-onboard setup``."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Final

import typer

from total_onboard.cli.dispatch import run
from total_onboard.cli.global_options import takes_common_options
from total_onboard.cli.options import (
    VALUES,
    AcceptOption,
    AdminOption,
    ApplicationNameOption,
    GroupOption,
    ReceiptOption,
    RedirectUriOption,
    ReportOption,
    ScimTokenEndsOption,
    ScimTokenFileOption,
    ScimUrlOption,
    SheetOption,
    TestRemovalOption,
    WaitForRolesOption,
)
from total_onboard.commands.global_options import GlobalOptions

THERE: Final = "What is there already"
CHOICE: Final = "What is done"


@takes_common_options
def setup(
    common: GlobalOptions,
    sheet: SheetOption = None,
    redirect_uri: RedirectUriOption = None,
    scim_url: ScimUrlOption = None,
    scim_token_file: ScimTokenFileOption = None,
    scim_token_ends: ScimTokenEndsOption = None,
    application_name: ApplicationNameOption = None,
    group: GroupOption = None,
    secret_months: Annotated[
        int | None, typer.Option(help="Life of the client secret.", metavar="MONTHS", rich_help_panel=VALUES)
    ] = None,
    adopt: Annotated[
        bool,
        typer.Option(
            "--adopt",
            help="Ask about each object that is there; restore what this machine knows.",
            rich_help_panel=THERE,
        ),
    ] = False,
    keep_secret: Annotated[
        str | None,
        typer.Option(
            help="Key id of a client secret that TOTAL has: keep it, and make no hand-off.",
            metavar="KEYID",
            rich_help_panel=THERE,
        ),
    ] = None,
    admin: AdminOption = None,
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Show the plan and stop.", rich_help_panel=CHOICE)] = False,
    only: Annotated[
        list[str] | None, typer.Option(help="Only this step; repeatable.", metavar="STEP", rich_help_panel=CHOICE)
    ] = None,
    skip: Annotated[
        list[str] | None, typer.Option(help="Not this step; repeatable.", metavar="STEP", rich_help_panel=CHOICE)
    ] = None,
    handoff: Annotated[
        Path | None,
        typer.Option(help="Where the hand-off for TOTAL is written.", metavar="FILE", rich_help_panel=CHOICE),
    ] = None,
    clipboard: Annotated[
        bool,
        typer.Option("--clipboard", help="Copy the hand-off instead of writing a file.", rich_help_panel=CHOICE),
    ] = False,
    wait_for_consent: Annotated[
        bool,
        typer.Option(
            "--wait-for-consent", help="Stay until a colleague has consented, an hour at most.", rich_help_panel=CHOICE
        ),
    ] = False,
    receipt: ReceiptOption = None,
    report: ReportOption = None,
    accept: AcceptOption = None,
    wait_for_roles: WaitForRolesOption = False,
    test_removal: TestRemovalOption = False,
) -> None:
    """Bring the tenant to the state that TOTAL needs: look, plan, ask, do, prove, hand off.

    Run again, it changes nothing; interrupted, it continues where it stopped.
    """
    from total_onboard.commands.inputs.load_inputs import CliOverrides
    from total_onboard.commands.setup.command import run_setup
    from total_onboard.commands.setup.options import SetupOptions

    given: dict[str, object] = {
        "redirect_uri": tuple(redirect_uri or ()),
        "scim_url": scim_url,
        "scim_token_ends": scim_token_ends.date() if scim_token_ends else None,
        "application_name": application_name,
        "group": tuple(group or ()),
        "secret_months": secret_months,
        "adopt": adopt or None,
        "admin": tuple(admin or ()),
    }
    options = SetupOptions(
        overrides=CliOverrides(given, sheet, scim_token_file),
        dry_run=dry_run,
        only=frozenset(only or ()),
        skip=frozenset(skip or ()),
        handoff=handoff,
        clipboard=clipboard,
        wait_for_consent=wait_for_consent,
        receipt=receipt,
        report=report,
        accept=frozenset(accept or ()),
        wait_for_roles=wait_for_roles,
        keep_secret=keep_secret or "",
        test_removal=test_removal,
    )
    run("setup", common, lambda context: run_setup(context, options))
