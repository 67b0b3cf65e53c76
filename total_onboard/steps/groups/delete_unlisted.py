"""Deletion of groups that a setup on another machine created, like those known here."""

from __future__ import annotations

from total_onboard.core.desired_state import DesiredState
from total_onboard.engine.journal.entry import GroupFound
from total_onboard.engine.journal.history import all_requested_groups
from total_onboard.engine.journal.journal import Journal
from total_onboard.engine.state.run_state import RunState
from total_onboard.entra.tenant import TenantClient
from total_onboard.steps.assignment.assignment import Assignment
from total_onboard.steps.groups.unlisted_groups import groups_beyond, still_named_as_made


async def with_groups_beyond(tenant: TenantClient, desired: DesiredState, state: RunState) -> DesiredState:
    """Return the desired state with these groups; renamed ones are left to a person's decision."""
    await Assignment().observe(tenant, desired, state)
    found = {group: still_named_as_made(group, desired) for group in await groups_beyond(tenant, desired, state)}
    state.observed.groups_beyond = tuple(group for group, named in found.items() if named is None)
    owned = tuple(named for named in found.values() if named)
    return desired.model_copy(update={"groups": (*desired.groups, *owned)})


def remember_groups_beyond(journal: Journal, desired: DesiredState, state: RunState) -> None:
    """Record the groups, because the assignments that identify them are deleted first."""
    known = all_requested_groups(journal.entries())
    for group in desired.groups:
        there = state.observed.group(group.name).group
        if not group.role and group not in known and there:
            journal.write(GroupFound(name=group.name, group_id=there.id))
