"""``auditLogs/provisioning``: the provisioning log, latest first."""

from __future__ import annotations

import re
from typing import Final

from starlette.responses import Response
from starlette.routing import Route

from total_onboard.sandbox.directory.store import Body
from total_onboard.sandbox.graph.errors import unsupported_query
from total_onboard.sandbox.graph.request import Call, ODataResponse, operation
from total_onboard.sandbox.provisioning.service import synchronization_service

_FILTER: Final = re.compile(
    r"(?P<path>jobId|cycleId|changeId|id|servicePrincipal/id|sourceIdentity/id) eq '(?P<value>[^']*)'"
)


def log_route() -> Route:
    """Return the one operation of the log."""
    return operation("GET", "/auditLogs/provisioning", _listing, frozenset({"$filter", "$top"}))


def _listing(call: Call) -> Response:
    entries = _matching(synchronization_service(call.store).log[::-1], call.options.filter)
    context = f"{call.root}/$metadata#auditLogs/provisioning"
    return ODataResponse({"@odata.context": context, "value": entries[: call.options.top]})


def _matching(entries: list[Body], wanted: str | None) -> list[Body]:
    """Return the entries for which every comparison holds; comparisons are joined by ``and``. Raises GraphRefusal."""
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
