"""The sandbox tenant as one object: start it, point a client at it, look inside, stop it."""

from __future__ import annotations

import copy
import json
import socket
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Final, Self, TypeVar

from starlette.types import ASGIApp

from total_onboard.sandbox.clock import SandboxClock
from total_onboard.sandbox.console.app import console_app
from total_onboard.sandbox.console.handoff_receiver import PATH as RECEIVER_PATH
from total_onboard.sandbox.console.sheet_values import SheetValues
from total_onboard.sandbox.console.state import console_of
from total_onboard.sandbox.directory.seed import seeded_store
from total_onboard.sandbox.directory.store import Body, Store
from total_onboard.sandbox.graph.app import graph_app
from total_onboard.sandbox.http.base_urls import Addresses
from total_onboard.sandbox.http.control_endpoints import control_routes
from total_onboard.sandbox.http.faults import FaultMiddleware, FaultPlan, Kind
from total_onboard.sandbox.http.origin_check import OwnOrigin
from total_onboard.sandbox.http.recorder import Exchange, Recorder
from total_onboard.sandbox.http.served_hosts import ServedHosts
from total_onboard.sandbox.http.server import Host, ServerThread, loopback_sockets
from total_onboard.sandbox.http.tls import LoopbackTls
from total_onboard.sandbox.persona import Persona, load_persona
from total_onboard.sandbox.provisioning.service import synchronization_service
from total_onboard.sandbox.sign_in.access_tokens import AccessTokens
from total_onboard.sandbox.sign_in.app import sign_in_app
from total_onboard.sandbox.sign_in.sign_in_state import Platform

T = TypeVar("T")

HOSTS: Final = ("sign_in", "graph", "total")


class SandboxTenant(ServedHosts):
    """One running tenant. Use as a context manager, or call ``stop``.

    ``requests`` are all requests so far, in the order of arrival; ``store`` is the tenant's state; ``faults`` takes
    plans of faults; ``sheet_values`` is what TOTAL's representative would send.
    """

    def __init__(self, store: Store, auto_approve: float | None, ports: tuple[int, int, int]) -> None:
        sockets = bound_sockets(ports)
        self._tls = LoopbackTls(store.persona.inspected_by, inspected=("sign_in", "graph"))
        self._open(store, auto_approve, Addresses(**{name: url_of(bound) for name, bound in sockets.items()}))
        hosts = {name: self._host(name, app, sockets[name]) for name, app in self._apps().items()}
        self._thread = ServerThread(hosts, store.clock.now)

    def _open(self, store: Store, auto_approve: float | None, addresses: Addresses) -> None:
        self.store = store
        self.requests: list[Exchange] = []
        self.addresses = addresses
        self.tokens = AccessTokens(store, self.addresses)
        self.platform = Platform(store, self.tokens, self.addresses, auto_approve)
        self.trust_issuers_of(self._tls.bundle)
        self.sheet_values = SheetValues.of(console_of(store, self.addresses.total), store.persona)
        revoke = self.platform.revoke_sign_ins
        acts = {
            Kind.TOKENS_EXPIRE: self.tokens.end_all,
            Kind.SIGN_IN_REVOKED: revoke,
            Kind.STEP_UP: self.tokens.require_step_up,
        }
        self.faults = FaultPlan(store.clock.now, acts)
        self.faults.add(*store.persona.faults)

    @classmethod
    def start(
        cls,
        persona: str | Persona = "ready",
        *,
        auto_approve: float | None = None,
        seed: int = 0,
        lag: tuple[float, float] | None = None,
        readings: Mapping[str, str] | None = None,
        ports: tuple[int, int, int] = (0, 0, 0),
    ) -> Self:
        """Serve a tenant on loopback and return once it answers.

        ``auto_approve`` is after how many seconds the administrator approves a device code by herself; ``lag``
        replaces the persona's replication lag, ``readings`` single readings (see unsettled_behavior.py); ``ports`` are
        those of sign-in, Graph and TOTAL, 0 for any.
        Raises KeyError for an unknown persona, ValueError for an unknown reading, OSError for a port that is taken.
        """
        chosen = load_persona(persona) if isinstance(persona, str) else persona
        if lag is not None:
            chosen = chosen.model_copy(update={"replication_lag": lag})
        if readings:
            chosen = chosen.model_copy(update={"readings": chosen.readings.replaced(readings)})
        clock = SandboxClock(chosen.pace, chosen.clock_ahead)
        tenant = cls(seeded_store(chosen, clock, seed), auto_approve, ports)
        tenant._thread.start()
        return tenant

    @property
    def environment(self) -> dict[str, str]:
        """The variables that point the tool at this tenant."""
        return {
            "TOTAL_ONBOARD_CLOUD": "custom",
            "TOTAL_ONBOARD_AUTHORITY_URL": self.addresses.sign_in,
            "TOTAL_ONBOARD_GRAPH_URL": self.addresses.graph,
            "TOTAL_ONBOARD_CA_BUNDLE": str(self._tls.bundle),
            "TOTAL_ONBOARD_TENANT": self.store.persona.domain,
        }

    @property
    def sheet_environment(self) -> dict[str, str]:
        """The variables that say what TOTAL's representative would tell its administrator."""
        values = self.sheet_values
        return {
            "TOTAL_ONBOARD_REDIRECT_URI": values.redirect_uri,
            "TOTAL_ONBOARD_SCIM_URL": values.scim_url,
            "TOTAL_ONBOARD_SCIM_TOKEN": values.scim_token,
            "TOTAL_ONBOARD_ADMIN": ",".join(values.admins),
        }

    @property
    def handoff_url(self) -> str:
        """The address at which the console accepts a whole hand-off."""
        return console_of(self.store, self.addresses.total).handoff_url

    @property
    def receives_handoffs_at(self) -> str:
        """The address at which TOTAL takes sealed hand-offs."""
        return f"{self.addresses.total}{RECEIVER_PATH}"

    @property
    def ca_bundle(self) -> str:
        """Path of the PEM file to trust."""
        return str(self._tls.bundle)

    @property
    def page_url(self) -> str:
        """The page that shows what an administrator would see in the portal."""
        return f"{self.addresses.total}/tenant/"

    def dump(self) -> Body:
        """Return the tenant's lasting state, for comparing two moments; may be asked for while requests come in."""
        return self.between_requests(self._dump)

    def between_requests(self, outcome: Callable[[], T]) -> T:
        """Look at ``store``, or change it, while the tenant serves: what takes more than one step needs this."""
        return self._thread.between_requests(outcome)

    def _dump(self) -> Body:
        return copy.deepcopy({**self.store.dump(), **synchronization_service(self.store).dump()})

    def total_takes_the_scim_token(self, token: str) -> None:
        """Accept only this token from now on, as after “Generate a new token” in the console."""
        console_of(self.store, self.addresses.total).scim_token = token

    def trust_issuers_of(self, authorities: Path) -> None:
        """Accept the TLS certificates of other issuers of tokens if these authorities made them."""
        self.platform.issuers.trusted = authorities

    def take_handoff(self, values: Body) -> None:
        """Put a hand-off into the console, as TOTAL's representative does."""
        console_of(self.store, self.addresses.total).take_handoff(json.dumps({"handoff": values}))

    def _apps(self) -> dict[str, ASGIApp]:
        sign_in = sign_in_app(self.platform)
        sign_in.routes.insert(0, control_routes(self))
        total = console_app(
            self.store,
            sign_in_url=self.addresses.sign_in,
            total_url=self.addresses.total,
            ca_file=self._tls.bundle,
        )
        return {"sign_in": sign_in, "graph": graph_app(self.store, self.tokens), "total": total}

    def _host(self, name: str, app: ASGIApp, sockets: list[socket.socket]) -> Host:
        shows = self.store.persona.total_shows if name == "total" else "localhost"
        guarded = OwnOrigin(self._recorded(name, app), getattr(self.addresses, name), self.addresses)
        defect = self.store.persona.certificates.get(name)
        return Host(guarded, sockets, self._tls.server_context(name, shows, defect))

    def _recorded(self, name: str, app: ASGIApp) -> ASGIApp:
        return Recorder(FaultMiddleware(app, name, self.faults), name, self.requests, self.store.clock.real)


def bound_sockets(ports: tuple[int, int, int]) -> dict[str, list[socket.socket]]:
    """Return sockets for every host, or none at all. Raises OSError."""
    sockets: dict[str, list[socket.socket]] = {}
    try:
        for name, port in zip(HOSTS, ports, strict=True):
            sockets[name] = loopback_sockets(port)
    except OSError:
        for one in (one for pair in sockets.values() for one in pair):
            one.close()
        raise
    return sockets


def url_of(bound: list[socket.socket]) -> str:
    """Return the address of a host on these sockets."""
    return f"https://localhost:{bound[0].getsockname()[1]}"
