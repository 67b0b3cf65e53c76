"""Application objects: the registration that TOTAL signs in with."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from typing import TYPE_CHECKING, Annotated, Any, Final

from pydantic import AliasChoices, AliasPath, BeforeValidator, Field

from total_onboard.core.secret import SecretText
from total_onboard.entra.graph.model import OWNER_FIELDS, DirectoryObject, GraphModel, Member, Moment
from total_onboard.entra.graph.odata import build_query, quoted
from total_onboard.entra.resources.service_principals import ServicePrincipal

if TYPE_CHECKING:
    from total_onboard.entra.graph.client import GraphClient

SINGLE_TENANT: Final = "AzureADMyOrg"
FIELDS: Final = (
    "id appId displayName uniqueName applicationTemplateId createdDateTime signInAudience web "
    "requiredResourceAccess passwordCredentials notes"
)


def _pairs(value: Any) -> Any:  # noqa: ANN401
    """``[{"id": …, "type": …}]`` as Graph writes it, to pairs; pairs stay as they are."""
    return tuple((item["id"], item["type"]) if isinstance(item, dict) else item for item in value)


class RequiredAccess(GraphModel):
    """Permissions that an application asks of one API; each is a pair of its id and ``Scope`` or ``Role``."""

    resource_app_id: str
    permissions: Annotated[tuple[tuple[str, str], ...], BeforeValidator(_pairs)] = Field(
        default=(), validation_alias=AliasChoices("resourceAccess", "permissions")
    )


class PasswordCredential(GraphModel):
    """A client secret without its value; ``hint`` is the value's first three characters."""

    key_id: str
    display_name: str | None = None
    hint: str | None = None
    start_date_time: Moment | None = None
    end_date_time: Moment | None = None


class NewPassword(GraphModel):
    """A client secret at the only moment when Graph returns its value."""

    key_id: str
    secret: SecretText = Field(validation_alias=AliasChoices("secretText", "secret"))
    hint: str = ""
    start: Moment = Field(validation_alias=AliasChoices("startDateTime", "start"))
    end: Moment = Field(validation_alias=AliasChoices("endDateTime", "end"))


class Application(GraphModel):
    """An application (https://learn.microsoft.com/graph/api/resources/application).

    ``owners`` are at most :data:`MOST_EXPANDED` of them, and None if they were not asked for.
    """

    id: str
    app_id: str
    display_name: str = ""
    unique_name: str | None = None
    application_template_id: str | None = None
    created_date_time: Moment | None = None
    deleted_date_time: Moment | None = None
    sign_in_audience: str | None = None
    redirect_uris: tuple[str, ...] = Field(
        default=(), validation_alias=AliasChoices(AliasPath("web", "redirectUris"), "redirect_uris")
    )
    required_resource_access: tuple[RequiredAccess, ...] = ()
    password_credentials: tuple[PasswordCredential, ...] = ()
    notes: str | None = None
    owners: tuple[DirectoryObject, ...] | None = None

    @property
    def allows_other_organizations(self) -> bool:
        """Whether people of other organizations may sign in; an answer without the audience says nothing of it."""
        return self.sign_in_audience not in (None, SINGLE_TENANT)


class Instance(GraphModel):
    """Result of ``instantiate``: the application and its service principal."""

    application: Application
    service_principal: ServicePrincipal


class Applications:
    """The verbs for applications. Every one may raise :class:`GraphError`."""

    def __init__(self, graph: GraphClient) -> None:
        self._graph = graph

    async def get(self, object_id: str) -> Application | None:
        """Get by object ID; None if there is none, or none yet."""
        builder = self._graph.client.applications.by_application_id(object_id)
        return await self._graph.find(builder.to_get_request_information(build_query(select=FIELDS)), Application)

    async def find_by_unique_name(self, unique_name: str) -> Application | None:
        """Find by the unique name, the alternate key that is immutable once set; its owners are included."""
        builder = self._graph.client.applications_with_unique_name(unique_name)
        query = build_query(select=FIELDS, expand="owners($select=id)")
        return await self._graph.find(builder.to_get_request_information(query), Application)

    async def find_by_app_id(self, app_id: str) -> Application | None:
        """Find by client ID; None if there is none, or none yet."""
        builder = self._graph.client.applications_with_app_id(app_id)
        return await self._graph.find(builder.to_get_request_information(build_query(select=FIELDS)), Application)

    async def list_named(self, display_name: str) -> list[Application]:
        """Return all that bear this name, which is not unique."""
        builder, where = self._graph.client.applications, f"displayName eq {quoted(display_name)}"
        request = builder.to_get_request_information(build_query(select=FIELDS, where=where))
        return await self._graph.pages(request, Application)

    # Assumption instantiate-answer.
    async def instantiate(self, template_id: str, display_name: str) -> Instance:
        """Create an application and its service principal; sent once, because nothing makes it idempotent.

        Raises AmbiguousAnswer also for a 404, after which the application may exist
        (seen by hashicorp/terraform-provider-azuread).
        """
        from msgraph.generated.application_templates.item.instantiate.instantiate_post_request_body import (
            InstantiatePostRequestBody,
        )

        builder = self._graph.client.application_templates.by_application_template_id(template_id).instantiate
        request = builder.to_post_request_information(InstantiatePostRequestBody(display_name=display_name))
        return await self._graph.create(request, Instance, ambiguous=frozenset({404}))

    async def set_unique_name(
        self, object_id: str, unique_name: str, display_name: str | None = None, notes: str | None = None
    ) -> None:
        """Mark it, which is possible once, and give it its name and its notes in the same breath."""
        from msgraph.generated.models.application import Application as Body

        await self._patch(object_id, Body(unique_name=unique_name, display_name=display_name, notes=notes))

    async def set_name(self, object_id: str, display_name: str, notes: str) -> None:
        """Give it its name and its notes."""
        from msgraph.generated.models.application import Application as Body

        await self._patch(object_id, Body(display_name=display_name, notes=notes))

    async def restrict_to_own_organization(self, object_id: str) -> None:
        """Restrict sign-in to people of the application's own organization."""
        from msgraph.generated.models.application import Application as Body

        await self._patch(object_id, Body(sign_in_audience=SINGLE_TENANT))

    async def set_redirect_uris(self, object_id: str, uris: Iterable[str]) -> None:
        """Replace the redirect addresses of the platform Web as a whole."""
        from msgraph.generated.models.application import Application as Body
        from msgraph.generated.models.web_application import WebApplication

        await self._patch(object_id, Body(web=WebApplication(redirect_uris=list(uris))))

    async def set_required_access(self, object_id: str, access: Iterable[RequiredAccess]) -> None:
        """Replace what the application asks of APIs as a whole."""
        from msgraph.generated.models.application import Application as Body

        await self._patch(object_id, Body(required_resource_access=[access_body(each) for each in access]))

    async def _patch(self, object_id: str, body: Any) -> None:  # noqa: ANN401
        builder = self._graph.client.applications.by_application_id(object_id)
        await self._graph.write(builder.to_patch_request_information(body))

    async def add_password(self, object_id: str, display_name: str, end: datetime) -> NewPassword:
        """Add a client secret that ends at ``end``; without one Graph would choose two years."""
        from msgraph.generated.applications.item.add_password.add_password_post_request_body import (
            AddPasswordPostRequestBody,
        )
        from msgraph.generated.models.password_credential import PasswordCredential as Body

        builder = self._graph.client.applications.by_application_id(object_id).add_password
        body = AddPasswordPostRequestBody(password_credential=Body(display_name=display_name, end_date_time=end))
        return await self._graph.create(builder.to_post_request_information(body), NewPassword)

    async def remove_password(self, object_id: str, key_id: str) -> None:
        """Remove a client secret; its users are locked out immediately."""
        from uuid import UUID

        from msgraph.generated.applications.item.remove_password.remove_password_post_request_body import (
            RemovePasswordPostRequestBody,
        )

        builder = self._graph.client.applications.by_application_id(object_id).remove_password
        body = RemovePasswordPostRequestBody(key_id=UUID(key_id))
        await self._graph.create_nothing(builder.to_post_request_information(body))

    async def owners(self, object_id: str) -> list[Member]:
        """Return the owners, who may change it without any role."""
        builder = self._graph.client.applications.by_application_id(object_id).owners
        return await self._graph.pages(builder.to_get_request_information(build_query(select=OWNER_FIELDS)), Member)

    async def owner_ids(self, object_id: str) -> frozenset[str]:
        """Return the object IDs of the owners."""
        builder = self._graph.client.applications.by_application_id(object_id).owners
        owners = await self._graph.pages(builder.to_get_request_information(build_query(select="id")), DirectoryObject)
        return frozenset(owner.id for owner in owners)

    async def add_owner(self, object_id: str, user_id: str) -> None:
        """Add an owner; an existing owner is a BadRequest that :func:`is_already_there` recognizes."""
        from msgraph.generated.models.reference_create import ReferenceCreate

        builder = self._graph.client.applications.by_application_id(object_id).owners.ref
        body = ReferenceCreate(odata_id=self._graph.reference_to(user_id))
        await self._graph.create_nothing(builder.to_post_request_information(body))

    async def delete(self, object_id: str) -> None:
        """Delete it and its service principal; for thirty days it can be restored, and its mark stays taken."""
        builder = self._graph.client.applications.by_application_id(object_id)
        await self._graph.remove(builder.to_delete_request_information())


def access_body(access: RequiredAccess) -> Any:  # noqa: ANN401
    """Return the SDK's form of what an application asks of one API."""
    from uuid import UUID

    from msgraph.generated.models.required_resource_access import RequiredResourceAccess
    from msgraph.generated.models.resource_access import ResourceAccess

    permissions = [ResourceAccess(id=UUID(id_), type=kind) for id_, kind in access.permissions]
    return RequiredResourceAccess(resource_app_id=access.resource_app_id, resource_access=permissions)
