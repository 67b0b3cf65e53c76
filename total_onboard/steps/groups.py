"""The security groups whose members TOTAL lets in."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING, ClassVar

from total_onboard.desired_state import MADE_BY
from total_onboard.engine.at_once import or_else
from total_onboard.engine.events import Deed
from total_onboard.engine.journal import Kind
from total_onboard.engine.picture import GroupFound
from total_onboard.engine.plan import Action, Change
from total_onboard.engine.step import Done, Obstacle, Planned, Run
from total_onboard.entra.graph_errors import GraphError, is_not_replicated_yet, is_taken
from total_onboard.steps.group_adoption import adoption_of, said_group, unusable_group, why_unusable
from total_onboard.steps.restoring import where_allowed

if TYPE_CHECKING:
    from total_onboard.desired_state import DesiredState, WantedGroup
    from total_onboard.engine.picture import Picture
    from total_onboard.entra.groups import Group
    from total_onboard.entra.tenant import Tenant


class Groups:
    """Created under a ``uniqueName`` with create-if-missing, which makes a repeated call harmless."""

    id: ClassVar[str] = "groups"
    title: ClassVar[str] = "Groups"
    needs: ClassVar[tuple[str, ...]] = ()
    looks_after: ClassVar[tuple[str, ...]] = needs

    async def observe(self, tenant: Tenant, wanted: DesiredState, picture: Picture) -> None:
        """Each by its mark; where there is none yet, everything of the same name, and what was deleted."""
        await asyncio.gather(*(self._observe_one(tenant, wanted, group, picture) for group in wanted.groups))

    async def _observe_one(self, tenant: Tenant, wanted: DesiredState, group: WantedGroup, picture: Picture) -> None:
        together = picture.nothing_is_remembered
        picture.groups[group.name] = await found_group(tenant, wanted, group, together=together)

    def plan(self, wanted: DesiredState, picture: Picture) -> Planned:
        """Create what is missing, go on with what is there; stop at a group that could not carry the assignment."""
        return [self.plan_one(wanted, group, picture.group(group.name)) for group in wanted.groups]

    def plan_one(self, wanted: DesiredState, group: WantedGroup, found: GroupFound) -> Change | Obstacle:
        """The same of one group."""
        there = found.group
        deleted = there is not None and there.deleted_date_time is not None
        obstacle = adoption_of(wanted, group).obstacle(there, found.namesakes, begun=False, deleted=deleted)
        if obstacle:
            return obstacle
        if there and (unusable := why_unusable(there)):
            return unusable_group(group.name, unusable)
        return self._adoption(wanted, group, there) if there else self._creation(wanted, group)

    def _creation(self, wanted: DesiredState, group: WantedGroup) -> Change:
        summary = f"Create the security group {group.name}; its members get the role {group.role} in TOTAL"
        after = {"unique_name": wanted.group_mark(group)}
        return Change(step=self.id, resource=group.name, action=Action.CREATE, summary=summary, after=after)

    def _adoption(self, wanted: DesiredState, group: WantedGroup, there: Group) -> Change:
        name, action = there.display_name, Action.ADOPT
        if there.deleted_date_time:
            summary = f"Restore the group {name} from the recycle bin"
        elif there.unique_name != wanted.group_mark(group):
            summary = f"Adopt the group {name} (object id {there.id}); its members stay, with the role {group.role}"
        else:
            action, summary = Action.NONE, f"The group {group.name} is there"
        return Change(step=self.id, resource=group.name, action=action, summary=summary)

    async def apply(self, run: Run, wanted: DesiredState, picture: Picture) -> Done:
        """All that are not as they should be, at the same time."""
        lacking = [group for group in wanted.groups if not _is_ready(wanted, group, picture)]
        created = any(picture.group(group.name).group is None for group in lacking)
        await asyncio.gather(*(self._make_sure_of(run, wanted, group, picture) for group in lacking))
        return Done(Deed.CREATED if created else Deed.ADOPTED, ", ".join(group.name for group in lacking))

    async def _make_sure_of(self, run: Run, wanted: DesiredState, group: WantedGroup, picture: Picture) -> None:
        found = picture.group(group.name)
        if found.group is None:
            found.group = await self._created(run, wanted, group)
            return
        if found.group.deleted_date_time:
            await run.tenant.deleted_items.restore(found.group.id)
        else:
            await run.tenant.groups.set_unique_name(found.group.id, wanted.group_mark(group))
            run.journal.write(Kind.ADOPTED, step=self.id, mark=wanted.group_mark(group), object_id=found.group.id)
        found.group = await _shown(run, wanted, group)

    async def _created(self, run: Run, wanted: DesiredState, group: WantedGroup) -> Group:
        mark, made = wanted.group_mark(group), None
        run.journal.write(Kind.INTENT, step=self.id, mark=mark)
        try:
            made = await run.waiter.patiently(
                f"the group {group.name} can be created",
                lambda: run.tenant.groups.upsert(mark, group.name, _purpose(group), group.mail_nickname),
                is_not_replicated_yet,
            )
        except GraphError as error:
            # Made by the same call of another run's, or by this one's before it was repeated, and not seen yet.
            if not is_taken(error):
                raise
        made = made or await _shown(run, wanted, group)
        run.journal.write(Kind.RECEIPT, step=self.id, mark=mark, object_id=made.id)
        return made


async def found_group(tenant: Tenant, wanted: DesiredState, group: WantedGroup, *, together: bool) -> GroupFound:
    """What is there of one group; ``together`` asks at once what is needed only where it has no mark of ours."""
    ours, unmarked = await or_else(
        tenant.groups.find_by_unique_name(wanted.group_mark(group)),
        _unmarked(tenant, wanted, group),
        together=together,
    )
    return unmarked or GroupFound(ours)


async def _unmarked(tenant: Tenant, wanted: DesiredState, group: WantedGroup) -> GroupFound:
    adoption = adoption_of(wanted, group)
    deleted, named, said = await asyncio.gather(
        where_allowed(tenant.deleted_items.group(wanted.group_mark(group))),
        tenant.groups.list_named(group.name),
        said_group(tenant, adoption.said),
    )
    ours = deleted or adoption.chosen([*named, *said])
    return GroupFound(ours, namesakes=tuple(other for other in named if ours is None or other.id != ours.id))


def _is_ready(wanted: DesiredState, group: WantedGroup, picture: Picture) -> bool:
    there = picture.group(group.name).group
    return there is not None and there.unique_name == wanted.group_mark(group) and not there.deleted_date_time


async def _shown(run: Run, wanted: DesiredState, group: WantedGroup) -> Group:
    return await run.waiter.until(
        f"the group {group.name} shows up", lambda: run.tenant.groups.find_by_unique_name(wanted.group_mark(group))
    )


def _purpose(group: WantedGroup) -> str:
    return f"Members get the role {group.role} in TOTAL. {MADE_BY}"
