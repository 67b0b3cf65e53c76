"""``/users``: people, by id or user principal name."""

from __future__ import annotations

from typing import Final

from starlette.responses import Response

from total_onboard.sandbox.directory.store import Body
from total_onboard.sandbox.graph.body_validation import is_guid
from total_onboard.sandbox.graph.errors import not_found
from total_onboard.sandbox.graph.objects.object_lookup import by_key
from total_onboard.sandbox.graph.odata.answer import many, one
from total_onboard.sandbox.graph.odata.options import MANY, ONE
from total_onboard.sandbox.graph.request import Call, operation
from total_onboard.sandbox.graph.resources.memberships import list_memberships

_NAMES: Final = ("user", "users")
_ADDRESSES: Final = "proxyAddresses"


def list_users(call: Call) -> Response:
    """``GET /users``."""
    people = call.store.users.all_seen()
    if _ADDRESSES in call.options.select or _ADDRESSES in (call.options.filter or ""):
        people = (with_addresses(body) for body in people)
    return many(call, people, *_NAMES)


def get_user(call: Call) -> Response:
    """``GET /users/{id | userPrincipalName}``."""
    return one(call, with_addresses(found_person(call)), *_NAMES)


def list_transitive_memberships(call: Call) -> Response:
    """``GET /users/{id}/transitiveMemberOf``."""
    return list_memberships(call, found_person(call)["id"], transitive=True)


def found_person(call: Call) -> Body:
    """Return the person of the path. Raises GraphRefusal."""
    key = call.path["id"]
    if not is_guid(key):
        return by_key(call.store.users.all_seen(), "userPrincipalName", key)
    if (body := call.store.users.seen(key)) is None:
        raise not_found(key)
    return body


def with_addresses(body: Body) -> Body:
    """Return the person with the addresses that follow from her mail address, if none are set."""
    mail = body.get("mail")
    return body if _ADDRESSES in body or not mail else {**body, _ADDRESSES: [f"SMTP:{mail}"]}


ROUTES = [
    operation("GET", "/users", list_users, MANY),
    operation("GET", "/users/{id}", get_user, ONE),
    operation("GET", "/users/{id}/transitiveMemberOf", list_transitive_memberships, MANY),
]
