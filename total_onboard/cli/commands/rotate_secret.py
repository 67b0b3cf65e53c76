"""``total-onboard rotate-secret``."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from total_onboard.cli.completion.values import handoff_files
from total_onboard.cli.dispatch import run
from total_onboard.cli.help.panels import CONFIRMATION, WHAT_TO_DO
from total_onboard.cli.options.global_options import takes_plan_options
from total_onboard.cli.options.shared_options import (
    ClipboardOption,
    NoSendOption,
    ReceiptOption,
    SheetOption,
)
from total_onboard.cli.options.value_options import Takes, Values, takes_values
from total_onboard.commands.invocation.global_options import GlobalOptions
from total_onboard.exchange.desired_state.value_declarations import (
    APPLICATION_NAME,
    GROUP,
    SCIM_TOKEN_ENDS,
    SCIM_TOKEN_FILE,
    SCIM_URL,
    SECRET_MONTHS,
)


@takes_plan_options
@takes_values
def rotate_secret(
    common: GlobalOptions,
    *,
    handoff: Annotated[
        Path | None,
        typer.Option(
            help="Hand-off file to write. With --finish: the file with the new secret.",
            metavar="FILE",
            autocompletion=handoff_files,
            rich_help_panel=WHAT_TO_DO,
        ),
    ] = None,
    clipboard: ClipboardOption = False,
    no_send: NoSendOption = False,
    finish: Annotated[
        bool,
        typer.Option(
            "--finish", help="Delete the old secret, because TOTAL uses the new one.", rich_help_panel=WHAT_TO_DO
        ),
    ] = False,
    again: Annotated[
        bool,
        typer.Option(
            "--again", help="Create another secret, because the last hand-off was lost.", rich_help_panel=WHAT_TO_DO
        ),
    ] = False,
    total_uses_new_secret: Annotated[
        bool,
        typer.Option(
            "--total-uses-new-secret",
            help="With --finish: TOTAL confirmed that it uses the new secret. Needed if that can't be verified.",
            rich_help_panel=CONFIRMATION,
        ),
    ] = False,
    scim_token: Annotated[
        bool,
        typer.Option("--scim-token", help="Replace TOTAL's SCIM token instead.", rich_help_panel=WHAT_TO_DO),
    ] = False,
    sheet: SheetOption = None,
    values: Annotated[
        Values, Takes(SCIM_URL, SCIM_TOKEN_FILE, SCIM_TOKEN_ENDS, SECRET_MONTHS, APPLICATION_NAME, GROUP)
    ],
    receipt: ReceiptOption = None,
) -> None:
    """Replace the client secret without downtime: create a new one, hand it off, delete the old one.

    Exits with 5 until TOTAL uses the new secret; then run it again with --finish. Until then both secrets work.
    """
    from total_onboard.commands.inputs.ignorable_settings import UNNEEDED
    from total_onboard.commands.inputs.load_inputs import CliOverrides
    from total_onboard.commands.rotate_secret.command import run_rotation
    from total_onboard.commands.rotate_secret.rotation_session import RotationOptions

    what = ["--scim-token"] if scim_token else ["--finish"] if finish else []
    options = RotationOptions(
        overrides=CliOverrides(
            values,
            sheet,
            may_stay_sealed=not scim_token,
            remembers_address=scim_token,
            unneeded=UNNEEDED[" ".join(["rotate-secret", *what])],
        ),
        handoff=handoff,
        clipboard=clipboard,
        no_send=no_send,
        finish=finish,
        again=again,
        scim_token=scim_token,
        receipt=receipt,
        total_uses_it=total_uses_new_secret,
    )
    run("rotate-secret", common, lambda context: run_rotation(context, options))
