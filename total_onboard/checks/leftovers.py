"""Does the recycle bin hold something of ours, which keeps its mark for thirty days?"""

from __future__ import annotations

from typing import TYPE_CHECKING

from total_onboard.checks.check import Check, Verdict, failed, passed, unknown
from total_onboard.engine.readable import Unreadable

if TYPE_CHECKING:
    from total_onboard.checks.context import CheckContext


async def look(context: CheckContext) -> Verdict:
    """Whoever may not look into the bin could not restore anything either."""
    deleted, wanted = context.survey.deleted, context.wanted
    if isinstance(deleted, Unreadable):
        return unknown(deleted)
    marks = {wanted.mark, *(wanted.group_mark(group) for group in wanted.groups)}
    ours = [f"{one.display_name} ({one.id})" for one in deleted if one.unique_name in marks]
    if not ours:
        return passed("The recycle bin holds nothing of ours")
    return failed(
        f"In the recycle bin, where it keeps our mark: {', '.join(ours)}",
        "Run total-onboard setup --adopt to have it restored and used again; or delete it for good (Entra admin "
        "center, Deleted applications or Deleted groups), then run this again.",
    )


LEFTOVERS = Check(
    id="leftovers",
    title="Recycle bin",
    needed="Nothing of an earlier set-up that was deleted and not yet gone for good",
    docs="docs/checks.md#leftovers",
    steps=frozenset({"application", "groups"}),
    look=look,
)
