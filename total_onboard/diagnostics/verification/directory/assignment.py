"""Every group of TOTAL's is assigned to the application, as the directory tells it now."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from total_onboard.diagnostics.verification.proof import Attempt, Shown, disproven, proven
from total_onboard.steps.assignment import unassigned

if TYPE_CHECKING:
    from total_onboard.diagnostics.verification.context import ProofContext


async def show(context: ProofContext) -> Shown:
    """A group that is not assigned is neither provisioned nor let in."""
    wanted = context.wanted
    if missing := unassigned(wanted, context.picture):
        names = ", ".join(group.name for group in missing)
        return disproven(f"{names}: not assigned to {wanted.application_name}", context.line("status --repair"))
    return proven(f"{', '.join(group.name for group in wanted.groups)}: assigned to {wanted.application_name}")


ASSIGNMENT: Final = Attempt(
    id="assignment", title="The groups are assigned", show=show, needs=frozenset({"groups", "assignment"})
)
