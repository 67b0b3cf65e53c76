"""The tenant's own description of itself."""

from __future__ import annotations

from typing import TYPE_CHECKING

from total_onboard.entra.graph.model import GraphModel
from total_onboard.entra.graph.odata import build_query

if TYPE_CHECKING:
    from total_onboard.entra.graph.client import GraphClient


class Organization(GraphModel):
    """A tenant; ``tenant_type`` is ``AAD`` for those of a company, and unknown if only ``User.Read`` is granted."""

    id: str
    display_name: str = ""
    tenant_type: str | None = None


class DirectorySize(GraphModel):
    """Number of objects in the directory, and its quota."""

    used: int
    total: int


class _Sized(GraphModel):
    directory_size_quota: DirectorySize | None = None


class Organizations:
    """The verbs for the tenant. May raise :class:`GraphError`."""

    def __init__(self, graph: GraphClient) -> None:
        self._graph = graph

    async def get(self) -> Organization:
        """Return the tenant of the one who signed in: the only one in the list."""
        query = build_query(select="id displayName tenantType")
        request = self._graph.client.organization.to_get_request_information(query)
        return (await self._graph.pages(request, Organization))[0]

    async def size(self) -> DirectorySize | None:
        """Return how full the directory is; None if Microsoft does not tell.

        Graph's v1.0 does not have it, so this one read goes to beta
        (https://learn.microsoft.com/graph/api/resources/directorysizequota).
        """
        query = build_query(select="id directorySizeQuota")
        request = self._graph.in_beta(self._graph.client.organization.to_get_request_information(query))
        return (await self._graph.pages(request, _Sized))[0].directory_size_quota
