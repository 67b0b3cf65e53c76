"""A tenant that was set up once in this process, opened again for each who asks for it: a set-up takes half a second.

Everything is as it was when the set-up ended, the ports and the time since the tenant was opened included; its date and
time are those of now.
"""

from __future__ import annotations

import asyncio
import copy
import stat
import threading
import time
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any, Final

from starlette.applications import Starlette
from starlette.types import ASGIApp

from total_onboard.sandbox.console.state import console_of
from total_onboard.sandbox.directory.store import Store
from total_onboard.sandbox.graph.audit.trail import trail_of
from total_onboard.sandbox.persona import Persona
from total_onboard.sandbox.provisioning.job import Job
from total_onboard.sandbox.provisioning.schedule import start
from total_onboard.sandbox.provisioning.service import SynchronizationService, synchronization_service
from total_onboard.sandbox.sandbox_tenant import SandboxTenant


class OpenTenant(SandboxTenant):
    """A sandbox tenant whose Graph can be looked into."""

    graph: Starlette

    def _apps(self) -> dict[str, ASGIApp]:
        apps = super()._apps()
        assert isinstance(apps["graph"], Starlette)
        self.graph = apps["graph"]
        return apps

    @property
    def audit_entries(self) -> list[dict[str, Any]]:
        """What its directory has noted."""
        return trail_of(self.graph.state, self.store).entries


@dataclass(frozen=True)
class Kept:
    """A tenant between two openings, and the home of the administrator who set it up."""

    store: Store
    ports: tuple[int, int, int]
    open_for: float
    platform: Any
    tokens: dict[str, Any]
    requests: list[Any]
    audit_entries: list[dict[str, Any]]
    resources: dict[str, str]
    home: Path
    files: dict[Path, tuple[int, bytes | None]]

    @classmethod
    def of(cls, tenant: OpenTenant, home: Path, resources: dict[str, str]) -> Kept | None:
        """Copy what is there now; the tenant serves on. None while a provisioning cycle runs."""
        return tenant.between_requests(lambda: _kept(tenant, home, resources))

    def opened(self, home: Path, auto_approve: float) -> OpenTenant:
        """Serve it as it was. Raises OSError where a port is taken."""
        tenant = OpenTenant(_as_of_now(self), auto_approve, self.ports)
        tenant.requests.extend(self.requests)
        tenant.audit_entries.extend(copy.deepcopy(self.audit_entries))
        tenant.platform.pending = copy.deepcopy(self.platform)
        vars(tenant.tokens).update(copy.deepcopy(self.tokens))
        tenant._thread.start()
        tenant.between_requests(lambda: _resume(synchronization_service(tenant.store)))
        for name, (mode, content) in self.files.items():
            self._write(home, home / name, mode, content)
        return tenant

    def _write(self, home: Path, path: Path, mode: int, content: bytes | None) -> None:
        """As it was, but for where the home is, which the journal names."""
        if content is None:
            path.mkdir(exist_ok=True)
        else:
            path.write_bytes(content.replace(bytes(self.home), bytes(home)) if path.suffix == ".jsonl" else content)
        path.chmod(mode)


KEPT: Final[dict[str, Kept]] = {}


def key_of(persona: Persona) -> str:
    """The same for equal personas."""
    return persona.model_dump_json()


def _kept(tenant: OpenTenant, home: Path, resources: dict[str, str]) -> Kept | None:
    if any(job.at_work.locked() for job in _jobs(synchronization_service(tenant.store))):
        return None
    addresses = tenant.addresses
    sign_in, graph, total = (
        int(url.rpartition(":")[2]) for url in (addresses.sign_in, addresses.graph, addresses.total)
    )
    return Kept(
        copied_store(tenant.store),
        (sign_in, graph, total),
        tenant.store.clock.real(),
        copy.deepcopy(tenant.platform.pending),
        copy.deepcopy({name: vars(tenant.tokens)[name] for name in ("_issued", "_ended", "wants_step_up")}),
        list(tenant.requests),
        copy.deepcopy(tenant.audit_entries),
        dict(resources),
        home,
        {path.relative_to(home): _read(path) for path in sorted(home.rglob("*"))},
    )


def _read(path: Path) -> tuple[int, bytes | None]:
    """Its rights, and what it holds; a folder holds None."""
    return stat.S_IMODE(path.stat().st_mode), path.read_bytes() if path.is_file() else None


def copied_store(store: Store) -> Store:
    """All but what belongs to a running server."""
    service = synchronization_service(store)
    storage = console_of(store, "").accounts.storage
    memo: dict[int, Any] = {id(service.tasks): {}, id(service.trusted): [], id(storage.lock): threading.RLock()}
    memo |= {id(job.at_work): asyncio.Lock() for job in _jobs(service)}  # one that was awaited belongs to a loop
    memo |= {id(job.at_work): asyncio.Lock() for jobs in service.jobs.values() for job in jobs.values()}
    if "tls" in vars(service):
        memo[id(vars(service)["tls"])] = None
    copied = copy.deepcopy(store, memo)
    vars(synchronization_service(copied)).pop("tls", None)
    return copied


def _as_of_now(kept: Kept) -> Store:
    store = copied_store(kept.store)
    store.clock._began = time.monotonic() - kept.open_for
    ahead = timedelta(seconds=store.persona.clock_ahead)
    store.clock._epoch = datetime.now(UTC) + ahead - timedelta(seconds=kept.open_for)
    return store


def _jobs(service: SynchronizationService) -> list[Job]:
    return [job for jobs in service.jobs.values() for job in jobs.values()]


def _resume(service: SynchronizationService) -> None:
    """Let the jobs run on whose schedule was running."""
    for job in [job for job in _jobs(service) if job.state == "Active"]:
        due = job.next_run_at
        job.state = "Paused"
        start(service, job)
        job.next_run_at = due
