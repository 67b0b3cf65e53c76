"""Who left is deactivated at TOTAL now, or has a reason that names what comes next."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass, field

import pytest

from tests.integration.sync.test_arrival import FakeClock, said
from total_onboard.core.errors import OnboardError
from total_onboard.diagnostics.verification.group_sync.active_leavers import StillActive, wait_for
from total_onboard.diagnostics.verification.group_sync.deactivate_leavers import Departure, LeaverDeactivation
from total_onboard.engine.events import NullListener
from total_onboard.engine.polling import Poller, PollPolicy, RateLimiter
from total_onboard.entra.graph.errors import BadRequest
from total_onboard.entra.resources.synchronization.requests import OnDemandOutcome, SynchronizationJob
from total_onboard.scim.patch_forms import Form

DISABLED = OnDemandOutcome(result="Success", action="Disable")
ALREADY = OnDemandOutcome(result="Skipped", error_code="RedundantSoftDelete")
IN_SYNC = OnDemandOutcome(result="Skipped", error_code="RedundantExport")
NOT_IN_SCOPE = OnDemandOutcome(result="Skipped", error_code="NotEffectivelyEntitled")
BY_TOTAL = OnDemandOutcome(result="Failure", error_code="SystemForCrossDomainIdentityManagementBadResponse")
FAILED = OnDemandOutcome(result="Failure", error_code="InternalServerError", error_message="<b>foreign text</b>")
NO_ROLE = BadRequest("No role.", status=400, path="/servicePrincipals/1/synchronization")
WAIT = "The next cycle comes about 10:00 UTC"
A, B = (StillActive(id=one, user_name=f"{one}@contoso.com", why="left") for one in ("a", "b"))


@dataclass
class Microsoft:
    """Answers for each person; an account whose deactivation it reports is inactive, unless TOTAL is ``deaf``."""

    answers: dict[str, OnDemandOutcome | OnboardError]
    deaf: bool = False
    clock: FakeClock = field(default_factory=FakeClock)
    active: set[str] = field(default_factory=lambda: {"a", "b"})

    async def order_one(self, user_id: str) -> OnDemandOutcome:
        outcome = said(self.answers[user_id])
        if outcome.is_deactivated and not self.deaf:
            self.active.discard(user_id)
        return outcome

    async def is_active(self, user_id: str) -> bool:
        return user_id in self.active

    def lets_go(self, *leavers: StillActive, form: Form = Form.DEFAULT) -> list[Departure]:
        poller, pace = Poller(NullListener(), self.clock), RateLimiter(2.0, self.clock)
        told: list[Departure] = []
        departures = LeaverDeactivation(
            self.order_one, self.is_active, told.append, WAIT, form, PollPolicy(), poller, pace
        )
        found = asyncio.run(departures.run(leavers))
        assert told == found
        return found


@pytest.mark.parametrize("outcome", [DISABLED, ALREADY], ids=["now", "already"])
def test_departure_that_microsoft_and_total_confirm_has_no_reason(outcome: OnDemandOutcome) -> None:
    (gone,) = Microsoft({"a": outcome}, active={"a"} if outcome is DISABLED else set()).lets_go(A)
    assert (gone.id, gone.reason, gone.seconds) == ("a", "", 0.0)


def test_departure_that_total_ignores_is_named() -> None:
    (kept,) = Microsoft({"a": DISABLED}, deaf=True).lets_go(A)
    assert kept.reason == "Microsoft says that it deactivated the account, and at TOTAL it is still active"
    assert kept.seconds is None


@pytest.mark.parametrize(
    ("outcome", "form", "told", "waits"),
    [
        (BY_TOTAL, Form.DEFAULT, "next cycle sends it in the same form", False),
        (BY_TOTAL, Form.FLAG, "Microsoft ignores the flag aadOptscim062020", True),
        (NOT_IN_SCOPE, Form.DEFAULT, "ask your TOTAL representative to deactivate the account", True),
        (IN_SYNC, Form.DEFAULT, "assigned to the application in another way", False),
        (FAILED, Form.DEFAULT, "(InternalServerError)", True),
        (NO_ROLE, Form.DEFAULT, "No role.", True),
    ],
    ids=["refused", "refused-with-flag", "not-in-scope", "assigned-otherwise", "failed", "graph-refuses"],
)
def test_departure_that_failed_names_the_wait_only_where_a_cycle_helps(
    outcome: OnDemandOutcome | OnboardError, form: Form, told: str, waits: bool
) -> None:
    (kept,) = Microsoft({"a": outcome}).lets_go(A, form=form)
    assert told in kept.reason
    assert (WAIT in kept.reason) is waits
    assert "foreign text" not in kept.reason


def test_departures_go_on_after_one_that_failed_at_microsofts_pace() -> None:
    microsoft = Microsoft({"a": NO_ROLE, "b": DISABLED})
    assert [bool(one.reason) for one in microsoft.lets_go(A, B)] == [True, False]
    assert microsoft.clock.now() >= 2.0


@pytest.mark.parametrize(
    ("job", "told"),
    [
        ({"schedule_state": "Active"}, "Microsoft's next cycle should do it, within 40 minutes"),
        ({"schedule_state": "Active", "last_cycle": {"ended": "2026-01-01T09:00:00Z"}}, "should do it, about "),
        ({"schedule_state": "Paused"}, "No cycle is known to come"),
        ({"schedule_state": "Active", "quarantine_reason": "Unknown"}, "No cycle is known to come"),
    ],
    ids=["first-cycle", "next-cycle", "paused", "quarantine"],
)
def test_wait_for_names_a_cycle_only_where_one_comes(job: dict[str, object], told: str) -> None:
    assert told in wait_for(SynchronizationJob.model_validate({"id": "job", **job}))
