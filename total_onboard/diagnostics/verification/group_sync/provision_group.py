"""Sync of a group to TOTAL, now instead of in the next cycle; or a reason for each failure.

Microsoft provisions a group on demand with at most five of its members, five requests in ten seconds.
Source: https://learn.microsoft.com/graph/api/synchronization-synchronizationjob-provisionondemand
"""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass, field, replace

from total_onboard.core.errors import OnboardError
from total_onboard.diagnostics.verification.group_sync.sync_result import (
    MemberSyncResult,
    SyncStatus,
    left_out,
    sync_result_of,
)
from total_onboard.diagnostics.verification.provisioning.on_demand_orders import in_turn
from total_onboard.diagnostics.verification.provisioning.on_demand_reasons import (
    NOT_SEEN,
    FailureReason,
    failure_reason,
)
from total_onboard.engine.polling import Poller, PollPolicy, RateLimiter
from total_onboard.entra.resources.groups import Member
from total_onboard.entra.resources.synchronization.models import MEMBERS_PER_CALL, SECONDS_BETWEEN_ORDERS
from total_onboard.entra.resources.synchronization.requests import OnDemandOutcome
from total_onboard.scim.endpoint_errors import ScimEndpointUnreachable
from total_onboard.scim.patch_forms import Form


@dataclass
class GroupSync:
    """One sync. ``order`` provisions the group with some members on demand, ``order_one`` one person;
    ``is_there`` reads TOTAL and is None if TOTAL cannot be read; ``report`` is called with each result;
    ``form`` is the one that cycles use, None if the stored SCIM address is unknown.
    """

    order: Callable[[Sequence[str]], Awaitable[OnDemandOutcome]]
    order_one: Callable[[str], Awaitable[OnDemandOutcome]]
    is_there: Callable[[Member], Awaitable[bool]] | None
    report: Callable[[MemberSyncResult], None]
    policy: PollPolicy
    poller: Poller = field(default_factory=Poller)
    pace: RateLimiter = field(default_factory=lambda: RateLimiter(SECONDS_BETWEEN_ORDERS))
    began: float = 0.0
    taken: float = 0.0
    form: Form | None = None

    async def provision(self, members: Sequence[Member]) -> list[MemberSyncResult]:
        """Provision round after round those who are missing; after the time limit they stay pending."""
        self.began = self.taken = self._now
        done = [self._tell(arrival) for member in members if (arrival := left_out(member))]
        left = {member.id: member for member in members if not left_out(member)}
        reasons: dict[str, str] = {}
        deadline: float | None = None
        while left:
            for batch in _fives(list(left.values())):
                for member, why in await self._round(batch):
                    if why is not None and why.later:
                        reasons[member.id] = why.reason
                        continue
                    done.append(self._tell(self._arrival(left.pop(member.id), why)))
            deadline = deadline or self._now + self.policy.limit
            if self._now >= deadline:
                break
        pending = (sync_result_of(member, SyncStatus.PENDING, reasons[member.id]) for member in left.values())
        return [*done, *(self._tell(one) for one in pending)]

    async def _round(self, batch: Sequence[Member]) -> list[tuple[Member, FailureReason | None]]:
        """Check five members concurrently; return each one's reason for missing, or None."""
        try:
            outcome = await self._in_turn(lambda: self.order([member.id for member in batch]))
        except OnboardError as error:
            return [(member, FailureReason(error.message, later=False)) for member in batch]
        looks = await asyncio.gather(*(self._look(member) for member in batch))
        return [
            (member, await self._alone(member, outcome) if seen is NOT_SEEN else seen)
            for member, seen in zip(batch, looks, strict=True)
        ]

    async def _look(self, member: Member) -> FailureReason | None:
        """Return None for a provisioned member; stop looking after the first failed read."""
        try:
            return None if self.is_there and await self.is_there(member) else NOT_SEEN
        except ScimEndpointUnreachable:
            self.is_there = None
            return NOT_SEEN
        except OnboardError as error:
            return FailureReason(error.message, later=True)

    async def _alone(self, member: Member, outcome: OnDemandOutcome) -> FailureReason | None:
        """Provision a member alone, because the answer for a group does not distinguish its members."""
        if not outcome.succeeded and (reason := failure_reason(outcome, self.form)).later:
            return reason
        try:
            alone = await self._in_turn(lambda: self.order_one(member.id))
        except OnboardError as error:
            return FailureReason(error.message, later=False)
        if not alone.succeeded:
            return failure_reason(alone, self.form)
        return NOT_SEEN if self.is_there else None

    async def _in_turn(self, order: Callable[[], Awaitable[OnDemandOutcome]]) -> OnDemandOutcome:
        """Order in turn; the limit counts from the last accepted order: a service that accepts none is awaited once."""
        left = self.policy.limit - (self._now - self.taken)
        outcome = await in_turn(order, self.poller, self.pace, replace(self.policy, limit=left))
        self.taken = self._now
        return outcome

    def _arrival(self, member: Member, why: FailureReason | None) -> MemberSyncResult:
        if why is not None:
            return sync_result_of(member, SyncStatus.REFUSED, why.reason)
        seconds = round(self._now - self.began, 1)
        return sync_result_of(member, SyncStatus.ARRIVED).model_copy(update={"seconds": seconds})

    def _tell(self, arrival: MemberSyncResult) -> MemberSyncResult:
        self.report(arrival)
        return arrival

    @property
    def _now(self) -> float:
        return self.pace.clock.now()


def _fives(members: Sequence[Member]) -> list[Sequence[Member]]:
    return [members[start : start + MEMBERS_PER_CALL] for start in range(0, len(members), MEMBERS_PER_CALL)]
