"""Preexisting objects: a persona's ``objects``, completed to whole Graph bodies."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, Final

from total_onboard.sandbox.directory.role_assignments import role_id
from total_onboard.sandbox.directory.store import Body, Store

BLANKS: Final[dict[str, Body]] = {
    "applications": {
        "applicationTemplateId": None,
        "uniqueName": None,
        "signInAudience": "AzureADMyOrg",
        "identifierUris": [],
        "tags": [],
        "appRoles": [],
        "passwordCredentials": [],
        "keyCredentials": [],
        "requiredResourceAccess": [],
        "api": {"oauth2PermissionScopes": []},
        "web": {"redirectUris": [], "homePageUrl": None},
        "isFallbackPublicClient": None,
    },
    "servicePrincipals": {
        "applicationTemplateId": None,
        "accountEnabled": True,
        "appRoleAssignmentRequired": False,
        "servicePrincipalType": "Application",
        "preferredSingleSignOnMode": None,
        "tags": [],
        "appRoles": [],
        "oauth2PermissionScopes": [],
        "passwordCredentials": [],
        "keyCredentials": [],
    },
    "groups": {
        "description": None,
        "mailEnabled": False,
        "securityEnabled": True,
        "groupTypes": [],
        "isAssignableToRole": None,
        "membershipRule": None,
        "uniqueName": None,
        "visibility": None,
    },
}
"""What an object shows of which nothing else is known, by kind."""


def add_preexisting_objects(store: Store) -> None:
    """Put the persona's objects; ``members``, ``owners`` and ``eligible_members`` (Privileged Identity Management for
    groups) in them are UPNs, or names of what was put before.

    An object can name its ``id``; otherwise it gets one. Groups can have ``roles`` and ``eligible_roles``, an
    application can have a specific ``app_management_policy``.
    """
    for kind, bodies in store.persona.objects.items():
        for declared in bodies:
            _add(store, kind, dict(declared))
    for kind, bodies in store.persona.deleted.items():
        for declared in bodies:
            body = _completed(store, kind, {"deletedDateTime": _now(store), **declared})
            store.deleted.setdefault(kind, {})[body["id"]] = body


def _add(store: Store, kind: str, declared: dict[str, Any]) -> None:
    people = {relation: declared.pop(relation, []) for relation in ("members", "owners", "eligible_members")}
    roles = {held: declared.pop(held, []) for held in ("roles", "eligible_roles")}
    policy = declared.pop("app_management_policy", None)
    body = _completed(store, kind, declared)
    store.shelves[kind].put(body, preexisting=True)
    for relation, names in people.items():
        if names:
            getattr(store, relation)[body["id"]] = list(_ids(store, names))
    if kind == "groups":
        store.active_roles[body["id"]] = [role_id(store.persona, name) for name in roles["roles"]]
        store.eligible_roles[body["id"]] = [role_id(store.persona, name) for name in roles["eligible_roles"]]
    if policy is not None:
        store.app_policies[body["id"]] = _own_policy(store, policy)


def _completed(store: Store, kind: str, declared: dict[str, Any]) -> Body:
    body = BLANKS.get(kind, {}) | {"id": store.new_id(), "createdDateTime": _now(store)} | declared
    if kind == "applications":
        body.setdefault("appId", store.new_id())
    return body


def _now(store: Store) -> str:
    return store.clock.now().strftime("%Y-%m-%dT%H:%M:%SZ")


def _own_policy(store: Store, restrictions: dict[str, Any]) -> Body:
    return {
        "id": store.new_id(),
        "displayName": "An exception",
        "description": "Restrictions on the credentials of one application.",
        "isEnabled": True,
        "restrictions": {"passwordCredentials": [], "keyCredentials": []} | restrictions,
    }


def _ids(store: Store, names: Iterable[str]) -> Iterable[str]:
    ids = {made["displayName"]: made["id"] for made in store.service_principals.all_current()}
    ids |= {group["displayName"]: group["id"] for group in store.groups.all_current()}
    ids |= {user["userPrincipalName"]: user["id"] for user in store.users.all_current()}
    return (ids[name] for name in names)
