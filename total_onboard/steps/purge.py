"""Out of the recycle bin for good, if that was asked for: the marks are free again, and nobody can restore anything."""

from __future__ import annotations

import asyncio
from contextlib import suppress
from typing import TYPE_CHECKING, ClassVar, Final

from total_onboard.engine.events import Deed
from total_onboard.engine.journal.journal import Kind
from total_onboard.engine.plan import Action, Change
from total_onboard.engine.polling import StillNotThere
from total_onboard.engine.step import Done, Planned, Run
from total_onboard.steps.application.delete import applications_to_delete
from total_onboard.steps.ownership import groups_of_ours, has_application_of_ours

if TYPE_CHECKING:
    from total_onboard.core.desired_state import DesiredState
    from total_onboard.engine.plan import Plan
    from total_onboard.engine.state.observed_state import Picture
    from total_onboard.entra.resources.applications import Application
    from total_onboard.entra.resources.groups import Group
    from total_onboard.entra.tenant import Tenant


class ApplicationForGood:
    """The service principal before its application, by which alone it is found again after an interruption."""

    id: ClassVar[str] = "application-for-good"
    title: ClassVar[str] = "Application (permanently)"
    needs: ClassVar[tuple[str, ...]] = ("application",)
    looks_after: ClassVar[tuple[str, ...]] = needs

    async def observe(self, tenant: Tenant, wanted: DesiredState, picture: Picture) -> None:  # noqa: ARG002
        """Beside the application itself, what interrupted runs left, by the names that the journal tells."""
        ours = picture.application.id if picture.application else ""
        names = [name for name, made in picture.attempts.items() if made != ours]
        found = await asyncio.gather(*map(tenant.deleted_items.applications_named, names))
        picture.recycled_applications = tuple(app for named in found for app in named)

    def plan(self, wanted: DesiredState, picture: Picture) -> Planned:  # noqa: ARG002
        """Also what the steps before put there."""
        return [_for_good(self.id, "application", app) for app in _applications(picture)]

    async def apply(self, run: Run, wanted: DesiredState, picture: Picture) -> Done:  # noqa: ARG002
        """What was put there a moment ago may not be seen there yet."""
        apps = _applications(picture)
        for app in apps:
            principal = await run.tenant.deleted_items.service_principal(app.app_id)
            known = picture.deleted_principal if app == picture.application else None
            if one := principal or known:
                await _purged(run, one.id, f"the service principal of {app.display_name}")
            await _purged(run, app.id, app.display_name)
            run.journal.write(Kind.REMOVED, step=self.id, mark=app.unique_name or "", object_id=app.id)
        picture.application, picture.deleted_principal, picture.recycled_applications = None, None, ()
        return Done(Deed.REMOVED, ", ".join(f"{app.display_name}, client id {app.app_id}" for app in apps))


class GroupsForGood:
    """With what was in them."""

    id: ClassVar[str] = "groups-for-good"
    title: ClassVar[str] = "Groups (permanently)"
    needs: ClassVar[tuple[str, ...]] = ("groups",)
    looks_after: ClassVar[tuple[str, ...]] = needs

    async def observe(self, tenant: Tenant, wanted: DesiredState, picture: Picture) -> None:
        """They were looked at with their assignments."""

    def plan(self, wanted: DesiredState, picture: Picture) -> Planned:  # noqa: ARG002
        """Also what the step before put there."""
        return [_for_good(self.id, "group", group) for group in groups_of_ours(picture)]

    async def apply(self, run: Run, wanted: DesiredState, picture: Picture) -> Done:  # noqa: ARG002
        """All at the same time."""
        groups = list(groups_of_ours(picture))
        await asyncio.gather(*(_purged(run, group.id, group.display_name) for group in groups))
        for group in groups:
            run.journal.write(Kind.REMOVED, step=self.id, mark=group.unique_name or "", object_id=group.id)
        for found in picture.groups.values():
            found.group = None if found.group in groups else found.group
        return Done(Deed.REMOVED, ", ".join(group.display_name for group in groups))


_PURGES: Final = frozenset({ApplicationForGood.id, GroupsForGood.id})


def without_what_is_purged(plan: Plan) -> Plan:
    """Drop "kept in the recycle bin" for each object that the same plan deletes permanently."""
    purged = {_object_id(change) for change in plan.writes if change.step in _PURGES}
    kept = tuple(one for one in plan.changes if one.writes or _object_id(one) not in purged or not _object_id(one))
    return plan.model_copy(update={"changes": kept})


def _object_id(change: Change) -> str:
    return str(change.before.get("object_id", "")) if isinstance(change.before, dict) else ""


def _applications(picture: Picture) -> list[Application]:
    """Ours, in the bin or on the way there."""
    deleted = [picture.application] if picture.application and has_application_of_ours(picture) else []
    alive = [app for app in applications_to_delete(picture) if app not in deleted]
    return [*deleted, *alive, *picture.recycled_applications]


def _for_good(step: str, noun: str, one: Application | Group) -> Change:
    name = one.display_name
    summary = f"Delete the {noun} {name} permanently; nobody can restore it then"
    return Change(step=step, resource=name, action=Action.DELETE, summary=summary, before={"object_id": one.id})


async def _purged(run: Run, object_id: str, name: str) -> None:
    async def is_there() -> bool | None:
        return await run.tenant.deleted_items.holds(object_id) or None

    with suppress(StillNotThere):  # gone for good already, or seen when everything is read back
        await run.waiter.until(f"{name} shows up in the recycle bin", is_there, run.lost_answer)
    await run.tenant.deleted_items.purge(object_id)
