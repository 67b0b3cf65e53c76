"""``sync``: the admin group at TOTAL now instead of in forty minutes, until everybody is there or has a reason."""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import partial
from typing import TYPE_CHECKING, Final

from total_onboard.commands.admins.account_comparison import compare_accounts, scim_of
from total_onboard.commands.admins.deactivation_order import Leavers, leavers_of
from total_onboard.commands.admins.group_session import AdminGroup, in_admin_group
from total_onboard.commands.result import Result
from total_onboard.commands.session.confirmation import Confirmation, Proposal
from total_onboard.commands.session.preconditions import NothingThere
from total_onboard.commands.session.unmanaged import inspect_named, refuse_what_is_unknown
from total_onboard.core.exit_status import ExitStatus
from total_onboard.diagnostics.verification.group_sync.departures import Departures
from total_onboard.diagnostics.verification.group_sync.group_sync import Arrivals
from total_onboard.diagnostics.verification.group_sync.still_active import wait_for
from total_onboard.diagnostics.verification.group_sync.sync_result import Arrival, Whereabouts
from total_onboard.engine.journal.known_objects import Known
from total_onboard.engine.polling import Patience, Waiter
from total_onboard.engine.rate_limit import Pace
from total_onboard.entra.resources.group_membership import group_within, person_of
from total_onboard.entra.resources.synchronization_models import MEMBERS_PER_CALL, SECONDS_BETWEEN_ORDERS
from total_onboard.entra.sign_in.scopes import SYNC_SCOPES
from total_onboard.scim.client import ScimClient, ScimEndInTrouble, ScimEndOutOfReach
from total_onboard.scim.patch_forms import form_of
from total_onboard.steps.attribute_mapping.schema import rule_id
from total_onboard.steps.provisioning.job import job_of_ours
from total_onboard.ui.views.admins import show_people
from total_onboard.ui.views.progress import ProgressView
from total_onboard.ui.views.progress_count import counting
from total_onboard.ui.views.still_active import show_departures
from total_onboard.ui.views.sync import show_arrivals

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable, Sequence
    from ssl import SSLContext

    _IsThere = Callable[["Member"], Awaitable[bool]]

    from total_onboard.commands.context import Desk
    from total_onboard.commands.inputs.overrides import SaidValues
    from total_onboard.core.desired_state import ScimEndpoint
    from total_onboard.diagnostics.verification.group_sync.departures import Departure
    from total_onboard.engine.inspection.contents import Inspection
    from total_onboard.entra.resources.groups import Member
    from total_onboard.entra.resources.synchronization import OnDemandOutcome
    from total_onboard.ui.console import Screen

_BLIND: Final = "TOTAL's SCIM address and token were not given,"
_TAKEN_FOR_IT: Final = "Microsoft's word on each person is taken for who is there"
_UNKNOWN: Final = "Unknown: who left and is still active at TOTAL."


def sync(desk: Desk, said: SaidValues) -> Result:
    """Order, look, and tell of each."""

    async def work(group: AdminGroup) -> Result:
        order = _Order(desk, group)
        ordered = await Confirmation(desk).of(order.proposal, order.ask)
        return await _Sync(desk, ordered, Waiter(heard)).run()

    heard = ProgressView(desk.screen, {})
    return in_admin_group(desk, said, SYNC_SCOPES, work, heard)


@dataclass(frozen=True)
class _Ordered:
    """What was confirmed; ``is_there`` is None where nobody can look at TOTAL's end."""

    job: _Job
    is_there: _IsThere | None
    leavers: Leavers


@dataclass(frozen=True)
class _Sync:
    """The orders at work: who left comes first, because they keep a right that they must not have."""

    desk: Desk
    ordered: _Ordered
    waiter: Waiter
    pace: Pace = field(default_factory=lambda: Pace(SECONDS_BETWEEN_ORDERS))

    async def run(self) -> Result:
        """Order, look, and compare."""
        screen, group = self.desk.screen, self.ordered.job.group
        departures = tuple(await self._departures())
        people = tuple(await self._arrivals())
        show_departures(screen, departures)
        show_arrivals(screen, people)
        reasons = {**self.ordered.leavers.waiting, **{one.id: one.reason for one in departures}}
        left = await compare_accounts(screen, group, reasons) if group.wanted.scim else None
        is_unknown = left is None and self.ordered.is_there is not None
        status = ExitStatus.INCOMPLETE if left or is_unknown else _status(people)
        return Result(status, {"people": people, "departures": departures, "still_active": left})

    async def _departures(self) -> list[Departure]:
        job, leavers = self.ordered.job, self.ordered.leavers.ordered
        if not leavers:
            return []
        scim, trust = scim_of(job.group)
        with counting(self.desk.screen, "Done with", len(leavers)) as advance:
            departures = Departures(
                order_one=job.order_one,
                is_active=partial(_is_active, scim, trust),
                told=lambda _: advance(1),
                wait=job.wait,
                form=form_of(scim.url),
                patience=self._patience,
                waiter=self.waiter,
                pace=self.pace,
            )
            return await departures.let_go(leavers)

    async def _arrivals(self) -> list[Arrival]:
        job, members = self.ordered.job, self.ordered.job.group.members
        with counting(self.desk.screen, "Done with", len(members)) as advance:
            arrivals = Arrivals(
                order=job.order,
                order_one=job.order_one,
                is_there=self.ordered.is_there,
                told=lambda _: advance(1),
                patience=self._patience,
                waiter=self.waiter,
                pace=self.pace,
            )
            return await arrivals.bring(members)

    @property
    def _patience(self) -> Patience:
        return Patience(limit=self.ordered.job.group.settings.proof_seconds)


@dataclass
class _Order:
    """What would be ordered from Microsoft; ``group`` is as it was read last."""

    desk: Desk
    group: AdminGroup
    rounds: int = 0

    async def proposal(self) -> Proposal[_Ordered]:
        """Find the job and the members, from the second time on in a group that was read anew. Raises NothingThere."""
        self.rounds += 1
        if self.rounds > 1:
            self.group = await self.group.read_again()
        group, job = self.group, await _found(self.group)
        is_there = await _looking(self.desk, group)
        leavers = await leavers_of(group, job.wait)
        ids = tuple(sorted(member.id for member in group.members))
        leaving = tuple(sorted(one.id for one in leavers.ordered))
        content = (group.id, ids, leaving, job.id, job.rule_id, is_there is None)
        ordered = _Ordered(job, is_there, leavers)
        writes = bool(ids or leaving)
        unmanaged = (*await group.named_only(), *job.unmanaged) if writes else ()
        return Proposal(ordered, content, writes, lambda screen: _announce(screen, ordered), unmanaged)

    def ask(self, ordered: _Ordered, yes: bool) -> None:
        """Raises NotConfirmed."""
        self.desk.ask_first(f"Order this for {ordered.job.group.name}?", yes=yes)


@dataclass(frozen=True)
class _Job:
    """The provisioning job, ready for orders; ``wait`` says when its next cycle comes.

    ``unmanaged`` is its application, if only an option names it.
    """

    group: AdminGroup
    principal_id: str
    id: str
    rule_id: str
    wait: str
    unmanaged: tuple[Inspection, ...]

    async def order(self, member_ids: Sequence[str]) -> OnDemandOutcome:
        """The group with these members."""
        service = self.group.tenant.synchronization
        return await service.provision_on_demand(self.principal_id, self.id, self.rule_id, self.group.id, member_ids)

    async def order_one(self, user_id: str) -> OnDemandOutcome:
        """One person alone."""
        service = self.group.tenant.synchronization
        return await service.provision_user_on_demand(self.principal_id, self.id, self.rule_id, user_id)


async def _found(group: AdminGroup) -> _Job:
    """Raises NothingThere where there is no application or no job."""
    tenant, wanted = group.tenant, group.wanted
    app = await tenant.applications.find_by_unique_name(wanted.mark)
    known = Known.of(group.journal.entries(), wanted.decisions)
    await refuse_what_is_unknown(tenant, known, app, {}, "sync")
    principal = await tenant.service_principals.find_by_app_id(app.app_id) if app else None
    jobs = await tenant.synchronization.jobs(principal.id) if principal else []
    job = job_of_ours(jobs)
    if principal is None or job is None:
        raise NothingThere(
            f"There is no provisioning job for {wanted.application_name} yet.",
            remedy="Run total-onboard setup first, with TOTAL's SCIM address and token.",
        )
    schema = await tenant.synchronization.schema(principal.id, job.id)
    unmanaged = await inspect_named(tenant, known, app, ())
    return _Job(group, principal.id, job.id, rule_id(schema), wait_for(job), unmanaged)


async def _looking(desk: Desk, group: AdminGroup) -> _IsThere | None:
    """The look at TOTAL's end, None where nobody can look. Raises ScimEndFailed, while nothing is ordered yet."""
    if group.wanted.scim is None:
        desk.screen.say(f"{_BLIND} so {_TAKEN_FOR_IT}. {_UNKNOWN}", style="quiet")
        return None
    scim, trust = scim_of(group)
    try:
        async with ScimClient(scim, trust) as end:
            await end.check()
    except ScimEndOutOfReach as error:
        desk.screen.say(f"{error.message} So {_TAKEN_FOR_IT}.", style="quiet")
        return None
    except ScimEndInTrouble as error:
        desk.screen.say(f"{error.message} Each person is looked for all the same.", style="quiet")
    return partial(_stands_there, scim, trust)


async def _is_active(scim: ScimEndpoint, trust: SSLContext, object_id: str) -> bool:
    """Whether somebody may enter under the object id, by which alone a sign-in is recognised."""
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
    each = ", and then each of them alone" if alone else ""
    screen.say(f"{group.name} is ordered from Microsoft, five people at a time{each}{about}.")


def _status(people: Sequence[Arrival]) -> ExitStatus:
    waits = any(one.outcome in (Whereabouts.PENDING, Whereabouts.REFUSED) for one in people)
    return ExitStatus.INCOMPLETE if waits else ExitStatus.DONE
