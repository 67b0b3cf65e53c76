"""Delegated permissions that were consented to (``oauth2PermissionGrant``)."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

from total_onboard.entra.graph.model import GraphModel

if TYPE_CHECKING:
    from total_onboard.entra.graph.client import GraphClient


class PermissionGrant(GraphModel):
    """One consent. ``client_id`` and ``resource_id`` are object IDs of service principals, not client IDs.

    ``consent_type`` is ``AllPrincipals`` (for the whole tenant) or ``Principal``.
    """

    id: str
    client_id: str
    resource_id: str
    consent_type: str
    scope: str = ""

    @property
    def scopes(self) -> frozenset[str]:
        """The permissions by name; Graph keeps them in one string, separated by blanks."""
        return frozenset(self.scope.split())


class PermissionGrants:
    """The verbs for delegated consent. Every one may raise :class:`GraphError`."""

    def __init__(self, graph: GraphClient) -> None:
        self._graph = graph

    async def create(self, client_id: str, resource_id: str, scopes: Iterable[str]) -> PermissionGrant:
        """Consent for everybody in the tenant; there is at most one such grant per client and resource."""
        from msgraph.generated.models.o_auth2_permission_grant import OAuth2PermissionGrant

        body = OAuth2PermissionGrant(
            client_id=client_id,
            resource_id=resource_id,
            consent_type="AllPrincipals",
            scope=" ".join(sorted(scopes)),
        )
        builder = self._graph.client.oauth2_permission_grants
        return await self._graph.create(builder.to_post_request_information(body), PermissionGrant)

    async def set_scopes(self, grant_id: str, scopes: Iterable[str]) -> None:
        """Replace the permissions of a grant as a whole."""
        from msgraph.generated.models.o_auth2_permission_grant import OAuth2PermissionGrant

        builder = self._graph.client.oauth2_permission_grants.by_o_auth2_permission_grant_id(grant_id)
        body = OAuth2PermissionGrant(scope=" ".join(sorted(scopes)))
        await self._graph.write(builder.to_patch_request_information(body))

    async def delete(self, grant_id: str) -> None:
        """Take the whole consent back."""
        builder = self._graph.client.oauth2_permission_grants.by_o_auth2_permission_grant_id(grant_id)
        await self._graph.remove(builder.to_delete_request_information())
