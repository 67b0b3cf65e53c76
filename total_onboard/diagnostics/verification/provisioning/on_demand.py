"""Provisioning now instead of with the next cycle, no faster than Microsoft allows."""

from __future__ import annotations

from collections.abc import Awaitable, Callable

from total_onboard.diagnostics.verification.context import VerificationContext
from total_onboard.diagnostics.verification.rate_limit import RateLimiter
from total_onboard.engine.polling import Poller, PollPolicy
from total_onboard.entra.graph.errors import is_warming_up
from total_onboard.entra.resources.synchronization import OnDemandOutcome
from total_onboard.steps.attribute_mapping.schema import rule_id


async def order_in_group(context: VerificationContext, group_id: str, user_id: str) -> OnDemandOutcome:
    """A group with one of its members; the answer is the group's, and says little of the member."""
    principal, job, rule = _job(context)
    service = context.run.tenant.synchronization
    return await _paced(context, lambda: service.provision_on_demand(principal, job, rule, group_id, [user_id]))


async def order_alone(context: VerificationContext, user_id: str) -> OnDemandOutcome:
    """Provision one person and return that person's answer; people no longer assigned are deactivated.

    Source: https://learn.microsoft.com/entra/identity/app-provisioning/provision-on-demand
    """
    principal, job, rule = _job(context)
    service = context.run.tenant.synchronization
    return await _paced(context, lambda: service.provision_user_on_demand(principal, job, rule, user_id))


def _job(context: VerificationContext) -> tuple[str, str, str]:
    observed = context.observed
    assert observed.schema is not None  # these orders come after the proof of the mapping
    return observed.the_principal.id, observed.the_job.id, rule_id(observed.schema)


async def _paced(context: VerificationContext, order: Callable[[], Awaitable[OnDemandOutcome]]) -> OnDemandOutcome:
    return await in_turn(order, context.run.poller, context.pace, context.policy)


async def in_turn(
    order: Callable[[], Awaitable[OnDemandOutcome]], poller: Poller, pace: RateLimiter, policy: PollPolicy
) -> OnDemandOutcome:
    """Repeated while the service does not take it, each time at the pace. Raises GraphError."""

    async def paced() -> OnDemandOutcome:
        await pace.keep()
        return await order()

    return await poller.retry_while("the provisioning service takes an order", paced, is_warming_up, policy)
