"""Which objects of a collection an answer holds: filtered, searched, ordered, counted, and cut into pages."""

from __future__ import annotations

import base64
import binascii
from collections.abc import Iterable
from itertools import islice
from typing import Final
from urllib.parse import quote, urlencode

from total_onboard.sandbox.directory.store import Body
from total_onboard.sandbox.graph.errors import GraphRefusal, bad_request, unsupported_query
from total_onboard.sandbox.graph.model import Type
from total_onboard.sandbox.graph.odata.filter import compiled
from total_onboard.sandbox.graph.odata.search import compiled_search
from total_onboard.sandbox.graph.request import Call

USUAL_PAGE: Final = 100


def page(call: Call, bodies: Iterable[Body], kind: Type) -> tuple[list[Body], Body]:
    """Return one page, and its ``@odata.count`` and ``@odata.nextLink``. Raises GraphRefusal."""
    _check_consistency(call)
    found = list(_ordered(call, _matching(call, bodies, kind), kind))
    start = _start(call, found)
    size = call.options.top or USUAL_PAGE
    rows = list(islice(found, start, start + size))
    annotations: Body = {"@odata.count": len(found)} if call.options.count else {}
    if start + size < len(found):
        annotations["@odata.nextLink"] = _next_link(call, rows[-1]["id"])
    return rows, annotations


def _check_consistency(call: Call) -> None:
    """Require ``ConsistencyLevel: eventual`` (Graph page "Advanced query capabilities on directory objects")."""
    options = call.options
    if options.advanced:
        return
    if options.search:
        raise unsupported_query(
            "Request with $search query parameter only works through MSGraph with a special request header: "
            "'ConsistencyLevel: eventual'"
        )
    if options.count:
        raise unsupported_query("$count is not currently supported without the header 'ConsistencyLevel: eventual'.")
    if options.filter and options.orderby:
        raise unsupported_query("Sorting not supported for current query.")


def _matching(call: Call, bodies: Iterable[Body], kind: Type) -> Iterable[Body]:
    if call.options.filter is not None:
        bodies = filter(compiled(call.options.filter, kind, advanced=call.options.advanced), bodies)
    if call.options.search is not None:
        bodies = filter(compiled_search(call.options.search, kind), bodies)
    return bodies


def _ordered(call: Call, bodies: Iterable[Body], kind: Type) -> Iterable[Body]:
    if call.options.orderby is None:
        return bodies
    name, _, direction = call.options.orderby.partition(" ")
    if name not in kind.properties or direction not in ("", "asc", "desc"):
        raise bad_request(f"Could not find a property named '{name}' on type '{kind.full_name}'.", "BadRequest")
    if name not in ("displayName", "userPrincipalName", "createdDateTime"):
        raise unsupported_query(f"Sorting by '{name}' is not supported.")
    return sorted(bodies, key=lambda body: str(body.get(name) or "").lower(), reverse=direction == "desc")


def _start(call: Call, found: list[Body]) -> int:
    """Return the position behind the last object of the page before. Raises GraphRefusal if that object is gone."""
    if call.options.skiptoken is None:
        return 0
    try:
        last = base64.urlsafe_b64decode(call.options.skiptoken).decode()
    except (binascii.Error, ValueError):
        raise bad_request("The specified skip token is invalid.", "Directory_InvalidPageToken") from None
    for place, body in enumerate(found):
        if body["id"] == last:
            return place + 1
    message = "The specified page token value has expired and can no longer be included in your request."
    raise GraphRefusal(400, "Directory_ExpiredPageToken", message)


def _next_link(call: Call, last: str) -> str:
    options = call.options
    query = {
        "$select": ",".join(options.select),
        "$expand": ",".join(options.expand),
        "$filter": options.filter,
        "$search": options.search,
        "$orderby": options.orderby,
        "$top": options.top,
        "$count": "true" if options.count else None,
        "$skiptoken": base64.urlsafe_b64encode(last.encode()).decode(),
    }
    return f"{call.url}?{urlencode({key: value for key, value in query.items() if value}, quote_via=quote, safe='$')}"
