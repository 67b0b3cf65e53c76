"""``synchronization/jobs``: create, look, start, pause, restart, delete, provision on demand."""

from __future__ import annotations

from typing import Final

from total_onboard.sandbox.directory.store import Body
from total_onboard.sandbox.graph.synchronization import errors
from total_onboard.sandbox.graph.synchronization.templates import template
from total_onboard.sandbox.provisioning import schedule
from total_onboard.sandbox.provisioning.job import Job
from total_onboard.sandbox.provisioning.job_resource import job_body
from total_onboard.sandbox.provisioning.service import SynchronizationService
from total_onboard.sandbox.unsettled_behavior import LATE

_SCOPES: Final = frozenset(
    {"None", "ConnectorDataStore", "Escrows", "Watermark", "QuarantineState", "Full", "ForceDeletes"}
)


def shown(service: SynchronizationService, one: Job) -> Body:
    """Return the job as Graph shows it."""
    reading = service.store.persona.readings.interval_before_start
    return job_body(one, service.secrets[one.service_principal_id], never_due=reading == "never")


def listed(service: SynchronizationService, principal: Body) -> list[Body]:
    """Return the jobs that the list shows by now."""
    jobs, now = service.jobs[principal["id"]].values(), service.store.clock.real()
    late = LATE if service.store.persona.readings.job_in_list == "late" else 0.0
    return [shown(service, one) for one in jobs if one.made_at + late <= now]


def create(service: SynchronizationService, principal: Body, body: Body) -> Job:
    """Make a job of a template. Raises GraphRefusal."""
    if strangers := [key for key in body if key != "templateId" and "@odata." not in key]:
        raise errors.bad_request(f"The property '{strangers[0]}' cannot be set.")
    template_id = body.get("templateId")
    if not isinstance(template_id, str):
        raise errors.missing_parameter("templateId")
    template(service, principal, template_id)
    if service.jobs[principal["id"]] and service.store.persona.readings.second_job == "refused":
        raise errors.second_job()
    return service.new_job(principal["id"])


def restart(one: Job, body: Body) -> None:
    """Forget what the criteria say, and begin again. Raises GraphRefusal."""
    criteria = body.get("criteria")
    if set(body) - {"criteria"} or not isinstance(criteria, dict) or set(criteria) - {"resetScope"}:
        raise errors.bad_request("restart takes criteria, and criteria hold resetScope alone.")
    scopes = {part.strip() for part in str(criteria.get("resetScope", "None")).split(",")}
    if strangers := scopes - _SCOPES:
        raise errors.bad_request(f"'{sorted(strangers)[0]}' is no reset scope.")
    one.forget(scopes)


def delete(service: SynchronizationService, one: Job) -> None:
    """Remove a job; the secrets stay with the service principal."""
    schedule.pause(one)
    del service.jobs[one.service_principal_id][one.id]
