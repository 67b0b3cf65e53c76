"""``sync``: the admin group at TOTAL now instead of in forty minutes, until everybody is there or has a reason."""

from __future__ import annotations

from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING, Final

from total_onboard.commands.admin_group import AdminGroup, in_admin_group
from total_onboard.commands.comparing_accounts import compare_accounts
from total_onboard.commands.confirmation import Confirmation, Proposal
from total_onboard.commands.never_set_up import NothingThere
from total_onboard.commands.result import Result
from total_onboard.commands.unmanaged import refuse_what_is_unknown
from total_onboard.engine.known import Known
from total_onboard.engine.membership import group_within, person_of
from total_onboard.engine.waiting import Patience, Waiter
from total_onboard.entra.sign_in.scopes import SYNC_SCOPES
from total_onboard.entra.synchronization_models import MEMBERS_PER_CALL, SECONDS_BETWEEN_ORDERS
from total_onboard.exit_status import ExitStatus
from total_onboard.proofs.arrival import Arrival, Whereabouts
from total_onboard.proofs.arrivals import Arrivals
from total_onboard.steps.provisioning_job import job_of_ours
from total_onboard.steps.synchronization_schema import rule_id
from total_onboard.terminal.admins_view import show_people
from total_onboard.terminal.counting_view import counting
from total_onboard.terminal.progress_view import ProgressView
from total_onboard.terminal.sync_view import show_arrivals
from total_onboard.total.scim_client import ScimClient, ScimEndInTrouble, ScimEndOutOfReach
from total_onboard.trust import ssl_context

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable, Sequence
    from ssl import SSLContext

    _IsThere = Callable[["Member"], Awaitable[bool]]

    from total_onboard.commands.desk import Desk
    from total_onboard.commands.said_values import SaidValues
    from total_onboard.desired_state import ScimEndpoint
    from total_onboard.entra.groups import Member
    from total_onboard.entra.synchronization import OnDemandOutcome
    from total_onboard.terminal.screen import Screen

_TAKEN_FOR_IT: Final = "Microsoft's word on each person is taken for who is there"


def sync(desk: Desk, said: SaidValues) -> Result:
    """Order, look, and tell of each."""

    async def work(group: AdminGroup) -> Result:
        order = _Order(desk, group)
        job, is_there = await Confirmation(desk).of(order.proposal, order.ask)
        group = job.group
        with counting(desk.screen, "Done with", len(group.members)) as advance:
            arrivals = Arrivals(
                order=job.order,
                order_one=job.order_one,
                is_there=is_there,
                told=lambda _: advance(1),
                patience=Patience(limit=group.settings.proof_seconds),
                waiter=Waiter(heard),
            )
            people = tuple(await arrivals.bring(group.members))
        show_arrivals(desk.screen, people)
        left = await compare_accounts(desk.screen, group) if group.wanted.scim else None
        status = ExitStatus.INCOMPLETE if left else _status(people)
        return Result(status, {"people": people, "still_active": left})

    heard = ProgressView(desk.screen, {})
    return in_admin_group(desk, said, SYNC_SCOPES, work, heard)


@dataclass
class _Order:
    """What would be ordered from Microsoft; ``group`` is as it was read last."""

    desk: Desk
    group: AdminGroup
    rounds: int = 0

    async def proposal(self) -> Proposal[tuple[_Job, _IsThere | None]]:
        """Find the job and the members, from the second time on in a group that was read anew. Raises NothingThere."""
        self.rounds += 1
        if self.rounds > 1:
            self.group = await self.group.read_again()
        group, job = self.group, await _found(self.group)
        is_there = await _looking(self.desk, group)
        ids = tuple(sorted(member.id for member in group.members))
        content = (group.id, ids, job.id, job.rule_id, is_there is None)
        return Proposal((job, is_there), content, bool(ids), lambda screen: _announce(screen, group, is_there is None))

    def ask(self, found: tuple[_Job, _IsThere | None], yes: bool) -> None:
        """Raises NotConfirmed."""
        self.desk.ask_first(f"Order this for {found[0].group.name}?", yes=yes)


@dataclass(frozen=True)
class _Job:
    """The provisioning job, ready for orders."""

    group: AdminGroup
    principal_id: str
    id: str
    rule_id: str

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
    await refuse_what_is_unknown(tenant, Known.of(group.journal.entries(), wanted.decisions), app, {}, "sync")
    principal = await tenant.service_principals.find_by_app_id(app.app_id) if app else None
    jobs = await tenant.synchronization.jobs(principal.id) if principal else []
    job = job_of_ours(jobs)
    if principal is None or job is None:
        raise NothingThere(
            f"There is no provisioning job for {wanted.application_name} yet.",
            remedy="Run total-onboard setup first, with TOTAL's SCIM address and token.",
        )
    schema = await tenant.synchronization.schema(principal.id, job.id)
    return _Job(group, principal.id, job.id, rule_id(schema))


async def _looking(desk: Desk, group: AdminGroup) -> _IsThere | None:
    """The look at TOTAL's end, None where nobody can look. Raises ScimEndFailed, while nothing is ordered yet."""
    scim, trust = group.wanted.scim, ssl_context(group.settings.ca_bundle)
    if scim is None:
        desk.screen.say(f"TOTAL's SCIM address and token were not given, so {_TAKEN_FOR_IT}.", style="quiet")
        return None
    try:
        async with ScimClient(scim, trust) as end:
            await end.check()
    except ScimEndOutOfReach as error:
        desk.screen.say(f"{error.message} So {_TAKEN_FOR_IT}.", style="quiet")
        return None
    except ScimEndInTrouble as error:
        desk.screen.say(f"{error.message} Each person is looked for all the same.", style="quiet")
    return partial(_stands_there, scim, trust)


async def _stands_there(scim: ScimEndpoint, trust: SSLContext, member: Member) -> bool:
    """Whether somebody may enter under the object id, by which alone a sign-in is recognised."""
    async with ScimClient(scim, trust) as end:
        found = await end.find_by_external_id(member.id)
    return found is not None and found.active is not False


def _announce(screen: Screen, group: AdminGroup, alone: bool) -> None:
    people = [person_of(member) if member.is_user else group_within(member) for member in group.members]
    show_people(screen, f"Will be provisioned to TOTAL now, as members of {group.name}", people)
    orders = -(-len(group.members) // MEMBERS_PER_CALL) + (len(group.members) if alone else 0)
    minutes = orders * SECONDS_BETWEEN_ORDERS / 60
    about = f", which takes about {minutes:.0f} minutes" if minutes >= 2 else ""
    each = ", and then each of them alone" if alone else ""
    screen.say(f"{group.name} is ordered from Microsoft, five people at a time{each}{about}.")


def _status(people: Sequence[Arrival]) -> ExitStatus:
    waits = any(one.outcome in (Whereabouts.PENDING, Whereabouts.REFUSED) for one in people)
    return ExitStatus.INCOMPLETE if waits else ExitStatus.DONE
