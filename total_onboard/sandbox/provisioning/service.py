"""The synchronization service of one tenant: its jobs, their credentials, and its log."""

from __future__ import annotations

import asyncio
import ssl
from collections import defaultdict
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from typing import Any, Final
from uuid import UUID

from total_onboard.sandbox.directory.store import Store
from total_onboard.sandbox.provisioning.job import Job
from total_onboard.sandbox.provisioning.mapping.default_schema import default_schema
from total_onboard.sandbox.provisioning.scim.scim_client import ScimClient

Body = dict[str, Any]

TEMPLATE_ID: Final = "scim"
_KEY: Final = "service"


@dataclass
class SynchronizationService:
    """``secrets`` is by service principal, and outlives its jobs; ``jobs`` is by service principal, then by job id.

    ``log`` holds what every export became, as Graph shows it (``provisioningObjectSummary``), oldest first.
    """

    store: Store
    trusted: list[Path] = field(default_factory=list)
    secrets: defaultdict[str, dict[str, str]] = field(default_factory=lambda: defaultdict(dict))
    jobs: defaultdict[str, dict[str, Job]] = field(default_factory=lambda: defaultdict(dict))
    log: list[Body] = field(default_factory=list)
    demands: list[float] = field(default_factory=list)
    asked_for_templates: set[str] = field(default_factory=set)
    holds_cycles: bool = False
    tasks: dict[str, asyncio.Task[None]] = field(default_factory=dict)

    def trust(self, ca_file: Path) -> None:
        """Trust this authority when calling SCIM endpoints, in addition to those of the system."""
        self.trusted.append(ca_file)

    @cached_property
    def tls(self) -> ssl.SSLContext:
        """What SCIM endpoints are called with; made for the first call, because the system's authorities are many."""
        context = ssl.create_default_context()
        for ca_file in self.trusted:
            context.load_verify_locations(ca_file)
        return context

    def new_job(self, service_principal_id: str) -> Job:
        """Create a job, with the default schema."""
        guid = UUID(self.store.new_id())
        readings = self.store.persona.readings
        named = readings.job_id == "template_and_tenant"
        job_id = f"{TEMPLATE_ID}.{UUID(self.store.tenant_id).hex}.{guid}" if named else str(guid)
        schema = default_schema(job_id, readings)
        job = Job(job_id, service_principal_id, TEMPLATE_ID, schema, made_at=self.store.clock.real())
        self.jobs[service_principal_id][job_id] = job
        return job

    def forget(self, service_principal_id: str) -> None:
        """Remove what disappears with a purged service principal."""
        self.jobs.pop(service_principal_id, None)
        self.secrets.pop(service_principal_id, None)

    def dump(self) -> Body:
        """Return what lasts, for comparing two moments; of what is stored only the names."""
        jobs = [job for by_id in self.jobs.values() for job in by_id.values()]
        return {
            "jobs": {job.id: {"template": job.template_id, "state": job.state, "schema": job.schema} for job in jobs},
            "storedKeys": {principal: sorted(stored) for principal, stored in self.secrets.items()},
        }

    def scim_end(self, service_principal_id: str) -> ScimClient:
        """Return the SCIM endpoint that the saved credentials lead to. Raises ScimFailure when there is no address."""
        return ScimClient(self.secrets[service_principal_id], self.tls)


def synchronization_service(store: Store) -> SynchronizationService:
    """Return the one service of this tenant."""
    if _KEY not in store.provisioning:
        store.provisioning[_KEY] = SynchronizationService(store)
    service: SynchronizationService = store.provisioning[_KEY]
    return service
