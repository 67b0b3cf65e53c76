"""TOTAL's SCIM end, asked from this machine with the token that was given."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from total_onboard.diagnostics.verification.proof import Attempt, Shown, disproven, not_possible, proven
from total_onboard.scim.client import ScimClient, ScimEndFailed, ScimEndOutOfReach

if TYPE_CHECKING:
    from total_onboard.diagnostics.verification.context import ProofContext


async def show(context: ProofContext) -> Shown:
    """A search for somebody unknown must be answered with nobody; that a firewall stands between shows nothing."""
    scim = context.wanted.scim
    if scim is None:
        return not_possible("TOTAL's SCIM address and token are not known here", with_scim_values(context))
    try:
        async with ScimClient(scim, context.trust) as end:
            await end.check()
    except ScimEndOutOfReach as error:
        return not_possible(error.message, error.remedy)
    except ScimEndFailed as error:
        return disproven(error.message, error.remedy)
    return proven(f"{scim.url} takes the token and answers as SCIM does")


def with_scim_values(context: ProofContext) -> str:
    """The command that tells what nobody can read back."""
    return context.line("verify", "--scim-url", "URL", "--scim-token-file", "FILE")


SCIM_FROM_HERE: Final = Attempt(id="scim-from-here", title="TOTAL's SCIM end answers from here", show=show)
