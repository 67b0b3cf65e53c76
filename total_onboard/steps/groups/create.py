"""Creation of a group: the response says whether this call created it; if it is lost, the group's content does."""

from __future__ import annotations

import asyncio
from datetime import UTC, datetime

from total_onboard.core.desired_state import OWNERSHIP_NOTE, DesiredGroup, DesiredState
from total_onboard.engine.inspection.object_reader import MOST_INSPECTED, inspect_group
from total_onboard.engine.journal.entry import Created, CreateRequested
from total_onboard.engine.journal.known_objects import known_objects
from total_onboard.engine.state.observed_state import ObservedGroup
from total_onboard.engine.state.run_state import RunState
from total_onboard.engine.step import ExecutionContext
from total_onboard.entra.graph.errors import GraphError, is_not_replicated_yet, is_taken
from total_onboard.entra.resources.groups import Group
from total_onboard.entra.tenant_client import TenantClient
from total_onboard.steps.creation_evidence import CreatorUnknown, why_creator_is_unknown
from total_onboard.steps.groups.adoption import STEP, why_unusable
from total_onboard.steps.groups.find_group import find_finished_group


async def inspect_groups(
    tenant: TenantClient, desired: DesiredState, group: DesiredGroup, found: ObservedGroup, state: RunState
) -> None:
    """Inspect groups that the journal does not know, and find out whether an interrupted run created them."""
    there, here = found.group, known_objects(state)
    those = [*([there] if there else []), *found.namesakes]
    unknown = [one for one in those if not one.deleted_date_time and not here.is_in_journal(one)]
    inspections = await asyncio.gather(*(inspect_group(tenant, one) for one in unknown[:MOST_INSPECTED]))
    state.observed.inspections |= {one.object_id: one for one in inspections}
    asked = state.history.first_asked.get((STEP, desired.group_unique_name(group)))
    is_asked_for = asked and there in unknown and there and there.unique_name == desired.group_unique_name(group)
    if there and asked and is_asked_for and not _why_unclear(there, state, asked):
        state.effects.begun_groups |= {there.id}


async def created_group(run: ExecutionContext, desired: DesiredState, group: DesiredGroup, state: RunState) -> Group:
    """Create the group. Raises CreatorUnknown if another run may have been faster.

    Only 201 says that this call created the group; 204 says that a group of that unique name existed, created by an
    earlier attempt of this call or by others (https://learn.microsoft.com/graph/api/group-upsert).
    """
    unique_name, made = desired.group_unique_name(group), None
    asked = state.history.first_asked.setdefault((STEP, unique_name), datetime.now(UTC))
    run.journal.write(CreateRequested(step=STEP, search_key=unique_name))
    try:
        made = await run.poller.retry_while(
            f"the group {group.name} can be created",
            lambda: run.tenant.groups.upsert(unique_name, group.name, purpose_of(group), group.mail_nickname),
            is_not_replicated_yet,
        )
    except GraphError as error:
        # Made by the same call of another run's, or by this one's before it was repeated, and not seen yet.
        if not is_taken(error):
            raise
    made = made or await _verified_group(run, desired, group, state, asked)
    note_receipt(run, desired, group, made, state)
    return made


def note_receipt(
    run: ExecutionContext, desired: DesiredState, group: DesiredGroup, made: Group, state: RunState
) -> None:
    """Record that it was created from here."""
    unique_name = desired.group_unique_name(group)
    run.journal.write(Created(step=STEP, search_key=unique_name, object_id=made.id))
    state.history.has_receipt(STEP, made.id)
    state.effects.begun_groups -= {made.id}


async def _verified_group(
    run: ExecutionContext, desired: DesiredState, group: DesiredGroup, state: RunState, asked: datetime
) -> Group:
    there = await shown_group(run, desired, group)
    found = state.observed.inspections[there.id] = await inspect_group(run.tenant, there)
    if why := _why_unclear(there, state, asked):
        raise CreatorUnknown("group", group.name, found, why)
    return there


def _why_unclear(there: Group, state: RunState, asked: datetime) -> str:
    unusable = why_unusable(there)
    return f"it {unusable}" if unusable else why_creator_is_unknown(state.observed.inspections[there.id], asked, state)


async def shown_group(run: ExecutionContext, desired: DesiredState, group: DesiredGroup) -> Group:
    """Return the group with our unique name, once it shows up."""
    return await run.poller.until(
        f"the group {group.name} appears",
        lambda: find_finished_group(run.tenant, desired, group),
    )


def group_name(desired: DesiredState, group: DesiredGroup) -> str:
    """Return the name under which a declared request refers to a group's ID."""
    return f"group_{desired.groups.index(group) + 1}"


def purpose_of(group: DesiredGroup) -> str:
    """Return the description of a group that setup creates."""
    return f"{role_of(group)} {OWNERSHIP_NOTE}"


def role_of(group: DesiredGroup) -> str:
    """Say which role the members of a group get."""
    return f"Members get the role {group.role} in TOTAL."
