"""``sync``: the admin group at TOTAL now instead of in forty minutes, until everybody is there or has a reason."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass, field
from functools import partial
from ssl import SSLContext
from typing import Final

from total_onboard.commands.admins.group_session import AdminGroup, in_admin_group
from total_onboard.commands.admins.leaver_accounts import compare_accounts, scim_of
from total_onboard.commands.inputs.load_inputs import CliOverrides
from total_onboard.commands.invocation.context import CommandContext, CommandResult
from total_onboard.commands.session.confirmation import Confirmation, Proposal
from total_onboard.commands.session.not_set_up import ApplicationNotFound
from total_onboard.commands.session.unknown_objects import inspect_named, refuse_unknown_objects
from total_onboard.commands.sync.accounts_to_deactivate import Leavers, leavers_of
from total_onboard.core.desired_state import ScimEndpoint
from total_onboard.core.exit_status import ExitStatus
from total_onboard.diagnostics.verification.group_sync.active_leavers import wait_for
from total_onboard.diagnostics.verification.group_sync.deactivate_leavers import Departure, LeaverDeactivation
from total_onboard.diagnostics.verification.group_sync.provision_group import GroupSync
from total_onboard.diagnostics.verification.group_sync.sync_result import MemberSyncResult, SyncStatus
from total_onboard.diagnostics.verification.provisioning.on_demand_orders import OnDemandJob
from total_onboard.engine.inspection.object_contents import Inspection
from total_onboard.engine.polling import Poller, PollPolicy, RateLimiter
from total_onboard.entra.resources.group_membership import group_within, person_of
from total_onboard.entra.resources.groups import Member
from total_onboard.entra.resources.synchronization.models import MEMBERS_PER_CALL, SECONDS_BETWEEN_ORDERS
from total_onboard.scim.client import ScimClient
from total_onboard.scim.endpoint_errors import ScimEndpointUnavailable, ScimEndpointUnreachable
from total_onboard.scim.patch_forms import form_of
from total_onboard.steps.access.command_scopes import SYNC_SCOPES
from total_onboard.steps.application.find_application import find_application
from total_onboard.steps.attribute_mapping.find_mappings import rule_id
from total_onboard.steps.provisioning.job import owned_job
from total_onboard.ui.console import Screen
from total_onboard.ui.views.admins import show_people
from total_onboard.ui.views.run.progress import ProgressView
from total_onboard.ui.views.run.progress_count import counting
from total_onboard.ui.views.sync import show_departures, show_provisioned_members

_IsThere = Callable[["Member"], Awaitable[bool]]

_BLIND: Final = "TOTAL's SCIM address and token were not given,"
_TAKEN_FOR_IT: Final = "the result relies on what Microsoft reports"
_UNKNOWN: Final = "Unknown: who left and is still active at TOTAL."


def sync(context: CommandContext, overrides: CliOverrides) -> CommandResult:
    """Order, look, and tell of each."""

    async def work(group: AdminGroup) -> CommandResult:
        order = _Order(context, group)
        ordered = await Confirmation(context).of(order.proposal, order.ask)
        return await _Sync(context, ordered, Poller(heard)).run()

    heard = ProgressView(context.screen, {})
    return in_admin_group(context, overrides, SYNC_SCOPES, work, heard)


@dataclass(frozen=True)
class _Ordered:
    """Confirmed orders; ``is_there`` is None if TOTAL cannot be read."""

    job: _Job
    is_there: _IsThere | None
    leavers: Leavers


@dataclass(frozen=True)
class _Sync:
    """The orders at work: who left comes first, because they keep a right that they must not have."""

    context: CommandContext
    ordered: _Ordered
    poller: Poller
    pace: RateLimiter = field(default_factory=lambda: RateLimiter(SECONDS_BETWEEN_ORDERS))

    async def run(self) -> CommandResult:
        """Order, look, and compare."""
        screen, group = self.context.screen, self.ordered.job.group
        departures = tuple(await self._departures())
        people = tuple(await self._arrivals())
        show_departures(screen, departures)
        show_provisioned_members(screen, people)
        reasons = {**self.ordered.leavers.waiting, **{one.id: one.reason for one in departures}}
        left = await compare_accounts(screen, group, reasons) if group.desired.scim else None
        is_unknown = left is None and self.ordered.is_there is not None
        status = ExitStatus.INCOMPLETE if left or is_unknown else _status(people)
        return CommandResult(status, {"people": people, "departures": departures, "still_active": left})

    async def _departures(self) -> list[Departure]:
        job, leavers = self.ordered.job, self.ordered.leavers.ordered
        if not leavers:
            return []
        scim, trust = scim_of(job.group)
        with counting(self.context.screen, "Done with", len(leavers)) as advance:
            departures = LeaverDeactivation(
                order_one=job.on_demand.order_one,
                is_active=partial(_is_active, scim, trust),
                report=lambda _: advance(1),
                wait=job.wait,
                form=form_of(scim.url),
                policy=self._patience,
                poller=self.poller,
                pace=self.pace,
            )
            return await departures.run(leavers)

    async def _arrivals(self) -> list[MemberSyncResult]:
        job, members = self.ordered.job, self.ordered.job.group.members
        with counting(self.context.screen, "Done with", len(members)) as advance:
            arrivals = GroupSync(
                order=partial(job.on_demand.order_members, job.group.id),
                order_one=job.on_demand.order_one,
                is_there=self.ordered.is_there,
                report=lambda _: advance(1),
                policy=self._patience,
                form=form_of(scim.url) if (scim := job.group.desired.scim) else None,
                poller=self.poller,
                pace=self.pace,
            )
            return await arrivals.provision(members)

    @property
    def _patience(self) -> PollPolicy:
        return PollPolicy(limit=self.ordered.job.group.settings.verification_seconds)


@dataclass
class _Order:
    """Proposed orders to Microsoft; ``group`` is as it was read last."""

    context: CommandContext
    group: AdminGroup
    rounds: int = 0

    async def proposal(self) -> Proposal[_Ordered]:
        """Find the job and the members, read anew from the second time on. Raises ApplicationNotFound."""
        self.rounds += 1
        if self.rounds > 1:
            self.group = await self.group.read_again()
        group, job = self.group, await _found(self.group)
        is_there = await _looking(self.context, group)
        leavers = await leavers_of(group, job.wait)
        ids = tuple(sorted(member.id for member in group.members))
        leaving = tuple(sorted(one.id for one in leavers.ordered))
        content = (group.id, ids, leaving, job.on_demand.job_id, job.on_demand.rule_id, is_there is None)
        ordered = _Ordered(job, is_there, leavers)
        writes = bool(ids or leaving)
        unmanaged = (*await group.named_only(), *job.unmanaged) if writes else ()
        return Proposal(ordered, content, writes, lambda screen: _announce(screen, ordered), unmanaged)

    def ask(self, ordered: _Ordered, yes: bool) -> None:
        """Raise NotConfirmed."""
        self.context.ask_first(f"Provision {ordered.job.group.name} now?", yes=yes)


@dataclass(frozen=True)
class _Job:
    """The provisioning job, ready for orders; ``wait`` says when its next cycle comes.

    ``unmanaged`` is its application, if only an option names it.
    """

    group: AdminGroup
    on_demand: OnDemandJob
    wait: str
    unmanaged: tuple[Inspection, ...]


async def _found(group: AdminGroup) -> _Job:
    """Raise ApplicationNotFound if there is no application or no job."""
    tenant, desired = group.tenant, group.desired
    known = group.known
    app = await find_application(tenant, desired.unique_name, (*known.created, *known.adopted))
    await refuse_unknown_objects(tenant, known, app, {}, "sync")
    principal = await tenant.service_principals.find_by_app_id(app.app_id) if app else None
    jobs = await tenant.synchronization.jobs(principal.id) if principal else []
    job = owned_job(jobs)
    if principal is None or job is None:
        raise ApplicationNotFound(
            f"There is no provisioning job for {desired.application_name} yet.",
            remedy="Run total-onboard setup first, with TOTAL's SCIM address and token.",
        )
    schema = await tenant.synchronization.schema(principal.id, job.id)
    unmanaged = await inspect_named(tenant, known, app, ())
    on_demand = OnDemandJob(tenant.synchronization, principal.id, job.id, rule_id(schema))
    return _Job(group, on_demand, wait_for(job), unmanaged)


async def _looking(context: CommandContext, group: AdminGroup) -> _IsThere | None:
    """Return the check for provisioned members, None if TOTAL can't be read.

    Raises ScimEndpointFailed before any order.
    """
    if group.desired.scim is None:
        context.screen.say(f"{_BLIND} so {_TAKEN_FOR_IT}. {_UNKNOWN}", style="quiet")
        return None
    scim, trust = scim_of(group)
    try:
        async with ScimClient(scim, trust) as end:
            await end.check()
    except ScimEndpointUnreachable as error:
        context.screen.say(f"{error.message} Because of that, {_TAKEN_FOR_IT}.", style="quiet")
        return None
    except ScimEndpointUnavailable as error:
        context.screen.say(f"{error.message} Each person is looked up individually.", style="quiet")
    return partial(_stands_there, scim, trust)


async def _is_active(scim: ScimEndpoint, trust: SSLContext, object_id: str) -> bool:
    """Return whether the account with this object ID, which alone identifies a sign-in, is active."""
    async with ScimClient(scim, trust) as end:
        found = await end.find_by_external_id(object_id)
    return found is not None and found.active is not False


async def _stands_there(scim: ScimEndpoint, trust: SSLContext, member: Member) -> bool:
    return await _is_active(scim, trust, member.id)


def _announce(screen: Screen, ordered: _Ordered) -> None:
    group, alone = ordered.job.group, ordered.is_there is None
    ordered.leavers.show(screen)
    people = [person_of(member) if member.is_user else group_within(member) for member in group.members]
    show_people(screen, f"Will be provisioned to TOTAL now, as members of {group.name}", people)
    orders = -(-len(group.members) // MEMBERS_PER_CALL) + (len(group.members) if alone else 0)
    orders += len(ordered.leavers.ordered)
    minutes = orders * SECONDS_BETWEEN_ORDERS / 60
    about = f", which takes about {minutes:.0f} minutes" if minutes >= 2 else ""
    each = ", and then each person individually" if alone else ""
    screen.say(f"Microsoft provisions {group.name}, five people at a time{each}{about}.")


def _status(people: Sequence[MemberSyncResult]) -> ExitStatus:
    waits = any(one.outcome in (SyncStatus.PENDING, SyncStatus.REFUSED) for one in people)
    return ExitStatus.INCOMPLETE if waits else ExitStatus.DONE
