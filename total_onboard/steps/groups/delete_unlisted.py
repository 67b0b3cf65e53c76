"""Groups that set-up made from another machine: taken away like those that are remembered here."""

from __future__ import annotations

from typing import TYPE_CHECKING

from total_onboard.engine.journal.history import groups_wished_for
from total_onboard.engine.journal.journal import Kind
from total_onboard.steps.assignment import Assignment
from total_onboard.steps.groups.groups import Groups
from total_onboard.steps.groups.unlisted_groups import groups_beyond, still_named_as_made

if TYPE_CHECKING:
    from total_onboard.core.desired_state import DesiredState
    from total_onboard.engine.journal.journal import Journal
    from total_onboard.engine.state.observed_state import Picture
    from total_onboard.entra.tenant import Tenant


async def with_groups_beyond(tenant: Tenant, wanted: DesiredState, picture: Picture) -> DesiredState:
    """The wishes and these groups; those that were renamed stay in the picture, for a person to decide."""
    await Assignment().observe(tenant, wanted, picture)
    found = {group: still_named_as_made(group, wanted) for group in await groups_beyond(tenant, wanted, picture)}
    picture.groups_beyond = tuple(group for group, named in found.items() if named is None)
    ours = tuple(named for named in found.values() if named)
    return wanted.model_copy(update={"groups": (*wanted.groups, *ours)})


def remember_groups_beyond(journal: Journal, wanted: DesiredState, picture: Picture) -> None:
    """Their assignment, by which they were found, goes before they do."""
    known = groups_wished_for(journal.entries())
    for group in wanted.groups:
        there = picture.group(group.name).group
        if not group.role and group not in known and there:
            journal.write(Kind.FOUND, step=Groups.id, mark=group.name, object_id=there.id)
