"""The directory roles that the signed-in admin holds now."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from total_onboard.entra.graph_errors import BadRequest, Forbidden
from total_onboard.entra.graph_model import GraphModel
from total_onboard.entra.odata import asking

if TYPE_CHECKING:
    from total_onboard.entra.graph import Graph

_NO_PIM: Final = "AadPremiumLicenseRequired"


class DirectoryRole(GraphModel):
    """An active role; ``role_template_id`` is the same in every tenant, empty where the token may not read it."""

    role_template_id: str = ""
    display_name: str | None = None


class _Eligibility(GraphModel):
    """That somebody may activate a role; a built-in role's definition has the id of its template."""

    role_definition_id: str


class DirectoryRoles:
    """The verb for directory roles. May raise :class:`GraphError`."""

    def __init__(self, graph: Graph) -> None:
        self._graph = graph

    async def active_for_me(self) -> list[DirectoryRole]:
        """Held directly or through a group; a role that is only eligible in PIM is not among them."""
        builder = self._graph.client.me.transitive_member_of.graph_directory_role
        query = asking(select="id displayName roleTemplateId")
        return await self._graph.pages(builder.to_get_request_information(query), DirectoryRole)

    async def eligible_for_me(self) -> frozenset[str]:
        """The template ids of roles that could be activated in PIM; none where the tenant has no licence for it.

        Source: https://learn.microsoft.com/graph/api/unifiedroleeligibilityscheduleinstance-filterbycurrentuser
        """
        instances = self._graph.client.role_management.directory.role_eligibility_schedule_instances
        request = instances.filter_by_current_user_with_on("principal").to_get_request_information()
        try:
            found = await self._graph.pages(request, _Eligibility)
        except (BadRequest, Forbidden) as error:
            if error.graph_code == _NO_PIM:
                return frozenset()
            raise
        return frozenset(each.role_definition_id for each in found)
