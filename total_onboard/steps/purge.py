"""Purge from the recycle bin, on request: the unique names are free again, and nothing can be restored."""

from __future__ import annotations

import asyncio
from contextlib import suppress
from typing import ClassVar, Final

from total_onboard.core.desired_state import DesiredState
from total_onboard.engine.events import StepOutcome
from total_onboard.engine.journal.entry import Deleted
from total_onboard.engine.plan import Action, Change, Plan
from total_onboard.engine.polling import PollTimeout
from total_onboard.engine.state.observed_state import ObservedState
from total_onboard.engine.step import ExecutionContext, PlanItems, Step, StepResult
from total_onboard.engine.step_id import StepId
from total_onboard.entra.resources.applications import Application
from total_onboard.entra.resources.groups import Group
from total_onboard.entra.sign_in.scopes import ScopeReason
from total_onboard.entra.tenant import TenantClient
from total_onboard.steps.access.scope_reasons import (
    DELETE_GROUPS,
    FIND_DELETED_APPLICATION,
    FIND_GROUPS,
    REMOVE_APPLICATION,
)
from total_onboard.steps.application.delete import applications_to_delete
from total_onboard.steps.ownership import owned_groups, owns_application


class PurgeApplication(Step):
    """The service principal before its application, by which alone it is found again after an interruption."""

    id: ClassVar[StepId] = StepId.PURGE_APPLICATION
    title: ClassVar[str] = "Application (permanently)"
    needs: ClassVar[tuple[StepId, ...]] = (StepId.APPLICATION,)
    read_scopes: ClassVar[tuple[ScopeReason, ...]] = (FIND_DELETED_APPLICATION,)
    write_scopes: ClassVar[tuple[ScopeReason, ...]] = (REMOVE_APPLICATION,)
    role_actions: ClassVar[tuple[str, ...]] = ("applications/delete",)

    async def observe(self, tenant: TenantClient, desired: DesiredState, observed: ObservedState) -> None:  # noqa: ARG002
        """Observe the application, and leftovers of interrupted runs, by the names in the journal."""
        application_id = observed.application.id if observed.application else ""
        names = [name for name, made in observed.attempts.items() if made != application_id]
        found = await asyncio.gather(*map(tenant.deleted_items.applications_named, names))
        observed.recycled_applications = tuple(app for named in found for app in named)

    def plan(self, desired: DesiredState, observed: ObservedState) -> PlanItems:  # noqa: ARG002
        """Plan to purge, including what the earlier steps delete."""
        return [_purge_change(self.id, "application", app) for app in _applications(observed)]

    async def apply(self, run: ExecutionContext, desired: DesiredState, observed: ObservedState) -> StepResult:  # noqa: ARG002
        """Purge; what was deleted a moment ago may not be in the recycle bin yet."""
        apps = _applications(observed)
        for app in apps:
            principal = await run.tenant.deleted_items.service_principal(app.app_id)
            known = observed.deleted_principal if app == observed.application else None
            if one := principal or known:
                await _purged(run, one.id, f"the service principal of {app.display_name}")
            await _purged(run, app.id, app.display_name)
            run.journal.write(Deleted(step=self.id, object_id=app.id, name=app.unique_name or ""))
        observed.application, observed.deleted_principal, observed.recycled_applications = None, None, ()
        return StepResult(StepOutcome.REMOVED, ", ".join(f"{app.display_name}, client id {app.app_id}" for app in apps))


class PurgeGroups(Step):
    """Purge the groups with their members."""

    id: ClassVar[StepId] = StepId.PURGE_GROUPS
    title: ClassVar[str] = "Groups (permanently)"
    needs: ClassVar[tuple[StepId, ...]] = (StepId.GROUPS,)
    read_scopes: ClassVar[tuple[ScopeReason, ...]] = (FIND_GROUPS,)
    write_scopes: ClassVar[tuple[ScopeReason, ...]] = (DELETE_GROUPS,)
    role_actions: ClassVar[tuple[str, ...]] = ("groups/delete",)

    def plan(self, desired: DesiredState, observed: ObservedState) -> PlanItems:  # noqa: ARG002
        """Plan to purge, including what the earlier step deletes."""
        return [_purge_change(self.id, "group", group) for group in owned_groups(observed)]

    async def apply(self, run: ExecutionContext, desired: DesiredState, observed: ObservedState) -> StepResult:  # noqa: ARG002
        """Purge all concurrently."""
        groups = list(owned_groups(observed))
        await asyncio.gather(*(_purged(run, group.id, group.display_name) for group in groups))
        for group in groups:
            run.journal.write(Deleted(step=self.id, object_id=group.id, name=group.unique_name or ""))
        for found in observed.groups.values():
            found.group = None if found.group in groups else found.group
        return StepResult(StepOutcome.REMOVED, ", ".join(group.display_name for group in groups))


_PURGES: Final = frozenset({PurgeApplication.id, PurgeGroups.id})


def without_what_is_purged(plan: Plan) -> Plan:
    """Drop "kept in the recycle bin" for each object that the same plan deletes permanently."""
    purged = {_object_id(change) for change in plan.writes if change.step in _PURGES}
    kept = tuple(one for one in plan.changes if one.writes or _object_id(one) not in purged or not _object_id(one))
    return plan.model_copy(update={"changes": kept})


def _object_id(change: Change) -> str:
    return str(change.before.get("object_id", "")) if isinstance(change.before, dict) else ""


def _applications(observed: ObservedState) -> list[Application]:
    """Return owned applications in the recycle bin or about to get there."""
    deleted = [observed.application] if observed.application and owns_application(observed) else []
    alive = [app for app in applications_to_delete(observed) if app not in deleted]
    return [*deleted, *alive, *observed.recycled_applications]


def _purge_change(step: str, noun: str, one: Application | Group) -> Change:
    name = one.display_name
    summary = f"Delete the {noun} {name} permanently; nobody can restore it then"
    return Change(step=step, resource=name, action=Action.DELETE, summary=summary, before={"object_id": one.id})


async def _purged(run: ExecutionContext, object_id: str, name: str) -> None:
    async def is_there() -> bool | None:
        return await run.tenant.deleted_items.holds(object_id) or None

    with suppress(PollTimeout):  # purged already, or found when everything is read back
        await run.poller.until(f"{name} shows up in the recycle bin", is_there, run.lost_response_policy)
    await run.tenant.deleted_items.purge(object_id)
