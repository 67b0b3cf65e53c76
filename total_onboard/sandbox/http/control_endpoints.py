"""Control endpoints on the sign-in host, for tests that run the tool as another process."""

from __future__ import annotations

from dataclasses import asdict
from datetime import timedelta
from typing import Protocol, get_args

from pydantic import ValidationError
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Mount, Route

from total_onboard.sandbox.directory.role_assignments import activate, role_id, roles_offered
from total_onboard.sandbox.directory.store import Body, Store
from total_onboard.sandbox.http.base_urls import Addresses
from total_onboard.sandbox.http.faults import FaultPlan
from total_onboard.sandbox.http.recorder import Exchange
from total_onboard.sandbox.provisioning.quarantine import Reason
from total_onboard.sandbox.provisioning.schedule import put_into_quarantine
from total_onboard.sandbox.provisioning.service import synchronization_service
from total_onboard.sandbox.sign_in.approval import Answer, answer_device_code, device_code_typed
from total_onboard.sandbox.sign_in.errors import SignInRefused
from total_onboard.sandbox.sign_in.sign_in_state import Platform


class ControlledTenant(Protocol):
    """Interface of a sandbox tenant for the controls."""

    store: Store
    platform: Platform
    faults: FaultPlan
    addresses: Addresses
    requests: list[Exchange]

    @property
    def page_url(self) -> str:
        """The address of the portal page."""

    def dump(self) -> Body:
        """Return the tenant's lasting state."""


def control_routes(tenant: ControlledTenant) -> Mount:
    """Return all controls of one tenant."""
    controls = Controls(tenant)
    return Mount(
        "/_practice",
        routes=[
            Route("/requests", controls.requests, methods=["GET"]),
            Route("/state", controls.state, methods=["GET"]),
            Route("/facts", controls.facts, methods=["GET"]),
            Route("/faults", controls.add_faults, methods=["POST"]),
            Route("/faults", controls.clear_faults, methods=["DELETE"]),
            Route("/device-code", controls.answer_device_code, methods=["POST"]),
            Route("/roles", controls.activate_role, methods=["POST"]),
            Route("/clock", controls.leap, methods=["POST"]),
            Route("/quarantine", controls.quarantine, methods=["POST"]),
        ],
    )


class Controls:
    """Reads and changes available from outside; a change answers 204, an invalid request 400 with a ``problem``."""

    def __init__(self, tenant: ControlledTenant) -> None:
        self._tenant = tenant

    async def requests(self, _: Request) -> Response:
        """Return every exchange so far."""
        return JSONResponse([asdict(exchange) for exchange in self._tenant.requests])

    async def state(self, _: Request) -> Response:
        """Return the tenant's lasting state."""
        return JSONResponse(self._tenant.dump())

    async def facts(self, _: Request) -> Response:
        """Return who is here and where everything is; the SCIM token is a credential and stays out."""
        tenant = self._tenant
        return JSONResponse(
            {
                "tenant_id": tenant.store.tenant_id,
                "addresses": asdict(tenant.addresses),
                "page_url": tenant.page_url,
                "administrator": tenant.store.persona.administrator.upn,
                "people": [person.upn for person in tenant.store.persona.people],
                "pending_user_codes": [device.user_code for device in tenant.platform.pending.waiting()],
            }
        )

    async def add_faults(self, request: Request) -> Response:
        """Add faults. Body: a list of faults, see faults.py."""
        try:
            self._tenant.faults.add(*await request.json())
        except ValidationError as error:
            return _wrong(str(error))
        return Response(status_code=204)

    async def clear_faults(self, _: Request) -> Response:
        """Let everything go well from now on."""
        self._tenant.faults.clear()
        return Response(status_code=204)

    async def answer_device_code(self, request: Request) -> Response:
        """Answer a code. Body: ``user_code``, ``account`` (default: administrator), ``answer``: approved, declined."""
        body = await request.json()
        account = body.get("account") or self._tenant.store.persona.administrator.upn
        answer: Answer = "declined" if body.get("answer") == "declined" else "approved"
        try:
            device = device_code_typed(self._tenant.platform, body["user_code"])
            answer_device_code(self._tenant.platform, device, account, answer)
        except SignInRefused as refusal:
            return _wrong(str(refusal))
        return Response(status_code=204)

    async def activate_role(self, request: Request) -> Response:
        """Activate a role like PIM. Body: ``account``, and the name of a ``role`` that it is eligible for."""
        body, store = await request.json(), self._tenant.store
        user_id = self._tenant.platform.person_named(body["account"])["id"]
        role = role_id(store.persona, body["role"])
        if role not in roles_offered(store, user_id):
            return _wrong("The account is not eligible for the role.")
        activate(store, user_id, role)
        return Response(status_code=204)

    async def leap(self, request: Request) -> Response:
        """Advance the clock. Body: ``seconds`` by which the tenant's clock moves."""
        self._tenant.store.clock.leap(timedelta(seconds=float((await request.json())["seconds"])))
        return Response(status_code=204)

    async def quarantine(self, request: Request) -> Response:
        """Quarantine every job. Body: a ``reason`` that Graph knows, and the ``message`` that goes with it."""
        body, service = await request.json(), synchronization_service(self._tenant.store)
        if body["reason"] not in get_args(Reason):
            return _wrong(f"{body['reason']} is none of {', '.join(get_args(Reason))}.")
        for job in (job for jobs in service.jobs.values() for job in jobs.values()):
            put_into_quarantine(service, job, body["reason"], body.get("message", ""))
        return Response(status_code=204)


def _wrong(problem: str) -> Response:
    return JSONResponse({"problem": problem}, 400)
