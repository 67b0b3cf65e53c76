"""``/servicePrincipals``: enterprise applications, also by ``appId`` (Graph reference, Service principal)."""

from __future__ import annotations

from typing import Any, Final

from starlette.responses import Response

from total_onboard.sandbox.directory.store import Body
from total_onboard.sandbox.graph.body_validation import checked, without_own_id
from total_onboard.sandbox.graph.errors import GraphRefusal, bad_request, not_found
from total_onboard.sandbox.graph.objects.application_rules import check_lengths, refuse_repeated
from total_onboard.sandbox.graph.objects.apply_update import refuse_changed_constants, take, wants_creation
from total_onboard.sandbox.graph.objects.deletion import delete_service_principal
from total_onboard.sandbox.graph.objects.expansion import relation
from total_onboard.sandbox.graph.objects.object_defaults import new_service_principal, principal_of
from total_onboard.sandbox.graph.objects.object_lookup import Find, by_id, by_key, first
from total_onboard.sandbox.graph.odata.answer import made, many, one
from total_onboard.sandbox.graph.odata.options import MANY, ONE
from total_onboard.sandbox.graph.request import Call, no_content, operation

_MOST_NOTIFICATION_EMAILS: Final = 5
_SIGN_ON_MODES: Final = frozenset({None, "notSupported", "password", "saml", "oidc"})


def list_service_principals(call: Call) -> Response:
    """``GET /servicePrincipals``."""
    found = call.store.service_principals.all_replicated()
    return many(call, found, "servicePrincipal", "servicePrincipals", relation(call))


def create_service_principal(call: Call) -> Response:
    """``POST /servicePrincipals`` for an application of this tenant."""
    return made(call, _create(call, checked(call.body, "servicePrincipal", "create")), *_NAMES)


def found_by_id(call: Call) -> Body:
    """Return the service principal of the path. Raises GraphRefusal."""
    return by_id(call.store.service_principals, call.path["id"])


def found_by_app_id(call: Call) -> Body:
    """Return the service principal with the client id of the path. Raises GraphRefusal."""
    return by_key(call.store.service_principals.all_replicated(), "appId", call.path["app_id"])


def _get(find: Find) -> Any:  # noqa: ANN401
    return lambda call: one(call, find(call), *_NAMES, relation(call))


def _delete(find: Find) -> Any:  # noqa: ANN401
    return lambda call: delete_service_principal(call, find(call))


def update(call: Call) -> Response:
    """``PATCH /servicePrincipals/{id}``."""
    body = found_by_id(call)
    return _update(body, checked(without_own_id(call.body, body["id"]), "servicePrincipal", "update"))


def upsert(call: Call) -> Response:
    """``PATCH /servicePrincipals(appId='…')``: 204 updated, 201 created, 404 without the leave to create."""
    app_id = call.path["app_id"]
    changes = checked(call.body, "servicePrincipal", "update")
    if found := first(call.store.service_principals.all_replicated(), "appId", app_id):
        return _update(found, changes)
    if not wants_creation(call):
        raise not_found(app_id)
    return made(call, _create(call, {**changes, "appId": app_id}), *_NAMES)


def _update(body: Body, changes: Body) -> Response:
    _check(changes)
    refuse_changed_constants(body, changes, "servicePrincipal")
    if body["appId"] not in changes.get("servicePrincipalNames", [body["appId"]]):
        raise bad_request("Property 'servicePrincipalNames' has to hold the appId.")
    take(body, changes, "servicePrincipal")
    return no_content()


def _check(changes: Body) -> None:
    check_lengths(changes)
    _check_notification_emails(changes.get("notificationEmailAddresses", []))
    if changes.get("preferredSingleSignOnMode") not in _SIGN_ON_MODES:
        raise bad_request("Invalid value specified for property 'preferredSingleSignOnMode'.")


def _check_notification_emails(addresses: list[str]) -> None:
    """Refuse more addresses than the portal takes, and an address twice. Raises GraphRefusal."""
    if len(addresses) > _MOST_NOTIFICATION_EMAILS:
        raise bad_request("Property notificationEmailAddresses has too many entries.")
    refuse_repeated(address.lower() for address in addresses)


def _create(call: Call, given: Body) -> Body:
    _check(given)
    application = first(call.store.applications.all_replicated(), "appId", given["appId"])
    if application is None:
        raise _no_application(call, given["appId"])
    if principal_of(call.store, given["appId"]):
        message = (
            "The service principal cannot be created, updated, or restored because the service principal name "
            f"{given['appId']} is already in use."
        )
        raise GraphRefusal(409, "Request_MultipleObjectsWithSameKeyValue", message)
    return call.store.service_principals.put(new_service_principal(call, application, given))


def _no_application(call: Call, app_id: str) -> GraphRefusal:
    """Build the error, with different texts for applications and people; both may mean that the replicas lag."""
    if call.caller.kind == "app":
        message = (
            "When using this permission, the backing application of the service principal being created must in the "
            "local tenant"
        )
        return GraphRefusal(403, "Authorization_RequestDenied", message)
    message = f"The appId '{app_id}' of the service principal does not reference a valid application object."
    return bad_request(message)


_NAMES: Final = ("servicePrincipal", "servicePrincipals")

ROUTES = [
    operation("GET", "/servicePrincipals", list_service_principals, MANY),
    operation("POST", "/servicePrincipals", create_service_principal),
    operation("GET", "/servicePrincipals(appId='{app_id}')", _get(found_by_app_id), ONE),
    operation("PATCH", "/servicePrincipals(appId='{app_id}')", upsert),
    operation("DELETE", "/servicePrincipals(appId='{app_id}')", _delete(found_by_app_id)),
    operation("GET", "/servicePrincipals/{id}", _get(found_by_id), ONE),
    operation("PATCH", "/servicePrincipals/{id}", update),
    operation("DELETE", "/servicePrincipals/{id}", _delete(found_by_id)),
]
