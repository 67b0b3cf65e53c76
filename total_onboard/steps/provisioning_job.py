"""The provisioning job: one, of the template ``scim``; never deleted to be mended."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING, ClassVar, Final

from total_onboard.engine.creating import create_once
from total_onboard.engine.events import Deed
from total_onboard.engine.plan import Action, Change
from total_onboard.engine.step import Done, Planned, Run
from total_onboard.engine.waiting import PROVISIONING_WARM_UP
from total_onboard.entra.graph_errors import is_warming_up

if TYPE_CHECKING:
    from total_onboard.desired_state import DesiredState
    from total_onboard.engine.picture import Picture
    from total_onboard.entra.synchronization import SynchronizationJob
    from total_onboard.entra.tenant import Tenant

SCIM_TEMPLATE: Final = "scim"


class ProvisioningJob:
    """A job of the old template ``customappsso`` behaves as in 2018 and is not ours to use."""

    id: ClassVar[str] = "provisioning-job"
    title: ClassVar[str] = "Provisioning job"
    needs: ClassVar[tuple[str, ...]] = ("application",)

    async def observe(self, tenant: Tenant, wanted: DesiredState, picture: Picture) -> None:  # noqa: ARG002
        """The job, with what is stored of its credentials and its attribute mapping."""
        if not (principal := picture.service_principal):
            return
        jobs, picture.secret_keys = await asyncio.gather(
            tenant.synchronization.jobs(principal.id), tenant.synchronization.secret_keys(principal.id)
        )
        picture.job = _ours(jobs)

    def plan(self, wanted: DesiredState, picture: Picture) -> Planned:
        """Create it, or keep it."""
        job = picture.job
        summary = "The provisioning job is there" if job else "Create the provisioning job (template scim)"
        action = Action.NONE if job else Action.CREATE
        return [Change(step=self.id, resource=wanted.application_name, action=action, summary=summary)]

    async def apply(self, run: Run, wanted: DesiredState, picture: Picture) -> Done:  # noqa: ARG002
        """The provisioning service learns of a new application late; until then it refuses in several ways."""
        principal, service = picture.the_principal.id, run.tenant.synchronization
        await run.waiter.until(
            "the provisioning service offers its scim template",
            lambda: _template_if_there(run, principal),
            PROVISIONING_WARM_UP,
        )

        async def create() -> SynchronizationJob:
            return await run.waiter.patiently(
                "the provisioning service accepts a job for the new application",
                lambda: service.create_job(principal, SCIM_TEMPLATE),
                is_warming_up,
                PROVISIONING_WARM_UP,
            )

        async def find_again() -> SynchronizationJob | None:
            return _ours(await service.jobs(principal))

        picture.job = await create_once(run, self.id, SCIM_TEMPLATE, create, find_again)
        return Done(Deed.CREATED, f"job {picture.job.id}")


def _ours(jobs: list[SynchronizationJob]) -> SynchronizationJob | None:
    return next((job for job in jobs if job.template_id == SCIM_TEMPLATE), None)


async def _template_if_there(run: Run, principal: str) -> str | None:
    offered = await run.waiter.patiently(
        "the provisioning service knows the new application",
        lambda: run.tenant.synchronization.template_ids(principal),
        is_warming_up,
        PROVISIONING_WARM_UP,
    )
    return SCIM_TEMPLATE if SCIM_TEMPLATE in offered else None
