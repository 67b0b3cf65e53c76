"""Scopes of a client: those of OpenID Connect, and delegated permissions of this tenant's Microsoft Graph."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from total_onboard.sandbox.directory.catalog import AZURE_CLI, MICROSOFT_GRAPH, graph_permissions
from total_onboard.sandbox.sign_in.clients import Client
from total_onboard.sandbox.sign_in.errors import SignInRefused

OPENID: Final = frozenset({"openid", "profile", "email", "offline_access"})
_PREAUTHORIZED: Final = frozenset({"User.Read", ".default"})
DEFAULT: Final = ".default"


@dataclass(frozen=True)
class Scopes:
    """``asked`` is the client's own spelling; ``permissions`` are Graph's, bare, with ``.default`` as it stands."""

    asked: tuple[str, ...]
    permissions: frozenset[str]

    @property
    def openid(self) -> frozenset[str]:
        """The OpenID Connect scopes among them."""
        return OPENID & set(self.asked)

    @property
    def text(self) -> str:
        """The scopes as the token answer repeats them: without ``offline_access``."""
        return " ".join(scope for scope in self.asked if scope != "offline_access")

    @property
    def needing_an_administrator(self) -> frozenset[str]:
        """Permissions that a person cannot consent to alone."""
        known = graph_permissions()
        return frozenset(name for name in self.permissions - {DEFAULT} if not known[name].get("by_user"))


def read_scopes(text: str | None, graph: str, client: Client, tenant: str) -> Scopes:
    """Take a ``scope`` parameter apart. A permission is ``<Graph>/Name``, or bare, which means Graph too.

    Raises SignInRefused: 900144 nothing asked, 500011 another resource, 650053 no such permission, 65002 a client
    that may not ask for it.
    """
    asked = tuple((text or "").split())
    if not asked:
        raise SignInRefused(900144, parameter="scope")
    permissions = frozenset(_permission(scope, graph, tenant) for scope in asked if scope not in OPENID)
    for name in sorted(permissions - {DEFAULT}):
        if "delegated" not in graph_permissions().get(name, {}):
            raise SignInRefused(650053, name=client.name, scope=name, resource=MICROSOFT_GRAPH)
    if client.app_id == AZURE_CLI and not permissions <= _PREAUTHORIZED:
        raise SignInRefused(65002, client_id=AZURE_CLI, resource=MICROSOFT_GRAPH)
    return Scopes(asked, permissions)


def _permission(scope: str, graph: str, tenant: str) -> str:
    resource, slash, name = scope.rpartition("/")
    if not slash or resource == graph:
        return name
    raise SignInRefused(500011, resource=resource, tenant=tenant)
