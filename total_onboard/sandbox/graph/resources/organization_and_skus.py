"""``/organization`` and ``/subscribedSkus``: the tenant, and what it has subscribed to."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Final

from starlette.responses import Response

from total_onboard.sandbox.directory.catalog import plan_id
from total_onboard.sandbox.directory.store import Body, Store
from total_onboard.sandbox.graph.objects.object_lookup import by_key
from total_onboard.sandbox.graph.odata.answer import many, one
from total_onboard.sandbox.graph.odata.options import ONE
from total_onboard.sandbox.graph.request import Call, operation

_SELECT: Final = frozenset({"$select"})
_FOR_EVERYBODY: Final = ("id", "displayName", "verifiedDomains")


def list_organization(call: Call) -> Response:
    """``GET /organization``: a collection of one."""
    return many(call, [_organization(call)], "organization", "organization")


def list_organization_in_beta(call: Call) -> Response:
    """List the organization in ``/beta``, which includes the directory's quota on request."""
    shelves = call.store.shelves.values()
    deleted = sum(len(bodies) for bodies in call.store.deleted.values())
    used = deleted + sum(1 for shelf in shelves for _ in shelf.all_current())
    size = {"directorySizeQuota": {"used": used, "total": call.store.persona.quota}}
    body = _organization(call) | (size if _may_read_all(call) else {})
    return many(call, [body], "organizationInBeta", "organization")


def _organization(call: Call) -> Body:
    """Return the organization; with ``User.Read`` alone all properties but three are null.

    Source: Graph reference, “List organizations”.
    """
    whole = call.store.organization
    return whole if _may_read_all(call) else {name: whole[name] for name in _FOR_EVERYBODY}


def _may_read_all(call: Call) -> bool:
    return bool(call.caller.scopes & {"Organization.Read.All", "Organization.ReadWrite.All", "Directory.Read.All"})


def get_organization(call: Call) -> Response:
    """``GET /organization/{id}``."""
    return _with_id(call, [_organization(call)], "organization", "organization")


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

ROUTES_IN_BETA = [operation("GET", "/organization", list_organization_in_beta, _SELECT)]


_IN_FORCE: Final = frozenset({"Enabled", "Warning"})


def has_premium(store: Store) -> bool:
    """Return whether the tenant has Microsoft Entra ID P1 or P2."""
    return _has(store, "AAD_PREMIUM") or has_p2(store)


def has_p2(store: Store) -> bool:
    """Return whether the tenant has Microsoft Entra ID P2, which includes Privileged Identity Management."""
    return _has(store, "AAD_PREMIUM_P2")


def _has(store: Store, plan: str) -> bool:
    return any(
        one["servicePlanId"] == plan_id(plan) and one["provisioningStatus"] == "Success"
        for sku in store.subscribed_skus
        if sku["capabilityStatus"] in _IN_FORCE
        for one in sku["servicePlans"]
    )
