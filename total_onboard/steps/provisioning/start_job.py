"""The provisioning job at work."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from total_onboard.engine.events import Deed
from total_onboard.engine.plan import Action, Change, Note, Waiting
from total_onboard.engine.provisioning_delay import once_warm
from total_onboard.engine.step import Done, Planned, Run
from total_onboard.steps.provisioning.quarantine import (
    LEAVES_QUARANTINE,
    can_leave,
    is_quarantined,
    needs_credentials,
    what_happened,
)
from total_onboard.steps.provisioning.scim_credentials import ONCE_TOTAL_HAS_ANSWERED, are_stored

if TYPE_CHECKING:
    from total_onboard.core.desired_state import DesiredState
    from total_onboard.engine.state.observed_state import Picture
    from total_onboard.entra.tenant import Tenant


class Start:
    """Only after the credentials work and the mapping is right: what a wrong mapping provisions must be redone."""

    id: ClassVar[str] = "start"
    title: ClassVar[str] = "Start of provisioning"
    needs: ClassVar[tuple[str, ...]] = ("assignment", "members", "scim-credentials", "attribute-mapping")
    looks_after: ClassVar[tuple[str, ...]] = needs

    async def observe(self, tenant: Tenant, wanted: DesiredState, picture: Picture) -> None:
        """The job's schedule comes with the job."""

    def plan(self, wanted: DesiredState, picture: Picture) -> Planned:
        """Start it, unless it runs already or has nothing to run with."""
        if picture.job and can_leave(wanted, picture):
            summary = "Restart provisioning, which is in quarantine, with the SCIM address and token given now"
            return [Change(step=self.id, resource="job", action=Action.UPDATE, summary=summary)]
        if picture.job and picture.job.schedule_state == "Active":
            return [*self._told_of_quarantine(picture), self._kept()]
        if wanted.scim is None and not are_stored(picture):
            sentence = "Provisioning starts once the SCIM address and token are stored."
            return [Waiting(step=self.id, sentence=sentence, remedy=ONCE_TOTAL_HAS_ANSWERED)]
        return [self._start(picture)]

    def _start(self, picture: Picture) -> Change:
        return Change(
            step=self.id,
            resource="job",
            action=Action.UPDATE,
            summary="Start provisioning",
            before=picture.job.schedule_state if picture.job else None,
            after="Active",
        )

    def _kept(self) -> Change:
        kept = "Provisioning is running (a cycle every 40 minutes)"
        return Change(step=self.id, resource="job", action=Action.NONE, summary=kept)

    def _told_of_quarantine(self, picture: Picture) -> list[Note]:
        """Restarting would hide what failed, or delete what the service asks about: that needs a look first."""
        if not is_quarantined(picture) or needs_credentials(picture):
            return []
        return [Note(step=self.id, sentence=f"{what_happened(picture)} total-onboard status says what to do.")]

    async def apply(self, run: Run, wanted: DesiredState, picture: Picture) -> Done:
        """Starting a started job changes nothing, so it may be sent again; the same holds for a restart."""
        principal, job = picture.the_principal.id, picture.the_job
        if can_leave(wanted, picture):
            await run.tenant.synchronization.restart(principal, job.id, LEAVES_QUARANTINE)
            picture.restarted = True
        await once_warm(
            run,
            "the provisioning job can be started",
            lambda: run.tenant.synchronization.start(principal, job.id),
        )
        picture.job = job.model_copy(update={"schedule_state": "Active"})
        return Done(Deed.CHANGED, "running; a cycle every 40 minutes")
