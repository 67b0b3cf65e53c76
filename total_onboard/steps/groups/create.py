"""A group that is created from here: the answer says whether it is ours; where that is lost, what it contains does."""

from __future__ import annotations

import asyncio
from datetime import UTC, datetime
from typing import TYPE_CHECKING

from total_onboard.core.desired_state import MADE_BY
from total_onboard.engine.inspection.read_contents import MOST_INSPECTED, inspect_group
from total_onboard.engine.journal.journal import Kind
from total_onboard.engine.journal.known_objects import known
from total_onboard.entra.graph.errors import GraphError, is_not_replicated_yet, is_taken
from total_onboard.steps.groups.adoption import STEP, why_unusable
from total_onboard.steps.verified_creation import CannotTell, doubt_about

if TYPE_CHECKING:
    from total_onboard.core.desired_state import DesiredState, WantedGroup
    from total_onboard.engine.state.observed_state import GroupFound, Picture
    from total_onboard.engine.step import Run
    from total_onboard.entra.resources.groups import Group
    from total_onboard.entra.tenant import Tenant


async def look_into(
    tenant: Tenant, wanted: DesiredState, group: WantedGroup, found: GroupFound, picture: Picture
) -> None:
    """What those contain that the journal does not know, and whether an interrupted run of ours created it."""
    there, here = found.group, known(wanted, picture)
    those = [*([there] if there else []), *found.namesakes]
    unknown = [one for one in those if not one.deleted_date_time and not here.knows_by_journal(one)]
    inspections = await asyncio.gather(*(inspect_group(tenant, one) for one in unknown[:MOST_INSPECTED]))
    picture.inspections |= {one.object_id: one for one in inspections}
    asked = picture.first_asked.get((STEP, wanted.group_mark(group)))
    is_asked_for = asked and there in unknown and there and there.unique_name == wanted.group_mark(group)
    if there and asked and is_asked_for and not _doubt(there, picture, asked):
        picture.begun_groups |= {there.id}


async def created_group(run: Run, wanted: DesiredState, group: WantedGroup, picture: Picture) -> Group:
    """Create it. Raises CannotTell where somebody else may have been faster.

    Only 201 says that this call created the group; 204 says that a group of that unique name was there, created by an
    earlier attempt of this call or by somebody else (https://learn.microsoft.com/graph/api/group-upsert).
    """
    mark, made = wanted.group_mark(group), None
    asked = picture.first_asked.setdefault((STEP, mark), datetime.now(UTC))
    run.journal.write(Kind.INTENT, step=STEP, mark=mark)
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
    made = made or await _seen_to_be_ours(run, wanted, group, picture, asked)
    note_receipt(run, wanted, group, made, picture)
    return made


def note_receipt(run: Run, wanted: DesiredState, group: WantedGroup, made: Group, picture: Picture) -> None:
    """That it was created from here."""
    run.journal.write(Kind.RECEIPT, step=STEP, mark=wanted.group_mark(group), object_id=made.id)
    picture.has_receipt(STEP, made.id)
    picture.begun_groups -= {made.id}


async def _seen_to_be_ours(
    run: Run, wanted: DesiredState, group: WantedGroup, picture: Picture, asked: datetime
) -> Group:
    there = await shown_group(run, wanted, group)
    found = picture.inspections[there.id] = await inspect_group(run.tenant, there)
    if doubt := _doubt(there, picture, asked):
        raise CannotTell("group", group.name, found, doubt)
    return there


def _doubt(there: Group, picture: Picture, asked: datetime) -> str:
    unusable = why_unusable(there)
    return f"it {unusable}" if unusable else doubt_about(picture.inspections[there.id], asked, picture)


async def shown_group(run: Run, wanted: DesiredState, group: WantedGroup) -> Group:
    """The group under our mark, once it shows up."""
    return await run.waiter.until(
        f"the group {group.name} shows up", lambda: run.tenant.groups.find_by_unique_name(wanted.group_mark(group))
    )


def _purpose(group: WantedGroup) -> str:
    return f"Members get the role {group.role} in TOTAL. {MADE_BY}"
