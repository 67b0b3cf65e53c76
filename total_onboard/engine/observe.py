"""Observation of everything readable: unavailable parts are reported with the reason and don't affect the rest."""

from __future__ import annotations

from collections.abc import Sequence

from total_onboard.core.desired_state import DesiredState
from total_onboard.core.errors import OnboardError
from total_onboard.engine.executor import observed_before, run_in_dependency_order
from total_onboard.engine.state.run_state import RunState
from total_onboard.engine.step import Step
from total_onboard.entra.tenant import TenantClient


async def observe_all(
    tenant: TenantClient, desired: DesiredState, state: RunState, steps: Sequence[Step]
) -> dict[str, OnboardError]:
    """Observe all steps; return the unavailable ones with the reason, which also applies to their dependants."""

    async def observe(step: Step) -> None:
        await step.observe(tenant, desired, state)

    failures = await run_in_dependency_order(steps, observe, observed_before)
    errors = [failure.error for failure in failures if failure.error]
    return {failure.step.id: failure.error or errors[0] for failure in failures}
