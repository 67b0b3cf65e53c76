"""Target of a call to the synchronization service: a service principal, and often one of its jobs."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import Any

from starlette.responses import Response
from starlette.routing import Route

from total_onboard.sandbox.directory.store import Body
from total_onboard.sandbox.graph.request import Call, ODataResponse, operation
from total_onboard.sandbox.graph.synchronization import errors
from total_onboard.sandbox.graph.synchronization.known_principal import known_principal, principal_of_application
from total_onboard.sandbox.provisioning.job import Job
from total_onboard.sandbox.provisioning.service import SynchronizationService, synchronization_service
from total_onboard.sandbox.unsettled_behavior import Readings


@dataclass(frozen=True)
class Subject:
    """An authorized call, the tenant's synchronization service, and the service principal."""

    call: Call
    service: SynchronizationService
    principal: Body

    @property
    def place(self) -> str:
        """The service principal's part of an OData context."""
        return f"servicePrincipals('{self.principal['id']}')/synchronization"

    @property
    def readings(self) -> Readings:
        """How this tenant behaves where no source settles it."""
        return self.call.store.persona.readings

    def require(self, scope: str) -> None:
        """Raise GraphRefusal without this scope."""
        if scope not in self.call.caller.scopes:
            raise errors.not_known_or_not_allowed()

    @property
    def body(self) -> Body:
        """The object that was sent; nothing counts as an empty one. Raises GraphRefusal."""
        body = {} if self.call.body is None else self.call.body
        if not isinstance(body, dict):
            raise errors.bad_request("A JSON object was expected in the request body.")
        return body

    def job(self) -> Job:
        """Return the job that the path names. Raises GraphRefusal."""
        job_id = self.call.path["job_id"]
        if not (found := self.service.jobs[self.principal["id"]].get(job_id)):
            raise errors.no_such(job_id)
        return found

    def without_body(self) -> None:
        """Raise GraphRefusal when an action without parameters was sent some."""
        if self.body:
            raise errors.bad_request("This action takes no parameters.")

    def answer(self, body: Any, context: str, status: int = 200) -> Response:  # noqa: ANN401
        """Return an entity, or a list of entities, with its OData context."""
        whole = {"value": body} if isinstance(body, list) else body
        return ODataResponse({"@odata.context": f"{self.call.root}/$metadata#{context}", **whole}, status)


Answer = Callable[[Subject], Awaitable[Response]]


def route(method: str, path: str, answer: Answer) -> Route:
    """Build the route of a synchronization operation; ``path`` begins with the service principal or with the
    application that it belongs to."""

    async def handle(call: Call) -> Response:
        find = principal_of_application if path.startswith("/applications/") else known_principal
        principal = find(call.store, call.path["id"])
        if _must_own(call, method) and call.caller.oid not in call.store.owners.get(principal["id"], []):
            raise errors.not_known_or_not_allowed()
        return await answer(Subject(call, synchronization_service(call.store), principal))

    return operation(method, path, handle)


def _must_own(call: Call, method: str) -> bool:
    """Return whether an application may do this only to what it owns; the permission to read names no owner."""
    reads = method == "GET" and call.store.persona.readings.application_reads_provisioning == "by_permission"
    return call.caller.kind == "app" and not reads
