"""Deprovisioning of one person from TOTAL: requested from Microsoft, and verified at TOTAL."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Final

from total_onboard.diagnostics.verification.context import VerificationContext
from total_onboard.diagnostics.verification.provisioning.on_demand_orders import provision_one_member
from total_onboard.diagnostics.verification.verification_result import VerificationOutcome, failed, inconclusive
from total_onboard.engine.polling import PollPolicy, PollTimeout
from total_onboard.scim.client import ScimClient
from total_onboard.steps.provisioning.schedule import next_cycle

_A_CYCLE: Final = 600.0
"""Seconds that the next cycle itself is granted; Microsoft names no bound for it."""
_A_MOMENT: Final = PollPolicy(limit=5.0)
_HEAR_TOTAL: Final = (
    "Tell your TOTAL representative: its SCIM endpoint ignores active = false in a PATCH, so people who "
    "leave keep their access."
)


def repeat_removal_test(context: VerificationContext, who: str) -> str:
    """Return the command that tests with this person, or finishes an interrupted test."""
    return context.line("verify", "--rehearse-removal", "--test-person", who)


class Deprovisioning:
    """One person who is in no managed group any more; ``was_there`` is whether TOTAL knew that person at all."""

    def __init__(self, context: VerificationContext, user_id: str, who: str) -> None:
        self._context, self._user_id, self._who = context, user_id, who
        self._was_ordered = False
        self.was_there = False

    async def verify(self) -> VerificationOutcome | None:
        """Return None once the account is inactive; on demand, else with the next cycle. Raises GraphError."""
        context = self._context
        try:
            await context.run.poller.until(f"TOTAL deactivates {self._who}", self.is_deactivated, context.policy)
        except PollTimeout:
            return await self._at_last() if self._was_ordered else await self._with_the_next_cycle()
        return None

    # Assumption on-demand-flag.
    async def is_deactivated(self) -> bool | None:
        """Order once, and look. Raises GraphError, ScimEndpointFailed."""
        outcome = await provision_one_member(self._context, self._user_id)
        self._was_ordered = outcome.is_deactivated
        return await self._is_gone()

    async def _is_gone(self) -> bool | None:
        """Return True if no active account is left, None if one is."""
        scim = self._context.desired.scim
        assert scim is not None  # the removal depends on the verification that TOTAL's endpoint answers from here
        async with ScimClient(scim, self._context.trust) as end:
            there = await end.find_person(self._user_id, self._who)
        self.was_there = self.was_there or there is not None
        return True if there is None or there.active is False else None

    async def _at_last(self) -> VerificationOutcome | None:
        """Give TOTAL a moment to apply what Microsoft sent only now."""
        try:
            await self._context.run.poller.until(f"TOTAL deactivates {self._who}", self._is_gone, _A_MOMENT)
        except PollTimeout:
            found = f"Microsoft deactivated {self._who}, and at TOTAL the account is still active"
            return failed(found, _HEAR_TOTAL)
        return None

    async def _with_the_next_cycle(self) -> VerificationOutcome | None:
        context, state = self._context, self._context.state
        job = await context.run.tenant.synchronization.job(state.observed.the_principal.id, state.observed.the_job.id)
        begins = next_cycle(job, now := datetime.now(UTC)) if job else None
        again = repeat_removal_test(context, self._who)
        if begins is None:
            return inconclusive(f"Microsoft did not deactivate {self._who} on demand, and no cycle is scheduled", again)
        about = f"{begins:%H:%M} UTC"
        wait = PollPolicy(first=1.0, longest=30.0, limit=(begins - now).total_seconds() + _A_CYCLE)
        sentence = f"TOTAL deactivates {self._who} with Microsoft's next cycle, about {about}"
        try:
            await context.run.poller.until(sentence, self._is_gone, wait)
        except PollTimeout:
            found = f"{self._who} is still active at TOTAL, after Microsoft's cycle of about {about} too"
            return failed(found, context.line("status"))
        return None
