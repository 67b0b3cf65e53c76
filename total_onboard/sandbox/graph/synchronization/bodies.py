"""The bodies of requests and answers, as JSON."""

from __future__ import annotations

import json
from typing import Any

from starlette.requests import Request
from starlette.responses import JSONResponse

from total_onboard.sandbox.graph.errors import bad_request
from total_onboard.sandbox.store import Body


async def sent(request: Request) -> Body:
    """The object that was sent; an action without parameters may come without a body. Raises GraphRefusal."""
    raw = await request.body()
    if not raw:
        return {}
    try:
        body = json.loads(raw)
    except ValueError:
        raise bad_request("Unable to read JSON request payload.", "BadRequest") from None
    if not isinstance(body, dict):
        raise bad_request("A JSON object was expected in the request body.", "BadRequest")
    return body


def answered(request: Request, body: Any, fragment: str, status: int = 200) -> JSONResponse:  # noqa: ANN401
    """An entity, or a list of entities, with its OData context."""
    context = f"{request.url.scheme}://{request.url.netloc}/v1.0/$metadata#{fragment}"
    whole = {"value": body} if isinstance(body, list) else body
    return JSONResponse({"@odata.context": context, **whole}, status)
