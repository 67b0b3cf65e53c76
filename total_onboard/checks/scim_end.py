"""Does TOTAL's SCIM end answer from here, and does it take the token?"""

from __future__ import annotations

from typing import TYPE_CHECKING

from total_onboard.checks.check import Check, Verdict, failed, passed, skipped
from total_onboard.total.scim_end import ScimEndFailed, ScimEndpoint

if TYPE_CHECKING:
    from total_onboard.checks.context import CheckContext


async def look(context: CheckContext) -> Verdict:
    """The same test call that Microsoft makes: a search for an unknown user answers an empty list."""
    if context.scim is None:
        return skipped(
            "No SCIM address and token were given",
            "Some customers get them after the hand-off; otherwise give --scim-url and --scim-token-file.",
        )
    try:
        async with ScimEndpoint(context.scim, context.trust) as end:
            await end.check()
    except ScimEndFailed as error:
        return failed(error.message, error.remedy)
    return passed(f"{context.scim.url} answers and takes the token")


SCIM_END = Check(
    id="scim-end",
    title="TOTAL's SCIM address",
    needed="An https address that answers, and a token that it takes",
    docs="docs/checks.md#scim-end",
    steps=frozenset({"scim-credentials"}),
    look=look,
)
