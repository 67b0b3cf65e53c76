"""Microsoft's entitlement management at work in a sandbox tenant: assignments of an access package begin and end."""

from __future__ import annotations

import ssl
from typing import Final

import httpx

from tests.support.admin_session import AdminSession

_CLIENT_ID: Final = "810dcf14-1858-4bf2-8134-4c369fa3235b"


class EntitlementManagement:
    """The application that changes the admin group; the persona ``governed-admins`` has it."""

    def __init__(self, admin_session: AdminSession) -> None:
        tenant = admin_session.tenant
        self._people = {user["userPrincipalName"]: user["id"] for user in tenant.store.users.all_current()}
        self._members = f"groups/{admin_session.resources['admin_group_id']}/members"
        principals = tenant.store.service_principals.all_current()
        (itself,) = [one for one in principals if one["appId"] == _CLIENT_ID]
        token = tenant.tokens.issue_app(itself, ["GroupMember.ReadWrite.All", "User.Read.All"])
        self._http = httpx.Client(
            base_url=f"{tenant.addresses.graph}/v1.0/",
            verify=ssl.create_default_context(cafile=tenant.ca_bundle),
            headers={"authorization": f"Bearer {token}"},
        )

    def begins(self, upn: str) -> None:
        """Assign a person, and so a member."""
        reference = {"@odata.id": f"{self._http.base_url}directoryObjects/{self._people[upn]}"}
        assert self._http.post(f"{self._members}/$ref", json=reference).is_success

    def ends(self, upn: str) -> None:
        """The assignment expires, and the membership with it."""
        assert self._http.delete(f"{self._members}/{self._people[upn]}/$ref").is_success
