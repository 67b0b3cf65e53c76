"""The paths of the synchronization service, to be mounted under ``/v1.0``."""

from __future__ import annotations

from starlette.responses import Response
from starlette.routing import Route

from total_onboard.sandbox.directory.store import Store
from total_onboard.sandbox.graph.request import no_content
from total_onboard.sandbox.graph.synchronization import credentials, jobs, provision_on_demand, schemas, templates
from total_onboard.sandbox.graph.synchronization.log import log_route
from total_onboard.sandbox.graph.synchronization.resolve_job import Subject, route
from total_onboard.sandbox.provisioning import schedule
from total_onboard.sandbox.provisioning.service import synchronization_service

_OF_PRINCIPAL = "/servicePrincipals/{id}/synchronization"
_OF_APPLICATION = "/applications/{id}/synchronization"
_JOB = f"{_OF_PRINCIPAL}/jobs/{{job_id}}"


def synchronization_routes(store: Store) -> list[Route]:
    """Return every operation of the service, which begins with them, and of the provisioning log."""
    synchronization_service(store)
    return [
        *_template_routes(_OF_PRINCIPAL),
        *_template_routes(_OF_APPLICATION),
        route("GET", f"{_OF_PRINCIPAL}/secrets", _list_secrets),
        route("PUT", f"{_OF_PRINCIPAL}/secrets", _save_secrets),
        route("GET", f"{_OF_PRINCIPAL}/jobs", _list_jobs),
        route("POST", f"{_OF_PRINCIPAL}/jobs", _create_job),
        route("POST", f"{_OF_PRINCIPAL}/jobs/validateCredentials", _validate),
        route("GET", _JOB, _get_job),
        route("DELETE", _JOB, _delete_job),
        route("POST", f"{_JOB}/validateCredentials", _validate),
        route("GET", f"{_JOB}/schema", _get_schema),
        route("PUT", f"{_JOB}/schema", _put_schema),
        route("POST", f"{_JOB}/schema/parseExpression", _parse_expression),
        route("POST", f"{_JOB}/start", _start),
        route("POST", f"{_JOB}/pause", _pause),
        route("POST", f"{_JOB}/restart", _restart),
        route("POST", f"{_JOB}/provisionOnDemand", _provision),
        log_route(),
    ]


def _template_routes(owner: str) -> list[Route]:
    return [
        route("GET", f"{owner}/templates", _list_templates),
        route("GET", f"{owner}/templates/{{template_id}}", _get_template),
        route("GET", f"{owner}/templates/{{template_id}}/schema", _get_template_schema),
    ]


async def _list_templates(on: Subject) -> Response:
    return on.answer(templates.templates(on.service, on.principal), f"{on.place}/templates")


async def _get_template(on: Subject) -> Response:
    found = templates.template(on.service, on.principal, on.call.path["template_id"])
    return on.answer(found, f"{on.place}/templates/$entity")


async def _get_template_schema(on: Subject) -> Response:
    found = templates.template_schema(on.service, on.principal, on.call.path["template_id"])
    return on.answer(found, f"{on.place}/templates('{on.call.path['template_id']}')/schema/$entity")


async def _list_secrets(on: Subject) -> Response:
    if on.readings.read_scim_values_scope == "read_write":
        on.require("Synchronization.ReadWrite.All")
    saved = credentials.saved_secrets(on.service, on.principal)
    return on.answer(saved, "Collection(microsoft.graph.synchronizationSecretKeyStringValuePair)")


async def _save_secrets(on: Subject) -> Response:
    credentials.save_secrets(on.service, on.principal, on.body)
    return no_content()


async def _validate(on: Subject) -> Response:
    has_job = "job_id" in on.call.path
    if has_job:
        on.job()
    await credentials.validate(on.service, on.principal, on.body, has_job=has_job)
    return no_content() if on.readings.validation_answer == "no_content" else Response(status_code=200)


async def _list_jobs(on: Subject) -> Response:
    return on.answer(jobs.listed(on.service, on.principal), f"{on.place}/jobs")


async def _create_job(on: Subject) -> Response:
    made = jobs.create(on.service, on.principal, on.body)
    status = 201 if on.readings.created_job == "created" else 200
    return on.answer(jobs.shown(on.service, made), f"{on.place}/jobs/$entity", status)


async def _get_job(on: Subject) -> Response:
    return on.answer(jobs.shown(on.service, on.job()), f"{on.place}/jobs/$entity")


async def _delete_job(on: Subject) -> Response:
    jobs.delete(on.service, on.job())
    return no_content()


async def _get_schema(on: Subject) -> Response:
    return on.answer(on.job().schema, f"{on.place}/jobs('{on.job().id}')/schema/$entity")


async def _put_schema(on: Subject) -> Response:
    schemas.replace_schema(on.job(), on.body, regenerated=on.readings.written_schema == "regenerated")
    return no_content()


async def _parse_expression(on: Subject) -> Response:
    on.job()
    return on.answer(schemas.parse_expression(on.body), "microsoft.graph.parseExpressionResponse")


async def _start(on: Subject) -> Response:
    on.without_body()
    schedule.start(on.service, on.job())
    return no_content()


async def _pause(on: Subject) -> Response:
    on.without_body()
    schedule.pause(on.job())
    return no_content()


async def _restart(on: Subject) -> Response:
    jobs.restart(on.job(), on.body)
    return no_content()


async def _provision(on: Subject) -> Response:
    result = await provision_on_demand.provision(on.service, on.job(), on.body)
    return on.answer(result, "microsoft.graph.stringKeyStringValuePair")
