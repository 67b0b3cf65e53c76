"""Accounts that are still active at TOTAL although their people left Microsoft Entra."""

from __future__ import annotations

import asyncio
import re
import ssl
from collections.abc import Collection, Iterable, Iterator
from datetime import UTC, datetime
from enum import StrEnum
from typing import Final

from pydantic import BaseModel, ConfigDict

from total_onboard.core.desired_state import ScimEndpoint
from total_onboard.engine.journal.journal import Journal
from total_onboard.engine.journal.removal_tests import removal_test_accounts
from total_onboard.entra.resources.groups import Member
from total_onboard.entra.resources.synchronization.requests import SynchronizationJob
from total_onboard.entra.tenant_client import TenantClient
from total_onboard.scim.client import ScimClient
from total_onboard.scim.responses import ScimUser
from total_onboard.steps.provisioning.schedule import INTERVAL, next_cycle

_OBJECT_ID: Final = re.compile(r"[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}", re.IGNORECASE)
_A_CYCLE: Final = "Microsoft's next cycle should do it"
WHAT_TO_DO: Final = (
    "Run total-onboard sync with TOTAL's SCIM address and token: it orders the deactivation from Microsoft, and says "
    "why where that isn't possible."
)
AFTER_A_SYNC: Final = (
    "Run total-onboard verify --test-removal with TOTAL's SCIM address and token: it says whether TOTAL takes "
    "Microsoft's removals, and what to change if not."
)


class LeaverKind(StrEnum):
    """Reason why an account should not be as it is."""

    LEFT = "left"
    NO_ADMIN = "no-admin"
    DISABLED = "disabled"


class StillActive(BaseModel):
    """An account at TOTAL whose ``id`` is an object ID of the directory, and why it should not be as it is.

    ``reason`` is why ``sync`` could not have it deactivated.
    """

    model_config = ConfigDict(frozen=True)

    id: str
    user_name: str
    why: str
    kind: LeaverKind = LeaverKind.LEFT
    reason: str = ""


def wait_for(job: SynchronizationJob | None) -> str:
    """Return when Microsoft deactivates what it does not deactivate on demand."""
    if job and (begins := next_cycle(job, datetime.now(UTC))):
        return f"{_A_CYCLE}, about {begins:%H:%M} UTC"
    if job and job.schedule_state == "Active" and not job.quarantine_reason:
        return f"{_A_CYCLE}, within {INTERVAL.seconds // 60} minutes"
    return "No cycle is known to come; total-onboard status says why"


async def still_active(
    tenant: TenantClient,
    scim: ScimEndpoint,
    trust: ssl.SSLContext,
    journal: Journal,
    admin_group: tuple[str, str],
    group_ids: Iterable[str],
) -> tuple[StillActive, ...]:
    """Compare TOTAL's accounts with the members of TOTAL's groups; ``admin_group`` is an ID and a name.

    Raises ScimEndpointFailed, GraphError.
    """
    admin_group_id, name = admin_group
    ids = sorted({admin_group_id, *group_ids})
    members = dict(zip(ids, await asyncio.gather(*(tenant.groups.members(one) for one in ids)), strict=True))
    async with ScimClient(scim, trust) as client:
        accounts, admins = await asyncio.gather(client.users(), client.members_of(admin_group_id, name))
    # Read after the accounts: a removal test that runs concurrently notes its own before it creates them.
    tests = removal_test_accounts(journal.entries(), scim.url)
    provisioned = [one for one in accounts if _object_id(one) not in tests]
    return tuple(_compared(provisioned, admins, _ids(members[admin_group_id]), [*members.values()]))


def _object_id(account: ScimUser) -> str:
    return (account.external_id or "").lower()


def _ids(people: Iterable[Member]) -> frozenset[str]:
    return frozenset(one.id.lower() for one in people)


def _compared(
    accounts: Iterable[ScimUser], at_total: Collection[str], admins: Collection[str], groups: Iterable[Iterable[Member]]
) -> Iterator[StillActive]:
    """Compare the accounts that provisioning made: their ``externalId`` is an object ID. Pure."""
    members = {member.id.lower(): member for people in groups for member in people}
    for account in accounts:
        object_id, name = _object_id(account), account.username
        if account.active is False or not _OBJECT_ID.fullmatch(object_id):
            continue
        member = members.get(object_id)
        if member is None:
            yield StillActive(id=object_id, user_name=name, why="is in no group of TOTAL's any more")
        elif member.account_enabled is False:
            yield StillActive(
                id=object_id, user_name=name, why="is disabled in Microsoft Entra", kind=LeaverKind.DISABLED
            )
        elif account.id in at_total and object_id not in admins:
            why = "is still in the admin group at TOTAL"
            yield StillActive(id=object_id, user_name=name, why=why, kind=LeaverKind.NO_ADMIN)
