"""Clients that ask for tokens: Microsoft's command line tools, or an application of the tenant, with its secrets."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Final

from total_onboard.sandbox.directory.catalog import AZURE_CLI, GRAPH_COMMAND_LINE_TOOLS
from total_onboard.sandbox.directory.store import Body, Store
from total_onboard.sandbox.sign_in.errors import SignInRefused

MICROSOFTS_OWN: Final = {
    GRAPH_COMMAND_LINE_TOOLS: "Microsoft Graph Command Line Tools",
    AZURE_CLI: "Microsoft Azure CLI",
}
_LOOPBACK: Final = re.compile(r"http://localhost(:\d+)?/?")


@dataclass(frozen=True)
class Client:
    """A client application; ``application`` is None for Microsoft's own, whose registration is elsewhere."""

    app_id: str
    name: str
    application: Body | None = None

    @property
    def is_public(self) -> bool:
        """Whether it has no secret to prove itself with."""
        return self.application is None or bool(self.application.get("isFallbackPublicClient"))

    def accepts_redirect(self, uri: str) -> bool:
        """Compare exactly; only the port of http://localhost is free (RFC 8252, section 7.3)."""
        if self.application is None:
            return bool(_LOOPBACK.fullmatch(uri))
        platforms = (self.application.get(platform) or {} for platform in ("web", "publicClient"))
        registered = [known for platform in platforms for known in platform.get("redirectUris") or []]
        return uri in registered or (bool(_LOOPBACK.fullmatch(uri)) and "http://localhost" in registered)


def find_client(store: Store, client_id: str | None) -> Client:
    """Return the client of that application id.

    Raises SignInRefused 900144, or 700016 if the tenant does not know it.
    """
    if not client_id:
        raise SignInRefused(900144, parameter="client_id")
    if client_id in MICROSOFTS_OWN:
        return Client(client_id, MICROSOFTS_OWN[client_id])
    for application in store.applications.all_replicated():
        if application["appId"] == client_id:
            return Client(client_id, application["displayName"], application)
    raise SignInRefused(700016, client_id=client_id, tenant=store.organization["displayName"])


def service_principal_of(store: Store, client: Client) -> Body:
    """Return the client's principal in this tenant. Raises SignInRefused 7000229, or 7000112 when it is disabled."""
    for principal in store.service_principals.all_replicated():
        if principal["appId"] == client.app_id:
            if principal.get("accountEnabled") is False:
                raise SignInRefused(7000112, client_id=client.app_id, name=client.name)
            return principal
    raise SignInRefused(7000229, client_id=client.app_id, tenant=store.organization["displayName"])
