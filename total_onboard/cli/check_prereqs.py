"""``total-onboard check-prereqs``."""

from __future__ import annotations

from typing import Annotated

import typer

from total_onboard.cli.dispatch import run
from total_onboard.cli.global_options import takes_common_options
from total_onboard.cli.options import (
    AcceptOption,
    AdminOption,
    ApplicationNameOption,
    GroupOption,
    ReceiptOption,
    RedirectUriOption,
    ScimTokenFileOption,
    ScimUrlOption,
    SheetOption,
    TestRemovalOption,
    WaitForRolesOption,
)
from total_onboard.commands.global_options import GlobalOptions


@takes_common_options
def check_prereqs(
    common: GlobalOptions,
    sheet: SheetOption = None,
    redirect_uri: RedirectUriOption = None,
    scim_url: ScimUrlOption = None,
    scim_token_file: ScimTokenFileOption = None,
    application_name: ApplicationNameOption = None,
    group: GroupOption = None,
    admin: AdminOption = None,
    forecast: Annotated[
        bool, typer.Option("--forecast", help="Tell who will administer TOTAL after set-up, and who will not and why.")
    ] = False,
    receipt: ReceiptOption = None,
    accept: AcceptOption = None,
    wait_for_roles: WaitForRolesOption = False,
    test_removal: TestRemovalOption = False,
) -> None:
    """Find out whether set-up can succeed here: licence, roles, policies, TOTAL's address. Changes nothing."""
    from total_onboard.commands.check_prereqs import CheckOptions, run_check_prereqs
    from total_onboard.commands.inputs.load_inputs import CliOverrides

    given: dict[str, object] = {
        "redirect_uri": tuple(redirect_uri or ()),
        "scim_url": scim_url,
        "application_name": application_name,
        "group": tuple(group or ()),
        "admin": tuple(admin or ()),
    }
    overrides = CliOverrides(given, sheet, scim_token_file)
    options = CheckOptions(overrides, receipt, forecast, frozenset(accept or ()), wait_for_roles, test_removal)
    run("check-prereqs", common, lambda context: run_check_prereqs(context, options))
