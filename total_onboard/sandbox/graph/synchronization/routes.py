"""The paths of the synchronization service, to be mounted under ``/v1.0``."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from typing import Any

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from total_onboard.sandbox.graph.synchronization import credentials, demand, jobs, refusals, schemas, templates
from total_onboard.sandbox.graph.synchronization.bodies import answered, sent
from total_onboard.sandbox.graph.synchronization.log import log_route
from total_onboard.sandbox.graph.synchronization.principals import known_principal, principal_of_application
from total_onboard.sandbox.graph.synchronization.rights import READ, WRITE, check_manager, check_permission
from total_onboard.sandbox.provisioning import schedule
from total_onboard.sandbox.provisioning.job import Job
from total_onboard.sandbox.provisioning.service import synchronization_service
from total_onboard.sandbox.store import Body, Store

Answer = Callable[["Call"], Awaitable[Response]]

_OF_PRINCIPAL = "/servicePrincipals/{principal}/synchronization"
_OF_APPLICATION = "/applications/{application}/synchronization"
_JOB = f"{_OF_PRINCIPAL}/jobs/{{job}}"


def synchronization_routes(store: Store) -> list[Route]:
    """Every operation of the service, and the provisioning log."""
    read, write = _Answering(store, READ), _Answering(store, WRITE)
    routes = [
        Route(f"{_OF_PRINCIPAL}/secrets", read(_list_secrets), methods=["GET"]),
        Route(f"{_OF_PRINCIPAL}/secrets", write(_save_secrets), methods=["PUT"]),
        Route(f"{_OF_PRINCIPAL}/jobs", read(_list_jobs), methods=["GET"]),
        Route(f"{_OF_PRINCIPAL}/jobs", write(_create_job), methods=["POST"]),
        Route(f"{_OF_PRINCIPAL}/jobs/validateCredentials", write(_validate), methods=["POST"]),
        Route(_JOB, read(_get_job), methods=["GET"]),
        Route(_JOB, write(_delete_job), methods=["DELETE"]),
        Route(f"{_JOB}/validateCredentials", write(_validate), methods=["POST"]),
        Route(f"{_JOB}/schema", read(_get_schema), methods=["GET"]),
        Route(f"{_JOB}/schema", write(_put_schema), methods=["PUT"]),
        Route(f"{_JOB}/schema/parseExpression", write(_parse_expression), methods=["POST"]),
        Route(f"{_JOB}/start", write(_start), methods=["POST"]),
        Route(f"{_JOB}/pause", write(_pause), methods=["POST"]),
        Route(f"{_JOB}/restart", write(_restart), methods=["POST"]),
        Route(f"{_JOB}/provisionOnDemand", write(_provision), methods=["POST"]),
        log_route(store),
    ]
    for owner in (_OF_PRINCIPAL, _OF_APPLICATION):
        routes += [
            Route(f"{owner}/templates", read(_list_templates), methods=["GET"]),
            Route(f"{owner}/templates/{{template}}", read(_get_template), methods=["GET"]),
            Route(f"{owner}/templates/{{template}}/schema", read(_get_template_schema), methods=["GET"]),
        ]
    return routes


class Call:
    """One authorised request about a service principal."""

    def __init__(self, store: Store, request: Request, principal: Body, body: Body) -> None:
        self.service = synchronization_service(store)
        self.request = request
        self.principal = principal
        self.body = body

    @property
    def place(self) -> str:
        """The service principal's part of an OData context."""
        return f"servicePrincipals('{self.principal['id']}')/synchronization"

    def job(self) -> Job:
        """The job that the path names. Raises GraphRefusal."""
        return jobs.job(self.service, self.principal, self.request.path_params["job"])

    def without_body(self) -> None:
        """Raise GraphRefusal when an action without parameters was sent some."""
        if self.body:
            raise refusals.bad_request("This action takes no parameters.")


class _Answering:
    """Makes an endpoint of an answer: permission, service principal, role, then the answer itself."""

    def __init__(self, store: Store, scopes: tuple[str, ...]) -> None:
        self._store = store
        self._scopes = scopes

    def __call__(self, answer: Answer) -> Callable[[Request], Awaitable[Response]]:
        async def endpoint(request: Request) -> Response:
            check_permission(request.state.caller, self._scopes)
            principal = self._principal(request)
            check_manager(self._store, request.state.caller, self._scopes, principal)
            return await answer(Call(self._store, request, principal, await sent(request)))

        return endpoint

    def _principal(self, request: Request) -> Body:
        if application_id := request.path_params.get("application"):
            return principal_of_application(self._store, application_id)
        return known_principal(self._store, request.path_params["principal"])


def _nothing() -> Response:
    return Response(status_code=204)


async def _list_templates(call: Call) -> Response:
    return answered(call.request, templates.templates(call.service, call.principal), f"{call.place}/templates")


async def _get_template(call: Call) -> Response:
    found = templates.template(call.service, call.principal, call.request.path_params["template"])
    return answered(call.request, found, f"{call.place}/templates/$entity")


async def _get_template_schema(call: Call) -> Response:
    found = templates.template_schema(call.service, call.principal, call.request.path_params["template"])
    return answered(call.request, found, f"{call.place}/templates/schema/$entity")


async def _list_secrets(call: Call) -> Response:
    fragment = "Collection(microsoft.graph.synchronizationSecretKeyStringValuePair)"
    return answered(call.request, credentials.saved_secrets(call.service, call.principal), fragment)


async def _save_secrets(call: Call) -> Response:
    credentials.save_secrets(call.service, call.principal, call.body)
    return _nothing()


async def _validate(call: Call) -> Response:
    has_job = "job" in call.request.path_params
    if has_job:
        call.job()
    await credentials.validate(call.service, call.principal, call.body, has_job=has_job)
    return _nothing()


async def _list_jobs(call: Call) -> Response:
    found: list[Any] = [jobs.shown(call.service, one) for one in call.service.jobs[call.principal["id"]].values()]
    return answered(call.request, found, f"{call.place}/jobs")


async def _create_job(call: Call) -> Response:
    made = jobs.create(call.service, call.principal, call.body)
    return answered(call.request, jobs.shown(call.service, made), f"{call.place}/jobs/$entity", 201)


async def _get_job(call: Call) -> Response:
    return answered(call.request, jobs.shown(call.service, call.job()), f"{call.place}/jobs/$entity")


async def _delete_job(call: Call) -> Response:
    jobs.delete(call.service, call.job())
    return _nothing()


async def _get_schema(call: Call) -> Response:
    return answered(call.request, call.job().schema, f"{call.place}/jobs('{call.job().id}')/schema/$entity")


async def _put_schema(call: Call) -> Response:
    schemas.replace_schema(call.job(), call.body)
    return _nothing()


async def _parse_expression(call: Call) -> Response:
    result = schemas.parse_expression(call.body)
    return answered(call.request, result, "microsoft.graph.parseExpressionResponse")


async def _start(call: Call) -> Response:
    call.without_body()
    schedule.start(call.service, call.job())
    return _nothing()


async def _pause(call: Call) -> Response:
    call.without_body()
    schedule.pause(call.job())
    return _nothing()


async def _restart(call: Call) -> Response:
    jobs.restart(call.job(), call.body)
    return _nothing()


async def _provision(call: Call) -> Response:
    result = await demand.provision(call.service, call.job(), call.body)
    return answered(call.request, result, "microsoft.graph.stringKeyStringValuePair")
