"""``total-onboard check-prereqs``."""

from __future__ import annotations

from total_onboard.cli.common import takes_common_options
from total_onboard.cli.running import run
from total_onboard.cli.setup import ReceiptOption, ScimTokenFileOption, ScimUrlOption, SheetOption
from total_onboard.commands.common_options import CommonOptions


@takes_common_options
def check_prereqs(
    common: CommonOptions,
    sheet: SheetOption = None,
    scim_url: ScimUrlOption = None,
    scim_token_file: ScimTokenFileOption = None,
    receipt: ReceiptOption = None,
) -> None:
    """Find out whether set-up can succeed here: licence, roles, policies, TOTAL's address. Changes nothing."""
    from total_onboard.commands.check_prereqs import check
    from total_onboard.commands.said_values import SaidValues

    said = SaidValues({"scim_url": scim_url}, sheet, scim_token_file)
    run("check-prereqs", common, lambda desk: check(desk, said, receipt))
