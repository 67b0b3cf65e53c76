"""Directory of the recorded tenant in the sandbox: the objects that the recording's reads show, with their ids."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

from total_onboard.sandbox.directory.preexisting_objects import BLANKS
from total_onboard.sandbox.directory.seed import FOUNDED
from total_onboard.sandbox.directory.store import Body, Store
from total_onboard.sandbox.graph.body_validation import is_guid
from total_onboard.sandbox.graph.objects.object_defaults import application_defaults, principal_defaults, reflect
from total_onboard.sandbox.recording.comparison.counterparts import Counterparts
from total_onboard.sandbox.recording.comparison.seeding.earlier_state import EarlierState
from total_onboard.sandbox.recording.comparison.seeding.sandbox_form import in_sandbox_form

_TYPES: Final = {
    "users": "user",
    "groups": "group",
    "applications": "application",
    "servicePrincipals": "servicePrincipal",
    "appRoleAssignments": "appRoleAssignment",
    "oauth2PermissionGrants": "oAuth2PermissionGrant",
}
"""Kinds in the order in which they are put: what refers to others comes last."""
_KEYS: Final = {
    "users": ("userPrincipalName",),
    "applications": ("appId",),
    "servicePrincipals": ("appId",),
    "appRoleAssignments": ("principalId", "resourceId", "appRoleId"),
    "oauth2PermissionGrants": ("clientId", "resourceId", "consentType", "principalId"),
}
"""Members of which a tenant has no two objects with the same values."""
_NEEDED: Final = {
    "applications": ("appId",),
    "servicePrincipals": ("appId",),
    "appRoleAssignments": _KEYS["appRoleAssignments"],
    "oauth2PermissionGrants": ("clientId", "resourceId", "consentType", "scope"),
}
"""Members without which the sandbox has no use for an object."""


@dataclass
class SeededDirectory:
    """Puts objects into a store; ``ids`` are those of the objects that it put."""

    store: Store
    counterparts: Counterparts
    ids: set[str]

    def put(self, state: EarlierState, person: str) -> None:
        """Put all objects; ``person`` is the sandbox's ID of who signs in."""
        for kind, type_name in _TYPES.items():
            for recorded in state.objects.get(kind, {}).values():
                self._put(kind, type_name, recorded)
        self._relate(state, person)
        known = in_sandbox_form(self.translated(state.organization), "organization")
        self.store.organization |= {name: known[name] for name in ("displayName", "tenantType") if name in known}
        policy = in_sandbox_form(state.policy, "tenantAppManagementPolicy")
        self.store.app_management_policy |= {name: one for name, one in policy.items() if isinstance(one, bool | dict)}

    def translated(self, body: Body) -> Body:
        """Return a body with the sandbox's names."""
        translated: Body = json.loads(self.counterparts.applied(json.dumps(body)))
        return translated

    def _put(self, kind: str, type_name: str, recorded: Body) -> None:
        object_id = recorded["id"]
        if self.counterparts.has(object_id) or not _is_usable(kind, recorded):
            return
        body = self.translated(recorded)
        if (there := self._same(kind, body)) is not None:
            self.counterparts.add(object_id, there["id"])
            return
        self.ids.add(object_id)
        for one in (object_id, str(recorded.get("appId") or "")):
            self.counterparts.add(one, one)
        whole = self._defaults(kind, body) | in_sandbox_form(body, type_name)
        if rows := body.get("federatedIdentityCredentials"):
            whole["federatedIdentityCredentials"] = [
                in_sandbox_form(one, "federatedIdentityCredential") for one in rows
            ]
        self.store.shelves[kind].put(whole, preexisting=True)

    def _same(self, kind: str, body: Body) -> Body | None:
        """Return the sandbox's object of which there can't be another."""
        names = _KEYS.get(kind)
        if not names or not all(name in body for name in names):
            return None
        found = self.store.shelves[kind].all_current()
        return next((one for one in found if all(one.get(name) == body[name] for name in names)), None)

    def _defaults(self, kind: str, body: Body) -> Body:
        """Return what no read shows."""
        match kind:
            case "users":
                name = f"{body['id']}@{self.store.persona.domain}"
                given = {"accountEnabled": True, "userType": "Member", "createdDateTime": FOUNDED}
                return given | {"displayName": "A person", "userPrincipalName": name}
            case "groups":
                return BLANKS["groups"] | {"displayName": "A group"}
            case "applications":
                return application_defaults(self.store) | {"displayName": "An application"}
            case "servicePrincipals":
                return self._principal(body)
        return {}

    def _principal(self, body: Body) -> Body:
        found = self._same("applications", {"appId": body["appId"]})
        application = found or application_defaults(self.store) | {"displayName": "", "appId": body["appId"]}
        defaults = principal_defaults(self.store, application)
        reflect(application, defaults)
        return defaults

    def _relate(self, state: EarlierState, person: str) -> None:
        for (relation, owner), recorded in state.related.items():
            ids = list(map(self.counterparts.of, recorded))
            getattr(self.store, relation)[self.counterparts.of(owner)] = list(self._known(ids))
        for group in map(self.counterparts.of, state.groups_of_person):
            members = self.store.members.setdefault(group, [])
            members += [] if person in members else [person]

    def _known(self, ids: list[str]) -> Iterator[str]:
        kinds = ("users", "groups", "servicePrincipals")
        return (one for one in ids if any(self.store.shelves[kind].truth(one) for kind in kinds))


def _is_usable(kind: str, recorded: Body) -> bool:
    """Return whether the ids are such as the sandbox can look for."""
    is_named = kind in ("appRoleAssignments", "oauth2PermissionGrants") or is_guid(recorded["id"])
    return is_named and all(isinstance(recorded.get(name), str) for name in _NEEDED.get(kind, ()))
