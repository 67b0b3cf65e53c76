"""``/applications/{id}/federatedIdentityCredentials``: trust in another issuer's tokens instead of a secret."""

from __future__ import annotations

from typing import Final

from starlette.responses import Response

from total_onboard.sandbox.directory.store import Body
from total_onboard.sandbox.graph.body_validation import checked
from total_onboard.sandbox.graph.errors import GraphRefusal, bad_request
from total_onboard.sandbox.graph.objects.apply_update import refuse_changed_constants, take
from total_onboard.sandbox.graph.objects.object_lookup import by_key
from total_onboard.sandbox.graph.odata.answer import made, many, one
from total_onboard.sandbox.graph.odata.options import LIST, ONE
from total_onboard.sandbox.graph.request import Call, no_content, operation
from total_onboard.sandbox.graph.resources.applications import found_by_id

_NAMES: Final = ("federatedIdentityCredential", "federatedIdentityCredentials")
_MOST: Final = 20


def list_credentials(call: Call) -> Response:
    """``GET …/federatedIdentityCredentials``."""
    return many(call, _kept(call), *_NAMES)


def get_credential(call: Call) -> Response:
    """``GET …/federatedIdentityCredentials/{id}``."""
    return one(call, _found(call), *_NAMES)


def create_credential(call: Call) -> Response:
    """``POST …/federatedIdentityCredentials``; name, and issuer with subject, are unique within the application."""
    kept = _kept(call)
    given = checked(call.body, "federatedIdentityCredential", "create")
    if len(kept) >= _MOST:
        raise bad_request(f"The application has {_MOST} federated identity credentials already.")
    if any(one["name"] == given["name"] or _origin(one) == _origin(given) for one in kept):
        message = "FederatedIdentityCredential with the same name, or issuer and subject, already exists."
        raise GraphRefusal(409, "Request_MultipleObjectsWithSameKeyValue", message)
    _check(given)
    body = {"id": call.store.new_id(), "description": None, **given}
    found_by_id(call)["federatedIdentityCredentials"] = [*kept, body]
    return made(call, body, *_NAMES)


def update_credential(call: Call) -> Response:
    """``PATCH …/federatedIdentityCredentials/{id}``."""
    body = _found(call)
    changes = checked(call.body, "federatedIdentityCredential", "update")
    refuse_changed_constants(body, changes, "federatedIdentityCredential")
    _check(body | changes)
    take(body, changes, "federatedIdentityCredential")
    return no_content()


def delete_credential(call: Call) -> Response:
    """``DELETE …/federatedIdentityCredentials/{id}``."""
    _kept(call).remove(_found(call))
    return no_content()


def _kept(call: Call) -> list[Body]:
    kept: list[Body] = found_by_id(call).get("federatedIdentityCredentials", [])
    return kept


def _found(call: Call) -> Body:
    return by_key(_kept(call), "id", call.path["credential_id"])


def _origin(one: Body) -> tuple[str, str | None]:
    return one["issuer"], one.get("subject")


def _check(body: Body) -> None:
    if len(body["audiences"]) != 1:
        raise bad_request("Property 'audiences' has exactly one value.")
    if not body["issuer"].startswith("https://"):
        raise bad_request("Property 'issuer' is not a valid HTTPS URL.")


_PATH: Final = "/applications/{id}/federatedIdentityCredentials"

ROUTES = [
    operation("GET", _PATH, list_credentials, LIST),
    operation("POST", _PATH, create_credential),
    operation("GET", f"{_PATH}/{{credential_id}}", get_credential, ONE),
    operation("PATCH", f"{_PATH}/{{credential_id}}", update_credential),
    operation("DELETE", f"{_PATH}/{{credential_id}}", delete_credential),
]
