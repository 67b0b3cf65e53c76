"""Is there room in the directory for an application, its service principal and the groups?"""

from __future__ import annotations

from typing import Final

from total_onboard.diagnostics.preflight.check import Check
from total_onboard.diagnostics.preflight.check_result import CheckOutcome, failed, passed, skipped, unknown, warned
from total_onboard.diagnostics.preflight.context import CheckContext
from total_onboard.engine.access.optional_read import Unavailable
from total_onboard.engine.step_id import StepId

_NEARLY_FULL: Final = 0.95
_REMEDY: Final = (
    "Delete objects that nobody needs, and empty the recycle bin: what is in it counts too. Or ask Microsoft's support "
    "for a larger quota."
)


async def evaluate(context: CheckContext) -> CheckOutcome:
    """Check the quota of the whole tenant (Entra page “service limits and restrictions”)."""
    size = context.snapshot.size
    if isinstance(size, Unavailable):
        return unknown(size)
    if size is None:
        return skipped("Unknown: Microsoft doesn't report how full this directory is")
    found = f"{size.used:,} of {size.total:,} objects"
    if size.total - size.used < 2 + len(context.desired.groups):
        return failed(f"{found}: the directory is full", _REMEDY)
    if size.used >= _NEARLY_FULL * size.total:
        return warned(f"{found}: the directory is nearly full", _REMEDY)
    return passed(found)


DIRECTORY_QUOTA = Check(
    id="directory-quota",
    title="Room in the directory",
    needed="Room for an application, its service principal and the groups",
    docs="docs/checks.md#directory-quota",
    steps=frozenset({StepId.APPLICATION, StepId.GROUPS}),
    evaluate=evaluate,
)
