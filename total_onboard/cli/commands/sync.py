"""``total-onboard sync``."""

from __future__ import annotations

from total_onboard.cli.dispatch import run
from total_onboard.cli.options.global_options import takes_common_options
from total_onboard.cli.options.shared_options import (
    ApplicationNameOption,
    GroupOption,
    ScimTokenFileOption,
    ScimUrlOption,
    SheetOption,
)
from total_onboard.commands.invocation.global_options import GlobalOptions


@takes_common_options
def sync(
    common: GlobalOptions,
    sheet: SheetOption = None,
    scim_url: ScimUrlOption = None,
    scim_token_file: ScimTokenFileOption = None,
    application_name: ApplicationNameOption = None,
    group: GroupOption = None,
) -> None:
    """Provision the admin group now, instead of waiting up to 40 minutes for Microsoft's next cycle.

    Finishes when every member is in TOTAL, or there is a reason why one is not.
    """
    from total_onboard.commands.admins.sync import sync as work
    from total_onboard.commands.inputs.load_inputs import CliOverrides
    from total_onboard.commands.inputs.unneeded_settings import UNNEEDED

    given: dict[str, object] = {
        "scim_url": scim_url,
        "application_name": application_name,
        "group": tuple(group or ()),
    }
    overrides = CliOverrides(
        given, sheet, scim_token_file, may_stay_sealed=True, remembers_address=True, unneeded=UNNEEDED["sync"]
    )
    run("sync", common, lambda context: work(context, overrides))
