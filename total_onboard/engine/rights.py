"""What the signed-in admin may do here: by the roles that are active, and by those that could be."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Collection, Mapping
from dataclasses import dataclass, field
from datetime import timedelta
from functools import partial
from typing import TYPE_CHECKING

from total_onboard.engine.duties import ACTIONS, UNDOING, helps, lacking
from total_onboard.engine.readable import NOT_LOOKED_AT, Unreadable, if_readable
from total_onboard.entra.role_ids import GLOBAL_ADMINISTRATOR

if TYPE_CHECKING:
    from total_onboard.entra.groups import Group
    from total_onboard.entra.role_management import RoleAssignment, RoleManagement, TimedRole
    from total_onboard.entra.tenant import Tenant
    from total_onboard.entra.users import User


@dataclass(frozen=True)
class Rights:
    """Roles held directly or through groups, those that could be activated, and those that were.

    ``limits`` is for how long a role can be activated at a time, by its id, where the tenant's policy tells.
    """

    held: list[RoleAssignment] | Unreadable = NOT_LOOKED_AT
    eligible: list[TimedRole] | Unreadable = NOT_LOOKED_AT
    timed: list[TimedRole] | Unreadable = NOT_LOOKED_AT
    limits: Mapping[str, timedelta] = field(default_factory=dict)
    group_ids: frozenset[str] = frozenset()

    def lacking(self, steps: Collection[str]) -> tuple[str, ...]:
        """The steps that no role allows which counts in the whole tenant."""
        return lacking(steps, self._granted)

    def lacking_to_undo(self, steps: Collection[str]) -> tuple[str, ...]:
        """The same of a teardown's; none where the roles cannot be read, because then Microsoft decides."""
        return () if isinstance(self.held, Unreadable) else lacking(steps, self._granted, UNDOING)

    @property
    def _granted(self) -> set[str]:
        held = [] if isinstance(self.held, Unreadable) else self.held
        return {action for each in held if each.is_tenant_wide for action in each.actions}

    def could_activate(self, steps: Collection[str]) -> tuple[TimedRole, ...]:
        """Roles that together would allow all of these steps, none where even they would not; the greatest at last."""
        eligible = [] if isinstance(self.eligible, Unreadable) else self.eligible
        least_first = sorted(eligible, key=lambda each: each.role_definition_id == GLOBAL_ADMINISTRATOR)
        helping = [each for each in least_first if each.is_tenant_wide and helps(steps, each.actions)]
        enough = next(([each] for each in helping if not lacking(steps, each.actions)), helping)
        still = lacking(steps, {action for each in enough for action in each.actions})
        return () if set(still) & set(self.lacking(steps)) else tuple(enough)


async def read_rights(tenant: Tenant, me: Awaitable[User], *, offered: bool) -> Rights:
    """One question deep, and two where a group may hold a role or one could be activated.

    ``offered`` asks Privileged Identity Management too, which answers with an error where there is no licence for it.
    """
    management = tenant.role_management

    async def held_directly() -> list[RoleAssignment]:
        return await management.held_by([(await me).id])

    held, groups, eligible, timed = await asyncio.gather(
        if_readable(held_directly),
        if_readable(tenant.groups.above_me),
        if_readable(management.eligible_for_me, asked_for=offered),
        if_readable(management.active_for_me, asked_for=offered),
    )
    above = [] if isinstance(groups, Unreadable) else groups
    held, limits = await asyncio.gather(
        _with_those_of_groups(management, held, above),
        _limits(management, [] if isinstance(eligible, Unreadable) else eligible),
    )
    return Rights(held, eligible, timed, limits, frozenset(group.id for group in above))


async def _with_those_of_groups(
    management: RoleManagement, held: list[RoleAssignment] | Unreadable, above: list[Group]
) -> list[RoleAssignment] | Unreadable:
    """Without the permission to read groups their kind is not told, and any of them may hold a role."""
    may_hold = [group.id for group in above if group.is_assignable_to_role or not group.display_name]
    if isinstance(held, Unreadable) or not may_hold:
        return held
    through_groups = await if_readable(lambda: management.held_by(may_hold))
    return through_groups if isinstance(through_groups, Unreadable) else [*held, *through_groups]


async def _limits(management: RoleManagement, eligible: list[TimedRole]) -> dict[str, timedelta]:
    """Of the roles that a set-up could use."""
    useful = sorted({each.role_definition_id for each in eligible if helps(ACTIONS, each.actions)})
    limit = management.longest_activation
    found = await asyncio.gather(*(if_readable(partial(limit, role_id)) for role_id in useful))
    return {role_id: each for role_id, each in zip(useful, found, strict=True) if isinstance(each, timedelta)}
