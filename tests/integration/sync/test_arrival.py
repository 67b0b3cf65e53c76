"""Everybody arrives or has a reason, and Microsoft is asked no faster than it allows."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass, field

from total_onboard.core.errors import OnboardError
from total_onboard.diagnostics.verification.group_sync.provision_group import GroupSync
from total_onboard.diagnostics.verification.group_sync.sync_result import MemberSyncResult
from total_onboard.engine.events import NullListener
from total_onboard.engine.polling import Poller, PollPolicy, RateLimiter
from total_onboard.entra.graph.errors import BadRequest, ProvisioningRefused
from total_onboard.entra.resources.groups import Member
from total_onboard.entra.resources.synchronization.requests import OnDemandOutcome
from total_onboard.scim.endpoint_errors import ScimEndpointFailed, ScimEndpointUnavailable, ScimEndpointUnreachable

DONE = OnDemandOutcome(result="Success")
REFUSED = BadRequest("No role.", status=400, path="/servicePrincipals/1/synchronization")
NOT_TAKEN = ProvisioningRefused("Not known yet.", status=401, path="/servicePrincipals/1/synchronization")
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
    """Provisions whom it is asked for; ``alone`` answers for a person, ``answers`` for the group, in turn.

    ``looks`` are the first looks at TOTAL's end, which go wrong.
    """

    clock: FakeClock = field(default_factory=FakeClock)
    answers: list[OnDemandOutcome | OnboardError] = field(default_factory=list)
    alone: dict[str, OnDemandOutcome | OnboardError] = field(default_factory=dict)
    looks: list[OnboardError] = field(default_factory=list)
    asked: list[tuple[float, tuple[str, ...]]] = field(default_factory=list)
    at_total: set[str] = field(default_factory=set)

    async def order(self, members: Sequence[str]) -> OnDemandOutcome:
        self.asked.append((self.clock.now(), tuple(members)))
        outcome = self.answers.pop(0) if self.answers else DONE
        if outcome is DONE:
            self.at_total |= set(members) - set(self.alone)
        return said(outcome)

    async def order_one(self, member: str) -> OnDemandOutcome:
        self.asked.append((self.clock.now(), (member,)))
        return said(self.alone.get(member, DONE))

    async def is_there(self, member: Member) -> bool:
        if self.looks:
            raise self.looks.pop(0)
        return member.id in self.at_total

    def brings(self, *members: Member, limit: float = 60.0, can_look: bool = True) -> dict[str, MemberSyncResult]:
        told: list[MemberSyncResult] = []
        arrivals = GroupSync(
            self.order,
            self.order_one,
            self.is_there if can_look else None,
            told.append,
            PollPolicy(limit=limit),
            Poller(NullListener(), self.clock),
            RateLimiter(2.0, self.clock),
        )
        people = asyncio.run(arrivals.provision(members))
        assert sorted(one.id for one in told) == sorted(one.id for one in people)
        return {one.id: one for one in people}


def said(outcome: OnDemandOutcome | OnboardError) -> OnDemandOutcome:
    if isinstance(outcome, OnboardError):
        raise outcome
    return outcome


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
    assert "ignores nested groups" in arrived["g"].reason
    assert "disabled" in arrived["d"].reason
    assert microsoft.asked == []


def test_where_nobody_can_look_each_has_a_word_of_microsofts_own() -> None:
    arrived = Microsoft(alone={"p1": CONFLICT}).brings(*people(3), can_look=False)
    assert [arrived[f"p{number}"].outcome for number in range(3)] == ["arrived", "refused", "arrived"]


def test_from_a_look_on_that_does_not_get_through_it_is_as_if_nobody_could_look() -> None:
    microsoft = Microsoft(alone={"p1": CONFLICT}, looks=[ScimEndpointUnreachable("No entry.", remedy="")] * 2)
    arrived = microsoft.brings(*people(2))
    assert [arrived["p0"].outcome, arrived["p1"].outcome] == ["arrived", "refused"]


def test_one_look_that_fails_is_made_again() -> None:
    microsoft = Microsoft(looks=[ScimEndpointUnavailable("A server error.", remedy="")])
    assert {one.outcome for one in microsoft.brings(*people(2)).values()} == {"arrived"}


def test_who_cannot_be_seen_stays_pending_with_what_totals_end_said() -> None:
    microsoft = Microsoft(looks=[ScimEndpointFailed("It refuses the token.", remedy="")] * 99)
    arrived = microsoft.brings(*people(1), limit=10.0)
    assert (arrived["p0"].outcome, arrived["p0"].reason) == ("pending", "It refuses the token.")


def test_what_the_service_refuses_altogether_is_everybodys_reason() -> None:
    assert {one.reason for one in Microsoft(answers=[REFUSED]).brings(*people(2)).values()} == {"No role."}


def test_an_order_for_one_that_is_refused_is_that_ones_reason() -> None:
    arrived = Microsoft(alone={"p1": REFUSED}).brings(*people(2))
    assert [(one.outcome, one.reason) for one in arrived.values()] == [("arrived", ""), ("refused", "No role.")]


def test_an_order_that_is_not_taken_yet_is_repeated_at_the_same_pace() -> None:
    microsoft = Microsoft(answers=[NOT_TAKEN] * 12)
    assert {one.outcome for one in microsoft.brings(*people(2)).values()} == {"arrived"}
    assert [at for at, _ in microsoft.asked[:5]] == [0.0, 2.0, 4.0, 6.0, 8.0]


def test_a_service_that_takes_no_order_is_awaited_once_and_not_for_every_five() -> None:
    microsoft = Microsoft(answers=[NOT_TAKEN] * 999)
    assert {one.outcome for one in microsoft.brings(*people(50)).values()} == {"refused"}
    assert microsoft.clock.now() < 60.0 + 11.0 + 10 * 2.0
