"""``total-onboard verify``."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from total_onboard.cli.common import takes_common_options
from total_onboard.cli.running import run
from total_onboard.cli.setup import ReceiptOption, ScimTokenFileOption, ScimUrlOption, SheetOption
from total_onboard.commands.common_options import CommonOptions


@takes_common_options
def verify(
    common: CommonOptions,
    sheet: SheetOption = None,
    scim_url: ScimUrlOption = None,
    scim_token_file: ScimTokenFileOption = None,
    handoff: Annotated[
        Path | None, typer.Option(help="The hand-off that holds the client secret.", metavar="FILE")
    ] = None,
    receipt: ReceiptOption = None,
) -> None:
    """Prove that it works: a token with the client secret, and a member provisioned to TOTAL."""
    from total_onboard.commands.said_values import SaidValues
    from total_onboard.commands.verify import prove

    said = SaidValues({"scim_url": scim_url}, sheet, scim_token_file)
    run("verify", common, lambda desk: prove(desk, said, handoff, receipt))
