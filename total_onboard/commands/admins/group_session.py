"""A tenant opened for work on the admin group alone."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass, replace

from total_onboard.commands.inputs.adoption_decisions import adoption_decisions
from total_onboard.commands.inputs.load_inputs import CliOverrides, load_inputs
from total_onboard.commands.invocation.context import CommandContext, CommandResult
from total_onboard.commands.session.desired_baseline import resolve_baseline
from total_onboard.commands.session.not_set_up import ApplicationNotFound, refuse_torn_down_group
from total_onboard.commands.session.sign_in import sign_in_session
from total_onboard.commands.session.unknown_objects import inspect_named, refuse_unknown_objects
from total_onboard.core.desired_state import DesiredState
from total_onboard.engine.access.optional_read import Unavailable, read_or_unavailable
from total_onboard.engine.events import Listener, NullListener, Throttled
from total_onboard.engine.inspection.object_contents import Inspection
from total_onboard.engine.journal.journal import Journal
from total_onboard.engine.journal.known_objects import KnownObjects
from total_onboard.entra.resources.groups import READ_ELIGIBLE_MEMBERS, Group, Member
from total_onboard.entra.resources.users import User
from total_onboard.entra.sign_in.scope_reason import ScopeReason
from total_onboard.entra.tenant_client import TenantClient, connect
from total_onboard.exchange.desired_state.from_sheet import partial_desired_state
from total_onboard.settings import Settings
from total_onboard.steps.groups.find_group import find_finished_group


@dataclass(frozen=True)
class AdminGroup:
    """The group, who is in it, who looks, and what is needed to work on it."""

    settings: Settings
    tenant: TenantClient
    journal: Journal
    desired: DesiredState
    known: KnownObjects
    me: User
    group: Group
    members: tuple[Member, ...]
    command: str
    granted: frozenset[str] = frozenset()

    @property
    def id(self) -> str:
        """The group's object ID."""
        return self.group.id

    @property
    def name(self) -> str:
        """The group's name in the tenant."""
        return self.group.display_name

    @property
    def is_restricted(self) -> bool:
        """Whether it is in a restricted management administrative unit."""
        return self.group.is_management_restricted

    async def named_only(self) -> tuple[Inspection, ...]:
        """Return what the group contains, if only an option names it."""
        return await inspect_named(self.tenant, self.known, None, (self.group,))

    async def read_again(self) -> AdminGroup:
        """Read the group and its members anew. Raises ApplicationNotFound."""
        anew = await _found(self.tenant, self.settings, self.journal, self.desired, self.known, self.command)
        return replace(anew, granted=self.granted)

    async def eligible_members(self) -> tuple[Member, ...] | Unavailable:
        """Return who is no member, and could activate a membership (Privileged Identity Management for groups)."""
        found = await read_or_unavailable(
            lambda: self.tenant.groups.eligible_members(self.id), asked_for=READ_ELIGIBLE_MEMBERS in self.granted
        )
        active = {member.id for member in self.members}
        return found if isinstance(found, Unavailable) else tuple(one for one in found if one.id not in active)


Work = Callable[[AdminGroup], Awaitable["CommandResult"]]


def in_admin_group(
    context: CommandContext,
    overrides: CliOverrides,
    scopes: Sequence[ScopeReason],
    work: Work,
    listener: Listener | None = None,
) -> CommandResult:
    """Sign in, find the group, and do the work. Raises ApplicationNotFound if there is no such group."""
    settings, sheet = load_inputs(context, overrides)
    given, decisions = partial_desired_state(settings, sheet), adoption_decisions(settings)
    session = sign_in_session(context, settings, scopes)
    desired, _, journal = resolve_baseline(context, settings, session.tenant_id, given, sheet)
    journal.start_run(context.command, session.username)
    known, heard = KnownObjects.of(journal.entries(), decisions), listener or NullListener()

    async def run() -> CommandResult:
        async with connect(
            settings.the_cloud,
            session,
            ca_bundle=settings.ca_bundle,
            on_throttled=lambda seconds: heard.on(Throttled(seconds)),
            on_call=journal.note_call,
        ) as tenant:
            found = await _found(tenant, settings, journal, desired, known, context.command)
            return await work(replace(found, granted=session.granted))

    return asyncio.run(run())


async def _found(
    tenant: TenantClient,
    settings: Settings,
    journal: Journal,
    desired: DesiredState,
    known: KnownObjects,
    command: str,
) -> AdminGroup:
    group = desired.admin_group
    me, there = await asyncio.gather(tenant.users.me(), find_finished_group(tenant, desired, group))
    if there is None:
        refuse_torn_down_group(journal)
        raise ApplicationNotFound(
            f"There is no group {group.name} in this tenant that setup created.",
            remedy="Run total-onboard setup first. If it has another name, add --application-name or --group.",
        )
    await refuse_unknown_objects(tenant, known, None, {group.name: there}, command)
    members = tuple(await tenant.groups.members(there.id))
    return AdminGroup(settings, tenant, journal, desired, known, me, there, members, command)
