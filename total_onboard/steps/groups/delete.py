"""The groups that this tool made, if they were asked for: other things may rest upon a group by now."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING, ClassVar

from total_onboard.engine.events import Deed
from total_onboard.engine.journal.journal import Kind
from total_onboard.engine.plan import Action, Change, Waiting
from total_onboard.engine.step import Done, Planned, Run
from total_onboard.steps.ownership import groups_of_ours, groups_unknown_here, is_alive

if TYPE_CHECKING:
    from total_onboard.core.desired_state import DesiredState
    from total_onboard.engine.state.observed_state import Picture
    from total_onboard.entra.resources.groups import Group
    from total_onboard.entra.tenant import Tenant


class Groups:
    """Into the recycle bin with their members; a group that was made by hand never."""

    id: ClassVar[str] = "groups"
    title: ClassVar[str] = "Groups"
    needs: ClassVar[tuple[str, ...]] = ("application",)
    looks_after: ClassVar[tuple[str, ...]] = needs

    async def observe(self, tenant: Tenant, wanted: DesiredState, picture: Picture) -> None:
        """They were looked at with their assignments."""

    def plan(self, wanted: DesiredState, picture: Picture) -> Planned:  # noqa: ARG002
        """One sentence for each."""
        ours = [self._plan_one(group) for group in groups_of_ours(picture)]
        unknown = [self._unknown(group) for group in groups_unknown_here(picture)]
        renamed = [self._renamed(group) for group in picture.groups_beyond]
        return [*ours, *unknown, *renamed]

    def _plan_one(self, group: Group) -> Change:
        name, before = group.display_name, {"object_id": group.id}
        if not is_alive(group):
            kept = f"The group {name} is in the recycle bin"
            return Change(step=self.id, resource=name, action=Action.NONE, summary=kept, before=before)
        summary = f"Delete the group {name}"
        return Change(step=self.id, resource=name, action=Action.DELETE, summary=summary, before=before)

    def _unknown(self, group: Group) -> Waiting:
        """On another machine than the one that set it up."""
        return Waiting(
            step=self.id,
            sentence=f"The group {group.display_name} was not created from this machine, so it stays.",
            remedy="Run total-onboard teardown --groups there, or add --delete-adopted to delete what the IDs name",
        )

    def _renamed(self, group: Group) -> Waiting:
        """A mark alone does not tell it from a group of a product whose name begins with the name of this one."""
        return Waiting(
            step=self.id,
            sentence=f"{group.display_name} was made by set-up under another name, and nobody can see from here which.",
            remedy="If it belongs to this application, say the first name with --group NAME=ROLE",
        )

    async def apply(self, run: Run, wanted: DesiredState, picture: Picture) -> Done:  # noqa: ARG002
        """All at the same time."""
        alive = list(filter(is_alive, groups_of_ours(picture)))
        await asyncio.gather(*(run.tenant.groups.delete(group.id) for group in alive))
        for group in alive:
            run.journal.write(Kind.REMOVED, step=self.id, mark=group.unique_name or "", object_id=group.id)
        for found in picture.groups.values():
            if found.group in alive:
                found.group = found.group.model_copy(update={"deleted_date_time": picture.now})
        return Done(Deed.REMOVED, ", ".join(group.display_name for group in alive))
