"""``total-onboard sync``."""

from __future__ import annotations

from typing import Annotated

from total_onboard.cli.dispatch import run
from total_onboard.cli.options.global_options import takes_common_options
from total_onboard.cli.options.shared_options import (
    SheetOption,
)
from total_onboard.cli.options.value_options import Takes, Values, takes_values
from total_onboard.commands.invocation.global_options import GlobalOptions
from total_onboard.exchange.desired_state.value_declarations import APPLICATION_NAME, GROUP, SCIM_TOKEN_FILE, SCIM_URL


@takes_common_options
@takes_values
def sync(
    common: GlobalOptions,
    *,
    sheet: SheetOption = None,
    values: Annotated[Values, Takes(SCIM_URL, SCIM_TOKEN_FILE, APPLICATION_NAME, GROUP)],
) -> None:
    """Provision the admin group now, instead of waiting up to 40 minutes for Microsoft's next cycle.

    Finishes when every member is in TOTAL, or there is a reason why one is not.
    """
    from total_onboard.commands.inputs.ignorable_settings import UNNEEDED
    from total_onboard.commands.inputs.load_inputs import CliOverrides
    from total_onboard.commands.sync.command import sync as work

    overrides = CliOverrides(values, sheet, may_stay_sealed=True, remembers_address=True, unneeded=UNNEEDED["sync"])
    run("sync", common, lambda context: work(context, overrides))
