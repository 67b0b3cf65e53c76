"""The recycle bin: applications, their service principals and groups that were deleted in the last thirty days."""

from __future__ import annotations

from collections.abc import Collection
from contextlib import suppress
from typing import TYPE_CHECKING, Any, Final

from total_onboard.entra.graph.errors import NotFound
from total_onboard.entra.graph.model import DirectoryObject
from total_onboard.entra.graph.odata import build_query, quoted
from total_onboard.entra.resources.applications import FIELDS as APPLICATION_FIELDS
from total_onboard.entra.resources.applications import Application
from total_onboard.entra.resources.groups import FIELDS as GROUP_FIELDS
from total_onboard.entra.resources.groups import Group
from total_onboard.entra.resources.service_principals import FIELDS as PRINCIPAL_FIELDS
from total_onboard.entra.resources.service_principals import ServicePrincipal

if TYPE_CHECKING:
    from total_onboard.entra.graph.client import GraphClient

_WHEN: Final = " deletedDateTime"


class DeletedItems:
    """The verbs for the recycle bin. Every one may raise :class:`GraphError`.

    Marks are compared here: that ``$filter`` knows ``uniqueName`` is promised nowhere.
    """

    def __init__(self, graph: GraphClient) -> None:
        self._graph = graph

    @property
    def _bin(self) -> Any:  # noqa: ANN401
        return self._graph.client.directory.deleted_items

    async def application(self, unique_name: str, known_ids: Collection[str] = ()) -> Application | None:
        """Find the deleted application with this unique name, which stays taken until the application is purged.

        Else one of these ids that has no unique name.
        """
        request = self._bin.graph_application.to_get_request_information(build_query(select=APPLICATION_FIELDS + _WHEN))
        deleted = await self._graph.pages(request, Application)
        nameless = (app for app in deleted if app.unique_name is None and app.id in known_ids)
        return next((app for app in deleted if app.unique_name == unique_name), next(nameless, None))

    async def group(self, unique_name: str) -> Group | None:
        """Find the deleted group with this unique name."""
        request = self._bin.graph_group.to_get_request_information(build_query(select=GROUP_FIELDS + _WHEN))
        deleted = await self._graph.pages(request, Group)
        return next((group for group in deleted if group.unique_name == unique_name), None)

    async def applications_named(self, display_name: str) -> list[Application]:
        """List deleted applications of this name, owned or not."""
        query = build_query(select=APPLICATION_FIELDS + _WHEN, where=f"displayName eq {quoted(display_name)}")
        return await self._graph.pages(self._bin.graph_application.to_get_request_information(query), Application)

    async def groups_named(self, display_name: str) -> list[Group]:
        """List deleted groups of this name, owned or not."""
        query = build_query(select=GROUP_FIELDS + _WHEN, where=f"displayName eq {quoted(display_name)}")
        return await self._graph.pages(self._bin.graph_group.to_get_request_information(query), Group)

    async def service_principal(self, app_id: str) -> ServicePrincipal | None:
        """Return the deleted service principal of an application."""
        where = f"appId eq {quoted(app_id)}"
        builder = self._bin.graph_service_principal
        request = builder.to_get_request_information(build_query(select=PRINCIPAL_FIELDS, where=where))
        deleted = await self._graph.pages(request, ServicePrincipal)
        return deleted[0] if deleted else None

    async def restore(self, object_id: str) -> None:
        """Restore an object; one that is no longer in the recycle bin counts as restored.

        An application comes back without its service principal, which is a separate object in the bin
        (https://learn.microsoft.com/graph/api/directory-deleteditems-restore).
        """
        builder = self._bin.by_directory_object_id(object_id).restore
        with suppress(NotFound):
            await self._graph.write(builder.to_post_request_information())

    async def holds(self, object_id: str) -> bool:
        """Return whether it lies there, or at least is seen there by now."""
        request = self._bin.by_directory_object_id(object_id).to_get_request_information()
        return await self._graph.find(request, DirectoryObject) is not None

    async def purge(self, object_id: str) -> None:
        """Delete permanently and irreversibly; the unique name is free again."""
        builder = self._bin.by_directory_object_id(object_id)
        await self._graph.remove(builder.to_delete_request_information())
