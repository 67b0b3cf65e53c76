"""Groups that set-up made and nobody named here: from another machine, or in wishes of another day."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING

from total_onboard.core.desired_state import WantedGroup
from total_onboard.engine.journal.known_objects import known

if TYPE_CHECKING:
    from total_onboard.core.desired_state import DesiredState
    from total_onboard.engine.state.observed_state import Picture
    from total_onboard.entra.resources.groups import Group
    from total_onboard.entra.tenant import Tenant


async def groups_beyond(tenant: Tenant, wanted: DesiredState, picture: Picture) -> tuple[Group, ...]:
    """Those that are assigned, known by their IDs, and not among the desired groups; mostly there is none."""
    named = {found.group.id for found in picture.groups.values() if found.group}
    assigned = {one.principal_id for one in picture.assignments if one.principal_type == "Group"}
    read = await asyncio.gather(*map(tenant.groups.get, sorted(assigned - named)))
    known_here = known(wanted, picture)
    return tuple(group for group in read if group and known_here.knows(group) and _is_beyond(group, wanted))


def _is_beyond(group: Group, wanted: DesiredState) -> bool:
    mark, named = group.unique_name or "", {wanted.group_mark(one) for one in wanted.groups}
    return mark.startswith(f"{wanted.mark}-") and mark not in named


def still_named_as_made(group: Group, wanted: DesiredState) -> WantedGroup | None:
    """What set-up called it, if it is still called so.

    The mark of a product TOTAL begins as that of TOTAL Test does: only the name tells whose group it is.
    """
    named = WantedGroup(name=group.display_name, role="")
    return named if wanted.group_mark(named) == group.unique_name else None
