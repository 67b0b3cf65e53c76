"""Application templates: what the gallery, and the tile "create your own application", offer."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from total_onboard.entra.graph.model import DirectoryObject
from total_onboard.entra.graph.odata import build_query

if TYPE_CHECKING:
    from total_onboard.entra.graph.client import GraphClient


class ApplicationTemplates:
    """The verb for templates. May raise :class:`GraphError`."""

    def __init__(self, graph: GraphClient) -> None:
        self._graph = graph

    async def exists(self, template_id: str) -> bool:
        """Return whether this cloud knows the template."""
        builder = self._graph.client.application_templates.by_application_template_id(template_id)
        request = builder.to_get_request_information(build_query(select="id"))
        return await self._graph.find(request, DirectoryObject) is not None


async def first_existing_template(templates: ApplicationTemplates, candidates: Sequence[str]) -> str | None:
    """Return the first of these templates that this cloud knows. Raises GraphError."""
    for candidate in candidates:
        if await templates.exists(candidate):
            return candidate
    return None
