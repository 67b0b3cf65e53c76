"""Groups that a setup created and that are not desired here: from another machine, or an earlier desired state."""

from __future__ import annotations

import asyncio

from total_onboard.core.desired_state import DesiredGroup, DesiredState
from total_onboard.engine.journal.entry import GroupFound
from total_onboard.engine.journal.journal import Journal
from total_onboard.engine.journal.known_objects import known_objects
from total_onboard.engine.journal.queries import all_requested_groups
from total_onboard.engine.state.run_state import RunState
from total_onboard.entra.resources.groups import Group
from total_onboard.entra.tenant_client import TenantClient
from total_onboard.steps.assignment.assignment import Assignment


async def find_unlisted_groups(tenant: TenantClient, desired: DesiredState, state: RunState) -> tuple[Group, ...]:
    """Return assigned groups, known by their IDs, that are not desired; mostly there is none."""
    named = {found.group.id for found in state.observed.groups.values() if found.group}
    assigned = {one.principal_id for one in state.observed.assignments if one.principal_type == "Group"}
    read = await asyncio.gather(*map(tenant.groups.get, sorted(assigned - named)))
    known_here = known_objects(state)
    return tuple(group for group in read if group and known_here.knows(group) and _is_beyond(group, desired))


def _is_beyond(group: Group, desired: DesiredState) -> bool:
    mark, named = group.unique_name or "", {desired.group_unique_name(one) for one in desired.groups}
    return mark.startswith(f"{desired.unique_name}-") and mark not in named


def name_from_setup(group: Group, desired: DesiredState) -> DesiredGroup | None:
    """Return the setup's name of the group, if it still has it.

    The unique names of a product TOTAL begin like those of TOTAL Test: only the name shows which group it is.
    """
    named = DesiredGroup(name=group.display_name, role="")
    return named if desired.group_unique_name(named) == group.unique_name else None


async def with_unlisted_groups(tenant: TenantClient, desired: DesiredState, state: RunState) -> DesiredState:
    """Return the desired state with these groups; renamed ones are left to a person's decision."""
    await Assignment().observe(tenant, desired, state)
    found = {group: name_from_setup(group, desired) for group in await find_unlisted_groups(tenant, desired, state)}
    state.observed.unlisted_groups = tuple(group for group, named in found.items() if named is None)
    owned = tuple(named for named in found.values() if named)
    return desired.model_copy(update={"groups": (*desired.groups, *owned)})


def remember_unlisted_groups(journal: Journal, desired: DesiredState, state: RunState) -> None:
    """Record the groups, because the assignments that identify them are deleted first."""
    known = all_requested_groups(journal.entries())
    for group in desired.groups:
        there = state.observed.group(group.name).group
        if not group.role and group not in known and there:
            journal.write(GroupFound(name=group.name, group_id=there.id))
