"""Everybody arrives or has a reason, and Microsoft is asked no faster than it allows."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass, field

from total_onboard.engine.pace import Pace
from total_onboard.engine.waiting import Patience
from total_onboard.entra.graph_errors import Forbidden
from total_onboard.entra.groups import Member
from total_onboard.entra.synchronization import OnDemandOutcome
from total_onboard.proofs.arrival import Arrival, Arrivals

DONE = OnDemandOutcome(result="Success")
NOT_YET = OnDemandOutcome(result="Skipped", error_code="NotEffectivelyEntitled", error_message="not assigned")
CONFLICT = OnDemandOutcome(result="Failure", error_code="EntryConflict", error_message="409")


@dataclass
class FakeClock:
    time: float = 0.0

    def now(self) -> float:
        return self.time

    async def sleep(self, seconds: float) -> None:
        self.time += seconds


@dataclass
class Microsoft:
    """Provisions whom it is asked for; ``alone`` answers for a person, ``answers`` for the group, in turn."""

    clock: FakeClock = field(default_factory=FakeClock)
    answers: list[OnDemandOutcome] = field(default_factory=list)
    alone: dict[str, OnDemandOutcome] = field(default_factory=dict)
    asked: list[tuple[float, tuple[str, ...]]] = field(default_factory=list)
    at_total: set[str] = field(default_factory=set)

    async def order(self, members: Sequence[str]) -> OnDemandOutcome:
        self.asked.append((self.clock.now(), tuple(members)))
        outcome = self.answers.pop(0) if self.answers else DONE
        if outcome is DONE:
            self.at_total |= set(members) - set(self.alone)
        return outcome

    async def order_one(self, member: str) -> OnDemandOutcome:
        self.asked.append((self.clock.now(), (member,)))
        return self.alone[member]

    async def is_there(self, member: Member) -> bool:
        return member.id in self.at_total

    def brings(self, *members: Member, limit: float = 60.0, can_look: bool = True) -> dict[str, Arrival]:
        told: list[Arrival] = []
        arrivals = Arrivals(
            self.order,
            self.order_one,
            self.is_there if can_look else None,
            told.append,
            Patience(limit=limit),
            Pace(2.0, self.clock),
        )
        people = asyncio.run(arrivals.bring(members))
        assert sorted(one.id for one in told) == sorted(one.id for one in people)
        return {one.id: one for one in people}


def people(count: int) -> list[Member]:
    return [Member(id=f"p{number}", user_principal_name=f"p{number}@contoso.com") for number in range(count)]


def test_twenty_three_people_are_five_requests_two_seconds_apart() -> None:
    microsoft = Microsoft()
    arrived = microsoft.brings(*people(23))
    assert {one.outcome for one in arrived.values()} == {"arrived"}
    assert [len(members) for _, members in microsoft.asked] == [5, 5, 5, 5, 3]
    assert [at for at, _ in microsoft.asked] == [0.0, 2.0, 4.0, 6.0, 8.0]
    assert arrived["p22"].seconds == 8.0


def test_one_who_is_missing_is_asked_for_alone_and_gets_a_reason_in_words() -> None:
    microsoft = Microsoft(alone={"p1": CONFLICT})
    arrived = microsoft.brings(*people(3))
    assert [arrived[f"p{number}"].outcome for number in range(3)] == ["arrived", "refused", "arrived"]
    assert arrived["p1"].reason == ("another account at TOTAL has the same name or mail address (Microsoft said: 409)")


def test_what_may_pass_is_asked_again_until_it_does() -> None:
    microsoft = Microsoft(answers=[NOT_YET, NOT_YET])
    assert {one.outcome for one in microsoft.brings(*people(2)).values()} == {"arrived"}
    assert len(microsoft.asked) == 3


def test_past_the_patience_they_are_pending_with_the_last_reason() -> None:
    microsoft = Microsoft(answers=[NOT_YET] * 99)
    arrived = microsoft.brings(*people(2), limit=10.0)
    assert {one.outcome for one in arrived.values()} == {"pending"}
    assert "some minutes" in arrived["p0"].reason
    assert microsoft.clock.now() <= 14.0


def test_who_cannot_come_is_left_out_with_the_reason_and_not_asked_for() -> None:
    nested = Member.model_validate({"id": "g", "@odata.type": "#microsoft.graph.group", "displayName": "Interns"})
    disabled = Member(id="d", user_principal_name="d@contoso.com", account_enabled=False)
    microsoft = Microsoft()
    arrived = microsoft.brings(nested, disabled)
    assert {one.outcome for one in arrived.values()} == {"left-out"}
    assert "groups within groups" in arrived["g"].reason
    assert "disabled" in arrived["d"].reason
    assert microsoft.asked == []


def test_where_nobody_can_look_microsofts_word_is_taken() -> None:
    microsoft = Microsoft(alone={"p0": DONE})
    assert microsoft.brings(*people(1), can_look=False)["p0"].outcome == "arrived"


def test_what_the_service_refuses_altogether_is_everybodys_reason() -> None:
    class Refusing(Microsoft):
        async def order(self, members: Sequence[str]) -> OnDemandOutcome:
            raise Forbidden("No role.", status=403, path="/servicePrincipals/1/synchronization")

    assert {one.reason for one in Refusing().brings(*people(2)).values()} == {"No role."}
