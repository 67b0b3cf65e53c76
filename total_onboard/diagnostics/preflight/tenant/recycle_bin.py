"""Check of the recycle bin for owned objects, which keep their unique names for thirty days."""

from __future__ import annotations

from typing import Final

from total_onboard.diagnostics.preflight.check import Check
from total_onboard.diagnostics.preflight.check_result import CheckOutcome, failed, passed, unknown
from total_onboard.diagnostics.preflight.context import CheckContext
from total_onboard.engine.access.optional_read import Unavailable
from total_onboard.engine.step_id import StepId

_RESTORE: Final = (
    "Run total-onboard setup --adopt to restore it and use it again; or delete it permanently (Microsoft Entra "
    "admin center, "
    "Deleted applications or Deleted groups), then run the same command again."
)
_NOT_FROM_HERE: Final = (
    "It was not set up from this machine, so setup doesn't restore it. Delete it permanently (Microsoft Entra "
    "admin center, Deleted applications or Deleted groups) if nobody needs it, or restore it there, then run the "
    "same command again: setup lists what it contains."
)


async def evaluate(context: CheckContext) -> CheckOutcome:
    """Check the recycle bin; without permission to read it, restoring is impossible too."""
    deleted, desired = context.snapshot.deleted, context.desired
    if isinstance(deleted, Unavailable):
        return unknown(deleted)
    marks = {desired.unique_name, *(desired.group_unique_name(group) for group in desired.groups)}
    matching = [one for one in deleted if one.unique_name in marks]
    if not matching:
        return passed("No deleted object uses these names")
    known = context.known
    called = ", ".join(f"{one.display_name} ({one.id})" for one in matching)
    remedy = _RESTORE if all(known.is_in_journal(one) for one in matching) else _NOT_FROM_HERE
    return failed(f"In the recycle bin, where it keeps its unique name: {called}", remedy)


LEFTOVERS = Check(
    id="leftovers",
    title="Recycle bin",
    needed="No deleted objects of an earlier setup in the recycle bin",
    docs="docs/checks.md#leftovers",
    steps=frozenset({StepId.APPLICATION, StepId.GROUPS}),
    evaluate=evaluate,
)
