"""The accounts at TOTAL that should no longer be active, for the commands that work on the admin group."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING

from total_onboard.proofs.still_active import StillActive, still_active
from total_onboard.terminal.still_active_view import show_still_active
from total_onboard.total.scim_client import ScimEndFailed
from total_onboard.trust import ssl_context

if TYPE_CHECKING:
    from total_onboard.commands.admin_group import AdminGroup
    from total_onboard.terminal.screen import Screen


async def compare_accounts(screen: Screen, group: AdminGroup) -> tuple[StillActive, ...] | None:
    """Show them; None where TOTAL's SCIM endpoint can't be asked. The SCIM address and token must be given."""
    scim = group.wanted.scim
    assert scim is not None
    marks = [group.wanted.group_mark(one) for one in group.wanted.groups if one != group.wanted.admin_group]
    others = await asyncio.gather(*(group.tenant.groups.find_by_unique_name(mark) for mark in marks))
    trust, ids = ssl_context(group.settings.ca_bundle), [other.id for other in others if other]
    try:
        found = await still_active(group.tenant, scim, trust, group.journal, group.id, ids)
    except ScimEndFailed as error:
        screen.say(f"Unknown who should no longer be active at TOTAL: {error.message} {error.remedy}", style="caution")
        return None
    show_still_active(screen, found)
    return found
