"""Which group of the tenant is the one that a setup means? Setup, checks and later commands ask it differently."""

from __future__ import annotations

import asyncio

from total_onboard.core.adoption_decisions import NEW, AdoptionDecisions
from total_onboard.core.concurrency import first_or_fallback
from total_onboard.core.desired_state import DesiredGroup, DesiredState
from total_onboard.engine.state.observed_state import ObservedGroup
from total_onboard.entra.resources.groups import Group
from total_onboard.entra.tenant_client import TenantClient
from total_onboard.steps.application.restore import none_if_forbidden


async def find_finished_group(tenant: TenantClient, desired: DesiredState, group: DesiredGroup) -> Group | None:
    """Find the group that a setup has finished: by its unique name alone, under any display name."""
    return await tenant.groups.find_by_unique_name(desired.group_unique_name(group))


async def find_group_for_setup(
    tenant: TenantClient, desired: DesiredState, group: DesiredGroup, decisions: AdoptionDecisions, *, together: bool
) -> ObservedGroup:
    """Find the group that a setup starts from: of its unique name, deleted, or named by an option; and its namesakes.

    ``together`` also reads concurrently what is needed only without the unique name.
    """
    owned, unmarked = await first_or_fallback(
        find_finished_group(tenant, desired, group), _unmarked(tenant, desired, group, decisions), together=together
    )
    return unmarked or ObservedGroup(owned)


async def likely_group(
    tenant: TenantClient, desired: DesiredState, group: DesiredGroup, decisions: AdoptionDecisions
) -> Group | None:
    """Find the group that a setup would probably use, for checks before any decision: else the first of its name.

    An option that names a group, or asks for a new one, ignores others of its name.
    """
    chosen_id = decisions.of_group(desired, group)
    own_group, named, chosen = await asyncio.gather(
        find_finished_group(tenant, desired, group),
        tenant.groups.list_named(group.name),
        requested_group(tenant, chosen_id),
    )
    return own_group or next(iter(chosen if chosen_id else named), None)


async def known_group(
    tenant: TenantClient, desired: DesiredState, group: DesiredGroup, decisions: AdoptionDecisions, *, has_created: bool
) -> Group | None:
    """Find the group that an option names, or that this machine has created: before a setup looks at all groups."""
    if named := decisions.of_group(desired, group):
        return next(iter(await requested_group(tenant, named)), None)
    return await find_finished_group(tenant, desired, group) if has_created else None


async def requested_group(tenant: TenantClient, requested: str) -> list[Group]:
    """Return the group of an id that an option names, under any name."""
    found = await tenant.groups.get(requested) if requested not in ("", NEW) else None
    return [found] if found else []


async def _unmarked(
    tenant: TenantClient, desired: DesiredState, group: DesiredGroup, decisions: AdoptionDecisions
) -> ObservedGroup:
    deleted, named, requested = await asyncio.gather(
        none_if_forbidden(tenant.deleted_items.group(desired.group_unique_name(group))),
        tenant.groups.list_named(group.name),
        requested_group(tenant, decisions.of_group(desired, group)),
    )
    owned = deleted or next(iter(requested), None)
    return ObservedGroup(owned, namesakes=tuple(other for other in named if owned is None or other.id != owned.id))
