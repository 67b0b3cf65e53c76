"""``/applications/{id}/federatedIdentityCredentials``: trust in another issuer's tokens instead of a secret."""

from __future__ import annotations

import re
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
_NAME: Final = re.compile(r"[A-Za-z0-9._~-]+")
"""What an address can contain as it is (RFC 3986, section 2.3)."""


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
    if any(one["name"] == given["name"] for one in kept):
        message = f"FederatedIdentityCredential with name {given['name']} already exists."
        raise GraphRefusal(409, "Request_MultipleObjectsWithSameKeyValue", message)
    _check(given, kept)
    body = {"id": call.store.new_id(), "description": None, **given}
    found_by_id(call)["federatedIdentityCredentials"] = [*kept, body]
    return made(call, body, *_NAMES)


def update_credential(call: Call) -> Response:
    """``PATCH …/federatedIdentityCredentials/{id}``."""
    body = _found(call)
    changes = checked(call.body, "federatedIdentityCredential", "update")
    refuse_changed_constants(body, changes, "federatedIdentityCredential")
    _check(body | changes, [one for one in _kept(call) if one is not body])
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


def _check(body: Body, others: list[Body]) -> None:
    """Check the values; their wording for a repeated origin is that of Azure/azure-workload-identity#434."""
    if len(body["audiences"]) != 1:
        raise _wrong("Property 'audiences' has exactly one value.")
    if not body["issuer"].startswith("https://"):
        raise _wrong("Property 'issuer' is not a valid HTTPS URL.")
    if not _NAME.fullmatch(body["name"]):
        raise _wrong("Property 'name' has to be URL friendly.")
    longest = {"issuer": 600, "subject": 600, "description": 600, "name": 120}
    texts = {name: body.get(name) or "" for name in longest} | {"audiences": body["audiences"][0]}
    if long := [name for name, text in texts.items() if len(text) > longest.get(name, 600)]:
        raise _wrong(f"Property '{long[0]}' is too long.")
    if _origin(body) in map(_origin, others):
        message = (
            "The combination of issuer and subject must be unique for the application. "
            f"Issuer {body['issuer']} and Subject: {body.get('subject')} already exist."
        )
        raise _wrong(message)


def _wrong(message: str) -> GraphRefusal:
    return bad_request(message, "InvalidFederatedIdentityCredentialValue")


_PATH: Final = "/applications/{id}/federatedIdentityCredentials"

ROUTES = [
    operation("GET", _PATH, list_credentials, LIST),
    operation("POST", _PATH, create_credential),
    operation("GET", f"{_PATH}/{{credential_id}}", get_credential, ONE),
    operation("PATCH", f"{_PATH}/{{credential_id}}", update_credential),
    operation("DELETE", f"{_PATH}/{{credential_id}}", delete_credential),
]
