"""``/applications``: application objects, also by ``appId`` and ``uniqueName`` (Graph reference, Application)."""

from __future__ import annotations

from typing import Any

from starlette.responses import Response

from total_onboard.sandbox.directory.store import Body
from total_onboard.sandbox.graph.body_validation import checked, without_own_id
from total_onboard.sandbox.graph.errors import GraphRefusal, bad_request, not_found
from total_onboard.sandbox.graph.objects.application_rules import check_application, check_entitlements
from total_onboard.sandbox.graph.objects.apply_update import refuse_changed_constants, take, wants_creation
from total_onboard.sandbox.graph.objects.deletion import delete_application
from total_onboard.sandbox.graph.objects.expansion import relation
from total_onboard.sandbox.graph.objects.key_credentials import replaced_certificates
from total_onboard.sandbox.graph.objects.object_defaults import new_application, principal_of, reflect
from total_onboard.sandbox.graph.objects.object_lookup import Find, by_id, by_key, first
from total_onboard.sandbox.graph.odata.answer import made, many, one
from total_onboard.sandbox.graph.odata.options import MANY, ONE
from total_onboard.sandbox.graph.request import Call, no_content, operation


def list_applications(call: Call) -> Response:
    """``GET /applications``."""
    found = [_shown(call, body) for body in call.store.applications.all_replicated()]
    return many(call, found, "application", "applications", relation(call))


def create_application(call: Call) -> Response:
    """``POST /applications``; who makes one owns it."""
    return made(call, _create(call, call.body), "application", "applications")


def found_by_id(call: Call) -> Body:
    """Return the application of the path. Raises GraphRefusal."""
    return by_id(call.store.applications, call.path["id"])


def found_by_app_id(call: Call) -> Body:
    """Return the application with the client id of the path. Raises GraphRefusal."""
    return by_key(call.store.applications.all_replicated(), "appId", call.path["app_id"])


def found_by_unique_name(call: Call) -> Body:
    """Return the application with the unique name of the path. Raises GraphRefusal."""
    return by_key(call.store.applications.all_replicated(), "uniqueName", call.path["unique_name"])


def _get(find: Find) -> Any:  # noqa: ANN401
    return lambda call: one(call, _shown(call, find(call)), "application", "applications", relation(call))


def _update(find: Find) -> Any:  # noqa: ANN401
    def answer(call: Call) -> Response:
        body = find(call)
        return update(call, body, checked(without_own_id(call.body, body["id"]), "application", "update"))

    return answer


def _delete(find: Find) -> Any:  # noqa: ANN401
    return lambda call: delete_application(call, find(call))


def update(call: Call, body: Body, changes: Body) -> Response:
    """Change an application, and what its service principal shows of it. Raises GraphRefusal."""
    _refuse_while_replicas_differ(call, body)
    refuse_changed_constants(body, changes, "application")
    check_application(call.store, changes, body["id"])
    _check_entitlements(body, changes)
    _check_unique_name(call, body, changes)
    if "keyCredentials" in changes:
        changes = {**changes, "keyCredentials": replaced_certificates(call.store, body, changes["keyCredentials"])}
    take(body, changes, "application")
    if principal := principal_of(call.store, body["appId"]):
        name = principal["displayName"]
        reflect(body, principal)
        if call.store.persona.readings.renamed_principal == "keeps_name":
            principal["displayName"] = name
    return no_content()


def upsert(call: Call) -> Response:
    """``PATCH /applications(uniqueName='…')``: 204 updated, 201 created, 404 without the leave to create."""
    name = call.path["unique_name"]
    changes = checked(call.body, "application", "update")
    if changes.setdefault("uniqueName", name) != name:
        raise bad_request("The uniqueName in the body differs from the one in the path.")
    if found := first(call.store.applications.all_replicated(), "uniqueName", name):
        return update(call, found, changes)
    if not wants_creation(call):
        raise not_found(name)
    return made(call, _create(call, changes), "application", "applications")


def _create(call: Call, given: Any) -> Body:  # noqa: ANN401
    accepted = checked(given, "application", "create")
    check_application(call.store, accepted)
    made = new_application(call, {**accepted, "keyCredentials": []})
    made["keyCredentials"] = replaced_certificates(call.store, made, accepted.get("keyCredentials", []))
    body = call.store.applications.put(made)
    if call.caller.kind == "user":
        call.store.owners[body["id"]] = [call.caller.oid]
    return body


def _check_entitlements(body: Body, changes: Body) -> None:
    if "appRoles" in changes:
        check_entitlements(body.get("appRoles", []), changes["appRoles"])
    scopes = (changes.get("api") or {}).get("oauth2PermissionScopes")
    if scopes is not None:
        check_entitlements((body.get("api") or {}).get("oauth2PermissionScopes", []), scopes)


def _check_unique_name(call: Call, body: Body, changes: Body) -> None:
    refused = call.store.persona.readings.instance_unique_name == "refused"
    if refused and body.get("applicationTemplateId") and "uniqueName" in changes:
        raise bad_request("Property 'uniqueName' cannot be set on an application that was created from a template.")


def _shown(call: Call, body: Body) -> Body:
    """Return the application without secrets that readers don't see yet."""
    if call.store.persona.readings.new_credential_in_list == "immediately":
        return body
    is_old = call.store.password_hashes.is_listed
    return {**body, "passwordCredentials": [one for one in body["passwordCredentials"] if is_old(one["keyId"])]}


def _refuse_while_replicas_differ(call: Call, body: Body) -> None:
    """Refuse an update soon after the creation, when some replicas have the application and others not.

    Source: hashicorp/terraform-provider-azuread#1764, which repeats on 409.
    """
    if call.store.applications.age(body["id"]) < call.store.persona.replication_lag[1] / 2:
        message = "Another operation is in progress on this object, or its replicas differ. Please retry."
        raise GraphRefusal(409, "ObjectConflict", message)


ROUTES = [
    operation("GET", "/applications", list_applications, MANY),
    operation("POST", "/applications", create_application),
    operation("GET", "/applications(appId='{app_id}')", _get(found_by_app_id), ONE),
    operation("PATCH", "/applications(appId='{app_id}')", _update(found_by_app_id)),
    operation("DELETE", "/applications(appId='{app_id}')", _delete(found_by_app_id)),
    operation("GET", "/applications(uniqueName='{unique_name}')", _get(found_by_unique_name), ONE),
    operation("PATCH", "/applications(uniqueName='{unique_name}')", upsert),
    operation("DELETE", "/applications(uniqueName='{unique_name}')", _delete(found_by_unique_name)),
    operation("GET", "/applications/{id}", _get(found_by_id), ONE),
    operation("PATCH", "/applications/{id}", _update(found_by_id)),
    operation("DELETE", "/applications/{id}", _delete(found_by_id)),
]
