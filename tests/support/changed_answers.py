"""Sandbox whose answers differ in one place, for comparing it with a recording of the unchanged one."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from typing import Any

from starlette.types import ASGIApp, Message, Receive, Scope, Send


@dataclass(frozen=True)
class Given:
    """What is answered."""

    status: int
    headers: Mapping[str, str]
    document: Any


@dataclass(frozen=True)
class Change:
    """One change: the answers with this status to such requests, and the kind and member that must be found."""

    name: str
    method: str
    path: str
    status: int
    edit: Callable[[Given], Given]
    found: tuple[str, str]


class Changed:
    """ASGI middleware that changes answers."""

    def __init__(self, app: ASGIApp, change: Change) -> None:
        self._app = app
        self._change = change

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass the request on, and change its answer."""
        is_meant = scope["type"] == "http" and scope["method"] == self._change.method
        if not is_meant or not re.fullmatch(self._change.path, scope["path"]):
            await self._app(scope, receive, send)
            return
        said: list[Message] = []

        async def hear(message: Message) -> None:
            said.append(message)

        await self._app(scope, receive, hear)
        await _say(self._change, said, send)


async def _say(change: Change, said: list[Message], send: Send) -> None:
    headers = {name.decode().lower(): value.decode() for name, value in said[0]["headers"]}
    body = b"".join(message.get("body", b"") for message in said[1:])
    given = Given(said[0]["status"], headers, json.loads(body) if body else None)
    if given.status == change.status:
        given = change.edit(given)
    body = b"" if given.document is None else json.dumps(given.document).encode()
    lines = {**given.headers, "content-length": str(len(body))}
    await send(
        {
            "type": "http.response.start",
            "status": given.status,
            "headers": [(name.encode(), value.encode()) for name, value in lines.items()],
        }
    )
    await send({"type": "http.response.body", "body": body})


def _with(**members: Any) -> Callable[[Given], Given]:
    return lambda given: replace(given, document={**given.document, **members})


def _without(name: str) -> Callable[[Given], Given]:
    def edit(given: Given) -> Given:
        return replace(given, document={each: value for each, value in given.document.items() if each != name})

    return edit


def _header(name: str, value: str | None) -> Callable[[Given], Given]:
    def edit(given: Given) -> Given:
        kept = {each: text for each, text in given.headers.items() if each != name}
        return replace(given, headers=kept | ({name: value} if value else {}))

    return edit


def _status(status: int) -> Callable[[Given], Given]:
    return lambda given: replace(given, status=status)


def _in_elements(member: str, name: str, value: Any) -> Callable[[Given], Given]:
    def edit(given: Given) -> Given:
        return _with(**{member: [{**one, name: value} for one in given.document[member]]})(given)

    return edit


def _hidden(given: Given) -> Given:
    error = {"code": "Request_ResourceNotFound", "message": "Not yet.", "innerError": {}}
    return replace(given, status=404, document={"error": error})


def _other_code(given: Given) -> Given:
    return _with(error={**given.document["error"], "code": "ResourceNotFound"})(given)


def _without_inner_id(given: Given) -> Given:
    inner = {name: one for name, one in given.document["error"]["innerError"].items() if name != "request-id"}
    return _with(error={**given.document["error"], "innerError": inner})(given)


_GROUP = r"/v1\.0/groups\(uniqueName=.*"
_APPLICATION = r"/v1\.0/applications\(uniqueName=.*"
_TOKEN = r"/.*/oauth2/v2\.0/token"

CHANGES = (
    Change("a member less", "GET", r"/v1\.0/users/.*", 200, _without("displayName"), ("missing", "displayName")),
    Change("found too late", "GET", _GROUP, 200, _hidden, ("visibility", "")),
    Change("a member more", "PATCH", _GROUP, 201, _with(shade="Teal"), ("additional", "shade")),
    Change(
        "another type",
        "GET",
        r"/v1\.0/organization",
        200,
        _in_elements("value", "displayName", 7),
        ("type", "value[].displayName"),
    ),
    Change(
        "a date without time", "POST", r".*/addPassword", 200, _with(endDateTime="2028-11-29"), ("type", "endDateTime")
    ),
    Change("another success", "POST", r".*/addPassword", 200, _status(201), ("status", "")),
    Change("a refusal", "POST", r".*/owners/\$ref", 204, _status(400), ("status", "")),
    Change("another code", "GET", _APPLICATION, 404, _other_code, ("error-code", "")),
    Change(
        "an error without ID", "GET", _APPLICATION, 404, _without_inner_id, ("missing", "error.innerError.request-id")
    ),
    Change(
        "Retry-After", "POST", r".*/synchronization/jobs", 201, _header("retry-after", "5"), ("header", "retry-after")
    ),
    Change(
        "no version", "GET", r"/v1\.0/subscribedSkus", 200, _header("odata-version", None), ("header", "odata-version")
    ),
    Change("no job in the list", "GET", r".*/synchronization/jobs", 200, _with(value=[]), ("visibility", "")),
    Change("lifetime as text", "POST", _TOKEN, 200, _with(expires_in="3600"), ("type", "expires_in")),
    Change(
        "plain JSON from SCIM",
        "GET",
        r".*/ServiceProviderConfig",
        200,
        _header("content-type", "application/json"),
        ("header", "content-type"),
    ),
)

IN_STATUS = (
    "found too late",
    "another type",
    "no job in the list",
    "lifetime as text",
)
"""Changes whose requests ``status`` sends, too."""
