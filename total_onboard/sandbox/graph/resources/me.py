"""``/me``: the person who calls."""

from __future__ import annotations

from typing import Final

from starlette.responses import Response

from total_onboard.sandbox.directory.store import Body
from total_onboard.sandbox.graph.errors import bad_request, not_found
from total_onboard.sandbox.graph.odata.answer import one
from total_onboard.sandbox.graph.odata.options import MANY, ONE
from total_onboard.sandbox.graph.request import Call, Handler, operation
from total_onboard.sandbox.graph.resources.users import list_memberships, with_addresses


def get_me(call: Call) -> Response:
    """``GET /me``."""
    return one(call, with_addresses(_me(call)), "user", "users")


def _memberships(*, transitive: bool, cast: str | None = None) -> Handler:
    return lambda call: list_memberships(call, _me(call)["id"], transitive=transitive, cast=cast)


def _me(call: Call) -> Body:
    if call.caller.kind == "app":
        raise bad_request("/me request is only valid with delegated authentication flow.", "BadRequest")
    if (body := call.store.users.seen(call.caller.oid)) is None:
        raise not_found(call.caller.oid)
    return body


_WAYS: Final = {"/me/memberOf": False, "/me/transitiveMemberOf": True}

ROUTES = [operation("GET", "/me", get_me, ONE)]
ROUTES += [operation("GET", path, _memberships(transitive=way), MANY) for path, way in _WAYS.items()]
ROUTES += [
    operation("GET", f"{path}/{prefix}.{cast}", _memberships(transitive=way, cast=cast), MANY)
    for path, way in _WAYS.items()
    for prefix in ("graph", "microsoft.graph")
    for cast in ("directoryRole", "group")
]
