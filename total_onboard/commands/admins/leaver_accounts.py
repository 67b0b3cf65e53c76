"""The accounts at TOTAL that should no longer be active, for the commands that work on the admin group."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping
from ssl import SSLContext
from typing import TYPE_CHECKING

from total_onboard.core.desired_state import ScimEndpoint
from total_onboard.core.platforms.tls import ssl_context
from total_onboard.diagnostics.verification.group_sync.active_leavers import (
    AFTER_A_SYNC,
    WHAT_TO_DO,
    StillActive,
    still_active,
)
from total_onboard.scim.endpoint_errors import ScimEndpointFailed
from total_onboard.steps.groups.find_group import find_finished_group
from total_onboard.ui.console import Screen
from total_onboard.ui.views.sync import show_still_active

if TYPE_CHECKING:
    from total_onboard.commands.admins.group_session import AdminGroup


def scim_of(group: AdminGroup) -> tuple[ScimEndpoint, SSLContext]:
    """Return TOTAL's SCIM endpoint, which must be given, and what it is trusted by."""
    scim = group.desired.scim
    assert scim is not None
    return scim, ssl_context(group.settings.ca_bundle)


async def accounts_left(group: AdminGroup) -> tuple[StillActive, ...]:
    """Compare TOTAL's accounts with TOTAL's groups; needs SCIM address and token. Raises ScimEndpointFailed."""
    scim, trust = scim_of(group)
    named = [one for one in group.desired.groups if one != group.desired.admin_group]
    others = await asyncio.gather(*(find_finished_group(group.tenant, group.desired, one) for one in named))
    ids = [other.id for other in others if other]
    return await still_active(group.tenant, scim, trust, group.journal, (group.id, group.desired.admin_group.name), ids)


async def compare_accounts(
    screen: Screen, group: AdminGroup, reasons: Mapping[str, str] | None = None
) -> tuple[StillActive, ...] | None:
    """Show them; None if TOTAL's SCIM endpoint can't be asked. ``reasons`` is what a sync found out, by id."""
    try:
        found = await accounts_left(group)
    except ScimEndpointFailed as error:
        screen.say(f"Unknown who should no longer be active at TOTAL: {error.message} {error.remedy}", style="caution")
        return None
    known = reasons or {}
    with_reasons = tuple(one.model_copy(update={"reason": known.get(one.id, "")}) for one in found)
    show_still_active(screen, with_reasons, WHAT_TO_DO if reasons is None else AFTER_A_SYNC)
    return with_reasons
