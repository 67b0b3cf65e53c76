"""A tenant opened for work on the admin group alone."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from total_onboard.commands.inputs.overrides import SaidValues, settings_and_sheet
from total_onboard.commands.session.baseline import compared_with
from total_onboard.commands.session.preconditions import NothingThere
from total_onboard.commands.session.sign_in import signed_in
from total_onboard.commands.session.unmanaged import inspect_named, refuse_what_is_unknown
from total_onboard.engine.events import Listener, Silence, Throttled
from total_onboard.engine.journal.known_objects import Known
from total_onboard.entra.tenant import Tenant, connect
from total_onboard.exchange.desired_state import wishes_so_far

if TYPE_CHECKING:
    from total_onboard.commands.context import Desk, Result
    from total_onboard.core.desired_state import DesiredState
    from total_onboard.engine.inspection.contents import Inspection
    from total_onboard.engine.journal.journal import Journal
    from total_onboard.entra.resources.groups import Group, Member
    from total_onboard.entra.resources.users import User
    from total_onboard.entra.sign_in.scopes import ScopeReason
    from total_onboard.settings import Settings


@dataclass(frozen=True)
class AdminGroup:
    """The group, who is in it, who looks, and what is needed to work on it."""

    settings: Settings
    tenant: Tenant
    journal: Journal
    wanted: DesiredState
    me: User
    group: Group
    members: tuple[Member, ...]
    command: str

    @property
    def id(self) -> str:
        """The group's object ID."""
        return self.group.id

    @property
    def name(self) -> str:
        """As the tenant calls it."""
        return self.group.display_name

    @property
    def is_restricted(self) -> bool:
        """Whether it is in a restricted management administrative unit."""
        return self.group.is_management_restricted

    async def named_only(self) -> tuple[Inspection, ...]:
        """What the group contains, if only an option names it."""
        known = Known.of(self.journal.entries(), self.wanted.decisions)
        return await inspect_named(self.tenant, known, None, (self.group,))

    async def read_again(self) -> AdminGroup:
        """Read the group and its members anew. Raises NothingThere."""
        return await _found(self.tenant, self.settings, self.journal, self.wanted, self.command)


Work = Callable[[AdminGroup], Awaitable["Result"]]


def in_admin_group(
    desk: Desk, said: SaidValues, scopes: Sequence[ScopeReason], work: Work, listener: Listener | None = None
) -> Result:
    """Sign in, find the group, and do the work. Raises NothingThere where there is no such group."""
    settings, sheet = settings_and_sheet(desk, said)
    wishes = wishes_so_far(settings, sheet)
    session = signed_in(desk, settings, scopes)
    wanted, _, journal = compared_with(desk, settings, session.tenant_id, wishes, sheet)
    journal.is_of_run(desk.command, session.username)
    heard = listener or Silence()

    async def run() -> Result:
        async with connect(
            settings.the_cloud,
            session,
            ca_bundle=settings.ca_bundle,
            on_throttled=lambda seconds: heard.on(Throttled(seconds)),
            on_call=journal.note_call,
        ) as tenant:
            return await work(await _found(tenant, settings, journal, wanted, desk.command))

    return asyncio.run(run())


async def _found(
    tenant: Tenant, settings: Settings, journal: Journal, wanted: DesiredState, command: str
) -> AdminGroup:
    group = wanted.admin_group
    me, there = await asyncio.gather(tenant.users.me(), tenant.groups.find_by_unique_name(wanted.group_mark(group)))
    if there is None:
        raise NothingThere(
            f"There is no group {group.name} in this tenant that setup made.",
            remedy="Run total-onboard setup first; or say names with --application-name and --group.",
        )
    known = Known.of(journal.entries(), wanted.decisions)
    await refuse_what_is_unknown(tenant, known, None, {group.name: there}, command)
    members = tuple(await tenant.groups.members(there.id))
    return AdminGroup(settings, tenant, journal, wanted, me, there, members, command)
