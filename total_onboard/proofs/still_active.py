"""Who is active at TOTAL although nobody in Microsoft Entra says so any more: the accounts of people who left."""

from __future__ import annotations

import asyncio
import re
from collections.abc import Collection, Iterable, Iterator
from typing import TYPE_CHECKING, Final

from pydantic import BaseModel, ConfigDict

from total_onboard.engine.removal_tests import accounts_of_tests
from total_onboard.total.scim_client import ScimClient

if TYPE_CHECKING:
    import ssl

    from total_onboard.desired_state import ScimEndpoint
    from total_onboard.engine.journal import Journal
    from total_onboard.entra.tenant import Tenant
    from total_onboard.total.scim_answers import ScimUser

_OBJECT_ID: Final = re.compile(r"[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}", re.IGNORECASE)
WHAT_TO_DO: Final = (
    "Microsoft deactivates them with its next cycle, within 40 minutes. If they are still active then, run "
    "total-onboard verify --test-removal with TOTAL's SCIM address and token: it finds out how TOTAL takes removals."
)


class StillActive(BaseModel):
    """An account at TOTAL whose ``id`` is an object id of the directory, and why it should not be as it is."""

    model_config = ConfigDict(frozen=True)

    id: str
    user_name: str
    why: str


async def still_active(
    tenant: Tenant,
    scim: ScimEndpoint,
    trust: ssl.SSLContext,
    journal: Journal,
    admin_group_id: str,
    group_ids: Iterable[str],
) -> tuple[StillActive, ...]:
    """Compare TOTAL's accounts with the members of TOTAL's groups. Raises ScimEndFailed, GraphError."""
    ids = sorted({admin_group_id, *group_ids})
    members = dict(zip(ids, await asyncio.gather(*(tenant.groups.members(one) for one in ids)), strict=True))
    async with ScimClient(scim, trust) as client:
        accounts, admins = await asyncio.gather(client.users(), client.members_of(admin_group_id))
    of_admins = {member.id.lower() for member in members[admin_group_id]}
    of_any = {member.id.lower() for people in members.values() for member in people}
    # Read after the accounts: a removal test that runs concurrently notes its own before it creates them.
    tests = accounts_of_tests(journal.entries(), scim.url)
    return tuple(_compared((one for one in accounts if _object_id(one) not in tests), admins, of_admins, of_any))


def _object_id(account: ScimUser) -> str:
    return (account.external_id or "").lower()


def _compared(
    accounts: Iterable[ScimUser], admins: Collection[str], of_admins: Collection[str], of_any: Collection[str]
) -> Iterator[StillActive]:
    """Compare the accounts that provisioning made: their ``externalId`` is an object id. Pure."""
    for account in accounts:
        object_id = _object_id(account)
        if account.active is False or not _OBJECT_ID.fullmatch(object_id):
            continue
        if object_id not in of_any:
            yield StillActive(id=object_id, user_name=account.username, why="is in no group of TOTAL's any more")
        elif account.id in admins and object_id not in of_admins:
            yield StillActive(id=object_id, user_name=account.username, why="is still in the admin group at TOTAL")
