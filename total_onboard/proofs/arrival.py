"""Everybody of a group, at TOTAL now instead of with the next cycle; or a reason for each who is not.

Microsoft provisions a group on demand with at most five of its members, five requests in ten seconds.
Source: https://learn.microsoft.com/graph/api/synchronization-synchronizationjob-provisionondemand
"""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from typing import TYPE_CHECKING

from pydantic import BaseModel, ConfigDict

from total_onboard.engine.pace import Pace
from total_onboard.engine.waiting import Patience
from total_onboard.entra.synchronization_models import MEMBERS_PER_CALL, SECONDS_BETWEEN_ORDERS
from total_onboard.errors import OnboardError
from total_onboard.proofs.on_demand_reasons import NOT_SEEN, WhyNot, why_not

if TYPE_CHECKING:
    from total_onboard.entra.groups import Member
    from total_onboard.entra.synchronization import OnDemandOutcome


class Whereabouts(StrEnum):
    """Where somebody is in the end. ``left-out``: for a reason that lies with the person, not with provisioning."""

    ARRIVED = "arrived"
    REFUSED = "refused"
    PENDING = "pending"
    LEFT_OUT = "left-out"


class Arrival(BaseModel):
    """One member; ``seconds`` is how long it took from the beginning."""

    model_config = ConfigDict(frozen=True)

    id: str
    name: str
    user_principal_name: str
    outcome: Whereabouts
    reason: str = ""
    seconds: float | None = None


@dataclass
class Arrivals:
    """One sync. ``order`` asks Microsoft for the group with some members, ``order_one`` for a person alone;
    ``is_there`` looks at TOTAL's end and is None where nobody can look; ``told`` hears of everybody who is done with.
    """

    order: Callable[[Sequence[str]], Awaitable[OnDemandOutcome]]
    order_one: Callable[[str], Awaitable[OnDemandOutcome]]
    is_there: Callable[[Member], Awaitable[bool]] | None
    told: Callable[[Arrival], None]
    patience: Patience
    pace: Pace = field(default_factory=lambda: Pace(SECONDS_BETWEEN_ORDERS))
    began: float = 0.0

    async def bring(self, members: Sequence[Member]) -> list[Arrival]:
        """Round after round with those who are not there yet; past the patience they stay pending."""
        self.began = self.pace.clock.now()
        done = [self._tell(arrival) for member in members if (arrival := _left_out(member))]
        left = {member.id: member for member in members if not _left_out(member)}
        reasons: dict[str, str] = {}
        deadline: float | None = None
        while left:
            for batch in _fives(list(left.values())):
                for member, why in await self._round(batch):
                    if why is not None and why.later:
                        reasons[member.id] = why.reason
                        continue
                    done.append(self._tell(self._arrival(left.pop(member.id), why)))
            deadline = deadline or self.pace.clock.now() + self.patience.limit
            if self.pace.clock.now() >= deadline:
                break
        return [*done, *(self._tell(_pending(member, reasons[member.id])) for member in left.values())]

    async def _round(self, batch: Sequence[Member]) -> list[tuple[Member, WhyNot | None]]:
        """Five at once, with why each is not there, None for those who are."""
        try:
            await self.pace.keep()
            outcome = await self.order([member.id for member in batch])
        except OnboardError as error:
            return [(member, WhyNot(error.message, later=False)) for member in batch]
        there = await asyncio.gather(*(self._is_there(member, outcome) for member in batch))
        return [
            (m, None if is_there else await self._why(m, outcome)) for m, is_there in zip(batch, there, strict=True)
        ]

    async def _is_there(self, member: Member, outcome: OnDemandOutcome) -> bool:
        return outcome.succeeded if self.is_there is None else await self.is_there(member)

    async def _why(self, member: Member, outcome: OnDemandOutcome) -> WhyNot:
        """The answer for a group does not tell its members apart, so one who is missing is asked for alone."""
        if not outcome.succeeded and (reason := why_not(outcome)).later:
            return reason
        await self.pace.keep()
        alone = await self.order_one(member.id)
        return NOT_SEEN if alone.succeeded else why_not(alone)

    def _arrival(self, member: Member, why: WhyNot | None) -> Arrival:
        if why is not None:
            return _of(member, Whereabouts.REFUSED, why.reason)
        seconds = round(self.pace.clock.now() - self.began, 1)
        return _of(member, Whereabouts.ARRIVED).model_copy(update={"seconds": seconds})

    def _tell(self, arrival: Arrival) -> Arrival:
        self.told(arrival)
        return arrival


def _left_out(member: Member) -> Arrival | None:
    if not member.is_user:
        return _of(member, Whereabouts.LEFT_OUT, "not a person: provisioning does not follow groups within groups")
    if member.account_enabled is False:
        return _of(member, Whereabouts.LEFT_OUT, "the account is disabled, so that nobody could sign in with it")
    return None


def _pending(member: Member, reason: str) -> Arrival:
    return _of(member, Whereabouts.PENDING, reason)


def _of(member: Member, outcome: Whereabouts, reason: str = "") -> Arrival:
    return Arrival(
        id=member.id,
        name=member.display_name or "",
        user_principal_name=member.user_principal_name or "",
        outcome=outcome,
        reason=reason,
    )


def _fives(members: Sequence[Member]) -> list[Sequence[Member]]:
    return [members[start : start + MEMBERS_PER_CALL] for start in range(0, len(members), MEMBERS_PER_CALL)]
