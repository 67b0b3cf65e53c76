"""A look at all that can be read: what cannot be is told with the reason, and keeps nobody from the rest."""

from __future__ import annotations

from typing import TYPE_CHECKING

from total_onboard.engine.executor import looks_after, run_as_needed

if TYPE_CHECKING:
    from collections.abc import Sequence

    from total_onboard.core.desired_state import DesiredState
    from total_onboard.core.errors import OnboardError
    from total_onboard.engine.state.observed_state import Picture
    from total_onboard.engine.step import Step
    from total_onboard.entra.tenant import Tenant


async def observe_all(
    tenant: Tenant, wanted: DesiredState, picture: Picture, steps: Sequence[Step]
) -> dict[str, OnboardError]:
    """The steps that could not be looked at, each with why; one that comes after such a step has that one's reason."""

    async def observe(step: Step) -> None:
        await step.observe(tenant, wanted, picture)

    failures = await run_as_needed(steps, observe, looks_after)
    errors = [failure.error for failure in failures if failure.error]
    return {failure.step.id: failure.error or errors[0] for failure in failures}
