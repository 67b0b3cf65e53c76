"""Application registrations that are no instance of a template: they sign in, and nobody signs in to them."""

from __future__ import annotations

import base64
from collections.abc import Iterable
from typing import TYPE_CHECKING

from total_onboard.core.public_certificate import PublicCertificate
from total_onboard.entra.resources.applications import SINGLE_TENANT, Application, RequiredAccess, access_body
from total_onboard.entra.resources.service_principals import ServicePrincipal

if TYPE_CHECKING:
    from total_onboard.entra.graph.client import GraphClient


class AppRegistrations:
    """The verbs for application registrations. Every one may raise :class:`GraphError`."""

    def __init__(self, graph: GraphClient) -> None:
        self._graph = graph

    async def create(
        self,
        display_name: str,
        notes: str,
        access: Iterable[RequiredAccess],
        certificate: PublicCertificate | None,
        certificate_name: str,
    ) -> Application:
        """Create a registration for this tenant alone, with a public certificate or without a credential.

        It is sent once. Source: https://learn.microsoft.com/graph/api/application-post-applications
        """
        from msgraph.generated.models.application import Application as Body
        from msgraph.generated.models.key_credential import KeyCredential

        keys = [
            KeyCredential(
                display_name=certificate_name,
                type="AsymmetricX509Cert",
                usage="Verify",
                key=base64.b64decode(certificate.der),
            )
            for certificate in filter(None, [certificate])
        ]
        body = Body(
            display_name=display_name,
            notes=notes,
            sign_in_audience=SINGLE_TENANT,
            required_resource_access=[access_body(each) for each in access],
            key_credentials=keys or None,
        )
        request = self._graph.client.applications.to_post_request_information(body)
        return await self._graph.create(request, Application)

    async def create_principal(self, app_id: str) -> ServicePrincipal:
        """Create the service principal of a registration; a second one is refused by Graph."""
        from msgraph.generated.models.service_principal import ServicePrincipal as Body

        request = self._graph.client.service_principals.to_post_request_information(Body(app_id=app_id))
        return await self._graph.create(request, ServicePrincipal)
