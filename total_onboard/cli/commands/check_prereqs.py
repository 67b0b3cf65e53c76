"""``total-onboard check-prereqs``."""

from __future__ import annotations

from functools import partial
from typing import Annotated

import typer

from total_onboard.cli.dispatch import run
from total_onboard.cli.help.panels import WHAT_TO_DO
from total_onboard.cli.options.global_options import takes_common_options
from total_onboard.cli.options.shared_options import (
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
from total_onboard.commands.invocation.global_options import GlobalOptions


@partial(takes_common_options, unused=("yes",))
def check_prereqs(
    common: GlobalOptions,
    sheet: SheetOption = None,
    admin: AdminOption = None,
    redirect_uri: RedirectUriOption = None,
    scim_url: ScimUrlOption = None,
    scim_token_file: ScimTokenFileOption = None,
    application_name: ApplicationNameOption = None,
    group: GroupOption = None,
    forecast: Annotated[
        bool,
        typer.Option(
            "--forecast", help="Show who will administer TOTAL after setup, and who won't.", rich_help_panel=WHAT_TO_DO
        ),
    ] = False,
    receipt: ReceiptOption = None,
    accept: AcceptOption = None,
    wait_for_roles: WaitForRolesOption = False,
    test_removal: TestRemovalOption = False,
) -> None:
    """Check whether setup can succeed: license, roles, policies, endpoints. Changes nothing in the tenant."""
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
