"""Provisioning now instead of with the next cycle, no faster than Microsoft allows."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass

from total_onboard.diagnostics.verification.context import VerificationContext
from total_onboard.engine.polling import Poller, PollPolicy, RateLimiter
from total_onboard.entra.graph.errors import is_warming_up
from total_onboard.entra.resources.synchronization.requests import OnDemandOutcome, Synchronization
from total_onboard.steps.attribute_mapping.find_mappings import rule_id


@dataclass(frozen=True)
class OnDemandJob:
    """The provisioning job as it takes orders."""

    service: Synchronization
    principal_id: str
    job_id: str
    rule_id: str

    async def order_members(self, group_id: str, member_ids: Sequence[str]) -> OnDemandOutcome:
        """Provision a group with these of its members. Raises GraphError."""
        return await self.service.provision_on_demand(
            self.principal_id, self.job_id, self.rule_id, group_id, member_ids
        )

    async def order_one(self, user_id: str) -> OnDemandOutcome:
        """Provision one person alone. Raises GraphError."""
        return await self.service.provision_user_on_demand(self.principal_id, self.job_id, self.rule_id, user_id)


async def order_in_group(context: VerificationContext, group_id: str, user_id: str) -> OnDemandOutcome:
    """Provision a group with one of its members; the answer is the group's, and says little of the member."""
    job = _job(context)
    return await _paced(context, lambda: job.order_members(group_id, [user_id]))


async def provision_one_member(context: VerificationContext, user_id: str) -> OnDemandOutcome:
    """Provision one person and return that person's answer; people no longer assigned are deactivated.

    Source: https://learn.microsoft.com/entra/identity/app-provisioning/provision-on-demand
    """
    job = _job(context)
    return await _paced(context, lambda: job.order_one(user_id))


def _job(context: VerificationContext) -> OnDemandJob:
    state = context.state
    assert state.observed.schema is not None  # these orders come after the verification of the mapping
    service = context.run.tenant.synchronization
    return OnDemandJob(
        service, state.observed.the_principal.id, state.observed.the_job.id, rule_id(state.observed.schema)
    )


async def _paced(context: VerificationContext, order: Callable[[], Awaitable[OnDemandOutcome]]) -> OnDemandOutcome:
    return await in_turn(order, context.run.poller, context.pace, context.policy)


async def in_turn(
    order: Callable[[], Awaitable[OnDemandOutcome]], poller: Poller, pace: RateLimiter, policy: PollPolicy
) -> OnDemandOutcome:
    """Repeat while the service does not accept it, at the pace. Raises GraphError."""

    async def paced() -> OnDemandOutcome:
        await pace.keep()
        return await order()

    return await poller.retry_while("the provisioning service accepts a request", paced, is_warming_up, policy)
