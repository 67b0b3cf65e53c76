"""``total-onboard rotate-secret``."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path
from typing import Annotated, Final

import typer

from total_onboard.cli.dispatch import run
from total_onboard.cli.global_options import takes_common_options
from total_onboard.cli.options import (
    VALUES,
    ApplicationNameOption,
    GroupOption,
    ReceiptOption,
    ScimTokenFileOption,
    ScimUrlOption,
    SheetOption,
)
from total_onboard.commands.global_options import GlobalOptions

WHICH: Final = "What is replaced"


@takes_common_options
def rotate_secret(
    common: GlobalOptions,
    handoff: Annotated[
        Path | None,
        typer.Option(
            help="Where the hand-off for TOTAL is written; with --finish, the one that holds the new secret.",
            metavar="FILE",
            rich_help_panel=WHICH,
        ),
    ] = None,
    clipboard: Annotated[
        bool,
        typer.Option("--clipboard", help="Copy the hand-off instead of writing a file.", rich_help_panel=WHICH),
    ] = False,
    finish: Annotated[
        bool,
        typer.Option("--finish", help="TOTAL uses the new secret: remove the old one.", rich_help_panel=WHICH),
    ] = False,
    again: Annotated[
        bool,
        typer.Option("--again", help="The last hand-off was lost: make another secret.", rich_help_panel=WHICH),
    ] = False,
    total_uses_new_secret: Annotated[
        bool,
        typer.Option(
            "--total-uses-new-secret",
            help="With --finish: TOTAL confirmed that it uses the new secret. Required without proof.",
            rich_help_panel=WHICH,
        ),
    ] = False,
    scim_token: Annotated[
        bool,
        typer.Option("--scim-token", help="Replace TOTAL's SCIM token instead.", rich_help_panel=WHICH),
    ] = False,
    sheet: SheetOption = None,
    scim_url: ScimUrlOption = None,
    scim_token_file: ScimTokenFileOption = None,
    scim_token_ends: Annotated[
        datetime | None,
        typer.Option(help="When the new SCIM token ends.", metavar="DAY", formats=["%Y-%m-%d"], rich_help_panel=VALUES),
    ] = None,
    secret_months: Annotated[
        int | None, typer.Option(help="Life of the new client secret.", metavar="MONTHS", rich_help_panel=VALUES)
    ] = None,
    application_name: ApplicationNameOption = None,
    group: GroupOption = None,
    receipt: ReceiptOption = None,
) -> None:
    """Make a new client secret beside the old one, hand it off, and remove the old one once TOTAL uses the new one.

    Ends with 5 while TOTAL's word is awaited; --finish passes it on. At every moment a secret works that TOTAL has.
    """
    from total_onboard.commands.inputs.ignorable_settings import UNNEEDED
    from total_onboard.commands.inputs.load_inputs import CliOverrides
    from total_onboard.commands.rotate_secret.command import run_rotation
    from total_onboard.commands.rotate_secret.options import RotationOptions

    given: dict[str, object] = {
        "scim_url": scim_url,
        "scim_token_ends": scim_token_ends.date() if scim_token_ends else None,
        "secret_months": secret_months,
        "application_name": application_name,
        "group": tuple(group or ()),
    }
    what = ["--scim-token"] if scim_token else ["--finish"] if finish else []
    options = RotationOptions(
        overrides=CliOverrides(
            given,
            sheet,
            scim_token_file,
            may_stay_sealed=not scim_token,
            remembers_address=scim_token,
            unneeded=UNNEEDED[" ".join(["rotate-secret", *what])],
        ),
        handoff=handoff,
        clipboard=clipboard,
        finish=finish,
        again=again,
        scim_token=scim_token,
        receipt=receipt,
        total_uses_it=total_uses_new_secret,
    )
    run("rotate-secret", common, lambda context: run_rotation(context, options))
