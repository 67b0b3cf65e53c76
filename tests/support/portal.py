"""Another administrator of the same tenant: what is done in the Microsoft Entra admin center, as Graph calls."""

from __future__ import annotations

import ssl
from collections.abc import Iterable
from typing import Any, Final

import httpx

from total_onboard.sandbox.directory.catalog import NON_GALLERY_TEMPLATES
from total_onboard.sandbox.directory.store import Body
from total_onboard.sandbox.sandbox_tenant import SandboxTenant

_SCOPES: Final = (
    "Application.ReadWrite.All",
    "Group.ReadWrite.All",
    "AppRoleAssignment.ReadWrite.All",
    "DelegatedPermissionGrant.ReadWrite.All",
    "Synchronization.ReadWrite.All",
)


class Portal:
    """An administrator of a sandbox tenant, signed in: the first one, or somebody who has the same roles."""

    def __init__(self, tenant: SandboxTenant, upn: str | None = None) -> None:
        self.store = tenant.store
        people = {user["userPrincipalName"]: user for user in self.store.users.all_current()}
        me = first = people[self.store.persona.administrator.upn]
        if upn:
            me = people[upn]
            self.store.active_roles[me["id"]] = self.store.active_roles[first["id"]]
        self._http = httpx.Client(
            base_url=f"{tenant.addresses.graph}/v1.0/",
            verify=ssl.create_default_context(cafile=tenant.ca_bundle),
            headers={"authorization": f"Bearer {tenant.tokens.issue_delegated(me, _SCOPES, 'the-portal')}"},
        )

    def does(self, method: str, path: str, body: Any = None) -> Any:
        """One call, which must succeed."""
        answer = self._http.request(method, path, json=body)
        assert answer.is_success, answer.text
        return answer.json() if answer.content else None

    def create_application_in_portal(self, name: str = "TOTAL") -> Body:
        """Enterprise applications, New application, Create your own."""
        template = NON_GALLERY_TEMPLATES[self.store.persona.cloud]
        made = self.does("POST", f"applicationTemplates/{template}/instantiate", {"displayName": name})
        application: Body = made["application"]
        return application

    def create_group_in_portal(self, name: str = "TOTAL-Admin", members: Iterable[str] = ()) -> Body:
        """Groups, New group; the members by their UPNs."""
        people = {user["userPrincipalName"]: user["id"] for user in self.store.users.all_current()}
        references = [f"{self._http.base_url}directoryObjects/{people[upn]}" for upn in members]
        body = {"displayName": name, "mailNickname": "by-hand", "mailEnabled": False, "securityEnabled": True}
        made: Body = self.does("POST", "groups", body | {"members@odata.bind": references})
        return made

    def called(self, kind: str, name: str) -> list[Body]:
        """Everything of a kind that bears this name."""
        return [body for body in self.store.shelves[kind].all_current() if body["displayName"] == name]
