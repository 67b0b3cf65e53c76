"""Options that several commands have, with the same text everywhere."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from total_onboard.cli.completion.values import check_ids, sheet_files
from total_onboard.cli.help.panels import CONFIRMATION, OUTPUT, VALUES, WHAT_TO_DO
from total_onboard.cli.options.value_options import typer_option
from total_onboard.core.attribute_set import AttributeSet
from total_onboard.exchange.desired_state.value_declarations import APPLICATION_NAME, ATTRIBUTES, GROUP, SECRET_MONTHS

SheetOption = Annotated[
    Path | None,
    typer.Option(help="Value sheet from TOTAL.", metavar="FILE", autocompletion=sheet_files, rich_help_panel=VALUES),
]
ApplicationNameOption = Annotated[str | None, typer_option(APPLICATION_NAME)]
GroupOption = Annotated[list[str] | None, typer_option(GROUP)]
AttributesOption = Annotated[AttributeSet | None, typer_option(ATTRIBUTES)]
SecretMonthsOption = Annotated[int | None, typer_option(SECRET_MONTHS)]
DryRunOption = Annotated[
    bool, typer.Option("--dry-run", help="Show the plan and change nothing.", rich_help_panel=WHAT_TO_DO)
]
ClipboardOption = Annotated[
    bool,
    typer.Option("--clipboard", help="Copy the hand-off instead of writing a file.", rich_help_panel=WHAT_TO_DO),
]
NoSendOption = Annotated[
    bool,
    typer.Option(
        "--no-send",
        help="Don't send the sealed hand-off to the address in the value sheet.",
        rich_help_panel=WHAT_TO_DO,
    ),
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
        help="Test that removed people lose access to TOTAL, with two temporary accounts there.",
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
TextOutOption = Annotated[
    Path | None,
    typer.Option(
        "--out", help="Write to this new file instead of standard output.", metavar="FILE", rich_help_panel=OUTPUT
    ),
]
