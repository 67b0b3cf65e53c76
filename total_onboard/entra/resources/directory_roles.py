"""The directory roles that the signed-in admin holds now."""

from __future__ import annotations

from typing import TYPE_CHECKING

from total_onboard.entra.graph.model import GraphModel
from total_onboard.entra.graph.odata import build_query
from total_onboard.entra.resources.role_management import RoleAssignment, RoleDefinition

if TYPE_CHECKING:
    from total_onboard.entra.graph.client import GraphClient


class DirectoryRole(GraphModel):
    """An active role; ``role_template_id`` is the same in every tenant, empty if the token may not read it."""

    role_template_id: str = ""
    display_name: str | None = None

    @property
    def assignment(self) -> RoleAssignment:
        """The role as one that counts in the whole tenant: a listing has no others."""
        definition = RoleDefinition(id=self.role_template_id, display_name=self.display_name or "")
        return RoleAssignment(role_definition_id=self.role_template_id, role_definition=definition)


class DirectoryRoles:
    """The verb for directory roles. May raise :class:`GraphError`."""

    def __init__(self, graph: GraphClient) -> None:
        self._graph = graph

    async def active_for_me(self) -> list[DirectoryRole]:
        """List roles held directly or through a group, without roles that are only eligible in PIM."""
        builder = self._graph.client.me.transitive_member_of.graph_directory_role
        query = build_query(select="id displayName roleTemplateId")
        return await self._graph.pages(builder.to_get_request_information(query), DirectoryRole)
