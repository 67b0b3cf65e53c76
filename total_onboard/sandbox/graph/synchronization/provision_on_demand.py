"""``provisionOnDemand``: what is asked is checked, then the provisioning service does it."""

from __future__ import annotations

from typing import Any, Final, Literal

from pydantic import ValidationError

from total_onboard.sandbox.directory.store import Body
from total_onboard.sandbox.graph.synchronization import errors as refusals
from total_onboard.sandbox.provisioning import on_demand
from total_onboard.sandbox.provisioning.job import Job
from total_onboard.sandbox.provisioning.mapping.schema_check import without_annotations
from total_onboard.sandbox.provisioning.mapping.schema_shape import Shape
from total_onboard.sandbox.provisioning.service import SynchronizationService

_CALLS: Final = 5
_SECONDS: Final = 10.0


class LinkedObjects(Shape):
    """The members that go with a group."""

    members: list[Subject]


class Subject(Shape):
    """``synchronizationJobSubject``."""

    object_id: str
    object_type_name: Literal["User", "Group"]
    links: LinkedObjects | None = None


class Parameters(Shape):
    """``synchronizationJobApplicationParameters``."""

    rule_id: str
    subjects: list[Subject]


class OnDemandRequest(Shape):
    """The body of the action."""

    parameters: list[Parameters]


async def provision(service: SynchronizationService, job: Job, body: Any) -> dict[str, str]:  # noqa: ANN401
    """Provision the one subject of a demand. Raises GraphRefusal."""
    subject = _subject(job, body)
    _throttle(service)
    members = subject.links.members if subject.links else []
    if len(members) > on_demand.MOST_MEMBERS:
        raise refusals.bad_request(f"At most {on_demand.MOST_MEMBERS} members can be provisioned on demand at a time.")
    found = _found(service, subject)
    return await on_demand.provision(
        service, job, subject.object_type_name, found, [_found(service, member) for member in members]
    )


def _subject(job: Job, body: Any) -> Subject:  # noqa: ANN401
    try:
        demand = OnDemandRequest.model_validate(without_annotations(body))
    except ValidationError as error:
        first = error.errors(include_url=False, include_input=False)[0]
        raise refusals.bad_request(f"{'.'.join(map(str, first['loc'])) or 'The body'}: {first['msg']}.") from None
    if len(demand.parameters) != 1 or len(demand.parameters[0].subjects) != 1:
        raise refusals.bad_request("One rule and one subject can be provisioned on demand at a time.")
    if demand.parameters[0].rule_id not in {rule["id"] for rule in job.schema["synchronizationRules"]}:
        raise refusals.bad_request(f"The rule '{demand.parameters[0].rule_id}' is not in the job's schema.")
    return demand.parameters[0].subjects[0]


def _found(service: SynchronizationService, subject: Subject) -> Body:
    shelf = service.store.users if subject.object_type_name == "User" else service.store.groups
    if not (body := shelf.seen(subject.object_id)):
        raise refusals.no_such(subject.object_id)
    return body


def _throttle(service: SynchronizationService) -> None:
    now = service.store.clock.real()
    service.demands[:] = [at for at in service.demands if now - at < _SECONDS]
    if len(service.demands) >= _CALLS:
        raise refusals.throttled()
    service.demands.append(now)
