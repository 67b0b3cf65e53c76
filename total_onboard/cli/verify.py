"""``total-onboard verify``."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from total_onboard.cli.dispatch import run
from total_onboard.cli.global_options import takes_common_options
from total_onboard.cli.options import (
    ApplicationNameOption,
    GroupOption,
    ReceiptOption,
    ScimTokenFileOption,
    ScimUrlOption,
    SheetOption,
    TestRemovalOption,
)
from total_onboard.commands.global_options import GlobalOptions


@takes_common_options
def verify(
    common: GlobalOptions,
    sheet: SheetOption = None,
    scim_url: ScimUrlOption = None,
    scim_token_file: ScimTokenFileOption = None,
    application_name: ApplicationNameOption = None,
    group: GroupOption = None,
    admin: Annotated[str | None, typer.Option(help="The member who is provisioned as proof.", metavar="UPN")] = None,
    handoff: Annotated[
        Path | None, typer.Option(help="The hand-off that holds the client secret.", metavar="FILE")
    ] = None,
    identity: Annotated[
        bool, typer.Option("--identity", help="Sign in through the application, in a browser window.")
    ] = False,
    rehearse_removal: Annotated[
        bool,
        typer.Option(
            "--rehearse-removal",
            help="Make somebody a member, see that person at TOTAL, take the person out, and see the access end.",
        ),
    ] = False,
    test_person: Annotated[
        str | None,
        typer.Option(help="With whom: best an account made for tests, in no group of TOTAL's.", metavar="UPN"),
    ] = None,
    test_removal: TestRemovalOption = False,
    receipt: ReceiptOption = None,
) -> None:
    """Prove that it works: sign-in, permission, consent, TOTAL's SCIM end, mapping, and a member at TOTAL.

    Ends with 1 where a proof failed, and with 5 where one was not possible, which says what it lacks.
    """
    from total_onboard.commands.inputs.ignorable_settings import UNNEEDED
    from total_onboard.commands.inputs.load_inputs import CliOverrides
    from total_onboard.commands.verify.command import VerifyOptions, run_verify

    given: dict[str, object] = {
        "scim_url": scim_url,
        "application_name": application_name,
        "group": tuple(group or ()),
        "admin": (admin,) if admin else (),
    }
    unneeded = UNNEEDED["verify --rehearse-removal" if rehearse_removal else "verify"]
    overrides = CliOverrides(
        given, sheet, scim_token_file, may_stay_sealed=True, remembers_address=True, unneeded=unneeded
    )
    options = VerifyOptions(overrides, handoff, receipt, identity, rehearse_removal, test_person or "", test_removal)
    run("verify", common, lambda context: run_verify(context, options))
