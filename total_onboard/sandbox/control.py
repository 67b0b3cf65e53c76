"""The practice controls under ``/_practice/`` on the sign-in host, for tests that run the tool as another process."""

from __future__ import annotations

from dataclasses import asdict
from datetime import timedelta
from typing import TYPE_CHECKING, Any

from pydantic import ValidationError
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Mount, Route

from total_onboard.sandbox.sign_in.approval import Answer, answer_device_code, device_code_typed
from total_onboard.sandbox.sign_in.refusal import SignInRefused

if TYPE_CHECKING:
    from total_onboard.sandbox.practice_tenant import PracticeTenant


def control_routes(tenant: PracticeTenant) -> Mount:
    """All controls of one tenant."""

    async def requests(request: Request) -> Response:  # noqa: ARG001
        return JSONResponse([asdict(exchange) for exchange in tenant.requests])

    async def state(request: Request) -> Response:  # noqa: ARG001
        return JSONResponse(tenant.dump())

    async def facts(request: Request) -> Response:  # noqa: ARG001
        return JSONResponse(_facts(tenant))

    async def faults(request: Request) -> Response:
        return await _add_faults(tenant, request)

    async def no_faults(request: Request) -> Response:  # noqa: ARG001
        tenant.faults.clear()
        return Response(status_code=204)

    async def device_code(request: Request) -> Response:
        return await _answer_device_code(tenant, request)

    async def clock(request: Request) -> Response:
        tenant.store.clock.leap(timedelta(seconds=float((await request.json())["seconds"])))
        return Response(status_code=204)

    return Mount(
        "/_practice",
        routes=[
            Route("/requests", requests, methods=["GET"]),
            Route("/state", state, methods=["GET"]),
            Route("/facts", facts, methods=["GET"]),
            Route("/faults", faults, methods=["POST"]),
            Route("/faults", no_faults, methods=["DELETE"]),
            Route("/device-code", device_code, methods=["POST"]),
            Route("/clock", clock, methods=["POST"]),
        ],
    )


def _facts(tenant: PracticeTenant) -> dict[str, Any]:
    """Who is here and where everything is; the SCIM token is a credential and stays out."""
    return {
        "tenant_id": tenant.store.tenant_id,
        "addresses": asdict(tenant.addresses),
        "page_url": tenant.page_url,
        "administrator": tenant.store.persona.administrator.upn,
        "people": [user["userPrincipalName"] for user in tenant.store.users.all_true()],
        "pending_user_codes": [
            device.user_code for device in tenant.platform.pending.device_codes.values() if device.answer == "pending"
        ],
    }


async def _add_faults(tenant: PracticeTenant, request: Request) -> Response:
    """Body: a list of faults, see faults.py."""
    try:
        tenant.faults.add(*await request.json())
    except ValidationError as error:
        return JSONResponse({"problem": str(error)}, 400)
    return Response(status_code=204)


async def _answer_device_code(tenant: PracticeTenant, request: Request) -> Response:
    """Body: ``user_code``, ``account`` (the administrator's unless given), ``answer``: approved or declined."""
    body = await request.json()
    account = body.get("account") or tenant.store.persona.administrator.upn
    answer: Answer = "declined" if body.get("answer") == "declined" else "approved"
    try:
        device = device_code_typed(tenant.platform, body["user_code"])
        answer_device_code(tenant.platform, device, account, answer)
    except SignInRefused as refusal:
        return JSONResponse({"problem": str(refusal), "code": refusal.code}, 400)
    return Response(status_code=204)
