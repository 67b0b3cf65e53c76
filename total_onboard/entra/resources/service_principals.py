"""Service principals: an application as it stands in one tenant, which people are assigned to."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING, Any, Final, Self

from pydantic.alias_generators import to_snake

from total_onboard.core.resource_values import graph_lists, with_members
from total_onboard.entra.graph.model import OWNER_FIELDS, GraphModel, Member
from total_onboard.entra.graph.odata import build_query, quoted
from total_onboard.entra.resources.permission_grants import PermissionGrant

if TYPE_CHECKING:
    from total_onboard.entra.graph.client import GraphClient

MICROSOFT_GRAPH_APP_ID: Final = "00000003-0000-0000-c000-000000000000"

TEXT_LISTS: Final = {one.property_name: one for one in graph_lists("servicePrincipal")}
"""The lists of texts that resources declare in their folders (``core/resource_values.py``)."""
FIELDS: Final = " ".join(
    (
        "id appId displayName applicationTemplateId appRoles oauth2PermissionScopes appRoleAssignmentRequired "
        "accountEnabled",
        *TEXT_LISTS,
    )
)


class AppRole(GraphModel):
    """A role that the application declares; ``value`` is what stands in a token."""

    id: str
    display_name: str | None = None
    value: str | None = None
    is_enabled: bool = True
    allowed_member_types: tuple[str, ...] = ()


class PermissionScope(GraphModel):
    """A delegated permission that an API offers; ``value`` is its name, such as ``User.Read``."""

    id: str
    value: str | None = None


class AppRoleAssignment(GraphModel):
    """Assignment of a resource's role to a user, group or service principal. Its id is not a GUID."""

    id: str
    app_role_id: str
    principal_id: str
    resource_id: str
    principal_type: str | None = None
    principal_display_name: str | None = None
    resource_display_name: str | None = None


@with_members({to_snake(name): (tuple[str, ...], ()) for name in TEXT_LISTS})
class ServicePrincipal(GraphModel):
    """A service principal (https://learn.microsoft.com/graph/api/resources/serviceprincipal)."""

    id: str
    app_id: str
    display_name: str = ""
    application_template_id: str | None = None
    app_roles: tuple[AppRole, ...] = ()
    oauth2_permission_scopes: tuple[PermissionScope, ...] = ()
    app_role_assignment_required: bool = False
    account_enabled: bool = True

    def texts(self, name: str) -> tuple[str, ...]:
        """Return a list of :data:`TEXT_LISTS`, named as Graph writes it."""
        found: tuple[str, ...] = getattr(self, to_snake(name))
        return found

    def with_texts(self, name: str, texts: Iterable[str]) -> Self:
        """Return this service principal with another list of :data:`TEXT_LISTS`."""
        return self.model_copy(update={to_snake(name): tuple(texts)})

    @property
    def addable(self) -> tuple[tuple[str, str], ...]:
        """The entries that others can add, each with what it is called, for inspections and baselines."""
        return tuple((one.entry, text) for name, one in TEXT_LISTS.items() for text in self.texts(name))


class ServicePrincipals:
    """The verbs for service principals. Every one may raise :class:`GraphError`."""

    def __init__(self, graph: GraphClient) -> None:
        self._graph = graph

    def _by_id(self, object_id: str) -> Any:  # noqa: ANN401
        return self._graph.client.service_principals.by_service_principal_id(object_id)

    async def find_by_app_id(self, app_id: str) -> ServicePrincipal | None:
        """Find by client ID; None if there is none, or none yet."""
        builder = self._graph.client.service_principals_with_app_id(app_id)
        return await self._graph.find(builder.to_get_request_information(build_query(select=FIELDS)), ServicePrincipal)

    async def list_named(self, display_name: str) -> list[ServicePrincipal]:
        """Return the first of those that bear this name, which is not unique."""
        query = build_query(select=FIELDS, where=f"displayName eq {quoted(display_name)}")
        request = self._graph.client.service_principals.to_get_request_information(query)
        return await self._graph.first_page(request, ServicePrincipal)

    async def microsoft_graph(self) -> ServicePrincipal:
        """Return Microsoft Graph itself, whose permissions have other ids in some clouds."""
        builder = self._graph.client.service_principals_with_app_id(MICROSOFT_GRAPH_APP_ID)
        return await self._graph.read(builder.to_get_request_information(build_query(select=FIELDS)), ServicePrincipal)

    async def require_assignment(self, object_id: str) -> None:
        """Let only those in who are assigned."""
        from msgraph.generated.models.service_principal import ServicePrincipal as Body

        body = Body(app_role_assignment_required=True)
        await self._graph.write(self._by_id(object_id).to_patch_request_information(body))

    async def set_texts(self, object_id: str, name: str, texts: Iterable[str]) -> None:
        """Replace a list of :data:`TEXT_LISTS` as a whole."""
        from msgraph.generated.models.service_principal import ServicePrincipal as Body

        body = Body(**{to_snake(name): list(texts)})
        await self._graph.write(self._by_id(object_id).to_patch_request_information(body))

    async def assignments_to(self, object_id: str) -> list[AppRoleAssignment]:
        """Return who is assigned to this application, with which role."""
        request = self._by_id(object_id).app_role_assigned_to.to_get_request_information()
        return await self._graph.pages(request, AppRoleAssignment)

    async def assign(self, object_id: str, principal_id: str, app_role_id: str) -> AppRoleAssignment:
        """Assign a group or a user to this application; a second time is an error that is_already_there knows."""
        body = _assignment(principal_id, object_id, app_role_id)
        request = self._by_id(object_id).app_role_assigned_to.to_post_request_information(body)
        return await self._graph.create(request, AppRoleAssignment)

    async def unassign(self, object_id: str, assignment_id: str) -> None:
        """Take an assignment to this application back."""
        builder = self._by_id(object_id).app_role_assigned_to.by_app_role_assignment_id(assignment_id)
        await self._graph.remove(builder.to_delete_request_information())

    async def granted_app_roles(self, object_id: str) -> list[AppRoleAssignment]:
        """Return the application permissions that were consented to for this application."""
        request = self._by_id(object_id).app_role_assignments.to_get_request_information()
        return await self._graph.pages(request, AppRoleAssignment)

    async def grant_app_role(self, object_id: str, resource_id: str, app_role_id: str) -> AppRoleAssignment:
        """Consent to an application permission. Of Microsoft Graph: needs Privileged Role Administrator."""
        body = _assignment(object_id, resource_id, app_role_id)
        request = self._by_id(object_id).app_role_assignments.to_post_request_information(body)
        return await self._graph.create(request, AppRoleAssignment)

    async def revoke_app_role(self, object_id: str, assignment_id: str) -> None:
        """Take the consent to an application permission back. Of Microsoft Graph: as for granting it."""
        builder = self._by_id(object_id).app_role_assignments.by_app_role_assignment_id(assignment_id)
        await self._graph.remove(builder.to_delete_request_information())

    async def owners(self, object_id: str) -> list[Member]:
        """Return the owners, who may add credentials to it without any role."""
        request = self._by_id(object_id).owners.to_get_request_information(build_query(select=OWNER_FIELDS))
        return await self._graph.pages(request, Member)

    async def delegated_grants(self, object_id: str) -> list[PermissionGrant]:
        """Return the delegated permissions that were consented to for this application."""
        request = self._by_id(object_id).oauth2_permission_grants.to_get_request_information()
        return await self._graph.pages(request, PermissionGrant)


def _assignment(principal_id: str, resource_id: str, app_role_id: str) -> Any:  # noqa: ANN401
    from uuid import UUID

    from msgraph.generated.models.app_role_assignment import AppRoleAssignment as Body

    return Body(principal_id=UUID(principal_id), resource_id=UUID(resource_id), app_role_id=UUID(app_role_id))
