"""The provisioning job: one, of the template ``scim``; never deleted to be mended."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from functools import partial
from typing import TYPE_CHECKING, ClassVar, Final

from total_onboard.engine.create_once import create_once
from total_onboard.engine.events import Deed
from total_onboard.engine.journal.history import made_or_adopted
from total_onboard.engine.plan import Action, Change
from total_onboard.engine.polling import Patience, StillNotThere
from total_onboard.engine.provisioning_delay import once_warm
from total_onboard.engine.step import Done, Planned, Run

if TYPE_CHECKING:
    from total_onboard.core.desired_state import DesiredState
    from total_onboard.engine.state.observed_state import Picture
    from total_onboard.entra.resources.synchronization import SynchronizationJob
    from total_onboard.entra.tenant import Tenant

SCIM_TEMPLATE: Final = "scim"
_SOMEBODY_ELSE: Final = Patience(limit=30.0)


class ProvisioningJob:
    """A job of the old template ``customappsso`` behaves as in 2018 and is not ours to use."""

    id: ClassVar[str] = "provisioning-job"
    title: ClassVar[str] = "Provisioning job"
    needs: ClassVar[tuple[str, ...]] = ("application",)
    looks_after: ClassVar[tuple[str, ...]] = needs

    async def observe(self, tenant: Tenant, wanted: DesiredState, picture: Picture) -> None:  # noqa: ARG002
        """The job, with what is stored of its credentials and its attribute mapping."""
        if not (principal := picture.service_principal):
            return
        jobs, picture.secret_keys = await asyncio.gather(
            tenant.synchronization.jobs(principal.id), tenant.synchronization.secret_keys(principal.id)
        )
        picture.job = job_of_ours(jobs)
        picture.other_jobs = tuple(job for job in jobs if job is not picture.job)

    def plan(self, wanted: DesiredState, picture: Picture) -> Planned:
        """Create it, or keep it."""
        job = picture.job
        summary = "The provisioning job exists" if job else "Create the provisioning job (template scim)"
        action = Action.NONE if job else Action.CREATE
        return [Change(step=self.id, resource=wanted.application_name, action=action, summary=summary)]

    async def apply(self, run: Run, wanted: DesiredState, picture: Picture) -> Done:  # noqa: ARG002
        """The provisioning service learns of a new application late; until then it refuses in several ways.

        A service principal that was restored brings its job along, and another admin's run may make one right now.
        """
        principal, service = picture.the_principal.id, run.tenant.synchronization

        async def find_again() -> SynchronizationJob | None:
            call = partial(service.jobs, principal)
            sentence = "the provisioning service lists its jobs"
            return job_of_ours(await once_warm(run, sentence, call))

        picture.job = None if picture.is_new else await _made_meanwhile(run, picture, find_again)
        if picture.job:
            return Done(Deed.KEPT, f"job {picture.job.id} is there by now")

        async def create() -> SynchronizationJob:
            return await once_warm(
                run,
                "the provisioning service accepts a job for the new application",
                lambda: service.create_job(principal, SCIM_TEMPLATE),
            )

        picture.job = await create_once(run, self.id, SCIM_TEMPLATE, create, find_again)
        return Done(Deed.CREATED, f"job {picture.job.id}")


def job_of_ours(jobs: list[SynchronizationJob]) -> SynchronizationJob | None:
    """The one of the template ``scim``."""
    return next((job for job in jobs if job.template_id == SCIM_TEMPLATE), None)


def _is_young_and_not_ours(run: Run, picture: Picture) -> bool:
    return picture.application_is_young and picture.the_application.id not in made_or_adopted(run.journal.entries())


Find = Callable[[], Awaitable["SynchronizationJob | None"]]


async def _made_meanwhile(run: Run, picture: Picture, find: Find) -> SynchronizationJob | None:
    return await (_somebody_elses(run, find) if _is_young_and_not_ours(run, picture) else find())


async def _somebody_elses(run: Run, find: Find) -> SynchronizationJob | None:
    """Who marked the application makes its job (docs/decisions/0012); if that run is gone, none ever comes."""
    try:
        sentence = "the run that made the application has made its provisioning job, too"
        return await run.waiter.until(sentence, find, _SOMEBODY_ELSE)
    except StillNotThere:
        return None
