"""``total-onboard status``."""

from __future__ import annotations

from functools import partial
from pathlib import Path
from typing import Annotated, Final

import typer

from total_onboard.cli.dispatch import run
from total_onboard.cli.global_options import takes_common_options
from total_onboard.cli.options import (
    AdminOption,
    ApplicationNameOption,
    GroupOption,
    RedirectUriOption,
    ScimTokenEndsOption,
    ScimTokenFileOption,
    ScimUrlOption,
    SheetOption,
)
from total_onboard.commands.global_options import GlobalOptions, StatusOutput

MENDING: Final = "Mending"
SHOWING: Final = "What is shown"

OutputOption = Annotated[
    StatusOutput, typer.Option(help="Sentences, one JSON document, or metrics.", rich_help_panel="Talking to you")
]


@partial(takes_common_options, output=OutputOption)
def status(
    common: GlobalOptions,
    sheet: SheetOption = None,
    redirect_uri: RedirectUriOption = None,
    scim_url: ScimUrlOption = None,
    scim_token_file: ScimTokenFileOption = None,
    scim_token_ends: ScimTokenEndsOption = None,
    application_name: ApplicationNameOption = None,
    group: GroupOption = None,
    admin: AdminOption = None,
    who: Annotated[
        bool,
        typer.Option("--who", help="Say who changed it; asks for AuditLog.Read.All.", rich_help_panel=SHOWING),
    ] = False,
    ics: Annotated[
        Path | None,
        typer.Option(help="Write the ends of what ends as a calendar.", metavar="FILE", rich_help_panel=SHOWING),
    ] = None,
    report: Annotated[
        Path | None,
        typer.Option(
            help="Write a page (HTML) for the change board and your successor.",
            metavar="FILE",
            rich_help_panel=SHOWING,
        ),
    ] = None,
    repair: Annotated[
        bool,
        typer.Option("--repair", help="Mend what differs, and nothing else; asks first.", rich_help_panel=MENDING),
    ] = False,
    handoff: Annotated[
        Path | None,
        typer.Option(help="With --repair: where a new client secret goes.", metavar="FILE", rich_help_panel=MENDING),
    ] = None,
) -> None:
    """Compare what is there with what should be; say what ends when, and how provisioning fares.

    Ends with 7 where something differs, a credential ends within 30 days, or provisioning fails or is in quarantine.
    """
    from total_onboard.commands.inputs.ignorable_settings import UNNEEDED
    from total_onboard.commands.inputs.load_inputs import CliOverrides
    from total_onboard.commands.status.command import StatusOptions, run_status

    given: dict[str, object] = {
        "redirect_uri": tuple(redirect_uri or ()),
        "scim_url": scim_url,
        "scim_token_ends": scim_token_ends.date() if scim_token_ends else None,
        "application_name": application_name,
        "group": tuple(group or ()),
        "admin": tuple(admin or ()),
    }
    options = StatusOptions(
        CliOverrides(
            given,
            sheet,
            scim_token_file,
            may_stay_sealed=True,
            remembers_address=True,
            unneeded=frozenset() if repair else UNNEEDED["status"],
        ),
        who,
        repair,
        handoff,
        ics,
        report,
    )
    run("status", common, lambda context: run_status(context, options))
