"""Deactivation at TOTAL of people who left, now instead of in the next cycle; or a reason for each failure.

Microsoft deactivates on demand people who are no longer assigned, and nobody who is disabled or deleted.
Source: https://learn.microsoft.com/entra/identity/app-provisioning/provision-on-demand#known-limitations
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass, field
from typing import Final

from pydantic import BaseModel, ConfigDict

from total_onboard.core.errors import OnboardError
from total_onboard.diagnostics.verification.group_sync.active_leavers import StillActive
from total_onboard.diagnostics.verification.provisioning.on_demand_orders import in_turn
from total_onboard.engine.polling import Poller, PollPolicy, PollTimeout, RateLimiter
from total_onboard.entra.resources.synchronization.models import SECONDS_BETWEEN_ORDERS
from total_onboard.entra.resources.synchronization.requests import OnDemandOutcome
from total_onboard.scim.patch_forms import FLAG, Form

_A_MOMENT: Final = PollPolicy(limit=5.0)
_NOT_IN_SCOPE: Final = "NotEffectivelyEntitled"
_REFUSED_BY_TOTAL: Final = "SystemForCrossDomainIdentityManagementBadResponse"


class Departure(BaseModel):
    """An account whose deactivation was ordered; ``reason`` is why it is not deactivated, empty if it is."""

    model_config = ConfigDict(frozen=True)

    id: str
    user_name: str
    reason: str = ""
    seconds: float | None = None


@dataclass
class LeaverDeactivation:
    """One sync. ``order_one`` provisions one person on demand, ``is_active`` reads TOTAL; ``report`` is called with
    each result, ``wait`` estimates the next cycle, and ``form`` is what a cycle sends.
    """

    order_one: Callable[[str], Awaitable[OnDemandOutcome]]
    is_active: Callable[[str], Awaitable[bool]]
    report: Callable[[Departure], None]
    wait: str
    form: Form
    policy: PollPolicy
    poller: Poller = field(default_factory=Poller)
    pace: RateLimiter = field(default_factory=lambda: RateLimiter(SECONDS_BETWEEN_ORDERS))

    # Assumption on-demand-disabled-account.
    async def run(self, leavers: Sequence[StillActive]) -> list[Departure]:
        """Deactivate one after the other; a failure does not stop the rest."""
        done = []
        for one in leavers:
            began = self.pace.clock.now()
            reason = await self._why_not(one)
            seconds = None if reason else round(self.pace.clock.now() - began, 1)
            done.append(Departure(id=one.id, user_name=one.user_name, reason=reason, seconds=seconds))
            self.report(done[-1])
        return done

    async def _why_not(self, one: StillActive) -> str:
        """Return why not; empty for an account that is no longer active at TOTAL."""
        try:
            outcome = await in_turn(lambda: self.order_one(one.id), self.poller, self.pace, self.policy)
            if reason := self._refusal(outcome):
                return reason
            await self.poller.until(f"TOTAL deactivates {one.user_name}", lambda: self._is_gone(one.id), _A_MOMENT)
        except PollTimeout:
            return "Microsoft says that it deactivated the account, and at TOTAL it is still active"
        except OnboardError as error:
            return f"{error.message} {self.wait}"
        return ""

    def _refusal(self, outcome: OnDemandOutcome) -> str:
        """Return why Microsoft did not deactivate the account; empty if it says that it did."""
        if outcome.is_deactivated:
            return ""
        if outcome.succeeded:
            return "Microsoft counts the person as assigned to the application in another way, and keeps the account"
        code = outcome.error_code or outcome.result or "without a reason"
        if code == _NOT_IN_SCOPE:
            return (
                f"Microsoft skipped the account, because the person is not in scope ({code}). {self.wait}. "
                "If it doesn't, ask your TOTAL representative to deactivate the account"
            )
        if code != _REFUSED_BY_TOTAL:
            return f"the deactivation on demand failed ({code}). {self.wait}"
        if self.form is Form.FLAG:
            return f"TOTAL refused the deactivation on demand, where Microsoft ignores the flag {FLAG}. {self.wait}"
        return f"TOTAL refused the deactivation ({code}), and Microsoft's next cycle sends it in the same form"

    async def _is_gone(self, user_id: str) -> bool | None:
        return None if await self.is_active(user_id) else True
