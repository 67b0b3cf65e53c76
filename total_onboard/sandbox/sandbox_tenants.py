"""Several tenants in one process: one sign-in, one Graph and one TOTAL host for all of them, as at Microsoft."""

from __future__ import annotations

import base64
import binascii
import json
from collections.abc import Callable, Collection, Mapping
from functools import cached_property
from typing import Self

from starlette.datastructures import Headers
from starlette.types import ASGIApp, Receive, Scope, Send

from total_onboard.sandbox.clock import SandboxClock
from total_onboard.sandbox.directory.seed import seeded_store
from total_onboard.sandbox.directory.store import Store
from total_onboard.sandbox.http.base_urls import Addresses
from total_onboard.sandbox.http.origin_check import OwnOrigin
from total_onboard.sandbox.http.served_hosts import ServedHosts
from total_onboard.sandbox.http.server import Host, ServerThread
from total_onboard.sandbox.http.tls import LoopbackTls
from total_onboard.sandbox.partner import ACCOUNT, customers, partner_persona
from total_onboard.sandbox.persona import Persona
from total_onboard.sandbox.sandbox_tenant import HOSTS, SandboxTenant, bound_sockets, url_of
from total_onboard.sandbox.sign_in.grants.pending_grants import Pending

_Chosen = Callable[[Scope], "TenantOfMany"]


class TenantOfMany(SandboxTenant):
    """One tenant that shares the hosts of others."""

    def __init__(self, store: Store, auto_approve: float | None, addresses: Addresses, tls: LoopbackTls) -> None:
        self._tls = tls
        self._open(store, auto_approve, addresses)

    @cached_property
    def apps(self) -> dict[str, ASGIApp]:
        """Its part of each host, made when it is first asked for."""
        return {name: self._recorded(name, app) for name, app in self._apps().items()}

    def reopen(self, store: Store) -> None:
        """Serve another state from now on, to people who are signed in already, too."""
        pending, home_tenants = self.platform.pending, self.platform.home_tenants
        self._open(store, self.platform.auto_approve, self.addresses)
        vars(self).pop("apps", None)
        self.shares(self._thread, pending, home_tenants)

    def shares(self, thread: ServerThread, pending: Pending, home_tenants: Mapping[str, str]) -> None:
        """Serve in the thread of all, and accept what the others' sign-ins issued."""
        self._thread = thread
        self.platform.pending = Pending(refresh_tokens=pending.refresh_tokens, revoked=pending.revoked)
        self.platform.home_tenants = home_tenants


class SandboxTenants(ServedHosts):
    """The tenants of a partner's customers, and the partner's own, whose account signs in to all of them.

    ``home`` is the partner's tenant, ``customers`` are the others.
    """

    def __init__(self, personas: Collection[Persona], auto_approve: float | None, seed: int) -> None:
        sockets = bound_sockets((0, 0, 0))
        self._tls = LoopbackTls()
        self._addresses = Addresses(**{name: url_of(bound) for name, bound in sockets.items()})
        self.home = self._tenant(partner_persona(), auto_approve, seed, {})
        account = self.home.platform.person_named(ACCOUNT)["id"]
        self.customers = tuple(
            self._tenant(persona, auto_approve, seed + number, {ACCOUNT: account})
            for number, persona in enumerate(personas, 1)
        )
        everyone = (self.home, *self.customers)
        self._by_name = {name: tenant for tenant in everyone for name in _names(tenant)}
        chosen: dict[str, _Chosen] = dict(zip(HOSTS, (self._of_path, self._of_token, self._of_path), strict=True))
        hosts = {
            name: Host(
                OwnOrigin(_Dispatch(name, choose), getattr(self._addresses, name), self._addresses),
                sockets[name],
                self._tls.server_context(name),
            )
            for name, choose in chosen.items()
        }
        self._thread = ServerThread(hosts, self.home.store.clock.now)
        for tenant in everyone:
            tenant.shares(self._thread, self.home.platform.pending, {account: self.home.store.tenant_id})

    @classmethod
    def start(
        cls,
        personas: Collection[str],
        *,
        without_access: Collection[int] = (),
        auto_approve: float | None = None,
        seed: int = 0,
        changes: Mapping[str, object] | None = None,
    ) -> Self:
        """Serve a customer's tenant for each persona, and return once the hosts answer.

        The partner has no access to the tenants ``without_access``, by number from 1. ``changes`` replaces members of
        every persona. Raises KeyError for an unknown persona.
        """
        chosen = [one.model_copy(update=changes or {}) for one in customers(personas, without_access)]
        tenants = cls(chosen, auto_approve, seed)
        tenants._thread.start()
        return tenants

    @property
    def environment(self) -> dict[str, str]:
        """The variables that point the tool at these tenants; none of them is chosen."""
        return {name: value for name, value in self.home.environment.items() if name != "TOTAL_ONBOARD_TENANT"}

    def _tenant(self, persona: Persona, auto_approve: float | None, seed: int, ids: Mapping[str, str]) -> TenantOfMany:
        clock = SandboxClock(persona.pace, persona.clock_ahead)
        store = seeded_store(persona, clock, seed, ids)
        addresses = Addresses(
            self._addresses.sign_in, self._addresses.graph, f"{self._addresses.total}/{persona.domain}"
        )
        return TenantOfMany(store, auto_approve, addresses, self._tls)

    def _of_path(self, scope: Scope) -> TenantOfMany:
        """Return the tenant that the path begins with; what names none is answered by the partner's."""
        return self._by_name.get(scope["path"].split("/")[1].lower(), self.home)

    def _of_token(self, scope: Scope) -> TenantOfMany:
        """Return the tenant that the token is for, whose signature is checked there."""
        return self._by_name.get(_tenant_in(Headers(scope=scope).get("authorization", "")), self.home)


class _Dispatch:
    """One host of all tenants. At TOTAL, a tenant's addresses begin with its domain."""

    def __init__(self, name: str, choose: _Chosen) -> None:
        self._name = name
        self._choose = choose

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass the request to the tenant that it is for."""
        tenant = self._choose(scope)
        if self._name == "total" and scope["path"].startswith(prefix := f"/{tenant.store.persona.domain}"):
            scope = {**scope, "root_path": prefix}
        await tenant.apps[self._name](scope, receive, send)


def _names(tenant: SandboxTenant) -> frozenset[str]:
    return tenant.platform.domains | {tenant.store.tenant_id}


def _tenant_in(authorization: str) -> str:
    """Return the tenant of a token, unchecked; empty if there is none."""
    try:
        payload = authorization.split(".")[1]
        claims = json.loads(base64.urlsafe_b64decode(payload + "=" * (-len(payload) % 4)))
        return str(claims["tid"])
    except (IndexError, KeyError, TypeError, ValueError, binascii.Error):
        return ""
