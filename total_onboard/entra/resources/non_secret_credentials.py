"""Ways to sign in as an application or to receive its sign-ins, other than client secrets and Web addresses."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING

from pydantic import AliasChoices, AliasPath, Field

from total_onboard.entra.graph.model import GraphModel, Moment
from total_onboard.entra.graph.odata import build_query
from total_onboard.entra.resources.service_principals import AppRole

if TYPE_CHECKING:
    from total_onboard.entra.graph.client import GraphClient


class Credential(GraphModel):
    """A password of a service principal, or a certificate."""

    key_id: str
    display_name: str | None = None
    end_date_time: Moment | None = None

    @property
    def id(self) -> str:
        """The key ID."""
        return self.key_id

    def can_sign_in_at(self, now: datetime) -> bool:
        """Return whether its holder can sign in with it now."""
        return self.end_date_time is None or self.end_date_time > now


class Certificate(Credential):
    """``usage`` is ``Verify`` if its holder signs in with it, ``Sign`` if Microsoft signs tokens with it.

    ``key`` is the certificate in base64, if it was asked for; ``custom_key_identifier`` its thumbprint by default.
    Source: https://learn.microsoft.com/graph/api/resources/keycredential
    """

    usage: str | None = None
    key: str | None = None
    custom_key_identifier: str | None = None

    def can_sign_in_at(self, now: datetime) -> bool:
        """Return whether its holder can sign in with it now."""
        return self.usage != "Sign" and super().can_sign_in_at(now)


class FederatedCredential(GraphModel):
    """Trust in another issuer, whose tokens for ``subject`` count as the application's own."""

    id: str
    name: str
    issuer: str = ""
    subject: str = ""
    audiences: tuple[str, ...] = ()

    def takes(self, issuer: str, subject: str, audience: str) -> bool:
        """Return whether it takes exactly these tokens."""
        return (self.issuer, self.subject, self.audiences) == (issuer, subject, (audience,))


class NonSecretCredentials(GraphModel):
    """Credentials of an application or a service principal; addresses are those of the platforms SPA and native."""

    certificates: tuple[Certificate, ...] = Field(
        default=(), validation_alias=AliasChoices("keyCredentials", "certificates")
    )
    passwords: tuple[Credential, ...] = Field(
        default=(), validation_alias=AliasChoices("passwordCredentials", "passwords")
    )
    spa_addresses: tuple[str, ...] = Field(
        default=(), validation_alias=AliasChoices(AliasPath("spa", "redirectUris"), "spa_addresses")
    )
    native_addresses: tuple[str, ...] = Field(
        default=(), validation_alias=AliasChoices(AliasPath("publicClient", "redirectUris"), "native_addresses")
    )
    app_roles: tuple[AppRole, ...] = ()


class OtherCredentials:
    """Read by ``status`` and by an inspection. Every verb may raise :class:`GraphError`."""

    def __init__(self, graph: GraphClient) -> None:
        self._graph = graph

    async def of_application(self, object_id: str) -> NonSecretCredentials:
        """Read its certificates, its addresses of platforms other than Web, and the roles that it declares."""
        builder = self._graph.client.applications.by_application_id(object_id)
        query = build_query(select="keyCredentials spa publicClient appRoles")
        return await self._graph.read(builder.to_get_request_information(query), NonSecretCredentials)

    async def of_service_principal(self, object_id: str) -> NonSecretCredentials:
        """Return its own certificates and passwords, which the application does not show."""
        builder = self._graph.client.service_principals.by_service_principal_id(object_id)
        query = build_query(select="keyCredentials passwordCredentials")
        return await self._graph.read(builder.to_get_request_information(query), NonSecretCredentials)

    async def federated(self, application_id: str) -> list[FederatedCredential]:
        """Return the issuers that it trusts instead of a secret; twenty at most."""
        builder = self._graph.client.applications.by_application_id(application_id).federated_identity_credentials
        return await self._graph.pages(builder.to_get_request_information(), FederatedCredential)
