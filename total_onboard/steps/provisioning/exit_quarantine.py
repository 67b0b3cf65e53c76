"""Out of quarantine once its cause is gone, with the narrowest restart; only ``status --repair`` goes this way.

Set-up never does: a restart hides what failed, and a reset of everything makes Microsoft evaluate everybody again.
Source: https://learn.microsoft.com/graph/api/synchronization-synchronizationjob-restart
"""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from total_onboard.engine.events import Deed
from total_onboard.engine.plan import Action, Change
from total_onboard.engine.step import Done, Obstacle, Planned, Run
from total_onboard.entra.graph.errors import BadRequest
from total_onboard.steps.provisioning.job import SCIM_TEMPLATE
from total_onboard.steps.provisioning.quarantine import can_leave, is_quarantined
from total_onboard.steps.provisioning.quarantine_reasons import QuarantineReason, explained
from total_onboard.steps.provisioning.scim_rejected import ScimEndRefused

if TYPE_CHECKING:
    from total_onboard.core.desired_state import DesiredState
    from total_onboard.engine.state.observed_state import Picture
    from total_onboard.entra.tenant import Tenant


class LeavingQuarantine:
    """Never deletes a job; what the stored credentials broke is restarted only once Microsoft's test of them passes."""

    id: ClassVar[str] = "quarantine"
    title: ClassVar[str] = "Quarantine"
    needs: ClassVar[tuple[str, ...]] = ("start",)
    looks_after: ClassVar[tuple[str, ...]] = needs

    async def observe(self, tenant: Tenant, wanted: DesiredState, picture: Picture) -> None:
        """It shows on the job."""

    def plan(self, wanted: DesiredState, picture: Picture) -> Planned:
        """Restart it where that helps; what new credentials mend is the business of those who store them."""
        why = explained(picture.job) if picture.job and is_quarantined(picture) else None
        if why is None or can_leave(wanted, picture):
            return []
        if not why.restart:
            return [Obstacle(self.id, why.cause, why.remedy)]
        return [self._change(why)]

    def _change(self, why: QuarantineReason) -> Change:
        return Change(
            step=self.id,
            resource="job",
            action=Action.UPDATE,
            summary=f"Restart provisioning with the reset scope {why.restart}",
            before=f"in quarantine ({why.reason})",
            after="running",
        )

    async def apply(self, run: Run, wanted: DesiredState, picture: Picture) -> Done:  # noqa: ARG002
        """Raises ScimEndRefused where the cause is not gone."""
        principal, job, service = picture.the_principal.id, picture.the_job, run.tenant.synchronization
        why = explained(job)
        assert why is not None
        if why.test:
            await _make_sure_of_credentials(run, principal, job.id)
        await service.restart(principal, job.id, why.restart)
        await service.start(principal, job.id)
        picture.restarted = True
        return Done(Deed.CHANGED, f"restarted with the reset scope {why.restart}")


async def _make_sure_of_credentials(run: Run, principal: str, job: str) -> None:
    try:
        await run.tenant.synchronization.validate_saved_credentials(principal, job, SCIM_TEMPLATE)
    except BadRequest as error:
        raise ScimEndRefused("the SCIM address that is stored", error) from error
