"""Options that several commands take, in the same words everywhere; first the values of a sheet."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path
from typing import Annotated, Final

import typer

VALUES: Final = "Values of the sheet"

SheetOption = Annotated[
    Path | None, typer.Option(help="The value sheet from TOTAL.", metavar="FILE", rich_help_panel=VALUES)
]
RedirectUriOption = Annotated[
    list[str] | None,
    typer.Option(help="Where sign-in returns to; repeatable.", metavar="URI", rich_help_panel=VALUES),
]
ScimUrlOption = Annotated[str | None, typer.Option(help="TOTAL's SCIM address.", metavar="URL", rich_help_panel=VALUES)]
ScimTokenFileOption = Annotated[
    Path | None,
    typer.Option(help="File that holds the SCIM token.", metavar="FILE", rich_help_panel=VALUES),
]
ScimTokenEndsOption = Annotated[
    datetime | None,
    typer.Option(help="When the SCIM token ends.", metavar="DAY", formats=["%Y-%m-%d"], rich_help_panel=VALUES),
]
ApplicationNameOption = Annotated[
    str | None, typer.Option(help="Name of the application.", metavar="NAME", rich_help_panel=VALUES)
]
GroupOption = Annotated[
    list[str] | None,
    typer.Option(help="A group and its role; repeatable.", metavar="NAME=ROLE", rich_help_panel=VALUES),
]
AdminOption = Annotated[
    list[str] | None,
    typer.Option(help="Who administers TOTAL; repeatable.", metavar="UPN", rich_help_panel=VALUES),
]
ReceiptOption = Annotated[
    Path | None,
    typer.Option(help="Write each call to Microsoft, and what allowed it (.md or .json).", metavar="FILE"),
]
ReportOption = Annotated[
    Path | None, typer.Option(help="Write a page (HTML) for the change board and your successor.", metavar="FILE")
]
AcceptOption = Annotated[
    list[str] | None, typer.Option(help="A check that may fail, by its id; repeatable.", metavar="ID")
]
WaitForRolesOption = Annotated[
    bool, typer.Option("--wait-for-roles", help="Wait until you have activated your roles, an hour at most.")
]
TestRemovalOption = Annotated[
    bool,
    typer.Option(
        "--test-removal",
        help="Test how TOTAL takes removals, with two accounts that are created at TOTAL and deleted.",
    ),
]
