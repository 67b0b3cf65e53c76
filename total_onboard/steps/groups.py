"""The security groups whose members TOTAL lets in."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING, ClassVar

from total_onboard.engine.events import Deed
from total_onboard.engine.journal import Kind
from total_onboard.engine.picture import GroupFound
from total_onboard.engine.plan import Action, Change
from total_onboard.engine.step import Done, Obstacle, Planned, Run
from total_onboard.entra.graph_errors import is_not_replicated_yet

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

    async def observe(self, tenant: Tenant, wanted: DesiredState, picture: Picture) -> None:
        """Each by its mark; beside it, everything of the same name, in case there is no mark yet."""
        await asyncio.gather(*(self._observe_one(tenant, wanted, group, picture) for group in wanted.groups))

    async def _observe_one(self, tenant: Tenant, wanted: DesiredState, group: WantedGroup, picture: Picture) -> None:
        marked, named = await asyncio.gather(
            tenant.groups.find_by_unique_name(wanted.group_mark(group)), tenant.groups.list_named(group.name)
        )
        strangers = tuple(other for other in named if marked is None or other.id != marked.id)
        picture.groups[group.name] = GroupFound(group=marked, namesakes=strangers)

    def plan(self, wanted: DesiredState, picture: Picture) -> Planned:
        """Create what is missing; stop at a group that could not carry the assignment."""
        return [self._plan_one(wanted, group, picture.group(group.name)) for group in wanted.groups]

    def _plan_one(self, wanted: DesiredState, group: WantedGroup, found: GroupFound) -> Change | Obstacle:
        if found.group:
            unusable = why_unusable(found.group)
            if unusable:
                return _obstacle(self.id, group.name, unusable)
            return self._change(group, Action.NONE, f"The group {group.name} is there")
        if found.namesakes:
            ids = ", ".join(other.id for other in found.namesakes)
            return _obstacle(self.id, group.name, f"was not made by this tool (object id {ids})")
        summary = f"Create the security group {group.name}; its members get the role {group.role} in TOTAL"
        return self._change(group, Action.CREATE, summary, {"unique_name": wanted.group_mark(group)})

    def _change(self, group: WantedGroup, action: Action, summary: str, after: object = None) -> Change:
        return Change(step=self.id, resource=group.name, action=action, summary=summary, after=after)

    async def apply(self, run: Run, wanted: DesiredState, picture: Picture) -> Done:
        """All missing groups at the same time."""
        missing = [group for group in wanted.groups if picture.group(group.name).group is None]
        await asyncio.gather(*(self._create(run, wanted, group, picture) for group in missing))
        return Done(Deed.CREATED, ", ".join(group.name for group in missing))

    async def _create(self, run: Run, wanted: DesiredState, group: WantedGroup, picture: Picture) -> None:
        mark = wanted.group_mark(group)
        run.journal.write(Kind.INTENT, step=self.id, mark=mark)
        await run.waiter.patiently(
            f"the group {group.name} can be created",
            lambda: run.tenant.groups.upsert(mark, group.name, _purpose(group), group.mail_nickname),
            is_not_replicated_yet,
        )
        made = await run.waiter.until(
            f"the new group {group.name} shows up", lambda: run.tenant.groups.find_by_unique_name(mark)
        )
        run.journal.write(Kind.RECEIPT, step=self.id, mark=mark, object_id=made.id)
        picture.groups[group.name] = GroupFound(group=made)


def why_unusable(group: Group) -> str:
    """Why TOTAL must not rely on this group, or an empty text. See docs/concepts.md, "The admin group"."""
    reasons = {
        "gets its members by a rule, which can hand out admin rights by accident": group.membership_rule,
        "is a mail-enabled group": group.mail_enabled,
        "is not a security group": not group.security_enabled,
        "can hold directory roles, which needs more rights to manage than this tool asks for": (
            group.is_assignable_to_role
        ),
        "is synchronised from on-premises, so its members cannot be changed here": group.on_premises_sync_enabled,
    }
    return "; it ".join(reason for reason, holds in reasons.items() if holds)


def _obstacle(step: str, name: str, why: str) -> Obstacle:
    return Obstacle(
        step,
        f"There is already a group {name}, and it {why}.",
        "Rename that group, or choose another name with --group NAME=ROLE.",
    )


def _purpose(group: WantedGroup) -> str:
    return f"Members get the role {group.role} in TOTAL. Made by total-onboard."
