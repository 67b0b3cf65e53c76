"""``/oauth2PermissionGrants``: delegated permissions consented to (Graph reference, ``oAuth2PermissionGrant``)."""

from __future__ import annotations

from typing import Final

from starlette.responses import Response

from total_onboard.sandbox.directory.store import Body
from total_onboard.sandbox.graph.body_validation import checked
from total_onboard.sandbox.graph.errors import GraphRefusal, bad_request, not_found
from total_onboard.sandbox.graph.objects.apply_update import refuse_changed_constants
from total_onboard.sandbox.graph.objects.object_lookup import opaque_id
from total_onboard.sandbox.graph.odata.answer import made, many, one
from total_onboard.sandbox.graph.odata.options import LIST, ONE
from total_onboard.sandbox.graph.request import Call, no_content, operation
from total_onboard.sandbox.graph.resources import service_principals

_NAMES: Final = ("oAuth2PermissionGrant", "oauth2PermissionGrants")
_LONGEST_SCOPE: Final = 3850
_KEY: Final = ("clientId", "resourceId", "consentType", "principalId")
"""Of one such combination there is one grant at most."""


def list_grants(call: Call) -> Response:
    """``GET /oauth2PermissionGrants``."""
    return many(call, call.store.permission_grants.all_replicated(), *_NAMES)


def list_grants_of_client(call: Call) -> Response:
    """``GET /servicePrincipals/{id}/oauth2PermissionGrants``."""
    client = service_principals.found_by_id(call)
    return many(
        call, (row for row in call.store.permission_grants.all_replicated() if row["clientId"] == client["id"]), *_NAMES
    )


def get_grant(call: Call) -> Response:
    """``GET /oauth2PermissionGrants/{id}``."""
    return one(call, _found(call), *_NAMES)


def create_grant(call: Call) -> Response:
    """``POST /oauth2PermissionGrants``."""
    given = checked(call.body, "oAuth2PermissionGrant", "create")
    grant = {**given, "principalId": given.get("principalId"), "id": opaque_id(call.store)}
    _check_scope(given["scope"])
    _check_principal(call, grant)
    for name in ("clientId", "resourceId"):
        grant[name] = _service_principal_id(call, grant[name])
    if any(all(there[name] == grant[name] for name in _KEY) for there in call.store.permission_grants.all_current()):
        raise GraphRefusal(409, "Request_MultipleObjectsWithSameKeyValue", "Permission entry already exists.")
    return made(call, call.store.permission_grants.put(grant), *_NAMES)


def update_grant(call: Call) -> Response:
    """``PATCH /oauth2PermissionGrants/{id}``: the whole list of scopes anew."""
    grant = _found(call)
    changes = checked(call.body, "oAuth2PermissionGrant", "update")
    refuse_changed_constants(grant, changes, "oAuth2PermissionGrant")
    _check_scope(changes.get("scope", grant["scope"]))
    grant["scope"] = changes.get("scope", grant["scope"])
    return no_content()


def delete_grant(call: Call) -> Response:
    """``DELETE /oauth2PermissionGrants/{id}``."""
    call.store.permission_grants.remove(_found(call)["id"])
    return no_content()


def _found(call: Call) -> Body:
    if (grant := call.store.permission_grants.seen(call.path["id"])) is None:
        raise not_found(call.path["id"])
    return grant


def _service_principal_id(call: Call, object_id: str) -> str:
    """Resolve a reference in a body: 400, where the same id in a path would be 404. Raises GraphRefusal."""
    if (principal := call.store.service_principals.seen(object_id)) is None:
        raise bad_request(not_found(object_id).message)
    return str(principal["id"])


def _check_principal(call: Call, grant: Body) -> None:
    match grant["consentType"], grant["principalId"]:
        case "AllPrincipals", None:
            return
        case "Principal", str(person) if call.store.users.seen(person):
            return
    raise bad_request("The values of 'consentType' and 'principalId' do not go together.")


def _check_scope(scope: str | None) -> None:
    if scope is None or len(scope) > _LONGEST_SCOPE:
        raise bad_request("Invalid value specified for property 'scope' of resource 'OAuth2PermissionGrant'.")


ROUTES = [
    operation("GET", "/oauth2PermissionGrants", list_grants, LIST),
    operation("POST", "/oauth2PermissionGrants", create_grant),
    operation("GET", "/oauth2PermissionGrants/{id}", get_grant, ONE),
    operation("PATCH", "/oauth2PermissionGrants/{id}", update_grant),
    operation("DELETE", "/oauth2PermissionGrants/{id}", delete_grant),
    operation("GET", "/servicePrincipals/{id}/oauth2PermissionGrants", list_grants_of_client, LIST),
]
