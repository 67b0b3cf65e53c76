"""Purge from the recycle bin, on request: the unique names are free again, and nothing can be restored."""

from __future__ import annotations

from contextlib import suppress
from typing import Final

from total_onboard.engine.plan import Action, Change, Plan
from total_onboard.engine.polling import PollTimeout
from total_onboard.engine.step import ExecutionContext
from total_onboard.engine.step_id import StepId
from total_onboard.entra.resources.applications import Application
from total_onboard.entra.resources.groups import Group

_PURGES: Final = frozenset({StepId.PURGE_APPLICATION, StepId.PURGE_GROUPS})


def without_remarks_on_purged(plan: Plan) -> Plan:
    """Drop "kept in the recycle bin" for each object that the same plan deletes permanently."""
    purged = {_object_id(change) for change in plan.writes if change.step in _PURGES}
    kept = tuple(one for one in plan.changes if one.writes or _object_id(one) not in purged or not _object_id(one))
    return plan.model_copy(update={"changes": kept})


def _object_id(change: Change) -> str:
    return str(change.before.get("object_id", "")) if isinstance(change.before, dict) else ""


def purge_change(step: StepId, noun: str, one: Application | Group) -> Change:
    """Return the plan item of one purge."""
    name = one.display_name
    summary = f"Delete the {noun} {name} permanently; it can't be restored"
    return Change(step=step, resource=name, action=Action.DELETE, summary=summary, before={"object_id": one.id})


async def purge_from_recycle_bin(run: ExecutionContext, object_id: str, name: str) -> None:
    """Purge, as soon as a deletion a moment ago is seen in the recycle bin."""

    async def is_there() -> bool | None:
        return await run.tenant.deleted_items.holds(object_id) or None

    with suppress(PollTimeout):  # purged already, or found when everything is read back
        await run.poller.until(f"{name} appears in the recycle bin", is_there, run.lost_response_policy)
    await run.tenant.deleted_items.purge(object_id)
