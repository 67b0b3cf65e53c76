"""TOTAL's SCIM endpoint disables accounts and removes members as Microsoft asks for it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from total_onboard.diagnostics.verification.proof import Attempt, Shown, disproven, not_possible, proven
from total_onboard.scim.removal_verdict import verdict

if TYPE_CHECKING:
    from total_onboard.diagnostics.verification.context import ProofContext

ID: Final = "scim-removal"


async def show(context: ProofContext) -> Shown:
    """Shown only where the admin allows a test with accounts made for it."""
    scim = context.wanted.scim
    if context.removal_test is None or scim is None:
        return not_possible("Nobody has tested how TOTAL takes Microsoft's removals", _with_a_test(context))
    judged = verdict(await context.removal_test(), scim.url)
    if judged.good is None:
        return not_possible(judged.found, judged.remedy or _with_a_test(context))
    return proven(judged.found) if judged.good else disproven(judged.found, judged.remedy)


def _with_a_test(context: ProofContext) -> str:
    return context.line("verify --test-removal", "--scim-url", "URL", "--scim-token-file", "FILE")


SCIM_REMOVAL: Final = Attempt(
    id=ID,
    title="TOTAL takes Microsoft's removals",
    show=show,
    after=("scim-from-here",),
)
