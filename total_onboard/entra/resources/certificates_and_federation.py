"""Certificates and federated credentials of an application: what TOTAL can sign in with in place of a secret."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any, Final

from total_onboard.entra.graph.model import GraphModel
from total_onboard.entra.graph.odata import build_query
from total_onboard.entra.resources.non_secret_credentials import Certificate, FederatedCredential

if TYPE_CHECKING:
    from total_onboard.entra.graph.client import GraphClient

SIGNS_IN: Final = {"type": "AsymmetricX509Cert", "usage": "Verify"}
"""The type and usage of a certificate that its holder signs in with."""


class _Certificates(GraphModel):
    key_credentials: tuple[Certificate, ...] = ()


class _WholeCertificates(GraphModel):
    key_credentials: tuple[dict[str, Any], ...] = ()


class ApplicationCredentials:
    """The verbs for them. Every one may raise :class:`GraphError`."""

    def __init__(self, graph: GraphClient) -> None:
        self._graph = graph

    async def certificates(self, application_id: str) -> tuple[Certificate, ...]:
        """Return the certificates with their content, which Graph shows only if nothing else is selected."""
        return (await self._graph.read(self._selected(application_id), _Certificates)).key_credentials

    async def set_certificates(self, application_id: str, credentials: Sequence[dict[str, Any]]) -> None:
        """Replace the collection as a whole; one with a known key ID stays as it is, and needs no content."""
        from msgraph.generated.models.application import Application as Body

        builder = self._graph.client.applications.by_application_id(application_id)
        body = Body(additional_data={"keyCredentials": list(credentials)})
        await self._graph.write(builder.to_patch_request_information(body))

    async def whole_certificates(self, application_id: str) -> list[dict[str, Any]]:
        """Return all members of each but its content, to be sent again as the Azure CLI does."""
        found = await self._graph.read(self._selected(application_id), _WholeCertificates)
        return [{name: value for name, value in one.items() if name != "key"} for one in found.key_credentials]

    def _selected(self, application_id: str) -> Any:  # noqa: ANN401
        builder = self._graph.client.applications.by_application_id(application_id)
        return builder.to_get_request_information(build_query(select="keyCredentials"))

    async def federated(self, application_id: str) -> tuple[FederatedCredential, ...]:
        """Return the issuers that it trusts instead of a secret; twenty at most."""
        request = self._federated(application_id).to_get_request_information()
        return tuple(await self._graph.pages(request, FederatedCredential))

    async def add_federated(
        self, application_id: str, name: str, issuer: str, subject: str, audience: str
    ) -> FederatedCredential:
        """Add one; its name can't be changed later."""
        request = self._federated(application_id).to_post_request_information(_body(issuer, subject, audience, name))
        return await self._graph.create(request, FederatedCredential)

    async def set_federated(
        self, application_id: str, credential_id: str, issuer: str, subject: str, audience: str
    ) -> None:
        """Set issuer, subject and audience of an existing one."""
        builder = self._federated(application_id).by_federated_identity_credential_id(credential_id)
        await self._graph.write(builder.to_patch_request_information(_body(issuer, subject, audience)))

    async def remove_federated(self, application_id: str, credential_id: str) -> None:
        """Remove one; tokens of that issuer no longer count."""
        builder = self._federated(application_id).by_federated_identity_credential_id(credential_id)
        await self._graph.remove(builder.to_delete_request_information())

    def _federated(self, application_id: str) -> Any:  # noqa: ANN401
        return self._graph.client.applications.by_application_id(application_id).federated_identity_credentials


def _body(issuer: str, subject: str, audience: str, name: str | None = None) -> Any:  # noqa: ANN401
    from msgraph.generated.models.federated_identity_credential import FederatedIdentityCredential

    return FederatedIdentityCredential(name=name, issuer=issuer, subject=subject, audiences=[audience])
