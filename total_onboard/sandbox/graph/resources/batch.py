"""``/$batch``: up to twenty requests in one (Graph, "Combine multiple HTTP requests using JSON batching")."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any, Final

import httpx
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from total_onboard.sandbox.graph.errors import GraphRefusal, bad_request
from total_onboard.sandbox.graph.request import ODataResponse

MOST: Final = 20

_KEYS: Final = frozenset({"id", "method", "url", "headers", "body", "dependsOn"})
_METHODS: Final = frozenset({"GET", "POST", "PATCH", "PUT", "DELETE"})


async def run_batch(request: Request) -> Response:
    """Carry the requests out in their order, each as if it had come alone."""
    asked = _requests(await _json(request))
    done: dict[str, Mapping[str, Any]] = {}
    transport = httpx.ASGITransport(app=request.app)
    base = f"{request.url.scheme}://{request.url.netloc}/v1.0/"
    own = {"authorization": request.headers["authorization"]}
    async with httpx.AsyncClient(transport=transport, base_url=base, headers=own) as client:
        for one in asked:
            failed = any(done[before]["status"] >= 400 for before in one.get("dependsOn", []))
            done[one["id"]] = _failed_dependency(one["id"]) if failed else await _answer(client, one)
    return ODataResponse({"responses": list(done.values())})


async def _answer(client: httpx.AsyncClient, one: dict[str, Any]) -> dict[str, Any]:
    answer = await client.request(
        one["method"], one["url"].lstrip("/"), headers=one.get("headers"), json=one.get("body")
    )
    shown: dict[str, Any] = {"id": one["id"], "status": answer.status_code, "headers": dict(answer.headers)}
    return shown | ({"body": answer.json()} if answer.content else {})


def _failed_dependency(request_id: str) -> dict[str, Any]:
    error = {"code": "FailedDependency", "message": "A request that this one depends on has failed."}
    return {"id": request_id, "status": 424, "headers": {}, "body": {"error": error}}


async def _json(request: Request) -> Any:  # noqa: ANN401
    try:
        return json.loads(await request.body())
    except ValueError:
        raise bad_request("Unable to read JSON request payload.", "BadRequest") from None


def _requests(body: Any) -> list[dict[str, Any]]:  # noqa: ANN401
    """Return the requests of a batch. Raises GraphRefusal if something is missing, unknown or twice there."""
    asked = body.get("requests") if isinstance(body, dict) and set(body) == {"requests"} else None
    if not isinstance(asked, list) or not asked:
        raise _invalid("a batch holds requests, and nothing else")
    if len(asked) > MOST:
        raise _invalid(f"a batch holds at most {MOST} requests")
    earlier: set[str] = set()
    for one in asked:
        _check(one, earlier)
        earlier.add(one["id"])
    return asked


def _check(one: Any, earlier: set[str]) -> None:  # noqa: ANN401
    if not isinstance(one, dict) or set(one) - _KEYS or not {"id", "method", "url"} <= set(one):
        raise _invalid("a request has id, method and url, and may have headers, body and dependsOn")
    if not isinstance(one["id"], str) or one["id"] in earlier:
        raise _invalid("every request has its own id")
    if one["method"] not in _METHODS or not isinstance(one["url"], str):
        raise _invalid("method or url is not valid")
    if "body" in one and "content-type" not in {name.lower() for name in one.get("headers", {})}:
        raise _invalid("a request with a body has a Content-Type")
    if set(one.get("dependsOn", [])) - earlier:
        raise _invalid("dependsOn names earlier requests")


def _invalid(what: str) -> GraphRefusal:
    return bad_request(f"Invalid batch payload format: {what}.", "BadRequest")


ROUTES = [Route("/$batch", run_batch, methods=["POST"])]
