"""Options that several commands have, with the same text everywhere."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path
from typing import Annotated

import typer

from total_onboard.cli.completion.values import check_ids, sheet_files
from total_onboard.cli.help.panels import CONFIRMATION, OUTPUT, VALUES, WHAT_TO_DO

SheetOption = Annotated[
    Path | None,
    typer.Option(help="Value sheet from TOTAL.", metavar="FILE", autocompletion=sheet_files, rich_help_panel=VALUES),
]
RedirectUriOption = Annotated[
    list[str] | None,
    typer.Option(help="Address that sign-in returns to. Repeatable.", metavar="URI", rich_help_panel=VALUES),
]
ScimUrlOption = Annotated[
    str | None, typer.Option(help="TOTAL's SCIM endpoint.", metavar="URL", rich_help_panel=VALUES)
]
ScimTokenFileOption = Annotated[
    Path | None,
    typer.Option(help="File that contains the SCIM token.", metavar="FILE", rich_help_panel=VALUES),
]
ScimTokenEndsOption = Annotated[
    datetime | None,
    typer.Option(
        help="Day on which the SCIM token expires.", metavar="YYYY-MM-DD", formats=["%Y-%m-%d"], rich_help_panel=VALUES
    ),
]
ApplicationNameOption = Annotated[
    str | None,
    typer.Option(help="Name of the enterprise application. Default: TOTAL.", metavar="NAME", rich_help_panel=VALUES),
]
GroupOption = Annotated[
    list[str] | None,
    typer.Option(
        help="Group and its role in TOTAL. Repeatable. Default: TOTAL-Admin=admin.",
        metavar="NAME=ROLE",
        rich_help_panel=VALUES,
    ),
]
AdminOption = Annotated[
    list[str] | None,
    typer.Option(
        help="Administrator of TOTAL: UPN, email address or object ID. Repeatable.",
        metavar="UPN",
        rich_help_panel=VALUES,
    ),
]
SecretMonthsOption = Annotated[
    int | None,
    typer.Option(help="Lifetime of the client secret. Default: 24.", metavar="MONTHS", rich_help_panel=VALUES),
]
NotificationEmailOption = Annotated[
    list[str] | None,
    typer.Option(
        help="Email address for Microsoft's notifications. Repeatable.", metavar="MAIL", rich_help_panel=VALUES
    ),
]
DryRunOption = Annotated[
    bool, typer.Option("--dry-run", help="Show the plan and change nothing.", rich_help_panel=WHAT_TO_DO)
]
ClipboardOption = Annotated[
    bool,
    typer.Option("--clipboard", help="Copy the hand-off instead of writing a file.", rich_help_panel=WHAT_TO_DO),
]
WaitForRolesOption = Annotated[
    bool,
    typer.Option(
        "--wait-for-roles", help="Wait up to an hour until your roles are active.", rich_help_panel=WHAT_TO_DO
    ),
]
TestRemovalOption = Annotated[
    bool,
    typer.Option(
        "--test-removal",
        help="Test how TOTAL handles removals, with two temporary accounts in TOTAL.",
        rich_help_panel=WHAT_TO_DO,
    ),
]
AcceptOption = Annotated[
    list[str] | None,
    typer.Option(
        help="Continue although this check fails. Repeatable.",
        metavar="ID",
        autocompletion=check_ids,
        rich_help_panel=CONFIRMATION,
    ),
]
ReceiptOption = Annotated[
    Path | None,
    typer.Option(
        help="Record each call to Microsoft and the permission it used (.md or .json).",
        metavar="FILE",
        rich_help_panel=OUTPUT,
    ),
]
ReportOption = Annotated[
    Path | None,
    typer.Option(
        help="Write an HTML report for the change board and your successor.", metavar="FILE", rich_help_panel=OUTPUT
    ),
]
SummaryOption = Annotated[
    Path | None,
    typer.Option(help="Write a short Markdown summary for a ticket.", metavar="FILE", rich_help_panel=OUTPUT),
]
