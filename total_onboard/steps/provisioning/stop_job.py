"""Provisioning comes to rest first: nothing more is sent to TOTAL while the rest is taken away."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from total_onboard.engine.events import Deed
from total_onboard.engine.plan import Action, Change
from total_onboard.engine.provisioning_delay import once_warm
from total_onboard.engine.step import Done, Planned, Run
from total_onboard.steps.application.application import EnterpriseApplication
from total_onboard.steps.provisioning.erase_scim_credentials import are_ours
from total_onboard.steps.provisioning.job import ProvisioningJob

if TYPE_CHECKING:
    from total_onboard.core.desired_state import DesiredState
    from total_onboard.engine.state.observed_state import Picture
    from total_onboard.entra.tenant import Tenant


class Provisioning:
    """Paused, never deleted: the job goes with its application, or stays with one that was made by hand."""

    id: ClassVar[str] = "start"
    title: ClassVar[str] = "Provisioning"
    needs: ClassVar[tuple[str, ...]] = ()
    looks_after: ClassVar[tuple[str, ...]] = needs

    async def observe(self, tenant: Tenant, wanted: DesiredState, picture: Picture) -> None:
        """The application as set-up sees it, then its job and the names of what is stored."""
        await EnterpriseApplication().observe(tenant, wanted, picture)
        picture.job, picture.secret_keys = None, frozenset()
        await ProvisioningJob().observe(tenant, wanted, picture)

    def plan(self, wanted: DesiredState, picture: Picture) -> Planned:  # noqa: ARG002
        """Pause what runs with what we stored."""
        job = picture.job
        if job is None or not are_ours(picture):
            return []
        if job.schedule_state != "Active":
            return [Change(step=self.id, resource="job", action=Action.NONE, summary="Provisioning is at rest")]
        summary = "Stop provisioning, so that nothing more is sent to TOTAL"
        return [
            Change(step=self.id, resource="job", action=Action.UPDATE, summary=summary, before="Active", after="Paused")
        ]

    async def apply(self, run: Run, wanted: DesiredState, picture: Picture) -> Done:  # noqa: ARG002
        """A cycle that runs at this moment is let finish by Microsoft."""
        principal, job = picture.the_principal.id, picture.the_job
        pause = run.tenant.synchronization.pause
        await once_warm(run, "the provisioning job can be paused", lambda: pause(principal, job.id))
        picture.job = job.model_copy(update={"schedule_state": "Paused"})
        return Done(Deed.CHANGED, "stopped")
