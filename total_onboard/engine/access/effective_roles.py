"""Effective roles of the signed-in admin: active ones, and those that could be activated."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Collection, Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import timedelta
from functools import partial

from total_onboard.engine.access.action_matching import allows_any, missing_actions
from total_onboard.engine.access.optional_read import NOT_QUERIED, Unavailable, read_or_unavailable
from total_onboard.entra.resources.groups import Group
from total_onboard.entra.resources.role_management import RoleAssignment, RoleManagement, TimedRole
from total_onboard.entra.resources.users import User
from total_onboard.entra.role_ids import GLOBAL_ADMINISTRATOR, WELL_KNOWN_ACTIONS, WELL_KNOWN_NAMES
from total_onboard.entra.tenant_client import TenantClient


@dataclass(frozen=True)
class EffectiveRoles:
    """Roles held directly or through groups, eligible roles, and activated roles.

    ``limits`` is how long a role can be activated at a time, by its id, if the tenant's policy says so. ``shown``
    are active roles that Microsoft lists for the account without saying what they allow. ``unlisted`` are well-known
    roles of the token that Microsoft lists nowhere, as with an account of a partner (GDAP): whether they count here is
    unknown. ``unread_groups`` is why the groups of the account, which may hold roles, are unknown.
    """

    held: list[RoleAssignment] | Unavailable = NOT_QUERIED
    eligible: list[TimedRole] | Unavailable = NOT_QUERIED
    timed: list[TimedRole] | Unavailable = NOT_QUERIED
    limits: Mapping[str, timedelta] = field(default_factory=dict)
    group_ids: frozenset[str] = frozenset()
    shown: tuple[RoleAssignment, ...] = ()
    unlisted: frozenset[str] = frozenset()
    unread_groups: Unavailable | None = None

    @property
    def listed(self) -> tuple[RoleAssignment, ...]:
        """All active roles that Microsoft lists for the account, each once."""
        held = [] if isinstance(self.held, Unavailable) else self.held
        known = {each.role_definition_id for each in held if each.is_tenant_wide}
        return (*held, *(each for each in self.shown if each.role_definition_id not in known))

    @property
    def eligible_in_units(self) -> tuple[TimedRole, ...]:
        """Eligible roles that would not count in the whole tenant, even if they were activated."""
        eligible = () if isinstance(self.eligible, Unavailable) else self.eligible
        return tuple(each for each in eligible if not each.is_tenant_wide)

    @property
    def may_have_unit_role(self) -> bool:
        """Whether the account holds a role within an administrative unit, or its roles are unknown."""
        if isinstance(self.held, Unavailable) or self.unread_groups:
            return True
        return any(each.is_of_unit for each in self.held)

    def completed(self, shown: Iterable[RoleAssignment], token_roles: Collection[str]) -> EffectiveRoles:
        """Return these rights with the roles that Microsoft lists by name alone, and those of the token."""
        whole = replace(self, shown=tuple(shown))
        known = {each.role_definition_id for each in whole.listed}
        return replace(whole, unlisted=frozenset(WELL_KNOWN_ACTIONS.keys() & set(token_roles) - known))

    def uncertainty(self, actions: Collection[str]) -> Unavailable | None:
        """Return why it isn't known whether the account may do this; None if it is known."""
        if isinstance(self.held, Unavailable):
            return self.held
        if not allows_any(actions, self._actions_of_token):
            return self.unread_groups
        names = " and ".join(sorted(WELL_KNOWN_NAMES[each] for each in self.unlisted))
        return Unavailable(f"Your sign-in names {names}, but Microsoft doesn't list that role here (partner account?).")

    def missing(self, actions: Collection[str]) -> frozenset[str]:
        """Return the actions that no role allows which counts in the whole tenant."""
        return missing_actions(actions, self._granted)

    def certainly_missing(self, actions: Collection[str]) -> frozenset[str]:
        """Return the actions that no role allows; nothing if the roles are unknown: then Microsoft decides."""
        if isinstance(self.held, Unavailable) or self.unread_groups:
            return frozenset()
        return missing_actions(actions, self._granted | self._actions_of_token)

    @property
    def _granted(self) -> set[str]:
        return {action for each in self.listed if each.is_tenant_wide for action in each.actions}

    @property
    def _actions_of_token(self) -> set[str]:
        return {action for each in self.unlisted for action in WELL_KNOWN_ACTIONS[each]}

    def could_activate(self, actions: Collection[str]) -> tuple[TimedRole, ...]:
        """Return roles that would allow what is missing, none if even they would not; the most powerful comes last."""
        missing = self.missing(actions)
        eligible = [] if isinstance(self.eligible, Unavailable) else self.eligible
        least_first = sorted(eligible, key=lambda each: each.role_definition_id == GLOBAL_ADMINISTRATOR)
        helping = [each for each in least_first if each.is_tenant_wide and allows_any(missing, each.actions)]
        enough = next(([each] for each in helping if not missing_actions(missing, each.actions)), helping)
        return () if missing_actions(missing, {action for each in enough for action in each.actions}) else tuple(enough)


async def read_effective_roles(
    tenant: TenantClient, me: Awaitable[User], *, offered_for: Collection[str] = ()
) -> EffectiveRoles:
    """Read the roles: one request deep, and two if a group may hold a role or one could be activated.

    With the actions ``offered_for`` it asks Privileged Identity Management too, which answers with an error if there
    is no license for it.
    """
    management = tenant.role_management

    async def held_directly() -> list[RoleAssignment]:
        return await management.held_by([(await me).id])

    held, groups, eligible, timed = await asyncio.gather(
        read_or_unavailable(held_directly),
        read_or_unavailable(tenant.groups.my_groups),
        read_or_unavailable(management.eligible_for_me, asked_for=bool(offered_for)),
        read_or_unavailable(management.active_for_me, asked_for=bool(offered_for)),
    )
    above, unread = ([], groups) if isinstance(groups, Unavailable) else (groups, None)
    held, limits = await asyncio.gather(
        _with_those_of_groups(management, held, above),
        _limits(management, [] if isinstance(eligible, Unavailable) else eligible, offered_for),
    )
    ids = frozenset(group.id for group in above)
    return EffectiveRoles(held, eligible, timed, limits, ids, unread_groups=unread)


async def _with_those_of_groups(
    management: RoleManagement, held: list[RoleAssignment] | Unavailable, above: list[Group]
) -> list[RoleAssignment] | Unavailable:
    """Add the roles of groups; without the permission to read groups, any of them may hold a role."""
    may_hold = [group.id for group in above if group.is_assignable_to_role or not group.display_name]
    if isinstance(held, Unavailable) or not may_hold:
        return held
    through_groups = await read_or_unavailable(lambda: management.held_by(may_hold))
    return through_groups if isinstance(through_groups, Unavailable) else [*held, *through_groups]


async def _limits(
    management: RoleManagement, eligible: list[TimedRole], actions: Collection[str]
) -> dict[str, timedelta]:
    """Return how long the roles that allow some of the actions can be activated."""
    useful = sorted({each.role_definition_id for each in eligible if allows_any(actions, each.actions)})
    limit = management.longest_activation
    found = await asyncio.gather(*(read_or_unavailable(partial(limit, role_id)) for role_id in useful))
    return {role_id: each for role_id, each in zip(useful, found, strict=True) if isinstance(each, timedelta)}
