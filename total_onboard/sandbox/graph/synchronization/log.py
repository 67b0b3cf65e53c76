"""``auditLogs/provisioning``: the provisioning log, latest first."""

from __future__ import annotations

import re
from typing import Final

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from total_onboard.sandbox.graph.errors import bad_request, unsupported_query
from total_onboard.sandbox.graph.synchronization.bodies import answered
from total_onboard.sandbox.graph.synchronization.rights import check_log_reader
from total_onboard.sandbox.provisioning.service import synchronization_service
from total_onboard.sandbox.store import Body, Store

_FILTER: Final = re.compile(
    r"(?P<path>jobId|cycleId|changeId|id|servicePrincipal/id|sourceIdentity/id) eq '(?P<value>[^']*)'"
)
_PAGE: Final = 1000


def log_route(store: Store) -> Route:
    """The one operation of the log."""

    async def listing(request: Request) -> Response:
        check_log_reader(request.state.caller)
        entries = _matching(list(reversed(synchronization_service(store).log)), request.query_params.get("$filter"))
        if strangers := set(request.query_params) - {"$filter", "$top"}:
            raise unsupported_query(f"The query option '{sorted(strangers)[0]}' is not supported on this resource.")
        return answered(request, entries[: _top(request)], "auditLogs/provisioning")

    return Route("/auditLogs/provisioning", listing, methods=["GET"])


def _matching(entries: list[Body], wanted: str | None) -> list[Body]:
    """The entries for which every comparison holds; comparisons are joined by ``and``. Raises GraphRefusal."""
    for part in wanted.split(" and ") if wanted else ():
        if not (comparison := _FILTER.fullmatch(part.strip())):
            raise unsupported_query("The $filter is not supported on this resource.")
        path, value = comparison["path"].split("/"), comparison["value"]
        entries = [entry for entry in entries if _at(entry, path) == value]
    return entries


def _at(entry: Body, path: list[str]) -> object:
    value: object = entry
    for step in path:
        value = value.get(step) if isinstance(value, dict) else None
    return value


def _top(request: Request) -> int:
    text = request.query_params.get("$top", str(_PAGE))
    if not text.isdecimal() or not 0 < int(text) <= _PAGE:
        raise bad_request(f"Invalid value '{text}' for $top query option found.", "BadRequest")
    return int(text)
