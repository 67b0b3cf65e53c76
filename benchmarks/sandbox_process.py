"""A sandbox tenant in a process of its own, so that what it costs is not counted as the tool's."""

from __future__ import annotations

import os
import re
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from functools import cache
from multiprocessing import get_context
from multiprocessing.connection import Connection
from typing import TYPE_CHECKING, Any, Final

if TYPE_CHECKING:
    from total_onboard.sandbox.http.recorder import Exchange
    from total_onboard.sandbox.sandbox_tenant import SandboxTenant

_SPAWN = get_context("spawn")
_CLOSE: Final = "close"
_REQUESTS: Final = "requests"
_SIGN_IN: Final = 3.0
"""Seconds that the admin takes to sign in, which is quick: meanwhile the tool loads what it will need."""
_READS: Final = frozenset({"GET", "HEAD"})
_VERSION: Final = re.compile(r"^/(v1\.0|beta)")


@dataclass(frozen=True)
class Seen:
    """One request as the tenant saw it; times in seconds of the wall clock."""

    host: str
    method: str
    path: str
    query: str
    body: str
    answer: str
    status: int | None
    began: float
    ended: float

    @property
    def writes(self) -> bool:
        """Whether it could change something."""
        return self.method not in _READS

    @property
    def asked(self) -> str:
        """Everything that was sent and may name an object."""
        return f"{self.path}?{self.query} {self.body}"

    def __str__(self) -> str:
        """Method and path without the version."""
        return f"{self.method} {_VERSION.sub('', self.path)}"


@dataclass(frozen=True)
class SandboxProcess:
    """A tenant that runs in another process; ``values`` are what TOTAL's representative would say."""

    _pipe: Connection
    environment: Mapping[str, str]
    values: Mapping[str, Any]
    known: frozenset[str]

    def requests(self) -> list[Seen]:
        """All so far that have been answered."""
        self._pipe.send(_REQUESTS)
        return [Seen(**each) for each in self._pipe.recv()]

    def plan(self, *faults: Mapping[str, Any]) -> None:
        """Let these things go wrong from now on, instead of those before."""
        self._pipe.send(list(faults))
        self._pipe.recv()

    def wishes(self) -> dict[str, str]:
        """The environment of an admin who knows the values."""
        return {
            "PATH": os.environ["PATH"],
            "PYTHON_KEYRING_BACKEND": "keyring.backends.null.Keyring",
            **self.environment,
            "TOTAL_ONBOARD_REDIRECT_URI": self.values["redirect_uri"],
            "TOTAL_ONBOARD_SCIM_URL": self.values["scim_url"],
            "TOTAL_ONBOARD_SCIM_TOKEN": self.values["scim_token"],
            "TOTAL_ONBOARD_ADMIN": ",".join(self.values["admins"]),
        }


@contextmanager
def sandbox_process(
    persona: str = "ready", *, lag: tuple[float, float] = (0.0, 0.0), faults: Sequence[Mapping[str, Any]] = ()
) -> Iterator[SandboxProcess]:
    """Open the tenant, and close it at the end."""
    pipe = _process()
    pipe.send((persona, lag))
    environment, values, known = pipe.recv()
    tenant = SandboxProcess(pipe, environment, values, known)
    tenant.plan(*faults)
    try:
        yield tenant
    finally:
        pipe.send(_CLOSE)


@cache
def _process() -> Connection:
    """One for all tenants, one after the other: Microsoft's services have been running, too, when somebody comes."""
    here, there = _SPAWN.Pipe()
    _SPAWN.Process(target=_serve_one_after_the_other, args=(there,), daemon=True).start()
    return here


def _serve_one_after_the_other(pipe: Connection) -> None:
    from total_onboard.sandbox.provisioning.service import synchronization_service
    from total_onboard.sandbox.sandbox_tenant import SandboxTenant

    while True:
        persona, lag = pipe.recv()
        with SandboxTenant.start(persona, auto_approve=_SIGN_IN, lag=lag) as tenant:
            synchronization_service(tenant.store).tls  # noqa: B018 - made now, not while somebody is kept waiting
            _answer(pipe, tenant)


def _answer(pipe: Connection, tenant: SandboxTenant) -> None:
    administrator = tenant.platform.person_named(tenant.store.persona.administrator.upn)
    known = frozenset({tenant.store.tenant_id, administrator["id"]})
    pipe.send((tenant.environment, asdict(tenant.sheet_values), known))
    while (order := pipe.recv()) != _CLOSE:
        if order == _REQUESTS:
            opened = time.time() - tenant.store.clock.real()
            pipe.send([seen(each, opened) for each in tenant.requests if each.until])
        else:
            tenant.faults.clear()
            tenant.faults.add(*order)
            pipe.send(None)


def seen(exchange: Exchange, opened: float) -> dict[str, Any]:
    """Return a request as the members of Seen; ``opened`` is when the tenant's clock began."""
    named = {name: getattr(exchange, name) for name in ("host", "method", "path", "query", "body", "status")}
    times = {"began": opened + exchange.at, "ended": opened + exchange.until}
    return {**named, **times, "answer": exchange.response_body}
