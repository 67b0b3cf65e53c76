"""``/organization`` and ``/subscribedSkus``: the tenant, and what it has subscribed to."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Final

from starlette.responses import Response

from total_onboard.sandbox.graph.call import Call, operation
from total_onboard.sandbox.graph.directory import by_key
from total_onboard.sandbox.graph.odata.answer import many, one
from total_onboard.sandbox.graph.odata.options import ONE
from total_onboard.sandbox.store import Body

_SELECT: Final = frozenset({"$select"})


def list_organization(call: Call) -> Response:
    """``GET /organization``: a collection of one."""
    return many(call, [call.store.organization], "organization", "organization")


def get_organization(call: Call) -> Response:
    """``GET /organization/{id}``."""
    return _with_id(call, [call.store.organization], "organization", "organization")


def list_skus(call: Call) -> Response:
    """``GET /subscribedSkus``."""
    return many(call, call.store.subscribed_skus, "subscribedSku", "subscribedSkus")


def get_sku(call: Call) -> Response:
    """``GET /subscribedSkus/{id}``."""
    return _with_id(call, call.store.subscribed_skus, "subscribedSku", "subscribedSkus")


def _with_id(call: Call, bodies: Iterable[Body], type_name: str, context: str) -> Response:
    return one(call, by_key(bodies, "id", call.path["id"]), type_name, context)


ROUTES = [
    operation("GET", "/organization", list_organization, _SELECT),
    operation("GET", "/organization/{id}", get_organization, ONE),
    operation("GET", "/subscribedSkus", list_skus, _SELECT),
    operation("GET", "/subscribedSkus/{id}", get_sku, _SELECT),
]
