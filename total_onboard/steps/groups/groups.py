"""The security groups whose members TOTAL lets in."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING, ClassVar

from total_onboard.engine.concurrency import or_else
from total_onboard.engine.events import Deed
from total_onboard.engine.journal.known_objects import Origin, known
from total_onboard.engine.plan import Action, AdoptedObject, Change
from total_onboard.engine.state.observed_state import GroupFound
from total_onboard.engine.step import Done, Obstacle, Planned, Run
from total_onboard.steps.acceptance import accepted_of_group
from total_onboard.steps.application.restore import where_allowed
from total_onboard.steps.groups.adoption import adoption_by, obstacle_of, said_group
from total_onboard.steps.groups.create import created_group, look_into, note_receipt, shown_group

if TYPE_CHECKING:
    from total_onboard.core.desired_state import DesiredState, WantedGroup
    from total_onboard.engine.state.observed_state import Picture
    from total_onboard.entra.resources.groups import Group
    from total_onboard.entra.tenant import Tenant


class Groups:
    """Created under a ``uniqueName`` with create-if-missing, which makes a repeated call harmless."""

    id: ClassVar[str] = "groups"
    title: ClassVar[str] = "Groups"
    needs: ClassVar[tuple[str, ...]] = ()
    looks_after: ClassVar[tuple[str, ...]] = needs
    # Of two runs at once the one whose application loses must not create the group that the other then does not know.
    comes_after: ClassVar[tuple[str, ...]] = ("application",)

    async def observe(self, tenant: Tenant, wanted: DesiredState, picture: Picture) -> None:
        """Each by its mark; where there is none yet, everything of the same name, and what was deleted."""
        await asyncio.gather(*(self._observe_one(tenant, wanted, group, picture) for group in wanted.groups))

    async def _observe_one(self, tenant: Tenant, wanted: DesiredState, group: WantedGroup, picture: Picture) -> None:
        together = picture.nothing_is_remembered
        found = picture.groups[group.name] = await found_group(tenant, wanted, group, together=together)
        await look_into(tenant, wanted, group, found, picture)

    def plan(self, wanted: DesiredState, picture: Picture) -> Planned:
        """Create what is missing, go on with what is there; stop at a group that could not carry the assignment."""
        return [
            item for group in wanted.groups for item in self.plan_one(wanted, group, picture.group(group.name), picture)
        ]

    def plan_one(
        self, wanted: DesiredState, group: WantedGroup, found: GroupFound, picture: Picture
    ) -> list[Change | Obstacle]:
        """The same of one group."""
        there, here = found.group, known(wanted, picture)
        if obstacle := obstacle_of(adoption_by(wanted, group, here, picture.inspections), found):
            return [obstacle]
        if there is None:
            return [self._creation(wanted, group)]
        change = self._going_on(wanted, group, there, picture)
        if here.origin(there) is not Origin.NAMED:
            return [change]
        return [change, *accepted_of_group(group, picture, picture.inspections[there.id])]

    def _creation(self, wanted: DesiredState, group: WantedGroup) -> Change:
        summary = f"Create the security group {group.name}; its members get the role {group.role} in TOTAL"
        after = {"unique_name": wanted.group_mark(group)}
        return Change(step=self.id, resource=group.name, action=Action.CREATE, summary=summary, after=after)

    def _going_on(self, wanted: DesiredState, group: WantedGroup, there: Group, picture: Picture) -> Change:
        name, role = there.display_name, group.role
        is_named = known(wanted, picture).origin(there) is Origin.NAMED
        if there.deleted_date_time:
            return self._change(group, Action.ADOPT, f"Restore the group {name} from the recycle bin")
        if there.id in picture.begun_groups:
            return self._change(group, Action.ADOPT, f"Finish the group {name}, which an earlier run began")
        if there.unique_name != wanted.group_mark(group):
            summary = f"Adopt the group {name} (object id {there.id}); its members stay, with the role {role}"
            return self._change(group, Action.ADOPT, summary)
        if is_named:
            summary = f"Adopt the group {name} (object id {there.id}), which was not set up from this machine"
            return AdoptedObject(step=self.id, resource=group.name, action=Action.ADOPT, summary=summary)
        return self._change(group, Action.NONE, f"The group {group.name} exists")

    def _change(self, group: WantedGroup, action: Action, summary: str) -> Change:
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
            found.group = await created_group(run, wanted, group, picture)
        elif found.group.id in picture.begun_groups:
            note_receipt(run, wanted, group, found.group, picture)
        elif found.group.deleted_date_time:
            await run.tenant.deleted_items.restore(found.group.id)
            found.group = await shown_group(run, wanted, group)
        else:
            await self._adopt(run, wanted, group, found.group, picture)
            found.group = await shown_group(run, wanted, group)

    async def _adopt(self, run: Run, wanted: DesiredState, group: WantedGroup, there: Group, picture: Picture) -> None:
        mark, baseline = wanted.group_mark(group), picture.inspections[there.id].baseline
        if there.unique_name != mark:
            await run.tenant.groups.set_unique_name(there.id, mark)
        run.journal.adopted(self.id, mark, there.id, baseline)
        picture.is_adopted(there.id, baseline)


async def found_group(tenant: Tenant, wanted: DesiredState, group: WantedGroup, *, together: bool) -> GroupFound:
    """What is there of one group; ``together`` asks at once what is needed only where it has no mark of ours."""
    ours, unmarked = await or_else(
        tenant.groups.find_by_unique_name(wanted.group_mark(group)),
        _unmarked(tenant, wanted, group),
        together=together,
    )
    return unmarked or GroupFound(ours)


async def _unmarked(tenant: Tenant, wanted: DesiredState, group: WantedGroup) -> GroupFound:
    deleted, named, said = await asyncio.gather(
        where_allowed(tenant.deleted_items.group(wanted.group_mark(group))),
        tenant.groups.list_named(group.name),
        said_group(tenant, wanted.said_of(group)),
    )
    ours = deleted or next(iter(said), None)
    return GroupFound(ours, namesakes=tuple(other for other in named if ours is None or other.id != ours.id))


def _is_ready(wanted: DesiredState, group: WantedGroup, picture: Picture) -> bool:
    there = picture.group(group.name).group
    if there is None or there.deleted_date_time or there.id in picture.begun_groups:
        return False
    return there.unique_name == wanted.group_mark(group) and known(wanted, picture).knows_by_journal(there)
