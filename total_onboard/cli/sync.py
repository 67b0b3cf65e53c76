"""``total-onboard sync``."""

from __future__ import annotations

from total_onboard.cli.common import takes_common_options
from total_onboard.cli.running import run
from total_onboard.cli.shared_options import (
    ApplicationNameOption,
    GroupOption,
    ScimTokenFileOption,
    ScimUrlOption,
    SheetOption,
)
from total_onboard.commands.common_options import CommonOptions


@takes_common_options
def sync(
    common: CommonOptions,
    sheet: SheetOption = None,
    scim_url: ScimUrlOption = None,
    scim_token_file: ScimTokenFileOption = None,
    application_name: ApplicationNameOption = None,
    group: GroupOption = None,
) -> None:
    """Provision the admin group now instead of in 40 minutes, until everybody is at TOTAL or has a reason."""
    from total_onboard.commands.needed_settings import UNNEEDED
    from total_onboard.commands.said_values import SaidValues
    from total_onboard.commands.sync import sync as work

    given: dict[str, object] = {
        "scim_url": scim_url,
        "application_name": application_name,
        "group": tuple(group or ()),
    }
    said = SaidValues(
        given, sheet, scim_token_file, may_stay_sealed=True, remembers_address=True, unneeded=UNNEEDED["sync"]
    )
    run("sync", common, lambda desk: work(desk, said))
